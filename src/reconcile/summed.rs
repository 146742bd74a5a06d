//! Rules over lines, cells and sums by code: many instances, nearly all of which hold. Those that break are told, or else
//! one that holds. What cannot break any more, once one holds, is not looked at.

use std::collections::BTreeSet;

use crate::book::rules::words::WordSet;
use crate::book::rules::{Over, Rule};
use crate::finding::Finding;

use super::instances::{self, Anchor, MOST};
use super::judge::{Judge, Outcome};
use super::layout::View;
use super::tell;

/// The findings of a rule that is summed up.
pub fn judged<'v>(view: &View<'v>, rule: &'v Rule) -> Vec<Finding> {
    let mut summed = Summed { judge: Judge::new(view, rule), held: None, broken: Vec::new() };
    match rule.over {
        Over::Lines => summed.lines(),
        Over::Cells => summed.cells(),
        _ => summed.each(),
    }
    match summed.broken {
        broken if broken.is_empty() => summed.held.into_iter().collect(),
        broken => broken,
    }
}

struct Summed<'j, 'v> {
    judge: Judge<'j, 'v>,
    /// The first that holds.
    held: Option<Finding>,
    broken: Vec<Finding>,
}

impl<'v> Summed<'_, 'v> {
    fn lines(&mut self) {
        let (view, rule) = (self.judge.view, self.judge.rule);
        let mut broken = BTreeSet::new();
        let meant = |document| instances::applies_to_document(view, rule, document);
        let lines = view.lines.iter().enumerate().filter(|(_, line)| meant(line.document)).take(MOST);
        for (at, line) in lines.filter(|_| rule.tables.is_empty()) {
            if !rule.gate.is_open_to(&line.look, None) || self.is_idle(&line.look.words) {
                continue;
            }
            let again = rule.gate.of_text_alone && line.first < at;
            if again && !broken.contains(&line.first) {
                continue;
            }
            if self.breaks(instances::line(view, at)) {
                broken.insert(line.first);
            }
        }
    }

    fn cells(&mut self) {
        let (view, rule) = (self.judge.view, self.judge.rule);
        let cells = view.cells();
        let mut left = MOST;
        for table in cells.tables.iter().filter(|table| instances::applies_to_cells(view, rule, table)) {
            let meant = table.cells.clone().take(left);
            left -= meant.len();
            if !rule.gate.may_open_to(&table.words) || self.is_idle(&table.words) {
                continue;
            }
            for at in meant {
                let (look, label) = (&cells.get(at).look, cells.label_of(at));
                if rule.gate.is_open_to(look, label.map(|(_, look)| look)) && !self.is_idle(&look.words) {
                    self.breaks(instances::cell(view, table, at));
                }
            }
        }
    }

    fn each(&mut self) {
        let (view, rule) = (self.judge.view, self.judge.rule);
        let instances = instances::of(view, rule);
        for anchor in instances.iter().filter(|anchor| instances::applies(view, rule, anchor)).take(MOST) {
            if self.held.is_none() || !self.judge.holds_on(*anchor) {
                self.breaks(*anchor);
            }
        }
    }

    /// Whether nothing can come of a text with these words but a second one that holds.
    fn is_idle(&self, words: &WordSet) -> bool {
        self.held.is_some() && !self.judge.rule.gate.may_alarm(words)
    }

    /// Judges an instance and keeps what is to be told.
    fn breaks(&mut self, anchor: Anchor<'v>) -> bool {
        match self.judge.judge(anchor) {
            None | Some(Outcome::Unknown(_)) => false,
            Some(Outcome::Holds) => {
                if self.held.is_none() {
                    self.held = Some(tell::finding_of(&mut self.judge, Outcome::Holds));
                }
                false
            }
            Some(breaks) => {
                self.broken.push(tell::finding_of(&mut self.judge, breaks));
                true
            }
        }
    }
}
