//! Formulas that name cells by row and column (`R[-2]C`), turned into addresses (`B3`).

use super::super::formula::{COLS, ROWS};
use crate::Locator;

/// The formula as the cell at `row`, `col` (from 0) has it. What is no reference stays as it is.
pub fn moved(formula: &str, row: u32, col: u32) -> String {
    let mut out = String::with_capacity(formula.len());
    let mut rest = formula;
    let mut before = ' ';
    while let Some(character) = rest.chars().next() {
        let opens = !before.is_alphanumeric() && !matches!(before, '_' | '.' | ']');
        let found = if opens && character == 'R' { reference(rest, row, col) } else { None };
        let length = match (&found, character) {
            (Some((address, length)), _) => {
                out.push_str(address);
                *length
            }
            (None, '"' | '\'') => quoted(rest, character),
            _ => character.len_utf8(),
        };
        if found.is_none() {
            out.push_str(&rest[..length]);
        }
        before = rest[..length].chars().next_back().unwrap_or(' ');
        rest = &rest[length..];
    }
    out
}

/// The length of text in quotes, quotes included.
fn quoted(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |end| end + 2)
}

/// The address that a text begins with, and how long it is as written.
fn reference(text: &str, row: u32, col: u32) -> Option<(String, usize)> {
    let (row, absolute_row, after) = coordinate(text.strip_prefix('R')?, row)?;
    let (col, absolute_col, after) = coordinate(after.strip_prefix('C')?, col)?;
    let ends = !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '(' | '.'));
    let fits = row < ROWS && col < COLS && ends;
    let mark = |absolute: bool| if absolute { "$" } else { "" };
    let letters = Locator::column_letters(col + 1);
    let address = || format!("{}{letters}{}{}", mark(absolute_col), mark(absolute_row), row + 1);
    fits.then(|| (address(), text.len() - after.len()))
}

/// `[-2]`, `5` or nothing: where it points, whether that is absolute, and the text behind it.
fn coordinate(text: &str, here: u32) -> Option<(u32, bool, &str)> {
    if let Some(inner) = text.strip_prefix('[') {
        let (offset, after) = inner.split_once(']')?;
        return Some((here.checked_add_signed(offset.parse().ok()?)?, false, after));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return Some((here, false, text));
    }
    let place: u32 = text[..digits].parse().ok()?;
    Some((place.checked_sub(1)?, true, &text[digits..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_addresses() {
        let cases = [
            ("SUM(R[-2]C:R[-1]C)", "SUM(C3:C4)"),
            ("RC[-1]+R1C1", "B5+$A$1"),
            ("ROUND(RC[-2],2)", "ROUND(A5,2)"),
            ("\"RC\"&'R1C1'!RC", "\"RC\"&'R1C1'!C5"),
            ("R[-9]C", "R[-9]C"),
            ("RATE(1)", "RATE(1)"),
        ];
        for (written, address) in cases {
            assert_eq!(moved(written, 4, 2), address, "{written}");
        }
    }
}
