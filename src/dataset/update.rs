//! One run's changes, put into the dataset: which files they touch, what those will hold, and in which order they are
//! published. Pieces of one file are in memory at a time.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::across::{Across, RowSource, judge_all, threads};
use super::commit::order::{Change, steps};
use super::commit::{self, CommitError, LocalFiles, Stage, Store};
use super::error::DatasetError;
use super::layout::{bucket, live, parse_live};
use super::merge::{Added, Order, merge, runs};
use super::offices::{Offices, note_figures};
use super::parquet;
use super::rows::{Rows, Values};
use super::schema::{
    CLAIMS, DOCUMENT_TABLES, DOCUMENTS, FACTS, FILES, FINDINGS, INDICATORS, PANEL, PROBLEMS, TABLES,
    TABLES_TABLE, TableSchema,
};
use super::scratch::Scratch;
use super::sheet::Sheet;
use super::state::{DocumentState, FileState, STALE, State};
use super::store::Dataset;

/// What a run found.
#[derive(Debug, Default)]
pub struct Update {
    /// Files whose row changes.
    pub files: Vec<FileState>,
    /// Files that nothing remembers any more.
    pub forgotten: BTreeSet<String>,
    /// All problems of a file, by its id.
    pub problems: BTreeMap<String, Problems>,
    /// Documents that leave. One that is read anew is not named here.
    pub gone: BTreeSet<String>,
    /// Documents that are new or read anew.
    pub arrivals: BTreeMap<String, DocumentState>,
    /// Documents whose rows stay although their file has newer bytes, which cannot be read.
    pub stale: BTreeSet<String>,
}

/// The problems of a file as they are from now on.
#[derive(Debug)]
pub enum Problems {
    None,
    These(Rows),
    InSpool,
}

/// Where the rows of arrivals are kept until they are written.
pub trait Spool: Sync {
    fn rows(&self, doc_id: &str, schema: &'static TableSchema) -> Result<Rows, DatasetError>;
}

/// Offices that are judged before what was found between their documents leaves memory.
const AT_ONCE: usize = 256;

/// The rows of any document of a touched office as they will be.
pub struct RowsOf<'u> {
    update: &'u Update,
    spool: &'u dyn Spool,
    kept: &'u Scratch,
}

impl RowSource for RowsOf<'_> {
    /// Of one table: from the spool for arrivals, else from what the dataset had of it.
    fn get(&self, document: &DocumentState, schema: &'static TableSchema) -> Result<Rows, DatasetError> {
        if self.update.arrivals.contains_key(&document.doc_id) {
            return self.spool.rows(&document.doc_id, schema);
        }
        self.kept.rows(schema.name, &document.doc_id, schema)
    }
}

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
    let scratch = Scratch::new(&dataset.files, store.run())?;
    let work = Work::new((dataset, state), (update, spool, across), scratch)?;
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

/// The tables that documents of one office are compared by.
const COMPARED: [&TableSchema; 5] = [&FACTS, &DOCUMENTS, &INDICATORS, &TABLES_TABLE, &CLAIMS];

/// Rows of findings between documents, in the scratch file.
const ACROSS: &str = "across";

/// A report year and a bucket: one file of every table.
type Place = (i32, u32);

/// What comes to the files of a place and what leaves them.
#[derive(Default)]
struct Traffic<'u> {
    /// New or read anew, in the order of their rows.
    arrivals: Vec<&'u str>,
    /// Documents of touched offices that stay.
    others: Vec<&'u str>,
    leaving: BTreeSet<String>,
    coming: BTreeSet<String>,
    /// What is said of a document here changes, and nothing else of it.
    marked: bool,
    /// Documents were here that are gone or read anew.
    left: bool,
}

struct Work<'u> {
    dataset: &'u Dataset,
    state: &'u State,
    update: &'u Update,
    spool: &'u dyn Spool,
    /// Documents as they will be.
    after: BTreeMap<&'u str, &'u DocumentState>,
    offices: Offices,
    traffic: BTreeMap<Place, Traffic<'u>>,
    /// What the documents that stay had, and the findings between documents of the offices that are touched.
    scratch: Scratch,
    /// Columns of the panel that the arrivals ask for.
    figures: RefCell<BTreeSet<String>>,
}

impl<'u> Work<'u> {
    fn new(
        (dataset, state): (&'u Dataset, &'u State),
        (update, spool, across): (&'u Update, &'u dyn Spool, &dyn Across),
        scratch: Scratch,
    ) -> Result<Self, DatasetError> {
        let mut after: BTreeMap<&str, &DocumentState> =
            state.documents.iter().map(|(id, document)| (id.as_str(), document)).collect();
        after.retain(|id, _| !update.gone.contains(*id));
        after.extend(update.arrivals.iter().map(|(id, document)| (id.as_str(), document)));
        let offices = Offices::touched(state, update, &after);
        let (traffic, figures) = (BTreeMap::new(), RefCell::default());
        let mut work = Self { dataset, state, update, spool, after, offices, traffic, scratch, figures };
        work.find_traffic();
        work.keep_others()?;
        work.judge(across)?;
        Ok(work)
    }

    fn place(&self, document: &DocumentState) -> Place {
        (document.report_year, bucket(&document.doc_id, self.dataset.format.buckets))
    }

    /// Which places change, and how.
    fn find_traffic(&mut self) {
        let mut traffic: BTreeMap<Place, Traffic<'u>> = BTreeMap::new();
        let changed = self.update.gone.iter().chain(self.update.arrivals.keys());
        for old in changed.filter_map(|id| self.state.documents.get(id)) {
            traffic.entry(self.place(old)).or_default().left = true;
        }
        for (id, new) in &self.update.arrivals {
            traffic.entry(self.place(new)).or_default().arrivals.push(id);
            let old = self.state.documents.get(id).filter(|old| old.report_year != new.report_year);
            if let Some(old) = old {
                traffic.entry(self.place(old)).or_default().leaving.insert(id.clone());
                traffic.entry(self.place(new)).or_default().coming.insert(id.clone());
            }
        }
        let stale = self.update.stale.iter().map(String::as_str);
        for document in self.offices.marked().chain(stale).filter_map(|id| self.after.get(id)) {
            traffic.entry(self.place(document)).or_default().marked = true;
        }
        for document in self.offices.documents(&self.after) {
            if !self.update.arrivals.contains_key(&document.doc_id) {
                traffic.entry(self.place(document)).or_default().others.push(&document.doc_id);
            }
        }
        for traffic in traffic.values_mut() {
            traffic.arrivals.sort_by_cached_key(|id| self.rank(id));
        }
        self.traffic = traffic;
    }

    fn rank(&self, id: &str) -> Option<(Option<&'u str>, Option<&'u str>, &'u str)> {
        self.after.get(id).map(|document| document.rank())
    }

    /// What is asked of documents that stay is taken out of each file once.
    fn keep_others(&mut self) -> Result<(), DatasetError> {
        for (&(report_year, place), traffic) in
            self.traffic.iter().filter(|(_, traffic)| !traffic.others.is_empty())
        {
            let asked: BTreeSet<&str> =
                traffic.others.iter().copied().filter(|id| self.offices.counts(id)).collect();
            for schema in COMPARED {
                let path = live(schema.name, report_year, place);
                let Some(bytes) = self.dataset.bytes(&path)? else { continue };
                let wrong = |error| DatasetError::parquet(&path, error);
                for piece in parquet::pieces(&bytes, schema).map_err(wrong)? {
                    let piece = piece.map_err(wrong)?;
                    for (id, range) in runs(&piece, "doc_id").into_iter().filter(|(id, _)| asked.contains(id))
                    {
                        let mut rows = Rows::new(schema);
                        rows.append_range(&piece, range);
                        self.scratch.put(schema.name, id, &rows)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Compares the documents of each touched office.
    fn judge(&mut self, across: &dyn Across) -> Result<(), DatasetError> {
        for some in self.offices.members(&self.after).chunks(AT_ONCE) {
            for (id, rows) in judge_all(some, threads(), across, &self.rows_of())? {
                self.scratch.put(ACROSS, &id, &rows)?;
            }
        }
        Ok(())
    }

    fn rows_of(&self) -> RowsOf<'_> {
        RowsOf { update: self.update, spool: self.spool, kept: &self.scratch }
    }

    fn stage(&self, generation: u64, stage: &mut Stage<'_, '_, LocalFiles>) -> Result<(), DatasetError> {
        let changes = self.changes();
        for step in steps(&changes) {
            let change = &changes[step.change];
            if step.settle {
                stage.settle();
            }
            let bytes = self.file(change, (generation, step.without_coming))?;
            stage.add(&change.live, &bytes)?;
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
                let path = live(schema.name, 0, 0);
                stage.add(&path, &Sheet::new(&path, schema, generation)?.finish()?)?;
            }
        }
        Ok(())
    }

    /// The files that change, and which documents move between them.
    fn changes(&self) -> Vec<Change<Target>> {
        let mut changes = Vec::new();
        for schema in DOCUMENT_TABLES {
            for (&(report_year, bucket), traffic) in &self.traffic {
                let changes_here = !traffic.arrivals.is_empty()
                    || traffic.left
                    || (schema.name == DOCUMENTS.name && traffic.marked)
                    || (schema.name == FINDINGS.name && !traffic.others.is_empty());
                if changes_here {
                    changes.push(Change {
                        live: live(schema.name, report_year, bucket),
                        after: Target { schema, report_year, bucket },
                        leaving: traffic.leaving.clone(),
                        coming: traffic.coming.clone(),
                    });
                }
            }
        }
        changes
    }

    /// A file as it will be.
    fn file(
        &self,
        change: &Change<Target>,
        (generation, without_coming): (u64, bool),
    ) -> Result<Vec<u8>, DatasetError> {
        let Target { schema, report_year, bucket: place } = change.after;
        let findings = schema.name == FINDINGS.name;
        let traffic = &self.traffic[&(report_year, place)];
        let comes = |id: &&str| !(without_coming && change.coming.contains(*id));
        let mut added: Vec<&str> = traffic.arrivals.iter().copied().filter(comes).collect();
        if findings {
            added.extend(traffic.others.iter().filter(|id| self.scratch.has(ACROSS, id)));
            added.sort_by_cached_key(|id| self.rank(id));
        }
        let others: BTreeSet<&str> = traffic.others.iter().copied().filter(|_| findings).collect();
        let order = Order {
            owner: "doc_id",
            rank: &|id: &str| self.rank(id),
            goes: &|id| self.update.gone.contains(id) || self.update.arrivals.contains_key(id),
            // Findings between documents are made anew for every document of a touched office.
            stays: &|view, row| {
                others.is_empty()
                    || view.text("across", row).is_none()
                    || view.text("doc_id", row).is_none_or(|id| !others.contains(id))
            },
        };
        let mut sheet = Sheet::new(&change.live, schema, generation)?;
        if schema.name == DOCUMENTS.name {
            sheet.mark = Some(Box::new(|rows| self.mark(rows)));
        }
        self.merged(sheet, &order, (&added, &|id| self.fresh(id, schema)))
    }

    /// The new rows of a document.
    fn fresh(&self, id: &str, schema: &'static TableSchema) -> Result<Rows, DatasetError> {
        let mut rows = match self.update.arrivals.get(id) {
            Some(document) => {
                let rows = self.spool.rows(id, schema)?;
                if schema.name == FACTS.name {
                    note_figures(&mut self.figures.borrow_mut(), document, &rows);
                }
                rows
            }
            None => Rows::new(schema),
        };
        if schema.name == FINDINGS.name {
            rows.append(&self.scratch.rows(ACROSS, id, schema)?);
        }
        Ok(rows)
    }

    /// What stood in a file and what is added to it, as the new file.
    fn merged<K: Ord>(
        &self,
        mut sheet: Sheet<'_>,
        order: &Order<'_, K>,
        added: Added<'_>,
    ) -> Result<Vec<u8>, DatasetError> {
        let (path, schema) = (sheet.path.clone(), sheet.rows.schema);
        let bytes = self.dataset.bytes(&path)?;
        let wrong = |error| DatasetError::parquet(&path, error);
        let pieces =
            bytes.as_deref().map(|bytes| parquet::pieces(bytes, schema)).transpose().map_err(wrong)?;
        let old = pieces.into_iter().flatten().map(|piece| piece.map_err(wrong));
        merge(order, old, added, &mut |rows, range| sheet.take(rows, range))?;
        sheet.finish()
    }

    /// Writes into rows of `documents` what a run says of documents that it did not read.
    fn mark(&self, rows: &mut Rows) {
        self.offices.mark(rows);
        let ids = rows.texts("doc_id").into_iter().zip(rows.texts("state"));
        let states = ids.map(|(id, state)| match id {
            Some(id) if self.update.stale.contains(id) => Some(STALE),
            _ => state,
        });
        let states = Values::Text(states.collect());
        if let Some(at) = DOCUMENTS.position("state") {
            rows.columns[at] = states;
        }
    }

    /// The panel files of the offices that are touched, and all others where a column is new: they all have the same.
    fn panels(&self, generation: u64, stage: &mut Stage<'_, '_, LocalFiles>) -> Result<(), DatasetError> {
        let mut touched = self.offices.by_panel(&self.after, self.dataset.format.buckets);
        let standing = self.panel_figures()?;
        let mut figures = self.figures.borrow_mut();
        figures.extend(standing.values().flatten().cloned());
        for (&place, own) in &standing {
            if *own != *figures {
                touched.entry(place).or_default();
            }
        }
        for ((report_year, place), offices) in touched {
            let path = live(PANEL.name, report_year, place);
            let (mut anew, mut fresh) = (BTreeSet::new(), Vec::new());
            for (office, documents) in offices {
                fresh.extend(self.offices.panel_row(&office, report_year, &documents, &self.rows_of())?);
                anew.insert(office);
            }
            let merged = super::panel::merge(&self.dataset.columns(&path)?, &anew, fresh, &figures);
            let named: Vec<_> = merged.iter().map(|(name, values)| (name.as_str(), values)).collect();
            let described = super::panel::described(&merged);
            let bytes = parquet::write_columns(&named, PANEL.name, generation, described);
            stage.add(&path, &bytes.map_err(|error| DatasetError::parquet(&path, error))?)?;
        }
        Ok(())
    }

    /// The columns of figures that each file of the panel has now.
    fn panel_figures(&self) -> Result<BTreeMap<Place, BTreeSet<String>>, DatasetError> {
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
        let files: BTreeMap<&str, &FileState> =
            self.update.files.iter().map(|file| (file.file_id.as_str(), file)).collect();
        let problems = |id: &str| match self.update.problems.get(id) {
            Some(Problems::These(rows)) => Ok(rows.clone()),
            Some(Problems::InSpool) => self.spool.rows(id, &PROBLEMS),
            Some(Problems::None) | None => Ok(Rows::new(&PROBLEMS)),
        };
        let rows = |id: &str| Ok(files.get(id).map_or_else(|| Rows::new(&FILES), |file| file.rows()));
        let named: Vec<&str> = self.update.problems.keys().map(String::as_str).collect();
        self.owned_by_files(&PROBLEMS, (&named, &problems), (generation, stage))?;
        let named: Vec<&str> = files.keys().copied().collect();
        self.owned_by_files(&FILES, (&named, &rows), (generation, stage))
    }

    fn owned_by_files(
        &self,
        schema: &'static TableSchema,
        (owners, rows): Added<'_>,
        (generation, stage): (u64, &mut Stage<'_, '_, LocalFiles>),
    ) -> Result<(), DatasetError> {
        let buckets = self.dataset.format.buckets;
        let mut places: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
        for id in self.update.forgotten.iter() {
            places.entry(bucket(id, buckets)).or_default();
        }
        for id in owners {
            places.entry(bucket(id, buckets)).or_default().push(id);
        }
        for (place, added) in places {
            let path = live(schema.name, 0, place);
            let anew: BTreeSet<&str> = added.iter().copied().collect();
            let order = Order {
                owner: "file_id",
                rank: &str::to_owned,
                goes: &|id| self.update.forgotten.contains(id) || anew.contains(id),
                stays: &|_, _| true,
            };
            let sheet = Sheet::new(&path, schema, generation)?;
            stage.add(&path, &self.merged(sheet, &order, (&added, rows))?)?;
        }
        Ok(())
    }
}
