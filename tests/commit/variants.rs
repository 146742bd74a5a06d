//! The protocol with one precaution left out. Each stands for a mistake that the real code could make.

/// What is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// Nothing: the protocol as it is.
    Protocol,
    NoStageSync,
    NoStageFolderSync,
    NoRecordSync,
    NoJournalSync,
    NoDataSync,
    NoRecovery,
    PublishFirst,
    JournalOverwrites,
    JournalPruned,
    SweepsEverything,
    MovesInOneStep,
    MovesUnsettled,
}

impl Variant {
    /// Every one that must be noticed.
    pub const BROKEN: &[Variant] = &[
        Self::NoStageSync,
        Self::NoStageFolderSync,
        Self::NoRecordSync,
        Self::NoJournalSync,
        Self::NoDataSync,
        Self::NoRecovery,
        Self::PublishFirst,
        Self::JournalOverwrites,
        Self::JournalPruned,
        Self::SweepsEverything,
        Self::MovesInOneStep,
        Self::MovesUnsettled,
    ];

    /// Whether this variant forgets to sync a file.
    pub fn forgets_file(self, path: &str) -> bool {
        match self {
            Self::NoStageSync => path.starts_with("store/stage/"),
            Self::NoRecordSync => path.starts_with("store/prepared/"),
            _ => false,
        }
    }

    /// Whether this variant forgets to sync a folder.
    pub fn forgets_folder(self, folder: &str) -> bool {
        match self {
            Self::NoStageFolderSync => folder.starts_with("store/stage"),
            Self::NoJournalSync => folder == "store/journal",
            Self::NoDataSync => folder.starts_with("data/"),
            _ => false,
        }
    }
}
