//! The looks of cells: number formats, and of fonts, fills, borders and alignment what is evidence.

use std::collections::HashMap;
use std::sync::Arc;

use crate::document::{Align, Style};
use crate::xlsx::workbook::Look;
use crate::xml::{Scanner, Step, Tag};
use crate::{Context, Error, numfmt};

/// Cell styles; Excel itself stops at 65,490.
const MOST: usize = 1 << 17;

/// The looks of a workbook without a styles part: all cells are as they come.
pub fn usual() -> Vec<Look> {
    vec![Look { format: Some("General".into()), ..Look::default() }]
}

/// The looks in the order of `cellXfs`, which is what cells point at.
pub fn looks(context: &mut Context<'_>, part: &str, xml: &[u8]) -> Result<Vec<Look>, Error> {
    let mut scanner = Scanner::new(context.limits, part, xml);
    let mut sheet = StyleSheet::default();
    loop {
        match scanner.next()? {
            Step::Open(tag) => match tag.name {
                b"numFmt" => sheet.format(&tag),
                b"font" => sheet.bold.push(font(&mut scanner, &tag)?),
                b"fill" => sheet.shaded.push(fill(&mut scanner, &tag)?),
                b"border" => sheet.boxed.push(border(&mut scanner, &tag)?),
                b"cellXfs" => sheet.cells(&mut scanner, &tag)?,
                b"cellStyleXfs" | b"cellStyles" | b"dxfs" | b"tableStyles" | b"colors" | b"extLst" => {
                    scanner.skip(&tag)?;
                }
                _ => {}
            },
            Step::Close => {}
            Step::End => return Ok(sheet.looks),
        }
    }
}

#[derive(Default)]
struct StyleSheet {
    formats: HashMap<u32, Arc<str>>,
    bold: Vec<bool>,
    shaded: Vec<bool>,
    boxed: Vec<bool>,
    looks: Vec<Look>,
}

impl StyleSheet {
    fn format(&mut self, tag: &Tag<'_>) {
        let id = tag.number(b"numFmtId").and_then(|id| u32::try_from(id).ok());
        if let (Some(id), Some(code)) = (id, tag.value(b"formatCode")) {
            self.formats.insert(id, Arc::from(&*code));
        }
    }

    fn cells(&mut self, scanner: &mut Scanner<'_>, tag: &Tag<'_>) -> Result<(), Error> {
        if tag.empty {
            return Ok(());
        }
        let depth = scanner.depth();
        loop {
            match scanner.next()? {
                Step::Open(tag) if tag.name == b"xf" && self.looks.len() < MOST => self.look(&tag),
                Step::Open(tag) if tag.name == b"alignment" => {
                    if let Some(look) = self.looks.last_mut() {
                        look.style.align = align(tag.raw(b"horizontal"));
                    }
                }
                Step::Close if scanner.depth() < depth => return Ok(()),
                Step::Open(_) | Step::Close => {}
                Step::End => return Ok(()),
            }
        }
    }

    fn look(&mut self, tag: &Tag<'_>) {
        let number = |name: &[u8]| tag.number(name).and_then(|id| u32::try_from(id).ok());
        let marked = |list: &[bool], name: &[u8]| {
            number(name).and_then(|id| list.get(id as usize)).copied().unwrap_or(false)
        };
        let id = number(b"numFmtId").unwrap_or(0);
        let style = Style {
            bold: marked(&self.bold, b"fontId"),
            shaded: marked(&self.shaded, b"fillId"),
            align: Align::Unknown,
        };
        let boxed = marked(&self.boxed, b"borderId");
        let format = self.code(id);
        self.looks.push(Look { format, style, boxed });
    }

    /// The code of a format number: what the file says, or what every program knows.
    fn code(&mut self, id: u32) -> Option<Arc<str>> {
        if let Some(code) = self.formats.get(&id) {
            return Some(code.clone());
        }
        let code: Arc<str> = numfmt::builtin(u16::try_from(id).ok()?)?.into();
        self.formats.insert(id, code.clone());
        Some(code)
    }
}

fn align(horizontal: Option<&[u8]>) -> Align {
    match horizontal {
        Some(b"left") => Align::Left,
        Some(b"center" | b"centerContinuous") => Align::Centre,
        Some(b"right") => Align::Right,
        _ => Align::Unknown,
    }
}

fn font<'a>(scanner: &mut Scanner<'a>, tag: &Tag<'a>) -> Result<bool, Error> {
    let mut bold = false;
    let mut properties = scanner.properties(tag);
    while let Some(property) = properties.next()? {
        bold |= property.name == b"b" && property.on();
    }
    Ok(bold)
}

fn fill<'a>(scanner: &mut Scanner<'a>, tag: &Tag<'a>) -> Result<bool, Error> {
    let mut shaded = false;
    let mut properties = scanner.properties(tag);
    while let Some(property) = properties.next()? {
        shaded |= match property.name {
            b"patternFill" => !matches!(property.raw(b"patternType"), None | Some(b"none" | b"gray125")),
            b"gradientFill" => true,
            _ => false,
        };
    }
    Ok(shaded)
}

/// Boxed means a line at a side and a line above or below.
fn border<'a>(scanner: &mut Scanner<'a>, tag: &Tag<'a>) -> Result<bool, Error> {
    let (mut beside, mut across) = (false, false);
    let mut properties = scanner.properties(tag);
    while let Some(property) = properties.next()? {
        let drawn = !matches!(property.raw(b"style"), None | Some(b"none"));
        match property.name {
            b"left" | b"right" | b"start" | b"end" => beside |= drawn,
            b"top" | b"bottom" => across |= drawn,
            _ => {}
        }
    }
    Ok(beside && across)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Notices};

    #[test]
    fn looks_join_what_the_lists_say() {
        let xml = "<x:styleSheet xmlns:x='m'><x:numFmts><x:numFmt numFmtId='176' formatCode='0.0,&quot;k&quot;'/></x:numFmts>\
            <x:fonts><x:font><x:b val='0'/></x:font><x:font><x:b/></x:font></x:fonts>\
            <x:fills><x:fill><x:patternFill patternType='none'/></x:fill><x:fill><x:patternFill patternType='solid'/></x:fill></x:fills>\
            <x:borders><x:border><x:left/></x:border><x:border><x:left style='thin'/><x:top style='thin'/></x:border></x:borders>\
            <x:cellStyleXfs><x:xf numFmtId='9'/></x:cellStyleXfs>\
            <x:cellXfs><x:xf numFmtId='0' fontId='0' fillId='0' borderId='0'/>\
            <x:xf numFmtId='176' fontId='1' fillId='1' borderId='1'><x:alignment horizontal='center'/></x:xf>\
            <x:xf numFmtId='4'/><x:xf numFmtId='500' fontId='77'/></x:cellXfs>\
            <x:dxfs><x:dxf><x:font><x:b/></x:font></x:dxf></x:dxfs></x:styleSheet>";
        let (mut notices, limits) = (Notices::default(), Limits::default());
        let looks = looks(&mut Context::new(&mut notices, &limits), "styles.xml", xml.as_bytes()).unwrap();
        let codes: Vec<Option<&str>> = looks.iter().map(|look| look.format.as_deref()).collect();
        assert_eq!(codes, [Some("General"), Some("0.0,\"k\""), Some("#,##0.00"), None]);
        let style = Style { bold: true, shaded: true, align: Align::Centre };
        assert_eq!((looks[1].style, looks[1].boxed), (style, true));
        assert_eq!((looks[0].style, looks[0].boxed), (Style::default(), false));
    }
}
