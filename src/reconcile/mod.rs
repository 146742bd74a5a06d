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
    for rule in book.rules().iter().filter(|rule| !rule.across) {
        findings.extend(judged(&view, rule));
    }
    roots::tie(&mut findings, reading, book.rules());
    findings
}

/// One rule on all its instances. Of a rule over lines, those that hold are one finding.
fn judged(view: &View<'_>, rule: &Rule) -> Vec<Finding> {
    let anchors = anchor::anchors(view, rule);
    let mut found: Vec<Finding> =
        anchors.into_iter().filter_map(|anchor| findings::judge(view, rule, anchor)).collect();
    if rule.over.is_summed_up() {
        sum_up(&mut found);
    }
    found
}

fn sum_up(found: &mut Vec<Finding>) {
    let any_breaks = found.iter().any(|finding| matches!(finding.verdict, Verdict::Breaks { .. }));
    let mut kept = false;
    found.retain(|finding| match finding.verdict {
        Verdict::Breaks { .. } => true,
        Verdict::Holds => !any_breaks && !std::mem::replace(&mut kept, true),
        Verdict::Unknown { .. } => false,
    });
}
