//! What a file means, as text for a terminal: its documents, figures, indicators and findings.

use std::fmt::Write;

use crate::fact::Fact;
use crate::finding::{Finding, Verdict, Weight};
use crate::report::{DocumentHead, Indicator, Points, Reading};
use crate::words::{self, Language, findings as said};

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
    let text = |part: &Option<String>| part.as_deref().unwrap_or("—").replace('\n', "⏎");
    let points = |points: &Option<Points>| points.as_ref().map_or("—", |points| points.raw.trim()).to_owned();
    format!(
        "D{} T{} {} {} / {} / {} : {} → {}  {} / {}  {}\n",
        indicator.document + 1,
        indicator.table + 1,
        indicator.kind.id(),
        text(&indicator.l1),
        text(&indicator.l2),
        text(&indicator.l3),
        text(&indicator.target),
        text(&indicator.actual),
        points(&indicator.score),
        points(&indicator.weight),
        text(&indicator.note),
    )
}

/// Whether a finding is one that people must look at first: broken, and not only a consequence of another.
fn is_root(finding: &Finding) -> bool {
    matches!(finding.verdict, Verdict::Breaks { .. }) && finding.follows_from.is_none()
}

/// The findings that break, with what they rest on, then a count of all.
pub fn findings(file: &str, findings: &[Finding], facts: &[Fact], language: Language) -> String {
    let mut out = String::new();
    for finding in findings.iter().filter(|finding| matches!(finding.verdict, Verdict::Breaks { .. })) {
        broken(&mut out, file, (finding, facts), language);
    }
    let count = |wanted: &dyn Fn(&Finding) -> bool| findings.iter().filter(|finding| wanted(finding)).count();
    let roots = |weight: Weight| count(&|finding| is_root(finding) && finding.severity == weight);
    let holds = count(&|finding| finding.verdict == Verdict::Holds);
    let unknown = count(&|finding| matches!(finding.verdict, Verdict::Unknown { .. }));
    let (errors, warnings, infos) = (roots(Weight::Error), roots(Weight::Warning), roots(Weight::Info));
    let _ = match language {
        Language::Chinese => {
            writeln!(
                out,
                "错误 {errors} · 警告 {warnings} · 提示 {infos} · 相符 {holds} · 无法核对 {unknown}"
            )
        }
        Language::English => writeln!(
            out,
            "{errors} errors · {warnings} warnings · {infos} remarks · {holds} hold · {unknown} cannot be checked"
        ),
    };
    out
}

fn broken(out: &mut String, file: &str, (finding, facts): (&Finding, &[Fact]), language: Language) {
    let title = said::title(finding, language);
    let follows = finding
        .follows_from
        .as_ref()
        .map(|root| format!("  ({} {root})", language.pick("源于", "follows from")));
    let _ = writeln!(
        out,
        "{}[{}] {} {title}{}",
        finding.severity.id(),
        finding.rule,
        finding.id,
        follows.unwrap_or_default()
    );
    for evidence in said::evidence(finding, facts, language) {
        let _ = writeln!(out, "  --> {file} ▸ {}", words::place(language, &evidence.at));
        let _ = writeln!(out, "   |  {}", evidence.text.replace('\n', "⏎"));
    }
    if let (Some(stated), Some(computed)) = (&finding.stated, &finding.computed) {
        out.push_str(&said::both(language, stated, computed));
    }
    if let Verdict::Breaks { gap: Some(gap), allowed } = &finding.verdict {
        let allowed = allowed.map_or_else(|| "0".to_owned(), |allowed| allowed.to_string());
        let _ = match language {
            Language::Chinese => writeln!(out, "   |  相差 {gap}，四舍五入至多能解释 {allowed}"),
            Language::English => writeln!(out, "   |  gap {gap}, rounding explains at most {allowed}"),
        };
    }
    if let Some(group) = &finding.group {
        out.push_str(&said::grouped(language, group));
    }
    out.push('\n');
}
