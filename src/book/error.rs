//! What is wrong with a book, and where: its file and line.

use std::path::PathBuf;

/// A book that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    #[error("{file}: {message}")]
    Unreadable { file: PathBuf, message: String },
    /// Not TOML, an unknown key, a value of the wrong kind.
    #[error("{file}:{line}: {message}")]
    Malformed { file: String, line: usize, message: String },
    /// One word with two meanings in the same block.
    #[error("{file}:{line}: {word} is already {other} ({earlier})")]
    Conflict { file: String, line: usize, word: String, other: String, earlier: String },
}

/// The line of a byte, from 1.
pub(super) fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|&&byte| byte == b'\n').count() + 1
}
