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
    assert_eq!(first.path, ["新增蓄水", "东干渠"]);
    assert_eq!(first.label, "东干渠");
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
