//! Charts that keep no copies: their points are the cells that they name, as long as those are at hand.

use super::reference::{self, Range};
use super::{Chart, DrawnCell, Point, Points};

/// Longer ranges are whole columns, not what somebody drew.
const MOST: u64 = 1 << 14;

/// Takes no more than `budget` cells, and gives what is left of it; nothing where it did not suffice.
pub(super) fn fill(
    chart: &mut Chart,
    mut budget: u64,
    lookup: impl Fn(&str, u32, u32) -> Option<DrawnCell>,
) -> Option<u64> {
    for series in &mut chart.series {
        if series.name.is_empty() {
            series.name = named(series.name_source.as_deref(), &lookup);
        }
        for list in series.labels.iter_mut().chain(&mut series.values) {
            let Some(ranges) = list.source.as_deref().and_then(reference::ranges) else { continue };
            if list.points.is_empty() && reference::size(&ranges) <= MOST {
                budget = budget.checked_sub(reference::size(&ranges))?;
                points(list, &ranges, &lookup);
            }
            if list.format.is_none() && list.numeric {
                let first = reference::nth(&ranges, 0).and_then(|(sheet, row, col)| lookup(sheet, row, col));
                list.format = first.and_then(|cell| cell.format);
            }
        }
    }
    Some(budget)
}

/// A name may take several cells.
fn named(source: Option<&str>, lookup: impl Fn(&str, u32, u32) -> Option<DrawnCell>) -> String {
    const WORDS: u64 = 8;
    let ranges = source.and_then(reference::ranges).unwrap_or_default();
    let cells = (0..reference::size(&ranges).min(WORDS)).filter_map(|nth| {
        let (sheet, row, col) = reference::nth(&ranges, nth)?;
        lookup(sheet, row, col).map(|cell| cell.text)
    });
    cells.collect::<Vec<_>>().join(" ")
}

fn points(list: &mut Points, ranges: &[Range], lookup: impl Fn(&str, u32, u32) -> Option<DrawnCell>) {
    let cells: Vec<(u64, DrawnCell)> = (0..reference::size(ranges))
        .filter_map(|nth| {
            let (sheet, row, col) = reference::nth(ranges, nth)?;
            Some((nth, lookup(sheet, row, col)?))
        })
        .collect();
    list.numeric = !cells.is_empty() && cells.iter().all(|(_, cell)| cell.numeric);
    list.declared = Some(reference::size(ranges));
    list.points = cells
        .into_iter()
        .map(|(index, cell)| Point { index, text: cell.text, format: cell.format })
        .collect();
}
