//! Other programs read while runs write: they may fail and are right when tried again, they are never wrong without
//! saying so.
//! `HEBIAO_READS=1000 cargo test --release --test runner hot -- --nocapture` is the full proof.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use super::readers::{python, run};
use crate::batch::tree::{Tree, report};

const DOCUMENTS: u32 = 16;

/// Every report with another amount, in the year that it always had.
fn write(tree: &Tree, round: u32) {
    for number in 0..DOCUMENTS {
        let amount = 10 + (number + round) % 80;
        tree.put(
            &format!("{number}.txt"),
            report(&format!("第{number}局"), 2023 + (number % 2) as i32, amount),
        );
    }
}

#[test]
fn whoever_reads_while_a_run_writes_reads_no_mixture() {
    let Some(python) = python() else { return };
    let tree = Tree::new();
    write(&tree, 0);
    assert_eq!(tree.ingest(&[]).code, 0);
    let reads = std::env::var("HEBIAO_READS").unwrap_or_else(|_| "12".into());
    let over = AtomicBool::new(false);
    let (told, nights) = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut round = 1;
            while !over.load(Ordering::SeqCst) {
                write(&tree, round);
                assert_eq!(tree.ingest(&["--jobs", "1"]).code, 0);
                round += 1;
            }
            round
        });
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edges/hot.py");
        let mut command = Command::new(python);
        command.arg(script).arg(tree.dataset()).args([reads, DOCUMENTS.to_string()]);
        let told = run(&mut command);
        over.store(true, Ordering::SeqCst);
        (told, writer.join().unwrap())
    });
    let told = told.unwrap_or_else(|error| panic!("{error}"));
    println!("{told}while {nights} runs wrote");
    assert!(nights > 1, "something was written meanwhile");
    tree.assert_whole();
}
