//! OpenDocument number formats, which are trees, as format codes.

use std::sync::Arc;

use crate::Error;
use crate::xml::{Scanner, Step, Tag};

/// Longer literals and deeper formats are no formats that anyone made.
const LONGEST: usize = 2048;
const DIGITS: usize = 30;

/// The code of a number format whose tag was just read. `known` gives the code of another one by its name.
pub fn code<'a>(
    scanner: &mut Scanner<'a>,
    tag: &Tag<'a>,
    known: impl Fn(&str) -> Option<Arc<str>>,
) -> Result<String, Error> {
    if tag.empty {
        return Ok("General".to_owned());
    }
    let depth = scanner.depth();
    let mut code = String::new();
    let mut conditions = String::new();
    loop {
        match scanner.next()? {
            Step::Open(tag) if tag.name == b"map" => condition(&tag, &known, &mut conditions),
            Step::Open(tag) if matches!(tag.name, b"text" | b"currency-symbol") => {
                let mut text = String::new();
                scanner.text(&tag, &mut text)?;
                literal(&mut code, &text);
            }
            Step::Open(tag) => {
                piece(&mut code, &tag);
                scanner.skip(&tag)?;
            }
            Step::Close if scanner.depth() < depth => break,
            Step::Close => {}
            Step::End => break,
        }
    }
    code.truncate(LONGEST);
    Ok(if code.is_empty() && conditions.is_empty() { "General".to_owned() } else { conditions + &code })
}

/// `value()>=0` with another format becomes a section in front: `[>=0]code;`.
fn condition(tag: &Tag<'_>, known: impl Fn(&str) -> Option<Arc<str>>, conditions: &mut String) {
    let (Some(when), Some(name)) = (tag.value(b"condition"), tag.value(b"apply-style-name")) else { return };
    let Some(test) = when.strip_prefix("value()") else { return };
    if let Some(code) = known(&name)
        && conditions.len() + code.len() < LONGEST
        && test.chars().all(|char| char.is_ascii_digit() || "<>=!.-".contains(char))
    {
        let test = test.replace("!=", "<>");
        conditions.push_str(&format!("[{test}]{code};"));
    }
}

fn literal(code: &mut String, text: &str) {
    match text {
        "%" | "-" | " " => code.push_str(text),
        _ => {
            code.push('"');
            code.push_str(&text.replace('"', ""));
            code.push('"');
        }
    }
}

fn piece(code: &mut String, tag: &Tag<'_>) {
    let long = tag.raw(b"style") == Some(b"long");
    let pick = |short: &'static str, other: &'static str| if long { other } else { short };
    match tag.name {
        b"number" => code.push_str(&number(tag)),
        b"scientific-number" => {
            code.push_str(&number(tag));
            code.push_str("E+00");
        }
        b"text-content" => code.push('@'),
        b"boolean" => code.push_str("General"),
        b"year" => code.push_str(pick("yy", "yyyy")),
        b"month" if tag.raw(b"textual") == Some(b"true") => code.push_str(pick("mmm", "mmmm")),
        b"month" => code.push_str(pick("m", "mm")),
        b"day" => code.push_str(pick("d", "dd")),
        b"day-of-week" => code.push_str(pick("aaa", "aaaa")),
        b"hours" => code.push_str(pick("h", "hh")),
        b"minutes" => code.push_str(pick("m", "mm")),
        b"seconds" => code.push_str(pick("s", "ss")),
        b"am-pm" => code.push_str("AM/PM"),
        _ => {}
    }
}

fn number(tag: &Tag<'_>) -> String {
    let count = |name: &[u8]| {
        tag.number(name).and_then(|count| usize::try_from(count).ok()).map(|count| count.min(DIGITS))
    };
    let Some(decimals) = count(b"decimal-places") else {
        if tag.raw(b"grouping") != Some(b"true") && count(b"min-integer-digits").unwrap_or(1) <= 1 {
            return "General".to_owned();
        }
        return whole(tag, count(b"min-integer-digits").unwrap_or(1));
    };
    let fixed = count(b"min-decimal-places").unwrap_or(decimals).min(decimals);
    let mut code = whole(tag, count(b"min-integer-digits").unwrap_or(1));
    if decimals > 0 {
        code.push('.');
        code.push_str(&"0".repeat(fixed));
        code.push_str(&"#".repeat(decimals - fixed));
    }
    let factor = tag.value(b"display-factor").unwrap_or_default();
    let thousands = factor.strip_prefix('1').filter(|zeros| zeros.bytes().all(|byte| byte == b'0'));
    code.push_str(&",".repeat(thousands.map_or(0, |zeros| (zeros.len() / 3).min(DIGITS))));
    code
}

fn whole(tag: &Tag<'_>, digits: usize) -> String {
    if tag.raw(b"grouping") == Some(b"true") {
        return if digits == 0 { "#,###".to_owned() } else { "#,##0".to_owned() };
    }
    if digits == 0 { "#".to_owned() } else { "0".repeat(digits) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    fn coded(xml: &str) -> String {
        let limits = Limits::default();
        let mut scanner = Scanner::new(&limits, "styles.xml", xml.as_bytes());
        let Ok(Step::Open(tag)) = scanner.next() else { panic!("a tag") };
        code(&mut scanner, &tag, |name| (name == "P0").then(|| "0.0".into())).unwrap()
    }

    #[test]
    fn trees_become_codes() {
        for (inside, expected) in [
            ("<n:number decimal-places='2' min-integer-digits='1' grouping='true'/>", "#,##0.00"),
            ("<n:number min-integer-digits='1'/>", "General"),
            ("<n:number decimal-places='1' min-integer-digits='1'/><n:text>%</n:text>", "0.0%"),
            ("<n:year style='long'/><n:text>年</n:text><n:month/><n:text>月</n:text>", "yyyy\"年\"m\"月\""),
            (
                "<n:text>-</n:text><n:number decimal-places='0' min-integer-digits='1'/><m:map condition='value()&gt;=0' apply-style-name='P0'/>",
                "[>=0]0.0;-0",
            ),
            (
                "<n:number decimal-places='3' min-decimal-places='1' min-integer-digits='0' display-factor='1000'/>",
                "#.0##,",
            ),
            ("<n:text-content/>", "@"),
        ] {
            assert_eq!(coded(&format!("<n:number-style>{inside}</n:number-style>")), expected);
        }
        assert_eq!(coded("<n:number-style/>"), "General");
    }
}
