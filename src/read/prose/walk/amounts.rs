//! What an amount of a sentence is: a figure of a list, a change, a share, points, or the figure of a concept (`figures`),
//! named in its own clause or before it (`unnamed`).

use std::sync::Arc;

use crate::book::{Group, Leading, List, WordKind};
use crate::chinese::{Bound, Quantity, Unit};
use crate::fact::Basis;

use super::super::list::Next;
use super::super::meaning::{Named, is_plan};
use super::super::token::{Kind, Token};
use super::super::{Spoken, claims, items};
use super::{Change, Subject, Topic, Walk};

/// Signs of the shortest name that can stand between 追加 and an amount.
const SHORTEST_NAME: usize = 3;

impl Walk<'_> {
    /// An amount. One that was not understood leaves the sentence without a subject; a percentage says nothing about it.
    pub(super) fn amount(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        let before = said.facts.len();
        self.settle_year();
        self.seen.amount = true;
        let told = (self.last, self.before.main);
        (self.last.everything, self.last.listing) = (false, false);
        self.read_amount(said, at, quantity);
        // 比预算数3万元: told beside what the sentence is about.
        if self.clause.compared && self.held.against_budget && self.clause.change.is_none() {
            (self.last.basis, self.before.main) = (told.0.basis, told.1);
        }
        let read = said.facts.len() > before || self.is_change_of_the_subject() || self.last.listing;
        self.last.unread = !read && self.is_money(quantity);
        self.last.change = self.clause.change.filter(|change| self.names_what_changed(*change, quantity));
        if self.is_change_of_the_subject() {
            (self.last.basis, self.last.everything) = (told.0.basis, told.0.everything);
        }
        if self.last.change.is_some_and(|change| change.on_plan) || self.counts_the_projects(at, quantity) {
            return;
        }
        if !read && !matches!(quantity.unit, Some(Unit::Percent | Unit::PercentagePoint)) {
            self.subject = Subject::Unknown;
        }
    }

    /// A year holds for what follows it, unless it is only told beside a figure of another year.
    fn settle_year(&mut self) {
        let Some(year) = self.clause.told_year() else { return };
        let aside = self.clause.concept.is_none() && self.subject.named().is_some();
        self.held.aside_year = aside.then_some(year);
        if !aside || self.context.head.year == Some(year) {
            self.year = Some(year);
        }
    }

    /// 比预算减少3万元: whether or not it is kept, it is about what was spoken of before.
    fn is_change_of_the_subject(&self) -> bool {
        self.clause.change.is_some() && self.clause.concept.is_none() && !self.clause.unclear
    }

    /// 共实施项目5个 in a report on them: the money behind it is theirs.
    fn counts_the_projects(&self, at: usize, quantity: &Quantity) -> bool {
        let counted = matches!(quantity.unit, Some(Unit::Counter(_)));
        let several = self.context.head.projects.len() > 1;
        let named = |token: &Token| self.context.book.lists().ends(List::Project, self.sentence.slice(token));
        counted && several && self.token_before(at).is_some_and(named)
    }

    /// 追加项目经费3万元: what was changed stands behind the word for it, and is not what the sentence is about.
    fn names_what_changed(&self, change: Change, quantity: &Quantity) -> bool {
        let between = self.sentence.text.get(change.end..quantity.range.start);
        self.clause.listed || between.is_some_and(|name| name.chars().count() >= SHORTEST_NAME)
    }

    /// A figure of a list, a change, a share, points, or the figure of a concept.
    fn read_amount(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        if self.held.partial || self.is_limit(quantity) || quantity.per || quantity.second.is_some() {
            self.listed.give_up();
        } else if let Some(next) = self.listed.next() {
            self.listed_amount(said, next, quantity);
        } else if quantity.unit == Some(Unit::Score) {
            self.points(said, at, quantity);
        } else if let Some(change) = self.clause.change {
            self.changed(said, quantity, change);
        } else if self.clause.share {
            self.share(said, at, quantity);
        } else {
            self.plain(said, at, quantity);
        }
    }

    /// A bound, but for 预算控制在10万元以内: that is what was planned.
    fn is_limit(&self, quantity: &Quantity) -> bool {
        match quantity.bound {
            Some(Bound::AtLeast | Bound::MoreThan | Bound::LessThan | Bound::Range) => true,
            Some(Bound::AtMost) => !self.clause.column().is_some_and(is_plan),
            Some(Bound::Equal) | None => false,
        }
    }

    fn listed_amount(&mut self, said: &mut Spoken, next: Next, quantity: &Quantity) {
        let (named, basis) = match next {
            Next::Concept(named) => (Some(named), self.clause.column()),
            Next::Basis(basis) => (self.spoken_of(true), Some(basis)),
            Next::Year(year) => {
                self.clause.year = Some(year);
                (self.spoken_of(true), self.clause.column())
            }
        };
        if let Some(named) = named {
            self.figure(said, &named, basis, quantity);
        }
    }

    /// The concept of the clause, or what was spoken of before.
    pub(super) fn spoken_of(&self, firmly: bool) -> Option<Named> {
        match (&self.clause.concept, &self.subject) {
            (Some(named), _) => Some(*named).filter(|_| !self.clause.broken || !firmly),
            (None, Subject::Named { named, firm }) => Some(*named).filter(|_| *firm || !firmly),
            (None, Subject::Section(number)) => Some(Named { number: *number, start: 0, end: 0 }),
            (None, Subject::Open | Subject::Unknown | Subject::Item { .. }) => None,
        }
    }

    fn points(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        let whole = self.clause.whole_concept();
        let is = |named: &Named, role| self.context.is_leading(named.number, role);
        let rate = whole.filter(|named| is(named, Leading::ExecutionRate));
        let level = self.clause.level.or(rate.map(|named| (named.start, named.end)));
        if level.is_some() && self.divides_score() {
            return;
        }
        if let Some((start, end)) = level.filter(|_| !self.clause.points && !self.clause.spoilt) {
            claims::weight(self, said, start..end, quantity);
            return;
        }
        let scored = whole.filter(|named| self.context.is(named.number, Group::Score) && !self.clause.spoilt);
        let several = self.context.head.projects.len() > 1 || self.held.one_of_many;
        let judged = || self.judged_by_itself(at);
        let scored = scored.or_else(judged);
        let Some(named) = scored.filter(|named| !several && self.is_total(named, quantity)) else { return };
        if is(&named, Leading::TotalScore) {
            claims::score(self, said, quantity);
        }
        self.figure(said, &named, None, quantity);
    }

    /// 整体支出绩效自评96分: the score, although no word for it stands there.
    fn judged_by_itself(&self, at: usize) -> Option<Named> {
        let lists = self.context.book.lists();
        let said = |token: &&Token| lists.ends(List::JudgedByItself, self.sentence.slice(token));
        let free = !self.clause.unclear && !self.clause.spoilt && self.clause.concept.is_none();
        self.token_before(at).filter(|token| free && said(token))?;
        self.context.leading(Leading::TotalScore).map(|number| self.unspelt(number))
    }

    /// 自评96分（其中：过程38分…）: points that were reached, not weights.
    fn divides_score(&self) -> bool {
        let is_score = |number| self.context.is(number, Group::Score);
        let told = matches!(self.before.topic, Topic::One(number) if is_score(number));
        self.parts.of.is_some_and(|whole| is_score(whole.number)) || told && self.seen.began_with_parts
    }

    /// Points are the total where no indicator was named, and where the sentence says so if 得分 is all that stands there.
    fn is_total(&self, named: &Named, quantity: &Quantity) -> bool {
        let label = self.spelt(named);
        let lists = self.context.book.lists();
        let full_marks = quantity.value.value == 100.into() && lists.has(List::FullMarks, label);
        let bare = label.chars().count() < 4;
        !full_marks && !self.held.indicator && (!bare || lists.is_in(List::SaysTotal, self.sentence.text))
    }

    /// 较上年增加3万元, 增长5%: a figure about the concept, never the concept itself.
    fn changed(&mut self, said: &mut Spoken, quantity: &Quantity, change: Change) {
        let counted = self.is_money(quantity) || quantity.unit.is_some_and(Unit::is_people);
        let suffix = match quantity.unit {
            Some(Unit::Percent) => "change_rate",
            _ if counted => "change",
            _ => return,
        };
        if let Some(sides) = self.clause.both.or(self.held.both).filter(|_| self.clause.concept.is_none()) {
            self.both_changed(said, quantity, (change, suffix), sides);
            return;
        }
        let Some(number) = self.what_changed(change) else { return };
        let base = self.context.entry(number).concept.clone();
        let label = self.sentence.text[change.start..change.end].into();
        claims::direction(self, said, &base, change.up, quantity);
        if let Some(named) = self.clause.concept {
            self.subject = Subject::Named { named, firm: true };
        }
        self.push(said, base.with(suffix), label, None, quantity);
    }

    /// 收、支总计各减少3万元，下降2%: each side did.
    fn both_changed(
        &mut self,
        said: &mut Spoken,
        quantity: &Quantity,
        (change, suffix): (Change, &str),
        sides: [u16; 2],
    ) {
        self.held.both = Some(sides);
        if self.clause.is_unclear_or_spoilt() || change.on_plan {
            return;
        }
        let label: Arc<str> = self.sentence.text[change.start..change.end].into();
        for number in sides {
            let base = self.context.entry(number).concept.clone();
            self.push(said, base.with(suffix), label.clone(), None, quantity);
        }
    }

    /// What rose or fell; the final accounts of everything are what was spent.
    fn what_changed(&self, change: Change) -> Option<u16> {
        let clause = &self.clause;
        let clear = if clause.concept.is_none() { !clause.unclear } else { !clause.broken };
        let of_years = !self.held.against_budget && (!change.on_plan || self.held.compared_years);
        let everything = clause.concept.is_none() && clause.basis == Some(Basis::FinalAccount);
        if !clear || !of_years {
            return None;
        }
        match self.spoken_of(true).filter(|_| !clause.spoilt) {
            Some(named) => Some(self.context.measured(named.number, None)),
            None => {
                let everything = everything && self.subject != Subject::Unknown;
                self.context.leading(Leading::AllSpent).filter(|_| everything)
            }
        }
    }

    fn share(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        let usable = quantity.unit == Some(Unit::Percent)
            && !self.clause.spoilt
            && self.is_of_the_whole()
            && !self.is_one_of_a_row(at);
        if let Some(named) = self.spoken_of(true).filter(|_| usable) {
            let base = &self.context.entry(self.context.measured(named.number, None)).concept;
            self.push(said, base.with("share"), self.label(&named), None, quantity);
        }
    }

    /// 分别为412万元、86万元，占总支出的82.7%、17.3%: whose share each is, another list says.
    fn is_one_of_a_row(&self, at: usize) -> bool {
        let joins = |kind: Kind| match kind {
            Kind::Pause => true,
            Kind::Word(sense) => sense.word.is_some_and(WordKind::joins),
            _ => false,
        };
        let row = |mut near: std::slice::Iter<'_, Token>, back: bool| {
            let mut next = || if back { near.next_back() } else { near.next() };
            next().is_some_and(|token| joins(token.kind))
                && next().is_some_and(|token| matches!(token.kind, Kind::Amount(_)))
        };
        row(self.tokens_behind(at).iter(), false) || row(self.sentence.tokens[..at].iter(), true)
    }

    /// 占基本支出的84% is no share of everything that was spent.
    fn is_of_the_whole(&self) -> bool {
        let of = self.clause.share_of.or(self.parts.of.map(|whole| whole.number));
        of.is_none_or(|number| self.context.is(number, Group::Shared))
    }

    fn plain(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        if self.clause.both.is_some() {
            self.both(said, quantity);
            return;
        }
        let own = self.clause.whole_concept().filter(|_| !self.clause.spoilt);
        let column = self.clause.column();
        if let Some(named) = own {
            self.figure(said, &named, column, quantity);
        } else if self.clause.concept.is_none() && !self.clause.unclear && !self.clause.spoilt {
            match items::concept_behind(self, at) {
                Some(named) => self.figure(said, &named, column, quantity),
                None => self.unnamed(said, at, quantity),
            }
        } else if self.is_money(quantity) {
            items::project(self, said, at, quantity);
        }
    }

    fn both(&mut self, said: &mut Spoken, quantity: &Quantity) {
        let sides = self.clause.both.filter(|_| self.is_money(quantity));
        for number in sides.into_iter().flatten() {
            let named = self.unspelt(number);
            self.figure(said, &named, self.clause.column(), quantity);
        }
    }
}
