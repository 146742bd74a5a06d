//! Tables that a sheet holds below each other without a blank row between, cut where the next one is named. Where nothing
//! is boxed, centred or merged only words tell a title from a row without figures: the extractor leaves such rows in the
//! grid, and here they become the lines above the table that they name.
//!
//! Only tables of sheets and of separated values are looked at; others end where their file says so.

use std::ops::Range;

use extractors::document::Origin;
use extractors::{Block, Document, Paragraph, Table};

use crate::book::Book;
use crate::chinese::{fold, read};

use super::around::{is_attachment, names_table};

/// A line longer than this is a sentence and names nothing.
const LONGEST_TITLE: usize = 48;
const LONGEST_LINE: usize = 400;

/// Cuts the tables of a document. What stands in other tables still stands in them.
pub fn cut(document: &mut Document, book: &Book) {
    let cuttable = |table: &Table| table.origin == Origin::Sheet || is_separated(document, table);
    let found: Vec<Vec<Range<u32>>> = document
        .tables()
        .map(|table| if cuttable(table) { breaks(table, book) } else { Vec::new() })
        .collect();
    if found.iter().all(Vec::is_empty) {
        return;
    }
    let mut numbers = Vec::with_capacity(found.len());
    let mut found = found.into_iter();
    let mut next = 0;
    for block in std::mem::take(&mut document.blocks) {
        let Block::Table(table) = block else {
            document.blocks.push(block);
            continue;
        };
        numbers.push(next);
        let parts = parted(table, &found.next().unwrap_or_default());
        next += parts.iter().filter(|part| matches!(part, Block::Table(_))).count();
        document.blocks.extend(parts);
    }
    for block in &mut document.blocks {
        if let Block::Table(Table { inside: Some((outer, ..)), .. }) = block {
            *outer = numbers.get(*outer).copied().unwrap_or(*outer);
        }
    }
}

/// A file of separated values is one grid from its first line to its last.
fn is_separated(document: &Document, table: &Table) -> bool {
    document.format == "csv" && table.origin == Origin::Body && !table.spans_known
}

/// Runs of rows between two tables: one text each, of which one names the second, whose headers follow.
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
    let reached = (0..table.cols()).any(|col| {
        table.number_over(row, col).is_some_and(|nth| table.cell(nth).row < row || table.cell(nth).span.0 > 1)
    });
    (filled.next().is_none() && !reached).then_some(first)
}

/// Whether a row can be the first one of a table: several texts and no figure.
fn heads(table: &Table, row: u32) -> bool {
    count(table, row) > 1 && filled(table, row).all(|nth| {
        let reading = read(table.cell(nth).text);
        reading.value.is_none() || reading.is_year_like()
    })
}

fn names(table: &Table, rows: Range<u32>, book: &Book) -> bool {
    rows.filter_map(|row| lone(table, row).flatten()).any(|nth| {
        let text = table.cell(nth).text;
        if text.len() > LONGEST_LINE {
            return false;
        }
        let key = fold::key(text);
        let short = key.chars().count() <= LONGEST_TITLE;
        short && (is_attachment(&key) || names_table(&key, book)) && !is_own_title(table, &key)
    })
}

/// The title of the table itself stands on each of its pages.
fn is_own_title(table: &Table, key: &str) -> bool {
    table.captions.iter().any(|caption| fold::key(&caption.text) == key)
}

/// The tables between the breaks, and the lines in these.
fn parted(table: Table, breaks: &[Range<u32>]) -> Vec<Block> {
    let Some(last) = breaks.last().map(|last| last.end) else { return vec![Block::Table(table)] };
    let starts = std::iter::once(0).chain(breaks.iter().map(|lines| lines.end));
    let mut blocks = Vec::new();
    for (start, lines) in starts.zip(breaks) {
        blocks.extend(table.part(start..lines.start).map(Block::Table));
        let texts = lines.clone().filter_map(|row| lone(&table, row).flatten());
        blocks.extend(texts.map(|nth| Block::Text(line(&table, nth))));
    }
    blocks.extend(table.part(last..table.rows()).map(Block::Table));
    blocks
}

fn line(table: &Table, nth: usize) -> Paragraph {
    let cell = table.cell(nth);
    let mut paragraph = Paragraph::new(cell.text, cell.at());
    paragraph.style = cell.style;
    paragraph.hidden = cell.hidden;
    paragraph
}
