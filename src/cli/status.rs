//! `hebiao status DATASET`: what is in it, what could not be read and why, and how the last runs ended.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use hebiao::dataset::commit::{Files, lease};
use hebiao::dataset::state::State;
use hebiao::dataset::{Dataset, DatasetError};
use hebiao::review::columns;
use hebiao::words::Language;
use serde_json::Value;

use super::dataset::{failed, open};
use super::{Outcome, print};

#[derive(Args)]
pub struct Status {
    dataset: PathBuf,
}

/// Runs that are shown.
const RUNS: usize = 5;

impl Status {
    pub fn run(&self, language: Language) -> Outcome {
        let (dataset, state) = match open(&self.dataset) {
            Ok(opened) => opened,
            Err(outcome) => return outcome,
        };
        let mut out = documents(&state, language);
        out.push_str(&unread(&state, language));
        match runs(&dataset) {
            Ok(text) => out.push_str(&text),
            Err(error) => return failed(&error),
        }
        if let Ok(Some(owner)) = lease::holder(&dataset.files) {
            let held = language.pick("正在使用", "in use by");
            out.push_str(&format!("{held} {} {} ({})\n", owner.run, owner.host, owner.pid));
        }
        print(&out)
    }
}

/// Documents by year and county.
fn documents(state: &State, language: Language) -> String {
    let mut counts: BTreeMap<(i32, String), (u64, u64, i64, i64)> = BTreeMap::new();
    for document in state.documents.values() {
        let county = document.county.clone().unwrap_or_else(|| "?".to_owned());
        let count = counts.entry((document.report_year, county)).or_default();
        count.0 += 1;
        count.1 += u64::from(document.preferred == Some(true));
        count.2 += i64::from(document.errors);
        count.3 += i64::from(document.warnings);
    }
    let head = language.pick("文档", "documents");
    let mut out = format!(
        "{head} {} · {} {}\n",
        state.documents.len(),
        language.pick("第", "generation"),
        state.generation
    );
    let rows: Vec<Vec<String>> = counts
        .into_iter()
        .map(|((year, county), (all, preferred, errors, warnings))| {
            let told = match language {
                Language::Chinese => [
                    format!("{all} 份（采用 {preferred}）"),
                    format!("错误 {errors}"),
                    format!("警告 {warnings}"),
                ],
                Language::English => [
                    format!("{all} ({preferred} preferred)"),
                    format!("{errors} errors"),
                    format!("{warnings} warnings"),
                ],
            };
            [year.to_string(), county].into_iter().chain(told).collect()
        })
        .collect();
    out.push_str(&columns(&rows));
    out
}

/// Files by status and code, but for those that are well.
fn unread(state: &State, language: Language) -> String {
    let mut counts: BTreeMap<(&str, &str), (u64, &str)> = BTreeMap::new();
    for file in state.files.values().filter(|file| !matches!(file.status.as_str(), "ok" | "archive")) {
        let code = file.code.as_deref().unwrap_or("-");
        let count = counts.entry((&file.status, code)).or_insert((0, &file.path));
        count.0 += 1;
    }
    let mut out = format!("{} {}\n", language.pick("文件", "files"), state.files.len());
    let rows: Vec<Vec<String>> = counts
        .into_iter()
        .map(|((status, code), (count, example))| {
            let example = example.replace(char::is_control, "?");
            vec![status.to_owned(), code.to_owned(), count.to_string(), example]
        })
        .collect();
    out.push_str(&columns(&rows));
    out
}

/// How the last runs ended.
fn runs(dataset: &Dataset) -> Result<String, DatasetError> {
    let names = match dataset.files.list("store/runs") {
        Err(error) if error.is_missing() => Vec::new(),
        names => names?,
    };
    let mut rows = Vec::new();
    let own = names.iter().rev().filter(|name| name.as_str() != "latest.json");
    for name in own.take(RUNS) {
        let bytes = dataset.files.read(&format!("store/runs/{name}"))?;
        let summary: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let text = |name: &str| summary[name].as_str().unwrap_or("?").to_owned();
        let seen = summary["files"]["seen"].as_u64().unwrap_or(0);
        let told = [format!("{seen} files"), format!("{} s", summary["wall_s"])];
        rows.push([text("started"), text("status")].into_iter().chain(told).collect());
    }
    Ok(columns(&rows))
}
