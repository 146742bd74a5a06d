//! Where the cells of a table stand, in about a byte for each: places mostly follow each other, so a cell keeps the
//! step from the one before it, and every sixty-fourth place is kept whole. Nothing outside of a table's cells uses it.

use std::sync::Arc;

use crate::Locator;

/// How far apart the places are that are kept whole.
const STRIDE: usize = 64;
/// One byte says a step to the right, or to a column near the margin of the next line or of the one after it.
const ASIDE: u32 = 192;
const NEXT: u32 = 32;
const AFTER_NEXT: u32 = 31;
/// Any other step: both numbers follow in full.
const FAR: u8 = 255;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    count: usize,
    last: (u32, u32),
    steps: Vec<u8>,
    whole: Vec<Whole>,
    /// What the places are of, from the cell on at which that begins.
    frames: Vec<(usize, Frame)>,
}

/// A place before a cell, and where the step to the cell stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Whole {
    step: usize,
    before: (u32, u32),
}

/// A locator without its row and column.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Frame {
    File,
    Sheet(Arc<str>),
    Table(u32),
    Paragraph,
    Line,
    Part(Arc<str>),
}

impl Frame {
    fn of(at: &Locator) -> (Self, (u32, u32)) {
        match at {
            Locator::File => (Self::File, (0, 0)),
            Locator::Sheet { sheet, row, col } => (Self::Sheet(sheet.clone()), (*row, *col)),
            Locator::Table { nth, row, col } => (Self::Table(*nth), (*row, *col)),
            Locator::Paragraph { nth } => (Self::Paragraph, (*nth, 0)),
            Locator::Line { line, col } => (Self::Line, (*line, *col)),
            Locator::Part { part, row, col } => (Self::Part(part.clone()), (*row, *col)),
        }
    }

    /// The row and column of a place of this frame.
    fn within(&self, at: &Locator) -> Option<(u32, u32)> {
        match (self, at) {
            (Self::Sheet(own), Locator::Sheet { sheet, row, col }) => {
                same(own, sheet).then_some((*row, *col))
            }
            (Self::Part(own), Locator::Part { part, row, col }) => same(own, part).then_some((*row, *col)),
            (Self::Table(own), Locator::Table { nth, row, col }) => (own == nth).then_some((*row, *col)),
            (Self::Line, Locator::Line { line, col }) => Some((*line, *col)),
            (Self::Paragraph, Locator::Paragraph { nth }) => Some((*nth, 0)),
            (Self::File, Locator::File) => Some((0, 0)),
            _ => None,
        }
    }

    fn at(&self, (row, col): (u32, u32)) -> Locator {
        match self {
            Self::File => Locator::File,
            Self::Sheet(sheet) => Locator::Sheet { sheet: sheet.clone(), row, col },
            Self::Table(nth) => Locator::Table { nth: *nth, row, col },
            Self::Paragraph => Locator::Paragraph { nth: row },
            Self::Line => Locator::Line { line: row, col },
            Self::Part(part) => Locator::Part { part: part.clone(), row, col },
        }
    }
}

fn same(one: &Arc<str>, other: &Arc<str>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

impl Places {
    pub fn push(&mut self, at: &Locator) {
        let within = self.frames.last().and_then(|(_, frame)| frame.within(at));
        let place = within.unwrap_or_else(|| {
            let (frame, place) = Frame::of(at);
            self.frames.push((self.count, frame));
            place
        });
        if self.count.is_multiple_of(STRIDE) {
            self.whole.push(Whole { step: self.steps.len(), before: self.last });
        }
        self.step(place);
        self.last = place;
        self.count += 1;
    }

    fn step(&mut self, (row, col): (u32, u32)) {
        let aside = col.wrapping_sub(self.last.1);
        match row.wrapping_sub(self.last.0) {
            0 if aside < ASIDE => self.steps.push(aside as u8),
            1 if col < NEXT => self.steps.push((ASIDE + col) as u8),
            2 if col < AFTER_NEXT => self.steps.push((ASIDE + NEXT + col) as u8),
            _ => {
                self.steps.push(FAR);
                self.steps.extend(row.to_le_bytes());
                self.steps.extend(col.to_le_bytes());
            }
        }
    }

    /// The place of the n-th cell; of the last one before it where there are not so many.
    pub fn get(&self, nth: usize) -> Locator {
        let frame = self.frames.partition_point(|(first, _)| *first <= nth);
        let Some((_, frame)) = frame.checked_sub(1).and_then(|index| self.frames.get(index)) else {
            return Locator::File;
        };
        let Some(whole) = self.whole.get(nth / STRIDE) else { return Locator::File };
        frame.at(walked(whole.before, &self.steps[whole.step..], nth % STRIDE + 1))
    }

    /// Makes room for places that mostly follow each other.
    pub fn reserve(&mut self, places: usize) {
        self.steps.reserve_exact(places);
    }

    pub fn shrink(&mut self) {
        self.steps.shrink_to_fit();
        self.whole.shrink_to_fit();
    }
}

/// Takes so many steps from a place; steps aside, which are most, only add up.
fn walked((mut row, mut col): (u32, u32), steps: &[u8], count: usize) -> (u32, u32) {
    let mut at = 0;
    for _ in 0..count {
        let Some(&step) = steps.get(at) else { break };
        at += 1;
        let short = u32::from(step);
        if short < ASIDE {
            col = col.wrapping_add(short);
        } else if short < ASIDE + NEXT {
            (row, col) = (row.wrapping_add(1), short - ASIDE);
        } else if step != FAR {
            (row, col) = (row.wrapping_add(2), short - ASIDE - NEXT);
        } else {
            let Some(&[a, b, c, d, e, f, g, h]) = steps[at..].first_chunk::<8>() else { break };
            (row, col) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
            at += 8;
        }
    }
    (row, col)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn locator() -> impl Strategy<Value = Locator> {
        let sheet = prop_oneof![Just("一"), Just("二")].prop_map(Arc::<str>::from);
        let number = || prop_oneof![0u32..300, Just(u32::MAX)];
        prop_oneof![
            4 => (0u32..4, number()).prop_map(|(line, col)| Locator::Line { line, col }),
            1 => (sheet, number(), number()).prop_map(|(sheet, row, col)| Locator::Sheet { sheet, row, col }),
            1 => number().prop_map(|nth| Locator::Paragraph { nth }),
            1 => Just(Locator::File),
        ]
    }

    proptest! {
        #[test]
        fn every_place_is_found_again(list in prop::collection::vec(locator(), 0..300)) {
            let mut places = Places::default();
            list.iter().for_each(|at| places.push(at));
            let found: Vec<Locator> = (0..list.len()).map(|nth| places.get(nth)).collect();
            prop_assert_eq!(found, list);
        }
    }

    #[test]
    fn cells_that_follow_each_other_take_a_byte() {
        let mut places = Places::default();
        for line in 1..=1000 {
            (0..8).for_each(|col| places.push(&Locator::Line { line, col: col * 5 + 1 }));
        }
        assert_eq!(places.steps.len(), 8000);
    }
}
