//! What the fuzz targets do, and with what they begin: the same functions that `cargo test` drives.

#[path = "../tests/fuzzed/files.rs"]
pub mod files;
#[cfg(feature = "meaning")]
#[path = "../tests/fuzzed/meaning.rs"]
pub mod meaning;
#[cfg(feature = "dataset")]
#[path = "../tests/fuzzed/record.rs"]
pub mod record;
#[path = "../tests/fuzzed/seeds.rs"]
pub mod seeds;
