//! What the words of tables mean, as the loader keeps them: one entry for each folded word, holding all its meanings.

use std::sync::Arc;

use crate::fact::{Basis, Concept};

use super::Blocks;

/// Everything a folded label can mean. Which of it holds is decided where the label stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meaning {
    /// Blocks in which it names a concept, with the concept's number.
    pub concepts: Vec<(Blocks, u16)>,
    /// Header words, by their number in the book.
    pub headers: Vec<u16>,
    pub side: Option<SideWord>,
    pub goal: Option<Goal>,
    pub row: Option<RowWord>,
    pub level: Option<LevelWord>,
    pub particular: Option<Particular>,
    /// Families in whose tables it is at home.
    pub families: Vec<u16>,
}

/// A name at the side of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SideWord {
    /// Rows of figures in which these wordings hold.
    Figures(Blocks),
    Funds,
    Goals,
    Indicators,
    /// A division of the money above it, printed as labels that hold their own figures.
    Split,
    Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    Target,
    Actual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowWord {
    Total,
    Filler,
    /// The row that numbers the columns.
    Numbers,
    /// The row that weighs how the budget was carried out, where it stands among the indicators.
    Execution,
}

/// A name of the indicator tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LevelWord {
    /// It can stand on these levels.
    pub first: bool,
    pub second: bool,
    /// The first level that it belongs under where the print does not say so.
    pub under: Option<Arc<str>>,
}

/// A name beside a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Particular {
    Office,
    Project,
    Department,
    Unit,
    Score,
    Grade,
    /// Those that the form of a project prints.
    FormScore,
    FormGrade,
    /// People and their telephones: never kept as figures.
    Contact,
    Date,
    Other,
}

/// What a header word makes of its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderWord {
    pub role: HeaderRole,
    pub basis: Option<Basis>,
    pub concept: Option<Concept>,
    pub suffix: Option<Arc<str>>,
    /// Years from the document's own.
    pub year: Option<i32>,
    /// Holds only where a column of this role stands beside it.
    pub needs: Option<HeaderRole>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderRole {
    Level1,
    Level2,
    Level3,
    /// A name of an indicator where no levels are printed.
    Indicator,
    Label,
    /// A label that names the project which its row is about.
    Project,
    /// A label that names who paid.
    Payer,
    /// Running numbers and codes.
    Number,
    Figure,
    Rate,
    Weight,
    Score,
    Deduction,
    Target,
    /// Target and result in one cell, parted by a stroke.
    TargetActual,
    /// A target that replaced the first one.
    Target2,
    Actual,
    Coefficient,
    Note,
    Criteria,
    Method,
    Operator,
    Measure,
    Ignore,
    /// Spans columns and names what they share.
    Group,
    /// Figures of one source only: a part of what the rows measure.
    Source,
}
