//! The reconciliation rules, as data beside the language they are written in: what must agree with what, how closely,
//! and how much it matters when it does not. Each rule brings its own examples; judging by them is `reconcile`'s.

mod data;
pub mod expr;
mod gate;
mod load;
mod names;
pub mod page;
mod parse;
mod rows;
pub mod words;

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::claim::ClaimKind;
use crate::fact::Sureness;
use crate::finding::{Sentence, Weight};
use crate::report::DocumentKind;
use crate::statement::TableKind;

use crate::book::hash::WordMap;
use expr::{Expr, Named, Term};
use gate::Gate;
use rows::RowConditions;

#[cfg(test)]
pub(super) use data::RulesData as Written;
pub(super) use load::Loading;
pub use names::Names;
pub use words::RuleWords;

/// All rules of a book, in its order.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    rules: Vec<Rule>,
    pub names: Names,
    pub lists: RuleWords,
    parts: Vec<Parts>,
    /// For each concept, the other numbers of its figure.
    same: Vec<Vec<u16>>,
    by_id: WordMap<Forms>,
    row_conditions: RowConditions,
    /// How many kinds of instances several rules are judged on.
    shared: usize,
    /// For each kind of table, whether any rule is over its cells.
    looked_into: [bool; TableKind::ALL.len()],
}

/// The entries that share an id.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// The first of them, by its number among all rules.
    pub first: usize,
    /// What any of them says.
    pub one_cause: bool,
    pub group: bool,
    pub follows: Vec<Arc<str>>,
}

/// The numbered parts of a concept.
#[derive(Debug, Clone)]
pub struct Parts {
    of: u16,
    pub always: Vec<Named>,
    pub sometimes: Vec<Named>,
}

/// A relation that a report should satisfy.
#[derive(Debug, Clone)]
pub struct Rule {
    pub id: Arc<str>,
    /// What must hold.
    pub says: Arc<Sentence>,
    pub over: Over,
    /// The number of its instances among those that several rules are judged on.
    pub shared: Option<usize>,
    /// As written.
    pub over_text: String,
    /// Only in these tables or documents, where any are named.
    pub tables: Vec<TableKind>,
    pub documents: Vec<DocumentKind>,
    pub when: Option<Expr>,
    /// What it needs of a text.
    pub gate: Gate,
    pub check: Expr,
    pub check_text: String,
    pub severity: Weight,
    /// Conditions under which it matters less.
    pub lower: Vec<(Expr, Weight)>,
    pub confidence: Sureness,
    pub tolerance: Tolerance,
    pub within: Option<Decimal>,
    pub percent: Option<Decimal>,
    /// Rules of which a breach of this one can be a consequence.
    pub follows: Vec<Arc<str>>,
    /// Its breaches in one document have one cause.
    pub group: bool,
    /// Its breaches in one document are one thing said in several places.
    pub one_cause: bool,
    /// Tables that belong to no template are as sure as others: its terms stand beside each other and say enough.
    pub any_form: bool,
    /// It compares documents of one office, not what stands in one file.
    pub across: bool,
    /// It is judged between files only.
    pub between_files: bool,
    pub hints: Vec<Hint>,
    pub source: String,
    pub traps: Vec<String>,
    pub examples: Examples,
}

/// A sentence that explains a breach where its condition holds.
#[derive(Debug, Clone)]
pub struct Hint {
    pub when: Expr,
    pub says: Arc<Sentence>,
}

/// Small worlds in which the rule holds, breaks, and cannot be checked, each as a line of items.
#[derive(Debug, Clone, Default)]
pub struct Examples {
    pub holds: Vec<String>,
    pub breaks: Vec<String>,
    pub unknown: Vec<String>,
}

/// On what a rule is judged, once for each.
#[derive(Debug, Clone, PartialEq)]
pub enum Over {
    Documents,
    /// Tables with scored rows.
    Tables,
    /// Every recognised table.
    AllTables,
    /// Scored rows.
    Rows,
    /// Rows that weigh how the budget was carried out.
    BudgetRows,
    /// Levels of the indicator tree that print a weight.
    Levels,
    /// The columns (year and sense) of a table or the paragraphs of prose in which the term stands.
    Columns(Term),
    /// Every figure of the term.
    Facts(Term),
    /// Rows of the term in which no figure stands in any column, or in some.
    Labels(Term),
    Claims(ClaimKind),
    /// Lines of text between the tables.
    Lines,
    /// Their sentences that divide or list something.
    Sentences,
    /// Cells of text in tables.
    Cells,
    /// Sums that a workbook computes.
    Formulas,
    /// Rows of tables by code that have rows below them, column by column.
    Codes,
}

impl Over {
    /// Many instances that all hold are one finding.
    pub fn is_summed_up(&self) -> bool {
        matches!(self, Self::Lines | Self::Cells | Self::Codes)
    }
}

/// How closely two figures must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tolerance {
    /// Whole numbers: people, points.
    Exact,
    /// Printed parts against a printed total: half a last digit each.
    Sum,
    /// One figure printed twice.
    Twice,
    /// A percentage from its printed terms.
    Percentage,
    /// A threshold that is data.
    Threshold,
}

impl Tolerance {
    pub fn id(self) -> &'static str {
        match self {
            Self::Exact => "T0",
            Self::Sum => "T1",
            Self::Twice => "T2",
            Self::Percentage => "T3",
            Self::Threshold => "T5",
        }
    }

    fn named(id: &str) -> Option<Self> {
        [Self::Exact, Self::Sum, Self::Twice, Self::Percentage, Self::Threshold]
            .into_iter()
            .find(|tolerance| tolerance.id() == id)
    }
}

impl Rules {
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.by_id.get(id).and_then(|forms| self.rules.get(forms.first))
    }

    /// How many kinds of instances several rules are judged on.
    pub fn shared(&self) -> usize {
        self.shared
    }

    /// How many conditions of rows bear a number.
    pub fn row_conditions(&self) -> usize {
        self.row_conditions.len()
    }

    /// Whether any rule is over the cells of such tables.
    pub fn looks_into(&self, kind: TableKind) -> bool {
        self.looked_into[kind as usize]
    }

    /// What all entries of an id say.
    pub fn forms(&self, id: &str) -> Option<&Forms> {
        self.by_id.get(id)
    }

    /// The parts that the book lists for a concept.
    pub fn parts(&self, concept: &Named) -> Option<&Parts> {
        let Named::Concept(_, number) = concept else { return None };
        self.parts.iter().find(|parts| parts.of == *number)
    }

    /// Other numbers under which the figure of a concept stands.
    pub fn synonyms(&self, concept: u16) -> &[u16] {
        self.same.get(usize::from(concept)).map_or(&[], Vec::as_slice)
    }
}
