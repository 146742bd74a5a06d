//! Columns that are parts of others, rows that are parts of the office: what is a total, and what only looks like one.

use super::{expect, fact_lines, understand, understand_text};

const SANGONG: &str = "2024年度“三公”经费支出情况表";

#[test]
fn parts_beside_their_sum_and_a_total_in_the_column_of_numbers() {
    let table = "
序号|项目名称|年初预算|追加（减）|调整后预算|<|<|实际支出
^|^|^|^|小计|财政资金|自筹|^
1|城区道路保洁|450|-30|420|400|20|410.66
2|公厕改造|120|0|120|120|0|60
合计||570|-30|540|520|20|470.66
";
    let blocks = ["2024年度项目支出绩效自评结果汇总表", "单位：万元", table];
    let facts = [
        "project_fund.total 2024 budget_initial 450 万元",
        "project_fund.total.growth 2024 full_minus_initial -30 万元",
        "project_fund.total 2024 budget_full 420 万元",
        "? 2024 budget_full 400 万元",
        "? 2024 budget_full 20 万元",
        "project_fund.total 2024 executed 410.66 万元",
        "project_fund.total 2024 budget_initial 120 万元",
        "project_fund.total.growth 2024 full_minus_initial 0 万元",
        "project_fund.total 2024 budget_full 120 万元",
        "? 2024 budget_full 120 万元",
        "? 2024 budget_full 0 万元",
        "project_fund.total 2024 executed 60 万元",
        "project.total 2024 budget_initial 570 万元",
        "project.total.growth 2024 full_minus_initial -30 万元",
        "project.total 2024 budget_full 540 万元",
        "? 2024 budget_full 520 万元",
        "? 2024 budget_full 20 万元",
        "project.total 2024 executed 470.66 万元",
    ];
    expect(&blocks, "other", &facts, &[]);
}

#[test]
fn public_expenses_of_each_unit_are_not_the_offices() {
    let table = "
单位名称|2024年预算数|<|<|<|<|<
^|合计|因公出国（境）费|公务用车购置及运行费|<|<|公务接待费
^|^|^|小计|公务用车购置费|公务用车运行费|^
合计|17|0|12|0|12|5
云溪镇人民政府机关|15|0|10|0|10|5
云溪镇卫生院|2|0|2|0|2|0
";
    let own = |facts: Vec<String>| -> Vec<String> {
        facts.into_iter().filter(|fact| fact.starts_with("sangong.total")).collect()
    };
    let blocks = [SANGONG, "公开部门：云溪镇人民政府    单位：万元", table];
    let total = ["sangong.total 2024 budget 17 万元"];
    assert_eq!(own(fact_lines(&understand(&blocks).reading)), total);
    assert_eq!(own(fact_lines(&understand_text(&blocks).reading)), total);
}

#[test]
fn the_sum_of_the_tasks_of_an_office_is_its_budget() {
    let table = "
部门（单位）名称|云溪县林业局|<|<|<|<|<|<
年度主要任务|任务名称|主要内容|<|预算数（万元）|<|执行数（万元）|<
^|^|^|<|总额|财政拨款|总额|财政拨款
^|任务1：造林绿化|人工造林1.2万亩|<|1240|1200|1215.36|1175.36
^|任务2：机构运转|保障公用经费|<|956.4|956.4|950.11|950.11
^|金额合计|<|<|2196.4|2156.4|2165.47|2125.47
";
    let blocks = ["部门整体支出绩效自评表", "（2024年度）", table];
    for facts in [fact_lines(&understand(&blocks).reading), fact_lines(&understand_text(&blocks).reading)] {
        let known: Vec<&String> = facts.iter().filter(|fact| !fact.starts_with('?')).collect();
        assert_eq!(known, ["fund.total 2024 budget 2196.4 万元", "fund.total 2024 executed 2165.47 万元"]);
    }
}

#[test]
fn a_side_reaches_up_to_the_next_column_of_names() {
    let table = "
收入|<|<|支出|<|<|<
项目|行次|金额|项目（按功能分类）|行次|合计|一般公共预算财政拨款
本年收入合计|27|300.5|本年支出合计|59|300.5|300.5
总计|32|300.5|总计|64|300.5|300.5
";
    let blocks = ["2024年度财政拨款收入支出决算总表", "部门：云溪县水务局　　　金额单位：万元", table];
    let facts = [
        "revenue.fiscal 2024 final_account 300.5 万元",
        "expenditure.fiscal 2024 final_account 300.5 万元",
        "? 2024 final_account 300.5 万元",
        "accounts.fiscal_income_total 2024 final_account 300.5 万元",
        "accounts.fiscal_expenditure_total 2024 final_account 300.5 万元",
        "? 2024 final_account 300.5 万元",
    ];
    expect(&blocks, "final_accounts_table", &facts, &[]);
}

#[test]
fn names_of_columns_beside_their_figures() {
    let table = "
单位名称|云溪县气象局|<|<|<|<
单位基本信息|编制数|28|实有人数|26|
年度预算执行|年初预算|620.50|调整预算|655.30|
绩效指标|一级指标|三级指标|年度指标值|实际完成值|得分
^|产出指标|发布预警信息|≥300条|356条|40
";
    let facts = [
        "staff.quota 2024 year_end 28 人",
        "staff.actual 2024 year_end 26 人",
        "fund.total 2024 budget_initial 620.50 万元",
        "fund.total 2024 budget_full 655.30 万元",
    ];
    let indicators = ["产出指标/-/发布预警信息 ≥300条 → 356条 -/40 -"];
    expect(&["2024年度部门整体支出绩效自评表", table], "overall_self_eval_table", &facts, &indicators);
}

#[test]
fn sums_end_what_a_header_reaches_over() {
    let table = "
年度|收入|<|<|支出|<|<
^|年初结转|本年收入|合计|基本支出|项目支出|合计
2023年|12.50|806.33|818.83|402.15|380.20|782.35
2024年|36.48|910.55|947.03|451.36|460.17|911.53
";
    let blocks =
        ["云溪县水务局2024年度部门整体支出绩效自评报告", "2023年、2024年收支情况表", "单位：万元", table];
    let text = understand_text(&blocks);
    let revenue: Vec<_> = text.reading.facts.iter().filter(|fact| &*fact.label == "2024年").collect();
    let paths: Vec<String> =
        revenue.iter().map(|fact| fact.path.iter().take(2).collect::<Vec<&str>>().join("/")).collect();
    let known = ["年初结转", "本年收入", "合计"].map(|name| format!("收入/{name}")).into_iter();
    let known = known.chain(["基本支出", "项目支出", "合计"].map(|name| format!("支出/{name}")));
    assert_eq!(paths, known.collect::<Vec<_>>());
}
