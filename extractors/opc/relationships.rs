//! What ties the parts of a package together: relationships from a part to its targets, and the list of content types.

use std::collections::HashMap;

use crate::xml::{Scanner, Step};
use crate::{Error, Limits};

/// One line of a part's relationships.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relationship {
    pub id: String,
    /// The last word of the type's address: `officeDocument`, `image`, `chart`, `worksheet` … the same for the
    /// transitional and the strict form.
    pub kind: String,
    /// The target as a part name of this package, or as it is written when it lies outside.
    pub target: String,
    pub external: bool,
}

/// The part that holds the relationships of another one; of the package itself for an empty name.
pub fn part_of(name: &str) -> String {
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{file}.rels")
}

pub fn parse(limits: &Limits, part: &str, of: &str, xml: &[u8]) -> Result<Vec<Relationship>, Error> {
    let mut scanner = Scanner::new(limits, part, xml);
    let mut lines = Vec::new();
    loop {
        match scanner.next()? {
            Step::Open(tag) if tag.name == b"Relationship" => {
                let text = |name: &[u8]| tag.value(name).unwrap_or_default().into_owned();
                let external = tag.raw(b"TargetMode") == Some(b"External");
                let target = text(b"Target");
                lines.push(Relationship {
                    id: text(b"Id"),
                    kind: text(b"Type")
                        .trim_end_matches('/')
                        .rsplit('/')
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                    target: if external { target } else { resolved(of, &target) },
                    external,
                });
            }
            Step::Open(_) | Step::Close => {}
            Step::End => return Ok(lines),
        }
    }
}

/// A target as a part name: relative to the folder of the part that names it, or from the root.
fn resolved(of: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let target = target.split('#').next().unwrap_or_default();
    let folder = of.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

/// Content types by part name and by ending, both in lower case.
#[derive(Debug, Clone, Default)]
pub struct ContentTypes {
    overrides: HashMap<String, String>,
    defaults: HashMap<String, String>,
}

impl ContentTypes {
    pub const PART: &'static str = "[Content_Types].xml";

    pub fn parse(limits: &Limits, xml: &[u8]) -> Result<Self, Error> {
        let mut scanner = Scanner::new(limits, Self::PART, xml);
        let mut types = Self::default();
        loop {
            match scanner.next()? {
                Step::Open(tag) if tag.name == b"Override" => {
                    let name = tag.value(b"PartName").unwrap_or_default().replace('\\', "/");
                    let kind = tag.value(b"ContentType").unwrap_or_default().into_owned();
                    types.overrides.insert(name.trim_start_matches('/').to_ascii_lowercase(), kind);
                }
                Step::Open(tag) if tag.name == b"Default" => {
                    let ending = tag.value(b"Extension").unwrap_or_default().to_ascii_lowercase();
                    types.defaults.insert(ending, tag.value(b"ContentType").unwrap_or_default().into_owned());
                }
                Step::Open(_) | Step::Close => {}
                Step::End => return Ok(types),
            }
        }
    }

    pub fn of(&self, name: &str) -> Option<&str> {
        let name = name.to_ascii_lowercase();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        self.overrides.get(&name).or_else(|| self.defaults.get(ending)).map(String::as_str)
    }

    /// Whether any part is of a type whose name holds this piece.
    pub fn any(&self, piece: &str) -> bool {
        self.overrides.values().chain(self.defaults.values()).any(|kind| kind.contains(piece))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_the_part_that_names_them() {
        for (of, target, name) in [
            ("", "word/document.xml", "word/document.xml"),
            ("word/document.xml", "media/image1.emf", "word/media/image1.emf"),
            ("word/document.xml", "/word/media/image1.emf", "word/media/image1.emf"),
            ("xl/worksheets/sheet1.xml", "../tables/table1.xml", "xl/tables/table1.xml"),
            ("word/document.xml", "..\\..\\..\\x.xml", "x.xml"),
            ("word/document.xml", "./charts\\chart1.xml#a", "word/charts/chart1.xml"),
        ] {
            assert_eq!(resolved(of, target), name);
        }
        assert_eq!(part_of("word/document.xml"), "word/_rels/document.xml.rels");
        assert_eq!(part_of("document.xml"), "_rels/document.xml.rels");
        assert_eq!(part_of(""), "_rels/.rels");
    }
}
