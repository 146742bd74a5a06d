//! Figures, or blanks, side by side under the numbers of their concepts: what a term may mean is then one stretch of
//! entries, each with all that is asked before the figure itself is looked at.

use std::collections::HashMap;

use crate::book::rules::Names;
use crate::fact::{Basis, Concept, Fact, Medium, Scope};
use crate::report::{Blank, DocumentHead, DocumentKind, Reading};

/// Document, year and sense in one number that sorts as they do.
pub type Key = u64;

/// The table of what stands in none.
pub const NO_TABLE: u32 = u32::MAX;

/// The number of the office's own scope.
pub const DEPARTMENT: u32 = 0;
const CONTEXT: u32 = 1;

pub fn key(document: usize, year: Option<i32>, basis: Basis) -> Key {
    (document as u64) << 32 | year_part(year) << 8 | u64::from(basis.rank())
}

fn year_part(year: Option<i32>) -> u64 {
    year.map_or(0, |year| u64::from((i64::from(year) + (1 << 23)).unsigned_abs() as u32 & 0xFF_FFFF))
}

/// A figure or a blank, as far as finding it goes.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    key: Key,
    /// Its number in the reading.
    pub item: u32,
    /// The first piece of its table.
    pub table: u32,
    pub scope: u32,
    pub medium: Medium,
    /// It stands in public final accounts, or in the report of a project.
    pub in_accounts: bool,
    pub in_project: bool,
    /// Of those under this number with this document, year and sense not all are told in prose.
    pub not_told_alone: bool,
    /// They come in the order of their tables.
    by_table: bool,
}

impl Entry {
    fn document(&self) -> usize {
        (self.key >> 32) as usize
    }

    pub fn is_of(&self, basis: Basis) -> bool {
        self.key & 0xFF == u64::from(basis.rank())
    }

    pub fn is_about(&self, year: i32) -> bool {
        self.key >> 8 & 0xFF_FFFF == year_part(Some(year))
    }

    pub fn is_department(&self) -> bool {
        self.scope == DEPARTMENT
    }

    pub fn is_context(&self) -> bool {
        self.scope == CONTEXT
    }
}

/// The year and the sense in which an entry is sought; what is not said may be any.
#[derive(Debug, Clone, Copy)]
pub struct Sought {
    mask: Key,
    key: Key,
}

impl Sought {
    pub fn of(year: Option<i32>, basis: Option<Basis>) -> Self {
        let year = year.map_or((0, 0), |year| (0xFF_FFFF << 8, year_part(Some(year)) << 8));
        let basis = basis.map_or((0, 0), |basis| (0xFF, u64::from(basis.rank())));
        Self { mask: year.0 | basis.0, key: year.1 | basis.1 }
    }

    pub fn is(self, entry: &Entry) -> bool {
        entry.key & self.mask == self.key
    }
}

/// Entries by concept, then by document, year and sense.
#[derive(Default)]
pub struct Shelf {
    starts: Vec<u32>,
    entries: Vec<Entry>,
    /// Every item once, in their order.
    pub all: Vec<Entry>,
    /// For each item, the number of its own concept.
    own: Vec<Option<u16>>,
}

impl Shelf {
    pub fn of_facts(
        names: &Names,
        reading: &Reading,
        scopes: &Scopes<'_>,
        root: impl Fn(usize) -> usize,
    ) -> Self {
        let entry = |(fact, &scope): (&Fact, &u32)| Entry {
            scope,
            medium: fact.medium,
            ..entry(&reading.documents, fact.document, (fact.year, fact.basis), fact.place.table.map(&root))
        };
        let concepts = reading.facts.iter().map(|fact| fact.concept.as_ref());
        Self::new(names, concepts.zip(reading.facts.iter().zip(&scopes.of_facts).map(entry)))
    }

    pub fn of_blanks(names: &Names, reading: &Reading, root: impl Fn(usize) -> usize) -> Self {
        let entry = |blank: &Blank| {
            let table = blank.place.table.map(&root);
            entry(&reading.documents, blank.document, (blank.year, blank.basis), table)
        };
        let concepts = reading.blanks.iter().map(|blank| blank.concept.as_ref());
        Self::new(names, concepts.zip(reading.blanks.iter().map(entry)))
    }

    /// Every item is found under its own concept and under the families above it.
    fn new<'f>(names: &Names, all: impl Iterator<Item = (Option<&'f Concept>, Entry)>) -> Self {
        let count = all.size_hint().0;
        let (mut own, mut each) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut placed: Vec<(u16, u32)> = Vec::with_capacity(2 * count);
        for (at, (concept, entry)) in all.enumerate() {
            let name = concept.map_or("", Concept::as_str);
            let number = names.number(name);
            own.push(number);
            each.push(Entry { item: at as u32, ..entry });
            let numbers = number.into_iter().chain(names.above(name, number));
            placed.extend(numbers.map(|number| (number, at as u32)));
        }
        let starts = starts(names.len(), &placed);
        Self { entries: by_number(&starts, &placed, &each), starts, all: each, own }
    }

    pub fn own(&self, item: u32) -> Option<u16> {
        self.own.get(item as usize).copied().flatten()
    }

    /// Everything under a number.
    pub fn under(&self, number: u16) -> &[Entry] {
        let at = usize::from(number);
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&from), Some(&to)) => &self.entries[from as usize..to as usize],
            _ => &[],
        }
    }

    /// Of one document.
    pub fn of_document(&self, number: u16, document: usize) -> &[Entry] {
        let all = self.under(number);
        match (all.first(), all.last()) {
            (Some(first), Some(last)) if first.document() == document && last.document() == document => all,
            (None, _) | (_, None) => all,
            _ => {
                let from = all.partition_point(|entry| entry.document() < document);
                let to = all.partition_point(|entry| entry.document() <= document);
                &all[from..to]
            }
        }
    }

    /// Of one document, year and sense.
    pub fn exactly(&self, number: u16, document: usize, year: Option<i32>, basis: Basis) -> &[Entry] {
        let all = self.under(number);
        if all.is_empty() {
            return all;
        }
        let wanted = key(document, year, basis);
        let from = all.partition_point(|entry| entry.key < wanted);
        let rest = &all[from..];
        let to = rest.iter().position(|entry| entry.key != wanted).unwrap_or(rest.len());
        &rest[..to]
    }
}

/// Of entries under one number with one document, year and sense those of a table, or all where they do not come in the order
/// of their tables.
pub fn of_table(all: &[Entry], table: usize) -> &[Entry] {
    if !all.first().is_some_and(|entry| entry.by_table) {
        return all;
    }
    let from = all.partition_point(|entry| (entry.table as usize) < table);
    let to = all[from..].partition_point(|entry| entry.table as usize == table);
    &all[from..from + to]
}

/// Where the items of each number begin.
fn starts(numbers: usize, placed: &[(u16, u32)]) -> Vec<u32> {
    let mut starts = vec![0; numbers + 1];
    for (number, _) in placed {
        starts[usize::from(*number) + 1] += 1;
    }
    for at in 0..numbers {
        starts[at + 1] += starts[at];
    }
    starts
}

/// Items come in their order, so only those of one number are sorted.
fn by_number(starts: &[u32], placed: &[(u16, u32)], each: &[Entry]) -> Vec<Entry> {
    let Some(&any) = each.first() else { return Vec::new() };
    let (mut entries, mut next) = (vec![any; placed.len()], starts.to_vec());
    for (number, item) in placed {
        let free = &mut next[usize::from(*number)];
        entries[*free as usize] = each[*item as usize];
        *free += 1;
    }
    for bounds in starts.windows(2) {
        let own = &mut entries[bounds[0] as usize..bounds[1] as usize];
        own.sort_by_key(|entry| entry.key);
        for alike in own.chunk_by_mut(|one, other| one.key == other.key) {
            let printed = alike.iter().any(|entry| entry.medium != Medium::Narrative);
            let by_table = alike.is_sorted_by_key(|entry| entry.table);
            for entry in alike {
                (entry.not_told_alone, entry.by_table) = (printed, by_table);
            }
        }
    }
    entries
}

fn entry(
    documents: &[DocumentHead],
    document: usize,
    (year, basis): (Option<i32>, Basis),
    table: Option<usize>,
) -> Entry {
    let kind = documents.get(document).map(|head| head.kind);
    Entry {
        key: key(document, year, basis),
        item: 0,
        table: table.map_or(NO_TABLE, |table| table as u32),
        scope: DEPARTMENT,
        medium: Medium::Table,
        in_accounts: kind == Some(DocumentKind::FinalAccounts),
        in_project: kind.is_some_and(DocumentKind::is_project),
        not_told_alone: false,
        by_table: false,
    }
}

/// The scopes of a reading by numbers: the office's own, amounts that are not its own, then the projects.
#[derive(Default)]
pub struct Scopes<'v> {
    pub of_facts: Vec<u32>,
    all: Vec<&'v Scope>,
}

impl<'v> Scopes<'v> {
    pub fn of(reading: &'v Reading) -> Self {
        let mut numbers: HashMap<&Scope, u32> = HashMap::new();
        let mut all = vec![&Scope::Department, &Scope::Context];
        let mut number = |fact: &'v Fact| match &fact.scope {
            Scope::Department => DEPARTMENT,
            Scope::Context => CONTEXT,
            project => *numbers.entry(project).or_insert_with(|| {
                all.push(project);
                all.len() as u32 - 1
            }),
        };
        let of_facts = reading.facts.iter().map(&mut number).collect();
        Self { of_facts, all }
    }

    pub fn named(&self, number: u32) -> Option<&'v Scope> {
        self.all.get(number as usize).copied()
    }
}
