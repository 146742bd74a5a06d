//! Units as they are printed, what a money unit is in 元, and the places where a unit may stand: behind a number, in
//! the brackets of a header, behind `单位：`. Resolving which place wins belongs to whoever sees the table.

use rust_decimal::Decimal;

use super::cursor::Cursor;

/// A unit as printed. `Counter` is any counting word; 人 is one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    Yuan,
    ThousandYuan,
    /// 万元, the default of counties.
    WanYuan,
    MillionYuan,
    TenMillionYuan,
    /// 亿元
    YiYuan,
    /// Money that is not 元; never converted.
    Foreign(&'static str),
    Percent,
    PerMille,
    /// 个百分点
    PercentagePoint,
    /// A share printed as 0.86 or 1.
    Ratio,
    /// 分 of a score.
    Score,
    SquareMetre,
    Counter(&'static str),
}

impl Unit {
    pub const PEOPLE: Unit = Unit::Counter("人");

    /// The unit in the words of the contracts: `万元`, `%`, `㎡`, `ratio`.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::ThousandYuan => "千元",
            Self::WanYuan => "万元",
            Self::MillionYuan => "百万元",
            Self::TenMillionYuan => "千万元",
            Self::YiYuan => "亿元",
            Self::Percent => "%",
            Self::PerMille => "‰",
            Self::PercentagePoint => "个百分点",
            Self::Ratio => "ratio",
            Self::Score => "分",
            Self::SquareMetre => "㎡",
            Self::Foreign(word) | Self::Counter(word) => word,
        }
    }

    /// How many 元 one of this unit is; `None` for everything that is not Chinese money.
    pub fn yuan_factor(self) -> Option<Decimal> {
        let factor = match self {
            Self::Yuan => 1,
            Self::ThousandYuan => 1_000,
            Self::WanYuan => 10_000,
            Self::MillionYuan => 1_000_000,
            Self::TenMillionYuan => 10_000_000,
            Self::YiYuan => 100_000_000,
            _ => return None,
        };
        Some(Decimal::from(factor))
    }

    pub fn is_money(self) -> bool {
        self.yuan_factor().is_some()
    }

    /// People and positions: 人, 名, 位.
    pub fn is_people(self) -> bool {
        matches!(self, Self::Counter("人" | "名" | "位"))
    }

    /// The unit that a whole text names, as in a column 度量单位 or 计量单位.
    pub fn named(text: &str) -> Option<Unit> {
        let mut cursor = Cursor::new(text);
        let unit = eat_unit(&mut cursor)?;
        cursor.is_end().then_some(unit)
    }
}

/// Money, rates and measures by their first characters; longer words stand before their beginnings.
const WORDS: &[(&str, Unit)] = &[
    ("万元", Unit::WanYuan),
    ("万美元", Unit::Foreign("万美元")),
    ("万人民币", Unit::WanYuan),
    ("亿元", Unit::YiYuan),
    ("亿美元", Unit::Foreign("亿美元")),
    ("千万元", Unit::TenMillionYuan),
    ("千元", Unit::ThousandYuan),
    ("百万元", Unit::MillionYuan),
    ("百分点", Unit::PercentagePoint),
    ("百分比", Unit::Percent),
    ("个百分点", Unit::PercentagePoint),
    ("元", Unit::Yuan),
    ("圆", Unit::Yuan),
    ("美元", Unit::Foreign("美元")),
    ("港元", Unit::Foreign("港元")),
    ("欧元", Unit::Foreign("欧元")),
    ("%", Unit::Percent),
    ("‰", Unit::PerMille),
    ("㎡", Unit::SquareMetre),
    ("m²", Unit::SquareMetre),
    ("m2", Unit::SquareMetre),
    ("M2", Unit::SquareMetre),
    ("M²", Unit::SquareMetre),
    ("平方米", Unit::SquareMetre),
    ("平米", Unit::SquareMetre),
    ("分", Unit::Score),
];

/// Counting words; longer ones stand before their beginnings.
const COUNTERS: &[&str] = &[
    "人次",
    "人口",
    "人天",
    "人",
    "名",
    "次",
    "期",
    "小时",
    "分钟",
    "课时",
    "学时",
    "天",
    "年",
    "个月",
    "个",
    "件次",
    "件",
    "场次",
    "场",
    "篇",
    "台套",
    "台",
    "家次",
    "家",
    "户次",
    "户",
    "字",
    "条",
    "份",
    "项",
    "起",
    "例",
    "宗",
    "批次",
    "批",
    "辆",
    "套",
    "座",
    "处",
    "所",
    "栋",
    "幢",
    "间",
    "张",
    "本",
    "册",
    "块",
    "支",
    "只",
    "头",
    "株",
    "棵",
    "袋",
    "箱",
    "公顷",
    "公斤",
    "公里",
    "千克",
    "千米",
    "千瓦时",
    "吨",
    "斤",
    "克",
    "亩",
    "平方公里",
    "立方米",
    "米",
    "km²",
    "km",
    "kg",
    "位",
    "届",
    "组",
    "门",
    "节",
    "倍",
    "层",
    "笔",
    "幅",
    "部",
    "枚",
    "面",
    "盏",
    "根",
    "口",
    "桶",
    "床",
    "趟",
    "班次",
    "班",
    "车次",
    "艘",
    "架",
    "把",
    "顶",
    "瓶",
    "粒",
    "片",
    "排",
    "道",
    "段",
    "卷",
    "尾",
    "羽",
    "匹",
    "轮",
    "周",
    "乡镇",
    "村",
];

/// Moves past the unit that stands here. Blanks before and inside it do not matter.
pub(super) fn eat_unit(cursor: &mut Cursor<'_>) -> Option<Unit> {
    let mut ahead = *cursor;
    ahead.skip_blanks();
    let first = ahead.peek()?;
    if first.is_ascii_digit() {
        return None;
    }
    let unit = WORDS
        .iter()
        .filter(|(word, _)| word.starts_with(first))
        .find(|(word, _)| ahead.eat(word))
        .map(|(_, unit)| *unit)
        .or_else(|| counter(&mut ahead, first));
    if unit.is_some() {
        *cursor = ahead;
    }
    unit.map(|unit| longer_measure(cursor, unit))
}

fn counter(cursor: &mut Cursor<'_>, first: char) -> Option<Unit> {
    COUNTERS
        .iter()
        .filter(|word| word.starts_with(first))
        .find(|word| cursor.eat(word))
        .map(|word| Unit::Counter(word))
}

/// 分 is a score only where no longer word begins with it.
fn longer_measure(cursor: &mut Cursor<'_>, unit: Unit) -> Unit {
    if unit == Unit::Score && cursor.eat("钟") { Unit::Counter("分钟") } else { unit }
}

/// The unit that a header, a title or the line above a table names: `单位：万元`, `金额单位:元`, `经费控制情况（万元）`,
/// `变动情况见下表（金额：元）`, `单位（元）`. The last bracket that names one wins over what stands before it.
pub fn unit_in_header(text: &str) -> Option<Unit> {
    after_word(text).or_else(|| in_brackets(text))
}

/// What follows `单位：` or `金额：`; a unit must fill it up to a blank, a bracket or a comma, so that 填报单位：某某局 names none.
fn after_word(text: &str) -> Option<Unit> {
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find(['位', '额'])) {
        let at = from + found;
        from = at + '位'.len_utf8();
        if !text[..from].ends_with("单位") && !text[..from].ends_with("金额") && !spaced_word(&text[..from])
        {
            continue;
        }
        let mut cursor = Cursor::starting_at(text, from);
        cursor.skip_blanks();
        if !(cursor.eat_char(':') || cursor.eat_char('(') || cursor.eat("为")) {
            continue;
        }
        if let Some(unit) = whole_unit(&mut cursor) {
            return Some(unit);
        }
    }
    None
}

/// `单 位` and `金 额` with blanks inside.
fn spaced_word(text: &str) -> bool {
    let mut letters = text.chars().rev().filter(|ch| !super::fold::is_blank(*ch));
    matches!((letters.next(), letters.next()), (Some('位'), Some('单')) | (Some('额'), Some('金')))
}

fn in_brackets(text: &str) -> Option<Unit> {
    let mut rest = text;
    while let Some(at) = rest.rfind(['（', '(', '[', '【', '〔']) {
        let mut cursor = Cursor::starting_at(text, at);
        cursor.bump();
        if let Some(unit) = whole_unit(&mut cursor) {
            return Some(unit);
        }
        rest = &rest[..at];
    }
    None
}

/// A unit that ends where a word ends: at a blank, a bracket, a comma or the end.
fn whole_unit(cursor: &mut Cursor<'_>) -> Option<Unit> {
    cursor.eat("人民币");
    let unit = eat_unit(cursor)?;
    let next = cursor.rest().chars().next().map(super::fold::narrow);
    let ends = match next {
        None => true,
        Some(ch) => {
            super::fold::is_blank(ch) || matches!(ch, ')' | ']' | '】' | '〕' | ',' | '、' | ';' | '。' | '/')
        }
    };
    ends.then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_stand_in_headers() {
        for (header, expected) in [
            ("经费控制情况（万元）", Some(Unit::WanYuan)),
            ("项目资金 (万元)", Some(Unit::WanYuan)),
            ("单位：万元", Some(Unit::WanYuan)),
            ("金额单位:元", Some(Unit::Yuan)),
            ("单 位：万 元", Some(Unit::WanYuan)),
            ("变动情况见下表（金额：元）：", Some(Unit::Yuan)),
            ("一、年度收支情况（单位：元）", Some(Unit::Yuan)),
            ("执行率（%）", Some(Unit::Percent)),
            ("批复规模（m ²）", Some(Unit::SquareMetre)),
            ("指标权重(分)", Some(Unit::Score)),
            ("财政供养人员情况（人）", Some(Unit::PEOPLE)),
            ("填报单位：云溪县水务局", None),
            ("填报单位：云溪县水务局    单位：万元", Some(Unit::WanYuan)),
            ("单位名称", None),
            ("产出指标（50分）", None),
            ("因公出国（境）费", None),
            ("金额单位：人民币元", Some(Unit::Yuan)),
        ] {
            assert_eq!(unit_in_header(header), expected, "{header}");
        }
    }

    #[test]
    fn longer_words_come_before_their_beginnings() {
        for (list, name) in
            [(COUNTERS.to_vec(), "counters"), (WORDS.iter().map(|entry| entry.0).collect(), "words")]
        {
            for (later, word) in list.iter().enumerate() {
                let hidden = list[..later].iter().any(|earlier| word.starts_with(earlier));
                assert!(!hidden, "{word} of {name} can never be found");
            }
        }
    }

    #[test]
    fn money_in_yuan() {
        assert_eq!(Unit::WanYuan.yuan_factor(), Some(Decimal::from(10_000)));
        assert_eq!(Unit::Percent.yuan_factor(), None);
        assert_eq!(Unit::named("平方米"), Some(Unit::SquareMetre));
        assert_eq!(Unit::named("元/人"), None);
    }
}
