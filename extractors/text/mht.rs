//! A page saved as one mail (MHT): the part that is the page is taken out, the pictures and styles beside it are left.
//!
//! Only what such files are made of is understood: a boundary, headers of parts, quoted-printable and base64.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// How far into a file the boundary may be declared.
const HEAD: usize = 8 << 10;

/// Headers of a part are not longer than this.
const HEADERS: usize = 16 << 10;

/// The page of a web archive.
pub struct Saved<'b> {
    /// The name that the page had, without the folders of its author's machine.
    pub name: String,
    pub bytes: Cow<'b, [u8]>,
}

/// The first part that is a page, with its transfer encoding undone.
pub fn page(bytes: &[u8]) -> Option<Saved<'_>> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let boundary = parameter(head, b"boundary")?;
    let mark = [b"--", boundary].concat();
    let marks: Vec<usize> = memmem::find_iter(bytes, &mark).take(1 << 16).collect();
    let ends = marks.iter().skip(1).copied().chain([bytes.len()]);
    marks.iter().zip(ends).find_map(|(start, end)| part(&bytes[start + mark.len()..end]))
}

/// A part, if it is a page.
fn part(bytes: &[u8]) -> Option<Saved<'_>> {
    let bytes = &bytes[memchr(b'\n', bytes)? + 1..];
    let (headers, body) = split(bytes)?;
    let kind = header(headers, b"content-type")?;
    if !kind.to_ascii_lowercase().starts_with(b"text/html") {
        return None;
    }
    let encoding = header(headers, b"content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
    let bytes = match &*encoding {
        b"quoted-printable" => Cow::Owned(quoted_printable(body)),
        b"base64" => Cow::Owned(base64(body)),
        _ => Cow::Borrowed(body),
    };
    let name = header(headers, b"content-location").unwrap_or(b"html");
    let name = name.rsplit(|byte| matches!(byte, b'/' | b'\\')).next().unwrap_or(name);
    Some(Saved { name: String::from_utf8_lossy(name).into_owned(), bytes })
}

/// Headers and what follows the blank line behind them.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let head = &bytes[..bytes.len().min(HEADERS)];
    let crlf = memmem::find(head, b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = memmem::find(head, b"\n\n").map(|at| (at, at + 2));
    let (end, start) = [crlf, lf].into_iter().flatten().min()?;
    Some((&bytes[..end], &bytes[start..]))
}

/// A header's value on its line; names compare without case.
fn header<'b>(headers: &'b [u8], name: &[u8]) -> Option<&'b [u8]> {
    headers.split(|&byte| byte == b'\n').find_map(|line| {
        let (known, value) = line.split_at_checked(name.len())?;
        let value = value.strip_prefix(b":")?;
        known.eq_ignore_ascii_case(name).then(|| value.trim_ascii())
    })
}

/// The value of a parameter such as `boundary="…"`, wherever it stands in the headers.
fn parameter<'b>(head: &'b [u8], name: &[u8]) -> Option<&'b [u8]> {
    let lower = head.to_ascii_lowercase();
    let start = memmem::find(&lower, &[name, b"="].concat())? + name.len() + 1;
    let value = &head[start..];
    let quoted = value.strip_prefix(b"\"").and_then(|inner| Some(&inner[..memchr(b'"', inner)?]));
    let bare = || value.split(|byte| byte.is_ascii_whitespace() || *byte == b';').next().unwrap_or_default();
    Some(quoted.unwrap_or_else(bare)).filter(|value| !value.is_empty())
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let digits =
            rest.get(..2).and_then(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        match (digits, rest) {
            (Some(byte), _) => {
                out.push(byte);
                rest = &rest[2..];
            }
            (None, [b'\r', b'\n', after @ ..] | [b'\n', after @ ..]) => rest = after,
            _ => out.push(b'='),
        }
    }
    out.extend_from_slice(rest);
    out
}

fn base64(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for &byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use encoding_rs::GBK;

    use super::super::testing::rows;
    use crate::{Extractor, Limits, Notices, Source};

    const PAGE: &str =
        "<html><meta charset=gb2312><table><tr><td>项目<td>金额<tr><td>接待费<td>1.20</table></html>";

    fn archive(encoding: &str, body: &str) -> Vec<u8> {
        format!(
            "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"----=_Next\"\r\n\r\n\
             ------=_Next\r\nContent-Location: file:///C:/a.htm\r\nContent-Transfer-Encoding: {encoding}\r\n\
             Content-Type: text/html; charset=\"gb2312\"\r\n\r\n{body}\r\n\
             ------=_Next\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n------=_Next--\r\n"
        )
        .into_bytes()
    }

    fn tables(bytes: Vec<u8>) -> Vec<(Vec<String>, String)> {
        let (mut notices, limits) = (Notices::default(), Limits::default());
        let mut context = crate::Context::new(&mut notices, &limits);
        let document = super::super::Text.extract(&mut context, &Source::new("a.mht", bytes)).unwrap();
        assert_eq!(document.format, "html");
        document.tables().map(|table| (rows(table), table.cell(3).at().to_string())).collect()
    }

    #[test]
    fn the_page_of_a_web_archive_is_read() {
        let bytes = GBK.encode(PAGE).0;
        let quoted: String = bytes
            .chunks(20)
            .map(|line| line.iter().map(|byte| format!("={byte:02X}")).collect::<String>() + "=\r\n")
            .collect();
        let expected = [(vec!["项目|金额".to_owned(), "接待费|1.20".to_owned()], "a.htm:1:66".to_owned())];
        assert_eq!(tables(archive("quoted-printable", &quoted)), expected);
        assert_eq!(tables(archive("base64", &to_base64(&bytes))), expected);
    }

    fn to_base64(bytes: &[u8]) -> String {
        const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        bytes
            .chunks(3)
            .flat_map(|chunk| {
                let held = chunk.iter().fold(0, |held, &byte| held << 8 | u32::from(byte))
                    << (8 * (3 - chunk.len()));
                (0..=chunk.len()).map(move |nth| char::from(SIGNS[(held >> (18 - 6 * nth)) as usize & 63]))
            })
            .collect()
    }
}
