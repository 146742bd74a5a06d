//! What reading costs at its peak, measured where it counts: in a process of its own that reads one file. The binary of
//! these tests starts itself again for that; the child says how far its memory has grown.

use std::path::PathBuf;
use std::process::Command;

use extractors::{Code, Notices, Source, extract};
use samples::docx::build::Docx;
use samples::heavy;
use samples::package::pack;

const CHILD: &str = "HEBIAO_TEST_MEASURE";
const MIB: usize = 1 << 20;

/// The most memory that this process has held so far, in bytes. `None` where the system does not tell.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<usize>().ok()? * 1024)
}

struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    /// Bytes that reading may add, the file itself included.
    most: usize,
    /// What must be said about it.
    code: Option<Code>,
}

fn with_body(name: &'static str, xml: &str, most: usize, code: Option<Code>) -> Case {
    let mut parts = Docx::new("").parts();
    parts[2].1 = xml.as_bytes().to_vec();
    Case { name, bytes: pack(&parts), most, code }
}

/// A paragraph, one text of 192 MiB, and a paragraph again: 190 KB packed.
fn bomb() -> Case {
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let body = [paragraph("before"), paragraph(&"0".repeat(192 * MIB)), paragraph("after")].concat();
    let xml = format!("<w:document><w:body>{body}</w:body></w:document>");
    with_body("a text of 192 MiB", &xml, 64 * MIB, Some(Code::LIMIT_EVENT))
}

fn report() -> Case {
    let bytes = heavy::tables(150, 8);
    // Its XML is some 30 KB a table.
    Case { name: "a document of tables", bytes, most: 8 * 150 * 30_000 + 64 * MIB, code: None }
}

fn sparse() -> Case {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, 1).unwrap().write(1_048_575, 16_383, 2).unwrap();
    Case { name: "two far corners", bytes: book.save_to_buffer().unwrap(), most: 64 * MIB, code: None }
}

fn prose() -> Case {
    let bytes =
        "全年预算安排一百二十万元，实际支出一百一十万元，年末结转十万元。\n".repeat(80_000).into_bytes();
    let most = 6 * bytes.len();
    Case { name: "a text", bytes, most, code: None }
}

fn cases() -> Vec<Case> {
    vec![bomb(), report(), sparse(), prose()]
}

/// Reads one file and says what it cost.
fn measure(path: &str) {
    let before = peak().unwrap();
    let source = Source::open(path.as_ref()).unwrap();
    let mut notices = Notices::default();
    let document = extract(&mut notices, &source).unwrap();
    let codes: Vec<&str> = notices.iter().map(|notice| notice.code.id).collect();
    println!("grown {} {} {}", peak().unwrap() - before, document.blocks.len(), codes.join(","));
}

#[test]
fn reading_stays_within_its_memory() {
    if let Ok(path) = std::env::var(CHILD) {
        return measure(&path);
    }
    if peak().is_none() {
        return;
    }
    for case in cases() {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("memory {}", case.name));
        std::fs::write(&path, &case.bytes).unwrap();
        let said = child(&path);
        std::fs::remove_file(&path).unwrap();
        let mut words = said.split(' ');
        let grown: usize = words.next().unwrap().parse().unwrap();
        assert!(grown <= case.most, "{}: {} KiB, allowed {}", case.name, grown / 1024, case.most / 1024);
        assert_ne!(words.next(), Some("0"), "{}: nothing was read", case.name);
        let codes = words.next().unwrap_or_default();
        assert_eq!(codes, case.code.map_or("", |code| code.id), "{}", case.name);
    }
}

/// What the same test says of one file in a process of its own.
fn child(path: &std::path::Path) -> String {
    let test = "memory::reading_stays_within_its_memory";
    let output = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, path)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.split_once("grown ").map(|(_, rest)| rest.to_owned()));
    line.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}
