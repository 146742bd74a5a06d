//! One cause, every line: which breaches are consequences of another, which share a group, and the names of findings.

use std::collections::BTreeMap;

use crate::book::rules::{Forms, Rules};
use crate::fact::Medium;
use crate::finding::{Finding, FindingId, Title, Verdict};
use crate::report::Reading;

fn breaks(finding: &Finding) -> bool {
    matches!(finding.verdict, Verdict::Breaks { .. })
}

/// A finding that breaks, by its number, with what all entries of its rule's id say.
struct Broken<'r> {
    at: usize,
    rule: &'r Forms,
}

/// Names the findings in their order, then ties them together.
pub fn tie(findings: &mut [Finding], reading: &Reading, rules: &Rules) {
    for (at, finding) in findings.iter_mut().enumerate() {
        finding.id.number = at as u32 + 1;
    }
    let broken = findings.iter().enumerate().filter(|(_, finding)| breaks(finding));
    let broken: Vec<Broken<'_>> =
        broken.filter_map(|(at, finding)| Some(Broken { at, rule: rules.forms(&finding.rule)? })).collect();
    follow(findings, &broken);
    group(findings, &broken);
    chain(findings, &broken);
    swap(findings, reading);
}

/// A breach follows from an earlier one of a rule that its own rule names, when both rest on one figure.
fn follow(findings: &mut [Finding], broken: &[Broken<'_>]) {
    let facts = |at: usize| findings[at].facts.iter().map(move |&fact| (fact, at));
    let mut by_fact: Vec<(usize, usize)> = broken.iter().flat_map(|one| facts(one.at)).collect();
    by_fact.sort_unstable();
    let resting_on = |fact: usize| {
        let from = by_fact.partition_point(|(other, _)| *other < fact);
        by_fact[from..].iter().take_while(move |(other, _)| *other == fact).map(|(_, at)| *at)
    };
    for &Broken { at, rule } in broken.iter().filter(|one| !one.rule.follows.is_empty()) {
        let shared = findings[at].facts.iter().flat_map(|&fact| resting_on(fact));
        let root = shared
            .filter(|&other| other != at && findings[other].document == findings[at].document)
            .find(|&other| {
                rule.follows.iter().any(|id| **id == *findings[other].rule)
                    && findings[other].follows_from.is_none()
            });
        findings[at].follows_from = root.map(|root| findings[root].id);
    }
}

/// Breaches of a grouped rule in one document, where there are several.
fn group(findings: &mut [Finding], broken: &[Broken<'_>]) {
    let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let grouped = || broken.iter().filter(|one| one.rule.group);
    for one in grouped() {
        *counts.entry((one.rule.first, findings[one.at].document)).or_default() += 1;
    }
    for one in grouped() {
        let finding = &mut findings[one.at];
        if counts.get(&(one.rule.first, finding.document)).is_some_and(|&count| count > 1) {
            finding.group = Some(format!("{}/D{}", finding.rule, finding.document + 1));
        }
    }
}

/// Breaches of a rule that are one thing said in several places follow from the first.
fn chain(findings: &mut [Finding], broken: &[Broken<'_>]) {
    let mut first: BTreeMap<(usize, usize), FindingId> = BTreeMap::new();
    for one in broken.iter().filter(|one| one.rule.one_cause) {
        let finding = &mut findings[one.at];
        if finding.follows_from.is_some() {
            continue;
        }
        match first.get(&(one.rule.first, finding.document)) {
            Some(root) => finding.follows_from = Some(*root),
            None => {
                first.insert((one.rule.first, finding.document), finding.id);
            }
        }
    }
}

/// Two breaches that would both vanish if the figures of one side changed places name the swap.
fn swap(findings: &mut [Finding], reading: &Reading) {
    let pairs: Vec<(usize, usize, usize)> = findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| breaks(finding))
        .filter_map(|(at, finding)| match finding.facts[..] {
            [one, other] => sides(reading, one, other).map(|(prose, table)| (at, prose, table)),
            _ => None,
        })
        .collect();
    let value = |fact: usize| reading.yuan(fact);
    for (nth, &(one, prose, table)) in pairs.iter().enumerate().take(200) {
        for &(other, prose2, table2) in pairs.iter().skip(nth + 1).take(200) {
            let alike = findings[one].rule == findings[other].rule
                && findings[one].document == findings[other].document
                && reading.facts[table].basis == reading.facts[table2].basis
                && reading.facts[table].year == reading.facts[table2].year;
            let crossed =
                value(prose).is_some() && value(prose) == value(table2) && value(prose2) == value(table);
            if alike && crossed {
                let labels = [&*reading.facts[table].label, &*reading.facts[table2].label];
                name_swap(&mut findings[one], labels);
                name_swap(&mut findings[other], labels);
            }
        }
    }
}

fn sides(reading: &Reading, one: usize, other: usize) -> Option<(usize, usize)> {
    match (reading.facts.get(one)?.medium, reading.facts.get(other)?.medium) {
        (Medium::Narrative, Medium::Table) => Some((one, other)),
        (Medium::Table, Medium::Narrative) => Some((other, one)),
        _ => None,
    }
}

fn name_swap(finding: &mut Finding, labels: [&str; 2]) {
    if let Title::Parts(parts) = &mut finding.title {
        parts.swapped.push(labels.map(str::to_owned));
    }
}
