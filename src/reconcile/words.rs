//! Titles and evidence of findings: the rule's own sentence with what it was judged on. The small words are in
//! `crate::words`.

use crate::book::Book;
use crate::fact::{Basis, Fact};
use crate::words::{Language, findings as said};

/// A figure's name in a sentence.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'s> {
    pub concept: &'s str,
    pub label: &'s str,
    pub year: Option<i32>,
    pub basis: Option<Basis>,
}

/// `2024年决算 公务接待费`.
pub fn subject(book: &Book, subject: Subject<'_>) -> String {
    in_language(book, subject, Language::Chinese)
}

pub fn in_language(book: &Book, subject: Subject<'_>, language: Language) -> String {
    let entry = book.entry(subject.concept);
    let known = entry.map(|entry| language.pick(entry.zh.as_str(), entry.en.as_str()));
    let name = known.unwrap_or(if subject.label.is_empty() { subject.concept } else { subject.label });
    let name: String = name.chars().filter(|ch| !ch.is_control()).take(40).collect();
    let year = subject.year.map(|year| said::year(language, year)).unwrap_or_default();
    let basis = subject.basis.map(|basis| said::basis(language, basis)).unwrap_or_default();
    let front = format!("{year}{basis}");
    if front.is_empty() { name } else { format!("{front} {name}") }
}

/// A figure as evidence: its name, sense and print.
pub fn evidence(book: &Book, fact: &Fact) -> String {
    let concept = fact.concept.as_ref().map_or("", |concept| concept.as_str());
    let label: String = fact.label.chars().filter(|ch| !ch.is_control()).take(40).collect();
    let name = subject(
        book,
        Subject {
            concept: if label.is_empty() { concept } else { "" },
            label: &label,
            year: fact.year,
            basis: Some(fact.basis),
        },
    );
    let column = fact.path.first().filter(|_| fact.place.table.is_some());
    let column = column.map(|column| format!("（{column}）")).unwrap_or_default();
    let unit = fact.amount.unit.map_or("", |unit| unit.symbol());
    let raw = fact.raw.trim();
    let unit = if raw.ends_with(unit) { "" } else { unit };
    format!("{name}{column} {raw}{unit}")
}
