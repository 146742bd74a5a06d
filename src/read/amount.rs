//! One cell as a figure, or as the reason why it is none.

use extractors::document::Origin;
use extractors::{Cell, Stored};
use rust_decimal::Decimal;

use crate::chinese::reading::{self, State};
use crate::chinese::{Numeral, Unit};
use crate::fact::Amount;
use crate::report::Absence;

/// A printed number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Print {
    pub value: Decimal,
    pub decimals: Option<i32>,
    pub unit: Option<Unit>,
    /// Nothing but the number and its unit is printed.
    pub sure: bool,
}

impl Print {
    /// The amount in the unit that holds where the print names none. `30万` among 万元 names that unit once more: it is no
    /// 300 000 of them.
    pub fn amount(self, unit: Option<Unit>, text: &str) -> Amount {
        let Print { value, decimals, .. } = self;
        let step = match unit {
            Some(Unit::WanYuan) if text.ends_with('万') => Some(4),
            Some(Unit::YiYuan) if text.ends_with('亿') => Some(8),
            _ => None,
        };
        match step.filter(|_| self.unit.is_none()) {
            Some(step) => {
                let value = (value * Decimal::new(1, step)).normalize();
                let decimals = decimals.map(|decimals| decimals + step as i32);
                Amount { value, decimals, unit }
            }
            None => Amount { value, decimals, unit: self.unit.or(unit) },
        }
    }
}

/// What a cell in a column of figures says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    Value(Print),
    Absent(Absence),
    /// Words, a bound, two figures: kept as they stand, never guessed at.
    Words,
}

/// Reads a cell. The print counts; the stored number only where the print is no number, and without its rounding.
pub fn figure(cell: Cell<'_>, origin: Origin) -> Figure {
    match of_text(cell.text) {
        Figure::Value(print) if origin == Origin::Chart || format_unknown(cell) => {
            Figure::Value(Print { decimals: None, ..print })
        }
        Figure::Words => stored(cell).map_or(Figure::Words, Figure::Value),
        figure => figure,
    }
}

fn format_unknown(cell: Cell<'_>) -> bool {
    cell.kept.is_some_and(|kept| kept.format.is_none() && matches!(kept.stored, Stored::Number(_)))
}

/// `####` where a column is too narrow: the number is known, its print is not.
fn stored(cell: Cell<'_>) -> Option<Print> {
    let Stored::Number(digits) = cell.stored() else { return None };
    let hashes = cell.text.trim();
    let too_narrow = !hashes.is_empty() && hashes.bytes().all(|byte| byte == b'#');
    let value = digits.parse::<Decimal>().or_else(|_| Decimal::from_scientific(digits)).ok()?;
    too_narrow.then_some(Print { value, decimals: None, unit: None, sure: true })
}

/// Reads a text as a figure.
pub fn of_text(text: &str) -> Figure {
    let read = reading::read(text);
    match read.state {
        State::Value => match read.value {
            Some(Numeral { value, decimals })
                if read.bound.is_none() && read.second.is_none() && !read.approx =>
            {
                Figure::Value(Print {
                    value,
                    decimals: Some(decimals),
                    unit: read.unit,
                    sure: read.tail.is_empty(),
                })
            }
            _ => Figure::Words,
        },
        State::Blank => Figure::Absent(Absence::Blank),
        State::Dash => Figure::Absent(Absence::Dash),
        State::None | State::NotApplicable => Figure::Absent(Absence::NotApplicable),
        State::Filler | State::Placeholder => Figure::Absent(Absence::Placeholder),
        State::Text => Figure::Words,
    }
}
