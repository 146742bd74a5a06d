//! Workbooks across cases: what a writer wrote is what is read, what calamine reads is what is read, and hostile files
//! cost nothing but a notice.

mod damaged;
mod greedy;
mod written;

use std::collections::BTreeMap;
use std::path::PathBuf;

use extractors::document::{Block, Slot, Stored};
use extractors::{Code, Context, Document, Limits, Locator, Notice, Notices, Source, extract, extract_in};
use rust_xlsxwriter::Workbook;
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

/// The samples of some folders that are packages and not under a lock.
fn packages(folders: &[&str]) -> Vec<(PathBuf, Source)> {
    let paths = files().into_iter().filter(|path| folders.iter().any(|folder| path.starts_with(folder)));
    let opened = paths.map(|path| (path.clone(), Source::open(&folder().join(path)).unwrap()));
    opened.filter(|(_, source)| source.bytes().starts_with(b"PK")).collect()
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
