//! What the looking commands print over one small dataset, as pages that a person can read.
//! `INSTA_UPDATE=always cargo test --test runner edges` writes the pages anew; read the diff.

use std::process::{Command, Stdio};

use hebiao::dataset::commit::lease::{self, Owner, Patience, ProcessClock};

use super::world::{Change, PROGRAM, World};

/// The page of a command.
fn page(world: &World, arguments: &[&str]) -> String {
    let (code, text) = world.run(arguments);
    format!(
        "$ hebiao {}\n{}── exit {code}\n",
        arguments.join(" "),
        text.replace("\r\n", "\n").replace('\u{FEFF}', "(mark)")
    )
}

fn assert_page(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("golden");
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn what_is_in_it() {
    let world = World::small();
    let runs = world.path("dataset.store").join("runs");
    std::fs::create_dir_all(&runs).unwrap();
    let summary =
        r#"{"started":"2026-01-02T03:04:05Z","status":"ok_with_issues","files":{"seen":3},"wall_s":1.5}"#;
    std::fs::write(runs.join("20260102T030405Z.json"), summary).unwrap();
    std::fs::write(runs.join("latest.json"), summary).unwrap();
    assert_page("status", &page(&world, &["status"]));
}

#[test]
fn what_does_not_add_up() {
    let world = World::small();
    let pages = [
        page(&world, &["findings"]),
        page(&world, &["findings", "--severity", "error"]),
        page(&world, &["findings", "--rule", "SE-05", "--format", "csv"]),
        page(&world, &["findings", "--year", "2023"]),
        page(&world, &["findings", "--all", "--format", "json"]),
    ];
    assert_page("findings", &pages.join("\n"));
}

#[test]
fn labels_that_nobody_knows() {
    let world = World::small();
    let pages = [page(&world, &["labels"]), page(&world, &["labels", "--toml"])];
    assert_page("labels", &pages.join("\n"));
}

#[test]
fn entries_of_labels_are_a_book() {
    let world = World::small();
    let (_, entries) = world.run(&["labels", "--toml"]);
    let book = world.path("book");
    std::fs::create_dir_all(book.join("labels")).unwrap();
    std::fs::write(book.join("labels/own.toml"), entries).unwrap();
    let (code, after) = world.run(&["labels", "--book", book.to_str().unwrap()]);
    assert_eq!(code, 0, "the entries load as they were printed: {after}");
}

#[test]
fn tables_for_people() {
    let world = World::small();
    let pages = [
        page(&world, &["export", "panel"]),
        page(&world, &["export", "facts", "--primary", "--year", "2023"]),
    ];
    assert_page("export", &pages.join("\n"));
    assert_eq!(world.output(&["export", "nothing"]).status.code(), Some(2));
}

#[test]
fn a_dead_runs_hold_is_broken_and_a_living_one_named() {
    let world = World::small();
    assert_eq!(world.run(&["unlock"]), (0, "free\n".to_owned()));
    let owner = Owner {
        run: "one".into(),
        host: "elsewhere".into(),
        boot: "b".into(),
        pid: 7,
        started: "noon".into(),
    };
    let files = world.open().files;
    let taken = lease::acquire(&files, &owner, Patience::default(), &ProcessClock::default()).unwrap();
    assert_eq!(taken, Ok(()));
    let (code, told) = world.run(&["unlock"]);
    assert_eq!((code, told.contains("one on elsewhere since noon")), (11, true), "{told}");
    assert!(lease::is_held(&files, &owner).unwrap(), "asking does not break it");
    assert_eq!(world.run(&["unlock", "--force"]).0, 0);
    assert_eq!(lease::holder(&files).unwrap(), None);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let world = World::small();
    for arguments in [&["export", "cells"][..], &["status"], &["findings", "--all"]] {
        let mut command = Command::new(PROGRAM);
        command.arg(arguments[0]).arg(world.dataset()).args(&arguments[1..]).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(0), "{arguments:?}");
    }
}

/// The label is printed with a number and a year, and means something near a concept that the book knows.
#[test]
fn a_pasted_entry_makes_its_label_known() {
    let report = |total: &str| {
        format!(
            "云溪县水务局2024年度部门整体支出绩效自评报告\n\n| 项目 | 2024年决算数（万元） |\n|---|---|\n| 三、公务接侍费用（万元） | {total} |\n| 公用经费 | 20.5 |\n"
        )
    };
    let world = World::new();
    world.night(&[Change::put("2024/水务局.md", report("3.25"))]);
    let (_, before) = world.run(&["labels"]);
    assert!(before.contains("sangong.reception"), "{before}");
    let (_, entries) = world.run(&["labels", "--toml"]);
    let book = world.path("book");
    std::fs::create_dir_all(book.join("labels")).unwrap();
    std::fs::write(book.join("labels/own.toml"), entries).unwrap();
    let source = extractors::Source::new("水务局.md", report("3.25").into_bytes());
    let read = hebiao::ingest(&source, &hebiao::Book::load(Some(&book)).unwrap()).unwrap();
    let concepts: Vec<&str> = read
        .reading
        .facts
        .iter()
        .filter_map(|fact| fact.concept.as_ref())
        .map(|concept| concept.as_str())
        .collect();
    assert_eq!(concepts, ["sangong.reception", "public.total"]);
}
