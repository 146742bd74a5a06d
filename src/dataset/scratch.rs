//! Rows that a commit needs again and that memory should not hold: a file of packed rows beside the spool, gone when the
//! commit is over. What a killed run leaves of it is thrown away with the spool.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::commit::{CommitError, Files, LocalFiles};
use super::error::DatasetError;
use super::pack::{pack, unpack};
use super::rows::Rows;
use super::schema::TableSchema;
use crate::platform;

const FOLDER: &str = "store/spool";

/// Rows by a name and their owner.
pub struct Scratch {
    path: PathBuf,
    file: Mutex<File>,
    end: u64,
    places: BTreeMap<(&'static str, String), Vec<(u64, usize)>>,
}

impl Scratch {
    pub fn new(files: &LocalFiles, run: &str) -> Result<Self, DatasetError> {
        files.make_folder(FOLDER)?;
        let path = files.resolve(&format!("{FOLDER}/{run}.scratch"));
        let file = platform::create_private(&path).map_err(failed)?;
        Ok(Self { path, file: Mutex::new(file), end: 0, places: BTreeMap::new() })
    }

    fn file(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds rows to those of an owner.
    pub fn put(&mut self, name: &'static str, owner: &str, rows: &Rows) -> Result<(), DatasetError> {
        let mut bytes = Vec::new();
        pack(rows, &mut bytes);
        let mut file = self.file();
        file.seek(SeekFrom::Start(self.end)).and_then(|_| file.write_all(&bytes)).map_err(failed)?;
        drop(file);
        self.places.entry((name, owner.to_owned())).or_default().push((self.end, bytes.len()));
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// All rows of an owner; none where nothing was put.
    pub fn rows(
        &self,
        name: &'static str,
        owner: &str,
        schema: &'static TableSchema,
    ) -> Result<Rows, DatasetError> {
        let mut rows = Rows::new(schema);
        for &(at, count) in self.places.get(&(name, owner.to_owned())).into_iter().flatten() {
            let mut bytes = vec![0; count];
            let mut file = self.file();
            file.seek(SeekFrom::Start(at)).and_then(|_| file.read_exact(&mut bytes)).map_err(failed)?;
            let more = unpack(schema, &bytes);
            rows.append(&more.ok_or_else(|| DatasetError::SpoolLost(owner.to_owned()))?);
        }
        Ok(rows)
    }

    /// Owners of whom something was put under a name.
    pub fn has(&self, name: &'static str, owner: &str) -> bool {
        self.places.contains_key(&(name, owner.to_owned()))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn failed(error: std::io::Error) -> DatasetError {
    CommitError::io(FOLDER, error).into()
}
