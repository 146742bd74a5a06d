//! Reports of offices that do not exist, as such offices write them, with the truth beside each: what its figures mean,
//! which cells are blank, which rows were scored, and which contradiction was planted in it, if any.
//!
//! A report is made from its seed alone. First comes the [`World`](world::World), in which everything agrees; then the
//! forms of a template family print it through one [`Pen`](pen::Pen), which keeps the truth and makes the planted edit;
//! then every wanted format is written from the same pages. Nothing here knows the readers.

mod beside;
mod dice;
mod docx;
mod forms;
mod frameworks;
mod grid;
mod notes;
mod office;
mod pen;
mod plant;
mod prose;
mod results;
mod sentences;
mod style;
mod text;
mod truth;
mod world;
mod write;
mod xlsx;

pub use truth::{BesideTruth, BlankTruth, FactTruth, IndicatorTruth, Plant, Truth};
pub use write::run;
pub use xlsx::Slip;

use beside::Drawn;
use dice::Dice;
use forms::Page;
use office::Office;
use pen::Pen;
use plant::Plan;
use style::Style;
use world::{Asked, World};
use xlsx::Sums;

/// In which form a report is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Docx,
    Xlsx,
    /// As a converter of rich text leaves it: a cell a line.
    Text,
    /// Rows of fields between tabs.
    Grid,
    /// The first table alone.
    Csv,
}

impl Format {
    pub const ALL: &[Self] = &[Self::Docx, Self::Xlsx, Self::Text, Self::Grid, Self::Csv];

    pub fn word(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Text => "text",
            Self::Grid => "grid",
            Self::Csv => "csv",
        }
    }

    /// Whether sentences are written in it, or tables only. Some workbooks hold them.
    fn has_prose(self, seed: u64) -> bool {
        match self {
            Self::Docx | Self::Text | Self::Grid => true,
            Self::Xlsx => xlsx::has_text(seed),
            Self::Csv => false,
        }
    }
}

/// What a report is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Department,
    Project,
    Evaluation,
    Accounts,
}

#[derive(Clone)]
pub struct Options {
    /// Any, where nothing is asked for.
    pub kind: Option<Kind>,
    pub formats: Vec<Format>,
    /// In so many of a hundred reports one contradiction is planted.
    pub planted: u8,
    /// The report of so many years before, by the same office.
    pub years_back: i32,
    /// Word files as large as those of offices: with every property that Word and WPS write around a run.
    pub dressed: bool,
    /// Charts, pictures and boxes lie beside the forms of Word files and workbooks; rows, columns and sheets of workbooks
    /// are hidden with figures in them.
    pub beside: bool,
    /// What is planted contradicts the report of the year before, of the same kind.
    pub against_last: bool,
    /// What is planted contradicts the final accounts of the year.
    pub against_accounts: bool,
    /// A department keeps to the usual forms, so that its score is the one that the notes to its accounts tell.
    pub usual: bool,
    /// What a hand did to one formula of each workbook that has one.
    pub slip: Option<Slip>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            kind: None,
            formats: Format::ALL.to_vec(),
            planted: 50,
            years_back: 0,
            dressed: false,
            beside: false,
            against_last: false,
            against_accounts: false,
            usual: false,
            slip: None,
        }
    }
}

/// One report as a file of one format.
pub struct Form {
    pub format: Format,
    pub name: String,
    pub bytes: Vec<u8>,
    /// Whether the sentences of the report are in it, or its tables only.
    pub has_prose: bool,
    /// How many formulas there are, and whether the slip that was asked for was made.
    pub formulas: usize,
    pub slipped: bool,
    /// What stands in its hidden rows and columns, blanks aside.
    pub hidden: Vec<String>,
}

pub struct GeneratedReport {
    pub truth: Truth,
    pub forms: Vec<Form>,
}

/// A report on paper: lines of text and pages with tables.
struct Paper {
    title: Vec<String>,
    text: Vec<prose::Paragraph>,
    pages: Vec<Page>,
    style: Style,
    beside: Vec<Drawn>,
    /// Figures of workbooks may be hidden.
    hides: bool,
    seed: u64,
    slip: Option<Slip>,
}

/// The report of a seed. The same call gives the same bytes.
pub fn report(seed: u64, options: &Options) -> GeneratedReport {
    let (paper, truth) = paper(seed, options);
    let forms = options.formats.iter().map(|format| form(&paper, &truth, *format)).collect();
    GeneratedReport { truth, forms }
}

fn form(paper: &Paper, truth: &Truth, format: Format) -> Form {
    let mut sums = Sums::default();
    let (ending, bytes) = match format {
        Format::Docx => ("docx", docx::bytes(paper)),
        Format::Xlsx => ("xlsx", xlsx::bytes(paper, &mut sums)),
        Format::Text => ("txt", text::cells_on_lines(paper)),
        Format::Grid => ("txt", text::fields_between_tabs(paper)),
        Format::Csv => ("csv", text::separated(paper)),
    };
    let shape = if matches!(format, Format::Grid) { "-grid" } else { "" };
    let name = format!("{:06}-{}{shape}.{ending}", paper.seed, truth.year);
    let Sums { formulas, slipped, hidden } = sums;
    Form { format, name, bytes, has_prose: format.has_prose(paper.seed), formulas, slipped, hidden }
}

fn paper(seed: u64, options: &Options) -> (Paper, Truth) {
    let mut dice = Dice::new(seed, "report");
    let kind = options.kind.unwrap_or_else(|| {
        dice.pick(&[Kind::Department, Kind::Department, Kind::Project, Kind::Evaluation, Kind::Accounts])
    });
    let year = i32::try_from(dice.between(2019, 2024)).expect("a year") - options.years_back;
    let planted = dice.chance(i64::from(options.planted)) && options.years_back == 0;
    let list = match kind {
        Kind::Department if options.against_accounts => plant::AGAINST_ACCOUNTS,
        Kind::Department if options.against_last => plant::YEARS,
        Kind::Evaluation if options.against_last => plant::EVALUATION_YEARS,
        Kind::Accounts if options.against_last => plant::ACCOUNTS_YEARS,
        Kind::Department => plant::DEPARTMENT,
        Kind::Project => plant::PROJECT,
        Kind::Evaluation => plant::EVALUATION,
        Kind::Accounts => plant::ACCOUNTS,
    };
    let (plan, asked) = if planted { Plan::of(&mut dice, list) } else { (Plan::default(), Asked::default()) };
    let (office, mut style) = (Office::of(seed), Style::of(seed));
    // A sum with a blank in it cannot be checked: a planted contradiction needs its terms.
    style.zero_as_blank &= !planted;
    style.dressed = options.dressed;
    let world = World::of(seed, year, &asked);
    let mut pen = Pen::new(seed, year, style, plan);
    pen.free = !planted;
    pen.truth.office.clone_from(&office.name);
    pen.truth.region_code = office.code;
    let (title, text, pages) = match kind {
        Kind::Department if asked.levels => by_another_form(&mut pen, &world, &office, Some(0)),
        Kind::Department => of_a_department(&mut pen, &world, &office, planted || options.usual),
        Kind::Project => of_a_project(&mut pen, &world, &office, planted),
        Kind::Evaluation => by_a_firm(&mut pen, &world, &office, &asked),
        Kind::Accounts => of_accounts(&mut pen, &world, &office, planted),
    };
    pen.truth.title = title.concat();
    pen.truth.printed = printed(&pages);
    let beside = match options.beside && !planted {
        true => beside::of(&world, &style, &office, (seed, kind)),
        false => Vec::new(),
    };
    pen.truth.beside = beside.iter().map(Drawn::truth).collect();
    (
        Paper { title, text, pages, style, beside, hides: options.beside, seed, slip: options.slip },
        pen.finish(),
    )
}

fn printed(pages: &[Page]) -> Vec<Vec<String>> {
    let texts = |page: &Page| {
        let texts = page.grid.cells().map(|(_, _, cell)| cell.text.clone());
        texts.filter(|text| !text.trim().is_empty()).collect()
    };
    pages.iter().map(texts).collect()
}

type Parts = (Vec<String>, Vec<prose::Paragraph>, Vec<Page>);

/// The title, in one line or with the office above it.
fn title(pen: &mut Pen, office: &Office, rest: &str) -> Vec<String> {
    let year = pen.year;
    if pen.free && pen.dice.chance(12) {
        let draft = pen.dice.pick(&["（征求意见稿）", "（送审稿）", "（初稿）"]);
        return vec![format!("{}{year}年度{rest}", office.name), draft.to_owned()];
    }
    if pen.free && pen.dice.chance(12) && rest.ends_with("自评报告") {
        let rest = rest.trim_end_matches("报告");
        return vec![format!("关于{}{year}年度{rest}的报告", office.name), "县财政局：".to_owned()];
    }
    match pen.dice.below(3) {
        0 => vec![office.name.clone(), format!("{year}年度{rest}")],
        1 => vec![format!("{}{year}年{rest}", office.name)],
        _ => vec![format!("{}{year}年度{rest}", office.name)],
    }
}

/// What a department's table comes to, in hundredths.
fn score_of(world: &World) -> i64 {
    forms::indicators::execution_points(1_000, world.total().spent, world.full())
        + results::score_of(&world.results)
}

/// `plain` keeps to the forms in which every contradiction has its place.
fn of_a_department(pen: &mut Pen, world: &World, office: &Office, plain: bool) -> Parts {
    (pen.truth.kind, pen.truth.evaluator) = ("dept_overall_self_eval_report", "self");
    if !plain && pen.dice.chance(30) {
        return by_another_form(pen, world, office, None);
    }
    let score = score_of(world);
    let title = title(pen, office, "部门整体支出绩效自评报告");
    let mut text = prose::department(pen, world, office, score, true);
    if pen.dice.chance(15) {
        prose::context(pen, &mut text, 19_178);
    }
    if !plain && pen.dice.chance(15) {
        return (title, text.paragraphs, vec![forms::provinces::chongqing(pen, world, office)]);
    }
    let mut pages = vec![forms::base::page(pen, world, office), forms::overall::page(pen, world, office)];
    let count = if plain { 1 } else { pen.dice.below(3) };
    for project in &world.projects[..count] {
        pages.push(forms::project::page(pen, project, office, true));
    }
    (title, text.paragraphs, pages)
}

/// The forms in which departments elsewhere score themselves.
fn by_another_form(pen: &mut Pen, world: &World, office: &Office, which: Option<usize>) -> Parts {
    (pen.truth.kind, pen.truth.evaluator) = ("dept_overall_self_eval_report", "self");
    let which = which.unwrap_or_else(|| pen.dice.below(4));
    if which == 3 {
        pen.style.unit = style::MoneyUnit::Yuan;
    }
    let results = match which {
        0 | 1 => frameworks::framework(&mut pen.dice),
        2 => frameworks::provincial(&mut pen.dice),
        _ => Vec::new(),
    };
    let score = results::score_of(if which == 3 { &world.judged } else { &results });
    let title = title(pen, office, "部门整体支出绩效自评报告");
    let text = prose::department(pen, world, office, score, false);
    let pages = match which {
        0 => vec![forms::levels::in_labels(pen, &results, office)],
        1 => vec![forms::levels::in_columns(pen, &results, office)],
        2 => vec![forms::levels::in_two_rows(pen, &results, office)],
        _ => forms::yunnan::pages(pen, world, office),
    };
    (title, text.paragraphs, pages)
}

fn of_a_project(pen: &mut Pen, world: &World, office: &Office, plain: bool) -> Parts {
    (pen.truth.kind, pen.truth.evaluator) = ("project_self_eval_report", "self");
    let project = &world.projects[0];
    let total = project.total();
    let form = if plain { 0 } else { pen.dice.below(10) };
    let managed = if form == 9 { frameworks::managed(&mut pen.dice) } else { Vec::new() };
    let (budget, results) = match form {
        5 | 6 => (forms::indicators::execution_points(2_000, total.spent, total.full), &world.hubei),
        9 => (0, &managed),
        _ => (forms::indicators::execution_points(1_000, total.spent, total.full), &project.results),
    };
    // Titles say that it is a project, whatever the project is called.
    let word = if project.name.ends_with("项目") { "" } else { "项目" };
    let title = vec![office.name.clone(), format!("{}年度{}{word}支出绩效自评报告", pen.year, project.name)];
    let text = prose::project(pen, &project.name, office, budget + results::score_of(results));
    let page = match form {
        5 | 6 => forms::provinces::hubei(pen, project, results, office),
        7 => forms::sichuan::page(pen, project, office),
        8 => forms::central::page(pen, project, office),
        9 => forms::ningxia::page(pen, project, results, office),
        _ => forms::project::page(pen, project, office, false),
    };
    (title, text.paragraphs, vec![page])
}

fn by_a_firm(pen: &mut Pen, world: &World, office: &Office, asked: &Asked) -> Parts {
    (pen.truth.kind, pen.truth.evaluator) = ("dept_overall_third_party_evaluation_report", "third_party");
    let title = title(pen, office, "部门整体支出绩效评价报告");
    let text = prose::evaluation(pen, office, results::score_of(&world.judged));
    let mut pages = vec![forms::scores::evaluated(pen, &world.judged), forms::assets::page(pen)];
    if asked.changes || pen.dice.chance(30) {
        pages.push(forms::changes::page(pen, world));
    }
    if asked.shares || pen.dice.chance(30) {
        pages.push(forms::budget::shares(pen, world));
    }
    if asked.months || pen.dice.chance(30) {
        pages.push(forms::budget::months(pen, world));
    }
    (title, text.paragraphs, pages)
}

fn of_accounts(pen: &mut Pen, world: &World, office: &Office, planted: bool) -> Parts {
    (pen.truth.kind, pen.truth.evaluator) = ("final_accounts", "self");
    if !planted && pen.dice.chance(15) {
        let title = vec![format!("{}{}年度“三公”经费支出情况", office.name, pen.year)];
        return (title, Vec::new(), vec![forms::fiscal::three_public(pen, world, office)]);
    }
    let title = vec![format!("{}{}年度部门决算公开", office.name, pen.year)];
    let text = notes::of_accounts(pen, world, office, score_of(world));
    (title, text.paragraphs, forms::accounts::pages(pen, world, office, planted))
}
