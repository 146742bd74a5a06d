//! The drawings of binary Office files, which are atoms inside containers, all of one kind and length in front. Two
//! things are read: the pictures that a file stores once for all its drawings ([`pictures`]), and, drawing by drawing,
//! where each shape begins and which picture it shows ([`Shapes`]).

use std::borrow::Cow;

use libdeflater::Decompressor;

use super::bytes::{u16_at, u32_at};
use crate::Context;

mod kind {
    pub(super) const ENTRY: u16 = 0xF007;
    pub(super) const SHAPE: u16 = 0xF004;
    pub(super) const PROPERTIES: u16 = 0xF00B;
    pub(super) const SHEET_ANCHOR: u16 = 0xF010;
    pub(super) const FIRST_PICTURE: u16 = 0xF018;
    pub(super) const LAST_PICTURE: u16 = 0xF117;
}

/// One atom, or the head of a container: what lies in a container follows as atoms of their own.
struct Atom<'a> {
    kind: u16,
    /// What the kind says of itself: a count, a variant.
    instance: u16,
    data: &'a [u8],
}

const HEAD: usize = 8;

/// The atoms of some bytes in their order, containers opened.
fn atoms(bytes: &[u8]) -> impl Iterator<Item = Atom<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (mark, kind) = (u16_at(rest, 0)?, u16_at(rest, 2)?);
        let length = u32_at(rest, 4)? as usize;
        let body = &rest[HEAD..];
        let data = &body[..length.min(body.len())];
        let is_container = mark & 0xF == 0xF;
        rest = if is_container { body } else { &body[data.len()..] };
        Some(Atom { kind, instance: mark >> 4, data })
    })
}

/// The store of pictures, each by its number from 0; those that are not in the file are nothing.
pub fn pictures(context: &Context<'_>, bytes: &[u8]) -> Vec<Option<Vec<u8>>> {
    const MOST: usize = 10_000;
    let mut budget = context.limits.part_bytes;
    let entries = atoms(bytes).filter(|atom| atom.kind == kind::ENTRY).take(MOST);
    entries.map(|entry| picture(&entry, &mut budget).map(Cow::into_owned)).collect()
}

/// The picture behind the head of an entry and its name.
fn picture<'a>(entry: &Atom<'a>, budget: &mut u64) -> Option<Cow<'a, [u8]>> {
    const ENTRY_HEAD: usize = 36;
    let name = usize::from(*entry.data.get(33)?);
    let blip = atoms(entry.data.get(ENTRY_HEAD + name..)?).next()?;
    if !(kind::FIRST_PICTURE..=kind::LAST_PICTURE).contains(&blip.kind) {
        return None;
    }
    // One name of sixteen bytes, or two.
    let names = if blip.instance & 1 == 1 { 32 } else { 16 };
    match blip.kind {
        0xF01A | 0xF01B => metafile(blip.data.get(names..)?, budget),
        _ => blip.data.get(names + 1..).map(Cow::Borrowed),
    }
}

/// A drawn picture, deflated as a rule, behind a head that says how long it is.
fn metafile<'a>(data: &'a [u8], budget: &mut u64) -> Option<Cow<'a, [u8]>> {
    const METAFILE_HEAD: usize = 34;
    const MOST_PER_BYTE: u64 = 1032;
    const DEFLATED: u8 = 0;
    let body = data.get(METAFILE_HEAD..)?;
    if data[32] != DEFLATED {
        return Some(Cow::Borrowed(body));
    }
    let asked = u64::from(u32_at(data, 0)?);
    if asked > body.len() as u64 * MOST_PER_BYTE {
        return None;
    }
    *budget = budget.checked_sub(asked)?;
    let mut inflated = vec![0; usize::try_from(asked).ok()?];
    let length = Decompressor::new().zlib_decompress(body, &mut inflated).ok()?;
    inflated.truncate(length);
    Some(Cow::Owned(inflated))
}

/// What is known of the shape that was described last. Pieces of a drawing come one by one, between them what the
/// shapes hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shapes {
    /// The row and column on which the shape, or the group around it, begins.
    pub place: (u32, u32),
    /// The picture that it shows, by its number from 0.
    pub picture: Option<u32>,
}

impl Shapes {
    /// Reads the next piece of the drawing.
    pub fn read(&mut self, bytes: &[u8]) {
        for atom in atoms(bytes) {
            match atom.kind {
                kind::SHAPE => self.picture = None,
                kind::SHEET_ANCHOR => {
                    let place = u16_at(atom.data, 6).zip(u16_at(atom.data, 2));
                    self.place = place.map_or((0, 0), |(row, col)| (u32::from(row), u32::from(col)));
                }
                kind::PROPERTIES => self.properties(&atom),
                _ => {}
            }
        }
    }

    fn properties(&mut self, atom: &Atom<'_>) {
        const PICTURE: u16 = 0x0104;
        const NUMBER: u16 = 0x3FFF;
        for property in atom.data.chunks_exact(6).take(usize::from(atom.instance)) {
            if u16_at(property, 0).is_some_and(|id| id & NUMBER == PICTURE) {
                self.picture = u32_at(property, 2).and_then(|nth| nth.checked_sub(1));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Notices};
    use samples::art;

    fn stored(bytes: &[u8]) -> Vec<Option<Vec<u8>>> {
        let (mut notices, limits) = (Notices::default(), Limits::default());
        pictures(&Context::new(&mut notices, &limits), bytes)
    }

    #[test]
    fn pictures_are_taken_out_of_the_store_deflated_or_not() {
        let store = art::store(&[art::deflated(b"a drawn picture"), art::photographed(b"\x89PNG\r\n")]);
        let found = stored(&store);
        assert_eq!(found, [Some(b"a drawn picture".to_vec()), Some(b"\x89PNG\r\n".to_vec())]);
        for cut in 0..store.len() {
            assert!(stored(&store[..cut]).len() <= 2);
        }
    }

    #[test]
    fn a_length_that_is_a_lie_takes_no_memory() {
        let mut store = art::store(&[art::deflated(b"x")]);
        let at = store.windows(4).rposition(|bytes| bytes == 1u32.to_le_bytes()).unwrap();
        store[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(stored(&store), [None]);
    }

    #[test]
    fn shapes_say_where_they_begin_and_what_they_show() {
        let mut shapes = Shapes::default();
        shapes.read(&art::shape((4, 2), Some(7)));
        assert_eq!(shapes, Shapes { place: (4, 2), picture: Some(7) });
        shapes.read(&art::shape((9, 0), None));
        assert_eq!(shapes, Shapes { place: (9, 0), picture: None });
    }
}
