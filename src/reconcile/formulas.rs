//! Sums that a workbook computes: what is stored beside the formula against what the cells of its ranges give, and
//! figures right beside the range that it leaves out.

use extractors::document::{RangeTerm, Relation, Stored};
use extractors::{Cell, Locator, Table};
use rust_decimal::Decimal;

use super::value::Value;
use super::view::View;

/// Ranges with more cells than this are not added up.
const MOST: u64 = 100_000;

fn number(cell: Cell<'_>) -> Option<Decimal> {
    match cell.stored() {
        Stored::Number(digits) => digits.parse().ok().or_else(|| Decimal::from_scientific(digits).ok()),
        _ => None,
    }
}

/// The stored result of the formula.
pub fn stored(view: &View<'_>, relation: &Relation) -> Option<Value<'static>> {
    let Locator::Sheet { sheet, row, col } = &relation.at else { return None };
    let range = RangeTerm { negative: false, sheet: sheet.clone(), rows: (*row, *row), cols: (*col, *col) };
    let cells = inside(view, &range)?;
    number(*cells.first()?).map(|value| Value::plain(value.round_dp(6)))
}

/// What the ranges add up to now.
pub fn sum(view: &View<'_>, relation: &Relation) -> Option<Value<'static>> {
    let mut total = Decimal::ZERO;
    for term in &relation.terms {
        for value in inside(view, term)?.into_iter().filter_map(number) {
            let value = if term.negative { -value } else { value };
            total = total.checked_add(value)?;
        }
    }
    Some(Value::plain(total.round_dp(6)))
}

/// Figures between the one range of a column and its total that the range leaves out.
pub fn misses(view: &View<'_>, relation: &Relation) -> Option<Value<'static>> {
    let Locator::Sheet { sheet, row, col } = &relation.at else { return None };
    let [term] = relation.terms.as_slice() else { return None };
    let below = term.cols == (*col, *col) && term.sheet == *sheet && term.rows.1 < *row && !term.negative;
    if !below || row - term.rows.1 > 3 {
        return None;
    }
    let gap = RangeTerm { rows: (term.rows.1 + 1, row - 1), ..term.clone() };
    if gap.rows.0 > gap.rows.1 {
        return Some(Value::plain(Decimal::ZERO));
    }
    let left_out = inside(view, &gap)?.into_iter().filter_map(number).filter(|value| !value.is_zero());
    Some(Value::plain(Decimal::from(left_out.count())))
}

/// The column right of a sum that adds up the rows above it: its cell in the row of the sum, and the cells of the same rows.
fn beside(relation: &Relation) -> Option<(RangeTerm, RangeTerm)> {
    let Locator::Sheet { sheet, row, col } = &relation.at else { return None };
    let [term] = relation.terms.as_slice() else { return None };
    let above = term.cols == (*col, *col) && term.sheet == *sheet && term.rows.1 < *row && !term.negative;
    let cols = (col + 1, col + 1);
    let total = RangeTerm { rows: (*row, *row), cols, ..term.clone() };
    above.then(|| (total, RangeTerm { cols, ..term.clone() }))
}

/// A number without a formula in the row of a sum, right of it, where its own column has at least two figures to add up.
pub fn typed_beside(view: &View<'_>, relation: &Relation) -> Option<Value<'static>> {
    let (total, parts) = beside(relation)?;
    let cell = *inside(view, &total)?.first()?;
    let typed = cell.kept.is_none_or(|kept| kept.formula.is_none());
    let figures = inside(view, &parts)?.into_iter().filter_map(number).count();
    number(cell).filter(|_| typed && figures > 1).map(|value| Value::plain(value.round_dp(6)))
}

/// What the rows of the sum add up to in the column right of it.
pub fn sum_beside(view: &View<'_>, relation: &Relation) -> Option<Value<'static>> {
    let (_, parts) = beside(relation)?;
    let mut total = Decimal::ZERO;
    for value in inside(view, &parts)?.into_iter().filter_map(number) {
        total = total.checked_add(value)?;
    }
    Some(Value::plain(total.round_dp(6)))
}

/// The cells of a range that are in the tables.
fn inside<'v>(view: &View<'v>, range: &RangeTerm) -> Option<Vec<Cell<'v>>> {
    let area = u64::from(range.rows.1.saturating_sub(range.rows.0) + 1)
        * u64::from(range.cols.1.saturating_sub(range.cols.0) + 1);
    if area > MOST {
        return None;
    }
    Some(view.tables.iter().flat_map(|table| inside_table(table, range)).collect())
}

/// The grid of a table of a sheet begins at the table's own place.
fn inside_table<'v>(table: &'v Table, range: &RangeTerm) -> impl Iterator<Item = Cell<'v>> {
    let corner = match &table.at {
        Locator::Sheet { sheet, row, col } if *sheet == range.sheet => Some((*row, *col)),
        _ => None,
    };
    let wanted = corner.map(|corner| {
        let within = |(first, last): (u32, u32), corner: u32| {
            first.saturating_sub(corner)..last.saturating_add(1).saturating_sub(corner)
        };
        let rows = within(range.rows, corner.0);
        (rows.start..rows.end.min(table.rows()), within(range.cols, corner.1))
    });
    wanted.into_iter().flat_map(|(rows, cols)| {
        rows.flat_map(|row| table.row(row)).filter(move |cell| cols.contains(&cell.col))
    })
}
