//! Everything that is known of one file: its documents, what was read from them, and what does not add up. Plain data.

use std::ops::Range;
use std::sync::Arc;

use extractors::{Document, Notices};
use rust_decimal::Decimal;

use crate::claim::Claim;
use crate::fact::{Amount, Basis, Concept, Fact, Place};
use crate::finding::Finding;
use crate::statement::Statement;

/// What kind of document it is, in the stable words of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum DocumentKind {
    DeptSelfEval,
    ProjectSelfEval,
    DeptThirdParty,
    ProjectThirdParty,
    FinalAccounts,
    #[default]
    Other,
}

impl DocumentKind {
    pub const ALL: &[DocumentKind] = &[
        Self::DeptSelfEval,
        Self::ProjectSelfEval,
        Self::DeptThirdParty,
        Self::ProjectThirdParty,
        Self::FinalAccounts,
        Self::Other,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::DeptSelfEval => "dept_overall_self_eval_report",
            Self::ProjectSelfEval => "project_self_eval_report",
            Self::DeptThirdParty => "dept_overall_third_party_evaluation_report",
            Self::ProjectThirdParty => "project_third_party_evaluation_report",
            Self::FinalAccounts => "final_accounts",
            Self::Other => "other",
        }
    }

    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.id() == id)
    }

    /// Whether it is about one project, not about a whole office.
    pub fn is_project(self) -> bool {
        matches!(self, Self::ProjectSelfEval | Self::ProjectThirdParty)
    }
}

/// Where an office stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Region {
    pub province: Option<String>,
    pub prefecture: Option<String>,
    pub county: Option<String>,
    /// GB/T 2260, six digits.
    pub code: Option<String>,
}

/// Who judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Evaluator {
    #[default]
    Own,
    ThirdParty,
}

impl Evaluator {
    pub fn id(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::ThirdParty => "third_party",
        }
    }
}

/// A document inside a file: one file can hold a department's report and a project's as its attachment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentHead {
    pub kind: DocumentKind,
    pub title: Option<String>,
    pub office: Option<String>,
    /// Other forms of the office's name, and how it speaks of itself.
    pub aliases: Vec<String>,
    pub region: Region,
    /// The year the report is about.
    pub year: Option<i32>,
    /// The project, in a project's report.
    pub project: Option<String>,
    /// The projects that its forms and its sentences name, where it reports on projects.
    pub projects: Vec<String>,
    /// It publishes a budget: what it tells is planned.
    pub planned: bool,
    pub evaluator: Evaluator,
    /// The name of the firm that evaluated, where it is printed.
    pub evaluator_name: Option<String>,
    pub score: Option<Decimal>,
    pub grade: Option<String>,
    /// The blocks of the file that belong to it, without those that stand outside the flow.
    pub blocks: Range<usize>,
}

/// A scored row, or one of the two that stand apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum IndicatorKind {
    #[default]
    Indicator,
    BudgetExecution,
    Total,
}

impl IndicatorKind {
    pub const ALL: [Self; 3] = [Self::Indicator, Self::BudgetExecution, Self::Total];

    pub fn id(self) -> &'static str {
        match self {
            Self::Indicator => "indicator",
            Self::BudgetExecution => "budget_execution",
            Self::Total => "total",
        }
    }
}

/// A number of an indicator row with its own place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Points {
    pub value: Decimal,
    /// Printed places after the point, where they are known.
    pub decimals: Option<i32>,
    pub raw: String,
    pub place: Place,
}

/// A row of an evaluation table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    pub kind: IndicatorKind,
    pub document: usize,
    pub table: usize,
    pub row: u32,
    /// Names of the levels; weights at their end (`产出指标（50分）`) are in [`LevelWeight`].
    pub l1: Option<Arc<str>>,
    pub l2: Option<Arc<str>>,
    pub l3: Option<Arc<str>>,
    pub target: Option<String>,
    pub actual: Option<String>,
    pub weight: Option<Points>,
    pub score: Option<Points>,
    pub deduction: Option<Points>,
    /// Only in the row of the budget's execution: executed over planned, as printed.
    pub rate: Option<Points>,
    pub note: Option<String>,
    pub criteria: Option<String>,
    /// Where the row begins.
    pub place: Place,
}

impl Indicator {
    /// A row of which nothing is known yet.
    pub fn empty(kind: IndicatorKind, (document, table, row): (usize, usize, u32), place: Place) -> Self {
        Self {
            kind,
            document,
            table,
            row,
            l1: None,
            l2: None,
            l3: None,
            target: None,
            actual: None,
            weight: None,
            score: None,
            deduction: None,
            rate: None,
            note: None,
            criteria: None,
            place,
        }
    }
}

/// What a whole level of the indicator tree weighs, where the file prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelWeight {
    pub document: usize,
    pub table: usize,
    /// 0 for the block's side label, then 1, 2.
    pub level: u8,
    pub label: String,
    /// The label of the level above, so that two `社会效益` of different trees differ.
    pub above: Option<String>,
    pub weight: Points,
    /// The score of the whole level, where it is printed.
    pub score: Option<Points>,
}

/// In which way a cell gives no value. Never 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Absence {
    Blank,
    /// `——`, `-`, `/`
    Dash,
    /// `无`, `不适用`
    NotApplicable,
    /// `××`, `……`
    Placeholder,
    /// A label with its colon and nothing after it.
    Inline,
}

impl Absence {
    pub const ALL: [Self; 5] =
        [Self::Blank, Self::Dash, Self::NotApplicable, Self::Placeholder, Self::Inline];

    pub fn id(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Dash => "dash",
            Self::NotApplicable => "not_applicable",
            Self::Placeholder => "placeholder",
            Self::Inline => "inline_blank",
        }
    }
}

/// A cell in which a figure could stand and does not. Rules must know it: a sum with a blank in it cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blank {
    pub document: usize,
    pub concept: Option<Concept>,
    pub label: Arc<str>,
    pub year: Option<i32>,
    pub basis: Basis,
    pub absence: Absence,
    pub place: Place,
}

/// What became of a cell. Every cell of every table has one: none is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ReadAs {
    /// A figure stands in it, a fact or the number of an indicator.
    Fact,
    /// It names a row, an indicator, a goal, or tells about one.
    Label,
    Header,
    Unit,
    Blank,
    /// It could not be used; a notice says so.
    #[default]
    Notice,
}

impl ReadAs {
    pub fn id(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Label => "label",
            Self::Header => "header",
            Self::Unit => "unit",
            Self::Blank => "blank",
            Self::Notice => "notice",
        }
    }
}

/// What was read from a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    pub documents: Vec<DocumentHead>,
    pub facts: Vec<Fact>,
    pub indicators: Vec<Indicator>,
    pub weights: Vec<LevelWeight>,
    pub blanks: Vec<Blank>,
    pub claims: Vec<Claim>,
    /// For each table, for each of its cells in reading order.
    pub read_as: Vec<Vec<ReadAs>>,
}

impl Reading {
    /// The money of a figure in 元, for rules that compare across units.
    pub fn yuan(&self, fact: usize) -> Option<Decimal> {
        self.facts.get(fact).map(|fact| &fact.amount).and_then(Amount::yuan)
    }
}

/// One file, read and checked.
#[derive(Debug, Clone)]
pub struct Report {
    pub document: Document,
    pub statements: Vec<Statement>,
    pub reading: Reading,
    pub findings: Vec<Finding>,
    pub notices: Notices,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_kind_reads_back_from_its_word() {
        for kind in DocumentKind::ALL {
            assert_eq!(DocumentKind::parse(kind.id()), Some(*kind));
        }
    }
}
