//! What the headings above a passage say that it is about: under 基本支出情况 a budget without a name is that of the basic
//! part. Headings are told by their numbers and their shortness, or by the file itself.

use crate::book::{Book, Group, List, Measure};
use crate::chinese::fold;
use crate::fact::Words;

use super::flow::{Passage, enumerator};
use super::items;

/// A heading is shorter than this.
const LONGEST_HEADING: usize = 36;
const RANKS: usize = 6;

/// The concepts of the open headings, the highest first.
#[derive(Debug, Default)]
pub struct Sections {
    concepts: [Option<u16>; RANKS],
    /// The words of the nearest heading, as one.
    title: Words,
    /// The passages below are about one project or one class of spending that is no concept.
    item: bool,
}

impl Sections {
    /// Takes note of a passage that is a heading.
    pub fn enter(&mut self, passage: &Passage<'_>, book: &Book) {
        let lists = book.lists();
        let class = passage.text.contains('(') && lists.is_in(List::Class, &passage.text);
        self.item |= class;
        let Some((rank, title)) = heading(passage) else { return };
        self.concepts[rank..].fill(None);
        self.concepts[rank] = concept(title, book);
        let thing = items::name(title, lists).is_some()
            || title.chars().count() > 2 && lists.ends(List::ThingEnd, title);
        self.item = class || self.concepts[rank].is_none() && thing;
        self.title = if title.is_empty() { Words::default() } else { [title.into()].into() };
    }

    /// The concept of the deepest heading that has one.
    pub fn concept(&self) -> Option<u16> {
        self.concepts.iter().rev().find_map(|concept| *concept)
    }

    /// Whether a budget without a name is that of one thing among many.
    pub fn is_item(&self) -> bool {
        self.item
    }

    /// The words of the nearest heading.
    pub fn title(&self) -> &str {
        self.title.first().map_or("", |title| title)
    }

    /// The same as the path of a figure: empty where there is no heading.
    pub fn path(&self) -> &Words {
        &self.title
    }
}

fn heading<'p>(passage: &'p Passage<'_>) -> Option<(usize, &'p str)> {
    let text = passage.text.trim_end_matches(['。', ':', ' ']);
    if text.chars().count() > LONGEST_HEADING || text.contains(['，', '；', '。', '%', '元']) {
        return None;
    }
    let (number, marked) = passage.number();
    let typed = enumerator(text);
    let automatic = number.and_then(enumerator).map(|(rank, _)| (rank, text));
    match typed.or(automatic) {
        Some(found) => Some(found),
        None => marked.then_some((1, text)),
    }
}

/// What a numbered heading in front of its own text names: （一）基本支出。年初预算…
pub fn named(sentence: &str, book: &Book) -> Option<u16> {
    let text = sentence.trim_end_matches(['。', '\n', ' ']);
    let short = text.chars().count() <= LONGEST_HEADING && !text.contains(['，', '；']);
    let (_, title) = enumerator(text).filter(|_| short)?;
    concept(title, book)
}

/// The one concept of money that a heading names; 专项资金 at the end of a longer name is none.
fn concept(title: &str, book: &Book) -> Option<u16> {
    let mut found = None;
    let mut end = 0;
    for word in book.vocabulary().words(title) {
        let gap = &title[end..word.start];
        end = word.end;
        if gap.ends_with(fold::is_han) {
            continue;
        }
        let Some(number) = word.sense.concept else { continue };
        let entry = &book.entries()[usize::from(number)];
        if entry.measure != Measure::Money || book.concepts().is(number, Group::Context) {
            continue;
        }
        if found.is_some_and(|other| other != number) {
            return None;
        }
        found = Some(number);
    }
    found
}
