//! Rows about texts: encodings, and lines without end.

use extractors::Limits;
use hebiao::batch::read::MOST_BYTES;

use crate::batch::tree::{Tree, documents, report, statuses};

use super::{clean, fails, outcome_within, remarked};

const LINES: &str = "部门整体支出绩效自评报告\n\n本年度预算安排资金一百二十万元，实际支出一百一十万元，年末结转十万元。\n资金使用单位：云溪县水利局，项目完成情况良好，群众满意度较高。\n";

#[test]
fn row_33_texts_in_unknown_encodings() {
    clean("a.txt", LINES.as_bytes().to_vec());
    let (simple, ..) = encoding_rs::GB18030.encode(LINES);
    let wide: Vec<u8> = LINES.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let traditional = "部門整體支出績效自評報告\n\n本年度預算安排資金一百二十萬元，實際支出一百一十萬元，年末結轉十萬元。\n";
    let (traditional, ..) = encoding_rs::BIG5.encode(traditional);
    for (what, bytes) in
        [("GB18030", simple.to_vec()), ("UTF-16 without a mark", wide), ("Big5", traditional.to_vec())]
    {
        let document = remarked("a.txt", bytes, "W_ENCODING_GUESS");
        assert!(!format!("{document:?}").contains('\u{FFFD}'), "{what}");
    }
    let mixed = [LINES.as_bytes(), &simple, LINES.as_bytes()].concat();
    remarked("a.txt", mixed, "W_ENCODING_GUESS");
    let damaged = LINES.replace("水利局", "\u{FFFD}\u{FFFD}局");
    remarked("a.txt", damaged.clone().into_bytes(), "W_ENCODING_GUESS");
    remarked("a.txt", damaged.into_bytes(), "W_TEXT_DAMAGED");
}

#[test]
fn row_34_one_line_without_end() {
    let limits = Limits { input_bytes: 1 << 16, ..Limits::default() };
    let line = "资金，".repeat(20_000).into_bytes();
    let document = outcome_within(&limits, "a.txt", line).in_part("a.txt", "P_LIMIT_BYTES");
    assert!(!document.blocks.is_empty());
}

/// A text that is longer than any file may be: its beginning is read.
#[test]
fn row_34_one_line_longer_than_any_file() {
    use std::io::Write;
    let tree = Tree::new();
    let mut file = std::fs::File::create(tree.path("a.txt")).unwrap();
    file.write_all(report("民政局", 2024, 1).as_bytes()).unwrap();
    let piece = "资金，".repeat(1 << 17);
    while file.metadata().unwrap().len() <= MOST_BYTES {
        file.write_all(piece.as_bytes()).unwrap();
    }
    let told = tree.ingest(&[]);
    let said = statuses(&tree.dataset()).remove("a.txt");
    assert_eq!(said, Some(("partial".to_owned(), Some("P_LIMIT_BYTES".to_owned()))), "{told:?}");
    assert_eq!((told.code, documents(&tree.dataset())), (0, 1));
}

#[test]
fn row_34_programs_under_a_texts_name() {
    for bytes in [
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0".to_vec(),
        b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff".to_vec(),
        (0..=255).cycle().take(4096).collect(),
    ] {
        fails("a.txt", bytes, "E_TYPE_MISMATCH");
    }
}
