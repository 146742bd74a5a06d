//! Rows as plain bytes, for the pipe from a worker and for the spool: small, quick, and safe to read whatever the bytes
//! are. Not a format for anyone else: the dataset itself is Parquet.

use super::rows::{Rows, Texts, Values};
use super::schema::TableSchema;
use super::texts::NONE;

/// How a column is kept, its first byte.
const NULLS: u8 = 0;
const ONE_VALUE: u8 = 1;
/// Which values are there, and those.
const VALUES: u8 = 2;
const NO_NULLS: u8 = 3;
/// Numbers below 256 without nulls.
const BYTES: u8 = 4;
/// Words, and which of them each row has.
const KEYS: u8 = 5;
/// Words, one for each row.
const WORDS: u8 = 6;

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
            Values::Int(values) => ints_out(out, values, whole),
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

/// Bytes of a key among so many words; the largest of that length is no word.
fn width(words: usize) -> usize {
    match words {
        0..=0xFF => 1,
        0x100..=0xFFFF => 2,
        _ => 4,
    }
}

fn texts_out(out: &mut Vec<u8>, texts: &Texts, whole: bool) {
    let (bytes, ends) = texts.parts();
    let keys = texts.keys();
    if !whole && ends.is_empty() {
        return out.push(NULLS);
    }
    if !whole && ends.len() == 1 && !keys.contains(&NONE) {
        out.push(ONE_VALUE);
        out.extend(number(bytes.len()));
        return out.extend_from_slice(bytes.as_bytes());
    }
    let own = keys.len() == ends.len() && keys.iter().enumerate().all(|(row, key)| row as u32 == *key);
    out.push(if own { WORDS } else { KEYS });
    out.extend(number(ends.len()));
    ends.iter().for_each(|end| out.extend(end.to_le_bytes()));
    out.extend_from_slice(bytes.as_bytes());
    match width(ends.len()) {
        _ if own => {}
        1 => out.extend(keys.iter().map(|key| *key as u8)),
        2 => keys.iter().for_each(|key| out.extend_from_slice(&(*key as u16).to_le_bytes())),
        _ => keys.iter().for_each(|key| out.extend_from_slice(&key.to_le_bytes())),
    }
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

fn ints_out(out: &mut Vec<u8>, values: &[Option<i32>], whole: bool) {
    let small = |value: &Option<i32>| value.is_some_and(|value| u8::try_from(value).is_ok());
    let one = !whole && values.iter().all(|value| *value == values[0]);
    if one || !values.iter().all(small) {
        return fixed_out(out, values, whole, |value| value.to_le_bytes());
    }
    out.push(BYTES);
    out.extend(values.iter().map(|value| value.unwrap_or_default() as u8));
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
    // Where nothing is there, a byte says so for each value: the last column is long enough.
    flags_out(out, values.iter().map(Option::is_some));
    values.iter().flatten().for_each(|value| out.extend(bytes(value)));
}

/// Reads rows back; `None` for anything but what [`pack`] wrote for this table.
pub fn unpack(schema: &'static TableSchema, bytes: &[u8]) -> Option<Rows> {
    let mut rows = Rows::new(schema);
    append(&mut rows, bytes)?;
    Some(rows)
}

/// Reads rows and appends them to others of their table. After `None` these are worth nothing.
pub fn append(rows: &mut Rows, bytes: &[u8]) -> Option<()> {
    let mut input = Input { rest: bytes, own: Vec::new() };
    let count = input.length()?;
    if count > 0 {
        (count <= input.rest.len()).then_some(())?;
        for values in &mut rows.columns {
            input.column(values, count)?;
        }
    }
    input.rest.is_empty().then_some(())
}

struct Input<'b> {
    rest: &'b [u8],
    /// The numbers that the words of a column have where they go.
    own: Vec<u32>,
}

impl<'b> Input<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn form(&mut self) -> Option<u8> {
        self.array::<1>().map(|[form]| form)
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.array()?)).ok()
    }

    fn text(&mut self, length: usize) -> Option<&'b str> {
        simdutf8::basic::from_utf8(self.take(length)?).ok()
    }

    fn column(&mut self, values: &mut Values, count: usize) -> Option<()> {
        match values {
            Values::Text(texts) => self.texts(texts, count),
            Values::Bytes(values) => self.bytes(values, count),
            Values::Int(values) => self.fixed(values, count, i32::from_le_bytes, Some(i32::from)),
            Values::Long(values) => self.fixed(values, count, i64::from_le_bytes, None),
            Values::Flag(values) => self.fixed(values, count, |[byte]| byte != 0, None),
            Values::Decimal(values) => self.fixed(values, count, i128::from_le_bytes, None),
        }
    }

    fn texts(&mut self, texts: &mut Texts, count: usize) -> Option<()> {
        match self.form()? {
            NULLS => texts.push_keys(std::iter::repeat_n(NONE, count)),
            ONE_VALUE => {
                let length = self.length()?;
                texts.take_words([self.text(length)?].into_iter(), &mut self.own);
                texts.push_keys(std::iter::repeat_n(self.own[0], count));
            }
            WORDS => {
                let words = self.words(texts)?;
                (words == count).then_some(())?;
                texts.push_keys(self.own.iter().copied());
            }
            KEYS => {
                let words = self.words(texts)?;
                let keys = self.take(count.checked_mul(width(words))?)?;
                match width(words) {
                    1 => self.keys(texts, keys.iter().map(|key| u32::from(*key)), 0xFF)?,
                    2 => {
                        let keys = keys.as_chunks().0.iter().map(|key| u32::from(u16::from_le_bytes(*key)));
                        self.keys(texts, keys, 0xFFFF)?;
                    }
                    _ => {
                        self.keys(texts, keys.as_chunks().0.iter().copied().map(u32::from_le_bytes), NONE)?
                    }
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// Puts words where they belong. Gives how many there are.
    fn words(&mut self, texts: &mut Texts) -> Option<usize> {
        let count = self.length()?;
        let ends = self.take(count.checked_mul(4)?)?.as_chunks().0;
        let ends = ends.iter().copied().map(|end| u32::from_le_bytes(end) as usize);
        let all = self.text(ends.clone().next_back().unwrap_or(0))?;
        let mut from = 0;
        let mut whole = true;
        let words = ends.map_while(|end| {
            let word = all.get(from..end);
            (from, whole) = (end, whole && word.is_some());
            word
        });
        texts.take_words(words, &mut self.own);
        whole.then_some(count)
    }

    fn keys(&self, texts: &mut Texts, keys: impl Iterator<Item = u32> + Clone, none: u32) -> Option<()> {
        let known = |key: u32| key == none || (key as usize) < self.own.len();
        keys.clone().all(known).then_some(())?;
        texts.push_keys(keys.map(|key| if key == none { NONE } else { self.own[key as usize] }));
        Some(())
    }

    fn flags(&mut self, form: u8, count: usize) -> Option<Option<&'b [u8]>> {
        match form {
            NO_NULLS => Some(None),
            VALUES => self.take(count).filter(|flags| flags.iter().all(|flag| *flag < 2)).map(Some),
            _ => None,
        }
    }

    fn bytes(&mut self, values: &mut Vec<Option<Vec<u8>>>, count: usize) -> Option<()> {
        let form = self.form()?;
        let flags = self.flags(form, count)?;
        for row in 0..count {
            values.push(match flags {
                Some(flags) if flags[row] == 0 => None,
                _ => {
                    let length = self.length()?;
                    Some(self.take(length)?.to_vec())
                }
            });
        }
        Some(())
    }

    fn fixed<T: Copy, const N: usize>(
        &mut self,
        values: &mut Vec<Option<T>>,
        count: usize,
        read: impl Fn([u8; N]) -> T,
        of_byte: Option<fn(u8) -> T>,
    ) -> Option<()> {
        let form = self.form()?;
        match (form, of_byte) {
            (NULLS, _) => values.extend(std::iter::repeat_n(None, count)),
            (ONE_VALUE, _) => values.extend(std::iter::repeat_n(Some(read(self.array()?)), count)),
            (BYTES, Some(of_byte)) => {
                values.extend(self.take(count)?.iter().map(|byte| Some(of_byte(*byte))))
            }
            _ => match self.flags(form, count)? {
                None => {
                    let all = self.take(count.checked_mul(N)?)?.as_chunks().0;
                    values.extend(all.iter().map(|bytes| Some(read(*bytes))));
                }
                Some(flags) => {
                    for flag in flags {
                        values.push(if *flag == 1 { Some(read(self.array()?)) } else { None });
                    }
                }
            },
        }
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
