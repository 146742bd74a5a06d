//! Grades (优, 良好, 较差 …) and the sentences that say from which score on they hold. The document's own thresholds come
//! first; the national ones are for documents that give none.

use rust_decimal::Decimal;

use super::fold;
use super::reading::Bound;
use super::scan::{Quantity, quantities};

/// A grade by its rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    Poor,
    /// 较差, 低: between 中 and 差 where a scale has both.
    Weak,
    Medium,
    Good,
    Excellent,
}

/// Every way a grade is written; longer words before their beginnings.
const WORDS: &[(&str, Grade)] = &[
    ("优秀", Grade::Excellent),
    ("优良", Grade::Good),
    ("优", Grade::Excellent),
    ("良好", Grade::Good),
    ("良", Grade::Good),
    ("较好", Grade::Good),
    ("中等", Grade::Medium),
    ("中", Grade::Medium),
    ("一般", Grade::Medium),
    ("不合格", Grade::Poor),
    ("合格", Grade::Medium),
    ("较差", Grade::Weak),
    ("低", Grade::Weak),
    ("差", Grade::Poor),
];

impl Grade {
    /// The grade that a whole text names: 优, “优秀”, 良好级.
    pub fn named(text: &str) -> Option<Grade> {
        let key = fold::key(text);
        let word = key.strip_suffix(['级', '档', '。']).unwrap_or(&key);
        WORDS.iter().find(|(known, _)| *known == word).map(|(_, grade)| *grade)
    }

    /// The word of the national scale.
    pub fn word(self) -> &'static str {
        match self {
            Self::Excellent => "优",
            Self::Good => "良",
            Self::Medium => "中",
            Self::Weak => "较差",
            Self::Poor => "差",
        }
    }
}

/// From which score on a grade holds; the lowest grade has no bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    pub grade: Grade,
    /// As the document writes it.
    pub word: String,
    pub low: Option<Decimal>,
    /// Whether `low` itself belongs to the grade.
    pub closed: bool,
}

/// A scale of grades from the highest down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    pub bands: Vec<Band>,
}

impl Scale {
    /// 优 from 90, 良 from 80, 中 from 60, 差 below.
    pub fn national() -> Scale {
        let band = |grade: Grade, low: Option<i64>| Band {
            grade,
            word: grade.word().to_owned(),
            low: low.map(Decimal::from),
            closed: true,
        };
        let bands = vec![
            band(Grade::Excellent, Some(90)),
            band(Grade::Good, Some(80)),
            band(Grade::Medium, Some(60)),
            band(Grade::Poor, None),
        ];
        Scale { bands }
    }

    /// The band of a score; `None` below a lowest band that has a bound.
    pub fn band(&self, score: Decimal) -> Option<&Band> {
        self.bands.iter().find(|band| match band.low {
            Some(low) if band.closed => score >= low,
            Some(low) => score > low,
            None => true,
        })
    }

    /// Reads a sentence of thresholds in either order: `优秀（大于90分）、良好（80-90分）…`, `90分（含）以上为优，80分以上为良…`.
    /// `None` unless at least three grades have thresholds that go down.
    pub fn parse(sentence: &str) -> Option<Scale> {
        let text = fold::key(sentence).replace("(含)", "").replace("(含)", "");
        let words = words(&text);
        if words.len() < 3 {
            return None;
        }
        let figures: Vec<Quantity> = quantities(&text).collect();
        let bands = if conditions_come_first(&text, &words, &figures) {
            let starts = std::iter::once(0).chain(words.iter().map(|word| word.end));
            bands(&words, &figures, starts.zip(words.iter().map(|word| word.start)))
        } else {
            let ends = words.iter().skip(1).map(|word| word.start).chain(std::iter::once(text.len()));
            bands(&words, &figures, words.iter().map(|word| word.end).zip(ends))
        };
        goes_down(&bands).then_some(Scale { bands })
    }
}

/// A grade word in a text that stands as a word of its own.
struct Word<'a> {
    text: &'a str,
    grade: Grade,
    start: usize,
    end: usize,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(ch) = text[at..].chars().next() {
        match word_at(text, at) {
            Some(word) => {
                at = word.end;
                found.push(word);
            }
            None => at += ch.len_utf8(),
        }
    }
    found
}

/// 优 of 优化 and 中 of 中心 are no grades: neither neighbour may be part of a word.
fn word_at(text: &str, at: usize) -> Option<Word<'_>> {
    let rest = &text[at..];
    let (word, grade) = WORDS.iter().find(|(word, _)| rest.starts_with(word))?;
    let end = at + word.len();
    let before = text[..at].chars().next_back();
    let after = text[end..].chars().next();
    let free_before = before
        .is_none_or(|ch| !fold::is_han(ch) || matches!(ch, '为' | '是' | '和' | '及' | '即' | '分' | '级'));
    let free_after = after
        .is_none_or(|ch| !fold::is_han(ch) || matches!(ch, '级' | '档' | '和' | '及' | '的'))
        || ["等次", "等级"].iter().any(|kind| text[end..].starts_with(kind));
    (free_before && free_after).then_some(Word { text: word, grade: *grade, start: at, end })
}

/// `90分以上为优`: two words at least follow 为 and a figure.
fn conditions_come_first(text: &str, words: &[Word<'_>], figures: &[Quantity]) -> bool {
    let mut from = 0;
    let mut count = 0;
    for word in words {
        let figure_before =
            figures.iter().any(|figure| figure.figure.start >= from && figure.figure.end <= word.start);
        let linked = text[..word.start].ends_with(['为', '是', '即']);
        count += usize::from(figure_before && linked);
        from = word.end;
    }
    count >= 2
}

fn bands(
    words: &[Word<'_>],
    figures: &[Quantity],
    regions: impl Iterator<Item = (usize, usize)>,
) -> Vec<Band> {
    let mut bands = Vec::new();
    for (word, (start, end)) in words.iter().zip(regions) {
        let inside: Vec<&Quantity> = figures
            .iter()
            .filter(|figure| figure.figure.start >= start && figure.figure.end <= end)
            .collect();
        if let Some((low, closed)) = lower_bound(&inside) {
            bands.push(Band { grade: word.grade, word: word.text.to_owned(), low, closed });
        }
    }
    bands
}

/// The lower bound that a condition gives: none for 小于60, `None` outside where there is no condition at all.
fn lower_bound(figures: &[&Quantity]) -> Option<(Option<Decimal>, bool)> {
    let first = figures.first()?;
    if let Some(range) = figures.iter().find(|figure| figure.second.is_some()) {
        let low = range.second.map_or(range.value.value, |second| second.value.min(range.value.value));
        return Some((Some(low), true));
    }
    let explicit =
        figures.iter().find(|figure| matches!(figure.bound, Some(Bound::AtLeast | Bound::MoreThan)));
    if let Some(figure) = explicit {
        return Some((Some(figure.value.value), figure.bound == Some(Bound::AtLeast)));
    }
    let upper_only = matches!(first.bound, Some(Bound::LessThan | Bound::AtMost));
    Some(if upper_only { (None, true) } else { (Some(first.value.value), true) })
}

fn goes_down(bands: &[Band]) -> bool {
    let falls = bands.windows(2).all(|pair| match (pair[0].low, pair[1].low) {
        (Some(upper), Some(lower)) => upper > lower,
        (Some(_), None) => true,
        (None, _) => false,
    });
    bands.len() >= 3 && falls
}

/// A grade that a sentence gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub grade: Grade,
    /// As the sentence writes it.
    pub word: String,
    /// Whether the sentence says that it is a grade: 等级为, 等次.
    pub is_named: bool,
}

/// The grade that a sentence gives: 等级为“优秀”, 评定为“良好”, 绩效为优. Thresholds are no grades given, and neither is the one
/// that a condition leads to: 得分高于90分评价为优.
pub fn given(sentence: &str) -> Option<Given> {
    const NAMED: &[&str] = &["等级为", "等级:", "级别为", "级别:", "等次为", "等次:", "等级", "等次"];
    const LINKED: &[&str] =
        &["评定为", "评价为", "结论为", "结果为", "水平为", "评为", "定为", "为", "是", "结论:", "结果:"];
    let text = fold::key(sentence);
    let words = words(&text);
    let ends_with =
        |word: &Word<'_>, links: &[&str]| links.iter().any(|link| text[..word.start].ends_with(link));
    let is_listed = |word: &Word<'_>| text[word.end..].starts_with(['、', '/']);
    let is_conditional = |word: &Word<'_>| {
        let clause = text[..word.start].rsplit([',', ';', '。']).next().unwrap_or_default();
        quantities(clause).any(|figure| figure.bound.is_some())
    };
    let is_given = |word: &&Word<'_>| {
        !is_listed(word) && (ends_with(word, NAMED) || ends_with(word, LINKED)) && !is_conditional(word)
    };
    let thresholds = words.len() >= 3 && Scale::parse(sentence).is_some();
    let word = words.iter().find(is_given).filter(|_| !thresholds)?;
    Some(Given { grade: word.grade, word: word.text.to_owned(), is_named: ends_with(word, NAMED) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(sentence: &str) -> Option<String> {
        let bound = |band: &Band| match (band.low, band.closed) {
            (Some(low), true) => format!("{}≥{low}", band.word),
            (Some(low), false) => format!("{}>{low}", band.word),
            (None, _) => band.word.clone(),
        };
        Scale::parse(sentence).map(|scale| scale.bands.iter().map(bound).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn threshold_sentences() {
        for (sentence, expected) in [
            (
                "等级分为优秀（大于90分）、良好（80-90分）、较差（60-80分）、 差（小于60分）。",
                Some("优秀>90 良好≥80 较差≥60 差"),
            ),
            ("优（90-100分）、良（80-89分）、中（60-79分）、差（0-59分）", Some("优≥90 良≥80 中≥60 差≥0")),
            (
                "评价结果分为优、良、中、差：90（含）-100分为优、80（含）-90分为良、60（含）-80分为中、60分以下为差。",
                Some("优≥90 良≥80 中≥60 差"),
            ),
            (
                "得分90分（含）以上为优秀，80分（含）以上为良好，60分（含）以上为中等，60分以下为较差",
                Some("优秀≥90 良好≥80 中等≥60 较差"),
            ),
            (
                "优秀：≥90分；良好：≥80分且<90分；中等：≥60分且<80分；较差：<60分",
                Some("优秀≥90 良好≥80 中等≥60 较差"),
            ),
            ("优良合格不合格", None),
            ("优化营商环境，为中心工作服务", None),
        ] {
            assert_eq!(shown(sentence).as_deref(), expected, "{sentence}");
        }
    }

    #[test]
    fn grades_given() {
        for (sentence, expected) in [
            ("整体支出绩效等级评定为“优秀”。", Some((Grade::Excellent, "优秀"))),
            ("得分93分，部门整体支出绩效为“优”。", Some((Grade::Excellent, "优"))),
            ("综合得分70分，等级为“中等”", Some((Grade::Medium, "中等"))),
            ("整体绩效水平评定为“良好”", Some((Grade::Good, "良好"))),
            ("自评得分95分评为优秀", Some((Grade::Excellent, "优秀"))),
            ("得分高于或等于90分评价为优秀；得分高于或等于80分小于", None),
            ("得分在60分以下评价为较差", None),
            ("以优化环境为中心", None),
        ] {
            let found = given(sentence);
            assert_eq!(
                found.as_ref().map(|given| (given.grade, given.word.as_str())),
                expected,
                "{sentence}"
            );
        }
        let named = |sentence: &str| given(sentence).is_some_and(|given| given.is_named);
        assert!(named("综合得分70分，等级为“中等”") && !named("80分评价为中等"));
        assert_eq!(Grade::named("“优秀”"), Some(Grade::Excellent));
        assert_eq!(Grade::named("优化"), None);
    }

    #[test]
    fn scores_fall_into_bands() {
        let national = Scale::national();
        for (score, word) in [(100, "优"), (90, "优"), (89, "良"), (60, "中"), (59, "差")] {
            assert_eq!(national.band(Decimal::from(score)).map(|band| band.word.as_str()), Some(word));
        }
        let open = Scale::parse("优秀（大于90分）、良好（80-90分）、差（小于80分）").unwrap();
        assert_eq!(open.band(Decimal::from(90)).map(|band| band.word.as_str()), Some("良好"));
    }

    proptest! {
        #[test]
        fn any_sentence_may_be_asked(text in "[优良中差秀好等较0-9分（）、以上下为含-]{0,40}|\\PC{0,30}") {
            let _ = (Scale::parse(&text), given(&text), Grade::named(&text));
        }
    }
}
