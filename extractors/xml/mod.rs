//! A forward scanner over the XML of office parts, for readers that need little of much: it gives tags and, when asked,
//! text; whole subtrees are passed over by searching for their end, without looking at what stands inside.
//!
//! Names are local names: prefixes are the writer's choice, and no two of the vocabularies that meet in an office part
//! give one local name two meanings in one place. What it checks: tags match, nothing is declared by a DTD, depth and
//! attributes stay inside the budgets. What it does not: characters of names, uniqueness of attributes, and anything
//! inside a subtree that is passed over. Memory is the part's own bytes and one name per open element.

mod properties;
mod tag;
mod text;

use memchr::{memchr, memmem};

pub use properties::{Memory, Properties};
pub use tag::{Attributes, Property, Tag};
use tag::{behind, is_name, local, name_length, next_attribute, tag_end};
use text::decode_entities;
pub use text::{decoded, prepare};

use crate::{Code, Context, Error, Limits, Notice};

/// The scanner's place in one part.
pub struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    open: Vec<&'a [u8]>,
    limits: Budget,
    part: &'a str,
    /// Texts or tags that were left out because of their size.
    too_large: bool,
    /// Text that is not in the encoding of the part.
    malformed: bool,
}

#[derive(Clone, Copy)]
struct Budget {
    depth: usize,
    attributes: usize,
    event: usize,
}

/// What comes next. Text is passed over unless it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    Open(Tag<'a>),
    /// The end of the innermost open element.
    Close,
    /// The end of the part.
    End,
}

impl<'a> Scanner<'a> {
    /// `bytes` are UTF-8, as [`prepare`] gives them.
    pub fn new(limits: &Limits, part: &'a str, bytes: &'a [u8]) -> Self {
        let limits =
            Budget { depth: limits.xml_depth, attributes: limits.attributes, event: limits.event_bytes };
        Self { bytes, at: 0, open: Vec::new(), limits, part, too_large: false, malformed: false }
    }

    /// The number of elements that are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// How far the scanner has come, in bytes.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// Puts what was left out or guessed into the notices.
    pub fn remark(&self, context: &mut Context<'_>) {
        for (happened, code) in [(self.too_large, Code::LIMIT_EVENT), (self.malformed, Code::XML_ENCODING)] {
            if happened {
                context.notices.add(Notice::new(code).with("part", self.part));
            }
        }
    }

    /// The next tag.
    #[allow(clippy::should_implement_trait, reason = "it can fail, and its items borrow from the part")]
    pub fn next(&mut self) -> Result<Step<'a>, Error> {
        loop {
            if self.bytes.get(self.at) != Some(&b'<') {
                let Some(found) = memchr(b'<', &self.bytes[self.at..]) else {
                    self.at = self.bytes.len();
                    return if self.open.is_empty() {
                        Ok(Step::End)
                    } else {
                        Err(self.broken("it ends early"))
                    };
                };
                self.at += found;
            }
            self.at += 1;
            match self.bytes.get(self.at) {
                Some(b'/') => return self.close(),
                Some(b'!' | b'?') => self.pass_markup()?,
                Some(_) => return self.open_tag().map(Step::Open),
                None => return Err(self.broken("it ends inside a tag")),
            }
        }
    }

    /// The next tag that opens an element, or `None` behind the root.
    pub fn opening(&mut self) -> Result<Option<Tag<'a>>, Error> {
        loop {
            match self.next()? {
                Step::Open(tag) => return Ok(Some(tag)),
                Step::Close if self.depth() > 0 => {}
                Step::Close | Step::End => return Ok(None),
            }
        }
    }

    /// Passes over the rest of an element whose tag was just read.
    pub fn skip(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        if !tag.empty {
            self.pass_subtree(tag.qualified)?;
            self.open.pop();
        }
        Ok(())
    }

    /// The raw text of `<name>text</name>`, where exactly that stands next, with the prefix of `parent`, inside which the
    /// scanner stands. Anything else is left for [`Scanner::next`]. For elements that occur by the million.
    pub fn plain_child(&mut self, parent: &Tag<'a>, name: &[u8]) -> Option<&'a [u8]> {
        let prefix = &parent.qualified[..parent.qualified.len() - parent.name.len()];
        let inside = behind(&self.bytes[self.at..], &[b"<", prefix, name, b">"])?;
        let end = inside.iter().position(|&byte| byte == b'<')?;
        let after = behind(&inside[end..], &[b"</", prefix, name, b">"])?;
        self.at = self.bytes.len() - after.len();
        Some(&inside[..end])
    }

    /// Goes past the end of `tag`, the innermost open element, where that stands next.
    pub fn ends(&mut self, tag: &Tag<'a>) -> bool {
        let after = behind(&self.bytes[self.at..], &[b"</", tag.qualified, b">"]);
        if let Some(after) = after {
            self.at = self.bytes.len() - after.len();
            self.open.pop();
        }
        after.is_some()
    }

    /// Appends raw text as text.
    pub fn decode(&mut self, raw: &'a [u8], into: &mut String) {
        self.push(raw, into);
    }

    /// Appends the text of an element whose tag was just read and goes past its end. Elements inside it are taken as
    /// their text.
    pub fn text(&mut self, tag: &Tag<'a>, into: &mut String) -> Result<(), Error> {
        self.mixed(tag, into, |_, _| true)
    }

    /// The same, with a say in the elements inside: `inner` may append something for each, and says whether the text
    /// inside it counts.
    pub fn mixed(
        &mut self,
        tag: &Tag<'a>,
        into: &mut String,
        mut inner: impl FnMut(&Tag<'a>, &mut String) -> bool,
    ) -> Result<(), Error> {
        if tag.empty {
            return Ok(());
        }
        let depth = self.open.len();
        loop {
            let raw = self.raw_text()?;
            self.push(raw, into);
            match self.bytes.get(self.at + 1) {
                Some(b'!') if self.bytes[self.at..].starts_with(b"<![CDATA[") => self.literal(into)?,
                _ => match self.next()? {
                    Step::Close if self.open.len() < depth => return Ok(()),
                    Step::End => return Err(self.broken("it ends inside a text")),
                    Step::Open(tag) if !inner(&tag, into) => self.skip(&tag)?,
                    Step::Close | Step::Open(_) => {}
                },
            }
        }
    }

    /// The tags inside an element of properties whose tag was just read, at every depth, without their ends. `None` at
    /// the element's own end.
    pub fn properties(&mut self, tag: &Tag<'a>) -> Properties<'_, 'a> {
        Properties { done: tag.empty, name: tag.qualified, scanner: self }
    }

    /// An error about this part.
    pub fn broken(&self, detail: &str) -> Error {
        self.error(Code::XML_BROKEN).with("detail", detail)
    }

    fn error(&self, code: Code) -> Error {
        Error::new(code).with("part", self.part)
    }

    /// The raw text up to the next markup; stands on its `<` afterwards.
    fn raw_text(&mut self) -> Result<&'a [u8], Error> {
        let rest = &self.bytes[self.at..];
        let end = memchr(b'<', rest).ok_or_else(|| self.broken("it ends inside a text"))?;
        self.at += end;
        Ok(&rest[..end])
    }

    fn push(&mut self, raw: &'a [u8], into: &mut String) {
        if raw.len() > self.limits.event {
            self.too_large = true;
            return;
        }
        match std::str::from_utf8(raw) {
            Ok(text) if memchr(b'&', raw).is_none() => into.push_str(text),
            Ok(text) => decode_entities(text, into),
            Err(_) => {
                self.malformed = true;
                decode_entities(&String::from_utf8_lossy(raw), into);
            }
        }
    }

    fn literal(&mut self, into: &mut String) -> Result<(), Error> {
        let begin = self.at + b"<![CDATA[".len();
        let end = memmem::find(&self.bytes[begin..], b"]]>").ok_or_else(|| self.broken("it ends early"))?;
        let raw = &self.bytes[begin..begin + end];
        self.at = begin + end + 3;
        if raw.len() > self.limits.event {
            self.too_large = true;
        } else {
            into.push_str(&String::from_utf8_lossy(raw));
        }
        Ok(())
    }

    /// Comments, instructions and literal text between tags; a document type is refused. Stands on `!` or `?`.
    fn pass_markup(&mut self) -> Result<(), Error> {
        let rest = &self.bytes[self.at..];
        let end: &[u8] = if rest.starts_with(b"!--") {
            b"-->"
        } else if rest.starts_with(b"![CDATA[") {
            b"]]>"
        } else if rest.starts_with(b"?") {
            b"?>"
        } else {
            return Err(self.error(Code::XML_DTD));
        };
        let found = memmem::find(rest, end).ok_or_else(|| self.broken("it ends early"))?;
        self.at += found + end.len();
        Ok(())
    }

    fn close(&mut self) -> Result<Step<'a>, Error> {
        let rest = &self.bytes[self.at + 1..];
        let end =
            rest.iter().position(|&byte| byte == b'>').ok_or_else(|| self.broken("it ends inside a tag"))?;
        let name = rest[..end].trim_ascii_end();
        match self.open.pop() {
            Some(open) if open == name => {
                self.at += end + 2;
                Ok(Step::Close)
            }
            _ => Err(self.broken("tags do not match").with("tag", String::from_utf8_lossy(name))),
        }
    }

    fn open_tag(&mut self) -> Result<Tag<'a>, Error> {
        let rest = &self.bytes[self.at..];
        let name = name_length(rest);
        let end = tag_end(rest, name).ok_or_else(|| self.broken("it ends inside a tag"))?;
        let empty = end > 0 && rest[end - 1] == b'/';
        let qualified = &rest[..name.min(end)];
        if qualified.is_empty() {
            return Err(self.broken("a tag has no name"));
        }
        let mut attributes = &rest[qualified.len()..end - usize::from(empty && end > qualified.len())];
        if attributes.len() > 4 * self.limits.attributes {
            self.check_attributes(attributes)?;
            if attributes.len() > self.limits.event {
                self.too_large = true;
                attributes = b"";
            }
        }
        self.at += end + 1;
        if !empty {
            if self.open.len() >= self.limits.depth {
                return Err(self.error(Code::LIMIT_DEPTH));
            }
            self.open.push(qualified);
        }
        Ok(Tag { name: local(qualified), empty, qualified, attributes: Attributes(attributes) })
    }

    /// Only tags long enough to hold too many attributes come here: an attribute takes five bytes at least.
    fn check_attributes(&self, mut rest: &'a [u8]) -> Result<(), Error> {
        let (mut all, mut namespaces) = (0, 0);
        while let Some((name, _, after)) = next_attribute(rest) {
            all += 1;
            namespaces += usize::from(name.starts_with(b"xmlns"));
            rest = after;
        }
        match () {
            () if namespaces > self.limits.attributes => Err(self.error(Code::LIMIT_NS)),
            () if all > self.limits.attributes => Err(self.error(Code::LIMIT_ATTR)),
            () => Ok(()),
        }
    }

    /// Goes behind the end of the element `name`, inside which the scanner stands.
    fn pass_subtree(&mut self, name: &[u8]) -> Result<(), Error> {
        let mut level = 1;
        while level > 0 {
            level = match self.mark(name)? {
                Mark::Other(_) => level,
                Mark::Same => level + 1,
                Mark::End => level - 1,
            };
        }
        Ok(())
    }

    /// The next tag inside the element `name`, looked at no closer than needed to find that element's end.
    fn mark(&mut self, name: &[u8]) -> Result<Mark<'a>, Error> {
        loop {
            let found = memchr(b'<', &self.bytes[self.at..]).ok_or_else(|| self.broken("it ends early"))?;
            self.at += found + 1;
            let rest = &self.bytes[self.at..];
            match rest.first() {
                Some(b'/') if is_name(&rest[1..], name) => {
                    let end = memchr(b'>', rest).ok_or_else(|| self.broken("it ends inside a tag"))?;
                    self.at += end + 1;
                    return Ok(Mark::End);
                }
                Some(b'/') => {}
                Some(b'!' | b'?') => self.pass_markup()?,
                Some(_) if is_name(rest, name) => {
                    let end = tag_end(rest, name.len()).ok_or_else(|| self.broken("it ends inside a tag"))?;
                    self.at += end + 1;
                    if rest[end - 1] != b'/' {
                        return Ok(Mark::Same);
                    }
                }
                Some(_) => return Ok(Mark::Other(rest)),
                None => return Err(self.broken("it ends inside a tag")),
            }
        }
    }
}

enum Mark<'a> {
    /// Another element begins; the bytes from its name on.
    Other(&'a [u8]),
    /// An element of the same name begins inside.
    Same,
    End,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(xml: &str) -> Result<Vec<String>, Error> {
        let mut scanner = Scanner::new(&Limits::default(), "part.xml", xml.as_bytes());
        let mut steps = Vec::new();
        loop {
            match scanner.next()? {
                Step::Open(tag) => {
                    let attributes: Vec<String> = tag
                        .attributes()
                        .map(|(name, value)| format!(" {}={}", String::from_utf8_lossy(name), decoded(value)))
                        .collect();
                    let end = if tag.empty { "/" } else { "" };
                    steps.push(format!("{}{}{end}", String::from_utf8_lossy(tag.name), attributes.concat()));
                }
                Step::Close => steps.push("^".into()),
                Step::End => return Ok(steps),
            }
        }
    }

    #[test]
    fn tags_are_told_by_local_name_and_ends_stand_outside_quotes() {
        let steps = scan(
            "<?xml version='1.0'?><w:a x:b=\"1>2\" c='/'><!-- <z> --><d/><e f = \"&lt;&#x41;\" /></w:a>",
        );
        assert_eq!(steps.unwrap(), ["a b=1>2 c=/", "d/", "e f=<A/", "^"]);
    }

    #[test]
    fn what_is_not_well_formed_is_an_error() {
        for (xml, code) in [
            ("<a>", Code::XML_BROKEN),
            ("<a></b>", Code::XML_BROKEN),
            ("</a>", Code::XML_BROKEN),
            ("<a", Code::XML_BROKEN),
            ("<", Code::XML_BROKEN),
            ("<a b='", Code::XML_BROKEN),
            ("<!--", Code::XML_BROKEN),
            ("<a><></a>", Code::XML_BROKEN),
            ("<a>< b/></a>", Code::XML_BROKEN),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", Code::XML_DTD),
        ] {
            assert_eq!(scan(xml).unwrap_err().code(), code, "{xml}");
        }
        assert_eq!(scan(&"<a>".repeat(300)).unwrap_err().code(), Code::LIMIT_DEPTH);
        let many =
            |name: &str| format!("<a {}/>", (0..2000).map(|n| format!("{name}{n}='' ")).collect::<String>());
        assert_eq!(scan(&many("b")).unwrap_err().code(), Code::LIMIT_ATTR);
        assert_eq!(scan(&many("xmlns:b")).unwrap_err().code(), Code::LIMIT_NS);
    }

    #[test]
    fn text_is_decoded_and_skipped_subtrees_end_at_their_own_end() {
        let xml =
            "<a><s><b/><s x='>'>no</s><!-- </s> --></s><t>1 &lt; 2<![CDATA[ & ]]>&unknown;<i>x</i></t></a>";
        let mut scanner = Scanner::new(&Limits::default(), "part.xml", xml.as_bytes());
        let mut text = String::new();
        loop {
            match scanner.next().unwrap() {
                Step::Open(tag) if tag.name == b"s" => scanner.skip(&tag).unwrap(),
                Step::Open(tag) if tag.name == b"t" => scanner.text(&tag, &mut text).unwrap(),
                Step::End => break,
                Step::Open(_) | Step::Close => {}
            }
        }
        assert_eq!(text, "1 < 2 & &unknown;x");
    }

    #[test]
    fn properties_are_seen_without_their_former_state() {
        let xml = "<r><rPr><b val=\"0\"/><c><d/></c><rPrChange><rPr><b/></rPr></rPrChange><e/></rPr><f/></r>";
        let mut scanner = Scanner::new(&Limits::default(), "part.xml", xml.as_bytes());
        scanner.next().unwrap();
        let Step::Open(tag) = scanner.next().unwrap() else { panic!("a tag") };
        let mut properties = scanner.properties(&tag);
        let mut seen = Vec::new();
        while let Some(property) = properties.next().unwrap() {
            seen.push((String::from_utf8_lossy(property.name).into_owned(), property.on()));
            if property.name == b"c" {
                properties.skip(&property).unwrap();
            }
        }
        let names: Vec<(&str, bool)> = seen.iter().map(|(name, on)| (name.as_str(), *on)).collect();
        assert_eq!(names, [("b", false), ("c", true), ("rPrChange", true), ("e", true)]);
        assert!(matches!(scanner.next().unwrap(), Step::Open(tag) if tag.name == b"f"));
    }
}
