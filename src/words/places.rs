//! Places in words: `附件1-1!C12`, `表 3 第 4 行第 2 列`, `第 12 行`.

use std::fmt::Write;

use extractors::Locator;

use super::Language;

/// A place as a person would say it.
pub fn place(language: Language, at: &Locator) -> String {
    let mut out = String::with_capacity(32);
    write_place(&mut out, language, at);
    out
}

/// The same behind what a text holds already.
pub fn write_place(out: &mut String, language: Language, at: &Locator) {
    // Writing to a text never fails.
    let _ = match (at, language) {
        (Locator::File, _) => write!(out, "{}", language.pick("整个文件", "the whole file")),
        (Locator::Sheet { sheet, row, col }, _) => {
            write!(out, "{sheet}!{}{row}", Locator::column_letters(*col))
        }
        (Locator::Table { nth, row, col }, Language::Chinese) => {
            write!(out, "表 {nth} 第 {row} 行第 {col} 列")
        }
        (Locator::Table { nth, row, col }, Language::English) => {
            write!(out, "table {nth}, row {row}, column {col}")
        }
        (Locator::Paragraph { nth }, Language::Chinese) => write!(out, "第 {nth} 段"),
        (Locator::Paragraph { nth }, Language::English) => write!(out, "paragraph {nth}"),
        (Locator::Line { line, .. }, Language::Chinese) => write!(out, "第 {line} 行"),
        (Locator::Line { line, .. }, Language::English) => write!(out, "line {line}"),
        (Locator::Part { part, row: 0, .. }, _) => write!(out, "{part}"),
        (Locator::Part { part, row, col }, Language::Chinese) => write!(out, "{part} 第 {row} 行第 {col} 列"),
        (Locator::Part { part, row, col }, Language::English) => {
            write!(out, "{part}, row {row}, column {col}")
        }
    };
}
