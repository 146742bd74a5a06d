//! Records one behind the other: the last few in memory, the rest in a file that is gone with the pile.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::record::{Packer, Record, Unpacker};
use crate::dataset::commit::CommitError;
use crate::dataset::error::DatasetError;
use crate::platform;

/// Where piles are kept.
#[derive(Debug, Clone)]
pub enum Room {
    /// For those that are small, or where nothing may be written.
    Memory,
    Folder(PathBuf),
}

/// Bytes that are gathered before they go to the file.
const GATHERED: usize = 1 << 18;

/// Bytes that are read at a time by whoever goes through all records.
const CHUNK: u64 = 1 << 16;

/// A place is where a record begins, and in its last bits how long it is.
const LENGTH_BITS: u32 = 24;

/// Records before which their length stands.
#[derive(Debug)]
pub struct Pile<T> {
    room: Room,
    bytes: Mutex<Bytes>,
    of: PhantomData<fn() -> T>,
}

#[derive(Debug, Default)]
struct Bytes {
    file: Option<Own>,
    /// Bytes in the file.
    written: u64,
    /// Those behind them.
    fresh: Packer,
}

/// A file of our own.
#[derive(Debug)]
struct Own {
    /// Its name, where a file that is open has to have one.
    path: Option<PathBuf>,
    file: File,
}

impl Drop for Own {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Own {
    fn new(folder: &Path) -> io::Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        std::fs::create_dir_all(folder)?;
        loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!("{}-{number}.pile", std::process::id()));
            match platform::create_new_private(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                file => {
                    let file = file?;
                    let path = (!platform::forget_name(&path)).then_some(path);
                    return Ok(Self { path, file });
                }
            }
        }
    }
}

impl Bytes {
    fn end(&self) -> u64 {
        self.written + self.fresh.0.len() as u64
    }

    fn flush(&mut self, folder: &Path) -> io::Result<()> {
        let own = match &mut self.file {
            Some(own) => own,
            None => self.file.insert(Own::new(folder)?),
        };
        own.file.seek(SeekFrom::Start(self.written))?;
        own.file.write_all(&self.fresh.0)?;
        self.written += self.fresh.0.len() as u64;
        self.fresh.0.clear();
        Ok(())
    }

    /// At least `least` bytes from a place on and up to `most`, but none behind the end of the file or of memory.
    fn read(&mut self, at: u64, (least, most): (u64, u64)) -> io::Result<Vec<u8>> {
        let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
        if let Some(from) = at.checked_sub(self.written) {
            let from = usize::try_from(from).map_err(io::Error::other)?;
            let rest = self.fresh.0.get(from..).filter(|rest| rest.len() as u64 >= least).ok_or_else(cut)?;
            let count = usize::try_from(most).unwrap_or(usize::MAX).min(rest.len());
            return Ok(rest[..count].to_vec());
        }
        let own = self.file.as_mut().ok_or_else(cut)?;
        let count = most.max(least).min(self.written - at);
        if count < least {
            return Err(cut());
        }
        let mut bytes = vec![0; usize::try_from(count).map_err(io::Error::other)?];
        platform::read_exact_at(&own.file, &mut bytes, at)?;
        Ok(bytes)
    }
}

fn failed(error: io::Error) -> DatasetError {
    CommitError::io("store/spool", error).into()
}

fn read_as<T: Record>(bytes: &[u8]) -> Result<T, DatasetError> {
    T::of(&mut Unpacker(bytes)).ok_or_else(|| failed(io::ErrorKind::InvalidData.into()))
}

impl<T> Pile<T> {
    pub fn new(room: &Room) -> Self {
        Self { room: room.clone(), bytes: Mutex::default(), of: PhantomData }
    }

    fn bytes(&self) -> MutexGuard<'_, Bytes> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a record. Gives its place.
    pub fn add_with(&mut self, put: &mut dyn FnMut(&mut Packer)) -> Result<u64, DatasetError> {
        let bytes = self.bytes.get_mut().unwrap_or_else(PoisonError::into_inner);
        let (begin, at) = (bytes.fresh.0.len(), bytes.end() + 4);
        bytes.fresh.int(0);
        put(&mut bytes.fresh);
        let length = bytes.fresh.0.len() - begin - 4;
        if length >> LENGTH_BITS != 0 || at >> (u64::BITS - LENGTH_BITS) != 0 {
            bytes.fresh.0.truncate(begin);
            return Err(failed(io::ErrorKind::FileTooLarge.into()));
        }
        bytes.fresh.0[begin..begin + 4].copy_from_slice(&(length as u32).to_le_bytes());
        if let Room::Folder(folder) = &self.room
            && bytes.fresh.0.len() >= GATHERED
        {
            bytes.flush(folder).map_err(failed)?;
        }
        Ok(at << LENGTH_BITS | length as u64)
    }
}

impl<T: Record> Pile<T> {
    pub fn get(&self, place: u64) -> Result<T, DatasetError> {
        let (at, length) = (place >> LENGTH_BITS, place & ((1 << LENGTH_BITS) - 1));
        read_as(&self.bytes().read(at, (length, length)).map_err(failed)?)
    }

    /// All records with their places, in order.
    pub fn each(&self) -> Each<'_, T> {
        Each { pile: self, at: 0, chunk: Vec::new(), from: 0 }
    }
}

/// Goes through a pile.
pub struct Each<'p, T> {
    pile: &'p Pile<T>,
    /// Where the next record's length stands.
    at: u64,
    /// Bytes of the pile, and where they begin.
    chunk: Vec<u8>,
    from: u64,
}

impl<T: Record> Each<'_, T> {
    /// So many bytes from a place on.
    fn look(&mut self, at: u64, count: u64) -> io::Result<&[u8]> {
        if at < self.from || at + count > self.from + self.chunk.len() as u64 {
            self.chunk = self.pile.bytes().read(at, (count, count.max(CHUNK)))?;
            self.from = at;
        }
        let from = usize::try_from(at - self.from).map_err(io::Error::other)?;
        let count = usize::try_from(count).map_err(io::Error::other)?;
        Ok(&self.chunk[from..from + count])
    }

    fn record(&mut self) -> Result<(u64, T), DatasetError> {
        let at = self.at + 4;
        let mut length = [0; 4];
        length.copy_from_slice(self.look(self.at, 4).map_err(failed)?);
        let length = u64::from(u32::from_le_bytes(length));
        let record = read_as(self.look(at, length).map_err(failed)?)?;
        self.at = at + length;
        Ok((at << LENGTH_BITS | length, record))
    }
}

impl<T: Record> Iterator for Each<'_, T> {
    type Item = Result<(u64, T), DatasetError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.pile.bytes().end() {
            return None;
        }
        let record = self.record();
        if record.is_err() {
            self.at = u64::MAX;
        }
        Some(record)
    }
}
