//! Whether a dataset is whole: every file is the one that the journal says, reads by its schema, and stands where its rows
//! belong; every document has one set of rows of one revision; counts agree. Nothing is changed.

use std::collections::BTreeMap;

use super::commit::{Digest, Files, Store};
use super::error::DatasetError;
use super::layout::{bucket, live, parse_live};
use super::rows::Rows;
use super::schema::{DOCUMENTS, FACTS, FILES, INDICATORS, TABLES, TABLES_TABLE, TableSchema};
use super::state::{DocumentState, State};
use super::store::Dataset;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    pub path: String,
    pub what: String,
}

/// Looks at everything.
pub fn verify(dataset: &Dataset) -> Result<Vec<Damage>, DatasetError> {
    let mut checker = Checker { dataset, damages: Vec::new(), counted: BTreeMap::new() };
    checker.journal()?;
    if checker.damages.is_empty() {
        let state = dataset.state()?;
        for schema in TABLES {
            checker.table(schema, &state)?;
        }
        checker.counts(&state)?;
    }
    Ok(checker.damages)
}

struct Checker<'c> {
    dataset: &'c Dataset,
    damages: Vec<Damage>,
    /// Rows of each document by table.
    counted: BTreeMap<(&'static str, String), usize>,
}

impl Checker<'_> {
    fn blame(&mut self, path: &str, what: impl Into<String>) {
        self.damages.push(Damage { path: path.to_owned(), what: what.into() });
    }

    /// Every file is the one that was last decided on, and there are no others.
    fn journal(&mut self) -> Result<(), DatasetError> {
        let store = Store::new(&self.dataset.files, "verify");
        let mut decided: BTreeMap<String, Digest> = BTreeMap::new();
        for number in 1..=store.generation()? {
            let Some(record) = store.record(number)? else {
                self.blame("store/journal", format!("decision {number} is missing"));
                continue;
            };
            decided.extend(record.entries.into_iter().map(|entry| (entry.live, entry.digest)));
        }
        for (path, digest) in &decided {
            match self.dataset.files.digest(path)? {
                Some(found) if found == *digest => {}
                Some(_) => self.blame(path, "its bytes are not those that were committed"),
                None => self.blame(path, "the file is missing"),
            }
        }
        for schema in TABLES {
            for path in self.dataset.all_files(schema.name)? {
                if !decided.contains_key(&path) {
                    self.blame(&path, "no commit put this file here");
                }
            }
        }
        Ok(())
    }

    fn table(&mut self, schema: &'static TableSchema, state: &State) -> Result<(), DatasetError> {
        for (year, path) in self.dataset.table_files(schema.name)? {
            let columns = self.dataset.columns(&path)?;
            let known = |column: &&super::schema::Column| {
                columns
                    .iter()
                    .any(|(name, values)| name == column.name && super::parquet::kind(values) == column.kind)
            };
            if let Some(lacking) = schema.columns.iter().find(|column| !known(column)) {
                self.blame(&path, format!("column {} is missing or of another type", lacking.name));
                continue;
            }
            let Some(rows) = self.dataset.rows(&path, schema)? else { continue };
            match schema.name {
                "files" | "problems" => self.owners(&path, &rows, "file_id", state),
                "panel" => {}
                _ => self.documents(&path, year, &rows, state),
            }
        }
        Ok(())
    }

    fn owners(&mut self, path: &str, rows: &Rows, column: &str, state: &State) {
        let place = parse_live(path).map(|(_, _, place)| place);
        for id in rows.texts(column).into_iter().flatten() {
            if Some(bucket(id, self.dataset.format.buckets)) != place {
                self.blame(path, format!("{id} does not belong into this file"));
            }
            if !state.files.contains_key(id) {
                self.blame(path, format!("{id} is no file that is known"));
            }
        }
    }

    /// Every row is of a known document, of its revision, and in its one file.
    fn documents(&mut self, path: &str, year: i32, rows: &Rows, state: &State) {
        let view = rows.view();
        let table = rows.schema.name;
        let mut last = String::new();
        for row in 0..rows.len() {
            let id = view.text("doc_id", row).unwrap_or_default();
            *self.counted.entry((table, id.to_owned())).or_default() += 1;
            if id == last {
                continue;
            }
            last = id.to_owned();
            let what = match state.documents.get(id) {
                None => Some("is no document that is known"),
                Some(document) if self.place(table, document) != path => {
                    Some("does not belong into this file")
                }
                Some(document) if Some(document.doc_rev) != view.int("doc_rev", row) => {
                    Some("stands here in another revision")
                }
                Some(document) if document.report_year != year => Some("is of another year"),
                Some(_) => None,
            };
            if let Some(what) = what {
                self.blame(path, format!("{id} {what}"));
            }
        }
    }

    fn place(&self, table: &str, document: &DocumentState) -> String {
        live(table, document.report_year, bucket(&document.doc_id, self.dataset.format.buckets))
    }

    /// What a document says of its rows, and a file of its documents.
    fn counts(&mut self, state: &State) -> Result<(), DatasetError> {
        for (_, path) in self.dataset.table_files(DOCUMENTS.name)? {
            let Some(rows) = self.dataset.rows(&path, &DOCUMENTS)? else { continue };
            let view = rows.view();
            for row in 0..rows.len() {
                let id = view.text("doc_id", row).unwrap_or_default().to_owned();
                for (table, column) in
                    [(TABLES_TABLE.name, "tables"), (FACTS.name, "facts"), (INDICATORS.name, "indicators")]
                {
                    let found = self.counted.get(&(table, id.clone())).copied().unwrap_or(0);
                    if view.int(column, row) != i32::try_from(found).ok() {
                        self.blame(
                            &path,
                            format!("{id} has {found} rows in {table}, not as many as it says"),
                        );
                    }
                }
                if self.counted.get(&(DOCUMENTS.name, id.clone())) != Some(&1) {
                    self.blame(&path, format!("{id} stands here more than once"));
                }
            }
        }
        let mut held: BTreeMap<&str, i32> = BTreeMap::new();
        for document in state.documents.values() {
            *held.entry(&document.file_id).or_default() += 1;
        }
        for file in state.files.values() {
            if held.remove(file.file_id.as_str()).unwrap_or(0) != file.documents {
                self.blame(FILES.name, format!("{} does not have the documents that it says", file.file_id));
            }
        }
        for (file, _) in held {
            self.blame(FILES.name, format!("{file} has documents and is not known"));
        }
        Ok(())
    }
}
