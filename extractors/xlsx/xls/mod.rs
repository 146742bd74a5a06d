//! XLS, the workbook of Excel 97 to 2003 (BIFF8), of Excel 5 and 95 (BIFF5), and of WPS under the name .et: a stream
//! of records in a compound file.
//!
//! - [x] sheets with their visibility; 1904 dates; number formats, bold, shading, alignment, borders
//! - [x] shared, rich, phonetic and plain strings; code pages of BIFF5
//! - [x] numbers in every packing, flags, errors, formulas with kept results; shared and array formulas
//! - [x] merges, hidden rows and columns, widths, frozen panes, print titles, filters, comments, text boxes
//! - [x] charts on sheets and as sheets, with the copies of their cells or without; pictures, as far as they were drawn
//! - [x] files inside the workbook, where a reader knows them
//! - [ ] pivot tables, macros: not read
//! - [ ] files that begin with records and have no compound file around them (before 1993)
//!
//! A file that is locked with a password is refused; one that only protects its structure is read. HTML, XML and plain text under the name .xls belong to the text readers.

mod chart;
mod globals;
mod locked;
mod records;
mod shapes;
mod sheet;
mod strings;
#[cfg(test)]
mod tests;

use crate::document::{Fate, Part};
use crate::opc::compound::Compound;
use crate::xlsx::convert;
use crate::xlsx::embedded::{self, Stored};
use crate::xlsx::workbook::{Book, Floating, Reader, Spending};
use crate::{Code, Context, Document, Error, Notice, Source};

use globals::Globals;

/// The names of the stream, the newer one first: some files hold both.
const STREAMS: [&str; 2] = ["Workbook", "Book"];

pub struct Xls;

impl Reader for Xls {
    fn recognises(&self, source: &Source) -> bool {
        Compound::open(source.bytes()).is_some_and(|file| STREAMS.iter().any(|name| file.has_stream(name)))
    }

    fn read(&self, context: &mut Context<'_>, source: &Source) -> Result<Book, Error> {
        let file = Compound::open(source.bytes()).ok_or_else(|| Error::unreadable(source))?;
        let (name, mut stream) = STREAMS
            .iter()
            .find_map(|&name| Some((name, file.stream(name)?)))
            .ok_or_else(|| Error::unreadable(source))?;
        if !stream.whole {
            let notice = Notice::new(Code::PART_BROKEN).with("part", name);
            context.notices.add(notice.with("detail", "the stream is shorter than it says"));
        }
        locked::unlock(&mut stream.bytes)?;
        let mut book = book(context, name, &stream.bytes)?;
        files(context, &file, &mut book);
        Ok(book)
    }
}

/// Reads the files inside the workbook. Which sheet shows them is not followed up: they stand behind the last one.
fn files(context: &mut Context<'_>, file: &Compound<'_>, book: &mut Book) {
    for (name, stored) in embedded::stored(file) {
        let document = match stored {
            Some(Stored::File(source)) => context.extract_in_workbook(&source),
            Some(Stored::Stream(stream_name, stream)) => inner_workbook(context, name, stream_name, &stream),
            None => {
                context.notices.add(Notice::new(Code::EMBEDDED_SKIPPED).with("name", name));
                None
            }
        };
        let fate = document.as_ref().map_or(Fate::Skipped("embedded"), |_| Fate::Extracted);
        book.parts.push(Part { name: name.to_owned(), fate });
        if let Some(sheet) = book.sheets.last_mut() {
            sheet.floating.extend(document.map(Floating::File));
        }
    }
}

fn inner_workbook(
    context: &mut Context<'_>,
    name: &str,
    stream_name: &'static str,
    stream: &[u8],
) -> Option<Document> {
    let mut inner = context.deeper(name)?;
    inner.inside_workbook = Some(name.into());
    match book(&mut inner, stream_name, stream) {
        Ok(book) => Some(convert::document(&mut inner, book)),
        Err(error) => {
            context.notices.add(error.into_notice().with("name", name));
            None
        }
    }
}

/// The kinds of sheets that hold cells.
const WORKSHEET: u8 = 0;
const MACRO_SHEET: u8 = 1;
/// A sheet that is one chart.
const CHART_SHEET: u8 = 2;

fn book(context: &mut Context<'_>, stream_name: &'static str, stream: &[u8]) -> Result<Book, Error> {
    let mut globals = Globals::read(context, stream_name, stream)?;
    let mut spending = Spending::default();
    let mut book = Book { format: "xls", date1904: globals.date1904, ..Book::default() };
    for (nth, entry) in globals.sheets.iter().enumerate() {
        let fate = match entry.kind {
            WORKSHEET | MACRO_SHEET | CHART_SHEET => Fate::Extracted,
            _ => Fate::Skipped("macro"),
        };
        book.parts.push(Part { name: format!("{stream_name}/{}", entry.name), fate: fate.clone() });
        if fate != Fate::Extracted {
            continue;
        }
        let (mut sheet, parts) = sheet::read(context, &mut spending, &globals, stream, entry);
        book.parts.extend(parts);
        sheet.print_titles = globals.print_titles.get(&nth).copied();
        sheet.filters.extend(globals.filters.get(&nth));
        book.sheets.push(sheet);
    }
    book.looks = std::mem::take(&mut globals.looks);
    book.parts.extend(globals.unseen_pictures());
    Ok(book)
}
