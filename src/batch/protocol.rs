//! The words between a run and its workers: frames of a kind, a length and bytes, over the worker's standard input and
//! output. A file is asked about by one frame and answered by some: headway, one item for each file found in it, and an
//! end. What was read stands in the spool, where the worker writes it; an item says what it is and where. Without its end
//! an answer counts for nothing.

use std::io::{self, Read, Write};

use super::job::{ItemHead, Job};

/// What a frame says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Read this file: a job and its bytes.
    Begin = 1,
    /// Another stage is done.
    Headway = 2,
    /// What was read of a file, and where it stands.
    Item = 3,
    /// All is told.
    End = 4,
    /// Reading broke off, and the worker lives on to say so.
    Broken = 5,
    /// What was read cannot be kept: no fault of the file.
    Unkept = 6,
}

impl Kind {
    fn of(byte: u8) -> Option<Self> {
        [Self::Begin, Self::Headway, Self::Item, Self::End, Self::Broken, Self::Unkept]
            .into_iter()
            .find(|kind| *kind as u8 == byte)
    }
}

/// The longest frame: a file of the largest size, or the rows of one.
const MOST: u64 = 2 << 30;

/// Bytes for which there is room at first, so that a wrong length cannot ask for memory.
const PIECE: u64 = 1 << 20;

/// Writes a frame of one or two pieces, so that the other side hears of it.
pub fn write(out: &mut dyn Write, kind: Kind, head: &[u8], body: &[u8]) -> io::Result<()> {
    gather(out, kind, head, body)?;
    out.flush()
}

/// Writes a frame that may wait for the next one.
fn gather(out: &mut dyn Write, kind: Kind, head: &[u8], body: &[u8]) -> io::Result<()> {
    let both = 4 + head.len() as u64 + body.len() as u64;
    out.write_all(&[kind as u8])?;
    out.write_all(&both.to_le_bytes())?;
    out.write_all(&u32::try_from(head.len()).map_err(io::Error::other)?.to_le_bytes())?;
    out.write_all(head)?;
    out.write_all(body)
}

/// A frame: its kind, its head and its body.
pub type Frame = (Kind, Vec<u8>, Vec<u8>);

/// Reads a frame; `None` at the end of the stream.
pub fn read(input: &mut dyn Read) -> io::Result<Option<Frame>> {
    let mut kind = [0];
    if input.read(&mut kind)? == 0 {
        return Ok(None);
    }
    let kind = Kind::of(kind[0]).ok_or_else(|| wrong("no such kind of frame"))?;
    let mut number = [0; 8];
    input.read_exact(&mut number)?;
    let both = u64::from_le_bytes(number);
    let mut number = [0; 4];
    input.read_exact(&mut number)?;
    let head = u64::from(u32::from_le_bytes(number));
    match both.checked_sub(4 + head) {
        Some(body) if both <= MOST => Ok(Some((kind, exactly(input, head)?, exactly(input, body)?))),
        _ => Err(wrong("a frame's lengths do not fit")),
    }
}

fn exactly(input: &mut dyn Read, count: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(PIECE.min(count) as usize);
    input.take(count).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == count { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

fn wrong(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// A job's frame.
pub fn write_job(out: &mut dyn Write, job: &Job, bytes: &[u8]) -> io::Result<()> {
    write(out, Kind::Begin, &serde_json::to_vec(job).map_err(io::Error::other)?, bytes)
}

/// An item's frame, with where its rows begin and how many bytes they are. Another one always follows.
pub fn write_item(out: &mut dyn Write, head: &[u8], (at, count): (u64, u64)) -> io::Result<()> {
    let place = [at.to_le_bytes(), count.to_le_bytes()].concat();
    gather(out, Kind::Item, head, &place)
}

/// An item out of its frame. The head must name no bytes outside of its rows.
pub fn item(head: &[u8], place: &[u8]) -> io::Result<(ItemHead, (u64, u64))> {
    let (&[at, rows], []) = place.as_chunks() else { return Err(wrong("an item has no place")) };
    let (at, rows) = (u64::from_le_bytes(at), u64::from_le_bytes(rows));
    let head: ItemHead = serde_json::from_slice(head).map_err(io::Error::other)?;
    let count = |lengths: &[u32]| lengths.iter().copied().map(u64::from).sum::<u64>();
    let spans = head.documents.iter().map(|document| (document.from, count(&document.lengths)));
    let fits = |(from, count): (u64, u64)| from.checked_add(count).is_some_and(|end| end <= rows);
    let problems = (head.problems.0, u64::from(head.problems.1));
    if spans.chain([problems]).all(fits) {
        Ok((head, (at, rows)))
    } else {
        Err(wrong("an item names bytes that it does not have"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn frames_read_back() {
        let mut pipe = Vec::new();
        write(&mut pipe, Kind::Item, b"head", b"body").unwrap();
        write(&mut pipe, Kind::End, b"", b"").unwrap();
        let mut input = pipe.as_slice();
        assert_eq!(read(&mut input).unwrap(), Some((Kind::Item, b"head".to_vec(), b"body".to_vec())));
        assert_eq!(read(&mut input).unwrap(), Some((Kind::End, Vec::new(), Vec::new())));
        assert_eq!(read(&mut input).unwrap(), None);
    }

    proptest! {
        #[test]
        fn noise_is_an_error_and_costs_nothing(noise in prop::collection::vec(any::<u8>(), 1..64)) {
            // A frame of noise is longer than the noise, or of no kind that there is.
            let mut input = noise.as_slice();
            while let Ok(Some(_)) = read(&mut input) {}
            let refused = [item(&noise, &[0; 16]), item(b"null", &noise)].map(|read| read.is_err());
            prop_assert_eq!(refused, [true; 2]);
        }
    }
}
