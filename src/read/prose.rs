//! Figures and claims in sentences.

use extractors::Document;

use crate::book::Book;
use crate::claim::Claim;
use crate::fact::Fact;
use crate::report::DocumentHead;

/// What the paragraphs of a file say, each for the document it stands in.
pub fn read(_document: &Document, _heads: &[DocumentHead], _book: &Book) -> (Vec<Fact>, Vec<Claim>) {
    (Vec::new(), Vec::new())
}
