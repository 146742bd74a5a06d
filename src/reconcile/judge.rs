//! One rule on one instance: the expression is evaluated, what it looked at is remembered, and the outcome is one of
//! three. What cannot be known is never guessed: a missing term makes the whole relation unknown.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::book::rules::expr::{Arithmetic, Compare, Expr, Field, Function};
use crate::book::rules::{Rule, Tolerance};
use crate::chinese::Unit;
use crate::fact::{Fact, Place, Sureness};
use crate::finding::Sentence;
use crate::report::{Indicator, IndicatorKind, Points};
use crate::words::{Language, our_word};

use super::anchor::{Anchor, Subject};
use super::value::{Lack, Measure, Quantity, Value, in_unit, places};
use super::view::{View, is_drawn};

/// What a judgement looked at.
#[derive(Debug, Clone, Default)]
pub struct Trace<'v> {
    pub facts: Vec<u32>,
    /// Numbers of rows, levels and documents, and texts.
    pub seen: Vec<Seen<'v>>,
    /// Blank parts that count as 0 if everything else agrees.
    pub blanks: Vec<Lack<'v>>,
    /// A term is not sure.
    pub unsure: bool,
    /// A term came from a picture or a chart.
    pub drawn: bool,
}

impl Trace<'_> {
    pub fn clear(&mut self) {
        self.back_to((0, 0, 0));
        (self.unsure, self.drawn) = (false, false);
    }

    /// How far it has come.
    pub fn mark(&self) -> (usize, usize, usize) {
        (self.facts.len(), self.seen.len(), self.blanks.len())
    }

    /// Forgets what was looked at since.
    pub fn back_to(&mut self, (facts, seen, blanks): (usize, usize, usize)) {
        if self.mark() == (facts, seen, blanks) {
            return;
        }
        self.facts.truncate(facts);
        self.seen.truncate(seen);
        self.blanks.truncate(blanks);
    }
}

/// Something beside figures that a judgement looked at.
#[derive(Debug, Clone)]
pub enum Seen<'v> {
    Points(&'static str, &'v Points),
    Text(Option<&'v Place>, Cow<'v, str>),
    Lack(Lack<'v>),
}

impl<'v> Seen<'v> {
    /// The first characters of a text.
    pub fn start(text: &'v str, most: usize) -> Self {
        Self::Text(None, Cow::Borrowed(beginning(text, most)))
    }

    pub fn place(&self, view: &View<'v>) -> Option<&'v Place> {
        match self {
            Self::Points(_, points) => Some(&points.place),
            Self::Text(place, _) => *place,
            Self::Lack(Lack::Cell(blank)) => Some(&view.blank(*blank).place),
            Self::Lack(_) => None,
        }
    }

    pub fn said(&self, view: &View<'_>) -> Sentence {
        match self {
            Self::Points(name, points) => {
                let told = |language| [our_word(name, language), points.raw.trim()].join(" ");
                Sentence { zh: told(Language::Chinese), en: told(Language::English) }
            }
            Self::Text(_, text) => Sentence { zh: text.to_string(), en: text.to_string() },
            Self::Lack(lack) => lack.said(view),
        }
    }
}

/// The first characters of a text.
pub fn beginning(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

/// The outcome of a relation.
#[derive(Debug, Clone)]
pub enum Outcome<'v> {
    Holds,
    Breaks(Option<Box<Breach>>),
    Unknown(Lack<'v>),
}

#[derive(Debug, Clone, Default)]
pub struct Breach {
    pub gap: Option<Decimal>,
    pub allowed: Option<Decimal>,
    pub stated: Option<String>,
    pub computed: Option<String>,
    /// The arithmetic, as a person would write it.
    pub sum: Option<String>,
    /// What the gap is counted in.
    pub unit: Option<Unit>,
    /// Only rounding of figures that print too few digits explains it.
    pub rounded: bool,
    /// What it was held against is a number of the rule, not one of the document.
    pub limit: bool,
    /// One is 10 000, 1 000 or 100 times the other.
    pub slip: Option<u32>,
}

pub struct Judge<'j, 'v> {
    pub view: &'j View<'v>,
    pub rule: &'v Rule,
    pub anchor: Anchor<'v>,
    pub trace: Trace<'v>,
    /// Whether a breach will be told, not only known.
    pub telling: bool,
}

impl<'j, 'v> Judge<'j, 'v> {
    pub fn new(view: &'j View<'v>, rule: &'v Rule) -> Self {
        Self { view, rule, anchor: Anchor::default(), trace: Trace::default(), telling: false }
    }

    /// Whether a condition certainly holds.
    pub fn is(&mut self, condition: &'v Expr) -> bool {
        let telling = std::mem::take(&mut self.telling);
        let holds = self.holds(condition);
        self.telling = telling;
        holds
    }

    /// Where only that is asked, the first part that does not hold ends it, and nobody hears what is missing.
    fn holds(&mut self, condition: &'v Expr) -> bool {
        match condition {
            Expr::All(all) => all.iter().all(|expr| self.holds(expr)),
            Expr::Any(any) => any.iter().any(|expr| self.holds(expr)),
            Expr::Not(inner) => self.fails(inner),
            other => matches!(self.outcome(other), Outcome::Holds),
        }
    }

    /// Whether a condition certainly does not hold.
    fn fails(&mut self, condition: &'v Expr) -> bool {
        match condition {
            Expr::All(all) => all.iter().any(|expr| self.fails(expr)),
            Expr::Any(any) => any.iter().all(|expr| self.fails(expr)),
            Expr::Not(inner) => self.holds(inner),
            other => matches!(self.outcome(other), Outcome::Breaks(_)),
        }
    }

    pub fn outcome(&mut self, check: &'v Expr) -> Outcome<'v> {
        match check {
            Expr::Compare(compare, left, right) => self.compare(*compare, left, right),
            Expr::All(all) => self.all(all),
            Expr::Any(any) => self.any(any),
            Expr::Not(inner) => match self.outcome(inner) {
                Outcome::Holds => Outcome::Breaks(None),
                Outcome::Breaks(_) => Outcome::Holds,
                unknown => unknown,
            },
            other => match self.eval(other) {
                Value::Truth(true) => Outcome::Holds,
                Value::Truth(false) => Outcome::Breaks(None),
                Value::Missing(what) | Value::Empty(what) => Outcome::Unknown(what),
                Value::Number(_) | Value::Text(_) => Outcome::Unknown(Lack::Word("—")),
            },
        }
    }

    /// One breach decides, then one unknown.
    fn all(&mut self, all: &'v [Expr]) -> Outcome<'v> {
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

    fn any(&mut self, any: &'v [Expr]) -> Outcome<'v> {
        let mut last = Outcome::Unknown(Lack::Word(""));
        let mut unknown = None;
        for expr in any {
            let before = self.trace.mark();
            match self.outcome(expr) {
                Outcome::Holds => return Outcome::Holds,
                Outcome::Unknown(what) => unknown = unknown.or(Some(what)),
                // The first is the one that the rule means, unless rounding explains another.
                breaks @ Outcome::Breaks(_) if !is_breach(&last) || is_rounded(&breaks) => last = breaks,
                Outcome::Breaks(_) => self.trace.back_to(before),
            }
        }
        unknown.map_or(last, Outcome::Unknown)
    }

    fn compare(&mut self, compare: Compare, left: &'v Expr, right: &'v Expr) -> Outcome<'v> {
        match self.exact_sides(compare, left, right) {
            Some(true) => return Outcome::Holds,
            Some(false) if !self.telling => return Outcome::Breaks(None),
            _ => {}
        }
        let before = self.trace.blanks.len();
        let one = match self.eval(left) {
            Value::Missing(what) | Value::Empty(what) if !self.telling => return Outcome::Unknown(what),
            one => one,
        };
        let middle = self.trace.blanks.len();
        let other = self.eval(right);
        match (one, other) {
            (Value::Missing(what) | Value::Empty(what), _) => Outcome::Unknown(what),
            (_, Value::Missing(what) | Value::Empty(what)) => Outcome::Unknown(what),
            (Value::Number(one), Value::Number(other)) => {
                let sides = (middle > before, self.trace.blanks.len() > middle);
                match self.judged(compare, &one, &other) {
                    Outcome::Breaks(breach) if still_breaks(compare, sides) => {
                        let breach = breach.map(|breach| {
                            let limit = matches!(right, Expr::Number(_));
                            Box::new(Breach {
                                sum: self.arithmetic([(left, &one), (right, &other)]),
                                limit,
                                ..*breach
                            })
                        });
                        Outcome::Breaks(breach)
                    }
                    Outcome::Breaks(_) => self.unless(before),
                    Outcome::Holds if sides != (false, false) && !meet(&one, &other) => self.unless(before),
                    outcome => outcome,
                }
            }
            (Value::Text(one), Value::Text(other)) => match texts(compare, &one, &other) {
                // The name of a sense is a word of the rule, not of the document.
                Outcome::Breaks(_) if matches!(left, Expr::Field(Field::Basis)) => Outcome::Breaks(None),
                outcome => outcome,
            },
            _ => Outcome::Unknown(Lack::Word("—")),
        }
    }

    /// Whether both sides fit, where each is a number that stands for itself and the rule leaves no room between them.
    fn exact_sides(&mut self, compare: Compare, left: &'v Expr, right: &'v Expr) -> Option<bool> {
        if self.rule.within.is_some() || self.rule.percent.is_some() {
            return None;
        }
        let ((one, first), (other, second)) = (self.exact(left)?, self.exact(right)?);
        let fits = fits_exactly(compare, one, other);
        if fits || !self.telling {
            self.trace.seen.extend(first.into_iter().chain(second));
        }
        Some(fits)
    }

    /// A number of the rule, points of a row, a year, a length: no interval and no unit.
    fn exact(&self, expr: &'v Expr) -> Option<(Decimal, Option<Seen<'v>>)> {
        let plain = match expr {
            Expr::Number(number) => *number,
            Expr::Field(Field::Year) => self.anchor.year?.into(),
            Expr::Field(Field::DocumentYear) => self.view.head(self.anchor.document)?.year?.into(),
            Expr::Call(Function::Length, given) => self.known_text(given.first()?)?.1.into(),
            Expr::Field(field) => {
                let (points, name) = self.points_of(*field)?;
                let points = points?;
                return Some((points.value, Some(Seen::Points(name, points))));
            }
            _ => return None,
        };
        Some((plain, None))
    }

    /// The blanks that this relation came upon decide it.
    fn unless(&self, before: usize) -> Outcome<'v> {
        Outcome::Unknown(Lack::All(self.trace.blanks[before..].to_vec()))
    }

    fn judged(&self, compare: Compare, one: &Quantity, other: &Quantity) -> Outcome<'v> {
        if one.measure.with(other.measure).is_none() {
            return Outcome::Unknown(Lack::Word("单位"));
        }
        let Some(difference) = one.value.checked_sub(other.value) else {
            return Outcome::Unknown(Lack::Word("数值过大"));
        };
        let fits = match compare {
            Compare::Equal => difference.is_zero() || difference.abs() <= self.allowed(one, other),
            Compare::Differ => !difference.is_zero() && difference.abs() > self.allowed(one, other),
            Compare::AtMost => difference <= Decimal::ZERO || difference <= self.allowed(one, other),
            Compare::AtLeast => difference >= Decimal::ZERO || -difference <= self.allowed(one, other),
            Compare::Less => difference < Decimal::ZERO,
            Compare::More => difference > Decimal::ZERO,
        };
        let dropped = fits
            && compare == Compare::Equal
            && !difference.is_zero()
            && self.rounding_only(one, other, difference.abs());
        if fits && !dropped {
            return Outcome::Holds;
        }
        Outcome::Breaks(
            self.telling.then(|| Box::new(self.breach(compare, (one, other), (difference, dropped)))),
        )
    }

    fn breach(
        &self,
        compare: Compare,
        (one, other): (&Quantity, &Quantity),
        (difference, rounded): (Decimal, bool),
    ) -> Breach {
        let measure = one.measure.with(other.measure).unwrap_or(one.measure);
        let shown = |quantity: &Quantity| {
            let of = |side: &Quantity| side.unit.filter(|_| side.measure == measure);
            let unit = quantity.unit.or(of(one)).or(of(other));
            Quantity { unit, measure, ..quantity.clone() }.shown_with_unit()
        };
        let factor = one.unit.or(other.unit).and_then(|unit| unit.yuan_factor());
        let plain = |value: Decimal| in_unit(value, factor, places(measure));
        let measured = compare == Compare::Equal || self.rule.tolerance != Tolerance::Threshold;
        Breach {
            gap: Some(plain(difference.abs())),
            allowed: measured.then(|| plain(self.allowed(one, other))),
            stated: Some(shown(one)),
            computed: Some(shown(other)),
            sum: None,
            unit: if measure == Measure::Percent { Some(Unit::Percent) } else { one.unit.or(other.unit) },
            rounded,
            limit: false,
            slip: slip(one, other),
        }
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

    pub fn eval(&mut self, expr: &'v Expr) -> Value<'v> {
        match expr {
            Expr::Number(number) => Value::Number(Quantity::number(*number)),
            Expr::Text(text) => Value::Text(Cow::Borrowed(text)),
            Expr::Words(words) => Value::Text(Cow::Borrowed(&words.text)),
            Expr::Term(term) => self.term(term),
            Expr::Field(field) => self.field_value(*field),
            Expr::Call(function, given) => self.call(*function, given),
            Expr::Arithmetic(sign, left, right) => self.arithmetic_of(*sign, left, right),
            Expr::Compare(..) | Expr::All(_) | Expr::Any(_) | Expr::Not(_) => match self.outcome(expr) {
                Outcome::Holds => Value::Truth(true),
                Outcome::Breaks(_) => Value::Truth(false),
                Outcome::Unknown(what) => Value::Missing(what),
            },
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
        self.trace.unsure |= fact.sureness != Sureness::High;
        self.trace.drawn |= is_drawn(fact);
        if !self.trace.facts.contains(&number) {
            self.trace.facts.push(number);
        }
    }

    pub fn points(&mut self, points: Option<&'v Points>, name: &'static str) -> Value<'v> {
        let Some(points) = points else { return Value::missing(name) };
        self.trace.seen.push(Seen::Points(name, points));
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
                    self.trace.seen.push(Seen::Lack(what));
                    Value::Truth(false)
                }
                missing @ Value::Missing(_) => missing,
                _ => Value::Truth(true),
            },
            Function::Blank => Value::Truth(matches!(self.eval(&given[0]), Value::Empty(_))),
            Function::Known => Value::Truth(self.eval(&given[0]).lack().is_none()),
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

fn fits_exactly(compare: Compare, one: Decimal, other: Decimal) -> bool {
    match compare {
        Compare::Equal => one == other,
        Compare::Differ => one != other,
        Compare::Less => one < other,
        Compare::AtMost => one <= other,
        Compare::More => one > other,
        Compare::AtLeast => one >= other,
    }
}

fn is_breach(outcome: &Outcome<'_>) -> bool {
    matches!(outcome, Outcome::Breaks(_))
}

fn is_rounded(outcome: &Outcome<'_>) -> bool {
    matches!(outcome, Outcome::Breaks(Some(breach)) if breach.rounded)
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

/// Whether folding changes nothing: most words that rules compare are of this kind.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, 0x80..=0xBF | 0xE4..=0xE9))
}

fn texts<'v>(compare: Compare, one: &str, other: &str) -> Outcome<'v> {
    let folded = || crate::chinese::fold::key(one) == crate::chinese::fold::key(other);
    let same = one == other || !(is_plain(one) && is_plain(other)) && folded();
    let fits = match compare {
        Compare::Equal => same,
        Compare::Differ => !same,
        _ => return Outcome::Unknown(Lack::Word("—")),
    };
    if fits {
        return Outcome::Holds;
    }
    Outcome::Breaks(Some(Box::new(Breach {
        stated: Some(one.to_owned()),
        computed: Some(other.to_owned()),
        ..Breach::default()
    })))
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
