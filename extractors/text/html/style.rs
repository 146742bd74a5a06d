//! What the styles of office programs say about cells: hidden or shown, how a number is to be printed, the outline
//! level of a paragraph. Styles by class are taken from `<style>`; everything else about looks is left alone.

use std::collections::HashMap;
use std::sync::Arc;

use super::token::{Tag, contains_ignoring_case};
use crate::document::Align;

/// Number formats by class name.
#[derive(Debug, Default)]
pub struct Sheet {
    formats: HashMap<String, Arc<str>>,
}

impl Sheet {
    /// Reads the rules of a `<style>`: `.xl65 {… mso-number-format:"0\.00"; …}`.
    pub fn read(&mut self, css: &str) {
        for rule in css.split('}') {
            let Some((selectors, body)) = rule.split_once('{') else { continue };
            let Some(format) = number_format(body) else { continue };
            let classes = selectors.split(',').filter_map(|selector| selector.trim().rsplit_once('.'));
            self.formats.extend(classes.map(|(_, class)| (class.trim().to_owned(), format.clone())));
        }
    }

    /// The format that a cell's own style or its class gives.
    pub fn format(&self, tag: &Tag<'_>) -> Option<Arc<str>> {
        let own = tag.attribute("style").and_then(number_format);
        own.or_else(|| self.formats.get(tag.attribute("class")?.trim()).cloned())
    }
}

/// The value of a property in a run of declarations, its blanks trimmed.
pub fn property<'a>(style: &'a str, name: &str) -> Option<&'a str> {
    style.split(';').find_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        property.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn number_format(style: &str) -> Option<Arc<str>> {
    const NAME: &str = "mso-number-format";
    if !contains_ignoring_case(style.as_bytes(), NAME.as_bytes()) {
        return None;
    }
    // A format may hold semicolons, so its value is not cut at them when it is quoted.
    let value =
        style[style.to_ascii_lowercase().find(NAME)? + NAME.len()..].trim_start().strip_prefix(':')?;
    let value = value.trim_start().replace("&quot;", "\"");
    let quoted = value.strip_prefix('"').and_then(|inner| inner.split_once('"')).map(|(format, _)| format);
    let format = quoted.unwrap_or_else(|| value.split(';').next().unwrap_or_default()).trim();
    let mut plain = String::with_capacity(format.len());
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        plain.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    (!plain.is_empty()).then(|| plain.into())
}

/// Whether a tag says that its content is not shown.
pub fn hides(tag: &Tag<'_>) -> bool {
    if tag.attributes.is_empty() {
        return false;
    }
    let style = tag.attribute("style").unwrap_or_default();
    property(style, "display").is_some_and(|value| value.eq_ignore_ascii_case("none"))
        || property(style, "mso-hide").is_some_and(|value| value.eq_ignore_ascii_case("all"))
        || tag.attribute("hidden").is_some()
}

pub fn align(tag: &Tag<'_>) -> Align {
    if tag.attributes.is_empty() {
        return Align::Unknown;
    }
    let style = property(tag.attribute("style").unwrap_or_default(), "text-align");
    match style.or_else(|| tag.attribute("align")).map(str::to_ascii_lowercase).as_deref() {
        Some("left") => Align::Left,
        Some("center" | "middle") => Align::Centre,
        Some("right") => Align::Right,
        _ => Align::Unknown,
    }
}

/// The outline level that Word writes on a paragraph.
pub fn outline_level(tag: &Tag<'_>) -> Option<u8> {
    let level = property(tag.attribute("style")?, "mso-outline-level")?;
    level.parse().ok().filter(|level| (1..=9).contains(level))
}

/// Whether the content is the automatic number of a list paragraph.
pub fn is_list_number(tag: &Tag<'_>) -> bool {
    let style = tag.attribute("style").unwrap_or_default();
    property(style, "mso-list").is_some_and(|value| value.eq_ignore_ascii_case("ignore"))
}

#[cfg(test)]
mod tests {
    use super::super::token::{Token, Tokens};
    use super::*;

    fn tag(text: &str) -> Tag<'_> {
        match Tokens::new(text).next() {
            Some((_, Token::Open(tag))) => tag,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn number_formats_come_from_the_cell_or_its_class() {
        let mut sheet = Sheet::default();
        sheet.read("td {padding:0} .xl65, .xl66\n{font-size:9pt; mso-number-format:\"\\#\\,\\#\\#0\\.00\";}");
        assert_eq!(sheet.format(&tag("<td class=xl66>")).as_deref(), Some("#,##0.00"));
        assert_eq!(
            sheet.format(&tag("<td style='mso-number-format:Percent;x:y'>")).as_deref(),
            Some("Percent")
        );
        assert_eq!(sheet.format(&tag("<td class=other>")), None);
    }

    #[test]
    fn hiding_is_said_in_three_ways() {
        assert!(hides(&tag("<tr style='height:0;DISPLAY: None'>")));
        assert!(hides(&tag("<span style='mso-hide:all'>")));
        assert!(hides(&tag("<p hidden>")));
        assert!(!hides(&tag("<p style='display:block'>")));
    }
}
