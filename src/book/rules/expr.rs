//! What rules are written in: terms (a concept in a sense and a year), fields of rows, levels, claims and documents,
//! arithmetic, comparison, and a closed list of functions. Plain data; `parse` makes it, `reconcile` judges by it.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::fact::Basis;

use super::words::Words;

#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    Number(Decimal),
    Text(Arc<str>),
    /// What `has` and `line_has` look for.
    Words(Arc<Words>),
    Term(Box<Term>),
    Field(Field),
    Call(Function, Vec<Expr>),
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    Compare(Compare, Box<Expr>, Box<Expr>),
    All(Vec<Expr>),
    Any(Vec<Expr>),
    Not(Box<Expr>),
    /// A condition that looks at nothing but a scored row, by its number among all that rules put to rows.
    OfRow(u16, Box<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    Equal,
    Differ,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Compare {
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Differ => "≠",
            Self::Less => "<",
            Self::AtMost => "≤",
            Self::More => ">",
            Self::AtLeast => "≥",
        }
    }
}

/// A figure by what it measures. What is not said here — sense, year, scope, document — is that of the instance.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Term {
    /// Tried in this order; the first that the document knows holds.
    pub concepts: Vec<Named>,
    /// Empty where the instance says it.
    pub bases: Vec<Basis>,
    pub any_basis: bool,
    /// The months of a year, each.
    pub months: bool,
    /// Years from the instance's own; `None` for any year.
    pub year: Option<i32>,
    pub reach: Reach,
}

impl Term {
    /// It says nothing but the concept: everything else is that of the instance.
    pub fn is_bare(&self) -> bool {
        self.bases.is_empty() && !self.any_basis && self.year == Some(0) && self.reach == Reach::Near
    }
}

/// How a term names its concept.
#[derive(Debug, Clone, PartialEq)]
pub enum Named {
    /// The concept with this number among the book's rule words.
    Concept(Arc<str>, u16),
    /// Every concept below: `function.*`.
    Family(Arc<str>, u16),
    /// Every figure there is, where a quantifier says so.
    Every,
    /// The concept that the instance is about.
    This,
    /// The same without its last part: `project.total` for `project.total.growth`.
    Stem,
}

/// Where a term may be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// In the table or paragraph of the instance where it has one, else in the whole document.
    #[default]
    Near,
    Document,
    Tables,
    Prose,
    /// Every document of the file, every project.
    File,
    Charts,
    /// Public final accounts of the same file or office.
    Accounts,
    /// Performance reports, not final accounts.
    Reports,
    /// Tables of one template of the final accounts, by its place in [`TEMPLATES`].
    Template(u8),
}

impl Reach {
    /// Whether it looks beyond the document of the instance.
    pub fn leaves_the_document(self) -> bool {
        matches!(self, Self::File | Self::Accounts | Self::Reports)
    }
}

/// Templates that rules can name.
pub const TEMPLATES: &[&str] = &["PF01", "PF02", "PF03", "PF04", "PF05", "PF06", "PF3G", "PFGF"];

/// A property of what the instance stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    DocumentScore,
    DocumentGrade,
    DocumentYear,
    DocumentOffice,
    DocumentTitle,
    DocumentKind,
    RowWeight,
    RowScore,
    RowDeduction,
    RowRate,
    RowTarget,
    RowActual,
    RowNote,
    RowCriteria,
    RowFirst,
    RowSecond,
    RowThird,
    TotalWeight,
    TotalScore,
    TotalDeduction,
    LevelWeight,
    LevelScore,
    LevelLabel,
    LevelNumber,
    ClaimText,
    /// The id of what the instance is about.
    Concept,
    TableTitle,
    TableAttachment,
    TableYear,
    TableFamily,
    Text,
    CellLabel,
    Label,
    Raw,
    Year,
    Basis,
    Unit,
    Medium,
    Scope,
}

pub const FIELDS: &[(&str, Field)] = &[
    ("document.score", Field::DocumentScore),
    ("document.grade", Field::DocumentGrade),
    ("document.year", Field::DocumentYear),
    ("document.office", Field::DocumentOffice),
    ("document.title", Field::DocumentTitle),
    ("document.kind", Field::DocumentKind),
    ("row.weight", Field::RowWeight),
    ("row.score", Field::RowScore),
    ("row.deduction", Field::RowDeduction),
    ("row.rate", Field::RowRate),
    ("row.target", Field::RowTarget),
    ("row.actual", Field::RowActual),
    ("row.note", Field::RowNote),
    ("row.criteria", Field::RowCriteria),
    ("row.l1", Field::RowFirst),
    ("row.l2", Field::RowSecond),
    ("row.l3", Field::RowThird),
    ("total.weight", Field::TotalWeight),
    ("total.score", Field::TotalScore),
    ("total.deduction", Field::TotalDeduction),
    ("level.weight", Field::LevelWeight),
    ("level.score", Field::LevelScore),
    ("level.label", Field::LevelLabel),
    ("level.number", Field::LevelNumber),
    ("claim.text", Field::ClaimText),
    ("concept", Field::Concept),
    ("table.title", Field::TableTitle),
    ("table.attachment", Field::TableAttachment),
    ("table.year", Field::TableYear),
    ("table.family", Field::TableFamily),
    ("text", Field::Text),
    ("cell.label", Field::CellLabel),
    ("label", Field::Label),
    ("raw", Field::Raw),
    ("year", Field::Year),
    ("basis", Field::Basis),
    ("unit", Field::Unit),
    ("medium", Field::Medium),
    ("scope", Field::Scope),
];

/// The closed list of what can be asked beside arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// `abs(x)`
    Abs,
    /// `min(a, b …)`
    Min,
    Max,
    /// `sum(term)`: every figure that the term names.
    Sum,
    /// `count(term)`: how many there are.
    Count,
    /// `children(term)`: the numbered parts that the book lists for it, those that the table has.
    Children,
    /// `first(a, b)`: the first that is known.
    First,
    /// `prior(x)`: in the office's report of the year before.
    Prior,
    /// `accounts(x)`: in the final accounts of the office's same year.
    Accounts,
    /// `twin(this)`: the same figure in a table of the document, under any of its names.
    Twin,
    /// `filled(x)`, `blank(x)`, `known(x)`: a value stands there; a cell stands there and is empty; there is a value at all.
    Filled,
    Blank,
    Known,
    /// `rows(condition)`: scored rows of the table of which it holds.
    Rows,
    /// `sum_rows(x)`: over all scored rows of the table, the budget's row among them.
    SumRows,
    /// `sum_indicators(x)`: the same without the budget's row.
    SumIndicators,
    /// `below(x)`: over the rows of the level.
    Below,
    /// `weight_of(label)`: what a first level of the document's tables weighs, by its rows.
    WeightOf,
    /// `grade_of(score)`: by the document's own sentence of thresholds, else the national scale.
    GradeOf,
    /// `same_grade(a, b)`: 优 and 优秀 are one.
    SameGrade,
    /// `own_scale()`: the document prints its thresholds.
    OwnScale,
    /// `scale_overlaps()`: two of its grades claim the same score.
    ScaleOverlaps,
    /// `met(target, actual)`: unknown unless both can be measured.
    Met,
    /// `attainment(target, actual)`: reached over wanted, the other way round for ceilings.
    Attainment,
    /// `measure(text)`: the only figure of a text.
    Measure,
    /// `same_unit(a, b)`: of the figures of two texts.
    SameUnit,
    /// `same_figure(text, x)`: the text prints this figure, with or without its unit.
    SameFigure,
    /// `example_figure(text)`: a figure behind 如： in brackets.
    ExampleFigure,
    /// `drawn_twin()`: the same figure in a picture or a chart.
    DrawnTwin,
    /// `nearest(term)`: of all the term names, the figure nearest to the instance's own.
    Nearest,
    /// `empty_field(text)`: a name with its colon and nothing behind it.
    EmptyField,
    /// `personal(text)`: a telephone or identity number.
    Personal,
    /// `prior_has(text)`: the report of the year before has a row with the same words.
    PriorHas,
    /// `year_shape(text)`: four digits that could be a year.
    YearShape,
    /// `told(label, result)`: the figure behind these words in the prose of the document, that of the result if there is one.
    Told,
    /// `behind("words")`: the figure right behind these words in the text that the instance is, if they stand there once.
    Behind,
    /// `slipped(a, b)`: one is 10 000, 1 000 or 100 times the other.
    Slipped,
    /// `least(term)`: the least of all.
    Least,
    /// `own_office(text)`: a field names the office of the document, in full or for short.
    OwnOffice,
    /// `one_reason()`: every row of the table's column of reasons gives the same one.
    OneReason,
    /// `row_text()`: everything in the row of the figure.
    RowText,
    /// `years_back(text)`: from the report's year to the latest one of a text.
    YearsBack,
    /// `said("name")`: a value of the sentence.
    Said,
    /// `has(text, "a|b")`: one of the words stands in it.
    Has,
    /// `same_text(a, b)`
    SameText,
    /// `length(text)`: in characters.
    Length,
    /// `placeholder(text)`: XX, ××, 20XX, a prompt of the template.
    Placeholder,
    /// `repeated(text)`: stands word for word a second time.
    Repeated,
    /// `unbalanced(text)`: a bracket without its partner, two stops in a row.
    Unbalanced,
    /// `context()`: the sentence or paragraph in which the figure stands.
    Context,
    /// `line_has("a|b")`: a line of the document says so.
    LineHas,
    /// `resolves()`: the attachment that the sentence points at is there.
    Resolves,
    /// `attachment_twice()`: its number is used a second time in the document.
    AttachmentTwice,
    /// `attached()`: what the line announces in a list of attachments is in the file.
    Attached,
    /// `parts_whole()` and `parts_sum()`: of `A，其中 b、c` in the sentence.
    PartsWhole,
    PartsSum,
    /// `listed()` and `announced()`: members of a list, and how many the sentence says there are.
    Listed,
    Announced,
    /// `greatest(term)`: the greatest of all.
    Greatest,
    /// `trend(this)`: 1 for ▲ or a word of growth, -1 for ▼ or its contrary.
    Trend,
    /// `formula_stored()`, `formula_sum()`, `formula_misses()`: of a sum in a workbook.
    FormulaStored,
    FormulaSum,
    FormulaMisses,
    /// `typed_beside()`, `sum_beside()`: a typed number right of a sum of its column, and what its own column adds up to.
    TypedBeside,
    SumBeside,
    /// `distinct(term)`: how many different values there are.
    Distinct,
    /// `round(x, n)`: whether all digits behind are zeros.
    RoundTo,
    /// `unit_conflict()`: the figure's own unit and its header's differ.
    UnitConflict,
    /// `code_total()` and `code_parts()`: a row of a table by code, and what the rows below it add up to.
    CodeTotal,
    CodeParts,
    /// `labelled("words", n)`: of the figures in the table of the instance, the nth of this label.
    Labelled,
    /// `table_units()`: how many different units the document's tables are in.
    TableUnits,
    /// `said_month()`: the month that the line calls the highest; `said_of_month("a|b")`: in these words.
    SaidMonth,
    SaidOfMonth,
    /// `greatest_month(term)`: the month of the greatest figure.
    GreatestMonth,
    /// `alike(row.criteria)`: how many rows of the table say the same there as the instance.
    Alike,
    /// `tables(kind)`: how many of them the document has.
    Tables,
}

pub const FUNCTIONS: &[(&str, Function, usize, usize)] = &[
    ("abs", Function::Abs, 1, 1),
    ("min", Function::Min, 1, 8),
    ("max", Function::Max, 1, 8),
    ("sum", Function::Sum, 1, 1),
    ("count", Function::Count, 1, 1),
    ("children", Function::Children, 1, 1),
    ("first", Function::First, 1, 8),
    ("prior", Function::Prior, 1, 1),
    ("accounts", Function::Accounts, 1, 1),
    ("twin", Function::Twin, 0, 0),
    ("filled", Function::Filled, 1, 1),
    ("blank", Function::Blank, 1, 1),
    ("known", Function::Known, 1, 1),
    ("rows", Function::Rows, 1, 1),
    ("sum_rows", Function::SumRows, 1, 1),
    ("sum_indicators", Function::SumIndicators, 1, 1),
    ("below", Function::Below, 1, 1),
    ("weight_of", Function::WeightOf, 1, 1),
    ("grade_of", Function::GradeOf, 1, 1),
    ("same_grade", Function::SameGrade, 2, 2),
    ("own_scale", Function::OwnScale, 0, 0),
    ("scale_overlaps", Function::ScaleOverlaps, 0, 0),
    ("met", Function::Met, 2, 2),
    ("attainment", Function::Attainment, 2, 2),
    ("measure", Function::Measure, 1, 1),
    ("same_unit", Function::SameUnit, 2, 2),
    ("same_figure", Function::SameFigure, 2, 2),
    ("example_figure", Function::ExampleFigure, 1, 1),
    ("drawn_twin", Function::DrawnTwin, 0, 0),
    ("nearest", Function::Nearest, 1, 1),
    ("empty_field", Function::EmptyField, 1, 1),
    ("personal", Function::Personal, 1, 1),
    ("prior_has", Function::PriorHas, 1, 1),
    ("year_shape", Function::YearShape, 1, 1),
    ("told", Function::Told, 1, 2),
    ("behind", Function::Behind, 1, 1),
    ("slipped", Function::Slipped, 2, 2),
    ("least", Function::Least, 1, 1),
    ("row_text", Function::RowText, 0, 0),
    ("years_back", Function::YearsBack, 1, 1),
    ("said", Function::Said, 1, 1),
    ("has", Function::Has, 2, 2),
    ("same_text", Function::SameText, 2, 2),
    ("length", Function::Length, 1, 1),
    ("placeholder", Function::Placeholder, 1, 1),
    ("repeated", Function::Repeated, 1, 1),
    ("unbalanced", Function::Unbalanced, 1, 1),
    ("context", Function::Context, 0, 0),
    ("line_has", Function::LineHas, 1, 1),
    ("resolves", Function::Resolves, 0, 0),
    ("attachment_twice", Function::AttachmentTwice, 0, 0),
    ("attached", Function::Attached, 0, 0),
    ("parts_whole", Function::PartsWhole, 0, 0),
    ("parts_sum", Function::PartsSum, 0, 0),
    ("listed", Function::Listed, 0, 0),
    ("announced", Function::Announced, 0, 0),
    ("greatest", Function::Greatest, 1, 1),
    ("trend", Function::Trend, 0, 0),
    ("formula_stored", Function::FormulaStored, 0, 0),
    ("formula_sum", Function::FormulaSum, 0, 0),
    ("typed_beside", Function::TypedBeside, 0, 0),
    ("sum_beside", Function::SumBeside, 0, 0),
    ("formula_misses", Function::FormulaMisses, 0, 0),
    ("distinct", Function::Distinct, 1, 1),
    ("round_to", Function::RoundTo, 2, 2),
    ("unit_conflict", Function::UnitConflict, 0, 0),
    ("code_total", Function::CodeTotal, 0, 0),
    ("code_parts", Function::CodeParts, 0, 0),
    ("labelled", Function::Labelled, 2, 2),
    ("table_units", Function::TableUnits, 0, 0),
    ("said_month", Function::SaidMonth, 0, 0),
    ("said_of_month", Function::SaidOfMonth, 1, 1),
    ("greatest_month", Function::GreatestMonth, 1, 1),
    ("alike", Function::Alike, 1, 1),
    ("tables", Function::Tables, 1, 1),
    ("own_office", Function::OwnOffice, 1, 1),
    ("one_reason", Function::OneReason, 0, 0),
];
