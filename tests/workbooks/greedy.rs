//! Sheets that promise or repeat more than they hold, and sheets that break off.

use std::fmt::Write;

use extractors::document::Kept;
use extractors::{Code, Context, Limits, Notices, Source, extract, extract_in};
use rust_xlsxwriter::Workbook;
use samples::package::pack;

use super::{codes, held, read};

/// A workbook of one sheet from its rows and further parts.
fn sheet(rows: &str, more: &[(&str, String)]) -> Vec<u8> {
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    let links = |target: &str, kind: &str| {
        let given = kind == "officeDocument" || kind == "worksheet";
        if !given && !more.iter().any(|(name, _)| name.ends_with(target)) {
            return String::new();
        }
        let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        format!("<Relationship Id=\"{kind}\" Type=\"{kinds}/{kind}\" Target=\"{target}\"/>")
    };
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!("<Relationships>{}</Relationships>", links("xl/workbook.xml", "officeDocument")),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook {main}><sheets><sheet name=\"S\" r:id=\"worksheet\"/></sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships>{}{}{}</Relationships>",
                links("worksheets/sheet1.xml", "worksheet"),
                links("sharedStrings.xml", "sharedStrings"),
                links("styles.xml", "styles")
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet {main}>{rows}</worksheet>")),
    ];
    parts.extend(more.iter().cloned());
    pack(&parts)
}

fn data(cells: &str) -> String {
    format!("<sheetData>{cells}</sheetData>")
}

#[test]
fn two_far_corners_cost_two_cells() {
    let (document, notices) = read(sheet(
        &format!(
            "<dimension ref=\"A1:XFD1048576\"/>{}",
            data(
                "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>"
            )
        ),
        &[],
    ));
    let texts: Vec<String> = held(&document).into_values().map(|(text, _)| text).collect();
    assert_eq!(texts, ["1", "2"]);
    assert!(document.tables().next().is_none());
    assert!(codes(&notices).is_empty(), "{:?}", codes(&notices));
}

#[test]
fn merges_over_everything_cost_no_grid() {
    let merges = "<mergeCells><mergeCell ref=\"A1:XFD1\"/><mergeCell ref=\"A2:A1048576\"/></mergeCells>";
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>3</v></c></row>";
    let rows = format!(
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>2</v></c></row>{far}"
    );
    let (document, _) = read(sheet(&(data(&rows) + merges), &[]));
    let positions: u64 =
        document.tables().map(|table| u64::from(table.rows()) * u64::from(table.cols())).sum();
    assert!(positions <= 2 * Limits::default().grid as u64, "{positions}");
    let mut texts: Vec<String> = held(&document).into_values().map(|(text, _)| text).collect();
    texts.sort();
    assert_eq!(texts, ["1", "2", "3"]);
}

#[test]
fn empty_styled_rows_without_end_are_nothing() {
    let styles = "<styleSheet><borders><border><left style=\"thin\"/><top style=\"thin\"/></border></borders>\
                  <cellXfs><xf borderId=\"0\"/></cellXfs></styleSheet>";
    let mut rows = String::from("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row>");
    for row in 2..=200_000 {
        write!(rows, "<row r=\"{row}\"><c r=\"A{row}\" s=\"0\"/></row>").unwrap();
    }
    let (document, _) = read(sheet(&data(&rows), &[("xl/styles.xml", styles.to_owned())]));
    let tables: Vec<u32> = document.tables().map(|table| table.rows()).collect();
    assert_eq!(tables, [1]);
}

#[test]
fn a_shared_string_used_too_often_is_cut_off() {
    let strings = format!("<sst uniqueCount=\"1\"><si><t>{}</t></si></sst>", "长".repeat(1000));
    let rows: String = (1..=200)
        .map(|row| {
            format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c><c r=\"B{row}\"><v>1</v></c></row>")
        })
        .collect();
    let source = Source::new("b.xlsx", sheet(&data(&rows), &[("xl/sharedStrings.xml", strings)]));
    let mut notices = Notices::default();
    let limits = Limits { text_bytes: 100_000, ..Limits::default() };
    let document = extract_in(&mut Context::new(&mut notices, &limits), &source).unwrap();
    let bytes: usize = held(&document).into_values().map(|(text, _)| text.len()).sum();
    assert!((90_000..=100_000).contains(&bytes), "{bytes}");
    assert!(notices.iter().any(|notice| notice.code == Code::LIMIT_BYTES));
}

#[test]
fn cells_beyond_the_budget_are_left_out_with_a_notice() {
    let rows: String =
        (1..=50).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c></row>")).collect();
    let source = Source::new("b.xlsx", sheet(&data(&rows), &[]));
    for (most, cut) in [(49, true), (50, false), (51, false)] {
        let mut notices = Notices::default();
        let limits = Limits { cells: most, ..Limits::default() };
        let document = extract_in(&mut Context::new(&mut notices, &limits), &source).unwrap();
        assert_eq!(held(&document).len(), most.min(50));
        assert_eq!(notices.iter().any(|notice| notice.code == Code::LIMIT_CELLS), cut);
    }
}

#[test]
fn a_broken_sheet_keeps_what_stands_before_and_the_other_sheets() {
    let good = data("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
    for broken in ["<row r=\"2\"><c r=\"A2\"><v>2</c></row>", "<row r=\"2\"><c r=\"A2\"><v>2"] {
        let (document, notices) = read(sheet(&good.replace("</sheetData>", broken), &[]));
        assert_eq!(held(&document).len(), 1, "{broken}");
        assert!(codes(&notices).contains(&"P_PART"), "{broken}: {:?}", codes(&notices));
    }
    let declared = sheet(&good.replace("</sheetData>", "<!DOCTYPE x []>"), &[]);
    let refused = extract(&mut Notices::default(), &Source::new("book.xlsx", declared)).unwrap_err();
    assert_eq!(refused.code().id, "E_XML_DTD", "what a file declares changes what it says");
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "甲").unwrap();
    book.add_worksheet().write(0, 0, "乙").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let mut whole = 0;
    for percent in (0..100).step_by(5) {
        let cut = bytes[..bytes.len() * percent / 100].to_vec();
        let mut notices = Notices::default();
        if extract(&mut notices, &Source::new("cut.xlsx", cut)).is_ok() {
            whole += usize::from(notices.iter().next().is_none());
        }
    }
    assert_eq!(whole, 0, "a workbook was cut off and nothing was said");
}

#[test]
fn circular_relationships_end() {
    let links = "<Relationships><Relationship Id=\"a\" Type=\"x/drawing\" Target=\"sheet1.xml\"/>\
                 <Relationship Id=\"b\" Type=\"x/comments\" Target=\"sheet1.xml\"/></Relationships>";
    let rows = data("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>") + "<drawing r:id=\"a\"/>";
    let (document, _) = read(sheet(&rows, &[("xl/worksheets/_rels/sheet1.xml.rels", links.to_owned())]));
    assert_eq!(held(&document).len(), 1);
}

#[test]
fn a_shared_formula_is_not_repeated_without_end() {
    let long = format!("SUM({})", "A1,".repeat(9000));
    let mut rows = format!("<row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"0\">{long}</f><v>1</v></c></row>");
    for row in 2..2000 {
        write!(rows, "<row r=\"{row}\"><c r=\"A{row}\"><f t=\"shared\" si=\"0\"/><v>1</v></c></row>")
            .unwrap();
    }
    let source = Source::new("b.xlsx", sheet(&data(&rows), &[]));
    let mut notices = Notices::default();
    let limits = Limits { text_bytes: 1_000_000, ..Limits::default() };
    let document = extract_in(&mut Context::new(&mut notices, &limits), &source).unwrap();
    let formula = |kept: &Kept| kept.formula.as_ref().map_or(0, |text| text.len());
    let bytes: usize =
        document.tables().flat_map(|table| table.cells()).filter_map(|cell| cell.kept).map(formula).sum();
    assert!(bytes <= 1_000_000, "{bytes}");
    assert!(notices.iter().any(|notice| notice.code == Code::LIMIT_BYTES));
}
