//! Which cells of a sheet make a table, and which are its title, its unit line and its notes. Geometry only: where
//! cells stand, what is merged, boxed, aligned and overflowing. No word is read; what a line says is for others.
//!
//! A sheet is parted into pieces that touch ([`pieces`]); those that are one table in spite of blank columns or rows are
//! put together ([`joints`]). In each piece, rows that are not part of a grid are told
//! from those that are ([`lines`]); what is left between them is parted again, because a common title may have held
//! two tables together. Lines that stand alone go to the table next to them, or remain text ([`captions`]). Every
//! cell that holds something ends in exactly one region, one caption or one line; only a title over several tables
//! that stand side by side is given to each.

mod captions;
mod joints;
mod lines;
mod pieces;

use super::merges::{Merges, Role};
use super::workbook::{Look, Rect, Sheet, Value};
use crate::document::{Align, Confidence, Side};
use lines::Segment;

/// A cell as regions see it, with the area it takes.
#[derive(Debug, Clone, Copy)]
pub struct Patch {
    /// Its place in the sheet's cells.
    pub cell: u32,
    pub rect: Rect,
    pub ink: Ink,
    pub boxed: bool,
    pub align: Align,
    pub bold: bool,
    /// Whether its text is wider than the columns it takes.
    pub overflows: bool,
    /// Columns of text, where a Chinese character takes two; cut at 65,535.
    pub breadth: u16,
}

/// What a cell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Blank,
    Text,
    Number,
}

/// What a sheet is made of.
#[derive(Debug, Default)]
pub struct Layout {
    pub patches: Vec<Patch>,
    /// Tables, by their first cell.
    pub regions: Vec<Region>,
    /// Patches that stand for themselves, as lines of text.
    pub loose: Vec<u32>,
    /// Cells that lie under a merged area.
    pub covered: Vec<u32>,
    /// Cells that hold something that nobody can see: white space, or a formula that gives an empty text.
    pub faint: Vec<Faint>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Faint {
    pub place: (u32, u32),
    pub cell: u32,
}

impl Layout {
    /// The faint cells of a row between two columns.
    pub fn faint(&self, row: u32, cols: (u32, u32)) -> &[Faint] {
        let first = self.faint.partition_point(|faint| faint.place < (row, cols.0));
        let after = self.faint.partition_point(|faint| faint.place <= (row, cols.1));
        &self.faint[first..after]
    }
}

/// A table: its cells, where it is, and the lines that belong to it.
#[derive(Debug, Clone)]
pub struct Region {
    pub rect: Rect,
    /// Patches in reading order.
    pub patches: Vec<u32>,
    pub captions: Vec<(Side, u32)>,
    pub confidence: Confidence,
}

/// A line broader than this is a sentence: no title and no name of a row.
const BROAD: u16 = 60;
/// Pieces inside pieces: titles that hold tables together that hold titles.
const ROUNDS: u8 = 4;

/// Lays a sheet out, into grids of no more positions than `grid`.
pub fn layout(sheet: &Sheet, looks: &[Look], merges: &Merges, grid: u64) -> Layout {
    let mut layout = Layout::default();
    take_patches(&mut layout, sheet, looks, merges);
    let bridges: Vec<Rect> =
        sheet.tables.iter().map(|table| table.rect).chain(sheet.filters.iter().copied()).take(64).collect();
    let all: Vec<u32> = (0..layout.patches.len() as u32).collect();
    let reach = joints::reach(&layout.patches);
    let mut finder =
        Finder { patches: &layout.patches, bridges, reach, grid, regions: Vec::new(), lines: Vec::new() };
    for piece in finder.parts(&all) {
        finder.piece(piece, ROUNDS);
    }
    let Finder { mut regions, lines, .. } = finder;
    regions.sort_by_key(|region| (region.rect.rows.0, region.rect.cols.0));
    layout.loose = captions::attach(&layout.patches, &mut regions, lines);
    layout.loose.sort_unstable();
    regions.iter_mut().for_each(|region| region.captions.sort_by_key(|caption| caption.1));
    layout.regions = regions;
    layout
}

fn take_patches(layout: &mut Layout, sheet: &Sheet, looks: &[Look], merges: &Merges) {
    let default = Look::default();
    let widths = Widths::new(sheet);
    layout.patches.reserve_exact(sheet.cells.len());
    for (nth, cell) in sheet.cells.iter().enumerate() {
        let rect = match merges.role(nth) {
            Role::Single => Rect { rows: (cell.row, cell.row), cols: (cell.col, cell.col) },
            Role::Corner(area) => merges.area(area),
            Role::Covered => {
                if cell.value != Value::Blank {
                    layout.covered.push(nth as u32);
                }
                continue;
            }
        };
        let look = looks.get(cell.look as usize).unwrap_or(&default);
        let (ink, breadth) = ink(&cell.value);
        if ink == Ink::Blank && !look.boxed {
            if cell.value != Value::Blank || cell.formula.is_some() {
                layout.faint.push(Faint { place: (cell.row, cell.col), cell: nth as u32 });
            }
            continue;
        }
        layout.patches.push(Patch {
            cell: nth as u32,
            rect,
            ink,
            boxed: look.boxed,
            align: look.style.align,
            bold: look.style.bold,
            overflows: ink == Ink::Text && u32::from(breadth) > widths.over(rect.cols),
            breadth,
        });
    }
}

fn ink(value: &Value) -> (Ink, u16) {
    match value {
        Value::Blank => (Ink::Blank, 0),
        Value::Text(text) if text.trim().is_empty() => (Ink::Blank, 0),
        Value::Text(text) if is_figure(text) => (Ink::Number, 0),
        Value::Text(text) => (Ink::Text, breadth(text)),
        _ => (Ink::Number, 0),
    }
}

/// Whether a text is a figure that somebody typed as text. A year alone is none: it heads a column as often as not.
fn is_figure(text: &str) -> bool {
    let text = text.trim();
    let opens = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'(');
    let part = |byte: u8| opens(byte) || matches!(byte, b',' | b'%' | b')');
    let is_year = text.len() == 4 && text.starts_with(['1', '2']);
    !is_year
        && text.as_bytes().first().is_some_and(|byte| opens(*byte))
        && text.bytes().all(part)
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Columns that the letters of a text take in print, roughly: two for what lies beyond the Latin, Greek and Cyrillic
/// scripts. Blanks, which push a unit to the side of a line, do not count.
fn breadth(text: &str) -> u16 {
    let letters = text.chars().take(usize::from(u16::MAX)).filter(|char| !char.is_whitespace());
    let columns: usize = letters.map(|char| if char < '\u{1100}' { 1 } else { 2 }).sum();
    u16::try_from(columns).unwrap_or(u16::MAX)
}

/// Widths of columns in characters.
struct Widths(Vec<u16>);

impl Widths {
    const USUAL: u16 = 8;
    /// Columns beyond these are taken as usual ones: widths only help to see overflowing titles.
    const KNOWN: u32 = 256;

    fn new(sheet: &Sheet) -> Self {
        let last =
            sheet.widths.iter().map(|width| width.cols.1).max().map_or(0, |last| last.min(Self::KNOWN) + 1);
        let mut widths = vec![Self::USUAL; last as usize];
        for width in &sheet.widths {
            let characters = u16::try_from(width.width / 256).unwrap_or(u16::MAX);
            let first = width.cols.0.min(last) as usize;
            let after = (width.cols.1.saturating_add(1)).min(last) as usize;
            widths[first..after.max(first)].fill(characters);
        }
        Self(widths)
    }

    fn over(&self, cols: (u32, u32)) -> u32 {
        let known = (cols.0..=cols.1.min(cols.0.saturating_add(Self::KNOWN)))
            .map(|col| self.0.get(col as usize).copied().unwrap_or(Self::USUAL));
        known.map(u32::from).sum()
    }
}

/// Lines that stand together without a grid, in reading order.
pub type Lines = Vec<u32>;

struct Finder<'a> {
    patches: &'a [Patch],
    bridges: Vec<Rect>,
    /// Columns between cells of a row that still touch.
    reach: u32,
    grid: u64,
    regions: Vec<Region>,
    lines: Vec<Lines>,
}

impl Finder<'_> {
    /// What belongs together of some patches.
    fn parts(&self, some: &[u32]) -> Vec<Vec<u32>> {
        joints::join(self.patches, pieces::pieces(self.patches, some, &self.bridges, self.reach))
    }

    fn piece(&mut self, piece: Vec<u32>, rounds: u8) {
        let (segments, confidence) = lines::segments(self.patches, &piece, &self.bridges);
        let whole = segments.len() == 1;
        let mut above: Lines = Vec::new();
        let mut last: Option<std::ops::Range<usize>> = None;
        for segment in segments {
            match segment {
                Segment::Lines(found) if whole => self.lines.push(found),
                Segment::Lines(found) => {
                    let (below, next) = captions::part(self.patches, found, last.is_some());
                    if let Some(tables) = &last {
                        captions::below(
                            self.patches,
                            &mut self.regions[tables.clone()],
                            &below,
                            &mut self.lines,
                        );
                    }
                    above = next;
                }
                Segment::Grid(patches) => {
                    let first = self.regions.len();
                    self.grid(patches, confidence, whole, rounds);
                    let tables = &mut self.regions[first..];
                    captions::above(self.patches, tables, &std::mem::take(&mut above), &mut self.lines);
                    last = Some(first..self.regions.len()).filter(|tables| !tables.is_empty());
                }
            }
        }
        if let (false, Some(tables)) = (above.is_empty(), last) {
            captions::below(self.patches, &mut self.regions[tables], &above, &mut self.lines);
        } else if !above.is_empty() {
            self.lines.push(above);
        }
    }

    /// What is left of a piece without its lines may fall apart.
    fn grid(&mut self, patches: Vec<u32>, confidence: Confidence, whole: bool, rounds: u8) {
        if whole || rounds == 0 {
            return self.region(patches, confidence);
        }
        let mut parts = self.parts(&patches);
        if parts.len() == 1 {
            return self.region(parts.swap_remove(0), confidence);
        }
        parts.into_iter().for_each(|part| self.piece(part, rounds - 1));
    }

    fn region(&mut self, patches: Vec<u32>, confidence: Confidence) {
        let (patches, beside) = lines::beside(self.patches, patches);
        for (patches, thin) in dense(self.patches, patches, self.grid) {
            let confidence = if thin { Confidence::Low } else { confidence };
            let rect = bounds(self.patches, &patches);
            self.regions.push(Region { rect, patches, captions: Vec::new(), confidence });
        }
        if let Some(region) = self.regions.last_mut() {
            region.captions.extend(beside.into_iter().map(|line| (Side::Beside, line)));
        }
    }
}

/// The area around some patches, of which there is at least one.
pub fn bounds(patches: &[Patch], some: &[u32]) -> Rect {
    let rects = some.iter().map(|&nth| patches[nth as usize].rect);
    rects.reduce(|one, other| one.around(&other)).unwrap_or(Rect { rows: (0, 0), cols: (0, 0) })
}

/// Grid positions that a table may have for each of its cells, beyond the first few thousand. A chain of cells down a
/// diagonal touches too, but its grid would be its square.
const THIN: u64 = 64;
const FREE: u64 = 4096;

/// Cuts what is too thinly filled for a grid into parts from above, marked as cut.
fn dense(patches: &[Patch], some: Vec<u32>, grid: u64) -> Vec<(Vec<u32>, bool)> {
    let area = |rect: &Rect| u64::from(rect.height()) * u64::from(rect.width());
    let allowed = |count: usize| (FREE + THIN * count as u64).min(grid);
    if area(&bounds(patches, &some)) <= allowed(some.len()) {
        return vec![(some, false)];
    }
    let mut parts: Vec<(Vec<u32>, bool)> = Vec::new();
    let mut part: Vec<u32> = Vec::new();
    let mut rect: Option<Rect> = None;
    for nth in some {
        let own = patches[nth as usize].rect;
        let around = rect.map_or(own, |rect| rect.around(&own));
        let new_row = part.last().is_some_and(|&last| patches[last as usize].rect.rows.0 < own.rows.0);
        if new_row && area(&around) > allowed(part.len() + 1) {
            parts.push((std::mem::take(&mut part), true));
            rect = Some(own);
        } else {
            rect = Some(around);
        }
        part.push(nth);
    }
    parts.push((part, true));
    parts
}

#[cfg(test)]
mod tests;
