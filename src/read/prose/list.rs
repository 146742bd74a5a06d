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

/// What was named since the last amount.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    pub concepts: Vec<Named>,
    pub bases: Vec<Basis>,
    pub years: Vec<i32>,
}

impl Listed {
    pub fn clear(&mut self) {
        self.concepts.clear();
        self.bases.clear();
        self.years.clear();
    }

    /// The list that 分别 shares out, if exactly one thing was named several times, and as often as amounts follow.
    pub fn shared_out(&self, following: &[Token]) -> Option<Vec<Next>> {
        let lists: [Vec<Next>; 3] = [
            self.concepts.iter().copied().map(Next::Concept).collect(),
            self.bases.iter().copied().map(Next::Basis).collect(),
            self.years.iter().copied().map(Next::Year).collect(),
        ];
        let mut several = lists.into_iter().filter(|list| list.len() >= 2);
        let list = several.next()?;
        (several.next().is_none() && amounts(following) == list.len()).then_some(list)
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
