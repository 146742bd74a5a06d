//! Findings in words: their titles in either language, figures as evidence, and the small words of both — senses and
//! years in front of a name, what was stated and what comes out, unit slips.

use std::borrow::Cow;
use std::fmt::Write;

use crate::chinese::Unit;
use crate::chinese::mask::contacts;
use crate::fact::{Basis, Fact};
use crate::finding::{Evidence, Finding, Parts, Proof, Sentence, Subject, Title, Verdict};

use super::Language;

/// No finding quotes more places than this.
const QUOTED: usize = 24;

/// More letters of a name say nothing new.
const NAME: usize = 40;

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

/// The title of a finding.
pub fn title(finding: &Finding, language: Language) -> Cow<'_, str> {
    match &finding.title {
        Title::Told(told) => pick(told, language).into(),
        Title::Parts(parts) => of_parts(finding, parts, language).into(),
    }
}

fn pick(sentence: &Sentence, language: Language) -> &str {
    language.pick(&sentence.zh, &sentence.en)
}

fn of_parts(finding: &Finding, parts: &Parts, language: Language) -> String {
    let mut title = String::with_capacity(128);
    about(&mut title, &parts.about, language);
    title.push_str(pick(&parts.rule, language));
    let mut add = |text: &str| {
        title.push_str(language.pick("；", "; "));
        title.push_str(text);
    };
    match &finding.verdict {
        Verdict::Holds => {
            add(language.pick("相符", "agrees"));
            if !parts.blanks.is_empty() {
                let blanks: Vec<&str> = parts.blanks.iter().map(|blank| pick(blank, language)).collect();
                add(&blank_as_zero(language, &blanks.join(language.pick("、", ", "))));
            }
        }
        Verdict::Unknown { missing } => add(&unknown(language, pick(missing, language))),
        Verdict::Breaks { .. } => {
            match (&finding.stated, &finding.computed) {
                (Some(stated), Some(_)) if parts.limit => add(&alone(language, stated)),
                (Some(stated), Some(computed)) => add(&against(language, stated, computed)),
                _ => {}
            }
            parts.slip.iter().for_each(|factor| add(&slip(language, *factor)));
            if parts.rounded {
                add(language
                    .pick("只有某一项经过四舍五入才相符", "they agree only if one of them was rounded"));
            }
            parts.hint.iter().for_each(|hint| add(pick(hint, language)));
        }
    }
    parts.swapped.iter().for_each(|[one, other]| add(&swapped(language, one, other)));
    title
}

/// What the finding is about, in front of the sentence.
fn about(out: &mut String, subject: &Subject, language: Language) {
    let before = out.len();
    match subject {
        Subject::Nothing => {}
        Subject::Name(name) => out.push_str(name),
        Subject::Figure { known, label, year, basis } => {
            let name = known.as_deref().map_or(label.as_str(), |known| pick(known, language));
            figure_name(out, name, (*year, *basis), language);
        }
    }
    let told = out[before..].trim_end_matches(['：', ':', ' ']).len();
    out.truncate(before + told);
    if told > 0 {
        out.push_str(language.pick("：", ": "));
    }
}

/// `2024年决算 公务接待费`.
pub fn figure_name(
    out: &mut String,
    name: &str,
    (year, basis): (Option<i32>, Option<Basis>),
    language: Language,
) {
    let before = out.len();
    if let Some(year) = year {
        let _ = write!(out, "{year}{}", language.pick("年", ""));
    }
    if let Some(basis) = basis {
        self::basis(out, language, basis);
    }
    if out.len() > before {
        out.push(' ');
    }
    push_name(out, name);
}

/// A name on one line and not too long.
pub fn push_name(out: &mut String, name: &str) {
    // Control signs are one byte, or two that begin with C2.
    let plain = || !name.bytes().any(|byte| byte.is_ascii_control() || byte == 0xC2);
    if name.len() <= NAME && plain() {
        out.push_str(name);
    } else {
        out.extend(name.chars().filter(|ch| !ch.is_control()).take(NAME));
    }
}

/// What a finding rests on, in words. `facts` are those of the reading that its numbers mean; without them only what it
/// quotes is told.
pub fn evidence(finding: &Finding, facts: &[Fact], language: Language) -> Vec<Evidence> {
    let figures = finding.facts.iter().filter_map(|&number| facts.get(number));
    let figures =
        figures.map(|fact| Evidence { at: fact.place.at.clone(), text: figure_told(fact, language) });
    let proofs = finding.proofs.iter().map(|proof| match proof {
        Proof::Quoted(quoted) => quoted.clone(),
        Proof::Said(at, said) => Evidence { at: at.clone(), text: pick(said, language).to_owned() },
        Proof::Sentence(quoted) => {
            Evidence { at: quoted.at.clone(), text: contacts(&quoted.text).into_owned() }
        }
    });
    let mut all: Vec<Evidence> = figures.chain(proofs).take(QUOTED).collect();
    all.dedup();
    if let (Some(sum), Some(computed), Some(first)) = (&finding.sum, &finding.computed, all.first()) {
        let at = first.at.clone();
        all.push(Evidence { at, text: format!("{sum} = {computed}") });
    }
    all
}

/// A figure as evidence in both languages.
pub fn figure(fact: &Fact) -> Proof {
    let (zh, en) = (figure_told(fact, Language::Chinese), figure_told(fact, Language::English));
    Proof::Said(fact.place.at.clone(), Sentence { zh, en })
}

/// Its name, sense, column and print.
fn figure_told(fact: &Fact, language: Language) -> String {
    let mut text = String::with_capacity(64);
    figure_name(&mut text, &fact.label, (fact.year, Some(fact.basis)), language);
    if let Some(column) = fact.path.first().filter(|_| fact.place.table.is_some()) {
        let [open, close] = language.pick(["（", "）"], [" (", ")"]);
        let _ = write!(text, "{open}{column}{close}");
    }
    let raw = fact.raw.trim();
    text.push(' ');
    text.push_str(raw);
    let unit = fact.amount.unit.filter(|unit| *unit != Unit::Ratio).map_or("", |unit| unit.symbol());
    if !raw.ends_with(unit) {
        text.push_str(unit);
    }
    text
}

/// The word for a sense, nothing for those that need none.
fn basis(out: &mut String, language: Language, basis: Basis) {
    if let Basis::Month(month) = basis {
        let _ = match language {
            Language::Chinese => write!(out, "{month}月"),
            Language::English => write!(out, " month {month}"),
        };
        return;
    }
    if let Some((_, zh, en)) = BASES.iter().find(|(known, ..)| *known == basis) {
        out.push_str(language.pick("", " "));
        out.push_str(language.pick(zh, en));
    }
}

/// Both sides, as a line below the evidence. Which of them is right nobody knows.
pub fn both(language: Language, stated: &str, computed: &str) -> String {
    let [one, other] = language.pick(["一处", "另一处"], ["one side", "the other"]);
    format!("   |  {one} {stated} · {other} {computed}\n")
}

/// The group of findings that come from one addition, as a line below the evidence.
pub fn grouped(language: Language, group: &str) -> String {
    format!("   |  {}{group}\n", language.pick("同一原因的一组：", "one cause, group "))
}

/// What is printed, and what the other side gives.
fn against(language: Language, stated: &str, computed: &str) -> String {
    language.pick(format!("一处为 {stated}，另一处为 {computed}"), format!("{stated} against {computed}"))
}

/// What is printed, where the rule itself names the other side.
fn alone(language: Language, stated: &str) -> String {
    language.pick(format!("此处为 {stated}"), format!("here it is {stated}"))
}

fn slip(language: Language, factor: u32) -> String {
    language.pick(
        format!("两数相差 {factor} 倍，可能是计量单位之差"),
        format!("one is {factor} times the other: perhaps a difference of units"),
    )
}

fn swapped(language: Language, one: &str, other: &str) -> String {
    language.pick(
        format!("与“{one}”“{other}”两项互换后相符"),
        format!("they agree if {one} and {other} change places"),
    )
}

fn blank_as_zero(language: Language, blank: &str) -> String {
    language.pick(format!("{blank} 为空，按 0 计"), format!("{blank} is blank and counted as 0"))
}

fn unknown(language: Language, missing: &str) -> String {
    language.pick(format!("缺少：{missing}"), format!("missing: {missing}"))
}
