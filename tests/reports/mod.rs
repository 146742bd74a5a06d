//! Whole reports written by hand, a few lines each, with what the rules must say of them: each contradiction that
//! `cases/*.txt` plants is found, what agrees is said to hold, and nothing else is an error or a warning — the traps of
//! every rule stand there as reports in which nothing may break. All of them are invented.
//!
//! A case begins with `> ` and what it is. Its blocks are parted by empty lines: a block with `|` is a table (`<` goes on
//! with the cell to the left, `^` with the one above), any other is lines of text. Lines with `=> ` say what is expected:
//! `SE-04 error`, `warning`, `info`, `holds`, `unknown`, `silent` (nothing breaks), and behind `:` words that the finding must
//! say. A report without a title of its own gets one. A line `+++` begins another file of the same office: what is found
//! between files counts as well. `HEBIAO_CASE=words` prints all that is said of the cases whose name holds these words.

mod checklist;
mod formulas;
mod ties;
mod wording;

use std::fs;
use std::path::Path;

use hebiao::Book;
use hebiao::finding::{Finding, Verdict, Weight};
use hebiao::reconcile::{OfficeDocument, across, reconcile};
use hebiao::report::DocumentHead;
use hebiao::words::{Language, findings as said};

use super::understand::{Understood, understand, understand_text};

const FILES: &[&str] = &[
    "base_data",
    "self_evaluation",
    "across_tables",
    "narrative",
    "plausibility",
    "documents",
    "evaluation",
    "years",
    "accounts",
    "units",
    "whole_reports",
    "second_look",
];

const TITLE: &str = "云溪县档案局2024年度部门整体支出绩效自评报告";

struct Case {
    name: String,
    /// The blocks of each file.
    files: Vec<Vec<String>>,
    expected: Vec<String>,
}

/// Every case with the name of the file that it stands in.
fn all_cases() -> Vec<(&'static str, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/cases");
    let read = |name: &str| fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap();
    FILES.iter().flat_map(|name| cases(&read(name)).into_iter().map(|case| (*name, case))).collect()
}

fn cases(text: &str) -> Vec<Case> {
    text.split("\n> ").skip(1).map(case).collect()
}

fn case(text: &str) -> Case {
    let (name, body) = text.split_once('\n').unwrap_or((text, ""));
    let (expected, lines): (Vec<&str>, Vec<&str>) = body.lines().partition(|line| line.starts_with("=> "));
    let files = lines.join("\n").split("\n+++\n").map(blocks).collect();
    let expected = expected.iter().map(|line| line["=> ".len()..].trim().to_owned()).collect();
    Case { name: name.trim().to_owned(), files, expected }
}

fn blocks(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> =
        text.split("\n\n").map(|block| block.trim().to_owned()).filter(|it| !it.is_empty()).collect();
    if !blocks.first().is_some_and(|first| first.contains("20")) || blocks[0].contains('|') {
        blocks.insert(0, TITLE.to_owned());
    }
    blocks
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
        if let Some(rule) = expected.strip_suffix(" silent") {
            let broken = findings.iter().filter(|finding| &*finding.rule == rule && finding.breaks());
            faults.extend(broken.map(|finding| format!("{}: not silent: {}", case.name, told(finding))));
        } else if !findings.iter().any(|finding| meets(finding, expected)) {
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

fn borrowed(blocks: &[String]) -> Vec<&str> {
    blocks.iter().map(String::as_str).collect()
}

/// What is found in each file, and between them.
fn judged(case: &Case, book: &Book) -> Vec<Finding> {
    let (mut all, mut office) = (Vec::new(), Vec::new());
    for (file, blocks) in case.files.iter().enumerate() {
        let known = understand(&borrowed(blocks));
        all.extend(reconcile(&known.reading, &known.statements, &known.document, book));
        office.extend(documents(known, file));
    }
    all.extend(across(office, book).into_iter().map(|(.., finding)| finding));
    all
}

fn documents(known: Understood, file: usize) -> Vec<OfficeDocument> {
    let Understood { statements, reading, .. } = known;
    let one = |(number, head): (usize, &DocumentHead)| OfficeDocument {
        head: head.clone(),
        facts: reading.facts.iter().filter(|it| it.document == number).cloned().collect(),
        indicators: reading.indicators.iter().filter(|it| it.document == number).cloned().collect(),
        blanks: reading.blanks.iter().filter(|it| it.document == number).cloned().collect(),
        claims: reading.claims.iter().filter(|it| it.document == number).cloned().collect(),
        statements: statements.iter().filter(|it| it.document == number).cloned().collect(),
        file,
    };
    reading.documents.iter().enumerate().map(one).collect()
}

#[test]
fn rules_say_of_each_report_what_a_person_would() {
    let book = Book::builtin().unwrap();
    let asked = std::env::var("HEBIAO_CASE").ok();
    let mut wrong = Vec::new();
    for (file, case) in all_cases() {
        let findings = judged(&case, &book);
        if asked.as_ref().is_some_and(|asked| case.name.contains(asked)) {
            let told: Vec<String> = findings.iter().map(told).collect();
            println!("{}\n{}\n", case.name, told.join("\n"));
        }
        wrong.extend(faults(&case, &findings).into_iter().map(|fault| format!("[{file}] {fault}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A text export has lost its merged cells: there nothing may become an error that was none before.
#[test]
fn text_exports_raise_no_other_alarm() {
    let mut wrong = Vec::new();
    for (name, case) in all_cases() {
        for blocks in &case.files {
            let findings = understand_text(&borrowed(blocks)).findings;
            let errors = findings.iter().filter(|it| is_alarm(it) && it.severity == Weight::Error);
            let unexpected = errors.filter(|it| !case.expected.iter().any(|expected| meets(it, expected)));
            wrong.extend(unexpected.map(|it| format!("[{name}] {}: {}", case.name, told(it))));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
