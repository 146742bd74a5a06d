//! However a dataset came about, the same sources give the same rows; and the same nights the same bytes.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::world::{Change, World, bytes_below, content, report};

const PATHS: [&str; 5] = ["a.md", "b.md", "c.md", "d.md", "e.md"];
const OFFICES: [&str; 2] = ["水务局", "林业局"];

/// What one night does to one path: a report of an office, a year and an amount, or nothing left.
type Step = (usize, Option<(usize, i32, u32)>);

fn step() -> impl Strategy<Value = Step> {
    let content = (0..OFFICES.len(), 2022..2025i32, 1..4u32);
    (0..PATHS.len(), proptest::option::weighted(0.8, content))
}

fn text((office, year, amount): (usize, i32, u32)) -> String {
    report(OFFICES[office], year, amount)
}

fn change(&(path, what): &Step) -> Change {
    match what {
        Some(what) => Change::put(PATHS[path], text(what)),
        None => Change::Remove { path: PATHS[path].to_owned() },
    }
}

/// The last word on each path of a night.
fn night(steps: &[Step]) -> Vec<Change> {
    let last: BTreeMap<usize, &Step> = steps.iter().map(|step| (step.0, step)).collect();
    last.into_values().map(change).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn many_nights_give_what_one_night_gives(
        nights in prop::collection::vec(prop::collection::vec(step(), 1..5), 1..5),
    ) {
        let slow = World::new();
        for steps in &nights {
            slow.night(&night(steps));
        }
        let standing: BTreeMap<usize, &Step> = nights.iter().flatten().map(|step| (step.0, step)).collect();
        let at_once: Vec<Change> =
            standing.into_values().filter(|(_, what)| what.is_some()).map(change).collect();
        let fresh = World::new();
        fresh.night(&at_once);
        for (table, rows) in content(&slow.dataset()) {
            prop_assert_eq!(&rows, &content(&fresh.dataset())[table], "{}", table);
        }
        for world in [&slow, &fresh] {
            prop_assert_eq!(world.run(&["verify"]), (0, "ok\n".to_owned()));
        }
    }
}

#[test]
fn a_report_that_changes_its_year_leaves_no_row_behind() {
    let world = World::new();
    world.night(&[Change::put("a.md", report("水务局", 2023, 6))]);
    world.night(&[Change::put("a.md", report("水务局", 2024, 6))]);
    let fresh = World::new();
    fresh.night(&[Change::put("a.md", report("水务局", 2024, 6))]);
    assert_eq!(content(&world.dataset()), content(&fresh.dataset()));
    let old: Vec<_> = bytes_below(&world.dataset())
        .into_keys()
        .filter(|path| path.to_string_lossy().contains("report_year=2023"))
        .collect();
    assert!(!old.is_empty(), "a file that loses its last row stays with zero rows");
    assert_eq!(world.run(&["verify"]).0, 0);
}

#[test]
fn the_order_of_files_does_not_show_in_the_bytes() {
    let mut changes: Vec<Change> = PATHS
        .iter()
        .zip(1..)
        .map(|(path, amount)| Change::put(path, report(OFFICES[amount as usize % 2], 2024, amount)))
        .collect();
    let one = World::new();
    one.night(&changes);
    changes.reverse();
    let other = World::new();
    other.night(&changes);
    assert_eq!(bytes_below(&one.dataset()), bytes_below(&other.dataset()));
}
