//! Where everything of a dataset stands: which file a document's rows are in, and what the folders are called.

use serde::{Deserialize, Serialize};

/// Files a report year is divided into, so that a night rewrites little. Fixed when a dataset is made.
pub const BUCKETS: u32 = 8;
/// The version of this layout that the program writes and reads.
pub const FORMAT_VERSION: u32 = 1;
/// Where the format is noted.
pub const FORMAT: &str = "store/FORMAT";

/// What a dataset says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Format {
    pub format: u32,
    pub dataset_id: String,
    pub buckets: u32,
    pub hash: String,
    /// Oldest program format that may read and write it.
    pub min_reader: u32,
    pub min_writer: u32,
}

impl Format {
    pub fn new(dataset_id: String) -> Self {
        Self {
            format: FORMAT_VERSION,
            dataset_id,
            buckets: BUCKETS,
            hash: "xxh3-128".to_owned(),
            min_reader: FORMAT_VERSION,
            min_writer: FORMAT_VERSION,
        }
    }
}

/// The bucket of a document, a file or an office by its id.
pub fn bucket(id: &str, buckets: u32) -> u32 {
    let hash = xxhash_rust::xxh3::xxh3_64(id.as_bytes());
    (hash % u64::from(buckets.max(1))) as u32
}

/// The file of a table's bucket in a report year, 0 for unknown.
pub fn live(table: &str, report_year: i32, bucket: u32) -> String {
    format!("data/{table}/report_year={report_year:04}/{bucket:03}.parquet")
}

/// The table, report year and bucket of a file's path, below `data/` or without it.
pub fn parse_live(path: &str) -> Option<(&str, i32, u32)> {
    let mut parts = path.strip_prefix("data/").unwrap_or(path).split('/');
    let table = parts.next()?;
    let year = parts.next()?.strip_prefix("report_year=")?.parse().ok()?;
    let bucket = parts.next()?.strip_suffix(".parquet")?.parse().ok()?;
    parts.next().is_none().then_some((table, year, bucket))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_back() {
        assert_eq!(live("facts", 2024, 3), "data/facts/report_year=2024/003.parquet");
        assert_eq!(parse_live("data/facts/report_year=2024/003.parquet"), Some(("facts", 2024, 3)));
        assert_eq!(parse_live("facts/report_year=0000/007.parquet"), Some(("facts", 0, 7)));
        assert_eq!(parse_live("facts/x.parquet"), None);
    }
}
