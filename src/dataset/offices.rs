//! The offices that a run touches: whose copies of a report must be compared again, whose years must be judged again,
//! whose rows of the panel must be written again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::across::RowSource;
use super::census::{Census, Entry, Fate, Member, OfficeKey, Place, Spot};
use super::error::DatasetError;
use super::layout::bucket;
use super::panel::{PanelRow, column_name, office_id};
use super::preferred;
use super::rows::{Rows, Texts, Values};
use super::schema::{DOCUMENTS, FACTS};
use super::shelf::{self, Room, Shelf};
use super::state::DocumentState;

/// The offices of documents that come, change or go.
pub struct Offices {
    /// Their documents.
    pub members: Vec<Member>,
    /// Of copies that do not count the one that does.
    same: Shelf<String>,
    /// The panel files in which they had or have a row, with their hashes.
    panels: BTreeMap<Place, Vec<u64>>,
}

impl Offices {
    /// Finds them and notes in the census what becomes of their documents.
    pub fn touched(census: &mut Census<'_>, buckets: u32, room: &Room) -> Result<Self, DatasetError> {
        let members = census.members();
        let mut offices = Self { members: Vec::new(), same: Shelf::new(room), panels: BTreeMap::new() };
        for group in members.chunk_by(|one, other| one.office == other.office) {
            for (key, documents) in census.offices(group)? {
                offices.choose(census, &documents)?;
                offices.note_years(census, &key, (&documents, buckets));
            }
        }
        for ((_, year), key) in &census.lost.years {
            let id = office_id(key.0.as_deref(), &key.1);
            offices.panels.entry((*year, bucket(&id, buckets))).or_default();
        }
        offices.members = members;
        census.choose_alone()?;
        Ok(offices)
    }

    /// Which copies of an office's reports count.
    fn choose(
        &mut self,
        census: &mut Census<'_>,
        documents: &[(Member, DocumentState)],
    ) -> Result<(), DatasetError> {
        let chosen = preferred::choose(documents.iter().map(|(_, document)| document));
        for (member, document) in documents {
            let other = chosen.get(&document.doc_id).cloned().flatten();
            let entry = census.entry_mut(member);
            entry.becomes(Fate::Touched);
            if other.is_none() {
                entry.becomes(Fate::Counts);
            }
            if document.preferred != Some(other.is_none()) || document.same_report_as != other {
                entry.becomes(Fate::Marked);
            }
            if let Some(other) = other {
                self.same.put(&document.doc_id, &other)?;
            }
        }
        Ok(())
    }

    /// In which years an office's row of the panel changes.
    fn note_years(
        &mut self,
        census: &Census<'_>,
        key: &OfficeKey,
        (documents, buckets): (&[(Member, DocumentState)], u32),
    ) {
        let Some((member, _)) = documents.first() else { return };
        let arrived = documents.iter().filter(|(member, _)| census.entry(member).is(Fate::Arrives));
        let lost = census.lost.years.range((member.office, i32::MIN)..=(member.office, i32::MAX));
        let years: BTreeSet<i32> = arrived
            .map(|(_, document)| document.report_year)
            .chain(lost.map(|((_, year), _)| *year))
            .collect();
        let place = bucket(&office_id(key.0.as_deref(), &key.1), buckets);
        for year in years {
            self.panels.entry((year, place)).or_default().push(member.office);
        }
    }

    /// Writes into rows of `documents` what is preferred.
    pub fn mark(&self, spot: &Spot, names: &HashMap<u128, u32>, rows: &mut Rows) -> Result<(), DatasetError> {
        let Some(column) = DOCUMENTS.position("same_report_as") else { return Ok(()) };
        let mut others: Vec<Option<String>> = Vec::with_capacity(rows.len());
        let mut preferred: Vec<Option<bool>> = Vec::with_capacity(rows.len());
        for (id, old) in rows.texts("doc_id").into_iter().zip(rows.texts("same_report_as")) {
            let entry = id.and_then(|id| names.get(&shelf::name(id))).map(|&at| &spot.entries[at as usize]);
            let asked = entry.filter(|entry| entry.is(Fate::Touched) || entry.is(Fate::Arrives));
            others.push(match (asked, id) {
                (Some(entry), Some(id)) if !entry.is(Fate::Counts) => self.same.get(id)?,
                (Some(_), _) => None,
                (None, _) => old.map(str::to_owned),
            });
            preferred.push(asked.map(|entry| entry.is(Fate::Counts)));
        }
        rows.columns[column] = Values::Text(others.iter().map(Option::as_deref).collect::<Texts>());
        if let Some(Values::Flag(flags)) = DOCUMENTS.position("preferred").map(|at| &mut rows.columns[at]) {
            for (flag, preferred) in flags.iter_mut().zip(preferred) {
                *flag = preferred.or(*flag);
            }
        }
        Ok(())
    }

    /// The panel files that change.
    pub fn panels(&self) -> impl Iterator<Item = Place> {
        self.panels.keys().copied()
    }

    /// The ids of the offices whose rows of a panel file are made anew, and those rows.
    pub fn panel_rows(
        &self,
        census: &Census<'_>,
        (place, buckets): (Place, u32),
        rows: &dyn RowSource,
    ) -> Result<(BTreeSet<String>, Vec<PanelRow>), DatasetError> {
        let (mut anew, mut fresh) = (BTreeSet::new(), Vec::new());
        let lost = census.lost.years.iter().filter(|((_, year), _)| *year == place.0);
        anew.extend(lost.map(|(_, key)| office_id(key.0.as_deref(), &key.1)));
        let hashes: BTreeSet<u64> = self.panels.get(&place).into_iter().flatten().copied().collect();
        let entries = census.of_year(place.0, &hashes);
        for group in entries.chunk_by(|one, other| one.office() == other.office()) {
            for (key, documents) in census.by_office(group)? {
                let id = office_id(key.0.as_deref(), &key.1);
                if bucket(&id, buckets) == place.1 {
                    fresh.extend(panel_row(&id, place.0, &documents, rows)?);
                    anew.insert(id);
                }
            }
        }
        Ok((anew, fresh))
    }
}

/// The row of an office in a year; none without a document that counts.
fn panel_row(
    office_id: &str,
    year: i32,
    documents: &[(Entry, DocumentState)],
    rows: &dyn RowSource,
) -> Result<Option<PanelRow>, DatasetError> {
    let counts = documents.iter().filter(|(entry, _)| entry.is(Fate::Counts));
    let mut preferred: Vec<&DocumentState> = counts.map(|(_, document)| document).collect();
    preferred.sort_by_key(|document| (standing(&document.kind), document.doc_id.clone()));
    let Some(main) = preferred.first() else { return Ok(None) };
    let mut row = head(office_id.to_owned(), year, main);
    row.ints.insert("other_documents", i32::try_from(documents.len() - 1).unwrap_or(i32::MAX));
    for document in preferred.iter().filter(|document| standing(&document.kind) < PROJECTS) {
        figures(&mut row, &rows.get(document, &FACTS)?);
    }
    Ok(Some(row))
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
    each_figure((facts, 0..facts.len()), year, &mut |name, value| {
        row.figures.entry(name).or_insert(value);
    });
}

/// Notes the columns that a document's figures would have in the panel.
pub fn note_figures(columns: &mut BTreeSet<String>, document: &DocumentState, facts: (&Rows, Range<usize>)) {
    if standing(&document.kind) < PROJECTS {
        each_figure(facts, Some(document.report_year), &mut |name, _| {
            columns.insert(name);
        });
    }
}

/// Hands over what a document's figures of its own year give the panel: the name of the column and the value.
fn each_figure((facts, rows): (&Rows, Range<usize>), year: Option<i32>, each: &mut dyn FnMut(String, i128)) {
    let view = facts.view();
    let (years, primary) = (view.ints("year"), view.flags("primary"));
    let [Some(scopes), Some(concepts), Some(bases)] =
        ["scope", "concept", "basis"].map(|column| view.texts(column))
    else {
        return;
    };
    for index in rows.filter(|&index| primary[index] == Some(true) && years[index] == year) {
        if scopes.get(index) != Some("department") {
            continue;
        }
        let value = view
            .decimal("yuan", index)
            .or_else(|| plain(view.text("unit", index), view.decimal("value", index)));
        if let (Some(concept), Some(basis), Some(value)) = (concepts.get(index), bases.get(index), value) {
            each(column_name(concept, basis), value);
        }
    }
}

/// A number that is not money stands in the panel as printed; money that could not be brought to 元 does not.
fn plain(unit: Option<&str>, value: Option<i128>) -> Option<i128> {
    value.filter(|_| !unit.is_none_or(|unit| unit.ends_with('元')))
}
