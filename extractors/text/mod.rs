//! Text exports.

use crate::{Context, Document, Error, Extractor, Source};

pub struct Text;

impl Extractor for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt"]
    }

    fn recognises(&self, _: &Source) -> bool {
        false
    }

    fn extract(&self, _: &mut Context<'_>, source: &Source) -> Result<Document, Error> {
        Err(Error::unreadable(source))
    }
}
