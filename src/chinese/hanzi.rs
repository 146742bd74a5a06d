//! Numbers written in ideographs, everyday (一百二十, 廿, 两千, 二〇二五) and financial (壹万贰仟). Only well-formed
//! numerals are numbers: 十四五, 三公 and 一般 are words, and which of them may be amounts at all is the caller's.

use rust_decimal::Decimal;

use super::cursor::Cursor;
use super::numeral::Numeral;

/// A numeral and what its form says about its use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hanzi {
    pub(super) numeral: Numeral,
    /// Digits in a row, 二〇二五: a year, never an amount.
    pub(super) positional: bool,
    /// One digit or 十 alone: more often a list number or part of a word.
    pub(super) single: bool,
    /// 百, 千 without a digit before: an amount only with 余 or 多 behind.
    pub(super) bare_step: bool,
}

enum Sign {
    Digit(i128),
    Step(i128),
    Big(i128),
}

fn sign(ch: char) -> Option<Sign> {
    let digit = |value| Some(Sign::Digit(value));
    match ch {
        '〇' | '零' | '○' | '◯' => digit(0),
        '一' | '壹' | '弌' => digit(1),
        '二' | '贰' | '貳' | '两' | '弍' => digit(2),
        '三' | '叁' | '參' | '叄' => digit(3),
        '四' | '肆' => digit(4),
        '五' | '伍' => digit(5),
        '六' | '陆' | '陸' => digit(6),
        '七' | '柒' => digit(7),
        '八' | '捌' => digit(8),
        '九' | '玖' => digit(9),
        '十' | '拾' => Some(Sign::Step(10)),
        '百' | '佰' => Some(Sign::Step(100)),
        '千' | '仟' => Some(Sign::Step(1_000)),
        '万' | '萬' => Some(Sign::Big(10_000)),
        '亿' | '億' => Some(Sign::Big(100_000_000)),
        _ => None,
    }
}

/// 万 and 亿 behind any number, and 千 and 百 behind an Arabic one.
pub(super) fn multiplier(ch: char) -> Option<i128> {
    match sign(ch)? {
        Sign::Big(factor) => Some(factor),
        Sign::Step(factor) if factor > 10 => Some(factor),
        _ => None,
    }
}

/// Whether a numeral can begin here; the first thing a reader asks.
pub(super) fn begins(ch: char) -> bool {
    matches!(ch, '廿' | '卅') || matches!(sign(ch), Some(Sign::Digit(_) | Sign::Step(_)))
}

/// Reads a numeral; 万 and 亿 that belong to the unit (万元) are left to the unit. The cursor moves only past a numeral.
pub(super) fn hanzi(cursor: &mut Cursor<'_>) -> Option<Hanzi> {
    positional(cursor).or_else(|| structured(cursor))
}

/// Two or more digits in a row.
pub(super) fn positional(cursor: &mut Cursor<'_>) -> Option<Hanzi> {
    let mut ahead = *cursor;
    let (mut value, mut count) = (0i128, 0);
    while let Some(Sign::Digit(digit)) = ahead.peek().and_then(sign) {
        value = value.checked_mul(10)?.checked_add(digit)?;
        count += 1;
        ahead.bump();
        if count > 18 {
            return None;
        }
    }
    let ends = ahead.peek().is_none_or(|ch| sign(ch).is_none());
    if count < 2 || !ends {
        return None;
    }
    *cursor = ahead;
    Some(Hanzi { numeral: whole(value)?, positional: true, single: false, bare_step: false })
}

/// What has been read of a structured numeral.
struct Parts {
    total: i128,
    section: i128,
    digit: Option<i128>,
    zero: bool,
    last_step: i128,
    last_big: i128,
}

impl Parts {
    fn digit(&mut self, value: i128) -> Option<()> {
        if self.digit.is_some() {
            return None;
        }
        if value == 0 {
            if std::mem::replace(&mut self.zero, true) {
                return None;
            }
        } else {
            self.digit = Some(value);
        }
        Some(())
    }

    fn step(&mut self, step: i128, first: bool) -> Option<()> {
        if step >= self.last_step || (self.digit.is_none() && step != 10 && !first) {
            return None;
        }
        self.section += self.digit.take().unwrap_or(1) * step;
        self.last_step = step;
        self.zero = false;
        Some(())
    }

    /// 万 after a section; 亿 takes everything before it.
    fn big(&mut self, factor: i128) -> Option<()> {
        self.section += self.closing_digit()?;
        let section = std::mem::take(&mut self.section);
        if section == 0 && self.total == 0 || factor == self.last_big {
            return None;
        }
        self.total = if factor > self.last_big {
            (self.total + section).checked_mul(factor)?
        } else {
            self.total.checked_add(section * factor)?
        };
        if self.total > 10i128.pow(24) {
            return None;
        }
        self.last_big = factor;
        self.last_step = i128::MAX;
        self.zero = false;
        Some(())
    }

    /// 一亿二千万元 is counted in 万元: what stands before is brought to that unit.
    fn count_in(&mut self, factor: i128) {
        if factor < self.last_big {
            self.total /= factor;
        }
    }

    /// The ones: after 百 or 千 they need a 零, else 一千五 would be ambiguous.
    fn closing_digit(&mut self) -> Option<i128> {
        let Some(digit) = self.digit.take() else { return Some(0) };
        let after_big_alone = self.last_step == i128::MAX && self.total > 0;
        let clear = self.zero || self.last_step == 10 || (self.last_step == i128::MAX && !after_big_alone);
        clear.then_some(digit)
    }
}

fn structured(cursor: &mut Cursor<'_>) -> Option<Hanzi> {
    let mut ahead = *cursor;
    let mut parts =
        Parts { total: 0, section: 0, digit: None, zero: false, last_step: i128::MAX, last_big: i128::MAX };
    let bare_step = ahead.peek().is_some_and(|ch| matches!(ch, '百' | '佰' | '千' | '仟'));
    let mut count = 0;
    if let Some(tens) = contracted_tens(&mut ahead) {
        parts.section = tens;
        parts.last_step = 10;
        count = 2;
    }
    while let Some(found) = ahead.peek().and_then(sign) {
        match found {
            Sign::Digit(value) => parts.digit(value)?,
            Sign::Step(step) => parts.step(step, count == 0)?,
            Sign::Big(_) if count == 0 => break,
            Sign::Big(factor) if belongs_to_unit(ahead) => {
                parts.count_in(factor);
                break;
            }
            Sign::Big(factor) => parts.big(factor)?,
        }
        count += 1;
        ahead.bump();
    }
    if count == 0 {
        return None;
    }
    let value = parts.total + parts.section + parts.closing_digit()?;
    let numeral = with_fraction(&mut ahead, value)?;
    *cursor = ahead;
    Some(Hanzi {
        numeral,
        positional: false,
        single: count == 1 && value != 0,
        bare_step: bare_step && count == 1,
    })
}

/// 廿 and 卅 are two signs in one.
fn contracted_tens(cursor: &mut Cursor<'_>) -> Option<i128> {
    let tens = match cursor.peek()? {
        '廿' => 20,
        '卅' => 30,
        _ => return None,
    };
    cursor.bump();
    Some(tens)
}

/// 万 of 万元, 亿 of 亿美元.
fn belongs_to_unit(mut cursor: Cursor<'_>) -> bool {
    cursor.bump();
    cursor.eat("元") || cursor.eat("美元") || cursor.eat("圆")
}

/// 三点五.
fn with_fraction(cursor: &mut Cursor<'_>, whole_part: i128) -> Option<Numeral> {
    let mut ahead = *cursor;
    let (mut mantissa, mut decimals) = (whole_part, 0u32);
    if ahead.eat_char('点') {
        while let Some(Sign::Digit(digit)) = ahead.peek().and_then(sign) {
            mantissa = mantissa.checked_mul(10)?.checked_add(digit)?;
            decimals += 1;
            ahead.bump();
        }
    }
    if decimals == 0 || decimals > 9 {
        return whole(whole_part);
    }
    *cursor = ahead;
    let value = Decimal::try_from_i128_with_scale(mantissa, decimals).ok()?;
    Some(Numeral::new(value, i32::try_from(decimals).ok()?))
}

fn whole(value: i128) -> Option<Numeral> {
    Some(Numeral::new(Decimal::try_from_i128_with_scale(value, 0).ok()?, 0))
}

/// 伍角陆分 behind 元, as hundredths.
pub(super) fn small_money(cursor: &mut Cursor<'_>) -> Option<i64> {
    let mut ahead = *cursor;
    ahead.eat_char('零');
    let tenths = coin(&mut ahead, '角');
    let hundredths = coin(&mut ahead, '分');
    if tenths.is_none() && hundredths.is_none() {
        return None;
    }
    *cursor = ahead;
    Some(tenths.unwrap_or(0) * 10 + hundredths.unwrap_or(0))
}

fn coin(cursor: &mut Cursor<'_>, name: char) -> Option<i64> {
    let mut ahead = *cursor;
    let Some(Sign::Digit(digit)) = ahead.bump().and_then(sign) else { return None };
    if !ahead.eat_char(name) {
        return None;
    }
    *cursor = ahead;
    i64::try_from(digit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<String> {
        let mut cursor = Cursor::new(text);
        let found = hanzi(&mut cursor)?;
        cursor.is_end().then(|| found.numeral.value.to_string())
    }

    #[test]
    fn numerals() {
        for (text, expected) in [
            ("一百二十万", "1200000"),
            ("壹万贰仟", "12000"),
            ("叁佰", "300"),
            ("十二万", "120000"),
            ("两千", "2000"),
            ("廿", "20"),
            ("廿三", "23"),
            ("〇", "0"),
            ("零", "0"),
            ("十", "10"),
            ("十五", "15"),
            ("一百零五", "105"),
            ("一百一十", "110"),
            ("二〇二五", "2025"),
            ("二○二五", "2025"),
            ("一亿二千万", "120000000"),
            ("一亿零五", "100000005"),
            ("三点五", "3.5"),
            ("壹仟贰佰叁拾肆万伍仟陆佰柒拾捌", "12345678"),
        ] {
            assert_eq!(value(text).as_deref(), Some(expected), "{text}");
        }
        for word in [
            "十四五",
            "三公",
            "一般",
            "万",
            "亿",
            "一千五",
            "百百",
            "十百",
            "万万",
            "一一一一一一一一一一一一一一一一一一一一一",
        ] {
            assert_eq!(value(word), None, "{word}");
        }
    }
}
