//! The one failure of this crate: a file that cannot be read at all. Whatever can be read around is a
//! [`crate::Notice`] instead.

use std::fmt;

use crate::{Code, Notice, Source};

/// Why a file could not be read. Small on purpose: it travels through every `Result`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<ErrorKind>);

/// What went wrong: a stable code, and named values for its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorKind {
    pub code: Code,
    pub details: Vec<(&'static str, String)>,
}

impl Error {
    pub fn new(code: Code) -> Self {
        Self(Box::new(ErrorKind { code, details: Vec::new() }))
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.0.details.push((name, value.to_string()));
        self
    }

    /// No extractor claims the bytes.
    pub fn unreadable(source: &Source) -> Self {
        let code = if source.bytes().is_empty() { Code::EMPTY } else { Code::UNSUPPORTED };
        Self::new(code)
    }

    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The remark on a part that cannot be read, where the rest of the file can. A document type stays what it is: a file
    /// that declares one anywhere is refused as a whole.
    pub fn of_part(&self, part: &str) -> Notice {
        let code = if self.code() == Code::XML_DTD { Code::XML_DTD } else { Code::PART_BROKEN };
        Notice::new(code).with("part", part).with("detail", self)
    }

    /// The same as a remark, where losing this file does not lose the one around it.
    pub fn into_notice(self) -> Notice {
        Notice { code: self.0.code, at: None, details: self.0.details }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.code.id)?;
        for (name, value) in &self.0.details {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
