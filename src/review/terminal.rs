//! Documents and notices as text for a terminal. Nothing depends on colour.

use std::fmt::Write;

use extractors::document::{Area, Confidence, Fate, Origin, Side};
use extractors::{Block, Document, Notice, Notices, Paragraph, Severity, Table};

use super::grid;
use crate::words::{self, Language};

/// What of a document to show, and how.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    pub language: Language,
    /// Paragraphs beside the tables.
    pub prose: bool,
    /// Cell texts cut to a column's width for the eye.
    pub shorten: bool,
    /// What became of the parts of a package.
    pub parts: bool,
}

/// A document in reading order.
pub fn document(document: &Document, shown: Shown) -> String {
    let mut out = String::new();
    let mut number = 0;
    for block in &document.blocks {
        match block {
            Block::Text(paragraph) if shown.prose => prose(&mut out, paragraph),
            Block::Text(_) => {}
            Block::Table(table) => {
                number += 1;
                self::table(&mut out, table, number, shown);
            }
        }
    }
    if shown.parts {
        parts(&mut out, document);
    }
    out
}

fn prose(out: &mut String, paragraph: &Paragraph) {
    let level = paragraph.level.map(|level| format!("{} ", "#".repeat(level.into()))).unwrap_or_default();
    let area = area(paragraph.area);
    let hidden = if paragraph.hidden { "(hidden) " } else { "" };
    let text = paragraph.printed().replace('\n', "⏎");
    let _ = writeln!(out, "{}", format!("{level}{area}{hidden}{text}").trim_end());
}

fn area(area: Area) -> &'static str {
    match area {
        Area::Body => "",
        Area::TextBox => "[text box] ",
        Area::Header => "[header] ",
        Area::Footer => "[footer] ",
        Area::Footnote => "[footnote] ",
        Area::Endnote => "[endnote] ",
        Area::Comment => "[comment] ",
    }
}

fn table(out: &mut String, table: &Table, number: usize, shown: Shown) {
    let say = |zh: &'static str, en: &'static str| shown.language.pick(zh, en);
    let mut facts =
        vec![format!("{} {number}", say("表", "table")), format!("{} × {}", table.rows(), table.cols())];
    facts.extend(table.name.iter().cloned());
    match table.origin {
        Origin::Body | Origin::Sheet => {}
        Origin::Chart => facts.push(say("图表", "chart").to_owned()),
        Origin::Picture => facts.push(say("图片", "picture").to_owned()),
    }
    match table.confidence {
        Confidence::High => {}
        Confidence::Medium => facts.push(say("把握：中", "confidence: medium").to_owned()),
        Confidence::Low => facts.push(say("把握：低", "confidence: low").to_owned()),
    }
    if let Some((outer, row, col)) = table.inside {
        facts.push(format!("{} {}:{}:{}", say("在表内", "inside"), outer + 1, row + 1, col + 1));
    }
    facts.push(table.at.to_string());
    let pieces: Vec<String> =
        table.fragments.iter().skip(1).map(|piece| piece.first_row.to_string()).collect();
    if !pieces.is_empty() {
        facts.push(format!("{} {}", say("接续于行", "continued at row"), pieces.join(", ")));
    }
    let _ = writeln!(out, "\n── {}{} ──", area(table.area), facts.join(" · "));
    captions(out, table, |side| side != Side::Below);
    out.push_str(&grid(table, shown.shorten));
    captions(out, table, |side| side == Side::Below);
    out.push('\n');
}

fn captions(out: &mut String, table: &Table, wanted: impl Fn(Side) -> bool) {
    for caption in table.captions.iter().filter(|caption| wanted(caption.side)) {
        let mark = match caption.side {
            Side::Above => "▾",
            Side::Below => "▴",
            Side::Beside => "▸",
        };
        let _ = writeln!(out, "{mark} {}", caption.text.replace('\n', "⏎"));
    }
}

fn parts(out: &mut String, document: &Document) {
    if document.parts.is_empty() {
        return;
    }
    out.push_str("\n── parts ──\n");
    for part in &document.parts {
        let fate = match part.fate {
            Fate::Extracted => "extracted".to_owned(),
            Fate::Skipped(why) => format!("skipped: {why}"),
            Fate::Failed(code) => format!("failed: {}", code.id),
        };
        let _ = writeln!(out, "{} — {fate}", part.name);
    }
}

/// The remarks of a file, one line each.
pub fn notices(notices: &Notices, language: Language) -> String {
    let mut out = String::new();
    for notice in notices.iter() {
        let _ = writeln!(out, "{}", line(notice, language));
    }
    for (code, more) in notices.unlisted() {
        let _ = writeln!(out, "{}[{}] +{more}", severity(code.severity), code.id);
    }
    out
}

fn line(notice: &Notice, language: Language) -> String {
    let message = words::message(language, notice.code, &notice.details);
    let place = notice.at.as_ref().map(|at| format!(" ({})", words::place(language, at))).unwrap_or_default();
    format!("{}[{}] {message}{place}", severity(notice.code.severity), notice.code.id)
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
