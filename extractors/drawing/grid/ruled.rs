//! Tables with ruling lines: the lines make a lattice, lines that are missing in it make merged cells.

use std::collections::BTreeMap;

use super::super::canvas::{Mark, Rule};
use super::lines::{Column, Line, joined, lines};
use super::{Box, Layout, POSITIONS, alignment, is_number};
use crate::document::{Confidence, Style};

/// Finds the ruled tables and takes their texts, and those around them, out of `marks`. Finds none, and takes nothing,
/// where the lines hold less than half of the texts: then they are ornaments.
pub(super) fn layouts(marks: &mut Vec<Mark>, across: Vec<Rule>, down: Vec<Rule>, em: f64) -> Vec<Layout> {
    let slack = em * 0.3;
    let (across, down) = (straightened(across, slack), straightened(down, slack));
    let mut frames: Vec<Frame> =
        frames(across, down, slack).into_iter().filter_map(|rules| Frame::new(rules, em)).collect();
    let mut outside = Vec::new();
    for mark in marks.drain(..) {
        match frame_of(&frames, &mark) {
            Some(index) => frames[index].marks.push(mark),
            None => outside.push(mark),
        }
    }
    let (good, bad): (Vec<Frame>, Vec<Frame>) = frames.into_iter().partition(|frame| frame.marks.len() >= 2);
    outside.extend(bad.into_iter().flat_map(|frame| frame.marks));
    let inside: usize = good.iter().map(|frame| frame.marks.len()).sum();
    if inside < outside.len() {
        marks.extend(good.into_iter().flat_map(|frame| frame.marks));
        marks.append(&mut outside);
        return Vec::new();
    }
    let bounds: Vec<(f64, f64)> = good.iter().map(|frame| ends(&frame.ys)).collect();
    let mut layouts: Vec<Layout> = good.into_iter().map(|frame| frame.layout(em)).collect();
    surround(&mut layouts, &bounds, outside);
    layouts
}

/// Lays lines that lie nearly on each other onto one, and closes small gaps in them.
fn straightened(mut rules: Vec<Rule>, slack: f64) -> Vec<Rule> {
    rules.retain(|rule| rule.thickness <= slack && rule.to - rule.from > slack);
    rules.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut groups: Vec<Vec<Rule>> = Vec::new();
    for rule in rules {
        match groups.last_mut().filter(|group| rule.at - group[0].at <= slack) {
            Some(group) => group.push(rule),
            None => groups.push(vec![rule]),
        }
    }
    groups.into_iter().flat_map(|group| united(group, slack)).collect()
}

fn united(mut group: Vec<Rule>, slack: f64) -> Vec<Rule> {
    let at = group[0].at;
    group.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut union: Vec<Rule> = Vec::new();
    for rule in group {
        match union.last_mut().filter(|last| rule.from <= last.to + slack) {
            Some(last) => last.to = last.to.max(rule.to),
            None => union.push(Rule { at, ..rule }),
        }
    }
    union
}

/// The lines across and the lines down of one table.
type Rules = (Vec<Rule>, Vec<Rule>);

/// Splits the page at heights that no line crosses, and each piece at widths that no line crosses.
fn frames(across: Vec<Rule>, down: Vec<Rule>, slack: f64) -> Vec<Rules> {
    let stripes = split(down, across, slack);
    stripes.into_iter().flat_map(|(down, across)| split(across, down, slack)).collect()
}

/// Groups lines by the stretches that they cover together; the lines that cross them go along.
fn split(covering: Vec<Rule>, crossing: Vec<Rule>, slack: f64) -> Vec<Rules> {
    let flat: Vec<Rule> = covering.iter().map(|rule| Rule { at: 0.0, ..*rule }).collect();
    let stretches = if flat.is_empty() { flat } else { united(flat, slack) };
    let mut pieces: Vec<Rules> = stretches.iter().map(|_| (Vec::new(), Vec::new())).collect();
    let piece = |at: f64| {
        let index = stretches.partition_point(|stretch| stretch.to + slack < at);
        stretches.get(index).filter(|stretch| stretch.from - slack <= at).map(|_| index)
    };
    for rule in covering {
        if let Some(index) = piece(rule.from) {
            pieces[index].0.push(rule);
        }
    }
    for rule in crossing {
        if let Some(index) = piece(rule.at) {
            pieces[index].1.push(rule);
        }
    }
    pieces
}

/// A lattice of lines and the texts inside.
struct Frame {
    xs: Vec<f64>,
    ys: Vec<f64>,
    across: Vec<Rule>,
    down: Vec<Rule>,
    marks: Vec<Mark>,
    /// Whether an edge had to be made up, or rows found from their texts.
    guessed: bool,
}

fn ends(edges: &[f64]) -> (f64, f64) {
    (edges.first().copied().unwrap_or(0.0), edges.last().copied().unwrap_or(0.0))
}

/// The places of lines, and the ends of the lines that cross them where those reach further: an open side.
fn edges(own: &[Rule], crossing: &[Rule], em: f64) -> (Vec<f64>, bool) {
    let mut edges: Vec<f64> = own.iter().map(|rule| rule.at).collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    let low = crossing.iter().map(|rule| rule.from).fold(f64::INFINITY, f64::min);
    let high = crossing.iter().map(|rule| rule.to).fold(f64::NEG_INFINITY, f64::max);
    let (first, last) = (edges.first().copied(), edges.last().copied());
    let before = first.is_none_or(|first| first - low > em);
    let after = last.is_none_or(|last| high - last > em);
    if before && low.is_finite() {
        edges.insert(0, low);
    }
    if after && high.is_finite() {
        edges.push(high);
    }
    (edges, before || after)
}

impl Frame {
    fn new((across, down): Rules, em: f64) -> Option<Self> {
        let (xs, open_x) = edges(&down, &across, em);
        let (ys, open_y) = edges(&across, &down, em);
        let sizes = (xs.len().saturating_sub(1), ys.len().saturating_sub(1));
        let fits = sizes.0 >= 2 && sizes.1 >= 2 && sizes.0.saturating_mul(sizes.1) <= POSITIONS;
        fits.then_some(Self { xs, ys, across, down, marks: Vec::new(), guessed: open_x || open_y })
    }

    fn layout(mut self, em: f64) -> Layout {
        let marks = std::mem::take(&mut self.marks);
        let mut regions = self.regions();
        self.assign(&mut regions, marks);
        if self.complete(&regions, em) {
            let marks =
                regions.into_iter().flat_map(|region| region.lines).flat_map(|line| line.marks).collect();
            regions = self.regions();
            self.assign(&mut regions, marks);
        }
        let confidence = if self.guessed { Confidence::Low } else { Confidence::Medium };
        self.compact(regions, em, confidence)
    }

    /// Rectangles of lattice positions with no line between them.
    fn regions(&self) -> Vec<Region> {
        let (cols, rows) = (self.xs.len() - 1, self.ys.len() - 1);
        let below = walls(&self.across, &self.ys, &self.xs);
        let right = walls(&self.down, &self.xs, &self.ys);
        let mut taken = vec![false; rows * cols];
        let mut regions = Vec::new();
        for (row, col) in (0..rows).flat_map(|row| (0..cols).map(move |col| (row, col))) {
            if taken[row * cols + col] {
                continue;
            }
            let open_right =
                |row: usize, col: usize| col < cols && !right[col * rows + row] && !taken[row * cols + col];
            let mut end = col + 1;
            while open_right(row, end) && !below_differs(&below, cols, (row, col, end)) {
                end += 1;
            }
            let mut bottom = row + 1;
            while bottom < rows
                && (col..end).all(|col| !below[bottom * cols + col] && !taken[bottom * cols + col])
                && (col + 1..end).all(|col| !right[col * rows + bottom])
            {
                bottom += 1;
            }
            (row..bottom).for_each(|row| taken[row * cols + col..row * cols + end].fill(true));
            regions.push(Region { rows: (row, bottom), cols: (col, end), lines: Vec::new() });
        }
        regions
    }

    /// Gives each text to the region in which its middle lies, or, where it reaches over a line, its beginning.
    fn assign(&self, regions: &mut [Region], marks: Vec<Mark>) {
        let cols = self.xs.len() - 1;
        let mut owner = vec![0; cols * (self.ys.len() - 1)];
        for (index, region) in regions.iter().enumerate() {
            for row in region.rows.0..region.rows.1 {
                owner[row * cols + region.cols.0..row * cols + region.cols.1].fill(index);
            }
        }
        let mut shares: Vec<Vec<Mark>> = regions.iter().map(|_| Vec::new()).collect();
        for mark in marks {
            let centre = mark.centre();
            let row = stretch(&self.ys, centre.y);
            let by_middle = owner[row * cols + stretch(&self.xs, centre.x)];
            let by_start = owner[row * cols + stretch(&self.xs, mark.left + mark.em * 0.5)];
            let holds = |index: usize| {
                let (from, to) = self.sides(&regions[index]);
                (mark.right.min(to) - mark.left.max(from)) / (mark.right - mark.left) > 0.7
            };
            let share = if by_middle == by_start || holds(by_middle) { by_middle } else { by_start };
            shares[share].push(mark);
        }
        for (region, share) in regions.iter_mut().zip(shares) {
            region.lines = lines(share);
        }
    }

    fn sides(&self, region: &Region) -> (f64, f64) {
        (self.xs[region.cols.0], self.xs[region.cols.1])
    }

    /// Numbers that stand over each other in several cells side by side are rows whose lines were not drawn. Gives the
    /// heights at which to cut.
    fn missing_rows(&self, regions: &[Region]) -> Vec<f64> {
        let mut tall = vec![(0_usize, None::<usize>); self.ys.len()];
        for (index, region) in regions.iter().enumerate() {
            let numbers = region.lines.iter().filter(|line| is_number(&line.text())).count();
            let slot = &mut tall[region.rows.0];
            slot.0 += usize::from(region.lines.len() >= 2);
            if numbers >= 2 && slot.1.is_none_or(|best| regions[best].lines.len() < region.lines.len()) {
                slot.1 = Some(index);
            }
        }
        let mut cuts = Vec::new();
        for (cells, stack) in tall {
            let Some(stack) = stack.filter(|_| cells >= 2) else { continue };
            let pairs = regions[stack].lines.windows(2);
            cuts.extend(pairs.map(|pair| (pair[0].centre + pair[1].centre) / 2.0));
        }
        cuts
    }

    /// Texts that stand apart on the same line of one cell, with numbers among them, and that in several rows of one
    /// width, are columns whose lines were not drawn. Gives the lines that are missing.
    fn missing_columns(&self, regions: &[Region], em: f64) -> Vec<Rule> {
        let mut groups: BTreeMap<(usize, usize), Vec<Split<'_>>> = BTreeMap::new();
        for region in regions {
            let pieces: Vec<Column> = region.lines.iter().flat_map(Line::pieces).collect();
            if pieces.len() > region.lines.len() {
                groups.entry(region.cols).or_default().push((region, pieces));
            }
        }
        let mut missing = Vec::new();
        for group in groups.into_values().filter(|group| group.len() >= 2) {
            let marks = group.iter().flat_map(|(region, _)| &region.lines).flat_map(|line| &line.marks);
            if marks.filter(|mark| is_number(&mark.text)).count() < 2 {
                continue;
            }
            let columns = group.iter().flat_map(|(_, pieces)| pieces);
            let stretches =
                columns.map(|one| Rule { at: 0.0, from: one.left, to: one.right, thickness: 0.0 });
            for pair in united(stretches.collect(), em * 0.3).windows(2) {
                let at = (pair[0].to + pair[1].from) / 2.0;
                let ends = |region: &Region| (self.ys[region.rows.0], self.ys[region.rows.1]);
                missing.extend(group.iter().map(|(region, _)| {
                    let (from, to) = ends(region);
                    Rule { at, from, to, thickness: 0.0 }
                }));
            }
        }
        missing
    }

    /// Adds the lines that the texts show to be missing. False where there are none or too many.
    fn complete(&mut self, regions: &[Region], em: f64) -> bool {
        let (from, to) = ends(&self.xs);
        let rows = self.missing_rows(regions).into_iter().map(|at| Rule { at, from, to, thickness: 0.0 });
        let (rows, cols): (Vec<Rule>, _) = (rows.collect(), self.missing_columns(regions, em));
        let sizes = (self.xs.len() + cols.len(), self.ys.len() + rows.len());
        if (rows.is_empty() && cols.is_empty()) || sizes.0.saturating_mul(sizes.1) > POSITIONS {
            return false;
        }
        let insert = |edges: &mut Vec<f64>, rules: &[Rule]| {
            edges.extend(rules.iter().map(|rule| rule.at));
            edges.sort_by(f64::total_cmp);
            edges.dedup();
        };
        insert(&mut self.ys, &rows);
        insert(&mut self.xs, &cols);
        self.across.extend(rows);
        self.down.extend(cols);
        self.guessed = true;
        true
    }

    /// Leaves out the lattice lines at which no cell begins.
    fn compact(&self, regions: Vec<Region>, em: f64, confidence: Confidence) -> Layout {
        let rows = ordinals(self.ys.len(), regions.iter().map(|region| region.rows.0));
        let cols = ordinals(self.xs.len(), regions.iter().map(|region| region.cols.0));
        let cell = |region: &Region| {
            let sides = self.sides(region);
            let bounds = region.lines.iter().map(|line| (line.left(), line.right()));
            let extent = bounds.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
            Box {
                row: rows[region.rows.0],
                col: cols[region.cols.0],
                span: (rows[region.rows.1] - rows[region.rows.0], cols[region.cols.1] - cols[region.cols.0]),
                text: joined(&region.lines, sides),
                style: Style {
                    bold: region.lines.iter().flat_map(|line| &line.marks).any(|mark| mark.bold),
                    shaded: false,
                    align: extent.map_or_else(Default::default, |extent| alignment(sides, extent, em)),
                },
            }
        };
        let count = |ordinals: &[u32]| ordinals.last().copied().unwrap_or(0);
        Layout {
            rows: count(&rows),
            cols: count(&cols),
            cells: regions.iter().map(cell).collect(),
            confidence,
            ..Layout::default()
        }
    }
}

struct Region {
    rows: (usize, usize),
    cols: (usize, usize),
    lines: Vec<Line>,
}

/// A region and the pieces that stand apart in it.
type Split<'r> = (&'r Region, Vec<Column>);

/// For each lattice line, which of its pieces are drawn. The outermost lines always count as drawn.
fn walls(rules: &[Rule], places: &[f64], pieces: &[f64]) -> Vec<bool> {
    let count = pieces.len() - 1;
    let mut walls = vec![false; places.len() * count];
    walls[..count].fill(true);
    walls[(places.len() - 1) * count..].fill(true);
    let middles: Vec<f64> = pieces.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0).collect();
    for rule in rules {
        let line = places.partition_point(|&place| place < rule.at);
        let from = middles.partition_point(|&middle| middle < rule.from);
        let to = middles.partition_point(|&middle| middle <= rule.to);
        if line < places.len() && from < to {
            walls[line * count + from..line * count + to].fill(true);
        }
    }
    walls
}

/// Whether the wall under the first position of a region and the one under a further position differ: then they are no
/// rectangle together.
fn below_differs(below: &[bool], cols: usize, (row, col, next): (usize, usize, usize)) -> bool {
    below[(row + 1) * cols + col] != below[(row + 1) * cols + next]
}

/// The stretch between two edges in which a place lies; the first or last one where it lies outside.
fn stretch(edges: &[f64], at: f64) -> usize {
    edges.partition_point(|&edge| edge <= at).clamp(1, edges.len() - 1) - 1
}

/// Numbers the lattice lines by how many used ones stand before them.
fn ordinals(count: usize, used: impl Iterator<Item = usize>) -> Vec<u32> {
    let mut marked = vec![false; count];
    used.for_each(|index| marked[index] = true);
    let mut before = 0;
    let number = |used: bool| {
        let own = before;
        before += u32::from(used);
        own
    };
    marked.into_iter().map(number).collect()
}

fn frame_of(frames: &[Frame], mark: &Mark) -> Option<usize> {
    let centre = mark.centre();
    let within = |edges: &[f64], at: f64| {
        let (from, to) = ends(edges);
        (from..=to).contains(&at)
    };
    // Frames come from top to bottom and do not overlap in height unless they stand side by side.
    let first = frames.partition_point(|frame| ends(&frame.ys).1 < centre.y);
    let near = frames[first..].iter().take_while(|frame| ends(&frame.ys).0 <= centre.y).take(64);
    near.enumerate()
        .find(|(_, frame)| within(&frame.xs, centre.x) && within(&frame.ys, centre.y))
        .map(|(index, _)| first + index)
}

/// Gives the lines of text outside of all tables to the table below them, or to the last one.
fn surround(layouts: &mut [Layout], bounds: &[(f64, f64)], outside: Vec<Mark>) {
    for line in lines(outside) {
        let index = bounds.partition_point(|&(_, bottom)| bottom < line.centre);
        let last = layouts.len().saturating_sub(1);
        let Some(layout) = layouts.get_mut(index.min(last)) else { return };
        let text = line.text();
        match bounds.get(index) {
            Some(&(top, _)) if line.centre < top => layout.above.push(text),
            Some(_) => layout.beside.push(text),
            None => layout.below.push(text),
        }
    }
}
