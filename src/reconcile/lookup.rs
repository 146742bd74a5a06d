//! Terms: which figure an expression means. Near before far, tables before prose; two different figures for one term are
//! no figure.

use crate::book::rules::expr::{Named, Reach, Term};
use crate::fact::{Basis, Fact, Medium, Scope};

use super::anchor::{Subject, within};
use super::judge::Judge;
use super::value::{Quantity, Value};
use super::view::same_line;

/// More figures than this under one name are not looked through.
const MANY: usize = 400;

impl<'v> Judge<'_, 'v> {
    pub fn term(&mut self, term: &Term) -> Value<'v> {
        if let (Some(number), [Named::This], true) = (self.own(), &term.concepts[..], term.is_bare()) {
            return self.take(number);
        }
        for named in &term.concepts {
            let found = self.figures(term, named);
            if !found.is_empty() {
                return self.pick(&found, term);
            }
        }
        match term.concepts.iter().find_map(|named| self.blank_of(term, named)) {
            Some(label) => Value::Empty(label),
            None => Value::Missing(self.name_of(term)),
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
        let concept = || self.anchor.concept.map(crate::fact::Concept::as_str);
        match named {
            Named::Concept(_, number) | Named::Family(_, number) => Some(*number),
            Named::Every => None,
            Named::This => names.number(concept()?),
            Named::Stem => {
                let stem = concept()?.rsplit_once('.')?.0;
                names.number(stem).or_else(|| names.number(&format!("{stem}.total")))
            }
        }
    }

    /// Every figure that a term can mean with one of its names.
    pub fn figures(&self, term: &Term, named: &Named) -> Vec<u32> {
        let Some(number) = self.number_of(named) else { return Vec::new() };
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

    fn fitting(&self, term: &Term, number: u16, basis: Option<Basis>) -> Vec<u32> {
        let document = (!term.reach.leaves_the_document()).then_some(self.anchor.document);
        let year = term.year.and_then(|offset| self.anchor.year.map(|year| year + offset));
        let all = match (document, basis, year) {
            (Some(document), Some(basis), Some(year)) => {
                self.view.exactly(number, document, Some(year), basis)
            }
            _ => self.view.facts(number, document),
        };
        let fits = |at: &u32| {
            let fact = self.view.fact(*at);
            basis.is_none_or(|basis| fact.basis == basis)
                && (!term.months || matches!(fact.basis, Basis::Month(_)))
                && (term.year.is_none() || year.is_none() || fact.year == year)
                && within(self.view, term.reach, *at)
                && self.in_scope(term.reach, fact)
                && self.is_near(term.reach, fact)
        };
        all.iter().take(MANY).copied().filter(fits).collect()
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
    fn pick(&mut self, found: &[u32], term: &Term) -> Value<'v> {
        let rank = |at: u32| {
            let fact = self.view.fact(at);
            let medium = match fact.medium {
                Medium::Table => 0,
                Medium::Narrative => 1,
                Medium::Chart | Medium::Image => 2,
            };
            (!self.beside(fact), medium)
        };
        let Some(best) = found.iter().map(|&at| rank(at)).min() else { return Value::missing("—") };
        let mut equals = found.iter().copied().filter(|&at| rank(at) == best);
        let first = equals.next().unwrap_or_default();
        let one = Quantity::of(&self.view.fact(first).amount);
        let agrees = |at: u32| match (&one, Quantity::of(&self.view.fact(at).amount)) {
            (Some(one), Some(other)) => {
                one.measure == other.measure && one.low <= other.high && other.low <= one.high
            }
            _ => false,
        };
        match equals.all(agrees) {
            true => self.take(first),
            false => Value::Missing(format!("{}（有不同的数）", self.name_of(term))),
        }
    }

    /// In the row of the instance.
    fn beside(&self, fact: &Fact) -> bool {
        self.anchor.place(self.view).is_some_and(|place| {
            place.table.is_some() && place.table == fact.place.table && place.row == fact.place.row
        })
    }

    /// The label of an empty cell where the term would stand.
    pub fn blank_of(&self, term: &Term, named: &Named) -> Option<String> {
        let number = self.number_of(named)?;
        let year = term.year.and_then(|offset| self.anchor.year.map(|year| year + offset));
        let near = term.reach == Reach::Near;
        if term.reach == Reach::Prose {
            return None;
        }
        let blanks = self.view.blanks(number, Some(self.anchor.document)).iter().take(MANY);
        let found = blanks.map(|&at| self.view.blank(at)).find(|blank| {
            let own_basis = term.bases.is_empty().then_some(self.anchor.basis).flatten();
            (term.any_basis || own_basis.is_none_or(|basis| basis == blank.basis))
                && (term.bases.is_empty() || term.bases.contains(&blank.basis))
                && (term.year.is_none() || year.is_none() || blank.year == year)
                && (!near
                    || self.anchor.table.is_none()
                    || blank.place.table.map(|table| self.view.root(table)) == self.anchor.table)
        })?;
        Some(super::words::subject(self.view.book, blank_words(found)))
    }

    /// What a term is called, for saying that it is missing.
    pub fn name_of(&self, term: &Term) -> String {
        let named = |named: &Named| match named {
            Named::Concept(name, _) | Named::Family(name, _) => name.to_string(),
            Named::Every => String::new(),
            Named::This => self.anchor.concept.map(ToString::to_string).unwrap_or_default(),
            Named::Stem => {
                let own = self.anchor.concept.and_then(|concept| concept.as_str().rsplit_once('.'));
                own.map(|(stem, _)| stem.to_owned()).unwrap_or_default()
            }
        };
        let concept = term.concepts.first().map(named).unwrap_or_default();
        let basis = term.bases.first().copied().or(self.anchor.basis.filter(|_| !term.any_basis));
        let year = term.year.and_then(|offset| self.anchor.year.map(|year| year + offset));
        super::words::subject(
            self.view.book,
            super::words::Subject { concept: &concept, label: "", year, basis },
        )
    }
}

fn blank_words(blank: &crate::report::Blank) -> super::words::Subject<'_> {
    super::words::Subject { concept: "", label: &blank.label, year: blank.year, basis: Some(blank.basis) }
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
