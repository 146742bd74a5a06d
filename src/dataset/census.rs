//! Every document as it will be after a commit, in forty bytes each: which file of the dataset it stands in and at which
//! place there, which office it is of, and what becomes of it. All else of it is asked of the shelves.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::error::DatasetError;
use super::known::Known;
use super::layout::bucket;
use super::shelf;
use super::state::DocumentState;
use super::update::Update;

/// A report year and a bucket: one file of every table.
pub type Place = (i32, u32);

/// Region code and folded name.
pub type OfficeKey = (Option<String>, String);

/// What becomes of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Fate {
    /// It is new or was read anew.
    Arrives = 1,
    /// It stays, and its office is touched.
    Touched = 2,
    /// It is the one to use among its copies, as far as that was asked.
    Counts = 4,
    /// What is said of it beside its own rows changes.
    Marked = 8,
}

/// A document.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The hash of its id in two halves, so that an entry takes no more than forty bytes.
    name: [u64; 2],
    /// Where it lies on its shelf.
    at: u64,
    /// A hash of its office, 0 for none. Two offices may share one.
    office: u64,
    fates: u8,
}

impl Entry {
    pub fn is(&self, fate: Fate) -> bool {
        self.fates & fate as u8 != 0
    }

    pub fn becomes(&mut self, fate: Fate) {
        self.fates |= fate as u8;
    }

    pub fn office(&self) -> u64 {
        self.office
    }
}

/// The documents of one place, and what comes there and goes.
#[derive(Debug, Default)]
pub struct Spot {
    /// In the order of their rows, where anything changes here.
    pub entries: Vec<Entry>,
    /// Documents that move to another year and from one.
    pub leaving: BTreeSet<String>,
    pub coming: BTreeSet<String>,
    /// Documents were here that are gone or read anew.
    pub left: bool,
}

impl Spot {
    pub fn has(&self, fate: Fate) -> bool {
        self.entries.iter().any(|entry| entry.is(fate))
    }

    fn slim(mut self) -> Self {
        self.entries.shrink_to_fit();
        self
    }

    /// The entries by the names of their documents.
    pub fn by_name(&self) -> HashMap<u128, u32> {
        let halves = |[high, low]: [u64; 2]| u128::from(high) << 64 | u128::from(low);
        (0..).zip(&self.entries).map(|(number, entry)| (halves(entry.name), number)).collect()
    }
}

/// An office's document in the list of all documents of touched offices.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub office: u64,
    spot: u32,
    entry: u32,
}

/// What an office had in a year and has no more, or had before it was read anew.
#[derive(Debug, Default)]
pub struct Lost {
    pub offices: BTreeSet<u64>,
    /// Years that lost a document to another office or year, or for good.
    pub years: BTreeMap<(u64, i32), OfficeKey>,
}

/// All documents.
pub struct Census<'u> {
    known: &'u Known,
    update: &'u Update,
    pub spots: Vec<(Place, Spot)>,
    pub lost: Lost,
}

/// The office of a document.
pub fn office(document: &DocumentState) -> Option<OfficeKey> {
    Some((document.region_code.clone(), document.office_key.clone()?))
}

/// An office's hash, never 0.
pub fn hashed((region, name): &OfficeKey) -> u64 {
    let text = format!("{}\0{name}", region.as_deref().unwrap_or("\0"));
    xxhash_rust::xxh3::xxh3_64(text.as_bytes()).max(1)
}

impl<'u> Census<'u> {
    pub fn new(known: &'u Known, update: &'u Update, buckets: u32) -> Result<Self, DatasetError> {
        let mut counting = Counting { known, update, buckets, spots: BTreeMap::new(), lost: Lost::default() };
        counting.stay()?;
        counting.arrive()?;
        counting.go()?;
        let Counting { spots, lost, .. } = counting;
        Ok(Self {
            known,
            update,
            spots: spots.into_iter().map(|(place, spot)| (place, spot.slim())).collect(),
            lost,
        })
    }

    /// A document from its shelf.
    pub fn document(&self, entry: &Entry) -> Result<DocumentState, DatasetError> {
        match entry.is(Fate::Arrives) {
            true => self.update.arrivals.at(entry.at),
            false => self.known.documents.at(entry.at),
        }
    }

    pub fn spot(&self, place: Place) -> Option<&Spot> {
        let at = self.spots.binary_search_by_key(&place, |(place, _)| *place).ok()?;
        Some(&self.spots[at].1)
    }

    /// The documents of all touched offices, office by office.
    pub fn members(&self) -> Vec<Member> {
        let mut members = Vec::new();
        for (spot, (_, own)) in (0..).zip(&self.spots) {
            let of_office = (0..).zip(&own.entries).filter(|(_, entry)| entry.office != 0);
            members.extend(of_office.map(|(entry, own)| Member { office: own.office, spot, entry }));
        }
        members.sort_unstable_by_key(|member| (member.office, member.spot, member.entry));
        let touched: Vec<Member> = members
            .chunk_by(|one, other| one.office == other.office)
            .filter(|group| {
                self.lost.offices.contains(&group[0].office)
                    || group.iter().any(|member| self.entry(member).is(Fate::Arrives))
            })
            .flatten()
            .copied()
            .collect();
        touched
    }

    pub fn entry(&self, member: &Member) -> &Entry {
        &self.spots[member.spot as usize].1.entries[member.entry as usize]
    }

    pub fn entry_mut(&mut self, member: &Member) -> &mut Entry {
        &mut self.spots[member.spot as usize].1.entries[member.entry as usize]
    }

    /// The documents of members that share a hash, by their offices.
    pub fn offices(&self, group: &[Member]) -> Result<ByOffice<Member>, DatasetError> {
        self.sorted_by_office(group.iter().map(|member| (*member, self.entry(member))))
    }

    /// The same for entries.
    pub fn by_office(&self, group: &[Entry]) -> Result<ByOffice<Entry>, DatasetError> {
        self.sorted_by_office(group.iter().map(|entry| (*entry, entry)))
    }

    fn sorted_by_office<'e, T>(
        &self,
        group: impl Iterator<Item = (T, &'e Entry)>,
    ) -> Result<ByOffice<T>, DatasetError> {
        let mut offices = ByOffice::new();
        for (own, entry) in group {
            let document = self.document(entry)?;
            if let Some(key) = office(&document) {
                offices.entry(key).or_default().push((own, document));
            }
        }
        for documents in offices.values_mut() {
            documents.sort_by(|(_, one), (_, other)| one.doc_id.cmp(&other.doc_id));
        }
        Ok(offices)
    }

    /// The documents of a year whose offices have one of some hashes, office by office.
    pub fn of_year(&self, year: i32, offices: &BTreeSet<u64>) -> Vec<Entry> {
        let of_year = self.spots.iter().filter(|((own, _), _)| *own == year);
        let entries = of_year.flat_map(|(_, spot)| &spot.entries);
        let mut found: Vec<Entry> =
            entries.filter(|entry| offices.contains(&entry.office)).copied().collect();
        found.sort_unstable_by_key(|entry| (entry.office, entry.name));
        found
    }

    /// New documents of which no office is known are compared with nothing.
    pub fn choose_alone(&mut self) -> Result<(), DatasetError> {
        let alone = |entry: &&mut Entry| entry.office == 0 && entry.is(Fate::Arrives);
        for entry in self.spots.iter_mut().flat_map(|(_, spot)| &mut spot.entries).filter(alone) {
            entry.becomes(Fate::Counts);
            let document = self.update.arrivals.at(entry.at)?;
            if document.preferred != Some(true) || document.same_report_as.is_some() {
                entry.becomes(Fate::Marked);
            }
        }
        Ok(())
    }

    /// Puts the documents of places where anything changes in the order of their rows. Members do not find them any
    /// more after that.
    pub fn sort(&mut self) -> Result<(), DatasetError> {
        for at in 0..self.spots.len() {
            let entries = std::mem::take(&mut self.spots[at].1.entries);
            let mut ranked = Vec::with_capacity(entries.len());
            for entry in entries {
                let document = self.document(&entry)?;
                ranked.push(((document.region_code, document.office_key, document.doc_id), entry));
            }
            ranked.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
            self.spots[at].1.entries = ranked.into_iter().map(|(_, entry)| entry).collect();
        }
        Ok(())
    }
}

/// Documents by their offices, each with what it was found by.
pub type ByOffice<T> = BTreeMap<OfficeKey, Vec<(T, DocumentState)>>;

/// A census in the making.
struct Counting<'u> {
    known: &'u Known,
    update: &'u Update,
    buckets: u32,
    spots: BTreeMap<Place, Spot>,
    lost: Lost,
}

impl Counting<'_> {
    fn spot(&mut self, document: &DocumentState) -> &mut Spot {
        let place = (document.report_year, bucket(&document.doc_id, self.buckets));
        self.spots.entry(place).or_default()
    }

    fn enter(&mut self, at: u64, document: &DocumentState, fates: u8) {
        let name = shelf::name(&document.doc_id);
        let name = [(name >> 64) as u64, name as u64];
        let office = office(document).map_or(0, |key| hashed(&key));
        self.spot(document).entries.push(Entry { name, at, office, fates });
    }

    /// Documents that are not read anew.
    fn stay(&mut self) -> Result<(), DatasetError> {
        for found in self.known.documents.places() {
            let (at, document) = found?;
            let id = &document.doc_id;
            if !self.update.gone.contains(id) && !self.update.arrivals.contains(id) {
                let marked = if self.update.stale.contains(id) { Fate::Marked as u8 } else { 0 };
                self.enter(at, &document, marked);
            }
        }
        Ok(())
    }

    fn arrive(&mut self) -> Result<(), DatasetError> {
        for found in self.update.arrivals.places() {
            let (at, new) = found?;
            self.enter(at, &new, Fate::Arrives as u8);
            if let Some(old) = self.known.documents.get(&new.doc_id)? {
                self.leave(&old, Some(&new));
                if old.report_year != new.report_year {
                    self.spot(&old).leaving.insert(new.doc_id.clone());
                    self.spot(&new).coming.insert(new.doc_id.clone());
                }
            }
        }
        Ok(())
    }

    fn go(&mut self) -> Result<(), DatasetError> {
        for id in self.update.gone.iter().filter(|id| !self.update.arrivals.contains(id)) {
            if let Some(old) = self.known.documents.get(id)? {
                self.leave(&old, None);
            }
        }
        Ok(())
    }

    fn leave(&mut self, old: &DocumentState, new: Option<&DocumentState>) {
        self.spot(old).left = true;
        let Some(key) = office(old) else { return };
        let hash = hashed(&key);
        self.lost.offices.insert(hash);
        let same =
            new.is_some_and(|new| office(new).as_ref() == Some(&key) && new.report_year == old.report_year);
        if !same {
            self.lost.years.insert((hash, old.report_year), key);
        }
    }
}
