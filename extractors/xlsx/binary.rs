//! What the binary workbooks, old and new, have in common: records of a kind with bytes, and packed values in them.

use super::tokens;
use super::workbook::Value;
use crate::numfmt;

/// One record with the bytes that it holds itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    pub kind: u16,
    pub data: &'a [u8],
}

impl<'a> Record<'a> {
    pub fn u8(&self, at: usize) -> Option<u8> {
        self.data.get(at).copied()
    }

    pub fn u16(&self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes(*self.data.get(at..)?.first_chunk()?))
    }

    pub fn u32(&self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(*self.data.get(at..)?.first_chunk()?))
    }

    pub fn f64(&self, at: usize) -> Option<f64> {
        Some(f64::from_le_bytes(*self.data.get(at..)?.first_chunk()?))
    }

    pub fn from(&self, at: usize) -> &'a [u8] {
        self.data.get(at..).unwrap_or_default()
    }

    /// Text in two bytes a character behind its length in four, and where it ends.
    pub fn wide(&self, at: usize) -> Option<(String, usize)> {
        let count = self.u32(at)? as usize;
        let end = count.checked_mul(2)?.checked_add(at + 4)?;
        let units =
            self.data.get(at + 4..end)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        let text =
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        Some((text, end))
    }
}

/// A number in the four bytes that most spreadsheet numbers fit in: an integer or the upper half of a binary fraction,
/// perhaps times a hundred.
pub fn rk(word: u32) -> Value {
    let hundredths = word & 1 != 0;
    if word & 2 != 0 {
        let integer = word as i32 >> 2;
        return Value::Number(if hundredths { hundredth(integer) } else { integer.to_string() }.into());
    }
    let number = f64::from_bits(u64::from(word & 0xFFFF_FFFC) << 32);
    Value::Number(numfmt::digits(if hundredths { number / 100.0 } else { number }).into())
}

/// An integer with its point moved by two digits.
fn hundredth(integer: i32) -> String {
    let sign = if integer < 0 { "-" } else { "" };
    let size = integer.unsigned_abs();
    match (size / 100, size % 100) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, part) if part % 10 == 0 => format!("{sign}{whole}.{}", part / 10),
        (whole, part) => format!("{sign}{whole}.{part:02}"),
    }
}

pub fn flag_or_fault(byte: u8, is_fault: bool) -> Value {
    if is_fault { Value::Fault(tokens::fault(byte).into()) } else { Value::Flag(byte != 0) }
}
