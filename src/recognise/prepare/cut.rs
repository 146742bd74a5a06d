//! Tables that a sheet holds below each other without a blank row between, cut where the next one is named. Where nothing
//! is boxed, centred or merged only words tell a title from a row without figures: the extractor leaves such rows in the
//! grid, and here they become the lines above the table that they name.

use std::ops::Range;

use extractors::document::Origin;
use extractors::{Block, Paragraph, Table};

use super::super::around::{is_attachment, names_table};
use super::lines::{begins, is_heading};
use super::{LONGEST_LINE, LONGEST_TITLE};
use crate::book::Book;
use crate::chinese::{Label, fold, read};

/// The tables that a table holds, and the lines between them.
pub fn parted(table: Table, book: &Book) -> Vec<Block> {
    let breaks = breaks(&table, book);
    parts(table, &breaks, book)
}

/// Runs of rows between two tables: one text each, of which one names the second or is a sentence of the report; headers
/// follow.
fn breaks(table: &Table, book: &Book) -> Vec<Range<u32>> {
    let mut found = Vec::new();
    let (mut filled, mut row) = (false, 0);
    while row < table.rows() {
        let run = (row..table.rows()).find(|&at| lone(table, at).is_none()).unwrap_or(table.rows());
        if run > row && filled && run < table.rows() && heads(table, run) && names(table, row..run, book) {
            found.push(row..run);
            filled = false;
        }
        filled |= run < table.rows() && count(table, run) > 1;
        row = run + 1;
    }
    found
}

fn filled(table: &Table, row: u32) -> impl Iterator<Item = usize> {
    let blank = |nth: &usize| table.cell(*nth).text.trim_matches(fold::is_blank).is_empty();
    table.numbers_in_row(row).filter(move |nth| !blank(nth))
}

fn count(table: &Table, row: u32) -> usize {
    filled(table, row).count()
}

/// The only cell of a row that holds something; a row of blanks between such rows is one of them, with no cell.
fn lone(table: &Table, row: u32) -> Option<Option<usize>> {
    let mut filled = filled(table, row);
    let first = filled.next();
    if filled.next().is_some() {
        return None;
    }
    let reached = (0..table.cols()).any(|col| {
        table.number_over(row, col).is_some_and(|nth| table.cell(nth).row < row || table.cell(nth).span.0 > 1)
    });
    (!reached).then_some(first)
}

/// Whether a row can be the first one of a table: several texts and no figure.
fn heads(table: &Table, row: u32) -> bool {
    count(table, row) > 1
        && filled(table, row).all(|nth| {
            let reading = read(table.cell(nth).text);
            reading.value.is_none() || reading.is_year_like()
        })
}

fn names(table: &Table, rows: Range<u32>, book: &Book) -> bool {
    // Sheets are parted at their sentences already.
    let separated = table.origin == Origin::Body;
    rows.filter_map(|row| lone(table, row).flatten()).any(|nth| {
        let text = table.cell(nth).text;
        if text.len() > LONGEST_LINE || separated && text.contains('。') {
            return separated;
        }
        let key = fold::key(text);
        let short = key.chars().count() <= LONGEST_TITLE;
        short && (is_attachment(&key, book) || names_table(&key, book)) && !is_own_title(table, &key)
    })
}

/// The title of the table itself stands on each of its pages.
fn is_own_title(table: &Table, key: &str) -> bool {
    table.captions.iter().any(|caption| fold::key(&caption.text) == key)
}

/// The tables between the breaks, and the lines in these.
fn parts(table: Table, breaks: &[Range<u32>], book: &Book) -> Vec<Block> {
    let starts = std::iter::once(0).chain(breaks.iter().map(|lines| lines.end));
    let ends = breaks.iter().map(|lines| lines.start).chain([table.rows()]);
    let nexts = breaks.iter().map(|lines| lines.end).chain([table.rows()]);
    let mut blocks = Vec::new();
    for ((start, end), next) in starts.zip(ends).zip(nexts) {
        let end = end_of_rows(&table, start..end, book);
        if (start, end) == (0, table.rows()) {
            return vec![table.into()];
        }
        blocks.extend(table.part(start..end).map(Block::from));
        let texts = (end..next).filter_map(|row| lone(&table, row).flatten());
        blocks.extend(texts.map(|nth| Block::Text(line(&table, nth))));
    }
    blocks
}

/// Where a text begins below the last row with several cells.
fn end_of_rows(table: &Table, rows: Range<u32>, book: &Book) -> u32 {
    let last = rows.clone().rev().find(|&row| lone(table, row).is_none()).map_or(rows.start, |row| row + 1);
    let text = |nth: usize| {
        let text = table.cell(nth).text;
        text.len() <= LONGEST_LINE && (is_heading(text, book) || begins(text, book) || is_field(text, book))
    };
    let tail = last.max(rows.start + 1)..rows.end;
    { tail }.find(|&row| lone(table, row).flatten().is_some_and(text)).unwrap_or(rows.end)
}

/// 填表人：… and the like, which stand below a form.
fn is_field(text: &str, book: &Book) -> bool {
    let name = text.split_once([':', '：']).map(|(name, _)| Label::parse(name).key);
    name.and_then(|name| book.meaning(&name)).is_some_and(|meaning| meaning.particular.is_some())
}

fn line(table: &Table, nth: usize) -> Paragraph {
    let cell = table.cell(nth);
    let mut paragraph = Paragraph::new(cell.text, cell.at());
    paragraph.style = cell.style;
    paragraph.hidden = cell.hidden;
    paragraph
}
