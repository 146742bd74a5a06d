//! The styles of an OpenDocument file: how cells look, which columns are how wide, which sheets are hidden.

use std::collections::HashMap;
use std::sync::Arc;

use super::formats;
use crate::document::{Align, Style};
use crate::xlsx::workbook::Look;
use crate::xml::{Scanner, Step, Tag};
use crate::{Context, Error};

/// Styles that stand on each other.
const CHAIN: usize = 16;
/// Styles that are told apart; a writer makes a few thousand at most.
const MOST: usize = 1 << 17;

#[derive(Default)]
pub struct Styles {
    cells: HashMap<Box<str>, CellStyle>,
    formats: HashMap<Box<str>, Arc<str>>,
    /// Widths of columns in 1/256 of a digit.
    widths: HashMap<Box<str>, u32>,
    hidden_tables: Vec<Box<str>>,
    /// The pages on which sheets of a style are printed.
    pages: HashMap<Box<str>, Box<str>>,
    /// Looks that cells use, made when first asked for.
    looks: std::cell::RefCell<Looks>,
}

#[derive(Default)]
struct Looks {
    list: Vec<Look>,
    by_name: HashMap<Box<str>, u32>,
}

/// What one style says; what it leaves open, its parent says.
#[derive(Default, Clone)]
struct CellStyle {
    parent: Option<Box<str>>,
    format: Option<Box<str>>,
    bold: Option<bool>,
    shaded: Option<bool>,
    align: Option<Align>,
    boxed: Option<bool>,
}

impl Styles {
    /// Reads the styles of a part. Later parts overrule earlier ones.
    pub fn read(&mut self, context: &mut Context<'_>, part: &str, xml: &[u8]) -> Result<(), Error> {
        let mut scanner = Scanner::new(context.limits, part, xml);
        loop {
            match scanner.next()? {
                Step::Open(tag) => match tag.name {
                    b"style" => self.style(&mut scanner, &tag)?,
                    b"number-style" | b"percentage-style" | b"currency-style" | b"date-style"
                    | b"time-style" | b"boolean-style" | b"text-style" => {
                        let name = tag.value(b"name").unwrap_or_default().into_owned();
                        let code = formats::code(&mut scanner, &tag, |name| self.formats.get(name).cloned())?;
                        self.formats.insert(name.into(), code.into());
                    }
                    b"body" | b"master-styles" => return Ok(()),
                    _ => {}
                },
                Step::Close => {}
                Step::End => return Ok(()),
            }
        }
    }

    fn style<'a>(&mut self, scanner: &mut Scanner<'a>, tag: &Tag<'a>) -> Result<(), Error> {
        let name: Box<str> = tag.value(b"name").unwrap_or_default().into();
        match tag.raw(b"family") {
            Some(b"table-cell") if self.cells.len() < MOST => {
                let style = cell_style(scanner, tag)?;
                self.cells.insert(name, style);
                Ok(())
            }
            Some(b"table-column") => {
                let width = property(scanner, tag, b"column-width")?;
                self.widths.extend(width.and_then(|width| digits_wide(&width)).map(|width| (name, width)));
                Ok(())
            }
            Some(b"table") => {
                let page = tag.value(b"master-page-name").map(|page| (name.clone(), page.into()));
                self.pages.extend(page);
                if property(scanner, tag, b"display")?.as_deref() == Some("false") {
                    self.hidden_tables.push(name);
                }
                Ok(())
            }
            _ => scanner.skip(tag),
        }
    }

    pub fn hides_table(&self, style: &str) -> bool {
        self.hidden_tables.iter().any(|name| **name == *style)
    }

    /// The page on which a sheet of a style is printed.
    pub fn page(&self, style: &str) -> &str {
        self.pages.get(style).map_or("Default", |page| page)
    }

    pub fn width(&self, style: &str) -> Option<u32> {
        self.widths.get(style).copied()
    }

    /// The look of a style, by its number.
    pub fn look(&self, style: &str) -> u32 {
        let mut looks = self.looks.borrow_mut();
        if let Some(&look) = looks.by_name.get(style) {
            return look;
        }
        let look = looks.list.len() as u32;
        looks.list.push(self.resolved(style));
        looks.by_name.insert(style.into(), look);
        look
    }

    pub fn is_boxed(&self, look: u32) -> bool {
        self.looks.borrow().list.get(look as usize).is_some_and(|look| look.boxed)
    }

    pub fn into_looks(self) -> Vec<Look> {
        self.looks.into_inner().list
    }

    fn resolved(&self, style: &str) -> Look {
        let mut all = CellStyle::default();
        let mut next = Some(Box::from(if style.is_empty() { "Default" } else { style }));
        for _ in 0..CHAIN {
            let Some(found) = next.as_ref().and_then(|name| self.cells.get(name)) else { break };
            all.format = all.format.or_else(|| found.format.clone());
            all.bold = all.bold.or(found.bold);
            all.shaded = all.shaded.or(found.shaded);
            all.align = all.align.or(found.align);
            all.boxed = all.boxed.or(found.boxed);
            next = found.parent.clone();
        }
        let format = match &all.format {
            None => Some("General".into()),
            Some(name) => self.formats.get(name).cloned(),
        };
        let style = Style {
            bold: all.bold.unwrap_or(false),
            shaded: all.shaded.unwrap_or(false),
            align: all.align.unwrap_or_default(),
        };
        Look { format, style, boxed: all.boxed.unwrap_or(false) }
    }
}

fn cell_style<'a>(scanner: &mut Scanner<'a>, tag: &Tag<'a>) -> Result<CellStyle, Error> {
    let text = |name: &[u8]| tag.value(name).filter(|value| !value.is_empty()).map(Box::from);
    let mut style = CellStyle { parent: text(b"parent-style-name"), ..CellStyle::default() };
    style.format = text(b"data-style-name");
    let mut properties = scanner.properties(tag);
    while let Some(found) = properties.next()? {
        match found.name {
            b"table-cell-properties" => {
                style.boxed = boxed(|name| found.raw(name));
                style.shaded = found.raw(b"background-color").map(|colour| colour != b"transparent");
            }
            b"text-properties" => {
                style.bold =
                    found.raw(b"font-weight").map(|weight| weight == b"bold" || weight >= &b"600"[..]);
            }
            b"paragraph-properties" => style.align = found.raw(b"text-align").map(align),
            _ => {}
        }
    }
    Ok(style)
}

fn align(text: &[u8]) -> Align {
    match text {
        b"start" | b"left" => Align::Left,
        b"center" => Align::Centre,
        b"end" | b"right" => Align::Right,
        _ => Align::Unknown,
    }
}

/// Boxed means a line at a side and a line above or below; `None` where the style says nothing of lines.
fn boxed<'a>(attribute: impl Fn(&[u8]) -> Option<&'a [u8]>) -> Option<bool> {
    let drawn = |name: &[u8]| attribute(name).map(|line| line != b"none");
    if let Some(all) = drawn(b"border") {
        return Some(all);
    }
    let (left, right) = (drawn(b"border-left"), drawn(b"border-right"));
    let (top, bottom) = (drawn(b"border-top"), drawn(b"border-bottom"));
    let said = left.or(right).or(top).or(bottom).is_some();
    let on = |side: Option<bool>| side.unwrap_or(false);
    said.then_some((on(left) || on(right)) && (on(top) || on(bottom)))
}

/// An attribute of any properties inside a style.
fn property<'a>(scanner: &mut Scanner<'a>, tag: &Tag<'a>, name: &[u8]) -> Result<Option<String>, Error> {
    let mut value = None;
    let mut properties = scanner.properties(tag);
    while let Some(found) = properties.next()? {
        value = value.or_else(|| found.value(name).map(|value| value.into_owned()));
    }
    Ok(value)
}

/// A length such as `2.26cm` in 1/256 of a digit, which is about 1.9 mm wide.
fn digits_wide(length: &str) -> Option<u32> {
    let unit = length.find(|char: char| char.is_ascii_alphabetic())?;
    let (number, unit) = length.split_at(unit);
    let millimetres = match unit {
        "cm" => 10.0,
        "mm" => 1.0,
        "in" | "inch" => 25.4,
        "pt" => 0.3528,
        "pc" => 4.233,
        "px" => 0.2646,
        _ => return None,
    };
    let number: f32 = number.trim().parse().ok()?;
    (0.0..10_000.0).contains(&number).then(|| (number * millimetres / 1.9 * 256.0) as u32)
}
