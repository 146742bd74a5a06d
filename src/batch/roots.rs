//! From what the user names to roots: `PATH`, `NAME=PATH`, a file, or a pattern.

use std::path::{Path, PathBuf};

use super::pattern::Pattern;
use super::walk::Root;

/// The roots of a run, in the order in which they are named. Those without a name are r1, r2 and so on. Files that stand
/// in one folder share a root.
pub fn roots(asked: &[String]) -> Result<Vec<Root>, String> {
    let mut roots: Vec<Root> = Vec::new();
    for text in asked {
        let (name, path) = named(text);
        let (folder, only) = folder_of(&path);
        let shares = |root: &&mut Root| root.folder == folder && !root.only.is_empty() && name.is_none();
        if let (Some(same), Some(only)) = (roots.iter_mut().find(shares), &only) {
            same.only.push(only.clone());
            continue;
        }
        let name = name.unwrap_or_else(|| format!("r{}", roots.len() + 1));
        if roots.iter().any(|root| root.name == name) {
            return Err(format!("two roots are called {name}"));
        }
        roots.push(Root { name, folder, only: only.into_iter().collect() });
    }
    Ok(roots)
}

/// `NAME=PATH`, unless there is a file of that very name.
fn named(text: &str) -> (Option<String>, PathBuf) {
    match text.split_once('=') {
        Some((name, path)) if is_name(name) && !Path::new(text).exists() => {
            (Some(name.to_owned()), PathBuf::from(path))
        }
        _ => (None, PathBuf::from(text)),
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '_'))
}

/// A folder for itself; a file or a pattern as the folder above it, and which files of that.
fn folder_of(path: &Path) -> (PathBuf, Option<Pattern>) {
    let text = path.to_string_lossy();
    if Pattern::is_one(&text) && !path.exists() {
        let parts: Vec<&str> = text.split('/').collect();
        let fixed = parts.iter().take_while(|part| !Pattern::is_one(part)).count();
        let folder = parts[..fixed].join("/");
        let folder = if text.starts_with('/') && folder.is_empty() { "/".to_owned() } else { folder };
        return (in_place(&folder), Some(anchored(&parts[fixed..].join("/"))));
    }
    if !path.is_file() {
        return (path.to_owned(), None);
    }
    let folder = path.parent().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    (in_place(&folder), Some(anchored(&name)))
}

fn in_place(folder: &str) -> PathBuf {
    PathBuf::from(if folder.is_empty() { "." } else { folder })
}

/// A pattern about the whole path, even where it names only a file.
fn anchored(text: &str) -> Pattern {
    Pattern::path(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(asked: &[&str]) -> Vec<(String, String, usize)> {
        let asked: Vec<String> = asked.iter().map(|&text| text.to_owned()).collect();
        let roots = roots(&asked).unwrap();
        roots
            .into_iter()
            .map(|root| (root.name, root.folder.to_string_lossy().into_owned(), root.only.len()))
            .collect()
    }

    #[test]
    fn names_folders_and_patterns() {
        let expected = [("r1", "/share/a", 0), ("county", "/share/b", 0), ("r3", "/share", 1)];
        let expected = expected.map(|(name, folder, only)| (name.to_owned(), folder.to_owned(), only));
        assert_eq!(told(&["/share/a", "county=/share/b", "/share/2024*/x.docx"]), expected);
    }

    #[test]
    fn one_name_for_two_roots_is_refused() {
        assert!(roots(&["a=/x".to_owned(), "a=/y".to_owned()]).is_err());
    }
}
