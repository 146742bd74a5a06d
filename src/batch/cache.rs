//! The bytes of files that were read, kept beside the dataset under their hash. When only what we know has changed (a label,
//! a template, a rule), files are read again from here, and the share is asked only for what is no longer kept. They are
//! appended to files of some size, of which those go first that were not used for longest. Nothing is lost with it: it may
//! be deleted at any time.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use extractors::Source;

use super::segment::{Segments, named};

/// A file of the cache takes up to this part of it, and so may the bytes of one report.
const SHARE: u64 = 16;

/// The cache of a dataset.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// Bytes that it may hold; none for no cache.
    most: u64,
    /// What earlier runs kept, once something was asked of it.
    kept: OnceLock<Option<Segments>>,
    /// What this run keeps.
    fresh: Segments,
    /// Hashes of what this run keeps, hashed.
    put: Mutex<BTreeSet<u64>>,
    /// Whether this run has a folder to keep bytes in, once it has asked.
    grown: OnceLock<bool>,
    /// Files that were taken from it.
    pub used: AtomicU64,
}

impl Cache {
    pub fn new(folder: PathBuf, most: u64) -> Self {
        let fresh = Segments::new(folder.clone(), most / SHARE);
        let (kept, grown, put) = (OnceLock::new(), OnceLock::new(), Mutex::default());
        Self { folder, most, kept, fresh, put, grown, used: AtomicU64::new(0) }
    }

    /// The file of a hash under the name it has now, if its bytes are still those.
    pub fn get(&self, hash: &str, name: &str) -> Option<Source> {
        let kept = self.kept.get_or_init(|| Segments::open(self.folder.clone()).ok()).as_ref()?;
        let found = kept.find(hash)?.into_iter().next()?;
        let source = Source::new(name, found.head);
        if source.sha256() != hash {
            return None;
        }
        let now = SystemTime::now();
        let path = kept.path(found.segment)?;
        let _ = File::options().append(true).open(path).and_then(|file| file.set_modified(now));
        self.used.fetch_add(1, Ordering::Relaxed);
        Some(source)
    }

    /// Keeps bytes. Where that fails they are not kept: nobody depends on it.
    pub fn put(&self, hash: &str, bytes: &[u8]) {
        let known = self.kept.get().and_then(Option::as_ref).is_some_and(|kept| kept.has(hash));
        if known || bytes.is_empty() || bytes.len() as u64 > self.most / SHARE || !self.is_new(hash) {
            return;
        }
        if !self.grown.get_or_init(|| fs::create_dir_all(&self.folder).is_ok()) {
            return;
        }
        // What was begun and not finished counts for nothing.
        let _ = self.fresh.keep(hash, bytes);
    }

    /// Copies of a report are kept once, as far as this run knows.
    fn is_new(&self, hash: &str) -> bool {
        let own = xxhash_rust::xxh3::xxh3_64(hash.as_bytes());
        self.put.lock().unwrap_or_else(PoisonError::into_inner).insert(own)
    }

    /// Throws away what was not used for longest until the rest fits.
    pub fn trim(&self) {
        if self.grown.get() != Some(&true) {
            return;
        }
        let mut kept: Vec<(SystemTime, u64, PathBuf)> = named(&self.folder)
            .into_iter()
            .flatten()
            .filter_map(|path| {
                let metadata = path.metadata().ok()?;
                Some((metadata.modified().ok()?, metadata.len(), path))
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

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("hebiao-cache-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn what_was_kept_comes_back_and_what_was_changed_does_not() {
        let folder = folder("back");
        let first = Cache::new(folder.clone(), 1 << 20);
        assert!(first.get(&hash(b"a"), "a.txt").is_none());
        first.put(&hash(b"a"), b"a");
        let size = || named(&folder).unwrap().iter().map(|path| path.metadata().unwrap().len()).sum::<u64>();
        let once = size();
        first.put(&hash(b"a"), b"a");
        assert_eq!(size(), once, "copies are kept once");
        let cache = Cache::new(folder.clone(), 1 << 20);
        let source = cache.get(&hash(b"a"), "new.txt").unwrap();
        assert_eq!((source.bytes(), source.name()), (&b"a"[..], "new.txt"));
        let [path] = &named(&folder).unwrap()[..] else { panic!() };
        let mut bytes = fs::read(path).unwrap();
        let at = bytes.len() - 25;
        assert_eq!(bytes[at], b'a');
        bytes[at] = b'b';
        fs::write(path, bytes).unwrap();
        assert!(Cache::new(folder.clone(), 1 << 20).get(&hash(b"a"), "a.txt").is_none());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let folder = folder("oldest");
        let report = |byte: u8| vec![byte; 1000];
        let most = 16 * 1200;
        let cache = Cache::new(folder.clone(), most);
        let keep = |range: std::ops::Range<u8>| {
            let cache = Cache::new(folder.clone(), most);
            range.for_each(|byte| cache.put(&hash(&report(byte)), &report(byte)));
            cache.trim();
            cache.age();
        };
        let kept = |byte: u8| Cache::new(folder.clone(), most).get(&hash(&report(byte)), "x").is_some();
        keep(0..16);
        let halves = |range: std::ops::Range<u8>| range.filter(|&byte| kept(byte)).count();
        assert_eq!(halves(0..16), 16, "all of it fits");
        cache.age();
        assert!(kept(3));
        keep(16..20);
        assert!(kept(3) && halves(16..20) == 4, "used and new ones stay");
        assert!((8..16).contains(&halves(0..16)), "{}", halves(0..16));
        cache.put(&hash(&report(99)[..1]), &vec![99; 1201]);
        assert_eq!(halves(99..100), 0, "too large for so small a cache");
        fs::remove_dir_all(folder).unwrap();
    }
}
