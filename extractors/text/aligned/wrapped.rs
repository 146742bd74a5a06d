//! Figures that a narrow column has broken into two lines.
//!
//! Digits under a figure are its rest only where the table itself says so: the line has no label, each of its pieces
//! stands under a figure of the row above, and with them every figure of the table has as many decimals as all others.
//! Anywhere else they are figures of their own: a row whose label is that of the row above looks just the same.

use super::rows::Row;
use crate::text::layout::is_figure;

/// Figures with decimals that it takes to know how many they have here.
const FEWEST_COMPLETE: usize = 3;

/// How many decimals the figures of a table have, where lines complete figures and no figure has fewer in the end.
pub fn decimals<'t>(rows: impl Iterator<Item = Row<'t>>) -> Option<usize> {
    let rows: Vec<Row<'t>> = rows.collect();
    let figures = |row: &Row<'t>| {
        let found =
            row.cells.iter().filter(|cell| is_figure(&cell.text)).filter_map(|cell| fraction(&cell.text));
        found.collect::<Vec<_>>()
    };
    let all: Vec<Vec<usize>> = rows.iter().map(figures).collect();
    let most = all.iter().flatten().copied().max()?;
    let is_rest: Vec<bool> =
        (1..rows.len()).map(|below| rows[below].is_rest_of(&rows[below - 1], most)).collect();
    let complete = all.iter().flatten().filter(|&&decimals| decimals == most).count();
    let short = |row: usize| all[row].iter().any(|&decimals| decimals < most);
    let is_completed =
        |row: usize| is_rest.get(row) == Some(&true) && lacks_nothing(&rows[row], &rows[row + 1], most);
    let uniform = (0..rows.len()).all(|row| !short(row) || is_completed(row));
    (is_rest.contains(&true) && complete >= FEWEST_COMPLETE && uniform).then_some(most)
}

/// Whether each figure of a row has all decimals, with the line below it.
fn lacks_nothing(above: &Row<'_>, below: &Row<'_>, decimals: usize) -> bool {
    above.cells.iter().zip(&below.cells).all(|(figure, rest)| {
        !is_figure(&figure.text)
            || fraction(&figure.text).is_none_or(|own| own == decimals)
            || completes(&figure.text, &rest.text, decimals)
    })
}

/// The digits behind the decimal point, if there is one.
fn fraction(figure: &str) -> Option<usize> {
    let (_, fraction) = figure.split_once('.')?;
    Some(fraction.bytes().take_while(u8::is_ascii_digit).count())
}

/// Whether a piece is what a figure lacks of so many decimals.
fn completes(figure: &str, rest: &str, decimals: usize) -> bool {
    let digits = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    let ends_open = figure.ends_with(|last: char| last.is_ascii_digit() || last == '.');
    digits
        && ends_open
        && is_figure(figure)
        && fraction(figure).is_some_and(|own| own + rest.len() == decimals)
}

/// Whether a piece goes on with the figure above it: with what it lacks, or with the digits behind a lone sign.
pub fn goes_on(figure: &str, rest: &str, decimals: usize) -> bool {
    completes(figure, rest, decimals) || matches!(figure, "-" | "\u{2212}") && is_figure(rest)
}

impl Row<'_> {
    /// Whether a line without a label holds nothing but the rest of figures of the row above.
    pub fn is_rest_of(&self, above: &Row<'_>, decimals: usize) -> bool {
        let pairs = || above.cells.iter().zip(&self.cells).filter(|(_, rest)| rest.place.is_some());
        self.cells[0].place.is_none()
            && self.first == above.end.0 + 1
            && pairs().all(|(figure, rest)| goes_on(&figure.text, &rest.text, decimals))
            && pairs().any(|(figure, rest)| completes(&figure.text, &rest.text, decimals))
    }
}
