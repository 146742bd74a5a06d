//! What people read of findings: in Chinese no identifier of the program, in English nothing Chinese but quotes of the
//! report, and in neither a word that says which of two figures is right. Every finding of every report here is read.

use std::fs;
use std::path::Path;

use extractors::document::Block;
use extractors::{Document, Source};
use hebiao::fact::Fact;
use hebiao::finding::{Finding, Verdict};
use hebiao::report::Report;
use hebiao::words::{Language, findings as said, message, our_word};
use hebiao::{Book, ingest};
use samples::corpus::{Format, Options, report};

use super::{all_cases, borrowed, understand_text};

/// Units that figures are printed with, and grades, in either language.
const UNITS: &[&str] = &[
    "元",
    "万元",
    "亿元",
    "千元",
    "百元",
    "百万元",
    "人",
    "个",
    "分",
    "平方米",
    "辆",
    "次",
    "批次",
    "人次",
    "优",
    "良",
    "中",
    "差",
];

/// Words that would take a side.
const VERDICTS: &[&str] = &["正确", "错误", "填错", "写错", "is right", "is wrong", "correct", "mistake"];

/// Runs of letters of a kind.
fn runs(text: &str, of: impl Fn(char) -> bool) -> Vec<&str> {
    text.split(|ch| !of(ch)).filter(|run| !run.is_empty()).collect()
}

fn is_han(ch: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&ch)
}

fn bare(text: &str) -> String {
    text.chars().filter(|ch| is_han(*ch) || ch.is_ascii_alphabetic()).collect()
}

/// Everything that a finding says, in one language.
fn told(finding: &Finding, facts: &[Fact], language: Language) -> Vec<String> {
    let mut all = vec![said::title(finding, language).into_owned()];
    all.extend(said::evidence(finding, facts, language).into_iter().map(|one| one.text));
    if let Verdict::Unknown { missing } = &finding.verdict {
        all.push(said::phrase(missing, language));
    }
    all
}

/// What is wrong with the words of a finding about a report with this text.
fn faults(finding: &Finding, facts: &[Fact], report: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for text in told(finding, facts, Language::Chinese) {
        let letters = runs(&text, |ch| ch.is_ascii_alphabetic() || matches!(ch, '.' | '_'));
        let foreign = |run: &&str| {
            // As a workbook writes a sum.
            run.len() > 1
                && *run != "SUM"
                && run.contains(|ch: char| ch.is_ascii_alphabetic())
                && !report.contains(&bare(run))
        };
        faults.extend(letters.into_iter().filter(foreign).map(|run| format!("{run} in {text}")));
    }
    for text in told(finding, facts, Language::English) {
        let quoted = |run: &&str| UNITS.contains(run) || report.contains(*run);
        faults.extend(
            runs(&text, is_han).into_iter().filter(|run| !quoted(run)).map(|run| format!("{run} in {text}")),
        );
    }
    for language in [Language::Chinese, Language::English] {
        let title = said::title(finding, language);
        faults.extend(
            VERDICTS.iter().filter(|word| title.contains(**word)).map(|word| format!("{word} in {title}")),
        );
    }
    faults.iter().map(|fault| format!("{} {fault}", finding.rule)).collect()
}

/// The letters of a document, as quotes may take them from its cells and paragraphs.
fn letters(document: &Document) -> String {
    let mut all = String::new();
    for block in &document.blocks {
        match block {
            Block::Text(paragraph) => all.push_str(&bare(&paragraph.printed())),
            Block::Table(table) => {
                table.texts().for_each(|text| all.push_str(&bare(text)));
                table.captions.iter().for_each(|caption| all.push_str(&bare(&caption.text)));
                all.push_str(&bare(table.name.as_deref().unwrap_or_default()));
            }
        }
        all.push(' ');
    }
    all
}

fn wrong_in(report: &Report) -> Vec<String> {
    let letters = letters(&report.document);
    let mut wrong: Vec<String> =
        report.findings.iter().flat_map(|one| faults(one, &report.reading.facts, &letters)).collect();
    for notice in report.notices.iter() {
        let told = message(Language::English, notice.code, &notice.details);
        let quoted = |run: &&str| UNITS.contains(run) || letters.contains(*run);
        let foreign = runs(&told, is_han).into_iter().filter(|run| !quoted(run));
        wrong.extend(foreign.map(|run| format!("{} {run} in {told}", notice.code.id)));
    }
    wrong
}

#[test]
fn reports_written_by_hand_are_judged_in_the_words_of_either_language() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for (_, case) in all_cases() {
        for blocks in &case.files {
            let report = understand_text(&borrowed(blocks));
            seen += report.findings.len();
            wrong.extend(wrong_in(&report).into_iter().map(|fault| format!("{}: {fault}", case.name)));
        }
    }
    assert!(seen > 100, "{seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn generated_reports_are_judged_in_the_words_of_either_language() {
    let book = Book::builtin().unwrap();
    let options = Options { planted: 100, formats: vec![Format::Docx, Format::Xlsx], ..Options::default() };
    let mut wrong = Vec::new();
    for form in (1..=12).flat_map(|seed| report(seed, &options).forms) {
        let read = ingest(&Source::new(&*form.name, form.bytes), &book).unwrap();
        assert!(!read.findings.is_empty(), "{}", form.name);
        wrong.extend(wrong_in(&read).into_iter().map(|fault| format!("{}: {fault}", form.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The words that rules miss are kept under their Chinese names in the code: each has an English one.
#[test]
fn everything_that_rules_may_miss_has_an_english_word() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/reconcile")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        let all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let (below, own): (Vec<_>, Vec<_>) = all.partition(|path| path.is_dir());
        folders.extend(below);
        files.extend(own);
    }
    let mut words = 0;
    for file in files {
        let code = fs::read_to_string(file).unwrap();
        for from in ["missing(\"", "Lack::Word(\""] {
            for word in code.split(from).skip(1).filter_map(|rest| rest.split('"').next()) {
                let word: &'static str = Box::leak(word.to_owned().into_boxed_str());
                assert!(runs(our_word(word, Language::English), is_han).is_empty(), "{word}");
                words += 1;
            }
        }
    }
    assert!(words > 50, "{words}");
}
