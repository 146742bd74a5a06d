//! A workbook as its file keeps it, the same for every format: sheets of sparse cells, and what the file says about
//! their looks. Readers parse into these types and decide nothing; what is a table is decided in `regions`, and what
//! becomes of it in `convert`.
//!
//! Rows and columns count from 0 here. Memory follows the cells that hold something, never the used range.

use std::sync::Arc;

use compact_str::CompactString;

use crate::document::{Area, Block, Paragraph, Part, Style};
use crate::drawing::Picture;
use crate::drawing::chart::Chart;
use crate::{Code, Context, Document, Error, Locator, Notice, Source};

/// One kind of file that holds a workbook.
pub trait Reader: Sync {
    /// Whether these bytes are of this kind.
    fn recognises(&self, source: &Source) -> bool;
    fn read(&self, context: &mut Context<'_>, source: &Source) -> Result<Book, Error>;
}

/// A whole workbook.
#[derive(Debug, Default)]
pub struct Book {
    /// `xlsx`, `xlsm`, `xlsb`, `xls` or `ods`.
    pub format: &'static str,
    /// Whether day 0 is 1904-01-01.
    pub date1904: bool,
    /// What [`SheetCell::look`] points at.
    pub looks: Vec<Look>,
    pub sheets: Vec<Sheet>,
    pub parts: Vec<Part>,
}

/// How cells look: a number format, and what of the style is evidence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    /// The number format code. `None` where the file does not say it: then printed decimals are not known.
    pub format: Option<Arc<str>>,
    pub style: Style,
    /// Whether borders are drawn around the cell (a rule below or above alone does not count).
    pub boxed: bool,
}

/// One sheet.
#[derive(Debug, Default)]
pub struct Sheet {
    pub name: Arc<str>,
    pub visibility: Visibility,
    /// Cells that hold something, and blank ones whose look is boxed. Sorted by row and column, each place once,
    /// after [`Sheet::settle`].
    pub cells: Vec<SheetCell>,
    pub merges: Vec<Rect>,
    pub hidden_rows: Spans,
    pub hidden_cols: Spans,
    pub widths: Vec<Width>,
    /// Rows at the top and columns at the left that stay in view.
    pub frozen: (u32, u32),
    /// Auto filters, their header row included.
    pub filters: Vec<Rect>,
    pub tables: Vec<NamedTable>,
    /// Rows that repeat on each printed page.
    pub print_titles: Option<(u32, u32)>,
    pub comments: Vec<Comment>,
    /// Charts, pictures and text boxes that lie on the sheet, in the order of the file.
    pub floating: Vec<Floating>,
}

/// What lies on a sheet beside its cells.
#[derive(Debug)]
pub enum Floating {
    /// A table of a picture, or a paragraph.
    Block(Block),
    /// A chart becomes a table when all sheets are at hand that it was drawn from.
    Chart(Chart),
    /// What stands in a file inside the workbook.
    File(Document),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    #[default]
    Shown,
    Hidden,
    /// Hidden so that the program's own menus do not offer to show it.
    VeryHidden,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SheetCell {
    pub row: u32,
    pub col: u32,
    /// An index into [`Book::looks`]; what lies outside has no known format.
    pub look: u32,
    pub value: Value,
    /// The text that the file itself says was shown (ODS), which is stronger than a format.
    pub shown: Option<Box<str>>,
    /// The cell's own formula without `=`, references already moved to this cell.
    pub formula: Option<Box<str>>,
}

impl SheetCell {
    /// Takes the content out; place and look stay.
    pub fn taken(&mut self) -> Self {
        let rest = Self { row: self.row, col: self.col, look: self.look, ..Self::default() };
        std::mem::replace(self, rest)
    }
}

/// What a cell holds. Numbers keep the digits of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Value {
    #[default]
    Blank,
    /// Text, rich runs joined, phonetic runs left out. Shared, because a string may be used by a million cells.
    Text(Arc<str>),
    /// A number, or a date as a serial number that a format shows as a date.
    Number(CompactString),
    /// A date that the file keeps in ISO form.
    Date(CompactString),
    Flag(bool),
    /// `#DIV/0!` and its kin.
    Fault(CompactString),
    /// A formula whose result is not in the file.
    Missing,
}

/// A rectangle of cells, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rect {
    pub rows: (u32, u32),
    pub cols: (u32, u32),
}

impl Rect {
    /// A rectangle from two corners in any order.
    pub fn between(one: (u32, u32), other: (u32, u32)) -> Self {
        Self {
            rows: (one.0.min(other.0), one.0.max(other.0)),
            cols: (one.1.min(other.1), one.1.max(other.1)),
        }
    }

    pub fn holds(&self, row: u32, col: u32) -> bool {
        (self.rows.0..=self.rows.1).contains(&row) && (self.cols.0..=self.cols.1).contains(&col)
    }

    pub fn height(&self) -> u32 {
        self.rows.1 - self.rows.0 + 1
    }

    pub fn width(&self) -> u32 {
        self.cols.1 - self.cols.0 + 1
    }

    /// The smallest rectangle around both.
    pub fn around(&self, other: &Self) -> Self {
        Self {
            rows: (self.rows.0.min(other.rows.0), self.rows.1.max(other.rows.1)),
            cols: (self.cols.0.min(other.cols.0), self.cols.1.max(other.cols.1)),
        }
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.rows.0 <= other.rows.1
            && other.rows.0 <= self.rows.1
            && self.cols.0 <= other.cols.1
            && other.cols.0 <= self.cols.1
    }
}

/// Runs of rows or columns, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spans(Vec<(u32, u32)>);

impl Spans {
    pub fn add(&mut self, first: u32, last: u32) {
        match self.0.last_mut() {
            Some(run) if run.0 <= first && first <= run.1.saturating_add(1) => run.1 = run.1.max(last),
            _ => self.0.push((first, last.max(first))),
        }
    }

    /// Orders and joins the runs, so that [`Spans::contains`] can search them.
    pub fn settle(&mut self) {
        let mut runs = std::mem::take(&mut self.0);
        runs.sort_unstable();
        runs.into_iter().for_each(|(first, last)| self.add(first, last));
    }

    pub fn contains(&self, place: u32) -> bool {
        let after = self.0.partition_point(|run| run.0 <= place);
        after > 0 && place <= self.0[after - 1].1
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The width of a run of columns, in 1/256 of the width of a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Width {
    pub cols: (u32, u32),
    pub width: u32,
}

/// A range that the file itself calls a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedTable {
    pub rect: Rect,
    /// Rows at its top that are headers.
    pub headers: u32,
}

/// An editor's remark on a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub row: u32,
    pub col: u32,
    pub text: String,
}

impl Sheet {
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// The place of a cell, in the words of a locator.
    pub fn at(&self, row: u32, col: u32) -> Locator {
        Locator::Sheet { sheet: self.name.clone(), row: row.saturating_add(1), col: col.saturating_add(1) }
    }

    /// Puts a text box onto the sheet, at the cell on which it begins.
    pub fn text_box(&mut self, text: String, place: (u32, u32)) {
        if !text.trim().is_empty() {
            let mut paragraph = Paragraph::new(text, self.at(place.0, place.1));
            paragraph.area = Area::TextBox;
            self.floating.push(Floating::Block(Block::Text(paragraph)));
        }
    }

    /// Puts what a picture holds onto the sheet.
    pub fn picture(&mut self, picture: Picture) {
        let tables = picture.tables.into_iter().map(Block::from);
        let blocks = tables.chain(picture.texts.into_iter().map(Block::Text));
        self.floating.extend(blocks.map(Floating::Block));
    }

    /// The cell at a place, of a sheet whose cells are sorted.
    pub fn cell_at(&self, row: u32, col: u32) -> Option<&SheetCell> {
        let found = self.cells.binary_search_by_key(&(row, col), |cell| (cell.row, cell.col)).ok()?;
        self.cells.get(found)
    }

    /// Sorts cells and spans. Of two cells at one place the last one counts, as in the programs that write them; the
    /// other one is remarked upon.
    pub fn settle(&mut self, context: &mut Context<'_>) {
        self.hidden_rows.settle();
        self.hidden_cols.settle();
        let place = |cell: &SheetCell| (cell.row, cell.col);
        if self.cells.windows(2).all(|pair| place(&pair[0]) < place(&pair[1])) {
            return;
        }
        self.cells.sort_by_key(place);
        let mut kept: Vec<SheetCell> = Vec::with_capacity(self.cells.len());
        for cell in std::mem::take(&mut self.cells) {
            if kept.last().is_some_and(|last| place(last) == place(&cell)) {
                let lost = kept.pop().filter(|lost| lost.value != Value::Blank && lost.value != cell.value);
                if lost.is_some() {
                    let notice = Notice::new(Code::CELL_BROKEN).at(self.at(cell.row, cell.col));
                    context.notices.add(notice.with("detail", "two cells at one place"));
                }
            }
            kept.push(cell);
        }
        self.cells = kept;
    }
}

/// Counts the cells of a workbook and what is repeated in them against the limits, while it is read.
#[derive(Debug, Default)]
pub struct Spending {
    cells: usize,
    text: u64,
    full: bool,
}

impl Spending {
    /// Takes one cell. False where no more are allowed: the first refusal leaves a notice at its place.
    pub fn cell(&mut self, context: &mut Context<'_>, at: impl FnOnce() -> Locator) -> bool {
        if self.cells < context.limits.cells {
            self.cells += 1;
            return true;
        }
        if !self.full {
            self.full = true;
            let count = context.limits.cells;
            context.notices.add(Notice::new(Code::LIMIT_CELLS).at(at()).with("count", count));
        }
        false
    }

    /// Takes a text that the file holds once for many cells.
    pub fn text(&mut self, context: &mut Context<'_>, bytes: usize, at: impl FnOnce() -> Locator) -> bool {
        self.repeat(context, context.limits.text_bytes, bytes, at)
    }

    /// The same for formulas, which are also taken apart and get an eighth of the budget.
    pub fn formula(&mut self, context: &mut Context<'_>, bytes: usize, at: impl FnOnce() -> Locator) -> bool {
        self.repeat(context, context.limits.text_bytes / 8, bytes, at)
    }

    fn repeat(
        &mut self,
        context: &mut Context<'_>,
        most: u64,
        bytes: usize,
        at: impl FnOnce() -> Locator,
    ) -> bool {
        let spent = self.text.saturating_add(bytes as u64);
        if bytes == 0 || spent <= most {
            self.text = spent;
            return true;
        }
        let at = at();
        context.notices.add(Notice::new(Code::LIMIT_BYTES).with("part", &at).at(at));
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Notices};

    #[test]
    fn spans_are_joined_and_searched() {
        let mut spans = Spans::default();
        spans.add(9, 9);
        spans.add(2, 4);
        spans.add(5, 6);
        spans.settle();
        assert_eq!(spans, Spans(vec![(2, 6), (9, 9)]));
        let held: Vec<u32> = (0..12).filter(|&place| spans.contains(place)).collect();
        assert_eq!(held, [2, 3, 4, 5, 6, 9]);
    }

    #[test]
    fn cells_are_sorted_and_the_last_of_two_counts() {
        let mut notices = Notices::default();
        let limits = Limits::default();
        let mut sheet = Sheet::new("甲");
        for (row, col, text) in [(1, 0, "b"), (0, 0, "a"), (1, 0, "c")] {
            sheet.cells.push(SheetCell { row, col, value: Value::Text(text.into()), ..SheetCell::default() });
        }
        sheet.settle(&mut Context::new(&mut notices, &limits));
        let values: Vec<&Value> = sheet.cells.iter().map(|cell| &cell.value).collect();
        assert_eq!(values, [&Value::Text("a".into()), &Value::Text("c".into())]);
        assert_eq!(notices.iter().count(), 1);
    }
}
