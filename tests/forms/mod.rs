//! The same report in its Word file and in the forms that converters make of it says the same. Every Word sample is
//! read, printed in each form, and read again.
//!
//! Forms that keep rows must give the same cells in the same rows, and spans where they print them. Forms that lose
//! them must give the same words in order. A form that prints no spans must be told to have lost them, where there were
//! any, and only there.

mod writers;

use extractors::document::{Block, Document, Origin, Slot, Table};
use extractors::{Code, Notices, Source, extract};

use crate::samples_are_written::{files, folder};

/// A Word sample as a document that the forms can print: tables of the body with their cells, paragraphs without line
/// breaks. Tables inside cells and tables of one row or column have forms of their own.
fn reports() -> Vec<(String, Document)> {
    let paths = files().into_iter().filter(|path| path.starts_with("docx"));
    let names =
        paths.map(|path| path.to_string_lossy().into_owned()).filter(|path| !path.contains("hostile"));
    names
        .filter_map(|name| Some((name.clone(), printable(read(&Source::open(&folder().join(name)).ok()?))?)))
        .collect()
}

fn printable(mut document: Document) -> Option<Document> {
    document.blocks.retain_mut(|block| match block {
        Block::Text(paragraph) => {
            paragraph.text = paragraph.text.split_whitespace().collect::<Vec<_>>().join(" ");
            true
        }
        Block::Table(table) => table.origin == Origin::Body && table.inside.is_none() && is_plain(table),
    });
    document.tables().next()?;
    // Converters leave an empty paragraph between tables, Word demands one.
    let blocks = std::mem::take(&mut document.blocks);
    for block in blocks {
        let touching =
            matches!((&block, document.blocks.last()), (Block::Table(_), Some(Block::Table(_)) | None));
        if touching {
            let text = extractors::Paragraph::new("另表如下。", extractors::Locator::File);
            document.blocks.push(Block::Text(text));
        }
        document.blocks.push(block);
    }
    Some(document)
}

/// Whether a table has what every form can print: some rows and columns, no row that begins late or ends early, no
/// empty paragraph and no tab in a cell.
fn is_plain(table: &Table) -> bool {
    let mut positions = (0..table.rows()).flat_map(|row| (0..table.cols()).map(move |col| (row, col)));
    let is_whole = positions.all(|(row, col)| table.slot(row, col) != Slot::Absent);
    let odd = |text: &str| {
        text.contains("\n\n") || text.starts_with('\n') || text.ends_with('\n') || text.contains('\t')
    };
    is_whole && table.rows() > 1 && table.cols() > 1 && !table.cells().any(|cell| odd(cell.text))
}

fn read(source: &Source) -> Document {
    extract(&mut Notices::default(), source).unwrap()
}

fn read_text(name: &str, text: String) -> Document {
    read_with_notices(name, text).0
}

fn read_with_notices(name: &str, text: String) -> (Document, Notices) {
    let mut notices = Notices::default();
    let document = extract(&mut notices, &Source::new(name, text.into_bytes())).unwrap();
    (document, notices)
}

/// Holds the notices of a form without spans against what its tables had: where cells were merged, it is said that
/// spans are lost; where every position was a filled cell, nothing is.
fn says_what_is_lost(name: &str, tables: &[&Table], notices: &Notices) {
    let said = notices.iter().filter(|notice| {
        notice.code == Code::DECISION
            && notice.details.iter().any(|(_, value)| value.starts_with("spans are lost"))
    });
    let merged = |table: &&&Table| table.cells().any(|cell| cell.span != (1, 1));
    let full = |table: &&&Table| table.cells().all(|cell| cell.span == (1, 1) && !key(cell.text).is_empty());
    let (fewest, most) =
        (tables.iter().filter(merged).count(), tables.len() - tables.iter().filter(full).count());
    let said = said.count();
    assert!((fewest..=most).contains(&said), "{name}: {said} losses are said, {fewest} to {most} are there");
}

fn key(text: &str) -> String {
    text.split_whitespace().collect()
}

type Rows = Vec<Vec<String>>;

fn rows(table: &Table, cells: impl Fn(&Table, u32) -> Vec<&str>) -> Rows {
    let row = |row| cells(table, row).into_iter().map(key).collect();
    (0..table.rows()).map(row).collect()
}

fn own_cells(table: &Table, row: u32) -> Vec<&str> {
    table.row(row).map(|cell| cell.text).collect()
}

/// What differs, report by report, so that one failure does not hide the next.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn compare<T: PartialEq + std::fmt::Debug>(&mut self, name: &str, text: &str, found: &T, wanted: &T) {
        if found != wanted {
            self.0.push(format!("{name}\n{text}\nfound  {found:?}\nwanted {wanted:?}\n"));
        }
    }

    fn none(self) {
        assert!(self.0.is_empty(), "{} reports differ:\n{}", self.0.len(), self.0.join("\n"));
    }
}

/// Compares every table of every report with what a form of it gives.
fn same_rows(print: impl Fn(&Document) -> String, expected: impl Fn(&Table, u32) -> Vec<&str> + Copy) {
    let mut differences = Differences::default();
    for (name, document) in reports() {
        let text = print(&document);
        let (read, notices) = read_with_notices("a.txt", text.clone());
        says_what_is_lost(&name, &document.tables().collect::<Vec<_>>(), &notices);
        let found: Vec<Rows> = read.tables().map(|table| rows(table, own_cells)).collect();
        let wanted: Vec<Rows> = document.tables().map(|table| rows(table, expected)).collect();
        differences.compare(&name, &text, &found, &wanted);
    }
    differences.none();
}

/// Every position with the corner of the cell that holds it.
fn geometry(table: &Table) -> Vec<(String, u32, u32)> {
    let positions = (0..table.rows()).flat_map(|row| (0..table.cols()).map(move |col| (row, col)));
    let place = |(row, col)| match table.slot(row, col) {
        Slot::Cell(cell) | Slot::Covered { by: cell } => (key(cell.text), cell.row, cell.col),
        Slot::Absent => (String::new(), row, col),
    };
    positions.map(place).collect()
}

fn same_geometry(print: impl Fn(&Document) -> String) {
    let mut differences = Differences::default();
    for (name, document) in reports() {
        let text = print(&document);
        let found: Vec<_> = read_text("a.txt", text.clone()).tables().map(geometry).collect();
        let wanted: Vec<_> = document.tables().map(geometry).collect();
        differences.compare(&name, &text, &found, &wanted);
    }
    differences.none();
}

/// Compares the words of the cells in order, over the tables that a form can be told from prose by. A row is left out
/// where the form writes it like any other line.
fn same_words(print: impl Fn(&Document) -> String, told: impl Fn(&Table) -> bool, fewest_in_row: usize) {
    let words = |document: &Document| -> Vec<String> {
        let rows = document.tables().flat_map(|table| rows(table, own_cells));
        let filled = rows.map(|row| row.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>());
        filled.filter(|row| row.len() >= fewest_in_row).flatten().collect()
    };
    let mut differences = Differences::default();
    let printed: Vec<_> =
        reports().into_iter().filter(|(_, document)| document.tables().all(&told)).collect();
    assert!(!printed.is_empty());
    for (name, document) in printed {
        let text = print(&document);
        let (found, notices) = read_with_notices("a.txt", text.clone());
        says_what_is_lost(&name, &document.tables().collect::<Vec<_>>(), &notices);
        differences.compare(&name, &text, &words(&found), &words(&document));
        assert!(
            found.tables().all(|table| !table.spans_known),
            "{name} says spans that its form cannot know"
        );
    }
    differences.none();
}

/// Two rows of two columns are as likely two lines of prose.
fn has_six_cells(table: &Table) -> bool {
    table.rows() * table.cols() >= 6
}

fn has_three_columns(table: &Table) -> bool {
    table.rows() > 2 && table.cols() > 2
}

/// Only figures below each other show a column that nothing but blanks makes.
fn has_columns_of_figures(table: &Table) -> bool {
    let is_figure = |text: &str| text.contains('.') && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    has_three_columns(table) && table.cells().filter(|cell| is_figure(cell.text)).count() > 5
}

#[test]
fn there_are_reports_to_print() {
    assert!(reports().len() > 10);
}

#[test]
fn cells_led_by_tabs_keep_rows() {
    same_rows(writers::cells_led_by_tabs, writers::walked);
}

#[test]
fn rows_led_by_tabs_keep_rows() {
    same_rows(writers::rows_led_by_tabs, writers::walked);
}

#[test]
fn markdown_keeps_rows() {
    same_rows(writers::markdown, writers::fields);
}

#[test]
fn separated_values_keep_rows() {
    let mut differences = Differences::default();
    for (name, document) in reports() {
        for table in document.tables().filter(|table| has_six_cells(table)) {
            let text = writers::separated_values(table);
            let (found, notices) = read_with_notices("a.csv", text.clone());
            says_what_is_lost(&name, &[table], &notices);
            let found: Vec<Rows> = found.tables().map(|table| rows(table, own_cells)).collect();
            differences.compare(&name, &text, &found, &vec![rows(table, writers::fields)]);
        }
    }
    differences.none();
}

#[test]
fn html_and_grid_tables_keep_spans() {
    same_geometry(writers::html);
    same_geometry(writers::grid_table);
}

#[test]
fn grids_between_tabs_keep_words_in_order() {
    same_words(writers::grid_between_tabs, has_six_cells, 1);
}

#[test]
fn bars_keep_words_in_order() {
    same_words(writers::bars, has_three_columns, 1);
}

#[test]
fn copied_rows_keep_words_in_order() {
    same_words(writers::copied_rows, has_three_columns, 1);
}

#[test]
fn columns_keep_words_in_order() {
    same_words(writers::columns, has_columns_of_figures, 2);
}
