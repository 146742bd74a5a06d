//! One sentence from left to right: what is spoken of, in which column, for which year, and each amount as it comes.
//!
//! A clause is a [`Frame`]; an amount belongs to the concept of its frame if nothing unknown stands between them, to the
//! concept that the sentence spoke of before if its own clause names only a column, and else to nothing.

use std::rc::Rc;

use crate::book::{Measure, Sense, WordKind};
use crate::chinese::{Quantity, fold};
use crate::fact::Basis;

use super::list::{Listed, Next};
use super::meaning::Named;
use super::token::{Kind, Sentence, Token};
use super::{Context, Spoken};

/// Brackets nest no deeper in sentences.
const DEEPEST: usize = 4;

/// Reads a sentence. The topic is what the sentences of the passage before it were about; it is left for the next.
pub fn read(context: Context<'_>, said: &mut Spoken, sentence: Sentence<'_>, passage: &mut Before) {
    let Sentence { offset, text, tokens, figures } = sentence;
    let mut walk = Walk {
        context,
        offset,
        text,
        tokens,
        figures,
        subject: Subject::above(context, passage.topic),
        topic: passage.topic,
        parent: None,
        inherited: None,
        last_basis: None,
        main: passage.main,
        unread: false,
        parts_of_unread: false,
        of_everything: false,
        parts_of_everything: false,
        partial: false,
        indicator: false,
        against_budget: false,
        year: None,
        aside_year: None,
        compared_years: false,
        of_fund: context.sections.concept().is_some_and(|number| is_fund(context, number)),
        named_any: false,
        facts_before: said.facts.len(),
        still_listing: false,
        fresh: false,
        begins_with_parts: false,
        any_amount: false,
        frame: Frame::default(),
        listed: Listed::default(),
        next: Vec::new(),
        outer: Vec::new(),
        others: false,
    };
    for at in 0..tokens.len() {
        walk.step(said, at);
    }
    *passage = Before { topic: walk.topic, main: walk.main };
}

/// What the sentences of a passage before this one were about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Before {
    pub topic: Topic,
    /// The last thing of which a figure was read outside a list of parts, and its column: what a sentence that begins
    /// with 其中 divides.
    main: Option<(Named, Option<Basis>)>,
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
    /// A project in a list of those that `of` divides into.
    Item { of: u16, name: Rc<str> },
    /// Something that is not known.
    Unknown,
}

impl Subject {
    /// What a sentence is about before it names anything.
    fn above(context: Context<'_>, topic: Topic) -> Self {
        let whole = |number: u16| {
            let concept = &context.entry(number).concept;
            concept.is_of("revenue")
                || concept.is_of("fund")
                || concept.is_of("expenditure")
                || concept.is_of("accounts")
        };
        match topic {
            Topic::Lost => Self::Unknown,
            _ if context.sections.is_item() => Self::Unknown,
            Topic::One(number) if !whole(number) => Self::Section(number),
            Topic::One(number) if context.sections.concept().is_some_and(|other| other != number) => {
                Self::Unknown
            }
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
    /// The column is one of spending: 决算支出.
    pub spending: bool,
    /// Planned or spent, without the name of a column.
    pub weak: Option<Basis>,
    pub change: Option<Change>,
    pub compared: bool,
    /// The year that something is compared with.
    pub year: Option<i32>,
    /// It speaks of posts that are filled.
    pub in_post: bool,
    /// The year that the clause itself names.
    pub own_year: Option<i32>,
    pub share: bool,
    /// What a share is one of, where the sentence says it.
    pub share_of: Option<u16>,
    pub spoilt: bool,
    pub others: bool,
    /// Two sides that the next amount is of.
    pub both: Option<[u16; 2]>,
    pub points: bool,
    pub level: Option<(usize, usize)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub up: bool,
    /// Of what was planned: 追加, 节约.
    pub on_plan: bool,
    pub start: usize,
    pub end: usize,
}

/// What held outside a bracket.
pub struct Outer {
    frame: Frame,
    subject: Subject,
    parent: Option<Named>,
    inherited: Option<Basis>,
    year: Option<i32>,
    aside_year: Option<i32>,
}

pub struct Walk<'w> {
    pub context: Context<'w>,
    pub offset: usize,
    pub text: &'w str,
    pub tokens: &'w [Token],
    pub figures: &'w [Quantity],
    pub subject: Subject,
    pub topic: Topic,
    /// What 其中 divides.
    pub parent: Option<Named>,
    /// The column of what 其中 divides: it is that of the parts too.
    pub inherited: Option<Basis>,
    pub last_basis: Option<Basis>,
    pub main: Option<(Named, Option<Basis>)>,
    /// The last amount was money of something that is not known: so are its parts' columns.
    pub unread: bool,
    pub parts_of_unread: bool,
    /// The last amount was a column without a subject: all that was planned or spent.
    pub of_everything: bool,
    /// What follows divides it.
    pub parts_of_everything: bool,
    /// What is said holds for a part of a year only.
    pub partial: bool,
    /// An indicator was named: points are its own, not the total.
    pub indicator: bool,
    /// What follows is compared with the budget, not with the year before.
    pub against_budget: bool,
    pub year: Option<i32>,
    /// A year that was told of the last subject alone: 公务接待费3万元，上年为4万元.
    pub aside_year: Option<i32>,
    /// The sentence compares years.
    pub compared_years: bool,
    /// The passage is about a government fund or the like.
    pub of_fund: bool,
    /// The sentence has named something.
    named_any: bool,
    /// How many figures were read before the sentence.
    pub facts_before: usize,
    /// An amount stood in the sentence.
    pub any_amount: bool,
    /// The sentence begins with 其中.
    pub begins_with_parts: bool,
    /// Nothing was named since the last stop.
    fresh: bool,
    /// The last amount was the sum of the projects that follow.
    pub still_listing: bool,
    pub frame: Frame,
    pub listed: Listed,
    pub next: Vec<Next>,
    pub outer: Vec<Outer>,
    pub others: bool,
}

impl Walk<'_> {
    fn step(&mut self, said: &mut Spoken, at: usize) {
        let token = self.tokens[at];
        match token.kind {
            Kind::Word(sense) => self.word(at, sense),
            Kind::Amount(number) => {
                self.amount(said, at, &self.figures[number]);
                let others = self.frame.others;
                self.frame = Frame { start: token.end, others, ..Frame::default() };
                if self.next.is_empty() {
                    self.listed.clear();
                }
            }
            Kind::Year(year) => self.year(at, year),
            Kind::Month => self.partial = true,
            Kind::Comma => self.clause(token.end),
            Kind::Pause => self.pause(at),
            Kind::Stop => self.stop(token.end),
            Kind::Colon => {}
            Kind::Open => self.open(at),
            Kind::Close => self.close(),
            Kind::Other => self.unknown(at),
        }
    }

    /// A clause ends; a concept named in it without an amount is what the next ones are about.
    fn clause(&mut self, start: usize) {
        if self.frame.own_year.is_some() && !self.frame.compared {
            self.year = self.frame.own_year;
        }
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
        self.compared_years = false;
        self.aside_year = None;
        self.fresh = true;
    }

    /// A year holds for what follows it, unless it is only told beside a figure of another year.
    pub fn settle_year(&mut self) {
        let Some(year) = self.frame.own_year.filter(|_| !self.frame.compared) else { return };
        let aside = self.frame.concept.is_none() && matches!(self.subject, Subject::Named { .. });
        self.aside_year = aside.then_some(year);
        if !aside || self.context.head.year == Some(year) {
            self.year = Some(year);
        }
    }

    /// In brackets right behind an amount stand its parts, with or without 其中.
    fn open(&mut self, at: usize) {
        if self.outer.len() >= DEEPEST {
            return;
        }
        let frame = std::mem::take(&mut self.frame);
        let (subject, parent) = (self.subject.clone(), self.parent);
        let (year, aside_year) = (self.year, self.aside_year);
        self.outer.push(Outer { frame, subject, parent, inherited: self.inherited, year, aside_year });
        self.frame.start = self.tokens[at].end;
        let behind_amount =
            at.checked_sub(1).is_some_and(|before| matches!(self.tokens[before].kind, Kind::Amount(_)));
        if let Subject::Named { named, .. } = &self.subject
            && behind_amount
            && !self.unread
        {
            self.parent = Some(*named);
            self.inherited = self.last_basis;
        }
    }

    fn close(&mut self) {
        if let Some(outer) = self.outer.pop() {
            let told = self.frame.own_year;
            (self.year, self.aside_year) = (outer.year, outer.aside_year);
            (self.frame, self.subject) = (outer.frame, outer.subject);
            (self.parent, self.inherited) = (outer.parent, outer.inherited);
            self.frame.own_year = self.frame.own_year.or(told);
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
        let compared = before.is_some_and(|token| match token.kind {
            Kind::Word(sense) => matches!(sense.word, Some(WordKind::Compare | WordKind::With)),
            _ => false,
        });
        if compared {
            (self.frame.compared, self.frame.year) = (true, Some(year));
            (self.against_budget, self.compared_years) = (false, true);
            return;
        }
        self.partial = false;
        let span = before
            .is_some_and(|token| matches!(&self.text[token.start..token.end], "-" | "—" | "至" | "~"))
            && self.frame.own_year.or(self.year).is_some_and(|first| first != year);
        self.frame.spoilt |= span;
        self.frame.own_year = Some(year);
        self.listed.years.push(year);
    }

    fn word(&mut self, at: usize, sense: Sense) {
        let project = self.context.is_about_one_project();
        let concept = if project { sense.of_project.or(sense.concept) } else { sense.concept };
        match concept {
            Some(number) if !self.is_denominator() => self.concept(at, number),
            Some(number) => self.frame.share_of = Some(number),
            None if sense.word.is_none() => self.unknown(at),
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
        let touched = self.frame.concept.filter(|before| at > 0 && before.end == token.start);
        // 上年结转 before 收入 is still what was carried over.
        let money = self.context.entry(number).measure == Measure::Money;
        if touched.is_some() && money && self.text[named.start..named.end].chars().count() <= 2 {
            return;
        }
        let of_fund = touched.is_some_and(|before| is_fund(self.context, before.number));
        self.of_fund |= !self.named_any && is_fund(self.context, number);
        self.named_any = true;
        if std::mem::take(&mut self.fresh) && self.is_no_part(number) {
            (self.parent, self.inherited) = (None, None);
        }
        let free = !of_fund && self.is_free(at, &named) && !self.is_rate_of_another(&named);
        if free {
            self.listed.concepts.push(named);
        }
        self.frame.broken = !free || self.is_one_of_several(at);
        self.frame.concept = Some(named);
        self.frame.level = None;
        self.aside_year = None;
    }

    /// What begins behind a stop and is a whole of its own ends the list of parts before it.
    fn is_no_part(&self, number: u16) -> bool {
        let Some(parent) = self.parent else { return false };
        let concept = |number: u16| &self.context.entry(number).concept;
        let of_spending =
            ["expenditure", "fund", "accounts"].iter().any(|all| concept(parent.number).is_of(all));
        let whole = match concept(number).as_str() {
            "revenue.total" | "expenditure.total" | "fund.total" => true,
            "sangong.total" | "project.total" | "basic.total" => !of_spending,
            other => other.starts_with("accounts."),
        };
        whole || parent.number == number
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
        let of_item = self.context.sections.is_item() && !matches!(self.subject, Subject::Named { .. });
        if short && of_item {
            return true;
        }
        let headed =
            self.frame.concept.as_ref().filter(|head| self.text[head.end..named.start].ends_with(':'));
        let about = match (headed, &self.subject) {
            (Some(head), _) => head.number,
            (None, Subject::Named { named, .. }) => named.number,
            (None, Subject::Section(number)) => *number,
            (None, Subject::Open | Subject::Unknown | Subject::Item { .. }) => match self.main {
                Some((named, _)) if self.subject != Subject::Open => named.number,
                _ => return false,
            },
        };
        short && !self.is_of_the_office(about)
    }

    /// Whether it is all of the office's money, or that of one kind.
    pub fn is_of_the_office(&self, number: u16) -> bool {
        let about = &self.context.entry(number).concept;
        ["expenditure", "revenue", "fund", "accounts"].iter().any(|family| about.is_of(family))
    }

    /// 会议费和接待费共3万元: one amount of two things is the figure of neither.
    fn is_one_of_several(&self, at: usize) -> bool {
        let joined = at.checked_sub(1).is_some_and(|before| match &self.tokens[before].kind {
            Kind::Pause => true,
            Kind::Word(sense) => sense.word.is_some_and(WordKind::joins),
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
        let unknown = match self.tokens[before].kind {
            Kind::Other => true,
            // A word of projects' reports means nothing in another.
            Kind::Word(sense) => sense.concept.is_none() && sense.word.is_none(),
            _ => false,
        };
        if !unknown || self.tokens[before].end < start {
            return true;
        }
        let text = self.slice(before);
        let number = text.chars().all(|ch| !fold::is_han(ch));
        let short = self.text[named.start..named.end].chars().count() < 4;
        number || !short && ends_like_an_office(text)
    }

    /// 人员 between an unknown word and 执行率 is a part of that word.
    fn is_noun_before(&self, at: usize, start: usize) -> bool {
        let glue = matches!(&self.tokens[at].kind, Kind::Word(sense) if sense.concept.is_none() && sense.word.is_some_and(WordKind::is_empty));
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
                frame.spending |= self.text[token.start..token.end].contains("支出");
                self.listed.bases.extend(sense.basis);
            }
            Some(WordKind::InPost) => frame.in_post = true,
            Some(WordKind::Posts) => self.posts(token.start),
            Some(WordKind::Spent) => frame.weak = Some(Basis::Executed),
            Some(WordKind::Planned) => frame.weak = Some(Basis::BudgetInitial),
            Some(WordKind::ThisYear) => frame.own_year = self.context.head.year,
            Some(WordKind::LastYear) => frame.own_year = self.context.head.year.map(|year| year - 1),
            Some(WordKind::Compare) => self.compare(at),
            Some(WordKind::Up | WordKind::Down | WordKind::UpOnPlan | WordKind::DownOnPlan) => {
                let up = matches!(sense.word, Some(WordKind::Up | WordKind::UpOnPlan));
                let on_plan = matches!(sense.word, Some(WordKind::UpOnPlan | WordKind::DownOnPlan));
                frame.change = Some(Change { up, on_plan, start: token.start, end: token.end });
            }
            Some(WordKind::Share) => frame.share = true,
            Some(WordKind::Respectively) => {
                self.next = self.listed.shared_out(&self.tokens[at + 1..]).unwrap_or_default();
                self.next.reverse();
                self.frame.broken |= self.next.is_empty() && self.listed.concepts.len() > 1;
            }
            Some(WordKind::Among) => self.among(token.end),
            Some(WordKind::Both) => (frame.both, frame.basis) = (sense.both, sense.basis.or(frame.basis)),
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

    /// 教职工 before 编制 are posts, whatever else they are.
    fn posts(&mut self, start: usize) {
        let Some(named) = self.frame.concept.filter(|named| named.end == start) else { return };
        let own = self.context.entry(named.number).concept.as_str();
        let Some(kind) = own.strip_prefix("staff.actual") else { return };
        match self.context.number_of(&format!("staff.quota{kind}")) {
            Some(number) => self.frame.concept = Some(Named { number, ..named }),
            None => self.frame.broken = true,
        }
    }

    fn compare(&mut self, at: usize) {
        self.frame.compared = true;
        let word = self.slice(at);
        if word.contains(['预', '初']) {
            self.against_budget = true;
        } else if word.contains('年') || word == "同比" {
            (self.against_budget, self.compared_years) = (false, true);
            self.frame.year = self.year.or(self.context.head.year).map(|year| year - 1);
        }
    }

    fn among(&mut self, start: usize) {
        let begins = !self.named_any && !self.any_amount;
        self.begins_with_parts |= begins;
        self.clause(start);
        if let Some((named, basis)) = self.main.filter(|_| begins) {
            (self.parent, self.inherited) = (Some(named), basis);
            return;
        }
        self.parent = match &self.subject {
            Subject::Named { named, .. } => Some(*named),
            _ => None,
        };
        self.inherited = self.last_basis.filter(|_| self.parent.is_some() || self.of_everything);
        self.parts_of_unread = self.unread;
        self.parts_of_everything = self.of_everything;
        self.listed.clear();
    }
}

fn is_fund(context: Context<'_>, number: u16) -> bool {
    let concept = &context.entry(number).concept;
    ["gov_fund", "state_capital", "social_insurance"].iter().any(|family| concept.is_of(family))
        || matches!(concept.as_str(), "revenue.gov_fund" | "revenue.state_capital")
}

/// The last signs of names of offices.
fn ends_like_an_office(text: &str) -> bool {
    const ENDINGS: &[char] = &[
        '局', '办', '委', '院', '镇', '乡', '站', '所', '队', '会', '部', '处', '馆', '社', '厅', '府', '校',
        '团', '组', '园', '县', '区', '市', '室', '科', '股',
    ];
    text.ends_with(ENDINGS) || text.ends_with("中心") || text.ends_with("街道") || text.ends_with("单位")
}
