//! Rows of files that were read and are not yet in the dataset. A run that is killed finds them again and reads nothing
//! twice; once they are committed they are thrown away. A file of the spool counts only whole: its digest stands at its end,
//! and its name says which bytes it was read from, with what, and as which revision.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::job::{Item, ItemHead, Job, Span};
use super::protocol::Digest;
use crate::dataset::commit::CommitError;
use crate::dataset::rows::Rows;
use crate::dataset::schema::{DOCUMENT_TABLES, PROBLEMS, TableSchema};
use crate::dataset::{DatasetError, pack, update};
use crate::platform;

const MAGIC: &[u8; 8] = b"hbspool1";

/// Where the rows of a document, or the problems of a file, stand.
#[derive(Debug, Clone)]
struct Place {
    file: Arc<Path>,
    spans: Spans,
}

#[derive(Debug, Clone)]
enum Spans {
    Document([Span; DOCUMENT_TABLES.len()]),
    Problems(Span),
}

impl Place {
    fn of(&self, schema: &TableSchema) -> Option<Span> {
        match &self.spans {
            Spans::Document(spans) => {
                let at = DOCUMENT_TABLES.iter().position(|known| known.name == schema.name);
                at.map(|at| spans[at])
            }
            Spans::Problems(span) => (schema.name == PROBLEMS.name).then_some(*span),
        }
    }
}

/// The spool of a dataset.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    places: Mutex<BTreeMap<String, Place>>,
}

impl Spool {
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, places: Mutex::default() })
    }

    fn path(&self, job: &Job) -> PathBuf {
        let with = format!("{}\0{}\0{}", job.versions.parser, job.versions.book, job.keep_contacts);
        let with = xxhash_rust::xxh3::xxh3_64(format!("{with}\0{:?}", job.inner_revs).as_bytes());
        let hash = job.hash.get(..32).unwrap_or(&job.hash);
        self.folder.join(format!("{}.{hash}.{with:016x}.{}", job.file_id, job.doc_rev))
    }

    /// What an earlier run read of this very file.
    pub fn find(&self, job: &Job) -> Option<Vec<ItemHead>> {
        let path = self.path(job);
        let found = whole(&path)?;
        self.remember(&path, &found);
        Some(found.into_iter().map(|(head, _)| head).collect())
    }

    /// Begins to keep what is read of a file.
    pub fn keep(&self, job: &Job) -> io::Result<Keeping<'_>> {
        let target = self.path(job);
        let temporary = target.with_extension("tmp");
        let mut file = BufWriter::new(platform::create_private(&temporary)?);
        file.write_all(MAGIC)?;
        let at = MAGIC.len() as u64;
        Ok(Keeping { spool: self, target, temporary, file, digest: Digest::default(), at, kept: Vec::new() })
    }

    fn remember(&self, file: &Path, found: &[(ItemHead, u64)]) {
        let mut places = self.places.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let file: Arc<Path> = file.into();
        let mut put = |owner: &str, spans| {
            places.insert(owner.to_owned(), Place { file: Arc::clone(&file), spans });
        };
        for (head, from) in found {
            let shifted = |(at, count): Span| (from + at, count);
            for document in &head.documents {
                put(&document.doc_id, Spans::Document(document.tables.map(shifted)));
            }
            if head.has_problems() {
                put(&head.file_id, Spans::Problems(shifted(head.problems)));
            }
        }
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

    /// The rows of an owner; `None` where they are not there, or not as they were kept.
    fn take(&self, owner: &str, schema: &'static TableSchema) -> io::Result<Option<Rows>> {
        let place = {
            let places = self.places.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            places.get(owner).cloned()
        };
        let spanned = place.and_then(|place| place.of(schema).map(|span| (place.file, span)));
        let Some((path, (at, count))) = spanned else { return Ok(None) };
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = vec![0; usize::try_from(count).map_err(io::Error::other)?];
        file.read_exact(&mut bytes)?;
        Ok(pack::unpack(schema, &bytes))
    }
}

impl update::Spool for Spool {
    fn rows(&self, owner: &str, schema: &'static TableSchema) -> Result<Rows, DatasetError> {
        use io::ErrorKind::{NotFound, UnexpectedEof};
        let lost = || DatasetError::SpoolLost(owner.to_owned());
        match self.take(owner, schema) {
            Ok(rows) => rows.ok_or_else(lost),
            Err(error) if matches!(error.kind(), NotFound | UnexpectedEof) => Err(lost()),
            Err(error) => Err(CommitError::io("store/spool", error).into()),
        }
    }
}

/// An answer on its way into the spool.
pub struct Keeping<'s> {
    spool: &'s Spool,
    target: PathBuf,
    temporary: PathBuf,
    file: BufWriter<File>,
    digest: Digest,
    at: u64,
    kept: Vec<(ItemHead, u64)>,
}

impl Keeping<'_> {
    pub fn add(&mut self, item: Item) -> io::Result<()> {
        let head = serde_json::to_vec(&item.head).map_err(io::Error::other)?;
        self.file.write_all(&(head.len() as u64).to_le_bytes())?;
        self.file.write_all(&(item.rows.len() as u64).to_le_bytes())?;
        self.file.write_all(&head)?;
        self.file.write_all(&item.rows)?;
        self.digest.add(&head, &item.rows);
        let rows_at = self.at + 16 + head.len() as u64;
        self.at = rows_at + item.rows.len() as u64;
        self.kept.push((item.head, rows_at));
        Ok(())
    }

    /// The answer is whole.
    pub fn finish(mut self) -> io::Result<Vec<ItemHead>> {
        self.file.write_all(&[0; 16])?;
        self.file.write_all(&self.digest.value())?;
        self.file.flush()?;
        fs::rename(&self.temporary, &self.target)?;
        self.spool.remember(&self.target, &self.kept);
        Ok(std::mem::take(&mut self.kept).into_iter().map(|(head, _)| head).collect())
    }

    /// The answer broke off.
    pub fn drop_it(self) {
        let _ = fs::remove_file(&self.temporary);
    }
}

/// The heads of a whole file of the spool, each with where its rows begin.
fn whole(path: &Path) -> Option<Vec<(ItemHead, u64)>> {
    let bytes = fs::read(path).ok()?;
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let (mut digest, mut found) = (Digest::default(), Vec::new());
    loop {
        let head = number(&mut rest)?;
        let rows = number(&mut rest)?;
        if head == 0 {
            return (rest == digest.value().as_slice()).then_some(found);
        }
        let (head, after) = rest.split_at_checked(head)?;
        let at = bytes.len() - after.len();
        let (rows, after) = after.split_at_checked(rows)?;
        digest.add(head, rows);
        found.push((serde_json::from_slice(head).ok()?, at as u64));
        rest = after;
    }
}

fn number(rest: &mut &[u8]) -> Option<usize> {
    let (number, after) = rest.split_first_chunk::<8>()?;
    *rest = after;
    usize::try_from(u64::from_le_bytes(*number)).ok()
}

#[cfg(test)]
mod tests {
    use super::super::job::{Ending, Versions, problem};
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
        Item::new(head, &[], &problem("f", "a.docx", "00", (Code::ENCRYPTED, "")))
    }

    #[test]
    fn what_was_kept_whole_is_found_again_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("hebiao-spool-{}", std::process::id()));
        let spool = Spool::open(folder.clone()).unwrap();
        assert_eq!(spool.find(&job()), None);
        let mut keeping = spool.keep(&job()).unwrap();
        keeping.add(item()).unwrap();
        let heads = keeping.finish().unwrap();
        let again = Spool::open(folder.clone()).unwrap();
        assert_eq!(again.find(&job()), Some(heads));
        assert_eq!(again.rows("f", &PROBLEMS).unwrap().texts("code"), [Some("E_ENCRYPTED")]);
        assert_eq!(again.find(&Job { doc_rev: 2, ..job() }), None, "another revision");

        let path = spool.path(&job());
        let bytes = fs::read(&path).unwrap();
        for cut in 0..bytes.len() {
            fs::write(&path, &bytes[..cut]).unwrap();
            assert_eq!(Spool::open(folder.clone()).unwrap().find(&job()), None, "cut at {cut}");
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
