//! The projects that a report on projects is about.

use crate::book::{List, Particular};
use crate::chinese::{Unit, fold, office, quantities};
use crate::report::DocumentKind;

use super::{Evidence, add};

impl Evidence<'_> {
    /// The one project that a report is about.
    pub(super) fn project(
        &self,
        projects: &[String],
        (kind, title): (DocumentKind, &str),
        office: Option<&str>,
    ) -> Option<String> {
        match projects {
            [] if !kind.is_project() => None,
            [] => self.project_in_title(title, office).or_else(|| self.project_in_prose()),
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// The projects of a report on projects: those of its forms, or those that its items begin with.
    pub(super) fn projects(&self, kind: DocumentKind) -> Vec<String> {
        let mut projects = Vec::new();
        if !kind.is_project() {
            return projects;
        }
        let forms = self.said.iter().filter(|(what, _)| *what == Particular::Project);
        forms.for_each(|(_, name)| add(&mut projects, Some(name.clone())));
        let mut items: Vec<String> = self.body().filter_map(|text| self.project_of_item(text)).collect();
        items.extend(self.projects_in_headings());
        if items.len() > 1 {
            let other = |name: &String, known: &String| {
                !(known.contains(name.as_str()) || name.contains(known.as_str()))
            };
            let new: Vec<String> =
                items.into_iter().filter(|name| projects.iter().all(|known| other(name, known))).collect();
            new.into_iter().for_each(|name| add(&mut projects, Some(name)));
        }
        projects
    }

    /// 关于2020年度农村饮水安全工程项目的绩效评价报告: what stands between the office or the year and the words of every title.
    fn project_in_title(&self, title: &str, office: Option<&str>) -> Option<String> {
        let lists = self.book.lists();
        let (front, _) = lists.split(List::ProjectTitleEnd, title)?;
        let behind_office =
            office.and_then(|office| front.split_once(office)).map_or(front, |(_, rest)| rest);
        let behind_year = behind_office.rsplit(|ch: char| ch.is_ascii_digit()).next().unwrap_or_default();
        let name = lists.behind_all(List::ProjectTitleBegin, behind_year);
        let plain = name.chars().all(fold::is_han) && (5..=30).contains(&name.chars().count());
        (plain && office::in_title(name).is_none()).then(|| name.to_owned())
    }

    /// （一）某某项目 on a line of its own, with its money in the line below.
    fn projects_in_headings(&self) -> Vec<String> {
        let lists = self.book.lists();
        let lines: Vec<&str> = self.body().map(|text| text.trim_matches(fold::is_blank)).collect();
        let heading = |pair: &&[&str]| {
            let item = behind_number(pair[0]);
            let named = item.len() < pair[0].len() && (6..=40).contains(&item.chars().count());
            let plain = !item.contains(['，', '。', '：', ':', '、', '；']);
            named && plain && lists.ends(List::Project, item) && speaks_of_money(pair[1])
        };
        lines.windows(2).filter(heading).map(|pair| behind_number(pair[0]).to_owned()).collect()
    }

    /// A project's name in quotes, where its report says 某某项目 in a title of its own.
    fn project_in_prose(&self) -> Option<String> {
        let text =
            self.body().find(|text| text.contains('“') && self.book.lists().is_in(List::Project, text))?;
        let start = text.find('“')? + '“'.len_utf8();
        let name = text[start..].split('”').next()?;
        (4..=30).contains(&name.chars().count()).then(|| name.to_owned())
    }

    /// （一）特困人员供养项目。年初预算…元: the same without quotes, where its money follows.
    fn plain_project(&self, item: &str) -> Option<String> {
        let (name, behind) = item.split_once(['。', '：', ':', '，'])?;
        let lists = self.book.lists();
        let named = (6..=40).contains(&name.chars().count()) && lists.ends(List::Project, name);
        (named && speaks_of_money(behind)).then(|| name.to_owned())
    }

    /// 1、“城乡低保补助”项目…: the project that an item of a list begins with.
    pub(super) fn project_of_item(&self, text: &str) -> Option<String> {
        let text = text.trim_matches(fold::is_blank);
        let item = behind_number(text);
        if item.len() == text.len() {
            return None;
        }
        let Some(quoted) = item.strip_prefix('“') else { return self.plain_project(item) };
        let (name, behind) = quoted.split_once('”')?;
        let named =
            (4..=40).contains(&name.chars().count()) && self.book.lists().begins(List::Project, behind);
        named.then(|| name.to_owned())
    }
}

/// What stands behind the number of an item.
fn behind_number(text: &str) -> &str {
    let number = |ch: char| ch.is_ascii_digit() || "（()）一二三四五六七八九十、.．".contains(ch);
    text.trim_start_matches(number).trim_start_matches(fold::is_blank)
}

/// Whether the first figure of a text is money.
fn speaks_of_money(text: &str) -> bool {
    quantities(text).next().is_some_and(|first| first.unit.is_some_and(Unit::is_money))
}
