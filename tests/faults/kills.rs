//! SIGKILL at every call of the commit, and at random calls of whole runs.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::asked;
use super::trial::{Calls, Fault, Stage, can_trace, recovered, run};
use crate::batch::tree::{Tree, content, report};

#[test]
fn a_run_that_is_killed_at_any_call_of_its_commit_leaves_the_old_or_the_new_dataset() {
    if !can_trace() {
        return;
    }
    let stage = Stage::small();
    let (killed, new) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let stride = asked("HEBIAO_STRIDE", 31);
    let tried = stage.each(Fault::Kill, stride, |point, dataset, ended| {
        killed.fetch_add(usize::from(ended.status.signal() == Some(9)), Ordering::SeqCst);
        let found = recovered(dataset);
        assert!(found == stage.old || found == stage.new, "killed at {point:?}");
        new.fetch_add(usize::from(found == stage.new), Ordering::SeqCst);
    });
    let (killed, new) = (killed.into_inner(), new.into_inner());
    println!("killed at {killed} of {tried} calls: {} old, {new} new", tried - new);
    assert!(killed * 10 >= tried * 9, "{killed} of {tried} runs were killed");
    assert!(new > 0 && new < tried, "some before the decision, some after it");
}

/// Offices of the larger dataset.
const OFFICES: usize = 60;

fn write(tree: &Tree, number: usize, round: usize) {
    let year = 2021 + (number + round) % 4;
    tree.put(
        &format!("{number}.txt"),
        report(&format!("第{number}局"), year as i32, (number + round) as u32),
    );
}

fn random(seed: usize, below: usize) -> usize {
    xxhash_rust::xxh3::xxh3_64(&seed.to_le_bytes()) as usize % below
}

/// What a night changes: a few reports anew, some of them in another year, and sometimes one that goes or comes.
fn edit(tree: &Tree, round: usize) {
    for turn in 0..3 {
        write(tree, random(round * 7 + turn, OFFICES), round);
    }
    if round % 5 == 4 {
        let _ = std::fs::remove_file(tree.path(&format!("{}.txt", random(round, OFFICES))));
    }
}

fn plain(tree: &Tree, dataset: &Path) {
    assert_eq!(run(tree, dataset, None).status.code(), Some(0));
}

#[test]
fn random_kills_on_a_larger_dataset_leave_the_old_or_the_new_one() {
    if !can_trace() {
        return;
    }
    let tree = Tree::new();
    (0..OFFICES).for_each(|number| write(&tree, number, 0));
    let (tried, calm) = (tree.dataset(), tree.dataset().with_file_name("calm"));
    [&tried, &calm].into_iter().for_each(|dataset| plain(&tree, dataset));
    let (mut old, mut new) = (content(&tried), content(&calm));
    let (mut round, mut finished, mut calls) = (0, true, None);
    for kill in 0..asked("HEBIAO_KILLS", 12) {
        if finished {
            round += 1;
            edit(&tree, round);
            calls = Some(Calls::of(&tree, &calm));
            new = content(&calm);
        }
        // Half of them anywhere in the run, half of them in its commit.
        let Calls { all, commit, .. } = calls.as_ref().unwrap();
        let from = if kill % 2 == 0 { 0 } else { *commit };
        let point = &all[from + random(kill * 31 + round, all.len() - from)];
        run(&tree, &tried, Some((point, Fault::Kill)));
        let found = recovered(&tried);
        assert!(found == old || found == new, "kill {kill} at {point:?} of round {round}");
        finished = found == new;
        if finished {
            old = found;
        }
    }
    println!("{round} nights of {OFFICES} reports; every kill left the old or the new dataset");
    // Two nights, because a report that is gone is missed twice before its rows go, and a night that was killed missed nobody.
    for _ in 0..2 {
        [&tried, &calm].into_iter().for_each(|dataset| plain(&tree, dataset));
    }
    assert!(content(&tried) == content(&calm), "the next nights finish");
}
