//! Figures and claims in sentences.
//!
//! A closed vocabulary and a small grammar: an amount becomes a figure only where every word between it and its concept is
//! known (`walk`). What is not understood is no fact; nothing is guessed and nothing is repaired. Sentences that can be
//! checked without being figures become claims (`claims`).

mod cells;
mod claims;
mod flow;
mod items;
mod list;
mod meaning;
mod section;
mod token;
mod walk;

use std::ops::Range;

use extractors::Document;
use rust_decimal::Decimal;

use crate::book::{Book, List};
use crate::claim::{Claim, ClaimKind, Said};
use crate::fact::Fact;
use crate::report::DocumentHead;
use crate::statement::Statement;

use flow::Passage;
use section::Sections;
use token::{Sentence, Tokens};
use walk::{Before, Topic};

/// What the paragraphs of a file say, and the texts in its forms, each for the document it stands in.
pub fn read(
    document: &Document,
    statements: &[Statement],
    heads: &[DocumentHead],
    book: &Book,
) -> (Vec<Fact>, Vec<Claim>) {
    let (mut said, mut tokens) = (Spoken::default(), Tokens::default());
    let mut sections = Sections::default();
    let mut current = usize::MAX;
    for (block, passage) in flow::passages(document, book.lists()) {
        let number = heads.iter().position(|head| head.blocks.contains(&block)).unwrap_or(0);
        let Some(head) = heads.get(number) else { continue };
        if number != current {
            (current, sections) = (number, Sections::default());
        }
        sections.enter(&passage, book);
        let one = items::head_of_one(head, (&passage, sections.title()), book.lists());
        let head = one.as_ref().unwrap_or(head);
        let context = Context { book, head, number, passage: &passage, sections: &sections };
        context.read(&mut said, &mut tokens);
    }
    let sections = Sections::default();
    for (number, paragraph) in cells::texts(document, statements, heads) {
        let passage = Passage::of(&paragraph);
        let context = Context { book, head: &heads[number], number, passage: &passage, sections: &sections };
        let before = said.facts.len();
        context.read(&mut said, &mut tokens);
        // What a form says there was none of may be its own advice to those who fill it in.
        let figures = said.facts.split_off(before);
        said.facts.extend(figures.into_iter().filter(|fact| fact.amount.unit.is_some()));
    }
    (said.facts, said.claims)
}

/// The score and the grade of documents whose tables print none.
pub fn complete(heads: &mut [DocumentHead], claims: &[Claim]) {
    for (number, head) in heads.iter_mut().enumerate().filter(|(_, head)| head.projects.len() < 2) {
        let own = || claims.iter().filter(move |claim| claim.document == number);
        let score = own().filter(|claim| claim.kind == ClaimKind::Score).find_map(amount);
        head.score = head.score.or(score);
        if head.grade.is_none() {
            head.grade = own().filter(|claim| claim.kind == ClaimKind::Grade).find_map(word);
        }
    }
}

fn amount(claim: &Claim) -> Option<Decimal> {
    claim.values.iter().find_map(|value| match &value.value {
        Said::Amount(amount) => Some(amount.value),
        Said::Text(_) => None,
    })
}

fn word(claim: &Claim) -> Option<String> {
    claim.values.iter().find_map(|value| match &value.value {
        Said::Text(text) => Some(text.clone()),
        Said::Amount(_) => None,
    })
}

/// What was read so far.
#[derive(Debug, Default)]
struct Spoken {
    facts: Vec<Fact>,
    claims: Vec<Claim>,
}

/// Bytes of a sentence that are read at once; what is longer was written by nobody.
const LONGEST: usize = 1 << 16;

/// What holds for a passage.
#[derive(Clone, Copy)]
struct Context<'c> {
    book: &'c Book,
    head: &'c DocumentHead,
    number: usize,
    passage: &'c Passage<'c>,
    sections: &'c Sections,
}

/// Where what is read at once ends: nearly always with its sentence.
fn end_of_piece(text: &str, sentence: Range<usize>) -> usize {
    if sentence.len() <= LONGEST {
        return sentence.end;
    }
    let mut near = sentence.start + LONGEST;
    while !text.is_char_boundary(near) {
        near -= 1;
    }
    text[sentence.start..near].rfind([',', ';']).map_or(near, |at| sentence.start + at + 1)
}

impl Context<'_> {
    fn read(self, said: &mut Spoken, tokens: &mut Tokens) {
        let text = self.passage.text.as_str();
        let (mut start, mut before) = (0, Before::default());
        for end in self.passage.ends.iter().copied().chain(std::iter::once(text.len())) {
            while start < end {
                let piece = start..end_of_piece(text, start..end);
                self.sentence(
                    tokens.of(start, &text[piece.clone()], self.book.vocabulary()),
                    said,
                    &mut before,
                );
                start = piece.end;
            }
        }
    }

    fn sentence(self, read: Sentence<'_>, said: &mut Spoken, before: &mut Before) {
        let sentence = read.text;
        if read.says_something() {
            claims::read(self, said, read);
            walk::read(self, said, read, before);
        } else if self.book.vocabulary().says_something(sentence) {
            // A word that is part of a longer one says nothing after all.
        } else if let Some(number) = section::named(sentence, self.book).filter(|_| read.offset == 0) {
            before.topic = Topic::One(number);
        } else if self.names_another_item(sentence) {
            (before.topic, before.of_one) = (Topic::Lost, true);
        }
    }

    /// Whether the nearest heading speaks of what is spent: above the passage, or on the line of its own text.
    fn is_under_spending(self) -> bool {
        let lists = self.book.lists();
        let (first, rest) = self.passage.text.split_once(['。', ':']).unwrap_or_default();
        let own = flow::enumerator(first).filter(|_| !rest.is_empty() && !first.contains('，'));
        lists.is_in(List::SpendingHead, own.map_or(self.sections.title(), |(_, title)| title))
    }

    /// Whether a heading within a passage names a project that the report is not about.
    fn names_another_item(self, sentence: &str) -> bool {
        let name = items::name(sentence.trim_end_matches(['。', '\n']), self.book.lists());
        let own = self.head.project.as_deref().filter(|_| self.is_about_one_project());
        name.is_some_and(|name| !own.is_some_and(|own| items::is_same(own, &name)))
    }
}
