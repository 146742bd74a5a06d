//! The files under `samples/` are what the generator writes, each small, each claimed by one reader.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use extractors::{EXTRACTORS, Source};

/// Larger samples belong into a test that makes them.
const LARGEST: usize = 64 * 1024;

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// Every sample file, in order of its path, relative to the folder.
pub fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir() && !path.ends_with("generator"));
    while let Some(path) = folders.pop() {
        for entry in std::fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path)
            } else {
                found.push(path.strip_prefix(folder()).unwrap().to_owned())
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_folder_holds_what_the_generator_writes() {
    let written = samples::all();
    for sample in &written {
        let kept = std::fs::read(folder().join(&sample.path))
            .unwrap_or_else(|_| panic!("{} is missing", sample.path));
        assert!(kept == sample.bytes, "{} differs: run `cargo run -p samples`", sample.path);
        assert!(kept.len() <= LARGEST, "{} is too large for a sample", sample.path);
    }
    let made: BTreeSet<PathBuf> = written.iter().map(|sample| PathBuf::from(&sample.path)).collect();
    assert_eq!(made.len(), written.len(), "two samples of one path");
    assert_eq!(made, files().into_iter().collect(), "files that no generator writes");
}

#[test]
fn the_readers_have_names_of_their_own_and_never_share_a_sample() {
    let names: BTreeSet<&str> = EXTRACTORS.iter().map(|extractor| extractor.name()).collect();
    assert_eq!(names.len(), EXTRACTORS.len());
    for path in files().iter().filter(|path| !path.starts_with("hostile")) {
        let source = Source::open(&folder().join(path)).unwrap();
        // The last one takes whatever is left, so that it can say what nobody reads.
        let (_, formats) = EXTRACTORS.split_last().unwrap();
        let claims: Vec<&str> = formats
            .iter()
            .filter(|extractor| extractor.recognises(&source))
            .map(|extractor| extractor.name())
            .collect();
        assert!(claims.len() <= 1, "{} is claimed by {claims:?}", path.display());
    }
}

#[test]
fn every_sample_has_its_line_and_every_line_its_sample() {
    let page = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let mut heading = "";
    let mut told = BTreeSet::new();
    for line in page.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            heading = name;
        } else if let Some((name, shows)) = line.strip_prefix("| `").and_then(|rest| rest.split_once("` | "))
        {
            assert!(shows.trim_end_matches(" |").len() > 8, "{heading}/{name} says nothing");
            assert!(told.insert(Path::new(heading).join(name)), "{heading}/{name} stands there twice");
        }
    }
    assert_eq!(told, files().into_iter().collect());
}
