//! A zip package and its relationships, as Word files and workbooks are kept: parts by name, each part's targets by
//! relationship, everything under the budgets of [`Limits`].
//!
//! What belongs here is the container alone: which parts there are, whether each is whole, what it is tied to. What a
//! part means is its format's business.

use std::collections::HashMap;

use crate::{Code, Context, Error, Limits, Notice, Source, xml};

pub mod compound;
pub mod directory;
pub mod inflate;
pub mod locked;
mod relationships;

pub use directory::{Directory, Entry};
use relationships::ContentTypes;
pub use relationships::Relationship;

/// An opened package. Parts are inflated when asked for, each charged against the budgets first.
#[derive(Debug)]
pub struct Package<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry>,
    /// Part names in the order of the directory, with `/` between folders and none in front.
    names: Vec<String>,
    /// Entries by name in lower case: Office does not tell `Word/Document.xml` from `word/document.xml`.
    index: HashMap<String, usize>,
    types: ContentTypes,
    truncated: bool,
}

/// What a package is of, as far as its list of parts says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Word,
    Workbook,
    /// An OpenDocument file.
    OpenDocument,
    /// A zip that is no office file.
    Archive,
    /// A package of another program, by the usual ending of its name.
    Foreign(&'static str),
    /// It begins like a zip, and nothing in it can be found.
    Broken,
}

/// What a file is of, without reading its parts. `None` where it is no zip at all.
pub fn kind(source: &Source) -> Option<Kind> {
    let bytes = source.bytes();
    if !bytes.starts_with(b"PK") {
        return None;
    }
    let mut notices = crate::Notices::default();
    let limits = Limits::default();
    if let Some(kind) = Directory::read(&limits, bytes).ok().and_then(|found| kind_by_folder(&found)) {
        return Some(kind);
    }
    match Package::open(&mut Context::new(&mut notices, &limits), source) {
        Ok(package) => Some(package.kind()),
        Err(_) => Some(Directory::read(&limits, bytes).map_or(Kind::Broken, |found| {
            let names: Vec<&str> = found.entries.iter().map(|entry| entry.name.as_str()).collect();
            kind_by_names(&names)
        })),
    }
}

/// The first part of a package that is packed more tightly than documents are.
pub fn tight_part(source: &Source) -> Option<String> {
    let bytes = source.bytes();
    if !bytes.starts_with(b"PK") {
        return None;
    }
    let directory = Directory::read(&Limits::default(), bytes).ok()?;
    directory.entries.into_iter().find(inflate::is_tight).map(|entry| entry.name)
}

/// The usual packages, told by their folders alone; odd ones need their content types.
fn kind_by_folder(directory: &Directory) -> Option<Kind> {
    let has = |folder: &str| directory.entries.iter().any(|entry| entry.name.starts_with(folder));
    match (has("word/"), has("xl/")) {
        (true, false) if has("word/document.xml") => Some(Kind::Word),
        (false, true) if has("xl/workbook.") => Some(Kind::Workbook),
        _ => None,
    }
}

/// Folders and files that packages of other programs have, and what such packages are called.
const FOREIGN: &[(&str, &str)] = &[
    ("ppt/", "pptx"),
    ("OFD.xml", "ofd"),
    ("visio/", "vsdx"),
    ("META-INF/container.xml", "epub"),
    ("META-INF/MANIFEST.MF", "jar"),
];

fn kind_by_names(names: &[&str]) -> Kind {
    let has = |folder: &str| {
        names
            .iter()
            .any(|name| name.get(..folder.len()).is_some_and(|head| head.eq_ignore_ascii_case(folder)))
    };
    match () {
        () if names.is_empty() => Kind::Broken,
        () if has("word/") => Kind::Word,
        () if has("xl/") => Kind::Workbook,
        () if names.contains(&"mimetype") && has("content.xml") => Kind::OpenDocument,
        () => match FOREIGN.iter().find(|(part, _)| has(part)) {
            Some((_, name)) => Kind::Foreign(name),
            // An office file that was cut off before any part of its own.
            None if has(ContentTypes::PART) || has("_rels/") => Kind::Broken,
            None => Kind::Archive,
        },
    }
}

impl<'a> Package<'a> {
    /// Opens a package and checks its directory: entries, names, duplicates, overlaps.
    pub fn open(context: &mut Context<'_>, source: &'a Source) -> Result<Self, Error> {
        let bytes = source.bytes();
        if compound::is_compound(bytes) {
            return Err(compound::refusal(source));
        }
        let directory = Directory::read(context.limits, bytes)?;
        let in_nuls = directory.truncated && ends_in_nuls(bytes);
        if directory.entries.is_empty() && directory.truncated && directory::begins(bytes) && !in_nuls {
            return Err(Error::new(Code::ZIP_TRUNCATED).with("part", "central directory"));
        }
        if directory.entries.is_empty() || in_nuls {
            return Err(Error::new(Code::NOT_OOXML).with("detail", emptiness(bytes)));
        }
        if let Some(entry) = directory.overlap() {
            return Err(Error::new(Code::ZIP_OVERLAP).with("part", &entry.name));
        }
        let truncated = directory.truncated;
        let mut package = Self {
            bytes,
            entries: Vec::with_capacity(directory.entries.len()),
            names: Vec::new(),
            index: HashMap::new(),
            types: ContentTypes::default(),
            truncated,
        };
        for entry in directory.entries.into_iter().filter(|entry| !entry.is_folder()) {
            package.admit(context, entry)?;
        }
        package.read_types(context);
        Ok(package)
    }

    fn admit(&mut self, context: &mut Context<'_>, entry: Entry) -> Result<(), Error> {
        if entry.is_stray() {
            context.notices.add(Notice::new(Code::ZIP_PATH).with("part", &entry.name));
            return Ok(());
        }
        if self.index.insert(entry.name.to_ascii_lowercase(), self.entries.len()).is_some() {
            return Err(Error::new(Code::ZIP_DUPLICATE).with("part", &entry.name));
        }
        self.names.push(entry.name.clone());
        self.entries.push(entry);
        Ok(())
    }

    fn read_types(&mut self, context: &mut Context<'_>) {
        let types = match self.part(context, ContentTypes::PART) {
            Ok(Some(bytes)) => ContentTypes::parse(context.limits, &bytes),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        match types {
            Ok(types) => self.types = types,
            Err(error) => self.report(context, &error, ContentTypes::PART),
        }
    }

    fn report(&self, context: &mut Context<'_>, error: &Error, part: &str) {
        context.notices.add(error.of_part(part));
    }

    /// What the package is of.
    pub fn kind(&self) -> Kind {
        match () {
            () if self.types.any("wordprocessingml") || self.types.any("ms-word") => Kind::Word,
            () if self.types.any("spreadsheetml") || self.types.any("ms-excel") => Kind::Workbook,
            () => kind_by_names(&self.names.iter().map(String::as_str).collect::<Vec<_>>()),
        }
    }

    /// Whether the end of the file is missing, so that parts may be missing with it.
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// The first part that begins before the file is cut off and ends behind it.
    pub fn cut(&self) -> Option<&str> {
        self.entries.iter().find(|entry| entry.data.is_none()).map(|entry| entry.name.as_str())
    }

    /// Whether a part's bytes are all in the file.
    pub fn is_whole(&self, name: &str) -> bool {
        self.entry(name).is_some_and(|entry| entry.data.is_some())
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The name of a part as the package writes it.
    pub fn spelled(&self, name: &str) -> Option<&str> {
        self.entry(name).map(|entry| entry.name.as_str())
    }

    /// Bytes of a part as they will be, inflated.
    pub fn size(&self, name: &str) -> Option<u64> {
        self.entry(name).map(|entry| entry.size)
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.index.get(&name.to_ascii_lowercase()).map(|&at| &self.entries[at])
    }

    /// The content type of a part, by its name or by its ending.
    pub fn content_type(&self, name: &str) -> Option<&str> {
        self.types.of(name)
    }

    /// A part's bytes, XML in UTF-8 whatever it was written in. `None` where the package has none of that name.
    pub fn xml(&mut self, context: &mut Context<'_>, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(bytes) = self.part(context, name)? else { return Ok(None) };
        let (bytes, whole) = xml::prepare(bytes);
        if !whole {
            context.notices.add(Notice::new(Code::XML_ENCODING).with("part", name));
        }
        Ok(Some(bytes))
    }

    /// Inflates a part. `None` where the package has none of that name.
    pub fn part(&mut self, context: &mut Context<'_>, name: &str) -> Result<Option<Vec<u8>>, Error> {
        match self.index.get(&name.to_ascii_lowercase()) {
            Some(&at) => self.read(context, at).map(Some),
            None => Ok(None),
        }
    }

    /// The parts as the directory lists them, in the order of [`Self::names`].
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Inflates the part at a place of [`Self::entries`].
    pub fn read(&mut self, context: &mut Context<'_>, at: usize) -> Result<Vec<u8>, Error> {
        let entry = &self.entries[at];
        let fault = |code: Code| Error::new(code).with("part", &entry.name);
        if entry.encrypted {
            return Err(fault(Code::ZIP_ENCRYPTED));
        }
        let Some((from, to)) = entry.data else { return Err(fault(Code::ZIP_TRUNCATED)) };
        let windowed = inflate::is_large(context.limits, entry) && inflate::is_tight(entry);
        let too_large = entry.size > context.limits.part_bytes && !windowed;
        if !context.may_inflate(entry.size) || too_large {
            return Err(fault(Code::LIMIT_BYTES));
        }
        let packed = &self.bytes[from..to];
        if !windowed {
            return inflate::inflate(entry, packed);
        }
        if !is_xml(&entry.name) {
            return Err(fault(Code::LIMIT_BYTES));
        }
        let (bytes, whole) = inflate::windowed(context.limits, entry, packed)?;
        if !whole {
            context.notices.add(Notice::new(Code::LIMIT_BYTES).with("part", &entry.name));
        }
        Ok(bytes)
    }

    /// The relationships of a part; of the package itself for an empty name.
    pub fn relationships(&mut self, context: &mut Context<'_>, of: &str) -> Result<Vec<Relationship>, Error> {
        self.relationship_lines(context, &relationships::part_of(of), of)
    }

    /// The lines of a relationship part that is known by its own name; targets are as seen from the root.
    pub fn relationship_part(
        &mut self,
        context: &mut Context<'_>,
        part: &str,
    ) -> Result<Vec<Relationship>, Error> {
        self.relationship_lines(context, part, "")
    }

    fn relationship_lines(
        &mut self,
        context: &mut Context<'_>,
        part: &str,
        of: &str,
    ) -> Result<Vec<Relationship>, Error> {
        match self.xml(context, part)? {
            Some(xml) => relationships::parse(context.limits, part, of, &xml),
            None => Ok(Vec::new()),
        }
    }

    /// The part at which reading begins: the target of the package's `officeDocument` relationship, or, where that is
    /// lost, the first of the usual names that exists.
    pub fn main_part(&mut self, context: &mut Context<'_>, usual: &[&str]) -> Option<String> {
        let lines = self.relationships(context, "").unwrap_or_else(|error| {
            self.report(context, &error, "_rels/.rels");
            Vec::new()
        });
        let named = lines.into_iter().find(|line| line.kind == "officeDocument" && !line.external);
        let named = named.and_then(|line| self.spelled(&line.target).map(str::to_owned));
        named.or_else(|| usual.iter().find_map(|name| self.spelled(name).map(str::to_owned)))
    }
}

fn is_xml(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    ["xml", "rels", "vml"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// A machine that crashes while it writes leaves NULs where the rest of the file should be: more of them than packed bytes
/// ever have in a row.
fn ends_in_nuls(bytes: &[u8]) -> bool {
    const FEWEST: usize = 64;
    bytes.len() >= FEWEST && bytes.iter().rev().take(FEWEST).all(|&byte| byte == 0)
}

/// What a file holds that has no entry: how much of it is NUL, as crashed machines leave it.
fn emptiness(bytes: &[u8]) -> String {
    let nul = memchr::memchr_iter(0, bytes).count();
    match (nul * 100).checked_div(bytes.len()) {
        Some(percent) if percent >= 10 => format!("NUL {percent} %"),
        _ => "no entries".to_owned(),
    }
}

#[cfg(test)]
mod tests;
