//! What is known of very many things, by their id, in a few bytes of memory each: the things themselves lie in a file beside
//! the spool, and only where each of them begins is kept at hand. A shelf that stays small never makes a file.

mod index;
mod pile;
mod record;

use std::marker::PhantomData;

pub use index::Index;
pub use pile::{Pile, Room};
pub use record::{Packer, Record, Unpacker};

use super::error::DatasetError;

/// Records by their id. A record that is put under a known id takes the other's place.
#[derive(Debug)]
pub struct Shelf<T> {
    pile: Pile<Owned<T>>,
    index: Index,
}

/// A record with its owner's name.
#[derive(Debug)]
struct Owned<T> {
    name: u128,
    record: T,
}

/// A record that is put down and not given away.
struct Lent<'r, T>(u128, &'r T);

impl<T: Record> Record for Owned<T> {
    fn put(&self, out: &mut Packer) {
        Lent(self.name, &self.record).put(out);
    }

    fn of(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(Self { name: from.wide()?, record: T::of(from)? })
    }
}

impl<T: Record> Lent<'_, T> {
    fn put(&self, out: &mut Packer) {
        out.wide(self.0);
        self.1.put(out);
    }
}

/// What an id is known by in memory.
pub fn name(id: &str) -> u128 {
    xxhash_rust::xxh3::xxh3_128(id.as_bytes())
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self::new(&Room::Memory)
    }
}

impl<T> Shelf<T> {
    pub fn new(room: &Room) -> Self {
        Self { pile: Pile::new(room), index: Index::default() }
    }

    pub fn len(&self) -> usize {
        self.index.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn contains(&self, id: &str) -> bool {
        self.place(id).is_some()
    }

    /// Where the record of an id lies.
    pub fn place(&self, id: &str) -> Option<u64> {
        self.index.get(name(id))
    }
}

impl<T: Record> Shelf<T> {
    /// Puts a record under an id.
    pub fn put(&mut self, id: &str, record: &T) -> Result<(), DatasetError> {
        let name = name(id);
        let place = self.pile.add_with(&mut |out| Lent(name, record).put(out))?;
        self.index.insert(name, place);
        Ok(())
    }

    pub fn get(&self, id: &str) -> Result<Option<T>, DatasetError> {
        self.place(id).map(|place| self.at(place)).transpose()
    }

    /// The record that lies at a place.
    pub fn at(&self, place: u64) -> Result<T, DatasetError> {
        Ok(self.pile.get(place)?.record)
    }

    /// All records, in the order in which they were put.
    pub fn each(&self) -> impl Iterator<Item = Result<T, DatasetError>> + '_ {
        self.places().map(|found| found.map(|(_, record)| record))
    }

    /// All records with their places.
    pub fn places(&self) -> impl Iterator<Item = Result<(u64, T), DatasetError>> + '_ {
        self.pile.each().filter_map(|found| match found {
            Ok((place, owned)) => {
                (self.index.get(owned.name) == Some(place)).then_some(Ok((place, owned.record)))
            }
            Err(error) => Some(Err(error)),
        })
    }
}

/// Records one behind the other that are found by their number.
#[derive(Debug)]
pub struct List<T> {
    pile: Pile<T>,
    places: Vec<u64>,
    of: PhantomData<T>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::new(&Room::Memory)
    }
}

impl<T> List<T> {
    pub fn new(room: &Room) -> Self {
        Self { pile: Pile::new(room), places: Vec::new(), of: PhantomData }
    }

    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

impl<T: Record> List<T> {
    pub fn push(&mut self, record: &T) -> Result<(), DatasetError> {
        self.places.push(self.pile.add_with(&mut |out| record.put(out))?);
        Ok(())
    }

    pub fn get(&self, number: usize) -> Result<Option<T>, DatasetError> {
        self.places.get(number).map(|&place| self.pile.get(place)).transpose()
    }

    /// All records in order.
    pub fn each(&self) -> impl Iterator<Item = Result<T, DatasetError>> + '_ {
        self.pile.each().map(|found| found.map(|(_, record)| record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("hebiao-shelf-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn what_was_put_last_counts_in_memory_and_in_a_file() {
        let folder = folder();
        for room in [Room::Memory, Room::Folder(folder.clone())] {
            let mut shelf: Shelf<String> = Shelf::new(&room);
            let told = |number: usize| format!("record {number} {}", "…".repeat(number % 60));
            for number in 0..40_000 {
                shelf.put(&format!("id {number}"), &told(number)).unwrap();
            }
            shelf.put("id 7", &"another".to_owned()).unwrap();
            assert_eq!(shelf.len(), 40_000);
            assert_eq!(shelf.get("id 7").unwrap().as_deref(), Some("another"));
            assert_eq!(shelf.get("id 39999").unwrap(), Some(told(39_999)));
            assert_eq!(shelf.get("id 40000").unwrap(), None);
            let all: Vec<String> = shelf.each().map(Result::unwrap).collect();
            assert_eq!((all.len(), &all[0], &all[39_999]), (40_000, &told(0), &"another".to_owned()));
        }
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "nothing stays behind");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_list_gives_its_records_by_number() {
        let mut list: List<String> = List::default();
        for text in ["a", "", "c"] {
            list.push(&text.to_owned()).unwrap();
        }
        assert_eq!(list.get(2).unwrap().as_deref(), Some("c"));
        assert_eq!(list.get(3).unwrap(), None);
        assert_eq!(list.each().map(Result::unwrap).collect::<Vec<_>>(), ["a", "", "c"]);
    }
}
