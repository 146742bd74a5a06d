//! Rows about the XML of Word documents: what stands in each other without end, what names itself wrongly, what points
//! outside.

use samples::docx::build::{BLANK, Docx, c, links, p, part, row, span, tbl, tc, tr};
use samples::package::pack;

use super::{cells, clean, fails, in_part, outcome, remarked, with_blocks, with_body};

#[test]
fn row_12_one_text_without_end() {
    let bytes = with_blocks(&(p("前") + &p(&"0".repeat(40 << 20)) + &p("后")));
    assert!(bytes.len() < 100_000);
    let outcome = outcome("a.docx", bytes);
    assert_eq!((&*outcome.grave, &*outcome.light), (&["P_LIMIT_EVENT"][..], &["W_ZIP_RATIO"][..]));
    assert_eq!(outcome.document("a.docx").blocks.len(), 2);
}

#[test]
fn row_25_elements_in_elements_without_end() {
    fails("a.docx", with_body("<a>".repeat(4_000_000)), "E_LIMIT_DEPTH");
    let deep = |depth: usize| {
        let inside = "<w:x>".repeat(depth) + &p("42") + &"</w:x>".repeat(depth);
        with_blocks(&inside)
    };
    clean("a.docx", deep(200));
    fails("a.docx", deep(300), "E_LIMIT_DEPTH");
}

#[test]
fn row_26_tables_in_tables_without_end() {
    for depth in [200, 10_000] {
        let open = format!("<w:tbl><w:tr><w:tc>{}", p("外"));
        let close = "</w:tc></w:tr></w:tbl>";
        let document =
            in_part("a.docx", with_blocks(&(open.repeat(depth) + &close.repeat(depth))), "P_LIMIT_NEST");
        assert_eq!(cells(&document), ["外"; 32]);
    }
}

fn attributes(name: &str, count: usize) -> Vec<u8> {
    let all: String = (0..count).map(|nth| format!(" {name}{nth}=\"\"")).collect();
    with_body(format!("<w:document{all}><w:body>{}</w:body></w:document>", p("42")))
}

#[test]
fn row_27_attributes_without_end() {
    clean("a.docx", attributes("a", 1024));
    fails("a.docx", attributes("a", 1025), "E_LIMIT_ATTR");
    fails("a.docx", attributes("a", 400_000), "E_LIMIT_ATTR");
}

#[test]
fn row_28_namespaces_without_end() {
    clean("a.docx", attributes("xmlns:a", 1024));
    fails("a.docx", attributes("xmlns:a", 1025), "E_LIMIT_NS");
    fails("a.docx", attributes("xmlns:a", 1_000_000), "E_LIMIT_NS");
}

#[test]
fn row_29_document_types_and_entities() {
    let laughs = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]>";
    let outside = "<!DOCTYPE a SYSTEM \"http://example.org/a.dtd\">";
    let foreign = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>";
    for kind in [laughs, outside, foreign] {
        let body = format!(
            "{kind}<w:document><w:body><w:p><w:r><w:t>&b;&c;</w:t></w:r></w:p></w:body></w:document>"
        );
        fails("a.docx", with_body(body), "E_XML_DTD");
    }
    // In whatever part: no office program writes one.
    let styles = format!("{laughs}<w:styles/>");
    fails("a.docx", Docx::new(p("42")).with("rId1", "styles", "styles.xml", styles).bytes(), "E_XML_DTD");
    let strings = format!("{laughs}<sst><si><t>&b;</t></si></sst>");
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>";
    fails("a.xlsx", super::with_sheet(sheet, &[("xl/sharedStrings.xml", &strings)]), "E_XML_DTD");
    let mut parts = Docx::new(p("42")).parts();
    parts[0].1 = format!("{laughs}<Types/>").into_bytes();
    fails("a.docx", pack(&parts), "E_XML_DTD");
    // A file inside it is a file of its own.
    let inner = with_body(format!("{laughs}<w:document/>"));
    let outer =
        Docx::new(p("42") + r#"<w:altChunk r:id="rId1"/>"#).with("rId1", "aFChunk", "inner.docx", inner);
    assert_eq!(in_part("a.docx", outer.bytes(), "E_XML_DTD").blocks.len(), 1);
    // What nobody declared stands as it is written.
    let body = "<w:document><w:body><w:p><w:r><w:t>&lol;</w:t></w:r></w:p></w:body></w:document>";
    assert_eq!(clean("a.docx", with_body(body)).blocks.len(), 1);
}

#[test]
fn row_30_spans_beyond_all_columns() {
    let wide = |value: &str, text: &str| tc(&format!("<w:gridSpan w:val=\"{value}\"/>"), &p(text));
    for value in ["1000000000", "18446744073709551615"] {
        let rows = [tr(&[wide(value, "甲")]), row(&["乙", "丙"])];
        let document = in_part("a.docx", with_blocks(&tbl(&[1000, 1000], &rows)), "P_LIMIT_SPAN");
        assert_eq!(cells(&document), ["甲", "乙", "丙"], "{value}");
        assert!(document.tables().all(|table| table.cols() <= 2), "{value}");
    }
    in_part("a.docx", with_blocks(&tbl(&[1000, 1000], &[tr(&[wide("1000000000", "甲")])])), "P_LIMIT_SPAN");
    let zero = [tr(&[wide("0", "甲"), wide("-5", "乙")]), row(&["丙", "丁"])];
    assert_eq!(cells(&clean("a.docx", with_blocks(&tbl(&[1000, 1000], &zero)))), ["甲", "乙", "丙", "丁"]);
    let below = tc("<w:vMerge/>", BLANK);
    let endless = vec![tr(&[below.clone(), c("1")]); 3000];
    assert_eq!(clean("a.docx", with_blocks(&tbl(&[1000, 1000], &endless))).tables().count(), 1);
}

#[test]
fn row_31_ragged_rows_and_no_columns() {
    for (rows, widths) in [
        (vec![row(&["甲", "乙", "丙"]), row(&["丁"])], &[1000, 1000, 1000][..]),
        (vec![row(&["甲", "乙"]), row(&["丙", "丁"])], &[][..]),
        (vec![row(&["甲", "乙"]), row(&["丙", "丁", "戊"])], &[1000, 1000][..]),
        (vec![tr(&[span(2, "甲"), c("乙")]), row(&["丙", "丁"])], &[1000, 1000][..]),
    ] {
        let texts = rows.concat().matches("<w:tc>").count();
        let document = remarked("a.docx", with_blocks(&tbl(widths, &rows)), "W_TABLE_GEOMETRY");
        assert_eq!(cells(&document).len(), texts);
    }
}

#[test]
fn row_32_bytes_that_are_not_in_the_encoding_they_say() {
    let said = |encoding: &str, text: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{encoding}\"?><w:document><w:body>{}</w:body></w:document>",
            p(text)
        )
    };
    let mut broken = said("UTF-8", "合计XX42").into_bytes();
    let at = broken.windows(2).position(|pair| pair == b"XX").unwrap();
    broken[at..at + 2].copy_from_slice(&[0xFF, 0xFE]);
    in_part("a.docx", with_body(broken), "P_XML_ENCODING");
    let document = in_part("a.docx", with_body(said("gb2312", "合计42")), "P_XML_ENCODING");
    assert!(format!("{document:?}").contains("合计42"), "UTF-8 under another name is read as UTF-8");
    let wide: Vec<u8> =
        format!("\u{FEFF}{}", said("UTF-16", "合计42")).encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(clean("a.docx", with_body(wide)).blocks.len(), 1);
    let text = said("GBK", "合计42");
    let (bytes, ..) = encoding_rs::GBK.encode(&text);
    assert!(format!("{:?}", clean("a.docx", with_body(bytes.to_vec()))).contains("合计42"));
}

#[test]
fn row_35_strict_vocabularies_prefixes_and_part_names() {
    let lawful = ["strict-and-prefixed", "backslashes", "main-part-elsewhere", "utf-16"]
        .map(|name| format!("docx/{name}.docx"));
    let samples = samples::all();
    for name in lawful {
        let sample = samples.iter().find(|sample| sample.path == name).unwrap();
        assert_eq!(
            cells(&clean("a.docx", sample.bytes.clone())),
            ["项目", "金额", "合计", "42.00"],
            "{name}"
        );
    }
    let strict = samples.iter().find(|sample| sample.path == "xlsx/strict.xlsx").unwrap();
    assert!(!cells(&clean("a.xlsx", strict.bytes.clone())).is_empty());
}

#[test]
fn row_36_targets_outside_the_file() {
    let settings = |target: &str| {
        let line = format!(
            "<Relationship Id=\"rId1\" Type=\"x/attachedTemplate\" Target=\"{target}\" TargetMode=\"External\"/>"
        );
        Docx::new(p("42"))
            .with("rId1", "settings", "settings.xml", part("settings", "<w:attachedTemplate r:id=\"rId1\"/>"))
            .with_part("word/_rels/settings.xml.rels", links(&line))
            .bytes()
    };
    let field = |code: &str| {
        with_blocks(&format!(
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>42</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>"
        ))
    };
    let linked = |kind: &str| Docx::new(p("42")).with_link("rId9", kind, "http://example.org/x").bytes();
    for (what, bytes) in [
        ("a template by http", settings("http://example.org/a.dotm")),
        ("a template by UNC", settings("\\\\server\\share\\a.dotm")),
        ("a linked object", linked("oleObject")),
        ("a linked picture", linked("image")),
        ("a linked frame", linked("frame")),
        ("DDE", field(" DDEAUTO excel \"C:\\\\a.xlsx\" R1C1 ")),
        ("a linked range", field(" LINK Excel.Sheet.12 \"C:\\\\a.xlsx\" \"S!R1C1\" \\a \\f 5 \\h ")),
        ("a text from elsewhere", field(" INCLUDETEXT \"http://example.org/a.docx\" ")),
    ] {
        let document = remarked("a.docx", bytes, "W_EXTERNAL_LINK");
        assert!(format!("{document:?}").contains("42"), "{what}");
    }
    // Where a person may go by a click is no content of the file.
    clean("a.docx", linked("hyperlink"));
    let linked_book = [
        ("xl/externalLinks/externalLink1.xml", "<externalLink/>"),
        (
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            "<Relationships><Relationship Id=\"a\" Type=\"x/externalLinkPath\" Target=\"file:///b.xlsx\" TargetMode=\"External\"/></Relationships>",
        ),
    ];
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\"><v>42</v></c></row></sheetData>";
    remarked("a.xlsx", super::with_sheet(sheet, &linked_book), "W_EXTERNAL_LINK");
}

#[test]
fn row_37_macros() {
    let word =
        Docx::new(tbl(&[1000], &[row(&["42"])])).with("rId1", "vbaProject", "vbaProject.bin", vec![0xD0; 64]);
    assert_eq!(cells(&remarked("a.docm", word.bytes(), "W_MACRO")), ["42"]);
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>42</v></c></row></sheetData>";
    let book = super::with_sheet(sheet, &[("xl/vbaProject.bin", "x")]);
    assert_eq!(cells(&remarked("a.xlsm", book, "W_MACRO")), ["1", "42"]);
}

/// The body is found by its relationship even where another part bears its usual name.
#[test]
fn row_35_the_body_is_where_the_package_says() {
    let rels = "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"/word/real.xml\"/></Relationships>";
    let body =
        |text: &str| format!("<w:document><w:body>{}</w:body></w:document>", tbl(&[1000], &[row(&[text])]));
    let bytes = pack(&[
        ("_rels/.rels", rels.to_owned()),
        ("word/document.xml", body("1")),
        ("word/real.xml", body("42")),
    ]);
    assert_eq!(cells(&clean("a.docx", bytes)), ["42"]);
}
