//! From a workbook to a document: each region of a sheet becomes a table, what lies outside becomes paragraphs.

use super::workbook::Book;
use crate::{Context, Document};

/// The document that a workbook is.
pub fn document(_: &mut Context<'_>, book: Book) -> Document {
    Document { format: book.format, parts: book.parts, ..Document::default() }
}
