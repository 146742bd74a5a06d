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

/// The units whose words begin with a character, longer words before their beginnings.
fn beginning_with(first: char) -> &'static [(&'static str, Unit)] {
    use Unit::*;
    match first {
        '万' => &[("万人民币", WanYuan), ("万美元", Foreign("万美元")), ("万元", WanYuan)],
        '亿' => &[("亿美元", Foreign("亿美元")), ("亿元", YiYuan)],
        '萬' => &[("萬元", WanYuan)],
        '億' => &[("億元", YiYuan)],
        '千' => &[
            ("千万元", TenMillionYuan),
            ("千瓦时", Counter("千瓦时")),
            ("千元", ThousandYuan),
            ("千克", Counter("千克")),
            ("千米", Counter("千米")),
        ],
        '百' => &[("百万元", MillionYuan), ("百分点", PercentagePoint), ("百分比", Percent)],
        '个' => &[("个百分点", PercentagePoint), ("个月", Counter("个月")), ("个", Counter("个"))],
        '元' => &[("元", Yuan)],
        '圆' => &[("圆", Yuan)],
        '美' => &[("美元", Foreign("美元"))],
        '港' => &[("港元", Foreign("港元"))],
        '欧' => &[("欧元", Foreign("欧元"))],
        '%' => &[("%", Percent)],
        '‰' => &[("‰", PerMille)],
        '㎡' => &[("㎡", SquareMetre)],
        'm' => &[("m²", SquareMetre), ("m2", SquareMetre)],
        'M' => &[("M2", SquareMetre), ("M²", SquareMetre)],
        '平' => &[("平方公里", Counter("平方公里")), ("平方米", SquareMetre), ("平米", SquareMetre)],
        '分' => &[("分钟", Counter("分钟")), ("分", Score)],
        '人' => &[
            ("人次", Counter("人次")),
            ("人口", Counter("人口")),
            ("人天", Counter("人天")),
            ("人", Counter("人")),
        ],
        '小' => &[("小时", Counter("小时"))],
        '课' => &[("课时", Counter("课时"))],
        '学' => &[("学时", Counter("学时"))],
        '件' => &[("件次", Counter("件次")), ("件", Counter("件"))],
        '场' => &[("场次", Counter("场次")), ("场", Counter("场"))],
        '台' => &[("台套", Counter("台套")), ("台", Counter("台"))],
        '家' => &[("家次", Counter("家次")), ("家", Counter("家"))],
        '户' => &[("户次", Counter("户次")), ("户", Counter("户"))],
        '批' => &[("批次", Counter("批次")), ("批", Counter("批"))],
        '公' => &[("公顷", Counter("公顷")), ("公斤", Counter("公斤")), ("公里", Counter("公里"))],
        '立' => &[("立方米", Counter("立方米"))],
        'k' => &[("km²", Counter("km²")), ("km", Counter("km")), ("kg", Counter("kg"))],
        '班' => &[("班次", Counter("班次")), ("班", Counter("班"))],
        '车' => &[("车次", Counter("车次"))],
        '乡' => &[("乡镇", Counter("乡镇"))],
        _ => &[],
    }
}

/// Counting words of one character that begin no longer one, in their order.
const COUNTERS: &str = "亩份位例倍克册匹卷口只名吨周块处天头套字宗尾层届幅幢年床座张所把排支斤期本村条枚架栋株根桶棵次段片瓶盏笔箱篇米粒组羽艘节袋起趟轮辆道部门间面顶项";

fn counter(ch: char) -> Option<&'static str> {
    let mut letter = [0; 4];
    let letter = ch.encode_utf8(&mut letter).as_bytes();
    let (words, _) = COUNTERS.as_bytes().as_chunks::<3>();
    let at = words.binary_search_by(|word| word[..].cmp(letter)).ok()? * 3;
    COUNTERS.get(at..at + 3)
}

/// Moves past the unit that stands here. Blanks before and inside it do not matter.
pub(super) fn eat_unit(cursor: &mut Cursor<'_>) -> Option<Unit> {
    let mut ahead = *cursor;
    ahead.skip_blanks();
    let first = ahead.peek()?;
    let word = beginning_with(first).iter().find(|(word, _)| ahead.eat(word)).map(|(_, unit)| *unit);
    let unit = word.or_else(|| {
        let counter = counter(first)?;
        ahead.bump();
        Some(Unit::Counter(counter))
    })?;
    *cursor = ahead;
    Some(unit)
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
    fn counters_are_found_by_their_order() {
        assert!(COUNTERS.chars().is_sorted() && COUNTERS.chars().all(|ch| ch.len_utf8() == 3));
        assert!(COUNTERS.char_indices().all(|(at, ch)| counter(ch) == COUNTERS.get(at..at + 3)));
        assert_eq!((counter('万'), counter('a')), (None, None));
    }

    #[test]
    fn units_stand_in_headers() {
        for (header, expected) in [
            ("经费控制情况（万元）", Some(Unit::WanYuan)),
            ("项目资金 (万元)", Some(Unit::WanYuan)),
            ("单位：万元", Some(Unit::WanYuan)),
            ("金额单位:元", Some(Unit::Yuan)),
            ("项目资金（萬元）", Some(Unit::WanYuan)),
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
    fn every_word_can_be_found() {
        let firsts =
            ('%'..='~').chain('²'..='²').chain('‰'..='‰').chain('㎡'..='㎡').chain('\u{4E00}'..='\u{9FFF}');
        let mut count = 0;
        for first in firsts {
            let words = beginning_with(first);
            for (at, (word, _)) in words.iter().enumerate() {
                count += 1;
                assert!(word.starts_with(first), "{word} stands under {first}");
                assert!(
                    !words[..at].iter().any(|(earlier, _)| word.starts_with(earlier)),
                    "{word} is never reached"
                );
            }
            assert!(words.is_empty() || counter(first).is_none(), "{first} stands in both lists");
        }
        assert!(count > 60, "{count}");
    }

    #[test]
    fn money_in_yuan() {
        assert_eq!(Unit::WanYuan.yuan_factor(), Some(Decimal::from(10_000)));
        assert_eq!(Unit::Percent.yuan_factor(), None);
        assert_eq!(Unit::named("平方米"), Some(Unit::SquareMetre));
        assert_eq!(Unit::named("元/人"), None);
    }
}
