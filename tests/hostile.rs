//! Damaged copies of every sample: cut off, bits flipped, parts of packages swapped, dropped, doubled, bytes moved.
//! Whatever happens, a reader answers with a document or an error. It never panics, and what it gives is never out of
//! proportion to the file. `HEBIAO_MUTANTS=100000 cargo test --test runner hostile` makes many more of them;
//! `tests/README.md` keeps what the last such run said.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use extractors::opc::Package;
use extractors::{Context, Document, Limits, Notices, Source, extract, extract_in};
use samples::package::pack;

use crate::samples_are_written::{files, folder};

/// Mutants of a usual run.
const USUAL: usize = 3_000;

/// Numbers that look like chance and are the same every time.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % bound.max(1) as u64) as usize
    }
}

struct Sample {
    name: String,
    bytes: Vec<u8>,
    /// The parts, inflated, where it is a package.
    parts: Vec<(String, Vec<u8>)>,
}

fn samples() -> Vec<Sample> {
    let read = |path: &std::path::PathBuf| {
        let bytes = std::fs::read(folder().join(path)).unwrap();
        Sample { name: path.display().to_string(), parts: parts(&bytes), bytes }
    };
    files().iter().map(read).collect()
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let (mut notices, limits) = (Notices::default(), Limits::default());
    let source = Source::new("sample", bytes.to_vec());
    let mut context = Context::new(&mut notices, &limits);
    let Ok(mut package) = Package::open(&mut context, &source) else { return Vec::new() };
    let names = package.names().to_vec();
    names
        .into_iter()
        .filter_map(|name| Some((name.clone(), package.part(&mut context, &name).ok()??)))
        .collect()
}

/// A damaged copy, and what was done to it.
fn mutant(samples: &[Sample], chance: &mut Chance) -> (String, Vec<u8>) {
    let sample = &samples[chance.below(samples.len())];
    let (what, bytes) = match chance.below(if sample.parts.is_empty() { 4 } else { 10 }) {
        0 => ("cut off", cut(&sample.bytes, chance)),
        1 => ("bits flipped", flipped(sample.bytes.clone(), chance)),
        2 => ("a piece moved", moved(&sample.bytes, chance)),
        3 => (
            "a piece of another",
            crossed(&sample.bytes, &samples[chance.below(samples.len())].bytes, chance),
        ),
        4 => (
            "a part dropped",
            repacked(sample, |parts, chance| drop(parts.remove(chance.below(parts.len()))), chance),
        ),
        5 => ("parts swapped", repacked(sample, swapped, chance)),
        6 => ("a part cut off", repacked(sample, |parts, chance| one(parts, chance, cut), chance)),
        7 => (
            "bits of a part flipped",
            repacked(
                sample,
                |parts, chance| one(parts, chance, |part, chance| flipped(part.to_vec(), chance)),
                chance,
            ),
        ),
        8 => ("a piece of a part moved", repacked(sample, |parts, chance| one(parts, chance, moved), chance)),
        _ => ("a part of another", foreign(sample, samples, chance)),
    };
    (format!("{}: {what}", sample.name), bytes)
}

type Parts = Vec<(String, Vec<u8>)>;

fn repacked(sample: &Sample, change: impl Fn(&mut Parts, &mut Chance), chance: &mut Chance) -> Vec<u8> {
    let mut parts = sample.parts.clone();
    change(&mut parts, chance);
    pack(&parts)
}

fn one(parts: &mut Parts, chance: &mut Chance, change: impl Fn(&[u8], &mut Chance) -> Vec<u8>) {
    let nth = chance.below(parts.len());
    parts[nth].1 = change(&parts[nth].1, chance);
}

fn swapped(parts: &mut Parts, chance: &mut Chance) {
    let (one, other) = (chance.below(parts.len()), chance.below(parts.len()));
    let kept = parts[one].1.clone();
    parts[one].1 = std::mem::replace(&mut parts[other].1, kept);
}

/// A part under its own name, with what another sample holds in one of its parts.
fn foreign(sample: &Sample, samples: &[Sample], chance: &mut Chance) -> Vec<u8> {
    let other = &samples[chance.below(samples.len())].parts;
    let Some((_, bytes)) = other.get(chance.below(other.len())) else { return sample.bytes.clone() };
    repacked(sample, |parts, chance| one(parts, chance, |_, _| bytes.clone()), chance)
}

/// The first so many twentieths.
pub fn cut(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    bytes[..bytes.len() * chance.below(20) / 20].to_vec()
}

pub fn flipped(mut bytes: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
    for _ in 0..=chance.below(12) {
        let at = chance.below(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << chance.below(8);
        }
    }
    bytes
}

/// A piece taken from one place and put, once or several times, at another.
pub fn moved(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let from = chance.below(bytes.len());
    let to = (from + chance.below(2_000)).min(bytes.len());
    let piece = bytes[from..to].repeat(chance.below(4));
    let rest = [&bytes[..from], &bytes[to..]].concat();
    let at = chance.below(rest.len() + 1);
    [&rest[..at], &piece, &rest[at..]].concat()
}

pub fn crossed(one: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    [&one[..chance.below(one.len() + 1)], &other[chance.below(other.len() + 1)..]].concat()
}

/// Bytes of text and positions of grids that a document gives.
fn weight(document: &Document) -> usize {
    let of_table = |table: &extractors::Table| {
        let text: usize = table.cells().map(|cell| cell.text.len() + 64).sum();
        text + 4 * table.rows() as usize * table.cols() as usize
    };
    document.tables().map(of_table).sum()
}

#[test]
fn no_damage_makes_a_reader_panic() {
    let samples = samples();
    let count = std::env::var("HEBIAO_MUTANTS").ok().and_then(|count| count.parse().ok()).unwrap_or(USUAL);
    let mut chance = Chance::new(count as u64);
    let (mut read, mut slowest) = (0usize, (Duration::ZERO, String::new()));
    for nth in 0..count {
        let (what, bytes) = mutant(&samples, &mut chance);
        let source = Source::new("mutant", bytes);
        let begun = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| extract(&mut Notices::default(), &source)));
        let spent = begun.elapsed();
        if spent > slowest.0 {
            slowest = (spent, what.clone());
        }
        let Ok(outcome) = outcome else { panic!("mutant {nth} of {count}, {what}: a reader panicked") };
        let Ok(document) = outcome else { continue };
        read += 1;
        // Every position of a grid comes from a byte of the file or from a limit that is the same for all.
        let most = 4096 * source.bytes().len() + (64 << 20);
        assert!(weight(&document) <= most, "mutant {nth} of {count}, {what}: {} bytes", weight(&document));
    }
    println!(
        "{count} mutants of {} samples: {read} read, {} refused, no panic; slowest {slowest:?}",
        samples.len(),
        count - read
    );
    assert!(read > 0 && read < count, "{read} of {count} mutants were read");
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
