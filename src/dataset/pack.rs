//! Rows as plain bytes, for the pipe from a worker and for the spool: small, quick, and safe to read whatever the bytes
//! are. Not a format for anyone else: the dataset itself is Parquet.

use super::rows::{Rows, Texts, Values};
use super::schema::TableSchema;

/// Appends rows as bytes.
pub fn pack(rows: &Rows, out: &mut Vec<u8>) {
    out.extend(number(rows.len()));
    for values in &rows.columns {
        match values {
            Values::Text(texts) => texts.iter().for_each(|text| bytes_out(out, text.map(str::as_bytes))),
            Values::Bytes(values) => values.iter().for_each(|value| bytes_out(out, value.as_deref())),
            Values::Int(values) => fixed_out(out, values, |value| value.to_le_bytes()),
            Values::Long(values) => fixed_out(out, values, |value| value.to_le_bytes()),
            Values::Flag(values) => fixed_out(out, values, |value| [u8::from(*value)]),
            Values::Decimal(values) => fixed_out(out, values, |value| value.to_le_bytes()),
        }
    }
}

fn number(count: usize) -> [u8; 4] {
    // Lengths come from columns whose texts end within 32 bits.
    u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes()
}

fn bytes_out(out: &mut Vec<u8>, value: Option<&[u8]>) {
    match value {
        None => out.push(0),
        Some(value) => {
            out.push(1);
            out.extend(number(value.len()));
            out.extend_from_slice(value);
        }
    }
}

fn fixed_out<T, const N: usize>(out: &mut Vec<u8>, values: &[Option<T>], bytes: impl Fn(&T) -> [u8; N]) {
    for value in values {
        match value {
            None => out.push(0),
            Some(value) => {
                out.push(1);
                out.extend(bytes(value));
            }
        }
    }
}

/// Reads rows back; `None` for anything but what [`pack`] wrote for this table.
pub fn unpack(schema: &'static TableSchema, bytes: &[u8]) -> Option<Rows> {
    let mut input = Input(bytes);
    let count = input.length()?;
    let mut rows = Rows::new(schema);
    for values in &mut rows.columns {
        // Every value takes a byte at least, so that a wrong count cannot ask for more than was given.
        (count <= input.0.len()).then_some(())?;
        input.column(values, count)?;
    }
    input.0.is_empty().then_some(rows)
}

struct Input<'b>(&'b [u8]);

impl<'b> Input<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.array()?)).ok()
    }

    fn present(&mut self) -> Option<bool> {
        match self.take(1)? {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }

    fn bytes(&mut self) -> Option<Option<&'b [u8]>> {
        if !self.present()? {
            return Some(None);
        }
        let length = self.length()?;
        self.take(length).map(Some)
    }

    fn fixed<T, const N: usize>(&mut self, read: impl Fn([u8; N]) -> T) -> Option<Option<T>> {
        if !self.present()? {
            return Some(None);
        }
        self.array().map(|bytes| Some(read(bytes)))
    }

    fn column(&mut self, values: &mut Values, count: usize) -> Option<()> {
        for _ in 0..count {
            match values {
                Values::Text(texts) => self.text(texts)?,
                Values::Bytes(values) => values.push(self.bytes()?.map(<[u8]>::to_vec)),
                Values::Int(values) => values.push(self.fixed(i32::from_le_bytes)?),
                Values::Long(values) => values.push(self.fixed(i64::from_le_bytes)?),
                Values::Flag(values) => values.push(self.fixed(|[byte]| byte != 0)?),
                Values::Decimal(values) => values.push(self.fixed(i128::from_le_bytes)?),
            }
        }
        Some(())
    }

    fn text(&mut self, texts: &mut Texts) -> Option<()> {
        let text = match self.bytes()? {
            None => None,
            Some(bytes) => Some(std::str::from_utf8(bytes).ok()?),
        };
        texts.push(text);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::schema::{CLAIMS, FILES};
    use super::super::state::FileState;
    use super::*;

    fn packed() -> (Rows, Vec<u8>) {
        let file = FileState {
            file_id: "核表".into(),
            raw_path: vec![0xB1, 0xED],
            ctime_ns: Some(-7),
            size: 3,
            ..FileState::default()
        };
        let mut rows = file.rows();
        rows.append(&FileState::default().rows());
        let mut bytes = Vec::new();
        pack(&rows, &mut bytes);
        (rows, bytes)
    }

    #[test]
    fn rows_read_back_as_they_were_packed() {
        let (rows, bytes) = packed();
        assert_eq!(unpack(&FILES, &bytes), Some(rows));
        assert_eq!(unpack(&CLAIMS, &bytes), None, "another table");
    }

    proptest! {
        #[test]
        fn cut_or_foreign_bytes_are_refused(cut in 0usize..200, noise in prop::collection::vec(any::<u8>(), 0..200)) {
            let (_, bytes) = packed();
            prop_assert_eq!(unpack(&FILES, &bytes[..cut.min(bytes.len() - 1)]), None);
            let read = unpack(&FILES, &noise);
            prop_assert!(read.is_none_or(|rows| rows.len() <= noise.len()));
        }
    }
}
