//! The concepts that rules speak of and the words that they look for, numbered, so that judging a document compares
//! numbers.

use crate::book::hash::WordMap;

use super::words::Lexicon;

/// Numbers for concepts and for families of concepts; one counter serves both.
#[derive(Debug, Clone, Default)]
pub struct Names {
    pub lexicon: Lexicon,
    concepts: WordMap<u16>,
    families: WordMap<u16>,
    count: u16,
    /// For each concept, the numbers of the families above it.
    above: Vec<Box<[u16]>>,
    /// Whether words may be numbered that the book does not know.
    open: bool,
}

impl Names {
    /// The concepts that the book's labels define.
    pub fn of<'n>(known: impl Iterator<Item = &'n str>) -> Self {
        let mut names = Self::default();
        for name in known {
            names.give(name);
        }
        names
    }

    #[cfg(test)]
    pub fn open() -> Self {
        Self { open: true, ..Self::default() }
    }

    fn give(&mut self, name: &str) -> u16 {
        let next = self.count;
        let number = *self.concepts.entry(name.into()).or_insert(next);
        self.count += u16::from(number == next);
        number
    }

    /// The number of a concept; those with a suffix or below `function` are made as they come.
    pub fn concept(&mut self, name: &str) -> Result<u16, String> {
        if let Some(&number) = self.concepts.get(name) {
            return Ok(number);
        }
        let derived = |suffix: &str| name.ends_with(suffix) || name.starts_with("function.");
        let made = [".share", ".growth", ".growth_rate", ".change", ".change_rate"];
        match self.open || made.iter().any(|suffix| derived(suffix)) {
            true => Ok(self.give(name)),
            false => Err(format!("no concept is called {name}")),
        }
    }

    pub fn family(&mut self, name: &str) -> Result<u16, String> {
        let next = self.count;
        let number = *self.families.entry(name.into()).or_insert(next);
        self.count += u16::from(number == next);
        Ok(number)
    }

    /// How many numbers were given.
    pub fn len(&self) -> usize {
        usize::from(self.count)
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub fn number(&self, concept: &str) -> Option<u16> {
        self.concepts.get(concept).copied()
    }

    /// Looks up, once for all documents, which families each concept belongs to.
    pub fn settle(&mut self) {
        let mut above = vec![Box::default(); self.len()];
        self.concepts.iter().for_each(|(concept, number)| {
            above[usize::from(*number)] = self.families_of(concept).collect();
        });
        self.above = above;
    }

    fn families_of<'n>(&'n self, concept: &'n str) -> impl Iterator<Item = u16> + 'n {
        let above = concept.char_indices().filter(|(_, ch)| *ch == '.').map(|(at, _)| &concept[..at]);
        above.filter_map(|family| self.families.get(family).copied())
    }

    /// The numbers of the families above a concept.
    pub fn above<'n>(&'n self, concept: &'n str, number: Option<u16>) -> impl Iterator<Item = u16> + 'n {
        let known = number.and_then(|number| self.above.get(usize::from(number)));
        let unknown = known.is_none().then(|| self.families_of(concept));
        known.into_iter().flatten().copied().chain(unknown.into_iter().flatten())
    }
}
