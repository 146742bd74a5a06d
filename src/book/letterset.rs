//! A set of letters that is known when the book is loaded: one bit for each, so that a letter which begins nothing costs a
//! look. Sets that are known when the program is compiled are `chinese::Letters`.

/// Letters of up to three bytes, one by one; of the rare ones beyond, all or none.
#[derive(Debug, Clone)]
pub struct LetterSet {
    bits: Box<[u64; PAGES]>,
    beyond: bool,
}

/// 64 letters each.
const PAGES: usize = 1 << 10;

impl Default for LetterSet {
    fn default() -> Self {
        Self { bits: Box::new([0; PAGES]), beyond: false }
    }
}

impl LetterSet {
    pub fn add(&mut self, letter: char) {
        let code = u32::from(letter);
        match self.bits.get_mut(code as usize / 64) {
            Some(page) => *page |= 1 << (code % 64),
            None => self.beyond = true,
        }
    }

    #[inline]
    pub fn has(&self, letter: u32) -> bool {
        self.bits.get(letter as usize / 64).map_or(self.beyond, |page| page >> (letter % 64) & 1 == 1)
    }

    /// The first of them at a place of a text or behind it: where, which, and how many bytes it takes.
    #[inline]
    pub fn find(&self, text: &str, from: usize) -> Option<(usize, u32, usize)> {
        let bytes = text.as_bytes();
        let mut at = from;
        loop {
            let (letter, length) = decode(bytes.get(at..)?)?;
            if self.has(letter) {
                return Some((at, letter, length));
            }
            at += length;
        }
    }
}

/// The code point that a text begins with and its length in bytes: nearly always three.
#[inline]
pub fn decode(text: &[u8]) -> Option<(u32, usize)> {
    let part = |byte: u8| u32::from(byte & 0x3F);
    match *text {
        [first @ 0xE0..=0xEF, second, third, ..] => {
            Some((u32::from(first & 0xF) << 12 | part(second) << 6 | part(third), 3))
        }
        [first @ 0..=0x7F, ..] => Some((u32::from(first), 1)),
        [first @ 0xC0..=0xDF, second, ..] => Some((u32::from(first & 0x1F) << 6 | part(second), 2)),
        [first, second, third, fourth, ..] => {
            Some((u32::from(first & 7) << 18 | part(second) << 12 | part(third) << 6 | part(fourth), 4))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// As the search of the standard library.
        #[test]
        fn like_looking_at_every_character(letters in "[一二a年é]{0,4}", text in "[一二三ab年é𠮷]{0,24}") {
            let mut set = LetterSet::default();
            letters.chars().for_each(|letter| set.add(letter));
            let found = set.find(&text, 0).map(|(at, letter, length)| (at, char::from_u32(letter), length));
            let expected = text.char_indices().find(|(_, letter)| letters.contains(*letter));
            prop_assert_eq!(found, expected.map(|(at, letter)| (at, Some(letter), letter.len_utf8())));
        }
    }

    #[test]
    fn rare_letters_are_all_or_none() {
        let mut set = LetterSet::default();
        assert_eq!(set.find("年𠮷", 0), None);
        set.add('𠮷');
        assert_eq!(set.find("年𠮷", 0), Some((3, u32::from('𠮷'), 4)));
    }
}
