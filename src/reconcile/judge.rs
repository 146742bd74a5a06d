//! One rule on one instance: the expression is evaluated, what it looked at is remembered, and the outcome is one of
//! three. What cannot be known is never guessed: a missing term makes the whole relation unknown.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::book::rules::expr::{Arithmetic, Compare, Expr, Field, Function};
use crate::book::rules::{Rule, Tolerance};
use crate::fact::{Fact, Place, Sureness};
use crate::report::{Indicator, IndicatorKind, Points};

use super::anchor::{Anchor, Subject};
use super::value::{Measure, Quantity, Value};
use super::view::View;

/// What a judgement looked at.
#[derive(Debug, Clone, Default)]
pub struct Trace<'v> {
    pub facts: Vec<u32>,
    /// Numbers of rows, levels and documents, and texts.
    pub seen: Vec<(Option<&'v Place>, String)>,
    /// Blank parts that count as 0 if everything else agrees.
    pub blanks: Vec<String>,
    /// A term is not sure.
    pub unsure: bool,
    /// A term came from a picture or a chart.
    pub drawn: bool,
}

/// The outcome of a relation.
#[derive(Debug, Clone)]
pub enum Outcome {
    Holds,
    Breaks(Breach),
    Unknown(String),
}

#[derive(Debug, Clone, Default)]
pub struct Breach {
    pub gap: Option<Decimal>,
    pub allowed: Option<Decimal>,
    pub stated: Option<String>,
    pub computed: Option<String>,
    /// The arithmetic, as a person would write it.
    pub sum: Option<String>,
    /// Only rounding of figures that print too few digits explains it.
    pub rounded: bool,
    /// One is 10 000, 1 000 or 100 times the other.
    pub slip: Option<u32>,
}

pub struct Judge<'j, 'v> {
    pub view: &'j View<'v>,
    pub rule: &'j Rule,
    pub anchor: Anchor<'v>,
    pub trace: Trace<'v>,
}

impl<'j, 'v> Judge<'j, 'v> {
    pub fn new(view: &'j View<'v>, rule: &'j Rule, anchor: Anchor<'v>) -> Self {
        Self { view, rule, anchor, trace: Trace::default() }
    }

    /// Whether a condition certainly holds.
    pub fn is(&mut self, condition: &Expr) -> bool {
        matches!(self.outcome(condition), Outcome::Holds)
    }

    pub fn outcome(&mut self, check: &Expr) -> Outcome {
        match check {
            Expr::Compare(compare, left, right) => self.compare(*compare, left, right),
            Expr::All(all) => self.all(all),
            Expr::Any(any) => self.any(any),
            Expr::Not(inner) => match self.outcome(inner) {
                Outcome::Holds => Outcome::Breaks(Breach::default()),
                Outcome::Breaks(_) => Outcome::Holds,
                unknown => unknown,
            },
            other => match self.eval(other) {
                Value::Truth(true) => Outcome::Holds,
                Value::Truth(false) => Outcome::Breaks(Breach::default()),
                Value::Missing(what) | Value::Empty(what) => Outcome::Unknown(what),
                Value::Number(_) | Value::Text(_) => Outcome::Unknown("—".to_owned()),
            },
        }
    }

    /// One breach decides, then one unknown.
    fn all(&mut self, all: &[Expr]) -> Outcome {
        let mut unknown = None;
        for expr in all {
            match self.outcome(expr) {
                Outcome::Holds => {}
                Outcome::Unknown(what) => unknown = unknown.or(Some(what)),
                breaks => return breaks,
            }
        }
        unknown.map_or(Outcome::Holds, Outcome::Unknown)
    }

    fn any(&mut self, any: &[Expr]) -> Outcome {
        let mut last = Outcome::Unknown(String::new());
        let mut unknown = None;
        for expr in any {
            match self.outcome(expr) {
                Outcome::Holds => return Outcome::Holds,
                Outcome::Unknown(what) => unknown = unknown.or(Some(what)),
                breaks @ Outcome::Breaks(_) => last = breaks,
            }
        }
        unknown.map_or(last, Outcome::Unknown)
    }

    fn compare(&mut self, compare: Compare, left: &Expr, right: &Expr) -> Outcome {
        let before = self.trace.blanks.len();
        let one = self.eval(left);
        let between = (self.trace.facts.len(), self.trace.seen.len());
        let middle = self.trace.blanks.len();
        let other = self.eval(right);
        match (one, other) {
            (Value::Missing(what) | Value::Empty(what), _) => Outcome::Unknown(what),
            (_, Value::Missing(what) | Value::Empty(what)) => Outcome::Unknown(what),
            (Value::Number(one), Value::Number(other)) => {
                let outcome = self.judged(compare, &one, &other);
                let blanks = self.trace.blanks[before..].join("、");
                let sides = (middle > before, self.trace.blanks.len() > middle);
                match outcome {
                    Outcome::Breaks(breach) if still_breaks(compare, sides) => {
                        let sum = self.arithmetic(right, between);
                        Outcome::Breaks(Breach { sum, ..breach })
                    }
                    Outcome::Breaks(_) => Outcome::Unknown(blanks),
                    Outcome::Holds if !blanks.is_empty() && !meet(&one, &other) => Outcome::Unknown(blanks),
                    outcome => outcome,
                }
            }
            (Value::Text(one), Value::Text(other)) => texts(compare, &one, &other),
            _ => Outcome::Unknown("—".to_owned()),
        }
    }

    fn judged(&self, compare: Compare, one: &Quantity, other: &Quantity) -> Outcome {
        if one.measure.with(other.measure).is_none() {
            return Outcome::Unknown("单位".to_owned());
        }
        let Some(difference) = one.value.checked_sub(other.value) else {
            return Outcome::Unknown("数值过大".to_owned());
        };
        let allowed = self.allowed(one, other);
        let (fits, rounded) = match compare {
            Compare::Equal => (difference.abs() <= allowed, false),
            Compare::Differ => (difference.abs() > allowed, false),
            Compare::AtMost => (difference <= allowed, false),
            Compare::AtLeast => (-difference <= allowed, false),
            Compare::Less => (difference < Decimal::ZERO, false),
            Compare::More => (difference > Decimal::ZERO, false),
        };
        let dropped = fits && compare == Compare::Equal && self.rounding_only(one, other, difference.abs());
        if fits && !dropped {
            return Outcome::Holds;
        }
        let shown = |quantity: &Quantity| {
            let unit = quantity.unit.or(one.unit).or(other.unit);
            Quantity { unit, ..quantity.clone() }.shown_with_unit()
        };
        let scale = one.unit.or(other.unit).and_then(|unit| unit.yuan_factor()).unwrap_or(Decimal::ONE);
        let plain = |value: Decimal| (value / scale).round_dp(6).normalize();
        let measured = compare == Compare::Equal || self.rule.tolerance != Tolerance::Threshold;
        Outcome::Breaks(Breach {
            gap: Some(plain(difference.abs())),
            allowed: measured.then(|| plain(allowed)),
            stated: Some(shown(one)),
            computed: Some(shown(other)),
            sum: None,
            rounded: rounded || dropped,
            slip: slip(one, other),
        })
    }

    fn allowed(&self, one: &Quantity, other: &Quantity) -> Decimal {
        let slack = self.rule.within.unwrap_or_default();
        let share = self.rule.percent.map_or(Decimal::ZERO, |percent| {
            other.value.abs().checked_mul(percent).unwrap_or_default() / Decimal::ONE_HUNDRED
        });
        let print = match self.rule.tolerance {
            Tolerance::Exact | Tolerance::Threshold => Decimal::ZERO,
            _ => one.half() + other.half(),
        };
        slack.max(share).max(print)
    }

    /// The figures agree only if one that prints few digits was rounded although the others were not.
    fn rounding_only(&self, one: &Quantity, other: &Quantity, difference: Decimal) -> bool {
        if self.rule.tolerance != Tolerance::Sum {
            return false;
        }
        let Some(finest) = [one.finest, other.finest].into_iter().flatten().min() else { return false };
        let terms = Decimal::from(one.terms + other.terms);
        difference > finest * terms / Decimal::TWO
    }

    pub fn eval(&mut self, expr: &Expr) -> Value<'v> {
        match expr {
            Expr::Number(number) => Value::Number(Quantity::number(*number)),
            Expr::Text(text) => Value::Text(Cow::Owned(text.to_string())),
            Expr::Term(term) => self.term(term),
            Expr::Field(field) => self.field(*field),
            Expr::Call(function, given) => self.call(*function, given),
            Expr::Arithmetic(sign, left, right) => self.arithmetic_of(*sign, left, right),
            Expr::Compare(..) | Expr::All(_) | Expr::Any(_) | Expr::Not(_) => match self.outcome(expr) {
                Outcome::Holds => Value::Truth(true),
                Outcome::Breaks(_) => Value::Truth(false),
                Outcome::Unknown(what) => Value::Missing(what),
            },
        }
    }

    fn arithmetic_of(&mut self, sign: Arithmetic, left: &Expr, right: &Expr) -> Value<'v> {
        let (one, other) = (self.eval(left), self.eval(right));
        let sums = matches!(sign, Arithmetic::Add | Arithmetic::Subtract);
        match (one, other) {
            (Value::Missing(what), _) | (_, Value::Missing(what)) => Value::Missing(what),
            (Value::Empty(one), Value::Empty(other)) => Value::Empty(format!("{one}、{other}")),
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
    pub fn without(&mut self, blank: String, number: Quantity) -> Value<'v> {
        self.trace.blanks.push(blank);
        Value::Number(number)
    }

    /// A figure enters the judgement.
    pub fn take(&mut self, number: u32) -> Value<'v> {
        let fact = self.view.fact(number);
        self.remember(number, fact);
        match Quantity::of(&fact.amount) {
            Some(quantity) => Value::Number(quantity),
            None => Value::missing(fact.label.clone()),
        }
    }

    fn remember(&mut self, number: u32, fact: &Fact) {
        self.trace.unsure |= fact.sureness != Sureness::High;
        self.trace.drawn |= self.view.is_picture(fact);
        if !self.trace.facts.contains(&number) {
            self.trace.facts.push(number);
        }
    }

    pub fn points(&mut self, points: Option<&'v Points>, name: &str) -> Value<'v> {
        let Some(points) = points else { return Value::missing(name) };
        self.trace.seen.push((Some(&points.place), format!("{name} {}", points.raw.trim())));
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
        let mut totals =
            self.view.rows(table).map(|(_, row)| row).filter(|row| row.kind == IndicatorKind::Total);
        let first = totals.next()?;
        let agree = totals
            .all(|row| row.score.as_ref().map(|it| it.value) == first.score.as_ref().map(|it| it.value));
        agree.then_some(first)
    }

    fn call(&mut self, function: Function, given: &[Expr]) -> Value<'v> {
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
                    self.trace.seen.push((None, what));
                    Value::Truth(false)
                }
                missing @ Value::Missing(_) => missing,
                _ => Value::Truth(true),
            },
            Function::Blank => Value::Truth(matches!(self.eval(&given[0]), Value::Empty(_))),
            Function::Known => {
                Value::Truth(!matches!(self.eval(&given[0]), Value::Empty(_) | Value::Missing(_)))
            }
            other => self.ask(other, given),
        }
    }

    fn extreme(&mut self, given: &[Expr], least: bool) -> Value<'v> {
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

    /// Field values that are points or texts of the instance.
    fn field(&mut self, field: Field) -> Value<'v> {
        self.field_value(field)
    }

    /// The right side written out: `10 + 3.2 + 0.6`.
    fn arithmetic(&self, right: &Expr, (facts, seen): (usize, usize)) -> Option<String> {
        let signs = matches!(right, Expr::Arithmetic(Arithmetic::Add, ..))
            || matches!(
                right,
                Expr::Call(Function::Sum | Function::Children | Function::SumRows | Function::Below, _)
            );
        if !signs {
            return None;
        }
        let figures = self.trace.facts.get(facts..)?.iter().map(|&at| self.view.fact(at).amount.value);
        let figures = figures.map(|value| value.normalize().to_string());
        let points = self.trace.seen.get(seen..)?.iter().filter_map(|(_, text)| text.rsplit(' ').next());
        let all: Vec<String> = figures.chain(points.map(str::to_owned)).take(60).collect();
        (all.len() > 1).then(|| all.join(" + "))
    }
}

/// A blank part can only make its side greater: what is too great without it is too great.
fn still_breaks(compare: Compare, blanks: (bool, bool)) -> bool {
    match (compare, blanks) {
        (_, (false, false)) => true,
        (Compare::AtMost | Compare::Less, (_, right)) => !right,
        (Compare::AtLeast | Compare::More, (left, _)) => !left,
        _ => false,
    }
}

fn meet(one: &Quantity, other: &Quantity) -> bool {
    one.low <= other.high && other.low <= one.high
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

fn texts(compare: Compare, one: &str, other: &str) -> Outcome {
    let same = crate::chinese::fold::key(one) == crate::chinese::fold::key(other);
    let fits = match compare {
        Compare::Equal => same,
        Compare::Differ => !same,
        _ => return Outcome::Unknown("—".to_owned()),
    };
    if fits {
        return Outcome::Holds;
    }
    Outcome::Breaks(Breach {
        stated: Some(one.to_owned()),
        computed: Some(other.to_owned()),
        ..Breach::default()
    })
}

/// 10 000, 1 000 or 100, where one money or rate is that many times the other, to half a percent.
pub fn slip(one: &Quantity, other: &Quantity) -> Option<u32> {
    let (one, other, measure) = (one.value.abs(), other.value.abs(), one.measure);
    if one.is_zero() || other.is_zero() || !matches!(measure, Measure::Money | Measure::Percent) {
        return None;
    }
    let ratio = one.max(other).checked_div(one.min(other))?;
    [10_000u32, 1_000, 100].into_iter().find(|&factor| {
        let exact = Decimal::from(factor);
        (ratio - exact).abs() <= exact * Decimal::new(5, 3)
    })
}
