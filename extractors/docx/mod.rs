//! Word documents.

use crate::{Context, Document, Error, Extractor, Source};

pub struct Docx;

impl Extractor for Docx {
    fn name(&self) -> &'static str {
        "docx"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["docx"]
    }

    fn recognises(&self, _: &Source) -> bool {
        false
    }

    fn extract(&self, _: &mut Context<'_>, source: &Source) -> Result<Document, Error> {
        Err(Error::unreadable(source))
    }
}
