//! Amounts whose concept follows them (`安排50万元用于公务接待费`), and amounts of projects that are named in the sentence.

use crate::book::{Vocabulary, WordKind};
use crate::chinese::Quantity;
use crate::fact::{Basis, Concept, Scope};

use super::Spoken;
use super::meaning::Named;
use super::token::Kind;
use super::walk::{Subject, Walk};

/// The concept that an amount is used for, where it has none in front and none of its own follows.
pub fn concept_behind(walk: &Walk<'_>, at: usize) -> Option<Named> {
    let mut behind = walk.tokens[at + 1..].iter();
    let link = behind.next()?;
    if !matches!(&walk.text[link.start..link.end], "用于" | "的" | "作为") {
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

/// A figure of a named project: in a list under the project spending of an office, or of the project that the report is
/// about.
pub fn project(walk: &mut Walk<'_>, said: &mut Spoken, at: usize, quantity: &Quantity) {
    let frame = &walk.frame;
    if frame.spoilt || frame.others {
        return;
    }
    let end = end_of_name(walk, at).unwrap_or(quantity.range.start);
    let text = &walk.text[frame.start..end.max(frame.start)];
    let Some(name) = name(text, walk.context.book.vocabulary()) else { return };
    let basis = walk.column();
    if walk.context.is_about_one_project() {
        let own = walk.context.head.project.as_deref().is_some_and(|own| is_same(own, &name));
        if own {
            walk.push(said, Concept::new("project_fund.total"), name, basis, quantity);
        }
        return;
    }
    let of_projects = match &walk.subject {
        Subject::Named { named, .. } => Some(named.number),
        Subject::Section(number) | Subject::Item { of: number, .. } => Some(*number),
        Subject::Open | Subject::Unknown => None,
    };
    let all = walk.context.number_of("project.total").filter(|_| walk.context.head.projects.len() > 1);
    let of_projects = all.or(of_projects);
    let listed = of_projects.filter(|number| walk.context.entry(*number).concept.is_of("project"));
    let Some(of) = listed else { return };
    if walk.is_divided(at) {
        walk.still_listing = true;
    } else {
        item(walk, said, &name, basis, quantity);
        walk.subject = Subject::Item { of, name: name.into() };
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
    let words = walk.tokens[..at].iter().rev().take_while(|token| column(token.kind) || empty(token.kind));
    words.filter(|token| column(token.kind)).last().map(|token| token.start)
}

fn item(walk: &mut Walk<'_>, said: &mut Spoken, name: &str, basis: Option<Basis>, quantity: &Quantity) {
    let known = walk.context.head.projects.iter().find(|known| is_same(known, name));
    let concept = if known.is_some() { "project_fund.total" } else { "project.item" };
    let scope = known.map_or(name, String::as_str).to_owned();
    walk.push(said, Concept::new(concept), name.to_owned(), basis, quantity);
    if let Some(fact) = said.facts.last_mut() {
        fact.scope = Scope::Project(scope.into());
    }
}

/// What was spent of the project named before: the amount that stood with its name was then what was planned.
pub fn spent(walk: &mut Walk<'_>, said: &mut Spoken, name: &str, basis: Basis, quantity: &Quantity) {
    let before = said.facts.last_mut().filter(|fact| fact.label == name);
    if let Some(before) = before.filter(|fact| fact.basis == Basis::Executed) {
        before.basis = Basis::BudgetInitial;
    }
    item(walk, said, name, Some(basis), quantity);
}

/// The name in front of an amount: a few signs up to the last mark, without the words that tie it to the amount.
pub fn name(text: &str, vocabulary: &Vocabulary) -> Option<String> {
    let mut name = text.rsplit(['，', '、', '；', ':', '。', '(']).next()?;
    name = name.trim_start_matches(|ch: char| {
        ch.is_ascii_digit() || matches!(ch, '.' | ')') || ('①'..='⑳').contains(&ch)
    });
    name = name.strip_prefix('年').map_or(name, |name| name.strip_prefix('度').unwrap_or(name));
    name = vocabulary.project_without_lead(name);
    for word in ["共计", "合计", "支出", "安排", "为", "共", "使用", "投入"] {
        name = name.strip_suffix(word).unwrap_or(name);
    }
    let length = name.chars().count();
    let named = (5..=30).contains(&length) && vocabulary.ends_like_a_project(name);
    named.then(|| name.to_owned())
}

fn is_same(own: &str, name: &str) -> bool {
    let own = crate::chinese::fold::key(own);
    own.chars().count() >= 4 && (name.contains(&own) || own.contains(name))
}
