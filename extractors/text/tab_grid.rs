//! D2 and the tab-separated forms of D10: one row a line, fields between tabs, merged cells as empty fields. Nothing is
//! quoted, so a tab is always a border and a field is always whole.
//!
//! Columns drift in this form, because the converter that made it lost or doubled fields of merged cells; rows keep the
//! fields that they have, and what belongs under which header is decided where the words are known. Only what counting
//! can prove is put right here: a cell whose text went on in a new line.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::dialect::{Claim, Dialect, Strength};
use super::lines::Lines;
use super::page::{Grid, Page};
use crate::Locator;
use crate::document::Confidence;

pub struct TabGrid;

/// Lines of one row that are put together at most.
const MOST_LINES: usize = 6;

/// Empty lines that a page break leaves inside a table at most.
const PAGE_BREAK: usize = 2;

impl Dialect for TabGrid {
    fn name(&self) -> &'static str {
        "tab-grid"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        if memchr(b'\t', lines.text().as_bytes()).is_none() {
            return Vec::new();
        }
        let (mut claims, mut index) = (Vec::new(), 0);
        while index < lines.len() {
            if !begins(lines.get(index)) {
                index += 1;
                continue;
            }
            let range = stretch(lines, index);
            index = range.end;
            if is_table(lines, range.clone()) {
                claims.push(Claim::new(range, Strength::Separators));
            }
        }
        claims
    }

    fn read(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
        let mut grid = page.grid(lines.at(range.start));
        grid.reserve_lines(lines, range.clone(), b'\t');
        grid.confidence = Confidence::Medium;
        let blank = range.clone().filter(|&index| lines.is_blank(index)).count();
        let spaced = blank > 1 && blank * 3 >= range.len();
        if spaced {
            page.decide(lines.at(range.start), "the rows of a table have empty lines between them");
        }
        let mut above = 0;
        let mut index = range.start;
        while index < range.end {
            if lines.is_blank(index) && spaced {
                index += 1;
                continue;
            }
            if lines.is_blank(index) {
                page.decide(lines.at(index), "an empty line inside a table read as the end of a page");
                index = (index..range.end).find(|&index| !lines.is_blank(index)).unwrap_or(range.end);
                continue;
            }
            let taken = lines_of_row(lines, index, range.end, above);
            if taken > 1 {
                page.decide(lines.at(index), format!("{taken} lines make one row of {above} fields"));
            }
            above = write(lines, index..index + taken, &mut grid, page);
            index += taken;
        }
        page.table(grid);
    }
}

/// Whether a line may be the first of a table: a tab in front alone is an indent.
fn begins(line: &str) -> bool {
    memchr(b'\t', line.as_bytes()).is_some_and(|at| at > 0 || line[1..].contains('\t'))
        && !line.trim().is_empty()
}

fn tabs(lines: &Lines<'_>, index: usize) -> usize {
    memchr_iter(b'\t', lines.get(index).as_bytes()).count()
}

// -- stretches -------------------------------------------------------------------------------------------------------

/// From a line with tabs to the last line before prose. Empty lines inside are page breaks; a line without tabs is
/// inside only where counting proves that it continues a cell.
fn stretch(lines: &Lines<'_>, start: usize) -> Range<usize> {
    let (mut end, mut index, mut above) = (start, start, 0);
    while index < lines.len() {
        if lines.is_blank(index) {
            if index >= end + PAGE_BREAK {
                break;
            }
            index += 1;
            continue;
        }
        let taken = lines_of_row(lines, index, lines.len(), above);
        if taken == 1 && tabs(lines, index) == 0 {
            break;
        }
        above = (index..index + taken).map(|line| tabs(lines, line)).sum::<usize>() + 1;
        index += taken;
        end = index;
    }
    start..end
}

/// Several rows, one of three fields at least; or three rows of two fields that are no table of contents.
fn is_table(lines: &Lines<'_>, range: Range<usize>) -> bool {
    let (mut rows, mut wide, mut listed) = (0, false, 0);
    for index in range {
        let tabs = tabs(lines, index);
        rows += usize::from(tabs > 0);
        wide |= tabs > 1;
        listed += usize::from(tabs > 0 && ends_with_page_number(lines.get(index)));
    }
    if wide { rows > 1 } else { rows > 2 && listed * 4 < rows * 3 }
}

/// Two fields of which the second is a small whole number, as tables of contents have.
fn ends_with_page_number(line: &str) -> bool {
    let number = line.rsplit('\t').next().unwrap_or("").trim();
    (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

// -- rows ------------------------------------------------------------------------------------------------------------

/// How many lines make the row at hand: several where the text of a cell broke the line, so that the fields of all
/// lines together are exactly as many as above and the line behind them begins a row of that length again.
fn lines_of_row(lines: &Lines<'_>, index: usize, end: usize, above: usize) -> usize {
    let mut fields = tabs(lines, index) + 1;
    if fields < 2 || fields >= above || above < 3 {
        return 1;
    }
    for next in index + 1..end.min(index + MOST_LINES) {
        if lines.is_blank(next) {
            return 1;
        }
        fields += tabs(lines, next);
        if fields == above {
            let behind = next + 1;
            let whole = behind >= end || lines.is_blank(behind) || tabs(lines, behind) + 1 >= above;
            return if whole { next + 1 - index } else { 1 };
        }
        if fields > above {
            return 1;
        }
    }
    1
}

/// Writes one row and returns the number of its fields.
fn write(lines: &Lines<'_>, range: Range<usize>, grid: &mut Grid, page: &mut Page<'_, '_>) -> usize {
    let (mut count, mut pending): (usize, Option<(String, Locator)>) = (0, None);
    for index in range {
        for (nth, (field, at)) in lines.fields(index).enumerate() {
            match pending.take() {
                Some((begun, from)) if nth == 0 => pending = Some((format!("{begun}\n{field}"), from)),
                before => {
                    count += before.map_or(0, |(text, from)| field_cell(&text, from, grid, page));
                    pending = Some((field.to_owned(), at));
                }
            }
        }
    }
    count += pending.map_or(0, |(text, from)| field_cell(&text, from, grid, page));
    grid.end_row();
    count
}

fn field_cell(text: &str, at: Locator, grid: &mut Grid, page: &mut Page<'_, '_>) -> usize {
    let repeats = grid.last_of_row().is_some_and(|before| same(before.text, text));
    if repeats {
        page.decide(at.clone(), "a field repeats the one before it");
    }
    grid.cell(text, at);
    1
}

/// Whether two neighbouring labels are one, blanks aside. Figures may well be equal.
fn same(left: &str, right: &str) -> bool {
    let key = |text: &str| text.chars().filter(|character| !character.is_whitespace()).collect::<String>();
    let is_label = |text: &str| text.chars().filter(|character| character.is_alphabetic()).count() > 2;
    is_label(left) && is_label(right) && key(left) == key(right)
}
