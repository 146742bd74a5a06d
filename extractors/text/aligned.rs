//! Columns that only blanks keep apart, as `pdftotext -layout` writes them.
//!
//! The weakest of all signs: a table is only read where several lines with figures have them in the same columns, and
//! its confidence is low. Columns are the stretches that such lines cover together; a label as long as labels get here
//! goes on in the line below when only one of both has figures. A list of contents, with its rising page numbers, is no
//! table. Text taken out of a PDF without its layout has no such columns and stays prose.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memmem};

use super::dialect::{Claim, Dialect, Strength};
use super::layout::{Measure, is_figure, join_wrapped};
use super::lines::Lines;
use super::page::{Grid, Page};
use super::prose;
use crate::document::Confidence;

pub struct Aligned;

/// Lines with figures that it takes to see columns.
const FEWEST_ROWS: usize = 3;

/// Lines with figures that are looked at to see columns.
const MOST_ROWS: usize = 5000;

/// Lines in a row that may lack columns without ending a table.
const LOOSEST_GAP: usize = 3;

/// A line drawn wider than this is no line of a table; neither is a lone piece of half that width.
const WIDEST: usize = 400;

/// A mark at the foot or head of a page is not longer than this, in characters.
const LONGEST_PAGE_MARK: usize = 20;

impl Dialect for Aligned {
    fn name(&self) -> &'static str {
        "aligned"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        if memmem::find(lines.text().as_bytes(), b"  ").is_none() {
            return claims;
        }
        let mut index = 0;
        while index < lines.len() {
            if pieces(lines.get(index), Measure::Drawn).len() < 2 {
                index += 1;
                continue;
            }
            let range = index..block_end(lines, index);
            index = range.end;
            if Columns::of(lines, range.clone()).is_some() {
                claims.push(Claim::new(range, Strength::Layout));
            }
        }
        claims
    }

    fn read(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
        match Columns::of(lines, range.clone()) {
            Some(columns) => columns.write(lines, range, page),
            None => prose::read(lines, range, page),
        }
    }
}

/// Where the stretch of lines with columns ends, which may have a few loose lines inside.
fn block_end(lines: &Lines<'_>, start: usize) -> usize {
    let (mut end, mut at) = (start + 1, start + 1);
    let mut most = pieces(lines.get(start), Measure::Drawn).len();
    while at < lines.len() && at - end <= LOOSEST_GAP {
        let line = lines.get(at);
        let found = pieces(line, Measure::Drawn).len();
        match found {
            0 | 1 if Measure::Drawn.width(line.trim()) > WIDEST / 8 => break,
            0 | 1 => {}
            // Behind a blank line, far fewer columns are another matter.
            _ if lines.is_blank(at - 1) && found * 2 <= most => break,
            _ => end = at + 1,
        }
        most = most.max(found);
        at += 1;
    }
    end
}

/// A piece of a line between gaps of two blanks or more: its bytes and the columns it covers.
#[derive(Debug, Clone)]
struct Piece {
    bytes: Range<usize>,
    columns: Range<usize>,
}

/// The pieces of a line. None where it is too wide, or where tabs part it.
fn pieces(line: &str, measure: Measure) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    if line.len() > WIDEST * 4 || memchr(b'\t', line.as_bytes()).is_some() {
        return found;
    }
    let mut column = 0;
    let mut blanks = usize::MAX;
    for (offset, character) in line.char_indices() {
        let width = measure.of(character);
        if matches!(character, ' ' | '\u{a0}') {
            blanks = blanks.saturating_add(1);
        } else if !character.is_control() {
            let end = offset + character.len_utf8();
            match found.last_mut() {
                Some(piece) if blanks < 2 => {
                    piece.bytes.end = end;
                    piece.columns.end = column + width;
                }
                _ => found.push(Piece { bytes: offset..end, columns: column..column + width }),
            }
            blanks = 0;
        }
        column += width;
    }
    if column > WIDEST { Vec::new() } else { found }
}

fn has_figure(line: &str, pieces: &[Piece]) -> bool {
    pieces.len() > 1 && pieces[1..].iter().any(|piece| is_figure(&line[piece.bytes.clone()]))
}

/// The columns of a table, as stretches of a line.
struct Columns {
    measure: Measure,
    bands: Vec<Range<usize>>,
    /// Cells with text in the lines with figures, per thousand.
    filled: usize,
}

impl Columns {
    fn of(lines: &Lines<'_>, range: Range<usize>) -> Option<Self> {
        let found =
            Measure::ALL.into_iter().filter_map(|measure| Self::measured(lines, range.clone(), measure));
        found.max_by_key(|columns| (columns.filled, columns.measure == Measure::Drawn))
    }

    fn measured(lines: &Lines<'_>, range: Range<usize>, measure: Measure) -> Option<Self> {
        let rows: Vec<(&str, Vec<Piece>)> = range
            .map(|index| (lines.get(index), pieces(lines.get(index), measure)))
            .filter(|(line, pieces)| has_figure(line, pieces))
            .take(MOST_ROWS)
            .collect();
        let bands = bands(rows.iter().flat_map(|(_, pieces)| pieces));
        let mut columns = Self { measure, bands, filled: 0 };
        if rows.len() < FEWEST_ROWS || columns.bands.len() < 2 {
            return None;
        }
        columns.filled = columns.fill(&rows)?;
        (columns.filled >= 500).then_some(columns)
    }

    /// How much of the columns is filled, where one of them behind the first has figures and no figure shares a column
    /// with another one of its line.
    fn fill(&self, rows: &[(&str, Vec<Piece>)]) -> Option<usize> {
        let mut figures: Vec<Vec<&str>> = vec![Vec::new(); self.bands.len()];
        let (mut filled, mut shared) = (0, 0);
        for (line, pieces) in rows {
            let mut last = None;
            for piece in pieces {
                let col = self.column(piece);
                let text = &line[piece.bytes.clone()];
                if is_figure(text) {
                    shared += usize::from(last == Some(col));
                    figures[col].push(text);
                }
                filled += usize::from(last != Some(col));
                last = Some(col);
            }
        }
        let counted = figures[1..].iter().any(|column| column.len() >= FEWEST_ROWS);
        let contents = self.bands.len() == 2 && is_rising(&figures[1]);
        (counted && shared == 0 && !contents).then(|| filled * 1000 / (rows.len() * self.bands.len()))
    }

    /// The column that a piece covers most of, or the nearest one.
    fn column(&self, piece: &Piece) -> usize {
        let overlap = |band: &Range<usize>| {
            let common = band.end.min(piece.columns.end).saturating_sub(band.start.max(piece.columns.start));
            let apart = band.start.max(piece.columns.start).saturating_sub(band.end.min(piece.columns.end));
            (common, std::cmp::Reverse(apart))
        };
        let best =
            self.bands.iter().enumerate().max_by_key(|(col, band)| (overlap(band), std::cmp::Reverse(*col)));
        best.map_or(0, |(col, _)| col)
    }

    fn write(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
        let at = lines.at(range.start);
        page.decide(at.clone(), format!("{} columns seen in the blanks between them", self.bands.len()));
        let shown = range.clone().filter(|&index| !lines.is_blank(index));
        let (marks, texts): (Vec<u32>, Vec<u32>) =
            shown.map(|index| index as u32).partition(|&index| is_page_mark(lines, index as usize, &range));
        let mut grid = page.grid(at);
        grid.confidence = Confidence::Low;
        grid.reserve(texts.len() * self.bands.len(), lines.bytes(range.clone()).len());
        let label_end = self.label_end(lines, &texts);
        let mut writer = Writer { lines, label_end, page: &mut *page, grid, open: None };
        texts.into_iter().for_each(|index| writer.take(self.row(lines, index as usize)));
        writer.finish();
        for index in marks {
            let index = index as usize;
            page.decide(lines.at(index), "a page mark inside a table is kept behind it");
            prose::read(lines, index..index + 1, page);
        }
    }

    /// The column at which the longest label ends.
    fn label_end(&self, lines: &Lines<'_>, texts: &[u32]) -> usize {
        let ends = texts.iter().filter_map(|&index| {
            let labels = pieces(lines.get(index as usize), self.measure).into_iter();
            labels.take_while(|piece| self.column(piece) == 0).last().map(|piece| piece.columns.end)
        });
        ends.max().unwrap_or(0)
    }

    fn row<'t>(&self, lines: &Lines<'t>, index: usize) -> Row<'t> {
        let line = lines.get(index);
        let mut cells = vec![Part::default(); self.bands.len()];
        let mut has_figure = false;
        for piece in pieces(line, self.measure) {
            let cell = &mut cells[self.column(&piece)];
            has_figure |= is_figure(&line[piece.bytes.clone()]);
            let start = cell.place.map_or(piece.bytes.start, |(_, byte)| byte);
            cell.place = Some((index, start));
            cell.text = Cow::Borrowed(&line[start..piece.bytes.end]);
            let first = if cell.columns.is_empty() { piece.columns.start } else { cell.columns.start };
            cell.columns = first..piece.columns.end;
        }
        Row { cells, has_figure, end: (index, line.len()) }
    }
}

/// Rows on their way into the grid: the last one is held back as long as the next line may belong to it.
struct Writer<'w, 't, 'a, 'c> {
    lines: &'w Lines<'t>,
    label_end: usize,
    page: &'w mut Page<'a, 'c>,
    grid: Grid,
    open: Option<Row<'t>>,
}

impl<'t> Writer<'_, 't, '_, '_> {
    fn take(&mut self, row: Row<'t>) {
        match &mut self.open {
            Some(above) if above.goes_on(&row, self.label_end) => {
                self.page.decide(self.lines.at(row.end.0), "a line read as the rest of the label above");
                above.absorb(row);
            }
            _ => {
                self.close();
                self.open = Some(row);
            }
        }
    }

    fn close(&mut self) {
        let Some(row) = self.open.take() else { return };
        for cell in row.cells {
            let place = cell.place.unwrap_or(row.end);
            self.grid.cell(&cell.text, self.lines.place(place.0, place.1));
        }
        self.grid.end_row();
    }

    fn finish(mut self) {
        self.close();
        self.page.table(self.grid);
    }
}

#[derive(Debug, Clone, Default)]
struct Part<'t> {
    text: Cow<'t, str>,
    place: Option<(usize, usize)>,
    /// The columns that its last line covers.
    columns: Range<usize>,
}

struct Row<'t> {
    cells: Vec<Part<'t>>,
    has_figure: bool,
    end: (usize, usize),
}

impl<'t> Row<'t> {
    /// Whether a line is the rest of this row: a label alone under one, or one with figures under a label alone, which
    /// begins where the label above does, and that label is as long as labels get here.
    fn goes_on(&self, below: &Row<'_>, label_end: usize) -> bool {
        let alone = |row: &Row<'_>| row.cells[1..].iter().all(|cell| cell.place.is_none());
        let (label, rest) = (&self.cells[0], &below.cells[0]);
        let both = label.place.is_some()
            && rest.place.is_some()
            && !is_figure(&label.text)
            && !is_figure(&rest.text);
        let one_has_figures = (self.has_figure && alone(below)) || (alone(self) && below.has_figure);
        both && one_has_figures
            && label.columns.start == rest.columns.start
            && label.columns.end + 2 > label_end
    }

    fn absorb(&mut self, row: Row<'t>) {
        self.has_figure |= row.has_figure;
        for (cell, more) in self.cells.iter_mut().zip(row.cells).filter(|(_, more)| more.place.is_some()) {
            join_wrapped(cell.text.to_mut(), &more.text);
            cell.place = cell.place.or(more.place);
            cell.columns = more.columns;
        }
    }
}

/// The stretches that pieces cover together.
fn bands<'p>(pieces: impl Iterator<Item = &'p Piece>) -> Vec<Range<usize>> {
    let mut covered = vec![false; WIDEST + 2];
    pieces.for_each(|piece| covered[piece.columns.clone()].fill(true));
    let mut bands: Vec<Range<usize>> = Vec::new();
    for column in (0..covered.len()).filter(|&column| covered[column]) {
        match bands.last_mut() {
            Some(band) if band.end == column => band.end += 1,
            _ => bands.push(column..column + 1),
        }
    }
    bands
}

/// Whole numbers that never fall: the page numbers of a list of contents.
fn is_rising(figures: &[&str]) -> bool {
    let numbers: Option<Vec<u32>> = figures.iter().map(|figure| figure.parse().ok()).collect();
    numbers.is_some_and(|numbers| numbers.iter().all(|&page| page < 1000) && numbers.is_sorted())
}

/// A short line with a number as the last thing of a page or the first of the next.
fn is_page_mark(lines: &Lines<'_>, index: usize, range: &Range<usize>) -> bool {
    let line = lines.get(index).trim();
    let short =
        line.chars().nth(LONGEST_PAGE_MARK).is_none() && line.bytes().any(|byte| byte.is_ascii_digit());
    let next = (index + 1..range.end).find(|&at| !lines.is_blank(at));
    let ends_page = next.is_some_and(|next| (index + 1..=next).any(|at| lines.begins_page(at)));
    let lone = pieces(line, Measure::Drawn).len() == 1;
    short && lone && (ends_page || lines.begins_page(index))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{extract, prose, rows, tables};
    use crate::document::Confidence;

    #[test]
    fn columns_of_blanks_become_a_table_of_low_confidence() {
        let text = "一、三公经费情况\n\n  项  目               2023年      2024年\n  公务接待费              1.20        1.10\n  \
                    公务用车运行维护      3.00        2.80\n  费用\n  合  计                  4.20        3.90\n\n说明如下。\n";
        let (document, notices) = extract(text);
        let table = document.tables().next().unwrap();
        let expected = [
            "项  目|2023年|2024年",
            "公务接待费|1.20|1.10",
            "公务用车运行维护费用|3.00|2.80",
            "合  计|4.20|3.90",
        ];
        assert_eq!(rows(table), expected);
        assert_eq!(table.confidence, Confidence::Low);
        assert_eq!(prose(&document), ["一、三公经费情况", "说明如下。"]);
        assert_eq!(notices.iter().count(), 2);
        assert_eq!(table.cell(4).at().to_string(), "L4:22");
    }

    #[test]
    fn page_marks_stand_behind_the_table() {
        let text =
            "甲    1.0    2.0\n乙    3.0    4.0\n          - 3 -\n\x0c丙    5.0    6.0\n丁    7.0    8.0\n";
        let (document, _) = extract(text);
        assert_eq!(
            document.tables().map(rows).collect::<Vec<_>>(),
            [["甲|1.0|2.0", "乙|3.0|4.0", "丙|5.0|6.0", "丁|7.0|8.0"]]
        );
        assert_eq!(prose(&document).len(), 1);
    }

    #[test]
    fn contents_lists_and_signatures_are_prose() {
        for text in [
            "一、概况        1\n二、收支        3\n三、绩效        7\n四、附件       12\n",
            "1.  甲项工作\n2.  乙项工作\n3.  丙项工作\n4.  丁项工作\n",
            "云溪县财政局        2024年3月\n填报人：          电话：\n",
            "甲  乙  丙\n正文正文\n丁  戊\n",
        ] {
            assert!(tables(text).is_empty(), "{text}");
        }
    }
}
