//! Patterns of paths: `*` for anything but `/`, `**` for anything, `?` for one character. A pattern without `/` is about
//! the file's name, one with `/` about the path below its root. Bytes are compared, so that any name can be matched.

/// A pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: Vec<u8>,
    whole_path: bool,
}

impl Pattern {
    pub fn new(text: &str) -> Self {
        Self { text: text.trim_start_matches("./").as_bytes().to_vec(), whole_path: text.contains('/') }
    }

    /// One about the whole path, whether or not it names a folder.
    pub fn path(text: &str) -> Self {
        Self { whole_path: true, ..Self::new(text) }
    }

    /// Whether text has signs that only patterns have.
    pub fn is_one(text: &str) -> bool {
        text.contains(['*', '?'])
    }

    pub fn matches(&self, path: &[u8]) -> bool {
        let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
        matches(&self.text, if self.whole_path { path } else { name })
    }
}

/// Goes through the pattern sign by sign, with the set of places in the text that can be reached. Never worse than
/// pattern × text.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    let mut rest = pattern;
    while let Some((&sign, after)) = rest.split_first() {
        let deep = sign == b'*' && after.first() == Some(&b'*');
        rest = if deep { after.trim_start_with_stars() } else { after };
        match sign {
            b'*' => spread(&mut reached, text, deep),
            _ => step(&mut reached, text, sign),
        }
        // `**/x` is also about `x` at the top.
        if deep && rest.first() == Some(&b'/') && reached[0] && matches(&rest[1..], text) {
            return true;
        }
    }
    reached[text.len()]
}

trait Stars {
    fn trim_start_with_stars(&self) -> &Self;
}

impl Stars for [u8] {
    fn trim_start_with_stars(&self) -> &Self {
        let stars = self.iter().take_while(|&&byte| byte == b'*').count();
        &self[stars..]
    }
}

fn spread(reached: &mut [bool], text: &[u8], deep: bool) {
    for at in 0..text.len() {
        if reached[at] && (deep || text[at] != b'/') {
            reached[at + 1] = true;
        }
    }
}

/// One sign of the pattern against one of the text; `?` takes a whole character of UTF-8.
fn step(reached: &mut [bool], text: &[u8], sign: u8) {
    for at in (0..=text.len()).rev() {
        let hit = std::mem::take(&mut reached[at]);
        match text.get(at) {
            Some(&byte) if hit && sign == b'?' && byte != b'/' => reached[at + width(text, at)] = true,
            Some(&byte) if hit && byte == sign && sign != b'?' => reached[at + 1] = true,
            _ => {}
        }
    }
}

fn width(text: &[u8], at: usize) -> usize {
    1 + text[at + 1..].iter().take_while(|&&byte| byte & 0xC0 == 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_paths() {
        let hits = [
            ("*.docx", "2024/县/报告.docx"),
            ("2024/*/报告.*", "2024/云溪县/报告.docx"),
            ("2024/**", "2024/a/b/c.txt"),
            ("**/报告.docx", "报告.docx"),
            ("**/报告.docx", "a/b/报告.docx"),
            ("报?.docx", "报告.docx"),
            ("*草稿*", "a/绩效草稿1.docx"),
        ];
        for (pattern, path) in hits {
            assert!(Pattern::new(pattern).matches(path.as_bytes()), "{pattern} {path}");
        }
        let misses = [("*.docx", "a.xlsx"), ("2024/*", "2024/a/b"), ("?.docx", "ab.docx"), ("a", "ab")];
        for (pattern, path) in misses {
            assert!(!Pattern::new(pattern).matches(path.as_bytes()), "{pattern} {path}");
        }
        assert!(Pattern::new("*").matches(&[0xB1, 0xED]));
    }
}
