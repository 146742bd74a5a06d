//! One sheet of an XLS stream: cells, formulas, hidden rows and columns, merges, comments, what stays in view.

use std::collections::HashMap;
use std::sync::Arc;

use super::globals::{Globals, SheetEntry};
use super::records::{Records, kind};
use super::shapes::{self, Shapes};
use crate::document::{Area, Part};
use crate::xlsx::binary::{Record, flag_or_fault, rk};
use crate::xlsx::printed;
use crate::xlsx::tokens::{self, Dialect, Place};
use crate::xlsx::workbook::{Rect, Sheet, SheetCell, Spending, Value, Width};
use crate::{Code, Context, Notice, numfmt};

/// Reads the sheet that begins at its entry's place, and says what became of the pictures on it.
pub fn read(
    context: &mut Context<'_>,
    spending: &mut Spending,
    globals: &Globals,
    stream: &[u8],
    entry: &SheetEntry,
) -> (Sheet, Vec<Part>) {
    let mut sheet = Sheet::new(&entry.name);
    sheet.visibility = entry.visibility;
    let mut reader = SheetReader {
        context,
        spending,
        globals,
        sheet,
        pending: Vec::new(),
        shared: HashMap::new(),
        awaiting_text: false,
        frozen: false,
        shapes: Shapes::default(),
    };
    let mut records = Records::new(stream, entry.at);
    reader.run(&mut records);
    if records.cut {
        let notice = Notice::new(Code::PART_BROKEN).with("part", &entry.name).with("detail", "cut off");
        reader.context.notices.add(notice);
    }
    reader.finish()
}

struct SheetReader<'c, 'd, 'g> {
    context: &'c mut Context<'d>,
    spending: &'c mut Spending,
    globals: &'g Globals,
    sheet: Sheet,
    /// Formulas that point at a shared or an array formula, by their cell's number.
    pending: Vec<(usize, (u32, u32))>,
    /// Formulas of several cells, by the cell that keeps them.
    shared: HashMap<(u32, u32), Shared>,
    /// The last cell's result is a text that follows.
    awaiting_text: bool,
    frozen: bool,
    shapes: Shapes,
}

/// A formula of several cells.
enum Shared {
    /// Each cell's own, by its distance from the references.
    Tokens(Vec<u8>),
    /// One result spread over its cells; nobody's own sum unless it has one cell.
    Array(Option<Box<str>>),
}

impl SheetReader<'_, '_, '_> {
    fn run(&mut self, records: &mut Records<'_>) {
        if records.peek() != Some(kind::BOF) {
            let notice = Notice::new(Code::PART_BROKEN).with("part", &self.sheet.name);
            self.context.notices.add(notice.with("detail", "no sheet begins at its place"));
            return;
        }
        let mut depth = 0u32;
        while let Some(record) = records.next() {
            match record.kind {
                kind::BOF if shapes::begins_chart(&record) => {
                    self.shapes.chart(self.globals, &mut self.sheet, records);
                    if depth == 0 {
                        return;
                    }
                }
                kind::BOF => depth += 1,
                kind::EOF if depth <= 1 => return,
                kind::EOF => depth -= 1,
                kind::TXO if depth == 1 => {
                    self.shapes.text(&mut self.sheet, &record, &records.continued());
                }
                kind::MSODRAWING if depth == 1 => self.shapes.drawing(&record, &records.continued()),
                _ if depth == 1 => self.record(&record),
                _ => {}
            }
        }
        records.cut = true;
    }

    fn record(&mut self, record: &Record<'_>) {
        let read = match record.kind {
            kind::FORMULA | kind::STRING | kind::SHRFMLA | kind::SHRFMLA_BIFF5 | kind::ARRAY => {
                self.formulas(record)
            }
            kind::ROW | kind::COLINFO | kind::MERGECELLS | kind::WINDOW2 | kind::PANE => self.shape(record),
            kind::HEADER => self.printed(Area::Header, record),
            kind::FOOTER => self.printed(Area::Footer, record),
            kind::OBJ => self.shapes.object(self.context, self.globals, &mut self.sheet, record),
            kind::NOTE => self.shapes.note(self.globals, &mut self.sheet, record),
            _ => self.cells(record),
        };
        if read.is_none() {
            let row = record.u16(0).map_or(0, u32::from);
            let col = record.u16(2).map_or(0, u32::from);
            let notice = Notice::new(Code::CELL_BROKEN).at(self.sheet.at(row, col));
            self.context.notices.add(notice.with("detail", format!("record {:#06X}", record.kind)));
        }
    }

    fn cells(&mut self, record: &Record<'_>) -> Option<()> {
        let value = match record.kind {
            kind::LABELSST => {
                let index = record.u32(6)? as usize;
                Value::Text(self.globals.strings.get(index)?.clone())
            }
            kind::LABEL | kind::RSTRING => Value::Text(self.globals.writing.long(record.from(6))?.into()),
            kind::NUMBER => Value::Number(numfmt::digits(record.f64(6)?).into()),
            kind::RK => rk(record.u32(6)?),
            kind::BOOLERR => flag_or_fault(record.u8(6)?, record.u8(7)? != 0),
            kind::BLANK => Value::Blank,
            kind::MULRK => return self.several(record, 6, |record, at| record.u32(at + 2).map(rk)),
            kind::MULBLANK => return self.several(record, 2, |_, _| Some(Value::Blank)),
            _ => return Some(()),
        };
        self.place(record.u16(0)?, record.u16(2)?, record.u16(4)?, value);
        Some(())
    }

    /// A run of cells of one row, each of `width` bytes.
    fn several(
        &mut self,
        record: &Record<'_>,
        width: usize,
        value: impl Fn(&Record<'_>, usize) -> Option<Value>,
    ) -> Option<()> {
        let (row, first) = (record.u16(0)?, record.u16(2)?);
        let body = record.data.len().checked_sub(6)?;
        let count = body / width;
        if count == 0 || !body.is_multiple_of(width) {
            return None;
        }
        for nth in 0..count {
            let at = 4 + nth * width;
            let col = first.checked_add(u16::try_from(nth).ok()?)?;
            self.place(row, col, record.u16(at)?, value(record, at)?);
        }
        Some(())
    }

    /// Puts a cell on the sheet; blank ones only where a border is drawn around them.
    fn place(&mut self, row: u16, col: u16, look: u16, value: Value) -> bool {
        self.awaiting_text = false;
        let boxed = || self.globals.looks.get(usize::from(look)).is_some_and(|look| look.boxed);
        if value == Value::Blank && !boxed() {
            return false;
        }
        let (row, col) = (u32::from(row), u32::from(col));
        if !self.spending.cell(self.context, || self.sheet.at(row, col)) {
            return false;
        }
        self.sheet.cells.push(SheetCell {
            row,
            col,
            look: u32::from(look),
            value,
            shown: None,
            formula: None,
        });
        true
    }

    fn formulas(&mut self, record: &Record<'_>) -> Option<()> {
        match record.kind {
            kind::FORMULA => self.formula(record),
            kind::STRING => {
                let text = self.globals.writing.long(record.data)?;
                if std::mem::take(&mut self.awaiting_text) {
                    self.sheet.cells.last_mut()?.value = Value::Text(text.into());
                }
                Some(())
            }
            kind::ARRAY => {
                let length = usize::from(record.u16(12)?);
                let tokens = record.data.get(14..14 + length)?;
                let (row, col) = (u32::from(record.u16(0)?), u32::from(record.u8(4)?));
                let alone = record.u16(0) == record.u16(2) && record.u8(4) == record.u8(5);
                let text = self.text(row, col, tokens).filter(|_| alone);
                self.shared.insert((row, col), Shared::Array(text));
                Some(())
            }
            _ => {
                let length = usize::from(record.u16(8)?);
                let tokens = record.data.get(10..10 + length)?.to_vec();
                let place = (u32::from(record.u16(0)?), u32::from(record.u8(4)?));
                // Its cells point at the first of them, which stands right before, and mostly at the range's corner.
                if let Some(first) =
                    self.sheet.cells.last().map(|cell| (cell.row, cell.col)).filter(|first| *first != place)
                {
                    self.shared.insert(first, Shared::Tokens(tokens.clone()));
                }
                self.shared.insert(place, Shared::Tokens(tokens));
                Some(())
            }
        }
    }

    fn formula(&mut self, record: &Record<'_>) -> Option<()> {
        let (row, col) = (record.u16(0)?, record.u16(2)?);
        let length = usize::from(record.u16(20)?);
        let tokens = record.data.get(22..22 + length).unwrap_or_default();
        let formula = self.understood(u32::from(row), u32::from(col), tokens);
        let counts = formula.as_ref().is_some_and(|formula| formula.counts);
        let uncounted = record.u16(14)? & 2 != 0;
        let (value, awaits) = result(record.data.get(6..14)?, counts, uncounted)?;
        if !self.place(row, col, record.u16(4)?, value) {
            return Some(());
        }
        self.awaiting_text = awaits;
        if let Some(place) = tokens::pointer(self.globals.dialect, tokens) {
            self.pending.push((self.sheet.cells.len() - 1, place));
        }
        self.sheet.cells.last_mut()?.formula = Some(formula.map(|formula| formula.text).unwrap_or_default());
        Some(())
    }

    fn understood(&self, row: u32, col: u32, tokens: &[u8]) -> Option<tokens::Formula> {
        let place = Place { dialect: self.globals.dialect, row, col, sheets: &self.globals.references };
        tokens::formula(&place, tokens)
    }

    fn text(&self, row: u32, col: u32, tokens: &[u8]) -> Option<Box<str>> {
        self.understood(row, col, tokens).map(|formula| formula.text)
    }

    fn shape(&mut self, record: &Record<'_>) -> Option<()> {
        match record.kind {
            kind::ROW => {
                let row = u32::from(record.u16(0)?);
                if record.u16(12)? & 0x20 != 0 {
                    self.sheet.hidden_rows.add(row, row);
                }
            }
            kind::COLINFO => {
                let (first, last) = (u32::from(record.u16(0)?.min(255)), u32::from(record.u16(2)?.min(255)));
                self.sheet
                    .widths
                    .push(Width { cols: (first, last.max(first)), width: u32::from(record.u16(4)?) });
                if record.u16(8)? & 1 != 0 {
                    self.sheet.hidden_cols.add(first, last);
                }
            }
            kind::MERGECELLS => {
                let ranges = record.from(2).chunks_exact(8).map(|range| Record { kind: 0, data: range });
                for range in ranges {
                    let number = |at: usize| range.u16(at).map(u32::from);
                    let rect = Rect::between((number(0)?, number(4)?), (number(2)?, number(6)?));
                    self.sheet.merges.push(rect);
                }
                return (record.from(2).len() / 8 >= usize::from(record.u16(0)?)).then_some(());
            }
            kind::WINDOW2 => self.frozen = record.u16(0)? & 0x08 != 0,
            _ if self.frozen => self.sheet.frozen = (u32::from(record.u16(2)?), u32::from(record.u16(0)?)),
            _ => {}
        }
        Some(())
    }

    fn printed(&mut self, area: Area, record: &Record<'_>) -> Option<()> {
        if !record.data.is_empty() {
            let text = match self.globals.dialect {
                Dialect::Biff5 => self.globals.writing.short(record.data)?,
                _ => self.globals.writing.long(record.data)?,
            };
            self.sheet.printed(area, printed::coded(&text));
        }
        Some(())
    }

    fn finish(mut self) -> (Sheet, Vec<Part>) {
        for (cell, place) in std::mem::take(&mut self.pending) {
            let (row, col) = (self.sheet.cells[cell].row, self.sheet.cells[cell].col);
            let text = match self.shared.get(&place) {
                Some(Shared::Tokens(tokens)) => self.text(row, col, tokens),
                Some(Shared::Array(text)) => text.clone(),
                None => None,
            };
            self.sheet.cells[cell].formula = Some(text.unwrap_or_default());
        }
        let parts = self.shapes.finish(&mut self.sheet);
        self.sheet.settle(self.context);
        (self.sheet, parts)
    }
}

/// The kept result of a formula, and whether it is a text that follows in a record of its own. A result that the
/// writing program did not count (an empty text under a sum, a zero marked to be counted) is missing, not zero.
fn result(bytes: &[u8], counts: bool, uncounted: bool) -> Option<(Value, bool)> {
    let &[kind, _, byte, _, _, _, mark, mark_too] = bytes.first_chunk()?;
    if (mark, mark_too) != (0xFF, 0xFF) {
        let number = f64::from_le_bytes(*bytes.first_chunk()?);
        if number == 0.0 && uncounted {
            return Some((Value::Missing, false));
        }
        return Some((Value::Number(numfmt::digits(number).into()), false));
    }
    Some(match kind {
        0 => (Value::Text(Arc::from("")), true),
        1 => (Value::Flag(byte != 0), false),
        2 => (Value::Fault(tokens::fault(byte).into()), false),
        _ if counts => (Value::Missing, false),
        _ => (Value::Text(Arc::from("")), false),
    })
}
