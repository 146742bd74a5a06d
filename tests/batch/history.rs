//! A dataset that was kept up to date through any history of edits holds what a dataset made at its end holds.

use std::fs;

use proptest::prelude::*;

use super::tree::{Tree, content, report};

/// What happens to the share between two runs.
#[derive(Debug, Clone)]
enum Edit {
    Write { name: u8, office: u8, year: u8, amount: u8 },
    Remove { name: u8 },
    Rename { from: u8, to: u8 },
    Copy { from: u8, to: u8 },
    Damage { name: u8 },
    Touch { name: u8 },
    Night,
}

fn edit() -> impl Strategy<Value = Edit> {
    let name = || 0u8..5;
    prop_oneof![
        4 => (name(), 0u8..3, 0u8..3, 0u8..50)
            .prop_map(|(name, office, year, amount)| Edit::Write { name, office, year, amount }),
        1 => name().prop_map(|name| Edit::Remove { name }),
        1 => (name(), name()).prop_map(|(from, to)| Edit::Rename { from, to }),
        1 => (name(), name()).prop_map(|(from, to)| Edit::Copy { from, to }),
        1 => name().prop_map(|name| Edit::Damage { name }),
        1 => name().prop_map(|name| Edit::Touch { name }),
        3 => Just(Edit::Night),
    ]
}

fn make(tree: &Tree, edit: &Edit) {
    let path = |name: &u8| tree.path(&format!("{name}.txt"));
    match edit {
        Edit::Write { name, office, year, amount } => {
            let office = ["民政局", "教育局", "水利局"][usize::from(*office)];
            tree.put(&format!("{name}.txt"), report(office, 2022 + i32::from(*year), u32::from(*amount)));
        }
        Edit::Remove { name } => drop(fs::remove_file(path(name))),
        Edit::Rename { from, to } => drop(fs::rename(path(from), path(to))),
        Edit::Copy { from, to } if from != to => drop(fs::copy(path(from), path(to))),
        Edit::Damage { name } if path(name).exists() => drop(fs::write(path(name), b"PK\x03\x04")),
        Edit::Touch { name } => {
            let file = fs::File::options().append(true).open(path(name));
            drop(file.map(|file| file.set_modified(std::time::UNIX_EPOCH)));
        }
        Edit::Copy { .. } | Edit::Damage { .. } => {}
        Edit::Night => assert!([0, 3].contains(&tree.ingest(&[]).code)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_dataset_kept_is_a_dataset_made_anew(edits in prop::collection::vec(edit(), 1..14)) {
        let tree = Tree::new();
        // One file that stays, so that the share never looks unmounted.
        tree.put("stays.txt", report("林业局", 2024, 1));
        edits.iter().for_each(|edit| make(&tree, edit));
        // Damage heals: what is kept from before is told elsewhere.
        for name in 0..5 {
            let path = tree.path(&format!("{name}.txt"));
            if fs::read(&path).is_ok_and(|bytes| bytes.starts_with(b"PK")) {
                fs::write(&path, report("教育局", 2023, 7)).unwrap();
            }
        }
        for _ in 0..2 {
            prop_assert_eq!(tree.ingest(&["--full"]).code, 0);
        }
        tree.assert_whole();
        let (fresh, _) = tree.ingest_fresh("fresh", &[]);
        prop_assert_eq!(content(&tree.dataset()), content(&fresh));
    }
}
