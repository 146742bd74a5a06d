//! What we know, as data beside the code that loads and checks it: concepts and their wordings (`labels/`), the words of
//! headers and rows and the table families (`tables/`), the words of sentences (`prose/`), what must agree with what
//! (`rules/`).
//!
//! A book is built once and handed in; nothing in it is global. A user's own book lies over ours: it may add concepts,
//! wordings, header words and families, and an entry that contradicts another is an error with its line. What the words
//! mean in a given table is decided in `recognise`; this module only looks them up.

mod blocks;
mod concepts;
mod data;
mod error;
mod family_titles;
pub(crate) mod hash;
mod letterset;
mod lists;
mod load;
pub mod nearest;
mod prepared;
mod regions;
pub mod rules;
mod spotter;
mod titles;
mod vocabulary;
mod words;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::chinese::Unit;
use crate::fact::Concept;
use crate::finding::Sentence;
use crate::statement::TableKind;

pub use blocks::Blocks;
pub use concepts::{Concepts, Group, Leading, Where};
pub use error::BookError;
pub use family_titles::FamilyTitles;
pub use lists::{List, Lists};
pub use regions::regions;
pub use vocabulary::{Beginning, FoundWord, Sense, Vocabulary, WordKind};
pub use words::{Goal, HeaderRole, HeaderWord, LevelWord, Meaning, Particular, RowWord, SideWord};

pub use hash::WordHasher;
use hash::WordMap;
use rules::Rules;
pub use titles::{TitleWord, Titles};

/// What a concept is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    Money,
    People,
    Rate,
    Area,
    Score,
    Count,
}

/// A concept with its words.
#[derive(Debug, Clone)]
pub struct Entry {
    pub concept: Concept,
    pub says: Arc<Sentence>,
    pub measure: Measure,
    /// Where its wordings hold.
    pub blocks: Blocks,
    /// Folded, in the order of the book.
    pub wordings: Vec<String>,
    /// The wordings that hold in sentences, with the blocks that say so.
    pub in_prose: Vec<(String, Blocks)>,
    /// Folded endings of labels that are each a thing of their own, such as one earmarked fund a row.
    pub endings: Vec<String>,
}

/// A template family.
#[derive(Debug, Clone)]
pub struct Family {
    pub id: Arc<str>,
    pub kind: TableKind,
    /// What its money is in where nothing says so.
    pub unit: Option<Unit>,
    /// Which wordings hold for rows whose block is not named at their side.
    pub block: Blocks,
    /// Folded parts of titles.
    pub titles: Vec<String>,
    pub features: Vec<String>,
    pub against: Vec<String>,
    /// What a common wording measures in this family alone; nothing that has a concept where it says `None`.
    pub measures: BTreeMap<String, Option<Concept>>,
}

/// The knowledge that every stage is given.
#[derive(Debug, Clone, Default)]
pub struct Book {
    entries: Vec<Entry>,
    ids: WordMap<usize>,
    words: WordMap<Meaning>,
    headers: Vec<HeaderWord>,
    families: Vec<Family>,
    family_titles: FamilyTitles,
    /// The entries that have endings of labels.
    by_ending: Vec<u16>,
    vocabulary: Vocabulary,
    concepts: Concepts,
    titles: Titles,
    rules: Rules,
}

impl Book {
    /// Our own book.
    pub fn builtin() -> Result<Self, BookError> {
        Self::load(None)
    }

    /// The text of our own book, for telling one version of it from another.
    pub fn builtin_text() -> String {
        load::builtin_text()
    }

    /// Our own book, and a user's over it.
    pub fn load(folder: Option<&Path>) -> Result<Self, BookError> {
        load::load(folder)
    }

    /// Every concept, in the order of the book.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn entry(&self, concept: &str) -> Option<&Entry> {
        self.ids.get(concept).map(|&index| &self.entries[index])
    }

    pub fn families(&self) -> &[Family] {
        &self.families
    }

    pub fn family(&self, id: &str) -> Option<&Family> {
        self.families.iter().find(|family| &*family.id == id)
    }

    /// The words of sentences.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// What sentences do with concepts.
    pub fn concepts(&self) -> &Concepts {
        &self.concepts
    }

    /// The words that mean something at one place only.
    pub fn lists(&self) -> &Lists {
        self.vocabulary.lists()
    }

    /// The words of titles.
    pub fn titles(&self) -> &Titles {
        &self.titles
    }

    /// The titles of families, found in a line all at once.
    pub fn family_titles(&self) -> &FamilyTitles {
        &self.family_titles
    }

    /// Whether a folded line holds a title of a family.
    pub fn titles_table(&self, key: &str) -> bool {
        self.family_titles.is_in(key)
    }

    /// The rules by which figures are reconciled.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The number of a concept.
    pub fn number(&self, concept: &str) -> Option<u16> {
        self.ids.get(concept).and_then(|&index| u16::try_from(index).ok())
    }

    /// Everything a folded label can mean.
    pub fn meaning(&self, key: &str) -> Option<&Meaning> {
        self.words.get(key)
    }

    pub fn header(&self, number: u16) -> &HeaderWord {
        &self.headers[usize::from(number)]
    }

    /// The concept of a folded label where the wordings of these blocks hold. Of several blocks the first named in
    /// [`Blocks`] order that knows the label wins; two meanings in one block cannot be, the loader sees to it.
    pub fn concept(&self, key: &str, blocks: Blocks) -> Option<&Entry> {
        self.exact(key, blocks).or_else(|| self.by_ending(key, blocks))
    }

    fn exact(&self, key: &str, blocks: Blocks) -> Option<&Entry> {
        let meaning = self.words.get(key)?;
        let fits = meaning.concepts.iter().filter(|(holds, _)| holds.meets(blocks));
        fits.min_by_key(|(holds, _)| holds.first_shared(blocks))
            .map(|&(_, index)| &self.entries[usize::from(index)])
    }

    /// Labels that are each a thing of their own: 云溪河治理专项资金 is one earmarked fund, not all of them.
    fn by_ending(&self, key: &str, blocks: Blocks) -> Option<&Entry> {
        let listed = self.by_ending.iter().map(|&number| &self.entries[usize::from(number)]);
        listed.filter(|entry| entry.blocks.meets(blocks)).find(|entry| {
            entry.endings.iter().any(|ending| key.len() > ending.len() && key.ends_with(ending.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concept(book: &Book, key: &str, blocks: Blocks) -> Option<String> {
        book.concept(key, blocks).map(|entry| entry.concept.to_string())
    }

    #[test]
    fn our_own_book_is_sound() {
        let book = Book::builtin().unwrap_or_else(|error| panic!("{error}"));
        assert!(book.entries().len() > 80);
        assert!(book.families().len() > 20);
        for entry in book.entries() {
            assert!(!entry.blocks.is_empty(), "{} holds nowhere", entry.concept);
        }
    }

    #[test]
    fn a_word_means_what_its_block_says() {
        let book = Book::builtin().unwrap();
        for (key, blocks, expected) in [
            ("项目支出", Blocks::MONEY, Some("project.total")),
            ("项目支出", Blocks::SPLIT, Some("fund.by_expense.project")),
            ("年度资金总额", Blocks::FUND, Some("fund.total")),
            ("年度资金总额", Blocks::PROJECT_FUND, Some("project_fund.total")),
            ("云溪河治理专项资金", Blocks::MONEY, Some("project.special.item")),
            ("专项资金", Blocks::MONEY, Some("project.special")),
            ("三公经费变动率", Blocks::MONEY, None),
            ("公务用车购置费", Blocks::MONEY, Some("sangong.vehicle.purchase")),
        ] {
            assert_eq!(concept(&book, key, blocks).as_deref(), expected, "{key}");
        }
    }
}
