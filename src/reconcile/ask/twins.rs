//! The same figure elsewhere: in a table of the document, under its own or another of its names, or drawn in a picture.

use crate::book::rules::expr::Named;
use crate::fact::{Basis, Medium};
use crate::reconcile::instances::Subject;
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::value::Value;
use crate::reconcile::layout::{DEPARTMENT, Entry, Twin};

use super::terms::Few;

impl<'v> Judge<'_, 'v> {
    /// The same figure in a table of the document, under its own or another of its names.
    pub fn twin(&mut self, drawn: bool) -> Value<'v> {
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
        for &number in std::iter::once(&number).chain(synonyms) {
            if self.view.facts(number, None).is_empty() {
                continue;
            }
            for side in sides(basis).iter().copied().chain(own_side(basis)) {
                let all = self.view.exactly(number, self.anchor.document, self.anchor.year, side);
                if !all.first().is_some_and(|entry| entry.not_told_alone) {
                    continue;
                }
                let found = self.twins(all, drawn);
                let Some(one) = found.first() else { continue };
                let value = |at: u32| self.view.fact(at).amount.yuan();
                return match found.iter().all(|at| value(at) == value(one)) {
                    true => Twin::One(one),
                    false => Twin::Differ,
                };
            }
        }
        Twin::None
    }

    /// Figures of tables first; those drawn in pictures and charts where there is no other, or where they are asked for.
    fn twins(&self, all: &[Entry], drawn: bool) -> Few {
        let own = self.own().map(|at| self.view.fact(at));
        let scope = self.anchor.scope.unwrap_or(DEPARTMENT);
        let of = |wanted: fn(Medium) -> bool| -> Few {
            let fits = |entry: &&Entry| {
                wanted(entry.medium)
                    && own.is_none_or(|own| own.medium != entry.medium)
                    && scope == entry.scope
                    && (!drawn
                        || own.is_none_or(|own| {
                            own.medium == Medium::Narrative || own.label == self.view.fact(entry.item).label
                        }))
            };
            all.iter().take(64).filter(fits).map(|entry| entry.item).collect()
        };
        let tables = if drawn { Few::default() } else { of(|medium| medium == Medium::Table) };
        if tables.is_empty() && self.view.drawn {
            of(|medium| matches!(medium, Medium::Image | Medium::Chart))
        } else {
            tables
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
