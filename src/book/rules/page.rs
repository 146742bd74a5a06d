//! The book's rules for people: one in full for the terminal, all of them as a table for a page.

use std::fmt::Write;

use crate::words::Language;

use super::{Rule, Rules};

/// The rules with this id, or all of them.
pub fn page(rules: &Rules, id: Option<&str>, language: Language) -> String {
    let wanted = rules.iter().filter(|rule| id.is_none_or(|id| rule.id.eq_ignore_ascii_case(id)));
    wanted.map(|rule| entry(rule, language)).collect()
}

fn entry(rule: &Rule, language: Language) -> String {
    let name = |zh: &'static str, en: &'static str| language.pick(zh, en);
    let mut out = String::new();
    let _ =
        writeln!(out, "{} [{}] {}", rule.id, rule.severity.id(), language.pick(&rule.says.zh, &rule.says.en));
    let _ = writeln!(out, "  {} {}", name("关系", "relation "), rule.check_text);
    let _ = writeln!(out, "  {} {}", name("逐一", "over     "), rule.over_text);
    let _ = writeln!(out, "  {} {}", name("容差", "tolerance"), tolerance(rule));
    let _ = writeln!(out, "  {} {}", name("依据", "source   "), rule.source);
    for trap in &rule.traps {
        let _ = writeln!(out, "  {} {trap}", name("注意", "beware   "));
    }
    let examples = &rule.examples;
    for (word, all) in [
        (name("相符", "holds    "), &examples.holds),
        (name("不符", "breaks   "), &examples.breaks),
        (name("无法核对", "unknown  "), &examples.unknown),
    ] {
        all.iter().for_each(|example| {
            let _ = writeln!(out, "  {word} {example}");
        });
    }
    out.push('\n');
    out
}

fn tolerance(rule: &Rule) -> String {
    let mut text = rule.tolerance.id().to_owned();
    if let Some(within) = rule.within {
        let _ = write!(text, " ±{within}");
    }
    if let Some(percent) = rule.percent {
        let _ = write!(text, " ±{percent} %");
    }
    text
}

/// Every rule as one row of a Markdown table.
pub fn table(rules: &Rules) -> String {
    let mut out = String::from(
        "# 核对规则 · Rules\n\nPrinted from the book (`hebiao rules` shows each with its relation and examples).\n\n\
         | id | 规则 | rule | severity | tolerance |\n|---|---|---|---|---|\n",
    );
    for rule in rules.iter() {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            rule.id,
            rule.says.zh,
            rule.says.en,
            rule.severity.id(),
            tolerance(rule)
        );
    }
    out
}
