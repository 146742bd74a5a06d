//! Cuts separated values into fields, the way spreadsheet programs write them and the ways people break them.
//!
//! A quote opens a field only at its beginning and closes it only before a separator or the end of a row; a field
//! whose quotes do not fit is taken as it stands. No end is searched for twice, so stray quotes cost nothing.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr3};

/// A field that holds at least one byte; fields of nothing are not listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub col: u32,
    start: u32,
    end: u32,
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    Quoted,
    /// It begins with a quote that does not fit.
    Stray,
}

impl Field {
    /// The bytes of the field in the text, quotes included.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// What the field says.
    pub fn value<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let raw = &text[self.range()];
        if self.form != Form::Quoted {
            return Cow::Borrowed(raw);
        }
        let inner = &raw[1..raw.len() - 1];
        if memchr3(b'"', b'\r', b'\r', inner.as_bytes()).is_none() {
            return Cow::Borrowed(inner);
        }
        Cow::Owned(inner.replace("\"\"", "\"").replace("\r\n", "\n").replace('\r', "\n"))
    }

    pub fn has_stray_quote(&self) -> bool {
        self.form == Form::Stray
    }
}

/// One row: where it begins and how many fields it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub start: usize,
    pub width: u32,
}

/// The rows of a text, one after the other, with the fields of the last one that was read.
pub struct Records<'t> {
    text: &'t str,
    separator: u8,
    longest: usize,
    at: usize,
    pub fields: Vec<Field>,
    /// Fields of the row that was read last behind [`MOST_FIELDS`], which are not listed.
    pub left_out: usize,
}

/// Fields of one row that are listed: sixteen times what spreadsheet programs allow.
const MOST_FIELDS: usize = 1 << 18;

impl<'t> Records<'t> {
    /// `longest` bounds a quoted field: what is not closed by then was not meant to be quoted.
    pub fn new(text: &'t str, separator: u8, longest: usize) -> Self {
        Self { text, separator, longest, at: 0, fields: Vec::new(), left_out: 0 }
    }

    pub fn from(mut self, offset: usize) -> Self {
        self.seek(offset);
        self
    }

    /// Goes to the beginning of a row.
    pub fn seek(&mut self, offset: usize) {
        self.at = offset;
    }

    /// Whether everything before a byte was read.
    pub fn reached(&self, offset: usize) -> bool {
        self.at >= offset
    }

    /// The next row. `None` after the last one.
    pub fn read(&mut self) -> Option<Record> {
        let start = self.at;
        if start >= self.text.len() {
            return None;
        }
        self.fields.clear();
        self.left_out = 0;
        let mut col = 0;
        loop {
            let (end, form) = self.field(self.at);
            if end > self.at && self.fields.len() == MOST_FIELDS {
                self.left_out += 1;
            } else if end > self.at {
                self.fields.push(Field { col, start: self.at as u32, end: end as u32, form });
            }
            col += 1;
            let stop = self.text.as_bytes().get(end).copied();
            self.at = end + 1;
            if stop != Some(self.separator) {
                let pair = stop == Some(b'\r') && self.text.as_bytes().get(self.at) == Some(&b'\n');
                self.at += usize::from(pair);
                return Some(Record { start, width: col });
            }
        }
    }

    /// Where the field that begins here ends, and its form.
    fn field(&self, start: usize) -> (usize, Form) {
        let bytes = self.text.as_bytes();
        if bytes.get(start) != Some(&b'"') {
            return (self.plain_end(start), Form::Plain);
        }
        let most = bytes.len().min(start.saturating_add(self.longest));
        let mut at = start + 1;
        while let Some(offset) = memchr(b'"', &bytes[at.min(most)..most]) {
            at += offset + 1;
            match bytes.get(at) {
                Some(b'"') => at += 1,
                None | Some(b'\n' | b'\r') => return (at, Form::Quoted),
                Some(&next) if next == self.separator => return (at, Form::Quoted),
                Some(_) => break,
            }
        }
        (self.plain_end(start), Form::Stray)
    }

    fn plain_end(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        memchr3(self.separator, b'\n', b'\r', &bytes[start..]).map_or(bytes.len(), |offset| start + offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows as `column:text`, fields between bars.
    fn rows(text: &str) -> Vec<String> {
        let mut records = Records::new(text, b',', 1 << 20);
        let mut rows = Vec::new();
        while records.read().is_some() {
            let fields = records.fields.iter();
            let shown: Vec<String> =
                fields.map(|field| format!("{}:{}", field.col, field.value(text))).collect();
            rows.push(shown.join("|"));
        }
        rows
    }

    #[test]
    fn quotes_close_where_they_fit() {
        let cases: [(&str, &[&str]); 6] = [
            ("a,,b\n", &["0:a|2:b"]),
            ("\"a,\"\"b\"\"\r\nc\",d", &["0:a,\"b\"\nc|1:d"]),
            ("\"三公\"经费,1\n\"x\",2", &["0:\"三公\"经费|1:1", "0:x|1:2"]),
            ("\"open,1\nb,2", &["0:\"open|1:1", "0:b|1:2"]),
            ("a，b,c\rd", &["0:a，b|1:c", "0:d"]),
            ("\"\",\"", &["0:|1:\""]),
        ];
        for (text, expected) in cases {
            assert_eq!(rows(text), expected, "{text:?}");
        }
    }
}
