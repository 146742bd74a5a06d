//! Fields of a scored row, told from the row itself: what conditions ask of every row again and again.

use rust_decimal::Decimal;

use crate::book::rules::expr::{Expr, Field, Function};
use crate::chinese::fold;
use crate::reconcile::judge::Verdict;
use crate::reconcile::judge::compare::fits_exactly;
use crate::report::{Indicator, Points};

/// The points of a row.
pub fn points(row: &Indicator, field: Field) -> Option<&Points> {
    match field {
        Field::RowWeight => row.weight.as_ref(),
        Field::RowScore => row.score.as_ref(),
        Field::RowDeduction => row.deduction.as_ref(),
        _ => None,
    }
}

/// A text of a row, where a field is one, with what it is called where it is missing.
pub fn text_of(row: Option<&Indicator>, field: Field) -> Option<(Option<&str>, &'static str)> {
    let of = |text: fn(&Indicator) -> Option<&str>| row.and_then(text);
    let is_note = |note: &&str| !note.contains('无') || fold::key(note) != "无";
    Some(match field {
        Field::RowTarget => (of(|row| row.target.as_deref()), "目标值"),
        Field::RowActual => (of(|row| row.actual.as_deref()), "完成值"),
        Field::RowNote => (of(|row| row.note.as_deref()).filter(is_note), "偏差原因"),
        Field::RowCriteria => (of(|row| row.criteria.as_deref()), "评价要点"),
        Field::RowFirst => (of(|row| row.l1.as_deref()), "一级指标"),
        Field::RowSecond => (of(|row| row.l2.as_deref()), "二级指标"),
        Field::RowThird => (of(|row| row.l3.as_deref()), "三级指标"),
        _ => return None,
    })
}

/// What comes of a condition that looks at nothing but a row, where it is of the kinds that are plain to see.
pub fn plainly(row: &Indicator, condition: &Expr) -> Option<Verdict> {
    match condition {
        Expr::Compare(compare, left, right) => {
            let (one, other) = (number(row, left)?, number(row, right)?);
            Some(match (one, other) {
                (Some(one), Some(other)) => Verdict::told(fits_exactly(*compare, one, other)),
                _ => Verdict::Unknown,
            })
        }
        Expr::Call(Function::Filled, given) => match &given[..] {
            [Expr::Field(field)] => {
                let (text, _) = text_of(Some(row), *field)?;
                Some(Verdict::told(text.is_some_and(fold::is_filled)))
            }
            _ => None,
        },
        Expr::Call(Function::Known, given) => match &given[..] {
            [Expr::Field(Field::RowRate)] if row.rate.is_none() => Some(Verdict::Breaks),
            _ => None,
        },
        _ => None,
    }
}

/// A number of a rule or points of a row; nothing for anything else.
fn number(row: &Indicator, expr: &Expr) -> Option<Option<Decimal>> {
    match expr {
        Expr::Number(number) => Some(Some(*number)),
        Expr::Field(field @ (Field::RowWeight | Field::RowScore | Field::RowDeduction)) => {
            Some(points(row, *field).map(|points| points.value))
        }
        _ => None,
    }
}
