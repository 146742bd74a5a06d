//! The words of a format code: placeholders, literals, date fields, brackets. One pass, no backtracking beyond the
//! length of a keyword.

use super::decimal::Decimal;
use crate::glyphs;

/// Locales that stand for the system's own long date and time.
pub const SYSTEM_DATE: u32 = 0xF800;
pub const SYSTEM_TIME: u32 = 0xF400;

/// One word of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    Text(String),
    /// A blank that only aligns.
    Blank,
    /// `0`, `#` or `?`.
    Place(u8),
    Point,
    Comma,
    Percent,
    /// `E+` or, without a plus for positive exponents, `E-`.
    Exponent {
        plus: bool,
    },
    Slash,
    General,
    /// `@`.
    At,
    Date(Field),
    Condition(Condition),
    /// `[DBNum1]` and its kin.
    Numerals(u8),
    /// A locale, as its language number.
    Locale(u32),
}

/// A date or time field with the number of its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Year(u8),
    /// Also minutes, until the neighbours decide.
    Month(u8),
    Day(u8),
    /// The day of the week in Chinese; with its prefix or without.
    Weekday {
        long: bool,
    },
    Hour(u8),
    Minute(u8),
    Second(u8),
    /// Decimals of a second.
    Fraction(u8),
    HalfDay(HalfDay),
    /// Hours, minutes or seconds that count beyond a day.
    Elapsed(Span, u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HalfDay {
    Latin,
    Letter,
    Chinese,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Hours,
    Minutes,
    Seconds,
}

/// A comparison that a number must meet for its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    pub compare: Compare,
    pub limit: Decimal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

impl Condition {
    pub fn holds(&self, value: &Decimal) -> bool {
        let order = value.cmp(&self.limit);
        match self.compare {
            Compare::Less => order.is_lt(),
            Compare::LessOrEqual => order.is_le(),
            Compare::Equal => order.is_eq(),
            Compare::NotEqual => order.is_ne(),
            Compare::GreaterOrEqual => order.is_ge(),
            Compare::Greater => order.is_gt(),
        }
    }
}

/// The sections of a code, one to four. `None` where a quote or a bracket does not end or a fifth section begins.
pub fn sections(code: &str) -> Option<Vec<Vec<Token>>> {
    let mut sections = vec![Vec::new()];
    let mut scanner = Scanner { rest: code };
    while let Some(next) = scanner.rest.chars().next() {
        if next == ';' {
            scanner.rest = &scanner.rest[1..];
            sections.push(Vec::new());
            continue;
        }
        let current = sections.last_mut()?;
        scanner.token(current)?;
    }
    (sections.len() <= 4).then_some(sections)
}

struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    /// Takes one token. `None` where it does not end.
    fn token(&mut self, tokens: &mut Vec<Token>) -> Option<()> {
        if let Some((token, len)) = keyword(self.rest) {
            self.rest = &self.rest[len..];
            tokens.push(token);
            return Some(());
        }
        let next = self.take()?;
        match next {
            '0' | '#' | '?' => tokens.push(Token::Place(next as u8)),
            '.' => tokens.push(Token::Point),
            ',' => tokens.push(Token::Comma),
            '%' => tokens.push(Token::Percent),
            '/' => tokens.push(Token::Slash),
            '@' => tokens.push(Token::At),
            '"' => {
                let text = self.until('"')?;
                literal(tokens, text);
            }
            '[' => {
                let text = self.until(']')?;
                tokens.extend(bracket(text));
            }
            '\\' | '!' => self.escaped(tokens),
            '_' => {
                self.take();
                tokens.push(Token::Blank);
            }
            '*' => {
                self.take();
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'e' | 'E' => self.field(tokens, next),
            other => literal(tokens, other.encode_utf8(&mut [0; 4])),
        }
        Some(())
    }

    fn take(&mut self) -> Option<char> {
        let next = self.rest.chars().next()?;
        self.rest = &self.rest[next.len_utf8()..];
        Some(next)
    }

    fn until(&mut self, end: char) -> Option<&'a str> {
        let (text, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(text)
    }

    fn escaped(&mut self, tokens: &mut Vec<Token>) {
        if let Some(next) = self.take() {
            literal(tokens, next.encode_utf8(&mut [0; 4]));
        }
    }

    /// A run of one letter, the first of which is taken.
    fn field(&mut self, tokens: &mut Vec<Token>, first: char) {
        let same = |byte: &u8| byte.eq_ignore_ascii_case(&(first as u8));
        let more = self.rest.bytes().take_while(same).count();
        self.rest = &self.rest[more..];
        let letters = u8::try_from(more + 1).unwrap_or(u8::MAX);
        tokens.push(Token::Date(match first.to_ascii_lowercase() {
            'y' => Field::Year(letters),
            // The year of the era, which in Chinese is the year.
            'e' => Field::Year(4),
            'm' => Field::Month(letters),
            'd' => Field::Day(letters),
            'h' => Field::Hour(letters),
            _ => Field::Second(letters),
        }));
    }
}

fn literal(tokens: &mut Vec<Token>, text: &str) {
    if let Some(Token::Text(before)) = tokens.last_mut() {
        before.push_str(text);
    } else if !text.is_empty() {
        tokens.push(Token::Text(text.to_owned()));
    }
}

/// Words of several letters, with the length of each.
fn keyword(rest: &str) -> Option<(Token, usize)> {
    let starts = |word: &str| rest.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    if starts("general") {
        return Some((Token::General, "general".len()));
    }
    for (word, style) in [("am/pm", HalfDay::Latin), ("a/p", HalfDay::Letter)] {
        if starts(word) {
            return Some((Token::Date(Field::HalfDay(style)), word.len()));
        }
    }
    let [before, after] = glyphs::HALF_DAYS;
    if rest.starts_with(before)
        && rest[before.len()..].starts_with('/')
        && rest[before.len() + 1..].starts_with(after)
    {
        return Some((Token::Date(Field::HalfDay(HalfDay::Chinese)), before.len() + 1 + after.len()));
    }
    for (word, long) in [("aaaa", true), ("aaa", false)] {
        if starts(word) {
            return Some((Token::Date(Field::Weekday { long }), word.len()));
        }
    }
    for (word, plus) in [("e+", true), ("e-", false)] {
        if starts(word) {
            return Some((Token::Exponent { plus }, word.len()));
        }
    }
    localised_general(rest)
}

/// `General` under its name in an East Asian Office: `G/` and a word of its script.
fn localised_general(rest: &str) -> Option<(Token, usize)> {
    let name = rest.strip_prefix("G/")?;
    let ends = |c: char| c.is_ascii() || !c.is_alphabetic();
    let len = name.find(ends).unwrap_or(name.len());
    (len > 0).then_some((Token::General, 2 + len))
}

/// What stands in square brackets; nothing for colours.
fn bracket(text: &str) -> Vec<Token> {
    if let Some(currency) = text.strip_prefix('$') {
        return locale(currency);
    }
    if let Some(number) = strip_word(text, "dbnum") {
        return number.parse().map(Token::Numerals).into_iter().collect();
    }
    if let Some(condition) = condition(text) {
        return vec![Token::Condition(condition)];
    }
    elapsed(text).map(Token::Date).into_iter().collect()
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let begin = text.get(..word.len())?;
    begin.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
}

/// A currency sign and a locale: `¥-804`, `-F800`, `-zh-CN`.
fn locale(text: &str) -> Vec<Token> {
    let (sign, language) = text.split_once('-').unwrap_or((text, ""));
    let mut tokens = Vec::new();
    literal(&mut tokens, sign);
    tokens.extend(match language {
        "x-sysdate" => Some(Token::Locale(SYSTEM_DATE)),
        "x-systime" => Some(Token::Locale(SYSTEM_TIME)),
        hexadecimal => u32::from_str_radix(hexadecimal, 16).ok().map(Token::Locale),
    });
    tokens
}

fn condition(text: &str) -> Option<Condition> {
    const SIGNS: [(&str, Compare); 6] = [
        ("<=", Compare::LessOrEqual),
        ("<>", Compare::NotEqual),
        (">=", Compare::GreaterOrEqual),
        ("<", Compare::Less),
        (">", Compare::Greater),
        ("=", Compare::Equal),
    ];
    let (sign, compare) = SIGNS.into_iter().find(|(sign, _)| text.starts_with(sign))?;
    let limit = Decimal::parse(text[sign.len()..].trim())?;
    Some(Condition { compare, limit })
}

fn elapsed(text: &str) -> Option<Field> {
    let first = text.bytes().next()?.to_ascii_lowercase();
    if !text.bytes().all(|byte| byte.to_ascii_lowercase() == first) {
        return None;
    }
    let span = match first {
        b'h' => Span::Hours,
        b'm' => Span::Minutes,
        b's' => Span::Seconds,
        _ => return None,
    };
    Some(Field::Elapsed(span, u8::try_from(text.len()).unwrap_or(u8::MAX)))
}
