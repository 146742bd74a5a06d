//! Vulgar fractions: `# ?/?`, `??/??`, `# ?/8`.

use super::code::Token;
use super::decimal::Decimal;
use super::section::Line;

/// Largest number of digits that a denominator is looked for in.
const MOST_DIGITS: usize = 7;

/// Where the parts of a fraction stand among the tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// Tokens before this one hold the whole part; zero where there is none.
    numerator: usize,
    slash: usize,
    /// The first token behind the denominator.
    end: usize,
    denominator: Denominator,
    mixed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Denominator {
    UpTo(u64),
    Fixed(u64),
}

impl Fraction {
    /// `None` where there is no slash with placeholders before it and a denominator behind it.
    pub fn of(tokens: &[Token]) -> Option<Self> {
        let slash = tokens.iter().position(|token| *token == Token::Slash)?;
        let is_place = |token: &Token| matches!(token, Token::Place(_));
        let run = tokens[..slash].iter().rev().take_while(|token| is_place(token)).count();
        let numerator = slash - run;
        let (denominator, end) = denominator(tokens, slash + 1)?;
        let mixed = tokens[..numerator].iter().any(is_place);
        (run > 0).then_some(Self { numerator, slash, end, denominator, mixed })
    }
}

fn denominator(tokens: &[Token], begin: usize) -> Option<(Denominator, usize)> {
    let mut written = String::new();
    let mut end = begin;
    for token in &tokens[begin..] {
        match token {
            Token::Place(place) => written.push(char::from(*place)),
            Token::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => written.push_str(text),
            _ => break,
        }
        end += 1;
    }
    if written.starts_with(|first: char| ('1'..='9').contains(&first)) {
        return Some((Denominator::Fixed(written.parse().ok().filter(|&fixed: &u64| fixed < 1 << 32)?), end));
    }
    let digits = u32::try_from(written.len().min(MOST_DIGITS)).ok()?;
    (digits > 0).then(|| (Denominator::UpTo(10u64.pow(digits) - 1), end))
}

/// Prints a number without its sign. `None` where it is too large to be split.
pub fn print(line: &mut Line, tokens: &[Token], parts: &Fraction, size: &Decimal) -> Option<()> {
    let whole = size.whole()?;
    let (part, places) = size.part();
    let (mut above, below) = match parts.denominator {
        Denominator::Fixed(fixed) => (nearest(part, 10u64.pow(places), fixed), fixed),
        Denominator::UpTo(most) => approximate(part, 10u64.pow(places), most),
    };
    let mut whole = whole;
    if parts.mixed {
        whole += above / below;
        above %= below;
        whole_part(line, &tokens[..parts.numerator], whole, above == 0);
        if above == 0 {
            tokens[parts.end..].iter().for_each(|token| line.sign(token));
            return Some(());
        }
        line.blank();
    } else {
        above = whole.checked_mul(below)?.checked_add(above)?;
        tokens[..parts.numerator].iter().for_each(|token| line.sign(token));
    }
    run(line, &tokens[parts.numerator..parts.slash], above);
    line.text.push('/');
    run(line, &tokens[parts.slash + 1..parts.end], below);
    tokens[parts.end..].iter().for_each(|token| line.sign(token));
    Some(())
}

/// The whole part on its placeholders; a zero beside a fraction shows only where a `0` asks for it.
fn whole_part(line: &mut Line, tokens: &[Token], whole: u64, alone: bool) {
    let zeros = tokens.iter().filter(|token| **token == Token::Place(b'0')).count();
    let mut printed = false;
    for token in tokens {
        match token {
            Token::Place(_) if printed => {}
            Token::Place(_) => {
                printed = true;
                if whole > 0 || zeros > 0 || alone {
                    digits(line, whole, zeros);
                }
            }
            other => line.sign(other),
        }
    }
}

fn run(line: &mut Line, places: &[Token], value: u64) {
    let zeros = places.iter().filter(|token| **token == Token::Place(b'0')).count();
    digits(line, value, if zeros == places.len() { zeros } else { 0 });
}

fn digits(line: &mut Line, value: u64, width: usize) {
    format!("{value:0width$}").bytes().for_each(|byte| line.digit(byte - b'0'));
}

/// `part / of` in units of `1 / fixed`, half up.
fn nearest(part: u64, of: u64, fixed: u64) -> u64 {
    let (part, of, fixed) = (u128::from(part), u128::from(of), u128::from(fixed));
    ((2 * part * fixed + of) / (2 * of)) as u64
}

/// The nearest fraction to `part / of` whose denominator is at most `most`: the last convergent of the continued
/// fraction that fits, or the intermediate fraction behind it where that is nearer.
fn approximate(part: u64, of: u64, most: u64) -> (u64, u64) {
    let (mut left, mut right) = (u128::from(part), u128::from(of));
    let (mut before, mut last) = ((0u128, 1u128), (1u128, 0u128));
    let most = u128::from(most.max(1));
    while right != 0 {
        let term = left / right;
        let next = (term * last.0 + before.0, term * last.1 + before.1);
        if next.1 > most {
            let fits = (most - before.1) / last.1.max(1);
            let between = (fits * last.0 + before.0, fits * last.1 + before.1);
            let target = (u128::from(part), u128::from(of));
            let chosen = if nearer(between, last, target) { between } else { last };
            return (chosen.0 as u64, chosen.1 as u64);
        }
        (before, last) = (last, next);
        (left, right) = (right, left % right);
    }
    (last.0 as u64, last.1 as u64)
}

fn nearer(one: (u128, u128), other: (u128, u128), target: (u128, u128)) -> bool {
    let distance = |fraction: (u128, u128)| (fraction.0 * target.1).abs_diff(fraction.1 * target.0);
    distance(one) * other.1 < distance(other) * one.1
}
