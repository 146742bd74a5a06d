//! What became of every part of a package. Nothing is left without a line.

use std::collections::HashMap;

use crate::document::{Fate, Part};

/// Parts and their fates, booked as they are met.
#[derive(Debug, Default)]
pub struct Ledger {
    fates: HashMap<String, Fate>,
}

impl Ledger {
    /// Writes down a part's fate. What was extracted stays so.
    pub fn book(&mut self, name: &str, fate: Fate) {
        let known = self.fates.entry(name.to_ascii_lowercase()).or_insert_with(|| fate.clone());
        if *known != Fate::Extracted {
            *known = fate;
        }
    }

    pub fn knows(&self, name: &str) -> bool {
        self.fates.contains_key(&name.to_ascii_lowercase())
    }

    /// One line for each of the package's parts, in its order.
    pub fn lines(&self, names: &[String]) -> Vec<Part> {
        let fate = |name: &str| self.fates.get(&name.to_ascii_lowercase()).cloned();
        names
            .iter()
            .map(|name| Part { name: name.clone(), fate: fate(name).unwrap_or(Fate::Skipped(reason(name))) })
            .collect()
    }
}

/// Why a part that nothing led to was not read, by its usual place.
fn reason(name: &str) -> &'static str {
    const PLACES: [(&str, &str); 24] = [
        ("[content_types]", "package"),
        (".rels", "package"),
        ("theme", "theme"),
        ("settings", "settings"),
        ("fonttable", "font"),
        (".odttf", "font"),
        ("stylewitheffects", "style"),
        ("styles", "style"),
        ("numbering", "style"),
        ("docprops/thumbnail", "preview"),
        ("docprops", "properties"),
        ("vba", "macro"),
        ("customxml", "custom data"),
        ("activex", "control"),
        ("ctrlprops", "control"),
        ("comments", "comment data"),
        ("people", "comment data"),
        ("glossary", "glossary"),
        ("diagrams", "diagram"),
        ("embeddings", "unreferenced"),
        ("media", "unreferenced"),
        ("charts", "chart style"),
        ("keymap", "settings"),
        ("ink", "ink"),
    ];
    let name = name.to_ascii_lowercase();
    PLACES.iter().find(|(place, _)| name.contains(place)).map_or("unknown", |(_, reason)| reason)
}
