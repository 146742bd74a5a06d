//! Evil inputs, each with the outcome it must have: the code that is said of it, whether as an error or as a notice, and
//! nothing that looks like success. What needs more than a code to be judged has a test of its own beside its reader.

use extractors::{Notices, Source, extract};
use samples::biff::compound;
use samples::cipher::{EVERYBODYS, locked_2007, locked_2010};
use samples::docx::build::{Docx, p};
use samples::package::pack;

/// What a file gives: the error's code, or the codes of its notices.
fn outcome(name: &str, bytes: Vec<u8>) -> Vec<&'static str> {
    let mut notices = Notices::default();
    match extract(&mut notices, &Source::new(name, bytes)) {
        Ok(_) => notices.iter().map(|notice| notice.code.id).collect(),
        Err(error) => vec![error.code().id],
    }
}

fn whole() -> Vec<u8> {
    Docx::new(p("正文")).bytes()
}

fn with_body(xml: &str) -> Vec<u8> {
    let mut parts = Docx::new("").parts();
    parts[2].1 = xml.as_bytes().to_vec();
    pack(&parts)
}

/// The same package with a change at each header of its entries, in the directory and in front of the bytes.
fn with_headers(change: impl Fn(&mut [u8], usize)) -> Vec<u8> {
    let mut bytes = whole();
    for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let places: Vec<usize> =
            (0..bytes.len() - 4).filter(|&at| bytes[at..].starts_with(signature)).collect();
        places.into_iter().for_each(|at| change(&mut bytes[at..], flags));
    }
    bytes
}

/// A package in which the name of one part is written over by another of the same length.
fn renamed(from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut parts: Vec<(String, Vec<u8>)> = Docx::new(p("正文"))
        .parts()
        .into_iter()
        .map(|(name, bytes)| (name.to_string(), bytes.to_vec()))
        .collect();
    parts.push((from.to_owned(), b"<a/>".to_vec()));
    let mut bytes = pack(&parts);
    while let Some(at) = bytes.windows(from.len()).position(|window| window == from.as_bytes()) {
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

#[test]
fn containers_that_are_not_what_they_seem_are_named() {
    let cases: Vec<(&str, &str, Vec<u8>, &str)> = vec![
        ("1 no bytes", "a.docx", Vec::new(), "E_EMPTY"),
        ("3 NULs only", "a.docx", vec![0; 4096], "E_NOT_OOXML"),
        (
            "3 NULs behind a header",
            "a.docx",
            [b"PK\x03\x04".as_slice(), &[0; 4096]].concat(),
            "E_ZIP_TRUNCATED",
        ),
        ("4 cut off before the body is whole", "a.docx", whole()[..300].to_vec(), "E_ZIP_TRUNCATED"),
        ("6 another format", "a.docx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), "S_UNSUPPORTED"),
        ("7 an old document", "a.docx", compound(&[("WordDocument", b"x")]), "E_LEGACY_BINARY"),
        (
            "8 locked",
            "a.xlsx",
            compound(&[("EncryptionInfo", b"x"), ("EncryptedPackage", b"y")]),
            "E_ENCRYPTED",
        ),
        (
            "9 locked with everybody's password, and nothing behind it",
            "a.xlsx",
            locked_2010(b"no package", EVERYBODYS),
            "E_ENCRYPTED_DEFAULT",
        ),
        ("9 locked with another password", "a.xlsx", locked_2007(&whole(), "another"), "E_ENCRYPTED"),
        ("11 locked entries", "a.docx", with_headers(|head, flags| head[flags] |= 1), "E_ZIP_ENCRYPTED"),
        (
            "16 two of one name",
            "a.docx",
            renamed("word/documen_.xml", "word/document.xml"),
            "E_ZIP_DUPLICATE",
        ),
        ("19 a name that leads out", "a.docx", renamed("word_aa_bb.xml", "../../evil.xml"), "W_ZIP_PATH"),
    ];
    check(cases);
}

#[test]
fn bodies_beyond_reason_are_named() {
    let attributes = |name: &str| (0..2_000).map(|nth| format!(" {name}{nth}=\"\"")).collect::<String>();
    let cases = vec![
        ("25 elements without end", "a.docx", with_body(&"<a>".repeat(100_000)), "E_LIMIT_DEPTH"),
        ("27 attributes", "a.docx", with_body(&format!("<w:document{}/>", attributes("a"))), "E_LIMIT_ATTR"),
        (
            "28 namespaces",
            "a.docx",
            with_body(&format!("<w:document{}/>", attributes("xmlns:a"))),
            "E_LIMIT_NS",
        ),
        (
            "29 a document type",
            "a.docx",
            with_body("<!DOCTYPE a [<!ENTITY b \"c\">]><w:document>&b;</w:document>"),
            "E_XML_DTD",
        ),
        (
            "26 tables in tables",
            "a.docx",
            with_body(&format!(
                "<w:document><w:body>{}{}</w:body></w:document>",
                "<w:tbl><w:tr><w:tc>".repeat(70),
                "</w:tc></w:tr></w:tbl>".repeat(70)
            )),
            "P_LIMIT_NEST",
        ),
    ];
    check(cases);
}

fn check(cases: Vec<(&str, &str, Vec<u8>, &str)>) {
    let wrong: Vec<String> = cases
        .into_iter()
        .filter_map(|(row, name, bytes, code)| {
            let said = outcome(name, bytes);
            (!said.contains(&code)).then(|| format!("{row}: {said:?}, not {code}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
