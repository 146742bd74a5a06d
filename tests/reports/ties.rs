//! One cause, every line: lines that have changed places, slips of a unit, consequences and groups — what is counted once,
//! and what people read of it in either language.

use hebiao::Book;
use hebiao::finding::{Finding, Weight, causes_of};
use hebiao::reconcile::reconcile;
use hebiao::review::meaning;
use hebiao::words::{Language, findings as said};

use super::{all_cases, borrowed, judged};
use crate::understand::understand;

/// What is found in the case of this name.
fn findings_of(name: &str) -> Vec<Finding> {
    let (_, case) = all_cases().into_iter().find(|(_, case)| case.name == name).expect("a case of this name");
    judged(&case, &Book::builtin().unwrap())
}

/// What `show` prints of the case of this name, which is one file.
fn page_of(name: &str, language: Language) -> String {
    let (_, case) = all_cases().into_iter().find(|(_, case)| case.name == name).expect("a case of this name");
    let known = understand(&borrowed(&case.files[0]));
    let book = Book::builtin().unwrap();
    let findings = reconcile(&known.reading, &known.statements, &known.document, &book);
    meaning::findings("report.docx", &findings, &known.reading.facts, language)
}

fn broken<'f>(findings: &'f [Finding], rule: &str) -> Vec<&'f Finding> {
    findings.iter().filter(|finding| &*finding.rule == rule && finding.breaks()).collect()
}

fn counted(findings: &[Finding], weight: Weight) -> usize {
    let (counts, _) = causes_of(findings.iter());
    counts[weight as usize] as usize
}

/// The last line of what `show` prints: the counts.
fn summary(findings: &[Finding], language: Language) -> String {
    let page = meaning::findings("report.docx", findings, &[], language);
    page.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn of_two_lines_that_changed_places_each_names_the_other() {
    let findings = findings_of("two lines have changed places");
    let both = broken(&findings, "NT-01");
    assert_eq!(both.len(), 2, "{both:#?}");
    for finding in both {
        for (language, word) in [(Language::Chinese, "互换后相符"), (Language::English, "change places")]
        {
            let title = said::title(finding, language);
            let lines = ["公务接待", "出国经费"];
            assert!(title.contains(word) && lines.iter().all(|line| title.contains(line)), "{title}");
        }
    }
}

#[test]
fn a_slip_of_a_unit_is_named_by_its_factor() {
    let findings = findings_of("ten thousands were printed as yuan");
    let root = broken(&findings, "NT-01");
    assert!(said::title(root[0], Language::Chinese).contains("10000 倍"), "{root:#?}");
    assert_eq!(broken(&findings, "NT-13")[0].follows_from, Some(root[0].id));
    assert_eq!(counted(&findings, Weight::Error), 1, "{findings:#?}");
}

#[test]
fn consequences_name_their_root_and_only_the_root_is_counted() {
    let findings = findings_of("one wrong line of the division is told three times and counted once");
    let root = broken(&findings, "SE-09")[0];
    assert_eq!(root.follows_from, None);
    for rule in ["SE-10", "XT-01"] {
        assert_eq!(broken(&findings, rule)[0].follows_from, Some(root.id), "{rule}");
    }
    assert_eq!(counted(&findings, Weight::Error), 1);
    assert!(summary(&findings, Language::Chinese).starts_with("错误 1 · "));
    assert!(summary(&findings, Language::English).starts_with("1 error · "));
}

#[test]
fn a_group_is_counted_once_and_every_line_of_it_is_told() {
    let findings = findings_of("one addition raised three lines, which are one group");
    let lines = broken(&findings, "PL-02");
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines.iter().all(|line| line.group == lines[0].group && line.group.is_some()));
    assert_eq!(counted(&findings, Weight::Warning), 1 + broken(&findings, "DC-07").len());
    let page = meaning::findings("report.docx", &findings, &[], Language::Chinese);
    assert_eq!(page.matches("[PL-02]").count(), 3, "{page}");
    assert_eq!(page.matches("只计一条").count(), 3, "{page}");
}

#[test]
fn a_gap_has_its_unit_and_a_sum_its_arithmetic() {
    let page = page_of("project lines that do not make up their total", Language::Chinese);
    assert!(page.contains("155 + 50 + 0 = 205万元"), "{page}");
    assert!(page.contains("相差 10万元，允许误差 0.015万元"), "{page}");
    let page = page_of("the rate was typed as a verdict", Language::English);
    assert!(page.contains("27 ÷ 30 × 100% = 90%"), "{page}");
    assert!(page.contains("gap 10 percentage points"), "{page}");
}
