//! List and heading numbers as Word prints them: which list a paragraph belongs to, how far that list has counted, and
//! what the count looks like.

use std::collections::{BTreeMap, HashMap};

use super::listed::listed;
use super::symbols::Font;
use crate::xml::{Scanner, Step, Tag};
use crate::{Error, Limits};

const LEVELS: usize = 9;

/// The lists that a document defines.
#[derive(Debug, Default)]
pub struct Numbering {
    patterns: BTreeMap<i32, Pattern>,
    lists: HashMap<i32, List>,
}

/// An abstract numbering: how its levels count and look.
#[derive(Debug, Default, Clone)]
struct Pattern {
    levels: Levels,
    /// The numbering style whose list really holds the levels.
    borrowed: Option<String>,
    /// The numbering style that this pattern is the home of.
    home: Option<String>,
}

type Levels = [Option<Level>; LEVELS];

#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    format: String,
    text: String,
    /// The level (from 1) after which this one begins anew; 0 for never.
    restart: Option<u8>,
    decimal: bool,
    spaced: bool,
    style: Option<String>,
    font: Option<Font>,
}

/// A use of a pattern, with its own beginnings and levels.
#[derive(Debug, Default)]
struct List {
    pattern: i32,
    starts: [Option<u32>; LEVELS],
    levels: Levels,
}

impl Numbering {
    pub fn parse(limits: &Limits, part: &str, xml: &[u8]) -> Result<Self, Error> {
        let mut scanner = Scanner::new(limits, part, xml);
        let mut numbering = Self::default();
        loop {
            match scanner.next()? {
                Step::Open(tag) if tag.name == b"abstractNum" => {
                    let id = tag.number(b"abstractNumId").unwrap_or_default() as i32;
                    let pattern = pattern(&mut scanner, &tag)?;
                    numbering.patterns.insert(id, pattern);
                }
                Step::Open(tag) if tag.name == b"num" => {
                    let id = tag.number(b"numId").unwrap_or_default() as i32;
                    let list = list(&mut scanner, &tag)?;
                    numbering.lists.insert(id, list);
                }
                Step::Open(_) | Step::Close => {}
                Step::End => break,
            }
        }
        numbering.lend();
        Ok(numbering)
    }

    /// Gives patterns that only name a numbering style the levels of that style's home.
    fn lend(&mut self) {
        let homes: HashMap<String, Levels> = self
            .patterns
            .values()
            .filter_map(|pattern| Some((pattern.home.clone()?, pattern.levels.clone())))
            .collect();
        for pattern in self.patterns.values_mut() {
            if let Some(levels) = pattern.borrowed.as_ref().and_then(|style| homes.get(style)) {
                pattern.levels = levels.clone();
            }
        }
    }

    fn level<'n>(&'n self, list: &'n List, level: usize) -> Option<&'n Level> {
        let pattern = self.patterns.get(&list.pattern);
        list.levels[level].as_ref().or_else(|| pattern.and_then(|pattern| pattern.levels[level].as_ref()))
    }

    /// The level that a list ties to a paragraph style.
    pub fn level_of_style(&self, list: i32, style: &str) -> Option<u8> {
        let list = self.lists.get(&list)?;
        (0..LEVELS)
            .find(|&at| self.level(list, at).is_some_and(|level| level.style.as_deref() == Some(style)))
            .map(|at| at as u8)
    }
}

fn pattern<'a>(scanner: &mut Scanner<'a>, tag: &Tag<'a>) -> Result<Pattern, Error> {
    let mut pattern = Pattern::default();
    if tag.empty {
        return Ok(pattern);
    }
    loop {
        match scanner.next()? {
            Step::Open(tag) if tag.name == b"lvl" => read_level(scanner, &tag, &mut pattern.levels)?,
            Step::Open(tag) => {
                let name = || tag.value(b"val").map(|name| name.into_owned());
                match tag.name {
                    b"numStyleLink" => pattern.borrowed = name(),
                    b"styleLink" => pattern.home = name(),
                    _ => {}
                }
                scanner.skip(&tag)?;
            }
            Step::Close | Step::End => return Ok(pattern),
        }
    }
}

fn list<'a>(scanner: &mut Scanner<'a>, tag: &Tag<'a>) -> Result<List, Error> {
    let mut list = List::default();
    let mut at = 0;
    let depth = scanner.depth();
    if tag.empty {
        return Ok(list);
    }
    loop {
        match scanner.next()? {
            Step::Open(tag) => match tag.name {
                b"abstractNumId" => list.pattern = tag.number(b"val").unwrap_or_default() as i32,
                b"lvlOverride" => at = index(&tag),
                b"startOverride" => {
                    list.starts[at] = tag.number(b"val").map(|start| start.clamp(0, 1 << 30) as u32)
                }
                b"lvl" => read_level(scanner, &tag, &mut list.levels)?,
                _ => {}
            },
            Step::Close if scanner.depth() < depth => return Ok(list),
            Step::Close => {}
            Step::End => return Ok(list),
        }
    }
}

fn index(tag: &Tag<'_>) -> usize {
    tag.number(b"ilvl").unwrap_or_default().clamp(0, LEVELS as i64 - 1) as usize
}

fn read_level<'a>(scanner: &mut Scanner<'a>, tag: &Tag<'a>, levels: &mut Levels) -> Result<(), Error> {
    let mut level = Level { start: 0, format: "decimal".into(), ..Level::default() };
    let mut properties = scanner.properties(tag);
    while let Some(property) = properties.next()? {
        let text = || property.value(b"val").map(|text| text.into_owned());
        match property.name {
            b"start" => level.start = property.number(b"val").unwrap_or_default().clamp(0, 1 << 30) as u32,
            b"numFmt" => level.format = text().unwrap_or_default(),
            b"lvlText" => level.text = text().unwrap_or_default(),
            b"lvlRestart" => level.restart = property.number(b"val").map(|level| level.clamp(0, 9) as u8),
            b"isLgl" => level.decimal = property.on(),
            b"suff" => level.spaced = property.raw(b"val") == Some(b"space"),
            b"pStyle" => level.style = text(),
            b"rFonts" => level.font = property.value(b"ascii").and_then(|name| Font::named(&name)),
            _ => {}
        }
    }
    levels[index(tag)] = Some(level);
    Ok(())
}

/// How far each list has counted, from the beginning of the document.
#[derive(Debug, Default)]
pub struct Counters {
    /// By pattern: lists of one pattern go on counting together.
    counts: HashMap<i32, [Option<u32>; LEVELS]>,
    /// Lists and levels whose own beginning was used.
    begun: HashMap<i32, [bool; LEVELS]>,
}

impl Counters {
    /// Counts one paragraph and gives its number as it is printed. `None` where there is no such list.
    pub fn next(&mut self, numbering: &Numbering, list_id: i32, at: u8) -> Option<String> {
        let list = numbering.lists.get(&list_id)?;
        let at = usize::from(at).min(LEVELS - 1);
        let level = numbering.level(list, at)?;
        let counts = self.counts.entry(list.pattern).or_default();
        let begun = self.begun.entry(list_id).or_default();
        let own = list.starts[at].filter(|_| !std::mem::replace(&mut begun[at], true));
        counts[at] = Some(match (own, counts[at]) {
            (Some(start), _) => start,
            (None, Some(count)) => count.saturating_add(1),
            (None, None) => level.start,
        });
        for (deeper, count) in counts.iter_mut().enumerate().skip(at + 1) {
            let restart = numbering.level(list, deeper).and_then(|level| level.restart);
            if restart.is_none_or(|after| after > 0 && at < usize::from(after)) {
                *count = None;
            }
        }
        let counts = *counts;
        Some(printed(numbering, list, level, &counts))
    }
}

/// The text of a level with `%1` … `%9` replaced by the counts.
fn printed(numbering: &Numbering, list: &List, level: &Level, counts: &[Option<u32>; LEVELS]) -> String {
    if level.format == "bullet" {
        return bullet(level);
    }
    let mut text = String::new();
    let mut signs = level.text.chars().peekable();
    while let Some(glyph) = signs.next() {
        let place = signs.peek().and_then(|digit| digit.to_digit(10)).filter(|&n| glyph == '%' && n > 0);
        let Some(place) = place else {
            text.push(glyph);
            continue;
        };
        signs.next();
        let at = place as usize - 1;
        let Some(named) = numbering.level(list, at) else { continue };
        let count = counts[at].unwrap_or(named.start);
        let format = if level.decimal { "decimal" } else { named.format.as_str() };
        text.push_str(&listed(count, format));
    }
    if !text.is_empty() && (level.spaced || text.ends_with(|last: char| last.is_ascii())) {
        text.push(' ');
    }
    text
}

fn bullet(level: &Level) -> String {
    let seen = |glyph: char| match level.font.and_then(|font| font.glyph(glyph as u32)) {
        Some(seen) => seen,
        None if (0xE000..=0xF8FF).contains(&(glyph as u32)) => '\u{2022}',
        None => glyph,
    };
    let text: String = level.text.chars().map(seen).collect();
    if text.is_empty() { text } else { text + " " }
}
