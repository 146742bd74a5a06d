//! Reports of one office against each other: of two years, and against the final accounts of the same year. What was
//! planted between them is found, and where nothing was, nothing is.

use std::collections::BTreeMap;

use extractors::Source;
use hebiao::finding::{Finding, Verdict, Weight};
use hebiao::ingest;
use hebiao::reconcile::{OfficeDocument, across};
use hebiao::report::Report;
use samples::corpus::{Format, GeneratedReport, Kind, Options, report};

use super::{BOOK, from_environment};

/// Offices that every run compares; the full proof has a tenth of its reports.
const OFFICES: u64 = 24;

fn offices() -> u64 {
    from_environment("HEBIAO_CORPUS").map_or(OFFICES, |count| count / 10).max(OFFICES)
}

fn asked(kind: Kind, planted: u8, years_back: i32) -> Options {
    let usual = kind == Kind::Department;
    Options {
        kind: Some(kind),
        formats: vec![Format::Docx],
        planted,
        years_back,
        usual,
        ..Options::default()
    }
}

fn read(made: &GeneratedReport, file: usize) -> OfficeDocument {
    let form = &made.forms[0];
    let Report { reading: read, statements, .. } =
        ingest(&Source::new(&*form.name, form.bytes.clone()), &BOOK).unwrap();
    let own = |document: usize| document == 0;
    OfficeDocument {
        head: read.documents[0].clone(),
        facts: read.facts.into_iter().filter(|fact| own(fact.document)).collect(),
        indicators: read.indicators.into_iter().filter(|row| own(row.document)).collect(),
        blanks: read.blanks.into_iter().filter(|blank| own(blank.document)).collect(),
        claims: read.claims.into_iter().filter(|claim| own(claim.document)).collect(),
        statements: statements.into_iter().filter(|statement| own(statement.document)).collect(),
        file,
    }
}

/// Rules that break between two reports.
fn broken(one: &GeneratedReport, other: &GeneratedReport) -> Vec<Finding> {
    let found = across(vec![read(one, 0), read(other, 1)], &BOOK).into_iter().map(|(.., finding)| finding);
    found.filter(|it| matches!(it.verdict, Verdict::Breaks { .. })).collect()
}

fn errors(one: &GeneratedReport, other: &GeneratedReport) -> Vec<Finding> {
    broken(one, other).into_iter().filter(|finding| finding.severity == Weight::Error).collect()
}

/// A sound pair has no error; of the planted ones each is found, where the other report has a table to compare with.
fn compared(kind: Kind, wrong: &Options, table: &str, other: impl Fn(u64) -> GeneratedReport) {
    let (mut planted, mut found, mut missed) = (0, 0, Vec::new());
    let mut of_rules: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in 1..=offices() {
        let (right, wrong, other) = (report(seed, &asked(kind, 0, 0)), report(seed, wrong), other(seed));
        assert_eq!(errors(&right, &other), [], "seed {seed}");
        let Some(plant) = wrong.truth.plant.as_ref().filter(|_| other.truth.tables.contains(&table)) else {
            continue;
        };
        planted += 1;
        *of_rules.entry(plant.rule).or_default() += 1;
        match broken(&wrong, &other).iter().any(|finding| &*finding.rule == plant.rule) {
            true => found += 1,
            false => missed.push((seed, plant.rule)),
        }
    }
    println!("{kind:?} against {table}: {found} of {planted} planted, {of_rules:?}");
    assert!(planted > 5 && missed.is_empty(), "{found} of {planted}: {missed:?}");
}

fn against_last(kind: Kind, table: &str) {
    let wrong = Options { against_last: true, ..asked(kind, 100, 0) };
    compared(kind, &wrong, table, |seed| report(seed, &asked(kind, 0, 1)));
}

#[test]
fn a_department_against_its_year_before() {
    against_last(Kind::Department, "BT");
}

#[test]
fn final_accounts_against_their_year_before() {
    against_last(Kind::Accounts, "PF01");
}

#[test]
fn an_evaluation_against_its_year_before() {
    against_last(Kind::Evaluation, "AS");
}

#[test]
fn a_department_against_its_final_accounts() {
    let wrong = Options { against_accounts: true, ..asked(Kind::Department, 100, 0) };
    compared(Kind::Department, &wrong, "PF3G", |seed| report(seed, &asked(Kind::Accounts, 0, 0)));
}
