//! From a report to rows: each document's share of each table.

use std::borrow::Cow;

use extractors::document::{Confidence, Origin};
use extractors::{Cell, Locator, Severity, Stored, Table};
use serde_json::{Map, Value, json};

use super::findings::push_finding;
use super::rows::Rows;
use super::schema::{CELLS, CLAIMS, DOCUMENTS, FACTS, FINDINGS, INDICATORS, TABLES_TABLE};
use crate::chinese::mask;
use crate::chinese::reading::{self, Bound};
use crate::claim::{Claim, Said};
use crate::fact::{Concept, Fact};
use crate::finding::{Weight, causes_of};
use crate::report::{DocumentHead, Indicator, Points, ReadAs, Report};
use crate::statement::Statement;
use crate::words::{self, Language};

/// What the rows of a file say beside its content.
pub struct Stamp<'s> {
    pub file_id: &'s str,
    pub root: &'s str,
    pub path: &'s str,
    pub content_hash: &'s str,
    pub bytes: u64,
    pub modified: Option<&'s str>,
    pub doc_rev: i32,
    pub parser_version: &'s str,
    pub book_version: &'s str,
    /// The usual wording of a concept.
    pub wording: &'s dyn Fn(&Concept) -> Option<&'s str>,
    /// Whether names and telephone numbers of contacts are kept.
    pub keep_contacts: bool,
}

impl<'s> Stamp<'s> {
    /// That of a file of which nothing is known but its name, for rows that no dataset will hold.
    pub fn of_name(path: &'s str) -> Self {
        Self {
            file_id: path,
            root: "",
            path,
            content_hash: "",
            bytes: 0,
            modified: None,
            doc_rev: 1,
            parser_version: "",
            book_version: "",
            wording: &|_| None,
            keep_contacts: false,
        }
    }
}

/// One document's rows, with what decides where they stand.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentRows {
    pub doc_id: String,
    /// 0 where unknown.
    pub report_year: i32,
    pub documents: Rows,
    pub tables: Rows,
    pub cells: Rows,
    pub facts: Rows,
    pub claims: Rows,
    pub indicators: Rows,
    pub findings: Rows,
}

impl DocumentRows {
    /// Room for rows, none in it yet.
    pub fn room() -> Self {
        Self {
            doc_id: String::new(),
            report_year: 0,
            documents: Rows::new(&DOCUMENTS),
            tables: Rows::new(&TABLES_TABLE),
            cells: Rows::new(&CELLS),
            facts: Rows::new(&FACTS),
            claims: Rows::new(&CLAIMS),
            indicators: Rows::new(&INDICATORS),
            findings: Rows::new(&FINDINGS),
        }
    }

    fn clear(&mut self) {
        let Self { documents, tables, cells, facts, claims, indicators, findings, .. } = self;
        [documents, tables, cells, facts, claims, indicators, findings].into_iter().for_each(Rows::clear);
    }

    /// The rows in the order of [`super::schema::DOCUMENT_TABLES`].
    pub fn by_table(&self) -> [&Rows; 7] {
        [
            &self.cells,
            &self.tables,
            &self.facts,
            &self.claims,
            &self.indicators,
            &self.findings,
            &self.documents,
        ]
    }
}

/// The document's own name in the dataset.
pub fn doc_id(file_id: &str, ordinal: usize) -> String {
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(format!("{file_id}#{ordinal}").as_bytes()))
}

/// The file's own name: the root's name and the very bytes of the path below it.
pub fn file_id(root: &str, raw_path: &[u8]) -> String {
    let mut bytes = root.as_bytes().to_vec();
    bytes.push(0);
    bytes.extend_from_slice(raw_path);
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(&bytes))
}

/// The rows of a file.
pub fn rows(report: &Report, stamp: &Stamp<'_>) -> Vec<DocumentRows> {
    let mut all = Vec::new();
    each(report, stamp, &mut DocumentRows::room(), &mut |rows| all.push(rows.clone()));
    all
}

/// The same, document by document, in room that was used before. A file in which no document was recognised is one
/// document of its own.
pub fn each(
    report: &Report,
    stamp: &Stamp<'_>,
    room: &mut DocumentRows,
    take: &mut dyn FnMut(&DocumentRows),
) {
    let alone = [DocumentHead::default()];
    let heads = if report.reading.documents.is_empty() { &alone[..] } else { &report.reading.documents };
    for (number, head) in heads.iter().enumerate() {
        Filler { report, stamp, number, head }.fill(room);
        take(room);
    }
}

struct Filler<'f, 's> {
    report: &'f Report,
    stamp: &'f Stamp<'s>,
    number: usize,
    head: &'f DocumentHead,
}

/// Writes a place.
fn place(at: &Locator) -> impl FnOnce(&mut String) {
    move |out| words::write_place(out, Language::Chinese, at)
}

impl Filler<'_, '_> {
    fn fill(&self, room: &mut DocumentRows) {
        room.clear();
        room.doc_id = doc_id(self.stamp.file_id, self.number + 1);
        room.report_year = self.head.year.unwrap_or(0);
        let id = room.doc_id.as_str();
        self.document(&mut room.documents, id);
        self.tables(&mut room.tables, id);
        self.cells(&mut room.cells, id);
        self.facts(&mut room.facts, id);
        self.claims(&mut room.claims, id);
        self.indicators(&mut room.indicators, id);
        self.findings(&mut room.findings, id);
    }

    /// Hides contact data in a text of which the report's own masking knows nothing.
    fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.stamp.keep_contacts { text.into() } else { mask::contacts(text) }
    }

    fn owns(&self, document: usize) -> bool {
        document == self.number
    }

    /// The tables of this document with their numbers in the file. A table that nothing claims is the first one's.
    fn own_tables(&self) -> impl Iterator<Item = (usize, &Table, Option<&Statement>)> {
        self.report.document.tables().enumerate().filter_map(|(number, table)| {
            let statement = self.report.statements.iter().find(|statement| statement.table == number);
            self.owns(statement.map_or(0, |statement| statement.document))
                .then_some((number, table, statement))
        })
    }

    fn document(&self, rows: &mut Rows, doc_id: &str) {
        let (head, stamp, reading) = (self.head, self.stamp, &self.report.reading);
        let own = self.report.findings.iter().filter(|finding| self.owns(finding.document));
        let (broken, _) = causes_of(own);
        let broken = |weight: Weight| broken[weight as usize] as usize;
        let notices = &self.report.notices;
        let lost = notices.iter().any(|notice| notice.code.severity == Severity::Error);
        let more: usize = notices.unlisted().iter().map(|(_, count)| count).sum();
        rows.row()
            .text("doc_id", doc_id)
            .int("doc_rev", stamp.doc_rev)
            .text("file_id", stamp.file_id)
            .count("ordinal", self.number + 1)
            .text("path", stamp.path)
            .text("root", stamp.root)
            .text("content_hash", stamp.content_hash)
            .long("bytes", i64::try_from(stamp.bytes).ok())
            .text("modified", stamp.modified)
            .text("format", self.report.document.format)
            .text("kind", head.kind.id())
            .text("title", head.title.as_deref())
            .text("office", head.office.as_deref())
            .text("office_key", head.office.as_deref().map(crate::chinese::fold::key).as_deref())
            .text("aliases", joined(&head.aliases).as_deref())
            .text("province", head.region.province.as_deref())
            .text("prefecture", head.region.prefecture.as_deref())
            .text("county", head.region.county.as_deref())
            .text("region_code", head.region.code.as_deref())
            .int("year", head.year)
            .text("project", head.project.as_deref())
            .text("evaluator", head.evaluator.id())
            .decimal("score", head.score)
            .text("grade", head.grade.as_deref())
            .count("tables", self.own_tables().count())
            .count("facts", reading.facts.iter().filter(|fact| self.owns(fact.document)).count())
            .count("indicators", reading.indicators.iter().filter(|row| self.owns(row.document)).count())
            .count("errors", broken(Weight::Error))
            .count("warnings", broken(Weight::Warning))
            .count("infos", broken(Weight::Info))
            .count("notices", notices.iter().count() + more)
            .text("state", if lost { "partial" } else { "ok" })
            .text("parser_version", stamp.parser_version)
            .text("book_version", stamp.book_version)
            .flag("preferred", None)
            .text("same_report_as", None)
            .end();
    }

    fn tables(&self, rows: &mut Rows, doc_id: &str) {
        for (number, table, statement) in self.own_tables() {
            let unit = statement.and_then(|statement| statement.unit);
            rows.row()
                .text("doc_id", doc_id)
                .int("doc_rev", self.stamp.doc_rev)
                .count("table_no", number + 1)
                .text("kind", statement.map_or("other", |statement| statement.kind.id()))
                .text("family", statement.and_then(|statement| statement.family.as_deref()))
                .text(
                    "title",
                    statement.and_then(|statement| statement.title.as_ref()).map(|title| title.text.as_str()),
                )
                .text(
                    "attachment",
                    statement.and_then(|statement| statement.attachment.as_ref()).map(|h| h.text.as_str()),
                )
                .text("unit", unit.map(|(unit, _)| unit.symbol()))
                .text("unit_source", unit.map(|(_, source)| source.id()))
                .text("origin", origin(table.origin))
                .text("name", table.name.as_deref())
                .said("place", place(&table.at))
                .count("rows", table.rows() as usize)
                .count("cols", table.cols() as usize)
                .count("header_rows", header_rows(table, statement))
                .text("confidence", confidence(table.confidence))
                .text("blanks", self.blanks(number).as_deref())
                .end();
        }
    }

    /// Blanks of a table whose concept is known.
    fn blanks(&self, table: usize) -> Option<String> {
        let own = self.report.reading.blanks.iter().filter(|blank| blank.place.table == Some(table));
        let told = own.filter_map(|blank| {
            Some(json!({
                "concept": blank.concept.as_ref()?.as_str(),
                "label": *blank.label,
                "year": blank.year,
                "basis": blank.basis.id(),
                "absence": blank.absence.id(),
                "r": blank.place.row,
                "c": blank.place.col,
                "place": words::place(Language::Chinese, &blank.place.at),
            }))
        });
        let told: Vec<Value> = told.collect();
        (!told.is_empty()).then(|| Value::Array(told).to_string())
    }

    fn cells(&self, rows: &mut Rows, doc_id: &str) {
        for (number, table, statement) in self.own_tables() {
            let read_as = self.report.reading.read_as.get(number);
            let headers = header_rows(table, statement);
            let mut before: Option<Cell<'_>> = None;
            for (index, cell) in table.cells().enumerate() {
                let read_as = read_as.and_then(|list| list.get(index)).copied().unwrap_or_default();
                let label = before.filter(|_| cell.kept.is_some());
                let beside = label.is_some_and(|label| self.hides_beside(label, cell));
                let header = (cell.row as usize) < headers;
                self.cell(rows, doc_id, (number, cell), (header, read_as, beside));
                before = Some(cell);
            }
        }
    }

    /// Whether a cell stands behind a label of contact data.
    fn hides_beside(&self, label: Cell<'_>, cell: Cell<'_>) -> bool {
        !self.stamp.keep_contacts && label.row == cell.row && mask::is_contact_label(label.text)
    }

    fn cell(
        &self,
        rows: &mut Rows,
        doc_id: &str,
        (table, cell): (usize, Cell<'_>),
        (header, read_as, beside): (bool, ReadAs, bool),
    ) {
        let kept = cell.kept;
        let clean = |text| match self.clean(text) {
            text if beside => mask::beside_label(&text).into_owned().into(),
            text => text,
        };
        rows.row()
            .text("doc_id", doc_id)
            .int("doc_rev", self.stamp.doc_rev)
            .count("table_no", table + 1)
            .count("r", cell.row as usize)
            .count("c", cell.col as usize)
            .count("rs", cell.span.0 as usize)
            .count("cs", cell.span.1 as usize)
            .text("text", cell.text)
            .text("stored", stored(cell.stored()).map(clean).as_deref())
            .text("number_format", kept.and_then(|kept| kept.format.as_deref()))
            .text("formula", kept.and_then(|kept| kept.formula.as_deref()).map(clean).as_deref())
            .flag("header", header)
            .flag("hidden", cell.hidden)
            .text("read_as", read_as.id())
            .said("place", place(&cell.at()))
            .end();
    }

    fn facts(&self, rows: &mut Rows, doc_id: &str) {
        let own = self.report.reading.facts.iter().filter(|fact| self.owns(fact.document));
        for (number, fact) in own.enumerate() {
            self.fact(rows, doc_id, number, fact);
        }
    }

    fn fact(&self, rows: &mut Rows, doc_id: &str, number: usize, fact: &Fact) {
        let amount = &fact.amount;
        let in_table = |position: u32| fact.place.table.and_then(|_| i32::try_from(position).ok());
        rows.row()
            .text("doc_id", doc_id)
            .int("doc_rev", self.stamp.doc_rev)
            .count("fact_no", number + 1)
            .text("concept", fact.concept.as_ref().map(Concept::as_str))
            .text("concept_zh", fact.concept.as_ref().and_then(self.stamp.wording))
            .text("label", &*fact.label)
            .said("header_path", |out| joined_by(out, fact.path.iter(), " › "))
            .int("year", fact.year)
            .text("basis", fact.basis.id().as_ref())
            .decimal("value", amount.value)
            .text("unit", amount.unit.map(|unit| unit.symbol()))
            .decimal("yuan", amount.yuan())
            .int("decimals", amount.decimals)
            .text("scope", fact.scope.id().as_ref())
            .text("source", fact.medium.id())
            .flag("primary", fact.primary)
            .text("confidence", fact.sureness.id())
            .int("table_no", fact.place.table.and_then(|table| i32::try_from(table + 1).ok()))
            .int("r", in_table(fact.place.row))
            .int("c", in_table(fact.place.col))
            .said("place", place(&fact.place.at))
            .text("raw", fact.raw.as_str())
            .end();
    }

    fn claims(&self, rows: &mut Rows, doc_id: &str) {
        for claim in self.report.reading.claims.iter().filter(|claim| self.owns(claim.document)) {
            rows.row()
                .text("doc_id", doc_id)
                .int("doc_rev", self.stamp.doc_rev)
                .text("kind", claim.kind.id())
                .text("concept", claim.concept.as_ref().map(Concept::as_str))
                .int("year", claim.year)
                .text("values", said(claim).as_deref().map(|text| self.clean(text)).as_deref())
                .text("text", claim.text.as_str())
                .said("place", place(&claim.at))
                .end();
        }
    }

    fn indicators(&self, rows: &mut Rows, doc_id: &str) {
        for indicator in self.report.reading.indicators.iter().filter(|row| self.owns(row.document)) {
            self.indicator(rows, doc_id, indicator);
        }
    }

    fn indicator(&self, rows: &mut Rows, doc_id: &str, indicator: &Indicator) {
        let points = |points: &Option<Points>| points.as_ref().map(|points| points.value);
        let (target, actual) = (aim(indicator.target.as_deref()), aim(indicator.actual.as_deref()));
        rows.row()
            .text("doc_id", doc_id)
            .int("doc_rev", self.stamp.doc_rev)
            .count("table_no", indicator.table + 1)
            .count("r", indicator.row as usize)
            .text("kind", indicator.kind.id())
            .text("l1", indicator.l1.as_deref())
            .text("l2", indicator.l2.as_deref())
            .text("l3", indicator.l3.as_deref())
            .text("target", indicator.target.as_deref())
            .text("target_op", target.op)
            .decimal("target_value", target.value)
            .text("target_unit", target.unit)
            .text("actual", indicator.actual.as_deref())
            .text("actual_op", actual.op)
            .decimal("actual_value", actual.value)
            .text("actual_unit", actual.unit)
            .decimal("weight", points(&indicator.weight))
            .decimal("score", points(&indicator.score))
            .decimal("deduction", points(&indicator.deduction))
            .text("note", indicator.note.as_deref())
            .text("criteria", indicator.criteria.as_deref())
            .said("place", place(&indicator.place.at))
            .end();
    }

    fn findings(&self, rows: &mut Rows, doc_id: &str) {
        for finding in self.report.findings.iter().filter(|finding| self.owns(finding.document)) {
            push_finding(rows, (doc_id, self.stamp.doc_rev), (finding, &self.report.reading.facts), None);
        }
    }
}

/// A target or a result, as far as it is a number.
#[derive(Default)]
struct Aim {
    op: Option<&'static str>,
    value: Option<rust_decimal::Decimal>,
    unit: Option<&'static str>,
}

fn aim(text: Option<&str>) -> Aim {
    let Some(text) = text else { return Aim::default() };
    let reading = reading::read(text);
    let Some(number) = reading.value else { return Aim::default() };
    let op = match reading.bound {
        Some(bound) => bound.symbol(),
        None if reading.approx => "~",
        None => Bound::Equal.symbol(),
    };
    Aim { op: Some(op), value: Some(number.value), unit: reading.unit.map(|unit| unit.symbol()) }
}

fn joined_by<'t>(out: &mut String, texts: impl Iterator<Item = &'t str>, between: &str) {
    for (number, text) in texts.enumerate() {
        out.push_str(if number > 0 { between } else { "" });
        out.push_str(text);
    }
}

fn joined(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join("、"))
}

fn said(claim: &Claim) -> Option<String> {
    let mut values = Map::new();
    for part in &claim.values {
        let value = match &part.value {
            Said::Text(text) => Value::String(text.clone()),
            Said::Amount(amount) => {
                json!({ "value": amount.value.to_string(), "unit": amount.unit.map(|unit| unit.symbol()) })
            }
        };
        match values.get_mut(part.name) {
            None => drop(values.insert(part.name.to_owned(), value)),
            Some(Value::Array(several)) => several.push(value),
            Some(one) => *one = Value::Array(vec![one.take(), value]),
        }
    }
    (!values.is_empty()).then(|| Value::Object(values).to_string())
}

fn stored(stored: &Stored) -> Option<&str> {
    match stored {
        Stored::Nothing | Stored::Text => None,
        Stored::Number(text) | Stored::Date(text) | Stored::Fault(text) => Some(text),
        Stored::Flag(true) => Some("TRUE"),
        Stored::Flag(false) => Some("FALSE"),
    }
}

fn header_rows(table: &Table, statement: Option<&Statement>) -> usize {
    statement.map_or(table.header_rows() as usize, Statement::header_rows)
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Body => "body",
        Origin::Sheet => "sheet",
        Origin::Chart => "chart",
        Origin::Picture => "picture",
    }
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    }
}
