//! From rows of cells to a grid: where each cell begins, how far it reaches, and which cells are only the continuation
//! of another one.
//!
//! Word says spans in three ways (`gridSpan`, `vMerge`, the old `hMerge`) and some writers in a fourth, by widths
//! alone. All of them end here as rectangles; what contradicts itself is cut by [`crate::Table::new`] and counted.

use super::model::{Cell, Merge, Row};
use crate::Limits;

/// Word itself has no more columns than 63; a span this wide says nothing.
const WIDEST: u32 = 1024;

/// A cell on the grid, by its place in the table's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    pub row: u32,
    pub col: u32,
    pub span: (u32, u32),
    /// Row and cell among those that were laid out.
    pub of: (usize, usize),
}

/// A table's cells on their grid.
#[derive(Debug, Default)]
pub struct Grid {
    pub rows: u32,
    pub cols: u32,
    pub cells: Vec<Placed>,
    /// Cells that continue one above or to the left: they show nothing of their own.
    pub continued: Vec<(u32, u32, (usize, usize))>,
    /// Spans that were too wide to be believed.
    pub clamped: usize,
    /// Rows that end before the grid does, or begin where no column is.
    pub ragged: usize,
    /// Rows that were left out because the grid would grow too large.
    pub lost_rows: usize,
}

/// Lays rows out over columns of these widths.
pub fn lay(limits: &Limits, columns: &[u32], rows: &[&Row]) -> Grid {
    let mut grid = Grid::default();
    let known = columns.len() as u32;
    let spans: Vec<Vec<u32>> = rows.iter().map(|row| spans(&mut grid, columns, row)).collect();
    let extent = |row: &Row, spans: &[u32]| row.before.min(WIDEST) + spans.iter().sum::<u32>();
    grid.cols = rows.iter().zip(&spans).map(|(row, spans)| extent(row, spans)).max().unwrap_or(0);
    let height = limits.grid / (grid.cols.max(1) as usize);
    grid.lost_rows = rows.len().saturating_sub(height);
    grid.rows = (rows.len() - grid.lost_rows) as u32;
    let mut open = Open::default();
    for (at, (row, spans)) in rows.iter().zip(&spans).take(grid.rows as usize).enumerate() {
        let end = extent(row, spans) + row.after.min(WIDEST);
        grid.ragged += usize::from(end < grid.cols || (known > 0 && end > known));
        open.row(&mut grid, at, row, spans);
    }
    grid
}

/// The columns that each cell of a row takes.
fn spans(grid: &mut Grid, columns: &[u32], row: &Row) -> Vec<u32> {
    let known = columns.len() as u32;
    let written: u32 = row.cells.iter().map(|cell| cell.span.min(WIDEST + 1)).fold(0, u32::saturating_add);
    if row.before.saturating_add(row.after).saturating_add(written) < known
        && let Some(spans) = by_width(columns, row)
    {
        return spans;
    }
    let mut at = row.before.min(WIDEST);
    let mut spans = Vec::with_capacity(row.cells.len());
    for cell in &row.cells {
        let span = if cell.span > WIDEST {
            grid.clamped += 1;
            known.saturating_sub(at).clamp(1, WIDEST)
        } else {
            cell.span
        };
        at += span;
        spans.push(span);
    }
    spans
}

/// Spans by the widths of cells and columns, where a row says too few columns and its widths fill the grid.
fn by_width(columns: &[u32], row: &Row) -> Option<Vec<u32>> {
    let total: u64 = columns.iter().map(|&width| u64::from(width)).sum();
    let widths: Vec<u64> = row.cells.iter().map(|cell| cell.width.map(u64::from)).collect::<Option<_>>()?;
    let slack = total / 50;
    if total == 0 || row.before + row.after > 0 || widths.iter().sum::<u64>().abs_diff(total) > slack {
        return None;
    }
    let mut spans = Vec::with_capacity(widths.len());
    let (mut column, mut edge, mut reached) = (0, 0u64, 0u64);
    for width in widths {
        reached += width;
        let from = column;
        while column < columns.len() && edge + u64::from(columns[column]) <= reached + slack {
            edge += u64::from(columns[column]);
            column += 1;
        }
        if column == from || edge.abs_diff(reached) > slack {
            return None;
        }
        spans.push((column - from) as u32);
    }
    (column == columns.len()).then_some(spans)
}

/// The merges that may go on downwards: by the column in which they begin, the cell and where it ends.
#[derive(Default)]
struct Open {
    merges: Vec<Merged>,
}

#[derive(Clone, Copy)]
struct Merged {
    col: u32,
    end: u32,
    /// Index in the grid's cells.
    cell: usize,
}

impl Open {
    fn row(&mut self, grid: &mut Grid, at: usize, row: &Row, spans: &[u32]) {
        let mut next = Vec::new();
        let mut col = row.before.min(WIDEST);
        let mut left: Option<usize> = None;
        for (nth, (cell, &span)) in row.cells.iter().zip(spans).enumerate() {
            let place = Placed { row: at as u32, col, span: (1, span), of: (at, nth) };
            match (cell.across, left) {
                (Merge::Continues, Some(owner)) => {
                    widen(grid, &mut next, owner, span);
                    grid.continued.push((place.row, col, place.of));
                }
                _ => left = Some(self.cell(grid, &mut next, cell, place)),
            }
            col += span;
        }
        self.merges = next;
    }

    /// Places a cell, or gives its place to the one above that it continues. The index of the cell that stands there.
    fn cell(&self, grid: &mut Grid, next: &mut Vec<Merged>, cell: &Cell, place: Placed) -> usize {
        let end = place.col + place.span.1;
        if cell.down == Merge::Continues
            && let Some(owner) = self.above(place.col, end)
        {
            grid.ragged += usize::from(end > owner.end);
            grid.cells[owner.cell].span.0 = place.row + 1 - grid.cells[owner.cell].row;
            grid.continued.push((place.row, place.col, place.of));
            next.push(owner);
            return owner.cell;
        }
        let index = grid.cells.len();
        grid.cells.push(place);
        if cell.down != Merge::None {
            next.push(Merged { col: place.col, end, cell: index });
        }
        index
    }

    /// The merge from above that a cell continues: the one that begins in its column, else the one whose columns hold
    /// all of the cell's. The grid of two rows may differ; the merge keeps the columns with which it began.
    fn above(&self, col: u32, end: u32) -> Option<Merged> {
        let at = self.merges.partition_point(|merge| merge.col < col);
        let same = self.merges.get(at).filter(|merge| merge.col == col);
        let around = || self.merges[..at].last().filter(|merge| merge.end >= end);
        same.or_else(around).copied()
    }
}

/// A cell grows to the right. Merges that go on downwards grow with it.
fn widen(grid: &mut Grid, next: &mut [Merged], owner: usize, span: u32) {
    let cell = &mut grid.cells[owner];
    if cell.span.0 == 1 {
        cell.span.1 += span;
    }
    if let Some(merged) = next.iter_mut().rev().find(|merged| merged.cell == owner) {
        merged.end = merged.end.max(cell.col + cell.span.1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Locator;
    use crate::docx::model::Table;

    fn laid(table: &Table) -> Grid {
        lay(&Limits::default(), &table.grid, &table.rows.iter().collect::<Vec<_>>())
    }

    fn cell(span: u32, down: Merge) -> Cell {
        Cell { span, down, ..Cell::default() }
    }

    fn table(grid: &[u32], rows: Vec<Vec<Cell>>) -> Table {
        let rows = rows.into_iter().map(|cells| Row { cells, ..Row::default() }).collect();
        Table { grid: grid.to_vec(), rows, ..Table::default() }
    }

    fn shape(table: &Table) -> Vec<(u32, u32, (u32, u32))> {
        laid(table).cells.iter().map(|cell| (cell.row, cell.col, cell.span)).collect()
    }

    #[test]
    fn merges_go_on_downwards_even_where_the_grid_of_rows_differs() {
        let begins = |span| cell(span, Merge::Begins);
        let goes_on = |span| cell(span, Merge::Continues);
        let plain = |span| cell(span, Merge::None);
        let regular = table(&[1, 1, 1], vec![vec![begins(2), plain(1)], vec![goes_on(2), plain(1)]]);
        assert_eq!(shape(&regular), [(0, 0, (2, 2)), (0, 2, (1, 1)), (1, 2, (1, 1))]);
        let differing =
            table(&[1, 1, 1], vec![vec![begins(2), plain(1)], vec![goes_on(1), goes_on(1), plain(1)]]);
        assert_eq!(shape(&differing), [(0, 0, (2, 2)), (0, 2, (1, 1)), (1, 2, (1, 1))]);
        let orphan = table(
            &[1, 1],
            vec![vec![plain(1), plain(1)], vec![goes_on(1), plain(1)], vec![goes_on(1), plain(1)]],
        );
        assert_eq!(shape(&orphan)[2], (1, 0, (2, 1)));
    }

    #[test]
    fn old_merges_across_widen_their_first_cell() {
        let across = |across| Cell { span: 1, across, ..Cell::default() };
        let row = vec![across(Merge::Begins), across(Merge::Continues), across(Merge::None)];
        assert_eq!(shape(&table(&[1, 1, 1], vec![row])), [(0, 0, (1, 2)), (0, 2, (1, 1))]);
    }

    #[test]
    fn widths_tell_spans_where_the_spans_are_missing() {
        let wide = |width| Cell { span: 1, width: Some(width), ..Cell::default() };
        let rows = vec![vec![wide(1000), wide(1000), wide(1000), wide(1000)], vec![wide(990), wide(3010)]];
        assert_eq!(shape(&table(&[1000; 4], rows))[4..], [(1, 0, (1, 1)), (1, 1, (1, 3))]);
    }

    #[test]
    fn a_million_columns_are_not_believed() {
        let rows = vec![vec![cell(1_000_000, Merge::None), cell(u32::MAX, Merge::None)], Vec::new()];
        let grid = laid(&table(&[1, 1, 1], rows));
        assert_eq!((grid.clamped, grid.cols), (2, 4));
    }

    fn merges() -> impl Strategy<Value = Merge> {
        prop_oneof![Just(Merge::None), Just(Merge::None), Just(Merge::Begins), Just(Merge::Continues)]
    }

    proptest! {
        /// Whatever the spans say, the cells make a table, and every cell is placed or a continuation.
        #[test]
        fn every_position_is_exactly_one_thing(
            columns in 0usize..6,
            rows in prop::collection::vec(
                (0u32..3, prop::collection::vec((1u32..5, merges(), merges(), prop::option::of(1u32..4000)), 0..7)),
                0..9,
            )
        ) {
            let rows: Vec<Row> = rows.into_iter().map(|(before, cells)| Row {
                before,
                cells: cells.into_iter()
                    .map(|(span, down, across, width)| Cell { span, down, across, width, ..Cell::default() })
                    .collect(),
                ..Row::default()
            }).collect();
            let table = Table { grid: vec![1000; columns], rows, ..Table::default() };
            let grid = laid(&table);
            let all: usize = table.rows.iter().map(|row| row.cells.len()).sum();
            prop_assert_eq!(grid.cells.len() + grid.continued.len(), all);
            let cells = grid.cells.iter()
                .map(|cell| crate::NewCell::new(cell.row, cell.col, "", Locator::File).spanning(cell.span.0, cell.span.1));
            let (made, _) = crate::Table::new(grid.rows, grid.cols, cells, Locator::File).unwrap();
            prop_assert_eq!(made.cells().len(), grid.cells.len());
        }
    }
}
