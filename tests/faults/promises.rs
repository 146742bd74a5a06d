//! What a run promises beside its commit: it changes nothing outside its dataset and asks nobody on the net, what a killed
//! run has read is not read again, and no worker outlives its run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use super::trial::{Calls, Fault, can_trace, run};
use crate::batch::tree::{Told, Tree, report};

/// Calls that change names or files, or reach out of the machine.
const REACHING: &str = "openat,open,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,symlink,\
                        symlinkat,truncate,mknod,mknodat,chmod,fchmodat,chown,fchownat,utimensat,socket,connect,bind";

/// Where anybody may write.
const NOWHERE: [&str; 2] = ["/dev/null", "/dev/tty"];

/// The samples: files of every format, and among them those that were made to do harm.
fn samples() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|ending| ending != "rs" && ending != "toml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The bytes of every source and when it was last changed.
fn sources(tree: &Tree) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let entries = fs::read_dir(tree.source()).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| {
            let changed = path.metadata().unwrap().modified().unwrap();
            (path.clone(), (fs::read(&path).unwrap(), changed))
        })
        .collect()
}

/// Whether a traced call stays within a dataset. Looking is free.
fn is_within(call: &str, own: &str) -> bool {
    let looks = call.contains("O_RDONLY") && !["O_CREAT", "O_TRUNC"].iter().any(|flag| call.contains(flag));
    let quoted: Vec<&str> = call.split('"').skip(1).step_by(2).collect();
    // What is named below an open folder is told with that folder.
    let below = call.contains(&format!("<{own}"));
    let named =
        |path: &&str| path.starts_with(own) || NOWHERE.contains(path) || (below && !path.starts_with('/'));
    looks || (!quoted.is_empty() && quoted.iter().all(named) && !call.contains("socket("))
}

#[test]
fn a_run_changes_nothing_but_its_dataset_and_asks_nobody() {
    if !can_trace() {
        return;
    }
    let tree = Tree::new();
    for (number, path) in samples().iter().enumerate().step_by(4) {
        fs::copy(path, tree.path(&format!("{number}-{}", path.file_name().unwrap().display()))).unwrap();
    }
    let before = sources(&tree);
    assert!(before.len() > 25, "{}", before.len());
    let log = tree.dataset().with_extension("log");
    let plain = tree.command(&tree.dataset(), &["--fail-on", "none"]);
    let mut traced = Command::new("strace");
    traced.args([
        "-f",
        "-qq",
        "-y",
        "-s",
        "4096",
        "-e",
        "signal=none",
        "-e",
        &format!("trace={REACHING}"),
        "-o",
    ]);
    let output = traced.arg(&log).arg(plain.get_program()).args(plain.get_args()).output().unwrap();
    assert_eq!(Told::of(&output).code, 0, "{output:?}");
    assert_eq!(sources(&tree), before);
    let text = fs::read_to_string(&log).unwrap();
    // A call that another one interrupted is told in two lines; the first has all that is asked.
    let calls = text.lines().filter(|line| !line.contains("resumed>"));
    let calls: Vec<&str> = calls.filter(|line| line.contains('(')).collect();
    assert!(calls.iter().any(|call| call.contains(".rows")), "the spool is written");
    let own = tree.dataset().to_string_lossy().into_owned();
    let beyond: Vec<&&str> = calls.iter().filter(|call| !is_within(call, &own)).collect();
    assert!(beyond.is_empty(), "{beyond:#?}");
}

#[test]
fn what_a_killed_run_has_read_is_not_read_again() {
    if !can_trace() {
        return;
    }
    let tree = Tree::new();
    for number in 0..6 {
        tree.put(&format!("{number}.txt"), report(&format!("第{number}局"), 2024, number));
    }
    let calls = Calls::of(&tree, &tree.dataset().with_file_name("traced"));
    let killed = run(&tree, &tree.dataset(), Some((&calls.all[calls.commit], Fault::Kill)));
    assert_eq!(killed.status.code(), None, "{killed:?}");
    let told = tree.ingest(&[]);
    let read = (told.code, told.count("files", "ok"), told.count("workers", "started"));
    assert_eq!(read, (0, 6, 0), "{}", told.summary);
    tree.assert_whole();
}

/// The processes that a process has started.
fn children(pid: u32) -> Vec<u32> {
    let told = fs::read_dir(format!("/proc/{pid}/task"))
        .into_iter()
        .flatten()
        .map(|task| fs::read_to_string(task.unwrap().path().join("children")).unwrap_or_default());
    told.flat_map(|list| list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>())
        .collect()
}

/// Whether a process is there; one that has ended and that nobody has asked about is not.
fn is_alive(pid: u32) -> bool {
    let told = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    told.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

/// Looks until something is so. The bound is only there so that a broken promise ends the test.
fn comes_true(mut is_so: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        if is_so() {
            return true;
        }
        std::thread::yield_now();
    }
    false
}

#[test]
#[cfg(target_os = "linux")]
fn no_worker_outlives_its_run() {
    let tree = Tree::new();
    tree.put("hang.txt", "<mock><hang/></mock>");
    let mut command = tree.command(&tree.dataset(), &["--mock", "--jobs", "1"]);
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut workers = Vec::new();
    assert!(comes_true(|| {
        workers = children(run.id());
        !workers.is_empty()
    }));
    run.kill().unwrap();
    run.wait().unwrap();
    assert!(comes_true(|| !workers.iter().copied().any(is_alive)), "{workers:?}");
}
