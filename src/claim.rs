//! Sentences that can be checked, although they are not figures of a table: "nothing was spent", a weight rule, a count,
//! a judgement, a reason, a reference. Plain data.

use extractors::Locator;

use crate::fact::{Amount, Concept};

/// What a sentence says, as far as a rule can use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimKind {
    /// There was none of something.
    None,
    /// A group of indicators weighs so much.
    Weight,
    /// So many of something: members of a list, projects, attachments.
    Count,
    /// Within budget, met, rose, fell.
    Judgement,
    /// Why something deviates.
    Reason,
    /// Points at an attachment, a table, a document.
    Reference,
    /// Where a grade begins.
    Threshold,
    /// A total score.
    Score,
    /// A grade.
    Grade,
}

impl ClaimKind {
    pub const ALL: [Self; 9] = [
        Self::None,
        Self::Weight,
        Self::Count,
        Self::Judgement,
        Self::Reason,
        Self::Reference,
        Self::Threshold,
        Self::Score,
        Self::Grade,
    ];

    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    pub fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Weight => "weight",
            Self::Count => "count",
            Self::Judgement => "judgement",
            Self::Reason => "reason",
            Self::Reference => "reference",
            Self::Threshold => "threshold",
            Self::Score => "score",
            Self::Grade => "grade",
        }
    }
}

/// A part of a sentence with a name: the bound of a threshold, the word of a judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimValue {
    pub name: &'static str,
    pub value: Said,
}

impl ClaimValue {
    /// Every name that a part can have.
    const NAMES: [&str; 13] = [
        "word",
        "direction",
        "reason",
        "target",
        "grade",
        "member",
        "name",
        "count",
        "weight",
        "score",
        "by",
        "from",
        "above",
    ];

    /// The name as it is kept, of one that was written down.
    pub fn name_of(written: &str) -> Option<&'static str> {
        Self::NAMES.into_iter().find(|name| *name == written)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Amount(Amount),
    Text(String),
}

/// A sentence that can be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub document: usize,
    pub kind: ClaimKind,
    /// The sentence, or the part of it that says so.
    pub text: String,
    pub concept: Option<Concept>,
    pub values: Vec<ClaimValue>,
    pub year: Option<i32>,
    pub at: Locator,
}
