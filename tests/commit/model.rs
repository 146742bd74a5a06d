//! A file system in memory that forgets what was not synced. After a power cut, bytes that were not synced may be torn,
//! and names that were not synced survive only as a random subset that respects their dependencies.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use hebiao::dataset::commit::CommitError;

use super::random::Random;

/// A name is bound, unbound, or carried to another one.
#[derive(Clone)]
struct Pending {
    unbound: Vec<String>,
    bound: Vec<(String, usize)>,
    /// Folders whose sync makes this durable.
    folders: BTreeSet<String>,
}

impl Pending {
    fn paths(&self) -> BTreeSet<&str> {
        self.unbound
            .iter()
            .map(String::as_str)
            .chain(self.bound.iter().map(|(path, _)| path.as_str()))
            .collect()
    }
}

struct Inode {
    bytes: Vec<u8>,
    synced: bool,
}

/// What a torn file reads as.
pub const TORN: &[u8] = b"TORN";

#[derive(Default)]
pub struct Disk {
    inodes: Vec<Inode>,
    visible: BTreeMap<String, usize>,
    durable: BTreeMap<String, usize>,
    pending: Vec<Pending>,
    /// How often names that readers look at have changed.
    shown: u64,
}

/// Where readers look.
pub const LIVE: &str = "data/";

fn parent(path: &str) -> String {
    path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned()
}

fn missing(path: &str) -> CommitError {
    CommitError::io(path, io::ErrorKind::NotFound.into())
}

impl Disk {
    pub fn read(&self, path: &str) -> Result<Vec<u8>, CommitError> {
        self.visible.get(path).map(|&inode| self.inodes[inode].bytes.clone()).ok_or_else(|| missing(path))
    }

    pub fn create(&mut self, path: &str, bytes: &[u8]) -> Result<(), CommitError> {
        if self.visible.contains_key(path) {
            return Err(CommitError::io(path, io::ErrorKind::AlreadyExists.into()));
        }
        self.inodes.push(Inode { bytes: bytes.to_vec(), synced: false });
        let inode = self.inodes.len() - 1;
        self.visible.insert(path.to_owned(), inode);
        self.note(Vec::new(), vec![(path.to_owned(), inode)], [parent(path)].into());
        Ok(())
    }

    pub fn append(&mut self, path: &str, bytes: &[u8]) -> Result<(), CommitError> {
        let inode = *self.visible.get(path).ok_or_else(|| missing(path))?;
        self.inodes[inode].bytes.extend_from_slice(bytes);
        self.inodes[inode].synced = false;
        Ok(())
    }

    pub fn sync(&mut self, path: &str) {
        if let Some(&inode) = self.visible.get(path) {
            self.inodes[inode].synced = true;
        }
    }

    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), CommitError> {
        let inode = self.visible.remove(from).ok_or_else(|| missing(from))?;
        self.visible.insert(to.to_owned(), inode);
        self.note(vec![from.to_owned()], vec![(to.to_owned(), inode)], [parent(from), parent(to)].into());
        Ok(())
    }

    /// Carries a folder to a new name, over whatever stands there.
    pub fn rename_folder(&mut self, from: &str, to: &str) {
        let inside = self.below(from);
        let mut bound = Vec::new();
        for path in &inside {
            if let Some(inode) = self.visible.remove(path) {
                let target = format!("{to}{}", &path[from.len()..]);
                self.visible.insert(target.clone(), inode);
                bound.push((target, inode));
            }
        }
        self.note(inside, bound, [parent(from), parent(to)].into());
    }

    pub fn remove(&mut self, path: &str) -> Result<(), CommitError> {
        self.visible.remove(path).ok_or_else(|| missing(path))?;
        self.note(vec![path.to_owned()], Vec::new(), [parent(path)].into());
        Ok(())
    }

    pub fn remove_folder(&mut self, folder: &str) {
        for path in self.below(folder) {
            let _ = self.remove(&path);
        }
    }

    pub fn holds(&self, folder: &str) -> bool {
        !self.below(folder).is_empty()
    }

    pub fn list(&self, folder: &str) -> Vec<String> {
        let names: BTreeSet<String> = self
            .below(folder)
            .iter()
            .filter_map(|path| path[folder.len() + 1..].split('/').next().map(str::to_owned))
            .collect();
        names.into_iter().collect()
    }

    /// Every visible path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.visible.keys().map(String::as_str)
    }

    fn below(&self, folder: &str) -> Vec<String> {
        let prefix = format!("{folder}/");
        self.visible
            .range(prefix.clone()..)
            .take_while(|(path, _)| path.starts_with(&prefix))
            .map(|(p, _)| p.clone())
            .collect()
    }

    /// A number that differs when readers may see something else than before.
    pub fn shown(&self) -> u64 {
        self.shown
    }

    fn note(&mut self, unbound: Vec<String>, bound: Vec<(String, usize)>, folders: BTreeSet<String>) {
        let pending = Pending { unbound, bound, folders };
        self.shown += u64::from(pending.paths().iter().any(|path| path.starts_with(LIVE)));
        self.pending.push(pending);
    }

    /// Makes durable what happened to names in a folder, and whatever came before it to the same names.
    pub fn sync_folder(&mut self, folder: &str) {
        let mut chosen = vec![false; self.pending.len()];
        let mut touched: BTreeSet<String> = BTreeSet::new();
        for (index, pending) in self.pending.iter().enumerate().rev() {
            let paths = pending.paths();
            if pending.folders.contains(folder) || paths.iter().any(|path| touched.contains(*path)) {
                chosen[index] = true;
                touched.extend(paths.into_iter().map(str::to_owned));
            }
        }
        let mut kept = Vec::new();
        for (pending, chosen) in std::mem::take(&mut self.pending).into_iter().zip(chosen) {
            if chosen { self.settle(&pending) } else { kept.push(pending) }
        }
        self.pending = kept;
    }

    fn settle(&mut self, pending: &Pending) {
        for path in &pending.unbound {
            self.durable.remove(path);
        }
        for (path, inode) in &pending.bound {
            self.durable.insert(path.clone(), *inode);
        }
    }

    /// The power goes and comes back.
    pub fn lose_power(&mut self, rng: &mut Random) {
        let keep = [0.0, 0.3, 0.5, 0.8, 1.0][rng.below(5)];
        let mut lost: BTreeSet<String> = BTreeSet::new();
        for pending in std::mem::take(&mut self.pending) {
            let depends = pending.paths().iter().any(|path| lost.contains(*path));
            if depends || !rng.chance(keep) {
                lost.extend(pending.paths().into_iter().map(str::to_owned));
            } else {
                self.settle(&pending);
            }
        }
        self.visible = self.durable.clone();
        self.shown += 1;
        for inode in &mut self.inodes {
            if !inode.synced && rng.chance(0.5) {
                inode.bytes = TORN.to_vec();
            }
            inode.synced = true;
        }
    }
}
