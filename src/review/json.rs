//! One file as one JSON object: the form that other programs hold on to. This is its only home; the names of its fields
//! are a contract and none of the internal types knows them.
//!
//! Values are decimal strings as printed, in the printed unit; nothing here depends on a language.

use extractors::document::Origin;
use extractors::{Cell, Error, Locator, Notice, Notices, Source, Table};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::claim::Claim;
use crate::fact::Fact;
use crate::finding::{Finding, Verdict};
use crate::report::{DocumentHead, Indicator, Points, Report};
use crate::statement::Statement;
use crate::words::{self, Language, findings as said};

/// A file that was read.
pub fn report(source: &Source, report: &Report) -> String {
    let mut object = head(source, report.document.format);
    let tables: Vec<&Table> = report.document.tables().collect();
    insert(
        &mut object,
        "documents",
        report.reading.documents.iter().enumerate().map(|(n, head)| document(n, head)),
    );
    let shown = tables.iter().enumerate().map(|(n, table)| self::table(n, table, statement_of(report, n)));
    insert(&mut object, "tables", shown);
    insert(&mut object, "facts", report.reading.facts.iter().map(fact));
    insert(&mut object, "indicators", report.reading.indicators.iter().map(indicator));
    insert(&mut object, "claims", report.reading.claims.iter().map(claim));
    insert(&mut object, "findings", report.findings.iter().map(|one| finding(one, &report.reading.facts)));
    insert(&mut object, "notices", notices(&report.notices));
    finish(object)
}

/// A file that could not be read: the same object with empty lists and the error as a notice.
pub fn failure(source: &Source, error: &Error) -> String {
    let mut object = head(source, "unknown");
    for list in ["documents", "tables", "facts", "indicators", "claims", "findings"] {
        insert(&mut object, list, std::iter::empty());
    }
    let notice = error.clone().into_notice();
    insert(&mut object, "notices", std::iter::once(self::notice(&notice)));
    finish(object)
}

fn head(source: &Source, format: &str) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("file".into(), source.name().into());
    object.insert("format".into(), format.into());
    object.insert("sha256".into(), source.sha256().into());
    object
}

fn insert(object: &mut Map<String, Value>, name: &str, list: impl Iterator<Item = Value>) {
    object.insert(name.into(), list.collect());
}

fn finish(object: Map<String, Value>) -> String {
    format!("{}\n", Value::Object(object))
}

fn statement_of(report: &Report, table: usize) -> Option<&Statement> {
    report.statements.iter().find(|statement| statement.table == table)
}

fn document_id(document: usize) -> String {
    format!("D{}", document + 1)
}

fn table_id(table: usize) -> String {
    format!("T{}", table + 1)
}

fn place(at: &Locator) -> String {
    words::place(Language::Chinese, at)
}

fn document(number: usize, head: &DocumentHead) -> Value {
    json!({
        "id": document_id(number),
        "kind": head.kind.id(),
        "title": head.title,
        "office": head.office,
        "aliases": head.aliases,
        "region": {
            "province": head.region.province,
            "prefecture": head.region.prefecture,
            "county": head.region.county,
            "code": head.region.code,
        },
        "year": head.year,
        "evaluator": head.evaluator.id(),
        "score": head.score.map(number_value),
        "grade": head.grade,
    })
}

/// A number of the contract that is a number in JSON too: a score, a weight. The digits stay as they are.
fn number_value(value: Decimal) -> Value {
    let text = value.normalize().to_string();
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

fn table(number: usize, table: &Table, statement: Option<&Statement>) -> Value {
    let source = match table.origin {
        Origin::Body | Origin::Sheet => "table",
        Origin::Chart => "chart",
        Origin::Picture => "image",
    };
    json!({
        "id": table_id(number),
        "document": statement.map(|statement| document_id(statement.document)),
        "kind": statement.map_or("other", |statement| statement.kind.id()),
        "title": statement.and_then(|statement| statement.title.as_ref()).map(|title| &title.text),
        "attachment": statement.and_then(|statement| statement.attachment.as_ref()).map(|heading| &heading.text),
        "unit": statement.and_then(|statement| statement.unit.as_ref()).map(|(unit, _)| unit.symbol()),
        "source": source,
        "at": place(&table.at),
        "rows": table.rows(),
        "cols": table.cols(),
        "header_rows": header_rows(table, statement),
        "cells": table.cells().map(|cell| self::cell(table, cell, statement)).collect::<Value>(),
    })
}

fn header_rows(table: &Table, statement: Option<&Statement>) -> usize {
    statement.map_or(table.header_rows() as usize, Statement::header_rows)
}

fn cell(table: &Table, cell: Cell<'_>, statement: Option<&Statement>) -> Value {
    json!({
        "r": cell.row,
        "c": cell.col,
        "rs": cell.span.0,
        "cs": cell.span.1,
        "text": cell.text,
        "hidden": cell.hidden,
        "header": (cell.row as usize) < header_rows(table, statement),
    })
}

fn fact(fact: &Fact) -> Value {
    json!({
        "concept": fact.concept.as_ref().map(|concept| concept.as_str()),
        "label": *fact.label,
        "year": fact.year,
        "basis": fact.basis.id(),
        "value": fact.amount.value.to_string(),
        "unit": fact.amount.unit.as_ref().map(|unit| unit.symbol()),
        "yuan": fact.amount.yuan().map(|yuan| yuan.to_string()),
        "scope": fact.scope.id(),
        "source": fact.medium.id(),
        "document": document_id(fact.document),
        "primary": fact.primary,
        "table": fact.place.table.map(table_id),
        "r": fact.place.table.map(|_| fact.place.row),
        "c": fact.place.table.map(|_| fact.place.col),
        "raw": fact.raw,
        "at": place(&fact.place.at),
    })
}

fn indicator(indicator: &Indicator) -> Value {
    let points = |points: &Option<Points>| points.as_ref().map(|points| number_value(points.value));
    json!({
        "kind": indicator.kind.id(),
        "document": document_id(indicator.document),
        "table": table_id(indicator.table),
        "l1": indicator.l1.as_deref(),
        "l2": indicator.l2.as_deref(),
        "l3": indicator.l3.as_deref(),
        "target": indicator.target,
        "actual": indicator.actual,
        "weight": points(&indicator.weight),
        "score": points(&indicator.score),
        "deduction": points(&indicator.deduction),
        "note": indicator.note,
        "criteria": indicator.criteria,
        "at": place(&indicator.place.at),
    })
}

fn claim(claim: &Claim) -> Value {
    json!({
        "document": document_id(claim.document),
        "kind": claim.kind.id(),
        "text": claim.text,
        "at": place(&claim.at),
    })
}

fn finding(finding: &Finding, facts: &[Fact]) -> Value {
    let (gap, allowed) = match &finding.verdict {
        Verdict::Breaks { gap, allowed } => {
            (gap.map(|gap| gap.to_string()), allowed.map(|allowed| allowed.to_string()))
        }
        Verdict::Holds | Verdict::Unknown { .. } => (None, None),
    };
    let evidence = said::evidence(finding, facts, Language::Chinese).into_iter();
    let evidence = evidence.map(|evidence| json!({ "at": place(&evidence.at), "text": evidence.text }));
    json!({
        "id": finding.id.to_string(),
        "document": document_id(finding.document),
        "rule": &*finding.rule,
        "verdict": finding.verdict.id(),
        "severity": finding.severity.id(),
        "confidence": finding.confidence.id(),
        "title": said::title(finding, Language::Chinese),
        "stated": finding.stated,
        "computed": finding.computed,
        "gap": gap,
        "allowed": allowed,
        "unit": finding.unit.filter(|_| gap.is_some()).map(|unit| unit.symbol()),
        "follows_from": finding.follows_from.map(|root| root.to_string()),
        "group": finding.group,
        "evidence": evidence.collect::<Value>(),
    })
}

fn notices(notices: &Notices) -> impl Iterator<Item = Value> {
    let more = notices.unlisted().iter().map(|(code, count)| {
        json!({
            "code": code.id,
            "severity": severity(code.severity),
            "message": format!("+{count}"),
            "at": null,
            "hint": null,
        })
    });
    notices.iter().map(notice).chain(more)
}

fn notice(notice: &Notice) -> Value {
    json!({
        "code": notice.code.id,
        "severity": severity(notice.code.severity),
        "message": words::message(Language::Chinese, notice.code, &notice.details),
        "at": notice.at.as_ref().map(place),
        "hint": words::hint(Language::Chinese, notice.code),
    })
}

fn severity(severity: extractors::Severity) -> &'static str {
    match severity {
        extractors::Severity::Info => "info",
        extractors::Severity::Warning => "warning",
        extractors::Severity::Error => "error",
    }
}
