//! One rule on one instance: the expression is evaluated, what it looked at is remembered, and the outcome is one of
//! three. What cannot be known is never guessed: a missing term makes the whole relation unknown.
//!
//! Here are instances and conditions; [`compare`] holds two sides against each other, [`eval`] says what an expression is
//! worth, [`value`] reckons with intervals, [`trace`] keeps what was looked at. Functions of the rule language are in
//! [`ask`](super::ask).

pub mod compare;
mod eval;
pub mod trace;
pub mod value;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use rust_decimal::Decimal;

use crate::book::rules::Rule;
use crate::book::rules::expr::Expr;
use crate::chinese::Unit;

use super::ask::{Found, Gathered, Meant, plainly};
use super::instances::{Anchor, Subject};
use super::layout::View;
use trace::{Lack, Trace};
use value::Value;

/// The outcome of a relation.
#[derive(Debug, Clone)]
pub enum Outcome<'v> {
    Holds,
    Breaks(Option<Box<Breach>>),
    Unknown(Lack<'v>),
}

/// What comes of a relation, and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Holds,
    Breaks,
    Unknown,
}

impl Verdict {
    pub fn told(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Breaks }
    }

    fn of(outcome: &Outcome<'_>) -> Self {
        match outcome {
            Outcome::Holds => Self::Holds,
            Outcome::Breaks(_) => Self::Breaks,
            Outcome::Unknown(_) => Self::Unknown,
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Breach {
    pub gap: Option<Decimal>,
    pub allowed: Option<Decimal>,
    pub stated: Option<String>,
    pub computed: Option<String>,
    /// The arithmetic, as a person would write it.
    pub sum: Option<String>,
    /// What the gap is counted in.
    pub unit: Option<Unit>,
    /// Only rounding of figures that print too few digits explains it.
    pub rounded: bool,
    /// What it was held against is a number of the rule, not one of the document.
    pub limit: bool,
    /// One is 10 000, 1 000 or 100 times the other.
    pub slip: Option<u32>,
}

pub struct Judge<'j, 'v> {
    pub view: &'j View<'v>,
    pub rule: &'v Rule,
    pub anchor: Anchor<'v>,
    pub trace: Trace<'v>,
    /// Whether a breach will be told, not only known.
    pub telling: bool,
    /// The figures of terms that mean the same on many instances.
    pub gathered: BTreeMap<Meant, Rc<Gathered>>,
    /// What the last term came to that means the same on many instances.
    pub last_found: Cell<Option<(Meant, Found)>>,
}

impl<'j, 'v> Judge<'j, 'v> {
    pub fn new(view: &'j View<'v>, rule: &'v Rule) -> Self {
        Self {
            view,
            rule,
            anchor: Anchor::default(),
            trace: Trace::default(),
            telling: false,
            gathered: BTreeMap::new(),
            last_found: Cell::new(None),
        }
    }

    /// Judges an instance. Nothing where the rule's condition does not hold.
    pub fn judge(&mut self, anchor: Anchor<'v>) -> Option<Outcome<'v>> {
        self.anchor = anchor;
        self.trace.clear();
        if self.rule.when.as_ref().is_some_and(|when| !self.is(when)) {
            return None;
        }
        self.telling = true;
        let outcome = self.outcome(&self.rule.check);
        self.telling = false;
        Some(outcome)
    }

    /// Whether the rule certainly holds on an instance, where nobody hears more.
    pub fn holds_on(&mut self, anchor: Anchor<'v>) -> bool {
        self.anchor = anchor;
        self.trace.clear();
        self.rule.when.as_ref().is_none_or(|when| self.is(when)) && self.is(&self.rule.check)
    }

    /// Whether a condition certainly holds. Nothing is told of it.
    pub fn is(&mut self, condition: &'v Expr) -> bool {
        self.quietly(|judge| judge.holds(condition))
    }

    /// Does something of which nothing is told and nothing is kept.
    pub fn quietly<T>(&mut self, ask: impl FnOnce(&mut Self) -> T) -> T {
        let quiet = std::mem::replace(&mut self.trace.quiet, true);
        let telling = std::mem::take(&mut self.telling);
        let blanks = self.trace.blanks.len();
        let answer = ask(self);
        self.trace.blanks.truncate(blanks);
        (self.trace.quiet, self.telling) = (quiet, telling);
        answer
    }

    /// Whether a condition holds, where nothing is told of it, but what it looked at is kept.
    pub fn holds_untold(&mut self, condition: &'v Expr) -> bool {
        let telling = std::mem::take(&mut self.telling);
        let holds = self.holds(condition);
        self.telling = telling;
        holds
    }

    /// Where only that is asked, the first part that does not hold ends it, and nobody hears what is missing.
    pub fn holds(&mut self, condition: &'v Expr) -> bool {
        match condition {
            Expr::All(all) => all.iter().all(|expr| self.holds(expr)),
            Expr::Any(any) => any.iter().any(|expr| self.holds(expr)),
            Expr::Not(inner) => self.fails(inner),
            Expr::OfRow(number, inner) => self.of_row(*number, inner) == Verdict::Holds,
            other => matches!(self.outcome(other), Outcome::Holds),
        }
    }

    /// Whether a condition certainly does not hold.
    fn fails(&mut self, condition: &'v Expr) -> bool {
        match condition {
            Expr::All(all) => all.iter().any(|expr| self.fails(expr)),
            Expr::Any(any) => any.iter().all(|expr| self.fails(expr)),
            Expr::Not(inner) => self.holds(inner),
            Expr::OfRow(number, inner) => self.of_row(*number, inner) == Verdict::Breaks,
            other => matches!(self.outcome(other), Outcome::Breaks(_)),
        }
    }

    /// A condition that several rules put to a row: answered once.
    fn of_row(&mut self, number: u16, condition: &'v Expr) -> Verdict {
        let view = self.view;
        let Subject::Row(row) = self.anchor.subject else { return Verdict::of(&self.outcome(condition)) };
        if !self.trace.quiet {
            return Verdict::of(&self.outcome(condition));
        }
        let known = view.of_row(row, number);
        if let Some(verdict) = known.get() {
            return verdict;
        }
        let verdict = plainly(&view.reading.indicators[row], condition)
            .unwrap_or_else(|| Verdict::of(&self.outcome(condition)));
        known.set(Some(verdict));
        verdict
    }

    pub fn outcome(&mut self, check: &'v Expr) -> Outcome<'v> {
        match check {
            Expr::OfRow(_, inner) => self.outcome(inner),
            Expr::Compare(compare, left, right) => self.compare(*compare, left, right),
            Expr::All(all) => self.all(all),
            Expr::Any(any) => self.any(any),
            Expr::Not(inner) => match self.outcome(inner) {
                Outcome::Holds => Outcome::Breaks(None),
                Outcome::Breaks(_) => Outcome::Holds,
                unknown => unknown,
            },
            other => match self.eval(other) {
                Value::Truth(true) => Outcome::Holds,
                Value::Truth(false) => Outcome::Breaks(None),
                Value::Missing(what) | Value::Empty(what) => Outcome::Unknown(what),
                Value::Number(_) | Value::Text(_) => Outcome::Unknown(Lack::Word("—")),
            },
        }
    }

    /// One breach decides, then one unknown.
    fn all(&mut self, all: &'v [Expr]) -> Outcome<'v> {
        let mut unknown = None;
        for expr in all {
            match self.outcome(expr) {
                Outcome::Holds => {}
                Outcome::Unknown(what) => unknown = unknown.or(Some(what)),
                breaks => return breaks,
            }
        }
        unknown.map_or(Outcome::Holds, Outcome::Unknown)
    }

    fn any(&mut self, any: &'v [Expr]) -> Outcome<'v> {
        let mut last = Outcome::Unknown(Lack::Word(""));
        let mut unknown = None;
        for expr in any {
            let before = self.trace.mark();
            match self.outcome(expr) {
                Outcome::Holds => return Outcome::Holds,
                Outcome::Unknown(what) => unknown = unknown.or(Some(what)),
                // The first is the one that the rule means, unless rounding explains another.
                breaks @ Outcome::Breaks(_) if !is_breach(&last) || is_rounded(&breaks) => last = breaks,
                Outcome::Breaks(_) => self.trace.back_to(before),
            }
        }
        unknown.map_or(last, Outcome::Unknown)
    }
}

fn is_breach(outcome: &Outcome<'_>) -> bool {
    matches!(outcome, Outcome::Breaks(_))
}

fn is_rounded(outcome: &Outcome<'_>) -> bool {
    matches!(outcome, Outcome::Breaks(Some(breach)) if breach.rounded)
}
