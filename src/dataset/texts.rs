//! The texts of a column. A text that recurs is kept once, and every row says by a number which one it has: so an office, a
//! unit, a verdict is looked at once for each document on its way into Parquet, whose dictionaries are made of the same
//! numbers.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The number of a row without a text.
pub const NONE: u32 = u32::MAX;

/// Many short texts in one allocation.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// The words, one behind the other.
    bytes: String,
    /// Where each word ends.
    ends: Vec<u32>,
    /// Which word each row has.
    keys: Vec<u32>,
    memory: Memory,
}

/// What is known of the words that there are.
#[derive(Debug, Clone)]
enum Memory {
    /// The latest under some signs: enough for the rows of one document, and cheap. A word may come twice.
    Latest([u32; Self::SIGNS]),
    /// All of them: no word comes twice.
    All(Index),
    /// They differ too much to be looked for.
    Left,
}

impl Memory {
    const SIGNS: usize = 32;
}

impl Default for Memory {
    fn default() -> Self {
        Self::Latest([NONE; Self::SIGNS])
    }
}

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Texts {
    /// Bytes that one column of one table may hold in memory; a text beyond is null rather than wrong.
    const MOST: usize = NONE as usize;

    /// Words of which so few recur are no longer looked for, once there are that many.
    const MANY: usize = 1 << 12;

    /// Texts that keep every word once, as far as words recur: for the rows of many documents.
    pub fn gathering() -> Self {
        Self { memory: Memory::All(Index::new()), ..Self::default() }
    }

    /// So many rows without a text.
    pub fn nulls(count: usize) -> Self {
        Self { keys: vec![NONE; count], ..Self::default() }
    }

    /// Takes all texts away and keeps their room. What comes then is looked at as in a new one.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.keys.clear();
        self.memory = Memory::default();
    }

    pub fn push(&mut self, text: Option<&str>) {
        match text {
            Some(text) if self.is_last(text) => self.repeat(),
            Some(text) => self.write(|out| out.push_str(text)),
            None => self.keys.push(NONE),
        }
    }

    fn is_last(&self, text: &str) -> bool {
        self.keys.last().is_some_and(|key| *key != NONE && self.word(*key) == text)
    }

    fn repeat(&mut self) {
        let last = self.keys.last().copied().unwrap_or(NONE);
        self.keys.push(last);
    }

    /// A text that is written where it stays.
    pub fn write(&mut self, say: impl FnOnce(&mut String)) {
        let from = self.bytes.len();
        say(&mut self.bytes);
        let key = self.key_of_rest(from);
        self.keys.push(key);
    }

    /// The number of a word that now stands behind all others: its own, or that of the same word before.
    fn key_of_rest(&mut self, from: usize) -> u32 {
        if self.bytes.len() > Self::MOST || self.ends.len() == Self::MOST {
            self.bytes.truncate(from);
            return NONE;
        }
        let new = self.ends.len() as u32;
        let (known, rest) = self.bytes.split_at(from);
        let is = |key: u32| &known[span(&self.ends, key)] == rest;
        let key = match &mut self.memory {
            Memory::Latest(latest) => {
                let place = &mut latest[sign(rest)];
                if *place == NONE || !is(*place) {
                    *place = new;
                }
                *place
            }
            Memory::All(index) => index.find_or_add(rest, new, is),
            Memory::Left => new,
        };
        if key == new {
            self.ends.push(self.bytes.len() as u32);
            self.leave_where_words_differ();
        } else {
            self.bytes.truncate(from);
        }
        key
    }

    fn leave_where_words_differ(&mut self) {
        let many = self.ends.len() > Self::MANY && self.ends.len() > self.keys.len() / 4 * 3;
        if many && matches!(self.memory, Memory::All(_)) {
            self.memory = Memory::Left;
        }
    }

    pub fn get(&self, row: usize) -> Option<&str> {
        Some(self.keys[row]).filter(|key| *key != NONE).map(|key| self.word(key))
    }

    pub fn word(&self, key: u32) -> &str {
        &self.bytes[span(&self.ends, key)]
    }

    /// How many words there are.
    pub fn count_words(&self) -> usize {
        self.ends.len()
    }

    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        (0..self.ends.len() as u32).map(|key| self.word(key))
    }

    /// All words behind each other, and where each ends.
    pub fn parts(&self) -> (&str, &[u32]) {
        (&self.bytes, &self.ends)
    }

    /// Which word each row has, [`NONE`] for a row without.
    pub fn keys(&self) -> &[u32] {
        &self.keys
    }

    /// Whether every word stands here once, and so few of them that a dictionary spares something.
    pub fn recur(&self) -> bool {
        let there = self.keys.iter().filter(|key| **key != NONE).count();
        matches!(self.memory, Memory::All(_)) && self.ends.len() <= there * 3 / 4
    }

    /// Whether it is known of every word if it recurs.
    pub fn is_gathering(&self) -> bool {
        !matches!(self.memory, Memory::Latest(_))
    }

    /// Appends a range of other texts.
    pub fn append(&mut self, other: &Self, rows: Range<usize>) {
        // A table of the other's words is worth its room where most of them are asked for.
        if other.ends.len() > 4 * rows.len() {
            return rows.for_each(|row| self.push(other.get(row)));
        }
        let mut own = vec![NONE; other.ends.len()];
        for &key in &other.keys[rows] {
            let Some(place) = own.get_mut(key as usize) else {
                self.keys.push(NONE);
                continue;
            };
            if *place == NONE {
                *place = self.key_of(other.word(key));
            }
            self.keys.push(*place);
        }
    }

    /// The number of a word, which is added where it is not known.
    fn key_of(&mut self, word: &str) -> u32 {
        let (bytes, ends) = (&self.bytes, &self.ends);
        let room = bytes.len() + word.len() <= Self::MOST && ends.len() < Self::MOST;
        let new = ends.len() as u32;
        let key = match &mut self.memory {
            Memory::All(index) if room => index.find_or_add(word, new, |key| &bytes[span(ends, key)] == word),
            _ => {
                let from = self.bytes.len();
                self.bytes.push_str(word);
                return self.key_of_rest(from);
            }
        };
        if key == new {
            self.bytes.push_str(word);
            self.ends.push(self.bytes.len() as u32);
            self.leave_where_words_differ();
        }
        key
    }

    /// Takes words and gives the number that each has here; rows that have them are told with [`Self::push_keys`].
    pub fn take_words<'w>(&mut self, words: impl Iterator<Item = &'w str>, own: &mut Vec<u32>) {
        own.clear();
        own.extend(words.map(|word| self.key_of(word)));
    }

    pub fn push_keys(&mut self, keys: impl Iterator<Item = u32>) {
        self.keys.extend(keys);
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<&str>> + Clone {
        (0..self.len()).map(|row| self.get(row))
    }

    pub fn len(&self) -> usize {
        self.keys.len()
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }
}

impl<'t> FromIterator<Option<&'t str>> for Texts {
    fn from_iter<I: IntoIterator<Item = Option<&'t str>>>(texts: I) -> Self {
        let mut all = Self::default();
        texts.into_iter().for_each(|text| all.push(text));
        all
    }
}

/// Where a word stands.
fn span(ends: &[u32], key: u32) -> Range<usize> {
    let key = key as usize;
    key.checked_sub(1).map_or(0, |before| ends[before] as usize)..ends[key] as usize
}

/// By which words are told apart at one look.
fn sign(word: &str) -> usize {
    let bytes = word.as_bytes();
    let at = |place: usize| bytes.get(place).map_or(0, |byte| usize::from(*byte));
    let [middle, last] = [bytes.len() / 2, bytes.len().saturating_sub(1)].map(at);
    (bytes.len().wrapping_mul(7) ^ middle.wrapping_mul(5) ^ last) % Memory::SIGNS
}

/// Words by their hash. The seed is chance, so that no report can be made to collide; nothing else depends on it.
#[derive(Debug, Clone)]
struct Index {
    /// The hash and the number of a word; no number for a free place.
    places: Vec<(u32, u32)>,
    used: usize,
    seed: u64,
}

impl Index {
    const FREE: (u32, u32) = (0, NONE);

    fn new() -> Self {
        Self { places: Vec::new(), used: 0, seed: RandomState::new().build_hasher().finish() }
    }

    /// The number of a word that is known, or the one it shall have.
    fn find_or_add(&mut self, word: &str, new: u32, is: impl Fn(u32) -> bool) -> u32 {
        if self.used * 2 >= self.places.len() {
            self.grow();
        }
        let hash = xxh3_64_with_seed(word.as_bytes(), self.seed) as u32;
        match self.look(hash, is) {
            Ok(key) => key,
            Err(free) => {
                self.places[free] = (hash, new);
                self.used += 1;
                new
            }
        }
    }

    /// The number of a word, or the place where it would stand. Half of all places are free.
    fn look(&self, hash: u32, is: impl Fn(u32) -> bool) -> Result<u32, usize> {
        let mut at = self.first(hash);
        loop {
            match self.places[at] {
                (_, NONE) => return Err(at),
                (same, key) if same == hash && is(key) => return Ok(key),
                _ => at = (at + 1) & (self.places.len() - 1),
            }
        }
    }

    fn first(&self, hash: u32) -> usize {
        hash as usize & (self.places.len() - 1)
    }

    /// Twice the places: always a power of two.
    fn grow(&mut self) {
        let more = (self.places.len() * 2).max(64);
        let old = std::mem::replace(&mut self.places, vec![Self::FREE; more]);
        for (hash, key) in old.into_iter().filter(|(_, key)| *key != NONE) {
            let mut at = self.first(hash);
            while self.places[at].1 != NONE {
                at = (at + 1) & (more - 1);
            }
            self.places[at] = (hash, key);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(texts: &[Option<String>], mut into: Texts) -> Texts {
        texts.iter().for_each(|text| into.push(text.as_deref()));
        into
    }

    #[test]
    fn nulls_and_empties_are_kept_apart() {
        let texts: Texts = [Some("合计"), None, Some(""), Some("x")].into_iter().collect();
        assert_eq!(texts.iter().collect::<Vec<_>>(), [Some("合计"), None, Some(""), Some("x")]);
    }

    #[test]
    fn words_stand_once_in_the_order_in_which_they_first_occur() {
        let texts = ["乙", "甲", "乙", "", "甲", ""].map(|text| Some(text.to_owned()));
        let gathered = of(&texts, Texts::gathering());
        assert_eq!(gathered.words().collect::<Vec<_>>(), ["乙", "甲", ""]);
        assert_eq!(gathered.keys(), [0, 1, 0, 2, 1, 2]);
        assert!(gathered.recur());
        assert!(!of(&texts[..2], Texts::gathering()).recur());
    }

    #[test]
    fn words_that_differ_too_much_are_no_longer_looked_for() {
        let texts: Vec<_> = (0..2 * Texts::MANY).map(|number| Some(number.to_string())).collect();
        let gathered = of(&texts, Texts::gathering());
        assert!(!gathered.recur());
        assert!(gathered.iter().eq(texts.iter().map(Option::as_deref)));
    }

    proptest! {
        #[test]
        fn texts_read_back_however_they_came(
            texts in prop::collection::vec(prop::option::of("[ab核]{0,3}"), 0..300),
            cut in 0usize..300,
        ) {
            let cut = cut.min(texts.len());
            let plain = of(&texts, Texts::default());
            let gathered = of(&texts, Texts::gathering());
            prop_assert!(plain.iter().eq(texts.iter().map(Option::as_deref)));
            prop_assert_eq!(&plain, &gathered);
            let mut parts = Texts::gathering();
            parts.append(&plain, 0..cut);
            parts.append(&plain, cut..texts.len());
            prop_assert_eq!(parts.keys(), gathered.keys(), "the same words in the same order");
        }
    }
}
