//! Tables that the file keeps in pieces: whether one that follows another, with nothing but blank paragraphs between
//! them, is the same table going on.
//!
//! Geometry and equality decide here. What needs words (a caption that says "continued") is for `recognise`.

use super::model::{Cell, Item, Row, Table};

/// A piece of a table and where it stands among the items.
pub struct Piece<'s> {
    pub table: &'s Table,
    /// Leading rows that repeat those of the first piece.
    pub repeated: usize,
}

/// The pieces of the table at the beginning of `items`, and how many items they take together.
pub fn pieces<'s>(text: &str, items: &'s [Item]) -> (Vec<Piece<'s>>, usize) {
    let Some(Item::Table(first)) = items.first() else { return (Vec::new(), 0) };
    let mut pieces = vec![Piece { table: first, repeated: 0 }];
    let mut taken = 1;
    while let Some((table, after, breaks)) = next_table(text, &items[taken..]) {
        let last = pieces.last().map_or(first, |piece| piece.table);
        let repeated = repeated_rows(text, first, table);
        if !goes_on(text, first, last, table, repeated, breaks) {
            break;
        }
        pieces.push(Piece { table, repeated });
        taken += after;
    }
    (pieces, taken)
}

/// The next table behind blank paragraphs, how many items that takes, and whether a page ends between.
fn next_table<'s>(text: &str, items: &'s [Item]) -> Option<(&'s Table, usize, bool)> {
    let mut breaks = false;
    for (at, item) in items.iter().enumerate() {
        match item {
            Item::Table(table) => return Some((table, at + 1, breaks)),
            Item::Paragraph(paragraph) => {
                if !paragraph.is_blank(text) || paragraph.beside.is_some() || paragraph.list.is_some() {
                    return None;
                }
                breaks |= paragraph.breaks;
            }
        }
    }
    None
}

fn goes_on(text: &str, first: &Table, last: &Table, next: &Table, repeated: usize, breaks: bool) -> bool {
    if next.rows.is_empty() || last.rows.is_empty() || !same_columns(last, next) {
        return false;
    }
    let starts = |table: &Table| first_row_breaks(table);
    if repeated == 0 {
        let titled = next.rows[0].cells.len() == 1 && first.grid.len() > 1;
        let headed = next.rows[0].header;
        return (breaks || starts(next)) && !titled && !headed && !same_form(text, first, next, 0);
    }
    // A form that is filled in again repeats its labels as well as its header; a table that goes on does not.
    repeated < next.rows.len() && !same_form(text, first, next, repeated)
}

/// Whether a table's own first paragraph begins a page.
fn first_row_breaks(table: &Table) -> bool {
    let first = table.rows.first().and_then(|row| row.cells.first()).and_then(|cell| cell.items.first());
    matches!(first, Some(Item::Paragraph(paragraph)) if paragraph.breaks)
}

/// Whether the rows after the first `from` of both tables begin with the same label but are not the same: then they
/// are two copies of one form.
fn same_form(text: &str, first: &Table, next: &Table, from: usize) -> bool {
    let label =
        |table: &Table| table.rows.get(from).and_then(|row| row.cells.first()).map(|cell| said(text, cell));
    match (label(first), label(next)) {
        (Some(one), Some(other)) => !one.is_empty() && one == other,
        _ => false,
    }
}

/// How many rows at the top of two tables say the same.
fn repeated_rows(text: &str, first: &Table, next: &Table) -> usize {
    let alike = |one: &Row, other: &Row| {
        one.cells.len() == other.cells.len()
            && one
                .cells
                .iter()
                .zip(&other.cells)
                .all(|(a, b)| a.span == b.span && said(text, a) == said(text, b))
            && one.cells.iter().any(|cell| !said(text, cell).is_empty())
    };
    first.rows.iter().zip(&next.rows).take_while(|(one, other)| alike(one, other)).count()
}

fn said(text: &str, cell: &Cell) -> String {
    let paragraphs = cell.items.iter().filter_map(|item| match item {
        Item::Paragraph(paragraph) => Some(paragraph.of(text)),
        Item::Table(_) => None,
    });
    paragraphs.flat_map(str::split_whitespace).collect()
}

/// Whether two tables have columns of the same widths, to a fiftieth of the whole.
fn same_columns(one: &Table, other: &Table) -> bool {
    let widths = |table: &Table| -> Vec<u32> {
        if !table.grid.is_empty() {
            return table.grid.clone();
        }
        let spans = table.rows.first().map(|row| row.cells.iter().map(|cell| cell.span.min(64)));
        spans.into_iter().flatten().collect()
    };
    let (one, other) = (widths(one), widths(other));
    let total: u64 = one.iter().map(|&width| u64::from(width)).sum();
    one.len() == other.len() && one.iter().zip(&other).all(|(a, b)| u64::from(a.abs_diff(*b)) * 50 <= total)
}
