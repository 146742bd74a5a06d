//! The reports of one office over the years: what this year's report says of last year against last year's own.

use super::tree::{Tree, content, report};

/// Verdicts of the rule on last year's figures, between two documents only.
fn verdicts(tree: &Tree) -> Vec<&'static str> {
    let findings = &content(&tree.dataset())["findings"];
    let between = findings.iter().filter(|row| row.contains("(\"across\"") && row.contains("\"CY-01\""));
    let mut found: Vec<&str> =
        between.map(|row| if row.contains("Text(\"breaks\")") { "breaks" } else { "holds" }).collect();
    found.sort_unstable();
    found
}

#[test]
fn last_years_figures_are_held_against_last_years_own_report() {
    let tree = Tree::new();
    tree.put("2024.txt", report("民政局", 2024, 20));
    tree.ingest(&[]);
    assert_eq!(verdicts(&tree), Vec::<&str>::new(), "nothing to compare with yet");
    tree.put("2023.txt", report("民政局", 2023, 10));
    tree.ingest(&[]);
    assert_eq!(verdicts(&tree), ["breaks", "breaks"], "two lines, both different");
    tree.put("2023.txt", report("民政局", 2023, 10).replace("10.25", "20.50"));
    tree.ingest(&[]);
    assert_eq!(verdicts(&tree), ["breaks", "holds"], "one of them was put right");
    tree.assert_whole();
}

#[test]
fn offices_are_not_held_against_each_other() {
    let tree = Tree::new();
    tree.put("2024.txt", report("民政局", 2024, 20));
    tree.put("2023.txt", report("教育局", 2023, 10));
    tree.ingest(&[]);
    assert_eq!(verdicts(&tree), Vec::<&str>::new());
}
