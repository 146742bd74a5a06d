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
        let paths: Vec<String> = known
            .facts
            .iter()
            .take(4)
            .map(|fact| fact.path.iter().collect::<Vec<&str>>().join("/"))
            .collect();
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

#[test]
fn blocks_of_a_form_that_nobody_described() {
    let table = "
人员情况|核定编制|实有人数|离退休
^|45|41|22
资产情况|房屋面积（㎡）|车辆（台）|其他
^|2150|7|
支出情况（万元）|基本支出|<|项目支出
^|人员经费|公用经费|^
^|902.2|101.4|258.5
三公经费（万元）|合计|公务用车运行维护费|公务接待费
年初预算|24|20|4
决算|20.37|18.2|2.17
";
    let facts = [
        "staff.quota 2023 year_end 45 人",
        "staff.actual 2023 year_end 41 人",
        "? 2023 unstated 22 ?",
        "? 2023 unstated 2150 ㎡",
        "? 2023 unstated 7 台",
        "basic.personnel 2023 final_account 902.2 万元",
        "public.total 2023 final_account 101.4 万元",
        "project.total 2023 final_account 258.5 万元",
        "sangong.total 2023 budget_initial 24 万元",
        "sangong.vehicle.operation 2023 budget_initial 20 万元",
        "sangong.reception 2023 budget_initial 4 万元",
        "sangong.total 2023 final_account 20.37 万元",
        "sangong.vehicle.operation 2023 final_account 18.2 万元",
        "sangong.reception 2023 final_account 2.17 万元",
    ];
    expect(&["2023年部门基本情况表", table], "other", &facts, &[]);
}

#[test]
fn people_and_public_expenses_in_blocks_of_one_form() {
    let table = "
单位名称|松溪县司法局|<|<
编制数|68|在职人数|63
二、“三公”经费情况（单位：万元）|<|<|<
项目|年初预算|全年支出|执行率
公务接待费|6.00|4.85|80.83%
公务用车运行维护费|12.00|11.60|96.67%
小计|18.00|16.45|91.39%
";
    let facts = [
        "staff.quota 2023 year_end 68 人",
        "staff.actual 2023 year_end 63 人",
        "sangong.reception 2023 budget_initial 6.00 万元",
        "sangong.reception 2023 executed 4.85 万元",
        "? 2023 executed 80.83 %",
        "sangong.vehicle.operation 2023 budget_initial 12.00 万元",
        "sangong.vehicle.operation 2023 executed 11.60 万元",
        "? 2023 executed 96.67 %",
        "sangong.total 2023 budget_initial 18.00 万元",
        "sangong.total 2023 executed 16.45 万元",
        "? 2023 executed 91.39 %",
    ];
    let blocks = ["2023年度部门整体支出绩效自评报告表", table];
    expect(&blocks, "overall_self_eval_table", &facts, &[]);
}

#[test]
fn years_name_rows() {
    let table = "
年度|“三公”经费合计|<|公务接待费|<
^|预算|决算|预算|决算
2022年|65000|52310.5|20000|12100
2024年|55000|—|15000|
";
    let facts = [
        "sangong.total 2022 budget 65000 元",
        "sangong.total 2022 final_account 52310.5 元",
        "sangong.reception 2022 budget 20000 元",
        "sangong.reception 2022 final_account 12100 元",
        "sangong.total 2024 budget 55000 元",
        "sangong.reception 2024 budget 15000 元",
    ];
    let blocks = ["2022-2024年“三公”经费支出情况统计表", "单位：元", table];
    expect(&blocks, "final_accounts_table", &facts, &[]);
}

#[test]
fn a_column_of_units_holds_for_its_rows() {
    let table = "
指标|计量单位|上年数|本年数
年末在职人数|人|43|41
全年支出|万元|1012.33|1080.6
公务用车保有量|辆|5|4
";
    let facts = [
        "staff.actual 2022 final_account 43 人",
        "staff.actual 2023 final_account 41 人",
        "expenditure.total 2022 final_account 1012.33 万元",
        "expenditure.total 2023 final_account 1080.6 万元",
        "? 2022 final_account 5 辆",
        "? 2023 final_account 4 辆",
    ];
    expect(&["2023年部门收支情况表", "单位：万元", table], "other", &facts, &[]);
}

#[test]
fn a_division_and_its_parts_in_one_cell() {
    let table = "
单位名称|松溪县水文站|<|<|<
年度预算申请（万元）||年初预算数|全年预算数|全年执行数
^|年度资金总额|120|150|147
^|按收入性质分：\\n其中：一般公共预算：137\\n其他资金：10|<|按支出性质分：\\n其中：基本支出：90\\n项目支出：57|<
";
    let lines = fact_lines(&understand(&["整体支出绩效自评表（2022年度）", table]).reading);
    assert_eq!(
        lines[3..],
        [
            "fund.by_income.general 2022 unstated 137 万元",
            "fund.by_income.other 2022 unstated 10 万元",
            "fund.by_expense.basic 2022 unstated 90 万元",
            "fund.by_expense.project 2022 unstated 57 万元",
        ]
    );
}

#[test]
fn columns_of_one_source_are_no_total() {
    let table = "
基本信息|项目名称|路灯维护|主管部门|松溪县城市管理局
资金情况（万元）|资金总额|<|其他资金|<
^|预算数|执行数|预算数|执行数
^|150|142.5|3|2
";
    let known = understand(&["2023年度项目支出绩效自评表", table]).reading;
    assert_eq!(
        fact_lines(&known),
        [
            "project_fund.total 2023 budget 150 万元",
            "project_fund.total 2023 executed 142.5 万元",
            "? 2023 budget 3 万元",
            "? 2023 executed 2 万元",
        ]
    );
    assert!(known.facts.iter().all(|fact| fact.scope.id() == "project:路灯维护"));
}

#[test]
fn the_name_of_a_rate_does_not_make_money_a_percentage() {
    let table = "
单位名称|松溪县林场|<|<|<|<
预算执行情况|预算数（万元）|512.36|执行数（万元）|508.9|执行率：99.32%
三级指标|年初目标|实际完成|权重|自评得分|备注
巡护次数|≥6次|7次|60|60|
";
    let reading = understand(&["2024年度部门整体支出绩效自评情况表", table]).reading;
    let lines = fact_lines(&reading);
    assert!(!lines.iter().any(|line| line.contains("rate") && line.contains("51")), "{lines:?}");
    assert_eq!(indicator_lines(&reading), ["-/-/巡护次数 ≥6次 → 7次 60/60 -"]);
}
