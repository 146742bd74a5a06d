//! Figures that are printed in two places count once. What tells prints apart is asked of every figure once, when a rule
//! first gathers some; after that they are told apart by a number. A rule over many figures of one sense gathers the
//! others of that sense once, not for each of them.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use crate::book::hash::WordHasher;
use crate::book::rules::expr::{Named, Reach, Term};
use crate::fact::{Basis, Concept, Fact, Scope};
use crate::reconcile::instances::Anchor;
use crate::reconcile::judge::Judge;
use crate::reconcile::layout::{View, firsts};

/// Figures, each print once, in the order in which they come.
pub struct Once<'j, 'v> {
    view: &'j View<'v>,
    of_file: bool,
    numbers: Vec<u32>,
    few: Vec<u32>,
    more: BTreeSet<u32>,
}

impl<'j, 'v> Once<'j, 'v> {
    const FEW: usize = 48;

    pub fn new(view: &'j View<'v>, of_file: bool) -> Self {
        Self { view, of_file, numbers: Vec::new(), few: Vec::new(), more: BTreeSet::new() }
    }

    pub fn add(&mut self, number: u32) {
        if self.numbers.is_empty() {
            self.numbers.reserve(8);
            self.numbers.push(number);
            return;
        }
        let prints = self.view.prints(self.of_file);
        if self.few.is_empty() {
            self.few.reserve(8);
            self.few.push(prints[self.numbers[0] as usize]);
        }
        let print = prints[number as usize];
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
        place.table.is_none().then_some((&*fact.label, fact.raw.as_str())),
        fact.concept.as_ref(),
        &fact.scope,
    )
}

impl View<'_> {
    /// For each figure the first one that is the same print.
    pub fn prints(&self, of_file: bool) -> &[u32] {
        self.memo.prints[usize::from(of_file)].get_or_init(|| {
            let hash = |fact: &Fact| {
                let mut hasher = WordHasher::default();
                identity(fact, of_file).hash(&mut hasher);
                hasher.finish()
            };
            let facts = &self.reading.facts;
            firsts(facts.iter().map(hash), |at| identity(&facts[at as usize], of_file))
        })
    }
}

/// All that a term of one name depends on, where it may stand anywhere: the term, the number of its name, and what the
/// instance gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Meant {
    term: *const Term,
    name: Option<u16>,
    document: usize,
    basis: Option<Basis>,
    year: Option<i32>,
    scope: Option<u32>,
}

impl Meant {
    pub fn of(judge: &Judge<'_, '_>, term: &Term, named: Option<&Named>) -> Self {
        let Anchor { document, basis, year, scope, .. } = judge.anchor;
        let name = named.and_then(|named| judge.number_of(named));
        Self { term, name, document, basis, year, scope }
    }
}

/// The figures of a term, with the least and the greatest of them.
pub struct Gathered {
    pub numbers: Vec<u32>,
    extremes: [OnceCell<Option<u32>>; 2],
}

impl Gathered {
    /// Of equal ones the first that is the least, the last that is the greatest.
    pub fn extreme(&self, view: &View<'_>, least: bool) -> Option<u32> {
        let size = |&at: &u32| view.quantity(at).map(|quantity| quantity.value);
        let all = || self.numbers.iter().copied();
        *self.extremes[usize::from(least)]
            .get_or_init(|| if least { all().min_by_key(size) } else { all().max_by_key(size) })
    }
}

impl<'v> Judge<'_, 'v> {
    /// Every figure of a term of the rule, once.
    pub fn gathered(&mut self, term: &'v Term) -> Rc<Gathered> {
        let [named] = term.concepts.as_slice() else { return self.gather(term) };
        if term.reach == Reach::Near {
            return self.gather(term);
        }
        let meant = Meant::of(self, term, Some(named));
        if let Some(known) = self.gathered.get(&meant) {
            return known.clone();
        }
        let all = self.gather(term);
        self.gathered.insert(meant, all.clone());
        all
    }

    fn gather(&mut self, term: &Term) -> Rc<Gathered> {
        Rc::new(Gathered { numbers: self.every(term), extremes: Default::default() })
    }
}
