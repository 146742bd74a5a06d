//! The words of a picture: a printed line cut at its blanks, with what was glued on one baseline taken apart.

use crate::Locator;
use crate::text::figures::{Figure, is_figure, is_value};
use crate::text::lines::Lines;
use crate::text::places::Places;

/// A word and where it stands.
#[derive(Debug, Clone)]
pub struct Token {
    pub text: String,
    pub at: Locator,
}

impl Token {
    /// Whether it stands where a figure would: a figure, or a dash for none.
    pub fn is_value(&self) -> bool {
        is_value(&self.text)
    }

    pub fn figure(&self) -> Option<Figure> {
        Figure::parse(&self.text)
    }
}

/// The words of a line.
pub fn tokens(lines: &Lines<'_>, index: usize) -> Vec<Token> {
    let line = lines.get(index);
    let mut places = Places::from_line(line, lines.number(index));
    let pieces = words(line).into_iter().flat_map(|(start, word)| {
        let mut from = start;
        unglued(word).into_iter().map(move |piece| {
            from += piece.len();
            (from - piece.len(), piece)
        })
    });
    pieces.map(|(start, text)| Token { text: text.to_owned(), at: places.at(start) }).collect()
}

/// Words between blanks, and where they begin. Single characters in a row are one word that was spread to fill its
/// cell.
fn words(line: &str) -> Vec<(usize, &str)> {
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut spread = false;
    for word in line.split_whitespace() {
        let start = word.as_ptr() as usize - line.as_ptr() as usize;
        let is_single = word.chars().nth(1).is_none() && word.chars().all(char::is_alphabetic);
        match words.last_mut() {
            Some((first, text)) if is_single && spread => *text = &line[*first..start + word.len()],
            _ => words.push((start, word)),
        }
        spread = is_single;
    }
    words
}

/// Texts that stood on one baseline without a gap: a share and what follows it, labels that each end in brackets.
fn unglued(word: &str) -> Vec<&str> {
    if let Some((at, sign)) = word.char_indices().find(|&(_, c)| matches!(c, '%' | '\u{ff05}')) {
        let (share, text) = word.split_at(at + sign.len_utf8());
        if !text.is_empty() && is_figure(share) {
            return vec![share, text];
        }
    }
    if !word.ends_with(['\u{ff09}', ')']) || word.starts_with(['\u{ff08}', '(']) {
        return vec![word];
    }
    let labels: Vec<&str> = word.split_inclusive(['\u{ff09}', ')']).collect();
    let each_named = labels.iter().all(|label| label.find(['\u{ff08}', '(']).is_some_and(|at| at > 0));
    if each_named { labels } else { vec![word] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_at_blanks_and_glue_is_taken_apart() {
        let cases = [
            ("甲账户    3,000.00  14.20%", "甲账户|3,000.00|14.20%"),
            ("  1.收入 2 36.07 -7.46%款项减少", "1.收入|2|36.07|-7.46%|款项减少"),
            ("指    标 2 1", "指    标|2|1"),
            ("增长额（绝对值）增长率（绝对值）", "增长额（绝对值）|增长率（绝对值）"),
            ("（1）人员经费（含离退休）", "（1）人员经费（含离退休）"),
            ("一、收支情况（单位：元） 1 — —", "一、收支情况（单位：元）|1|—|—"),
        ];
        for (line, expected) in cases {
            let found: Vec<String> =
                tokens(&Lines::new(line), 0).into_iter().map(|token| token.text).collect();
            assert_eq!(found.join("|"), expected);
        }
    }

    #[test]
    fn a_token_knows_its_column() {
        let found = tokens(&Lines::new("合计  -7.46%减少"), 0);
        assert_eq!(found[2].at, Locator::Line { line: 1, col: 11 });
    }
}
