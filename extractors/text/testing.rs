//! What the tests of the dialects share: from a text to its tables, drawn as lines.

use crate::document::{Block, Document, Table};
use crate::{Context, Extractor, Limits, Notices, Source};

pub fn extract(text: &str) -> (Document, Notices) {
    let mut notices = Notices::default();
    let source = Source::new("report.txt", text.as_bytes().to_vec());
    let document = super::Text.extract(&mut Context::new(&mut notices, &Limits::default()), &source).unwrap();
    (document, notices)
}

/// The cells that begin in each row, between bars; line breaks as strokes.
pub fn rows(table: &Table) -> Vec<String> {
    (0..table.rows())
        .map(|row| {
            table.row(row).iter().map(|cell| cell.text.replace('\n', "/")).collect::<Vec<_>>().join("|")
        })
        .collect()
}

pub fn tables(text: &str) -> Vec<Vec<String>> {
    extract(text).0.tables().map(rows).collect()
}

pub fn prose(document: &Document) -> Vec<&str> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Text(paragraph) => Some(paragraph.text.as_str()),
            Block::Table(_) => None,
        })
        .collect()
}
