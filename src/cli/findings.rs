//! `hebiao findings DATASET`: what does not add up.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hebiao::dataset::browse;
use hebiao::dataset::rows::View;
use hebiao::dataset::schema::FINDINGS;
use hebiao::dataset::state::DocumentState;
use hebiao::finding::{Weight, causes};
use hebiao::review::csv::{self, Field};
use hebiao::words::Language;
use hebiao::words::findings::{self as said, Tally};
use serde_json::{Value, json};

use super::dataset::{Narrow, failed, open};
use super::{Outcome, print};

#[derive(Args)]
pub struct Findings {
    dataset: PathBuf,
    /// error, warning or info; those above are shown too.
    #[arg(long, value_enum, default_value = "info")]
    severity: Severity,
    /// Only this rule.
    #[arg(long)]
    rule: Option<String>,
    /// Also what holds and what cannot be checked.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    narrow: Narrow,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Severity {
    Info,
    Warning,
    Error,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Csv,
    Json,
}

/// The columns that people get, beside the document's path, office and year.
const COLUMNS: [&str; 16] = [
    "rule",
    "verdict",
    "severity",
    "confidence",
    "title_zh",
    "title_en",
    "stated",
    "computed",
    "gap",
    "allowed",
    "unit",
    "missing",
    "finding_id",
    "follows_from",
    "cause_group",
    "across",
];

/// The causes behind what is shown, counted document by document: the rows of one stand together.
#[derive(Default)]
struct Counted {
    tally: Tally,
    document: String,
    broken: Vec<Row>,
}

/// Its name, its root, its group, how much it matters.
type Row = (String, Option<String>, Option<String>, Weight);

impl Counted {
    fn count(&mut self, view: &View<'_>, row: usize) {
        let text = |column| view.text(column, row);
        if text("verdict") != Some("breaks") {
            return;
        }
        let document = text("doc_id").unwrap_or_default();
        if document != self.document {
            self.close();
            document.clone_into(&mut self.document);
        }
        let owned = |column| text(column).map(str::to_owned);
        let weight = match severity(view, row) {
            Severity::Error => Weight::Error,
            Severity::Warning => Weight::Warning,
            Severity::Info => Weight::Info,
        };
        let id = owned("finding_id").unwrap_or_default();
        self.broken.push((id, owned("follows_from"), owned("cause_group"), weight));
    }

    /// Takes in the document whose rows were seen last.
    fn close(&mut self) {
        let broken = self
            .broken
            .iter()
            .map(|(id, follows, group, weight)| (id.as_str(), follows.as_deref(), group.as_deref(), *weight));
        self.tally.add(Tally::of(causes(&broken.collect::<Vec<_>>())));
        self.broken.clear();
    }
}

fn severity(view: &View<'_>, row: usize) -> Severity {
    match view.text("severity", row) {
        Some("error") => Severity::Error,
        Some("warning") => Severity::Warning,
        _ => Severity::Info,
    }
}

impl Findings {
    pub fn run(&self, language: Language) -> Outcome {
        let (dataset, state) = match open(&self.dataset) {
            Ok(opened) => opened,
            Err(outcome) => return outcome,
        };
        let mut out = String::new();
        if let Format::Csv = self.format {
            out.push_str(csv::MARK);
            let names = ["path", "office", "report_year"].into_iter().chain(COLUMNS).chain(["evidence"]);
            csv::line(&mut out, names.map(|name| Field::Text(name.to_owned())));
        }
        let filter = self.narrow.filter(false);
        let mut counted = Counted::default();
        let read = browse::rows(&dataset, (&state, &filter), &FINDINGS, &mut |view, row, document| {
            if let Some(document) = document.filter(|_| self.meets(view, row)) {
                counted.count(view, row);
                let other = view.text("across", row).and_then(|id| state.documents.get(id));
                let other = other.filter(|other| other.doc_id != document.doc_id);
                self.show(&mut out, (view, row, document), other.map(|other| &*other.path), language);
            }
        });
        if let Format::Text = self.format {
            counted.close();
            out.push_str(&counted.tally.told(language));
            out.push('\n');
        }
        match read {
            Ok(()) => print(&out),
            Err(error) => failed(&error),
        }
    }

    fn meets(&self, view: &View<'_>, row: usize) -> bool {
        let breaks = view.text("verdict", row) == Some("breaks");
        let rule = self.rule.as_deref().is_none_or(|rule| view.text("rule", row) == Some(rule));
        (self.all || breaks) && severity(view, row) >= self.severity && rule
    }

    fn show(
        &self,
        out: &mut String,
        (view, row, document): Found<'_>,
        other: Option<&str>,
        language: Language,
    ) {
        match self.format {
            Format::Text => out.push_str(&text((view, row, document), other, language)),
            Format::Csv => {
                let keys = [
                    Field::Text(document.path.clone()),
                    document.office.clone().map_or(Field::Nothing, Field::Text),
                    Field::Number(document.report_year.to_string()),
                ];
                let own = COLUMNS.into_iter().chain(["evidence"]).map(|column| {
                    view.text(column, row).map_or(Field::Nothing, |text| Field::Text(text.to_owned()))
                });
                csv::line(out, keys.into_iter().chain(own));
            }
            Format::Json => {
                let mut object = json!({
                    "doc_id": document.doc_id, "path": document.path, "office": document.office,
                    "report_year": document.report_year,
                });
                for column in COLUMNS {
                    object[column] = view.text(column, row).into();
                }
                object["evidence"] = evidence(view, row);
                out.push_str(&format!("{object}\n"));
            }
        }
    }
}

type Found<'f> = (&'f View<'f>, usize, &'f DocumentState);

fn evidence(view: &View<'_>, row: usize) -> Value {
    view.text("evidence", row).and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null)
}

fn text((view, row, document): Found<'_>, other: Option<&str>, language: Language) -> String {
    let text = |column| view.text(column, row).unwrap_or_default();
    let title = language.pick(text("title_zh"), text("title_en"));
    let id = text("finding_id");
    let mut out = format!("{}[{}] {id} {title}\n  --> {}\n", text("severity"), text("rule"), document.path);
    let mut line = |text: &str| {
        out.push_str("   |  ");
        out.push_str(text);
        out.push('\n');
    };
    let evidence = evidence(view, row);
    for one in evidence.as_array().into_iter().flatten() {
        let of = |zh: &str, en: &str| {
            let own = one[language.pick(zh, en)].as_str().or(one[zh].as_str());
            own.unwrap_or_default().to_owned()
        };
        line(&said::stands(&of("at", "at_en"), &of("text", "text_en")));
    }
    if let Some(other) = other {
        line(&said::other_file(language, other));
    }
    let some = |column| view.text(column, row);
    if let Some(gap) = some("gap") {
        let gap = said::gap(language, (gap, some("stated")), some("allowed"), some("unit"));
        gap.iter().for_each(|gap| line(gap));
    }
    if let Some(group) = some("cause_group") {
        line(&said::grouped(language, group));
    }
    if let Some(root) = some("follows_from") {
        line(&said::follows(language, root));
    }
    out.push('\n');
    out
}
