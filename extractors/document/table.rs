//! A table: its cells on their grid, and what is said of it as a whole.

use std::ops::Range;

use super::cell_list::CellList;
use super::cells::{Cell, Cells, NewCell};
use super::columns::Columns;
use super::{Area, Caption, ColMark, Confidence, Fragment, Origin, RowMark, Side};
use crate::Locator;

/// One table, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    rows: u32,
    cols: u32,
    columns: Box<Columns>,
    /// Which cell is at or over each position; empty where the cells alone say it.
    grid: Vec<u32>,
    pub origin: Origin,
    pub area: Area,
    pub at: Locator,
    /// The sheet's, chart's or picture's own name.
    pub name: Option<String>,
    pub captions: Vec<Caption>,
    /// Rows and columns marked by the file; shorter than the grid where nothing is said.
    pub row_marks: Vec<RowMark>,
    pub col_marks: Vec<ColMark>,
    /// More than one where the file keeps the table in pieces.
    pub fragments: Vec<Fragment>,
    /// The table (by number) and the cell in which this one stands.
    pub inside: Option<(usize, u32, u32)>,
    pub confidence: Confidence,
    /// False where the source cannot say how far a cell reaches (a text export): short rows then may be merged ones.
    pub spans_known: bool,
}

/// A position of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot<'a> {
    /// A cell begins here.
    Cell(Cell<'a>),
    /// The cell that reaches over this position.
    Covered { by: Cell<'a> },
    /// The row has no cell here.
    Absent,
}

/// Why cells do not make a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GeometryError {
    #[error("two cells begin at row {0}, column {1}")]
    SamePlace(u32, u32),
    #[error("a cell begins outside the grid at row {0}, column {1}")]
    Outside(u32, u32),
    #[error("the grid has too many positions")]
    TooLarge,
}

const ABSENT: u32 = u32::MAX;

impl Table {
    /// Lays cells on a grid of `rows` × `cols`. A span is cut where it would reach over the edge, over the beginning of
    /// another cell or over what an earlier cell covers; the second result counts such cuts. No cell is lost.
    pub fn new<'a>(
        rows: u32,
        cols: u32,
        cells: impl IntoIterator<Item = NewCell<'a>>,
        at: Locator,
    ) -> Result<(Self, usize), GeometryError> {
        Self::of(rows, cols, cells.into_iter().collect(), at)
    }

    /// The same with cells that were gathered before.
    pub fn of(rows: u32, cols: u32, cells: CellList, at: Locator) -> Result<(Self, usize), GeometryError> {
        let positions =
            usize::try_from(u64::from(rows) * u64::from(cols)).map_err(|_| GeometryError::TooLarge)?;
        let mut columns = cells.within(rows, cols)?;
        let (grid, cuts) = match columns.is_plain() {
            true => (Vec::new(), 0),
            false => lay(&mut columns, (rows, cols), positions),
        };
        let fragments = vec![Fragment { first_row: 0, at: at.clone() }];
        let table = Self {
            rows,
            cols,
            columns: Box::new(columns),
            grid,
            origin: Origin::Body,
            area: Area::Body,
            at,
            name: None,
            captions: Vec::new(),
            row_marks: Vec::new(),
            col_marks: Vec::new(),
            fragments,
            inside: None,
            confidence: Confidence::High,
            spans_known: true,
        };
        Ok((table, cuts))
    }

    pub fn rows(&self) -> u32 {
        self.rows
    }

    pub fn cols(&self) -> u32 {
        self.cols
    }

    /// The cells in reading order, each once.
    pub fn cells(&self) -> Cells<'_> {
        self.columns.cells()
    }

    /// Whether nobody sees any of its cells, as those of a hidden sheet.
    pub fn is_hidden(&self) -> bool {
        !self.cells().is_empty() && self.cells().all(|cell| cell.hidden)
    }

    /// The n-th cell in reading order, from 0.
    ///
    /// # Panics
    /// Like a slice, where there are not so many.
    pub fn cell(&self, nth: usize) -> Cell<'_> {
        self.columns.cell(nth)
    }

    /// The text of the n-th cell: what is asked most often, for less than the whole cell.
    ///
    /// # Panics
    /// Like a slice, where there are not so many.
    pub fn text(&self, nth: usize) -> &str {
        self.columns.text(nth)
    }

    /// The texts of the cells in reading order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.columns.texts()
    }

    /// The row of the n-th cell.
    pub fn row_of(&self, nth: usize) -> u32 {
        self.columns.row_of(nth)
    }

    /// The column of the n-th cell.
    ///
    /// # Panics
    /// Like a slice, where there are not so many.
    pub fn col_of(&self, nth: usize) -> u32 {
        self.columns.col_of(nth)
    }

    /// The number of the cell that begins at a position.
    pub fn number_at(&self, row: u32, col: u32) -> Option<usize> {
        match self.owner(row, col)? {
            (nth, true) => Some(nth),
            (_, false) => None,
        }
    }

    /// The number of the cell that is or covers a position.
    pub fn number_over(&self, row: u32, col: u32) -> Option<usize> {
        self.owner(row, col).map(|(nth, _)| nth)
    }

    /// What stands at a position. Positions outside the grid are absent.
    pub fn slot(&self, row: u32, col: u32) -> Slot<'_> {
        match self.owner(row, col) {
            Some((nth, true)) => Slot::Cell(self.columns.cell(nth)),
            Some((nth, false)) => Slot::Covered { by: self.columns.cell(nth) },
            None => Slot::Absent,
        }
    }

    /// The number of the cell that is or covers a position, and whether it begins there.
    fn owner(&self, row: u32, col: u32) -> Option<(usize, bool)> {
        if row >= self.rows || col >= self.cols {
            return None;
        }
        let in_row = self.columns.in_row(row);
        let Some(&nth) = self.grid.get(position(self.cols, row, col)) else {
            return (self.grid.is_empty() && (col as usize) < in_row.len())
                .then_some((in_row.start + col as usize, true));
        };
        let nth = (nth != ABSENT).then_some(nth as usize)?;
        Some((nth, in_row.contains(&nth) && self.columns.col(nth, in_row.start) == col))
    }

    /// The cell that is or covers a position.
    pub fn cell_at(&self, row: u32, col: u32) -> Option<Cell<'_>> {
        match self.slot(row, col) {
            Slot::Cell(cell) | Slot::Covered { by: cell } => Some(cell),
            Slot::Absent => None,
        }
    }

    /// The cells that begin in a row, from left to right.
    pub fn row(&self, row: u32) -> Cells<'_> {
        self.columns.row(row)
    }

    /// The numbers of the cells that begin in a row.
    pub fn numbers_in_row(&self, row: u32) -> Range<usize> {
        self.columns.in_row(row)
    }

    /// Puts other texts into cells, one for each cell in reading order or none: for hiding what must not be shown. What
    /// the file keeps beside a text that is replaced is forgotten.
    pub fn replace_texts(&mut self, texts: Vec<Option<String>>) {
        if texts.iter().any(Option::is_some) {
            self.columns.replace_texts(texts);
        }
    }

    /// Some of the rows as a table of its own, at the place of its first cell. What stood above the table goes with its
    /// first row, what stood below with its last. A cell that reaches over the cut ends there.
    pub fn part(&self, rows: Range<u32>) -> Option<Self> {
        let rows = rows.start..rows.end.min(self.rows);
        let mut cells = CellList::default();
        for cell in rows.clone().flat_map(|row| self.row(row)) {
            let mut new = cell.to_new();
            new.row -= rows.start;
            new.span.0 = new.span.0.min(rows.end - cell.row);
            cells.push(new);
        }
        let at = cells.cells().next().map_or_else(|| self.at.clone(), |first| first.at());
        let (mut part, _) = Self::of(rows.end.checked_sub(rows.start)?, self.cols, cells, at).ok()?;
        (part.origin, part.area, part.confidence) = (self.origin, self.area, self.confidence);
        (part.spans_known, part.inside) = (self.spans_known, self.inside);
        part.name.clone_from(&self.name);
        part.col_marks.clone_from(&self.col_marks);
        let marks = self.row_marks.iter().skip(rows.start as usize).take(rows.len());
        part.row_marks = marks.copied().collect();
        let kept = |side: Side| match side {
            Side::Above => rows.start == 0,
            Side::Beside => true,
            Side::Below => rows.end == self.rows,
        };
        part.captions = self.captions.iter().filter(|caption| kept(caption.side)).cloned().collect();
        Some(part)
    }

    /// This table with another one below it, and between them some lines as rows of one cell. Columns stay where they
    /// are; the second table keeps its place as a fragment.
    pub fn followed_by(&self, lines: &[Caption], next: &Self) -> Option<Self> {
        let (cols, first) = (self.cols.max(next.cols), self.rows + lines.len() as u32);
        let mut cells = CellList::default();
        self.cells().for_each(|cell| cells.push(cell.to_new()));
        for (row, line) in (self.rows..).zip(lines) {
            cells.push(NewCell::new(row, 0, line.text.as_str(), line.at.clone()).spanning(1, cols));
        }
        for cell in next.cells() {
            let mut cell = cell.to_new();
            cell.row += first;
            cells.push(cell);
        }
        let (mut whole, _) = Self::of(first + next.rows, cols, cells, self.at.clone()).ok()?;
        (whole.origin, whole.area, whole.inside) = (self.origin, self.area, self.inside);
        whole.confidence = self.confidence.min(next.confidence);
        whole.spans_known = self.spans_known || next.spans_known;
        whole.name.clone_from(&self.name);
        whole.captions =
            self.captions.iter().filter(|caption| caption.side != Side::Below).cloned().collect();
        whole.captions.extend(next.captions.iter().filter(|caption| caption.side != Side::Above).cloned());
        let wider = if self.cols >= next.cols { self } else { next };
        whole.col_marks.clone_from(&wider.col_marks);
        whole.row_marks.clone_from(&self.row_marks);
        if !next.row_marks.is_empty() {
            whole.row_marks.resize(first as usize, RowMark::default());
            whole.row_marks.extend(next.row_marks.iter().map(|mark| RowMark { header: false, ..*mark }));
        }
        whole.fragments.clone_from(&self.fragments);
        whole.fragments.push(Fragment { first_row: first, at: next.at.clone() });
        Some(whole)
    }

    pub fn row_mark(&self, row: u32) -> RowMark {
        self.row_marks.get(row as usize).copied().unwrap_or_default()
    }

    pub fn col_mark(&self, col: u32) -> ColMark {
        self.col_marks.get(col as usize).copied().unwrap_or_default()
    }

    /// Rows at the top that the file itself marks as headers.
    pub fn header_rows(&self) -> u32 {
        self.row_marks.iter().take_while(|mark| mark.header).count() as u32
    }
}

fn position(cols: u32, row: u32, col: u32) -> usize {
    row as usize * cols as usize + col as usize
}

/// Which cell each position belongs to, and how many spans had to be cut.
fn lay(columns: &mut Columns, size: (u32, u32), positions: usize) -> (Vec<u32>, usize) {
    let mut grid = vec![ABSENT; positions];
    for (row, cells) in (0..).zip(columns.by_row()) {
        let first = cells.start;
        cells.for_each(|nth| grid[position(size.1, row, columns.col(nth, first))] = nth as u32);
    }
    let mut cuts = 0;
    let mut spans = columns.take_spans();
    for (nth, span) in &mut spans {
        let cell = columns.cell(*nth as usize);
        let taken = cover(&mut grid, size, (cell.row, cell.col), *span, *nth);
        cuts += usize::from(std::mem::replace(span, taken) != taken);
    }
    columns.set_spans(spans);
    (grid, cuts)
}

/// Takes the largest free rectangle from a cell's corner, first to the right, then down, and returns its size.
fn cover(
    grid: &mut [u32],
    (rows, cols): (u32, u32),
    (row, col): (u32, u32),
    span: (u32, u32),
    nth: u32,
) -> (u32, u32) {
    let free = |grid: &[u32], row: u32, col: u32| {
        let owner = grid[position(cols, row, col)];
        owner == ABSENT || owner == nth
    };
    let right = col.saturating_add(span.1.max(1)).min(cols);
    let mut end = col;
    while end < right && free(grid, row, end) {
        end += 1;
    }
    let bottom = row.saturating_add(span.0.max(1)).min(rows);
    let mut below = row;
    while below < bottom && (col..end).all(|col| free(grid, below, col)) {
        (col..end).for_each(|col| grid[position(cols, below, col)] = nth);
        below += 1;
    }
    (below - row, end - col)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell(row: u32, col: u32, rows: u32, cols: u32) -> NewCell<'static> {
        NewCell::new(row, col, format!("{row},{col}"), Locator::File).spanning(rows, cols)
    }

    #[test]
    fn a_span_never_hides_another_cell() {
        let (table, cuts) =
            Table::new(3, 3, vec![cell(0, 0, 3, 3), cell(1, 1, 5, 5)], Locator::File).unwrap();
        assert_eq!(cuts, 2);
        assert_eq!(table.cell(0).span, (1, 3));
        assert!(matches!(table.slot(2, 2), Slot::Covered { by } if by.text == "1,1"));
        assert_eq!(table.slot(2, 0), Slot::Absent);
    }

    #[test]
    fn cells_outside_or_on_each_other_are_refused() {
        let outside = Table::new(1, 1, vec![cell(0, 1, 1, 1)], Locator::File);
        assert_eq!(outside.unwrap_err(), GeometryError::Outside(0, 1));
        let twice = Table::new(1, 1, vec![cell(0, 0, 1, 1), cell(0, 0, 1, 1)], Locator::File);
        assert_eq!(twice.unwrap_err(), GeometryError::SamePlace(0, 0));
    }

    proptest! {
        #[test]
        fn every_position_is_exactly_one_thing(
            places in prop::collection::btree_map((0u32..8, 0u32..8), (1u32..12, 1u32..12), 0..40)
        ) {
            let cells: Vec<NewCell<'_>> = places.iter().map(|(&(r, c), &(rs, cs))| cell(r, c, rs, cs)).collect();
            let (table, _) = Table::new(8, 8, cells, Locator::File).unwrap();
            prop_assert_eq!(table.cells().len(), places.len());
            let area: u32 = table.cells().map(|cell| cell.span.0 * cell.span.1).sum();
            let held = (0..8).flat_map(|r| (0..8).map(move |c| (r, c)))
                .filter(|&(r, c)| table.slot(r, c) != Slot::Absent).count();
            prop_assert_eq!(area as usize, held);
            for cell in table.cells() {
                prop_assert_eq!(table.slot(cell.row, cell.col), Slot::Cell(cell));
                for row in cell.row..cell.row + cell.span.0 {
                    for col in cell.col..cell.col + cell.span.1 {
                        prop_assert_eq!(table.cell_at(row, col), Some(cell));
                    }
                }
            }
        }
    }
}
