//! Files that are not there any more. A file goes only after two complete looks that did not find it; one whose bytes
//! turned up under another name was moved and goes at once. Where too much is missing at a time, a share is more likely
//! to be unmounted than a county to be dissolved: then nothing is written at all.

use std::collections::{BTreeMap, BTreeSet};

use super::assemble::{Assembled, by_file, removed};
use super::plan::is_inner;
use super::walk::{Root, Walk};
use crate::dataset::state::{FileState, State};

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

/// Whether a root is missing too much. Files that were moved do not count, nor do those inside archives.
pub fn guard(
    (walk, roots): (&Walk, &[Root]),
    state: &State,
    missing: &[&FileState],
    moved: &BTreeMap<String, String>,
) -> Option<Guard> {
    roots.iter().enumerate().find_map(|(index, root)| {
        let own = |file: &FileState| file.root == root.name && !is_inner(file);
        let lost = |file: &FileState| own(file) && !moved.contains_key(&file.file_id);
        let known = state.files.values().filter(|file| own(file) && file.status != "deleted").count();
        let missing = missing.iter().filter(|file| lost(file)).count();
        let shows = walk.files.iter().any(|seen| seen.root == index);
        let whole = root.only.is_empty() && walk.covers(index, b"");
        if whole && !shows && known > 0 {
            return Some(Guard::Empty { root: root.name.clone(), known });
        }
        let allowed = FEW.max(known / SHARE);
        (missing > allowed).then(|| Guard::TooMuch { root: root.name.clone(), missing, known })
    })
}

/// Missing files whose bytes were read under a new name, with that name's file.
pub fn moves(state: &State, missing: &[&FileState], found: &Assembled) -> BTreeMap<String, String> {
    let mut gone: BTreeMap<&str, Vec<&FileState>> = BTreeMap::new();
    for file in missing.iter().filter(|file| !is_inner(file)) {
        if let Some(hash) = &file.content_hash {
            gone.entry(hash).or_default().push(file);
        }
    }
    let mut moves = BTreeMap::new();
    for file in &found.update.files {
        let new = state.files.get(&file.file_id).is_none_or(|known| known.status == "deleted");
        let old = file.content_hash.as_deref().filter(|_| new).and_then(|hash| gone.get_mut(hash));
        if let Some(old) = old.and_then(Vec::pop) {
            moves.insert(old.file_id.clone(), file.file_id.clone());
        }
    }
    moves
}

/// Counts absences and takes out what has gone.
pub fn settle(
    all: &mut Assembled,
    state: &State,
    missing: &[&FileState],
    (moves, run): (&BTreeMap<String, String>, &str),
) {
    let documents = by_file(state);
    let documents = |file: &FileState| -> Vec<String> {
        documents.get(file.file_id.as_str()).into_iter().flatten().map(|&id| id.to_owned()).collect()
    };
    let moved_archives: BTreeSet<&str> = moves.keys().map(String::as_str).collect();
    for file in missing {
        let outer = crate::dataset::fill::file_id(&file.root, super::plan::outer(&file.raw_path));
        let absent = file.absent_runs + 1;
        if moved_archives.contains(outer.as_str()) || absent >= LOOKS {
            let gone = documents(file);
            let counter = if moves.contains_key(&file.file_id) {
                &mut all.documents.moved
            } else {
                &mut all.documents.removed
            };
            *counter += gone.len() as u64;
            removed(&mut all.update, file, gone, run);
        } else {
            all.documents.absent_once += 1;
            all.update.files.push(FileState { absent_runs: absent, ..(*file).clone() });
        }
    }
    for (old, new) in moves {
        let path = state.files.get(old).map(|file| file.path.clone());
        if let Some(file) = all.update.files.iter_mut().find(|file| file.file_id == *new) {
            file.moved_from = path;
        }
    }
}

/// Rows of files that have been gone for long.
pub fn forget(all: &mut Assembled, state: &State, now: i64) {
    let old = |file: &&FileState| {
        let since = super::clock::of_compact(&file.last_seen).unwrap_or(now);
        file.status == "deleted" && now - since > TOMBSTONE_DAYS * 86_400
    };
    let changed: BTreeSet<&str> = all.update.files.iter().map(|file| file.file_id.as_str()).collect();
    let forgotten: Vec<String> = state
        .files
        .values()
        .filter(old)
        .filter(|file| !changed.contains(file.file_id.as_str()))
        .map(|file| file.file_id.clone())
        .collect();
    all.update.forgotten.extend(forgotten);
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn state(count: usize) -> State {
        let files = (0..count).map(|number| {
            let file = FileState {
                file_id: format!("{number:03}"),
                root: "r1".into(),
                raw_path: format!("{number}.docx").into_bytes(),
                status: "ok".into(),
                ..FileState::default()
            };
            (file.file_id.clone(), file)
        });
        State { files: files.collect(), ..State::default() }
    }

    fn roots() -> Vec<Root> {
        vec![Root { name: "r1".into(), folder: PathBuf::from("/x"), only: Vec::new() }]
    }

    fn judged(known: usize, missing: usize) -> Option<Guard> {
        let state = state(known);
        let missing: Vec<&FileState> = state.files.values().take(missing).collect();
        let seen = super::super::walk::Seen {
            root: 0,
            raw: b"x".to_vec(),
            path: PathBuf::new(),
            size: 0,
            times: crate::platform::Times::default(),
            skipped: None,
        };
        let walk = Walk { files: vec![seen], ..Walk::default() };
        guard((&walk, &roots()), &state, &missing, &BTreeMap::new())
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
        let state = state(1);
        let empty = guard((&Walk::default(), &roots()), &state, &[], &BTreeMap::new());
        assert_eq!(empty, Some(Guard::Empty { root: "r1".into(), known: 1 }));
    }
}
