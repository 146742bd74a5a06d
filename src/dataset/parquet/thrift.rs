//! Thrift's compact form as far as the headers and the footer of a Parquet file need it. It is only written here: reading is
//! left to polars.

/// How a field's value is kept.
const I32: u8 = 5;
const I64: u8 = 6;
const BYTES: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// A struct that is being written; its fields come in the order of their numbers.
pub struct Struct<'o> {
    out: &'o mut Vec<u8>,
    last: u8,
}

/// Writes a struct.
pub fn write(out: &mut Vec<u8>, fields: impl FnOnce(&mut Struct<'_>)) {
    let mut inner = Struct { out, last: 0 };
    fields(&mut inner);
    inner.out.push(0);
}

impl Struct<'_> {
    fn field(&mut self, id: u8, kind: u8) {
        debug_assert!(id > self.last && id - self.last < 16, "fields come in order");
        self.out.push((id - self.last) << 4 | kind);
        self.last = id;
    }

    pub fn i32(&mut self, id: u8, value: i32) {
        self.field(id, I32);
        zigzag(self.out, value.into());
    }

    pub fn i64(&mut self, id: u8, value: i64) {
        self.field(id, I64);
        zigzag(self.out, value);
    }

    pub fn bytes(&mut self, id: u8, value: &[u8]) {
        self.field(id, BYTES);
        bytes(self.out, value);
    }

    pub fn inner(&mut self, id: u8, fields: impl FnOnce(&mut Struct<'_>)) {
        self.field(id, STRUCT);
        write(self.out, fields);
    }

    pub fn structs<T>(
        &mut self,
        id: u8,
        items: impl ExactSizeIterator<Item = T>,
        fields: impl Fn(T, &mut Struct<'_>),
    ) {
        self.list(id, STRUCT, items.len());
        for item in items {
            write(self.out, |inner| fields(item, inner));
        }
    }

    pub fn numbers(&mut self, id: u8, items: &[i32]) {
        self.list(id, I32, items.len());
        items.iter().for_each(|item| zigzag(self.out, (*item).into()));
    }

    /// A list of one text.
    pub fn one_text(&mut self, id: u8, text: &str) {
        self.list(id, BYTES, 1);
        bytes(self.out, text.as_bytes());
    }

    fn list(&mut self, id: u8, kind: u8, count: usize) {
        const SHORT: usize = 15;
        self.field(id, LIST);
        if count < SHORT {
            self.out.push((count as u8) << 4 | kind);
        } else {
            self.out.push((SHORT as u8) << 4 | kind);
            varint(self.out, count as u64);
        }
    }
}

fn bytes(out: &mut Vec<u8>, value: &[u8]) {
    varint(out, value.len() as u64);
    out.extend_from_slice(value);
}

fn zigzag(out: &mut Vec<u8>, value: i64) {
    varint(out, (value << 1 ^ value >> 63) as u64);
}

/// A number in groups of seven bits, the lowest first.
pub fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_written_in_compact_form() {
        let mut out = Vec::new();
        write(&mut out, |fields| {
            fields.i32(1, -1);
            fields.i64(4, 300);
            fields.bytes(5, b"ab");
            fields.inner(20, |inner| inner.i32(1, 1));
            fields.numbers(21, &[0, 8]);
        });
        let told = [0x15, 1, 0x36, 0xD8, 4, 0x18, 2, b'a', b'b', 0xFC, 0x15, 2, 0, 0x19, 0x25, 0, 16, 0];
        assert_eq!(out, told);
    }

    #[test]
    fn long_lists_say_their_length_behind() {
        let mut out = Vec::new();
        write(&mut out, |fields| fields.structs(1, 0..200, |_, _| ()));
        assert_eq!(out[..4], [0x19, 0xFC, 0xC8, 1]);
        assert_eq!(out.len(), 4 + 200 + 1);
    }
}
