//! Workbooks: XLSX and XLSM, XLSB, XLS, XML Spreadsheet 2003 and ODS. One extractor for all of them: a reader for each
//! kind of file parses into the types of `workbook`, and what follows does not know which one it was.

mod binary;
mod convert;
mod formula;
mod grid;
mod merges;
mod ods;
mod ooxml;
mod printer;
mod regions;
#[cfg(test)]
mod testing;
mod tokens;
mod workbook;
mod xls;
mod xlsb;
mod xml2003;

use crate::{Context, Document, Error, Extractor, Source};
use workbook::Reader;

/// The kinds of files, in the order in which they are asked.
const READERS: &[&dyn Reader] = &[&xlsb::Xlsb, &ooxml::Ooxml, &ods::Ods, &xls::Xls, &xml2003::Xml2003];

pub struct Workbook;

impl Extractor for Workbook {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xlsx", "xlsm", "xltx", "xltm", "xlsb", "xls", "xlt", "et", "ods"]
    }

    fn recognises(&self, source: &Source) -> bool {
        READERS.iter().any(|reader| reader.recognises(source))
    }

    fn extract(&self, context: &mut Context<'_>, source: &Source) -> Result<Document, Error> {
        let reader = READERS.iter().find(|reader| reader.recognises(source));
        let book = reader.ok_or_else(|| Error::unreadable(source))?.read(context, source)?;
        Ok(convert::document(context, book))
    }
}
