//! Files that are damaged or made to do harm, as far as they are small. Larger ones are built by the tests.

use super::build::*;
use crate::Sample;
use crate::package::pack;

pub fn samples() -> Vec<Sample> {
    let sample = |name: &str, bytes: Vec<u8>| Sample::new(format!("docx/hostile-{name}.docx"), bytes);
    vec![
        sample("cut-off-behind-its-body", cut_behind_body()),
        sample(
            "entities",
            with_document("<!DOCTYPE w [<!ENTITY a \"aaaa\">]><w:document><w:body/></w:document>"),
        ),
        sample("broken-body", with_document("<w:document><w:body><w:p></w:body></w:document>")),
        sample("million-columns", million_columns()),
        sample("nested-tables", nested_tables()),
        sample("stray-names", stray_names()),
        sample("no-main-part", pack(&[("word/other.xml", "<x/>")])),
    ]
}

fn with_document(document: &str) -> Vec<u8> {
    let mut parts = Docx::new("").parts();
    parts[2].1 = document.as_bytes().to_vec();
    pack(&parts)
}

fn cut_behind_body() -> Vec<u8> {
    let noise: String = (0..400u32).map(|n| format!("{:x}", n.wrapping_mul(2_654_435_761))).collect();
    let bytes = Docx::new(tbl(&[2000, 2000], &[row(&["合计", "42.00"])]))
        .with_part("word/theme/theme1.xml", noise)
        .bytes();
    let whole = bytes.len();
    bytes[..whole - 800].to_vec()
}

fn million_columns() -> Vec<u8> {
    let rows = [tr(&[span(1_000_000, "一百万列"), c("1")]), row(&["甲", "2"])];
    Docx::new(tbl(&[2000, 2000], &rows)).bytes()
}

fn nested_tables() -> Vec<u8> {
    let mut table = p("最里层");
    for depth in (1..=60).rev() {
        table = tbl(&[9000], &[tr(&[tc("", &(p(&format!("第 {depth} 层")) + &table + BLANK))])]);
    }
    Docx::new(table).bytes()
}

fn stray_names() -> Vec<u8> {
    let mut parts = Docx::new(p("名字指向包外的条目不读")).parts();
    parts.push(("../../outside.xml".to_owned(), b"<x/>".to_vec()));
    parts.push(("/etc/absolute.xml".to_owned(), b"<x/>".to_vec()));
    pack(&parts)
}
