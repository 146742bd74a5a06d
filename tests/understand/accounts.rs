//! Tables of final accounts: told by their titles and words, never by their numbers.

use super::{expect, fact_lines, understand};

#[test]
fn revenue_and_expenditure_side_by_side() {
    let table = "
收入|<|<|支出|<|<
项目|行次|金额|项目|行次|金额
栏次| |1|栏次| |2
一、一般公共预算财政拨款收入|1|410.20|一、一般公共服务支出|31|300.10
八、其他收入|8|12.00|八、社会保障和就业支出|38|50.00
本年收入合计|27|422.20|本年支出合计|57|420.00
年初结转和结余|29|5.00|年末结转和结余|59|7.20
";
    let facts = [
        "revenue.general_budget 2024 final_account 410.20 万元",
        "function.一般公共服务支出 2024 final_account 300.10 万元",
        "revenue.other 2024 final_account 12.00 万元",
        "function.社会保障和就业支出 2024 final_account 50.00 万元",
        "revenue.total 2024 final_account 422.20 万元",
        "expenditure.total 2024 final_account 420.00 万元",
        "carryover.opening 2024 final_account 5.00 万元",
        "carryover.closing 2024 final_account 7.20 万元",
    ];
    let blocks = ["2024年度收入支出决算总表", "公开01表", "部门：云溪县水务局　　　金额单位：万元", table];
    expect(&blocks, "final_accounts_table", &facts, &[]);
}

#[test]
fn expenditure_by_function() {
    let table = "
项目|<|本年支出合计|基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出
科目编码|科目名称|^|^|^|^|^|^
栏次|<|1|2|3|4|5|6
合计|<|420.00|300.00|120.00| | |
201|一般公共服务支出|300.10|210.00|90.10| | |
20103|政府办公厅（室）及相关机构事务|300.10|210.00|90.10| | |
";
    let blocks = ["支出决算表", "公开03表", "金额单位：万元", table];
    let known =
        understand(&["云溪县水务局2024年度部门决算公开", "支出决算表", "公开03表", "金额单位：万元", table]);
    let lines = fact_lines(&known.reading);
    for wanted in [
        "expenditure.total 2024 final_account 420.00 万元",
        "basic.total 2024 final_account 300.00 万元",
        "project.total 2024 final_account 120.00 万元",
        "function.一般公共服务支出 2024 final_account 300.10 万元",
    ] {
        assert!(lines.contains(&wanted.to_owned()), "{wanted} in {lines:#?}");
    }
    let parts =
        lines.iter().filter(|line| line.starts_with("basic.total") || line.starts_with("project.total"));
    assert_eq!(parts.count(), 2, "only the total row is the office's basic and project spending: {lines:#?}");
    assert_eq!(understand(&blocks).statements[0].family.as_deref(), Some("PF03"));
}

#[test]
fn three_public_expenses_in_one_row() {
    let table = "
预算数|<|<|<|<|<|决算数|<|<|<|<|<
合计|因公出国（境）费|公务用车购置及运行费|<|<|公务接待费|合计|因公出国（境）费|公务用车购置及运行费|<|<|公务接待费
^|^|小计|公务用车购置费|公务用车运行费|^|^|^|小计|公务用车购置费|公务用车运行费|^
1|2|3|4|5|6|7|8|9|10|11|12
9.5|0|7|0|7|2.5|8.1|0|6.3|0|6.3|1.8
";
    let facts = [
        "sangong.total 2023 budget 9.5 万元",
        "sangong.abroad 2023 budget 0 万元",
        "sangong.vehicle 2023 budget 7 万元",
        "sangong.vehicle.purchase 2023 budget 0 万元",
        "sangong.vehicle.operation 2023 budget 7 万元",
        "sangong.reception 2023 budget 2.5 万元",
        "sangong.total 2023 final_account 8.1 万元",
        "sangong.abroad 2023 final_account 0 万元",
        "sangong.vehicle 2023 final_account 6.3 万元",
        "sangong.vehicle.purchase 2023 final_account 0 万元",
        "sangong.vehicle.operation 2023 final_account 6.3 万元",
        "sangong.reception 2023 final_account 1.8 万元",
    ];
    let blocks = ["2023年度财政拨款“三公”经费支出决算表", "公开09表", "金额单位：万元", table];
    expect(&blocks, "final_accounts_table", &facts, &[]);
}

#[test]
fn a_roll_forward_of_assets() {
    let table = "
项目名称|期初余额|2024年增加额|2024年减少额|期末余额
固定资产原值|1,200.50|30.00|0.50|1,230.00
累计折旧|400.00|60.00|0.40|459.60
固定资产净值|800.50| | |770.40
";
    let facts = [
        "fixed_asset.gross 2024 opening 1200.50 元",
        "fixed_asset.gross 2024 increase 30.00 元",
        "fixed_asset.gross 2024 decrease 0.50 元",
        "fixed_asset.gross 2024 closing 1230.00 元",
        "fixed_asset.depreciation 2024 opening 400.00 元",
        "fixed_asset.depreciation 2024 increase 60.00 元",
        "fixed_asset.depreciation 2024 decrease 0.40 元",
        "fixed_asset.depreciation 2024 closing 459.60 元",
        "fixed_asset.net 2024 opening 800.50 元",
        "fixed_asset.net 2024 closing 770.40 元",
    ];
    let line = "云溪县水务局2024年固定资产原值及折旧变动情况，按账面数列示，具体变动情况见下表（金额：元）：";
    expect(&["云溪县水务局2024年度部门整体支出绩效评价报告", line, table], "asset_rollforward", &facts, &[]);
}

#[test]
fn money_of_one_source_is_a_part_without_a_concept() {
    let table = "
收入|<|<|支出|<|<|<|<|<
项目|行次|金额|项目|行次|合计|一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营预算财政拨款
栏次| |1|栏次| |2|3|4|5
一、一般公共预算财政拨款|1|410.2|一、一般公共服务支出|33|300.1|300.1|0|0
二、政府性基金预算财政拨款|2|0|八、社会保障和就业支出|40|50|50|0|0
本年收入合计|27|410.2|本年支出合计|59|408|408|0|0
";
    let known = understand(&[
        "云溪县水务局2024年度部门决算公开",
        "财政拨款收入支出决算总表",
        "公开04表",
        "金额单位：万元",
        table,
    ]);
    let lines = fact_lines(&known.reading);
    let totals: Vec<&String> = lines.iter().filter(|line| line.starts_with("expenditure.fiscal")).collect();
    assert_eq!(totals, ["expenditure.fiscal 2024 final_account 408 万元"], "{lines:#?}");
    assert_eq!(
        known.statements[0].title.as_ref().map(|title| title.text.as_str()),
        Some("财政拨款收入支出决算总表")
    );
}

#[test]
fn totals_that_reach_over_several_groups() {
    let table = "
人员经费|<|<|公用经费|<|<|<|<|<
科目编码|科目名称|决算数|科目编码|科目名称|决算数|科目编码|科目名称|决算数
301|工资福利支出|210.5|302|商品和服务支出|60.2|307|债务利息及费用支出|0
30101|基本工资|80.1|30201|办公费|12.4|30701|国内债务付息|0
303|对个人和家庭的补助|29.3| | | | | |
人员经费合计|<|239.8|公用经费合计|<|<|<|<|60.2
";
    let known = understand(&["一般公共预算财政拨款基本支出决算明细表", "公开06表", "单位：万元", table]);
    let lines = fact_lines(&known.reading);
    for wanted in ["basic.personnel - final_account 239.8 万元", "public.total - final_account 60.2 万元"]
    {
        assert!(lines.contains(&wanted.to_owned()), "{wanted} in {lines:#?}");
    }
}

#[test]
fn revenue_with_codes_and_names() {
    let table = "
项目|<|本年收入合计|财政拨款收入|上级补助收入|事业收入|经营收入|附属单位上缴收入|其他收入
功能分类科目编码|科目名称|^|^|^|^|^|^|^
栏次|<|1|2|3|4|5|6|7
合计|<|422.20|410.20|0.00|0.00|0.00|0.00|12.00
201|一般公共服务支出|300.10|300.10| | | | |
2010301|行政运行|300.10|300.10| | | | |
";
    let facts = [
        "revenue.total 2023 final_account 422.20 万元",
        "revenue.fiscal 2023 final_account 410.20 万元",
        "revenue.superior 2023 final_account 0.00 万元",
        "revenue.business 2023 final_account 0.00 万元",
        "revenue.operating 2023 final_account 0.00 万元",
        "revenue.subordinate 2023 final_account 0.00 万元",
        "revenue.other 2023 final_account 12.00 万元",
        "? 2023 final_account 300.10 万元",
        "? 2023 final_account 300.10 万元",
        "? 2023 final_account 300.10 万元",
        "? 2023 final_account 300.10 万元",
    ];
    expect(&["2023年度收入决算表", "公开02表", "金额单位：万元", table], "final_accounts_table", &facts, &[]);
}

#[test]
fn a_table_of_the_three_expenses_alone() {
    let table = "
项 目|本年预算数|其中：公共预算财政拨款
合 计|12.5|12.5
1.因公出国(境)费用|0|0
2.公务接待费|3.5|3.5
3.公务用车费|9|9
其中：（1）公务用车运行维护费|9|9
（2）公务用车购置|0|0
";
    let known = understand(&["云溪县水务局2016年“三公”经费预算表", "单位：万元", table]);
    let mut lines = fact_lines(&known.reading);
    lines.retain(|line| !line.starts_with('?'));
    assert_eq!(
        lines,
        [
            "sangong.total 2016 budget 12.5 万元",
            "sangong.abroad 2016 budget 0 万元",
            "sangong.reception 2016 budget 3.5 万元",
            "sangong.vehicle 2016 budget 9 万元",
            "sangong.vehicle.operation 2016 budget 9 万元",
            "sangong.vehicle.purchase 2016 budget 0 万元",
        ]
    );
}
