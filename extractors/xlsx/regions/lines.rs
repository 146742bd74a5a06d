//! Rows of a connected piece that are no rows of a grid: titles, unit lines, notes, signatures. Where the grid is
//! boxed, the box decides; where nothing is boxed, rows are judged by how many cells they have, what is merged, what
//! overflows, and what stands in the rows next to them.

use std::ops::Range;

use super::{BROAD, Ink, Patch, bounds};
use crate::document::{Align, Confidence};
use crate::xlsx::workbook::Rect;

/// Rows that belong together, as patches in reading order.
#[derive(Debug)]
pub enum Segment {
    Lines(Vec<u32>),
    Grid(Vec<u32>),
}

/// One row of a piece.
struct Row {
    row: u32,
    /// Where its patches lie in the piece.
    patches: Range<usize>,
    /// Patches that show something.
    inked: usize,
    numbers: usize,
    /// Columns from the first inked patch to the last one.
    cols: (u32, u32),
    /// Columns that patches take.
    taken: u32,
    /// Whether most of what it takes is boxed.
    boxed: bool,
    /// Whether a patch from above or of this row reaches over more than this row, beside other patches.
    held: bool,
    /// Whether a line of its own would look like this: merged, overflowing or centred.
    free: bool,
    /// Whether it is set like a title: centred or bold.
    set: bool,
    /// Whether it holds a sentence.
    broad: bool,
    /// Whether its last patch is set to the right.
    right: bool,
}

/// Parts a piece into lines and grids, from above, and says how sure that is.
pub fn segments(patches: &[Patch], piece: &[u32], bridges: &[Rect]) -> (Vec<Segment>, Confidence) {
    let rect = bounds(patches, piece);
    let rows = rows(patches, piece, bridges);
    let ruled = is_ruled(&rows);
    let outside = if ruled { outside_the_box(&rows, rect) } else { outside_by_shape(&rows, rect) };
    let outside = if is_text(&rows, &outside, ruled) { vec![true; rows.len()] } else { outside };
    let confidence = confidence(&rows, &outside, rect, ruled);
    (group(&rows, &outside, piece), confidence)
}

fn rows(patches: &[Patch], piece: &[u32], bridges: &[Rect]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut first = 0;
    let mut reach = 0;
    for chunk in piece.chunk_by(|&one, &other| same_row(patches, one, other)) {
        let place = first..first + chunk.len();
        first = place.end;
        let mut row = row(patches, chunk, place);
        let bridged = bridges.iter().any(|bridge| bridge.rows.0 <= row.row && row.row <= bridge.rows.1);
        row.held |= bridged || row.row < reach;
        let below = chunk.iter().map(|&nth| patches[nth as usize].rect.rows.1 + 1).max().unwrap_or(0);
        reach = reach.max(below);
        rows.push(row);
    }
    rows
}

fn same_row(patches: &[Patch], one: u32, other: u32) -> bool {
    patches[one as usize].rect.rows.0 == patches[other as usize].rect.rows.0
}

fn row(patches: &[Patch], chunk: &[u32], place: Range<usize>) -> Row {
    let all = || chunk.iter().map(|&nth| &patches[nth as usize]);
    let inked = || all().filter(|patch| patch.ink != Ink::Blank);
    let (mut boxed, mut taken) = (0, 0);
    let (mut set, mut broad) = (false, false);
    for patch in all() {
        set |= patch.ink != Ink::Blank && (patch.align == Align::Centre || patch.bold);
        broad |= patch.breadth > BROAD;
        taken += patch.rect.width();
        boxed += if patch.boxed { patch.rect.width() } else { 0 };
    }
    let tall = chunk.len() > 1 && all().any(|patch| patch.rect.height() > 1);
    Row {
        row: patches[chunk[0] as usize].rect.rows.0,
        patches: place,
        inked: inked().count(),
        numbers: inked().filter(|patch| patch.ink == Ink::Number).count(),
        cols: (
            inked().next().map_or(0, |patch| patch.rect.cols.0),
            inked().next_back().map_or(0, |patch| patch.rect.cols.1),
        ),
        taken,
        boxed: boxed * 2 > taken,
        held: tall,
        free: inked().any(|patch| patch.rect.width() > 1 || patch.overflows || patch.align == Align::Centre),
        set,
        broad,
        right: all().next_back().is_some_and(|patch| patch.align == Align::Right),
    }
}

/// Whether the piece is drawn as a grid: at least two rows, and at least half of those with several cells, are boxed.
fn is_ruled(rows: &[Row]) -> bool {
    let boxed = rows.iter().filter(|row| row.boxed).count();
    let several = rows.iter().filter(|row| row.inked > 1).count();
    boxed >= 2 && boxed * 2 >= several
}

fn outside_the_box(rows: &[Row], rect: Rect) -> Vec<bool> {
    let most = (rect.width() as usize / 2).max(4);
    let mut outside: Vec<bool> = rows
        .iter()
        .map(|row| {
            !row.boxed && !row.held && row.inked > 0 && row.inked <= most && row.numbers * 3 <= row.inked
        })
        .collect();
    // A title inside the box is a title still, where it reaches from side to side.
    for (row, outside) in rows.iter().zip(&mut outside) {
        let whole =
            row.patches.len() == 1 && rect.width() > 1 && row.taken == rect.width() && row.numbers == 0;
        *outside |= whole && !row.held;
        if !*outside {
            break;
        }
    }
    if let Some(header) = header_above_the_box(rows, &outside, rect) {
        outside[header] = false;
    }
    outside
}

/// A row that names every column right above a box that begins with figures is its header, only not drawn as such.
fn header_above_the_box(rows: &[Row], outside: &[bool], rect: Rect) -> Option<usize> {
    const COLUMNS: u32 = 3;
    let first = outside.iter().position(|outside| !outside)?;
    let above = first.checked_sub(1)?;
    let (header, begin) = (&rows[above], &rows[first]);
    let names_all = rect.width() >= COLUMNS && header.inked == rect.width() as usize && header.numbers == 0;
    (names_all && begin.numbers > 0 && header.row + 1 == begin.row).then_some(above)
}

fn outside_by_shape(rows: &[Row], rect: Rect) -> Vec<bool> {
    let mut outside = vec![false; rows.len()];
    let first = (0..rows.len()).find(|&nth| !is_line_above(rows, nth, rect)).unwrap_or(rows.len());
    outside[..first].fill(true);
    let last = end_of_grid(rows, first);
    outside[last..].fill(true);
    for run in inner_lines(rows, first..last, rect) {
        outside[run].fill(true);
    }
    outside
}

/// Rows of headers that may follow a line before one that fills the table.
const HEADER_ROWS: usize = 3;
/// In a wide table a unit stands in one of the last columns: so many parts of the width from its edge.
const NEAR_THE_EDGE: u32 = 5;

/// A row above a grid: one cell, or a few with blanks between them over rows with many more.
fn is_line_above(rows: &[Row], nth: usize, rect: Rect) -> bool {
    let row = &rows[nth];
    if row.held || row.numbers * 3 > row.inked {
        return false;
    }
    if row.inked == 1 {
        return row.patches.len() == 1;
    }
    let below = rows[nth + 1..].iter().take(HEADER_ROWS).map(|next| next.inked).max().unwrap_or(0);
    let span = row.cols.1 - row.cols.0 + 1;
    let gap = row.taken < span;
    let at_the_right = row.cols.1 + rect.width() / NEAR_THE_EDGE >= rect.cols.1;
    let edges = row.cols.0 == rect.cols.0 && (at_the_right || row.right);
    let parted = gap && edges && row.inked <= 3 && (row.inked as u32) * 2 <= rect.width();
    let flanked = row.inked == 2 && row.right && row.taken > 2;
    (parted && below >= row.inked * 2) || (flanked && below >= 4)
}

/// A row below a grid: one text that is merged, overflows or is centred.
fn is_line_below(row: &Row) -> bool {
    row.is_lone() && row.free
}

/// Behind the last row of a grid. Texts that stand alone below it are its last names up to the first that is a sentence or
/// set like a line.
fn end_of_grid(rows: &[Row], first: usize) -> usize {
    let end = (first..rows.len()).rev().find(|&nth| !rows[nth].is_lone()).map_or(first, |last| last + 1);
    if let Some(broad) = rows[end..].iter().position(|row| row.broad) {
        return end + broad;
    }
    (end..rows.len()).rev().find(|&nth| !is_line_below(&rows[nth])).map_or(end, |last| last + 1)
}

/// Lines between two tables that touch them. A row of headers follows them, and they say that they are lines: one is a
/// sentence, or set like a title, or several reach over the whole width.
fn inner_lines(rows: &[Row], within: Range<usize>, rect: Rect) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut nth = within.start;
    while nth < within.end {
        let end = (nth..within.end).find(|&at| !rows[at].is_lone()).unwrap_or(within.end);
        if end > nth && nth > within.start && end < within.end {
            found.extend(break_in(rows, nth..end, rect));
        }
        nth = end.max(nth) + 1;
    }
    found
}

/// Which of some rows of one text each, that stand between others, are lines.
fn break_in(rows: &[Row], run: Range<usize>, rect: Rect) -> Option<Range<usize>> {
    let header = &rows[run.end];
    if header.numbers > 0 || header.inked < 2 {
        return None;
    }
    let several = run.len() > 1;
    let whole = |row: &Row| rect.width() > 1 && row.taken == rect.width();
    let begins = |&at: &usize| rows[at].set || rows[at].broad || (several && whole(&rows[at]));
    let first = run.clone().find(begins)?;
    let figures = rows[first - 1].numbers > 0 && rows.get(run.end + 1).is_some_and(|data| data.numbers > 0);
    let stands_out = run.end - first > 1 || rows[first].broad && (several || !whole(&rows[first]));
    (stands_out || figures).then_some(first..run.end)
}

impl Row {
    /// One text and nothing beside it.
    fn is_lone(&self) -> bool {
        self.patches.len() == 1 && self.inked == 1 && self.numbers == 0 && !self.held
    }
}

/// Whether a piece is text and no table: nothing but lines is left, or one column of text, or one loose row.
fn is_text(rows: &[Row], outside: &[bool], ruled: bool) -> bool {
    let grid = || rows.iter().zip(outside).filter(|(_, outside)| !**outside).map(|(row, _)| row);
    if grid().any(|row| row.held || row.boxed && ruled) {
        return false;
    }
    let one_column = grid().all(|row| row.patches.len() == 1);
    let numbers: usize = grid().map(|row| row.numbers).sum();
    let count = grid().count();
    match count {
        0 => true,
        1 => {
            one_column
                || grid()
                    .all(|row| row.numbers == 0 && row.inked <= 4 && row.taken < row.cols.1 - row.cols.0 + 1)
        }
        _ => one_column && numbers * 2 < count,
    }
}

fn confidence(rows: &[Row], outside: &[bool], rect: Rect, ruled: bool) -> Confidence {
    let grid = || rows.iter().zip(outside).filter(|(_, outside)| !**outside).map(|(row, _)| row);
    let held = grid().any(|row| row.held);
    let inner = outside.iter().skip_while(|outside| **outside);
    let cut = inner.clone().zip(inner.skip(1)).any(|(before, after)| *before && !*after);
    let full = grid().all(|row| row.taken == rect.width() && row.inked == row.patches.len());
    match () {
        () if ruled || (held && !cut) => Confidence::High,
        () if rect.width() < 2 || grid().count() < 2 => Confidence::Low,
        () if full && !cut => Confidence::High,
        () => Confidence::Medium,
    }
}

fn group(rows: &[Row], outside: &[bool], piece: &[u32]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for (row, &outside) in rows.iter().zip(outside) {
        let patches = &piece[row.patches.clone()];
        match (segments.last_mut(), outside) {
            (Some(Segment::Lines(lines)), true) => lines.extend_from_slice(patches),
            (Some(Segment::Grid(grid)), false) => grid.extend_from_slice(patches),
            (_, true) => segments.push(Segment::Lines(patches.to_vec())),
            (_, false) => segments.push(Segment::Grid(patches.to_vec())),
        }
    }
    segments
}

/// Takes what touches a boxed grid at its sides without being boxed itself.
pub fn beside(patches: &[Patch], some: Vec<u32>) -> (Vec<u32>, Vec<u32>) {
    let boxed =
        some.iter().map(|&nth| &patches[nth as usize]).filter(|patch| patch.boxed).map(|patch| patch.rect);
    let Some(frame) = boxed.reduce(|one, other| one.around(&other)).filter(|frame| frame.width() > 1) else {
        return (some, Vec::new());
    };
    let is_beside = |&nth: &u32| {
        let patch = &patches[nth as usize];
        let (first, last) = patch.rect.cols;
        patch.ink == Ink::Text && !patch.boxed && (last < frame.cols.0 || first > frame.cols.1)
    };
    if !(1..=3).contains(&some.iter().filter(|nth| is_beside(nth)).count()) {
        return (some, Vec::new());
    }
    let (beside, inside) = some.into_iter().partition(is_beside);
    (inside, beside)
}
