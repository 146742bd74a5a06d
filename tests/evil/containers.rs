//! Rows about what a file is: its bytes, its container, its locks.

use extractors::opc::Package;
use extractors::{Code, Context, Limits, Notices, Source, archive};
use samples::biff::compound;
use samples::cipher::{EVERYBODYS, locked_2007, locked_2010};
use samples::docx::build::{Docx, p, row, tbl};
use samples::package::pack;

use super::{cells, clean, fails, outcome, remarked};

fn whole() -> Vec<u8> {
    Docx::new(tbl(&[2000, 2000], &[row(&["项目", "金额"]), row(&["合计", "42.00"])])).bytes()
}

/// Noise that does not pack, so that a part of it has a length in the file.
fn noise(length: u32) -> String {
    (0..length).map(|nth| format!("{:x}", nth.wrapping_mul(2_654_435_761))).collect()
}

/// A document whose body is followed by a large part.
fn long() -> Vec<u8> {
    let body = tbl(&[2000, 2000], &[row(&["合计", "42.00"]), row(&["说明", &noise(400)])]);
    Docx::new(body).with_part("word/theme/theme1.xml", noise(800)).bytes()
}

fn book() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for nth in 0..200 {
        sheet.write(nth, 0, f64::from(nth * 7919 % 1009)).unwrap().write(nth, 1, noise(nth)).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// The places of a signature.
fn places(bytes: &[u8], signature: &[u8]) -> Vec<usize> {
    (0..bytes.len().saturating_sub(4)).filter(|&at| bytes[at..].starts_with(signature)).collect()
}

/// The same package with a change at each header of its entries, in the directory and in front of the bytes.
fn with_headers(change: impl Fn(&mut [u8], usize)) -> Vec<u8> {
    let mut bytes = whole();
    for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        places(&bytes, signature).into_iter().for_each(|at| change(&mut bytes[at..], flags));
    }
    bytes
}

/// A package with one part more, whose name is then written over by another of the same length.
fn renamed(from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = pack(&[Docx::new(p("正文")).parts(), vec![(from.to_owned(), b"<a/>".to_vec())]].concat());
    while let Some(at) = bytes.windows(from.len()).position(|window| window == from.as_bytes()) {
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

#[test]
fn row_01_no_bytes() {
    for name in ["a.docx", "a.xlsx", "a.txt", "a"] {
        fails(name, Vec::new(), "E_EMPTY");
    }
}

#[test]
fn row_03_nuls() {
    for name in ["a.docx", "a.xlsx", "a.txt"] {
        fails(name, vec![0; 4096], "E_NOT_OOXML");
    }
    let said = fails("a.docx", [b"PK\x03\x04".as_slice(), &[0; 4092]].concat(), "E_NOT_OOXML");
    assert!(said.contains("NUL 99 %"), "{said}");
    for (name, whole) in [("a.docx", long()), ("a.xlsx", book())] {
        for percent in (10..=90).step_by(10) {
            let mut bytes = whole.clone();
            let from = bytes.len() * percent / 100;
            bytes[from..].fill(0);
            fails(name, bytes, "E_NOT_OOXML");
        }
    }
}

#[test]
fn row_04_a_zip_cut_off_at_every_hundredth() {
    for (name, whole) in [("a.docx", long()), ("a.xlsx", book())] {
        let (mut parts, mut errors) = (0, 0);
        for percent in 1..100 {
            let outcome = outcome(name, whole[..whole.len() * percent / 100].to_vec());
            match &outcome.read {
                Ok(_) => {
                    assert!(outcome.grave.contains(&"P_ZIP_TRUNCATED"), "{name} at {percent} %");
                    parts += 1;
                }
                Err(error) => {
                    assert_eq!(error.code(), Code::ZIP_TRUNCATED, "{name} at {percent} %");
                    errors += 1;
                }
            }
        }
        assert!(parts > 5 && errors > 5, "{name}: {parts} read in part, {errors} not");
        clean(name, whole);
    }
}

/// What decides is whether the body is whole, not how much is missing.
#[test]
fn row_04_a_zip_is_read_in_part_where_its_body_is_whole() {
    let whole = long();
    let heads = places(&whole, b"PK\x03\x04");
    let is_body = |at: &&usize| whole[**at + 30..].starts_with(b"word/document.xml");
    let body = heads.iter().find(is_body).unwrap();
    let end = *heads.iter().find(|at| *at > body).unwrap();
    for (length, code) in [(end - 1, Code::ZIP_TRUNCATED), (end + 40, Code::ZIP_TRUNCATED_PARTLY)] {
        let outcome = outcome("a.docx", whole[..length].to_vec());
        let said = outcome.read.as_ref().err().map(|error| error.code().id);
        assert_eq!(
            said.or(outcome.grave.first().copied()),
            Some(code.id),
            "{length} of {} bytes",
            whole.len()
        );
    }
}

#[test]
fn row_05_one_format_under_the_name_of_another() {
    let page = "<html><body><table><tr><td>项目</td><td>金额</td></tr><tr><td>合计</td><td>42</td></tr></table></body></html>";
    let mail = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n--x--\r\n"
    );
    for (name, text) in [
        ("a.xls", page),
        ("a.docx", page),
        ("a.xlsx", "项目,金额\n合计,42\n其中,40\n其他,2\n"),
        ("a.doc", &mail),
    ] {
        let document = remarked(name, text.as_bytes().to_vec(), "W_TYPE_MISMATCH");
        assert_eq!(cells(&document)[..4], ["项目", "金额", "合计", "42"], "{name}");
    }
    assert_eq!(cells(&remarked("a.xlsx", whole(), "W_TYPE_MISMATCH")).len(), 4);
    assert_eq!(cells(&remarked("a.txt", whole(), "W_TYPE_MISMATCH")).len(), 4);
    remarked("a.docx", book(), "W_TYPE_MISMATCH");
    for name in ["a.docx", "a.xlsx"] {
        let said = fails(name, b"{\\rtf1\\ansi 42}".to_vec(), "E_TYPE_MISMATCH");
        assert!(said.contains("rtf"), "{said}");
    }
}

#[test]
fn row_06_formats_that_nobody_reads() {
    let slides = pack(&[("[Content_Types].xml", "<Types/>"), ("ppt/presentation.xml", "<p/>")]);
    let fixed = pack(&[("OFD.xml", "<OFD/>"), ("Doc_0/Document.xml", "<Document/>")]);
    let written = pack(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<a/>")]);
    for (name, kind, bytes) in [
        ("a.pdf", "pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec()),
        ("a.doc", "rtf", b"{\\rtf1\\ansi 42}".to_vec()),
        ("a.pptx", "pptx", slides),
        ("a.ofd", "ofd", fixed),
        ("a.odt", "opendocument", written),
        ("a.png", "png", b"\x89PNG\r\n\x1a\n".to_vec()),
        ("a.doc", "doc", compound(&[("WordDocument", b"x"), ("1Table", b"y")])),
        ("a.wps", "wps", compound(&[("WordDocument", b"x"), ("1Table", b"y")])),
    ] {
        assert!(!archive::is_archive(&Source::new(name, bytes.clone())), "{name} is gone into");
        let said = fails(name, bytes, "S_UNSUPPORTED");
        assert!(said.ends_with(&format!("type={kind}")), "{said}");
    }
}

#[test]
fn row_07_a_binary_document_under_a_new_name() {
    for name in ["a.docx", "a.xlsx", "a"] {
        fails(name, compound(&[("WordDocument", b"x"), ("1Table", b"y")]), "E_LEGACY_BINARY");
    }
}

#[test]
fn row_08_a_password() {
    for name in ["a.docx", "a.xlsx"] {
        fails(name, compound(&[("EncryptionInfo", b"x"), ("EncryptedPackage", b"y")]), "E_ENCRYPTED");
    }
}

/// Excel opens such a file for everybody without a word; who made it does not know that it is locked.
#[test]
fn row_09_everybodys_password() {
    let samples = samples::all();
    for name in [
        "xlsx/protected-2007.xlsx",
        "xlsx/protected-2010.xlsx",
        "xls/protected-97.xls",
        "xls/protected-2003.xls",
    ] {
        let sample = samples.iter().find(|sample| sample.path == name).unwrap();
        assert!(!cells(&clean(name, sample.bytes.clone())).is_empty(), "{name}");
    }
    fails("a.xlsx", locked_2010(b"no package", EVERYBODYS), "E_ENCRYPTED_DEFAULT");
    fails("a.xlsx", locked_2007(&book(), "another"), "E_ENCRYPTED");
    fails("a.xlsx", locked_2010(&book(), "another"), "E_ENCRYPTED");
}

#[test]
fn row_10_rights_management() {
    let streams: [(&str, &[u8]); 2] = [("DRMEncryptedDataSpace", b"x"), ("EncryptedPackage", b"y")];
    fails("a.docx", compound(&streams), "E_RIGHTS_MANAGED");
    fails("a.xlsx", compound(&streams), "E_RIGHTS_MANAGED");
}

#[test]
fn row_11_locked_entries() {
    fails("a.docx", with_headers(|head, flags| head[flags] |= 1), "E_ZIP_ENCRYPTED");
}

#[test]
fn row_14_entries_over_each_other() {
    let mut bytes = whole();
    let entries = places(&bytes, b"PK\x01\x02");
    let first = bytes[entries[0] + 42..entries[0] + 46].to_vec();
    bytes[entries[1] + 42..entries[1] + 46].copy_from_slice(&first);
    fails("a.docx", bytes, "E_ZIP_OVERLAP");
    // A hundred entries that all are the same bytes, each of which says it inflates to a gigabyte.
    let names: Vec<(String, Vec<u8>)> =
        (0..100).map(|nth| (format!("word/{nth:03}.xml"), vec![b'a'; 4000])).collect();
    let mut bytes = pack(&names);
    let entries = places(&bytes, b"PK\x01\x02");
    for at in entries {
        bytes[at + 24..at + 28].copy_from_slice(&(1u32 << 30).to_le_bytes());
        bytes[at + 42..at + 46].fill(0);
    }
    fails("a.docx", bytes, "E_ZIP_OVERLAP");
}

/// A document that holds a document, so many times.
fn nested(depth: usize) -> Vec<u8> {
    let mut bytes = Docx::new(tbl(&[2000], &[row(&["0"])])).bytes();
    for level in 1..=depth {
        bytes = Docx::new(tbl(&[2000], &[row(&[&level.to_string()])]) + r#"<w:altChunk r:id="rId1"/>"#)
            .with("rId1", "aFChunk", "inner.docx", bytes)
            .bytes();
    }
    bytes
}

#[test]
fn row_15_packages_in_packages() {
    assert_eq!(cells(&clean("a.docx", nested(3))), ["3", "2", "1", "0"]);
    let document = remarked("a.docx", nested(6), "W_EMBEDDED_SKIPPED");
    assert_eq!(cells(&document), ["6", "5", "4", "3"]);
    let mut zip = pack(&[("a.txt", "1")]);
    for level in 0..6 {
        zip = pack(&[(format!("{level}.zip"), zip), (format!("{level}.txt"), b"1".to_vec())]);
    }
    let (mut notices, limits) = (Notices::default(), Limits::default());
    let mut found = Vec::new();
    let mut context = Context::new(&mut notices, &limits);
    archive::files(&mut context, &Source::new("a.zip", zip), &mut |_, file| found.push(file.name)).unwrap();
    assert_eq!(found.len(), 4);
    assert!(notices.iter().map(|notice| notice.code).eq([Code::EMBEDDED_SKIPPED]));
}

/// All packages of a file draw from one budget, however they lie in each other.
#[test]
fn row_15_packages_in_packages_share_what_may_be_inflated() {
    let bytes = nested(3);
    let inflated = |bytes: &[u8]| -> u64 {
        let (mut notices, limits) = (Notices::default(), Limits::default());
        let source = Source::new("a.docx", bytes.to_vec());
        let package = Package::open(&mut Context::new(&mut notices, &limits), &source).unwrap();
        package.entries().iter().map(|entry| entry.size).sum()
    };
    let outer = inflated(&bytes);
    let tight = Limits { inflated_bytes: outer + 100, ..Limits::default() };
    let outcome = super::outcome_within(&tight, "a.docx", bytes);
    assert!(outcome.grave.contains(&"P_LIMIT_BYTES"), "{:?}", outcome.grave);
    assert_eq!(cells(&outcome.document("a.docx")), ["3"]);
}

#[test]
fn row_16_two_entries_of_one_name() {
    fails("a.docx", renamed("word/documen_.xml", "word/document.xml"), "E_ZIP_DUPLICATE");
    fails("a.docx", renamed("word_document.xml", "word\\document.xml"), "E_ZIP_DUPLICATE");
    fails("a.docx", renamed("word/documen_.xml", "WORD/Document.xml"), "E_ZIP_DUPLICATE");
}

#[test]
fn row_17_sizes_that_are_lies() {
    for lie in [-1i64, 1, 1000] {
        let mut bytes = whole();
        let at = places(&bytes, b"PK\x01\x02")[2] + 24;
        let size = i64::from(u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()));
        bytes[at..at + 4].copy_from_slice(&u32::try_from(size + lie).unwrap().to_le_bytes());
        fails("a.docx", bytes, "E_ZIP_SIZE");
    }
}

#[test]
fn row_18_entries_without_end() {
    let most = Limits::default().zip_entries;
    let fits: Vec<(String, &str)> = (0..most - 3).map(|nth| (format!("word/x{nth}"), "")).collect();
    let base = || Docx::new(p("正文")).parts();
    let with = |more: &[(String, &str)]| {
        let more = more.iter().map(|(name, text)| (name.clone(), text.as_bytes().to_vec()));
        pack(&base().into_iter().chain(more).collect::<Vec<_>>())
    };
    clean("a.docx", with(&fits));
    let over: Vec<(String, &str)> = (0..most - 2).map(|nth| (format!("word/x{nth}"), "")).collect();
    let bytes = with(&over);
    fails("a.docx", bytes.clone(), "E_LIMIT_ENTRIES");
    // Without its end, the entries are counted while they are looked for.
    fails("a.docx", bytes[..bytes.len() - 30].to_vec(), "E_LIMIT_ENTRIES");
}

#[test]
fn row_19_names_that_lead_out() {
    for name in ["../../evil.xml", "/etc/evil1.xml", "c:/win/evi.xml", "word/\0evil.xml", "..\\..\\evil.xml"]
    {
        let document = remarked("a.docx", renamed("word_aa_bb.xml", name), "W_ZIP_PATH");
        assert!(document.parts.iter().all(|part| !part.name.contains("evi")), "{name:?} is a part");
        assert_eq!(document.blocks.len(), 1, "{name:?}");
    }
}
