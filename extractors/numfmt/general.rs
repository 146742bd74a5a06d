//! The `General` format, with the 15 digits that a spreadsheet knows of a number. A narrow column shows fewer of them, but
//! which ones depends on its width and font, and a figure must not lose digits to that.

use super::decimal::Decimal;

/// Significant digits of a number.
const DIGITS: i32 = 15;
/// Places after the point at which a small number is written with an exponent, as the programs do.
const SMALLEST: i32 = -4;

/// Whether stored digits are their own text already: short, plain, without idle zeros. Most cells are.
pub fn is_own_text(stored: &str) -> bool {
    let digits = stored.strip_prefix('-').unwrap_or(stored).as_bytes();
    let points = digits.iter().filter(|&&byte| byte == b'.').count();
    let (Some(first), Some(last)) = (digits.first(), digits.last()) else { return false };
    digits.len() <= DIGITS as usize
        && points <= 1
        && digits.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
        && (matches!(first, b'1'..=b'9') || digits.len() > 2 && digits.starts_with(b"0."))
        && (points == 0 || matches!(last, b'1'..=b'9'))
}

/// A number in the `General` format.
pub fn text(value: &Decimal) -> String {
    let size = value.absolute();
    let sign = if value.negative && !size.is_zero() { "-" } else { "" };
    let plain = size.is_zero() || (SMALLEST..=DIGITS).contains(&size.magnitude());
    if plain { format!("{sign}{}", size.plain()) } else { format!("{sign}{}", scientific(&size)) }
}

fn scientific(size: &Decimal) -> String {
    let exponent = size.magnitude() - 1;
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}E{sign}{:02}", size.shifted(-exponent).plain(), exponent.abs())
}
