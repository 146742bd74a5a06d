//! What OpenDocument pages print above and below the sheets on them.

use std::collections::HashMap;

use super::text;
use crate::document::{Align, Area};
use crate::xlsx::printed::{SHEET_NAME, Section};
use crate::xml::{Scanner, Step, Tag};
use crate::{Context, Error};

/// The sections of each page, by its name.
pub type Pages = HashMap<Box<str>, Vec<(Area, Vec<Section>)>>;

/// Reads the pages of a part.
pub fn read(context: &mut Context<'_>, part: &str, xml: &[u8], pages: &mut Pages) -> Result<(), Error> {
    let mut scanner = Scanner::new(context.limits, part, xml);
    let mut page: Box<str> = "".into();
    loop {
        match scanner.next()? {
            Step::Open(tag) => match tag.name {
                b"master-page" => page = tag.value(b"name").unwrap_or_default().into(),
                b"header" | b"header-left" | b"header-first" | b"footer" | b"footer-left"
                | b"footer-first" => {
                    let area = if tag.name.starts_with(b"header") { Area::Header } else { Area::Footer };
                    if tag.raw(b"display") == Some(b"false") {
                        scanner.skip(&tag)?;
                    } else {
                        let sections = sections(&mut scanner, &tag)?;
                        pages.entry(page.clone()).or_default().push((area, sections));
                    }
                }
                b"automatic-styles" | b"styles" => scanner.skip(&tag)?,
                _ => {}
            },
            Step::Close => {}
            Step::End => return Ok(()),
        }
    }
}

fn sections<'a>(scanner: &mut Scanner<'a>, tag: &Tag<'a>) -> Result<Vec<Section>, Error> {
    let mut sections = vec![Section::new(Align::Unknown)];
    if tag.empty {
        return Ok(sections);
    }
    let depth = scanner.depth();
    loop {
        match scanner.next()? {
            Step::Open(tag) => match tag.name {
                b"region-left" => sections.push(Section::new(Align::Left)),
                b"region-center" => sections.push(Section::new(Align::Centre)),
                b"region-right" => sections.push(Section::new(Align::Right)),
                b"p" => paragraph(scanner, &tag, &mut sections)?,
                _ => {}
            },
            Step::Close if scanner.depth() < depth => break,
            Step::Close => {}
            Step::End => break,
        }
    }
    Ok(sections)
}

/// The text of a paragraph; what differs on every page has none.
fn paragraph<'a>(scanner: &mut Scanner<'a>, tag: &Tag<'a>, sections: &mut [Section]) -> Result<(), Error> {
    let Some(section) = sections.last_mut() else { return Ok(()) };
    if !section.text.is_empty() {
        section.text.push('\n');
    }
    let numbered = &mut section.numbered;
    scanner.mixed(tag, &mut section.text, |inner, text| match inner.name {
        b"page-number" | b"page-count" => {
            *numbered = true;
            false
        }
        b"date" | b"time" | b"file-name" | b"title" => false,
        b"sheet-name" => {
            text.push(SHEET_NAME);
            false
        }
        _ => text::blank(inner, text),
    })
}
