//! What the dialects write on: the document as it grows, under the budgets, with the remarks that belong to it.

use std::ops::Range;

use memchr::memchr_iter;

use crate::document::{
    Block, Caption, Cell, CellList, Cells, Confidence, Document, NewCell, Origin, Paragraph, RowMark, Table,
};
use crate::{Code, Context, Locator, Notice};

use super::clean::clean;
use super::lines::Lines;

/// Paragraphs and tables that a document may have before paragraphs are run together: so many, or more in a text that is
/// so many times longer. And how far they are.
const MOST_PARAGRAPHS: usize = 1 << 14;
const BYTES_A_PARAGRAPH: usize = 256;
const LONGEST_TOGETHER: usize = 1 << 16;

/// Tables that a document may have in the same way. Each takes a kilobyte before its first cell.
const MOST_TABLES: usize = 2000;
const BYTES_A_TABLE: usize = 512;

/// A document in the making.
pub struct Page<'a, 'c> {
    context: &'a mut Context<'c>,
    blocks: Vec<Block>,
    pub format: &'static str,
    /// The dialect that is being read, for the remarks.
    pub dialect: &'static str,
    cells: usize,
    tables: usize,
    most_blocks: usize,
    most_tables: usize,
    /// Blocks, by index, that say "a picture stood here", in reading order.
    pub(super) placeholders: Vec<usize>,
    /// Tables that a picture draws, by the number of the picture.
    pub(super) pictures: Vec<(usize, Table)>,
}

impl<'a, 'c> Page<'a, 'c> {
    /// A page for a text of so many bytes.
    pub fn new(context: &'a mut Context<'c>, bytes: usize) -> Self {
        Self {
            most_blocks: MOST_PARAGRAPHS.max(bytes / BYTES_A_PARAGRAPH),
            most_tables: MOST_TABLES.max(bytes / BYTES_A_TABLE).min(context.limits.tables),
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
        if self.blocks.len() == self.most_blocks {
            self.decide(
                paragraph.at.clone(),
                "more paragraphs than a report has: from here on they go on in one",
            );
        }
        if self.blocks.len() > self.most_blocks
            && let Some(Block::Text(last)) = self.blocks.last_mut()
        {
            if last.text.len() < LONGEST_TOGETHER {
                last.text.push('\n');
                last.text.push_str(&paragraph.text);
                return;
            }
            last.text.shrink_to_fit();
        }
        self.blocks.push(Block::Text(paragraph));
    }

    /// An empty table that knows what may still be spent on cells.
    pub fn grid(&self, at: Locator) -> Grid {
        Grid::new(at, self.cells_left(), self.context.limits.grid)
    }

    /// Adds a table; one whose grid would be larger than allowed is cut between rows.
    pub fn table(&mut self, grid: Grid) {
        for table in self.finished(grid) {
            self.blocks.push(table.into());
        }
    }

    /// Adds a table that was laid out already and says its number. `None` where no more tables are allowed.
    pub fn laid_out(&mut self, table: Table) -> Option<usize> {
        if self.tables >= self.most_tables {
            self.notice(Notice::new(Code::LIMIT_TABLES).with("count", self.tables));
            return None;
        }
        self.cells += table.cells().len();
        self.tables += 1;
        self.blocks.push(table.into());
        Some(self.tables - 1)
    }

    /// Adds the table that the n-th picture draws (from 1); it will stand where the text shows that picture.
    pub fn picture(&mut self, nth: usize, grid: Grid) {
        let tables = self.finished(grid);
        self.pictures.extend(tables.into_iter().map(|table| (nth, table)));
    }

    /// Remembers that a picture stands here.
    pub fn placeholder(&mut self, paragraph: Paragraph) {
        if self.blocks.len() >= self.most_blocks {
            return self.paragraph(paragraph);
        }
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
        self.cells += grid.len();
        if grid.dropped > 0 {
            let count = self.cells;
            self.notice(Notice::new(Code::LIMIT_CELLS).at(grid.at.clone()).with("count", count));
        }
        let lost = grid.lost();
        let at = grid.at.clone();
        let mut tables = grid.tables();
        if let Some(lost) = lost {
            self.decide(at, lost);
        }
        let room = self.most_tables.saturating_sub(self.tables);
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
    /// Pieces that are as large as a table may be, each with its rows, and how many rows they have in all.
    done: Vec<(CellList, u32)>,
    above: u32,
    /// The piece that is being filled, and its rows.
    cells: CellList,
    row: u32,
    col: u32,
    width: u32,
    /// Cells say their places themselves, so that a row may not be over when it ends.
    is_spread: bool,
    left: usize,
    dropped: usize,
    /// Positions that a table may have.
    most: usize,
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
    fn new(at: Locator, left: usize, most: usize) -> Self {
        Self {
            at,
            done: Vec::new(),
            above: 0,
            cells: CellList::default(),
            row: 0,
            col: 0,
            width: 0,
            is_spread: false,
            left,
            dropped: 0,
            most,
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
        let cell = NewCell::new(self.row(), self.col, clean(text), at);
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
    pub fn place(&mut self, mut cell: NewCell<'_>) {
        if self.left == 0 {
            self.dropped += 1;
            return;
        }
        self.left -= 1;
        self.is_spread |= cell.span != (1, 1) || cell.row != self.row();
        self.width = self.width.max(cell.col.saturating_add(1));
        cell.row = cell.row.saturating_sub(self.above);
        self.cells.push(cell);
    }

    /// Ends the row, and the piece where one more row would be too much for a table: no cell has to be moved then.
    pub fn end_row(&mut self) {
        self.row += 1;
        self.col = 0;
        let next = (u64::from(self.row) + 1).saturating_mul(u64::from(self.width));
        if next > self.most as u64 && !self.is_spread {
            self.done.push((std::mem::take(&mut self.cells), self.row));
            self.above += std::mem::take(&mut self.row);
            self.width = 0;
        }
    }

    /// The row that is being filled, from 0.
    #[inline]
    pub fn row(&self) -> u32 {
        self.above + self.row
    }

    /// The cell that came last, if it stands in the row that is being filled.
    pub fn last_of_row(&self) -> Option<Cell<'_>> {
        self.cells.last().filter(|cell| cell.row == self.row)
    }

    fn len(&self) -> usize {
        self.done.iter().map(|(cells, _)| cells.len()).sum::<usize>() + self.cells.len()
    }

    /// What a form that prints no spans leaves open, where it shows: a short row or a blank cell may belong to a merged
    /// one.
    fn lost(&self) -> Option<String> {
        if self.spans_known || matches!(self.origin, Origin::Chart | Origin::Picture) {
            return None;
        }
        let all =
            self.done.iter().map(|(cells, _)| cells).chain([&self.cells]).filter(|cells| !cells.is_empty());
        let shapes = all.map(CellList::shape);
        let (blank, shortest, longest) =
            shapes.reduce(|one, other| (one.0 + other.0, one.1.min(other.1), one.2.max(other.2)))?;
        let blank = (blank > 0).then(|| format!("{blank} blank cells"));
        let short = (shortest < longest).then(|| format!("rows of {shortest} to {longest} cells"));
        let shown: Vec<String> = [short, blank].into_iter().flatten().collect();
        (!shown.is_empty()).then(|| format!("spans are lost: {}", shown.join(", ")))
    }

    /// One table; several where the positions of one would be more than are allowed.
    fn tables(mut self) -> Vec<Table> {
        let mut pieces = std::mem::take(&mut self.done);
        pieces.push((std::mem::take(&mut self.cells), self.row));
        let mut tables = Vec::new();
        for (mut cells, rows) in pieces {
            if cells.sort().is_err() {
                continue;
            }
            let (height, width) = cells.extent();
            let fits = u64::from(width).saturating_mul(u64::from(height)) <= self.most as u64;
            if fits && !cells.is_empty() {
                let all = 0..cells.len();
                tables.extend(self.piece(&mut cells, all, rows, tables.is_empty()));
                continue;
            }
            let mut begin = 0;
            while begin < cells.len() {
                let mut rest = cells.cells();
                rest.by_ref().take(begin).for_each(drop);
                let end = begin + fitting(rest, self.most);
                let piece = self.piece(&mut cells, begin..end, rows, tables.is_empty());
                tables.extend(piece);
                begin = end;
            }
        }
        tables
    }

    /// The table of some of the cells: all of them, or whole rows.
    fn piece(
        &mut self,
        cells: &mut CellList,
        taken: Range<usize>,
        rows: u32,
        is_first: bool,
    ) -> Option<Table> {
        let (begins, ends) = (taken.start == 0, taken.end == cells.len());
        let first = cells.cells().get(taken.start)?;
        let top = if begins { 0 } else { first.row };
        let at = if is_first { self.at.clone() } else { first.at() };
        let mut cells = match begins && ends {
            true => std::mem::take(cells),
            false => moved_up(cells.cells(), taken, top),
        };
        cells.sort().ok()?;
        let printed = if ends { rows.saturating_sub(top) } else { 0 };
        let (rows, cols) = cells.extent();
        let rows = rows.max(printed.min(cells.len() as u32));
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
