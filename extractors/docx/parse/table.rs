//! Tables, rows and cells, with their spans as they are written.

use super::{BLOCK, CELL, Parser, ROW};
use crate::docx::model::{Cell, Item, Merge, Row, Table};
use crate::docx::styles::{FirstRow, is_shaded};
use crate::xml::{Property, Step, Tag};
use crate::{Code, Error};

impl<'a> Parser<'a> {
    pub(super) fn table(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        if !self.may_nest("table") {
            return self.xml.skip(tag);
        }
        self.settle();
        if !self.afford(BLOCK) {
            return self.xml.skip(tag);
        }
        let mut table = Table::default();
        self.nested += 1;
        if !tag.empty {
            self.rows(&mut table)?;
        }
        self.nested -= 1;
        self.items.push(Item::Table(table));
        Ok(())
    }

    /// Rows up to the end of the element around them, also those inside content controls.
    fn rows(&mut self, table: &mut Table) -> Result<(), Error> {
        loop {
            match self.xml.next()? {
                Step::Open(tag) => match tag.name {
                    b"tr" if !self.afford(ROW) => self.xml.skip(&tag)?,
                    b"tr" => {
                        let mut row = Row::default();
                        if !tag.empty {
                            self.cells_of(&mut row)?;
                        }
                        self.keep(table, row);
                    }
                    b"gridCol" => {
                        table.grid.push(tag.number(b"w").map_or(0, |width| width.clamp(0, 1 << 20) as u32));
                        if !tag.empty {
                            self.xml.skip(&tag)?;
                        }
                    }
                    b"tblPr" => table.first_row = self.first_row(&tag)?,
                    b"tblGridChange" | b"sdtEndPr" => self.xml.skip(&tag)?,
                    b"sdtPr" => self.control_properties(&tag)?,
                    b"sdt" if !tag.empty => {
                        self.controls.push(super::Control::default());
                        let result = self.rows(table);
                        self.controls.pop();
                        result?;
                    }
                    _ if tag.empty => {}
                    _ => self.rows(table)?,
                },
                Step::Close | Step::End => return Ok(()),
            }
        }
    }

    /// What the table's style makes of its first row, where the table asks for it.
    fn first_row(&mut self, tag: &Tag<'a>) -> Result<FirstRow, Error> {
        const IN_MASK: i64 = 0x20;
        let (mut style, mut asked) = (None, false);
        let mut properties = self.xml.properties(tag);
        while let Some(property) = properties.next()? {
            match property.name {
                b"tblStyle" => style = property.raw(b"val").and_then(|id| self.styles.find(id)),
                b"tblLook" => {
                    let mask = property.value(b"val").and_then(|mask| i64::from_str_radix(&mask, 16).ok());
                    asked = match property.raw(b"firstRow") {
                        Some(on) => matches!(on, b"1" | b"true" | b"on"),
                        None => mask.is_some_and(|mask| mask & IN_MASK != 0),
                    };
                }
                name if name.ends_with(b"Change") => properties.skip(&property)?,
                _ => {}
            }
        }
        let style = style.filter(|_| asked).and_then(|at| self.styles.get(Some(at)));
        Ok(style.map_or(FirstRow::default(), |style| style.first_row))
    }

    fn keep(&mut self, table: &mut Table, row: Row) {
        self.cells += row.cells.len();
        if self.cells <= self.limits.cells {
            table.rows.push(row);
        } else if !self.exceeded.iter().any(|(code, _)| *code == Code::LIMIT_CELLS) {
            self.exceeded.push((Code::LIMIT_CELLS, self.limits.cells.to_string()));
        }
    }

    fn cells_of(&mut self, row: &mut Row) -> Result<(), Error> {
        loop {
            match self.xml.next()? {
                Step::Open(tag) => match tag.name {
                    b"tc" if !self.afford(CELL) => self.xml.skip(&tag)?,
                    b"tc" => {
                        let cell = self.cell(&tag)?;
                        row.cells.push(cell);
                    }
                    b"trPr" => self.row_properties(&tag, row)?,
                    b"tblPrEx" | b"sdtEndPr" => self.xml.skip(&tag)?,
                    b"sdtPr" => self.control_properties(&tag)?,
                    b"sdt" if !tag.empty => {
                        self.controls.push(super::Control::default());
                        let result = self.cells_of(row);
                        self.controls.pop();
                        result?;
                    }
                    _ if tag.empty => {}
                    _ => self.cells_of(row)?,
                },
                Step::Close | Step::End => return Ok(()),
            }
        }
    }

    fn row_properties(&mut self, tag: &Tag<'a>, row: &mut Row) -> Result<(), Error> {
        let mut properties = self.xml.properties(tag);
        while let Some(property) = properties.next()? {
            match property.name {
                b"gridBefore" => row.before = count(&property),
                b"gridAfter" => row.after = count(&property),
                b"tblHeader" => row.header = property.on(),
                b"hidden" => row.hidden = property.on(),
                b"del" => row.deleted = true,
                name if name.ends_with(b"Change") => properties.skip(&property)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn cell(&mut self, tag: &Tag<'a>) -> Result<Cell, Error> {
        let mut cell = Cell { span: 1, ..Cell::default() };
        if tag.empty {
            return Ok(cell);
        }
        self.settle();
        let outer = std::mem::take(&mut self.items);
        let result = self.content(&mut cell);
        self.settle();
        cell.items = std::mem::replace(&mut self.items, outer);
        result.map(|()| cell)
    }

    fn content(&mut self, cell: &mut Cell) -> Result<(), Error> {
        loop {
            match self.xml.next()? {
                Step::Open(tag) if tag.name == b"tcPr" => self.cell_properties(&tag, cell)?,
                Step::Open(tag) => self.block(&tag)?,
                Step::Close | Step::End => return Ok(()),
            }
        }
    }

    fn cell_properties(&mut self, tag: &Tag<'a>, cell: &mut Cell) -> Result<(), Error> {
        let frame = match self.frames.recall(&mut self.xml) {
            Some(known) => known,
            None => {
                let from = self.xml.offset();
                let frame = self.frame(tag)?;
                self.frames.learn(&self.xml, from, frame);
                frame
            }
        };
        cell.span = frame.span.max(1);
        (cell.down, cell.across, cell.width, cell.shaded) =
            (frame.down, frame.across, frame.width, frame.shaded);
        Ok(())
    }

    fn frame(&mut self, tag: &Tag<'a>) -> Result<Frame, Error> {
        let mut cell = Frame::default();
        let mut properties = self.xml.properties(tag);
        while let Some(property) = properties.next()? {
            match property.name {
                b"tcW" if !matches!(property.raw(b"type"), Some(b"pct" | b"auto" | b"nil")) => {
                    cell.width = property
                        .number(b"w")
                        .filter(|&width| width > 0)
                        .map(|width| width.min(1 << 20) as u32);
                }
                b"gridSpan" => cell.span = count(&property).max(1),
                b"vMerge" => cell.down = merge(&property),
                b"hMerge" => cell.across = merge(&property),
                b"shd" => cell.shaded = is_shaded(&property),
                b"tcBorders" => properties.skip(&property)?,
                name if name.ends_with(b"Change") => properties.skip(&property)?,
                _ => {}
            }
        }
        Ok(cell)
    }
}

/// What a cell's properties say.
#[derive(Clone, Copy, Default)]
pub struct Frame {
    span: u32,
    down: Merge,
    across: Merge,
    width: Option<u32>,
    shaded: bool,
}

/// A count; one of more digits than any number has is the largest.
fn count(property: &Property<'_>) -> u32 {
    let endless = |digits: &[u8]| digits.len() > 18 && digits.iter().all(u8::is_ascii_digit);
    match property.number(b"val") {
        Some(count) => count.clamp(0, i64::from(u32::MAX)) as u32,
        None if property.raw(b"val").is_some_and(endless) => u32::MAX,
        None => 0,
    }
}

/// No value means that the merge goes on; some writers say so in a word.
fn merge(property: &Property<'_>) -> Merge {
    match property.raw(b"val") {
        Some(b"restart") => Merge::Begins,
        _ => Merge::Continues,
    }
}
