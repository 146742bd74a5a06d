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

/// Beginnings of names of owner files, locks and half-written copies.
const TEMPORARY_STARTS: &[&str] = &["~$", ".~", "~wrd", "~wrl", "~wra", ".nfs", ".smbdelete", ".fuse_hidden"];

/// Ends of such names, in lower case.
const TEMPORARY_ENDS: &[&str] =
    &[".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", "~"];

/// Whether a folder of this name is left alone.
pub fn is_system_folder(name: &str) -> bool {
    SYSTEM_FOLDERS.contains(&name.to_lowercase().as_str())
}

/// Why a file of this name is left alone.
pub fn skipped(name: &str) -> Option<Code> {
    let name = name.to_lowercase();
    if SYSTEM_FILES.contains(&name.as_str()) || name.starts_with("._") {
        return Some(Code::SYSTEM);
    }
    let temporary = TEMPORARY_STARTS.iter().any(|start| name.starts_with(start))
        || TEMPORARY_ENDS.iter().any(|end| name.ends_with(end));
    temporary.then_some(Code::TEMPORARY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_alone_and_what_is_not() {
        for name in ["~$云溪县报告.docx", ".~lock.报告.xlsx#", "~WRD0001.tmp", ".nfs0001", "a.TMP"] {
            assert_eq!(skipped(name), Some(Code::TEMPORARY), "{name}");
        }
        for name in [".DS_Store", "Thumbs.db", "._报告.docx"] {
            assert_eq!(skipped(name), Some(Code::SYSTEM), "{name}");
        }
        for name in ["报告.docx", ".hidden.docx", "报告 - 副本.xlsx", "template.docx", "~报告.docx"] {
            assert_eq!(skipped(name), None, "{name}");
        }
        assert!(is_system_folder("$RECYCLE.BIN") && !is_system_folder("2024"));
    }
}
