//! Comparing the documents of one office with each other: for every office that a run touches, several offices at a time.
//! Each office is a world of its own, so that memory holds one office for each thread and the findings are the same
//! whatever the threads.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::error::DatasetError;
use super::rows::Rows;
use super::schema::TableSchema;
use super::state::DocumentState;

/// The rows of any document as they will be.
pub trait RowSource: Sync {
    fn get(&self, document: &DocumentState, schema: &'static TableSchema) -> Result<Rows, DatasetError>;
}

/// Findings between documents, by the document they belong to.
pub type Between = BTreeMap<String, Rows>;

/// What compares the documents of one office with each other.
pub trait Across: Sync {
    fn judge(&self, office: &[&DocumentState], rows: &dyn RowSource) -> Result<Between, DatasetError>;
}

/// Nothing is compared.
pub struct NotAcross;

impl Across for NotAcross {
    fn judge(&self, _: &[&DocumentState], _: &dyn RowSource) -> Result<Between, DatasetError> {
        Ok(Between::new())
    }
}

/// An office that could not be judged, by its place in the list.
type Failure = (usize, DatasetError);

/// Judges every office on so many threads. Of several failures that of the first office is told.
pub fn judge_all(
    offices: &[Vec<&DocumentState>],
    threads: usize,
    across: &dyn Across,
    rows: &dyn RowSource,
) -> Result<Between, DatasetError> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Between::new();
        while let Some(office) = offices.get(next.fetch_add(1, Ordering::Relaxed)) {
            let at = || offices.iter().position(|one| std::ptr::eq(one, office)).unwrap_or_default();
            found.extend(across.judge(office, rows).map_err(|error| (at(), error))?);
        }
        Ok(found)
    };
    let parts: Vec<Result<Between, Failure>> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(offices.len())).map(|_| scope.spawn(work)).collect();
        let own = work();
        others.into_iter().filter_map(|other| other.join().ok()).chain([own]).collect()
    });
    gathered(parts)
}

/// As many threads as there are processors.
pub fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

fn gathered(parts: Vec<Result<Between, Failure>>) -> Result<Between, DatasetError> {
    let mut found = Between::new();
    let mut failures: Vec<Failure> = Vec::new();
    for part in parts {
        match part {
            Ok(between) => found.extend(between),
            Err(failure) => failures.push(failure),
        }
    }
    match failures.into_iter().min_by_key(|(at, _)| *at) {
        Some((_, error)) => Err(error),
        None => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema::FINDINGS;
    use super::*;

    struct Counting;

    impl Across for Counting {
        fn judge(&self, office: &[&DocumentState], _: &dyn RowSource) -> Result<Between, DatasetError> {
            match office {
                [] => Err(DatasetError::SpoolLost(String::new())),
                [one, ..] if one.doc_id.ends_with('7') => Err(DatasetError::SpoolLost(one.doc_id.clone())),
                _ => Ok(office.iter().map(|one| (one.doc_id.clone(), Rows::new(&FINDINGS))).collect()),
            }
        }
    }

    struct Nowhere;

    impl RowSource for Nowhere {
        fn get(&self, _: &DocumentState, schema: &'static TableSchema) -> Result<Rows, DatasetError> {
            Ok(Rows::new(schema))
        }
    }

    fn documents(names: impl Iterator<Item = usize>) -> Vec<DocumentState> {
        names.map(|name| DocumentState { doc_id: format!("d{name}"), ..DocumentState::default() }).collect()
    }

    #[test]
    fn findings_are_the_same_whatever_the_threads() {
        let all = documents((0..90).map(|name| name * 10));
        let offices: Vec<Vec<&DocumentState>> = all.chunks(3).map(|some| some.iter().collect()).collect();
        let judged = |threads| judge_all(&offices, threads, &Counting, &Nowhere).unwrap();
        assert_eq!(judged(1).len(), 90);
        assert_eq!(judged(1), judged(4));
    }

    #[test]
    fn a_failure_is_told() {
        let all = documents([10, 17, 20].into_iter());
        let offices: Vec<Vec<&DocumentState>> = all.iter().map(|one| vec![one]).collect();
        for threads in [1, 3] {
            let failure = judge_all(&offices, threads, &Counting, &Nowhere).unwrap_err();
            assert!(failure.to_string().contains("d17"), "{failure}");
        }
    }
}
