//! Tables as CSV that a spreadsheet program opens right by a double click: UTF-8 with its mark, lines ended as there, and
//! no text that would be taken for a formula.

/// The mark by which spreadsheet programs know UTF-8.
pub const MARK: &str = "\u{FEFF}";

/// Appends a line that is safe to open.
pub fn line(out: &mut String, fields: impl IntoIterator<Item = Field>) {
    put(out, fields, safe);
}

/// Appends a line with every text as it is, for programs.
pub fn raw_line(out: &mut String, fields: impl IntoIterator<Item = Field>) {
    put(out, fields, |text| text);
}

fn put(out: &mut String, fields: impl IntoIterator<Item = Field>, dressed: impl Fn(String) -> String) {
    for (index, field) in fields.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        match field {
            Field::Nothing => {}
            Field::Number(digits) => out.push_str(&digits),
            Field::Text(text) => quoted(out, &dressed(text)),
        }
    }
    out.push_str("\r\n");
}

/// What stands between two commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    Nothing,
    Text(String),
    Number(String),
}

/// Text that begins like a formula, be it behind spaces, gets an apostrophe before it, unless it is a number.
fn safe(text: String) -> String {
    let formula = text
        .trim_start_matches([' ', '\u{A0}', '\u{3000}', '\u{FEFF}'])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if formula && !is_number(&text) { format!("'{text}") } else { text }
}

/// A sign, digits and at most one point.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty()
        && digits.chars().all(|sign| sign.is_ascii_digit() || sign == '.')
        && digits.matches('.').count() <= 1
        && digits.contains(|sign: char| sign.is_ascii_digit())
}

fn quoted(out: &mut String, text: &str) {
    if text.contains(['"', ',', '\n', '\r', ';', '\t']) || text.starts_with(' ') || text.ends_with(' ') {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let mut out = String::new();
        line(&mut out, [Field::Text(text.to_owned())]);
        out.trim_end_matches("\r\n").to_owned()
    }

    #[test]
    fn what_would_run_as_a_formula_is_text_and_numbers_stay_numbers() {
        for start in ["=", "+", "-", "@", "＝"] {
            assert_eq!(told(&format!("{start}cmd|'/C calc'!A0")), format!("'{start}cmd|'/C calc'!A0"));
        }
        assert_eq!(told("\t=1"), "\"'\t=1\"");
        for number in ["-5", "+1.5", "-0.25"] {
            assert_eq!(told(number), number);
        }
        assert_eq!(told("-"), "'-");
        assert_eq!(told("——"), "——");
    }

    #[test]
    fn commas_and_quotes_are_kept() {
        assert_eq!(told("a,\"b\""), "\"a,\"\"b\"\"\"");
        let mut out = String::new();
        line(&mut out, [Field::Nothing, Field::Number("-5".into()), Field::Text("x".into())]);
        assert_eq!(out, ",-5,x\r\n");
    }
}
