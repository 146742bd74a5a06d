//! What is fuzzed of the dataset: the record of a commit.

use hebiao::dataset::commit::journal::Record;

/// Only what this program wrote is one, and it reads as it was written.
pub fn journal(bytes: &[u8]) {
    if let Some(record) = Record::decode(bytes) {
        assert_eq!(Record::decode(&record.encode()), Some(record));
    }
}
