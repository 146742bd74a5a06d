//! The numbers of lists, in every format that Word counts in.

use crate::glyphs::{self, Numerals};

/// A number in a list format of WordprocessingML, by the format's name; unknown formats print decimals.
pub fn listed(number: u32, format: &str) -> String {
    match format {
        "none" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperLetter" => letters(number, b'A'),
        "lowerLetter" => letters(number, b'a'),
        "ordinal" => ordinal(number),
        "hex" => format!("{number:X}"),
        "numberInDash" => format!("- {number} -"),
        "decimalFullWidth" | "decimalFullWidth2" => number.to_string().chars().map(wide).collect(),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => enclosed(number, 0x2460, 20),
        "decimalEnclosedParen" => enclosed(number, 0x2474, 20),
        "decimalEnclosedFullstop" => enclosed(number, 0x2488, 20),
        "ideographEnclosedCircle" => enclosed(number, 0x3280, 10),
        "chineseCounting" | "taiwaneseCounting" => counted_to(number, 99),
        "chineseCountingThousand" | "taiwaneseCountingThousand" | "japaneseCounting" => counted(number),
        "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => {
            placed(number, &glyphs::FORMAL)
        }
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => by_digit(number),
        "ideographTraditional" => cycle(number, &glyphs::STEMS),
        "ideographZodiac" => cycle(number, &glyphs::BRANCHES),
        "ideographZodiacTraditional" => cycle(number, &glyphs::STEMS) + &cycle(number, &glyphs::BRANCHES),
        _ => number.to_string(),
    }
}

fn by_digit(number: u32) -> String {
    number.to_string().bytes().map(|digit| glyphs::PLAIN.digits[usize::from(digit - b'0')]).collect()
}

/// With places. Ten to nineteen are said without a leading one.
fn counted(number: u32) -> String {
    let text = placed(number, &glyphs::PLAIN);
    if (10..20).contains(&number) { text.replacen(glyphs::PLAIN.digits[1], "", 1) } else { text }
}

/// Counted up to a last number; beyond it, digit by digit.
fn counted_to(number: u32, last: u32) -> String {
    if number <= last { counted(number) } else { by_digit(number) }
}

fn placed(number: u32, numerals: &Numerals) -> String {
    let zero = glyphs::FORMAL.digits[0];
    if number == 0 {
        return zero.to_owned();
    }
    let [ten, hundred, thousand] = numerals.tens;
    let mut text = String::new();
    let mut gap = false;
    for (unit, group) in [(100_000_000, numerals.myriads[1]), (10_000, numerals.myriads[0]), (1, "")] {
        let part = number / unit % 10_000;
        for (value, place) in [(1000, thousand), (100, hundred), (10, ten), (1, "")] {
            let digit = part / value % 10;
            if digit == 0 {
                gap |= !text.is_empty();
                continue;
            }
            if std::mem::take(&mut gap) {
                text.push_str(zero);
            }
            text.push_str(numerals.digits[digit as usize]);
            text.push_str(place);
        }
        if part > 0 {
            gap = false;
            text.push_str(group);
        }
    }
    text
}

fn cycle(number: u32, signs: &[&str]) -> String {
    let nth = number.checked_sub(1).map(|number| number as usize % signs.len());
    nth.map(|nth| signs[nth].to_owned()).unwrap_or_default()
}

fn enclosed(number: u32, first: u32, last: u32) -> String {
    let glyph = (1..=last).contains(&number).then(|| char::from_u32(first + number - 1)).flatten();
    glyph.map_or_else(|| number.to_string(), String::from)
}

fn wide(digit: char) -> char {
    char::from_u32(digit as u32 - u32::from(b'0') + 0xFF10).unwrap_or(digit)
}

fn ordinal(number: u32) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// A, B … Z, AA, BB: Word repeats the letter.
fn letters(number: u32, first: u8) -> String {
    let Some(index) = number.checked_sub(1) else { return String::new() };
    let letter = char::from(first + (index % 26) as u8);
    std::iter::repeat_n(letter, (index / 26 + 1).min(30) as usize).collect()
}

fn roman(mut number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 32_767 {
        return number.to_string();
    }
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            text.push_str(sign);
            number -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_numbers_are_printed_as_word_prints_them() {
        for (number, format, printed) in [
            (3, "chineseCounting", "三"),
            (10, "chineseCounting", "十"),
            (21, "chineseCounting", "二十一"),
            (105, "chineseCountingThousand", "一百零五"),
            (1010, "chineseCountingThousand", "一千零一十"),
            (12, "japaneseCounting", "十二"),
            (10, "ideographDigital", "一〇"),
            (12, "chineseLegalSimplified", "壹拾贰"),
            (3, "ideographTraditional", "丙"),
            (13, "ideographZodiac", "子"),
            (7, "decimalEnclosedCircle", "⑦"),
            (21, "decimalEnclosedCircle", "21"),
            (4, "decimalEnclosedParen", "⑷"),
            (4, "decimalEnclosedFullstop", "⒋"),
            (2, "ideographEnclosedCircle", "㊁"),
            (12, "decimalFullWidth", "１２"),
            (7, "decimalZero", "07"),
            (28, "upperLetter", "BB"),
            (1994, "upperRoman", "MCMXCIV"),
            (22, "ordinal", "22nd"),
            (5, "somethingNew", "5"),
        ] {
            assert_eq!(listed(number, format), printed, "{format}");
        }
    }

    #[test]
    fn places_are_kept_apart_by_one_zero() {
        for (number, text) in [
            (0, "零"),
            (100_000_000, "一亿"),
            (10_005, "一万零五"),
            (12_300, "一万二千三百"),
            (100_010_000, "一亿零一万"),
            (112_000, "一十一万二千"),
        ] {
            assert_eq!(counted(number), text);
        }
    }
}
