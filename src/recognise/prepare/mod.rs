//! What a sheet says only by its words, before its tables are understood. Extractors part sheets by geometry; where a
//! title looks like any other row, or a blank row stands inside a form, geometry cannot know.
//!
//! Rows that name the next table part two tables ([`cut`]); blocks of one form that a blank row or a heading has parted
//! are put together ([`join`]); and lines beside a table that are sentences or headings of a report become text
//! ([`lines`]), as they are in a Word file. Only tables of sheets and of separated values are looked at.

mod cut;
mod join;
mod lines;

use extractors::document::Origin;
use extractors::{Block, Document, Table};

use crate::book::Book;

/// A line longer than this is a sentence and names nothing.
const LONGEST_TITLE: usize = 48;
const LONGEST_LINE: usize = 400;

/// Brings the tables of sheets into the shape that their words ask for. No cell is lost: each stays in a table, or
/// becomes a line of text.
pub fn prepare(document: &mut Document, book: &Book) {
    let separated = document.format == "csv";
    let of_a_sheet = |table: &Table| {
        table.origin == Origin::Sheet || separated && table.origin == Origin::Body && !table.spans_known
    };
    if !document.tables().any(of_a_sheet) {
        return;
    }
    let shared = lines::shared(document);
    let mut blocks: Vec<Block> = Vec::with_capacity(document.blocks.len());
    // For each table as it was, the number of the first one that became of it.
    let (mut numbers, mut count) = (Vec::new(), 0);
    for block in std::mem::take(&mut document.blocks) {
        let Block::Table(table) = block else {
            blocks.push(block);
            continue;
        };
        numbers.push(count);
        let parts = if of_a_sheet(&table) { cut::parted(*table, book) } else { vec![Block::Table(table)] };
        for part in parts {
            let joined = join::joined(&mut blocks, part, &shared, book);
            count += usize::from(joined.as_ref().is_some_and(|part| matches!(part, Block::Table(_))));
            blocks.extend(joined);
        }
    }
    for block in &mut blocks {
        if let Block::Table(table) = block
            && let Some((outer, ..)) = &mut table.inside
        {
            *outer = numbers.get(*outer).copied().unwrap_or(*outer);
        }
    }
    document.blocks = lines::freed(blocks, &shared, book);
}
