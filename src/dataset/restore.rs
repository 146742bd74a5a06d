//! Figures, blanks, scored rows, sentences and kinds of tables back from their rows, for rules between documents:
//! everything such a rule asks for stands in the dataset, so that no file has to be read again. Places come back as the
//! words they were written with. A row that this program could not have written is left out.

use extractors::Locator;
use rust_decimal::Decimal;
use serde_json::Value;

use super::rows::{Rows, View};
use crate::chinese::Unit;
use crate::claim::{Claim, ClaimKind, ClaimValue, Said};
use crate::fact::{Amount, Basis, Concept, Fact, Medium, Place, Scope, Sureness};
use crate::report::{
    Absence, Blank, DocumentHead, DocumentKind, Evaluator, Indicator, IndicatorKind, Points, Region,
};
use crate::statement::{Heading, Statement, TableKind};

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
        aliases: view
            .text("aliases", 0)
            .map(|all| all.split('、').map(str::to_owned).collect())
            .unwrap_or_default(),
        region: Region {
            province: text("province"),
            prefecture: text("prefecture"),
            county: text("county"),
            code: text("region_code"),
        },
        year: view.int("year", 0),
        project: text("project"),
        evaluator: match view.text("evaluator", 0) {
            Some("third_party") => Evaluator::ThirdParty,
            _ => Evaluator::default(),
        },
        score: decimal(&view, "score", 0),
        grade: text("grade"),
        ..DocumentHead::default()
    }
}

/// The figures of a document from its rows in `facts`.
pub fn facts(rows: &Rows) -> Vec<Fact> {
    let view = rows.view();
    (0..rows.len()).filter_map(|row| fact(&view, row)).collect()
}

fn fact(view: &View<'_>, row: usize) -> Option<Fact> {
    let text = |column| view.text(column, row).unwrap_or_default();
    let number = |column| view.int(column, row).and_then(|number| u32::try_from(number).ok());
    let table = number("table_no").and_then(|number| (number as usize).checked_sub(1));
    Some(Fact {
        document: 0,
        concept: view.text("concept", row).map(Concept::new),
        label: text("label").into(),
        path: text("header_path").split(" › ").collect(),
        year: view.int("year", row),
        basis: Basis::parse(text("basis"))?,
        amount: Amount {
            value: decimal(view, "value", row)?,
            decimals: view.int("decimals", row),
            unit: unit(text("unit")),
        },
        scope: scope(text("scope")),
        medium: Medium::ALL.into_iter().find(|medium| medium.id() == text("source"))?,
        place: Place {
            table,
            row: number("r").unwrap_or(0),
            col: number("c").unwrap_or(0),
            at: place(text("place")),
        },
        raw: text("raw").to_owned(),
        primary: view.flag("primary", row) == Some(true),
        sureness: sureness(text("confidence")),
    })
}

/// The words with which a place was written.
fn place(words: &str) -> Locator {
    Locator::Part { part: words.into(), row: 0, col: 0 }
}

fn sureness(id: &str) -> Sureness {
    Sureness::ALL.into_iter().find(|sure| sure.id() == id).unwrap_or(Sureness::Low)
}

/// What kind of table each of a document's is, by their numbers in the file, from its rows in `tables`.
pub fn statements(rows: &Rows) -> Vec<Statement> {
    let view = rows.view();
    (0..rows.len()).filter_map(|row| statement(&view, row)).collect()
}

fn statement(view: &View<'_>, row: usize) -> Option<Statement> {
    let heading = |column| {
        let text = view.text(column, row)?.to_owned();
        Some(Heading { text, at: place(view.text("place", row).unwrap_or_default()) })
    };
    Some(Statement {
        table: table_number(view, row)?,
        document: 0,
        kind: view.text("kind", row).and_then(TableKind::parse)?,
        family: view.text("family", row).map(Into::into),
        title: heading("title"),
        attachment: heading("attachment"),
        unit: None,
        sections: Vec::new(),
        rows: Vec::new(),
        continued_from: None,
        carried: [None, None],
        sureness: sureness(view.text("confidence", row).unwrap_or_default()),
    })
}

fn table_number(view: &View<'_>, row: usize) -> Option<usize> {
    (usize::try_from(view.int("table_no", row)?).ok()?).checked_sub(1)
}

/// The blanks of a document from its rows in `tables`.
pub fn blanks(rows: &Rows) -> Vec<Blank> {
    let view = rows.view();
    let of_table = |row: usize| {
        let table = table_number(&view, row);
        let told = view.text("blanks", row).and_then(|told| serde_json::from_str::<Vec<Value>>(told).ok());
        told.unwrap_or_default().into_iter().filter_map(move |told| blank(&told, table))
    };
    (0..rows.len()).flat_map(of_table).collect()
}

fn blank(told: &Value, table: Option<usize>) -> Option<Blank> {
    let text = |name: &str| told.get(name).and_then(Value::as_str);
    let number = |name: &str| told.get(name).and_then(Value::as_u64).and_then(|it| u32::try_from(it).ok());
    let year = told.get("year").and_then(Value::as_i64).and_then(|year| i32::try_from(year).ok());
    Some(Blank {
        document: 0,
        concept: Some(Concept::new(text("concept")?)),
        label: text("label")?.into(),
        year,
        basis: Basis::parse(text("basis")?)?,
        absence: Absence::ALL.into_iter().find(|absence| Some(absence.id()) == text("absence"))?,
        place: Place { table, row: number("r")?, col: number("c")?, at: place(text("place")?) },
    })
}

/// The sentences of a document from its rows in `claims`.
pub fn claims(rows: &Rows) -> Vec<Claim> {
    let view = rows.view();
    (0..rows.len()).filter_map(|row| claim(&view, row)).collect()
}

fn claim(view: &View<'_>, row: usize) -> Option<Claim> {
    let values = view.text("values", row).and_then(|told| serde_json::from_str::<Value>(told).ok());
    Some(Claim {
        document: 0,
        kind: view.text("kind", row).and_then(ClaimKind::parse)?,
        text: view.text("text", row).unwrap_or_default().to_owned(),
        concept: view.text("concept", row).map(Concept::new),
        values: values.as_ref().map(parts).unwrap_or_default(),
        year: view.int("year", row),
        at: place(view.text("place", row).unwrap_or_default()),
    })
}

/// The parts of a sentence; several of one name stand in a list.
fn parts(told: &Value) -> Vec<ClaimValue> {
    let named = |(name, value): (&String, &Value)| {
        let name = ClaimValue::name_of(name)?;
        let all = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        Some(all.into_iter().filter_map(move |value| Some(ClaimValue { name, value: said(&value)? })))
    };
    told.as_object().into_iter().flatten().filter_map(named).flatten().collect()
}

fn said(value: &Value) -> Option<Said> {
    if let Some(text) = value.as_str() {
        return Some(Said::Text(text.to_owned()));
    }
    let number: Decimal = value.get("value")?.as_str()?.parse().ok()?;
    let decimals = i32::try_from(number.scale()).ok();
    let unit = value.get("unit").and_then(Value::as_str).and_then(unit);
    Some(Said::Amount(Amount { value: number, decimals, unit }))
}

/// The scored rows of a document from its rows in `indicators`.
pub fn indicators(rows: &Rows) -> Vec<Indicator> {
    let view = rows.view();
    (0..rows.len()).filter_map(|row| indicator(&view, row)).collect()
}

fn indicator(view: &View<'_>, row: usize) -> Option<Indicator> {
    let text = |column| view.text(column, row).map(str::to_owned);
    let number = |column| view.int(column, row).and_then(|number| u32::try_from(number).ok());
    let (table, nth) = (table_number(view, row)?, number("r")?);
    let at = place(view.text("place", row).unwrap_or_default());
    let own = Place { table: Some(table), row: nth, col: 0, at };
    let points = |column| {
        let value = decimal(view, column, row)?;
        Some(Points { value, decimals: None, raw: value.to_string(), place: own.clone() })
    };
    Some(Indicator {
        kind: IndicatorKind::ALL.into_iter().find(|kind| Some(kind.id()) == view.text("kind", row))?,
        document: 0,
        table,
        row: nth,
        l1: text("l1").map(Into::into),
        l2: text("l2").map(Into::into),
        l3: text("l3").map(Into::into),
        target: text("target"),
        actual: text("actual"),
        weight: points("weight"),
        score: points("score"),
        deduction: points("deduction"),
        rate: None,
        note: text("note"),
        criteria: text("criteria"),
        place: own,
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

#[cfg(test)]
mod tests {
    use extractors::Source;

    use super::*;
    use crate::book::Book;
    use crate::dataset::fill::{self, Stamp};
    use crate::report::Reading;

    const REPORT: &str = "云溪县水务局2024年度部门整体支出绩效自评报告

2024年本单位无政府性基金预算支出。
评价等级分为：90分（含）以上为优，80分（含）至90分为良，60分（含）至80分为中，60分以下为差。

附件1-1
部门整体支出绩效评价基础数据表

\t经费控制情况（万元）
\t2023年决算数
\t2024年预算数
\t2024年决算数

\t三公经费
\t
\t13.00
\t10.60

\t1、公务用车购置和维护经费
\t
\t——
\t10.60

";

    fn reading_and_rows() -> (Reading, fill::DocumentRows) {
        let source = Source::new("报告.txt", REPORT.as_bytes().to_vec());
        let report = crate::ingest(&source, &Book::builtin().unwrap()).unwrap();
        let rows = fill::rows(&report, &Stamp::of_name("报告.txt")).remove(0);
        (report.reading, rows)
    }

    #[test]
    fn what_rules_between_documents_ask_for_comes_back() {
        let (read, rows) = reading_and_rows();
        let all = blanks(&rows.tables);
        let known: Vec<&Blank> = read.blanks.iter().filter(|blank| blank.concept.is_some()).collect();
        assert!(known.len() > 1, "{:?}", read.blanks);
        assert_eq!(all.len(), known.len());
        for (back, blank) in all.iter().zip(known) {
            assert_eq!((&back.concept, back.year, back.basis), (&blank.concept, blank.year, blank.basis));
            assert_eq!((back.absence, back.place.row), (blank.absence, blank.place.row));
        }
        let said = claims(&rows.claims);
        assert_eq!(said.len(), read.claims.len());
        for (back, claim) in said.iter().zip(&read.claims) {
            assert_eq!((back.kind, &back.concept, &back.text), (claim.kind, &claim.concept, &claim.text));
            let mut names: Vec<&str> = claim.values.iter().map(|value| value.name).collect();
            names.sort_unstable();
            let mut found: Vec<&str> = back.values.iter().map(|value| value.name).collect();
            found.sort_unstable();
            assert_eq!(found, names, "{}", claim.text);
        }
        assert!(said.iter().any(|claim| claim.values.len() > 3), "the scale of grades: {said:?}");
        assert_eq!(statements(&rows.tables)[0].kind, TableKind::BaseData);
        assert_eq!(facts(&rows.facts).len(), read.facts.len());
    }
}
