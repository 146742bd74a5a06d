//! Writes figures into cells and sentences, and what they mean into the truth. The only place where a planted edit
//! reaches the paper: what is printed wrong is also recorded as it is printed.

use super::dice::Dice;
use super::grid::Cell;
use super::plant::{Edit, Plan};
use super::style::{Cents, MoneyUnit, Style, decimal};
use super::truth::{BlankTruth, FactTruth, IndicatorTruth, Truth};

/// What a figure means: concept, basis, and how far its year is from the report's.
pub type Meaning = (&'static str, &'static str, i32);

pub struct Pen {
    pub dice: Dice,
    pub style: Style,
    pub year: i32,
    pub truth: Truth,
    pub project: Option<String>,
    /// Nothing is planted: every way of writing is open.
    pub free: bool,
    plan: Plan,
    table: Option<usize>,
    family: &'static str,
}

impl Pen {
    pub fn new(seed: u64, year: i32, style: Style, plan: Plan) -> Self {
        let truth = Truth { seed, year, ..Truth::default() };
        let dice = Dice::new(seed, "pen");
        Self { dice, style, year, truth, project: None, free: false, plan, table: None, family: "prose" }
    }

    /// What follows stands in a new table.
    pub fn table(&mut self, family: &'static str) {
        self.truth.tables.push(family);
        self.family = family;
        self.table = Some(self.truth.tables.len() - 1);
    }

    /// What follows stands in sentences.
    pub fn prose(&mut self) {
        (self.table, self.family) = (None, "prose");
    }

    /// The edit that is planned for this spot, once.
    fn edit(&mut self, meaning: Meaning) -> Option<Edit> {
        self.plan.take(self.family, meaning)
    }

    /// The report as it stands, with the plant if the paper shows it.
    pub fn finish(mut self) -> Truth {
        self.truth.plant = self.plan.planted();
        self.truth
    }

    fn fact(&mut self, (concept, basis, years): Meaning, value: String, unit: &'static str, raw: &str) {
        self.truth.facts.push(FactTruth {
            table: self.table,
            concept: Some(concept).filter(|concept| !concept.is_empty()),
            year: self.year + years,
            basis,
            value,
            unit,
            raw: raw.to_owned(),
            project: self.project.clone(),
        });
    }

    /// An amount after its edit, in 元 with places or 万元 as the style has it.
    fn amount(&mut self, meaning: Meaning, cents: Cents) -> Cents {
        match self.edit(meaning) {
            Some(edit) => {
                let changed = edit.of(cents);
                let raw = self.style.money(changed);
                self.plan.printed(&raw);
                changed
            }
            None => cents,
        }
    }

    pub fn money(&mut self, meaning: Meaning, cents: Cents) -> Cell {
        let cents = self.amount(meaning, cents);
        let cell = self.style.money_cell(cents);
        let (value, unit) = (self.style.plain(cents), self.style.unit_word());
        self.fact(meaning, value, unit, &cell.text);
        cell
    }

    /// A part that is 0 may as well be left blank.
    pub fn part(&mut self, meaning: Meaning, cents: Cents) -> Cell {
        if cents == 0 && self.style.zero_as_blank && self.dice.chance(60) {
            return self.nothing(meaning);
        }
        self.money(meaning, cents)
    }

    /// A cell that nobody filled.
    pub fn nothing(&mut self, (concept, basis, years): Meaning) -> Cell {
        let table = self.table.expect("blanks stand in tables");
        self.truth.blanks.push(BlankTruth { table, concept, year: self.year + years, basis });
        Cell::new(self.dice.pick(&["", "", "", "\u{3000}", "——", "/"]))
    }

    /// Money inside a label: `其中：基本支出：712.45`.
    pub fn money_in_label(&mut self, label: &str, meaning: Meaning, cents: Cents) -> Cell {
        if cents == 0 && self.style.zero_as_blank {
            let (concept, basis, years) = meaning;
            let table = self.table.expect("labels stand in tables");
            self.truth.blanks.push(BlankTruth { table, concept, year: self.year + years, basis });
            return Cell::new(label);
        }
        let cents = self.amount(meaning, cents);
        let text = self.style.money(cents);
        let (value, unit) = (self.style.plain(cents), self.style.unit_word());
        self.fact(meaning, value, unit, &text);
        Cell::new(format!("{label}{text}"))
    }

    /// Money in a sentence, with its unit behind it; sentences are always in 万元 unless the whole report is in 元.
    pub fn told(&mut self, meaning: Meaning, cents: Cents) -> String {
        let cents = self.amount(meaning, cents);
        let unit = self.style.unit_word();
        let rounded = self.style.rounded_prose && self.style.unit == MoneyUnit::Wan && cents >= 1_000;
        let (value, text) = if rounded {
            let tenths = decimal((cents + 5) / 10, 1, false);
            (tenths.clone(), tenths)
        } else {
            let style = Style { full_width_digits: false, ..self.style };
            (style.plain(cents), style.money(cents))
        };
        self.fact(meaning, value, unit, &text);
        let gap = if self.style.half_width && self.style.unit == MoneyUnit::Wan { " " } else { "" };
        format!("{text}{gap}{unit}")
    }

    pub fn people(&mut self, meaning: Meaning, count: i64) -> Cell {
        let text = self.heads(meaning, count);
        self.style.money_free(&text)
    }

    pub fn people_told(&mut self, meaning: Meaning, count: i64) -> String {
        format!("{}{}", self.heads(meaning, count), self.dice.pick(&["人", "人", "名"]))
    }

    fn heads(&mut self, meaning: Meaning, count: i64) -> String {
        let edit = self.edit(meaning);
        let text = edit.map_or(count, |edit| edit.of(count)).to_string();
        if edit.is_some() {
            self.plan.printed(&text);
        }
        self.fact(meaning, text.clone(), "人", &text);
        text
    }

    pub fn area(&mut self, meaning: Meaning, square_metres: i64) -> Cell {
        let text = square_metres.to_string();
        self.fact(meaning, text.clone(), "㎡", &text);
        self.style.money_free(&text)
    }

    pub fn percent(&mut self, meaning: Meaning, part: Cents, whole: Cents) -> Cell {
        let text = self.rate(meaning, part, whole);
        self.style.percent_cell(&text)
    }

    pub fn rate(&mut self, meaning: Meaning, part: Cents, whole: Cents) -> String {
        let edit = self.edit(meaning);
        let (part, whole) = edit.map_or((part, whole), |edit| edit.rate(part, whole));
        let text = self.style.percent(part, whole);
        if edit.is_some() {
            self.plan.printed(&text);
        }
        self.fact(meaning, text.trim_end_matches('%').to_owned(), "%", &text);
        text
    }

    /// Points of a scored row, given in hundredths: a cell and the plain number.
    pub fn points(&mut self, spot: &'static str, hundredths: i64) -> (Cell, String) {
        let edit = self.edit((spot, "points", 0));
        let hundredths = edit.map_or(hundredths, |edit| edit.of(hundredths));
        let text = decimal(hundredths, 2, true);
        if edit.is_some() {
            self.plan.printed(&text);
        }
        (self.style.money_free(&text), text)
    }

    /// Points in a sentence: what they are after their edit, and as printed.
    pub fn points_told(&mut self, spot: &'static str, hundredths: i64) -> (i64, String) {
        let edit = self.edit((spot, "points", 0));
        let hundredths = edit.map_or(hundredths, |edit| edit.of(hundredths));
        let text = decimal(hundredths, 2, true);
        if edit.is_some() {
            self.plan.printed(&text);
        }
        (hundredths, text)
    }

    pub fn scored(&mut self, mut row: IndicatorTruth) {
        row.table = self.table.expect("scores stand in tables");
        self.truth.indicators.push(row);
    }

    /// Whether a sentence is to deny a figure that stands elsewhere; says so itself.
    pub fn denies(&mut self, concept: &'static str, sentence: &str) -> bool {
        let denied = self.edit((concept, "executed", 0)).is_some();
        if denied {
            self.plan.printed(sentence);
        }
        denied
    }

    /// A sentence of none is a figure as well: 0.
    pub fn none_told(&mut self, meaning: Meaning) {
        let unit = self.style.unit_word();
        self.fact(meaning, "0".to_owned(), unit, "无");
    }

    /// A figure without a concept of its own, or one of prose that is no money.
    pub fn other(&mut self, meaning: Meaning, value: &str, unit: &'static str) {
        self.fact(meaning, value.to_owned(), unit, value);
    }

    /// A label as this office types it: broken over lines, stretched, followed by blanks.
    pub fn label(&mut self, text: &str) -> Cell {
        let text = if self.style.half_width { halved(text) } else { text.to_owned() };
        if !self.style.loose_labels || !self.dice.chance(30) {
            return Cell::new(text);
        }
        let text = match self.dice.below(5) {
            0 => self.broken(&text),
            1 => format!("{text}\u{3000}"),
            2 => format!("{text} "),
            3 if (2..=3).contains(&text.chars().count()) => stretched(&text),
            _ => format!("   {text}"),
        };
        Cell::new(text)
    }

    /// A line break between two characters of a word.
    fn broken(&mut self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let is_han = |char: char| ('\u{4e00}'..='\u{9fff}').contains(&char);
        let places: Vec<usize> =
            (1..chars.len()).filter(|at| is_han(chars[at - 1]) && is_han(chars[*at])).collect();
        if places.is_empty() {
            return text.to_owned();
        }
        let at = places[self.dice.below(places.len())];
        chars[..at].iter().chain(&['\n']).chain(&chars[at..]).collect()
    }
}

impl Style {
    /// A number that is no money.
    fn money_free(&self, digits: &str) -> Cell {
        let mut cell = Cell::new(digits);
        if !self.numbers_as_text {
            cell.stored = Some(super::grid::Stored { digits: digits.to_owned(), format: "General" });
        }
        cell
    }
}

fn halved(text: &str) -> String {
    text.replace('（', "(").replace('）', ")").replace('：', ":")
}

fn stretched(text: &str) -> String {
    text.chars().map(String::from).collect::<Vec<_>>().join("  ")
}
