//! The record of a decision: which staged file becomes which live file. One line of JSON and one line with its hash,
//! so that a torn record is never taken for a whole one.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::Digest;

/// Where decisions stand, each in a folder of its number.
pub const JOURNAL: &str = "store/journal";
/// The file inside.
pub const RECORD: &str = "rec.json";

/// A decision. Once it stands in the journal, every file in it will be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub generation: u64,
    pub run: String,
    pub entries: Vec<Entry>,
}

/// One file's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub live: String,
    pub staged: String,
    pub digest: Digest,
    /// Whatever stands before this entry must be durable in its place before this one is published.
    pub settle: bool,
}

pub fn folder(number: u64) -> String {
    format!("{JOURNAL}/{number:06}")
}

pub fn record_path(number: u64) -> String {
    format!("{}/{RECORD}", folder(number))
}

/// The written form, the one home of its field names.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    generation: u64,
    run: String,
    /// live, staged, size, hash, settle
    entries: Vec<(String, String, u64, String, bool)>,
}

impl Record {
    pub fn encode(&self) -> Vec<u8> {
        let entries = self.entries.iter().map(|entry| {
            let Entry { live, staged, digest, settle } = entry;
            (live.clone(), staged.clone(), digest.size, format!("{:016x}", digest.hash), *settle)
        });
        let written =
            Written { generation: self.generation, run: self.run.clone(), entries: entries.collect() };
        // Plain strings and numbers always have a JSON form.
        let line = serde_json::to_string(&written).unwrap_or_default();
        format!("{line}\n{:016x}\n", xxh3_64(line.as_bytes())).into_bytes()
    }

    /// `None` for anything but a whole record.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (line, rest) = text.split_once('\n')?;
        if rest.trim_end() != format!("{:016x}", xxh3_64(line.as_bytes())) {
            return None;
        }
        let written: Written = serde_json::from_str(line).ok()?;
        let entries = written.entries.into_iter().map(|(live, staged, size, hash, settle)| {
            let hash = u64::from_str_radix(&hash, 16).ok()?;
            (is_plain(&live) && is_plain(&staged)).then_some(Entry {
                live,
                staged,
                digest: Digest { size, hash },
                settle,
            })
        });
        Some(Self {
            generation: written.generation,
            run: written.run,
            entries: entries.collect::<Option<_>>()?,
        })
    }
}

/// A path that cannot leave its folder, whatever wrote it.
fn is_plain(path: &str) -> bool {
    let rooted = path.starts_with("data/") || path.starts_with("store/");
    rooted
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && !path.contains(['\\', ':', '\0'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record() -> Record {
        let entry = Entry {
            live: "data/facts/report_year=2024/003.parquet".into(),
            staged: "store/stage/run.0/000000.staged".into(),
            digest: Digest::of(b"bytes"),
            settle: false,
        };
        Record { generation: 7, run: "run".into(), entries: vec![entry] }
    }

    #[test]
    fn a_record_reads_as_it_was_written() {
        assert_eq!(Record::decode(&record().encode()), Some(record()));
    }

    #[test]
    fn a_path_out_of_the_dataset_is_refused() {
        for live in ["data/../x", "/etc/passwd", "data//x", "C:\\x", "other/x"] {
            let mut wrong = record();
            wrong.entries[0].live = live.into();
            assert_eq!(Record::decode(&wrong.encode()), None, "{live}");
        }
    }

    proptest! {
        #[test]
        fn a_torn_record_is_no_record(cut in 0usize..200, flip in 0usize..200) {
            let whole = record().encode();
            let cut = cut.min(whole.len() - 2);
            prop_assert_eq!(Record::decode(&whole[..cut]), None);
            let mut flipped = whole.clone();
            let at = flip % (whole.len() - 1);
            flipped[at] ^= 0x20;
            prop_assert_ne!(Record::decode(&flipped), Some(Record { generation: 8, ..record() }));
        }

        #[test]
        fn any_bytes_are_safe(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert_eq!(Record::decode(&bytes), None);
        }
    }
}
