//! Whole runs of the program over trees of files: what is counted, what is kept, what a night changes, and what a failure
//! costs. Every test starts the real program, so that workers, limits and exit codes are the real ones.

mod changes;
mod codes;
mod history;
mod pages;
mod scale;
pub mod tree;
mod trouble;
mod years;
