//! The words and signs that bound a number — ≥, 不超过, 以内, 约 — in front of it and behind it. One table each; cells are
//! read forward from their front, sentences backward from the number.

use super::cursor::Cursor;
use super::fold::{is_blank, narrow};
use super::letters::{Letters, first_sign, last_sign};

/// How a value bounds what is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    Equal,
    /// From the value to the second one.
    Range,
}

impl Bound {
    pub fn symbol(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::MoreThan => ">",
            Self::AtMost => "≤",
            Self::LessThan => "<",
            Self::Equal => "=",
            Self::Range => "range",
        }
    }
}

/// Words in front of a number that bound it; longer words before their beginnings.
const BOUNDS: &[(&str, Bound)] = &[
    ("大于或等于", Bound::AtLeast),
    ("大于等于", Bound::AtLeast),
    ("不低于", Bound::AtLeast),
    ("不少于", Bound::AtLeast),
    ("不小于", Bound::AtLeast),
    ("至少", Bound::AtLeast),
    ("≥", Bound::AtLeast),
    (">=", Bound::AtLeast),
    ("≧", Bound::AtLeast),
    ("⩾", Bound::AtLeast),
    ("小于或等于", Bound::AtMost),
    ("小于等于", Bound::AtMost),
    ("不超过", Bound::AtMost),
    ("不高于", Bound::AtMost),
    ("不大于", Bound::AtMost),
    ("不多于", Bound::AtMost),
    ("至多", Bound::AtMost),
    ("最多", Bound::AtMost),
    ("控制在", Bound::AtMost),
    ("≤", Bound::AtMost),
    ("<=", Bound::AtMost),
    ("≦", Bound::AtMost),
    ("⩽", Bound::AtMost),
    ("大于", Bound::MoreThan),
    ("高于", Bound::MoreThan),
    ("超过", Bound::MoreThan),
    ("多于", Bound::MoreThan),
    ("超出", Bound::MoreThan),
    (">", Bound::MoreThan),
    ("小于", Bound::LessThan),
    ("低于", Bound::LessThan),
    ("少于", Bound::LessThan),
    ("<", Bound::LessThan),
    ("等于", Bound::Equal),
    ("=", Bound::Equal),
];

const APPROXIMATELY: &[(&str, ())] =
    &[("大约", ()), ("约为", ()), ("约", ()), ("将近", ()), ("近", ()), ("接近", ()), ("大概", ())];

/// Words in front of a number that change nothing.
const PASSED_OVER: &[(&str, ())] = &[
    ("人民币", ()),
    ("¥", ()),
    ("RMB", ()),
    ("共计", ()),
    ("合计", ()),
    ("总计", ()),
    ("共", ()),
    ("计", ()),
    ("达到", ()),
    ("达", ()),
    ("已完成", ()),
    ("完成", ()),
];

const BOUNDS_BEHIND: &[(&str, Bound)] = &[
    ("(含)以上", Bound::AtLeast),
    ("及以上", Bound::AtLeast),
    ("含以上", Bound::AtLeast),
    ("以上", Bound::AtLeast),
    ("(含)以下", Bound::AtMost),
    ("(含)以内", Bound::AtMost),
    ("及以下", Bound::AtMost),
    ("及以内", Bound::AtMost),
    ("以下", Bound::AtMost),
    ("以内", Bound::AtMost),
    ("之内", Bound::AtMost),
];

/// What words in front of a number say.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Front {
    pub(super) bound: Option<Bound>,
    pub(super) approx: bool,
}

pub(super) fn front(cursor: &mut Cursor<'_>) -> Front {
    let mut front = Front::default();
    for _ in 0..4 {
        cursor.skip_blanks();
        if !cursor.peek().is_some_and(begins_front_word) {
            break;
        }
        if let Some(bound) = cursor.eat_any(BOUNDS, &BOUNDS_BEGIN) {
            front.bound = front.bound.or(Some(bound));
        } else if cursor.eat_any(APPROXIMATELY, &APPROXIMATELY_BEGIN).is_some() {
            front.approx = true;
        } else if cursor.eat_any(PASSED_OVER, &PASSED_OVER_BEGIN).is_none() {
            break;
        }
    }
    front
}

/// What the words right before a number in a sentence say, and the byte at which they begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct WordsBefore {
    pub(super) start: usize,
    pub(super) bound: Option<Bound>,
    pub(super) approx: bool,
}

/// Looks back from the end of a text over 不超过, 约, ≥ and their like.
pub(super) fn bound_before(head: &str) -> WordsBefore {
    let mut words = WordsBefore { start: head.len(), bound: None, approx: false };
    if ends_plainly(head) {
        return words;
    }
    for _ in 0..3 {
        let rest = head[..words.start].trim_end_matches(is_blank);
        let Some(last) = rest.chars().next_back().map(narrow) else { break };
        if !words.look_back(rest, last) {
            break;
        }
    }
    words
}

/// Most texts end with an ideograph that ends none of the words.
fn ends_plainly(head: &str) -> bool {
    const ENDS: Letters = Letters::of(&['于', '少', '过', '多', '在', '出', '约', '为', '近', '概']);
    let last = head.len().checked_sub(3).and_then(|last| head.get(last..));
    last.is_some_and(|last| matches!(last.as_bytes(), [0xE4..=0xE9, ..]) && !ENDS.begin(last))
}

/// What each word of a table begins with.
const fn begin<T, const N: usize>(words: &[(&str, T)]) -> [char; N] {
    let (mut signs, mut at) = (['\0'; N], 0);
    while at < N {
        signs[at] = first_sign(words[at].0);
        at += 1;
    }
    signs
}

/// What it ends with: nearly all words are told apart by it.
const fn end<T, const N: usize>(words: &[(&str, T)]) -> [char; N] {
    let (mut signs, mut at) = (['\0'; N], 0);
    while at < N {
        signs[at] = last_sign(words[at].0);
        at += 1;
    }
    signs
}

const BOUNDS_BEGIN: [char; BOUNDS.len()] = begin(BOUNDS);
const BOUNDS_END: [char; BOUNDS.len()] = end(BOUNDS);
const APPROXIMATELY_BEGIN: [char; APPROXIMATELY.len()] = begin(APPROXIMATELY);
const APPROXIMATELY_END: [char; APPROXIMATELY.len()] = end(APPROXIMATELY);
const PASSED_OVER_BEGIN: [char; PASSED_OVER.len()] = begin(PASSED_OVER);
const BEHIND_BEGIN: [char; BOUNDS_BEHIND.len()] = begin(BOUNDS_BEHIND);

/// Moves past a bound that stands behind a number.
pub(super) fn eat_bound_behind(cursor: &mut Cursor<'_>) -> Option<Bound> {
    cursor.eat_any(BOUNDS_BEHIND, &BEHIND_BEGIN)
}

impl WordsBefore {
    fn look_back(&mut self, rest: &str, last: char) -> bool {
        if let Some((start, bound)) = last_word(rest, last, BOUNDS, &BOUNDS_END) {
            self.start = start;
            self.bound = self.bound.or(Some(bound));
        } else if let Some((start, ())) = last_word(rest, last, APPROXIMATELY, &APPROXIMATELY_END) {
            self.start = start;
            self.approx = true;
        } else {
            return false;
        }
        true
    }
}

/// The word at the end of a text, seen at half width; the text itself may be full width.
fn last_word<T: Copy>(text: &str, last: char, words: &[(&str, T)], ends: &[char]) -> Option<(usize, T)> {
    let likely = words.iter().zip(ends).filter(|(_, end)| **end == last);
    { likely }.find_map(|((word, meaning), _)| {
        let mut left = text;
        for wanted in word.chars().rev() {
            let last = left.chars().next_back().filter(|ch| narrow(*ch) == wanted)?;
            left = &left[..left.len() - last.len_utf8()];
        }
        Some((left.len(), *meaning))
    })
}

/// Whether a word of the tables above begins with this; most cells of text end here.
pub(super) fn begins_front_word(ch: char) -> bool {
    matches!(
        ch,
        '大' | '不'
            | '至'
            | '≥'
            | '>'
            | '≧'
            | '⩾'
            | '小'
            | '最'
            | '控'
            | '≤'
            | '<'
            | '≦'
            | '⩽'
            | '高'
            | '超'
            | '多'
            | '低'
            | '少'
            | '等'
            | '='
            | '约'
            | '将'
            | '近'
            | '接'
            | '人'
            | '¥'
            | 'R'
            | '共'
            | '合'
            | '总'
            | '计'
            | '达'
            | '已'
            | '完'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_bounding_word_ends_plainly() {
        let words = BOUNDS.iter().map(|entry| entry.0).chain(APPROXIMATELY.iter().map(|entry| entry.0));
        for word in words {
            assert!(!ends_plainly(word), "{word}");
        }
        assert!(ends_plainly("预算数") && !ends_plainly("预算数 ") && !ends_plainly(""));
    }

    #[test]
    fn every_front_word_is_let_in() {
        let words = BOUNDS
            .iter()
            .map(|entry| entry.0)
            .chain(APPROXIMATELY.iter().chain(PASSED_OVER).map(|entry| entry.0));
        for word in words {
            assert!(word.chars().next().is_some_and(begins_front_word), "{word}");
        }
    }
}
