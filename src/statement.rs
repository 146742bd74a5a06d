//! A table with its meaning of place: what kind of table it is, which rows are headers, what each column and row stands
//! for, which unit holds. Plain data between recognising and reading; figures are not read here.

use std::ops::Range;
use std::sync::Arc;

use extractors::Locator;

use crate::chinese::Unit;
use crate::fact::{Basis, Concept, Sureness};

/// What kind of table it is, in the stable words of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum TableKind {
    BaseData,
    OverallSelfEval,
    ProjectSelfEval,
    IndicatorScore,
    EvaluationScore,
    AssetRollforward,
    FinalAccounts,
    #[default]
    Other,
}

impl TableKind {
    pub const ALL: &[TableKind] = &[
        Self::BaseData,
        Self::OverallSelfEval,
        Self::ProjectSelfEval,
        Self::IndicatorScore,
        Self::EvaluationScore,
        Self::AssetRollforward,
        Self::FinalAccounts,
        Self::Other,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::BaseData => "base_data_table",
            Self::OverallSelfEval => "overall_self_eval_table",
            Self::ProjectSelfEval => "project_self_eval_table",
            Self::IndicatorScore => "indicator_score_table",
            Self::EvaluationScore => "evaluation_score_table",
            Self::AssetRollforward => "asset_rollforward",
            Self::FinalAccounts => "final_accounts_table",
            Self::Other => "other",
        }
    }

    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.id() == id)
    }
}

/// Which evidence gave a unit, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitSource {
    /// Printed with the figure itself.
    Cell,
    /// In the header of the column.
    Column,
    /// In the header of the block.
    Block,
    /// A line right above the table, or its first row.
    Line,
    /// The sentence before the table, or its title.
    Sentence,
    /// The template is always in this unit.
    Family,
    /// Nothing says it.
    Unknown,
}

impl UnitSource {
    pub fn id(self) -> &'static str {
        match self {
            Self::Cell => "cell",
            Self::Column => "column",
            Self::Block => "block",
            Self::Line => "line",
            Self::Sentence => "sentence",
            Self::Family => "family",
            Self::Unknown => "unknown",
        }
    }
}

/// What a column stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The name at the side of a whole block.
    Side,
    /// A level of the indicator tree, from 1.
    Level(u8),
    /// The label of a row of figures.
    Label,
    /// A number in the row's concept, of this basis.
    Figure(Basis),
    /// Executed over planned.
    Rate,
    Weight,
    Score,
    Deduction,
    Target,
    Actual,
    /// `≥`, `＝`, qualitative …
    Operator,
    Measure,
    Note,
    Criteria,
    Method,
    /// A running number or a code: never a figure.
    Number,
    /// Known, but nothing is read from it.
    Ignore,
}

/// A column of one block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// Header words from the top down.
    pub path: Vec<String>,
    pub role: Option<Role>,
    /// Where the column itself says what is measured.
    pub concept: Option<Concept>,
    /// A year printed in the header; a relative one is resolved against the document's.
    pub year: Option<ColumnYear>,
    pub unit: Option<Unit>,
    /// The weight of a whole level where the header prints it.
    pub weight: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnYear {
    Printed(i32),
    /// Years from the document's own: -1 is last year.
    Relative(i32),
}

/// What a block of rows is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SectionKind {
    /// Rows of figures under headers: the common case, and what unknown tables are read as.
    #[default]
    Figures,
    /// The budget of the year with its execution row.
    Funds,
    Indicators,
    /// Names and their values beside each other: office, project, person.
    Particulars,
    /// Written goals and results.
    Goals,
    /// Notes, measures, remarks.
    Text,
}

/// Rows that stand under the same headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub kind: SectionKind,
    /// The book's id of the block, where it is known.
    pub block: Option<Arc<str>>,
    pub rows: Range<u32>,
    pub header_rows: Range<u32>,
    pub columns: Vec<Column>,
    pub unit: Option<(Unit, UnitSource)>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RowRole {
    #[default]
    Data,
    Header,
    /// Sums up the rows of its block or table.
    Total,
    /// Weighs how the budget was carried out.
    BudgetExecution,
    /// An unfilled line of the template, such as `……`.
    Filler,
    /// Numbers of columns: 1, 2, 3 …
    ColumnNumbers,
    /// The table's own title, unit line or notes.
    Text,
}

/// A row with its cells put under the columns of its section.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    pub role: RowRole,
    /// Number in `sections`; `None` above the first one.
    pub section: Option<usize>,
    /// For each column of the section the cell that stands for it, as its number in the table's cells: its own, or the
    /// one that reaches or is inherited into it.
    pub cells: Vec<Option<u32>>,
    /// Labels from the outermost in.
    pub labels: Vec<String>,
    pub concept: Option<Concept>,
    /// Cells were moved sideways to make the row fit its headers.
    pub shifted: bool,
}

/// A line of text that belongs to a table, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub text: String,
    pub at: Locator,
}

/// A table that has been recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The table's number in the file, and the number of the document it belongs to.
    pub table: usize,
    pub document: usize,
    pub kind: TableKind,
    /// The book's id of the template family.
    pub family: Option<Arc<str>>,
    pub title: Option<Heading>,
    /// The attachment number as printed, such as `附件1-1`.
    pub attachment: Option<Heading>,
    pub unit: Option<(Unit, UnitSource)>,
    pub sections: Vec<Section>,
    /// One for each row of the grid.
    pub rows: Vec<Row>,
    /// The table of which this one is the next piece.
    pub continued_from: Option<usize>,
    pub sureness: Sureness,
}

impl Statement {
    /// Rows at the top that are headers.
    pub fn header_rows(&self) -> usize {
        self.rows.iter().take_while(|row| row.role == RowRole::Header).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_from_its_word() {
        for kind in TableKind::ALL {
            assert_eq!(TableKind::parse(kind.id()), Some(*kind));
        }
    }
}
