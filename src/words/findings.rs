//! Findings in words: their titles in either language, figures as evidence, and the small words of both — senses and
//! years in front of a name, what was stated and what comes out, unit slips.

use std::borrow::Cow;
use std::fmt::Write;

use extractors::Locator;

use crate::chinese::mask::{contacts, hide_from};
use crate::chinese::{Unit, fold};
use crate::fact::{Basis, Fact};
use crate::finding::{Evidence, Finding, Parts, Phrase, Proof, Sentence, Subject, Title, Verdict};

use super::{Language, our_word, write_number};

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
    if let Title::Told(told) = &finding.title {
        return pick(told, language).into();
    }
    let mut title = String::with_capacity(128);
    write_title(&mut title, finding, language);
    title.into()
}

/// The same behind what a text holds already.
pub fn write_title(out: &mut String, finding: &Finding, language: Language) {
    let from = out.len();
    match &finding.title {
        Title::Told(told) => out.push_str(pick(told, language)),
        Title::Parts(parts) => of_parts(out, finding, parts, language),
        Title::Masked(parts) => {
            of_parts(out, finding, parts, language);
            hide_from(out, from);
        }
    }
}

fn pick(sentence: &Sentence, language: Language) -> &str {
    language.pick(&sentence.zh, &sentence.en)
}

/// Words of ours in a language.
pub fn phrase(phrase: &Phrase, language: Language) -> String {
    let mut told = String::with_capacity(48);
    write_phrase(&mut told, phrase, language);
    told
}

fn write_phrase(out: &mut String, phrase: &Phrase, language: Language) {
    match phrase {
        Phrase::Told(told) => out.push_str(pick(told, language)),
        Phrase::Word(word) => out.push_str(our_word(word, language)),
        Phrase::Printed(text) => out.push_str(text),
        Phrase::Points(name, raw) => {
            out.push_str(our_word(name, language));
            out.push(' ');
            out.push_str(raw);
        }
        Phrase::Figure { known, label, year, basis, differ } => {
            let name = match known {
                Some(known) => pick(known, language),
                None if label.is_empty() => language.pick("所比较的数值", "the figure to compare"),
                None => label,
            };
            figure_name(out, name, (*year, *basis), language);
            if *differ {
                out.push_str(language.pick("（有不同的数）", " (several, and they differ)"));
            }
        }
        Phrase::All(all) => all.iter().enumerate().for_each(|(nth, part)| {
            out.push_str(if nth > 0 { language.pick("、", ", ") } else { "" });
            write_phrase(out, part, language);
        }),
    }
}

fn of_parts(title: &mut String, finding: &Finding, parts: &Parts, language: Language) {
    about(title, &parts.about, language);
    title.push_str(pick(&parts.rule, language));
    let mut add = |text: &str| {
        title.push_str(language.pick("；", "; "));
        title.push_str(text);
    };
    match &finding.verdict {
        Verdict::Holds => {
            add(language.pick("相符", "agrees"));
            if !parts.blanks.is_empty() {
                let blanks: Vec<String> = parts.blanks.iter().map(|blank| phrase(blank, language)).collect();
                add(&blank_as_zero(language, &blanks.join(language.pick("、", ", "))));
            }
        }
        Verdict::Unknown { missing } => add(&unknown(language, &phrase(missing, language))),
        Verdict::Breaks { .. } => {
            match (&finding.stated, &finding.computed) {
                (Some(stated), Some(_)) if parts.limit => add(&alone(language, stated)),
                (Some(stated), Some(computed)) => {
                    let result = finding.sum.as_ref().is_some_and(|sum| is_result(sum, computed));
                    add(&against(language, stated, (computed, result)));
                }
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
        match u32::try_from(year) {
            Ok(year) => write_number(out, year),
            Err(_) => drop(write!(out, "{year}")),
        }
        out.push_str(language.pick("年", ""));
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
    let mut all = Vec::new();
    each_evidence(finding, facts, language, &mut |at, text| {
        all.push(Evidence { at: at.clone(), text: text.to_owned() });
    });
    all
}

/// The same, handed over one by one.
pub fn each_evidence<'f>(
    finding: &'f Finding,
    facts: &'f [Fact],
    language: Language,
    each: &mut dyn FnMut(&'f Locator, &str),
) {
    let figures = finding.facts.iter().filter_map(|&number| facts.get(number)).map(Rest::Figure);
    let all = figures.chain(finding.proofs.iter().map(Rest::Proof)).take(QUOTED);
    let (mut text, mut before) = (String::with_capacity(96), String::new());
    let (mut first, mut last) = (None, None);
    for rest in all {
        text.clear();
        let at = rest.tell(&mut text, language);
        // The same in a row says nothing new.
        if last == Some(at) && text == before {
            continue;
        }
        each(at, &text);
        (first, last) = (first.or(Some(at)), Some(at));
        std::mem::swap(&mut text, &mut before);
    }
    if let (Some(sum), Some(first)) = (&finding.sum, first) {
        each(first, sum);
    }
}

/// Something that a finding rests on.
enum Rest<'f> {
    Figure(&'f Fact),
    Proof(&'f Proof),
}

impl<'f> Rest<'f> {
    /// Its words, and where it stands.
    fn tell(&self, out: &mut String, language: Language) -> &'f Locator {
        match *self {
            Self::Figure(fact) => {
                tell_figure(out, fact, language);
                &fact.place.at
            }
            Self::Proof(Proof::Quoted(quoted)) => {
                out.push_str(&quoted.text);
                &quoted.at
            }
            Self::Proof(Proof::Said(at, said)) => {
                write_phrase(out, said, language);
                at
            }
            Self::Proof(Proof::Sentence(quoted)) => {
                out.push_str(&contacts(&quoted.text));
                &quoted.at
            }
        }
    }
}

/// A figure as evidence in both languages; one of another file says so.
pub fn figure(fact: &Fact, elsewhere: bool) -> Proof {
    let told = |language: Language| {
        let file = if elsewhere { language.pick("另一文件：", "the other file: ") } else { "" };
        format!("{file}{}", figure_told(fact, language))
    };
    let (zh, en) = (told(Language::Chinese), told(Language::English));
    Proof::Said(fact.place.at.clone(), Phrase::Told(Sentence { zh, en }))
}

/// The other file of a comparison.
pub fn other_file(language: Language, path: &str) -> String {
    format!("{}{path}", language.pick("另一文件：", "the other file: "))
}

fn figure_told(fact: &Fact, language: Language) -> String {
    let mut text = String::with_capacity(64);
    tell_figure(&mut text, fact, language);
    text
}

/// Its name, sense, column and print.
fn tell_figure(text: &mut String, fact: &Fact, language: Language) {
    figure_name(text, &fact.label, (fact.year, Some(fact.basis)), language);
    if let Some(column) = fact.path.first().filter(|_| fact.place.table.is_some()) {
        let [open, close] = language.pick(["（", "）"], [" (", ")"]);
        [open, column, close].into_iter().for_each(|part| text.push_str(part));
    }
    let raw = fact.raw.trim();
    text.push(' ');
    text.push_str(raw);
    let unit = fact.amount.unit.filter(|unit| *unit != Unit::Ratio).map_or("", |unit| unit.symbol());
    // 58名, 30万, 2万元以内 name their units themselves.
    let named = raw.chars().next_back().is_some_and(fold::is_han);
    if !named && !raw.ends_with(unit) {
        text.push_str(unit);
    }
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

/// How far both sides lie apart and how much of that is explained, as a line below the evidence.
/// Nothing where the gap is all that is stated: it was held against 0.
pub fn gap(
    language: Language,
    (gap, stated): (&str, Option<&str>),
    allowed: Option<&str>,
    unit: Option<&str>,
) -> Option<String> {
    if gap == "0" || stated == Some(gap) {
        return None;
    }
    let unit = match unit {
        Some("%") => language.pick(" 个百分点", " percentage points"),
        unit => unit.unwrap_or_default(),
    };
    let allowed = allowed.map(|allowed| {
        language.pick(format!("，允许误差 {allowed}{unit}"), format!(", {allowed}{unit} allowed"))
    });
    Some(format!("{} {gap}{unit}{}", language.pick("相差", "gap"), allowed.unwrap_or_default()))
}

/// The group of findings that come from one addition, as a line below the evidence.
pub fn grouped(language: Language, group: &str) -> String {
    language.pick(
        format!("与 {group} 各条出于同一原因，只计一条"),
        format!("one cause with all of {group}, counted once"),
    )
}

/// Of which finding this one is a consequence.
pub fn follows(language: Language, root: &str) -> String {
    language.pick(format!("由 {root} 引起，不另计"), format!("follows from {root}, not counted"))
}

/// A place and what stands there, as a line of evidence. Arithmetic stands nowhere.
pub fn stands(place: &str, text: &str) -> String {
    let sum = text.contains(" = ") && text.starts_with(|ch: char| ch.is_ascii_digit() || "(-".contains(ch));
    match sum {
        true => text.to_owned(),
        false if text.is_empty() => place.to_owned(),
        false => format!("{place}  {}", text.replace('\n', "⏎")),
    }
}

/// What was counted: roots by severity, and what only follows from them.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub errors: u64,
    pub warnings: u64,
    pub remarks: u64,
    pub consequences: u64,
}

impl Tally {
    /// Remarks, warnings and errors, and what only follows from them.
    pub fn of(([remarks, warnings, errors], consequences): ([u64; 3], u64)) -> Self {
        Self { errors, warnings, remarks, consequences }
    }

    pub fn add(&mut self, other: Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.remarks += other.remarks;
        self.consequences += other.consequences;
    }

    pub fn told(&self, language: Language) -> String {
        let Self { errors, warnings, remarks, consequences } = *self;
        if language == Language::Chinese {
            let more = if consequences > 0 {
                format!("（另有 {consequences} 条由此引起）")
            } else {
                String::new()
            };
            return format!("错误 {errors} · 警告 {warnings} · 提示 {remarks}{more}");
        }
        let many = |count: u64, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        let more = match consequences {
            0 => String::new(),
            1 => " (1 more follows from them)".to_owned(),
            _ => format!(" ({consequences} more follow from them)"),
        };
        let counts = [many(errors, "error"), many(warnings, "warning"), many(remarks, "remark")];
        format!("{}{more}", counts.join(" · "))
    }
}

/// Whether the other side is what one sum gives, and nothing else was summed up.
fn is_result(sum: &str, computed: &str) -> bool {
    sum.strip_suffix(computed).is_some_and(|sum| sum.ends_with("= ") && !sum.contains(';'))
}

/// What is printed, and what the other side says or comes to.
fn against(language: Language, stated: &str, (computed, result): (&str, bool)) -> String {
    match (language, result) {
        (Language::Chinese, true) => format!("填列为 {stated}，按各项计算为 {computed}"),
        (Language::Chinese, false) => format!("一处为 {stated}，另一处为 {computed}"),
        (Language::English, true) => format!("{stated} is printed, its terms come to {computed}"),
        (Language::English, false) => format!("{stated} against {computed}"),
    }
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
