//! What the dialects write on: the document as it grows, under the budgets, with the remarks that belong to it.

use std::ops::Range;

use memchr::memchr_iter;

use crate::document::{
    Block, Caption, Cell, CellList, Cells, Confidence, Document, NewCell, Origin, Paragraph, RowMark, Table,
};
use crate::{Code, Context, Locator, Notice};

use super::clean::clean;
use super::lines::Lines;

/// Paragraphs and tables that a document may have before paragraphs are run together, and how far they are.
const MOST_PARAGRAPHS: usize = 200_000;
const LONGEST_TOGETHER: usize = 1 << 16;

/// A document in the making.
pub struct Page<'a, 'c> {
    context: &'a mut Context<'c>,
    blocks: Vec<Block>,
    pub format: &'static str,
    /// The dialect that is being read, for the remarks.
    pub dialect: &'static str,
    cells: usize,
    tables: usize,
    /// Blocks, by index, that say "a picture stood here", in reading order.
    pub(super) placeholders: Vec<usize>,
    /// Tables that a picture draws, by the number of the picture.
    pub(super) pictures: Vec<(usize, Table)>,
}

impl<'a, 'c> Page<'a, 'c> {
    pub fn new(context: &'a mut Context<'c>) -> Self {
        Self {
            context,
            blocks: Vec::new(),
            format: "text",
            dialect: "prose",
            cells: 0,
            tables: 0,
            placeholders: Vec::new(),
            pictures: Vec::new(),
        }
    }

    /// For readers that keep budgets of their own.
    pub fn context(&mut self) -> &mut Context<'c> {
        self.context
    }

    /// How many cells the document may still have.
    pub fn cells_left(&self) -> usize {
        self.context.limits.cells.saturating_sub(self.cells)
    }

    /// Whether a grid of so many rows and columns is larger than allowed.
    pub fn is_too_large(&self, rows: usize, cols: usize) -> bool {
        rows.saturating_mul(cols) > self.context.limits.grid
    }

    pub fn notice(&mut self, notice: Notice) {
        self.context.notices.add(notice);
    }

    /// Remembers a choice between two readings, and where it was made. `detail` is a short stable phrase.
    pub fn decide(&mut self, at: Locator, detail: impl ToString) {
        let notice = Notice::new(Code::DECISION).at(at).with("detail", detail);
        self.notice(notice.with("dialect", self.dialect));
    }

    /// Says that a table was not rebuilt because that would be guessing; its lines stay as prose.
    pub fn refuse(&mut self, at: Locator, detail: impl ToString) {
        let notice = Notice::new(Code::TABLE_REFUSED).at(at).with("detail", detail);
        self.notice(notice.with("dialect", self.dialect));
    }

    /// Adds a paragraph. Once there are far more than a report has, plain ones go on in the one before, a line each:
    /// the words stay, and a file of nothing but line ends does not take a hundred times its size.
    pub fn paragraph(&mut self, paragraph: Paragraph) {
        if self.blocks.len() >= MOST_PARAGRAPHS
            && let Some(Block::Text(last)) = self.blocks.last_mut()
            && last.text.len() < LONGEST_TOGETHER
        {
            last.text.push('\n');
            last.text.push_str(&paragraph.text);
            return;
        }
        self.blocks.push(Block::Text(paragraph));
    }

    /// An empty table that knows what may still be spent on cells.
    pub fn grid(&self, at: Locator) -> Grid {
        Grid::new(at, self.cells_left())
    }

    /// Adds a table; one whose grid would be larger than allowed is cut between rows.
    pub fn table(&mut self, grid: Grid) {
        for table in self.finished(grid) {
            self.blocks.push(Block::Table(table));
        }
    }

    /// Adds a table that was laid out already and says its number. `None` where no more tables are allowed.
    pub fn laid_out(&mut self, table: Table) -> Option<usize> {
        if self.tables >= self.context.limits.tables {
            self.notice(Notice::new(Code::LIMIT_TABLES).with("count", self.tables));
            return None;
        }
        self.cells += table.cells().len();
        self.tables += 1;
        self.blocks.push(Block::Table(table));
        Some(self.tables - 1)
    }

    /// Adds the table that the n-th picture draws (from 1); it will stand where the text shows that picture.
    pub fn picture(&mut self, nth: usize, grid: Grid) {
        let tables = self.finished(grid);
        self.pictures.extend(tables.into_iter().map(|table| (nth, table)));
    }

    /// Remembers that a picture stands here.
    pub fn placeholder(&mut self, paragraph: Paragraph) {
        self.placeholders.push(self.blocks.len());
        self.blocks.push(Block::Text(paragraph));
    }

    pub fn finish(mut self) -> Document {
        super::pictures::place(&mut self);
        Document { format: self.format, blocks: self.blocks, ..Document::default() }
    }

    pub(super) fn blocks_mut(&mut self) -> &mut Vec<Block> {
        &mut self.blocks
    }

    fn finished(&mut self, grid: Grid) -> Vec<Table> {
        self.cells += grid.cells.len();
        if grid.dropped > 0 {
            let count = self.cells;
            self.notice(Notice::new(Code::LIMIT_CELLS).at(grid.at.clone()).with("count", count));
        }
        let lost = grid.lost();
        let at = grid.at.clone();
        let mut tables = grid.tables(self.context.limits.grid);
        if let Some(lost) = lost {
            self.decide(at, lost);
        }
        let room = self.context.limits.tables.saturating_sub(self.tables);
        if tables.len() > room {
            let count = self.tables + tables.len();
            self.notice(Notice::new(Code::LIMIT_TABLES).with("count", count));
            tables.truncate(room);
        }
        self.tables += tables.len();
        tables
    }
}

/// A table in the making. Cells come row by row; a cell's column is its place in the row unless it is said.
pub struct Grid {
    at: Locator,
    cells: CellList,
    row: u32,
    col: u32,
    left: usize,
    dropped: usize,
    pub origin: Origin,
    pub confidence: Confidence,
    /// See [`Table::spans_known`]; false unless the dialect prints spans or has none.
    pub spans_known: bool,
    /// See [`Table::name`].
    pub name: Option<String>,
    pub captions: Vec<Caption>,
    /// Rows at the top that the form itself marks as headers.
    pub header_rows: u32,
}

impl Grid {
    fn new(at: Locator, left: usize) -> Self {
        Self {
            at,
            cells: CellList::default(),
            row: 0,
            col: 0,
            left,
            dropped: 0,
            origin: Origin::Body,
            confidence: Confidence::High,
            spans_known: false,
            name: None,
            captions: Vec::new(),
            header_rows: 0,
        }
    }

    /// Makes room for cells that are sure to come, with so many bytes of text in all.
    pub fn reserve(&mut self, cells: usize, bytes: usize) {
        self.cells.reserve(cells.min(self.left), bytes);
    }

    /// Makes room for the cells of some lines: no more than a separator begins each, or a line.
    pub fn reserve_lines(&mut self, lines: &Lines<'_>, range: Range<usize>, separator: u8) {
        let text = lines.bytes(range.clone());
        self.reserve(memchr_iter(separator, text).count() + range.len(), text.len());
    }

    /// Adds the next cell of the row; the text is cleaned of what does not show.
    pub fn cell(&mut self, text: &str, at: Locator) {
        let cell = NewCell::new(self.row, self.col, clean(text), at);
        self.col += 1;
        self.place(cell);
    }

    /// Adds a cell of the row at a column of the caller's choice.
    pub fn cell_at(&mut self, col: u32, text: &str, at: Locator) {
        self.col = col;
        self.cell(text, at);
    }

    /// Leaves the next position of the row without a cell.
    pub fn skip(&mut self) {
        self.col += 1;
    }

    /// Adds a cell at the place and with the span that it says itself. Rows are free to come in any order.
    pub fn place(&mut self, cell: NewCell<'_>) {
        if self.left == 0 {
            self.dropped += 1;
            return;
        }
        self.left -= 1;
        self.cells.push(cell);
    }

    pub fn end_row(&mut self) {
        self.row += 1;
        self.col = 0;
    }

    /// The row that is being filled, from 0.
    pub fn row(&self) -> u32 {
        self.row
    }

    /// The cell that came last.
    pub fn last(&self) -> Option<Cell<'_>> {
        self.cells.last()
    }

    /// What a form that prints no spans leaves open, where it shows: a short row or a blank cell may belong to a merged
    /// one.
    fn lost(&self) -> Option<String> {
        if self.spans_known || matches!(self.origin, Origin::Chart | Origin::Picture) {
            return None;
        }
        let (blank, shortest, longest) = self.cells.shape();
        let blank = (blank > 0).then(|| format!("{blank} blank cells"));
        let short = (shortest < longest).then(|| format!("rows of {shortest} to {longest} cells"));
        let shown: Vec<String> = [short, blank].into_iter().flatten().collect();
        (!shown.is_empty()).then(|| format!("spans are lost: {}", shown.join(", ")))
    }

    /// One table; several where the positions of one would be more than `most`.
    fn tables(mut self, most: usize) -> Vec<Table> {
        let mut cells = std::mem::take(&mut self.cells);
        if cells.sort().is_err() {
            return Vec::new();
        }
        let mut pieces = Vec::new();
        let mut begin = 0;
        while begin < cells.len() {
            let mut rest = cells.cells();
            rest.by_ref().take(begin).for_each(drop);
            let end = begin + fitting(rest, most);
            pieces.extend(self.piece(&mut cells, begin..end));
            begin = end;
        }
        pieces
    }

    /// The table of some of the cells: all of them, or whole rows.
    fn piece(&mut self, cells: &mut CellList, taken: Range<usize>) -> Option<Table> {
        let (is_first, is_last) = (taken.start == 0, taken.end == cells.len());
        let first = cells.cells().get(taken.start)?;
        let top = if is_first { 0 } else { first.row };
        let at = if is_first { self.at.clone() } else { first.at() };
        let cells = match is_first && is_last {
            true => std::mem::take(cells),
            false => moved_up(cells.cells(), taken, top),
        };
        let printed = if is_last { self.row.saturating_sub(top) } else { 0 };
        let rows =
            cells.cells().next_back().map_or(0, |cell| cell.row + 1).max(printed.min(cells.len() as u32));
        let cols = cells.cells().map(|cell| cell.col.saturating_add(cell.span.1)).max()?;
        let (mut table, _) = Table::of(rows, cols, cells, at).ok()?;
        table.origin = self.origin;
        table.confidence = self.confidence;
        table.spans_known = self.spans_known;
        table.name = self.name.clone();
        if is_first {
            table.captions = std::mem::take(&mut self.captions);
            table.row_marks =
                vec![RowMark { header: true, hidden: false }; self.header_rows.min(rows) as usize];
        }
        Some(table)
    }
}

fn moved_up(cells: Cells<'_>, taken: Range<usize>, top: u32) -> CellList {
    let moved = cells.skip(taken.start).take(taken.len());
    moved.map(|cell| NewCell { row: cell.row - top, ..cell.to_new() }).collect()
}

/// How many cells from the first row on stay inside `most` positions; at least one row.
fn fitting(cells: Cells<'_>, most: usize) -> usize {
    let count = cells.len();
    let top = cells.first().map_or(0, |cell| cell.row);
    let (mut width, mut begins, mut row) = (0, 0, top);
    for (index, cell) in cells.enumerate() {
        if cell.row != row {
            (begins, row) = (index, cell.row);
        }
        width = width.max(u64::from(cell.col) + u64::from(cell.span.1));
        let height = u64::from(cell.row - top) + 1;
        if width.saturating_mul(height) > most as u64 && begins > 0 {
            return begins;
        }
    }
    count
}
