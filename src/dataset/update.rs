//! One run's changes, put into the dataset: which files they touch, what those will hold, and in which order they are
//! published. One file is in memory at a time.

use std::collections::{BTreeMap, BTreeSet};

use super::commit::order::{Change, steps};
use super::commit::{self, CommitError, LocalFiles, Stage, Store};
use super::error::DatasetError;
use super::layout::{bucket, live, parse_live};
use super::merge::{Added, merge};
use super::offices::Offices;
use super::parquet;
use super::rows::Rows;
use super::schema::{
    CELLS, CLAIMS, DOCUMENTS, FACTS, FILES, FINDINGS, INDICATORS, PANEL, PROBLEMS, TABLES, TABLES_TABLE,
    TableSchema,
};
use super::state::{DocumentState, FileState, State};
use super::store::Dataset;

/// What a run found.
#[derive(Debug, Default)]
pub struct Update {
    /// Files whose row changes.
    pub files: Vec<FileState>,
    /// Files that nothing remembers any more.
    pub forgotten: BTreeSet<String>,
    /// All problems of a file, by its id; an empty list takes the old ones away.
    pub problems: BTreeMap<String, Rows>,
    /// Documents that leave. One that is read anew is not named here.
    pub gone: BTreeSet<String>,
    /// Documents that are new or read anew.
    pub arrivals: BTreeMap<String, DocumentState>,
}

/// Where the rows of arrivals are kept until they are written.
pub trait Spool {
    fn rows(&self, doc_id: &str, schema: &'static TableSchema) -> Result<Rows, DatasetError>;
}

/// What compares the documents of one office with each other.
pub trait Across {
    /// New findings between documents, by the document they belong to. `facts` and the like come from `spool` for
    /// arrivals and from the dataset for the others.
    fn judge(
        &self,
        office: &[&DocumentState],
        rows: &RowsOf<'_>,
    ) -> Result<BTreeMap<String, Rows>, DatasetError>;
}

/// Nothing is compared.
pub struct NotAcross;

impl Across for NotAcross {
    fn judge(&self, _: &[&DocumentState], _: &RowsOf<'_>) -> Result<BTreeMap<String, Rows>, DatasetError> {
        Ok(BTreeMap::new())
    }
}

/// The rows of any document as they will be.
pub struct RowsOf<'u> {
    dataset: &'u Dataset,
    update: &'u Update,
    spool: &'u dyn Spool,
}

impl RowsOf<'_> {
    /// Of one table: from the spool for arrivals, else from the dataset.
    pub fn get(&self, document: &DocumentState, schema: &'static TableSchema) -> Result<Rows, DatasetError> {
        if self.update.arrivals.contains_key(&document.doc_id) {
            return self.spool.rows(&document.doc_id, schema);
        }
        let place = bucket(&document.doc_id, self.dataset.format.buckets);
        let path = live(schema.name, document.report_year, place);
        let all = self.dataset.rows(&path, schema)?.unwrap_or_else(|| Rows::new(schema));
        let other = |id: &str| id != document.doc_id;
        Ok(merge(schema, (Some(&all), "doc_id"), other, &[], |_| ()))
    }
}

/// Tables that hold the rows of documents, in the order of publication; `documents` itself comes last.
const DOCUMENT_TABLES: [&TableSchema; 7] =
    [&CELLS, &TABLES_TABLE, &FACTS, &CLAIMS, &INDICATORS, &FINDINGS, &DOCUMENTS];

/// A file that is to be replaced.
#[derive(Debug, Clone)]
struct Target {
    schema: &'static TableSchema,
    report_year: i32,
    bucket: u32,
}

/// Puts a run's changes into the dataset as one commit. Gives the new generation, or `None` where another run got in
/// between.
pub fn apply(
    dataset: &Dataset,
    store: &Store<'_, LocalFiles>,
    state: &State,
    (update, spool, across): (&Update, &dyn Spool, &dyn Across),
) -> Result<Option<u64>, DatasetError> {
    let work = Work::new(dataset, state, update, spool, across)?;
    let mut failure = None;
    let done = commit::commit(store, 0, |generation, stage| {
        if generation != state.generation + 1 {
            return Err(keep(&mut failure, DatasetError::Changed));
        }
        work.stage(generation, stage).map_err(|error| keep(&mut failure, error))
    });
    match (failure, done) {
        (Some(error), _) => Err(error),
        (None, done) => Ok(done?),
    }
}

/// Carries an error out of the commit, which knows only its own kind.
fn keep(failure: &mut Option<DatasetError>, error: DatasetError) -> CommitError {
    *failure = Some(error);
    CommitError::damaged("store/stage", "the new files could not be made")
}

struct Work<'u> {
    dataset: &'u Dataset,
    state: &'u State,
    update: &'u Update,
    spool: &'u dyn Spool,
    /// Documents as they will be.
    after: BTreeMap<&'u str, &'u DocumentState>,
    offices: Offices,
    /// Findings between documents of the offices that are touched.
    across: BTreeMap<String, Rows>,
}

impl<'u> Work<'u> {
    fn new(
        dataset: &'u Dataset,
        state: &'u State,
        update: &'u Update,
        spool: &'u dyn Spool,
        across: &dyn Across,
    ) -> Result<Self, DatasetError> {
        let mut after: BTreeMap<&str, &DocumentState> =
            state.documents.iter().map(|(id, document)| (id.as_str(), document)).collect();
        after.retain(|id, _| !update.gone.contains(*id));
        after.extend(update.arrivals.iter().map(|(id, document)| (id.as_str(), document)));
        let offices = Offices::touched(state, update, &after);
        let rows = RowsOf { dataset, update, spool };
        let mut findings = BTreeMap::new();
        for office in offices.members(&after) {
            findings.extend(across.judge(&office, &rows)?);
        }
        Ok(Self { dataset, state, update, spool, after, offices, across: findings })
    }

    fn stage(&self, generation: u64, stage: &mut Stage<'_, '_, LocalFiles>) -> Result<(), DatasetError> {
        let changes = self.changes();
        for step in steps(&changes) {
            let change = &changes[step.change];
            if step.settle {
                stage.settle();
            }
            let rows = self.file(change, step.without_coming)?;
            self.add(stage, &change.live, parquet::write(&rows, generation))?;
        }
        self.panels(generation, stage)?;
        self.by_file(generation, stage)?;
        self.every_table(generation, stage)
    }

    /// The first commit leaves no table without a file, so that whoever opens all of them finds all of them.
    fn every_table(
        &self,
        generation: u64,
        stage: &mut Stage<'_, '_, LocalFiles>,
    ) -> Result<(), DatasetError> {
        for schema in TABLES.iter().filter(|_| self.state.generation == 0) {
            if !stage.touches(&format!("data/{}/", schema.name)) {
                self.add(stage, &live(schema.name, 0, 0), parquet::write(&Rows::new(schema), generation))?;
            }
        }
        Ok(())
    }

    fn add(
        &self,
        stage: &mut Stage<'_, '_, LocalFiles>,
        live: &str,
        bytes: polars::error::PolarsResult<Vec<u8>>,
    ) -> Result<(), DatasetError> {
        let bytes = bytes.map_err(|error| DatasetError::parquet(live, error))?;
        Ok(stage.add(live, &bytes)?)
    }

    /// The files that change, and which documents move between them.
    fn changes(&self) -> Vec<Change<Target>> {
        let mut changes = Vec::new();
        for schema in DOCUMENT_TABLES {
            for (report_year, bucket) in self.places(schema) {
                let (leaving, coming) = self.moves(report_year, bucket);
                let target = Target { schema, report_year, bucket };
                changes.push(Change {
                    live: live(schema.name, report_year, bucket),
                    after: target,
                    leaving,
                    coming,
                });
            }
        }
        changes
    }

    /// Years and buckets of a table that change.
    fn places(&self, schema: &TableSchema) -> BTreeSet<(i32, u32)> {
        let buckets = self.dataset.format.buckets;
        let place = |document: &DocumentState| (document.report_year, bucket(&document.doc_id, buckets));
        let before = |id: &String| self.state.documents.get(id).map(place);
        let mut places: BTreeSet<(i32, u32)> = self.update.gone.iter().filter_map(before).collect();
        places.extend(self.update.arrivals.keys().filter_map(before));
        places.extend(self.update.arrivals.values().map(place));
        let after = |id: &str| self.after.get(id).map(|document| place(document));
        match schema.name {
            "documents" => places.extend(self.offices.marked().filter_map(after)),
            "findings" => places.extend(self.offices.documents(&self.after).map(place)),
            _ => {}
        }
        places
    }

    /// Documents that leave a file for another one, and those that come to it from another one.
    fn moves(&self, report_year: i32, place: u32) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut leaving, mut coming) = (BTreeSet::new(), BTreeSet::new());
        for (id, new) in &self.update.arrivals {
            let Some(old) = self.state.documents.get(id) else { continue };
            if old.report_year == new.report_year || bucket(id, self.dataset.format.buckets) != place {
                continue;
            }
            if old.report_year == report_year {
                leaving.insert(id.clone());
            }
            if new.report_year == report_year {
                coming.insert(id.clone());
            }
        }
        (leaving, coming)
    }

    /// The rows of a file as they will be.
    fn file(&self, change: &Change<Target>, without_coming: bool) -> Result<Rows, DatasetError> {
        let Target { schema, report_year, bucket: place } = change.after;
        let old = self.dataset.rows(&change.live, schema)?;
        let here = |document: &DocumentState| {
            document.report_year == report_year
                && bucket(&document.doc_id, self.dataset.format.buckets) == place
        };
        let arrivals = self.update.arrivals.values().filter(|document| here(document));
        let arrivals =
            arrivals.filter(|document| !(without_coming && change.coming.contains(&document.doc_id)));
        let mut fresh: Vec<(&str, Rows)> = Vec::new();
        for document in arrivals {
            fresh.push((&document.doc_id, self.spool.rows(&document.doc_id, schema)?));
        }
        if schema.name == FINDINGS.name {
            self.add_across(&mut fresh, old.as_ref(), &here);
        }
        let added: Vec<Added<'_>> = fresh.iter().map(|(owner, rows)| Added { owner, rows }).collect();
        let goes = |id: &str| self.update.gone.contains(id) || self.update.arrivals.contains_key(id);
        let rank = |id: &str| self.after.get(id).map(|document| document.rank());
        let mut merged = merge(schema, (old.as_ref(), "doc_id"), goes, &added, rank);
        if schema.name == DOCUMENTS.name {
            self.offices.mark(&mut merged);
        }
        Ok(merged)
    }

    /// Findings between documents are made anew for every document of a touched office.
    fn add_across<'s>(
        &'s self,
        fresh: &mut Vec<(&'s str, Rows)>,
        old: Option<&Rows>,
        here: &dyn Fn(&DocumentState) -> bool,
    ) {
        for document in self.offices.documents(&self.after).filter(|document| here(document)) {
            let id = document.doc_id.as_str();
            if !self.update.arrivals.contains_key(id) {
                fresh.push((id, own_findings(old, id)));
            }
        }
        for (id, rows) in fresh {
            if let Some(across) = self.across.get(*id) {
                rows.append(across);
            }
        }
    }

    /// The panel files of the offices that are touched, and all others where a column is new: they all have the same.
    fn panels(&self, generation: u64, stage: &mut Stage<'_, '_, LocalFiles>) -> Result<(), DatasetError> {
        let rows = RowsOf { dataset: self.dataset, update: self.update, spool: self.spool };
        let mut touched: BTreeMap<(i32, u32), _> = BTreeMap::new();
        for (report_year, place, anew, fresh) in
            self.offices.panels(&self.after, &rows, self.dataset.format.buckets)?
        {
            touched.insert((report_year, place), (anew, fresh));
        }
        let mut figures: BTreeSet<String> = touched
            .values()
            .flat_map(|(_, fresh)| fresh)
            .flat_map(|row| row.figures.keys().cloned())
            .collect();
        let standing = self.panel_figures()?;
        figures.extend(standing.values().flatten().cloned());
        for (&place, own) in &standing {
            if *own != figures {
                touched.entry(place).or_default();
            }
        }
        for ((report_year, place), (anew, fresh)) in touched {
            let path = live(PANEL.name, report_year, place);
            let merged = super::panel::merge(&self.dataset.columns(&path)?, &anew, fresh, &figures);
            let named: Vec<_> = merged.iter().map(|(name, values)| (name.as_str(), values)).collect();
            let described = super::panel::described(&merged);
            self.add(stage, &path, parquet::write_columns(&named, PANEL.name, generation, described))?;
        }
        Ok(())
    }

    /// The columns of figures that each file of the panel has now.
    fn panel_figures(&self) -> Result<BTreeMap<(i32, u32), BTreeSet<String>>, DatasetError> {
        let mut standing = BTreeMap::new();
        for (_, path) in self.dataset.table_files(PANEL.name)? {
            if let Some((_, report_year, place)) = parse_live(&path) {
                let names = self.dataset.column_names(&path)?;
                standing.insert((report_year, place), super::panel::figures(names));
            }
        }
        Ok(standing)
    }

    /// The tables whose rows belong to files, not to documents.
    fn by_file(&self, generation: u64, stage: &mut Stage<'_, '_, LocalFiles>) -> Result<(), DatasetError> {
        let files: BTreeMap<&str, Rows> =
            self.update.files.iter().map(|file| (file.file_id.as_str(), file.rows())).collect();
        let problems = self.update.problems.iter().map(|(id, rows)| (id.as_str(), rows.clone())).collect();
        for (schema, owned) in [(&PROBLEMS, problems), (&FILES, files)] {
            let touched = owned.keys().copied().chain(self.update.forgotten.iter().map(String::as_str));
            let places: BTreeSet<u32> = touched.map(|id| bucket(id, self.dataset.format.buckets)).collect();
            for place in places {
                let path = live(schema.name, 0, place);
                let old = self.dataset.rows(&path, schema)?;
                let here = owned.iter().filter(|(id, _)| bucket(id, self.dataset.format.buckets) == place);
                let added: Vec<Added<'_>> = here.map(|(owner, rows)| Added { owner, rows }).collect();
                let goes = |id: &str| self.update.forgotten.contains(id);
                let merged = merge(schema, (old.as_ref(), "file_id"), goes, &added, str::to_owned);
                self.add(stage, &path, parquet::write(&merged, generation))?;
            }
        }
        Ok(())
    }
}

/// The findings of a document that are its own, not between it and another.
fn own_findings(old: Option<&Rows>, doc_id: &str) -> Rows {
    let mut own = Rows::new(&FINDINGS);
    let Some(old) = old else { return own };
    let view = old.view();
    for row in 0..old.len() {
        if view.text("doc_id", row) == Some(doc_id) && view.text("across", row).is_none() {
            own.append_range(old, row..row + 1);
        }
    }
    own
}
