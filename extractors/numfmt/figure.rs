//! The formats of nearly all figures, printed without a detour: `0`, `0.00`, `#,##0.00`, `0.00%`. What they print is what
//! the sections print; a test holds the two against each other.

use super::code::Token;

/// A number format that is nothing but digits before the point, at least one, and a number of them behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    decimals: u32,
    grouped: bool,
    percent: bool,
}

/// Digits of a stored number that are taken; with more than these, the last ones must be rounded off first.
const MOST_DIGITS: usize = 15;

impl Figure {
    /// The figure that the tokens of a section ask for. `None` where they ask for anything else.
    pub fn of(tokens: &[Token]) -> Option<Self> {
        let (percent, tokens) = match tokens.split_last()? {
            (Token::Percent, rest) => (true, rest),
            _ => (false, tokens),
        };
        let point = tokens.iter().position(|token| *token == Token::Point).unwrap_or(tokens.len());
        let (integer, fraction) = tokens.split_at(point);
        let grouped = match integer {
            [Token::Place(b'0')] => false,
            [
                Token::Place(b'#'),
                Token::Comma,
                Token::Place(b'#'),
                Token::Place(b'#'),
                Token::Place(b'0'),
            ] => true,
            _ => return None,
        };
        let decimals = fraction.get(1..).unwrap_or_default();
        let zeros = decimals.iter().all(|token| *token == Token::Place(b'0'));
        let plain = zeros && decimals.len() < MOST_DIGITS && fraction.len() != 1;
        plain.then_some(Self { decimals: decimals.len() as u32, grouped, percent })
    }

    /// Prints a stored number. False, with nothing printed, where its digits are too many or written otherwise.
    pub fn print(self, stored: &str, into: &mut String) -> bool {
        let Some((negative, digits, behind)) = plain(stored) else { return false };
        let shift = if self.percent { 2 } else { 0 };
        let Some(scaled) = scaled(digits, behind as i32 - shift, self.decimals as i32) else { return false };
        if negative && digits != 0 {
            into.push('-');
        }
        self.write(scaled, into);
        true
    }

    /// Writes a number that counts units of the last decimal.
    fn write(self, mut scaled: u64, into: &mut String) {
        let mut room = [0u8; 48];
        let mut at = room.len();
        let mut push = |byte: u8| {
            at -= 1;
            room[at] = byte;
        };
        if self.percent {
            push(b'%');
        }
        for _ in 0..self.decimals {
            push(b'0' + (scaled % 10) as u8);
            scaled /= 10;
        }
        if self.decimals > 0 {
            push(b'.');
        }
        let mut written = 0;
        while scaled > 0 || written == 0 {
            if self.grouped && written > 0 && written % 3 == 0 {
                push(b',');
            }
            push(b'0' + (scaled % 10) as u8);
            scaled /= 10;
            written += 1;
        }
        into.extend(room[at..].iter().copied().map(char::from));
    }
}

/// The sign, the digits as one number, and how many of them stand behind the point.
fn plain(stored: &str) -> Option<(bool, u64, u32)> {
    let bytes = stored.as_bytes();
    let (negative, bytes) = match bytes.split_first()? {
        (b'-', rest) => (true, rest),
        _ => (false, bytes),
    };
    if bytes.len() > MOST_DIGITS + 1 {
        return None;
    }
    let (mut number, mut digits, mut point) = (0u64, 0, None);
    for byte in bytes {
        match byte {
            b'0'..=b'9' => {
                number = number * 10 + u64::from(byte - b'0');
                digits += 1;
            }
            b'.' if point.is_none() => point = Some(digits),
            _ => return None,
        }
    }
    (digits > 0 && digits <= MOST_DIGITS)
        .then(|| (negative, number, (digits - point.unwrap_or(digits)) as u32))
}

/// A number with so many digits behind its point, rounded half away from zero to so many others.
fn scaled(number: u64, behind: i32, wanted: i32) -> Option<u64> {
    let power = |places: i32| 10u64.checked_pow(places.unsigned_abs());
    match behind - wanted {
        0 => Some(number),
        more @ 1.. => {
            let unit = power(more)?;
            Some(number / unit + u64::from(number % unit >= unit / 2))
        }
        less => number.checked_mul(power(less)?),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Epoch, Format};

    fn printed(code: &str, stored: &str) -> Option<String> {
        let mut text = String::new();
        Format::parse(code).figure?.print(stored, &mut text).then_some(text)
    }

    #[test]
    fn figures_are_told_from_other_formats() {
        for code in ["0", "0.0", "0.00", "#,##0", "#,##0.00", "0%", "0.00%", "#,##0.00%"] {
            assert!(Format::parse(code).figure.is_some(), "{code}");
        }
        for code in [
            "General",
            "00",
            "#",
            "0.",
            "0.0#",
            "#,##0,",
            "0.00;-0.00",
            "¥0.00",
            "[DBNum1]0",
            "[<5]0",
            "0%%",
            "@",
            "0E+0",
        ] {
            assert!(Format::parse(code).figure.is_none(), "{code}");
        }
    }

    #[test]
    fn numbers_that_need_more_care_are_left_alone() {
        assert_eq!(printed("0.00", "-0.004").as_deref(), Some("-0.00"));
        assert_eq!(printed("0.00%", "0.285").as_deref(), Some("28.50%"));
        for stored in ["1E5", "0.30000000000000004", "", "-", ".", "1.2.3", "１", "999999999999999999"] {
            assert_eq!(printed("0.00", stored), None, "{stored}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn figures_are_printed_as_by_their_sections(
            code in prop::sample::select(vec!["0", "0.0", "0.000", "#,##0", "#,##0.00", "0%", "0.00%", "#,##0.0%"]),
            stored in "-?[0-9]{0,14}(\\.[0-9]{0,8})?",
        ) {
            if let Some(text) = printed(code, &stored) {
                prop_assert_eq!(Format::parse(code).show(&stored, Epoch::of(false)).text, text);
            }
        }
    }
}
