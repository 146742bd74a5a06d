//! Text in columns: how wide characters are, where lines are cut, how the lines of a wrapped cell go together, and
//! what a cell looks like. Shared by the dialects that draw tables with characters.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// How a converter counts the columns of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// East Asian characters take two columns, as they are drawn.
    Drawn,
    /// Every character takes one.
    Counted,
}

impl Measure {
    pub const ALL: [Self; 2] = [Self::Drawn, Self::Counted];

    pub fn of(self, character: char) -> usize {
        match self {
            Self::Drawn => match character {
                ' '..='~' => 1,
                '\u{4e00}'..='\u{9fff}' => 2,
                _ => character.width().unwrap_or(0),
            },
            Self::Counted => 1,
        }
    }

    pub fn width(self, text: &str) -> usize {
        text.chars().map(|character| self.of(character)).sum()
    }
}

/// Byte ranges of a line between column positions: the i-th reaches from `stops[i]` to `stops[i + 1]`, the last one to
/// the end; the first one also takes what stands before it. A line that ends early has fewer ranges than stops.
pub fn cut(line: &str, stops: &[usize], measure: Measure) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut start, mut column) = (0, 0);
    let mut next = stops.iter().skip(1).copied().peekable();
    for (offset, character) in line.char_indices() {
        while next.next_if(|&stop| column >= stop).is_some() {
            ranges.push(start..offset);
            start = offset;
        }
        column += measure.of(character);
    }
    ranges.push(start..line.len());
    ranges
}

/// How many words a cut between these ranges runs through.
pub fn torn(line: &str, ranges: &[Range<usize>]) -> usize {
    let tears = |range: &&Range<usize>| {
        let before = line[..range.start].chars().next_back();
        let after = line[range.start..].chars().next();
        matches!((before, after), (Some(b), Some(a)) if !b.is_whitespace() && !a.is_whitespace())
    };
    ranges.iter().skip(1).filter(|range| range.start > 0).filter(tears).count()
}

/// A range without the blanks around it.
pub fn trimmed(line: &str, range: Range<usize>) -> Range<usize> {
    let text = &line[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

/// Adds the next line of a wrapped cell. A break beside a wide character is the converter's and vanishes; between
/// two figures nobody can tell, so it stays.
pub fn join_wrapped(cell: &mut String, line: &str) {
    if line.is_empty() {
        return;
    }
    let (before, after) = (cell.chars().next_back(), line.chars().next());
    match (before, after) {
        (None | Some('\n'), _) | (_, None) => {}
        (Some(b), Some(a)) if b.width() == Some(2) || a.width() == Some(2) => {}
        (Some(b), Some(a)) if b.is_ascii_digit() && a.is_ascii_digit() => cell.push('\n'),
        _ => cell.push(' '),
    }
    cell.push_str(line);
}

/// Whether a text is a figure: digits with the signs that belong to figures, and nothing else.
pub fn is_figure(text: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit() || ('\u{ff10}'..='\u{ff19}').contains(&c);
    let sign = |c: char| {
        ".,%()+-\u{2212}\u{2014}\u{2030}\u{ff08}\u{ff09}\u{ff05}\u{ff0c}\u{ff0e} \u{25b2}\u{25bc}".contains(c)
    };
    text.chars().any(digit) && text.chars().all(|c| digit(c) || sign(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_where_columns_begin() {
        let line = "  公务接待费       1.20     1.10";
        let cells = |stops: &[usize], measure| {
            let ranges = cut(line, stops, measure);
            ranges.into_iter().map(|range| line[trimmed(line, range)].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(cells(&[2, 15, 24], Measure::Drawn), ["公务接待费", "1.20", "1.10"]);
        assert_eq!(cells(&[2, 15, 24, 90], Measure::Drawn).len(), 3);
        assert!(torn(line, &cut(line, &[2, 8], Measure::Drawn)) > 0);
    }

    #[test]
    fn wrapped_lines_join_without_inventing_a_figure() {
        let joined = |lines: &[&str]| {
            let mut cell = String::new();
            lines.iter().for_each(|line| join_wrapped(&mut cell, line));
            cell
        };
        assert_eq!(joined(&["完成培训两", "期，每期", "30人"]), "完成培训两期，每期30人");
        assert_eq!(joined(&["one", "two"]), "one two");
        assert_eq!(joined(&["12", "34"]), "12\n34");
    }

    #[test]
    fn figures_are_told_from_words() {
        for figure in ["12.50", "-7.46%", "1,234", "（3.2）", "１２"] {
            assert!(is_figure(figure), "{figure}");
        }
        for word in ["", "—", "无", "12月", "2024年", "%"] {
            assert!(!is_figure(word), "{word}");
        }
    }
}
