//! Stretches of lines that share their columns.
//!
//! Lines between empty ones go together. As long as their figures leave the gaps open that stand between the pieces of
//! the lines above, they are the same table; where a gap would close, the lines of another table or of another page
//! have begun, with whatever stands above their first figures.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::pieces::{LINE, Piece, has_figure, pieces};
use crate::text::layout::{Measure, is_figure};
use crate::text::lines::Lines;

/// Lines with figures that it takes to see columns.
const FEWEST_ROWS: usize = 3;

/// Lines with figures that are looked at to see columns.
const MOST_ROWS: usize = 5000;

/// Columns so well filled, per thousand, are not there by chance: no other measure is tried.
const FULL: usize = 950;

/// A stretch of lines, and the columns that they have in common, if they have any.
pub struct Segment {
    pub lines: Range<usize>,
    pub columns: Option<Columns>,
}

/// The columns of a table, as stretches of a line.
pub struct Columns {
    pub measure: Measure,
    pub bands: Vec<Range<usize>>,
    /// Cells with text in the lines with figures, per thousand.
    filled: usize,
    /// Pieces that begin, or end, where another one of their column does.
    lined_up: usize,
}

/// The stretches of a block, by the measure in which more of it has columns.
pub fn segments(lines: &Lines<'_>, range: Range<usize>) -> Vec<Segment> {
    let drawn = measured(lines, range.clone(), Measure::Drawn);
    let full = |segment: &Segment| segment.columns.as_ref().is_some_and(|columns| columns.filled >= FULL);
    if drawn.len() == 1 && drawn.iter().all(full) {
        return drawn;
    }
    let counted = measured(lines, range, Measure::Counted);
    if worth(&counted) > worth(&drawn) { counted } else { drawn }
}

/// How much of a block has columns, how many pieces begin or end where others of their column do, and how well the
/// columns are filled. In the wrong measure pieces of two columns may share one, which fills it but lines nothing up.
fn worth(segments: &[Segment]) -> (usize, usize, usize) {
    let with_columns = segments.iter().filter_map(|segment| Some((segment, segment.columns.as_ref()?)));
    with_columns.fold((0, 0, 0), |(lines, lined_up, filled), (segment, columns)| {
        (
            lines + segment.lines.len(),
            lined_up + columns.lined_up,
            filled + columns.filled * segment.lines.len(),
        )
    })
}

fn measured(lines: &Lines<'_>, range: Range<usize>, measure: Measure) -> Vec<Segment> {
    let mut cutter = Cutter { found: Vec::new(), lines: range.start..range.start, cover: Cover::default() };
    for group in groups(lines, range.clone()) {
        let title = group.clone().find(|&index| is_title(lines, index, measure));
        if let Some(title) = title {
            cutter.cut(title);
        } else if lines.begins_page(group.start) {
            cutter.cut(cutter.lines.end);
        }
        cutter.take(Cover::of(lines, group.clone(), measure), group.end);
    }
    cutter.cut(range.end);
    cutter.over_pages(lines);
    let segment = |(range, _): (Range<usize>, Cover)| Segment {
        columns: Columns::of(lines, range.clone(), measure),
        lines: range,
    };
    cutter.found.into_iter().map(segment).collect()
}

/// Stretches so far, and the one that is growing: it ends with its last line with figures.
struct Cutter {
    found: Vec<(Range<usize>, Cover)>,
    lines: Range<usize>,
    cover: Cover,
}

impl Cutter {
    /// Ends the stretch, if it has any figures.
    fn cut(&mut self, at: usize) {
        if self.cover.is_empty() {
            return;
        }
        self.found.push((self.lines.start..at, std::mem::take(&mut self.cover)));
        self.lines = at..at;
    }

    fn take(&mut self, own: Cover, end: usize) {
        if own.is_empty() {
            return;
        }
        match self.cover.with(&own) {
            Some(both) => self.cover = both,
            None => {
                self.cut(self.lines.end);
                self.cover = own;
            }
        }
        self.lines.end = end;
    }

    /// Puts stretches together that only the end of a page parts, where the second one adds no column.
    fn over_pages(&mut self, lines: &Lines<'_>) {
        let mut joined: Vec<(Range<usize>, Cover)> = Vec::new();
        for (range, cover) in self.found.drain(..) {
            let parted = joined.last().is_some_and(|(above, _)| {
                let between = (above.end.saturating_sub(1)..range.end).skip(1);
                above.end == range.start
                    && between
                        .take_while(|&at| lines.is_blank(at) || lines.begins_page(at))
                        .any(|at| lines.begins_page(at))
            });
            let both = joined.last().filter(|_| parted).and_then(|(_, above)| above.with(&cover));
            match (both, joined.last_mut()) {
                (Some(both), Some(above))
                    if both.bands().len() == above.1.bands().len().max(cover.bands().len()) =>
                {
                    *above = (above.0.start..range.end, both);
                }
                _ => joined.push((range, cover)),
            }
        }
        self.found = joined;
    }
}

/// Whether a line stands alone above two pieces or more of a header: a title, which no column holds.
fn is_title(lines: &Lines<'_>, index: usize, measure: Measure) -> bool {
    let below = (index + 1..index + 3).find(|&below| !lines.is_blank(below));
    let (line, Some(header)) = (lines.get(index), below.map(|below| lines.get(below))) else { return false };
    let (own, headers) = (pieces(line, measure), pieces(header, measure));
    let [title] = own.as_slice() else { return false };
    let touches =
        |piece: &&Piece| title.columns.start < piece.columns.end && piece.columns.start < title.columns.end;
    !is_figure(line.trim()) && !has_figure(header, &headers) && headers.iter().filter(touches).count() > 1
}

/// Lines without an empty one between them.
pub fn groups<'l>(lines: &'l Lines<'_>, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + 'l {
    let mut next = range.start;
    std::iter::from_fn(move || {
        let start = (next..range.end).find(|&index| !lines.is_blank(index))?;
        let ends = |&index: &usize| lines.is_blank(index) || lines.begins_page(index);
        next = (start + 1..range.end).find(ends).unwrap_or(range.end);
        Some(start..next)
    })
}

/// What the lines with figures cover, and the gaps between their pieces.
#[derive(Default)]
struct Cover {
    columns: Vec<bool>,
    gaps: BTreeSet<(usize, usize)>,
}

impl Cover {
    fn of(lines: &Lines<'_>, range: Range<usize>, measure: Measure) -> Self {
        let mut cover = Self::default();
        for index in range {
            let line = lines.get(index);
            let pieces = pieces(line, measure);
            if has_figure(line, &pieces) {
                cover.add(line, &pieces);
            }
        }
        cover
    }

    fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Words may have gaps of their own, to fill a column; beside a figure a gap parts columns.
    fn add(&mut self, line: &str, pieces: &[Piece]) {
        self.columns.resize(LINE + 2, false);
        pieces.iter().for_each(|piece| self.columns[piece.columns.clone()].fill(true));
        let figure = |piece: &Piece| is_figure(&line[piece.bytes.clone()]);
        let parts = pieces.windows(2).filter(|pair| pair.iter().any(figure));
        self.gaps.extend(parts.map(|pair| (pair[0].columns.end, pair[1].columns.start)));
    }

    /// Both together, where every gap stays open somewhere.
    fn with(&self, other: &Self) -> Option<Self> {
        if self.is_empty() || other.is_empty() {
            let filled = if self.is_empty() { other } else { self };
            return Some(Self { columns: filled.columns.clone(), gaps: filled.gaps.clone() });
        }
        let columns: Vec<bool> = self.columns.iter().zip(&other.columns).map(|(a, b)| a | b).collect();
        let gaps: BTreeSet<_> = self.gaps.union(&other.gaps).copied().collect();
        let open = |&(from, to): &(usize, usize)| columns[from..to].contains(&false);
        gaps.iter().all(open).then_some(Self { columns, gaps })
    }

    /// The stretches that are covered.
    fn bands(&self) -> Vec<Range<usize>> {
        let mut bands: Vec<Range<usize>> = Vec::new();
        for column in (0..self.columns.len()).filter(|&column| self.columns[column]) {
            match bands.last_mut() {
                Some(band) if band.end == column => band.end += 1,
                _ => bands.push(column..column + 1),
            }
        }
        bands
    }
}

impl Columns {
    fn of(lines: &Lines<'_>, range: Range<usize>, measure: Measure) -> Option<Self> {
        let all: Vec<(&str, Vec<Piece>)> = range
            .map(|index| (lines.get(index), pieces(lines.get(index), measure)))
            .filter(|(_, pieces)| pieces.len() > 1)
            .take(MOST_ROWS)
            .collect();
        let (rows, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|(line, pieces)| has_figure(line, pieces));
        if rows.len() < FEWEST_ROWS {
            return None;
        }
        let (mut cover, mut rest) = (Cover::default(), Cover::default());
        rows.iter().for_each(|(line, pieces)| cover.add(line, pieces));
        // Cells that stand beside none of the figures have columns too, unless those run through the others.
        others.iter().for_each(|(line, pieces)| rest.add(line, pieces));
        let wider = cover.with(&rest).filter(|wider| wider.bands().len() > cover.bands().len());
        let with = |cover: &Cover| Self::filling(&rows, cover.bands(), measure);
        let mut columns = wider.and_then(|wider| with(&wider)).or_else(|| with(&cover))?;
        columns.lined_up = columns.line_up(rows.iter().chain(&others));
        Some(columns)
    }

    fn filling(rows: &[(&str, Vec<Piece>)], bands: Vec<Range<usize>>, measure: Measure) -> Option<Self> {
        if bands.len() < 2 {
            return None;
        }
        let mut columns = Self { measure, bands, filled: 0, lined_up: 0 };
        columns.filled = columns.fill(rows)?;
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

    /// How many pieces of each column behind the first begin, or end, where another one does, whichever are more.
    fn line_up<'r, 'l: 'r>(&self, lines: impl Iterator<Item = &'r (&'l str, Vec<Piece>)>) -> usize {
        let mut edges: Vec<[BTreeMap<usize, usize>; 2]> = vec![Default::default(); self.bands.len()];
        for piece in lines.flat_map(|(_, pieces)| pieces) {
            let [starts, ends] = &mut edges[self.column(piece)];
            *starts.entry(piece.columns.start).or_default() += 1;
            *ends.entry(piece.columns.end).or_default() += 1;
        }
        let most =
            |edges: &[BTreeMap<usize, usize>; 2]| edges.iter().flat_map(BTreeMap::values).max().copied();
        edges.iter().skip(1).filter_map(most).map(|most| most - 1).sum()
    }

    /// The column that a piece covers most of, or the nearest one.
    pub fn column(&self, piece: &Piece) -> usize {
        let overlap = |band: &Range<usize>| {
            let common = band.end.min(piece.columns.end).saturating_sub(band.start.max(piece.columns.start));
            let apart = band.start.max(piece.columns.start).saturating_sub(band.end.min(piece.columns.end));
            (common, std::cmp::Reverse(apart))
        };
        let best =
            self.bands.iter().enumerate().max_by_key(|(col, band)| (overlap(band), std::cmp::Reverse(*col)));
        best.map_or(0, |(col, _)| col)
    }
}

/// Whole numbers that never fall: the page numbers of a list of contents.
fn is_rising(figures: &[&str]) -> bool {
    let numbers: Option<Vec<u32>> = figures.iter().map(|figure| figure.parse().ok()).collect();
    numbers.is_some_and(|numbers| numbers.iter().all(|&page| page < 1000) && numbers.is_sorted())
}
