//! The fuzz targets of `fuzz/`, driven in this process: for each a number of inputs made by chance out of sound ones and
//! out of those that a fuzzer found to lead somewhere, which are kept in `fuzz/corpus`. `HEBIAO_FUZZ=100000 cargo test
//! --release --test runner fuzzed` makes so many for each target; `tests/README.md` keeps what the last such run said.

mod files;
mod meaning;
mod record;
mod seeds;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::hostile::{Chance, crossed, cut, flipped, moved};

type Target = fn(&[u8]);

/// Every target there is; `fuzz/Cargo.toml` has a program for each.
const TARGETS: &[(&str, Target)] = &[
    ("any", files::any),
    ("package", files::package),
    ("body", files::body),
    ("word_styles", files::word_styles),
    ("sheet", files::sheet),
    ("strings", files::strings),
    ("styles", files::styles),
    ("numfmt", files::numfmt),
    ("picture", files::picture),
    ("chart", files::chart),
    ("xls", files::xls),
    ("csv", files::csv),
    ("html", files::html),
    ("mht", files::mht),
    ("drawn", files::drawn),
    ("text", files::text),
    ("numerals", meaning::numerals),
    ("labels", meaning::labels),
    ("rules", meaning::rules),
    ("journal", record::journal),
];

/// Inputs of a target in a usual run.
const USUAL: usize = 120;
/// No input is longer: what a reader does wrong, it does wrong on little.
const LONGEST: usize = 64 << 10;
/// A reader that takes longer over so little hangs.
const HANG: Duration = Duration::from_secs(2);

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// What a fuzzer found for a target, in the order of the names.
fn kept(target: &str) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(home().join("corpus").join(target)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Texts that readers look for, and numbers at the edge of something.
const TOKENS: &[&str] = &[
    "<",
    ">",
    "/>",
    "<![CDATA[",
    "]]>",
    "&#x10FFFF;",
    "\"",
    "|",
    "+--",
    "\t",
    "\r\n",
    "\u{3000}",
    "万元",
    "\0",
    "-1",
    "0",
    "4294967295",
    "18446744073709551616",
    "1e309",
    "%",
    "（",
    "=",
    ":",
    "XFD1048576",
];

fn spliced(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let at = chance.below(bytes.len() + 1);
    let token = TOKENS[chance.below(TOKENS.len())].repeat(1 + chance.below(3));
    [&bytes[..at], token.as_bytes(), &bytes[at..]].concat()
}

fn changed(seeds: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seeds[chance.below(seeds.len())].clone();
    for _ in 0..=chance.below(3) {
        bytes = match chance.below(5) {
            0 => cut(&bytes, chance),
            1 => flipped(bytes, chance),
            2 => moved(&bytes, chance),
            3 => crossed(&bytes, &seeds[chance.below(seeds.len())], chance),
            _ => spliced(&bytes, chance),
        };
    }
    bytes.truncate(LONGEST);
    bytes
}

/// Runs a target over so many inputs; the longest that one took.
fn drive(name: &str, target: Target, count: usize) -> Duration {
    let mut seeds = seeds::of(name);
    seeds.extend(kept(name));
    assert!(!seeds.is_empty(), "{name} has nothing to begin with");
    let mut chance = Chance::new(count as u64);
    let whole = seeds.clone().into_iter();
    let made = (0..count).map(|_| changed(&seeds, &mut chance));
    let mut slowest = Duration::ZERO;
    for (nth, bytes) in whole.chain(made).enumerate() {
        let begun = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| target(&bytes)));
        slowest = slowest.max(begun.elapsed());
        if outcome.is_err() {
            let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzzed-{name}"));
            std::fs::write(&place, &bytes).unwrap();
            panic!("input {nth} of {name} made a reader panic; it stands in {}", place.display());
        }
    }
    slowest
}

#[test]
fn no_input_makes_a_target_panic() {
    let wanted = std::env::var("HEBIAO_FUZZ").ok().and_then(|count| count.parse().ok());
    for (name, target) in TARGETS {
        let slowest = drive(name, *target, wanted.unwrap_or(USUAL));
        if wanted.is_some() {
            println!("{name}: {} inputs, no panic; slowest {slowest:?}", wanted.unwrap_or(USUAL));
            assert!(slowest < HANG, "{name} took {slowest:?} over one input");
        }
    }
}

#[test]
fn every_target_is_a_program_for_a_fuzzer_too() {
    let manifest = std::fs::read_to_string(home().join("Cargo.toml")).unwrap();
    let programs: Vec<&str> =
        manifest.lines().filter_map(|line| line.strip_prefix("path = \"fuzz_targets/")).collect();
    let mut expected: Vec<String> = TARGETS.iter().map(|(name, _)| format!("{name}.rs\"")).collect();
    expected.sort();
    let mut programs: Vec<String> = programs.into_iter().map(str::to_owned).collect();
    programs.sort();
    assert_eq!(programs, expected);
    for (name, _) in TARGETS {
        let text = std::fs::read_to_string(home().join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(text.contains(&format!("::{name}(")), "{name} drives something else");
    }
}
