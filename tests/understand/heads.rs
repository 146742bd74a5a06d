//! Documents in a file: whose they are, which year, which kind, how they were judged.

use super::understand;

const TABLE: &str = "
单位名称|云溪县水务局|<
一级指标|分值|得分
产出指标|100|88
总分|100|88
";

#[test]
fn a_cell_counts_more_than_the_title() {
    let known = understand(&[
        "云溪县水务办2024年度部门整体支出绩效自评报告",
        "一、部门基本情况",
        "整体支出绩效自评表",
        TABLE,
    ]);
    let head = &known.reading.documents[0];
    assert_eq!(head.office.as_deref(), Some("云溪县水务局"));
    assert_eq!(head.year, Some(2024));
    assert_eq!(head.kind.id(), "dept_overall_self_eval_report");
    assert_eq!(head.score.map(|score| score.to_string()).as_deref(), Some("88"));
}

#[test]
fn a_title_in_two_lines() {
    let known = understand(&[
        "云溪县水务局",
        "2023年度部门整体支出绩效自评报告",
        "一、部门基本情况",
        "本局共有编制12人。",
    ]);
    let head = &known.reading.documents[0];
    assert_eq!(head.title.as_deref(), Some("云溪县水务局2023年度部门整体支出绩效自评报告"));
    assert_eq!(head.office.as_deref(), Some("云溪县水务局"));
    assert_eq!(head.year, Some(2023));
}

#[test]
fn an_attached_report_is_a_document_of_its_own() {
    let known = understand(&[
        "云溪县水务局2024年度部门整体支出绩效自评报告",
        "一、部门基本情况",
        "整体支出绩效等级评定为“良好”。",
        "附件1",
        "整体支出绩效自评表",
        TABLE,
        "附件2",
        "2024年度云溪县水务局项目支出绩效自评报告",
        "一、项目基本情况",
        "附件2-1",
        "项目支出绩效自评表",
        "项目名称|河道清淤|<\n一级指标|分值|得分\n产出指标|100|91\n总分|100|91",
    ]);
    let heads = &known.reading.documents;
    assert_eq!(heads.len(), 2);
    assert_eq!(heads[0].grade.as_deref(), Some("良好"));
    assert_eq!(heads[1].kind.id(), "project_self_eval_report");
    assert_eq!(heads[1].project.as_deref(), Some("河道清淤"));
    assert_eq!(heads[1].score.map(|score| score.to_string()).as_deref(), Some("91"));
    assert_eq!(known.statements.iter().map(|statement| statement.document).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(known.statements[0].attachment.as_ref().map(|heading| heading.text.as_str()), Some("附件1"));
}

#[test]
fn a_firm_makes_it_a_third_party_evaluation() {
    let known = understand(&[
        "云溪县水务局2024年度部门整体支出绩效评价报告",
        "某某会计师事务所（普通合伙）",
        "一、评价结果",
        "综合得分82分，等级为“良好”。",
    ]);
    let head = &known.reading.documents[0];
    assert_eq!(head.kind.id(), "dept_overall_third_party_evaluation_report");
    assert_eq!(head.evaluator.id(), "third_party");
    assert_eq!(head.score.map(|score| score.to_string()).as_deref(), Some("82"));
}

#[test]
fn nothing_is_invented_where_nothing_is_said() {
    let known = understand(&["会议纪要", "今天讨论了三件事。"]);
    let head = &known.reading.documents[0];
    assert_eq!((head.office.as_deref(), head.year, head.score), (None, None, None));
    assert_eq!(head.kind.id(), "other");
}

#[test]
fn items_of_a_report_on_several_projects_are_each_about_their_own() {
    let lines = "松溪县民政局2024年度项目支出绩效自评报告
（一）临时救助项目。年初预算80万元，全年执行数76万元，执行率95%，自评得分94分。
（二）特困人员供养项目。项目预算安排150万元，实际支出142.23万元，自评得分96分。";
    let reading = super::understand(&[lines]).reading;
    let told = reading.facts.iter().map(|fact| {
        let concept = fact.concept.as_ref().map_or("?", |concept| concept.as_str());
        format!("{} {concept} {} {}", fact.scope.id(), fact.basis.id(), fact.amount.value)
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "project:临时救助项目 project_fund.total budget_initial 80",
            "project:临时救助项目 project_fund.total executed 76",
            "project:临时救助项目 fund.execution_rate executed 95",
            "project:临时救助项目 score.total self_eval 94",
            "project:特困人员供养项目 project_fund.total budget_initial 150",
            "project:特困人员供养项目 project_fund.total executed 142.23",
            "project:特困人员供养项目 score.total self_eval 96",
        ]
    );
    assert_eq!(reading.documents[0].score, None, "no project's score is the report's");
}

#[test]
fn the_score_of_one_project_is_not_that_of_the_office() {
    let lines = "松溪县民政局2024年度部门整体支出绩效自评报告
其中“临时救助”项目自评得分94.5分，年初预算数120万元，执行数112.1万元。";
    let reading = super::understand(&[lines]).reading;
    assert!(reading.facts.is_empty(), "{:?}", reading.facts);
    assert_eq!(reading.documents[0].score, None);
}

#[test]
fn the_score_of_the_year_before_is_not_this_reports() {
    for sentence in [
        "我局2022年整体支出绩效自评得分94分，2023年整体支出绩效自评得分96分，等级为优。",
        "2024年3月，我局组织开展整体支出绩效自评，自评得分96分。",
    ] {
        let reading =
            understand(&["云溪县水务局2023年度部门整体支出绩效自评报告", "一、绩效自评结论", sentence])
                .reading;
        assert_eq!(
            reading.documents[0].score.map(|score| score.to_string()).as_deref(),
            Some("96"),
            "{sentence}"
        );
    }
}

#[test]
fn a_project_named_in_the_title_and_an_office_behind_a_dash() {
    let blocks = [
        "关于2024年度农村饮水安全巩固提升工程项目的绩效评价报告",
        "——云溪县水务局",
        "全年预算数180万元，实际支出171万元。",
    ];
    let head = &understand(&blocks).reading.documents[0];
    assert_eq!(head.project.as_deref(), Some("农村饮水安全巩固提升工程"));
    assert_eq!(head.office.as_deref(), Some("云溪县水务局"));
    let titled = |title: &str| understand(&[title]).reading.documents[0].project.clone();
    assert_eq!(titled("云溪县水务局2024年度项目支出绩效自评报告"), None);
}

#[test]
fn a_grade_behind_a_colon_and_scores_of_projects_that_are_not_the_offices() {
    let blocks = [
        "云溪县水务局2024年度部门整体支出绩效自评报告",
        "（一）农村公路日常养护项目。年初预算600万元，实际支出588万元，自评得分96分。",
        "我局自评总得分97.6分。评价等次：优。",
    ];
    let head = &understand(&blocks).reading.documents[0];
    assert_eq!(head.score.map(|score| score.to_string()).as_deref(), Some("97.6"));
    assert_eq!(head.grade.as_deref(), Some("优"));
}

#[test]
fn projects_that_head_the_lines_about_them() {
    let blocks = [
        "2024年度云溪县水务局项目支出绩效自评报告",
        "一、项目概况",
        "2024年，我局共实施项目2个，年初预算资金合计286万元，实际支出270.5万元，执行率94.58%。",
        "二、项目绩效自评情况",
        "（一）河道清淤整治项目",
        "该项目年初预算180万元，实际支出171万元，执行率95%。自评得分96分。",
        "（二）水库维修养护项目",
        "年初预算106万元，实际支出99.5万元，自评得分94分。",
    ];
    let known = understand(&blocks);
    let head = &known.reading.documents[0];
    assert_eq!(head.projects, ["河道清淤整治项目", "水库维修养护项目"]);
    assert_eq!((head.score, head.project.as_deref()), (None, None));
    let shown = |fact: &hebiao::fact::Fact| format!("{} {:?}", super::fact_line(fact), fact.scope);
    let money: Vec<String> =
        known.reading.facts.iter().filter(|fact| fact.basis.id() == "executed").map(shown).collect();
    assert_eq!(
        money,
        [
            "project.total 2024 executed 270.5 万元 Department",
            "project_fund.total 2024 executed 171 万元 Project(\"河道清淤整治项目\")",
            "fund.execution_rate 2024 executed 95 % Project(\"河道清淤整治项目\")",
            "project_fund.total 2024 executed 99.5 万元 Project(\"水库维修养护项目\")",
        ]
    );
}

#[test]
fn a_chart_of_public_expenses_makes_no_final_accounts_of_a_report() {
    let chart =
        "[chart]\n三公经费|2022年决算数|2023年决算数\n公务用车运行维护费|8.21|7.45\n公务接待费|3.10|2.96\n";
    let title = "关于云溪县水务局2023年度部门整体支出绩效自评的情况县财政局：";
    let sheet = &chart["[chart]\n".len()..];
    let kind = |drawn: &str| {
        let known = understand(&[title, "2022—2023年三公经费支出情况（万元）", drawn]);
        known.reading.documents[0].kind.id()
    };
    assert_eq!(kind(chart), "dept_overall_self_eval_report");
    assert_eq!(kind(sheet), "final_accounts");
}
