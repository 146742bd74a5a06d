//! What changed since the last run. The hash of a file's bytes decides; size and times only say where looking at the bytes
//! can be spared, and only where they can be trusted.

use std::collections::BTreeMap;

use super::clock;
use super::job::Versions;
use super::walk::{Root, Seen, Walk};
use crate::dataset::DatasetError;
use crate::dataset::fill::file_id;
use crate::dataset::known::Known;
use crate::dataset::shelf::{self, Index};
use crate::dataset::state::FileState;

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
#[derive(Debug)]
pub struct Planned {
    pub seen: Seen,
    pub file_id: String,
    pub known: Option<FileState>,
    pub need: Need,
}

/// Seconds within which a file that was changed may still be being written.
const YOUNG: i64 = 120;

/// What is to be done with every file that was found, in the order of the walk.
pub struct Plan<'p> {
    walk: &'p Walk,
    roots: &'p [Root],
    known: &'p Known,
    needs: Vec<(Need, bool)>,
    found: Index,
}

impl<'p> Plan<'p> {
    pub fn new(
        (walk, roots): (&'p Walk, &'p [Root]),
        known: &'p Known,
        grounds: &Grounds,
    ) -> Result<Self, DatasetError> {
        let needs = Vec::with_capacity(walk.files.len());
        let mut plan = Self { walk, roots, known, needs, found: Index::default() };
        let young = (grounds.now - YOUNG).saturating_mul(1_000_000_000);
        for seen in walk.files.each() {
            let mut planned = plan.planned(seen?, Need::Nothing)?;
            if planned.seen.skipped.is_none() {
                planned.need = need(&planned.seen, planned.known.as_ref(), &planned.file_id, grounds);
            }
            plan.found.insert(shelf::name(&planned.file_id), 0);
            plan.needs.push((planned.need, planned.seen.times.modified > young));
        }
        Ok(plan)
    }

    fn planned(&self, seen: Seen, need: Need) -> Result<Planned, DatasetError> {
        let file_id = file_id(&self.roots[seen.root].name, &seen.raw);
        let known = self.known.files.get(&file_id)?;
        Ok(Planned { seen, file_id, known, need })
    }

    pub fn len(&self) -> usize {
        self.needs.len()
    }

    pub fn is_empty(&self) -> bool {
        self.needs.is_empty()
    }

    /// The file of a number.
    pub fn get(&self, number: u32) -> Result<Planned, DatasetError> {
        let (need, _) = self.needs.get(number as usize).copied().unwrap_or((Need::Nothing, false));
        let seen = self.walk.files.get(number as usize)?;
        self.planned(seen.ok_or(DatasetError::Changed)?, need)
    }

    /// The numbers of the files that are asked for. Those that may still be written come last.
    pub fn asked(&self) -> Vec<u32> {
        let asked = |young: bool| {
            let is_so =
                move |(_, (need, own)): &(u32, &(Need, bool))| *need != Need::Nothing && *own == young;
            (0..).zip(&self.needs).filter(is_so).map(|(number, _)| number)
        };
        asked(false).chain(asked(true)).collect()
    }

    /// The files that nothing is to be done with.
    pub fn idle(&self) -> impl Iterator<Item = Result<Planned, DatasetError>> + '_ {
        let nothing = |(seen, (need, _)): (Result<Seen, DatasetError>, &(Need, bool))| {
            (*need == Need::Nothing).then_some(seen)
        };
        let idle = self.walk.files.each().zip(&self.needs).filter_map(nothing);
        idle.map(|seen| self.planned(seen?, Need::Nothing))
    }

    fn finds(&self, file_id: &str) -> bool {
        self.found.get(shelf::name(file_id)).is_some()
    }

    /// Known files that this run should have seen and did not: their parts of the roots were listed whole. Files of
    /// archives go with their archive.
    pub fn missing(&self, means: &dyn Fn(&Root, &[u8]) -> bool) -> Result<Vec<FileState>, DatasetError> {
        let absent = |file: &FileState| {
            let Some(root) = self.roots.iter().position(|root| root.name == file.root) else { return false };
            let outer = outer(&file.raw_path);
            let id = file_id(&file.root, outer);
            !self.finds(&id) && means(&self.roots[root], outer) && self.walk.covers(root, outer)
        };
        let of_interest = |file: &FileState| file.status != "deleted" && absent(file);
        self.known.files.each().filter(|file| file.as_ref().map_or(true, of_interest)).collect()
    }
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

/// The path of the archive that a file lies in, or its own.
pub fn outer(raw: &[u8]) -> &[u8] {
    raw.windows(2).position(|pair| pair == b"!/").map_or(raw, |at| &raw[..at])
}

/// Whether a file lies in an archive.
pub fn is_inner(file: &FileState) -> bool {
    outer(&file.raw_path).len() < file.raw_path.len()
}

/// Where known files of archives lie on their shelf, by the id of the archive.
#[derive(Debug, Default)]
pub struct Inner(BTreeMap<String, Vec<u64>>);

impl Inner {
    /// Sorts the files of archives by archive.
    pub fn new(known: &Known) -> Result<Self, DatasetError> {
        let mut sorted: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for found in known.files.places() {
            let (place, file) = found?;
            if is_inner(&file) {
                sorted.entry(file_id(&file.root, outer(&file.raw_path))).or_default().push(place);
            }
        }
        Ok(Self(sorted))
    }

    /// The known files of an archive.
    pub fn of(&self, known: &Known, archive: &str) -> Result<Vec<FileState>, DatasetError> {
        let places = self.0.get(archive).into_iter().flatten();
        places.map(|&place| known.files.at(place)).collect()
    }
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
