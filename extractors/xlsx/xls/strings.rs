//! Text in XLS records: one or two bytes a character since 1997, bytes of a code page before; rich runs and phonetic
//! text behind it, which are no part of it.

use std::sync::Arc;

use encoding_rs::Encoding;

/// Bytes that lie in several records. A string that is broken between two of them says anew in what width it goes on.
pub struct Pieces<'a> {
    pieces: Vec<&'a [u8]>,
    index: usize,
}

impl<'a> Pieces<'a> {
    pub fn new(first: &'a [u8], continued: Vec<&'a [u8]>) -> Self {
        let mut pieces = vec![first];
        pieces.extend(continued);
        Self { pieces, index: 0 }
    }

    /// Goes to the next piece that holds something. False at the end.
    fn advance(&mut self) -> bool {
        while self.index < self.pieces.len() && self.pieces[self.index].is_empty() {
            self.index += 1;
        }
        self.index < self.pieces.len()
    }

    fn byte(&mut self) -> Option<u8> {
        if !self.advance() {
            return None;
        }
        let (&byte, rest) = self.pieces[self.index].split_first()?;
        self.pieces[self.index] = rest;
        Some(byte)
    }

    pub fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            if !self.advance() {
                return None;
            }
            let step = count.min(self.pieces[self.index].len());
            self.pieces[self.index] = &self.pieces[self.index][step..];
            count -= step;
        }
        Some(())
    }

    /// Characters, over as many pieces as they take. What is missing at the end is missing.
    fn characters(&mut self, count: usize, mut wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::with_capacity(count.min(self.pieces.get(self.index)?.len()));
        while units.len() < count {
            if self.pieces[self.index].is_empty() {
                if !self.advance() {
                    return None;
                }
                wide = self.byte()? & 1 != 0;
                continue;
            }
            let piece = self.pieces[self.index];
            let width = if wide { 2 } else { 1 };
            let taken = (count - units.len()).min(piece.len().div_ceil(width));
            let (now, rest) = piece.split_at((taken * width).min(piece.len()));
            if wide {
                units.extend(
                    now.chunks(2).map(|pair| u16::from_le_bytes([pair[0], *pair.get(1).unwrap_or(&0)])),
                );
            } else {
                units.extend(now.iter().map(|&byte| u16::from(byte)));
            }
            self.pieces[self.index] = rest;
        }
        Some(from_units(units.into_iter()))
    }

    /// A string with its length in front, its runs skipped.
    pub fn string(&mut self) -> Option<String> {
        let count = usize::from(self.u16()?);
        self.body(count)
    }

    /// A string after its length: flags, the sizes of runs and phonetic text, characters.
    fn body(&mut self, count: usize) -> Option<String> {
        let flags = self.byte()?;
        let runs = if flags & 0x08 != 0 { usize::from(self.u16()?) } else { 0 };
        let phonetic = if flags & 0x04 != 0 { self.u32()? as usize } else { 0 };
        let text = if count == 0 { String::new() } else { self.characters(count, flags & 1 != 0)? };
        // What is missing behind the characters is no loss of text.
        let _ = self.skip((runs * 4).saturating_add(phonetic));
        Some(text)
    }
}

fn from_units(units: impl Iterator<Item = u16>) -> String {
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// How the strings of a stream are written.
#[derive(Debug, Clone, Copy)]
pub enum Writing {
    Unicode,
    Bytes(&'static Encoding),
}

impl Writing {
    /// Bytes in the encoding of a Windows code page; unknown pages are read as the one of Chinese Windows.
    pub fn of_code_page(page: u16) -> Self {
        Self::Bytes(match page {
            1252 | 0x8001 => encoding_rs::WINDOWS_1252,
            932 => encoding_rs::SHIFT_JIS,
            949 => encoding_rs::EUC_KR,
            950 => encoding_rs::BIG5,
            1250 => encoding_rs::WINDOWS_1250,
            1251 => encoding_rs::WINDOWS_1251,
            65001 => encoding_rs::UTF_8,
            _ => encoding_rs::GBK,
        })
    }

    /// A string whose length stands in two bytes before it.
    pub fn long(self, data: &[u8]) -> Option<String> {
        let (length, rest) = data.split_first_chunk::<2>()?;
        self.counted(usize::from(u16::from_le_bytes(*length)), rest)
    }

    /// A string whose length stands in one byte before it.
    pub fn short(self, data: &[u8]) -> Option<String> {
        let (&length, rest) = data.split_first()?;
        self.counted(usize::from(length), rest)
    }

    fn counted(self, count: usize, data: &[u8]) -> Option<String> {
        match self {
            Self::Unicode => Pieces::new(data, Vec::new()).body(count),
            Self::Bytes(encoding) => {
                Some(encoding.decode_without_bom_handling(data.get(..count)?).0.into_owned())
            }
        }
    }
}

/// The shared strings, and whether the table is shorter than it says.
pub fn shared(pieces: &mut Pieces<'_>, most: usize) -> (Vec<Arc<str>>, bool) {
    let mut strings = Vec::new();
    let Some(count) = pieces.u32().and_then(|_| pieces.u32()) else { return (strings, true) };
    let wanted = (count as usize).min(most);
    while strings.len() < wanted {
        let Some(text) = pieces.string() else { break };
        strings.push(text.into());
    }
    let short = strings.len() < count as usize;
    (strings, short)
}

/// The text of a drawing object: pieces of characters, each with its width in front.
pub fn of_drawing(pieces: &[&[u8]], count: usize) -> String {
    let mut text = String::new();
    let mut left = count;
    for piece in pieces {
        let Some((&flags, characters)) = piece.split_first().filter(|_| left > 0) else { break };
        let width = if flags & 1 != 0 { 2 } else { 1 };
        let taken = (characters.len() / width).min(left);
        left -= taken;
        let characters = &characters[..taken * width];
        if width == 2 {
            text +=
                &from_units(characters.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
        } else {
            text.extend(characters.iter().map(|&byte| char::from(byte)));
        }
    }
    text
}
