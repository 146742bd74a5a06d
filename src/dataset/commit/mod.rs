//! How a run replaces files of the dataset: stage, journal, publish.
//!
//! The steps, and what each makes durable before the next begins:
//!
//! 1. [`Store::recover`] finishes what an earlier run had decided but not done.
//! 2. [`Stage::add`] writes each new file under a name of its own, in one piece or in several, and syncs it; [`Stage::close`] syncs the folder.
//! 3. [`Store::decide`] puts a record of all new files at the next number of the journal, which succeeds for exactly
//!    one run. This is the commit point.
//! 4. [`Store::publish`] renames each staged file onto its live name, in the order of the record.
//!
//! A rename consumes the staged file, so that it happens once, whoever does it: the run itself or the recovery of a
//! later one. Numbers of the journal are never used again, so that a run that was thought dead and wakes up finds its
//! number taken and withdraws. Leases ([`lease`]) only keep runs from working in vain; safety does not rest on them.
//!
//! Everything here works on the [`Files`] it is given: a real folder, or the model of one that loses power at any
//! point in the tests.

pub mod error;
pub mod files;
pub mod journal;
pub mod lease;
pub mod local;
pub mod order;

pub use error::CommitError;
pub use files::{Digest, Files};
pub use journal::{Entry, Record};
pub use local::LocalFiles;

use journal::{JOURNAL, record_path};
use xxhash_rust::xxh3::Xxh3Default;

/// Where files wait before they are published.
pub const STAGE: &str = "store/stage";
/// Where a record is made ready before it is put into the journal.
pub const PREPARED: &str = "store/prepared";
/// The number of the newest generation that is wholly published, for programs that want to know.
pub const LATEST: &str = "store/LATEST";

/// One run's view of a dataset that is to be changed.
pub struct Store<'f, F: Files> {
    files: &'f F,
    /// The run's own name; part of every temporary name, so that two runs never meet.
    run: String,
}

/// New files on their way into the dataset.
pub struct Stage<'s, 'f, F: Files> {
    store: &'s Store<'f, F>,
    folder: String,
    entries: Vec<Entry>,
    settle: bool,
}

/// A new file of which only a part is written.
pub struct Growing {
    staged: String,
    size: u64,
    hash: Xxh3Default,
}

impl Growing {
    fn note(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        self.hash.update(bytes);
    }
}

impl<'f, F: Files> Store<'f, F> {
    pub fn new(files: &'f F, run: impl Into<String>) -> Self {
        Self { files, run: run.into() }
    }

    /// The run that this is the view of.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// The newest decision in the journal; 0 before the first.
    pub fn generation(&self) -> Result<u64, CommitError> {
        Ok(self.newest()?.map_or(0, |record| record.generation))
    }

    /// Finishes the newest decision and throws away what no decision names. Gives the generation that now stands.
    pub fn recover(&self) -> Result<u64, CommitError> {
        // What is acted on below must not vanish in a power cut after the acting.
        self.files.make_folder(JOURNAL)?;
        self.files.sync_folder(JOURNAL)?;
        let Some(record) = self.newest()? else { return Ok(0) };
        let waits = self.announced() < Some(record.generation);
        let late = |error: CommitError| if waits { error.after_decision() } else { error };
        self.publish(&record).map_err(late)?;
        self.sweep(record.generation)?;
        Ok(record.generation)
    }

    /// Whether files of the newest decision still wait to be published.
    pub fn is_pending(&self) -> Result<bool, CommitError> {
        for entry in self.newest()?.into_iter().flat_map(|record| record.entries) {
            if self.files.exists(&entry.staged)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Begins a set of new files that are to become generation `number`.
    pub fn stage(&self, number: u64, attempt: u32) -> Result<Stage<'_, 'f, F>, CommitError> {
        let folder = format!("{STAGE}/{number}.{}.{attempt}", self.run);
        self.files.make_folder(&folder)?;
        Ok(Stage { store: self, folder, entries: Vec::new(), settle: false })
    }

    /// Puts the staged files into the journal as generation `number`. False where another run was there first.
    pub fn decide(&self, number: u64, entries: Vec<Entry>) -> Result<Option<Record>, CommitError> {
        let record = Record { generation: number, run: self.run.clone(), entries };
        let prepared = format!("{PREPARED}/{number}.{}", self.run);
        let _ = self.files.remove_folder(&prepared);
        self.files.make_folder(&prepared)?;
        let file = format!("{prepared}/{}", journal::RECORD);
        self.files.create(&file, &record.encode())?;
        self.files.sync(&file)?;
        self.files.sync_folder(&prepared)?;
        if !self.files.put_folder_if_absent(&prepared, &journal::folder(number))? {
            let _ = self.files.remove_folder(&prepared);
            // A reply that was lost on its way looks like a refusal: the record itself says whose it is.
            return Ok(self.record(number)?.filter(|standing| *standing == record));
        }
        self.files.sync_folder(JOURNAL).map_err(CommitError::after_decision)?;
        Ok(Some(record))
    }

    /// Renames the record's files onto their live names and says so. Doing it twice changes nothing.
    pub fn publish(&self, record: &Record) -> Result<(), CommitError> {
        let announced = self.announced() >= Some(record.generation);
        let mut from = 0;
        for (index, entry) in record.entries.iter().enumerate() {
            if entry.settle {
                self.settle(&record.entries[from..index])?;
                from = index;
            }
            self.publish_one(record, entry, announced)?;
        }
        self.settle(&record.entries[from..])?;
        self.announce(record.generation)
    }

    /// Makes the live names of published files durable.
    fn settle(&self, published: &[Entry]) -> Result<(), CommitError> {
        let mut folders: Vec<&str> = published.iter().map(|entry| folder_of(&entry.live)).collect();
        folders.sort_unstable();
        folders.dedup();
        folders.into_iter().try_for_each(|folder| self.files.sync_folder(folder))
    }

    fn publish_one(&self, record: &Record, entry: &Entry, announced: bool) -> Result<(), CommitError> {
        if self.files.exists(&entry.staged)? {
            self.files.make_folder(folder_of(&entry.live))?;
            match self.files.rename(&entry.staged, &entry.live) {
                Err(error) if error.is_missing() => {}
                other => return other,
            }
        }
        if announced {
            return Ok(());
        }
        // Someone published it for us: then what is live is this file, or one that a later decision put in its place.
        let live = self.files.digest(&entry.live)?;
        if live == Some(entry.digest) || self.replaced_later(record, entry, live)? {
            return Ok(());
        }
        Err(CommitError::damaged(&entry.live, "neither the staged file nor its published form is there"))
    }

    fn replaced_later(
        &self,
        record: &Record,
        entry: &Entry,
        live: Option<Digest>,
    ) -> Result<bool, CommitError> {
        let same_place = |other: &Entry| other.live == entry.live && Some(other.digest) == live;
        if record.entries.iter().any(same_place) {
            return Ok(true);
        }
        for number in self.numbers()?.into_iter().filter(|&number| number > record.generation) {
            if self.record(number)?.is_some_and(|later| later.entries.iter().any(same_place)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Writes the newest published generation where programs look for it. A convenience; the journal is the truth.
    fn announce(&self, generation: u64) -> Result<(), CommitError> {
        if self.announced() >= Some(generation) {
            return Ok(());
        }
        let temporary = format!("{LATEST}.{}", self.run);
        let _ = self.files.remove(&temporary);
        self.files.create(&temporary, format!("{generation:06}\n").as_bytes())?;
        self.files.sync(&temporary)?;
        self.files.rename(&temporary, LATEST)?;
        self.files.sync_folder(folder_of(LATEST))
    }

    fn announced(&self) -> Option<u64> {
        String::from_utf8(self.files.read(LATEST).ok()?).ok()?.trim().parse().ok()
    }

    /// Removes what runs left behind that aimed at a number which is decided by now. A run that aims at a number still
    /// free may yet win it, however long it has been silent, so its files stay.
    fn sweep(&self, decided: u64) -> Result<(), CommitError> {
        for home in [STAGE, PREPARED] {
            self.files.make_folder(home)?;
            for name in self.files.list(home)? {
                let aim = name.split('.').next().and_then(|number| number.parse::<u64>().ok());
                if aim.is_none_or(|number| number <= decided) {
                    self.files.remove_folder(&format!("{home}/{name}"))?;
                }
            }
        }
        Ok(())
    }

    fn newest(&self) -> Result<Option<Record>, CommitError> {
        match self.numbers()?.into_iter().max() {
            Some(number) => self.record(number),
            None => Ok(None),
        }
    }

    fn numbers(&self) -> Result<Vec<u64>, CommitError> {
        let names = match self.files.list(JOURNAL) {
            Err(error) if error.is_missing() => Vec::new(),
            names => names?,
        };
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// The record at a number. A number that stands with an unreadable record is damage: nothing is written there in
    /// pieces.
    pub fn record(&self, number: u64) -> Result<Option<Record>, CommitError> {
        let path = record_path(number);
        match self.files.read(&path) {
            Ok(bytes) => Record::decode(&bytes)
                .filter(|record| record.generation == number)
                .map(Some)
                .ok_or_else(|| CommitError::damaged(&path, "the record does not read as it was written")),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl<F: Files> Stage<'_, '_, F> {
    /// Writes one new file and syncs it. Files are published in the order in which they are added.
    pub fn add(&mut self, live: &str, bytes: &[u8]) -> Result<(), CommitError> {
        let growing = self.begin(bytes)?;
        self.end(live, growing)
    }

    /// Begins a new file that is not written at once. One at a time is.
    pub fn begin(&self, bytes: &[u8]) -> Result<Growing, CommitError> {
        let staged = format!("{}/{:06}.staged", self.folder, self.entries.len());
        self.store.files.create(&staged, bytes)?;
        let mut growing = Growing { staged, size: 0, hash: Xxh3Default::new() };
        growing.note(bytes);
        Ok(growing)
    }

    /// Writes more of a file that was begun.
    pub fn grow(&self, growing: &mut Growing, bytes: &[u8]) -> Result<(), CommitError> {
        growing.note(bytes);
        self.store.files.append(&growing.staged, bytes)
    }

    /// A file is whole: it is synced and added.
    pub fn end(&mut self, live: &str, growing: Growing) -> Result<(), CommitError> {
        let Growing { staged, size, hash } = growing;
        self.store.files.sync(&staged)?;
        let (settle, digest) = (std::mem::take(&mut self.settle), Digest { size, hash: hash.digest() });
        self.entries.push(Entry { live: live.to_owned(), staged, digest, settle });
        Ok(())
    }

    /// Whether a file below a folder was added.
    pub fn touches(&self, folder: &str) -> bool {
        self.entries.iter().any(|entry| entry.live.starts_with(folder))
    }

    /// What was added so far is to be durable in its place before anything added from now on is published, so that a
    /// power cut cannot undo the first half of a move and keep the second.
    pub fn settle(&mut self) {
        self.settle = !self.entries.is_empty();
    }

    /// Makes the names of the staged files durable and hands the files over to be decided on.
    pub fn close(self) -> Result<Vec<Entry>, CommitError> {
        self.store.files.sync_folder(&self.folder)?;
        self.store.files.sync_folder(STAGE)?;
        Ok(self.entries)
    }

    /// Takes everything back.
    pub fn withdraw(self) -> Result<(), CommitError> {
        self.store.files.remove_folder(&self.folder)
    }
}

/// Replaces a set of live files, whole or not at all: the composition of the steps above in their order. `contents`
/// is asked for the new files once the state that they are based on stands. Gives the new generation, or `None` where
/// another run got in between.
pub fn commit<F: Files>(
    store: &Store<'_, F>,
    attempt: u32,
    contents: impl FnOnce(u64, &mut Stage<'_, '_, F>) -> Result<(), CommitError>,
) -> Result<Option<u64>, CommitError> {
    let next = store.recover()? + 1;
    let mut stage = store.stage(next, attempt)?;
    contents(next, &mut stage)?;
    let folder = stage.folder.clone();
    let entries = stage.close()?;
    match store.decide(next, entries)? {
        Some(record) => {
            store.publish(&record).map_err(CommitError::after_decision)?;
            let _ = store.files.remove_folder(&folder);
            Ok(Some(next))
        }
        None => {
            let _ = store.files.remove_folder(&folder);
            Ok(None)
        }
    }
}

/// The folder of a path, which always has one here.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
