//! The rows of one file as they will be: what stood there without the documents that go, and the new ones, all in the
//! dataset's order.

use std::collections::HashSet;
use std::ops::Range;

use super::rows::{Rows, Values};
use super::schema::TableSchema;

/// Rows of one owner (a document, a file) that are to be added.
pub struct Added<'a> {
    pub owner: &'a str,
    pub rows: &'a Rows,
}

/// Merges. Rows are grouped by the column `owner`; groups stand in the order of `rank`, rows of one group in the order in
/// which they were read. Owners that `goes` names are left out of what stood there; so are those that are added anew.
pub fn merge<K: Ord>(
    schema: &'static TableSchema,
    (old, owner): (Option<&Rows>, &str),
    goes: impl Fn(&str) -> bool,
    added: &[Added<'_>],
    rank: impl Fn(&str) -> K,
) -> Rows {
    let anew: HashSet<&str> = added.iter().map(|added| added.owner).collect();
    let mut groups: Vec<(K, &Rows, Range<usize>)> = Vec::new();
    if let Some(old) = old {
        for (id, rows) in runs(old, owner) {
            if !goes(id) && !anew.contains(id) {
                groups.push((rank(id), old, rows));
            }
        }
    }
    groups.extend(added.iter().map(|added| (rank(added.owner), added.rows, 0..added.rows.len())));
    groups.sort_by(|one, other| one.0.cmp(&other.0));
    let mut merged = Rows::new(schema);
    for (_, rows, range) in groups {
        merged.append_range(rows, range);
    }
    merged
}

/// Consecutive rows of one owner.
fn runs<'r>(rows: &'r Rows, owner: &str) -> Vec<(&'r str, Range<usize>)> {
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

    fn texts(rows: &Rows) -> Vec<&str> {
        rows.texts("text").into_iter().flatten().collect()
    }

    #[test]
    fn documents_are_replaced_removed_and_put_in_order() {
        let old = rows(&[("a", "a1"), ("a", "a2"), ("b", "b1"), ("d", "d1")]);
        let (b, c) = (rows(&[("b", "new b")]), rows(&[("c", "c1"), ("c", "c2")]));
        let added = [Added { owner: "c", rows: &c }, Added { owner: "b", rows: &b }];
        let merged = merge(&CLAIMS, (Some(&old), "doc_id"), |id| id == "d", &added, str::to_owned);
        assert_eq!(texts(&merged), ["a1", "a2", "new b", "c1", "c2"]);
        let backwards =
            merge(&CLAIMS, (None, "doc_id"), |_| false, &added, |id| std::cmp::Reverse(id.to_owned()));
        assert_eq!(texts(&backwards), ["c1", "c2", "new b"]);
    }
}
