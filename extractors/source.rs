//! A file's bytes, read once. This is the only place of the crate that opens an input: everything after it works on
//! memory that no other program can change.

use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

/// The name a file was given and what it holds.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    bytes: Vec<u8>,
}

impl Source {
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), bytes }
    }

    /// Reads a whole file. Batch runs, which must also notice a file that changes while it is read, hand their bytes
    /// to [`Source::new`] instead.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self::new(path.to_string_lossy(), std::fs::read(path)?))
    }

    /// For messages, and as the weakest hint about an office's name. Never used to choose a format.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What stands behind the last dot of the name, in lower case.
    pub fn ending(&self) -> String {
        self.name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase())
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes, given up.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The content hash, as lower-case hexadecimal digits.
    pub fn sha256(&self) -> String {
        Sha256::digest(&self.bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
