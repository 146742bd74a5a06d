//! What reading a workbook costs, side by side in one run with calamine streaming the same cells and keeping nothing.
//! And whether the time for one cell stays the same from a few thousand cells to a million.
//!
//! `cargo bench -p extractors --bench workbook`. Each figure is the fastest of many runs on one thread, in time on the
//! processor where the system tells it, so that other work on the machine shows as little as possible; ratios matter,
//! milliseconds are the machine's.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

mod clock;
mod streamed;

use std::hint::black_box;
use std::time::{Duration, Instant};

use clock::clock;
use extractors::{Notices, Source, extract};
use rust_xlsxwriter::{Format, FormatBorder, Formula, Workbook};
use streamed::streamed;

const COLUMNS: u16 = 12;

fn main() {
    println!("workbook            cells   calamine    extract   ratio   µs per cell");
    for (sheets, rows) in [(1, 100), (1, 500), (10, 500), (10, 5_000), (1, 80_000)] {
        measure(sheets, rows);
    }
    let sparse = sparse();
    let spent = fastest(|| _ = black_box(extracted(&sparse)));
    println!("\nA1 and XFD1048576: {} bytes, {:.3} ms", sparse.bytes().len(), spent.as_secs_f64() * 1e3);
}

fn measure(sheets: u16, rows: u32) {
    let source = Source::new("bench.xlsx", workbook(sheets, rows));
    let cells = streamed(&source);
    let floor = fastest(|| _ = black_box(streamed(&source)));
    let own = fastest(|| _ = black_box(extracted(&source)));
    println!(
        "{sheets:>2} × {rows:>6} × {COLUMNS} {cells:>8} {:>7.2} ms {:>7.2} ms {:>7.2} {:>10.3}",
        floor.as_secs_f64() * 1e3,
        own.as_secs_f64() * 1e3,
        own.as_secs_f64() / floor.as_secs_f64(),
        own.as_secs_f64() * 1e6 / cells as f64
    );
}

/// The fastest of as many runs as fit into a second, and of three at least.
fn fastest(mut run: impl FnMut()) -> Duration {
    let begun = Instant::now();
    let mut best = Duration::MAX;
    let mut runs = 0;
    while runs < 3 || begun.elapsed() < Duration::from_secs(1) {
        let from = clock();
        run();
        best = best.min(clock() - from);
        runs += 1;
    }
    best
}

fn extracted(source: &Source) -> usize {
    let document = extract(&mut Notices::default(), source).expect("a workbook");
    document.tables().map(|table| table.cells().len()).sum()
}

/// Sheets as offices fill them: a merged title, a header, labels that repeat, numbers in formats, a sum in each row.
fn workbook(sheets: u16, rows: u32) -> Vec<u8> {
    let mut book = Workbook::new();
    let boxed = Format::new().set_border(FormatBorder::Thin);
    let money = boxed.clone().set_num_format("#,##0.00");
    let share = boxed.clone().set_num_format("0.00%");
    let title = Format::new().set_bold();
    for nth in 0..sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(format!("附件{nth}")).expect("a name");
        sheet.merge_range(0, 0, 0, COLUMNS - 1, "项目支出明细表", &title).expect("a merge");
        for col in 0..COLUMNS {
            sheet.write_with_format(1, col, format!("第{col}列"), &boxed).expect("a cell");
        }
        for row in 2..rows {
            sheet.write_with_format(row, 0, format!("项目{}", row % 200), &boxed).expect("a cell");
            sheet
                .write_with_format(row, 1, ["预算", "支出", "结余"][row as usize % 3], &boxed)
                .expect("a cell");
            for col in 2..COLUMNS - 2 {
                let value = f64::from(row * 37 % 10_007) / 8.0 + f64::from(col);
                sheet.write_with_format(row, col, value, &money).expect("a cell");
            }
            sheet.write_with_format(row, COLUMNS - 2, f64::from(row % 100) / 100.0, &share).expect("a cell");
            let sum = Formula::new(format!("=SUM(C{0}:J{0})", row + 1)).set_result("1234.5");
            sheet.write_with_format(row, COLUMNS - 1, sum, &money).expect("a cell");
        }
    }
    book.save_to_buffer().expect("memory takes every byte")
}

fn sparse() -> Source {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, 1).expect("a cell").write(1_048_575, 16_383, 2).expect("a cell");
    Source::new("sparse.xlsx", book.save_to_buffer().expect("memory takes every byte"))
}
