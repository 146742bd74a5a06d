//! `docs/rules.md` is printed from the book. `INSTA_UPDATE=always cargo test rules_page` writes it anew.

use std::path::PathBuf;

use hebiao::Book;
use hebiao::book::rules::page;

#[test]
fn the_page_of_rules_is_the_book() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let printed = page::table(Book::builtin().unwrap().rules());
    if std::env::var("INSTA_UPDATE").is_ok_and(|asked| asked == "always") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &printed).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, printed, "docs/rules.md is not what the book says");
}

#[test]
fn a_rule_is_shown_with_its_relation_and_examples() {
    let book = Book::builtin().unwrap();
    let page = page::page(book.rules(), Some("bt-02"), hebiao::words::Language::English);
    assert!(page.contains("sangong.vehicle + sangong.abroad"), "{page}");
    assert!(page.contains("holds") && page.contains("breaks") && page.contains("unknown"), "{page}");
}
