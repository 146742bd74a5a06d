//! Text as a browser lays it out: runs of blanks become one, a line break in the source between two wide characters
//! becomes nothing, entities are resolved.

use unicode_width::UnicodeWidthChar;

use super::token::unescape;
use crate::document::Style;
use crate::{Locator, Paragraph, Table};

/// What stands in a flow: a paragraph, or a table with the tables that stand in its cells.
#[derive(Debug)]
pub enum Piece {
    Text(Paragraph),
    Table(Box<Nest>),
}

/// A table and what stands inside its cells, by row and column.
#[derive(Debug)]
pub struct Nest {
    pub table: Table,
    pub inner: Vec<(u32, u32, Nest)>,
}

/// White space that was met but not yet written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Gap {
    #[default]
    None,
    Blank,
    /// Blank space that holds a line break of the source.
    Newline,
}

/// A paragraph while it is read.
#[derive(Debug, Default)]
pub struct Inline {
    text: String,
    gap: Gap,
    at: Option<Locator>,
    bold: bool,
    plain: bool,
    shown: bool,
    number: String,
}

impl Inline {
    /// Appends source text, its white space as it stands in the source.
    pub fn push(&mut self, source: &str, bold: bool, hidden: bool, place: impl FnOnce() -> Locator) {
        let blank = |c: char| c.is_ascii_whitespace();
        if source.chars().all(blank) {
            self.space(source);
            return;
        }
        self.at.get_or_insert_with(place);
        *(if bold { &mut self.bold } else { &mut self.plain }) = true;
        self.shown |= !hidden;
        let mut rest = source;
        while !rest.is_empty() {
            let start = rest.find(|c| !blank(c)).unwrap_or(rest.len());
            self.space(&rest[..start]);
            rest = &rest[start..];
            let end = rest.find(blank).unwrap_or(rest.len());
            self.word(&rest[..end]);
            rest = &rest[end..];
        }
    }

    /// Appends text that keeps its own blanks and lines.
    pub fn push_verbatim(&mut self, text: &str, place: impl FnOnce() -> Locator) {
        self.at.get_or_insert_with(place);
        self.shown = true;
        unescape(&mut self.text, text);
    }

    /// Appends to the automatic number of the paragraph.
    pub fn push_number(&mut self, text: &str, place: impl FnOnce() -> Locator) {
        if !text.trim().is_empty() {
            self.at.get_or_insert_with(place);
            self.shown = true;
        }
        unescape(&mut self.number, text);
    }

    pub fn line_break(&mut self) {
        self.gap = Gap::None;
        self.text.push('\n');
    }

    fn space(&mut self, blanks: &str) {
        if blanks.contains(['\n', '\r']) {
            self.gap = Gap::Newline;
        } else if !blanks.is_empty() && self.gap == Gap::None {
            self.gap = Gap::Blank;
        }
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        let before = self.text.chars().next_back();
        let joins = match (self.gap, before) {
            (Gap::None, _) | (_, None | Some('\n')) => true,
            (Gap::Newline, Some(last)) => is_wide(last) && word.chars().next().is_some_and(is_wide),
            (Gap::Blank, _) => false,
        };
        if !joins {
            self.text.push(' ');
        }
        self.gap = Gap::None;
        unescape(&mut self.text, word);
    }

    /// The finished paragraph, and an empty one in its place. `None` where nothing but blanks was read.
    pub fn take(&mut self) -> Option<Paragraph> {
        let done = std::mem::take(self);
        let at = done.at?;
        let text = done.text.trim_matches(|c: char| c.is_ascii_whitespace());
        if text.trim().is_empty() && done.number.trim().is_empty() {
            return None;
        }
        let mut paragraph = Paragraph::new(text, at);
        paragraph.style = Style { bold: done.bold && !done.plain, ..Style::default() };
        paragraph.hidden = !done.shown;
        let number = done.number.trim();
        paragraph.number = (!number.is_empty()).then(|| number.to_owned());
        Some(paragraph)
    }
}

fn is_wide(character: char) -> bool {
    character.width() == Some(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(pieces: &[&str]) -> Option<String> {
        let mut inline = Inline::default();
        pieces.iter().for_each(|piece| inline.push(piece, false, false, || Locator::File));
        inline.take().map(|paragraph| paragraph.text)
    }

    #[test]
    fn blanks_collapse_and_breaks_between_wide_characters_vanish() {
        assert_eq!(laid_out(&["  年初\n预算数 ", " (a\nb) "]).unwrap(), "年初预算数 (a b)");
        assert_eq!(laid_out(&["甲\r\n", "乙"]).unwrap(), "甲乙");
        assert_eq!(laid_out(&["甲 ", " 乙"]).unwrap(), "甲 乙");
    }

    #[test]
    fn blank_paragraphs_are_none() {
        assert_eq!(laid_out(&["&nbsp;", " \n"]), None);
        assert_eq!(laid_out(&["&nbsp;&nbsp;其中"]).unwrap(), "\u{A0}\u{A0}其中");
    }
}
