//! Text exports as a whole: from bytes to a document, forms beside each other.

use crate::{Code, Context, Document, Error, Limits, Notices, Source};

use super::Text;
use crate::Extractor;

fn extract(name: &str, bytes: &[u8]) -> (Result<Document, Error>, Notices) {
    let mut notices = Notices::default();
    let result =
        Text.extract(&mut Context::new(&mut notices, &Limits::default()), &Source::new(name, bytes.to_vec()));
    (result, notices)
}

#[test]
fn what_is_not_text_is_named_by_its_content() {
    let cases: [(&str, &[u8], Code); 3] = [
        ("报告.txt", b"%PDF-1.7", Code::TYPE_MISMATCH),
        ("报告.pdf", b"%PDF-1.7", Code::UNSUPPORTED),
        ("报告.txt", &[0; 9], Code::TYPE_MISMATCH),
    ];
    for (name, bytes, code) in cases {
        assert_eq!(extract(name, bytes).0.unwrap_err().code(), code, "{name}");
    }
}

/// The rows of a document's tables, cell texts between bars, tables between empty lines.
fn printed(text: &str) -> String {
    let (document, _) = extract("报告.txt", text.as_bytes());
    let mut printed = Vec::new();
    for table in document.unwrap().tables() {
        for row in 0..table.rows() {
            let cells: Vec<String> = table.row(row).iter().map(|cell| cell.text.replace('\n', "¶")).collect();
            printed.push(cells.join("|"));
        }
        printed.push(String::new());
    }
    printed.join("\n").trim_end().to_owned()
}

#[test]
fn cells_led_by_tabs_make_rows_between_empty_lines() {
    let text = "基础数据表\n\t项目\n\t预算数\n\t决算数\n\n\t三公经费\n\t　\n\t\n\n\t说明\n第二行\n\t12\n\t8\n\n\n附注\n";
    assert_eq!(printed(text), "项目|预算数|决算数\n三公经费|　|\n说明¶第二行|12|8");
}

#[test]
fn one_empty_line_keeps_the_cell_and_two_end_the_table() {
    let text = "\t甲\n\t乙\n\n\t子\n\n丑\n\t1\n\n\n正文\n\t丙\n\t丁\n\n\n";
    assert_eq!(printed(text), "甲|乙\n子¶¶丑|1\n\n丙|丁");
}

#[test]
fn a_row_cut_by_an_empty_paragraph_is_joined_by_counting() {
    let row = |cells: &str| cells.split('|').map(|cell| format!("\t{cell}\n")).collect::<String>() + "\n";
    let head = row("一级|二级|三级|分值|得分") + &row("产出|数量|次数|10|9");
    let cut = head.clone() + &row("|质量") + &row("合格率|10|8") + &row("效益|社会|满意|5|5") + "\n";
    assert!(printed(&cut).contains("\n|质量|合格率|10|8\n"), "{}", printed(&cut));
    // A title row above a header has the same number of cells together, but text stands under figures.
    let title = head + &row("附：资金情况") + &row("项目|年初|全年|执行") + "\n";
    assert!(printed(&title).contains("\n附：资金情况\n项目|年初|全年|执行"), "{}", printed(&title));
}

#[test]
fn paragraphs_that_begin_with_a_tab_are_prose() {
    let text = "\t一、基本情况。我单位内设六个股室，编制三十三人，实有四十四人，全年收入合计一千万元。\n\t二、存在的问题及原因分析。\n\t三、下一步措施。\n";
    assert_eq!(printed(text), "");
    assert_eq!(extract("a.txt", text.as_bytes()).0.unwrap().blocks.len(), 3);
}

#[test]
fn fields_between_tabs_make_rows_over_page_breaks() {
    let text = "标题\n项目\t预算\t\t决算\n三公经费\t12\t\t8\n\n\t接待费\t接待 费\t1\t0\n附注\n";
    assert_eq!(printed(text), "项目|预算||决算\n三公经费|12||8\n|接待费|接待 费|1|0");
    let (_, notices) = extract("a.txt", text.as_bytes());
    assert!(notices.iter().any(|notice| notice.details[0].1.contains("repeats")));
}

#[test]
fn a_cell_of_several_lines_is_joined_by_counting() {
    let text = "项目\t说明\t金额\n接待费\t三批\n二十人\t5\n合计\t\t5\n";
    assert_eq!(printed(text), "项目|说明|金额\n接待费|三批¶二十人|5\n合计||5");
}

#[test]
fn tables_of_contents_and_single_tabs_are_prose() {
    let text = "目录\n一、基本情况\t1\n二、绩效情况\t3\n三、问题\t12\n四、措施\t15\n一、基本情况\n我单位内设六个股室。\n填表人：甲\t电话：无\n以上。\n";
    assert_eq!(printed(text), "");
}
