//! Forms of other provinces and years, and what they ask of the reader.

use super::{expect, fact_lines, understand, understand_text};

#[test]
fn names_and_weights_under_each_level() {
    let table = "
一级指标|<|二级指标|<|三级指标|<|评分标准|自评分
名称|权重（%）|名称|权重（%）|名称|权重（%）|^|^
履职效能|50|整体效能|50|产出指标完成情况|30|按完成率计分|29
^|^|^|^|部门预算资金支出率|20|支出率×20|19
管理效率|50|预算编制|50|预算编制约束性|50|年中追加扣分|46
合计|<|<|<|<|100| |94
";
    let indicators = [
        "履职效能/整体效能/产出指标完成情况 - → - 30/29 -",
        "履职效能/整体效能/部门预算资金支出率 - → - 20/19 -",
        "管理效率/预算编制/预算编制约束性 - → - 50/46 -",
        "total -/-/- - → - 100/94 -",
    ];
    let blocks = ["2022年度部门整体支出绩效自评评分表", table];
    let known = understand(&blocks);
    assert_eq!(super::indicator_lines(&known.reading), indicators);
    assert_eq!(known.statements[0].kind.id(), "indicator_score_table");
}

#[test]
fn sums_below_three_groups_of_economic_items() {
    let table = "
人员经费|<|<|公用经费|<|<|<|<|<
科目编码|科目名称|决算数|科目编码|科目名称|决算数|科目编码|科目名称|决算数
301|工资福利支出|180.00|302|商品和服务支出|15.12|310|资本性支出|1.00
303|对个人和家庭的补助|4.00|30201|办公费|5.00| | |
人员经费合计|<|184.00|公用经费合计|<|<|<|<|16.12
";
    let facts = [
        "economic.wages 2024 final_account 180.00 万元",
        "economic.goods_services 2024 final_account 15.12 万元",
        "? 2024 final_account 1.00 万元",
        "economic.individual_family 2024 final_account 4.00 万元",
        "public.office 2024 final_account 5.00 万元",
        "basic.personnel 2024 final_account 184.00 万元",
        "public.total 2024 final_account 16.12 万元",
    ];
    let blocks = ["2024年度一般公共预算财政拨款基本支出决算明细表", "公开06表", "金额单位：万元", table];
    expect(&blocks, "final_accounts_table", &facts, &[]);
}

#[test]
fn what_a_fund_took_in_is_not_what_the_office_did() {
    let table = "
项目|<|年初结转和结余|本年收入|本年支出|<|<|年末结转和结余
科目编码|科目名称|^|^|小计|基本支出|项目支出|^
合计|<|1.00|20.00|21.00|0.00|21.00|0.00
";
    let known =
        understand(&["2024年度政府性基金预算财政拨款收入支出决算表", "公开07表", "金额单位：万元", table]);
    let lines = fact_lines(&known.reading);
    let known: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.starts_with('?')).collect();
    assert_eq!(
        known,
        [
            "revenue.gov_fund 2024 final_account 20.00 万元",
            "gov_fund.expenditure 2024 final_account 21.00 万元"
        ]
    );
}

#[test]
fn figures_too_large_for_the_unit_of_the_form_are_in_yuan() {
    let table = |money: [&str; 3]| {
        let [initial, full, spent] = money;
        format!(
            "部门名称|云溪县水务局|<|<|<|<|<
年度预算申请|项目|年初预算数|全年预算数|全年执行数|分值|得分
^|年度资金总额|{initial}|{full}|{spent}|10|10"
        )
    };
    for (money, unit) in
        [(["3256800.00", "3412560.50", "3400125.50"], "元"), (["325.68", "341.26", "340.01"], "万元")]
    {
        let table = table(money);
        let known = understand(&["2023年度部门整体支出绩效自评表", &table]);
        let lines = fact_lines(&known.reading);
        assert!(lines[0].ends_with(&format!(" {unit}")), "{lines:?}");
    }
}

#[test]
fn a_letter_names_its_sender_at_its_end() {
    let blocks = [
        "关于2020年度部门整体支出绩效自评情况的报告",
        "县财政局：",
        "现将有关情况报告如下，请审阅。",
        "经自评，得分91分，等级优。",
        "云溪县水务局",
        "2021年4月12日",
    ];
    let known = understand(&blocks);
    let head = &known.reading.documents[0];
    assert_eq!(head.office.as_deref(), Some("云溪县水务局"));
    assert_eq!((head.year, head.grade.as_deref()), (Some(2020), Some("优")));
}

#[test]
fn fields_of_a_line_that_a_page_squeezed() {
    let table = "项目|2019年|2020年\n三公经费合计|42.56|38.90\n1.因公出国（境）费|0.00|0.00\n2.公务接待费|42.56|38.90";
    let known = understand_text(&["三公经费支出情况统计表", "填报单位：云溪县水务局 单位：万元", table]);
    assert_eq!(known.reading.documents[0].office.as_deref(), Some("云溪县水务局"));
}

#[test]
fn a_list_of_projects_with_their_money() {
    let table = "
序号|项目名称|主管部门|年初预算数|全年预算数（A）|全年执行数（B）|执行率（B/A）|自评得分
1|城区污水管网改造|云溪县水务局|500.00|650.00|617.50|95.00%|96.5
2|农村危房改造|云溪县水务局|320.00|320.00|320.00|100.00%|98
合  计|<|<|820.00|970.00|937.50|96.65%|
";
    let known = understand(&["2020年度项目支出绩效自评情况汇总表", "单位：万元", table]);
    let spent: Vec<(&str, &str, String)> = known
        .reading
        .facts
        .iter()
        .filter(|fact| fact.basis.id() == "executed" && fact.concept.is_some())
        .map(|fact| (fact.concept.as_ref().unwrap().as_str(), &*fact.label, fact.scope.id().into_owned()))
        .collect();
    let wanted = [
        ("project_fund.total", "城区污水管网改造", "project:城区污水管网改造"),
        ("fund.execution_rate", "城区污水管网改造", "project:城区污水管网改造"),
        ("project_fund.total", "农村危房改造", "project:农村危房改造"),
        ("fund.execution_rate", "农村危房改造", "project:农村危房改造"),
        ("project.total", "合计", "department"),
    ];
    let spent: Vec<(&str, &str, &str)> = spent.iter().map(|(a, b, c)| (*a, *b, c.as_str())).collect();
    assert_eq!(spent, wanted);
}

#[test]
fn years_and_columns_as_names_of_rows() {
    let table = "
年度|合计|因公出国（境）费|公务用车运行维护费|公务接待费
2018年决算数|18.32|0.00|12.20|6.12
2019年预算数|20.00|0.00|13.00|7.00
较上年增减|1.68|0.00|0.80|0.88
";
    let facts = [
        "sangong.total 2018 final_account 18.32 万元",
        "sangong.abroad 2018 final_account 0.00 万元",
        "sangong.vehicle.operation 2018 final_account 12.20 万元",
        "sangong.reception 2018 final_account 6.12 万元",
        "sangong.total 2019 budget 20.00 万元",
        "sangong.abroad 2019 budget 0.00 万元",
        "sangong.vehicle.operation 2019 budget 13.00 万元",
        "sangong.reception 2019 budget 7.00 万元",
        "sangong.total.change 2019 yoy 1.68 万元",
        "sangong.abroad.change 2019 yoy 0.00 万元",
        "sangong.vehicle.operation.change 2019 yoy 0.80 万元",
        "sangong.reception.change 2019 yoy 0.88 万元",
    ];
    expect(&["2019年度“三公”经费情况", "单位：万元", table], "final_accounts_table", &facts, &[]);
}

#[test]
fn the_fourth_level_names_the_row() {
    let table = "
一级指标|二级指标|三级指标|四级指标|分值|评分标准|评价得分|扣分|扣分原因
决策|目标设定|绩效目标|目标合理性|40|依据充分得满分|40|0|
^|^|^|指标明确性|60|指标量化得满分|50|10|部分指标未量化
合计|<|<|<|100| |90|10|
";
    let known = understand(&["部门整体支出绩效评价指标体系及评分表", table]);
    assert_eq!(known.statements[0].kind.id(), "evaluation_score_table");
    let names: Vec<Option<&str>> = known.reading.indicators.iter().map(|one| one.l3.as_deref()).collect();
    assert_eq!(names, [Some("目标合理性"), Some("指标明确性"), None]);
}

#[test]
fn years_and_names_in_other_letters() {
    let known = understand(&["云溪县卫生健康局二○二一年度部门整体支出绩效自评报告", "一、基本情况"]);
    let head = &known.reading.documents[0];
    assert_eq!((head.office.as_deref(), head.year), (Some("云溪县卫生健康局"), Some(2021)));
}

#[test]
fn what_assets_were_at_first_is_no_budget() {
    let table = "
项目|年初数|本年增加|本年减少|年末数
固定资产原值|356.20|28.40|3.10|381.50
累计折旧|120.30|22.10|2.00|140.40
";
    let known = understand(&["2016年资产情况表", "单位：万元", table]);
    assert_eq!(fact_lines(&known.reading)[0], "fixed_asset.gross 2016 opening 356.20 万元");
}
