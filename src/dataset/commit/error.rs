//! What can go wrong while the dataset is changed, in the terms that decide the exit code.

use std::io;

/// A failed step of a commit.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    #[error("{path}: {source}")]
    Io { path: String, source: io::Error },
    /// What stands there cannot come from the protocol: edited by hand, or bytes lost after they were synced.
    #[error("{path}: {detail}")]
    Damaged { path: String, detail: &'static str },
    /// The decision stands in the journal and is not carried out: the next run finishes it.
    #[error("decided, and not yet published: {source}")]
    Pending { source: Box<CommitError> },
}

impl CommitError {
    pub fn io(path: &str, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    pub fn damaged(path: &str, detail: &'static str) -> Self {
        Self::Damaged { path: path.to_owned(), detail }
    }

    /// The same failure after the decision stood. Damage stays damage: no later run can finish over it.
    pub fn after_decision(self) -> Self {
        match self {
            Self::Io { .. } => Self::Pending { source: Box::new(self) },
            other => other,
        }
    }

    /// There is no file of that name.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }

    /// A file stands where a folder was looked for.
    pub fn is_no_folder(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotADirectory)
    }

    /// There is no room, or writing is not allowed: nothing that trying again now would mend.
    pub fn is_no_space(&self) -> bool {
        use io::ErrorKind::{FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        let full = [StorageFull, QuotaExceeded, ReadOnlyFilesystem, PermissionDenied, FileTooLarge];
        matches!(self, Self::Io { source, .. } if full.contains(&source.kind()))
    }

    /// What was decided waits to be published, because another program holds a file open or the disk fails.
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::Pending { .. })
    }
}
