//! What a sentence speaks of, and what is left of it for the next sentence of its passage.

use std::rc::Rc;

use crate::book::Group;
use crate::fact::Basis;

use super::super::Context;
use super::super::meaning::Named;

/// What the sentences of a passage before this one were about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Before {
    pub topic: Topic,
    /// The last thing of which a figure was read outside a list of parts, and its column: what a sentence that begins
    /// with 其中 divides.
    pub main: Option<(Named, Option<Basis>)>,
    /// The passage began with the name of one thing among many: its money and its score are not the office's.
    pub of_one: bool,
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

impl Topic {
    /// The first thing that the passage has a figure of is its topic, until there is a second one beside it.
    pub fn with(self, number: u16) -> Self {
        match self {
            Self::Open => Self::One(number),
            Self::One(known) if known == number => self,
            _ => Self::Lost,
        }
    }
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
    pub fn above(context: Context<'_>, topic: Topic) -> Self {
        let headed = context.sections.concept();
        match topic {
            Topic::Lost => Self::Unknown,
            _ if context.sections.is_item() && !context.is_headed_by_its_own() => Self::Unknown,
            Topic::One(number) if !context.is(number, Group::OfficeMoney) => Self::Section(number),
            Topic::One(number) if headed.is_some_and(|other| other != number) => Self::Unknown,
            _ => headed.map_or(Self::Open, Self::Section),
        }
    }

    /// What the sentence itself has named.
    pub fn named(&self) -> Option<Named> {
        match self {
            Self::Named { named, .. } => Some(*named),
            _ => None,
        }
    }

    /// The concept that it is, by the sentence or by the heading.
    pub fn number(&self) -> Option<u16> {
        match self {
            Self::Named { named, .. } => Some(named.number),
            Self::Section(number) => Some(*number),
            Self::Open | Self::Unknown | Self::Item { .. } => None,
        }
    }
}
