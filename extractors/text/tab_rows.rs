//! D4: one row a line, a tab before every cell. The first paragraph of a cell breaks no line; every further one stands
//! on a line of its own, and the next cell then begins a line although no row ended. Which of the two a tab at the
//! beginning of a line means is counted: a row is whole when it has as many cells as the rows around it.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use memchr::{memchr_iter, memmem};

use super::dialect::{Claim, Dialect, Strength};
use super::lines::Lines;
use super::page::{Grid, Page};
use crate::document::Confidence;

pub struct TabRows;

/// Lines that one row is broken into at most.
const MOST_PIECES: usize = 24;

impl Dialect for TabRows {
    fn name(&self) -> &'static str {
        "tab-rows"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        let (mut claims, mut index) = (Vec::new(), 0);
        if !may_hold_rows(lines) {
            return claims;
        }
        while index < lines.len() {
            if !is_row(lines, index) {
                index += 1;
                continue;
            }
            let range = stretch(lines, index);
            index = range.end;
            if is_table(lines, range.clone()) && !stands_in_grid(lines, &range) {
                claims.push(Claim::new(range, Strength::Marked));
            }
        }
        claims
    }

    fn read(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
        let mut grid = page.grid(lines.at(range.start));
        grid.reserve_lines(lines, range.clone(), b'\t');
        write(lines, range, &mut grid, page);
        page.table(grid);
    }
}

/// Whether any line begins with a tab.
pub fn may_hold_rows(lines: &Lines<'_>) -> bool {
    let text = lines.text().as_bytes();
    text.starts_with(b"\t") || memmem::find(text, b"\n\t").is_some()
}

/// Whether a line begins with a tab, and so with a cell.
pub fn is_row(lines: &Lines<'_>, index: usize) -> bool {
    lines.get(index).as_bytes().first() == Some(&b'\t')
}

/// Whether a line holds more than one cell.
fn is_crowded(line: &str) -> bool {
    line.starts_with('\t') && line[1..].contains('\t')
}

/// From a row to the end of its table: an empty line behind a row ends it; behind a further paragraph only the row
/// ends, and one more empty line is needed.
pub fn stretch(lines: &Lines<'_>, start: usize) -> Range<usize> {
    let (mut end, mut index) = (start + 1, start + 1);
    let mut in_cell = false;
    while index < lines.len() {
        if lines.is_empty(index) {
            if !in_cell || !is_row(lines, index + 1) {
                break;
            }
            in_cell = false;
        } else {
            in_cell = !is_row(lines, index);
            end = index + 1;
        }
        index += 1;
    }
    start..end
}

/// Several lines with a tab in front, at least a third of them with several cells.
pub fn is_table(lines: &Lines<'_>, range: Range<usize>) -> bool {
    let rows = range.clone().filter(|&index| is_row(lines, index)).count();
    let crowded = range.filter(|&index| is_crowded(lines.get(index))).count();
    crowded > 1 && crowded * 3 > rows
}

/// Whether lines around have tabs, but none in front: then an empty first field led these lines, not a cell.
fn stands_in_grid(lines: &Lines<'_>, range: &Range<usize>) -> bool {
    let is_field_row = |index: usize| !is_row(lines, index) && lines.get(index).contains('\t');
    let near = |mut indexes: Box<dyn Iterator<Item = usize>>| indexes.find(|&index| !lines.is_blank(index));
    let above = near(Box::new((range.start.saturating_sub(2)..range.start).rev()));
    let below = near(Box::new(range.end..range.end + 2));
    above.is_some_and(is_field_row)
        || below.is_some_and(is_field_row)
        || range.clone().any(|index| !is_row(lines, index) && lines.get(index).contains('\t'))
}

// -- rows ------------------------------------------------------------------------------------------------------------

/// One line with a tab in front, and the lines without one below it.
struct Piece {
    lines: Range<usize>,
    cells: usize,
    /// An empty line stands behind it: the row ended.
    ended: bool,
}

impl Piece {
    /// Whether its last cell has further paragraphs, so that the next piece may belong to the same row.
    fn is_open(&self) -> bool {
        self.lines.len() > 1 && !self.ended
    }
}

/// Writes the rows of a stretch.
pub fn write(lines: &Lines<'_>, range: Range<usize>, grid: &mut Grid, page: &mut Page<'_, '_>) {
    let usual = usual_length(pieces(lines, range.clone()));
    let mut coming = pieces(lines, range);
    let (mut near, mut above) = (VecDeque::new(), None);
    loop {
        near.extend(coming.by_ref().take(MOST_PIECES - near.len()));
        if near.is_empty() {
            return;
        }
        let lengths = above.into_iter().chain(usual);
        let taken = lengths.filter_map(|length| pieces_of_row(&near, length)).next().unwrap_or(1);
        let row: Vec<Piece> = near.drain(..taken).collect();
        if taken > 1 {
            grid.confidence = Confidence::Medium;
            page.decide(
                lines.at(row[0].lines.start),
                format!("{taken} lines with a tab in front make one row"),
            );
        }
        above = Some(row.iter().map(|piece| piece.cells).sum());
        row.iter().for_each(|piece| write_piece(lines, piece, grid));
        grid.end_row();
    }
}

fn pieces<'l>(lines: &'l Lines<'l>, range: Range<usize>) -> impl Iterator<Item = Piece> + use<'l> {
    let end = range.end;
    let mut next = range.start;
    std::iter::from_fn(move || {
        let first = (next..end).find(|&index| is_row(lines, index))?;
        next = (first + 1..end).find(|&index| is_row(lines, index)).unwrap_or(end);
        let cells = memchr_iter(b'\t', lines.get(first).as_bytes()).count();
        let last = (first..next).rev().find(|&index| !lines.is_empty(index)).unwrap_or(first);
        let ended = (first..next).any(|index| lines.is_empty(index));
        Some(Piece { lines: first..last + 1, cells, ended })
    })
}

/// The most frequent number of cells between ends that are sure: a row, where no line breaks mislead.
fn usual_length(pieces: impl Iterator<Item = Piece>) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let mut run = 0;
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        run += piece.cells;
        if !piece.is_open() || pieces.peek().is_none() {
            *counts.entry(std::mem::take(&mut run)).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|&(_, count)| count).map(|(length, _)| length)
}

/// How many pieces make a row of exactly this length, each but the last with an open cell.
fn pieces_of_row(pieces: &VecDeque<Piece>, length: usize) -> Option<usize> {
    let mut sum = 0;
    for (taken, piece) in pieces.iter().enumerate() {
        sum += piece.cells;
        if sum >= length || !piece.is_open() {
            return (sum == length).then_some(taken + 1);
        }
    }
    None
}

fn write_piece(lines: &Lines<'_>, piece: &Piece, grid: &mut Grid) {
    let first = piece.lines.start;
    for (nth, (text, at)) in lines.fields(first).enumerate().skip(1) {
        if nth < piece.cells || piece.lines.len() == 1 {
            grid.cell(text, at);
        } else {
            let more = (first + 1..piece.lines.end).map(|index| lines.get(index));
            grid.cell(&std::iter::once(text).chain(more).collect::<Vec<_>>().join("\n"), at);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::text::testing::*;

    #[test]
    fn a_line_is_a_row_and_an_empty_line_ends_the_table() {
        let text = "附件\n\t项目\t预算\t决算\n\t三公经费\t12\t\n\n说明\n\t甲\t乙\n\t丙\t丁\n\n";
        assert_eq!(tables(text), [vec!["项目|预算|决算", "三公经费|12|"], vec!["甲|乙", "丙|丁"]]);
    }

    #[test]
    fn further_paragraphs_break_lines_but_not_rows() {
        let text = "\t项目\t说明\t金额\n\t接待费\t三批\n二十人\n\t5\n\t会议费\t\t两次\n其中一次线上\n\n\t合计\t\t7\n\n正文\n";
        let expected = ["项目|说明|金额", "接待费|三批/二十人|5", "会议费||两次/其中一次线上", "合计||7"];
        assert_eq!(tables(text), [expected]);
        assert_eq!(prose(&extract(text).0), ["正文"]);
    }
}
