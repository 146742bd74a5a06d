//! The looks of cells in an XLSB: number formats, bold, shading, alignment, borders.

use std::collections::HashMap;
use std::sync::Arc;

use super::records::{Records, kind};
use crate::document::{Align, Style};
use crate::numfmt;
use crate::xlsx::binary::Record;
use crate::xlsx::workbook::Look;

#[derive(Default)]
struct Styles {
    formats: HashMap<u16, Arc<str>>,
    bold: Vec<bool>,
    shaded: Vec<bool>,
    boxed: Vec<bool>,
}

pub fn looks(bytes: &[u8]) -> Vec<Look> {
    let mut styles = Styles::default();
    let mut looks = Vec::new();
    // The same records also describe named styles, before or behind the looks of cells.
    let mut of_cells = false;
    for record in Records::new(bytes) {
        match record.kind {
            kind::FORMAT => styles.format(&record),
            kind::FONT => styles.bold.push(record.u16(4).unwrap_or(0) >= 600),
            kind::FILL => styles.shaded.push(record.u32(0).unwrap_or(0) != 0),
            kind::BORDER => styles.boxed.push(is_boxed(&record)),
            kind::BEGIN_LOOKS => of_cells = true,
            kind::END_LOOKS => of_cells = false,
            kind::XF if of_cells => looks.push(styles.look(&record)),
            _ => {}
        }
    }
    looks
}

impl Styles {
    fn format(&mut self, record: &Record<'_>) {
        if let (Some(id), Some((code, _))) = (record.u16(0), record.wide(2)) {
            self.formats.insert(id, code.into());
        }
    }

    fn look(&mut self, record: &Record<'_>) -> Look {
        let marked = |list: &[bool], at: usize| {
            record.u16(at).and_then(|id| list.get(usize::from(id))).copied().unwrap_or(false)
        };
        let align = match record.u8(12).unwrap_or(0) & 7 {
            1 => Align::Left,
            2 | 6 => Align::Centre,
            3 => Align::Right,
            _ => Align::Unknown,
        };
        let style = Style { bold: marked(&self.bold, 4), shaded: marked(&self.shaded, 6), align };
        let boxed = marked(&self.boxed, 8);
        Look { format: record.u16(2).and_then(|id| self.code(id)), style, boxed }
    }

    fn code(&mut self, id: u16) -> Option<Arc<str>> {
        if let Some(code) = self.formats.get(&id) {
            return Some(code.clone());
        }
        let code: Arc<str> = numfmt::builtin(id)?.into();
        self.formats.insert(id, code.clone());
        Some(code)
    }
}

/// Lines at one side at least, and above or below: cells share the lines between them.
fn is_boxed(record: &Record<'_>) -> bool {
    let [top, bottom, left, right] = [1, 11, 21, 31].map(|at| record.u8(at).unwrap_or(0) != 0);
    (left || right) && (top || bottom)
}
