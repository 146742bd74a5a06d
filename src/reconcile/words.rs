//! What is missing, in words: the names of figures that a relation would need, as the book and the document call them.

use crate::book::rules::expr::Named;
use crate::fact::{Basis, Concept};
use crate::words::Language;
use crate::words::findings::figure_name;

use super::value::{Lack, Wanted};
use super::view::View;

impl Lack<'_> {
    pub fn told(&self, view: &View<'_>) -> String {
        match self {
            Self::Word(word) => (*word).to_owned(),
            Self::Label(label) => (*label).to_owned(),
            Self::Text(text) => text.clone(),
            Self::Cell(number) => {
                let blank = view.blank(*number);
                named(&blank.label, blank.year, Some(blank.basis))
            }
            Self::Figure(wanted) => wanted.told(view),
            Self::All(all) => all.iter().map(|lack| lack.told(view)).collect::<Vec<_>>().join("、"),
        }
    }
}

impl Wanted<'_> {
    fn told(&self, view: &View<'_>) -> String {
        let own = || self.concept.map_or("", Concept::as_str);
        let concept = match self.term.concepts.first() {
            Some(Named::Concept(name, _) | Named::Family(name, _)) => name,
            Some(Named::This) => own(),
            Some(Named::Stem) => own().rsplit_once('.').map_or("", |(stem, _)| stem),
            Some(Named::Every) | None => "",
        };
        let name = view.book.entry(concept).map_or(concept, |entry| entry.says.zh.as_str());
        let basis = self.term.bases.first().copied().or(self.basis.filter(|_| !self.term.any_basis));
        let mut told = named(name, self.year, basis);
        if self.differ {
            told.push_str("（有不同的数）");
        }
        told
    }
}

/// `2024年决算 公务接待费`.
fn named(name: &str, year: Option<i32>, basis: Option<Basis>) -> String {
    let mut told = String::with_capacity(48);
    figure_name(&mut told, name, (year, basis), Language::Chinese);
    told
}
