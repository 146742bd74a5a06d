//! Serial numbers and the calendar: days since 1900, with the leap day that 1900 never had, or since 1904.

use super::decimal::Decimal;

/// The day from which a workbook counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Epoch {
    #[default]
    Y1900,
    Y1904,
}

impl Epoch {
    pub fn of(date1904: bool) -> Self {
        if date1904 { Self::Y1904 } else { Self::Y1900 }
    }
}

/// 9999-12-31, counted from 1900.
const LAST_SERIAL: u64 = 2_958_465;
/// Days between the two epochs.
const BETWEEN_EPOCHS: u64 = 1462;
/// The day that the spreadsheet calendar has and the real one has not: 1900-02-29.
const FICTION: u64 = 60;
pub const MILLISECONDS: u64 = 86_400_000;

/// A moment as its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Days from the workbook's epoch, for elapsed times.
    pub days: u64,
    pub year: u64,
    pub month: u64,
    pub day: u64,
    /// From Sunday.
    pub weekday: u64,
    /// Since midnight.
    pub milliseconds: u64,
    /// Whether the day exists in the real calendar.
    pub real: bool,
}

impl Moment {
    /// The moment of a serial number, its time rounded to a multiple of `step` milliseconds. `None` for negative
    /// numbers and beyond the year 9999.
    pub fn of(value: &Decimal, epoch: Epoch, step: u64) -> Option<Self> {
        if value.negative {
            return None;
        }
        let mut days = value.whole()?;
        let (part, places) = value.part();
        let divisor = 2 * u128::from(step) * 10u128.pow(places);
        let steps = (2 * u128::from(part) * u128::from(MILLISECONDS) + divisor / 2) / divisor;
        let mut milliseconds = steps as u64 * step;
        if milliseconds >= MILLISECONDS {
            milliseconds -= MILLISECONDS;
            days += 1;
        }
        let serial = match epoch {
            Epoch::Y1900 => days,
            Epoch::Y1904 => days.checked_add(BETWEEN_EPOCHS)?,
        };
        if serial > LAST_SERIAL {
            return None;
        }
        let (year, month, day) = civil(serial);
        let real = serial != FICTION && serial != 0;
        Some(Self { days, year, month, day, weekday: (serial + 6) % 7, milliseconds, real })
    }
}

fn civil(serial: u64) -> (u64, u64, u64) {
    match serial {
        0 => (1900, 1, 0),
        FICTION => (1900, 2, 29),
        early if early < FICTION => from_march(early + DAYS_TO_1900 + 1),
        late => from_march(late + DAYS_TO_1900),
    }
}

/// Days from 0000-03-01 to 1899-12-30.
const DAYS_TO_1900: u64 = 693_899;

/// Year, month and day of a day counted from 0000-03-01: years that begin in March end with their leap day.
fn from_march(days: u64) -> (u64, u64, u64) {
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_days_of_the_spreadsheet_calendar() {
        for (serial, expected) in [
            (0, (1900, 1, 0)),
            (1, (1900, 1, 1)),
            (59, (1900, 2, 28)),
            (60, (1900, 2, 29)),
            (61, (1900, 3, 1)),
            (45_292, (2024, 1, 1)),
            (45_351, (2024, 2, 29)),
            (36_526, (2000, 1, 1)),
            (LAST_SERIAL, (9999, 12, 31)),
        ] {
            assert_eq!(civil(serial), expected, "{serial}");
        }
    }
}
