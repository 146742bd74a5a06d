//! What reading a Word document costs, side by side in one run with inflating its body alone and with the floor:
//! inflating and tokenising the body with quick-xml, building nothing. And whether the time for one table stays the same
//! from ten tables to ten thousand.
//!
//! `cargo bench -p extractors --bench extract`. Each figure is processor time of one thread, the best of several rounds
//! that take turns, so that other work on the machine shows as little as possible; ratios matter, milliseconds are the
//! machine's.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

mod clock;
mod tokens;

use std::hint::black_box;
use std::io::Read;
use std::time::Duration;

use clock::clock;
use extractors::opc::{Directory, Package};
use extractors::{Context, Limits, Notices, Source, extract};
use samples::heavy;
use tokens::tokenised;

const BODY: &str = "word/document.xml";

fn main() {
    println!("document                     XML KB  packed KB   inflate    floor  extract  extract/floor");
    compare("typical report", heavy::typical());
    compare("60 tables", heavy::tables(60, 2));
    println!();
    inflating(&heavy::typical());
    println!();
    println!("tables       ms   µs per table");
    for count in [10, 100, 1_000, 10_000] {
        curve(count);
    }
}

/// The mean time of a run in a round of a fifth of a second, at least one run.
fn round(run: &mut dyn FnMut()) -> Duration {
    let from = clock();
    let mut runs = 0;
    while runs == 0 || clock() - from < Duration::from_millis(200) {
        run();
        runs += 1;
    }
    (clock() - from) / runs
}

/// The best of five rounds of each, in turns.
fn fastest<const N: usize>(mut runs: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut best = [Duration::MAX; N];
    for _ in 0..5 {
        for (best, run) in best.iter_mut().zip(&mut runs) {
            *best = (*best).min(round(run));
        }
    }
    best
}

fn body(source: &Source) -> Vec<u8> {
    let (mut notices, limits) = (Notices::default(), Limits::default());
    let mut context = Context::new(&mut notices, &limits);
    let mut package = Package::open(&mut context, source).expect("a whole package");
    package.part(&mut context, BODY).expect("a whole body").expect("a body")
}

fn read(source: &Source) {
    let mut notices = Notices::default();
    black_box(extract(&mut notices, source).expect("a document"));
}

fn compare(name: &str, bytes: Vec<u8>) {
    let source = Source::new(name, bytes);
    let size = body(&source).len();
    let [inflate, floor, extracted] = fastest([
        &mut || drop(black_box(body(&source))),
        &mut || {
            black_box(tokenised(&body(&source)));
        },
        &mut || read(&source),
    ]);
    println!(
        "{name:26} {:9} {:10} {:8.3} {:8.3} {:8.3} {:14.2}",
        size / 1000,
        source.bytes().len() / 1000,
        milliseconds(inflate),
        milliseconds(floor),
        milliseconds(extracted),
        extracted.as_secs_f64() / floor.as_secs_f64(),
    );
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Two libraries on the same packed bytes: into a buffer of the known size, and as a stream.
fn inflating(bytes: &[u8]) {
    let directory = Directory::read(&Limits::default(), bytes).expect("a directory");
    let entry = directory.entries.iter().find(|entry| entry.name == BODY).expect("a body");
    let (from, to) = entry.data.expect("whole");
    let (packed, size) = (&bytes[from..to], entry.size as usize);
    let [exact, streamed] = fastest([
        &mut || {
            let mut out = vec![0; size];
            libdeflater::Decompressor::new().deflate_decompress(packed, &mut out).expect("deflated");
            black_box(out);
        },
        &mut || {
            let mut out = Vec::with_capacity(size);
            flate2::read::DeflateDecoder::new(packed).read_to_end(&mut out).expect("deflated");
            black_box(out);
        },
    ]);
    println!(
        "inflating {} KB: libdeflate {:.3} ms, flate2 with zlib-rs {:.3} ms ({:.2} times as long)",
        size / 1000,
        milliseconds(exact),
        milliseconds(streamed),
        streamed.as_secs_f64() / exact.as_secs_f64(),
    );
}

fn curve(count: usize) {
    let source = Source::new("tables", heavy::tables(count, 1));
    let [time] = fastest([&mut || read(&source)]);
    println!("{count:6} {:8.2} {:14.2}", milliseconds(time), time.as_secs_f64() * 1e6 / count as f64);
}
