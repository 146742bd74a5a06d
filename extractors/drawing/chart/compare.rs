//! A chart's copies against the cells they were copied from.

use std::sync::Arc;

use super::layout::stored;
use super::reference::{self, Range};
use super::{Chart, Points};
use crate::{Code, Locator, Notice, Stored};

pub(super) fn disagreements(chart: &Chart, lookup: impl Fn(&str, u32, u32) -> Option<Stored>) -> Vec<Notice> {
    let lists = chart.series.iter().flat_map(|series| series.labels.iter().chain(&series.values));
    let mut notices: Vec<Notice> = Vec::new();
    for list in lists {
        let Some(ranges) = list.source.as_deref().and_then(reference::ranges) else { continue };
        // The n-th copy is not the n-th cell where hidden rows were left out or levels share one rectangle.
        if list.declared != Some(reference::size(&ranges)) {
            continue;
        }
        for found in differing(list, &ranges, &lookup) {
            let notice = Notice::new(Code::COPIES_DIFFER).with("detail", found);
            let notice = notice.at(Locator::Part { part: Arc::clone(&chart.part), row: 0, col: 0 });
            // Shared categories are listed by every series.
            if !notices.contains(&notice) && notices.len() <= crate::Notices::LISTED_PER_CODE {
                notices.push(notice);
            }
        }
    }
    notices
}

fn differing<'a>(
    list: &'a Points,
    ranges: &'a [Range],
    lookup: &'a impl Fn(&str, u32, u32) -> Option<Stored>,
) -> impl Iterator<Item = String> + 'a {
    list.points.iter().filter_map(move |point| {
        let (sheet, row, col) = reference::nth(ranges, point.index)?;
        let kept = lookup(sheet, row, col)?;
        let copy = stored(list, point);
        (!agree(&copy, &kept)).then(|| {
            let cell = Locator::Sheet { sheet: Arc::from(sheet), row, col };
            format!("{} ≠ {cell} {}", point.text.trim(), printed(&kept))
        })
    })
}

/// Whether two copies say the same, as far as that can be told: a date is a number in one and a date in the other, and
/// the text of a text cell is not kept.
fn agree(copy: &Stored, kept: &Stored) -> bool {
    match (copy, kept) {
        (Stored::Number(a), Stored::Number(b)) => a == b || same_number(a, b),
        (Stored::Number(_), Stored::Nothing) | (Stored::Nothing, Stored::Number(_)) => false,
        (Stored::Fault(a), Stored::Fault(b)) => a == b,
        (Stored::Number(_), Stored::Fault(_)) | (Stored::Fault(_), Stored::Number(_)) => false,
        _ => true,
    }
}

/// A workbook keeps 17 digits of a number and a chart 15: equal means equal to 12 digits. The two are compared here,
/// not added up; neither is kept in this form.
fn same_number(a: &str, b: &str) -> bool {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= a.abs().max(b.abs()) * 1e-12,
        _ => false,
    }
}

fn printed(kept: &Stored) -> &str {
    match kept {
        Stored::Number(text) | Stored::Date(text) | Stored::Fault(text) => text,
        Stored::Nothing | Stored::Text | Stored::Flag(_) => "",
    }
}
