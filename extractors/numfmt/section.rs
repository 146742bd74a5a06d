//! One section of a format code: what kind of text it makes, for which numbers, and how its placeholders are laid out.

use super::code::{self, Compare, Condition, Field, Span, Token};
use super::date::Clock;
use super::decimal::Decimal;
use super::figure::Figure;
use super::fraction::Fraction;
use super::number::Layout;
use super::{Doubt, Epoch, Shown, date, dbnum, fraction, general, general_with, number};
use crate::glyphs::{self, Numerals};

/// A section, ready to show numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub tokens: Vec<Token>,
    pub kind: Kind,
    condition: Option<Condition>,
    /// The section is for negative numbers only, so that the sign is its own affair.
    unsigned: bool,
    pub numerals: Option<&'static Numerals>,
    /// The names of months and days are Chinese.
    pub chinese: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// `General`, alone or among literals; also a section of literals only.
    General,
    Number(Layout),
    Fraction(Fraction),
    Date(Clock),
    Text,
}

impl Section {
    pub fn new(tokens: Vec<Token>) -> Self {
        let mut tokens = system_format(&tokens).unwrap_or(tokens);
        let mut section = Self {
            kind: Kind::General,
            condition: None,
            unsigned: false,
            numerals: None,
            chinese: false,
            tokens: Vec::new(),
        };
        tokens.retain(|token| section.heeds(token));
        section.kind = kind(&mut tokens);
        section.tokens = tokens;
        section
    }

    /// Takes what is said about the whole section. False for tokens that print nothing.
    fn heeds(&mut self, token: &Token) -> bool {
        match token {
            Token::Condition(condition) => self.condition = Some(*condition),
            Token::Numerals(style) => self.numerals = dbnum::numerals(*style),
            Token::Locale(language) => {
                self.chinese = matches!(language & 0xFFFF, 0x0804 | 0x0404 | 0x0C04 | 0x1004)
            }
            _ => return true,
        }
        false
    }

    /// `General` and nothing else.
    pub fn is_plain(&self) -> bool {
        self.tokens == [Token::General] && self.numerals.is_none() && self.condition.is_none()
    }

    /// The figure that the section prints, whatever the number.
    pub fn figure(&self) -> Option<Figure> {
        let free = self.numerals.is_none() && self.condition.is_none() && !self.unsigned;
        Figure::of(&self.tokens).filter(|_| free && matches!(self.kind, Kind::Number(_)))
    }

    pub fn takes(&self, value: &Decimal) -> bool {
        self.condition.is_none_or(|condition| condition.holds(value))
    }

    pub fn show(&self, value: &Decimal, epoch: Epoch) -> Shown {
        let mut line = Line::new(self.numerals);
        if value.negative && !self.unsigned {
            line.text.push('-');
        }
        let size = value.absolute();
        match &self.kind {
            Kind::General | Kind::Text => self.general(&mut line, &size),
            Kind::Number(layout) => number::print(&mut line, &self.tokens, layout, size),
            Kind::Fraction(parts) => {
                if fraction::print(&mut line, &self.tokens, parts, &size).is_none() {
                    return general_with(value, Doubt::UnknownFormat);
                }
            }
            Kind::Date(clock) => return self.date(line, value, clock, epoch),
        }
        Shown { text: line.finish(), date: None, doubt: None }
    }

    fn general(&self, line: &mut Line, size: &Decimal) {
        for token in &self.tokens {
            match (token, self.numerals) {
                (Token::General | Token::At, Some(numerals)) => {
                    line.text.push_str(&dbnum::spoken(size, numerals))
                }
                (Token::General | Token::At, None) => line.text.push_str(&general::text(size)),
                (other, _) => line.sign(other),
            }
        }
    }

    fn date(&self, mut line: Line, value: &Decimal, clock: &Clock, epoch: Epoch) -> Shown {
        let Some(moment) = clock.moment(value, epoch) else {
            return general_with(value, Doubt::OutsideCalendar);
        };
        date::print(&mut line, self, clock, &moment);
        let doubt = clock.shows_no_day(&moment).then_some(Doubt::NoSuchDay);
        Shown { text: line.finish(), date: clock.iso(&moment), doubt }
    }
}

/// The section that the system's own date or time stands for.
fn system_format(tokens: &[Token]) -> Option<Vec<Token>> {
    let code = tokens.iter().find_map(|token| match token {
        Token::Locale(code::SYSTEM_DATE) => Some(glyphs::LONG_DATE),
        Token::Locale(code::SYSTEM_TIME) => Some("h:mm:ss"),
        _ => None,
    })?;
    code::sections(code)?.pop()
}

fn kind(tokens: &mut Vec<Token>) -> Kind {
    let has = |wanted: fn(&Token) -> bool| tokens.iter().any(wanted);
    if has(|token| matches!(token, Token::General)) {
        return Kind::General;
    }
    if has(|token| matches!(token, Token::Date(_))) {
        resolve_fields(tokens);
        return Kind::Date(Clock::of(tokens));
    }
    if has(|token| matches!(token, Token::At)) {
        return Kind::Text;
    }
    if !has(|token| matches!(token, Token::Place(_))) {
        return Kind::General;
    }
    match Fraction::of(tokens) {
        Some(fraction) => Kind::Fraction(fraction),
        None => Kind::Number(Layout::of(tokens)),
    }
}

/// Tells minutes from months by their neighbours, and decimals of a second from placeholders.
fn resolve_fields(tokens: &mut Vec<Token>) {
    let fields: Vec<usize> = (0..tokens.len())
        .filter(|&at| matches!(tokens[at], Token::Date(field) if !matches!(field, Field::HalfDay(_))))
        .collect();
    for (nth, &at) in fields.iter().enumerate() {
        let Token::Date(Field::Month(letters @ 1..=2)) = tokens[at] else { continue };
        let before = nth.checked_sub(1).map(|before| &tokens[fields[before]]);
        let after = fields.get(nth + 1).map(|&after| &tokens[after]);
        let of_hours = matches!(before, Some(Token::Date(Field::Hour(_) | Field::Elapsed(Span::Hours, _))));
        let of_seconds =
            matches!(after, Some(Token::Date(Field::Second(_) | Field::Elapsed(Span::Seconds, _))));
        if of_hours || of_seconds {
            tokens[at] = Token::Date(Field::Minute(letters));
        }
    }
    join_fractions(tokens);
}

fn join_fractions(tokens: &mut Vec<Token>) {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut rest = std::mem::take(tokens).into_iter().peekable();
    while let Some(token) = rest.next() {
        let after_seconds =
            matches!(joined.last(), Some(Token::Date(Field::Second(_) | Field::Elapsed(Span::Seconds, _))));
        if token != Token::Point || !after_seconds || rest.peek() != Some(&Token::Place(b'0')) {
            joined.push(token);
            continue;
        }
        let mut digits = 0u8;
        while rest.next_if_eq(&Token::Place(b'0')).is_some() {
            digits = digits.saturating_add(1);
        }
        joined.push(Token::Date(Field::Fraction(digits.min(3))));
    }
    *tokens = joined;
}

/// Gives every section the condition that its place implies, and puts the sections in the order of asking.
pub fn fill_conditions(sections: &mut [Section]) {
    let implied = |compare| Some(Condition { compare, limit: Decimal::ZERO });
    match sections {
        [first, second] if first.condition.is_none() && second.condition.is_some() => {
            std::mem::swap(first, second)
        }
        [first, second] => {
            first.condition = first.condition.or(implied(Compare::GreaterOrEqual));
            second.unsigned =
                second.condition.is_none() && first.condition.is_some_and(|first| takes_all_positive(&first));
        }
        [first, second, _] => {
            first.condition = first.condition.or(implied(Compare::Greater));
            second.condition = second.condition.or(implied(Compare::Less));
        }
        _ => {}
    }
    for section in sections {
        section.unsigned |= section.condition.is_some_and(|condition| takes_only_negative(&condition));
    }
}

fn takes_all_positive(condition: &Condition) -> bool {
    matches!(condition.compare, Compare::Greater | Compare::GreaterOrEqual) && condition.limit.is_zero()
}

fn takes_only_negative(condition: &Condition) -> bool {
    let below = condition.limit < Decimal::ZERO;
    match condition.compare {
        Compare::Less => below || condition.limit.is_zero(),
        Compare::LessOrEqual | Compare::Equal => below,
        _ => false,
    }
}

/// The text of a cell while it is written.
pub struct Line {
    pub text: String,
    numerals: Option<&'static Numerals>,
}

impl Line {
    fn new(numerals: Option<&'static Numerals>) -> Self {
        Self { text: String::with_capacity(16), numerals }
    }

    pub fn digit(&mut self, digit: u8) {
        match self.numerals {
            Some(numerals) => self.text.push_str(numerals.digits[usize::from(digit % 10)]),
            None => self.text.push(char::from(b'0' + digit % 10)),
        }
    }

    /// A blank that only aligns: one between other characters, none at the beginning.
    pub fn blank(&mut self) {
        if !matches!(self.text.as_str(), "" | "-") && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    /// What a token prints where it has no meaning of its own.
    pub fn sign(&mut self, token: &Token) {
        match token {
            Token::Text(text) => self.text.push_str(text),
            Token::Blank => self.blank(),
            Token::Place(b'0') => self.text.push('0'),
            Token::Point => self.text.push('.'),
            Token::Comma => self.text.push(','),
            Token::Percent => self.text.push('%'),
            Token::Slash => self.text.push('/'),
            _ => {}
        }
    }

    fn finish(mut self) -> String {
        let kept = self.text.trim_end_matches(' ').len();
        self.text.truncate(kept);
        if !self.text.as_bytes().contains(&b' ') {
            return self.text;
        }
        if self.text.starts_with(' ') || self.text.contains("  ") {
            return self.text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        }
        self.text
    }
}
