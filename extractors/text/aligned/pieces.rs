//! The pieces of a line: what stands between gaps of two blanks or more.

use std::ops::Range;

use memchr::memchr;

use crate::text::layout::{Measure, is_figure};

/// A line drawn wider than this is no line of a table.
pub const LINE: usize = 400;

/// A piece of a line: its bytes and the columns it covers.
#[derive(Debug, Clone)]
pub struct Piece {
    pub bytes: Range<usize>,
    pub columns: Range<usize>,
}

/// The pieces of a line. None where it is too wide, or where tabs part it.
pub fn pieces(line: &str, measure: Measure) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    if line.len() > LINE * 4 || memchr(b'\t', line.as_bytes()).is_some() {
        return found;
    }
    let mut column = 0;
    let mut blanks = usize::MAX;
    for (offset, character) in line.char_indices() {
        let width = measure.of(character);
        if matches!(character, ' ' | '\u{a0}') {
            blanks = blanks.saturating_add(1);
        } else if !character.is_control() {
            let end = offset + character.len_utf8();
            match found.last_mut() {
                Some(piece) if blanks < 2 => {
                    piece.bytes.end = end;
                    piece.columns.end = column + width;
                }
                _ => found.push(Piece { bytes: offset..end, columns: column..column + width }),
            }
            blanks = 0;
        }
        column += width;
    }
    if column > LINE { Vec::new() } else { found }
}

/// Whether a figure stands in a line behind its first piece.
pub fn has_figure(line: &str, pieces: &[Piece]) -> bool {
    pieces.len() > 1 && pieces[1..].iter().any(|piece| is_figure(&line[piece.bytes.clone()]))
}
