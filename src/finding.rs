//! What a rule says about a document: holds, breaks, or cannot be checked. Plain data; "cannot be checked" is never
//! "holds".

use extractors::Locator;
use rust_decimal::Decimal;

use crate::fact::Sureness;

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
        missing: String,
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

/// A rule judged on one instance: a column, a row, a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `X1`, `X2` … inside one report.
    pub id: String,
    pub document: usize,
    pub rule: String,
    pub verdict: Verdict,
    pub severity: Weight,
    pub confidence: Sureness,
    pub title_zh: String,
    pub title_en: String,
    /// What the document says, and what its parts give.
    pub stated: Option<String>,
    pub computed: Option<String>,
    pub evidence: Vec<Evidence>,
    /// The finding of which this one is only a consequence.
    pub follows_from: Option<String>,
    /// Findings of one cause bear one group.
    pub group: Option<String>,
    /// The facts it is about, by their number in the reading.
    pub facts: Vec<usize>,
}
