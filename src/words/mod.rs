//! What places, notices and findings say, in Chinese and English: one table of words, so that no other module holds a
//! sentence for people. Data comes in, text goes out; nothing is decided here.

pub mod findings;
mod lacks;
mod notices;
mod places;

pub use lacks::our_word;
pub use notices::{hint, message};
pub use places::{place, write_number, write_place};

/// The language of messages. Data and codes never depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    Chinese,
    English,
}

impl Language {
    /// The language that a locale such as `zh_CN.UTF-8` asks for. An unset locale means Chinese: so do the reports.
    pub fn of_locale(locale: Option<&str>) -> Self {
        match locale {
            Some(name) if !name.is_empty() && !name.starts_with("zh") => Self::English,
            _ => Self::Chinese,
        }
    }

    /// One of two wordings.
    pub fn pick<T>(self, chinese: T, english: T) -> T {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}
