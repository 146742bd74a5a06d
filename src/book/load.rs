//! From the book's files to a [`Book`]: ours are part of the program, a user's lie in a folder with the same two
//! subfolders. A word with two meanings where only one can hold is an error that names both places.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::chinese::{Unit, fold};
use crate::fact::{Basis, Concept};
use crate::statement::TableKind;

use super::data::{
    ConceptData, FamilyData, HeaderData, Labels, LevelData, Prose, SideData, SideSection, Tables, Word,
};
use super::error::line_of;
use super::hash::WordHasher;
use super::prepared;
use super::rules::{Loading, Names, Rules};
use super::vocabulary::{ProseWord, Vocabulary, WordLists};
use super::words::{HeaderWord, LevelWord, SideWord};
use super::{Blocks, Book, BookError, Entry, Family, Meaning};
use crate::finding::Sentence;

macro_rules! builtin {
    ($name:literal) => {
        File {
            name: $name,
            text: include_str!($name),
            prepared: Some(include_bytes!(concat!(env!("OUT_DIR"), "/", $name))),
        }
    };
}

const LABELS: &[File<'static>] = &[
    builtin!("labels/staff.toml"),
    builtin!("labels/sangong.toml"),
    builtin!("labels/projects.toml"),
    builtin!("labels/public.toml"),
    builtin!("labels/funds.toml"),
    builtin!("labels/accounts.toml"),
    builtin!("labels/assets.toml"),
    builtin!("labels/control.toml"),
    builtin!("labels/context.toml"),
    builtin!("labels/prose.toml"),
];

const RULES: &[File<'static>] = &[
    builtin!("rules/base_data.toml"),
    builtin!("rules/self_evaluation.toml"),
    builtin!("rules/across_tables.toml"),
    builtin!("rules/narrative.toml"),
    builtin!("rules/plausibility.toml"),
    builtin!("rules/forms.toml"),
    builtin!("rules/evaluation.toml"),
    builtin!("rules/years.toml"),
    builtin!("rules/accounts.toml"),
    builtin!("rules/formulas.toml"),
    builtin!("rules/units.toml"),
];

const TABLES: &[File<'static>] = &[
    builtin!("tables/headers.toml"),
    builtin!("tables/rows.toml"),
    builtin!("tables/families.toml"),
    builtin!("tables/titles.toml"),
];

const PROSE: &[File<'static>] = &[builtin!("prose/words.toml")];

/// The text of our own book, for telling one version of it from another.
pub fn builtin_text() -> String {
    let all = LABELS.iter().chain(RULES).chain(TABLES).chain(PROSE);
    all.flat_map(|file| [file.name, file.text]).collect()
}

pub fn load(folder: Option<&Path>) -> Result<Book, BookError> {
    let mut loader = Loader::default();
    LABELS.iter().try_for_each(|file| loader.labels(*file))?;
    TABLES.iter().try_for_each(|file| loader.tables(*file))?;
    PROSE.iter().try_for_each(|file| loader.prose(*file))?;
    if let Some(folder) = folder {
        for (name, text) in files(&folder.join("labels"))? {
            loader.labels(File::own(&name, &text))?;
        }
        for (name, text) in files(&folder.join("tables"))? {
            loader.tables(File::own(&name, &text))?;
        }
        for (name, text) in files(&folder.join("prose"))? {
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
    let own = folder.map_or(Ok(Vec::new()), |folder| files(&folder.join("rules")))?;
    own.iter().try_for_each(|(name, text)| loading.add(File::own(name, text)))?;
    Ok(loading.finish())
}

/// The TOML files of a folder, by name. A folder that is not there holds none.
fn files(folder: &Path) -> Result<Vec<(String, String)>, BookError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |file: &Path, error: std::io::Error| BookError::Unreadable {
        file: file.to_owned(),
        message: error.to_string(),
    };
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    let read = |path: PathBuf| match std::fs::read_to_string(&path) {
        Ok(text) => Ok((path.to_string_lossy().into_owned(), text)),
        Err(error) => Err(unreadable(&path, error)),
    };
    paths.into_iter().map(read).collect()
}

/// The file being read, for the places in errors.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    name: &'a str,
    text: &'a str,
    /// What `build.rs` made of one of ours.
    prepared: Option<&'a [u8]>,
}

/// That a word was given a meaning, and where. Lines are only counted for errors.
struct Given {
    /// The hash of the word: it is only asked for where two meanings collide.
    word: u64,
    what: Rc<str>,
    file: usize,
    byte: usize,
}

impl<'a> File<'a> {
    fn own(name: &'a str, text: &'a str) -> Self {
        Self { name, text, prepared: None }
    }

    pub(super) fn parse<T: DeserializeOwned>(self) -> Result<T, BookError> {
        let Some(bytes) = self.prepared else { return self.parse_text() };
        prepared::read(bytes).map_err(|error| BookError::Malformed {
            file: self.name.to_owned(),
            line: 0,
            message: error.to_string(),
        })
    }

    fn parse_text<T: DeserializeOwned>(self) -> Result<T, BookError> {
        toml::from_str(self.text).map_err(|error| BookError::Malformed {
            file: self.name.to_owned(),
            line: line_of(self.text, error.span().map_or(0, |span| span.start)),
            message: error.message().to_owned(),
        })
    }

    pub(super) fn malformed(self, word: &Word, message: impl Into<String>) -> BookError {
        BookError::Malformed { file: self.name.to_owned(), line: self.line(word), message: message.into() }
    }

    fn line(self, word: &Word) -> usize {
        line_of(self.text, word.span().start)
    }
}

/// A book in the making, with the place of each meaning for the errors.
#[derive(Default)]
struct Loader {
    book: Book,
    given: Vec<Given>,
    /// Names and texts of the files read so far.
    files: Vec<(Box<str>, Box<str>)>,
    prose: BTreeMap<String, ProseWord>,
    lists: WordLists,
}

impl Loader {
    /// The next file: words are remembered as standing in it.
    fn open(&mut self, file: File<'_>) {
        self.files.push((file.name.into(), file.text.into()));
    }

    fn finish(mut self) -> Result<Book, BookError> {
        let vocabulary = Vocabulary::new(&self.book.entries, &self.prose, self.lists);
        self.book.vocabulary = vocabulary.map_err(|message| BookError::Malformed {
            file: "prose".to_owned(),
            line: 0,
            message,
        })?;
        Ok(self.book)
    }

    fn prose(&mut self, file: File<'_>) -> Result<(), BookError> {
        self.open(file);
        let data: Prose = file.parse()?;
        for group in &data.word {
            let basis = group.basis.as_ref().map(|word| basis_of(file, word)).transpose()?;
            let meaning = ProseWord { kind: group.is, basis, both: self.both_sides(file, &group.concepts)? };
            for word in &group.words {
                self.prose_word(file, word, meaning)?;
            }
        }
        Ok(())
    }

    /// The two concepts that a word of both sides names.
    fn both_sides(&self, file: File<'_>, ids: &[Word]) -> Result<Option<[u16; 2]>, BookError> {
        let [one, other] = ids else {
            return match ids.first() {
                None => Ok(None),
                Some(first) => Err(file.malformed(first, "not two concepts")),
            };
        };
        let number = |id: &Word| {
            let found = self.book.entries.iter().position(|entry| entry.concept.as_str() == id.get_ref());
            let number = found.and_then(|found| u16::try_from(found).ok());
            number.ok_or_else(|| file.malformed(id, "no such concept"))
        };
        Ok(Some([number(one)?, number(other)?]))
    }

    fn prose_word(&mut self, file: File<'_>, word: &Word, meaning: ProseWord) -> Result<(), BookError> {
        let key = fold::key(word.get_ref());
        if let Some(list) = self.lists.of(meaning.kind) {
            list.push(key);
            return Ok(());
        }
        if *self.prose.entry(key.clone()).or_insert(meaning) != meaning {
            return Err(self.conflict(file, word, &key, "prose"));
        }
        self.remember(word, &key, &Rc::from("prose"));
        Ok(())
    }

    fn labels(&mut self, file: File<'_>) -> Result<(), BookError> {
        self.open(file);
        let data: Labels = file.parse()?;
        data.concept.iter().try_for_each(|concept| self.concept(file, concept))
    }

    fn tables(&mut self, file: File<'_>) -> Result<(), BookError> {
        self.open(file);
        let data: Tables = file.parse()?;
        data.header.iter().try_for_each(|header| self.header(file, header))?;
        data.side.iter().try_for_each(|side| self.side(file, side))?;
        data.level.iter().try_for_each(|level| self.level(file, level))?;
        for goal in &data.goal {
            self.each(file, &goal.words, "goal", |meaning| set(&mut meaning.goal, goal.is))?;
        }
        for row in &data.row {
            self.each(file, &row.words, "row", |meaning| set(&mut meaning.row, row.role))?;
        }
        for particular in &data.particular {
            self.each(file, &particular.words, "particular", |meaning| {
                set(&mut meaning.particular, particular.is)
            })?;
        }
        for title in &data.title {
            title.words.iter().for_each(|word| self.book.titles.add(title.is, fold::key(word.get_ref())));
        }
        data.family.iter().try_for_each(|family| self.family(file, family))
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

    fn concept(&mut self, file: File<'_>, data: &ConceptData) -> Result<(), BookError> {
        let index = self.concept_index(file, data)?;
        let blocks = match data.blocks.is_empty() {
            true => self.book.entries[index].blocks,
            false => blocks_of(file, &data.blocks)?,
        };
        let number = u16::try_from(index).map_err(|_| file.malformed(&data.id, "too many concepts"))?;
        let what = format!("concept:{}", data.id.get_ref());
        self.each(file, &data.labels, &what, |meaning| {
            let taken = meaning.concepts.iter().any(|&(held, other)| held.meets(blocks) && other != number);
            if !taken {
                meaning.concepts.push((blocks, number));
            }
            !taken
        })?;
        let entry = &mut self.book.entries[index];
        entry.blocks = entry.blocks.with(blocks);
        entry.wordings.extend(data.labels.iter().map(|word| fold::key(word.get_ref())));
        if blocks.meets(Blocks::PROSE.with(Blocks::PROJECT_FUND)) {
            let added = &entry.wordings[entry.wordings.len() - data.labels.len()..];
            let variants: Vec<String> = added.iter().flat_map(|word| in_sentences(entry, word)).collect();
            entry.in_prose.extend(variants.into_iter().map(|word| (word, blocks)));
        }
        entry.endings.extend(data.endings.iter().map(|word| fold::key(word.get_ref())));
        Ok(())
    }

    /// The number of a concept, which a first entry must describe in full.
    fn concept_index(&mut self, file: File<'_>, data: &ConceptData) -> Result<usize, BookError> {
        let id = data.id.get_ref().as_str();
        if let Some(&known) = self.book.ids.get(id) {
            return Ok(known);
        }
        let (Some(zh), Some(en), Some(measure), false) =
            (data.zh.clone(), data.en.clone(), data.measure, data.blocks.is_empty())
        else {
            return Err(file.malformed(&data.id, format!("{id} is new: it needs zh, en, measure and blocks")));
        };
        let entry = Entry {
            concept: Concept::new(id),
            says: Arc::new(Sentence { zh, en }),
            measure,
            blocks: Blocks::NONE,
            wordings: Vec::new(),
            in_prose: Vec::new(),
            endings: Vec::new(),
        };
        let index = self.book.entries.len();
        self.book.ids.insert(id.into(), index);
        self.book.entries.push(entry);
        Ok(index)
    }

    fn header(&mut self, file: File<'_>, data: &HeaderData) -> Result<(), BookError> {
        let basis = data.basis.as_ref().map(|word| basis_of(file, word)).transpose()?;
        let concept = data.concept.as_ref().map(|word| self.known_concept(file, word)).transpose()?;
        let number = u16::try_from(self.book.headers.len()).unwrap_or(u16::MAX);
        let header = HeaderWord {
            role: data.role,
            basis,
            concept,
            suffix: data.suffix.as_deref().map(Arc::from),
            year: data.year,
            needs: data.needs,
        };
        self.book.headers.push(header);
        let headers = std::mem::take(&mut self.book.headers);
        let given = self.each(file, &data.words, "header", |meaning| {
            let free = meaning.headers.iter().all(|&other| headers[usize::from(other)].needs != data.needs);
            if free {
                meaning.headers.push(number);
            }
            free
        });
        self.book.headers = headers;
        given
    }

    fn known_concept(&self, file: File<'_>, word: &Word) -> Result<Concept, BookError> {
        let entry = self.book.entry(word.get_ref());
        entry
            .map(|entry| entry.concept.clone())
            .ok_or_else(|| file.malformed(word, format!("no concept is called {}", word.get_ref())))
    }

    fn side(&mut self, file: File<'_>, data: &SideData) -> Result<(), BookError> {
        let block = match &data.block {
            Some(word) => block_of(file, word)?,
            None => Blocks::ANY,
        };
        let side = match data.section {
            SideSection::Figures => SideWord::Figures(block),
            SideSection::Funds => SideWord::Funds,
            SideSection::Goals => SideWord::Goals,
            SideSection::Indicators => SideWord::Indicators,
            SideSection::Split => SideWord::Split,
            SideSection::Text => SideWord::Text,
        };
        self.each(file, &data.words, "side", |meaning| set(&mut meaning.side, side))
    }

    fn level(&mut self, file: File<'_>, data: &LevelData) -> Result<(), BookError> {
        let first = data.level == 1;
        self.each(file, &data.words, "level", |meaning| {
            let word = meaning.level.get_or_insert_with(LevelWord::default);
            word.first |= first;
            word.second |= !first;
            true
        })?;
        let Some(above) = data.words.first().map(|word| Arc::<str>::from(word.get_ref().as_str())) else {
            return Ok(());
        };
        self.each(file, &data.below, "level", |meaning| {
            let word = meaning.level.get_or_insert_with(LevelWord::default);
            word.second = true;
            word.under.get_or_insert_with(|| above.clone());
            true
        })
    }

    /// Concepts of a family in place of the common ones.
    fn measures(
        &self,
        file: File<'_>,
        data: &FamilyData,
    ) -> Result<BTreeMap<String, Option<Concept>>, BookError> {
        let concept = |word: &Word| match word.get_ref().as_str() {
            "" => Ok(None),
            _ => self.known_concept(file, word).map(Some),
        };
        data.measures.iter().map(|(common, own)| Ok((common.clone(), concept(own)?))).collect()
    }

    fn family(&mut self, file: File<'_>, data: &FamilyData) -> Result<(), BookError> {
        let kind = TableKind::parse(data.kind.get_ref())
            .ok_or_else(|| file.malformed(&data.kind, "no such kind of table"))?;
        let unit = match &data.unit {
            Some(word) => {
                Some(Unit::named(word.get_ref()).ok_or_else(|| file.malformed(word, "no such unit"))?)
            }
            None => None,
        };
        if self.book.family(data.id.get_ref()).is_some() {
            return Err(file.malformed(&data.id, format!("there is a family {} already", data.id.get_ref())));
        }
        let number = u16::try_from(self.book.families.len()).unwrap_or(u16::MAX);
        self.book.families.push(Family {
            id: data.id.get_ref().as_str().into(),
            kind,
            unit,
            block: block_of(file, &data.block)?,
            titles: data.titles.iter().map(|word| fold::key(word.get_ref())).collect(),
            features: data.features.clone(),
            against: data.not.clone(),
            measures: self.measures(file, data)?,
        });
        self.each(file, &data.words, "family", |meaning| {
            meaning.families.push(number);
            true
        })
    }
}

fn hash(word: &str) -> u64 {
    let mut hasher = WordHasher::default();
    word.hash(&mut hasher);
    hasher.finish()
}

/// How sentences write a wording: classes of spending by function also with the word for class in brackets.
fn in_sentences(entry: &Entry, word: &str) -> Vec<String> {
    match word.strip_suffix("支出").filter(|_| entry.concept.is_of("function")) {
        Some(class) => {
            vec![word.to_owned(), format!("{word}(类)"), format!("{class}(类)支出"), format!("{class}(类)")]
        }
        None => vec![word.to_owned()],
    }
}

/// Fills a place that is empty or holds the same already.
fn set<T: PartialEq + Copy>(place: &mut Option<T>, value: T) -> bool {
    *place.get_or_insert(value) == value
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
