//! What a cell says when a number is expected there: a figure with its bound, sign and unit, or one of the things that
//! are no figure and differ from each other — blank, dash, 无, `/`, a filler row, a placeholder, text.
//!
//! A reading never repairs. What could be two things (`1,23`, `0739-…`, two numbers side by side) is text, and text in a
//! column of figures is for the caller to report.

use super::bound::{Front, front};
use super::cursor::Cursor;
use super::fold::{is_blank, narrow, trim};
use super::letters::Letters;
use super::measure::{Measure, measure};
use super::numeral::{self, Groups, Numeral};
use super::unit::Unit;

pub use super::bound::Bound;

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Value,
    Blank,
    /// `——`, `-`
    Dash,
    /// 无
    None,
    /// `/`, 不适用, `*`
    NotApplicable,
    /// `……`
    Filler,
    /// `××`, `X%`, `20XX`
    Placeholder,
    Text,
}

/// ▲ and ▼ in front of a number say which way it went; they are no signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trend {
    Up,
    Down,
}

/// A cell read. `value` is set exactly when `state` is [`State::Value`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading<'a> {
    pub raw: &'a str,
    pub state: State,
    pub bound: Option<Bound>,
    pub value: Option<Numeral>,
    pub second: Option<Numeral>,
    pub unit: Option<Unit>,
    pub approx: bool,
    pub trend: Option<Trend>,
    /// A bare number in brackets: a minus in accounts, a number of a list elsewhere (see [`Reading::is_numbering`]).
    pub bracketed: bool,
    /// Printed as four digits from 1900 to 2099.
    year_shape: bool,
    /// What follows the figure and its unit.
    pub tail: &'a str,
}

impl<'a> Reading<'a> {
    fn bare(raw: &'a str, state: State) -> Self {
        Self {
            raw,
            state,
            bound: None,
            value: None,
            second: None,
            unit: None,
            approx: false,
            trend: None,
            bracketed: false,
            year_shape: false,
            tail: "",
        }
    }

    /// The figure is a year or a span of years: never money.
    pub fn is_year_like(&self) -> bool {
        let unit_allows = matches!(self.unit, None | Some(Unit::Counter("年")));
        let plain = !self.bracketed && !self.approx && matches!(self.bound, None | Some(Bound::Range));
        plain && unit_allows && self.year_shape
    }

    /// The figure has the shape of a budget code: 类 201, 款 20103, 项 2010301, economic 302 or 30212.
    pub fn is_code_like(&self) -> bool {
        let digits = trim(self.raw).as_bytes();
        let plain = digits.iter().all(u8::is_ascii_digit) && self.value.is_some();
        plain
            && matches!((digits.len(), digits.first()), (3 | 5 | 7, Some(b'2')) | (3 | 5, Some(b'3' | b'5')))
    }

    /// `(1)` to `(99)`: where labels stand this numbers a list.
    pub fn is_numbering(&self) -> bool {
        self.bracketed
            && self.value.is_some_and(|value| value.decimals == 0 && value.value.abs() < 100.into())
    }

    /// Nothing was filled in: blank, dash, 无, `/`. These differ from each other and from 0.
    pub fn is_unfilled(&self) -> bool {
        matches!(self.state, State::Blank | State::Dash | State::None | State::NotApplicable)
    }
}

/// Reads a cell. Never fails: what is no figure is [`State::Text`].
pub fn read(raw: &str) -> Reading<'_> {
    let text = trim(raw);
    if let Some(reading) = plain(raw, text.as_bytes()) {
        return reading;
    }
    if let Some(state) = mark(text) {
        return Reading::bare(raw, state);
    }
    figure(raw, text).unwrap_or_else(|| Reading::bare(raw, State::Text))
}

/// The common case: ASCII digits with at most one point and a minus in front.
fn plain<'a>(raw: &'a str, text: &[u8]) -> Option<Reading<'a>> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let found = numeral::plain(digits).filter(|found| found.length == digits.len())?;
    let negative = digits.len() < text.len() && !found.numeral.value.is_zero();
    let value = if negative { found.numeral.negated() } else { found.numeral };
    let year_shape = text.len() == 4 && value.is_year_like();
    Some(Reading { value: Some(value), year_shape, ..Reading::bare(raw, State::Value) })
}

/// The states that are told by their signs alone.
fn mark(text: &str) -> Option<State> {
    let Some(first) = text.chars().next().map(narrow) else { return Some(State::Blank) };
    let only = |allowed: fn(char) -> bool| text.chars().all(|ch| is_blank(ch) || allowed(narrow(ch)));
    match first {
        '-' | '—' | '–' | '―' | '─' | '_' | '━' => only(is_dash).then_some(State::Dash),
        '/' | '\\' => only(|ch| matches!(ch, '/' | '\\')).then_some(State::NotApplicable),
        '*' => only(|ch| ch == '*').then_some(State::NotApplicable),
        'N' | 'n' | '不' => {
            spelled(text, &["N/A", "n/a", "NA", "不适用", "不涉及"]).then_some(State::NotApplicable)
        }
        '无' | '没' | '空' | '暂' => {
            spelled(text, &["无", "没有", "空", "暂无", "无。"]).then_some(State::None)
        }
        '.' | '…' | '。' | '·' | '⋯' | '•' => is_filler(text).then_some(State::Filler),
        'X' | 'x' | '×' | '✕' | '╳' | '0'..='9' => is_placeholder(text).then_some(State::Placeholder),
        _ => None,
    }
}

fn is_dash(ch: char) -> bool {
    matches!(ch, '-' | '—' | '–' | '―' | '─' | '_' | '━')
}

fn spelled(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        let mut cursor = Cursor::new(text);
        cursor.eat(word) && cursor.is_end()
    })
}

/// Two dots or one ellipsis at least; one full stop is a slip of the pen.
fn is_filler(text: &str) -> bool {
    let dots = text.chars().filter(|ch| !is_blank(*ch));
    let weight: usize = dots.map(|ch| if matches!(ch, '…' | '⋯') { 2 } else { 1 }).sum();
    let only =
        text.chars().all(|ch| is_blank(ch) || matches!(narrow(ch), '.' | '…' | '。' | '·' | '⋯' | '•'));
    only && weight >= 2
}

/// `××`, `XX场`, `X%`, `X`, `20XX年`: crosses where digits should be. `X光机` is a word.
fn is_placeholder(text: &str) -> bool {
    let rest = text.trim_start_matches(|ch: char| narrow(ch).is_ascii_digit());
    let begins_with_digits = rest.len() < text.len();
    let after = rest.trim_start_matches(is_cross);
    let crosses = rest[..rest.len() - after.len()].chars().count();
    match crosses {
        0 => false,
        1 if begins_with_digits => false,
        1 => after.is_empty() || after.starts_with(['%', '％', '‰', '年']) || rest.starts_with('×'),
        _ => !after.chars().next().is_some_and(|ch| narrow(ch).is_ascii_alphanumeric()),
    }
}

fn is_cross(ch: char) -> bool {
    matches!(narrow(ch), 'X' | 'x' | '×' | '✕' | '╳')
}

/// The ideographs that a figure begins with: numerals, 负, and the words of `bound`.
const FIRST_IDEOGRAPHS: Letters = Letters::of(&[
    '零', '一', '壹', '弌', '二', '贰', '貳', '两', '弍', '三', '叁', '參', '叄', '四', '肆', '五', '伍',
    '六', '陆', '陸', '七', '柒', '八', '捌', '九', '玖', '十', '拾', '百', '佰', '千', '仟', '廿', '负',
    '大', '不', '至', '小', '最', '控', '高', '超', '多', '低', '少', '等', '约', '将', '近', '接', '人',
    '共', '合', '总', '计', '达', '已', '完', '卅',
]);

/// Reads a text that begins with a figure; `None` when it does not.
fn figure<'a>(raw: &'a str, text: &'a str) -> Option<Reading<'a>> {
    if matches!(text.as_bytes().first(), Some(0xE4..=0xE9)) && !FIRST_IDEOGRAPHS.begin(text) {
        return None;
    }
    if let Some(inner) = bracketed(text) {
        return in_brackets(raw, inner);
    }
    let mut cursor = Cursor::new(text);
    let mut words = front(&mut cursor);
    let trend = trend(&mut cursor);
    let negative = minus(&mut cursor);
    if negative || trend.is_some() {
        let more = front(&mut cursor);
        words = Front { bound: words.bound.or(more.bound), approx: words.approx || more.approx };
    }
    let found = measure(&mut cursor, Groups::Cell)?;
    within(&mut cursor, words.bound);
    let tail = cursor.rest();
    if !stands_alone(&found, tail) {
        return None;
    }
    let sign = |value: Numeral| if negative { value.negated() } else { value };
    Some(Reading {
        state: State::Value,
        bound: words
            .bound
            .or(found.bound)
            .map(|bound| if found.second.is_some() { Bound::Range } else { bound }),
        value: Some(sign(found.value)),
        second: found.second,
        unit: found.unit,
        approx: words.approx || found.approx,
        trend,
        year_shape: found.has_shape_of_year(),
        tail: tail.trim_matches(is_blank),
        ..Reading::bare(raw, State::Value)
    })
}

fn bracketed(text: &str) -> Option<&str> {
    text.strip_prefix(['(', '（'])?.strip_suffix([')', '）'])
}

/// Brackets around a bare number are a minus, around a score they are only brackets; all else is text.
fn in_brackets<'a>(raw: &'a str, inner: &'a str) -> Option<Reading<'a>> {
    let reading = figure(raw, trim(inner))?;
    let bare =
        reading.unit.is_none() && reading.bound.is_none() && reading.tail.is_empty() && !reading.approx;
    let value = reading.value.filter(|value| !value.value.is_sign_negative())?;
    match reading.unit {
        None if bare && !reading.bracketed => {
            Some(Reading { value: Some(value.negated()), bracketed: true, ..reading })
        }
        Some(Unit::Score) if reading.tail.is_empty() => Some(reading),
        _ => None,
    }
}

fn trend(cursor: &mut Cursor<'_>) -> Option<Trend> {
    let trend = match cursor.peek()? {
        '▲' | '↑' => Trend::Up,
        '▼' | '↓' => Trend::Down,
        _ => return None,
    };
    cursor.bump();
    Some(trend)
}

/// A sign in front: `-`, `−`, `△`, 负. A plus is passed over.
fn minus(cursor: &mut Cursor<'_>) -> bool {
    let negative = matches!(cursor.peek(), Some('-' | '△' | '负' | '‐' | '‑'));
    if negative || cursor.peek() == Some('+') {
        cursor.bump();
    }
    negative
}

/// 内 closes 控制在.
fn within(cursor: &mut Cursor<'_>, bound: Option<Bound>) {
    let mut ahead = *cursor;
    if bound == Some(Bound::AtMost) && ahead.eat("内") && ahead.is_end() {
        *cursor = ahead;
    }
}

/// Whether a number with this text behind it is a figure, and not a date, a list number, a code, a word, or the first of
/// several numbers.
fn stands_alone(found: &Measure, tail: &str) -> bool {
    let rest = tail.trim_start_matches(is_blank);
    let Some(first) = rest.chars().next().map(narrow) else { return whole_print(found) };
    if found.is_year() {
        return rest == "度" || is_closing_stop(rest);
    }
    if found.hanzi {
        return whole_print(found) && is_closing_stop(rest);
    }
    let touching = tail.len() == rest.len();
    let second = rest.chars().nth(1).map(narrow);
    let number_follows = second.is_some_and(|ch| ch.is_ascii_digit());
    match first {
        '0'..='9' => false,
        '.' | ',' | ':' | '/' | '-' | '~' | '—' | '*' | '+' if number_follows => false,
        '.' | ')' | '、' if found.unit.is_none() => false,
        '月' | '日' | '号' | '时' | '点' | '季' if found.unit.is_none() => false,
        'A'..='Z' | 'a'..='z' => !touching || found.unit.is_some(),
        _ => true,
    }
}

/// At the end of a text: a numeral of ideographs must look like an amount or a year.
fn whole_print(found: &Measure) -> bool {
    if found.positional {
        return found.is_year();
    }
    let word =
        found.single && matches!(found.unit, None | Some(Unit::Score)) && !found.approx && found.scale == 1;
    !(found.hanzi && word)
}

fn is_closing_stop(rest: &str) -> bool {
    matches!(rest, "。" | "；" | "，" | ";")
}

#[cfg(test)]
mod tests {
    use super::super::bound::begins_front_word;
    use super::super::hanzi;
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn grouped(digits: &str, mark: char) -> String {
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(mark);
            }
            out.push(digit);
        }
        out
    }

    fn full_width(text: &str) -> String {
        let wide = |ch: char| char::from_u32(u32::from(ch) + 0xFEE0).unwrap();
        text.chars().map(|ch| if ch.is_ascii_graphic() { wide(ch) } else { ch }).collect()
    }

    /// A number below 10^12 in ideographs, with the digits and steps given.
    fn in_ideographs(number: u64, digits: &[&str; 10], steps: &[&str; 4]) -> String {
        if number == 0 {
            return digits[0].to_owned();
        }
        let mut out = String::new();
        let mut gap = false;
        for (unit, name) in [(100_000_000, "亿"), (10_000, "万"), (1, "")] {
            let section = number / unit % 10_000;
            for place in (0..4u32).rev() {
                let digit = section / 10u64.pow(place) % 10;
                if digit == 0 {
                    gap = !out.is_empty();
                    continue;
                }
                if std::mem::take(&mut gap) {
                    out.push_str(digits[0]);
                }
                out.push_str(digits[usize::try_from(digit).unwrap()]);
                out.push_str(steps[usize::try_from(place).unwrap()]);
            }
            if section > 0 {
                out.push_str(name);
            }
        }
        out
    }

    #[test]
    fn every_ideograph_that_may_begin_a_figure_is_known() {
        for ch in ('\u{4000}'..='\u{9FFF}').filter(|ch| hanzi::begins(*ch) || begins_front_word(*ch)) {
            assert!(FIRST_IDEOGRAPHS.begin(ch.encode_utf8(&mut [0; 4])), "{ch}");
        }
    }

    proptest! {
        #[test]
        fn a_printed_number_reads_back(units in 0u64..10_000_000_000, cents in 0u32..100) {
            let value = Decimal::new(i64::try_from(units * 100).unwrap() + i64::from(cents), 2);
            let plain = format!("{units}.{cents:02}");
            let comma = format!("{}.{cents:02}", grouped(&units.to_string(), ','));
            let blank = format!("{}.{cents:02}", grouped(&units.to_string(), ' '));
            let decorated = [format!("　{plain} "), format!("{plain}万元"), format!("约{plain}元"), format!("≥{plain}%"), format!("\"{plain}\"")];
            let wide = [full_width(&plain), full_width(&comma), comma.replace(',', "，")];
            for text in decorated.iter().chain(&wide).chain([&plain, &comma, &blank]) {
                prop_assert_eq!(read(text).value, Some(Numeral::new(value, 2)), "{}", text);
            }
            for text in [format!("-{plain}"), format!("（{comma}）"), format!("△{plain}"), format!("负{plain}"), format!("−{plain}")] {
                prop_assert_eq!(read(&text).value, Some(Numeral::new(-value, 2)), "{}", text);
            }
        }

        #[test]
        fn a_number_in_ideographs_reads_back(number in prop_oneof![0u64..1000, 1000u64..100_000_000, 0u64..1_000_000_000_000]) {
            let everyday = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
            let financial = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
            for text in [
                in_ideographs(number, &everyday, &["", "十", "百", "千"]),
                in_ideographs(number, &financial, &["", "拾", "佰", "仟"]),
            ] {
                let text = format!("{text}元整");
                let reading = read(&text);
                let factor = reading.unit.and_then(Unit::yuan_factor);
                let yuan = reading.value.zip(factor).map(|(value, factor)| value.value * factor);
                prop_assert_eq!(yuan, Some(Decimal::from(number)), "{}", text);
            }
        }

        #[test]
        fn any_text_may_be_read(text in "[0-9一二十百千万亿零元分%.,，（）()~≥约余以上下内至年月 -]{0,20}|\\PC{0,20}") {
            let reading = read(&text);
            prop_assert_eq!(reading.value.is_some(), reading.state == State::Value);
            prop_assert_eq!(reading.raw, text.as_str());
        }
    }
}
