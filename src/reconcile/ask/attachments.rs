//! Attachments: whether one that a sentence points at is there, whether a number is used twice, whether what a list
//! announces is in the file.

use std::borrow::Cow;

use crate::chinese::fold;
use crate::reconcile::instances::Subject;
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::Seen;
use crate::reconcile::judge::value::Value;
use crate::reconcile::layout::Line;

/// Letters of the longest line that is an item of a list of attachments, or the title of one.
const LONGEST: usize = 40;
/// Letters of the shortest name of an attachment.
const SHORTEST: usize = 5;
/// Items of the longest list.
const MOST: usize = 20;

impl<'v> Judge<'_, 'v> {
    /// Whether the attachment that a sentence names is one of the document's.
    pub fn resolves(&mut self) -> Value<'v> {
        let Some(text) = self.own_text() else { return Value::missing("附件") };
        let Some(wanted) = attachment_number(&text) else { return Value::missing("附件编号") };
        let statements = self.view.statements.iter().filter(|it| it.document == self.anchor.document);
        let mut known: Vec<String> = statements
            .filter_map(|it| it.attachment.as_ref())
            .filter_map(|it| attachment_number(&it.text))
            .collect();
        let lines =
            self.view.lines.iter().map(|line| line.text.trim()).filter(|text| text.chars().count() < 40);
        known.extend(lines.filter(|text| text.starts_with("附件")).filter_map(attachment_number));
        match known.is_empty() {
            true => Value::missing("附件"),
            false => Value::Truth(known.contains(&wanted)),
        }
    }

    pub fn attachment_twice(&mut self) -> Value<'v> {
        let own = self.anchor.table.and_then(|table| self.view.statement(table));
        let Some(number) =
            own.and_then(|it| it.attachment.as_ref()).and_then(|it| attachment_number(&it.text))
        else {
            return Value::missing("附件编号");
        };
        let mut places: Vec<&extractors::Locator> = Vec::new();
        let own = self.view.statements.iter().filter(|it| it.document == self.anchor.document);
        for heading in own.filter_map(|it| it.attachment.as_ref()) {
            if attachment_number(&heading.text).as_ref() == Some(&number) {
                places.push(&heading.at);
            }
        }
        places.sort_unstable();
        places.dedup();
        self.trace.see(|| Seen::Text(None, Cow::Owned(number)));
        Value::Truth(places.len() > 1)
    }

    /// Whether the attachment that the line announces, as an item of a list of them, is in the file: by its name or by its
    /// number. Unknown where none of the list is: they are in files of their own.
    pub fn attached(&mut self) -> Value<'v> {
        let lines = &self.view.lines;
        let own = match self.anchor.subject {
            Subject::Line(at) => item(lines[at].text).and_then(|_| Some((at, first_of_list(lines, at)?))),
            _ => None,
        };
        let Some((own, first)) = own else { return Value::missing("附件清单") };
        let items: Vec<(&str, &str)> =
            lines[first..].iter().map_while(|line| item(line.text)).take(MOST).collect();
        let list = first..first + items.len();
        let is_there = |(number, name): &(&str, &str)| self.has_attachment(number, name, &list);
        let Some(announced) = items.get(own - first) else { return Value::missing("附件清单") };
        if is_there(announced) {
            return Value::Truth(true);
        }
        if !items.iter().any(is_there) {
            return Value::missing("附件");
        }
        self.trace.see(|| Seen::start(lines[own].text, 60));
        Value::Truth(false)
    }

    fn has_attachment(&self, number: &str, name: &str, list: &std::ops::Range<usize>) -> bool {
        let name = letters(name);
        let lines = self.view.lines.iter().enumerate().filter(|(at, line)| {
            !list.contains(at) && line.text.chars().count() <= LONGEST && !line.text.contains('。')
        });
        let headings = self.view.statements.iter().filter_map(|it| it.attachment.as_ref());
        let titles = self.view.statements.iter().filter_map(|it| it.title.as_ref());
        let texts = lines.map(|(_, line)| line.text).chain(titles.map(|title| title.text.as_str()));
        let numbered = |text: &str| {
            let heading = text.trim_start().starts_with("附件");
            let own = attachment_number(text).filter(|_| heading);
            own.is_some_and(|own| {
                own == number
                    || own.starts_with(&format!("{number}-"))
                    || own.ends_with(&format!("-{number}"))
            })
        };
        headings
            .map(|heading| heading.text.as_str())
            .chain(texts)
            .any(|text| numbered(text) || is_name(&name, &letters(text)))
    }
}

/// `2. 部门整体支出绩效自评表`: the number and the name of an item.
fn item(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_matches(fold::is_blank);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    let name = rest.trim_start_matches(fold::is_blank).strip_prefix(['.', '．', '、', ')', '）'])?;
    let fits = (SHORTEST..=LONGEST).contains(&name.chars().count()) && !name.contains(['。', '；', '，']);
    (digits > 0 && digits < 3 && fits).then_some((number, name))
}

/// Where the list begins in which a line is an item: right behind a line that says 附件 and nothing else.
fn first_of_list(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let above = lines[..at].iter().rev().take(MOST).take_while(|line| item(line.text).is_some()).count();
    let first = at - above;
    let head = lines.get(first.checked_sub(1)?)?.text.trim_matches(fold::is_blank);
    matches!(head.trim_end_matches(['：', ':']), "附件" | "附件清单" | "附件目录" | "附 件").then_some(first)
}

/// The letters of a name without numbers, brackets and the words that titles leave out.
fn letters(name: &str) -> String {
    let name: String = fold::key(name).chars().filter(|ch| fold::is_han(*ch)).collect();
    ["年度", "附件", "部门", "单位"].iter().fold(name, |name, word| name.replace(word, ""))
}

/// One name stands in the other, letter by letter in its order.
fn is_name(one: &str, other: &str) -> bool {
    let within = |short: &str, long: &str| {
        let mut rest = long.chars();
        short.chars().count() >= SHORTEST && short.chars().all(|wanted| rest.any(|ch| ch == wanted))
    };
    within(one, other) || within(other, one)
}

/// `附件1-2` in a text, without brackets and blanks.
fn attachment_number(text: &str) -> Option<String> {
    let after = &text[text.find("附件")? + "附件".len()..];
    let number: String = after
        .chars()
        .map(fold::narrow)
        .skip_while(|ch| ch.is_whitespace())
        .take_while(|ch| ch.is_ascii_digit() || matches!(ch, '-' | '.' | '—'))
        .collect();
    let number = number.trim_end_matches(['-', '.', '—']).to_owned();
    (!number.is_empty()).then_some(number)
}
