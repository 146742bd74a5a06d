//! A dataset in its old state beside sources that ask for a new one, and runs between the two that go wrong.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use hebiao::dataset::Dataset;
use hebiao::dataset::verify::verify;

use crate::batch::tree::{Tree, content, report};

/// Every call by which the program reaches its files.
const CALLS: &str = "openat,read,write,pread64,pwrite64,lseek,fstat,newfstatat,statx,getdents64,mkdir,rmdir,unlink,unlinkat,\
                     rename,renameat,renameat2,fsync,fdatasync,ftruncate,close";

/// What a dataset holds, table by table.
pub type Content = BTreeMap<&'static str, Vec<String>>;

/// The two states, and where trials take place.
pub struct Stage {
    pub tree: Tree,
    pub old: Content,
    pub new: Content,
}

/// What is done to a run at one of its calls.
#[derive(Clone, Copy)]
pub enum Fault {
    Kill,
    Error(&'static str),
}

/// A call of a run: its name, and which call of that name it is, from 1.
pub type Point = (String, usize);

/// Whether there is a `strace` that may trace; said where not.
pub fn can_trace() -> bool {
    let traced = Command::new("strace").args(["-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    let can = traced.is_ok_and(|status| status.success());
    if !can {
        println!("faults: not looked at, there is no strace");
        assert!(std::env::var_os("CI").is_none(), "strace is there in CI");
    }
    can
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn store_of(dataset: &Path) -> PathBuf {
    dataset.with_extension("store")
}

/// What recovery makes of a dataset, which must be whole.
pub fn recovered(dataset: &Path) -> Content {
    let open = Dataset::open(dataset).unwrap();
    open.recover("after").unwrap();
    assert_eq!(verify(&open).unwrap(), []);
    content(dataset)
}

impl Stage {
    /// Five reports of three years; then one is written anew, one changes its year, one is new and one unreadable.
    pub fn small() -> Self {
        let tree = Tree::new();
        for (name, year) in [("甲局", 2023), ("乙局", 2024), ("丙局", 2024), ("丁局", 2022), ("戊局", 2024)]
        {
            tree.put(&format!("{name}.txt"), report(name, year, 7));
        }
        assert_eq!(tree.ingest(&[]).code, 0);
        let old = content(&tree.dataset());
        tree.put("甲局.txt", report("甲局", 2023, 8));
        tree.put("乙局.txt", report("乙局", 2023, 7));
        tree.put("己局.txt", report("己局", 2024, 9));
        tree.put("戊局.txt", b"PK\x03\x04");
        let stage = Self { tree, old, new: Content::new() };
        let dataset = stage.fresh("new");
        assert!(stage.run(&dataset, None).status.success());
        let new = recovered(&dataset);
        assert_ne!(stage.old, new);
        Self { new, ..stage }
    }

    /// A copy of the dataset in its old state.
    pub fn fresh(&self, name: &str) -> PathBuf {
        let dataset = self.tree.dataset().with_file_name(name);
        for (from, to) in
            [(self.tree.dataset(), dataset.clone()), (store_of(&self.tree.dataset()), store_of(&dataset))]
        {
            let _ = fs::remove_dir_all(&to);
            copy(&from, &to);
        }
        dataset
    }

    fn run(&self, dataset: &Path, fault: Option<(&Point, Fault)>) -> Output {
        run(&self.tree, dataset, fault)
    }

    /// The calls of the commit: from the first one about the stage to the last one about the dataset.
    fn points(&self) -> Vec<Point> {
        let calls = Calls::of(&self.tree, &self.fresh("traced"));
        calls.all[calls.commit..].to_vec()
    }

    /// Runs with a fault at every `stride`-th call of the commit and hands over the dataset and how the run ended. Two at
    /// a time. Gives the number of runs.
    pub fn each(&self, fault: Fault, stride: usize, judge: impl Fn(&Point, &Path, Output) + Sync) -> usize {
        // Closing never fails on a real system in a way that a program could mend.
        let meant = |(name, _): &Point| matches!(fault, Fault::Kill) || name != "close";
        let points: Vec<Point> = self.points().into_iter().filter(meant).step_by(stride).collect();
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for slot in 0..2 {
                let (next, judge, points) = (&next, &judge, &points);
                scope.spawn(move || {
                    while let Some(point) = points.get(next.fetch_add(1, Ordering::SeqCst)) {
                        let dataset = self.fresh(&format!("trial{slot}"));
                        let ended = self.run(&dataset, Some((point, fault)));
                        judge(point, &dataset, ended);
                    }
                });
            }
        });
        points.len()
    }
}

/// Runs, with a fault or without. Only the calls of the run's own thread are counted, which is the one that commits.
pub fn run(tree: &Tree, dataset: &Path, fault: Option<(&Point, Fault)>) -> Output {
    let Some(((name, number), fault)) = fault else {
        return tree.command(dataset, &["--fail-on", "none"]).output().unwrap();
    };
    let what = match fault {
        Fault::Kill => "signal=KILL".to_owned(),
        Fault::Error(name) => format!("error={name}"),
    };
    let (trace, inject) = (format!("trace={name}"), format!("inject={name}:{what}:when={number}"));
    traced(tree, dataset, &["-o", "/dev/null", "-e", &trace, "-e", &inject])
}

/// The calls of a run, from its first one about the dataset to its last one.
pub struct Calls {
    pub all: Vec<Point>,
    /// The same as `strace` tells them.
    told: Vec<String>,
    /// Where the commit begins among them.
    pub commit: usize,
}

impl Calls {
    /// Runs and takes them down.
    pub fn of(tree: &Tree, dataset: &Path) -> Self {
        let log = dataset.with_extension("log");
        let told = log.to_str().unwrap();
        assert!(traced(tree, dataset, &["-y", "-o", told, "-e", &format!("trace={CALLS}")]).status.success());
        let text = String::from_utf8_lossy(&fs::read(&log).unwrap()).into_owned();
        let (own, stage) = (dataset.to_str().unwrap(), store_of(dataset).join("stage"));
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut calls = Vec::new();
        for line in text.lines() {
            let Some((name, _)) = line.split_once('(') else { continue };
            let count = counts.entry(name).or_default();
            *count += 1;
            calls.push((line, (name.to_owned(), *count)));
        }
        let about = |what: &str| calls.iter().position(|(line, _)| line.contains(what)).unwrap();
        let first = about(own);
        let stage = stage.to_str().unwrap();
        let staged = |line: &str| line.starts_with("mkdir") && line.contains(stage);
        let commit = calls.iter().position(|(line, _)| staged(line)).unwrap();
        let last = calls.iter().rposition(|(line, _)| line.contains(own)).unwrap();
        let (told, all) =
            calls[first..=last].iter().map(|(line, point)| ((*line).to_owned(), point.clone())).unzip();
        Self { all, told, commit: commit - first }
    }

    /// The first call of a name about a path.
    pub fn about(&self, name: &str, part: &str) -> &Point {
        let found = self.told.iter().position(|line| line.starts_with(name) && line.contains(part));
        &self.all[found.unwrap()]
    }
}

fn traced(tree: &Tree, dataset: &Path, options: &[&str]) -> Output {
    let plain = tree.command(dataset, &["--fail-on", "none"]);
    let mut command = Command::new("strace");
    command.args(["-qq", "-e", "signal=none"]).args(options).arg(plain.get_program()).args(plain.get_args());
    command.output().unwrap()
}
