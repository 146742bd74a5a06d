//! Names of offices: what a cell, a title or a first sentence calls the office, which forms are one name, and the words
//! by which an office speaks of itself. Which form wins, and where the office lies, is decided by whoever sees the report.

use super::fold;
use super::letters::{Letters, first_signs, last_signs};

/// What the names of offices end in. A name ends where one of these stands right before a word that no name holds.
const KINDS: &[&str] = &[
    "人民政府办公室",
    "委员会办公室",
    "人民政府",
    "办公室",
    "办事处",
    "委员会",
    "联合会",
    "研究室",
    "研究院",
    "研究所",
    "管理处",
    "管理局",
    "管理站",
    "管理所",
    "服务中心",
    "服务站",
    "指挥部",
    "检察院",
    "人民法院",
    "法院",
    "协会",
    "学会",
    "总工会",
    "工会",
    "妇联",
    "残联",
    "侨联",
    "文联",
    "科协",
    "工商联",
    "团委",
    "编办",
    "党校",
    "学校",
    "小学",
    "中学",
    "一中",
    "二中",
    "三中",
    "四中",
    "五中",
    "高中",
    "职高",
    "中专",
    "完小",
    "幼儿园",
    "学院",
    "大学",
    "医院",
    "卫生院",
    "保健院",
    "疾控中心",
    "图书馆",
    "博物馆",
    "文化馆",
    "体育馆",
    "档案馆",
    "纪念馆",
    "展览馆",
    "美术馆",
    "电视台",
    "融媒体中心",
    "支队",
    "大队",
    "中队",
    "总队",
    "消防站",
    "福利院",
    "敬老院",
    "殡仪馆",
    "供销社",
    "信访局",
    "公安局",
    "分局",
    "总站",
    "水库",
    "林场",
    "农场",
    "公司",
    "集团",
    "合作社",
    "政府办",
    "政府",
    "党委",
    "区委",
    "县委",
    "市委",
    "省委",
    "州委",
    "工委",
    "党工委",
    "管委会",
    "纪委",
    "监委",
    "政协",
    "人大",
    "常委会",
    "党组",
    "组织部",
    "宣传部",
    "统战部",
    "武装部",
    "工作部",
    "基金会",
    "局",
    "中心",
    "厅",
    "委",
    "办",
    "处",
    "院",
    "站",
    "所",
    "馆",
    "园",
    "社",
    "队",
    "会",
    "场",
    "镇",
    "乡",
    "街道",
    "苏木",
    "公路段",
];

/// Words at which a title leaves the office and turns to the report.
const REPORT_WORDS: &[&str] = &[
    "二〇",
    "二○",
    "二零",
    "部门整体",
    "部门预算",
    "部门决算",
    "部门项目",
    "整体支出",
    "整体绩效",
    "项目支出",
    "项目绩效",
    "绩效",
    "自评",
    "决算",
    "预算",
    "财政支出",
    "专项资金",
    "年度",
    "关于",
    "单位整体",
];

/// Words at which a sentence leaves its subject.
const PREDICATES: &[&str] = &[
    "(以下简称",
    "(简称",
    "是",
    "为",
    "内设",
    "下设",
    "设有",
    "设立",
    "共有",
    "现有",
    "核定",
    "编制",
    "主要",
    "于",
    "系",
    "根据",
    "属",
    "承担",
    "负责",
    "贯彻",
    "位于",
    "成立",
    "机构",
    "职能",
    "部门职责",
    "在",
    "按照",
    "始终",
    "年末",
    "的",
];

/// Words at which a name ends, and what they begin with.
struct Words {
    all: &'static [&'static str],
    letters: Letters,
}

const REPORT: Words = Words { all: REPORT_WORDS, letters: Letters::of(&REPORT_SIGNS) };
const REPORT_SIGNS: [char; REPORT_WORDS.len()] = first_signs(REPORT_WORDS);
const PREDICATE: Words = Words { all: PREDICATES, letters: Letters::of(&PREDICATE_SIGNS) };
const PREDICATE_SIGNS: [char; PREDICATES.len()] = first_signs(PREDICATES);

/// The names by which an office speaks of itself.
const SELF: &[&str] = &[
    "我办",
    "我局",
    "我单位",
    "我部门",
    "我委",
    "我中心",
    "我院",
    "我校",
    "我镇",
    "我乡",
    "我街道",
    "我厅",
    "我会",
    "我站",
    "我所",
    "我馆",
    "我园",
    "我处",
    "我队",
    "我公司",
    "本单位",
    "本部门",
    "本局",
    "本办",
    "本委",
    "本中心",
    "本院",
    "本校",
    "本镇",
    "本乡",
    "本街道",
    "本厅",
    "本会",
    "本站",
    "本级",
];

/// A name as a cell gives it, without what systems and forms add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeName {
    pub name: String,
    /// The code in front: `219001-某某镇人民政府`.
    pub code: Option<String>,
    /// 本级 stood behind: the office without what it is over.
    pub own_level: bool,
}

/// Reads the cell beside 填报单位 or 单位名称; `None` where nothing is filled in.
pub fn in_cell(cell: &str) -> Option<OfficeName> {
    let key = fold::key(cell);
    let (code, rest) = split_code(&key);
    let mut name = rest;
    let mut own_level = false;
    for _ in 0..3 {
        name = without_stamp(name);
        if let Some(before) = name.strip_suffix("(本级)").or_else(|| name.strip_suffix("本级")) {
            own_level = true;
            name = before;
        } else if let Some(before) = name.strip_suffix("部门").filter(|before| ends_in_kind(before)) {
            name = before;
        }
    }
    let letters = name.chars().filter(|ch| fold::is_han(*ch)).count();
    (letters >= 2).then(|| OfficeName { name: name.to_owned(), code: code.map(str::to_owned), own_level })
}

/// `219001-` or `51000021R-` in front of a name.
fn split_code(key: &str) -> (Option<&str>, &str) {
    let Some((code, name)) = key.split_once('-') else { return (None, key) };
    let is_code =
        code.len() >= 3 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !name.is_empty();
    if is_code { (Some(code), name) } else { (None, key) }
}

fn without_stamp(name: &str) -> &str {
    const STAMPS: &[&str] = &["(盖章)", "(公章)", "(签章)", "(章)", "(加盖公章)", ":", "盖章"];
    STAMPS.iter().fold(name, |name, stamp| {
        let name = name.strip_suffix(stamp).unwrap_or(name);
        name.strip_prefix(stamp).unwrap_or(name)
    })
}

fn ends_in_kind(name: &str) -> bool {
    const LAST: [char; KINDS.len()] = last_signs(KINDS);
    let Some(last) = name.chars().next_back() else { return false };
    KINDS.iter().zip(LAST).any(|(kind, end)| end == last && name.ends_with(kind))
}

/// The office that a title names: `云溪县水务局2024年度部门整体支出绩效自评报告`, `2024年度云溪县水务局…`, `（云溪县水务局）`.
pub fn in_title(title: &str) -> Option<String> {
    let key = fold::key(title);
    let key = key.trim_start_matches(['(', '-', '—']).trim_end_matches([')', '-', '—']);
    let key = key.strip_prefix("关于").unwrap_or(key);
    let start = after_year(key);
    let candidates = [named_before(&key[start..], &REPORT), named_before(key, &REPORT)];
    candidates.into_iter().flatten().next().map(str::to_owned)
}

/// Behind a year at the front of a title.
fn after_year(key: &str) -> usize {
    let digits = key.bytes().take_while(u8::is_ascii_digit).count();
    if digits != 4 {
        return 0;
    }
    let rest = &key[digits..];
    let marks = ["年度", "年"].iter().find(|mark| rest.starts_with(**mark));
    marks.map_or(0, |mark| digits + mark.len())
}

/// The office at the front of a sentence: `云溪县水务局，内设…`, `云溪县水务局是…`.
pub fn in_sentence(sentence: &str) -> Option<String> {
    let key = fold::key(sentence);
    let start = key.find(|ch: char| fold::is_han(ch))?;
    let label = behind_label(&key[start..]);
    named_before(label, &PREDICATE).map(str::to_owned)
}

/// Behind `填报单位:` and list numbers.
fn behind_label(text: &str) -> &str {
    let behind_colon =
        text.split_once(':').filter(|(label, _)| label.chars().count() <= 8).map(|(_, rest)| rest);
    let text = behind_colon.unwrap_or(text);
    let mark = text.char_indices().take(4).find(|(_, ch)| *ch == '、');
    mark.map_or(text, |(at, ch)| &text[at + ch.len_utf8()..])
}

/// The text up to punctuation, a digit or one of the words, if it ends in a kind of office; else up to the last kind in it.
fn named_before<'a>(text: &'a str, words: &Words) -> Option<&'a str> {
    let stop = |ch: char| {
        matches!(ch, ',' | '。' | ';' | ':' | '、' | '《' | '》' | '!' | '?') || ch.is_ascii_digit()
    };
    let end = text.find(stop).unwrap_or(text.len());
    let end = text[..end].char_indices().take(48).last().map_or(0, |(at, ch)| at + ch.len_utf8());
    let chunk = &text[..end];
    let cut = word_behind_kind(chunk, words).unwrap_or(chunk.len());
    let name = chunk[..cut].trim_start_matches('(').trim_end_matches(['(', ')']);
    let letters = name.chars().count();
    ((4..=40).contains(&letters) && ends_in_kind(name) && !is_self_reference(name)).then_some(name)
}

/// Where the first of the words stands right behind a kind of office: 委员会 holds 委, and 编办 is a name, not 编制.
fn word_behind_kind(chunk: &str, words: &Words) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = words.letters.find(chunk, from) {
        // 县委机构编制委员会办公室 is one name.
        let goes_on = || chunk[at..].starts_with("机构编制");
        let starts = || !goes_on() && words.all.iter().any(|word| chunk[at..].starts_with(word));
        if at > 0 && starts() && ends_in_kind(&chunk[..at]) {
            return Some(at);
        }
        from = at + chunk[at..].chars().next().map_or(1, char::len_utf8);
    }
    None
}

/// Whether a text is only a word for the speaker: 我局, 本单位.
pub fn is_self_reference(text: &str) -> bool {
    SELF.contains(&text)
}

/// The first word for the speaker in a sentence.
pub fn self_reference(sentence: &str) -> Option<&'static str> {
    const FIRST: Letters = Letters::of(&['我', '本']);
    let mut from = 0;
    while let Some(at) = FIRST.find(sentence, from) {
        let word = SELF.iter().find(|word| sentence[at..].starts_with(**word));
        if word.is_some() {
            return word.copied();
        }
        from = at + '我'.len_utf8();
    }
    None
}

/// Whether a name says no place of its own: 县政府办, 区财政局, 局办.
pub fn is_local_alias(name: &str) -> bool {
    let key = fold::key(name);
    let mut letters = key.chars();
    let first = letters.next();
    let second = letters.next();
    let level = matches!(first, Some('省' | '市' | '县' | '区' | '州' | '旗' | '镇' | '乡' | '局' | '委'));
    level
        && !matches!(second, Some('县' | '区' | '市' | '州'))
        && key.chars().count() <= 12
        && ends_in_kind(&key)
}

/// The identity of a name: folded, with the long forms of party and government brought to one.
pub fn identity(name: &str) -> String {
    let mut key = in_cell(name).map_or_else(|| fold::key(name), |office| office.name);
    for (long, short) in [
        ("中国共产党", "中共"),
        ("人民政府", "政府"),
        ("办公室", "办"),
        ("委员会", "委"),
        ("办事处", "办"),
        ("人民代表大会", "人大"),
        ("人民医院", "医院"),
    ] {
        if key.contains(long) {
            key = key.replace(long, short);
        }
    }
    key
}

/// Whether one name can be the short form of another: its letters stand in the other in their order, and both end in the
/// same kind: 北某区编办 in 中共…北某区委机构编制委员会办公室, 区政府办, 发改局.
pub fn is_short_form(short: &str, full: &str) -> bool {
    let (short, full) = (identity(short), identity(full));
    let letters = short.chars().count();
    if letters < 3 || letters >= full.chars().count() || short.chars().next_back() != full.chars().next_back()
    {
        return short == full && letters > 0;
    }
    let mut rest = full.chars();
    short.chars().all(|wanted| rest.any(|ch| ch == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_lose_what_systems_add() {
        for (cell, name, code, own_level) in [
            ("云溪县水务局", "云溪县水务局", None, false),
            ("219001-云溪县棠树镇人民政府", "云溪县棠树镇人民政府", Some("219001"), false),
            ("云溪县发展和改革局本级", "云溪县发展和改革局", None, true),
            ("云溪县司法局部门", "云溪县司法局", None, false),
            ("云溪县水务局（盖章）", "云溪县水务局", None, false),
            ("云溪县 财政局（本级）", "云溪县财政局", None, true),
        ] {
            let found = in_cell(cell).unwrap();
            assert_eq!(
                (found.name.as_str(), found.code.as_deref(), found.own_level),
                (name, code, own_level),
                "{cell}"
            );
        }
        assert_eq!(in_cell("　"), None);
        assert_eq!(in_cell("——"), None);
    }

    #[test]
    fn titles_and_sentences_name_offices() {
        for (title, expected) in [
            ("云溪县水务局2024年度部门整体支出绩效自评报告", Some("云溪县水务局")),
            ("2024年度云溪县水务局部门整体支出绩效自评报告", Some("云溪县水务局")),
            ("关于云溪县财政局2024年度整体支出绩效自评的报告", Some("云溪县财政局")),
            ("（云溪县人民政府办公室）", Some("云溪县人民政府办公室")),
            ("云溪县委编办部门整体支出绩效自评报告", Some("云溪县委编办")),
            ("2024年度部门整体支出绩效自评报告", None),
            ("部门整体支出绩效自评报告", None),
            ("云溪县绩效评价中心2024年度部门决算", Some("云溪县绩效评价中心")),
        ] {
            assert_eq!(in_title(title).as_deref(), expected, "{title}");
        }
        for (sentence, expected) in [
            ("云溪县人民政府办公室，内设股室 6 个，分别为文秘。", Some("云溪县人民政府办公室")),
            ("云溪县水务局是县政府工作部门。", Some("云溪县水务局")),
            ("云溪县棠树镇人民政府内设机构7个", Some("云溪县棠树镇人民政府")),
            ("1、云溪县水务局编制人数37人", Some("云溪县水务局")),
            ("我单位共有编制20人", None),
            ("2024年末，我部门内设股室13个", None),
        ] {
            assert_eq!(in_sentence(sentence).as_deref(), expected, "{sentence}");
        }
    }

    #[test]
    fn short_forms_and_self_references() {
        assert!(is_short_form("县政府办", "云溪县人民政府办公室"));
        assert!(is_short_form("云溪县编办", "中共云溪县委机构编制委员会办公室"));
        assert!(is_short_form("县发改局", "云溪县发展和改革局"));
        assert!(is_short_form("云溪县水务局", "云溪县水务局"));
        assert!(!is_short_form("云溪县财政局", "云溪县水务局"));
        assert!(!is_short_form("县财政局", "云溪县财政评审中心"));
        assert_eq!(self_reference("根据县财政局要求，我办开展了自评"), Some("我办"));
        assert_eq!(self_reference("基本支出，我国"), None);
        assert!(is_local_alias("县政府办") && is_local_alias("局办"));
        assert!(!is_local_alias("云溪县水务局"));
    }

    proptest! {
        #[test]
        fn any_text_may_be_asked(text in "[我本县区局办委员会政府0-9年度绩效:：、（）()-]{0,30}|\\PC{0,40}") {
            let _ = (in_cell(&text), in_title(&text), in_sentence(&text), self_reference(&text));
            let _ = (is_local_alias(&text), identity(&text), is_short_form(&text, &text));
        }
    }
}
