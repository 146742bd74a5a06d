//! The words of tables: headers, sides, levels, families, titles.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::chinese::{Unit, fold};
use crate::fact::Concept;
use crate::statement::TableKind;

use super::super::data::{FamilyData, HeaderData, LevelData, SideData, SideSection, Tables, Word};
use super::super::words::{HeaderWord, LevelWord, SideWord};
use super::super::{Blocks, BookError, Family};
use super::{File, Loader, basis_of, block_of};

impl Loader {
    pub fn tables(&mut self, file: File<'_>) -> Result<(), BookError> {
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
        let titles: Vec<String> = data.titles.iter().map(|word| fold::key(word.get_ref())).collect();
        for title in &titles {
            let added = self.book.family_titles.add(number, title);
            added.map_err(|message| file.malformed(&data.id, message))?;
        }
        self.book.families.push(Family {
            id: data.id.get_ref().as_str().into(),
            kind,
            unit,
            block: block_of(file, &data.block)?,
            titles,
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

/// Fills a place that is empty or holds the same already.
fn set<T: PartialEq + Copy>(place: &mut Option<T>, value: T) -> bool {
    *place.get_or_insert(value) == value
}
