//! Subtrees of properties: walked over tag by tag without looking for ends, and remembered where writers repeat them.

use super::tag::{Attributes, local, name_length, tag_end};
use super::{Mark, Property, Scanner};
use crate::Error;

/// What the last few property elements said, by their very bytes. Writers repeat the same properties at every run and
/// cell; the same bytes say the same, and are not read again.
pub struct Memory<'a, T> {
    seen: [(&'a [u8], T); 8],
    next: usize,
}

impl<'a, T: Copy + Default> Default for Memory<'a, T> {
    fn default() -> Self {
        Self { seen: [(b"", T::default()); 8], next: 0 }
    }
}

impl<'a, T: Copy> Memory<'a, T> {
    /// What the element whose tag was just read says, where it is known; the scanner then stands behind its end.
    pub fn recall(&self, scanner: &mut Scanner<'a>) -> Option<T> {
        let rest = &scanner.bytes[scanner.at..];
        let (bytes, said) =
            self.seen.iter().find(|(bytes, _)| !bytes.is_empty() && rest.starts_with(bytes))?;
        scanner.at += bytes.len();
        scanner.open.pop();
        Some(*said)
    }

    /// Remembers an element whose content began at `from` and whose end was just passed.
    pub fn learn(&mut self, scanner: &Scanner<'a>, from: usize, said: T) {
        self.seen[self.next] = (&scanner.bytes[from..scanner.at], said);
        self.next = (self.next + 1) % self.seen.len();
    }
}

/// Walks over the tags of a properties element.
pub struct Properties<'s, 'a> {
    pub(super) scanner: &'s mut Scanner<'a>,
    pub(super) name: &'a [u8],
    pub(super) done: bool,
}

impl<'a> Properties<'_, 'a> {
    /// The next tag inside, or `None` when the element has ended.
    #[allow(clippy::should_implement_trait, reason = "it can fail")]
    pub fn next(&mut self) -> Result<Option<Property<'a>>, Error> {
        while !self.done {
            match self.scanner.mark(self.name)? {
                Mark::Other(rest) => {
                    let qualified = &rest[..name_length(rest)];
                    if qualified.is_empty() {
                        return Err(self.scanner.broken("a tag has no name"));
                    }
                    return Ok(Some(Property {
                        name: local(qualified),
                        qualified,
                        rest: Attributes(&rest[qualified.len()..]),
                    }));
                }
                // An element inside one of its own kind is a former state (w:rPr inside w:rPrChange).
                Mark::Same => self.scanner.pass_subtree(self.name)?,
                Mark::End => {
                    self.scanner.open.pop();
                    self.done = true;
                }
            }
        }
        Ok(None)
    }

    /// Passes over everything inside a tag that was just given.
    pub fn skip(&mut self, property: &Property<'a>) -> Result<(), Error> {
        let end = tag_end(property.rest.0, 0).ok_or_else(|| self.scanner.broken("it ends inside a tag"))?;
        self.scanner.at += property.qualified.len() + end + 1;
        if end > 0 && property.rest.0[end - 1] == b'/' {
            return Ok(());
        }
        self.scanner.pass_subtree(property.qualified)
    }
}
