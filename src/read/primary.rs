//! Of several figures for the same thing the one to use: printed in a table before prose, prose before charts, charts
//! before pictures, and never a doubtful one before a sure one.

use std::collections::BTreeMap;

use crate::fact::{Basis, Concept, Fact, Scope};

type Same<'f> = (usize, &'f Concept, Option<i32>, Basis, &'f Scope);

/// Marks one fact for each document, concept, year, basis and scope. A figure without a concept stands for itself.
pub fn mark(facts: &mut [Fact]) {
    let mut best: BTreeMap<Same<'_>, usize> = BTreeMap::new();
    for (index, fact) in facts.iter().enumerate() {
        let Some(concept) = &fact.concept else { continue };
        let key = (fact.document, concept, fact.year, fact.basis, &fact.scope);
        let chosen = best.entry(key).or_insert(index);
        if rank(fact) < rank(&facts[*chosen]) {
            *chosen = index;
        }
    }
    let chosen: Vec<usize> = best.into_values().collect();
    for fact in facts.iter_mut() {
        fact.primary = false;
    }
    for index in chosen {
        facts[index].primary = true;
    }
}

fn rank(fact: &Fact) -> (std::cmp::Reverse<crate::fact::Sureness>, crate::fact::Medium) {
    (std::cmp::Reverse(fact.sureness), fact.medium)
}
