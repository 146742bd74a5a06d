//! A file of the dataset in the making: rows are gathered until they make a piece, and no more than that is in memory, nor
//! of what was written before.

use super::commit::{CommitError, Growing, LocalFiles, Stage};
use super::error::DatasetError;
use super::merge::{Fetch, Next};
use super::parquet;
use super::rows::Rows;
use super::schema::TableSchema;

/// What is done to rows before they are written.
pub type Mark<'m> = Box<dyn Fn(&mut Rows) -> Result<(), DatasetError> + 'm>;

/// Bytes of a file that are written before it is whole.
const GROWN: usize = 1 << 20;

/// Where files go.
pub type Staged<'s, 'f> = Stage<'s, 'f, LocalFiles>;

/// A file that is being written: rows are gathered until they make a piece, pieces until they are worth a call.
pub struct Sheet<'s> {
    pub path: String,
    pub rows: Rows,
    writer: parquet::Writer,
    growing: Option<Growing>,
    /// What is done to rows before they are written.
    pub mark: Option<Mark<'s>>,
}

impl Sheet<'_> {
    pub fn new(path: &str, schema: &'static TableSchema, generation: u64) -> Result<Self, DatasetError> {
        let writer =
            parquet::Writer::new(schema, generation).map_err(|error| CommitError::io(path, error))?;
        let (path, rows) = (path.to_owned(), Rows::gathering(schema));
        Ok(Self { path, rows, writer, growing: None, mark: None })
    }

    /// Takes what comes next: of a merge, with what gets new rows.
    pub fn take(
        &mut self,
        next: Next<'_>,
        fetch: &Fetch<'_>,
        stage: &Staged<'_, '_>,
    ) -> Result<(), DatasetError> {
        match next {
            Next::Old(rows, range) => self.rows.append_range(rows, range),
            Next::New(owner) => fetch(owner, &mut self.rows)?,
        }
        if self.rows.len() >= parquet::PIECE || self.rows.text_bytes() >= parquet::PIECE_BYTES {
            self.flush()?;
        }
        if self.writer.grown().len() >= GROWN { self.grow(stage) } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), DatasetError> {
        let schema = self.rows.schema;
        let mut rows = std::mem::replace(&mut self.rows, Rows::gathering(schema));
        if let Some(mark) = &self.mark {
            mark(&mut rows)?;
        }
        Ok(self.writer.add(&rows).map_err(|error| CommitError::io(&self.path, error))?)
    }

    fn grow(&mut self, stage: &Staged<'_, '_>) -> Result<(), DatasetError> {
        match &mut self.growing {
            Some(growing) => stage.grow(growing, self.writer.grown())?,
            None => self.growing = Some(stage.begin(self.writer.grown())?),
        }
        self.writer.written();
        Ok(())
    }

    /// The file is whole.
    pub fn finish(mut self, stage: &mut Staged<'_, '_>) -> Result<(), DatasetError> {
        self.flush()?;
        let rest = self.writer.finish().map_err(|error| CommitError::io(&self.path, error))?;
        match self.growing {
            None => stage.add(&self.path, &rest)?,
            Some(mut growing) => {
                stage.grow(&mut growing, &rest)?;
                stage.end(&self.path, growing)?;
            }
        }
        Ok(())
    }
}
