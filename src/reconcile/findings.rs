//! From outcomes to findings: titles in two languages, evidence with places, severities lowered where terms are not
//! sure, and each breach tied to its cause.

use extractors::Locator;

use crate::book::rules::Rule;
use crate::fact::Sureness;
use crate::finding::{Evidence, Finding, Verdict, Weight};
use crate::words::{Language, findings as said};

use super::anchor::{Anchor, Subject};
use super::judge::{Breach, Judge, Outcome};
use super::view::View;
use super::words;

/// No finding quotes more places than this.
const QUOTED: usize = 24;

/// Judges one rule on one instance. Nothing where its condition does not hold.
pub fn judge<'j, 'v>(
    view: &'j View<'v>,
    rule: &'j Rule,
    anchor: Anchor<'v>,
) -> Option<(Judge<'j, 'v>, Outcome)> {
    let mut judge = Judge::new(view, rule, anchor);
    if let Some(when) = &rule.when
        && !judge.is(when)
    {
        return None;
    }
    judge.trace = super::judge::Trace::default();
    let outcome = judge.outcome(&rule.check);
    Some((judge, outcome))
}

/// A judgement in words.
pub fn described((mut judge, outcome): (Judge<'_, '_>, Outcome)) -> Finding {
    let rule = judge.rule;
    let mut hint = None;
    let mut severity = rule.severity;
    if let Outcome::Breaks(breach) = &outcome {
        let trace = judge.trace.clone();
        severity = lowered(&mut judge, rule, breach);
        hint = rule.hints.iter().find(|hint| judge.is(&hint.when));
        judge.trace = trace;
    }
    let titles = [Language::Chinese, Language::English].map(|language| {
        let hint = hint.map(|hint| language.pick(hint.zh.as_str(), hint.en.as_str()));
        title(&judge, &outcome, hint, language)
    });
    finding(&judge, outcome, severity, titles)
}

/// An error needs terms that are sure and printed as figures.
fn lowered(judge: &mut Judge<'_, '_>, rule: &Rule, breach: &Breach) -> Weight {
    let doubtful = judge.trace.unsure || judge.trace.drawn || breach.rounded || unsure_table(judge);
    let mut severity = if doubtful { rule.severity.min(Weight::Warning) } else { rule.severity };
    for (when, to) in &rule.lower {
        if *to < severity && judge.is(when) {
            severity = *to;
        }
    }
    severity
}

fn unsure_table(judge: &Judge<'_, '_>) -> bool {
    let table = judge.anchor.table.and_then(|table| judge.view.statement(table));
    let shifted = |row: usize| {
        let row = &judge.view.reading.indicators[row];
        let statement = judge.view.statement(row.table);
        statement.and_then(|it| it.rows.get(row.row as usize)).is_some_and(|row| row.shifted)
    };
    table.is_some_and(|it| it.sureness != Sureness::High)
        || matches!(judge.anchor.subject, Subject::Row(row) if shifted(row))
}

fn confidence(judge: &Judge<'_, '_>, rule: &Rule) -> Sureness {
    let doubtful = judge.trace.unsure || judge.trace.drawn || unsure_table(judge);
    match (rule.confidence, doubtful) {
        (sure, false) => sure,
        (Sureness::High, true) => Sureness::Medium,
        (_, true) => Sureness::Low,
    }
}

fn title(judge: &Judge<'_, '_>, outcome: &Outcome, hint: Option<&str>, language: Language) -> String {
    let rule = judge.rule;
    let mut title = about(judge, language);
    title.push_str(language.pick(&rule.zh, &rule.en));
    let mut add = |text: &str| {
        title.push_str(language.pick("；", "; "));
        title.push_str(text);
    };
    match outcome {
        Outcome::Holds => {
            add(said::holds(language));
            if !judge.trace.blanks.is_empty() {
                add(&said::blank_as_zero(language, &judge.trace.blanks.join("、")));
            }
        }
        Outcome::Unknown(missing) => add(&said::unknown(language, missing)),
        Outcome::Breaks(breach) => {
            if let (Some(stated), Some(computed)) = (&breach.stated, &breach.computed) {
                add(&said::against(language, stated, computed));
            }
            if let Some(factor) = breach.slip {
                add(&said::slip(language, factor));
            }
            if breach.rounded {
                add(said::rounded(language));
            }
            hint.iter().for_each(|hint| add(hint));
        }
    }
    title
}

/// What the instance is, in front of the sentence.
fn about(judge: &Judge<'_, '_>, language: Language) -> String {
    let anchor = &judge.anchor;
    let view = judge.view;
    let name = match anchor.subject {
        Subject::Fact(_) | Subject::Column(_) | Subject::Label(_) => {
            let concept = anchor.concept.map_or("", |concept| concept.as_str());
            let label = judge.label().unwrap_or("");
            let subject = words::Subject { concept, label, year: anchor.year, basis: anchor.basis };
            words::in_language(view.book, subject, language)
        }
        Subject::Row(row) => {
            let row = &view.reading.indicators[row];
            let name = [&row.l3, &row.l2, &row.l1].into_iter().flatten().next();
            name.map(|name| short(name)).unwrap_or_default()
        }
        Subject::Level(level) => short(&view.reading.weights[level].label),
        Subject::Table(table) => {
            let title = view.statement(table).and_then(|it| it.title.as_ref());
            title.map(|title| short(&title.text)).unwrap_or_default()
        }
        _ => String::new(),
    };
    if name.is_empty() { name } else { format!("{name}{}", language.pick("：", ": ")) }
}

fn short(text: &str) -> String {
    text.chars().filter(|ch| !ch.is_control()).take(40).collect()
}

fn finding(judge: &Judge<'_, '_>, outcome: Outcome, severity: Weight, titles: [String; 2]) -> Finding {
    let [title_zh, title_en] = titles;
    let mut evidence = evidence(judge);
    let (verdict, stated, computed) = match outcome {
        Outcome::Holds => (Verdict::Holds, None, None),
        Outcome::Unknown(missing) => (Verdict::Unknown { missing }, None, None),
        Outcome::Breaks(breach) => {
            if let (Some(sum), Some(computed), Some(first)) =
                (&breach.sum, &breach.computed, evidence.first())
            {
                let at = first.at.clone();
                evidence.push(Evidence { at, text: format!("{sum} = {computed}") });
            }
            let (gap, allowed) = (breach.gap, breach.allowed);
            (Verdict::Breaks { gap, allowed }, breach.stated, breach.computed)
        }
    };
    Finding {
        id: String::new(),
        document: judge.anchor.document,
        rule: judge.rule.id.to_string(),
        verdict,
        severity,
        confidence: confidence(judge, judge.rule),
        title_zh,
        title_en,
        stated,
        computed,
        evidence,
        follows_from: None,
        group: None,
        facts: judge.trace.facts.iter().map(|&at| at as usize).collect(),
    }
}

fn evidence(judge: &Judge<'_, '_>) -> Vec<Evidence> {
    let view = judge.view;
    let facts = judge.trace.facts.iter().map(|&at| view.fact(at));
    let mut all: Vec<Evidence> = facts
        .map(|fact| Evidence { at: fact.place.at.clone(), text: words::evidence(view.book, fact) })
        .collect();
    let here = place(judge);
    let seen = judge.trace.seen.iter().map(|(place, text)| Evidence {
        at: place.map_or_else(|| here.clone(), |place| place.at.clone()),
        text: masked(place.is_none(), text),
    });
    all.extend(seen);
    if all.is_empty() {
        let result =
            || judge.row().and_then(|row| row.actual.as_deref().or(row.l3.as_deref())).map(Into::into);
        let text =
            judge.own_text().or_else(|| judge.label().map(Into::into)).or_else(result).unwrap_or_default();
        all.push(Evidence { at: here, text: crate::chinese::mask::contacts(&excerpt(&text)).into_owned() });
    }
    all.truncate(QUOTED);
    all.dedup();
    all
}

/// Sentences may hold names and telephone numbers; figures do not.
fn masked(sentence: bool, text: &str) -> String {
    if sentence { crate::chinese::mask::contacts(text).into_owned() } else { text.to_owned() }
}

fn excerpt(text: &str) -> String {
    text.trim().chars().take(120).collect()
}

/// Where the instance is.
fn place(judge: &Judge<'_, '_>) -> Locator {
    let view = judge.view;
    let anchor = &judge.anchor;
    let cell = match anchor.subject {
        Subject::Cell(table, cell) => {
            view.tables.get(table).and_then(|table| table.cells().get(cell)).map(|cell| cell.at())
        }
        _ => None,
    };
    let table = || anchor.table.and_then(|table| view.tables.get(table)).map(|table| &table.at);
    let own = anchor.place(view).map(|place| &place.at);
    cell.or_else(|| own.or(anchor.at).or_else(table).cloned()).unwrap_or(Locator::File)
}
