//! What the commit protocol asks of a file system, and nothing more. Paths are relative, with `/`: those below `data/`
//! are the dataset, those below `store/` are what lies beside it.

use xxhash_rust::xxh3::xxh3_64;

use super::CommitError;

/// The operations of the protocol. Each is a point at which a run can be killed.
pub trait Files {
    fn read(&self, path: &str) -> Result<Vec<u8>, CommitError>;
    /// Writes a new file; an existing one of that name is an error.
    fn create(&self, path: &str, bytes: &[u8]) -> Result<(), CommitError>;
    /// Writes bytes behind those that a file has.
    fn append(&self, path: &str, bytes: &[u8]) -> Result<(), CommitError>;
    /// Makes a file's bytes durable.
    fn sync(&self, path: &str) -> Result<(), CommitError>;
    /// Makes the names in a folder durable, where the file system can.
    fn sync_folder(&self, folder: &str) -> Result<(), CommitError>;
    /// Replaces `to` by `from`.
    fn rename(&self, from: &str, to: &str) -> Result<(), CommitError>;
    /// Gives a prepared folder, which is not empty, its final name. False where that name is taken; exactly one of
    /// several that try at once succeeds.
    fn put_folder_if_absent(&self, prepared: &str, name: &str) -> Result<bool, CommitError>;
    /// Makes a folder and those above it, where they are missing.
    fn make_folder(&self, folder: &str) -> Result<(), CommitError>;
    fn remove(&self, path: &str) -> Result<(), CommitError>;
    /// Removes a folder and what is in it; a missing one is no error.
    fn remove_folder(&self, folder: &str) -> Result<(), CommitError>;
    /// The names in a folder.
    fn list(&self, folder: &str) -> Result<Vec<String>, CommitError>;

    fn exists(&self, path: &str) -> Result<bool, CommitError> {
        match self.read(path) {
            Ok(_) => Ok(true),
            Err(error) if error.is_missing() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Size and hash of a file, `None` where there is none.
    fn digest(&self, path: &str) -> Result<Option<Digest>, CommitError> {
        match self.read(path) {
            Ok(bytes) => Ok(Some(Digest::of(&bytes))),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// What a file's bytes are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest {
    pub size: u64,
    pub hash: u64,
}

impl Digest {
    pub fn of(bytes: &[u8]) -> Self {
        Self { size: bytes.len() as u64, hash: xxh3_64(bytes) }
    }
}
