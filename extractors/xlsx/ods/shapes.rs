//! What hangs on sheets: pictures, charts, text boxes.

use super::text;
use crate::document::{Fate, Part};
use crate::drawing::{self, chart};
use crate::opc::Package;
use crate::xlsx::workbook::{Book, Floating, Sheet};
use crate::xml::{Scanner, Step, Tag};
use crate::{Code, Context, Error, Notice};

/// A shape: the sheet it hangs on, the cell, and what it is.
pub struct Hung {
    sheet: usize,
    place: (u32, u32),
    what: What,
}

enum What {
    Text(String),
    Picture(String),
    Object(String),
}

/// The shapes inside an element whose tag was just read.
pub fn found<'a>(
    scanner: &mut Scanner<'a>,
    tag: &Tag<'a>,
    sheet: usize,
    place: (u32, u32),
) -> Result<Vec<Hung>, Error> {
    let mut hung = Vec::new();
    let mut picture_of_object = false;
    let mut take = |tag: &Tag<'a>, scanner: &mut Scanner<'a>| -> Result<(), Error> {
        let href = || tag.value(b"href").map(|href| href.trim_start_matches("./").to_owned());
        let what = match tag.name {
            b"object" => {
                picture_of_object = true;
                href().map(What::Object)
            }
            b"frame" => {
                picture_of_object = false;
                None
            }
            b"image" if !picture_of_object => href().map(What::Picture),
            b"text-box" | b"custom-shape" | b"rect" | b"ellipse" => {
                let text = text::paragraphs(scanner, tag)?;
                (!text.trim().is_empty()).then_some(What::Text(text))
            }
            _ => None,
        };
        hung.extend(what.map(|what| Hung { sheet, place, what }));
        Ok(())
    };
    let depth = scanner.depth();
    take(tag, scanner)?;
    while !tag.empty && scanner.depth() >= depth {
        match scanner.next()? {
            Step::Open(tag) => take(&tag, scanner)?,
            Step::Close => {}
            Step::End => break,
        }
    }
    Ok(hung)
}

/// Puts what hangs on sheets behind their cells, and says what became of the parts.
pub fn attach(
    context: &mut Context<'_>,
    package: &mut Package<'_>,
    book: &mut Book,
    hung: Vec<Hung>,
) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for Hung { sheet, place, what } in hung {
        let Some(sheet) = book.sheets.get_mut(sheet) else { continue };
        match what {
            What::Text(text) => sheet.text_box(text, place),
            What::Picture(part) => {
                let fate = picture(context, package, sheet, &part);
                parts.push(Part { name: part, fate });
            }
            What::Object(folder) => {
                let name = format!("{folder}/content.xml");
                let fate = chart(context, package, sheet, &name).unwrap_or_else(|| {
                    let notice = Notice::new(Code::EMBEDDED_SKIPPED).at(sheet.at(place.0, place.1));
                    context.notices.add(notice.with("name", &name));
                    Fate::Skipped("embedded")
                });
                parts.push(Part { name, fate });
            }
        }
    }
    parts
}

/// Reads an object that is a chart. `None` where it is something else.
fn chart(
    context: &mut Context<'_>,
    package: &mut Package<'_>,
    sheet: &mut Sheet,
    part: &str,
) -> Option<Fate> {
    match package.xml(context, part) {
        Ok(xml) => {
            let chart = chart::parse_open(context, part, &xml?)?;
            sheet.floating.push(Floating::Chart(chart));
            Some(Fate::Extracted)
        }
        Err(error) => Some(failed(context, part, &error)),
    }
}

fn picture(context: &mut Context<'_>, package: &mut Package<'_>, sheet: &mut Sheet, part: &str) -> Fate {
    match package.part(context, part) {
        Ok(Some(bytes)) => {
            let picture = drawing::picture(context, part, &bytes);
            let fate = picture.fate.clone();
            sheet.picture(picture);
            fate
        }
        Ok(None) => Fate::Skipped("external"),
        Err(error) => failed(context, part, &error),
    }
}

fn failed(context: &mut Context<'_>, part: &str, error: &Error) -> Fate {
    context.notices.add(Notice::new(Code::PART_BROKEN).with("part", part).with("detail", error));
    Fate::Failed(error.code())
}
