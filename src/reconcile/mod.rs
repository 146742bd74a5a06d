//! Which figures do not agree, judged by the rules of the book. Rules are data; this module lays a reading out for
//! questions, puts every rule to every instance it applies to, and says what came of it: holds, breaks, or cannot be
//! checked. It never says which of two figures is right.

mod across;
mod anchor;
mod cells;
mod codes;
mod divisions;
#[cfg(test)]
mod examples;
mod figures;
mod findings;
mod forms;
mod formulas;
mod judge;
mod lookup;
mod marks;
mod peaks;
mod roots;
mod rows;
mod texts;
mod told;
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

use anchor::MOST;
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
    let mut judge = Judge::new(view, rule);
    let from = findings.len();
    let mut held = None;
    for anchor in
        anchor::anchors(view, rule).iter().filter(|anchor| anchor::applies(view, rule, anchor)).take(MOST)
    {
        let Some(outcome) = findings::judge(&mut judge, *anchor) else { continue };
        match outcome {
            Outcome::Unknown(_) if rule.over.is_summed_up() => {}
            Outcome::Holds if rule.over.is_summed_up() => {
                held.get_or_insert_with(|| findings::described(&mut judge, outcome));
            }
            outcome => findings.push(findings::described(&mut judge, outcome)),
        }
    }
    // Of a rule over lines, those that break are told, or else one that holds.
    if findings.len() == from {
        findings.extend(held);
    }
}
