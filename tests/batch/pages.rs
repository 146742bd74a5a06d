//! One page for each exit code of a run: what a person reads, and what the summary says to programs.
//! `INSTA_UPDATE=always cargo test --test runner pages` writes them anew; read the diff.

use std::fs;
use std::process::{Command, Stdio};

use hebiao::dataset::Dataset;
use hebiao::dataset::commit::lease::{self, Owner, Patience, ProcessClock};
use samples::corpus::{Format, Kind, Options};

use super::tree::{Told, Tree, report};
use crate::faults::trial::{Calls, Fault, can_trace, run};

/// What the summary says whatever the hour and the machine.
const STABLE: [&str; 9] =
    ["schema", "status", "exit_code", "dry_run", "gen", "files", "documents", "issues", "accounting_ok"];

fn assert_page(told: &Told, tree: &Tree, code: i32) {
    assert_eq!(told.code, code, "{told:?}");
    let home = tree.source().parent().unwrap().to_string_lossy().into_owned();
    let plain = |line: &str| {
        let line = line.replace(&home, "…").replace(std::env::temp_dir().to_str().unwrap(), "…");
        // The name and the time of a run, and its process.
        let line = line.split(" · ").next().unwrap_or_default().split(" on ").next().unwrap_or_default();
        without_run(line)
    };
    let said: Vec<String> = told.stderr.lines().map(plain).collect();
    let mut page = format!("── exit {code}\n{}\n", said.join("\n"));
    for name in STABLE.iter().filter(|name| !told.summary[*name].is_null()) {
        let mut value = told.summary[*name].clone();
        if let Some(list) = value.pointer_mut("/new_sample").and_then(serde_json::Value::as_array_mut) {
            list.iter_mut().for_each(|issue| drop(issue.as_object_mut().unwrap().remove("file_id")));
        }
        page.push_str(&format!("{name}: {value}\n"));
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("golden");
    settings.bind(|| insta::assert_snapshot!(format!("exit_{code}"), page));
}

/// Without the names of runs, which begin with their time.
fn without_run(line: &str) -> String {
    let is_run =
        |part: &str| part.len() > 20 && part.get(8..9) == Some("T") && part.get(15..17) == Some("Z-");
    line.split('.').map(|part| if is_run(part) { "RUN" } else { part }).collect::<Vec<_>>().join(".")
}

fn one() -> Tree {
    let tree = Tree::new();
    tree.put("a.txt", report("民政局", 2024, 1));
    tree
}

/// One whose dataset knows an older form of it.
fn changed() -> Tree {
    let tree = one();
    assert_eq!(tree.ingest(&[]).code, 0);
    tree.put("a.txt", report("民政局", 2024, 2));
    tree
}

#[test]
fn done() {
    let tree = one();
    assert_page(&tree.ingest(&[]), &tree, 0);
}

#[test]
fn wrong_arguments() {
    let tree = one();
    assert_page(&tree.ingest(&["--book", "/nowhere"]), &tree, 2);
}

#[test]
fn new_problems() {
    let tree = one();
    tree.put("b.docx", b"PK\x03\x04");
    assert_page(&tree.ingest(&[]), &tree, 3);
}

#[test]
fn time_is_up() {
    let tree = one();
    assert_page(&tree.ingest(&["--max-runtime", "0s"]), &tree, 4);
}

#[test]
fn a_guard() {
    let tree = one();
    tree.ingest(&[]);
    fs::remove_file(tree.path("a.txt")).unwrap();
    assert_page(&tree.ingest(&[]), &tree, 6);
}

#[test]
fn broken_rules() {
    let tree = Tree::new();
    let asked = Options {
        kind: Some(Kind::Department),
        formats: vec![Format::Docx],
        planted: 100,
        ..Options::default()
    };
    for seed in 1..=4 {
        tree.put(&format!("{seed}.docx"), &samples::corpus::report(seed, &asked).forms[0].bytes);
    }
    assert_page(&tree.ingest(&["--fail-on-findings", "error"]), &tree, 7);
    assert_eq!(tree.ingest(&[]).code, 0, "only where it is asked for");
}

#[test]
fn no_dataset() {
    let tree = one();
    let output = Command::new(super::tree::PROGRAM).arg("status").arg(tree.dataset()).output().unwrap();
    assert_page(&Told::of(&output), &tree, 10);
}

#[test]
fn in_use() {
    let tree = changed();
    let dataset = Dataset::open(&tree.dataset()).unwrap();
    let owner = Owner::this("holder", "now");
    lease::acquire(&dataset.files, &owner, Patience::default(), &ProcessClock::default()).unwrap().unwrap();
    assert_page(&tree.ingest(&["--wait", "0"]), &tree, 11);
}

#[test]
fn damaged() {
    let tree = changed();
    let (_, path) = Dataset::open(&tree.dataset()).unwrap().table_files("documents").unwrap().remove(0);
    fs::write(tree.dataset().join(path.strip_prefix("data/").unwrap()), b"PAR1").unwrap();
    assert_page(&tree.ingest(&[]), &tree, 12);
}

#[test]
fn of_a_newer_program() {
    let tree = changed();
    let format = tree.dataset().with_extension("store").join("FORMAT");
    let text = fs::read_to_string(&format).unwrap().replace("\"min_writer\":1", "\"min_writer\":99");
    fs::write(&format, text).unwrap();
    assert_page(&tree.ingest(&[]), &tree, 13);
}

/// A run whose first call of a name about a path fails.
fn failing(tree: &Tree, (name, part): (&str, &str), error: &'static str) -> Told {
    let twin = changed();
    let calls = Calls::of(&twin, &twin.dataset());
    Told::of(&run(tree, &tree.dataset(), Some((calls.about(name, part), Fault::Error(error)))))
}

#[test]
fn an_error_without_a_word() {
    if can_trace() {
        let tree = changed();
        assert_page(&failing(&tree, ("mkdir", "/stage/"), "EIO"), &tree, 1);
    }
}

#[test]
fn publishing_waits() {
    if can_trace() {
        let tree = changed();
        assert_page(&failing(&tree, ("rename", ".parquet"), "EBUSY"), &tree, 5);
        assert_eq!(tree.ingest(&[]).code, 0);
        tree.assert_whole();
    }
}

#[test]
fn no_space() {
    if can_trace() {
        let tree = changed();
        assert_page(&failing(&tree, ("mkdir", "/stage/"), "ENOSPC"), &tree, 14);
    }
}

#[test]
fn stopped() {
    let tree = one();
    tree.put("hang.txt", "<mock><hang/></mock>");
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let mut command = tree.command(&tree.dataset(), &["--mock", "--jobs", "1"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lease = tree.dataset().with_extension("store").join("lock/LEASE");
        while !lease.exists() {
            std::thread::yield_now();
        }
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        let mut told = Told::of(&child.wait_with_output().unwrap());
        // How far it came before the signal depends on the machine.
        told.stderr = told.stderr.lines().last().unwrap_or_default().to_owned();
        for group in ["files", "documents", "issues"] {
            told.summary[group] = serde_json::Value::Null;
        }
        assert_page(&told, &tree, code);
    }
}
