//! What a writer wrote and what calamine reads, value by value.

use std::io::Cursor;

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use extractors::document::Stored;
use extractors::{Notices, extract};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook};

use super::{Places, held, packages, place, read};

/// What a cell is written with.
#[derive(Debug, Clone)]
enum Written {
    Text(String),
    Whole(i32),
    Flag(bool),
    Sum(i32),
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        "[甲乙丙a-c&<>\"' ]{0,6}[甲乙丙]".prop_map(Written::Text),
        any::<i32>().prop_map(Written::Whole),
        any::<bool>().prop_map(Written::Flag),
        any::<i32>().prop_map(Written::Sum),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn what_was_written_is_what_is_read(
        cells in prop::collection::btree_map((0u32..12, 0u16..8), written(), 1..40),
        merges in prop::collection::vec((20u32..40, 0u16..6, 1u32..3, 1u16..3), 0..3),
        boxed in any::<bool>(),
    ) {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("数据 表").unwrap();
        let format = match boxed {
            true => Format::new().set_border(rust_xlsxwriter::FormatBorder::Thin),
            false => Format::new(),
        };
        let mut expected = Places::new();
        for (&(row, col), what) in &cells {
            let (text, stored) = match what {
                Written::Text(text) => {
                    sheet.write_with_format(row, col, text.as_str(), &format).unwrap();
                    (text.clone(), Stored::Text)
                }
                Written::Whole(number) => {
                    sheet.write_with_format(row, col, *number, &format).unwrap();
                    (number.to_string(), Stored::Number(number.to_string().into()))
                }
                Written::Flag(flag) => {
                    sheet.write_with_format(row, col, *flag, &format).unwrap();
                    (if *flag { "TRUE" } else { "FALSE" }.to_owned(), Stored::Flag(*flag))
                }
                Written::Sum(number) => {
                    let formula = Formula::new("=SUM(A1:A3)").set_result(number.to_string());
                    sheet.write_with_format(row, col, formula, &format).unwrap();
                    (number.to_string(), Stored::Number(number.to_string().into()))
                }
            };
            expected.insert(("数据 表".to_owned(), row + 1, u32::from(col) + 1), (text, stored));
        }
        let mut last = 0;
        let merges: Vec<_> = merges.into_iter().filter(|merge| {
            let free = merge.0 > last;
            last = last.max(merge.0 + merge.2);
            free
        }).collect();
        for &(row, col, down, right) in &merges {
            sheet.merge_range(row, col, row + down, col + right, "合并", &format).unwrap();
            expected.insert(("数据 表".to_owned(), row + 1, u32::from(col) + 1), ("合并".to_owned(), Stored::Text));
        }
        let (document, _) = read(book.save_to_buffer().unwrap());
        let found = held(&document);
        prop_assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (place, (text, stored)) in &expected {
            let (shown, kept) = &found[place];
            prop_assert_eq!(shown, text, "at {:?}", place);
            // Lines outside tables are text and nothing else.
            prop_assert!(kept == stored || *kept == Stored::Nothing, "at {:?}: {:?}", place, kept);
        }
        for table in document.tables() {
            for &(row, col, down, right) in &merges {
                let at = table.cells().find(|cell| place(&cell.at()) == ("数据 表".to_owned(), row + 1, u32::from(col) + 1));
                if let Some(cell) = at {
                    prop_assert_eq!(cell.span, (down + 1, u32::from(right) + 1));
                }
            }
        }
    }
}

/// What calamine says of a cell, in our words; `None` where the two keep different things by design.
fn in_our_words(data: &Data) -> Option<Stored> {
    match data {
        Data::Float(number) if number.is_nan() => None,
        Data::Float(number) => Some(Stored::Number(number.to_string().into())),
        Data::Int(number) => Some(Stored::Number(number.to_string().into())),
        Data::Bool(flag) => Some(Stored::Flag(*flag)),
        Data::String(_) => Some(Stored::Text),
        _ => None,
    }
}

fn same(ours: &Stored, theirs: &Stored) -> bool {
    match (ours, theirs) {
        (Stored::Number(one), Stored::Number(other)) => {
            one.parse::<f64>().unwrap().to_bits() == other.parse::<f64>().unwrap().to_bits()
        }
        _ => ours == theirs,
    }
}

#[test]
fn calamine_reads_the_same_values() {
    let mut compared = 0;
    for (path, source) in packages(&["xlsx", "ods"]) {
        // Damaged on purpose: each program keeps another part of it.
        if path.ends_with("broken-cells.xlsx") {
            continue;
        }
        let document = extract(&mut Notices::default(), &source).unwrap();
        let ours = held(&document);
        let mut book = open_workbook_auto_from_rs(Cursor::new(source.bytes().to_vec())).unwrap();
        for name in book.sheet_names() {
            let Ok(range) = book.worksheet_range(&name) else { continue };
            let (top, left) = range.start().unwrap_or_default();
            for (row, col, data) in range.used_cells() {
                let at = (name.clone(), top + row as u32 + 1, left + col as u32 + 1);
                let Some(theirs) = in_our_words(data).filter(|_| *data != Data::String(String::new())) else {
                    continue;
                };
                let Some((shown, stored)) = ours.get(&at) else {
                    // They give a number where a formula has no result.
                    let unknown = matches!(data, Data::Float(number) if number.to_bits() == 0);
                    assert!(unknown, "{}: {at:?} {data:?} is not in ours", path.display());
                    continue;
                };
                compared += 1;
                match stored {
                    Stored::Nothing => assert!(!shown.is_empty()),
                    Stored::Date(_) | Stored::Fault(_) => {}
                    stored => {
                        assert!(same(stored, &theirs), "{}: {at:?} {stored:?} {theirs:?}", path.display())
                    }
                }
            }
        }
    }
    assert!(compared > 150, "only {compared} cells were compared");
}
