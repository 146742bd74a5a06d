//! What an expression is worth: a quantity with the interval that its printed digits allow, a text, a truth — or nothing,
//! and then what is missing. Exact decimal arithmetic throughout.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::chinese::Unit;
use crate::fact::Amount;

use super::trace::Lack;

#[derive(Debug, Clone)]
pub enum Value<'v> {
    Number(Quantity),
    Text(Cow<'v, str>),
    Truth(bool),
    /// A cell stands there and holds no value.
    Empty(Lack<'v>),
    /// There is nothing to judge by.
    Missing(Lack<'v>),
}

impl<'v> Value<'v> {
    pub fn plain(value: impl Into<Decimal>) -> Self {
        Value::Number(Quantity::exact(value.into(), Measure::Plain))
    }

    pub fn missing(what: &'static str) -> Self {
        Value::Missing(Lack::Word(what))
    }

    /// What is lacking, where something is.
    pub fn lack(self) -> Option<Lack<'v>> {
        match self {
            Self::Missing(what) | Self::Empty(what) => Some(what),
            _ => None,
        }
    }
}

/// What kind of thing is measured. Only like and like are added and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// A number of a rule: goes with everything.
    Any,
    /// In 元.
    Money,
    /// In percent.
    Percent,
    /// People, points, areas, times.
    Plain,
    /// Nothing says what it is counted in.
    Unsaid,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    pub value: Decimal,
    pub low: Decimal,
    pub high: Decimal,
    pub measure: Measure,
    /// How many printed figures are in it, and the finest last digit of those that are not exact.
    pub terms: u32,
    pub finest: Option<Decimal>,
    /// The unit it was first printed in, for showing it again.
    pub unit: Option<Unit>,
}

impl Quantity {
    pub fn exact(value: Decimal, measure: Measure) -> Self {
        Self { value, low: value, high: value, measure, terms: 1, finest: None, unit: None }
    }

    pub fn number(value: Decimal) -> Self {
        Self { terms: 0, ..Self::exact(value, Measure::Any) }
    }

    /// A printed amount in the unit that its kind is compared in. People are counted: whole ones are exact.
    /// A printed 0 is exact, unless it is a rate: 0% is what
    /// 0.3% was rounded to.
    pub fn of(amount: &Amount) -> Option<Self> {
        let (factor, measure) = match amount.unit {
            Some(Unit::Percent) => (Decimal::ONE, Measure::Percent),
            Some(Unit::Ratio) => (Decimal::ONE_HUNDRED, Measure::Percent),
            Some(unit) => {
                unit.yuan_factor().map_or((Decimal::ONE, Measure::Plain), |it| (it, Measure::Money))
            }
            None => (Decimal::ONE, Measure::Unsaid),
        };
        let counted = amount.unit.is_some_and(Unit::is_people) && amount.value.is_integer();
        let (low, high) = if counted || amount.value.is_zero() && measure != Measure::Percent {
            (amount.value, amount.value)
        } else {
            amount.interval()
        };
        let (low, high) = (low.checked_mul(factor)?, high.checked_mul(factor)?);
        let step = high.checked_sub(low)?;
        Some(Self {
            value: amount.value.checked_mul(factor)?,
            low,
            high,
            measure,
            terms: 1,
            finest: (!step.is_zero()).then_some(step),
            unit: amount.unit,
        })
    }

    fn is_exact(&self) -> bool {
        self.low == self.high
    }

    /// How far the true value may lie from the value.
    pub fn half(&self) -> Decimal {
        if self.is_exact() {
            return Decimal::ZERO;
        }
        self.high.checked_sub(self.low).map_or(Decimal::ZERO, halved)
    }

    /// The value in the unit it was printed in, with as many places as mean something.
    pub fn shown(&self) -> String {
        let factor = self.unit.filter(|unit| *unit != Unit::Ratio).and_then(|unit| unit.yuan_factor());
        let mut shown = String::with_capacity(24);
        push_digits(&mut shown, in_unit(self.value, factor, places(self.measure)));
        shown
    }

    pub fn shown_with_unit(&self) -> String {
        let mut shown = self.shown();
        shown.push_str(match (self.measure, self.unit) {
            (Measure::Percent, _) => "%",
            (_, Some(unit)) => unit.symbol(),
            _ => "",
        });
        shown
    }

    fn joined(
        &self,
        other: &Self,
        measure: Measure,
        (value, low, high): (Decimal, Decimal, Decimal),
    ) -> Self {
        Self {
            value,
            low: low.min(high),
            high: high.max(low),
            measure,
            terms: self.terms + other.terms,
            finest: [self.finest, other.finest].into_iter().flatten().min(),
            unit: self.unit.or(other.unit),
        }
    }

    pub fn plus(&self, other: &Self) -> Option<Self> {
        let measure = self.measure.with(other.measure)?;
        let value = self.value.checked_add(other.value)?;
        let ends = (self.low.checked_add(other.low)?, self.high.checked_add(other.high)?);
        Some(self.joined(other, measure, (value, ends.0, ends.1)))
    }

    pub fn minus(&self, other: &Self) -> Option<Self> {
        let measure = self.measure.with(other.measure)?;
        let value = self.value.checked_sub(other.value)?;
        let ends = (self.low.checked_sub(other.high)?, self.high.checked_sub(other.low)?);
        Some(self.joined(other, measure, (value, ends.0, ends.1)))
    }

    pub fn times(&self, other: &Self) -> Option<Self> {
        let measure = match (self.measure, other.measure) {
            (Measure::Any, other) => other,
            (one, _) => one,
        };
        let ends = corners(self, other, Decimal::checked_mul)?;
        let unit = if self.measure == measure { self.unit } else { other.unit };
        let product = self.joined(other, measure, (self.value.checked_mul(other.value)?, ends.0, ends.1));
        Some(Self { unit, ..product })
    }

    /// `None` where the divisor may be 0. Like over like is a plain number.
    pub fn over(&self, other: &Self) -> Option<Self> {
        if other.low <= Decimal::ZERO && other.high >= Decimal::ZERO {
            return None;
        }
        let like = self.measure == other.measure;
        let measure = if like { Measure::Any } else { self.measure.with(other.measure)? };
        let ends = corners(self, other, Decimal::checked_div)?;
        let ratio = self.joined(other, measure, (self.value.checked_div(other.value)?, ends.0, ends.1));
        Some(if like { Self { unit: None, terms: 0, finest: None, ..ratio } } else { ratio })
    }
}

/// How many places behind the point mean something.
pub fn places(measure: Measure) -> u32 {
    match measure {
        Measure::Money => 6,
        Measure::Percent => 2,
        Measure::Any | Measure::Plain | Measure::Unsaid => 4,
    }
}

/// Money in the unit of this factor, to so many places, without zeros at the end. Factors are powers of ten, so the point
/// only moves.
pub fn in_unit(value: Decimal, factor: Option<Decimal>, places: u32) -> Decimal {
    let mut moved = value;
    let power = factor.map_or(Some(0), power_of_ten);
    if power.is_some_and(|power| moved.set_scale(value.scale() + power).is_ok()) {
        return if moved.scale() > places { moved.round_dp(places).normalize() } else { trimmed(moved) };
    }
    (value / factor.unwrap_or(Decimal::ONE)).round_dp(places).normalize()
}

fn power_of_ten(factor: Decimal) -> Option<u32> {
    let digits = u32::try_from(factor.mantissa()).ok().filter(|_| factor.scale() == 0)?;
    (0..=8).find(|power| digits == 10u32.pow(*power))
}

/// A number as `Decimal` prints it: most have few digits, which are written down one by one.
fn push_digits(out: &mut String, value: Decimal) {
    let scale = value.scale() as usize;
    let few = i64::try_from(value.mantissa()).ok().filter(|mantissa| *mantissa != 0 && scale < 18);
    let Some(mantissa) = few else { return out.push_str(&value.to_string()) };
    let (mut digits, mut at, mut rest) = ([b'0'; 24], 24, mantissa.unsigned_abs());
    let first = 24 - scale;
    while rest > 0 || at >= first {
        if scale > 0 && at == first {
            at -= 1;
            digits[at] = b'.';
        }
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    if mantissa < 0 {
        out.push('-');
    }
    out.push_str(std::str::from_utf8(&digits[at..]).unwrap_or_default());
}

/// [`Decimal::normalize`] for few digits, which are nearly all.
fn trimmed(value: Decimal) -> Decimal {
    let Ok(mut digits) = i64::try_from(value.mantissa()) else { return value.normalize() };
    let mut scale = value.scale();
    while scale > 0 && digits % 10 == 0 {
        (digits, scale) = (digits / 10, scale - 1);
    }
    Decimal::new(digits, scale)
}

/// A product is cheaper than a quotient.
pub fn halved(value: Decimal) -> Decimal {
    value.checked_mul(Decimal::new(5, 1)).unwrap_or_default()
}

/// The least and the greatest result over the ends of both intervals.
fn corners(
    one: &Quantity,
    other: &Quantity,
    combine: impl Fn(Decimal, Decimal) -> Option<Decimal>,
) -> Option<(Decimal, Decimal)> {
    if one.is_exact() && other.is_exact() {
        return combine(one.low, other.low).map(|only| (only, only));
    }
    let all = [
        combine(one.low, other.low)?,
        combine(one.low, other.high)?,
        combine(one.high, other.low)?,
        combine(one.high, other.high)?,
    ];
    let least = all.iter().min().copied()?;
    all.iter().max().map(|most| (least, *most))
}

impl Measure {
    /// What two of them give together; `None` where they do not go together.
    pub fn with(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Any, other) | (other, Self::Any) => Some(other),
            (one, other) => (one == other).then_some(one),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wan(value: i64, decimals: u32) -> Quantity {
        let amount = Amount {
            value: Decimal::new(value, decimals),
            decimals: Some(decimals as i32),
            unit: Some(Unit::WanYuan),
        };
        Quantity::of(&amount).unwrap()
    }

    #[test]
    fn a_printed_figure_is_an_interval_in_yuan() {
        let figure = wan(1060, 2);
        assert_eq!((figure.low, figure.high), (105_950.into(), 106_050.into()));
        assert_eq!(wan(0, 2).half(), Decimal::ZERO);
        assert_eq!(figure.shown_with_unit(), "10.6万元");
    }

    #[test]
    fn money_and_percent_do_not_add() {
        let percent = Quantity::exact(Decimal::TEN, Measure::Percent);
        assert_eq!(wan(1, 0).plus(&percent), None);
        assert_eq!(wan(1, 0).over(&wan(0, 0)), None);
    }

    proptest! {
        #[test]
        fn moving_the_point_is_dividing(digits in -9_999_999_999i64..9_999_999_999, scale in 0u32..9, power in 0u32..9) {
            let (value, factor) = (Decimal::new(digits, scale), Decimal::from(10u32.pow(power)));
            let divided = (value / factor).round_dp(6).normalize();
            prop_assert_eq!(in_unit(value, Some(factor), 6).to_string(), divided.to_string());
        }

        #[test]
        fn digits_are_those_of_the_library(digits in proptest::num::i64::ANY, scale in 0u32..28) {
            for value in [Decimal::new(digits, scale), Decimal::new(digits % 1_000, scale), -Decimal::ZERO] {
                let mut shown = String::new();
                push_digits(&mut shown, value);
                prop_assert_eq!(shown, value.to_string());
            }
        }

        #[test]
        fn the_value_lies_in_its_interval(a in -9_999_999i64..9_999_999, b in 1i64..9_999_999, p in 0u32..4) {
            let (a, b) = (wan(a, p), wan(b, 2));
            for all in [a.plus(&b), a.minus(&b), a.times(&b), a.over(&b)].into_iter().flatten() {
                prop_assert!(all.low <= all.value && all.value <= all.high);
            }
        }
    }
}
