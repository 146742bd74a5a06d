//! Rows as plain bytes, for the pipe from a worker and for the spool: small, quick, and safe to read whatever the bytes
//! are. Not a format for anyone else: the dataset itself is Parquet.

use super::rows::{Rows, Texts, Values};
use super::schema::TableSchema;

/// How a column is kept, its first byte.
const NULLS: u8 = 0;
const ONE_VALUE: u8 = 1;
const VALUES: u8 = 2;
const NO_NULLS: u8 = 3;

/// Appends rows as bytes.
pub fn pack(rows: &Rows, out: &mut Vec<u8>) {
    out.extend(number(rows.len()));
    if rows.is_empty() {
        return;
    }
    let last = rows.columns.len() - 1;
    for (at, values) in rows.columns.iter().enumerate() {
        // The last column takes a byte a row at least, so that a wrong count asks for no more rows than it has bytes.
        let whole = at == last;
        match values {
            Values::Text(texts) => texts_out(out, texts, whole),
            Values::Bytes(values) => bytes_out(out, values),
            Values::Int(values) => fixed_out(out, values, whole, |value| value.to_le_bytes()),
            Values::Long(values) => fixed_out(out, values, whole, |value| value.to_le_bytes()),
            Values::Flag(values) => fixed_out(out, values, whole, |value| [u8::from(*value)]),
            Values::Decimal(values) => fixed_out(out, values, whole, |value| value.to_le_bytes()),
        }
    }
}

fn number(count: usize) -> [u8; 4] {
    // Lengths come from columns whose texts end within 32 bits.
    u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes()
}

fn texts_out(out: &mut Vec<u8>, texts: &Texts, whole: bool) {
    let (bytes, ends, present) = texts.parts();
    let first = texts.get(0);
    if !whole && texts.iter().all(|text| text == first) {
        return match first {
            None => out.push(NULLS),
            Some(text) => {
                out.push(ONE_VALUE);
                out.extend(number(text.len()));
                out.extend_from_slice(text.as_bytes());
            }
        };
    }
    flags_out(out, present.iter().copied());
    ends.iter().for_each(|end| out.extend(end.to_le_bytes()));
    out.extend_from_slice(bytes.as_bytes());
}

/// Which values are there, unless all are.
fn flags_out(out: &mut Vec<u8>, present: impl Iterator<Item = bool> + Clone) {
    if present.clone().all(|present| present) {
        out.push(NO_NULLS);
    } else {
        out.push(VALUES);
        out.extend(present.map(u8::from));
    }
}

fn bytes_out(out: &mut Vec<u8>, values: &[Option<Vec<u8>>]) {
    flags_out(out, values.iter().map(Option::is_some));
    for value in values.iter().flatten() {
        out.extend(number(value.len()));
        out.extend_from_slice(value);
    }
}

fn fixed_out<T: PartialEq, const N: usize>(
    out: &mut Vec<u8>,
    values: &[Option<T>],
    whole: bool,
    bytes: impl Fn(&T) -> [u8; N],
) {
    if !whole && values.iter().all(|value| *value == values[0]) {
        return match &values[0] {
            None => out.push(NULLS),
            Some(value) => {
                out.push(ONE_VALUE);
                out.extend(bytes(value));
            }
        };
    }
    // With a byte for each value, whether all are there or not, the last column is long enough.
    out.push(VALUES);
    out.extend(values.iter().map(|value| u8::from(value.is_some())));
    values.iter().flatten().for_each(|value| out.extend(bytes(value)));
}

/// Reads rows back; `None` for anything but what [`pack`] wrote for this table.
pub fn unpack(schema: &'static TableSchema, bytes: &[u8]) -> Option<Rows> {
    let mut input = Input(bytes);
    let count = input.length()?;
    let mut rows = Rows::new(schema);
    if count > 0 {
        (count <= input.0.len()).then_some(())?;
        for values in &mut rows.columns {
            input.column(values, count)?;
        }
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

    fn text(&mut self, length: usize) -> Option<&'b str> {
        simdutf8::basic::from_utf8(self.take(length)?).ok()
    }

    fn column(&mut self, values: &mut Values, count: usize) -> Option<()> {
        match values {
            Values::Text(texts) => *texts = self.texts(count)?,
            Values::Bytes(values) => *values = self.bytes(count)?,
            Values::Int(values) => *values = self.fixed(count, i32::from_le_bytes)?,
            Values::Long(values) => *values = self.fixed(count, i64::from_le_bytes)?,
            Values::Flag(values) => *values = self.fixed(count, |[byte]| byte != 0)?,
            Values::Decimal(values) => *values = self.fixed(count, i128::from_le_bytes)?,
        }
        Some(())
    }

    fn texts(&mut self, count: usize) -> Option<Texts> {
        let form = self.array::<1>()?[0];
        match form {
            NULLS => return Some(std::iter::repeat_n(None, count).collect()),
            ONE_VALUE => {
                let length = self.length()?;
                let text = self.text(length)?;
                return Some(std::iter::repeat_n(Some(text), count).collect());
            }
            _ => {}
        }
        let present = self.flags(form, count)?;
        let ends: Vec<u32> =
            self.take(count.checked_mul(4)?)?.as_chunks().0.iter().copied().map(u32::from_le_bytes).collect();
        let text = self.text(*ends.last()? as usize)?;
        Texts::of_parts(text.to_owned(), ends, present)
    }

    fn flags(&mut self, form: u8, count: usize) -> Option<Vec<bool>> {
        match form {
            NO_NULLS => Some(vec![true; count]),
            VALUES => self.take(count)?.iter().map(|&flag| (flag < 2).then_some(flag == 1)).collect(),
            _ => None,
        }
    }

    fn bytes(&mut self, count: usize) -> Option<Vec<Option<Vec<u8>>>> {
        let form = self.array::<1>()?[0];
        let mut values = Vec::new();
        for present in self.flags(form, count)? {
            values.push(if present {
                let length = self.length()?;
                Some(self.take(length)?.to_vec())
            } else {
                None
            });
        }
        Some(values)
    }

    fn fixed<T: Copy, const N: usize>(
        &mut self,
        count: usize,
        read: impl Fn([u8; N]) -> T,
    ) -> Option<Vec<Option<T>>> {
        let form = self.array::<1>()?[0];
        match form {
            NULLS => return Some(vec![None; count]),
            ONE_VALUE => return Some(vec![Some(read(self.array()?)); count]),
            _ => {}
        }
        let present = self.flags(form, count)?.into_iter();
        present
            .map(|present| if present { self.array().map(|bytes| Some(read(bytes))) } else { Some(None) })
            .collect()
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
