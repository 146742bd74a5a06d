//! Rows about the parts of workbooks.

use extractors::{Limits, Stored};

use super::{cells, clean, in_part, outcome_within, remarked, with_sheet};

fn data(rows: &str) -> String {
    format!("<sheetData>{rows}</sheetData>")
}

fn grid(rows: usize, cols: usize) -> String {
    let row = |row: usize| {
        let cells: String = (0..cols).map(|col| format!("<c><v>{}</v></c>", row * cols + col)).collect();
        format!("<row r=\"{}\">{cells}</row>", row + 1)
    };
    (0..rows).map(row).collect()
}

#[test]
fn row_13_cells_without_end() {
    let limits = Limits { cells: 1000, ..Limits::default() };
    for (cells, over) in [(999, false), (1000, false), (1001, true)] {
        let outcome = outcome_within(&limits, "a.xlsx", with_sheet(&data(&grid(cells, 1)), &[]));
        assert_eq!(outcome.grave, if over { vec!["P_LIMIT_CELLS"] } else { vec![] }, "{cells} cells");
    }
    let document = outcome_within(&limits, "a.xlsx", with_sheet(&data(&grid(300, 10)), &[]))
        .in_part("a.xlsx", "P_LIMIT_CELLS");
    let kept = cells(&document);
    assert!((900..=1000).contains(&kept.len()), "{}", kept.len());
    assert!(kept.iter().enumerate().all(|(nth, text)| *text == nth.to_string()), "the first rows are kept");
}

#[test]
fn row_20_a_dimension_that_is_a_lie() {
    let sheet = format!("<dimension ref=\"A1:XFD1048576\"/>{}", data(&grid(2, 2)));
    assert_eq!(cells(&clean("a.xlsx", with_sheet(&sheet, &[]))), ["0", "1", "2", "3"]);
}

#[test]
fn row_21_two_cells_in_far_corners() {
    let far = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    assert_eq!(clean("a.xlsx", with_sheet(&data(far), &[])).blocks.len(), 2);
}

#[test]
fn row_22_a_count_of_strings_that_is_a_lie() {
    let sheet = data("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><v>2</v></c></row>");
    for count in ["100000000000", "18446744073709551615"] {
        let strings = format!("<sst count=\"{count}\" uniqueCount=\"{count}\"><si><t>甲</t></si></sst>");
        let document =
            remarked("a.xlsx", with_sheet(&sheet, &[("xl/sharedStrings.xml", &strings)]), "W_BAD_COUNT");
        assert_eq!(cells(&document), ["甲", "2"], "{count}");
    }
}

#[test]
fn row_23_one_long_string_shared_by_many_cells() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "长".repeat(10_000));
    let rows: String = (1..=200)
        .map(|row| {
            format!(
                "<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c><c r=\"B{row}\"><v>{row}</v></c></row>"
            )
        })
        .collect();
    let limits = Limits { text_bytes: 1 << 20, ..Limits::default() };
    let bytes = with_sheet(&data(&rows), &[("xl/sharedStrings.xml", &strings)]);
    let document = outcome_within(&limits, "a.xlsx", bytes).in_part("a.xlsx", "P_LIMIT_BYTES");
    assert!(cells(&document).concat().len() <= 1 << 20);
}

#[test]
fn row_24_strings_and_places_that_do_not_exist() {
    for broken in [
        "<c r=\"C1\" t=\"s\"><v>99</v></c>",
        "<c r=\"ZZZZ0\"><v>3</v></c>",
        "<c r=\"C1\" t=\"s\"><v>-1</v></c>",
        "<c r=\"C0\"><v>3</v></c>",
    ] {
        let sheet =
            data(&format!("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c>{broken}</row>"));
        let document = in_part("a.xlsx", with_sheet(&sheet, &[]), "P_CELL");
        assert_eq!(cells(&document)[..2], ["1", "2"], "{broken}");
    }
}

#[test]
fn row_30_merges_beyond_all_columns() {
    let rows = data(&grid(3, 3));
    for merge in ["A1:XFD1048576", "C3:A1", "A1:ZZZZZ9"] {
        let sheet = format!("{rows}<mergeCells><mergeCell ref=\"{merge}\"/></mergeCells>");
        let document = in_part("a.xlsx", with_sheet(&sheet, &[]), "P_LIMIT_SPAN");
        assert!(document.tables().all(|table| table.rows() * table.cols() <= 9), "{merge}");
        assert!(format!("{document:?}").contains("\"0\""), "{merge}");
    }
}

#[test]
fn row_31_merges_over_each_other() {
    let sheet = format!(
        "{}<mergeCells><mergeCell ref=\"A1:B2\"/><mergeCell ref=\"B2:C3\"/></mergeCells>",
        data(&grid(3, 3))
    );
    remarked("a.xlsx", with_sheet(&sheet, &[]), "W_TABLE_GEOMETRY");
}

#[test]
fn row_38_formulas_without_a_result() {
    let sheet = data(
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><f>A1+1</f></c><c r=\"C1\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row>",
    );
    let document = remarked("a.xlsx", with_sheet(&sheet, &[]), "W_FORMULA_NOVALUE");
    let stored: Vec<&Stored> =
        document.tables().flat_map(|table| table.cells()).map(|cell| cell.stored()).collect();
    assert!(matches!(stored[1], Stored::Nothing), "nothing is computed: {stored:?}");
    assert!(matches!(stored[2], Stored::Fault(_)), "{stored:?}");
}

#[test]
fn row_39_texts_that_look_like_formulas() {
    let texts = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"];
    let cell = |text: &&str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let sheet = data(&format!("<row r=\"1\">{}</row>", texts.iter().map(cell).collect::<String>()));
    assert_eq!(cells(&clean("a.xlsx", with_sheet(&sheet, &[]))), texts);
    let row = samples::docx::build::row(&texts);
    let table = samples::docx::build::tbl(&[1000; 5], &[row]);
    assert_eq!(cells(&clean("a.docx", super::with_blocks(&table))), texts);
}

#[test]
fn row_40_values_that_are_no_values() {
    let styles = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
    for (style, value, shown) in [
        (0, "NaN", "NaN"),
        (0, "INF", "INF"),
        (0, "1e309", "1e309"),
        (1, "2958466", "2958466"),
        (1, "-1", "-1"),
        (1, "1e300", "1e300"),
    ] {
        let sheet = data(&format!(
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\" s=\"{style}\"><v>{value}</v></c></row>"
        ));
        let document = remarked(value, with_sheet(&sheet, &[("xl/styles.xml", styles)]), "W_VALUE");
        let table = document.tables().next().unwrap();
        let cell = table.cells().nth(1).unwrap();
        assert!(format!("{:?} {:?}", cell.text, cell.kept).contains(shown), "{value}: {cell:?}");
    }
    // A day that never was has a number, which Excel shows as it does; it is told as Excel tells it, and kept as a number.
    let sheet = data(
        "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>59</v></c><c r=\"B1\" s=\"1\"><v>60</v></c><c r=\"C1\" s=\"1\"><v>61</v></c></row>",
    );
    let document = remarked("a.xlsx", with_sheet(&sheet, &[("xl/styles.xml", styles)]), "W_VALUE");
    let texts = cells(&document);
    assert!(texts[1].contains("29") && texts[2].contains('3'), "{texts:?}");
    let kept: Vec<_> = document.tables().flat_map(|table| table.cells()).map(|cell| cell.stored()).collect();
    assert!(matches!(kept[1], Stored::Number(_)) && matches!(kept[2], Stored::Date(_)), "{kept:?}");
}

/// Days counted from 1904 are days; before the first and behind the last there is none.
#[test]
fn row_40_days_counted_from_1904() {
    let styles = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
    let book = |serial: &str| {
        let cell =
            format!("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>{serial}</v></c><c r=\"B1\"><v>1</v></c></row>");
        let links = "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"S\" r:id=\"worksheet\"/></sheets></workbook>";
        super::with_sheet(&data(&cell), &[("xl/styles.xml", styles), ("xl/workbook.xml", links)])
    };
    for (serial, day) in
        [("0", "1904-01-01"), ("60", "1904-03-01"), ("43830", "2024-01-01"), ("2957003", "9999-12-31")]
    {
        let document = clean("a.xlsx", book(serial));
        let table = document.tables().next().unwrap();
        let cell = table.cells().next().unwrap();
        assert!(matches!(cell.stored(), Stored::Date(date) if date == day), "{serial}: {cell:?}");
    }
    for serial in ["-1", "2957004"] {
        remarked("a.xlsx", book(serial), "W_VALUE");
    }
}
