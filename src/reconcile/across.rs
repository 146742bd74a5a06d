//! Rules between documents of one office: this year's 上年决算数 against last year's own report, a report against the
//! final accounts of the same year. A pure function of the office's documents; whoever has many offices runs it for each.

use std::collections::HashMap;

use crate::book::Book;
use crate::fact::Fact;
use crate::finding::{Finding, FindingId, Proof, Verdict};
use crate::report::{Blank, DocumentHead, Indicator, Reading};
use crate::words::findings as said;

use super::view::View;
use super::{judged, roots};

/// What is known of one document of an office.
#[derive(Debug, Clone, Default)]
pub struct OfficeDocument {
    pub head: DocumentHead,
    /// Its figures only.
    pub facts: Vec<Fact>,
    pub indicators: Vec<Indicator>,
    pub blanks: Vec<Blank>,
    /// Documents of one file have one number: what stands in one file is checked there.
    pub file: usize,
}

/// Tables of one document get numbers of their own among those of all.
const TABLES: usize = 1 << 20;

/// The findings that rest on more than one file, each with the numbers of the document it belongs to and of the other one.
/// The facts of a finding are those of its own document.
pub fn across(documents: &[OfficeDocument], book: &Book) -> Vec<(usize, usize, Finding)> {
    let (reading, starts) = joined(documents);
    let view = View::new(&reading, &[], None, book);
    let mut findings: Vec<Finding> = Vec::new();
    for rule in book.rules().iter().filter(|rule| rule.across) {
        let from = findings.len();
        judged(&view, rule, &mut findings);
        let found = findings.split_off(from).into_iter();
        findings.extend(found.filter(|finding| between_files(finding, &reading, documents)));
    }
    let mut all = Vec::new();
    for (document, mut own) in per_document(findings, documents.len()).into_iter().enumerate() {
        roots::tie(&mut own, &reading, book.rules());
        for mut finding in own {
            let of = finding.facts.iter().map(|&fact| reading.facts[fact].document);
            let other = of.into_iter().find(|&other| other != document).unwrap_or(document);
            quote(&mut finding, &reading);
            local(&mut finding, document, &starts, documents);
            all.push((document, other, finding));
        }
    }
    all
}

/// One reading of all documents, and where the facts of each begin.
fn joined(documents: &[OfficeDocument]) -> (Reading, Vec<usize>) {
    let mut reading = Reading::default();
    let mut starts = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        starts.push(reading.facts.len());
        reading.documents.push(document.head.clone());
        let moved = |table: Option<usize>| table.map(|table| at * TABLES + table);
        reading.facts.extend(document.facts.iter().cloned().map(|mut fact| {
            (fact.document, fact.place.table) = (at, moved(fact.place.table));
            fact
        }));
        reading.blanks.extend(document.blanks.iter().cloned().map(|mut blank| {
            (blank.document, blank.place.table) = (at, moved(blank.place.table));
            blank
        }));
        reading.indicators.extend(document.indicators.iter().cloned().map(|mut row| {
            (row.document, row.table) = (at, at * TABLES + row.table);
            row
        }));
    }
    (reading, starts)
}

fn between_files(finding: &Finding, reading: &Reading, documents: &[OfficeDocument]) -> bool {
    if matches!(finding.verdict, Verdict::Unknown { .. }) {
        return false;
    }
    let own = documents[finding.document].file;
    finding.facts.is_empty()
        || finding.facts.iter().any(|&fact| documents[reading.facts[fact].document].file != own)
}

fn per_document(findings: Vec<Finding>, count: usize) -> Vec<Vec<Finding>> {
    let mut own: HashMap<usize, Vec<Finding>> = HashMap::new();
    for finding in findings {
        own.entry(finding.document).or_default().push(finding);
    }
    (0..count).map(|at| own.remove(&at).unwrap_or_default()).collect()
}

/// Figures of several documents are put into words while they are at hand.
fn quote(finding: &mut Finding, reading: &Reading) {
    let figures = finding.facts.iter().map(|&number| Proof::Quoted(said::figure(&reading.facts[number])));
    finding.proofs = figures.chain(std::mem::take(&mut finding.proofs)).collect();
}

/// Numbers as the document itself counts.
fn local(finding: &mut Finding, document: usize, starts: &[usize], documents: &[OfficeDocument]) {
    let (start, count) = (starts[document], documents[document].facts.len());
    finding.facts =
        finding.facts.iter().filter_map(|fact| fact.checked_sub(start)).filter(|&at| at < count).collect();
    finding.id.across = true;
    finding.follows_from = finding.follows_from.map(|root| FindingId { across: true, ..root });
}
