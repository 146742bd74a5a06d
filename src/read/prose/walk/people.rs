//! Numbers of people without a name of their own: those who hold the posts named before, and the sum of the kinds of
//! people or posts in a list.

use rust_decimal::Decimal;

use crate::book::{Group, Leading, Where};
use crate::chinese::Quantity;
use crate::fact::Fact;

use super::super::Spoken;
use super::super::token::Kind;
use super::Walk;

/// 核定编制46人，实有43人: those who hold the posts. Where the sentence goes on from kind to kind, those of the kind.
pub fn in_post(walk: &mut Walk<'_>, said: &mut Spoken, quantity: &Quantity) {
    let Some(named) = walk.spoken_of(true).filter(|named| walk.context.is(named.number, Group::Posts)) else {
        return;
    };
    let Some(all) = walk.context.leading(Leading::AllInPost) else { return };
    let alone = kinds_named(walk) > 1 && kinds_before(walk, said, Group::Posts).count() == 1;
    let concepts = walk.context.book.concepts();
    let own = || concepts.instead_behind(Where::Below, Some(all), named.number);
    let number = if alone { own() } else { Some(all) };
    if let Some(number) = number {
        walk.parts.of = None;
        walk.figure(said, &walk.unspelt(number), None, quantity);
    }
}

/// 行政编制17名、事业编制96名，共计113名: the sum of a list of kinds, where it is one.
pub fn sum(walk: &mut Walk<'_>, said: &mut Spoken, quantity: &Quantity) {
    let wholes = [(Group::Posts, Leading::AllPosts), (Group::InPost, Leading::AllInPost)];
    for (group, role) in wholes {
        let kinds: Vec<Decimal> = kinds_before(walk, said, group).map(|fact| fact.amount.value).collect();
        let number = walk.context.leading(role).filter(|_| kinds.len() > 1);
        if let Some(number) = number.filter(|_| kinds.iter().sum::<Decimal>() == quantity.value.value) {
            walk.figure(said, &walk.unspelt(number), None, quantity);
            return;
        }
    }
}

/// How many kinds of posts the sentence names.
fn kinds_named(walk: &Walk<'_>) -> usize {
    let named = walk.sentence.tokens.iter().filter_map(|token| match token.kind {
        Kind::Word(sense) => sense.concept,
        _ => None,
    });
    named.filter(|&number| is_kind(walk, number, Group::Posts)).count()
}

/// The kinds whose figures were read last, without a whole between them.
fn kinds_before<'s>(walk: &Walk<'_>, said: &'s Spoken, group: Group) -> impl Iterator<Item = &'s Fact> {
    let numbered = |fact: &Fact| {
        let concept = fact.concept.as_ref()?;
        walk.context.book.number(concept.as_str())
    };
    let own = &said.facts[walk.seen.facts_before..];
    let kinds =
        own.iter().rev().take_while(|fact| numbered(fact).is_some_and(|number| is_kind(walk, number, group)));
    let count = kinds.count();
    own[own.len() - count..].iter()
}

fn is_kind(walk: &Walk<'_>, number: u16, group: Group) -> bool {
    let whole = [Leading::AllPosts, Leading::AllInPost];
    walk.context.is(number, group) && whole.iter().all(|&role| !walk.context.is_leading(number, role))
}
