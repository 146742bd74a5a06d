//! What stands in a file, whatever its format: paragraphs and tables in reading order. Data that flows onward; it
//! knows no format, no writer and no meaning.
//!
//! A [`Table`] is made by one checked constructor. Each position of its grid is exactly one thing: the origin of a
//! cell, covered by a cell that reaches over it, or absent (a row that ends early).

use std::sync::Arc;

use compact_str::CompactString;

use crate::Locator;

/// One file's content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// The short name of the format that the content is in, as DESIGN names them: `docx`, `xlsx`, `xls`, `csv`, `text` …
    pub format: &'static str,
    /// Headings, paragraphs and tables in reading order. What stands outside the flow (headers, footers, notes) comes
    /// after it, marked by its [`Area`].
    pub blocks: Vec<Block>,
    /// Sums that the file itself says: the cell that holds a formula, and the ranges it adds up.
    pub relations: Vec<Relation>,
    /// What became of every part of a package. Empty for files without parts.
    pub parts: Vec<Part>,
}

impl Document {
    /// The tables in reading order; a table's number is its place in this sequence, from 0.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Text(_) => None,
        })
    }
}

/// A piece of the flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Text(Paragraph),
    Table(Table),
}

/// A heading or a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// The text without its automatic number. Line breaks inside the paragraph are `\n`.
    pub text: String,
    /// The automatic number as it is printed, such as `（二）`. Typed numbers are part of the text.
    pub number: Option<String>,
    /// Heading level from 1, where the file marks it as a heading.
    pub level: Option<u8>,
    pub area: Area,
    pub style: Style,
    pub hidden: bool,
    pub at: Locator,
}

impl Paragraph {
    pub fn new(text: impl Into<String>, at: Locator) -> Self {
        Self {
            text: text.into(),
            number: None,
            level: None,
            area: Area::Body,
            style: Style::default(),
            hidden: false,
            at,
        }
    }

    /// Number and text as a reader sees them.
    pub fn printed(&self) -> String {
        match &self.number {
            Some(number) => format!("{number}{}", self.text),
            None => self.text.clone(),
        }
    }
}

/// The part of a page or file in which something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Area {
    #[default]
    Body,
    TextBox,
    Header,
    Footer,
    Footnote,
    Endnote,
    Comment,
}

/// How something looks, as far as looks are evidence for headers and titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Style {
    pub bold: bool,
    pub shaded: bool,
    pub align: Align,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Align {
    #[default]
    Unknown,
    Left,
    Centre,
    Right,
}

/// A cell: what a person sees, what the file keeps, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Grid position of the upper left corner, from 0.
    pub row: u32,
    pub col: u32,
    /// Rows and columns that the cell takes, at least 1 each.
    pub span: (u32, u32),
    /// What a person sees. Paragraphs and line breaks inside the cell are `\n`.
    pub text: String,
    /// What the file keeps beside the text; only workbooks and chart caches keep anything.
    /// Shared, because the texts of one format all keep the same.
    pub kept: Option<Arc<Kept>>,
    pub style: Style,
    pub hidden: bool,
    pub at: Locator,
}

impl Cell {
    pub fn new(row: u32, col: u32, text: impl Into<String>, at: Locator) -> Self {
        Self {
            row,
            col,
            span: (1, 1),
            text: text.into(),
            kept: None,
            style: Style::default(),
            hidden: false,
            at,
        }
    }

    pub fn spanning(mut self, rows: u32, cols: u32) -> Self {
        self.span = (rows.max(1), cols.max(1));
        self
    }

    pub fn stored(&self) -> &Stored {
        self.kept.as_deref().map_or(&Stored::Nothing, |kept| &kept.stored)
    }
}

/// What a workbook keeps of a cell beside its shown text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
    pub stored: Stored,
    /// The number format code. `None` where it is not known: then the printed decimals are not known either.
    pub format: Option<Arc<str>>,
    /// The cell's own formula, without `=`.
    pub formula: Option<Box<str>>,
}

/// A stored value. Numbers and dates are kept in the digits of the file: no float arithmetic happens to them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Stored {
    /// Nothing is kept beside the text, or the result of a formula is missing.
    #[default]
    Nothing,
    Text,
    Number(CompactString),
    /// ISO form: `2024-12-31`, `2024-12-31T08:30:00`.
    Date(CompactString),
    Flag(bool),
    /// `#DIV/0!` and its kin.
    Fault(CompactString),
}

/// Where a table comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Origin {
    #[default]
    Body,
    Sheet,
    Chart,
    Picture,
}

/// How sure the extractor is that the grid is as the author drew it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Confidence {
    Low,
    Medium,
    #[default]
    High,
}

/// A line that belongs to a table without being a cell of it: a title above, a unit at the side, a note below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    pub text: String,
    pub side: Side,
    pub at: Locator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    Above,
    Below,
    Beside,
}

/// A piece of a table that the file keeps in several: the row at which it begins and its own place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    pub first_row: u32,
    pub at: Locator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowMark {
    /// Marked by the file as a header that repeats on each page.
    pub header: bool,
    pub hidden: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ColMark {
    /// In the file's own measure; only the proportions mean something.
    pub width: Option<u32>,
    pub hidden: bool,
}

/// A formula that adds cells up, in sheet addresses: `at` should equal the signed sum over the ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    pub at: Locator,
    pub terms: Vec<RangeTerm>,
}

/// A rectangle of cells with a sign; rows and columns from 1, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeTerm {
    pub negative: bool,
    pub sheet: Arc<str>,
    pub rows: (u32, u32),
    pub cols: (u32, u32),
}

/// A part of a package and what became of it: the ledger that shows that nothing was lost in silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub fate: Fate,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    Extracted,
    /// By rule, and why, in a word: `style`, `theme`, `macro`, `preview` …
    Skipped(&'static str),
    Failed(crate::Code),
}

/// One table, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    rows: u32,
    cols: u32,
    cells: Vec<Cell>,
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
    Cell(&'a Cell),
    /// The cell that reaches over this position.
    Covered { by: &'a Cell },
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
    pub fn new(
        rows: u32,
        cols: u32,
        mut cells: Vec<Cell>,
        at: Locator,
    ) -> Result<(Self, usize), GeometryError> {
        let positions =
            usize::try_from(u64::from(rows) * u64::from(cols)).map_err(|_| GeometryError::TooLarge)?;
        if cells.len() >= ABSENT as usize {
            return Err(GeometryError::TooLarge);
        }
        cells.sort_by_key(|cell| (cell.row, cell.col));
        let mut grid = vec![ABSENT; positions];
        for (index, cell) in cells.iter().enumerate() {
            if cell.row >= rows || cell.col >= cols {
                return Err(GeometryError::Outside(cell.row, cell.col));
            }
            let slot = &mut grid[position(cols, cell.row, cell.col)];
            if *slot != ABSENT {
                return Err(GeometryError::SamePlace(cell.row, cell.col));
            }
            *slot = index as u32;
        }
        let mut cuts = 0;
        for (index, cell) in cells.iter_mut().enumerate() {
            let asked = cell.span;
            cell.span = cover(&mut grid, (rows, cols), cell, index as u32);
            cuts += usize::from(cell.span != asked);
        }
        let fragments = vec![Fragment { first_row: 0, at: at.clone() }];
        let table = Self {
            rows,
            cols,
            cells,
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
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// What stands at a position. Positions outside the grid are absent.
    pub fn slot(&self, row: u32, col: u32) -> Slot<'_> {
        if row >= self.rows || col >= self.cols {
            return Slot::Absent;
        }
        match self.grid[position(self.cols, row, col)] {
            ABSENT => Slot::Absent,
            index => {
                let cell = &self.cells[index as usize];
                if (cell.row, cell.col) == (row, col) { Slot::Cell(cell) } else { Slot::Covered { by: cell } }
            }
        }
    }

    /// The cell that is or covers a position.
    pub fn cell_at(&self, row: u32, col: u32) -> Option<&Cell> {
        match self.slot(row, col) {
            Slot::Cell(cell) | Slot::Covered { by: cell } => Some(cell),
            Slot::Absent => None,
        }
    }

    /// The cells that begin in a row, from left to right.
    pub fn row(&self, row: u32) -> &[Cell] {
        let first = self.cells.partition_point(|cell| cell.row < row);
        let after = self.cells.partition_point(|cell| cell.row <= row);
        &self.cells[first..after]
    }

    /// Puts other texts into cells, one for each cell in reading order or none: for hiding what must not be shown. What
    /// the file keeps beside a text that is replaced is forgotten.
    pub fn replace_texts(&mut self, texts: Vec<Option<String>>) {
        for (cell, text) in self.cells.iter_mut().zip(texts) {
            if let Some(text) = text {
                cell.text = text;
                cell.kept = None;
            }
        }
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

/// Takes the largest free rectangle from a cell's corner, first to the right, then down, and returns its size.
fn cover(grid: &mut [u32], (rows, cols): (u32, u32), cell: &Cell, index: u32) -> (u32, u32) {
    let free = |grid: &[u32], row: u32, col: u32| {
        let owner = grid[position(cols, row, col)];
        owner == ABSENT || owner == index
    };
    let right = cell.col.saturating_add(cell.span.1.max(1)).min(cols);
    let mut end = cell.col;
    while end < right && free(grid, cell.row, end) {
        end += 1;
    }
    let bottom = cell.row.saturating_add(cell.span.0.max(1)).min(rows);
    let mut below = cell.row;
    while below < bottom && (cell.col..end).all(|col| free(grid, below, col)) {
        (cell.col..end).for_each(|col| grid[position(cols, below, col)] = index);
        below += 1;
    }
    (below - cell.row, end - cell.col)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell(row: u32, col: u32, rows: u32, cols: u32) -> Cell {
        Cell::new(row, col, format!("{row},{col}"), Locator::File).spanning(rows, cols)
    }

    #[test]
    fn a_span_never_hides_another_cell() {
        let (table, cuts) =
            Table::new(3, 3, vec![cell(0, 0, 3, 3), cell(1, 1, 5, 5)], Locator::File).unwrap();
        assert_eq!(cuts, 2);
        assert_eq!(table.cells()[0].span, (1, 3));
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
            let cells: Vec<Cell> = places.iter().map(|(&(r, c), &(rs, cs))| cell(r, c, rs, cs)).collect();
            let (table, _) = Table::new(8, 8, cells, Locator::File).unwrap();
            prop_assert_eq!(table.cells().len(), places.len());
            let area: u32 = table.cells().iter().map(|cell| cell.span.0 * cell.span.1).sum();
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
