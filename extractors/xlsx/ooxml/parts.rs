//! What belongs to a sheet beside its own part: named tables, comments, charts, pictures, text boxes; and the ledger
//! of all parts of the package.

use std::collections::HashMap;

use super::{Workbook, names, strings};
use crate::document::{Fate, Part};
use crate::drawing::{self, chart};
use crate::opc::Relationship;
use crate::xlsx::embedded;
use crate::xlsx::formula;
use crate::xlsx::workbook::{Comment, Floating, NamedTable, Sheet};
use crate::xml::{Scanner, Step, Tag};
use crate::{Code, Context, Error, Notice, Source};

/// What became of parts, by their names in lower case.
#[derive(Default)]
pub struct Ledger(HashMap<String, Fate>);

impl Ledger {
    pub fn note(&mut self, part: &str, fate: Fate) {
        self.0.insert(part.to_ascii_lowercase(), fate);
    }
}

impl Workbook<'_> {
    /// Reads what a sheet's relationships name. Charts and pictures only where the sheet shows them.
    pub fn attachments(&mut self, context: &mut Context<'_>, sheet: &mut Sheet, part: &str, shows: bool) {
        let links = match self.package.relationships(context, part) {
            Ok(links) => links,
            Err(error) => return self.fail(context, part, &error),
        };
        // The binary parts of an XLSB are its own reader's.
        let is_binary = |link: &Relationship| link.target.ends_with(".bin") && link.kind != "oleObject";
        for link in links.iter().filter(|link| !link.external && !is_binary(link)) {
            let read: fn(&mut Context<'_>, &mut Sheet, &str, &[u8]) -> Result<(), Error> =
                match link.kind.as_str() {
                    "comments" => comments,
                    "table" => table,
                    "drawing" if shows => {
                        self.drawing(context, sheet, &link.target);
                        continue;
                    }
                    "package" | "oleObject" => {
                        self.file(context, sheet, &link.target);
                        continue;
                    }
                    _ => continue,
                };
            if let Some(xml) = self.xml(context, &link.target)
                && let Err(error) = read(context, sheet, &link.target, &xml)
            {
                self.fail(context, &link.target, &error);
            }
        }
    }

    /// Reads a file that lies on a sheet, where a reader may know it. The others are named in the list of parts.
    fn file(&mut self, context: &mut Context<'_>, sheet: &mut Sheet, part: &str) {
        if self.ledger.0.contains_key(&part.to_ascii_lowercase()) {
            return;
        }
        match self.package.part(context, part) {
            Ok(Some(bytes)) => {
                let Some(bytes) = embedded::file(bytes) else { return };
                let document = context.extract_in_workbook(&Source::new(part, bytes));
                let fate = document.as_ref().map_or(Fate::Skipped("unreadable"), |_| Fate::Extracted);
                self.ledger.note(part, fate);
                sheet.floating.extend(document.map(Floating::File));
            }
            Ok(None) => {}
            Err(error) => self.fail(context, part, &error),
        }
    }

    fn drawing(&mut self, context: &mut Context<'_>, sheet: &mut Sheet, part: &str) {
        let Some(xml) = self.xml(context, part) else { return };
        let links = self.package.relationships(context, part).unwrap_or_default();
        let mut shapes = Vec::new();
        if let Err(error) = shapes_of(context, part, &xml, &mut shapes) {
            self.fail(context, part, &error);
        }
        for shape in shapes {
            match shape {
                Shape::Text { text, place } => sheet.text_box(text, place),
                Shape::Linked(id) => {
                    let link = links.iter().find(|link| link.id == id && !link.external);
                    if let Some(link) = link {
                        self.linked_shape(context, sheet, &link.kind, &link.target);
                    }
                }
            }
        }
    }

    fn linked_shape(&mut self, context: &mut Context<'_>, sheet: &mut Sheet, kind: &str, part: &str) {
        match kind {
            "chart" | "chartEx" => {
                let Some(xml) = self.xml(context, part) else { return };
                sheet.floating.extend(chart::parse(context, part, &xml).map(Floating::Chart));
            }
            "image" => match self.package.part(context, part) {
                Ok(Some(bytes)) => {
                    let picture = drawing::picture(context, part, &bytes);
                    self.ledger.note(part, picture.fate.clone());
                    sheet.picture(picture);
                }
                Ok(None) => {}
                Err(error) => self.fail(context, part, &error),
            },
            _ => {}
        }
    }

    /// The fate of every part, in the order of the package, with remarks on those that were left alone.
    pub fn rest(&mut self, context: &mut Context<'_>) -> Vec<Part> {
        let names: Vec<String> = self.package.names().to_vec();
        let mut parts = Vec::with_capacity(names.len());
        for name in names {
            let known = self.ledger.0.remove(&name.to_ascii_lowercase());
            let fate = known.unwrap_or_else(|| fate(&name));
            match fate {
                Fate::Skipped("macro") if name.ends_with(".bin") => {
                    context.notices.add(Notice::new(Code::MACRO))
                }
                Fate::Skipped("external") if name.ends_with(".rels") => self.outside(context, &name),
                Fate::Skipped("embedded") => {
                    context.notices.add(Notice::new(Code::EMBEDDED_SKIPPED).with("name", &name));
                }
                _ => {}
            }
            parts.push(Part { name, fate });
        }
        parts
    }

    /// Says what a link to another workbook names. It is never opened.
    fn outside(&mut self, context: &mut Context<'_>, rels: &str) {
        let of = rels.replacen("_rels/", "", 1);
        let links = self.package.relationships(context, of.trim_end_matches(".rels")).unwrap_or_default();
        for link in links.into_iter().filter(|link| link.external) {
            context.notices.add(Notice::new(Code::EXTERNAL_LINK).with("target", link.target));
        }
    }
}

/// What became of a part that no sheet asked for.
fn fate(name: &str) -> Fate {
    let is_list = name.ends_with(".rels") || name.eq_ignore_ascii_case("[Content_Types].xml");
    match purpose(name) {
        "unknown" if is_list => Fate::Extracted,
        purpose => Fate::Skipped(purpose),
    }
}

/// Why a part was not read, in a word.
fn purpose(name: &str) -> &'static str {
    let name = name.to_ascii_lowercase();
    let folders = [
        ("externallinks/", "external"),
        ("theme/", "theme"),
        ("docprops/", "properties"),
        ("customxml/", "custom"),
        ("printersettings/", "printer"),
        ("pivot", "pivot"),
        ("embeddings/", "embedded"),
        ("threadedcomments/", "copy"),
        ("persons/", "copy"),
        ("vba", "macro"),
        ("macrosheets/", "macro"),
        ("activex/", "control"),
        ("ctrlprops/", "control"),
        ("media/", "unused"),
        ("charts/", "style"),
        ("calcchain", "order"),
        ("metadata", "metadata"),
        ("richdata/", "metadata"),
        ("revisions/", "history"),
        ("vmldrawing", "position"),
    ];
    folders.iter().find(|(piece, _)| name.contains(piece)).map_or("unknown", |(_, purpose)| purpose)
}

fn table(context: &mut Context<'_>, sheet: &mut Sheet, part: &str, xml: &[u8]) -> Result<(), Error> {
    let mut scanner = Scanner::new(context.limits, part, xml);
    let Step::Open(tag) = scanner.next()? else { return Ok(()) };
    let headers = tag.number(b"headerRowCount").and_then(|rows| u32::try_from(rows).ok()).unwrap_or(1);
    if let Some(rect) = tag.value(b"ref").and_then(|range| names::range(&range)) {
        sheet.tables.push(NamedTable { rect, headers: headers.min(rect.height()) });
    }
    Ok(())
}

fn comments(context: &mut Context<'_>, sheet: &mut Sheet, part: &str, xml: &[u8]) -> Result<(), Error> {
    let mut scanner = Scanner::new(context.limits, part, xml);
    let mut place = (0, 0);
    loop {
        match scanner.next()? {
            Step::Open(tag) if tag.name == b"comment" => {
                place = tag.value(b"ref").and_then(|at| formula::address(&at)).unwrap_or((0, 0));
            }
            Step::Open(tag) if tag.name == b"text" => {
                let mut text = String::new();
                strings::item(&mut scanner, &tag, &mut text)?;
                let (row, col) = place;
                sheet.comments.push(Comment { row, col, text });
            }
            Step::Open(_) | Step::Close => {}
            Step::End => return Ok(()),
        }
    }
}

/// What lies on a sheet: a text in a box, or something that another part holds.
enum Shape {
    Text { text: String, place: (u32, u32) },
    Linked(String),
}

fn shapes_of(
    context: &mut Context<'_>,
    part: &str,
    xml: &[u8],
    shapes: &mut Vec<Shape>,
) -> Result<(), Error> {
    let mut scanner = Scanner::new(context.limits, part, xml);
    let mut place = (0, 0);
    while let Some(tag) = scanner.opening()? {
        match tag.name {
            b"from" => place = anchor(&mut scanner, &tag)?,
            b"txBody" => {
                let text = body(&mut scanner, &tag)?;
                if !text.trim().is_empty() {
                    shapes.push(Shape::Text { text, place });
                }
            }
            b"chart" | b"blip" => {
                let id = tag.value(b"id").or_else(|| tag.value(b"embed"));
                shapes.extend(id.map(|id| Shape::Linked(id.into_owned())));
            }
            // The old picture of what a newer program draws itself.
            b"Fallback" => scanner.skip(&tag)?,
            _ => {}
        }
    }
    Ok(())
}

/// The cell on which a shape begins.
fn anchor(scanner: &mut Scanner<'_>, tag: &Tag<'_>) -> Result<(u32, u32), Error> {
    let mut place = (0, 0);
    let depth = scanner.depth();
    let mut text = String::new();
    if tag.empty {
        return Ok(place);
    }
    loop {
        match scanner.next()? {
            Step::Open(tag) if matches!(tag.name, b"row" | b"col") => {
                text.clear();
                scanner.text(&tag, &mut text)?;
                let number = text.trim().parse::<u32>().unwrap_or(0);
                if tag.name == b"row" {
                    place.0 = number.min(formula::ROWS - 1);
                } else {
                    place.1 = number.min(formula::COLS - 1);
                }
            }
            Step::Close if scanner.depth() < depth => return Ok(place),
            Step::Open(_) | Step::Close => {}
            Step::End => return Ok(place),
        }
    }
}

/// The paragraphs of a text box.
fn body(scanner: &mut Scanner<'_>, tag: &Tag<'_>) -> Result<String, Error> {
    let mut text = String::new();
    if tag.empty {
        return Ok(text);
    }
    let depth = scanner.depth();
    loop {
        match scanner.next()? {
            Step::Open(tag) => match tag.name {
                b"t" => scanner.text(&tag, &mut text)?,
                b"p" if !text.is_empty() => text.push('\n'),
                b"br" => text.push('\n'),
                _ => {}
            },
            Step::Close if scanner.depth() < depth => return Ok(text),
            Step::Close => {}
            Step::End => return Ok(text),
        }
    }
}
