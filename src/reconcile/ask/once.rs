//! Figures that are printed in two places count once. What tells prints apart is asked of every figure once, when a rule
//! first gathers some; after that they are told apart by a number. A rule over many figures of one sense gathers the
//! others of that sense once, not for each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::book::rules::expr::{Reach, Term};
use crate::fact::{Basis, Concept, Fact, Scope};
use crate::reconcile::instances::Anchor;
use crate::reconcile::judge::Judge;
use crate::reconcile::layout::View;

/// Figures, each print once, in the order in which they come.
pub struct Once<'v> {
    /// For each figure the first of its print.
    prints: &'v [u32],
    numbers: Vec<u32>,
    few: Vec<u32>,
    more: BTreeSet<u32>,
}

impl<'v> Once<'v> {
    const FEW: usize = 48;

    pub fn new(prints: &'v [u32]) -> Self {
        Self { prints, numbers: Vec::new(), few: Vec::new(), more: BTreeSet::new() }
    }

    pub fn add(&mut self, number: u32) {
        let print = self.prints.get(number as usize).copied().unwrap_or(number);
        if self.few.contains(&print) {
            return;
        }
        if self.few.len() < Self::FEW {
            self.few.push(print);
        } else if !self.more.insert(print) {
            return;
        }
        self.numbers.push(number);
    }

    pub fn numbers(self) -> Vec<u32> {
        self.numbers
    }
}

/// Place, sense, year, words, concept and scope.
type Identity<'v> = (
    Option<(Option<usize>, u32, u32)>,
    Basis,
    Option<i32>,
    Option<(&'v str, &'v str)>,
    Option<&'v Concept>,
    &'v Scope,
);

/// What tells a print apart; between several documents places say nothing.
fn identity(fact: &Fact, of_file: bool) -> Identity<'_> {
    let place = &fact.place;
    (
        (!of_file).then_some((place.table, place.row, place.col)),
        fact.basis,
        fact.year,
        place.table.is_none().then_some((fact.label.as_str(), fact.raw.as_str())),
        fact.concept.as_ref(),
        &fact.scope,
    )
}

impl View<'_> {
    /// For each figure the first one that is the same print.
    pub fn prints(&self, of_file: bool) -> &[u32] {
        self.memo.prints[usize::from(of_file)].get_or_init(|| {
            let mut first = BTreeMap::new();
            let mut prints = Vec::with_capacity(self.reading.facts.len());
            for (fact, number) in self.reading.facts.iter().zip(0..) {
                prints.push(*first.entry(identity(fact, of_file)).or_insert(number));
            }
            prints
        })
    }
}

/// All that a term of one name depends on, where it may stand anywhere: the term, the number of its name, and what the
/// instance gives it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct Meant {
    term: *const Term,
    name: Option<u16>,
    document: usize,
    basis: Option<Basis>,
    year: Option<i32>,
    scope: Option<u32>,
}

impl<'v> Judge<'_, 'v> {
    /// Every figure of a term of the rule, once.
    pub fn gathered(&mut self, term: &'v Term) -> Rc<[u32]> {
        let [named] = term.concepts.as_slice() else { return self.every(term).into() };
        if term.reach == Reach::Near {
            return self.every(term).into();
        }
        let Anchor { document, basis, year, scope, .. } = self.anchor;
        let meant = Meant { term, name: self.number_of(named), document, basis, year, scope };
        if let Some(known) = self.gathered.get(&meant) {
            return known.clone();
        }
        let all: Rc<[u32]> = self.every(term).into();
        self.gathered.insert(meant, all.clone());
        all
    }
}
