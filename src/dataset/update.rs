//! One run's changes, put into the dataset: which files they touch, what those will hold, and in which order they are
//! published. Pieces of one file are in memory at a time.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::across::{Across, RowSource, judge_all, threads};
use super::census::{Census, Fate, Member, Place, Spot};
use super::commit::order::{Change, steps};
use super::commit::{self, CommitError, LocalFiles, Store};
use super::error::DatasetError;
use super::known::Known;
use super::layout::{bucket, live, parse_live};
use super::merge::{Added, Fetch, Order, merge, runs};
use super::offices::{Offices, note_figures};
use super::pack::{pack, unpack};
use super::parquet;
use super::rows::{Rows, Values};
use super::schema::{
    CLAIMS, DOCUMENT_TABLES, DOCUMENTS, FACTS, FILES, FINDINGS, INDICATORS, PANEL, PROBLEMS, TABLES,
    TABLES_TABLE, TableSchema,
};
use super::scratch::{Scratch, room};
use super::sheet::{Sheet, Staged};
use super::shelf::{self, Packer, Record, Room, Shelf, Unpacker};
use super::state::{DocumentState, FileState, STALE};
use super::store::Dataset;

/// What a run found.
#[derive(Debug, Default)]
pub struct Update {
    /// Files whose row changes.
    pub files: Shelf<FileChange>,
    /// Files that nothing remembers any more.
    pub forgotten: BTreeSet<String>,
    /// Documents that leave. One that is read anew is not named here.
    pub gone: BTreeSet<String>,
    /// Documents that are new or read anew.
    pub arrivals: Shelf<DocumentState>,
    /// Documents whose rows stay although their file has newer bytes, which cannot be read.
    pub stale: BTreeSet<String>,
}

impl Update {
    /// Nothing yet, to be kept in a room.
    pub fn new(room: &Room) -> Self {
        Self { files: Shelf::new(room), arrivals: Shelf::new(room), ..Self::default() }
    }

    /// Notes a file's row and its problems.
    pub fn change(&mut self, file: FileState, problems: Problems) -> Result<(), DatasetError> {
        let change = FileChange { file, problems };
        self.files.put(&change.file.file_id, &change)
    }

    /// Notes a document that is new or read anew.
    pub fn arrive(&mut self, document: &DocumentState) -> Result<(), DatasetError> {
        self.arrivals.put(&document.doc_id, document)
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.arrivals.is_empty() && self.gone.is_empty() && self.forgotten.is_empty()
    }
}

/// A file's row as it will be.
#[derive(Debug)]
pub struct FileChange {
    pub file: FileState,
    pub problems: Problems,
}

/// The problems of a file from now on.
#[derive(Debug)]
pub enum Problems {
    AsTheyWere,
    None,
    These(Rows),
    InSpool,
}

impl Record for FileChange {
    fn put(&self, out: &mut Packer) {
        self.file.put(out);
        let mut rows = Vec::new();
        out.small(match &self.problems {
            Problems::AsTheyWere => 0,
            Problems::None => 1,
            Problems::InSpool => 2,
            Problems::These(own) => {
                pack(own, &mut rows);
                3
            }
        });
        out.bytes(&rows);
    }

    fn of(from: &mut Unpacker<'_>) -> Option<Self> {
        let (file, which, rows) = (FileState::of(from)?, from.small()?, from.bytes()?);
        let problems = match which {
            0 => Problems::AsTheyWere,
            1 => Problems::None,
            2 => Problems::InSpool,
            _ => Problems::These(unpack(&PROBLEMS, rows)?),
        };
        Some(Self { file, problems })
    }
}

/// Where the rows of arrivals are kept until they are written.
pub trait Spool: Sync {
    /// Appends those of a document, or the problems of a file, to others of their table.
    fn append(&self, owner: &str, rows: &mut Rows) -> Result<(), DatasetError>;

    fn rows(&self, owner: &str, schema: &'static TableSchema) -> Result<Rows, DatasetError> {
        let mut rows = Rows::new(schema);
        self.append(owner, &mut rows)?;
        Ok(rows)
    }
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
        if self.update.arrivals.contains(&document.doc_id) {
            return self.spool.rows(&document.doc_id, schema);
        }
        self.kept.rows(schema.name, &document.doc_id, schema)
    }
}

/// A file that is to be replaced.
#[derive(Debug, Clone)]
struct Target {
    schema: &'static TableSchema,
    place: Place,
}

/// Puts a run's changes into the dataset as one commit. Gives the new generation, or `None` where another run got in
/// between.
pub fn apply(
    dataset: &Dataset,
    store: &Store<'_, LocalFiles>,
    known: &Known,
    (update, spool, across): (&Update, &dyn Spool, &dyn Across),
) -> Result<Option<u64>, DatasetError> {
    let scratch = Scratch::new(&dataset.files, store.run())?;
    let work = Work::new((dataset, known), (update, spool, across), scratch)?;
    let mut failure = None;
    let done = commit::commit(store, 0, |generation, stage| {
        if generation != known.generation + 1 {
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

struct Work<'u> {
    dataset: &'u Dataset,
    known: &'u Known,
    update: &'u Update,
    spool: &'u dyn Spool,
    /// Documents as they will be.
    census: Census<'u>,
    offices: Offices,
    /// What the documents that stay had, and the findings between documents of the offices that are touched.
    scratch: Scratch,
    /// Columns of the panel that the arrivals ask for.
    figures: RefCell<BTreeSet<String>>,
}

impl<'u> Work<'u> {
    fn new(
        (dataset, known): (&'u Dataset, &'u Known),
        (update, spool, across): (&'u Update, &'u dyn Spool, &dyn Across),
        scratch: Scratch,
    ) -> Result<Self, DatasetError> {
        let buckets = dataset.format.buckets;
        let mut census = Census::new(known, update, buckets)?;
        let offices = Offices::touched(&mut census, buckets, &room(&dataset.files))?;
        let figures = RefCell::default();
        let mut work = Self { dataset, known, update, spool, census, offices, scratch, figures };
        work.keep_others()?;
        work.judge(across)?;
        work.census.sort()?;
        Ok(work)
    }

    /// What is asked of documents that stay is taken out of each file once.
    fn keep_others(&mut self) -> Result<(), DatasetError> {
        for (place, spot) in &self.census.spots {
            let stays = |number: u32| {
                let entry = &spot.entries[number as usize];
                entry.is(Fate::Touched) && entry.is(Fate::Counts) && !entry.is(Fate::Arrives)
            };
            let mut asked = spot.by_name();
            asked.retain(|_, number| stays(*number));
            if asked.is_empty() {
                continue;
            }
            for schema in COMPARED {
                let scratch = &mut self.scratch;
                self.dataset.each_piece(&live(schema.name, place.0, place.1), schema, &mut |piece| {
                    let own = |id: &str| asked.contains_key(&shelf::name(id));
                    for (id, range) in runs(piece, "doc_id").into_iter().filter(|(id, _)| own(id)) {
                        let mut rows = Rows::new(schema);
                        rows.append_range(piece, range);
                        scratch.put(schema.name, id, &rows)?;
                    }
                    Ok(())
                })?;
            }
        }
        Ok(())
    }

    /// Compares the documents of each touched office.
    fn judge(&mut self, across: &dyn Across) -> Result<(), DatasetError> {
        let members = std::mem::take(&mut self.offices.members);
        let mut waiting: Vec<Vec<DocumentState>> = Vec::new();
        for group in members.chunk_by(|one, other| one.office == other.office) {
            waiting.extend(self.together(group)?);
            if waiting.len() >= AT_ONCE {
                self.judge_some(&waiting, across)?;
                waiting.clear();
            }
        }
        self.judge_some(&waiting, across)
    }

    fn together(&self, group: &[Member]) -> Result<Vec<Vec<DocumentState>>, DatasetError> {
        let alone = |documents: Vec<(Member, DocumentState)>| {
            documents.into_iter().map(|(_, document)| document).collect()
        };
        Ok(self.census.offices(group)?.into_values().map(alone).collect())
    }

    fn judge_some(
        &mut self,
        offices: &[Vec<DocumentState>],
        across: &dyn Across,
    ) -> Result<(), DatasetError> {
        let offices: Vec<Vec<&DocumentState>> =
            offices.iter().map(|office| office.iter().collect()).collect();
        for (id, rows) in judge_all(&offices, threads(), across, &self.rows_of())? {
            self.scratch.put(ACROSS, &id, &rows)?;
        }
        Ok(())
    }

    fn rows_of(&self) -> RowsOf<'_> {
        RowsOf { update: self.update, spool: self.spool, kept: &self.scratch }
    }

    fn stage(&self, generation: u64, stage: &mut Staged<'_, '_>) -> Result<(), DatasetError> {
        let changes = self.changes();
        for step in steps(&changes) {
            let change = &changes[step.change];
            if step.settle {
                stage.settle();
            }
            self.file(change, (generation, step.without_coming), stage)?;
        }
        self.panels(generation, stage)?;
        self.by_file(generation, stage)?;
        self.every_table(generation, stage)
    }

    /// The first commit leaves no table without a file, so that whoever opens all of them finds all of them.
    fn every_table(&self, generation: u64, stage: &mut Staged<'_, '_>) -> Result<(), DatasetError> {
        for schema in TABLES.iter().filter(|_| self.known.generation == 0) {
            if !stage.touches(&format!("data/{}/", schema.name)) {
                let path = live(schema.name, 0, 0);
                Sheet::new(&path, schema, generation)?.finish(stage)?;
            }
        }
        Ok(())
    }

    /// The files that change, and which documents move between them.
    fn changes(&self) -> Vec<Change<Target>> {
        let mut changes = Vec::new();
        for schema in DOCUMENT_TABLES {
            for (place, spot) in &self.census.spots {
                let changes_here = spot.has(Fate::Arrives)
                    || spot.left
                    || (schema.name == DOCUMENTS.name && spot.has(Fate::Marked))
                    || (schema.name == FINDINGS.name && spot.has(Fate::Touched));
                if changes_here {
                    changes.push(Change {
                        live: live(schema.name, place.0, place.1),
                        after: Target { schema, place: *place },
                        leaving: spot.leaving.clone(),
                        coming: spot.coming.clone(),
                    });
                }
            }
        }
        changes
    }

    /// The new rows that a file gets: their documents, in order.
    fn added(
        &self,
        spot: &Spot,
        change: &Change<Target>,
        without_coming: bool,
    ) -> Result<Vec<String>, DatasetError> {
        let findings = change.after.schema.name == FINDINGS.name;
        let mut added = Vec::new();
        for entry in &spot.entries {
            let arrives = entry.is(Fate::Arrives);
            if arrives || (findings && entry.is(Fate::Touched)) {
                let id = self.census.document(entry)?.doc_id;
                let comes = !(without_coming && change.coming.contains(&id));
                if if arrives { comes } else { self.scratch.has(ACROSS, &id) } {
                    added.push(id);
                }
            }
        }
        Ok(added)
    }

    /// A file as it will be.
    fn file(
        &self,
        change: &Change<Target>,
        (generation, without_coming): (u64, bool),
        stage: &mut Staged<'_, '_>,
    ) -> Result<(), DatasetError> {
        let Target { schema, place } = change.after;
        let findings = schema.name == FINDINGS.name;
        let nobody = Spot::default();
        let spot = self.census.spot(place).unwrap_or(&nobody);
        let names = spot.by_name();
        let number = |id: &str| names.get(&shelf::name(id)).copied();
        let added = self.added(spot, change, without_coming)?;
        let added: Vec<&str> = added.iter().map(String::as_str).collect();
        let is_other = |id: &str| {
            number(id)
                .map(|number| &spot.entries[number as usize])
                .is_some_and(|entry| entry.is(Fate::Touched) && !entry.is(Fate::Arrives))
        };
        let order = Order {
            owner: "doc_id",
            rank: &number,
            goes: &|id| self.update.gone.contains(id) || self.update.arrivals.contains(id),
            // Findings between documents are made anew for every document of a touched office.
            stays: &|view, row| {
                !findings
                    || view.text("across", row).is_none()
                    || view.text("doc_id", row).is_none_or(|id| !is_other(id))
            },
        };
        let mut sheet = Sheet::new(&change.live, schema, generation)?;
        if schema.name == DOCUMENTS.name {
            sheet.mark = Some(Box::new(|rows| self.mark((spot, &names), rows)));
        }
        self.merged((sheet, stage), &order, (&added, &|id, rows| self.fresh(id, rows)))
    }

    /// Appends the new rows of a document.
    fn fresh(&self, id: &str, rows: &mut Rows) -> Result<(), DatasetError> {
        if let Some(document) = self.update.arrivals.get(id)? {
            let from = rows.len();
            self.spool.append(id, rows)?;
            if rows.schema.name == FACTS.name {
                note_figures(&mut self.figures.borrow_mut(), &document, (rows, from..rows.len()));
            }
        }
        if rows.schema.name == FINDINGS.name {
            rows.append(&self.scratch.rows(ACROSS, id, rows.schema)?);
        }
        Ok(())
    }

    /// Writes what stood in a file and what is added to it as the new file.
    fn merged<K: Ord>(
        &self,
        (mut sheet, stage): (Sheet<'_>, &mut Staged<'_, '_>),
        order: &Order<'_, K>,
        (added, fetch): Added<'_>,
    ) -> Result<(), DatasetError> {
        let (path, schema) = (sheet.path.clone(), sheet.rows.schema);
        let bytes = self.dataset.bytes(&path)?;
        let wrong = |error| DatasetError::parquet(&path, error);
        let pieces =
            bytes.as_deref().map(|bytes| parquet::pieces(bytes, schema)).transpose().map_err(wrong)?;
        let old = pieces.into_iter().flatten().map(|piece| piece.map_err(wrong));
        merge(order, old, added, &mut |next| sheet.take(next, fetch, stage))?;
        sheet.finish(stage)
    }

    /// Writes into rows of `documents` what a run says of documents that it did not read.
    fn mark(&self, (spot, names): (&Spot, &HashMap<u128, u32>), rows: &mut Rows) -> Result<(), DatasetError> {
        self.offices.mark(spot, names, rows)?;
        let ids = rows.texts("doc_id").into_iter().zip(rows.texts("state"));
        let states = ids.map(|(id, state)| match id {
            Some(id) if self.update.stale.contains(id) => Some(STALE),
            _ => state,
        });
        let states = Values::Text(states.collect());
        if let Some(at) = DOCUMENTS.position("state") {
            rows.columns[at] = states;
        }
        Ok(())
    }

    /// The panel files of the offices that are touched, and all others where a column is new: they all have the same.
    fn panels(&self, generation: u64, stage: &mut Staged<'_, '_>) -> Result<(), DatasetError> {
        let buckets = self.dataset.format.buckets;
        let mut touched: BTreeSet<Place> = self.offices.panels().collect();
        let standing = self.panel_figures()?;
        let mut figures = self.figures.borrow_mut();
        figures.extend(standing.values().flatten().cloned());
        touched.extend(standing.iter().filter(|(_, own)| **own != *figures).map(|(place, _)| *place));
        for place in touched {
            let path = live(PANEL.name, place.0, place.1);
            let (anew, fresh) = self.offices.panel_rows(&self.census, (place, buckets), &self.rows_of())?;
            let merged = super::panel::merge(&self.dataset.columns(&path)?, &anew, fresh, &figures);
            let named: Vec<_> = merged.iter().map(|(name, values)| (name.as_str(), values)).collect();
            let described = super::panel::described(&merged);
            let bytes = parquet::write_columns(&named, PANEL.name, generation, described);
            stage.add(&path, &bytes.map_err(|error| CommitError::io(&path, error))?)?;
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
    fn by_file(&self, generation: u64, stage: &mut Staged<'_, '_>) -> Result<(), DatasetError> {
        let (mut places, mut with_problems) = (ByBucket::new(), ByBucket::new());
        let buckets = self.dataset.format.buckets;
        for id in &self.update.forgotten {
            places.entry(bucket(id, buckets)).or_default();
            with_problems.entry(bucket(id, buckets)).or_default();
        }
        for found in self.update.files.places() {
            let (at, change) = found?;
            let place = bucket(&change.file.file_id, buckets);
            places.entry(place).or_default().push(at);
            if !matches!(change.problems, Problems::AsTheyWere) {
                with_problems.entry(place).or_default().push(at);
            }
        }
        let problems = |id: &str, rows: &mut Rows| {
            match self.update.files.get(id)?.map(|change| change.problems) {
                Some(Problems::These(own)) => rows.append(&own),
                Some(Problems::InSpool) => self.spool.append(id, rows)?,
                _ => {}
            }
            Ok(())
        };
        self.owned_by_files(&PROBLEMS, (with_problems, &problems), (generation, stage))?;
        let rows = |id: &str, rows: &mut Rows| {
            self.update.files.get(id)?.into_iter().for_each(|change| change.file.push(rows));
            Ok(())
        };
        self.owned_by_files(&FILES, (places, &rows), (generation, stage))
    }

    fn owned_by_files(
        &self,
        schema: &'static TableSchema,
        (places, rows): (ByBucket, &Fetch<'_>),
        (generation, stage): (u64, &mut Staged<'_, '_>),
    ) -> Result<(), DatasetError> {
        for (place, changes) in places {
            let path = live(schema.name, 0, place);
            let ids = changes.into_iter().map(|at| Ok(self.update.files.at(at)?.file.file_id));
            let anew: BTreeSet<String> = ids.collect::<Result<_, DatasetError>>()?;
            let added: Vec<&str> = anew.iter().map(String::as_str).collect();
            let order = Order {
                owner: "file_id",
                rank: &str::to_owned,
                goes: &|id| self.update.forgotten.contains(id) || anew.contains(id),
                stays: &|_, _| true,
            };
            let sheet = Sheet::new(&path, schema, generation)?;
            self.merged((sheet, stage), &order, (&added, rows))?;
        }
        Ok(())
    }
}

/// Where changes of files lie on their shelf, by the files' bucket.
type ByBucket = BTreeMap<u32, Vec<u64>>;
