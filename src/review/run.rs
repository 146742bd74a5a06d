//! What a run says to people when it is over.

use std::fmt::Write;

use serde_json::Value;

use crate::words::Language;

/// What is counted of files, with its words.
const FILES: [(&str, &str, &str); 8] = [
    ("unchanged", "未变", "unchanged"),
    ("ok", "读出", "read"),
    ("partial", "部分读出", "read in part"),
    ("failed", "失败", "failed"),
    ("transient", "稍后再读", "for later"),
    ("unsupported", "不支持", "unsupported"),
    ("excluded", "跳过", "skipped"),
    ("not_reached", "未轮到", "not reached"),
];

/// What is counted of documents, with its words.
const DOCUMENTS: [(&str, &str, &str); 5] = [
    ("added", "新增", "added"),
    ("changed", "更新", "changed"),
    ("moved", "移动", "moved"),
    ("removed", "移除", "removed"),
    ("stale", "沿用旧版", "kept from before"),
];

/// The closing words, made from the summary that programs get.
pub fn closing(summary: &Value, language: Language) -> String {
    let mut out = String::new();
    for warning in summary["warnings"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let _ = writeln!(out, "{}", plain(warning));
    }
    let seen = summary["files"]["seen"].as_u64().unwrap_or(0);
    let files = counts(&summary["files"], &FILES, language);
    let documents = counts(&summary["documents"], &DOCUMENTS, language);
    let _ = match seen {
        0 => writeln!(out, "{}", language.pick("没有文件", "no files")),
        _ => writeln!(
            out,
            "{}",
            language.pick(format!("文件 {seen}：{files}"), format!("{seen} files: {files}"))
        ),
    };
    let _ = writeln!(out, "{}{documents}", language.pick("文档：", "documents: "));
    issues(summary, &mut out);
    let status = summary["status"].as_str().unwrap_or_default();
    let seconds = summary["wall_s"].as_f64().unwrap_or(0.0);
    let _ = writeln!(out, "{status} · {} · {seconds:.1} s", summary["run_id"].as_str().unwrap_or_default());
    out
}

/// Counts with their words, those that are 0 left out.
fn counts(group: &Value, names: &[(&str, &str, &str)], language: Language) -> String {
    let told = names.iter().filter_map(|(name, zh, en)| {
        let count = group[*name].as_u64().filter(|&count| count > 0)?;
        Some(language.pick(format!("{zh} {count}"), format!("{count} {en}")))
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { "0".to_owned() } else { told.join(language.pick("，", ", ")) }
}

/// What could not be read and was not known before.
fn issues(summary: &Value, out: &mut String) {
    for issue in summary["issues"]["new_sample"].as_array().into_iter().flatten() {
        let text = |name: &str| plain(issue[name].as_str().unwrap_or_default());
        let _ = writeln!(out, "  {}  {}", text("code"), text("path"));
    }
}

/// Without signs that would move a terminal's cursor or turn its text around.
fn plain(text: &str) -> String {
    let turns = |sign: char| matches!(sign, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.replace(|sign: char| sign.is_control() || turns(sign), "?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_move_a_cursor_is_not_printed() {
        let summary = serde_json::json!({
            "status": "ok", "run_id": "r", "wall_s": 1.25, "warnings": ["a\u{1b}[2J\nb"],
            "files": { "seen": 3 }, "issues": { "new_sample": [{ "code": "E_EMPTY", "path": "x\u{202E}y" }] },
        });
        let told = closing(&summary, Language::English);
        assert_eq!(told.lines().next(), Some("a?[2J?b"));
        assert!(told.contains("E_EMPTY  x?y") && told.contains("3 files") && told.ends_with("1.2 s\n"));
    }
}
