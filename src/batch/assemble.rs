//! From what became of the files to what changes in the dataset, and to the numbers of the summary. Every file that was
//! seen ends in exactly one of the counts.

use std::collections::{BTreeMap, BTreeSet};

use extractors::Code;
use serde::Serialize;

use super::job::{Ending, ItemHead, problem};
use super::plan::{ATTEMPTS, Inner, Planned};
use super::spool::Spool;
use super::walk::{Root, readable};
use super::work::Done;
use crate::dataset::DatasetError;
use crate::dataset::known::Known;
use crate::dataset::schema::DOCUMENTS;
use crate::dataset::shelf::Room;
use crate::dataset::state::{DocumentState, FileState};
use crate::dataset::update::{Problems, Spool as _, Update};
use crate::platform::Times;

use super::job::Versions;

/// Files by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Files {
    pub seen: u64,
    pub excluded: u64,
    pub unsupported: u64,
    pub unchanged: u64,
    pub ok: u64,
    pub partial: u64,
    pub failed: u64,
    pub transient: u64,
    /// Not reached before the run ended, or only to be told about.
    pub not_reached: u64,
}

impl Files {
    /// Every file that was seen is counted once.
    pub fn add_up(&self) -> bool {
        let parts = [
            self.excluded,
            self.unsupported,
            self.unchanged,
            self.ok,
            self.partial,
            self.failed,
            self.transient,
            self.not_reached,
        ];
        self.seen == parts.iter().sum::<u64>()
    }
}

/// What happened to documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Documents {
    pub added: u64,
    pub changed: u64,
    pub moved: u64,
    pub removed: u64,
    pub stale: u64,
    pub absent_once: u64,
    pub quarantined: u64,
}

/// A file that could not be read, for the summary.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Issue {
    pub code: String,
    pub path: String,
    pub file_id: String,
}

/// What became of all files.
#[derive(Debug, Default)]
pub struct Assembled {
    pub update: Update,
    pub files: Files,
    pub documents: Documents,
    pub by_code: BTreeMap<String, u64>,
    /// Those that the last run did not know in the same way.
    pub new: Vec<Issue>,
    /// Newly partly read files; they count only where the run is strict.
    pub new_partial: u64,
}

/// What the assembling rests on.
pub struct Ground<'g> {
    pub run: &'g str,
    pub roots: &'g [Root],
    pub known: &'g Known,
    pub inner: &'g Inner,
    pub spool: &'g Spool,
    pub versions: &'g Versions,
}

/// Takes in what becomes of the files, one by one, in any order.
pub struct Assembler<'a> {
    ground: Ground<'a>,
    all: Assembled,
}

impl<'a> Assembler<'a> {
    /// `room` is where what changes is kept.
    pub fn new(ground: Ground<'a>, room: &Room) -> Self {
        Self { ground, all: Assembled { update: Update::new(room), ..Assembled::default() } }
    }

    /// Everything that was taken in.
    pub fn finish(mut self) -> Assembled {
        self.all.new.sort_unstable_by(|one, other| (&one.path, one).cmp(&(&other.path, other)));
        self.all
    }

    /// Takes in what became of a file.
    pub fn file(&mut self, planned: &Planned, done: Done) -> Result<(), DatasetError> {
        if let Some(code) = planned.seen.skipped {
            if code == Code::PATH {
                return self.unread(planned, (code, ""), None, 0);
            }
            self.all.files.seen += 1;
            return self.skipped(planned, code);
        }
        match done {
            Done::Unchanged => self.unchanged(planned, None),
            Done::Touched(size, times) => self.unchanged(planned, Some((size, times))),
            Done::Read(heads, times) => self.read(planned, heads, times),
            Done::Unread(unread) => self.unread(planned, (unread.code, &unread.detail), None, 0),
            // Two in this run: what breaks a reader is tried again alone.
            Done::Broke(code, detail, hash) => self.unread(planned, (code, &detail), Some(hash), 2),
            Done::GivenUp(hash) => {
                self.unread(planned, (Code::CRASH, "runs that read it were killed"), Some(hash), ATTEMPTS)
            }
            Done::NotReached => {
                self.all.files.seen += 1;
                self.all.files.not_reached += 1;
                Ok(())
            }
        }
    }

    /// The row of a file before anything of it is said.
    fn fresh(&self, planned: &Planned) -> FileState {
        let seen = &planned.seen;
        let run = self.ground.run.to_owned();
        FileState {
            file_id: planned.file_id.clone(),
            root: self.ground.roots[seen.root].name.clone(),
            path: readable(&seen.raw),
            raw_path: seen.raw.clone(),
            first_seen: run.clone(),
            last_seen: run,
            ..planned.known.clone().unwrap_or_default()
        }
        .with_stat(seen.size, seen.times)
        .first_seen_in(planned.known.as_ref())
    }

    fn skipped(&mut self, planned: &Planned, code: Code) -> Result<(), DatasetError> {
        let cloud = code == Code::CLOUD;
        let counter = if cloud { &mut self.all.files.transient } else { &mut self.all.files.excluded };
        *counter += 1;
        let status = if cloud { "placeholder" } else { "skipped" };
        let same = planned.known.as_ref().is_some_and(|known| known.code.as_deref() == Some(code.id));
        if cloud {
            self.issue(planned, code.id, !same);
        }
        if same {
            return Ok(());
        }
        let file = self.fresh(planned);
        let file = FileState { status: status.into(), code: Some(code.id.into()), ..file };
        self.all.update.change(file, Problems::AsTheyWere)
    }

    fn unchanged(&mut self, planned: &Planned, touched: Option<(u64, Times)>) -> Result<(), DatasetError> {
        let mut inner = self.ground.inner.of(self.ground.known, &planned.file_id)?;
        inner.retain(|file| file.status != "deleted");
        let count = 1 + inner.len() as u64;
        self.all.files.seen += count;
        self.all.files.unchanged += count;
        let Some(known) = &planned.known else { return Ok(()) };
        for back in inner.into_iter().filter(|file| file.absent_runs > 0) {
            self.all.update.change(FileState { absent_runs: 0, ..back }, Problems::AsTheyWere)?;
        }
        if touched.is_some() || known.absent_runs > 0 {
            let file = FileState { absent_runs: 0, last_seen: self.ground.run.to_owned(), ..known.clone() };
            let file = match touched {
                Some((size, times)) => file.with_stat(size, times),
                None => file,
            };
            self.all.update.change(file, Problems::AsTheyWere)?;
        }
        Ok(())
    }

    fn read(&mut self, planned: &Planned, heads: Vec<ItemHead>, times: Times) -> Result<(), DatasetError> {
        let mut told = BTreeSet::new();
        for head in heads {
            told.insert(head.file_id.clone());
            match &head.inner {
                None => {
                    let size = planned.seen.size;
                    let file = self.fresh(planned).with_stat(size, times);
                    self.item(planned.known.as_ref(), file, head)?;
                }
                Some((raw, path)) => {
                    let known = self.ground.known.files.get(&head.file_id)?;
                    let file = FileState {
                        file_id: head.file_id.clone(),
                        path: path.clone(),
                        raw_path: raw.clone(),
                        size: i64::try_from(head.bytes).unwrap_or(i64::MAX),
                        ..self.fresh(planned)
                    };
                    let file =
                        FileState { documents: 0, stale_since: None, ..file }.first_seen_in(known.as_ref());
                    self.item(known.as_ref(), file, head)?;
                }
            }
        }
        // What an archive no longer holds went with its new bytes.
        for file in self.ground.inner.of(self.ground.known, &planned.file_id)? {
            if !told.contains(&file.file_id) && file.status != "deleted" {
                self.remove(&file)?;
            }
        }
        Ok(())
    }

    /// One file that was read, or was found to be unreadable.
    fn item(
        &mut self,
        known: Option<&FileState>,
        file: FileState,
        head: ItemHead,
    ) -> Result<(), DatasetError> {
        self.all.files.seen += 1;
        let counter = match head.ending {
            Ending::Ok | Ending::Archive => &mut self.all.files.ok,
            Ending::Partial => &mut self.all.files.partial,
            Ending::Failed => &mut self.all.files.failed,
            Ending::Unsupported => &mut self.all.files.unsupported,
        };
        *counter += 1;
        let file = FileState {
            content_hash: Some(head.hash.clone()),
            code: head.code.clone(),
            format: head.format.clone(),
            parser_version: Some(self.ground.versions.parser.clone()),
            book_version: Some(self.ground.versions.book.clone()),
            attempts: 0,
            absent_runs: 0,
            last_seen: self.ground.run.to_owned(),
            ..file
        };
        self.say(known, &file, head.ending);
        let problems = match (head.has_problems(), known) {
            (true, _) => Problems::InSpool,
            (false, Some(_)) => Problems::None,
            (false, None) => Problems::AsTheyWere,
        };
        if head.ending.has_rows() {
            self.arrive(file, head, problems)
        } else {
            self.keep_last_good(known, file, (head.ending.status(), problems))
        }
    }

    fn say(&mut self, known: Option<&FileState>, file: &FileState, ending: Ending) {
        let Some(code) = file.code.clone().filter(|_| ending != Ending::Ok && ending != Ending::Archive)
        else {
            return;
        };
        let same = known.is_some_and(|known| known.code.as_ref() == Some(&code));
        match ending {
            Ending::Unsupported => *self.all.by_code.entry(code).or_default() += 1,
            Ending::Partial => {
                *self.all.by_code.entry(code).or_default() += 1;
                self.all.new_partial += u64::from(!same);
            }
            _ => self.issue_of(&file.path, &file.file_id, &code, !same),
        }
    }

    fn arrive(&mut self, file: FileState, head: ItemHead, problems: Problems) -> Result<(), DatasetError> {
        let old: BTreeSet<String> = self.ground.known.documents_of(&head.file_id)?.into_iter().collect();
        let fresh: BTreeSet<String> = head.documents.iter().map(|places| places.doc_id.clone()).collect();
        let gone: Vec<String> = old.difference(&fresh).cloned().collect();
        self.all.documents.removed += gone.len() as u64;
        self.all.documents.added += fresh.difference(&old).count() as u64;
        self.all.documents.changed += fresh.intersection(&old).count() as u64;
        self.all.update.gone.extend(gone);
        for places in &head.documents {
            let rows = self.ground.spool.rows(&places.doc_id, &DOCUMENTS)?;
            for document in DocumentState::of_rows(&rows, places.report_year) {
                self.all.update.arrive(&document)?;
            }
        }
        let file = FileState {
            status: head.ending.status().into(),
            documents: i32::try_from(head.documents.len()).unwrap_or(i32::MAX),
            doc_rev: head.doc_rev,
            stale_since: None,
            ..file
        };
        self.all.update.change(file, problems)
    }

    /// A file whose bytes give no rows: those that an earlier version gave stay.
    fn keep_last_good(
        &mut self,
        known: Option<&FileState>,
        file: FileState,
        (status, problems): (&str, Problems),
    ) -> Result<(), DatasetError> {
        let kept = self.ground.known.documents_of(&file.file_id)?;
        let old = kept.len();
        let has_rows = old > 0;
        for id in kept {
            if self.ground.known.documents.get(&id)?.is_some_and(|document| !document.stale) {
                self.all.update.stale.insert(id);
            }
        }
        let status = if has_rows { "stale" } else { status };
        let since = known.and_then(|known| known.stale_since.clone());
        let since = has_rows.then(|| since.unwrap_or_else(|| self.ground.run.to_owned()));
        self.all.documents.stale += u64::from(has_rows);
        let file = FileState {
            status: status.into(),
            stale_since: since,
            documents: i32::try_from(old).unwrap_or(i32::MAX),
            doc_rev: known.map_or(0, |known| known.doc_rev),
            ..file
        };
        self.all.update.change(file, problems)
    }

    /// A file that could not be copied, or whose reader broke off.
    fn unread(
        &mut self,
        planned: &Planned,
        (code, detail): (Code, &str),
        hash: Option<String>,
        attempts: i32,
    ) -> Result<(), DatasetError> {
        self.all.files.seen += 1;
        let transient = code.id.starts_with("T_");
        let counter = if transient { &mut self.all.files.transient } else { &mut self.all.files.failed };
        *counter += 1;
        let known = planned.known.as_ref();
        let same = known.is_some_and(|known| known.code.as_deref() == Some(code.id));
        self.issue(planned, code.id, !same);
        if code == Code::VANISHED {
            return Ok(());
        }
        let file = self.fresh(planned);
        let rows = problem(&file.file_id, &file.path, hash.as_deref().unwrap_or_default(), (code, detail));
        let status = if transient { "transient" } else { "failed" };
        let attempts = attempts + self.attempts(known, hash.as_deref());
        let given_up = attempts >= ATTEMPTS;
        self.all.documents.quarantined += u64::from(given_up);
        let file = FileState {
            code: Some(code.id.into()),
            content_hash: hash.or(file.content_hash.clone()),
            parser_version: Some(self.ground.versions.parser.clone()),
            book_version: Some(self.ground.versions.book.clone()),
            attempts,
            absent_runs: 0,
            last_seen: self.ground.run.to_owned(),
            ..file
        };
        let status = if given_up { "quarantined" } else { status };
        self.keep_last_good(known, file, (status, Problems::These(rows)))
    }

    /// Attempts of earlier runs on these very bytes.
    fn attempts(&self, known: Option<&FileState>, hash: Option<&str>) -> i32 {
        let Some(hash) = hash else { return 0 };
        let versions = &self.ground.versions.parser;
        let before = known.filter(|known| {
            known.content_hash.as_deref() == Some(hash) && known.parser_version.as_ref() == Some(versions)
        });
        before.map_or(0, |known| known.attempts)
    }

    fn issue(&mut self, planned: &Planned, code: &str, new: bool) {
        self.issue_of(&readable(&planned.seen.raw), &planned.file_id, code, new);
    }

    fn issue_of(&mut self, path: &str, file_id: &str, code: &str, new: bool) {
        *self.all.by_code.entry(code.to_owned()).or_default() += 1;
        if new {
            let issue = Issue { code: code.to_owned(), path: path.to_owned(), file_id: file_id.to_owned() };
            self.all.new.push(issue);
        }
    }

    fn remove(&mut self, file: &FileState) -> Result<(), DatasetError> {
        let gone = self.ground.known.documents_of(&file.file_id)?;
        self.all.documents.removed += gone.len() as u64;
        removed(&mut self.all.update, file, gone, self.ground.run)
    }
}

/// Takes a file and its documents out. Its row stays as a tombstone.
pub fn removed(
    update: &mut Update,
    file: &FileState,
    documents: Vec<String>,
    run: &str,
) -> Result<(), DatasetError> {
    update.gone.extend(documents);
    let file = FileState {
        status: "deleted".into(),
        code: None,
        documents: 0,
        stale_since: None,
        last_seen: run.to_owned(),
        ..file.clone()
    };
    update.change(file, Problems::None)
}

impl FileState {
    /// With the size and times of what was read.
    fn with_stat(self, size: u64, times: Times) -> Self {
        Self {
            size: i64::try_from(size).unwrap_or(i64::MAX),
            mtime_ns: times.modified,
            ctime_ns: times.changed,
            ..self
        }
    }

    /// With the run that first saw it.
    fn first_seen_in(self, known: Option<&Self>) -> Self {
        let first_seen = known.map_or(self.first_seen, |known| known.first_seen.clone());
        Self { first_seen, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_that_do_not_add_up_are_noticed() {
        let files = Files { seen: 3, ok: 1, failed: 1, unchanged: 1, ..Files::default() };
        assert!(files.add_up());
        assert!(!Files { ok: 2, ..files }.add_up());
    }
}
