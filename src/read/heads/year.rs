//! Which year a document is about.

use crate::chinese::period;
use crate::fact::Basis;
use crate::statement::ColumnYear;

use super::{Evidence, file_stem};

impl Evidence<'_> {
    /// The year of the title, else the latest year of accounts in the tables, else the year before the one in which it
    /// was written.
    pub(super) fn year(&self, title: &str) -> Option<i32> {
        let in_title = period::years(title).next().map(i32::from);
        let in_lines = || self.title_lines().find_map(|line| period::years(&line).next().map(i32::from));
        let names = || self.statements.iter().filter_map(|statement| statement.title.as_ref());
        let in_tables = || names().find_map(|title| period::years(&title.text).next().map(i32::from));
        in_title
            .or_else(|| self.printed_year())
            .or_else(in_tables)
            .or_else(in_lines)
            .or_else(|| period::years(&file_stem(self.file)).next().map(i32::from))
            .or_else(|| self.written_year())
            .or(self.told_year)
    }

    fn printed_year(&self) -> Option<i32> {
        let columns = self
            .statements
            .iter()
            .flat_map(|statement| &statement.sections)
            .flat_map(|section| &section.columns);
        let years = columns.filter_map(|column| match (column.year, column.basis) {
            (
                Some(ColumnYear::Printed(year)),
                Some(Basis::FinalAccount | Basis::YearEnd | Basis::Executed),
            ) => Some(year),
            _ => None,
        });
        years.max()
    }

    fn written_year(&self) -> Option<i32> {
        let number = |text: &str| {
            let from = text.find(['〔', '['])?
                + text.find(['〔', '[']).map_or(0, |at| text[at..].chars().next().map_or(0, char::len_utf8));
            text.get(from..from + 4)?.parse::<i32>().ok().filter(|year| (2000..=2099).contains(year))
        };
        let by_number = self.body().take(10).find_map(number);
        let by_date = || self.body().filter_map(period::first_date).map(|date| i32::from(date.year)).max();
        by_number.or_else(by_date).map(|year| year - 1)
    }
}
