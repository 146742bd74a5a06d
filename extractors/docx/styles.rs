//! Styles, as far as they decide what stands in the document: heading levels, list numbers, bold and hidden text.

use std::collections::HashMap;

use crate::document::Align;
use crate::xml::{Properties, Property, Scanner, Step, Tag};
use crate::{Error, Limits};

#[derive(Debug, Clone, Default)]
pub struct Style {
    pub id: String,
    based_on: Option<String>,
    pub outline: Option<u8>,
    pub list: Option<i32>,
    pub list_level: Option<u8>,
    pub align: Align,
    pub bold: Option<bool>,
    pub hidden: Option<bool>,
    /// How a table of this style shows its first row.
    pub first_row: FirstRow,
    is_default: bool,
}

/// What a table style makes of a table's first row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FirstRow {
    pub bold: Option<bool>,
    pub shaded: Option<bool>,
    pub header: Option<bool>,
}

impl FirstRow {
    /// With what it leaves open taken from the style on which it is based.
    fn or(self, base: Self) -> Self {
        Self {
            bold: self.bold.or(base.bold),
            shaded: self.shaded.or(base.shaded),
            header: self.header.or(base.header),
        }
    }
}

/// The styles of a document, each with what it inherits.
#[derive(Debug, Default)]
pub struct Styles {
    list: Vec<Style>,
    index: HashMap<Vec<u8>, u16>,
    /// The style of paragraphs that name none.
    pub default: Option<u16>,
}

impl Styles {
    pub fn parse(limits: &Limits, part: &str, xml: &[u8]) -> Result<Self, Error> {
        let mut scanner = Scanner::new(limits, part, xml);
        let mut styles = Self::default();
        loop {
            match scanner.next()? {
                Step::Open(tag) if tag.name == b"latentStyles" => scanner.skip(&tag)?,
                Step::Open(tag) if tag.name == b"style" => styles.add(style(&mut scanner, &tag)?),
                Step::Open(_) | Step::Close => {}
                Step::End => break,
            }
        }
        styles.inherit();
        Ok(styles)
    }

    fn add(&mut self, style: Style) {
        let Ok(at) = u16::try_from(self.list.len()) else { return };
        if style.is_default {
            self.default = Some(at);
        }
        self.index.insert(style.id.as_bytes().to_vec(), at);
        self.list.push(style);
    }

    /// Fills what a style leaves open from those it is based on. A chain that comes back to itself ends there.
    fn inherit(&mut self) {
        let own = self.list.clone();
        for style in &mut self.list {
            let mut base = style.based_on.clone();
            for _ in 0..16 {
                let Some(known) = base.and_then(|id| self.index.get(id.as_bytes())) else { break };
                let known = &own[usize::from(*known)];
                style.outline = style.outline.or(known.outline);
                style.list = style.list.or(known.list);
                style.list_level = style.list_level.or(known.list_level);
                style.bold = style.bold.or(known.bold);
                style.hidden = style.hidden.or(known.hidden);
                style.first_row = style.first_row.or(known.first_row);
                if style.align == Align::Unknown {
                    style.align = known.align;
                }
                base = known.based_on.clone();
            }
        }
    }

    pub fn find(&self, id: &[u8]) -> Option<u16> {
        self.index.get(id).copied()
    }

    pub fn get(&self, at: Option<u16>) -> Option<&Style> {
        at.or(self.default).and_then(|at| self.list.get(usize::from(at)))
    }
}

fn style<'a>(scanner: &mut Scanner<'a>, tag: &Tag<'a>) -> Result<Style, Error> {
    let paragraphs = matches!(tag.raw(b"type"), None | Some(b"paragraph"));
    let mut style = Style {
        id: tag.value(b"styleId").unwrap_or_default().into_owned(),
        is_default: paragraphs && matches!(tag.raw(b"default"), Some(b"1" | b"true" | b"on")),
        ..Style::default()
    };
    let mut properties = scanner.properties(tag);
    if tag.raw(b"type") == Some(b"table") {
        fill_table(&mut style, &mut properties)?;
    } else {
        fill(&mut style, &mut properties)?;
    }
    Ok(style)
}

fn fill(style: &mut Style, properties: &mut Properties<'_, '_>) -> Result<(), Error> {
    while let Some(property) = properties.next()? {
        match property.name {
            b"name" if style.outline.is_none() => {
                style.outline = property.value(b"val").and_then(|name| heading(&name));
            }
            b"basedOn" => style.based_on = property.value(b"val").map(|id| id.into_owned()),
            b"outlineLvl" => style.outline = property.number(b"val").map(|level| level.clamp(0, 9) as u8),
            b"numId" => style.list = property.number(b"val").map(|id| id as i32),
            b"ilvl" => style.list_level = property.number(b"val").map(|level| level.clamp(0, 8) as u8),
            b"jc" => style.align = align(property.raw(b"val")),
            b"b" => style.bold = Some(property.on()),
            b"vanish" => style.hidden = Some(property.on()),
            name if name.ends_with(b"Change") => properties.skip(&property)?,
            _ => {}
        }
    }
    Ok(())
}

/// The formats of a table's regions follow each other; only that of the first row tells anything.
fn fill_table(style: &mut Style, properties: &mut Properties<'_, '_>) -> Result<(), Error> {
    let mut in_first_row = false;
    let first = &mut style.first_row;
    while let Some(property) = properties.next()? {
        match property.name {
            b"basedOn" => style.based_on = property.value(b"val").map(|id| id.into_owned()),
            b"tblStylePr" => in_first_row = property.raw(b"type") == Some(b"firstRow"),
            _ if !in_first_row => {}
            b"b" => first.bold = Some(property.on()),
            b"shd" => first.shaded = Some(is_shaded(&property)),
            b"tblHeader" => first.header = Some(property.on()),
            _ => {}
        }
    }
    Ok(())
}

/// White and automatic backgrounds are none.
pub fn is_shaded(property: &Property<'_>) -> bool {
    let filled = !matches!(property.raw(b"fill"), None | Some(b"auto" | b"FFFFFF" | b"ffffff"));
    let patterned = !matches!(property.raw(b"val"), None | Some(b"clear" | b"nil"));
    filled || patterned
}

/// The built-in heading styles have the same name in every language of Word; WPS writes it too.
fn heading(name: &str) -> Option<u8> {
    let head = name.get(..8).filter(|head| head.eq_ignore_ascii_case("heading "))?;
    let level: u8 = name[head.len()..].trim().parse().ok()?;
    (1..=9).contains(&level).then(|| level - 1)
}

pub fn align(value: Option<&[u8]>) -> Align {
    match value {
        Some(b"left" | b"start") => Align::Left,
        Some(b"center") => Align::Centre,
        Some(b"right" | b"end") => Align::Right,
        _ => Align::Unknown,
    }
}
