//! No name of a contact and no telephone number in anything that is shown, unless asked for; figures stay.

use extractors::Source;
use hebiao::review::{self, Shown, json};
use hebiao::words::Language;
use hebiao::{Book, contacts, ingest};

const REPORT: &str = "某某县林草局2024年度部门整体支出绩效自评报告\n填表人：白云飞　联系电话：13900001111\n\n\
    <table><tr><th>项目</th><th>2024年预算数</th></tr><tr><td>公用经费</td><td>1390.5</td></tr>\
    <tr><td>联系人</td><td>白云飞</td></tr><tr><td>联系电话</td><td>0739-5550000</td></tr></table>\n";

fn shown(hide: bool) -> String {
    let source = Source::new("report.txt", REPORT.as_bytes().to_vec());
    let book = Book::load(None).unwrap();
    let mut report = ingest(&source, &book).unwrap();
    if hide {
        contacts::hide(&mut report);
    }
    let all = Shown { language: Language::Chinese, prose: true, shorten: false, parts: false };
    json::report(&source, &report) + &review::document(&report.document, all)
}

#[test]
fn contacts_are_hidden_in_prose_and_in_cells_beside_their_labels() {
    let (open, hidden) = (shown(false), shown(true));
    for personal in ["白云飞", "13900001111", "0739-5550000"] {
        assert!(open.contains(personal), "{personal} must be there to be hidden");
        assert!(!hidden.contains(personal), "{personal} is shown");
    }
    for figure in ["1390.5", "公用经费", "联系人", "某某县林草局"] {
        assert!(hidden.contains(figure), "{figure} is hidden");
    }
}
