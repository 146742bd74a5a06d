//! Texts of cells: shared strings and inline ones, runs joined, phonetic runs left out.

use std::sync::Arc;

use crate::xml::{Scanner, Step, Tag};
use crate::{Code, Context, Error, Notice};

/// The shared strings of a workbook, and how reading them ended: what was read before an error stays.
pub fn shared(context: &mut Context<'_>, part: &str, xml: &[u8]) -> (Vec<Arc<str>>, Result<(), Error>) {
    let mut strings = Vec::new();
    let mut scanner = Scanner::new(context.limits, part, xml);
    let end = read_all(context, part, &mut scanner, &mut strings);
    scanner.remark(context);
    (strings, end)
}

fn read_all(
    context: &mut Context<'_>,
    part: &str,
    scanner: &mut Scanner<'_>,
    strings: &mut Vec<Arc<str>>,
) -> Result<(), Error> {
    let mut text = String::new();
    loop {
        match scanner.next()? {
            Step::Open(tag) if tag.name == b"si" => {
                if strings.len() >= context.limits.shared_strings {
                    context.notices.add(Notice::new(Code::LIMIT_BYTES).with("part", part));
                    return Ok(());
                }
                text.clear();
                item(scanner, &tag, &mut text)?;
                strings.push(Arc::from(text.as_str()));
            }
            Step::Open(tag) if tag.name == b"sst" => check_count(context, part, &tag),
            Step::Open(_) | Step::Close => {}
            Step::End => return Ok(()),
        }
    }
}

/// A count that the part cannot hold is said, and not believed.
fn check_count(context: &mut Context<'_>, part: &str, tag: &Tag<'_>) {
    let most = context.limits.part_bytes / 5;
    for name in [b"uniqueCount".as_slice(), b"count"] {
        let Some(count) = tag.value(name) else { continue };
        if count.parse::<u64>().is_ok_and(|count| count <= most) {
            continue;
        }
        let notice = Notice::new(Code::BAD_COUNT).with("detail", format!("{part}: {count}"));
        context.notices.add(notice);
        return;
    }
}

/// The text of an `si` or `is` element whose tag was just read.
pub fn item(scanner: &mut Scanner<'_>, tag: &Tag<'_>, text: &mut String) -> Result<(), Error> {
    if tag.empty {
        return Ok(());
    }
    let depth = scanner.depth();
    let begin = text.len();
    loop {
        match scanner.next()? {
            Step::Open(tag) => match tag.name {
                b"t" => scanner.text(&tag, text)?,
                b"rPh" | b"rPr" | b"phoneticPr" => scanner.skip(&tag)?,
                _ => {}
            },
            Step::Close if scanner.depth() < depth => break,
            Step::Close => {}
            Step::End => break,
        }
    }
    tidy(text, begin);
    Ok(())
}

/// Resolves `_x000D_` and makes every line break `\n`.
pub fn tidy(text: &mut String, begin: usize) {
    let bytes = &text.as_bytes()[begin..];
    if memchr::memmem::find(bytes, b"_x").is_some() {
        let resolved = unescaped(&text[begin..]);
        text.truncate(begin);
        text.push_str(&resolved);
    }
    if memchr::memchr(b'\r', &text.as_bytes()[begin..]).is_some() {
        let lines = text[begin..].replace("\r\n", "\n").replace('\r', "\n");
        text.truncate(begin);
        text.push_str(&lines);
    }
}

/// Characters that XML cannot hold stand as `_xHHHH_`; an underscore that would be read so is `_x005F_`.
fn unescaped(text: &str) -> String {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        resolved.push_str(&rest[..at]);
        rest = &rest[at..];
        let code = rest.get(2..6).filter(|_| rest.as_bytes().get(6) == Some(&b'_'));
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(character) => {
                resolved.push(character);
                rest = &rest[7..];
            }
            None => {
                resolved.push_str("_x");
                rest = &rest[2..];
            }
        }
    }
    resolved.push_str(rest);
    resolved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Notices};

    fn strings(xml: &str) -> (Vec<String>, Notices) {
        let (mut notices, limits) = (Notices::default(), Limits::default());
        let (strings, _) = shared(&mut Context::new(&mut notices, &limits), "s.xml", xml.as_bytes());
        (strings.iter().map(|text| text.to_string()).collect(), notices)
    }

    #[test]
    fn runs_are_joined_and_phonetic_ones_left_out() {
        let (found, notices) = strings(
            "<sst uniqueCount='4'><si><t>甲</t></si><si><r><rPr><b/></rPr><t xml:space='preserve'>一 </t></r>\
             <r><t>二</t></r><rPh sb='0' eb='1'><t>ER</t></rPh></si><si/><si><t>a_x000D_\nb_x005F_x000A_c_xyz</t></si></sst>",
        );
        assert_eq!(found, ["甲", "一 二", "", "a\nb_x000A_c_xyz"]);
        assert_eq!(notices.iter().count(), 0);
    }

    #[test]
    fn a_count_that_lies_is_said() {
        for count in ["100000000000", "18446744073709551615", "99999999999999999999999"] {
            let (found, notices) = strings(&format!("<sst uniqueCount='{count}'><si><t>x</t></si></sst>"));
            assert_eq!(found, ["x"]);
            assert_eq!(notices.iter().map(|notice| notice.code).collect::<Vec<_>>(), [Code::BAD_COUNT]);
        }
    }

    #[test]
    fn what_was_read_before_the_end_stays() {
        let (found, _) = strings("<sst><si><t>a</t></si><si><t>b");
        assert_eq!(found, ["a"]);
    }
}
