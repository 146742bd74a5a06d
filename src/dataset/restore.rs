//! Figures back from their rows, for rules between documents: everything such a rule asks for stands in the dataset, so
//! that no file has to be read again. Places come back as the words they were written with.

use extractors::Locator;
use rust_decimal::Decimal;

use super::rows::{Rows, View};
use crate::chinese::Unit;
use crate::fact::{Amount, Basis, Concept, Fact, Medium, Place, Scope, Sureness};
use crate::report::{DocumentHead, DocumentKind, Indicator, IndicatorKind, Region};

/// The head of a document from its row in `documents`.
pub fn head(rows: &Rows) -> DocumentHead {
    let view = rows.view();
    if rows.is_empty() {
        return DocumentHead::default();
    }
    let text = |column| view.text(column, 0).map(str::to_owned);
    DocumentHead {
        kind: view.text("kind", 0).and_then(DocumentKind::parse).unwrap_or_default(),
        title: text("title"),
        office: text("office"),
        region: Region {
            province: text("province"),
            prefecture: text("prefecture"),
            county: text("county"),
            code: text("region_code"),
        },
        year: view.int("year", 0),
        project: text("project"),
        score: decimal(&view, "score", 0),
        grade: text("grade"),
        ..DocumentHead::default()
    }
}

/// The figures of a document from its rows in `facts`. A row that this program could not have written is left out.
pub fn facts(rows: &Rows) -> Vec<Fact> {
    let view = rows.view();
    (0..rows.len()).filter_map(|row| fact(&view, row)).collect()
}

fn fact(view: &View<'_>, row: usize) -> Option<Fact> {
    let text = |column| view.text(column, row).unwrap_or_default();
    let number = |column| view.int(column, row).and_then(|number| u32::try_from(number).ok());
    let table = number("table_no").and_then(|number| (number as usize).checked_sub(1));
    let at = Locator::Part { part: text("place").into(), row: 0, col: 0 };
    Some(Fact {
        document: 0,
        concept: view.text("concept", row).map(Concept::new),
        label: text("label").to_owned(),
        path: text("header_path").split(" › ").map(str::to_owned).collect(),
        year: view.int("year", row),
        basis: Basis::parse(text("basis"))?,
        amount: Amount {
            value: decimal(view, "value", row)?,
            decimals: view.int("decimals", row),
            unit: unit(text("unit")),
        },
        scope: scope(text("scope")),
        medium: Medium::ALL.into_iter().find(|medium| medium.id() == text("source"))?,
        place: Place { table, row: number("r").unwrap_or(0), col: number("c").unwrap_or(0), at },
        raw: text("raw").to_owned(),
        primary: view.flag("primary", row) == Some(true),
        sureness: Sureness::ALL
            .into_iter()
            .find(|sure| sure.id() == text("confidence"))
            .unwrap_or(Sureness::Low),
    })
}

/// The scored rows of a document from its rows in `indicators`, as far as rules between documents ask for them: their words.
/// Their points stand for nothing there.
pub fn indicators(rows: &Rows) -> Vec<Indicator> {
    let view = rows.view();
    (0..rows.len()).filter_map(|row| indicator(&view, row)).collect()
}

fn indicator(view: &View<'_>, row: usize) -> Option<Indicator> {
    let text = |column| view.text(column, row).map(str::to_owned);
    let number = |column| view.int(column, row).and_then(|number| u32::try_from(number).ok());
    let (table, place) = ((number("table_no")? as usize).checked_sub(1)?, number("r")?);
    let at = Locator::Part { part: view.text("place", row).unwrap_or_default().into(), row: 0, col: 0 };
    Some(Indicator {
        kind: IndicatorKind::ALL.into_iter().find(|kind| Some(kind.id()) == view.text("kind", row))?,
        document: 0,
        table,
        row: place,
        l1: text("l1"),
        l2: text("l2"),
        l3: text("l3"),
        target: text("target"),
        actual: text("actual"),
        weight: None,
        score: None,
        deduction: None,
        rate: None,
        note: text("note"),
        criteria: text("criteria"),
        place: Place { table: Some(table), row: place, col: 0, at },
    })
}

fn decimal(view: &View<'_>, column: &str, row: usize) -> Option<Decimal> {
    const SCALE: u32 = 6;
    let value = Decimal::try_from_i128_with_scale(view.decimal(column, row)?, SCALE).ok()?;
    Some(value.normalize())
}

fn unit(symbol: &str) -> Option<Unit> {
    let plain = [Unit::Ratio, Unit::Percent, Unit::Score, Unit::SquareMetre];
    plain.into_iter().find(|unit| unit.symbol() == symbol).or_else(|| Unit::named(symbol))
}

fn scope(id: &str) -> Scope {
    match id.strip_prefix("project:") {
        Some(name) => Scope::Project(name.into()),
        None if id == "context" => Scope::Context,
        None => Scope::Department,
    }
}
