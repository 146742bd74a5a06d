//! Workbooks across cases: what a writer wrote is what is read, what calamine reads is what is read, and hostile files
//! cost nothing but a notice.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Cursor;
use std::path::PathBuf;

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use extractors::document::{Block, Kept, Slot, Stored};
use extractors::{Code, Context, Document, Limits, Locator, Notice, Notices, Source, extract, extract_in};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook};
use samples::package::pack;

use crate::samples_are_written::{files, folder};

type Places = BTreeMap<(String, u32, u32), (String, Stored)>;

fn place(at: &Locator) -> (String, u32, u32) {
    match at {
        Locator::Sheet { sheet, row, col } => (sheet.to_string(), *row, *col),
        other => panic!("{other} is no cell"),
    }
}

/// Everything a document holds of sheets, by its place: cells, captions, and paragraphs as text.
fn held(document: &Document) -> Places {
    let mut places = Places::new();
    for block in &document.blocks {
        match block {
            Block::Text(paragraph) if matches!(paragraph.at, Locator::Sheet { .. }) => {
                places.insert(place(&paragraph.at), (paragraph.text.clone(), Stored::Nothing));
            }
            Block::Table(table) if matches!(table.at, Locator::Sheet { .. }) => {
                for cell in table.cells().filter(|cell| !cell.text.is_empty()) {
                    places.insert(place(&cell.at()), (cell.text.to_owned(), cell.stored().clone()));
                }
                for caption in &table.captions {
                    places.insert(place(&caption.at), (caption.text.clone(), Stored::Nothing));
                }
            }
            _ => {}
        }
    }
    places
}

fn read(bytes: Vec<u8>) -> (Document, Notices) {
    let mut notices = Notices::default();
    let document = extract(&mut notices, &Source::new("book.xlsx", bytes)).unwrap();
    (document, notices)
}

fn codes(notices: &Notices) -> Vec<&'static str> {
    notices.iter().map(|notice| notice.code.id).collect()
}

/// What a cell is written with.
#[derive(Debug, Clone)]
enum Written {
    Text(String),
    Whole(i32),
    Flag(bool),
    Sum(i32),
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        "[甲乙丙a-c&<>\"' ]{0,6}[甲乙丙]".prop_map(Written::Text),
        any::<i32>().prop_map(Written::Whole),
        any::<bool>().prop_map(Written::Flag),
        any::<i32>().prop_map(Written::Sum),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn what_was_written_is_what_is_read(
        cells in prop::collection::btree_map((0u32..12, 0u16..8), written(), 1..40),
        merges in prop::collection::vec((20u32..40, 0u16..6, 1u32..3, 1u16..3), 0..3),
        boxed in any::<bool>(),
    ) {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("数据 表").unwrap();
        let format = match boxed {
            true => Format::new().set_border(rust_xlsxwriter::FormatBorder::Thin),
            false => Format::new(),
        };
        let mut expected = Places::new();
        for (&(row, col), what) in &cells {
            let (text, stored) = match what {
                Written::Text(text) => {
                    sheet.write_with_format(row, col, text.as_str(), &format).unwrap();
                    (text.clone(), Stored::Text)
                }
                Written::Whole(number) => {
                    sheet.write_with_format(row, col, *number, &format).unwrap();
                    (number.to_string(), Stored::Number(number.to_string().into()))
                }
                Written::Flag(flag) => {
                    sheet.write_with_format(row, col, *flag, &format).unwrap();
                    (if *flag { "TRUE" } else { "FALSE" }.to_owned(), Stored::Flag(*flag))
                }
                Written::Sum(number) => {
                    let formula = Formula::new("=SUM(A1:A3)").set_result(number.to_string());
                    sheet.write_with_format(row, col, formula, &format).unwrap();
                    (number.to_string(), Stored::Number(number.to_string().into()))
                }
            };
            expected.insert(("数据 表".to_owned(), row + 1, u32::from(col) + 1), (text, stored));
        }
        let mut last = 0;
        let merges: Vec<_> = merges.into_iter().filter(|merge| {
            let free = merge.0 > last;
            last = last.max(merge.0 + merge.2);
            free
        }).collect();
        for &(row, col, down, right) in &merges {
            sheet.merge_range(row, col, row + down, col + right, "合并", &format).unwrap();
            expected.insert(("数据 表".to_owned(), row + 1, u32::from(col) + 1), ("合并".to_owned(), Stored::Text));
        }
        let (document, _) = read(book.save_to_buffer().unwrap());
        let found = held(&document);
        prop_assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (place, (text, stored)) in &expected {
            let (shown, kept) = &found[place];
            prop_assert_eq!(shown, text, "at {:?}", place);
            // Lines outside tables are text and nothing else.
            prop_assert!(kept == stored || *kept == Stored::Nothing, "at {:?}: {:?}", place, kept);
        }
        for table in document.tables() {
            for &(row, col, down, right) in &merges {
                let at = table.cells().find(|cell| place(&cell.at()) == ("数据 表".to_owned(), row + 1, u32::from(col) + 1));
                if let Some(cell) = at {
                    prop_assert_eq!(cell.span, (down + 1, u32::from(right) + 1));
                }
            }
        }
    }
}

/// What calamine says of a cell, in our words; `None` where the two keep different things by design.
fn in_our_words(data: &Data) -> Option<Stored> {
    match data {
        Data::Float(number) if number.is_nan() => None,
        Data::Float(number) => Some(Stored::Number(number.to_string().into())),
        Data::Int(number) => Some(Stored::Number(number.to_string().into())),
        Data::Bool(flag) => Some(Stored::Flag(*flag)),
        Data::String(_) => Some(Stored::Text),
        _ => None,
    }
}

fn same(ours: &Stored, theirs: &Stored) -> bool {
    match (ours, theirs) {
        (Stored::Number(one), Stored::Number(other)) => {
            one.parse::<f64>().unwrap().to_bits() == other.parse::<f64>().unwrap().to_bits()
        }
        _ => ours == theirs,
    }
}

/// The samples of some folders that are packages and not under a lock.
fn packages(folders: &[&str]) -> Vec<(PathBuf, Source)> {
    let paths = files().into_iter().filter(|path| folders.iter().any(|folder| path.starts_with(folder)));
    let opened = paths.map(|path| (path.clone(), Source::open(&folder().join(path)).unwrap()));
    opened.filter(|(_, source)| source.bytes().starts_with(b"PK")).collect()
}

#[test]
fn calamine_reads_the_same_values() {
    let mut compared = 0;
    for (path, source) in packages(&["xlsx", "ods"]) {
        // Damaged on purpose: each program keeps another part of it.
        if path.ends_with("broken-cells.xlsx") {
            continue;
        }
        let document = extract(&mut Notices::default(), &source).unwrap();
        let ours = held(&document);
        let mut book = open_workbook_auto_from_rs(Cursor::new(source.bytes().to_vec())).unwrap();
        for name in book.sheet_names() {
            let Ok(range) = book.worksheet_range(&name) else { continue };
            let (top, left) = range.start().unwrap_or_default();
            for (row, col, data) in range.used_cells() {
                let at = (name.clone(), top + row as u32 + 1, left + col as u32 + 1);
                let Some(theirs) = in_our_words(data).filter(|_| *data != Data::String(String::new())) else {
                    continue;
                };
                let Some((shown, stored)) = ours.get(&at) else {
                    // They give a number where a formula has no result.
                    let unknown = matches!(data, Data::Float(number) if number.to_bits() == 0);
                    assert!(unknown, "{}: {at:?} {data:?} is not in ours", path.display());
                    continue;
                };
                compared += 1;
                match stored {
                    Stored::Nothing => assert!(!shown.is_empty()),
                    Stored::Date(_) | Stored::Fault(_) => {}
                    stored => {
                        assert!(same(stored, &theirs), "{}: {at:?} {stored:?} {theirs:?}", path.display())
                    }
                }
            }
        }
    }
    assert!(compared > 150, "only {compared} cells were compared");
}

#[test]
fn formulas_are_each_cells_own_and_sums_are_relations() {
    let source = Source::open(&folder().join("xlsx/formulas.xlsx")).unwrap();
    let document = extract(&mut Notices::default(), &source).unwrap();
    let formulas: Vec<(String, &str)> = document
        .tables()
        .flat_map(|table| table.cells())
        .filter_map(|cell| Some((cell.at().to_string(), cell.kept?.formula.as_deref()?)))
        .collect();
    let formula = |at: &str| formulas.iter().find(|(place, _)| place == at).map(|(_, text)| *text);
    assert_eq!(formula("汇总 表!D3"), Some("B3-C3"));
    assert_eq!(formula("汇总 表!D4"), Some("B4-C4"));
    assert_eq!(formula("汇总 表!C7"), Some("B2:C2*2"));
    let relations: Vec<String> = document.relations.iter().map(|relation| relation.at.to_string()).collect();
    assert_eq!(
        relations,
        [
            "汇总 表!D2",
            "汇总 表!D3",
            "汇总 表!D4",
            "汇总 表!B5",
            "汇总 表!C5",
            "汇总 表!D5",
            "汇总 表!B6",
            "汇总 表!C6",
            "总表!B2"
        ]
    );
    let crossing = &document.relations.last().unwrap().terms;
    assert_eq!(&*crossing[0].sheet, "汇总 表");
    assert_eq!((crossing[0].rows, crossing[0].cols), ((2, 4), (2, 2)));
}

#[test]
fn what_the_file_says_about_headers_is_kept() {
    let source = Source::open(&folder().join("xlsx/header-evidence.xlsx")).unwrap();
    let document = extract(&mut Notices::default(), &source).unwrap();
    let headers: Vec<u32> = document.tables().map(|table| table.header_rows()).collect();
    assert_eq!(headers, [2, 1, 1]);
}

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

#[test]
fn every_grid_position_of_a_sheet_table_is_a_cell() {
    for (path, source) in packages(&["xlsx", "ods"]) {
        let document = extract(&mut Notices::default(), &source).unwrap();
        for table in document.tables().filter(|table| matches!(table.at, Locator::Sheet { .. })) {
            for (row, col) in (0..table.rows()).flat_map(|row| (0..table.cols()).map(move |col| (row, col))) {
                assert_ne!(
                    table.slot(row, col),
                    Slot::Absent,
                    "{}: {} {row},{col}",
                    path.display(),
                    table.at
                );
            }
        }
    }
}

/// The parts of a sample, unpacked.
fn parts(source: &Source) -> Vec<(String, Vec<u8>)> {
    let (mut notices, limits) = (Notices::default(), Limits::default());
    let mut context = Context::new(&mut notices, &limits);
    let mut package = extractors::opc::Package::open(&mut context, source).unwrap();
    let names = package.names().to_vec();
    names
        .into_iter()
        .map(|name| (name.clone(), package.part(&mut context, &name).unwrap().unwrap()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn damaged_parts_are_survived(
        sample in any::<prop::sample::Index>(),
        part in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..5), 1..6),
    ) {
        let samples = packages(&["xlsx", "xlsb", "ods"]);
        let (_, source) = sample.get(&samples);
        let mut parts = parts(source);
        let at = part.index(parts.len());
        let bytes = &mut parts[at].1;
        for (place, byte, kind) in damage {
            if bytes.is_empty() {
                break;
            }
            let place = place.index(bytes.len());
            match kind {
                0 => bytes[place] = byte,
                1 => bytes.truncate(place),
                2 => _ = bytes.remove(place),
                3 => bytes.insert(place, byte),
                _ => {
                    let copy = bytes[place..(place + 40).min(bytes.len())].to_vec();
                    bytes.splice(place..place, copy);
                }
            }
        }
        let mut notices = Notices::default();
        if let Ok(document) = extract(&mut notices, &Source::new("damaged", pack(&parts))) {
            for table in document.tables() {
                prop_assert!(u64::from(table.rows()) * u64::from(table.cols()) <= Limits::default().grid as u64 * 2);
            }
        }
    }
}

#[test]
fn sums_of_a_file_inside_stay_on_its_own_sheets() {
    let source = Source::open(&folder().join("xlsx/files-inside.xlsx")).unwrap();
    let document = extract(&mut Notices::default(), &source).unwrap();
    let said: Vec<(String, String)> = document
        .relations
        .iter()
        .map(|relation| (relation.at.to_string(), relation.terms[0].sheet.to_string()))
        .collect();
    let expected = [("Sheet1!B4", "Sheet1"), ("[oleObject1.bin]Sheet1!B4", "[oleObject1.bin]Sheet1")];
    assert_eq!(said, expected.map(|(at, sheet)| (at.to_owned(), sheet.to_owned())));
}

#[test]
fn files_inside_each_other_are_read_to_a_depth() {
    let inside = |inner: &[u8]| {
        let bytes = std::fs::read(folder().join("xlsx/files-inside.xlsx")).unwrap();
        let mut parts = parts(&Source::new("a.xlsx", bytes));
        parts.retain(|(name, _)| !name.ends_with(".docx") && !name.ends_with("oleObject2.bin"));
        for (_, bytes) in parts.iter_mut().filter(|(name, _)| name.ends_with("oleObject1.bin")) {
            *bytes = inner.to_vec();
        }
        pack(&parts)
    };
    let mut book = Workbook::new().save_to_buffer().unwrap();
    for _ in 0..6 {
        book = inside(&book);
    }
    let (document, notices) = read(book);
    assert_eq!(document.tables().count(), 1 + usize::from(Limits::default().embedded_depth));
    assert_eq!(codes(&notices), ["W_EMBEDDED_SKIPPED"]);
}

#[test]
fn charts_without_copies_take_no_more_cells_than_allowed() {
    let bytes = std::fs::read(folder().join("xlsx/charts.xlsx")).unwrap();
    let source = Source::new("a.xlsx", bytes);
    let limits = Limits { grid: 3, ..Limits::default() };
    let mut notices = Notices::default();
    extract_in(&mut Context::new(&mut notices, &limits), &source).unwrap();
    let bare = Locator::Part { part: "xl/charts/chart2.xml".into(), row: 0, col: 0 };
    let refused = Notice::new(Code::LIMIT_CELLS).at(bare).with("count", 3);
    assert!(notices.iter().any(|notice| *notice == refused));
}
