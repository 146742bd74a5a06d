//! Questions about how a form is filled in: whether a table names the office of its document, whether one reason stands
//! for every row.

use std::borrow::Cow;
use std::collections::BTreeMap;

use extractors::Table;

use crate::book::rules::expr::Expr;
use crate::book::rules::words::contains;
use crate::chinese::{fold, office};
use crate::report::DocumentHead;

use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::Seen;
use crate::reconcile::judge::value::Value;

/// Fields of a form that name the office which fills it in.
const FIELDS: &[&str] = &["填报单位", "编制单位", "预算单位名称", "部门名称", "单位名称"];
/// A name is no longer than this.
const LONGEST: usize = 32;
/// A reason for fewer rows says nothing.
const ROWS: usize = 3;
/// Rows at the top of a table that may head its columns.
const HEADS: u32 = 12;
/// Words that are no reason.
const NONE: &[&str] = &["无", "无偏差", "无增减", "不适用"];

/// Whose name a field gives.
#[derive(Debug, Clone)]
pub enum Named {
    Nobody,
    Own,
    /// The name, and the one that the document has.
    Other(String, String),
}

/// Whether the rows of a column of reasons all give the same one, and how that is told.
pub type Reasons = Option<(bool, String)>;

impl<'v> Judge<'_, 'v> {
    /// Whether a field names the office of the document: in full, or as it is called for short.
    pub fn own_office(&mut self, given: &'v Expr) -> Value<'v> {
        let text = match self.eval(given) {
            Value::Text(text) => text,
            other => return other,
        };
        let mut last = self.view.memo.named.borrow_mut();
        let asked = (self.anchor.document, text);
        if last.as_ref().is_none_or(|(known, _)| *known != asked) {
            let head = self.view.head(asked.0);
            let named = head.map_or(Named::Nobody, |head| whose(&asked.1, head));
            *last = Some((asked, named));
        }
        match last.as_ref().map(|(_, named)| named) {
            None | Some(Named::Nobody) => Value::missing("单位名称"),
            Some(Named::Own) => Value::Truth(true),
            Some(Named::Other(named, other)) => {
                self.trace.see(|| Seen::Text(None, Cow::Owned(named.clone())));
                self.trace.see(|| Seen::Text(None, Cow::Owned(other.clone())));
                Value::Truth(false)
            }
        }
    }

    /// Whether every row of a column of reasons gives the same one.
    pub fn one_reason(&mut self) -> Value<'v> {
        let Some(at) = self.anchor.table else { return Value::missing("原因") };
        let mut last = self.view.memo.reasons.borrow_mut();
        if last.as_ref().is_none_or(|(known, _)| *known != at) {
            *last = Some((at, self.view.tables.get(at).and_then(|table| reasons(table))));
        }
        let Some((_, Some((same, told)))) = last.as_ref() else { return Value::missing("原因") };
        if *same {
            self.trace.see(|| Seen::Text(None, Cow::Owned(told.clone())));
        }
        Value::Truth(*same)
    }
}

fn whose(text: &str, head: &DocumentHead) -> Named {
    let (Some(own), Some(named)) = (head.office.as_deref(), named(text)) else { return Named::Nobody };
    // A form may have given the document its office: the title has its say as well.
    let titled = head.title.as_deref().and_then(office::in_title);
    let mut names = [own.to_owned()].into_iter().chain(titled);
    match names.find(|name| !is_one_office(&named, name)) {
        Some(other) => Named::Other(named, other),
        None => Named::Own,
    }
}

fn reasons(table: &Table) -> Reasons {
    let is_head = |cell: usize| {
        let text = table.text(cell);
        contains(text, "原因") && text.chars().count() < LONGEST
    };
    let heads = table.numbers_in_row(HEADS).start;
    let first = (0..heads).find(|&cell| is_head(cell))?;
    let mut columns: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for cell in first..table.cells().len() {
        let col = table.col_of(cell);
        if let Some(reasons) = columns.get_mut(&col) {
            reasons.push(fold::key(table.text(cell)));
        } else if cell < heads && is_head(cell) {
            columns.insert(col, Vec::new());
        }
    }
    let given = |reason: &&String| fold::is_filled(reason) && !NONE.contains(&reason.as_str());
    let filled = columns.values().map(|reasons| reasons.iter().filter(given).collect::<Vec<_>>());
    let reasons = filled.into_iter().find(|reasons| reasons.len() >= ROWS)?;
    let same = reasons.iter().all(|reason| *reason == reasons[0]);
    Some((same, format!("{} × {}", reasons.len(), reasons[0])))
}

/// Two names may be one office's where the letters of one stand in the other in their order: 残联 and 残疾人联合会.
fn is_one_office(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(office::identity);
    let within = |short: &str, long: &str| {
        let mut rest = long.chars();
        short.chars().all(|wanted| rest.any(|ch| ch == wanted))
    };
    within(&one, &other) || within(&other, &one)
}

/// The office that a cell names, or that stands behind its field.
fn named(text: &str) -> Option<String> {
    let behind = FIELDS.iter().find_map(|field| {
        let (_, rest) = text.split_once(field)?;
        let rest = rest.trim_start_matches([' ', '　', '（', '(', '盖', '章', '公', '）', ')']);
        rest.strip_prefix(['：', ':'])
    });
    let text = behind.unwrap_or(text).trim_matches([' ', '　']);
    let end = text.find(['　', ' ', '\t', '，', '。', '；']).unwrap_or(text.len());
    let name = office::in_cell(&text[..end])?.name;
    let is_name = name.chars().count() <= LONGEST
        && !name.contains([':', '、'])
        && office::in_title(&name).as_deref() == Some(&*name);
    is_name.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{is_one_office, named};

    #[test]
    fn one_office_has_long_and_short_names() {
        assert!(is_one_office("云溪县残联", "云溪县残疾人联合会"));
        assert!(is_one_office("中共云溪县委机构编制委员会办公室", "云溪县编办"));
        assert!(!is_one_office("云溪县财政局", "云溪县财政评审中心"));
        assert!(!is_one_office("云溪县水务局", "青禾县水务局"));
    }

    #[test]
    fn fields_name_an_office() {
        for (text, name) in [
            ("云溪县水务局", Some("云溪县水务局")),
            ("填报单位：云溪县水务局（盖章）　填表人：", Some("云溪县水务局")),
            ("填报单位（盖章）：云溪县水务局", Some("云溪县水务局")),
            ("部门名称: 219001-云溪县棠树镇人民政府", Some("云溪县棠树镇人民政府")),
            ("填报单位：", None),
            ("我单位严格执行各项规定", None),
            ("单位名称", None),
        ] {
            assert_eq!(named(text).as_deref(), name, "{text}");
        }
    }
}
