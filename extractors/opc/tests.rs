//! What packages do when they are whole, odd, damaged or hostile.

use samples::package::pack;

use super::*;
use crate::Notices;

const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/Word/Main.xml"/>
<Relationship Id="rId2" Type="http://x/hyperlink" Target="http://example.org/a/b" TargetMode="External"/>
</Relationships>"#;

const TYPES: &str = r#"<Types><Default Extension="XML" ContentType="application/xml"/>
<Override PartName="/word/main.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

fn whole() -> Vec<u8> {
    let body = format!("<document>{}</document>", "<p/>".repeat(2000));
    pack(&[("[Content_Types].xml", TYPES), ("_rels/.rels", RELS), ("word\\main.xml", &body)])
}

fn opened<T>(
    bytes: Vec<u8>,
    read: impl FnOnce(&mut Context<'_>, Package<'_>) -> Result<T, Error>,
) -> (Result<T, Error>, Notices) {
    let (mut notices, limits) = (Notices::default(), Limits::default());
    let source = Source::new("x.docx", bytes);
    let mut context = Context::new(&mut notices, &limits);
    let result = Package::open(&mut context, &source).and_then(|package| read(&mut context, package));
    (result, notices)
}

fn main_part(bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
    opened(bytes, |context, mut package| {
        let name = package.main_part(context, &["word/main.xml"]).unwrap_or_default();
        package.part(context, &name)?.ok_or(Error::new(Code::ZIP_TRUNCATED))
    })
    .0
}

#[test]
fn parts_are_found_by_relationship_whatever_the_case_and_the_slashes() {
    let (result, notices) = opened(whole(), |context, mut package| {
        assert_eq!(package.names(), ["[Content_Types].xml", "_rels/.rels", "word/main.xml"]);
        assert_eq!(package.kind(), Kind::Word);
        assert_eq!(package.main_part(context, &[]).as_deref(), Some("word/main.xml"));
        assert!(package.content_type("word/main.xml").unwrap().ends_with("document.main+xml"));
        assert_eq!(package.content_type("other.xml"), Some("application/xml"));
        let lines = package.relationships(context, "")?;
        assert_eq!((lines[1].kind.as_str(), lines[1].external), ("hyperlink", true));
        assert_eq!(lines[1].target, "http://example.org/a/b");
        package.part(context, "WORD/main.XML")
    });
    assert_eq!(result.unwrap().unwrap().len(), 2000 * 4 + 21);
    assert_eq!(notices.iter().count(), 0);
}

#[test]
fn a_package_cut_off_anywhere_gives_its_body_whole_or_an_error() {
    let bytes = whole();
    let expected = main_part(bytes.clone()).unwrap();
    let mut saved = 0;
    for length in 1..bytes.len() {
        let source = Source::new("x", bytes[..length].to_vec());
        let limits = Limits::default();
        if let Ok(found) = Directory::read(&limits, source.bytes()) {
            assert!(found.truncated, "cut at {length} looks whole");
        }
        match main_part(bytes[..length].to_vec()) {
            Ok(body) => {
                assert_eq!(body, expected, "cut at {length}");
                saved += 1;
            }
            Err(error) => assert!([Code::ZIP_TRUNCATED, Code::NOT_OOXML].contains(&error.code()), "{error}"),
        }
    }
    assert!(saved > 22, "the body is whole before the directory: {saved}");
}

#[test]
fn two_parts_of_one_name_are_refused_and_names_that_lead_out_are_left_alone() {
    let twice = pack(&[("word/a.xml", "1"), ("Word\\A.xml", "2")]);
    assert_eq!(main_part(twice).unwrap_err().code(), Code::ZIP_DUPLICATE);
    let stray = pack(&[("word/main.xml", "1"), ("../evil.xml", "2"), ("/abs.xml", "3"), ("c:/d.xml", "4")]);
    let (names, notices) = opened(stray, |_, package| Ok(package.names().to_vec()));
    assert_eq!(names.unwrap(), ["word/main.xml"]);
    assert!(notices.iter().all(|notice| notice.code == Code::ZIP_PATH));
    assert_eq!(notices.iter().count(), 3);
}

/// The first place of a signature's n-th occurrence.
fn header(bytes: &[u8], signature: &[u8], nth: usize) -> usize {
    memchr::memmem::find_iter(bytes, signature).nth(nth).unwrap()
}

#[test]
fn sizes_checksums_and_places_that_lie_are_named() {
    let central = |bytes: &[u8]| header(bytes, b"PK\x01\x02", 2);
    for (offset, value, code) in [
        (24, 8000u32, Code::ZIP_SIZE),
        (24, 9000, Code::ZIP_SIZE),
        (24, 0x3FFF_FFFF, Code::ZIP_SIZE),
        (16, 1, Code::ZIP_CORRUPT),
        (20, 12, Code::ZIP_CORRUPT),
        (42, 0, Code::ZIP_OVERLAP),
    ] {
        let mut bytes = whole();
        let at = central(&bytes) + offset;
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        assert_eq!(main_part(bytes).unwrap_err().code(), code, "{offset} {value}");
    }
    let mut locked = whole();
    let at = central(&locked) + 8;
    locked[at] |= 1;
    assert_eq!(main_part(locked).unwrap_err().code(), Code::ZIP_ENCRYPTED);
}

#[test]
fn budgets_are_charged_before_memory_is_taken() {
    let limits = Limits { part_bytes: 1000, ..Limits::default() };
    let mut notices = Notices::default();
    let source = Source::new("x", whole());
    let mut context = Context::new(&mut notices, &limits);
    let mut package = Package::open(&mut context, &source).unwrap();
    assert_eq!(package.part(&mut context, "word/main.xml").unwrap_err().code(), Code::LIMIT_BYTES);
    let few = Limits { zip_entries: 2, ..Limits::default() };
    let refused = Package::open(&mut Context::new(&mut notices, &few), &source);
    assert_eq!(refused.unwrap_err().code(), Code::LIMIT_ENTRIES);
}

#[test]
fn bytes_in_front_and_behind_do_no_harm() {
    let bytes = [b"MZ-stub".to_vec(), whole()].concat();
    assert_eq!(main_part(bytes).unwrap().len(), 2000 * 4 + 21);
    let bytes = [whole(), vec![0; 300]].concat();
    assert_eq!(main_part(bytes).unwrap().len(), 2000 * 4 + 21);
}

#[test]
fn what_is_no_zip_inside_is_said() {
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.resize(1000, 0);
    let error = main_part(bytes).unwrap_err();
    assert_eq!(error.code(), Code::ZIP_TRUNCATED);
    let error = main_part(b"PKxxxx".to_vec()).unwrap_err();
    assert_eq!(error.code(), Code::NOT_OOXML);
}

/// A compound file of one directory sector with these names.
fn compound(names: &[&str]) -> Vec<u8> {
    let mut bytes = vec![0xFF; 512 * 3];
    bytes[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    bytes[30..32].copy_from_slice(&9u16.to_le_bytes());
    bytes[48..52].copy_from_slice(&1u32.to_le_bytes());
    bytes[76..80].copy_from_slice(&0u32.to_le_bytes());
    for (nth, name) in names.iter().enumerate() {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let at = 1024 + nth * 128;
        bytes[at..at + units.len()].copy_from_slice(&units);
        bytes[at + 64..at + 66].copy_from_slice(&(units.len() as u16 + 2).to_le_bytes());
    }
    bytes
}

#[test]
fn compound_files_are_named_as_what_they_are() {
    for (names, code) in [
        (&["Root Entry", "EncryptionInfo", "EncryptedPackage"], Code::ENCRYPTED),
        (&["Root Entry", "DRMEncryptedDataSpace", "EncryptedPackage"], Code::RIGHTS_MANAGED),
        (&["Root Entry", "1Table", "WordDocument"], Code::LEGACY_BINARY),
        (&["Root Entry", "Something", "Else"], Code::UNSUPPORTED),
    ] {
        assert_eq!(main_part(compound(names)).unwrap_err().code(), code);
    }
}
