//! The protocol's files on a real file system. `data/…` and `store/…` stand for the dataset's folder and the one
//! beside it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::{CommitError, Digest, Files};
use crate::platform::sync_folder;

/// The two folders of a dataset.
#[derive(Debug, Clone)]
pub struct LocalFiles {
    data: PathBuf,
    store: PathBuf,
}

impl LocalFiles {
    /// `DATASET` and `DATASET.store` beside it.
    pub fn new(dataset: &Path) -> Self {
        let mut store = dataset.as_os_str().to_owned();
        store.push(".store");
        Self { data: dataset.to_owned(), store: store.into() }
    }

    /// Where a path of the protocol lies on this machine.
    pub fn resolve(&self, path: &str) -> PathBuf {
        match path.split_once('/') {
            Some(("data", rest)) => self.data.join(rest),
            Some(("store", rest)) => self.store.join(rest),
            _ if path == "data" => self.data.clone(),
            _ => self.store.clone(),
        }
    }
}

impl Files for LocalFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, CommitError> {
        fs::read(self.resolve(path)).map_err(|error| CommitError::io(path, error))
    }

    fn create(&self, path: &str, bytes: &[u8]) -> Result<(), CommitError> {
        let write = || {
            let mut file = OpenOptions::new().write(true).create_new(true).open(self.resolve(path))?;
            file.write_all(bytes)
        };
        write().map_err(|error| CommitError::io(path, error))
    }

    fn append(&self, path: &str, bytes: &[u8]) -> Result<(), CommitError> {
        let append = || OpenOptions::new().append(true).open(self.resolve(path))?.write_all(bytes);
        append().map_err(|error| CommitError::io(path, error))
    }

    fn sync(&self, path: &str) -> Result<(), CommitError> {
        let sync = || OpenOptions::new().write(true).open(self.resolve(path))?.sync_all();
        sync().map_err(|error| CommitError::io(path, error))
    }

    fn sync_folder(&self, folder: &str) -> Result<(), CommitError> {
        sync_folder(&self.resolve(folder)).map_err(|error| CommitError::io(folder, error))
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), CommitError> {
        fs::rename(self.resolve(from), self.resolve(to)).map_err(|error| CommitError::io(to, error))
    }

    fn put_folder_if_absent(&self, prepared: &str, name: &str) -> Result<bool, CommitError> {
        let target = self.resolve(name);
        if target.exists() {
            return Ok(false);
        }
        match fs::rename(self.resolve(prepared), &target) {
            Ok(()) => Ok(true),
            Err(_) if target.exists() => Ok(false),
            Err(error) => Err(CommitError::io(name, error)),
        }
    }

    fn make_folder(&self, folder: &str) -> Result<(), CommitError> {
        let path = self.resolve(folder);
        if path.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(&path).map_err(|error| CommitError::io(folder, error))?;
        // The new names must outlive a power cut as well as what is put under them.
        let above = path.ancestors().skip(1).take(2).filter(|parent| !parent.as_os_str().is_empty());
        above.into_iter().try_for_each(sync_folder).map_err(|error| CommitError::io(folder, error))
    }

    fn remove(&self, path: &str) -> Result<(), CommitError> {
        fs::remove_file(self.resolve(path)).map_err(|error| CommitError::io(path, error))
    }

    fn remove_folder(&self, folder: &str) -> Result<(), CommitError> {
        match fs::remove_dir_all(self.resolve(folder)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(CommitError::io(folder, error)),
            _ => Ok(()),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, CommitError> {
        let names = || {
            let mut names = Vec::new();
            for entry in fs::read_dir(self.resolve(folder))? {
                names.push(entry?.file_name().to_string_lossy().into_owned());
            }
            names.sort_unstable();
            Ok(names)
        };
        names().map_err(|error| CommitError::io(folder, error))
    }

    fn exists(&self, path: &str) -> Result<bool, CommitError> {
        self.resolve(path).try_exists().map_err(|error| CommitError::io(path, error))
    }

    fn digest(&self, path: &str) -> Result<Option<Digest>, CommitError> {
        let digest = || {
            let mut file = match File::open(self.resolve(path)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                file => file?,
            };
            let mut hasher = xxhash_rust::xxh3::Xxh3Default::new();
            let mut buffer = vec![0; 1 << 16];
            let mut size = 0;
            loop {
                match file.read(&mut buffer)? {
                    0 => return Ok(Some(Digest { size, hash: hasher.digest() })),
                    count => {
                        hasher.update(&buffer[..count]);
                        size += count as u64;
                    }
                }
            }
        };
        digest().map_err(|error| CommitError::io(path, error))
    }
}
