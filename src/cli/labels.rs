//! `hebiao labels DATASET`: labels that nobody knows yet, with the concept they look most like.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use hebiao::Book;
use hebiao::book::Entry;
use hebiao::chinese::fold;
use hebiao::dataset::browse;
use hebiao::dataset::schema::FACTS;
use hebiao::review::columns;

use super::dataset::{Narrow, failed, open};
use super::{Outcome, print, wrong};

#[derive(Args)]
pub struct Labels {
    dataset: PathBuf,
    /// As entries for a book of your own; check each before you use it.
    #[arg(long)]
    toml: bool,
    #[command(flatten)]
    narrow: Narrow,
    /// A folder with labels, tables and rules of your own.
    #[arg(long, value_name = "DIR")]
    book: Option<PathBuf>,
}

/// A label that nobody knows.
struct Unknown {
    label: String,
    count: u64,
    path: String,
    place: String,
}

impl Labels {
    pub fn run(&self) -> Outcome {
        let book = match Book::load(self.book.as_deref()) {
            Ok(book) => book,
            Err(error) => return wrong(&error.to_string()),
        };
        let (dataset, state) = match open(&self.dataset) {
            Ok(opened) => opened,
            Err(outcome) => return outcome,
        };
        let mut found: BTreeMap<String, Unknown> = BTreeMap::new();
        let filter = self.narrow.filter(false);
        let read = browse::rows(&dataset, (&state, &filter), &FACTS, &mut |view, row, document| {
            if view.text("concept", row).is_some() {
                return;
            }
            let label = view.text("label", row).unwrap_or_default();
            let known = found.entry(fold::key(label)).or_insert_with(|| Unknown {
                label: label.to_owned(),
                count: 0,
                path: document.map(|document| document.path.clone()).unwrap_or_default(),
                place: view.text("place", row).unwrap_or_default().to_owned(),
            });
            known.count += 1;
        });
        match read {
            Ok(()) => print(&self.told(&book, found)),
            Err(error) => failed(&error),
        }
    }

    fn told(&self, book: &Book, found: BTreeMap<String, Unknown>) -> String {
        let mut sorted: Vec<(String, Unknown)> = found.into_iter().collect();
        sorted.sort_by(|(one, first), (other, second)| (second.count, one).cmp(&(first.count, other)));
        let mut rows = Vec::new();
        let mut entries = String::new();
        for (key, unknown) in sorted {
            let near = nearest(book, &key);
            if self.toml {
                entries.push_str(&entry(&unknown, near));
            } else {
                let near = near.map_or("-", |entry| entry.concept.as_str());
                let place = format!("{} {}", unknown.path, unknown.place);
                rows.push(vec![unknown.count.to_string(), unknown.label, near.to_owned(), place]);
            }
        }
        if self.toml { entries } else { columns(&rows) }
    }
}

/// An entry as the book's own files write them.
fn entry(unknown: &Unknown, near: Option<&Entry>) -> String {
    let label = unknown.label.replace(['"', '\\', '\n', '\r'], " ");
    let place = format!("{} {}", unknown.path, unknown.place).replace(char::is_control, " ");
    let head = format!("# {} × {place}\n[[concept]]\n", unknown.count);
    match near {
        Some(entry) => format!("{head}id = \"{}\"\nlabels = [\"{label}\"]\n\n", entry.concept.as_str()),
        None => format!(
            "{head}id = \"new.{:08x}\"\nzh = \"{label}\"\nen = \"?\"\nmeasure = \"money\"\nblocks = [\"any\"]\nlabels = [\"{label}\"]\n\n",
            xxh(&label)
        ),
    }
}

/// A number for an id that a person will replace.
fn xxh(label: &str) -> u32 {
    label.bytes().fold(0, |hash: u32, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)))
}

/// The concept with the wording that shares most pairs of neighbouring signs, if it shares enough.
fn nearest<'b>(book: &'b Book, key: &str) -> Option<&'b Entry> {
    let own = pairs(key);
    let likeness = |wording: &String| {
        let other = pairs(wording);
        let shared = own.iter().filter(|pair| other.contains(pair)).count();
        // Per mille of all pairs, so that no float is needed.
        2000 * shared / (own.len() + other.len()).max(1)
    };
    let best = |entry: &&Entry| entry.wordings.iter().map(likeness).max().unwrap_or(0);
    book.entries().iter().max_by_key(best).filter(|entry| best(entry) >= 300)
}

fn pairs(text: &str) -> Vec<(char, char)> {
    text.chars().zip(text.chars().skip(1)).collect()
}
