//! How one office writes: in which unit, with how many places, with separators or without, with blanks in its labels.
//! One style holds for one report, as one hand fills one set of forms.

use super::dice::Dice;
use super::grid::{Cell, Stored};

/// Hundredths of 万元, that is 100 元: what every figure is kept in.
pub type Cents = i64;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum MoneyUnit {
    Wan,
    Yuan,
}

#[derive(Clone, Copy)]
pub struct Style {
    pub unit: MoneyUnit,
    /// `10` and `13.7` where another office prints `10.00` and `13.70`.
    pub trimmed: bool,
    pub thousands: bool,
    /// Blanks around figures, as wide as a character.
    pub padded: bool,
    pub full_width_digits: bool,
    /// Places of percentages.
    pub percent_places: u32,
    /// Labels are broken and stretched.
    pub loose_labels: bool,
    pub half_width: bool,
    /// WPS wrote the file, not Word.
    pub wps: bool,
    /// Every run and cell of a Word file carries all the properties that editors leave there; asked for, never by chance.
    pub dressed: bool,
    /// Workbooks keep some figures as text.
    pub numbers_as_text: bool,
    pub zero_as_blank: bool,
    /// Sentences round what tables print in full.
    pub rounded_prose: bool,
}

impl Style {
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed, "style");
        Self {
            unit: if dice.chance(8) { MoneyUnit::Yuan } else { MoneyUnit::Wan },
            trimmed: dice.chance(45),
            thousands: dice.chance(20),
            padded: dice.chance(12),
            full_width_digits: dice.chance(3),
            percent_places: dice.pick(&[2, 2, 2, 2, 1, 0]),
            loose_labels: dice.chance(45),
            half_width: dice.chance(30),
            wps: dice.chance(45),
            dressed: false,
            numbers_as_text: dice.chance(25),
            zero_as_blank: dice.chance(25),
            rounded_prose: dice.chance(10),
        }
    }

    pub fn unit_word(&self) -> &'static str {
        match self.unit {
            MoneyUnit::Wan => "万元",
            MoneyUnit::Yuan => "元",
        }
    }

    /// The figure as a plain decimal in the printed unit.
    pub fn plain(&self, cents: Cents) -> String {
        match self.unit {
            MoneyUnit::Wan => decimal(cents, 2, self.trimmed),
            MoneyUnit::Yuan if self.trimmed => (cents * 100).to_string(),
            MoneyUnit::Yuan => format!("{}.00", cents * 100),
        }
    }

    pub fn money(&self, cents: Cents) -> String {
        let plain = self.plain(cents);
        let text = if self.thousands { grouped(&plain) } else { plain };
        if self.full_width_digits { widened(&text) } else { text }
    }

    pub fn money_cell(&self, cents: Cents) -> Cell {
        let digits = self.plain(cents);
        let format = match (self.thousands, digits.contains('.')) {
            (true, true) => "#,##0.00",
            (true, false) => "#,##0",
            (false, true) if !self.trimmed => "0.00",
            _ => "General",
        };
        let mut cell = Cell::new(self.money(cents));
        // A trimmed figure with separators has one or two places: only General shows those, without separators.
        let shown_as_is = !(self.thousands && self.trimmed && digits.contains('.'));
        if shown_as_is && !self.numbers_as_text && !self.full_width_digits {
            cell.stored = Some(Stored { digits, format });
        } else if self.padded {
            cell.text = format!("\u{3000}{}", cell.text);
        }
        cell
    }

    /// A percentage from its two terms, rounded half up.
    pub fn percent(&self, part: Cents, whole: Cents) -> String {
        let scale = 10_i64.pow(self.percent_places);
        let rounded = (part.abs() * 200 * scale + whole) / (2 * whole);
        let sign = if part < 0 && rounded != 0 { "-" } else { "" };
        format!("{sign}{}%", decimal(rounded, self.percent_places, false))
    }

    pub fn percent_cell(&self, percent: &str) -> Cell {
        let mut cell = Cell::new(percent);
        if !self.numbers_as_text {
            let digits = percent.trim_end_matches('%');
            let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
            let format = ["0%", "0.0%", "0.00%"][places];
            let hundredths: i64 = digits.replace('.', "").parse().expect("digits");
            let places = u32::try_from(places).expect("few places") + 2;
            cell.stored = Some(Stored { digits: decimal(hundredths, places, true), format });
        }
        cell
    }

    pub fn colon(&self) -> &'static str {
        if self.half_width { ":" } else { "：" }
    }

    /// Brackets as this office types them.
    pub fn in_brackets(&self, text: &str) -> String {
        if self.half_width { format!("({text})") } else { format!("（{text}）") }
    }
}

/// `units` of the last of so many places.
pub fn decimal(units: i64, places: u32, trimmed: bool) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let scale = 10_u64.pow(places);
    let (whole, rest) = (units.unsigned_abs() / scale, units.unsigned_abs() % scale);
    if places == 0 {
        return format!("{sign}{whole}");
    }
    let mut text = format!("{sign}{whole}.{rest:0width$}", width = places as usize);
    if trimmed {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    text
}

fn grouped(plain: &str) -> String {
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let (sign, whole) = if let Some(digits) = whole.strip_prefix('-') { ("-", digits) } else { ("", whole) };
    let mut text = sign.to_owned();
    for (nth, digit) in whole.chars().enumerate() {
        if nth > 0 && (whole.len() - nth) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

fn widened(text: &str) -> String {
    text.chars()
        .map(|char| match char {
            '0'..='9' => char::from_u32(u32::from(char) - 0x30 + 0xff10).expect("a wide digit"),
            '.' => '．',
            char => char,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_print_as_their_style_says() {
        assert_eq!(decimal(-1234, 2, false), "-12.34");
        assert_eq!(decimal(1230, 2, true), "12.3");
        assert_eq!(decimal(1200, 2, true), "12");
        assert_eq!(grouped("1234567.80"), "1,234,567.80");
        assert_eq!(widened("12.5"), "１２．５");
        let style = Style { percent_places: 2, ..Style::of(1) };
        assert_eq!(style.percent(2, 3), "66.67%");
    }
}
