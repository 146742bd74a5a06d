//! Where each of very many names leads, in 24 bytes a name: sorted runs that are merged when they have become many, so that
//! nothing is moved more than a few times and no room is left empty.

use std::collections::BTreeMap;

/// Names that are gathered before they make a run.
const GATHERED: usize = 4096;

/// A name in two halves, and where it leads. Aligned to 8 bytes, as a whole name would not be.
type Entry = [u64; 3];

/// Names and where they lead; the last word on a name counts.
#[derive(Debug, Default)]
pub struct Index {
    fresh: BTreeMap<u128, u64>,
    /// From the oldest and longest to the newest and shortest.
    runs: Vec<Vec<Entry>>,
    count: usize,
}

fn entry((name, place): (u128, u64)) -> Entry {
    [(name >> 64) as u64, name as u64, place]
}

fn key(entry: &Entry) -> (u64, u64) {
    (entry[0], entry[1])
}

impl Index {
    pub fn len(&self) -> usize {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub fn insert(&mut self, name: u128, place: u64) {
        self.count += usize::from(self.get(name).is_none());
        self.fresh.insert(name, place);
        if self.fresh.len() >= GATHERED {
            self.settle();
        }
    }

    pub fn get(&self, name: u128) -> Option<u64> {
        if let Some(place) = self.fresh.get(&name) {
            return Some(*place);
        }
        let wanted = key(&entry((name, 0)));
        self.runs.iter().rev().find_map(|run| {
            let at = run.binary_search_by_key(&wanted, key).ok()?;
            Some(run[at][2])
        })
    }

    /// Makes a run of what was gathered, and one of two runs where the newer has grown as long as half the older.
    fn settle(&mut self) {
        self.runs.push(std::mem::take(&mut self.fresh).into_iter().map(entry).collect());
        while let [.., older, newer] = self.runs.as_slice()
            && newer.len() * 2 > older.len()
        {
            let both = merged(older, newer);
            self.runs.truncate(self.runs.len() - 2);
            self.runs.push(both);
        }
    }
}

fn merged(older: &[Entry], newer: &[Entry]) -> Vec<Entry> {
    let mut both = Vec::with_capacity(older.len() + newer.len());
    let mut old = older.iter().peekable();
    for entry in newer {
        while let Some(before) = old.next_if(|before| key(before) < key(entry)) {
            both.push(*before);
        }
        let _ = old.next_if(|same| key(same) == key(entry));
        both.push(*entry);
    }
    both.extend(old);
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_the_last_word_counts() {
        let mut index = Index::default();
        let name = |number: u64| xxhash_rust::xxh3::xxh3_128(&number.to_le_bytes());
        for round in 0..3 {
            for number in 0..20_000 {
                index.insert(name(number), number * 10 + round);
            }
        }
        assert_eq!(index.len(), 20_000);
        assert!((0..20_000).all(|number| index.get(name(number)) == Some(number * 10 + 2)));
        assert_eq!(index.get(name(20_000)), None);
        assert!(index.runs.len() < 6, "{}", index.runs.len());
    }
}
