//! Files that are one file to people: byte for byte the same under two names, or under two names that some shares cannot
//! tell apart. Each keeps its rows; a person is told once, when the second one turns up.

use std::collections::BTreeMap;

use extractors::Code;
use unicode_normalization::UnicodeNormalization;

use crate::dataset::DatasetError;
use crate::dataset::known::Known;
use crate::dataset::state::FileState;
use crate::dataset::update::Update;

/// Groups that a message names.
const NAMED: usize = 5;

/// Files of a run that have a twin, new or old.
#[derive(Debug, PartialEq, Eq)]
pub struct Twins {
    pub code: Code,
    /// Files of this run among them.
    pub new: usize,
    /// Paths that belong together.
    pub groups: Vec<Vec<String>>,
}

impl Twins {
    /// What a run says of them.
    pub fn says(&self) -> String {
        let named: Vec<String> = self.groups.iter().take(NAMED).map(|paths| paths.join(" = ")).collect();
        let more = if self.groups.len() > NAMED { "; …" } else { "" };
        format!("{}: {} new files have a twin: {}{more}", self.code.id, self.new, named.join("; "))
    }
}

/// What makes two files twins.
type Key = fn(&FileState) -> Option<String>;

const KEYS: [(Code, Key); 2] = [
    (Code::DUPLICATE_CONTENT, |file| file.content_hash.clone()),
    (Code::NAME_COLLISION, |file| Some(format!("{}\n{}", file.root, folded(&file.path)))),
];

/// The twins of the files that a run brought, in the order of their paths.
pub fn of(known: &Known, update: &Update) -> Result<Vec<Twins>, DatasetError> {
    let mut asked = KEYS.map(|_| Vec::new());
    each(known, update, &mut |file, new| {
        for (asked, (_, key)) in asked.iter_mut().zip(KEYS).filter(|_| new) {
            asked.extend(key(file).map(|key| (hashed(&key), 0)));
        }
    })?;
    let mut asked = asked.map(Asked::new);
    if asked.iter().all(Asked::is_empty) {
        return Ok(Vec::new());
    }
    each(known, update, &mut |file, _| {
        for (asked, (_, key)) in asked.iter_mut().zip(KEYS) {
            key(file).into_iter().for_each(|key| asked.count(&key));
        }
    })?;
    let mut groups = KEYS.map(|_| Groups::new());
    if asked.iter().any(Asked::has_twins) {
        each(known, update, &mut |file, new| {
            for ((groups, asked), (_, key)) in groups.iter_mut().zip(&asked).zip(KEYS) {
                if let Some(key) = key(file).filter(|key| asked.is_twin(key)) {
                    groups.entry(key).or_default().push((file.path.clone(), new));
                }
            }
        })?;
    }
    Ok(KEYS.into_iter().zip(groups).filter_map(|((code, _), groups)| told(code, groups)).collect())
}

/// Paths by what they have in common, and whether each is new.
type Groups = BTreeMap<String, Vec<(String, bool)>>;

/// Hands over every file that will be there, and whether this run brought it.
fn each(known: &Known, update: &Update, each: &mut dyn FnMut(&FileState, bool)) -> Result<(), DatasetError> {
    for change in update.files.each() {
        let file = change?.file;
        if is_there(&file) {
            let old = known.files.get(&file.file_id)?.filter(is_there);
            each(&file, old.is_none_or(|old| old.content_hash != file.content_hash));
        }
    }
    for file in known.files.each() {
        let file = file?;
        if is_there(&file) && !update.files.contains(&file.file_id) {
            each(&file, false);
        }
    }
    Ok(())
}

/// Hashes of what new files have, and how many files have it; there may be very many.
struct Asked(Vec<(u64, u8)>);

impl Asked {
    fn new(mut hashes: Vec<(u64, u8)>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn place(&self, key: &str) -> Option<usize> {
        self.0.binary_search_by_key(&hashed(key), |(hash, _)| *hash).ok()
    }

    fn count(&mut self, key: &str) {
        if let Some(at) = self.place(key) {
            self.0[at].1 = self.0[at].1.saturating_add(1);
        }
    }

    fn has_twins(&self) -> bool {
        self.0.iter().any(|(_, count)| *count > 1)
    }

    fn is_twin(&self, key: &str) -> bool {
        self.place(key).is_some_and(|at| self.0[at].1 > 1)
    }
}

fn hashed(key: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(key.as_bytes())
}

fn is_there(file: &FileState) -> bool {
    file.status != "deleted" && file.content_hash.is_some()
}

/// A path as a share sees it that knows neither case nor how a letter is put together.
fn folded(path: &str) -> String {
    path.nfc().flat_map(char::to_lowercase).collect()
}

fn told(code: Code, mut groups: Groups) -> Option<Twins> {
    groups.retain(|_, files| files.len() > 1 && files.iter().any(|(_, new)| *new));
    let new = groups.values().flatten().filter(|(_, new)| *new).count();
    let paths = |files: Vec<(String, bool)>| -> Vec<String> {
        let mut paths: Vec<String> = files.into_iter().map(|(path, _)| path).collect();
        paths.sort_unstable();
        paths
    };
    let mut groups: Vec<Vec<String>> = groups.into_values().map(paths).collect();
    groups.sort_unstable();
    (new > 0).then_some(Twins { code, new, groups })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::update::Problems;

    fn file(path: &str, hash: &str) -> FileState {
        FileState {
            file_id: path.to_owned(),
            path: path.to_owned(),
            content_hash: Some(hash.to_owned()),
            status: "ok".to_owned(),
            ..FileState::default()
        }
    }

    fn known(files: &[FileState]) -> Known {
        let mut known = Known::default();
        files.iter().for_each(|file| known.add_file(file).unwrap());
        known
    }

    fn groups(known: &Known, files: &[FileState]) -> Vec<(&'static str, Vec<Vec<String>>)> {
        let mut update = Update::default();
        files.iter().for_each(|file| update.change(file.clone(), Problems::None).unwrap());
        of(known, &update).unwrap().into_iter().map(|twins| (twins.code.id, twins.groups)).collect()
    }

    #[test]
    fn the_second_copy_is_told_of_and_only_once() {
        let told = groups(&known(&[file("a", "1")]), &[file("b", "1"), file("c", "2")]);
        assert_eq!(told, [("W_DUPLICATE_CONTENT", vec![vec!["a".to_owned(), "b".to_owned()]])]);
        let both = known(&[file("a", "1"), file("b", "1")]);
        assert_eq!(groups(&both, &[file("c", "2")]), []);
        assert_eq!(groups(&both, &[FileState { absent_runs: 0, ..file("b", "1") }]), []);
    }

    #[test]
    fn a_file_that_goes_is_no_twin_of_the_one_that_comes() {
        let gone = FileState { status: "deleted".to_owned(), ..file("a", "1") };
        assert_eq!(groups(&known(&[file("a", "1")]), &[gone, file("b", "1")]), []);
    }

    #[test]
    fn names_that_a_share_cannot_tell_apart() {
        let told = groups(&known(&[file("Bao.docx", "1")]), &[file("bao.docx", "2"), file("表.docx", "3")]);
        assert_eq!(told, [("W_NAME_COLLISION", vec![vec!["Bao.docx".to_owned(), "bao.docx".to_owned()]])]);
        let composed = groups(&Known::default(), &[file("caf\u{e9}", "1"), file("cafe\u{301}", "2")]);
        assert_eq!(composed.len(), 1);
    }
}
