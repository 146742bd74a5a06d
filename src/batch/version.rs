//! Which book a file was read with, as a short name that changes when anything in the book does.

use std::fs;
use std::io;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use crate::book::Book;

/// The name of a book: our own part and the user's by their files.
pub fn of_book(folder: Option<&Path>) -> io::Result<String> {
    let mut known = Book::builtin_text().into_bytes();
    if let Some(folder) = folder {
        files(folder, &mut known)?;
    }
    Ok(format!("{:016x}", xxh3_64(&known)))
}

/// Appends the names and bytes of a folder's files, in order.
fn files(folder: &Path, out: &mut Vec<u8>) -> io::Result<()> {
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            if entry.file_type()?.is_dir() {
                waiting.push(entry.path());
            } else {
                out.extend(entry.file_name().as_encoded_bytes());
                out.extend(fs::read(entry.path())?);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_book_has_one_name_and_a_users_part_changes_it() {
        let name = of_book(None).unwrap();
        assert_eq!(name, of_book(None).unwrap());
        let folder = std::env::temp_dir().join(format!("hebiao-book-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("a.toml"), "x").unwrap();
        assert_ne!(name, of_book(Some(&folder)).unwrap());
        fs::remove_dir_all(&folder).unwrap();
    }
}
