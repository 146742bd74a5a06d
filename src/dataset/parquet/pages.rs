//! A column's values as the pages of a Parquet file: which of them are there, then the values themselves or the words of a
//! dictionary, made small by one compressor that is kept. The same values give the same pages.

use std::io;
use std::sync::{Mutex, PoisonError};

use zstd::bulk::Compressor;
use zstd::zstd_safe::compress_bound;

use super::super::rows::{Texts, Values};
use super::super::texts::NONE;
use super::footer::{Chunk, Codec, Form, dictionary_header, page_header};
use super::hybrid;

/// How hard zstd tries.
const LEVEL: i32 = 1;

/// Bytes of a column that are not worth making smaller.
const SMALL: usize = 192;

/// Bytes of the longest bound that is told.
const LONG: usize = 256;

/// The largest page that the format's numbers can tell of.
const MOST: usize = i32::MAX as usize;

/// Whoever is done with a file leaves its compressor here for the next one: it is dear to make.
static IDLE: Mutex<Vec<Pages>> = Mutex::new(Vec::new());

/// Makes pages. What it holds is room that is used again.
pub struct Pages {
    zstd: Compressor<'static>,
    /// The page of the column at hand, and the words of its dictionary.
    page: Vec<u8>,
    words: Vec<u8>,
    small: Vec<u8>,
    present: Vec<bool>,
    keys: Vec<u32>,
    table: Vec<u32>,
    there: Vec<i32>,
}

/// What is to be told of the values of a column.
#[derive(Default)]
struct Told {
    /// How many words its dictionary has, where there is one.
    words: Option<usize>,
    /// The least and the greatest.
    bounds: Option<[Vec<u8>; 2]>,
}

impl Pages {
    pub fn new() -> io::Result<Self> {
        let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(Self::fresh, Ok)
    }

    fn fresh() -> io::Result<Self> {
        Ok(Self {
            zstd: Compressor::new(LEVEL)?,
            page: Vec::new(),
            words: Vec::new(),
            small: Vec::new(),
            present: Vec::new(),
            keys: Vec::new(),
            table: Vec::new(),
            there: Vec::new(),
        })
    }

    /// The file is done.
    pub fn rest(self) {
        IDLE.lock().unwrap_or_else(PoisonError::into_inner).push(self);
    }

    /// Appends the pages of a column to a file.
    pub fn write(&mut self, out: &mut Vec<u8>, values: &Values) -> io::Result<Chunk> {
        self.page.clear();
        self.words.clear();
        let nulls = self.levels(values);
        let Told { words, bounds } = self.values(values);
        let form = if words.is_some() { Form::Dictionary } else { Form::Plain };
        let codec = if self.page.len() + self.words.len() > SMALL { Codec::Zstd } else { Codec::None };
        let (begin, mut loose, mut dictionary) = (out.len(), 0, None);
        if let Some(count) = words {
            loose += put(out, &self.words, (codec, &mut self.zstd, &mut self.small), &|out, sizes| {
                dictionary_header(out, count, sizes);
            })?;
            dictionary = Some(out.len() - begin);
        }
        loose += put(out, &self.page, (codec, &mut self.zstd, &mut self.small), &|out, sizes| {
            page_header(out, (values.len(), form), sizes);
        })?;
        let (count, packed, at) = (values.len(), out.len() - begin, begin as u64);
        Ok(Chunk { codec, form, count, nulls, loose, packed, at, dictionary, bounds })
    }

    /// Which values are there. Gives how many are not.
    fn levels(&mut self, values: &Values) -> usize {
        let (page, present) = (&mut self.page, &mut self.present);
        let nulls = match values {
            Values::Text(texts) => levels(page, present, texts.keys(), |key| *key != NONE),
            Values::Int(values) => levels(page, present, values, Option::is_some),
            Values::Long(values) => levels(page, present, values, Option::is_some),
            Values::Flag(values) => levels(page, present, values, Option::is_some),
            Values::Decimal(values) => levels(page, present, values, Option::is_some),
            Values::Bytes(values) => levels(page, present, values, Option::is_some),
        };
        let length = (page.len() - 4) as u32;
        page[..4].copy_from_slice(&length.to_le_bytes());
        nulls
    }

    fn values(&mut self, values: &Values) -> Told {
        let page = &mut self.page;
        let bounds = match values {
            Values::Text(texts) => return self.texts(texts),
            Values::Int(values) => return self.ints(values),
            Values::Long(values) => fixed(page, values.iter().flatten(), |value| value.to_le_bytes()),
            Values::Decimal(values) => fixed(page, values.iter().flatten(), |value| value.to_be_bytes()),
            Values::Flag(values) => flags(page, values.iter().flatten()),
            Values::Bytes(values) => {
                let values = values.iter().flatten().map(Vec::as_slice);
                values.clone().for_each(|value| long(page, value));
                bounds(values)
            }
        };
        Told { words: None, bounds }
    }

    fn texts(&mut self, texts: &Texts) -> Told {
        if !texts.is_gathering() {
            let mut all = Texts::gathering();
            all.append(texts, 0..texts.len());
            return self.texts(&all);
        }
        let bounds = bounds(texts.words().map(str::as_bytes));
        if !texts.recur() {
            self.page.reserve(texts.bytes() + 4 * texts.len());
            let there = texts.keys().iter().filter(|key| **key != NONE);
            there.for_each(|key| long(&mut self.page, texts.word(*key).as_bytes()));
            return Told { words: None, bounds };
        }
        texts.words().for_each(|word| long(&mut self.words, word.as_bytes()));
        let words = texts.count_words();
        if texts.keys().contains(&NONE) {
            self.keys.clear();
            self.keys.extend_from_slice(texts.keys());
            self.keys.retain(|key| *key != NONE);
            keyed(&mut self.page, &self.keys, words);
        } else {
            keyed(&mut self.page, texts.keys(), words);
        }
        Told { words: Some(words), bounds }
    }

    /// Numbers get a dictionary where they are near each other.
    fn ints(&mut self, values: &[Option<i32>]) -> Told {
        const SPAN: i64 = 1 << 12;
        let there = &mut self.there;
        there.clear();
        there.extend(values.iter().filter_map(|value| *value));
        let (Some(&least), Some(&most)) = (there.iter().min(), there.iter().max()) else {
            return Told::default();
        };
        let near = |value: i32| (i64::from(value) - i64::from(least)) as usize;
        let bounds = Some([least, most].map(|bound| bound.to_le_bytes().to_vec()));
        if i64::from(most) - i64::from(least) >= SPAN.min(there.len() as i64) {
            there.iter().for_each(|value| self.page.extend_from_slice(&value.to_le_bytes()));
            return Told { words: None, bounds };
        }
        self.table.clear();
        self.table.resize(near(most) + 1, 0);
        there.iter().for_each(|value| self.table[near(*value)] = 1);
        let mut count = 0;
        for (value, place) in (least..=most).zip(&mut self.table).filter(|(_, place)| **place > 0) {
            *place = count;
            count += 1;
            self.words.extend_from_slice(&value.to_le_bytes());
        }
        self.keys.clear();
        self.keys.extend(there.iter().map(|value| self.table[near(*value)]));
        keyed(&mut self.page, &self.keys, count as usize);
        Told { words: Some(count as usize), bounds }
    }
}

/// Which of so many words each value is.
fn keyed(page: &mut Vec<u8>, keys: &[u32], words: usize) {
    let width = hybrid::width(words.saturating_sub(1) as u32);
    page.push(width as u8);
    hybrid::pack(page, keys, width);
}

/// Which values are there, behind room for the length of that. Gives how many are not.
fn levels<T>(page: &mut Vec<u8>, present: &mut Vec<bool>, values: &[T], there: impl Fn(&T) -> bool) -> usize {
    page.extend_from_slice(&[0; 4]);
    let nulls = values.iter().filter(|value| !there(value)).count();
    if nulls == 0 || nulls == values.len() {
        hybrid::repeated(page, u32::from(nulls == 0), values.len(), 1);
    } else {
        present.clear();
        present.extend(values.iter().map(there));
        hybrid::pack(page, present, 1);
    }
    nulls
}

/// Appends a page behind its header. Gives its bytes as they would be without a compressor.
fn put(
    out: &mut Vec<u8>,
    page: &[u8],
    (codec, zstd, small): (Codec, &mut Compressor<'static>, &mut Vec<u8>),
    header: &dyn Fn(&mut Vec<u8>, [usize; 2]),
) -> io::Result<usize> {
    if page.len() > MOST {
        return Err(io::Error::other("a page would be larger than the format allows"));
    }
    let bytes = match codec {
        Codec::None => page,
        Codec::Zstd => {
            small.clear();
            small.reserve(compress_bound(page.len()));
            zstd.compress_to_buffer(page, small)?;
            small
        }
    };
    let from = out.len();
    header(out, [page.len(), bytes.len()]);
    let loose = out.len() - from + page.len();
    out.extend_from_slice(bytes);
    Ok(loose)
}

/// Numbers of one length. Gives their bounds.
fn fixed<'v, T: Copy + Ord + 'v, const N: usize>(
    page: &mut Vec<u8>,
    values: impl Iterator<Item = &'v T> + Clone,
    bytes: impl Fn(T) -> [u8; N],
) -> Option<[Vec<u8>; 2]> {
    let bounds = [values.clone().min()?, values.clone().max()?];
    values.for_each(|value| page.extend_from_slice(&bytes(*value)));
    Some(bounds.map(|bound| bytes(*bound).to_vec()))
}

/// Eight to a byte, the first in the lowest bit.
fn flags<'v>(page: &mut Vec<u8>, values: impl Iterator<Item = &'v bool> + Clone) -> Option<[Vec<u8>; 2]> {
    let bounds = [values.clone().min()?, values.clone().max()?];
    let from = page.len();
    for (nth, value) in values.enumerate() {
        if nth % 8 == 0 {
            page.push(0);
        }
        page[from + nth / 8] |= u8::from(*value) << (nth % 8);
    }
    Some(bounds.map(|bound| vec![u8::from(*bound)]))
}

/// A value behind its length.
fn long(page: &mut Vec<u8>, value: &[u8]) {
    page.extend_from_slice(&(value.len() as u32).to_le_bytes());
    page.extend_from_slice(value);
}

fn bounds<'v>(values: impl Iterator<Item = &'v [u8]> + Clone) -> Option<[Vec<u8>; 2]> {
    let bounds = [values.clone().min()?, values.max()?];
    bounds.iter().all(|bound| bound.len() <= LONG).then(|| bounds.map(<[u8]>::to_vec))
}
