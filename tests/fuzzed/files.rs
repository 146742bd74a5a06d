//! What is fuzzed of the readers of files: a function for each that takes any bytes and hands them to the reader as directly
//! as can be, past the checksums and the packing that chance never gets right.

use extractors::drawing::{self, chart};
use extractors::numfmt::{Epoch, Format};
use extractors::opc::{self, Package};
use extractors::{Code, Context, Error, Limits, Notices, Source, Stored, archive, extract_in};

/// Limits that no input of a fuzzer needs to reach before it has shown what it can do.
fn limits() -> Limits {
    Limits {
        part_bytes: 1 << 20,
        inflated_bytes: 8 << 20,
        cells: 100_000,
        grid: 100_000,
        ..Limits::default()
    }
}

fn read(name: &str, bytes: Vec<u8>) -> Result<(), Error> {
    let (mut notices, limits) = (Notices::default(), limits());
    extract_in(&mut Context::new(&mut notices, &limits), &Source::new(name, bytes)).map(drop)
}

/// A zip whose entries are stored as they are.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    for (name, body) in parts {
        let size = (body.len() as u32).to_le_bytes();
        let about: Vec<u8> = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &crc(body).to_le_bytes(),
            &size,
            &size,
            &(name.len() as u16).to_le_bytes(),
            &[0, 0],
        ]
        .concat();
        let at = (zip.len() as u32).to_le_bytes();
        directory.extend([b"PK\x01\x02\x14\0", &about[..], &[0; 10], &at, name.as_bytes()].concat());
        zip.extend([b"PK\x03\x04", &about[..], name.as_bytes(), body].concat());
    }
    let (at, count) = (zip.len() as u32, parts.len() as u16);
    zip.extend(&directory);
    zip.extend(b"PK\x05\x06\0\0\0\0");
    zip.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    zip.extend([(directory.len() as u32).to_le_bytes(), at.to_le_bytes()].concat());
    zip.extend([0, 0]);
    zip
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum: u32, &byte| {
        (0..8).fold(
            sum ^ u32::from(byte),
            |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 },
        )
    })
}

/// Any bytes as a file of any format.
pub fn any(bytes: &[u8]) {
    let _ = read("any", bytes.to_vec());
}

/// Any bytes as a package: every part and every relationship is asked for, and every file of an archive.
pub fn package(bytes: &[u8]) {
    let (mut notices, limits) = (Notices::default(), limits());
    let mut context = Context::new(&mut notices, &limits);
    let source = Source::new("a.zip", bytes.to_vec());
    let _ = opc::kind(&source);
    let _ = archive::files(&mut context, &source, &mut |_, file| drop(file));
    let Ok(mut package) = Package::open(&mut context, &source) else { return };
    for name in package.names().to_vec() {
        let _ = package.part(&mut context, &name);
        let _ = package.relationships(&mut context, &name);
        let _ = package.content_type(&name);
    }
}

const WORD: &[u8] = br#"<Relationships><Relationship Id="a" Type="x/numbering" Target="numbering.xml"/>
<Relationship Id="b" Type="x/styles" Target="styles.xml"/></Relationships>"#;

/// Any bytes as the body of a Word document.
pub fn body(bytes: &[u8]) {
    if let Err(error) = read("a.docx", packed(&[("word/document.xml", bytes)])) {
        let id = error.code().id;
        assert!(id.starts_with("E_XML") || id.starts_with("E_LIMIT"), "{error}");
    }
}

/// Any bytes as the styles and as the numbering of a Word document whose body uses them.
pub fn word_styles(bytes: &[u8]) {
    const BODY: &[u8] = br#"<w:document><w:body><w:p><w:pPr><w:pStyle w:val="1"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p><w:tbl><w:tblPr><w:tblStyle w:val="2"/></w:tblPr><w:tr><w:tc><w:p><w:pPr><w:pStyle w:val="2"/></w:pPr></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"#;
    let parts = [
        ("word/document.xml", BODY),
        ("word/_rels/document.xml.rels", WORD),
        ("word/styles.xml", bytes),
        ("word/numbering.xml", bytes),
    ];
    assert_kept(&read("a.docx", packed(&parts)));
}

/// A damaged part beside others loses no file, but where it declares something: then the file is refused.
fn assert_kept(read: &Result<(), Error>) {
    let is_declared = read.as_ref().is_err_and(|error| error.code() == Code::XML_DTD);
    assert!(read.is_ok() || is_declared, "a damaged part loses the whole file: {read:?}");
}

const BOOK: &[u8] = br#"<workbook><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>"#;
const BOOK_LINKS: &[u8] =
    br#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="b" Type="x/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="c" Type="x/styles" Target="styles.xml"/></Relationships>"#;
const SHEET: &[u8] = br#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45000.5</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="2"><v>-1.5</v></c></row></sheetData></worksheet>"#;
const STRINGS: &[u8] = br#"<sst><si><t>a</t></si><si><r><t>b</t></r></si></sst>"#;
const STYLES: &[u8] =
    br#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="4"/></cellXfs></styleSheet>"#;

fn workbook(sheet: &[u8], strings: &[u8], styles: &[u8]) {
    let parts = [
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_LINKS),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
    ];
    assert_kept(&read("a.xlsx", packed(&parts)));
}

/// Any bytes as a sheet.
pub fn sheet(bytes: &[u8]) {
    workbook(bytes, STRINGS, STYLES);
}

/// Any bytes as the shared strings of a workbook.
pub fn strings(bytes: &[u8]) {
    workbook(SHEET, bytes, STYLES);
}

/// Any bytes as the styles of a workbook.
pub fn styles(bytes: &[u8]) {
    workbook(SHEET, STRINGS, bytes);
}

/// A format code, a number and a text, one a line.
pub fn numfmt(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.splitn(3, '\n');
    let format = Format::parse(lines.next().unwrap_or_default());
    let number = lines.next().unwrap_or_default();
    format.show(number, Epoch::Y1900);
    format.show(number, Epoch::Y1904);
    format.show_text(lines.next().unwrap_or_default());
}

/// Pictures of every kind that are told apart.
pub fn picture(bytes: &[u8]) {
    let (mut notices, limits) = (Notices::default(), limits());
    drawing::picture(&mut Context::new(&mut notices, &limits), "image1.emf", bytes);
}

/// Chart parts of both vocabularies.
pub fn chart(bytes: &[u8]) {
    let (mut notices, limits) = (Notices::default(), limits());
    let mut context = Context::new(&mut notices, &limits);
    if let Some(chart) = chart::parse(&mut context, "chart1.xml", bytes) {
        chart.table(&mut context);
        chart.disagreements(|_, _, _| Some(Stored::Nothing));
    }
}

/// Binary workbooks: a compound file as it is, or the records of a workbook stream in a sound compound file.
pub fn xls(bytes: &[u8]) {
    let _ = read("a.xls", bytes.to_vec());
    let _ = read("a.xls", samples::biff::compound(&[("Workbook", bytes)]));
}

/// Separated values: the separator is announced, so that every input is read by this dialect.
pub fn csv(bytes: &[u8]) {
    let _ = read("a.csv", [b"sep=,\n", bytes].concat());
}

/// Pages: any markup behind the tag that makes a text a page, and any markup among other lines.
pub fn html(bytes: &[u8]) {
    let _ = read("a.html", [b"<html>", bytes].concat());
    let _ = read("a.html", [b"a\n<table>", bytes, b"\n</table>\n"].concat());
}

/// Pages saved as a mail.
pub fn mht(bytes: &[u8]) {
    const HEAD: &[u8] = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/html\r\n";
    let _ = read("a.mht", [HEAD, bytes].concat());
}

/// Drawn tables: what is neither a page nor values, with the first lines of each kind of drawing before it.
pub fn drawn(bytes: &[u8]) {
    const HEADS: [&[u8]; 4] =
        [b"|a|b|\n|-|-|\n", b"+--+--+\n|a |b |\n", b"a   b\n--- ---\n", b"a   1.0  2.0\nb   3.0  4.0\n"];
    for head in HEADS {
        let _ = read("a.md", [head, bytes].concat());
    }
}

/// Texts of every other dialect, and of every encoding.
pub fn text(bytes: &[u8]) {
    let _ = read("a.txt", bytes.to_vec());
}
