//! Fields: what Word computes into the text. The result counts, the code does not, except where a field is drawn from
//! its code alone.

use super::Parser;
use crate::docx::symbols;
use crate::xml::Tag;
use crate::{Code, Error};

/// A field that has begun and not ended.
#[derive(Default)]
pub struct Field {
    pub in_code: bool,
    has_result: bool,
    code: String,
}

impl<'a> Parser<'a> {
    pub(super) fn field_mark(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        match tag.raw(b"fldCharType") {
            Some(b"begin") => return self.field_begins(tag),
            Some(b"separate") => {
                if let Some(field) = self.fields.last_mut() {
                    (field.in_code, field.has_result) = (false, true);
                }
            }
            Some(b"end") => {
                if let Some(field) = self.fields.pop() {
                    self.field_ends(&field);
                }
            }
            _ => {}
        }
        self.xml.skip(tag)
    }

    /// The data of a form field stands in its first mark: a check box is drawn from it.
    fn field_begins(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        let mut form = Form::default();
        let mut properties = self.xml.properties(tag);
        while let Some(property) = properties.next()? {
            match property.name {
                b"checkBox" => form.box_checked = Some(false),
                b"default" if form.box_checked == Some(false) => form.box_checked = Some(property.on()),
                b"checked" => form.box_checked = Some(property.on()),
                b"result" => form.chosen = property.number(b"val").and_then(|nth| usize::try_from(nth).ok()),
                b"listEntry" => form.entries.extend(property.value(b"val").map(|entry| entry.into_owned())),
                _ => {}
            }
        }
        if let Some(text) = form.text() {
            self.put(&text);
        }
        self.fields.push(Field { in_code: true, ..Field::default() });
        Ok(())
    }

    fn field_ends(&mut self, field: &Field) {
        self.fetches(&field.code);
        let drawn = if field.has_result { None } else { drawn(&field.code) };
        if let Some(text) = drawn {
            self.put(&text);
        }
    }

    /// Remarks on a field that Word would fill from another file or program.
    pub(super) fn fetches(&mut self, code: &str) {
        const FETCHING: [&str; 6] = ["DDE", "DDEAUTO", "LINK", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT"];
        let name = code.split_whitespace().next().unwrap_or_default();
        if FETCHING.iter().any(|known| name.eq_ignore_ascii_case(known)) && self.afford(code.len()) {
            let remark = (Code::EXTERNAL_LINK, code.trim().to_owned());
            self.current.paragraph.beside.get_or_insert_default().remarks.push(remark);
        }
    }

    pub(super) fn field_code(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        let mut code = String::new();
        self.xml.text(tag, &mut code)?;
        if let Some(field) = self.fields.last_mut() {
            field.code.push_str(&code);
        }
        Ok(())
    }
}

#[derive(Default)]
struct Form {
    box_checked: Option<bool>,
    chosen: Option<usize>,
    entries: Vec<String>,
}

impl Form {
    fn text(self) -> Option<String> {
        match self.box_checked {
            Some(true) => Some(symbols::CHECKED.to_string()),
            Some(false) => Some(symbols::UNCHECKED.to_string()),
            None => self.entries.into_iter().nth(self.chosen.unwrap_or(0)),
        }
    }
}

/// What a reader sees of a field that has no result: equation fields draw their arguments.
fn drawn(code: &str) -> Option<String> {
    let code = code.trim();
    let rest =
        code.get(..2).filter(|name| name.eq_ignore_ascii_case("eq")).map(|name| &code[name.len()..])?;
    let open = rest.find('(')?;
    let arguments = arguments(&rest[open..]);
    let switches = rest[..open].to_ascii_lowercase();
    let shown = if switches.contains("\\f") {
        arguments.join("/")
    } else if switches.contains("\\o") {
        circled(&arguments).or_else(|| arguments.last().cloned())?
    } else {
        arguments.concat()
    };
    (!shown.is_empty()).then_some(shown)
}

/// The arguments of `(a,b)`, each without its own switches.
fn arguments(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut depth = 0;
    let mut switch = false;
    for glyph in text.chars() {
        match glyph {
            '(' => {
                depth += 1;
                switch = false;
            }
            ')' => depth -= 1,
            ',' | ';' if depth == 1 => found.push(String::new()),
            '\\' => switch = true,
            _ if switch && (glyph.is_ascii_alphanumeric() || glyph == ' ') => {}
            _ => {
                switch = false;
                if let Some(last) = found.last_mut() {
                    last.push(glyph);
                }
            }
        }
        if depth == 0 {
            break;
        }
    }
    found.iter().map(|argument| argument.trim().to_owned()).collect()
}

/// A number drawn over a circle is the number in a circle.
fn circled(arguments: &[String]) -> Option<String> {
    let [ring, number] = arguments else { return None };
    let circle = matches!(ring.as_str(), "\u{25CB}" | "\u{25EF}" | "\u{3007}");
    let number: u32 = number.parse().ok().filter(|number| circle && (1..=20).contains(number))?;
    char::from_u32(0x2460 + number - 1).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::drawn;

    #[test]
    fn equation_fields_show_their_arguments() {
        for (code, shown) in [
            (" eq \\o\\ac(○,3) ", Some("③")),
            ("EQ \\f(1,2)", Some("1/2")),
            ("EQ \\* jc2 \\* \"Font:x\" \\* hps10 \\o\\ad(\\s\\up 9(biao),表)", Some("表")),
            (" PAGE ", None),
            ("EQ", None),
        ] {
            assert_eq!(drawn(code).as_deref(), shown, "{code}");
        }
    }
}
