//! One sentence from left to right: what is spoken of, in which column, for which year, and each amount as it comes.
//!
//! A clause is a [`Frame`]; an amount belongs to the concept of its frame if nothing unknown stands between them, to the
//! concept that the sentence spoke of before if its own clause names only a column, and else to nothing.

use crate::book::{Measure, Sense, WordKind};
use crate::chinese::{Bound, Quantity, Unit, fold};
use crate::claim::ClaimKind;
use crate::fact::{Amount, Basis, Concept, Sureness};

use super::list::{Listed, Next};
use super::meaning::{Meaning, Named, amount, fits, is_plan, unit_of_money};
use super::token::{Kind, Token};
use super::{Context, Spoken, claims, items};

/// Brackets nest no deeper in sentences.
const DEEPEST: usize = 4;

/// Reads a sentence. The topic is what the sentences of the passage before it were about; it is left for the next.
pub fn read(
    context: Context<'_>,
    said: &mut Spoken,
    offset: usize,
    (text, tokens): (&str, &[Token]),
    topic: &mut Topic,
) {
    let mut walk = Walk {
        context,
        offset,
        text,
        tokens,
        subject: Subject::above(context, *topic),
        topic: *topic,
        parent: None,
        inherited: None,
        last_basis: None,
        unread: false,
        parts_of_unread: false,
        partial: false,
        indicator: false,
        against_budget: false,
        year: None,
        frame: Frame::default(),
        listed: Listed::default(),
        next: Vec::new(),
        outer: Vec::new(),
        others: false,
    };
    for at in 0..tokens.len() {
        walk.step(said, at);
    }
    *topic = walk.topic;
}

/// What the figures of a passage were about so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Topic {
    #[default]
    Open,
    One(u16),
    /// Several things, or one that nobody knows.
    Lost,
}

/// What the sentence speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Nothing was named yet.
    Open,
    /// The heading names it.
    Section(u16),
    /// Named; `firm` where an amount was read for it.
    Named { named: Named, firm: bool },
    /// Something that is not known.
    Unknown,
}

impl Subject {
    /// What a sentence is about before it names anything.
    fn above(context: Context<'_>, topic: Topic) -> Self {
        let whole = |number: u16| {
            let concept = &context.entry(number).concept;
            concept.is_of("revenue") || concept.is_of("fund") || concept.is_of("expenditure")
        };
        match topic {
            Topic::Lost => Self::Unknown,
            _ if context.sections.is_item() => Self::Unknown,
            Topic::One(number) if !whole(number) => Self::Section(number),
            _ => context.sections.concept().map_or(Self::Open, Self::Section),
        }
    }
}

/// A clause so far.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    pub start: usize,
    pub concept: Option<Named>,
    /// Something unknown stands behind the concept, or in front of it.
    pub broken: bool,
    /// Something unknown stands in the clause.
    pub unclear: bool,
    pub basis: Option<Basis>,
    /// Planned or spent, without the name of a column.
    pub weak: Option<Basis>,
    pub change: Option<Change>,
    pub compared: bool,
    /// The year that something is compared with.
    pub year: Option<i32>,
    pub share: bool,
    pub spoilt: bool,
    pub others: bool,
    pub both: bool,
    pub points: bool,
    pub level: Option<(usize, usize)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub up: bool,
    pub start: usize,
    pub end: usize,
}

pub struct Walk<'w> {
    pub context: Context<'w>,
    pub offset: usize,
    pub text: &'w str,
    pub tokens: &'w [Token],
    pub subject: Subject,
    topic: Topic,
    /// What 其中 divides.
    parent: Option<Named>,
    /// The column of what 其中 divides: it is that of the parts too.
    inherited: Option<Basis>,
    last_basis: Option<Basis>,
    /// The last amount was money of something that is not known: so are its parts' columns.
    unread: bool,
    parts_of_unread: bool,
    /// What is said holds for a part of a year only.
    partial: bool,
    /// An indicator was named: points are its own, not the total.
    indicator: bool,
    /// What follows is compared with the budget, not with the year before.
    against_budget: bool,
    year: Option<i32>,
    pub frame: Frame,
    listed: Listed,
    next: Vec<Next>,
    outer: Vec<(Frame, Subject)>,
    others: bool,
}

impl Walk<'_> {
    fn step(&mut self, said: &mut Spoken, at: usize) {
        let token = &self.tokens[at];
        match &token.kind {
            Kind::Word(sense) => self.word(at, *sense),
            Kind::Amount(quantity) => {
                self.amount(said, at, quantity);
                let others = self.frame.others;
                self.frame = Frame { start: token.end, others, ..Frame::default() };
                if self.next.is_empty() {
                    self.listed.clear();
                }
            }
            Kind::Year(year) => self.year(at, *year),
            Kind::Month => self.partial = true,
            Kind::Comma => self.clause(token.end),
            Kind::Pause => self.pause(at),
            Kind::Stop => self.stop(token.end),
            Kind::Colon => {}
            Kind::Open => self.open(token.end),
            Kind::Close => self.close(),
            Kind::Other => self.unknown(at),
        }
    }

    /// A clause ends; a concept named in it without an amount is what the next ones are about.
    fn clause(&mut self, start: usize) {
        let frame = std::mem::take(&mut self.frame);
        self.frame.start = start;
        if let Some(named) = frame.concept.filter(|_| !frame.others && !frame.spoilt) {
            let firm = !frame.broken;
            self.subject = Subject::Named { named, firm };
        }
    }

    fn pause(&mut self, at: usize) {
        let after_amount =
            at.checked_sub(1).is_some_and(|before| matches!(self.tokens[before].kind, Kind::Amount(_)));
        if after_amount {
            self.frame = Frame { start: self.tokens[at].end, ..Frame::default() };
        }
    }

    fn stop(&mut self, start: usize) {
        self.frame = Frame { start, ..Frame::default() };
        self.subject = Subject::above(self.context, self.topic);
        self.listed.clear();
        self.next.clear();
        self.others = false;
        self.indicator = false;
        self.partial = false;
        self.parts_of_unread = false;
        self.against_budget = false;
    }

    fn open(&mut self, start: usize) {
        if self.outer.len() < DEEPEST {
            let frame = std::mem::take(&mut self.frame);
            self.outer.push((frame, self.subject.clone()));
            self.frame.start = start;
        }
    }

    fn close(&mut self) {
        if let Some((frame, subject)) = self.outer.pop() {
            (self.frame, self.subject) = (frame, subject);
        }
    }

    /// Numbers of lists and single letters mean nothing; other unknown text parts an amount from its concept.
    fn unknown(&mut self, at: usize) {
        let text = self.slice(at);
        if text
            .chars()
            .all(|ch| ch.is_ascii_digit() || matches!(ch, '.' | '-' | '—') || ('①'..='⑳').contains(&ch))
        {
            return;
        }
        self.frame.unclear = true;
        self.frame.basis = None;
        self.frame.weak = None;
        self.frame.level = None;
        self.frame.broken |= self.frame.concept.is_some();
    }

    pub fn slice(&self, at: usize) -> &str {
        &self.text[self.tokens[at].start..self.tokens[at].end]
    }

    fn year(&mut self, at: usize, year: i32) {
        let before = at.checked_sub(1).map(|before| &self.tokens[before]);
        let compared = before.is_some_and(|token| {
            matches!(&self.text[token.start..token.end], "与" | "比" | "较" | "同" | "相比" | "同比")
        });
        if compared {
            (self.frame.compared, self.frame.year) = (true, Some(year));
            return;
        }
        self.partial = false;
        let span = before
            .is_some_and(|token| matches!(&self.text[token.start..token.end], "-" | "—" | "至" | "~"))
            && self.year.is_some_and(|first| first != year);
        self.frame.spoilt |= span;
        self.year = Some(year);
        self.listed.years.push(year);
    }

    fn word(&mut self, at: usize, sense: Sense) {
        let project = self.context.head.kind.is_project();
        let concept = if project { sense.of_project.or(sense.concept) } else { sense.concept };
        match concept {
            Some(number) if !self.is_denominator() => self.concept(at, number),
            Some(_) => {}
            None => self.grammar(at, sense),
        }
    }

    /// 占本年支出的: what stands behind 占 is what it is divided by.
    fn is_denominator(&self) -> bool {
        self.frame.share
    }

    fn concept(&mut self, at: usize, number: u16) {
        let token = &self.tokens[at];
        let named = Named { number, start: token.start, end: token.end };
        if self.is_result_of_a_part(&named) {
            self.frame.basis = Some(Basis::Executed);
            return;
        }
        let fund = |walk: &Self, number: u16| {
            let concept = &walk.context.entry(number).concept;
            concept.is_of("gov_fund") || concept.is_of("state_capital") || concept.is_of("social_insurance")
        };
        let of_fund = at > 0
            && self
                .frame
                .concept
                .as_ref()
                .is_some_and(|before| before.end == token.start && fund(self, before.number));
        let free = !of_fund && self.is_free(at, &named) && !self.is_rate_of_another(&named);
        if free {
            self.listed.concepts.push(named.clone());
        }
        self.frame.broken = !free || self.is_one_of_several(at);
        self.frame.concept = Some(named);
        self.frame.level = None;
    }

    /// 公用经费控制率 is no rate of people, 政府采购执行率 none of the budget; a bare 控制率 is one of people only behind them.
    fn is_rate_of_another(&self, named: &Named) -> bool {
        let rate = self.context.entry(named.number);
        if rate.measure != Measure::Rate || rate.concept.is_of("context") {
            return false;
        }
        let touching = self.frame.concept.as_ref().filter(|before| before.end == named.start);
        let of_people = rate.concept.is_of("staff");
        let fits = |number: u16| {
            let concept = &self.context.entry(number).concept;
            match of_people {
                true => concept.is_of("staff"),
                false => {
                    concept.is_of("expenditure") || concept.is_of("fund") || concept.is_of("project_fund")
                }
            }
        };
        match (touching, &self.subject) {
            (Some(before), _) => !fits(before.number),
            (None, Subject::Named { named: before, .. }) => {
                of_people && self.is_bare(named) && !fits(before.number)
            }
            (None, _) => of_people && self.is_bare(named),
        }
    }

    fn is_bare(&self, named: &Named) -> bool {
        &self.text[named.start..named.end] == "控制率"
    }

    /// 本年支出 behind the budget of a part is what that part spent, not what the office did.
    fn is_result_of_a_part(&self, named: &Named) -> bool {
        let short =
            matches!(&self.text[named.start..named.end], "本年支出" | "全年支出" | "本年度支出" | "年度支出");
        let about = match &self.subject {
            Subject::Named { named, .. } => named.number,
            Subject::Section(number) => *number,
            Subject::Open | Subject::Unknown => return false,
        };
        let about = &self.context.entry(about).concept;
        short && !about.is_of("expenditure") && !about.is_of("revenue") && !about.is_of("fund")
    }

    /// 会议费和接待费共3万元: one amount of two things is the figure of neither.
    fn is_one_of_several(&self, at: usize) -> bool {
        let joined = at.checked_sub(1).is_some_and(|before| match &self.tokens[before].kind {
            Kind::Pause => true,
            Kind::Word(sense) => sense.word == Some(WordKind::And),
            _ => false,
        });
        joined && self.frame.concept.is_some()
    }

    /// Whether what stands in front of a concept leaves it whole: a mark, a known word, or the name of an office.
    fn is_free(&self, at: usize, named: &Named) -> bool {
        let mut start = named.start;
        let mut first = at;
        while let Some(before) = first.checked_sub(1).filter(|before| self.is_noun_before(*before, start)) {
            (first, start) = (before, self.tokens[before].start);
        }
        let Some(before) = first.checked_sub(1) else { return true };
        if !matches!(self.tokens[before].kind, Kind::Other) || self.tokens[before].end < start {
            return true;
        }
        let text = self.slice(before);
        let number = text.chars().all(|ch| !fold::is_han(ch));
        let short = self.text[named.start..named.end].chars().count() < 4;
        number || !short && ends_like_an_office(text)
    }

    /// 人员 between an unknown word and 执行率 is a part of that word.
    fn is_noun_before(&self, at: usize, start: usize) -> bool {
        let glue = matches!(&self.tokens[at].kind, Kind::Word(sense) if sense.concept.is_none() && sense.word == Some(WordKind::Glue));
        let word = self.slice(at);
        glue && self.tokens[at].end == start
            && word.chars().count() >= 2
            && !word.starts_with(['共', '合', '总', '全', '年', '当', '截'])
    }

    fn grammar(&mut self, at: usize, sense: Sense) {
        let token = &self.tokens[at];
        let frame = &mut self.frame;
        match sense.word {
            Some(WordKind::Basis) => {
                frame.basis = sense.basis;
                self.listed.bases.extend(sense.basis);
            }
            Some(WordKind::Spent) => frame.weak = Some(Basis::Executed),
            Some(WordKind::Planned) => frame.weak = Some(Basis::BudgetInitial),
            Some(WordKind::ThisYear) => self.year = self.context.head.year,
            Some(WordKind::LastYear) => self.year = self.context.head.year.map(|year| year - 1),
            Some(WordKind::Compare) => {
                frame.compared = true;
                let word = &self.text[token.start..token.end];
                if word.contains(['预', '初']) {
                    self.against_budget = true;
                } else if word.contains('年') || word == "同比" {
                    self.against_budget = false;
                }
            }
            Some(kind @ (WordKind::Up | WordKind::Down)) => {
                frame.change = Some(Change { up: kind == WordKind::Up, start: token.start, end: token.end });
            }
            Some(WordKind::Share) => frame.share = true,
            Some(WordKind::Respectively) => {
                self.next = self.listed.shared_out(&self.tokens[at + 1..]).unwrap_or_default();
                self.next.reverse();
                self.frame.broken |= self.next.is_empty() && self.listed.concepts.len() > 1;
            }
            Some(WordKind::Among) => self.among(token.end),
            Some(WordKind::Both) => frame.both = true,
            Some(WordKind::Others) => frame.others = true,
            Some(WordKind::Spoil) => frame.spoilt = true,
            Some(WordKind::Points) => (frame.points, frame.level) = (true, None),
            Some(WordKind::Level) => {
                frame.level = Some((token.start, token.end));
                self.indicator = true;
            }
            Some(WordKind::None | WordKind::Within | WordKind::Over | WordKind::Reason) => {
                frame.unclear = true;
                frame.broken |= frame.concept.is_some();
            }
            _ => {}
        }
    }

    fn among(&mut self, start: usize) {
        self.clause(start);
        self.parent = match &self.subject {
            Subject::Named { named, .. } => Some(named.clone()),
            _ => None,
        };
        self.inherited = self.last_basis;
        self.parts_of_unread = self.unread;
        self.listed.clear();
    }

    /// An amount. One that was not understood leaves the sentence without a subject; a percentage says nothing about it.
    fn amount(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        let before = said.facts.len();
        self.read_amount(said, at, quantity);
        let read = said.facts.len() > before;
        self.unread = !read && unit_of_money(quantity, &self.print(quantity)).is_some();
        if !read && !matches!(quantity.unit, Some(Unit::Percent | Unit::PercentagePoint)) {
            self.subject = Subject::Unknown;
        }
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
                self.year = Some(year);
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
            (Some(named), _) => Some(named.clone()).filter(|_| !self.frame.broken || !firmly),
            (None, Subject::Named { named, firm }) => Some(named.clone()).filter(|_| *firm || !firmly),
            (None, Subject::Section(number)) => Some(Named { number: *number, start: 0, end: 0 }),
            (None, Subject::Open | Subject::Unknown) => None,
        }
    }

    fn points(&mut self, said: &mut Spoken, quantity: &Quantity) {
        let rate = self.frame.concept.clone().filter(|named| {
            !self.frame.broken && self.context.entry(named.number).concept.as_str() == "fund.execution_rate"
        });
        let level = self.frame.level.or(rate.map(|named| (named.start, named.end)));
        if let Some((start, end)) = level.filter(|_| !self.frame.points && !self.frame.spoilt) {
            claims::weight(self, said, start..end, quantity);
            return;
        }
        let Some(named) = self.frame.concept.clone().filter(|_| !self.frame.broken) else { return };
        let concept = self.context.entry(named.number).concept.clone();
        if !concept.is_of("score") || self.frame.spoilt || !self.is_total(&named, quantity) {
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
        let money = unit_of_money(quantity, &self.print(quantity)).is_some()
            || quantity.unit.is_some_and(Unit::is_people);
        let suffix = match quantity.unit {
            Some(Unit::Percent) => "change_rate",
            _ if money => "change",
            _ => return,
        };
        let usable = if self.frame.concept.is_none() { !self.frame.unclear } else { !self.frame.broken };
        let usable = usable && !self.against_budget;
        let totals = self.frame.concept.is_none() && self.frame.basis == Some(Basis::FinalAccount);
        let named = self.spoken_of(true).filter(|_| usable && !self.frame.spoilt);
        let base = match named {
            Some(named) => self.context.measured(named.number, None),
            None if totals && usable && self.subject != Subject::Unknown => Concept::new("expenditure.total"),
            None => return,
        };
        let label = self.text[change.start..change.end].to_owned();
        claims::direction(self, said, &base, change.up, quantity);
        if let Some(named) = self.frame.concept.clone() {
            self.subject = Subject::Named { named, firm: true };
        }
        self.push(said, Concept::new(format!("{base}.{suffix}")), label, None, quantity);
    }

    fn share(&mut self, said: &mut Spoken, quantity: &Quantity) {
        let named =
            self.spoken_of(true).filter(|_| quantity.unit == Some(Unit::Percent) && !self.frame.spoilt);
        if let Some(named) = named {
            let base = self.context.measured(named.number, None);
            let label = self.label(&named);
            self.push(said, Concept::new(format!("{base}.share")), label, None, quantity);
        }
    }

    fn plain(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        if self.frame.both {
            self.both(said, quantity);
            return;
        }
        let own = self.frame.concept.clone().filter(|_| !self.frame.broken && !self.frame.spoilt);
        let column = self.column();
        if let Some(named) = own {
            self.figure(said, &named, column, quantity);
        } else if self.frame.concept.is_none() && !self.frame.unclear && !self.frame.spoilt {
            match items::concept_behind(self, at) {
                Some(named) => self.figure(said, &named, column, quantity),
                None => self.unnamed(said, at, quantity),
            }
        } else if unit_of_money(quantity, &self.print(quantity)).is_some() {
            items::project(self, said, quantity);
        }
    }

    fn both(&mut self, said: &mut Spoken, quantity: &Quantity) {
        if unit_of_money(quantity, &self.print(quantity)).is_none() {
            return;
        }
        for id in ["revenue.total", "expenditure.total"] {
            let number = self.context.book.entries().iter().position(|entry| entry.concept.as_str() == id);
            let number = number.and_then(|number| u16::try_from(number).ok());
            if let Some(number) = number {
                self.figure(
                    said,
                    &Named { number, start: self.frame.start, end: self.frame.start },
                    None,
                    quantity,
                );
            }
        }
    }

    /// An amount whose clause names a column at most: it is of what was spoken of before, or of everything.
    fn unnamed(&mut self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        let money = unit_of_money(quantity, &self.print(quantity)).is_some();
        let (strong, weak) = (self.frame.basis, self.frame.weak);
        if !money || self.frame.others || strong.is_none() && weak.is_none() {
            return;
        }
        let spent_on = self.tokens.get(at + 1).is_some_and(|next| {
            matches!(&self.text[next.start..next.end], "用于" | "作为" | "购买" | "购置")
        });
        let named = self.spoken_of(strong.is_none()).filter(|_| strong.is_some() || !spent_on);
        let named = named.filter(|named| self.context.entry(named.number).measure == Measure::Money);
        let basis = strong.or(weak);
        let plan = basis.is_some_and(is_plan);
        let named = named.filter(|named| !((plan || strong.is_none()) && self.is_revenue(named)));
        match named {
            Some(named) => self.figure(said, &named, basis, quantity),
            None if strong.is_some() && self.subject != Subject::Unknown => {
                self.everything(said, basis, quantity)
            }
            None => {}
        }
    }

    fn is_revenue(&self, named: &Named) -> bool {
        self.context.entry(named.number).concept.is_of("revenue")
    }

    /// A column without a subject: the whole budget, or all that was spent.
    fn everything(&mut self, said: &mut Spoken, basis: Option<Basis>, quantity: &Quantity) {
        let id = match basis {
            Some(Basis::Issued) if !self.context.head.kind.is_project() => return,
            _ if self.context.head.kind.is_project() => "project_fund.total",
            Some(basis) if is_plan(basis) => "fund.total",
            _ => "expenditure.total",
        };
        let start = self.frame.start.min(quantity.range.start);
        let label = self.text[start..quantity.range.start].trim_matches(['，', ':']).to_owned();
        self.push(said, Concept::new(id), label, basis, quantity);
    }

    /// A figure of a named concept.
    pub fn figure(&mut self, said: &mut Spoken, named: &Named, basis: Option<Basis>, quantity: &Quantity) {
        if basis.is_none() && self.parts_of_unread {
            return;
        }
        let basis = basis.or(self.inherited.filter(|_| self.parent.is_some()));
        let number = self.of_parent(named.number);
        let print = self.print(quantity);
        let nothing = quantity.unit.is_none() && quantity.value.value.is_zero();
        let entry = self.context.entry(number);
        if !fits(entry, quantity, &print) && !nothing {
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
            self.subject = Subject::Named { named: named.clone(), firm: true };
            self.keep_topic(named.number);
        }
    }

    /// The first thing that the passage has a figure of is its topic, until there is a second one beside it.
    fn keep_topic(&mut self, number: u16) {
        if self.parent.is_some() {
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
            Subject::Open | Subject::Unknown => None,
        };
        let unknown = self.subject == Subject::Unknown && !self.context.head.kind.is_project();
        let of_budget = self.frame.concept.as_ref().is_some_and(|named| {
            let label = &self.text[named.start..named.end];
            label.starts_with("预算") || label.starts_with("资金")
        });
        match of {
            None if unknown && !of_budget => None,
            Some("basic.total") => Some(Concept::new("basic.execution_rate")),
            None
            | Some(
                "expenditure.total" | "fund.total" | "project_fund.total" | "expenditure.general_budget",
            ) => Some(Concept::new("fund.execution_rate")),
            Some("fund.execution_rate" | "revenue.total" | "revenue.fiscal") => {
                Some(Concept::new("fund.execution_rate"))
            }
            _ if self.context.head.kind.is_project() => Some(Concept::new("fund.execution_rate")),
            Some(_) => None,
        }
    }

    /// Kinds of posts under 在职, kinds of people under 编制: they divide what stands before 其中.
    fn of_parent(&self, number: u16) -> u16 {
        let Some(parent) = &self.parent else { return number };
        let parent = self.context.entry(parent.number).concept.as_str();
        let own = self.context.entry(number).concept.as_str();
        let moved = match parent {
            "staff.actual" => own.strip_prefix("staff.quota").map(|kind| format!("staff.actual{kind}")),
            "staff.quota" => own.strip_prefix("staff.actual").map(|kind| format!("staff.quota{kind}")),
            _ => None,
        };
        let entries = self.context.book.entries();
        let moved = moved.filter(|id| id.matches('.').count() == 2);
        let found = moved.and_then(|id| entries.iter().position(|entry| entry.concept.as_str() == id));
        found.and_then(|found| u16::try_from(found).ok()).unwrap_or(number)
    }

    pub fn label(&self, named: &Named) -> String {
        match named.end {
            0 => self.context.entry(named.number).zh.clone(),
            end => self.text[named.start..end].to_owned(),
        }
    }

    pub fn print(&self, quantity: &Quantity) -> String {
        self.text[quantity.figure.clone()].trim_end().to_owned()
    }

    pub fn amount_of(&self, quantity: &Quantity) -> Amount {
        amount(quantity, &self.print(quantity))
    }

    pub fn stated_year(&self) -> Option<i32> {
        self.year
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
        let meaning = Meaning {
            concept,
            label,
            basis,
            year: self.frame.year.filter(|_| self.frame.change.is_none()).or(self.year),
            others: self.others,
            sureness: Sureness::High,
        };
        said.facts.push(self.context.fact(meaning, quantity, self.offset));
    }
}

/// The last signs of names of offices.
fn ends_like_an_office(text: &str) -> bool {
    const ENDINGS: &[char] = &[
        '局', '办', '委', '院', '镇', '乡', '站', '所', '队', '会', '部', '处', '馆', '社', '厅', '府', '校',
        '团', '组', '园', '县', '区', '市', '室', '科', '股',
    ];
    text.ends_with(ENDINGS) || text.ends_with("中心") || text.ends_with("街道") || text.ends_with("单位")
}
