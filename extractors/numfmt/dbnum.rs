//! Numbers in Chinese digits, as `[DBNum1]`, `[DBNum2]` and `[DBNum3]` write them.

use super::decimal::Decimal;
use crate::glyphs::{FORMAL, Numerals, PLAIN, WIDE};

pub fn numerals(style: u8) -> Option<&'static Numerals> {
    match style {
        1 => Some(&PLAIN),
        2 => Some(&FORMAL),
        3 => Some(&WIDE),
        _ => None,
    }
}

/// A number with its tens, hundreds and myriads said: one hundred and twenty is three signs. Decimals are said one by
/// one, as are the digits of numbers beyond 10^16.
pub fn spoken(size: &Decimal, numerals: &Numerals) -> String {
    let mut text = String::new();
    match size.whole() {
        Some(whole) if size.magnitude() <= 16 => integer(&mut text, whole, numerals),
        _ => (0..size.magnitude()).rev().for_each(|place| text.push_str(digit(numerals, size.digit(place)))),
    }
    let decimals = size.decimals() as i32;
    if decimals > 0 {
        text.push('.');
        (1..=decimals).for_each(|place| text.push_str(digit(numerals, size.digit(-place))));
    }
    text
}

/// A day, a month, an hour: as spoken, but ten is not "one ten" in plain digits.
pub fn counted(value: u64, width: usize, numerals: &Numerals) -> String {
    let mut text = String::new();
    if width > 1 && value < 10 {
        text.push_str(numerals.digits[0]);
    }
    if (10..20).contains(&value) && numerals.digits == PLAIN.digits {
        text.push_str(numerals.tens[0]);
        if value > 10 {
            text.push_str(digit(numerals, (value % 10) as u8));
        }
        return text;
    }
    integer(&mut text, value, numerals);
    text
}

fn digit(numerals: &Numerals, digit: u8) -> &'static str {
    numerals.digits[usize::from(digit % 10)]
}

fn integer(text: &mut String, value: u64, numerals: &Numerals) {
    const MYRIAD: u64 = 10_000;
    if value == 0 {
        text.push_str(numerals.digits[0]);
        return;
    }
    let groups = (0..4).rev().map(|power| (power, value / MYRIAD.pow(power as u32) % MYRIAD));
    let (mut begun, mut gap) = (false, false);
    for (power, group) in groups {
        if group == 0 {
            gap |= begun;
            continue;
        }
        if begun && (gap || group < MYRIAD / 10) {
            text.push_str(numerals.digits[0]);
        }
        (begun, gap) = (true, false);
        thousands(text, group, numerals);
        if power > 0 {
            text.push_str(numerals.myriads[power - 1]);
        }
    }
}

/// A group of up to four digits, zeros inside it said once.
fn thousands(text: &mut String, group: u64, numerals: &Numerals) {
    let (mut begun, mut gap) = (false, false);
    for power in (0..4).rev() {
        let one = (group / 10u64.pow(power as u32) % 10) as u8;
        if one == 0 {
            gap |= begun;
            continue;
        }
        if gap {
            text.push_str(numerals.digits[0]);
        }
        text.push_str(digit(numerals, one));
        if power > 0 {
            text.push_str(numerals.tens[power - 1]);
        }
        (begun, gap) = (true, false);
    }
}
