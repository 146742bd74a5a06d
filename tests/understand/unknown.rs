//! Tables that nobody knows: they stay tables, their figures become facts with their own labels, and nothing is guessed.

use super::{fact_lines, understand};

#[test]
fn figures_keep_their_own_labels() {
    let table = "
渠道名称|新增蓄水|维修里程
东干渠|12.5|8
西干渠|3|15
";
    let known = understand(&["云溪县水务局2024年工作总结", table]);
    assert_eq!(known.statements[0].kind.id(), "other");
    assert_eq!(
        fact_lines(&known.reading),
        vec!["? 2024 unstated 12.5 ?", "? 2024 unstated 8 ?", "? 2024 unstated 3 ?", "? 2024 unstated 15 ?"]
    );
    let first = &known.reading.facts[0];
    assert_eq!(first.path.iter().collect::<Vec<&str>>(), ["新增蓄水", "东干渠"]);
    assert_eq!(&*first.label, "东干渠");
}

#[test]
fn years_as_headers() {
    let table = "
项目|2022年|2023年|2024年
本年收入|100.5|110|120
水表更换|30|35|40
";
    let known = understand(&["收支情况表", "单位：万元", table]);
    let years: Vec<Option<i32>> = known.reading.facts.iter().map(|fact| fact.year).collect();
    assert_eq!(years, [Some(2022), Some(2023), Some(2024), Some(2022), Some(2023), Some(2024)]);
}

#[test]
fn an_unknown_row_of_a_known_form_has_no_concept() {
    let table = "
经费控制情况（万元）|2022年决算数|2023年预算数|2023年决算数
三公经费|6.2|5|4.18
水质监测补助|2|3|4
";
    let known = understand(&["部门整体支出绩效评价基础数据表", table]);
    let lines = fact_lines(&known.reading);
    assert_eq!(
        lines[3..],
        ["? 2022 final_account 2 万元", "? 2023 budget 3 万元", "? 2023 final_account 4 万元"]
    );
}

#[test]
fn headers_of_two_rows_with_years() {
    let table = "
项目|2030年|<|2031年|<
^|预算|支出|预算|支出
项目支出|100.00|90.00|110.00|100.00
";
    let known = understand(&["支出情况表", "单位：元", table]);
    assert_eq!(
        fact_lines(&known.reading),
        [
            "project.total 2030 budget 100.00 元",
            "project.total 2030 executed 90.00 元",
            "project.total 2031 budget 110.00 元",
            "project.total 2031 executed 100.00 元",
        ]
    );
}

#[test]
fn a_figure_in_a_foreign_unit_is_not_what_the_header_says() {
    let table = "
项目资金（万元）|年初预算数|全年执行数|执行率|得分
^|120.00|118.00|98.33%|10
绩效指标|产出|维修面积|2150㎡|10.00
";
    let known = understand(&["项目支出绩效自评表", table]);
    let lines = fact_lines(&known.reading);
    assert_eq!(lines.iter().filter(|line| line.starts_with("project_fund.total")).count(), 2, "{lines:#?}");
    assert_eq!(lines.iter().filter(|line| line.contains("execution_rate")).count(), 1, "{lines:#?}");
}

#[test]
fn labels_in_two_columns_under_one_header() {
    let table = "
经费控制情况（万元）|<|2023年预算数|2022年决算数
三公经费|<|12.60|13.25
其中|公务用车运行维护费|8.00|8.15
^|公务接待费|4.60|5.10
";
    let known = understand(&["部门整体支出绩效评价基础数据表", table]);
    assert_eq!(
        fact_lines(&known.reading)[2..],
        [
            "sangong.vehicle.operation 2023 budget 8.00 万元",
            "sangong.vehicle.operation 2022 final_account 8.15 万元",
            "sangong.reception 2023 budget 4.60 万元",
            "sangong.reception 2022 final_account 5.10 万元",
        ]
    );
}
