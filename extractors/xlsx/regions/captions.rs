//! Which table a line belongs to. Lines that touch a table are given to it by the walk through their piece; lines that
//! stand alone look for a table below, above or beside them, a few blank rows away at most.

use super::{BROAD, Lines, Patch, Region};
use crate::document::{Align, Side};
use crate::xlsx::workbook::Rect;

/// Lines above a table that can be its title, its number, its unit; and notes below. More than that is a text.
const MOST_ABOVE: usize = 6;
const MOST_BELOW: usize = 12;
/// Blank rows between a title and its table, and between a table and its notes.
const ROWS_ABOVE: u32 = 3;
const ROWS_BELOW: u32 = 1;
/// Blank columns between a table and a line at its side.
const COLS_BESIDE: u32 = 2;
/// Tables of one row that are looked at before a line is left alone.
const CANDIDATES: usize = 64;

/// Parts lines between two tables: those that end the first, and those that begin the next, from the first line on
/// that is centred or bold. Without a table before them, all begin the next.
pub fn part(patches: &[Patch], mut lines: Lines, after_table: bool) -> (Lines, Lines) {
    if !after_table {
        return (Vec::new(), lines);
    }
    let begins = |&nth: &u32| {
        let patch = &patches[nth as usize];
        patch.align == Align::Centre || patch.bold
    };
    let first = lines.iter().position(begins).unwrap_or(0);
    let next = lines.split_off(first);
    (lines, next)
}

fn is_short(patch: &Patch) -> bool {
    let set = patch.align == Align::Centre || patch.bold;
    // What is set like a title may be twice as broad.
    patch.breadth <= if set { 2 * BROAD } else { BROAD }
}

/// Gives lines to the tables below them; what is too far up or too broad for a title is left over.
pub fn above(patches: &[Patch], tables: &mut [Region], lines: &[u32], left: &mut Vec<Lines>) {
    let short = |nth: &&u32| is_short(&patches[**nth as usize]);
    let titles = lines.iter().rev().take_while(short).take(MOST_ABOVE).count();
    let (text, titles) = lines.split_at(lines.len() - titles);
    give(patches, tables, titles, Side::Above, left);
    if !text.is_empty() {
        left.push(text.to_vec());
    }
}

/// Gives lines to the tables above them. Where sentences are among them a text begins, which is nobody's note.
pub fn below(patches: &[Patch], tables: &mut [Region], lines: &[u32], left: &mut Vec<Lines>) {
    let short = |nth: &u32| is_short(&patches[*nth as usize]);
    let notes = if lines.iter().all(short) { lines.len().min(MOST_BELOW) } else { 0 };
    let (notes, text) = lines.split_at(notes);
    give(patches, tables, notes, Side::Below, left);
    if !text.is_empty() {
        left.push(text.to_vec());
    }
}

/// A line goes to every table whose columns it stands over or under; where there is none, to the nearest.
fn give(patches: &[Patch], tables: &mut [Region], lines: &[u32], side: Side, left: &mut Vec<Lines>) {
    if tables.is_empty() {
        if !lines.is_empty() {
            left.push(lines.to_vec());
        }
        return;
    }
    for &line in lines {
        let cols = patches[line as usize].rect.cols;
        let near = |table: &Region| distance(table.rect.cols, cols);
        let least = tables.iter().map(near).min().unwrap_or(0);
        let takers = tables.iter_mut().filter(|table| near(table) == least);
        let most = if least == 0 { CANDIDATES } else { 1 };
        takers.take(most).for_each(|table| table.captions.push((side, line)));
    }
}

/// Columns or rows between two runs of them; 0 where they meet.
fn distance(one: (u32, u32), other: (u32, u32)) -> u32 {
    (other.0.saturating_sub(one.1)).max(one.0.saturating_sub(other.1))
}

/// Gives lines that stand alone to the table they belong to, and returns the others. Tables are sorted by their top.
pub fn attach(patches: &[Patch], tables: &mut [Region], lines: Vec<Lines>) -> Vec<u32> {
    let places = Places::new(tables);
    let mut loose: Vec<Lines> = Vec::new();
    for lines in lines {
        let rect = super::bounds(patches, &lines);
        match places.seek(tables, rect) {
            Some((table, Side::Above)) => above(patches, &mut tables[table..=table], &lines, &mut loose),
            Some((_, Side::Below)) if !lines.iter().all(|&nth| is_short(&patches[nth as usize])) => {
                loose.push(lines);
            }
            Some((table, Side::Below)) => below(patches, &mut tables[table..=table], &lines, &mut loose),
            Some((table, Side::Beside)) => {
                tables[table].captions.extend(lines.into_iter().map(|line| (Side::Beside, line)));
            }
            None => loose.push(lines),
        }
    }
    loose.concat()
}

/// Tables by their first and by their last row.
struct Places {
    tops: Vec<(u32, usize)>,
    ends: Vec<(u32, usize)>,
}

impl Places {
    fn new(tables: &[Region]) -> Self {
        let mut tops: Vec<(u32, usize)> =
            tables.iter().enumerate().map(|(nth, table)| (table.rect.rows.0, nth)).collect();
        let mut ends: Vec<(u32, usize)> =
            tables.iter().enumerate().map(|(nth, table)| (table.rect.rows.1, nth)).collect();
        tops.sort_unstable();
        ends.sort_unstable();
        Self { tops, ends }
    }

    /// The table of some lines and on which side of it they stand.
    fn seek(&self, tables: &[Region], lines: Rect) -> Option<(usize, Side)> {
        let over = |&&(_, nth): &&(u32, usize)| distance(tables[nth].rect.cols, lines.cols) <= 1;
        let reach = lines.rows.1.saturating_add(1);
        let below = rows(&self.tops, reach, reach.saturating_add(ROWS_ABOVE)).find(over);
        let above =
            rows(&self.ends, lines.rows.0.saturating_sub(ROWS_BELOW + 1), lines.rows.0.saturating_sub(1))
                .filter(|place| place.0 < lines.rows.0)
                .find(over);
        let gap_below = below.map(|(top, nth)| (top - lines.rows.1, *nth, Side::Above));
        let gap_above = above.map(|(end, nth)| (lines.rows.0 - end, *nth, Side::Below));
        let nearest = match (gap_below, gap_above) {
            (Some(below), Some(above)) => Some(if below.0 <= above.0 { below } else { above }),
            (one, other) => one.or(other),
        };
        nearest.map(|(_, nth, side)| (nth, side)).or_else(|| Self::beside(tables, lines))
    }

    fn beside(tables: &[Region], lines: Rect) -> Option<(usize, Side)> {
        let near = |table: &Region| {
            table.rect.rows.0 <= lines.rows.0
                && lines.rows.1 <= table.rect.rows.1
                && lines.height() <= 2
                && distance(table.rect.cols, lines.cols) <= COLS_BESIDE + 1
        };
        let last = tables.partition_point(|table| table.rect.rows.0 <= lines.rows.0);
        let first = last.saturating_sub(CANDIDATES);
        (first..last).rev().find(|&nth| near(&tables[nth])).map(|nth| (nth, Side::Beside))
    }
}

/// Places whose row lies between two rows, a few of them at most.
fn rows(places: &[(u32, usize)], first: u32, last: u32) -> impl Iterator<Item = &(u32, usize)> {
    let from = places.partition_point(|place| place.0 < first);
    places[from..].iter().take_while(move |place| place.0 <= last).take(CANDIDATES)
}
