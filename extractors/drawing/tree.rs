//! A small read-only tree of an XML part, for parts that are looked at from several sides (a chart's title, its
//! series, its axes). It is not for documents: those are read in one pass. Subtrees that hold nothing but looks are
//! left out while reading.

use std::borrow::Cow;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::{Code, Context, Notice};

/// The elements of a part in document order, tied to each other by index, so that depth costs no stack.
pub(super) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
}

struct Node<'a> {
    start: BytesStart<'a>,
    text: Cow<'a, str>,
    first: u32,
    last: u32,
    next: u32,
}

/// Stands for "none": the root is never a child or a neighbour.
const NONE: u32 = 0;

/// Elements that only say how something looks.
const LOOKS: [&str; 7] =
    ["spPr", "txPr", "extLst", "clrMapOvr", "printSettings", "AlternateContent", "fmtOvrs"];

/// Decodes a part to text: UTF-8, or UTF-16 with its mark. `None`, with a notice, where it is neither.
pub(super) fn decode<'a>(context: &mut Context<'_>, part: &str, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
    let marked = encoding_rs::Encoding::for_bom(bytes);
    let (encoding, mark) = marked.unwrap_or((encoding_rs::UTF_8, 0));
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
    if text.is_none() {
        context.notices.add(Notice::new(Code::XML_ENCODING).with("part", part));
    }
    text
}

impl<'a> Tree<'a> {
    /// Reads a part. Where it breaks off, what came before is kept and a notice says so. `None` where no element
    /// could be read or the part declares a document type.
    pub(super) fn parse(context: &mut Context<'_>, part: &str, xml: &'a str) -> Option<Self> {
        let mut builder = Builder { nodes: Vec::new(), open: Vec::new() };
        if let Err(refusal) = builder.read(context, xml) {
            let notice = Notice::new(refusal.code).with("part", part);
            context.notices.add(match refusal.detail {
                Some(detail) => notice.with("detail", detail),
                None => notice,
            });
            if refusal.code != Code::PART_BROKEN {
                return None;
            }
        }
        (!builder.nodes.is_empty()).then_some(Self { nodes: builder.nodes })
    }

    pub(super) fn root(&self) -> Element<'_> {
        Element { nodes: &self.nodes, index: 0 }
    }
}

struct Refusal {
    code: Code,
    detail: Option<String>,
}

struct Builder<'a> {
    nodes: Vec<Node<'a>>,
    open: Vec<u32>,
}

impl<'a> Builder<'a> {
    fn read(&mut self, context: &Context<'_>, xml: &'a str) -> Result<(), Refusal> {
        let mut reader = Reader::from_str(xml);
        let broken =
            |error: quick_xml::Error| Refusal { code: Code::PART_BROKEN, detail: Some(error.to_string()) };
        let refuse = |code| Refusal { code, detail: None };
        loop {
            match reader.read_event().map_err(broken)? {
                Event::Start(start) if LOOKS.contains(&start.local_name().into_inner()) => {
                    reader.read_to_end(start.name()).map_err(broken)?;
                }
                Event::Start(_) if self.open.len() >= context.limits.xml_depth => {
                    return Err(refuse(Code::LIMIT_DEPTH));
                }
                Event::Start(start) => {
                    let index = self.add(start);
                    self.open.push(index);
                }
                Event::Empty(start) => {
                    self.add(start);
                }
                Event::End(_) => {
                    self.open.pop();
                }
                Event::Text(text) => self.append(text.xml10_content()),
                Event::CData(text) => self.append(text.xml10_content()),
                Event::GeneralRef(name) => self.append(resolve(&name)),
                Event::DocType(_) => return Err(refuse(Code::XML_DTD)),
                Event::Eof if self.open.is_empty() => return Ok(()),
                Event::Eof => return Err(refuse(Code::PART_BROKEN)),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn add(&mut self, start: BytesStart<'a>) -> u32 {
        let index = self.nodes.len() as u32;
        if let Some(&parent) = self.open.last() {
            let elder = std::mem::replace(&mut self.nodes[parent as usize].last, index);
            match elder {
                NONE => self.nodes[parent as usize].first = index,
                elder => self.nodes[elder as usize].next = index,
            }
        }
        self.nodes.push(Node { start, text: Cow::Borrowed(""), first: NONE, last: NONE, next: NONE });
        index
    }

    fn append(&mut self, more: Cow<'a, str>) {
        let Some(node) = self.open.last().and_then(|&index| self.nodes.get_mut(index as usize)) else {
            return;
        };
        if node.text.is_empty() {
            node.text = more;
        } else {
            node.text.to_mut().push_str(&more);
        }
    }
}

/// A character reference or one of the five names that every XML file may use; others stay as they are written.
fn resolve<'a>(name: &BytesRef<'a>) -> Cow<'a, str> {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        return Cow::Owned(character.to_string());
    }
    let name = name.clone().into_inner();
    match quick_xml::escape::resolve_predefined_entity(&name) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(format!("&{name};")),
    }
}

/// One element of a [`Tree`].
#[derive(Clone, Copy)]
pub(super) struct Element<'t> {
    nodes: &'t [Node<'t>],
    index: u32,
}

impl<'t> Element<'t> {
    fn node(self) -> &'t Node<'t> {
        &self.nodes[self.index as usize]
    }

    /// The name without its namespace prefix.
    pub(super) fn name(self) -> &'t str {
        self.node().start.local_name().into_inner()
    }

    /// The text that stands directly in the element.
    pub(super) fn text(self) -> &'t str {
        &self.node().text
    }

    /// An attribute by its name without prefix.
    pub(super) fn attribute(self, name: &str) -> Option<String> {
        let mut attributes = self.node().start.attributes();
        let mut attributes = attributes.with_checks(false).flatten();
        let found = attributes.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }

    pub(super) fn number(self, name: &str) -> Option<u64> {
        self.attribute(name)?.trim().parse().ok()
    }

    pub(super) fn children(self) -> impl Iterator<Item = Element<'t>> {
        let step = move |index: u32| (index != NONE).then_some(Element { nodes: self.nodes, index });
        std::iter::successors(step(self.node().first), move |element| step(element.node().next))
    }

    pub(super) fn all(self, name: &str) -> impl Iterator<Item = Element<'t>> {
        self.children().filter(move |child| child.name() == name)
    }

    pub(super) fn child(self, name: &str) -> Option<Element<'t>> {
        self.all(name).next()
    }

    /// Walks down a path of first children of the given names.
    pub(super) fn path(self, names: &[&str]) -> Option<Element<'t>> {
        names.iter().try_fold(self, |element, name| element.child(name))
    }
}
