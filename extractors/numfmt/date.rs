//! Dates and times: the fields of a moment in the letters of a section.

use super::calendar::{Epoch, Moment};
use super::code::{Field, HalfDay, Span, Token};
use super::dbnum;
use super::decimal::Decimal;
use super::section::{Line, Section};
use crate::glyphs;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// What the fields of a section need to know of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Hours run from 1 to 12.
    twelve: bool,
    /// Times are rounded to this many milliseconds: the smallest unit that is shown, where seconds are.
    step: u64,
    /// A length of time, not a moment.
    elapsed: bool,
}

impl Clock {
    pub fn of(tokens: &[Token]) -> Self {
        let mut clock = Self { twelve: false, step: 1, elapsed: false };
        for token in tokens {
            match token {
                Token::Date(Field::HalfDay(_)) => clock.twelve = true,
                Token::Date(Field::Second(_)) => clock.step = 1000,
                Token::Date(Field::Fraction(digits)) => clock.step = 10u64.pow(3 - u32::from(*digits).min(3)),
                Token::Date(Field::Elapsed(span, _)) => {
                    clock.elapsed = true;
                    clock.step = if *span == Span::Seconds { 1000 } else { clock.step };
                }
                _ => {}
            }
        }
        clock
    }

    pub fn moment(&self, value: &Decimal, epoch: Epoch) -> Option<Moment> {
        Moment::of(value, epoch, self.step)
    }

    /// Whether a day is shown that never was.
    pub fn shows_no_day(&self, moment: &Moment) -> bool {
        !self.elapsed && !moment.real && moment.days > 0
    }

    /// The moment in ISO form; nothing for lengths of time and days that never were.
    pub fn iso(&self, moment: &Moment) -> Option<String> {
        if self.elapsed {
            return None;
        }
        let time = moment.milliseconds;
        let mut clock = format!("{:02}:{:02}:{:02}", time / 3_600_000, time / 60_000 % 60, time / 1000 % 60);
        if !time.is_multiple_of(1000) {
            clock.push_str(&format!(".{:03}", time % 1000));
        }
        let Moment { year, month, day, .. } = moment;
        match (moment.real, time) {
            (false, _) => (moment.days == 0 && time > 0).then_some(clock),
            (true, 0) => Some(format!("{year:04}-{month:02}-{day:02}")),
            (true, _) => Some(format!("{year:04}-{month:02}-{day:02}T{clock}")),
        }
    }
}

pub fn print(line: &mut Line, section: &Section, clock: &Clock, moment: &Moment) {
    let mut printer = Printer { line, section, clock, moment };
    for token in &section.tokens {
        match token {
            Token::Date(field) => printer.field(*field),
            other => printer.line.sign(other),
        }
    }
}

struct Printer<'a> {
    line: &'a mut Line,
    section: &'a Section,
    clock: &'a Clock,
    moment: &'a Moment,
}

impl Printer<'_> {
    fn field(&mut self, field: Field) {
        let Moment { days, year, month, day, milliseconds, .. } = *self.moment;
        match field {
            Field::Year(0..=2) => self.digits(year % 100, 2),
            Field::Year(_) => self.digits(year, 4),
            Field::Month(letters @ 0..=2) => self.number(month, letters),
            Field::Month(letters) => self.month(letters),
            Field::Day(letters @ 0..=2) => self.number(day, letters),
            Field::Day(letters) => self.weekday(letters),
            Field::Weekday { long } => self.chinese_weekday(if long { glyphs::LONG_WEEK } else { "" }),
            Field::Hour(letters) => self.number(self.hour(), letters),
            Field::Minute(letters) => self.number(milliseconds / 60_000 % 60, letters),
            Field::Second(letters) => self.number(milliseconds / 1000 % 60, letters),
            Field::Fraction(digits) => self.fraction(milliseconds % 1000, digits),
            Field::HalfDay(style) => self.half_day(style),
            Field::Elapsed(Span::Hours, letters) => {
                self.number(days * 24 + milliseconds / 3_600_000, letters)
            }
            Field::Elapsed(Span::Minutes, letters) => {
                self.number(days * 1440 + milliseconds / 60_000, letters)
            }
            Field::Elapsed(Span::Seconds, letters) => {
                self.number(days * 86_400 + milliseconds / 1000, letters)
            }
        }
    }

    fn hour(&self) -> u64 {
        let hour = self.moment.milliseconds / 3_600_000;
        if self.clock.twelve { (hour + 11) % 12 + 1 } else { hour }
    }

    fn number(&mut self, value: u64, letters: u8) {
        let width = usize::from(letters);
        match self.section.numerals {
            Some(numerals) => self.line.text.push_str(&dbnum::counted(value, width, numerals)),
            None => self.digits(value, width),
        }
    }

    fn digits(&mut self, value: u64, width: usize) {
        format!("{value:0width$}").bytes().for_each(|byte| self.line.digit(byte - b'0'));
    }

    fn fraction(&mut self, milliseconds: u64, digits: u8) {
        self.line.text.push('.');
        self.digits(milliseconds / 10u64.pow(3 - u32::from(digits)), usize::from(digits));
    }

    fn month(&mut self, letters: u8) {
        let month = self.moment.month;
        let name = MONTHS[(month as usize - 1) % 12];
        let text = match (self.section.chinese, letters) {
            (true, 3) => format!("{month}{}", glyphs::MONTH),
            (true, 4) => dbnum::counted(month, 1, &glyphs::PLAIN) + glyphs::MONTH,
            (true, _) => dbnum::counted(month, 1, &glyphs::PLAIN),
            (false, 3) => name[..3].to_owned(),
            (false, 5) => name[..1].to_owned(),
            (false, _) => name.to_owned(),
        };
        self.line.text.push_str(&text);
    }

    fn weekday(&mut self, letters: u8) {
        match (self.section.chinese, letters) {
            (true, 3) => self.chinese_weekday(glyphs::SHORT_WEEK),
            (true, _) => self.chinese_weekday(glyphs::LONG_WEEK),
            (false, 3) => self.line.text.push_str(&DAYS[self.moment.weekday as usize][..3]),
            (false, _) => self.line.text.push_str(DAYS[self.moment.weekday as usize]),
        }
    }

    fn chinese_weekday(&mut self, prefix: &str) {
        self.line.text.push_str(prefix);
        self.line.text.push_str(glyphs::WEEKDAYS[self.moment.weekday as usize]);
    }

    fn half_day(&mut self, style: HalfDay) {
        let afternoon = usize::from(self.moment.milliseconds >= 43_200_000);
        self.line.text.push_str(match style {
            HalfDay::Latin if !self.section.chinese => ["AM", "PM"][afternoon],
            HalfDay::Letter => ["A", "P"][afternoon],
            HalfDay::Latin | HalfDay::Chinese => glyphs::HALF_DAYS[afternoon],
        });
    }
}
