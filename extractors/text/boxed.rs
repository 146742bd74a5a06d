//! Grid tables: every cell in a box of `+`, `-`, `=` and `|`, as pandoc and reStructuredText draw them.
//!
//! The corners say where columns begin; a wall that is missing on a line joins the columns beside it, a border that is
//! missing under a cell joins the rows. So spans are known where they are drawn. A line in which the characters do not
//! stand where they should, because somebody counted widths differently, is cut at its bars as long as they are all
//! there.

use std::collections::BTreeSet;
use std::ops::Range;

use super::dialect::{Claim, Dialect, Strength};
use super::inline::shown;
use super::layout::{Measure, cut, join_wrapped, trimmed};
use super::lines::Lines;
use super::page::Page;
use super::prose;
use crate::{Locator, NewCell};

pub struct Boxed;

impl Dialect for Boxed {
    fn name(&self) -> &'static str {
        "grid"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        if memchr::memmem::find(lines.text().as_bytes(), b"+-").is_none()
            && memchr::memmem::find(lines.text().as_bytes(), b"+=").is_none()
        {
            return claims;
        }
        let mut index = 0;
        while index < lines.len() {
            if !is_border(lines.get(index)) {
                index += 1;
                continue;
            }
            let inside = |&at: &usize| lines.get(at).trim_start().starts_with(['|', '+']);
            let end = (index + 1..lines.len()).take_while(inside).last().unwrap_or(index);
            let last = (index..=end).rev().find(|&at| is_border(lines.get(at))).unwrap_or(index);
            if last > index + 1 {
                claims.push(Claim::new(index..last + 1, Strength::Marked));
            }
            index = end + 1;
        }
        claims
    }

    fn read(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
        let corners =
            range.clone().map(|index| memchr::memchr_iter(b'+', lines.get(index).as_bytes()).count());
        if page.is_too_large(range.len(), corners.max().unwrap_or(0)) {
            page.refuse(lines.at(range.start), "a drawn table with too many corners");
            return prose::read(lines, range, page);
        }
        Drawing::new(lines, range).write(page);
    }
}

/// A line such as `+-----+-----+`.
fn is_border(line: &str) -> bool {
    let line = line.trim().as_bytes();
    line.len() > 2
        && line.first() == Some(&b'+')
        && line.last() == Some(&b'+')
        && line.iter().all(|byte| matches!(byte, b'+' | b'-' | b'=' | b':'))
        && line.iter().any(|byte| matches!(byte, b'-' | b'='))
}

/// The lines of a table with their walls found: for each line, a number for each stop.
struct Drawn<'l, 't> {
    lines: &'l Lines<'t>,
    first: usize,
    stops: Vec<usize>,
    /// The byte at which a wall stands, or [`NO_WALL`].
    walls: Vec<u32>,
    /// The byte at which a column begins; empty where every wall stands.
    cuts: Vec<u32>,
    missing: usize,
}

const NO_WALL: u32 = u32::MAX;

impl<'l, 't> Drawn<'l, 't> {
    fn new(lines: &'l Lines<'t>, range: Range<usize>, measure: Measure) -> Self {
        let stops = stops(lines, range.clone(), measure);
        let room = stops.len() * range.len();
        let mut walls = Vec::with_capacity(room);
        range.clone().for_each(|index| add_walls(&mut walls, lines.get(index), &stops, measure));
        let missing = walls.iter().filter(|&&wall| wall == NO_WALL).count();
        let cuts = if missing > 0 { cuts(lines, range.clone(), &stops, measure) } else { Vec::new() };
        Self { lines, first: range.start, stops, walls, cuts, missing }
    }

    fn columns(&self) -> usize {
        self.stops.len().saturating_sub(1)
    }

    fn len(&self) -> usize {
        self.walls.len().checked_div(self.stops.len()).unwrap_or(0)
    }

    fn text(&self, line: usize) -> &'t str {
        self.lines.get(self.first + line)
    }

    fn wall(&self, line: usize, stop: usize) -> Option<usize> {
        let wall = self.walls[line * self.stops.len() + stop];
        (wall != NO_WALL).then_some(wall as usize)
    }

    fn is_separator(&self, line: usize) -> bool {
        (0..self.columns()).any(|col| self.is_ruled(line, col))
    }

    /// Whether a border runs through a column of a line.
    fn is_ruled(&self, line: usize, col: usize) -> bool {
        is_rule(&self.text(line)[self.slice(line, col, col + 1)])
    }

    /// The bytes of a line between two stops, walls left out.
    fn slice(&self, line: usize, from: usize, to: usize) -> Range<usize> {
        let cut = |stop: usize| {
            self.cuts.get(line * self.stops.len() + stop).map_or(self.text(line).len(), |&cut| cut as usize)
        };
        let start = self.wall(line, from).map_or_else(|| cut(from), |wall| wall + 1);
        let end = self.wall(line, to).unwrap_or_else(|| cut(to));
        start.min(end)..end.max(start)
    }
}

/// The byte at which each column of each line begins.
fn cuts(lines: &Lines<'_>, range: Range<usize>, stops: &[usize], measure: Measure) -> Vec<u32> {
    let mut cuts = Vec::with_capacity(stops.len() * range.len());
    for index in range {
        let line = lines.get(index);
        let starts = cut(line, stops, measure).into_iter().map(|range| range.start as u32);
        cuts.extend(starts.chain(std::iter::repeat(line.len() as u32)).take(stops.len()));
    }
    cuts
}

fn is_rule(segment: &str) -> bool {
    let segment = segment.as_bytes();
    segment.iter().any(|byte| matches!(byte, b'-' | b'='))
        && segment.iter().all(|byte| matches!(byte, b'-' | b'=' | b':' | b'+'))
}

/// Where walls stand: at the stops, or, where the widths do not fit but all walls are there, in their order.
fn add_walls(walls: &mut Vec<u32>, text: &str, stops: &[usize], measure: Measure) {
    let first = walls.len();
    walls.resize(first + stops.len(), NO_WALL);
    let found = &mut walls[first..];
    let (mut column, mut next, mut marks) = (0, 0, 0);
    for (offset, character) in text.char_indices() {
        if matches!(character, '|' | '+') {
            marks += 1;
            next += stops[next..].iter().take_while(|stop| **stop < column).count();
            if stops.get(next) == Some(&column) {
                found[next] = offset as u32;
            }
        }
        column += measure.of(character);
    }
    if marks == stops.len() && found.contains(&NO_WALL) {
        let marks = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'|' | b'+'));
        found.iter_mut().zip(marks).for_each(|(wall, (offset, _))| *wall = offset as u32);
    }
}

/// A grid table, and the lines between which each of its rows stands.
struct Drawing<'l, 't> {
    lines: &'l Lines<'t>,
    drawn: Drawn<'l, 't>,
    /// The separators, by position in `drawn`; row n stands between the n-th and the next one.
    separators: Vec<usize>,
    columns: usize,
}

impl<'l, 't> Drawing<'l, 't> {
    fn new(lines: &'l Lines<'t>, range: Range<usize>) -> Self {
        let as_drawn = Drawn::new(lines, range.clone(), Measure::Drawn);
        let as_counted = (as_drawn.missing > 0).then(|| Drawn::new(lines, range, Measure::Counted));
        let drawn = match as_counted {
            Some(as_counted) if as_counted.missing < as_drawn.missing => as_counted,
            _ => as_drawn,
        };
        let separators = (0..drawn.len()).filter(|&line| drawn.is_separator(line)).collect();
        Self { lines, separators, columns: drawn.columns(), drawn }
    }

    fn rows(&self) -> usize {
        self.separators.len().saturating_sub(1)
    }

    /// Whether a wall stands left of a column in all lines of a row.
    fn has_wall(&self, row: usize, col: usize) -> bool {
        (self.separators[row] + 1..self.separators[row + 1]).all(|line| self.drawn.wall(line, col).is_some())
    }

    fn has_border_below(&self, row: usize, col: usize) -> bool {
        self.drawn.is_ruled(self.separators[row + 1], col)
    }

    fn write(&self, page: &mut Page<'_, '_>) {
        let at = self.lines.at(self.drawn.first);
        let mut grid = page.grid(at.clone());
        let mut taken = vec![false; self.rows() * self.columns];
        let mut joined = 0;
        for row in 0..self.rows() {
            for col in 0..self.columns {
                if taken[row * self.columns + col] {
                    continue;
                }
                let span = self.span(row, col);
                for below in row..row + span.0 {
                    taken[below * self.columns + col..below * self.columns + col + span.1].fill(true);
                }
                let (cell, lines) = self.cell(row, col, span);
                joined += usize::from(lines > 1);
                grid.spans_known |= span != (1, 1);
                grid.place(cell);
            }
            grid.end_row();
        }
        grid.header_rows = self.header_rows();
        if joined > 0 {
            page.decide(at, format!("{joined} cells joined from wrapped lines"));
        }
        page.table(grid);
    }

    fn span(&self, row: usize, col: usize) -> (usize, usize) {
        let mut cols = 1;
        while col + cols < self.columns && !self.has_wall(row, col + cols) {
            cols += 1;
        }
        let mut rows = 1;
        while row + rows < self.rows()
            && (col..col + cols).all(|col| !self.has_border_below(row + rows - 1, col))
        {
            rows += 1;
        }
        (rows, cols)
    }

    /// The cell of a box, and how many lines of text it has.
    fn cell(&self, row: usize, col: usize, span: (usize, usize)) -> (NewCell<'static>, usize) {
        let mut text = String::new();
        let mut place: Option<Locator> = None;
        let mut count = 0;
        let place_in = |line: usize, byte: usize| self.lines.place(self.drawn.first + line, byte);
        for line in self.separators[row] + 1..self.separators[row + span.0] {
            let drawn = self.drawn.text(line);
            let range = trimmed(drawn, self.drawn.slice(line, col, col + span.1));
            count += usize::from(!range.is_empty());
            place = place.or_else(|| (!range.is_empty()).then(|| place_in(line, range.start)));
            add_line(&mut text, &drawn[range]);
        }
        let place = place.unwrap_or_else(|| {
            let first = (self.separators[row] + 1).min(self.drawn.len() - 1);
            place_in(first, self.drawn.slice(first, col, col + span.1).start)
        });
        let (text, bold) = shown(&text);
        let mut cell =
            NewCell::new(row as u32, col as u32, text, place).spanning(span.0 as u32, span.1 as u32);
        cell.style.bold = bold;
        (cell, count)
    }

    /// Rows above the first double border.
    fn header_rows(&self) -> u32 {
        let double = |at: &usize| self.drawn.text(*at).contains('=');
        self.separators.iter().skip(1).position(double).map_or(0, |row| row as u32 + 1)
    }
}

/// Adds a line to a cell: an empty one ends a paragraph, a backslash at the end or a list mark keeps the break.
pub fn add_line(cell: &mut String, line: &str) {
    if line.is_empty() {
        if !cell.is_empty() && !cell.ends_with('\n') {
            cell.push('\n');
        }
        return;
    }
    if cell.ends_with('\\') {
        cell.pop();
        cell.push('\n');
    } else if line.starts_with("- ") && !cell.is_empty() && !cell.ends_with('\n') {
        cell.push('\n');
    }
    join_wrapped(cell, line);
}

/// The columns of all corners.
fn stops(lines: &Lines<'_>, range: Range<usize>, measure: Measure) -> Vec<usize> {
    let mut stops = BTreeSet::new();
    for index in range {
        let line = lines.get(index);
        if !line.contains("+-") && !line.contains("+=") && !line.contains("-+") && !line.contains("=+") {
            continue;
        }
        let mut column = 0;
        let mut before = ' ';
        for (offset, character) in line.char_indices() {
            let after = line.as_bytes().get(offset + 1).copied().unwrap_or(b' ');
            let is_corner = character == '+' && (is_rule_sign(before) || is_rule_sign(char::from(after)));
            if is_corner {
                stops.insert(column);
            }
            before = character;
            column += measure.of(character);
        }
    }
    stops.into_iter().collect()
}

fn is_rule_sign(character: char) -> bool {
    matches!(character, '-' | '=' | ':')
}

#[cfg(test)]
mod tests {
    use super::super::testing::{extract, rows, tables};
    use crate::Code;

    #[test]
    fn wrapped_cells_and_paragraphs_come_whole() {
        let text = "\
+-----------------------+-------------+------+
| 指标名称              | 年度指标    | 分值 |
|                       | 值          |      |
+=======================+=============+======+
| 产出                  | 第一段      | 10   |
|                       |             |      |
|                       | 第二段      |      |
+-----------------------+-------------+------+
";
        let (document, notices) = extract(text);
        let table = document.tables().next().unwrap();
        assert_eq!(rows(table), ["指标名称|年度指标值|分值", "产出|第一段/第二段|10"]);
        assert_eq!(table.header_rows(), 1);
        assert_eq!(table.cell(4).at().to_string(), "L5:25");
        assert!(notices.iter().any(|notice| notice.code == Code::DECISION));
    }

    #[test]
    fn missing_walls_and_borders_are_spans() {
        let text = "\
+------+-------------+
| 一级 | 金额        |
|      +------+------+
|      | 预算 | 决算 |
+======+======+======+
| 合计 | 12   | 34   |
+------+------+------+
";
        let (document, _) = extract(text);
        let table = document.tables().next().unwrap();
        assert_eq!(rows(table), ["一级|金额", "预算|决算", "合计|12|34"]);
        let spans: Vec<(u32, u32)> = table.cells().map(|cell| cell.span).collect();
        assert_eq!(spans[..4], [(2, 1), (1, 2), (1, 1), (1, 1)]);
        assert!(table.spans_known);
        assert_eq!(table.header_rows(), 2);
    }

    #[test]
    fn lines_of_other_widths_are_cut_at_their_bars() {
        let text = "+----+----+\n| 项目名称 | 金额 |\n+----+----+\n| 甲 | 1 |\n+----+----+\n";
        assert_eq!(tables(text), [["项目名称|金额", "甲|1"]]);
    }

    #[test]
    fn plus_signs_in_prose_are_prose() {
        assert!(tables("+-----+\n甲\n+-----+\n").is_empty());
        assert!(tables("a + b - c\n+ 1\n").is_empty());
    }
}
