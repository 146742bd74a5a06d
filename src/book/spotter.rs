//! Finds the words of a list in a text: the longest that begins at each place, none over another, in one pass.
//!
//! Words lie in order of their first two letters and, within those, the longest first, so a place in the text costs one
//! look for its first letter and, where words begin with that, one for both. Building it is sorting the words, which is
//! what an automaton cannot offer: loading the book would cost more than reading a report.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::hash::WordHasher;

type Map<K, V> = HashMap<K, V, BuildHasherDefault<WordHasher>>;

#[derive(Debug, Clone, Default)]
pub struct Spotter {
    /// Words in the order in which they are tried, with their numbers in the list.
    words: Vec<(Box<str>, usize)>,
    /// For each first letter, whether it is a word and what follows it in others.
    firsts: Map<char, First>,
}

#[derive(Debug, Clone, Default)]
struct First {
    /// The word of this letter alone.
    alone: Option<usize>,
    /// Second letters, with where words of both lie.
    seconds: Vec<(char, u32, u32)>,
}

/// A word of the list, by its number, and its bytes in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    pub word: usize,
    pub start: usize,
    pub end: usize,
}

impl Spotter {
    pub fn new<'w>(words: impl Iterator<Item = &'w str>) -> Result<Self, String> {
        let mut sorted: Vec<(Box<str>, usize)> =
            words.enumerate().map(|(number, word)| (word.into(), number)).collect();
        sorted.retain(|(word, _)| !word.is_empty());
        sorted.sort_by_cached_key(|(word, _)| (head(word), std::cmp::Reverse(word.len())));
        let mut firsts: Map<char, First> = Map::default();
        for (at, (word, number)) in sorted.iter().enumerate() {
            let (Some(letter), second) = head(word) else { continue };
            let first = firsts.entry(letter).or_default();
            match second {
                Some(second) => {
                    first.add(second, u32::try_from(at).map_err(|_| "too many words".to_owned())?)
                }
                None => first.alone = Some(*number),
            }
        }
        Ok(Self { words: sorted, firsts })
    }

    /// The words in a text, from left to right.
    pub fn spot<'s>(&'s self, text: &'s str) -> impl Iterator<Item = Spot> + 's {
        let mut at = 0;
        std::iter::from_fn(move || {
            while let Some(letter) = text[at..].chars().next() {
                let start = at;
                match self.beginning(letter, &text[start..]) {
                    Some((word, length)) => {
                        at += length;
                        return Some(Spot { word, start, end: at });
                    }
                    None => at += letter.len_utf8(),
                }
            }
            None
        })
    }

    /// The longest word that a text begins with, and its length.
    fn beginning(&self, letter: char, text: &str) -> Option<(usize, usize)> {
        let first = self.firsts.get(&letter)?;
        let second = text[letter.len_utf8()..].chars().next();
        let of_both = second.and_then(|second| first.seconds.iter().find(|known| known.0 == second));
        let longer = of_both.and_then(|&(_, from, to)| {
            let words = &self.words[from as usize..to as usize];
            words
                .iter()
                .find(|(word, _)| text.starts_with(&**word))
                .map(|(word, number)| (*number, word.len()))
        });
        longer.or_else(|| first.alone.map(|number| (number, letter.len_utf8())))
    }
}

impl First {
    /// Takes the next word in order.
    fn add(&mut self, second: char, at: u32) {
        match self.seconds.last_mut() {
            Some((known, _, to)) if *known == second => *to = at + 1,
            _ => self.seconds.push((second, at, at + 1)),
        }
    }
}

fn head(word: &str) -> (Option<char>, Option<char>) {
    let mut letters = word.chars();
    (letters.next(), letters.next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spotted(words: &[String], text: &str) -> Vec<(usize, usize)> {
        let spotter = Spotter::new(words.iter().map(String::as_str)).unwrap();
        spotter.spot(text).map(|spot| (spot.word, spot.start)).collect()
    }

    #[test]
    fn the_longest_word_wins_and_hides_those_inside_it() {
        let words = ["年", "年初", "年初预算数", "预算", "初预"].map(str::to_owned);
        assert_eq!(spotted(&words, "年初预算数和年初预算，年"), [(2, 0), (1, 18), (3, 24), (0, 33)]);
        assert_eq!(spotted(&words, ""), []);
        assert_eq!(spotted(&[], "年"), []);
    }

    proptest! {
        /// As one who tries every word at every place.
        #[test]
        fn like_trying_every_word(
            words in proptest::collection::btree_set("[一二a]{1,4}", 0..8), text in "[一二ab]{0,24}"
        ) {
            let words: Vec<String> = words.into_iter().collect();
            let (mut at, mut expected) = (0, Vec::new());
            while let Some(letter) = text[at..].chars().next() {
                let fits = words.iter().enumerate().filter(|(_, word)| text[at..].starts_with(word.as_str()));
                match fits.max_by_key(|(_, word)| word.len()) {
                    Some((number, word)) => {
                        expected.push((number, at));
                        at += word.len();
                    }
                    None => at += letter.len_utf8(),
                }
            }
            prop_assert_eq!(spotted(&words, &text), expected);
        }
    }
}
