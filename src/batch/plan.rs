//! What changed since the last run. The hash of a file's bytes decides; size and times only say where looking at the bytes
//! can be spared, and only where they can be trusted.

use std::collections::{BTreeMap, BTreeSet};

use super::clock;
use super::job::Versions;
use super::walk::{Root, Seen, Walk};
use crate::dataset::fill::file_id;
use crate::dataset::state::{FileState, State};

/// Attempts that a file gets which brings its reader down, before it is left alone.
pub const ATTEMPTS: i32 = 3;

/// A file's bytes are looked at again once in so many runs, whatever its times say.
const AGAIN_IN: u64 = 30;

/// Nanoseconds in which a file can change twice without its times showing it.
const RACY: i64 = 2_000_000_000;

/// What is to be done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: it stands as it was.
    Nothing,
    /// Look at its bytes; read it if they differ from those that are known.
    Look,
    /// Only what we know has changed: read it again, from the cache if its bytes are still there.
    Again,
    /// Read it.
    Read,
}

/// What the decision rests on beside the file.
#[derive(Debug, Clone)]
pub struct Grounds {
    pub versions: Versions,
    /// Look at every file's bytes.
    pub full: bool,
    /// When this run began, seconds since 1970.
    pub now: i64,
}

/// A file of the walk with what is known of it.
pub struct Planned<'p> {
    pub seen: &'p Seen,
    pub file_id: String,
    pub known: Option<&'p FileState>,
    pub need: Need,
}

/// Plans every file that was found, in the order of the walk.
pub fn plan<'p>(walk: &'p Walk, roots: &[Root], state: &'p State, grounds: &Grounds) -> Vec<Planned<'p>> {
    let planned = |seen: &'p Seen| {
        let file_id = file_id(&roots[seen.root].name, &seen.raw);
        let known = state.files.get(&file_id);
        let need = if seen.skipped.is_some() { Need::Nothing } else { need(seen, known, &file_id, grounds) };
        Planned { seen, file_id, known, need }
    };
    walk.files.iter().map(planned).collect()
}

fn need(seen: &Seen, known: Option<&FileState>, file_id: &str, grounds: &Grounds) -> Need {
    let Some(known) = known else { return Need::Read };
    let own = |version: &Option<String>, now: &str| version.as_deref() == Some(now);
    let same_versions = own(&known.parser_version, &grounds.versions.parser)
        && own(&known.book_version, &grounds.versions.book);
    if !settled(known) {
        return Need::Read;
    }
    let same_stat = known.size == i64::try_from(seen.size).unwrap_or(i64::MAX)
        && known.mtime_ns == seen.times.modified
        && known.ctime_ns == seen.times.changed;
    let trusted = same_stat && !racy(known, grounds) && !its_turn(file_id, grounds);
    match (same_versions, trusted && !grounds.full) {
        (true, true) => Need::Nothing,
        (true, false) => Need::Look,
        (false, true) => Need::Again,
        (false, false) => Need::Read,
    }
}

/// Whether what is known of a file is the last word as long as its bytes stay.
fn settled(known: &FileState) -> bool {
    // What stood in the way of reading may be gone, whatever the file's times say.
    if known.code.as_deref().is_some_and(|code| code.starts_with("T_")) {
        return false;
    }
    match known.status.as_str() {
        "transient" | "placeholder" | "skipped" | "deleted" => false,
        "failed" | "stale" => known.attempts == 0 || known.attempts >= ATTEMPTS,
        _ => true,
    }
}

/// A file that was changed while the run that read it was going on, or that says it comes from the future, may have
/// changed again in the same tick of its clock.
fn racy(known: &FileState, grounds: &Grounds) -> bool {
    let Some(read) = clock::of_compact(&known.last_seen) else { return true };
    let latest = known.mtime_ns.max(known.ctime_ns.unwrap_or(i64::MIN));
    latest > read.saturating_mul(1_000_000_000).saturating_sub(RACY) || read > grounds.now
}

/// Each file has its own day.
fn its_turn(file_id: &str, grounds: &Grounds) -> bool {
    let day = u64::try_from(grounds.now.div_euclid(86_400)).unwrap_or(0);
    xxhash_rust::xxh3::xxh3_64(file_id.as_bytes()) % AGAIN_IN == day % AGAIN_IN
}

/// Known files that this run should have seen and did not: their parts of the roots were listed whole. Files of archives
/// go with their archive.
pub fn missing<'s>(
    state: &'s State,
    (walk, roots): (&Walk, &[Root]),
    found: &BTreeSet<&str>,
    means: &dyn Fn(&Root, &[u8]) -> bool,
) -> Vec<&'s FileState> {
    let absent = |file: &&FileState| {
        let Some(root) = roots.iter().position(|root| root.name == file.root) else { return false };
        let outer = outer(&file.raw_path);
        let id = file_id(&file.root, outer);
        !found.contains(id.as_str()) && means(&roots[root], outer) && walk.covers(root, outer)
    };
    state.files.values().filter(|file| file.status != "deleted").filter(absent).collect()
}

/// The path of the archive that a file lies in, or its own.
pub fn outer(raw: &[u8]) -> &[u8] {
    raw.windows(2).position(|pair| pair == b"!/").map_or(raw, |at| &raw[..at])
}

/// Whether a file lies in an archive.
pub fn is_inner(file: &FileState) -> bool {
    outer(&file.raw_path).len() < file.raw_path.len()
}

/// Known files of archives, by the id of the archive.
pub type Inner<'s> = BTreeMap<String, Vec<&'s FileState>>;

/// Sorts the files of archives by archive.
pub fn inner(state: &State) -> Inner<'_> {
    let mut sorted: Inner<'_> = BTreeMap::new();
    for file in state.files.values().filter(|file| is_inner(file)) {
        sorted.entry(file_id(&file.root, outer(&file.raw_path))).or_default().push(file);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::platform::Times;

    const READ_AT: i64 = 1_795_136_523;

    fn seen() -> Seen {
        let times = Times { modified: (READ_AT - 60) * 1_000_000_000, changed: None };
        let (raw, path) = (b"a.docx".to_vec(), PathBuf::from("a.docx"));
        Seen { root: 0, raw, path, size: 7, times, skipped: None }
    }

    fn known() -> FileState {
        FileState {
            size: 7,
            mtime_ns: seen().times.modified,
            status: "ok".into(),
            parser_version: Some("p".into()),
            book_version: Some("b".into()),
            last_seen: clock::compact(READ_AT),
            ..FileState::default()
        }
    }

    fn grounds() -> Grounds {
        // A day that is not the turn of "f".
        let versions = Versions { parser: "p".into(), book: "b".into() };
        let mut grounds = Grounds { versions, full: false, now: READ_AT + 86_400 };
        if its_turn("f", &grounds) {
            grounds.now += 86_400;
        }
        grounds
    }

    fn asked(seen: &Seen, known: &FileState, grounds: &Grounds) -> Need {
        need(seen, Some(known), "f", grounds)
    }

    #[test]
    fn an_unchanged_file_is_left_alone_where_its_times_can_be_trusted() {
        assert_eq!(asked(&seen(), &known(), &grounds()), Need::Nothing);
        assert_eq!(need(&seen(), None, "f", &grounds()), Need::Read);
        assert_eq!(asked(&Seen { size: 8, ..seen() }, &known(), &grounds()), Need::Look);
        assert_eq!(asked(&seen(), &known(), &Grounds { full: true, ..grounds() }), Need::Look);
        let fresh = (READ_AT - 1) * 1_000_000_000;
        let times = Times { modified: fresh, changed: None };
        let racy = asked(&Seen { times, ..seen() }, &FileState { mtime_ns: fresh, ..known() }, &grounds());
        assert_eq!(racy, Need::Look, "changed within the tick in which it was read");
    }

    #[test]
    fn every_file_has_its_turn_in_thirty_days() {
        let start = grounds();
        let days =
            (0..30).filter(|day| its_turn("f", &Grounds { now: start.now + day * 86_400, ..start.clone() }));
        assert_eq!(days.count(), 1);
    }

    #[test]
    fn another_version_and_an_open_attempt_read_again() {
        let other = FileState { parser_version: Some("old".into()), ..known() };
        assert_eq!(asked(&seen(), &other, &grounds()), Need::Again);
        assert_eq!(asked(&Seen { size: 8, ..seen() }, &other, &grounds()), Need::Read, "other bytes as well");
        let crashed = FileState { status: "failed".into(), attempts: 2, ..known() };
        assert_eq!(asked(&seen(), &crashed, &grounds()), Need::Read);
        let locked = FileState { status: "stale".into(), code: Some("T_LOCKED".into()), ..known() };
        assert_eq!(asked(&seen(), &locked, &grounds()), Need::Read, "the lock may be gone");
        let given_up = FileState { attempts: ATTEMPTS, ..crashed };
        assert_eq!(asked(&seen(), &given_up, &grounds()), Need::Nothing);
    }

    #[test]
    fn files_of_archives_go_with_them() {
        assert_eq!(outer(b"a/b.zip!/c/d.docx"), b"a/b.zip");
        assert_eq!(outer(b"a/b.docx"), b"a/b.docx");
    }
}
