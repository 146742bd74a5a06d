//! What a cell says when a number is expected there: a figure with its bound, sign and unit, or one of the things that
//! are no figure and differ from each other — blank, dash, 无, `/`, a filler row, a placeholder, text.
//!
//! A reading never repairs. What could be two things (`1,23`, `0739-…`, two numbers side by side) is text, and text in a
//! column of figures is for the caller to report.

use super::cursor::Cursor;
use super::fold::{is_blank, narrow, trim};
use super::hanzi;
use super::numeral::{Arabic, Groups, Numeral, arabic};
use super::unit::{Unit, eat_unit};

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

/// How a value bounds what is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    Equal,
    /// From the value to the second one.
    Range,
}

impl Bound {
    pub fn symbol(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::MoreThan => ">",
            Self::AtMost => "≤",
            Self::LessThan => "<",
            Self::Equal => "=",
            Self::Range => "range",
        }
    }
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

/// The common case: a few ASCII digits with at most one point and a minus in front.
fn plain<'a>(raw: &'a str, text: &[u8]) -> Option<Reading<'a>> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let leading_zero = digits.first() == Some(&b'0') && digits.get(1).is_some_and(|byte| *byte != b'.');
    if digits.is_empty() || digits.len() > 17 || leading_zero || !digits[0].is_ascii_digit() {
        return None;
    }
    let (mut mantissa, mut point) = (0i64, None);
    for (at, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => mantissa = mantissa * 10 + i64::from(byte - b'0'),
            b'.' if point.is_none() && at + 1 < digits.len() => point = Some(at),
            _ => return None,
        }
    }
    let decimals = point.map_or(0, |at| digits.len() - at - 1);
    let mantissa = if digits.len() < text.len() { -mantissa } else { mantissa };
    let scale = u32::try_from(decimals).ok()?;
    let value = Numeral::new(rust_decimal::Decimal::new(mantissa, scale), i32::try_from(decimals).ok()?);
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

/// Words in front of a number that bound it; longer words before their beginnings.
const BOUNDS: &[(&str, Bound)] = &[
    ("大于或等于", Bound::AtLeast),
    ("大于等于", Bound::AtLeast),
    ("不低于", Bound::AtLeast),
    ("不少于", Bound::AtLeast),
    ("不小于", Bound::AtLeast),
    ("至少", Bound::AtLeast),
    ("≥", Bound::AtLeast),
    (">=", Bound::AtLeast),
    ("≧", Bound::AtLeast),
    ("⩾", Bound::AtLeast),
    ("小于或等于", Bound::AtMost),
    ("小于等于", Bound::AtMost),
    ("不超过", Bound::AtMost),
    ("不高于", Bound::AtMost),
    ("不大于", Bound::AtMost),
    ("不多于", Bound::AtMost),
    ("至多", Bound::AtMost),
    ("最多", Bound::AtMost),
    ("控制在", Bound::AtMost),
    ("≤", Bound::AtMost),
    ("<=", Bound::AtMost),
    ("≦", Bound::AtMost),
    ("⩽", Bound::AtMost),
    ("大于", Bound::MoreThan),
    ("高于", Bound::MoreThan),
    ("超过", Bound::MoreThan),
    ("多于", Bound::MoreThan),
    ("超出", Bound::MoreThan),
    (">", Bound::MoreThan),
    ("小于", Bound::LessThan),
    ("低于", Bound::LessThan),
    ("少于", Bound::LessThan),
    ("<", Bound::LessThan),
    ("等于", Bound::Equal),
    ("=", Bound::Equal),
];

const APPROXIMATELY: &[(&str, ())] =
    &[("大约", ()), ("约为", ()), ("约", ()), ("将近", ()), ("近", ()), ("接近", ()), ("大概", ())];

/// Words in front of a number that change nothing.
const PASSED_OVER: &[(&str, ())] = &[
    ("人民币", ()),
    ("¥", ()),
    ("RMB", ()),
    ("共计", ()),
    ("合计", ()),
    ("总计", ()),
    ("共", ()),
    ("计", ()),
    ("达到", ()),
    ("达", ()),
    ("已完成", ()),
    ("完成", ()),
];

const BOUNDS_BEHIND: &[(&str, Bound)] = &[
    ("(含)以上", Bound::AtLeast),
    ("及以上", Bound::AtLeast),
    ("含以上", Bound::AtLeast),
    ("以上", Bound::AtLeast),
    ("(含)以下", Bound::AtMost),
    ("(含)以内", Bound::AtMost),
    ("及以下", Bound::AtMost),
    ("及以内", Bound::AtMost),
    ("以下", Bound::AtMost),
    ("以内", Bound::AtMost),
    ("之内", Bound::AtMost),
];

/// What words in front of a number say.
#[derive(Debug, Clone, Copy, Default)]
struct Front {
    bound: Option<Bound>,
    approx: bool,
}

fn front(cursor: &mut Cursor<'_>) -> Front {
    let mut front = Front::default();
    for _ in 0..4 {
        cursor.skip_blanks();
        if !cursor.peek().is_some_and(begins_front_word) {
            break;
        }
        if let Some(bound) = cursor.eat_any(BOUNDS) {
            front.bound = front.bound.or(Some(bound));
        } else if cursor.eat_any(APPROXIMATELY).is_some() {
            front.approx = true;
        } else if cursor.eat_any(PASSED_OVER).is_none() {
            break;
        }
    }
    front
}

/// What the words right before a number in a sentence say, and the byte at which they begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct WordsBefore {
    pub(super) start: usize,
    pub(super) bound: Option<Bound>,
    pub(super) approx: bool,
}

/// Looks back from the end of a text over 不超过, 约, ≥ and their like.
pub(super) fn bound_before(head: &str) -> WordsBefore {
    let mut words = WordsBefore { start: head.len(), bound: None, approx: false };
    for _ in 0..3 {
        let rest = head[..words.start].trim_end_matches(is_blank);
        let Some(last) = rest.chars().next_back().map(narrow) else { break };
        let may_end_a_word = matches!(
            last,
            '约' | '近'
                | '为'
                | '概'
                | '于'
                | '过'
                | '少'
                | '多'
                | '在'
                | '出'
                | '≥'
                | '≤'
                | '≧'
                | '≦'
                | '⩾'
                | '⩽'
                | '>'
                | '<'
                | '='
        );
        if !may_end_a_word || !words.look_back(rest) {
            break;
        }
    }
    words
}

impl WordsBefore {
    fn look_back(&mut self, rest: &str) -> bool {
        if let Some((start, bound)) = last_word(rest, BOUNDS) {
            self.start = start;
            self.bound = self.bound.or(Some(bound));
        } else if let Some((start, ())) = last_word(rest, APPROXIMATELY) {
            self.start = start;
            self.approx = true;
        } else {
            return false;
        }
        true
    }
}

/// The word at the end of a text, seen at half width; the text itself may be full width.
fn last_word<T: Copy>(text: &str, words: &[(&str, T)]) -> Option<(usize, T)> {
    words.iter().find_map(|(word, meaning)| {
        let mut left = text;
        for wanted in word.chars().rev() {
            let last = left.chars().next_back().filter(|ch| narrow(*ch) == wanted)?;
            left = &left[..left.len() - last.len_utf8()];
        }
        Some((left.len(), *meaning))
    })
}

/// Whether a word of the tables above begins with this; most cells of text end here.
fn begins_front_word(ch: char) -> bool {
    matches!(
        ch,
        '大' | '不'
            | '至'
            | '≥'
            | '>'
            | '≧'
            | '⩾'
            | '小'
            | '最'
            | '控'
            | '≤'
            | '<'
            | '≦'
            | '⩽'
            | '高'
            | '超'
            | '多'
            | '低'
            | '少'
            | '等'
            | '='
            | '约'
            | '将'
            | '近'
            | '接'
            | '人'
            | '¥'
            | 'R'
            | '共'
            | '合'
            | '总'
            | '计'
            | '达'
            | '已'
            | '完'
    )
}

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
    scale: i128,
    /// Digits before the point of an Arabic print.
    pub(super) digits: u32,
}

/// Reads number, multiplier, unit, a second number after a dash, and bounds behind. The cursor stands on the number.
pub(super) fn measure(cursor: &mut Cursor<'_>, groups: Groups) -> Option<Measure> {
    let mut found = one_number(cursor, groups)?;
    behind(cursor, &mut found);
    if !found.positional && found.bound.is_none() {
        second_number(cursor, &mut found, groups);
    }
    Some(found)
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
    fn has_shape_of_year(&self) -> bool {
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
            if let Some(bound) = cursor.eat_any(BOUNDS_BEHIND) {
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

/// Reads a text that begins with a figure; `None` when it does not.
fn figure<'a>(raw: &'a str, text: &'a str) -> Option<Reading<'a>> {
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
    fn every_front_word_is_let_in() {
        let words = BOUNDS
            .iter()
            .map(|entry| entry.0)
            .chain(APPROXIMATELY.iter().chain(PASSED_OVER).map(|entry| entry.0));
        for word in words {
            assert!(word.chars().next().is_some_and(begins_front_word), "{word}");
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
