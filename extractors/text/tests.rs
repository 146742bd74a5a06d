//! Text exports as a whole: from bytes to a document, forms beside each other.

use proptest::prelude::*;

use crate::document::Block;
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
    let cases: [(&str, &[u8], Code); 4] = [
        ("报告.txt", b"%PDF-1.7", Code::TYPE_MISMATCH),
        ("报告.pdf", b"%PDF-1.7", Code::UNSUPPORTED),
        ("报告.docx", &[0; 9], Code::NOT_OOXML),
        ("report.py", "print('三公经费\t12.00')".as_bytes(), Code::UNSUPPORTED),
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

// -- properties ------------------------------------------------------------------------------------------------------

/// Cells of a table as authors fill them: labels, figures, blanks, and paragraphs below each other.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[一二三甲乙丙丁收支]{1,6}",
        3 => "[0-9]{1,4}\\.[0-9]{2}",
        2 => Just(String::new()),
        1 => "[子丑寅卯]{1,4}\n[辰巳午未]{1,4}",
    ]
}

/// Rows of one length, at least two of each.
fn rectangle() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2usize..7).prop_flat_map(|width| prop::collection::vec(prop::collection::vec(cell(), width), 2..9))
}

fn cells_of(document: &Document) -> Vec<Vec<String>> {
    let table = document.tables().next().unwrap();
    (0..table.rows()).map(|row| table.row(row).map(|cell| cell.text.to_owned()).collect()).collect()
}

proptest! {
    #[test]
    fn a_table_of_cells_led_by_tabs_comes_back(rows in rectangle()) {
        let print = |row: &Vec<String>| row.iter().map(|cell| format!("\t{cell}\n")).collect::<String>() + "\n";
        let text = format!("表题\n{}\n正文。\n", rows.iter().map(print).collect::<String>());
        prop_assert_eq!(cells_of(&extract("a.txt", text.as_bytes()).0.unwrap()), rows);
    }

    #[test]
    fn a_table_of_rows_led_by_tabs_comes_back(rows in rectangle()) {
        let cell = |cell: &String| match cell.split_once('\n') {
            Some((first, rest)) => format!("\t{first}\n{rest}\n"),
            None => format!("\t{cell}"),
        };
        let print = |row: &Vec<String>| row.iter().map(cell).collect::<String>() + "\n";
        let text = format!("上文。\n\n{}\n正文。\n", rows.iter().map(print).collect::<String>());
        // Where most lines hold one cell, the form is the other one.
        let led: Vec<usize> = text.lines().filter(|line| line.starts_with('\t')).map(|line| line.matches('\t').count()).collect();
        let crowded = led.iter().filter(|&&tabs| tabs > 1).count();
        prop_assume!(crowded > 1 && crowded * 3 > led.len());
        prop_assert_eq!(cells_of(&extract("a.txt", text.as_bytes()).0.unwrap()), rows);
    }

    #[test]
    fn any_bytes_are_read_or_named(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = extract("a.txt", &bytes);
    }

    #[test]
    fn no_word_is_lost_whatever_the_layout(
        pieces in prop::collection::vec(prop_oneof!["[\t\n ]{1,3}", "[一-龥]{2,4}", "[0-9]{1,3}\\.[0-9]{2}"], 0..120)
    ) {
        let text = pieces.concat();
        let (document, _) = extract("a.txt", text.as_bytes());
        let Ok(document) = document else { return Ok(()) };
        prop_assert_eq!(letters(&said(&document)), letters(&text), "{:?}", text);
    }
}

/// Everything that a document says, with the captions of its tables.
fn said(document: &Document) -> String {
    let block = |block: &Block| match block {
        Block::Text(paragraph) => paragraph.text.clone(),
        Block::Table(table) => {
            let captions = table.captions.iter().map(|caption| caption.text.as_str());
            captions.chain(table.cells().map(|cell| cell.text)).collect()
        }
    };
    document.blocks.iter().map(block).collect()
}

/// The characters of a text that show, in order of their code.
fn letters(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().filter(|character| !character.is_whitespace()).collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

// -- what breaks readers ---------------------------------------------------------------------------------------------

#[test]
fn large_files_of_one_sign_are_read_in_one_go() {
    const SIZE: usize = 1 << 18;
    let patterns = [
        "字",
        "\t",
        "\n",
        "\t\n",
        "\t甲\n",
        "\t甲\t乙\n",
        "甲\t\n",
        "甲\t乙\t1\t",
        "|",
        "\r",
        "\x0c",
        "\u{2028}",
        "甲\n\n\n",
        "image1.emf\n",
        "image1.emf\n甲 乙\n\n1 2\n\n",
        "[image: ]",
        "[bookmark: ",
        "<td>",
        "\"",
        ",",
        "1.00  2.00\n",
        "+-",
        "\t甲\n\n",
    ];
    for pattern in patterns {
        let text = pattern.repeat(SIZE / pattern.len());
        let (document, notices) = extract("a.txt", text.as_bytes());
        let document = document.unwrap();
        let kept = document.blocks.len() + notices.iter().count();
        assert!(kept > 0 || text.trim().is_empty() || pattern == "<td>", "{pattern:?} left nothing");
    }
}

#[test]
fn a_file_larger_than_allowed_is_cut_and_said() {
    let limits = Limits { input_bytes: 3000, ..Limits::default() };
    let mut notices = Notices::default();
    let source = Source::new("a.txt", "三公经费".repeat(1000).into_bytes());
    let document = Text.extract(&mut Context::new(&mut notices, &limits), &source).unwrap();
    assert_eq!(document.blocks.len(), 1);
    assert!(notices.iter().any(|notice| notice.code == Code::LIMIT_BYTES));
}

#[test]
fn cells_over_the_limit_are_dropped_and_counted() {
    let limits = Limits { cells: 5, grid: 4, ..Limits::default() };
    let mut notices = Notices::default();
    let source = Source::new("a.txt", "\t甲\n\t乙\n\n".repeat(4).into_bytes());
    let document = Text.extract(&mut Context::new(&mut notices, &limits), &source).unwrap();
    assert_eq!(document.tables().map(|table| table.cells().len()).sum::<usize>(), 5);
    assert_eq!(document.tables().count(), 2);
    let said = notices.iter().find(|notice| notice.code == Code::LIMIT_CELLS).unwrap();
    assert_eq!(said.details, [("count", "5".to_owned())]);
}

#[test]
fn nothing_is_called_empty() {
    let source = Source::new("a.txt", Vec::new());
    let error = crate::extract(&mut Notices::default(), &source).unwrap_err();
    assert_eq!(error.code(), Code::EMPTY);
}

#[test]
fn lines_without_end_are_run_together_and_none_is_lost() {
    let (document, _) = extract("a.txt", "a\n".repeat(300_000).as_bytes());
    let document = document.unwrap();
    assert_eq!(said(&document).matches('a').count(), 300_000);
    assert!(document.blocks.len() < 210_000);
}
