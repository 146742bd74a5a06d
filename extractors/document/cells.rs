//! A cell as it goes into a table, and as it is seen there.
//!
//! What a reader of a table holds is a [`Cell`], a view that is made when it is asked for; what is kept of it stands
//! in the table's [columns](super::columns).

use std::borrow::Cow;
use std::ops::Range;

use super::columns::Columns;
use super::{Kept, Stored, Style};
use crate::Locator;

/// A cell on its way into a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCell<'a> {
    /// Grid position of the upper left corner, from 0.
    pub row: u32,
    pub col: u32,
    /// Rows and columns that the cell asks for, at least 1 each.
    pub span: (u32, u32),
    pub text: Cow<'a, str>,
    pub kept: Option<Kept>,
    pub style: Style,
    pub hidden: bool,
    pub at: Locator,
}

impl<'a> NewCell<'a> {
    pub fn new(row: u32, col: u32, text: impl Into<Cow<'a, str>>, at: Locator) -> Self {
        let (kept, style) = (None, Style::default());
        Self { row, col, span: (1, 1), text: text.into(), kept, style, hidden: false, at }
    }

    pub fn spanning(mut self, rows: u32, cols: u32) -> Self {
        self.span = (rows.max(1), cols.max(1));
        self
    }
}

/// A cell: what a person sees, what the file keeps, and where it stands.
#[derive(Clone, Copy)]
pub struct Cell<'t> {
    /// Grid position of the upper left corner, from 0.
    pub row: u32,
    pub col: u32,
    /// Rows and columns that the cell takes, at least 1 each.
    pub span: (u32, u32),
    /// What a person sees. Paragraphs and line breaks inside the cell are `\n`.
    pub text: &'t str,
    /// What the file keeps beside the text; only workbooks and chart caches keep anything.
    pub kept: Option<&'t Kept>,
    pub style: Style,
    pub hidden: bool,
    pub(super) index: usize,
    pub(super) columns: &'t Columns,
}

impl<'t> Cell<'t> {
    /// The place in the source.
    pub fn at(&self) -> Locator {
        self.columns.place(self.index)
    }

    pub fn stored(&self) -> &'t Stored {
        self.kept.map_or(&Stored::Nothing, |kept| &kept.stored)
    }

    /// The same cell as one that can go into another table.
    pub fn to_new(&self) -> NewCell<'t> {
        NewCell {
            row: self.row,
            col: self.col,
            span: self.span,
            text: Cow::Borrowed(self.text),
            kept: self.kept.cloned(),
            style: self.style,
            hidden: self.hidden,
            at: self.at(),
        }
    }
}

impl PartialEq for Cell<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.to_new() == other.to_new()
    }
}

impl Eq for Cell<'_> {}

impl std::fmt::Debug for Cell<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.to_new().fmt(f)
    }
}

/// Cells of a table in reading order, each once.
#[derive(Debug, Clone)]
pub struct Cells<'t> {
    columns: &'t Columns,
    row: u32,
    next: usize,
    end: usize,
}

impl<'t> Cells<'t> {
    /// The cells of these numbers; the first of them stands in this row or below it.
    pub(super) fn new(columns: &'t Columns, row: u32, numbers: Range<usize>) -> Self {
        Self { columns, row, next: numbers.start, end: numbers.end }
    }

    pub fn first(&self) -> Option<Cell<'t>> {
        self.get(0)
    }

    pub fn get(&self, nth: usize) -> Option<Cell<'t>> {
        if nth >= self.len() {
            return None;
        }
        let number = self.next + nth;
        let in_first_row = self.columns.first_of_row(self.row + 1).is_none_or(|first| number < first);
        Some(if in_first_row {
            self.columns.cell_of_row(self.row, number)
        } else {
            self.columns.cell(number)
        })
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A second walk over the same cells.
    pub fn iter(&self) -> Self {
        self.clone()
    }
}

impl<'t> Iterator for Cells<'t> {
    type Item = Cell<'t>;

    fn next(&mut self) -> Option<Cell<'t>> {
        if self.next == self.end {
            return None;
        }
        while self.columns.first_of_row(self.row + 1).is_some_and(|first| first <= self.next) {
            self.row += 1;
        }
        self.next += 1;
        Some(self.columns.cell_of_row(self.row, self.next - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.next, Some(self.end - self.next))
    }
}

impl DoubleEndedIterator for Cells<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let last = self.get(self.len().checked_sub(1)?)?;
        self.end -= 1;
        Some(last)
    }
}

impl ExactSizeIterator for Cells<'_> {}
