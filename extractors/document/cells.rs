//! The cells of a table: how they come in, how they are kept, and how they are seen.
//!
//! What a reader of a table holds is a [`Cell`], a view that is made when it is asked for. What is kept is columns of
//! one kind of thing each: one text for all cells, and spans, looks, places and stored values only as far as there are
//! any. A cell of a text export takes its text and some three bytes, and no memory of its own.

use std::borrow::Cow;
use std::ops::Range;

use super::ascending::Ascending;
use super::places::Places;
use super::table::GeometryError;
use super::{Align, Kept, Stored, Style};
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
    index: usize,
    columns: &'t Columns,
}

impl<'t> Cell<'t> {
    /// The place in the source.
    pub fn at(&self) -> Locator {
        self.columns.places.get(self.index)
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
    pub fn first(&self) -> Option<Cell<'t>> {
        self.get(0)
    }

    pub fn get(&self, nth: usize) -> Option<Cell<'t>> {
        (nth < self.len()).then(|| self.columns.cell(self.next + nth))
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
        while self.columns.rows.get(self.row as usize + 1).is_some_and(|first| first as usize <= self.next) {
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

/// The number of a cell that keeps nothing.
const NOTHING: u32 = u32::MAX;
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

    /// Whether a cell at this place comes after all others.
    fn follows(&self, row: u32, col: u32) -> bool {
        let Some(current) = (self.rows.len() as u32).checked_sub(1) else { return row <= EMPTY_ROWS };
        match row.checked_sub(current) {
            None => false,
            Some(0) => self.next_col() <= col,
            Some(skipped) => skipped <= EMPTY_ROWS,
        }
    }

    /// The first column behind the cells of the last row.
    fn next_col(&self) -> u32 {
        let first = self.rows.last().map_or(0, |first| first as usize);
        match self.cols.last() {
            _ if first == self.len() => 0,
            Some(&last) => last.saturating_add(1),
            None => (self.len() - first) as u32,
        }
    }

    /// Adds a cell that follows all others. False where the texts are more than can be kept.
    fn push(&mut self, cell: NewCell<'_>) -> bool {
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
        Cells { columns: self, row: 0, next: 0, end: self.len() }
    }

    /// The numbers of the cells of each row, from the first row to the last.
    pub fn by_row(&self) -> impl Iterator<Item = Range<usize>> {
        let ends = self.rows.iter_from(1).chain([self.len() as u32]);
        self.rows.iter().zip(ends).map(|(first, end)| first as usize..end as usize)
    }

    /// How many columns the cells begin in.
    fn width(&self) -> u32 {
        match self.cols.iter().max() {
            Some(last) => last.saturating_add(1),
            None => self.by_row().map(|cells| cells.len() as u32).max().unwrap_or(0),
        }
    }

    /// The texts of the cells in reading order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends
            .iter()
            .map(move |end| &self.texts[std::mem::replace(&mut start, end as usize)..end as usize])
    }

    /// The cells that begin in a row, by number.
    pub fn in_row(&self, row: u32) -> Range<usize> {
        let at = |row: usize| self.rows.get(row).map_or(self.len(), |first| first as usize);
        at(row as usize)..at(row as usize + 1)
    }

    pub fn row(&self, row: u32) -> Cells<'_> {
        let cells = self.in_row(row);
        Cells { columns: self, row, next: cells.start, end: cells.end }
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

    fn cell_of_row(&self, row: u32, nth: usize) -> Cell<'_> {
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

    fn shrink(&mut self) {
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

/// Cells as they come in. Those that come in reading order, which is usual, go where they stay; others are sorted at
/// the end.
#[derive(Debug, Clone, Default)]
pub struct CellList {
    columns: Columns,
    /// The places of all cells, once one came out of order: among the columns they then only have numbers.
    astray: Option<Vec<(u32, u32)>>,
    too_large: bool,
}

impl CellList {
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes room for cells that are sure to come, with so many bytes of text in all.
    pub fn reserve(&mut self, cells: usize, bytes: usize) {
        self.columns.ends.reserve(cells);
        self.columns.places.reserve(cells);
        self.columns.texts.reserve_exact(bytes);
    }

    pub fn push(&mut self, mut cell: NewCell<'_>) {
        if self.astray.is_none() && !self.columns.follows(cell.row, cell.col) {
            self.astray = Some(self.columns.cells().map(|cell| (cell.row, cell.col)).collect());
        }
        if let Some(astray) = &mut self.astray {
            astray.push((cell.row, cell.col));
            cell.row = self.columns.rows.len().saturating_sub(1) as u32;
            cell.col = self.columns.next_col();
        }
        self.too_large |= !self.columns.push(cell);
    }

    /// The cell that came last.
    pub fn last(&self) -> Option<Cell<'_>> {
        let mut cell = self.columns.cells().next_back()?;
        if let Some(&(row, col)) = self.astray.as_ref().and_then(|places| places.last()) {
            (cell.row, cell.col) = (row, col);
        }
        Some(cell)
    }

    /// How many cells are blank, and how many cells the shortest and the longest row have.
    pub fn shape(&self) -> (usize, usize, usize) {
        let blank = self.columns.texts().filter(|text| text.trim_start().is_empty()).count();
        let lengths = self.columns.by_row().map(|cells| cells.len()).filter(|&length| length > 0);
        let (shortest, longest) =
            lengths.fold((usize::MAX, 0), |(least, most), length| (least.min(length), most.max(length)));
        (blank, shortest.min(longest), longest)
    }

    /// Rows and columns that the cells take, spans to the right with them, once they are [sorted](Self::sort).
    pub fn extent(&self) -> (u32, u32) {
        let columns = &self.columns;
        let reached =
            columns.spans.iter().map(|&(nth, (_, cols))| columns.col_of(nth as usize).saturating_add(cols));
        (columns.rows.len() as u32, reached.fold(columns.width(), u32::max))
    }

    /// The cells, once they are [sorted](Self::sort).
    pub fn cells(&self) -> Cells<'_> {
        self.columns.cells()
    }

    /// Brings the cells into reading order.
    pub fn sort(&mut self) -> Result<(), GeometryError> {
        let Some(astray) = self.astray.take() else { return Ok(()) };
        let place = |nth: &u32| astray[*nth as usize];
        let mut order: Vec<u32> = (0..astray.len() as u32).collect();
        order.sort_unstable_by_key(place);
        if let Some(pair) = order.windows(2).find(|pair| place(&pair[0]) == place(&pair[1])) {
            let (row, col) = place(&pair[0]);
            return Err(GeometryError::SamePlace(row, col));
        }
        let mut columns = Columns::default();
        columns.ends.reserve(order.len());
        columns.texts.reserve_exact(self.columns.texts.len());
        for nth in order {
            let (row, col) = place(&nth);
            columns.push(NewCell { row, col, ..self.columns.cell(nth as usize).to_new() });
        }
        self.columns = columns;
        Ok(())
    }

    /// The cells in reading order, all of them inside a grid of so many rows and columns.
    pub(super) fn within(mut self, rows: u32, cols: u32) -> Result<Columns, GeometryError> {
        let outside = |&(row, col): &(u32, u32)| row >= rows || col >= cols;
        if let Some(&(row, col)) = self.astray.iter().flatten().find(|place| outside(place)) {
            return Err(GeometryError::Outside(row, col));
        }
        self.sort()?;
        if self.too_large || self.len() >= NOTHING as usize {
            return Err(GeometryError::TooLarge);
        }
        let is_high = self.columns.rows.len() > rows as usize;
        if is_high || self.columns.width() > cols {
            let mut places = self.columns.cells().map(|cell| (cell.row, cell.col));
            if let Some((row, col)) = places.find(outside) {
                return Err(GeometryError::Outside(row, col));
            }
        }
        self.columns.shrink();
        Ok(self.columns)
    }
}

impl<'a> FromIterator<NewCell<'a>> for CellList {
    fn from_iter<I: IntoIterator<Item = NewCell<'a>>>(cells: I) -> Self {
        let mut list = Self::default();
        cells.into_iter().for_each(|cell| list.push(cell));
        list
    }
}
