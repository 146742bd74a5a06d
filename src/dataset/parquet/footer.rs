//! The end of a Parquet file: what its columns are and where their values stand. Written from plain data, so that rows
//! that are copied as they are and rows that are new are told of in the same way.

use super::super::schema::Kind;
use super::thrift::{self, Struct};

/// Digits and places of every decimal column.
pub const PRECISION: usize = 38;
pub const SCALE: usize = 6;

/// What a file begins and ends with.
pub const MAGIC: &[u8; 4] = b"PAR1";

/// How values are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Plain = 0,
    /// Packed numbers: which values are there.
    Packed = 3,
    /// Numbers of the words of a dictionary.
    Dictionary = 8,
}

/// How pages are made smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    None = 0,
    Zstd = 6,
}

/// The values of a column in a group of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    pub codec: Codec,
    /// Of those that are there.
    pub form: Form,
    /// How many, nulls among them.
    pub count: usize,
    pub nulls: usize,
    /// Bytes of all pages and their headers.
    pub loose: usize,
    pub packed: usize,
    /// Where the first page begins, and how far behind it the values do where a dictionary comes first.
    pub at: u64,
    pub dictionary: Option<usize>,
    /// The least and the greatest value, unless they are long.
    pub bounds: Option<[Vec<u8>; 2]>,
}

/// Rows that stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub rows: usize,
    pub chunks: Vec<Chunk>,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// Appends the footer, its length and the last sign of a file.
pub fn write(out: &mut Vec<u8>, columns: &[Column], groups: &[Group], said: &[(&str, String)]) {
    let from = out.len();
    thrift::write(out, |file| {
        file.i32(1, 1);
        schema(file, columns);
        file.i64(3, groups.iter().map(|group| signed(group.rows)).sum());
        file.structs(4, groups.iter(), |rows, fields| group(fields, rows, columns));
        file.structs(5, said.iter(), |(name, text), pair| {
            pair.bytes(1, name.as_bytes());
            pair.bytes(2, text.as_bytes());
        });
        file.bytes(6, concat!("hebiao ", env!("CARGO_PKG_VERSION")).as_bytes());
        // Bounds are in the order of the values' type.
        file.structs(7, columns.iter(), |_, order| order.inner(1, |_| ()));
    });
    let length = (out.len() - from) as u32;
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(MAGIC);
}

fn signed(count: usize) -> i64 {
    count as i64
}

fn schema(file: &mut Struct<'_>, columns: &[Column]) {
    let root = std::iter::once(None);
    let all: Vec<Option<&Column>> = root.chain(columns.iter().map(Some)).collect();
    file.structs(2, all.into_iter(), |element, fields| match element {
        None => {
            fields.bytes(4, b"root");
            fields.i32(5, columns.len() as i32);
        }
        Some(column) => self::column(fields, column),
    });
}

/// The number of a type in the format.
fn physical(kind: Kind) -> i32 {
    match kind {
        Kind::Flag => 0,
        Kind::Int => 1,
        Kind::Long => 2,
        Kind::Text | Kind::Bytes => 6,
        Kind::Decimal => 7,
    }
}

fn column(fields: &mut Struct<'_>, column: &Column) {
    const OPTIONAL: i32 = 1;
    const BYTES: i32 = 16;
    fields.i32(1, physical(column.kind));
    if column.kind == Kind::Decimal {
        fields.i32(2, BYTES);
    }
    fields.i32(3, OPTIONAL);
    fields.bytes(4, column.name.as_bytes());
    match column.kind {
        Kind::Text => {
            fields.i32(6, 0);
            fields.inner(10, |logical| logical.inner(1, |_| ()));
        }
        Kind::Decimal => {
            let (scale, precision) = (SCALE as i32, PRECISION as i32);
            fields.i32(6, 5);
            fields.i32(7, scale);
            fields.i32(8, precision);
            fields.inner(10, |logical| {
                logical.inner(5, |decimal| {
                    decimal.i32(1, scale);
                    decimal.i32(2, precision);
                });
            });
        }
        Kind::Int | Kind::Long | Kind::Flag | Kind::Bytes => {}
    }
}

fn group(fields: &mut Struct<'_>, group: &Group, columns: &[Column]) {
    fields.structs(1, group.chunks.iter().zip(columns), |(chunk, column), fields| {
        fields.i64(2, chunk.at as i64);
        fields.inner(3, |fields| self::chunk(fields, chunk, column));
    });
    let sum = |of: fn(&Chunk) -> usize| signed(group.chunks.iter().map(of).sum());
    fields.i64(2, sum(|chunk| chunk.loose));
    fields.i64(3, signed(group.rows));
    fields.i64(5, group.chunks.first().map_or(0, |chunk| chunk.at as i64));
    fields.i64(6, sum(|chunk| chunk.packed));
}

fn chunk(fields: &mut Struct<'_>, chunk: &Chunk, column: &Column) {
    let begins = chunk.at as i64;
    fields.i32(1, physical(column.kind));
    match chunk.form {
        Form::Dictionary => fields.numbers(2, &[Form::Plain as i32, Form::Packed as i32, chunk.form as i32]),
        _ => fields.numbers(2, &[Form::Plain as i32, Form::Packed as i32]),
    }
    fields.one_text(3, &column.name);
    fields.i32(4, chunk.codec as i32);
    fields.i64(5, signed(chunk.count));
    fields.i64(6, signed(chunk.loose));
    fields.i64(7, signed(chunk.packed));
    fields.i64(9, begins + chunk.dictionary.map_or(0, signed));
    if chunk.dictionary.is_some() {
        fields.i64(11, begins);
    }
    fields.inner(12, |statistics| {
        statistics.i64(3, signed(chunk.nulls));
        if let Some([least, most]) = &chunk.bounds {
            statistics.bytes(5, most);
            statistics.bytes(6, least);
        }
    });
}

/// Appends the header of a page: so many values, and its bytes as they are and made small.
pub fn page_header(out: &mut Vec<u8>, (count, form): (usize, Form), [loose, packed]: [usize; 2]) {
    thrift::write(out, |page| {
        page.i32(1, 0);
        page.i32(2, loose as i32);
        page.i32(3, packed as i32);
        page.inner(5, |data| {
            data.i32(1, count as i32);
            data.i32(2, form as i32);
            data.i32(3, Form::Packed as i32);
            data.i32(4, Form::Packed as i32);
        });
    });
}

/// The same for the words of a dictionary.
pub fn dictionary_header(out: &mut Vec<u8>, count: usize, [loose, packed]: [usize; 2]) {
    thrift::write(out, |page| {
        page.i32(1, 2);
        page.i32(2, loose as i32);
        page.i32(3, packed as i32);
        page.inner(7, |words| {
            words.i32(1, count as i32);
            words.i32(2, Form::Plain as i32);
        });
    });
}
