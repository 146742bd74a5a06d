//! Rows of files that were read and are not yet in the dataset. Readers append them to files of their own, and a run
//! notes where they stand. A run that is killed finds them again and reads nothing
//! twice; once they are committed they are thrown away. What was read of a file counts only whole, and its key says which
//! bytes it was read from, with what, and as which revision.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::job::{ItemHead, Job};
use super::segment::{Kept, Segments};
use crate::dataset::commit::CommitError;
use crate::dataset::rows::Rows;
use crate::dataset::schema::{DOCUMENT_TABLES, PROBLEMS, TableSchema};
use crate::dataset::shelf::{Packer, Record, Room, Shelf, Unpacker};
use crate::dataset::{DatasetError, pack, update};

/// Where the rows of a document stand: they begin in a segment, and so long are those of each table.
#[derive(Debug, Clone, Copy)]
struct Place {
    segment: u32,
    lengths: [u32; DOCUMENT_TABLES.len()],
    from: u64,
}

/// How long the problems of a file are: all that is at their place.
const ALONE: usize = 0;

impl Record for Place {
    fn put(&self, out: &mut Packer) {
        out.place(u64::from(self.segment));
        out.place(self.from);
        self.lengths.iter().for_each(|length| out.place(u64::from(*length)));
    }

    fn of(from: &mut Unpacker<'_>) -> Option<Self> {
        let (segment, at) = (u32::try_from(from.place()?).ok()?, from.place()?);
        let mut lengths = [0; DOCUMENT_TABLES.len()];
        for length in &mut lengths {
            *length = u32::try_from(from.place()?).ok()?;
        }
        Some(Self { segment, lengths, from: at })
    }
}

/// Documents by their id and problems by that of their file, after a sign: there may be very many.
#[derive(Debug)]
struct Places(Shelf<Place>);

fn problems_of(file_id: &str) -> String {
    format!("problems of {file_id}")
}

impl Places {
    fn remember(&mut self, head: &ItemHead, (segment, at): (u32, u64)) -> Result<(), DatasetError> {
        for document in &head.documents {
            let from = at + document.from;
            self.0.put(&document.doc_id, &Place { segment, lengths: document.lengths, from })?;
        }
        if head.has_problems() {
            let mut lengths = [0; DOCUMENT_TABLES.len()];
            lengths[ALONE] = head.problems.1;
            self.0
                .put(&problems_of(&head.file_id), &Place { segment, lengths, from: at + head.problems.0 })?;
        }
        Ok(())
    }

    /// The segment, the first byte and how many.
    fn of(&self, owner: &str, schema: &TableSchema) -> Result<Option<(u32, u64, u32)>, DatasetError> {
        if schema.name == PROBLEMS.name {
            let place = self.0.get(&problems_of(owner))?;
            return Ok(place.map(|place| (place.segment, place.from, place.lengths[ALONE])));
        }
        let at = DOCUMENT_TABLES.iter().position(|known| known.name == schema.name);
        let Some((place, at)) = self.0.get(owner)?.zip(at) else { return Ok(None) };
        let before: u64 = place.lengths[..at].iter().copied().map(u64::from).sum();
        Ok(Some((place.segment, place.from + before, place.lengths[at])))
    }
}

/// The spool of a dataset.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    segments: Segments,
    places: Mutex<Places>,
    /// Lanes that nobody uses at the moment.
    idle: Mutex<Vec<Lane>>,
    /// Room for rows on their way out.
    bytes: Mutex<Vec<u8>>,
}

/// A file of the spool to which one reader at a time appends.
#[derive(Debug)]
pub struct Lane {
    pub number: u32,
    pub path: PathBuf,
    /// Where its last whole entry ends.
    pub end: u64,
}

/// What was read of a file, and where its rows begin in which segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub head: ItemHead,
    pub segment: u32,
    pub at: u64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Spool {
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        let places = Mutex::new(Places(Shelf::new(&Room::Folder(folder.clone()))));
        let segments = Segments::open(folder.clone())?;
        Ok(Self { segments, folder, places, idle: Mutex::default(), bytes: Mutex::default() })
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        lock(&self.places)
    }

    /// What an earlier run read of this very file.
    pub fn find(&self, job: &Job) -> Option<Vec<ItemHead>> {
        let kept = self.segments.find(&job.key())?.into_iter();
        let read = |kept: Kept| Some((serde_json::from_slice(&kept.head).ok()?, (kept.segment, kept.at)));
        let found: Vec<(ItemHead, _)> = kept.map(read).collect::<Option<_>>()?;
        let mut places = self.places();
        found.iter().try_for_each(|(head, at)| places.remember(head, *at)).ok()?;
        Some(found.into_iter().map(|(head, _)| head).collect())
    }

    /// A lane that nobody uses, without what the last one to use it left unfinished.
    pub fn lane(&self) -> io::Result<Lane> {
        while let Some(lane) = lock(&self.idle).pop() {
            let file = File::options().write(true).open(&lane.path);
            if file.and_then(|file| file.set_len(lane.end)).is_ok() {
                return Ok(lane);
            }
        }
        let (number, path) = self.segments.new_file()?;
        Ok(Lane { number, path, end: 0 })
    }

    /// A lane is free for the next reader.
    pub fn rest(&self, lane: Lane) {
        lock(&self.idle).push(lane);
    }

    /// Remembers what was read of a file.
    pub fn note(&self, placed: &[Placed]) -> Result<(), DatasetError> {
        let mut places = self.places();
        placed.iter().try_for_each(|item| places.remember(&item.head, (item.segment, item.at)))
    }

    /// Throws everything away but the cache, which has a folder of its own.
    pub fn clear(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if !entry.file_type()?.is_dir() {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Appends rows that stand there; `None` where they are not as they were kept.
    fn take(&self, (segment, at, count): (u32, u64, u32), rows: &mut Rows) -> io::Result<Option<()>> {
        let mut bytes = lock(&self.bytes);
        bytes.resize(count as usize, 0);
        self.segments.fill((segment, at), &mut bytes)?;
        Ok(pack::append(rows, &bytes))
    }
}

impl update::Spool for Spool {
    fn append(&self, owner: &str, rows: &mut Rows) -> Result<(), DatasetError> {
        use io::ErrorKind::{NotFound, UnexpectedEof};
        let lost = || DatasetError::SpoolLost(owner.to_owned());
        let place = self.places().of(owner, rows.schema)?.ok_or_else(lost)?;
        match self.take(place, rows) {
            Ok(taken) => taken.ok_or_else(lost),
            Err(error) if matches!(error.kind(), NotFound | UnexpectedEof) => Err(lost()),
            Err(error) => Err(CommitError::io("store/spool", error).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::job::{Ending, Item, Versions, problem};
    use super::super::segment::Writer;
    use std::collections::BTreeMap;

    use super::*;
    use crate::dataset::update::Spool as _;
    use extractors::Code;

    fn job() -> Job {
        Job {
            file_id: "f".into(),
            root: "r1".into(),
            raw: b"a.docx".to_vec(),
            path: "a.docx".into(),
            hash: "00".into(),
            modified: None,
            doc_rev: 1,
            inner_revs: BTreeMap::new(),
            versions: Versions { parser: "1".into(), book: "1".into() },
            keep_contacts: false,
        }
    }

    fn item() -> Item {
        let head = ItemHead {
            file_id: "f".into(),
            inner: None,
            hash: "00".into(),
            bytes: 1,
            ending: Ending::Failed,
            code: None,
            format: None,
            doc_rev: 1,
            documents: Vec::new(),
            problems: (0, 0),
        };
        Item::new(head).with(&problem("f", "a.docx", "00", (Code::ENCRYPTED, "")))
    }

    #[test]
    fn what_was_kept_whole_is_found_again_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("hebiao-spool-{}", std::process::id()));
        let spool = Spool::open(folder.clone()).unwrap();
        assert_eq!(spool.find(&job()), None);
        let mut lane = spool.lane().unwrap();
        let mut writer = Writer::append(&lane.path).unwrap();
        let mut entry = writer.begin(&job().key()).unwrap();
        let head = serde_json::to_vec(&item().head).unwrap();
        entry.add(&head, &item().rows).unwrap();
        lane.end = entry.finish().unwrap();
        writer.begin("broke off").unwrap().add(&head, &[7; 1 << 18]).unwrap();
        spool.rest(lane);
        let lane = spool.lane().unwrap();
        assert_eq!(fs::metadata(&lane.path).unwrap().len(), lane.end, "what was not finished is gone");
        let heads = vec![item().head];
        let again = Spool::open(folder.clone()).unwrap();
        assert_eq!(again.find(&job()), Some(heads));
        assert_eq!(again.rows("f", &PROBLEMS).unwrap().texts("code"), [Some("E_ENCRYPTED")]);
        assert_eq!(again.find(&Job { doc_rev: 2, ..job() }), None, "another revision");

        again.clear().unwrap();
        assert_eq!(Spool::open(folder.clone()).unwrap().find(&job()), None, "thrown away");
        fs::remove_dir_all(&folder).unwrap();
    }
}
