//! What the words of a title say: whether it is the title of a report, and of which kind. The words stand in
//! `tables/titles.toml`; titles are folded before they are looked at.

use std::collections::BTreeMap;

use crate::report::DocumentKind;

/// What a word of a title is a word of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TitleWord {
    /// Ends the title of a report.
    Report,
    /// What a report can be about.
    About,
    Accounts,
    Budget,
    /// A report of performance, so neither accounts nor a budget.
    Performance,
    NoBudget,
    /// Sets goals for a year to come, in the title of a form: its money is planned, and nothing is judged.
    Application,
    /// An office as a whole.
    Whole,
    Project,
    /// Of the form of a project, in the title of a table.
    ProjectForm,
    Payments,
    /// Ends the name of a firm that evaluates for others.
    Firm,
    /// A firm says that it was asked to evaluate.
    Commission,
}

/// The words of titles.
#[derive(Debug, Clone, Default)]
pub struct Titles {
    words: BTreeMap<TitleWord, Vec<String>>,
    /// The last signs of the names of firms.
    firms_end: Vec<String>,
}

impl Titles {
    pub(super) fn add(&mut self, is: TitleWord, word: String) {
        if is == TitleWord::Firm {
            self.firms_end.extend(word.chars().next_back().map(String::from));
            self.firms_end.sort();
            self.firms_end.dedup();
        }
        self.words.entry(is).or_default().push(word);
    }

    fn of(&self, is: TitleWord) -> &[String] {
        self.words.get(&is).map_or(&[], Vec::as_slice)
    }

    fn says(&self, key: &str, is: TitleWord) -> bool {
        self.of(is).iter().any(|word| key.contains(word.as_str()))
    }

    /// 某某局2024年度项目支出绩效自评报告, also with （征求意见稿） behind it.
    pub fn is_report(&self, key: &str) -> bool {
        let name = without_remark(key);
        self.of(TitleWord::Report).iter().any(|end| name.ends_with(end.as_str()))
            && self.says(name, TitleWord::About)
            && !name.contains(['。', '，', ','])
    }

    /// Whether a line can hold a part of the title of a report.
    pub fn may_be_report(&self, line: &str) -> bool {
        let ends = self.of(TitleWord::Report).iter().filter_map(|word| word.chars().next());
        { ends }.any(|sign| line.contains(sign))
    }

    /// Whether a title is that of a budget made public.
    pub fn is_budget(&self, key: &str) -> bool {
        self.says(key, TitleWord::Budget)
            && !self.says(key, TitleWord::Performance)
            && !self.says(key, TitleWord::NoBudget)
    }

    /// Whether a title is that of a form which sets goals.
    pub fn is_application(&self, key: &str) -> bool {
        self.says(key, TitleWord::Application)
    }

    /// Whether a table's title speaks of payments.
    pub fn of_payments(&self, key: &str) -> bool {
        self.says(key, TitleWord::Payments)
    }

    /// Whether a table's title is that of a project's form.
    pub fn of_project(&self, key: &str) -> bool {
        self.says(key, TitleWord::ProjectForm)
    }

    /// The kind that a title says. `third_party` is known from elsewhere: who judged does not stand in the title.
    pub fn kind_of(&self, key: &str, third_party: bool) -> Option<DocumentKind> {
        let performance = self.says(key, TitleWord::Performance);
        if self.says(key, TitleWord::Accounts) && !performance {
            return Some(DocumentKind::FinalAccounts);
        }
        if self.is_budget(key) || self.is_application(key) {
            return Some(DocumentKind::Other);
        }
        if !performance {
            return None;
        }
        let project = !self.says(key, TitleWord::Whole) && self.says(key, TitleWord::Project);
        Some(match (project, third_party) {
            (true, true) => DocumentKind::ProjectThirdParty,
            (true, false) => DocumentKind::ProjectSelfEval,
            (false, true) => DocumentKind::DeptThirdParty,
            (false, false) => DocumentKind::DeptSelfEval,
        })
    }

    /// Whether a firm that evaluates for others is named.
    pub fn names_firm(&self, text: &str) -> bool {
        self.firms_end.iter().any(|end| text.contains(end.as_str())) && self.says(text, TitleWord::Firm)
    }

    /// Where a firm says that it was asked to evaluate.
    pub fn commission(&self, text: &str) -> Option<usize> {
        self.of(TitleWord::Commission).iter().filter_map(|word| text.find(word.as_str())).min()
    }
}

fn without_remark(key: &str) -> &str {
    match key.rfind('(') {
        Some(open) if open > 0 && key.ends_with(')') => &key[..open],
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Book;
    use super::*;

    #[test]
    fn titles_say_what_they_are() {
        let book = Book::builtin().unwrap();
        let titles = book.titles();
        for (title, expected) in [
            ("云溪县水务局2024年度部门整体支出绩效自评报告", Some(DocumentKind::DeptSelfEval)),
            ("2024年度云溪县河道清淤项目支出绩效自评报告", Some(DocumentKind::ProjectSelfEval)),
            ("云溪县水务局2023年度部门决算公开", Some(DocumentKind::FinalAccounts)),
            ("云溪县水务局2024年部门预算公开说明", Some(DocumentKind::Other)),
            ("云溪县水务局2025年项目支出绩效目标申报表", Some(DocumentKind::Other)),
            ("河道清淤项目绩效目标自评表", Some(DocumentKind::ProjectSelfEval)),
            ("关于召开会议的通知", None),
        ] {
            assert_eq!(titles.kind_of(title, false), expected, "{title}");
        }
        assert!(titles.is_report("云溪县水务局部门整体支出绩效评价报告(征求意见稿)"));
        assert!(!titles.is_report("部门整体支出绩效自评表"));
        assert!(titles.names_firm("湖省云溪会计师事务所（普通合伙）") && !titles.names_firm("云溪县司法所"));
    }
}
