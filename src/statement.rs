//! A table with its meaning of place: what kind of table it is, which rows are headers, what each column and row stands
//! for, which unit holds. Plain data between recognising and reading; figures are not read here.

use std::ops::Range;
use std::sync::Arc;

use extractors::Locator;
use rust_decimal::Decimal;

use crate::chinese::Unit;
use crate::fact::{Basis, Concept, Sureness, Words};

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
    /// The same figure stands elsewhere in the file with its unit.
    Agreement,
    /// The figures are too large for the unit that the template is usually in.
    Size,
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
            Self::Agreement => "agreement",
            Self::Size => "size",
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
    /// A number in the row's or the column's concept.
    Figure,
    /// A share, a rate, a change in percent.
    Rate,
    Weight,
    /// What a whole level of the tree weighs.
    LevelWeight(u8),
    Score,
    Deduction,
    Target,
    /// Target and result in one cell: `≥95%/96.2%`.
    TargetActual,
    /// A target that replaced the first one.
    Target2,
    Actual,
    /// `≥`, `＝`, qualitative …
    Operator,
    Measure,
    Note,
    Criteria,
    /// A running number or a code: never a figure.
    Number,
    /// Known, but nothing is read from it.
    Ignore,
}

impl Role {
    /// Columns whose cells are names that hold for the rows below until the next one is printed.
    pub fn is_name(self) -> bool {
        matches!(self, Self::Side | Self::Label | Self::Level(_))
    }

    pub fn is_points(self) -> bool {
        matches!(self, Self::Weight | Self::LevelWeight(_) | Self::Score | Self::Deduction)
    }
}

/// A column of one section.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// Header words from the top down.
    pub path: Words,
    pub role: Option<Role>,
    /// In which sense its figures hold; `None` where the headers do not say.
    pub basis: Option<Basis>,
    /// Where the column itself says what is measured.
    pub concept: Option<Concept>,
    /// `change`, `share` …: what the figure is of the concept that the row measures.
    pub suffix: Option<Arc<str>>,
    pub year: Option<ColumnYear>,
    pub unit: Option<Unit>,
    /// A weight printed in the header: `得分(20分*执行率)`.
    pub weight: Option<Decimal>,
    /// Its figures are only a part of what a row measures: the money of one source.
    pub part: bool,
    /// Its names are projects, and each row is about its own.
    pub projects: bool,
    /// The group of label columns that names its rows, where a table holds several side by side.
    pub group: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnYear {
    Printed(i32),
    /// Years from the document's own: -1 is last year.
    Relative(i32),
}

/// What a section of a table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SectionKind {
    /// Rows of figures under headers: the common case, and what unknown tables are read as.
    #[default]
    Figures,
    /// The budget of the year and how it was carried out.
    Funds,
    /// A division of the budget whose labels hold their own figures.
    Split,
    Indicators,
    /// Names and their values beside each other: office, project, person.
    Particulars,
    /// Names in one row, their values in the next.
    ParticularColumns,
    /// Written goals and results.
    Goals,
    /// Notes, measures, remarks.
    Text,
}

/// Rows that stand under the same headers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    pub kind: SectionKind,
    /// The book's name of the block whose wordings hold.
    pub block: Option<&'static str>,
    /// The name at its side.
    pub name: Option<String>,
    pub rows: Range<u32>,
    pub header_rows: Range<u32>,
    pub columns: Vec<Column>,
    pub unit: Option<(Unit, UnitSource)>,
    /// Weight of the whole section, where its name prints it: `预算执行情况(20分)`.
    pub weight: Option<Decimal>,
    /// A year in its name: `楼堂馆所控制情况（2024年完工项目）`.
    pub year: Option<i32>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RowRole {
    #[default]
    Data,
    Header,
    /// Sums up the rows of its section or table.
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

/// What one group of label columns says in a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowLabel {
    /// From the outermost in, as printed but for breaks.
    pub path: Words,
    /// The innermost, folded.
    pub key: String,
    /// The book's concept for it in this section.
    pub concept: Option<Concept>,
    /// A month of the year, where the label is one.
    pub month: Option<u8>,
    pub total: bool,
    /// The year, where the label is one.
    pub year: Option<i32>,
    /// The unit in the label itself.
    pub unit: Option<Unit>,
    /// Words that mostly head columns: 2023年决算数 as the name of a row, below columns that say what is measured.
    pub heads: Option<RowHead>,
}

/// What the name of a row says in place of the header of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowHead {
    pub basis: Basis,
    pub year: Option<ColumnYear>,
    pub suffix: Option<Arc<str>>,
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
    /// One for each group of label columns.
    pub labels: Vec<RowLabel>,
    /// Cells were moved sideways to make the row fit its headers.
    pub shifted: bool,
}

/// A document inside the file, as far as its place goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its blocks, without those that stand outside the flow.
    pub blocks: Range<usize>,
    /// The line that makes it an attachment of the one before.
    pub attachment: Option<Heading>,
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
    /// The levels of the indicator tree in which that one ended: they hold until new ones are printed.
    pub carried: [Option<String>; 2],
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
