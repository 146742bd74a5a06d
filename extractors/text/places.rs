//! Turns byte offsets into lines and columns, in one pass over a text as long as the offsets rise.

use std::sync::Arc;

use memchr::memchr;

use crate::Locator;

/// A walk along a text that knows its line and column.
#[derive(Debug, Clone)]
pub struct Places<'a> {
    text: &'a str,
    offset: usize,
    line: u32,
    col: u32,
    /// What ends a numbered line: LF, or CR in a text without a single LF.
    end: u8,
    part: Option<Arc<str>>,
}

impl<'a> Places<'a> {
    pub fn new(text: &'a str) -> Self {
        let end = if memchr(b'\n', text.as_bytes()).is_some() { b'\n' } else { b'\r' };
        Self { text, offset: 0, line: 1, col: 1, end, part: None }
    }

    /// For a text that begins at a line of a larger one.
    pub fn from_line(text: &'a str, line: u32) -> Self {
        Self { line, ..Self::new(text) }
    }

    /// For a text that is a part of a package: its lines are not lines of the file.
    pub fn of_part(text: &'a str, part: Arc<str>) -> Self {
        Self { part: Some(part), ..Self::new(text) }
    }

    /// The place of a byte. An offset before the last one asked for is answered with that one's place.
    pub fn at(&mut self, offset: usize) -> Locator {
        self.advance(offset.min(self.text.len()));
        match &self.part {
            Some(part) => Locator::Part { part: part.clone(), row: self.line, col: self.col },
            None => Locator::Line { line: self.line, col: self.col },
        }
    }

    fn advance(&mut self, offset: usize) {
        let bytes = self.text.as_bytes();
        while self.offset < offset {
            let Some(found) = memchr(self.end, &bytes[self.offset..offset]) else {
                self.col += characters(&bytes[self.offset..offset]);
                self.offset = offset;
                return;
            };
            self.offset += found + 1;
            self.line = self.line.saturating_add(1);
            self.col = 1;
        }
    }
}

/// The characters that begin in these bytes of UTF-8.
fn characters(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_files_end_them_and_columns_count_characters() {
        for (text, expected) in [("甲乙\r\n丙\r丁\n戊", "1:1 1:2 2:1 2:3 3:1"), ("甲\r乙", "1:1 2:1")]
        {
            let mut places = Places::new(text);
            let shown = text.char_indices().filter(|(_, c)| !c.is_ascii_control());
            let seen: Vec<String> =
                shown.map(|(offset, _)| places.at(offset).to_string().replace('L', "")).collect();
            assert_eq!(seen.join(" "), expected);
        }
    }
}
