use samples::docx::build::{BLANK, Docx, c, p, row, tbl, tr};
use samples::package::pack;

use super::{codes, read, read_with};
use crate::{Code, Limits};

/// A package whose body is this XML.
fn with_body(xml: impl Into<Vec<u8>>) -> Vec<u8> {
    let mut parts = Docx::new("").parts();
    parts[2].1 = xml.into();
    pack(&parts)
}

fn body_error(xml: String) -> Code {
    read(with_body(xml)).0.unwrap_err().code()
}

#[test]
fn what_the_body_may_not_be_is_an_error_of_its_own_code() {
    let deep = "<w:x>".repeat(10_000);
    assert_eq!(body_error(format!("<w:document><w:body>{deep}")), Code::LIMIT_DEPTH);
    let attributes = |name: &str| (0..400_000).map(|n| format!(" {name}{n}=\"\"")).collect::<String>();
    assert_eq!(body_error(format!("<w:document{}/>", attributes("a"))), Code::LIMIT_ATTR);
    assert_eq!(body_error(format!("<w:document{}/>", attributes("xmlns:a"))), Code::LIMIT_NS);
    let laughs = "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><w:document>&c;</w:document>";
    assert_eq!(body_error(laughs.into()), Code::XML_DTD);
    for broken in
        ["<w:document><w:body><w:tbl></w:body></w:document>", "<w:document><w:body><w:p", "text < only"]
    {
        assert_eq!(body_error(broken.into()), Code::XML_BROKEN, "{broken}");
    }
}

#[test]
fn four_million_elements_inside_each_other_cost_nothing() {
    assert_eq!(body_error("<a>".repeat(4_000_000)), Code::LIMIT_DEPTH);
    let hidden =
        format!("<w:document><w:body><w:sectPr>{}</w:sectPr></w:body></w:document>", "<a>".repeat(1_000_000));
    assert!(read(with_body(hidden)).0.is_ok());
}

#[test]
fn tables_too_deep_in_each_other_leave_the_outer_ones() {
    let depth = 10_000;
    let open = "<w:tbl><w:tr><w:tc>".repeat(depth);
    let close = "</w:tc></w:tr></w:tbl>".repeat(depth);
    let (document, notices) =
        read(with_body(format!("<w:document><w:body>{open}{close}</w:body></w:document>")));
    assert_eq!(document.unwrap().tables().count(), Limits::default().nested_tables);
    assert_eq!(codes(&notices).first(), Some(&Code::LIMIT_NEST));
}

#[test]
fn spans_beyond_reason_keep_their_text() {
    let wide = |span: u64| format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/></w:tcPr>{}</w:tc>", p("1"));
    let rows: Vec<String> =
        (0..200).map(|n| tr(&[wide(1_000_000_000 + n), wide(u64::MAX), c("2")])).collect();
    let (document, notices) = read(Docx::new(tbl(&[1000, 1000], &rows)).bytes());
    let document = document.unwrap();
    let table = document.tables().next().unwrap();
    assert_eq!(table.cells().len(), 600);
    assert!(table.cols() < 10);
    assert!(codes(&notices).contains(&Code::LIMIT_SPAN));
}

#[test]
fn budgets_of_cells_texts_and_grids_are_said() {
    let rows: Vec<String> = (0..100).map(|n| row(&[&n.to_string(), "b"])).collect();
    let bytes = Docx::new(tbl(&[1000, 1000], &rows)).bytes();
    let (document, notices) = read_with(&Limits { cells: 50, ..Limits::default() }, bytes.clone());
    assert_eq!(document.unwrap().tables().next().unwrap().rows(), 25);
    assert_eq!(codes(&notices), [Code::LIMIT_CELLS]);
    let (document, notices) = read_with(&Limits { grid: 60, ..Limits::default() }, bytes.clone());
    assert_eq!(document.unwrap().tables().next().unwrap().rows(), 30);
    assert_eq!(codes(&notices), [Code::LIMIT_CELLS]);
    let long = Docx::new(tbl(&[1000], &[row(&[&"9".repeat(5000)])])).bytes();
    let (document, notices) = read_with(&Limits { event_bytes: 4000, ..Limits::default() }, long.clone());
    assert!(document.unwrap().tables().next().unwrap().cell(0).text.is_empty());
    assert_eq!(codes(&notices), [Code::LIMIT_EVENT]);
    let (document, notices) = read_with(&Limits { cell_bytes: 4000, ..Limits::default() }, long);
    assert_eq!(document.unwrap().tables().next().unwrap().cell(0).text.len(), 4000);
    assert_eq!(codes(&notices), [Code::LIMIT_BYTES]);
    let (document, notices) = read_with(&Limits { tables: 0, ..Limits::default() }, bytes);
    assert_eq!(document.unwrap().tables().count(), 0);
    assert_eq!(codes(&notices), [Code::LIMIT_CELLS]);
}

/// Elements of seven bytes are not worth hundreds of bytes each, however many there are.
#[test]
fn what_is_kept_is_bounded_by_the_size_of_the_part() {
    for (piece, wrap) in [
        ("<w:tc/>", ("<w:tbl><w:tr>", "</w:tr></w:tbl>")),
        ("<w:tr/>", ("<w:tbl>", "</w:tbl>")),
        ("<w:p/>", ("", "")),
    ] {
        let count = 1_000_000;
        let xml =
            format!("<w:document><w:body>{}{}{}</w:body></w:document>", wrap.0, piece.repeat(count), wrap.1);
        let most = (xml.len() * 6 + (48 << 20)) / 160;
        let (document, notices) = read(with_body(xml));
        assert!(codes(&notices).contains(&Code::LIMIT_CELLS), "{piece}");
        let document = document.unwrap();
        let kept = document.tables().map(|table| table.cells().len() + table.rows() as usize).sum::<usize>();
        assert!(kept < most, "{piece}: {kept}");
    }
}

#[test]
fn a_file_cut_off_anywhere_is_never_read_as_whole() {
    let bytes = samples::heavy::tables(3, 3);
    for percent in 0..100 {
        let (result, notices) = read(bytes[..bytes.len() * percent / 100].to_vec());
        if result.is_ok() {
            assert!(codes(&notices).contains(&Code::ZIP_TRUNCATED_PARTLY), "{percent} %");
        }
    }
}

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

#[test]
fn changed_bytes_never_panic() {
    let mut chance = Chance(1);
    for sample in samples::docx::samples() {
        for _ in 0..60 {
            let mut bytes = sample.bytes.clone();
            for _ in 0..=chance.below(4) {
                let at = chance.below(bytes.len());
                bytes[at] = chance.below(256) as u8;
            }
            let _ = read(bytes);
        }
    }
}

/// Pieces of the body taken out, doubled and exchanged, so that the package stays whole and the XML does not.
#[test]
fn changed_elements_never_panic_and_never_grow() {
    let mut chance = Chance(2);
    let table = tbl(&[1000, 1000, 1000], &[row(&["1", "2", "3"]), tr(&[c("4"), c("5")])]);
    let xml = String::from_utf8(Docx::new(table + BLANK + &p("6")).parts()[2].1.clone()).unwrap();
    let pieces: Vec<&str> = xml.split_inclusive('>').collect();
    for _ in 0..2000 {
        let mut changed = pieces.clone();
        for _ in 0..=chance.below(3) {
            let (from, to) = (chance.below(changed.len()), chance.below(changed.len()));
            match chance.below(3) {
                0 => drop(changed.remove(from)),
                1 => changed.insert(to, changed[from]),
                _ => changed.swap(from, to),
            }
        }
        if let (Ok(document), _) = read(with_body(changed.concat())) {
            let cells: usize = document.tables().map(|table| table.cells().len()).sum();
            assert!(cells <= 8, "{cells}");
        }
    }
}
