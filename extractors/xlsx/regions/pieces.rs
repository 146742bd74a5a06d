//! Connected pieces of a sheet: cells that touch, sideways, up and down or by a corner. A blank row or column parts
//! them, however large the sheet says it is.

use std::collections::BTreeMap;

use super::Patch;
use crate::xlsx::workbook::Rect;

/// Cells of one row that stand side by side; or one cell that is higher than its row.
struct Run {
    first: usize,
    after: usize,
    row: u32,
    cols: (u32, u32),
    last_row: u32,
}

/// Parts `subset` (places in `patches`, in reading order) into connected pieces, each in reading order, ordered by
/// their first cell. What lies in one of `bridges` belongs together even where nothing touches. Cells of a row touch where
/// they are no more than `reach` columns from each other.
pub fn pieces(patches: &[Patch], subset: &[u32], bridges: &[Rect], reach: u32) -> Vec<Vec<u32>> {
    let runs = runs(patches, subset, reach);
    let mut sets = Sets::new(runs.len());
    let mut frontier = Frontier::default();
    for (nth, run) in runs.iter().enumerate() {
        frontier.touching(run, reach, |other| sets.join(nth, other));
        frontier.lay(run, nth);
    }
    for bridge in bridges {
        let inside = |run: &Run| {
            bridge.rows.0 <= run.row && run.row <= bridge.rows.1 && overlap(bridge.cols, run.cols)
        };
        let mut held = (0..runs.len()).filter(|&nth| inside(&runs[nth]));
        if let Some(first) = held.next() {
            held.for_each(|nth| sets.join(first, nth));
        }
    }
    gather(&runs, &mut sets, subset)
}

fn overlap(one: (u32, u32), other: (u32, u32)) -> bool {
    one.0 <= other.1 && other.0 <= one.1
}

fn runs(patches: &[Patch], subset: &[u32], reach: u32) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (place, &nth) in subset.iter().enumerate() {
        let rect = patches[nth as usize].rect;
        match runs.last_mut() {
            Some(run)
                if run.row == rect.rows.0
                    && rect.cols.0 <= run.cols.1 + reach
                    && run.last_row == run.row
                    && rect.rows.1 == run.row =>
            {
                run.cols.1 = rect.cols.1;
                run.after = place + 1;
            }
            _ => runs.push(Run {
                first: place,
                after: place + 1,
                row: rect.rows.0,
                cols: rect.cols,
                last_row: rect.rows.1,
            }),
        }
    }
    runs
}

/// What was laid last in each column: by first column, the last column, the last row and the run. Entries never
/// overlap; those too far above are dropped when they are met.
#[derive(Default)]
struct Frontier(BTreeMap<u32, (u32, u32, usize)>);

impl Frontier {
    fn touching(&mut self, run: &Run, reach: u32, mut found: impl FnMut(usize)) {
        let mut stale = Vec::new();
        for (&first, &(last, last_row, other)) in self.0.range(..=run.cols.1 + reach).rev() {
            if last + reach < run.cols.0 {
                break;
            }
            if last_row + 1 < run.row {
                stale.push(first);
            } else {
                found(other);
            }
        }
        for first in stale {
            self.0.remove(&first);
        }
    }

    /// Puts a run over what lies under it; what reaches out at its sides stays.
    fn lay(&mut self, run: &Run, nth: usize) {
        let under: Vec<(u32, (u32, u32, usize))> = self
            .0
            .range(..=run.cols.1)
            .rev()
            .take_while(|(_, entry)| entry.0 >= run.cols.0)
            .map(|(&first, &entry)| (first, entry))
            .collect();
        for (first, (last, last_row, other)) in under {
            self.0.remove(&first);
            if first < run.cols.0 {
                self.0.insert(first, (run.cols.0 - 1, last_row, other));
            }
            if last > run.cols.1 {
                self.0.insert(run.cols.1 + 1, (last, last_row, other));
            }
        }
        self.0.insert(run.cols.0, (run.cols.1, run.last_row, nth));
    }
}

fn gather(runs: &[Run], sets: &mut Sets, subset: &[u32]) -> Vec<Vec<u32>> {
    let mut numbers = vec![usize::MAX; runs.len()];
    let mut pieces: Vec<Vec<u32>> = Vec::new();
    for (nth, run) in runs.iter().enumerate() {
        let root = sets.root(nth);
        if numbers[root] == usize::MAX {
            numbers[root] = pieces.len();
            pieces.push(Vec::new());
        }
        pieces[numbers[root]].extend_from_slice(&subset[run.first..run.after]);
    }
    pieces
}

/// Disjoint sets with path halving.
pub struct Sets(Vec<usize>);

impl Sets {
    pub fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    pub fn root(&mut self, mut nth: usize) -> usize {
        while self.0[nth] != nth {
            self.0[nth] = self.0[self.0[nth]];
            nth = self.0[nth];
        }
        nth
    }

    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{patch, single};
    use super::*;

    fn parted(patches: &[Patch], bridges: &[Rect]) -> Vec<Vec<u32>> {
        let all: Vec<u32> = (0..patches.len() as u32).collect();
        pieces(patches, &all, bridges, 1)
    }

    #[test]
    fn a_blank_column_parts_and_a_bridge_joins() {
        let patches = [single(0, 0), single(0, 2), single(1, 0), single(1, 3)];
        assert_eq!(parted(&patches, &[]), [vec![0, 2], vec![1, 3]]);
        assert_eq!(parted(&patches, &[Rect::between((0, 0), (0, 3))]), [vec![0, 1, 2, 3]]);
    }

    #[test]
    fn a_high_merge_touches_all_rows_beside_it() {
        let patches = [patch((0, 0), (5, 0)), single(5, 1), single(8, 0)];
        assert_eq!(parted(&patches, &[]), [vec![0, 1], vec![2]]);
    }

    proptest! {
        #[test]
        fn pieces_are_what_touching_says(places in prop::collection::btree_set((0u32..9, 0u32..9), 0..40)) {
            let patches: Vec<Patch> = places.iter().map(|&(row, col)| single(row, col)).collect();
            let found = parted(&patches, &[]);
            let mut number = vec![0; patches.len()];
            for (nth, piece) in found.iter().enumerate() {
                piece.iter().for_each(|&patch| number[patch as usize] = nth);
            }
            prop_assert_eq!(found.iter().map(Vec::len).sum::<usize>(), patches.len());
            for (a, one) in places.iter().enumerate() {
                for (b, other) in places.iter().enumerate() {
                    if one.0.abs_diff(other.0) <= 1 && one.1.abs_diff(other.1) <= 1 {
                        prop_assert_eq!(number[a], number[b]);
                    }
                }
            }
            for piece in &found {
                prop_assert!(piece.is_sorted());
            }
        }
    }
}
