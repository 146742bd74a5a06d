//! Places in words: `附件1-1!C12`, `表 3 第 4 行第 2 列`, `第 12 行`.

use extractors::Locator;

use super::Language;

/// A place as a person would say it.
pub fn place(language: Language, at: &Locator) -> String {
    let mut out = String::with_capacity(32);
    write_place(&mut out, language, at);
    out
}

/// The same behind what a text holds already. Every cell has a place, so numbers are written by hand.
pub fn write_place(out: &mut String, language: Language, at: &Locator) {
    let cell = language.pick([" 第 ", " 行第 ", " 列"], [", row ", ", column ", ""]);
    match at {
        Locator::File => out.push_str(language.pick("整个文件", "the whole file")),
        Locator::Sheet { sheet, row, col } => {
            out.push_str(sheet);
            out.push('!');
            out.push_str(&Locator::column_letters(*col));
            number(out, *row);
        }
        Locator::Table { nth, row, col } => {
            out.push_str(language.pick("表 ", "table "));
            number(out, *nth);
            numbers(out, cell, [*row, *col]);
        }
        Locator::Paragraph { nth } => one(out, language.pick(["第 ", " 段"], ["paragraph ", ""]), *nth),
        Locator::Line { line, .. } => one(out, language.pick(["第 ", " 行"], ["line ", ""]), *line),
        Locator::Part { part, row: 0, .. } => out.push_str(part),
        Locator::Part { part, row, col } => {
            out.push_str(part);
            numbers(out, cell, [*row, *col]);
        }
    }
}

fn one(out: &mut String, [before, after]: [&str; 2], value: u32) {
    out.push_str(before);
    number(out, value);
    out.push_str(after);
}

fn numbers(out: &mut String, [before, between, after]: [&str; 3], [row, col]: [u32; 2]) {
    out.push_str(before);
    number(out, row);
    one(out, [between, after], col);
}

fn number(out: &mut String, value: u32) {
    if value < 10 {
        return out.push(char::from(b'0' + value as u8));
    }
    let mut scale = 10;
    while value / scale >= 10 {
        scale *= 10;
    }
    while scale > 0 {
        out.push(char::from(b'0' + (value / scale % 10) as u8));
        scale /= 10;
    }
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
