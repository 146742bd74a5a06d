//! Records as bytes and back. What is written is read by the same program in the same run, so there is no version in it.

/// What can be put down as bytes.
pub trait Record: Sized {
    fn put(&self, out: &mut Packer);
    /// `None` where the bytes are not those of such a record.
    fn of(from: &mut Unpacker<'_>) -> Option<Self>;
}

/// Says of a text that there is none.
const NOTHING: u32 = u32::MAX;

/// Bytes in the making.
#[derive(Debug, Default)]
pub struct Packer(pub Vec<u8>);

impl Packer {
    pub fn bytes(&mut self, bytes: &[u8]) {
        // What is longer than that does not fit a pile, which says so.
        self.0.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(NOTHING - 1).to_le_bytes());
        self.0.extend_from_slice(bytes);
    }

    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub fn maybe(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.0.extend_from_slice(&NOTHING.to_le_bytes()),
        }
    }

    pub fn long(&mut self, number: i64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub fn int(&mut self, number: i32) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub fn wide(&mut self, number: u128) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub fn place(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub fn small(&mut self, number: u8) {
        self.0.push(number);
    }
}

/// Bytes that are taken apart.
#[derive(Debug)]
pub struct Unpacker<'b>(pub &'b [u8]);

impl<'b> Unpacker<'b> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (own, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*own)
    }

    fn so_many(&mut self, count: u32) -> Option<&'b [u8]> {
        let (own, rest) = self.0.split_at_checked(count as usize)?;
        self.0 = rest;
        Some(own)
    }

    pub fn bytes(&mut self) -> Option<&'b [u8]> {
        let count = u32::from_le_bytes(self.take()?);
        self.so_many(count)
    }

    pub fn text(&mut self) -> Option<String> {
        self.maybe()?
    }

    /// `Some(None)` where no text was put.
    pub fn maybe(&mut self) -> Option<Option<String>> {
        let count = u32::from_le_bytes(self.take()?);
        if count == NOTHING {
            return Some(None);
        }
        Some(Some(std::str::from_utf8(self.so_many(count)?).ok()?.to_owned()))
    }

    pub fn long(&mut self) -> Option<i64> {
        self.take().map(i64::from_le_bytes)
    }

    pub fn int(&mut self) -> Option<i32> {
        self.take().map(i32::from_le_bytes)
    }

    pub fn wide(&mut self) -> Option<u128> {
        self.take().map(u128::from_le_bytes)
    }

    pub fn place(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    pub fn small(&mut self) -> Option<u8> {
        self.take().map(|[number]| number)
    }
}

impl Record for String {
    fn put(&self, out: &mut Packer) {
        out.text(self);
    }

    fn of(from: &mut Unpacker<'_>) -> Option<Self> {
        from.text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_comes_back_and_cut_off_bytes_do_not() {
        let mut out = Packer::default();
        out.text("表");
        out.maybe(None);
        out.long(i64::MIN);
        out.wide(7);
        out.small(3);
        let mut from = Unpacker(&out.0);
        assert_eq!((from.text(), from.maybe()), (Some("表".to_owned()), Some(None)));
        assert_eq!((from.long(), from.wide(), from.small()), (Some(i64::MIN), Some(7), Some(3)));
        assert_eq!(from.small(), None);
        assert_eq!(Unpacker(&out.0[..5]).text(), None);
    }
}
