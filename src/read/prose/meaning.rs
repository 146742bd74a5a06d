//! What an amount is, once its concept, its column and its year are known: the rules of the contract about bases, years
//! and scopes of sentences, in one place.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::book::{Entry, Group, Leading, List, Measure, Sense, Where};
use crate::chinese::{Quantity, Unit};
use crate::fact::{Amount, Basis, Concept, Fact, Medium, Path, Place, Scope, Sureness};
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
    pub label: Arc<str>,
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

/// The unit of money; `1.2亿` without 元 is counted in 元.
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

    pub fn is(&self, number: u16, group: Group) -> bool {
        self.book.concepts().is(number, group)
    }

    pub fn is_fund(&self, number: u16) -> bool {
        self.is(number, Group::FundOfItsOwn)
    }

    pub fn leading(&self, role: Leading) -> Option<u16> {
        self.book.concepts().leading(role)
    }

    pub fn is_leading(&self, number: u16, role: Leading) -> bool {
        self.book.concepts().is_leading(number, role)
    }

    /// The concept that a word names in such a report.
    pub fn concept_of(&self, sense: &Sense) -> Option<u16> {
        let of_project = sense.of_project.filter(|_| self.is_about_one_project());
        of_project.or(sense.concept)
    }

    /// The concept that an amount of this subject in this column measures. A plan of everything is the budget; in a
    /// project's report everything is the project's money.
    pub fn measured(&self, number: u16, basis: Option<Basis>) -> u16 {
        let instead = |place| self.book.concepts().instead(place, number);
        let in_project = || instead(Where::InProject).filter(|_| self.is_about_one_project());
        let in_projects = || instead(Where::InProjects).filter(|_| self.head.projects.len() > 1);
        let planned = || instead(Where::Planned).filter(|_| basis.is_some_and(is_plan));
        in_project().or_else(in_projects).or_else(planned).unwrap_or(number)
    }

    /// The column where the sentence names none: planned is the first budget, everything else was done.
    fn basis(&self, meaning: &Meaning, known: Option<u16>, measure: Option<Measure>) -> Basis {
        let third_party = self.head.evaluator == Evaluator::ThirdParty;
        if measure == Some(Measure::People) {
            return Basis::YearEnd;
        }
        if meaning.concept.is_change() {
            return Basis::Yoy;
        }
        let concepts = self.book.concepts();
        let always =
            known.map_or_else(|| concepts.always(&meaning.concept), |known| concepts.always_of(known));
        match (always, measure) {
            (Some(always), _) => always,
            (None, Some(Measure::Score)) if third_party && !self.is_of_the_judged(meaning) => {
                Basis::Evaluation
            }
            (None, Some(Measure::Score)) => Basis::SelfEval,
            (None, Some(Measure::Rate)) => Basis::Executed,
            (None, _) => {
                meaning.basis.unwrap_or(if self.head.planned { Basis::Budget } else { Basis::Executed })
            }
        }
    }

    /// 自评得分 in the report of a firm: the points that the office gave itself.
    fn is_of_the_judged(&self, meaning: &Meaning) -> bool {
        self.book.lists().is_in(List::JudgedByItself, &meaning.label)
    }

    /// A report on several projects speaks of the office's, and of each by its name.
    pub fn is_about_one_project(&self) -> bool {
        self.head.kind.is_project() && self.head.projects.len() < 2
    }

    /// The heading names the one project that the passage is read for.
    pub fn is_headed_by_its_own(&self) -> bool {
        let own = self.head.project.as_deref().filter(|_| self.is_about_one_project());
        own.is_some_and(|own| super::items::is_same(own, self.sections.title()))
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
        let known = self.book.number(meaning.concept.as_str());
        let measure = known.map(|number| self.entry(number).measure);
        let figure = offset + quantity.figure.start..offset + quantity.figure.end;
        let print = self.passage.print(figure.clone());
        let basis = self.basis(&meaning, known, measure);
        let scope = self.scope(&meaning);
        Fact {
            document: self.number,
            label: meaning.label,
            path: Path { labels: self.sections.path().clone(), ..Path::default() },
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
    if let Some(amount) = amount_in_steps(quantity, print) {
        return amount;
    }
    let unit = match quantity.unit {
        Some(unit) if unit.is_people() => Some(Unit::PEOPLE),
        unit => unit,
    };
    Amount { value: quantity.value.value, decimals: Some(quantity.value.decimals), unit }
}

/// `1.2亿`, `28.5万余元`: money in the unit that the number names itself.
fn amount_in_steps(quantity: &Quantity, print: &str) -> Option<Amount> {
    const STEPS: [(char, Unit, i32); 2] = [('万', Unit::WanYuan, 4), ('亿', Unit::YiYuan, 8)];
    unit_of_money(quantity, print).filter(|unit| *unit == Unit::Yuan)?;
    let number = print.trim_end_matches(['元', '余', '多']);
    let (_, unit, places) = STEPS.into_iter().find(|(step, ..)| number.ends_with(*step))?;
    let decimals = quantity.value.decimals + places;
    let mut value = (quantity.value.value * Decimal::new(1, places.unsigned_abs())).normalize();
    value.rescale(u32::try_from(decimals).unwrap_or_default().max(value.scale()));
    Some(Amount { value, decimals: Some(decimals), unit: Some(unit) })
}
