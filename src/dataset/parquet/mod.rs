//! Columns to Parquet bytes and back. They are written by pages and a footer of our own, because making a small file took
//! polars several times as long, and read by polars. The same columns give the same bytes: nothing here knows a clock or a
//! number of threads.

mod footer;
mod hybrid;
mod pages;
mod thrift;

use std::io::{self, Cursor};
use std::sync::Arc;

use polars::prelude::{
    ArrowField, DataFrame, DataType, ParquetReader, PolarsError, PolarsResult, SerReader, Series,
};

use super::rows::{Rows, Texts, Values};
use super::schema::{Kind, SCHEMA_VERSION, TableSchema};
use footer::{Chunk, Column, Group, SCALE};
use pages::Pages;

/// Rows that are in memory at a time while a file is written or read in pieces. Each piece is a row group.
pub const PIECE: usize = 1 << 14;
/// The same in bytes of texts, for tables whose rows are long.
pub const PIECE_BYTES: usize = 4 << 20;

/// Rows as a Parquet file. `generation` is the commit that writes it.
pub fn write(rows: &Rows, generation: u64) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(rows.schema, generation)?;
    writer.add(rows)?;
    writer.finish()
}

/// Columns of any names as a Parquet file.
pub fn write_columns(
    columns: &[(&str, &Values)],
    table: &str,
    generation: u64,
    described: String,
) -> io::Result<Vec<u8>> {
    let kinds = columns.iter().map(|(name, values)| (*name, kind(values)));
    let mut writer = Writer::of(kinds, (table, generation, described))?;
    let count = columns.first().map_or(0, |(_, values)| values.len());
    writer.piece(count, columns.iter().map(|(_, values)| *values))?;
    writer.finish()
}

/// A file of a table in the making.
pub struct Writer {
    /// What was not yet taken of the file, and how many bytes were.
    bytes: Vec<u8>,
    taken: u64,
    columns: Vec<Column>,
    groups: Vec<Group>,
    said: Vec<(&'static str, String)>,
    pages: Pages,
}

impl Writer {
    pub fn new(schema: &'static TableSchema, generation: u64) -> io::Result<Self> {
        let described = schema.columns.iter().map(|column| (column.name.to_owned(), column.says.into()));
        let described = serde_json::Value::Object(described.collect()).to_string();
        let kinds = schema.columns.iter().map(|column| (column.name, column.kind));
        Self::of(kinds, (schema.name, generation, described))
    }

    fn of<'n>(
        kinds: impl Iterator<Item = (&'n str, Kind)>,
        (table, generation, described): (&str, u64, String),
    ) -> io::Result<Self> {
        let said = vec![
            ("hebiao.table", table.to_owned()),
            ("hebiao.schema", SCHEMA_VERSION.to_string()),
            ("hebiao.generation", generation.to_string()),
            ("hebiao.columns", described),
        ];
        let columns = kinds.map(|(name, kind)| Column { name: name.to_owned(), kind }).collect();
        let (bytes, pages) = (footer::MAGIC.to_vec(), Pages::new()?);
        Ok(Self { bytes, taken: 0, columns, groups: Vec::new(), said, pages })
    }

    /// Adds rows as a piece of their own.
    pub fn add(&mut self, rows: &Rows) -> io::Result<()> {
        self.piece(rows.len(), rows.columns.iter())
    }

    fn piece<'v>(&mut self, rows: usize, columns: impl Iterator<Item = &'v Values>) -> io::Result<()> {
        if rows > 0 {
            let mut chunks = Vec::with_capacity(self.columns.len());
            for values in columns {
                let chunk = self.pages.write(&mut self.bytes, values)?;
                chunks.push(Chunk { at: chunk.at + self.taken, ..chunk });
            }
            self.groups.push(Group { rows, chunks });
        }
        Ok(())
    }

    /// What the file has grown by.
    pub fn grown(&self) -> &[u8] {
        &self.bytes
    }

    /// What the file has grown by was written.
    pub fn written(&mut self) {
        self.taken += self.bytes.len() as u64;
        self.bytes.clear();
    }

    /// The file, or the rest of it.
    pub fn finish(mut self) -> io::Result<Vec<u8>> {
        self.pages.rest();
        footer::write(&mut self.bytes, &self.columns, &self.groups, &self.said);
        Ok(self.bytes)
    }
}

/// The rows of a file. A column that an older version did not write is null; one that a newer version added is left.
pub fn read(bytes: &[u8], schema: &'static TableSchema) -> PolarsResult<Rows> {
    rows_of(&frame(bytes)?, schema)
}

/// The rows of a file in the pieces in which they were written.
pub fn pieces<'b>(
    bytes: &'b [u8],
    schema: &'static TableSchema,
) -> PolarsResult<impl Iterator<Item = PolarsResult<Rows>> + use<'b>> {
    let metadata = Arc::clone(ParquetReader::new(Cursor::new(bytes)).get_metadata()?);
    let counts: Vec<usize> = metadata.row_groups.iter().map(|group| group.num_rows()).collect();
    let mut from = 0;
    Ok(counts.into_iter().map(move |count| {
        let mut reader = ParquetReader::new(Cursor::new(bytes)).with_slice(Some((from, count)));
        reader.set_metadata(Arc::clone(&metadata));
        from += count;
        rows_of(&reader.finish()?, schema)
    }))
}

fn rows_of(frame: &DataFrame, schema: &'static TableSchema) -> PolarsResult<Rows> {
    let mut rows = Rows::new(schema);
    for (own, values) in schema.columns.iter().zip(&mut rows.columns) {
        *values = match frame.column(own.name) {
            Ok(column) => self::values(column.as_materialized_series())?,
            Err(_) => Values::nulls(own.kind, frame.height()),
        };
    }
    Ok(rows)
}

/// The names of a file's columns, from its footer alone.
pub fn names(bytes: &[u8]) -> PolarsResult<Vec<String>> {
    let schema = ParquetReader::new(Cursor::new(bytes)).schema()?;
    Ok(schema.iter_names().map(ToString::to_string).collect())
}

/// The columns of a file and their kinds, from its footer alone; no kind for one that we do not write.
pub fn kinds(bytes: &[u8]) -> PolarsResult<Vec<(String, Option<Kind>)>> {
    let kind = |kind: &DataType| match kind {
        DataType::String => Some(Kind::Text),
        DataType::Int32 => Some(Kind::Int),
        DataType::Int64 => Some(Kind::Long),
        DataType::Boolean => Some(Kind::Flag),
        DataType::Decimal(_, SCALE) => Some(Kind::Decimal),
        DataType::Binary => Some(Kind::Bytes),
        _ => None,
    };
    let schema = ParquetReader::new(Cursor::new(bytes)).schema()?;
    let named = |(name, field): (&_, &ArrowField)| {
        (ToString::to_string(name), kind(&DataType::from_arrow_field(field)))
    };
    Ok(schema.iter().map(named).collect())
}

/// All columns of a file with their names.
pub fn read_columns(bytes: &[u8]) -> PolarsResult<Vec<(String, Values)>> {
    let frame = frame(bytes)?;
    frame
        .columns()
        .iter()
        .map(|column| Ok((column.name().to_string(), values(column.as_materialized_series())?)))
        .collect()
}

fn frame(bytes: &[u8]) -> PolarsResult<DataFrame> {
    ParquetReader::new(Cursor::new(bytes)).finish()
}

fn values(series: &Series) -> PolarsResult<Values> {
    Ok(match series.dtype() {
        DataType::String => Values::Text(series.str()?.iter().collect::<Texts>()),
        DataType::Int32 => Values::Int(series.i32()?.iter().collect()),
        DataType::Int64 => Values::Long(series.i64()?.iter().collect()),
        DataType::Boolean => Values::Flag(series.bool()?.iter().collect()),
        DataType::Decimal(_, SCALE) => Values::Decimal(series.decimal()?.physical().iter().collect()),
        DataType::Binary => {
            Values::Bytes(series.binary()?.iter().map(|value| value.map(<[u8]>::to_vec)).collect())
        }
        other => return Err(PolarsError::SchemaMismatch(format!("{} is {other}", series.name()).into())),
    })
}

/// The kind that values are of.
fn kind(values: &Values) -> Kind {
    match values {
        Values::Text(_) => Kind::Text,
        Values::Int(_) => Kind::Int,
        Values::Long(_) => Kind::Long,
        Values::Flag(_) => Kind::Flag,
        Values::Decimal(_) => Kind::Decimal,
        Values::Bytes(_) => Kind::Bytes,
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::super::schema::{CLAIMS, FACTS, FILES};
    use super::*;

    #[test]
    fn every_kind_of_column_reads_as_it_was_written() {
        let texts: Texts = [Some("核表"), None, Some("")].into_iter().collect();
        let columns = [
            ("t", Values::Text(texts)),
            ("i", Values::Int(vec![Some(1), None, Some(-3)])),
            ("l", Values::Long(vec![None, Some(i64::MAX), Some(0)])),
            ("f", Values::Flag(vec![Some(true), Some(false), None])),
            ("d", Values::Decimal(vec![Some(12_500_000), None, Some(-1)])),
            ("b", Values::Bytes(vec![Some(vec![0xB1, 0xED]), None, Some(Vec::new())])),
        ];
        let named: Vec<(&str, &Values)> = columns.iter().map(|(name, values)| (*name, values)).collect();
        let bytes = write_columns(&named, "test", 1, "{}".into()).unwrap();
        let back = read_columns(&bytes).unwrap();
        assert_eq!(names(&bytes).unwrap(), ["t", "i", "l", "f", "d", "b"]);
        for ((name, values), (back_name, back_values)) in columns.iter().zip(&back) {
            assert_eq!((*name, values), (back_name.as_str(), back_values));
        }
        assert_eq!(bytes, write_columns(&named, "test", 1, "{}".into()).unwrap(), "the same bytes");
    }

    #[test]
    fn pieces_read_back_as_they_were_written() {
        let year = |year: i32| {
            let mut rows = Rows::new(&CLAIMS);
            let mut row = rows.row();
            row.text("doc_id", "d").int("doc_rev", 1).text("kind", None).text("concept", None);
            row.int("year", year).text("values", None).text("text", None).text("place", None).end();
            rows
        };
        let mut writer = Writer::new(&CLAIMS, 1).unwrap();
        [2023, 2024].into_iter().for_each(|number| writer.add(&year(number)).unwrap());
        let bytes = writer.finish().unwrap();
        let back: Vec<Rows> = pieces(&bytes, &CLAIMS).unwrap().map(Result::unwrap).collect();
        assert_eq!(back, [year(2023), year(2024)]);
        assert_eq!(read(&bytes, &CLAIMS).unwrap().len(), 2);
    }

    #[test]
    fn a_table_without_rows_keeps_its_columns() {
        let bytes = write(&Rows::new(&FACTS), 3).unwrap();
        let back = read(&bytes, &FACTS).unwrap();
        assert!(back.is_empty());
        assert_eq!(read_columns(&bytes).unwrap().len(), FACTS.columns.len());
    }

    #[test]
    fn a_column_of_a_later_version_is_null_in_an_older_file() {
        let year = Values::Int(vec![Some(2024)]);
        let bytes = write_columns(&[("year", &year)], "claims", 1, "{}".into()).unwrap();
        let rows = read(&bytes, &CLAIMS).unwrap();
        assert_eq!(rows.texts("text"), [None]);
        assert_eq!(rows.columns[CLAIMS.position("year").unwrap()], year);
    }

    #[test]
    fn bytes_that_are_no_parquet_are_an_error() {
        for bytes in [&b""[..], b"PAR1", b"PAR1xxxxxxxxPAR1", &[0; 100]] {
            assert!(read(bytes, &FILES).is_err());
        }
        assert_eq!(Decimal::new(1, 6).scale(), u32::try_from(SCALE).unwrap());
    }
}
