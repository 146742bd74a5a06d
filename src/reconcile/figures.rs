//! Functions over figures: sums of parts and families, the report of the year before, the same figure elsewhere.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::book::rules::expr::{Expr, Function, Named, Reach, Term};
use crate::book::rules::words::Letters;
use crate::chinese::reading::Trend;
use crate::fact::{Amount, Basis, Medium, Scope};
use crate::report::DocumentKind;

use super::anchor::{Anchor, Stand, Subject};
use super::judge::{Judge, Seen};
use super::lookup::Few;
use super::value::{Lack, Measure, Quantity, Value, Wanted};
use super::view::Twin;

const SUFFIXES: &[&str] = &["share", "growth", "growth_rate", "change", "change_rate"];

impl<'v> Judge<'_, 'v> {
    pub fn ask(&mut self, function: Function, given: &'v [Expr]) -> Value<'v> {
        match (function, given.first()) {
            (Function::Sum, Some(Expr::Term(term))) => self.sum(term),
            (Function::Children, Some(Expr::Term(term))) => self.children(term),
            (Function::Count, Some(Expr::Term(term))) => Value::plain(Decimal::from(self.every(term).len())),
            (Function::Greatest, Some(Expr::Term(term))) => self.extreme_of(term, false),
            (Function::Least, Some(Expr::Term(term))) => self.extreme_of(term, true),
            (Function::Slipped, Some(one)) => self.slipped(one, given.get(1)),
            (Function::Told, Some(label)) => self.told(label),
            (Function::Distinct, Some(Expr::Term(term))) => self.distinct(term),
            (Function::Prior, Some(inner)) => self.prior(inner),
            (Function::Accounts, Some(inner)) => self.in_accounts(inner),
            (Function::Twin, _) => self.twin(false),
            (Function::DrawnTwin, _) => self.twin(true),
            (Function::CodeTotal, _) => self.code_total(),
            (Function::CodeParts, _) => self.code_parts(),
            (Function::Labelled, Some(label)) => self.labelled(label, given.get(1)),
            (Function::SaidMonth, _) => self.said_month(),
            (Function::SaidOfMonth, Some(words)) => self.said_of_month(words),
            (Function::GreatestMonth, Some(Expr::Term(term))) => self.greatest_month(term),
            (Function::Nearest, Some(Expr::Term(term))) => self.nearest(term),
            (Function::Trend, _) => self.trend(),
            (Function::UnitConflict, _) => self.unit_conflict(),
            (Function::RoundTo, Some(value)) => self.round_to(value, given.get(1)),
            (
                Function::FormulaStored
                | Function::FormulaSum
                | Function::FormulaMisses
                | Function::TypedBeside
                | Function::SumBeside,
                _,
            ) => self.formula(function),
            (_, _) => self.ask_rows(function, given),
        }
    }

    /// Every figure of a term, once: a figure printed in two places is one.
    pub fn every(&mut self, term: &Term) -> Vec<u32> {
        let mut seen = BTreeSet::new();
        let mut all = Vec::new();
        for named in &term.concepts {
            let found = self.figures(term, named);
            let tables = found.iter().any(|at| self.view.fact(at).medium == Medium::Table);
            all.extend(found.iter().filter(|&at| {
                let fact = self.view.fact(at);
                let derived = || fact.concept.as_ref().and_then(|it| it.as_str().rsplit('.').next());
                let is_derived = || derived().is_some_and(|last| SUFFIXES.contains(&last));
                let same_row =
                    (term.reach != Reach::File).then_some((fact.place.table, fact.place.row, fact.place.col));
                let prose = fact.place.table.is_none().then_some((&fact.label, &fact.raw));
                (!tables || fact.medium != Medium::Narrative)
                    && (!matches!(named, Named::Family(..)) || !is_derived())
                    && seen.insert((same_row, fact.basis, fact.year, prose, &fact.concept, &fact.scope))
            }));
        }
        all
    }

    fn sum(&mut self, term: &'v Term) -> Value<'v> {
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
    fn children(&mut self, term: &'v Term) -> Value<'v> {
        let Some(parts) = term.concepts.first().and_then(|named| self.view.book.rules().parts(named)) else {
            return Value::Missing(self.named(term));
        };
        let of = |named: &Named| Term { concepts: vec![named.clone()], ..term.clone() };
        let mut all: Vec<u32> = Vec::new();
        let mut blanks = Vec::new();
        for (named, always) in parts
            .always
            .iter()
            .map(|named| (named, true))
            .chain(parts.sometimes.iter().map(|named| (named, false)))
        {
            let part = of(named);
            let found = self.every(&part);
            match (found.is_empty(), self.blank_of(&part, named)) {
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
        Lack::Said(Lack::Figure(wanted).said(self.view))
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

    fn extreme_of(&mut self, term: &'v Term, least: bool) -> Value<'v> {
        let all = self.every(term);
        let size = |&at: &u32| self.view.quantity(at).map(|quantity| quantity.value);
        let best =
            if least { all.iter().min_by_key(|at| size(at)) } else { all.iter().max_by_key(|at| size(at)) };
        let best = best.copied();
        match best {
            Some(at) => self.take(at),
            None => Value::Missing(self.named(term)),
        }
    }

    fn distinct(&mut self, term: &Term) -> Value<'v> {
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
    fn nearest(&mut self, term: &'v Term) -> Value<'v> {
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
    fn prior(&mut self, inner: &'v Expr) -> Value<'v> {
        match self.earlier() {
            Some(earlier) => self.as_if_in(earlier, inner),
            None => Value::missing("上年报告"),
        }
    }

    /// In the final accounts of the same year; of several, in none.
    fn in_accounts(&mut self, inner: &'v Expr) -> Value<'v> {
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

    /// The same figure in a table of the document, under its own or another of its names.
    fn twin(&mut self, drawn: bool) -> Value<'v> {
        let memo = match self.anchor.subject {
            Subject::Fact(number) => Some(&self.view.memo.twins[number as usize][usize::from(drawn)]),
            _ => None,
        };
        let twin = memo.and_then(std::cell::Cell::get).unwrap_or_else(|| self.find_twin(drawn));
        if let Some(memo) = memo {
            memo.set(Some(twin));
        }
        match twin {
            Twin::One(number) => self.take(number),
            Twin::None => Value::missing("表内同一指标"),
            Twin::Differ => Value::missing("表内同一指标（有不同的数）"),
        }
    }

    fn find_twin(&self, drawn: bool) -> Twin {
        if drawn && !self.view.drawn {
            return Twin::None;
        }
        let basis = self.anchor.basis.unwrap_or(Basis::Executed);
        let Some(number) = self.number_of(&Named::This) else { return Twin::None };
        let synonyms = self.view.book.rules().synonyms(number);
        for number in std::iter::once(number).chain(synonyms) {
            for side in sides(basis).iter().copied().chain(own_side(basis)) {
                let all = self.view.exactly(number, self.anchor.document, self.anchor.year, side);
                if all.clone().next().is_none() {
                    continue;
                }
                let found = self.twins(all, drawn);
                let Some(one) = found.first else { continue };
                let value = |at: u32| self.view.fact(at).amount.yuan();
                return match found.more.iter().all(|&at| value(at) == value(one)) {
                    true => Twin::One(one),
                    false => Twin::Differ,
                };
            }
        }
        Twin::None
    }

    /// Figures of tables first; those drawn in pictures and charts where there is no other, or where they are asked for.
    fn twins(&self, all: impl Iterator<Item = u32> + Clone, drawn: bool) -> Few {
        let own = self.own().map(|at| self.view.fact(at));
        let of = |wanted: fn(Medium) -> bool| -> Few {
            let fits = |at: &u32| {
                let fact = self.view.fact(*at);
                wanted(fact.medium)
                    && own.is_none_or(|own| own.medium != fact.medium)
                    && *self.anchor.scope.unwrap_or(&Scope::Department) == fact.scope
                    && (!drawn
                        || own.is_none_or(|own| own.medium == Medium::Narrative || own.label == fact.label))
            };
            all.clone().take(64).filter(fits).collect()
        };
        let tables = if drawn { Few::default() } else { of(|medium| medium == Medium::Table) };
        if tables.is_empty() && self.view.drawn {
            of(|medium| matches!(medium, Medium::Image | Medium::Chart))
        } else {
            tables
        }
    }

    /// The mark or the word beside a figure that says which way it went.
    fn trend(&mut self) -> Value<'v> {
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
    fn unit_conflict(&mut self) -> Value<'v> {
        let Some(number) = self.own() else { return Value::missing("单位") };
        let fact = self.view.fact(number);
        let own = crate::chinese::read(&fact.raw).unit.filter(|unit| unit.is_money());
        let Some(own) = own else { return Value::missing("单位") };
        let header = fact.path.iter().rev().find_map(|word| crate::chinese::unit::unit_in_header(word));
        self.take(number);
        let table = || fact.place.table.and_then(|table| self.view.statement(table));
        let header = header.or_else(|| table().and_then(|it| it.unit).map(|(unit, _)| unit));
        match (Some(own), header) {
            (Some(own), Some(header)) if own.is_money() && header.is_money() => Value::Truth(own != header),
            _ => Value::missing("单位"),
        }
    }

    /// Of the figures of the table with this label the nth, or the one in the column of this name, whatever it is taken for.
    fn labelled(&mut self, label: &'v Expr, which: Option<&'v Expr>) -> Value<'v> {
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

    fn slipped(&mut self, one: &'v Expr, other: Option<&'v Expr>) -> Value<'v> {
        let other = other.map(|other| self.eval(other));
        match (self.eval(one), other) {
            // A figure whose unit nobody says may be in any.
            (Value::Number(one), Some(Value::Number(other)))
                if [one.measure, other.measure].contains(&Measure::Unsaid) =>
            {
                Value::missing("单位")
            }
            (Value::Number(one), Some(Value::Number(other))) => {
                Value::Truth(super::judge::slip(&one, &other).is_some())
            }
            _ => Value::missing("可比的数值"),
        }
    }

    /// The exact figure right behind a name in the prose of the document.
    fn told(&mut self, label: &'v Expr) -> Value<'v> {
        let Value::Text(label) = self.eval(label) else { return Value::missing("名称") };
        if label.chars().count() < 4 {
            return Value::missing("正文中的同一指标");
        }
        let (document, letters) = (self.anchor.document, Letters::of(&label));
        let view = self.view;
        let likely =
            view.lines.iter().filter(|line| line.document == document && line.letters.may_have_all(&letters));
        for line in likely {
            let Some(at) = line.text.find(label.as_ref()) else { continue };
            let after = &line.text[at + label.len()..];
            let figure = crate::chinese::quantities(after).next().filter(|figure| figure.range.start <= 6);
            let Some(figure) = figure.filter(|it| it.bound.is_none() && !it.approx && it.second.is_none())
            else {
                continue;
            };
            self.trace.seen.push(Seen::start(&line.text[at..], 60));
            let amount = Amount {
                value: figure.value.value,
                decimals: Some(figure.value.decimals),
                unit: figure.unit,
            };
            return Quantity::of(&amount).map_or_else(|| Value::missing("数值"), Value::Number);
        }
        Value::missing("正文中的同一指标")
    }

    fn round_to(&mut self, value: &'v Expr, step: Option<&'v Expr>) -> Value<'v> {
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

/// Senses in which one figure may stand in a table, the likeliest first.
fn sides(basis: Basis) -> &'static [Basis] {
    match basis {
        Basis::Budget => &[Basis::Budget, Basis::BudgetInitial],
        Basis::BudgetInitial => &[Basis::BudgetInitial, Basis::Budget],
        Basis::BudgetFull => &[Basis::BudgetFull],
        Basis::Executed => &[Basis::Executed, Basis::FinalAccount, Basis::Unstated],
        Basis::FinalAccount => &[Basis::FinalAccount, Basis::Executed, Basis::Unstated],
        Basis::YearEnd => &[Basis::YearEnd],
        Basis::FullVsInitial => &[Basis::FullVsInitial],
        Basis::Yoy => &[Basis::Yoy],
        Basis::Opening => &[Basis::Opening],
        Basis::Closing => &[Basis::Closing],
        _ => &[],
    }
}

/// A month is only itself.
fn own_side(basis: Basis) -> Option<Basis> {
    matches!(basis, Basis::Month(_)).then_some(basis)
}

/// A place that a figure or a blank takes.
pub fn stand_label<'v>(view: &super::view::View<'v>, stand: Stand) -> &'v str {
    match stand {
        Stand::Fact(number) => &view.fact(number).label,
        Stand::Blank(number) => &view.blank(number).label,
    }
}
