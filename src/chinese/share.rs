//! Columns of shares that print no `%`: 0.86 and 95 stand for 86 % and 95 %, and a lone 1 may be either. That can only be
//! told from the whole column, and sometimes not at all.

use rust_decimal::Decimal;

use super::reading::{Reading, State};

/// How a column writes its shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shares {
    /// 0.86
    Ratio,
    /// 86
    Percent,
}

/// The form of a column's bare figures; `None` where they could be both, as 0 and 1 alone could. Figures that print a
/// unit say themselves what they are and are passed over.
pub fn of_column<'a>(cells: impl IntoIterator<Item = &'a Reading<'a>>) -> Option<Shares> {
    let bare = cells.into_iter().filter(|cell| cell.state == State::Value && cell.unit.is_none());
    let (mut largest, mut finest, mut fraction) = (Decimal::ZERO, 0, false);
    for number in bare.filter_map(|cell| cell.value) {
        let size = number.value.abs();
        largest = largest.max(size);
        finest = finest.max(number.decimals);
        fraction |= size > Decimal::ZERO && size < Decimal::ONE;
    }
    match largest {
        _ if largest > Decimal::TWO => Some(Shares::Percent),
        _ if fraction && (largest <= Decimal::ONE || finest >= 3) => Some(Shares::Ratio),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chinese::reading::read;

    #[test]
    fn columns_tell_what_cells_cannot() {
        for (column, expected) in [
            (&["0.86", "1", "0.6182049"][..], Some(Shares::Ratio)),
            (&["95", "100", "0.5"], Some(Shares::Percent)),
            (&["1.0512", "0.98"], Some(Shares::Ratio)),
            (&["1", "0", "1"], None),
            (&["1.2", "0.5"], None),
            (&["86%", "——", ""], None),
            (&["86%", "1", "0.9"], Some(Shares::Ratio)),
            (&[], None),
        ] {
            let readings: Vec<_> = column.iter().map(|cell| read(cell)).collect();
            assert_eq!(of_column(&readings), expected, "{column:?}");
        }
    }
}
