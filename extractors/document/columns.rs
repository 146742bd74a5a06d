//! How the cells of a table are kept: columns of one kind of thing each, one text for all cells, and spans, looks, places
//! and stored values only as far as there are any. A cell of a text export takes its text and some three bytes, and no
//! memory of its own.

use std::ops::Range;

use super::ascending::Ascending;
use super::cells::{Cell, Cells, NewCell};
use super::places::Places;
use super::{Align, Kept, Stored, Style};
use crate::Locator;

/// The number of a cell that keeps nothing.
pub(super) const NOTHING: u32 = u32::MAX;
/// Rows without a cell that are passed over before their cells count as being out of order.
const EMPTY_ROWS: u32 = 1 << 12;

/// Cells in reading order, a column for each thing that is known of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Columns {
    texts: String,
    /// Where the text of each cell ends.
    ends: Ascending,
    /// The first cell of each row.
    rows: Ascending,
    /// The column of each cell. Empty as long as every row is filled from its first column on.
    cols: Vec<u32>,
    /// The spans of the cells that have any.
    spans: Vec<(u32, (u32, u32))>,
    /// Style, hidden mark and whether there is a span, packed. Shorter than the cells where the rest are plain.
    looks: Vec<u8>,
    /// Which of `kept` belongs to each cell; shorter where the rest keep nothing.
    keeps: Vec<u32>,
    kept: Vec<Kept>,
    places: Places,
}

impl Columns {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Makes room for cells that are sure to come, with so many bytes of text in all.
    pub fn reserve(&mut self, cells: usize, bytes: usize) {
        self.ends.reserve(cells);
        self.places.reserve(cells);
        self.texts.reserve_exact(bytes);
    }

    /// Bytes of all texts.
    pub fn text_len(&self) -> usize {
        self.texts.len()
    }

    /// Rows down to the last one that a cell begins in.
    pub fn height(&self) -> u32 {
        self.rows.len() as u32
    }

    /// Whether a cell at this place comes after all others.
    pub fn follows(&self, row: u32, col: u32) -> bool {
        let Some(current) = (self.rows.len() as u32).checked_sub(1) else { return row <= EMPTY_ROWS };
        match row.checked_sub(current) {
            None => false,
            Some(0) => self.next_col() <= col,
            Some(skipped) => skipped <= EMPTY_ROWS,
        }
    }

    /// The first column behind the cells of the last row.
    pub fn next_col(&self) -> u32 {
        let first = self.rows.last().map_or(0, |first| first as usize);
        match self.cols.last() {
            _ if first == self.len() => 0,
            Some(&last) => last.saturating_add(1),
            None => (self.len() - first) as u32,
        }
    }

    /// Adds a cell that follows all others. False where the texts are more than can be kept.
    pub fn push(&mut self, cell: NewCell<'_>) -> bool {
        let nth = self.len() as u32;
        let Ok(end) = u32::try_from(self.texts.len() + cell.text.len()) else { return false };
        while self.rows.len() <= cell.row as usize {
            self.rows.push(nth);
        }
        if !self.cols.is_empty() || cell.col != self.next_col() {
            self.write_columns();
            self.cols.push(cell.col);
        }
        self.texts.push_str(&cell.text);
        self.ends.push(end);
        if cell.span != (1, 1) {
            self.spans.push((nth, cell.span));
        }
        let spanning = if cell.span == (1, 1) { 0 } else { SPANNING };
        extend_to(&mut self.looks, nth, look(cell.style, cell.hidden) | spanning, 0);
        let kept = cell.kept.map_or(NOTHING, |kept| self.keep(kept));
        extend_to(&mut self.keeps, nth, kept, NOTHING);
        self.places.push(&cell.at);
        true
    }

    /// Writes down the columns of the cells so far, where they went without saying.
    fn write_columns(&mut self) {
        if self.cols.is_empty() {
            let mut cols = Vec::with_capacity(self.len() + 1);
            self.by_row().for_each(|cells| cols.extend(0..cells.len() as u32));
            self.cols = cols;
        }
    }

    /// Texts of one format keep the same: it is kept once for as long as they follow each other closely.
    fn keep(&mut self, kept: Kept) -> u32 {
        let recent = self.kept.len().saturating_sub(16);
        let shared = matches!(kept.stored, Stored::Text) && kept.formula.is_none();
        let known = shared.then(|| self.kept[recent..].iter().position(|other| *other == kept)).flatten();
        known.map_or_else(
            || {
                self.kept.push(kept);
                self.kept.len() as u32 - 1
            },
            |nth| (recent + nth) as u32,
        )
    }

    pub fn cells(&self) -> Cells<'_> {
        Cells::new(self, 0, 0..self.len())
    }

    /// The numbers of the cells of each row, from the first row to the last.
    pub fn by_row(&self) -> impl Iterator<Item = Range<usize>> {
        let ends = self.rows.iter_from(1).chain([self.len() as u32]);
        self.rows.iter().zip(ends).map(|(first, end)| first as usize..end as usize)
    }

    /// How many columns the cells begin in.
    pub fn width(&self) -> u32 {
        match self.cols.iter().max() {
            Some(last) => last.saturating_add(1),
            None => self.by_row().map(|cells| cells.len() as u32).max().unwrap_or(0),
        }
    }

    /// Rows and columns that the cells take, spans to the right with them.
    pub fn extent(&self) -> (u32, u32) {
        let reached =
            self.spans.iter().map(|&(nth, (_, cols))| self.col_of(nth as usize).saturating_add(cols));
        (self.height(), reached.fold(self.width(), u32::max))
    }

    /// The place of the n-th cell in the source.
    pub fn place(&self, nth: usize) -> Locator {
        self.places.get(nth)
    }

    /// The texts of the cells in reading order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends
            .iter()
            .map(move |end| &self.texts[std::mem::replace(&mut start, end as usize)..end as usize])
    }

    /// The first cell that begins in this row or below it; nothing behind the last row that has one.
    pub fn first_of_row(&self, row: u32) -> Option<usize> {
        self.rows.get(row as usize).map(|first| first as usize)
    }

    /// The cells that begin in a row, by number.
    pub fn in_row(&self, row: u32) -> Range<usize> {
        let at = |row| self.first_of_row(row).unwrap_or(self.len());
        at(row)..at(row + 1)
    }

    pub fn row(&self, row: u32) -> Cells<'_> {
        Cells::new(self, row, self.in_row(row))
    }

    /// The n-th cell, from 0.
    ///
    /// # Panics
    /// Like a slice, where there are not so many.
    pub fn cell(&self, nth: usize) -> Cell<'_> {
        self.cell_of_row(self.row_of(nth), nth)
    }

    /// The row of the n-th cell.
    pub fn row_of(&self, nth: usize) -> u32 {
        (self.rows.up_to(nth as u32) as u32).saturating_sub(1)
    }

    /// The column of the n-th cell.
    pub fn col_of(&self, nth: usize) -> u32 {
        match self.cols.get(nth) {
            Some(&col) => col,
            None => self.col(nth, self.rows.get(self.row_of(nth) as usize).unwrap_or(0) as usize),
        }
    }

    /// The text of the n-th cell.
    pub fn text(&self, nth: usize) -> &str {
        let start = nth.checked_sub(1).and_then(|before| self.ends.get(before)).unwrap_or(0);
        let end = self.ends.get(nth).unwrap_or(start);
        &self.texts[start as usize..end as usize]
    }

    pub fn cell_of_row(&self, row: u32, nth: usize) -> Cell<'_> {
        let look = self.looks.get(nth).copied().unwrap_or_default();
        let (style, hidden) = unpacked(look);
        let col = self.col(nth, self.rows.get(row as usize).unwrap_or(0) as usize);
        Cell {
            row,
            col,
            span: if look & SPANNING == 0 { (1, 1) } else { self.span(nth) },
            text: self.text(nth),
            kept: self.keeps.get(nth).and_then(|&kept| self.kept.get(kept as usize)),
            style,
            hidden,
            index: nth,
            columns: self,
        }
    }

    fn span(&self, nth: usize) -> (u32, u32) {
        let found = self.spans.binary_search_by_key(&(nth as u32), |&(cell, _)| cell);
        found.map_or((1, 1), |at| self.spans[at].1)
    }

    /// The spans that were asked for, each with its cell: they are cut to what there is and put back.
    pub fn take_spans(&mut self) -> Vec<(u32, (u32, u32))> {
        std::mem::take(&mut self.spans)
    }

    pub fn set_spans(&mut self, spans: Vec<(u32, (u32, u32))>) {
        let (spans, cut): (Vec<_>, Vec<_>) = spans.into_iter().partition(|&(_, span)| span != (1, 1));
        cut.iter().for_each(|&(nth, _)| self.looks[nth as usize] &= !SPANNING);
        self.spans = spans;
    }

    /// The column of a cell in a row that begins with the cell `first`.
    pub fn col(&self, nth: usize, first: usize) -> u32 {
        self.cols.get(nth).copied().unwrap_or((nth - first) as u32)
    }

    pub fn replace_texts(&mut self, texts: Vec<Option<String>>) {
        let mut replaced = Self::default();
        for (cell, text) in self.cells().zip(texts) {
            let mut cell = cell.to_new();
            if let Some(text) = text {
                (cell.text, cell.kept) = (text.into(), None);
            }
            replaced.push(cell);
        }
        *self = replaced;
    }

    /// Whether each cell takes one position and each row is filled from its first column on.
    pub fn is_plain(&self) -> bool {
        self.spans.is_empty() && self.cols.is_empty()
    }

    pub fn shrink(&mut self) {
        self.texts.shrink_to_fit();
        self.ends.shrink();
        self.rows.shrink();
        self.cols.shrink_to_fit();
        self.kept.shrink_to_fit();
        self.places.shrink();
    }
}

/// Says something of the n-th cell, and that it is as usual of those before of which nothing was said.
fn extend_to<T: Copy + PartialEq>(column: &mut Vec<T>, nth: u32, value: T, usual: T) {
    if value != usual {
        column.resize(nth as usize, usual);
        column.push(value);
    }
}

/// The mark of a cell that asked for more than one position; what it takes is among the spans.
const SPANNING: u8 = 1 << 5;

fn look(style: Style, hidden: bool) -> u8 {
    let align = match style.align {
        Align::Unknown => 0,
        Align::Left => 1,
        Align::Centre => 2,
        Align::Right => 3,
    };
    align | u8::from(style.bold) << 2 | u8::from(style.shaded) << 3 | u8::from(hidden) << 4
}

fn unpacked(look: u8) -> (Style, bool) {
    let align = [Align::Unknown, Align::Left, Align::Centre, Align::Right][usize::from(look & 3)];
    (Style { bold: look & 4 != 0, shaded: look & 8 != 0, align }, look & 16 != 0)
}
