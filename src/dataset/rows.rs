//! Rows of one table, held by columns, before they become Parquet or after they came from a worker. Appending the rows
//! of many documents is cheap, and so is sending them through a pipe.

use super::schema::{Kind, TableSchema};

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

/// Many short texts in one allocation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Texts {
    bytes: String,
    /// Where each text ends; `None` for a null.
    ends: Vec<Option<u32>>,
}

impl Texts {
    pub fn push(&mut self, text: Option<&str>) {
        let end = text.and_then(|text| {
            self.bytes.push_str(text);
            u32::try_from(self.bytes.len()).ok()
        });
        self.ends.push(end);
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<&str>> {
        let mut from = 0;
        self.ends.iter().map(move |end| {
            let end = (*end)? as usize;
            let text = &self.bytes[from..end];
            from = end;
            Some(text)
        })
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

impl Values {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(Texts::default()),
            Kind::Int => Self::Int(Vec::new()),
            Kind::Long => Self::Long(Vec::new()),
            Kind::Flag => Self::Flag(Vec::new()),
            Kind::Decimal => Self::Decimal(Vec::new()),
            Kind::Bytes => Self::Bytes(Vec::new()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Int(values) => values.len(),
            Self::Long(values) => values.len(),
            Self::Flag(values) => values.len(),
            Self::Decimal(values) => values.len(),
            Self::Bytes(values) => values.len(),
        }
    }

    fn append(&mut self, other: &Self) {
        match (self, other) {
            (Self::Text(own), Self::Text(other)) => other.iter().for_each(|text| own.push(text)),
            (Self::Int(own), Self::Int(other)) => own.extend_from_slice(other),
            (Self::Long(own), Self::Long(other)) => own.extend_from_slice(other),
            (Self::Flag(own), Self::Flag(other)) => own.extend_from_slice(other),
            (Self::Decimal(own), Self::Decimal(other)) => own.extend_from_slice(other),
            (Self::Bytes(own), Self::Bytes(other)) => own.extend_from_slice(other),
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

    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, Values::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Begins a row. Its columns are given by name, in the order of the schema.
    pub fn row(&mut self) -> Row<'_> {
        Row { rows: self, next: 0 }
    }

    pub fn append(&mut self, other: &Self) {
        for (own, other) in self.columns.iter_mut().zip(&other.columns) {
            own.append(other);
        }
    }

    /// The texts of a column; empty for one of another kind.
    pub fn texts(&self, column: &str) -> Vec<Option<&str>> {
        match self.schema.position(column).map(|at| &self.columns[at]) {
            Some(Values::Text(texts)) => texts.iter().collect(),
            _ => Vec::new(),
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

/// A number in the scale of the dataset, if it can be kept without loss.
pub fn millionths(value: rust_decimal::Decimal) -> Option<i128> {
    const SCALE: u32 = 6;
    let value = value.normalize();
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
    fn texts_keep_nulls_and_empties_apart() {
        let mut texts = Texts::default();
        for text in [Some("合计"), None, Some(""), Some("x")] {
            texts.push(text);
        }
        assert_eq!(texts.iter().collect::<Vec<_>>(), [Some("合计"), None, Some(""), Some("x")]);
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
        assert_eq!(both.texts("text"), [Some("无"), Some("无")]);
    }
}
