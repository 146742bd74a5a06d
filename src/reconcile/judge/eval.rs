//! What an expression is worth on an instance: terms, fields and calls, and arithmetic over them.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::book::rules::expr::{Arithmetic, Expr, Function};
use crate::fact::{Fact, Sureness};
use crate::reconcile::instances::Subject;
use crate::reconcile::layout::is_drawn;
use crate::report::{Indicator, IndicatorKind, Points};

use super::trace::{Lack, Seen};
use super::value::{Quantity, Value};
use super::{Judge, Outcome};

impl<'v> Judge<'_, 'v> {
    pub fn eval(&mut self, expr: &'v Expr) -> Value<'v> {
        match expr {
            Expr::Number(number) => Value::Number(Quantity::number(*number)),
            Expr::Text(text) => Value::Text(Cow::Borrowed(text)),
            Expr::Words(words) => Value::Text(Cow::Borrowed(&words.text)),
            Expr::Term(term) => self.term(term),
            Expr::Field(field) => self.field_value(*field),
            Expr::Call(function, given) => self.call(*function, given),
            Expr::Arithmetic(sign, left, right) => self.arithmetic_of(*sign, left, right),
            Expr::Compare(..) | Expr::All(_) | Expr::Any(_) | Expr::Not(_) | Expr::OfRow(..) => {
                match self.outcome(expr) {
                    Outcome::Holds => Value::Truth(true),
                    Outcome::Breaks(_) => Value::Truth(false),
                    Outcome::Unknown(what) => Value::Missing(what),
                }
            }
        }
    }

    fn arithmetic_of(&mut self, sign: Arithmetic, left: &'v Expr, right: &'v Expr) -> Value<'v> {
        let (one, other) = (self.eval(left), self.eval(right));
        let sums = matches!(sign, Arithmetic::Add | Arithmetic::Subtract);
        match (one, other) {
            (Value::Missing(what), _) | (_, Value::Missing(what)) => Value::Missing(what),
            (Value::Empty(one), Value::Empty(other)) => Value::Empty(Lack::All(vec![one, other])),
            (Value::Empty(what), Value::Number(number)) if sign == Arithmetic::Add => {
                self.without(what, number)
            }
            (Value::Number(number), Value::Empty(what)) if sums => self.without(what, number),
            (Value::Empty(what), _) | (_, Value::Empty(what)) => Value::Missing(what),
            (Value::Number(one), Value::Number(other)) => combined(sign, &one, &other),
            _ => Value::missing("—"),
        }
    }

    /// A sum with a blank part: the part counts as 0 for now, and is remembered.
    fn without(&mut self, blank: Lack<'v>, number: Quantity) -> Value<'v> {
        self.trace.blanks.push(blank);
        Value::Number(number)
    }

    /// A figure enters the judgement.
    pub fn take(&mut self, number: u32) -> Value<'v> {
        let fact = self.view.fact(number);
        self.remember(number, fact);
        match self.view.quantity(number) {
            Some(quantity) => Value::Number(quantity.clone()),
            None => Value::Missing(Lack::Label(&fact.label)),
        }
    }

    fn remember(&mut self, number: u32, fact: &Fact) {
        if self.trace.quiet {
            return;
        }
        self.trace.unsure |= fact.sureness != Sureness::High;
        self.trace.drawn |= is_drawn(fact);
        if !self.trace.facts.contains(&number) {
            self.trace.facts.push(number);
        }
    }

    pub fn points(&mut self, points: Option<&'v Points>, name: &'static str) -> Value<'v> {
        let Some(points) = points else { return Value::missing(name) };
        self.trace.see(|| Seen::Points(name, points));
        Value::plain(points.value)
    }

    pub fn row(&self) -> Option<&'v Indicator> {
        match self.anchor.subject {
            Subject::Row(row) => self.view.reading.indicators.get(row),
            _ => None,
        }
    }

    pub fn total_row(&self) -> Option<&'v Indicator> {
        let table = self.anchor.table?;
        let all = || self.view.rows(table).map(|(_, row)| row).filter(|row| row.kind == IndicatorKind::Total);
        let weight = |row: &Indicator| row.weight.as_ref().map(|it| it.value);
        let heaviest =
            all().map(weight).try_fold(None, |most, weight| Some(most.max(Some(weight?)))).flatten();
        // Subtotals weigh less than the whole.
        let mut totals = all().filter(|row| heaviest.is_none() || weight(row) == heaviest);
        let first = totals.next()?;
        let agree = totals
            .all(|row| row.score.as_ref().map(|it| it.value) == first.score.as_ref().map(|it| it.value));
        agree.then_some(first)
    }

    fn call(&mut self, function: Function, given: &'v [Expr]) -> Value<'v> {
        match function {
            Function::Abs => match self.eval(&given[0]) {
                Value::Number(number) if number.value < Decimal::ZERO => Value::Number(Quantity {
                    value: -number.value,
                    low: -number.high,
                    high: -number.low,
                    ..number
                }),
                other => other,
            },
            Function::Min => self.extreme(given, true),
            Function::Max => self.extreme(given, false),
            Function::First => {
                let mut last = Value::missing("—");
                for expr in given {
                    match self.eval(expr) {
                        found @ (Value::Missing(_) | Value::Empty(_)) => last = found,
                        found => return found,
                    }
                }
                last
            }
            Function::Filled => match self.eval(&given[0]) {
                Value::Empty(what) => {
                    self.trace.see(|| Seen::Lack(what));
                    Value::Truth(false)
                }
                missing @ Value::Missing(_) => missing,
                _ => Value::Truth(true),
            },
            Function::Blank => Value::Truth(matches!(self.eval(&given[0]), Value::Empty(_))),
            Function::Known => match &given[0] {
                Expr::Term(term) if self.trace.quiet => Value::Truth(self.figure(term).is_some()),
                other => Value::Truth(self.eval(other).lack().is_none()),
            },
            other => self.ask(other, given),
        }
    }

    fn extreme(&mut self, given: &'v [Expr], least: bool) -> Value<'v> {
        let mut best: Option<Quantity> = None;
        for expr in given {
            match self.eval(expr) {
                Value::Number(number) => {
                    best = Some(match best {
                        Some(known) if (known.value <= number.value) == least => known,
                        _ => number,
                    });
                }
                other => return other,
            }
        }
        best.map_or_else(|| Value::missing("—"), Value::Number)
    }
}

fn combined<'v>(sign: Arithmetic, one: &Quantity, other: &Quantity) -> Value<'v> {
    let result = match sign {
        Arithmetic::Add => one.plus(other),
        Arithmetic::Subtract => one.minus(other),
        Arithmetic::Multiply => one.times(other),
        Arithmetic::Divide => one.over(other),
    };
    result.map_or_else(
        || Value::missing(if sign == Arithmetic::Divide { "非零的除数" } else { "单位" }),
        Value::Number,
    )
}
