//! A dataset in a folder of its own, changed night by night without walking and without workers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use extractors::{Locator, Source};
use hebiao::dataset::across::NotAcross;
use hebiao::dataset::browse::{self, Filter, Shown};
use hebiao::dataset::commit::Store;
use hebiao::dataset::fill::{self, DocumentRows, Stamp};
use hebiao::dataset::known::Known;
use hebiao::dataset::rows::Rows;
use hebiao::dataset::schema::TABLES;
use hebiao::dataset::shelf::Room;
use hebiao::dataset::state::{DocumentState, FileState};
use hebiao::dataset::update::{Problems, Spool};
use hebiao::dataset::{Dataset, DatasetError, Update, apply};
use hebiao::fact::Sureness;
use hebiao::finding::{Evidence, Finding, FindingId, Phrase, Proof, Sentence, Title, Verdict, Weight};
use hebiao::{Book, ingest};

/// The program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_hebiao");

/// What a night does to a file.
#[derive(Debug, Clone)]
pub enum Change {
    Put { path: String, text: String, findings: Vec<Finding> },
    Remove { path: String },
}

impl Change {
    pub fn put(path: &str, text: String) -> Self {
        Self::Put { path: path.to_owned(), text, findings: Vec::new() }
    }
}

/// Rows of arrivals, in memory.
#[derive(Default)]
pub struct Memory(BTreeMap<(String, &'static str), Rows>);

impl Spool for Memory {
    fn append(&self, doc_id: &str, rows: &mut Rows) -> Result<(), DatasetError> {
        let own = self.0.get(&(doc_id.to_owned(), rows.schema.name));
        rows.append(own.ok_or_else(|| DatasetError::SpoolLost(doc_id.to_owned()))?);
        Ok(())
    }
}

/// The folder; gone with the test.
pub struct World {
    home: PathBuf,
    book: Book,
}

impl World {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let home = std::env::temp_dir().join(format!("hebiao-edges-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&home);
        std::fs::create_dir_all(&home).unwrap();
        Self { home, book: Book::load(None).unwrap() }
    }

    /// One with three reports of two years, one of them in two copies, a label that nobody knows, and findings.
    pub fn small() -> Self {
        let world = Self::new();
        let mut first = Change::put("2024/水务局.md", report("水务局", 2024, 6));
        if let Change::Put { findings, .. } = &mut first {
            *findings = some_findings();
        }
        world.night(&[
            first,
            Change::put("2024/水务局（副本）.md", report("水务局", 2024, 6)),
            Change::put("2023/林业局.md", report("林业局", 2023, 12)),
        ]);
        world
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }

    pub fn dataset(&self) -> PathBuf {
        self.path("dataset")
    }

    pub fn open(&self) -> Dataset {
        Dataset::open_or_create(&self.dataset(), "edges").unwrap()
    }

    /// Changes files and commits.
    pub fn night(&self, changes: &[Change]) {
        self.edited_night(changes, |_| ());
    }

    /// The same, with the rows of arrivals changed before they are committed.
    pub fn edited_night(&self, changes: &[Change], edit: impl Fn(&mut DocumentRows)) {
        let dataset = self.open();
        let state = dataset.known(&Room::Memory).unwrap();
        let (mut update, mut spool) = (Update::default(), Memory::default());
        for change in changes {
            self.change(&state, change, (&mut update, &mut spool), &edit);
        }
        let store = Store::new(&dataset.files, format!("night{}", state.generation + 1));
        let done = apply(&dataset, &store, &state, (&update, &spool, &NotAcross)).unwrap();
        assert_eq!(done, Some(state.generation + 1));
    }

    fn change(
        &self,
        state: &Known,
        change: &Change,
        (update, spool): (&mut Update, &mut Memory),
        edit: &dyn Fn(&mut DocumentRows),
    ) {
        let (Change::Put { path, .. } | Change::Remove { path }) = change;
        let file_id = fill::file_id("r1", path.as_bytes());
        update.gone.extend(state.documents_of(&file_id).unwrap());
        let Change::Put { text, findings, .. } = change else {
            update.forgotten.insert(file_id);
            return;
        };
        let doc_rev = state.files.get(&file_id).unwrap().map_or(1, |file| file.doc_rev + 1);
        let documents = self.rows((&file_id, path), text, findings, doc_rev);
        update.change(file(&file_id, path, (doc_rev, documents.len())), Problems::None).unwrap();
        for mut rows in documents {
            edit(&mut rows);
            update.gone.remove(&rows.doc_id);
            let document = DocumentState::of_rows(&rows.documents, rows.report_year).remove(0);
            update.arrive(&document).unwrap();
            for own in rows.by_table() {
                spool.0.insert((rows.doc_id.clone(), own.schema.name), own.clone());
            }
        }
    }

    fn rows(
        &self,
        (file_id, path): (&str, &str),
        text: &str,
        findings: &[Finding],
        doc_rev: i32,
    ) -> Vec<DocumentRows> {
        let source = Source::new(path, text.as_bytes().to_vec());
        let mut report = ingest(&source, &self.book).unwrap();
        report.findings = findings.to_vec();
        let stamp = Stamp {
            file_id,
            root: "r1",
            content_hash: &source.sha256(),
            bytes: text.len() as u64,
            doc_rev,
            parser_version: "test",
            book_version: "test",
            wording: &|concept| self.book.entry(concept.as_str()).map(|entry| entry.says.zh.as_str()),
            ..Stamp::of_name(path)
        };
        fill::rows(&report, &stamp)
    }

    /// Runs the program over the dataset: exit code and standard output.
    pub fn run(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.output(arguments);
        (output.status.code().unwrap_or(-1), String::from_utf8(output.stdout).unwrap())
    }

    pub fn output(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(PROGRAM);
        command.arg(arguments[0]).arg(self.dataset()).args(&arguments[1..]).args(["--lang", "en"]);
        command.output().unwrap()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

fn file(file_id: &str, path: &str, (doc_rev, documents): (i32, usize)) -> FileState {
    FileState {
        file_id: file_id.to_owned(),
        root: "r1".into(),
        path: path.to_owned(),
        raw_path: path.as_bytes().to_vec(),
        status: "ok".into(),
        documents: i32::try_from(documents).unwrap(),
        doc_rev,
        first_seen: "a night".into(),
        last_seen: "a night".into(),
        ..FileState::default()
    }
}

/// An invented report with a figure of the year before, a label that nobody knows, and a row for `amount`.
pub fn report(office: &str, year: i32, amount: u32) -> String {
    format!(
        "# 云溪县{office}{year}年度部门整体支出绩效自评报告\n\n一、基本情况\n\n本部门编制{amount}人。\n\n单位：万元\n\n\
         | 经费控制情况 | {last}年决算数 | {year}年预算数 | {year}年决算数 |\n|---|---|---|---|\n\
         | 三公经费 | {amount}.20 | {amount}.00 | {amount}.25 |\n| 项目支出 | 1{amount}.00 | 2{amount}.00 | 2{amount}.10 |\n\
         | 智慧灌区养护费 | 3.00 | 3.00 | 2.{amount} |\n",
        last = year - 1,
    )
}

/// A broken rule, what follows from it, one that holds, and one that cannot be checked.
fn some_findings() -> Vec<Finding> {
    let one = |number: u32, rule: &str, verdict: Verdict, severity: Weight| Finding {
        id: FindingId { across: false, number },
        document: 0,
        rule: rule.into(),
        verdict,
        severity,
        confidence: Sureness::High,
        title: Title::Told(Sentence {
            zh: "各项之和与合计不符".into(),
            en: "the parts do not add up to the total".into(),
        }),
        stated: Some("96".into()),
        computed: Some("95".into()),
        proofs: vec![Proof::Quoted(Evidence { at: Locator::File, text: "96".into() })],
        sum: None,
        unit: None,
        follows_from: None,
        group: None,
        facts: Vec::new(),
    };
    let breaks = || Verdict::Breaks { gap: Some(1.into()), allowed: Some(0.into()) };
    let mut after = one(2, "SE-05", breaks(), Weight::Warning);
    after.follows_from = Some(FindingId { across: false, number: 1 });
    vec![
        one(1, "SE-04", breaks(), Weight::Error),
        after,
        one(3, "BT-01", Verdict::Holds, Weight::Error),
        one(4, "BT-02", Verdict::Unknown { missing: Phrase::Printed("合计".into()) }, Weight::Warning),
    ]
}

/// Every table with its rows in order as texts, without what tells how often a document was read.
pub fn content(dataset: &Path) -> BTreeMap<&'static str, Vec<String>> {
    let dataset = Dataset::open(dataset).unwrap();
    let state = dataset.state().unwrap();
    let mut content = BTreeMap::new();
    for schema in TABLES {
        let mut rows = Vec::new();
        browse::shown(&dataset, (&state, &Filter::default()), schema, &mut |names, values| {
            let told = names
                .iter()
                .zip(values)
                .filter(|(name, value)| name.as_str() != "doc_rev" && *value != Shown::Nothing);
            rows.push(format!("{:?}", told.collect::<Vec<_>>()));
        })
        .unwrap();
        content.insert(schema.name, rows);
    }
    content
}

/// The bytes of every file below a folder.
pub fn bytes_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = BTreeSet::from([folder.to_owned()]);
    while let Some(next) = folders.pop_first() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.insert(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), std::fs::read(&path).unwrap());
            }
        }
    }
    found
}
