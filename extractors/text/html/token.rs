//! Cuts HTML, and the XML that spreadsheets were once saved as, into tags and text.
//!
//! It is tolerant as browsers are: whatever does not parse as a tag is text, and no tag is required to be closed. It
//! goes over the bytes once; a search for an end that is not there is never repeated, so a file of a million unclosed
//! quotes or comments costs no more than its length. It resolves no structure: that is the reader's work.

use memchr::{memchr, memchr2, memmem};

/// A piece of markup, as slices of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// Text with its entities still in it.
    Text(&'a str),
    /// Text in which an ampersand is just an ampersand.
    Verbatim(&'a str),
    Open(Tag<'a>),
    Close(&'a str),
    /// What stands between `<style>` and `</style>`.
    Style(&'a str),
}

/// An opening tag: its name as written, and its attributes unparsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag<'a> {
    pub name: &'a str,
    pub attributes: &'a str,
    pub self_closing: bool,
}

impl<'a> Tag<'a> {
    /// The raw value of an attribute; an attribute without a value has an empty one. Names compare without case.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        Attributes { rest: self.attributes }
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, v)| v)
    }

    /// A whole number that begins an attribute's value, as `3` in `rowspan="3 "`. Too large a number is the largest.
    pub fn number(&self, name: &str) -> Option<u32> {
        let value = self.attribute(name)?.trim_start();
        let digits = &value[..value.bytes().take_while(u8::is_ascii_digit).count()];
        (!digits.is_empty()).then(|| digits.parse().unwrap_or(u32::MAX))
    }
}

/// The attributes of one tag, name and raw value.
struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        // The first character belongs to the name, whatever it is.
        let first = start.chars().next()?.len_utf8();
        let end = first
            + start[first..]
                .bytes()
                .take_while(|byte| !byte.is_ascii_whitespace() && *byte != b'=' && *byte != b'/')
                .count();
        let (name, after) = start.split_at(end);
        let after = after.trim_start();
        let Some(value) = after.strip_prefix('=') else {
            self.rest = after;
            return Some((name, ""));
        };
        let (value, rest) = value_and_rest(value.trim_start());
        self.rest = rest;
        Some((name, value))
    }
}

fn value_and_rest(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    let end = text.bytes().take_while(|byte| !byte.is_ascii_whitespace()).count();
    text.split_at(end)
}

/// The tokens of a text, each with the byte at which it begins.
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Ends that were searched for and are not in the rest of the text.
    missing: Vec<&'static str>,
    /// Up to here a tag was read in vain because of its quotes: tags that begin before it are read without them.
    unquoted_before: usize,
}

impl<'a> Tokens<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, missing: Vec::new(), unquoted_before: 0 }
    }

    /// Where `end` next stands from `from` on. A search that failed once is not made again.
    fn find(&mut self, from: usize, end: &'static str) -> Option<usize> {
        if self.missing.contains(&end) {
            return None;
        }
        let found = memmem::find(&self.text.as_bytes()[from.min(self.text.len())..], end.as_bytes());
        if found.is_none() {
            self.missing.push(end);
        }
        found.map(|offset| from + offset)
    }

    /// What an opening angle bracket at the current place begins. `None` where it is markup without content.
    fn markup(&mut self) -> Option<Token<'a>> {
        let rest = &self.text[self.at..];
        if rest.starts_with("<!--") {
            self.skip_to("-->", 4);
            None
        } else if rest.starts_with("<![CDATA[") {
            Some(self.verbatim())
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            self.skip_to(">", 2);
            None
        } else {
            Some(self.tag())
        }
    }

    /// Leaves a comment or declaration that ends with `end`. Where that is missing, only what opens it is left.
    fn skip_to(&mut self, end: &'static str, opening: usize) {
        self.at = match self.find(self.at + opening, end) {
            Some(found) => found + end.len(),
            None => self.at + opening,
        };
    }

    fn verbatim(&mut self) -> Token<'a> {
        let start = self.at + "<![CDATA[".len();
        let end = self.find(start, "]]>");
        self.at = end.map_or(self.text.len(), |end| end + 3);
        Token::Verbatim(&self.text[start..end.unwrap_or(self.text.len())])
    }

    fn tag(&mut self) -> Token<'a> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let closing = bytes.get(start + 1) == Some(&b'/');
        let name_start = start + 1 + usize::from(closing);
        let name_end = name_start + bytes[name_start..].iter().take_while(|byte| is_name(**byte)).count();
        if !bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
            return self.plain(start + 1);
        }
        let Some(end) = self.tag_end(name_end) else { return self.plain(start + 1) };
        let name = &self.text[name_start..name_end];
        self.at = end + 1;
        if closing {
            return Token::Close(name);
        }
        let attributes = &self.text[name_end..end];
        self.raw_content(Tag { name, attributes, self_closing: attributes.ends_with('/') })
    }

    /// Where the tag ends, quoted values skipped. An attribute whose quote is never closed ends with the tag.
    fn tag_end(&mut self, from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let quoted = from >= self.unquoted_before;
        let mut at = from;
        while let Some(offset) =
            bytes[at..].iter().position(|byte| matches!(byte, b'>' | b'"' | b'\'' | b'<'))
        {
            at += offset;
            match bytes[at] {
                b'>' => return Some(at),
                b'<' => break,
                quote if quoted && is_value_start(&bytes[from..at]) => {
                    let end = if quote == b'"' { "\"" } else { "'" };
                    at = self.find(at + 1, end).unwrap_or(at) + 1;
                }
                _ => at += 1,
            }
        }
        let reached = if bytes.get(at) == Some(&b'<') { at } else { bytes.len() };
        self.unquoted_before = self.unquoted_before.max(reached);
        None
    }

    /// Text from the current place to the next bracket at or after `from`.
    fn plain(&mut self, from: usize) -> Token<'a> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        self.at = memchr(b'<', &bytes[from..]).map_or(bytes.len(), |offset| from + offset);
        Token::Text(&self.text[start..self.at])
    }

    /// Leaves out what stands inside the tags whose content is not shown; hands over the content of a style.
    fn raw_content(&mut self, tag: Tag<'a>) -> Token<'a> {
        if tag.self_closing {
            return Token::Open(tag);
        }
        let is = |name: &str| tag.name.eq_ignore_ascii_case(name);
        let ends: &[&'static str] = match () {
            () if is("script") => &["</script", "</SCRIPT", "</Script"],
            () if is("style") => &["</style", "</STYLE", "</Style"],
            () => return Token::Open(tag),
        };
        let start = self.at;
        let Some(end) = ends.iter().filter_map(|end| self.find(start, end)).min() else {
            return Token::Open(tag);
        };
        self.at = end;
        if is("style") { Token::Style(&self.text[start..end]) } else { Token::Open(tag) }
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_')
}

/// Whether a quote after these bytes of a tag begins a value, as after `name=`.
fn is_value_start(before: &[u8]) -> bool {
    before.iter().rev().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'=')
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (usize, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let start = self.at;
            match self.text.as_bytes().get(start)? {
                b'<' => {
                    if let Some(token) = self.markup() {
                        return Some((start, token));
                    }
                }
                _ => return Some((start, self.plain(start))),
            }
        }
    }
}

/// Appends text with its entities resolved. An ampersand that begins no entity stays what it is.
pub fn unescape(out: &mut String, mut text: &str) {
    while let Some(at) = memchr(b'&', text.as_bytes()) {
        out.push_str(&text[..at]);
        text = &text[at + 1..];
        match entity(text) {
            Some((character, length)) => {
                out.push(character);
                text = &text[length..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(text);
}

/// The character that the text after an ampersand names, and the bytes that the name takes.
fn entity(text: &str) -> Option<(char, usize)> {
    let head = &text.as_bytes()[..text.len().min(12)];
    if let Some(number) = head.strip_prefix(b"#") {
        return numeric(number).map(|(character, length)| (character, length + 1));
    }
    let length = head.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let name = &text[..length];
    let found = NAMED.iter().find(|(known, _)| *known == name)?;
    Some((found.1, length + usize::from(head.get(length) == Some(&b';'))))
}

fn numeric(digits: &[u8]) -> Option<(char, usize)> {
    let (radix, start) = if matches!(digits.first(), Some(b'x' | b'X')) { (16, 1) } else { (10, 0) };
    let length = digits[start..].iter().take_while(|byte| char::from(**byte).is_digit(radix)).count();
    let end = start + length;
    let number = std::str::from_utf8(&digits[start..end]).ok()?;
    let code = u32::from_str_radix(number, radix).ok()?;
    let character = match code {
        0x80..=0x9F => WINDOWS_1252[code as usize - 0x80],
        _ => char::from_u32(code).filter(|&c| c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    Some((character, end + usize::from(digits.get(end) == Some(&b';'))))
}

/// What numbers between 128 and 159 mean on web pages.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// The names that office programs and editors of web pages write.
const NAMED: &[(&str, char)] = &[
    ("nbsp", '\u{A0}'),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("middot", '·'),
    ("bull", '•'),
    ("hellip", '…'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("times", '×'),
    ("divide", '÷'),
    ("plusmn", '±'),
    ("minus", '−'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ne", '≠'),
    ("asymp", '≈'),
    ("infin", '∞'),
    ("radic", '√'),
    ("permil", '‰'),
    ("deg", '°'),
    ("yen", '¥'),
    ("sect", '§'),
    ("para", '¶'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("frac12", '½'),
    ("frac14", '¼'),
    ("frac34", '¾'),
    ("larr", '←'),
    ("uarr", '↑'),
    ("rarr", '→'),
    ("darr", '↓'),
    ("shy", '\u{AD}'),
    ("zwnj", '\u{200C}'),
    ("zwj", '\u{200D}'),
    ("lrm", '\u{200E}'),
    ("rlm", '\u{200F}'),
];

/// Whether these first bytes of a text hold `needle`, which is written in lower case.
pub fn contains_ignoring_case(text: &[u8], needle: &[u8]) -> bool {
    let Some(&first) = needle.first() else { return true };
    let mut from = 0;
    while let Some(offset) = memchr2(first, first.to_ascii_uppercase(), &text[from..]) {
        from += offset;
        if text[from..].len() >= needle.len() && text[from..from + needle.len()].eq_ignore_ascii_case(needle)
        {
            return true;
        }
        from += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token<'_>> {
        Tokens::new(text).map(|(_, token)| token).collect()
    }

    fn open(text: &str) -> Tag<'_> {
        match Tokens::new(text).next() {
            Some((_, Token::Open(tag))) => tag,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn attributes_come_quoted_bare_or_alone() {
        let tag = open("<TD rowspan='2' ColSpan=3 nowrap title=\"a>b\" x:num=\"1.5\"/>");
        assert_eq!((tag.name, tag.self_closing), ("TD", true));
        assert_eq!(tag.number("rowspan"), Some(2));
        assert_eq!(tag.number("colspan"), Some(3));
        assert_eq!(tag.attribute("NOWRAP"), Some(""));
        assert_eq!(tag.attribute("title"), Some("a>b"));
        assert_eq!(tag.attribute("x:num"), Some("1.5"));
        assert_eq!(tag.attribute("absent"), None);
    }

    #[test]
    fn huge_numbers_are_the_largest() {
        assert_eq!(open("<td rowspan=99999999999999>").number("rowspan"), Some(u32::MAX));
        assert_eq!(open("<td rowspan=x>").number("rowspan"), None);
    }

    #[test]
    fn a_bracket_that_opens_no_tag_is_text() {
        assert_eq!(tokens("1<2 <3"), [Token::Text("1"), Token::Text("<2 "), Token::Text("<3")]);
        assert_eq!(tokens("a</"), [Token::Text("a"), Token::Text("</")]);
    }

    #[test]
    fn comments_scripts_and_conditions_are_left_out() {
        let text = "a<!-- <b> --><script>if (1<2) {}</script><![if !mso]>b<![endif]><style>p{}</style>";
        assert_eq!(
            tokens(text)
                .iter()
                .filter(|t| !matches!(t, Token::Open(_) | Token::Close(_)))
                .collect::<Vec<_>>(),
            [&Token::Text("a"), &Token::Text("b"), &Token::Style("p{}")]
        );
    }

    #[test]
    fn entities_are_resolved_and_ampersands_stay() {
        let mut out = String::new();
        unescape(&mut out, "&nbsp;&lt;&#8805;&#x2265;&#150;A&B &unknown; &amp;lt; &#0; &");
        assert_eq!(out, "\u{A0}<≥≥–A&B &unknown; &lt; \u{FFFD} &");
    }

    #[test]
    fn a_million_unclosed_things_take_one_pass() {
        for piece in ["<!--", "<a href=\"", "<script>", "<", "<![CDATA[", "<td x='", "<c b=\"<c\" b=\"<d\" "]
        {
            let text = piece.repeat(200_000);
            assert!(Tokens::new(&text).count() <= 600_000, "{piece}");
        }
    }
}
