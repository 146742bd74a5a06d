//! Files that are one file to people: byte for byte the same under two names, or under two names that some shares cannot
//! tell apart. Each keeps its rows; a person is told once, when the second one turns up.

use std::collections::{BTreeMap, BTreeSet};

use extractors::Code;
use unicode_normalization::UnicodeNormalization;

use crate::dataset::state::{FileState, State};

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

/// The twins of the files that a run brought, in the order of their paths.
pub fn of(state: &State, update: &[FileState]) -> Vec<Twins> {
    let brought: BTreeMap<&str, &FileState> =
        update.iter().filter(|file| is_there(file)).map(|file| (file.file_id.as_str(), file)).collect();
    let is_new = |file: &&FileState| {
        let known = state.files.get(&file.file_id).filter(|known| is_there(known));
        known.is_none_or(|known| known.content_hash != file.content_hash)
    };
    let new: Vec<&FileState> = brought.values().copied().filter(is_new).collect();
    if new.is_empty() {
        return Vec::new();
    }
    let told: BTreeSet<&str> = update.iter().map(|file| file.file_id.as_str()).collect();
    let old = state.files.values().filter(|file| is_there(file) && !told.contains(file.file_id.as_str()));
    let all: Vec<&FileState> = old.chain(brought.values().copied()).collect();
    let same_bytes = |file: &FileState| file.content_hash.clone();
    let same_name = |file: &FileState| Some(format!("{}\n{}", file.root, folded(&file.path)));
    [
        alike(Code::DUPLICATE_CONTENT, &new, &all, &same_bytes),
        alike(Code::NAME_COLLISION, &new, &all, &same_name),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn is_there(file: &FileState) -> bool {
    file.status != "deleted" && file.content_hash.is_some()
}

/// A path as a share sees it that knows neither case nor how a letter is put together.
fn folded(path: &str) -> String {
    path.nfc().flat_map(char::to_lowercase).collect()
}

fn alike(
    code: Code,
    new: &[&FileState],
    all: &[&FileState],
    by: &dyn Fn(&FileState) -> Option<String>,
) -> Option<Twins> {
    let mut groups: BTreeMap<String, Vec<String>> =
        new.iter().filter_map(|file| by(file)).map(|key| (key, Vec::new())).collect();
    for file in all {
        if let Some(group) = by(file).and_then(|key| groups.get_mut(&key)) {
            group.push(file.path.clone());
        }
    }
    groups.retain(|_, paths| paths.len() > 1);
    let has_twin = |file: &&&FileState| by(file).is_some_and(|key| groups.contains_key(&key));
    let new = new.iter().filter(has_twin).count();
    let mut groups: Vec<Vec<String>> = groups.into_values().collect();
    groups.iter_mut().for_each(|paths| paths.sort_unstable());
    groups.sort_unstable();
    (new > 0).then_some(Twins { code, new, groups })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, hash: &str) -> FileState {
        FileState {
            file_id: path.to_owned(),
            path: path.to_owned(),
            content_hash: Some(hash.to_owned()),
            status: "ok".to_owned(),
            ..FileState::default()
        }
    }

    fn known(files: &[FileState]) -> State {
        let files = files.iter().map(|file| (file.file_id.clone(), file.clone())).collect();
        State { files, ..State::default() }
    }

    fn groups(state: &State, update: &[FileState]) -> Vec<(&'static str, Vec<Vec<String>>)> {
        of(state, update).into_iter().map(|twins| (twins.code.id, twins.groups)).collect()
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
        let composed = groups(&State::default(), &[file("caf\u{e9}", "1"), file("cafe\u{301}", "2")]);
        assert_eq!(composed.len(), 1);
    }
}
