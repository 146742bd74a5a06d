//! XLSB, the workbook whose sheets are binary records in a zip package. Drawings, charts and pictures in it are the
//! XML of other workbooks and are read as theirs.
//!
//! - [x] sheets with their visibility; 1904 dates; number formats, bold, shading, alignment, borders
//! - [x] shared, inline and rich strings; numbers, flags, errors; formulas with kept results, shared and array ones
//! - [x] merges, hidden rows and columns, widths, frozen panes, filters, named tables, print titles, headers and footers,
//!   comments, charts
//! - [ ] pivot tables, macros

mod records;
mod sheet;
mod styles;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use super::binary::Record;
use super::formula::ROWS;
use super::ooxml::Workbook;
use super::workbook::{Book, Look, Reader, Sheet, Visibility};
use crate::document::Fate;
use crate::opc::{Directory, Package, Relationship};
use crate::{Code, Context, Error, Limits, Notice, Source};
use records::{Records, kind};

pub struct Xlsb;

const MAIN: &str = "xl/workbook.bin";

impl Reader for Xlsb {
    fn recognises(&self, source: &Source) -> bool {
        let bytes = source.bytes();
        bytes.starts_with(b"PK")
            && Directory::read(&Limits::default(), bytes).is_ok_and(|directory| {
                directory.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(MAIN))
            })
    }

    fn read(&self, context: &mut Context<'_>, source: &Source) -> Result<Book, Error> {
        let mut package = Package::open(context, source)?;
        let main = package.main_part(context, &[MAIN]).unwrap_or_else(|| MAIN.to_owned());
        Binary { workbook: Workbook::new(context, package, main)? }.read(context)
    }
}

/// The binary side of a workbook; what all packages have in common is the other reader's.
struct Binary<'s> {
    workbook: Workbook<'s>,
}

/// A line of the list of sheets.
struct Listed {
    name: Arc<str>,
    link: String,
    visibility: Visibility,
}

/// What the main part says.
#[derive(Default)]
struct Contents {
    date1904: bool,
    sheets: Vec<Listed>,
    /// The sheet that a reference by number means; none for other files and for runs of sheets.
    references: Vec<Option<Arc<str>>>,
    /// The rows that repeat on each printed page, by sheet.
    print_titles: HashMap<usize, (u32, u32)>,
}

/// What every sheet is read with.
struct Shared<'a> {
    strings: &'a [Arc<str>],
    looks: &'a [Look],
    references: &'a [Option<Arc<str>>],
}

impl Binary<'_> {
    fn read(mut self, context: &mut Context<'_>) -> Result<Book, Error> {
        let main = self.workbook.main.clone();
        let missing = || Error::new(Code::NOT_OOXML).with("detail", "no workbook part");
        let bytes = self.workbook.package.part(context, &main)?.ok_or_else(missing)?;
        let contents = contents(&bytes);
        self.workbook.ledger.note(&main, Fate::Extracted);
        let looks = self.linked(context, "styles").map_or_else(Vec::new, |bytes| styles::looks(&bytes));
        let strings = self.linked(context, "sharedStrings").unwrap_or_default();
        let strings = shared_strings(context, &strings);
        let mut book = Book { format: "xlsb", date1904: contents.date1904, looks, ..Book::default() };
        for (nth, listed) in contents.sheets.iter().enumerate() {
            let shared = Shared { strings: &strings, looks: &book.looks, references: &contents.references };
            let mut sheet = self.sheet(context, listed, &shared);
            sheet.print_titles = contents.print_titles.get(&nth).copied();
            book.sheets.push(sheet);
        }
        self.workbook.check_whole(context, &book)?;
        book.parts = self.workbook.rest(context);
        Ok(book)
    }

    fn linked(&mut self, context: &mut Context<'_>, kind: &str) -> Option<Vec<u8>> {
        let part = self.workbook.linked(kind)?;
        self.part(context, &part)
    }

    /// A part's bytes; where it is missing or cannot be inflated, a notice says so.
    fn part(&mut self, context: &mut Context<'_>, part: &str) -> Option<Vec<u8>> {
        let found = self.workbook.package.part(context, part);
        let missing = || Error::new(Code::PART_BROKEN).with("detail", "not in the package");
        match found.and_then(|bytes| bytes.ok_or_else(missing)) {
            Ok(bytes) => {
                self.workbook.ledger.note(part, Fate::Extracted);
                Some(bytes)
            }
            Err(error) => {
                self.workbook.fail(context, part, &error);
                None
            }
        }
    }

    fn sheet(&mut self, context: &mut Context<'_>, listed: &Listed, shared: &Shared<'_>) -> Sheet {
        let mut sheet = Sheet::new(&listed.name);
        sheet.visibility = listed.visibility;
        let Some(link) = self.workbook.links.iter().find(|link| link.id == listed.link && !link.external)
        else {
            let error = Error::new(Code::PART_BROKEN).with("detail", "no relationship leads to it");
            self.workbook.fail(context, &listed.name, &error);
            return sheet;
        };
        let (kind, part) = (link.kind.clone(), link.target.clone());
        if matches!(kind.as_str(), "xlMacrosheet" | "xlIntlMacrosheet" | "dialogsheet") {
            self.workbook.ledger.note(&part, Fate::Skipped("macro"));
            return sheet;
        }
        let Some(bytes) = self.part(context, &part) else { return sheet };
        if !sheet::read(context, &mut self.workbook.spending, shared, &bytes, &mut sheet) {
            self.workbook.fail(context, &part, &Error::new(Code::PART_BROKEN).with("detail", "cut off"));
        }
        self.workbook.attachments(context, &mut sheet, &part, true);
        self.binary_parts(context, &mut sheet, &part);
        sheet
    }

    /// What belongs to a sheet and is kept in records too.
    fn binary_parts(&mut self, context: &mut Context<'_>, sheet: &mut Sheet, part: &str) {
        let links: Vec<Relationship> = self.workbook.package.relationships(context, part).unwrap_or_default();
        for link in links.iter().filter(|link| link.target.ends_with(".bin")) {
            let read: fn(&mut Sheet, &[u8]) = match link.kind.as_str() {
                "comments" => sheet::comments,
                "table" => sheet::table,
                _ => continue,
            };
            if let Some(bytes) = self.part(context, &link.target) {
                read(sheet, &bytes);
            }
        }
    }
}

fn contents(bytes: &[u8]) -> Contents {
    let mut found = Contents::default();
    let mut own_books = Vec::new();
    let mut links = Vec::new();
    for record in Records::new(bytes) {
        match record.kind {
            kind::WORKBOOK => found.date1904 = record.u32(0).unwrap_or(0) & 1 != 0,
            kind::SHEET => found.sheets.extend(listed(&record)),
            kind::NAME => found.print_titles.extend(repeated_rows(&record)),
            kind::BOOK_SELF => own_books.push(true),
            kind::BOOK_SAME | kind::BOOK_OTHER | kind::BOOK_ADDIN => own_books.push(false),
            kind::REFERENCES => {
                let entries = record.from(4).chunks_exact(12).map(|entry| Record { kind: 0, data: entry });
                links.extend(entries.filter_map(|entry| Some((entry.u32(0)?, entry.u32(4)?, entry.u32(8)?))));
            }
            _ => {}
        }
    }
    let sheet = |&(book, first, last): &(u32, u32, u32)| {
        let own = own_books.get(book as usize).copied().unwrap_or(false) && first == last;
        found.sheets.get(first as usize).filter(|_| own).map(|listed: &Listed| listed.name.clone())
    };
    let references = links.iter().map(sheet).collect();
    Contents { references, ..found }
}

/// The built-in name of the rows that repeat in print, and its sheet.
fn repeated_rows(record: &Record<'_>) -> Option<(usize, (u32, u32))> {
    const WHOLE_ROWS: u16 = 0x3FFF;
    const AREA: u8 = 0x1B;
    const LIST: u8 = 0x09;
    const BUILTIN: u32 = 0x20;
    let (name, end) = record.wide(9)?;
    if record.u32(0)? & BUILTIN == 0 || !name.eq_ignore_ascii_case("_xlnm.Print_Titles") {
        return None;
    }
    let mut at = end + 4;
    // A list of areas has its length in front.
    if record.u8(at)? & 0x1F == LIST {
        at += 3;
    }
    while record.u8(at)? & 0x1F == AREA {
        let rows = (record.u32(at + 3)?, record.u32(at + 7)?);
        let cols = (record.u16(at + 11)? & WHOLE_ROWS, record.u16(at + 13)? & WHOLE_ROWS);
        if cols == (0, WHOLE_ROWS) && rows.0 <= rows.1 && rows.1 < ROWS {
            return Some((record.u32(5)? as usize, rows));
        }
        at += 15;
    }
    None
}

fn listed(record: &Record<'_>) -> Option<Listed> {
    let visibility = match record.u32(0)? {
        0 => Visibility::Shown,
        1 => Visibility::Hidden,
        _ => Visibility::VeryHidden,
    };
    let (link, end) = record.wide(8)?;
    let (name, _) = record.wide(end)?;
    Some(Listed { name: name.into(), link, visibility })
}

fn shared_strings(context: &mut Context<'_>, bytes: &[u8]) -> Vec<Arc<str>> {
    let mut strings = Vec::new();
    for record in Records::new(bytes).filter(|record| record.kind == kind::STRING) {
        if strings.len() >= context.limits.shared_strings {
            context.notices.add(Notice::new(Code::LIMIT_BYTES).with("part", "sharedStrings"));
            break;
        }
        // A string that cannot be read keeps its number, so that the others keep theirs.
        let text = record.wide(1).map_or_else(|| "\u{FFFD}".to_owned(), |(text, _)| text);
        strings.push(text.into());
    }
    strings
}
