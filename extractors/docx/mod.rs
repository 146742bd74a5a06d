//! Word documents: OOXML packages whose main part is WordprocessingML, transitional or strict, with or without macros,
//! documents and templates.
//!
//! Reading goes in two steps that can be read alone: [`parse`] turns a part into Word's own terms ([`model`]), and
//! [`convert`] turns those into a [`Document`], with numbers counted ([`numbering`]), cells laid on their grid
//! ([`grid`]), and split tables joined ([`join`]). [`ledger`] keeps account of every part of the package.

mod convert;
mod grid;
mod join;
mod ledger;
mod listed;
mod model;
mod numbering;
mod parse;
mod styles;
mod symbols;

use convert::Converter;
use model::Story;
use numbering::Numbering;
use parse::Parser;
use styles::Styles;

use crate::document::{Area, Fate};
use crate::opc::{self, Kind, Package, Relationship, compound};
use crate::{Code, Context, Document, Error, Extractor, Notice, Source};

pub struct Docx;

impl Extractor for Docx {
    fn name(&self) -> &'static str {
        "docx"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["docx", "docm", "dotx", "dotm"]
    }

    /// Packages of Word; also zips that are too damaged to say what they are, and compound files that are no workbook
    /// and hold none under a lock, so that they are named as what they are.
    fn recognises(&self, source: &Source) -> bool {
        match opc::kind(source) {
            Some(kind) => matches!(kind, Kind::Word | Kind::Broken),
            None => {
                let bytes = source.bytes();
                compound::is_compound(bytes)
                    && compound::diagnosis(bytes).is_some_and(|error| {
                        error.code() != Code::ENCRYPTED
                            && !error.kind().details.contains(&("type", "xls".to_owned()))
                    })
            }
        }
    }

    fn extract(&self, context: &mut Context<'_>, source: &Source) -> Result<Document, Error> {
        let mut package = Package::open(context, source)?;
        let main = main_part(context, &mut package)?;
        let lines = relationships(context, &mut package, &main);
        let styles = styles(context, &mut package, &lines);
        let body = body(context, &mut package, &styles, &main)?;
        let mut converter = Converter::new(context, &mut package, &styles);
        converter.numbering = numbering(&mut converter, &lines);
        comments(&mut converter, &lines);
        converter.story(&main, Area::Body, lines.clone(), &body);
        drop(body);
        converter.ledger.book(&main, Fate::Extracted);
        side_stories(&mut converter, &lines);
        finish(converter, &lines)
    }
}

const USUAL: [&str; 2] = ["word/document.xml", "word/document2.xml"];

fn main_part(context: &mut Context<'_>, package: &mut Package<'_>) -> Result<String, Error> {
    let main = package.main_part(context, &USUAL);
    if package.is_truncated() {
        let lost = package.cut().unwrap_or("central directory").to_owned();
        if main.is_some() {
            context.notices.add(Notice::new(Code::ZIP_TRUNCATED_PARTLY).with("part", lost));
        } else {
            return Err(Error::new(Code::ZIP_TRUNCATED).with("part", lost));
        }
    }
    main.ok_or_else(|| Error::new(Code::NOT_OOXML).with("detail", "no main part"))
}

/// The relationships of a part; damage to them is said, and the part is read without.
fn relationships(context: &mut Context<'_>, package: &mut Package<'_>, of: &str) -> Vec<Relationship> {
    package.relationships(context, of).unwrap_or_else(|error| {
        context.notices.add(error.of_part(of));
        Vec::new()
    })
}

fn target<'l>(lines: &'l [Relationship], kind: &str) -> Option<&'l str> {
    lines.iter().find(|line| line.kind == kind && !line.external).map(|line| line.target.as_str())
}

/// Reads a part that the body can do without.
fn side_part<T: Default>(
    context: &mut Context<'_>,
    package: &mut Package<'_>,
    name: &str,
    read: impl FnOnce(&mut Context<'_>, &[u8]) -> Result<T, Error>,
) -> (T, Fate) {
    let result = match package.xml(context, name) {
        Ok(Some(xml)) => read(context, &xml),
        Ok(None) => return (T::default(), Fate::Skipped("missing")),
        Err(error) => Err(error),
    };
    match result {
        Ok(value) => (value, Fate::Extracted),
        Err(error) => {
            context.notices.add(error.of_part(name));
            (T::default(), Fate::Failed(error.code()))
        }
    }
}

fn styles(context: &mut Context<'_>, package: &mut Package<'_>, lines: &[Relationship]) -> Styles {
    let Some(name) = target(lines, "styles") else { return Styles::default() };
    side_part(context, package, name, |context, xml| Styles::parse(context.limits, name, xml)).0
}

fn body(
    context: &mut Context<'_>,
    package: &mut Package<'_>,
    styles: &Styles,
    main: &str,
) -> Result<Story, Error> {
    let xml =
        package.xml(context, main)?.ok_or_else(|| Error::new(Code::ZIP_TRUNCATED).with("part", main))?;
    let mut parser = Parser::new(context.limits, styles, main, &xml);
    let story = parser.story()?;
    say_parsed(context, &parser, main);
    Ok(story)
}

fn say_parsed(context: &mut Context<'_>, parser: &Parser<'_>, part: &str) {
    parser.remark(context);
    for (code, detail) in &parser.exceeded {
        let key = if *code == Code::LIMIT_CELLS { "count" } else { "detail" };
        context.notices.add(Notice::new(*code).with("part", part).with(key, detail));
    }
}

fn numbering(converter: &mut Converter<'_, '_, '_, '_>, lines: &[Relationship]) -> Numbering {
    let Some(name) = target(lines, "numbering") else { return Numbering::default() };
    let (numbering, fate) = side_part(converter.context, converter.package, name, |context, xml| {
        Numbering::parse(context.limits, name, xml)
    });
    converter.ledger.book(name, fate);
    numbering
}

/// Comments are remarks of editors: notices at the place they are about, never text.
fn comments(converter: &mut Converter<'_, '_, '_, '_>, lines: &[Relationship]) {
    let Some(name) = target(lines, "comments") else { return };
    let styles = Styles::default();
    let (stories, fate) = side_part(converter.context, converter.package, name, |context, xml| {
        Parser::new(context.limits, &styles, name, xml).stories(b"comment")
    });
    converter.comments = stories.into_iter().map(|(id, story)| (id, story.text)).collect();
    converter.ledger.book(name, fate);
}

/// Headers, footers and notes, each after the body and marked by its area.
fn side_stories(converter: &mut Converter<'_, '_, '_, '_>, lines: &[Relationship]) {
    for line in lines.iter().filter(|line| !line.external) {
        let (area, each): (Area, Option<&[u8]>) = match line.kind.as_str() {
            "header" => (Area::Header, None),
            "footer" => (Area::Footer, None),
            "footnotes" => (Area::Footnote, Some(b"footnote")),
            "endnotes" => (Area::Endnote, Some(b"endnote")),
            _ => continue,
        };
        if !converter.ledger.knows(&line.target) {
            side_story(converter, &line.target, area, each);
        }
    }
}

fn side_story(converter: &mut Converter<'_, '_, '_, '_>, name: &str, area: Area, each: Option<&[u8]>) {
    let styles = converter.styles();
    let (stories, fate) = side_part(converter.context, converter.package, name, |context, xml| {
        let mut parser = Parser::new(context.limits, styles, name, xml);
        let stories = match each {
            Some(each) => parser.stories(each)?.into_iter().map(|(_, story)| story).collect(),
            None => vec![parser.story()?],
        };
        say_parsed(context, &parser, name);
        Ok(stories)
    });
    converter.ledger.book(name, fate);
    let links = relationships(converter.context, converter.package, name);
    for story in stories {
        converter.story(name, area, links.clone(), &story);
    }
}

/// What is said about the package as a whole, and the ledger.
fn finish(mut converter: Converter<'_, '_, '_, '_>, lines: &[Relationship]) -> Result<Document, Error> {
    if let Some(name) = target(lines, "styles") {
        converter.ledger.book(name, Fate::Extracted);
    }
    let mut left: Vec<String> = std::mem::take(&mut converter.comments).into_values().collect();
    left.sort();
    for text in left {
        converter.context.notices.add(Notice::new(Code::COMMENT).with("text", text));
    }
    let names = converter.package.names().to_vec();
    for name in names.iter().filter(|name| !converter.package.is_whole(name)) {
        converter.ledger.book(name, Fate::Failed(Code::ZIP_TRUNCATED));
    }
    converter.ledger.book("[Content_Types].xml", Fate::Extracted);
    external_links(&mut converter, &names);
    if names.iter().any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin")) {
        converter.context.notices.add(Notice::new(Code::MACRO));
    }
    converter.document.parts = converter.ledger.lines(&names);
    Ok(converter.document)
}

/// Every target outside the file from which content would come, wherever it is named: said, never opened. Where a reader
/// of the text may go by a click is no content of the file.
fn external_links(converter: &mut Converter<'_, '_, '_, '_>, names: &[String]) {
    let mut seen = std::collections::HashSet::new();
    for name in names.iter().filter(|name| name.to_ascii_lowercase().ends_with(".rels")) {
        let lines = converter.package.relationship_part(converter.context, name).unwrap_or_else(|error| {
            converter.ledger.book(name, Fate::Failed(error.code()));
            Vec::new()
        });
        for line in lines.into_iter().filter(|line| line.external && line.kind != "hyperlink") {
            if seen.insert(line.target.clone()) {
                converter.context.notices.add(Notice::new(Code::EXTERNAL_LINK).with("target", line.target));
            }
        }
        converter.ledger.book(name, Fate::Extracted);
    }
}

#[cfg(test)]
mod tests;
