//! A number as its significant decimal digits: at most 15, which is all that a spreadsheet keeps.

use std::cmp::Ordering;

/// Significant digits of a spreadsheet number.
const PRECISION: usize = 15;
/// Where the point of a spreadsheet number can stand: what lies beyond is no number of any program.
const POINTS: std::ops::RangeInclusive<i32> = -323..=309;

/// `0.d1d2d3… × 10^point`, with neither leading nor trailing zeros among the digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    pub negative: bool,
    digits: [u8; PRECISION],
    len: usize,
    point: i32,
}

impl Decimal {
    pub const ZERO: Self = Self { negative: false, digits: [0; PRECISION], len: 0, point: 0 };

    /// Reads plain and scientific notation. `None` for anything else, infinities included.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, text) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        let mut value = Self::from_mantissa(mantissa)?;
        if value.len > 0 {
            value.point = value.point.checked_add(exponent)?;
            value.negative = negative;
        }
        POINTS.contains(&value.point).then_some(value)
    }

    fn from_mantissa(mantissa: &str) -> Option<Self> {
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && part.is_empty() {
            return None;
        }
        let mut value = Self::ZERO;
        let mut next = None;
        let mut point = i32::try_from(whole.len()).ok()?;
        for byte in whole.bytes().chain(part.bytes()) {
            match byte {
                b'0' if value.len == 0 => point -= 1,
                b'0'..=b'9' if value.len < PRECISION => value.push(byte - b'0'),
                b'0'..=b'9' => next = next.or(Some(byte - b'0')),
                _ => return None,
            }
        }
        value.point = if value.len == 0 { 0 } else { point };
        if next.is_some_and(|digit| digit >= 5) {
            value.increment();
        }
        value.trim();
        Some(value)
    }

    fn push(&mut self, digit: u8) {
        self.digits[self.len] = digit;
        self.len += 1;
    }

    /// Adds one at the last kept digit.
    fn increment(&mut self) {
        for at in (0..self.len).rev() {
            if self.digits[at] < 9 {
                self.digits[at] += 1;
                self.len = at + 1;
                return;
            }
        }
        self.digits[0] = 1;
        self.len = 1;
        self.point += 1;
    }

    fn trim(&mut self) {
        while self.len > 0 && self.digits[self.len - 1] == 0 {
            self.len -= 1;
        }
        if self.len == 0 {
            self.point = 0;
        }
    }

    pub fn is_zero(&self) -> bool {
        self.len == 0
    }

    pub fn absolute(mut self) -> Self {
        self.negative = false;
        self
    }

    /// Times ten to the power of `places`.
    pub fn shifted(mut self, places: i32) -> Self {
        if self.len > 0 {
            self.point = self.point.saturating_add(places);
        }
        self
    }

    /// Rounds half away from zero to a number of decimals. Zero keeps the sign of what was rounded.
    pub fn rounded(mut self, decimals: i32) -> Self {
        let kept = self.point.saturating_add(decimals);
        match usize::try_from(kept) {
            Ok(kept) if kept >= self.len => return self,
            Ok(0) => {
                let up = self.digits[0] >= 5;
                self.len = usize::from(up);
                self.digits[0] = 1;
                self.point += 1;
            }
            Ok(kept) => {
                let up = self.digits[kept] >= 5;
                self.len = kept;
                if up {
                    self.increment();
                }
            }
            Err(_) => self.len = 0,
        }
        self.trim();
        self
    }

    /// Digits before the point; zero or less for numbers below one.
    pub fn magnitude(&self) -> i32 {
        self.point
    }

    /// Digits after the point.
    pub fn decimals(&self) -> usize {
        usize::try_from(self.len as i32 - self.point).unwrap_or(0).min(if self.len == 0 {
            0
        } else {
            usize::MAX
        })
    }

    /// The digit that counts `10^place`.
    pub fn digit(&self, place: i32) -> u8 {
        let at = usize::try_from(self.point - 1 - place).unwrap_or(usize::MAX);
        if at < self.len { self.digits[at] } else { 0 }
    }

    /// The part before the point, where it is small enough.
    pub fn whole(&self) -> Option<u64> {
        if self.point > 18 {
            return None;
        }
        Some((0..self.point.max(0)).rev().fold(0, |sum, place| sum * 10 + u64::from(self.digit(place))))
    }

    /// The part after the point as `numerator / 10^places`; the digits beyond 18 places are dropped.
    pub fn part(&self) -> (u64, u32) {
        let places = self.decimals().min(18) as i32;
        let numerator = (1..=places).fold(0, |sum, place| sum * 10 + u64::from(self.digit(-place)));
        (numerator, places as u32)
    }

    /// Plain notation with exactly the digits there are, without a sign.
    pub fn plain(&self) -> String {
        let mut text = String::new();
        (0..self.point.max(1)).rev().for_each(|place| text.push(char::from(b'0' + self.digit(place))));
        let decimals = self.decimals() as i32;
        if decimals > 0 {
            text.push('.');
            (1..=decimals).for_each(|place| text.push(char::from(b'0' + self.digit(-place))));
        }
        text
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = |value: &Self| (value.len > 0, if value.len > 0 { value.point } else { 0 });
        let magnitude = || {
            let digits = self.digits[..self.len].cmp(&other.digits[..other.len]);
            size(self).cmp(&size(other)).then(digits)
        };
        match (self.negative && self.len > 0, other.negative && other.len > 0) {
            (false, false) => magnitude(),
            (true, true) => magnitude().reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(text: &str, decimals: i32) -> String {
        Decimal::parse(text).unwrap().rounded(decimals).plain()
    }

    #[test]
    fn digits_are_rounded_half_away_from_zero() {
        for (text, decimals, expected) in [
            ("1.0049999999999999", 2, "1.01"),
            ("0.285", 2, "0.29"),
            ("9.995", 2, "10"),
            ("999999999999999.9", 0, "1000000000000000"),
            ("0.4", 0, "0"),
            ("0.5", 0, "1"),
            ("0.05", 0, "0"),
            ("15", -1, "20"),
            ("1e-7", 3, "0"),
            ("-2.5", 0, "3"),
        ] {
            assert_eq!(rounded(text, decimals), expected, "{text} to {decimals}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in
            ["", "-", ".", "1.2.3", "NaN", "inf", "1e", "1e999", "0x1", "１", "1,000", "1e99999999999"]
        {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn order_is_by_value() {
        let order = ["-100", "-1.5", "-1", "0", "0.001", "0.01", "1", "1.5", "100"];
        for pair in order.windows(2) {
            assert!(Decimal::parse(pair[0]) < Decimal::parse(pair[1]), "{pair:?}");
        }
    }
}
