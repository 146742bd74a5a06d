//! Texts that print a figure: targets against results, and what sentences say by name.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::book::rules::expr::{Expr, Field};
use crate::chinese::{Bound, Reading, fold, read};
use crate::claim::Said;
use crate::fact::Amount;
use crate::reconcile::instances::Subject;
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::Seen;
use crate::reconcile::judge::value::{Quantity, Value};

impl<'j, 'v> Judge<'j, 'v> {
    pub fn measure(&mut self, given: &'v Expr) -> Value<'v> {
        match self.reading_of(given) {
            Ok(reading) => single(&reading)
                .and_then(|amount| Quantity::of(&amount))
                .map_or_else(|| Value::missing("数值"), Value::Number),
            Err(other) => other,
        }
    }

    /// A text read as a figure; what it is instead where it is no text.
    fn reading_of(&mut self, given: &'v Expr) -> Result<Cow<'j, Reading<'v>>, Value<'v>> {
        let aim = match given {
            Expr::Field(Field::RowTarget) => Some(0),
            Expr::Field(Field::RowActual) => Some(1),
            _ => None,
        };
        if let (Some(which), Subject::Row(row)) = (aim, self.anchor.subject) {
            let indicator = &self.view.reading.indicators[row];
            let given = if which == 0 { &indicator.target } else { &indicator.actual };
            if let Some(text) = given.as_deref().filter(|text| fold::is_filled(text)) {
                return Ok(Cow::Borrowed(self.view.memo.aims[row][which].get_or_init(|| read(text))));
            }
        }
        match self.eval(given) {
            Value::Text(Cow::Borrowed(text)) => Ok(Cow::Owned(read(text))),
            Value::Text(Cow::Owned(_)) => Err(Value::missing("数值")),
            other => Err(other),
        }
    }

    /// A text that prints a figure; where it leaves the unit out, the figure's own holds.
    pub fn same_figure(&mut self, text: &'v Expr, figure: &'v Expr) -> Value<'v> {
        let printed = match self.reading_of(text) {
            Ok(reading) => single(&reading),
            Err(other) => return other,
        };
        let Some(mut printed) = printed else { return Value::missing("数值") };
        let Value::Number(figure) = self.eval(figure) else { return Value::missing("数值") };
        printed.unit = printed.unit.or(figure.unit);
        match Quantity::of(&printed) {
            Some(own) => Value::Truth(own.measure == figure.measure && own.value == figure.value),
            None => Value::missing("数值"),
        }
    }

    pub fn of_two(
        &mut self,
        one: &'v Expr,
        other: &'v Expr,
        ask: impl Fn(&Reading<'_>, &Reading<'_>) -> Value<'static>,
    ) -> Value<'v> {
        match (self.reading_of(one), self.reading_of(other)) {
            (Ok(one), Ok(other)) => {
                if self.telling {
                    let both = || [one.raw, " → ", other.raw].concat();
                    self.trace.see(|| Seen::Text(None, Cow::Owned(both())));
                }
                ask(&one, &other)
            }
            (Err(Value::Missing(what) | Value::Empty(what)), _)
            | (_, Err(Value::Missing(what) | Value::Empty(what))) => Value::Missing(what),
            _ => Value::missing("数值"),
        }
    }

    /// A value of the sentence by its name.
    pub fn said(&mut self, name: &'v str) -> Value<'v> {
        let Subject::Claim(at) = self.anchor.subject else { return Value::missing("文中的数值") };
        let claim = &self.view.reading.claims[at];
        self.trace.see(|| Seen::Text(None, Cow::Borrowed(&claim.text)));
        let value = claim.values.iter().find(|value| value.name == name).map(|value| &value.value);
        match value {
            Some(Said::Amount(amount)) => {
                Quantity::of(amount).map_or_else(|| Value::missing("文中的数值"), Value::Number)
            }
            Some(Said::Text(text)) => Value::Text(Cow::Borrowed(text)),
            None => Value::missing("文中的数值"),
        }
    }
}

/// The figure of a text that is one and nothing else.
fn single(reading: &Reading<'_>) -> Option<Amount> {
    let value = reading.value.filter(|_| reading.second.is_none() && reading.tail.trim().is_empty())?;
    Some(Amount { value: value.value, decimals: Some(value.decimals), unit: reading.unit })
}

/// Two figures in one unit, or with the unit said once.
fn comparable(target: &Reading<'_>, actual: &Reading<'_>) -> Option<(Decimal, Decimal)> {
    let (one, other) = (single(target)?, single(actual)?);
    let like = one.unit == other.unit || one.unit.is_none() || other.unit.is_none();
    like.then_some((one.value, other.value))
}

pub fn met(target: &Reading<'_>, actual: &Reading<'_>) -> Value<'static> {
    let Some((wanted, reached)) = comparable(target, actual) else {
        return Value::missing("可比的数值");
    };
    let percent = target.unit == Some(crate::chinese::Unit::Percent);
    match target.bound {
        Some(Bound::AtLeast) => Value::Truth(reached >= wanted),
        Some(Bound::MoreThan) => Value::Truth(reached > wanted),
        Some(Bound::AtMost) => Value::Truth(reached <= wanted),
        Some(Bound::LessThan) => Value::Truth(reached < wanted),
        _ if reached == wanted => Value::Truth(true),
        None | Some(Bound::Equal) if percent && reached < wanted => Value::Truth(false),
        _ => Value::missing("目标的方向"),
    }
}

pub fn attainment(target: &Reading<'_>, actual: &Reading<'_>) -> Value<'static> {
    let Some((wanted, reached)) = comparable(target, actual) else {
        return Value::missing("可比的数值");
    };
    let percent = target.unit == Some(crate::chinese::Unit::Percent);
    let ratio = match target.bound {
        Some(Bound::AtLeast | Bound::MoreThan) => reached.checked_div(wanted),
        Some(Bound::AtMost | Bound::LessThan) => wanted.checked_div(reached),
        None | Some(Bound::Equal) if percent => reached.checked_div(wanted),
        _ => None,
    };
    ratio.map_or_else(|| Value::missing("可比的数值"), |ratio| Value::Number(Quantity::number(ratio)))
}

pub fn same_unit(one: &Reading<'_>, other: &Reading<'_>) -> Value<'static> {
    match (one.value.and(one.unit), other.value.and(other.unit)) {
        (Some(one), Some(other)) => Value::Truth(one == other || one.is_people() && other.is_people()),
        _ => Value::missing("单位"),
    }
}
