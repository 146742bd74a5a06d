use std::collections::BTreeMap;

use samples::Sample;

use super::{read, seen};
use crate::document::Fate;
use crate::opc::Package;
use crate::{Context, Limits, Notices, Source};

fn samples() -> impl Iterator<Item = Sample> {
    samples::docx::samples().into_iter()
}

/// The texts of all parts, found by a search that knows nothing of the reader.
fn written(source: &Source) -> Option<String> {
    let (mut notices, limits) = (Notices::default(), Limits::default());
    let mut context = Context::new(&mut notices, &limits);
    let mut package = Package::open(&mut context, source).ok()?;
    let mut text = String::new();
    for name in package.names().to_vec() {
        if !name.ends_with(".xml") {
            continue;
        }
        let xml = String::from_utf8(package.xml(&mut context, &name).ok()??).ok()?;
        for (tag, content) in xml.split('<').filter_map(|piece| piece.split_once('>')) {
            let name = tag.split(' ').next().unwrap_or_default();
            if matches!(name, "w:t" | "ns0:t" | "w:delText") {
                text.push_str(content);
            }
        }
    }
    Some(text)
}

/// How often each ideograph stands in a text: markup has none, so that nothing else is counted.
fn ideographs(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for glyph in text.chars().filter(|glyph| ('\u{4E00}'..='\u{9FFF}').contains(glyph)) {
        *counts.entry(glyph).or_default() += 1;
    }
    counts
}

#[test]
fn every_text_of_a_sample_is_seen_once() {
    // Numbers, entities, pictures and files inside say more than the text; old readers are told the same a second time; the
    // code of a field and what lies too deep are left out on purpose.
    const MORE: [&str; 8] =
        ["runs", "lists", "headings", "pictures", "embedded-workbook", "imported-file", "chart", "diagram"];
    const LESS: [&str; 3] = ["text-boxes", "fields", "hostile-nested-tables"];
    let mut checked = 0;
    for sample in samples() {
        let name = sample.path.trim_start_matches("docx/").split('.').next().unwrap().to_owned();
        let source = Source::new(sample.path.clone(), sample.bytes.clone());
        let (result, notices) = read(sample.bytes);
        let (Ok(document), Some(written)) = (result, written(&source)) else { continue };
        let (kept, written) = (ideographs(&seen(&document, &notices)), ideographs(&written));
        checked += 1;
        if LESS.contains(&name.as_str()) {
            assert!(!kept.is_empty(), "{name}");
        } else if MORE.contains(&name.as_str()) {
            let lost: Vec<_> =
                written.iter().filter(|(glyph, count)| kept.get(glyph) < Some(count)).collect();
            assert!(lost.is_empty(), "{name} loses {lost:?}");
        } else {
            assert_eq!(kept, written, "{name}");
        }
    }
    assert!(checked > 30, "{checked}");
}

#[test]
fn every_part_of_a_sample_ends_in_the_ledger() {
    for sample in samples() {
        let path = sample.path.clone();
        let source = Source::new(path.clone(), sample.bytes.clone());
        let (Ok(document), notices) = read(sample.bytes) else { continue };
        let (mut other, limits) = (Notices::default(), Limits::default());
        let package = Package::open(&mut Context::new(&mut other, &limits), &source).unwrap();
        let booked: Vec<&str> = document.parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(booked, package.names(), "{path}");
        for part in &document.parts {
            assert_ne!(part.fate, Fate::Skipped("unknown"), "{path}: {}", part.name);
            if matches!(part.fate, Fate::Failed(_)) {
                assert!(notices.iter().count() > 0, "{path}: {} failed in silence", part.name);
            }
        }
    }
}
