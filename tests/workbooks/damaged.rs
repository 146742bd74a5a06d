//! Samples with a damaged part are survived.

use extractors::{Limits, Notices, Source, extract};
use proptest::prelude::*;
use samples::package::pack;

use super::{packages, parts};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn damaged_parts_are_survived(
        sample in any::<prop::sample::Index>(),
        part in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..5), 1..6),
    ) {
        let samples = packages(&["xlsx", "xlsb", "ods"]);
        let (_, source) = sample.get(&samples);
        let mut parts = parts(source);
        let at = part.index(parts.len());
        let bytes = &mut parts[at].1;
        for (place, byte, kind) in damage {
            if bytes.is_empty() {
                break;
            }
            let place = place.index(bytes.len());
            match kind {
                0 => bytes[place] = byte,
                1 => bytes.truncate(place),
                2 => _ = bytes.remove(place),
                3 => bytes.insert(place, byte),
                _ => {
                    let copy = bytes[place..(place + 40).min(bytes.len())].to_vec();
                    bytes.splice(place..place, copy);
                }
            }
        }
        let mut notices = Notices::default();
        if let Ok(document) = extract(&mut notices, &Source::new("damaged", pack(&parts))) {
            for table in document.tables() {
                prop_assert!(u64::from(table.rows()) * u64::from(table.cols()) <= Limits::default().grid as u64 * 2);
            }
        }
    }
}
