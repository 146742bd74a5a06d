//! Formulas as far as they say where things stand: moving the references of a shared formula to another cell, and
//! telling sums of cells from everything else. Nothing is computed.

use std::sync::Arc;

use crate::document::RangeTerm;

pub const ROWS: u32 = 1_048_576;
pub const COLS: u32 = 16_384;

/// Sums inside brackets inside sums.
const DEPTH: u8 = 16;
/// Terms of one sum; what is longer is no sum that anyone wrote.
const TERMS: usize = 4096;

/// A cell reference as written: from 0, with `$` marks. A missing row or column is a whole column or row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reference {
    col: Option<(bool, u32)>,
    row: Option<(bool, u32)>,
}

/// A piece of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    /// With the word it was read from.
    Reference(Reference, &'a str),
    /// A name, a function, a number, or anything else that is not taken apart.
    Word(&'a str),
    /// `'a sheet'!` or `sheet!`, as written, with its end mark.
    Sheet(&'a str),
    /// Text in quotes, a structured reference in brackets, white space.
    Opaque(&'a str),
    Mark(char),
}

/// A formula in pieces, from the left.
struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Pieces<'a> {
    fn cut(&mut self, end: usize) -> &'a str {
        let (piece, rest) = self.rest.split_at(end);
        self.rest = rest;
        piece
    }

    /// The length of a quoted piece whose quote is doubled inside.
    fn quoted(&self, quote: u8) -> usize {
        let bytes = self.rest.as_bytes();
        let mut at = 1;
        while at < bytes.len() {
            match bytes[at] == quote {
                true if bytes.get(at + 1) == Some(&quote) => at += 2,
                true => return at + 1,
                false => at += 1,
            }
        }
        bytes.len()
    }

    /// The length of a piece in square brackets, which may stand in each other.
    fn bracketed(&self) -> usize {
        let mut depth = 0_u32;
        for (at, byte) in self.rest.bytes().enumerate() {
            match byte {
                b'[' => depth += 1,
                b']' if depth == 1 => return at + 1,
                b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        self.rest.len()
    }

    fn word(&mut self) -> Piece<'a> {
        let is_word = |char: char| char.is_alphanumeric() || matches!(char, '_' | '.' | '$' | '\\' | '?');
        let end = self.rest.find(|char| !is_word(char)).unwrap_or(self.rest.len());
        let after = self.rest.as_bytes().get(end);
        if after == Some(&b'!') {
            return Piece::Sheet(self.cut(end + 1));
        }
        let word = self.cut(end);
        match reference(word) {
            Some(reference) if !matches!(after, Some(b'(' | b'[')) => Piece::Reference(reference, word),
            _ => Piece::Word(word),
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let first = self.rest.chars().next()?;
        Some(match first {
            '"' => Piece::Opaque(self.cut(self.quoted(b'"'))),
            '\'' => {
                let end = self.quoted(b'\'');
                match self.rest.as_bytes().get(end) {
                    Some(b'!') => Piece::Sheet(self.cut(end + 1)),
                    _ => Piece::Opaque(self.cut(end)),
                }
            }
            '[' => Piece::Opaque(self.cut(self.bracketed())),
            ' ' | '\t' | '\n' | '\r' => {
                let end = self.rest.find(|char: char| !char.is_whitespace()).unwrap_or(self.rest.len());
                Piece::Opaque(self.cut(end.max(1)))
            }
            _ if first.is_alphanumeric() || matches!(first, '_' | '$' | '\\') => self.word(),
            _ => {
                self.cut(first.len_utf8());
                Piece::Mark(first)
            }
        })
    }
}

/// Reads `B5`, `$B$5`, `B` or `$5`. Whether the last two are references only a colon beside them can say.
fn reference(word: &str) -> Option<Reference> {
    let bytes = word.as_bytes();
    let mut at = 0;
    let dollar = |at: &mut usize| {
        let marked = bytes.get(*at) == Some(&b'$');
        *at += usize::from(marked);
        marked
    };
    let fixed_col = dollar(&mut at);
    let letters = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let col = column(&bytes[at..at + letters]);
    at += letters;
    let fixed_row = if letters == 0 { fixed_col } else { dollar(&mut at) };
    let digits = &bytes[at..];
    let row = (!digits.is_empty()
        && digits.len() <= 7
        && digits[0] != b'0'
        && digits.iter().all(u8::is_ascii_digit))
    .then(|| digits.iter().fold(0, |row, digit| row * 10 + u32::from(digit - b'0')))
    .filter(|&row| row <= ROWS)
    .map(|row| row - 1);
    if (letters > 0 && col.is_none()) || (!digits.is_empty() && row.is_none()) || bytes.is_empty() {
        return None;
    }
    let found = Reference { col: col.map(|col| (fixed_col, col)), row: row.map(|row| (fixed_row, row)) };
    (found.col.is_some() || found.row.is_some()).then_some(found)
}

/// A column from its letters, from 0.
fn column(letters: &[u8]) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let number = letters
        .iter()
        .fold(0, |number, letter| number * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    (number <= COLS).then(|| number - 1)
}

/// The row and column of a cell address such as `B5`, from 0.
pub fn address(text: &str) -> Option<(u32, u32)> {
    let found = reference(text)?;
    Some((found.row?.1, found.col?.1))
}

/// A shared formula as it stands in a cell `rows` below and `cols` to the right of the one that has its text.
pub fn moved(formula: &str, rows: i64, cols: i64) -> String {
    let pieces: Vec<Piece<'_>> = Pieces { rest: formula }.collect();
    let mut text = String::with_capacity(formula.len() + 8);
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Reference(found, word) => {
                let beside_colon = pieces.get(at + 1) == Some(&Piece::Mark(':'))
                    || at.checked_sub(1).is_some_and(|before| pieces[before] == Piece::Mark(':'));
                let whole = found.col.is_none() || found.row.is_none();
                if whole && !beside_colon {
                    text.push_str(word);
                } else {
                    print(&mut text, found, (rows, cols));
                }
            }
            Piece::Word(word) | Piece::Sheet(word) | Piece::Opaque(word) => text.push_str(word),
            Piece::Mark(mark) => text.push(*mark),
        }
    }
    text
}

fn print(text: &mut String, found: &Reference, (rows, cols): (i64, i64)) {
    let place = |(fixed, at): (bool, u32), by: i64, size: u32| {
        let moved = if fixed { i64::from(at) } else { i64::from(at) + by };
        u32::try_from(moved).ok().filter(|&moved| moved < size).map(|moved| (fixed, moved))
    };
    let col = found.col.map(|col| place(col, cols, COLS));
    let row = found.row.map(|row| place(row, rows, ROWS));
    if col == Some(None) || row == Some(None) {
        text.push_str("#REF!");
        return;
    }
    if let Some(Some((fixed, col))) = col {
        text.push_str(if fixed { "$" } else { "" });
        text.push_str(&crate::Locator::column_letters(col + 1));
    }
    if let Some(Some((fixed, row))) = row {
        text.push_str(if fixed { "$" } else { "" });
        text.push_str(&(row + 1).to_string());
    }
}

/// The cells that a formula adds up and takes away, where it does nothing else: `SUM` and `SUBTOTAL(9, …)` over ranges,
/// chains of single cells, both with brackets. `sheet` is the one the formula stands on.
pub fn sum(formula: &str, sheet: &Arc<str>) -> Option<Vec<RangeTerm>> {
    if let Some(term) = plain_sum(formula, sheet) {
        return Some(vec![term]);
    }
    let first = formula.trim_start_matches(['=', '+', '-', ' ', '(']).chars().next()?;
    if !(first.is_alphabetic() || matches!(first, '$' | '\'')) {
        return None;
    }
    let pieces: Vec<Piece<'_>> = Pieces { rest: formula.strip_prefix('=').unwrap_or(formula) }
        .filter(|piece| !matches!(piece, Piece::Opaque(blank) if blank.trim().is_empty()))
        .take(8 * TERMS)
        .collect();
    let mut reader = Reader { pieces: &pieces, sheet, terms: Vec::new(), cells_only: true };
    reader.chain(false, DEPTH)?;
    (reader.pieces.is_empty() && !reader.terms.is_empty()).then_some(reader.terms)
}

/// `SUM(B5:B9)`, which is what nearly all sums are, without taking it apart.
fn plain_sum(formula: &str, sheet: &Arc<str>) -> Option<RangeTerm> {
    let (first, last) = formula.strip_prefix("SUM(")?.strip_suffix(')')?.split_once(':')?;
    let (first, last) = (address(first)?, address(last)?);
    let ordered = |one: u32, other: u32| (one.min(other) + 1, one.max(other) + 1);
    let (rows, cols) = (ordered(first.0, last.0), ordered(first.1, last.1));
    Some(RangeTerm { negative: false, sheet: sheet.clone(), rows, cols })
}

struct Reader<'r, 'a> {
    pieces: &'r [Piece<'a>],
    sheet: &'r Arc<str>,
    terms: Vec<RangeTerm>,
    /// Outside a function a range means something else than its sum.
    cells_only: bool,
}

impl<'a> Reader<'_, 'a> {
    fn eat(&mut self, mark: char) -> bool {
        let found = self.pieces.first() == Some(&Piece::Mark(mark));
        self.pieces = &self.pieces[usize::from(found)..];
        found
    }

    fn next(&mut self) -> Option<Piece<'a>> {
        let (first, rest) = self.pieces.split_first()?;
        self.pieces = rest;
        Some(*first)
    }

    /// Terms with signs between them.
    fn chain(&mut self, negative: bool, depth: u8) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        let mut minus = self.eat('-');
        if !minus {
            self.eat('+');
        }
        loop {
            self.term(negative != minus, depth)?;
            minus = match self.pieces.first() {
                Some(Piece::Mark('+')) => false,
                Some(Piece::Mark('-')) => true,
                _ => return Some(()),
            };
            self.next();
        }
    }

    fn term(&mut self, negative: bool, depth: u8) -> Option<()> {
        if self.eat('(') {
            self.chain(negative, depth)?;
            return self.eat(')').then_some(());
        }
        match self.pieces {
            [Piece::Word(name), Piece::Mark('('), ..] => {
                self.pieces = &self.pieces[2..];
                self.function(name, negative, depth)
            }
            _ => self.range(negative),
        }
    }

    fn function(&mut self, name: &str, negative: bool, depth: u8) -> Option<()> {
        if name.eq_ignore_ascii_case("SUBTOTAL") {
            let adds = matches!(self.next()?, Piece::Reference(_, "9" | "109"));
            if !adds || !self.eat(',') {
                return None;
            }
        } else if !name.eq_ignore_ascii_case("SUM") {
            return None;
        }
        let outer = std::mem::replace(&mut self.cells_only, false);
        loop {
            if !matches!(self.pieces.first(), Some(Piece::Mark(',' | ')'))) {
                self.chain(negative, depth)?;
            }
            if self.eat(')') {
                break;
            }
            if !self.eat(',') {
                return None;
            }
        }
        self.cells_only = outer;
        Some(())
    }

    fn range(&mut self, negative: bool) -> Option<()> {
        let sheet = match self.pieces.first()? {
            Piece::Sheet(written) => {
                self.next();
                sheet_name(written)?
            }
            _ => self.sheet.clone(),
        };
        let Piece::Reference(first, _) = self.next()? else { return None };
        let last = if self.eat(':') {
            match self.next()? {
                Piece::Reference(last, _) => Some(last),
                _ => return None,
            }
        } else {
            None
        };
        let several = last.is_some();
        let term = rectangle(negative, sheet, first, last)?;
        if (self.cells_only && several) || self.terms.len() >= TERMS {
            return None;
        }
        self.terms.push(term);
        Some(())
    }
}

fn rectangle(
    negative: bool,
    sheet: Arc<str>,
    first: Reference,
    last: Option<Reference>,
) -> Option<RangeTerm> {
    let ends = |one: Option<(bool, u32)>, other: Option<(bool, u32)>, size: u32| match (one, other) {
        (Some((_, one)), Some((_, other))) => Some((one.min(other) + 1, one.max(other) + 1)),
        (None, None) if last.is_some() => Some((1, size)),
        _ => None,
    };
    let other = last.unwrap_or(first);
    let rows = ends(first.row, other.row, ROWS)?;
    let cols = ends(first.col, other.col, COLS)?;
    Some(RangeTerm { negative, sheet, rows, cols })
}

/// A sheet's name without quotes; `None` for a sheet of another file and for a range of sheets.
fn sheet_name(written: &str) -> Option<Arc<str>> {
    let name = written.strip_suffix('!')?;
    let name = match name.strip_prefix('\'').and_then(|name| name.strip_suffix('\'')) {
        Some(quoted) => quoted.replace("''", "'"),
        None => name.to_owned(),
    };
    let other_file = name.contains([':', '[', ']']);
    (!name.is_empty() && !other_file).then(|| name.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_move_and_absolute_ones_stay() {
        for (formula, rows, cols, expected) in [
            ("SUM(B5:B9)", 0, 1, "SUM(C5:C9)"),
            ("$B$5+B$5+$B5+B5", 2, 3, "$B$5+E$5+$B7+E7"),
            ("'甲 表'!B5*'它''s'!$C$1", 1, 0, "'甲 表'!B6*'它''s'!$C$1"),
            ("汇总!B5", 1, 1, "汇总!C6"),
            ("\"B5 \"\"B5\"\"\"&B5", 1, 0, "\"B5 \"\"B5\"\"\"&B6"),
            ("LOG10(A1)+SUM(A:A)+SUM(1:1)+A1:B2", 1, 1, "LOG10(B2)+SUM(B:B)+SUM(2:2)+B2:C3"),
            ("Table1[B5]+rate+12+1.5E3", 1, 0, "Table1[B5]+rate+12+1.5E3"),
            ("A1", -1, 0, "#REF!"),
            ("XFD1", 0, 1, "#REF!"),
            ("IF(A1>0,B1,0)", 1, 0, "IF(A2>0,B2,0)"),
        ] {
            assert_eq!(moved(formula, rows, cols), expected, "{formula}");
        }
    }

    fn summed(formula: &str) -> Option<String> {
        let terms = sum(formula, &"本表".into())?;
        let letters = crate::Locator::column_letters;
        let term = |term: &RangeTerm| {
            let sign = if term.negative { '-' } else { '+' };
            let (rows, cols) = (term.rows, term.cols);
            format!("{sign}{}!{}{}:{}{}", term.sheet, letters(cols.0), rows.0, letters(cols.1), rows.1)
        };
        Some(terms.iter().map(term).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn sums_are_told_from_everything_else() {
        for (formula, expected) in [
            ("SUM(B5:B9)", "+本表!B5:B9"),
            ("SUM(B5:B9, D5 ,$F$1)", "+本表!B5:B9 +本表!D5:D5 +本表!F1:F1"),
            ("B5+B6-B7", "+本表!B5:B5 +本表!B6:B6 -本表!B7:B7"),
            ("-B5-(B6-B7)", "-本表!B5:B5 -本表!B6:B6 +本表!B7:B7"),
            ("SUM(B5:B6)-SUM(C5:C6)", "+本表!B5:B6 -本表!C5:C6"),
            ("SUBTOTAL(9,B5:B9)", "+本表!B5:B9"),
            ("SUBTOTAL(109,B5:B9)", "+本表!B5:B9"),
            ("sum('附件 1'!B5:B9)+收入!C3", "+附件 1!B5:B9 +收入!C3:C3"),
            ("SUM(B:B)", "+本表!B1:B1048576"),
            ("B5", "+本表!B5:B5"),
        ] {
            assert_eq!(summed(formula).as_deref(), Some(expected), "{formula}");
        }
        for formula in [
            "SUM(B5:B9)/2",
            "B5*2",
            "AVERAGE(B5:B9)",
            "SUM(B5,100)",
            "ROUND(SUM(B5:B9),2)",
            "B5:B9",
            "SUBTOTAL(1,B5:B9)",
            "[1]甲!B5",
            "SUM(甲:乙!B5)",
            "SUM()",
            "1+B5",
            "rate",
            "\"B5\"",
            "",
            "SUM(B5:B9",
            "SUM(Table1[a])",
            "B",
            "5",
        ] {
            assert_eq!(summed(formula), None, "{formula}");
        }
    }

    #[test]
    fn brackets_without_end_are_no_sum() {
        assert_eq!(summed(&"(".repeat(100_000)), None);
        assert_eq!(summed(&format!("{}B5{}", "(".repeat(40), ")".repeat(40))), None);
    }
}
