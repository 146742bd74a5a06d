//! Whole reports written by hand, a few lines each, with what the rules must say of them: each contradiction that
//! `cases/*.txt` plants is found, what agrees is said to hold, and nothing else is an error or a warning — the traps of
//! every rule stand there as reports in which nothing may break. All of them are invented.
//!
//! A case begins with `> ` and what it is. Its blocks are parted by empty lines: a block with `|` is a table (`<` goes on
//! with the cell to the left, `^` with the one above), any other is lines of text. Lines with `=> ` say what is expected:
//! `SE-04 error`, `warning`, `info`, `holds`, `unknown`, and behind `:` words that the finding must say. A report without
//! a title of its own gets one.

mod formulas;
mod wording;

use hebiao::Book;
use hebiao::finding::{Finding, Verdict, Weight};
use hebiao::reconcile::reconcile;
use hebiao::words::{Language, findings as said};

use super::understand::{understand, understand_text};

const CASES: &[(&str, &str)] = &[
    ("base_data", include_str!("cases/base_data.txt")),
    ("self_evaluation", include_str!("cases/self_evaluation.txt")),
    ("across_tables", include_str!("cases/across_tables.txt")),
    ("narrative", include_str!("cases/narrative.txt")),
    ("evaluation", include_str!("cases/evaluation.txt")),
    ("accounts", include_str!("cases/accounts.txt")),
    ("others", include_str!("cases/others.txt")),
];

const TITLE: &str = "云溪县档案局2024年度部门整体支出绩效自评报告";

struct Case {
    name: String,
    blocks: Vec<String>,
    expected: Vec<String>,
}

fn cases(text: &str) -> Vec<Case> {
    text.split("\n> ").skip(1).map(case).collect()
}

fn case(text: &str) -> Case {
    let (name, body) = text.split_once('\n').unwrap_or((text, ""));
    let (expected, lines): (Vec<&str>, Vec<&str>) = body.lines().partition(|line| line.starts_with("=> "));
    let mut blocks: Vec<String> = lines
        .join("\n")
        .split("\n\n")
        .map(|block| block.trim().to_owned())
        .filter(|it| !it.is_empty())
        .collect();
    if !blocks.first().is_some_and(|first| first.contains("20")) || blocks[0].contains('|') {
        blocks.insert(0, TITLE.to_owned());
    }
    let expected = expected.iter().map(|line| line["=> ".len()..].trim().to_owned()).collect();
    Case { name: name.to_owned(), blocks, expected }
}

/// A finding in the words of the expectations.
fn outcome(finding: &Finding) -> &'static str {
    match finding.verdict {
        Verdict::Holds => "holds",
        Verdict::Unknown { .. } => "unknown",
        Verdict::Breaks { .. } => finding.severity.id(),
    }
}

fn meets(finding: &Finding, expected: &str) -> bool {
    let (wanted, words) = expected.split_once(':').unwrap_or((expected, ""));
    let is = format!("{} {}", finding.rule, outcome(finding));
    is == wanted.trim() && said::title(finding, Language::Chinese).contains(words.trim())
}

/// These reports are a few lines each: most lack the tables that a real one brings, which is DC-07.
fn is_alarm(finding: &Finding) -> bool {
    &*finding.rule != "DC-07"
        && matches!(finding.verdict, Verdict::Breaks { .. })
        && finding.severity >= Weight::Warning
}

fn told(finding: &Finding) -> String {
    format!("{} {} {}", finding.rule, outcome(finding), said::title(finding, Language::Chinese))
}

/// What is wrong with the findings of a case.
fn faults(case: &Case, findings: &[Finding]) -> Vec<String> {
    let mut faults = Vec::new();
    for expected in &case.expected {
        if !findings.iter().any(|finding| meets(finding, expected)) {
            let rule = expected.split(' ').next().unwrap_or("");
            let near: Vec<String> = findings.iter().filter(|it| &*it.rule == rule).map(told).collect();
            faults.push(format!("{}: no {expected}; {near:#?}", case.name));
        }
    }
    for alarm in findings.iter().filter(|finding| is_alarm(finding)) {
        if !case.expected.iter().any(|expected| meets(alarm, expected)) {
            faults.push(format!("{}: an alarm: {}", case.name, told(alarm)));
        }
    }
    faults
}

fn judged(case: &Case, book: &Book) -> Vec<Finding> {
    let blocks: Vec<&str> = case.blocks.iter().map(String::as_str).collect();
    let known = understand(&blocks);
    reconcile(&known.reading, &known.statements, &known.document, book)
}

#[test]
fn rules_say_of_each_report_what_a_person_would() {
    let book = Book::builtin().unwrap();
    let mut wrong = Vec::new();
    for (file, text) in CASES {
        for case in cases(text) {
            let findings = judged(&case, &book);
            wrong.extend(faults(&case, &findings).into_iter().map(|fault| format!("[{file}] {fault}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A text export has lost its merged cells: there nothing may become an error that was none before.
#[test]
fn text_exports_raise_no_other_alarm() {
    let mut wrong = Vec::new();
    for (file, text) in CASES {
        for case in cases(text) {
            let blocks: Vec<&str> = case.blocks.iter().map(String::as_str).collect();
            let findings = understand_text(&blocks).findings;
            let errors = findings.iter().filter(|it| is_alarm(it) && it.severity == Weight::Error);
            let unexpected = errors.filter(|it| !case.expected.iter().any(|expected| meets(it, expected)));
            wrong.extend(unexpected.map(|it| format!("[{file}] {}: {}", case.name, told(it))));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
