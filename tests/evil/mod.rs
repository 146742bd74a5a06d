//! Evil inputs, each with the outcome that it must have. The rows are numbered as people count them who look after such
//! systems; every test bears its row's number in its name, and [`every_row_has_a_test`] keeps the list whole.
//!
//! An outcome is one of four: the file is not read at all and says why (`fails`); some of it is missing and that is said
//! (`in_part`); all of it is there with a remark (`remarked`); all of it is there and nothing is said (`clean`). A row
//! that needs a share, a run or a crash to happen starts the real program on a tree of its own.

mod bodies;
mod containers;
mod runs;
mod share;
mod texts;
mod workbooks;

use std::path::Path;

use extractors::{Context, Document, Limits, Notices, Severity, Source, extract_in};
use samples::docx::build::Docx;
use samples::package::pack;

/// What a row is about, in the order of the rows. Where its test stands in another module, because there are more of its
/// kind there: file and name.
const ROWS: &[(&str, Option<(&str, &str)>)] = &[
    ("no bytes", None),
    ("bytes that are kept elsewhere", None),
    ("NULs, all of it or behind some bytes", None),
    ("a zip that is cut off", None),
    ("one format under the name of another", None),
    ("formats that nobody reads", None),
    ("a binary document under a new name", None),
    ("a package locked with a password", None),
    ("a package locked with everybody's password", None),
    ("a package under rights management", None),
    ("locked entries", None),
    ("a text without end, well packed", None),
    ("cells without end, well packed", None),
    ("entries that lie over each other", None),
    ("packages in packages", None),
    ("two entries of one name", None),
    ("sizes that are lies", None),
    ("entries without end", None),
    ("names that lead out", None),
    ("a dimension that is a lie", None),
    ("two cells in far corners", None),
    ("a count of strings that is a lie", None),
    ("one long string shared by many cells", None),
    ("strings and places that do not exist", None),
    ("elements in elements without end", None),
    ("tables in tables without end", None),
    ("attributes without end", None),
    ("namespaces without end", None),
    ("document types and entities", None),
    ("spans beyond all columns", None),
    ("merges over each other, rows too short, no columns named", None),
    ("bytes that are not in the encoding they say", None),
    ("texts in unknown encodings", None),
    ("one line without end, programs under a text's name", None),
    ("strict vocabularies, other prefixes, odd part names", None),
    ("targets outside the file", None),
    ("macros", None),
    ("formulas without a result", None),
    ("texts that look like formulas", None),
    ("values that are no values, days that never were", None),
    ("a file that changes while it is read", None),
    ("a file that another program holds", Some(("src/batch/read.rs", "a_file_that_is_held_says_so"))),
    ("a file that vanishes", None),
    ("a file that is saved at that moment", None),
    ("owner files and locks", None),
    ("files of systems", None),
    ("copies of one file", None),
    ("files and folders that may not be read", None),
    ("links in circles, out of the root, to nothing", None),
    ("what is no file", None),
    ("names that are no text", None),
    ("names that deceive", None),
    ("names that differ in case or composition", None),
    ("paths that are too long", None),
    ("a folder of very many files", None),
    ("times that cannot be", None),
    (
        "other bytes of the same size and time",
        Some(("tests/batch/changes.rs", "the_same_size_and_times_do_not_hide_other_bytes_from_a_full_run")),
    ),
    ("files that change their number", None),
    (
        "a share that is not mounted",
        Some(("tests/batch/codes.rs", "a_share_that_is_not_mounted_or_shows_another_volume_is_6")),
    ),
    (
        "a folder that breaks off",
        Some(("tests/batch/codes.rs", "a_folder_that_cannot_be_seen_is_4_and_loses_nothing")),
    ),
    ("a share that hangs", None),
    ("no room", None),
    ("a target that is held", None),
    ("a dataset changed by hand", Some(("tests/edges/damage.rs", "files_that_are_gone_cut_or_changed"))),
    (
        "two runs at once, a run that wakes late",
        Some(("tests/batch/codes.rs", "a_dataset_in_use_is_11_until_it_is_unlocked")),
    ),
    ("clocks that jump", None),
    (
        "power that fails",
        Some(("tests/commit/mod.rs", "power_cuts_and_kills_leave_the_old_or_the_new_state")),
    ),
    ("a dataset made to do harm", None),
    ("remarks without end", None),
    ("persons in messages", None),
];

#[test]
fn every_row_has_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let own: String = ["bodies", "containers", "runs", "share", "texts", "workbooks"]
        .iter()
        .map(|name| read(&format!("tests/evil/{name}.rs")))
        .collect();
    let mut missing = Vec::new();
    for (nth, (what, elsewhere)) in ROWS.iter().enumerate() {
        let there = match elsewhere {
            Some((file, name)) => has_test(&read(file), &format!("fn {name}(")),
            None => has_test(&own, &format!("fn row_{:02}_", nth + 1)),
        };
        if !there {
            missing.push(format!("{} {what}", nth + 1));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    let numbered = own.matches("fn row_").count();
    let named = (1..=ROWS.len()).map(|nth| own.matches(&format!("fn row_{nth:02}_")).count()).sum::<usize>();
    assert_eq!(numbered, named, "a test bears a number that no row has");
}

/// Whether a function of this beginning stands right below the mark of a test.
fn has_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.windows(2).any(|pair| pair[0] == "#[test]" && pair[1].starts_with(name))
}

#[test]
fn a_row_without_a_test_is_noticed() {
    assert!(has_test("#[test]\nfn row_01_no_bytes() {", "fn row_01_"));
    assert!(!has_test("#[test]\nfn row_011() {", "fn row_01_"));
    assert!(!has_test("// #[test]\nfn row_01_no_bytes() {", "fn row_01_"));
}

/// What came of a file: a document with the codes of what was said, the grave ones apart; or the error.
struct Outcome {
    read: Result<Document, extractors::Error>,
    grave: Vec<&'static str>,
    light: Vec<&'static str>,
}

fn outcome_within(limits: &Limits, name: &str, bytes: Vec<u8>) -> Outcome {
    let mut notices = Notices::default();
    let read = extract_in(&mut Context::new(&mut notices, limits), &Source::new(name, bytes));
    let codes = |grave: bool| {
        let mut codes: Vec<&str> = notices
            .iter()
            .filter(|notice| (notice.code.severity == Severity::Error) == grave)
            .map(|notice| notice.code.id)
            .collect();
        codes.dedup();
        codes
    };
    Outcome { grave: codes(true), light: codes(false), read }
}

fn outcome(name: &str, bytes: Vec<u8>) -> Outcome {
    outcome_within(&Limits::default(), name, bytes)
}

/// The file is not read, for this reason; the reason with its details.
fn fails(name: &str, bytes: Vec<u8>, code: &str) -> String {
    match outcome(name, bytes).read {
        Err(error) => {
            assert_eq!(error.code().id, code, "{name}: {error}");
            error.to_string()
        }
        Ok(_) => panic!("{name} was read, not {code}"),
    }
}

impl Outcome {
    fn document(self, name: &str) -> Document {
        self.read.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Some of the file is missing, and this alone is said of that.
    fn in_part(self, name: &str, code: &str) -> Document {
        assert_eq!(self.grave, [code], "{name} ({:?})", self.light);
        self.document(name)
    }

    /// All of the file is there, and this is said of it.
    fn remarked(self, name: &str, code: &str) -> Document {
        assert!(self.grave.is_empty(), "{name}: {:?}", self.grave);
        assert!(self.light.contains(&code), "{name}: {:?}, not {code}", self.light);
        self.document(name)
    }
}

fn in_part(name: &str, bytes: Vec<u8>, code: &str) -> Document {
    outcome(name, bytes).in_part(name, code)
}

fn remarked(name: &str, bytes: Vec<u8>, code: &str) -> Document {
    outcome(name, bytes).remarked(name, code)
}

fn clean(name: &str, bytes: Vec<u8>) -> Document {
    let outcome = outcome(name, bytes);
    assert!(
        outcome.grave.is_empty() && outcome.light.is_empty(),
        "{name}: {:?} {:?}",
        outcome.grave,
        outcome.light
    );
    outcome.document(name)
}

/// The texts of a document's cells, in order.
fn cells(document: &Document) -> Vec<String> {
    document.tables().flat_map(|table| table.cells()).map(|cell| cell.text.to_owned()).collect()
}

/// A Word package with this body.
fn with_body(xml: impl Into<Vec<u8>>) -> Vec<u8> {
    let mut parts = Docx::new("").parts();
    parts[2].1 = xml.into();
    pack(&parts)
}

fn with_blocks(blocks: &str) -> Vec<u8> {
    with_body(format!("<w:document><w:body>{blocks}</w:body></w:document>"))
}

/// A workbook of one sheet with this content, and other parts.
fn with_sheet(content: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let link = |(kind, target): (&str, &str)| {
        format!("<Relationship Id=\"{kind}\" Type=\"x/{kind}\" Target=\"{target}\"/>")
    };
    let links: String = [
        ("worksheet", "worksheets/sheet1.xml"),
        ("sharedStrings", "sharedStrings.xml"),
        ("styles", "styles.xml"),
    ]
    .into_iter()
    .filter(|(kind, target)| *kind == "worksheet" || more.iter().any(|(name, _)| name.ends_with(target)))
    .map(link)
    .collect();
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!("<Relationships>{}</Relationships>", link(("officeDocument", "xl/workbook.xml"))),
        ),
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"S\" r:id=\"worksheet\"/></sheets></workbook>".to_owned(),
        ),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships>{links}</Relationships>")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet>{content}</worksheet>")),
    ];
    parts.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    parts.extend(more.iter().map(|&(name, text)| (name, text.to_owned())));
    pack(&parts)
}
