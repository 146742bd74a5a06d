//! Years, dates and the columns that carry a year or a month in their names. Which year a report is about, and which
//! basis a column has, is not decided here: a column gives its year and the rest of its key.

use std::ops::Range;

use super::cursor::Cursor;
use super::fold;
use super::hanzi;
use super::letters::Letters;
use super::numeral::Numeral;

/// A date as far as it is written: a year alone, a month, a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    pub year: u16,
    pub month: Option<u8>,
    pub day: Option<u8>,
}

impl Date {
    fn year(year: u16) -> Self {
        Self { year, month: None, day: None }
    }

    fn month(year: u16, month: u8) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self { year, month: Some(month), day: None })
    }

    fn day(year: u16, month: u8, day: u8) -> Option<Self> {
        let last = match month {
            4 | 6 | 9 | 11 => 30,
            2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        (1..=last).contains(&day).then_some(Self { year, month: Some(month), day: Some(day) })
    }
}

/// A year by number, or by its place beside the year of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Year {
    Number(u16),
    /// 本年, 当年: 0; 上年: −1; 下年: 1
    Relative(i8),
}

/// The dates of a text with their bytes, from left to right: `2025年3月31日`, `2025.3.31`, `20250331`, 二〇二五年三月. A year
/// counts only with 年 behind it or with a month.
pub fn dates(text: &str) -> impl Iterator<Item = (Date, Range<usize>)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = next_year(text, at)?;
            let found;
            (at, found) = date_at(text, start);
            if let Some(found) = found {
                return Some((found, start..at));
            }
        }
        None
    })
}

/// The date that begins at one of [`YEAR_SIGNS`], if one does, and where to go on.
pub fn date_at(text: &str, start: usize) -> (usize, Option<Date>) {
    let mut cursor = Cursor::starting_at(text, start);
    let found = date(&mut cursor);
    (if found.is_some() { cursor.at() } else { past_digits(text, start) }, found)
}

/// The first date of a text.
pub fn first_date(text: &str) -> Option<Date> {
    dates(text).next().map(|(date, _)| date)
}

/// From one date to another: `2024年1月1日-2024年12月31日`, `2024年1月-12月`, `2023-2025年`.
pub fn span(text: &str) -> Option<(Date, Date)> {
    let (first, range) = match dates(text).next() {
        Some(found) => found,
        None => return years_span(text),
    };
    let mut cursor = Cursor::starting_at(text, range.end);
    if !eat_to(&mut cursor) {
        return years_span(text);
    }
    let mut same_year = cursor;
    let second = date(&mut cursor).or_else(|| {
        let month = small_number(&mut same_year)?;
        first.month.filter(|_| same_year.eat("月"))?;
        Date::month(first.year, month)
    })?;
    (second >= first).then_some((first, second))
}

/// 2023-2025年
fn years_span(text: &str) -> Option<(Date, Date)> {
    let start = next_year(text, 0)?;
    let mut cursor = Cursor::starting_at(text, start);
    let first = year_number(&mut cursor)?;
    let second = eat_to(&mut cursor).then(|| year_number(&mut cursor)).flatten()?;
    (second > first && (cursor.is_end() || cursor.eat("年"))).then(|| (Date::year(first), Date::year(second)))
}

fn eat_to(cursor: &mut Cursor<'_>) -> bool {
    ["-", "~", "—", "–", "至", "到"].iter().any(|word| cursor.eat(word))
}

/// The years that a text names with 年 behind them, as `2024年`, `2024年度`, 二〇二四年.
pub fn years(text: &str) -> impl Iterator<Item = u16> + '_ {
    dates(text).map(|(date, _)| date.year)
}

/// 年 月 日 with nothing between: a date that was not filled in.
pub fn is_unfilled_date(text: &str) -> bool {
    let key = fold::key(text);
    matches!(key.as_str(), "年月日" | "年月" | "20年月日" | "年")
}

/// Splits the year off a column's key: `2024年度决算数` → (2024, 决算数), `2024决算数`, `决算数(2024年)`. The key is folded.
pub fn split_year(key: &str) -> Option<(u16, &str)> {
    let mut cursor = Cursor::new(key);
    cursor.eat_char('(');
    if let Some(year) = year_number(&mut cursor) {
        cursor.eat_char(')');
        let marked = cursor.eat("年");
        if marked {
            cursor.eat_char('度');
        }
        cursor.eat_char(')');
        let rest = cursor.rest();
        let named = marked || rest.chars().next().is_some_and(fold::is_han);
        return named.then_some((year, rest));
    }
    let (name, inside) = key.strip_suffix(')')?.rsplit_once('(')?;
    let year = split_year(inside).filter(|(_, rest)| rest.is_empty() || *rest == "年")?.0;
    Some((year, name))
}

/// Splits a relative year off a column's key: 上年决算数 → (−1, 决算数), 本年度预算数 → (0, 预算数).
pub fn split_relative_year(key: &str) -> Option<(Year, &str)> {
    const WORDS: &[(&str, i8)] = &[
        ("上一年", -1),
        ("上年", -1),
        ("去年", -1),
        ("前年", -2),
        ("本年", 0),
        ("当年", 0),
        ("今年", 0),
        ("下一年", 1),
        ("下年", 1),
    ];
    let (word, offset) = WORDS.iter().find(|(word, _)| key.starts_with(word))?;
    let rest = &key[word.len()..];
    Some((Year::Relative(*offset), rest.strip_prefix('度').unwrap_or(rest)))
}

/// Either kind of year in front of a key.
pub fn column(key: &str) -> Option<(Year, &str)> {
    split_year(key).map(|(year, rest)| (Year::Number(year), rest)).or_else(|| split_relative_year(key))
}

/// The month that a whole column name is: 1月, 12月份, 三月.
pub fn month_column(key: &str) -> Option<u8> {
    let mut cursor = Cursor::new(key);
    let month = small_number(&mut cursor)?;
    let named = cursor.eat("月份") || cursor.eat("月");
    (named && cursor.is_end() && (1..=12).contains(&month)).then_some(month)
}

/// What a year begins with.
pub const YEAR_SIGNS: &[char] = &['1', '2', '１', '２', '一', '二'];
const FIRST_DIGITS: Letters = Letters::of(YEAR_SIGNS);

/// Where the next year may begin: four digits, or four ideographs of digits.
fn next_year(text: &str, from: usize) -> Option<usize> {
    FIRST_DIGITS.find(text, from)
}

/// Past a run of digits in which no date begins.
fn past_digits(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let first = rest.chars().next().map_or(1, char::len_utf8);
    let digit = |ch: char| fold::narrow(ch).is_ascii_digit();
    let end = rest.find(|ch| !digit(ch)).unwrap_or(rest.len());
    start + end.max(first)
}

fn year_number(cursor: &mut Cursor<'_>) -> Option<u16> {
    let mut ahead = *cursor;
    let (year, digits) = digits_number(&mut ahead).or_else(|| positional_number(&mut ahead))?;
    let year = u16::try_from(year).ok().filter(|year| digits == 4 && (1900..=2099).contains(year))?;
    *cursor = ahead;
    Some(year)
}

/// Digits without a mark; how many.
fn digits_number(cursor: &mut Cursor<'_>) -> Option<(u32, u32)> {
    let (mut value, mut count) = (0u32, 0);
    while let Some(digit) = cursor.peek_digit() {
        value = value.checked_mul(10)?.checked_add(digit)?;
        count += 1;
        cursor.bump();
    }
    (count > 0).then_some((value, count))
}

fn positional_number(cursor: &mut Cursor<'_>) -> Option<(u32, u32)> {
    let found = hanzi::positional(cursor)?;
    Some((whole(found.numeral)?, 4))
}

fn whole(numeral: Numeral) -> Option<u32> {
    u32::try_from(numeral.value).ok()
}

/// A month or a day, in digits or in ideographs.
fn small_number(cursor: &mut Cursor<'_>) -> Option<u8> {
    cursor.skip_blanks();
    let mut ahead = *cursor;
    let value = match digits_number(&mut ahead) {
        Some((value, 1..=2)) => value,
        Some(_) => return None,
        None => {
            ahead = *cursor;
            whole(hanzi::hanzi(&mut ahead).filter(|found| !found.positional)?.numeral)?
        }
    };
    *cursor = ahead;
    u8::try_from(value).ok()
}

/// A date at this place; the cursor moves only past one.
fn date(cursor: &mut Cursor<'_>) -> Option<Date> {
    if !may_be_year(cursor.rest().as_bytes()) {
        return None;
    }
    let mut ahead = *cursor;
    let Some(year) = year_number(&mut ahead) else { return compact(cursor) };
    let found = match ahead.peek() {
        Some(mark @ ('.' | '-' | '/')) => marked(&mut ahead, year, mark),
        _ => ahead.eat("年").then(|| after_year(&mut ahead, year)),
    };
    if found.is_some() {
        *cursor = ahead;
    }
    found
}

/// Years in ASCII digits begin with 19 or 20; other digits are looked at one by one.
fn may_be_year(digits: &[u8]) -> bool {
    match digits {
        [b'1', second, ..] => *second == b'9' || !second.is_ascii(),
        [b'2', second, ..] => *second == b'0' || !second.is_ascii(),
        _ => true,
    }
}

/// 度, or a month and a day, or nothing.
fn after_year(cursor: &mut Cursor<'_>, year: u16) -> Date {
    if cursor.eat("度") {
        return Date::year(year);
    }
    let mut ahead = *cursor;
    let month =
        small_number(&mut ahead).filter(|_| ahead.eat("月")).and_then(|month| Date::month(year, month));
    let Some(month) = month else { return Date::year(year) };
    *cursor = ahead;
    let day = small_number(&mut ahead)
        .filter(|_| ahead.eat("日") || ahead.eat("号"))
        .and_then(|day| Date::day(year, month.month?, day));
    match day {
        Some(day) => {
            *cursor = ahead;
            day
        }
        None => month,
    }
}

/// 2025.3.31, 2025-03-31, 2025/3/31; both marks alike.
fn marked(cursor: &mut Cursor<'_>, year: u16, mark: char) -> Option<Date> {
    cursor.bump();
    let month = small_number(cursor)?;
    if !cursor.eat_char(mark) {
        return None;
    }
    let day = small_number(cursor)?;
    let ends = !matches!(cursor.peek(), Some('.' | '-' | '/')) && cursor.peek_digit().is_none();
    Date::day(year, month, day).filter(|_| ends)
}

/// 20250331
fn compact(cursor: &mut Cursor<'_>) -> Option<Date> {
    let mut ahead = *cursor;
    let (value, digits) = digits_number(&mut ahead)?;
    let year =
        u16::try_from(value / 10_000).ok().filter(|year| digits == 8 && (1900..=2099).contains(year))?;
    let month = u8::try_from(value / 100 % 100).ok()?;
    let day = u8::try_from(value % 100).ok()?;
    let found = Date::day(year, month, day)?;
    *cursor = ahead;
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_give_their_year_and_the_rest() {
        for (key, expected) in [
            ("2024年决算数", Some((2024, "决算数"))),
            ("2024年度决算数", Some((2024, "决算数"))),
            ("2023决算数", Some((2023, "决算数"))),
            ("2024年实际在职人数", Some((2024, "实际在职人数"))),
            ("2024年末", Some((2024, "末"))),
            ("2024年增加额", Some((2024, "增加额"))),
            ("决算数(2024年)", Some((2024, "决算数"))),
            ("决算数(2024年度)", Some((2024, "决算数"))),
            ("(2023)年决算数", Some((2023, "决算数"))),
            ("2024年", Some((2024, ""))),
            ("2024", None),
            ("期初余额", None),
            ("1234年", None),
        ] {
            assert_eq!(split_year(key), expected, "{key}");
        }
        assert_eq!(column("上年决算数"), Some((Year::Relative(-1), "决算数")));
        assert_eq!(column("本年度预算数"), Some((Year::Relative(0), "预算数")));
        assert_eq!(month_column("12月份"), Some(12));
        assert_eq!(month_column("13月"), None);
        assert_eq!(month_column("三月"), Some(3));
    }

    #[test]
    fn spans() {
        let full = |text| span(text).map(|(from, to)| (from.year, from.month, to.year, to.month));
        assert_eq!(full("2024年1月1日-2024年 12月31日"), Some((2024, Some(1), 2024, Some(12))));
        assert_eq!(full("2024年1月-12月"), Some((2024, Some(1), 2024, Some(12))));
        assert_eq!(full("2023-2025年"), Some((2023, None, 2025, None)));
        assert_eq!(full("2023年至2025年"), Some((2023, None, 2025, None)));
        assert_eq!(full("2024年"), None);
    }

    proptest! {
        #[test]
        fn dates_are_found_in_any_text(text in "[0-9年月日度.二〇五三一十 /-]{0,30}|\\PC{0,30}") {
            let mut end = 0;
            for (date, range) in dates(&text) {
                prop_assert!(range.start >= end && text.get(range.clone()).is_some());
                prop_assert!(date.month.is_none_or(|month| (1..=12).contains(&month)));
                end = range.end;
            }
            let _ = (span(&text), column(&text), month_column(&text), is_unfilled_date(&text));
        }

        #[test]
        fn a_printed_date_reads_back(year in 1950u16..2099, month in 1u8..=12, day in 1u8..=28) {
            let expected = Some(Date { year, month: Some(month), day: Some(day) });
            for text in [
                format!("{year}年{month}月{day}日"),
                format!("{year} 年 {month} 月 {day} 日"),
                format!("{year}.{month}.{day}"),
                format!("{year}-{month:02}-{day:02}"),
                format!("{year}/{month}/{day}"),
                format!("{year}{month:02}{day:02}"),
            ] {
                prop_assert_eq!(first_date(&text), expected, "{}", text);
            }
        }
    }
}
