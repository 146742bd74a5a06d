//! Contradictions to be printed on purpose: each is one small edit of one printed figure, or of two that belong together,
//! with the rule that it breaks.

use super::dice::Dice;
use super::pen::Meaning;
use super::truth::Plant;
use super::world::Asked;

/// What happens to a figure on its way to the paper.
#[derive(Clone, Copy)]
pub enum Edit {
    By(i64),
    /// In per cent of itself, and at least ten units.
    Share(i64),
    Times(i64),
}

impl Edit {
    pub fn of(self, value: i64) -> i64 {
        match self {
            Self::By(change) => value + change,
            Self::Share(percent) => value + (value * percent / 100).abs().max(10) * percent.signum(),
            Self::Times(factor) => value * factor,
        }
    }

    /// The terms that print as a percentage so many points away.
    pub fn rate(self, part: i64, whole: i64) -> (i64, i64) {
        match self {
            Self::By(points) => (part * 100 + whole * points, whole * 100),
            _ => (self.of(part), whole),
        }
    }
}

/// A figure to be edited: its family, its meaning, and how.
pub type Step = (&'static str, Meaning, Edit);

/// A kind of contradiction.
pub struct Kind {
    pub rule: &'static str,
    pub also: &'static [&'static str],
    pub steps: &'static [Step],
    pub asked: Asked,
    /// It contradicts sentences, although it stands in a table.
    pub told: bool,
}

const NONE: Asked = Asked {
    abroad: false,
    building: false,
    gov_fund: false,
    specials: false,
    levels: false,
    changes: false,
    shares: false,
    months: false,
};

const fn kind(rule: &'static str, also: &'static [&'static str], steps: &'static [Step]) -> Kind {
    Kind { rule, also, steps, asked: NONE, told: false }
}

/// Contradictions of a department's report.
pub const DEPARTMENT: &[Kind] = &[
    kind("BT-01", &[], &[("BT", ("staff.control_rate", "year_end", 0), Edit::By(7))]),
    kind("BT-02", &["NT-01"], &[("BT", ("sangong.total", "final_account", 0), Edit::Share(20))]),
    kind("BT-02", &["NT-01"], &[("BT", ("sangong.total", "budget", 0), Edit::Share(-15))]),
    kind("BT-02", &[], &[("BT", ("sangong.total", "final_account", -1), Edit::Share(30))]),
    kind(
        "BT-02",
        &["UN-03", "NT-01", "BT-15"],
        &[("BT", ("sangong.total", "final_account", 0), Edit::Times(100))],
    ),
    kind(
        "BT-03",
        &["BT-02", "NT-01"],
        &[("BT", ("sangong.vehicle.operation", "final_account", -1), Edit::Share(25))],
    ),
    kind(
        "BT-03",
        &["BT-02", "NT-01"],
        &[("BT", ("sangong.vehicle.operation", "budget", 0), Edit::Share(-20))],
    ),
    kind("BT-04", &[], &[("BT", ("project.business", "budget", 0), Edit::Share(10))]),
    kind("BT-04", &[], &[("BT", ("project.business", "final_account", 0), Edit::Share(-10))]),
    kind("BT-04", &["XT-01", "NT-01"], &[("BT", ("project.total", "final_account", 0), Edit::Share(10))]),
    Kind {
        asked: Asked { specials: true, ..NONE },
        ..kind("BT-05", &["BT-04"], &[("BT", ("project.special.item", "budget", 0), Edit::Share(20))])
    },
    kind("BT-06", &["BT-14", "BT-15"], &[("BT", ("public.office", "final_account", 0), Edit::Times(100))]),
    Kind {
        asked: Asked { building: true, ..NONE },
        ..kind("BT-07", &[], &[("BT", ("building.area_rate", "completed_projects", 0), Edit::By(9))])
    },
    Kind {
        asked: Asked { building: true, ..NONE },
        ..kind("BT-08", &[], &[("BT", ("building.invest_rate", "completed_projects", 0), Edit::By(-8))])
    },
    kind("SE-01", &["SE-02", "SE-25"], &[("SE-H", ("fund.execution_rate", "executed", 0), Edit::By(-6))]),
    kind("SE-02", &["SE-04", "SE-15"], &[("SE-H", ("execution score", "points", 0), Edit::By(-300))]),
    kind("SE-10", &["SE-08"], &[("SE-H", ("fund.by_income.general", "unstated", 0), Edit::Share(-10))]),
    Kind {
        asked: Asked { levels: true, ..NONE },
        ..kind("SE-07", &["SE-06"], &[("IS-4", ("level2", "points", 0), Edit::By(300))])
    },
    kind("SE-03", &["SE-06", "SE-07"], &[("SE-H", ("weight", "points", 0), Edit::By(200))]),
    kind("SE-04", &["XT-07", "SE-15"], &[("SE-H", ("total", "points", 0), Edit::By(-200))]),
    kind("SE-05", &["SE-04", "SE-15"], &[("SE-H", ("score", "points", 0), Edit::By(2_000))]),
    kind("SE-06", &["SE-07"], &[("SE-H", ("level1", "points", 0), Edit::By(500))]),
    kind("SE-08", &["SE-10"], &[("SE-H", ("fund.by_income.general", "unstated", 0), Edit::Share(10))]),
    kind(
        "SE-09",
        &["SE-10", "XT-04", "XT-05"],
        &[("SE-H", ("fund.by_expense.basic", "unstated", 0), Edit::Share(10))],
    ),
    kind(
        "XT-01",
        &["NT-01"],
        &[
            ("SE-H", ("fund.by_expense.basic", "unstated", 0), Edit::By(321)),
            ("SE-H", ("fund.by_expense.project", "unstated", 0), Edit::By(-321)),
        ],
    ),
    // The table agrees with itself, and not with the sentences.
    Kind {
        told: true,
        ..kind(
            "XT-04",
            &["SE-01", "SE-02", "SE-08", "SE-09", "SE-10", "SE-25", "NT-01", "UN-01", "XT-05"],
            &[
                ("SE-H", ("fund.total", "executed", 0), Edit::Share(12)),
                ("SE-H", ("fund.by_income.general", "unstated", 0), Edit::Share(12)),
                ("SE-H", ("fund.by_expense.basic", "unstated", 0), Edit::Share(12)),
            ],
        )
    },
    kind("XT-07", &["SE-15"], &[("prose", ("score.total", "points", 0), Edit::By(-300))]),
    kind("NT-01", &["NT-02", "NT-07"], &[("prose", ("project.total", "executed", 0), Edit::Share(10))]),
    kind("NT-01", &["NT-02", "NT-07"], &[("prose", ("sangong.total", "final_account", 0), Edit::Share(30))]),
    // Two lines have changed places: their total agrees, each of them does not.
    Kind {
        asked: Asked { abroad: true, ..NONE },
        ..kind(
            "NT-01",
            &["NT-02", "NT-07", "NT-12", "NT-13"],
            &[("prose", ("sangong.swap", "executed", 0), Edit::Times(1))],
        )
    },
    kind("NT-02", &["NT-01", "XT-05"], &[("prose", ("basic.personnel", "executed", 0), Edit::Share(5))]),
    kind("NT-03", &[], &[("prose", ("staff.actual", "year_end", 0), Edit::By(2))]),
    kind("SE-15", &[], &[("prose", ("grade", "executed", 0), Edit::Times(1))]),
    kind("NT-05", &[], &[("prose", ("weight.l1", "points", 0), Edit::By(1_000))]),
    Kind {
        asked: Asked { gov_fund: true, ..NONE },
        ..kind("NT-12", &[], &[("prose", ("gov_fund.expenditure", "executed", 0), Edit::Times(1))])
    },
    kind("SE-11", &[], &[("PE", ("project_fund.current_fiscal", "budget_full", 0), Edit::Share(10))]),
    kind("SE-11", &[], &[("PE", ("project_fund.total", "budget_initial", 0), Edit::Share(10))]),
];

/// Contradictions of a project's report.
pub const PROJECT: &[Kind] = &[
    kind("SE-01", &["SE-02", "SE-25"], &[("PE", ("fund.execution_rate", "executed", 0), Edit::By(-6))]),
    kind("SE-03", &["SE-06", "SE-07"], &[("PE", ("weight", "points", 0), Edit::By(200))]),
    kind("SE-04", &["XT-07", "SE-15"], &[("PE", ("total", "points", 0), Edit::By(-200))]),
    kind("SE-05", &["SE-04", "SE-15"], &[("PE", ("score", "points", 0), Edit::By(2_000))]),
    kind("SE-11", &["SE-01"], &[("PE", ("project_fund.current_fiscal", "budget_full", 0), Edit::Share(10))]),
    kind("SE-11", &["SE-01"], &[("PE", ("project_fund.total", "budget_initial", 0), Edit::Share(10))]),
    kind("XT-07", &["SE-15"], &[("prose", ("score.total", "points", 0), Edit::By(-300))]),
];

/// Contradictions of an evaluation by a firm.
pub const EVALUATION: &[Kind] = &[
    kind("SE-20", &["SE-04"], &[("EV", ("deduction", "points", 0), Edit::By(100))]),
    kind("SE-04", &["SE-20", "XT-07", "SE-15"], &[("EV", ("total", "points", 0), Edit::By(-200))]),
    kind("EV-01", &["EV-02"], &[("AS", ("fixed_asset.gross", "closing", 0), Edit::Share(10))]),
    kind("EV-02", &["EV-01"], &[("AS", ("fixed_asset.net", "opening", 0), Edit::Share(10))]),
    kind("XT-07", &["SE-15"], &[("prose", ("score.total", "points", 0), Edit::By(-300))]),
    Kind {
        asked: Asked { changes: true, ..NONE },
        ..kind("EV-04", &[], &[("CH", ("basic.total.change", "yoy", 0), Edit::Share(15))])
    },
    Kind {
        asked: Asked { changes: true, ..NONE },
        ..kind("EV-04", &[], &[("CH", ("project.total.change_rate", "yoy", 0), Edit::By(5))])
    },
    Kind {
        asked: Asked { changes: true, ..NONE },
        ..kind("EV-05", &["EV-04"], &[("CH", ("expenditure.total", "final_account", 0), Edit::Share(10))])
    },
    Kind {
        asked: Asked { shares: true, ..NONE },
        ..kind("EV-03", &[], &[("SH", ("basic.personnel.share", "budget_initial", 0), Edit::By(6))])
    },
    Kind {
        asked: Asked { shares: true, ..NONE },
        ..kind("EV-03", &[], &[("SH", ("project.total.share", "budget_full", 0), Edit::By(-5))])
    },
    Kind {
        asked: Asked { shares: true, ..NONE },
        ..kind("EV-05", &["EV-03"], &[("SH", ("fund.total", "budget_full", 0), Edit::Share(10))])
    },
    Kind {
        asked: Asked { months: true, ..NONE },
        ..kind("EV-05", &[], &[("MQ", ("quota.used", "used", 0), Edit::Share(10))])
    },
    Kind {
        asked: Asked { months: true, ..NONE },
        ..kind("EV-05", &[], &[("MQ", ("quota.issued", "month:4", 0), Edit::Share(30))])
    },
];

/// Contradictions between a department's report and the final accounts of its year. Some break a relation of the report
/// itself as well.
pub const AGAINST_ACCOUNTS: &[Kind] = &[
    kind("FA-07", &[], &[("SE-H", ("fund.total", "executed", 0), Edit::Share(12))]),
    kind("FA-08", &[], &[("BT", ("project.total", "final_account", 0), Edit::Share(15))]),
    kind("FA-08", &[], &[("BT", ("public.total", "final_account", 0), Edit::Share(-15))]),
    kind("FA-09", &[], &[("BT", ("sangong.total", "final_account", 0), Edit::Share(20))]),
    kind("FA-09", &[], &[("BT", ("sangong.reception", "final_account", 0), Edit::Share(40))]),
    kind("FA-09", &[], &[("BT", ("sangong.vehicle", "budget", 0), Edit::Share(25))]),
    kind("FA-10", &[], &[("BT", ("procurement.total", "final_account", 0), Edit::Share(25))]),
    kind("FA-11", &[], &[("BT", ("staff.quota", "year_end", 0), Edit::By(2))]),
    kind("FA-11", &[], &[("BT", ("staff.actual", "year_end", 0), Edit::By(3))]),
    kind("FA-12", &[], &[("SE-H", ("fund.by_income.gov_fund", "unstated", 0), Edit::By(500))]),
    kind("FA-13", &[], &[("BT", ("public.meeting_training", "final_account", 0), Edit::Share(30))]),
    kind("FA-14", &[], &[("prose", ("score.total", "points", 0), Edit::By(-300))]),
    kind("FA-14", &[], &[("prose", ("grade", "executed", 0), Edit::Times(1))]),
];

/// Contradictions between final accounts and those of the year before.
pub const ACCOUNTS_YEARS: &[Kind] =
    &[kind("CY-02", &["FA-01"], &[("PF01", ("carryover.opening", "final_account", 0), Edit::Share(30))])];

/// Contradictions between an evaluation and that of the year before.
pub const EVALUATION_YEARS: &[Kind] = &[
    kind("CY-08", &["EV-01", "EV-02"], &[("AS", ("fixed_asset.gross", "opening", 0), Edit::Share(10))]),
    kind(
        "CY-08",
        &["EV-01", "EV-02"],
        &[("AS", ("fixed_asset.depreciation", "opening", 0), Edit::Share(-10))],
    ),
];

/// Contradictions between a report and that of the year before.
pub const YEARS: &[Kind] = &[
    kind("CY-01", &["BT-02"], &[("BT", ("sangong.total", "final_account", -1), Edit::Share(20))]),
    kind("CY-01", &["BT-06"], &[("BT", ("public.total", "final_account", -1), Edit::Share(10))]),
    kind("CY-01", &["BT-04"], &[("BT", ("project.total", "final_account", -1), Edit::Share(-10))]),
    kind("CY-01", &[], &[("BT", ("procurement.total", "final_account", -1), Edit::Share(25))]),
];

/// Contradictions of final accounts.
pub const ACCOUNTS: &[Kind] = &[
    kind("FA-01", &["FA-02"], &[("PF01", ("expenditure.total", "final_account", 0), Edit::Share(10))]),
    kind("FA-02", &["FA-01", "FA-03"], &[("PF02", ("revenue.total", "final_account", 0), Edit::Share(10))]),
    kind("FA-03", &["FA-04"], &[("PF03", ("", "final_account", 0), Edit::Share(20))]),
    kind("FA-03", &["FA-08"], &[("PF03", ("basic.total", "final_account", 0), Edit::Share(10))]),
    kind("FA-04", &[], &[("PF06", ("basic.personnel", "final_account", 0), Edit::Share(10))]),
    kind("FA-05", &["FA-06"], &[("PF3G", ("sangong.total", "final_account", 0), Edit::Share(20))]),
    kind("FA-05", &[], &[("PF3G", ("sangong.vehicle", "budget", 0), Edit::Share(20))]),
];

/// The edits of one report, and whether they have been made.
#[derive(Default)]
pub struct Plan {
    steps: Vec<Step>,
    taken: usize,
    plant: Option<Plant>,
}

impl Plan {
    /// One contradiction out of a list.
    pub fn of(dice: &mut Dice, kinds: &'static [Kind]) -> (Self, Asked) {
        let kind = &kinds[dice.below(kinds.len())];
        let in_prose = kind.told || kind.steps.iter().any(|(family, ..)| *family == "prose");
        let plant = Plant { rule: kind.rule, also: kind.also, in_prose, raw: String::new() };
        (Self { steps: kind.steps.to_vec(), taken: 0, plant: Some(plant) }, kind.asked)
    }

    /// The edit for a spot. A family of a plan stands for all that begin with it: `PE` for every project form.
    pub fn take(&mut self, family: &str, meaning: Meaning) -> Option<Edit> {
        let at = self.steps.iter().position(|(of, what, _)| family.starts_with(of) && *what == meaning)?;
        self.taken += 1;
        Some(self.steps.remove(at).2)
    }

    /// Whether a sentence is to be wrong that holds no figure.
    pub fn printed(&mut self, raw: &str) {
        let first = self.plant.as_mut().filter(|plant| self.taken > 0 && plant.raw.is_empty());
        if let Some(plant) = first {
            plant.raw = raw.to_owned();
        }
    }

    /// What the paper shows: nothing, if the spot never came.
    pub fn planted(self) -> Option<Plant> {
        self.plant.filter(|_| self.steps.is_empty())
    }
}
