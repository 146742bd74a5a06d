//! OpenDocument formulas in the form of the other workbooks: `of:=SUM([.B5:.B9];[$'a b'.C1])` is
//! `SUM(B5:B9,'a b'!C1)`.

/// The formula without its prefix and `=`.
pub fn plain(formula: &str) -> Box<str> {
    let begin = formula.find('=').map_or(0, |at| at + 1);
    let prefix = &formula[..begin];
    let rest = if prefix.len() <= 8 && prefix.bytes().all(|byte| byte != b'"' && byte != b'[') {
        &formula[begin..]
    } else {
        formula
    };
    let mut text = String::with_capacity(rest.len());
    let mut chars = rest.char_indices();
    while let Some((at, char)) = chars.next() {
        let end = match char {
            '"' => rest[at + 1..].find('"').map(|end| at + 1 + end + 1),
            '[' => reference_end(&rest[at..]).map(|end| at + end),
            ';' => {
                text.push(',');
                continue;
            }
            _ => {
                text.push(char);
                continue;
            }
        };
        let end = end.unwrap_or(rest.len());
        match char {
            '[' if end - at >= 2 => reference(&rest[at + 1..end - 1], &mut text),
            _ => text.push_str(&rest[at..end]),
        }
        while chars.as_str().len() > rest.len() - end {
            chars.next();
        }
    }
    text.into()
}

/// Where a reference in brackets ends, behind its bracket. A sheet's name may hold brackets inside quotes.
fn reference_end(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.bytes()
        .position(|byte| {
            quoted ^= byte == b'\'';
            byte == b']' && !quoted
        })
        .map(|end| end + 1)
}

/// `.B5:.B9` or `$'a b'.$B$5:.C9`.
fn reference(inside: &str, text: &mut String) {
    for (nth, corner) in corners(inside).into_iter().enumerate() {
        let (sheet, cell) = match corner.rfind('.') {
            Some(dot) => (corner[..dot].trim_start_matches('$'), &corner[dot + 1..]),
            None => ("", corner),
        };
        if nth > 0 {
            text.push(':');
        } else if !sheet.is_empty() {
            text.push_str(sheet);
            text.push('!');
        }
        text.push_str(cell);
    }
}

/// The corners of a range, parted by a colon that stands outside quotes.
fn corners(inside: &str) -> Vec<&str> {
    let mut quoted = false;
    inside
        .split(|char| {
            quoted ^= char == '\'';
            char == ':' && !quoted
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_take_the_common_form() {
        for (formula, expected) in [
            ("of:=SUM([.B5:.B9];[.D1])", "SUM(B5:B9,D1)"),
            ("of:=[$'a: b]'.$B$5]+[Sheet2.C1:.D2]", "'a: b]'!$B$5+Sheet2!C1:D2"),
            ("of:=IF([.A1]=\"a;[.B1]\";1;2)", "IF(A1=\"a;[.B1]\",1,2)"),
            ("=SUM([.表1])", "SUM(表1)"),
            ("msoxl:=A1+B1", "A1+B1"),
            ("of:=[", "["),
            ("of:=\"open", "\"open"),
        ] {
            assert_eq!(&*plain(formula), expected, "{formula}");
        }
    }
}
