//! Many files: troublemakers among good ones, nights over generated reports of all formats, memory that does not grow with
//! the share. Every run of the tests takes a small number; the full proofs, each one command in a release build:
//!
//! - `HEBIAO_GOOD=10000 cargo test --release --test runner troublemakers -- --nocapture`
//! - `HEBIAO_REPORTS=20000 cargo test --release --test runner generated_nights -- --nocapture`
//! - `HEBIAO_CROWD=10000 cargo test --release --test runner crowd -- --nocapture`

use std::fs;

use samples::corpus::{Format, Options};

use super::tree::{Told, Tree, assert_whole, content, documents, report, statuses};
use crate::faults::asked;

/// What a file can ask a worker to do to itself.
const TROUBLE: [(&str, &str); 7] = [
    ("hang", "E_TIMEOUT"),
    ("spin", "E_TIMEOUT"),
    ("chatter", "E_TIMEOUT"),
    ("abort", "E_CRASH"),
    ("exit", "E_CRASH"),
    ("stack", "E_STACK"),
    ("oom", "E_MEMORY"),
];

#[test]
fn troublemakers_cost_nobody_else_anything() {
    let tree = Tree::new();
    let good = asked("HEBIAO_GOOD", 24);
    for number in 0..good {
        let year = 2020 + number as i32 % 5;
        tree.put(
            &format!("{}/{number}.txt", number / 500),
            report(&format!("第{number}局"), year, number as u32),
        );
    }
    let (calm, _) = tree.ingest_fresh("calm", &["--mock"]);
    let trouble = (good / 50).max(TROUBLE.len());
    for number in 0..trouble {
        let what = TROUBLE[number % TROUBLE.len()].0;
        tree.put(&format!("{}/x{number}.txt", number % 20), format!("<mock><{what}/></mock>"));
    }
    let told = tree.ingest(&["--mock", "--file-time", "4s", "--jobs", "2"]);
    let counted = (told.code, told.count("files", "failed") as usize, told.count("files", "ok") as usize);
    assert_eq!(counted, (3, trouble, good), "{}", told.summary);
    let found = statuses(&tree.dataset());
    for number in 0..trouble {
        let (what, code) = TROUBLE[number % TROUBLE.len()];
        let path = format!("{}/x{number}.txt", number % 20);
        assert_eq!(found[&path], ("failed".to_owned(), Some(code.to_owned())), "{what}");
    }
    let (with, without) = (content(&tree.dataset()), content(&calm));
    for table in ["documents", "tables", "cells", "facts", "claims", "indicators", "findings", "panel"] {
        assert!(with[table] == without[table], "{table}");
    }
    tree.assert_whole();
    println!(
        "{trouble} troublemakers among {good} good files: {} {}",
        told.summary["workers"], told.summary["wall_s"]
    );
}

/// Writes the reports of some seeds, each in one format in turn.
fn write(tree: &Tree, seeds: std::ops::Range<usize>, planted: u8) {
    for seed in seeds {
        let formats = vec![Format::ALL[seed % Format::ALL.len()]];
        let made = samples::corpus::report(seed as u64, &Options { formats, planted, ..Options::default() });
        tree.put(&format!("{}/{seed}.{}", seed / 1000, ending(&made.forms[0].name)), &made.forms[0].bytes);
    }
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn remove(tree: &Tree, seeds: std::ops::Range<usize>) {
    for seed in seeds {
        let format = Format::ALL[seed % Format::ALL.len()];
        let ending = match format {
            Format::Text | Format::Grid => "txt",
            other => other.word(),
        };
        fs::remove_file(tree.path(&format!("{}/{seed}.{ending}", seed / 1000))).unwrap();
    }
}

fn night(tree: &Tree, what: &str, expected: usize) -> Told {
    let told = tree.ingest(&["--fail-on", "none"]);
    assert_eq!(told.code, 0, "{what}: {} {}", told.summary["warnings"], told.stderr);
    assert_whole(&tree.dataset());
    let found = statuses(&tree.dataset()).values().filter(|(status, _)| status != "deleted").count();
    assert_eq!(found, expected, "{what}");
    println!("{what}: {} {} {} s", told.summary["files"], told.summary["documents"], told.summary["wall_s"]);
    told
}

#[test]
fn generated_nights_leave_a_whole_dataset() {
    let tree = Tree::new();
    let all = asked("HEBIAO_REPORTS", 60);
    write(&tree, 0..all, 50);
    night(&tree, "all are new", all);
    write(&tree, 0..all / 10, 0);
    night(&tree, "a tenth is written anew", all);
    let gone = all - all / 12..all;
    remove(&tree, gone.clone());
    night(&tree, "a twelfth is gone", all);
    night(&tree, "and stays away", all - gone.len());
    write(&tree, gone, 50);
    night(&tree, "and comes back", all);
    let untouched = tree.ingest(&[]);
    assert_eq!(untouched.count("gen", "before"), untouched.count("gen", "after"));
    if all <= 1000 {
        let (fresh, _) = tree.ingest_fresh("fresh", &["--fail-on", "none"]);
        assert!(content(&tree.dataset()) == content(&fresh), "kept as made anew");
    }
    assert!(documents(&tree.dataset()) >= all);
}

/// The most memory that a run over so many reports held, in MiB, as the run itself says.
fn peak(count: usize) -> u64 {
    let tree = Tree::new();
    write(&tree, 0..count, 20);
    let told = tree.ingest(&["--fail-on", "none"]);
    assert_eq!(told.code, 0, "{:?}", told.summary["warnings"]);
    let peak = told.count("memory", "max_rss_mb");
    println!("{count} reports: {peak} MiB, {} s, {}", told.summary["wall_s"], told.summary["workers"]);
    peak
}

#[test]
fn memory_does_not_grow_with_the_crowd() {
    let few = asked("HEBIAO_CROWD", 30);
    let (one, ten) = (peak(few), peak(few * 10));
    assert!(ten <= 512, "{ten} MiB");
    assert!(ten * 10 <= one * 13, "{one} MiB for {few} reports, {ten} MiB for ten times as many");
}
