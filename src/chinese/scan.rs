//! Every quantity of a sentence with its place: amounts, counts, percentages, with the words that bound them. One pass
//! over the bytes, no allocation.
//!
//! What looks like a number and is no quantity is passed over: dates (`2024年`), document numbers (`〔2025〕1号`),
//! attachment numbers (`附件1-1`), ordinals (`第3次`), list numbers (`1、`), codes (`2010301`), telephone numbers. What a
//! quantity is a quantity *of* is the narrative reader's.

use std::ops::Range;

use super::bound::{Bound, bound_before};
use super::cursor::Cursor;
use super::fold::{is_blank, is_han, narrow};
use super::hanzi;
use super::letters::Letters;
use super::measure::{self, Measure, measure};
use super::numeral::{Groups, Numeral};
use super::reading::Trend;
use super::unit::Unit;

/// A quantity in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// Bytes from the first word that belongs to it (约, 不超过, a sign) to the end of its unit.
    pub range: Range<usize>,
    /// Bytes of number and unit alone.
    pub figure: Range<usize>,
    pub value: Numeral,
    /// The upper end of a range.
    pub second: Option<Numeral>,
    pub unit: Option<Unit>,
    pub bound: Option<Bound>,
    pub approx: bool,
    pub trend: Option<Trend>,
    /// `/人`, `/次` follows: money per something, no sum of money.
    pub per: bool,
}

/// The quantities of a text, from left to right.
pub fn quantities(text: &str) -> Quantities<'_> {
    Quantities { text, at: 0, end: 0 }
}

#[derive(Debug, Clone)]
pub struct Quantities<'a> {
    text: &'a str,
    at: usize,
    /// The next tab: no unit is looked for behind it.
    end: usize,
}

impl Iterator for Quantities<'_> {
    type Item = Quantity;

    fn next(&mut self) -> Option<Quantity> {
        loop {
            let start = NUMERALS.find(self.text, self.at)?;
            if start >= self.end {
                self.end = self.text[start..].find('\t').map_or(self.text.len(), |tab| start + tab);
            }
            let (end, found) = at_number(&self.text[..self.end], start, self.at);
            self.at = end;
            if found.is_some() {
                return found;
            }
        }
    }
}

/// Whether a sign stands in a text with which a number can begin.
pub fn has_number(text: &str) -> bool {
    NUMERALS.is_in(text)
}

/// The quantity that begins at one of [`NUMERAL_SIGNS`], if one does, and where to go on. Nothing before `floor`, where the
/// one before ended, is looked at again. There are no tabs in the text.
pub fn quantity_at(text: &str, start: usize, floor: usize) -> (usize, Option<Quantity>) {
    at_number(text, start, floor)
}

const NUMERALS: Letters = Letters::of(NUMERAL_SIGNS);

/// The signs that a number begins with.
pub const NUMERAL_SIGNS: &[char] = &[
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '０', '１', '２', '３', '４', '５', '６', '７', '８',
    '９', '一', '七', '三', '两', '九', '二', '五', '仟', '伍', '佰', '八', '六', '十', '千', '叁', '四',
    '壹', '廿', '拾', '捌', '柒', '玖', '百', '肆', '贰', '陆',
];

/// Judges the number at `start`: where to go on, and the quantity if it is one. Nothing before `floor` is looked at
/// again, so the whole scan stays linear.
fn at_number(text: &str, start: usize, floor: usize) -> (usize, Option<Quantity>) {
    match plainly(text, start, floor) {
        Some(quantity) => (quantity.figure.end, Some(quantity)),
        None => judged(text, start, floor),
    }
}

fn judged(text: &str, start: usize, floor: usize) -> (usize, Option<Quantity>) {
    let before = Before::of(text, start);
    let mut cursor = Cursor::starting_at(text, start);
    let ideographs = cursor.peek().is_some_and(hanzi::begins);
    let Some(found) = grouped_by_blanks(&mut cursor).or_else(|| measure(&mut cursor, Groups::Prose)) else {
        return (past_token(text, start), None);
    };
    let after = After::of(cursor);
    if before.names_what_follows() || before.is_glued(start) {
        return (past_token(text, start), None);
    }
    let counts =
        if ideographs { is_hanzi_quantity(&found, &before) } else { is_quantity(&found, &before, after) };
    if !counts {
        let end = if ideographs { start + 3 } else { past_number(text, start, &found, after) };
        return (end, None);
    }
    let end = cursor.at();
    let quantity = complete(text, start..end, floor, &found, &before, after);
    (end, Some(quantity))
}

/// As nearly all quantities stand in sentences: a plain number with its unit, behind an ideograph that makes it no name.
fn plainly(text: &str, start: usize, floor: usize) -> Option<Quantity> {
    let before = text.get(start.checked_sub(3).filter(|before| *before >= floor)?..start)?;
    if !matches!(before.as_bytes(), [0xE4..=0xE9, ..]) || MAKES_A_NAME.begin(before) {
        return None;
    }
    let (found, length) = measure::plain(&text[start..])?;
    let unit = found.unit.filter(|_| !found.is_year())?;
    let words = bound_before(&text[floor..start]);
    Some(Quantity {
        range: floor + words.start..start + length,
        figure: start..start + length,
        value: found.value,
        second: None,
        unit: Some(unit),
        bound: words.bound,
        approx: words.approx,
        trend: None,
        per: false,
    })
}

/// The ideographs in front of a number that may make it a name, a time or a minus.
const MAKES_A_NAME: Letters =
    Letters::of(&['第', '件', '表', '图', '附', '话', '机', '真', '编', '号', '时', '点', '负']);

fn complete(
    text: &str,
    figure: Range<usize>,
    floor: usize,
    found: &Measure,
    before: &Before<'_>,
    after: After,
) -> Quantity {
    let (sign, signed_start) = sign_before(text, figure.start, floor);
    let words = bound_before(&text[floor..signed_start]);
    let negative = sign == Some(Sign::Minus);
    Quantity {
        range: floor + words.start..figure.end,
        figure,
        value: if negative { found.value.negated() } else { found.value },
        second: found.second,
        unit: found.unit,
        bound: if found.second.is_some() { Some(Bound::Range) } else { words.bound.or(found.bound) },
        approx: found.approx || words.approx,
        trend: before.trend(),
        per: after.first == Some('/') && found.unit.is_some_and(Unit::is_money),
    }
}

/// `1 234.56万元`: blanks separate thousands in a sentence only where money follows.
fn grouped_by_blanks(cursor: &mut Cursor<'_>) -> Option<Measure> {
    let mut ahead = *cursor;
    let digits = ahead.rest().bytes().take_while(u8::is_ascii_digit).count();
    let blank = ahead.rest().as_bytes().get(digits) == Some(&b' ');
    if !blank || !(1..=3).contains(&digits) {
        return None;
    }
    let found = measure(&mut ahead, Groups::Cell)?;
    let money = found.grouped && found.unit.is_some_and(Unit::is_money);
    money.then(|| {
        *cursor = ahead;
        found
    })
}

/// The end of a run of digits, letters and the marks between them: a code, a date, a telephone number.
fn past_token(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let part = |ch: char| {
        let ch = narrow(ch);
        ch.is_ascii_alphanumeric() || matches!(ch, '-' | '.' | ',' | '/' | ':' | '—')
    };
    let end = rest.find(|ch| !part(ch)).unwrap_or(rest.len());
    let first = rest.chars().next().map_or(1, char::len_utf8);
    start + end.max(first)
}

/// Where to go on behind a number that is no quantity.
fn past_number(text: &str, start: usize, found: &Measure, after: After) -> usize {
    let number_goes_on = matches!(after.first, Some(':' | '.' | '/' | '-')) && after.second_is_digit;
    if number_goes_on || found.digits >= 5 {
        return past_token(text, start);
    }
    let digits = text[start..].find(|ch: char| !narrow(ch).is_ascii_digit()).unwrap_or(text.len() - start);
    start + digits.max(1)
}

/// What stands in front of a number.
struct Before<'a> {
    text: &'a str,
    /// The last character that is not blank.
    last: Option<char>,
}

impl<'a> Before<'a> {
    fn of(text: &'a str, at: usize) -> Self {
        let head = &text[..at];
        let trimmed = head.trim_end_matches(|ch: char| ch != '\n' && is_blank(ch));
        Self { text: trimmed, last: trimmed.chars().next_back().map(narrow) }
    }

    /// A letter or a digit touches the number.
    fn is_glued(&self, start: usize) -> bool {
        self.text.len() == start && self.last.is_some_and(|ch| ch.is_ascii_alphanumeric())
    }

    /// 第3次, 附件1, 表2, 〔2025〕: the number is a name.
    fn names_what_follows(&self) -> bool {
        match self.last {
            Some('第' | '〔' | '[' | '【') => true,
            Some('件') => self.text.ends_with("附件"),
            Some('表' | '图') => self.is_caption(),
            Some('附') => true,
            Some('〕' | ']' | '】') => true,
            Some('话' | '机' | '真' | '编' | '号') => self.ends_with_number_word(),
            Some(':') => self.before_colon().ends_with_number_word(),
            _ => false,
        }
    }

    /// 表 and 图 by themselves, not the end of 报表 or 地图.
    fn is_caption(&self) -> bool {
        let mut letters = self.text.chars().rev().skip(1);
        letters.next().is_none_or(|ch| matches!(ch, '附' | '见' | '如' | '开') || !is_han(ch))
    }

    fn ends_with_number_word(&self) -> bool {
        ["电话", "手机", "传真", "邮编", "账号", "编号", "文号", "证号"]
            .iter()
            .any(|word| self.text.ends_with(word))
    }

    /// 得分为九十五分, but not 十分重要.
    fn ends_with_points(&self) -> bool {
        ["得分", "得分为", "评分", "评分为"].iter().any(|word| self.text.ends_with(word))
    }

    /// 事业编制十名, 实有九人: a single ideograph is a number behind these, and mostly a word elsewhere.
    fn counts_people(&self) -> bool {
        ["编制", "实有", "现有", "在职", "共有", "退休", "编制数", "人数", "编制为", "人员"]
            .iter()
            .any(|word| self.text.ends_with(word))
    }

    fn before_colon(&self) -> Before<'a> {
        let colon = self.text.chars().next_back().map_or(0, char::len_utf8);
        Before::of(self.text, self.text.len() - colon)
    }

    fn starts_a_line(&self) -> bool {
        matches!(self.last, None | Some('\n' | '\r' | '。' | ';' | ':' | '(' | ',' | '、' | '.'))
    }

    fn trend(&self) -> Option<Trend> {
        match self.last? {
            '▲' | '↑' => Some(Trend::Up),
            '▼' | '↓' => Some(Trend::Down),
            _ => None,
        }
    }
}

/// What stands behind a number and its unit.
#[derive(Clone, Copy)]
struct After {
    first: Option<char>,
    second_is_digit: bool,
    touching: bool,
}

impl After {
    fn of(mut cursor: Cursor<'_>) -> Self {
        let end = cursor.at();
        cursor.skip_blanks();
        let touching = cursor.at() == end;
        let first = cursor.bump();
        Self { first, second_is_digit: cursor.peek_digit().is_some(), touching }
    }
}

fn is_hanzi_quantity(found: &Measure, before: &Before<'_>) -> bool {
    let Some(unit) = found.unit else { return false };
    if found.positional || before.last == Some('第') {
        return false;
    }
    match unit {
        Unit::Score => !found.single && before.ends_with_points(),
        Unit::Counter("年" | "届" | "期" | "周" | "口" | "级" | "面" | "本") => false,
        Unit::Counter("人" | "名") => !found.single || before.counts_people(),
        Unit::Counter(_) => !found.single,
        _ => true,
    }
}

fn is_quantity(found: &Measure, before: &Before<'_>, after: After) -> bool {
    if found.is_year() {
        return false;
    }
    if let Some(unit) = found.unit {
        let minutes = unit == Unit::Score && matches!(before.last, Some('时' | '点'));
        return !minutes && !continues_a_name(before, found);
    }
    !(is_date_or_clock(after)
        || is_list_number(found, before, after)
        || is_code(found, after)
        || goes_on(found, after))
}

/// `3-2号`, `A4张`: the number hangs on a name by a dash.
fn continues_a_name(before: &Before<'_>, found: &Measure) -> bool {
    let hangs = before.last == Some('-') && {
        let head = before.text.trim_end_matches(['-', '－']);
        head.chars().next_back().is_some_and(|ch| ch.is_ascii_alphanumeric())
    };
    hangs && found.value.decimals == 0
}

fn is_date_or_clock(after: After) -> bool {
    matches!(after.first, Some('月' | '日' | '号' | '时' | '点' | '季' | '级' | '楼' | '〕' | ']' | '】'))
}

fn is_list_number(found: &Measure, before: &Before<'_>, after: After) -> bool {
    let mark = matches!(after.first, Some('、' | '.' | ')')) && !after.second_is_digit;
    let in_brackets = before.last == Some('(') && after.first == Some(')');
    found.value.decimals == 0 && found.digits <= 3 && mark && (before.starts_a_line() || in_brackets)
}

/// Bare digits that are too many for a count, a year, or a budget class in front of its name.
fn is_code(found: &Measure, after: After) -> bool {
    if found.grouped || found.value.decimals != 0 || found.second.is_some() && !found.value.is_year_like() {
        return false;
    }
    let class = found.digits == 3
        && after.touching
        && after.first.is_some_and(is_han)
        && found.value.value < 400.into();
    found.digits >= 5 || found.value.is_year_like() || (class && found.value.value >= 200.into())
}

/// Letters, a clock, a ratio, a fraction or a date go on behind it.
fn goes_on(found: &Measure, after: After) -> bool {
    let letter = after.touching && after.first.is_some_and(|ch| ch.is_ascii_alphabetic());
    let mark = matches!(after.first, Some(':' | '/' | '.' | '*' | '×')) && after.second_is_digit;
    let dotted_year =
        found.value.decimals > 0 && found.value.value.trunc() >= 1900.into() && after.first == Some('-');
    letter || mark || dotted_year
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Minus,
    Mark,
}

/// The sign in front of a number, and where number and sign begin. A dash between two words is no minus.
fn sign_before(text: &str, start: usize, floor: usize) -> (Option<Sign>, usize) {
    let head = text[floor..start].trim_end_matches([' ', '\u{A0}']);
    let Some(last) = head.chars().next_back() else { return (None, start) };
    let at = floor + head.len() - last.len_utf8();
    let touching = floor + head.len() == start;
    match narrow(last) {
        '△' | '负' => (Some(Sign::Minus), at),
        '▲' | '▼' | '↑' | '↓' | '+' => (Some(Sign::Mark), at),
        '-' if touching && minus_may_stand(&text[..at]) => (Some(Sign::Minus), at),
        _ => (None, start),
    }
}

fn minus_may_stand(before: &str) -> bool {
    !before.chars().next_back().map(narrow).is_some_and(|ch| {
        ch.is_ascii_alphanumeric() || matches!(ch, '%' | ')' | '-' | '年' | '月' | '日' | '元' | '—')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quantities_have_their_places() {
        let text = "全年共支出约 1,274.36 万元，较上年增长-7.46%。";
        let found: Vec<_> =
            quantities(text).map(|q| (&text[q.range.clone()], &text[q.figure.clone()])).collect();
        assert_eq!(found, [("约 1,274.36 万元", "1,274.36 万元"), ("-7.46%", "7.46%")]);
    }

    #[test]
    fn every_numeral_is_stopped_at() {
        let big = |ch: char| matches!(ch, '零' | '弌' | '貳' | '弍' | '參' | '叄' | '陸' | '卅');
        for ch in ('\u{4000}'..='\u{9FFF}').filter(|ch| hanzi::begins(*ch) && !big(*ch)) {
            assert_eq!(NUMERALS.find(&format!("合计{ch}"), 0), Some(6), "{ch}");
        }
        assert_eq!(NUMERALS.find("合计金额", 0), None);
    }

    proptest! {
        /// What is read at once is read in the same way sign by sign.
        #[test]
        fn plain_quantities_are_as_all_others(
            front in "(第|附件|公务用车|约|不超过|支出|至少|负|点|表|编号|预算数|，|为|年){0,3}",
            number in "(0|[1-9][0-9]{0,7})(\\.[0-9]{1,3})?(万元|元|%|人|个|年|分|处|万)?[，。以余/至]?"
        ) {
            let text = format!("{front}{number}");
            if let Some(quantity) = plainly(&text, front.len(), 0) {
                let end = quantity.figure.end;
                prop_assert_eq!((end, Some(quantity)), judged(&text, front.len(), 0), "{}", text);
            }
        }

        #[test]
        fn ranges_are_in_order_and_on_characters(text in "[0-9一二三百千万元年月、.,，%（）〔〕第附件约△ 号人a-]{0,60}|\\PC{0,40}") {
            let mut end = 0;
            for quantity in quantities(&text) {
                prop_assert!(quantity.range.start >= end && quantity.figure.start >= quantity.range.start);
                prop_assert!(text.get(quantity.range.clone()).is_some() && text.get(quantity.figure.clone()).is_some());
                end = quantity.range.end;
            }
        }
    }
}
