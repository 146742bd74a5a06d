//! A dataset that is open: its format, its state, its files by table.

use std::path::Path;
use std::time::Duration;

use super::commit::lease::{self, Owner, Patience, ProcessClock};
use super::commit::{CommitError, Files, LocalFiles, Store};
use super::describe;
use super::error::DatasetError;
use super::layout::{FORMAT, FORMAT_VERSION, Format, parse_live};
use super::parquet;
use super::rows::{Rows, Values};
use super::schema::{DOCUMENTS, FILES, Kind, TableSchema};
use super::state::{DocumentState, State};

/// An open dataset.
#[derive(Debug)]
pub struct Dataset {
    pub files: LocalFiles,
    pub format: Format,
}

impl Dataset {
    /// Opens a dataset that is there, to read it.
    pub fn open(path: &Path) -> Result<Self, DatasetError> {
        let files = LocalFiles::new(path);
        let bytes = match files.read(FORMAT) {
            Err(error) if error.is_missing() => {
                return Err(DatasetError::NoDataset(path.display().to_string()));
            }
            bytes => bytes?,
        };
        let format: Format = serde_json::from_slice(&bytes)
            .map_err(|_| CommitError::damaged(FORMAT, "the format does not read as it was written"))?;
        known(format.min_reader)?;
        Ok(Self { files, format })
    }

    /// Opens a dataset to change it, or makes one where there is none.
    pub fn open_or_create(path: &Path, id: &str) -> Result<Self, DatasetError> {
        match Self::open(path) {
            Err(DatasetError::NoDataset(_)) => {}
            Ok(dataset) => return known(dataset.format.min_writer).map(|()| dataset),
            refused => return refused,
        }
        let files = LocalFiles::new(path);
        for folder in ["data", "store"] {
            files.make_folder(folder)?;
        }
        let format = Format::new(id.to_owned());
        put(&files, FORMAT, serde_json::to_string(&format).unwrap_or_default().as_bytes())?;
        put(&files, "data/README.md", describe::readme().as_bytes())?;
        put(&files, "data/views.sql", describe::views().as_bytes())?;
        Ok(Self { files, format })
    }

    /// Finishes what an earlier run decided. Nothing is read before this.
    pub fn recover(&self, run: &str) -> Result<u64, DatasetError> {
        Ok(Store::new(&self.files, run).recover()?)
    }

    /// Finishes what a run had decided that is gone. Where another run is at work, or nothing may be written here, what
    /// waits goes on waiting.
    pub fn finish(&self, owner: &Owner) -> Result<(), DatasetError> {
        if !Store::new(&self.files, owner.run.clone()).is_pending()? {
            return Ok(());
        }
        let at_once = Patience { wait: Duration::ZERO, ..Patience::default() };
        if let Ok(Ok(())) = lease::acquire(&self.files, owner, at_once, &ProcessClock::default()) {
            let finished = self.recover(&owner.run);
            lease::release(&self.files, owner)?;
            match finished {
                Err(DatasetError::Commit(error)) if error.is_pending() => {}
                other => return other.map(drop),
            }
        }
        Ok(())
    }

    /// Every file of a table with its report year, in order of path.
    pub fn table_files(&self, table: &str) -> Result<Vec<(i32, String)>, DatasetError> {
        let mut found = Vec::new();
        let years = self.listed(&format!("data/{table}"))?;
        for year in years.into_iter().filter(|name| name.starts_with("report_year=")) {
            for file in self.listed(&format!("data/{table}/{year}"))? {
                let path = format!("data/{table}/{year}/{file}");
                if let Some((_, report_year, _)) = parse_live(&path) {
                    found.push((report_year, path));
                }
            }
        }
        Ok(found)
    }

    /// Everything that lies in a table's folders, whoever put it there.
    pub fn all_files(&self, table: &str) -> Result<Vec<String>, DatasetError> {
        let mut found = Vec::new();
        for year in self.listed(&format!("data/{table}"))? {
            let folder = format!("data/{table}/{year}");
            match self.listed(&folder) {
                Err(DatasetError::Commit(error)) if error.is_no_folder() => found.push(folder),
                names => found.extend(names?.into_iter().map(|name| format!("{folder}/{name}"))),
            }
        }
        Ok(found)
    }

    fn listed(&self, folder: &str) -> Result<Vec<String>, DatasetError> {
        match self.files.list(folder) {
            Err(error) if error.is_missing() => Ok(Vec::new()),
            names => Ok(names?),
        }
    }

    /// The rows of one file; `None` where there is no such file yet.
    pub fn rows(&self, path: &str, schema: &'static TableSchema) -> Result<Option<Rows>, DatasetError> {
        let read = |bytes: Vec<u8>| parquet::read(&bytes, schema);
        let rows = self.bytes(path)?.map(read).transpose();
        rows.map_err(|error| DatasetError::parquet(path, error))
    }

    /// The bytes of one file; `None` where there is no such file yet.
    pub fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>, DatasetError> {
        match self.files.read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// All columns of one file, for tables whose columns differ from file to file; none where there is no such file yet.
    pub fn columns(&self, path: &str) -> Result<Vec<(String, Values)>, DatasetError> {
        match self.files.read(path) {
            Ok(bytes) => parquet::read_columns(&bytes).map_err(|error| DatasetError::parquet(path, error)),
            Err(error) if error.is_missing() => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// The columns of one file and what kinds they are of, as far as we know those.
    pub fn kinds(&self, path: &str) -> Result<Vec<(String, Option<Kind>)>, DatasetError> {
        parquet::kinds(&self.files.read(path)?).map_err(|error| DatasetError::parquet(path, error))
    }

    /// The names of one file's columns.
    pub fn column_names(&self, path: &str) -> Result<Vec<String>, DatasetError> {
        parquet::names(&self.files.read(path)?).map_err(|error| DatasetError::parquet(path, error))
    }

    /// What a run must know.
    pub fn state(&self) -> Result<State, DatasetError> {
        let generation = Store::new(&self.files, "state").generation()?;
        let mut state = State { generation, ..State::default() };
        for (_, path) in self.table_files(FILES.name)? {
            if let Some(rows) = self.rows(&path, &FILES)? {
                state.add_files(&rows);
            }
        }
        for (year, path) in self.table_files(DOCUMENTS.name)? {
            if let Some(rows) = self.rows(&path, &DOCUMENTS)? {
                state.add_documents(DocumentState::of_rows(&rows, year));
            }
        }
        Ok(state)
    }
}

/// Whether this program knows a format.
fn known(found: u32) -> Result<(), DatasetError> {
    if found > FORMAT_VERSION {
        return Err(DatasetError::TooNew { found, known: FORMAT_VERSION });
    }
    Ok(())
}

/// Writes a file that is not part of the tables, whole or not at all.
pub fn put(files: &LocalFiles, path: &str, bytes: &[u8]) -> Result<(), CommitError> {
    let temporary = format!("store/put.{}.tmp", std::process::id());
    let _ = files.remove(&temporary);
    files.create(&temporary, bytes)?;
    files.sync(&temporary)?;
    files.rename(&temporary, path)
}
