//! Number formats: from a stored number and a format code to the text a person saw in the cell.
//!
//! A code is parsed once ([`Format::parse`]) and shows many numbers ([`Format::show`]). Numbers come in the digits of
//! the file and are rounded as digits, never as binary fractions: first to the 15 significant digits that a
//! spreadsheet knows, then half away from zero to the decimals of the format. The decimals that are printed therefore
//! follow from the text, which is what a tolerance is made of later.
//!
//! Decisions where programs differ:
//! - `General` prints all 15 digits, without an exponent up to 15 before the point: a narrow column shows fewer, but a
//!   figure must not lose digits to the width of its column.
//! - Blanks that only align (`_x`, `*x`, `?`) are one blank between other characters and nothing at the ends.
//! - A negative number that rounds to zero keeps its sign (-0.00), as Excel prints it.
//! - Built-in formats are those of a Chinese Office: `14` is `yyyy/m/d`; `[DBNum]` digits are Chinese in every locale.
//! - A bracket that is neither condition, locale, `DBNum` nor elapsed time is a colour in some language: it is ignored.
//! - Hashes are never shown: a serial number that is no date is printed as a number, and the doubt is said.
//!
//! Why not a crate: `ssfmt` 0.1.2, the one that is kept up, computes on binary fractions (0.285 as `0%` gives 28 %),
//! knows neither `[DBNum1]`, `!` escapes (`0!.0,` gives `123!.5` for 123456) nor Chinese half days, saturates at 2^64,
//! and takes time in the square of the code's length.

mod builtin;
mod calendar;
mod code;
mod date;
mod dbnum;
mod decimal;
mod figure;
mod fraction;
mod general;
mod number;
mod section;

pub use builtin::builtin;
pub use calendar::Epoch;

use code::Token;
use decimal::Decimal;
use figure::Figure;
use section::{Kind, Section};

/// Longer codes are not believed: Excel itself stops at 255 characters.
const LONGEST_CODE: usize = 4096;

/// A parsed format code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    /// For numbers, in the order of the code; at least one.
    numbers: Vec<Section>,
    text: Option<Section>,
    known: bool,
    /// Nothing but `General`.
    plain: bool,
    figure: Option<Figure>,
}

/// What a cell shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    pub text: String,
    /// The moment in ISO form (`2024-12-31`, `2024-12-31T08:30:00`, `08:30:00`), where the format shows a date or time.
    pub date: Option<String>,
    pub doubt: Option<Doubt>,
}

/// Why a text is not what the format says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The stored value is no finite number; the text is the value as it stands.
    NotANumber,
    /// A date format over a number that is no date.
    OutsideCalendar,
    /// A day that Excel counts and that never was: the 29th of February 1900.
    NoSuchDay,
    /// The code cannot be understood; the number is printed as `General`.
    UnknownFormat,
    /// None of the code's conditions holds for the number, which is printed as `General`.
    NoSection,
}

impl Format {
    pub fn parse(code: &str) -> Self {
        Self::sections(code).unwrap_or_else(Self::unknown)
    }

    fn sections(code: &str) -> Option<Self> {
        if code.len() > LONGEST_CODE {
            return None;
        }
        let code = if code.is_empty() { "General" } else { code };
        let mut numbers: Vec<Section> = code::sections(code)?.into_iter().map(Section::new).collect();
        let of_text = |section: &Section| section.kind == Kind::Text;
        let last_is_text = numbers.len() == 4 || numbers.len() > 1 && numbers.last().is_some_and(of_text);
        let text = if last_is_text {
            numbers.pop()
        } else {
            numbers.first().filter(|first| of_text(first)).cloned()
        };
        section::fill_conditions(&mut numbers);
        let only = if numbers.len() == 1 { numbers.first() } else { None };
        let plain = only.is_some_and(Section::is_plain);
        let figure = only.and_then(Section::figure);
        Some(Self { numbers, text, known: true, plain, figure })
    }

    fn unknown() -> Self {
        let numbers = vec![Section::new(vec![Token::General])];
        Self { numbers, text: None, known: false, plain: false, figure: None }
    }

    /// False for a code that nobody can read: then the printed decimals are not known either.
    pub fn is_known(&self) -> bool {
        self.known
    }

    /// Whether positive numbers are shown as dates or times.
    pub fn is_date(&self) -> bool {
        self.numbers.first().is_some_and(|section| matches!(section.kind, Kind::Date(_)))
    }

    /// Prints a number the short way, as nearly all are. False where that would not be what [`Format::show`] gives.
    pub fn print(&self, stored: &str, into: &mut String) -> bool {
        if self.plain && general::is_own_text(stored) {
            into.push_str(stored);
            return true;
        }
        self.figure.is_some_and(|figure| figure.print(stored, into))
    }

    /// Shows a number that is stored in these digits (`-1234.5`, `1.5E-3`).
    pub fn show(&self, stored: &str, epoch: Epoch) -> Shown {
        if self.plain && general::is_own_text(stored) {
            return Shown { text: stored.to_owned(), date: None, doubt: None };
        }
        let Some(value) = Decimal::parse(stored.trim()) else {
            return Shown { text: stored.to_owned(), date: None, doubt: Some(Doubt::NotANumber) };
        };
        let Some(section) = self.numbers.iter().find(|section| section.takes(&value)) else {
            return general_with(&value, Doubt::NoSection);
        };
        let mut shown = section.show(&value, epoch);
        if !self.known {
            shown.doubt = Some(Doubt::UnknownFormat);
        }
        shown
    }

    /// Shows a text: as it is, unless the format puts something around it or hides it.
    pub fn show_text(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        self.print_text(text, &mut shown);
        shown
    }

    /// The same, behind what is printed already.
    pub fn print_text(&self, text: &str, into: &mut String) {
        let Some(section) = &self.text else { return into.push_str(text) };
        for token in &section.tokens {
            match token {
                Token::At => into.push_str(text),
                Token::Text(literal) => into.push_str(literal),
                _ => {}
            }
        }
    }
}

fn general_with(value: &Decimal, doubt: Doubt) -> Shown {
    Shown { text: general::text(value), date: None, doubt: Some(doubt) }
}

/// The digits of a binary fraction as a workbook would write them.
pub fn digits(value: f64) -> String {
    if value != 0.0 && !(1e-5..1e17).contains(&value.abs()) {
        format!("{value:E}")
    } else {
        format!("{value}")
    }
}

#[cfg(test)]
mod tests;
