//! The known wording nearest to a label that nobody knows, for the list of such labels: a hint for people, never used to
//! read a figure.

use super::{Book, Entry};

/// Less than this share of common pairs is no likeness.
const ENOUGH: f64 = 0.34;

impl Book {
    /// The concept whose wording shares the most pairs of letters with a folded label, and how alike they are, from 0 to 1.
    pub fn nearest(&self, key: &str) -> Option<(&Entry, f64)> {
        let wanted = pairs(key);
        let likeness = |entry: &Entry| {
            let each = entry.wordings.iter().map(|wording| alike(&wanted, &pairs(wording)));
            each.fold(0.0, f64::max)
        };
        let best = self.entries.iter().map(|entry| (entry, likeness(entry)));
        best.filter(|(_, likeness)| *likeness >= ENOUGH).max_by(|(_, one), (_, other)| one.total_cmp(other))
    }
}

/// Neighbouring letters; a text of one letter is its own pair.
fn pairs(text: &str) -> Vec<(char, char)> {
    let letters: Vec<char> = text.chars().collect();
    match letters.as_slice() {
        [only] => vec![(*only, *only)],
        letters => letters.windows(2).map(|pair| (pair[0], pair[1])).collect(),
    }
}

/// Twice the common pairs over all pairs.
fn alike(one: &[(char, char)], other: &[(char, char)]) -> f64 {
    let mut left = other.to_vec();
    let common = one.iter().filter(|pair| match left.iter().position(|known| known == *pair) {
        Some(at) => {
            left.swap_remove(at);
            true
        }
        None => false,
    });
    let common = common.count() as f64;
    match one.len() + other.len() {
        0 => 0.0,
        all => 2.0 * common / all as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_near_its_word() {
        let book = Book::builtin().unwrap();
        let nearest = |key: &str| book.nearest(key).map(|(entry, _)| entry.concept.to_string());
        assert_eq!(nearest("公务接侍费用").as_deref(), Some("sangong.reception"));
        assert_eq!(nearest("公务用车运行维修费").as_deref(), Some("sangong.vehicle.operation"));
        assert_eq!(nearest("甲乙丙丁"), None);
    }
}
