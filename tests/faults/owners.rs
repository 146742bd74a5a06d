//! Two and four runs at once on one dataset, whose owners are stopped in the middle and wake up after others have taken
//! their place. `HEBIAO_ROUNDS=200 cargo test --release --test runner owners -- --nocapture` is the full proof.

use std::process::{Child, Command, Output, Stdio};

use hebiao::dataset::Dataset;
use hebiao::dataset::commit::lease;

use super::asked;
use super::trial::recovered;
use crate::batch::tree::{Told, Tree, content, report};

const OFFICES: usize = 6;

fn edit(tree: &Tree, round: usize) {
    for number in 0..OFFICES {
        let year = 2022 + (number + round) % 3;
        tree.put(
            &format!("{number}.txt"),
            report(&format!("第{number}局"), year as i32, (10 + round) as u32),
        );
    }
}

fn signal(process: &Child, name: &str) {
    let _ = Command::new("kill").args([name, &process.id().to_string()]).stderr(Stdio::null()).status();
}

fn start(tree: &Tree) -> Child {
    let mut command = tree.command(&tree.dataset(), &["--wait", "120s", "--dead-after", "1s", "--jobs", "1"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// How far a run is when it is stopped: it has the lease, it writes its stage, it has decided.
fn is_there(tree: &Tree, stage: usize, generation: u64) -> bool {
    let store = tree.dataset().with_extension("store");
    match stage {
        0 => true,
        1 => std::fs::read_dir(store.join("stage")).is_ok_and(|entries| entries.count() > 0),
        _ => store.join(format!("journal/{:06}", generation + 1)).exists(),
    }
}

/// Stops the owner once it is far enough, and says which one it was; `None` where all ended before that.
fn stop_owner(tree: &Tree, runs: &mut [Child], stage: usize, generation: u64) -> Option<usize> {
    let files = Dataset::open(&tree.dataset()).unwrap().files;
    loop {
        let owner = lease::holder(&files).unwrap_or_default();
        let own = owner.and_then(|owner| runs.iter().position(|run| run.id() == owner.pid));
        if let Some(index) = own.filter(|_| is_there(tree, stage, generation)) {
            signal(&runs[index], "-STOP");
            return Some(index);
        }
        if runs.iter_mut().all(|run| run.try_wait().unwrap().is_some()) {
            return None;
        }
        std::thread::yield_now();
    }
}

/// Waits until all have ended but the one that is stopped, wakes it, and gives how they ended.
fn finish(mut runs: Vec<Child>, stopped: Option<usize>) -> Vec<Output> {
    let mut asleep = stopped.map(|index| runs.remove(index));
    let mut ended: Vec<Output> = runs.into_iter().map(|run| run.wait_with_output().unwrap()).collect();
    if let Some(run) = asleep.take() {
        signal(&run, "-CONT");
        ended.push(run.wait_with_output().unwrap());
    }
    ended
}

#[test]
fn owners_that_stop_and_wake_up_lose_nothing_and_double_nothing() {
    let tree = Tree::new();
    edit(&tree, 0);
    assert_eq!(tree.ingest(&[]).code, 0);
    let (mut stops, mut withdrawn) = (0, 0);
    for round in 1..=asked("HEBIAO_ROUNDS", 3) {
        edit(&tree, round);
        let before = Dataset::open(&tree.dataset()).unwrap().state().unwrap().generation;
        let mut runs: Vec<Child> = (0..[2, 4][round % 2]).map(|_| start(&tree)).collect();
        let stopped = stop_owner(&tree, &mut runs, round % 3, before);
        stops += usize::from(stopped.is_some());
        let told: Vec<Told> = finish(runs, stopped).iter().map(Told::of).collect();
        let codes: Vec<(i32, &str)> = told.iter().map(|told| (told.code, told.stderr.as_str())).collect();
        assert!(codes.iter().all(|(code, _)| [0, 11].contains(code)), "round {round}: {codes:?}");
        withdrawn += told.iter().filter(|told| told.code == 11).count();
        let found = recovered(&tree.dataset());
        let (fresh, _) = tree.ingest_fresh(&format!("fresh{}", round % 2), &[]);
        let after = Dataset::open(&tree.dataset()).unwrap().state().unwrap().generation;
        assert!(found == content(&fresh), "round {round}");
        assert_eq!(after, before + 1, "round {round}: the change is committed once: {codes:?}");
        drop(std::fs::remove_dir_all(&fresh));
        drop(std::fs::remove_dir_all(fresh.with_extension("store")));
    }
    println!("{stops} owners were stopped and woken, {withdrawn} runs withdrew");
}
