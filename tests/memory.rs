//! What reading costs at its peak, measured where it counts: in a process of its own that reads one file. The binary of
//! these tests starts itself again for that; the child says how far its memory has grown.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use extractors::{Code, Notices, Source, extract};
use samples::docx::build::Docx;
use samples::heavy;
use samples::package::pack;

use crate::hostile::cost::peak;

const CHILD: &str = "HEBIAO_TEST_MEASURE";
const MIB: usize = 1 << 20;

struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    /// Bytes that reading may add, the file itself included.
    most: usize,
    /// What must be said about it, in any order.
    codes: &'static [Code],
}

/// A document with this body, which may take what any input may: eight times its XML and 64 MiB.
fn with_body(name: &'static str, xml: &str, codes: &'static [Code]) -> Case {
    let mut parts = Docx::new("").parts();
    parts[2].1 = xml.as_bytes().to_vec();
    Case { name, bytes: pack(&parts), most: 8 * xml.len() + 64 * MIB, codes }
}

/// A workbook with this sheet, under the same bound.
fn with_sheet(name: &'static str, rows: &str, codes: &'static [Code]) -> Case {
    let links = |target: &str, kind: &str| {
        format!(
            "<Relationships><Relationship Id=\"a\" Type=\"x/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let most = 8 * sheet.len() + 64 * MIB;
    let parts = [
        ("_rels/.rels", links("xl/workbook.xml", "officeDocument")),
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>".to_owned(),
        ),
        ("xl/_rels/workbook.xml.rels", links("worksheets/sheet1.xml", "worksheet")),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    Case { name, bytes: pack(&parts), most, codes }
}

/// A paragraph, one text of 192 MiB, and a paragraph again: 190 KB packed.
fn bomb() -> Case {
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let body = [paragraph("before"), paragraph(&"0".repeat(192 * MIB)), paragraph("after")].concat();
    let xml = format!("<w:document><w:body>{body}</w:body></w:document>");
    Case { most: 64 * MIB, ..with_body("a text of 192 MiB", &xml, &[Code::ZIP_RATIO, Code::LIMIT_EVENT]) }
}

/// One piece of XML again and again, up to some megabytes: whatever is kept of each, all of it together stays in bounds.
fn repeated(name: &'static str, around: (&str, &str), piece: &str, codes: &'static [Code]) -> Case {
    let pieces = piece.repeat(8 * MIB / piece.len());
    let xml = format!("<w:document><w:body>{}{pieces}{}</w:body></w:document>", around.0, around.1);
    with_body(name, &xml, codes)
}

/// Digits that do not pack well.
fn noise(length: usize) -> String {
    let next = |state: &mut u64| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some(char::from(b'0' + (*state >> 60) as u8 % 10))
    };
    (0..length).scan(7u64, |state, _| next(state)).collect()
}

fn shapes() -> Vec<Case> {
    const MANY: &[Code] = &[Code::ZIP_RATIO, Code::LIMIT_CELLS];
    const SAID: &[Code] = &[Code::ZIP_RATIO];
    let table = ("<w:tbl>", "</w:tbl>");
    let row = ("<w:tbl><w:tr>", "</w:tr></w:tbl>");
    let paragraph = ("<w:p>", "</w:p>");
    let wide = "<w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"1000000\"/></w:tcPr><w:p/></w:tc></w:tr>";
    vec![
        repeated("paragraphs of nothing", ("", ""), "<w:p/>", MANY),
        repeated("paragraphs of a letter", ("", ""), "<w:p><w:r><w:t>a</w:t></w:r></w:p>", MANY),
        repeated("cells of nothing", row, "<w:tc/>", MANY),
        repeated("cells of a letter", row, "<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>", SAID),
        repeated("rows of nothing", table, "<w:tr/>", MANY),
        repeated("rows of a million columns", table, wide, &[Code::ZIP_RATIO, Code::LIMIT_SPAN]),
        repeated("tables of a cell", ("", ""), "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>", MANY),
        repeated("columns of a grid", table, "<w:gridCol/>", SAID),
        repeated("pictures that are not there", paragraph, "<a:blip r:embed=\"\"/>", SAID),
        repeated("comments that are not there", paragraph, "<w:commentReference/>", SAID),
        repeated("fields without end", paragraph, "<w:fldChar w:fldCharType=\"begin\"/>", SAID),
        repeated("text boxes", paragraph, "<w:txbxContent/>", SAID),
        repeated("deleted letters", paragraph, "<w:del><w:delText>a</w:delText></w:del>", SAID),
        with_body(
            "an attribute of 20 MiB",
            &format!("<w:document a=\"{}\"><w:body/></w:document>", noise(20 * MIB)),
            &[Code::LIMIT_EVENT],
        ),
        with_sheet("empty cells", &format!("<row>{}</row>", "<c/>".repeat(2 * MIB)), SAID),
        with_sheet("empty rows", &"<row/>".repeat(2 * MIB), SAID),
        with_sheet("numbers", &format!("<row>{}</row>", "<c><v>1</v></c>".repeat(16_000)).repeat(20), SAID),
    ]
}

fn report() -> Case {
    let bytes = heavy::tables(150, 8);
    // Its XML is some 30 KB a table.
    Case { name: "a document of tables", bytes, most: 8 * 150 * 30_000 + 64 * MIB, codes: &[] }
}

fn sparse() -> Case {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, 1).unwrap().write(1_048_575, 16_383, 2).unwrap();
    Case { name: "two far corners", bytes: book.save_to_buffer().unwrap(), most: 64 * MIB, codes: &[] }
}

/// How many times its size a text may add at most while it is read, the file itself included.
const TIMES: usize = 6;
/// What is taken for a file of whatever size: tables of a program, the first paragraphs.
const ANYWAY: usize = MIB / 2;

type Encode = fn(&str) -> Vec<u8>;

fn utf8(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

fn big5(text: &str) -> Vec<u8> {
    encoding_rs::BIG5.encode(text).0.into_owned()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A text of 3 MiB: something in front, then the same again and again.
fn export(name: &'static str, encode: Encode, before: &str, row: &str, codes: &'static [Code]) -> Case {
    let row = encode(row);
    let bytes = [encode(before), row.repeat(3 * MIB / row.len())].concat();
    Case { name, most: TIMES * bytes.len() + ANYWAY, bytes, codes }
}

const GUESSED: &[Code] = &[Code::ENCODING_GUESS];
const TOGETHER: &[Code] = &[Code::DECISION];

/// Text exports in every dialect, as long as reports have them.
fn exports() -> Vec<Case> {
    let led = "\t其中：公务用车运行维护费\n\t12.50\n\t　\n\t10.25\n\n";
    let traditional = "\t其中：公務用車運行維護費\n\t12.50\n\t　\n\t10.25\n\n";
    let rows = "\t其中：公务接待费\t12.50\t11.80\t8.25\n";
    let fields = "其中：公务接待费\t12.50\t\t8.25\t10.00\n";
    let values = "一般公共预算,支出,12.50,1.5,无,是\n";
    let blanks = "  公务接待费       1.20     1.10    3.00\n";
    let page = "<tr><td>产出指标</td><td>12.5</td><td>13次</td></tr>\n";
    vec![
        export("cells led by tabs", utf8, "", led, &[]),
        export("cells led by tabs in GBK", gbk, "", led, GUESSED),
        export("cells led by tabs in Big5", big5, "", traditional, GUESSED),
        export("cells led by tabs in UTF-16", wide, "", led, GUESSED),
        export("rows led by tabs in GBK", gbk, "", rows, GUESSED),
        export("a grid between tabs in GBK", gbk, "", fields, GUESSED),
        export("separated values in GBK", gbk, "", values, GUESSED),
        export("separated values in UTF-16", wide, "", values, GUESSED),
        export("columns of blanks in GBK", gbk, "", blanks, GUESSED),
        export("a page of a table in GBK", gbk, "<html><table>", page, GUESSED),
    ]
}

/// The same dialects where hardly anything stands between the signs: what is kept for each cell, row and line counts.
fn letters() -> Vec<Case> {
    vec![
        export("two letters a row", utf8, "", "1,2\n", &[]),
        export("separated letters in GBK", gbk, "", "预,支,出,算,无,是\n", GUESSED),
        export("empty fields", utf8, "1,2,3,4\n1,2,3,4\n1,2,3,4\n", ",,,1\n", &[]),
        export("letters led by tabs", utf8, "", "\t1\n\t2\n\t3\n\t4\n\n", &[]),
        export("ideographs led by tabs in GBK", gbk, "", "\t预\n\t算\n\t3\n\t4\n\n", GUESSED),
        export("empty cells led by tabs", utf8, "", "\t\n\t\n\t\n\t\n\n", &[]),
        export("letters over two lines", utf8, "", "\t1\na\n\t2\nb\n\n", &[]),
        export("rows of letters led by tabs", utf8, "", "\t1\t2\t3\t4\n", &[]),
        export("letters between tabs", utf8, "", "1\t2\t3\t4\n", &[]),
        export("nothing between tabs", utf8, "a\tb\tc\n", "\t\t\n", &[]),
        export("a letter and tabs", utf8, "1\t2\t3\n", "1\t\t\n", &[]),
        export("a grid table in GBK", gbk, "+----+----+\n", "| 预 | 无 |\n+----+----+\n", GUESSED),
        export("a pipe table in GBK", gbk, "|a|b|c|\n|-|-|-|\n", "|预|无|支|\n", GUESSED),
        export("pipe tables", utf8, "", "|1|2|\n|-|-|\n|1|2|\n\n", &[Code::LIMIT_TABLES]),
        export("letters before bars", utf8, "", "1 |\n2 |\n", &[Code::TABLE_REFUSED]),
        export("letters in columns of blanks", utf8, "", "a  1  2  3  4\n", &[]),
        export("a page of one row", utf8, "<table><tr>", "<td>", &[]),
        export("a page of cells that reach down", utf8, "<table><tr><td rowspan=9999>", "<tr><td>1<td>", &[]),
        export("a page of tables", utf8, "<html>", "<table><tr><td>1</table>", &[Code::LIMIT_TABLES]),
        export("a page of paragraphs", utf8, "<html>", "<p>a", TOGETHER),
    ]
}

/// Texts without a table.
fn plain() -> Vec<Case> {
    let sentence = "全年预算安排一百二十万元，实际支出一百一十万元，年末结转十万元。\n";
    vec![
        export("sentences in GBK", gbk, "", sentence, GUESSED),
        export("sentences in UTF-16", wide, "", sentence, GUESSED),
        export("a line in GBK", gbk, "", "预算", GUESSED),
        export("blank lines", utf8, "", "\n", &[]),
        export("letters on lines", utf8, "", "a\n", TOGETHER),
        export("ideographs on lines in GBK", gbk, "", "预\n", TOGETHER),
        export("letters on pages", utf8, "", "a\x0c", TOGETHER),
        export("letters between blank lines", utf8, "", "a\n\n", TOGETHER),
        export("pictures that are not there", utf8, "", "[image: ]\n", TOGETHER),
        export("a chart without end", utf8, "chart1.xml\n", "1\t", &[]),
        export("a picture of letters without end", utf8, "image1.emf\n", "1\n\n", TOGETHER),
    ]
}

fn cases() -> Vec<Case> {
    let mut cases = vec![bomb(), report(), sparse()];
    cases.extend(exports());
    cases.extend(letters());
    cases.extend(plain());
    cases.extend(shapes());
    cases
}

/// Reads a little of everything, so that code and tables that any file needs are there.
fn warm_up() {
    let texts = [
        "\t1\n\t2\n\n\t3\n\t4\n\n\n",
        "a,b\n1,2\n3,4\n",
        "<table><tr><td>1</table>",
        "|a|b|\n|-|-|\n|1|2|\n",
    ];
    for bytes in texts.iter().flat_map(|text| [utf8(text), gbk(&format!("{text}预算"))]) {
        extract(&mut Notices::default(), &Source::new("", bytes)).unwrap();
    }
}

/// Reads one file and says what it cost.
fn measure(path: &str) {
    warm_up();
    let before = peak().unwrap();
    let source = Source::open(path.as_ref()).unwrap();
    let mut notices = Notices::default();
    let read = extract(&mut notices, &source).is_ok();
    let codes: BTreeSet<&str> = notices.iter().map(|notice| notice.code.id).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    println!("grown {} {read} {}", peak().unwrap() - before, codes.join(","));
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
        if std::env::var_os("HEBIAO_MEMORY").is_some() {
            println!("{}: {} MiB of {} allowed", case.name, grown / MIB, case.most / MIB);
        }
        assert!(grown <= case.most, "{}: {} KiB, allowed {}", case.name, grown / 1024, case.most / 1024);
        assert_eq!(words.next(), Some("true"), "{} was not read", case.name);
        let said: BTreeSet<&str> =
            words.next().unwrap_or_default().split(',').filter(|code| !code.is_empty()).collect();
        let expected: BTreeSet<&str> = case.codes.iter().map(|code| code.id).collect();
        assert!(said.is_superset(&expected), "{}: {said:?}, not {expected:?}", case.name);
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
