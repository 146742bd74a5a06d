//! What happened in an office in a year: people, money, projects, results. Everything agrees with everything, because
//! totals are only ever computed; a line of last year is the same whichever of the two reports prints it.

use std::ops::Add;

use super::dice::Dice;
use super::results::{self, Result};
use super::style::Cents;

/// A line of money: spent last year, planned, spent this year.
#[derive(Clone, Copy, Default)]
pub struct Line {
    pub before: Cents,
    pub planned: Cents,
    pub spent: Cents,
}

impl Add for Line {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            before: self.before + other.before,
            planned: self.planned + other.planned,
            spent: self.spent + other.spent,
        }
    }
}

pub struct World {
    pub year: i32,
    pub quota: i64,
    pub actual: i64,
    pub purchase: Line,
    pub driving: Line,
    pub abroad: Line,
    pub reception: Line,
    pub business: Line,
    pub upkeep: Line,
    pub specials: Vec<(String, Line)>,
    pub other: Line,
    pub supplies: Line,
    pub utilities: Line,
    pub meetings: Line,
    /// Running costs that no form lists.
    pub rest: Line,
    pub procurement: Line,
    pub personnel: Line,
    /// Left over at the end of the year, and at the end of the one before.
    pub unspent: Cents,
    pub carried: Cents,
    pub gov_fund: Cents,
    pub other_income: Cents,
    pub building: Option<Building>,
    pub results: Vec<Result>,
    pub projects: Vec<Project>,
    /// Results that weigh eighty, for the form of Hubei, and a hundred, for a firm's.
    pub hubei: Vec<Result>,
    pub judged: Vec<Result>,
}

pub struct Building {
    pub approved: i64,
    pub built: i64,
    pub planned: Cents,
    pub paid: Cents,
}

pub struct Project {
    pub name: String,
    pub fiscal: Funds,
    pub carried: Funds,
    pub other: Funds,
    pub results: Vec<Result>,
}

/// Money of one source: at the beginning of the year, adjusted, spent.
#[derive(Clone, Copy, Default)]
pub struct Funds {
    pub initial: Cents,
    pub full: Cents,
    pub spent: Cents,
}

impl Add for Funds {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            initial: self.initial + other.initial,
            full: self.full + other.full,
            spent: self.spent + other.spent,
        }
    }
}

impl Project {
    pub fn total(&self) -> Funds {
        self.fiscal + self.carried + self.other
    }
}

/// Planned and spent in one year, from what the line usually is.
fn year_of(seed: u64, topic: &str, year: i32, usual: Cents) -> (Cents, Cents) {
    let mut dice = Dice::new(seed ^ u64::from(year.unsigned_abs()), topic);
    let planned = usual * dice.between(85, 112) / 100;
    let spent = if dice.chance(25) { planned } else { planned * dice.between(72, 100) / 100 };
    // Offices plan in round figures more often than they spend them.
    let planned = if dice.chance(50) { planned / 10 * 10 } else { planned };
    (planned.max(spent), spent)
}

fn line(seed: u64, topic: &str, year: i32, usual: (Cents, Cents), never: i64) -> Line {
    let mut dice = Dice::new(seed, topic);
    if dice.chance(never) {
        return Line::default();
    }
    let usual = dice.between(usual.0, usual.1);
    let (planned, spent) = year_of(seed, topic, year, usual);
    Line { before: year_of(seed, topic, year - 1, usual).1, planned, spent }
}

fn unspent(seed: u64, year: i32) -> Cents {
    let mut dice = Dice::new(seed ^ u64::from(year.unsigned_abs()), "unspent");
    if dice.chance(45) { 0 } else { dice.between(1, 6_000) }
}

impl World {
    pub fn of(seed: u64, year: i32, asked: &Asked) -> Self {
        let mut dice = Dice::new(seed ^ u64::from(year.unsigned_abs()), "world");
        let quota = Dice::new(seed, "quota").between(8, 160);
        let line = |topic, usual, never| line(seed, topic, year, usual, never);
        let specials = specials(seed, year, asked);
        let mut world = Self {
            year,
            quota,
            actual: (quota * dice.between(78, 108) / 100).max(1),
            purchase: line("purchase", (1_200, 2_500), 80),
            driving: line("driving", (150, 3_000), 8),
            abroad: line("abroad", (200, 900), if asked.abroad { 0 } else { 82 }),
            reception: line("reception", (40, 2_200), 4),
            business: line("business", (800, 40_000), 0),
            upkeep: line("upkeep", (300, 12_000), 15),
            specials,
            other: line("other", (200, 9_000), 45),
            supplies: line("supplies", (120, 6_000), 0),
            utilities: line("utilities", (60, 3_000), 0),
            meetings: line("meetings", (20, 1_200), 10),
            rest: line("rest", (2_500, 20_000), 0),
            procurement: line("procurement", (100, 15_000), 10),
            personnel: line("personnel", (8_000, 190_000), 0),
            unspent: unspent(seed, year),
            carried: unspent(seed, year - 1),
            gov_fund: 0,
            other_income: 0,
            building: None,
            results: results::of(&mut dice, 9_000),
            projects: Vec::new(),
            hubei: results::of(&mut dice, 8_000),
            judged: results::of(&mut dice, 10_000),
        };
        world.income(&mut dice, asked);
        world.building = (asked.building || dice.chance(15)).then(|| building(&mut dice));
        world.projects = (0..3).map(|nth| project(&mut dice, nth)).collect();
        world
    }

    fn income(&mut self, dice: &mut Dice, asked: &Asked) {
        let spent = self.total().spent;
        if asked.gov_fund {
            self.gov_fund = spent / dice.between(8, 30);
        }
        if dice.chance(30) {
            self.other_income = spent / dice.between(12, 60);
        }
    }

    pub fn vehicles(&self) -> Line {
        self.purchase + self.driving
    }

    pub fn three_public(&self) -> Line {
        self.vehicles() + self.abroad + self.reception
    }

    pub fn special(&self) -> Line {
        self.specials.iter().fold(Line::default(), |sum, (_, line)| sum + *line)
    }

    pub fn project_spending(&self) -> Line {
        self.business + self.upkeep + self.special() + self.other
    }

    pub fn running(&self) -> Line {
        self.supplies + self.utilities + self.meetings + self.rest
    }

    pub fn basic(&self) -> Line {
        self.personnel + self.running()
    }

    pub fn total(&self) -> Line {
        self.basic() + self.project_spending()
    }

    /// The budget at the end of the year.
    pub fn full(&self) -> Cents {
        self.total().spent + self.unspent
    }

    /// What came in during the year.
    pub fn received(&self) -> Cents {
        self.total().spent + self.unspent - self.carried
    }

    pub fn general_income(&self) -> Cents {
        self.total().spent - self.gov_fund - self.other_income
    }
}

/// What a planted contradiction needs to be there.
#[derive(Default, Clone, Copy)]
pub struct Asked {
    pub abroad: bool,
    pub building: bool,
    pub gov_fund: bool,
    pub specials: bool,
    /// A form that prints the weights of its second levels.
    pub levels: bool,
    /// A table of two years with their differences.
    pub changes: bool,
    /// The budget's parts with their shares.
    pub shares: bool,
    /// What was issued and used in each month.
    pub months: bool,
}

const SPECIAL: &[&str] = &[
    "高标准农田建设专项资金",
    "乡村振兴衔接专项资金",
    "基层治理能力提升专项资金",
    "公共卫生服务专项资金",
    "文物保护专项资金",
    "农村公路养护专项资金",
    "安全生产监管专项资金",
    "困难群众救助专项资金",
];

fn specials(seed: u64, year: i32, asked: &Asked) -> Vec<(String, Line)> {
    let mut dice = Dice::new(seed, "specials");
    let count = dice.below(4).max(if asked.specials { 2 } else { 0 });
    let first = dice.below(SPECIAL.len());
    let name = |nth: usize| SPECIAL[(first + nth) % SPECIAL.len()];
    (0..count).map(|nth| (name(nth).to_owned(), line(seed, name(nth), year, (500, 30_000), 0))).collect()
}

fn building(dice: &mut Dice) -> Building {
    let approved = dice.between(300, 6_000);
    let planned = dice.between(8_000, 90_000);
    let built = approved * dice.between(92, 104) / 100;
    Building { approved, built, planned, paid: planned * dice.between(90, 103) / 100 }
}

const PROJECTS: &[&str] = &[
    "农村饮水安全巩固提升",
    "老旧小区改造",
    "基层档案数字化",
    "村级公益事业奖补",
    "中小学校舍维修",
    "智慧执法平台建设",
    "河道清淤整治",
    "病险水库除险加固",
    "食品安全抽检",
    "社区养老服务设施建设",
];

fn project(dice: &mut Dice, nth: usize) -> Project {
    let source = |dice: &mut Dice, low, high| {
        let full = dice.between(low, high);
        let spent = if dice.chance(50) { full } else { full * dice.between(70, 99) / 100 };
        let initial = if dice.chance(60) { full } else { full * dice.between(70, 130) / 100 };
        Funds { initial, full, spent }
    };
    let fiscal = source(dice, 500, 60_000);
    let carried = if dice.chance(35) { source(dice, 100, 9_000) } else { Funds::default() };
    let other = if dice.chance(20) { source(dice, 100, 5_000) } else { Funds::default() };
    let name = PROJECTS[(dice.below(PROJECTS.len() / 3) * 3 + nth) % PROJECTS.len()];
    let tail = dice.pick(&["项目", "项目", "", "经费", "专项"]);
    Project { name: format!("{name}{tail}"), fiscal, carried, other, results: results::of(dice, 9_000) }
}
