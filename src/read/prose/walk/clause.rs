//! A clause so far: what it names, in which column, for which year, and what keeps an amount from belonging to it.

use crate::fact::Basis;

use super::super::meaning::Named;

#[derive(Debug, Clone, Default)]
pub struct Clause {
    pub start: usize,
    pub concept: Option<Named>,
    /// Something unknown stands behind the concept, or in front of it.
    pub broken: bool,
    /// The concept is only the end of a longer name: 奖补资金 in 人居环境整治奖补资金.
    pub ends_longer: bool,
    /// Its change is that of the list which it goes on with.
    pub listed: bool,
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

impl Clause {
    pub fn beginning(start: usize) -> Self {
        Self { start, ..Self::default() }
    }

    /// The column that it names, by a name or by a word for it.
    pub fn column(&self) -> Option<Basis> {
        self.basis.or(self.weak)
    }

    /// Its concept, where nothing parts an amount from it.
    pub fn whole_concept(&self) -> Option<Named> {
        self.concept.filter(|_| !self.broken)
    }

    /// Whether something keeps what it says from being taken at its word.
    pub fn is_unclear_or_spoilt(&self) -> bool {
        self.unclear || self.spoilt
    }

    /// A year that it tells, and not only to compare with.
    pub fn told_year(&self) -> Option<i32> {
        self.own_year.filter(|_| !self.compared)
    }

    /// Unknown text stands in it: what was said before does not reach over it.
    pub fn goes_astray(&mut self) {
        (self.basis, self.weak, self.level) = (None, None, None);
        self.is_unclear();
    }

    /// Words stand in it that part an amount from its concept.
    pub fn is_unclear(&mut self) {
        self.unclear = true;
        self.broken |= self.concept.is_some();
    }
}
