//! Scored results: a tree of indicators with weights, targets, what was reached, points and reasons. Points are kept in
//! hundredths.

use super::dice::Dice;

pub struct Result {
    pub l1: &'static str,
    pub l2: &'static str,
    pub l3: String,
    pub target: String,
    pub actual: String,
    pub weight: i64,
    pub score: i64,
    pub note: &'static str,
}

/// Second levels with the third levels that stand under them; `#` is a number that is reached or not.
pub type Branch = (&'static str, &'static [(&'static str, &'static str)]);

const OUTPUT: &[Branch] = &[
    (
        "数量指标",
        &[
            ("开展业务培训", "≥#次"),
            ("组织现场检查", "#次"),
            ("编印工作简报", "≥#期"),
            ("服务企业家数", "≥#家"),
            ("办理来信来访件数", "#件"),
        ],
    ),
    ("质量指标", &[("检查任务完成率", "100%"), ("资料合格率", "≥#%"), ("问题整改到位率", "≥#%")]),
    ("时效指标", &[("资金拨付及时率", "100%"), ("任务完成时间", "12月底前"), ("按期办结率", "≥#%")]),
    ("成本指标", &[("会议成本控制", "控制在预算内"), ("单次培训成本", "不超预算")]),
];

const EFFECT: &[Branch] = &[
    ("经济效益指标", &[("带动群众增收", "有所增长"), ("节约办公开支", "≥#%")]),
    ("社会效益指标", &[("提升公共服务水平", "明显提升"), ("政策知晓率", "≥#%"), ("受益群众", "≥#人")]),
    ("生态效益指标", &[("改善人居环境", "持续改善"), ("绿色办公", "有效推进")]),
    ("可持续影响指标", &[("长效机制建设", "逐步健全"), ("队伍素质", "不断提高")]),
];

const PLEASED: &[Branch] = &[("服务对象满意度指标", &[("服务对象满意度", "≥#%"), ("群众满意度", "≥#%")])];

const REASONS: &[&str] = &[
    "部分工作因计划调整推迟，下年抓紧落实",
    "个别乡镇报送不及时，加强督促",
    "受天气影响进度偏慢",
    "宣传力度不够，加大宣传",
];

/// Results that weigh `weight` altogether: five ninths output, three ninths effect, one ninth whether people are pleased.
pub fn of(dice: &mut Dice, weight: i64) -> Vec<Result> {
    let part = |ninths: i64| weight / 100 * ninths / 9 * 100;
    let mut results = Vec::new();
    level(dice, &mut results, ("产出指标", OUTPUT), weight - part(3) - part(1));
    level(dice, &mut results, ("效益指标", EFFECT), part(3));
    level(dice, &mut results, ("满意度指标", PLEASED), part(1));
    results
}

/// The results of a first level; each second level keeps some of its third ones.
pub fn level(
    dice: &mut Dice,
    results: &mut Vec<Result>,
    (l1, branches): (&'static str, &'static [Branch]),
    weight: i64,
) {
    let mut rows = Vec::new();
    for (l2, leaves) in branches {
        let wanted = 1 + dice.below(leaves.len().min(3));
        let kept = if branches.len() > 1 && dice.chance(15) && !rows.is_empty() { 0 } else { wanted };
        rows.extend(leaves.iter().take(kept).map(|leaf| (*l2, *leaf)));
    }
    let share = weight / 100 / rows.len() as i64 * 100;
    let last = weight - share * (rows.len() as i64 - 1);
    let count = rows.len();
    for (nth, (l2, (name, target))) in rows.into_iter().enumerate() {
        let weight = if nth + 1 == count { last } else { share };
        results.push(result(dice, (l1, l2, name), target, weight));
    }
}

fn result(
    dice: &mut Dice,
    (l1, l2, name): (&'static str, &'static str, &str),
    target: &str,
    weight: i64,
) -> Result {
    let lost = if weight > 200 && dice.chance(22) { dice.between(1, (weight / 200).min(3)) * 100 } else { 0 };
    let wanted = if target.contains('%') { dice.between(85, 98) } else { dice.between(4, 90) };
    let reached = match (lost, target.contains('%')) {
        (0, true) => (wanted + dice.between(0, 3)).min(100),
        (0, false) => wanted + if target.contains('≥') { dice.between(0, 6) } else { 0 },
        _ => wanted - dice.between(1, 3),
    };
    let actual = match target {
        "100%" if lost == 0 => "100%".to_owned(),
        "100%" => format!("{reached}%"),
        "12月底前" => dice.pick(&["12月20日完成", "已按期完成"]).to_owned(),
        _ if target.contains('#') => target.trim_start_matches('≥').replace('#', &reached.to_string()),
        _ => dice.pick(&["基本达成", "已完成", "达成预期指标"]).to_owned(),
    };
    Result {
        l1,
        l2,
        l3: name.to_owned(),
        target: target.replace('#', &wanted.to_string()),
        actual,
        weight,
        score: weight - lost,
        note: if lost > 0 { dice.pick(REASONS) } else { "" },
    }
}

/// A target whose sign and unit stand in columns of their own.
pub struct InParts {
    pub sign: &'static str,
    pub target: String,
    pub unit: &'static str,
    pub actual: String,
}

/// The parts of a target, where it is a number; words have neither sign nor unit.
pub fn in_parts(result: &Result) -> InParts {
    const UNITS: &[&str] = &["%", "次", "期", "家", "件", "人", "处"];
    let number = |text: &str| -> String {
        text.chars().filter(|char| char.is_ascii_digit() || *char == '.').collect()
    };
    let unit = UNITS.iter().find(|unit| result.target.ends_with(**unit));
    match unit {
        Some(unit) if result.actual.ends_with(unit) => InParts {
            sign: if result.target.starts_with('≥') { "≥" } else { "＝" },
            target: number(&result.target),
            unit,
            actual: number(&result.actual),
        },
        _ => {
            InParts { sign: "定性", target: result.target.clone(), unit: "", actual: result.actual.clone() }
        }
    }
}

pub fn weight_of(results: &[Result]) -> i64 {
    results.iter().map(|result| result.weight).sum()
}

pub fn score_of(results: &[Result]) -> i64 {
    results.iter().map(|result| result.score).sum()
}
