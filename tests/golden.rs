//! What each sample gives, as a page that a person can read: paragraphs and tables as they stand, the fate of every
//! part, and the notices. `INSTA_UPDATE=always cargo test --test runner golden` writes the pages anew; read the diff.

use extractors::{Notices, Source, extract};
use hebiao::review::{self, Shown};
use hebiao::words::{self, Language};

use crate::samples_are_written::{files, folder};

/// One page: the document, then a line of dashes and the notices; or the error.
fn page(source: &Source) -> String {
    let mut notices = Notices::default();
    let shown = Shown { language: Language::English, prose: true, shorten: false, parts: true };
    match extract(&mut notices, source) {
        Ok(document) => {
            let remarks = review::notices(&notices, Language::English);
            format!("{}\n── notices ──\n{remarks}", review::document(&document, shown))
        }
        Err(error) => {
            format!(
                "error[{}] {}\n",
                error.code().id,
                words::message(Language::English, error.code(), &error.kind().details)
            )
        }
    }
}

#[test]
fn every_sample_reads_as_its_page_says() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for path in files() {
        let source = Source::open(&folder().join(&path)).unwrap();
        let parent = path.parent().unwrap();
        settings.set_snapshot_path(std::path::Path::new("golden").join(parent));
        let name = path.file_name().unwrap().to_str().unwrap();
        settings.bind(|| insta::assert_snapshot!(name, page(&source)));
    }
}

#[test]
fn no_page_is_left_of_a_sample_that_is_gone() {
    let golden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for path in files() {
        let mut page = golden.join(&path).into_os_string();
        page.push(".snap");
        assert!(std::path::Path::new(&page).exists(), "{} has no page", path.display());
    }
    assert_eq!(count(&golden), files().len(), "pages without a sample under tests/golden");
}

fn count(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries.map(|entry| entry.unwrap().path()).map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
}
