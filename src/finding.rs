//! What a rule says about a document: holds, breaks, or cannot be checked. Plain data; "cannot be checked" is never
//! "holds".

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use extractors::Locator;
use rust_decimal::Decimal;

use crate::chinese::Unit;
use crate::fact::{Basis, Sureness};

/// How much a broken rule matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    Info,
    Warning,
    Error,
}

impl Weight {
    pub fn id(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The outcome of one rule on one instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Holds,
    Breaks {
        /// How far apart, and how much of that rounding explains. `None` for what is not arithmetic.
        gap: Option<Decimal>,
        allowed: Option<Decimal>,
    },
    Unknown {
        /// What would be needed to check it.
        missing: Phrase,
    },
}

impl Verdict {
    pub fn id(&self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Breaks { .. } => "breaks",
            Self::Unknown { .. } => "unknown",
        }
    }
}

/// A place that a finding rests on, with what is printed there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub at: Locator,
    pub text: String,
}

/// What a finding rests on beside its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    Quoted(Evidence),
    /// Words of ours about a place, as the name of a figure is.
    Said(Locator, Phrase),
    /// Words of the document, which may hold a name or a telephone number: nobody reads those.
    Sentence(Evidence),
}

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sentence {
    pub zh: String,
    pub en: String,
}

/// Words of ours about a document, kept as what they are made of: most of them nobody ever reads, so `words` makes them
/// where somebody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phrase {
    Told(Sentence),
    /// A word that rules keep, under which `words` knows its English.
    Word(&'static str),
    /// As printed in the document.
    Printed(String),
    /// What points of a row are called, and their print.
    Points(&'static str, String),
    /// A figure that is not there, by what it measures or by its label; without both, whatever was to be compared.
    Figure {
        known: Option<Arc<Sentence>>,
        label: String,
        year: Option<i32>,
        basis: Option<Basis>,
        /// There are several, and they differ.
        differ: bool,
    },
    All(Vec<Phrase>),
}

/// What a finding is about, in front of its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A whole document, a line, a cell: nothing is said.
    Nothing,
    /// A row, a level, a table by its own name.
    Name(String),
    /// A figure by what it measures, or by its label where nobody knows that.
    Figure { known: Option<Arc<Sentence>>, label: String, year: Option<i32>, basis: Option<Basis> },
}

/// The words of a finding, from which `words` makes its title in either language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Title {
    Parts(Parts),
    /// The same, masked when it is put into words.
    Masked(Parts),
    Told(Sentence),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    pub about: Subject,
    /// The rule's own sentence.
    pub rule: Arc<Sentence>,
    /// Blanks that count as 0 where everything else agrees.
    pub blanks: Vec<Phrase>,
    /// The factor by which the two sides differ where it is that of a unit.
    pub slip: Option<u32>,
    /// Only rounding explains the difference.
    pub rounded: bool,
    /// The other side is a number of the rule, not of the document.
    pub limit: bool,
    pub hint: Option<Arc<Sentence>>,
    /// Two labels whose figures would agree if they changed places.
    pub swapped: Vec<[String; 2]>,
}

/// The name of a finding: `X1`, `X2` … inside one report, `A1` … between reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FindingId {
    pub across: bool,
    pub number: u32,
}

impl FindingId {
    /// What its name begins with.
    pub fn letter(self) -> char {
        if self.across { 'A' } else { 'X' }
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.letter(), self.number)
    }
}

/// A rule judged on one instance: a column, a row, a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub id: FindingId,
    pub document: usize,
    pub rule: Arc<str>,
    pub verdict: Verdict,
    pub severity: Weight,
    pub confidence: Sureness,
    pub title: Title,
    /// What the document says, and what its parts give.
    pub stated: Option<String>,
    pub computed: Option<String>,
    pub proofs: Vec<Proof>,
    /// The arithmetic of the sides that are results, as a person would write it: `27 ÷ 30 × 100% = 90%`.
    pub sum: Option<String>,
    /// What the gap and what is allowed are counted in.
    pub unit: Option<Unit>,
    /// The finding of which this one is only a consequence.
    pub follows_from: Option<FindingId>,
    /// Findings of one cause bear one group.
    pub group: Option<String>,
    /// The figures it rests on, by their numbers in the reading. They are put into words when somebody reads them.
    pub facts: Vec<usize>,
}

impl Finding {
    pub fn breaks(&self) -> bool {
        matches!(self.verdict, Verdict::Breaks { .. })
    }
}

/// A broken rule as far as counting goes: its name, its root, its group, how much it matters.
pub type Broken<'b, K> = (K, Option<K>, Option<&'b str>, Weight);

/// How many causes there are of each weight — remarks, warnings, errors — and how many breaches only follow from them. A
/// cause matters as much as the worst that comes of it; of a group one is counted, and where a root is not among them its
/// consequence stands for it.
pub fn causes<K: Ord + Copy>(broken: &[Broken<'_, K>]) -> ([u64; 3], u64) {
    let there: BTreeSet<K> = broken.iter().map(|(id, ..)| *id).collect();
    let mut worst: BTreeMap<(Option<&str>, Option<K>), Weight> = BTreeMap::new();
    let root = |id: K, follows: Option<K>| follows.filter(|root| there.contains(root)).unwrap_or(id);
    let group_of: BTreeMap<K, &str> =
        broken.iter().filter_map(|(id, _, group, _)| group.map(|group| (*id, group))).collect();
    for (id, follows, _, weight) in broken {
        let root = root(*id, *follows);
        let group = group_of.get(&root).copied();
        let cause = worst.entry((group, group.is_none().then_some(root))).or_insert(*weight);
        *cause = (*cause).max(*weight);
    }
    let mut counts = [0; 3];
    worst.values().for_each(|weight| counts[*weight as usize] += 1);
    (counts, (broken.len() - worst.len()) as u64)
}

/// The causes of what breaks among findings of one document.
pub fn causes_of<'f>(findings: impl Iterator<Item = &'f Finding>) -> ([u64; 3], u64) {
    let broken = findings.filter(|finding| finding.breaks());
    let broken: Vec<Broken<'_, FindingId>> =
        broken.map(|one| (one.id, one.follows_from, one.group.as_deref(), one.severity)).collect();
    causes(&broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_matters_as_much_as_the_worst_that_comes_of_it() {
        let broken = [
            (1, None, None, Weight::Warning),
            (2, Some(1), None, Weight::Error),
            (3, None, Some("g"), Weight::Warning),
            (4, None, Some("g"), Weight::Warning),
            (5, Some(9), None, Weight::Info),
        ];
        assert_eq!(causes(&broken), ([1, 1, 1], 2));
        assert_eq!(causes::<u32>(&[]), ([0; 3], 0));
    }
}
