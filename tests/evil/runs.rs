//! Rows about a whole run: shares that hang, disks that are full, clocks, a dataset that somebody made to do harm, what is
//! said and how often.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use extractors::{Code, Notice, Notices};
use hebiao::dataset::Dataset;

use crate::batch::tree::{Told, Tree, command, content, documents, report, statuses};
use crate::faults::trial::can_trace;

fn one() -> Tree {
    let tree = Tree::new();
    tree.put("a.txt", report("民政局", 2024, 1));
    tree
}

/// What hangs costs its own time and no other file.
#[test]
fn row_61_what_hangs() {
    let tree = one();
    for what in ["hang", "spin"] {
        tree.put(&format!("{what}.txt"), format!("<mock><{what}/></mock>"));
    }
    let told = tree.ingest(&["--mock", "--file-time", "2s", "--jobs", "1"]);
    assert_eq!((told.count("files", "ok"), told.count("files", "failed")), (1, 2));
    assert_eq!(statuses(&tree.dataset())["hang.txt"].1.as_deref(), Some("E_TIMEOUT"));
}

/// A share that does not answer holds three calls; nothing more is asked of it, and what is known of it stays.
#[test]
fn row_61_a_share_that_hangs() {
    if !can_trace() {
        return;
    }
    let tree = one();
    let names = ["b.txt", "c.txt", "d.txt", "e.txt"];
    names.iter().for_each(|name| tree.put(name, report("教育局", 2023, 2)));
    assert_eq!(tree.ingest(&[]).code, 0);
    let before = content(&tree.dataset());
    names.iter().for_each(|name| tree.put(name, report("教育局", 2023, 3)));
    let run = tree.command(&tree.dataset(), &["--file-time", "5s", "--jobs", "1"]);
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-o", "/dev/null", "-e", "inject=read:delay_enter=60s"]);
    for name in names {
        traced.arg("-P").arg(tree.path(name));
    }
    let told = Told::of(&traced.arg(run.get_program()).args(run.get_args()).output().unwrap());
    assert_eq!(
        (told.code, told.summary["issues"]["by_code"]["T_IO_HANG"].as_u64()),
        (4, Some(3)),
        "{told:?}"
    );
    assert_eq!((told.count("files", "transient"), told.count("files", "not_reached")), (3, 1));
    assert_eq!(content(&tree.dataset())["facts"], before["facts"]);
    assert_eq!(tree.ingest(&[]).count("files", "ok"), 4, "the next night reads them");
    tree.assert_whole();
}

/// Where nothing can be written, the run says so, and the old state stays.
#[test]
fn row_62_no_room() {
    let tree = one();
    tree.ingest(&[]);
    let before = content(&tree.dataset());
    tree.put("b.txt", report("教育局", 2024, 2));
    let told = tree.ingest_with_room(4);
    assert_eq!(told.code, 14, "{told:?}");
    assert_eq!(content(&tree.dataset()), before);
    assert_eq!(tree.ingest(&[]).code, 0);
    assert_eq!(documents(&tree.dataset()), 2);
    tree.assert_whole();
}

/// A file of the dataset.
fn published(tree: &Tree, table: &str) -> PathBuf {
    let dataset = Dataset::open(&tree.dataset()).unwrap();
    let (_, path) = dataset.table_files(table).unwrap().remove(0);
    tree.dataset().join(path.strip_prefix("data/").unwrap())
}

/// A name that cannot be replaced keeps the run from being done; it is carried out once the name is free.
#[test]
fn row_63_a_target_that_is_held() {
    if !can_trace() {
        return;
    }
    let tree = one();
    tree.ingest(&[]);
    tree.put("a.txt", report("民政局", 2024, 7));
    let run = tree.command(&tree.dataset(), &[]);
    // Renames from the n-th on: those before the decision stop the run, the first one behind it is a file's that is held.
    let held_from = |nth: usize| {
        let inject = format!("inject=rename,renameat,renameat2:error=EBUSY:when={nth}+");
        let mut traced = Command::new("strace");
        traced.args(["-f", "-qq", "-o", "/dev/null", "-e", &inject]);
        Told::of(&traced.arg(run.get_program()).args(run.get_args()).output().unwrap())
    };
    let told = (1..20).map(held_from).find(|told| told.code != 1).unwrap();
    assert_eq!(told.code, 5, "{told:?}");
    assert_eq!(tree.ingest(&[]).code, 0);
    tree.assert_whole();
    assert!(content(&tree.dataset())["facts"].concat().contains("7.50"));
}

/// Files from tomorrow and from before there were files, and a state that says it was seen tomorrow.
#[test]
fn row_66_clocks_that_jump() {
    use std::time::{Duration, SystemTime};
    let tree = one();
    for hours in [6u64, 0, 48] {
        let time = SystemTime::now() + Duration::from_secs(hours * 3600);
        tree.put("a.txt", report("民政局", 2024, hours as u32 + 1));
        fs::File::options().append(true).open(tree.path("a.txt")).unwrap().set_modified(time).unwrap();
        assert_eq!(tree.ingest(&[]).code, 0);
        let facts = content(&tree.dataset())["facts"].concat();
        assert!(facts.contains(&format!("{}.50", hours + 1)), "{hours} hours ahead");
    }
    tree.assert_whole();
}

#[test]
fn row_68_a_dataset_made_to_do_harm() {
    let tree = one();
    tree.ingest(&[]);
    let outside = tree.path("../outside.parquet");
    fs::write(&outside, "not ours").unwrap();
    let target = published(&tree, "facts");
    fs::remove_file(&target).unwrap();
    symlink(&outside, &target).unwrap();
    assert_eq!(command(&["verify"], &tree.dataset()).0, 12, "a link in the place of a file");
    tree.put("a.txt", report("民政局", 2024, 7));
    tree.ingest(&[]);
    assert_eq!(fs::read(&outside).unwrap(), b"not ours", "nothing is written through a link");
    let tree = one();
    tree.ingest(&[]);
    let journal = tree.dataset().with_extension("store").join("journal/999999");
    fs::create_dir_all(&journal).unwrap();
    fs::write(journal.join("rec.json"), "{".repeat(8 << 20)).unwrap();
    let told = tree.ingest(&["--full"]);
    assert_eq!(told.code, 12, "{told:?}");
}

#[test]
fn row_69_remarks_without_end() {
    let mut notices = Notices::default();
    for nth in 0..1_000_000 {
        notices.add(Notice::new(Code::CELL_BROKEN).with("detail", nth));
        if nth % 100_000 == 0 {
            notices.add(Notice::new(Code::MACRO));
        }
    }
    assert_eq!(notices.iter().count(), Notices::LISTED_PER_CODE + 10);
    assert_eq!(notices.unlisted(), [(Code::CELL_BROKEN, 1_000_000 - Notices::LISTED_PER_CODE)]);
}

#[test]
fn row_70_persons_in_messages() {
    let tree = one();
    let hidden = "联系电话：13900001234，填表人：孙某某";
    let body = samples::docx::build::p("正文")
        + &format!("<w:p><w:del w:id=\"1\"><w:r><w:delText>{hidden}</w:delText></w:r></w:del></w:p>");
    tree.put("b.docx", samples::docx::build::Docx::new(body).bytes());
    let told = tree.ingest(&[]);
    let all = format!("{:?} {}", content(&tree.dataset()), told.stderr);
    assert!(all.contains("I_DELETED_TEXT"), "{all}");
    for secret in ["13900001234", "孙某某"] {
        assert!(!all.contains(secret), "{secret}");
    }
}
