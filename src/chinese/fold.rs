//! One spelling for text that is meant to be the same. [`key`] is for labels: everything that offices vary without
//! meaning anything — blanks of every kind, breaks inside words, quotes, full and half width, shapes of brackets — is
//! gone. [`prose`] is for sentences, where a blank between two numbers still means something.
//!
//! Not here: enumerators, units and weights inside labels (see `label`). Circled numbers stay, they are enumerators.

use std::borrow::Cow;

/// The folded form of a label, as it is looked up in the book. Folding twice changes nothing.
pub fn key(label: &str) -> String {
    let mut out = String::with_capacity(label.len());
    key_into(label, &mut out);
    out
}

/// [`key`] into a buffer of the caller's, for loops over cells. The buffer is not cleared.
pub fn key_into(label: &str, out: &mut String) {
    let bytes = label.as_bytes();
    let (mut plain, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        if let Some(width) = plain_width(byte) {
            at += width;
            continue;
        }
        let Some(ch) = label[at..].chars().next() else { break };
        let width = ch.len_utf8();
        if let Some(instead) = key_spelling(ch) {
            out.push_str(&label[plain..at]);
            out.push_str(instead);
            plain = at + width;
        }
        at += width;
    }
    out.push_str(&label[plain..]);
}

/// How many bytes a character takes that every label keeps, told by its first byte: most of ASCII, and the ideographs
/// from U+4000 on, which are nearly all there are in a label.
fn plain_width(byte: u8) -> Option<usize> {
    match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'(' | b')' | b':' | b'.' | b',' | b'%' | b'-' | b'/' => {
            Some(1)
        }
        0xE4..=0xE9 => Some(3),
        _ => None,
    }
}

/// What a label's key has in place of a character; `None` keeps it, an empty text drops it.
fn key_spelling(ch: char) -> Option<&'static str> {
    if is_blank(ch) {
        return Some("");
    }
    match narrow(ch) {
        '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』'
        | '〝' | '〞' | '〟' | '＇' => Some(""),
        '(' | '[' | '{' | '【' | '〔' | '〖' | '〘' => Some("("),
        ')' | ']' | '}' | '】' | '〕' | '〗' | '〙' => Some(")"),
        '—' | '–' | '―' | '─' | '‐' | '‑' | '‒' | '━' => Some("-"),
        '〜' | '∼' | '˜' => Some("~"),
        '²' => Some("2"),
        '³' => Some("3"),
        '㎡' => Some("m2"),
        '㎥' => Some("m3"),
        '㎞' => Some("km"),
        '㎏' => Some("kg"),
        '≧' | '⩾' => Some("≥"),
        '≦' | '⩽' => Some("≤"),
        '∶' | '꞉' | '﹕' => Some(":"),
        narrowed if narrowed != ch => ascii_text(narrowed),
        _ => unified_radical(ch),
    }
}

/// Blank to a reader: white space of every kind, marks of no width, control characters.
#[inline]
pub fn is_blank(ch: char) -> bool {
    match ch {
        ' ' | '\u{3000}' => true,
        '!'..='~' => false,
        '\u{4E00}'..='\u{9FFF}' => false,
        '\u{AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}'
        | '\u{FEFF}' => true,
        _ => ch.is_whitespace() || ch.is_control(),
    }
}

/// An ideograph (or 〇).
pub fn is_han(ch: char) -> bool {
    matches!(ch, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '〇' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// The half-width twin of a full-width or small-form sign; other characters as they are. Minus signs become `-`.
pub fn narrow(ch: char) -> char {
    match ch {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(ch) - 0xFEE0).unwrap_or(ch),
        '\u{2212}' | '\u{FE63}' => '-',
        '\u{FE59}' => '(',
        '\u{FE5A}' => ')',
        '\u{FE50}' => ',',
        '\u{FE52}' => '.',
        '\u{FE55}' => ':',
        '\u{FE6A}' => '%',
        '\u{FFE5}' => '¥',
        _ => ch,
    }
}

/// Whether a blank stands in a text.
pub fn has_blank(text: &str) -> bool {
    has(text, is_blank)
}

/// Whether a character of a kind stands in a text, of which those that every label keeps are none.
fn has(text: &str, is: impl Fn(char) -> bool) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match plain_width(byte) {
            Some(width) => width,
            None => match text[at..].chars().next() {
                Some(ch) if is(ch) => return true,
                ch => ch.map_or(1, char::len_utf8),
            },
        };
    }
    false
}

/// Whether anything stands in a text beside blanks and quotes.
pub fn is_filled(text: &str) -> bool {
    let ideograph = text.as_bytes().first().is_some_and(|byte| matches!(byte, 0xE4..=0xE9));
    ideograph || !trim(text).is_empty()
}

/// The text without blanks and without pairs of quotes around it.
pub fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    let plain = |byte: &u8| byte.is_ascii_alphanumeric();
    let ideograph = |byte: &u8| matches!(byte, 0xE4..=0xE9);
    let begins = bytes.first().is_some_and(|byte| plain(byte) || ideograph(byte));
    let ends = || bytes.last().is_some_and(plain) || bytes.iter().rev().nth(2).is_some_and(ideograph);
    if begins && ends() {
        return text;
    }
    let text = text.trim_matches(is_blank);
    for (open, close) in [('"', '"'), ('“', '”'), ('\'', '\''), ('‘', '’')] {
        if let Some(inner) = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return inner.trim_matches(is_blank);
        }
    }
    text
}

/// A sentence as one line: breaks inside words and blanks beside ideographs and their punctuation are gone, full-width
/// digits and letters are half width. A blank between two other characters stays one blank, so two numbers that stand
/// side by side stay two. Folding twice changes nothing.
pub fn prose(text: &str) -> Cow<'_, str> {
    if !has(text, |ch| is_blank(ch) || wide_alphanumeric(ch)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for ch in text.chars() {
        if is_blank(ch) {
            blank = true;
            continue;
        }
        let ch = if wide_alphanumeric(ch) { narrow(ch) } else { ch };
        if blank
            && out.chars().next_back().is_some_and(|before| !closes_gap(before))
            && !closes_gap(ch)
            && ch != '%'
        {
            out.push(' ');
        }
        blank = false;
        out.push(ch);
    }
    Cow::Owned(out)
}

fn wide_alphanumeric(ch: char) -> bool {
    matches!(ch, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' | '．')
}

/// Characters beside which a blank means nothing.
fn closes_gap(ch: char) -> bool {
    is_han(ch) || matches!(ch, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' | '“' | '”' | '‘' | '’')
}

fn ascii_text(ch: char) -> Option<&'static str> {
    const ASCII: &str =
        "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    let at = u32::from(ch).checked_sub(u32::from('!'))? as usize;
    ASCII.get(at..=at)
}

/// Converters of PDF files write radicals (⽤, ⻓) that look like ideographs and equal none.
fn unified_radical(ch: char) -> Option<&'static str> {
    const KANGXI: &str = "\
        一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕\
         大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈户手支攴文斗斤方无日\
         曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿\
         目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行\
         衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨青非面革韋韭音\
         頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黄黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";
    const OTHERS: &[(char, &str)] = &[
        ('⺟', "母"),
        ('⺠', "民"),
        ('⻁', "虎"),
        ('⻄', "西"),
        ('⻅', "见"),
        ('⻆', "角"),
        ('⻉', "贝"),
        ('⻋', "车"),
        ('⻓', "长"),
        ('⻔', "门"),
        ('⻘', "青"),
        ('⻙', "韦"),
        ('⻚', "页"),
        ('⻛', "风"),
        ('⻜', "飞"),
        ('⻝', "食"),
        ('⻢', "马"),
        ('⻣', "骨"),
        ('⻤', "鬼"),
        ('⻥', "鱼"),
        ('⻦', "鸟"),
        ('⻧', "卤"),
        ('⻨', "麦"),
        ('⻩', "黄"),
        ('⻬', "齐"),
        ('⻮', "齿"),
        ('⻰', "龙"),
        ('⻳', "龟"),
    ];
    match ch {
        '\u{2F00}'..='\u{2FD5}' => {
            let at = (u32::from(ch) - 0x2F00) as usize * 3;
            KANGXI.get(at..at + 3)
        }
        '\u{2E80}'..='\u{2EF3}' => {
            OTHERS.iter().find(|(radical, _)| *radical == ch).map(|(_, unified)| *unified)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_lose_what_means_nothing() {
        for (label, expected) in [
            ("年初预\n算数", "年初预算数"),
            ("绩\n效\n指\n标", "绩效指标"),
            ("　　其中：公车购置", "其中:公车购置"),
            ("\u{a0}\u{a0} 部门整体", "部门整体"),
            ("“三公\n经费”\n变动率", "三公经费变动率"),
            ("实际投 资(万 元)", "实际投资(万元)"),
            ("产出指标\n（50分)", "产出指标(50分)"),
            ("批复规模（㎡）", "批复规模(m2)"),
            ("批复规模（m ²）", "批复规模(m2)"),
            ("执行率（Ｂ／Ａ）", "执行率(B/A)"),
            ("数量   指标\u{2002}", "数量指标"),
            ("经济\u{200b}效益", "经济效益"),
            ("①办公费", "①办公费"),
            ("〔2025〕1号", "(2025)1号"),
            ("⽤⼾⻓", "用户长"),
            ("", ""),
        ] {
            assert_eq!(key(label), expected, "{label:?}");
        }
    }

    #[test]
    fn prose_keeps_numbers_apart() {
        for (text, expected) in [
            ("2024 年共有编制 37 人", "2024年共有编制37人"),
            ("办公\n室名义", "办公室名义"),
            ("50 余件", "50余件"),
            ("1 234.56", "1 234.56"),
            ("12  34", "12 34"),
            ("共１２３．４５万元", "共123.45万元"),
            ("100 %，其中", "100%，其中"),
            ("ABC def", "ABC def"),
        ] {
            assert_eq!(prose(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,24}|[一-龥0-9 \u{3000}\n（）()：:“”⼀-⿕]{0,24}") {
            let once = key(&text);
            prop_assert_eq!(&key(&once), &once);
            prop_assert_eq!(has_blank(&text), text.contains(is_blank));
            let once = prose(&text).into_owned();
            prop_assert_eq!(prose(&once).into_owned(), once);
        }
    }
}
