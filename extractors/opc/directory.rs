//! The directory of a zip file, read twice over: once as its end says, and, where the end is missing, by walking over
//! the entries from the front.
//!
//! Written here because what a reader must be strict about is what libraries are kind about: of two entries with one
//! name they show one, and of a file that is cut off they show nothing.

use std::borrow::Cow;

use memchr::memmem;

use crate::{Code, Error, Limits};

const LOCAL: &[u8; 4] = b"PK\x03\x04";
const CENTRAL: &[u8; 4] = b"PK\x01\x02";
const END: &[u8; 4] = b"PK\x05\x06";
const END64: &[u8; 4] = b"PK\x06\x06";
const LOCATOR64: &[u8; 4] = b"PK\x06\x07";
const DESCRIPTOR: &[u8; 4] = b"PK\x07\x08";

/// One file of a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name as text, `\` turned into `/`. Names that are not UTF-8 are taken for GBK, whatever their flag says.
    pub name: String,
    pub raw_name: Vec<u8>,
    /// Whether the entry says that its name is UTF-8.
    pub utf8: bool,
    pub method: u16,
    pub encrypted: bool,
    pub crc: u32,
    pub size: u64,
    /// Where the packed bytes lie. `None` where the file ends before they do.
    pub data: Option<(usize, usize)>,
}

impl Entry {
    pub fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }

    /// Whether the name would lead out of the package, or is none at all.
    pub fn is_stray(&self) -> bool {
        self.name.is_empty()
            || self.name.starts_with('/')
            || self.name.contains('\0')
            || self.name.as_bytes().get(1) == Some(&b':')
            || self.name.split('/').any(|step| step == "..")
    }
}

/// The entries of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    pub entries: Vec<Entry>,
    /// The end of the file is missing: these are the entries that were found from the front.
    pub truncated: bool,
}

impl Directory {
    /// Reads the directory of a file. Empty where nothing in it looks like a zip.
    pub fn read(limits: &Limits, bytes: &[u8]) -> Result<Self, Error> {
        match End::find(bytes) {
            Some(end) => match end.entries(limits, bytes)? {
                Some(entries) => Ok(Self { entries, truncated: false }),
                None => Self::salvage(limits, bytes),
            },
            None => Self::salvage(limits, bytes),
        }
    }

    /// Walks from local header to local header.
    fn salvage(limits: &Limits, bytes: &[u8]) -> Result<Self, Error> {
        let mut entries = Vec::new();
        let mut at = 0;
        let mut left = bytes.len().saturating_mul(8);
        while let Some((entry, after)) = salvaged(bytes, at, &mut left) {
            check_count(limits, entries.len() + 1)?;
            // An entry without a name is a header that was never written to its end.
            if !entry.raw_name.is_empty() {
                entries.push(entry);
            }
            at = after;
        }
        Ok(Self { entries, truncated: true })
    }

    /// The first entry that lies over another one.
    pub fn overlap(&self) -> Option<&Entry> {
        let mut spans: Vec<(usize, usize, &Entry)> =
            self.entries.iter().filter_map(|entry| entry.data.map(|(from, to)| (from, to, entry))).collect();
        spans.sort_by_key(|&(from, to, _)| (from, to));
        // A local header of 30 bytes stands before each entry's bytes.
        spans.windows(2).find(|pair| pair[1].0 < pair[0].1 + 30).map(|pair| pair[1].2)
    }
}

/// Whether a file begins as a zip does.
pub fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(LOCAL)
}

fn check_count(limits: &Limits, count: usize) -> Result<(), Error> {
    if count > limits.zip_entries {
        Err(Error::new(Code::LIMIT_ENTRIES).with("count", count))
    } else {
        Ok(())
    }
}

/// What the end of a zip says about its directory.
struct End {
    /// Where the directory begins in this file, and how long it is.
    at: usize,
    length: usize,
    /// Bytes in front of the zip that its own addresses do not count.
    prefix: usize,
    count: u64,
}

impl End {
    fn find(bytes: &[u8]) -> Option<Self> {
        let tail = bytes.len().saturating_sub(65_557);
        let found = memmem::rfind(&bytes[tail..], END)? + tail;
        number(bytes, found + 20, 2)?;
        let short = Self {
            at: number(bytes, found + 16, 4)? as usize,
            length: number(bytes, found + 12, 4)? as usize,
            prefix: 0,
            count: number(bytes, found + 10, 2)?,
        };
        let wide = short.at == 0xFFFF_FFFF || short.length == 0xFFFF_FFFF || short.count == 0xFFFF;
        match found.checked_sub(20).filter(|&at| wide && bytes[at..].starts_with(LOCATOR64)) {
            Some(locator) => Self::wide(bytes, locator),
            None => short.settled(found),
        }
    }

    fn wide(bytes: &[u8], locator: usize) -> Option<Self> {
        let stated = usize::try_from(number(bytes, locator + 8, 8)?).ok()?;
        let here = |at: usize| bytes.get(at..).is_some_and(|rest| rest.starts_with(END64));
        let at = if here(stated) { stated } else { locator.checked_sub(56).filter(|&at| here(at))? };
        let end = Self {
            at: usize::try_from(number(bytes, at + 48, 8)?).ok()?,
            length: usize::try_from(number(bytes, at + 40, 8)?).ok()?,
            prefix: 0,
            count: number(bytes, at + 32, 8)?,
        };
        end.settled(at)
    }

    /// The directory ends where its end record begins, so that bytes in front of the zip show as a difference.
    fn settled(self, end: usize) -> Option<Self> {
        let at = end.checked_sub(self.length)?;
        let prefix = at.checked_sub(self.at)?;
        Some(Self { at, prefix, ..self })
    }

    /// `None` where the directory is not what its end says: then the entries must be looked for.
    fn entries(&self, limits: &Limits, bytes: &[u8]) -> Result<Option<Vec<Entry>>, Error> {
        check_count(limits, usize::try_from(self.count).unwrap_or(usize::MAX))?;
        let mut entries = Vec::new();
        let mut at = self.at;
        let end = self.at + self.length;
        while at < end {
            check_count(limits, entries.len() + 1)?;
            let Some((entry, after)) = central(bytes, at, self.prefix) else { return Ok(None) };
            entries.push(entry);
            at = after;
        }
        let told = entries.len() as u64 == self.count || entries.len() as u64 % 0x1_0000 == self.count;
        Ok(told.then_some(entries))
    }
}

fn central(bytes: &[u8], at: usize, prefix: usize) -> Option<(Entry, usize)> {
    bytes.get(at..)?.starts_with(CENTRAL).then_some(())?;
    let field = |offset: usize, width: usize| number(bytes, at + offset, width);
    let (name_length, extra_length) = (field(28, 2)? as usize, field(30, 2)? as usize);
    let name = at + 46;
    let extra = bytes.get(name + name_length..name + name_length + extra_length)?;
    let wide = [field(24, 4)?, field(20, 4)?, field(42, 4)?];
    let [size, packed, header] = widened(extra, wide);
    let header = usize::try_from(header).ok()?.checked_add(prefix)?;
    let entry = Entry {
        data: local_data(bytes, header, packed),
        ..entry(bytes.get(name..name + name_length)?, field(8, 2)?, field(10, 2)?, field(16, 4)?, size)
    };
    Some((entry, name + name_length + extra_length + field(32, 2)? as usize))
}

fn entry(raw_name: &[u8], flags: u64, method: u64, crc: u64, size: u64) -> Entry {
    Entry {
        name: name(raw_name).replace('\\', "/"),
        raw_name: raw_name.to_vec(),
        utf8: flags & 0x800 != 0,
        method: method as u16,
        encrypted: flags & 1 != 0,
        crc: crc as u32,
        size,
        data: None,
    }
}

fn name(raw: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(raw) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0,
    }
}

/// The span of an entry's packed bytes, after the local header, whose name and extra field may differ in length.
fn local_data(bytes: &[u8], header: usize, packed: u64) -> Option<(usize, usize)> {
    bytes.get(header..)?.starts_with(LOCAL).then_some(())?;
    let begin =
        header + 30 + number(bytes, header + 26, 2)? as usize + number(bytes, header + 28, 2)? as usize;
    let end = begin.checked_add(usize::try_from(packed).ok()?)?;
    (end <= bytes.len()).then_some((begin, end))
}

/// An entry read from its local header, and where the next one may begin.
fn salvaged(bytes: &[u8], from: usize, left: &mut usize) -> Option<(Entry, usize)> {
    let at = from + memmem::find(bytes.get(from..)?, LOCAL)?;
    let field = |offset: usize, width: usize| number(bytes, at + offset, width);
    let (name_length, extra_length) = (field(26, 2)? as usize, field(28, 2)? as usize);
    let raw_name = bytes.get(at + 30..at + 30 + name_length)?;
    let data = at + 30 + name_length + extra_length;
    let extra = bytes.get(at + 30 + name_length..data).unwrap_or_default();
    let [size, packed, _] = widened(extra, [field(22, 4)?, field(18, 4)?, 0]);
    let flags = field(6, 2)?;
    let mut entry = entry(raw_name, flags, field(8, 2)?, field(14, 4)?, size);
    if flags & 8 == 0 {
        let end = usize::try_from(packed).ok().and_then(|packed| data.checked_add(packed));
        entry.data = end.filter(|&end| end <= bytes.len()).map(|end| (data, end));
    } else if let Some((end, crc, size)) = described(bytes, data, left) {
        entry.data = Some((data, end));
        (entry.crc, entry.size) = (crc, size);
    }
    let after = entry.data.map_or(data, |(_, end)| end);
    Some((entry, after.min(bytes.len())))
}

/// The end of packed bytes whose sizes stand behind them: the first descriptor that tells the distance rightly. `left`
/// bounds how far all such searches of a file may go together.
fn described(bytes: &[u8], data: usize, left: &mut usize) -> Option<(usize, u32, u64)> {
    let rest = bytes.get(data..)?;
    let rest = &rest[..rest.len().min(*left)];
    let found = memmem::find_iter(rest, DESCRIPTOR).find_map(|length| {
        let at = data + length;
        let told = |width: &usize| number(bytes, at + 8, *width) == Some(length as u64);
        // Sizes are wide or short, and nothing says which: a short one followed by a size of its own is no wide one.
        let width = [8, 4].into_iter().find(told)?;
        let size = if length == 0 { 0 } else { number(bytes, at + 8 + width, width)? };
        Some((at, number(bytes, at + 4, 4)? as u32, size))
    });
    *left -= found.map_or(rest.len(), |(end, ..)| end - data);
    found
}

/// Size, packed size and header address, each from the Zip64 field where the short one is full.
fn widened(extra: &[u8], short: [u64; 3]) -> [u64; 3] {
    let mut wide = zip64_field(extra);
    short.map(|value| {
        if value != 0xFFFF_FFFF {
            return value;
        }
        match wide.split_at_checked(8) {
            Some((first, rest)) => {
                wide = rest;
                number(first, 0, 8).unwrap_or(value)
            }
            None => value,
        }
    })
}

fn zip64_field(mut extra: &[u8]) -> &[u8] {
    while let (Some(id), Some(length)) = (number(extra, 0, 2), number(extra, 2, 2)) {
        let Some(field) = extra.get(4..4 + length as usize) else { break };
        if id == 1 {
            return field;
        }
        extra = &extra[4 + length as usize..];
    }
    &[]
}

/// A little-endian number.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(width)?)?;
    Some(field.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte)))
}
