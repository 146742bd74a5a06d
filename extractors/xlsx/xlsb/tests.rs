use super::*;
use crate::xlsx::testing::{self, shown};
use crate::xlsx::workbook::Value;
use crate::{Limits, Notices};

fn read(bytes: Vec<u8>) -> (Result<Book, Error>, Notices) {
    testing::read(&Xlsb, bytes)
}

fn sample(name: &str) -> Vec<u8> {
    testing::sample(&format!("xlsb/{name}"))
}

#[test]
fn cells_are_shown_through_their_formats() {
    let (book, _) = read(sample("budget.xlsb"));
    let book = book.unwrap();
    let sheet = &book.sheets[0];
    assert_eq!(
        shown(&book, sheet),
        [
            "1: [石桥镇财政所预算表]",
            "2: [项目] [年初预算] [执行数] [执行率]",
            "3: [基本支出] [1,250.00] [1,205.00] [96.40%]",
            "4: [项目支出] [300.00] [286.55] [_]",
            "5: [折合] [12.3万] [直接写在格内] [带格式]",
            "6: [填报日期] [2024年3月15日] [Flag(true)] [Fault(\"#DIV/0!\")]",
        ]
    );
    assert!(book.looks[1].style.bold && !book.looks[2].style.bold);
    assert!(book.looks[2].boxed && !book.looks[0].boxed);
}

#[test]
fn the_shape_of_a_sheet_is_kept() {
    let (book, _) = read(sample("budget.xlsb"));
    let book = book.unwrap();
    let states: Vec<Visibility> = book.sheets.iter().map(|sheet| sheet.visibility).collect();
    assert_eq!(states, [Visibility::Shown, Visibility::Hidden, Visibility::VeryHidden]);
    let sheet = &book.sheets[0];
    assert!(sheet.hidden_rows.contains(3) && !sheet.hidden_rows.contains(2));
    assert!(sheet.hidden_cols.contains(3) && !sheet.hidden_cols.contains(2));
    assert_eq!((sheet.frozen, sheet.merges.len(), sheet.merges[0].cols), ((2, 0), 1, (0, 3)));
    let comment = &sheet.comments[0];
    assert_eq!((comment.row, comment.col, comment.text.as_str()), (2, 1, "以批复数为准"));
}

#[test]
fn formulas_keep_their_text_and_their_result() {
    let (book, _) = read(sample("formulas.xlsb"));
    let book = book.unwrap();
    assert_eq!(
        shown(&book, &book.sheets[0]),
        [
            "1: [项目] [预算] [执行] [结余]",
            "2: [甲] [100.00] [80.00] [20.00 =B2-C2]",
            "3: [乙] [50.00] [50.00] [0.00 =B3-C3]",
            "4: [丙] [25.00] [20.00] [5.00 =B4-C4]",
            "5: [合计] [175.00 =SUM(B2:B4)] [150.00 =SUM(C2:C4)] [25.00 =SUM(D2:D4)]",
            "6: [加权] [11,000.00 =SUMPRODUCT(B2:B4,C2:C4)]",
            "7: [备注] [节约 =\"节约\"] [Flag(true) =B2:B2>1] [Fault(\"#REF!\") =#REF!]",
        ]
    );
    assert_eq!(shown(&book, &book.sheets[1]), ["1: [合计] [175.00 ='明细 表'!B5]"]);
}

#[test]
fn what_is_broken_loses_only_itself() {
    let (book, notices) = read(sample("broken.xlsb"));
    let book = book.unwrap();
    let sheets: Vec<Vec<String>> = book.sheets.iter().map(|sheet| shown(&book, sheet)).collect();
    assert_eq!(sheets[0], ["1: [项目] [5]", "2: [8.00]"]);
    assert_eq!(sheets[1], ["1: [项目] [9.00]"]);
    assert!(sheets[2].is_empty());
    assert_eq!(sheets[3], ["1: [项目] [9.00]"]);
    let count = |code: Code| notices.iter().filter(|notice| notice.code == code).count();
    assert_eq!((count(Code::CELL_BROKEN), count(Code::PART_BROKEN)), (7, 2));
}

#[test]
fn no_damage_panics() {
    let mut state = 11u64;
    for sample in samples::all().into_iter().filter(|sample| sample.path.starts_with("xlsb/")) {
        let source = Source::new("a.xlsb", sample.bytes);
        let limits = Limits::default();
        let mut notices = Notices::default();
        let mut package = Package::open(&mut Context::new(&mut notices, &limits), &source).unwrap();
        let part = package
            .part(&mut Context::new(&mut notices, &limits), "xl/worksheets/sheet1.bin")
            .unwrap()
            .unwrap();
        for _ in 0..400 {
            let mut bytes = part.clone();
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = (state >> 33) as usize % bytes.len();
            bytes[at] = (state >> 20) as u8;
            let mut sheet = Sheet::new("a");
            let shared = Shared { strings: &[], looks: &[], references: &[] };
            let mut context = Context::new(&mut notices, &limits);
            sheet::read(&mut context, &mut Default::default(), &shared, &bytes, &mut sheet);
            assert!(sheet.cells.len() <= part.len());
        }
    }
}

#[test]
fn calamine_reads_the_same_values() {
    for name in ["budget.xlsb", "formulas.xlsb"] {
        let bytes = sample(name);
        let cursor = std::io::Cursor::new(&bytes[..]);
        let mut other = calamine::open_workbook_from_rs::<calamine::Xlsb<_>, _>(cursor).unwrap();
        let mut book = read(bytes.clone()).0.unwrap();
        for sheet in &mut book.sheets {
            // What calamine passes over: text with runs in the cell itself, and errors that are results.
            sheet.cells.retain(|cell| {
                let is_failed = matches!(cell.value, Value::Fault(_)) && cell.formula.is_some();
                cell.value != Value::Text("带格式".into()) && !is_failed
            });
        }
        testing::agrees_with_calamine(&book, |sheet| {
            calamine::Reader::worksheet_range(&mut other, sheet).unwrap()
        });
    }
}

#[test]
fn what_the_file_calls_a_table_and_what_repeats_in_print_is_kept() {
    let book = testing::read(&Xlsb, testing::sample("xlsb/evidence.xlsb")).0.unwrap();
    let rect = crate::xlsx::workbook::Rect { rows: (2, 4), cols: (0, 1) };
    assert_eq!(book.sheets[0].tables, [crate::xlsx::workbook::NamedTable { rect, headers: 1 }]);
    assert_eq!((book.sheets[0].print_titles, book.sheets[1].print_titles), (None, Some((0, 1))));
}
