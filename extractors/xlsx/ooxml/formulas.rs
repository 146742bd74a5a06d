//! The formulas of one sheet, each as it stands in its own cell: shared ones are moved, those of an array are given to
//! every cell of it.

use std::collections::HashMap;

use super::names;
use crate::Error;
use crate::xlsx::formula;
use crate::xlsx::workbook::Rect;
use crate::xml::{Scanner, Tag};

/// Shared formulas longer than any program writes are not repeated for the cells that share them.
const LONGEST: usize = 32 << 10;
/// Array areas of one sheet that are looked up; the cells of the others keep their values.
const ARRAYS: usize = 256;

#[derive(Default)]
pub struct Formulas {
    shared: HashMap<u32, ((u32, u32), Box<str>)>,
    arrays: Vec<(Rect, Box<str>)>,
}

impl Formulas {
    /// Reads an `f` element whose tag was just read.
    pub fn read<'a>(
        &mut self,
        scanner: &mut Scanner<'a>,
        tag: &Tag<'a>,
        place: (u32, u32),
    ) -> Result<Option<Box<str>>, Error> {
        let mut text = String::new();
        scanner.text(tag, &mut text)?;
        let text = (!text.trim().is_empty()).then(|| text.into_boxed_str());
        match tag.raw(b"t") {
            Some(b"shared") => Ok(self.shared(tag, place, text)),
            Some(b"array") => {
                let area = tag.value(b"ref").and_then(|range| names::range(&range));
                if let (Some(area), Some(text)) = (area, &text)
                    && self.arrays.len() < ARRAYS
                    && text.len() <= LONGEST
                    && (area.height() > 1 || area.width() > 1)
                {
                    self.arrays.push((area, text.clone()));
                }
                Ok(text)
            }
            _ => Ok(text),
        }
    }

    fn shared(&mut self, tag: &Tag<'_>, place: (u32, u32), text: Option<Box<str>>) -> Option<Box<str>> {
        let Some(id) = tag.number(b"si").and_then(|id| u32::try_from(id).ok()) else { return text };
        if let Some(text) = text {
            if text.len() <= LONGEST {
                self.shared.insert(id, (place, text.clone()));
            }
            return Some(text);
        }
        let (from, text) = self.shared.get(&id)?;
        let rows = i64::from(place.0) - i64::from(from.0);
        let cols = i64::from(place.1) - i64::from(from.1);
        Some(formula::moved(text, rows, cols).into())
    }

    /// The formula of a cell that has none of its own but lies in an array.
    pub fn of_array(&self, (row, col): (u32, u32)) -> Option<Box<str>> {
        let array = self.arrays.iter().find(|(area, _)| area.holds(row, col));
        array.map(|(_, text)| text.clone())
    }
}
