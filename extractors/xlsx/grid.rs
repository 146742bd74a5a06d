//! From a region of a sheet to a table: the cells that hold something, the blank ones between them, the marks of rows
//! and columns.

use super::convert::Page;
use super::printer::Printer;
use super::regions::{Faint, Region};
use super::workbook::{Rect, Sheet, SheetCell};
use crate::document::{CellList, ColMark, NewCell, Origin, RowMark, Table};
use crate::{Code, Context, Notice};

/// Blank positions become blank cells while a grid is not much larger than what stands in it.
const FILLED: u64 = 4096;
const FILLED_PER_CELL: u64 = 16;
/// More rows than these at the top are no header, whatever is frozen or repeated.
const HEADER_ROWS: u32 = 12;

/// The table of a region. The cells of the sheet are used up by it.
pub fn table(
    context: &mut Context<'_>,
    printer: &mut Printer,
    page: &mut Page,
    region: &Region,
) -> Option<Table> {
    let cells = Filler::new(context, printer, page, region).cells();
    let is_merged = |nth: &u32| {
        let rect = page.layout.patches[*nth as usize].rect;
        rect.height() > 1 || rect.width() > 1
    };
    let merged = region.patches.iter().any(is_merged);
    let rect = region.rect;
    let sheet = &page.sheet;
    let at = sheet.at(rect.rows.0, rect.cols.0);
    let (mut table, cuts) = Table::of(rect.height(), rect.width(), cells, at.clone()).ok()?;
    if cuts > 0 {
        let notice = Notice::new(Code::TABLE_GEOMETRY).at(at);
        context.notices.add(notice.with("detail", format!("{cuts} spans cut")));
    }
    table.origin = Origin::Sheet;
    table.name = Some(sheet.name.to_string());
    table.confidence = region.confidence;
    // Where nobody merged anything, a header over several columns stands in the first of them, as in a text.
    table.spans_known = merged;
    table.row_marks = row_marks(sheet, &rect);
    table.col_marks = col_marks(sheet, &rect);
    Some(table)
}

struct Filler<'f, 'c> {
    context: &'f mut Context<'c>,
    printer: &'f mut Printer,
    page: &'f mut Page,
    region: &'f Region,
    cells: CellList,
    /// The text of the cell at hand.
    text: String,
    /// Which positions are taken; empty where blanks stay absent.
    taken: Vec<bool>,
}

/// Something that begins in a row of the region.
struct Item {
    rect: Rect,
    what: What,
}

enum What {
    /// A cell of the sheet, by number.
    Held(u32),
    /// A merged area that holds nothing.
    Merged,
    Blank,
}

impl<'f, 'c> Filler<'f, 'c> {
    fn new(
        context: &'f mut Context<'c>,
        printer: &'f mut Printer,
        page: &'f mut Page,
        region: &'f Region,
    ) -> Self {
        let area = u64::from(region.rect.height()) * u64::from(region.rect.width());
        let filled = area <= FILLED + FILLED_PER_CELL * region.patches.len() as u64;
        let positions = if filled { area as usize } else { 0 };
        let mut cells = CellList::default();
        cells.reserve(positions.max(region.patches.len()), 0);
        Self { context, printer, page, region, cells, text: String::new(), taken: vec![false; positions] }
    }

    fn cells(mut self) -> CellList {
        let mut patches: Vec<Item> = self.region.patches.iter().map(|&nth| self.patch(nth)).collect();
        patches.sort_by_key(|item| (item.rect.rows.0, item.rect.cols.0));
        if self.taken.is_empty() {
            patches.into_iter().for_each(|item| self.put(item));
            return self.cells;
        }
        let mut patches = patches.into_iter().peekable();
        let mut items = Vec::new();
        for row in self.region.rect.rows.0..=self.region.rect.rows.1 {
            while let Some(item) = patches.next_if(|item| item.rect.rows.0 <= row) {
                self.add(&mut items, item);
            }
            self.merged_blanks(row, &mut items);
            self.faint(row, &mut items);
            self.blanks(row, &mut items);
            items.sort_by_key(|item| item.rect.cols.0);
            items.drain(..).for_each(|item| self.put(item));
        }
        self.cells
    }

    fn patch(&self, nth: u32) -> Item {
        let patch = self.page.layout.patches[nth as usize];
        Item { rect: patch.rect, what: What::Held(patch.cell) }
    }

    fn add(&mut self, items: &mut Vec<Item>, item: Item) {
        for row in item.rect.rows.0..=item.rect.rows.1 {
            let (first, last) = (self.position(row, item.rect.cols.0), self.position(row, item.rect.cols.1));
            self.taken[first..=last].fill(true);
        }
        items.push(item);
    }

    fn put(&mut self, Item { rect, what }: Item) {
        let corner = self.region.rect;
        let sheet = &mut self.page.sheet;
        let at = sheet.at(rect.rows.0, rect.cols.0);
        let cell = match what {
            What::Held(cell) => sheet.cells[cell as usize].taken(),
            What::Merged => {
                let look = sheet.cell_at(rect.rows.0, rect.cols.0).map_or(u32::MAX, |cell| cell.look);
                SheetCell { look, ..SheetCell::default() }
            }
            What::Blank => SheetCell { look: u32::MAX, ..SheetCell::default() },
        };
        let style = self.printer.style(cell.look);
        self.text.clear();
        let kept = self.printer.print(self.context, cell, &at, &mut self.text);
        self.cells.push(NewCell {
            row: rect.rows.0 - corner.rows.0,
            col: rect.cols.0 - corner.cols.0,
            span: (rect.height(), rect.width()),
            text: self.text.as_str().into(),
            kept,
            style,
            hidden: self.page.hides(&rect),
            at,
        });
    }

    fn position(&self, row: u32, col: u32) -> usize {
        let rect = &self.region.rect;
        (row - rect.rows.0) as usize * rect.width() as usize + (col - rect.cols.0) as usize
    }

    /// Merged areas that hold nothing and have no box.
    fn merged_blanks(&mut self, row: u32, items: &mut Vec<Item>) {
        let rect = self.region.rect;
        let areas: Vec<Rect> = self.page.merges.in_row(row, rect.cols).to_vec();
        for area in areas {
            let inside = area.rows.1 <= rect.rows.1 && area.cols.1 <= rect.cols.1;
            if inside && !self.taken[self.position(row, area.cols.0)] {
                self.add(items, Item { rect: area, what: What::Merged });
            }
        }
    }

    /// Cells that hold nothing to see: white space, or a formula that gives an empty text.
    fn faint(&mut self, row: u32, items: &mut Vec<Item>) {
        let found = self.page.layout.faint(row, self.region.rect.cols).to_vec();
        for Faint { place, cell } in found {
            if !self.taken[self.position(place.0, place.1)] {
                self.add(items, Item { rect: Rect::between(place, place), what: What::Held(cell) });
            }
        }
    }

    fn blanks(&self, row: u32, items: &mut Vec<Item>) {
        let rect = self.region.rect;
        let first = self.position(row, rect.cols.0);
        for col in 0..rect.width() {
            if !self.taken[first + col as usize] {
                let place = (row, rect.cols.0 + col);
                items.push(Item { rect: Rect::between(place, place), what: What::Blank });
            }
        }
    }
}

fn row_marks(sheet: &Sheet, rect: &Rect) -> Vec<RowMark> {
    let headers = header_rows(sheet, rect);
    let rows = if sheet.hidden_rows.is_empty() { headers } else { rect.height() };
    (0..rows)
        .map(|row| RowMark { header: row < headers, hidden: sheet.hidden_rows.contains(rect.rows.0 + row) })
        .collect()
}

/// Rows at the top of a region that the file itself treats as headers: those of a named table, above its filter, those
/// that repeat in print, or those that stay in view.
fn header_rows(sheet: &Sheet, rect: &Rect) -> u32 {
    let inside = |other: &Rect| rect.meets(other) && other.rows.0 >= rect.rows.0;
    let named = sheet.tables.iter().find(|table| table.headers > 0 && inside(&table.rect));
    let named = named.map(|table| table.rect.rows.0 + table.headers);
    let filter = sheet.filters.iter().find(|filter| inside(filter)).map(|filter| filter.rows.0 + 1);
    let titles = sheet.print_titles.map(|(_, last)| last + 1);
    let frozen = Some(sheet.frozen.0);
    let count = |end: Option<u32>| end.and_then(|end| end.checked_sub(rect.rows.0));
    [named, filter, titles, frozen]
        .into_iter()
        .filter_map(count)
        .find(|&rows| rows > 0 && rows < rect.height() && rows <= HEADER_ROWS)
        .unwrap_or(0)
}

fn col_marks(sheet: &Sheet, rect: &Rect) -> Vec<ColMark> {
    if sheet.hidden_cols.is_empty() && sheet.widths.is_empty() {
        return Vec::new();
    }
    let mut marks: Vec<ColMark> = (rect.cols.0..=rect.cols.1)
        .map(|col| ColMark { width: None, hidden: sheet.hidden_cols.contains(col) })
        .collect();
    for width in &sheet.widths {
        let first = width.cols.0.max(rect.cols.0);
        let last = width.cols.1.min(rect.cols.1);
        for col in first..=last {
            marks[(col - rect.cols.0) as usize].width = Some(width.width);
        }
    }
    marks
}
