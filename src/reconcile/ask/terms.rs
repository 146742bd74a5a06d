//! Terms: which figure an expression means. Near before far, tables before prose; two different figures for one term are
//! no figure.

use crate::book::rules::expr::{Named, Reach, Term};
use crate::fact::{Basis, Medium, Place};
use crate::reconcile::ask::once::Meant;
use crate::reconcile::instances::{Stand, Subject, within};
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::{Lack, Wanted};
use crate::reconcile::judge::value::{Quantity, Value};
use crate::reconcile::layout::{Entry, NO_TABLE, Sought, of_table, same_line};

/// More figures than this under one name are not looked through.
const MANY: usize = 400;
/// So many are looked through sooner than those of one sense are sought among them.
const FEW: usize = 16;

/// What a term comes to on an instance.
#[derive(Debug, Clone, Copy)]
pub enum Found {
    One(u32),
    None,
    /// There are several, and they differ.
    Differ,
}

impl<'v> Judge<'_, 'v> {
    pub fn term(&mut self, term: &'v Term) -> Value<'v> {
        match self.found(term) {
            Found::One(number) => self.take(number),
            Found::Differ => Value::Missing(Lack::Figure(Wanted { differ: true, ..self.wanted(term) })),
            Found::None => match term.concepts.iter().find_map(|named| self.blank_of(term, named)) {
                Some(blank) => Value::Empty(Lack::Cell(blank)),
                None => Value::Missing(self.named(term)),
            },
        }
    }

    /// The figure that a term comes to, where nobody asks for more.
    pub fn figure(&self, term: &Term) -> Option<&Quantity> {
        match self.found(term) {
            Found::One(number) => self.view.quantity(number),
            Found::None | Found::Differ => None,
        }
    }

    fn found(&self, term: &Term) -> Found {
        if let (Some(number), [Named::This], true) = (self.own(), &term.concepts[..], term.is_bare()) {
            return Found::One(number);
        }
        let of_instance = |named: &Named| matches!(named, Named::This | Named::Stem);
        let in_table = || self.anchor.place(self.view).is_some_and(|own| own.table.is_some());
        if term.reach == Reach::Near || term.concepts.iter().skip(1).any(of_instance) || in_table() {
            return self.find(term);
        }
        // Anywhere in the document it is the same for instances of one sense and year.
        let meant = Meant::of(self, term, term.concepts.first());
        let last = self.last_found.get();
        match last.filter(|(known, _)| *known == meant) {
            Some((_, found)) => found,
            None => {
                let found = self.find(term);
                self.last_found.set(Some((meant, found)));
                found
            }
        }
    }

    fn find(&self, term: &Term) -> Found {
        for named in &term.concepts {
            let found = self.figures(term, named);
            if !found.is_empty() {
                return self.pick(&found);
            }
        }
        Found::None
    }

    /// The figure that the instance is.
    pub fn own(&self) -> Option<u32> {
        match self.anchor.subject {
            Subject::Fact(number) | Subject::Column(Stand::Fact(number)) => Some(number),
            _ => None,
        }
    }

    pub fn number_of(&self, named: &Named) -> Option<u16> {
        let names = &self.view.book.rules().names;
        match named {
            Named::Concept(_, number) | Named::Family(_, number) => Some(*number),
            Named::Every => None,
            Named::This => match self.own() {
                Some(fact) => self.view.own_number(fact),
                None => names.number(self.anchor.concept?.as_str()),
            },
            Named::Stem => {
                let stem = self.anchor.concept?.as_str().rsplit_once('.')?.0;
                names.number(stem).or_else(|| names.number(&format!("{stem}.total")))
            }
        }
    }

    /// Every figure that a term can mean with one of its names, in the first of its senses that has any.
    pub fn figures(&self, term: &Term, named: &Named) -> Few {
        let mut few = Few::default();
        let Some(number) = self.number_of(named) else { return few };
        let all = match term.reach.leaves_the_document() {
            true => self.view.facts(number, None),
            false => self.view.facts(number, Some(self.anchor.document)),
        };
        if all.is_empty() {
            return few;
        }
        let own = self.anchor.basis.filter(|_| term.bases.is_empty());
        if term.any_basis || term.bases.is_empty() && own.is_none() {
            self.add_fitting(term, all, None, &mut few);
            return few;
        }
        for &basis in term.bases.iter().chain(&own) {
            self.add_of_sense(term, number, (all, basis), &mut few);
            if !few.is_empty() {
                break;
            }
        }
        few
    }

    fn add_of_sense(&self, term: &Term, number: u16, (all, basis): (&[Entry], Basis), few: &mut Few) {
        let year = self.year_of(term);
        if all.len() <= FEW || year.is_none() || term.reach.leaves_the_document() {
            return self.add_fitting(term, all, Some(basis), few);
        }
        let exact = self.view.exactly(number, self.anchor.document, year, basis);
        let exact = &exact[..exact.len().min(MANY)];
        match self.anchor.table {
            Some(table) if term.reach == Reach::Near => {
                self.add_fitting(term, of_table(exact, table), None, few);
            }
            _ => self.add_fitting(term, exact, None, few),
        }
    }

    fn add_fitting(&self, term: &Term, all: &[Entry], basis: Option<Basis>, few: &mut Few) {
        let sought = Sought::of(self.year_of(term), basis);
        for entry in all.iter().take(MANY) {
            let fits = sought.is(entry)
                && self.is_near(term.reach, entry)
                && within(self.view, term.reach, entry)
                && self.in_scope(term.reach, entry)
                && (!term.months || matches!(self.view.fact(entry.item).basis, Basis::Month(_)));
            if fits {
                few.add(entry.item);
            }
        }
    }

    /// The year that a term means on the instance.
    fn year_of(&self, term: &Term) -> Option<i32> {
        term.year.and_then(|offset| self.anchor.year.map(|year| year + offset))
    }

    /// Amounts that are not the office's own enter only where the instance is such an amount.
    fn in_scope(&self, reach: Reach, entry: &Entry) -> bool {
        match self.anchor.scope {
            Some(scope) if !reach.leaves_the_document() => scope == entry.scope,
            _ if entry.is_context() => false,
            _ => entry.is_department() || reach == Reach::File || entry.in_project,
        }
    }

    fn is_near(&self, reach: Reach, entry: &Entry) -> bool {
        if reach != Reach::Near {
            return true;
        }
        match (self.anchor.table, self.anchor.at) {
            (Some(table), _) => entry.table as usize == table,
            (None, Some(at)) => {
                entry.table == NO_TABLE && same_line(&self.view.fact(entry.item).place.at, at)
            }
            (None, None) => true,
        }
    }

    /// The figure to use among several; two that contradict each other are none.
    fn pick(&self, found: &Few) -> Found {
        if let (Some(first), true) = (found.first(), found.is_one()) {
            return Found::One(first);
        }
        let own = self.anchor.place(self.view).filter(|place| place.table.is_some());
        let Some(best) = found.iter().map(|at| self.rank(at, own)).min() else { return Found::None };
        let mut equals = found.iter().filter(|&at| self.rank(at, own) == best);
        let first = equals.next().unwrap_or_default();
        let one = self.view.quantity(first);
        let agrees = |at: u32| match (one, self.view.quantity(at)) {
            (Some(one), Some(other)) => same(one, other),
            _ => false,
        };
        if equals.all(agrees) { Found::One(first) } else { Found::Differ }
    }

    /// In the row of the instance before elsewhere, in tables before prose, printed before drawn.
    fn rank(&self, at: u32, own: Option<&Place>) -> (bool, u8) {
        let fact = self.view.fact(at);
        let medium = match fact.medium {
            Medium::Table => 0,
            Medium::Narrative => 1,
            Medium::Chart | Medium::Image => 2,
        };
        let beside = own.is_some_and(|own| own.table == fact.place.table && own.row == fact.place.row);
        (!beside, medium)
    }

    /// The empty cell where the term would stand.
    pub fn blank_of(&self, term: &Term, named: &Named) -> Option<u32> {
        if term.reach == Reach::Prose {
            return None;
        }
        let all = self.view.blanks(self.number_of(named)?, Some(self.anchor.document));
        let year = self.year_of(term);
        let own_basis = term.bases.is_empty().then_some(self.anchor.basis).flatten();
        let table = self.anchor.table.filter(|_| term.reach == Reach::Near);
        let fits = |entry: &&Entry| {
            (term.any_basis || own_basis.is_none_or(|basis| entry.is_of(basis)))
                && (term.bases.is_empty() || term.bases.iter().any(|basis| entry.is_of(*basis)))
                && year.is_none_or(|year| entry.is_about(year))
                && table.is_none_or(|table| entry.table as usize == table)
        };
        all.iter().take(MANY).find(fits).map(|entry| entry.item)
    }

    /// What a term means here, for saying that it is missing.
    pub fn wanted(&self, term: &'v Term) -> Wanted<'v> {
        let (concept, basis) = (self.anchor.concept, self.anchor.basis);
        Wanted { term, concept, year: self.year_of(term), basis, differ: false }
    }

    pub fn named(&self, term: &'v Term) -> Lack<'v> {
        Lack::Figure(self.wanted(term))
    }
}

/// Numbers of figures: nearly always a few, for which no memory is taken.
#[derive(Debug, Clone, Default)]
pub struct Few {
    count: usize,
    first: [u32; 8],
    more: Vec<u32>,
}

impl Few {
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn is_one(&self) -> bool {
        self.count == 1
    }

    fn add(&mut self, number: u32) {
        match self.first.get_mut(self.count) {
            Some(free) => *free = number,
            None => self.more.push(number),
        }
        self.count += 1;
    }

    pub fn first(&self) -> Option<u32> {
        (self.count > 0).then_some(self.first[0])
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> + Clone + '_ {
        self.first[..self.count.min(self.first.len())].iter().chain(&self.more).copied()
    }
}

impl FromIterator<u32> for Few {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut few = Self::default();
        numbers.into_iter().for_each(|number| few.add(number));
        few
    }
}

fn same(one: &Quantity, other: &Quantity) -> bool {
    one.measure == other.measure && one.low <= other.high && other.low <= one.high
}
