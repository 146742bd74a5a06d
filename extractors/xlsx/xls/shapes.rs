//! What lies on a sheet of an XLS file: comments, text boxes, pictures and charts. The drawing says where a shape
//! begins, the object record behind it what it is, and what follows what it holds.

use std::collections::HashMap;

use super::chart;
use super::globals::Globals;
use super::records::{Records, kind};
use super::strings::of_drawing;
use crate::Context;
use crate::document::Part;
use crate::drawing::{self, art};
use crate::xlsx::binary::Record;
use crate::xlsx::tokens::Dialect;
use crate::xlsx::workbook::{Comment, Floating, Sheet};

/// What a drawing object is, as far as its text is read.
const NOTE_OBJECT: u16 = 0x19;

#[derive(Default)]
pub struct Shapes {
    drawing: art::Shapes,
    /// The object that was last named: its kind and number.
    object: Option<(u16, u16)>,
    notes: HashMap<u16, String>,
    places: Vec<(u32, u32, u16)>,
    charts: usize,
    pub parts: Vec<Part>,
}

impl Shapes {
    /// A piece of the drawing.
    pub fn drawing(&mut self, record: &Record<'_>, pieces: &[&[u8]]) {
        self.drawing.read(&[&[record.data], pieces].concat().concat());
    }

    /// The first part of an object says its kind and number, since 1997.
    pub fn object(
        &mut self,
        context: &mut Context<'_>,
        globals: &Globals,
        sheet: &mut Sheet,
        record: &Record<'_>,
    ) -> Option<()> {
        self.object = None;
        if record.u16(0) == Some(0x15) {
            self.object = Some((record.u16(4)?, record.u16(6)?));
        }
        let Some(nth) = self.drawing.picture.take() else { return Some(()) };
        // A picture that is shown several times is read where it first stands.
        let bytes = globals.pictures.borrow_mut().get_mut(nth as usize).and_then(Option::take);
        if let Some(bytes) = bytes {
            let name = format!("{}/picture {}", globals.stream_name, nth + 1);
            let picture = drawing::picture(context, &name, &bytes);
            self.parts.push(Part { name, fate: picture.fate.clone() });
            sheet.picture(picture);
        }
        Some(())
    }

    pub fn note(&mut self, globals: &Globals, sheet: &mut Sheet, record: &Record<'_>) -> Option<()> {
        let (row, col) = (u32::from(record.u16(0)?), u32::from(record.u16(2)?));
        if globals.dialect == Dialect::Biff5 {
            let text = globals.writing.long(record.from(4))?;
            sheet.comments.push(Comment { row, col, text });
        } else {
            self.places.push((row, col, record.u16(6)?));
        }
        Some(())
    }

    /// The text of the object that was last named: a comment's, or that of a box on the sheet.
    pub fn text(&mut self, sheet: &mut Sheet, record: &Record<'_>, pieces: &[&[u8]]) {
        let count = record.u16(10).map_or(0, usize::from);
        let text = of_drawing(pieces, count);
        match self.object.take() {
            Some((NOTE_OBJECT, number)) => {
                self.notes.insert(number, text);
            }
            _ => sheet.text_box(text, self.drawing.place),
        }
    }

    /// The chart whose records begin behind the one just read.
    pub fn chart(&mut self, globals: &Globals, sheet: &mut Sheet, records: &mut Records<'_>) {
        self.charts += 1;
        let name = format!("{}/{}/chart {}", globals.stream_name, sheet.name, self.charts);
        sheet.floating.extend(chart::read(globals, records, name).map(Floating::Chart));
    }

    /// Ties the comments' texts to their cells.
    pub fn finish(mut self, sheet: &mut Sheet) -> Vec<Part> {
        for (row, col, number) in std::mem::take(&mut self.places) {
            let text = self.notes.remove(&number).unwrap_or_default();
            sheet.comments.push(Comment { row, col, text });
        }
        self.parts
    }
}

/// Whether the record that was just read begins a chart.
pub fn begins_chart(record: &Record<'_>) -> bool {
    const CHART: u16 = 0x0020;
    record.kind == kind::BOF && record.u16(2) == Some(CHART)
}
