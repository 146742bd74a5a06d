//! A place in a text that moves forward, seeing full width as half width and able to step over blanks inside words.
//! Copying it is how a reader tries something and goes back.

use super::fold::{is_blank, narrow};

#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn starting_at(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// The byte offset in the text.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Moves past bytes that were looked at, up to the beginning of a character.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The next character as it stands, and its half-width twin.
    #[inline]
    fn next(&self) -> Option<(char, char)> {
        let byte = *self.text.as_bytes().get(self.at)?;
        if byte.is_ascii() {
            return Some((char::from(byte), char::from(byte)));
        }
        let ch = self.rest().chars().next()?;
        let ideograph = (0xE4..=0xE9).contains(&byte);
        Some((ch, if ideograph { ch } else { narrow(ch) }))
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.next().map(|(_, narrowed)| narrowed)
    }

    pub(super) fn peek_digit(&self) -> Option<u32> {
        self.peek()?.to_digit(10)
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let (ch, narrowed) = self.next()?;
        self.at += ch.len_utf8();
        Some(narrowed)
    }

    pub(super) fn eat_char(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.bump();
        }
        found
    }

    pub(super) fn skip_blanks(&mut self) {
        while let Some((ch, _)) = self.next() {
            if !is_blank(ch) {
                break;
            }
            self.at += ch.len_utf8();
        }
    }

    pub(super) fn is_end(&self) -> bool {
        let mut ahead = *self;
        ahead.skip_blanks();
        ahead.at >= self.text.len()
    }

    /// Moves past the word if it stands here; blanks before and inside it do not matter. Most words end at the first
    /// look: another ideograph stands here, or the word does as it is spelt.
    #[inline]
    pub(super) fn eat(&mut self, word: &str) -> bool {
        let rest = &self.text.as_bytes()[self.at.min(self.text.len())..];
        let (here, wanted) = (rest.first(), word.as_bytes().first());
        if here != wanted && here.is_none_or(|byte| matches!(byte, b'!'..=b'~' | 0xE4..=0xE9)) {
            return false;
        }
        if rest.starts_with(word.as_bytes()) {
            self.at += word.len();
            return true;
        }
        self.eat_by_sign(word)
    }

    fn eat_by_sign(&mut self, word: &str) -> bool {
        let mut ahead = *self;
        for wanted in word.chars() {
            ahead.skip_blanks();
            if ahead.bump() != Some(wanted) {
                return false;
            }
        }
        *self = ahead;
        true
    }

    /// Moves past the first of the words that stands here, and says which; `signs` are what the words begin with.
    pub(super) fn eat_any<T: Copy>(&mut self, words: &[(&str, T)], signs: &[char]) -> Option<T> {
        let mut ahead = *self;
        ahead.skip_blanks();
        let first = ahead.peek()?;
        let likely = words.iter().zip(signs).filter(|(_, sign)| **sign == first);
        { likely }.find(|((word, _), _)| self.eat(word)).map(|((_, meaning), _)| *meaning)
    }
}
