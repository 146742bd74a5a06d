//! Rules between documents of one office: this year's 上年决算数 against last year's own report, a report against the
//! final accounts of the same year. A pure function of the office's documents; whoever has many offices runs it for each.

use std::collections::HashMap;
use std::ops::Range;

use crate::book::Book;
use crate::claim::Claim;
use crate::fact::Fact;
use crate::finding::{Finding, FindingId, Verdict};
use crate::report::{Blank, DocumentHead, Indicator, Reading};
use crate::statement::Statement;
use crate::words::findings as said;

use super::judged;
use super::layout::View;
use super::tell::roots;

/// What is known of one document of an office.
#[derive(Debug, Clone, Default)]
pub struct OfficeDocument {
    pub head: DocumentHead,
    /// What kind of table each of its tables is. The numbers of tables are those of its file.
    pub statements: Vec<Statement>,
    pub facts: Vec<Fact>,
    pub indicators: Vec<Indicator>,
    pub blanks: Vec<Blank>,
    pub claims: Vec<Claim>,
    /// Documents of one file have one number: what stands in one file is checked there.
    pub file: usize,
}

/// The findings that rest on more than one file, each with the numbers of the document it belongs to and of the other one.
/// The facts of a finding are those of its own document.
pub fn across(documents: Vec<OfficeDocument>, book: &Book) -> Vec<(usize, usize, Finding)> {
    let office = Office::of(documents);
    let reading = &office.reading;
    let view = View::new(reading, &office.statements, None, book);
    let mut findings: Vec<Finding> = Vec::new();
    for rule in book.rules().iter().filter(|rule| rule.across) {
        let from = findings.len();
        judged(&view, rule, &mut findings);
        let found = findings.split_off(from).into_iter();
        findings.extend(found.filter(|finding| office.is_between_files(finding)));
    }
    let mut all = Vec::new();
    for (document, mut own) in per_document(findings, office.parts.len()).into_iter().enumerate() {
        roots::tie(&mut own, reading, book.rules());
        for mut finding in own {
            let of = finding.facts.iter().map(|&fact| reading.facts[fact].document);
            let other = of.into_iter().find(|&other| other != document).unwrap_or(document);
            quote(&mut finding, reading, document);
            office.parts[document].make_local(&mut finding);
            all.push((document, other, finding));
        }
    }
    all
}

/// The documents of an office as one reading.
#[derive(Default)]
struct Office {
    reading: Reading,
    statements: Vec<Statement>,
    parts: Vec<Part>,
}

/// The file of one document, and which of all figures are its own.
struct Part {
    file: usize,
    facts: Range<usize>,
}

impl Office {
    fn of(documents: Vec<OfficeDocument>) -> Self {
        let (mut office, mut first) = (Self::default(), 0);
        for document in documents {
            let numbers = Numbers::of(&document, first);
            first += numbers.tables.len();
            office.add(document, &numbers);
        }
        office
    }

    fn add(&mut self, document: OfficeDocument, numbers: &Numbers) {
        let (at, reading) = (self.parts.len(), &mut self.reading);
        let from = reading.facts.len();
        reading.documents.push(document.head);
        for mut fact in document.facts {
            (fact.document, fact.place.table) = (at, fact.place.table.map(|table| numbers.of_all(table)));
            reading.facts.push(fact);
        }
        for mut blank in document.blanks {
            (blank.document, blank.place.table) = (at, blank.place.table.map(|table| numbers.of_all(table)));
            reading.blanks.push(blank);
        }
        for mut row in document.indicators {
            (row.document, row.table) = (at, numbers.of_all(row.table));
            reading.indicators.push(row);
        }
        reading.claims.extend(document.claims.into_iter().map(|claim| Claim { document: at, ..claim }));
        for mut statement in document.statements {
            (statement.document, statement.table) = (at, numbers.of_all(statement.table));
            statement.continued_from = statement.continued_from.map(|table| numbers.of_all(table));
            self.statements.push(statement);
        }
        self.parts.push(Part { file: document.file, facts: from..reading.facts.len() });
    }

    fn is_between_files(&self, finding: &Finding) -> bool {
        if matches!(finding.verdict, Verdict::Unknown { .. }) {
            return false;
        }
        let own = self.parts[finding.document].file;
        let file = |fact: usize| self.parts[self.reading.facts[fact].document].file;
        finding.facts.is_empty() || finding.facts.iter().any(|&fact| file(fact) != own)
    }
}

/// The tables of one document get numbers of their own among those of all, one behind the other.
struct Numbers {
    first: usize,
    tables: Vec<usize>,
}

impl Numbers {
    fn of(document: &OfficeDocument, first: usize) -> Self {
        let facts = document.facts.iter().filter_map(|fact| fact.place.table);
        let blanks = document.blanks.iter().filter_map(|blank| blank.place.table);
        let rows = document.indicators.iter().map(|row| row.table);
        let named = document.statements.iter().flat_map(|it| [Some(it.table), it.continued_from]);
        let mut tables: Vec<usize> = facts.chain(blanks).chain(rows).chain(named.flatten()).collect();
        tables.sort_unstable();
        tables.dedup();
        Self { first, tables }
    }

    fn of_all(&self, table: usize) -> usize {
        self.first + self.tables.partition_point(|own| *own < table)
    }
}

fn per_document(findings: Vec<Finding>, count: usize) -> Vec<Vec<Finding>> {
    let mut own: HashMap<usize, Vec<Finding>> = HashMap::new();
    for finding in findings {
        own.entry(finding.document).or_default().push(finding);
    }
    (0..count).map(|at| own.remove(&at).unwrap_or_default()).collect()
}

/// Figures of several documents are put into words while they are at hand.
fn quote(finding: &mut Finding, reading: &Reading, document: usize) {
    let facts = finding.facts.iter().map(|&number| &reading.facts[number]);
    let figures = facts.map(|fact| said::figure(fact, fact.document != document));
    finding.proofs = figures.chain(std::mem::take(&mut finding.proofs)).collect();
}

impl Part {
    /// Numbers as the document itself counts.
    fn make_local(&self, finding: &mut Finding) {
        finding.facts.retain(|fact| self.facts.contains(fact));
        finding.facts.iter_mut().for_each(|fact| *fact -= self.facts.start);
        finding.id.across = true;
        finding.follows_from = finding.follows_from.map(|root| FindingId { across: true, ..root });
    }
}
