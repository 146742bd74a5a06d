//! Words that rules look for in texts. Every word of a book has a number, so that a text is read once for all of them:
//! one pass says which of the words stand in it, and each rule that asks compares two sets.

use std::sync::Arc;

/// Words beyond this many have no number and are looked for one by one.
const MOST: usize = 256;

/// Which of the numbered words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordSet([u64; MOST / 64]);

impl WordSet {
    fn add(&mut self, word: u8) {
        self.0[usize::from(word) / 64] |= 1 << (word % 64);
    }

    /// Whether the two have a word in common.
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(own, other)| own & other != 0)
    }

    /// Takes in the words of another set.
    pub fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own |= other);
    }
}

/// What one pass over a text finds out: how many letters it has, and which words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    pub length: usize,
    pub words: WordSet,
}

/// Alternatives such as `"未超|无超支"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// As written.
    pub text: Arc<str>,
    each: Vec<Box<str>>,
    /// Those with numbers, and whether that is all of them.
    set: WordSet,
    numbered: bool,
    /// Bits of the bytes in which the words' first letters differ most, where all of them have three bytes.
    firsts: Option<u64>,
}

impl Default for Words {
    fn default() -> Self {
        Self { text: "".into(), each: Vec::new(), set: WordSet::default(), numbered: true, firsts: Some(0) }
    }
}

impl Words {
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.each.iter().map(|word| &**word)
    }

    /// What a text must have at least one word of; nothing where a word bears no number.
    pub fn needed(&self) -> Option<WordSet> {
        self.numbered.then_some(self.set)
    }

    pub fn are_in(&self, text: &str) -> bool {
        let Some(firsts) = self.firsts else { return self.iter().any(|word| contains(text, word)) };
        let (bytes, mut at) = (text.as_bytes(), 0);
        while let (Some(&first), Some(&third)) = (bytes.get(at), bytes.get(at + 2)) {
            let likely = first & 0xF0 == 0xE0 && firsts & bit(third) != 0;
            if likely && self.iter().any(|word| bytes[at..].starts_with(word.as_bytes())) {
                return true;
            }
            at += width(first);
        }
        false
    }

    /// The same of a text that was looked at.
    pub fn are_among(&self, text: &str, look: &Look) -> bool {
        look.words.meets(&self.set) || !self.numbered && self.are_in(text)
    }
}

/// All words of a book, found by the letters that they begin with.
#[derive(Debug, Clone)]
pub struct Lexicon {
    words: Vec<Box<str>>,
    /// For each first letter of three bytes, by the bits in which such letters differ most, the number of its group; for
    /// other letters by their first byte.
    wide: Box<[u8; 1 << 12]>,
    narrow: Box<[u8; 1 << 8]>,
    /// The first group is none.
    groups: Vec<Group>,
}

/// Words that may begin alike.
#[derive(Debug, Clone, Default)]
struct Group {
    /// The word that is this letter alone.
    alone: Option<u8>,
    /// Bits of the bytes in which second letters differ most: most texts go on in another way than any longer word.
    seconds: u64,
    words: Vec<u8>,
}

impl Default for Lexicon {
    fn default() -> Self {
        let (wide, narrow) = (Box::new([0; 1 << 12]), Box::new([0; 1 << 8]));
        Self { words: Vec::new(), wide, narrow, groups: vec![Group::default()] }
    }
}

impl Lexicon {
    /// Alternatives, numbered.
    pub fn words(&mut self, text: &str) -> Words {
        let each: Vec<Box<str>> = text.split('|').map(Into::into).collect();
        let (mut set, mut numbered) = (WordSet::default(), true);
        for word in &each {
            match self.number(word) {
                Some(number) => set.add(number),
                None => numbered = false,
            }
        }
        let first = |word: &str| match *word.as_bytes() {
            [0xE0..=0xEF, _, third, ..] => Some(bit(third)),
            _ => None,
        };
        let firsts = each.iter().map(|word| first(word)).try_fold(0, |all, bit| Some(all | bit?));
        Words { text: text.into(), each, set, numbered, firsts }
    }

    fn number(&mut self, word: &str) -> Option<u8> {
        if let Some(known) = self.words.iter().position(|known| **known == *word) {
            return u8::try_from(known).ok();
        }
        let number = u8::try_from(self.words.len()).ok().filter(|_| !word.is_empty())?;
        let groups = self.groups.len();
        let group = match *word.as_bytes() {
            [0xE0..=0xEF, second, third, ..] => &mut self.wide[wide(second, third)],
            [first, ..] => &mut self.narrow[usize::from(first)],
            [] => return None,
        };
        if *group == 0 {
            *group = u8::try_from(groups).ok()?;
            self.groups.push(Group::default());
        }
        let group = &mut self.groups[usize::from(*group)];
        if word.chars().nth(1).is_none() && word.len() == 3 {
            group.alone = Some(number);
        } else {
            group.seconds |= second(word.as_bytes()).map_or(u64::MAX, bit);
            group.words.push(number);
        }
        self.words.push(word.into());
        Some(number)
    }

    /// Goes over a text once.
    pub fn look(&self, text: &str) -> Look {
        let (bytes, mut at, mut look) = (text.as_bytes(), 0, Look::default());
        while let Some(&first) = bytes.get(at) {
            let (group, length) = match (first, bytes.get(at + 1), bytes.get(at + 2)) {
                (0xE0..=0xEF, Some(&second), Some(&third)) => (self.wide[wide(second, third)], 3),
                _ => (self.narrow[usize::from(first)], width(first)),
            };
            look.length += 1;
            if group != 0 {
                self.compare(group, &bytes[at..], &mut look.words);
            }
            at += length;
        }
        look
    }

    fn compare(&self, group: u8, rest: &[u8], found: &mut WordSet) {
        let group = &self.groups[usize::from(group)];
        group.alone.iter().for_each(|word| found.add(*word));
        if group.seconds != u64::MAX && second(rest).is_none_or(|byte| group.seconds & bit(byte) == 0) {
            return;
        }
        for &word in &group.words {
            if rest.starts_with(self.words[usize::from(word)].as_bytes()) {
                found.add(word);
            }
        }
    }
}

fn bit(byte: u8) -> u64 {
    1 << (byte & 63)
}

/// How many bytes a letter takes, by its first.
fn width(first: u8) -> usize {
    match first {
        0..=0x7F => 1,
        0x80..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xFF => 4,
    }
}

/// The last byte of the second letter, where both letters have three.
fn second(letters: &[u8]) -> Option<u8> {
    match *letters {
        [0xE0..=0xEF, _, _, 0xE0..=0xEF, _, third, ..] => Some(third),
        _ => None,
    }
}

fn wide(second: u8, third: u8) -> usize {
    usize::from(second & 63) << 6 | usize::from(third & 63)
}

/// The words that functions of the rule language look for; every one is data of the book.
#[derive(Debug, Clone, Default)]
pub struct RuleWords {
    /// In front of the parts of a whole: 其中.
    pub among: Words,
    /// In front of a list whose length is announced: 分别.
    pub listed: Words,
    /// Names with one of these are other figures than parts.
    pub not_parts: Words,
    /// All of these two.
    pub divides: Words,
    /// For the greatest of several months.
    pub peaks: Words,
    /// Without which no text names a year, gives an example, is a placeholder.
    pub year: Words,
    pub example: Words,
    pub marks: Words,
    /// Of results of indicators in sentences: what only says that a name counts, what may stand in front of it, and what
    /// makes the figure behind it another.
    pub counts: Words,
    pub acts: Words,
    pub not_results: Words,
}

impl RuleWords {
    pub(super) fn named(&mut self, name: &str) -> Option<&mut Words> {
        Some(match name {
            "among" => &mut self.among,
            "listed" => &mut self.listed,
            "not_parts" => &mut self.not_parts,
            "peaks" => &mut self.peaks,
            "year" => &mut self.year,
            "example" => &mut self.example,
            "marks" => &mut self.marks,
            "counts" => &mut self.counts,
            "acts" => &mut self.acts,
            "not_results" => &mut self.not_results,
            _ => return None,
        })
    }
}

/// Which letters stand in a text, told so roughly that it costs nothing to ask: a letter that is not there may seem to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Letters([u64; 8]);

impl Letters {
    pub fn of(text: &str) -> Self {
        let mut letters = Self::default();
        for letter in text.chars() {
            let bit = (u32::from(letter).wrapping_mul(0x9E37_79B1) >> 23) as usize;
            letters.0[bit / 64] |= 1 << (bit % 64);
        }
        letters
    }

    /// Whether all letters of another text may stand in this one.
    pub fn may_have_all(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(own, other)| own & other == *other)
    }
}

/// A search without preparation: most texts are short, and most words are not there.
pub fn contains(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let Some((&first, rest)) = word.split_first() else { return true };
    let mut at = 0;
    while at + word.len() <= text.len() {
        if text[at] == first && &text[at + 1..at + word.len()] == rest {
            return true;
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn both(words: &str, text: &str) -> [bool; 2] {
        let mut lexicon = Lexicon::default();
        let words = lexicon.words(words);
        [words.are_in(text), words.are_among(text, &lexicon.look(text))]
    }

    #[test]
    fn one_of_the_words_is_enough() {
        for (text, found) in [("全年无超支现象", true), ("未超", true), ("未 超支", false), ("", false)]
        {
            assert_eq!(both("未超|无超支", text), [found; 2], "{text}");
        }
        assert_eq!(both("［|[|×", "a×b"), [true; 2]);
        assert_eq!(Lexicon::default().look("甲a×😀").length, 4);
    }

    #[test]
    fn words_without_a_number_are_found_too() {
        let mut lexicon = Lexicon::default();
        let many: Vec<String> = (0..MOST + 9).map(|nth| format!("甲{nth}乙")).collect();
        let words = lexicon.words(&many.join("|"));
        let last = many.last().unwrap();
        assert!(words.needed().is_none() && words.are_among(last, &lexicon.look(last)));
        assert!(!words.are_among("甲", &lexicon.look("甲")));
    }

    proptest! {
        #[test]
        fn a_search_finds_what_the_library_finds(text in "[一二a×😀]{0,12}", word in "[一二a×]{1,3}") {
            prop_assert_eq!(both(&word, &text), [text.contains(&word); 2]);
        }
    }
}
