//! Pieces of a sheet that do not touch and are one table all the same: figures stand two columns from their names because
//! nobody merged what lies between, a blank row was left between two kinds of expenses. Two tables that stand side by
//! side or below each other stay two: each has names of its own in front of its figures, or a header above them.
//!
//! Pieces are compared with their neighbours only, so that this costs no more than looking at each cell a few times.

use super::pieces::Sets;
use super::{BROAD, Ink, Patch, bounds};
use crate::document::Align;
use crate::xlsx::workbook::Rect;

/// Blank columns and rows that may lie inside a table.
const GAP_COLS: u32 = 4;
const GAP_ROWS: u32 = 2;
/// Texts that stand below each other beside a table, from which on they are a column of it.
const COLUMN_OF_TEXTS: u32 = 3;
/// Pieces without figures between two parts of a table are no higher than this.
const LOW: u32 = 2;
/// How often pieces that have grown are held against their neighbours again.
const ROUNDS: u8 = 4;
/// Gaps from which on a sheet is drawn out, if nothing touches.
const DRAWN_OUT: u64 = 8;
/// Tables that end right above a piece and are looked at.
const CANDIDATES: usize = 64;

/// How many columns a cell may stand from the one before it in its row to touch it. Where next to nothing on a sheet
/// touches sideways, its tables are drawn out over every other column.
pub fn reach(patches: &[Patch]) -> u32 {
    let (mut touching, mut apart) = (0_u64, 0_u64);
    let mut before: Option<Rect> = None;
    for patch in patches.iter().filter(|patch| patch.ink != Ink::Blank) {
        let left = before.replace(patch.rect).filter(|left| left.rows.0 == patch.rect.rows.0);
        let steps = left.map_or(0, |left| patch.rect.cols.0.saturating_sub(left.cols.1));
        touching += u64::from(steps == 1);
        apart += u64::from((2..=1 + GAP_COLS).contains(&steps));
    }
    if apart >= DRAWN_OUT && touching * 10 <= apart { 1 + GAP_COLS } else { 1 }
}

/// Puts pieces together that are one table. Each stays in reading order, and so do all, by their first cell.
pub fn join(patches: &[Patch], pieces: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    if pieces.len() < 2 {
        return pieces;
    }
    // A column of figures goes to what stands before it, ere that is held against a table behind it; and what lies inside
    // of a table is known when its parts are together.
    let pieces = parted_by_columns(patches, pieces, false);
    let pieces = parted_until_settled(patches, pieces);
    let mut sets = Sets::new(pieces.len());
    below_each_other(patches, &pieces, &mut sets);
    parted_until_settled(patches, gather(patches, pieces, &mut sets))
}

fn parted_until_settled(patches: &[Patch], mut pieces: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    for _ in 0..ROUNDS {
        let before = pieces.len();
        pieces = parted_by_columns(patches, pieces, true);
        if pieces.len() == before {
            break;
        }
    }
    pieces
}

fn gather(patches: &[Patch], pieces: Vec<Vec<u32>>, sets: &mut Sets) -> Vec<Vec<u32>> {
    let mut joined: Vec<Vec<u32>> = vec![Vec::new(); pieces.len()];
    for (nth, piece) in pieces.into_iter().enumerate() {
        let whole = &mut joined[sets.root(nth)];
        if whole.is_empty() { *whole = piece } else { whole.extend(piece) }
    }
    joined.retain(|whole| !whole.is_empty());
    let place = |nth: &u32| {
        let rect = patches[*nth as usize].rect;
        (rect.rows.0, rect.cols.0)
    };
    joined
        .iter_mut()
        .filter(|whole| !whole.is_sorted_by_key(place))
        .for_each(|whole| whole.sort_by_key(place));
    joined
}

/// What tells a table from a part of one.
struct Piece {
    rect: Rect,
    /// Rows in which something begins that shows.
    rows: u32,
    texts: u32,
    numbers: u32,
    /// Whether its first cell that shows something is a text.
    headed: bool,
    /// Whether names stand in its first column, and figures behind them.
    whole: bool,
}

impl Piece {
    fn of(patches: &[Patch], piece: &[u32]) -> Self {
        let rect = bounds(patches, piece);
        let inked =
            || piece.iter().map(|&nth| &patches[nth as usize]).filter(|patch| patch.ink != Ink::Blank);
        let (mut rows, mut last) = (0, None);
        let (mut texts, mut numbers, mut names, mut codes) = (0, 0, 0, 0);
        for patch in inked() {
            rows += u32::from(last.replace(patch.rect.rows.0) != Some(patch.rect.rows.0));
            let first = patch.rect.cols.0 == rect.cols.0;
            let counts =
                if patch.ink == Ink::Text { (&mut texts, &mut names) } else { (&mut numbers, &mut codes) };
            *counts.0 += 1;
            *counts.1 += u32::from(first && patch.rect.rows.0 > rect.rows.0);
        }
        Self {
            rect,
            rows,
            texts,
            numbers,
            headed: inked().next().is_some_and(|patch| patch.ink == Ink::Text),
            whole: names > codes && numbers > codes && rect.width() > 1,
        }
    }
}

/// Joins what stands in the same rows with a few blank columns between; tables with names of their own only where `all`.
fn parted_by_columns(patches: &[Patch], pieces: Vec<Vec<u32>>, all: bool) -> Vec<Vec<u32>> {
    if pieces.len() < 2 {
        return pieces;
    }
    let facts: Vec<Piece> = pieces.iter().map(|piece| Piece::of(patches, piece)).collect();
    let mut sets = Sets::new(pieces.len());
    for (left, right, beside) in neighbours(patches, &pieces, &facts) {
        if (all || !facts[right].whole) && is_part(&facts[left], &facts[right], beside) {
            sets.join(left, right);
        }
    }
    gather(patches, pieces, &mut sets)
}

/// Pieces that follow each other in some row, and in how many rows the second has something near before it.
fn neighbours(patches: &[Patch], pieces: &[Vec<u32>], facts: &[Piece]) -> Vec<(usize, usize, u32)> {
    let mut steps = steps(patches, pieces, facts);
    steps.sort_unstable();
    let mut rows_beside = vec![0; pieces.len()];
    steps.iter().filter(|step| step.2).for_each(|step| rows_beside[step.1 as usize] += 1);
    steps.dedup();
    let beside = |right: u32, near: bool| if near { rows_beside[right as usize] } else { 0 };
    let pairs = steps.into_iter();
    pairs.map(|(left, right, near)| (left as usize, right as usize, beside(right, near))).collect()
}

/// Pieces with cells that follow each other in a row, once for each such row, and whether the second is near the first. What
/// stands behind a sentence is not beside it: the sentence runs over it.
fn steps(patches: &[Patch], pieces: &[Vec<u32>], facts: &[Piece]) -> Vec<(u32, u32, bool)> {
    let all =
        pieces.iter().zip(0_u32..).flat_map(|(piece, owner)| piece.iter().map(move |&nth| (nth, owner)));
    let mut all: Vec<(u32, u32)> = all.collect();
    all.sort_unstable();
    let mut pairs = Vec::new();
    for pair in all.windows(2) {
        let sentence = patches[pair[0].0 as usize].breadth > BROAD;
        let (left, right) = (patches[pair[0].0 as usize].rect, patches[pair[1].0 as usize].rect);
        if left.rows.0 == right.rows.0 && pair[0].1 != pair[1].1 && !sentence {
            let near = right.cols.0 <= facts[pair[0].1 as usize].rect.cols.1 + 1 + GAP_COLS;
            pairs.push((pair[0].1, pair[1].1, near));
        }
    }
    pairs
}

/// Whether `right` is a part of the table that `left` is or begins. `beside` of its rows have something near at the left.
fn is_part(left: &Piece, right: &Piece, beside: u32) -> bool {
    if right.under(left) || left.under(right) {
        return left.rows.max(right.rows) > 1;
    }
    if left.whole && right.whole || beside == 0 || beside * 2 < right.rows {
        return false;
    }
    match right.numbers {
        0 => right.texts >= COLUMN_OF_TEXTS,
        _ => right.headed || right.rows * 2 >= left.rows,
    }
}

impl Piece {
    /// Whether it keeps to the columns of another.
    fn under(&self, other: &Self) -> bool {
        other.rect.cols.0 <= self.rect.cols.0 && self.rect.cols.1 <= other.rect.cols.1
    }
}

/// A table that goes down the sheet.
struct Column {
    rect: Rect,
    /// The columns in which it has figures.
    figures: Vec<u32>,
    headed: bool,
    piece: usize,
    /// Pieces without figures below it, which belong to it if figures follow them.
    open: Vec<usize>,
    end: u32,
}

/// Joins rows of figures to the table above them, over blank rows.
fn below_each_other(patches: &[Patch], pieces: &[Vec<u32>], sets: &mut Sets) {
    let mut above: Vec<Column> = Vec::new();
    let mut row = 0;
    for (nth, piece) in pieces.iter().enumerate() {
        let rect = bounds(patches, piece);
        let first = FirstRow::of(patches, piece);
        let figures = columns_of_figures(patches, piece);
        if std::mem::replace(&mut row, rect.rows.0) != rect.rows.0 {
            above.retain(|column| column.end + 1 + GAP_ROWS >= rect.rows.0);
        }
        // Below rows that go on with a table another one may begin.
        let head = rows_of_figures(patches, piece);
        let own = if head.is_empty() { rect } else { bounds(patches, head) };
        let over = |column: &&mut Column| {
            column.rect.rows.1 < rect.rows.0
                && column.end + 1 + GAP_ROWS >= rect.rows.0
                && column.rect.cols.0 <= own.cols.0
                && own.cols.1 <= column.rect.cols.1
        };
        let found = above.iter_mut().rev().take(CANDIDATES).find(over);
        match found {
            Some(column) if column.is_gone_on_by(&first, rect, &columns_of_figures(patches, head)) => {
                for part in column.open.drain(..).chain([nth]) {
                    sets.join(column.piece, part);
                }
                column.rect = column.rect.around(&rect);
                column.end = rect.rows.1;
            }
            Some(column) if figures.is_empty() && rect.height() <= LOW && first.plain => {
                column.open.push(nth);
                column.end = rect.rows.1;
            }
            _ => above.push(Column {
                rect,
                headed: first.numbers == 0 && first.texts > 0 && !figures.is_empty() && rect.width() > 1,
                figures,
                piece: nth,
                open: Vec::new(),
                end: rect.rows.1,
            }),
        }
    }
}

impl Column {
    /// Whether the first row of a piece below can be one of this table's: figures in its columns, and names before them
    /// unless it stands right below.
    fn is_gone_on_by(&self, first: &FirstRow, rect: Rect, figures: &[u32]) -> bool {
        let right_below = rect.rows.0 <= self.end + 1;
        self.headed && first.numbers > 0 && (first.texts > 0 || right_below) && self.holds(figures)
    }

    fn holds(&self, figures: &[u32]) -> bool {
        figures.iter().all(|col| self.figures.binary_search(col).is_ok())
    }
}

/// The rows at the top of a piece that have figures.
fn rows_of_figures<'p>(patches: &[Patch], piece: &'p [u32]) -> &'p [u32] {
    let same_row =
        |one: &u32, other: &u32| patches[*one as usize].rect.rows.0 == patches[*other as usize].rect.rows.0;
    let has_figure = |row: &&[u32]| row.iter().any(|&nth| patches[nth as usize].ink == Ink::Number);
    let end: usize = piece.chunk_by(same_row).take_while(has_figure).map(<[u32]>::len).sum();
    &piece[..end]
}

fn columns_of_figures(patches: &[Patch], piece: &[u32]) -> Vec<u32> {
    let numbers = piece.iter().map(|&nth| &patches[nth as usize]).filter(|patch| patch.ink == Ink::Number);
    let mut columns: Vec<u32> = numbers.map(|patch| patch.rect.cols.0).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// The first row of a piece that shows something.
struct FirstRow {
    texts: u32,
    numbers: u32,
    /// Whether none of its texts is set like a title or as long as a sentence.
    plain: bool,
}

impl FirstRow {
    fn of(patches: &[Patch], piece: &[u32]) -> Self {
        let mut found = Self { texts: 0, numbers: 0, plain: true };
        let inked = piece.iter().map(|&nth| &patches[nth as usize]).filter(|patch| patch.ink != Ink::Blank);
        let mut row = None;
        for patch in inked.take_while(|patch| *row.get_or_insert(patch.rect.rows.0) == patch.rect.rows.0) {
            found.texts += u32::from(patch.ink == Ink::Text);
            found.numbers += u32::from(patch.ink == Ink::Number);
            found.plain &= patch.align != Align::Centre && !patch.bold && patch.breadth <= BROAD;
        }
        found
    }
}
