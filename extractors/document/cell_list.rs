//! The cells of a table that is being read: they are kept as they come and brought into reading order at the end.

use super::cells::{Cell, Cells, NewCell};
use super::columns::{Columns, NOTHING};
use super::table::GeometryError;

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
        self.columns.reserve(cells, bytes);
    }

    pub fn push(&mut self, mut cell: NewCell<'_>) {
        if self.astray.is_none() && !self.columns.follows(cell.row, cell.col) {
            self.astray = Some(self.columns.cells().map(|cell| (cell.row, cell.col)).collect());
        }
        if let Some(astray) = &mut self.astray {
            astray.push((cell.row, cell.col));
            cell.row = self.columns.height().saturating_sub(1);
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
        self.columns.extent()
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
        columns.reserve(order.len(), self.columns.text_len());
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
        let is_high = self.columns.height() > rows;
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
