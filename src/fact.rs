//! A figure with its meaning: what it measures, for which year, in which sense, in which unit, and where it stands.
//!
//! Plain data that the stages share. Reading makes facts, reconciliation compares them, the dataset keeps them; nothing
//! here decides anything about a document.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use extractors::Locator;
use rust_decimal::Decimal;

use crate::chinese::{Numeral, Unit};

/// The stable id of what is measured, such as `sangong.total`. The book knows every one of them and its wordings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Concept(Arc<str>);

impl Concept {
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is `family` or stands below it: `sangong.vehicle.purchase` is of `sangong`.
    pub fn is_of(&self, family: &str) -> bool {
        self.0.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// Something about this concept: `sangong.total` with `share`.
    pub fn with(&self, suffix: &str) -> Self {
        Self(format!("{}.{suffix}", self.0).into())
    }

    /// Whether it is how another concept changed.
    pub fn is_change(&self) -> bool {
        self.0.ends_with(".change") || self.0.ends_with(".change_rate")
    }
}

impl fmt::Display for Concept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// In which sense a figure holds: planned, spent, at the end of a period …
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    Budget,
    BudgetInitial,
    BudgetFull,
    Executed,
    FinalAccount,
    YearEnd,
    Opening,
    Increase,
    Decrease,
    Closing,
    CompletedProjects,
    /// A month of the year, from 1.
    Month(u8),
    Issued,
    Used,
    Yoy,
    FullVsInitial,
    FullMinusInitial,
    SelfEval,
    Evaluation,
    Prose,
    PointInTime,
    /// The column of the figure is not printed.
    Unstated,
}

const BASES: &[(Basis, &str)] = &[
    (Basis::Budget, "budget"),
    (Basis::BudgetInitial, "budget_initial"),
    (Basis::BudgetFull, "budget_full"),
    (Basis::Executed, "executed"),
    (Basis::FinalAccount, "final_account"),
    (Basis::YearEnd, "year_end"),
    (Basis::Opening, "opening"),
    (Basis::Increase, "increase"),
    (Basis::Decrease, "decrease"),
    (Basis::Closing, "closing"),
    (Basis::CompletedProjects, "completed_projects"),
    (Basis::Issued, "issued"),
    (Basis::Used, "used"),
    (Basis::Yoy, "yoy"),
    (Basis::FullVsInitial, "full_vs_initial"),
    (Basis::FullMinusInitial, "full_minus_initial"),
    (Basis::SelfEval, "self_eval"),
    (Basis::Evaluation, "evaluation"),
    (Basis::Prose, "prose"),
    (Basis::PointInTime, "point_in_time"),
    (Basis::Unstated, "unstated"),
];

impl Basis {
    /// The stable word for it, as other programs see it.
    pub fn id(self) -> Cow<'static, str> {
        if let Self::Month(month) = self {
            return Cow::Owned(format!("month:{month}"));
        }
        Cow::Borrowed(BASES.iter().find(|(basis, _)| *basis == self).map_or("unstated", |(_, id)| *id))
    }

    /// Its place in the order of senses, below 64.
    pub fn rank(self) -> u8 {
        const MONTHS: u8 = 12;
        match self {
            Self::Month(month) => Self::CompletedProjects.rank() + month.min(MONTHS),
            other => {
                let at = BASES.iter().position(|(basis, _)| *basis == other).unwrap_or(BASES.len()) as u8;
                if other > Self::Month(MONTHS) { at + MONTHS } else { at }
            }
        }
    }

    pub fn parse(id: &str) -> Option<Self> {
        if let Some(month) = id.strip_prefix("month:") {
            return month.parse().ok().filter(|month| (1..=12).contains(month)).map(Self::Month);
        }
        BASES.iter().find(|(_, known)| *known == id).map(|(basis, _)| *basis)
    }
}

/// Whose money it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Department,
    Project(Arc<str>),
    /// Amounts that are not the office's own money: totals and fund rules never use them.
    Context,
}

impl Scope {
    pub fn id(&self) -> Cow<'static, str> {
        match self {
            Self::Department => Cow::Borrowed("department"),
            Self::Project(name) => Cow::Owned(format!("project:{name}")),
            Self::Context => Cow::Borrowed("context"),
        }
    }
}

/// What a figure was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Medium {
    Table,
    Narrative,
    Chart,
    Image,
}

impl Medium {
    pub const ALL: [Medium; 4] = [Self::Table, Self::Narrative, Self::Chart, Self::Image];

    pub fn id(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Narrative => "narrative",
            Self::Chart => "chart",
            Self::Image => "image",
        }
    }
}

/// How sure a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Sureness {
    Low,
    Medium,
    #[default]
    High,
}

impl Sureness {
    pub const ALL: [Sureness; 3] = [Self::Low, Self::Medium, Self::High];

    pub fn id(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A number as printed, with the unit that holds for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// In the printed unit.
    pub value: Decimal,
    /// Printed places after the point; negative for `42.6万`, whose last place is thousands. `None` where the source does
    /// not say (a chart's cache): then nothing is known of the rounding.
    pub decimals: Option<i32>,
    /// `None` where nothing says it and nothing may be assumed.
    pub unit: Option<Unit>,
}

impl Amount {
    /// The values that print as this one: ± half a unit of the last printed place, in the printed unit.
    pub fn interval(&self) -> (Decimal, Decimal) {
        self.decimals
            .and_then(|decimals| Numeral::new(self.value, decimals).interval())
            .unwrap_or((self.value, self.value))
    }

    /// The same money in 元. `None` for what is not money or does not fit.
    pub fn yuan(&self) -> Option<Decimal> {
        let factor = self.unit?.yuan_factor()?;
        self.value.checked_mul(factor).map(|yuan| yuan.normalize())
    }
}

/// Where a figure stands, for people and for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The table by its number in the document; `None` in prose.
    pub table: Option<usize>,
    pub row: u32,
    pub col: u32,
    pub at: Locator,
}

impl Place {
    /// A place outside every table.
    pub fn prose(at: Locator) -> Self {
        Self { table: None, row: 0, col: 0, at }
    }
}

/// Words in order, kept once for all that they hold for.
pub type Words = Arc<[Arc<str>]>;

/// The headers above a figure and the labels beside it, the outermost first: those of its column and those of its row.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Path {
    pub heads: Words,
    pub labels: Words,
}

impl Path {
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.heads.iter().chain(&*self.labels).map(|word| &**word)
    }

    pub fn first(&self) -> Option<&str> {
        self.iter().next()
    }
}

impl<T: Into<Arc<str>>> FromIterator<T> for Path {
    fn from_iter<I: IntoIterator<Item = T>>(words: I) -> Self {
        Self { heads: Words::default(), labels: words.into_iter().map(Into::into).collect() }
    }
}

/// As the list that it is.
impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The number of the document inside its file.
    pub document: usize,
    /// `None` for a label nobody knows yet; the label is kept.
    pub concept: Option<Concept>,
    /// As printed.
    pub label: Arc<str>,
    pub path: Path,
    /// The year the figure is about.
    pub year: Option<i32>,
    pub basis: Basis,
    pub amount: Amount,
    pub scope: Scope,
    pub medium: Medium,
    pub place: Place,
    /// The print of the figure.
    pub raw: String,
    /// The one to use among several of the same document, concept, year, basis and scope.
    pub primary: bool,
    pub sureness: Sureness,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_basis_reads_back_from_its_word() {
        for (basis, id) in BASES {
            assert_eq!(basis.id(), *id);
            assert_eq!(Basis::parse(id), Some(*basis));
        }
        assert_eq!(Basis::parse("month:7"), Some(Basis::Month(7)));
        assert_eq!(Basis::Month(7).id(), "month:7");
        assert_eq!(Basis::parse("month:13"), None);
    }

    #[test]
    fn a_concept_is_of_its_family_by_whole_words() {
        assert!(Concept::new("sangong.vehicle").is_of("sangong"));
        assert!(!Concept::new("sangongs.vehicle").is_of("sangong"));
    }
}
