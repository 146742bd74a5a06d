//! A label taken apart: its key, and what offices write around it — list numbers, 其中, weights （5分）, units （万元）,
//! qualifiers （一个专项一行）, column letters (B/A), a figure inside the label (`其中：基本支出：1608`).
//!
//! A trailing bracket that is none of these belongs to the name and stays in the key: 因公出国（境）.

use rust_decimal::Decimal;

use super::fold;
use super::reading::{State, read};
use super::unit::{Unit, eat_unit, unit_in_header};
use super::{cursor::Cursor, hanzi};

/// A label and its parts. Everything but `key` is rare.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Label {
    /// The name itself, folded; what the book is asked for.
    pub key: String,
    /// The list number without its marks: 一, 3, ①.
    pub enumerator: Option<String>,
    /// 其中 stood in front.
    pub of_which: bool,
    /// （5分）
    pub weight: Option<Decimal>,
    pub unit: Option<Unit>,
    /// 一个专项一行, 2024年完工项目, 续
    pub qualifier: Option<String>,
    pub letters: Option<Letters>,
    /// What stood behind the last colon, as printed: a figure, a mark such as ——, or nothing. Nothing is either a label
    /// that ends with a colon or a figure that was not filled in; only the table knows.
    pub inline: Option<String>,
}

/// The letters by which forms name their columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Letters {
    A,
    B,
    C,
    /// B/A
    Rate,
}

impl Label {
    pub fn parse(raw: &str) -> Label {
        let mut label = Label { key: fold::key(raw), ..Label::default() };
        if is_bare(&label.key) {
            return label;
        }
        label.take_front();
        label.take_inline(raw);
        label.take_trailing();
        label
    }

    /// The labels of a cell that holds several with their figures, one a line or parted by semicolons:
    /// `基本支出：1608\n项目支出：0`. A cell in which not every part has a figure, or the place for one, is one label.
    pub fn parse_lines(raw: &str) -> Vec<Label> {
        let parts = raw.split(['\n', '；', ';']).filter(|part| !fold::trim(part).is_empty());
        let labels: Vec<Label> = parts.take(64).map(Label::parse).collect();
        let each_has_a_figure = labels.iter().all(|label| label.inline.is_some());
        if labels.len() > 1 && each_has_a_figure { labels } else { vec![Label::parse(raw)] }
    }

    /// Enumerators and 其中 in any order: `其中：1.办公费`, `（一）其中：`.
    fn take_front(&mut self) {
        let mut from = 0;
        for _ in 0..4 {
            let rest = &self.key[from..];
            if let Some((mark, length)) = enumerator(rest) {
                if self.enumerator.is_none() && !mark.is_empty() {
                    self.enumerator = Some(mark.to_owned());
                }
                from += length;
            } else if let Some(length) = of_which(rest) {
                self.of_which = true;
                from += length;
            } else {
                break;
            }
        }
        self.key.drain(..from);
    }

    /// A figure behind the last colon; words behind a colon belong to the name.
    fn take_inline(&mut self, raw: &str) {
        let Some(colon) = self.key.rfind(':') else { return };
        let printed = raw
            .rfind([':', '：', '∶', '﹕'])
            .map_or("", |at| raw[at..].trim_start_matches([':', '：', '∶', '﹕']));
        if read(printed).state == State::Text {
            return;
        }
        self.inline = Some(fold::trim(printed).to_owned());
        self.key.truncate(colon);
    }

    fn take_trailing(&mut self) {
        for _ in 0..4 {
            if !self.take_bracket() && !self.take_open_weight() && !self.take_open_letters() {
                break;
            }
        }
        if self.key.ends_with(':') {
            self.key.pop();
            self.inline.get_or_insert_default();
        }
    }

    /// The last bracket, closed or cut off, if it is one of the known kinds.
    fn take_bracket(&mut self) -> bool {
        let Some(open) = self.key.rfind('(') else { return false };
        let inside = self.key[open + 1..].trim_end_matches([':', ',', '。']);
        let inside = inside.strip_suffix(')').unwrap_or(inside);
        if inside.contains(')') {
            return false;
        }
        let inside = inside.to_owned();
        let known = inside.split([',', '，', ';', '；']).all(|part| self.take_part(part, open == 0));
        if known {
            self.key.truncate(open);
        }
        known
    }

    fn take_part(&mut self, part: &str, alone: bool) -> bool {
        if let Some(letters) = letters(part) {
            self.letters.get_or_insert(letters);
        } else if let Some(unit) = Unit::named(part).or_else(|| unit_in_header(part)) {
            self.unit.get_or_insert(unit);
        } else if let Some(weight) = weight(part, alone) {
            self.weight.get_or_insert(weight);
        } else if is_qualifier(part) {
            self.qualifier.get_or_insert_with(|| part.to_owned());
        } else {
            return false;
        }
        true
    }

    /// `全年预算数A`, `执行率B/A`: letters without brackets behind a name.
    fn take_open_letters(&mut self) -> bool {
        let Some(end) = self.key.rfind(fold::is_han) else { return false };
        let end = end + self.key[end..].chars().next().map_or(0, char::len_utf8);
        let behind = self.key[end..].trim_start_matches('=');
        let found = letters(behind);
        if let Some(letters) = found {
            self.letters.get_or_insert(letters);
            self.key.truncate(end);
        }
        found.is_some()
    }

    /// `产出指标50分`: a weight without brackets behind a name.
    fn take_open_weight(&mut self) -> bool {
        let Some(name) = self.key.strip_suffix('分') else { return false };
        let before = name.trim_end_matches(|ch: char| ch.is_ascii_digit() || ch == '.');
        let digits = &name[before.len()..];
        const NAMES: &[&str] = &[
            "指标",
            "产出",
            "效益",
            "投入",
            "过程",
            "效果",
            "管理",
            "决策",
            "执行",
            "配置",
            "设定",
            "执行率",
        ];
        let named = !before.contains(':') && NAMES.iter().any(|name| before.ends_with(name));
        let weight = if named { digits.parse::<Decimal>().ok() } else { None };
        if self.weight.is_none() && weight.is_some() {
            self.weight = weight;
            let end = before.len();
            self.key.truncate(end);
            return true;
        }
        false
    }
}

/// A name of ideographs alone, as most are: whatever may stand around it has a mark, but for 其中.
fn is_bare(key: &str) -> bool {
    let (letters, rest) = key.as_bytes().as_chunks::<3>();
    rest.is_empty()
        && letters.iter().all(|letter| matches!(letter[0], 0xE4..=0xE9))
        && !key.starts_with("其中")
}

/// The list number at the front: its sign and its length with marks. An enumerator never uses up the whole text.
fn enumerator(text: &str) -> Option<(&str, usize)> {
    let first = text.chars().next()?;
    if matches!(first, '①'..='⑳' | '❶'..='❿' | '㈠'..='㈩' | '⑴'..='⒇' | '⒈'..='⒛') {
        let length = first.len_utf8();
        let marks = usize::from(text[length..].starts_with('、')) * '、'.len_utf8();
        return (text.len() > length + marks).then(|| (&text[..length], length + marks));
    }
    if matches!(first, '•' | '·' | '☆' | '★' | '▪' | '■' | '●' | '◆' | '*' | '-' | '√') {
        let rest = &text[first.len_utf8()..];
        return rest.chars().next().filter(|ch| fold::is_han(*ch)).map(|_| ("", first.len_utf8()));
    }
    let (inside, bracketed) = text.strip_prefix('(').map_or((text, false), |rest| (rest, true));
    let number = number_prefix(inside)?;
    let rest = &inside[number.len()..];
    let (after, marked) = strip_mark(rest, bracketed)?;
    let decimal = marked == '.' && after.starts_with(|ch: char| ch.is_ascii_digit());
    (!after.is_empty() && !decimal).then(|| (number, text.len() - after.len()))
}

/// Up to three Arabic digits, or a numeral of ideographs up to 九十九.
fn number_prefix(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits) {
        return Some(&text[..digits]);
    }
    let end = text.char_indices().find(|(_, ch)| !hanzi::begins(*ch)).map_or(text.len(), |(at, _)| at);
    (digits == 0 && end > 0 && end <= 9).then(|| &text[..end])
}

/// The mark that makes a number a list number: `)` behind a bracket, else 、 . ) or :.
fn strip_mark(text: &str, bracketed: bool) -> Option<(&str, char)> {
    let mark = text.chars().next()?;
    let allowed = if bracketed { mark == ')' } else { matches!(mark, '、' | '.' | ')' | ',') };
    let rest = &text[mark.len_utf8()..];
    let rest = if bracketed { rest.trim_start_matches(['、', '.']) } else { rest };
    allowed.then_some((rest, mark))
}

fn of_which(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("其中")?;
    let name = rest.trim_start_matches([':', ',', '、', '.']);
    (!name.is_empty()).then(|| text.len() - name.len())
}

fn letters(text: &str) -> Option<Letters> {
    // A1 and A2 are both budgets, of the beginning and of the whole year.
    let text = text.strip_suffix(['1', '2']).filter(|letter| letter.len() == 1).unwrap_or(text);
    match text {
        "A" | "a" => Some(Letters::A),
        "B" | "b" => Some(Letters::B),
        "C" | "c" => Some(Letters::C),
        "B/A" | "b/a" | "B÷A" | "B÷A×100%" | "B/A%" | "B/A*100%" | "B/A×100%" | "=B/A" => {
            Some(Letters::Rate)
        }
        _ => None,
    }
}

/// `5分`, `20分*执行率`, `10`, `50%`; a bare number alone in a cell is no weight.
fn weight(text: &str, alone: bool) -> Option<Decimal> {
    let end = text.find(|ch: char| !ch.is_ascii_digit() && ch != '.').unwrap_or(text.len());
    let number = text[..end].parse::<Decimal>().ok()?;
    let mut cursor = Cursor::starting_at(text, end);
    let allowed = match eat_unit(&mut cursor) {
        Some(Unit::Score) => true,
        Some(Unit::Percent) => cursor.is_end() && !alone,
        None => cursor.is_end() && !alone,
        _ => false,
    };
    (allowed && number <= Decimal::ONE_THOUSAND).then_some(number)
}

/// Remarks in brackets that say how a row is filled in or to which year it belongs.
fn is_qualifier(text: &str) -> bool {
    const WHOLE: &[&str] = &["续", "续表", "续上表", "全年", "全口径", "不含本数"];
    const ENDS: &[&str] = &["一行", "完工项目", "可另附页", "字以内", "可附页", "逐项填列", "填写", "填列"];
    const BEGINS: &[&str] = &["续", "请", "可"];
    let year = text.strip_prefix("20").is_some_and(|rest| rest.contains('年'));
    WHOLE.contains(&text)
        || year
        || ENDS.iter().any(|end| text.ends_with(end))
        || (BEGINS.iter().any(|begin| text.starts_with(begin)) && text.chars().count() > 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_figure_inside_a_label_is_kept_as_printed() {
        for (raw, key, inline) in [
            ("其中：基本支出：1608", "基本支出", Some("1608")),
            ("其中:一般公共预算：1 274.36", "一般公共预算", Some("1 274.36")),
            ("其他资金：", "其他资金", Some("")),
            ("政府性基金拨款：——", "政府性基金拨款", Some("——")),
            ("指标1：完成率", "指标1:完成率", None),
            ("项目支出", "项目支出", None),
        ] {
            let label = Label::parse(raw);
            assert_eq!((label.key.as_str(), label.inline.as_deref()), (key, inline), "{raw}");
        }
    }

    #[test]
    fn a_cell_may_hold_several_labels_with_figures() {
        let shown = |raw| -> Vec<(String, Option<String>)> {
            Label::parse_lines(raw).into_iter().map(|label| (label.key, label.inline)).collect()
        };
        let pair = |key: &str, inline: &str| (key.to_owned(), Some(inline.to_owned()));
        let several = shown("其中：一般公共预算：1274.36\n政府性基金拨款：0\n其他资金：");
        assert_eq!(
            several,
            [pair("一般公共预算", "1274.36"), pair("政府性基金拨款", "0"), pair("其他资金", "")]
        );
        assert_eq!(shown("其中：一般公共\n预算：1274.36"), [pair("一般公共预算", "1274.36")]);
        assert_eq!(shown("年初预\n算数"), [("年初预算数".to_owned(), None)]);
    }

    #[test]
    fn the_parts_of_a_label() {
        let label = Label::parse("（3）其中：市级专项资金\n（一个专项一行）");
        assert_eq!(label.key, "市级专项资金");
        assert_eq!(label.enumerator.as_deref(), Some("3"));
        assert!(label.of_which);
        assert_eq!(label.qualifier.as_deref(), Some("一个专项一行"));
        let label = Label::parse("执行率（Ｂ／Ａ）（%）");
        assert_eq!(
            (label.key.as_str(), label.letters, label.unit),
            ("执行率", Some(Letters::Rate), Some(Unit::Percent))
        );
    }

    proptest! {
        /// What is not taken apart would have stayed whole.
        #[test]
        fn a_bare_name_has_no_parts(raw in "(其中|[一二三十产出分执行率续无合计A：（]){1,6}") {
            let key = fold::key(&raw);
            let mut label = Label { key: key.clone(), ..Label::default() };
            label.take_front();
            label.take_inline(&raw);
            label.take_trailing();
            prop_assert_eq!(Label::parse(&raw), label);
        }

        #[test]
        fn parsing_a_key_again_changes_nothing_of_the_name(name in "[一-龥]{2,8}") {
            let key = Label::parse(&name).key;
            prop_assert_eq!(&Label::parse(&key).key, &key);
        }

        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,40}") {
            let label = Label::parse(&text);
            prop_assert!(label.key.len() <= text.len() * 3);
        }
    }
}
