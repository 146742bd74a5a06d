//! Trees of indicators other than output, effect and satisfaction: the framework of four parts by which departments score
//! themselves, Guangdong's two parts, and the four parts of a project.

use super::dice::Dice;
use super::results::{self, Branch, Result};

/// First levels with what they weigh in hundredths, and what stands under them.
type Tree = &'static [(&'static str, i64, &'static [Branch])];

const FRAMEWORK: Tree = &[
    (
        "投入",
        2_000,
        &[
            ("目标设定", &[("绩效目标合理性", "合理"), ("绩效指标明确性", "明确")]),
            ("预算配置", &[("在职人员控制率", "100%"), ("“三公经费”变动率", "不超预算")]),
        ],
    ),
    (
        "过程",
        3_000,
        &[
            ("预算执行", &[("预算完成率", "100%"), ("公用经费控制率", "100%"), ("政府采购执行率", "≥#%")]),
            (
                "预算管理",
                &[("管理制度健全性", "健全"), ("资金使用合规性", "合规"), ("预决算信息公开性", "公开")],
            ),
        ],
    ),
    ("产出", 3_000, &[("职责履行", &[("实际完成率", "100%"), ("完成及时率", "≥#%"), ("质量达标率", "≥#%")])]),
    ("效果", 2_000, &[("履职效益", &[("社会效益", "明显提升"), ("社会公众或服务对象满意度", "≥#%")])]),
];

const PROVINCIAL: Tree = &[
    (
        "履职效能",
        5_000,
        &[(
            "整体效能",
            &[
                ("整体绩效目标产出指标完成情况", "100%"),
                ("整体绩效目标效益指标完成情况", "100%"),
                ("预算资金支出率", "≥#%"),
            ],
        )],
    ),
    (
        "管理效率",
        5_000,
        &[
            ("预算编制", &[("新增项目事前绩效评估", "已开展")]),
            ("预算执行", &[("预算编制约束性", "不超预算"), ("财务管理合规性", "合规")]),
            ("信息公开", &[("预决算公开合规性", "公开"), ("绩效信息公开情况", "公开")]),
            ("绩效管理", &[("绩效管理制度建设", "健全")]),
            ("采购管理", &[("采购意向公开合规性", "公开")]),
            ("运行成本", &[("公用经费控制率", "≥#%")]),
        ],
    ),
];

const MANAGED: Tree = &[
    ("项目决策", 1_000, &[("项目立项", &[("立项依据充分性", "充分")])]),
    (
        "项目管理",
        2_500,
        &[
            ("资金管理", &[("预算执行率", "100%"), ("资金使用合规性", "合规")]),
            ("业务管理", &[("制度健全性", "健全")]),
        ],
    ),
    (
        "项目产出",
        3_000,
        &[
            ("产出数量", &[("完成建设任务", "≥#处")]),
            ("产出质量", &[("验收合格率", "100%")]),
            ("产出时效", &[("完成时间", "12月底前")]),
        ],
    ),
    (
        "项目效益",
        3_500,
        &[
            ("社会效益", &[("受益人数", "≥#人")]),
            ("可持续影响", &[("长效管护机制", "逐步健全")]),
            ("满意度", &[("群众满意度", "≥#%")]),
        ],
    ),
];

/// Results of the framework of four parts, of Guangdong's, and of a project's four parts; each weighs a hundred.
pub fn framework(dice: &mut Dice) -> Vec<Result> {
    of_tree(dice, FRAMEWORK)
}

pub fn provincial(dice: &mut Dice) -> Vec<Result> {
    of_tree(dice, PROVINCIAL)
}

pub fn managed(dice: &mut Dice) -> Vec<Result> {
    of_tree(dice, MANAGED)
}

fn of_tree(dice: &mut Dice, tree: Tree) -> Vec<Result> {
    let mut results = Vec::new();
    for (l1, weight, branches) in tree {
        results::level(dice, &mut results, (l1, branches), *weight);
    }
    results
}
