//! Damaged copies of every sample: cut off, bits flipped, parts of packages swapped, dropped, doubled, bytes moved.
//! Whatever happens, a reader answers with a document or an error. It never panics, it is done in [`LONGEST`] on a
//! processor, it takes no more memory than any input may, and what it gives is never out of proportion to the file.
//! `HEBIAO_MUTANTS=100000 cargo test --release --test runner hostile` makes many more of them; `tests/README.md` keeps
//! what the last such run said.

pub mod cost;
mod mutants;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::time::Duration;

use extractors::{Context, Document, Limits, Notices, Source, extract, extract_in};

use cost::Cost;
pub use mutants::{Chance, crossed, cut, flipped, moved};
use mutants::{Mutant, samples};

/// Mutants of a usual run.
const USUAL: usize = 3_000;
/// A reader that takes longer over a file of some kilobytes hangs.
const LONGEST: Duration = Duration::from_secs(2);
/// Memory that any file may take, and how many times what it inflates to.
const ANYWAY: usize = 64 << 20;
const TIMES: usize = 8;
/// Set for the process that reads them.
const CHILD: &str = "HEBIAO_TEST_MUTANTS";

/// Bytes of text and positions of grids that a document gives.
fn weight(document: &Document) -> usize {
    let of_table = |table: &extractors::Table| {
        let text: usize = table.cells().map(|cell| cell.text.len() + 64).sum();
        text + 4 * table.rows() as usize * table.cols() as usize
    };
    document.tables().map(of_table).sum()
}

/// Reads a mutant; whether there was a document, and what that cost.
fn read(mutant: &Mutant) -> (bool, Cost) {
    let source = Source::new("mutant", mutant.bytes.clone());
    let work = || catch_unwind(AssertUnwindSafe(|| extract(&mut Notices::default(), &source)));
    let (outcome, cost) = cost::of(work);
    let Ok(outcome) = outcome else { panic!("a reader panicked") };
    if let Ok(document) = &outcome {
        // Every position of a grid comes from a byte of the file or from a limit that is the same for all.
        let most = 4096 * source.bytes().len() + ANYWAY;
        assert!(weight(document) <= most, "{} bytes", weight(document));
    }
    (outcome.is_ok(), cost)
}

/// Reads so many mutants in this process, and says how many were read, the slowest and the largest.
fn read_all(count: usize) {
    let samples = samples();
    let (mut read_ones, mut slowest, mut largest) = (0, (Duration::ZERO, String::new()), (0, String::new()));
    for (nth, mutant) in mutants::mutants(&samples, count).enumerate() {
        let outcome = catch_unwind(AssertUnwindSafe(|| read(&mutant)));
        let what = format!("mutant {nth} of {count}, {}", mutant.what);
        let Ok((is_read, cost)) = outcome else { panic!("{what}") };
        read_ones += usize::from(is_read);
        assert!(cost.time <= LONGEST, "{what}: {:?} on a processor", cost.time);
        assert!(cost.grown <= TIMES * mutant.inflated + ANYWAY, "{what}: {} KiB", cost.grown >> 10);
        if cost.time > slowest.0 {
            slowest = (cost.time, what.clone());
        }
        if cost.grown > largest.0 {
            largest = (cost.grown, what);
        }
    }
    assert!(read_ones > 0 && read_ones < count, "{read_ones} of {count} mutants were read");
    let refused = count - read_ones;
    println!("mutants: {count} of {} samples: {read_ones} read, {refused} refused, no panic", samples.len());
    println!("mutants: slowest {:?} ({})", slowest.0, slowest.1);
    println!("mutants: largest {} KiB ({})", largest.0 >> 10, largest.1);
}

#[test]
fn no_damage_makes_a_reader_panic_or_hang_or_grow() {
    if let Ok(count) = std::env::var(CHILD) {
        return read_all(count.parse().unwrap());
    }
    let wanted = std::env::var("HEBIAO_MUTANTS").ok().and_then(|count| count.parse().ok());
    let test = "hostile::no_damage_makes_a_reader_panic_or_hang_or_grow";
    let output = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, wanted.unwrap_or(USUAL).to_string())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let said: Vec<&str> = text.lines().filter_map(|line| Some(line.split_once("mutants: ")?.1)).collect();
    assert!(output.status.success() && said.len() == 3, "{text}{}", String::from_utf8_lossy(&output.stderr));
    said.iter().for_each(|line| println!("{line}"));
}

/// With limits of next to nothing every budget is reached, and reaching it is no damage either.
#[test]
fn no_limit_makes_a_reader_panic() {
    let limits = Limits {
        part_bytes: 20_000,
        inflated_bytes: 60_000,
        event_bytes: 40,
        xml_depth: 12,
        attributes: 4,
        nested_tables: 1,
        tables: 1,
        cells: 20,
        grid: 24,
        text_bytes: 300,
        shared_strings: 3,
        cell_bytes: 12,
        embedded_depth: 0,
        ..Limits::default()
    };
    for sample in samples() {
        let mut notices = Notices::default();
        let source = Source::new(&*sample.name, sample.bytes);
        if let Ok(document) = extract_in(&mut Context::new(&mut notices, &limits), &source) {
            let cells: usize = document.tables().map(|table| table.cells().len()).sum();
            assert!(cells <= 4 * limits.cells + 64, "{}: {cells} cells", sample.name);
        }
    }
}
