//! Personal data out of texts: telephone numbers, identity numbers, and the names behind 填表人, 联系人 and their like. Only characters are
//! replaced, one `*` each, so that places in the text stay where they are. Offices and figures are left alone.

use std::borrow::Cow;
use std::ops::Range;

use super::fold::{is_blank, is_han, narrow};

/// Words behind which a person's name stands; the ends of longer ones (项目负责人, 单位负责人) among them.
const PEOPLE: &[&str] = &[
    "填表人",
    "填报人",
    "联系人",
    "经办人",
    "负责人",
    "制表人",
    "复核人",
    "审核人",
    "编制人",
    "主管领导",
    "分管领导",
    "法定代表人",
    "法人代表",
];

/// Words behind which a telephone number stands.
const TELEPHONES: &[&str] = &["电话", "手机", "联系方式", "传真"];

/// Labels that may follow a name without a blank.
const NEXT_LABELS: &[&str] = &[
    "填报", "填表", "联系", "日期", "电话", "单位", "审核", "负责", "复核", "主管", "时间", "手机", "制表",
    "经办", "职务", "年",
];

/// The text with names and telephone numbers masked.
pub fn contacts(text: &str) -> Cow<'_, str> {
    // Most cells are a short number: neither a telephone nor a name behind a word fits.
    if text.len() < FEWEST {
        return Cow::Borrowed(text);
    }
    let signs = Signs::of(text);
    let mut masked = Vec::new();
    if signs.digits >= FEWEST {
        masked.extend(telephones(text));
    }
    if signs.colon && signs.person {
        masked.extend(names(text));
    }
    if masked.is_empty() {
        return Cow::Borrowed(text);
    }
    masked.sort_by_key(|range| range.start);
    Cow::Owned(starred(text, &masked))
}

/// Masks a text behind what stands in front of it already.
pub fn hide_from(text: &mut String, from: usize) {
    if let Cow::Owned(masked) = contacts(&text[from..]) {
        text.truncate(from);
        text.push_str(&masked);
    }
}

/// Digits of the shortest telephone number.
const FEWEST: usize = 7;

/// The first byte of wide digits and of other wide signs.
const WIDE: u8 = 0xEF;

/// What one look at the bytes of a text tells: nearly every text has too few digits for a number, and no colon behind a
/// word for a person. What looks like one of these and is none is told apart later.
#[derive(Default)]
struct Signs {
    digits: usize,
    colon: bool,
    /// 人 or 导, one of which is in every word for a person.
    person: bool,
}

impl Signs {
    /// Without a branch for a byte, so that many are looked at together, each with the one behind it: the last two bytes of
    /// 人, of 导, of a wide digit, of the wide colon.
    fn of(text: &str) -> Self {
        const TOGETHER: usize = 192;
        let bytes = text.as_bytes();
        let Some(last) = bytes.last() else { return Self::default() };
        let (mut digits, mut colon, mut person) =
            (usize::from(last.is_ascii_digit()), u8::from(*last == b':'), 0);
        for (ones, others) in bytes.chunks(TOGETHER).zip(bytes[1..].chunks(TOGETHER)) {
            let mut count = 0u8;
            for (&one, &other) in ones.iter().zip(others) {
                let pair = |first: u8, second: u8| u8::from(one == first) & u8::from(other == second);
                let wide = u8::from(one == 0xBC) & u8::from(other.wrapping_sub(0x90) < 10);
                count = count.wrapping_add(u8::from(one.is_ascii_digit()) | wide);
                colon |= u8::from(one == b':') | pair(0xBC, 0x9A);
                person |= pair(0xBA, 0xBA) | pair(0xAF, 0xBC);
            }
            digits += usize::from(count);
        }
        Self { digits, colon: colon != 0, person: person != 0 }
    }
}

/// Whether a cell names a contact, so that the cell beside it is one: see [`beside_label`].
pub fn is_contact_label(label: &str) -> bool {
    // A sign of each word, looked for first because nearly no cell has one.
    let may = |ch: char| matches!(ch, '人' | '导' | '话' | '机' | '式' | '真');
    if !label.chars().any(may) {
        return false;
    }
    let name = label.trim_matches(|ch: char| is_blank(ch) || matches!(ch, ':' | '：'));
    let short = name.chars().count() <= 12;
    short && PEOPLE.iter().chain(TELEPHONES).any(|word| without_blanks_contains(name, word))
}

/// The cell beside a contact label, masked: a name, a number, or both.
pub fn beside_label(cell: &str) -> Cow<'_, str> {
    let mut masked: Vec<Range<usize>> = telephones(cell).chain(bare_numbers(cell)).collect();
    masked.extend(name_at(cell, 0));
    if masked.is_empty() {
        return Cow::Borrowed(cell);
    }
    masked.sort_by_key(|range| range.start);
    Cow::Owned(starred(cell, &masked))
}

fn without_blanks_contains(text: &str, word: &str) -> bool {
    if text.contains(word) {
        return true;
    }
    let joined: String = text.chars().filter(|ch| !is_blank(*ch)).collect();
    joined.contains(word)
}

/// Replaces letters and digits inside the ranges; marks between them stay.
fn starred(text: &str, masked: &[Range<usize>]) -> String {
    let mut ranges = masked.iter().peekable();
    let star = |(at, ch): (usize, char)| {
        while ranges.next_if(|range| range.end <= at).is_some() {}
        let inside = ranges.peek().is_some_and(|range| range.contains(&at));
        if inside && ch.is_alphanumeric() { '*' } else { ch }
    };
    text.char_indices().map(star).collect()
}

/// A run of digits with the marks of telephone numbers between them.
struct Digits {
    range: Range<usize>,
    /// The first of them; no number that is masked has more.
    first: [u8; Self::MOST],
    count: usize,
}

impl Digits {
    const MOST: usize = 18;

    fn push(&mut self, digit: u8, end: usize) {
        if let Some(place) = self.first.get_mut(self.count) {
            *place = digit;
        }
        self.count += 1;
        self.range.end = end;
    }

    /// A dash or a closing bracket behind an area code, a dash inside a mobile number.
    fn joins(&self, mark: char) -> bool {
        let area = self.first[0] == b'0' && self.count <= 4;
        match mark {
            '-' | '—' | '–' => area || (self.first[0] == b'1' && matches!(self.count, 3 | 7)),
            ')' | ' ' => area && self.count >= 3,
            _ => false,
        }
    }
}

fn digit_runs(text: &str) -> impl Iterator<Item = Digits> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let (run, after) = next_run(text, next)?;
        next = after;
        Some(run)
    })
}

/// The next run of digits, and from where on the one behind it is to be looked for.
fn next_run(text: &str, from: usize) -> Option<(Digits, usize)> {
    let start = next_digit(text, from)?;
    let mut run = Digits { range: start..start, first: [0; Digits::MOST], count: 0 };
    for (at, ch) in text[start..].char_indices() {
        let narrowed = narrow(ch);
        if let Some(digit) = u8::try_from(narrowed).ok().filter(u8::is_ascii_digit) {
            run.push(digit, start + at + ch.len_utf8());
        } else if !run.joins(narrowed) {
            return Some((run, start + at));
        }
    }
    Some((run, text.len()))
}

fn next_digit(text: &str, mut from: usize) -> Option<usize> {
    loop {
        let rest = &text.as_bytes()[from..];
        from += rest.iter().position(|byte| byte.is_ascii_digit() || *byte == WIDE)?;
        let ch = text[from..].chars().next()?;
        if narrow(ch).is_ascii_digit() {
            return Some(from);
        }
        from += ch.len_utf8();
    }
}

fn telephones(text: &str) -> impl Iterator<Item = Range<usize>> {
    digit_runs(text).filter(|run| is_telephone(text, run)).map(|run| run.range)
}

fn is_telephone(text: &str, run: &Digits) -> bool {
    if run.count < FEWEST || run.count > Digits::MOST {
        return false;
    }
    let before = text[..run.range.start].chars().next_back().map(narrow);
    let after = text[run.range.end..].chars().next().map(narrow);
    let glued = |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_alphanumeric());
    if glued(before)
        || glued(after)
        || matches!(before, Some('.' | ','))
        || matches!(after, Some('.' | '%' | '元' | '万'))
    {
        return false;
    }
    let bytes = &run.first[..run.count];
    if is_identity_number(bytes) {
        return true;
    }
    let mobile = bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]);
    let landline = (10..=12).contains(&bytes.len()) && bytes[0] == b'0';
    let announced = (7..=8).contains(&bytes.len()) && is_announced(&text[..run.range.start]);
    mobile || landline || announced
}

/// Eighteen digits with a day of birth from the seventh on. Credit codes have no day there.
fn is_identity_number(digits: &[u8]) -> bool {
    let two = |at: usize| u32::from(digits[at] - b'0') * 10 + u32::from(digits[at + 1] - b'0');
    digits.len() == 18
        && matches!(two(6), 19 | 20)
        && (1..=12).contains(&two(10))
        && (1..=31).contains(&two(12))
}

/// A telephone word right before, with at most a colon, a bracket and a name between.
fn is_announced(before: &str) -> bool {
    let tail: String = before.chars().rev().filter(|ch| !is_blank(*ch)).take(10).collect();
    let tail: String = tail.chars().rev().collect();
    TELEPHONES.iter().any(|word| tail.rfind(word).is_some_and(|at| !tail[at..].contains(['。', '；', ';'])))
}

/// Seven digits or more in a cell beside a telephone label.
fn bare_numbers(cell: &str) -> impl Iterator<Item = Range<usize>> {
    digit_runs(cell).filter(|run| run.count >= FEWEST).map(|run| run.range)
}

fn names(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for word in PEOPLE {
        for (at, _) in text.match_indices(word) {
            found.extend(after_label(text, at + word.len()).and_then(|start| name_at(text, start)));
        }
    }
    found
}

/// Behind a label: remarks such as （签字）, 及电话, 姓名, and the colon that must stand.
fn after_label(text: &str, mut at: usize) -> Option<usize> {
    for _ in 0..4 {
        let rest = &text[at..];
        let trimmed = rest.trim_start_matches(is_blank);
        at += rest.len() - trimmed.len();
        if let Some(colon) = trimmed.chars().next().filter(|ch| matches!(ch, ':' | '：')) {
            return Some(at + colon.len_utf8());
        }
        at += remark(trimmed)?;
    }
    None
}

fn remark(text: &str) -> Option<usize> {
    const WORDS: &[&str] =
        &["及联系电话", "及电话", "和联系电话", "联系电话", "姓名", "签字", "签名", "签章", "盖章"];
    if text.starts_with(['(', '（']) {
        let (end, close) = text.char_indices().take(10).find(|(_, ch)| matches!(ch, ')' | '）'))?;
        return Some(end + close.len_utf8());
    }
    WORDS.iter().find(|word| text.starts_with(**word)).map(|word| word.len())
}

/// A name of two to four ideographs, a blank inside allowed; the name of an office or of a room is none.
fn name_at(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = text.get(start..)?;
    let from = start + (rest.len() - rest.trim_start_matches(is_blank).len());
    let mut end = from;
    let mut letters = 0;
    let (mut gap, mut gaps) = (false, 0);
    for (at, ch) in text[from..].char_indices() {
        let next_label = letters >= 2 && NEXT_LABELS.iter().any(|label| text[from + at..].starts_with(label));
        let separate = gap && letters >= 2 && gaps < letters;
        if next_label || separate || !(is_han(ch) || is_blank(ch) || ch == '·') {
            break;
        }
        gaps += usize::from(is_blank(ch) && !gap && letters > 0);
        gap = is_blank(ch);
        if !gap {
            letters += 1;
            end = from + at + ch.len_utf8();
        }
    }
    let name = &text[from..end];
    let is_label = NEXT_LABELS.iter().any(|label| name.starts_with(label) && *label != "年");
    ((2..=4).contains(&letters) && !is_label && !is_office(name)).then_some(from..end)
}

fn is_office(name: &str) -> bool {
    name.ends_with(['局', '办', '委', '科', '股', '室', '院', '部', '处', '校', '所', '站', '会', '厅', '组'])
        || matches!(name, "无" | "暂无" | "同上" | "详见附件")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn people_and_telephones_are_masked() {
        for (text, expected) in [
            (
                "填表人：张某某  填报日期：2025年3月10日  联系电话：0739-1234567",
                "填表人：***  填报日期：2025年3月10日  联系电话：****-*******",
            ),
            ("填表人:李某 联系电话:13800138000", "填表人:** 联系电话:***********"),
            ("填表人：王 某 某", "填表人：* * *"),
            ("填表人：王某 日期", "填表人：** 日期"),
            ("联系人：赵某填报日期：", "联系人：**填报日期："),
            ("联系电话：1234567", "联系电话：*******"),
            ("项目负责人及电话：钱某 139-0000-0000", "项目负责人及电话：** ***-****-****"),
            ("单位负责人（签字）：孙某", "单位负责人（签字）：**"),
            ("身份证号430101199001010011", "身份证号******************"),
            ("（0739）1234567", "（****）*******"),
        ] {
            assert_eq!(contacts(text), expected, "{text}");
        }
    }

    #[test]
    fn offices_and_figures_are_left_alone() {
        for text in [
            "负责人：云溪县水务局",
            "填表人：  填报日期：",
            "填表人： 联系电话：",
            "支出13800138000元",
            "20,764,518.09元",
            "合计 13912345678.50",
            "代码11431299MB0U000000",
            "联系人：财务股",
            "全体负责人参加会议",
            "2010301 行政运行 12345678",
            "预算数1234567元",
        ] {
            assert_eq!(contacts(text), text);
        }
    }

    #[test]
    fn cells_beside_labels() {
        assert!(is_contact_label("联系人："));
        assert!(is_contact_label("联 系 电 话"));
        assert!(!is_contact_label("公务接待"));
        assert_eq!(beside_label("周某某"), "***");
        assert_eq!(beside_label("5551234"), "*******");
        assert_eq!(beside_label("云溪县水务局"), "云溪县水务局");
    }

    proptest! {
        #[test]
        fn masking_keeps_the_places(text in "[填表联系人电话：:张某 0-9()（）-]{0,40}|\\PC{0,40}") {
            let masked = contacts(&text);
            prop_assert_eq!(masked.chars().count(), text.chars().count());
            prop_assert_eq!(contacts(&masked).into_owned(), masked.clone().into_owned());
            let _ = beside_label(&text);
        }
    }
}
