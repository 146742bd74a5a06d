//! The files that a dataset has seen and the documents that it holds, as its tables `files` and `documents` say. Whoever
//! looks at a dataset takes them as they are; a run, which may have very many, keeps them on the shelves of `known`.

use std::collections::BTreeMap;

use super::rows::{Rows, View};
use super::schema::{DOCUMENTS, FILES};

/// What `documents.state` says of a document whose file has newer bytes that cannot be read.
pub const STALE: &str = "stale";

/// A file as the dataset remembers it. Its row in `files`, field by field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileState {
    pub file_id: String,
    pub root: String,
    pub path: String,
    pub raw_path: Vec<u8>,
    pub size: i64,
    pub mtime_ns: i64,
    pub ctime_ns: Option<i64>,
    pub content_hash: Option<String>,
    pub status: String,
    pub code: Option<String>,
    pub format: Option<String>,
    pub documents: i32,
    pub doc_rev: i32,
    pub parser_version: Option<String>,
    pub book_version: Option<String>,
    pub attempts: i32,
    pub absent_runs: i32,
    pub first_seen: String,
    pub last_seen: String,
    pub stale_since: Option<String>,
    pub moved_from: Option<String>,
}

impl FileState {
    /// Its row.
    pub fn rows(&self) -> Rows {
        let mut rows = Rows::new(&FILES);
        self.push(&mut rows);
        rows
    }

    /// Appends its row.
    pub fn push(&self, rows: &mut Rows) {
        rows.row()
            .text("file_id", self.file_id.as_str())
            .text("root", self.root.as_str())
            .text("path", self.path.as_str())
            .bytes("raw_path", Some(self.raw_path.clone()))
            .long("size", self.size)
            .long("mtime_ns", self.mtime_ns)
            .long("ctime_ns", self.ctime_ns)
            .text("content_hash", self.content_hash.as_deref())
            .text("status", self.status.as_str())
            .text("code", self.code.as_deref())
            .text("format", self.format.as_deref())
            .int("documents", self.documents)
            .int("doc_rev", self.doc_rev)
            .text("parser_version", self.parser_version.as_deref())
            .text("book_version", self.book_version.as_deref())
            .int("attempts", self.attempts)
            .int("absent_runs", self.absent_runs)
            .text("first_seen", self.first_seen.as_str())
            .text("last_seen", self.last_seen.as_str())
            .text("stale_since", self.stale_since.as_deref())
            .text("moved_from", self.moved_from.as_deref())
            .end();
    }

    /// The files of rows of the table `files`.
    pub fn of_rows(rows: &Rows) -> Vec<Self> {
        let view = rows.view();
        (0..rows.len()).map(|row| Self::of(&view, row)).collect()
    }

    fn of(view: &View<'_>, row: usize) -> Self {
        let text = |column| view.text(column, row).map(str::to_owned);
        Self {
            file_id: text("file_id").unwrap_or_default(),
            root: text("root").unwrap_or_default(),
            path: text("path").unwrap_or_default(),
            raw_path: view.bytes("raw_path", row).unwrap_or_default().to_vec(),
            size: view.long("size", row).unwrap_or(0),
            mtime_ns: view.long("mtime_ns", row).unwrap_or(0),
            ctime_ns: view.long("ctime_ns", row),
            content_hash: text("content_hash"),
            status: text("status").unwrap_or_default(),
            code: text("code"),
            format: text("format"),
            documents: view.int("documents", row).unwrap_or(0),
            doc_rev: view.int("doc_rev", row).unwrap_or(0),
            parser_version: text("parser_version"),
            book_version: text("book_version"),
            attempts: view.int("attempts", row).unwrap_or(0),
            absent_runs: view.int("absent_runs", row).unwrap_or(0),
            first_seen: text("first_seen").unwrap_or_default(),
            last_seen: text("last_seen").unwrap_or_default(),
            stale_since: text("stale_since"),
            moved_from: text("moved_from"),
        }
    }
}

/// A document as far as planning needs it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentState {
    pub doc_id: String,
    pub file_id: String,
    pub doc_rev: i32,
    /// The folder it stands in; 0 where the year is unknown.
    pub report_year: i32,
    pub region_code: Option<String>,
    pub office: Option<String>,
    pub office_key: Option<String>,
    pub kind: String,
    pub format: String,
    pub path: String,
    pub title: Option<String>,
    /// The project, in a project's report: an office has several.
    pub project: Option<String>,
    pub score: Option<i128>,
    pub grade: Option<String>,
    pub province: Option<String>,
    pub prefecture: Option<String>,
    pub county: Option<String>,
    pub errors: i32,
    pub warnings: i32,
    pub modified: Option<String>,
    pub content_hash: String,
    /// A newer version of it could not be read.
    pub stale: bool,
    pub preferred: Option<bool>,
    pub same_report_as: Option<String>,
}

impl DocumentState {
    /// The order of rows in every file of the dataset.
    pub fn rank(&self) -> (Option<&str>, Option<&str>, &str) {
        (self.region_code.as_deref(), self.office_key.as_deref(), &self.doc_id)
    }

    /// The documents of a file of the table `documents` in the folder of a report year.
    pub fn of_rows(rows: &Rows, report_year: i32) -> Vec<Self> {
        let view = rows.view();
        (0..rows.len()).map(|row| Self::of(&view, row, report_year)).collect()
    }

    fn of(view: &View<'_>, row: usize, report_year: i32) -> Self {
        debug_assert_eq!(view.schema().name, DOCUMENTS.name);
        let text = |column| view.text(column, row).map(str::to_owned);
        Self {
            doc_id: text("doc_id").unwrap_or_default(),
            file_id: text("file_id").unwrap_or_default(),
            doc_rev: view.int("doc_rev", row).unwrap_or(0),
            report_year,
            region_code: text("region_code"),
            office: text("office"),
            office_key: text("office_key"),
            kind: text("kind").unwrap_or_default(),
            format: text("format").unwrap_or_default(),
            path: text("path").unwrap_or_default(),
            title: text("title"),
            project: text("project"),
            score: view.decimal("score", row),
            grade: text("grade"),
            province: text("province"),
            prefecture: text("prefecture"),
            county: text("county"),
            errors: view.int("errors", row).unwrap_or(0),
            warnings: view.int("warnings", row).unwrap_or(0),
            modified: text("modified"),
            content_hash: text("content_hash").unwrap_or_default(),
            stale: view.text("state", row) == Some(STALE),
            preferred: view.flag("preferred", row),
            same_report_as: text("same_report_as"),
        }
    }
}

/// The whole of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// The commit that it stands at; 0 for a dataset that was just made.
    pub generation: u64,
    pub files: BTreeMap<String, FileState>,
    pub documents: BTreeMap<String, DocumentState>,
}

impl State {
    /// Takes in the rows of a file of the table `files`.
    pub fn add_files(&mut self, rows: &Rows) {
        self.files.extend(FileState::of_rows(rows).into_iter().map(|file| (file.file_id.clone(), file)));
    }

    /// Takes in documents.
    pub fn add_documents(&mut self, documents: Vec<DocumentState>) {
        self.documents.extend(documents.into_iter().map(|document| (document.doc_id.clone(), document)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_reads_back_from_its_row() {
        let file = FileState {
            file_id: "f".into(),
            raw_path: vec![0xB1, 0xED],
            size: 7,
            ctime_ns: Some(-1),
            status: "ok".into(),
            code: None,
            attempts: 2,
            stale_since: Some("run".into()),
            ..FileState::default()
        };
        let mut state = State::default();
        state.add_files(&file.rows());
        assert_eq!(state.files["f"], file);
    }
}
