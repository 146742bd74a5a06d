//! Which table is it: family, title, unit, header paths, what each row and column stands for. By vocabulary of the book
//! and by geometry, never by position or number; figures are not read here.

use extractors::{Document, Notices};

use crate::book::Book;
use crate::statement::Statement;

/// One statement for each table of the document, in order.
pub fn recognise(_notices: &mut Notices, _document: &Document, _book: &Book) -> Vec<Statement> {
    Vec::new()
}
