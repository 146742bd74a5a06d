//! One sentence from left to right: what is spoken of, in which column, for which year, and each amount as it comes.
//!
//! A clause is a [`Clause`]; an amount belongs to the concept of its clause if nothing unknown stands between them, to the
//! concept that the sentence spoke of before if its own clause names only a column, and else to nothing. Here are the marks
//! that part clauses; what words do is in `words` and `names`, what amounts are in `amounts`, `unnamed` and `figures`.

mod amounts;
mod clause;
mod figures;
mod names;
mod people;
mod subject;
mod unnamed;
mod words;

use crate::chinese::Quantity;
use crate::fact::Basis;

use super::list::Listed;
use super::meaning::Named;
use super::token::{Kind, Sentence, Token};
use super::{Context, Spoken, items};

pub use clause::{Change, Clause};
pub use subject::{Before, Subject, Topic};

/// Brackets nest no deeper in sentences.
const DEEPEST: usize = 4;

/// A sentence on the way through it.
pub struct Walk<'w> {
    pub context: Context<'w>,
    pub sentence: Sentence<'w>,
    pub clause: Clause,
    pub subject: Subject,
    /// What the passage is about, and the last whole that it told.
    pub before: Before,
    /// The year that holds for what follows.
    pub year: Option<i32>,
    pub parts: Parts,
    pub last: Last,
    pub held: Held,
    pub seen: Seen,
    pub listed: Listed,
    outer: Vec<Outer>,
}

/// What a list behind 其中, or in brackets behind an amount, divides.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parts {
    pub of: Option<Named>,
    /// Its column: it is that of the parts too.
    pub basis: Option<Basis>,
    /// Money of something that is not known: so are its parts' columns.
    pub of_unread: bool,
    /// All that was planned or spent.
    pub of_everything: bool,
}

/// What the last amount was.
#[derive(Debug, Clone, Copy, Default)]
pub struct Last {
    pub basis: Option<Basis>,
    /// Money of something that is not known.
    pub unread: bool,
    /// A column without a subject: all that was planned or spent.
    pub everything: bool,
    /// The sum of the projects that follow.
    pub listing: bool,
    /// How the thing changed that was named behind the word for it: 追加项目经费3万元、公用经费2万元.
    pub change: Option<Change>,
}

/// What holds up to the next stop.
#[derive(Debug, Clone, Copy, Default)]
pub struct Held {
    /// Money of others is spoken of.
    pub others: bool,
    /// One thing among many was named, in a report that is not about it: 小型水库维护项目自评得分94分.
    pub one_of_many: bool,
    /// An indicator was named: points are its own, not the total.
    pub indicator: bool,
    /// What is said holds for a part of a year only.
    pub partial: bool,
    /// What follows is compared with the budget, not with the year before.
    pub against_budget: bool,
    pub compared_years: bool,
    /// A year that was told of the last subject alone: 公务接待费3万元，上年为4万元.
    pub aside_year: Option<i32>,
    /// Both sides of the accounts changed.
    pub both: Option<[u16; 2]>,
}

/// What the sentence has had.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen {
    pub concept: bool,
    pub amount: bool,
    /// It began with 其中.
    pub began_with_parts: bool,
    /// It is about a government fund or the like.
    pub of_fund: bool,
    /// Nothing was named since the last stop.
    fresh: bool,
    /// How many figures were read before it.
    pub facts_before: usize,
}

/// What held outside a bracket.
struct Outer {
    clause: Clause,
    subject: Subject,
    parts: Parts,
    years: (Option<i32>, Option<i32>),
}

/// Reads a sentence. What the sentences of the passage before it were about is left for the next.
pub fn read(context: Context<'_>, said: &mut Spoken, sentence: Sentence<'_>, before: &mut Before) {
    let mut walk = Walk {
        context,
        sentence,
        clause: Clause::default(),
        subject: Subject::above(context, before.topic),
        before: *before,
        year: None,
        parts: Parts::default(),
        last: Last::default(),
        held: Held { one_of_many: before.of_one, ..Held::default() },
        seen: Seen::of(context, said.facts.len()),
        listed: Listed::default(),
        outer: Vec::new(),
    };
    for at in 0..sentence.tokens.len() {
        walk.step(said, at);
    }
    *before = walk.before;
}

impl Seen {
    fn of(context: Context<'_>, facts_before: usize) -> Self {
        let of_fund = context.sections.concept().is_some_and(|number| context.is_fund(number));
        Self { of_fund, facts_before, ..Self::default() }
    }
}

impl<'w> Walk<'w> {
    fn step(&mut self, said: &mut Spoken, at: usize) {
        let token = self.sentence.tokens[at];
        match token.kind {
            Kind::Word(sense) => self.word(at, sense),
            Kind::Amount(number) => {
                let quantity: &'w Quantity = &self.sentence.figures[number];
                self.amount(said, at, quantity);
                self.clause = Clause { others: self.clause.others, ..Clause::beginning(token.end) };
                self.listed.amount_passed();
            }
            Kind::Year(year) => self.year(at, year),
            Kind::Month => self.held.partial = true,
            Kind::Comma => self.end_clause(token.end),
            Kind::Pause => self.pause(at),
            Kind::Stop => self.stop(token.end),
            Kind::Colon => {}
            Kind::Open => self.open(at),
            Kind::Close => self.close(),
            Kind::Other => self.unknown(at),
        }
    }

    /// A clause ends; a concept named in it without an amount is what the next ones are about.
    fn end_clause(&mut self, next: usize) {
        let clause = std::mem::replace(&mut self.clause, Clause::beginning(next));
        if clause.own_year.is_some() && !clause.compared {
            self.year = clause.own_year;
        }
        self.held.one_of_many |= clause.ends_longer && self.names_thing(&clause, next);
        if let Some(named) = clause.concept.filter(|_| !clause.others && !clause.spoilt) {
            self.subject = match clause.ends_longer {
                true => Subject::Unknown,
                false => Subject::Named { named, firm: !clause.broken },
            };
        }
    }

    /// 农村人居环境整治奖补资金: a project's name, or that of its money, in a report on something else.
    fn names_thing(&self, clause: &Clause, next: usize) -> bool {
        let text = self.sentence.text.get(clause.start..next).unwrap_or_default();
        let name = items::name(text.trim_end_matches(['，', ',', ':']), self.context.book.lists());
        name.is_some() && !self.context.is_about_one_project()
    }

    fn pause(&mut self, at: usize) {
        if self.is_behind_amount(at) {
            let next = Clause::beginning(self.sentence.tokens[at].end);
            self.clause = Clause { change: self.last.change, listed: self.last.change.is_some(), ..next };
        }
    }

    fn stop(&mut self, next: usize) {
        self.clause = Clause::beginning(next);
        self.subject = Subject::above(self.context, self.before.topic);
        self.listed = Listed::default();
        self.held = Held { one_of_many: self.before.of_one, ..Held::default() };
        self.parts.of_unread = false;
        self.seen.fresh = true;
    }

    /// In brackets right behind an amount stand its parts, with or without 其中.
    fn open(&mut self, at: usize) {
        if self.outer.len() >= DEEPEST {
            return;
        }
        let inside = Clause::beginning(self.sentence.tokens[at].end);
        self.outer.push(Outer {
            clause: std::mem::replace(&mut self.clause, inside),
            subject: self.subject.clone(),
            parts: self.parts,
            years: (self.year, self.held.aside_year),
        });
        if !self.is_behind_amount(at) || self.last.unread {
            return;
        }
        if self.last.everything {
            self.parts = Parts { basis: self.last.basis, of_everything: true, ..Parts::default() };
        } else if let Some(named) = self.subject.named() {
            (self.parts.of, self.parts.basis) = (Some(named), self.last.basis);
        } else if self.is_behind_amount(at) && self.last.everything {
            // 年初预算450万元（基本支出380万元…）: the column of the whole is that of its parts.
            (self.parts.of, self.parts.basis) = (None, self.last.basis);
        }
    }

    fn close(&mut self) {
        let Some(outer) = self.outer.pop() else { return };
        let told = self.clause.own_year;
        (self.clause, self.subject) = (outer.clause, outer.subject);
        (self.year, self.held.aside_year) = outer.years;
        self.parts = outer.parts;
        self.clause.own_year = self.clause.own_year.or(told);
    }

    /// Numbers of lists and single letters mean nothing; other unknown text parts an amount from its concept.
    fn unknown(&mut self, at: usize) {
        let list_sign =
            |ch: char| ch.is_ascii_digit() || matches!(ch, '.' | '-' | '—') || ('①'..='⑳').contains(&ch);
        if !self.slice(at).chars().all(list_sign) {
            self.clause.goes_astray();
        }
    }

    fn is_behind_amount(&self, at: usize) -> bool {
        self.token_before(at).is_some_and(|token| matches!(token.kind, Kind::Amount(_)))
    }

    pub fn token_before(&self, at: usize) -> Option<&'w Token> {
        self.sentence.tokens.get(at.checked_sub(1)?)
    }

    /// The tokens behind one.
    pub fn tokens_behind(&self, at: usize) -> &'w [Token] {
        self.sentence.tokens.get(at + 1..).unwrap_or_default()
    }

    pub fn slice(&self, at: usize) -> &'w str {
        self.sentence.slice(&self.sentence.tokens[at])
    }

    /// A concept as the sentence writes it.
    pub fn spelt(&self, named: &Named) -> &'w str {
        &self.sentence.text[named.start..named.end]
    }
}
