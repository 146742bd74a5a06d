//! What words other than names of concepts do to a clause: they name its column, its year, what it is compared with; they
//! begin lists; they spoil it.

use crate::book::{Group, List, Sense, Where, WordKind};
use crate::fact::Basis;

use super::super::meaning::Named;
use super::super::token::{Kind, Token};
use super::{Change, Walk};

impl Walk<'_> {
    pub(super) fn word(&mut self, at: usize, sense: Sense) {
        match self.context.concept_of(&sense) {
            // 占本年支出的: what stands behind 占 is what it is divided by.
            Some(number) if self.clause.share => self.clause.share_of = Some(number),
            Some(number) => self.concept(at, number),
            None => match sense.word {
                Some(kind) => self.grammar(at, kind, sense),
                None => self.unknown(at),
            },
        }
    }

    fn grammar(&mut self, at: usize, kind: WordKind, sense: Sense) {
        let token = self.sentence.tokens[at];
        let head_year = self.context.head.year;
        self.held.one_of_many |= self.names_one_of_many(at);
        let clause = &mut self.clause;
        match kind {
            WordKind::Basis => {
                clause.basis = sense.basis;
                clause.spending |= sense.spending;
                self.listed.bases.extend(sense.basis);
            }
            WordKind::InPost => clause.in_post = true,
            WordKind::Posts => self.posts(token.start),
            WordKind::Spent => {
                clause.weak = Some(Basis::Executed);
                clause.spending |= sense.spending;
            }
            WordKind::ThisOne => self.held.one_of_many |= !self.context.head.kind.is_project(),
            WordKind::Planned => clause.weak = Some(Basis::BudgetInitial),
            WordKind::ThisYear => clause.own_year = head_year,
            WordKind::LastYear => clause.own_year = head_year.map(|year| year - 1),
            WordKind::Compare | WordKind::CompareYears | WordKind::CompareBudget => {
                clause.basis = sense.basis.or(clause.basis);
                self.compare(kind);
            }
            WordKind::Up | WordKind::Down | WordKind::UpOnPlan | WordKind::DownOnPlan => {
                clause.change = Some(change(kind, token));
            }
            WordKind::Share => clause.share = true,
            WordKind::Respectively => self.respectively(at),
            WordKind::Among => self.among(token.end),
            WordKind::Both => (clause.both, clause.basis) = (sense.both, sense.basis.or(clause.basis)),
            WordKind::Others => clause.others = true,
            WordKind::Spoil => clause.spoilt = true,
            WordKind::Points => (clause.points, clause.level) = (true, None),
            WordKind::Level => {
                clause.level = Some((token.start, token.end));
                self.held.indicator = true;
            }
            WordKind::None | WordKind::Within | WordKind::Over | WordKind::Reason => clause.is_unclear(),
            _ => {}
        }
    }

    /// 项目 right behind an unknown name, in a report on something else.
    fn names_one_of_many(&self, at: usize) -> bool {
        let token = self.sentence.tokens[at];
        let name = self.token_before(at).filter(|before| {
            matches!(before.kind, Kind::Other) && before.end == token.start && before.end - before.start >= 12
        });
        name.is_some()
            && !self.context.head.kind.is_project()
            && self.context.book.lists().has(List::OneOfMany, self.slice(at))
    }

    /// 教职工 before 编制 are posts, whatever else they are.
    fn posts(&mut self, start: usize) {
        let touching = self.clause.concept.filter(|named| named.end == start);
        let Some(named) = touching.filter(|named| self.context.is(named.number, Group::InPost)) else {
            return;
        };
        match self.context.book.concepts().instead(Where::AsPosts, named.number) {
            Some(number) => self.clause.concept = Some(Named { number, ..named }),
            None => self.clause.broken = true,
        }
    }

    fn compare(&mut self, kind: WordKind) {
        self.clause.compared = true;
        match kind {
            WordKind::CompareBudget => self.held.against_budget = true,
            WordKind::CompareYears => {
                (self.held.against_budget, self.held.compared_years) = (false, true);
                self.clause.year = self.year.or(self.context.head.year).map(|year| year - 1);
            }
            _ => {}
        }
    }

    fn respectively(&mut self, at: usize) {
        let shared = self.listed.share_out(self.tokens_behind(at));
        self.clause.broken |= !shared && self.listed.concepts.len() > 1;
    }

    fn among(&mut self, next: usize) {
        let begins = !self.seen.concept && !self.seen.amount;
        self.seen.began_with_parts |= begins;
        self.end_clause(next);
        if let Some((named, basis)) = self.before.main.filter(|_| begins) {
            (self.parts.of, self.parts.basis) = (Some(named), basis);
            return;
        }
        let of = self.subject.named();
        self.parts.of = of;
        self.parts.basis = self.last.basis.filter(|_| of.is_some() || self.last.everything);
        self.parts.of_unread = self.last.unread;
        self.parts.of_everything = self.last.everything;
        self.listed.forget_names();
    }

    pub(super) fn year(&mut self, at: usize, year: i32) {
        if self.is_compared_with(at) {
            (self.clause.compared, self.clause.year) = (true, Some(year));
            (self.held.against_budget, self.held.compared_years) = (false, true);
            return;
        }
        self.held.partial = false;
        self.clause.spoilt |= self.ends_a_span(at, year);
        self.clause.own_year = Some(year);
        self.listed.years.push(year);
    }

    fn is_compared_with(&self, at: usize) -> bool {
        self.token_before(at).is_some_and(|token| match token.kind {
            Kind::Word(sense) => sense.word.is_some_and(|word| word.compares() || word == WordKind::With),
            _ => false,
        })
    }

    /// 2023年至2025年 is no year.
    fn ends_a_span(&self, at: usize, year: i32) -> bool {
        let joined = |token: &Token| self.context.book.lists().has(List::Until, self.sentence.slice(token));
        let first = self.clause.own_year.or(self.year);
        first.is_some_and(|first| first != year) && self.token_before(at).is_some_and(joined)
    }
}

fn change(kind: WordKind, token: Token) -> Change {
    Change {
        up: matches!(kind, WordKind::Up | WordKind::UpOnPlan),
        on_plan: matches!(kind, WordKind::UpOnPlan | WordKind::DownOnPlan),
        start: token.start,
        end: token.end,
    }
}
