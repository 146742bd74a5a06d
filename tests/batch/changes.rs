//! What a night changes: nothing, something, moves, removals, files that cannot be read any more.

use std::fs;

use super::tree::{Tree, content, documents, report, statuses};

fn three() -> Tree {
    let tree = Tree::new();
    for (number, office) in ["民政局", "教育局", "水利局"].into_iter().enumerate() {
        tree.put(&format!("2024/{office}.txt"), report(office, 2024, 10 + number as u32));
    }
    tree
}

#[test]
fn a_second_night_without_changes_writes_nothing() {
    let tree = three();
    let first = tree.ingest(&[]);
    assert_eq!((first.code, first.count("files", "ok"), first.count("gen", "after")), (0, 3, 1), "{first:?}");
    let second = tree.ingest(&[]);
    assert_eq!((second.code, second.count("files", "unchanged"), second.count("gen", "after")), (0, 3, 1));
    assert_eq!(second.count("workers", "started"), 0);
    tree.assert_whole();
}

#[test]
fn what_changed_is_read_and_only_that() {
    let tree = three();
    tree.ingest(&[]);
    tree.put("2024/民政局.txt", report("民政局", 2024, 77));
    tree.put("2024/林业局.txt", report("林业局", 2024, 5));
    let told = tree.ingest(&[]);
    assert_eq!((told.count("files", "ok"), told.count("files", "unchanged")), (2, 2));
    assert_eq!((told.count("documents", "changed"), told.count("documents", "added")), (1, 1));
    assert!(content(&tree.dataset())["facts"].iter().any(|row| row.contains("77.50")));
    tree.assert_whole();
}

#[test]
fn the_same_size_and_times_do_not_hide_other_bytes_from_a_full_run() {
    let tree = three();
    let path = tree.path("2024/民政局.txt");
    let old = fs::metadata(&path).unwrap().modified().unwrap();
    tree.ingest(&[]);
    tree.put("2024/民政局.txt", report("民政局", 2024, 99));
    fs::File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
    let told = tree.ingest(&["--full"]);
    assert_eq!(told.count("documents", "changed"), 1);
}

#[test]
fn a_file_goes_after_two_looks_and_comes_back() {
    let tree = three();
    tree.ingest(&[]);
    fs::remove_file(tree.path("2024/水利局.txt")).unwrap();
    let once = tree.ingest(&[]);
    assert_eq!((once.count("documents", "absent_once"), documents(&tree.dataset())), (1, 3));
    let twice = tree.ingest(&[]);
    assert_eq!((twice.count("documents", "removed"), documents(&tree.dataset())), (1, 2));
    assert_eq!(statuses(&tree.dataset())["2024/水利局.txt"].0, "deleted");
    tree.assert_whole();
    tree.put("2024/水利局.txt", report("水利局", 2024, 12));
    tree.ingest(&[]);
    assert_eq!(documents(&tree.dataset()), 3);
    tree.assert_whole();
}

#[test]
fn a_moved_file_takes_its_rows_along_in_one_night() {
    let tree = three();
    tree.ingest(&[]);
    fs::create_dir(tree.path("旧")).unwrap();
    fs::rename(tree.path("2024/水利局.txt"), tree.path("旧/水利局.txt")).unwrap();
    let told = tree.ingest(&[]);
    assert_eq!((told.count("documents", "moved"), documents(&tree.dataset())), (1, 3));
    tree.assert_whole();
}

#[test]
fn an_unreadable_new_version_keeps_the_last_good_rows() {
    let tree = three();
    tree.ingest(&[]);
    let before = content(&tree.dataset());
    tree.put("2024/水利局.txt", b"PK\x03\x04 not a package");
    let first = tree.ingest(&[]);
    assert_eq!((first.code, first.count("documents", "stale")), (3, 1));
    assert_eq!(statuses(&tree.dataset())["2024/水利局.txt"].0, "stale");
    let kept = content(&tree.dataset());
    assert_eq!(kept["facts"], before["facts"]);
    let stale = |content: &std::collections::BTreeMap<&str, Vec<String>>| {
        content["documents"].iter().filter(|row| row.contains(r#"("state", Text("stale"))"#)).count()
    };
    assert_eq!(stale(&kept), 1, "whoever reads the documents learns of it, too");
    let known = tree.ingest(&[]);
    assert_eq!((known.code, known.count("issues", "new")), (0, 0), "a known problem does not alarm again");
    tree.put("2024/水利局.txt", report("水利局", 2024, 12));
    assert_eq!(tree.ingest(&[]).code, 0);
    assert_eq!(content(&tree.dataset()), before);
    assert_eq!(stale(&before), 0);
    tree.assert_whole();
}

#[test]
fn a_report_whose_year_changes_moves_between_folders() {
    let tree = three();
    tree.ingest(&[]);
    tree.put("2024/民政局.txt", report("民政局", 2023, 10));
    tree.ingest(&[]);
    tree.assert_whole();
    let (fresh, _) = tree.ingest_fresh("fresh", &[]);
    assert_eq!(content(&tree.dataset()), content(&fresh));
}

#[test]
fn what_the_user_leaves_out_stays_in_the_dataset() {
    let tree = three();
    tree.ingest(&[]);
    for _ in 0..2 {
        let told = tree.ingest(&["--exclude", "水利*"]);
        assert_eq!((told.code, told.count("files", "seen")), (0, 2));
    }
    assert_eq!(documents(&tree.dataset()), 3);
}

#[test]
fn files_of_an_archive_are_files() {
    let tree = Tree::new();
    let zip = |names: &[(&str, u32)]| {
        let reports: Vec<(String, String)> =
            names.iter().map(|(name, amount)| (format!("{name}.txt"), report(name, 2024, *amount))).collect();
        let parts: Vec<(&str, &[u8])> =
            reports.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        samples::package::pack(&parts)
    };
    tree.put("all.zip", zip(&[("a", 1), ("b", 2)]));
    let told = tree.ingest(&[]);
    assert_eq!((told.count("files", "seen"), documents(&tree.dataset())), (3, 2));
    assert_eq!(statuses(&tree.dataset())["all.zip!/a.txt"].0, "ok");
    assert_eq!(tree.ingest(&[]).count("files", "unchanged"), 3);
    tree.put("all.zip", zip(&[("b", 3), ("c", 4)]));
    tree.ingest(&[]);
    assert_eq!(statuses(&tree.dataset())["all.zip!/a.txt"].0, "deleted");
    assert_eq!(documents(&tree.dataset()), 2);
    tree.assert_whole();
}

#[test]
fn a_new_book_is_read_from_what_was_kept_and_the_share_is_asked_only_for_the_rest() {
    let tree = three();
    tree.ingest(&[]);
    let labels = tree.path("../book/labels");
    fs::create_dir_all(&labels).unwrap();
    let own = |name: &str, label: &str| {
        let text = format!(
            "[[concept]]\nid = \"{name}\"\nzh = \"{label}\"\nen = \"?\"\nmeasure = \"money\"\nblocks = [\"any\"]\nlabels = [\"{label}\"]\n"
        );
        fs::write(labels.join(format!("{name}.toml")), text).unwrap();
    };
    let book = tree.path("../book").to_string_lossy().into_owned();
    own("new.one", "从未见过的经费");
    let first = tree.ingest(&["--book", &book, "--full"]);
    assert_eq!((first.code, first.summary["from_cache"].as_u64()), (0, Some(0)), "all bytes are asked for");
    // A file is trusted once it was read two seconds after it was last written: each new book reads it again.
    let mut round = 0;
    let kept = loop {
        round += 1;
        own("new.two", &format!("第{round}项从未见过的经费"));
        let told = tree.ingest(&["--book", &book]);
        assert_eq!((told.code, told.count("files", "ok")), (0, 3));
        if told.summary["from_cache"] != 0 || round == 100 {
            break told;
        }
    };
    assert_eq!(kept.summary["from_cache"].as_u64(), Some(3));
    fs::remove_dir_all(tree.dataset().with_extension("store").join("spool/cache")).unwrap();
    own("new.three", "第三项从未见过的经费");
    let lost = tree.ingest(&["--book", &book]);
    assert_eq!((lost.code, lost.summary["from_cache"].as_u64(), lost.count("files", "ok")), (0, Some(0), 3));
    tree.assert_whole();
    let (fresh, _) = tree.ingest_fresh("fresh", &["--book", &book]);
    assert_eq!(content(&tree.dataset()), content(&fresh));
}
