//! What an amount of a sentence is: a figure of a list, a change, a share, points, or the figure of a concept. The state
//! of the sentence is kept by `walk`; the rules of the contract about columns and scopes are in `meaning`.

use crate::book::{Measure, Sense, WordKind};
use crate::chinese::{Bound, Quantity, Unit};
use crate::claim::ClaimKind;
use crate::fact::{Amount, Basis, Concept, Sureness};

use super::list::Next;
use super::meaning::{Meaning, Named, amount, fits, is_plan, unit_of_money};
use super::token::Kind;
use super::walk::{Change, Subject, Topic, Walk};
use super::{Spoken, claims, items};

impl Walk<'_> {
    /// An amount. One that was not understood leaves the sentence without a subject; a percentage says nothing about it.
    pub fn amount(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        let before = said.facts.len();
        self.settle_year();
        self.any_amount = true;
        (self.of_everything, self.still_listing) = (false, false);
        self.read_amount(said, at, quantity);
        let read = said.facts.len() > before || self.is_change_of_the_subject() || self.still_listing;
        self.unread = !read && unit_of_money(quantity, self.print(quantity)).is_some();
        if !read && !matches!(quantity.unit, Some(Unit::Percent | Unit::PercentagePoint)) {
            self.subject = Subject::Unknown;
        }
    }

    /// 比预算减少3万元: whether or not it is kept, it is about what was spoken of before.
    fn is_change_of_the_subject(&self) -> bool {
        self.frame.change.is_some() && self.frame.concept.is_none() && !self.frame.unclear
    }

    /// A figure of a list, a change, a share, points, or the figure of a concept.
    fn read_amount(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        let limit =
            matches!(quantity.bound, Some(Bound::AtLeast | Bound::MoreThan | Bound::LessThan | Bound::Range));
        let at_most = quantity.bound == Some(Bound::AtMost) && !self.column().is_some_and(is_plan);
        if self.partial || limit || at_most || quantity.per || quantity.second.is_some() {
            self.next.clear();
            return;
        }
        if let Some(next) = self.next.pop() {
            self.listed_amount(said, next, quantity);
        } else if quantity.unit == Some(Unit::Score) {
            self.points(said, quantity);
        } else if let Some(change) = self.frame.change {
            self.changed(said, quantity, change);
        } else if self.frame.share {
            self.share(said, quantity);
        } else {
            self.plain(said, at, quantity);
        }
    }

    pub fn column(&self) -> Option<Basis> {
        self.frame.basis.or(self.frame.weak)
    }

    fn listed_amount(&mut self, said: &mut Spoken, next: Next, quantity: &Quantity) {
        let (named, basis) = match next {
            Next::Concept(named) => (Some(named), self.column()),
            Next::Basis(basis) => (self.spoken_of(true), Some(basis)),
            Next::Year(year) => {
                self.frame.year = Some(year);
                (self.spoken_of(true), self.column())
            }
        };
        if let Some(named) = named {
            self.figure(said, &named, basis, quantity);
        }
    }

    /// The concept of the clause, or what was spoken of before.
    pub fn spoken_of(&self, firmly: bool) -> Option<Named> {
        match (&self.frame.concept, &self.subject) {
            (Some(named), _) => Some(*named).filter(|_| !self.frame.broken || !firmly),
            (None, Subject::Named { named, firm }) => Some(*named).filter(|_| *firm || !firmly),
            (None, Subject::Section(number)) => Some(Named { number: *number, start: 0, end: 0 }),
            (None, Subject::Open | Subject::Unknown | Subject::Item { .. }) => None,
        }
    }

    fn points(&mut self, said: &mut Spoken, quantity: &Quantity) {
        let rate = self.frame.concept.filter(|named| {
            !self.frame.broken && self.context.entry(named.number).concept.as_str() == "fund.execution_rate"
        });
        let level = self.frame.level.or(rate.map(|named| (named.start, named.end)));
        // 自评96分（其中：过程38分…）: points that were reached, not weights.
        let of_score = self
            .parent
            .as_ref()
            .is_some_and(|parent| self.context.entry(parent.number).concept.is_of("score"));
        let told =
            matches!(self.topic, Topic::One(number) if self.context.entry(number).concept.is_of("score"));
        if level.is_some() && (of_score || told && self.begins_with_parts) {
            return;
        }
        if let Some((start, end)) = level.filter(|_| !self.frame.points && !self.frame.spoilt) {
            claims::weight(self, said, start..end, quantity);
            return;
        }
        let Some(named) = self.frame.concept.filter(|_| !self.frame.broken) else { return };
        let concept = self.context.entry(named.number).concept.clone();
        if !concept.is_of("score") || self.frame.spoilt || !self.is_total(&named, quantity) {
            return;
        }
        if self.context.head.projects.len() > 1 {
            return;
        }
        if concept.as_str() == "score.total" {
            claims::score(self, said, quantity);
        }
        self.figure(said, &named, None, quantity);
    }

    /// Points are the total where no indicator was named, and where the sentence says so if 得分 is all that stands there.
    fn is_total(&self, named: &Named, quantity: &Quantity) -> bool {
        let label = &self.text[named.start..named.end];
        let full_marks = label == "总分" && quantity.value.value == 100.into();
        let bare = label.chars().count() < 4;
        let said = || {
            ["总分", "自评", "综合", "整体", "绩效评价", "总得分"].iter().any(|word| self.text.contains(word))
        };
        !full_marks && !self.indicator && (!bare || said())
    }

    /// 较上年增加3万元, 增长5%: a figure about the concept, never the concept itself.
    fn changed(&mut self, said: &mut Spoken, quantity: &Quantity, change: Change) {
        let money = unit_of_money(quantity, self.print(quantity)).is_some()
            || quantity.unit.is_some_and(Unit::is_people);
        let suffix = match quantity.unit {
            Some(Unit::Percent) => "change_rate",
            _ if money => "change",
            _ => return,
        };
        let usable = if self.frame.concept.is_none() { !self.frame.unclear } else { !self.frame.broken };
        let usable = usable && !self.against_budget && (!change.on_plan || self.compared_years);
        let totals = self.frame.concept.is_none() && self.frame.basis == Some(Basis::FinalAccount);
        let named = self.spoken_of(true).filter(|_| usable && !self.frame.spoilt);
        let base = match named {
            Some(named) => self.context.measured(named.number, None),
            None if totals && usable && self.subject != Subject::Unknown => Concept::new("expenditure.total"),
            None => return,
        };
        let label = self.text[change.start..change.end].to_owned();
        claims::direction(self, said, &base, change.up, quantity);
        if let Some(named) = self.frame.concept {
            self.subject = Subject::Named { named, firm: true };
        }
        self.push(said, Concept::new(format!("{base}.{suffix}")), label, None, quantity);
    }

    fn share(&mut self, said: &mut Spoken, quantity: &Quantity) {
        let usable = quantity.unit == Some(Unit::Percent) && !self.frame.spoilt && self.is_of_the_whole();
        let named = self.spoken_of(true).filter(|_| usable);
        if let Some(named) = named {
            let base = self.context.measured(named.number, None);
            let label = self.label(&named);
            self.push(said, Concept::new(format!("{base}.share")), label, None, quantity);
        }
    }

    /// 占基本支出的84% is no share of everything that was spent.
    fn is_of_the_whole(&self) -> bool {
        let of = self.frame.share_of.or(self.parent.map(|parent| parent.number));
        of.is_none_or(|number| {
            let concept = &self.context.entry(number).concept;
            ["revenue", "expenditure", "fund", "accounts", "project_fund"]
                .iter()
                .any(|all| concept.is_of(all))
        })
    }

    fn plain(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        if self.frame.both.is_some() {
            self.both(said, quantity);
            return;
        }
        let own = self.frame.concept.filter(|_| !self.frame.broken && !self.frame.spoilt);
        let column = self.column();
        if let Some(named) = own {
            self.figure(said, &named, column, quantity);
        } else if self.frame.concept.is_none() && !self.frame.unclear && !self.frame.spoilt {
            match items::concept_behind(self, at) {
                Some(named) => self.figure(said, &named, column, quantity),
                None => self.unnamed(said, at, quantity),
            }
        } else if unit_of_money(quantity, self.print(quantity)).is_some() {
            items::project(self, said, at, quantity);
        }
    }

    fn both(&mut self, said: &mut Spoken, quantity: &Quantity) {
        let sides = self.frame.both.filter(|_| unit_of_money(quantity, self.print(quantity)).is_some());
        for number in sides.into_iter().flatten() {
            let named = Named { number, start: self.frame.start, end: self.frame.start };
            self.figure(said, &named, self.column(), quantity);
        }
    }

    /// An amount whose clause names a column at most: it is of what was spoken of before, or of everything.
    fn unnamed(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        if self.frame.in_post && quantity.unit.is_some_and(Unit::is_people) {
            self.in_post(said, quantity);
            return;
        }
        let money = unit_of_money(quantity, self.print(quantity)).is_some();
        let (strong, weak) = (self.frame.basis, self.frame.weak);
        if !money || self.frame.others {
            return;
        }
        let spent_on = self.tokens.get(at + 1).is_some_and(|next| {
            matches!(&self.text[next.start..next.end], "用于" | "作为" | "购买" | "购置")
        });
        if strong.is_none() && weak.is_none() {
            if !spent_on {
                self.of_another_year(said, at, quantity);
            }
            return;
        }
        if let (Subject::Item { name, .. }, Some(basis)) = (&self.subject, strong.or(weak)) {
            let name = name.clone();
            if !spent_on {
                items::spent(self, said, &name, basis, quantity);
            }
            return;
        }
        let named = self.spoken_of(strong.is_none()).filter(|_| strong.is_some() || !spent_on);
        let named = named.filter(|named| self.context.entry(named.number).measure == Measure::Money);
        let basis = strong.or(weak);
        let plan = basis.is_some_and(is_plan);
        let planned_before = self.last_basis.is_some_and(is_plan) && !self.frame.spending;
        let no_revenue = plan && !planned_before || strong.is_none() || self.frame.spending;
        let named = named.filter(|named| !(no_revenue && self.is_revenue(named)));
        match named {
            Some(named) => self.figure(said, &named, basis, quantity),
            None if strong.is_some() && (self.subject != Subject::Unknown || self.is_everything(at)) => {
                self.everything(said, basis, quantity)
            }
            None => {}
        }
    }

    /// 核定编制46人，实有43人: those who hold the posts.
    fn in_post(&mut self, said: &mut Spoken, quantity: &Quantity) {
        let Some(named) = self.spoken_of(true) else { return };
        let posts = self.context.entry(named.number).concept.is_of("staff.quota") && self.main_is_posts();
        if let Some(number) = self.context.number_of("staff.actual").filter(|_| posts) {
            self.parent = None;
            self.figure(
                said,
                &Named { number, start: self.frame.start, end: self.frame.start },
                None,
                quantity,
            );
        }
    }

    /// The last whole that was told is the number of posts.
    fn main_is_posts(&self) -> bool {
        self.main.is_some_and(|(named, _)| self.context.entry(named.number).concept.as_str() == "staff.quota")
    }

    /// 上年为4.5万元, 比上年的4.5万元减少1.4万元: what was spoken of before, in another year.
    fn of_another_year(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        let Subject::Named { named, firm: true } = self.subject else { return };
        let compared = self.frame.compared && self.frame.year.is_some() && self.is_compared(at);
        let told = self.frame.own_year.is_some() && !self.frame.compared && !self.against_budget;
        if !compared && !told || self.context.entry(named.number).measure != Measure::Money {
            return;
        }
        let basis = self.last_basis.filter(|basis| !is_plan(*basis));
        self.figure(said, &named, basis, quantity);
    }

    /// Whether a change follows the amount: 比上年的4.5万元减少….
    fn is_compared(&self, at: usize) -> bool {
        let behind = self.tokens[at + 1..].iter().find(|token| !matches!(token.kind, Kind::Comma));
        behind.is_some_and(|token| match token.kind {
            Kind::Word(sense) => {
                matches!(sense.word, Some(WordKind::Up | WordKind::Down | WordKind::Compare))
            }
            _ => false,
        })
    }

    /// 实际支出90万元，其中：基本支出…: only the spending of the whole office is divided so.
    fn is_everything(&self, at: usize) -> bool {
        let mut led = false;
        for token in &self.tokens[at + 1..] {
            match token.kind {
                Kind::Comma => {}
                Kind::Open | Kind::Colon => led = true,
                Kind::Word(sense) if sense.word == Some(WordKind::Among) => led = true,
                Kind::Word(Sense { concept: Some(number), .. }) => {
                    let concept = &self.context.entry(number).concept;
                    return led && matches!(concept.as_str(), "basic.total" | "project.total");
                }
                _ => return false,
            }
        }
        false
    }

    /// Whether the amount is divided by what follows.
    pub fn is_divided(&self, at: usize) -> bool {
        let behind =
            self.tokens[at + 1..].iter().find(|token| !matches!(token.kind, Kind::Comma | Kind::Open));
        behind.is_some_and(
            |token| matches!(token.kind, Kind::Word(sense) if sense.word == Some(WordKind::Among)),
        )
    }

    fn is_revenue(&self, named: &Named) -> bool {
        let concept = &self.context.entry(named.number).concept;
        concept.is_of("revenue") || concept.as_str().ends_with("income_total")
    }

    /// A column without a subject: the whole budget, or all that was spent.
    fn everything(&mut self, said: &mut Spoken, basis: Option<Basis>, quantity: &Quantity) {
        let id = match basis {
            Some(Basis::Issued) if !self.context.is_about_one_project() => return,
            _ if self.context.is_about_one_project() => "project_fund.total",
            Some(basis) if is_plan(basis) => "fund.total",
            _ => "expenditure.total",
        };
        let start = self.frame.start.min(quantity.range.start);
        let label = self.text[start..quantity.range.start].trim_matches(['，', ':']).to_owned();
        self.push(said, Concept::new(id), label, basis, quantity);
        self.of_everything = true;
    }

    /// A figure of a named concept.
    pub fn figure(&mut self, said: &mut Spoken, named: &Named, basis: Option<Basis>, quantity: &Quantity) {
        if basis.is_none() && self.parts_of_unread {
            return;
        }
        let basis = basis.or_else(|| self.planned_by_name(named)).or(self.inherited);
        let number = self.of_parent(named.number);
        self.take_as_grand_total(said, number);
        let print = self.print(quantity);
        let nothing = quantity.unit.is_none() && quantity.value.value.is_zero();
        let entry = self.context.entry(number);
        if !fits(entry, quantity, print) && !nothing {
            return;
        }
        if self.is_of_fund(number)
            || self.is_source_of_a_part(number)
            || self.is_part_of_its_own(said, number, quantity)
        {
            return;
        }
        let concept = self.context.measured(number, basis);
        let rate = concept.as_str() == "fund.execution_rate";
        let concept = match rate.then(|| self.rate()) {
            Some(None) => return,
            Some(Some(concept)) => concept,
            None => concept,
        };
        if nothing {
            claims::push(self, said, ClaimKind::None, Some(concept.clone()), Vec::new());
        }
        let label = self.label(named);
        self.push(said, concept, label, basis, quantity);
        if !rate {
            self.subject = Subject::Named { named: Named { number, ..*named }, firm: true };
            if self.parent.is_none() {
                self.main = Some((*named, basis));
            }
            self.keep_topic(named.number);
        }
    }

    /// 项目预算资金 is what was planned, although the name is that of the money.
    fn planned_by_name(&self, named: &Named) -> Option<Basis> {
        let concept = &self.context.entry(named.number).concept;
        let whole = ["fund", "project_fund", "revenue", "expenditure"].iter().any(|all| concept.is_of(all));
        let total = whole && concept.as_str().ends_with(".total");
        let name = self.text.get(named.start..named.end).filter(|_| total)?;
        self.context.book.vocabulary().column_at_end(name).filter(|basis| is_plan(*basis))
    }

    /// 收入100万元，其中：上年结转5万元: what was carried over is only part of the grand total.
    fn take_as_grand_total(&self, said: &mut Spoken, number: u16) {
        let concept = |number: u16| self.context.entry(number).concept.as_str();
        let parent = self.parent.map(|parent| concept(parent.number));
        if concept(number) != "carryover.opening" || parent != Some("revenue.total") {
            return;
        }
        let own = said.facts[self.facts_before..].iter_mut();
        for fact in own.filter(|fact| fact.concept.as_ref().is_some_and(|id| id.as_str() == "revenue.total"))
        {
            fact.concept = Some(Concept::new("accounts.income_total"));
        }
    }

    /// 基本支出 and 结转 in a passage about one fund are that fund's, not the office's.
    fn is_of_fund(&self, number: u16) -> bool {
        let concept = &self.context.entry(number).concept;
        let common = ["basic", "project", "public", "carryover"].iter().any(|family| concept.is_of(family));
        self.of_fund && (common || matches!(concept.as_str(), "revenue.total" | "expenditure.total"))
    }

    /// 三公经费支出1.86万元（其中：一般公共预算支出1.86万元）: where the money of a part came from.
    fn is_source_of_a_part(&self, number: u16) -> bool {
        let parts = ["sangong", "public", "procurement", "economic", "project", "basic"];
        let wholes = ["expenditure", "revenue", "gov_fund", "state_capital", "fund", "accounts"];
        let is =
            |number: u16, all: &[&str]| all.iter().any(|one| self.context.entry(number).concept.is_of(one));
        self.parent.is_some_and(|parent| is(parent.number, &parts)) && is(number, &wholes)
    }

    /// 年末实有人数136人，其中在职人员98人: the part is what its name says, and the whole was something wider. A part of
    /// money under its own name is no total.
    fn is_part_of_its_own(&self, said: &mut Spoken, number: u16, quantity: &Quantity) -> bool {
        if self.frame.concept.is_none() || self.parent.is_none_or(|parent| parent.number != number) {
            return false;
        }
        let entry = self.context.entry(number);
        let mut own = said.facts[self.facts_before..].iter();
        let whole = own.rposition(|fact| fact.concept.as_ref() == Some(&entry.concept));
        let Some(whole) = whole.map(|at| self.facts_before + at) else { return false };
        if entry.measure != Measure::People {
            return true;
        }
        if said.facts[whole].amount.value > quantity.value.value {
            said.facts.remove(whole);
        }
        false
    }

    /// The first thing that the passage has a figure of is its topic, until there is a second one beside it.
    fn keep_topic(&mut self, number: u16) {
        if self.parent.is_some() || self.parts_of_everything {
            return;
        }
        self.topic = match self.topic {
            Topic::Open => Topic::One(number),
            Topic::One(known) if known == number => Topic::One(known),
            _ => Topic::Lost,
        };
    }

    /// Of what an execution rate is one: of the budget, or of its basic part.
    fn rate(&self) -> Option<Concept> {
        let of = match &self.subject {
            Subject::Named { named, .. } => Some(self.context.entry(named.number).concept.as_str()),
            Subject::Section(number) => Some(self.context.entry(*number).concept.as_str()),
            Subject::Open | Subject::Unknown | Subject::Item { .. } => None,
        };
        let of_one = self.context.sections.is_item() && !matches!(self.subject, Subject::Named { .. });
        if self.context.head.projects.len() > 1 || of_one && !self.context.is_about_one_project() {
            return None;
        }
        let of_part = self.main.is_some_and(|(named, _)| !self.is_of_the_office(named.number));
        if self.subject == Subject::Unknown && of_part && !self.context.is_about_one_project() {
            return None;
        }
        let unknown = self.subject == Subject::Unknown && !self.context.is_about_one_project();
        let of_budget = self.frame.concept.as_ref().is_some_and(|named| {
            let label = &self.text[named.start..named.end];
            label.starts_with("预算") || label.starts_with("资金")
        });
        match of {
            None if unknown && !of_budget => None,
            Some("basic.total") => Some(Concept::new("basic.execution_rate")),
            None
            | Some(
                "expenditure.total"
                | "fund.total"
                | "project_fund.total"
                | "expenditure.general_budget"
                | "accounts.expenditure_total",
            ) => Some(Concept::new("fund.execution_rate")),
            Some("fund.execution_rate" | "revenue.total" | "revenue.fiscal" | "accounts.income_total") => {
                Some(Concept::new("fund.execution_rate"))
            }
            _ if self.context.is_about_one_project() => Some(Concept::new("fund.execution_rate")),
            Some(_) => None,
        }
    }

    /// 财政拨款收入总计…，支出总计…: the second is that of appropriations too.
    fn other_side(&self, number: u16) -> Option<u16> {
        let Subject::Named { named, .. } = self.subject else { return None };
        let of_fiscal = self.context.entry(named.number).concept.as_str() == "accounts.fiscal_income_total";
        let total = self.context.entry(number).concept.as_str() == "accounts.expenditure_total";
        if of_fiscal && total { self.context.number_of("accounts.fiscal_expenditure_total") } else { None }
    }

    /// Kinds of posts under 在职, kinds of people under 编制, funds under what came in: they divide what stands before
    /// 其中.
    fn of_parent(&self, number: u16) -> u16 {
        if let Some(other) = self.other_side(number) {
            return other;
        }
        let Some(parent) = &self.parent else { return number };
        let parent = self.context.entry(parent.number).concept.as_str();
        let own = self.context.entry(number).concept.as_str();
        let moved = match parent {
            "staff.actual" => own.strip_prefix("staff.quota").map(|kind| format!("staff.actual{kind}")),
            "staff.quota" => own.strip_prefix("staff.actual").map(|kind| format!("staff.quota{kind}")),
            "revenue.total" | "revenue.fiscal" | "accounts.income_total" | "accounts.fiscal_income_total" => {
                match own {
                    "gov_fund.expenditure" => Some("revenue.gov_fund".to_owned()),
                    "state_capital.expenditure" => Some("revenue.state_capital".to_owned()),
                    _ => None,
                }
            }
            _ => None,
        };
        let moved = moved.filter(|id| id.matches('.').count() == 2 || id.starts_with("revenue"));
        moved.and_then(|id| self.context.number_of(&id)).unwrap_or(number)
    }

    pub fn label(&self, named: &Named) -> String {
        match self.text.get(named.start..named.end) {
            None | Some("") => self.context.entry(named.number).says.zh.clone(),
            Some(label) => label.to_owned(),
        }
    }

    pub fn print(&self, quantity: &Quantity) -> &str {
        self.text[quantity.figure.clone()].trim_end()
    }

    pub fn amount_of(&self, quantity: &Quantity) -> Amount {
        amount(quantity, self.print(quantity))
    }

    pub fn stated_year(&self) -> Option<i32> {
        self.year
    }

    /// A change is of the year that the sentence is about, not of the one it is measured against.
    fn year_of_amount(&self) -> Option<i32> {
        let aside = self.aside_year.filter(|_| self.frame.concept.is_none());
        let other = self.frame.year.or(aside).filter(|_| self.frame.change.is_none());
        other.or(self.year)
    }

    pub fn push(
        &mut self,
        said: &mut Spoken,
        concept: Concept,
        label: String,
        basis: Option<Basis>,
        quantity: &Quantity,
    ) {
        self.others |= self.frame.others;
        self.last_basis = basis;
        let year = self.year_of_amount();
        let meaning = Meaning { concept, label, basis, year, others: self.others, sureness: Sureness::High };
        said.facts.push(self.context.fact(meaning, quantity, self.offset));
    }
}
