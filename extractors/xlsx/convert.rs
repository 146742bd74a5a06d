//! From a workbook to a document: each region of a sheet becomes a table, what stands alone becomes paragraphs, sums
//! become relations, comments become notices. What floats on a sheet follows its tables.

use std::sync::Arc;

use super::floating;
use super::formula;
use super::grid;
use super::merges::Merges;
use super::printer::Printer;
use super::regions::{self, Layout, Region};
use super::workbook::{Book, Rect, Sheet, Value, Visibility};
use crate::document::{Block, Caption, Paragraph, Relation};
use crate::{Code, Context, Document, Notice};

/// The document that a workbook is.
pub fn document(context: &mut Context<'_>, mut book: Book) -> Document {
    let mut printer = Printer::new(&book, context.limits);
    book.sheets.iter_mut().for_each(|sheet| sheet.settle(context));
    let mut floating = floating::documents(context, &mut book).into_iter();
    if let Some(file) = context.inside_workbook.clone() {
        book.sheets.iter_mut().for_each(|sheet| sheet.name = in_file(&file, &sheet.name));
    }
    let mut document = Document { format: book.format, parts: book.parts, ..Document::default() };
    let mut tables = 0;
    for mut sheet in book.sheets {
        relations(context.inside_workbook.as_deref(), &sheet, &mut document.relations);
        comments(context, &sheet);
        let merges = Merges::new(context, &mut sheet);
        let mut layout = regions::layout(&sheet, &book.looks, &merges, context.limits.grid as u64);
        let regions = std::mem::take(&mut layout.regions);
        let page = Page { sheet, merges, layout };
        let mut writer = Writer { context, printer: &mut printer, page, blocks: Vec::new() };
        for region in regions {
            tables += 1;
            writer.region(region, tables);
        }
        writer.lines();
        document.blocks.append(&mut writer.finished());
        for more in floating.next().unwrap_or_default() {
            tables += more.tables().count();
            floating::append(&mut document, more);
        }
    }
    document
}

/// The name of a sheet in a file inside a workbook, as formulas name sheets of other files.
fn in_file(file: &str, sheet: &str) -> Arc<str> {
    format!("[{file}]{sheet}").into()
}

fn relations(file: Option<&str>, sheet: &Sheet, relations: &mut Vec<Relation>) {
    for cell in &sheet.cells {
        let Some(formula) = &cell.formula else { continue };
        if !matches!(cell.value, Value::Number(_) | Value::Missing) {
            continue;
        }
        if let Some(mut terms) = formula::sum(formula, &sheet.name) {
            for term in terms.iter_mut().filter(|term| term.sheet != sheet.name) {
                term.sheet = file.map_or_else(|| term.sheet.clone(), |file| in_file(file, &term.sheet));
            }
            relations.push(Relation { at: sheet.at(cell.row, cell.col), terms });
        }
    }
}

fn comments(context: &mut Context<'_>, sheet: &Sheet) {
    for comment in &sheet.comments {
        let at = sheet.at(comment.row, comment.col);
        context.notices.add(Notice::new(Code::COMMENT).at(at).with("text", &comment.text));
    }
}

/// One sheet with what was found on it.
pub struct Page {
    pub sheet: Sheet,
    pub merges: Merges,
    pub layout: Layout,
}

impl Page {
    /// Whether nobody sees an area: its sheet, all its rows or all its columns are hidden.
    pub fn hides(&self, rect: &Rect) -> bool {
        let sheet = &self.sheet;
        let all = |spans: &super::workbook::Spans, (first, last): (u32, u32)| {
            !spans.is_empty() && (first..=last).all(|place| spans.contains(place))
        };
        sheet.visibility != Visibility::Shown
            || all(&sheet.hidden_rows, rect.rows)
            || all(&sheet.hidden_cols, rect.cols)
    }
}

struct Writer<'w, 'c> {
    context: &'w mut Context<'c>,
    printer: &'w mut Printer,
    page: Page,
    /// What the sheet gives, by its place.
    blocks: Vec<((u32, u32), Block)>,
}

impl Writer<'_, '_> {
    fn region(&mut self, region: Region, number: usize) {
        let captions = self.captions(&region);
        let corner = (region.rect.rows.0, region.rect.cols.0);
        if number <= self.context.limits.tables {
            if let Some(mut table) = grid::table(self.context, self.printer, &mut self.page, &region) {
                table.captions = captions;
                self.blocks.push((corner, table.into()));
                return;
            }
        } else {
            let at = self.page.sheet.at(corner.0, corner.1);
            self.context.notices.add(Notice::new(Code::TABLES_MANY).at(at));
        }
        for nth in region.patches {
            let patch = self.page.layout.patches[nth as usize];
            self.line(patch.cell as usize, &patch.rect, false);
        }
    }

    /// The lines of a table. Those that nobody sees stay beside it, as hidden paragraphs.
    fn captions(&mut self, region: &Region) -> Vec<Caption> {
        let mut captions = Vec::with_capacity(region.captions.len());
        for &(side, nth) in &region.captions {
            let patch = self.page.layout.patches[nth as usize];
            if self.page.hides(&patch.rect) {
                self.line(patch.cell as usize, &patch.rect, false);
                continue;
            }
            let cell = &self.page.sheet.cells[patch.cell as usize];
            let at = self.page.sheet.at(cell.row, cell.col);
            let mut text = String::new();
            self.printer.print(self.context, cell.clone(), &at, &mut text);
            captions.push(Caption { text, side, at });
        }
        captions
    }

    /// What stands alone, and what lies under merged areas: nobody sees that, but it is in the file.
    fn lines(&mut self) {
        for nth in std::mem::take(&mut self.page.layout.loose) {
            let patch = self.page.layout.patches[nth as usize];
            self.line(patch.cell as usize, &patch.rect, false);
        }
        for nth in std::mem::take(&mut self.page.layout.covered) {
            let cell = &self.page.sheet.cells[nth as usize];
            let place = (cell.row, cell.col);
            let notice = Notice::new(Code::TABLE_GEOMETRY).at(self.page.sheet.at(place.0, place.1));
            self.context.notices.add(notice.with("detail", "a value lies under a merged area"));
            self.line(nth as usize, &Rect::between(place, place), true);
        }
    }

    fn line(&mut self, nth: usize, rect: &Rect, covered: bool) {
        let cell = self.page.sheet.cells[nth].taken();
        let (place, look) = ((rect.rows.0, rect.cols.0), cell.look);
        let at = self.page.sheet.at(place.0, place.1);
        let mut text = String::new();
        self.printer.print(self.context, cell, &at, &mut text);
        // A whole text typed into one cell has its paragraphs there.
        for line in text.split('\n').filter(|line| !line.is_empty()) {
            let mut paragraph = Paragraph::new(line, at.clone());
            paragraph.style = self.printer.style(look);
            paragraph.hidden = covered || self.page.hides(rect);
            self.blocks.push((place, Block::Text(paragraph)));
        }
    }

    fn finished(mut self) -> Vec<Block> {
        self.blocks.sort_by_key(|(place, _)| *place);
        self.blocks.into_iter().map(|(_, block)| block).collect()
    }
}
