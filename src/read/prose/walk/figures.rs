//! The figure of a concept that a sentence names: which concept it is among the parts of another, which column and year
//! hold, and what it leaves as the subject of the rest. The rules of the contract about columns and scopes are in `meaning`.

use std::sync::Arc;

use crate::book::{Group, Leading, List, Measure, Where};
use crate::chinese::{Quantity, fold};
use crate::claim::ClaimKind;
use crate::fact::{Amount, Basis, Concept, Sureness};

use super::super::meaning::{Meaning, Named, amount, fits, is_plan, unit_of_money};
use super::super::{Spoken, claims};
use super::{Subject, Walk};

impl Walk<'_> {
    /// A figure of a named concept.
    pub(super) fn figure(
        &mut self,
        said: &mut Spoken,
        named: &Named,
        basis: Option<Basis>,
        quantity: &Quantity,
    ) {
        if basis.is_none() && self.parts.of_unread && !self.has_one_sense(named.number) {
            return;
        }
        let basis = basis.or_else(|| self.planned_by_name(named)).or(self.parts.basis);
        let number = self.of_parent(named.number);
        self.take_as_grand_total(said, number);
        let nothing = quantity.unit.is_none() && quantity.value.value.is_zero();
        if !nothing && !fits(self.context.entry(number), quantity, self.print(quantity))
            || self.is_of_fund(number)
            || self.is_source_of_a_part(number)
            || self.is_of_others(number)
            || self.lacks_its_vehicle(named)
            || self.is_part_of_its_own(said, number, quantity)
            || self.includes_others(number, quantity)
        {
            return;
        }
        let mut measured = self.context.measured(number, basis);
        let rate = self.context.is_leading(measured, Leading::ExecutionRate);
        if rate {
            let Some(own) = self.rate() else { return };
            measured = own;
        }
        let concept = &self.context.entry(measured).concept;
        if nothing {
            claims::push(self, said, ClaimKind::None, Some(concept.clone()), Vec::new());
        }
        self.push(said, concept.clone(), self.label_of(named, quantity), basis, quantity);
        if !rate {
            self.speak_of(named, number, basis);
        }
    }

    /// Whether no column of something unknown can be that of the concept: assets, people, rates.
    fn has_one_sense(&self, number: u16) -> bool {
        let entry = self.context.entry(number);
        entry.measure != Measure::Money || self.context.book.concepts().always(&entry.concept).is_some()
    }

    /// A figure was read: it is what is spoken of.
    fn speak_of(&mut self, named: &Named, number: u16, basis: Option<Basis>) {
        self.subject = Subject::Named { named: Named { number, ..*named }, firm: true };
        if self.parts.of.is_none() {
            self.before.main = Some((*named, basis));
            if !self.parts.of_everything {
                self.before.topic = self.before.topic.with(named.number);
            }
        }
    }

    /// 项目预算资金 is what was planned, although the name is that of the money.
    fn planned_by_name(&self, named: &Named) -> Option<Basis> {
        let total = self.context.is(named.number, Group::PlannedByName);
        let name = self.sentence.text.get(named.start..named.end).filter(|_| total)?;
        self.context.book.vocabulary().column_at_end(name).filter(|basis| is_plan(*basis))
    }

    /// 收入100万元，其中：上年结转5万元: what was carried over is only part of the grand total.
    fn take_as_grand_total(&self, said: &mut Spoken, number: u16) {
        let Some(whole) = self.parts.of else { return };
        let concepts = self.context.book.concepts();
        let Some(other) = concepts.instead_behind(Where::Divided, Some(number), whole.number) else { return };
        let entry = |number| &self.context.entry(number).concept;
        for fact in &mut said.facts[self.seen.facts_before..] {
            if fact.concept.as_ref() == Some(entry(whole.number)) {
                fact.concept = Some(entry(other).clone());
            }
        }
    }

    /// 基本支出 and 结转 in a passage about one fund are that fund's, not the office's.
    fn is_of_fund(&self, number: u16) -> bool {
        self.seen.of_fund && self.context.is(number, Group::CommonToFunds)
    }

    /// 退休12人，其中行政5人: kinds of people that divide others than those in post are kinds of these. And the money of one
    /// thing among many is not the office's.
    fn is_of_others(&self, number: u16) -> bool {
        let is = |number, group| self.context.is(number, group);
        let staff = |number| is(number, Group::Posts) || is(number, Group::InPost);
        let others =
            self.parts.of.is_some_and(|whole| is(whole.number, Group::People) && !staff(whole.number));
        let money = is(number, Group::OfficeMoney) || is(number, Group::Score);
        others && staff(number) || self.held.one_of_many && money
    }

    /// 年末实有62人（含劳务派遣22人）: more people than those who hold posts.
    fn includes_others(&self, number: u16, quantity: &Quantity) -> bool {
        let lists = self.context.book.lists();
        let staff = self.context.is(number, Group::Posts) || self.context.is(number, Group::InPost);
        let behind = self.sentence.text.get(quantity.range.end..).filter(|_| staff);
        let inside = behind.and_then(|text| lists.behind(List::Including, text));
        let inside = inside.and_then(|text| text.split(')').next());
        inside.is_some_and(|text| lists.is_in(List::WiderPeople, text))
    }

    /// 购置费 without a vehicle is that of anything.
    fn lacks_its_vehicle(&self, named: &Named) -> bool {
        let divided = self.parts.of.is_some_and(|whole| self.context.is(whole.number, Group::Vehicle));
        !divided && self.context.book.lists().has(List::OfAVehicle, self.spelt(named))
    }

    /// 三公经费支出1.86万元（其中：一般公共预算支出1.86万元）: where the money of a part came from.
    fn is_source_of_a_part(&self, number: u16) -> bool {
        let part = self.parts.of.is_some_and(|part| self.context.is(part.number, Group::HasSources));
        part && self.context.is(number, Group::Source)
    }

    /// 年末实有人数136人，其中在职人员98人: the part is what its name says, and the whole was something wider. A part of
    /// money under its own name is no total.
    fn is_part_of_its_own(&self, said: &mut Spoken, number: u16, quantity: &Quantity) -> bool {
        if self.clause.concept.is_none() || self.parts.of.is_none_or(|whole| whole.number != number) {
            return false;
        }
        let entry = self.context.entry(number);
        let mut own = said.facts[self.seen.facts_before..].iter();
        let whole = own.rposition(|fact| fact.concept.as_ref() == Some(&entry.concept));
        let Some(whole) = whole.map(|at| self.seen.facts_before + at) else { return false };
        if entry.measure != Measure::People {
            return true;
        }
        if said.facts[whole].amount.value > quantity.value.value {
            said.facts.remove(whole);
        }
        false
    }

    /// Of what an execution rate is one: of the budget, or of its basic part.
    fn rate(&self) -> Option<u16> {
        let one_project = self.context.is_about_one_project();
        let unknown = self.subject == Subject::Unknown && !one_project;
        let of_item = self.context.sections.is_item() && self.subject.named().is_none();
        if self.context.head.projects.len() > 1 || of_item && !one_project {
            return None;
        }
        let main = self.before.main.map(|(named, _)| named.number);
        if unknown && main.is_some_and(|number| !self.context.is(number, Group::OfficeMoney)) {
            return None;
        }
        let budget = self.context.leading(Leading::ExecutionRate);
        match self.subject.number() {
            None if unknown && !self.says_rate_of_budget() => None,
            None => budget,
            Some(of) => {
                let own = self.context.book.concepts().instead(Where::Rate, of);
                own.or(budget.filter(|_| one_project))
            }
        }
    }

    /// 预算执行率 is that of the budget, whatever stood before.
    fn says_rate_of_budget(&self) -> bool {
        let label = self.clause.concept.as_ref().map(|named| self.spelt(named));
        label.is_some_and(|label| self.context.book.lists().begins(List::RateOfBudget, label))
    }

    /// Kinds of posts under 在职, kinds of people under 编制, funds under what came in: they divide what stands before
    /// 其中. 财政拨款收入总计…，支出总计…: the second is that of appropriations too.
    fn of_parent(&self, number: u16) -> u16 {
        let concepts = self.context.book.concepts();
        let other = |place, before| concepts.instead_behind(place, Some(before), number);
        let beside = self.subject.named().and_then(|named| other(Where::Beside, named.number));
        let below = || self.parts.of.and_then(|whole| other(Where::Below, whole.number));
        beside.or_else(below).unwrap_or(number)
    }

    /// A concept that stands nowhere in the sentence by its name.
    pub(super) fn unspelt(&self, number: u16) -> Named {
        Named { number, start: self.clause.start, end: self.clause.start }
    }

    /// What stands in front of an amount that no name of its concept goes before: 2024年实际支出.
    fn label_of(&self, named: &Named, quantity: &Quantity) -> Arc<str> {
        let start = self.clause.start.min(quantity.range.start);
        let before =
            self.sentence.text.get(start..quantity.range.start).unwrap_or("").trim_matches(['，', ':', '(']);
        match named.start == named.end && before.chars().any(fold::is_han) {
            true => before.into(),
            false => self.label(named),
        }
    }

    pub fn label(&self, named: &Named) -> Arc<str> {
        match self.sentence.text.get(named.start..named.end) {
            None | Some("") => self.context.entry(named.number).says.zh.as_str().into(),
            Some(label) => label.into(),
        }
    }

    pub fn print(&self, quantity: &Quantity) -> &str {
        self.sentence.text[quantity.figure.clone()].trim_end()
    }

    pub fn is_money(&self, quantity: &Quantity) -> bool {
        unit_of_money(quantity, self.print(quantity)).is_some()
    }

    pub fn amount_of(&self, quantity: &Quantity) -> Amount {
        amount(quantity, self.print(quantity))
    }

    /// A change is of the year that the sentence is about, not of the one it is measured against.
    fn year_of_amount(&self) -> Option<i32> {
        let aside = self.held.aside_year.filter(|_| self.clause.concept.is_none());
        let other = self.clause.year.or(aside).filter(|_| self.clause.change.is_none());
        other.or(self.year)
    }

    /// 项目资金150万元, 下达资金150万元: the money of a project, in a column that only a guess names.
    fn sureness(&self, concept: &Concept, basis: Option<Basis>) -> Sureness {
        let money = self.context.leading(Leading::ProjectMoney);
        let project = money.is_some_and(|number| self.context.entry(number).concept == *concept);
        let named = basis.is_some() && (self.clause.basis.is_some() || !basis.is_some_and(is_plan));
        if project && !named { Sureness::Medium } else { Sureness::High }
    }

    pub fn push(
        &mut self,
        said: &mut Spoken,
        concept: Concept,
        label: Arc<str>,
        basis: Option<Basis>,
        quantity: &Quantity,
    ) {
        self.held.others |= self.clause.others;
        self.last.basis = basis;
        let (year, others) = (self.year_of_amount(), self.held.others);
        let sureness = self.sureness(&concept, basis);
        let meaning = Meaning { concept, label, basis, year, others, sureness };
        said.facts.push(self.context.fact(meaning, quantity, self.sentence.offset));
    }
}
