//! What a fiscal expert checks, as a list that the tests hold against the book and the cases: `checklist.txt` names each
//! relation, the outcomes that the cases must show of it, and for each trap the case in which it raises no alarm.

use std::collections::{BTreeMap, BTreeSet};

use hebiao::Book;

use super::{all_cases, cases};

const LIST: &str = include_str!("checklist.txt");

/// Families of relations and how many each has.
const FAMILIES: &[(&str, usize)] = &[
    ("BT", 16),
    ("SE", 25),
    ("XT", 12),
    ("NT", 13),
    ("PL", 17),
    ("DC", 10),
    ("EV", 9),
    ("CY", 9),
    ("FA", 16),
    ("UN", 8),
    ("FM", 3),
];

struct Entry {
    id: String,
    outcomes: Vec<String>,
    /// Names of the cases that show something more, each behind what it shows.
    shown: Vec<(String, String)>,
}

/// An entry is `ID what it says: outcomes`, and below it lines of `- what: case`. What stands behind all rules, and what the
/// cases cannot print, is `general`: its lines show it.
fn entries() -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in LIST.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let (left, right) = line.rsplit_once(": ").unwrap_or_else(|| panic!("no colon in {line}"));
        match left.trim().strip_prefix("- ") {
            Some(what) => {
                let last = entries.last_mut().expect("an entry before");
                last.shown.push((what.to_owned(), right.trim().to_owned()));
            }
            None => entries.push(Entry {
                id: left.split(' ').next().unwrap_or_default().to_owned(),
                outcomes: right.split(' ').map(str::to_owned).collect(),
                shown: Vec::new(),
            }),
        }
    }
    entries
}

/// The outcomes that the cases ask for, by rule.
fn asked_for() -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut asked: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for (_, case) in all_cases() {
        for expected in &case.expected {
            let mut words = expected.split([' ', ':']);
            let rule = words.next().unwrap_or_default().to_owned();
            let outcome = match words.next() {
                Some("error" | "warning" | "info") => "breaks",
                Some("holds") => "holds",
                Some("unknown") => "unknown",
                Some("silent") => "silent",
                other => panic!("{}: {other:?}", case.name),
            };
            asked.entry(rule).or_default().insert(outcome);
        }
    }
    asked
}

#[test]
fn every_relation_stands_in_the_list_and_in_the_book() {
    let entries = entries();
    let listed: BTreeSet<&str> = entries.iter().map(|entry| &*entry.id).collect();
    let book = Book::builtin().unwrap();
    let known: BTreeSet<&str> = book.rules().iter().map(|rule| &*rule.id).collect();
    for (family, count) in FAMILIES {
        for id in (1..=*count).map(|number| format!("{family}-{number:02}")) {
            assert!(listed.contains(&*id), "{id} is not in the list");
            assert!(known.contains(&*id), "{id} is not in the book");
        }
    }
    let beyond: Vec<&&str> = known.difference(&listed).collect();
    assert!(beyond.is_empty(), "not in the list: {beyond:?}");
    for general in ["T0", "T1", "T2", "T3", "T4", "T5", "B0", "P0", "W0"] {
        assert!(listed.contains(general), "{general} is not in the list");
    }
}

#[test]
fn the_cases_show_what_the_list_asks_of_them() {
    let asked = asked_for();
    let mut wrong = Vec::new();
    for entry in entries().iter().filter(|entry| entry.outcomes != ["general"]) {
        let none = BTreeSet::new();
        let shown = asked.get(&entry.id).unwrap_or(&none);
        let missing = entry.outcomes.iter().filter(|outcome| !shown.contains(outcome.as_str()));
        wrong.extend(missing.map(|outcome| format!("{}: no case shows that it {outcome}", entry.id)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_trap_of_the_list_has_its_case() {
    let names: BTreeSet<String> = all_cases().into_iter().map(|(_, case)| case.name).collect();
    let mut wrong = Vec::new();
    for entry in entries() {
        if entry.shown.is_empty() && entry.outcomes == ["general"] {
            wrong.push(format!("{}: nothing shows it", entry.id));
        }
        for (what, case) in entry.shown {
            if !names.contains(&case) && !is_test(&case) {
                wrong.push(format!("{} {what}: no case is called {case}", entry.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `test name`: a test of this name stands in the source of the tests, or of the rules' judge.
fn is_test(name: &str) -> bool {
    const SOURCES: &[&str] = &[
        include_str!("ties.rs"),
        include_str!("formulas.rs"),
        include_str!("../../src/reconcile/examples/mod.rs"),
        include_str!("../corpus/years.rs"),
        include_str!("../evil/runs.rs"),
    ];
    name.strip_prefix("test ")
        .is_some_and(|name| SOURCES.iter().any(|source| source.contains(&format!("fn {name}("))))
}

#[test]
fn no_two_cases_bear_one_name() {
    let mut seen = BTreeSet::new();
    for (file, case) in all_cases() {
        assert!(seen.insert((file, case.name.clone())), "{file}: {}", case.name);
    }
    assert_eq!(cases("\n> a\n\nline 2024\n\n=> BT-01 holds\n").len(), 1);
}
