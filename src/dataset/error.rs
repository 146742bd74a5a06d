//! What can go wrong with a dataset, in the terms that decide the exit code.

use super::commit::CommitError;

/// Why a dataset could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    #[error("{0} is no dataset")]
    NoDataset(String),
    /// Written by a newer program.
    #[error("the dataset has format {found}, this program knows {known}")]
    TooNew { found: u32, known: u32 },
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// A file of the dataset does not read as Parquet.
    #[error("{path}: {source}")]
    Parquet { path: String, source: polars::error::PolarsError },
    /// Another run has committed since the state was read: nothing of this run's plan may be written.
    #[error("the dataset changed while this run was reading")]
    Changed,
    /// Rows of a document that was read are not where the run put them.
    #[error("the rows of {0} are gone from the spool")]
    SpoolLost(String),
}

impl DatasetError {
    pub fn parquet(path: &str, source: polars::error::PolarsError) -> Self {
        Self::Parquet { path: path.to_owned(), source }
    }

    /// What stands there cannot have been written by the program.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Parquet { .. } | Self::Commit(CommitError::Damaged { .. }))
    }
}
