//! What is missing, as a phrase: the names of figures that a relation would need, as the book and the document call them.

use crate::book::rules::expr::Named;
use crate::fact::Concept;
use crate::finding::Phrase;

use crate::reconcile::judge::trace::{Lack, Wanted};
use crate::reconcile::layout::View;

impl Lack<'_> {
    pub fn phrase(&self, view: &View<'_>) -> Phrase {
        match self {
            Self::Word(word) => Phrase::Word(word),
            Self::Label(label) => Phrase::Printed((*label).to_owned()),
            Self::Said(said) => said.clone(),
            Self::Cell(number) => {
                let blank = view.blank(*number);
                let (label, year, basis) = (blank.label.to_string(), blank.year, Some(blank.basis));
                Phrase::Figure { known: None, label, year, basis, differ: false }
            }
            Self::Figure(wanted) => wanted.phrase(view),
            Self::All(all) => Phrase::All(all.iter().map(|lack| lack.phrase(view)).collect()),
        }
    }
}

impl Wanted<'_> {
    pub fn phrase(&self, view: &View<'_>) -> Phrase {
        let own = || self.concept.map_or("", Concept::as_str);
        let concept = match self.term.concepts.first() {
            Some(Named::Concept(name, _) | Named::Family(name, _)) => name,
            Some(Named::This) => own(),
            Some(Named::Stem) => own().rsplit_once('.').map_or("", |(stem, _)| stem),
            Some(Named::Every) | None => "",
        };
        Phrase::Figure {
            known: view.book.entry(concept).map(|entry| entry.says.clone()),
            label: String::new(),
            year: self.year,
            basis: self.term.bases.first().copied().or(self.basis.filter(|_| !self.term.any_basis)),
            differ: self.differ,
        }
    }
}
