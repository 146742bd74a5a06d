//! `hebiao labels DATASET`: labels that nobody knows yet, with the concept that they are most like.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use hebiao::Book;
use hebiao::book::Blocks;
use hebiao::book::nearest::{Likeness, Nearest};
use hebiao::chinese::{Label, Unit, period};
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

/// Where a wording of money or people may stand: an entry holds in each of these where the label has no meaning yet.
const HOLDING: [&str; 7] = ["money", "fund", "project_fund", "sangong", "economic", "accounts", "any"];

/// A label that nobody knows.
struct Unknown {
    label: String,
    unit: String,
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
            let known = found.entry(key_of(label)).or_insert_with(|| Unknown {
                label: label.to_owned(),
                unit: view.text("unit", row).unwrap_or_default().to_owned(),
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
        let likeness = Likeness::new(book);
        let mut rows = Vec::new();
        let mut entries = String::new();
        for (key, unknown) in sorted {
            let near = likeness.nearest(&key);
            if self.toml {
                entries.push_str(&entry(book, &key, &unknown, near));
            } else {
                let near = near.map_or_else(
                    || "-".to_owned(),
                    |near| format!("{} {}", near.entry.concept, near.wording),
                );
                let place = format!("{} {}", unknown.path, unknown.place);
                rows.push(vec![unknown.count.to_string(), unknown.label, near, place]);
            }
        }
        if self.toml { entries } else { columns(&rows) }
    }
}

/// A label as tables are looked up by it: without its number, unit and year.
fn key_of(label: &str) -> String {
    let key = Label::parse(label).key;
    period::split_year(&key).map_or_else(|| key.clone(), |(_, rest)| rest.to_owned())
}

/// An entry as the book's own files write them: another wording of the nearest concept, or a concept of its own.
fn entry(book: &Book, key: &str, unknown: &Unknown, near: Option<Nearest<'_>>) -> String {
    let label = key.replace(['"', '\\', '\n', '\r'], " ");
    let place = format!("{} {}", unknown.path, unknown.place).replace(char::is_control, " ");
    let head = format!("# {} × {place}\n[[concept]]\n", unknown.count);
    let free = HOLDING
        .iter()
        .filter(|name| Blocks::named(name).is_some_and(|block| book.concept(key, block).is_none()));
    let blocks = free.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let end = format!("blocks = [{blocks}]\nlabels = [\"{label}\"]\n\n");
    match near {
        Some(near) => format!(
            "{head}# {} {:.2}\nid = \"{}\"\n{end}",
            near.wording,
            near.likeness,
            near.entry.concept.as_str()
        ),
        None => format!(
            "{head}id = \"new.{:08x}\"\nzh = \"{label}\"\nen = \"?\"\nmeasure = \"{}\"\n{end}",
            xxh(&label),
            measure(&unknown.unit)
        ),
    }
}

/// What a figure in this unit measures.
fn measure(unit: &str) -> &'static str {
    let is = |units: &[Unit]| units.iter().any(|one| one.symbol() == unit);
    match Unit::named(unit) {
        Some(unit) if unit.is_people() => "people",
        _ if is(&[Unit::Percent, Unit::PerMille, Unit::Ratio]) => "rate",
        _ if is(&[Unit::SquareMetre]) => "area",
        _ if is(&[Unit::Score]) => "score",
        Some(unit) if !unit.is_money() => "count",
        _ => "money",
    }
}

/// A number for an id that a person will replace.
fn xxh(label: &str) -> u32 {
    label.bytes().fold(0, |hash: u32, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)))
}
