//! A tag's name and attributes, as they stand in the bytes, and where a tag ends.

use std::borrow::Cow;
use std::ops::Deref;

use memchr::{memchr, memchr_iter, memchr3};

use super::text::decoded;

/// The attributes of a tag, found by their local names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributes<'a>(pub(super) &'a [u8]);

impl<'a> Attributes<'a> {
    /// The value of an attribute by its local name, as written: entities are not decoded.
    pub fn raw(&self, name: &[u8]) -> Option<&'a [u8]> {
        attribute(self.0, name)
    }

    /// The value of an attribute by its local name, as text.
    pub fn value(&self, name: &[u8]) -> Option<Cow<'a, str>> {
        self.raw(name).map(decoded)
    }

    /// The value of an attribute as a whole number.
    pub fn number(&self, name: &[u8]) -> Option<i64> {
        std::str::from_utf8(self.raw(name)?).ok()?.trim().parse().ok()
    }

    /// An on/off property: on where the attribute is missing, off for `0`, `false`, `off` and `none`.
    pub fn on(&self) -> bool {
        !matches!(self.raw(b"val"), Some(b"0" | b"false" | b"off" | b"none"))
    }
}

/// The beginning of an element. It is read as the list of its attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag<'a> {
    /// The name without its prefix.
    pub name: &'a [u8],
    /// `<a/>`: no [`super::Step::Close`] follows.
    pub empty: bool,
    pub(super) qualified: &'a [u8],
    pub(super) attributes: Attributes<'a>,
}

impl<'a> Tag<'a> {
    /// Every attribute as local name and raw value, in order.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        let mut rest = self.attributes.0;
        std::iter::from_fn(move || {
            let (name, value, after) = next_attribute(rest)?;
            rest = after;
            Some((name, value))
        })
        .map(|(name, value)| (local(name), value))
    }
}

impl<'a> Deref for Tag<'a> {
    type Target = Attributes<'a>;

    fn deref(&self) -> &Attributes<'a> {
        &self.attributes
    }
}

/// A tag inside a subtree of properties, whose end has not been looked for: its attributes are those up to the next `>`.
#[derive(Debug, Clone, Copy)]
pub struct Property<'a> {
    pub name: &'a [u8],
    pub(super) qualified: &'a [u8],
    /// What follows the name, up to the end of the part.
    pub(super) rest: Attributes<'a>,
}

impl<'a> Deref for Property<'a> {
    type Target = Attributes<'a>;

    fn deref(&self) -> &Attributes<'a> {
        &self.rest
    }
}

/// Bytes up to the end of a tag's name.
#[inline]
pub(super) fn name_length(rest: &[u8]) -> usize {
    rest.iter()
        .position(|&byte| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'))
        .unwrap_or(rest.len())
}

/// What follows some pieces that stand next, one behind the other. They are a few bytes each: comparing them one by one
/// is less than a call.
pub(super) fn behind<'b>(rest: &'b [u8], pieces: &[&[u8]]) -> Option<&'b [u8]> {
    let mut at = 0;
    for &byte in pieces.iter().copied().flatten() {
        if *rest.get(at)? != byte {
            return None;
        }
        at += 1;
    }
    Some(&rest[at..])
}

pub(super) fn is_name(rest: &[u8], name: &[u8]) -> bool {
    rest.starts_with(name)
        && rest.get(name.len()).is_none_or(|byte| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'))
}

/// The place of the `>` that ends a tag: one inside quotes does not.
pub(super) fn tag_end(rest: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    let end = at + memchr(b'>', rest.get(at..)?)?;
    // Nearly always the first one stands outside quotes: an even number of one kind lies before it.
    let before = &rest[at..end];
    if memchr(b'\'', before).is_none() && memchr_iter(b'"', before).count().is_multiple_of(2) {
        return Some(end);
    }
    loop {
        at += memchr3(b'>', b'"', b'\'', rest.get(at..)?)?;
        match rest[at] {
            b'>' => return Some(at),
            quote => at += 2 + memchr(quote, &rest[at + 1..])?,
        }
    }
}

#[inline]
pub(super) fn local(qualified: &[u8]) -> &[u8] {
    match qualified.iter().position(|&byte| byte == b':') {
        Some(colon) => &qualified[colon + 1..],
        None => qualified,
    }
}

pub(super) fn attribute<'a>(mut rest: &'a [u8], wanted: &[u8]) -> Option<&'a [u8]> {
    while let Some((name, value, after)) = next_attribute(rest) {
        if local(name) == wanted && !name.starts_with(b"xmlns") {
            return Some(value);
        }
        rest = after;
    }
    None
}

/// Name, raw value and what comes after; `None` at the end of the tag.
pub(super) fn next_attribute(rest: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let equals = rest.iter().position(|byte| matches!(byte, b'=' | b'>')).filter(|&at| rest[at] == b'=')?;
    let name = rest[..equals].trim_ascii();
    let quoted = rest[equals + 1..].trim_ascii_start();
    let quote = *quoted.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let end = quoted[1..].iter().position(|&byte| byte == quote)?;
    Some((name, &quoted[1..=end], &quoted[end + 2..]))
}
