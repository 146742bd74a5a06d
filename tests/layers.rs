//! The shape of the house: which module may use which, where ideographs, printing and files may stand.
//!
//! These read the source text. A rule that is broken says the file and the line.

use std::fs;
use std::path::{Path, PathBuf};

/// A rule found broken: file, line number, what stands there.
type Breach = String;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files below a folder, in order.
fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(path) = folders.pop() {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The lines of a file up to its tests, with comments cut off, each with its number.
fn code_lines(text: &str) -> Vec<(usize, String)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .map(|(number, line)| (number + 1, without_comment(line)))
        .collect()
}

fn without_comment(line: &str) -> String {
    let mut in_string = false;
    let mut before = ' ';
    for (at, glyph) in line.char_indices() {
        match glyph {
            '"' if before != '\\' && before != '\'' => in_string = !in_string,
            '/' if !in_string && line[at..].starts_with("//") => return line[..at].to_owned(),
            _ => {}
        }
        before = glyph;
    }
    line.to_owned()
}

fn breaches(folder: &str, wrong: impl Fn(&Path, &str) -> bool) -> Vec<Breach> {
    let mut found = Vec::new();
    for path in rust_files(folder) {
        let name = path.strip_prefix(root()).unwrap().to_owned();
        for (number, line) in code_lines(&fs::read_to_string(&path).unwrap()) {
            if wrong(&name, &line) {
                found.push(format!("{}:{number}: {}", name.display(), line.trim()));
            }
        }
    }
    found
}

fn assert_none(found: Vec<Breach>, rule: &str) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

/// The layer of each module, from the vocabulary (0) to the entrances (7). `None` for the crate's own page.
const LAYERS: &[(&str, u8)] = &[
    ("platform", 0),
    ("chinese", 1),
    ("words", 2),
    ("fact", 2),
    ("claim", 2),
    ("statement", 2),
    ("finding", 2),
    ("report", 2),
    ("contacts", 2),
    ("book", 3),
    ("recognise", 4),
    ("read", 4),
    ("reconcile", 4),
    ("dataset", 5),
    ("review", 5),
    ("batch", 6),
    ("cli", 7),
    ("main", 7),
];

/// What the edges (layer 5) may use: data, not stages.
const EDGES_USE: u8 = 2;

fn module_of(file: &Path) -> Option<String> {
    let mut parts = file.iter().skip(1);
    let first = parts.next()?.to_str()?.trim_end_matches(".rs").to_owned();
    (first != "lib").then_some(first)
}

fn layer_of(module: &str) -> Option<u8> {
    LAYERS.iter().find(|(name, _)| *name == module).map(|&(_, layer)| layer)
}

/// Modules of this crate that a line names by `crate::x` or `hebiao::x`, also inside `{…}` of one line.
fn named_modules(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for mark in ["crate::", "hebiao::"] {
        for (at, _) in line.match_indices(mark) {
            let rest = &line[at + mark.len()..];
            match rest.strip_prefix('{') {
                Some(inner) => {
                    let inner = inner.split('}').next().unwrap_or(inner);
                    found.extend(inner.split(',').map(|item| first_word(item.trim())));
                }
                None => found.push(first_word(rest)),
            }
        }
    }
    found
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|glyph| glyph.is_alphanumeric() || *glyph == '_').collect()
}

fn points_up(file: &Path, line: &str) -> bool {
    let Some(own) = module_of(file) else { return false };
    let layer = layer_of(&own).unwrap_or_else(|| panic!("src/{own} has no layer in tests/layers.rs"));
    named_modules(line).iter().filter_map(|name| Some((name, layer_of(name)?))).any(|(name, used)| {
        let highest = if layer == 5 { EDGES_USE } else { layer };
        *name != own && (used > highest || (used == layer && matches!(layer, 1 | 4)))
    })
}

#[test]
fn arrows_only_point_down() {
    assert_none(breaches("src", points_up), "a module uses one above it, or a stage another stage");
}

/// Formats of `extractors`, which never know each other.
const FORMATS: &[&str] = &["docx", "xlsx", "text"];

#[test]
fn formats_never_know_each_other() {
    let wrong = |file: &Path, line: &str| {
        let own = file
            .iter()
            .nth(1)
            .and_then(|part| part.to_str())
            .unwrap_or("")
            .trim_end_matches(".rs")
            .to_owned();
        own != "lib"
            && FORMATS.iter().any(|&other| other != own && line.contains(&format!("crate::{other}::")))
    };
    assert_none(breaches("extractors", wrong), "a format uses another, or shared code uses a format");
}

fn is_ideograph(glyph: char) -> bool {
    matches!(glyph, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[test]
fn extractors_know_no_chinese_words() {
    let exempt = |file: &Path| {
        file.ends_with("glyphs.rs") || file.ends_with("tests.rs") || file.ends_with("testing.rs")
    };
    let wrong = |file: &Path, line: &str| !exempt(file) && line.chars().any(is_ideograph);
    assert_none(
        breaches("extractors", wrong),
        "an ideograph stands in extractors/ outside the glyph table and tests",
    );
}

fn prints(file: &Path, line: &str) -> bool {
    let prints = ["println!", "print!(", "eprintln!", "eprint!(", "dbg!(", "io::stdout", "io::stderr"];
    let entrance = file.starts_with("src/cli") || file.ends_with("src/main.rs");
    !entrance && prints.iter().any(|word| line.contains(word))
}

#[test]
fn only_the_entrances_print() {
    for folder in ["src", "extractors"] {
        assert_none(breaches(folder, prints), "something but the entrances prints");
    }
}

#[test]
fn src_never_opens_containers() {
    let wrong = |_: &Path, line: &str| {
        ["zip::", "quick_xml", "calamine", "cfb::"].iter().any(|word| line.contains(word))
    };
    assert_none(breaches("src", wrong), "src/ parses a container");
}

#[test]
fn only_source_batch_and_the_writers_touch_files() {
    let wrong = |file: &Path, line: &str| {
        let allowed =
            ["src/batch", "src/dataset", "src/cli", "src/book"].iter().any(|folder| file.starts_with(folder));
        let reads = line.contains("std::fs") || line.contains("File::open") || line.contains("fs::read");
        !allowed && !file.ends_with("source.rs") && !file.ends_with("platform.rs") && reads
    };
    for folder in ["src", "extractors"] {
        assert_none(breaches(folder, wrong), "a module that should work on memory touches files");
    }
}

mod the_rules_notice {
    //! Each rule above, broken on purpose.
    use super::*;

    #[test]
    fn an_arrow_that_points_up() {
        assert!(points_up(Path::new("src/chinese/label.rs"), "use crate::book::Book;"));
        assert!(points_up(Path::new("src/read/table.rs"), "use crate::{fact::Fact, recognise::head};"));
        assert!(points_up(Path::new("src/review/json.rs"), "use crate::book::Book;"));
        assert!(!points_up(Path::new("src/read/table.rs"), "use crate::{fact::Fact, book::Book};"));
    }

    #[test]
    fn printing_anywhere_but_at_the_entrances() {
        assert!(prints(Path::new("src/read/mod.rs"), "    println!(\"{fact:?}\");"));
        assert!(prints(Path::new("extractors/opc.rs"), "    let out = io::stderr();"));
        assert!(!prints(Path::new("src/cli/show.rs"), "    println!(\"{fact:?}\");"));
    }

    #[test]
    fn an_ideograph_in_code_but_not_in_a_comment() {
        let text = "let a = 1; // 合计\nlet b = \"合计\";\n#[cfg(test)]\nlet c = \"合计\";";
        let hits: Vec<usize> = code_lines(text)
            .into_iter()
            .filter(|(_, line)| line.chars().any(is_ideograph))
            .map(|(n, _)| n)
            .collect();
        assert_eq!(hits, [2]);
    }

    #[test]
    fn a_slash_inside_a_string_is_no_comment() {
        assert_eq!(without_comment("let a = \"http://x\"; // y"), "let a = \"http://x\"; ");
    }
}
