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

/// The formula of a cell: its own, or one that it shares.
#[derive(Default)]
pub enum Given {
    #[default]
    Nothing,
    Own(Box<str>),
    /// By the number of the shared formula.
    Shared(u32),
    /// By the number of the array.
    Array(usize),
}

impl Given {
    pub fn own(text: String) -> Self {
        if text.trim().is_empty() { Self::Nothing } else { Self::Own(text.into_boxed_str()) }
    }
}

impl Formulas {
    /// Reads an `f` element whose tag was just read.
    pub fn read<'a>(
        &mut self,
        scanner: &mut Scanner<'a>,
        tag: &Tag<'a>,
        place: (u32, u32),
    ) -> Result<Given, Error> {
        let mut text = String::new();
        scanner.text(tag, &mut text)?;
        let given = Given::own(text);
        let kind = tag.raw(b"t");
        let id = tag.number(b"si").and_then(|id| u32::try_from(id).ok());
        match (given, kind, id) {
            (Given::Own(text), Some(b"shared"), Some(id)) if text.len() <= LONGEST => {
                self.shared.insert(id, (place, text.clone()));
                Ok(Given::Own(text))
            }
            (Given::Nothing, Some(b"shared"), Some(id)) => Ok(Given::Shared(id)),
            (Given::Own(text), Some(b"array"), _) => {
                let area = tag.value(b"ref").and_then(|range| names::range(&range));
                let several = area.filter(|area| area.height() > 1 || area.width() > 1);
                if let Some(area) = several.filter(|_| self.arrays.len() < ARRAYS && text.len() <= LONGEST) {
                    self.arrays.push((area, text.clone()));
                }
                Ok(Given::Own(text))
            }
            (given, ..) => Ok(given),
        }
    }

    /// The array in which a cell without a formula of its own lies.
    pub fn around(&self, (row, col): (u32, u32)) -> Given {
        match self.arrays.iter().position(|(area, _)| area.holds(row, col)) {
            Some(nth) => Given::Array(nth),
            None => Given::Nothing,
        }
    }

    /// How long a formula is that the file holds once for many cells.
    pub fn repeated(&self, given: &Given) -> usize {
        match given {
            Given::Nothing | Given::Own(_) => 0,
            Given::Shared(id) => self.shared.get(id).map_or(0, |(_, text)| text.len()),
            Given::Array(nth) => self.arrays.get(*nth).map_or(0, |(_, text)| text.len()),
        }
    }

    /// The formula as it stands in a cell.
    pub fn at(&self, given: Given, place: (u32, u32)) -> Option<Box<str>> {
        match given {
            Given::Nothing => None,
            Given::Own(text) => Some(text),
            Given::Array(nth) => self.arrays.get(nth).map(|(_, text)| text.clone()),
            Given::Shared(id) => {
                let (from, text) = self.shared.get(&id)?;
                let rows = i64::from(place.0) - i64::from(from.0);
                let cols = i64::from(place.1) - i64::from(from.1);
                Some(formula::moved(text, rows, cols).into())
            }
        }
    }
}
