//! Finding files: every regular file below the roots, by the very bytes of its name, in the order of those bytes. What is
//! left alone is listed with its reason; a folder that cannot be listed makes the walk incomplete there, so that nothing
//! below it counts as gone.

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use extractors::Code;

use super::names;
use super::patience::{Asker, Pulse};
use super::pattern::Pattern;
use crate::dataset::DatasetError;
use crate::dataset::shelf::{List, Packer, Record, Room, Unpacker};
use crate::platform::{self, Times};

/// A folder that is gone through, under a name of its own that is part of every document's id.
#[derive(Debug, Clone)]
pub struct Root {
    pub name: String,
    pub folder: PathBuf,
    /// Where the user named files or a pattern: only these. Empty for all.
    pub only: Vec<Pattern>,
}

/// Which files of the roots are meant.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    pub include: Vec<Pattern>,
    pub exclude: Vec<Pattern>,
    /// Follow links that stay below their root.
    pub follow: bool,
    /// Folders that are never gone into: the dataset itself and what lies beside it.
    pub never: Vec<PathBuf>,
}

impl Choice {
    /// Whether a path below a root is meant; what is not meant is neither read nor missed.
    pub fn means(&self, root: &Root, path: &[u8]) -> bool {
        let one_of = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(path));
        (root.only.is_empty() || one_of(&root.only))
            && (self.include.is_empty() || one_of(&self.include))
            && !one_of(&self.exclude)
    }
}

/// A file that was found.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Which root.
    pub root: usize,
    /// Path below the root in the bytes of the file system, parts separated by `/`.
    pub raw: Vec<u8>,
    /// Where it is opened.
    pub path: PathBuf,
    pub size: u64,
    pub times: Times,
    /// Why it is left alone.
    pub skipped: Option<Code>,
}

impl Record for Seen {
    fn put(&self, out: &mut Packer) {
        out.place(self.root as u64);
        out.bytes(&self.raw);
        out.bytes(&platform::path_bytes(&self.path));
        out.place(self.size);
        out.long(self.times.modified);
        out.small(u8::from(self.times.changed.is_some()));
        out.long(self.times.changed.unwrap_or(0));
        out.maybe(self.skipped.map(|code| code.id));
    }

    fn of(from: &mut Unpacker<'_>) -> Option<Self> {
        let root = usize::try_from(from.place()?).ok()?;
        let (raw, path) = (from.bytes()?.to_vec(), platform::path_of(from.bytes()?));
        let (size, modified, told) = (from.place()?, from.long()?, from.small()? == 1);
        let times = platform::Times { modified, changed: Some(from.long()?).filter(|_| told) };
        let skipped = match from.maybe()? {
            Some(id) => Some(names::SKIPS.into_iter().find(|code| code.id == id)?),
            None => None,
        };
        Some(Self { root, raw, path, size, times, skipped })
    }
}

/// What was found.
#[derive(Debug, Default)]
pub struct Walk {
    pub files: List<Seen>,
    /// Folders that could not be listed: root, path below it, and why.
    pub unseen: Vec<(usize, Vec<u8>, String)>,
    pub folders: usize,
    /// Files that the user's own patterns leave out.
    pub not_meant: usize,
}

impl Walk {
    fn new(room: &Room) -> Self {
        Self { files: List::new(room), ..Self::default() }
    }

    fn add(&mut self, more: Self) -> Result<(), DatasetError> {
        self.unseen.extend(more.unseen);
        self.folders += more.folders;
        self.not_meant += more.not_meant;
        if self.files.is_empty() {
            self.files = more.files;
            return Ok(());
        }
        more.files.each().try_for_each(|seen| self.files.push(&seen?))
    }

    /// Whether a path of a root would have been seen if it were there.
    pub fn covers(&self, root: usize, path: &[u8]) -> bool {
        !self.unseen.iter().any(|(of, folder, _)| {
            let below = path.strip_prefix(folder.as_slice());
            *of == root && (folder.is_empty() || below.is_some_and(|rest| rest.first() == Some(&b'/')))
        })
    }
}

/// Goes through all roots. One that stands still for so long is not seen at all.
pub fn walk((roots, choice): (&[Root], &Choice), stall: Duration, room: &Room) -> Result<Walk, DatasetError> {
    let mut walk = Walk::new(room);
    for (index, root) in roots.iter().enumerate() {
        let (of, choice, room) = (root.clone(), choice.clone(), room.clone());
        let gone_through = Asker::default().ask(stall, move |pulse| {
            let mut walk = Walk::new(&room);
            let known = BTreeSet::new();
            let failure = None;
            let mut walker =
                Walker { root: index, of: &of, choice: &choice, walk: &mut walk, pulse, known, failure };
            walker.go();
            walker.failure.map_or(Ok(()), Err).map(|()| walk)
        });
        match gone_through {
            Ok(seen) => walk.add(seen?)?,
            Err(error) => walk.unseen.push((index, Vec::new(), error.to_string())),
        }
    }
    Ok(walk)
}

/// A folder that is still to be listed.
struct Folder {
    raw: Vec<u8>,
    path: PathBuf,
}

struct Walker<'w> {
    root: usize,
    of: &'w Root,
    choice: &'w Choice,
    walk: &'w mut Walk,
    pulse: &'w Pulse,
    /// Folders that were gone into, where links are followed: a loop comes back to one of them.
    known: BTreeSet<PathBuf>,
    /// What was found could not be noted.
    failure: Option<DatasetError>,
}

impl Walker<'_> {
    fn go(&mut self) {
        let mut waiting = vec![Folder { raw: Vec::new(), path: self.of.folder.clone() }];
        while let Some(folder) = waiting.pop().filter(|_| self.failure.is_none()) {
            self.walk.folders += 1;
            match self.list(&folder) {
                Ok(mut inner) => {
                    inner.reverse();
                    waiting.append(&mut inner);
                }
                Err(error) => self.unseen(folder.raw, folder.path, &error),
            }
        }
    }

    /// What cannot be looked at is not missed either. A path that no call of the system takes is no passing trouble: it
    /// stands among the files.
    fn unseen(&mut self, raw: Vec<u8>, path: PathBuf, error: &io::Error) {
        if error.kind() == io::ErrorKind::InvalidFilename {
            let (skipped, times) = (Some(Code::PATH), Times::default());
            self.take(&Seen { root: self.root, raw, path, size: 0, times, skipped });
        } else {
            self.walk.unseen.push((self.root, raw, error.to_string()));
        }
    }

    /// Takes in a folder's files and gives its folders, in order.
    fn list(&mut self, folder: &Folder) -> io::Result<Vec<Folder>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(&folder.path)? {
            self.pulse.beat();
            let name = entry?.file_name();
            entries.push((name.as_encoded_bytes().to_vec(), name));
        }
        entries.sort_unstable();
        let mut inner = Vec::new();
        for (raw_name, name) in entries {
            let mut raw = folder.raw.clone();
            if !raw.is_empty() {
                raw.push(b'/');
            }
            raw.extend(raw_name);
            inner.extend(self.entry(raw, folder.path.join(&name), &name.to_string_lossy()));
        }
        Ok(inner)
    }

    fn entry(&mut self, raw: Vec<u8>, path: PathBuf, name: &str) -> Option<Folder> {
        self.pulse.beat();
        let metadata = match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_symlink() => return self.link(raw, path, name, &metadata),
            Ok(metadata) => metadata,
            // It was listed and is gone, or cannot be asked about.
            Err(error) => {
                self.unseen(raw, path, &error);
                return None;
            }
        };
        self.plain(raw, path, name, &metadata)
    }

    fn plain(&mut self, raw: Vec<u8>, path: PathBuf, name: &str, metadata: &Metadata) -> Option<Folder> {
        if metadata.is_dir() {
            let left = names::is_system_folder(name) || self.is_own(&path);
            return (!left).then_some(Folder { raw, path });
        }
        let skipped = if metadata.is_file() {
            let cloud = || platform::is_placeholder(metadata).then_some(Code::CLOUD);
            names::skipped(name, metadata.len()).or_else(cloud)
        } else {
            Some(Code::NOT_REGULAR)
        };
        self.file(raw, path, metadata, skipped);
        None
    }

    /// Whether a folder is one of those that are never gone into, whatever way led to it.
    fn is_own(&self, path: &Path) -> bool {
        let same = |never: &&PathBuf| never.file_name() == path.file_name();
        self.choice.never.iter().filter(same).any(|never| {
            *never == path
                || fs::canonicalize(never)
                    .is_ok_and(|never| fs::canonicalize(path).is_ok_and(|path| path == never))
        })
    }

    fn link(&mut self, raw: Vec<u8>, path: PathBuf, name: &str, link: &Metadata) -> Option<Folder> {
        match self.target(&path) {
            Some((target, metadata)) => self.plain(raw, target, name, &metadata),
            None => {
                self.file(raw, path, link, Some(Code::SYMLINK));
                None
            }
        }
    }

    /// Where a link leads, if links are followed, it stays below the root, and it does not come back to a folder that
    /// is being gone through.
    fn target(&mut self, path: &Path) -> Option<(PathBuf, Metadata)> {
        if !self.choice.follow {
            return None;
        }
        let root = fs::canonicalize(&self.of.folder).ok()?;
        let target = fs::canonicalize(path).ok()?;
        let metadata = fs::metadata(&target).ok()?;
        let loops = metadata.is_dir() && (path.starts_with(&target) || !self.known.insert(target.clone()));
        (target.starts_with(&root) && target != root && !loops).then_some((target, metadata))
    }

    fn file(&mut self, raw: Vec<u8>, path: PathBuf, metadata: &Metadata, skipped: Option<Code>) {
        if !self.choice.means(self.of, &raw) {
            self.walk.not_meant += 1;
            return;
        }
        let (size, times) = (metadata.len(), platform::times(metadata));
        self.take(&Seen { root: self.root, raw, path, size, times, skipped });
    }

    fn take(&mut self, seen: &Seen) {
        if let Err(error) = self.walk.files.push(seen) {
            self.failure.get_or_insert(error);
        }
    }
}

/// A raw path as people read it: UTF-8, else as the Chinese encoding that such names usually are in.
pub fn readable(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_was_not_seen_hides_what_is_below_it_and_nothing_else() {
        let walk = Walk { unseen: vec![(0, b"a/b".to_vec(), String::new())], ..Walk::default() };
        assert!(!walk.covers(0, b"a/b/c.docx"));
        assert!(walk.covers(0, b"a/bc.docx"));
        assert!(walk.covers(1, b"a/b/c.docx"));
        let none = Walk { unseen: vec![(0, Vec::new(), String::new())], ..Walk::default() };
        assert!(!none.covers(0, b"x.docx"));
    }

    #[test]
    fn names_that_are_no_utf8_are_read_as_gb18030() {
        assert_eq!(readable(&[0xB1, 0xED]), "表");
        assert_eq!(readable("表".as_bytes()), "表");
    }
}
