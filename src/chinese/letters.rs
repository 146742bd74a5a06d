//! A few characters to look for in a text. The search goes over the bytes: an ideograph that is none of them costs two
//! looks and is never decoded. Lists of words are told apart by the signs at their ends in the same way.

/// Characters of one or three bytes, known when the program is compiled.
#[derive(Debug, Clone, Copy)]
pub struct Letters {
    ascii: u128,
    /// For each first byte from E0 to EF, the second bytes (less their 80) with which one of them goes on.
    seconds: [u64; 16],
    /// The third bytes, in rows that a few pairs of first and second bytes share.
    thirds: [u64; ROWS],
    all: &'static [char],
    /// The last bytes of up to three letters: they are searched for many bytes at a time.
    ends: Ends,
}

#[derive(Debug, Clone, Copy)]
enum Ends {
    One(u8),
    Two(u8, u8),
    Three(u8, u8, u8),
    Many,
}

impl Ends {
    const fn of(all: &[char]) -> Self {
        match *all {
            [one] => Self::One(last_byte(one)),
            [one, two] => Self::Two(last_byte(one), last_byte(two)),
            [one, two, three] => Self::Three(last_byte(one), last_byte(two), last_byte(three)),
            _ => Self::Many,
        }
    }

    fn find(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::One(one) => memchr::memchr(one, bytes),
            Self::Two(one, two) => memchr::memchr2(one, two, bytes),
            Self::Three(one, two, three) => memchr::memchr3(one, two, three, bytes),
            Self::Many => None,
        }
    }
}

const fn last_byte(letter: char) -> u8 {
    match letter as u32 {
        code @ 0..0x80 => code as u8,
        code => (code & 0x3F) as u8 | 0x80,
    }
}

const ROWS: usize = 64;

/// The row of a character of three bytes: neighbours in the code have rows of their own.
const fn row(first: u8, second: u8) -> usize {
    (second as usize ^ (first as usize) << 3) % ROWS
}

impl Letters {
    /// Characters of two or four bytes are never found.
    pub const fn of(all: &'static [char]) -> Self {
        let mut letters = Self { ascii: 0, seconds: [0; 16], thirds: [0; ROWS], all, ends: Ends::of(all) };
        let mut at = 0;
        while at < all.len() {
            let code = all[at] as u32;
            match code {
                0..0x80 => letters.ascii |= 1 << code,
                0x800..0x1_0000 => {
                    let (first, second) = ((code >> 12) as u8, (code >> 6 & 0x3F) as u8);
                    letters.seconds[first as usize] |= 1 << second;
                    letters.thirds[row(first, second)] |= 1 << (code & 0x3F);
                }
                _ => {}
            }
            at += 1;
        }
        letters
    }

    /// The place of the first of them at or behind `from`, which is the beginning of a character.
    pub fn find(&self, text: &str, from: usize) -> Option<usize> {
        match self.ends {
            Ends::Many => self.find_by_letter(text.as_bytes(), from),
            ends => self.find_by_end(text.as_bytes(), from, ends),
        }
    }

    fn find_by_end(&self, bytes: &[u8], from: usize, ends: Ends) -> Option<usize> {
        let mut at = from;
        while let Some(found) = ends.find(bytes.get(at..)?) {
            let end = at + found;
            match bytes[..=end] {
                [.., byte] if self.holds_ascii(byte) => return Some(end),
                [.., first @ 0xE0..=0xEF, second, third] if self.holds(first, second, third) => {
                    return Some(end - 2);
                }
                _ => at = end + 1,
            }
        }
        None
    }

    fn find_by_letter(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        while let Some(&first) = bytes.get(at) {
            match first {
                0xE0..=0xEF => {
                    let &[second, third] = bytes[at + 1..].first_chunk()?;
                    if self.may_hold(first, second, third) && self.holds(first, second, third) {
                        return Some(at);
                    }
                    at += 3;
                }
                0..=0x7F if self.ascii >> first & 1 == 1 => return Some(at),
                0..=0x7F => at += 1,
                0x80..=0xDF => at += 2,
                0xF0..=0xFF => at += 4,
            }
        }
        None
    }

    /// Whether a text begins with one of them.
    pub fn begin(&self, text: &str) -> bool {
        match *text.as_bytes() {
            [first @ 0..=0x7F, ..] => self.ascii >> first & 1 == 1,
            [first @ 0xE0..=0xEF, second, third, ..] => {
                self.may_hold(first, second, third) && self.holds(first, second, third)
            }
            _ => false,
        }
    }

    pub fn is_in(&self, text: &str) -> bool {
        self.find(text, 0).is_some()
    }

    fn holds_ascii(&self, byte: u8) -> bool {
        byte.is_ascii() && self.ascii >> byte & 1 == 1
    }

    #[inline]
    fn may_hold(&self, first: u8, second: u8, third: u8) -> bool {
        let (first, second) = (first & 0xF, second & 0x3F);
        self.seconds[usize::from(first)] >> second & 1 == 1
            && self.thirds[row(first, second)] >> (third & 0x3F) & 1 == 1
    }

    fn holds(&self, first: u8, second: u8, third: u8) -> bool {
        let code = u32::from(first & 0xF) << 12 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F);
        self.all.iter().any(|ch| u32::from(*ch) == code)
    }
}

/// What each of some words begins with: characters of up to three bytes.
pub const fn first_signs<const N: usize>(words: &[&str]) -> [char; N] {
    let (mut signs, mut at) = (['\0'; N], 0);
    while at < N {
        signs[at] = first_sign(words[at]);
        at += 1;
    }
    signs
}

/// What each of some words ends with.
pub const fn last_signs<const N: usize>(words: &[&str]) -> [char; N] {
    let (mut signs, mut at) = (['\0'; N], 0);
    while at < N {
        signs[at] = last_sign(words[at]);
        at += 1;
    }
    signs
}

pub const fn first_sign(word: &str) -> char {
    sign(word.as_bytes(), 0)
}

pub const fn last_sign(word: &str) -> char {
    let bytes = word.as_bytes();
    let mut at = bytes.len() - 1;
    while bytes[at] & 0xC0 == 0x80 {
        at -= 1;
    }
    sign(bytes, at)
}

/// The character of up to three bytes at a place.
const fn sign(bytes: &[u8], at: usize) -> char {
    let code = match bytes[at] {
        byte @ 0..=0x7F => byte as u32,
        byte @ 0x80..=0xDF => (byte as u32 & 0x1F) << 6 | bytes[at + 1] as u32 & 0x3F,
        byte => (byte as u32 & 0xF) << 12 | (bytes[at + 1] as u32 & 0x3F) << 6 | bytes[at + 2] as u32 & 0x3F,
    };
    match char::from_u32(code) {
        Some(sign) => sign,
        None => '\0',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn signs_at_both_ends() {
        const WORDS: &[&str] = &["年末", "a年", "年≥", "=", "¥"];
        assert_eq!(first_signs::<5>(WORDS), ['年', 'a', '年', '=', '¥']);
        assert_eq!(last_signs::<5>(WORDS), ['末', '年', '≥', '=', '¥']);
    }

    const FEW: &[char] = &['七', '0', '。'];
    const SOME: &[char] = &['。', '\n', '一', '７', '0'];

    proptest! {
        /// As the search of the standard library.
        #[test]
        fn like_looking_at_every_character(text in "[。，、一丁七７８0a\n年é𠮷]{0,20}") {
            prop_assert_eq!(Letters::of(SOME).find(&text, 0), text.find(SOME));
            prop_assert_eq!(Letters::of(SOME).begin(&text), text.starts_with(SOME));
            prop_assert_eq!(Letters::of(FEW).find(&text, 0), text.find(FEW));
        }

        #[test]
        fn goes_on_behind_a_place(text in "[。一a]{0,12}", skipped in 0usize..12) {
            let from = text.char_indices().nth(skipped).map_or(text.len(), |(at, _)| at);
            prop_assert_eq!(Letters::of(SOME).find(&text, from), text[from..].find(SOME).map(|at| from + at));
        }
    }
}
