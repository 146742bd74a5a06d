//! From recognised tables and from prose to documents, facts, indicators and claims.

use extractors::{Document, Notices};

use crate::book::Book;
use crate::report::Reading;
use crate::statement::Statement;

/// Everything that the file says. `name` is the file's, the weakest hint about an office.
pub fn read(
    _notices: &mut Notices,
    _name: &str,
    _document: &Document,
    _statements: &[Statement],
    _book: &Book,
) -> Reading {
    Reading::default()
}
