use super::*;
use crate::xlsx::testing::{self, shown};
use crate::xlsx::workbook::Visibility;
use crate::{Limits, Notices};

fn read(bytes: Vec<u8>) -> (Result<Book, Error>, Notices) {
    testing::read(&Xls, bytes)
}

fn sample(name: &str) -> Vec<u8> {
    testing::sample(&format!("xls/{name}"))
}

fn sheets(name: &str) -> Vec<Vec<String>> {
    let (book, _) = read(sample(name));
    let book = book.unwrap();
    book.sheets.iter().map(|sheet| shown(&book, sheet)).collect()
}

#[test]
fn numbers_are_shown_through_their_formats() {
    let expected = [
        "1: [云溪县民生局经费表]",
        "2: [项目] [预算数] [执行数] [执行率]",
        "3: [人员经费] [1,250.00] [1,205.00] [96.40%]",
        "4: [公用经费] [300.00] [286.55] [96.00%]",
        "5: [折合] [12.3万] [-9.9万] [_]",
        "6: [填报日期] [2024年3月15日] [_] [_]",
        "7: [合计（大写）] [壹仟伍佰伍拾] [_] [_]",
        "8: [备用金] [-] [-12.50] [_]",
    ];
    assert_eq!(sheets("formats.xls"), [expected]);
    assert_eq!(sheets("small.et"), [expected]);
}

#[test]
fn strings_come_without_runs_and_phonetic_text() {
    assert_eq!(
        sheets("strings.xls"),
        [[
            "1: [甲乙] [丙丁] [GDP A] [abc戊己庚] [辛]",
            "2: [直接写在格内] [带格式] [Abcd]",
            "3: [Flag(true)] [Fault(\"#DIV/0!\")] [Fault(\"#REF!\")]",
        ]]
    );
}

#[test]
fn formulas_keep_their_text_and_their_result() {
    let expected = [
        "1: [项目] [预算] [执行] [结余]",
        "2: [甲] [100.00] [80.00] [20 =B2-C2]",
        "3: [乙] [50.00] [50.00] [0 =B3-C3]",
        "4: [丙] [25.00] [20.00] [5 =B4-C4]",
        "5: [合计] [175 =SUM(B2:B4)] [150 =C2+C3+C4] [25 =SUM(D2:D4)]",
        "6: [加权] [11000 =SUMPRODUCT(B2:B4,C2:C4)]",
        "7: [备注] [节约 =\"节约\"]",
        "8: [未计算] [Missing =SUM(B2:B4)] [Fault(\"#DIV/0!\") =B2/J10] [Flag(true) =B2>C2]",
        "9: [不识] [3.5 =]",
    ];
    let found = sheets("formulas.xls");
    assert_eq!(found[0], expected);
    assert_eq!(found[1], ["1: [合计] [175 ='明细 表'!B5]"]);
}

#[test]
fn what_is_hidden_is_marked() {
    let (book, _) = read(sample("hidden.xls"));
    let book = book.unwrap();
    let states: Vec<Visibility> = book.sheets.iter().map(|sheet| sheet.visibility).collect();
    assert_eq!(states, [Visibility::Shown, Visibility::Hidden, Visibility::VeryHidden]);
    let sheet = &book.sheets[0];
    assert!(sheet.hidden_rows.contains(2) && !sheet.hidden_rows.contains(1));
    assert!(sheet.hidden_cols.contains(2) && !sheet.hidden_cols.contains(0));
    assert_eq!(sheet.frozen, (1, 1));
    assert_eq!(sheet.print_titles, Some((0, 0)));
    let comment = &sheet.comments[0];
    assert_eq!((comment.row, comment.col, comment.text.as_str()), (1, 1, "以审定数为准"));
    assert_eq!(shown(&book, sheet).len(), 4);
}

#[test]
fn the_calendar_may_begin_in_1904() {
    assert_eq!(sheets("date1904.xls"), [["1: [签订日期] [金额]", "2: [2024年3月15日] [88.00]"]]);
}

#[test]
fn excel_95_wrote_bytes_of_a_code_page() {
    let (book, _) = read(sample("biff5-gbk.xls"));
    assert_eq!(&*book.unwrap().sheets[0].name, "表一");
    assert_eq!(
        sheets("biff5-gbk.xls"),
        [[
            "1: [项目] [金额]",
            "2: [甲] [1,234.50万]",
            "3: [乙] [65.50万]",
            "4: [合计] [1,300.00万 =SUM(B2:B3)]"
        ]]
    );
}

#[test]
fn a_protected_structure_is_no_lock() {
    for name in ["protected-97.xls", "protected-2003.xls"] {
        let found = sheets(name);
        assert_eq!(found[0], sheets("formats.xls")[0], "{name}");
        assert_eq!(found[1][59], "60: [第几行] [59.00]", "{name}");
    }
}

#[test]
fn encrypted_files_are_refused() {
    assert_eq!(read(sample("encrypted.xls")).0.unwrap_err().code(), Code::ENCRYPTED);
}

#[test]
fn a_broken_cell_loses_neither_its_neighbours_nor_the_next_sheet() {
    let (book, notices) = read(sample("broken-cells.xls"));
    let book = book.unwrap();
    assert_eq!(
        shown(&book, &book.sheets[0]),
        ["1: [项目] [金额]", "2: [5] [NaN] [inf]", "4: [7 =]", "5: [8.25]"]
    );
    assert_eq!(shown(&book, &book.sheets[1]), ["1: [项目] [9.50]"]);
    let count = |code: Code| notices.iter().filter(|notice| notice.code == code).count();
    assert_eq!((count(Code::CELL_BROKEN), count(Code::BAD_COUNT)), (4, 1));
}

#[test]
fn a_file_that_is_cut_off_gives_what_came_before() {
    let (book, notices) = read(sample("cut-off.xls"));
    let book = book.unwrap();
    assert_eq!(shown(&book, &book.sheets[0]), ["1: [项目] [1.00]"]);
    let rows = shown(&book, &book.sheets[1]).len();
    assert!((50..200).contains(&rows), "{rows}");
    assert!(notices.iter().any(|notice| notice.code == Code::PART_BROKEN));
}

/// Every prefix of every sample, and every sample with a byte changed here and there, ends without a panic.
#[test]
fn no_damage_panics() {
    let mut state = 7u64;
    for sample in samples::all().into_iter().filter(|sample| sample.path.starts_with("xls/")) {
        for round in 0..200 {
            let mut bytes = sample.bytes.clone();
            for _ in 0..=round % 4 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let at = (state >> 33) as usize % bytes.len();
                bytes[at] = (state >> 20) as u8;
            }
            if round % 5 == 0 {
                bytes.truncate((state >> 40) as usize % sample.bytes.len());
            }
            let source = Source::new("a.xls", bytes);
            let mut notices = Notices::default();
            let limits = Limits::default();
            if let Ok(book) = Xls.read(&mut Context::new(&mut notices, &limits), &source) {
                let cells: usize = book.sheets.iter().map(|sheet| sheet.cells.len()).sum();
                assert!(cells <= sample.bytes.len());
            }
        }
    }
}

#[test]
fn calamine_reads_the_same_values() {
    for name in ["formats.xls", "hidden.xls", "date1904.xls", "biff5-gbk.xls"] {
        let bytes = sample(name);
        let mut other =
            calamine::open_workbook_from_rs::<calamine::Xls<_>, _>(std::io::Cursor::new(&bytes[..])).unwrap();
        let book = read(bytes.clone()).0.unwrap();
        testing::agrees_with_calamine(&book, |sheet| {
            calamine::Reader::worksheet_range(&mut other, sheet).unwrap()
        });
    }
}
