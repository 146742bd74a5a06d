//! Which figures do not agree, judged by the rules of the book. Rules are data; this module lays a reading out for
//! questions, puts every rule to every instance it applies to, and says what came of it: holds, breaks, or cannot be
//! checked. It never says which of two figures is right.

mod across;
mod anchor;
#[cfg(test)]
mod examples;
mod figures;
mod findings;
mod formulas;
mod judge;
mod lookup;
mod roots;
mod rows;
mod texts;
mod value;
mod view;
mod words;

use extractors::Document;

use crate::book::Book;
use crate::book::rules::Rule;
use crate::finding::{Finding, Verdict};
use crate::report::Reading;
use crate::statement::Statement;

pub use across::{OfficeDocument, across};

use judge::{Judge, Outcome};
use view::View;

/// Every rule on every instance it applies to, in the order of the book and of the file.
pub fn reconcile(
    reading: &Reading,
    statements: &[Statement],
    document: &Document,
    book: &Book,
) -> Vec<Finding> {
    let view = View::new(reading, statements, Some(document), book);
    let mut findings = Vec::new();
    let several = reading.documents.len() > 1;
    for rule in book.rules().iter().filter(|rule| several || !rule.across) {
        let found = judged(&view, rule).into_iter();
        findings.extend(found.filter(|finding| !rule.across || is_known(finding)));
    }
    roots::tie(&mut findings, reading, book.rules());
    findings
}

/// Between documents only what can be checked is said: the other one may lie in another file.
fn is_known(finding: &Finding) -> bool {
    !matches!(finding.verdict, Verdict::Unknown { .. })
}

/// One rule on all its instances.
fn judged(view: &View<'_>, rule: &Rule) -> Vec<Finding> {
    let anchors = anchor::anchors(view, rule).into_iter();
    let outcomes = anchors.filter_map(|anchor| findings::judge(view, rule, anchor));
    if rule.over.is_summed_up() {
        return summed_up(outcomes);
    }
    outcomes.map(findings::described).collect()
}

/// Of a rule over lines, those that break, or one that holds.
fn summed_up<'j, 'v: 'j>(outcomes: impl Iterator<Item = (Judge<'j, 'v>, Outcome)>) -> Vec<Finding> {
    let mut held = None;
    let mut broken = Vec::new();
    for (judge, outcome) in outcomes {
        match outcome {
            Outcome::Breaks(_) => broken.push(findings::described((judge, outcome))),
            Outcome::Holds => held = held.or(Some((judge, outcome))),
            Outcome::Unknown(_) => {}
        }
    }
    if broken.is_empty() {
        broken.extend(held.map(findings::described));
    }
    broken
}
