//! D1: one cell a line. A converter wrote a tab before each cell, a line feed behind each paragraph, row and table, and
//! nothing else: a cell goes on over lines without a tab, a row ends with one empty line, a table with one more.
//!
//! Empty paragraphs look the same as these ends. What an empty line means is decided by counting: how many there are,
//! and whether the cells around them make a row of the length that its neighbours have. Merged cells are lost in this
//! form (a row has fewer cells, a cell continued from above is there and empty), so rows keep their own cells in order
//! and stay as short as they are.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

use memchr::memmem;

use super::dialect::{Claim, Dialect, Strength};
use super::figures::is_figure;
use super::lines::Lines;
use super::page::{Grid, Page};
use crate::document::{Ascending, Confidence};

pub struct TabCells;

/// Pieces of one row that are put together at most.
const MOST_PIECES: usize = 6;

/// Lines that are looked ahead for the rest of a row.
const LOOK_AHEAD: usize = 12;

/// Rows above that a row is compared with.
const RECENT: usize = 4;

/// A cell is as long as a sentence from here on, in bytes.
const SENTENCE: usize = 75;

impl Dialect for TabCells {
    fn name(&self) -> &'static str {
        "tab-cells"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        let text = lines.text().as_bytes();
        if !text.starts_with(b"\t") && memmem::find(text, b"\n\t").is_none() {
            return Vec::new();
        }
        let squeezed = is_squeezed(lines);
        let mut stretches = stretches(lines, squeezed);
        let sure = stretches.iter().any(|(_, shape)| *shape == Shape::Table);
        stretches.retain(|(_, shape)| match shape {
            Shape::Table => true,
            Shape::Frame => sure,
            Shape::Prose => false,
        });
        stretches.into_iter().map(|(lines, _)| Claim::new(lines, Strength::Marked)).collect()
    }

    fn read(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
        let (stretch, continued) = scan(lines, range.start, is_squeezed(lines));
        for line in continued {
            page.decide(lines.at(line), "a cell goes on behind an empty line");
        }
        let mut first = 0;
        while first < stretch.pieces.len() {
            first = table(lines, &stretch, first, page);
        }
    }
}

/// A stretch of cells, before rows are decided.
struct Stretch {
    lines: Range<usize>,
    /// The first line of each cell.
    cells: Ascending,
    pieces: Pieces,
    shape: Shape,
}

impl Stretch {
    fn first_line(&self, cell: usize) -> usize {
        self.cells.get(cell).map_or(self.lines.end, |line| line as usize)
    }

    /// The lines of each of these cells, without the empty ones behind it.
    fn lines_of(&self, cells: Range<usize>, lines: &Lines<'_>) -> impl Iterator<Item = Range<usize>> {
        let nexts = self.cells.iter_from(cells.start + 1).chain([self.lines.end as u32]);
        self.cells.iter_from(cells.start).zip(nexts).take(cells.len()).map(|(first, next)| {
            let first = first as usize;
            let last = (first + 1..next as usize).rev().find(|&line| !lines.is_empty(line));
            first..last.unwrap_or(first) + 1
        })
    }
}

/// Cells without an empty line between them: a row, or a part of one.
#[derive(Clone, Copy)]
struct Piece {
    first: usize,
    end: usize,
    /// Empty lines behind it, as far as they count.
    empty: u8,
}

impl Piece {
    fn len(&self) -> usize {
        self.end - self.first
    }
}

/// The pieces of a stretch, each beginning where the one before it ends.
#[derive(Default)]
struct Pieces {
    /// The first cell of each.
    firsts: Ascending,
    empty: Vec<u8>,
    /// The first cell behind all of them.
    end: usize,
}

impl Pieces {
    fn len(&self) -> usize {
        self.empty.len()
    }

    fn get(&self, nth: usize) -> Option<Piece> {
        let first = self.firsts.get(nth)? as usize;
        let end = self.firsts.get(nth + 1).map_or(self.end, |next| next as usize);
        Some(Piece { first, end, empty: *self.empty.get(nth)? })
    }

    fn from(&self, first: usize) -> impl Iterator<Item = Piece> {
        let ends = self.firsts.iter_from(first + 1).map(|next| next as usize).chain([self.end]);
        let empty = self.empty.get(first..).unwrap_or_default();
        let pieces = self.firsts.iter_from(first).zip(ends).zip(empty);
        pieces.map(|((first, end), &empty)| Piece { first: first as usize, end, empty })
    }

    fn last(&self) -> Option<Piece> {
        self.get(self.len().checked_sub(1)?)
    }

    /// Ends the piece that is being read where empty lines stand behind its cells, `cells` of the stretch so far.
    fn close(&mut self, cells: usize, empty: usize) {
        if empty > 0 && cells > self.end {
            self.firsts.push(self.end as u32);
            self.empty.push(empty.min(3) as u8);
            self.end = cells;
        }
    }
}

/// What a stretch of lines with a leading tab is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Table,
    /// One column, as frames around text have: a table only beside real tables.
    Frame,
    /// Paragraphs that their author began with a tab.
    Prose,
}

/// Whether a line begins with a tab, and so with a cell.
fn is_led(line: &str) -> bool {
    line.as_bytes().first() == Some(&b'\t')
}

// -- stretches -------------------------------------------------------------------------------------------------------

fn stretches(lines: &Lines<'_>, squeezed: bool) -> Vec<(Range<usize>, Shape)> {
    let (mut found, mut index) = (Vec::new(), 0);
    while index < lines.len() {
        if !is_led(lines.get(index)) {
            index += 1;
            continue;
        }
        let (stretch, _) = scan(lines, index, squeezed);
        index = stretch.lines.end;
        found.push((stretch.lines, stretch.shape));
    }
    found
}

/// Whether somebody has taken double empty lines out of the text: then the end of a table looks like the end of a row.
fn is_squeezed(lines: &Lines<'_>) -> bool {
    let text = lines.text().as_bytes();
    memmem::find(text, b"\n\n\n").is_none() && memmem::find(text, b"\r\n\r\n\r\n").is_none()
}

/// Follows cells from a line with a leading tab to where they end. The second result names the lines at which a cell
/// goes on behind an empty line.
fn scan(lines: &Lines<'_>, start: usize, squeezed: bool) -> (Stretch, Vec<usize>) {
    let (mut cells, mut pieces) = (Ascending::default(), Pieces::default());
    let (mut continued, mut empty, mut end, mut index) = (Vec::new(), 0, start, start);
    while index < lines.len() {
        let line = lines.get(index);
        if line.is_empty() {
            empty += 1;
        } else if is_led(line) {
            if empty > 2 && !cells.is_empty() {
                break;
            }
            pieces.close(cells.len(), empty);
            cells.push(index as u32);
            (empty, end) = (0, index + 1);
        } else {
            if !goes_on(lines, index, empty, &pieces, cells.len(), squeezed) {
                break;
            }
            if empty > 0 {
                continued.push(index);
            }
            (empty, end) = (0, index + 1);
        }
        index += 1;
    }
    pieces.close(cells.len(), empty.max(1));
    let shape = shape(lines, &cells, &pieces);
    (Stretch { lines: start..end, cells, pieces, shape }, continued)
}

/// Whether a line without a tab still belongs to the cell above it.
fn goes_on(
    lines: &Lines<'_>,
    index: usize,
    empty: usize,
    pieces: &Pieces,
    cells: usize,
    squeezed: bool,
) -> bool {
    let begun = cells - pieces.end;
    let usual = pieces.last().map_or(begun, |piece| piece.len());
    match empty {
        0 => true,
        1 if !squeezed => true,
        1 | 2 => begun < usual && begun + cells_ahead(lines, index) == usual,
        _ => false,
    }
}

/// How many cells follow without an empty line, once the text at hand is over.
fn cells_ahead(lines: &Lines<'_>, index: usize) -> usize {
    let near = index..lines.len().min(index + LOOK_AHEAD);
    let first = near.clone().find(|&line| is_led(lines.get(line)));
    let Some(first) = first else { return 0 };
    (first..near.end)
        .take_while(|&line| !lines.is_empty(line))
        .filter(|&line| is_led(lines.get(line)))
        .count()
}

fn shape(lines: &Lines<'_>, cells: &Ascending, pieces: &Pieces) -> Shape {
    let first_lines = || cells.iter().map(|line| lines.get(line as usize));
    let crowded = first_lines().filter(|line| line[1..].contains('\t')).count();
    if crowded * 3 > cells.len() {
        return Shape::Prose;
    }
    let written = first_lines().filter(|line| !line.trim().is_empty());
    let (sentences, all) = written.fold((0, 0), |(sentences, all), line| {
        let is_sentence = line.len() > SENTENCE || line.trim_end().ends_with('\u{3002}');
        (sentences + usize::from(is_sentence), all + 1)
    });
    if pieces.from(0).all(|piece| piece.len() < 2) {
        let framed =
            pieces.last().is_some_and(|piece| piece.empty > 1) || cells.len() == all && pieces.len() > 1;
        return if framed { Shape::Frame } else { Shape::Prose };
    }
    let has_blank_cell = all < cells.len();
    if sentences * 5 > all * 3 && !has_blank_cell { Shape::Prose } else { Shape::Table }
}

// -- rows ------------------------------------------------------------------------------------------------------------

/// Writes the table that begins with a piece, and returns the piece at which the next one begins.
fn table(lines: &Lines<'_>, stretch: &Stretch, first: usize, page: &mut Page<'_, '_>) -> usize {
    let reader = Reader { lines, stretch };
    let cells = reader.cells_of_table(first);
    let mut grid = page.grid(reader.at(cells.start));
    let mut rows = Rows::default();
    let mut next = first;
    let end = stretch.cells.get(cells.end).map_or(stretch.lines.end, |line| line as usize);
    grid.reserve_lines(lines, stretch.first_line(cells.start)..end, b'\t');
    let mut empty_above = 0;
    while let Some(piece) = stretch.pieces.get(next) {
        if empty_above > 1 {
            if !rows.lengths.contains(&piece.len()) {
                break;
            }
            page.decide(reader.at(piece.first), "a table goes on behind two empty lines");
        }
        let taken = reader.pieces_of_row(&rows, next);
        let pieces: Vec<Piece> = stretch.pieces.from(next).take(taken).collect();
        let row = piece.first..pieces.last().map_or(piece.end, |last| last.end);
        if taken > 1 {
            grid.confidence = Confidence::Medium;
            let counts: Vec<String> = pieces.iter().map(|piece| piece.len().to_string()).collect();
            page.decide(
                reader.at(row.start),
                format!("a row goes on behind an empty line: {} cells", counts.join(" + ")),
            );
        }
        reader.write(&row, &mut grid);
        rows.push(row);
        next += taken;
        empty_above = pieces.last().map_or(0, |last| last.empty);
    }
    page.table(grid);
    next
}

/// The rows of a table so far: the last few, and every length that was seen.
#[derive(Default)]
struct Rows {
    recent: VecDeque<Range<usize>>,
    lengths: BTreeSet<usize>,
}

impl Rows {
    fn push(&mut self, row: Range<usize>) {
        self.lengths.insert(row.len());
        self.recent.push_front(row);
        self.recent.truncate(RECENT);
    }
}

struct Reader<'a, 't> {
    lines: &'a Lines<'t>,
    stretch: &'a Stretch,
}

impl Reader<'_, '_> {
    fn at(&self, cell: usize) -> crate::Locator {
        self.lines.at(self.stretch.first_line(cell))
    }

    /// The cells up to the first double empty line, behind which a table nearly always ends.
    fn cells_of_table(&self, first: usize) -> Range<usize> {
        let mut pieces = self.stretch.pieces.from(first);
        let begin = self.stretch.pieces.get(first).map_or(0, |piece| piece.first);
        let end = pieces.find(|piece| piece.empty > 1).map_or(self.stretch.pieces.end, |last| last.end);
        begin..end
    }

    fn first_line(&self, cell: usize) -> &str {
        self.lines.get(self.stretch.first_line(cell)).trim()
    }

    /// How many pieces make the next row: more than one where together they have exactly the usual number of cells, are
    /// not lengths that rows of this table have anyway, and figures stand where figures stood above, or only the first
    /// piece begins as rows under a merged cell do. Two merged rows in a row could be as long.
    fn pieces_of_row(&self, rows: &Rows, next: usize) -> usize {
        let Some(usual) = self.usual_length(rows, next) else { return 1 };
        let mut pieces: Vec<Piece> = Vec::new();
        let mut sum = 0;
        for piece in self.stretch.pieces.from(next).take(MOST_PIECES) {
            sum += piece.len();
            pieces.push(piece);
            if sum >= usual || piece.empty != 1 {
                break;
            }
        }
        let known = |piece: &Piece| rows.lengths.contains(&piece.len());
        let taken = pieces.len();
        if taken < 2 || sum != usual || pieces.iter().all(known) {
            return 1;
        }
        let joined = pieces[0].first..pieces[taken - 1].end;
        let score = self.agreement(rows, &joined);
        let begins_merged =
            self.first_line(joined.start).is_empty() && !self.first_line(pieces[1].first).is_empty();
        if score > 0 || score == 0 && begins_merged { taken } else { 1 }
    }

    /// The length of the row above; at the top, the length that the next two pieces behind a gap share.
    fn usual_length(&self, rows: &Rows, next: usize) -> Option<usize> {
        if let Some(above) = rows.recent.front() {
            return Some(above.len());
        }
        let lengths: Vec<usize> = self.stretch.pieces.from(next).take(5).map(|piece| piece.len()).collect();
        match lengths[..] {
            [first, second, third, fourth, ..] if third == fourth && first + second == third => Some(third),
            _ => None,
        }
    }

    /// How well a row stands under the rows of its length above: columns with a figure under a figure, less columns
    /// with text under a figure, as a header would have.
    fn agreement(&self, rows: &Rows, row: &Range<usize>) -> isize {
        let above: Vec<_> = rows.recent.iter().filter(|above| above.len() == row.len()).collect();
        let mut score = 0;
        for column in 0..row.len() {
            let text = self.first_line(row.start + column);
            let model =
                above.iter().map(|above| self.first_line(above.start + column)).find(|text| !text.is_empty());
            if model.is_some_and(is_figure) && !text.is_empty() {
                score += if is_figure(text) { 1 } else { -1 };
            }
        }
        score
    }

    fn write(&self, row: &Range<usize>, grid: &mut Grid) {
        for Range { start: first, end } in self.stretch.lines_of(row.clone(), self.lines) {
            let line = self.lines.get(first);
            let text = line.trim_start_matches('\t');
            let at = self.lines.place(first, line.len() - text.len());
            if end == first + 1 {
                grid.cell(text, at);
            } else {
                let more = (first + 1..end).map(|line| self.lines.get(line));
                let paragraphs: Vec<&str> = std::iter::once(text).chain(more).collect();
                grid.cell(&paragraphs.join("\n"), at);
            }
        }
        grid.end_row();
    }
}
