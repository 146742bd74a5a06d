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
    assert_eq!(error.to_string(), "E_NOT_OOXML detail=NUL 99 %");
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

fn bytes_of(fields: &[(u64, usize)]) -> Vec<u8> {
    fields.iter().flat_map(|&(value, width)| value.to_le_bytes()[..width].to_vec()).collect()
}

/// One stored entry, written as a stream: its sizes stand behind it. Without a directory.
fn streamed(name: &str, body: &[u8], wide: usize) -> Vec<u8> {
    let crc = u64::from(libdeflater::crc32(body));
    let size = body.len() as u64;
    let head =
        bytes_of(&[(20, 2), (8, 2), (0, 2), (0, 4), (0, 4), (0, 4), (0, 4), (name.len() as u64, 2), (0, 2)]);
    let tail = bytes_of(&[(crc, 4), (size, wide), (size, wide)]);
    [b"PK\x03\x04", &head[..], name.as_bytes(), body, b"PK\x07\x08", &tail].concat()
}

#[test]
fn entries_whose_sizes_stand_behind_them_are_found_without_a_directory() {
    for wide in [4, 8] {
        let body = b"<document>PK\x07\x08 and more</document>";
        let bytes = [streamed("a.txt", b"", wide), streamed("word/main.xml", body, wide), b"PK\x03".to_vec()]
            .concat();
        assert_eq!(main_part(bytes.clone()).unwrap(), body);
        let cut = bytes.len() - 10;
        assert_eq!(main_part(bytes[..cut].to_vec()).unwrap_err().code(), Code::ZIP_TRUNCATED);
    }
}

#[test]
fn searches_for_sizes_that_never_come_are_bounded() {
    let head = streamed("a", b"", 4);
    let bytes = head[..31].repeat(9_000);
    let found = Directory::read(&Limits::default(), &bytes).unwrap();
    assert_eq!(found.entries.len(), 9_000);
    assert!(found.entries.iter().all(|entry| entry.data.is_none()));
}

/// The same entry with its sizes, its place and its directory's place in Zip64 fields only.
fn zip64(name: &str, body: &[u8]) -> Vec<u8> {
    const FULL: u64 = 0xFFFF_FFFF;
    let (crc, size, length) = (u64::from(libdeflater::crc32(body)), body.len() as u64, name.len() as u64);
    let local =
        bytes_of(&[(45, 2), (0, 2), (0, 2), (0, 4), (crc, 4), (FULL, 4), (FULL, 4), (length, 2), (20, 2)]);
    let local_extra = bytes_of(&[(1, 2), (16, 2), (size, 8), (size, 8)]);
    let front = [b"PK\x03\x04", &local[..], name.as_bytes(), &local_extra, body].concat();
    let about = bytes_of(&[
        (45, 2),
        (45, 2),
        (0, 2),
        (0, 2),
        (0, 4),
        (crc, 4),
        (FULL, 4),
        (FULL, 4),
        (length, 2),
        (28, 2),
    ]);
    let about = [about, bytes_of(&[(0, 2), (0, 2), (0, 2), (0, 4), (FULL, 4)])].concat();
    let extra = bytes_of(&[(1, 2), (24, 2), (size, 8), (size, 8), (0, 8)]);
    let central = [b"PK\x01\x02", &about[..], name.as_bytes(), &extra].concat();
    let (at, long) = (front.len() as u64, central.len() as u64);
    let end = bytes_of(&[(44, 8), (45, 2), (45, 2), (0, 4), (0, 4), (1, 8), (1, 8), (long, 8), (at, 8)]);
    let locator = bytes_of(&[(0, 4), (at + long, 8), (1, 4)]);
    let short = bytes_of(&[(0, 4), (0xFFFF, 2), (0xFFFF, 2), (FULL, 4), (FULL, 4), (0, 2)]);
    let ends = [b"PK\x06\x06", &end[..], b"PK\x06\x07", &locator, b"PK\x05\x06", &short].concat();
    [front, central, ends].concat()
}

#[test]
fn zip64_sizes_and_places_are_read() {
    let bytes = zip64("word/main.xml", b"<document/>");
    assert!(!Directory::read(&Limits::default(), &bytes).unwrap().truncated);
    assert_eq!(main_part(bytes).unwrap(), b"<document/>");
}
