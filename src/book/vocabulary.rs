//! The words that sentences are read with: every wording of a concept that holds in prose, and the words of
//! `prose/words.toml` that tie an amount to its concept. They are all found in one pass (`spotter`).
//!
//! Whether a word means here what it can mean is decided by the reader of sentences.

use std::collections::BTreeMap;

use crate::chinese::period::YEAR_SIGNS;
use crate::chinese::scan::NUMERAL_SIGNS;
use crate::fact::Basis;

use super::letterset::LetterSet;
use super::lists::{List, Lists};
use super::spotter::Spotter;
use super::{Blocks, Entry};

/// What a word of a sentence does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordKind {
    /// Names the column of a table: 年初预算数, 决算数.
    Basis,
    /// Says that money was spent, of whatever was spoken of before.
    Spent,
    /// Says that money was planned, of whatever was spoken of before.
    Planned,
    /// Adds nothing between a concept and its amount.
    Glue,
    /// The same, and in front of people behind a number of posts: those that are filled.
    InPost,
    /// Makes posts of people: 编制 behind 教职工.
    Posts,
    /// May stand in front of a concept.
    Lead,
    /// The same, and what follows is about the one project named before: 该项目.
    ThisOne,
    And,
    /// Joins as `And` does; in front of a year it compares.
    With,
    ThisYear,
    LastYear,
    Compare,
    CompareYears,
    CompareBudget,
    Up,
    Down,
    /// Changes of what was planned, unless years are compared.
    UpOnPlan,
    DownOnPlan,
    Share,
    Respectively,
    Among,
    /// Revenue and expenditure at once.
    Both,
    None,
    /// Money of others.
    Others,
    /// Makes an amount a price, a limit, a target.
    Spoil,
    /// A first level of the indicator tree.
    Level,
    Weight,
    Points,
    Within,
    Over,
    Reason,
    Reference,
    Grade,
}

impl WordKind {
    /// Adds nothing between a concept and its amount.
    pub fn is_empty(self) -> bool {
        matches!(self, Self::Glue | Self::InPost)
    }

    pub fn joins(self) -> bool {
        matches!(self, Self::And | Self::With)
    }

    pub fn compares(self) -> bool {
        matches!(self, Self::Compare | Self::CompareYears | Self::CompareBudget)
    }

    /// Whether a sentence without a figure is worth reading because of it.
    pub fn says_something_alone(self) -> bool {
        matches!(self, Self::None | Self::Within | Self::Over | Self::Reason | Self::Reference | Self::Grade)
    }
}

/// All that a word can mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sense {
    /// The number of the concept that it names in a report on an office.
    pub concept: Option<u16>,
    /// The same in a report on a project.
    pub of_project: Option<u16>,
    pub word: Option<WordKind>,
    pub basis: Option<Basis>,
    /// Its column is one of spending: 决算支出.
    pub spending: bool,
    /// The concepts of a word that names two sides at once.
    pub both: Option<[u16; 2]>,
}

impl Sense {
    /// Adds nothing between a concept and its amount, and names none.
    pub fn is_empty(&self) -> bool {
        self.concept.is_none() && self.word.is_some_and(WordKind::is_empty)
    }
}

/// What a word of `prose/` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ProseWord {
    pub kind: WordKind,
    pub basis: Option<Basis>,
    pub spending: bool,
    pub both: Option<[u16; 2]>,
}

/// The words of prose, ready to be looked for.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    all: Spotter,
    alone: Spotter,
    results: Spotter,
    /// What each word means, and whether a year could begin in it.
    senses: Vec<(Sense, bool)>,
    /// With which letters something begins, and with which of these a number.
    beginnings: LetterSet,
    numbers: LetterSet,
    lists: Lists,
}

/// A letter with which something can begin, and what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beginning {
    pub at: usize,
    pub length: usize,
    pub word: bool,
    pub number: bool,
    pub year: bool,
}

/// A word found: its bytes in the text and what it can mean.
#[derive(Debug, Clone, Copy)]
pub struct FoundWord {
    pub start: usize,
    pub end: usize,
    pub sense: Sense,
}

impl Vocabulary {
    pub(super) fn new(
        entries: &[Entry],
        words: &BTreeMap<String, ProseWord>,
        lists: Lists,
    ) -> Result<Self, String> {
        let mut vocabulary = Self { results: Spotter::of(lists.of(List::Result))?, lists, ..Self::default() };
        for (number, entry) in entries.iter().enumerate() {
            let number = u16::try_from(number).map_err(|_| "too many concepts".to_owned())?;
            for (wording, blocks) in &entry.in_prose {
                if blocks.meets(Blocks::PROSE) {
                    vocabulary.sense(wording)?.concept = Some(number);
                } else if wording.chars().count() > 2 {
                    vocabulary.sense(wording)?.of_project = Some(number);
                }
            }
        }
        for (word, meaning) in words {
            let sense = vocabulary.sense(word)?;
            (sense.word, sense.basis, sense.both) = (Some(meaning.kind), meaning.basis, meaning.both);
            sense.spending = meaning.spending;
            if meaning.kind.says_something_alone() {
                vocabulary.alone.add(word)?;
            }
        }
        for &sign in NUMERAL_SIGNS {
            vocabulary.numbers.add(sign);
            vocabulary.beginnings.add(sign);
        }
        Ok(vocabulary)
    }

    /// What a word means so far.
    fn sense(&mut self, word: &str) -> Result<&mut Sense, String> {
        let number = self.all.add(word)?;
        if number == self.senses.len() {
            let over_year = word.chars().skip(1).any(|letter| YEAR_SIGNS.contains(&letter));
            self.senses.push((Sense::default(), over_year));
            word.chars().take(1).for_each(|first| self.beginnings.add(first));
        }
        Ok(&mut self.senses[number].0)
    }

    /// The words of a folded text, the longest at each place, none over another.
    pub fn words<'v>(&'v self, text: &'v str) -> impl Iterator<Item = FoundWord> + 'v {
        self.all.spot(text).map(|found| FoundWord {
            start: found.start,
            end: found.end,
            sense: self.senses[found.word].0,
        })
    }

    /// The next letter of a folded text with which a word, a number or a year can begin.
    #[inline]
    pub fn next_beginning(&self, text: &str, from: usize) -> Option<Beginning> {
        let (at, letter, length) = self.beginnings.find(text, from)?;
        let number = self.numbers.has(letter);
        // All signs of years are signs of numbers too.
        let year = number && YEAR_SIGNS.iter().any(|sign| u32::from(*sign) == letter);
        Some(Beginning { at, length, word: self.all.begins(letter), number, year })
    }

    /// The longest word that begins at a place, and whether a year could begin inside it.
    pub fn word_at(&self, text: &str, at: usize) -> Option<(FoundWord, bool)> {
        let (word, end) = self.all.longest_at(text, at)?;
        let (sense, over_year) = self.senses[word];
        Some((FoundWord { start: at, end, sense }, over_year))
    }

    /// The words that mean something at one place only.
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// The column that the end of a name is a word of: 年初预算 in 项目年初预算.
    pub fn column_at_end(&self, name: &str) -> Option<Basis> {
        let mut starts = name.char_indices().map(|(at, _)| at);
        starts.find_map(|start| {
            let word = self.words(&name[start..]).next().filter(|word| word.start == 0)?;
            let whole = word.end == name.len() - start && word.sense.word == Some(WordKind::Basis);
            word.sense.basis.filter(|_| whole)
        })
    }

    /// Whether a text says that a report was judged.
    pub fn speaks_of_result(&self, text: &str) -> bool {
        self.results.spot(text).next().is_some()
    }

    /// Whether a sentence says something without a figure.
    pub fn says_something(&self, text: &str) -> bool {
        self.alone.spot(text).next().is_some()
    }
}
