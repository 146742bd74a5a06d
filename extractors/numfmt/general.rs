//! The `General` format, as a wide column shows it.

use super::decimal::Decimal;

/// Characters of digits and point that a cell in this format takes at most.
const WIDTH: i32 = 11;

/// Whether stored digits are their own text already: short, plain, without idle zeros. Most cells are.
pub fn is_own_text(stored: &str) -> bool {
    let digits = stored.strip_prefix('-').unwrap_or(stored).as_bytes();
    let points = digits.iter().filter(|&&byte| byte == b'.').count();
    let (Some(first), Some(last)) = (digits.first(), digits.last()) else { return false };
    digits.len() < WIDTH as usize
        && points <= 1
        && digits.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
        && (matches!(first, b'1'..=b'9') || digits.len() > 2 && digits.starts_with(b"0."))
        && (points == 0 || matches!(last, b'1'..=b'9'))
}

/// A number in the `General` format.
pub fn text(value: &Decimal) -> String {
    let size = rounded(&value.absolute());
    let sign = if value.negative && !size.is_zero() { "-" } else { "" };
    let plain = size.is_zero() || size.magnitude() <= WIDTH && size.decimals() <= (WIDTH - 2) as usize;
    if plain { format!("{sign}{}", size.plain()) } else { format!("{sign}{}", scientific(&size)) }
}

/// Cuts the decimals that do not fit; numbers that do not fit at all are left for the exponent.
pub fn rounded(size: &Decimal) -> Decimal {
    match size.magnitude() {
        magnitude if !(-3..=WIDTH).contains(&magnitude) => *size,
        magnitude if magnitude >= WIDTH - 1 => size.rounded(0),
        magnitude => size.rounded(WIDTH - 1 - magnitude.max(1)),
    }
}

fn scientific(size: &Decimal) -> String {
    let size = size.rounded_to(6);
    let exponent = size.magnitude() - 1;
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}E{sign}{:02}", size.shifted(-exponent).plain(), exponent.abs())
}
