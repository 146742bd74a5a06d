//! A table on paper: rows of cells that reach over columns and down over rows, placed as a page places them. Every form
//! of a file is written from this one model, and knows nothing else.

/// What a workbook keeps behind a print.
#[derive(Clone)]
pub struct Stored {
    pub digits: String,
    pub format: &'static str,
}

#[derive(Clone, Default)]
pub struct Cell {
    pub text: String,
    pub across: usize,
    pub down: usize,
    pub stored: Option<Stored>,
}

impl Cell {
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), across: 1, down: 1, stored: None }
    }

    pub fn blank() -> Self {
        Self::new("")
    }

    pub fn across(mut self, columns: usize) -> Self {
        self.across = columns;
        self
    }

    pub fn down(mut self, rows: usize) -> Self {
        self.down = rows;
        self
    }
}

/// What stands at a place of a row, as Word walks over it.
pub enum Seat<'g> {
    Cell(&'g Cell),
    /// The rest of a cell that began above.
    Below(&'g Cell),
}

#[derive(Clone)]
pub struct Grid {
    pub cols: usize,
    /// Rows at the top that are repeated where a page breaks the table.
    pub headers: usize,
    cells: Vec<(usize, usize, Cell)>,
    /// For each place, the cell that covers it.
    covered: Vec<Vec<usize>>,
}

impl Grid {
    pub fn new(cols: usize) -> Self {
        Self { cols, headers: 0, cells: Vec::new(), covered: Vec::new() }
    }

    pub fn rows(&self) -> usize {
        self.covered.len()
    }

    /// Every cell with its row and column.
    pub fn cells(&self) -> impl Iterator<Item = (usize, usize, &Cell)> {
        self.cells.iter().map(|(row, col, cell)| (*row, *col, cell))
    }

    const FREE: usize = usize::MAX;

    /// The next row: its cells take the places that are still free, from the left; the last one takes the rest.
    ///
    /// # Panics
    /// On a row that is wider than the grid: the forms are written here.
    pub fn row(&mut self, cells: Vec<Cell>) -> &mut Self {
        let row = self.taken_rows();
        let mut col = 0;
        let count = cells.len();
        for (nth, mut cell) in cells.into_iter().enumerate() {
            self.reach(row + cell.down);
            col = self.free_from(row, col);
            if nth + 1 == count {
                let rest = self.covered[row][col..].iter().take_while(|at| **at == Self::FREE).count();
                cell.across = cell.across.max(rest);
            }
            col = self.place(row, col, cell);
        }
        self
    }

    fn taken_rows(&self) -> usize {
        let open = self.covered.iter().position(|row| row.contains(&Self::FREE));
        open.unwrap_or(self.covered.len())
    }

    fn reach(&mut self, rows: usize) {
        while self.covered.len() < rows {
            self.covered.push(vec![Self::FREE; self.cols]);
        }
    }

    fn free_from(&self, row: usize, col: usize) -> usize {
        let free = self.covered[row][col..].iter().position(|at| *at == Self::FREE);
        col + free.expect("a row that fits into the grid")
    }

    fn place(&mut self, row: usize, col: usize, cell: Cell) -> usize {
        let next = col + cell.across;
        let number = self.cells.len();
        for line in &mut self.covered[row..row + cell.down] {
            line[col..next].fill(number);
        }
        self.cells.push((row, col, cell));
        next
    }

    /// The cells of a row from left to right, each once.
    pub fn seats(&self, row: usize) -> impl Iterator<Item = (usize, Seat<'_>)> {
        let line = &self.covered[row];
        (0..self.cols).filter_map(move |col| {
            let number = line[col];
            if number == Self::FREE || (col > 0 && line[col - 1] == number) {
                return None;
            }
            let (top, _, cell) = &self.cells[number];
            Some((col, if *top == row { Seat::Cell(cell) } else { Seat::Below(cell) }))
        })
    }

    /// Two pieces, as a page break or a careless hand leaves them. What reaches over the cut begins anew: named again
    /// or empty.
    pub fn cut(&self, at: usize, repeat_header: bool, name_again: bool) -> (Self, Self) {
        let mut above = Self::new(self.cols);
        let mut below = Self::new(self.cols);
        above.headers = self.headers;
        let lead = if repeat_header { self.headers } else { 0 };
        below.headers = lead;
        above.reach(at);
        below.reach(self.rows() - at + lead);
        for (row, col, cell) in &self.cells {
            if *row < lead {
                below.place(*row, *col, cell.clone());
            }
            if *row >= at {
                below.place(row - at + lead, *col, cell.clone());
                continue;
            }
            above.place(*row, *col, cell.clone().down(cell.down.min(at - row)));
            if row + cell.down > at {
                let mut rest = cell.clone().down(row + cell.down - at);
                rest.stored = None;
                if !name_again {
                    rest.text.clear();
                }
                below.place(lead, *col, rest);
            }
        }
        (above, below)
    }
}
