//! What is missing, in words: the names of figures that a relation would need, as the book and the document call them.

use crate::book::rules::expr::Named;
use crate::fact::{Basis, Concept};
use crate::finding::Sentence;
use crate::words::findings::figure_name;
use crate::words::{Language, our_word};

use super::value::{Lack, Wanted};
use super::view::View;

impl Lack<'_> {
    pub fn spoken(zh: String, en: String) -> Self {
        Self::Said(Sentence { zh, en })
    }

    pub fn said(&self, view: &View<'_>) -> Sentence {
        Sentence { zh: self.told(view, Language::Chinese), en: self.told(view, Language::English) }
    }

    fn told(&self, view: &View<'_>, language: Language) -> String {
        match self {
            Self::Word(word) => our_word(word, language).to_owned(),
            Self::Label(label) => (*label).to_owned(),
            Self::Said(said) => language.pick(&said.zh, &said.en).clone(),
            Self::Cell(number) => {
                let blank = view.blank(*number);
                named(&blank.label, (blank.year, Some(blank.basis)), language)
            }
            Self::Figure(wanted) => wanted.told(view, language),
            Self::All(all) => {
                let all: Vec<String> = all.iter().map(|lack| lack.told(view, language)).collect();
                all.join(language.pick("、", ", "))
            }
        }
    }
}

impl Wanted<'_> {
    fn told(&self, view: &View<'_>, language: Language) -> String {
        let own = || self.concept.map_or("", Concept::as_str);
        let concept = match self.term.concepts.first() {
            Some(Named::Concept(name, _) | Named::Family(name, _)) => name,
            Some(Named::This) => own(),
            Some(Named::Stem) => own().rsplit_once('.').map_or("", |(stem, _)| stem),
            Some(Named::Every) | None => "",
        };
        let entry = view.book.entry(concept);
        let unnamed = language.pick("所比较的数值", "the figure to compare");
        let name = entry.map_or(unnamed, |entry| language.pick(&entry.says.zh, &entry.says.en));
        let basis = self.term.bases.first().copied().or(self.basis.filter(|_| !self.term.any_basis));
        let mut told = named(name, (self.year, basis), language);
        if self.differ {
            told.push_str(language.pick("（有不同的数）", " (several, and they differ)"));
        }
        told
    }
}

/// `2024年决算 公务接待费`.
fn named(name: &str, sense: (Option<i32>, Option<Basis>), language: Language) -> String {
    let mut told = String::with_capacity(48);
    figure_name(&mut told, name, sense, language);
    told
}
