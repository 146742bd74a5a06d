//! Every rule's own examples, judged: one that holds, one that breaks, one that cannot be checked — at least. The small
//! language of the examples is told at the head of the rule files.

mod world;

use super::across::{OfficeDocument, across};
use super::{View, judged};
use crate::book::Book;
use crate::book::rules::Rule;
use crate::finding::{Finding, Verdict};
use crate::report::Reading;
use world::World;

fn judge(book: &Book, rule: &Rule, example: &str) -> Vec<Finding> {
    let world = World::of(rule, example);
    if rule.across {
        return across_documents(book, rule, &world.reading);
    }
    let view = View::new(&world.reading, &world.statements, Some(&world.document), book);
    let mut findings = Vec::new();
    judged(&view, rule, &mut findings);
    findings
}

/// Each document of the example as a file of its own.
fn across_documents(book: &Book, rule: &Rule, reading: &Reading) -> Vec<Finding> {
    let of = |at: usize| OfficeDocument {
        head: reading.documents[at].clone(),
        facts: reading.facts.iter().filter(|fact| fact.document == at).cloned().collect(),
        indicators: reading.indicators.iter().filter(|row| row.document == at).cloned().collect(),
        blanks: reading.blanks.iter().filter(|blank| blank.document == at).cloned().collect(),
        claims: reading.claims.iter().filter(|claim| claim.document == at).cloned().collect(),
        statements: Vec::new(),
        file: at,
    };
    let documents: Vec<OfficeDocument> = (0..reading.documents.len()).map(of).collect();
    across(documents, book)
        .into_iter()
        .map(|(_, _, finding)| finding)
        .filter(|it| it.rule == rule.id)
        .collect()
}

/// What an example says of a rule, over all forms of the rule's id.
fn verdicts(book: &Book, rule: &Rule, example: &str) -> Vec<&'static str> {
    judge(book, rule, example).iter().map(|finding| finding.verdict.id()).collect()
}

#[test]
fn every_rule_judges_its_own_examples() {
    let book = Book::builtin().unwrap_or_else(|error| panic!("{error}"));
    let mut wrong = Vec::new();
    for rule in book.rules().iter() {
        let examples = &rule.examples;
        for (wanted, all) in
            [("holds", &examples.holds), ("breaks", &examples.breaks), ("unknown", &examples.unknown)]
        {
            if all.is_empty() {
                wrong.push(format!("{}: no example that {wanted}", rule.id));
            }
            for example in all {
                let found = verdicts(&book, rule, example);
                let right = match wanted {
                    "breaks" => found.contains(&"breaks"),
                    "holds" => found.contains(&"holds") && !found.contains(&"breaks"),
                    _ => !found.contains(&"holds") && !found.contains(&"breaks"),
                };
                if !right {
                    wrong.push(format!("{} {wanted}: {example} gives {found:?}", rule.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_breach_from_a_doubtful_reading_is_no_error() {
    let book = Book::builtin().unwrap();
    let rule = book.rules().get("BT-02").unwrap();
    let example = "in image; sangong.total=10; sangong.vehicle=1; sangong.abroad=1; sangong.reception=1";
    let findings = judge(&book, rule, example);
    assert!(matches!(findings[0].verdict, Verdict::Breaks { .. }));
    assert_eq!((findings[0].severity.id(), findings[0].confidence.id()), ("warning", "medium"));
}

#[test]
fn a_dropped_zero_is_named_as_rounding() {
    let book = Book::builtin().unwrap();
    let rule = book.rules().get("BT-02").unwrap();
    let example = "sangong.total=10.32; sangong.vehicle=5; sangong.abroad=5; sangong.reception=0.6";
    let findings = judge(&book, rule, example);
    assert_eq!(findings[0].severity.id(), "warning");
    assert!(zh(&findings[0]).contains("四舍五入"), "{}", zh(&findings[0]));
}

#[test]
fn of_alternatives_the_one_that_rounding_explains_is_told() {
    let book = Book::builtin().unwrap();
    let rule = book.rules().get("XT-04").unwrap();
    let example = "table overall_self_eval_table; fund.total@executed=1755.56; fund.by_income.general@unstated=1725.3; \
                   in prose; basic.total@executed=1325.3; project.total@executed=430.3";
    let findings = judge(&book, rule, example);
    assert_eq!(findings[0].severity.id(), "warning", "{}", zh(&findings[0]));
}

#[test]
fn two_different_figures_for_one_term_block_a_sum() {
    let book = Book::builtin().unwrap();
    let rule = book.rules().get("BT-02").unwrap();
    let example =
        "sangong.total=10; sangong.vehicle=5; sangong.abroad=5; sangong.reception=1; sangong.reception=4";
    assert_eq!(verdicts(&book, rule, example), ["unknown"]);
}

fn zh(finding: &Finding) -> String {
    crate::words::findings::title(finding, crate::words::Language::Chinese).into_owned()
}

/// Everything that is found in an invented file.
fn everything(book: &Book, items: &str) -> Vec<Finding> {
    let world = World::of(book.rules().get("BT-02").unwrap(), items);
    super::reconcile(&world.reading, &world.statements, &world.document, book)
}

#[test]
fn swapped_lines_name_the_swap() {
    let book = Book::builtin().unwrap();
    let found = everything(
        &book,
        "sangong.abroad=0; sangong.reception=6.35; in prose; sangong.abroad=6.35; sangong.reception=0",
    );
    let swapped: Vec<&Finding> = found.iter().filter(|it| zh(it).contains("互换")).collect();
    assert_eq!(swapped.iter().map(|it| &*it.rule).collect::<Vec<_>>(), ["NT-01", "NT-01"]);
}

#[test]
fn a_consequence_follows_from_its_root() {
    let book = Book::builtin().unwrap();
    let found = everything(
        &book,
        "table overall_self_eval_table; fund.total@executed=150; fund.by_income.general@unstated=150; \
         fund.by_expense.basic@unstated=100; fund.by_expense.project@unstated=30",
    );
    let of = |id: &str| {
        found.iter().find(|it| &*it.rule == id && matches!(it.verdict, Verdict::Breaks { .. })).unwrap()
    };
    assert_eq!(of("SE-10").follows_from, Some(of("SE-09").id));
    assert_eq!(of("SE-09").follows_from, None);
    let ids: Vec<String> = found.iter().map(|it| it.id.to_string()).collect();
    let expected: Vec<String> = (1..=found.len()).map(|at| format!("X{at}")).collect();
    assert_eq!(ids, expected);
}

#[test]
fn a_slip_of_units_is_named() {
    let book = Book::builtin().unwrap();
    let found = everything(&book, "public.total=271.35; in prose; public.total@executed=271.35元");
    let slip = found.iter().find(|it| &*it.rule == "NT-01").unwrap();
    assert!(zh(slip).contains("10000 倍"), "{}", zh(slip));
}
