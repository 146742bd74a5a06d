//! Counts of what was wanted and what was found, by what is measured and by format; printed as one table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

#[derive(Default, Clone, Copy)]
struct Count {
    wanted: u64,
    found: u64,
}

impl Count {
    /// In hundredths of a per cent; nothing wanted is all found.
    fn share(self) -> u32 {
        u32::try_from((self.found * 10_000).checked_div(self.wanted).unwrap_or(10_000)).unwrap()
    }
}

pub struct Board {
    counts: BTreeMap<(String, &'static str), Count>,
    misses: BTreeMap<String, usize>,
    shown: usize,
}

impl Board {
    pub fn new(shown: usize) -> Self {
        Self { counts: BTreeMap::new(), misses: BTreeMap::new(), shown }
    }

    /// One thing that was wanted, found or not; a miss is told while there is room.
    pub fn note(&mut self, what: &str, format: &'static str, found: bool, miss: impl FnOnce() -> String) {
        let count = self.counts.entry((what.to_owned(), format)).or_default();
        count.wanted += 1;
        count.found += u64::from(found);
        if found {
            return;
        }
        let told = self.misses.entry(format!("{what} {format}")).or_default();
        *told += 1;
        if *told <= self.shown {
            println!("{what} [{format}]: {}", miss());
        }
    }

    /// The share of what begins with this word, by format.
    pub fn shares(&self, what: &str) -> Vec<(&'static str, u32)> {
        let mut sums: BTreeMap<&'static str, Count> = BTreeMap::new();
        for ((name, format), count) in self.counts.iter().filter(|((name, _), _)| name.starts_with(what)) {
            let sum = sums.entry(format).or_default();
            (sum.wanted, sum.found) = (sum.wanted + count.wanted, sum.found + count.found);
            assert!(!name.is_empty());
        }
        sums.into_iter().map(|(format, count)| (format, count.share())).collect()
    }
}

impl fmt::Display for Board {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let formats: BTreeSet<&str> = self.counts.keys().map(|(_, format)| *format).collect();
        let names: BTreeSet<&str> = self.counts.keys().map(|(name, _)| name.as_str()).collect();
        write!(f, "{:32}", "")?;
        formats.iter().try_for_each(|format| write!(f, "{format:>18}"))?;
        for name in names {
            write!(f, "\n{name:32}")?;
            for format in &formats {
                match self.counts.get(&(name.to_owned(), *format)) {
                    Some(count) => {
                        let share = count.share();
                        let cell =
                            format!("{}/{} {}.{:02}", count.found, count.wanted, share / 100, share % 100);
                        write!(f, "{cell:>18}")?;
                    }
                    None => write!(f, "{:>18}", "")?,
                }
            }
        }
        Ok(())
    }
}
