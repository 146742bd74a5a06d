//! Whether a dataset is whole: every file is the one that the journal says, nothing else lies where readers look, every
//! file reads by its schema, and the rows agree with each other. Nothing is changed and nothing is mended.

mod content;

use std::collections::{BTreeMap, BTreeSet};

use super::commit::{Digest, Files, Store};
use super::error::DatasetError;
use super::layout::{bucket, parse_live};
use super::schema::{Column, FILES, Kind, PANEL, PROBLEMS, TABLES, TableSchema};
use super::state::State;
use super::store::Dataset;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Damage {
    /// A stable code, `D_…`.
    pub code: &'static str,
    pub path: String,
    pub what: String,
}

/// A decision is missing from the journal.
pub const JOURNAL: &str = "D_JOURNAL";
/// A decision stands and its files are not yet in place: the next run finishes it.
pub const PENDING: &str = "D_PENDING";
/// A file that was committed is not there.
pub const MISSING: &str = "D_MISSING";
/// A file has other bytes than were committed.
pub const BYTES: &str = "D_BYTES";
/// A file lies where readers look, and no commit put it there.
pub const FOREIGN: &str = "D_FOREIGN";
/// A file is no Parquet.
pub const UNREADABLE: &str = "D_UNREADABLE";
/// A column is missing or of another type.
pub const SCHEMA: &str = "D_SCHEMA";
/// Rows stand in a file of another year or bucket.
pub const PLACE: &str = "D_PLACE";
/// Rows of one document are of two readings.
pub const REVISION: &str = "D_REVISION";
/// Rows stand twice.
pub const TWICE: &str = "D_TWICE";
/// Rows are not in the dataset's order.
pub const ORDER: &str = "D_ORDER";
/// A row names another one that is not there.
pub const REFERENCE: &str = "D_REFERENCE";
/// There are more or fewer rows than are said to be.
pub const COUNT: &str = "D_COUNT";

/// Looks at everything. What a broken file holds says nothing, so rows are compared only where all files are as they were
/// committed.
pub fn verify(dataset: &Dataset) -> Result<Vec<Damage>, DatasetError> {
    let mut checker = Checker { dataset, damages: Vec::new() };
    let decided = checker.decided()?;
    checker.digests(&decided)?;
    let broken = !checker.damages.is_empty();
    checker.foreign(&decided)?;
    if !broken && checker.schemas(&decided)? {
        let state = dataset.state()?;
        content::check(&mut checker, &state, &decided)?;
        for schema in [&PROBLEMS, &FILES] {
            checker.by_file(schema, &state, &decided)?;
        }
        checker.panel(&state, &decided)?;
        checker.held(&state);
    }
    checker.damages.sort();
    Ok(checker.damages)
}

/// The files of the dataset as the journal says.
type Decided = BTreeMap<String, Digest>;

struct Checker<'c> {
    dataset: &'c Dataset,
    damages: Vec<Damage>,
}

impl Checker<'_> {
    fn blame(&mut self, code: &'static str, path: &str, what: impl Into<String>) {
        self.damages.push(Damage { code, path: path.to_owned(), what: what.into() });
    }

    /// What was last decided on each file.
    fn decided(&mut self) -> Result<Decided, DatasetError> {
        let store = Store::new(&self.dataset.files, "verify");
        let newest = store.generation()?;
        let mut decided = Decided::new();
        for number in 1..=newest {
            let Some(record) = store.record(number)? else {
                self.blame(JOURNAL, "store/journal", format!("decision {number} is missing"));
                continue;
            };
            for entry in record.entries {
                if number == newest && self.dataset.files.exists(&entry.staged)? {
                    self.blame(PENDING, &entry.live, "its new form waits to be published");
                }
                decided.insert(entry.live, entry.digest);
            }
        }
        Ok(decided)
    }

    /// Every file is the one that was decided on.
    fn digests(&mut self, decided: &Decided) -> Result<(), DatasetError> {
        let pending: BTreeSet<String> = self.damages.iter().map(|damage| damage.path.clone()).collect();
        for (path, digest) in decided.iter().filter(|(path, _)| !pending.contains(*path)) {
            match self.dataset.files.digest(path)? {
                Some(found) if found == *digest => {}
                Some(found) => self.blame(
                    BYTES,
                    path,
                    format!("its {} bytes are not the {} that were committed", found.size, digest.size),
                ),
                None => self.blame(MISSING, path, "the file is gone"),
            }
        }
        Ok(())
    }

    /// Nothing else lies where readers look.
    fn foreign(&mut self, decided: &Decided) -> Result<(), DatasetError> {
        for schema in TABLES {
            for path in self.dataset.all_files(schema.name)? {
                let name = path.rsplit('/').next().unwrap_or(&path);
                let taken = name.ends_with(".parquet") || !name.starts_with(['.', '_']);
                if taken && !decided.contains_key(&path) {
                    self.blame(FOREIGN, &path, "no commit put this file here");
                }
            }
        }
        Ok(())
    }

    /// Every file reads and has the columns of its table.
    fn schemas(&mut self, decided: &Decided) -> Result<bool, DatasetError> {
        let before = self.damages.len();
        for path in decided.keys() {
            let schema =
                parse_live(path).and_then(|(table, _, _)| TABLES.iter().find(|known| known.name == table));
            let Some(schema) = schema else {
                self.blame(PLACE, path, "this is the name of no file of a table");
                continue;
            };
            match self.dataset.kinds(path) {
                Ok(columns) => {
                    if let Some(lacking) = lacking(schema, &columns) {
                        self.blame(SCHEMA, path, format!("column {lacking} is missing or of another type"));
                    }
                }
                Err(error) if error.is_damage() => self.blame(UNREADABLE, path, error.to_string()),
                Err(error) => return Err(error),
            }
        }
        Ok(self.damages.len() == before)
    }

    /// The files of a table and their places.
    fn files<'d>(
        &self,
        schema: &'static TableSchema,
        decided: &'d Decided,
    ) -> impl Iterator<Item = (&'d str, u32)> + use<'d> {
        decided.keys().filter_map(|path| {
            let (table, _, place) = parse_live(path)?;
            (table == schema.name).then_some((path.as_str(), place))
        })
    }

    /// The tables whose rows belong to files that were seen.
    fn by_file(
        &mut self,
        schema: &'static TableSchema,
        state: &State,
        decided: &Decided,
    ) -> Result<(), DatasetError> {
        for (path, place) in self.files(schema, decided) {
            let Some(rows) = self.dataset.rows(path, schema)? else { continue };
            let ids: Vec<&str> = rows.texts("file_id").into_iter().flatten().collect();
            if !ids.is_sorted() {
                self.blame(ORDER, path, "its rows are not in order");
            }
            if schema.name == FILES.name && ids.windows(2).any(|pair| pair[0] == pair[1]) {
                self.blame(TWICE, path, "a file stands in it twice");
            }
            for id in ids.into_iter().collect::<BTreeSet<_>>() {
                if bucket(id, self.dataset.format.buckets) != place {
                    self.blame(PLACE, path, format!("file {id} does not belong here"));
                }
                if !state.files.contains_key(id) {
                    self.blame(REFERENCE, path, format!("file {id} is not known"));
                }
            }
        }
        Ok(())
    }

    /// Offices stand in their bucket and speak by documents of their year.
    fn panel(&mut self, state: &State, decided: &Decided) -> Result<(), DatasetError> {
        self.same_columns(decided)?;
        for (path, place) in self.files(&PANEL, decided) {
            let Some(rows) = self.dataset.rows(path, &PANEL)? else { continue };
            let year = parse_live(path).map_or(0, |(_, year, _)| year);
            let (offices, documents) = (rows.texts("office_id"), rows.texts("doc_id"));
            let mut known = BTreeSet::new();
            for (office, document) in offices.into_iter().zip(documents) {
                let office = office.unwrap_or_default();
                if bucket(office, self.dataset.format.buckets) != place {
                    self.blame(PLACE, path, format!("office {office} does not belong here"));
                }
                if !known.insert(office.to_owned()) {
                    self.blame(TWICE, path, format!("office {office} stands here twice"));
                }
                let document = document.and_then(|id| state.documents.get(id));
                if document.is_none_or(|document| document.report_year != year) {
                    self.blame(REFERENCE, path, format!("office {office} has no document of that year"));
                }
            }
        }
        Ok(())
    }

    /// All files of the panel have the same columns: readers take those of one for those of all.
    fn same_columns(&mut self, decided: &Decided) -> Result<(), DatasetError> {
        let mut first: Option<Vec<String>> = None;
        for path in
            decided.keys().filter(|path| parse_live(path).is_some_and(|(table, ..)| table == PANEL.name))
        {
            let names = self.dataset.column_names(path)?;
            if *first.get_or_insert_with(|| names.clone()) != names {
                self.blame(SCHEMA, path, "its columns are not those of the other files");
            }
        }
        Ok(())
    }

    /// Every file has as many documents as it says, and every document a file.
    fn held(&mut self, state: &State) {
        let mut held: BTreeMap<&str, i32> = BTreeMap::new();
        for document in state.documents.values() {
            *held.entry(&document.file_id).or_default() += 1;
        }
        for file in state.files.values() {
            let found = held.remove(file.file_id.as_str()).unwrap_or(0);
            if found != file.documents {
                let what = format!("file {} says {} documents and has {found}", file.file_id, file.documents);
                self.blame(COUNT, FILES.name, what);
            }
        }
        for (file, _) in held {
            self.blame(REFERENCE, FILES.name, format!("file {file} has documents and is not known"));
        }
    }
}

/// The first column that a file should have and has not.
fn lacking(schema: &TableSchema, columns: &[(String, Option<Kind>)]) -> Option<&'static str> {
    let has = |column: &Column| {
        columns.iter().any(|(name, kind)| name == column.name && *kind == Some(column.kind))
    };
    schema.columns.iter().find(|column| !has(column)).map(|column| column.name)
}
