//! Writes the project's own sample files: small, invented, one for each feature that a reader must survive.
//!
//! Nothing here shares code with the readers, so that a mistake on one side cannot hide a mistake on the other. The
//! same call always gives the same bytes; a test compares the files of this folder with what is written here.

pub mod art;
pub mod biff;
pub mod cipher;
pub mod corpus;
pub mod docx;
pub mod emf;
pub mod heavy;
pub mod package;
pub mod sheets;

mod bare;
mod ods;
mod png;
mod text;
mod text_dumped;
mod text_marked;
mod xls;
mod xlsb;
mod xlsx;

/// A file to be written under `samples/`: its path there and its bytes.
pub struct Sample {
    pub path: String,
    pub bytes: Vec<u8>,
}

impl Sample {
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into() }
    }
}

/// Every sample there is, in the order of the formats.
pub fn all() -> Vec<Sample> {
    [
        docx::samples(),
        xlsx::samples(),
        bare::samples(),
        ods::samples(),
        xls::samples(),
        xlsb::samples(),
        text::samples(),
        text_marked::samples(),
        text_dumped::samples(),
        emf::samples(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
