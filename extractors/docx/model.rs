//! What a Word document says, in its own terms: paragraphs with the names of their styles and lists resolved to
//! references, tables as rows of cells with the spans as they are written. Nothing here is laid on a grid yet.
//!
//! All text lies in one string per story; paragraphs hold ranges of it, so that a cell costs no allocation of its own.

use super::styles::FirstRow;
use crate::Code;
use crate::document::Align;

/// One flow of text: the body, a header, a footnote.
#[derive(Debug, Default)]
pub struct Story {
    pub text: String,
    pub items: Vec<Item>,
}

#[derive(Debug)]
pub enum Item {
    Paragraph(Paragraph),
    Table(Table),
}

#[derive(Debug, Default)]
pub struct Paragraph {
    /// Where its text lies in the story.
    pub text: (u32, u32),
    /// The index of its style.
    pub style: Option<u16>,
    /// List and level, where the paragraph itself names them.
    pub list: Option<i32>,
    pub list_level: Option<u8>,
    /// 0 to 8 for headings, 9 for none.
    pub outline: Option<u8>,
    pub align: Align,
    pub bold: bool,
    /// All of its text is hidden.
    pub hidden: bool,
    /// A page or a section ends before, in or after it.
    pub breaks: bool,
    pub beside: Option<Box<Beside>>,
}

impl Paragraph {
    pub fn is_blank(&self, story: &str) -> bool {
        self.of(story).trim().is_empty()
    }

    pub fn of<'s>(&self, story: &'s str) -> &'s str {
        story.get(self.text.0 as usize..self.text.1 as usize).unwrap_or_default()
    }
}

/// What hangs on a paragraph beside its text; few have anything.
#[derive(Debug, Default)]
pub struct Beside {
    pub anchored: Vec<Anchored>,
    /// Text that is not part of the text: deleted, hidden, a placeholder.
    pub remarks: Vec<(Code, String)>,
    pub comments: Vec<String>,
}

/// What is drawn at a paragraph.
#[derive(Debug)]
pub enum Anchored {
    TextBox(Story),
    /// The relationship of a chart.
    Chart(String),
    Picture(String),
    /// An object of another program, and its preview, by relationship.
    Object {
        content: String,
        preview: Option<String>,
    },
    /// The relationship of a diagram's data.
    Diagram(String),
}

#[derive(Debug, Default)]
pub struct Table {
    /// Widths of the grid's columns, in twentieths of a point.
    pub grid: Vec<u32>,
    /// What the table's style says of its first row.
    pub first_row: FirstRow,
    pub rows: Vec<Row>,
}

#[derive(Debug, Default)]
pub struct Row {
    /// Grid columns left out before the first and after the last cell.
    pub before: u32,
    pub after: u32,
    pub header: bool,
    pub hidden: bool,
    /// Deleted by an editor whose change is not yet accepted.
    pub deleted: bool,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Default)]
pub struct Cell {
    pub span: u32,
    pub down: Merge,
    pub across: Merge,
    pub width: Option<u32>,
    pub shaded: bool,
    pub items: Vec<Item>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Merge {
    #[default]
    None,
    Begins,
    Continues,
}
