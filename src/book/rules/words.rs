//! Words that a rule looks for in a text, made ready once: a text that lacks their letters is passed over without a search.

use std::sync::Arc;

/// Alternatives such as `"未超|无超支"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// As written.
    pub text: Arc<str>,
    each: Vec<Word>,
    /// Bits of the third bytes of the words' first letters: the byte in which ideographs differ most. `None` where a word
    /// begins with another kind of letter.
    thirds: Option<u64>,
}

#[derive(Debug, Clone, PartialEq)]
struct Word {
    text: Box<str>,
    letters: Letters,
}

/// Which letters stand in a text, told so roughly that it costs nothing to ask: a letter that is not there may seem to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Letters([u64; 8]);

impl Letters {
    pub fn of(text: &str) -> Self {
        Self::counted(text).1
    }

    /// How many letters a text has, and which.
    pub fn counted(text: &str) -> (usize, Self) {
        let (mut length, mut letters) = (0, Self::default());
        for letter in text.chars() {
            length += 1;
            letters.add(letter);
        }
        (length, letters)
    }

    fn spot(letter: char) -> (usize, u64) {
        let bit = (u32::from(letter).wrapping_mul(0x9E37_79B1) >> 23) as usize;
        (bit / 64, 1 << (bit % 64))
    }

    fn add(&mut self, letter: char) {
        let (word, bit) = Self::spot(letter);
        self.0[word] |= bit;
    }

    pub fn may_have(&self, letter: char) -> bool {
        let (word, bit) = Self::spot(letter);
        self.0[word] & bit != 0
    }

    /// Whether all letters of another text may stand in this one.
    pub fn may_have_all(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(own, other)| own & other == *other)
    }

    /// Whether all letters of one of several words may stand in this one.
    pub fn may_have_any(&self, words: &[Self]) -> bool {
        words.iter().any(|word| self.may_have_all(word))
    }
}

impl Words {
    pub fn new(text: &str) -> Self {
        let word = |word: &str| Word { text: word.into(), letters: Letters::of(word) };
        let third =
            |word: &str| word.as_bytes().get(2).filter(|_| is_wide(word.as_bytes())).map(|byte| bit(*byte));
        let thirds = text.split('|').map(third).try_fold(0, |all, bit| Some(all | bit?));
        Self { text: text.into(), each: text.split('|').map(word).collect(), thirds }
    }

    pub fn are_in(&self, text: &str) -> bool {
        let Some(thirds) = self.thirds else {
            return self.each.iter().any(|word| contains(text, &word.text));
        };
        let bytes = text.as_bytes();
        let likely = |window: &&[u8]| thirds & bit(window[2]) != 0 && is_wide(window);
        let begins = |rest: &[u8]| self.each.iter().any(|word| rest.starts_with(word.text.as_bytes()));
        bytes.windows(3).enumerate().any(|(at, window)| likely(&window) && begins(&bytes[at..]))
    }

    /// The same of a text whose letters are known.
    pub fn are_among(&self, text: &str, letters: &Letters) -> bool {
        self.each.iter().any(|word| letters.may_have_all(&word.letters) && contains(text, &word.text))
    }
}

fn bit(byte: u8) -> u64 {
    1 << (byte & 63)
}

/// Whether the first letter takes three bytes, as ideographs do.
fn is_wide(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|byte| byte & 0xF0 == 0xE0)
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

    #[test]
    fn one_of_the_words_is_enough() {
        let words = Words::new("未超|无超支");
        for (text, found) in [("全年无超支现象", true), ("未超", true), ("未 超支", false), ("", false)]
        {
            assert_eq!(words.are_in(text), found, "{text}");
            assert_eq!(words.are_among(text, &Letters::of(text)), found, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_search_finds_what_the_library_finds(text in "[一二三]{0,12}", word in "[一二三]{1,3}") {
            let words = Words::new(&word);
            prop_assert_eq!(words.are_in(&text), text.contains(&word));
            prop_assert_eq!(words.are_among(&text, &Letters::of(&text)), text.contains(&word));
        }
    }
}
