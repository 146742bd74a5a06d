//! Names that are known never to be reports, and folders that systems keep for themselves. Data only: a name is added
//! here, nowhere else.

use extractors::Code;

/// Folders that are not gone into, in lower case.
const SYSTEM_FOLDERS: &[&str] = &[
    "$recycle.bin",
    "system volume information",
    ".snapshot",
    ".snapshots",
    "@eadir",
    "#recycle",
    "#snapshot",
    ".trash",
    ".trashes",
    ".git",
    ".spotlight-v100",
    "__macosx",
    "lost+found",
];

/// Files that systems leave behind, in lower case.
const SYSTEM_FILES: &[&str] = &[".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", ".directory"];

/// Beginnings of names that systems give, in lower case: the other half of a file on a share, or what was deleted while a
/// program still held it.
const SYSTEM_STARTS: &[&str] = &["._", ".nfs", ".smbdelete", ".fuse_hidden"];

/// Beginnings of names of owner files, locks and half-written copies.
const TEMPORARY_STARTS: &[&str] = &["~$", ".~", "~wrd", "~wrl", "~wra"];

/// Ends of such names, in lower case.
const TEMPORARY_ENDS: &[&str] =
    &[".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", "~"];

/// Names of devices on other systems, whatever stands behind a dot.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// A name of so many bytes is as long as systems allow: a copy that adds a word to it fails, or loses its ending.
const LONGEST_NAME: usize = 255;

/// An owner file is not larger than this; what is larger and bears such a name is somebody's report.
const LARGEST_OWNER: u64 = 1024;

/// Digits of the name under which Excel writes before it renames.
const SAVING_DIGITS: usize = 8;

/// Every reason for which a file is left alone unread.
pub const SKIPS: [Code; 6] =
    [Code::TEMPORARY, Code::SYSTEM, Code::CLOUD, Code::NOT_REGULAR, Code::SYMLINK, Code::PATH];

/// Whether a folder of this name is left alone.
pub fn is_system_folder(name: &str) -> bool {
    SYSTEM_FOLDERS.contains(&name.to_lowercase().as_str())
}

/// Why a file of this name and size is left alone.
pub fn skipped(name: &str, size: u64) -> Option<Code> {
    let is_owner = name.starts_with("~$") || name.starts_with(".~");
    if is_owner && size > LARGEST_OWNER {
        return None;
    }
    if name.len() == SAVING_DIGITS && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F')) {
        return Some(Code::TEMPORARY);
    }
    let name = name.to_lowercase();
    let of_system = SYSTEM_STARTS.iter().any(|start| name.starts_with(start));
    if of_system || SYSTEM_FILES.contains(&name.as_str()) {
        return Some(Code::SYSTEM);
    }
    let temporary = TEMPORARY_STARTS.iter().any(|start| name.starts_with(start))
        || TEMPORARY_ENDS.iter().any(|end| name.ends_with(end));
    temporary.then_some(Code::TEMPORARY)
}

/// What is said of a path that is read all the same.
pub fn remarks(raw: &[u8]) -> impl Iterator<Item = Code> {
    let text = std::str::from_utf8(raw);
    let odd = text.is_ok_and(|path| path.split('/').any(deceives));
    [(text.is_err(), Code::NAME_ENCODING), (odd, Code::NAME)]
        .into_iter()
        .filter_map(|(is_so, code)| is_so.then_some(code))
}

/// Whether a name hides something from people, or could not be written on another system.
fn deceives(name: &str) -> bool {
    let unseen = |glyph: char| {
        glyph.is_control()
            || matches!(glyph, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    let picture = |glyph: char| matches!(glyph, '\u{1F000}'..='\u{1FAFF}' | '\u{FE0F}' | '\u{200D}');
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    name.len() >= LONGEST_NAME
        || name.contains(picture)
        || name.contains(unseen)
        || name.ends_with([' ', '.'])
        || DEVICES.contains(&stem.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_alone_and_what_is_not() {
        for name in ["~$云溪县报告.docx", ".~lock.报告.xlsx#", "~WRD0001.tmp", "a.TMP"] {
            assert_eq!(skipped(name, 165), Some(Code::TEMPORARY), "{name}");
        }
        assert_eq!(skipped("5A3C7F10", 90_000), Some(Code::TEMPORARY), "what Excel is writing");
        assert_eq!(skipped("~$云溪县报告.docx", 90_000), None, "no owner file is that large");
        for name in [".DS_Store", "Thumbs.db", "._报告.docx", ".nfs000a0b0c"] {
            assert_eq!(skipped(name, 10), Some(Code::SYSTEM), "{name}");
        }
        for name in ["报告.docx", ".hidden.docx", "报告 - 副本.xlsx", "template.docx", "~报告.docx"] {
            assert_eq!(skipped(name, 90_000), None, "{name}");
        }
        assert!(is_system_folder("$RECYCLE.BIN") && !is_system_folder("2024"));
    }
}
