//! The rows of one file as they will be: what stood there without the documents that go, and the new ones, all in the
//! dataset's order. Rows come and go in pieces, so that a file may be larger than memory.

use std::ops::Range;

use super::error::DatasetError;
use super::rows::{Rows, Values, View};

/// In which order rows stand, and what becomes of those that stood there before.
pub struct Order<'o, K> {
    /// The column that names a row's owner: a document or a file. Rows of one owner stand together.
    pub owner: &'o str,
    /// Owners stand in this order; no two have the same.
    pub rank: &'o dyn Fn(&str) -> K,
    /// Owners whose old rows go.
    pub goes: &'o dyn Fn(&str) -> bool,
    /// Which old rows of the others stay.
    pub stays: &'o dyn Fn(&View<'_>, usize) -> bool,
}

/// What comes next in a merged file.
pub enum Next<'n> {
    /// A range of rows that stood there.
    Old(&'n Rows, Range<usize>),
    /// The new rows of an owner.
    New(&'n str),
}

/// Takes merged rows one after the other.
pub type Out<'o> = dyn FnMut(Next<'_>) -> Result<(), DatasetError> + 'o;

/// Appends the new rows of an owner.
pub type Fetch<'f> = dyn Fn(&str, &mut Rows) -> Result<(), DatasetError> + 'f;

/// The owners of new rows, in order, and what gets those.
pub type Added<'a> = (&'a [&'a str], &'a Fetch<'a>);

/// Merges. `old` comes in order, and so do the owners of new rows. New rows of an owner whose old ones stay come behind
/// them.
pub fn merge<K: Ord>(
    order: &Order<'_, K>,
    old: impl Iterator<Item = Result<Rows, DatasetError>>,
    added: &[&str],
    out: &mut Out<'_>,
) -> Result<(), DatasetError> {
    let mut waiting = added.iter().copied().peekable();
    for piece in old {
        let piece = piece?;
        let view = piece.view();
        for (id, range) in runs(&piece, order.owner) {
            if (order.goes)(id) {
                continue;
            }
            let rank = (order.rank)(id);
            while let Some(next) = waiting.next_if(|next| (order.rank)(next) < rank) {
                out(Next::New(next))?;
            }
            for part in parts(range, |row| (order.stays)(&view, row)) {
                out(Next::Old(&piece, part))?;
            }
        }
    }
    waiting.try_for_each(|next| out(Next::New(next)))
}

/// Consecutive rows of one owner.
pub fn runs<'r>(rows: &'r Rows, owner: &str) -> Vec<(&'r str, Range<usize>)> {
    let Some(Values::Text(texts)) = rows.schema.position(owner).map(|at| &rows.columns[at]) else {
        return Vec::new();
    };
    let mut runs: Vec<(&str, Range<usize>)> = Vec::new();
    for (index, id) in texts.iter().enumerate() {
        let id = id.unwrap_or_default();
        match runs.last_mut() {
            Some((last, range)) if *last == id => range.end = index + 1,
            _ => runs.push((id, index..index + 1)),
        }
    }
    runs
}

/// A range without the rows that do not stay.
fn parts(range: Range<usize>, stays: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for row in range.filter(|&row| stays(row)) {
        match parts.last_mut() {
            Some(last) if last.end == row => last.end += 1,
            _ => parts.push(row..row + 1),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::schema::CLAIMS;
    use super::*;

    fn rows(owners: &[(&str, &str)]) -> Rows {
        let mut rows = Rows::new(&CLAIMS);
        for (owner, text) in owners {
            rows.row()
                .text("doc_id", *owner)
                .int("doc_rev", 1)
                .text("kind", None)
                .text("concept", None)
                .int("year", None)
                .text("values", None)
                .text("text", *text)
                .text("place", None)
                .end();
        }
        rows
    }

    fn merged(old: &[&[(&str, &str)]], added: &[&str]) -> Vec<String> {
        let order = Order {
            owner: "doc_id",
            rank: &str::to_owned,
            goes: &|id| id == "d" || id == "b",
            stays: &|view, row| view.text("text", row) != Some("not this"),
        };
        let mut told = Vec::new();
        let old = old.iter().map(|piece| Ok(rows(piece)));
        merge(&order, old, added, &mut |next| {
            match next {
                Next::Old(rows, range) => {
                    told.extend(rows.texts("text")[range].iter().flatten().map(|text| (*text).to_owned()));
                }
                Next::New(id) => told.push(format!("new {id}")),
            }
            Ok(())
        })
        .unwrap();
        told
    }

    #[test]
    fn documents_are_replaced_removed_and_put_in_order() {
        let old: &[(&str, &str)] = &[("a", "a1"), ("a", "a2"), ("b", "b1"), ("d", "d1"), ("e", "e1")];
        assert_eq!(merged(&[old], &["b", "c"]), ["a1", "a2", "new b", "new c", "e1"]);
        assert_eq!(merged(&[], &["b", "c"]), ["new b", "new c"]);
        assert_eq!(merged(&[old], &["f"]), ["a1", "a2", "e1", "new f"]);
    }

    #[test]
    fn a_document_in_two_pieces_stays_together_and_what_is_added_to_it_comes_behind() {
        let old: &[&[(&str, &str)]] =
            &[&[("a", "a1"), ("c", "c1")], &[("c", "not this"), ("c", "c3"), ("e", "e1")]];
        assert_eq!(merged(old, &["c"]), ["a1", "c1", "c3", "new c", "e1"]);
    }
}
