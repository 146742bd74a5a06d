//! Every exit code that a run can end with, each with the summary that goes with it.

use std::fs;
use std::process::{Command, Stdio};

use hebiao::dataset::Dataset;
use hebiao::dataset::commit::lease::{self, Owner, Patience, ProcessClock};

use super::tree::{Tree, command, documents, report};

fn one() -> Tree {
    let tree = Tree::new();
    tree.put("a.txt", report("民政局", 2024, 1));
    tree
}

fn many() -> Tree {
    let tree = Tree::new();
    for number in 0..25 {
        tree.put(&format!("{number}.txt"), report(&format!("第{number}局"), 2024, number));
    }
    tree
}

#[test]
fn done_is_0_and_wrong_arguments_are_2() {
    let tree = one();
    let told = tree.ingest(&[]);
    assert_eq!((told.code, told.summary["status"].as_str()), (0, Some("ok")));
    assert_eq!(tree.ingest(&["--max-runtime", "soon"]).code, 2);
    assert_eq!(tree.ingest(&["--book", "/nowhere"]).code, 2);
}

#[test]
fn new_problems_are_3_unless_nobody_asks() {
    let tree = one();
    tree.put("b.docx", b"PK\x03\x04");
    let (_, told) = tree.ingest_fresh("none", &["--fail-on", "none"]);
    assert_eq!(told.code, 0);
    let told = tree.ingest(&[]);
    assert_eq!((told.code, told.summary["status"].as_str()), (3, Some("ok_with_issues")));
    assert_eq!(documents(&tree.dataset()), 1, "committed all the same");
    assert_eq!(tree.ingest(&[]).code, 0);
    assert_eq!(tree.ingest(&["--full", "--fail-on", "any"]).code, 0, "known bytes are not read again");
}

#[test]
fn unknown_labels_are_3_where_the_run_is_strict() {
    let tree = Tree::new();
    tree.put("a.txt", report("民政局", 2024, 1).replace("三公经费", "从未见过的经费名目"));
    let (_, lenient) = tree.ingest_fresh("lenient", &[]);
    assert_eq!(lenient.code, 0);
    let strict = tree.ingest(&["--strict"]);
    assert_eq!(strict.code, 3);
    assert!(strict.summary["unknown_labels"].as_u64() > Some(0));
    let (code, labels) = command(&["labels"], &tree.dataset());
    assert!(code == 0 && labels.contains("从未见过的经费名目"), "{labels}");
    let book = tree.path("../book/labels");
    fs::create_dir_all(&book).unwrap();
    fs::write(book.join("own.toml"), command(&["labels", "--toml"], &tree.dataset()).1).unwrap();
    let book = tree.path("../book");
    let told = tree.ingest(&["--strict", "--book", &book.to_string_lossy()]);
    assert_eq!((told.code, told.count("documents", "changed")), (0, 1), "the entries are a book: {told:?}");
}

#[test]
fn a_run_whose_time_is_over_is_4_and_goes_on_the_next_night() {
    let tree = many();
    let told = tree.ingest(&["--max-runtime", "0s"]);
    assert_eq!((told.code, told.count("files", "not_reached")), (4, 25));
    assert_eq!(tree.ingest(&[]).code, 0);
    assert_eq!(documents(&tree.dataset()), 25);
    let missing = tree.ingest_fresh("other", &["--include", "x"]);
    assert_eq!(missing.1.code, 0);
}

#[test]
fn a_folder_that_cannot_be_seen_is_4_and_loses_nothing() {
    let tree = one();
    tree.ingest(&[]);
    fs::rename(tree.source(), tree.path("../away")).unwrap();
    for _ in 0..3 {
        assert_eq!(tree.ingest(&[]).code, 4);
    }
    assert_eq!(documents(&tree.dataset()), 1);
    fs::rename(tree.path("../away"), tree.source()).unwrap_or_default();
}

#[test]
fn a_share_that_is_not_mounted_or_shows_another_volume_is_6() {
    let tree = many();
    tree.ingest(&[]);
    for entry in fs::read_dir(tree.source()).unwrap() {
        fs::remove_file(entry.unwrap().path()).unwrap();
    }
    for _ in 0..3 {
        let told = tree.ingest(&[]);
        assert_eq!((told.code, told.summary["status"].as_str()), (6, Some("guard")));
    }
    tree.put("other.txt", report("他局", 2024, 1));
    for _ in 0..3 {
        assert_eq!(tree.ingest(&[]).code, 6);
    }
    assert_eq!(documents(&tree.dataset()), 25);
    assert_eq!(tree.ingest(&["--allow-removals"]).code, 0);
    assert_eq!(tree.ingest(&["--allow-removals"]).count("documents", "removed"), 25);
    tree.assert_whole();
}

#[test]
fn no_dataset_is_10() {
    let tree = one();
    for what in ["verify", "status", "findings", "labels", "unlock"] {
        assert_eq!(command(&[what], &tree.dataset()).0, 10, "{what}");
    }
    assert_eq!(command(&["export", "facts"], &tree.dataset()).0, 10);
}

#[test]
fn a_dataset_in_use_is_11_until_it_is_unlocked() {
    let tree = one();
    tree.ingest(&[]);
    let dataset = Dataset::open(&tree.dataset()).unwrap();
    let owner = Owner::this("holder", "now");
    lease::acquire(&dataset.files, &owner, Patience::default(), &ProcessClock::default()).unwrap().unwrap();
    let told = tree.ingest(&["--wait", "0"]);
    assert_eq!((told.code, told.summary["status"].as_str()), (11, Some("locked")));
    assert_eq!(command(&["unlock"], &tree.dataset()).0, 11);
    assert_eq!(command(&["unlock", "--force"], &tree.dataset()).0, 0);
    assert_eq!(tree.ingest(&["--wait", "0"]).code, 0);
}

#[test]
fn a_file_that_was_changed_by_hand_is_12() {
    let tree = one();
    tree.ingest(&[]);
    let (_, path) = Dataset::open(&tree.dataset()).unwrap().table_files("documents").unwrap().remove(0);
    let path = tree.dataset().join(path.strip_prefix("data/").unwrap());
    let good = fs::read(&path).unwrap();
    fs::write(&path, &good[..good.len() / 2]).unwrap();
    assert_eq!(command(&["verify"], &tree.dataset()).0, 12);
    assert_eq!(tree.ingest(&[]).code, 12);
    fs::write(&path, &good).unwrap();
    tree.assert_whole();
    fs::write(path.with_file_name("008.parquet"), &good).unwrap();
    assert_eq!(command(&["verify"], &tree.dataset()).0, 12, "a file that no commit put there");
}

#[test]
fn a_dataset_of_a_newer_program_is_13() {
    let tree = one();
    tree.ingest(&[]);
    let format = tree.dataset().with_extension("store").join("FORMAT");
    let ours = fs::read_to_string(&format).unwrap();
    fs::write(&format, ours.replace("\"min_writer\":1", "\"min_writer\":99")).unwrap();
    assert_eq!(tree.ingest(&[]).code, 13);
    assert_eq!(command(&["status"], &tree.dataset()).0, 0, "it may still be read");
    fs::write(&format, ours.replace("\"min_reader\":1", "\"min_reader\":99")).unwrap();
    assert_eq!(tree.ingest(&[]).code, 13);
    for what in ["status", "verify", "findings", "labels", "unlock"] {
        assert_eq!(command(&[what], &tree.dataset()).0, 13, "{what}");
    }
}

#[test]
fn a_run_that_is_asked_to_stop_says_so_and_commits_nothing() {
    let tree = one();
    tree.put("hang.txt", "<mock><hang/></mock>");
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let mut command = tree.command(&tree.dataset(), &["--mock", "--jobs", "1"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lease = tree.dataset().with_extension("store").join("lock/LEASE");
        while !lease.exists() {
            std::thread::yield_now();
        }
        let (signal, id) = (format!("-{signal}"), child.id().to_string());
        assert!(Command::new("kill").args([signal, id]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code));
        let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&summary["status"], &summary["gen"]["after"]), (&"stopped".into(), &0.into()));
    }
    tree.put("hang.txt", report("教育局", 2024, 1));
    assert_eq!(tree.ingest(&[]).count("gen", "after"), 1);
}
