//! Layouts of forms as word processors and offices change them: rows that drift although their cells are merged, headers
//! in two rows, letters without brackets, lists of projects, forms that only set goals.

use super::{expect, fact_lines, indicator_lines, understand, understand_text};

#[test]
fn rows_drift_between_cells_that_are_merged() {
    let table = "
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|
^|数量指标|巡查河段|≥60段|64段|20|20||
^|^|清理塘坝|≥9座|8座|20|18||
^|产出指标|质量指标|巡查记录完整率|100%|100%|20|20|
效益指标|社会效益指标|防汛能力|增强|增强|30|28||
总分|||||90|86||
";
    assert_eq!(
        indicator_lines(&understand(&["项目支出绩效自评表", table]).reading),
        [
            "产出指标/数量指标/巡查河段 ≥60段 → 64段 20/20 -",
            "产出指标/数量指标/清理塘坝 ≥9座 → 8座 20/18 -",
            "产出指标/质量指标/巡查记录完整率 100% → 100% 20/20 -",
            "效益指标/社会效益指标/防汛能力 增强 → 增强 30/28 -",
            "total -/-/- - → - 90/86 -",
        ]
    );
}

#[test]
fn a_grid_is_believed_where_a_score_is_no_number() {
    let table = "
一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析
产出指标|数量指标|巡查河段|≥60段|未统计|20|未评分|正在核对
^|质量指标|记录完整率|100%|98%|20|19|
";
    assert_eq!(
        indicator_lines(&understand(&["项目支出绩效自评表", table]).reading),
        [
            "产出指标/数量指标/巡查河段 ≥60段 → 未统计 20/- 正在核对",
            "产出指标/质量指标/记录完整率 100% → 98% 20/19 -",
        ]
    );
}

#[test]
fn letters_stand_behind_headers_without_brackets() {
    let table = "
部门（单位）名称|松溪县林场|<|<|<|<|<
部门资金情况||年初预算数|全年预算数A|全年执行数B|分值|执行率B/A
^|年度资金总额|80.00|100.00|97.00|10|97%
^|其中：基本支出|50.00|52.00|52.00|—|100%
";
    let facts = [
        "fund.total 2023 budget_initial 80.00 万元",
        "fund.total 2023 budget_full 100.00 万元",
        "fund.total 2023 executed 97.00 万元",
        "fund.execution_rate 2023 executed 97 %",
        "basic.total 2023 budget_initial 50.00 万元",
        "basic.total 2023 budget_full 52.00 万元",
        "basic.total 2023 executed 52.00 万元",
        "basic.execution_rate 2023 executed 100 %",
    ];
    let indicators = ["execution 部门资金情况/-/年度资金总额 - → 97.00 10/- -"];
    expect(&["2023年度部门整体支出绩效自评表", table], "overall_self_eval_table", &facts, &indicators);
}

#[test]
fn names_and_weights_of_levels_in_a_second_header_row() {
    let table = "
一级指标|<|二级指标|<|三级指标|<|评价标准|得分|扣分原因
指标名称|分值|指标名称|分值|指标名称|分值|^|^|^
投入|15|预算配置|15|在职人员控制率|7|不超编得满分|7|
^|^|^|^|“三公”经费变动率|8|不增长得满分|6|增长2%
合计|15||15||15||13|
";
    let indicators = [
        "投入/预算配置/在职人员控制率 - → - 7/7 -",
        "投入/预算配置/“三公”经费变动率 - → - 8/6 增长2%",
        "total -/-/- - → - 15/13 -",
    ];
    expect(&["部门整体支出绩效评价指标表", table], "indicator_score_table", &[], &indicators);
}

#[test]
fn a_header_word_bears_a_remark_in_brackets() {
    let table = "
一级指标|二级指标|三级指标（分值）|目标值（年初）|完成值|自评得分
产出指标|数量|巡查企业数（15分）|≥40家|42家|15
满意度|服务对象满意度|企业满意度（10分）|≥90%|95%|9
";
    let indicators = [
        "产出指标/数量/巡查企业数 ≥40家 → 42家 15/15 -",
        "满意度/服务对象满意度/企业满意度 ≥90% → 95% 10/9 -",
    ];
    expect(&["部门整体绩效自评表", table], "overall_self_eval_table", &[], &indicators);
}

#[test]
fn projects_in_a_list_have_scores_of_their_own() {
    let table = "
序号|项目名称|承接单位|全年预算数|全年执行数|自评得分
1|法律顾问服务|某某律师事务所|12.00|10.00|95.5
2|档案整理|某某公司|30.00|28.00|91
合计|<|<|42.00|38.00|
";
    let blocks = ["2023年度政府购买服务项目绩效自评汇总表", "单位：万元", table];
    for known in [understand(&blocks).reading, understand_text(&blocks).reading] {
        let scopes = known.facts.iter().map(|fact| format!("{} {}", fact.scope.id(), fact.amount.value));
        assert_eq!(
            scopes.collect::<Vec<_>>(),
            [
                "project:法律顾问服务 12.00",
                "project:法律顾问服务 10.00",
                "project:法律顾问服务 95.5",
                "project:档案整理 30.00",
                "project:档案整理 28.00",
                "project:档案整理 91",
                "department 42.00",
                "department 38.00",
            ]
        );
        assert_eq!(fact_lines(&known)[2], "score.total 2023 self_eval 95.5 分");
    }
}

#[test]
fn the_first_row_of_a_budget_needs_no_name() {
    let table = "
部门（单位）名称|松溪县林场|<|<|<
部门预算执行情况（万元）|年初预算数|全年（调整）预算数|全年执行数|执行率（%）
^|80.00|100.00|97.00|97
其中：财政资金|80.00|90.00|90.00|100
";
    let lines = fact_lines(&understand(&["2023年度部门整体绩效自评表", table]).reading);
    assert!(lines.contains(&"fund.total 2023 executed 97.00 万元".to_owned()), "{lines:?}");
    assert!(lines.contains(&"fund.by_income.general 2023 executed 90.00 万元".to_owned()), "{lines:?}");
}

#[test]
fn a_form_that_sets_goals_plans_its_money() {
    let table = "
项目名称|管网改造|<|<
主管部门及代码|松溪县水务局|实施单位|松溪县供水站
项目资金（万元）|年度资金总额：|480|<
^|其中：财政拨款|400|<
总体目标|改造管网26公里。|<|<
绩效指标|一级指标|二级指标|指标值
^|产出指标|数量指标|≥26公里
";
    let known = understand(&["2025年项目支出绩效目标申报表", table]);
    assert_eq!(
        fact_lines(&known.reading),
        [
            "project_fund.total 2025 budget_initial 480 万元",
            "project_fund.current_fiscal 2025 budget_initial 400 万元",
        ]
    );
    assert_eq!(known.reading.documents[0].kind.id(), "other");
    assert_eq!(known.statements[0].kind.id(), "other");
    assert!(known.reading.facts.iter().all(|fact| fact.scope.id() == "project:管网改造"));
}

#[test]
fn target_and_result_share_a_cell() {
    let table = "
一级指标|二级指标|三级指标|年度指标值/实际完成值|分值|得分
产出指标|数量指标|巡查河段|≥60段/64段|50|50
^|质量指标|完成时间|2023/12/31前|50|48
";
    let indicators = [
        "产出指标/数量指标/巡查河段 ≥60段 → 64段 50/50 -",
        "产出指标/质量指标/完成时间 2023/12/31前 → - 50/48 -",
    ];
    expect(&["部门整体绩效自评表", table], "overall_self_eval_table", &[], &indicators);
}

#[test]
fn words_that_nobody_knows_divide_a_header() {
    let table = "
序号|项目名称|资金投入|<|<|实际支出|自评得分
^|^|合计数|上级下达|本级配套|^|^
1|产业路|85.6|60|25.6|80.1|95
2|灌溉渠|42|42||41|98
";
    let blocks = ["2023年度补助资金项目绩效自评汇总表", "单位：万元", table];
    for known in [understand(&blocks).reading, understand_text(&blocks).reading] {
        let paths: Vec<String> = known.facts.iter().take(4).map(|fact| fact.path.join("/")).collect();
        let wanted = ["资金投入/合计数", "资金投入/上级下达", "资金投入/本级配套", "实际支出"];
        assert_eq!(paths, wanted.map(|path| format!("{path}/产业路")));
    }
}

#[test]
fn a_grade_in_brackets_beside_the_total() {
    let table = "
一级指标|二级指标|三级指标|年度指标值|实际完成值|得分|偏差原因
产出指标|数量指标|补助人数|197|197人|97.5|无
总分|<|<|<|100|97.5|（自评等级：优）
";
    let head = &understand(&["2023年度部门整体绩效自评表", table]).reading.documents[0];
    assert_eq!(head.grade.as_deref(), Some("优"));
}
