//! Who evaluated, where it was not the office itself.

use extractors::document::Area;

use crate::chinese::fold;

use super::Evidence;

impl Evidence<'_> {
    /// A firm that evaluated: named on a line of its own, at the foot of a page, or as the one who was asked to.
    pub(super) fn firm(&self) -> Option<String> {
        let lines = self.texts.iter().filter(|(text, _)| self.book.titles().names_firm(text));
        let named = { lines }.find(|(text, area)| {
            let short = text.trim().chars().count() <= 30;
            short || *area != Area::Body || self.book.titles().commission(text).is_some()
        });
        // In a sentence the name ends where the firm accepts its task.
        named
            .and_then(|(text, _)| {
                text.split(['，', ',', '。', '：']).find(|piece| self.book.titles().names_firm(piece))
            })
            .map(|piece| self.book.titles().commission(piece).map_or(piece, |asked| &piece[..asked]))
            .map(|name| name.trim_matches(fold::is_blank))
            .filter(|name| name.chars().count() <= 30)
            .map(str::to_owned)
    }
}
