//! The bytes of files that were read, kept beside the dataset under their hash. When only what we know has changed (a label,
//! a template, a rule), files are read again from here, and the share is asked only for what is no longer kept. Those that
//! were not used for longest go first. Nothing is lost with it: it may be deleted at any time.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::SystemTime;

use extractors::Source;

use crate::platform;

/// A file may take up to this part of the cache.
const SHARE: u64 = 16;

/// The cache of a dataset.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// Bytes that it may hold; none for no cache.
    most: u64,
    grown: AtomicBool,
    /// Files that were taken from it.
    pub used: AtomicU64,
}

impl Cache {
    pub fn new(folder: PathBuf, most: u64) -> Self {
        Self { folder, most, grown: AtomicBool::new(false), used: AtomicU64::new(0) }
    }

    /// The file of a hash under the name it has now, if its bytes are still those.
    pub fn get(&self, hash: &str, name: &str) -> Option<Source> {
        let path = self.folder.join(hash);
        let source = Source::new(name, fs::read(&path).ok()?);
        if source.sha256() != hash {
            let _ = fs::remove_file(path);
            return None;
        }
        let _ = File::options().append(true).open(path).and_then(|file| file.set_modified(SystemTime::now()));
        self.used.fetch_add(1, Ordering::Relaxed);
        Some(source)
    }

    /// Keeps bytes. Where that fails they are not kept: nobody depends on it.
    pub fn put(&self, hash: &str, bytes: &[u8]) {
        let path = self.folder.join(hash);
        if bytes.len() as u64 > self.most / SHARE || path.exists() {
            return;
        }
        let temporary = path.with_extension("tmp");
        let keep = || {
            if !self.grown.swap(true, Ordering::Relaxed) {
                fs::create_dir_all(&self.folder)?;
            }
            platform::create_private(&temporary)?.write_all(bytes)?;
            fs::rename(&temporary, &path)
        };
        if keep().is_err() {
            let _ = fs::remove_file(&temporary);
        }
    }

    /// Throws away what was not used for longest until the rest fits.
    pub fn trim(&self) {
        if !self.grown.load(Ordering::Relaxed) {
            return;
        }
        let mut kept: Vec<(SystemTime, u64, PathBuf)> = fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let metadata = entry.metadata().ok()?;
                Some((metadata.modified().ok()?, metadata.len(), entry.path()))
            })
            .collect();
        kept.sort();
        let mut total: u64 = kept.iter().map(|(_, size, _)| size).sum();
        for (_, size, path) in kept {
            if total <= self.most {
                return;
            }
            if fs::remove_file(path).is_ok() {
                total -= size;
            }
        }
    }

    /// Makes everything look older than what is used from now on; for tests of what goes first.
    #[cfg(test)]
    fn age(&self) {
        for entry in fs::read_dir(&self.folder).unwrap() {
            let file = File::options().append(true).open(entry.unwrap().path()).unwrap();
            file.set_modified(SystemTime::now() - std::time::Duration::from_secs(3600)).unwrap();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(bytes: &[u8]) -> String {
        Source::new("x", bytes.to_vec()).sha256()
    }

    fn cache(name: &str, most: u64) -> Cache {
        let folder = std::env::temp_dir().join(format!("hebiao-cache-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        Cache::new(folder, most)
    }

    #[test]
    fn what_was_kept_comes_back_and_what_was_changed_does_not() {
        let cache = cache("back", 1 << 20);
        assert!(cache.get(&hash(b"a"), "a.txt").is_none());
        cache.put(&hash(b"a"), b"a");
        let source = cache.get(&hash(b"a"), "new.txt").unwrap();
        assert_eq!((source.bytes(), source.name()), (&b"a"[..], "new.txt"));
        fs::write(cache.folder.join(hash(b"a")), b"b").unwrap();
        assert!(cache.get(&hash(b"a"), "a.txt").is_none());
        fs::remove_dir_all(&cache.folder).unwrap();
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let cache = cache("oldest", 96);
        let kept = |byte: u8| cache.folder.join(hash(&[byte; 6])).exists();
        (0..16).for_each(|byte| cache.put(&hash(&[byte; 6]), &[byte; 6]));
        cache.trim();
        assert!((0..16).all(kept), "all of it fits");
        cache.age();
        assert!(cache.get(&hash(&[3; 6]), "x").is_some());
        (16..20).for_each(|byte| cache.put(&hash(&[byte; 6]), &[byte; 6]));
        cache.trim();
        assert!((16..20).all(kept) && kept(3), "used and new ones stay");
        assert_eq!((0..16).filter(|&byte| kept(byte)).count(), 12);
        cache.put(&hash(&[9; 7]), &[9; 7]);
        assert!(!cache.folder.join(hash(&[9; 7])).exists(), "too large for so small a cache");
        fs::remove_dir_all(&cache.folder).unwrap();
    }
}
