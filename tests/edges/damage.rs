//! Each kind of damage, planted, is found and named; a whole dataset is found whole.

use std::fs;
use std::path::PathBuf;

use hebiao::dataset::commit::{Store, commit};
use hebiao::dataset::layout::{bucket, live};
use hebiao::dataset::parquet;
use hebiao::dataset::rows::{Rows, Values};
use hebiao::dataset::schema::{DOCUMENTS, FACTS, FILES, FINDINGS, PANEL, TABLES, TableSchema};
use hebiao::dataset::verify::verify;
use hebiao::dataset::{Dataset, DatasetError};

use super::world::World;

fn codes(world: &World) -> Vec<&'static str> {
    let mut codes: Vec<&str> = verify(&world.open()).unwrap().iter().map(|damage| damage.code).collect();
    codes.dedup();
    codes
}

/// The first file of a table that has rows.
fn file_with_rows(dataset: &Dataset, schema: &'static TableSchema) -> (String, Rows) {
    let files = dataset.table_files(schema.name).unwrap();
    let rows = files.into_iter().map(|(_, path)| {
        let rows = dataset.rows(&path, schema).unwrap().unwrap();
        (path, rows)
    });
    rows.into_iter().find(|(_, rows)| !rows.is_empty()).unwrap()
}

/// Where a path of a dataset stands on disk.
fn on_disk(world: &World, path: &str) -> PathBuf {
    match path.split_once('/') {
        Some(("data", rest)) => world.dataset().join(rest),
        _ => panic!("{path} is not below data/"),
    }
}

/// Commits rows that are wrong, so that only their content is.
fn plant(world: &World, path: &str, rows: &Rows) {
    let dataset = world.open();
    let store = Store::new(&dataset.files, "plant");
    let bytes = parquet::write(rows, 99).unwrap();
    commit(&store, 0, |_, stage| stage.add(path, &bytes)).unwrap().unwrap();
}

/// Takes the rows of a table's first file, changes them, commits them, and gives the codes.
fn codes_after(schema: &'static TableSchema, edit: impl Fn(&mut Rows)) -> Vec<&'static str> {
    let world = World::small();
    let (path, mut rows) = file_with_rows(&world.open(), schema);
    edit(&mut rows);
    plant(&world, &path, &rows);
    codes(&world)
}

fn set_text(rows: &mut Rows, column: &str, text: Option<&str>) {
    let at = rows.schema.position(column).unwrap();
    let texts = std::iter::repeat_n(text, rows.len()).collect();
    rows.columns[at] = Values::Text(texts);
}

fn set_int(rows: &mut Rows, column: &str, value: i32) {
    let at = rows.schema.position(column).unwrap();
    rows.columns[at] = Values::Int(vec![Some(value); rows.len()]);
}

#[test]
fn a_whole_dataset_is_whole() {
    let world = World::small();
    assert_eq!(verify(&world.open()).unwrap(), []);
    assert_eq!(world.run(&["verify"]), (0, "ok\n".to_owned()));
    assert!(TABLES.iter().all(
        |schema| schema.name == "problems" || !world.open().table_files(schema.name).unwrap().is_empty()
    ));
}

#[test]
fn files_that_are_gone_cut_or_changed() {
    for table in [&DOCUMENTS, &FACTS, &PANEL, &FILES] {
        let world = World::small();
        let path = on_disk(&world, &world.open().table_files(table.name).unwrap()[0].1);
        let bytes = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!(codes(&world), ["D_MISSING"], "{}", table.name);
        fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        assert_eq!(codes(&world), ["D_BYTES"], "{}", table.name);
        let mut turned = bytes.clone();
        turned[bytes.len() / 2] ^= 1;
        fs::write(&path, &turned).unwrap();
        assert_eq!(codes(&world), ["D_BYTES"], "{}", table.name);
        assert_eq!(world.run(&["verify"]).0, 12);
        fs::write(&path, bytes).unwrap();
        assert_eq!(codes(&world), [""; 0]);
    }
}

#[test]
fn files_of_others_where_readers_look() {
    for name in [
        "facts/report_year=2024/copy.parquet",
        "facts/x.parquet",
        "facts/report_year=2024/._x.parquet",
        "facts/report_year=2024/Thumbs.db",
    ] {
        let world = World::small();
        fs::write(world.dataset().join(name), b"x").unwrap();
        assert_eq!(codes(&world), ["D_FOREIGN"], "{name}");
    }
    let world = World::small();
    fs::write(world.dataset().join("facts/.DS_Store"), b"x").unwrap();
    assert_eq!(codes(&world), [""; 0], "no reader takes it for data");
}

#[test]
fn a_file_that_is_no_parquet_and_one_of_another_schema() {
    let world = World::small();
    let dataset = world.open();
    let (path, _) = file_with_rows(&dataset, &FACTS);
    let store = Store::new(&dataset.files, "plant");
    commit(&store, 0, |_, stage| stage.add(&path, b"not a table")).unwrap().unwrap();
    assert_eq!(codes(&world), ["D_UNREADABLE"]);
    let year = Values::Text([Some("2024")].into_iter().collect());
    let bytes = parquet::write_columns(&[("year", &year)], "facts", 9, "{}".into()).unwrap();
    commit(&store, 1, |_, stage| stage.add(&path, &bytes)).unwrap().unwrap();
    assert_eq!(codes(&world), ["D_SCHEMA"]);
}

#[test]
fn rows_in_the_file_of_another_bucket_or_year() {
    let world = World::small();
    let (path, rows) = file_with_rows(&world.open(), &FACTS);
    let id = rows.texts("doc_id")[0].unwrap().to_owned();
    let other = live("facts", 2023, (bucket(&id, 8) + 1) % 8);
    assert_ne!(path, other);
    plant(&world, &other, &rows);
    let found = codes(&world);
    assert!(found.contains(&"D_PLACE"), "{found:?}");
    assert_eq!(world.run(&["verify"]).0, 12);
}

#[test]
fn a_row_too_few_or_too_many() {
    let short = codes_after(&FACTS, |rows| {
        let mut fewer = Rows::new(&FACTS);
        fewer.append_range(rows, 1..rows.len());
        *rows = fewer;
    });
    assert_eq!(short, ["D_COUNT"]);
    let twice = codes_after(&DOCUMENTS, |rows| rows.append_range(&rows.clone(), 0..1));
    assert!(twice.contains(&"D_TWICE"), "{twice:?}");
}

#[test]
fn rows_that_name_what_is_not_there() {
    assert_eq!(codes_after(&FACTS, |rows| set_int(rows, "r", 999)), ["D_REFERENCE"]);
    assert_eq!(codes_after(&FINDINGS, |rows| set_text(rows, "follows_from", Some("X99"))), ["D_REFERENCE"]);
    let panel = codes_after(&PANEL, |rows| set_text(rows, "doc_id", Some("none")));
    assert_eq!(panel, ["D_REFERENCE", "D_SCHEMA"], "rows without the columns of figures, too");
    assert!(codes_after(&FACTS, |rows| set_text(rows, "doc_id", Some("none"))).contains(&"D_REFERENCE"));
}

#[test]
fn rows_of_two_readings() {
    assert_eq!(codes_after(&FACTS, |rows| set_int(rows, "doc_rev", 7)), ["D_REVISION"]);
}

#[test]
fn a_decision_that_is_not_yet_carried_out() {
    let world = World::small();
    let dataset = world.open();
    let (path, rows) = file_with_rows(&dataset, &FACTS);
    let store = Store::new(&dataset.files, "late");
    let mut stage = store.stage(2, 0).unwrap();
    stage.add(&path, &parquet::write(&rows, 2).unwrap()).unwrap();
    let entries = stage.close().unwrap();
    store.decide(2, entries).unwrap().unwrap();
    assert_eq!(codes(&world), ["D_PENDING"]);
    dataset.recover("next").unwrap();
    assert_eq!(codes(&world), [""; 0]);
}

#[test]
fn a_decision_that_is_lost() {
    let world = World::small();
    world.night(&[super::world::Change::put("new.md", super::world::report("水务局", 2022, 3))]);
    let journal = fs::read_dir(world.path("dataset.store").join("journal")).unwrap();
    let first = journal.map(|entry| entry.unwrap().path()).min().unwrap();
    fs::remove_dir_all(first).unwrap();
    assert!(codes(&world).contains(&"D_JOURNAL"));
}

#[test]
fn commands_say_what_kind_of_trouble_it_is() {
    let world = World::new();
    for command in
        [&["status"][..], &["verify"], &["findings"], &["labels"], &["export", "facts"], &["unlock"]]
    {
        assert_eq!(world.output(command).status.code(), Some(10), "{command:?} without a dataset");
    }
    let world = World::small();
    let path = on_disk(&world, &world.open().table_files("documents").unwrap()[0].1);
    fs::write(path, b"PAR1").unwrap();
    for command in [&["status"][..], &["verify"], &["findings"], &["labels"], &["export", "facts"]] {
        assert_eq!(world.output(command).status.code(), Some(12), "{command:?} with a broken file");
    }
    let format = world.path("dataset.store").join("FORMAT");
    let newer = fs::read_to_string(&format).unwrap().replace(":1,", ":99,").replace(":1}", ":99}");
    fs::write(format, newer).unwrap();
    assert!(matches!(Dataset::open(&world.dataset()), Err(DatasetError::TooNew { .. })));
    for command in
        [&["status"][..], &["verify"], &["findings"], &["labels"], &["export", "facts"], &["unlock"]]
    {
        assert_eq!(world.output(command).status.code(), Some(13), "{command:?} of a newer format");
    }
}
