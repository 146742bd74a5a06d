//! Pages copied out of a browser: merged cells leave nothing where they reach, so that header rows are shorter than what
//! stands below them. And reports of which each line says something that another kind of report would not mean.

use std::sync::Arc;

use extractors::Source;
use hebiao::ingest;
use hebiao::report::{DocumentKind, Report};

use super::{BOOK, fact_line};

fn read(text: &str) -> Report {
    ingest(&Source::new("report.txt", text.as_bytes().to_vec()), &BOOK).unwrap()
}

fn facts(report: &Report) -> Vec<String> {
    report.reading.facts.iter().map(fact_line).collect()
}

#[test]
fn three_header_rows_of_public_expenses() {
    let report = read(
        "云溪县水务局2024年部门预算公开说明\n\n“三公”经费支出表\n单位：万元\n\
上年预算数\t2024年预算数\n\
“三公”经费合计\t因公出国（境）费\t公务用车购置及运行费\t公务接待费\t“三公”经费合计\t因公出国（境）费\t公务用车购置及运行费\t公务接待费\n\
小计\t公务用车购置费\t公务用车运行费\t小计\t公务用车购置费\t公务用车运行费\n\
21.50\t\t12.00\t\t12.00\t9.50\t19.80\t\t12.00\t\t12.00\t7.80\n",
    );
    assert_eq!(report.reading.documents[0].kind, DocumentKind::Other);
    assert_eq!(
        facts(&report),
        [
            "sangong.total 2023 budget 21.50 万元",
            "sangong.vehicle 2023 budget 12.00 万元",
            "sangong.vehicle.operation 2023 budget 12.00 万元",
            "sangong.reception 2023 budget 9.50 万元",
            "sangong.total 2024 budget 19.80 万元",
            "sangong.vehicle 2024 budget 12.00 万元",
            "sangong.vehicle.operation 2024 budget 12.00 万元",
            "sangong.reception 2024 budget 7.80 万元",
        ]
    );
}

#[test]
fn levels_below_their_common_name() {
    let report = read(
        "2023年度云溪县水务局\n部门整体支出绩效评价报告\n\n部门整体支出绩效评价指标体系评分表\n\
绩效指标\t指标解释\t计算标准\t分值\t自评得分\n\
一级指标\t二级指标\t三级指标\n\
部门预算项目绩效管理（40分）\t目标管理（20分）\t目标制定\t评价目标是否完整\t完整得10分\t10\t10\n\
目标实现\t评价目标实现程度\t实现程度×10\t10\t9.6\n\
动态调整（20分）\t支出控制\t评价公用经费控制情况\t偏差10%以内得20分\t20\t18\n\
总分\t\t\t\t\t40\t37.6\n",
    );
    assert_eq!(
        report.reading.documents[0].title.as_deref(),
        Some("2023年度云溪县水务局部门整体支出绩效评价报告")
    );
    let points = |points: &Option<hebiao::report::Points>| {
        points.as_ref().map_or_else(String::new, |points| points.value.normalize().to_string())
    };
    let scored: Vec<String> = report
        .reading
        .indicators
        .iter()
        .map(|one| {
            let level = |level: &Option<Arc<str>>| level.clone().unwrap_or_default();
            format!("{} {} {} {}", level(&one.l2), level(&one.l3), points(&one.weight), points(&one.score))
        })
        .collect();
    assert_eq!(
        scored,
        ["目标管理 目标制定 10 10", "目标管理 目标实现 10 9.6", "动态调整 支出控制 20 18", "  40 37.6"]
    );
}

#[test]
fn a_unit_beside_the_name_of_the_office() {
    let report = read(
        "部门整体支出绩效自评情况\n\n\t\t\t\t公开13表\n部门：云溪县水务局\t\t\t\t金额单位：元\n\
一、部门基本情况\t（一）部门概况\t编制34人，年末在职在编31人。\n\
\t（二）部门整体收支情况\t2023年收入合计23,456,781.20元，支出合计23,406,781.20元，其中：基本支出6,406,781.20元。\n\
二、评价结论\t自评得分93.6分，自评等级为“优”。\n三、其他需说明的情况\t无\n",
    );
    assert_eq!(report.statements[0].unit.map(|(unit, _)| unit.symbol()), Some("元"));
    assert_eq!(
        facts(&report),
        [
            "staff.quota 2023 year_end 34 人",
            "staff.actual 2023 year_end 31 人",
            "revenue.total 2023 executed 23456781.20 元",
            "expenditure.total 2023 executed 23406781.20 元",
            "basic.total 2023 executed 6406781.20 元",
            "score.total 2023 self_eval 93.6 分",
        ]
    );
    assert_eq!(report.reading.documents[0].grade.as_deref(), Some("优"));
}

#[test]
fn years_that_name_rows_are_no_figures() {
    let report = read(
        "云溪县水务局2023年度部门整体支出绩效自评报告\n\n财政年度\t目标\t实际完成情况\n2023\t加固水库3座\t已完成\n2024\t加固水库2座\t——\n",
    );
    assert_eq!(facts(&report), Vec::<String>::new());
}

#[test]
fn a_report_on_several_projects_is_of_none() {
    let report = read(
        "云溪县民政局2022年度项目支出绩效自评报告\n\n\
2022年我局共有项目2个，总体执行率97.25%。\n\n\
1、“城乡低保补助”项目全年预算数为320万元，执行数为318万元，自评得分98分。\n\n\
2、“养老服务体系建设”项目全年预算数为150万元，执行数为138万元，自评得分92.6分。\n",
    );
    let head = &report.reading.documents[0];
    assert_eq!((head.project.as_deref(), head.score), (None, None));
    let scoped: Vec<String> =
        report.reading.facts.iter().map(|fact| format!("{} {:?}", fact_line(fact), fact.scope)).collect();
    assert_eq!(
        scoped,
        [
            "project_fund.total 2022 budget_full 320 万元 Project(\"城乡低保补助\")",
            "project_fund.total 2022 executed 318 万元 Project(\"城乡低保补助\")",
            "project_fund.total 2022 budget_full 150 万元 Project(\"养老服务体系建设\")",
            "project_fund.total 2022 executed 138 万元 Project(\"养老服务体系建设\")",
        ]
    );
}

fn form(told: &str, total: &str) -> Vec<String> {
    let title = "云溪县水务局2024年度部门整体支出绩效自评报告";
    facts(&read(&format!(
        "{title}\n\n{told}\n\n部门整体支出绩效自评表\n\
年度预算申请\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n\
\t年度资金总额\t{total}\t{total}\t{total}\t10\t100%\t10\n"
    )))
}

#[test]
fn a_unit_that_nobody_says_is_decided_by_other_figures_or_by_nobody() {
    let first = |told: &str, total: &str| {
        let facts = form(told, total);
        facts.into_iter().find(|fact| fact.starts_with("fund.total 2024 budget_initial")).unwrap()
    };
    let nothing = "我局职能如下。";
    for (told, total, expected) in [
        (nothing, "1318.46", "1318.46 万元"),
        (nothing, "12540360.50", "12540360.50 元"),
        (nothing, "125403.50", "125403.50 ?"),
        ("2024年全年预算12.54万元，全部用于办公。", "125403.50", "125403.50 元"),
        ("2024年全年预算125403.5万元，全部用于水利。", "125403.50", "125403.50 万元"),
        ("2024年全年预算1,254,035,000元，全部用于水利。", "125403.50", "125403.50 万元"),
    ] {
        assert_eq!(first(told, total), format!("fund.total 2024 budget_initial {expected}"), "{told}");
    }
}

#[test]
fn the_form_of_a_project_scores_no_office() {
    let report = read(
        "2021年度云溪区水务局部门整体支出绩效自评报告\n\n评价得分91.2分，评价等级“优”。\n\n项目支出绩效自评表\n\
项目名称\t饮水安全工程\t自评得分\t93\n\
资金情况（元）\t年初预算数\t调整预算数（A）\t全年执行数（B）\t执行率（B/A）\n\
年度资金总额\t5,000,000.00\t5,200,000.00\t4,988,312.40\t95.93%\n\
一级指标\t二级指标\t三级指标\t参考分值\t指标值（A）\t全年实际值（B）\t得分\t未完成原因分析及改进措施\n\
项目产出（30分）\t产出数量\t铺设管网\t100\t36公里\t35.2公里\t93\t冬季停工\n合计\t\t\t100\t\t\t93\t\n",
    );
    let head = &report.reading.documents[0];
    assert_eq!(head.score.map(|score| score.normalize().to_string()).as_deref(), Some("91.2"));
    assert_eq!(head.project, None);
    assert!(report.findings.iter().all(|finding| &*finding.rule != "XT-07"));
}

#[test]
fn the_whole_name_of_an_office() {
    let report = read(
        "2023年度县住房和城乡建设局部门整体支出绩效自评报告\n\n部门名称（盖章）：楚江县住房和城乡建设局\n\n一、部门概况\n内设9个股室。\n",
    );
    assert_eq!(report.reading.documents[0].office.as_deref(), Some("楚江县住房和城乡建设局"));
}
