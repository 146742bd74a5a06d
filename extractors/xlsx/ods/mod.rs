//! Workbooks in the OpenDocument format (ODS and its templates), as LibreOffice and others write them.
//!
//! The format keeps the shown text of a cell beside its value, so nothing is printed anew; number formats are kept as
//! codes in the manner of the other workbooks. Runs of equal rows and cells are written once with a count: only runs
//! that hold something are unrolled, under the budgets.

mod content;
mod formats;
mod formulas;
mod pages;
mod shapes;
mod styles;
mod text;

use super::workbook::{Book, Reader};
use crate::document::{Fate, Part};
use crate::opc::{self, Kind, Package};
use crate::{Code, Context, Error, Notice, Source};
use content::Content;
use pages::Pages;
use styles::Styles;

pub struct Ods;

const CONTENT: &str = "content.xml";
const STYLES: &str = "styles.xml";
const MANIFEST: &str = "META-INF/manifest.xml";
const SPREADSHEET: &[u8] = b"opendocument.spreadsheet";

impl Reader for Ods {
    fn recognises(&self, source: &Source) -> bool {
        let says = |bytes: &[u8]| memchr::memmem::find(bytes, SPREADSHEET).is_some();
        // The type stands uncompressed in front, as the standard asks; else the part is looked for.
        opc::kind(source) == Some(Kind::OpenDocument)
            && (says(&source.bytes()[..source.bytes().len().min(256)]) || says(&declared_type(source)))
    }

    fn read(&self, context: &mut Context<'_>, source: &Source) -> Result<Book, Error> {
        let mut package = Package::open(context, source)?;
        let manifest = package.part(context, MANIFEST).ok().flatten().unwrap_or_default();
        if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
            return Err(Error::new(Code::ENCRYPTED));
        }
        let mut styles = Styles::default();
        let mut printed = Pages::default();
        if let Ok(Some(xml)) = package.xml(context, STYLES)
            && let Err(error) = styles
                .read(context, STYLES, &xml)
                .and_then(|()| pages::read(context, STYLES, &xml, &mut printed))
        {
            context.notices.add(Notice::new(Code::PART_BROKEN).with("part", STYLES).with("detail", error));
        }
        let missing = || Error::new(Code::ZIP_TRUNCATED).with("part", CONTENT);
        let xml = package.xml(context, CONTENT)?.ok_or_else(missing)?;
        if let Err(error) = styles.read(context, CONTENT, &xml) {
            context.notices.add(Notice::new(Code::PART_BROKEN).with("part", CONTENT).with("detail", error));
        }
        let mut content = Content::new(&styles);
        content.read(context, CONTENT, &xml)?;
        let (mut book, hung, pages) = content.finish();
        let fates = shapes::attach(context, &mut package, &mut book, hung);
        for (sheet, page) in book.sheets.iter_mut().zip(&pages) {
            for (area, sections) in printed.get(page).into_iter().flatten() {
                sheet.printed(*area, sections.clone());
            }
        }
        book.looks = styles.into_looks();
        book.parts = parts(&package, &fates);
        Ok(book)
    }
}

fn declared_type(source: &Source) -> Vec<u8> {
    let (mut notices, limits) = (crate::Notices::default(), crate::Limits::default());
    let mut context = Context::new(&mut notices, &limits);
    let mut package = match Package::open(&mut context, source) {
        Ok(package) => package,
        Err(_) => return Vec::new(),
    };
    package.part(&mut context, "mimetype").ok().flatten().unwrap_or_default()
}

fn parts(package: &Package<'_>, fates: &[Part]) -> Vec<Part> {
    let fate = |name: &String| {
        let known = fates.iter().find(|part| part.name == *name).map(|part| part.fate.clone());
        known.unwrap_or_else(|| match name.as_str() {
            CONTENT | STYLES => Fate::Extracted,
            "meta.xml" | "settings.xml" => Fate::Skipped("properties"),
            _ if name.starts_with("META-INF/") || name == "mimetype" => Fate::Skipped("package"),
            _ if name.starts_with("Thumbnails/") => Fate::Skipped("preview"),
            _ if name.starts_with("Configurations2/") => Fate::Skipped("settings"),
            _ if name.starts_with("Basic/") || name.starts_with("Scripts/") => Fate::Skipped("macro"),
            _ => Fate::Skipped("unused"),
        })
    };
    package.names().iter().map(|name| Part { name: name.clone(), fate: fate(name) }).collect()
}
