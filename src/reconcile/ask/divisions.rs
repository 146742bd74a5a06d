//! Sentences that divide a whole into parts, and lists that announce their length: `支出30万元，其中会议12万元、培训18万元`,
//! `内设股室3个，分别为…`. Shapes of sentences alone; which figures must agree is a rule's to say.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::book::rules::RuleWords;
use crate::book::rules::words::Words;
use crate::chinese::fold;
use crate::chinese::letters::Letters;
use crate::chinese::scan::has_number;
use crate::chinese::{Quantity as Figure, quantities};
use crate::fact::Amount;
use crate::reconcile::instances::Subject;
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::{Lack, Seen};
use crate::reconcile::judge::value::{Quantity, Value};

impl<'v> Judge<'_, 'v> {
    /// `A，其中 b、c`: the whole, or the sum of the parts. A list that stops short of the whole is only partial.
    pub fn division(&mut self, whole: bool) -> Value<'v> {
        let Subject::Sentence(line, start, end) = self.anchor.subject else {
            return Value::missing("文字");
        };
        let view = self.view;
        let Some(text) = view.lines[line].text.get(start..end) else { return Value::missing("文字") };
        let mut known = view.memo.divisions.borrow_mut();
        let division =
            known.entry((view.lines[line].first, start)).or_insert_with(|| summed(text, view.lists()));
        let Some((total, sum)) = division else { return Value::missing("其中各项") };
        if sum.high < total.low {
            return Value::missing("其余各项（其中只列了一部分）");
        }
        self.trace.see(|| Seen::start(text, 120));
        Value::Number(if whole { total.clone() } else { sum.clone() })
    }

    pub fn list(&mut self, announced: bool) -> Value<'v> {
        let Subject::Sentence(line, start, _) = self.anchor.subject else { return Value::missing("列举") };
        let Some(Cow::Borrowed(text)) = self.own_text() else { return Value::missing("列举") };
        let Some((label, items, said)) = listed(text, &self.view.lists().listed) else {
            return Value::missing("列举");
        };
        let said = said.or_else(|| self.said_before(&label, line, start));
        match (said, announced) {
            (None, _) => {
                Value::Missing(Lack::spoken(format!("{label}的个数"), format!("the number of {label}")))
            }
            (Some(count), true) => Value::plain(count),
            (Some(_), false) => {
                self.trace.see(|| Seen::start(text, 120));
                Value::plain(Decimal::from(items))
            }
        }
    }

    /// `内设股室13个` in the same line or the two before.
    fn said_before(&self, label: &str, line: usize, start: usize) -> Option<Decimal> {
        let own = self.view.lines[line].text.get(..start)?;
        let above = self.view.lines[line.saturating_sub(2)..line].iter().rev().map(|line| line.text);
        std::iter::once(own).chain(above).find_map(|text| {
            let after = text.find(label).map(|at| &text[at + label.len()..])?;
            let figure = quantities(after).next().filter(|figure| figure.range.start < 6)?;
            figure.unit.is_some().then_some(figure.value.value)
        })
    }
}

/// What ends a sentence.
const ENDS: Letters = Letters::of(&['。', '；', ';', '！', '\n']);

/// Byte ranges of the sentences that divide or list something.
pub fn sentences(text: &str, divides: &Words) -> Vec<(usize, usize)> {
    let (mut found, mut start) = (Vec::new(), 0);
    while start < text.len() {
        let end = ENDS.find(text, start).unwrap_or(text.len());
        if divides.are_in(&text[start..end]) {
            found.push((start, end));
        }
        start = end + text[end..].chars().next().map_or(1, char::len_utf8);
    }
    found
}

pub fn amount(figure: &Figure) -> Option<Quantity> {
    let exact = figure.second.is_none() && figure.bound.is_none() && !figure.approx && !figure.per;
    let amount =
        Amount { value: figure.value.value, decimals: Some(figure.value.decimals), unit: figure.unit };
    exact.then(|| Quantity::of(&amount)).flatten()
}

/// The whole of a division and the sum of its parts.
fn summed(text: &str, lists: &RuleWords) -> Option<(Quantity, Quantity)> {
    let (total, parts) = divided(text, lists)?;
    let (first, rest) = parts.split_first()?;
    let sum = rest.iter().try_fold(first.clone(), |sum, part| sum.plus(part))?;
    Some((total, sum))
}

/// Whether two members of a list can have a figure each: asked of every sentence, because it is cheap.
fn is_list_of_figures(list: &str) -> bool {
    list.split(['，', '、', ',', '和', '及', '与']).filter(|member| has_number(member)).nth(1).is_some()
}

/// What stands before and behind the first of these words.
fn cut<'t>(sentence: &'t str, among: &Words) -> Option<(&'t str, &'t str)> {
    let cuts = among.iter().filter_map(|word| sentence.split_once(word));
    cuts.min_by_key(|(before, _)| before.len())
}

/// The whole and its parts, where every part is a name with one figure in the unit of the whole.
fn divided(sentence: &str, lists: &RuleWords) -> Option<(Quantity, Vec<Quantity>)> {
    let (before, after) = cut(sentence, &lists.among)?;
    let after = if ends_in_bracket(before) { up_to_bracket(after) } else { after };
    if !is_list_of_figures(after) {
        return None;
    }
    let before = without_brackets(before);
    let clause = clauses(&before).into_iter().rev().find(|clause| quantities(clause).next().is_some())?;
    let mut wholes = quantities(clause);
    let whole = wholes.next().filter(|_| wholes.next().is_none())?;
    let unit = whole.unit?;
    let after = without_brackets(after);
    let mut parts = Vec::new();
    'list: for clause in clauses(after.trim_start_matches(['：', ':'])) {
        for member in members(clause) {
            let mut figures = quantities(member);
            let Some(figure) = figures.next() else { break 'list };
            let name = member.get(..figure.range.start).unwrap_or("");
            let plain = !lists.not_parts.are_in(name);
            if figures.next().is_some() || figure.unit != Some(unit) || name.chars().count() < 2 || !plain {
                return None;
            }
            parts.push(amount(&figure)?);
        }
    }
    let whole = amount(&whole)?;
    let each_within = parts.iter().all(|part| part.value <= whole.value);
    (parts.len() > 1 && each_within).then_some((whole, parts))
}

/// Whether a bracket is open at the end: a list that begins in it ends with it.
fn ends_in_bracket(text: &str) -> bool {
    let open = text.rfind(['（', '(']);
    open.is_some_and(|open| !text[open..].contains(['）', ')']))
}

/// The text in front of the bracket that closes what it stands in.
fn up_to_bracket(text: &str) -> &str {
    let mut depth = 0u32;
    for (at, ch) in text.char_indices() {
        match ch {
            '（' | '(' => depth += 1,
            '）' | ')' if depth == 0 => return &text[..at],
            '）' | ')' => depth -= 1,
            _ => {}
        }
    }
    text
}

/// What stands between the commas of a sentence; those inside a figure (9,130,200) are none.
fn clauses(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let (mut found, mut start) = (Vec::new(), 0);
    for (at, ch) in text.char_indices() {
        let inside = ch == ',' && digit(at.checked_sub(1)) && digit(Some(at + 1));
        if matches!(ch, '，' | '、' | '；' | ',') && !inside {
            found.push(&text[start..at]);
            start = at + ch.len_utf8();
        }
    }
    found.push(&text[start..]);
    found
}

/// `人员经费8万元和公用经费2万元` are two members: 和 stands right behind a figure.
fn members(clause: &str) -> impl Iterator<Item = &str> {
    let and = |figure: Figure| {
        let rest = clause.get(figure.range.end..)?;
        let next = ["和", "以及", "及", "与"].iter().find_map(|word| rest.strip_prefix(word))?;
        Some((&clause[..figure.range.end], next))
    };
    let (first, second) =
        quantities(clause).find_map(and).map_or((clause, None), |(one, two)| (one, Some(two)));
    std::iter::once(first).chain(second)
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0u32;
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            ch if depth == 0 => out.push(ch),
            _ => {}
        }
    }
    out
}

/// `内设股室6个，分别为a，b，c`: what is listed, how many, and how many the sentence itself says.
fn listed(sentence: &str, listed: &Words) -> Option<(String, usize, Option<Decimal>)> {
    let (before, after) = listed.iter().find_map(|word| sentence.split_once(word))?;
    let list = after.strip_prefix(['为', '是'])?.trim_start_matches(['：', ':', ' ']);
    let list = without_brackets(list);
    let open = list.trim_end().ends_with('等')
        || list.contains("等等")
        || quantities(&list).next().is_some_and(|it| it.unit.is_some());
    let items: Vec<&str> = match list.contains('、') {
        true => list.split('、').collect(),
        false => list.split(['，', ',']).collect(),
    };
    if open || items.len() < 2 || items.iter().any(|item| fold::trim(item).is_empty() || item.contains('，'))
    {
        return None;
    }
    let label = fold::trim(before).trim_end_matches(['，', ',', '：']).rsplit(['，', '。', ',']).next()?;
    let said =
        quantities(label).filter(|figure| figure.unit.is_some()).last().map(|figure| figure.value.value);
    Some((label.to_owned(), items.len(), said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Book;

    #[test]
    fn a_division_needs_a_name_and_a_figure_for_each_part() {
        let book = Book::builtin().unwrap();
        let sum =
            |text: &str| divided(text, &book.rules().lists).map(|(whole, parts)| (whole.value, parts.len()));
        assert_eq!(sum("共有编制12人，其中行政编制8人，工勤编4人"), Some((12.into(), 2)));
        assert_eq!(sum("在职人员12人（其中在编8人，聘用4人），离休1人，退休9人"), Some((12.into(), 2)));
        assert_eq!(
            sum("支出30万元（含结转2万元），其中会议12万元、培训18万元，均已支付"),
            Some((300_000.into(), 2))
        );
        assert_eq!(sum("预算数为3万元，决算数为2万元，其中公车预算数1万元，决算数1万元"), None);
        assert_eq!(sum("共9件，其中提案3份，建议6件"), None);
        assert_eq!(sum("支出为30万元，包括人员经费12万元和公用经费18万元"), Some((300_000.into(), 2)));
        assert_eq!(sum("支出为30万元，包括水费和电费30万元"), None);
        let grouped = "支出3,000,000.00元，其中：人员经费1,200,000.00元,公用经费1,800,000.00元";
        assert_eq!(sum(grouped), Some((3_000_000.into(), 2)));
    }

    #[test]
    fn a_list_is_counted_unless_it_is_open() {
        let book = Book::builtin().unwrap();
        let listed = |text: &str| listed(text, &book.rules().lists.listed);
        assert_eq!(
            listed("内设股室3个，分别为甲股、乙股（含室）、丙股").map(|it| (it.1, it.2)),
            Some((3, Some(3.into())))
        );
        assert_eq!(listed("下属单位分别是甲站、乙站等"), None);
    }
}
