//! The other container of office files: the compound file of Office before 2007, which also wraps encrypted packages.
//! Only its list of names is read here, to say what a file is.

use crate::{Code, Error};

const MAGIC: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const ENTRY: usize = 128;
/// Sectors of the directory that are looked at: the names that matter stand at its beginning.
const SECTORS: usize = 4096;

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

/// The names of all storages and streams, in the order of the directory.
pub fn names(bytes: &[u8]) -> Vec<String> {
    let Some(file) = Sectors::open(bytes) else { return Vec::new() };
    let mut names = Vec::new();
    let mut sector = word(bytes, 48);
    for _ in 0..SECTORS {
        let Some(content) = sector.and_then(|sector| file.sector(sector)) else { break };
        names.extend(content.chunks_exact(ENTRY).filter_map(name));
        sector = sector.and_then(|sector| file.next(sector));
    }
    names
}

struct Sectors<'a> {
    bytes: &'a [u8],
    shift: u32,
}

impl<'a> Sectors<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u32::from(*bytes.get(30)?);
        (is_compound(bytes) && (7..=16).contains(&shift)).then_some(Self { bytes, shift })
    }

    fn sector(&self, index: u32) -> Option<&'a [u8]> {
        let begin = (index as usize).checked_add(1)?.checked_mul(1 << self.shift)?;
        let rest = self.bytes.get(begin..)?;
        Some(&rest[..rest.len().min(1 << self.shift)])
    }

    /// The sector that follows in the same stream, by the allocation table.
    fn next(&self, index: u32) -> Option<u32> {
        let per_sector = 1 << (self.shift - 2);
        let table = self.table_sector(index as usize / per_sector)?;
        word(self.sector(table)?, index as usize % per_sector * 4).filter(|&next| next < 0xFFFF_FFF0)
    }

    /// The place of the n-th sector of the allocation table: 109 stand in the header, the others in a chain.
    fn table_sector(&self, nth: usize) -> Option<u32> {
        if nth < 109 {
            return word(self.bytes, 76 + nth * 4);
        }
        let per_sector = (1 << (self.shift - 2)) - 1;
        let mut list = word(self.bytes, 68)?;
        for _ in 0..((nth - 109) / per_sector).min(SECTORS) {
            list = word(self.sector(list)?, per_sector * 4)?;
        }
        word(self.sector(list)?, (nth - 109) % per_sector * 4)
    }
}

fn name(entry: &[u8]) -> Option<String> {
    let length = usize::from(u16::from_le_bytes([entry[64], entry[65]])).checked_sub(2)?;
    let units =
        entry.get(..length.min(64))?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    Some(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
