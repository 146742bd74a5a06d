//! Charts and pictures that hold a table, shared by every format that can carry them.
//!
//! [`chart`] reads chart parts, [`art`] takes pictures and places out of the drawings of binary files. [`picture`] reads pictures: it tells by their first bytes what they are, and takes the
//! texts and ruling lines out of those that were drawn (EMF, WMF, zipped or not) rather than photographed. Nothing here
//! recognises letters in pixels.

pub mod art;
pub mod chart;

mod bytes;
mod canvas;
mod charset;
mod emf;
mod emfplus;
mod grid;
mod tree;
mod wmf;

use libdeflater::Decompressor;

use crate::document::{Fate, Paragraph};
use crate::{Code, Context, Locator, Notice, Table};

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
    match signature(bytes) {
        Signature::Emf => {
            let drawing = emf::play(context, part, bytes);
            grid::arrange(context, part, drawing)
        }
        Signature::Wmf => {
            let drawing = wmf::play(context, part, bytes);
            grid::arrange(context, part, drawing)
        }
        Signature::Gzip => zipped(context, part, bytes),
        Signature::Raster => unread(context, part, "raster"),
        Signature::Vector => unread(context, part, "vector"),
        Signature::Unknown => Picture::skipped("unknown"),
    }
}

/// A picture that people can read and this program cannot: said once, however often it is shown.
fn unread(context: &mut Context<'_>, part: &str, reason: &'static str) -> Picture {
    let at = Locator::Part { part: part.into(), row: 0, col: 0 };
    let notice = Notice::new(Code::PICTURE).at(at);
    if !context.notices.iter().any(|known| *known == notice) {
        context.notices.add(notice);
    }
    Picture::skipped(reason)
}

/// A zipped metafile (`.emz`, `.wmz`). What is zipped twice is not opened.
fn zipped(context: &mut Context<'_>, part: &str, bytes: &[u8]) -> Picture {
    let Some(inflated) = inflate(context, bytes) else {
        let at = Locator::Part { part: part.into(), row: 0, col: 0 };
        context.notices.add(Notice::new(Code::PART_BROKEN).at(at).with("part", part).with("detail", "gzip"));
        return Picture { fate: Fate::Failed(Code::PART_BROKEN), ..Picture::skipped("unknown") };
    };
    match signature(&inflated) {
        Signature::Emf | Signature::Wmf => picture(context, part, &inflated),
        _ => Picture::skipped("unknown"),
    }
}

/// Inflates a gzip file into the room that its last field asks for, as far as its length can fill that room at all.
fn inflate(context: &Context<'_>, bytes: &[u8]) -> Option<Vec<u8>> {
    const MOST_PER_BYTE: u64 = 1032;
    let asked = u64::from(bytes::u32_at(bytes, bytes.len().checked_sub(4)?)?);
    if asked > (bytes.len() as u64 * MOST_PER_BYTE).min(context.limits.part_bytes) {
        return None;
    }
    let mut inflated = vec![0; usize::try_from(asked).ok()?];
    let length = Decompressor::new().gzip_decompress(bytes, &mut inflated).ok()?;
    inflated.truncate(length);
    Some(inflated)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signature {
    Emf,
    Wmf,
    Gzip,
    Raster,
    Vector,
    Unknown,
}

fn signature(bytes: &[u8]) -> Signature {
    const RASTERS: [&[u8]; 8] =
        [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"\0\0\x01\0"];
    const VECTORS: [&[u8]; 3] = [b"<svg", b"<?xml", b"%!PS"];
    let begins = |marks: &[&[u8]]| marks.iter().any(|mark| bytes.starts_with(mark));
    match bytes {
        _ if emf::is_emf(bytes) => Signature::Emf,
        _ if wmf::is_wmf(bytes) => Signature::Wmf,
        [0x1f, 0x8b, 8, ..] => Signature::Gzip,
        _ if begins(&RASTERS) => Signature::Raster,
        _ if begins(&VECTORS) => Signature::Vector,
        _ => Signature::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Slot;

    /// The grid as text, for the tests of all that draws: `<` stands for a position under a merged cell.
    pub fn text(table: &Table) -> Vec<Vec<String>> {
        let slot = |row, col| match table.slot(row, col) {
            Slot::Cell(cell) => cell.text.to_owned(),
            Slot::Covered { .. } => "<".to_owned(),
            Slot::Absent => "?".to_owned(),
        };
        (0..table.rows()).map(|row| (0..table.cols()).map(|col| slot(row, col)).collect()).collect()
    }

    #[test]
    fn a_picture_is_what_its_first_bytes_say() {
        let known: [(&[u8], Signature); 6] = [
            (b"\x89PNG\r\n", Signature::Raster),
            (b"<svg xmlns=", Signature::Vector),
            (b"\xd7\xcd\xc6\x9a", Signature::Wmf),
            (b"\x1f\x8b\x08\0", Signature::Gzip),
            (b"", Signature::Unknown),
            (b"EMF", Signature::Unknown),
        ];
        for (bytes, signature) in known {
            assert_eq!(super::signature(bytes), signature, "{bytes:?}");
        }
    }
}
