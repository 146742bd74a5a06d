//! A file's bytes into memory, once and whole: what is parsed cannot change any more, and a file that changed while it was
//! copied is noticed. Inputs are never mapped and never written to.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use extractors::{Code, Source};

use super::patience::{Asker, Pulse};
use crate::platform::{self, Times};

/// Bytes that a file may have. Of a text that has more, so many are copied; its reader takes its beginning
/// (`Limits::input_bytes`).
pub const MOST_BYTES: u64 = 256 << 20;

/// How packages and compound files begin: what is in them is found from their end, or anywhere.
const WHOLE_OR_NOT: [&[u8]; 2] = [b"PK", b"\xD0\xCF\x11\xE0"];

/// Bytes that are asked for at a time.
const PIECE: u64 = 1 << 20;

/// Why a file could not be read, as a code and a detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    pub code: Code,
    pub detail: String,
}

impl Unread {
    fn new(code: Code, detail: impl ToString) -> Self {
        Self { code, detail: detail.to_string() }
    }
}

/// A file as it was at one moment.
#[derive(Debug)]
pub struct Copied {
    pub source: Source,
    pub hash: String,
    pub times: Times,
}

/// Copies a file, unless its share stands still for so long. `name` is what messages and the reading of names call it.
pub fn copy_within(
    asker: &mut Asker,
    stall: Duration,
    (path, name): (&Path, &str),
) -> Result<Copied, Unread> {
    let (path, name) = (path.to_owned(), name.to_owned());
    match asker.ask(stall, move |pulse| copy(&path, &name, pulse)) {
        Ok(copied) => copied,
        Err(error) if error.kind() == io::ErrorKind::TimedOut => {
            Err(Unread::new(Code::IO_HANG, format!("{} s", stall.as_secs())))
        }
        Err(error) => Err(Unread::new(Code::FILE_IO, error)),
    }
}

/// Copies a file, however long it takes.
pub fn copy(path: &Path, name: &str, pulse: &Pulse) -> Result<Copied, Unread> {
    let unread = |error: io::Error| unread(path, &error);
    let mut file = platform::open_input(path).map_err(unread)?;
    let before = file.metadata().map_err(unread)?;
    if !before.is_file() {
        return Err(Unread::new(Code::NOT_REGULAR, ""));
    }
    let wanted = before.len().min(MOST_BYTES);
    let mut bytes = Vec::with_capacity(usize::try_from(wanted).unwrap_or(0));
    while (bytes.len() as u64) < MOST_BYTES {
        pulse.beat();
        let piece = PIECE.min(MOST_BYTES - bytes.len() as u64);
        if (&mut file).take(piece).read_to_end(&mut bytes).map_err(unread)? == 0 {
            break;
        }
        if before.len() > MOST_BYTES && WHOLE_OR_NOT.iter().any(|magic| bytes.starts_with(magic)) {
            return Err(Unread::new(Code::TOO_LARGE, before.len()));
        }
    }
    let after = file.metadata().map_err(unread)?;
    let named = fs::metadata(path).map_err(unread)?;
    let state = |metadata: &fs::Metadata| {
        let times = platform::times(metadata);
        (metadata.len(), times.modified, platform::identity(metadata))
    };
    let same = state(&before) == state(&after) && state(&after) == state(&named);
    if !same || bytes.len() as u64 != wanted {
        return Err(Unread::new(Code::CHANGING, ""));
    }
    let source = Source::new(name, bytes);
    Ok(Copied { hash: source.sha256(), source, times: platform::times(&after) })
}

fn unread(path: &Path, error: &io::Error) -> Unread {
    use io::ErrorKind::{NotFound, PermissionDenied, ResourceBusy};
    match error.kind() {
        NotFound => Unread::new(Code::VANISHED, ""),
        PermissionDenied => Unread::new(Code::PERMISSION, ""),
        ResourceBusy => Unread::new(Code::LOCKED, owner_file(path).unwrap_or_default()),
        _ => Unread::new(Code::FILE_IO, error),
    }
}

/// The file by which Word, Excel or LibreOffice says that it has another one open: its name, not the person's in it.
fn owner_file(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let from = |nth: usize| name.char_indices().nth(nth).map(|(at, _)| format!("~${}", &name[at..]));
    let known = [from(0), from(1), from(2), Some(format!(".~lock.{name}#"))];
    known.into_iter().flatten().find(|owner| path.with_file_name(owner).exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_held_says_so() {
        use io::ErrorKind::{NotFound, PermissionDenied, ResourceBusy, TimedOut};
        let folder = std::env::temp_dir().join(format!("hebiao-held-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("绩效自评报告.docx");
        let said = |kind: io::ErrorKind| unread(&path, &kind.into());
        let code = |kind: io::ErrorKind| said(kind).code;
        assert_eq!((code(ResourceBusy), code(PermissionDenied)), (Code::LOCKED, Code::PERMISSION));
        assert_eq!((code(NotFound), code(TimedOut)), (Code::VANISHED, Code::FILE_IO));
        assert_eq!(said(ResourceBusy).detail, "", "nobody says who");
        for owner in
            ["~$效自评报告.docx", "~$自评报告.docx", "~$绩效自评报告.docx", ".~lock.绩效自评报告.docx#"]
        {
            fs::write(folder.join(owner), [b' '; 162]).unwrap();
            assert_eq!(said(ResourceBusy).detail, owner);
            fs::remove_file(folder.join(owner)).unwrap();
        }
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_cannot_be_copied_says_why() {
        let folder = std::env::temp_dir().join(format!("hebiao-copy-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("a.txt");
        fs::write(&path, "合计").unwrap();
        assert_eq!(copy(&path, "a.txt", &Pulse::default()).unwrap().source.bytes(), "合计".as_bytes());
        let code = |path: &Path| copy(path, "x", &Pulse::default()).unwrap_err().code;
        assert_eq!(code(&folder.join("none")), Code::VANISHED);
        assert_eq!(code(&folder), Code::NOT_REGULAR);
        fs::write(&path, "PK").unwrap();
        fs::File::options().append(true).open(&path).unwrap().set_len(MOST_BYTES + 1).unwrap();
        assert_eq!(code(&path), Code::TOO_LARGE);
        fs::remove_dir_all(&folder).unwrap();
    }
}
