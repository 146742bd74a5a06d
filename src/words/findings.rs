//! The small words of findings: senses and years in front of a name, what was stated and what comes out, unit slips.

use crate::fact::Basis;

use super::Language;

const BASES: &[(Basis, &str, &str)] = &[
    (Basis::Budget, "预算", "budget"),
    (Basis::BudgetInitial, "年初预算", "initial budget"),
    (Basis::BudgetFull, "全年预算", "full-year budget"),
    (Basis::Executed, "执行", "executed"),
    (Basis::FinalAccount, "决算", "final account"),
    (Basis::YearEnd, "年末", "year end"),
    (Basis::Opening, "期初", "opening"),
    (Basis::Increase, "增加", "increase"),
    (Basis::Decrease, "减少", "decrease"),
    (Basis::Closing, "期末", "closing"),
    (Basis::CompletedProjects, "完工项目", "completed projects"),
    (Basis::Issued, "下达", "issued"),
    (Basis::Used, "使用", "used"),
    (Basis::Yoy, "比上年", "year on year"),
    (Basis::FullVsInitial, "比年初", "against the initial budget"),
    (Basis::FullMinusInitial, "比年初增减", "change from the initial budget"),
];

/// The word for a sense, nothing for those that need none.
pub fn basis(language: Language, basis: Basis) -> String {
    if let Basis::Month(month) = basis {
        return language.pick(format!("{month}月"), format!(" month {month}"));
    }
    let known = BASES.iter().find(|(known, ..)| *known == basis);
    known.map(|(_, zh, en)| language.pick((*zh).to_owned(), format!(" {en}"))).unwrap_or_default()
}

pub fn year(language: Language, year: i32) -> String {
    language.pick(format!("{year}年"), year.to_string())
}

/// What is printed, and what the other side gives.
pub fn against(language: Language, stated: &str, computed: &str) -> String {
    language.pick(format!("一处为 {stated}，另一处为 {computed}"), format!("{stated} against {computed}"))
}

pub fn slip(language: Language, factor: u32) -> String {
    language.pick(
        format!("两数相差 {factor} 倍，可能是计量单位之差"),
        format!("one is {factor} times the other: perhaps a difference of units"),
    )
}

pub fn rounded(language: Language) -> &'static str {
    language.pick("只有某一项经过四舍五入才相符", "they agree only if one of them was rounded")
}

pub fn swapped(language: Language, one: &str, other: &str) -> String {
    language.pick(
        format!("与“{one}”“{other}”两项互换后相符"),
        format!("they agree if {one} and {other} change places"),
    )
}

pub fn holds(language: Language) -> &'static str {
    language.pick("相符", "agrees")
}

pub fn blank_as_zero(language: Language, blank: &str) -> String {
    language.pick(format!("{blank} 为空，按 0 计"), format!("{blank} is blank and counted as 0"))
}

pub fn unknown(language: Language, missing: &str) -> String {
    language.pick(format!("缺少：{missing}"), format!("missing: {missing}"))
}
