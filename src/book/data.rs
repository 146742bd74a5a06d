//! The shapes of the book's files, as serde reads them. Unknown keys are errors; every word keeps its place, so that an
//! error can say the line.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::Measure;
use super::concepts::{Group, Leading, Where};
use super::lists::List;
use super::titles::TitleWord;
use super::vocabulary::WordKind;
use super::words::{Goal, HeaderRole, Particular, RowWord};

pub type Word = Spanned<String>;

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    #[serde(default)]
    pub concept: Vec<ConceptData>,
}

/// A concept; an entry for one that is known only adds wordings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConceptData {
    pub id: Word,
    pub zh: Option<String>,
    pub en: Option<String>,
    pub measure: Option<Measure>,
    #[serde(default)]
    pub blocks: Vec<Word>,
    #[serde(default)]
    pub labels: Vec<Word>,
    #[serde(default)]
    pub endings: Vec<Word>,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    #[serde(default)]
    pub header: Vec<HeaderData>,
    #[serde(default)]
    pub side: Vec<SideData>,
    #[serde(default)]
    pub goal: Vec<GoalData>,
    #[serde(default)]
    pub row: Vec<RowData>,
    #[serde(default)]
    pub level: Vec<LevelData>,
    #[serde(default)]
    pub particular: Vec<ParticularData>,
    #[serde(default)]
    pub family: Vec<FamilyData>,
    #[serde(default)]
    pub title: Vec<TitleData>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TitleData {
    pub is: TitleWord,
    pub words: Vec<Word>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderData {
    pub role: HeaderRole,
    pub basis: Option<Word>,
    pub concept: Option<Word>,
    pub suffix: Option<String>,
    pub year: Option<i32>,
    pub needs: Option<HeaderRole>,
    pub words: Vec<Word>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideData {
    pub section: SideSection,
    pub block: Option<Word>,
    pub words: Vec<Word>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SideSection {
    Figures,
    Funds,
    Goals,
    Indicators,
    Split,
    Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoalData {
    pub is: Goal,
    pub words: Vec<Word>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowData {
    pub role: RowWord,
    pub words: Vec<Word>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelData {
    pub level: u8,
    pub words: Vec<Word>,
    /// Names of the second level that belong under the first of `words`.
    #[serde(default)]
    pub below: Vec<Word>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParticularData {
    pub is: Particular,
    pub words: Vec<Word>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FamilyData {
    pub id: Word,
    pub kind: Word,
    pub unit: Option<Word>,
    pub block: Word,
    #[serde(default)]
    pub titles: Vec<Word>,
    #[serde(default)]
    pub words: Vec<Word>,
    #[serde(default)]
    pub features: Vec<String>,
    #[serde(default)]
    pub not: Vec<String>,
    #[serde(default)]
    pub measures: BTreeMap<String, Word>,
}

/// Words of sentences, and what sentences do with concepts.
#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Prose {
    #[serde(default)]
    pub word: Vec<ProseData>,
    #[serde(default)]
    pub list: Vec<ListData>,
    #[serde(default)]
    pub group: Vec<GroupData>,
    #[serde(default)]
    pub role: Vec<LeadingData>,
    #[serde(default)]
    pub always: Vec<AlwaysData>,
    #[serde(default)]
    pub instead: Vec<InsteadData>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProseData {
    pub is: WordKind,
    pub basis: Option<Word>,
    /// The column that it names is one of spending.
    #[serde(default)]
    pub spending: bool,
    /// The two sides that a word of both names.
    #[serde(default)]
    pub concepts: Vec<Word>,
    pub words: Vec<Word>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListData {
    pub is: List,
    pub words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupData {
    pub is: Group,
    #[serde(default)]
    pub families: Vec<String>,
    #[serde(default)]
    pub concepts: Vec<Word>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadingData {
    pub is: Leading,
    pub concept: Word,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlwaysData {
    pub basis: Word,
    #[serde(default)]
    pub families: Vec<String>,
    #[serde(default)]
    pub concepts: Vec<Word>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InsteadData {
    #[serde(rename = "where")]
    pub place: Where,
    /// What stood before; nothing where that does not matter.
    #[serde(default)]
    pub behind: Vec<Word>,
    pub of: Vec<Word>,
    pub is: Word,
}
