//! What a worker is asked and what it answers. An answer's rows are packed bytes that the worker puts into the spool; its
//! head is all that planning and summing up need.

use std::collections::BTreeMap;

use extractors::{Code, Severity};
use serde::{Deserialize, Serialize};

use crate::dataset::fill::DocumentRows;
use crate::dataset::pack::pack;
use crate::dataset::rows::Rows;
use crate::dataset::schema::{DOCUMENT_TABLES, PROBLEMS};
use crate::words::{self, Language};

/// One file to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    pub file_id: String,
    pub root: String,
    /// Below the root, in the bytes of the file system.
    pub raw: Vec<u8>,
    /// The same for people.
    pub path: String,
    pub hash: String,
    pub modified: Option<String>,
    /// The revision that its rows get.
    pub doc_rev: i32,
    /// Those of files inside it that are known, by their id.
    pub inner_revs: BTreeMap<String, i32>,
    pub versions: Versions,
    pub keep_contacts: bool,
}

impl Job {
    /// What an answer is kept under: which bytes were read, with what, and as which revision.
    pub fn key(&self) -> String {
        let with = format!("{}\0{}\0{}", self.versions.parser, self.versions.book, self.keep_contacts);
        let with = xxhash_rust::xxh3::xxh3_64(format!("{with}\0{:?}", self.inner_revs).as_bytes());
        format!("{}.{}.{with:016x}.{}", self.file_id, self.hash, self.doc_rev)
    }
}

/// What it is read with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    pub parser: String,
    pub book: String,
}

/// How reading a file ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    Ok,
    /// Some of it could not be read.
    Partial,
    Failed,
    /// No reader knows such files.
    Unsupported,
    /// An archive: what is in it is told file by file.
    Archive,
}

impl Ending {
    pub fn status(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Unsupported => "unsupported",
            Self::Archive => "archive",
        }
    }

    pub fn has_rows(self) -> bool {
        matches!(self, Self::Ok | Self::Partial)
    }
}

/// What was read of a file, or of a file inside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemHead {
    pub file_id: String,
    /// For a file of an archive: its path below the root, the archive's own first.
    pub inner: Option<(Vec<u8>, String)>,
    pub hash: String,
    pub bytes: u64,
    pub ending: Ending,
    pub code: Option<String>,
    pub format: Option<String>,
    pub doc_rev: i32,
    /// Documents in order, with where their rows stand in the answer's bytes.
    pub documents: Vec<DocumentPlaces>,
    pub problems: Span,
}

impl ItemHead {
    /// Whether there are rows of `problems`: packed rows begin with their number.
    pub fn has_problems(&self) -> bool {
        const NO_ROWS: u32 = 4;
        self.problems.1 > NO_ROWS
    }
}

/// Where rows stand: first byte and how many.
pub type Span = (u64, u32);

/// A document's rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentPlaces {
    pub doc_id: String,
    pub report_year: i32,
    /// Where its rows begin.
    pub from: u64,
    /// How many bytes those of each table are, one behind the other in the order of [`DOCUMENT_TABLES`].
    pub lengths: [u32; DOCUMENT_TABLES.len()],
}

/// An answer: its head and the packed rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub head: ItemHead,
    pub rows: Vec<u8>,
}

impl Item {
    /// A file whose head says all but its documents and problems.
    pub fn new(head: ItemHead) -> Self {
        Self { head, rows: Vec::new() }
    }

    /// Takes in a document.
    pub fn add(&mut self, document: &DocumentRows) {
        const USUAL: usize = 1 << 16;
        self.rows.reserve(USUAL);
        let from = self.rows.len() as u64;
        let lengths = document.by_table().map(|table| packed(table, &mut self.rows).1);
        let (doc_id, report_year) = (document.doc_id.clone(), document.report_year);
        self.head.documents.push(DocumentPlaces { doc_id, report_year, from, lengths });
    }

    /// Takes in the problems of the file: that is all.
    pub fn with(mut self, problems: &Rows) -> Self {
        self.head.problems = packed(problems, &mut self.rows);
        self
    }
}

fn packed(rows: &Rows, out: &mut Vec<u8>) -> Span {
    let from = out.len();
    pack(rows, out);
    // What is longer than a frame may be is refused by whoever reads it.
    (from as u64, u32::try_from(out.len() - from).unwrap_or(u32::MAX))
}

/// The one row of `problems` of a file that could not be read.
pub fn problem(file_id: &str, path: &str, hash: &str, (code, detail): (Code, &str)) -> Rows {
    let details: Vec<(&'static str, String)> = match detail {
        "" => Vec::new(),
        detail => ["detail", "count"].map(|name| (name, detail.to_owned())).to_vec(),
    };
    let mut rows = Rows::new(&PROBLEMS);
    push_problem(&mut rows, (file_id, path, hash), code, &details, (None, 1), &str::to_owned);
    rows
}

/// Appends a row of `problems`.
pub fn push_problem(
    rows: &mut Rows,
    (file_id, path, hash): (&str, &str, &str),
    code: Code,
    details: &[(&'static str, String)],
    (place, count): (Option<&str>, usize),
    clean: &dyn Fn(&str) -> String,
) {
    rows.row()
        .text("file_id", file_id)
        .text("path", path)
        .text("code", code.id)
        .text("severity", severity(code))
        .text("message", clean(&words::message(Language::Chinese, code, details)).as_str())
        .text("place", place)
        .text("hint", words::hint(Language::Chinese, code))
        .count("count", count)
        .text("since", hash)
        .end();
}

fn severity(code: Code) -> &'static str {
    match code.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
