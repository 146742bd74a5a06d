//! Findings as rows: what was judged, in words of both languages, and the evidence as a small JSON text.

use std::fmt::Write;

use super::rows::Rows;
use crate::fact::Fact;
use crate::finding::{Finding, Verdict};
use crate::words::{self, Language, findings as said};

/// One finding's row; `facts` are those that its numbers mean, `across` names the other document where two were compared.
pub fn push_finding(
    rows: &mut Rows,
    (doc_id, doc_rev): (&str, i32),
    (finding, facts): (&Finding, &[Fact]),
    across: Option<&str>,
) {
    let decimal = |value: &Option<rust_decimal::Decimal>| value.map(|value| value.to_string());
    let (gap, allowed, missing) = match &finding.verdict {
        Verdict::Holds => (None, None, None),
        Verdict::Breaks { gap, allowed } => (decimal(gap), decimal(allowed), None),
        Verdict::Unknown { missing } => (None, None, Some(said::phrase(missing, Language::Chinese))),
    };
    let id = |out: &mut String| {
        out.push(finding.id.letter());
        words::write_number(out, finding.id.number);
    };
    rows.row()
        .text("doc_id", doc_id)
        .int("doc_rev", doc_rev)
        .said("finding_id", id)
        .text("rule", &*finding.rule)
        .text("verdict", finding.verdict.id())
        .text("severity", finding.severity.id())
        .text("confidence", finding.confidence.id())
        .said("title_zh", |out| said::write_title(out, finding, Language::Chinese))
        .said("title_en", |out| said::write_title(out, finding, Language::English))
        .text("stated", finding.stated.as_deref())
        .text("computed", finding.computed.as_deref())
        .text("gap", gap.as_deref())
        .text("allowed", allowed.as_deref())
        .text("unit", gap.as_ref().and(finding.unit).map(|unit| unit.symbol()))
        .text("missing", missing.as_deref())
        .text("follows_from", finding.follows_from.map(|root| root.to_string()).as_deref())
        .text("cause_group", finding.group.as_deref())
        .text("across", across)
        .said("evidence", |out| write_evidence(out, finding, facts))
        .end();
}

/// `[{"at":…,"text":…},…]`, and beside them `at_en` and `text_en` where something broke and the words differ.
fn write_evidence(out: &mut String, finding: &Finding, facts: &[Fact]) {
    let broken = matches!(finding.verdict, Verdict::Breaks { .. });
    let english = if broken { said::evidence(finding, facts, Language::English) } else { Vec::new() };
    let (mut number, mut place) = (0, String::new());
    out.push('[');
    said::each_evidence(finding, facts, Language::Chinese, &mut |at, text| {
        place.clear();
        words::write_place(&mut place, Language::Chinese, at);
        out.push_str(if number > 0 { ",{\"at\":" } else { "{\"at\":" });
        quote(out, &place);
        out.push_str(",\"text\":");
        quote(out, text);
        if let Some(english) = english.get(number) {
            write_other(out, "at_en", (&place, &words::place(Language::English, &english.at)));
            write_other(out, "text_en", (text, &english.text));
        }
        out.push('}');
        number += 1;
    });
    out.push(']');
}

fn write_other(out: &mut String, name: &str, (one, other): (&str, &str)) {
    if one != other {
        let _ = write!(out, ",\"{name}\":");
        quote(out, other);
    }
}

/// A text of JSON. Only what JSON cannot hold as it is gets another form.
fn quote(out: &mut String, text: &str) {
    let odd = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    out.push('"');
    // Nearly every text is plain: one look without a branch for a byte says so.
    if !text.bytes().fold(false, |found, byte| found | odd(byte)) {
        out.push_str(text);
        out.push('"');
        return;
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(odd) {
        let (plain, from) = rest.split_at(at);
        let (sign, after) = from.split_at(1);
        out.push_str(plain);
        match sign {
            "\"" => out.push_str("\\\""),
            "\\" => out.push_str("\\\\"),
            "\n" => out.push_str("\\n"),
            "\r" => out.push_str("\\r"),
            "\t" => out.push_str("\\t"),
            "\u{8}" => out.push_str("\\b"),
            "\u{c}" => out.push_str("\\f"),
            control => {
                let _ = write!(out, "\\u{:04x}", control.as_bytes()[0]);
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_as_json_wants_them() {
        let signs: String = (0..0x90u8).map(char::from).collect();
        for text in ["", "合计 12.5 万元", "“引号”与\"引号\"", "a\\b\n第二行\t\u{1}尾", &signs]
        {
            let mut own = String::new();
            quote(&mut own, text);
            assert_eq!(own, serde_json::to_string(text).unwrap());
        }
    }
}
