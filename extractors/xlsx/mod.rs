//! Workbooks.

use crate::{Context, Document, Error, Extractor, Source};

pub struct Workbook;

impl Extractor for Workbook {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xlsx"]
    }

    fn recognises(&self, _: &Source) -> bool {
        false
    }

    fn extract(&self, _: &mut Context<'_>, source: &Source) -> Result<Document, Error> {
        Err(Error::unreadable(source))
    }
}
