//! A column's values as the compressed pages of a Parquet file. polars writes the pages and the file; which values get a
//! dictionary is decided here, because its own estimate costs more than writing a small column, and so is one compressor
//! kept for a file instead of one made for each page. The same values give the same pages.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use polars::prelude::{PolarsResult, StatisticsOptions};
use polars_arrow::array::{Array, BinaryArray, BooleanArray, DictionaryArray, PrimitiveArray, Utf8Array};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType, IntegerType};
use polars_parquet::parquet::CowBuffer;
use polars_parquet::parquet::compression::Compression;
use polars_parquet::parquet::page::{
    CompressedDataPage, CompressedDictPage, CompressedPage, DataPage, DictPage, Page,
};
use polars_parquet::parquet::schema::types::ParquetType;
use polars_parquet::write::{CompressionOptions, Encoding, Version, WriteOptions, array_to_columns};
use xxhash_rust::xxh3::xxh3_64_with_seed;
use zstd::bulk::Compressor;

use super::parquet::{PRECISION, SCALE};
use super::rows::{Texts, Values};

/// How hard zstd tries.
const LEVEL: i32 = 1;

/// Makes pages.
pub struct Pages {
    zstd: Compressor<'static>,
    options: WriteOptions,
}

impl Pages {
    pub fn new() -> PolarsResult<Self> {
        let options = WriteOptions {
            statistics: StatisticsOptions::full(),
            version: Version::V1,
            compression: CompressionOptions::Zstd(None),
            data_page_size: None,
        };
        Ok(Self { zstd: Compressor::new(LEVEL)?, options })
    }

    /// The pages of a column of this type.
    pub fn of(&mut self, values: &Values, column: ParquetType) -> PolarsResult<Vec<CompressedPage>> {
        let (array, encoding) = array(values)?;
        let columns = array_to_columns(array, column, self.options, &[encoding])?;
        columns.into_iter().flatten().map(|page| self.compressed(page?)).collect()
    }

    fn compressed(&mut self, page: Page) -> PolarsResult<CompressedPage> {
        Ok(match page {
            Page::Data(page) => CompressedPage::Data(self.data(page)?),
            Page::Dict(DictPage { buffer, num_values, is_sorted }) => {
                let bytes = CowBuffer::Owned(self.zstd.compress(&buffer)?);
                let dictionary =
                    CompressedDictPage::new(bytes, Compression::Zstd, buffer.len(), num_values, is_sorted);
                CompressedPage::Dict(dictionary)
            }
        })
    }

    fn data(&mut self, page: DataPage) -> PolarsResult<CompressedDataPage> {
        let bytes = CowBuffer::Owned(self.zstd.compress(page.buffer())?);
        let (header, length) = (page.header().clone(), page.buffer().len());
        let rows = page.num_rows.unwrap_or_else(|| page.num_values());
        Ok(CompressedDataPage::new(header, bytes, Compression::Zstd, length, page.descriptor, rows))
    }
}

/// The values as polars writes them, and in which form. Numbers of 32 bits get a dictionary where their span is small,
/// which polars sees quickly; amounts and times differ too much for one.
fn array(values: &Values) -> PolarsResult<(Box<dyn Array>, Encoding)> {
    Ok(match values {
        Values::Text(texts) => return self::texts(texts),
        Values::Int(values) => (Box::new(PrimitiveArray::from(values)), Encoding::RleDictionary),
        Values::Long(values) => (Box::new(PrimitiveArray::from(values)), Encoding::Plain),
        Values::Flag(values) => (Box::new(BooleanArray::from(values)), Encoding::Plain),
        Values::Decimal(values) => {
            let decimal = ArrowDataType::Decimal(PRECISION, SCALE);
            (Box::new(PrimitiveArray::from(values).to(decimal)), Encoding::Plain)
        }
        Values::Bytes(values) => {
            let values = values.iter().map(Option::as_deref);
            (Box::new(values.collect::<BinaryArray<i64>>()), Encoding::Plain)
        }
    })
}

fn texts(texts: &Texts) -> PolarsResult<(Box<dyn Array>, Encoding)> {
    let (bytes, ends, present) = texts.parts();
    let there = (!present.iter().all(|there| *there)).then(|| Bitmap::from(present));
    let Some(Distinct { first, keys }) = distinct(texts) else {
        return Ok((utf8(bytes.as_bytes().to_vec(), ends, there)?, Encoding::Plain));
    };
    let (mut bytes, mut ends) = (Vec::new(), Vec::with_capacity(first.len()));
    for text in first {
        bytes.extend_from_slice(text.as_bytes());
        ends.push(bytes.len() as u32);
    }
    let keys = PrimitiveArray::try_new(ArrowDataType::UInt32, keys.into(), there)?;
    let kind = ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(ArrowDataType::LargeUtf8), false);
    let array = DictionaryArray::<u32>::try_new(kind, keys, utf8(bytes, &ends, None)?)?;
    Ok((Box::new(array), Encoding::RleDictionary))
}

fn utf8(bytes: Vec<u8>, ends: &[u32], there: Option<Bitmap>) -> PolarsResult<Box<dyn Array>> {
    let mut offsets = Vec::with_capacity(ends.len() + 1);
    offsets.push(0);
    offsets.extend(ends.iter().copied().map(i64::from));
    let array =
        Utf8Array::<i64>::try_new(ArrowDataType::LargeUtf8, offsets.try_into()?, bytes.into(), there)?;
    Ok(Box::new(array))
}

/// Texts that occur, each once in the order in which they first do, and which of them each row has.
struct Distinct<'t> {
    first: Vec<&'t str>,
    keys: Vec<u32>,
}

/// `None` where a dictionary would spare too little.
fn distinct(texts: &Texts) -> Option<Distinct<'_>> {
    let (_, _, present) = texts.parts();
    let most = present.iter().filter(|there| **there).count() * 3 / 4;
    let mut known: HashMap<&str, u32, Quick> = HashMap::with_hasher(Quick::seeded());
    let mut found = Distinct { first: Vec::new(), keys: Vec::with_capacity(texts.len()) };
    let mut last = (None, 0);
    for text in texts.iter() {
        if let Some(text) = text.filter(|_| text != last.0) {
            let next = found.first.len() as u32;
            let key = *known.entry(text).or_insert(next);
            if key == next {
                found.first.push(text);
            }
            if found.first.len() > most {
                return None;
            }
            last = (Some(text), key);
        }
        found.keys.push(last.1);
    }
    (!found.first.is_empty()).then_some(found)
}

/// Hashes a text in one go. The seed is chance, so that no report can be made to collide; nothing depends on it.
#[derive(Clone)]
struct Quick(u64);

impl Quick {
    fn seeded() -> Self {
        Self(RandomState::new().build_hasher().finish())
    }
}

impl BuildHasher for Quick {
    type Hasher = Self;

    fn build_hasher(&self) -> Self {
        self.clone()
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    /// The mark that ends a text; a key is one text.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[Option<&str>]) -> Texts {
        texts.iter().copied().collect()
    }

    #[test]
    fn texts_that_recur_get_a_dictionary_in_their_order() {
        let texts =
            of(&[Some("乙"), None, Some("乙"), Some("甲"), Some(""), Some("甲"), Some("乙"), Some("")]);
        let Distinct { first, keys } = distinct(&texts).unwrap();
        assert_eq!(first, ["乙", "甲", ""]);
        let read: Vec<_> = keys.iter().map(|&key| first[key as usize]).collect();
        let told: Vec<_> =
            texts.iter().enumerate().filter_map(|(row, text)| Some((read[row], text?))).collect();
        assert!(told.iter().all(|(read, text)| read == text));
    }

    #[test]
    fn texts_that_differ_and_columns_of_nothing_get_none() {
        assert!(distinct(&of(&[Some("a"), Some("b"), Some("c"), Some("d"), Some("a")])).is_none());
        assert!(distinct(&of(&[None, None])).is_none());
        assert!(distinct(&of(&[Some("a")])).is_none());
    }
}
