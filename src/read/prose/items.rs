//! Amounts whose concept follows them (`安排50万元用于公务接待费`), and amounts of projects that are named in the sentence.

use crate::book::{Group, Leading, List, Lists, WordKind};
use crate::chinese::Quantity;
use crate::fact::{Basis, Scope};
use crate::report::DocumentHead;

use super::Spoken;
use super::flow::{Passage, enumerator};
use super::meaning::Named;
use super::token::Kind;
use super::walk::{Subject, Walk};

/// Letters of the longest name of a project.
const LONGEST_NAME: usize = 40;

/// The concept that an amount is used for, where it has none in front and none of its own follows.
pub fn concept_behind(walk: &Walk<'_>, at: usize) -> Option<Named> {
    let mut behind = walk.tokens_behind(at).iter();
    let link = walk.sentence.slice(behind.next()?);
    if !walk.context.book.lists().has(List::UsedFor, link) {
        return None;
    }
    let token = behind.next()?;
    let Kind::Word(sense) = &token.kind else { return None };
    let number = sense.concept?;
    let ends = match behind.next().map(|next| &next.kind) {
        None | Some(Kind::Comma | Kind::Stop) => true,
        Some(Kind::Word(next)) => next.word.is_some_and(WordKind::joins),
        _ => false,
    };
    ends.then_some(Named { number, start: token.start, end: token.end })
}

/// In a report on several projects a passage that begins with one of them is read as a report on that one.
pub fn head_of_one(
    head: &DocumentHead,
    (passage, heading): (&Passage<'_>, &str),
    lists: &Lists,
) -> Option<DocumentHead> {
    if head.projects.len() < 2 {
        return None;
    }
    let text = passage.text.as_str();
    let item = enumerator(text).map_or(text, |(_, behind)| behind);
    let named = |name: &str| {
        let is_name = lists.ends(List::Project, name) && name.chars().count() <= LONGEST_NAME;
        head.projects.iter().find(|known| is_name && is_same(known, name))
    };
    let begins = item.split_once(['。', ':', '，']).filter(|(_, behind)| !behind.is_empty());
    let known = begins.and_then(|(name, _)| named(name)).or_else(|| named(heading))?;
    Some(DocumentHead { projects: vec![known.clone()], project: Some(known.clone()), ..head.clone() })
}

/// A figure of a named project: in a list under the project spending of an office, or of the project that the report is
/// about.
pub fn project(walk: &mut Walk<'_>, said: &mut Spoken, at: usize, quantity: &Quantity) {
    let clause = &walk.clause;
    if clause.spoilt || clause.others {
        return;
    }
    let end = end_of_name(walk, at).unwrap_or(quantity.range.start);
    let text = &walk.sentence.text[clause.start..end.max(clause.start)];
    let Some(name) = name(text, walk.context.book.lists()) else { return };
    let basis = clause.column();
    if walk.context.is_about_one_project() {
        let own = walk.context.head.project.as_deref().is_some_and(|own| is_same(own, &name));
        if own {
            figure(walk, said, Leading::ProjectMoney, &name, basis, quantity);
        }
    } else if let Some(of) = list_of_projects(walk) {
        if walk.is_divided(at) {
            walk.last.listing = true;
        } else {
            item(walk, said, &name, basis, quantity);
            walk.subject = Subject::Item { of, name: name.into() };
        }
    }
}

/// What the listed projects divide: those of a report on several, or the project spending that was spoken of.
fn list_of_projects(walk: &Walk<'_>) -> Option<u16> {
    let all = walk.context.leading(Leading::AllProjects).filter(|_| walk.context.head.projects.len() > 1);
    let spoken_of = match &walk.subject {
        Subject::Item { of, .. } => Some(*of),
        other => other.number(),
    };
    all.or(spoken_of).filter(|number| walk.context.is(*number, Group::OfProjects))
}

fn figure(
    walk: &mut Walk<'_>,
    said: &mut Spoken,
    role: Leading,
    name: &str,
    basis: Option<Basis>,
    quantity: &Quantity,
) {
    if let Some(number) = walk.context.leading(role) {
        let concept = walk.context.entry(number).concept.clone();
        walk.push(said, concept, name.into(), basis, quantity);
    }
}

/// Where the words begin that only say in which column an amount stands: 法律援助经费 in 法律援助经费年初预算40万元.
fn end_of_name(walk: &Walk<'_>, at: usize) -> Option<usize> {
    let column = |kind: Kind| match kind {
        Kind::Word(sense) => matches!(
            sense.word,
            Some(WordKind::Basis | WordKind::Spent | WordKind::Planned | WordKind::ThisYear)
        ),
        Kind::Year(_) => true,
        _ => false,
    };
    let empty = |kind: Kind| matches!(kind, Kind::Word(sense) if sense.word.is_some_and(WordKind::is_empty));
    let words =
        walk.sentence.tokens[..at].iter().rev().take_while(|token| column(token.kind) || empty(token.kind));
    words.filter(|token| column(token.kind)).last().map(|token| token.start)
}

fn item(walk: &mut Walk<'_>, said: &mut Spoken, name: &str, basis: Option<Basis>, quantity: &Quantity) {
    let known = walk.context.head.projects.iter().find(|known| is_same(known, name));
    let role = if known.is_some() { Leading::ProjectMoney } else { Leading::ListedProject };
    let scope = known.map_or(name, String::as_str).to_owned();
    figure(walk, said, role, name, basis, quantity);
    if let Some(fact) = said.facts.last_mut() {
        fact.scope = Scope::Project(scope.into());
    }
}

/// What was spent of the project named before: the amount that stood with its name was then what was planned.
pub fn spent(walk: &mut Walk<'_>, said: &mut Spoken, name: &str, basis: Basis, quantity: &Quantity) {
    let before = said.facts.last_mut().filter(|fact| *fact.label == *name);
    if let Some(before) = before.filter(|fact| fact.basis == Basis::Executed) {
        before.basis = Basis::BudgetInitial;
    }
    item(walk, said, name, Some(basis), quantity);
}

/// The name in front of an amount: a few signs up to the last mark, without the words that tie it to the amount.
pub fn name(text: &str, lists: &Lists) -> Option<String> {
    let piece = text.rsplit(['，', '、', '；', ':', '。', '(']).next()?;
    let list_sign = |ch: char| ch.is_ascii_digit() || matches!(ch, '.' | ')') || ('①'..='⑳').contains(&ch);
    let name = piece.trim_start_matches(list_sign);
    let name = lists.behind(List::YearOfProject, name).unwrap_or(name);
    let name = lists.without_front(List::BeforeProject, name);
    let name = lists.without_end(List::BehindProject, name);
    let named = (5..=30).contains(&name.chars().count()) && lists.ends(List::ProjectEnd, name);
    named.then(|| name.to_owned())
}

pub fn is_same(own: &str, name: &str) -> bool {
    let own = crate::chinese::fold::key(own);
    own.chars().count() >= 4 && (name.contains(&own) || own.contains(name))
}
