//! From the book's files to a [`Book`]: ours are part of the program, a user's lie in a folder with the same
//! subfolders. A word with two meanings where only one can hold is an error that names both places.

mod files;
mod labels;
mod prose;
mod tables;

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::rc::Rc;

use crate::chinese::fold;
use crate::fact::Basis;

use super::data::{Labels, Word};
use super::error::line_of;
use super::hash::WordHasher;
use super::lists::Lists;
use super::rules::{Loading, Names, Rules};
use super::vocabulary::{ProseWord, Vocabulary};
use super::{Blocks, Book, BookError, Meaning};

pub use files::{File, builtin_text};
use files::{LABELS, PROSE, RULES, TABLES};

pub fn load(folder: Option<&Path>) -> Result<Book, BookError> {
    let mut loader = Loader::default();
    LABELS.iter().try_for_each(|file| loader.labels(*file))?;
    TABLES.iter().try_for_each(|file| loader.tables(*file))?;
    PROSE.iter().try_for_each(|file| loader.prose(*file))?;
    if let Some(folder) = folder {
        files::check(folder)?;
        for (name, text) in files::files(&folder.join("labels"))? {
            loader.labels(File::own(&name, &text))?;
        }
        for (name, text) in files::files(&folder.join("tables"))? {
            loader.tables(File::own(&name, &text))?;
        }
        for (name, text) in files::files(&folder.join("prose"))? {
            loader.prose(File::own(&name, &text))?;
        }
    }
    let mut book = loader.finish()?;
    book.rules = rules(&book, folder)?;
    Ok(book)
}

/// Our rules, and a user's over them.
fn rules(book: &Book, folder: Option<&Path>) -> Result<Rules, BookError> {
    let mut loading = Loading::new(Names::of(book.entries.iter().map(|entry| entry.concept.as_str())));
    RULES.iter().try_for_each(|file| loading.add(*file))?;
    let own = folder.map_or(Ok(Vec::new()), |folder| files::files(&folder.join("rules")))?;
    own.iter().try_for_each(|(name, text)| loading.add(File::own(name, text)))?;
    Ok(loading.finish())
}

/// That a word was given a meaning, and where. Lines are only counted for errors.
struct Given {
    /// The hash of the word: it is only asked for where two meanings collide.
    word: u64,
    what: Rc<str>,
    file: usize,
    byte: usize,
}

/// A book in the making, with the place of each meaning for the errors.
#[derive(Default)]
struct Loader {
    book: Book,
    given: Vec<Given>,
    /// Names and texts of the files read so far.
    files: Vec<(Box<str>, Box<str>)>,
    prose: BTreeMap<String, ProseWord>,
    lists: Lists,
    groups: Vec<prose::Gathered>,
}

impl Loader {
    /// The next file: words are remembered as standing in it.
    fn open(&mut self, file: File<'_>) {
        self.files.push((file.name.into(), file.text.into()));
    }

    fn finish(mut self) -> Result<Book, BookError> {
        self.settle_groups();
        self.lists.settle();
        let vocabulary = Vocabulary::new(&self.book.entries, &self.prose, self.lists);
        self.book.vocabulary = vocabulary.map_err(|message| BookError::Malformed {
            file: "prose".to_owned(),
            line: 0,
            message,
        })?;
        Ok(self.book)
    }

    fn labels(&mut self, file: File<'_>) -> Result<(), BookError> {
        self.open(file);
        let data: Labels = file.parse()?;
        data.concept.iter().try_for_each(|concept| self.concept(file, concept))
    }

    /// Gives a meaning to each of the words; `give` says whether there was room for it.
    fn each(
        &mut self,
        file: File<'_>,
        words: &[Word],
        what: &str,
        mut give: impl FnMut(&mut Meaning) -> bool,
    ) -> Result<(), BookError> {
        let what: Rc<str> = what.into();
        for word in words {
            let key = fold::key(word.get_ref());
            let given = match self.book.words.get_mut(key.as_str()) {
                Some(meaning) => give(meaning),
                None => give(self.book.words.entry(key.as_str().into()).or_default()),
            };
            if !given {
                return Err(self.conflict(file, word, &key, &what));
            }
            self.remember(word, &key, &what);
        }
        Ok(())
    }

    fn remember(&mut self, word: &Word, key: &str, what: &Rc<str>) {
        let (file, byte) = (self.files.len() - 1, word.span().start);
        self.given.push(Given { word: hash(key), what: what.clone(), file, byte });
    }

    fn conflict(&self, file: File<'_>, word: &Word, key: &str, what: &str) -> BookError {
        let sort = |what: &str| what.split(':').next().unwrap_or_default().to_owned();
        let word_hash = hash(key);
        let mut all = self.given.iter().rev().filter(|given| given.word == word_hash);
        let earlier = all.find(|given| sort(&given.what) == sort(what));
        let (other, earlier) =
            earlier.map(|given| (given.what.to_string(), self.place(given))).unwrap_or_default();
        let (file_name, line) = (file.name.to_owned(), file.line(word));
        BookError::Conflict { file: file_name, line, word: word.get_ref().clone(), other, earlier }
    }

    fn place(&self, given: &Given) -> String {
        let (name, text) = &self.files[given.file];
        format!("{name}:{}", line_of(text, given.byte))
    }
}

fn hash(word: &str) -> u64 {
    let mut hasher = WordHasher::default();
    word.hash(&mut hasher);
    hasher.finish()
}

fn basis_of(file: File<'_>, word: &Word) -> Result<Basis, BookError> {
    Basis::parse(word.get_ref()).ok_or_else(|| file.malformed(word, "no such basis"))
}

fn block_of(file: File<'_>, word: &Word) -> Result<Blocks, BookError> {
    Blocks::named(word.get_ref()).ok_or_else(|| file.malformed(word, "no such block"))
}

fn blocks_of(file: File<'_>, words: &[Word]) -> Result<Blocks, BookError> {
    words.iter().try_fold(Blocks::NONE, |all, word| Ok(all.with(block_of(file, word)?)))
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::super::data::{Prose, Tables};
    use super::*;

    fn over_ours(labels: &str, tables: &str) -> Result<Book, BookError> {
        let mut loader = Loader { book: load(None)?, ..Loader::default() };
        loader.labels(File::own("own.toml", labels))?;
        loader.tables(File::own("own.toml", tables))?;
        loader.finish()
    }

    #[test]
    fn what_is_prepared_is_what_is_written() {
        fn same<T: DeserializeOwned + std::fmt::Debug>(files: &[File<'_>]) {
            for file in files {
                let (prepared, written) = (file.parse::<T>().unwrap(), file.parse_text::<T>().unwrap());
                assert_eq!(format!("{prepared:?}"), format!("{written:?}"), "{}", file.name);
            }
        }
        same::<Labels>(LABELS);
        same::<Tables>(TABLES);
        same::<Prose>(PROSE);
        same::<crate::book::rules::Written>(RULES);
    }

    #[test]
    fn a_users_book_adds_a_wording() {
        let book =
            over_ours("[[concept]]\nid = \"sangong.total\"\nlabels = [\"三公费用汇总\"]\n", "").unwrap();
        assert_eq!(book.concept("三公费用汇总", Blocks::MONEY).unwrap().concept.as_str(), "sangong.total");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (labels, line, part) in [
            ("[[concept]]\nid = \"a.b\"\nlabels = [\"某\"]\n", 2, "needs zh"),
            ("\n[[concept]]\nid = \"sangong.total\"\nlabel = []\n", 4, "unknown field"),
            ("[[concept]]\nid = \"sangong.total\"\nlabels = [\n\"某\",\n\"公务接待费\"]\n", 5, "公务接待费"),
            ("[[concept]]\nid = \"sangong.total\"\nblocks = [\"nowhere\"]\n", 3, "no such block"),
        ] {
            let message = over_ours(labels, "").unwrap_err().to_string();
            assert!(
                message.starts_with(&format!("own.toml:{line}: ")) && message.contains(part),
                "{message}"
            );
        }
    }

    #[test]
    fn two_meanings_of_one_row_word_are_refused() {
        let error = over_ours("", "[[row]]\nrole = \"filler\"\nwords = [\"总分\"]\n").unwrap_err();
        assert!(matches!(error, BookError::Conflict { line: 3, .. }), "{error}");
    }
}
