//! From lines in columns to rows: cells that were wrapped into several lines are put together, where empty lines between
//! the rows show them, or where a label goes on alone.

use std::borrow::Cow;
use std::ops::Range;

use super::pieces::{Piece, has_figure, pieces};
use super::segments::{Columns, Segment, groups};
use super::wrapped;
use crate::document::Confidence;
use crate::text::layout::{Measure, is_figure, join_wrapped};
use crate::text::lines::Lines;
use crate::text::page::{Grid, Page};
use crate::text::prose;

/// A mark at the foot or head of a page is not longer than this, in characters.
const LONGEST_PAGE_MARK: usize = 20;

/// Writes the stretches of a block: tables, and prose where there are no columns. A stretch goes on with the table above
/// it where a page ended between them and the columns are as many.
pub fn write(lines: &Lines<'_>, segments: Vec<Segment>, page: &mut Page<'_, '_>) {
    let mut open: Option<(Grid, usize)> = None;
    let mut marks = Vec::new();
    for Segment { lines: range, columns } in segments {
        let Some(columns) = columns else {
            close(&mut open, &mut marks, lines, page);
            prose::read(lines, range, page);
            continue;
        };
        let goes_on = open.as_ref().is_some_and(|(_, count)| *count == columns.bands.len())
            && range
                .clone()
                .take_while(|&index| !lines.begins_page(index))
                .all(|index| lines.is_blank(index));
        let body = if goes_on { range.clone() } else { behind_title(lines, range.clone(), &columns) };
        if goes_on {
            page.decide(lines.at(body.start), "a table goes on behind the end of a page");
        } else {
            close(&mut open, &mut marks, lines, page);
            prose::read(lines, range.start..body.start, page);
        }
        let at = lines.at(body.start);
        let detail = format!("{} columns seen in the blanks between them", columns.bands.len());
        page.decide(at.clone(), detail);
        let (mut grid, _) = open.take().unwrap_or_else(|| (page.grid(at), 0));
        grid.confidence = Confidence::Low;
        marks.extend(Table { lines, columns: &columns, page: &mut *page }.write(body, &mut grid));
        open = Some((grid, columns.bands.len()));
    }
    close(&mut open, &mut marks, lines, page);
}

/// Ends a table; marks of pages that stood in it follow it.
fn close(
    open: &mut Option<(Grid, usize)>,
    marks: &mut Vec<usize>,
    lines: &Lines<'_>,
    page: &mut Page<'_, '_>,
) {
    if let Some((grid, _)) = open.take() {
        page.table(grid);
    }
    for index in marks.drain(..) {
        page.decide(lines.at(index), "a page mark inside a table is kept behind it");
        prose::read(lines, index..index + 1, page);
    }
}

/// The lines without those on top that run through a gap between columns, as titles do.
fn behind_title(lines: &Lines<'_>, range: Range<usize>, columns: &Columns) -> Range<usize> {
    let is_title = |index: usize| {
        let found = pieces(lines.get(index), columns.measure);
        let touches = |piece: &Piece, band: &Range<usize>| {
            piece.columns.start < band.end && band.start < piece.columns.end
        };
        match found.as_slice() {
            [piece] => columns.bands.iter().filter(|band| touches(piece, band)).count() > 1,
            pieces => pieces.is_empty(),
        }
    };
    let first = range.clone().find(|&index| !is_title(index)).unwrap_or(range.start);
    first..range.end
}

/// A stretch on its way into a grid.
struct Table<'w, 't, 'a, 'c> {
    lines: &'w Lines<'t>,
    columns: &'w Columns,
    page: &'w mut Page<'a, 'c>,
}

impl<'t> Table<'_, 't, '_, '_> {
    /// Writes all rows, and returns the lines that are marks of pages.
    fn write(&mut self, range: Range<usize>, grid: &mut Grid) -> Vec<usize> {
        grid.reserve(range.len() * self.columns.bands.len(), self.lines.bytes(range.clone()).len());
        let mut marks = Vec::new();
        let spaced = self.rows_are_spaced(range.clone());
        let label_end = if spaced { 0 } else { self.label_end(range.clone()) };
        let decimals = if spaced { None } else { self.decimals(range.clone()) };
        let mut open: Option<Row<'t>> = None;
        let mut joined = 0;
        for group in groups(self.lines, range.clone()) {
            let first = group.start;
            for index in group {
                if is_page_mark(self.lines, index, &range) {
                    marks.push(index);
                    continue;
                }
                let row = self.row(index);
                match &mut open {
                    Some(above) if spaced && above.end.0 >= first => {
                        joined += 1;
                        above.absorb(row);
                    }
                    Some(above) if !spaced && above.goes_on(&row, label_end) => {
                        self.page.decide(self.lines.at(index), "a line read as the rest of the label above");
                        above.absorb(row);
                    }
                    Some(above) if decimals.is_some_and(|decimals| row.is_rest_of(above, decimals)) => {
                        self.page
                            .decide(self.lines.at(index), "a line read as the rest of the figures above");
                        above.complete(row);
                    }
                    _ => self.put(open.replace(row), grid),
                }
            }
        }
        self.put(open, grid);
        if joined > 0 {
            let detail = format!("{joined} lines joined with those above, as empty lines part the rows");
            self.page.decide(self.lines.at(range.start), detail);
        }
        marks
    }

    fn put(&mut self, row: Option<Row<'t>>, grid: &mut Grid) {
        let Some(row) = row else { return };
        for cell in row.cells {
            let place = cell.place.unwrap_or(row.end);
            grid.cell(&cell.text, self.lines.place(place.0, place.1));
        }
        grid.end_row();
    }

    /// Whether empty lines stand between the rows: then no lines without one between have figures twice, and some
    /// have lines of wrapped cells.
    fn rows_are_spaced(&self, range: Range<usize>) -> bool {
        let figures = |index: &usize| {
            let line = self.lines.get(*index);
            has_figure(line, &pieces(line, self.columns.measure))
        };
        let mut several = 0;
        let all_single = groups(self.lines, range).all(|group| {
            several += usize::from(group.len() > 1);
            group.filter(|index| figures(index)).count() < 2
        });
        all_single && several > 0
    }

    /// How many decimals all figures have, where some of them were broken into two lines.
    fn decimals(&self, range: Range<usize>) -> Option<usize> {
        let lone = |index: &usize| {
            let line = self.lines.get(*index);
            let first = pieces(line, self.columns.measure).into_iter().next();
            first.is_some_and(|piece| self.columns.column(&piece) > 0 && is_figure(&line[piece.bytes]))
        };
        let filled = || range.clone().filter(|&index| !self.lines.is_blank(index));
        filled()
            .any(|index| lone(&index))
            .then(|| wrapped::decimals(filled().map(|index| self.row(index))))?
    }

    /// The column at which the longest label ends.
    fn label_end(&self, range: Range<usize>) -> usize {
        let ends = range.filter_map(|index| {
            let labels = pieces(self.lines.get(index), self.columns.measure).into_iter();
            labels.take_while(|piece| self.columns.column(piece) == 0).last().map(|piece| piece.columns.end)
        });
        ends.max().unwrap_or(0)
    }

    fn row(&self, index: usize) -> Row<'t> {
        let line = self.lines.get(index);
        let mut cells = vec![Part::default(); self.columns.bands.len()];
        let mut has_figure = false;
        for piece in pieces(line, self.columns.measure) {
            let cell = &mut cells[self.columns.column(&piece)];
            has_figure |= is_figure(&line[piece.bytes.clone()]);
            let start = cell.place.map_or(piece.bytes.start, |(_, byte)| byte);
            cell.place = Some((index, start));
            cell.text = Cow::Borrowed(&line[start..piece.bytes.end]);
            let first = if cell.columns.is_empty() { piece.columns.start } else { cell.columns.start };
            cell.columns = first..piece.columns.end;
        }
        Row { cells, has_figure, first: index, end: (index, line.len()) }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Part<'t> {
    pub text: Cow<'t, str>,
    pub place: Option<(usize, usize)>,
    /// The columns that its last line covers.
    columns: Range<usize>,
}

pub struct Row<'t> {
    pub cells: Vec<Part<'t>>,
    has_figure: bool,
    /// Its first line.
    pub first: usize,
    /// The end of its last line.
    pub end: (usize, usize),
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

    /// Takes the rest of its figures.
    fn complete(&mut self, row: Row<'t>) {
        self.end = row.end;
        for (cell, rest) in self.cells.iter_mut().zip(row.cells) {
            cell.text.to_mut().push_str(&rest.text);
        }
    }

    fn absorb(&mut self, row: Row<'t>) {
        self.has_figure |= row.has_figure;
        self.end = row.end;
        for (cell, more) in self.cells.iter_mut().zip(row.cells).filter(|(_, more)| more.place.is_some()) {
            join_wrapped(cell.text.to_mut(), &more.text);
            cell.place = cell.place.or(more.place);
            cell.columns = more.columns;
        }
    }
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
