//! Text exports as a whole: from bytes to a document, forms beside each other.

use crate::{Code, Context, Document, Error, Limits, Notices, Source};

use super::Text;
use crate::Extractor;

fn extract(name: &str, bytes: &[u8]) -> (Result<Document, Error>, Notices) {
    let mut notices = Notices::default();
    let result =
        Text.extract(&mut Context::new(&mut notices, &Limits::default()), &Source::new(name, bytes.to_vec()));
    (result, notices)
}

#[test]
fn what_is_not_text_is_named_by_its_content() {
    let cases: [(&str, &[u8], Code); 3] = [
        ("报告.txt", b"%PDF-1.7", Code::TYPE_MISMATCH),
        ("报告.pdf", b"%PDF-1.7", Code::UNSUPPORTED),
        ("报告.txt", &[0; 9], Code::TYPE_MISMATCH),
    ];
    for (name, bytes, code) in cases {
        assert_eq!(extract(name, bytes).0.unwrap_err().code(), code, "{name}");
    }
}
