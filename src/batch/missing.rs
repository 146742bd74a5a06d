//! Files that are not there any more. A file goes only after two complete looks that did not find it; one whose bytes
//! turned up under another name was moved and goes at once. Where too much is missing at a time, a share is more likely
//! to be unmounted than a county to be dissolved: then nothing is written at all.

use std::collections::BTreeMap;

use super::assemble::{Assembled, removed};
use super::plan::is_inner;
use super::walk::{Root, Walk};
use crate::dataset::DatasetError;
use crate::dataset::known::Known;
use crate::dataset::state::FileState;
use crate::dataset::update::Problems;

/// Files that may be missing at a time, whatever their share.
const FEW: usize = 20;
/// The share of a root's files that may be missing.
const SHARE: usize = 10;
/// Complete runs in a row that must not find a file before it goes.
const LOOKS: i32 = 2;
/// Days for which the row of a file that is gone stays.
const TOMBSTONE_DAYS: i64 = 90;

/// Why a run must not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guard {
    /// A root that had files shows none.
    Empty { root: String, known: usize },
    /// More is missing than may be.
    TooMuch { root: String, missing: usize, known: usize },
}

impl Guard {
    pub fn says(&self) -> String {
        match self {
            Self::Empty { root, known } => {
                format!("root {root} shows no file; the dataset knows {known} of it. Is the share mounted?")
            }
            Self::TooMuch { root, missing, known } => format!(
                "{missing} of {known} files of root {root} are missing. If they were really removed, run again with --allow-removals"
            ),
        }
    }
}

/// How many files of each root a run sees and the dataset knows, but for those inside archives.
#[derive(Debug)]
pub struct Counts {
    shown: Vec<bool>,
    known: Vec<usize>,
}

impl Counts {
    pub fn new((walk, roots): (&Walk, &[Root]), known: &Known) -> Result<Self, DatasetError> {
        let mut counts = Self { shown: vec![false; roots.len()], known: vec![0; roots.len()] };
        for seen in walk.files.each() {
            counts.shown[seen?.root] = true;
        }
        for file in known.files.each() {
            let file = file?;
            let own = roots.iter().position(|root| root.name == file.root);
            if let Some(root) = own.filter(|_| file.status != "deleted" && !is_inner(&file)) {
                counts.known[root] += 1;
            }
        }
        Ok(counts)
    }
}

/// Whether a root is missing too much. Files that were moved do not count, nor do those inside archives.
pub fn guard(
    (walk, roots): (&Walk, &[Root]),
    counts: &Counts,
    missing: &[FileState],
    moved: &BTreeMap<String, String>,
) -> Option<Guard> {
    roots.iter().enumerate().find_map(|(index, root)| {
        let own = |file: &FileState| file.root == root.name && !is_inner(file);
        let lost = |file: &FileState| own(file) && !moved.contains_key(&file.file_id);
        let known = counts.known[index];
        let missing = missing.iter().filter(|file| lost(file)).count();
        let whole = root.only.is_empty() && walk.covers(index, b"");
        if whole && !counts.shown[index] && known > 0 {
            return Some(Guard::Empty { root: root.name.clone(), known });
        }
        let allowed = FEW.max(known / SHARE);
        (missing > allowed).then(|| Guard::TooMuch { root: root.name.clone(), missing, known })
    })
}

/// Missing files whose bytes were read under a new name, with that name's file.
pub fn moves(
    known: &Known,
    missing: &[FileState],
    found: &Assembled,
) -> Result<BTreeMap<String, String>, DatasetError> {
    let mut gone: BTreeMap<&str, Vec<&FileState>> = BTreeMap::new();
    for file in missing.iter().filter(|file| !is_inner(file)) {
        if let Some(hash) = &file.content_hash {
            gone.entry(hash).or_default().push(file);
        }
    }
    let mut moves = BTreeMap::new();
    if gone.is_empty() {
        return Ok(moves);
    }
    let mut new: BTreeMap<String, String> = BTreeMap::new();
    for change in found.update.files.each() {
        let file = change?.file;
        if let Some(hash) = file.content_hash.filter(|hash| gone.contains_key(hash.as_str())) {
            new.insert(file.file_id, hash);
        }
    }
    // In the order of their ids, so that it does not matter which was read first.
    for (file_id, hash) in new {
        let is_new = known.files.get(&file_id)?.is_none_or(|known| known.status == "deleted");
        if let Some(old) = gone.get_mut(hash.as_str()).filter(|_| is_new).and_then(Vec::pop) {
            moves.insert(old.file_id.clone(), file_id);
        }
    }
    Ok(moves)
}

/// Counts absences and takes out what has gone.
pub fn settle(
    all: &mut Assembled,
    known: &Known,
    missing: &[FileState],
    (moves, run): (&BTreeMap<String, String>, &str),
) -> Result<(), DatasetError> {
    for file in missing {
        let outer = crate::dataset::fill::file_id(&file.root, super::plan::outer(&file.raw_path));
        let absent = file.absent_runs + 1;
        if moves.contains_key(&outer) || absent >= LOOKS {
            let gone = known.documents_of(&file.file_id)?;
            let counter = if moves.contains_key(&file.file_id) {
                &mut all.documents.moved
            } else {
                &mut all.documents.removed
            };
            *counter += gone.len() as u64;
            removed(&mut all.update, file, gone, run)?;
        } else {
            all.documents.absent_once += 1;
            let file = FileState { absent_runs: absent, ..file.clone() };
            all.update.change(file, Problems::AsTheyWere)?;
        }
    }
    for (old, new) in moves {
        let moved_from = known.files.get(old)?.map(|file| file.path);
        if let Some(change) = all.update.files.get(new)? {
            all.update.change(FileState { moved_from, ..change.file }, change.problems)?;
        }
    }
    Ok(())
}

/// Rows of files that have been gone for long.
pub fn forget(all: &mut Assembled, known: &Known, now: i64) -> Result<(), DatasetError> {
    for file in known.files.each() {
        let file = file?;
        let since = super::clock::of_compact(&file.last_seen).unwrap_or(now);
        let old = file.status == "deleted" && now - since > TOMBSTONE_DAYS * 86_400;
        if old && !all.update.files.contains(&file.file_id) {
            all.update.forgotten.insert(file.file_id);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn known(count: usize) -> Known {
        let mut known = Known::default();
        for number in 0..count {
            known.add_file(&file(number)).unwrap();
        }
        known
    }

    fn file(number: usize) -> FileState {
        FileState {
            file_id: format!("{number:03}"),
            root: "r1".into(),
            raw_path: format!("{number}.docx").into_bytes(),
            status: "ok".into(),
            ..FileState::default()
        }
    }

    fn roots() -> Vec<Root> {
        vec![Root { name: "r1".into(), folder: PathBuf::from("/x"), only: Vec::new() }]
    }

    fn told(walk: &Walk, known: &Known, missing: &[FileState]) -> Option<Guard> {
        let counts = Counts::new((walk, &roots()), known).unwrap();
        guard((walk, &roots()), &counts, missing, &BTreeMap::new())
    }

    fn judged(count: usize, missing: usize) -> Option<Guard> {
        let missing: Vec<FileState> = (0..missing).map(file).collect();
        let seen = super::super::walk::Seen {
            root: 0,
            raw: b"x".to_vec(),
            path: PathBuf::new(),
            size: 0,
            times: crate::platform::Times::default(),
            skipped: None,
        };
        let mut walk = Walk::default();
        walk.files.push(&seen).unwrap();
        told(&walk, &known(count), &missing)
    }

    #[test]
    fn a_few_may_go_and_a_tenth_may_go() {
        assert_eq!(judged(30, 20), None);
        assert!(matches!(judged(30, 21), Some(Guard::TooMuch { missing: 21, .. })));
        assert_eq!(judged(1000, 100), None);
        assert!(judged(1000, 101).is_some());
    }

    #[test]
    fn a_root_that_shows_nothing_is_not_believed() {
        let empty = told(&Walk::default(), &known(1), &[]);
        assert_eq!(empty, Some(Guard::Empty { root: "r1".into(), known: 1 }));
    }
}
