//! What the tests of the readers have in common.

use super::workbook::{Book, Reader, Sheet, Value};
use crate::numfmt::{Epoch, Format};
use crate::{Context, Error, Limits, Notices, Source};

pub fn read(reader: &dyn Reader, bytes: Vec<u8>) -> (Result<Book, Error>, Notices) {
    let mut notices = Notices::default();
    let limits = Limits::default();
    let source = Source::new("a", bytes);
    assert!(reader.recognises(&source));
    let book = reader.read(&mut Context::new(&mut notices, &limits), &source);
    (book, notices)
}

/// The bytes of one of the project's samples.
pub fn sample(path: &str) -> Vec<u8> {
    samples::all().into_iter().find(|sample| sample.path == path).unwrap().bytes
}

/// The cells of a sheet as a person sees them, row by row, each with its formula.
pub fn shown(book: &Book, sheet: &Sheet) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    let mut last = u32::MAX;
    for cell in &sheet.cells {
        if cell.row != last {
            rows.push(format!("{}:", cell.row + 1));
            last = cell.row;
        }
        let code = book.looks.get(cell.look as usize).and_then(|look| look.format.as_deref());
        let text = match &cell.value {
            Value::Number(digits) => {
                Format::parse(code.unwrap_or("General")).show(digits, Epoch::of(book.date1904)).text
            }
            Value::Text(text) => text.to_string(),
            Value::Blank => "_".to_owned(),
            other => format!("{other:?}"),
        };
        let formula = cell.formula.as_ref().map_or(String::new(), |formula| format!(" ={formula}"));
        rows.last_mut().unwrap().push_str(&format!(" [{text}{formula}]"));
    }
    rows
}

/// What is left of a value that both readers must agree on: texts, numbers, flags and errors as one text.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) if text.is_empty() => None,
        Value::Text(text) => Some(text.to_string()),
        Value::Number(digits) => digits.parse::<f64>().ok().map(|number| number.to_string()),
        Value::Flag(flag) => Some(flag.to_string()),
        Value::Fault(fault) => Some(fault.to_string()),
        _ => None,
    }
}

/// Asserts that calamine reads the same values at the same places.
pub fn agrees_with_calamine(book: &Book, mut other: impl FnMut(&str) -> calamine::Range<calamine::Data>) {
    for sheet in &book.sheets {
        let range = other(&sheet.name);
        let (top, left) = range.start().unwrap_or_default();
        let theirs: Vec<(u32, u32, String)> = range
            .used_cells()
            .filter(|(_, _, data)| !matches!(data, calamine::Data::String(text) if text.is_empty()))
            .map(|(row, col, data)| (row as u32 + top, col as u32 + left, data_text(data)))
            .collect();
        let ours: Vec<(u32, u32, String)> =
            sheet.cells.iter().filter_map(|cell| Some((cell.row, cell.col, plain(&cell.value)?))).collect();
        assert_eq!(ours, theirs, "{}", sheet.name);
    }
}

fn data_text(data: &calamine::Data) -> String {
    match data {
        calamine::Data::DateTime(date) => date.as_f64().to_string(),
        other => other.to_string(),
    }
}
