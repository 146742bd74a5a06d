//! Files of separated values as programs save them and as people break them.

use encoding_rs::GB18030;
use proptest::prelude::*;

use crate::document::{Block, Document, Stored, Table};
use crate::{Code, Context, Extractor, Limits, Notices, Source};

fn extract(bytes: &[u8]) -> (Document, Notices) {
    let mut notices = Notices::default();
    let source = Source::new("数据.csv", bytes.to_vec());
    let document =
        super::super::Text.extract(&mut Context::new(&mut notices, &Limits::default()), &source).unwrap();
    (document, notices)
}

fn rows(table: &Table) -> Vec<String> {
    (0..table.rows())
        .map(|row| {
            table.row(row).iter().map(|cell| cell.text.replace('\n', "/")).collect::<Vec<_>>().join("|")
        })
        .collect()
}

fn tables(text: &str) -> Vec<Vec<String>> {
    extract(text.as_bytes()).0.tables().map(rows).collect()
}

const BUDGET: &str = "云溪县林业站三公经费表,,,\n填报单位：云溪县林业站,,,单位：万元\n项目,年初预算,决算数,\n公务接待费,1.20,1.10,\n\
                      公务用车,\"1,234.56\",\"年初\n数\",\n";

#[test]
fn titles_become_captions_and_empty_columns_go() {
    let (document, notices) = extract(BUDGET.as_bytes());
    let table = document.tables().next().unwrap();
    assert_eq!(document.format, "csv");
    assert_eq!(rows(table), ["项目|年初预算|决算数|", "公务接待费|1.20|1.10|", "公务用车|1,234.56|年初/数|"]);
    let captions: Vec<&str> = table.captions.iter().map(|caption| caption.text.as_str()).collect();
    assert_eq!(captions, ["云溪县林业站三公经费表", "填报单位：云溪县林业站", "单位：万元"]);
    assert!(notices.iter().all(|notice| notice.code == Code::DECISION));
    assert!(!table.spans_known);
}

#[test]
fn every_encoding_and_separator_gives_the_same_cells() {
    let expected = tables(BUDGET);
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let tabbed = BUDGET.replace(',', "\t").replace("1\t234.56", "1,234.56");
    let semicolons = BUDGET.replace(',', ";").replace("1;234.56", "1,234.56");
    let forms = [
        GB18030.encode(BUDGET).0.into_owned(),
        format!("\u{feff}{BUDGET}").into_bytes(),
        wide(&format!("\u{feff}{tabbed}")),
        semicolons.into_bytes(),
        BUDGET.replace('\n', "\r\n").into_bytes(),
        BUDGET.replace('\n', "\r").into_bytes(),
        format!("sep=,\n{BUDGET}").into_bytes(),
    ];
    for (nth, form) in forms.iter().enumerate() {
        let found: Vec<Vec<String>> = extract(form).0.tables().map(rows).collect();
        assert_eq!(found, expected, "form {nth}");
    }
}

#[test]
fn places_point_at_the_field() {
    let (document, _) = extract("项目,金额,注\n甲,\"1\n2\",\n乙,,3\n,4,\n".as_bytes());
    let table = document.tables().next().unwrap();
    let places: Vec<String> = table.cells().map(|cell| format!("{}={}", cell.at(), cell.text)).collect();
    let places: Vec<&str> = places.iter().map(String::as_str).filter(|place| *place != "L1:7=注").collect();
    assert_eq!(
        places,
        [
            "L1:1=项目",
            "L1:4=金额",
            "L2:1=甲",
            "L2:3=1\n2",
            "L3:4=",
            "L4:1=乙",
            "L4:3=",
            "L4:4=3",
            "L5:1=",
            "L5:2=4",
            "L5:4="
        ]
    );
}

#[test]
fn numbers_kept_as_text_lose_their_armour() {
    let (document, _) = extract("编码,名称\n=\"0012\",甲\n\"=\"\"0013\"\"\",乙\n0014\t,丙\n".as_bytes());
    let table = document.tables().next().unwrap();
    assert_eq!(rows(table), ["编码|名称", "0012|甲", "0013|乙", "0014|丙"]);
    assert_eq!(table.cell(2).stored(), &Stored::Text);
}

#[test]
fn blank_rows_and_a_title_begin_another_table() {
    let two = "表一,,\n项目,a,b\n甲,1,2\n,,\n乙,3,4\n,,\n表二,,\n项目,a,b\n丙,5,6\n\n注：以上均为决算数。\n";
    let (document, _) = extract(two.as_bytes());
    let found: Vec<Vec<String>> = document.tables().map(rows).collect();
    assert_eq!(found, [vec!["项目|a|b", "甲|1|2", "", "乙|3|4"], vec!["项目|a|b", "丙|5|6"]]);
    assert!(matches!(document.blocks.last(), Some(Block::Text(note)) if note.text.starts_with("注")));
}

#[test]
fn prose_with_commas_is_no_table() {
    for prose in [
        "一、概况\n2024年，全县收入1,234.5万元。\n支出,结余,都有\n完\n",
        "Dear all, this is\na letter, which goes on,\nand on, for a while\nas letters, do\n",
        "甲,乙\n丙\n丁,戊,己\n庚\n",
        "\t甲\n\t乙\n\n\t丙\n\t丁\n",
    ] {
        assert_ne!(extract(prose.as_bytes()).0.format, "csv", "{prose}");
    }
}

#[test]
fn the_separator_that_cuts_every_row_wins() {
    assert_eq!(tables("a;0\ta;0\t00\n一;0\ta;0\ta0\n"), [["a;0|a;0|00", "一;0|a;0|a0"]]);
    let decimal = "项目;预算\n甲;1,5\n乙;2,5\n丙;3,5\n丁;4,5\n戊;5,5\n";
    assert_eq!(tables(decimal)[0][1], "甲|1,5");
}

#[test]
fn an_unclosed_quote_costs_one_pass_and_loses_nothing() {
    let text = format!("项目,金额\n甲,\"1\n{}", "乙,2\n".repeat(400_000));
    let (document, notices) = extract(text.as_bytes());
    let cells: usize = document.tables().map(|table| table.cells().len()).sum();
    assert_eq!(cells, 800_004);
    assert!(notices.iter().any(|notice| notice.code == Code::DECISION));
}

#[test]
fn a_header_that_stands_again_begins_a_table() {
    let one = "甲表,,\n单位：万元,,\n项目,2030年,2031年\n公务接待费,1.2,1.1\n其中,,\n合计,4,3\n";
    let text = format!("{one}{}", one.replace("甲表", "乙表"));
    let (document, notices) = extract(text.as_bytes());
    let expected = ["项目|2030年|2031年", "公务接待费|1.2|1.1", "其中||", "合计|4|3"];
    assert_eq!(tables(&text), [expected, expected]);
    let titles: Vec<&str> = document.tables().map(|table| table.captions[0].text.as_str()).collect();
    assert_eq!(titles, ["甲表", "乙表"]);
    assert!(notices.iter().any(|notice| notice.details[0].1.contains("header stands again")));
    // Without titles between, it is the header of the next page.
    let paged = "项目,金额\n甲,1\n乙,2\n项目,金额\n丙,3\n";
    assert_eq!(tables(paged).len(), 1);
}

#[test]
fn a_label_behind_an_empty_row_is_the_last_row_and_a_note_is_not() {
    let (form, label) = ("项目,金额\n甲,1\n乙,2\n丙,3\n,\n", "其他事项,\n");
    assert_eq!(tables(&format!("{form}{label}")), [["项目|金额", "甲|1", "乙|2", "丙|3", "", "其他事项|"]]);
    for note in ["填表人：某某,\n", "以上数据来自部门决算，单位为万元,\n"] {
        assert_eq!(tables(&format!("{form}{note}")), [["项目|金额", "甲|1", "乙|2", "丙|3"]]);
    }
}

#[test]
fn wide_and_empty_sheets_stay_small() {
    let wide = format!("{}\n{}\n", "a,".repeat(100_000), "b,".repeat(100_000));
    assert_eq!(extract(wide.as_bytes()).0.tables().next().unwrap().cols(), 100_000);
    let empty = format!("a{}b\n", ",".repeat(10_000)).repeat(200);
    let (document, _) = extract(empty.as_bytes());
    assert_eq!(document.tables().map(|table| table.cells().len()).sum::<usize>(), 400);
}

fn quoted(field: &str, separator: char) -> String {
    if field.contains([separator, '"', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.into()
    }
}

proptest! {
    #[test]
    fn random_tables_come_back_whole(
        table in (3usize..7).prop_flat_map(|cols| {
            prop::collection::vec(prop::collection::vec("[一-龥a-z0-9.]{1,5}[|\"\n，]?[0-9]", cols..=cols), 2..8)
        }),
        separator in prop::sample::select(vec![',', ';', '\t']),
    ) {
        let line = |row: &Vec<String>| {
            row.iter().map(|field| quoted(&field.replace('|', &separator.to_string()), separator)).collect::<Vec<_>>().join(&separator.to_string())
        };
        let text: String = table.iter().map(|row| line(row) + "\n").collect();
        let expected: Vec<String> = table.iter().map(|row| row.join("\u{1}").replace('|', &separator.to_string()).replace('\u{1}', "|").replace('\n', "/")).collect();
        prop_assert_eq!(tables(&text), [expected]);
    }
}
