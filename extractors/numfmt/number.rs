//! Digits on placeholders: plain numbers, percentages, thousands, scaled numbers, scientific notation.

use super::code::Token;
use super::decimal::Decimal;
use super::section::Line;

/// What the placeholders of a section ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Layout {
    /// Placeholders before and after the point.
    integer: i32,
    fraction: i32,
    /// After the point, placeholders up to the last `0`.
    fixed: i32,
    grouped: bool,
    /// Powers of ten from percent signs and scaling commas.
    shift: i32,
    scientific: bool,
    /// `0` placeholders of the exponent.
    exponent: usize,
}

impl Layout {
    pub fn of(tokens: &[Token]) -> Self {
        let is_place = |token: &Token| matches!(token, Token::Place(_));
        let power = tokens.iter().position(|token| matches!(token, Token::Exponent { .. }));
        let (mantissa, exponent) = tokens.split_at(power.unwrap_or(tokens.len()));
        let point = mantissa.iter().position(|token| *token == Token::Point).unwrap_or(mantissa.len());
        let mut layout = Self {
            integer: count(&mantissa[..point], is_place),
            fraction: count(&mantissa[point..], is_place),
            scientific: power.is_some(),
            exponent: exponent.iter().filter(|token| **token == Token::Place(b'0')).count(),
            shift: 2 * count(tokens, |token| *token == Token::Percent),
            ..Self::default()
        };
        let after_point = mantissa[point..].iter().filter(|token| is_place(token));
        layout.fixed = after_point.enumerate().fold(0, |fixed, (nth, token)| match token {
            Token::Place(b'0') => nth as i32 + 1,
            _ => fixed,
        });
        layout.commas(mantissa, point);
        layout
    }

    /// A comma between placeholders groups thousands; one behind them divides by a thousand.
    fn commas(&mut self, mantissa: &[Token], point: usize) {
        let last = mantissa.iter().rposition(|token| matches!(token, Token::Place(_))).unwrap_or(0);
        let last_integer = mantissa[..point].iter().rposition(|token| matches!(token, Token::Place(_)));
        let mut seen = false;
        for (at, token) in mantissa.iter().enumerate() {
            seen |= matches!(token, Token::Place(_));
            if *token != Token::Comma || !seen {
                continue;
            }
            let behind_integer = at < point && last_integer.is_some_and(|last| at > last);
            if at > last || behind_integer {
                self.shift -= 3;
            } else if at < point {
                self.grouped = true;
            }
        }
    }
}

fn count(tokens: &[Token], wanted: impl Fn(&Token) -> bool) -> i32 {
    tokens.iter().filter(|token| wanted(token)).count() as i32
}

/// Prints a number without its sign.
pub fn print(line: &mut Line, tokens: &[Token], layout: &Layout, size: Decimal) {
    let value = size.shifted(layout.shift);
    let (value, exponent) = if layout.scientific { split(value, layout) } else { (value, 0) };
    let value = value.rounded(layout.fraction);
    let mut writer = Writer { line, layout, value, places: 0, pointed: false };
    let mut tokens = tokens.iter();
    for token in tokens.by_ref() {
        if let Token::Exponent { plus } = token {
            power(writer.line, exponent, *plus, layout.exponent);
            break;
        }
        writer.token(token);
    }
    for token in tokens.filter(|token| !matches!(token, Token::Place(_))) {
        line.sign(token);
    }
}

/// Mantissa and exponent. With several placeholders before the point the exponent is a multiple of their number.
fn split(value: Decimal, layout: &Layout) -> (Decimal, i32) {
    if value.is_zero() {
        return (value, 0);
    }
    let step = layout.integer.max(1);
    let below = if layout.integer == 0 { 0 } else { 1 };
    let mut exponent = (value.magnitude() - below).div_euclid(step) * step;
    if value.shifted(-exponent).rounded(layout.fraction).magnitude() > layout.integer.max(below) {
        exponent += step;
    }
    (value.shifted(-exponent), exponent)
}

fn power(line: &mut Line, exponent: i32, plus: bool, width: usize) {
    line.text.push('E');
    if exponent < 0 {
        line.text.push('-');
    } else if plus {
        line.text.push('+');
    }
    line.text.push_str(&format!("{:0width$}", exponent.abs()));
}

struct Writer<'a> {
    line: &'a mut Line,
    layout: &'a Layout,
    value: Decimal,
    /// Placeholders of the current side that are behind us.
    places: i32,
    pointed: bool,
}

impl Writer<'_> {
    fn token(&mut self, token: &Token) {
        match token {
            Token::Place(place) if self.pointed => self.decimal(*place),
            Token::Place(place) => self.integer(*place),
            Token::Point if !self.pointed => self.point(),
            Token::Comma => {}
            other => self.line.sign(other),
        }
    }

    fn integer(&mut self, place: u8) {
        let weight = self.layout.integer - 1 - self.places;
        if self.places == 0 {
            (weight + 1..self.value.magnitude()).rev().for_each(|weight| self.grouped_digit(weight));
        }
        self.places += 1;
        match place {
            _ if weight < self.value.magnitude() => self.grouped_digit(weight),
            b'0' => self.grouped_digit(weight),
            b'?' => self.line.blank(),
            _ => {}
        }
    }

    fn grouped_digit(&mut self, weight: i32) {
        self.line.digit(self.value.digit(weight));
        if self.layout.grouped && weight > 0 && weight % 3 == 0 {
            self.line.text.push(',');
        }
    }

    fn point(&mut self) {
        if self.layout.integer == 0 {
            (0..self.value.magnitude()).rev().for_each(|weight| self.grouped_digit(weight));
        }
        self.line.text.push('.');
        self.pointed = true;
        self.places = 0;
    }

    fn decimal(&mut self, place: u8) {
        self.places += 1;
        if self.places <= (self.value.decimals() as i32).max(self.layout.fixed) {
            self.line.digit(self.value.digit(-self.places));
        } else if place == b'?' {
            self.line.blank();
        }
    }
}
