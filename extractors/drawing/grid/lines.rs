//! Texts that stand on one line of writing, and how they are joined.

use super::super::canvas::{Mark, is_wide};

/// Texts of one height on the page, from left to right.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) marks: Vec<Mark>,
    pub(super) centre: f64,
}

/// Sorts texts into lines, from top to bottom.
pub(super) fn lines(mut marks: Vec<Mark>) -> Vec<Line> {
    marks.sort_by(|a, b| a.centre().y.total_cmp(&b.centre().y));
    let mut lines: Vec<Line> = Vec::new();
    for mark in marks {
        let centre = mark.centre().y;
        match lines.last_mut().filter(|line| centre - line.centre <= mark.em * 0.4) {
            Some(line) => line.marks.push(mark),
            None => lines.push(Line { marks: vec![mark], centre }),
        }
    }
    for line in &mut lines {
        line.marks.sort_by(|a, b| a.left.total_cmp(&b.left).then(a.right.total_cmp(&b.right)));
    }
    lines
}

/// A stretch from left to right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) left: f64,
    pub(super) right: f64,
}

impl Line {
    pub(super) fn left(&self) -> f64 {
        self.marks.iter().map(|mark| mark.left).fold(f64::INFINITY, f64::min)
    }

    pub(super) fn right(&self) -> f64 {
        self.marks.iter().map(|mark| mark.right).fold(f64::NEG_INFINITY, f64::max)
    }

    pub(super) fn em(&self) -> f64 {
        self.marks.iter().map(|mark| mark.em).fold(0.0, f64::max)
    }

    /// The texts in one string: with a blank where a gap shows one, with a tab where the gap is wide.
    pub(super) fn text(&self) -> String {
        self.spaced("\t")
    }

    fn spaced(&self, wide: &str) -> String {
        let mut text = String::new();
        let mut end = f64::INFINITY;
        for mark in &self.marks {
            let gap = (mark.left - end) / mark.em;
            if gap > 1.5 {
                text.push_str(wide);
            } else if gap > 0.3 && !text.ends_with(' ') && !mark.text.starts_with(' ') {
                text.push(' ');
            }
            text.push_str(&mark.text);
            end = mark.right;
        }
        text.trim().to_owned()
    }
}

impl Line {
    /// Cuts the line where its texts stand further apart than letters of one text do. Signs alone (of a currency, of a
    /// trend) belong to the number beside them, however far away.
    pub(super) fn pieces(&self) -> Vec<Column> {
        let mut pieces: Vec<Column> = Vec::new();
        for mark in self.marks.iter().filter(|mark| mark.text.contains(char::is_alphanumeric)) {
            match pieces.last_mut().filter(|piece| mark.left - piece.right <= mark.em) {
                Some(piece) => piece.right = piece.right.max(mark.right),
                None => pieces.push(Column { left: mark.left, right: mark.right }),
            }
        }
        pieces
    }
}

/// Joins the lines of one cell. A line that fills the cell goes on in the next one; other lines end where they end.
pub(super) fn joined(lines: &[Line], (from, to): (f64, f64)) -> String {
    let mut text = String::new();
    let mut before: Option<&Line> = None;
    for line in lines {
        let more = line.spaced(" ");
        let wrapped = before.is_some_and(|last| (to - from) - (last.right() - last.left()) < last.em() * 2.0);
        let wide = text.chars().next_back().is_some_and(is_wide) && more.chars().next().is_some_and(is_wide);
        if before.is_some() && !(wrapped && wide) {
            text.push('\n');
        }
        text.push_str(&more);
        before = Some(line);
    }
    text
}
