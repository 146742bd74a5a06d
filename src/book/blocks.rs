//! Parts of tables in which a wording holds: 项目支出 is one thing among the expenses of an office and another among the
//! sources of a project.

/// A set of blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Blocks(u32);

/// The names that the book's data may use; where several hold, the earlier wins.
const NAMES: &[&str] = &[
    "staff",
    "building",
    "money",
    "split",
    "fund",
    "project_fund",
    "asset",
    "sangong",
    "economic",
    "function",
    "accounts",
    "period",
    "any",
    "prose",
];

impl Blocks {
    pub const NONE: Blocks = Blocks(0);
    pub const STAFF: Blocks = Blocks(1);
    pub const BUILDING: Blocks = Blocks(1 << 1);
    pub const MONEY: Blocks = Blocks(1 << 2);
    pub const SPLIT: Blocks = Blocks(1 << 3);
    pub const FUND: Blocks = Blocks(1 << 4);
    pub const PROJECT_FUND: Blocks = Blocks(1 << 5);
    pub const ASSET: Blocks = Blocks(1 << 6);
    pub const SANGONG: Blocks = Blocks(1 << 7);
    pub const ECONOMIC: Blocks = Blocks(1 << 8);
    pub const FUNCTION: Blocks = Blocks(1 << 9);
    pub const ACCOUNTS: Blocks = Blocks(1 << 10);
    pub const PERIOD: Blocks = Blocks(1 << 11);
    pub const ANY: Blocks = Blocks(1 << 12);
    pub const PROSE: Blocks = Blocks(1 << 13);

    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().position(|known| *known == name).map(|at| Self(1 << at))
    }

    /// The name of the first block of the set.
    pub fn name(self) -> Option<&'static str> {
        NAMES.get(self.0.trailing_zeros() as usize).copied()
    }

    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The rank of the first block that both sets have.
    pub fn first_shared(self, other: Self) -> u32 {
        (self.0 & other.0).trailing_zeros()
    }

    /// What both sets have.
    pub fn shared(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_constants_agree() {
        for (name, block) in
            [("staff", Blocks::STAFF), ("any", Blocks::ANY), ("prose", Blocks::PROSE), ("fund", Blocks::FUND)]
        {
            assert_eq!(Blocks::named(name), Some(block));
            assert_eq!(block.name(), Some(name));
        }
        assert_eq!(Blocks::named("somewhere"), None);
    }
}
