//! Which dialect reads which lines: the strongest claims first, then the longest; the rest is prose.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::dialect::{Claim, Dialect, Strength};
use super::lines::Lines;
use super::page::Page;
use super::scanned::Damage;
use super::{prose, refused};

/// Reads all lines in order, each by the dialect that won it.
pub fn read(dialects: &[&dyn Dialect], lines: &Lines<'_>, page: &mut Page<'_, '_>) {
    let mut next = 0;
    let mut settled = settle(dialects, lines).peekable();
    // Markup is full of letters beside digits, and nobody scans it.
    let is_markup = settled.peek().is_some_and(|(_, dialect)| dialect.format() == "html");
    let damage = (!is_markup).then(|| Damage::of(lines.text()));
    for (range, dialect) in settled {
        plain(lines, next..range.start, page);
        if damage.as_ref().is_some_and(|damage| damage.spoils(lines, range.clone())) {
            next = range.end;
            page.refuse(
                lines.at(range.start),
                "letters stand in its figures, as recognition of scans leaves them",
            );
            prose::read(lines, range, page);
            continue;
        }
        if range == (0..lines.len()) {
            page.format = dialect.format();
        }
        next = range.end;
        page.dialect = dialect.name();
        dialect.read(lines, range, page);
        page.dialect = "prose";
    }
    plain(lines, next..lines.len(), page);
    if let Some(damage) = damage {
        damage.remark(lines, page);
    }
}

/// Lines that nobody claimed.
fn plain(lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
    refused::remark(lines, range.clone(), page);
    prose::read(lines, range, page);
}

/// The claims that hold, in the order of the lines. A claim that overlaps a better one falls as a whole: half a table
/// read by the wrong rules is worse than prose.
fn settle<'d>(
    dialects: &'d [&'d dyn Dialect],
    lines: &Lines<'_>,
) -> impl Iterator<Item = (Range<usize>, &'d dyn Dialect)> + use<'d> {
    let mut claims: Vec<(Claim, u8)> = Vec::new();
    for (nth, dialect) in (0..).zip(dialects) {
        let found = dialect.claims(lines);
        let whole = found.iter().any(|claim| claim.strength == Strength::Whole);
        claims.extend(found.into_iter().map(|claim| (claim, nth)));
        if whole {
            break;
        }
    }
    claims.retain(|(claim, _)| !claim.lines().is_empty());
    claims.sort_by_key(|(claim, _)| Reverse((claim.strength, claim.lines().len())));
    let mut held: BTreeMap<u32, (u32, u8)> = BTreeMap::new();
    for (claim, dialect) in claims {
        let Range { start, end } = claim.lines();
        let free =
            held.range(..end as u32).next_back().is_none_or(|(_, &(before, _))| before <= start as u32);
        if free {
            held.insert(start as u32, (end as u32, dialect));
        }
    }
    let lines = |(start, (end, dialect))| (start as usize..end as usize, dialects[usize::from(dialect)]);
    held.into_iter().map(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(Vec<Claim>);

    impl Dialect for Fixed {
        fn name(&self) -> &'static str {
            "fixed"
        }
        fn claims(&self, _: &Lines<'_>) -> Vec<Claim> {
            self.0.clone()
        }
        fn read(&self, _: &Lines<'_>, _: Range<usize>, _: &mut Page<'_, '_>) {}
    }

    fn settled(first: Vec<Claim>, second: Vec<Claim>) -> Vec<Range<usize>> {
        let (first, second) = (Fixed(first), Fixed(second));
        let dialects: [&dyn Dialect; 2] = [&first, &second];
        settle(&dialects, &Lines::new("1\n2\n3\n4\n5\n6")).map(|(range, _)| range).collect()
    }

    #[test]
    fn the_stronger_sign_wins_over_the_longer_stretch() {
        let held = settled(
            vec![Claim::new(0..5, Strength::Layout)],
            vec![Claim::new(2..4, Strength::Marked), Claim::new(4..6, Strength::Layout)],
        );
        assert_eq!(held, [2..4, 4..6]);
    }

    #[test]
    fn of_equal_signs_the_longer_stretch_wins() {
        let held = settled(
            vec![Claim::new(1..3, Strength::Separators)],
            vec![Claim::new(2..5, Strength::Separators), Claim::new(0..1, Strength::Separators)],
        );
        assert_eq!(held, [0..1, 2..5]);
    }
}
