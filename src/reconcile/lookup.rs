//! Terms: which figure an expression means. Near before far, tables before prose; two different figures for one term are
//! no figure.

use crate::book::rules::expr::{Named, Reach, Term};
use crate::fact::{Basis, Fact, Medium, Scope};

use super::anchor::{Subject, within};
use super::judge::Judge;
use super::value::{Lack, Quantity, Value, Wanted};
use super::view::same_line;

/// More figures than this under one name are not looked through.
const MANY: usize = 400;

impl<'v> Judge<'_, 'v> {
    pub fn term(&mut self, term: &'v Term) -> Value<'v> {
        if let (Some(number), [Named::This], true) = (self.own(), &term.concepts[..], term.is_bare()) {
            return self.take(number);
        }
        for named in &term.concepts {
            let found = self.figures(term, named);
            if let Some(first) = found.first {
                return self.pick(first, &found, term);
            }
        }
        match term.concepts.iter().find_map(|named| self.blank_of(term, named)) {
            Some(blank) => Value::Empty(Lack::Cell(blank)),
            None => Value::Missing(self.named(term)),
        }
    }

    /// The figure that the instance is.
    pub fn own(&self) -> Option<u32> {
        match self.anchor.subject {
            Subject::Fact(number) | Subject::Column(super::anchor::Stand::Fact(number)) => Some(number),
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

    /// Every figure that a term can mean with one of its names.
    pub fn figures(&self, term: &Term, named: &Named) -> Few {
        let Some(number) = self.number_of(named) else { return Few::default() };
        if term.any_basis || term.bases.is_empty() && self.anchor.basis.is_none() {
            return self.fitting(term, number, None);
        }
        let own = self.anchor.basis.filter(|_| term.bases.is_empty());
        let bases = term.bases.iter().copied().chain(own);
        bases
            .map(|basis| self.fitting(term, number, Some(basis)))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    fn fitting(&self, term: &Term, number: u16, basis: Option<Basis>) -> Few {
        let document = (!term.reach.leaves_the_document()).then_some(self.anchor.document);
        let year = self.year_of(term);
        let fits = |at: &u32| {
            let fact = self.view.fact(*at);
            basis.is_none_or(|basis| fact.basis == basis)
                && (!term.months || matches!(fact.basis, Basis::Month(_)))
                && (term.year.is_none() || year.is_none() || fact.year == year)
                && within(self.view, term.reach, *at)
                && self.in_scope(term.reach, fact)
                && self.is_near(term.reach, fact)
        };
        let table = self.anchor.table.filter(|_| term.reach == Reach::Near);
        let near = |at: &u32| table.is_none_or(|table| self.view.stands_in(*at, table));
        match (document, basis, year) {
            (Some(document), Some(basis), Some(_)) => self
                .view
                .exactly(number, document, year, basis)
                .take(MANY)
                .filter(near)
                .filter(fits)
                .collect(),
            _ => self.view.facts(number, document).take(MANY).filter(near).filter(fits).collect(),
        }
    }

    /// The year that a term means on the instance.
    fn year_of(&self, term: &Term) -> Option<i32> {
        term.year.and_then(|offset| self.anchor.year.map(|year| year + offset))
    }

    /// Amounts that are not the office's own enter only where the instance is such an amount.
    fn in_scope(&self, reach: Reach, fact: &Fact) -> bool {
        match (self.anchor.scope, &fact.scope) {
            (Some(scope), other) if !reach.leaves_the_document() => scope == other,
            (_, Scope::Context) => false,
            (_, Scope::Project(_)) => {
                reach == Reach::File
                    || self.view.head(fact.document).is_some_and(|head| head.kind.is_project())
            }
            (_, Scope::Department) => true,
        }
    }

    fn is_near(&self, reach: Reach, fact: &Fact) -> bool {
        if reach != Reach::Near {
            return true;
        }
        match (self.anchor.table, self.anchor.at) {
            (Some(table), _) => fact.place.table.is_some_and(|own| self.view.root(own) == table),
            (None, Some(at)) => fact.place.table.is_none() && same_line(&fact.place.at, at),
            (None, None) => true,
        }
    }

    /// The figure to use among several; two that contradict each other are none.
    fn pick(&mut self, first: u32, found: &Few, term: &'v Term) -> Value<'v> {
        if found.more.is_empty() {
            return self.take(first);
        }
        let rank = |at: u32| {
            let fact = self.view.fact(at);
            let medium = match fact.medium {
                Medium::Table => 0,
                Medium::Narrative => 1,
                Medium::Chart | Medium::Image => 2,
            };
            (!self.beside(fact), medium)
        };
        let first = found.iter().map(rank).min();
        let Some(best) = first else { return Value::missing("—") };
        let mut equals = found.iter().filter(|&at| rank(at) == best);
        let first = equals.next().unwrap_or_default();
        let one = self.view.quantity(first);
        let agrees = |at: u32| match (one, self.view.quantity(at)) {
            (Some(one), Some(other)) => same(one, other),
            _ => false,
        };
        match equals.all(agrees) {
            true => self.take(first),
            false => Value::Missing(Lack::Figure(Wanted { differ: true, ..self.wanted(term) })),
        }
    }

    /// In the row of the instance.
    fn beside(&self, fact: &Fact) -> bool {
        self.anchor.place(self.view).is_some_and(|place| {
            place.table.is_some() && place.table == fact.place.table && place.row == fact.place.row
        })
    }

    /// The empty cell where the term would stand.
    pub fn blank_of(&self, term: &Term, named: &Named) -> Option<u32> {
        let number = self.number_of(named)?;
        let year = self.year_of(term);
        let near = term.reach == Reach::Near;
        if term.reach == Reach::Prose {
            return None;
        }
        let own_basis = term.bases.is_empty().then_some(self.anchor.basis).flatten();
        self.view.blanks(number, Some(self.anchor.document)).take(MANY).find(|&at| {
            let blank = self.view.blank(at);
            (term.any_basis || own_basis.is_none_or(|basis| basis == blank.basis))
                && (term.bases.is_empty() || term.bases.contains(&blank.basis))
                && (term.year.is_none() || year.is_none() || blank.year == year)
                && (!near
                    || self.anchor.table.is_none()
                    || blank.place.table.map(|table| self.view.root(table)) == self.anchor.table)
        })
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

/// Numbers of figures: nearly always none or one, for which no memory is taken.
#[derive(Debug, Clone, Default)]
pub struct Few {
    pub first: Option<u32>,
    pub more: Vec<u32>,
}

impl Few {
    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> + Clone + '_ {
        self.first.into_iter().chain(self.more.iter().copied())
    }
}

impl FromIterator<u32> for Few {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut numbers = numbers.into_iter();
        Self { first: numbers.next(), more: numbers.collect() }
    }
}

fn same(one: &Quantity, other: &Quantity) -> bool {
    one.measure == other.measure && one.low <= other.high && other.low <= one.high
}

impl Reach {
    /// Whether it looks beyond the document of the instance.
    pub fn leaves_the_document(self) -> bool {
        matches!(self, Self::File | Self::Accounts | Self::Reports)
    }
}

impl Term {
    fn is_bare(&self) -> bool {
        self.bases.is_empty() && !self.any_basis && self.year == Some(0) && self.reach == Reach::Near
    }
}
