//! Rows of one table, held by columns, before they become Parquet or after they came from a worker. Appending the rows
//! of many documents is cheap, and so is sending them through a pipe.

use std::ops::Range;

use super::browse::Shown;
use super::schema::{Kind, TableSchema};
pub use super::texts::Texts;

/// The values of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    Text(Texts),
    Int(Vec<Option<i32>>),
    Long(Vec<Option<i64>>),
    Flag(Vec<Option<bool>>),
    /// In millionths, as Decimal(38,6) keeps them.
    Decimal(Vec<Option<i128>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Values {
    pub fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(Texts::default()),
            Kind::Int => Self::Int(Vec::new()),
            Kind::Long => Self::Long(Vec::new()),
            Kind::Flag => Self::Flag(Vec::new()),
            Kind::Decimal => Self::Decimal(Vec::new()),
            Kind::Bytes => Self::Bytes(Vec::new()),
        }
    }

    /// So many nulls.
    pub fn nulls(kind: Kind, count: usize) -> Self {
        match kind {
            Kind::Text => Self::Text(Texts::nulls(count)),
            Kind::Int => Self::Int(vec![None; count]),
            Kind::Long => Self::Long(vec![None; count]),
            Kind::Flag => Self::Flag(vec![None; count]),
            Kind::Decimal => Self::Decimal(vec![None; count]),
            Kind::Bytes => Self::Bytes(vec![None; count]),
        }
    }

    /// Takes all values away and keeps their room.
    fn clear(&mut self) {
        match self {
            Self::Text(values) => values.clear(),
            Self::Int(values) => values.clear(),
            Self::Long(values) => values.clear(),
            Self::Flag(values) => values.clear(),
            Self::Decimal(values) => values.clear(),
            Self::Bytes(values) => values.clear(),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Int(values) => values.len(),
            Self::Long(values) => values.len(),
            Self::Flag(values) => values.len(),
            Self::Decimal(values) => values.len(),
            Self::Bytes(values) => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A value as people read it.
    pub fn shown(&self, row: usize) -> Shown {
        let number = |text: Option<String>| text.map_or(Shown::Nothing, Shown::Number);
        match self {
            Self::Text(values) => values.get(row).map_or(Shown::Nothing, |text| Shown::Text(text.to_owned())),
            Self::Int(values) => number(values[row].map(|value| value.to_string())),
            Self::Long(values) => number(values[row].map(|value| value.to_string())),
            Self::Flag(values) => values[row].map_or(Shown::Nothing, |value| Shown::Text(value.to_string())),
            Self::Decimal(values) => number(values[row].map(plain)),
            Self::Bytes(values) => values[row].as_ref().map_or(Shown::Nothing, |bytes| {
                Shown::Text(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
            }),
        }
    }

    /// Appends the values of a range of another column of the same kind.
    pub fn append(&mut self, other: &Self, rows: Range<usize>) {
        match (self, other) {
            (Self::Text(own), Self::Text(other)) => own.append(other, rows),
            (Self::Int(own), Self::Int(other)) => own.extend_from_slice(&other[rows]),
            (Self::Long(own), Self::Long(other)) => own.extend_from_slice(&other[rows]),
            (Self::Flag(own), Self::Flag(other)) => own.extend_from_slice(&other[rows]),
            (Self::Decimal(own), Self::Decimal(other)) => own.extend_from_slice(&other[rows]),
            (Self::Bytes(own), Self::Bytes(other)) => own.extend_from_slice(&other[rows]),
            (own, other) => debug_assert!(false, "columns differ in kind: {own:?} {other:?}"),
        }
    }
}

/// The rows of one table.
#[derive(Debug, Clone)]
pub struct Rows {
    pub schema: &'static TableSchema,
    pub columns: Vec<Values>,
}

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        self.schema.name == other.schema.name && self.columns == other.columns
    }
}

impl Rows {
    pub fn new(schema: &'static TableSchema) -> Self {
        Self { schema, columns: schema.columns.iter().map(|column| Values::new(column.kind)).collect() }
    }

    /// For the rows of many documents, whose words are kept once.
    pub fn gathering(schema: &'static TableSchema) -> Self {
        let mut rows = Self::new(schema);
        for values in &mut rows.columns {
            if let Values::Text(texts) = values {
                *texts = Texts::gathering();
            }
        }
        rows
    }

    /// Takes all rows away and keeps their room, unless it is large.
    pub fn clear(&mut self) {
        const LARGE: usize = 1 << 20;
        if self.len() > LARGE / 16 || self.text_bytes() > LARGE {
            *self = Self::new(self.schema);
        }
        self.columns.iter_mut().for_each(Values::clear);
    }

    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, Values::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of all words together.
    pub fn text_bytes(&self) -> usize {
        let of = |values: &Values| match values {
            Values::Text(texts) => texts.bytes(),
            _ => 0,
        };
        self.columns.iter().map(of).sum()
    }

    /// Begins a row. Its columns are given by name, in the order of the schema.
    pub fn row(&mut self) -> Row<'_> {
        Row { rows: self, next: 0 }
    }

    pub fn append(&mut self, other: &Self) {
        self.append_range(other, 0..other.len());
    }

    /// Appends some rows of the same table.
    pub fn append_range(&mut self, other: &Self, rows: Range<usize>) {
        for (own, other) in self.columns.iter_mut().zip(&other.columns) {
            own.append(other, rows.clone());
        }
    }

    /// Values by column name and row.
    pub fn view(&self) -> View<'_> {
        View(self)
    }

    /// The texts of a column; empty for one of another kind.
    pub fn texts(&self, column: &str) -> Vec<Option<&str>> {
        match self.schema.position(column).map(|at| &self.columns[at]) {
            Some(Values::Text(texts)) => texts.iter().collect(),
            _ => Vec::new(),
        }
    }
}

/// Reads rows by the names of their columns. A column of another kind reads as null.
pub struct View<'r>(&'r Rows);

impl<'r> View<'r> {
    pub fn schema(&self) -> &'static TableSchema {
        self.0.schema
    }

    fn column(&self, name: &str) -> Option<&'r Values> {
        let at = self.0.schema.position(name);
        debug_assert!(at.is_some(), "{} has no column {name}", self.0.schema.name);
        at.map(|at| &self.0.columns[at])
    }

    /// A value as people read it.
    pub fn shown(&self, column: &str, row: usize) -> Shown {
        self.column(column).map_or(Shown::Nothing, |values| values.shown(row))
    }

    pub fn text(&self, column: &str, row: usize) -> Option<&'r str> {
        match self.column(column) {
            Some(Values::Text(texts)) => texts.get(row),
            _ => None,
        }
    }

    pub fn int(&self, column: &str, row: usize) -> Option<i32> {
        match self.column(column) {
            Some(Values::Int(values)) => values[row],
            _ => None,
        }
    }

    /// A whole column of texts.
    pub fn texts(&self, column: &str) -> Option<&'r Texts> {
        match self.column(column) {
            Some(Values::Text(texts)) => Some(texts),
            _ => None,
        }
    }

    /// A whole column of numbers.
    pub fn ints(&self, column: &str) -> &'r [Option<i32>] {
        match self.column(column) {
            Some(Values::Int(values)) => values,
            _ => &[],
        }
    }

    /// A whole column of flags.
    pub fn flags(&self, column: &str) -> &'r [Option<bool>] {
        match self.column(column) {
            Some(Values::Flag(values)) => values,
            _ => &[],
        }
    }

    pub fn long(&self, column: &str, row: usize) -> Option<i64> {
        match self.column(column) {
            Some(Values::Long(values)) => values[row],
            _ => None,
        }
    }

    pub fn flag(&self, column: &str, row: usize) -> Option<bool> {
        match self.column(column) {
            Some(Values::Flag(values)) => values[row],
            _ => None,
        }
    }

    /// A number in millionths.
    pub fn decimal(&self, column: &str, row: usize) -> Option<i128> {
        match self.column(column) {
            Some(Values::Decimal(values)) => values[row],
            _ => None,
        }
    }

    pub fn bytes(&self, column: &str, row: usize) -> Option<&'r [u8]> {
        match self.column(column) {
            Some(Values::Bytes(values)) => values[row].as_deref(),
            _ => None,
        }
    }
}

/// A row in the making. Naming each column keeps this list and the schema from drifting apart.
pub struct Row<'r> {
    rows: &'r mut Rows,
    next: usize,
}

impl Row<'_> {
    fn column(&mut self, name: &str) -> &mut Values {
        let at = self.next;
        debug_assert_eq!(self.rows.schema.columns.get(at).map(|column| column.name), Some(name));
        self.next += 1;
        &mut self.rows.columns[at]
    }

    pub fn text<'t>(&mut self, name: &str, value: impl Into<Option<&'t str>>) -> &mut Self {
        if let Values::Text(values) = self.column(name) {
            values.push(value.into());
        }
        self
    }

    /// A text that is written straight into its column.
    pub fn said(&mut self, name: &str, say: impl FnOnce(&mut String)) -> &mut Self {
        if let Values::Text(values) = self.column(name) {
            values.write(say);
        }
        self
    }

    pub fn int(&mut self, name: &str, value: impl Into<Option<i32>>) -> &mut Self {
        if let Values::Int(values) = self.column(name) {
            values.push(value.into());
        }
        self
    }

    /// A count; more than the column can hold becomes null rather than wrong.
    pub fn count(&mut self, name: &str, value: usize) -> &mut Self {
        self.int(name, i32::try_from(value).ok())
    }

    pub fn long(&mut self, name: &str, value: impl Into<Option<i64>>) -> &mut Self {
        if let Values::Long(values) = self.column(name) {
            values.push(value.into());
        }
        self
    }

    pub fn flag(&mut self, name: &str, value: impl Into<Option<bool>>) -> &mut Self {
        if let Values::Flag(values) = self.column(name) {
            values.push(value.into());
        }
        self
    }

    pub fn decimal(&mut self, name: &str, value: impl Into<Option<rust_decimal::Decimal>>) -> &mut Self {
        let value = value.into().and_then(millionths);
        if let Values::Decimal(values) = self.column(name) {
            values.push(value);
        }
        self
    }

    pub fn bytes(&mut self, name: &str, value: Option<Vec<u8>>) -> &mut Self {
        if let Values::Bytes(values) = self.column(name) {
            values.push(value);
        }
        self
    }

    /// Every column was given.
    pub fn end(&mut self) {
        debug_assert_eq!(
            self.next,
            self.rows.schema.columns.len(),
            "a row of {} is short",
            self.rows.schema.name
        );
    }
}

/// Millionths as digits, without zeros at the end.
pub fn plain(millionths: i128) -> String {
    const SCALE: u128 = 1_000_000;
    let whole = millionths.unsigned_abs() / SCALE;
    let rest = format!("{:06}", millionths.unsigned_abs() % SCALE);
    let sign = if millionths < 0 { "-" } else { "" };
    match rest.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        rest => format!("{sign}{whole}.{rest}"),
    }
}

/// A number in the scale of the dataset, if it can be kept without loss.
pub fn millionths(value: rust_decimal::Decimal) -> Option<i128> {
    const SCALE: u32 = 6;
    // Taking zeros off the end divides several times; few numbers have as many places as to need it.
    let value = if value.scale() > SCALE { value.normalize() } else { value };
    let up = SCALE.checked_sub(value.scale())?;
    value.mantissa().checked_mul(10i128.checked_pow(up)?)
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::super::schema::CLAIMS;
    use super::*;

    #[test]
    fn what_does_not_fit_is_null_and_never_rounded() {
        assert_eq!(millionths(Decimal::new(125, 1)), Some(12_500_000));
        assert_eq!(millionths(Decimal::new(1, 6)), Some(1));
        assert_eq!(millionths(Decimal::new(15, 7)), None);
        assert_eq!(millionths(Decimal::new(150, 7)), Some(15));
    }

    #[test]
    fn millionths_are_told_in_plain_digits() {
        for (value, told) in [(12_500_000, "12.5"), (-1, "-0.000001"), (0, "0"), (-3_000_000, "-3")] {
            assert_eq!(plain(value), told);
        }
    }

    #[test]
    fn rows_of_documents_are_appended() {
        let mut one = Rows::new(&CLAIMS);
        one.row()
            .text("doc_id", "a")
            .int("doc_rev", 1)
            .text("kind", "none")
            .text("concept", None)
            .int("year", 2024)
            .text("values", None)
            .text("text", "无")
            .text("place", "第 1 行")
            .end();
        let mut both = one.clone();
        both.append(&one);
        assert_eq!(both.len(), 2);
        assert_eq!(both.text_bytes(), one.text_bytes(), "words are kept once");
        assert_eq!(both.texts("text"), [Some("无"), Some("无")]);
    }
}
