//! What a dialect must be able to say: which stretches of a text are its tables, and how to read them.

use std::ops::Range;

use super::lines::Lines;
use super::page::Page;

/// One way in which converters write tables as text.
pub trait Dialect: Sync {
    /// Short and stable, for notices.
    fn name(&self) -> &'static str;

    /// The format that a document has when this dialect claims all of it.
    fn format(&self) -> &'static str {
        "text"
    }

    /// The stretches that are tables of this dialect, found in one pass over the lines. A claim covers whole tables and
    /// nothing else; lines that may be titles or units are left out, unless the dialect takes the whole file.
    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim>;

    /// Reads a stretch that was claimed and won: tables, and prose where some stands inside, in reading order.
    fn read(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>);
}

/// A stretch of lines (by index, not by number) that a dialect takes for its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Kept in half the room: there may be as many claims as tables.
    first: u32,
    end: u32,
    pub strength: Strength,
}

impl Claim {
    pub fn new(lines: Range<usize>, strength: Strength) -> Self {
        Self { first: lines.start as u32, end: lines.end as u32, strength }
    }

    pub fn lines(&self) -> Range<usize> {
        self.first as usize..self.end as usize
    }
}

/// How telling the signs are, from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Only the layout says so: blanks that happen to stand in columns.
    Layout,
    /// Separators in equal number on several lines.
    Separators,
    /// Signs that hardly anything else writes: a border line, cells led by tabs, a part's name on a line of its own.
    Marked,
    /// The whole file is of one make: markup from the first line to the last.
    Whole,
}
