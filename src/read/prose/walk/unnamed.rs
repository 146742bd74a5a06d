//! Amounts whose clause names a column at most: they are of what was spoken of before, or of everything.

use crate::book::{Group, Leading, List, Measure, Sense, WordKind};
use crate::chinese::{Quantity, Unit};
use crate::fact::Basis;

use super::super::meaning::{Named, is_plan};
use super::super::token::{Kind, Token};
use super::super::{Spoken, items};
use super::{Subject, Topic, Walk, people};

impl Walk<'_> {
    pub(super) fn unnamed(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        if self.clause.in_post && quantity.unit.is_some_and(Unit::is_people) {
            people::in_post(self, said, quantity);
            return;
        }
        if quantity.unit.is_some_and(Unit::is_people) {
            people::sum(self, said, quantity);
        }
        if self.clause.others || !self.is_money(quantity) {
            return;
        }
        let spent_on = self.is_spent_on_what_follows(at);
        let Some(basis) = self.clause.column() else {
            if !spent_on {
                self.of_another_year(said, at, quantity);
            }
            return;
        };
        if let Subject::Item { name, .. } = &self.subject {
            let name = name.clone();
            if !spent_on {
                items::spent(self, said, &name, basis, quantity);
            }
            return;
        }
        let strong = self.clause.basis.is_some();
        match self.whose_column(basis).filter(|_| strong || !spent_on) {
            Some(named) => self.figure(said, &named, Some(basis), quantity),
            None if self.spends_everything() => self.everything(said, basis, quantity),
            None if strong && (self.subject != Subject::Unknown || self.is_everything(at)) => {
                self.everything(said, basis, quantity);
            }
            None => {}
        }
    }

    /// 支出情况：2024年支出30万元: the first thing that is said under such a heading is what the whole office spent.
    fn spends_everything(&self) -> bool {
        let clause = &self.clause;
        let bare = clause.spending && clause.basis.is_none() && clause.own_year.is_some();
        let first = self.subject == Subject::Open && self.before.main.is_none() && !self.seen.concept;
        let first = first && self.before.topic == Topic::Open && self.listed.bases.is_empty();
        bare && first && !self.context.sections.is_item() && self.context.is_under_spending()
    }

    fn is_spent_on_what_follows(&self, at: usize) -> bool {
        let next = self.tokens_behind(at).first();
        next.is_some_and(|next| self.context.book.lists().has(List::SpentOn, self.sentence.slice(next)))
    }

    /// What was spoken of before, where it can have such a column: income is not planned to be spent.
    fn whose_column(&self, basis: Basis) -> Option<Named> {
        let strong = self.clause.basis.is_some();
        let planned_before = self.last.basis.is_some_and(is_plan) && !self.clause.spending;
        let no_income = is_plan(basis) && !planned_before || !strong || self.clause.spending;
        let named = self.spoken_of(!strong)?;
        let money = self.context.entry(named.number).measure == Measure::Money;
        // 上年结转320万元，…全年预算合计7100万元: what was carried over has no budget.
        if is_plan(basis) && self.context.entry(named.number).concept.is_of("carryover") {
            return None;
        }
        let income = self.context.is(named.number, Group::Income);
        (money && !(no_income && income)).then_some(named)
    }

    /// 上年为4.5万元, 比上年的4.5万元减少1.4万元: what was spoken of before, in another year.
    fn of_another_year(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        let Subject::Named { named, firm: true } = self.subject else { return };
        let clause = &self.clause;
        let compared = clause.compared && clause.year.is_some() && self.is_compared(at);
        let told = clause.told_year().is_some() && !self.held.against_budget;
        if !compared && !told || self.context.entry(named.number).measure != Measure::Money {
            return;
        }
        let basis = self.last.basis.filter(|basis| !is_plan(*basis));
        self.figure(said, &named, basis, quantity);
    }

    /// Whether a change follows the amount: 比上年的4.5万元减少….
    fn is_compared(&self, at: usize) -> bool {
        let behind = self.tokens_behind(at).iter().find(|token| !matches!(token.kind, Kind::Comma));
        behind
            .and_then(word_of)
            .is_some_and(|word| matches!(word, WordKind::Up | WordKind::Down) || word.compares())
    }

    /// 实际支出90万元，其中：基本支出…: only the spending of the whole office is divided so.
    fn is_everything(&self, at: usize) -> bool {
        let mut led = false;
        for token in self.tokens_behind(at) {
            match token.kind {
                Kind::Comma => {}
                Kind::Open | Kind::Colon => led = true,
                Kind::Word(sense) if sense.word == Some(WordKind::Among) => led = true,
                Kind::Word(Sense { concept: Some(number), .. }) => {
                    return led && self.context.is(number, Group::DividesSpending);
                }
                _ => return false,
            }
        }
        false
    }

    /// Whether the amount is divided by what follows.
    pub fn is_divided(&self, at: usize) -> bool {
        let mut behind =
            self.tokens_behind(at).iter().filter(|token| !matches!(token.kind, Kind::Comma | Kind::Open));
        behind.next().and_then(word_of) == Some(WordKind::Among)
    }

    /// A column without a subject: the whole budget, or all that was spent.
    fn everything(&mut self, said: &mut Spoken, basis: Basis, quantity: &Quantity) {
        let of_project = self.context.is_about_one_project();
        if self.held.one_of_many {
            return;
        }
        let role = match basis {
            Basis::Issued if !of_project => return,
            _ if of_project => Leading::ProjectMoney,
            basis if is_plan(basis) => Leading::AllPlanned,
            _ => Leading::AllSpent,
        };
        let Some(number) = self.context.leading(role) else { return };
        let start = self.clause.start.min(quantity.range.start);
        let label = self.sentence.text[start..quantity.range.start].trim_matches(['，', ':']).into();
        let concept = self.context.entry(self.context.measured(number, Some(basis))).concept.clone();
        self.push(said, concept, label, Some(basis), quantity);
        self.last.everything = true;
        self.before.main = Some((self.unspelt(number), Some(basis)));
    }
}

fn word_of(token: &Token) -> Option<WordKind> {
    match token.kind {
        Kind::Word(sense) => sense.word,
        _ => None,
    }
}
