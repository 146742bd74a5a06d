//! The floor of workbooks: calamine gives their cells, one by one, and nothing is kept.

use std::hint::black_box;
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use extractors::Source;

/// How many cells there are.
pub fn streamed(source: &Source) -> usize {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(source.bytes())).expect("a workbook");
    let mut cells = 0;
    for name in book.sheet_names() {
        let mut reader = book.worksheet_cells_reader(&name).expect("a sheet");
        while let Some(cell) = reader.next_cell().expect("a cell") {
            black_box(cell.get_value());
            cells += 1;
        }
    }
    cells
}
