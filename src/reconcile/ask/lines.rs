//! Functions over the lines of a document: what stands behind a word, what stands twice, what is around a figure.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::book::rules::expr::{Expr, Field};
use crate::book::rules::words::Words;
use crate::chinese::{fold, quantities};
use crate::reconcile::instances::Subject;
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::{Lack, Seen};
use crate::reconcile::judge::value::Value;
use crate::reconcile::layout::Line;

use super::divisions::amount;

/// Bytes between words and their figure: 为, 达到.
const MOST_BETWEEN: usize = 6;

/// Words of this many characters and more are looked at for repetition.
const LONG: usize = 20;

impl<'v> Judge<'_, 'v> {
    /// The exact figure right behind words that stand once in the text of the instance.
    pub fn behind(&mut self, words: &'v str) -> Value<'v> {
        let Some(Cow::Borrowed(text)) = self.own_text() else { return Value::missing("文字") };
        let mut places = text.match_indices(words).map(|(at, _)| at + words.len());
        let (Some(from), None) = (places.next(), places.next()) else {
            return Value::Missing(Lack::Label(words));
        };
        let figure = quantities(&text[from..]).next().filter(|figure| figure.range.start <= MOST_BETWEEN);
        match figure.as_ref().and_then(amount) {
            Some(quantity) => {
                let start = text[..from].rfind(['。', '；']).map_or(0, |at| at + "。".len());
                self.trace.see(|| Seen::start(&text[start..], 120));
                Value::Number(quantity)
            }
            None => Value::Missing(Lack::Label(words)),
        }
    }

    pub fn line_has(&mut self, words: &'v Expr) -> Value<'v> {
        let Expr::Words(words) = words else { return Value::missing("—") };
        let view = self.view;
        let mut own = view.lines.iter().filter(|line| line.document == self.anchor.document);
        let found = own.find(|line| words.are_among(line.text, &line.look));
        if let Some(line) = found {
            self.trace.see(|| Seen::start(line.text, 80));
        }
        Value::Truth(found.is_some())
    }

    /// Whether a line stands a second time in the file.
    pub fn repeated(&mut self, given: &'v Expr) -> Value<'v> {
        match (given, self.anchor.subject) {
            (Expr::Field(Field::Text), Subject::Line(line)) => {
                let counts = self.view.memo.repeated.get_or_init(|| counts(&self.view.lines));
                Value::Truth(counts[line] > 1)
            }
            _ => Value::missing("文字"),
        }
    }

    /// The line in which the figure stands, and the short lines right above it, which may be headings.
    pub fn context(&mut self) -> Value<'v> {
        let Some((line, headings)) = self.surroundings() else { return Value::missing("上下文") };
        let mut words: String = headings.map(|line| line.text).collect::<Vec<_>>().join("\n");
        words.push('\n');
        words.push_str(line.text);
        Value::Text(Cow::Owned(words))
    }

    /// Whether one of the words stands there.
    pub fn context_has(&self, words: &Words) -> Value<'v> {
        let Some((line, mut headings)) = self.surroundings() else { return Value::missing("上下文") };
        let has = |line: &Line<'v>| words.are_among(line.text, &line.look);
        Value::Truth(has(line) || headings.any(has))
    }

    fn surroundings(&self) -> Option<(&Line<'v>, impl Iterator<Item = &Line<'v>>)> {
        let at = self.anchor.at?;
        let from = self.view.lines.partition_point(|line| line.at <= at).checked_sub(1)?;
        let above = self.view.lines[from.saturating_sub(4)..from].iter();
        let headings = above.filter(|line| line.look.length < 30 && !line.text.contains('。'));
        Some((&self.view.lines[from], headings))
    }
}

/// How often each long line stands in the file; 0 for short ones.
fn counts(lines: &[Line<'_>]) -> Vec<u32> {
    let mut key = String::new();
    let mut hashes: Vec<Option<u64>> = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let hash = (line.look.length > LONG).then(|| {
            if line.first < at {
                return hashes[line.first].unwrap_or_default();
            }
            key.clear();
            fold::key_into(line.text, &mut key);
            xxhash_rust::xxh3::xxh3_64(key.as_bytes())
        });
        hashes.push(hash);
    }
    let mut counts: HashMap<u64, u32> = HashMap::new();
    hashes.iter().flatten().for_each(|hash| *counts.entry(*hash).or_default() += 1);
    let count = |hash: &Option<u64>| hash.and_then(|hash| counts.get(&hash).copied()).unwrap_or(0);
    hashes.iter().map(count).collect()
}
