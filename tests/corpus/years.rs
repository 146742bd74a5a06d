//! Two reports of one office, a year apart, against each other: what was planted between them is found, and where nothing
//! was, nothing is.

use extractors::Source;
use hebiao::finding::{Finding, Verdict};
use hebiao::ingest;
use hebiao::reconcile::{OfficeDocument, across};
use hebiao::report::Report;
use samples::corpus::{Format, GeneratedReport, Kind, Options, report};

use super::{BOOK, from_environment};

/// Offices that every run compares; the full proof has a tenth of its reports.
const OFFICES: u64 = 24;

fn asked(planted: u8, years_back: i32) -> Options {
    Options {
        kind: Some(Kind::Department),
        formats: vec![Format::Docx],
        planted,
        years_back,
        against_last: planted > 0,
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

/// Broken rules between this year's report and last year's.
fn broken(this: &GeneratedReport, last: &GeneratedReport) -> Vec<Finding> {
    let found = across(vec![read(this, 0), read(last, 1)], &BOOK).into_iter().map(|(.., finding)| finding);
    found
        .filter(|finding| matches!(finding.verdict, Verdict::Breaks { .. }) && &*finding.rule == "CY-01")
        .collect()
}

#[test]
fn what_contradicts_the_year_before_is_found() {
    let (mut planted, mut found) = (0, 0);
    for seed in 1..=from_environment("HEBIAO_CORPUS").map_or(OFFICES, |count| count / 10) {
        let last = report(seed, &asked(0, 1));
        if !last.truth.tables.contains(&"BT") {
            continue;
        }
        let (this, wrong) = (report(seed, &asked(0, 0)), report(seed, &asked(100, 0)));
        assert_eq!(broken(&this, &last), [], "seed {seed}");
        planted += u32::from(wrong.truth.plant.is_some());
        found += u32::from(!broken(&wrong, &last).is_empty());
    }
    println!("CY-01: {found} of {planted} planted");
    assert!(planted > 5 && found == planted, "{found} of {planted}");
}
