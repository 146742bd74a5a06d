//! Markup that is no page: flat office files, feeds, exports of databases. Read as text, its tags would part sentences and
//! its figures would lose their tables, so it is refused.

/// Elements that a page, or a piece of one, begins with.
const OF_PAGES: [&str; 8] = ["html", "head", "body", "div", "p", "span", "table", "center"];

/// The name of the outermost element, where a text is markup and its name is none of a page's.
pub fn foreign_root(text: &str) -> Option<&str> {
    let declared = begins(text).starts_with("<?xml");
    let name = root(text)?;
    let local = name.rsplit(':').next().unwrap_or(name);
    let of_page = OF_PAGES.iter().any(|known| local.eq_ignore_ascii_case(known));
    let qualified = local.len() < name.len();
    match qualified {
        true => !local.eq_ignore_ascii_case("html"),
        false => declared && !of_page,
    }
    .then_some(name)
}

fn begins(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// The name of the first element, behind declarations and comments.
fn root(text: &str) -> Option<&str> {
    let mut rest = begins(text);
    loop {
        let behind = rest.strip_prefix('<')?;
        let end = if behind.starts_with("!--") {
            behind.find("-->")? + 3
        } else if behind.starts_with(['?', '!']) {
            behind.find('>')? + 1
        } else {
            let is_name = |c: char| c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.');
            let length = behind.find(|c: char| !is_name(c)).unwrap_or(behind.len());
            return Some(&behind[..length]).filter(|name| name.starts_with(|c: char| c.is_alphabetic()));
        };
        rest = begins(&behind[end..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_others_is_known_by_its_root() {
        let cases = [
            (
                "<?xml version=\"1.0\"?>\n<!-- 甲 -->\n<office:document office:version=\"1.2\">",
                Some("office:document"),
            ),
            ("<office:document>", Some("office:document")),
            ("\u{feff}<?xml version=\"1.0\"?><rows><row/></rows>", Some("rows")),
            ("<?xml version=\"1.0\"?><!DOCTYPE html><html xmlns=\"x\">", None),
            ("<?xml version=\"1.0\"?>\n<TABLE>", None),
            ("<rows>", None),
            ("<h:html>", None),
            ("<2万元", None),
            ("<《通知》>", None),
            ("一、概况", None),
            ("<?xml", None),
        ];
        for (text, expected) in cases {
            assert_eq!(foreign_root(text), expected, "{text}");
        }
    }
}
