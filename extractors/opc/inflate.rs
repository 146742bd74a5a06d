//! Inflating an entry into a buffer of exactly the size it declares. The size is checked against what deflate can do
//! at all before memory is taken, and against what came out afterwards; then the checksum.
//!
//! An entry that is large and packed more tightly than documents are goes through a window instead: of a text that is
//! longer than an XML token may be, only so much is kept that the reader still sees that it is too long.

use flate2::{Decompress, FlushDecompress, Status};
use libdeflater::{Crc, DecompressionError, Decompressor};

use super::directory::Entry;
use crate::{Code, Error, Limits};

/// Deflate cannot make more than this many bytes out of one.
const BEST_RATIO: u64 = 1032;

/// What is packed more tightly than this is not believed to be a document, once it is larger than [`BELIEVED`].
const TIGHT: u64 = 100;
const BELIEVED: u64 = 1 << 20;
/// Bytes that are inflated at a time.
const WINDOW: usize = 64 << 10;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// The content of an entry whose packed bytes are `packed`.
pub fn inflate(entry: &Entry, packed: &[u8]) -> Result<Vec<u8>, Error> {
    let fault = |code: Code| Error::new(code).with("part", &entry.name);
    let bytes = match entry.method {
        STORED => packed.to_vec(),
        DEFLATED if entry.size > (packed.len() as u64 + 8) * BEST_RATIO => return Err(fault(Code::ZIP_SIZE)),
        DEFLATED => deflated(entry, packed).map_err(fault)?,
        method => return Err(fault(Code::ZIP_CORRUPT).with("detail", format!("method {method}"))),
    };
    if bytes.len() as u64 != entry.size {
        return Err(fault(Code::ZIP_SIZE));
    }
    if libdeflater::crc32(&bytes) != entry.crc {
        return Err(fault(Code::ZIP_CORRUPT).with("detail", "checksum"));
    }
    Ok(bytes)
}

/// Whether an entry is packed as no document is.
pub fn is_tight(entry: &Entry) -> bool {
    let packed = entry.data.map_or(0, |(from, to)| (to - from) as u64);
    entry.method == DEFLATED && entry.size > BELIEVED && entry.data.is_some() && entry.size / TIGHT > packed
}

/// Whether an entry can hold a text that is too long. One that is also packed tightly is inflated through a window.
pub fn is_large(limits: &Limits, entry: &Entry) -> bool {
    entry.size > limits.event_bytes as u64
}

/// The content of an entry of XML, texts that are too long cut short. False beside it where more was left than such an
/// entry may keep: then it ends there.
pub fn windowed(limits: &Limits, entry: &Entry, packed: &[u8]) -> Result<(Vec<u8>, bool), Error> {
    let fault = |code: Code| Error::new(code).with("part", &entry.name);
    let mut kept = Kept::new(limits);
    let mut stream = Decompress::new(false);
    let mut checksum = Crc::new();
    let mut window = vec![0; WINDOW];
    loop {
        let (from, before) = (stream.total_in() as usize, stream.total_out());
        let status = stream
            .decompress(&packed[from..], &mut window, FlushDecompress::None)
            .map_err(|_| fault(Code::ZIP_CORRUPT))?;
        let fresh = &window[..(stream.total_out() - before) as usize];
        checksum.update(fresh);
        if !kept.take(fresh) {
            return Ok((kept.bytes, false));
        }
        match status {
            Status::StreamEnd => break,
            _ if stream.total_out() > entry.size => return Err(fault(Code::ZIP_SIZE)),
            _ if fresh.is_empty() => return Err(fault(Code::ZIP_CORRUPT)),
            _ => {}
        }
    }
    match () {
        () if stream.total_out() != entry.size => Err(fault(Code::ZIP_SIZE)),
        () if checksum.sum() != entry.crc => Err(fault(Code::ZIP_CORRUPT).with("detail", "checksum")),
        () => Ok((kept.bytes, true)),
    }
}

/// What is kept of a part while it goes by.
struct Kept {
    bytes: Vec<u8>,
    /// Bytes since the last tag began or ended.
    run: usize,
    /// The last two bytes of a tag or a comment that was cut short: without them its end would be none.
    last: [Option<u8>; 2],
    in_tag: bool,
    longest: usize,
    most: usize,
}

impl Kept {
    fn new(limits: &Limits) -> Self {
        let most = usize::try_from(limits.part_bytes / 4).unwrap_or(usize::MAX);
        Self {
            bytes: Vec::new(),
            run: 0,
            last: [None; 2],
            in_tag: false,
            longest: limits.event_bytes.saturating_add(2),
            most,
        }
    }

    /// Takes the next bytes. False where no more may be kept.
    fn take(&mut self, fresh: &[u8]) -> bool {
        let mut from = 0;
        for at in memchr::memchr2_iter(b'<', b'>', fresh) {
            // A `>` ends only a tag; in a text it is a character.
            let begins = fresh[at] == b'<';
            if begins || self.in_tag {
                self.run(&fresh[from..at]);
                let last = std::mem::take(&mut self.last);
                self.bytes.extend(last.into_iter().flatten().filter(|_| !begins));
                (self.run, self.in_tag, from) = (0, begins, at);
            }
        }
        self.run(&fresh[from..]);
        self.bytes.len() <= self.most
    }

    fn run(&mut self, piece: &[u8]) {
        let room = piece.len().min(self.longest.saturating_sub(self.run));
        self.bytes.extend_from_slice(&piece[..room]);
        if self.in_tag && room < piece.len() {
            let dropped = &piece[room..];
            for &byte in &dropped[dropped.len().saturating_sub(2)..] {
                self.last = [self.last[1], Some(byte)];
            }
        }
        self.run += piece.len();
    }
}

fn deflated(entry: &Entry, packed: &[u8]) -> Result<Vec<u8>, Code> {
    let size = usize::try_from(entry.size).map_err(|_| Code::ZIP_SIZE)?;
    let mut bytes = vec![0; size];
    match Decompressor::new().deflate_decompress(packed, &mut bytes) {
        Ok(written) => {
            bytes.truncate(written);
            Ok(bytes)
        }
        Err(DecompressionError::InsufficientSpace) => Err(Code::ZIP_SIZE),
        Err(DecompressionError::BadData) => Err(Code::ZIP_CORRUPT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_and_tags_that_are_too_long_are_cut() {
        let limits = Limits { event_bytes: 8, ..Limits::default() };
        for (given, expected) in [
            ("<a><b c=\"1\">12345678</b></a>", "<a><b c=\"1\">12345678</b></a>"),
            ("<a>123456789ABCDEF</a>", "<a>123456789</a>"),
            ("<a>1>2>3>4>5>6>7>8</a>", "<a>1>2>3>4>5</a>"),
            ("0123456789ABCDEF<a/>", "0123456789<a/>"),
            ("<a b=\"12345678\">1</a>", "<a b=\"12348\">1</a>"),
            ("<!--3456789ABCDEF--><a/>", "<!--345678--><a/>"),
            ("<a b=\"12345678\"/>", "<a b=\"1234\"/>"),
        ] {
            for window in 1..given.len() {
                let mut kept = Kept::new(&limits);
                assert!(given.as_bytes().chunks(window).all(|piece| kept.take(piece)));
                assert_eq!(String::from_utf8_lossy(&kept.bytes), expected, "{given} by {window}");
            }
        }
    }
}
