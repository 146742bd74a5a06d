//! A table as a workbook: texts as texts, whatever they begin with, and numbers as numbers as far as a spreadsheet program
//! can hold them exactly.

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::csv::Field;

/// Rows that a sheet can hold; what is beyond goes to the next sheet.
const ROWS: u32 = 1_048_576;
/// Signs that a cell can hold.
const SIGNS: usize = 32_767;
/// Digits that a spreadsheet program keeps.
const DIGITS: usize = 15;

/// A workbook in the making.
pub struct Book {
    workbook: Workbook,
    name: String,
    columns: Vec<String>,
    sheets: u32,
    next: u32,
}

impl Book {
    pub fn new(name: &str, columns: Vec<String>) -> Self {
        Self { workbook: Workbook::new(), name: name.to_owned(), columns, sheets: 0, next: ROWS }
    }

    pub fn row(&mut self, fields: &[Field]) -> Result<(), XlsxError> {
        if self.next >= ROWS {
            self.sheet()?;
        }
        let row = self.next;
        self.next += 1;
        let last = (self.sheets - 1) as usize;
        let sheet = self.workbook.worksheet_from_index(last)?;
        for (column, field) in (0u16..).zip(fields) {
            put(sheet, (row, column), field)?;
        }
        Ok(())
    }

    fn sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        let name =
            if self.sheets == 1 { self.name.clone() } else { format!("{} {}", self.name, self.sheets) };
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(&name)?.set_freeze_panes(1, 0)?;
        for (column, title) in (0u16..).zip(&self.columns) {
            sheet.write_string(0, column, title)?;
        }
        self.next = 1;
        Ok(())
    }

    /// The workbook's bytes.
    pub fn bytes(mut self) -> Result<Vec<u8>, XlsxError> {
        if self.sheets == 0 {
            self.sheet()?;
        }
        self.workbook.save_to_buffer()
    }
}

fn put(sheet: &mut Worksheet, (row, column): (u32, u16), field: &Field) -> Result<(), XlsxError> {
    match field {
        Field::Nothing => {}
        Field::Text(text) => {
            let text: String = text.chars().take(SIGNS).collect();
            sheet.write_string(row, column, text)?;
        }
        Field::Number(digits) => match exact(digits) {
            Some(number) => {
                sheet.write_number(row, column, number)?;
            }
            None => {
                sheet.write_string(row, column, digits)?;
            }
        },
    }
    Ok(())
}

/// A number that a spreadsheet program keeps digit for digit; a longer one stays text.
fn exact(digits: &str) -> Option<f64> {
    let count = digits.chars().filter(char::is_ascii_digit).count();
    (count <= DIGITS).then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_stay_text() {
        assert_eq!(exact("-12.5").map(f64::to_bits), Some((-12.5f64).to_bits()));
        assert_eq!(exact("1234567890123456"), None);
    }

    #[test]
    fn a_table_becomes_a_workbook() {
        let mut book = Book::new("facts", vec!["label".into(), "value".into()]);
        book.row(&[Field::Text("=1+1".into()), Field::Number("12.5".into())]).unwrap();
        assert!(book.bytes().unwrap().starts_with(b"PK"));
    }
}
