//! What stands in a file, whatever its format: paragraphs and tables in reading order. Data that flows onward; it
//! knows no format, no writer and no meaning.
//!
//! A [`Table`] is made by one checked constructor. Each position of its grid is exactly one thing: the origin of a
//! cell, covered by a cell that reaches over it, or absent (a row that ends early).

mod ascending;
mod cell_list;
mod cells;
mod columns;
mod places;
mod table;

use std::sync::Arc;

use compact_str::CompactString;

pub(crate) use self::ascending::Ascending;
pub use self::cell_list::CellList;
pub use self::cells::{Cell, Cells, NewCell};
pub use self::table::{GeometryError, Slot, Table};
use crate::Locator;

/// One file's content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// The short name of the format that the content is in, as DESIGN names them: `docx`, `xlsx`, `xls`, `csv`, `text` …
    pub format: &'static str,
    /// Headings, paragraphs and tables in reading order. What stands outside the flow (headers, footers, notes) comes
    /// after it, marked by its [`Area`].
    pub blocks: Vec<Block>,
    /// Sums that the file itself says: the cell that holds a formula, and the ranges it adds up.
    pub relations: Vec<Relation>,
    /// What became of every part of a package. Empty for files without parts.
    pub parts: Vec<Part>,
}

impl Document {
    /// The tables in reading order; a table's number is its place in this sequence, from 0.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(&**table),
            Block::Text(_) => None,
        })
    }
}

/// A piece of the flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Text(Paragraph),
    Table(Box<Table>),
}

impl From<Table> for Block {
    fn from(table: Table) -> Self {
        Self::Table(Box::new(table))
    }
}

/// A heading or a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// The text without its automatic number. Line breaks inside the paragraph are `\n`.
    pub text: String,
    /// The automatic number as it is printed, such as `（二）`. Typed numbers are part of the text.
    pub number: Option<String>,
    /// Heading level from 1, where the file marks it as a heading.
    pub level: Option<u8>,
    pub area: Area,
    pub style: Style,
    pub hidden: bool,
    pub at: Locator,
}

impl Paragraph {
    pub fn new(text: impl Into<String>, at: Locator) -> Self {
        Self {
            text: text.into(),
            number: None,
            level: None,
            area: Area::Body,
            style: Style::default(),
            hidden: false,
            at,
        }
    }

    /// Number and text as a reader sees them.
    pub fn printed(&self) -> String {
        match &self.number {
            Some(number) => format!("{number}{}", self.text),
            None => self.text.clone(),
        }
    }
}

/// The part of a page or file in which something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Area {
    #[default]
    Body,
    TextBox,
    Header,
    Footer,
    Footnote,
    Endnote,
    Comment,
}

/// How something looks, as far as looks are evidence for headers and titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Style {
    pub bold: bool,
    pub shaded: bool,
    pub align: Align,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Align {
    #[default]
    Unknown,
    Left,
    Centre,
    Right,
}

/// What a workbook keeps of a cell beside its shown text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
    pub stored: Stored,
    /// The number format code. `None` where it is not known: then the printed decimals are not known either.
    pub format: Option<Arc<str>>,
    /// The cell's own formula, without `=`.
    pub formula: Option<Box<str>>,
}

/// A stored value. Numbers and dates are kept in the digits of the file: no float arithmetic happens to them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Stored {
    /// Nothing is kept beside the text, or the result of a formula is missing.
    #[default]
    Nothing,
    Text,
    Number(CompactString),
    /// ISO form: `2024-12-31`, `2024-12-31T08:30:00`.
    Date(CompactString),
    Flag(bool),
    /// `#DIV/0!` and its kin.
    Fault(CompactString),
}

/// Where a table comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Origin {
    #[default]
    Body,
    Sheet,
    Chart,
    Picture,
}

/// How sure the extractor is that the grid is as the author drew it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Confidence {
    Low,
    Medium,
    #[default]
    High,
}

/// A line that belongs to a table without being a cell of it: a title above, a unit at the side, a note below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    pub text: String,
    pub side: Side,
    pub at: Locator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    Above,
    Below,
    Beside,
}

/// A piece of a table that the file keeps in several: the row at which it begins and its own place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    pub first_row: u32,
    pub at: Locator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowMark {
    /// Marked by the file as a header that repeats on each page.
    pub header: bool,
    pub hidden: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ColMark {
    /// In the file's own measure; only the proportions mean something.
    pub width: Option<u32>,
    pub hidden: bool,
}

/// A formula that adds cells up, in sheet addresses: `at` should equal the signed sum over the ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    pub at: Locator,
    pub terms: Vec<RangeTerm>,
}

/// A rectangle of cells with a sign; rows and columns from 1, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeTerm {
    pub negative: bool,
    pub sheet: Arc<str>,
    pub rows: (u32, u32),
    pub cols: (u32, u32),
}

/// A part of a package and what became of it: the ledger that shows that nothing was lost in silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub fate: Fate,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    Extracted,
    /// By rule, and why, in a word: `style`, `theme`, `macro`, `preview` …
    Skipped(&'static str),
    Failed(crate::Code),
}
