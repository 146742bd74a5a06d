//! A picture's rows, put together again from the order in which they were drawn: a header, rows that are whole, rows
//! whose figures stand on the next line, labels that come first and figures that come after. Counting says what fits;
//! where order alone would decide which figure belongs to which label, a sum has to agree, or there is no table.

use super::tokens::Token;
use crate::text::figures::{Figure, adds_up, is_difference};

/// What the words of a picture make.
pub struct Rebuilt {
    pub header: Vec<Token>,
    /// Each word with the column in which it stands.
    pub rows: Vec<Vec<(u32, Token)>>,
    /// A total adds up, or a column is the difference of two others throughout.
    pub confirmed: bool,
    /// The choices that were made, in short phrases.
    pub choices: Vec<String>,
}

/// A row before its columns are known.
struct Row {
    label: Vec<Token>,
    rest: Vec<Token>,
    /// Figures that stood apart and were handed to this row by their order.
    apart: Vec<Token>,
}

impl Row {
    fn len(&self) -> usize {
        self.label.len() + self.rest.len()
    }
}

/// Puts the lines of a picture together. `None` where that would be guessing.
pub fn rebuild(mut lines: Vec<Vec<Token>>) -> Option<Rebuilt> {
    let body = lines.split_off(header_end(&lines)?);
    let header: Vec<Token> = lines.into_iter().flatten().collect();
    let (mut rows, waiting) = rows(body, header.len())?;
    let mut choices = Vec::new();
    if !waiting.is_empty() {
        choices.push(format!("{} lines of figures belong to the labels before them in order", waiting.len()));
        hand_out(&mut rows, waiting, header.len())?;
    }
    let (words, confirmed) = words(rows, header.len())?;
    let map = Columns::find(&header, &words);
    choices.extend(map.said());
    let confirmed = confirmed || map.derived.is_some();
    let rows = words.into_iter().map(|row| map.place(row)).collect();
    Some(Rebuilt { header, rows, confirmed, choices })
}

// -- header and rows -------------------------------------------------------------------------------------------------

/// The header ends with the last line of several texts before the first figure; a line of years is a header too.
fn header_end(lines: &[Vec<Token>]) -> Option<usize> {
    let is_years = |line: &[Token]| line.len() > 2 && line[1..].iter().all(is_year) && !line[0].is_value();
    if lines.first().is_some_and(|line| is_years(line)) {
        return Some(1);
    }
    let figures = lines.iter().position(|line| line.iter().any(Token::is_value))?;
    lines[..figures].iter().rposition(|line| line.len() > 1).map(|last| last + 1)
}

fn is_year(token: &Token) -> bool {
    token.figure().and_then(Figure::whole).is_some_and(|year| (1949..2100).contains(&year))
        && token.text.len() == 4
}

/// Rows by their labels, and lines of figures that no label before them has room for.
fn rows(lines: Vec<Vec<Token>>, width: usize) -> Option<(Vec<Row>, Vec<Vec<Token>>)> {
    let (mut rows, mut waiting): (Vec<Row>, Vec<Vec<Token>>) = (Vec::new(), Vec::new());
    let mut bare = 0;
    for line in lines {
        let texts = line.iter().take_while(|token| !token.is_value()).count();
        if texts > 0 {
            let (mut label, mut rest) = (line, Vec::new());
            rest.extend(label.drain(texts..));
            bare = if rest.is_empty() { bare + 1 } else { 0 };
            rows.push(Row { label, rest, apart: Vec::new() });
            continue;
        }
        let last = rows.last_mut()?;
        if waiting.is_empty() && bare < 2 && last.len() + line.len() <= width {
            last.rest.extend(line);
            bare = 0;
        } else {
            waiting.push(line);
        }
    }
    Some((rows, waiting))
}

/// Gives waiting lines to the rows that lack figures, one each and in order. `None` where their numbers differ.
fn hand_out(rows: &mut [Row], waiting: Vec<Vec<Token>>, width: usize) -> Option<()> {
    let missing = |rows: &[Row], lacks: &dyn Fn(&Row) -> bool| -> Vec<usize> {
        (0..rows.len()).filter(|&index| lacks(&rows[index])).collect()
    };
    let bare = missing(rows, &|row| row.rest.is_empty());
    let short = missing(rows, &|row| row.len() < width);
    let needy = [bare, short].into_iter().find(|needy| needy.len() == waiting.len())?;
    for (index, line) in needy.into_iter().zip(waiting) {
        rows[index].apart = line;
    }
    Some(())
}

/// The words of each row in order, and whether a total confirms them. Figures that stood apart go before or behind the
/// others, whichever makes more totals right; none right is no table.
fn words(rows: Vec<Row>, width: usize) -> Option<(Vec<Vec<Token>>, bool)> {
    let apart = rows.iter().any(|row| !row.apart.is_empty());
    let ordered =
        |before: bool| -> Vec<Vec<Token>> { rows.iter().map(|row| in_order(row, before, width)).collect() };
    let (before, behind) = (ordered(true), ordered(false));
    let (right_before, right_behind) = (totals(&before), totals(&behind));
    if apart && right_before.max(right_behind) == 0 {
        return None;
    }
    Some(if right_before > right_behind { (before, true) } else { (behind, right_behind > 0) })
}

fn in_order(row: &Row, apart_first: bool, width: usize) -> Vec<Token> {
    let surplus = (row.len() + row.apart.len()).saturating_sub(width).min(row.label.len() - 1);
    let (joined, others) = row.label.split_at(surplus + 1);
    let text: Vec<&str> = joined.iter().map(|token| token.text.as_str()).collect();
    let first = Token { text: text.join(" "), at: joined[0].at.clone() };
    let (early, late) = if apart_first { (&row.apart, &row.rest) } else { (&row.rest, &row.apart) };
    std::iter::once(&first).chain(others).chain(early).chain(late).cloned().collect()
}

/// In how many columns the last or the first row is the sum of the others; shares may add up to a hundred instead.
fn totals(rows: &[Vec<Token>]) -> usize {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let columns =
        (1..width).map(|col| rows.iter().map(|row| row.get(col)?.figure()).collect::<Option<Vec<_>>>());
    columns.flatten().filter(|column| column.len() > 2 && has_total(column)).count()
}

fn has_total(column: &[Figure]) -> bool {
    let [first, inner @ .., last] = column else { return false };
    let all_but_last = &column[..column.len() - 1];
    let is_nothing = column.iter().all(|figure| figure.whole() == Some(0));
    let counts = column.windows(2).all(|pair| adds_up(&[pair[0], Figure::ONE], pair[1]));
    let totalled = adds_up(all_but_last, *last) || adds_up(&[inner, &[*last]].concat(), *first);
    !is_nothing && !counts && (totalled || column[0].is_share && adds_up(column, Figure::WHOLE))
}

// -- columns ---------------------------------------------------------------------------------------------------------

/// Which columns the words of a row stand in, where the picture shows fewer than its header names.
struct Columns {
    /// The columns of a row of the usual length.
    usual: Vec<u32>,
    /// The place in a usual row of a figure that is the difference of the two before it.
    derived: Option<usize>,
    missing: usize,
}

impl Columns {
    fn find(header: &[Token], rows: &[Vec<Token>]) -> Self {
        let length = usual_length(rows);
        let usual_rows: Vec<&Vec<Token>> = rows.iter().filter(|row| row.len() == length).collect();
        let derived = derived(&usual_rows);
        let missing = header.len().saturating_sub(length);
        let gap = if missing > 0 { gap(header, &usual_rows, missing, derived) } else { None };
        let after = gap.unwrap_or(length);
        let usual =
            (0..length).map(|place| (place + if place < after { 0 } else { missing }) as u32).collect();
        Self { usual, derived, missing }
    }

    fn said(&self) -> Option<String> {
        (self.missing > 0).then(|| format!("{} columns of the header hold nothing", self.missing))
    }

    /// The columns of one row. Short rows keep to the left, but for two that tell where they belong: the numbers of
    /// the columns themselves, and a lone difference.
    fn place(&self, row: Vec<Token>) -> Vec<(u32, Token)> {
        let values = row.len() - 1;
        let numbers_columns = values > 2 && row.len() < self.usual.len() && counts_up(&row[1..]);
        let lone = row.len() > 2 && row.len() + 1 < self.usual.len() && counted(&row[1]);
        let place = |at: usize| match self.derived {
            _ if numbers_columns && at > 0 => self.usual[self.usual.len() - row.len() + at],
            Some(derived) if lone && row.len() == 3 && at == 2 => self.usual[derived],
            _ => self.usual.get(at).copied().unwrap_or(at as u32),
        };
        let columns: Vec<u32> = (0..row.len()).map(place).collect();
        columns.into_iter().zip(row).collect()
    }
}

fn usual_length(rows: &[Vec<Token>]) -> usize {
    let longest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let count = |length: usize| rows.iter().filter(|row| row.len() == length).count();
    (1..=longest).max_by_key(|&length| (count(length), length)).unwrap_or(0)
}

/// The place of a figure that is, in every row that can say it, the second less the first of the two before it.
fn derived(rows: &[&Vec<Token>]) -> Option<usize> {
    let width = rows.first()?.len();
    (3..width).find(|&place| {
        let figures = |row: &Vec<Token>| {
            Some((row[place - 2].figure()?, row[place - 1].figure()?, row[place].figure()?))
        };
        let known: Vec<_> = rows.iter().filter_map(|row| figures(row)).collect();
        known.len() > 1 && known.iter().all(|&(first, second, third)| is_difference(first, second, third))
    })
}

/// The place before which columns hold nothing: a share must stand under a header with a percent sign, and what is
/// computed stands beside its own share.
fn gap(header: &[Token], rows: &[&Vec<Token>], missing: usize, derived: Option<usize>) -> Option<usize> {
    let titled = header.iter().position(|token| token.text.contains(['%', '\u{ff05}']))?;
    let shares =
        |place: usize| rows.iter().any(|row| row[place].figure().is_some_and(|figure| figure.is_share));
    let share = (0..rows.first()?.len()).find(|&place| shares(place))?;
    if titled != share + missing {
        return None;
    }
    derived.filter(|&place| place < share).or(Some(share))
}

/// Whether values are the numbers from one on, in any order.
fn counts_up(values: &[Token]) -> bool {
    let mut numbers: Vec<i128> = values.iter().filter_map(|token| token.figure()?.whole()).collect();
    numbers.sort_unstable();
    numbers.len() == values.len() && numbers.iter().zip(1..).all(|(&number, expected)| number == expected)
}

/// A whole number such as rows are counted with.
fn counted(token: &Token) -> bool {
    token.figure().and_then(Figure::whole).is_some_and(|number| (1..1000).contains(&number))
}
