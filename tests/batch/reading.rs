//! The dataset read by programs that know nothing of ours, with their default settings: DuckDB, polars, pandas, pyarrow.
//! They are installed into a Python of their own below `target/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::tree::{Tree, report};

/// A Python that has the readers, or `None` where there is no Python at all, which is said and never happens in CI.
fn python() -> Option<PathBuf> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/readers");
    let python = home.join("bin/python");
    let asked = |program: &Path, arguments: &[&str]| {
        Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
    };
    if asked(&python, &["-c", "import duckdb, polars, pandas, pyarrow"]) {
        return Some(python);
    }
    if !asked(Path::new("python3"), &["--version"]) {
        assert!(std::env::var_os("CI").is_none(), "there is no python3");
        #[allow(clippy::print_stdout, reason = "a test that is skipped says so")]
        {
            println!("skipped: there is no python3");
        }
        return None;
    }
    assert!(asked(Path::new("python3"), &["-m", "venv", &home.to_string_lossy()]), "no venv could be made");
    let install = ["-m", "pip", "install", "-q", "duckdb", "polars", "pandas", "pyarrow"];
    assert!(asked(&python, &install), "the readers could not be installed");
    Some(python)
}

#[test]
fn other_programs_read_what_was_written() {
    let Some(python) = python() else { return };
    let tree = Tree::new();
    tree.put("a.txt", report("民政局", 2024, 10));
    tree.put("b.txt", report("教育局", 2023, 20));
    assert_eq!(tree.ingest(&[]).code, 0);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers.py");
    let output = Command::new(python).arg(script).arg(tree.dataset()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "duckdb polars pandas pyarrow");
}
