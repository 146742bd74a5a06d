//! Where in a source something stands, in the terms of the program that made the file: a cell address on a sheet, a
//! row of the n-th table, a line of a text. The words for it ("table 3, row 4") are the caller's; this is data.

use std::fmt;
use std::sync::Arc;

/// A place. Rows, columns, lines, tables and paragraphs count from 1, as people do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locator {
    /// A whole file, or a place that nothing more exact can be said about.
    File,
    /// A cell of a sheet.
    Sheet { sheet: Arc<str>, row: u32, col: u32 },
    /// A cell of the n-th table of a Word document, in reading order; row and col are grid positions.
    Table { nth: u32, row: u32, col: u32 },
    /// The n-th paragraph of the body of a Word document.
    Paragraph { nth: u32 },
    /// A line of a text as it stands in the file, and a column in characters.
    Line { line: u32, col: u32 },
    /// A part of a package (a chart, a picture, a footer), with a row and a column where it has them, else 0.
    Part { part: Arc<str>, row: u32, col: u32 },
}

impl Locator {
    /// The letters of a sheet column, counted from 1: 1 is A, 27 is AA.
    pub fn column_letters(mut col: u32) -> String {
        let mut letters = Vec::new();
        while col > 0 {
            col -= 1;
            letters.push(b'A' + (col % 26) as u8);
            col /= 26;
        }
        letters.iter().rev().map(|&byte| char::from(byte)).collect()
    }
}

/// The form without words that developers and goldens read: `附件1-1!C12`, `T3:4:2`, `¶7`, `L12:1`, `word/charts/chart1.xml:2:3`.
impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => write!(f, "-"),
            Self::Sheet { sheet, row, col } => write!(f, "{sheet}!{}{row}", Self::column_letters(*col)),
            Self::Table { nth, row, col } => write!(f, "T{nth}:{row}:{col}"),
            Self::Paragraph { nth } => write!(f, "¶{nth}"),
            Self::Line { line, col } => write!(f, "L{line}:{col}"),
            Self::Part { part, row: 0, col: 0 } => write!(f, "{part}"),
            Self::Part { part, row, col } => write!(f, "{part}:{row}:{col}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_like_a_spreadsheet() {
        for (col, letters) in [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")] {
            assert_eq!(Locator::column_letters(col), letters);
        }
    }
}
