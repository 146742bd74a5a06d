//! Figures as converters print them, as far as the geometry of a table needs them: whether a text is one, and whether
//! figures add up. Exact integers of the last printed digit; no value leaves this module for a cell.

/// A printed number in units of its last decimal place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    units: i128,
    decimals: u32,
    pub is_share: bool,
}

/// Marks that stand before a figure: up, down, minus, plus.
const SIGNS: [char; 9] =
    ['-', '+', '\u{2212}', '\u{ff0d}', '\u{2013}', '\u{25b2}', '\u{25bc}', '\u{25b3}', '\u{25bd}'];

/// The most digits that are taken for a figure; more is an account or an identity number.
const MOST_DIGITS: usize = 24;

impl Figure {
    pub const ONE: Self = Self { units: 1, decimals: 0, is_share: false };
    /// A hundred per cent.
    pub const WHOLE: Self = Self { units: 100, decimals: 0, is_share: true };

    /// A number with separators, sign, trend mark and percent sign as printed; nothing else may stand around it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let unsigned = text.trim_start_matches(SIGNS);
        let negative = text.starts_with(['-', '\u{2212}', '\u{ff0d}', '\u{2013}']);
        let plain = unsigned.trim_end_matches(['%', '\u{ff05}']);
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        let digits = whole.bytes().filter(|&byte| byte != b',').chain(fraction.bytes());
        let mut units: i128 = 0;
        for byte in digits.clone() {
            if !byte.is_ascii_digit() {
                return None;
            }
            units = units.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
        }
        let count = digits.count();
        if count == 0 || count > MOST_DIGITS || !whole.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let units = if negative { -units } else { units };
        Some(Self { units, decimals: fraction.len() as u32, is_share: plain.len() < unsigned.len() })
    }

    /// The whole number that it is, where it has no decimals and no percent sign.
    pub fn whole(self) -> Option<i128> {
        (self.decimals == 0 && !self.is_share).then_some(self.units)
    }

    fn at(self, decimals: u32) -> Option<i128> {
        self.units.checked_mul(10i128.checked_pow(decimals.checked_sub(self.decimals)?)?)
    }
}

/// Whether a text is a figure.
pub fn is_figure(text: &str) -> bool {
    Figure::parse(text).is_some()
}

/// Whether a text stands where a figure would: a figure, or a dash instead of one.
pub fn is_value(text: &str) -> bool {
    is_figure(text) || is_dash(text)
}

fn is_dash(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| matches!(c, '-' | '\u{2014}' | '\u{2013}' | '\u{ff0d}' | '\u{2500}' | '/'))
}

/// Whether a sum equals a total, each rounded to its own last digit.
pub fn adds_up(parts: &[Figure], total: Figure) -> bool {
    let Some(decimals) = parts.iter().chain([&total]).map(|figure| figure.decimals).max() else {
        return false;
    };
    let sum = parts.iter().try_fold(0i128, |sum, part| sum.checked_add(part.at(decimals)?));
    let (Some(sum), Some(total_units)) = (sum, total.at(decimals)) else { return false };
    let half = |figure: &Figure| 10i128.checked_pow(decimals - figure.decimals).unwrap_or(1);
    let slack: i128 = if total.is_share { parts.iter().chain([&total]).map(half).sum() } else { 0 };
    (sum - total_units).abs().saturating_mul(2) <= slack
}

/// Whether the third figure is the second less the first.
pub fn is_difference(first: Figure, second: Figure, third: Figure) -> bool {
    adds_up(&[first, third], second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(text: &str) -> Figure {
        Figure::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn figures_are_told_from_other_texts() {
        for text in ["0", "1,250.00", "-7.46%", "▲64.35%", "100.00%", "2024", " 13.7 ", "－3.5"] {
            assert!(is_figure(text), "{text}");
        }
        for text in
            ["", "≥98%", "1年", "一", "%", ".5", "1.2.3", "A1", "—", "12.5万元", "1234567890123456789012345"]
        {
            assert!(!is_figure(text), "{text}");
        }
        assert!(is_value("——") && is_value("/") && !is_value(""));
    }

    #[test]
    fn totals_are_exact_and_shares_may_be_rounded() {
        assert!(adds_up(&[figure("1.10"), figure("2,000.2")], figure("2001.3")));
        assert!(!adds_up(&[figure("1.10"), figure("2.20")], figure("3.31")));
        assert!(adds_up(&[figure("33.33%"), figure("33.33%"), figure("33.33%")], figure("100.00%")));
        assert!(is_difference(figure("36,995.07"), figure("33,820.72"), figure("-3,174.35")));
    }
}
