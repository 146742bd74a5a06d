//! Archives of reports: a zip file that holds files, some of them archives again, with names in GBK as often as in UTF-8.
//!
//! Nothing is ever written to disk. Files are inflated one at a time, under the budgets of the archive they lie in.

use crate::opc::{self, Kind, Package};
use crate::{Code, Context, Error, Notice, Source};

/// A file of an archive.
#[derive(Debug)]
pub struct File {
    /// The name in the innermost archive, in the bytes that it is written in.
    pub raw_name: Vec<u8>,
    /// The names of the archives around it and its own, joined by `/`.
    pub name: String,
    pub source: Source,
}

/// Whether a file is a zip that is no office document.
pub fn is_archive(source: &Source) -> bool {
    opc::kind(source) == Some(Kind::Archive)
}

/// Hands every file of an archive to `each`, in the order of its directory; archives inside it are gone through in their
/// place, as deep as the limits allow. A file that cannot be read leaves a notice and does not stop the others.
pub fn files(
    context: &mut Context<'_>,
    source: &Source,
    each: &mut dyn FnMut(&mut Context<'_>, File),
) -> Result<(), Error> {
    let mut package = Package::open(context, source)?;
    if package.is_truncated() {
        let lost = package.cut().unwrap_or("central directory");
        context.notices.add(Notice::new(Code::ZIP_TRUNCATED_PARTLY).with("part", lost));
    }
    for at in 0..package.entries().len() {
        let (raw_name, name) = {
            let entry = &package.entries()[at];
            (entry.raw_name.clone(), format!("{}/{}", source.name(), entry.name))
        };
        match package.read(context, at) {
            Ok(bytes) => {
                file(context, File { raw_name, source: Source::new(name.clone(), bytes), name }, each)
            }
            Err(error) => context.notices.add(error.into_notice()),
        }
    }
    Ok(())
}

fn file(context: &mut Context<'_>, file: File, each: &mut dyn FnMut(&mut Context<'_>, File)) {
    if !is_archive(&file.source) {
        each(context, file);
        return;
    }
    let Some(mut inner) = context.deeper(&file.name) else { return };
    if let Err(error) = files(&mut inner, &file.source, each) {
        inner.notices.add(error.into_notice().with("name", file.name));
    }
}

#[cfg(test)]
mod tests {
    use samples::package::pack;

    use super::*;
    use crate::{Limits, Notices};

    fn names(bytes: Vec<u8>) -> (Vec<(String, usize)>, Vec<Code>) {
        let (mut notices, limits) = (Notices::default(), Limits::default());
        let mut found = Vec::new();
        let source = Source::new("all.zip", bytes);
        assert!(is_archive(&source));
        let mut context = Context::new(&mut notices, &limits);
        files(&mut context, &source, &mut |_, file| found.push((file.name, file.source.bytes().len())))
            .unwrap();
        (found, notices.iter().map(|notice| notice.code).collect())
    }

    #[test]
    fn files_of_archives_in_archives_are_found_up_to_a_depth() {
        let mut bytes = pack(&[("report.txt", "abc")]);
        for depth in 0..6 {
            bytes = pack(&[(format!("{depth}.zip"), bytes), (format!("{depth}.txt"), b"ab".to_vec())]);
        }
        let (found, codes) = names(bytes);
        let expected = [
            "all.zip/5.zip/4.zip/3.zip/2.txt",
            "all.zip/5.zip/4.zip/3.txt",
            "all.zip/5.zip/4.txt",
            "all.zip/5.txt",
        ];
        assert_eq!(found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), expected);
        assert_eq!(codes, [Code::EMBEDDED_SKIPPED]);
    }

    #[test]
    fn names_are_read_in_the_encoding_they_are_in() {
        // The writer marks names as UTF-8 only where they are not ASCII: the bytes are put in afterwards.
        let mut bytes = pack(&[("AAAAAA.txt", "1"), ("BBBBBB.txt", "22")]);
        for (ascii, text) in [("AAAAAA", "自评表"), ("BBBBBB", "决算表")] {
            let (name, _, _) = encoding_rs::GBK.encode(text);
            while let Some(at) = memchr::memmem::find(&bytes, ascii.as_bytes()) {
                bytes[at..at + 6].copy_from_slice(&name);
            }
        }
        let (found, codes) = names(bytes);
        assert_eq!(found, [("all.zip/自评表.txt".to_owned(), 1), ("all.zip/决算表.txt".to_owned(), 2)]);
        assert!(codes.is_empty());
    }

    #[test]
    fn an_office_file_is_no_archive() {
        let report = samples::docx::samples().remove(0);
        assert!(!is_archive(&Source::new("a.docx", report.bytes)));
        assert!(!is_archive(&Source::new("a.txt", b"PK is a word".to_vec())));
    }
}
