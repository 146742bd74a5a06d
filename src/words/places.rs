//! Places in words: `附件1-1!C12`, `表 3 第 4 行第 2 列`, `第 12 行`.

use extractors::Locator;

use super::Language;

/// A place as a person would say it.
pub fn place(language: Language, at: &Locator) -> String {
    match at {
        Locator::File => language.pick("整个文件", "the whole file").to_owned(),
        Locator::Sheet { sheet, row, col } => format!("{sheet}!{}{row}", Locator::column_letters(*col)),
        Locator::Table { nth, row, col } => match language {
            Language::Chinese => format!("表 {nth} 第 {row} 行第 {col} 列"),
            Language::English => format!("table {nth}, row {row}, column {col}"),
        },
        Locator::Paragraph { nth } => match language {
            Language::Chinese => format!("第 {nth} 段"),
            Language::English => format!("paragraph {nth}"),
        },
        Locator::Line { line, .. } => match language {
            Language::Chinese => format!("第 {line} 行"),
            Language::English => format!("line {line}"),
        },
        Locator::Part { part, row: 0, .. } => part.to_string(),
        Locator::Part { part, row, col } => match language {
            Language::Chinese => format!("{part} 第 {row} 行第 {col} 列"),
            Language::English => format!("{part}, row {row}, column {col}"),
        },
    }
}
