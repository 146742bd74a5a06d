//! The words of sentences, the lists of words, and what sentences do with concepts.

use std::rc::Rc;

use crate::chinese::fold;

use super::super::BookError;
use super::super::concepts::{Always, Group, Groups};
use super::super::data::{AlwaysData, GroupData, InsteadData, LeadingData, Prose, ProseData, Word};
use super::super::vocabulary::ProseWord;
use super::{File, Loader, basis_of};

/// A group as it was given: what belongs to a family is only known when all concepts are.
pub struct Gathered {
    is: Group,
    families: Vec<String>,
    concepts: Vec<u16>,
}

impl Loader {
    pub fn prose(&mut self, file: File<'_>) -> Result<(), BookError> {
        self.open(file);
        let data: Prose = file.parse()?;
        data.word.iter().try_for_each(|group| self.prose_words(file, group))?;
        for list in data.list {
            self.lists.add(list.is, list.words.into_iter());
        }
        data.group.into_iter().try_for_each(|group| self.group(file, group))?;
        data.role.iter().try_for_each(|role| self.leading(file, role))?;
        data.always.into_iter().try_for_each(|always| self.always(file, always))?;
        data.instead.iter().try_for_each(|instead| self.instead(file, instead))
    }

    fn prose_words(&mut self, file: File<'_>, group: &ProseData) -> Result<(), BookError> {
        let basis = group.basis.as_ref().map(|word| basis_of(file, word)).transpose()?;
        let both = self.both_sides(file, &group.concepts)?;
        let meaning = ProseWord { kind: group.is, basis, spending: group.spending, both };
        group.words.iter().try_for_each(|word| self.prose_word(file, word, meaning))
    }

    /// The two concepts that a word of both sides names.
    fn both_sides(&self, file: File<'_>, ids: &[Word]) -> Result<Option<[u16; 2]>, BookError> {
        match ids {
            [] => Ok(None),
            [one, other] => Ok(Some([self.number(file, one)?, self.number(file, other)?])),
            [first, ..] => Err(file.malformed(first, "not two concepts")),
        }
    }

    fn number(&self, file: File<'_>, id: &Word) -> Result<u16, BookError> {
        let found = self.book.ids.get(id.get_ref().as_str()).and_then(|&found| u16::try_from(found).ok());
        found.ok_or_else(|| file.malformed(id, "no such concept"))
    }

    fn numbers(&self, file: File<'_>, ids: &[Word]) -> Result<Vec<u16>, BookError> {
        ids.iter().map(|id| self.number(file, id)).collect()
    }

    fn prose_word(&mut self, file: File<'_>, word: &Word, meaning: ProseWord) -> Result<(), BookError> {
        let key = fold::key(word.get_ref());
        if *self.prose.entry(key.clone()).or_insert(meaning) != meaning {
            return Err(self.conflict(file, word, &key, "prose"));
        }
        self.remember(word, &key, &Rc::from("prose"));
        Ok(())
    }

    fn group(&mut self, file: File<'_>, data: GroupData) -> Result<(), BookError> {
        let concepts = self.numbers(file, &data.concepts)?;
        self.groups.push(Gathered { is: data.is, families: data.families, concepts });
        Ok(())
    }

    fn leading(&mut self, file: File<'_>, data: &LeadingData) -> Result<(), BookError> {
        let number = self.number(file, &data.concept)?;
        self.book.concepts.leading.insert(data.is, number);
        Ok(())
    }

    fn always(&mut self, file: File<'_>, data: AlwaysData) -> Result<(), BookError> {
        let basis = basis_of(file, &data.basis)?;
        self.numbers(file, &data.concepts)?;
        let concepts = data.concepts.into_iter().map(Word::into_inner).collect();
        self.book.concepts.always.push(Always { basis, families: data.families, concepts });
        Ok(())
    }

    fn instead(&mut self, file: File<'_>, data: &InsteadData) -> Result<(), BookError> {
        let other = self.number(file, &data.is)?;
        let behind = match data.behind.as_slice() {
            [] => vec![None],
            several => self.numbers(file, several)?.into_iter().map(Some).collect(),
        };
        for number in self.numbers(file, &data.of)? {
            let known = self.book.concepts.instead.entry((data.place, number)).or_default();
            known.extend(behind.iter().map(|&before| (before, other)));
        }
        Ok(())
    }

    /// Every concept with the groups that it is in.
    pub fn settle_groups(&mut self) {
        let mut groups = vec![Groups::default(); self.book.entries.len()];
        for gathered in &self.groups {
            for (own, entry) in groups.iter_mut().zip(&self.book.entries) {
                if gathered.families.iter().any(|family| entry.concept.is_of(family)) {
                    own.add(gathered.is);
                }
            }
            gathered.concepts.iter().for_each(|&number| groups[usize::from(number)].add(gathered.is));
        }
        self.book.concepts.groups = groups;
        let concepts = self.book.entries.iter().map(|entry| &entry.concept);
        let always = concepts.map(|concept| self.book.concepts.always(concept)).collect();
        self.book.concepts.always_known = always;
    }
}
