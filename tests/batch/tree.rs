//! A tree of invented reports, the program run over it, and what is then in the dataset.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use hebiao::dataset::browse::{self, Filter};
use hebiao::dataset::schema::TABLES;
use hebiao::dataset::{Dataset, browse::Shown};
use serde_json::Value;

/// The program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_hebiao");

/// A folder for sources and a dataset, gone with the test.
pub struct Tree {
    home: PathBuf,
}

/// What a run said.
#[derive(Debug)]
pub struct Told {
    pub code: i32,
    pub summary: Value,
    pub stderr: String,
}

impl Told {
    pub fn of(output: &Output) -> Self {
        let stdout = String::from_utf8_lossy(&output.stdout);
        let line = stdout.lines().last().unwrap_or("null");
        Self {
            code: output.status.code().unwrap_or(-1),
            summary: serde_json::from_str(line).unwrap_or(Value::Null),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    pub fn count(&self, group: &str, name: &str) -> u64 {
        self.summary[group][name]
            .as_u64()
            .unwrap_or_else(|| panic!("no {group}.{name}: {} {}", self.summary, self.stderr))
    }
}

impl Tree {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let home = std::env::temp_dir().join(format!("hebiao-batch-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&home);
        std::fs::create_dir_all(home.join("source")).unwrap();
        Self { home }
    }

    pub fn source(&self) -> PathBuf {
        self.home.join("source")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.source().join(name)
    }

    pub fn dataset(&self) -> PathBuf {
        self.home.join("data")
    }

    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// A command that ingests the sources into a dataset of a name.
    pub fn command(&self, dataset: &Path, more: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(["ingest", "--lang", "en"]).arg(self.source()).arg("--into").arg(dataset).args(more);
        command
    }

    pub fn ingest(&self, more: &[&str]) -> Told {
        Told::of(&self.command(&self.dataset(), more).output().unwrap())
    }

    /// A run that may make no file of more than so many KiB.
    pub fn ingest_with_room(&self, kib: u32) -> Told {
        let run = self.command(&self.dataset(), &[]);
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\""]).arg((2 * kib).to_string());
        command.arg(run.get_program()).args(run.get_args());
        Told::of(&command.output().unwrap())
    }

    /// The same sources into a dataset that does not exist yet.
    pub fn ingest_fresh(&self, name: &str, more: &[&str]) -> (PathBuf, Told) {
        let dataset = self.home.join(name);
        let told = Told::of(&self.command(&dataset, more).output().unwrap());
        (dataset, told)
    }

    pub fn assert_whole(&self) {
        assert_whole(&self.dataset());
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

/// `verify` finds nothing.
pub fn assert_whole(dataset: &Path) {
    let output = Command::new(PROGRAM).arg("verify").arg(dataset).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!((output.status.code(), told.as_ref()), (Some(0), "ok\n"));
}

/// Another command of the program.
pub fn command(arguments: &[&str], dataset: &Path) -> (i32, String) {
    let mut command = Command::new(PROGRAM);
    command.arg(arguments[0]).arg(dataset).args(&arguments[1..]);
    let output = command.output().unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// An invented report.
pub fn report(office: &str, year: i32, amount: u32) -> String {
    format!(
        "云溪县{office}{year}年度部门整体支出绩效自评报告\n\n一、部门基本情况\n\n本部门编制{amount}人。\n\n\
         部门整体支出绩效评价基础数据表\n\n\
         | 经费控制情况 | {last}年决算数 | {year}年预算数 | {year}年决算数 |\n|---|---|---|---|\n\
         | 三公经费 | {amount}.50 | {amount}.00 | {amount}.25 |\n| 项目支出 | 1{amount}.00 | 2{amount}.00 | 2{amount}.10 |\n\n\
         填表人：赵某某 填报日期：{year}年3月 联系电话：13900001234 单位负责人：钱某\n",
        last = year - 1,
    )
}

/// Every table but `files`, as sorted rows of texts, without the revision of the documents.
pub fn content(dataset: &Path) -> BTreeMap<&'static str, Vec<String>> {
    let dataset = Dataset::open(dataset).unwrap();
    let state = dataset.state().unwrap();
    let mut content = BTreeMap::new();
    for schema in TABLES.iter().filter(|schema| schema.name != "files") {
        let mut rows = Vec::new();
        browse::shown(&dataset, (&state, &Filter::default()), schema, &mut |names, values| {
            let told = names.iter().zip(values).filter(|(name, value)| {
                !matches!(name.as_str(), "doc_rev" | "modified") && *value != Shown::Nothing
            });
            rows.push(format!("{:?}", told.collect::<Vec<_>>()));
        })
        .unwrap();
        rows.sort();
        content.insert(schema.name, rows);
    }
    content
}

/// The status and code of every file by its path.
pub fn statuses(dataset: &Path) -> BTreeMap<String, (String, Option<String>)> {
    let dataset = Dataset::open(dataset).unwrap();
    let files = dataset.state().unwrap().files;
    files.into_values().map(|file| (file.path, (file.status, file.code))).collect()
}

/// How many documents stand in the dataset.
pub fn documents(dataset: &Path) -> usize {
    Dataset::open(dataset).unwrap().state().unwrap().documents.len()
}
