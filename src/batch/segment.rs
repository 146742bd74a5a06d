//! Files that are only ever appended to: entries of a key and its items, one writer at a time to a file, so that keeping
//! what was read of a report costs no file of its own. An entry counts only whole, with its digest at its end; what a killed
//! run left at the end of a file is passed over.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::platform;

const MAGIC: &[u8; 8] = b"hbspool2";

/// The longest key.
const KEY: usize = 4096;

/// Bytes that a writer gathers.
const GATHERED: usize = 1 << 16;

/// Files of entries in one folder.
#[derive(Debug)]
pub struct Segments {
    folder: PathBuf,
    open: Mutex<Vec<Arc<Segment>>>,
    /// Those that nobody writes to at the moment.
    idle: Mutex<Vec<(u32, Writer)>>,
    /// Bytes after which a file is not appended to any more.
    most: u64,
    /// Where the entries begin that earlier runs left, as far as their lengths add up, by the hash of their keys.
    left: BTreeMap<u128, (u32, u64)>,
}

#[derive(Debug)]
struct Segment {
    path: PathBuf,
    /// Open for reading where this run writes it; there may be many that it only found.
    own: Option<Mutex<File>>,
}

impl Segment {
    fn fill(&self, bytes: &mut [u8], at: u64) -> io::Result<()> {
        match &self.own {
            Some(file) => platform::read_exact_at(&lock(file), bytes, at),
            None => platform::read_exact_at(&File::open(&self.path)?, bytes, at),
        }
    }

    fn read<T>(&self, at: u64, read: impl FnOnce(&mut File) -> io::Result<T>) -> io::Result<T> {
        match &self.own {
            Some(file) => from(&mut lock(file), at, read),
            None => from(&mut File::open(&self.path)?, at, read),
        }
    }
}

fn from<T>(file: &mut File, at: u64, read: impl FnOnce(&mut File) -> io::Result<T>) -> io::Result<T> {
    file.seek(SeekFrom::Start(at))?;
    read(file)
}

fn name(key: &str) -> u128 {
    xxhash_rust::xxh3::xxh3_128(key.as_bytes())
}

/// An item of an entry: its head, and where its body stands in which segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub head: Vec<u8>,
    pub segment: u32,
    pub at: u64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Segments {
    /// Files of this run, in a folder of which nothing is asked.
    pub fn new(folder: PathBuf, most: u64) -> Self {
        Self { folder, open: Mutex::default(), idle: Mutex::default(), most, left: BTreeMap::new() }
    }

    /// Takes over what earlier runs left in a folder.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        let (mut open, mut left) = (Vec::new(), BTreeMap::new());
        for path in named(&folder)? {
            let number = open.len() as u32;
            for (key, at) in keys(&mut File::open(&path)?)? {
                left.insert(name(&key), (number, at));
            }
            open.push(Arc::new(Segment { path, own: None }));
        }
        Ok(Self { open: Mutex::new(open), left, ..Self::new(folder, u64::MAX) })
    }

    /// The items of an entry that an earlier run wrote whole, and the file that holds them.
    pub fn find(&self, key: &str) -> Option<Vec<Kept>> {
        let &(number, at) = self.left.get(&name(key))?;
        let read = |file: &mut File| Ok(whole(&mut BufReader::new(file), key, (number, at)));
        self.segment(number)?.read(at, read).ok()?
    }

    /// Whether an earlier run left an entry that seems whole.
    pub fn has(&self, key: &str) -> bool {
        self.left.contains_key(&name(key))
    }

    /// Keeps an entry of one item.
    pub fn keep(&self, key: &str, head: &[u8]) -> io::Result<()> {
        let idle = lock(&self.idle).pop();
        let (number, mut writer) = idle.map_or_else(|| self.new_writer(), Ok)?;
        let mut entry = writer.begin(key)?;
        entry.add(head, b"")?;
        entry.finish()?;
        if writer.end < self.most {
            lock(&self.idle).push((number, writer));
        }
        Ok(())
    }

    fn new_writer(&self) -> io::Result<(u32, Writer)> {
        let (number, path) = self.new_file()?;
        Ok((number, Writer::append(&path)?))
    }

    /// Fills bytes from a place of a segment on.
    pub fn fill(&self, (number, at): (u32, u64), bytes: &mut [u8]) -> io::Result<()> {
        self.segment(number).ok_or(io::ErrorKind::NotFound)?.fill(bytes, at)
    }

    fn segment(&self, number: u32) -> Option<Arc<Segment>> {
        lock(&self.open).get(number as usize).cloned()
    }

    /// A file under a name that is free, and its number; another run may be at work in the same folder.
    pub fn new_file(&self) -> io::Result<(u32, PathBuf)> {
        let mut open = lock(&self.open);
        let number = open.len() as u32;
        for free in 0.. {
            let path = self.folder.join(format!("{free:06}.rows"));
            match platform::create_new_private(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                file => {
                    let own = Some(Mutex::new(file?));
                    open.push(Arc::new(Segment { path: path.clone(), own }));
                    return Ok((number, path));
                }
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Where a segment lies.
    pub fn path(&self, number: u32) -> Option<PathBuf> {
        self.segment(number).map(|segment| segment.path.clone())
    }
}

/// Appends entries to a segment.
#[derive(Debug)]
pub struct Writer {
    file: File,
    /// What is not yet in the file.
    gathered: Vec<u8>,
    end: u64,
}

impl Writer {
    /// Goes on behind what a file holds.
    pub fn append(path: &Path) -> io::Result<Self> {
        let file = File::options().append(true).open(path)?;
        let end = file.metadata()?.len();
        Ok(Self { file, gathered: Vec::with_capacity(GATHERED), end })
    }

    /// Begins an entry.
    pub fn begin(&mut self, key: &str) -> io::Result<Entry<'_>> {
        let mut entry = Entry { begin: self.end, writer: self, digest: Digest::default() };
        entry.put(MAGIC)?;
        let length = u32::try_from(key.len()).map_err(io::Error::other)?;
        entry.put(&length.to_le_bytes())?;
        entry.put(key.as_bytes())?;
        entry.digest.add(key.as_bytes(), b"");
        Ok(entry)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.end += bytes.len() as u64;
        if self.gathered.len() + bytes.len() > GATHERED {
            self.flush()?;
        }
        if bytes.len() >= GATHERED {
            return self.file.write_all(bytes);
        }
        self.gathered.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.gathered)?;
        self.gathered.clear();
        Ok(())
    }
}

/// An entry in the making. Without its end it counts for nothing.
pub struct Entry<'w> {
    writer: &'w mut Writer,
    begin: u64,
    digest: Digest,
}

impl Entry<'_> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.writer.put(bytes)
    }

    /// Adds an item, whose head is not empty. Gives where its body stands.
    pub fn add(&mut self, head: &[u8], body: &[u8]) -> io::Result<u64> {
        self.put(&(head.len() as u64).to_le_bytes())?;
        self.put(&(body.len() as u64).to_le_bytes())?;
        self.put(head)?;
        let at = self.writer.end;
        self.put(body)?;
        self.digest.add(head, body);
        Ok(at)
    }

    /// The entry is whole. Gives where it ends.
    pub fn finish(mut self) -> io::Result<u64> {
        let digest = self.digest.value();
        self.put(&[0; 16])?;
        self.put(&digest)?;
        self.writer.flush()?;
        Ok(self.writer.end)
    }

    /// The entry is not wanted: its bytes are taken back.
    pub fn withdraw(self) -> io::Result<()> {
        self.writer.gathered.clear();
        self.writer.end = self.begin;
        self.writer.file.set_len(self.begin)
    }
}

/// The digest of all items of an entry, taken item by item.
#[derive(Default)]
struct Digest(xxhash_rust::xxh3::Xxh3Default);

impl Digest {
    fn add(&mut self, head: &[u8], body: &[u8]) {
        self.0.update(&(head.len() as u64).to_le_bytes());
        self.0.update(head);
        self.0.update(body);
    }

    fn value(&self) -> [u8; 8] {
        self.0.digest().to_le_bytes()
    }
}

/// The segments of a folder, in order of their names.
pub fn named(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "rows") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The keys of a segment and where their entries begin. What does not read as an entry ends it.
fn keys(file: &mut File) -> io::Result<Vec<(String, u64)>> {
    let length = file.metadata()?.len();
    let (mut input, mut at, mut found) = (BufReader::new(file), 0, Vec::new());
    while let Ok((key, after)) = passed(&mut input, at, length) {
        found.push((key, at));
        at = after;
    }
    Ok(found)
}

/// An entry's key, and where the next one begins.
fn passed(input: &mut BufReader<&mut File>, at: u64, length: u64) -> io::Result<(String, u64)> {
    let key = key(input)?;
    let mut end = at + (MAGIC.len() + 4 + key.len()) as u64;
    loop {
        let (head, body) = lengths(input)?;
        let item = if head == 0 { 8 } else { head.saturating_add(body) };
        end = end.saturating_add(16).saturating_add(item);
        if end > length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        input.seek_relative(i64::try_from(item).map_err(io::Error::other)?)?;
        if head == 0 {
            return Ok((key, end));
        }
    }
}

fn key(input: &mut impl Read) -> io::Result<String> {
    let (mut magic, mut length) = ([0; 8], [0; 4]);
    input.read_exact(&mut magic)?;
    input.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if &magic != MAGIC || length > KEY {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut key = vec![0; length];
    input.read_exact(&mut key)?;
    String::from_utf8(key).map_err(io::Error::other)
}

/// Those of an item; both are 0 behind the last.
fn lengths(input: &mut impl Read) -> io::Result<(u64, u64)> {
    let (mut head, mut body) = ([0; 8], [0; 8]);
    input.read_exact(&mut head)?;
    input.read_exact(&mut body)?;
    match (u64::from_le_bytes(head), u64::from_le_bytes(body)) {
        (0, 1..) => Err(io::ErrorKind::InvalidData.into()),
        lengths => Ok(lengths),
    }
}

/// The items of the entry that begins here, if it is that of the key and ends as it was written.
fn whole(input: &mut impl Read, wanted: &str, (segment, from): (u32, u64)) -> Option<Vec<Kept>> {
    let key = key(input).ok().filter(|key| key == wanted)?;
    let mut at = from + (MAGIC.len() + 4 + key.len()) as u64;
    let (mut digest, mut found) = (Digest::default(), Vec::new());
    digest.add(key.as_bytes(), b"");
    loop {
        let (head, body) = lengths(input).ok()?;
        if head == 0 {
            let mut said = [0; 8];
            input.read_exact(&mut said).ok()?;
            return (said == digest.value()).then_some(found);
        }
        at += 16 + head;
        let (head, rows) = (taken(input, head)?, taken(input, body)?);
        digest.add(&head, &rows);
        found.push(Kept { head, segment, at });
        at += body;
    }
}

/// So many bytes, if they are there: a wrong length asks for no memory.
fn taken(input: &mut impl Read, count: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let taken = input.take(count).read_to_end(&mut bytes).ok()?;
    (taken as u64 == count).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("hebiao-segment-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn write(writer: &mut Writer, key: &str) {
        let mut entry = writer.begin(key).unwrap();
        entry.add(b"head", key.as_bytes()).unwrap();
        entry.finish().unwrap();
    }

    fn writer(segments: &Segments) -> Writer {
        segments.new_writer().unwrap().1
    }

    #[test]
    fn entries_of_one_file_are_found_again_and_one_that_was_withdrawn_is_not() {
        let folder = folder("again");
        let segments = Segments::open(folder.clone()).unwrap();
        let mut writer = writer(&segments);
        write(&mut writer, "a");
        let mut entry = writer.begin("b").unwrap();
        entry.add(b"head", &[7; 1 << 18]).unwrap();
        entry.withdraw().unwrap();
        write(&mut writer, "c");
        assert_eq!(segments.find("a"), None, "only what earlier runs left is looked for");
        let again = Segments::open(folder.clone()).unwrap();
        assert!(again.find("a").is_some() && again.find("b").is_none());
        let [kept] = &again.find("c").unwrap()[..] else { panic!() };
        let mut byte = [0];
        again.fill((kept.segment, kept.at), &mut byte).unwrap();
        assert_eq!(&byte, b"c");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_run_never_writes_to_a_file_that_it_found() {
        let folder = folder("two");
        let segments = Segments::open(folder.clone()).unwrap();
        segments.keep("a", b"a").unwrap();
        segments.keep("b", b"b").unwrap();
        assert_eq!(named(&folder).unwrap().len(), 1, "one writer at a time, one file");
        let again = Segments::open(folder.clone()).unwrap();
        again.keep("c", b"c").unwrap();
        assert_eq!(named(&folder).unwrap().len(), 2);
        let last = Segments::open(folder.clone()).unwrap();
        assert!(["a", "b", "c"].iter().all(|key| last.find(key).is_some()));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_is_cut_off_or_flipped_is_not_found_and_costs_nothing_before_it() {
        let folder = folder("cut");
        let segments = Segments::open(folder.clone()).unwrap();
        let mut writer = writer(&segments);
        write(&mut writer, "a");
        let path = &segments.path(0).unwrap();
        let first = fs::metadata(path).unwrap().len() as usize;
        write(&mut writer, "b");
        let bytes = fs::read(path).unwrap();
        for at in first..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x55;
            for wrong in [&bytes[..at], &flipped] {
                fs::write(path, wrong).unwrap();
                let again = Segments::open(folder.clone()).unwrap();
                assert!(again.find("a").is_some() && again.find("b").is_none(), "at {at}");
            }
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
