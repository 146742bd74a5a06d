//! All integration tests as one binary. Each module has one line here; `no_test_file_is_forgotten` sees to it.

// Boards of what was measured are printed.
#![allow(clippy::print_stdout)]

mod batch;
mod chinese;
mod commit;
mod contacts;
mod corpus;
mod dependencies;
mod edges;
mod evil;
mod faults;
mod forms;
mod fuzzed;
mod golden;
mod hostile;
mod layers;
mod memory;
mod prose;
mod reports;
mod rules_page;
mod samples_are_written;
mod understand;
mod workbooks;

/// Whether a list of modules names one.
fn lists(listed: &str, name: &str) -> bool {
    listed.lines().any(|line| line.trim() == format!("mod {name};"))
}

#[test]
fn no_test_file_is_forgotten() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let listed = std::fs::read_to_string(folder.join("runner.rs")).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let is_module = path.extension().is_some_and(|ending| ending == "rs") || path.join("mod.rs").exists();
        if is_module && name != "runner" {
            assert!(lists(&listed, &name), "tests/{name} is not listed in runner.rs");
        }
    }
}

#[test]
fn a_module_that_is_not_listed_is_noticed() {
    assert!(lists("mod golden;\nmod layers;\n", "layers"));
    assert!(!lists("mod golden_pages;\n// mod layers;\n", "layers"));
}
