//! The offices that a run touches: whose copies of a report must be compared again, whose years must be judged again,
//! whose rows of the panel must be written again.

use std::collections::{BTreeMap, BTreeSet};

use super::across::RowSource;
use super::error::DatasetError;
use super::layout::bucket;
use super::panel::{PanelRow, column_name, office_id};
use super::preferred;
use super::rows::{Rows, Texts, Values};
use super::schema::{DOCUMENTS, FACTS};
use super::state::{DocumentState, State};
use super::update::Update;

/// Region code and folded name.
type OfficeKey = (Option<String>, String);

/// Documents by their id, as they will be.
type After<'a> = BTreeMap<&'a str, &'a DocumentState>;

/// An office's own name and its documents of one year.
pub type OfficeYear<'a> = (String, Vec<&'a DocumentState>);

/// The offices of documents that come, change or go.
#[derive(Debug, Default)]
pub struct Offices {
    touched: BTreeSet<OfficeKey>,
    /// Years in which a touched office had or has a report.
    years: BTreeSet<(OfficeKey, i32)>,
    /// What `preferred` says of every document of a touched office, and of arrivals without an office.
    chosen: BTreeMap<String, Option<String>>,
    /// Documents of which it says something else than before.
    marked: BTreeSet<String>,
}

fn office(document: &DocumentState) -> Option<OfficeKey> {
    Some((document.region_code.clone(), document.office_key.clone()?))
}

impl Offices {
    pub fn touched(state: &State, update: &Update, after: &After<'_>) -> Self {
        let before =
            update.gone.iter().chain(update.arrivals.keys()).filter_map(|id| state.documents.get(id));
        let touching: Vec<&DocumentState> = before.chain(update.arrivals.values()).collect();
        let touched: BTreeSet<OfficeKey> = touching.iter().filter_map(|document| office(document)).collect();
        let years =
            touching.iter().filter_map(|document| Some((office(document)?, document.report_year))).collect();
        let concerned = after.values().copied().filter(|document| match office(document) {
            Some(key) => touched.contains(&key),
            None => update.arrivals.contains_key(&document.doc_id),
        });
        let chosen = preferred::choose(concerned);
        let says = |id: &str| {
            let document = after.get(id)?;
            Some((document.preferred?, document.same_report_as.clone()))
        };
        let marked = chosen
            .iter()
            .filter(|(id, other)| says(id) != Some((other.is_none(), (*other).clone())))
            .map(|(id, _)| id.clone())
            .collect();
        Self { touched, years, chosen, marked }
    }

    /// Documents whose mark changes.
    pub fn marked(&self) -> impl Iterator<Item = &str> {
        self.marked.iter().map(String::as_str)
    }

    /// Every document of a touched office.
    pub fn documents<'s, 'a>(&'s self, after: &'s After<'a>) -> impl Iterator<Item = &'a DocumentState> + 's {
        after
            .values()
            .copied()
            .filter(|document| office(document).is_some_and(|key| self.touched.contains(&key)))
    }

    /// The documents of each touched office together.
    pub fn members<'a>(&self, after: &After<'a>) -> Vec<Vec<&'a DocumentState>> {
        let mut groups: BTreeMap<OfficeKey, Vec<&'a DocumentState>> = BTreeMap::new();
        for document in after.values().copied() {
            if let Some(key) = office(document).filter(|key| self.touched.contains(key)) {
                groups.entry(key).or_default().push(document);
            }
        }
        groups.into_values().collect()
    }

    /// Writes into rows of `documents` what is preferred.
    pub fn mark(&self, rows: &mut Rows) {
        let ids: Vec<Option<String>> =
            rows.texts("doc_id").into_iter().map(|id| id.map(str::to_owned)).collect();
        let old: Vec<Option<String>> =
            rows.texts("same_report_as").into_iter().map(|id| id.map(str::to_owned)).collect();
        let chosen = |row: usize| ids[row].as_ref().and_then(|id| self.chosen.get(id));
        let others: Texts =
            (0..ids.len()).map(|row| chosen(row).map_or(old[row].as_deref(), Option::as_deref)).collect();
        if let Some(at) = DOCUMENTS.position("same_report_as") {
            rows.columns[at] = Values::Text(others);
        }
        if let Some(Values::Flag(flags)) = DOCUMENTS.position("preferred").map(|at| &mut rows.columns[at]) {
            for (row, flag) in flags.iter_mut().enumerate() {
                *flag = chosen(row).map_or(*flag, |other| Some(other.is_none()));
            }
        }
    }

    /// The panel files with rows of touched offices, with those offices and their documents of that year.
    pub fn by_panel<'a>(&self, after: &After<'a>, buckets: u32) -> BTreeMap<(i32, u32), Vec<OfficeYear<'a>>> {
        let mut files: BTreeMap<(i32, u32), Vec<OfficeYear<'a>>> = BTreeMap::new();
        for ((key, year), documents) in self.office_years(after) {
            let id = office_id(key.0.as_deref(), &key.1);
            files.entry((year, bucket(&id, buckets))).or_default().push((id, documents));
        }
        files
    }

    /// Touched offices and years with their documents, none for a year that has lost its last one.
    fn office_years<'a>(&self, after: &After<'a>) -> BTreeMap<(OfficeKey, i32), Vec<&'a DocumentState>> {
        let mut found: BTreeMap<(OfficeKey, i32), Vec<&'a DocumentState>> =
            self.years.iter().map(|key| (key.clone(), Vec::new())).collect();
        for document in after.values().copied() {
            let Some(key) = office(document) else { continue };
            if let Some(list) = found.get_mut(&(key, document.report_year)) {
                list.push(document);
            }
        }
        found
    }

    /// The row of an office in a year; none without a document that counts.
    pub fn panel_row(
        &self,
        office_id: &str,
        year: i32,
        documents: &[&DocumentState],
        rows: &dyn RowSource,
    ) -> Result<Option<PanelRow>, DatasetError> {
        let mut preferred: Vec<&DocumentState> =
            documents.iter().copied().filter(|document| self.counts(&document.doc_id)).collect();
        preferred.sort_by_key(|document| (standing(&document.kind), document.doc_id.clone()));
        let Some(main) = preferred.first() else { return Ok(None) };
        let mut row = head(office_id.to_owned(), year, main);
        row.ints.insert("other_documents", i32::try_from(documents.len() - 1).unwrap_or(i32::MAX));
        for document in preferred.iter().filter(|document| standing(&document.kind) < PROJECTS) {
            figures(&mut row, &rows.get(document, &FACTS)?);
        }
        Ok(Some(row))
    }

    /// Whether a document is the one to use among its copies.
    pub fn counts(&self, doc_id: &str) -> bool {
        self.chosen.get(doc_id).is_some_and(Option::is_none)
    }
}

/// Reports of projects and what else there is, whose figures are not the office's.
const PROJECTS: usize = 3;

/// Which kind of document speaks for an office, first of all its own report.
fn standing(kind: &str) -> usize {
    let order =
        ["dept_overall_self_eval_report", "dept_overall_third_party_evaluation_report", "final_accounts"];
    order.iter().position(|known| *known == kind).unwrap_or(PROJECTS)
}

fn head(office_id: String, year: i32, main: &DocumentState) -> PanelRow {
    let mut row = PanelRow { office_id, score: main.score, ..PanelRow::default() };
    let texts = [
        ("office", &main.office),
        ("region_code", &main.region_code),
        ("province", &main.province),
        ("prefecture", &main.prefecture),
        ("county", &main.county),
        ("grade", &main.grade),
    ];
    row.texts = texts.into_iter().filter_map(|(name, text)| Some((name, text.clone()?))).collect();
    row.texts.insert("doc_id", main.doc_id.clone());
    row.ints = [("year", year), ("errors", main.errors), ("warnings", main.warnings)].into();
    row
}

/// Adds the primary figures of an office's document that no earlier document gave.
fn figures(row: &mut PanelRow, facts: &Rows) {
    let year = row.ints.get("year").copied();
    each_figure(facts, year, &mut |name, value| {
        row.figures.entry(name).or_insert(value);
    });
}

/// Notes the columns that a document's figures would have in the panel.
pub fn note_figures(columns: &mut BTreeSet<String>, document: &DocumentState, facts: &Rows) {
    if standing(&document.kind) < PROJECTS {
        each_figure(facts, Some(document.report_year), &mut |name, _| {
            columns.insert(name);
        });
    }
}

/// Hands over what a document's figures of its own year give the panel: the name of the column and the value.
fn each_figure(facts: &Rows, year: Option<i32>, each: &mut dyn FnMut(String, i128)) {
    let view = facts.view();
    for index in 0..facts.len() {
        let own = view.text("scope", index) == Some("department") && view.int("year", index) == year;
        if !own || view.flag("primary", index) != Some(true) {
            continue;
        }
        let value = view
            .decimal("yuan", index)
            .or_else(|| plain(view.text("unit", index), view.decimal("value", index)));
        if let (Some(concept), Some(basis), Some(value)) =
            (view.text("concept", index), view.text("basis", index), value)
        {
            each(column_name(concept, basis), value);
        }
    }
}

/// A number that is not money stands in the panel as printed; money that could not be brought to 元 does not.
fn plain(unit: Option<&str>, value: Option<i128>) -> Option<i128> {
    value.filter(|_| !unit.is_none_or(|unit| unit.ends_with('元')))
}
