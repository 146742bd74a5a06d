//! A number with everything behind it that belongs to it: multiplier, unit, a second number, bounds. The one reader under
//! cells and sentences; what may stand in front, and whether a figure is meant at all, is theirs.

use super::bound::{Bound, eat_bound_behind};
use super::cursor::Cursor;
use super::hanzi;
use super::letters::Letters;
use super::numeral::{self, Arabic, Groups, Numeral, arabic};
use super::unit::{Unit, eat_unit};

/// A number with everything behind it that belongs to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    pub(super) value: Numeral,
    pub(super) second: Option<Numeral>,
    pub(super) unit: Option<Unit>,
    pub(super) bound: Option<Bound>,
    pub(super) approx: bool,
    pub(super) grouped: bool,
    /// Written in ideographs.
    pub(super) hanzi: bool,
    /// 二〇二五
    pub(super) positional: bool,
    /// A lone 一 … 十.
    pub(super) single: bool,
    /// 万, 亿 stood between number and unit.
    pub(super) scale: i128,
    /// Digits before the point of an Arabic print.
    pub(super) digits: u32,
}

/// Reads number, multiplier, unit, a second number after a dash, and bounds behind. The cursor stands on the number.
pub(super) fn measure(cursor: &mut Cursor<'_>, groups: Groups) -> Option<Measure> {
    if let Some((found, length)) = plain(cursor.rest()) {
        cursor.skip(length);
        return Some(found);
    }
    piecewise(cursor, groups)
}

fn piecewise(cursor: &mut Cursor<'_>, groups: Groups) -> Option<Measure> {
    let mut found = one_number(cursor, groups)?;
    behind(cursor, &mut found);
    if !found.positional && found.bound.is_none() {
        second_number(cursor, &mut found, groups);
    }
    Some(found)
}

/// The common case, with its length: `1274.36万元`, `86.5%`, `12处` at the end of a text or in front of a mark with which
/// neither goes on, or a number alone at the end.
pub(super) fn plain(text: &str) -> Option<(Measure, usize)> {
    let number = numeral::plain(text.as_bytes()).filter(|number| number.digits <= PLAIN_DIGITS)?;
    let found = Measure { grouped: number.grouped, ..Measure::of(number.numeral, number.digits) };
    if number.length == text.len() {
        return Some((found, number.length));
    }
    let (unit, length) = plain_unit(&text[number.length..])?;
    let end = number.length + length;
    let behind = &text[end..];
    let ends = behind.is_empty() || PLAIN_BEHIND.begin(behind);
    ends.then_some((Measure { unit: Some(unit), ..found }, end))
}

/// Of money, people or per cent: more are something else.
const PLAIN_DIGITS: u32 = 14;

const PLAIN_BEHIND: Letters = Letters::of(&['，', '。', '；', '、', '）', ')', ',', ';']);

/// The unit that a text begins with and its length; nearly always one of four.
fn plain_unit(rest: &str) -> Option<(Unit, usize)> {
    const UNITS: [(&str, Unit); 3] = [("万元", Unit::WanYuan), ("%", Unit::Percent), ("元", Unit::Yuan)];
    if let Some((word, unit)) = UNITS.iter().find(|(word, _)| rest.starts_with(word)) {
        return Some((*unit, word.len()));
    }
    let mut cursor = Cursor::new(rest);
    let unit = eat_unit(&mut cursor)?;
    Some((unit, cursor.at()))
}

fn one_number(cursor: &mut Cursor<'_>, groups: Groups) -> Option<Measure> {
    let hundredths = cursor.eat("百分之");
    let mut found = if cursor.peek().is_some_and(hanzi::begins) {
        let numeral = hanzi::hanzi(cursor)?;
        let approx = numeral.bare_step && eat_more(cursor);
        if numeral.bare_step && !approx {
            return None;
        }
        Measure { approx, ..Measure::of_hanzi(&numeral) }
    } else {
        match arabic(cursor, groups) {
            Arabic::Number(printed) => {
                Measure { grouped: printed.grouped, ..Measure::of(printed.numeral, printed.digits) }
            }
            Arabic::Absent | Arabic::Malformed => return None,
        }
    };
    if hundredths {
        found.unit = Some(Unit::Percent);
        return Some(found);
    }
    scale_and_unit(cursor, &mut found, groups)?;
    Some(found)
}

impl Measure {
    fn of(value: Numeral, digits: u32) -> Self {
        Self {
            value,
            second: None,
            unit: None,
            bound: None,
            approx: false,
            grouped: false,
            hanzi: false,
            positional: false,
            single: false,
            scale: 1,
            digits,
        }
    }

    /// `2024年`, 二〇二五年
    pub(super) fn is_year(&self) -> bool {
        self.unit == Some(Unit::Counter("年")) && self.has_shape_of_year()
    }

    /// Four digits from 1900 to 2099.
    pub(super) fn has_shape_of_year(&self) -> bool {
        (self.positional || (self.digits == 4 && !self.grouped && self.scale == 1))
            && self.value.is_year_like()
    }

    fn of_hanzi(found: &hanzi::Hanzi) -> Self {
        let (positional, single) = (found.positional, found.single);
        Self { hanzi: true, positional, single, ..Self::of(found.numeral, 0) }
    }
}

/// 余, 多, 来, 几 between a number and its unit.
fn eat_more(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.skip_blanks();
    let found = matches!(ahead.bump(), Some('余' | '多' | '来' | '几'));
    if found {
        *cursor = ahead;
    }
    found
}

fn scale_and_unit(cursor: &mut Cursor<'_>, found: &mut Measure, groups: Groups) -> Option<()> {
    for _ in 0..3 {
        found.approx |= eat_more(cursor);
        found.unit = eat_unit(cursor);
        if found.unit.is_some() {
            break;
        }
        let Some(factor) = next_multiplier(*cursor, found.hanzi) else { break };
        cursor.skip_blanks();
        cursor.bump();
        found.value = found.value.times(factor)?;
        found.scale = found.scale.checked_mul(factor)?;
        if cursor.peek_digit().is_some() {
            smaller_part(cursor, found, groups)?;
            break;
        }
    }
    if found.hanzi && found.unit == Some(Unit::Yuan) {
        add_small_money(cursor, found);
    }
    if found.unit.is_some_and(Unit::is_money) && !cursor.eat("整") {
        cursor.eat("正");
    }
    Some(())
}

fn next_multiplier(mut cursor: Cursor<'_>, behind_hanzi: bool) -> Option<i128> {
    cursor.skip_blanks();
    let factor = hanzi::multiplier(cursor.peek()?)?;
    (!behind_hanzi || factor >= 10_000).then_some(factor)
}

/// 2万5千, 1亿2000万元: the part behind the multiplier.
fn smaller_part(cursor: &mut Cursor<'_>, found: &mut Measure, groups: Groups) -> Option<()> {
    let Arabic::Number(part) = arabic(cursor, groups) else { return None };
    let unit = eat_unit(cursor);
    let factor = unit.and_then(Unit::yuan_factor).unwrap_or(rust_decimal::Decimal::ONE);
    let (mut rest, mut rest_scale) = (part.numeral, 1);
    if let (None, Some(step)) = (unit, cursor.peek().and_then(hanzi::multiplier)) {
        cursor.bump();
        rest = rest.times(step)?;
        rest_scale = step;
    }
    if rest_scale >= found.scale {
        return None;
    }
    let whole = found.value.value.checked_div(factor)?;
    found.value = Numeral::new(whole.checked_add(rest.value)?, rest.decimals);
    found.unit = unit;
    Some(())
}

fn add_small_money(cursor: &mut Cursor<'_>, found: &mut Measure) {
    if let Some(hundredths) = hanzi::small_money(cursor) {
        let coins = rust_decimal::Decimal::new(hundredths, 2);
        if let Some(value) = found.value.value.checked_add(coins) {
            found.value = Numeral::new(value, 2);
        }
    }
}

/// 以上, 以内, 左右.
fn behind(cursor: &mut Cursor<'_>, found: &mut Measure) {
    let mut ahead = *cursor;
    ahead.skip_blanks();
    match ahead.peek() {
        Some('以' | '及' | '含' | '之' | '(') => {
            if let Some(bound) = eat_bound_behind(cursor) {
                found.bound = Some(bound);
            }
        }
        Some('内') if found.unit.is_some() => {
            ahead.bump();
            if ahead.is_end() {
                *cursor = ahead;
                found.bound = Some(Bound::AtMost);
            }
        }
        Some('左' | '上') => found.approx |= cursor.eat("左右") || cursor.eat("上下"),
        _ => {}
    }
}

fn second_number(cursor: &mut Cursor<'_>, found: &mut Measure, groups: Groups) {
    let mut ahead = *cursor;
    ahead.skip_blanks();
    if !matches!(ahead.bump(), Some('-' | '~' | '—' | '–' | '至' | '到' | '∼' | '〜')) {
        return;
    }
    ahead.eat_char('—');
    ahead.skip_blanks();
    let Some(second) = one_number(&mut ahead, groups) else { return };
    if second.hanzi != found.hanzi || second.positional {
        return;
    }
    let unscaled = found.scale == 1 && found.unit.is_none();
    let first = if unscaled { found.value.times(second.scale) } else { Some(found.value) };
    let Some(first) = first else { return };
    *found = Measure {
        value: first,
        second: Some(second.value),
        unit: second.unit.or(found.unit),
        bound: Some(Bound::Range),
        approx: found.approx || second.approx,
        single: false,
        ..*found
    };
    *cursor = ahead;
    let mut after = *found;
    behind(cursor, &mut after);
    found.approx = after.approx;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What is read at once is read in the same way piece by piece.
        #[test]
        fn plain_numbers_are_as_all_others(
            text in "(0|[1-9][0-9]{0,14})(\\.[0-9]{0,5})?[ 余]?(万元|元|%|人|万|个|处|年|千瓦时|平 米|分)?[，。；、）),;至以余整内 ]?[0-9人%]?"
        ) {
            if let Some((found, length)) = plain(&text) {
                for groups in [Groups::Cell, Groups::Prose] {
                    let mut cursor = Cursor::new(&text);
                    let slow = piecewise(&mut cursor, groups).unwrap();
                    prop_assert_eq!(format!("{found:?}"), format!("{slow:?}"));
                    prop_assert_eq!(cursor.at(), length);
                }
            }
        }
    }

    #[test]
    fn plain_numbers() {
        let lengths = ["86.5%", "1274.36万元，", "0人。", "12人次", "86%以上", "01元", "元", "12", "12，"];
        let found = lengths.map(|text| plain(text).map(|(_, length)| length));
        assert_eq!(found, [Some(5), Some(13), Some(4), Some(8), None, None, None, Some(2), None]);
    }
}
