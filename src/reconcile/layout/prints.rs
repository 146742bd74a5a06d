//! What stands in a file a second time: the same line, the same figure. Each thing is told by the first that is the same, so
//! that it is looked at once and compared by a number.

use std::collections::BTreeMap;

/// For each of so many things the first that is the same. Hashes part them, and only those of one hash are compared: in
/// order, so that no file can make it slow.
pub fn firsts<K: Ord>(hashes: impl Iterator<Item = u64>, key: impl Fn(u32) -> K) -> Vec<u32> {
    let mut placed: Vec<(u64, u32)> = hashes.zip(0..).collect();
    let mut firsts: Vec<u32> = placed.iter().map(|&(_, at)| at).collect();
    placed.sort_unstable();
    for alike in placed.chunk_by(|one, other| one.0 == other.0).filter(|alike| alike.len() > 1) {
        let mut known = BTreeMap::new();
        for &(_, at) in alike {
            firsts[at as usize] = *known.entry(key(at)).or_insert(at);
        }
    }
    firsts
}

#[cfg(test)]
mod tests {
    use super::firsts;

    #[test]
    fn what_differs_stays_apart_even_under_one_hash() {
        let things = ["甲", "乙", "甲", "丙", "乙"];
        for hash in [|_: &&str| 0, |thing: &&str| thing.as_bytes()[2].into()] {
            assert_eq!(firsts(things.iter().map(hash), |at| things[at as usize]), [0, 1, 0, 3, 1]);
        }
    }
}
