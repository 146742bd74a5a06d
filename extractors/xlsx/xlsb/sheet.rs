//! One sheet of an XLSB: rows of cells, formulas, hidden rows and columns, merges, panes, filters; and its comments.

use std::collections::HashMap;

use super::Shared;
use super::records::{Records, kind};
use crate::document::Area;
use crate::xlsx::binary::{Record, flag_or_fault, rk};
use crate::xlsx::formula::{COLS, ROWS};
use crate::xlsx::printed;
use crate::xlsx::tokens::{self, Dialect, Place};
use crate::xlsx::workbook::{Comment, NamedTable, Rect, Sheet, SheetCell, Spending, Value, Width};
use crate::{Code, Context, Notice, numfmt};

/// Reads the part into the sheet. False where it is cut off.
pub fn read(
    context: &mut Context<'_>,
    spending: &mut Spending,
    shared: &Shared<'_>,
    bytes: &[u8],
    sheet: &mut Sheet,
) -> bool {
    let mut reader = SheetReader {
        context,
        spending,
        shared,
        sheet,
        row: 0,
        pending: Vec::new(),
        formulas: HashMap::new(),
    };
    let mut records = Records::new(bytes);
    for record in records.by_ref() {
        reader.record(&record);
    }
    reader.finish();
    !records.cut
}

/// A formula cell, and the cell that keeps its formula.
struct Pointer {
    cell: usize,
    to: (u32, u32),
}

struct SheetReader<'c, 'd, 'b> {
    context: &'c mut Context<'d>,
    spending: &'c mut Spending,
    shared: &'c Shared<'c>,
    sheet: &'c mut Sheet,
    /// The row that cells now belong to; no row of a sheet before the first and behind a broken one.
    row: u32,
    pending: Vec<Pointer>,
    /// Formulas of several cells, by the cell that keeps them: tokens to be moved, or a text for one cell.
    formulas: HashMap<(u32, u32), Kept<'b>>,
}

enum Kept<'b> {
    Moved(&'b [u8]),
    Own(Option<Box<str>>),
}

impl<'b> SheetReader<'_, '_, 'b> {
    fn record(&mut self, record: &Record<'b>) {
        let read = match record.kind {
            kind::ROW => self.begin_row(record),
            kind::BLANK..=kind::FORMULA_FAULT | kind::RICH_TEXT => self.cell(record),
            kind::SHARED_FORMULA | kind::ARRAY => self.formula_of_several(record),
            _ => self.shape(record),
        };
        if read.is_none() {
            let col = record.u32(0).unwrap_or(0).min(COLS);
            let notice = Notice::new(Code::CELL_BROKEN).at(self.sheet.at(self.row, col));
            self.context.notices.add(notice.with("detail", format!("record {}", record.kind)));
        }
    }

    fn begin_row(&mut self, record: &Record<'_>) -> Option<()> {
        const HIDDEN: u8 = 0x10;
        // Cells of a row that no sheet has are refused, not put elsewhere.
        self.row = record.u32(0).unwrap_or(ROWS);
        if self.row >= ROWS {
            return None;
        }
        if record.u8(11)? & HIDDEN != 0 {
            self.sheet.hidden_rows.add(self.row, self.row);
        }
        Some(())
    }

    fn cell(&mut self, record: &Record<'_>) -> Option<()> {
        let col = record.u32(0).filter(|&col| col < COLS && self.row < ROWS)?;
        let look = record.u32(4)? & 0x00FF_FFFF;
        // Formulas keep their result first; what follows it begins here.
        let mut behind = 0;
        let value = match record.kind {
            kind::BLANK => Value::Blank,
            kind::RK => rk(record.u32(8)?),
            kind::SHARED_TEXT => Value::Text(self.shared.strings.get(record.u32(8)? as usize)?.clone()),
            kind::RICH_TEXT => Value::Text(record.wide(9)?.0.into()),
            kind::TEXT | kind::FORMULA_TEXT => {
                let (text, end) = record.wide(8)?;
                behind = end;
                Value::Text(text.into())
            }
            kind::REAL | kind::FORMULA_REAL => {
                behind = 16;
                Value::Number(numfmt::digits(record.f64(8)?).into())
            }
            kind::FLAG | kind::FAULT | kind::FORMULA_FLAG | kind::FORMULA_FAULT => {
                behind = 9;
                let is_fault = matches!(record.kind, kind::FAULT | kind::FORMULA_FAULT);
                flag_or_fault(record.u8(8)?, is_fault)
            }
            _ => return None,
        };
        let boxed = || self.shared.looks.get(look as usize).is_some_and(|look| look.boxed);
        if value == Value::Blank && !boxed()
            || !self.spending.cell(self.context, || self.sheet.at(self.row, col))
        {
            return Some(());
        }
        self.sheet.cells.push(SheetCell { row: self.row, col, look, value, shown: None, formula: None });
        if (kind::FORMULA_TEXT..=kind::FORMULA_FAULT).contains(&record.kind) {
            self.formula(record, behind, col);
        }
        Some(())
    }

    /// The formula of the cell that was just put down.
    fn formula(&mut self, record: &Record<'_>, at: usize, col: u32) {
        let (tokens, end) = tokens_at(record, at + 2).unwrap_or_default();
        let text = self.text((self.row, col), tokens);
        if let Some((row, _)) = tokens::pointer(Dialect::Xlsb, tokens) {
            // The column of the keeping cell stands behind the tokens.
            let to = (row, record.u32(end + 4).unwrap_or(col));
            self.pending.push(Pointer { cell: self.sheet.cells.len() - 1, to });
        }
        if let Some(cell) = self.sheet.cells.last_mut() {
            cell.formula = Some(text.unwrap_or_default());
        }
    }

    fn text(&self, (row, col): (u32, u32), tokens: &[u8]) -> Option<Box<str>> {
        let place = Place { dialect: Dialect::Xlsb, row, col, sheets: self.shared.references };
        tokens::formula(&place, tokens).map(|formula| formula.text)
    }

    fn formula_of_several(&mut self, record: &Record<'b>) -> Option<()> {
        let rect = rect(record)?;
        let place = (rect.rows.0, rect.cols.0);
        let kept = if record.kind == kind::ARRAY {
            let (tokens, _) = tokens_at(record, 17)?;
            let alone = rect.height() == 1 && rect.width() == 1;
            Kept::Own(self.text(place, tokens).filter(|_| alone))
        } else {
            Kept::Moved(tokens_at(record, 16)?.0)
        };
        self.formulas.insert(place, kept);
        Some(())
    }

    fn shape(&mut self, record: &Record<'_>) -> Option<()> {
        match record.kind {
            kind::COLUMNS => {
                let (first, last) = (record.u32(0)?.min(COLS - 1), record.u32(4)?.min(COLS - 1));
                self.sheet.widths.push(Width { cols: (first, last.max(first)), width: record.u32(8)? });
                if record.u16(16)? & 1 != 0 {
                    self.sheet.hidden_cols.add(first, last);
                }
            }
            kind::MERGE => self.sheet.merges.push(rect(record)?),
            kind::FILTER => self.sheet.filters.push(rect(record)?),
            kind::HEADER_FOOTER => self.printed(record)?,
            kind::PANE if record.u8(28)? & 1 != 0 => {
                // Rows and columns that stay are whole numbers in binary fractions.
                self.sheet.frozen = (record.f64(8)? as u32, record.f64(0)? as u32);
            }
            _ => {}
        }
        Some(())
    }

    /// Headers and footers of the odd pages, the even ones and the first, of which each may be missing.
    fn printed(&mut self, record: &Record<'_>) -> Option<()> {
        let (even, first) = (record.u16(0)? & 1 != 0, record.u16(0)? & 2 != 0);
        let mut at = 2;
        for used in [true, even, first] {
            for area in [Area::Header, Area::Footer] {
                if record.u32(at)? == u32::MAX {
                    at += 4;
                    continue;
                }
                let (text, end) = record.wide(at)?;
                at = end;
                if used {
                    self.sheet.printed(area, printed::coded(&text));
                }
            }
        }
        Some(())
    }

    fn finish(&mut self) {
        for Pointer { cell, to } in std::mem::take(&mut self.pending) {
            let place = (self.sheet.cells[cell].row, self.sheet.cells[cell].col);
            let text = match self.formulas.get(&to) {
                Some(Kept::Moved(tokens)) => self.text(place, tokens),
                Some(Kept::Own(text)) => text.clone(),
                None => None,
            };
            self.sheet.cells[cell].formula = Some(text.unwrap_or_default());
        }
        self.sheet.settle(self.context);
    }
}

/// The tokens of a formula behind their length, and where they end.
fn tokens_at<'a>(record: &Record<'a>, at: usize) -> Option<(&'a [u8], usize)> {
    let length = record.u32(at)? as usize;
    let end = length.checked_add(at + 4)?;
    Some((record.data.get(at + 4..end)?, end))
}

fn rect(record: &Record<'_>) -> Option<Rect> {
    let rect = Rect::between((record.u32(0)?, record.u32(8)?), (record.u32(4)?, record.u32(12)?));
    (rect.rows.1 < ROWS && rect.cols.1 < COLS).then_some(rect)
}

/// Reads a range that the file itself calls a table from its part.
pub fn table(sheet: &mut Sheet, bytes: &[u8]) {
    let mut lists = Records::new(bytes).filter(|record| record.kind == kind::LIST);
    if let Some((rect, record)) = lists.next().and_then(|record| Some((rect(&record)?, record))) {
        let headers = record.u32(24).unwrap_or(1).min(rect.height());
        sheet.tables.push(NamedTable { rect, headers });
    }
}

/// Reads the comments of a sheet from their part.
pub fn comments(sheet: &mut Sheet, bytes: &[u8]) {
    let mut place = None;
    for record in Records::new(bytes) {
        match record.kind {
            kind::COMMENT => place = record.u32(4).zip(record.u32(12)),
            kind::COMMENT_TEXT => {
                if let (Some((row, col)), Some((text, _))) = (place.take(), record.wide(1)) {
                    sheet.comments.push(Comment { row, col, text });
                }
            }
            _ => {}
        }
    }
}
