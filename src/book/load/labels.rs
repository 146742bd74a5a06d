//! Concepts and the ways they are written.

use std::sync::Arc;

use crate::chinese::fold;
use crate::fact::Concept;
use crate::finding::Sentence;

use super::super::data::ConceptData;
use super::super::{Blocks, BookError, Entry};
use super::{File, Loader, blocks_of};

impl Loader {
    pub fn concept(&mut self, file: File<'_>, data: &ConceptData) -> Result<(), BookError> {
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
        if !entry.endings.is_empty() && !self.book.by_ending.contains(&number) {
            self.book.by_ending.push(number);
            self.book.by_ending.sort_unstable();
        }
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
