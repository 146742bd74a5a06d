//! `hebiao findings DATASET`: what does not add up.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hebiao::dataset::browse;
use hebiao::dataset::rows::View;
use hebiao::dataset::schema::FINDINGS;
use hebiao::dataset::state::DocumentState;
use hebiao::review::csv::{self, Field};
use hebiao::words::{Language, findings as said};
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
const COLUMNS: [&str; 15] = [
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
    "missing",
    "finding_id",
    "follows_from",
    "cause_group",
    "across",
];

/// Broken rules by severity, roots only, and how many only follow from them.
#[derive(Default)]
struct Tally {
    roots: [u64; 3],
    consequences: u64,
}

impl Tally {
    fn count(&mut self, view: &View<'_>, row: usize) {
        if view.text("verdict", row) != Some("breaks") {
            return;
        }
        match view.text("follows_from", row) {
            Some(_) => self.consequences += 1,
            None => self.roots[severity(view, row) as usize] += 1,
        }
    }

    fn told(&self, language: Language) -> String {
        let [infos, warnings, errors] = self.roots;
        let after = self.consequences;
        match language {
            Language::Chinese => {
                format!("错误 {errors} 警告 {warnings} 提示 {infos}（另有 {after} 条由此引起）\n")
            }
            Language::English => {
                format!(
                    "{errors} errors, {warnings} warnings, {infos} remarks; {after} more only follow from them\n"
                )
            }
        }
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
        let mut tally = Tally::default();
        let read = browse::rows(&dataset, (&state, &filter), &FINDINGS, &mut |view, row, document| {
            if let Some(document) = document.filter(|_| self.meets(view, row)) {
                tally.count(view, row);
                self.show(&mut out, (view, row, document), language);
            }
        });
        if let Format::Text = self.format {
            out.push_str(&tally.told(language));
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

    fn show(&self, out: &mut String, (view, row, document): Found<'_>, language: Language) {
        match self.format {
            Format::Text => out.push_str(&text((view, row, document), language)),
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

fn text((view, row, document): Found<'_>, language: Language) -> String {
    let text = |column| view.text(column, row).unwrap_or_default();
    let title = language.pick(text("title_zh"), text("title_en"));
    let mut out = format!(
        "{}[{}] {title}\n  --> {} ▸ {}\n",
        text("severity"),
        text("rule"),
        document.path,
        text("finding_id")
    );
    for one in evidence(view, row).as_array().into_iter().flatten() {
        let of = |zh: &str, en: &str| {
            let own = one[language.pick(zh, en)].as_str().or(one[zh].as_str());
            own.unwrap_or_default().to_owned()
        };
        out.push_str(&format!("   |  {}  {}\n", of("at", "at_en"), of("text", "text_en")));
    }
    if let (Some(stated), Some(computed)) = (view.text("stated", row), view.text("computed", row)) {
        out.push_str(&said::both(language, stated, computed));
    }
    if let (Some(gap), Some(allowed)) = (view.text("gap", row), view.text("allowed", row)) {
        out.push_str(&match language {
            Language::Chinese => format!("   |  差额 {gap}，四舍五入最多解释 {allowed}\n"),
            Language::English => format!("   |  gap {gap}, rounding explains at most {allowed}\n"),
        });
    }
    if let Some(group) = view.text("cause_group", row) {
        out.push_str(&said::grouped(language, group));
    }
    if let Some(root) = view.text("follows_from", row) {
        out.push_str(&format!("   |  {} {root}\n", language.pick("源于", "follows from")));
    }
    out.push('\n');
    out
}
