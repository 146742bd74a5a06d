//! A number as it was printed: its value and how exact the print is. The value is a decimal, never a float, and is
//! kept as printed: `86%` is 86, the `%` is a unit.

use rust_decimal::Decimal;

use super::cursor::Cursor;

/// A value with the place of its last printed digit: `12.50` has 2 decimals, `42.5万` is 425000 with −3, so half a unit
/// of the last place is the same rule for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Numeral {
    pub value: Decimal,
    pub decimals: i32,
}

impl Numeral {
    pub fn new(value: Decimal, decimals: i32) -> Self {
        Self { value, decimals }
    }

    pub fn whole(value: i64) -> Self {
        Self { value: Decimal::from(value), decimals: 0 }
    }

    /// Half a unit of the last printed place: how far the true value may lie from the print.
    pub fn half_unit(&self) -> Option<Decimal> {
        let half = Decimal::new(5, 1);
        match u32::try_from(self.decimals) {
            Ok(places) if places < 28 => Decimal::try_new(5, places + 1).ok(),
            Ok(_) => None,
            Err(_) => power_of_ten(self.decimals.unsigned_abs()).and_then(|step| step.checked_mul(half)),
        }
    }

    /// The least and the greatest true value that rounds to this print.
    pub fn interval(&self) -> Option<(Decimal, Decimal)> {
        let half = self.half_unit()?;
        Some((self.value.checked_sub(half)?, self.value.checked_add(half)?))
    }

    /// A whole number from 1900 to 2099: more likely a year than an amount where a year can stand.
    pub fn is_year_like(&self) -> bool {
        self.decimals == 0 && self.value >= Decimal::from(1900) && self.value <= Decimal::from(2099)
    }

    pub(super) fn times(self, factor: i128) -> Option<Self> {
        let places = places_of(factor);
        let factor = Decimal::try_from_i128_with_scale(factor, 0).ok()?;
        Some(Self { value: self.value.checked_mul(factor)?.normalize(), decimals: self.decimals - places })
    }

    pub(super) fn negated(self) -> Self {
        Self { value: -self.value, ..self }
    }
}

/// How many noughts a power of ten has.
fn places_of(mut factor: i128) -> i32 {
    let mut places = 0;
    while factor >= 10 {
        factor /= 10;
        places += 1;
    }
    places
}

fn power_of_ten(exponent: u32) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(10i128.checked_pow(exponent)?, 0).ok()
}

/// What stands at a place where an Arabic number may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arabic {
    Absent,
    /// Digits that are no number: `2025.3.31`, `1,23`, `0739`, more digits than a decimal holds.
    Malformed,
    Number(Printed),
}

/// An Arabic number with the marks of its print that tell numbers from codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Printed {
    pub(super) numeral: Numeral,
    /// Digits before the point.
    pub(super) digits: u32,
    /// Groups of three, by commas or blanks.
    pub(super) grouped: bool,
}

/// The figures of an Arabic number as they are gathered.
#[derive(Default)]
struct Figures {
    mantissa: i128,
    count: u32,
    overflow: bool,
}

impl Figures {
    fn push(&mut self, digit: u32) {
        self.count += 1;
        self.overflow |= self.count > 27;
        if !self.overflow {
            self.mantissa = self.mantissa * 10 + i128::from(digit);
        }
    }

    /// Takes digits as long as they come; how many did.
    fn take(&mut self, cursor: &mut Cursor<'_>) -> u32 {
        let before = self.count;
        while let Some(digit) = cursor.peek_digit() {
            self.push(digit);
            cursor.bump();
        }
        self.count - before
    }
}

/// A number as nearly all are printed: ASCII digits, thousands parted by commas or not at all, at most one point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plain {
    pub(super) numeral: Numeral,
    /// Digits before the point.
    pub(super) digits: u32,
    pub(super) grouped: bool,
    /// Bytes of its print.
    pub(super) length: usize,
}

/// More digits than this are left to [`arabic`]; so many are within an `i64`.
const PLAIN_DIGITS: usize = 17;

/// The plain number that a text begins with. Whether it goes on is for the caller to see: a digit, a comma or a point may
/// follow.
pub(super) fn plain(text: &[u8]) -> Option<Plain> {
    let (mut mantissa, mut digits) = (0i64, 0);
    let mut take =
        |run: &[u8]| mantissa = run.iter().fold(mantissa, |value, byte| value * 10 + i64::from(byte - b'0'));
    let first = digits_of(text, PLAIN_DIGITS + 1);
    if first.is_empty() || first.len() > PLAIN_DIGITS || first.len() > 1 && first[0] == b'0' {
        return None;
    }
    take(first);
    digits += first.len();
    let mut length = first.len();
    while first.len() <= 3 && first != b"0" && text.get(length) == Some(&b',') {
        let group = digits_of(&text[length + 1..], 4);
        if group.len() != 3 || digits + 3 > PLAIN_DIGITS {
            return None;
        }
        take(group);
        (digits, length) = (digits + 3, length + 4);
    }
    let mut decimals = 0;
    if text.get(length) == Some(&b'.') {
        let fraction = digits_of(&text[length + 1..], PLAIN_DIGITS);
        if fraction.is_empty() || digits + fraction.len() > PLAIN_DIGITS {
            return None;
        }
        take(fraction);
        decimals = fraction.len();
        length += 1 + decimals;
    }
    let value = Decimal::new(mantissa, decimals as u32);
    let numeral = Numeral::new(value, decimals as i32);
    Some(Plain { numeral, digits: digits as u32, grouped: digits > first.len(), length })
}

/// The digits that a text begins with, as far as so many.
fn digits_of(text: &[u8], most: usize) -> &[u8] {
    let count = text.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
    &text[..count]
}

/// Which separators of thousands a place allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Groups {
    /// A cell: commas and single blanks.
    Cell,
    /// A sentence: commas only; blanks separate numbers there.
    Prose,
}

/// Reads `1274.36`, `20,764,518.09`, `1，234.56`, `.5`, `1.2E+05`; the cursor moves only past a number.
pub(super) fn arabic(cursor: &mut Cursor<'_>, groups: Groups) -> Arabic {
    let mut ahead = *cursor;
    let mut figures = Figures::default();
    let digits = figures.take(&mut ahead);
    let from_zero = cursor.peek_digit() == Some(0);
    let group_count = if (1..=3).contains(&digits) && !from_zero {
        take_groups(&mut ahead, &mut figures, groups)
    } else {
        0
    };
    let Some(decimals) = take_fraction(&mut ahead, &mut figures) else { return Arabic::Malformed };
    if figures.count == 0 {
        return Arabic::Absent;
    }
    let exponent = take_exponent(&mut ahead);
    if (from_zero && digits > 1) || figures.overflow || runs_on(ahead, groups) {
        return Arabic::Malformed;
    }
    let Some(numeral) = assemble(figures.mantissa, decimals, exponent) else { return Arabic::Malformed };
    *cursor = ahead;
    Arabic::Number(Printed { numeral, digits: digits + 3 * group_count, grouped: group_count > 0 })
}

/// Takes `,234` as often as it comes with exactly three digits and one kind of separator. A single blank separates
/// thousands only where a fraction follows: `1 234` may be two numbers.
fn take_groups(cursor: &mut Cursor<'_>, figures: &mut Figures, groups: Groups) -> u32 {
    let (start, start_mantissa, start_count) = (*cursor, figures.mantissa, figures.count);
    let mut kind = None;
    let mut count = 0;
    loop {
        let mut ahead = *cursor;
        let Some(mark) = ahead.bump() else { break };
        let allowed = mark == ',' || (groups == Groups::Cell && matches!(mark, ' ' | '\u{A0}'));
        if !allowed || kind.is_some_and(|kind| kind != mark) || digits_ahead(ahead) != 3 {
            break;
        }
        kind = Some(mark);
        figures.take(&mut ahead);
        *cursor = ahead;
        count += 1;
    }
    let two_numbers_perhaps = kind == Some(' ') && count == 1 && !fraction_ahead(*cursor);
    if two_numbers_perhaps {
        *cursor = start;
        (figures.mantissa, figures.count) = (start_mantissa, start_count);
        return 0;
    }
    count
}

fn fraction_ahead(mut cursor: Cursor<'_>) -> bool {
    cursor.eat_char('.') && cursor.peek_digit().is_some()
}

fn digits_ahead(mut cursor: Cursor<'_>) -> u32 {
    let mut count = 0;
    while count < 4 && cursor.peek_digit().is_some() {
        cursor.bump();
        count += 1;
    }
    count
}

/// The digits after a point; `None` when a second point follows (a date or a list number).
fn take_fraction(cursor: &mut Cursor<'_>, figures: &mut Figures) -> Option<u32> {
    let mut ahead = *cursor;
    if !ahead.eat_char('.') || ahead.peek_digit().is_none() {
        return Some(0);
    }
    let decimals = figures.take(&mut ahead);
    *cursor = ahead;
    (!fraction_ahead(ahead)).then_some(decimals)
}

/// `E+05`, `e-2`: a sign or two digits must stand, so that codes like `3E` stay codes.
fn take_exponent(cursor: &mut Cursor<'_>) -> i32 {
    let mut ahead = *cursor;
    if !(ahead.eat_char('E') || ahead.eat_char('e')) {
        return 0;
    }
    let negative = ahead.eat_char('-');
    let signed = negative || ahead.eat_char('+');
    let mut figures = Figures::default();
    let digits = figures.take(&mut ahead);
    let ends = !ahead.peek().is_some_and(|ch| ch.is_ascii_alphanumeric());
    if !(1..=2).contains(&digits) || (!signed && digits < 2) || !ends {
        return 0;
    }
    *cursor = ahead;
    let exponent = i32::try_from(figures.mantissa).unwrap_or(0);
    if negative { -exponent } else { exponent }
}

/// In a cell a comma that is no separator of thousands makes the print unclear; in prose it is punctuation.
fn runs_on(mut cursor: Cursor<'_>, groups: Groups) -> bool {
    groups == Groups::Cell && cursor.eat_char(',') && cursor.peek_digit().is_some()
}

fn assemble(mantissa: i128, decimals: u32, exponent: i32) -> Option<Numeral> {
    let value = Decimal::try_from_i128_with_scale(mantissa, decimals).ok()?;
    if exponent == 0 {
        return Some(Numeral::new(value, i32::try_from(decimals).ok()?));
    }
    let value = if exponent > 0 {
        value.checked_mul(power_of_ten(exponent.unsigned_abs())?)?
    } else {
        Decimal::try_from_i128_with_scale(mantissa, decimals + exponent.unsigned_abs()).ok()?
    };
    Some(Numeral::new(value.normalize(), i32::try_from(decimals).ok()? - exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str, groups: Groups) -> Option<(String, i32)> {
        match arabic(&mut Cursor::new(text), groups) {
            Arabic::Number(printed) => Some((printed.numeral.value.to_string(), printed.numeral.decimals)),
            _ => None,
        }
    }

    #[test]
    fn plain_numbers_are_read_as_all_others() {
        for (text, length) in [
            ("1274.36万元", 7),
            ("20,764,518.09", 13),
            ("0.5%", 3),
            ("0", 1),
            ("1,234,", 0),
            ("1,23", 0),
            ("1,2345", 0),
            ("0739", 0),
            ("0,123", 1),
            ("1.", 0),
            ("12345678901234567890", 0),
        ] {
            let found = plain(text.as_bytes());
            assert_eq!(found.map_or(0, |found| found.length), length, "{text}");
            let Some(found) = found else { continue };
            let Arabic::Number(printed) = arabic(&mut Cursor::new(&text[..found.length]), Groups::Prose)
            else {
                panic!("{text}");
            };
            assert_eq!(
                (printed.numeral, printed.digits, printed.grouped),
                (found.numeral, found.digits, found.grouped)
            );
        }
    }

    #[test]
    fn printed_numbers() {
        for (text, value, decimals) in [
            ("1274.36", "1274.36", 2),
            ("10.00", "10.00", 2),
            ("20,764,518.09", "20764518.09", 2),
            ("1，234.56", "1234.56", 2),
            ("1 274.36", "1274.36", 2),
            ("１２３．４５", "123.45", 2),
            ("1.2E+05", "120000", -4),
            ("9.99E-2", "0.0999", 4),
            (".5", "0.5", 1),
        ] {
            assert_eq!(number(text, Groups::Cell), Some((value.to_owned(), decimals)), "{text}");
        }
        for text in ["2025.3.31", "1,23", "0739", "1234,567", "12345678901234567890123456789"] {
            assert_eq!(number(text, Groups::Cell), None, "{text}");
        }
        assert_eq!(number("1257，184", Groups::Prose), Some(("1257".to_owned(), 0)));
    }

    #[test]
    fn the_interval_is_half_a_unit_of_the_last_place() {
        let numeral = Numeral::new(Decimal::new(1250, 2), 2);
        assert_eq!(numeral.interval(), Some((Decimal::new(12495, 3), Decimal::new(12505, 3))));
        let coarse = Numeral::new(Decimal::from(425_000), -3);
        assert_eq!(coarse.half_unit(), Some(Decimal::from(500)));
    }
}
