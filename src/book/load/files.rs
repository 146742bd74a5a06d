//! The files of the book: ours are part of the program, a user's lie in a folder with the same subfolders.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::super::BookError;
use super::super::data::Word;
use super::super::error::line_of;
use super::super::prepared;

macro_rules! builtin {
    ($name:literal) => {
        File {
            name: $name,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/book/", $name)),
            prepared: Some(include_bytes!(concat!(env!("OUT_DIR"), "/", $name))),
        }
    };
}

pub const LABELS: &[File<'static>] = &[
    builtin!("labels/staff.toml"),
    builtin!("labels/sangong.toml"),
    builtin!("labels/projects.toml"),
    builtin!("labels/public.toml"),
    builtin!("labels/funds.toml"),
    builtin!("labels/accounts.toml"),
    builtin!("labels/assets.toml"),
    builtin!("labels/control.toml"),
    builtin!("labels/context.toml"),
    builtin!("labels/prose.toml"),
];

pub const RULES: &[File<'static>] = &[
    builtin!("rules/words.toml"),
    builtin!("rules/base_data.toml"),
    builtin!("rules/self_evaluation.toml"),
    builtin!("rules/across_tables.toml"),
    builtin!("rules/narrative.toml"),
    builtin!("rules/plausibility.toml"),
    builtin!("rules/forms.toml"),
    builtin!("rules/evaluation.toml"),
    builtin!("rules/years.toml"),
    builtin!("rules/accounts.toml"),
    builtin!("rules/formulas.toml"),
    builtin!("rules/units.toml"),
];

pub const TABLES: &[File<'static>] = &[
    builtin!("tables/headers.toml"),
    builtin!("tables/rows.toml"),
    builtin!("tables/families.toml"),
    builtin!("tables/titles.toml"),
];

pub const PROSE: &[File<'static>] =
    &[builtin!("prose/words.toml"), builtin!("prose/lists.toml"), builtin!("prose/concepts.toml")];

/// The text of our own book, for telling one version of it from another.
pub fn builtin_text() -> String {
    let all = LABELS.iter().chain(RULES).chain(TABLES).chain(PROSE);
    all.flat_map(|file| [file.name, file.text]).collect()
}

/// The file being read, for the places in errors.
#[derive(Clone, Copy)]
pub struct File<'a> {
    pub name: &'a str,
    pub text: &'a str,
    /// What `build.rs` made of one of ours.
    prepared: Option<&'a [u8]>,
}

impl<'a> File<'a> {
    pub fn own(name: &'a str, text: &'a str) -> Self {
        Self { name, text, prepared: None }
    }

    pub fn parse<T: DeserializeOwned>(self) -> Result<T, BookError> {
        let Some(bytes) = self.prepared else { return self.parse_text() };
        prepared::read(bytes).map_err(|error| BookError::Malformed {
            file: self.name.to_owned(),
            line: 0,
            message: error.to_string(),
        })
    }

    pub fn parse_text<T: DeserializeOwned>(self) -> Result<T, BookError> {
        toml::from_str(self.text).map_err(|error| BookError::Malformed {
            file: self.name.to_owned(),
            line: line_of(self.text, error.span().map_or(0, |span| span.start)),
            message: error.message().to_owned(),
        })
    }

    pub fn malformed(self, word: &Word, message: impl Into<String>) -> BookError {
        BookError::Malformed { file: self.name.to_owned(), line: self.line(word), message: message.into() }
    }

    pub fn line(self, word: &Word) -> usize {
        line_of(self.text, word.span().start)
    }
}

/// A user's book is a folder: a name that is none is a slip, not an empty book.
pub fn check(folder: &Path) -> Result<(), BookError> {
    let unreadable = |message: String| BookError::Unreadable { file: folder.to_owned(), message };
    std::fs::read_dir(folder).map(drop).map_err(|error| unreadable(error.to_string()))
}

/// The TOML files of a folder, by name. A folder that is not there holds none.
pub fn files(folder: &Path) -> Result<Vec<(String, String)>, BookError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |file: &Path, error: std::io::Error| BookError::Unreadable {
        file: file.to_owned(),
        message: error.to_string(),
    };
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    let read = |path: PathBuf| match std::fs::read_to_string(&path) {
        Ok(text) => Ok((path.to_string_lossy().into_owned(), text)),
        Err(error) => Err(unreadable(&path, error)),
    };
    paths.into_iter().map(read).collect()
}
