//! What a run knows of the dataset before it plans: every file it has seen and every document it holds, on shelves, so that
//! memory holds a few bytes for each of them. State is the tables `files` and `documents` themselves; there is no other
//! memory that could run ahead of the data.

use super::commit::Store;
use super::error::DatasetError;
use super::parquet;
use super::schema::{DOCUMENTS, FILES};
use super::shelf::{Packer, Record, Room, Shelf, Unpacker};
use super::state::{DocumentState, FileState};
use super::store::Dataset;

/// The whole of it.
#[derive(Debug, Default)]
pub struct Known {
    /// The commit that it stands at; 0 for a dataset that was just made.
    pub generation: u64,
    pub files: Shelf<FileState>,
    pub documents: Shelf<DocumentState>,
    /// Of each file its last document.
    of_files: Shelf<Listed>,
}

/// A document of a file, and where the one before it is listed.
#[derive(Debug)]
struct Listed {
    doc_id: String,
    before: Option<u64>,
}

impl Known {
    /// Nothing yet.
    pub fn new(room: &Room) -> Self {
        let (files, documents, of_files) = (Shelf::new(room), Shelf::new(room), Shelf::new(room));
        Self { generation: 0, files, documents, of_files }
    }

    pub fn add_file(&mut self, file: &FileState) -> Result<(), DatasetError> {
        self.files.put(&file.file_id, file)
    }

    pub fn add_document(&mut self, document: &DocumentState) -> Result<(), DatasetError> {
        let before = self.of_files.place(&document.file_id);
        self.of_files.put(&document.file_id, &Listed { doc_id: document.doc_id.clone(), before })?;
        self.documents.put(&document.doc_id, document)
    }

    /// The documents of a file, in order of their ids.
    pub fn documents_of(&self, file_id: &str) -> Result<Vec<String>, DatasetError> {
        let mut found = Vec::new();
        let mut next = self.of_files.place(file_id);
        while let Some(place) = next {
            let listed = self.of_files.at(place)?;
            found.push(listed.doc_id);
            next = listed.before;
        }
        found.sort_unstable();
        Ok(found)
    }
}

impl Dataset {
    /// What a run must know, kept in a room of its own.
    pub fn known(&self, room: &Room) -> Result<Known, DatasetError> {
        let mut known = Known::new(room);
        known.generation = Store::new(&self.files, "state").generation()?;
        for (_, path) in self.table_files(FILES.name)? {
            self.each_piece(&path, &FILES, &mut |rows| {
                FileState::of_rows(rows).iter().try_for_each(|file| known.add_file(file))
            })?;
        }
        for (year, path) in self.table_files(DOCUMENTS.name)? {
            self.each_piece(&path, &DOCUMENTS, &mut |rows| {
                let documents = DocumentState::of_rows(rows, year);
                documents.iter().try_for_each(|document| known.add_document(document))
            })?;
        }
        Ok(known)
    }

    /// The rows of one file in the pieces in which they were written.
    pub fn each_piece(
        &self,
        path: &str,
        schema: &'static super::schema::TableSchema,
        each: &mut dyn FnMut(&super::rows::Rows) -> Result<(), DatasetError>,
    ) -> Result<(), DatasetError> {
        let wrong = |error| DatasetError::parquet(path, error);
        let Some(bytes) = self.bytes(path)? else { return Ok(()) };
        for piece in parquet::pieces(&bytes, schema).map_err(wrong)? {
            each(&piece.map_err(wrong)?)?;
        }
        Ok(())
    }
}

impl Record for Listed {
    fn put(&self, out: &mut Packer) {
        out.text(&self.doc_id);
        out.place(self.before.unwrap_or(u64::MAX));
    }

    fn of(from: &mut Unpacker<'_>) -> Option<Self> {
        let doc_id = from.text()?;
        let before = from.place()?;
        Some(Self { doc_id, before: (before != u64::MAX).then_some(before) })
    }
}

impl Record for FileState {
    fn put(&self, out: &mut Packer) {
        for text in [&self.file_id, &self.root, &self.path, &self.status, &self.first_seen, &self.last_seen] {
            out.text(text);
        }
        out.bytes(&self.raw_path);
        for text in [
            &self.content_hash,
            &self.code,
            &self.format,
            &self.parser_version,
            &self.book_version,
            &self.stale_since,
            &self.moved_from,
        ] {
            out.maybe(text.as_deref());
        }
        out.long(self.size);
        out.long(self.mtime_ns);
        out.small(u8::from(self.ctime_ns.is_some()));
        out.long(self.ctime_ns.unwrap_or(0));
        for number in [self.documents, self.doc_rev, self.attempts, self.absent_runs] {
            out.int(number);
        }
    }

    fn of(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(Self {
            file_id: from.text()?,
            root: from.text()?,
            path: from.text()?,
            status: from.text()?,
            first_seen: from.text()?,
            last_seen: from.text()?,
            raw_path: from.bytes()?.to_vec(),
            content_hash: from.maybe()?,
            code: from.maybe()?,
            format: from.maybe()?,
            parser_version: from.maybe()?,
            book_version: from.maybe()?,
            stale_since: from.maybe()?,
            moved_from: from.maybe()?,
            size: from.long()?,
            mtime_ns: from.long()?,
            ctime_ns: {
                let told = from.small()? == 1;
                Some(from.long()?).filter(|_| told)
            },
            documents: from.int()?,
            doc_rev: from.int()?,
            attempts: from.int()?,
            absent_runs: from.int()?,
        })
    }
}

impl Record for DocumentState {
    fn put(&self, out: &mut Packer) {
        for text in [&self.doc_id, &self.file_id, &self.kind, &self.format, &self.path, &self.content_hash] {
            out.text(text);
        }
        for text in [
            &self.region_code,
            &self.office,
            &self.office_key,
            &self.title,
            &self.project,
            &self.grade,
            &self.province,
            &self.prefecture,
            &self.county,
            &self.modified,
            &self.same_report_as,
        ] {
            out.maybe(text.as_deref());
        }
        for number in [self.doc_rev, self.report_year, self.errors, self.warnings] {
            out.int(number);
        }
        out.small(u8::from(self.score.is_some()));
        out.wide(u128::from_le_bytes(self.score.unwrap_or(0).to_le_bytes()));
        out.small(u8::from(self.stale));
        out.small(self.preferred.map_or(2, u8::from));
    }

    fn of(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(Self {
            doc_id: from.text()?,
            file_id: from.text()?,
            kind: from.text()?,
            format: from.text()?,
            path: from.text()?,
            content_hash: from.text()?,
            region_code: from.maybe()?,
            office: from.maybe()?,
            office_key: from.maybe()?,
            title: from.maybe()?,
            project: from.maybe()?,
            grade: from.maybe()?,
            province: from.maybe()?,
            prefecture: from.maybe()?,
            county: from.maybe()?,
            modified: from.maybe()?,
            same_report_as: from.maybe()?,
            doc_rev: from.int()?,
            report_year: from.int()?,
            errors: from.int()?,
            warnings: from.int()?,
            score: {
                let told = from.small()? == 1;
                Some(i128::from_le_bytes(from.wide()?.to_le_bytes())).filter(|_| told)
            },
            stale: from.small()? == 1,
            preferred: match from.small()? {
                2 => None,
                flag => Some(flag == 1),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back<T: Record>(record: &T) -> Option<T> {
        let mut out = Packer::default();
        record.put(&mut out);
        T::of(&mut Unpacker(&out.0))
    }

    #[test]
    fn every_field_comes_back() {
        let file = FileState {
            file_id: "1".into(),
            root: "2".into(),
            path: "3".into(),
            raw_path: vec![0xB1, 0xED],
            size: 5,
            mtime_ns: -6,
            ctime_ns: Some(7),
            content_hash: Some("8".into()),
            status: "9".into(),
            code: Some("10".into()),
            format: Some("11".into()),
            documents: 12,
            doc_rev: 13,
            parser_version: Some("14".into()),
            book_version: Some("15".into()),
            attempts: 16,
            absent_runs: 17,
            first_seen: "18".into(),
            last_seen: "19".into(),
            stale_since: Some("20".into()),
            moved_from: Some("21".into()),
        };
        assert_eq!(back(&file), Some(file));
        assert_eq!(back(&FileState::default()), Some(FileState::default()));
        let document = DocumentState {
            doc_id: "1".into(),
            file_id: "2".into(),
            doc_rev: 3,
            report_year: 4,
            region_code: Some("5".into()),
            office: Some("6".into()),
            office_key: Some("7".into()),
            kind: "8".into(),
            format: "9".into(),
            path: "10".into(),
            title: Some("11".into()),
            project: Some("12".into()),
            score: Some(-13),
            grade: Some("14".into()),
            province: Some("15".into()),
            prefecture: Some("16".into()),
            county: Some("17".into()),
            errors: 18,
            warnings: 19,
            modified: Some("20".into()),
            content_hash: "21".into(),
            stale: true,
            preferred: Some(true),
            same_report_as: Some("22".into()),
        };
        assert_eq!(back(&document), Some(document));
        assert_eq!(back(&DocumentState::default()), Some(DocumentState::default()));
    }

    #[test]
    fn the_documents_of_a_file_are_found() {
        let mut known = Known::default();
        for (doc_id, file_id) in [("d2", "f"), ("d1", "f"), ("d3", "g")] {
            let (doc_id, file_id) = (doc_id.to_owned(), file_id.to_owned());
            known.add_document(&DocumentState { doc_id, file_id, ..DocumentState::default() }).unwrap();
        }
        assert_eq!(known.documents_of("f").unwrap(), ["d1", "d2"]);
        assert_eq!(known.documents_of("h").unwrap(), Vec::<String>::new());
    }
}
