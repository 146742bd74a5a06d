//! What a file means, as text for a terminal: its documents, figures, indicators and findings.

use std::fmt::Write;

use crate::fact::Fact;
use crate::finding::{Finding, Verdict, causes_of};
use crate::report::{DocumentHead, Indicator, Points, Reading};
use crate::words::findings::{self as said, Tally};
use crate::words::{self, Language};

/// The documents of a file, one paragraph each.
pub fn documents(reading: &Reading) -> String {
    let mut out = String::new();
    for (number, head) in reading.documents.iter().enumerate() {
        let _ = writeln!(out, "D{} {}", number + 1, head.title.as_deref().unwrap_or("—"));
        let _ = writeln!(out, "   {}", particulars(head).join(" · "));
    }
    out
}

fn particulars(head: &DocumentHead) -> Vec<String> {
    let region = &head.region;
    let mut parts = vec![head.kind.id().to_owned()];
    parts.extend(head.office.clone());
    parts.extend(
        [&region.province, &region.prefecture, &region.county, &region.code].into_iter().flatten().cloned(),
    );
    parts.extend(head.year.map(|year| year.to_string()));
    parts.extend(head.score.map(|score| format!("{score} 分")));
    parts.extend(head.grade.clone());
    parts
}

/// The figures, one line each: concept, year, basis, value, where.
pub fn facts(reading: &Reading, language: Language) -> String {
    reading.facts.iter().map(|fact| self::fact(fact, language)).collect()
}

fn fact(fact: &Fact, language: Language) -> String {
    let concept = fact.concept.as_ref().map_or("?", |concept| concept.as_str());
    let year = fact.year.map_or_else(|| "—".to_owned(), |year| year.to_string());
    let unit = fact.amount.unit.map_or("", |unit| unit.symbol());
    let scope = fact.scope.id();
    let scope = if scope == "department" { String::new() } else { format!(" {scope}") };
    format!(
        "D{} {concept} {year} {} = {} {unit}{scope}  «{}»  ({}, {})\n",
        fact.document + 1,
        fact.basis.id(),
        fact.amount.value,
        fact.label.replace('\n', "⏎"),
        fact.medium.id(),
        words::place(language, &fact.place.at),
    )
}

/// The scored rows, one line each.
pub fn indicators(reading: &Reading) -> String {
    reading.indicators.iter().map(indicator).collect()
}

fn indicator(indicator: &Indicator) -> String {
    let text = |part: Option<&str>| part.unwrap_or("—").replace('\n', "⏎");
    let points = |points: &Option<Points>| points.as_ref().map_or("—", |points| points.raw.trim()).to_owned();
    format!(
        "D{} T{} {} {} / {} / {} : {} → {}  {} / {}  {}\n",
        indicator.document + 1,
        indicator.table + 1,
        indicator.kind.id(),
        text(indicator.l1.as_deref()),
        text(indicator.l2.as_deref()),
        text(indicator.l3.as_deref()),
        text(indicator.target.as_deref()),
        text(indicator.actual.as_deref()),
        points(&indicator.score),
        points(&indicator.weight),
        text(indicator.note.as_deref()),
    )
}

/// The findings that break, with what they rest on, then a count of all.
pub fn findings(file: &str, findings: &[Finding], facts: &[Fact], language: Language) -> String {
    let mut out = String::new();
    for finding in findings.iter().filter(|finding| finding.breaks()) {
        broken(&mut out, file, (finding, facts), language);
    }
    let tally = Tally::of(causes_of(findings.iter()));
    let count = |wanted: fn(&Verdict) -> bool| findings.iter().filter(|one| wanted(&one.verdict)).count();
    let holds = count(|verdict| *verdict == Verdict::Holds);
    let unknown = count(|verdict| matches!(verdict, Verdict::Unknown { .. }));
    let told = tally.told(language);
    let _ = match language {
        Language::Chinese => writeln!(out, "{told} · 相符 {holds} · 无法核对 {unknown}"),
        Language::English => writeln!(out, "{told} · {holds} agree · {unknown} cannot be checked"),
    };
    out
}

fn broken(out: &mut String, file: &str, (finding, facts): (&Finding, &[Fact]), language: Language) {
    let title = said::title(finding, language);
    let _ = writeln!(out, "{}[{}] {} {title}", finding.severity.id(), finding.rule, finding.id);
    let _ = writeln!(out, "  --> {file}");
    let mut line = |text: &str| {
        let _ = writeln!(out, "   |  {text}");
    };
    for one in said::evidence(finding, facts, language) {
        line(&said::stands(&words::place(language, &one.at), &one.text));
    }
    if let Verdict::Breaks { gap: Some(gap), allowed } = &finding.verdict {
        let allowed = allowed.map(|allowed| allowed.to_string());
        let unit = finding.unit.map(|unit| unit.symbol());
        let stated = finding.stated.as_deref();
        said::gap(language, (&gap.to_string(), stated), allowed.as_deref(), unit)
            .iter()
            .for_each(|gap| line(gap));
    }
    if let Some(group) = &finding.group {
        line(&said::grouped(language, group));
    }
    if let Some(root) = finding.follows_from {
        line(&said::follows(language, &root.to_string()));
    }
    out.push('\n');
}
