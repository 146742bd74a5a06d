//! What is fuzzed of the readers of text: numerals, labels, rules.

use hebiao::Book;
use hebiao::chinese::{self, Label, fold, grade, mask, office, period, unit};

/// Numbers as people write them, alone and in sentences.
pub fn numerals(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let reading = chinese::read(&text);
    reading.is_numbering();
    chinese::quantities(&text).for_each(drop);
    for line in text.lines() {
        chinese::read(line);
    }
}

/// Labels, and what else stands in a cell that is no number.
pub fn labels(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    Label::parse(&text);
    Label::parse_lines(&text);
    let key = fold::key(&text);
    period::split_year(&key);
    period::split_relative_year(&key);
    period::column(&key);
    period::dates(&text).for_each(drop);
    period::span(&text);
    unit::unit_in_header(&text);
    unit::Unit::named(&text);
    grade::Scale::parse(&text);
    grade::given(&text);
    office::in_cell(&text);
    office::in_title(&text);
    office::in_sentence(&text);
    mask::contacts(&text);
    mask::beside_label(&text);
}

/// A user's file of rules: a book, or an error that says where.
pub fn rules(bytes: &[u8]) {
    let folder = std::env::temp_dir().join(format!("hebiao-rules-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("rules")).expect("a folder for temporary files");
    std::fs::write(folder.join("rules/own.toml"), bytes).expect("room for a small file");
    if let Err(error) = Book::load(Some(&folder)) {
        assert!(!error.to_string().is_empty());
    }
}
