//! The order in which files are published, so that no reader ever finds a document twice.
//!
//! A document lives in one file of each table. When it moves to another file (its report year changed), the file it
//! leaves is published first: for an instant a reader may miss it, never see it twice. A file that loses one moving
//! document and receives another is published in two steps, first without what it receives. Between the halves the
//! first is made durable, so that a power cut cannot bring a document back to where it was while it stands elsewhere.

use std::collections::BTreeSet;

/// A file that is to be replaced.
#[derive(Debug, Clone)]
pub struct Change<T> {
    pub live: String,
    /// The rows as they will be.
    pub after: T,
    /// Documents that leave this file for another one.
    pub leaving: BTreeSet<String>,
    /// Documents that come here from another file.
    pub coming: BTreeSet<String>,
}

/// One publication of one file: all its rows, or all but the documents that come from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Which change of the list this belongs to.
    pub change: usize,
    pub without_coming: bool,
    /// The first step of the second half, where there is a first half.
    pub settle: bool,
}

/// The steps for a list of changes. Changes that nothing moves between keep their order in the second half.
pub fn steps<T>(changes: &[Change<T>]) -> Vec<Step> {
    let leaves = |change: &Change<T>| !change.leaving.is_empty();
    let comes = |change: &Change<T>| !change.coming.is_empty();
    let numbered = || changes.iter().enumerate();
    let first = numbered().filter(|(_, change)| leaves(change)).map(|(index, change)| Step {
        change: index,
        without_coming: comes(change),
        settle: false,
    });
    let second = numbered().filter(|(_, change)| comes(change) || !leaves(change)).map(|(index, _)| Step {
        change: index,
        without_coming: false,
        settle: false,
    });
    let mut all: Vec<Step> = first.collect();
    let half = all.len();
    all.extend(second);
    if half > 0 && half < all.len() {
        all[half].settle = true;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(leaving: &[&str], coming: &[&str]) -> Change<()> {
        let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Change { live: String::new(), after: (), leaving: set(leaving), coming: set(coming) }
    }

    #[test]
    fn files_that_documents_leave_come_first_and_those_in_a_ring_twice() {
        let changes = [change(&[], &["a"]), change(&["a"], &["b"]), change(&["b"], &[]), change(&[], &[])];
        let told: Vec<(usize, bool)> =
            steps(&changes).iter().map(|step| (step.change, step.without_coming)).collect();
        assert_eq!(told, [(1, true), (2, false), (0, false), (1, false), (3, false)]);
    }
}
