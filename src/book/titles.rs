//! What the words of a title say: whether it is the title of a report, and of which kind. Titles are folded.

use crate::chinese::Letters;
use crate::report::DocumentKind;

/// 某某局2024年度项目支出绩效自评报告, also with （征求意见稿） behind it.
pub fn is_report_title(key: &str) -> bool {
    let name = without_remark(key);
    name.ends_with("报告")
        && ["绩效", "自评", "评价", "决算"].iter().any(|word| name.contains(word))
        && !name.contains(['。', '，', ','])
}

fn without_remark(key: &str) -> &str {
    match key.rfind('(') {
        Some(open) if open > 0 && key.ends_with(')') => &key[..open],
        _ => key,
    }
}

/// Whether a title is that of final accounts: a set of tables with explanations, not a report of performance.
fn is_final_accounts(key: &str) -> bool {
    key.contains("决算") && !key.contains("绩效")
}

/// Whether a title is that of a budget made public.
pub fn is_budget(key: &str) -> bool {
    let budget = ["部门预算", "单位预算", "预算公开", "预算编制说明", "预算说明"]
        .iter()
        .any(|word| key.contains(word));
    budget && !["绩效", "自评", "评价", "决算", "执行"].iter().any(|word| key.contains(word))
}

/// The kind that a title says. `third_party` is known from elsewhere: who judged does not stand in the title.
pub fn kind_of(key: &str, third_party: bool) -> Option<DocumentKind> {
    if is_final_accounts(key) {
        return Some(DocumentKind::FinalAccounts);
    }
    if is_budget(key) {
        return Some(DocumentKind::Other);
    }
    if !["绩效", "自评", "评价"].iter().any(|word| key.contains(word)) {
        return None;
    }
    let whole = key.contains("整体") || key.contains("部门支出");
    let project = !whole && ["项目", "专项", "转移支付", "资金"].iter().any(|word| key.contains(word));
    Some(match (project, third_party) {
        (true, true) => DocumentKind::ProjectThirdParty,
        (true, false) => DocumentKind::ProjectSelfEval,
        (false, true) => DocumentKind::DeptThirdParty,
        (false, false) => DocumentKind::DeptSelfEval,
    })
}

/// Names of firms that evaluate for others.
pub fn names_firm(text: &str) -> bool {
    const ENDS: Letters = Letters::of(&['所', '司']);
    ENDS.is_in(text)
        && [
            "会计师事务所",
            "咨询有限公司",
            "评估有限公司",
            "咨询有限责任公司",
            "评估有限责任公司",
            "管理顾问有限公司",
        ]
        .iter()
        .any(|firm| text.contains(firm))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_say_what_they_are() {
        for (title, expected) in [
            ("云溪县水务局2024年度部门整体支出绩效自评报告", Some(DocumentKind::DeptSelfEval)),
            ("2024年度云溪县河道清淤项目支出绩效自评报告", Some(DocumentKind::ProjectSelfEval)),
            ("云溪县水务局2023年度部门决算公开", Some(DocumentKind::FinalAccounts)),
            ("关于召开会议的通知", None),
        ] {
            assert_eq!(kind_of(title, false), expected, "{title}");
        }
        assert!(is_report_title("云溪县水务局部门整体支出绩效评价报告(征求意见稿)"));
        assert!(!is_report_title("部门整体支出绩效自评表"));
    }
}
