//! Rows that a commit needs again and that memory should not hold: a file of packed rows beside the spool, gone when the
//! commit is over. What a killed run leaves of it is thrown away with the spool.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::commit::{CommitError, Files, LocalFiles};
use super::error::DatasetError;
use super::pack::{pack, unpack};
use super::rows::Rows;
use super::schema::TableSchema;
use super::shelf::{Packer, Record, Room, Shelf, Unpacker};
use crate::platform;

const FOLDER: &str = "store/spool";

/// Rows by a name and their owner.
pub struct Scratch {
    path: PathBuf,
    file: Mutex<File>,
    end: u64,
    parts: Shelf<Part>,
}

/// Some rows of an owner, and where those before them are told of.
struct Part {
    at: u64,
    count: u64,
    before: Option<u64>,
}

impl Record for Part {
    fn put(&self, out: &mut Packer) {
        out.place(self.at);
        out.place(self.count);
        out.place(self.before.unwrap_or(u64::MAX));
    }

    fn of(from: &mut Unpacker<'_>) -> Option<Self> {
        let (at, count, before) = (from.place()?, from.place()?, from.place()?);
        Some(Self { at, count, before: (before != u64::MAX).then_some(before) })
    }
}

/// The rooms of what a commit has to remember are in this folder.
pub fn room(files: &LocalFiles) -> Room {
    Room::Folder(files.resolve(FOLDER))
}

fn key(name: &str, owner: &str) -> String {
    format!("{name}/{owner}")
}

impl Scratch {
    pub fn new(files: &LocalFiles, run: &str) -> Result<Self, DatasetError> {
        files.make_folder(FOLDER)?;
        let path = files.resolve(&format!("{FOLDER}/{run}.scratch"));
        let file = platform::create_private(&path).map_err(failed)?;
        Ok(Self { path, file: Mutex::new(file), end: 0, parts: Shelf::new(&room(files)) })
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
        let (key, count) = (key(name, owner), bytes.len() as u64);
        let part = Part { at: self.end, count, before: self.parts.place(&key) };
        self.end += count;
        self.parts.put(&key, &part)
    }

    /// All rows of an owner; none where nothing was put.
    pub fn rows(
        &self,
        name: &'static str,
        owner: &str,
        schema: &'static TableSchema,
    ) -> Result<Rows, DatasetError> {
        let mut parts = Vec::new();
        let mut next = self.parts.place(&key(name, owner));
        while let Some(place) = next {
            let part = self.parts.at(place)?;
            next = part.before;
            parts.push(part);
        }
        let mut rows = Rows::new(schema);
        for Part { at, count, .. } in parts.into_iter().rev() {
            let mut bytes = vec![0; usize::try_from(count).unwrap_or(0)];
            platform::read_exact_at(&self.file(), &mut bytes, at).map_err(failed)?;
            let more = unpack(schema, &bytes);
            rows.append(&more.ok_or_else(|| DatasetError::SpoolLost(owner.to_owned()))?);
        }
        Ok(rows)
    }

    /// Owners of whom something was put under a name.
    pub fn has(&self, name: &'static str, owner: &str) -> bool {
        self.parts.contains(&key(name, owner))
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
