//! From texts and lines on a page to tables. Where ruling lines make cells, texts go into the cell in which their
//! middle lies ([`ruled`]); where they do not, rows and columns are found from how the texts stand to each other
//! ([`free`]). Nothing here reads what a text says, except whether it looks like a number.

mod free;
mod lines;
mod ruled;

use std::sync::Arc;

use self::lines::{Line, lines};
use super::Picture;
use super::canvas::{Drawing, Mark};
use crate::document::{Align, Caption, Confidence, Fate, Origin, Paragraph, Side, Style};
use crate::{Code, Context, Locator, NewCell, Notice, Table};

/// Positions of a grid. A picture that a person looked at has a few hundred.
const POSITIONS: usize = 200_000;

/// A cell before it has a place in a file.
#[derive(Debug, Default)]
struct Box {
    row: u32,
    col: u32,
    span: (u32, u32),
    text: String,
    style: Style,
}

/// A table before it has a place in a file: its cells, and the lines of text around it.
#[derive(Debug, Default)]
struct Layout {
    rows: u32,
    cols: u32,
    cells: Vec<Box>,
    above: Vec<String>,
    below: Vec<String>,
    beside: Vec<String>,
    confidence: Confidence,
}

/// Arranges what was drawn. Every text ends in a cell, in a caption or in a line of text.
pub(super) fn arrange(context: &mut Context<'_>, part: &str, drawing: Drawing) -> Picture {
    let part: Arc<str> = Arc::from(part);
    say_losses(context, &part, &drawing);
    let (mut marks, astray): (Vec<Mark>, Vec<Mark>) = drawing.marks.into_iter().partition(Mark::is_placed);
    once(&mut marks);
    let em = middle(marks.iter().map(|mark| mark.em));
    let mut layouts = ruled::layouts(&mut marks, drawing.across, drawing.down, em);
    let mut loose = Vec::new();
    if layouts.is_empty() {
        match free::layout(marks, em) {
            Ok(layout) => layouts.push(layout),
            Err(marks) => loose = lines(marks).iter().map(Line::text).collect(),
        }
    }
    loose.extend(astray.into_iter().map(|mark| mark.text));
    let tables: Vec<Table> =
        layouts.into_iter().filter_map(|layout| table(layout, &part, &mut loose)).collect();
    let at = |row: usize| Locator::Part { part: Arc::clone(&part), row: row as u32 + 1, col: 0 };
    let texts: Vec<Paragraph> =
        loose.into_iter().enumerate().map(|(row, text)| Paragraph::new(text, at(row))).collect();
    let fate = match (tables.is_empty() && texts.is_empty(), drawing.glyph_texts > 0) {
        (true, true) => Fate::Failed(Code::PART_BROKEN),
        (true, false) => Fate::Skipped("empty"),
        (false, _) => Fate::Extracted,
    };
    Picture { tables, texts, fate }
}

fn say_losses(context: &mut Context<'_>, part: &Arc<str>, drawing: &Drawing) {
    let at = || Locator::Part { part: Arc::clone(part), row: 0, col: 0 };
    if drawing.overflow {
        context.notices.add(Notice::new(Code::LIMIT_BYTES).at(at()).with("part", part));
    }
    if drawing.glyph_texts > 0 {
        let detail = format!("{} × ETO_GLYPH_INDEX", drawing.glyph_texts);
        context
            .notices
            .add(Notice::new(Code::PART_BROKEN).at(at()).with("part", part).with("detail", detail));
    }
}

/// A text drawn twice on the same spot, to look bold or to throw a shadow, is one text.
fn once(marks: &mut Vec<Mark>) {
    let order = |a: &Mark, b: &Mark| {
        a.text.cmp(&b.text).then(a.top.total_cmp(&b.top)).then(a.left.total_cmp(&b.left))
    };
    marks.sort_by(order);
    marks.dedup_by(|later, kept| {
        let near = |a: f64, b: f64| (a - b).abs() <= kept.em * 0.15;
        later.text == kept.text && near(later.top, kept.top) && near(later.left, kept.left)
    });
}

fn middle(sizes: impl Iterator<Item = f64>) -> f64 {
    let mut sizes: Vec<f64> = sizes.filter(|size| *size > 0.0).collect();
    let half = sizes.len() / 2;
    if sizes.is_empty() {
        return 1.0;
    }
    *sizes.select_nth_unstable_by(half, f64::total_cmp).1
}

/// Gives a layout its place in the file. Its texts go back to the loose ones should it not hold together.
fn table(layout: Layout, part: &Arc<str>, loose: &mut Vec<String>) -> Option<Table> {
    let at = |row: u32, col: u32| Locator::Part { part: Arc::clone(part), row, col };
    let cells = layout.cells.iter().map(|one| {
        let mut cell = NewCell::new(one.row, one.col, one.text.as_str(), at(one.row + 1, one.col + 1));
        cell.style = one.style;
        cell.spanning(one.span.0, one.span.1)
    });
    let Ok((mut table, _)) = Table::new(layout.rows, layout.cols, cells, at(0, 0)) else {
        loose.extend(layout.cells.into_iter().map(|one| one.text).filter(|text| !text.is_empty()));
        return None;
    };
    table.origin = Origin::Picture;
    table.confidence = layout.confidence;
    let sides = [(layout.above, Side::Above), (layout.below, Side::Below), (layout.beside, Side::Beside)];
    for (texts, side) in sides {
        table.captions.extend(texts.into_iter().map(|text| Caption { text, side, at: at(0, 0) }));
    }
    Some(table)
}

/// Where a text stands between two edges, as far as that can be told by eye.
fn alignment((from, to): (f64, f64), (left, right): (f64, f64), em: f64) -> Align {
    let (before, after) = (left - from, to - right);
    match before - after {
        _ if before + after < em => Align::Unknown,
        gap if gap.abs() <= em * 0.6 => Align::Centre,
        gap if gap < 0.0 => Align::Left,
        _ => Align::Right,
    }
}

/// Whether a text is nothing but a number: digits with the signs that stand in and around them.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || b".,-+%() ".contains(&byte))
}

#[cfg(test)]
mod tests;
