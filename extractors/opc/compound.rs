//! The other container of office files: the compound file of Office before 2007, which also wraps encrypted packages
//! and embedded objects. A small file system: sectors, an allocation table that chains them, a directory of names.
//!
//! Nothing in it is believed: a chain ends where it leaves the file or grows longer than the file has sectors, and no
//! memory is taken by a length that the file only claims. That is why this is not the `cfb` crate, which refuses a
//! whole file for one crossed chain anywhere; here every stream that can be followed is read.

use crate::{Code, Error, Source};

const MAGIC: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Bytes of a directory entry.
const ENTRY: usize = 128;
/// Chain values from here on are marks, not sectors.
const MARKS: u32 = 0xFFFF_FFF0;
/// Sectors of the allocation table that the header names itself.
const IN_HEADER: usize = 109;
/// Sectors of small streams.
const MINI_SHIFT: u32 = 6;

pub fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Why a compound file is no package; `None` where its streams are unknown here.
pub fn diagnosis(bytes: &[u8]) -> Option<Error> {
    let names = names(bytes);
    let has = |name: &str| names.iter().any(|known| known == name);
    if names.iter().any(|name| name.starts_with("DRMEncrypted")) {
        Some(Error::new(Code::RIGHTS_MANAGED))
    } else if has("EncryptedPackage") {
        Some(Error::new(Code::ENCRYPTED))
    } else if has("WordDocument") {
        Some(Error::new(Code::LEGACY_BINARY).with("type", "doc"))
    } else if has("Workbook") || has("Book") {
        Some(Error::new(Code::LEGACY_BINARY).with("type", "xls"))
    } else {
        None
    }
}

/// Endings of documents of Word and WPS before 2007.
pub const OLD_ENDINGS: [&str; 4] = ["doc", "dot", "wps", "wpt"];

/// Why a compound file cannot be read. An old document under its own name is a kind of file that no reader knows; under
/// another name it is one that was made out to be readable.
pub fn refusal(source: &Source) -> Error {
    let ending = source.ending();
    match diagnosis(source.bytes()) {
        Some(error) if error.code() == Code::LEGACY_BINARY && OLD_ENDINGS.contains(&&*ending) => {
            Error::new(Code::UNSUPPORTED).with("type", ending)
        }
        Some(error) => error,
        None => Error::unreadable(source),
    }
}

/// The names of all storages and streams, in the order of the directory.
pub fn names(bytes: &[u8]) -> Vec<String> {
    Compound::open(bytes)
        .map_or_else(Vec::new, |file| file.entries.into_iter().flatten().map(|entry| entry.name).collect())
}

/// An opened compound file.
#[derive(Debug)]
pub struct Compound<'a> {
    bytes: &'a [u8],
    shift: u32,
    /// For each sector the one that follows it.
    table: Vec<u32>,
    /// The same for the sectors of small streams, which lie in a stream of their own.
    mini_table: Vec<u32>,
    mini: Vec<u8>,
    /// Streams below this size are small.
    mini_below: u64,
    /// By directory number; unused ones are nothing.
    entries: Vec<Option<DirectoryEntry>>,
}

#[derive(Debug, Clone)]
struct DirectoryEntry {
    name: String,
    is_stream: bool,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

/// The bytes of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    pub bytes: Vec<u8>,
    /// Whether all bytes that the directory promises are there.
    pub whole: bool,
}

impl<'a> Compound<'a> {
    /// `None` where the header cannot be one.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u32::from(*bytes.get(30)?);
        if !is_compound(bytes) || !(7..=16).contains(&shift) {
            return None;
        }
        let mut file = Self {
            bytes,
            shift,
            table: Vec::new(),
            mini_table: Vec::new(),
            mini: Vec::new(),
            mini_below: u64::from(word(bytes, 56)?),
            entries: Vec::new(),
        };
        file.read_table();
        file.read_directory(word(bytes, 48)?);
        file.read_mini(word(bytes, 60)?);
        Some(file)
    }

    /// A stream that lies in the root, whatever the case of its name; in a damaged tree, the first one of that name.
    pub fn stream(&self, name: &str) -> Option<Stream> {
        self.find(name).map(|entry| self.content(entry))
    }

    pub fn has_stream(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The names of the storages that lie in the root, in the order of the directory.
    pub fn storages(&self) -> Vec<&str> {
        let inside = self.children(0);
        let storages = self.entries.iter().flatten().filter(|entry| !entry.is_stream);
        storages
            .filter(|entry| inside.iter().any(|child| std::ptr::eq(*child, *entry)))
            .map(|entry| &*entry.name)
            .collect()
    }

    /// A stream that lies in a storage of the root.
    pub fn stream_in(&self, storage: &str, name: &str) -> Option<Stream> {
        let inside = self.children(0);
        let is_it = |entry: &DirectoryEntry| !entry.is_stream && entry.name == storage;
        let at = self.entries.iter().position(|entry| {
            entry
                .as_ref()
                .is_some_and(|entry| is_it(entry) && inside.iter().any(|child| std::ptr::eq(*child, entry)))
        })?;
        let entry = self
            .children(at)
            .into_iter()
            .find(|entry| entry.is_stream && entry.name.eq_ignore_ascii_case(name));
        entry.map(|entry| self.content(entry))
    }

    fn find(&self, name: &str) -> Option<&DirectoryEntry> {
        let mut candidates = self.children(0);
        if candidates.is_empty() {
            candidates = self.entries.iter().flatten().collect();
        }
        candidates.into_iter().find(|entry| entry.is_stream && entry.name.eq_ignore_ascii_case(name))
    }

    fn content(&self, entry: &DirectoryEntry) -> Stream {
        let wanted = usize::try_from(entry.size).unwrap_or(usize::MAX);
        let mut bytes = if entry.size < self.mini_below {
            collect(&self.mini, &self.mini_table, entry.start, MINI_SHIFT, wanted)
        } else {
            collect(self.sectors(), &self.table, entry.start, self.shift, wanted)
        };
        bytes.truncate(wanted);
        Stream { whole: bytes.len() == wanted, bytes }
    }

    /// The sectors behind the header, the last one perhaps cut off.
    fn sectors(&self) -> &'a [u8] {
        self.bytes.get(1 << self.shift..).unwrap_or_default()
    }

    fn sector(&self, index: u32) -> Option<&'a [u8]> {
        let begin = (index as usize).checked_mul(1 << self.shift)?;
        let rest = self.sectors().get(begin..)?;
        Some(&rest[..rest.len().min(1 << self.shift)])
    }

    /// Reads the allocation table: its first sectors stand in the header, the others in a chain of lists.
    fn read_table(&mut self) {
        let per_sector = 1usize << (self.shift - 2);
        let sectors = self.sectors().len().div_ceil(1 << self.shift);
        let needed = sectors.div_ceil(per_sector);
        let mut places: Vec<u32> =
            (0..IN_HEADER.min(needed)).filter_map(|nth| word(self.bytes, 76 + nth * 4)).collect();
        let mut list = word(self.bytes, 68);
        while let Some(sector) = list.filter(|_| places.len() < needed).and_then(|list| self.sector(list)) {
            places.extend(words(sector).take(per_sector - 1));
            list = word(sector, (per_sector - 1) * 4);
        }
        for place in places.into_iter().take(needed) {
            let Some(sector) = self.sector(place).filter(|_| place < MARKS) else { break };
            self.table.extend(words(sector));
            self.table.resize(self.table.len().next_multiple_of(per_sector), MARKS);
        }
        self.table.truncate(sectors);
    }

    fn read_directory(&mut self, start: u32) {
        let mut bytes = collect(self.sectors(), &self.table, start, self.shift, usize::MAX);
        if bytes.is_empty() {
            bytes = self.sector(start).unwrap_or_default().to_vec();
        }
        self.entries = bytes.chunks_exact(ENTRY).map(DirectoryEntry::read).collect();
    }

    fn read_mini(&mut self, table_start: u32) {
        let Some(Some(root)) = self.entries.first() else { return };
        let wanted = usize::try_from(root.size).unwrap_or(usize::MAX);
        self.mini = collect(self.sectors(), &self.table, root.start, self.shift, wanted);
        let table = collect(self.sectors(), &self.table, table_start, self.shift, usize::MAX);
        self.mini_table = words(&table).take(self.mini.len().div_ceil(1 << MINI_SHIFT)).collect();
    }

    /// What lies directly in a storage: the tree of siblings below its child, each entry once.
    fn children(&self, storage: usize) -> Vec<&DirectoryEntry> {
        let entry = |index: u32| self.entries.get(index as usize)?.as_ref();
        let mut found = Vec::new();
        let mut seen = vec![false; self.entries.len()];
        let mut waiting: Vec<u32> =
            self.entries.get(storage).into_iter().flatten().map(|root| root.child).collect();
        while let Some(index) = waiting.pop() {
            let Some(next) = entry(index).filter(|_| !seen[index as usize]) else { continue };
            seen[index as usize] = true;
            found.push(next);
            waiting.extend([next.left, next.right]);
        }
        found
    }
}

impl DirectoryEntry {
    fn read(bytes: &[u8]) -> Option<Self> {
        const UNUSED: u8 = 0;
        if bytes[66] == UNUSED {
            return None;
        }
        let length = usize::from(u16::from_le_bytes([bytes[64], bytes[65]])).checked_sub(2)?;
        let units =
            bytes[..length.min(64)].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        let name =
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        Some(Self {
            name,
            is_stream: bytes[66] == 2,
            left: word(bytes, 68)?,
            right: word(bytes, 72)?,
            child: word(bytes, 76)?,
            start: word(bytes, 116)?,
            size: u64::from(word(bytes, 120)?),
        })
    }
}

/// Follows a chain through the sectors that lie one after another in `space`. Ends where the chain does, leaves the
/// space, or has given what is wanted; a chain that bites its tail ends when it is as long as the table.
fn collect(space: &[u8], table: &[u32], start: u32, shift: u32, wanted: usize) -> Vec<u8> {
    let size = 1usize << shift;
    let mut bytes = Vec::with_capacity(if wanted <= space.len() { wanted } else { 0 });
    let mut next = start;
    for _ in 0..table.len() {
        let begin = (next as usize).saturating_mul(size);
        let Some(rest) = space.get(begin..).filter(|_| next < MARKS && bytes.len() < wanted) else { break };
        bytes.extend_from_slice(&rest[..rest.len().min(size)]);
        next = table.get(next as usize).copied().unwrap_or(MARKS);
    }
    bytes
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with one small and one large stream, and where its allocation table lies.
    fn file() -> (Vec<u8>, usize) {
        let large: Vec<u8> = (0..20_000u32).map(|byte| byte as u8).collect();
        let bytes = samples::biff::compound(&[("Small", b"a few bytes"), ("Large", &large)]);
        let table = 512 * (1 + word(&bytes, 76).unwrap() as usize);
        (bytes, table)
    }

    fn stream(bytes: &[u8], name: &str) -> Stream {
        Compound::open(bytes).unwrap().stream(name).unwrap()
    }

    #[test]
    fn streams_small_and_large_are_read_whole() {
        let (bytes, _) = file();
        assert_eq!(stream(&bytes, "small"), Stream { bytes: b"a few bytes".to_vec(), whole: true });
        let large = stream(&bytes, "Large");
        assert!(large.whole && large.bytes.len() == 20_000 && large.bytes[19_999] == 19_999u32 as u8);
        assert_eq!(names(&bytes).len(), 3);
        assert!(Compound::open(&bytes).unwrap().stream("Other").is_none());
    }

    #[test]
    fn streams_of_storages_are_found_by_both_names() {
        let bytes = samples::biff::compound(&[
            ("Package", b"outer"),
            ("MBD01/Package", b"inner"),
            ("MBD02/Other", b""),
        ]);
        let file = Compound::open(&bytes).unwrap();
        assert_eq!(file.storages(), ["MBD01", "MBD02"]);
        assert_eq!(file.stream_in("MBD01", "package").unwrap().bytes, b"inner");
        assert_eq!(file.stream("Package").unwrap().bytes, b"outer");
        assert!(file.stream_in("MBD02", "Package").is_none() && file.stream_in("MBD03", "Other").is_none());
    }

    #[test]
    fn a_chain_that_bites_its_tail_ends() {
        let (mut bytes, table) = file();
        for entry in bytes[table..table + 512].chunks_exact_mut(4) {
            if u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]) < MARKS {
                entry.copy_from_slice(&4u32.to_le_bytes());
            }
        }
        let large = stream(&bytes, "Large");
        assert!(large.bytes.len() <= bytes.len() + 512);
    }

    #[test]
    fn a_size_that_is_a_lie_takes_no_memory() {
        let (mut bytes, _) = file();
        let at = bytes.windows(4).position(|window| window == 20_000u32.to_le_bytes()).unwrap();
        bytes[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        let large = stream(&bytes, "Large");
        assert!(!large.whole && large.bytes.len() < 21_000);
    }

    #[test]
    fn no_damage_panics() {
        let (bytes, _) = file();
        for at in 0..bytes.len().min(4096) {
            for value in [0x00, 0x7F, 0xFE, 0xFF] {
                let mut damaged = bytes.clone();
                damaged[at] = value;
                if let Some(file) = Compound::open(&damaged) {
                    assert!(
                        file.stream("Large").is_none_or(|stream| stream.bytes.len() <= damaged.len() + 512)
                    );
                }
            }
        }
        for length in 0..bytes.len() {
            names(&bytes[..length]);
        }
    }
}
