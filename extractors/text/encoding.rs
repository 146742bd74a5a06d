//! From bytes to characters. Byte order marks and strict UTF-8 are believed; everything else is weighed, and the
//! guess is said in a notice with how sure it is, because text in a wrong encoding looks like text.
//!
//! The weights need no dictionary: the common characters of GB2312 and Big5 stand in known rows of their tables, and
//! text of one, taken for the other, falls into rows that nobody uses. Text that was decoded wrongly before it was
//! saved is found the same way: turned back into bytes, it is flawless UTF-8, which real text never is by chance.

use std::borrow::Cow;

use encoding_rs::{
    BIG5, CoderResult, EncoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252,
};
use memchr::memmem;

use super::sniff;
use crate::{Code, Context, Notice};

/// Bytes that are weighed at most; a file of ten megabytes is judged by its beginning, middle and end.
const SAMPLE: usize = 1 << 16;

/// Bytes of text that are decoded at once.
const PIECE: usize = 1 << 14;

/// Decodes a file. An error names what the bytes seem to be instead of text.
pub fn decode<'b>(context: &mut Context<'_>, bytes: &'b [u8]) -> Result<Cow<'b, str>, &'static str> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => decoded(encoding, &bytes[length..]),
        None => decode_unmarked(context, bytes)?,
    };
    let text = undo_wrong_decoding(context, text);
    remark_damage(context, &text);
    Ok(text)
}

/// Decodes bytes without a mark, in the encoding that they are most like.
fn decode_unmarked<'b>(context: &mut Context<'_>, bytes: &'b [u8]) -> Result<Cow<'b, str>, &'static str> {
    let text = std::str::from_utf8(bytes);
    let head = &bytes[..bytes.len().min(SAMPLE)];
    if (text.is_err() || sniff::nuls(head) > 0)
        && let Some(wide) = wide_encoding(head)
    {
        return Ok(decoded(said(context, wide, "high"), bytes));
    }
    let whole = without_nul_tail(context, bytes)?;
    if sniff::is_binary(&whole[..whole.len().min(SAMPLE)]) {
        return Err("binary");
    }
    Ok(match text {
        Ok(text) => Cow::Borrowed(&text[..whole.len()]),
        Err(_) => decoded(guess(context, whole), whole),
    })
}

/// All of a file's text, piece by piece: the library's own way of decoding a whole file takes three times its size.
fn decoded<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Cow<'b, str> {
    let valid = (encoding == UTF_8).then(|| std::str::from_utf8(bytes).ok()).flatten();
    if let Some(text) = valid {
        return Cow::Borrowed(text);
    }
    // Two bytes become three at most, as long as they are text.
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + PIECE);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut piece = String::with_capacity(PIECE);
    let mut rest = bytes;
    loop {
        let (result, read, _) = decoder.decode_to_string(rest, &mut piece, true);
        text.push_str(&piece);
        piece.clear();
        rest = &rest[read..];
        if result == CoderResult::InputEmpty {
            return Cow::Owned(text);
        }
    }
}

/// The most likely encoding of bytes that are not UTF-8 throughout.
fn guess(context: &mut Context<'_>, bytes: &[u8]) -> &'static Encoding {
    if let Some(declared) = declared(bytes) {
        return declared;
    }
    let sample = sample(bytes);
    let utf8 = utf8_share(&sample);
    let (encoding, share) = [(GB18030, gb_share(&sample)), (BIG5, big5_share(&sample))]
        .into_iter()
        .fold((UTF_8, utf8), |best, other| if other.1 > best.1 { other } else { best });
    let confidence = match share {
        0.95.. => "high",
        0.8.. => "medium",
        _ => "low",
    };
    said(context, encoding, confidence)
}

/// The encoding that a page declares for itself, where all of it is valid in that encoding.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let page = head.trim_ascii_start().starts_with(b"<");
    let start = memmem::find(&head, b"charset=").filter(|_| page)? + b"charset=".len();
    let label = head[start..].trim_ascii_start();
    let label = label.strip_prefix(b"\"").unwrap_or(label);
    let end = label.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_".contains(byte));
    let encoding = Encoding::for_label(&label[..end.unwrap_or(label.len())])?;
    let several_bytes = [GB18030, GBK, BIG5].contains(&encoding);
    let valid =
        several_bytes && encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    valid.then_some(encoding)
}

fn said(context: &mut Context<'_>, encoding: &'static Encoding, confidence: &str) -> &'static Encoding {
    let notice =
        Notice::new(Code::ENCODING_GUESS).with("encoding", encoding.name()).with("confidence", confidence);
    context.notices.add(notice);
    encoding
}

/// What a file of nothing but NULs is called.
pub const ONLY_NULS: &str = "NUL bytes only";

/// NULs at the end are what a crash leaves of a file that was being written.
fn without_nul_tail<'b>(context: &mut Context<'_>, bytes: &'b [u8]) -> Result<&'b [u8], &'static str> {
    let kept = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    if kept == 0 {
        return Err(ONLY_NULS);
    }
    if kept < bytes.len() {
        remark(context, "NUL at the end", bytes.len() - kept);
    }
    Ok(&bytes[..kept])
}

/// Pieces of the beginning, the middle and the end.
fn sample(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.len() <= SAMPLE {
        return Cow::Borrowed(bytes);
    }
    let piece = SAMPLE / 3;
    let starts = [0, bytes.len() / 2, bytes.len() - piece];
    // A piece begins behind a line feed, so that it does not begin inside a character.
    let piece_at = |start: usize| {
        let skip = if start == 0 { 0 } else { memchr::memchr(b'\n', &bytes[start..]).map_or(0, |at| at + 1) };
        &bytes[(start + skip).min(bytes.len())..(start + skip + piece).min(bytes.len())]
    };
    Cow::Owned(starts.into_iter().flat_map(piece_at).copied().collect())
}

// -- UTF-16 without a mark -------------------------------------------------------------------------------------------

/// UTF-16, where nearly every unit is a character of Chinese or ASCII text in one byte order, and not in the other.
fn wide_encoding(head: &[u8]) -> Option<&'static Encoding> {
    if head.len() < 4 {
        return None;
    }
    let little = wide_share(head, u16::from_le_bytes);
    let big = wide_share(head, u16::from_be_bytes);
    let (encoding, share, other) =
        if little >= big { (UTF_16LE, little, big) } else { (UTF_16BE, big, little) };
    (share > 0.97 && other < 0.9).then_some(encoding)
}

/// The share of units that text is made of.
fn wide_share(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> f64 {
    let good = bytes.as_chunks::<2>().0.iter().filter(|&&pair| is_wide_text(unit(pair))).count();
    share(good, bytes.len() / 2)
}

fn is_wide_text(unit: u16) -> bool {
    matches!(unit, 9 | 10 | 13 | 0x20..=0x7e | 0xa0..=0xff | 0x2000..=0x27ff | 0x3000..=0x303f | 0x3400..=0x9fff
        | 0xff00..=0xffef | 0xfeff)
}

// -- byte encodings --------------------------------------------------------------------------------------------------

/// The share of characters beyond ASCII that are whole in UTF-8.
fn utf8_share(bytes: &[u8]) -> f64 {
    let (mut whole, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += chunk.invalid().len();
    }
    // Two characters of GBK can make one of UTF-8 by chance, never three quarters of a text.
    if whole > broken * 3 { share(whole, whole + broken).max(0.9) } else { 0.0 }
}

/// The share of double bytes that fall into the rows of common characters and signs of GB2312.
fn gb_share(bytes: &[u8]) -> f64 {
    double_byte_share(bytes, |lead, trail| matches!(lead, 0xa1..=0xa3 | 0xb0..=0xd7) && trail >= 0xa1)
}

/// The share of double bytes that fall into the rows of common characters and signs of Big5.
fn big5_share(bytes: &[u8]) -> f64 {
    let common = |lead, trail| matches!(lead, 0xa1..=0xc6) && matches!(trail, 0x40..=0x7e | 0xa1..=0xfe);
    // Every text in GB2312 has its trails in the upper half; Big5 has nearly half of them in the lower one.
    let low = double_byte_share(bytes, |_, trail| trail < 0x80);
    double_byte_share(bytes, common) * if low > 0.15 { 1.0 } else { 0.5 }
}

fn double_byte_share(bytes: &[u8], common: impl Fn(u8, u8) -> bool) -> f64 {
    let (mut good, mut all, mut at) = (0, 0, 0);
    while let Some(&lead) = bytes.get(at) {
        at += 1;
        if lead < 0x80 {
            continue;
        }
        all += 1;
        let Some(&trail) = bytes.get(at) else { break };
        if trail >= 0x40 {
            good += usize::from(common(lead, trail));
            at += 1;
        }
    }
    share(good, all)
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

// -- damage ----------------------------------------------------------------------------------------------------------

/// Text that was UTF-8, was taken for another encoding and saved so: turned back where that loses nothing, else only
/// said.
fn undo_wrong_decoding<'b>(context: &mut Context<'_>, text: Cow<'b, str>) -> Cow<'b, str> {
    let head = head_of_wide_text(&text);
    for wrong in [GB18030, WINDOWS_1252] {
        if !looks_decoded_by(wrong, &head) {
            continue;
        }
        if let Some(original) = turned_back(wrong, &text) {
            let names = format!("{} via {}", UTF_8.name(), wrong.name());
            let notice = Notice::new(Code::ENCODING_GUESS).with("encoding", names).with("confidence", "high");
            context.notices.add(notice);
            return Cow::Owned(original);
        }
        remark(
            context,
            "decoded wrongly before it was saved",
            text.chars().filter(|c| !c.is_ascii()).count(),
        );
        break;
    }
    text
}

/// The UTF-8 that a text was before it was taken for another encoding; nothing where that does not give all of it.
fn turned_back(wrong: &'static Encoding, text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() + PIECE);
    let mut encoder = wrong.new_encoder();
    let mut rest = text;
    loop {
        bytes.reserve_exact(PIECE);
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
        rest = &rest[read..];
        match result {
            EncoderResult::InputEmpty => return String::from_utf8(bytes).ok(),
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(_) => return None,
        }
    }
}

/// The first characters beyond ASCII, as many as are enough to judge.
fn head_of_wide_text(text: &str) -> String {
    text.chars().filter(|character| !character.is_ascii()).take(200).collect()
}

/// Whether a text, turned back into the bytes of an encoding, is UTF-8 of several bytes a character.
fn looks_decoded_by(wrong: &'static Encoding, text: &str) -> bool {
    let (bytes, _, _) = wrong.encode(text);
    let (mut whole, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|&c| c >= '\u{800}' && c != '\u{fffd}').count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole >= 4 && whole > broken
}

/// Says how many characters are no text: replaced ones, NULs, and the three ideographs that two replacement
/// characters become when their bytes are taken for GBK.
fn remark_damage(context: &mut Context<'_>, text: &str) {
    let bytes = text.as_bytes();
    let marks = [("U+FFFD", "\u{fffd}"), ("U+FFFD as GBK", "\u{951f}\u{65a4}\u{62f7}"), ("NUL", "\0")];
    for (damage, mark) in marks {
        let count = memmem::find_iter(bytes, mark.as_bytes()).count();
        if count > 0 {
            remark(context, damage, count);
        }
    }
}

fn remark(context: &mut Context<'_>, damage: &str, count: usize) {
    context.notices.add(Notice::new(Code::TEXT_DAMAGED).with("damage", damage).with("count", count));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Notices};

    const REPORT: &str = "云溪县财政局2024年度部门整体支出绩效自评报告\n一、基本情况，三公经费12.5万元。\n";

    fn decoded(bytes: &[u8]) -> (Result<String, &'static str>, Vec<String>) {
        let (mut notices, limits) = (Notices::default(), Limits::default());
        let text = decode(&mut Context::new(&mut notices, &limits), bytes).map(Cow::into_owned);
        let said = notices.iter().map(|notice| format!("{} {:?}", notice.code.id, notice.details)).collect();
        (text, said)
    }

    fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn every_encoding_is_found_in_fifty_bytes_and_in_many() {
        for text in [REPORT.to_owned(), REPORT.chars().take(18).collect(), REPORT.repeat(4000)] {
            let traditional =
                text.replace("县", "縣").replace("报", "報").replace("财", "財").replace("况", "況");
            let big5 = BIG5
                .encode(&traditional.replace(['云', '门', '体', '绩', '评', '经', '费', '万'], "公"))
                .0
                .into_owned();
            let cases = [
                text.clone().into_bytes(),
                format!("\u{feff}{text}").into_bytes(),
                GB18030.encode(&text).0.into_owned(),
                wide(&text, u16::to_le_bytes),
                wide(&text, u16::to_be_bytes),
                wide(&format!("\u{feff}{text}"), u16::to_le_bytes),
            ];
            for (case, bytes) in cases.iter().enumerate() {
                let found = decoded(bytes).0.unwrap();
                assert!(found == text, "case {case} of {} bytes", bytes.len());
            }
            let found = decoded(&big5).0.unwrap();
            assert_eq!(BIG5.encode(&found).0, big5, "{} bytes", big5.len());
        }
    }

    #[test]
    fn a_guess_is_said_and_a_certainty_is_not() {
        assert_eq!(decoded(REPORT.as_bytes()).1, Vec::<String>::new());
        let said = decoded(&GB18030.encode(REPORT).0).1;
        assert_eq!(said, [r#"W_ENCODING_GUESS [("encoding", "gb18030"), ("confidence", "high")]"#]);
    }

    #[test]
    fn broken_bytes_in_the_middle_are_counted() {
        let mut bytes = REPORT.repeat(3).into_bytes();
        bytes[30] = 0xff;
        let (text, said) = decoded(&bytes);
        assert!(text.unwrap().contains("三公经费12.5万元"));
        assert!(said[0].contains("UTF-8"), "{said:?}");
        assert!(said[1].contains("U+FFFD"), "{said:?}");
    }

    #[test]
    fn a_double_encoding_is_undone_or_said() {
        let (twice, _) = GB18030.decode_without_bom_handling("绩效自评，三公经费。\n".as_bytes());
        assert!(
            decoded(twice.as_bytes()).1[0].contains("via gb18030")
                || decoded(twice.as_bytes()).1[0].contains("before")
        );
        let (latin, _) = WINDOWS_1252.decode_without_bom_handling(REPORT.as_bytes());
        let (text, said) = decoded(latin.as_bytes());
        assert_eq!(text.unwrap(), REPORT);
        assert!(said[0].contains("UTF-8 via windows-1252"), "{said:?}");
        assert!(decoded("锟斤拷锟斤拷".as_bytes()).1[0].contains("as GBK"));
    }

    #[test]
    fn what_is_no_text_is_named() {
        assert_eq!(decoded(&[0; 100]).0, Err("NUL bytes only"));
        let noise: Vec<u8> = (0..20_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(decoded(&noise).0, Err("binary"));
        let cut = [REPORT.as_bytes(), &[0; 64]].concat();
        assert_eq!(decoded(&cut).0.unwrap(), REPORT);
    }
}
