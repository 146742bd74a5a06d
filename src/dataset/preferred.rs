//! Which of several copies of a report counts: final over draft, a format that keeps tables over text, newer over older.

use std::collections::BTreeMap;

use super::state::DocumentState;

/// For each document whether it is the one to use, and which one is where it is not. Documents of unknown office or year
/// cannot be compared, so each of them counts.
pub fn choose<'d>(
    documents: impl IntoIterator<Item = &'d DocumentState>,
) -> BTreeMap<String, Option<String>> {
    let mut groups: BTreeMap<Key<'d>, Vec<&'d DocumentState>> = BTreeMap::new();
    let mut chosen = BTreeMap::new();
    for document in documents {
        match key(document) {
            Some(key) => groups.entry(key).or_default().push(document),
            None => {
                chosen.insert(document.doc_id.clone(), None);
            }
        }
    }
    for group in groups.values() {
        let best =
            group.iter().max_by_key(|document| merit(document)).map(|document| document.doc_id.clone());
        for document in group {
            let other = best.clone().filter(|best| *best != document.doc_id);
            chosen.insert(document.doc_id.clone(), other);
        }
    }
    chosen
}

type Key<'d> = (Option<&'d str>, &'d str, i32, &'d str, Option<&'d str>);

fn key(document: &DocumentState) -> Option<Key<'_>> {
    let office = document.office_key.as_deref()?;
    (document.report_year != 0).then_some((
        document.region_code.as_deref(),
        office,
        document.report_year,
        document.kind.as_str(),
        document.project.as_deref(),
    ))
}

/// Words by which an office marks a report that is not final.
const DRAFTS: [&str; 4] = ["征求意见", "初稿", "草稿", "讨论稿"];

/// Formats from the poorest up; those that are not named come first.
const FORMATS: [&str; 7] = ["text", "csv", "html", "xls", "ods", "xlsx", "docx"];

fn merit(document: &DocumentState) -> (bool, usize, Option<&str>, &str) {
    let says = |text: &str| DRAFTS.iter().any(|word| text.contains(word));
    let draft = says(&document.path) || document.title.as_deref().is_some_and(says);
    let format = FORMATS.iter().position(|format| *format == document.format).map_or(0, |place| place + 1);
    (!draft, format, document.modified.as_deref(), &document.doc_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(id: &str, format: &str, modified: &str, title: &str) -> DocumentState {
        DocumentState {
            doc_id: id.into(),
            report_year: 2024,
            office_key: Some("某局".into()),
            kind: "k".into(),
            format: format.into(),
            modified: Some(modified.into()),
            title: Some(title.into()),
            ..DocumentState::default()
        }
    }

    #[test]
    fn final_over_draft_over_format_over_age() {
        let draft = document("a", "docx", "2025-09-09", "报告（征求意见稿）");
        let text = document("b", "text", "2025-08-08", "报告");
        let word = document("c", "docx", "2025-05-05", "报告");
        let newer = document("d", "docx", "2025-06-06", "报告");
        let chosen = choose([&draft, &text, &word, &newer]);
        assert_eq!(chosen["d"], None);
        for other in ["a", "b", "c"] {
            assert_eq!(chosen[other].as_deref(), Some("d"));
        }
    }

    #[test]
    fn what_cannot_be_compared_counts() {
        let unknown = DocumentState { office_key: None, ..document("x", "text", "", "") };
        let undated = DocumentState { report_year: 0, ..document("y", "text", "", "") };
        assert!(choose([&unknown, &undated]).values().all(Option::is_none));
    }
}
