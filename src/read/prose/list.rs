//! Lists whose names come first and whose amounts follow: `预算数和决算数分别为10万元、8万元`.

use crate::book::WordKind;
use crate::fact::Basis;

use super::meaning::Named;
use super::token::{Kind, Token};

/// What the next amounts of a list are, in order.
#[derive(Debug, Clone)]
pub enum Next {
    Concept(Named),
    Basis(Basis),
    Year(i32),
}

/// What was named since the last amount, and what the next ones are.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    pub concepts: Vec<Named>,
    pub bases: Vec<Basis>,
    pub years: Vec<i32>,
    /// The last one first.
    next: Vec<Next>,
}

impl Listed {
    /// What the next amount is.
    pub fn next(&mut self) -> Option<Next> {
        self.next.pop()
    }

    /// The amounts that follow are none of the list.
    pub fn give_up(&mut self) {
        self.next.clear();
    }

    /// Names are kept as long as amounts of the list are to come.
    pub fn amount_passed(&mut self) {
        if self.next.is_empty() {
            self.forget_names();
        }
    }

    pub fn forget_names(&mut self) {
        self.concepts.clear();
        self.bases.clear();
        self.years.clear();
    }

    /// 分别 shares out what was named, if exactly one sort of thing was named several times, and as often as amounts
    /// follow. Whether it does.
    pub fn share_out(&mut self, following: &[Token]) -> bool {
        let lists: [Vec<Next>; 3] = [
            self.concepts.iter().rev().copied().map(Next::Concept).collect(),
            self.bases.iter().rev().copied().map(Next::Basis).collect(),
            self.years.iter().rev().copied().map(Next::Year).collect(),
        ];
        let mut several = lists.into_iter().filter(|list| list.len() >= 2);
        let only = several.next().filter(|_| several.next().is_none());
        self.next = only.filter(|list| amounts(following) == list.len()).unwrap_or_default();
        !self.next.is_empty()
    }
}

/// How many amounts stand in a row, with nothing but marks and empty words between them.
fn amounts(tokens: &[Token]) -> usize {
    let mut count = 0;
    for token in tokens {
        match &token.kind {
            Kind::Amount(_) => count += 1,
            Kind::Pause | Kind::Comma => {}
            Kind::Word(sense) if sense.concept.is_none() => match sense.word {
                Some(WordKind::Glue | WordKind::InPost | WordKind::And | WordKind::With) => {}
                _ => break,
            },
            _ => break,
        }
    }
    count
}
