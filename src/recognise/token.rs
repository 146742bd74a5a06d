//! The cells of a table as words of the book: each cell is folded and looked up once, and every later question about the
//! table is asked of these tokens.

use extractors::{Cell, Table};

use crate::book::{Book, HeaderRole, HeaderWord, Meaning, SideWord};
use crate::chinese::{Label, State, Unit, period, read};

/// Longer texts are sentences: they are nobody's label.
const LONGEST_LABEL: usize = 180;

/// What kind of thing stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    #[default]
    Blank,
    /// A dash, 无, `/`, a placeholder: something is printed, but no value.
    Mark,
    /// `……`
    Filler,
    Number,
    /// A year alone.
    Year,
    Words,
    /// A text too long for a label.
    Prose,
}

/// A cell, looked up.
#[derive(Debug, Clone, Default)]
pub struct Token<'b> {
    pub kind: Kind,
    pub label: Label,
    /// A bare number, or one in 分: what a column of points can hold.
    pub plain: bool,
    /// A number with a sign of per cent.
    pub percent: bool,
    /// A year printed in front of the words: 2024年预算数.
    pub year: Option<i32>,
    pub meaning: Option<&'b Meaning>,
}

impl<'b> Token<'b> {
    fn new(cell: Cell<'_>, book: &'b Book) -> Self {
        if cell.text.is_empty() {
            return Self::default();
        }
        let state = read(cell.text);
        let kind = match state.state {
            State::Blank => Kind::Blank,
            State::Value if state.is_year_like() && !state.tail.is_empty() => Kind::Words,
            State::Value if state.is_year_like() => Kind::Year,
            State::Value => Kind::Number,
            State::Filler => Kind::Filler,
            State::Dash | State::None | State::NotApplicable => Kind::Mark,
            State::Placeholder | State::Text if cell.text.len() > LONGEST_LABEL => Kind::Prose,
            State::Placeholder | State::Text => Kind::Words,
        };
        let plain =
            kind == Kind::Number && matches!(state.unit, None | Some(Unit::Score)) && state.tail.is_empty();
        let percent = kind == Kind::Number && state.unit == Some(Unit::Percent);
        let mut token = Self { kind, plain, percent, ..Self::default() };
        match kind {
            Kind::Words | Kind::Filler => token.look_up(cell.text, book),
            Kind::Year => token.year = state.value.and_then(|value| i32::try_from(value.value).ok()),
            _ => {}
        }
        token
    }

    fn look_up(&mut self, text: &str, book: &'b Book) {
        self.label = Label::parse(text);
        let key = self.label.key.as_str();
        let qualified =
            self.label.qualifier.as_ref().and_then(|qualifier| book.meaning(&format!("{key}({qualifier})")));
        self.meaning = qualified.or_else(|| book.meaning(key));
        self.meaning = self.meaning.or_else(|| without_remark(key, book)).or_else(|| division(text, book));
        if self.meaning.is_some() {
            return;
        }
        if let Some((year, rest)) = period::split_year(key) {
            self.year = Some(i32::from(year));
            self.meaning = book.meaning(rest);
            if rest.is_empty() {
                self.kind = Kind::Year;
            }
        }
    }

    pub fn is_blank(&self) -> bool {
        self.kind == Kind::Blank
    }

    pub fn key(&self) -> &str {
        &self.label.key
    }

    /// The header words it can be, in the order of the book.
    pub fn headers(&self, book: &'b Book) -> impl Iterator<Item = &'b HeaderWord> {
        let numbers: &[u16] = self.meaning.map_or(&[], |meaning| &meaning.headers);
        numbers.iter().map(move |&number| book.header(number))
    }

    pub fn header_role(&self, book: &'b Book) -> Option<HeaderRole> {
        self.headers(book).next().map(|header| header.role)
    }
}

/// 按支出性质分： with its parts below it in the same cell.
fn division<'b>(text: &str, book: &'b Book) -> Option<&'b Meaning> {
    let (first, _) = text.trim_start().split_once('\n')?;
    let meaning = book.meaning(&Label::parse(first).key)?;
    (meaning.side == Some(SideWord::Split)).then_some(meaning)
}

/// 三级指标(内容): a remark behind a header word. What stands behind the head of a column of figures may say which figures
/// they are, so there it is part of the word.
fn without_remark<'b>(key: &str, book: &'b Book) -> Option<&'b Meaning> {
    let (name, _) = key.strip_suffix(')')?.rsplit_once('(')?;
    let meaning = book.meaning(name)?;
    let word = book.header(*meaning.headers.first()?);
    let named = matches!(
        word.role,
        HeaderRole::Level1
            | HeaderRole::Level2
            | HeaderRole::Level3
            | HeaderRole::Target
            | HeaderRole::TargetActual
            | HeaderRole::Actual
            | HeaderRole::Weight
            | HeaderRole::Score
            | HeaderRole::Note
            | HeaderRole::Criteria
    );
    named.then_some(meaning)
}

/// A table with its cells looked up.
pub struct Sheet<'a> {
    pub table: &'a Table,
    pub book: &'a Book,
    pub tokens: Vec<Token<'a>>,
    /// The row and the column of each cell.
    places: Vec<(u32, u32)>,
    /// Some row leaves columns out: then all cells stand where they stand for a reason.
    pub in_place: bool,
}

impl<'a> Sheet<'a> {
    pub fn new(table: &'a Table, book: &'a Book) -> Self {
        let count = table.cells().len();
        let (mut tokens, mut places) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for cell in table.cells() {
            places.push((cell.row, cell.col));
            tokens.push(Token::new(cell, book));
        }
        let mut sheet = Self { table, book, tokens, places, in_place: false };
        sheet.in_place = (0..table.rows()).any(|row| sheet.width(row) > sheet.row(row).len());
        sheet
    }

    /// The numbers of the cells that begin in a row.
    pub fn row(&self, row: u32) -> std::ops::Range<usize> {
        self.table.numbers_in_row(row)
    }

    pub fn cell(&self, index: usize) -> Cell<'a> {
        self.table.cell(index)
    }

    pub fn text(&self, index: usize) -> &'a str {
        self.table.text(index)
    }

    pub fn row_of(&self, index: usize) -> u32 {
        self.places[index].0
    }

    pub fn col(&self, index: usize) -> usize {
        self.places[index].1 as usize
    }

    /// How far a row reaches: the column behind its last cell.
    pub fn width(&self, row: u32) -> usize {
        self.row(row).next_back().map_or(0, |last| self.col(last) + 1)
    }

    /// The cells of a row that hold something, with their tokens.
    pub fn filled(&self, row: u32) -> impl Iterator<Item = (usize, &Token<'a>)> {
        self.row(row).map(|index| (index, &self.tokens[index])).filter(|(_, token)| !token.is_blank())
    }

    pub fn first_filled(&self, row: u32) -> Option<(usize, &Token<'a>)> {
        self.filled(row).next()
    }

    /// The number of the cell that is or covers a position.
    pub fn index_at(&self, row: u32, col: u32) -> Option<usize> {
        self.table.number_over(row, col)
    }
}
