//! What lies on sheets, when all sheets are read: charts are held against the cells that they were drawn from, and
//! become tables.

use std::collections::HashMap;

use super::workbook::{Book, Floating, Look, Sheet, SheetCell, Value, Visibility};
use crate::document::{Block, RowMark, Stored};
use crate::drawing::chart::{Chart, DrawnCell};
use crate::{Code, Context, Document, Locator, Notice};

/// Documents of what lies on each sheet, in their order. Takes what floats out of the sheets, whose cells are sorted.
pub fn documents(context: &mut Context<'_>, book: &mut Book) -> Vec<Vec<Document>> {
    let taken: Vec<Vec<Floating>> =
        book.sheets.iter_mut().map(|sheet| std::mem::take(&mut sheet.floating)).collect();
    if taken.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let mut cells = Cells {
        sheets: book.sheets.iter().map(|sheet| (&*sheet.name, sheet)).collect(),
        looks: &book.looks,
        date1904: book.date1904,
        left: context.limits.grid as u64,
    };
    let one = |block| Document { blocks: vec![block], ..Document::default() };
    let mut document = |floating| match floating {
        Floating::Block(block) => Some(one(block)),
        Floating::Chart(chart) => cells.table(context, chart).map(one),
        Floating::File(document) => Some(document),
    };
    let mut documents = Vec::with_capacity(taken.len());
    for (floating, sheet) in taken.into_iter().zip(&book.sheets) {
        let mut found: Vec<Document> = floating.into_iter().filter_map(&mut document).collect();
        if sheet.visibility != Visibility::Shown {
            found.iter_mut().flat_map(|document| &mut document.blocks).for_each(hide);
        }
        documents.push(found);
    }
    documents
}

/// Puts the content of another document behind that of this one. Tables that stand in others keep standing in them.
pub fn append(document: &mut Document, more: Document) {
    let before = document.tables().count();
    for mut block in more.blocks {
        if let Block::Table(table) = &mut block {
            table.inside = table.inside.map(|(outer, row, col)| (outer + before, row, col));
        }
        document.blocks.push(block);
    }
    document.relations.extend(more.relations);
}

/// Marks what lies on a sheet that nobody sees.
fn hide(block: &mut Block) {
    match block {
        Block::Text(paragraph) => paragraph.hidden = true,
        Block::Table(table) => {
            table.row_marks.resize(table.rows() as usize, RowMark::default());
            table.row_marks.iter_mut().for_each(|mark| mark.hidden = true);
        }
    }
}

/// The cells of a workbook, as a chart names them.
struct Cells<'b> {
    sheets: HashMap<&'b str, &'b Sheet>,
    looks: &'b [Look],
    date1904: bool,
    /// Cells that charts without copies may still take.
    left: u64,
}

impl<'b> Cells<'b> {
    fn table(&mut self, context: &mut Context<'_>, mut chart: Chart) -> Option<Block> {
        for notice in chart.disagreements(|sheet, row, col| self.stored(sheet, row, col)) {
            context.notices.add(notice);
        }
        chart.date1904 |= self.date1904;
        let left = chart.fill(self.left, |sheet, row, col| self.drawn(sheet, row, col));
        if left.is_none() {
            let at = Locator::Part { part: chart.part.clone(), row: 0, col: 0 };
            context.notices.add(Notice::new(Code::LIMIT_CELLS).at(at).with("count", context.limits.grid));
        }
        self.left = left.unwrap_or(0);
        chart.table(context).map(Block::from)
    }

    /// Rows and columns count from 1 here.
    fn cell(&self, sheet: &str, row: u32, col: u32) -> Option<&'b SheetCell> {
        self.sheets.get(sheet)?.cell_at(row.checked_sub(1)?, col.checked_sub(1)?)
    }

    fn stored(&self, sheet: &str, row: u32, col: u32) -> Option<Stored> {
        self.sheets.get(sheet)?;
        match self.cell(sheet, row, col).map(|cell| &cell.value) {
            None | Some(Value::Blank) => Some(Stored::Nothing),
            Some(Value::Text(_)) => Some(Stored::Text),
            Some(Value::Number(digits)) => Some(Stored::Number(digits.clone())),
            Some(Value::Date(date)) => Some(Stored::Date(date.clone())),
            Some(Value::Flag(flag)) => Some(Stored::Flag(*flag)),
            Some(Value::Fault(fault)) => Some(Stored::Fault(fault.clone())),
            Some(Value::Missing) => None,
        }
    }

    fn drawn(&self, sheet: &str, row: u32, col: u32) -> Option<DrawnCell> {
        let cell = self.cell(sheet, row, col)?;
        let text = match &cell.value {
            Value::Blank | Value::Missing => return None,
            Value::Text(text) => text.to_string(),
            Value::Number(text) | Value::Date(text) | Value::Fault(text) => text.to_string(),
            Value::Flag(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
        };
        let numeric = matches!(cell.value, Value::Number(_));
        let format = self.looks.get(cell.look as usize).and_then(|look| look.format.clone());
        Some(DrawnCell { text, numeric, format })
    }
}
