//! A file of the dataset in the making: rows are gathered until they make a piece, and no more than that is in memory.

use super::commit::CommitError;
use super::error::DatasetError;
use super::merge::{Fetch, Next};
use super::parquet;
use super::rows::Rows;
use super::schema::TableSchema;

/// What is done to rows before they are written.
pub type Mark<'m> = Box<dyn Fn(&mut Rows) -> Result<(), DatasetError> + 'm>;

/// A file that is being written: rows are gathered until they make a piece.
pub struct Sheet<'s> {
    pub path: String,
    pub rows: Rows,
    writer: parquet::Writer,
    /// What is done to rows before they are written.
    pub mark: Option<Mark<'s>>,
}

impl Sheet<'_> {
    pub fn new(path: &str, schema: &'static TableSchema, generation: u64) -> Result<Self, DatasetError> {
        let writer =
            parquet::Writer::new(schema, generation).map_err(|error| CommitError::io(path, error))?;
        Ok(Self { path: path.to_owned(), rows: Rows::gathering(schema), writer, mark: None })
    }

    /// Takes what comes next: of a merge, with what gets new rows.
    pub fn take(&mut self, next: Next<'_>, fetch: &Fetch<'_>) -> Result<(), DatasetError> {
        match next {
            Next::Old(rows, range) => self.rows.append_range(rows, range),
            Next::New(owner) => fetch(owner, &mut self.rows)?,
        }
        let full = self.rows.len() >= parquet::PIECE || self.rows.text_bytes() >= parquet::PIECE_BYTES;
        if full { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), DatasetError> {
        let schema = self.rows.schema;
        let mut rows = std::mem::replace(&mut self.rows, Rows::gathering(schema));
        if let Some(mark) = &self.mark {
            mark(&mut rows)?;
        }
        Ok(self.writer.add(&rows).map_err(|error| CommitError::io(&self.path, error))?)
    }

    pub fn finish(mut self) -> Result<Vec<u8>, DatasetError> {
        self.flush()?;
        Ok(self.writer.finish().map_err(|error| CommitError::io(&self.path, error))?)
    }
}
