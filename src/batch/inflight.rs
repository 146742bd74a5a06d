//! Which files are being read at this moment, in a log beside the dataset. A run that is killed leaves there what it was
//! reading: the next one reads those files last and alone, and leaves a file alone with which several runs died.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::plan::ATTEMPTS;
use crate::platform;

/// A file that runs died with: its bytes' hash, and how many runs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Suspect {
    hash: String,
    runs: i32,
}

/// The log of a run.
#[derive(Debug)]
pub struct Inflight {
    path: PathBuf,
    log: Mutex<File>,
    suspects: BTreeMap<String, Suspect>,
}

impl Inflight {
    /// Takes over what an earlier run left.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        let suspects = left(&fs::read_to_string(&path).unwrap_or_default());
        let mut log = platform::create_private(&path)?;
        for (file_id, Suspect { hash, runs }) in &suspects {
            writeln!(log, "+ {file_id} {hash} {runs}")?;
        }
        Ok(Self { path, log: Mutex::new(log), suspects })
    }

    /// Whether an earlier run died with anything.
    pub fn has_suspects(&self) -> bool {
        !self.suspects.is_empty()
    }

    /// Whether an earlier run died with a file.
    pub fn is_suspect(&self, file_id: &str) -> bool {
        self.suspects.contains_key(file_id)
    }

    /// Whether so many runs died with these very bytes that they are left alone.
    pub fn gives_up(&self, file_id: &str, hash: &str) -> bool {
        self.runs(file_id, hash) >= ATTEMPTS
    }

    fn runs(&self, file_id: &str, hash: &str) -> i32 {
        let suspect = self.suspects.get(file_id).filter(|suspect| suspect.hash == hash);
        suspect.map_or(0, |suspect| suspect.runs)
    }

    pub fn begin(&self, file_id: &str, hash: &str) {
        self.write(&format!("+ {file_id} {hash} {}\n", self.runs(file_id, hash) + 1));
    }

    pub fn end(&self, file_id: &str) {
        self.write(&format!("- {file_id}\n"));
    }

    /// A log that cannot be written costs only what it is for.
    fn write(&self, line: &str) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = log.write_all(line.as_bytes());
    }

    /// The run ends by itself: nothing died.
    pub fn close(&self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// What was begun and not ended. The last line may be cut off.
fn left(log: &str) -> BTreeMap<String, Suspect> {
    let mut open = BTreeMap::new();
    for line in log.lines() {
        let parts: Vec<&str> = line.split(' ').collect();
        match parts.as_slice() {
            ["+", file_id, hash, runs] => {
                let suspect = Suspect { hash: (*hash).to_owned(), runs: runs.parse().unwrap_or(1) };
                open.insert((*file_id).to_owned(), suspect);
            }
            ["-", file_id] => drop(open.remove(*file_id)),
            _ => {}
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_runs_died_with_is_known_until_its_bytes_change() {
        let path = std::env::temp_dir().join(format!("hebiao-inflight-{}", std::process::id()));
        let _ = fs::remove_file(&path);
        for died in 0..ATTEMPTS {
            let log = Inflight::open(path.clone()).unwrap();
            assert_eq!(log.is_suspect("bad"), died > 0);
            assert!(!log.is_suspect("good") && !log.gives_up("bad", "h"));
            log.begin("good", "g");
            log.begin("bad", "h");
            log.end("good");
        }
        let log = Inflight::open(path.clone()).unwrap();
        assert!(log.gives_up("bad", "h") && !log.gives_up("bad", "other bytes"));
        log.begin("bad", "other bytes");
        log.end("bad");
        log.close();
        assert!(!Inflight::open(path.clone()).unwrap().is_suspect("bad"));
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_line_that_was_cut_off_is_none() {
        assert_eq!(left("+ a h 1\n- a\n+ b"), BTreeMap::new());
        assert_eq!(left("+ a h 2\n- b\n").keys().collect::<Vec<_>>(), ["a"]);
    }
}
