//! Workbooks in XML packages: XLSX, XLSM and their templates, transitional and strict, by whichever program.
//!
//! Read: cells with formats, formulas and rich text, merges, hidden rows, columns and sheets, panes, filters, named
//! tables, print titles, comments, charts, pictures, text boxes. Left: macros, pivot caches, conditional formats.

mod formulas;
mod names;
mod parts;
mod sheet;
mod strings;
mod styles;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::workbook::{Book, Reader, Sheet, Spending, Visibility};
use crate::document::Fate;
use crate::opc::{self, Kind, Package, Relationship};
use crate::xml::Scanner;
use crate::{Code, Context, Error, Notice, Source};
use names::DefinedName;
use parts::Ledger;

pub struct Ooxml;

const USUAL: &[&str] = &["xl/workbook.xml"];

impl Reader for Ooxml {
    fn recognises(&self, source: &Source) -> bool {
        opc::kind(source) == Some(Kind::Workbook)
    }

    fn read(&self, context: &mut Context<'_>, source: &Source) -> Result<Book, Error> {
        let mut package = Package::open(context, source)?;
        let main = package.main_part(context, USUAL).ok_or_else(|| match package.is_truncated() {
            true => Error::new(Code::ZIP_TRUNCATED).with("part", package.cut().unwrap_or(USUAL[0])),
            false => Error::new(Code::NOT_OOXML).with("detail", "no workbook part"),
        })?;
        Workbook::new(context, package, main)?.read(context)
    }
}

/// A workbook while it is read.
pub struct Workbook<'s> {
    pub package: Package<'s>,
    pub main: String,
    pub links: Vec<Relationship>,
    pub ledger: Ledger,
    pub strings: Vec<Arc<str>>,
    pub spending: Spending,
}

/// A line of the list of sheets.
struct Listed {
    name: String,
    link: String,
    visibility: Visibility,
}

/// What the main part says.
#[derive(Default)]
struct Contents {
    date1904: bool,
    sheets: Vec<Listed>,
    names: Vec<DefinedName>,
}

impl<'s> Workbook<'s> {
    pub fn new(context: &mut Context<'_>, mut package: Package<'s>, main: String) -> Result<Self, Error> {
        let links = package.relationships(context, &main).unwrap_or_else(|error| {
            context.notices.add(error.into_notice());
            Vec::new()
        });
        Ok(Self {
            package,
            main,
            links,
            ledger: Ledger::default(),
            strings: Vec::new(),
            spending: Spending::default(),
        })
    }

    fn read(mut self, context: &mut Context<'_>) -> Result<Book, Error> {
        let main = self.main.clone();
        let xml = self.package.xml(context, &main)?.unwrap_or_default();
        let contents = contents(context, &main, &xml)?;
        self.ledger.note(&main, Fate::Extracted);
        let looks = match self.linked("styles") {
            Some(part) => self.styles(context, &part),
            None => styles::usual(),
        };
        if let Some(part) = self.linked("sharedStrings") {
            self.strings = self.shared_strings(context, &part);
        }
        let mut book = Book { date1904: contents.date1904, looks, ..Book::default() };
        for (nth, listed) in contents.sheets.iter().enumerate() {
            let mut sheet = self.sheet(context, nth, listed, &book.looks);
            names::apply(&mut sheet, nth, &contents.names);
            book.sheets.push(sheet);
        }
        self.check_whole(context, &book)?;
        book.format = self.format();
        book.parts = self.rest(context);
        Ok(book)
    }

    /// A package whose end is missing may have lost any part; one that lost all its sheets cannot be read.
    pub fn check_whole(&self, context: &mut Context<'_>, book: &Book) -> Result<(), Error> {
        if !self.package.is_truncated() {
            return Ok(());
        }
        if book.sheets.iter().all(|sheet| sheet.cells.is_empty()) {
            return Err(Error::new(Code::ZIP_TRUNCATED).with("part", &self.main));
        }
        context.notices.add(Notice::new(Code::ZIP_TRUNCATED_PARTLY).with("part", &self.main));
        Ok(())
    }

    fn format(&self) -> &'static str {
        let kind = self.package.content_type(&self.main).unwrap_or_default();
        if kind.contains("macroEnabled") { "xlsm" } else { "xlsx" }
    }

    /// The part that the workbook names for a purpose.
    pub fn linked(&self, kind: &str) -> Option<String> {
        self.links.iter().find(|link| link.kind == kind && !link.external).map(|link| link.target.clone())
    }

    fn styles(&mut self, context: &mut Context<'_>, part: &str) -> Vec<super::workbook::Look> {
        let xml = self.xml(context, part);
        match xml.map(|xml| styles::looks(context, part, &xml)) {
            Some(Ok(looks)) => looks,
            Some(Err(error)) => {
                self.fail(context, part, &error);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn shared_strings(&mut self, context: &mut Context<'_>, part: &str) -> Vec<Arc<str>> {
        let Some(xml) = self.xml(context, part) else { return Vec::new() };
        let (strings, end) = strings::shared(context, part, &xml);
        if let Err(error) = end {
            self.fail(context, part, &error);
        }
        strings
    }

    fn sheet(
        &mut self,
        context: &mut Context<'_>,
        nth: usize,
        listed: &Listed,
        looks: &[super::workbook::Look],
    ) -> Sheet {
        let mut sheet = Sheet::new(&listed.name);
        sheet.visibility = listed.visibility;
        let link = self.links.iter().find(|link| link.id == listed.link && !link.external);
        let kind = link.map(|link| link.kind.clone()).unwrap_or_default();
        let part =
            link.map_or_else(|| format!("xl/worksheets/sheet{}.xml", nth + 1), |link| link.target.clone());
        if matches!(kind.as_str(), "xlMacrosheet" | "xlIntlMacrosheet" | "dialogsheet") {
            self.ledger.note(&part, Fate::Skipped("macro"));
            return sheet;
        }
        let Some(xml) = self.xml(context, &part) else { return sheet };
        let mut reading = sheet::Reading::new(&mut sheet, looks, &self.strings, &mut self.spending);
        let end = reading.read(context, &part, &xml);
        let names_drawings = reading.has_drawing;
        drop(xml);
        if let Err(error) = end {
            self.fail(context, &part, &error);
        }
        self.attachments(context, &mut sheet, &part, names_drawings || kind == "chartsheet");
        sheet
    }

    /// A part's XML; where it is missing or cannot be inflated, a notice says so.
    fn xml(&mut self, context: &mut Context<'_>, part: &str) -> Option<Vec<u8>> {
        match self.package.xml(context, part) {
            Ok(Some(xml)) => {
                self.ledger.note(part, Fate::Extracted);
                Some(xml)
            }
            Ok(None) => {
                self.fail(context, part, &Error::new(Code::PART_BROKEN).with("detail", "not in the package"));
                None
            }
            Err(error) => {
                self.fail(context, part, &error);
                None
            }
        }
    }

    pub fn fail(&mut self, context: &mut Context<'_>, part: &str, error: &Error) {
        context.notices.add(error.of_part(part));
        self.ledger.note(part, Fate::Failed(error.code()));
    }
}

fn contents(context: &mut Context<'_>, part: &str, xml: &[u8]) -> Result<Contents, Error> {
    let mut scanner = Scanner::new(context.limits, part, xml);
    let mut found = Contents::default();
    while let Some(tag) = scanner.opening()? {
        match tag.name {
            b"workbookPr" => found.date1904 = matches!(tag.raw(b"date1904"), Some(b"1" | b"true")),
            b"sheet" => found.sheets.push(Listed {
                name: tag.value(b"name").unwrap_or_default().into_owned(),
                link: tag.value(b"id").unwrap_or_default().into_owned(),
                visibility: match tag.raw(b"state") {
                    Some(b"hidden") => Visibility::Hidden,
                    Some(b"veryHidden") => Visibility::VeryHidden,
                    _ => Visibility::Shown,
                },
            }),
            b"definedName" => {
                let name = tag.value(b"name").unwrap_or_default().into_owned();
                let sheet = tag.number(b"localSheetId").and_then(|nth| usize::try_from(nth).ok());
                let mut text = String::new();
                scanner.text(&tag, &mut text)?;
                found.names.push(DefinedName { name, sheet, text });
            }
            b"pivotCaches" | b"extLst" => scanner.skip(&tag)?,
            _ => {}
        }
    }
    Ok(found)
}
