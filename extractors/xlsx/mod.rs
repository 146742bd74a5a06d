//! Workbooks: XLSX and XLSM, XLSB, XLS, XML Spreadsheet 2003 and ODS. One extractor for all of them: a reader for each
//! kind of file parses into the types of `workbook`, and what follows does not know which one it was.

mod binary;
mod convert;
mod embedded;
mod floating;
mod formula;
mod grid;
mod merges;
mod ods;
mod ooxml;
mod printed;
mod printer;
mod regions;
#[cfg(test)]
mod testing;
mod tokens;
mod workbook;
mod xls;
mod xlsb;
mod xml2003;

use crate::opc::{compound, locked};
use crate::{Code, Context, Document, Error, Extractor, Source};
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

    /// Also packages under a lock, of whatever they are: only a workbook's may open for everybody.
    fn recognises(&self, source: &Source) -> bool {
        READERS.iter().any(|reader| reader.recognises(source))
            || compound::diagnosis(source.bytes()).is_some_and(|error| error.code() == Code::ENCRYPTED)
    }

    fn extract(&self, context: &mut Context<'_>, source: &Source) -> Result<Document, Error> {
        if let Some(package) = locked::package(context.limits, source.bytes()) {
            return crate::extract_in(context, &Source::new(source.name(), package?));
        }
        let reader = READERS.iter().find(|reader| reader.recognises(source));
        let book = reader.ok_or_else(|| Error::unreadable(source))?.read(context, source)?;
        Ok(convert::document(context, book))
    }
}
