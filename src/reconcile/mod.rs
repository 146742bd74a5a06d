//! Which figures do not agree, judged by the rules of the book. Rules are data; this module lays a reading out for
//! questions, puts every rule to every instance it applies to, and says what came of it: holds, breaks, or cannot be
//! checked. It never says which of two figures is right.
//!
//! To be read in this order. The book has made the rules ready (`book::rules`). [`layout`] lays the reading out, once.
//! [`instances`] says on what a rule is judged; [`judge`] puts it to one instance, with the functions of the language in
//! [`ask`] ([`summed`] to the many lines and cells, of which one that holds is enough); [`tell`] makes a finding of what came of it and ties findings of one cause together. [`across()`] does the
//! same over the documents of an office.

mod across;
mod ask;
#[cfg(test)]
mod examples;
mod instances;
mod judge;
mod layout;
mod summed;
mod tell;

use extractors::Document;

use crate::book::Book;
use crate::book::rules::Rule;
use crate::finding::{Finding, Verdict};
use crate::report::Reading;
use crate::statement::Statement;

pub use across::{OfficeDocument, across};

use instances::{Anchor, MOST};
use judge::Judge;
use layout::View;
use tell::roots;

/// Every rule on every instance it applies to, in the order of the book and of the file.
pub fn reconcile(
    reading: &Reading,
    statements: &[Statement],
    document: &Document,
    book: &Book,
) -> Vec<Finding> {
    let view = View::new(reading, statements, Some(document), book);
    // About as many as there are in usual reports: to move them costs more than to keep room.
    let room = 2 * reading.facts.len() + 4 * reading.indicators.len();
    let mut findings = Vec::with_capacity(room.clamp(64, 1024));
    let several = reading.documents.len() > 1;
    for rule in book.rules().iter().filter(|rule| !rule.between_files && (several || !rule.across)) {
        let from = findings.len();
        judged(&view, rule, &mut findings);
        if rule.across {
            let known = findings.split_off(from).into_iter().filter(is_known);
            findings.extend(known);
        }
    }
    roots::tie(&mut findings, reading, book.rules());
    findings
}

/// Between documents only what can be checked is said: the other one may lie in another file.
fn is_known(finding: &Finding) -> bool {
    !matches!(finding.verdict, Verdict::Unknown { .. })
}

/// One rule on all its instances.
fn judged<'v>(view: &View<'v>, rule: &'v Rule, findings: &mut Vec<Finding>) {
    if !instances::may_apply(view, rule) {
        return;
    }
    if rule.over.is_summed_up() {
        findings.extend(summed::judged(view, rule));
        return;
    }
    let mut judge = Judge::new(view, rule);
    let is_open = |anchor: &Anchor<'v>| anchor.look(view).is_none_or(|look| rule.gate.is_open_to(look, None));
    let instances = instances::of(view, rule);
    let about = instances.iter().filter(|anchor| instances::applies(view, rule, anchor)).take(MOST);
    for anchor in about.filter(|anchor| is_open(anchor)) {
        let outcome = judge.judge(*anchor);
        findings.extend(outcome.map(|outcome| tell::finding_of(&mut judge, outcome)));
    }
}
