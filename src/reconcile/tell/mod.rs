//! From outcomes to findings: what each is about, the places it rests on, severities lowered where terms are not sure.
//! Words are made of them only where somebody reads them: a finding keeps what they are made of.

mod arithmetic;
mod lacks;
pub mod roots;

use std::sync::Arc;

use extractors::Locator;

use crate::book::rules::Rule;
use crate::fact::Sureness;
use crate::finding::{
    Evidence, Finding, FindingId, Parts, Phrase, Proof, Sentence, Subject as About, Title, Verdict, Weight,
};
use crate::words::findings::{phrase, push_name};
use crate::words::{Language, our_word};

use super::instances::Subject;
use super::judge::trace::{Lack, Seen, beginning};
use super::judge::{Breach, Judge, Outcome};
use super::layout::View;

/// A judgement as a finding.
pub fn finding_of<'v>(judge: &mut Judge<'_, 'v>, outcome: Outcome<'v>) -> Finding {
    let rule = judge.rule;
    let confidence = confidence(judge, rule);
    match outcome {
        Outcome::Holds => {
            finding(judge, Verdict::Holds, Breach::default(), (rule.severity, confidence, None))
        }
        Outcome::Unknown(lack) => {
            let verdict = Verdict::Unknown { missing: lack.phrase(judge.view) };
            finding(judge, verdict, Breach::default(), (rule.severity, confidence, None))
        }
        Outcome::Breaks(breach) => {
            let breach = breach.map(|breach| *breach).unwrap_or_default();
            let trace = judge.trace.mark();
            let severity = lowered(judge, rule, &breach);
            let hint = rule.hints.iter().find(|hint| judge.is(&hint.when));
            judge.trace.back_to(trace);
            let verdict = Verdict::Breaks { gap: breach.gap, allowed: breach.allowed };
            finding(judge, verdict, breach, (severity, confidence, hint.map(|hint| hint.says.clone())))
        }
    }
}

/// An error needs terms that are sure and printed as figures.
fn lowered<'v>(judge: &mut Judge<'_, 'v>, rule: &'v Rule, breach: &Breach) -> Weight {
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
    let free = |it: &crate::statement::Statement| judge.rule.any_form && it.family.is_none();
    table.is_some_and(|it| it.sureness != Sureness::High && !free(it))
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

/// What the instance is, in front of the sentence.
fn about(judge: &Judge<'_, '_>) -> About {
    let anchor = &judge.anchor;
    let view = judge.view;
    match anchor.subject {
        Subject::Fact(_) | Subject::Column(_) | Subject::Label(_) => {
            let concept = anchor.concept.map_or("", |concept| concept.as_str());
            let known = view.book.entry(concept).map(|entry| entry.says.clone());
            let label = judge.label().filter(|_| known.is_none()).unwrap_or_default().to_owned();
            About::Figure { known, label, year: anchor.year, basis: anchor.basis }
        }
        Subject::Row(row) => {
            let row = &view.reading.indicators[row];
            named([&row.l3, &row.l2, &row.l1].into_iter().flatten().next().map(|name| &**name))
        }
        Subject::Level(level) => named(Some(&view.reading.weights[level].label)),
        Subject::Code(nth) => named(view.codes().sums.get(nth).map(|sum| &*sum.label)),
        Subject::Table(table) => {
            let title = view.statement(table).and_then(|it| it.title.as_ref());
            named(title.map(|title| title.text.as_str()))
        }
        _ => About::Nothing,
    }
}

fn named(name: Option<&str>) -> About {
    name.map_or(About::Nothing, |name| {
        let mut short = String::with_capacity(name.len().min(120));
        push_name(&mut short, name);
        About::Name(short)
    })
}

fn finding(
    judge: &Judge<'_, '_>,
    verdict: Verdict,
    breach: Breach,
    (severity, confidence, hint): (Weight, Sureness, Option<Arc<Sentence>>),
) -> Finding {
    let view = judge.view;
    let title = Title::Parts(Parts {
        about: about(judge),
        rule: judge.rule.says.clone(),
        blanks: judge.trace.blanks.iter().map(|lack| lack.phrase(view)).collect(),
        slip: breach.slip,
        rounded: breach.rounded,
        limit: breach.limit,
        hint,
        swapped: Vec::new(),
    });
    let broken = matches!(verdict, Verdict::Breaks { .. });
    Finding {
        id: FindingId::default(),
        document: judge.anchor.document,
        rule: judge.rule.id.clone(),
        verdict,
        severity,
        confidence,
        title,
        stated: breach.stated,
        computed: breach.computed,
        proofs: proofs(judge, broken),
        sum: breach.sum,
        unit: breach.unit,
        follows_from: None,
        group: None,
        facts: judge.trace.facts.iter().map(|&at| at as usize).collect(),
    }
}

/// No finding quotes more places than this.
const QUOTED: usize = 60;

fn proofs(judge: &Judge<'_, '_>, broken: bool) -> Vec<Proof> {
    let seen = judge.trace.seen.iter().take(QUOTED);
    let mut all: Vec<Proof> = seen.map(|seen| quoted(judge, (seen, broken))).collect();
    if all.is_empty() && judge.trace.facts.is_empty() {
        let result =
            || judge.row().and_then(|row| row.actual.as_deref().or(row.l3.as_deref())).map(Into::into);
        let text =
            judge.own_text().or_else(|| judge.label().map(Into::into)).or_else(result).unwrap_or_default();
        let at = place(judge);
        all.push(Proof::Sentence(Evidence { at, text: excerpt(&text) }));
    }
    all
}

/// Sentences may hold names and telephone numbers; figures do not.
fn quoted<'v>(judge: &Judge<'_, 'v>, (seen, broken): (&Seen<'v>, bool)) -> Proof {
    let known = seen.place(judge.view).map(|known| known.at.clone());
    match (seen, known) {
        (Seen::Text(_, text), Some(at)) => Proof::Quoted(Evidence { at, text: text.to_string() }),
        (Seen::Text(_, text), None) => Proof::Sentence(Evidence { at: place(judge), text: text.to_string() }),
        (Seen::Points(name, points), at) if broken => {
            let row = judge.row_of(points).unwrap_or_default();
            let told = |language| of_row(row, &[our_word(name, language), points.raw.trim()].join(" "));
            let told = Sentence { zh: told(Language::Chinese), en: told(Language::English) };
            Proof::Said(at.unwrap_or_else(|| place(judge)), Phrase::Told(told))
        }
        (Seen::Lack(Lack::Word(_) | Lack::Label(_) | Lack::Cell(_)), at) if broken => {
            let lack = seen.phrase(judge.view);
            let zh = phrase(&lack, Language::Chinese) + " 未填";
            let en = phrase(&lack, Language::English) + " is not filled in";
            Proof::Said(at.unwrap_or_else(|| place(judge)), Phrase::Told(Sentence { zh, en }))
        }
        (_, at) => Proof::Said(at.unwrap_or_else(|| place(judge)), seen.phrase(judge.view)),
    }
}

impl Seen<'_> {
    pub fn phrase(&self, view: &View<'_>) -> Phrase {
        match self {
            Self::Points(name, points) => Phrase::Points(name, points.raw.trim().to_owned()),
            Self::Text(_, text) => Phrase::Printed(text.to_string()),
            Self::Lack(lack) => lack.phrase(view),
        }
    }
}

fn of_row(row: &str, told: &str) -> String {
    let mut all = String::with_capacity(row.len() + told.len() + 1);
    push_name(&mut all, row);
    if !all.is_empty() {
        all.push(' ');
    }
    all + told
}

fn excerpt(text: &str) -> String {
    beginning(text.trim(), 120).to_owned()
}

/// Where the instance is.
fn place(judge: &Judge<'_, '_>) -> Locator {
    let view = judge.view;
    let anchor = &judge.anchor;
    let cell = match anchor.subject {
        Subject::Cell(at) => {
            let cell = view.cells().get(at);
            view.tables.get(cell.table).map(|table| table.cell(cell.cell).at())
        }
        Subject::Code(nth) => view.codes().sums.get(nth).and_then(|sum| {
            let whole = view.codes().whole(sum);
            view.tables.get(whole.table).and_then(|table| table.cells().get(whole.cell)).map(|cell| cell.at())
        }),
        _ => None,
    };
    let table = || anchor.table.and_then(|table| view.tables.get(table)).map(|table| &table.at);
    let own = anchor.place(view).map(|place| &place.at);
    cell.or_else(|| own.or(anchor.at).or_else(table).cloned()).unwrap_or(Locator::File)
}
