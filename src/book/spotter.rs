//! Finds the words of a list in a text: the longest that begins at each place, none over another, in one pass.
//!
//! The words are a tree of letters. A letter with which no word begins costs one look ([`LetterSet`]); each further letter
//! is one look into a table from a node and a letter to the next node. A word is put in letter by letter, which keeps
//! loading the book cheap.

use super::hash::FACTOR;
use super::letterset::{LetterSet, decode};

#[derive(Debug, Clone)]
pub struct Spotter {
    firsts: LetterSet,
    branches: Branches,
    /// For each node how many words there were when the word was put in that ends here; 0 where none does.
    ends: Vec<u32>,
    words: u32,
}

/// A word of the list, by its number, and its bytes in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    pub word: usize,
    pub start: usize,
    pub end: usize,
}

impl Default for Spotter {
    fn default() -> Self {
        Self { firsts: LetterSet::default(), branches: Branches::default(), ends: vec![0], words: 0 }
    }
}

impl Spotter {
    pub fn of<'w>(mut words: impl Iterator<Item = &'w str>) -> Result<Self, String> {
        let mut spotter = Self::default();
        words.try_for_each(|word| spotter.add(word).map(drop))?;
        Ok(spotter)
    }

    /// Puts a word in. Its number: the next one, or that of the same word.
    pub fn add(&mut self, word: &str) -> Result<usize, String> {
        if let Some(first) = word.chars().next() {
            self.firsts.add(first);
        }
        let mut node = 0;
        for letter in word.chars().map(u32::from) {
            node = match self.branches.next(node, letter) {
                Some(next) => next,
                None => self.branch(node, letter)?,
            };
        }
        let end = &mut self.ends[node as usize];
        if *end == 0 {
            self.words += 1;
            *end = self.words;
        }
        Ok(*end as usize - 1)
    }

    fn branch(&mut self, node: u32, letter: u32) -> Result<u32, String> {
        let next = u32::try_from(self.ends.len()).ok().filter(|next| u64::from(*next) <= NODE);
        let next = next.ok_or("too many words")?;
        self.ends.push(0);
        self.branches.add(node, letter, next);
        Ok(next)
    }

    /// Whether a word begins with a letter.
    #[inline]
    pub fn begins(&self, letter: u32) -> bool {
        self.firsts.has(letter)
    }

    /// The longest word that begins at a place, and where it ends.
    pub fn longest_at(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        self.at(text, at).last()
    }

    /// The words in a text, from left to right.
    pub fn spot<'s>(&'s self, text: &'s str) -> impl Iterator<Item = Spot> + 's {
        let mut from = 0;
        std::iter::from_fn(move || {
            loop {
                let (start, _, length) = self.firsts.find(text, from)?;
                if let Some((word, end)) = self.longest_at(text, start) {
                    from = end;
                    return Some(Spot { word, start, end });
                }
                from = start + length;
            }
        })
    }

    /// Every word that stands in a text, also over others, as often as it does.
    pub fn all<'s>(&'s self, text: &'s str) -> impl Iterator<Item = usize> + 's {
        let mut from = 0;
        let starts = std::iter::from_fn(move || {
            let (start, _, length) = self.firsts.find(text, from)?;
            from = start + length;
            Some(start)
        });
        starts.flat_map(|start| self.at(text, start)).map(|(word, _)| word)
    }

    /// The words that begin at a place with their ends, the shortest first.
    #[inline]
    fn at<'s>(&'s self, text: &'s str, mut at: usize) -> impl Iterator<Item = (usize, usize)> + 's {
        let mut node = 0;
        std::iter::from_fn(move || {
            loop {
                let (letter, length) = decode(text.as_bytes().get(at..)?)?;
                node = self.branches.next(node, letter)?;
                at += length;
                let end = self.ends[node as usize];
                if end != 0 {
                    return Some((end as usize - 1, at));
                }
            }
        })
    }
}

/// From a node and a letter to the next node. What has no room at its own place lies at the next that is free.
#[derive(Debug, Clone)]
struct Branches {
    /// Node, letter and next node; 0 where nothing lies. At least half of them are free.
    slots: Vec<u64>,
    used: usize,
}

/// The bits that a letter takes, and those that the number of a node does.
const LETTER_BITS: u32 = 21;
const NODE_BITS: u32 = 21;
const NODE: u64 = (1 << NODE_BITS) - 1;

impl Default for Branches {
    fn default() -> Self {
        Self { slots: vec![0; 64], used: 0 }
    }
}

impl Branches {
    fn key(node: u32, letter: u32) -> u64 {
        u64::from(node) << LETTER_BITS | u64::from(letter)
    }

    /// Where what has a key lies, or would.
    #[inline]
    fn place(&self, key: u64) -> usize {
        let last = self.slots.len() - 1;
        let mut at = (key.wrapping_mul(FACTOR) >> 32) as usize & last;
        while self.slots[at] != 0 && self.slots[at] >> NODE_BITS != key {
            at = (at + 1) & last;
        }
        at
    }

    #[inline]
    fn next(&self, node: u32, letter: u32) -> Option<u32> {
        let slot = self.slots[self.place(Self::key(node, letter))];
        (slot != 0).then_some((slot & NODE) as u32)
    }

    fn add(&mut self, node: u32, letter: u32, next: u32) {
        if self.used * 2 >= self.slots.len() {
            let wider = vec![0; self.slots.len() * 4];
            let slots = std::mem::replace(&mut self.slots, wider);
            slots.into_iter().filter(|slot| *slot != 0).for_each(|slot| self.put(slot));
        }
        self.used += 1;
        self.put(Self::key(node, letter) << NODE_BITS | u64::from(next));
    }

    fn put(&mut self, slot: u64) {
        let at = self.place(slot >> NODE_BITS);
        self.slots[at] = slot;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spotted(words: &[String], text: &str) -> Vec<(usize, usize)> {
        let spotter = Spotter::of(words.iter().map(String::as_str)).unwrap();
        spotter.spot(text).map(|spot| (spot.word, spot.start)).collect()
    }

    #[test]
    fn the_longest_word_wins_and_hides_those_inside_it() {
        let words = ["年", "年初", "年初预算数", "预算", "初预"].map(str::to_owned);
        assert_eq!(spotted(&words, "年初预算数和年初预算，年"), [(2, 0), (1, 18), (3, 24), (0, 33)]);
        assert_eq!(spotted(&words, ""), []);
        assert_eq!(spotted(&[], "年"), []);
        assert_eq!(spotted(&[String::new()], "年"), []);
        assert_eq!(spotted(&["𠮷年".to_owned(), "z".to_owned()], "𠮷z𠮷年"), [(1, 4), (0, 5)]);
    }

    #[test]
    fn a_word_keeps_its_number() {
        let mut spotter = Spotter::default();
        let numbers = ["年初", "年", "年初"].map(|word| spotter.add(word).unwrap());
        assert_eq!(numbers, [0, 1, 0]);
    }

    proptest! {
        /// As one who tries every word at every place.
        #[test]
        fn like_trying_every_word(
            words in proptest::collection::btree_set("[一二a]{1,4}", 0..64), text in "[一二ab]{0,24}"
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
            let spotter = Spotter::of(words.iter().map(String::as_str)).unwrap();
            let all: Vec<usize> = spotter.all(&text).collect();
            for (number, word) in words.iter().enumerate() {
                let starts = (0..text.len()).filter(|at| text.is_char_boundary(*at));
                let count = starts.filter(|at| text[*at..].starts_with(word.as_str())).count();
                prop_assert_eq!(all.iter().filter(|found| **found == number).count(), count);
            }
        }
    }
}
