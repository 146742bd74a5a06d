//! What each row of a table is, one by one: a header, names and values, a total, a note, data. Told by the words of the
//! row; where the row stands is looked at only for what no word can tell.

use crate::book::{HeaderRole, List, Particular, RowWord, SideWord};

use super::token::{Kind, Sheet, Token};
use crate::chinese::fold;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Empty,
    Header,
    /// Names goals and their results.
    Goals,
    /// Names a division of the money above, or holds such a part with its figure.
    Split,
    Particulars,
    /// Names beside each other whose values stand in the next row.
    ParticularNames,
    Text,
    Total,
    ColumnNumbers,
    Filler,
    /// One cell alone holds something.
    Single,
    Data,
}

/// How many cells of a row are what.
#[derive(Debug, Default)]
struct Counts {
    filled: usize,
    numbers: usize,
    strong: usize,
    weak: usize,
    levels: usize,
    scores: usize,
    goals: usize,
    sides: usize,
    splits: usize,
    particulars: usize,
    years: usize,
}

impl Counts {
    fn of(sheet: &Sheet<'_>, row: u32) -> Self {
        let mut counts = Self::default();
        for (_, token) in sheet.filled(row) {
            counts.add(sheet, token);
        }
        counts
    }

    fn add(&mut self, sheet: &Sheet<'_>, token: &Token<'_>) {
        self.filled += 1;
        self.numbers += usize::from(matches!(token.kind, Kind::Number | Kind::Mark));
        self.years += usize::from(token.kind == Kind::Year);
        let Some(meaning) = token.meaning else { return };
        self.goals += usize::from(meaning.goal.is_some());
        self.particulars += usize::from(meaning.particular.is_some());
        self.sides += usize::from(meaning.side.is_some());
        self.splits += usize::from(meaning.side == Some(SideWord::Split));
        if token.label.inline.as_deref().is_some_and(|inline| !inline.is_empty()) {
            return;
        }
        match token.header_role(sheet.book) {
            Some(HeaderRole::Level1 | HeaderRole::Level2 | HeaderRole::Level3) => self.levels += 1,
            Some(HeaderRole::Weight | HeaderRole::Score | HeaderRole::Deduction) => self.scores += 1,
            Some(role) if is_weak(role) => self.weak += 1,
            Some(_) => self.strong += 1,
            None => {}
        }
    }

    fn is_header(&self) -> bool {
        let strong = self.strong + self.levels + self.scores;
        let named = strong + self.weak + self.years;
        let most = (named + self.sides) * 2 >= self.filled;
        self.numbers == 0 && named >= 2 && most && (strong >= 1 || self.years >= 2)
    }

    fn is_goals(&self) -> bool {
        self.goals > 0
            && self.goals + self.sides >= 2
            && self.levels + self.scores + self.numbers == 0
            && self.filled <= 5
    }
}

/// Words that stand in headers and elsewhere too: alone they make no header.
fn is_weak(role: HeaderRole) -> bool {
    matches!(
        role,
        HeaderRole::Label
            | HeaderRole::Project
            | HeaderRole::Group
            | HeaderRole::Note
            | HeaderRole::Ignore
            | HeaderRole::Number
            | HeaderRole::Source
    )
}

pub fn classify(sheet: &Sheet<'_>, row: u32) -> Class {
    let Some((index, first)) = sheet.first_filled(row) else { return Class::Empty };
    let counts = Counts::of(sheet, row);
    let meaning = first.meaning;
    let side = meaning.and_then(|meaning| meaning.side);
    let word = meaning.and_then(|meaning| meaning.row);
    if counts.splits > 0 {
        return Class::Split;
    }
    if word == Some(RowWord::Numbers) && counts.strong + counts.levels == 0 || counts_up(sheet, row) {
        return Class::ColumnNumbers;
    }
    if counts.is_goals() {
        return Class::Goals;
    }
    if counts.is_header() {
        return Class::Header;
    }
    if word == Some(RowWord::Filler) || first.kind == Kind::Filler {
        return if counts.numbers > 0 { Class::Data } else { Class::Filler };
    }
    if counts.particulars >= 3 && counts.particulars == counts.filled && over_values(sheet, row) {
        return Class::ParticularNames;
    }
    if particular(meaning.and_then(|meaning| meaning.particular), &counts) {
        return Class::Particulars;
    }
    if meaning.is_none() && counts.particulars > 0 && names_second(sheet, row) {
        return Class::Particulars;
    }
    // 投入小计 in a row of its own.
    let subtotal = || meaning.is_none() && sheet.book.lists().ends(List::SubtotalEnd, first.key());
    if counts.filled > 1 && (word == Some(RowWord::Total) || counts.numbers > 0 && subtotal()) {
        return Class::Total;
    }
    if side == Some(SideWord::Text) || is_remark(sheet, first, sheet.cell(index).text) {
        return Class::Text;
    }
    if counts.filled == 1 && counts.numbers == 0 { Class::Single } else { Class::Data }
}

/// A name with its value beside it. Words that are also plain nouns need a value that is no figure.
fn particular(particular: Option<Particular>, counts: &Counts) -> bool {
    match particular {
        None => false,
        Some(Particular::Score | Particular::Grade | Particular::Contact | Particular::Date) => {
            counts.filled <= 8
        }
        Some(_) => counts.numbers <= 1 && counts.filled <= 8,
    }
}

/// 基本信息 | 项目名称 | 某某项目: names and values behind a name at their side.
fn names_second(sheet: &Sheet<'_>, row: u32) -> bool {
    let mut filled = sheet.filled(row).skip(1);
    let name = filled.next().and_then(|(_, token)| token.meaning).and_then(|meaning| meaning.particular);
    let words = matches!(
        name,
        Some(Particular::Project | Particular::Office | Particular::Department | Particular::Unit)
    );
    words && filled.next().is_some_and(|(_, value)| value.kind == Kind::Words)
}

/// 说明：… and 注：… as one long cell. A text that is too long for a label has no key.
fn is_remark(sheet: &Sheet<'_>, token: &Token<'_>, text: &str) -> bool {
    let lists = sheet.book.lists();
    let text = match token.kind {
        Kind::Prose => text.trim_start_matches(fold::is_blank),
        _ => token.key(),
    };
    let named = lists.behind(List::RemarkName, text).is_some_and(|rest| rest.starts_with([':', '：']));
    named || lists.begins(List::Remark, text)
}

/// 1, 2, 3 … under the headers: numbers of columns, not figures.
fn counts_up(sheet: &Sheet<'_>, row: u32) -> bool {
    let numbers: Vec<&str> = sheet
        .filled(row)
        .filter(|(_, token)| token.kind == Kind::Number)
        .map(|(index, _)| sheet.text(index).trim())
        .collect();
    let words = sheet.filled(row).filter(|(_, token)| token.kind != Kind::Number).count();
    numbers.len() >= 4
        && words <= 2
        && numbers.first() == Some(&"1")
        && numbers.windows(2).all(|pair| match (pair[0].parse::<u16>(), pair[1].parse::<u16>()) {
            (Ok(left), Ok(right)) => right == left + 1,
            _ => false,
        })
}

/// Names whose values stand in the next row: no room is left beside them, or what is below them is no name.
fn over_values(sheet: &Sheet<'_>, row: u32) -> bool {
    let places: Vec<usize> = sheet.filled(row).map(|(index, _)| index).collect();
    if places.windows(2).all(|pair| pair[1] == pair[0] + 1) {
        return true;
    }
    let columns = |row| sheet.filled(row).map(|(index, _)| sheet.col(index)).collect::<Vec<usize>>();
    let (names, below) = (columns(row), columns(row + 1));
    let is_name = |token: &Token<'_>| token.meaning.is_some_and(|meaning| meaning.particular.is_some());
    2 * below.len() > names.len()
        && below.iter().all(|col| names.contains(col))
        && !sheet.filled(row + 1).any(|(_, token)| is_name(token))
}
