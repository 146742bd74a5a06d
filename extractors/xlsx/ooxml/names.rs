//! Defined names that are evidence: the rows that repeat in print, and the range of a filter.

use crate::xlsx::formula;
use crate::xlsx::workbook::{Rect, Sheet};

/// A name and what it stands for.
pub struct DefinedName {
    pub name: String,
    /// The sheet it belongs to, by its place in the list.
    pub sheet: Option<usize>,
    pub text: String,
}

/// Gives a sheet what the names say about it.
pub fn apply(sheet: &mut Sheet, nth: usize, names: &[DefinedName]) {
    for name in names.iter().filter(|name| name.sheet == Some(nth)) {
        match name.name.as_str() {
            "_xlnm.Print_Titles" => sheet.print_titles = name.text.split(',').find_map(repeated_rows),
            "_xlnm._FilterDatabase" => sheet.filters.extend(range(behind_sheet(&name.text))),
            _ => {}
        }
    }
}

fn behind_sheet(text: &str) -> &str {
    text.rsplit_once('!').map_or(text, |(_, range)| range)
}

/// `Sheet1!$1:$3` as rows from 0.
fn repeated_rows(text: &str) -> Option<(u32, u32)> {
    let (first, last) = behind_sheet(text).split_once(':')?;
    let row = |text: &str| text.trim_start_matches('$').parse::<u32>().ok()?.checked_sub(1);
    let (first, last) = (row(first)?, row(last)?);
    (last < formula::ROWS).then_some((first.min(last), first.max(last)))
}

/// `$A$1:C5` or `A1`.
pub fn range(text: &str) -> Option<Rect> {
    let (first, last) = corners(text)?;
    Some(Rect::between(first, last))
}

/// Whether the second corner stands above or left of the first, as no program writes them.
pub fn is_reversed(text: &str) -> bool {
    corners(text).is_some_and(|(first, last)| last.0 < first.0 || last.1 < first.1)
}

fn corners(text: &str) -> Option<((u32, u32), (u32, u32))> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    Some((formula::address(first)?, formula::address(last)?))
}
