//! Blocks of one form that a blank row or a line of text has parted on its sheet, put together again. A block is known by
//! the word that stands at its side in every form: it is never a table of its own there.

use extractors::document::{Caption, Origin, Side};
use extractors::{Block, Locator, Table};

use super::super::around::{is_attachment, names_table};
use super::lines::Shared;
use crate::book::Book;
use crate::chinese::{Label, fold, read};

/// Headings and remarks that may stand between two blocks of a form, and blank rows beside them.
const MOST_LINES: usize = 3;
const BLANK_ROWS: u32 = 2;
/// Bytes; no name of a row is longer.
const LONGEST_NAME: usize = 180;

/// The block that remains to be added: none where it went on with the table before it, which takes the lines between.
pub fn joined(blocks: &mut Vec<Block>, block: Block, shared: &Shared, book: &Book) -> Option<Block> {
    let Block::Table(next) = &block else { return Some(block) };
    let texts = blocks.iter().rev().take_while(|block| matches!(block, Block::Text(_))).take(MOST_LINES + 1);
    let at = blocks.len() - texts.count();
    let (before, texts) = blocks.split_at_mut(at);
    let Some(Block::Table(form)) = before.last_mut() else { return Some(block) };
    let whole = goes_on(form, texts, next, shared, book).and_then(|lines| form.followed_by(&lines, next));
    let Some(whole) = whole else { return Some(block) };
    **form = whole;
    blocks.truncate(at);
    None
}

/// The lines between a form and its next block; nothing where they are two tables.
fn goes_on(
    form: &Table,
    texts: &[Block],
    next: &Table,
    shared: &Shared,
    book: &Book,
) -> Option<Vec<Caption>> {
    let same_sheet = form.origin == next.origin && form.name == next.name;
    let on_a_grid = |table: &Table| table.origin == Origin::Sheet || matches!(table.at, Locator::Line { .. });
    if !same_sheet
        || !on_a_grid(form)
        || !on_a_grid(next)
        || form.cols() < 2
        || form.inside != next.inside
        || !(begins_block(form, next, book) || has_rows_of(form, next, book))
    {
        return None;
    }
    let of = |table: &'_ Table, side: Side| -> Vec<Caption> {
        table.captions.iter().filter(|caption| caption.side == side).cloned().collect()
    };
    let text = |block: &Block| match block {
        Block::Text(line) if !line.hidden => {
            Some(Caption { text: line.text.clone(), side: Side::Below, at: line.at.clone() })
        }
        _ => None,
    };
    let mut lines = of(form, Side::Below);
    lines.extend(texts.iter().map(text).collect::<Option<Vec<Caption>>>()?);
    lines.extend(of(next, Side::Above));
    let names = |line: &Caption| {
        let key = fold::key(&line.text);
        is_attachment(&key, book)
            || names_table(&key, book)
            || book.titles().is_report(&key)
            || shared.holds(&line.at)
    };
    let rows = |line: &Caption| begins_block(form, next, book) || names_row(&line.text, book);
    let near = lines.len() <= MOST_LINES && follows(form, next, lines.len());
    (near && lines.iter().all(rows) && !lines.iter().any(names)).then_some(lines)
}

/// Whether a table has no headers but rows that the book knows: those of the form above it, behind a blank row.
fn has_rows_of(form: &Table, next: &Table, book: &Book) -> bool {
    let figure = |cell: extractors::Cell<'_>| read(cell.text).value.is_some();
    form.cols() == next.cols()
        && next.row(0).any(figure)
        && (0..form.rows()).any(|row| form.row(row).any(figure))
        && next.row(0).first().is_some_and(|first| names_row(first.text, book))
}

/// Whether a text is the name of a figure.
fn names_row(text: &str, book: &Book) -> bool {
    let known = |key: &str| book.meaning(key).is_some_and(|meaning| !meaning.concepts.is_empty());
    text.len() < LONGEST_NAME && known(&Label::parse(text).key)
}

/// Whether the first cell of a table is the side word of a block that the form has not had yet.
fn begins_block(form: &Table, next: &Table, book: &Book) -> bool {
    let Some(key) = first_label(next, 0) else { return false };
    let is_side = book.meaning(&key).is_some_and(|meaning| meaning.side.is_some());
    is_side && !(0..form.rows()).any(|row| first_label(form, row).as_ref() == Some(&key))
}

fn first_label(table: &Table, row: u32) -> Option<String> {
    let first = table.row(row).first().filter(|cell| cell.col == 0 && cell.text.len() < 180)?;
    Some(Label::parse(first.text).key).filter(|key| !key.is_empty())
}

/// Whether a table begins right below another one, in the same column.
fn follows(form: &Table, next: &Table, lines: usize) -> bool {
    let last = form.cells().next_back().map(|cell| (cell.at(), cell.span.0));
    if matches!(next.at, Locator::Line { .. }) {
        return true;
    }
    let (Some((Locator::Sheet { row: end, .. }, height)), Locator::Sheet { row, col, .. }) = (last, &next.at)
    else {
        return false;
    };
    let Locator::Sheet { col: first, .. } = &form.at else { return false };
    let reach = end + height + BLANK_ROWS + u32::try_from(lines).unwrap_or(u32::MAX);
    first == col && (end..=reach).contains(row)
}
