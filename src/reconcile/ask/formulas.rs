//! Sums that a workbook computes: what is stored beside the formula against what the cells of its ranges give, and
//! figures right beside the range that it leaves out.

use std::borrow::Cow;
use std::fmt::Write;

use extractors::document::{RangeTerm, Relation, Stored};
use extractors::{Cell, Locator, Table};
use rust_decimal::Decimal;

use crate::book::rules::expr::Function;
use crate::chinese::{Unit, read};
use crate::fact::Amount;
use crate::reconcile::instances::Subject;
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::Seen;
use crate::reconcile::judge::value::{Quantity, Value};
use crate::reconcile::layout::View;

/// Ranges with more cells than this are not added up.
const MOST: u64 = 100_000;
/// Formulas are written out with as many of their terms.
const TERMS: usize = 12;

impl<'v> Judge<'_, 'v> {
    /// A sum of a workbook: what is stored, what the cells give, and whether a figure right beside the range is left out.
    pub fn formula(&mut self, function: Function) -> Value<'v> {
        let Subject::Formula(at) = self.anchor.subject else { return Value::missing("公式") };
        let Some(relation) = self.view.document.and_then(|document| document.relations.get(at)) else {
            return Value::missing("公式");
        };
        let found = match function {
            Function::FormulaStored => stored(self.view, relation),
            Function::FormulaSum => sum(self.view, relation),
            Function::TypedBeside => typed_beside(self.view, relation),
            Function::SumBeside => sum_beside(self.view, relation),
            _ => misses(self.view, relation),
        };
        if self.telling && found.is_some() && self.trace.seen.is_empty() {
            let beside = matches!(function, Function::TypedBeside | Function::SumBeside);
            self.trace.see(|| Seen::Text(None, Cow::Owned(written(relation, beside))));
        }
        found.unwrap_or_else(|| Value::missing("公式所引用的单元格"))
    }
}

fn number(cell: Cell<'_>) -> Option<Decimal> {
    match cell.stored() {
        Stored::Number(digits) => digits.parse().ok().or_else(|| Decimal::from_scientific(digits).ok()),
        _ => None,
    }
}

/// The stored result of the formula.
fn stored(view: &View<'_>, relation: &Relation) -> Option<Value<'static>> {
    let Locator::Sheet { sheet, row, col } = &relation.at else { return None };
    let range = RangeTerm { negative: false, sheet: sheet.clone(), rows: (*row, *row), cols: (*col, *col) };
    let cells = inside(view, &range)?;
    number(*cells.first()?).map(|value| Value::plain(value.round_dp(6)))
}

/// What the ranges add up to now.
fn sum(view: &View<'_>, relation: &Relation) -> Option<Value<'static>> {
    let mut total = Decimal::ZERO;
    for term in &relation.terms {
        for value in inside(view, term)?.into_iter().filter_map(number) {
            let value = if term.negative { -value } else { value };
            total = total.checked_add(value)?;
        }
    }
    Some(Value::plain(total.round_dp(6)))
}

/// Figures between the one range of a column and its total that the range leaves out. A total may stand above its parts as
/// well as below them; a subtotal of the same range is left out with reason.
fn misses(view: &View<'_>, relation: &Relation) -> Option<Value<'static>> {
    let (term, row) = own_column(relation)?;
    let rows = if term.rows.1 < row { (term.rows.1 + 1, row - 1) } else { (row + 1, term.rows.0 - 1) };
    if rows.0 > rows.1 {
        return Some(Value::plain(Decimal::ZERO));
    }
    if rows.1 - rows.0 > 1 {
        return None;
    }
    let subtotal = added(view, term)?;
    let left_out = inside(view, &RangeTerm { rows, ..term.clone() })?.into_iter().filter_map(number);
    let left_out = left_out.filter(|value| !value.is_zero() && *value != subtotal);
    Some(Value::plain(Decimal::from(left_out.count())))
}

/// The range of a formula that adds up rows of its own column above or below it.
fn own_column(relation: &Relation) -> Option<(&RangeTerm, u32)> {
    let Locator::Sheet { sheet, row, col } = &relation.at else { return None };
    let [term] = relation.terms.as_slice() else { return None };
    let apart = term.rows.1 < *row || term.rows.0 > *row;
    (term.cols == (*col, *col) && term.sheet == *sheet && apart && !term.negative).then_some((term, *row))
}

fn added(view: &View<'_>, range: &RangeTerm) -> Option<Decimal> {
    let figures = inside(view, range)?.into_iter().filter_map(number);
    figures.into_iter().try_fold(Decimal::ZERO, |total, value| total.checked_add(value))
}

/// The column right of a sum over the rows of its own column: its cell in the row of the sum, and the cells of the same rows.
fn beside(relation: &Relation) -> Option<(RangeTerm, RangeTerm)> {
    let (term, row) = own_column(relation)?;
    let cols = (term.cols.1 + 1, term.cols.1 + 1);
    Some((RangeTerm { rows: (row, row), cols, ..term.clone() }, RangeTerm { cols, ..term.clone() }))
}

/// A number without a formula in the row of a sum, right of it, where its own column has at least two figures to add up.
fn typed_beside(view: &View<'_>, relation: &Relation) -> Option<Value<'static>> {
    let (total, parts) = beside(relation)?;
    let cell = *inside(view, &total)?.first()?;
    let typed = cell.kept.is_none_or(|kept| kept.formula.is_none());
    let figures = inside(view, &parts)?.into_iter().filter_map(number).count();
    printed(cell).filter(|_| typed && figures > 1).map(Value::Number)
}

/// A number with the interval that its print allows: 33.3% is stored as 0.333.
fn printed(cell: Cell<'_>) -> Option<Quantity> {
    let value = number(cell)?.round_dp(6);
    let reading = read(cell.text);
    let moved = match reading.unit {
        Some(Unit::Percent) => 2,
        Some(Unit::PerMille) => 3,
        _ => 0,
    };
    let decimals = reading.value.map(|shown| shown.decimals + moved)?;
    Quantity::of(&Amount { value, decimals: Some(decimals), unit: None })
}

/// What the rows of the sum add up to in the column right of it.
fn sum_beside(view: &View<'_>, relation: &Relation) -> Option<Value<'static>> {
    let (_, parts) = beside(relation)?;
    let figures = inside(view, &parts)?.into_iter().filter(|cell| number(*cell).is_some());
    let mut total: Option<Quantity> = None;
    for figure in figures {
        let figure = printed(figure)?;
        total = Some(match total {
            Some(total) => total.plus(&figure)?,
            None => figure,
        });
    }
    total.map(Value::Number)
}

/// What is looked at, as a workbook writes it: `C4 = SUM(C5:C7)`, and for a number typed beside it that cell and its rows.
fn written(relation: &Relation, beside_it: bool) -> String {
    let mut out = String::new();
    if let Some((total, parts)) = beside(relation).filter(|_| beside_it) {
        let _ = write!(out, "{}, SUM({})", address(&total), address(&parts));
        return out;
    }
    if let Locator::Sheet { row, col, .. } = relation.at {
        let _ = write!(out, "{}{row} = ", Locator::column_letters(col));
    }
    for (nth, term) in relation.terms.iter().take(TERMS).enumerate() {
        let sign = if term.negative { "-" } else { ["", "+"][usize::from(nth > 0)] };
        let _ = match term.rows.0 == term.rows.1 && term.cols.0 == term.cols.1 {
            true => write!(out, "{sign}{}", address(term)),
            false => write!(out, "{sign}SUM({})", address(term)),
        };
    }
    out
}

fn address(range: &RangeTerm) -> String {
    let [first, last] = [(range.cols.0, range.rows.0), (range.cols.1, range.rows.1)];
    let one = |(col, row): (u32, u32)| format!("{}{row}", Locator::column_letters(col));
    if first == last { one(first) } else { format!("{}:{}", one(first), one(last)) }
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
