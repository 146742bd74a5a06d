//! Damaged copies of samples. Each is made of a number alone, so that one that does harm can be made again.

use extractors::opc::Package;
use extractors::{Context, Limits, Notices, Source};
use samples::package::pack;

use crate::samples_are_written::{files, folder};

/// Pieces into which a file is cut: one copy ends behind each.
const PIECES: usize = 100;

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

pub struct Sample {
    pub name: String,
    pub bytes: Vec<u8>,
    /// The parts, inflated, where it is a package.
    parts: Parts,
}

type Parts = Vec<(String, Vec<u8>)>;

/// A damaged copy.
pub struct Mutant {
    /// Of what, and what was done to it.
    pub what: String,
    pub bytes: Vec<u8>,
    /// Bytes of what it holds, inflated.
    pub inflated: usize,
}

pub fn samples() -> Vec<Sample> {
    let read = |path: &std::path::PathBuf| {
        let bytes = std::fs::read(folder().join(path)).unwrap();
        Sample { name: path.display().to_string(), parts: parts(&bytes), bytes }
    };
    files().iter().map(read).collect()
}

fn parts(bytes: &[u8]) -> Parts {
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

/// So many mutants: first, where there is room for them among others, every sample cut off at each hundredth; then
/// damage by chance.
pub fn mutants(samples: &[Sample], count: usize) -> impl Iterator<Item = Mutant> + '_ {
    let cuts = Some(samples.len() * PIECES).filter(|cuts| 2 * cuts <= count).unwrap_or(0);
    let mut chance = Chance::new(count as u64);
    let all = (0..cuts).map(|nth| cut_off(&samples[nth / PIECES], nth % PIECES));
    all.chain((cuts..count).map(move |_| by_chance(samples, &mut chance)))
}

fn cut_off(sample: &Sample, piece: usize) -> Mutant {
    let bytes = sample.bytes[..sample.bytes.len() * piece / PIECES].to_vec();
    sample.damaged(&format!("cut off at {piece} %"), bytes)
}

fn by_chance(samples: &[Sample], chance: &mut Chance) -> Mutant {
    let sample = &samples[chance.below(samples.len())];
    match chance.below(if sample.parts.is_empty() { 4 } else { 11 }) {
        0 => sample.damaged("cut off", cut(&sample.bytes, chance)),
        1 => sample.damaged("bits flipped", flipped(sample.bytes.clone(), chance)),
        2 => sample.damaged("a piece moved", moved(&sample.bytes, chance)),
        3 => {
            let other = &samples[chance.below(samples.len())];
            sample.damaged("a piece of another", crossed(&sample.bytes, &other.bytes, chance))
        }
        4 => sample.repacked("a part dropped", |parts| drop(parts.remove(chance.below(parts.len())))),
        5 => sample.repacked("parts swapped", |parts| swap(parts, chance)),
        6 => sample.repacked("a part cut off", |parts| one(parts, chance, cut)),
        7 => sample.repacked("bits of a part flipped", |parts| {
            one(parts, chance, |part, chance| flipped(part.to_vec(), chance))
        }),
        8 => sample.repacked("a piece of a part moved", |parts| one(parts, chance, moved)),
        9 => sample.repacked("a part doubled", |parts| double(parts, chance)),
        _ => sample.repacked("a part of another", |parts| replace(parts, samples, chance)),
    }
}

impl Sample {
    fn damaged(&self, what: &str, bytes: Vec<u8>) -> Mutant {
        let inflated = size(&self.parts).max(bytes.len());
        Mutant { what: format!("{}: {what}", self.name), bytes, inflated }
    }

    fn repacked(&self, what: &str, change: impl FnOnce(&mut Parts)) -> Mutant {
        let mut parts = self.parts.clone();
        change(&mut parts);
        Mutant {
            what: format!("{}: {what}", self.name),
            bytes: pack(&parts),
            inflated: size(&parts).max(self.bytes.len()),
        }
    }
}

fn size(parts: &Parts) -> usize {
    parts.iter().map(|(_, bytes)| bytes.len()).sum()
}

fn one(parts: &mut Parts, chance: &mut Chance, change: impl Fn(&[u8], &mut Chance) -> Vec<u8>) {
    let nth = chance.below(parts.len());
    parts[nth].1 = change(&parts[nth].1, chance);
}

fn swap(parts: &mut Parts, chance: &mut Chance) {
    let (one, other) = (chance.below(parts.len()), chance.below(parts.len()));
    let kept = parts[one].1.clone();
    parts[one].1 = std::mem::replace(&mut parts[other].1, kept);
}

/// A part a second time: behind itself, or as a part of its own under the next number.
fn double(parts: &mut Parts, chance: &mut Chance) {
    let nth = chance.below(parts.len());
    let (name, bytes) = parts[nth].clone();
    let next = name.replacen('1', "2", 1);
    if chance.below(2) == 0 || parts.iter().any(|(known, _)| *known == next) {
        parts[nth].1 = bytes.repeat(2);
    } else {
        parts.insert(chance.below(parts.len() + 1), (next, bytes));
    }
}

/// A part under its own name, with what another sample holds in one of its parts.
fn replace(parts: &mut Parts, samples: &[Sample], chance: &mut Chance) {
    let other = &samples[chance.below(samples.len())].parts;
    if let Some((_, bytes)) = other.get(chance.below(other.len())) {
        one(parts, chance, |_, _| bytes.clone());
    }
}

/// The first so many hundredths.
pub fn cut(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    bytes[..bytes.len() * chance.below(PIECES) / PIECES].to_vec()
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

#[test]
fn every_sample_is_cut_off_at_each_hundredth() {
    let samples = samples();
    let cuts: Vec<String> = mutants(&samples, samples.len() * PIECES * 2)
        .map(|mutant| mutant.what)
        .take_while(|what| what.contains(" cut off at "))
        .collect();
    assert_eq!(cuts.len(), samples.len() * PIECES);
    assert!(cuts[PIECES - 1].ends_with("cut off at 99 %") && cuts[PIECES].ends_with("cut off at 0 %"));
}
