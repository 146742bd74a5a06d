//! The title of a document: the first lines that make one, maybe in pieces, else that of its first table.

use crate::book::List;
use crate::chinese::{fold, office, period};

use super::{Evidence, LONGEST_FIELD};

/// Lines in which a title may stand, and how long one is.
pub(super) const TITLE_LINES: usize = 12;
pub(super) const LONGEST_TITLE: usize = 60;

impl Evidence<'_> {
    /// The first lines that make the title of a report, maybe in two or three pieces, with the office above them.
    pub(super) fn title(&self) -> Option<String> {
        let short = self.body().take(TITLE_LINES).filter(|text| text.len() <= LONGEST_FIELD * 2);
        let lines: Vec<String> = short.map(|text| fold::prose(text.trim()).trim().to_owned()).collect();
        for end in 0..lines.len() {
            for start in (end.saturating_sub(2)..=end).rev() {
                let joined = lines[start..=end].concat();
                let key = fold::key(&joined);
                if key.chars().count() <= LONGEST_TITLE && self.book.titles().is_report(&key) {
                    return Some(self.whole_title(&lines, start, joined));
                }
            }
        }
        self.short_title(&lines)
    }

    /// A title whose last line names neither year nor office begins on the line above it.
    fn whole_title(&self, lines: &[String], start: usize, title: String) -> String {
        let key = fold::key(&title);
        let above = start.checked_sub(1).map(|above| lines[above].as_str());
        let begins = |line: &&str| {
            let joined = line.chars().count() + key.chars().count();
            let named = period::years(line).next().is_some() || office::in_title(&fold::key(line)).is_some();
            let ends = self.book.lists().ends(List::NoTitleEnd, line);
            named
                && !ends
                && joined <= LONGEST_TITLE
                && line.chars().count() >= 6
                && !self.book.titles().is_report(&fold::key(line))
        };
        let whole = period::years(&title).next().is_some() || office::in_title(&key).is_some();
        match above.filter(begins).filter(|_| !whole) {
            Some(above) => format!("{above}{title}"),
            None => with_office_above(lines, start, title),
        }
    }

    /// Without a report, the title of the first table or the first line about performance or accounts.
    fn short_title(&self, lines: &[String]) -> Option<String> {
        let line = lines.iter().find(|line| {
            line.chars().count() <= LONGEST_TITLE
                && self.book.titles().kind_of(&fold::key(line), false).is_some()
        });
        let table = self.statements.iter().find_map(|statement| statement.title.as_ref());
        line.cloned().or_else(|| table.map(|title| title.text.clone()))
    }

    /// The short lines at the top, title and office, before the first heading.
    pub(super) fn title_lines(&self) -> impl Iterator<Item = String> {
        let lines = self.body().take(TITLE_LINES).filter(|line| !is_addressee(line));
        lines.map(fold::key).take_while(|key| {
            key.chars().count() <= LONGEST_TITLE && !self.book.lists().begins(List::FirstHeading, key)
        })
    }
}

fn with_office_above(lines: &[String], start: usize, title: String) -> String {
    let above = start.checked_sub(1).map(|above| lines[above].as_str());
    match above.filter(|line| office::in_title(line).is_some_and(|name| name == fold::key(line))) {
        Some(office) if !title.contains(office) => format!("{office}{title}"),
        _ => title,
    }
}

/// 县财政局： at the top is whom the report is written to.
fn is_addressee(line: &str) -> bool {
    line.trim_end_matches(fold::is_blank).ends_with([':', '：'])
}
