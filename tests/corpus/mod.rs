//! Reads generated reports of offices that nobody has seen, in every format, and compares with the truth beside them.
//!
//! The targets: every printed cell is there (100 %), facts of tables found ≥ 98 % with ≤ 1 % made up, facts of prose
//! ≥ 85 % with ≤ 10 % made up, fields of indicators ≥ 97 %, blanks stay blank (100 %), planted contradictions found
//! ≥ 99 %, errors that are true ≥ 99 %. Where a number is not there yet, its floor in `FLOORS` is what holds today, so
//! that it cannot get worse. `HEBIAO_CORPUS=2000 cargo test corpus -- --nocapture` is the full proof and prints the board;
//! `HEBIAO_CORPUS_SHOW=20` prints the first misses of every kind.

mod board;
mod compare;
mod formulas;
mod years;

use std::sync::LazyLock;

use extractors::Source;
use hebiao::book::Book;
use hebiao::ingest;
use samples::corpus::{Kind, Options, Truth, report};

use board::Board;

static BOOK: LazyLock<Book> = LazyLock::new(|| Book::builtin().unwrap());

/// Reports that every run reads; the full proof reads 2 000.
const SHARE: u64 = 60;

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

/// What is measured, and what holds: in hundredths of a per cent.
const FLOORS: &[(&str, u32)] = &[
    ("tables", 9_900),
    ("cells", 9_990),
    ("blanks", 10_000),
    ("facts of BT", 9_900),
    ("facts of SE-H", 9_900),
    ("facts of OE", 9_900),
    ("facts of PE", 9_900),
    ("facts of AS", 9_900),
    ("facts of SH", 9_900),
    ("facts of MQ", 9_900),
    ("facts of PF0", 9_900),
    ("facts of SG", 9_900),
    ("facts of PF3G", 9_900),
    ("facts of PFGF", 9_900),
    ("facts of prose", 9_800),
    ("true facts: tables", 9_900),
    ("true facts: prose", 9_900),
    ("indicators", 9_900),
    ("beside: chart", 10_000),
    ("beside: image", 10_000),
    ("beside: box", 10_000),
    ("facts of chart", 9_900),
    ("facts of charts on sheets", 9_900),
    ("facts of image", 9_900),
    ("true facts: drawn", 9_900),
    ("hidden", 10_000),
    ("head: year", 9_900),
    ("head: office", 9_900),
    ("head: region", 9_800),
    ("head: score", 9_900),
    ("head: kind", 9_900),
    ("plants BT", 9_900),
    ("plants EV", 9_900),
    ("plants FA", 9_900),
    ("plants NT", 9_900),
    ("plants SE", 9_900),
    ("plants XT", 9_900),
    ("true errors", 9_900),
];

#[test]
fn generated_reports_are_understood() {
    let shown = from_environment("HEBIAO_CORPUS_SHOW").unwrap_or(0);
    let mut board = Board::new(usize::try_from(shown).unwrap());
    for seed in 1..=from_environment("HEBIAO_CORPUS").unwrap_or(SHARE) {
        let made = report(seed, &Options { beside: true, ..Options::default() });
        for form in &made.forms {
            let source = Source::new(&*form.name, form.bytes.clone());
            let read = ingest(&source, &BOOK).unwrap_or_else(|error| panic!("{}: {error}", form.name));
            compare::report(&mut board, &made.truth, form, &read);
        }
    }
    println!("{board}");
    for (what, floor) in FLOORS {
        for (format, share) in board.shares(what) {
            assert!(share >= *floor, "{what} in {format}: {share} of 10000, at least {floor}\n{board}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    for seed in [3, 17, 40] {
        let (one, other) = (report(seed, &Options::default()), report(seed, &Options::default()));
        assert_eq!(one.truth.json(&[]), other.truth.json(&[]));
        for (one, other) in one.forms.iter().zip(&other.forms) {
            assert!(one.bytes == other.bytes, "{}", one.name);
        }
    }
}

#[test]
fn two_years_of_an_office_agree_on_the_year_they_share() {
    let asked = |years_back| Options {
        kind: Some(Kind::Department),
        formats: Vec::new(),
        planted: 0,
        years_back,
        ..Options::default()
    };
    let mut compared = 0;
    for seed in 1..=20 {
        let (this, last) = (report(seed, &asked(0)).truth, report(seed, &asked(1)).truth);
        assert_eq!(this.office, last.office);
        let spent = |truth: &Truth, year: i32| {
            let facts =
                truth.facts.iter().filter(|fact| fact.basis == "final_account" && fact.table.is_some());
            let facts = facts.filter(|fact| fact.year == year && fact.concept == Some("sangong.total"));
            facts.map(|fact| fact.value.clone()).next()
        };
        if let (Some(told), Some(own)) = (spent(&this, last.year), spent(&last, last.year)) {
            assert_eq!(told, own, "seed {seed}");
            compared += 1;
        }
    }
    assert!(compared > 5);
}
