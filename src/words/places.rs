//! Places in words: `附件1-1!C12`, `表 3 第 4 行第 2 列`, `第 12 行`.

use extractors::Locator;

use super::Language;

/// A place as a person would say it.
pub fn place(language: Language, at: &Locator) -> String {
    let mut out = String::with_capacity(32);
    write_place(&mut out, language, at);
    out
}

/// The same behind what a text holds already. Every cell has a place, so numbers are written by hand and words as they
/// stand here, which costs less than looking them up.
pub fn write_place(out: &mut String, language: Language, at: &Locator) {
    match at {
        Locator::File => out.push_str(language.pick("整个文件", "the whole file")),
        Locator::Sheet { sheet, row, col } => {
            out.push_str(sheet);
            out.push('!');
            out.push_str(&Locator::column_letters(*col));
            write_number(out, *row);
        }
        Locator::Table { nth, row, col } => {
            match language {
                Language::Chinese => out.push_str("表 "),
                Language::English => out.push_str("table "),
            }
            write_number(out, *nth);
            cell(out, language, [*row, *col]);
        }
        Locator::Paragraph { nth } => one(out, language.pick(["第 ", " 段"], ["paragraph ", ""]), *nth),
        Locator::Line { line, .. } => one(out, language.pick(["第 ", " 行"], ["line ", ""]), *line),
        Locator::Part { part, row: 0, .. } => out.push_str(part),
        Locator::Part { part, row, col } => {
            out.push_str(part);
            cell(out, language, [*row, *col]);
        }
    }
}

fn one(out: &mut String, [before, after]: [&str; 2], value: u32) {
    out.push_str(before);
    write_number(out, value);
    out.push_str(after);
}

fn cell(out: &mut String, language: Language, [row, col]: [u32; 2]) {
    match language {
        Language::Chinese => {
            out.push_str(" 第 ");
            write_number(out, row);
            out.push_str(" 行第 ");
            write_number(out, col);
            out.push_str(" 列");
        }
        Language::English => {
            out.push_str(", row ");
            write_number(out, row);
            out.push_str(", column ");
            write_number(out, col);
        }
    }
}

/// A number in digits.
pub fn write_number(out: &mut String, value: u32) {
    let digit = |value: u32| char::from(b'0' + (value % 10) as u8);
    if value >= 10 {
        let mut scale = 10;
        while value / scale >= 10 {
            scale *= 10;
        }
        while scale > 1 {
            out.push(digit(value / scale));
            scale /= 10;
        }
    }
    out.push(digit(value));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_in_both_languages() {
        let table = Locator::Table { nth: 10, row: 4_294_967_295, col: 0 };
        assert_eq!(place(Language::Chinese, &table), "表 10 第 4294967295 行第 0 列");
        assert_eq!(place(Language::English, &table), "table 10, row 4294967295, column 0");
        let sheet = Locator::Sheet { sheet: "附件1-1".into(), row: 12, col: 28 };
        assert_eq!(place(Language::English, &sheet), "附件1-1!AB12");
        let line = Locator::Line { line: 7, col: 3 };
        assert_eq!(place(Language::Chinese, &line), "第 7 行");
        assert_eq!(place(Language::English, &Locator::Paragraph { nth: 100 }), "paragraph 100");
        let part = |row| Locator::Part { part: "图表 1".into(), row, col: 2 };
        assert_eq!(place(Language::Chinese, &part(0)), "图表 1");
        assert_eq!(place(Language::Chinese, &part(9)), "图表 1 第 9 行第 2 列");
    }
}
