//! What a failure costs: a file that brings its reader down, a run that is killed, names and kinds of files that nobody
//! expects.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::tree::{Tree, assert_whole, content, report, statuses};

#[test]
fn a_file_that_brings_its_reader_down_costs_nobody_else_anything() {
    let tree = Tree::new();
    for number in 0..12 {
        tree.put(&format!("{number}.txt"), report(&format!("第{number}局"), 2024, number));
    }
    let (calm, _) = tree.ingest_fresh("calm", &["--mock"]);
    let expected = [
        ("hang", "E_TIMEOUT"),
        ("spin", "E_TIMEOUT"),
        ("abort", "E_CRASH"),
        ("exit", "E_CRASH"),
        ("stack", "E_STACK"),
    ];
    for (what, _) in expected {
        tree.put(&format!("{what}.txt"), format!("<mock><{what}/></mock>"));
    }
    let told = tree.ingest(&["--mock", "--file-time", "5s", "--jobs", "3"]);
    assert_eq!((told.code, told.count("files", "failed"), told.count("files", "ok")), (3, 5, 12));
    let found = statuses(&tree.dataset());
    for (what, code) in expected {
        let path = format!("{what}.txt");
        assert_eq!(found[&path], ("failed".to_owned(), Some(code.to_owned())), "{what}");
    }
    let (with, without) = (content(&tree.dataset()), content(&calm));
    for table in ["documents", "tables", "cells", "facts", "claims", "indicators", "panel"] {
        assert_eq!(with[table], without[table], "{table}");
    }
    assert_eq!(with["problems"].len(), without["problems"].len() + 5);
    tree.assert_whole();
}

#[test]
fn what_breaks_a_reader_is_left_alone_after_its_attempts() {
    let tree = Tree::new();
    tree.put("a.txt", report("民政局", 2024, 1));
    tree.put("abort.txt", "<mock><abort/></mock>");
    let codes: Vec<i32> = (0..3).map(|_| tree.ingest(&["--mock"]).code).collect();
    assert_eq!(codes, [3, 0, 0], "new once, then known");
    assert_eq!(statuses(&tree.dataset())["abort.txt"].0, "quarantined");
    assert_eq!(tree.ingest(&["--mock"]).count("workers", "started"), 0);
    tree.put("abort.txt", report("教育局", 2024, 1));
    assert_eq!(tree.ingest(&["--mock"]).count("files", "ok"), 1, "other bytes are another file");
}

#[test]
fn a_file_with_which_runs_die_is_left_alone_in_the_end() {
    let tree = Tree::new();
    tree.put("hang.txt", "<mock><hang/></mock>");
    let log = tree.dataset().with_extension("store").join("inflight.log");
    for died in 1..=3 {
        let mut command = tree.command(&tree.dataset(), &["--mock", "--jobs", "1", "--wait", "0"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let reads = || fs::read_to_string(&log).is_ok_and(|text| text.contains(&format!(" {died}\n")));
        while !reads() {
            assert!(child.try_wait().unwrap().is_none());
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let told = tree.ingest(&["--mock"]);
    assert_eq!((told.code, told.count("workers", "started")), (3, 0), "{told:?}");
    assert_eq!(statuses(&tree.dataset())["hang.txt"].0, "quarantined");
    assert!(!log.exists());
    tree.assert_whole();
}

#[test]
fn a_reader_that_wants_all_memory_is_stopped() {
    let tree = Tree::new();
    tree.put("oom.txt", "<mock><oom/></mock>");
    tree.put("a.txt", report("民政局", 2024, 1));
    let told = tree.ingest(&["--mock"]);
    assert_eq!((told.count("files", "failed"), told.count("files", "ok")), (1, 1));
    assert_eq!(statuses(&tree.dataset())["oom.txt"].1.as_deref(), Some("E_MEMORY"));
}

#[test]
fn a_killed_run_leaves_a_whole_dataset_and_the_next_one_finishes() {
    let tree = Tree::new();
    for number in 0..30 {
        tree.put(
            &format!("{number}.txt"),
            report(&format!("第{number}局"), 2020 + number as i32 % 4, number),
        );
    }
    let (fresh, _) = tree.ingest_fresh("fresh", &[]);
    for writes in [1, 4, 9, 16, 25, 36, 49, 64] {
        let mut child = tree
            .command(&tree.dataset(), &["--wait", "0"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_for_files(&tree, writes, &mut child);
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let told = tree.ingest(&[]);
    assert_eq!(told.code, 0, "{told:?}");
    tree.assert_whole();
    assert_eq!(content(&tree.dataset()), content(&fresh));
}

/// Until so many files stand in the store and the dataset, or the run is over: a point of the run that does not depend
/// on how fast the machine is.
fn wait_for_files(tree: &Tree, count: usize, child: &mut std::process::Child) {
    let store = tree.dataset().with_extension("store");
    while child.try_wait().unwrap().is_none() {
        if files_below(&store) + files_below(&tree.dataset()) >= count {
            return;
        }
        std::thread::yield_now();
    }
}

fn files_below(folder: &std::path::Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let of = |entry: fs::DirEntry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => files_below(&entry.path()),
        _ => 1,
    };
    entries.flatten().map(of).sum()
}

#[test]
fn two_runs_at_once_end_with_one_whole_dataset() {
    let tree = Tree::new();
    for number in 0..8 {
        tree.put(&format!("{number}.txt"), report(&format!("第{number}局"), 2024, number));
    }
    let runs: Vec<_> = (0..4)
        .map(|_| {
            let mut command = tree.command(&tree.dataset(), &["--wait", "60s"]);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut run in runs {
        assert_eq!(run.wait().unwrap().code(), Some(0));
    }
    let (fresh, _) = tree.ingest_fresh("fresh", &[]);
    assert_eq!(content(&tree.dataset()), content(&fresh));
    tree.assert_whole();
}

#[test]
fn the_number_of_workers_does_not_show_in_the_bytes() {
    let tree = Tree::new();
    for number in 0..9 {
        tree.put(
            &format!("{number}.txt"),
            report(&format!("第{number}局"), 2022 + number as i32 % 2, number),
        );
    }
    let bytes = |jobs: &str| {
        let (dataset, told) = tree.ingest_fresh(&format!("jobs{jobs}"), &["--jobs", jobs]);
        assert_eq!(told.code, 0);
        assert_whole(&dataset);
        parquet_bytes(&dataset)
    };
    assert_eq!(bytes("1"), bytes("4"));
}

/// Every file but those of the table that carries run times.
fn parquet_bytes(dataset: &std::path::Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dataset.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "parquet") {
                let name = path.strip_prefix(dataset).unwrap().display().to_string();
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found.retain(|name, _| !name.starts_with("files/"));
    found
}

#[test]
fn names_and_telephone_numbers_of_contacts_stand_in_no_table() {
    let tree = Tree::new();
    tree.put("a.txt", report("民政局", 2024, 1));
    tree.ingest(&[]);
    let text = format!("{:?}", content(&tree.dataset()));
    for secret in ["13900001234", "赵某某", "钱某"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

/// What can lie on a share.
#[derive(Debug, Clone)]
enum Thing {
    Report,
    Empty,
    Noise(Vec<u8>),
    Owner,
    System,
    Link,
    Pipe,
}

fn thing() -> impl Strategy<Value = Thing> {
    prop_oneof![
        4 => Just(Thing::Report),
        1 => Just(Thing::Empty),
        1 => prop::collection::vec(any::<u8>(), 1..40).prop_map(Thing::Noise),
        1 => Just(Thing::Owner),
        1 => Just(Thing::System),
        1 => Just(Thing::Link),
        1 => Just(Thing::Pipe),
    ]
}

fn name() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(
        any::<u8>().prop_filter("no byte of a name", |byte| !matches!(byte, 0 | b'/')),
        1..20,
    )
}

fn place(tree: &Tree, folder: usize, name: &[u8], thing: &Thing) {
    let folder = tree.path(["", "a", "a/b"][folder]);
    fs::create_dir_all(&folder).unwrap();
    let named = |prefix: &str| folder.join(std::ffi::OsStr::from_bytes(&[prefix.as_bytes(), name].concat()));
    let path = named("n");
    match thing {
        Thing::Report => drop(fs::write(path, report("民政局", 2024, 3))),
        Thing::Empty => drop(fs::write(path, "")),
        Thing::Noise(bytes) => drop(fs::write(path, bytes)),
        Thing::Owner => drop(fs::write(named("~$"), "x")),
        Thing::System => drop(fs::write(named("._"), "x")),
        Thing::Link => drop(std::os::unix::fs::symlink("/etc/hostname", path)),
        Thing::Pipe => drop(Command::new("mkfifo").arg(path).status()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_file_of_any_tree_is_accounted_for(
        things in prop::collection::vec((0usize..3, name(), thing()), 1..12)
    ) {
        let tree = Tree::new();
        for (folder, name, thing) in &things {
            place(&tree, *folder, name, thing);
        }
        let found = Command::new("find").arg(tree.source()).args(["!", "-type", "d", "-print0"]).output().unwrap();
        let found = found.stdout.iter().filter(|&&byte| byte == 0).count() as u64;
        let told = tree.ingest(&[]);
        prop_assert_eq!(told.count("files", "seen"), found);
        prop_assert_eq!(&told.summary["accounting_ok"], &serde_json::Value::Bool(true));
        prop_assert!(told.code == 0 || told.code == 3, "{:?}", told);
        tree.assert_whole();
        let again = tree.ingest(&[]);
        prop_assert_eq!((again.code, again.count("files", "seen")), (0, found));
    }
}
