//! Sheets of a workbook that are documents of their own: the same form filled in by one office after the other, or by one
//! office year after year. A sheet begins a document where it repeats a form that the document has already, for another
//! office or another year; sheets with different forms are one report.

use std::collections::BTreeSet;

use extractors::document::Side;
use extractors::{Block, Document, Locator, Table};

use crate::book::{Book, Particular};
use crate::chinese::{Label, fold, office, period};

use super::super::around::names_table;

/// Rows of a form in which its office stands.
const HEAD_ROWS: u32 = 4;
/// Lines at the top of a sheet that may be its title, and bytes of the longest.
const HEAD_LINES: usize = 8;
const LONGEST_LINE: usize = 240;

/// The blocks with which documents begin, but for the first.
pub fn starts(document: &Document, book: &Book) -> Vec<usize> {
    let firsts = firsts(document);
    if firsts.len() < 2 {
        return Vec::new();
    }
    let ends = firsts[1..].iter().copied().chain([document.blocks.len()]);
    let mut found = Vec::new();
    let mut current = Known::default();
    for (&first, end) in firsts.iter().zip(ends) {
        let sheet = Sheet::of(&document.blocks[first..end], book);
        if current.is_repeated_by(&sheet) {
            found.push(first);
            current = Known::default();
        }
        current.take(sheet);
    }
    found
}

/// The first block of each sheet.
fn firsts(document: &Document) -> Vec<usize> {
    let mut firsts = Vec::new();
    let mut last = None;
    for (number, block) in document.blocks.iter().enumerate() {
        let at = match block {
            Block::Text(paragraph) => &paragraph.at,
            Block::Table(table) => &table.at,
        };
        if let Locator::Sheet { sheet, .. } = at
            && last.replace(sheet) != Some(sheet)
        {
            firsts.push(number);
        }
    }
    firsts
}

/// What a sheet says of itself.
#[derive(Default)]
struct Sheet {
    forms: BTreeSet<String>,
    office: Option<String>,
    year: Option<u16>,
}

impl Sheet {
    fn of(blocks: &[Block], book: &Book) -> Self {
        let mut sheet = Self::default();
        let texts = blocks.iter().filter_map(|block| match block {
            Block::Text(paragraph) if !paragraph.hidden => Some(paragraph.text.as_str()),
            _ => None,
        });
        let has_table = blocks.iter().any(|block| matches!(block, Block::Table(_)));
        let titles =
            texts.take(HEAD_LINES).filter(|line| has_table || book.titles().is_report(&fold::key(line)));
        titles.for_each(|line| sheet.line(line, book));
        for block in blocks {
            let Block::Table(table) = block else { continue };
            if table.is_hidden() {
                continue;
            }
            let above = table.captions.iter().filter(|caption| caption.side == Side::Above);
            above.for_each(|caption| sheet.line(&caption.text, book));
            if sheet.office.is_none() {
                sheet.office = office_of(table, book);
            }
        }
        sheet
    }

    fn line(&mut self, line: &str, book: &Book) {
        if line.len() > LONGEST_LINE {
            return;
        }
        let key = fold::key(line);
        let title = names_table(&key, book) || book.titles().is_report(&key);
        if title || key.starts_with(['(', '2']) {
            self.year = self.year.or_else(|| period::years(&key).next());
        }
        if title {
            let named = office::in_title(line);
            self.forms.insert(form(&key, named.as_deref(), book));
            self.office = self.office.take().or(named);
        } else if let Some((name, value)) = key.split_once(':').filter(|(_, value)| !value.is_empty()) {
            let filled = is_office(name, book).then(|| value.to_owned());
            self.office = filled.or(self.office.take());
        }
    }
}

fn is_office(label: &str, book: &Book) -> bool {
    let particular = book.meaning(&Label::parse(label).key).and_then(|meaning| meaning.particular);
    matches!(particular, Some(Particular::Office | Particular::Department))
}

/// The cell behind the name of an office in the first rows.
fn office_of(table: &Table, book: &Book) -> Option<String> {
    (0..table.rows().min(HEAD_ROWS)).find_map(|row| {
        let mut cells = table.row(row).filter(|cell| !cell.text.trim_matches(fold::is_blank).is_empty());
        cells.by_ref().find(|cell| cell.text.len() < LONGEST_LINE && is_office(cell.text, book))?;
        cells.next().and_then(|cell| office::in_cell(cell.text)).map(|office| office.name)
    })
}

/// A title without its year and its office: as the book names it, or what is left.
fn form(key: &str, office: Option<&str>, book: &Book) -> String {
    let titles = book.families().iter().flat_map(|family| &family.titles);
    let known = titles.filter(|title| key.contains(title.as_str())).max_by_key(|title| title.len());
    known.cloned().unwrap_or_else(|| {
        let rest = office.map_or_else(|| key.to_owned(), |office| key.replace(office, ""));
        rest.chars().filter(|ch| !ch.is_ascii_digit()).collect()
    })
}

/// What is known of the document at hand.
#[derive(Default)]
struct Known(Sheet);

impl Known {
    fn is_repeated_by(&self, sheet: &Sheet) -> bool {
        let other_year = matches!((self.0.year, sheet.year), (Some(one), Some(other)) if one != other);
        let other_office = match (&self.0.office, &sheet.office) {
            (Some(one), Some(other)) => {
                !office::is_short_form(one, other) && !office::is_short_form(other, one)
            }
            _ => false,
        };
        (other_year || other_office) && !self.0.forms.is_disjoint(&sheet.forms)
    }

    fn take(&mut self, sheet: Sheet) {
        self.0.forms.extend(sheet.forms);
        self.0.office = self.0.office.take().or(sheet.office);
        self.0.year = self.0.year.or(sheet.year);
    }
}
