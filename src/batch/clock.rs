//! The time of day, for names of runs and for people. Nothing that goes into a document's rows comes from here.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// `2026-11-20T01:02:03Z`
pub fn utc(seconds: i64) -> String {
    let (year, month, day) = date(seconds.div_euclid(86_400));
    let second = seconds.rem_euclid(86_400);
    let (hour, minute) = (second / 3600, second % 3600 / 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
}

/// `20261120T010203Z`, as names of runs begin.
pub fn compact(seconds: i64) -> String {
    utc(seconds).replace(['-', ':'], "")
}

/// The seconds that a run's name begins with.
pub fn of_compact(name: &str) -> Option<i64> {
    let digits = |from: usize, to: usize| name.get(from..to)?.parse::<i64>().ok();
    (name.get(8..9)? == "T").then_some(())?;
    let days = days(digits(0, 4)?, digits(4, 6)?, digits(6, 8)?);
    Some(days * 86_400 + digits(9, 11)? * 3600 + digits(11, 13)? * 60 + digits(13, 15)?)
}

/// Days since 1970 to a date of the Gregorian calendar, counted from March of the year 0 on so that leap days come last.
fn date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_and_back() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(utc(1_795_136_523), "2026-11-20T01:02:03Z");
        for seconds in [0, 951_782_400, 1_795_136_523, 4_102_444_799] {
            assert_eq!(of_compact(&compact(seconds)), Some(seconds));
        }
        assert_eq!(of_compact("r1"), None);
    }
}
