//! A table while it is read: where each cell falls on the grid, by the rules that browsers follow, and whether the
//! table in the end is one or only holds the page together.

use super::flow::{Nest, Piece};
use super::token::Tag;
use crate::document::{Align, Caption, CellList, ColMark, RowMark, Side};
use crate::{Code, Context, Locator, NewCell, Notice, Table};

/// What browsers allow a cell to span at most.
const WIDEST: u32 = 1000;
const HIGHEST: u32 = 65_534;

/// From so many cells on, a table is one and does not just arrange the page: its finished rows need not wait.
const SETTLED: usize = 2048;

/// The layout of one table so far.
#[derive(Debug)]
pub struct Frame {
    at: Locator,
    /// Cells that nothing changes any more.
    settled: CellList,
    inner: Vec<(u32, u32, Nest)>,
    cells: Vec<Draft>,
    /// So many cells are worth a look at which of them can be laid down.
    enough: usize,
    pieces: Vec<Piece>,
    /// The rows begun so far; the last one is the open one.
    rows: u32,
    row: Row,
    cell_open: bool,
    /// By column, the first row that no cell from above reaches into.
    reach: Vec<u32>,
    furthest: u32,
    /// The first cell of the current group of rows: no span leaves its group.
    group: usize,
    head: bool,
    row_marks: Vec<RowMark>,
    col_marks: Vec<ColMark>,
    captions: Vec<Caption>,
    presentation: bool,
    overlong: u32,
    /// Positions that the grid may have. Once they are used up, cells are no longer taken: their text is kept apart.
    room: usize,
    full: bool,
    dropped: usize,
}

#[derive(Debug, Default)]
struct Row {
    open: bool,
    first_cell: usize,
    next_col: u32,
    flat: bool,
    /// Some of its cells are laid down already.
    settled: bool,
}

/// A cell whose content is a run of the frame's pieces.
#[derive(Debug)]
struct Draft {
    cell: NewCell<'static>,
    pieces: (usize, usize),
    marked_head: bool,
}

impl Draft {
    /// A cell of a hidden row or column is hidden.
    fn hide(&mut self, rows: &[RowMark], cols: &[ColMark]) {
        self.cell.hidden |= rows.get(self.cell.row as usize).is_some_and(|mark| mark.hidden);
        self.cell.hidden |= cols.get(self.cell.col as usize).is_some_and(|mark| mark.hidden);
    }
}

/// What became of a finished table: the table, unless it only arranged its content, and what stands outside of it.
#[derive(Debug)]
pub struct Closed {
    pub table: Option<Nest>,
    pub rest: Vec<Piece>,
}

impl Frame {
    pub fn new(at: Locator, tag: &Tag<'_>, room: usize) -> Self {
        let role = tag.attribute("role").unwrap_or_default();
        Self {
            at,
            settled: CellList::default(),
            inner: Vec::new(),
            cells: Vec::new(),
            enough: SETTLED,
            pieces: Vec::new(),
            rows: 0,
            row: Row::default(),
            cell_open: false,
            reach: Vec::new(),
            furthest: 0,
            group: 0,
            head: false,
            row_marks: Vec::new(),
            col_marks: Vec::new(),
            captions: Vec::new(),
            presentation: matches!(role, "presentation" | "none"),
            overlong: 0,
            room,
            full: false,
            dropped: 0,
        }
    }

    pub fn cell_is_open(&self) -> bool {
        self.cell_open
    }

    pub fn add(&mut self, piece: Piece) {
        self.pieces.push(piece);
    }

    pub fn add_caption(&mut self, text: String, at: Locator) {
        self.captions.push(Caption { text, side: Side::Above, at });
    }

    pub fn add_column(&mut self, tag: &Tag<'_>, hidden: bool) {
        let width = tag.number("width");
        let count = tag.number("span").unwrap_or(1).clamp(1, WIDEST) as usize;
        if self.col_marks.len() + count <= WIDEST as usize * 4 {
            self.col_marks.extend(std::iter::repeat_n(ColMark { width, hidden }, count));
        }
    }

    /// Begins a group of rows (`thead`, `tbody`, `tfoot`), which also ends the one before.
    pub fn open_group(&mut self, head: bool) {
        self.close_group();
        self.head = head;
    }

    pub fn close_group(&mut self) {
        self.close_row();
        let rows = self.rows;
        for draft in &mut self.cells[self.group..] {
            let (row, col) = (draft.cell.row, draft.cell.col as usize);
            if row + draft.cell.span.0 > rows {
                draft.cell.span.0 = rows - row;
                self.reach[col..col + draft.cell.span.1 as usize].fill(rows);
            }
        }
        self.furthest = self.furthest.min(rows);
        self.group = self.cells.len();
        self.head = false;
    }

    pub fn open_row(&mut self, tag: Option<&Tag<'_>>, hidden: bool) {
        self.close_row();
        self.full |= self.exceeds(self.rows + 1, self.reach.len());
        if self.full {
            return;
        }
        let flat = tag.is_some_and(|tag| tag.number("height") == Some(0));
        self.row = Row {
            open: true,
            first_cell: self.cells.len(),
            next_col: 0,
            flat: flat || hidden,
            settled: false,
        };
        self.rows += 1;
        self.row_marks.push(RowMark { header: self.head, hidden });
    }

    fn exceeds(&self, rows: u32, cols: usize) -> bool {
        (rows as usize).saturating_mul(cols) > self.room
    }

    pub fn close_row(&mut self) {
        self.close_cell();
        if !std::mem::take(&mut self.row.open) {
            return;
        }
        let row = self.rows - 1;
        let added = &self.cells[self.row.first_cell..];
        let blank = added.iter().all(|draft| draft.pieces.0 == draft.pieces.1);
        let unseen =
            blank && !self.row.settled && (self.row.flat || added.is_empty()) && self.furthest <= row + 1;
        if unseen && (!added.is_empty() || self.furthest <= row) {
            self.drop_row();
        } else if !added.is_empty() && !self.row.settled && added.iter().all(|draft| draft.marked_head) {
            self.row_marks[row as usize].header = true;
        }
        if self.cells.len() >= self.enough {
            self.settle();
        }
    }

    /// Lays down the cells that end above the next row, so that a long table takes no more memory than its cells. Those
    /// that reach further down wait.
    fn settle(&mut self) {
        let mut content = std::mem::take(&mut self.pieces).into_iter();
        let (group, first_cell) = (self.group, self.row.first_cell);
        for (nth, mut draft) in std::mem::take(&mut self.cells).into_iter().enumerate() {
            let own = content.by_ref().take(draft.pieces.1 - draft.pieces.0);
            if draft.cell.row + draft.cell.span.0 <= self.rows {
                draft.hide(&self.row_marks, &self.col_marks);
                self.settled.push(fill(draft.cell, own, &mut self.inner));
                self.group -= usize::from(nth < group);
                self.row.first_cell -= usize::from(nth < first_cell);
                self.row.settled |= nth >= first_cell;
            } else {
                let first = self.pieces.len();
                self.pieces.extend(own);
                draft.pieces = (first, self.pieces.len());
                self.cells.push(draft);
            }
        }
        self.pieces.extend(content);
        self.enough = SETTLED + 2 * self.cells.len();
    }

    /// Takes back the last row: office programs end a table with a row of no height that only sets widths.
    fn drop_row(&mut self) {
        self.rows -= 1;
        self.row_marks.pop();
        for draft in self.cells.drain(self.row.first_cell..) {
            let col = draft.cell.col as usize;
            self.reach[col..col + draft.cell.span.1 as usize].fill(self.rows);
        }
        self.furthest = self.furthest.min(self.rows);
    }

    /// Begins a cell of the open row. `room` is how many cells the document may still have.
    pub fn open_cell(&mut self, tag: &Tag<'_>, cell: NewCell<'static>, room: &mut usize) {
        self.close_cell();
        if !self.row.open {
            self.open_row(None, false);
        }
        self.cell_open = true;
        let asked = (tag.number("rowspan").unwrap_or(1), tag.number("colspan").unwrap_or(1).max(1));
        let cols = asked.1.min(WIDEST);
        // A row span of 0 reaches to the end of the group, which is where every span is cut.
        let rows = if asked.0 == 0 { HIGHEST } else { asked.0.min(HIGHEST) };
        let col = self.free_column();
        self.full |= *room == 0 || self.exceeds(self.rows, (col + cols) as usize);
        if self.full {
            self.dropped += 1;
            return;
        }
        *room -= 1;
        self.overlong += u32::from(asked.0 > HIGHEST || asked.1 > WIDEST);
        let row = self.rows - 1;
        if self.cells.len() >= self.enough {
            self.settle();
        }
        self.take_columns(row + rows, col, cols);
        let cell = NewCell { row, col, span: (rows, cols), ..cell };
        let marked_head = tag.name.eq_ignore_ascii_case("th");
        self.cells.push(Draft { cell, pieces: (self.pieces.len(), self.pieces.len()), marked_head });
    }

    /// The next column of the open row that no cell from above covers.
    fn free_column(&self) -> u32 {
        if self.full {
            return 0;
        }
        let from = self.row.next_col;
        let covered = self.reach.iter().skip(from as usize).take_while(|reach| **reach >= self.rows).count();
        from + covered as u32
    }

    fn take_columns(&mut self, until: u32, col: u32, cols: u32) {
        let end = (col + cols) as usize;
        if self.reach.len() < end {
            self.reach.resize(end, 0);
        }
        for reach in &mut self.reach[col as usize..end] {
            *reach = (*reach).max(until);
        }
        self.furthest = self.furthest.max(until);
        self.row.next_col = col + cols;
    }

    pub fn close_cell(&mut self) {
        if !std::mem::take(&mut self.cell_open) || self.dropped > 0 {
            return;
        }
        let end = self.pieces.len();
        if let Some(draft) = self.cells.last_mut() {
            draft.pieces.1 = end;
        }
    }

    /// The finished table, with remarks about what did not fit.
    pub fn finish(mut self, context: &mut Context<'_>) -> Closed {
        self.close_group();
        self.remark(context);
        if self.only_arranges() {
            context.notices.add(
                Notice::new(Code::DECISION).at(self.at.clone()).with(
                    "detail",
                    "a table that only arranges the page: its content is kept as running text",
                ),
            );
            return Closed { table: None, rest: self.pieces };
        }
        self.build(context)
    }

    fn remark(&mut self, context: &mut Context<'_>) {
        let at = self.at.clone();
        if self.overlong > 0 {
            let detail = format!("{} cells span more than {HIGHEST} rows or {WIDEST} columns", self.overlong);
            context.notices.add(Notice::new(Code::LIMIT_SPAN).at(at.clone()).with("detail", detail));
        }
        if self.dropped > 0 {
            context.notices.add(
                Notice::new(Code::LIMIT_CELLS).at(at).with("count", self.settled.len() + self.cells.len()),
            );
        }
    }

    /// Pages are laid out with tables whose cells hold other tables, headings or the whole content.
    fn only_arranges(&self) -> bool {
        if !self.settled.is_empty() {
            return false;
        }
        let nested: usize = self.pieces.iter().map(nested_cells).sum();
        let own = self.cells.iter().filter(|draft| draft.pieces.0 != draft.pieces.1).count();
        let headings =
            self.pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if text.level.is_some()));
        self.cells.is_empty()
            || (self.presentation && nested > 0)
            || (self.cells.len() == 1 && self.pieces.len() > 1)
            || nested >= own.max(1)
            || (headings && self.cells.len() <= 3)
    }

    fn build(mut self, context: &mut Context<'_>) -> Closed {
        let cols = self.reach.len() as u32;
        self.settle();
        let (rest, inner) = (self.pieces, self.inner);
        let Ok((mut table, cuts)) = Table::of(self.rows, cols, self.settled, self.at.clone()) else {
            return Closed { table: None, rest };
        };
        if cuts > 0 {
            let detail = format!("{cuts} spans cut where cells overlap");
            context.notices.add(Notice::new(Code::TABLE_GEOMETRY).at(self.at).with("detail", detail));
        }
        table.captions = self.captions;
        table.row_marks = self.row_marks;
        table.col_marks = self.col_marks;
        Closed { table: Some(Nest { table, inner }), rest }
    }
}

fn nested_cells(piece: &Piece) -> usize {
    match piece {
        Piece::Text(_) => 0,
        Piece::Table(nest) => {
            nest.table.cells().len()
                + nest.inner.iter().map(|(_, _, nest)| nest.table.cells().len()).sum::<usize>()
        }
    }
}

/// Puts the content of a cell into it: paragraphs as lines, tables beside it.
fn fill(
    mut cell: NewCell<'static>,
    content: impl Iterator<Item = Piece>,
    inner: &mut Vec<(u32, u32, Nest)>,
) -> NewCell<'static> {
    let (mut filled, mut shown, mut bold) = (false, false, true);
    for piece in content {
        match piece {
            Piece::Table(nest) => inner.push((cell.row, cell.col, *nest)),
            Piece::Text(text) => {
                if filled {
                    let lines = cell.text.to_mut();
                    lines.push('\n');
                    lines.push_str(&text.printed());
                } else {
                    cell.text = if text.number.is_some() { text.printed() } else { text.text }.into();
                    cell.at = text.at;
                }
                filled = true;
                shown |= !text.hidden;
                bold &= text.style.bold;
                if cell.style.align == Align::Unknown {
                    cell.style.align = text.style.align;
                }
            }
        }
    }
    cell.hidden |= filled && !shown;
    cell.style.bold |= filled && bold;
    cell
}
