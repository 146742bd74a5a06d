//! Personal data out of a report before anyone sees it: names of contacts and telephone numbers, wherever they came to
//! stand. Figures, offices and places stay as they are.

use std::borrow::Cow;
use std::sync::Arc;

use extractors::document::Caption;
use extractors::{Block, Cell, Table};

use crate::chinese::mask::{beside_label, contacts, is_contact_label};
use crate::fact::Words;
use crate::finding::{Finding, Phrase, Proof, Sentence, Title, Verdict};
use crate::report::Report;

/// Masks every text of a report.
pub fn hide(report: &mut Report) {
    for block in &mut report.document.blocks {
        match block {
            Block::Text(paragraph) => mask(&mut paragraph.text),
            Block::Table(table) => hide_in_table(table),
        }
    }
    for statement in &mut report.statements {
        let headings = statement.title.iter_mut().chain(&mut statement.attachment);
        headings.for_each(|heading| mask(&mut heading.text));
    }
    report.findings.iter_mut().for_each(hide_in_finding);
    hide_in_reading(report);
    report.notices.details_mut().for_each(mask);
}

/// Titles and evidence are made when somebody reads them: the title masked as a whole, evidence out of texts that are
/// masked by then.
fn hide_in_finding(finding: &mut Finding) {
    let title = std::mem::replace(&mut finding.title, Title::Told(Sentence::default()));
    finding.title = match title {
        Title::Parts(parts) | Title::Masked(parts) => Title::Masked(parts),
        Title::Told(mut told) => {
            hide_in_sentence(&mut told);
            Title::Told(told)
        }
    };
    if let Verdict::Unknown { missing } = &mut finding.verdict {
        hide_in_phrase(missing);
    }
    for proof in &mut finding.proofs {
        match proof {
            Proof::Quoted(quoted) | Proof::Sentence(quoted) => mask(&mut quoted.text),
            Proof::Said(_, said) => hide_in_phrase(said),
        }
    }
}

fn hide_in_sentence(sentence: &mut Sentence) {
    mask(&mut sentence.zh);
    mask(&mut sentence.en);
}

/// What the document prints, and what was made of it.
fn hide_in_phrase(phrase: &mut Phrase) {
    match phrase {
        Phrase::Told(told) => hide_in_sentence(told),
        Phrase::Printed(text) | Phrase::Points(_, text) | Phrase::Figure { label: text, .. } => mask(text),
        Phrase::All(all) => all.iter_mut().for_each(hide_in_phrase),
        Phrase::Word(_) => {}
    }
}

fn hide_in_table(table: &mut Table) {
    let mut before = None;
    let mut hidden = |cell| masked_cell(table, cell, before.replace(cell));
    let masked: Vec<Option<String>> = table.cells().map(&mut hidden).collect();
    table.replace_texts(masked);
    let captions: &mut Vec<Caption> = &mut table.captions;
    captions.iter_mut().for_each(|caption| mask(&mut caption.text));
}

/// The cell's text masked, `None` where it may stay: what stands beside a contact's label is a contact. The label is
/// nearly always the cell before.
fn masked_cell(table: &Table, cell: Cell<'_>, before: Option<Cell<'_>>) -> Option<String> {
    let beside = |label: &Cell<'_>| label.row == cell.row && label.col + label.span.1 == cell.col;
    let left = || cell.col.checked_sub(1).and_then(|col| table.cell_at(cell.row, col));
    let left = before.filter(beside).or_else(left);
    let masked = match left {
        Some(label) if is_contact_label(label.text) => beside_label(cell.text),
        _ => contacts(cell.text),
    };
    (masked != cell.text).then(|| masked.into_owned())
}

fn hide_in_reading(report: &mut Report) {
    let reading = &mut report.reading;
    for fact in &mut reading.facts {
        mask_shared(&mut fact.label);
        mask(&mut fact.raw);
        mask_words(&mut fact.path.heads);
        mask_words(&mut fact.path.labels);
    }
    for indicator in &mut reading.indicators {
        let names = [&mut indicator.l1, &mut indicator.l2, &mut indicator.l3];
        names.into_iter().flatten().for_each(mask_shared);
        let texts =
            [&mut indicator.target, &mut indicator.actual, &mut indicator.note, &mut indicator.criteria];
        texts.into_iter().flatten().for_each(mask);
    }
    reading.claims.iter_mut().for_each(|claim| mask(&mut claim.text));
    for head in &mut reading.documents {
        head.aliases.iter_mut().chain(&mut head.title).for_each(mask);
    }
}

fn mask_shared(text: &mut Arc<str>) {
    if let Cow::Owned(masked) = contacts(text) {
        *text = masked.into();
    }
}

fn mask_words(words: &mut Words) {
    if words.iter().any(|word| matches!(contacts(word), Cow::Owned(_))) {
        let mut masked = words.to_vec();
        masked.iter_mut().for_each(mask_shared);
        *words = masked.into();
    }
}

fn mask(text: &mut String) {
    if let Cow::Owned(masked) = contacts(text) {
        *text = masked;
    }
}
