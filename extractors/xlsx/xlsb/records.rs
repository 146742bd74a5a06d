//! The records of an XLSB part: kind and length in as few bytes as they need, then bytes.

use crate::xlsx::binary::Record;

/// Kinds of records that are read.
pub mod kind {
    pub const ROW: u16 = 0;
    pub const BLANK: u16 = 1;
    pub const RK: u16 = 2;
    pub const FAULT: u16 = 3;
    pub const FLAG: u16 = 4;
    pub const REAL: u16 = 5;
    pub const TEXT: u16 = 6;
    pub const SHARED_TEXT: u16 = 7;
    pub const FORMULA_TEXT: u16 = 8;
    pub const FORMULA_REAL: u16 = 9;
    pub const FORMULA_FLAG: u16 = 10;
    pub const FORMULA_FAULT: u16 = 11;
    pub const STRING: u16 = 19;
    pub const NAME: u16 = 39;
    pub const FONT: u16 = 43;
    pub const FORMAT: u16 = 44;
    pub const FILL: u16 = 45;
    pub const BORDER: u16 = 46;
    pub const XF: u16 = 47;
    pub const COLUMNS: u16 = 60;
    pub const RICH_TEXT: u16 = 62;
    pub const PANE: u16 = 151;
    pub const WORKBOOK: u16 = 153;
    pub const SHEET: u16 = 156;
    pub const FILTER: u16 = 161;
    pub const MERGE: u16 = 176;
    pub const LIST: u16 = 343;
    pub const BOOK_OTHER: u16 = 355;
    pub const BOOK_SELF: u16 = 357;
    pub const BOOK_SAME: u16 = 358;
    pub const REFERENCES: u16 = 362;
    pub const ARRAY: u16 = 426;
    pub const SHARED_FORMULA: u16 = 427;
    pub const HEADER_FOOTER: u16 = 479;
    pub const BEGIN_LOOKS: u16 = 617;
    pub const END_LOOKS: u16 = 618;
    pub const COMMENT: u16 = 635;
    pub const COMMENT_TEXT: u16 = 637;
    pub const BOOK_ADDIN: u16 = 667;
}

/// The records of a part. Ends at the end of the part or where a record reaches over it.
pub struct Records<'a> {
    rest: &'a [u8],
    /// Whether the last record was cut off.
    pub cut: bool,
}

impl<'a> Records<'a> {
    pub fn new(part: &'a [u8]) -> Self {
        Self { rest: part, cut: false }
    }

    /// A number of up to `most` bytes, seven bits each, the lowest first.
    fn number(&mut self, most: u32) -> Option<u32> {
        let mut number = 0;
        for nth in 0..most {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u32::from(byte & 0x7F) << (7 * nth);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }

    fn record(&mut self) -> Option<Record<'a>> {
        let kind = u16::try_from(self.number(2)?).ok()?;
        let length = self.number(4)? as usize;
        let (data, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(Record { kind, data })
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let record = self.record();
        if record.is_none() {
            self.cut = true;
            self.rest = &[];
        }
        record
    }
}
