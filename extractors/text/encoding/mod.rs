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
use memchr::{memchr, memmem};

use super::sniff;
use crate::{Code, Context, Notice};

/// Bytes that are weighed at most; a file of ten megabytes is judged by its beginning, middle and end.
const SAMPLE: usize = 1 << 16;

/// A text shorter than this may be a piece of one, cut inside a character.
const SHORT: usize = 1024;

/// Bytes of text that are decoded at once.
const PIECE: usize = 1 << 14;

/// Decodes a file. An error names what the bytes seem to be instead of text.
pub fn decode<'b>(context: &mut Context<'_>, bytes: &'b [u8]) -> Result<Cow<'b, str>, &'static str> {
    let marked = Encoding::for_bom(bytes);
    let text = match marked {
        Some((encoding, length)) => decoded(encoding, &bytes[length..]),
        None => decode_unmarked(context, bytes)?,
    };
    let text = undo_wrong_decoding(context, text);
    let guessed = |notice: &Notice| notice.code == Code::ENCODING_GUESS;
    if remark_damage(context, &text) && !context.notices.iter().any(guessed) {
        // Somebody has decoded it wrongly before: what it is encoded in now says little.
        said(context, marked.map_or(UTF_8, |(encoding, _)| encoding), "low");
    }
    Ok(text)
}

/// Decodes bytes without a mark, in the encoding that they are most like.
fn decode_unmarked<'b>(context: &mut Context<'_>, bytes: &'b [u8]) -> Result<Cow<'b, str>, &'static str> {
    let text = std::str::from_utf8(bytes);
    let head = &bytes[..bytes.len().min(SAMPLE)];
    if (text.is_err() || sniff::controls(head) > 0)
        && let Some(wide) = wide_encoding(head)
    {
        return Ok(decoded(said(context, wide, "high"), bytes));
    }
    let whole = without_nul_tail(context, bytes)?;
    if sniff::is_binary(&whole[..whole.len().min(SAMPLE)]) {
        return Err("binary");
    }
    match text {
        Ok(text) if !may_be_gb(text) => Ok(Cow::Borrowed(&text[..whole.len()])),
        _ => {
            let text = match guess(context, whole) {
                Guess { encoding, inside: false } => decoded(encoding, whole),
                Guess { encoding, inside: true } => {
                    // The first byte is no character: it becomes the mark for that.
                    let rest = [b"\xff", &whole[1..]].concat();
                    Cow::Owned(decoded(encoding, &rest).into_owned())
                }
            };
            if is_made_up(&text, whole.len()) { Err(UNKNOWN) } else { Ok(text) }
        }
    }
}

/// Whether so many of a text's bytes were no characters that it is in none of the known encodings.
fn is_made_up(text: &str, bytes: usize) -> bool {
    memmem::find_iter(text.as_bytes(), "\u{fffd}".as_bytes()).count() * 8 > bytes
}

/// Whether a text that is valid UTF-8 may have been written in GB2312 all the same: all of its characters beyond ASCII
/// are letters of two bytes, whose bytes are common ideographs there.
fn may_be_gb(text: &str) -> bool {
    !text.is_ascii()
        && text.chars().all(|character| character.is_ascii() || ('\u{80}'..'\u{800}').contains(&character))
        && gb_share(text.as_bytes()) > 0.999
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

/// An encoding, and whether the first byte is the end of a character that was cut in two.
struct Guess {
    encoding: &'static Encoding,
    inside: bool,
}

/// The most likely encoding of bytes that are not surely UTF-8.
fn guess(context: &mut Context<'_>, bytes: &[u8]) -> Guess {
    if let Some(encoding) = declared(bytes) {
        return Guess { encoding, inside: false };
    }
    let sample = sample(bytes);
    let whole = if sample.len() < SHORT { without_halves(&sample) } else { &sample };
    let behind = &sample[usize::from(sample.len() < SHORT)..];
    let candidates = [
        (UTF_8, false, utf8_share(whole)),
        (GB18030, false, gb_share(&sample)),
        (BIG5, false, big5_share(&sample)),
        (GB18030, true, gb_share(behind)),
        (BIG5, true, big5_share(behind)),
    ];
    let better = |best: (_, _, f64), other: (_, _, f64)| if other.2 > best.2 { other } else { best };
    let (encoding, inside, share) = candidates.into_iter().fold((UTF_8, false, 0.0), better);
    let confidence = match share {
        0.95.. => "high",
        0.8.. => "medium",
        _ => "low",
    };
    let confidence = if std::str::from_utf8(bytes).is_ok() { "low" } else { confidence };
    Guess { encoding: said(context, encoding, confidence), inside: inside && sample.len() < SHORT }
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

/// What a text is called whose encoding nobody knows.
const UNKNOWN: &str = "an unknown encoding";

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
    // A piece begins behind a line feed or another sign of one byte, so that it does not begin inside a character; in a
    // text without any, every character has two.
    let piece_at = |start: usize| {
        let rest = &bytes[start..];
        let sign = || rest.iter().position(|&byte| byte < 0x40);
        let skip =
            if start == 0 { 0 } else { memchr(b'\n', rest).or_else(sign).map_or(start % 2, |at| at + 1) };
        rest[skip.min(rest.len())..].iter().copied().take(piece).chain([b'\n'])
    };
    let starts = [0, bytes.len() / 2, bytes.len() - piece];
    Cow::Owned(starts.into_iter().flat_map(piece_at).collect())
}

// -- UTF-16 without a mark -------------------------------------------------------------------------------------------

/// UTF-16, where nearly every unit is a character of Chinese or ASCII text in one byte order, and not in the other.
fn wide_encoding(head: &[u8]) -> Option<&'static Encoding> {
    if head.len() < 4 {
        return None;
    }
    let (little, big) = (Wide::of(head, u16::from_le_bytes), Wide::of(head, u16::from_be_bytes));
    let (encoding, own, other) =
        if little.signs() >= big.signs() { (UTF_16LE, little, big) } else { (UTF_16BE, big, little) };
    // Turned around, ideographs are mostly ideographs again, but blanks and digits are rare signs.
    let clear = other.share < 0.9 || own.ascii > 1 && other.ascii == 0;
    (own.share > 0.97 && clear).then_some(encoding)
}

/// Bytes as units of two in one byte order.
struct Wide {
    /// The share of units that text is made of.
    share: f64,
    /// Units that are characters of ASCII.
    ascii: usize,
}

impl Wide {
    fn of(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Self {
        let units = || bytes.as_chunks::<2>().0.iter().map(|&pair| unit(pair));
        let good = units().filter(|&unit| is_wide_text(unit)).count();
        Self { share: share(good, bytes.len() / 2), ascii: units().filter(|&unit| unit < 0x7f).count() }
    }

    fn signs(&self) -> (f64, usize) {
        (self.share, self.ascii)
    }
}

fn is_wide_text(unit: u16) -> bool {
    matches!(unit, 9 | 10 | 13 | 0x20..=0x7e | 0xa0..=0xff | 0x2000..=0x27ff | 0x3000..=0x303f | 0x3400..=0x9fff
        | 0xff00..=0xffef | 0xfeff)
}

// -- byte encodings --------------------------------------------------------------------------------------------------

/// Bytes without the halves of characters of UTF-8 at both ends, as a piece of a text has them.
fn without_halves(bytes: &[u8]) -> &[u8] {
    let goes_on = |byte: &&u8| matches!(byte, 0x80..=0xbf);
    let start = bytes.iter().take(3).take_while(goes_on).count();
    let behind_lead = bytes.iter().rev().take(3).take_while(goes_on).count();
    let lead = bytes.len().saturating_sub(behind_lead + 1);
    let is_cut = bytes.get(lead).is_some_and(|&lead| lead.leading_ones() as usize > behind_lead + 1);
    let end = if is_cut { lead } else { bytes.len() };
    &bytes[start.min(end)..end]
}

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
/// characters become when their bytes are taken for GBK. Whether there are such of a decoding that failed.
fn remark_damage(context: &mut Context<'_>, text: &str) -> bool {
    let bytes = text.as_bytes();
    let marks = [("NUL", "\0"), ("U+FFFD", "\u{fffd}"), ("U+FFFD as GBK", "\u{951f}\u{65a4}\u{62f7}")];
    let counts = marks.map(|(damage, mark)| (damage, memmem::find_iter(bytes, mark.as_bytes()).count()));
    for (damage, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        remark(context, damage, count);
    }
    counts[1..].iter().any(|(_, count)| *count > 0)
}

fn remark(context: &mut Context<'_>, damage: &str, count: usize) {
    context.notices.add(Notice::new(Code::TEXT_DAMAGED).with("damage", damage).with("count", count));
}

#[cfg(test)]
mod tests;
