//! What is fuzzed of the dataset: the record of a commit.

use hebiao::dataset::commit::journal::Record;
use xxhash_rust::xxh3::xxh3_64;

/// Only what this program wrote is a record, and it reads as it was written. Nobody finds the hash of a line by chance: each
/// line is tried under its right one, too.
pub fn journal(bytes: &[u8]) {
    read(bytes);
    let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let hash = format!("\n{:016x}\n", xxh3_64(line));
    read(&[line, hash.as_bytes()].concat());
}

fn read(bytes: &[u8]) {
    if let Some(record) = Record::decode(bytes) {
        assert_eq!(Record::decode(&record.encode()), Some(record));
    }
}
