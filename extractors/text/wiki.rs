//! Tables of wikis: those of MediaWiki between `{|` and `|}`, a row after each `|-`, cells behind bars and exclamation
//! marks, with the spans that they say; and the ones of a row a line that mark only their header: `||a||b||` (Jira),
//! `^a^b^` (DokuWiki), `|_. a|_. b|` (Textile).
//!
//! What stands in a cell is text, whatever markup it bears. A table inside a table is not read.

use std::ops::Range;

use memchr::memmem;

use super::dialect::{Claim, Dialect, Strength};
use super::inline::shown;
use super::lines::Lines;
use super::page::{Grid, Page};
use super::prose;
use crate::NewCell;
use crate::document::{Caption, Side};

pub struct Wiki;

/// What a cell may span at most, as in pages.
const WIDEST: u32 = 1000;
const HIGHEST: u32 = 65_534;

impl Dialect for Wiki {
    fn name(&self) -> &'static str {
        "wiki"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        let (mut claims, mut index) = (Vec::new(), 0);
        let text = lines.text().as_bytes();
        if !["{|", "||", "^", "|_."].iter().any(|sign| memmem::find(text, sign.as_bytes()).is_some()) {
            return claims;
        }
        let mut last_end = (0..lines.len()).rev().find(|&index| ends(lines.get(index)));
        while index < lines.len() {
            let end = match lines.get(index).trim_start().starts_with("{|") {
                true if last_end.is_some_and(|last| last > index) => {
                    (index + 1..lines.len()).find(|&at| ends(lines.get(at))).map(|at| at + 1)
                }
                true => None,
                false => marked_rows(lines, index),
            };
            if let Some(end) = end {
                claims.push(Claim::new(index..end, Strength::Marked));
                last_end = last_end.filter(|&last| last >= end);
            }
            index = end.unwrap_or(index + 1);
        }
        claims
    }

    fn read(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
        if !lines.get(range.start).trim_start().starts_with("{|") {
            return read_marked(lines, range, page);
        }
        let inner = range.start + 1..range.end - 1;
        if inner.clone().any(|index| lines.get(index).trim_start().starts_with("{|")) {
            page.refuse(lines.at(range.start), "a table of a wiki that holds another one");
            return prose::read(lines, range, page);
        }
        match Layout::of(lines, inner) {
            layout if page.is_too_large(layout.rows as usize, layout.reach.len()) => {
                page.refuse(lines.at(range.start), "a table of a wiki with too many columns");
                prose::read(lines, range, page);
            }
            layout => layout.write(lines, range.start, page),
        }
    }
}

/// Whether a table of MediaWiki ends here. `|}}` ends a template.
fn ends(line: &str) -> bool {
    line.trim_start().strip_prefix("|}").is_some_and(|rest| !rest.starts_with('}'))
}

// -- MediaWiki -------------------------------------------------------------------------------------------------------

/// A cell while its lines are read: where it begins, what it says.
struct Draft {
    row: u32,
    col: u32,
    span: (u32, u32),
    header: bool,
    line: usize,
    byte: usize,
    text: String,
}

#[derive(Default)]
struct Layout {
    cells: Vec<Draft>,
    caption: Option<(usize, String)>,
    rows: u32,
    /// By column, the first row that no cell from above reaches into.
    reach: Vec<u32>,
    /// The next column of the row at hand, if there is one.
    open: Option<u32>,
}

impl Layout {
    fn of(lines: &Lines<'_>, range: Range<usize>) -> Self {
        let mut layout = Self::default();
        for index in range {
            let line = lines.get(index);
            let lead = line.len() - line.trim_start().len();
            let text = &line[lead..];
            if let Some(caption) = text.strip_prefix("|+") {
                layout.caption = Some((index, shown(content(caption).0.trim()).0));
            } else if text.starts_with("|-") {
                layout.open = None;
            } else if let Some(cells) = text.strip_prefix('!') {
                layout.cells(index, line.len() - cells.len(), cells, true);
            } else if let Some(cells) = text.strip_prefix('|') {
                layout.cells(index, line.len() - cells.len(), cells, false);
            } else if let Some(last) = layout.cells.last_mut().filter(|_| !text.trim().is_empty()) {
                last.text.push_str(if last.text.is_empty() { "" } else { "\n" });
                last.text.push_str(text.trim_end());
            }
        }
        layout
    }

    /// The cells of a line, `start` bytes behind its beginning.
    fn cells(&mut self, line: usize, start: usize, text: &str, header: bool) {
        let mut at = start;
        for cells in text.split("||") {
            let mut inner = at;
            for cell in if header { cells.split("!!") } else { cells.split("\0") } {
                self.cell(line, inner, cell, header);
                inner += cell.len() + 2;
            }
            at += cells.len() + 2;
        }
    }

    fn cell(&mut self, line: usize, start: usize, cell: &str, header: bool) {
        let (text, attributes) = content(cell);
        let begins = start + cell.len() - text.len() + (text.len() - text.trim_start().len());
        let from = self.open.unwrap_or_else(|| {
            self.rows += 1;
            0
        });
        let row = self.rows - 1;
        let covered = self.reach.iter().skip(from as usize).take_while(|reach| **reach > row).count();
        let col = from + covered as u32;
        let span = (number(attributes, "rowspan", HIGHEST), number(attributes, "colspan", WIDEST));
        let end = (col + span.1) as usize;
        self.reach.resize(self.reach.len().max(end), 0);
        self.reach[col as usize..end].fill(row + span.0);
        self.open = Some(col + span.1);
        let text = text.trim().to_owned();
        self.cells.push(Draft { row, col, span, header, line, byte: begins, text });
    }

    fn write(self, lines: &Lines<'_>, start: usize, page: &mut Page<'_, '_>) {
        let mut grid = page.grid(lines.at(start));
        grid.spans_known = true;
        grid.header_rows = self.header_rows();
        if let Some((line, text)) = self.caption {
            grid.captions.push(Caption { text, side: Side::Above, at: lines.at(line) });
        }
        for Draft { row, col, span, line, byte, text, .. } in self.cells {
            let (text, bold) = shown(&text);
            let rows = span.0.min(self.rows - row);
            let mut cell = NewCell::new(row, col, text, lines.place(line, byte)).spanning(rows, span.1);
            cell.style.bold = bold;
            grid.place(cell);
        }
        page.table(grid);
    }

    /// Rows at the top that hold nothing but header cells.
    fn header_rows(&self) -> u32 {
        self.cells.iter().find(|cell| !cell.header).map_or(self.rows, |cell| cell.row)
    }
}

/// What a cell says, and the attributes before it: they end with a single bar and hold an equal sign.
fn content(cell: &str) -> (&str, &str) {
    match cell.split_once('|') {
        Some((attributes, text)) if attributes.contains('=') && !attributes.contains("[[") => {
            (text, attributes)
        }
        _ => (cell, ""),
    }
}

/// The number that an attribute has, from 1 to `most`.
fn number(attributes: &str, name: &str, most: u32) -> u32 {
    let value = attributes.split_once(name).map_or("", |(_, rest)| rest.trim_start().trim_start_matches('='));
    let digits = value.trim_start().trim_start_matches(['"', '\'']);
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().unwrap_or(1).clamp(1, most)
}

// -- a row a line ----------------------------------------------------------------------------------------------------

/// How a line says that it is a header.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    DoubleBars,
    Carets,
    Underscores,
}

fn mark(line: &str) -> Option<Mark> {
    let line = line.trim();
    let inner = |sign: &str| line.strip_prefix(sign)?.strip_suffix(sign).filter(|inner| !inner.is_empty());
    if inner("||").is_some_and(|inner| inner.contains("||") && !inner.starts_with('|')) {
        return Some(Mark::DoubleBars);
    }
    if inner("^").is_some_and(|inner| inner.contains('^') && !inner.contains('|')) {
        return Some(Mark::Carets);
    }
    let underscored = inner("|").is_some_and(|inner| inner.split('|').all(|cell| cell.starts_with("_.")));
    underscored.then_some(Mark::Underscores)
}

/// The cells of a line: between bars, or between the signs of a header.
fn cells(line: &str, mark: Option<Mark>) -> Vec<Range<usize>> {
    let lead = line.len() - line.trim_start().len();
    let sign = if mark == Some(Mark::DoubleBars) { "||" } else { "|" };
    let is_border = |at: usize| line[at..].starts_with(sign) || (sign == "|" && line[at..].starts_with('^'));
    let borders: Vec<usize> = line.char_indices().map(|(at, _)| at).filter(|&at| is_border(at)).collect();
    let borders = borders.iter().scan(lead, |free, &at| {
        let taken = at >= *free;
        *free = if taken { at + sign.len() } else { *free };
        Some(taken.then_some(at))
    });
    let borders: Vec<usize> = borders.flatten().collect();
    let prefix = if mark == Some(Mark::Underscores) { "_.".len() } else { 0 };
    borders.windows(2).map(|pair| pair[0] + sign.len() + prefix..pair[1]).collect()
}

/// Where the rows below a marked header end: as many cells in each, a bar at either end. At least one is needed.
fn marked_rows(lines: &Lines<'_>, index: usize) -> Option<usize> {
    let header = mark(lines.get(index))?;
    let width = cells(lines.get(index), Some(header)).len();
    let is_row = |&at: &usize| {
        let line = lines.get(at).trim();
        line.len() > 1
            && line.starts_with(['|', '^'])
            && line.ends_with(['|', '^'])
            && mark(line) != Some(header)
            && cells(line, None).len() == width
    };
    let last = (index + 1..lines.len()).take_while(is_row).last()?;
    (width > 1).then_some(last + 1)
}

fn read_marked(lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
    let mut grid = page.grid(lines.at(range.start));
    grid.header_rows = 1;
    row(lines, range.start, mark(lines.get(range.start)), &mut grid);
    range.skip(1).for_each(|index| row(lines, index, None, &mut grid));
    page.table(grid);
}

fn row(lines: &Lines<'_>, index: usize, mark: Option<Mark>, grid: &mut Grid) {
    let line = lines.get(index);
    for cell in cells(line, mark) {
        let text = &line[cell.clone()];
        let byte = cell.start + text.len() - text.trim_start().len();
        grid.cell(&shown(text.trim()).0, lines.place(index, byte));
    }
    grid.end_row();
}

#[cfg(test)]
mod tests {
    use super::super::testing::{extract, prose, rows, tables};
    use crate::Code;

    #[test]
    fn rows_cells_and_spans_of_mediawiki_are_read() {
        let text = "\
= 三公经费 =

{| class=\"wikitable\"
|+ 三公经费情况
! rowspan=\"2\" | 项目 !! colspan=2 | 金额
|-
! 2030年
! 2031年
|-
| 公务接待费 || 1.20
| 1.10
|- style=\"x\"
| 合计
其中：基本

| align=right| 4.20
|
|}
说明。
";
        let (document, notices) = extract(text);
        let table = document.tables().next().unwrap();
        let expected = ["项目|金额", "2030年|2031年", "公务接待费|1.20|1.10", "合计/其中：基本|4.20|"];
        assert_eq!(rows(table), expected);
        assert_eq!(table.cell(0).span, (2, 1));
        assert_eq!(table.cell(1).span, (1, 2));
        assert_eq!((table.cell(2).col, table.header_rows()), (1, 2));
        assert_eq!(table.captions[0].text, "三公经费情况");
        assert_eq!(table.cell(5).at().to_string(), "L10:12");
        assert_eq!(prose(&document), ["= 三公经费 =", "说明。"]);
        assert_eq!(notices.iter().count(), 0);
    }

    #[test]
    fn headers_of_other_wikis_are_told_from_rows() {
        let expected = [["项目|2030年", "接待费|1.20", "合计|4.20"]];
        for text in [
            "|| 项目 || 2030年 ||\n| 接待费 | 1.20 |\n| 合计 | 4.20 |\n",
            "^项目 ^2030年^\n|接待费 |1.20 |\n|合计|4.20 |\n",
            "|_. 项目|_. 2030年|\n|接待费|1.20|\n|合计|4.20|\n",
        ] {
            assert_eq!(tables(text), expected, "{text}");
            assert_eq!(extract(text).0.tables().next().unwrap().header_rows(), 1);
        }
    }

    #[test]
    fn what_is_not_closed_or_holds_another_is_no_table() {
        assert!(tables("{|\n! 甲\n|-\n| 1\n").is_empty());
        assert!(tables("2^3^ 与 ^4\n||\n").is_empty());
        let (document, notices) = extract("{|\n| 甲\n{|\n| 1\n|}\n|}\n");
        assert_eq!(document.tables().count(), 0);
        assert!(notices.iter().any(|notice| notice.code == Code::TABLE_REFUSED));
    }

    #[test]
    fn many_openings_cost_one_pass() {
        let text = "{|\n".repeat(100_000) + "|}\n" + &"{|\n".repeat(100_000);
        assert_eq!(extract(&text).0.tables().count(), 0);
    }
}
