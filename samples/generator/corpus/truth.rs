//! What a generated report says, known before any reader has seen it: its figures with their meaning, its scored rows,
//! the cells left blank, and the contradiction planted in it.

use std::fmt::Write;

/// A printed figure.
#[derive(Clone)]
pub struct FactTruth {
    /// The table it stands in, by its number in the report; `None` in prose.
    pub table: Option<usize>,
    /// `None` for a label that has no concept of its own.
    pub concept: Option<&'static str>,
    pub year: i32,
    pub basis: &'static str,
    /// A plain decimal in the printed unit.
    pub value: String,
    pub unit: &'static str,
    /// As it stands in the report.
    pub raw: String,
    pub project: Option<String>,
}

/// A scored row.
#[derive(Clone)]
pub struct IndicatorTruth {
    pub table: usize,
    /// `indicator`, `budget_execution` or `total`.
    pub kind: &'static str,
    pub l1: Option<String>,
    pub l2: Option<String>,
    pub l3: Option<String>,
    pub target: Option<String>,
    pub actual: Option<String>,
    pub weight: Option<String>,
    pub score: Option<String>,
    pub deduction: Option<String>,
    pub note: Option<String>,
}

/// A cell in which a figure could stand and does not.
#[derive(Clone)]
pub struct BlankTruth {
    pub table: usize,
    pub concept: &'static str,
    pub year: i32,
    pub basis: &'static str,
}

/// A printed figure that was changed, and the rule that this breaks.
#[derive(Clone)]
pub struct Plant {
    pub rule: &'static str,
    /// Rules that may break for the same cause.
    pub also: &'static [&'static str],
    /// Whether only the prose shows it.
    pub in_prose: bool,
    /// What stands there now.
    pub raw: String,
}

/// What lies beside the forms in Word files and workbooks.
#[derive(Clone)]
pub struct BesideTruth {
    /// `chart`, `image` or `box`.
    pub manner: &'static str,
    /// In a workbook its figures stand on a sheet as well, which people see and which says no unit.
    pub on_sheet: bool,
    /// What it shows: a head and rows, or the lines of a box.
    pub rows: Vec<Vec<String>>,
    /// What its figures mean. They stand in no table of the report.
    pub facts: Vec<FactTruth>,
}

#[derive(Clone, Default)]
pub struct Truth {
    pub seed: u64,
    pub kind: &'static str,
    pub title: String,
    pub office: String,
    pub region_code: Option<&'static str>,
    pub year: i32,
    pub evaluator: &'static str,
    pub score: Option<String>,
    pub grade: Option<&'static str>,
    /// The family of each table.
    pub tables: Vec<&'static str>,
    /// What is printed in the cells of each table, blanks aside.
    pub printed: Vec<Vec<String>>,
    pub facts: Vec<FactTruth>,
    pub indicators: Vec<IndicatorTruth>,
    pub blanks: Vec<BlankTruth>,
    pub beside: Vec<BesideTruth>,
    pub plant: Option<Plant>,
}

impl Truth {
    /// The whole truth of one report as one line.
    pub fn json(&self, files: &[String]) -> String {
        let mut line = Line::default();
        line.text("files", &files.join(" "));
        line.raw("seed", &self.seed.to_string());
        line.text("kind", self.kind).text("title", &self.title).text("office", &self.office);
        line.option("region_code", self.region_code).raw("year", &self.year.to_string());
        line.text("evaluator", self.evaluator);
        line.option("score", self.score.as_deref()).option("grade", self.grade);
        line.list("tables", &self.tables, |family| quoted(family));
        line.list("facts", &self.facts, FactTruth::json);
        line.list("indicators", &self.indicators, IndicatorTruth::json);
        line.list("blanks", &self.blanks, BlankTruth::json);
        if !self.beside.is_empty() {
            line.list("beside", &self.beside, BesideTruth::json);
        }
        if let Some(plant) = &self.plant {
            line.raw("plant", &plant.json());
        }
        line.end()
    }
}

impl FactTruth {
    fn json(&self) -> String {
        let mut line = Line::default();
        line.number("table", self.table).option("concept", self.concept).raw("year", &self.year.to_string());
        line.text("basis", self.basis).text("value", &self.value).text("unit", self.unit);
        line.text("raw", &self.raw).option("project", self.project.as_deref());
        line.end()
    }
}

impl IndicatorTruth {
    fn json(&self) -> String {
        let mut line = Line::default();
        line.number("table", Some(self.table)).text("kind", self.kind);
        let fields = [
            ("l1", &self.l1),
            ("l2", &self.l2),
            ("l3", &self.l3),
            ("target", &self.target),
            ("actual", &self.actual),
            ("weight", &self.weight),
            ("score", &self.score),
            ("deduction", &self.deduction),
            ("note", &self.note),
        ];
        for (name, value) in fields {
            line.option(name, value.as_deref());
        }
        line.end()
    }
}

impl BlankTruth {
    fn json(&self) -> String {
        let mut line = Line::default();
        line.number("table", Some(self.table)).text("concept", self.concept);
        line.raw("year", &self.year.to_string()).text("basis", self.basis);
        line.end()
    }
}

impl BesideTruth {
    fn json(&self) -> String {
        let row = |row: &Vec<String>| {
            let texts: Vec<String> = row.iter().map(|text| quoted(text)).collect();
            format!("[{}]", texts.join(","))
        };
        let mut line = Line::default();
        line.text("manner", self.manner).list("rows", &self.rows, row).list(
            "facts",
            &self.facts,
            FactTruth::json,
        );
        line.end()
    }
}

impl Plant {
    fn json(&self) -> String {
        let mut line = Line::default();
        line.text("rule", self.rule).list("also", self.also, |rule| quoted(rule));
        line.raw("in_prose", &self.in_prose.to_string()).text("raw", &self.raw);
        line.end()
    }
}

/// An object of JSON in the making.
#[derive(Default)]
struct Line(String);

impl Line {
    fn raw(&mut self, name: &str, json: &str) -> &mut Self {
        let comma = if self.0.is_empty() { "" } else { "," };
        write!(self.0, "{comma}{}:{json}", quoted(name)).expect("a string grows");
        self
    }

    fn text(&mut self, name: &str, text: &str) -> &mut Self {
        self.raw(name, &quoted(text))
    }

    fn option(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        self.raw(name, &text.map_or_else(|| "null".to_owned(), quoted))
    }

    fn number(&mut self, name: &str, number: Option<usize>) -> &mut Self {
        self.raw(name, &number.map_or_else(|| "null".to_owned(), |number| number.to_string()))
    }

    fn list<T>(&mut self, name: &str, items: &[T], json: impl Fn(&T) -> String) -> &mut Self {
        let items: Vec<String> = items.iter().map(json).collect();
        self.raw(name, &format!("[{}]", items.join(",")))
    }

    fn end(self) -> String {
        format!("{{{}}}", self.0)
    }
}

fn quoted(text: &str) -> String {
    let mut json = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            char if char < ' ' => write!(json, "\\u{:04x}", u32::from(char)).expect("a string grows"),
            char => json.push(char),
        }
    }
    json + "\""
}
