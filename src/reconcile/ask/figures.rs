//! Functions over figures: sums of parts and families, the greatest and the least, the report of the year before.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::book::rules::expr::{Expr, Named, Reach, Term};
use crate::chinese::reading::Trend;
use crate::fact::{Fact, Medium};
use crate::reconcile::instances::{Anchor, Stand, Subject};
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::compare::slip;
use crate::reconcile::judge::trace::{Lack, Wanted};
use crate::reconcile::judge::value::{Measure, Quantity, Value};
use crate::reconcile::layout::View;
use crate::report::DocumentKind;

use super::once::Once;
use super::terms::Few;

const SUFFIXES: &[&str] = &["share", "growth", "growth_rate", "change", "change_rate"];

impl<'v> Judge<'_, 'v> {
    /// Every figure of a term, once: a figure printed in two places is one.
    pub fn every(&self, term: &Term) -> Vec<u32> {
        self.every_of(term, &term.concepts)
    }

    /// The same with other names.
    fn every_of(&self, term: &Term, names: &[Named]) -> Vec<u32> {
        let mut all = Once::new(self.view, term.reach == Reach::File);
        for named in names {
            let found = self.figures(term, named);
            let tables = found.iter().any(|at| self.view.fact(at).medium == Medium::Table);
            for at in found.iter() {
                let fact = self.view.fact(at);
                let told_again = tables && fact.medium == Medium::Narrative;
                let beside = matches!(named, Named::Family(..)) && is_derived(fact);
                if !told_again && !beside {
                    all.add(at);
                }
            }
        }
        all.numbers()
    }

    pub fn sum(&mut self, term: &'v Term) -> Value<'v> {
        let all = self.every(term);
        if all.is_empty() {
            return self.term(term);
        }
        let blanks: Vec<u32> = term.concepts.iter().filter_map(|named| self.blank_of(term, named)).collect();
        self.trace.blanks.extend(blanks.into_iter().map(Lack::Cell));
        if term.concepts.iter().any(|named| matches!(named, Named::Family(..))) {
            self.unknown_rows(&all);
        }
        self.added(all)
    }

    fn added(&mut self, all: Vec<u32>) -> Value<'v> {
        let mut total: Option<Quantity> = None;
        for number in all {
            let quantity = match self.take(number) {
                Value::Number(quantity) => quantity,
                other => return other,
            };
            total = match total {
                None => Some(quantity),
                Some(sum) => match sum.plus(&quantity) {
                    Some(sum) => Some(sum),
                    None => return Value::missing("单位"),
                },
            };
        }
        total.map_or_else(|| Value::missing("—"), Value::Number)
    }

    /// Figures whose label nobody knows may belong to the sum: then it is not complete.
    fn unknown_rows(&mut self, all: &[u32]) {
        let Some(first) = all.first().map(|&at| self.view.fact(at)) else { return };
        let Some(table) = first.place.table.map(|table| self.view.root(table)) else { return };
        let labels = self.view.unknown(table).filter(|fact| {
            fact.basis == first.basis && fact.year == first.year && !fact.amount.value.is_zero()
        });
        self.trace.blanks.extend(labels.take(3).map(|fact| Lack::Label(&fact.label)));
    }

    /// The numbered parts of a concept: those always printed, and those that this template has.
    pub fn children(&mut self, term: &'v Term) -> Value<'v> {
        let Some(parts) = term.concepts.first().and_then(|named| self.view.book.rules().parts(named)) else {
            return Value::Missing(self.named(term));
        };
        let mut all: Vec<u32> = Vec::new();
        let mut blanks = Vec::new();
        for (named, always) in parts
            .always
            .iter()
            .map(|named| (named, true))
            .chain(parts.sometimes.iter().map(|named| (named, false)))
        {
            let found = self.every_of(term, std::slice::from_ref(named));
            match (found.is_empty(), self.blank_of(term, named)) {
                (false, _) => all.extend(found),
                (true, Some(blank)) => blanks.push(Lack::Cell(blank)),
                (true, None) if always => return Value::Missing(self.told_part(term, named)),
                (true, None) => {}
            }
        }
        if all.is_empty() {
            return Value::Empty(Lack::All(blanks));
        }
        self.trace.blanks.extend(blanks);
        self.rows_between(&all);
        self.added(all)
    }

    /// The name of a part of a term.
    fn told_part(&self, term: &Term, named: &Named) -> Lack<'v> {
        let part = Term { concepts: vec![named.clone()], ..term.clone() };
        let year = part.year.and_then(|offset| self.anchor.year.map(|year| year + offset));
        let (concept, basis) = (self.anchor.concept, self.anchor.basis);
        let wanted = Wanted { term: &part, concept, year, basis, differ: false };
        Lack::Said(wanted.phrase(self.view))
    }

    /// As [`Self::unknown_rows`], but only rows among the parts count.
    fn rows_between(&mut self, all: &[u32]) {
        let rows = all.iter().map(|&at| self.view.fact(at).place.row);
        let (Some(first), Some(last)) = (rows.clone().min(), rows.max()) else { return };
        let Some(one) = all.first().map(|&at| self.view.fact(at)) else { return };
        let Some(table) = one.place.table else { return };
        let labels = self.view.unknown(self.view.root(table)).filter(|fact| {
            let inside = (first..=last.saturating_add(1)).contains(&fact.place.row);
            inside && fact.place.table == Some(table) && fact.basis == one.basis && fact.year == one.year
        });
        self.trace.blanks.extend(labels.take(3).map(|fact| Lack::Label(&fact.label)));
    }

    pub fn extreme_of(&mut self, term: &'v Term, least: bool) -> Value<'v> {
        match self.gathered(term).extreme(self.view, least) {
            Some(at) => self.take(at),
            None => Value::Missing(self.named(term)),
        }
    }

    pub fn distinct(&mut self, term: &Term) -> Value<'v> {
        let all = self.every(term);
        let values: BTreeSet<Decimal> = all.iter().map(|&at| self.view.fact(at).amount.value).collect();
        all.iter().for_each(|&at| drop(self.take(at)));
        Value::plain(Decimal::from(values.len()))
    }

    /// The office's report of the year before; of several, none.
    pub fn earlier(&self) -> Option<usize> {
        let head = self.view.head(self.anchor.document)?;
        let wanted = head.year?.checked_sub(1)?;
        let mut found = self.view.reading.documents.iter().enumerate().filter(|(_, other)| {
            let same = !head.kind.is_project() || other.project == head.project;
            other.year == Some(wanted) && other.kind == head.kind && same
        });
        let (first, _) = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// Of all figures of a term the one nearest to the instance's own: tables differ in scope, and one of them may fit.
    pub fn nearest(&mut self, term: &'v Term) -> Value<'v> {
        let size = |at: u32| self.view.quantity(at);
        let Some(own) = self.own().and_then(size) else { return Value::Missing(self.named(term)) };
        let found: Vec<Few> = term.concepts.iter().map(|named| self.figures(term, named)).collect();
        let found = found.iter().flat_map(Few::iter);
        let distance = |at: u32| {
            let other = size(at).filter(|other| other.measure == own.measure)?;
            other.value.checked_sub(own.value).map(|gap| gap.abs())
        };
        let best = found.filter_map(|at| distance(at).map(|gap| (gap, at))).min();
        match best {
            Some((_, at)) => self.take(at),
            None => Value::Missing(self.named(term)),
        }
    }

    /// In the office's report of the year before.
    pub fn prior(&mut self, inner: &'v Expr) -> Value<'v> {
        match self.earlier() {
            Some(earlier) => self.as_if_in(earlier, inner),
            None => Value::missing("上年报告"),
        }
    }

    /// In the final accounts of the same year; of several, in none.
    pub fn in_accounts(&mut self, inner: &'v Expr) -> Value<'v> {
        let year = self.view.head(self.anchor.document).and_then(|head| head.year);
        let mut found = self.view.reading.documents.iter().enumerate().filter(|(_, other)| {
            other.kind == DocumentKind::FinalAccounts && other.year == year && year.is_some()
        });
        match (found.next(), found.next()) {
            (Some((accounts, _)), None) => self.as_if_in(accounts, inner),
            _ => Value::missing("部门决算"),
        }
    }

    /// An expression as it is worth in another document as a whole.
    fn as_if_in(&mut self, document: usize, inner: &'v Expr) -> Value<'v> {
        let year = self.view.head(document).and_then(|head| head.year);
        let own = self.anchor;
        self.anchor = Anchor { subject: Subject::Document, document, table: None, at: None, year, ..own };
        let value = self.eval(inner);
        self.anchor = own;
        value
    }

    /// The mark or the word beside a figure that says which way it went.
    pub fn trend(&mut self) -> Value<'v> {
        let Some(number) = self.own() else { return Value::missing("升降标记") };
        let fact = self.view.fact(number);
        self.take(number);
        match crate::chinese::read(&fact.raw).trend {
            Some(Trend::Up) => Value::plain(Decimal::ONE),
            Some(Trend::Down) => Value::plain(Decimal::NEGATIVE_ONE),
            None => Value::missing("升降标记"),
        }
    }

    /// The unit beside the figure against the one that its column's header names.
    pub fn unit_conflict(&mut self) -> Value<'v> {
        let Some(number) = self.own() else { return Value::missing("单位") };
        let fact = self.view.fact(number);
        if fact.raw.bytes().all(|byte| byte.is_ascii_digit() || b".,-% ".contains(&byte)) {
            return Value::missing("单位");
        }
        let own = crate::chinese::read(&fact.raw).unit.filter(|unit| unit.is_money());
        let Some(own) = own else { return Value::missing("单位") };
        let header = fact.path.iter().rev().find_map(crate::chinese::unit::unit_in_header);
        self.take(number);
        let table = || fact.place.table.and_then(|table| self.view.statement(table));
        let header = header.or_else(|| table().and_then(|it| it.unit).map(|(unit, _)| unit));
        match (Some(own), header) {
            (Some(own), Some(header)) if own.is_money() && header.is_money() => Value::Truth(own != header),
            _ => Value::missing("单位"),
        }
    }

    /// Of the figures of the table with this label the nth, or the one in the column of this name, whatever it is taken for.
    pub fn labelled(&mut self, label: &'v Expr, which: Option<&'v Expr>) -> Value<'v> {
        let (Expr::Text(label), Some(which), Some(table)) = (label, which, self.anchor.table) else {
            return Value::missing("—");
        };
        let view = self.view;
        let is_it = |at: &u32| crate::chinese::fold::key(&view.fact(*at).label) == **label;
        let mut all = view.of_table(table).filter(is_it);
        let found = match which {
            Expr::Number(nth) => nth.to_usize().and_then(|nth| all.nth(nth.checked_sub(1)?)),
            Expr::Text(column) => {
                all.find(|at| view.fact(*at).path.iter().any(|head| head.contains(&**column)))
            }
            _ => None,
        };
        match found {
            Some(at) => self.take(at),
            None => Value::Missing(Lack::Label(label)),
        }
    }

    pub fn slipped(&mut self, one: &'v Expr, other: Option<&'v Expr>) -> Value<'v> {
        let other = other.map(|other| self.eval(other));
        match (self.eval(one), other) {
            // A figure whose unit nobody says may be in any.
            (Value::Number(one), Some(Value::Number(other)))
                if [one.measure, other.measure].contains(&Measure::Unsaid) =>
            {
                Value::missing("单位")
            }
            (Value::Number(one), Some(Value::Number(other))) => Value::Truth(slip(&one, &other).is_some()),
            _ => Value::missing("可比的数值"),
        }
    }

    pub fn round_to(&mut self, value: &'v Expr, step: Option<&'v Expr>) -> Value<'v> {
        let step = step.map(|step| self.eval(step));
        match (self.eval(value), step) {
            (Value::Number(value), Some(Value::Number(step))) => match value.value.checked_rem(step.value) {
                Some(rest) => Value::Truth(rest.is_zero()),
                None => Value::missing("—"),
            },
            (other, _) => other,
        }
    }
}

/// A share or a change of another figure.
fn is_derived(fact: &Fact) -> bool {
    let last = fact.concept.as_ref().and_then(|concept| concept.as_str().rsplit('.').next());
    last.is_some_and(|last| SUFFIXES.contains(&last))
}

/// A place that a figure or a blank takes.
pub fn stand_label<'v>(view: &View<'v>, stand: Stand) -> &'v str {
    match stand {
        Stand::Fact(number) => &view.fact(number).label,
        Stand::Blank(number) => &view.blank(number).label,
    }
}
