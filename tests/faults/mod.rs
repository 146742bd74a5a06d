//! A run of the real program that is killed, or whose calls to the system fail, at every point of its commit: the dataset
//! is the old or the new one, and `verify` finds nothing. The points are the file system calls themselves, stopped by
//! `strace`; where there is none the tests say that they did not look, and where `CI` is set that is a failure.
//!
//! Every run of the tests takes a share of the points. The full proofs, each one command:
//!
//! - `HEBIAO_STRIDE=1 cargo test --release --test runner faults` takes every point;
//! - `HEBIAO_KILLS=1000 cargo test --release --test runner random_kills -- --nocapture` kills so often on a larger dataset;
//! - `HEBIAO_ROUNDS=200 cargo test --release --test runner owners -- --nocapture` stops so many owners and wakes them.

mod errors;
mod kills;
mod owners;
mod promises;
pub mod trial;

/// A number from the environment.
pub fn asked(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}
