//! Tables of Markdown: cells between bars, and a line of dashes that tells the header from the body. Also the tables
//! of Org mode, which differ only in the signs of that line.
//!
//! Escaped bars belong to the text. Emphasis, line break tags and entities are read as what they show. Merged cells do
//! not exist in this form: whoever wrote it repeated them or left them empty.

use std::ops::Range;

use memchr::memchr;

use super::dialect::{Claim, Dialect, Strength};
use super::inline::shown;
use super::layout::trimmed;
use super::lines::Lines;
use super::page::{Grid, Page};
use crate::NewCell;

pub struct Markdown;

impl Dialect for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        let mut claims: Vec<Claim> = Vec::new();
        if memchr(b'|', lines.text().as_bytes()).is_none() {
            return claims;
        }
        let mut index = 0;
        let mut free = 0;
        while index < lines.len() {
            if is_divider(lines.get(index)) {
                let range = table_around(lines, index, free);
                free = range.end;
                if range.len() > 1 {
                    index = range.end - 1;
                    claims.push(Claim::new(range, Strength::Marked));
                }
            }
            index += 1;
        }
        claims
    }

    fn read(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
        let mut grid = page.grid(lines.at(range.start));
        let width = range
            .clone()
            .find(|&index| is_divider(lines.get(index)))
            .map_or(0, |divider| bars(lines.get(divider).trim()).len().max(org_columns(lines.get(divider))));
        for index in range {
            if lines.get(index).bytes().all(|byte| matches!(byte, b'|' | b' ')) && grid.row() == 0 {
                // The form has no table without a header; an empty one stands for none.
                continue;
            }
            if is_divider(lines.get(index)) {
                grid.header_rows = if grid.header_rows == 0 { grid.row() } else { grid.header_rows };
                continue;
            }
            let cells = row(lines, index, &mut grid);
            if cells != width && width > 0 {
                page.decide(lines.at(index), format!("a row of {cells} cells in a table of {width}"));
            }
        }
        page.table(grid);
    }
}

/// The rows above and below a line of dashes. Nothing before `free` is taken.
fn table_around(lines: &Lines<'_>, divider: usize, free: usize) -> Range<usize> {
    let is_row = |index: usize| memchr(b'|', lines.get(index).as_bytes()).is_some();
    let framed = |index: usize| lines.get(index).trim_start().starts_with('|');
    let mut start = divider;
    if start > free && is_row(start - 1) {
        start -= 1;
    }
    while start > free && start < divider && framed(start - 1) {
        start -= 1;
    }
    let end = (divider + 1..lines.len()).find(|&index| !is_row(index)).unwrap_or(lines.len());
    start..end
}

/// A line such as `|---|:--:|`, `|----+----|` or `----+----`; `|-` alone begins a row in a wiki.
fn is_divider(line: &str) -> bool {
    let line = line.trim();
    let bytes = line.as_bytes();
    let has_signs =
        memchr(b'|', bytes).is_some() || (memchr(b'+', bytes).is_some() && !line.starts_with('+'));
    has_signs
        && memchr(b'-', bytes).is_some()
        && bytes.iter().all(|byte| matches!(byte, b'|' | b'-' | b':' | b'+' | b' ' | b'\t'))
        && bars(line).into_iter().all(|cell| line[cell].contains('-'))
        && line != "|-"
}

fn org_columns(divider: &str) -> usize {
    divider.matches('+').count() + 1
}

/// The byte ranges between the bars of a trimmed line, without the outer ones. An escaped bar is text.
pub fn bars(line: &str) -> Vec<Range<usize>> {
    let bytes = line.as_bytes();
    let mut cells = Vec::new();
    let mut start = usize::from(bytes.first() == Some(&b'|'));
    let mut at = start;
    while let Some(offset) = bytes.get(at..).and_then(|rest| memchr(b'|', rest)) {
        let bar = at + offset;
        at = bar + 1;
        let escapes = bytes[start..bar].iter().rev().take_while(|byte| **byte == b'\\').count();
        if escapes % 2 == 0 {
            cells.push(start..bar);
            start = at;
        }
    }
    if start < bytes.len() {
        cells.push(start..bytes.len());
    }
    cells
}

/// Adds a line as a row and says how many cells it has.
pub fn row(lines: &Lines<'_>, index: usize, grid: &mut Grid) -> usize {
    let line = lines.get(index);
    let trim = trimmed(line, 0..line.len());
    let inner = &line[trim.clone()];
    let ranges = bars(inner);
    for (col, range) in ranges.iter().enumerate() {
        let range = trimmed(inner, range.clone());
        let (text, bold) = shown(&inner[range.clone()]);
        let mut cell =
            NewCell::new(grid.row(), col as u32, text, lines.place(index, trim.start + range.start));
        cell.style.bold = bold;
        grid.place(cell);
    }
    grid.end_row();
    ranges.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{extract, rows, tables};

    #[test]
    fn pipe_tables_give_their_cells_and_header() {
        let text = "说明如下：\n\n| 项目 | **2023年** | 2024年 |\n|------|------:|:---:|\n| 公务接待费 | 1.20 | a\\|b |\n\
                    | 年初<br>预算 |  | ** |\n\n尾";
        let (document, _) = extract(text);
        let table = document.tables().next().unwrap();
        assert_eq!(rows(table), ["项目|2023年|2024年", "公务接待费|1.20|a|b", "年初/预算||**"]);
        assert_eq!((table.header_rows(), table.cell(1).style.bold), (1, true));
        assert_eq!(table.cell(4).at().to_string(), "L5:11");
        assert_eq!(document.blocks.len(), 3);
    }

    #[test]
    fn bare_rows_and_org_dividers_are_read() {
        assert_eq!(tables("项目 | 金额\n--- | ---\n甲 | 1\n"), [["项目|金额", "甲|1"]]);
        assert_eq!(tables("| 项目 | 金额 |\n|------+------|\n| 甲 | 1 |\n"), [["项目|金额", "甲|1"]]);
    }

    #[test]
    fn an_empty_header_is_none() {
        let (document, _) = extract("|   |   |\n|---|---|\n| 甲 | 1 |\n");
        let table = document.tables().next().unwrap();
        assert_eq!((rows(table), table.header_rows()), (vec!["甲|1".to_owned()], 0));
    }

    #[test]
    fn short_rows_are_said() {
        let (document, notices) = extract("|a|b|c|\n|-|-|-|\n|1|2|\n");
        assert_eq!(rows(document.tables().next().unwrap()), ["a|b|c", "1|2"]);
        assert_eq!(notices.iter().count(), 2);
    }

    #[test]
    fn a_lone_line_of_dashes_is_prose() {
        assert!(tables("甲\n|---|\n乙\n").is_empty());
        assert!(tables("a | b\n").is_empty());
    }

    proptest! {
        #[test]
        fn random_tables_come_back_whole(
            table in (2usize..6).prop_flat_map(|cols| {
                prop::collection::vec(prop::collection::vec("[一-龥a-h0-9][|一-龥a-h0-9. ]{0,5}[0-9]", cols..=cols), 2..6)
            }),
        ) {
            let line = |row: &Vec<String>| {
                let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
                format!("| {} |\n", cells.join(" | "))
            };
            let divider = format!("|{}\n", "---|".repeat(table[0].len()));
            let body: String = table[1..].iter().map(line).collect();
            let text = format!("甲\n\n{}{divider}{body}", line(&table[0]));
            let expected: Vec<String> = table.iter().map(|row| row.join("|")).collect();
            prop_assert_eq!(tables(&text), [expected]);
        }
    }
}
