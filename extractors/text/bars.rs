//! Cells between bars without a line of dashes: the tables that antiword draws, where a cell wraps inside its column,
//! and the tables that people copy out of a browser, one row or one cell a line.
//!
//! Bars alone are a weak sign. A table needs several lines of one form; a form that lost its rows is rebuilt only
//! where the kinds of its cells repeat without exception, and otherwise kept as prose and said.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::dialect::{Claim, Dialect, Strength};
use super::layout::{Measure, is_figure, join_wrapped, trimmed};
use super::lines::Lines;
use super::markdown::bars;
use super::page::{Grid, Page};
use super::periods::period;
use super::prose;
use crate::document::Confidence;

pub struct Bars;

/// Lines without cell walls of their own need to be this many to count as a table.
const FEWEST_BARE: usize = 3;

/// One cell a line is a sign only when it goes on for a while.
const FEWEST_SINGLE: usize = 6;

/// Of more lines than this nobody says whether they repeat without exception.
const MOST_SINGLE: usize = 20_000;

/// A bare row has no longer cells than this, on the average, in characters.
const LONGEST_BARE_CELL: usize = 40;

/// How a line uses bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    None,
    Blank,
    /// `|a|b|`
    Framed,
    /// `a | b | ||`
    Tailed,
    /// `a |`
    Single,
    /// `a | b | c`, with so many bars
    Bare(usize),
}

impl Form {
    fn of(line: &str) -> Self {
        let Some(first) = memchr(b'|', line.as_bytes()) else {
            return if line.trim().is_empty() { Self::Blank } else { Self::None };
        };
        let line = line.trim();
        let count = memchr_iter(b'|', line.as_bytes()).count();
        let leads = line.starts_with('|');
        match (leads, line.ends_with('|')) {
            (_, true) if count == 1 => Self::Single,
            (true, true) if first > 0 || !line.starts_with("||") => Self::Framed,
            (_, true) => Self::Tailed,
            (false, false) => Self::Bare(count),
            (true, false) => Self::None,
        }
    }

    /// Whether a line of this form can go on a table of the other form.
    fn continues(self, first: Self) -> bool {
        self == first || matches!((first, self), (Self::Tailed, Self::Single | Self::Framed))
    }
}

impl Dialect for Bars {
    fn name(&self) -> &'static str {
        "bars"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        if memchr(b'|', lines.text().as_bytes()).is_none() {
            return claims;
        }
        let mut index = 0;
        while index < lines.len() {
            let form = Form::of(lines.get(index));
            let range = index..run_end(lines, index, form);
            index = range.end.max(index + 1);
            if is_table(lines, range.clone(), form) {
                claims.push(Claim::new(range, Strength::Separators));
            }
        }
        claims
    }

    fn read(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
        match Form::of(lines.get(range.start)) {
            Form::Single => read_singles(lines, range, page),
            Form::Framed => match fixed_measure(lines, range.clone()) {
                Some(measure) => read_fixed(lines, range, measure, page),
                None => read_rows(lines, range, page),
            },
            _ => read_rows(lines, range, page),
        }
    }
}

/// Where the run of lines of one form ends. One blank line inside is bridged.
fn run_end(lines: &Lines<'_>, start: usize, form: Form) -> usize {
    if matches!(form, Form::None | Form::Blank) {
        return start + 1;
    }
    let mut end = start + 1;
    let mut at = end;
    while at < lines.len() {
        let next = Form::of(lines.get(at));
        if next.continues(form) {
            end = at + 1;
        } else if next != Form::Blank || at > end {
            break;
        }
        at += 1;
    }
    end
}

fn is_table(lines: &Lines<'_>, range: Range<usize>, form: Form) -> bool {
    let rows = range.clone().filter(|&index| !lines.is_blank(index)).count();
    let wide = |least: usize| {
        let count = |&index: &usize| bars(lines.get(index).trim()).len() >= least;
        range.clone().filter(count).count() >= 2
    };
    match form {
        Form::Framed => rows >= 2 && wide(2),
        Form::Tailed => rows >= 2 && wide(3),
        Form::Single => rows >= FEWEST_SINGLE,
        Form::Bare(bars) => {
            let characters: usize = range.map(|index| lines.get(index).chars().count()).sum();
            bars >= 2 && rows >= FEWEST_BARE && characters <= rows * (bars + 1) * LONGEST_BARE_CELL
        }
        Form::None | Form::Blank => false,
    }
}

// -- one row a line --------------------------------------------------------------------------------------------------

fn read_rows(lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
    let rows = range.clone().filter(|&index| !lines.is_blank(index));
    let (count, width) = rows.clone().fold((0, 0), |(count, width), index| {
        (count + 1, usize::max(width, bars(lines.get(index).trim()).len()))
    });
    let kinds = column_kinds(lines, rows.clone(), width);
    let can_shift = !page.is_too_large(count, width);
    let mut grid = page.grid(lines.at(range.start));
    grid.confidence = Confidence::Medium;
    for index in rows {
        let cells = bars(lines.get(index).trim());
        let missing = width - cells.len();
        let shift = if missing > 0 && can_shift { best_shift(lines, index, &cells, &kinds) } else { 0 };
        if missing > 0 {
            let side = if shift > 0 { "right" } else { "left" };
            page.decide(
                lines.at(index),
                format!("a row of {} cells in a table of {width}, set {side}", cells.len()),
            );
        }
        (0..shift).for_each(|_| grid.skip());
        add_cells(lines, index, &cells, &mut grid);
        grid.end_row();
    }
    page.table(grid);
}

fn add_cells(lines: &Lines<'_>, index: usize, cells: &[Range<usize>], grid: &mut Grid) {
    let line = lines.get(index);
    let indent = line.len() - line.trim_start().len();
    for cell in cells {
        let range = trimmed(line, indent + cell.start..indent + cell.end);
        grid.cell(&line[range.clone()], lines.place(index, range.start));
    }
}

fn cell_text<'t>(lines: &Lines<'t>, index: usize, cell: &Range<usize>) -> &'t str {
    lines.get(index).trim()[cell.clone()].trim()
}

/// By column, how many more figures than words the complete rows have.
fn column_kinds(lines: &Lines<'_>, rows: impl Iterator<Item = usize>, width: usize) -> Vec<i64> {
    let mut kinds = vec![0; width];
    for index in rows {
        let cells = bars(lines.get(index).trim());
        for (kind, cell) in kinds.iter_mut().zip(&cells).filter(|_| cells.len() == width) {
            *kind += weight(cell_text(lines, index, cell));
        }
    }
    kinds
}

fn weight(text: &str) -> i64 {
    match text {
        "" => 0,
        _ if is_figure(text) => 1,
        _ => -1,
    }
}

/// How far to the right a short row is set so that figures stand under figures: all the way, or not at all.
fn best_shift(lines: &Lines<'_>, index: usize, cells: &[Range<usize>], kinds: &[i64]) -> usize {
    let missing = kinds.len() - cells.len();
    let fit = |shift: usize| -> i64 {
        cells
            .iter()
            .zip(&kinds[shift..])
            .map(|(cell, kind)| weight(cell_text(lines, index, cell)) * kind.signum())
            .sum()
    };
    if fit(missing) > fit(0) { missing } else { 0 }
}

// -- columns of fixed width, with wrapped cells ----------------------------------------------------------------------

/// How the columns were counted, where the bars of most lines stand under those of the line above.
fn fixed_measure(lines: &Lines<'_>, range: Range<usize>) -> Option<Measure> {
    let pairs = range.len() - 1;
    let equal = |measure: Measure| {
        let same = |index: &usize| {
            bar_columns(lines.get(*index), measure) == bar_columns(lines.get(index + 1), measure)
        };
        (range.start..range.end - 1).filter(same).count()
    };
    let best = Measure::ALL.into_iter().max_by_key(|&measure| (equal(measure), measure == Measure::Drawn))?;
    (equal(best) * 2 >= pairs.max(1)).then_some(best)
}

fn bar_columns(line: &str, measure: Measure) -> Vec<usize> {
    let mut column = 0;
    let mut columns = Vec::new();
    for character in line.chars() {
        if character == '|' {
            columns.push(column);
        }
        column += measure.of(character);
    }
    columns
}

/// A row while its lines are read.
struct Wrapped {
    columns: Vec<usize>,
    texts: Vec<String>,
    places: Vec<(usize, usize)>,
    /// The cells of the last line alone: a cell goes on only below a line that it filled.
    last: Vec<String>,
}

fn read_fixed(lines: &Lines<'_>, range: Range<usize>, measure: Measure, page: &mut Page<'_, '_>) {
    let mut grid = page.grid(lines.at(range.start));
    grid.confidence = Confidence::Medium;
    let mut row: Option<Wrapped> = None;
    for index in range.filter(|&index| !lines.is_blank(index)) {
        let next = wrapped_line(lines, index, measure);
        match &mut row {
            Some(row) if goes_on(row, &next, measure) => {
                page.decide(lines.at(index), "a line read as the rest of the row above");
                row.absorb(next);
            }
            _ => {
                if let Some(done) = row.replace(next) {
                    done.write(lines, &mut grid);
                }
            }
        }
    }
    if let Some(done) = row {
        done.write(lines, &mut grid);
    }
    page.table(grid);
}

fn wrapped_line(lines: &Lines<'_>, index: usize, measure: Measure) -> Wrapped {
    let line = lines.get(index);
    let indent = line.len() - line.trim_start().len();
    let cells: Vec<Range<usize>> = bars(line.trim())
        .into_iter()
        .map(|cell| trimmed(line, indent + cell.start..indent + cell.end))
        .collect();
    let texts: Vec<String> = cells.iter().map(|cell| line[cell.clone()].to_owned()).collect();
    let places = cells.iter().map(|cell| (index, cell.start)).collect();
    Wrapped { columns: bar_columns(line, measure), last: texts.clone(), texts, places }
}

/// Whether a line is the rest of a row: its bars stand under those of the row, some of its cells are empty where the
/// row has text, and the others either fill up cells that ran over, or are one further paragraph of a single cell.
fn goes_on(row: &Wrapped, next: &Wrapped, measure: Measure) -> bool {
    if row.columns != next.columns || row.texts.len() != next.texts.len() {
        return false;
    }
    let filled: Vec<usize> = (0..next.texts.len()).filter(|&col| !next.texts[col].is_empty()).collect();
    let rests = (0..row.texts.len()).any(|col| next.texts[col].is_empty() && !row.texts[col].is_empty());
    let runs_over = |&col: &usize| {
        let width = row.columns.get(col + 1).map_or(0, |end| end - row.columns[col] - 1);
        let first = next.texts[col].split_whitespace().next().unwrap_or_default();
        let needed = if first.is_ascii() { measure.width(first) + 1 } else { 2 };
        // A figure among several cells is a cell of its own; alone it may end a sentence, but no other figure.
        let figure = is_figure(&next.texts[col]) && (filled.len() > 1 || is_figure(&row.last[col]));
        !row.last[col].is_empty() && !figure && measure.width(&row.last[col]) + needed > width
    };
    let one_paragraph =
        matches!(filled[..], [col] if col > 0 && !row.texts[col].is_empty() && !is_figure(&next.texts[col]));
    rests && (filled.iter().all(runs_over) || one_paragraph)
}

impl Wrapped {
    fn absorb(&mut self, next: Self) {
        for (col, text) in next.texts.iter().enumerate() {
            if self.texts[col].is_empty() && !text.is_empty() {
                self.places[col] = next.places[col];
            }
            join_wrapped(&mut self.texts[col], text);
        }
        self.last = next.last;
    }

    fn write(self, lines: &Lines<'_>, grid: &mut Grid) {
        for (text, (index, byte)) in self.texts.iter().zip(self.places) {
            grid.cell(text, lines.place(index, byte));
        }
        grid.end_row();
    }
}

// -- one cell a line -------------------------------------------------------------------------------------------------

fn read_singles(lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
    let mut cells = range.clone().filter(|&index| !lines.is_blank(index));
    let text = |index: usize| lines.get(index).trim().trim_end_matches('|').trim_end();
    let at = lines.at(range.start);
    let texts: Vec<&str> = cells.clone().map(text).take(MOST_SINGLE + 1).collect();
    let Some(width) = period(&texts).filter(|_| texts.len() <= MOST_SINGLE) else {
        page.refuse(at, "one cell a line, and nothing says where the rows end");
        return prose::read(lines, range, page);
    };
    page.decide(at.clone(), format!("rows of {width} cells, because their kinds repeat"));
    let mut grid = page.grid(at);
    grid.confidence = Confidence::Low;
    while let Some(first) = cells.next() {
        let row = std::iter::once(first).chain(cells.by_ref().take(width - 1));
        row.for_each(|index| grid.cell(text(index), lines.at(index)));
        grid.end_row();
    }
    page.table(grid);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{extract, prose, rows, tables};
    use crate::Code;

    #[test]
    fn wrapped_cells_of_fixed_columns_are_joined() {
        let text = "\
|项目        |2023年  |说明            |
|公务接待费  |1.20    |严格执行接待标准|
|            |        |，逐年下降      |
|公务用车运行|3.00    |无              |
|维护费      |        |                |
|合计        |4.20    |                |
";
        let (document, notices) = extract(text);
        let table = document.tables().next().unwrap();
        let expected = [
            "项目|2023年|说明",
            "公务接待费|1.20|严格执行接待标准，逐年下降",
            "公务用车运行维护费|3.00|无",
            "合计|4.20|",
        ];
        assert_eq!(rows(table), expected);
        assert_eq!(notices.iter().filter(|notice| notice.code == Code::DECISION).count(), 3);
        assert_eq!(table.cell(4).at().to_string(), "L2:10");
    }

    #[test]
    fn copied_rows_end_with_a_run_of_bars() {
        let text =
            "项目 | 年初 | 全年 | 得分 |\n总额 | 10.00 | 12.00 | 9 |\n其他 | | | ||\n3.00 | 4.00 | 8 |\n";
        let (document, notices) = extract(text);
        let table = document.tables().next().unwrap();
        assert_eq!(rows(table), ["项目|年初|全年|得分", "总额|10.00|12.00|9", "其他||||", "3.00|4.00|8"]);
        assert_eq!(table.row(3).get(0).unwrap().col, 2);
        assert!(notices.iter().any(|notice| notice.code == Code::DECISION));
    }

    #[test]
    fn one_cell_a_line_is_rebuilt_only_where_kinds_repeat() {
        let regular = "项目 |\n预算 |\n得分 |\n甲 |\n1 |\n2 |\n乙 |\n3 |\n4 |\n丙 |\n5 |\n6 |\n";
        assert_eq!(tables(regular), [["项目|预算|得分", "甲|1|2", "乙|3|4", "丙|5|6"]]);
        let (document, notices) =
            extract("项目 |\n预算 |\n得分 |\n甲 |\n1 |\n乙 |\n3 |\n4 |\n丙 |\n丁 |\n5 |\n");
        assert_eq!((document.tables().count(), prose(&document).len()), (0, 11));
        assert!(notices.iter().any(|notice| notice.code == Code::TABLE_REFUSED));
    }

    #[test]
    fn wide_and_tall_drawings_stay_cheap() {
        let wide = |piece: &str, tall: &str| format!("{}\n{}", piece.repeat(30_000), tall.repeat(30_000));
        for text in [
            wide("+-", "| |\n") + "+-+\n",
            wide("-- ", "a b\n") + &"-- ".repeat(30_000),
            wide("a | ", "1 | 2 |\n"),
            wide("|-", "|1|2|\n"),
            wide("|", "|1|\n"),
        ] {
            assert!(extract(&text).0.tables().map(|table| table.cells().len()).sum::<usize>() <= 200_000);
        }
    }

    #[test]
    fn prose_with_bars_stays_prose() {
        for text in [
            "甲|乙\n丙丁\n",
            "来源：县财政局 | 发布日期：2024-05-06\n\n正文\n",
            "首页 | 公开 | 目录\n\n一、概况\n",
            "甲 | 乙\n丙 | 丁\n",
        ] {
            assert!(tables(text).is_empty(), "{text}");
        }
    }
}
