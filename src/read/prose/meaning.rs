//! What an amount is, once its concept, its column and its year are known: the rules of the contract about bases, years
//! and scopes of sentences, in one place.

use std::sync::Arc;

use crate::book::{Entry, Measure};
use crate::chinese::{Quantity, Unit};
use crate::fact::{Amount, Basis, Concept, Fact, Medium, Place, Scope, Sureness};
use crate::report::Evaluator;

use super::Context;

/// A concept named at a place of the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// Its number in the book.
    pub number: u16,
    pub start: usize,
    pub end: usize,
}

/// What is known of an amount before it is a fact.
#[derive(Debug, Clone)]
pub struct Meaning {
    pub concept: Concept,
    pub label: String,
    pub basis: Option<Basis>,
    pub year: Option<i32>,
    pub others: bool,
    pub sureness: Sureness,
}

pub fn is_plan(basis: Basis) -> bool {
    matches!(basis, Basis::Budget | Basis::BudgetInitial | Basis::BudgetFull)
}

/// Whether an amount in this unit can measure this.
pub fn fits(entry: &Entry, quantity: &Quantity, print: &str) -> bool {
    match entry.measure {
        Measure::Money => unit_of_money(quantity, print).is_some(),
        Measure::People => quantity.unit.is_some_and(|unit| unit.is_people() || unit == Unit::Counter("个")),
        Measure::Rate => quantity.unit == Some(Unit::Percent),
        Measure::Area => quantity.unit == Some(Unit::SquareMetre),
        Measure::Score => quantity.unit == Some(Unit::Score),
        Measure::Count => quantity.unit.is_some(),
    }
}

/// The unit of money; `1.2亿` without 元 was counted in 元 already.
pub fn unit_of_money(quantity: &Quantity, print: &str) -> Option<Unit> {
    match quantity.unit {
        Some(unit) => Some(unit).filter(|unit| unit.is_money()),
        None => print.ends_with(['万', '亿']).then_some(Unit::Yuan),
    }
}

impl Context<'_> {
    pub fn entry(&self, number: u16) -> &Entry {
        &self.book.entries()[usize::from(number)]
    }

    pub fn number_of(&self, id: &str) -> Option<u16> {
        let found = self.book.entries().iter().position(|entry| entry.concept.as_str() == id)?;
        u16::try_from(found).ok()
    }

    /// The concept that an amount of this subject in this column measures. A plan of everything is the budget; in a
    /// project's report everything is the project's money.
    pub fn measured(&self, number: u16, basis: Option<Basis>) -> Concept {
        let concept = &self.entry(number).concept;
        let planned = basis.is_some_and(is_plan);
        let id = match concept.as_str() {
            "expenditure.total"
            | "project.total"
            | "fund.total"
            | "revenue.total"
            | "accounts.income_total"
            | "accounts.expenditure_total"
                if self.is_about_one_project() =>
            {
                "project_fund.total"
            }
            "expenditure.total" | "fund.total" if self.head.projects.len() > 1 => "project.total",
            "revenue.fiscal" | "revenue.general_budget" if self.is_about_one_project() => {
                "project_fund.current_fiscal"
            }
            "expenditure.total" if planned => "fund.total",
            _ => return concept.clone(),
        };
        Concept::new(id)
    }

    /// The column where the sentence names none: planned is the first budget, everything else was done.
    fn basis(&self, meaning: &Meaning, measure: Option<Measure>) -> Basis {
        let id = meaning.concept.as_str();
        let family = |family: &str| meaning.concept.is_of(family);
        match measure {
            Some(Measure::People) => Basis::YearEnd,
            Some(Measure::Score) if id == "weight.l1" => Basis::Prose,
            Some(Measure::Score) if self.head.evaluator == Evaluator::ThirdParty => Basis::Evaluation,
            Some(Measure::Score) => Basis::SelfEval,
            _ if id == "fund.adjust_rate" => Basis::FullVsInitial,
            _ if id.ends_with(".change") || id.ends_with(".change_rate") => Basis::Yoy,
            _ if family("context.deposits")
                || family("context.loans")
                || id == "context.loan_deposit_ratio" =>
            {
                Basis::PointInTime
            }
            _ if family("fixed_asset") || family("intangible") => Basis::Closing,
            _ if id == "staff.control_rate" => Basis::YearEnd,
            Some(Measure::Rate) => Basis::Executed,
            _ => meaning.basis.unwrap_or(if self.head.planned { Basis::Budget } else { Basis::Executed }),
        }
    }

    /// A report on several projects speaks of the office's, and of each by its name.
    pub fn is_about_one_project(&self) -> bool {
        self.head.kind.is_project() && self.head.projects.len() < 2
    }

    fn scope(&self, meaning: &Meaning) -> Scope {
        let report = self.is_about_one_project();
        if meaning.others || meaning.concept.is_of("context") {
            return Scope::Context;
        }
        match report {
            true => Scope::Project(Arc::from(self.head.project.as_deref().unwrap_or_default())),
            false => Scope::Department,
        }
    }

    /// The fact of an amount at `offset` of the passage.
    pub fn fact(&self, meaning: Meaning, quantity: &Quantity, offset: usize) -> Fact {
        let measure = self.book.entry(meaning.concept.as_str()).map(|entry| entry.measure);
        let figure = offset + quantity.figure.start..offset + quantity.figure.end;
        let print = self.passage.print(figure.clone());
        let basis = self.basis(&meaning, measure);
        let scope = self.scope(&meaning);
        let title = self.sections.title();
        Fact {
            document: self.number,
            label: meaning.label,
            path: if title.is_empty() { Vec::new() } else { vec![title.to_owned()] },
            year: meaning.year.or(self.head.year),
            basis,
            amount: if measure == Some(Measure::People) {
                Amount { unit: Some(Unit::PEOPLE), ..amount(quantity, &print) }
            } else {
                amount(quantity, &print)
            },
            scope,
            medium: Medium::Narrative,
            place: Place::prose(self.passage.at(figure.start)),
            raw: print,
            primary: false,
            sureness: if quantity.approx { Sureness::Medium } else { meaning.sureness },
            concept: Some(meaning.concept),
        }
    }
}

/// A quantity as an amount. People are people, whatever word they are counted with.
pub fn amount(quantity: &Quantity, print: &str) -> Amount {
    let unit = match quantity.unit {
        Some(unit) if unit.is_people() => Some(Unit::PEOPLE),
        None => unit_of_money(quantity, print),
        unit => unit,
    };
    Amount { value: quantity.value.value, decimals: Some(quantity.value.decimals), unit }
}
