//! Files inside workbooks: what of them a reader may know. Reports are put beside tables in this way, and tables into
//! tables.

use crate::Source;
use crate::opc::compound::Compound;

/// Names of the streams that hold the workbook of an old program.
const OLD_WORKBOOKS: [&str; 2] = ["Workbook", "Book"];

/// The file inside an embedded object: the package around which another program wrapped a compound file, or the bytes
/// themselves. `None` where no reader knows them.
pub fn file(bytes: Vec<u8>) -> Option<Vec<u8>> {
    let Some(file) = Compound::open(&bytes) else { return known(bytes) };
    if let Some(package) = file.stream("Package") {
        return known(package.bytes);
    }
    OLD_WORKBOOKS.iter().any(|name| file.has_stream(name)).then_some(bytes)
}

/// Packages, and nothing else: text would be claimed whatever it is.
fn known(bytes: Vec<u8>) -> Option<Vec<u8>> {
    bytes.starts_with(b"PK").then_some(bytes)
}

/// A file that lies in a storage of an old workbook.
pub enum Stored {
    /// A file as it would lie in a folder.
    File(Source),
    /// The stream of a workbook, of the given name.
    Stream(&'static str, Vec<u8>),
}

/// What the storages of an old workbook hold, by their names; nothing for those that no reader knows.
pub fn stored<'f>(file: &'f Compound<'_>) -> Vec<(&'f str, Option<Stored>)> {
    let storages = file.storages().into_iter().filter(|name| name.starts_with("MBD"));
    let found = |storage: &'f str| {
        let package = file.stream_in(storage, "Package").and_then(|stream| known(stream.bytes));
        let stream = || {
            let streams = OLD_WORKBOOKS.into_iter();
            let mut held =
                streams.filter_map(|name| Some(Stored::Stream(name, file.stream_in(storage, name)?.bytes)));
            held.next()
        };
        package.map(|bytes| Stored::File(Source::new(storage, bytes))).or_else(stream)
    };
    storages.map(|storage| (storage, found(storage))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_reader_knows_is_taken_out() {
        let wrapped = |name: &str, bytes: &[u8]| samples::biff::compound(&[(name, bytes)]);
        assert_eq!(file(wrapped("Package", b"PK\x03\x04")).as_deref(), Some(&b"PK\x03\x04"[..]));
        assert_eq!(file(b"PK\x03\x04".to_vec()).as_deref(), Some(&b"PK\x03\x04"[..]));
        assert!(file(wrapped("Workbook", b"x")).is_some());
        assert_eq!(file(wrapped("WordDocument", b"x")), None);
        assert_eq!(file(wrapped("Package", b"%PDF")), None);
        assert_eq!(file("项目,1".into()), None);
    }
}
