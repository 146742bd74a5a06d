//! The dataset read by programs that know nothing of us: DuckDB, polars, pandas and pyarrow with default settings, in a
//! virtual environment that the test makes below `target/`. Without Python or without a way to get the packages the test
//! says that it did not look; where `CI` is set that is a failure.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use hebiao::dataset::browse::{self, Filter, Shown};
use hebiao::dataset::schema::{FACTS, PANEL, TABLES};
use serde_json::json;

use super::world::{Change, World, report};

/// What is installed; the versions that the test was last read with.
const PACKAGES: [&str; 4] = ["duckdb==2.0.0", "polars==2.1.0", "pandas==3.1.1", "pyarrow==26.0.1"];

/// The environment's Python, made if it is missing.
fn made() -> Result<PathBuf, String> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/venv");
    let python = home.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
    }
    let import = "import duckdb, polars, pandas, pyarrow";
    if run(Command::new(&python).args(["-c", import])).is_err() {
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES))?;
    }
    Ok(python)
}

/// The same; `None`, and said so, where there is none.
pub fn python() -> Option<PathBuf> {
    match made() {
        Ok(python) => Some(python),
        Err(error) => {
            println!("readers: not looked at, there is no Python with the packages: {error}");
            assert!(std::env::var_os("CI").is_none(), "Python is there in CI");
            None
        }
    }
}

pub fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        Ok(told(&output.stdout))
    } else {
        Err(told(&output.stdout) + &told(&output.stderr))
    }
}

/// What the readers must find, counted with our own reading.
fn expected(world: &World) -> serde_json::Value {
    let dataset = world.open();
    let count = |table: &str| -> usize {
        let files = dataset.table_files(table).unwrap();
        files.iter().map(|(_, path)| dataset.columns(path).unwrap()[0].1.len()).sum()
    };
    let rows: BTreeMap<&str, usize> = TABLES.iter().map(|schema| (schema.name, count(schema.name))).collect();
    let (mut prior, mut yuan) = (0, 0);
    for (year, path) in dataset.table_files(FACTS.name).unwrap() {
        let facts = dataset.rows(&path, &FACTS).unwrap().unwrap();
        let view = facts.view();
        for row in 0..facts.len() {
            prior += u32::from(view.int("year", row).is_some_and(|own| own != year));
            yuan += view.decimal("yuan", row).unwrap_or(0);
        }
    }
    assert_eq!(rows["facts"], browse::all(&dataset, &FACTS).unwrap().len());
    assert!(prior > 0 && yuan > 0, "the dataset holds what is looked for");
    let mut figures = 0;
    browse::shown(&dataset, (&dataset.state().unwrap(), &Filter::default()), &PANEL, &mut |names, values| {
        let told =
            names.iter().zip(values).filter(|(name, value)| name.contains("__") && *value != Shown::Nothing);
        figures += told.count();
    })
    .unwrap();
    json!({ "figures": figures, "rows": rows, "prior": prior, "yuan": rust_decimal::Decimal::from_i128_with_scale(yuan, 6).to_string() })
}

#[test]
fn others_read_what_was_written() {
    let Some(python) = python() else { return };
    let world = World::small();
    // A figure that only one office has, so that the files of the panel would differ if they could.
    let of_one = report("民政局", 2022, 4).replace("智慧灌区养护费", "公务接待费");
    world.night(&[Change::put("2023/林业局.md", report("林业局", 2024, 9)), Change::put("c.md", of_one)]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edges/readers.py");
    let mut command = Command::new(python);
    command.arg(script).arg(world.dataset()).arg(expected(&world).to_string());
    let told = run(&mut command).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(told.lines().count(), 5, "{told}");
}
