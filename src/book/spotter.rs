//! Finds the words of a list in a text: the longest that begins at each place, none over another, in one pass.
//!
//! The words are a tree of letters. Letters are numbered by a table of pages, so that a place in the text where no word
//! begins costs three looks and no comparison; where one may, each further letter is searched among those that can follow. Making it goes over every letter of every word once, which keeps loading the book cheap.

use std::ops::Range;

#[derive(Debug, Clone, Default)]
pub struct Spotter {
    alphabet: Alphabet,
    /// The node of each letter that begins a word; 0 where none does.
    roots: Vec<u32>,
    nodes: Vec<Node>,
    /// For each node the letters that can follow, in order, with the nodes they lead to.
    branches: Vec<(u16, u32)>,
}

#[derive(Debug, Clone, Default)]
struct Node {
    /// The word that ends here, by its number.
    word: Option<u32>,
    branches: Range<u32>,
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
        Self::with_letters(words, &[])
    }

    /// Letters that begin no word are told apart from all others too.
    pub fn with_letters<'w>(words: impl Iterator<Item = &'w str>, letters: &[char]) -> Result<Self, String> {
        let mut words: Vec<(&str, u32)> = words.zip(0..).filter(|(word, _)| !word.is_empty()).collect();
        words.sort_unstable();
        let alphabet =
            Alphabet::of(words.iter().map(|(word, _)| *word), letters).ok_or("too many letters")?;
        let spelt: Vec<Spelt> = words.iter().map(|&(word, number)| alphabet.spell(word, number)).collect();
        let mut spotter = Self { alphabet, nodes: vec![Node::default()], ..Self::default() };
        spotter.grow(&spelt);
        spotter.roots = vec![0; spotter.alphabet.letters];
        for &(letter, node) in &spotter.branches[spotter.nodes[0].range()] {
            spotter.roots[usize::from(letter)] = node;
        }
        Ok(spotter)
    }

    /// Makes the nodes, all of one length before the next. The words are in order of their letters.
    fn grow(&mut self, words: &[Spelt]) {
        let mut groups = vec![(0, 0..words.len())];
        let mut length = 0;
        while !groups.is_empty() {
            let mut longer = Vec::new();
            for (node, group) in groups {
                self.branch(node, words, group, length, &mut longer);
            }
            groups = longer;
            length += 1;
        }
    }

    /// Gives a node the word that ends at it and a branch for each letter that follows.
    fn branch(
        &mut self,
        node: usize,
        words: &[Spelt],
        group: Range<usize>,
        length: usize,
        longer: &mut Vec<(usize, Range<usize>)>,
    ) {
        let first = self.branches.len() as u32;
        let mut at = group.start;
        while at < group.end {
            let Some(&letter) = words[at].letters.get(length) else {
                self.nodes[node].word = Some(words[at].number);
                at += 1;
                continue;
            };
            let alike =
                words[at..group.end].iter().take_while(|word| word.letters.get(length) == Some(&letter));
            let end = at + alike.count();
            self.branches.push((letter, self.nodes.len() as u32));
            longer.push((self.nodes.len(), at..end));
            self.nodes.push(Node::default());
            at = end;
        }
        self.nodes[node].branches = first..self.branches.len() as u32;
    }

    /// How many letters are told apart, with the 0 for all others.
    pub fn letters(&self) -> usize {
        self.alphabet.letters
    }

    /// The number of a letter.
    pub fn letter(&self, letter: char) -> usize {
        self.alphabet.number(letter.into())
    }

    /// Whether a word begins with a letter of this number.
    pub fn begins_word(&self, letter: usize) -> bool {
        self.roots.get(letter).is_some_and(|&root| root != 0)
    }

    /// The number of the letter at a place of a text, and its length in bytes; `None` at the end.
    #[inline]
    pub fn letter_at(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let (letter, length) = decode(text.as_bytes().get(at..)?)?;
        Some((self.alphabet.number(letter), length))
    }

    /// The longest word that begins at a place, and where it ends.
    pub fn longest_at(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let (letter, length) = self.letter_at(text, at)?;
        let root = self.roots.get(letter).copied().filter(|&root| root != 0)?;
        self.longest(root as usize, text, at + length).map(|(word, end)| (word as usize, end))
    }

    /// The words in a text, from left to right.
    pub fn spot<'s>(&'s self, text: &'s str) -> impl Iterator<Item = Spot> + 's {
        let mut at = 0;
        std::iter::from_fn(move || {
            loop {
                let start = at;
                let (letter, length) = decode(&text.as_bytes()[start..])?;
                at += length;
                let root = self.root(letter);
                if root == 0 {
                    continue;
                }
                if let Some((word, behind)) = self.longest(root, text, at) {
                    at = behind;
                    return Some(Spot { word: word as usize, start, end: at });
                }
            }
        })
    }

    fn root(&self, letter: u32) -> usize {
        self.roots.get(self.alphabet.number(letter)).map_or(0, |&node| node as usize)
    }

    /// The longest word that goes on from a node with the text at a place, and where it ends.
    fn longest(&self, mut node: usize, text: &str, mut at: usize) -> Option<(u32, usize)> {
        let mut found = self.nodes[node].word.map(|word| (word, at));
        while let Some((letter, length)) = decode(&text.as_bytes()[at..]) {
            let Some(next) = self.next(node, letter) else { break };
            (node, at) = (next, at + length);
            found = self.nodes[node].word.map(|word| (word, at)).or(found);
        }
        found
    }

    fn next(&self, node: usize, letter: u32) -> Option<usize> {
        let number = self.alphabet.number(letter);
        let branches = &self.branches[self.nodes[node].range()];
        let found = branches.iter().find(|(letter, _)| usize::from(*letter) >= number)?;
        (usize::from(found.0) == number).then_some(found.1 as usize)
    }
}

/// The code point that a text begins with and its length in bytes: nearly always three.
#[inline]
fn decode(text: &[u8]) -> Option<(u32, usize)> {
    let part = |byte: u8| u32::from(byte & 0x3F);
    match *text {
        [first @ 0xE0..=0xEF, second, third, ..] => {
            Some((u32::from(first & 0xF) << 12 | part(second) << 6 | part(third), 3))
        }
        [first @ 0..=0x7F, ..] => Some((u32::from(first), 1)),
        [first @ 0xC0..=0xDF, second, ..] => Some((u32::from(first & 0x1F) << 6 | part(second), 2)),
        [first, second, third, fourth, ..] => {
            Some((u32::from(first & 7) << 18 | part(second) << 12 | part(third) << 6 | part(fourth), 4))
        }
        _ => None,
    }
}

impl Node {
    fn range(&self) -> Range<usize> {
        self.branches.start as usize..self.branches.end as usize
    }
}

/// A word as numbers of letters.
struct Spelt {
    letters: Box<[u16]>,
    number: u32,
}

const PAGE: usize = 64;

/// The letters of the words, numbered from 1 in their order; 0 is every other letter.
#[derive(Debug, Clone, Default)]
struct Alphabet {
    /// For every 64 code points the place of their page; the first page is empty.
    places: Vec<u16>,
    pages: Vec<[u16; PAGE]>,
    /// How many there are, with the 0.
    letters: usize,
}

impl Alphabet {
    /// `None` where there are more than can be numbered.
    fn of<'w>(words: impl Iterator<Item = &'w str>, letters: &[char]) -> Option<Self> {
        let mut alphabet = Self { places: Vec::new(), pages: vec![[0; PAGE]], letters: 1 };
        words.for_each(|word| word.chars().for_each(|letter| alphabet.mark(letter)));
        letters.iter().for_each(|&letter| alphabet.mark(letter));
        for &place in alphabet.places.iter().filter(|place| **place != 0) {
            for number in alphabet.pages[usize::from(place)].iter_mut().filter(|number| **number != 0) {
                *number = u16::try_from(alphabet.letters).ok()?;
                alphabet.letters += 1;
            }
        }
        Some(alphabet)
    }

    fn mark(&mut self, letter: char) {
        let code = letter as usize;
        if self.places.len() <= code / PAGE {
            self.places.resize(code / PAGE + 1, 0);
        }
        let place = &mut self.places[code / PAGE];
        if *place == 0 {
            // There are 17 408 pages of code points, so their places fit.
            *place = self.pages.len() as u16;
            self.pages.push([0; PAGE]);
        }
        self.pages[usize::from(*place)][code % PAGE] = 1;
    }

    fn number(&self, letter: u32) -> usize {
        let code = letter as usize;
        let place = self.places.get(code / PAGE);
        place.map_or(0, |&place| usize::from(self.pages[usize::from(place)][code % PAGE]))
    }

    fn spell(&self, word: &str, number: u32) -> Spelt {
        Spelt { letters: word.chars().map(|letter| self.number(letter.into()) as u16).collect(), number }
    }
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
        assert_eq!(spotted(&[String::new()], "年"), []);
        assert_eq!(spotted(&["𠮷年".to_owned(), "z".to_owned()], "𠮷z𠮷年"), [(1, 4), (0, 5)]);
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
