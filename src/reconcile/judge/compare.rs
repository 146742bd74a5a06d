//! Two sides of a comparison: whether they fit within what their printed digits and the rule allow, and what is to be told
//! where they do not.

use std::cell::OnceCell;

use rust_decimal::Decimal;

use crate::book::rules::Tolerance;
use crate::book::rules::expr::{Compare, Expr, Field, Function};
use crate::chinese::Unit;

use super::trace::{Lack, Seen};
use super::value::{Measure, Quantity, Value, halved, in_unit, places};
use super::{Breach, Judge, Outcome};

/// A side of a comparison where it lies.
enum Side<'q> {
    Figure(&'q Quantity),
    Number(Quantity),
    Lacking,
}

impl Side<'_> {
    fn quantity(&self) -> Option<&Quantity> {
        match self {
            Self::Figure(figure) => Some(figure),
            Self::Number(number) => Some(number),
            Self::Lacking => None,
        }
    }
}

impl<'v> Judge<'_, 'v> {
    pub(super) fn compare(&mut self, compare: Compare, left: &'v Expr, right: &'v Expr) -> Outcome<'v> {
        match self.exact_sides(compare, left, right) {
            Some(true) => return Outcome::Holds,
            Some(false) if !self.telling => return Outcome::Breaks(None),
            _ => {}
        }
        if let Some(outcome) = self.trace.quiet.then(|| self.plain_sides(compare, left, right)).flatten() {
            return outcome;
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
            (Value::Text(one), Value::Text(other)) => match texts(compare, (&one, &other), self.telling) {
                // The name of a sense is a word of the rule, not of the document.
                Outcome::Breaks(_) if matches!(left, Expr::Field(Field::Basis)) => Outcome::Breaks(None),
                outcome => outcome,
            },
            _ => Outcome::Unknown(Lack::Word("—")),
        }
    }

    /// Two sides that are a figure or a number each, where nobody hears more of them than how they compare.
    fn plain_sides(&self, compare: Compare, left: &Expr, right: &Expr) -> Option<Outcome<'v>> {
        let (one, other) = (self.side(left)?, self.side(right)?);
        Some(match (one.quantity(), other.quantity()) {
            (Some(one), Some(other)) => self.judged(compare, one, other),
            _ => Outcome::Unknown(Lack::Word("—")),
        })
    }

    fn side(&self, expr: &Expr) -> Option<Side<'_>> {
        let figure = match expr {
            Expr::Number(number) => return Some(Side::Number(Quantity::number(*number))),
            Expr::Term(term) => self.figure(term),
            _ => return None,
        };
        Some(figure.map_or(Side::Lacking, Side::Figure))
    }

    /// Whether both sides fit, where each is a number that stands for itself and the rule leaves no room between them.
    fn exact_sides(&mut self, compare: Compare, left: &'v Expr, right: &'v Expr) -> Option<bool> {
        if self.rule.within.is_some() || self.rule.percent.is_some() {
            return None;
        }
        let ((one, first), (other, second)) = (self.exact(left)?, self.exact(right)?);
        let fits = fits_exactly(compare, one, other);
        if !self.trace.quiet && (fits || !self.telling) {
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
            Expr::Call(Function::Length, given) => self.known_text(given.first()?)?.1.length.into(),
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
        let allowed = OnceCell::new();
        let allowed = || *allowed.get_or_init(|| self.allowed(one, other));
        let (same, less) = (difference.is_zero(), difference.is_sign_negative());
        let fits = match compare {
            Compare::Equal => same || difference.abs() <= allowed(),
            Compare::Differ => !same && difference.abs() > allowed(),
            Compare::AtMost => same || less || difference <= allowed(),
            Compare::AtLeast => same || !less || -difference <= allowed(),
            Compare::Less => !same && less,
            Compare::More => !same && !less,
        };
        let dropped = fits
            && compare == Compare::Equal
            && !difference.is_zero()
            && self.rounding_only(one, other, difference.abs());
        if fits && !dropped {
            return Outcome::Holds;
        }
        Outcome::Breaks(
            self.telling
                .then(|| Box::new(self.breach(compare, (one, other), (difference, dropped), &allowed))),
        )
    }

    fn breach(
        &self,
        compare: Compare,
        (one, other): (&Quantity, &Quantity),
        (difference, rounded): (Decimal, bool),
        allowed: &dyn Fn() -> Decimal,
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
            allowed: measured.then(|| plain(allowed())),
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
        let factor = |side: &Quantity| side.unit.and_then(|unit| unit.yuan_factor());
        // Who prints one side in a greater unit has rounded it.
        if self.rule.tolerance != Tolerance::Sum || factor(one) != factor(other) {
            return false;
        }
        let Some(finest) = [one.finest, other.finest].into_iter().flatten().min() else { return false };
        let terms = Decimal::from(one.terms + other.terms);
        difference > halved(finest * terms)
    }
}

pub fn fits_exactly(compare: Compare, one: Decimal, other: Decimal) -> bool {
    match compare {
        Compare::Equal => one == other,
        Compare::Differ => one != other,
        Compare::Less => one < other,
        Compare::AtMost => one <= other,
        Compare::More => one > other,
        Compare::AtLeast => one >= other,
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

/// Whether folding changes nothing: most words that rules compare are of this kind.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, 0x80..=0xBF | 0xE4..=0xE9))
}

fn texts<'v>(compare: Compare, (one, other): (&str, &str), telling: bool) -> Outcome<'v> {
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
    let breach =
        || Breach { stated: Some(one.to_owned()), computed: Some(other.to_owned()), ..Breach::default() };
    Outcome::Breaks(telling.then(|| Box::new(breach())))
}

/// 10 000, 1 000 or 100, where one money or rate is that many times the other, to half a percent.
pub fn slip(one: &Quantity, other: &Quantity) -> Option<u32> {
    let (one, other, measure) = (one.value.abs(), other.value.abs(), one.measure);
    if one.is_zero() || other.is_zero() || !matches!(measure, Measure::Money | Measure::Percent) {
        return None;
    }
    let (less, more) = (one.min(other), one.max(other));
    if less.checked_mul(Decimal::from(50u32)).is_none_or(|often| often > more) {
        return None;
    }
    let ratio = more.checked_div(less)?;
    [10_000u32, 1_000, 100].into_iter().find(|&factor| {
        let exact = Decimal::from(factor);
        (ratio - exact).abs() <= exact * Decimal::new(5, 3)
    })
}
