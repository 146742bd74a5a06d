//! What a judgement looked at: figures, texts, points of rows, and what is missing. A finding quotes it.

use std::borrow::Cow;

use crate::book::rules::expr::Term;
use crate::fact::{Basis, Concept, Place};
use crate::finding::{Phrase, Sentence};
use crate::report::Points;

use crate::reconcile::layout::View;

#[derive(Debug, Clone, Default)]
pub struct Trace<'v> {
    pub facts: Vec<u32>,
    /// Numbers of rows, levels and documents, and texts.
    pub seen: Vec<Seen<'v>>,
    /// Blank parts that count as 0 if everything else agrees.
    pub blanks: Vec<Lack<'v>>,
    /// A term is not sure.
    pub unsure: bool,
    /// A term came from a picture or a chart.
    pub drawn: bool,
    /// Nobody asks what was looked at: only blanks are kept, which decide.
    pub quiet: bool,
}

impl<'v> Trace<'v> {
    pub fn see(&mut self, seen: impl FnOnce() -> Seen<'v>) {
        if !self.quiet {
            self.seen.push(seen());
        }
    }

    pub fn clear(&mut self) {
        self.back_to((0, 0, 0));
        (self.unsure, self.drawn) = (false, false);
    }

    /// How far it has come.
    pub fn mark(&self) -> (usize, usize, usize) {
        (self.facts.len(), self.seen.len(), self.blanks.len())
    }

    /// Forgets what was looked at since.
    pub fn back_to(&mut self, (facts, seen, blanks): (usize, usize, usize)) {
        if self.mark() == (facts, seen, blanks) {
            return;
        }
        self.facts.truncate(facts);
        self.seen.truncate(seen);
        self.blanks.truncate(blanks);
    }
}

/// Something beside figures that a judgement looked at.
#[derive(Debug, Clone)]
pub enum Seen<'v> {
    Points(&'static str, &'v Points),
    Text(Option<&'v Place>, Cow<'v, str>),
    Lack(Lack<'v>),
}

impl<'v> Seen<'v> {
    /// The first characters of a text.
    pub fn start(text: &'v str, most: usize) -> Self {
        Self::Text(None, Cow::Borrowed(beginning(text, most)))
    }

    pub fn place(&self, view: &View<'v>) -> Option<&'v Place> {
        match self {
            Self::Points(_, points) => Some(&points.place),
            Self::Text(place, _) => *place,
            Self::Lack(Lack::Cell(blank)) => Some(&view.blank(*blank).place),
            Self::Lack(_) => None,
        }
    }
}

/// What is missing. Most of it nobody ever reads, so it becomes words only where a finding says it.
#[derive(Debug, Clone)]
pub enum Lack<'v> {
    Word(&'static str),
    /// As printed in the document.
    Label(&'v str),
    /// In words already.
    Said(Phrase),
    /// An empty cell, by its number among the blanks.
    Cell(u32),
    /// A figure that a term names on an instance.
    Figure(Wanted<'v>),
    All(Vec<Lack<'v>>),
}

impl Lack<'_> {
    pub fn spoken(zh: String, en: String) -> Self {
        Self::Said(Phrase::Told(Sentence { zh, en }))
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Wanted<'v> {
    pub term: &'v Term,
    pub concept: Option<&'v Concept>,
    pub year: Option<i32>,
    pub basis: Option<Basis>,
    /// There are several, and they differ.
    pub differ: bool,
}

/// The first characters of a text.
pub fn beginning(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}
