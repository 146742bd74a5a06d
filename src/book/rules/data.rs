//! The shape of the rule files, as serde reads them. Unknown keys are errors.

use serde::Deserialize;

use crate::book::data::Word;

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct RulesData {
    #[serde(default)]
    pub rule: Vec<RuleData>,
    #[serde(default)]
    pub parts: Vec<PartsData>,
    #[serde(default)]
    pub same: Vec<SameData>,
    #[serde(default)]
    pub words: Vec<WordsData>,
}

/// Words that a function of the language looks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordsData {
    pub list: Word,
    pub words: Vec<String>,
}

/// The numbered parts of a concept: `parts` are always printed, `may` are where the template has them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartsData {
    pub of: Word,
    pub parts: Vec<Word>,
    #[serde(default)]
    pub may: Vec<Word>,
}

/// Names under which one figure stands in different tables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SameData {
    pub concepts: Vec<Word>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleData {
    pub id: Word,
    pub zh: String,
    pub en: String,
    pub over: Word,
    #[serde(default)]
    pub tables: Vec<Word>,
    #[serde(default)]
    pub documents: Vec<Word>,
    pub when: Option<Word>,
    pub check: Word,
    pub severity: Word,
    #[serde(default)]
    pub lower: Vec<LowerData>,
    pub confidence: Option<Word>,
    pub tolerance: Word,
    /// Slack of the comparison, in its own unit.
    pub within: Option<Word>,
    /// Slack of the comparison, in percent of the right side.
    pub percent: Option<Word>,
    #[serde(default)]
    pub follows: Vec<String>,
    #[serde(default)]
    pub group: bool,
    /// Later breaches in a document follow from the first.
    #[serde(default)]
    pub one_cause: bool,
    #[serde(default)]
    pub any_form: bool,
    #[serde(default)]
    pub across: bool,
    /// Judged between files only: another form of the rule judges what stands in one.
    #[serde(default)]
    pub between_files: bool,
    #[serde(default)]
    pub hint: Vec<HintData>,
    pub source: String,
    #[serde(default)]
    pub traps: Vec<String>,
    pub holds: Vec<String>,
    pub breaks: Vec<String>,
    pub unknown: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LowerData {
    pub when: Word,
    pub to: Word,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HintData {
    pub when: Word,
    pub zh: String,
    pub en: String,
}
