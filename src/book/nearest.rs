//! The known concept nearest to a label that nobody knows, for the list of such labels: a hint for people, never used to
//! read a figure.
//!
//! Labels are alike as far as they share words, and a word counts the more the fewer concepts use it: 培训 tells two labels
//! apart, 支出 and 经费 hardly do. Words are pairs of neighbouring letters, as no list of words holds those of labels that
//! nobody knows; single letters count a little, for words with a slip of the pen.

use std::collections::{BTreeMap, BTreeSet};

use super::{Book, Entry};

/// Less than this is no likeness.
const ENOUGH: f64 = 0.5;
/// What a single letter counts, of what a pair does.
const LETTER: f64 = 0.3;

/// The wordings of a book, prepared for many questions.
pub struct Likeness<'b> {
    book: &'b Book,
    /// How much each piece of a wording counts.
    weights: BTreeMap<Piece, f64>,
    /// For each piece the wordings that hold it.
    holders: BTreeMap<Piece, Vec<usize>>,
    wordings: Vec<Wording>,
    /// What a piece counts that no concept uses: it says little against a likeness.
    unknown: f64,
}

/// A pair of letters, or one.
type Piece = (char, Option<char>);

struct Wording {
    entry: usize,
    number: usize,
    length: f64,
}

/// The nearest concept, the wording that is so, and how alike the two are, from 0 to 1.
#[derive(Debug, Clone, Copy)]
pub struct Nearest<'b> {
    pub entry: &'b Entry,
    pub wording: &'b str,
    pub likeness: f64,
}

impl<'b> Likeness<'b> {
    pub fn new(book: &'b Book) -> Self {
        let mut users: BTreeMap<Piece, BTreeSet<usize>> = BTreeMap::new();
        for (number, entry) in book.entries.iter().enumerate() {
            for piece in entry.wordings.iter().flat_map(|wording| pieces(wording)) {
                users.entry(piece).or_default().insert(number);
            }
        }
        let concepts = book.entries.len() as f64;
        let weigh = |piece: &Piece, users: f64| {
            let rarity = ((1.0 + concepts) / (1.0 + users)).ln();
            if piece.1.is_some() { rarity } else { rarity * LETTER }
        };
        let weights = users.iter().map(|(piece, users)| (*piece, weigh(piece, users.len() as f64))).collect();
        let mut likeness = Self {
            book,
            weights,
            holders: BTreeMap::new(),
            wordings: Vec::new(),
            unknown: (1.0 + concepts).ln() / 3.0,
        };
        for (number, entry) in book.entries.iter().enumerate() {
            for (wording, text) in entry.wordings.iter().enumerate() {
                likeness.add(number, wording, text);
            }
        }
        likeness
    }

    fn add(&mut self, entry: usize, number: usize, text: &str) {
        let all = pieces(text);
        for piece in &all {
            self.holders.entry(*piece).or_default().push(self.wordings.len());
        }
        let length = self.length(&all);
        self.wordings.push(Wording { entry, number, length });
    }

    fn weight(&self, piece: &Piece) -> f64 {
        let single = if piece.1.is_some() { self.unknown } else { self.unknown * LETTER };
        self.weights.get(piece).copied().unwrap_or(single)
    }

    fn length(&self, pieces: &BTreeSet<Piece>) -> f64 {
        pieces.iter().map(|piece| self.weight(piece).powi(2)).sum::<f64>().sqrt()
    }

    /// The concept nearest to a folded label; of two as near, the first in the book.
    pub fn nearest(&self, key: &str) -> Option<Nearest<'b>> {
        let wanted = pieces(key);
        let length = self.length(&wanted);
        let mut shared: BTreeMap<usize, f64> = BTreeMap::new();
        for piece in &wanted {
            let weight = self.weight(piece).powi(2);
            for &wording in self.holders.get(piece).into_iter().flatten() {
                *shared.entry(wording).or_default() += weight;
            }
        }
        let mut best: Option<(usize, f64)> = None;
        for (wording, shared) in shared {
            let likeness = shared / (length * self.wordings[wording].length).max(f64::MIN_POSITIVE);
            if likeness >= ENOUGH && best.is_none_or(|(_, other)| likeness > other) {
                best = Some((wording, likeness));
            }
        }
        best.map(|(found, likeness)| {
            let found = &self.wordings[found];
            let entry = &self.book.entries[found.entry];
            Nearest { entry, wording: &entry.wordings[found.number], likeness }
        })
    }
}

fn pieces(text: &str) -> BTreeSet<Piece> {
    let pairs = text.chars().zip(text.chars().skip(1)).map(|(one, next)| (one, Some(next)));
    pairs.chain(text.chars().map(|one| (one, None))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_tell_what_is_meant() {
        let book = Book::builtin().unwrap();
        let likeness = Likeness::new(&book);
        let nearest = |key: &str| likeness.nearest(key).map(|near| near.entry.concept.to_string());
        for (label, expected) in [
            ("公务接侍费用", Some("sangong.reception")),
            ("公务用车运行维修费", Some("sangong.vehicle.operation")),
            ("职工培训费支出", Some("public.training")),
            ("政府采购货物支出", Some("procurement.total")),
            ("因公临时出国团组支出", Some("sangong.abroad")),
            ("在职在编教师人数", Some("staff.actual")),
            ("离退休老干部人数", Some("staff.retired")),
            ("甲乙丙丁", None),
            ("智慧灌区养护费", None),
        ] {
            assert_eq!(nearest(label).as_deref(), expected, "{label}");
        }
    }
}
