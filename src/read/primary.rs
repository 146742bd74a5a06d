//! Of several figures for the same thing the one to use: printed in a table before prose, prose before charts, charts
//! before pictures, and never a doubtful one before a sure one.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::book::WordHasher;
use crate::fact::{Basis, Concept, Fact, Medium, Scope, Sureness};

type Same<'f> = (usize, Option<i32>, Basis, &'f Concept, &'f Scope, &'f str);

/// Marks one fact for each document, concept, year, basis and scope. A figure without a concept stands for itself; weights
/// of first levels are as many things as there are names.
pub fn mark(facts: &mut [Fact]) {
    let chosen = chosen(facts);
    for (fact, chosen) in facts.iter_mut().zip(chosen) {
        fact.primary = chosen;
    }
}

fn chosen(facts: &[Fact]) -> Vec<bool> {
    let mut chosen = vec![false; facts.len()];
    let mut best: HashMap<Same<'_>, usize, BuildHasherDefault<WordHasher>> =
        HashMap::with_capacity_and_hasher(facts.len(), BuildHasherDefault::default());
    for (index, fact) in facts.iter().enumerate() {
        let Some(concept) = &fact.concept else { continue };
        let name = if concept.as_str() == "weight.l1" { &*fact.label } else { "" };
        let key = (fact.document, fact.year, fact.basis, concept, &fact.scope, name);
        let known = best.entry(key).or_insert(index);
        if rank(fact) < rank(&facts[*known]) {
            chosen[*known] = false;
            *known = index;
        }
        chosen[*known] = true;
    }
    chosen
}

/// Doubtful ones last, then by what they were read from, then the surer one.
fn rank(fact: &Fact) -> (bool, Medium, Reverse<Sureness>) {
    (fact.sureness == Sureness::Low, fact.medium, Reverse(fact.sureness))
}

#[cfg(test)]
mod tests {
    use extractors::Locator;
    use rust_decimal::Decimal;

    use super::*;
    use crate::fact::{Amount, Path, Place};

    fn fact(medium: Medium, sureness: Sureness) -> Fact {
        Fact {
            document: 0,
            concept: Some(Concept::new("fund.total")),
            label: "".into(),
            path: Path::default(),
            year: Some(2024),
            basis: Basis::Executed,
            amount: Amount { value: Decimal::ONE, decimals: Some(0), unit: None },
            scope: Scope::Department,
            medium,
            place: Place::prose(Locator::File),
            raw: String::new(),
            primary: false,
            sureness,
        }
    }

    fn marked(facts: &[(Medium, Sureness)]) -> Vec<bool> {
        let mut facts: Vec<Fact> = facts.iter().map(|&(medium, sureness)| fact(medium, sureness)).collect();
        mark(&mut facts);
        facts.iter().map(|fact| fact.primary).collect()
    }

    #[test]
    fn a_table_comes_before_prose_unless_it_is_doubtful() {
        assert_eq!(
            marked(&[(Medium::Narrative, Sureness::High), (Medium::Table, Sureness::Medium)]),
            [false, true]
        );
        assert_eq!(
            marked(&[(Medium::Narrative, Sureness::High), (Medium::Table, Sureness::Low)]),
            [true, false]
        );
        assert_eq!(
            marked(&[(Medium::Image, Sureness::High), (Medium::Chart, Sureness::High)]),
            [false, true]
        );
        assert_eq!(
            marked(&[(Medium::Table, Sureness::High), (Medium::Table, Sureness::High)]),
            [true, false]
        );
    }
}
