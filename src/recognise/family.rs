//! Which template family a table is of: its title, its words, and what was recognised in it, weighed against each other.
//! Neither the number of an attachment nor the order of tables counts.

use crate::book::{Book, Family, Particular};
use crate::fact::Basis;
use crate::statement::{Role, Section, SectionKind};

use super::token::Sheet;

const TITLE: i32 = 4;
const WORD: i32 = 2;
const FEATURE: i32 = 2;
const AGAINST: i32 = 4;
/// Less is no family: the table keeps its generic reading.
const NEEDED: i32 = 4;
/// Words of one family count up to this, so that a long table does not outweigh its title.
const MOST_WORDS: i32 = 5 * WORD;

/// The best family, and how far ahead of nothing it is.
pub fn family<'b>(
    sheet: &Sheet<'_>,
    sections: &[Section],
    blocks: &[crate::book::Blocks],
    title: Option<&str>,
    book: &'b Book,
) -> Option<(&'b Family, i32)> {
    let words = word_scores(sheet, book);
    let features = Features { sheet, sections, blocks, title };
    let titles = book.family_titles().longest(title.unwrap_or_default(), book.families().len());
    let mut best: Option<(&Family, i32)> = None;
    for ((family, words), letters) in book.families().iter().zip(words).zip(titles) {
        let named = title_score(letters);
        let positive = named + words.min(MOST_WORDS);
        if positive == 0 {
            continue;
        }
        let for_it = family.features.iter().filter(|feature| features.has(feature)).count() as i32;
        let against = family.against.iter().filter(|feature| features.has(feature)).count() as i32;
        let score = positive + FEATURE * for_it - AGAINST * against;
        if score >= NEEDED && best.is_none_or(|(_, other)| score > other) {
            best = Some((family, score));
        }
    }
    best
}

/// Each family's words that stand in the table, each word once.
fn word_scores(sheet: &Sheet<'_>, book: &Book) -> Vec<i32> {
    let mut scores = vec![0; book.families().len()];
    let mut seen: Vec<*const crate::book::Meaning> = Vec::new();
    for meaning in sheet.tokens.iter().filter_map(|token| token.meaning) {
        if meaning.families.is_empty() || seen.contains(&std::ptr::from_ref(meaning)) {
            continue;
        }
        seen.push(std::ptr::from_ref(meaning));
        for &family in &meaning.families {
            scores[usize::from(family)] += WORD;
        }
    }
    scores
}

/// A longer part of a title says more.
fn title_score(letters: usize) -> i32 {
    if letters == 0 { 0 } else { TITLE + letters as i32 / 4 }
}

struct Features<'f, 'a> {
    sheet: &'f Sheet<'a>,
    sections: &'f [Section],
    blocks: &'f [crate::book::Blocks],
    title: Option<&'f str>,
}

impl Features<'_, '_> {
    fn has(&self, feature: &str) -> bool {
        let Some((kind, name)) = feature.split_once(':') else { return false };
        match kind {
            "section" => name.split('+').all(|name| self.has_section(name)),
            "block" => self.blocks.iter().any(|blocks| blocks.name() == Some(name)),
            "role" => self.has_role(name),
            "particular" => self.has_particular(name),
            "basis" => name.split('+').all(|name| self.has_basis(name)),
            "title" => self.title.is_some_and(|title| title.contains(name)),
            _ => false,
        }
    }

    fn has_section(&self, name: &str) -> bool {
        let kind = match name {
            "funds" => SectionKind::Funds,
            "indicators" => SectionKind::Indicators,
            "goals" => SectionKind::Goals,
            "split" => SectionKind::Split,
            _ => return false,
        };
        self.sections.iter().any(|section| section.kind == kind)
    }

    fn has_role(&self, name: &str) -> bool {
        let fits = |role: Role| match name {
            "deduction" => role == Role::Deduction,
            "target" => role == Role::Target,
            "criteria" | "method" => role == Role::Criteria,
            "operator" => role == Role::Operator,
            "coefficient" => role == Role::Ignore,
            "number" => role == Role::Number,
            "levelweight" => matches!(role, Role::LevelWeight(_)),
            _ => false,
        };
        self.sections.iter().flat_map(|section| &section.columns).filter_map(|column| column.role).any(fits)
    }

    fn has_particular(&self, name: &str) -> bool {
        let wanted = match name {
            "project" => Particular::Project,
            "office" => Particular::Office,
            "unit" => Particular::Unit,
            "department" => Particular::Department,
            _ => return false,
        };
        let in_names = |kind| matches!(kind, SectionKind::Particulars | SectionKind::ParticularColumns);
        let rows = self
            .sections
            .iter()
            .filter(|section| in_names(section.kind))
            .flat_map(|section| section.rows.clone());
        { rows }
            .flat_map(|row| self.sheet.filled(row))
            .any(|(_, token)| token.meaning.is_some_and(|meaning| meaning.particular == Some(wanted)))
    }

    fn has_basis(&self, name: &str) -> bool {
        let wanted = Basis::parse(name);
        self.sections.iter().flat_map(|section| &section.columns).any(|column| column.basis == wanted)
    }
}
