//! Reports as workbooks that nobody drew with care: nothing boxed, nothing merged, forms right below each other or torn by
//! blank rows, sentences between them, one form for each office.

use extractors::Source;
use hebiao::ingest;
use hebiao::report::Report;
use rust_xlsxwriter::Workbook;

use super::{BOOK, fact_line, indicator_lines};

/// A workbook of bare cells: sheets by name, rows by line, cells parted by `|`, nothing where nothing stands.
fn read(sheets: &[(&str, &str)]) -> Report {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, line) in (0..).zip(rows.lines()) {
            for (col, text) in (0..).zip(line.split('|').map(str::trim)).filter(|(_, text)| !text.is_empty())
            {
                match text.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, col, number).unwrap(),
                    Err(_) => sheet.write_string(row, col, text.replace("\\n", "\n")).unwrap(),
                };
            }
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    ingest(&Source::new("report.xlsx", bytes), &BOOK).unwrap()
}

fn tables(report: &Report) -> Vec<String> {
    let heading = |heading: Option<&str>| heading.unwrap_or("-").to_owned();
    let line = |one: &hebiao::statement::Statement| {
        let title = one.title.as_ref().map(|title| title.text.as_str());
        let attachment = one.attachment.as_ref().map(|attachment| attachment.text.as_str());
        format!("{} {} {}", one.kind.id(), heading(attachment), heading(title))
    };
    report.statements.iter().map(line).collect()
}

fn facts(report: &Report) -> Vec<String> {
    report.reading.facts.iter().map(fact_line).collect()
}

const BASE: &str = "财政供养人员情况||编制数||2031年实际在职人数||控制率
||20||18||90%
经费控制情况||2030年决算数||2031年预算数||2031年决算数
三公经费||5||6||4.5
3、公务接待||5||6||4.5
项目支出：||70||80||
公用经费||||30||28.4";

const SCORES: &str = "单位名称||云溪县水务所
年度预算申请（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分
|年度资金总额|110|120|118.5|10|98.75%|9.88
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分
|产出指标|数量指标|检修泵站|≥4座|5座|60|58
|满意度指标|服务对象满意度指标|用水户满意度|≥90%|92%|30|30
总分||||||100|97.88";

#[test]
fn forms_right_below_each_other_are_told_by_their_names() {
    let text =
        format!("附件1-1\n部门整体支出绩效评价基础数据表\n{BASE}\n附件1-2\n整体支出绩效自评表\n{SCORES}");
    let report = read(&[("Sheet1", &text)]);
    assert_eq!(
        tables(&report),
        [
            "base_data_table 附件1-1 部门整体支出绩效评价基础数据表",
            "overall_self_eval_table 附件1-2 整体支出绩效自评表"
        ]
    );
    assert_eq!(report.reading.facts.len(), 17);
    assert_eq!(
        indicator_lines(&report.reading),
        [
            "execution 年度预算申请/-/年度资金总额 - → 118.5 10/9.88 -",
            "产出指标/数量指标/检修泵站 ≥4座 → 5座 60/58 -",
            "满意度指标/服务对象满意度指标/用水户满意度 ≥90% → 92% 30/30 -",
            "total -/-/- - → - 100/97.88 -",
        ]
    );
}

#[test]
fn a_form_torn_by_blank_rows_and_remarks_is_one_table() {
    let rows: Vec<&str> = BASE.lines().collect();
    let torn = [&rows[..2], &[""], &rows[2..5], &["", ""], &rows[5..]].concat().join("\n");
    let whole = read(&[("附件1-1", BASE)]);
    let report = read(&[("附件1-1", &torn)]);
    assert_eq!(tables(&report), ["base_data_table 附件1-1 -"]);
    assert_eq!(facts(&report), facts(&whole));
    let text = SCORES.replace(
        "绩效指标|",
        "备注：结转资金按规定在下一年度继续使用，不计入本年的考核。\n\n二、绩效指标完成情况\n绩效指标|",
    );
    assert_eq!(tables(&read(&[("自评表", &text)])), ["overall_self_eval_table - 自评表"]);
}

#[test]
fn sentences_around_the_forms_are_read() {
    let text = format!(
        "云溪县水务所2031年度部门整体支出绩效自评报告\n一、支出情况\n2031年基本支出决算数90.4万元。\n\
         无政府性基金预算支出。\n附件1-1\n部门整体支出绩效评价基础数据表\n{BASE}\n二、存在的问题\n预算编制不够细。"
    );
    let report = read(&[("Sheet1", &text)]);
    let head = &report.reading.documents[0];
    assert_eq!(head.title.as_deref(), Some("云溪县水务所2031年度部门整体支出绩效自评报告"));
    assert_eq!(head.office.as_deref(), Some("云溪县水务所"));
    let told: Vec<String> =
        report.reading.facts.iter().filter(|fact| fact.place.table.is_none()).map(fact_line).collect();
    assert_eq!(told, ["basic.total 2031 final_account 90.4 万元", "gov_fund.expenditure 2031 executed 0 ?"]);
}

#[test]
fn a_report_typed_into_one_cell_has_its_paragraphs() {
    let text = "云溪县水务所2031年度部门整体支出绩效自评报告\\n一、基本情况\\n核定编制20名。\\n二、支出情况\\n2031年项目支出80万元。";
    let report = read(&[("报告", text), ("附件1-1 基础数据表", BASE)]);
    let head = &report.reading.documents[0];
    assert_eq!(head.title.as_deref(), Some("云溪县水务所2031年度部门整体支出绩效自评报告"));
    assert_eq!(tables(&report), ["base_data_table 附件1-1基础数据表 基础数据表"]);
    assert!(facts(&report).contains(&"project.total 2031 executed 80 万元".to_owned()));
}

#[test]
fn a_form_for_each_office_or_year_is_a_document() {
    let of = |office: &str, year: &str| {
        format!("{year}年度部门整体支出绩效自评表\n{}", SCORES.replace("云溪县水务所", office))
    };
    let documents = |report: &Report| -> Vec<(String, i32)> {
        let heads = report.reading.documents.iter();
        heads.map(|head| (head.office.clone().unwrap_or_default(), head.year.unwrap_or(0))).collect()
    };
    let named = |office: &str, year| (office.to_owned(), year);
    let offices = read(&[("水务所", &of("云溪县水务所", "2031")), ("林业局", &of("云溪县林业局", "2031"))]);
    assert_eq!(documents(&offices), [named("云溪县水务所", 2031), named("云溪县林业局", 2031)]);
    let years = read(&[("2030", &of("云溪县水务所", "2030")), ("2031", &of("云溪县水务所", "2031"))]);
    assert_eq!(documents(&years), [named("云溪县水务所", 2030), named("云溪县水务所", 2031)]);
    let one = read(&[("自评表", &of("云溪县水务所", "2031")), ("基础数据表", BASE)]);
    assert_eq!(documents(&one), [named("云溪县水务所", 2031)]);
}

#[test]
fn several_projects_of_an_office_are_one_document() {
    let of = |project: &str| {
        format!(
            "项目支出绩效自评表\n项目名称|{project}\n主管部门|云溪县水务所|||实施单位|{project}工程队\n\
             一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分\n产出指标|数量指标|渠道清淤|≥3公里|3公里|90|88"
        )
    };
    let report = read(&[("项目1", &of("东干渠")), ("项目2", &of("西干渠"))]);
    assert_eq!(report.reading.documents.len(), 1);
    assert_eq!(report.statements.len(), 2);
}

#[test]
fn a_long_remark_below_the_scores_is_no_indicator() {
    let long =
        "说明：得分一档最高不能超过该指标分值上限，定量指标与目标值相比按完成比例记分，定性指标分档计分。"
            .repeat(2);
    let text = format!("整体支出绩效自评表\n{SCORES}\n{long}");
    let csv: String = text.lines().map(|line| format!("{}\n", line.replace('|', ","))).collect();
    let report = ingest(&Source::new("report.csv", csv.into_bytes()), &BOOK).unwrap();
    assert_eq!(indicator_lines(&report.reading).len(), 4);
}

#[test]
fn what_nobody_sees_says_nothing() {
    let mut workbook = Workbook::new();
    for (name, year, spent) in [("自评表", "2024", 97.0), ("去年", "2022", 55.0)] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        sheet.set_hidden(name == "去年");
        sheet.write_string(0, 0, format!("松溪县林场{year}年度部门整体支出绩效自评表")).unwrap();
        for (col, text) in (0..).zip(["年度预算申请（万元）", "年初预算数", "全年执行数"])
        {
            sheet.write_string(1, col, text).unwrap();
        }
        sheet.write_string(2, 0, "年度资金总额").unwrap();
        sheet.write_number(2, 1, 80.0).unwrap();
        sheet.write_number(2, 2, spent).unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let report = ingest(&Source::new("report.xlsx", bytes), &BOOK).unwrap();
    assert_eq!(report.document.tables().count(), 2, "the hidden table is kept");
    assert_eq!(report.reading.documents.len(), 1);
    assert_eq!(
        facts(&report),
        ["fund.total 2024 budget_initial 80 万元", "fund.total 2024 executed 97 万元"]
    );
    assert!(report.notices.iter().any(|notice| notice.code == extractors::Code::HIDDEN_TABLE));
}

#[test]
fn a_unit_at_the_right_edge_is_that_of_all_tables_beside_each_other() {
    let rows = "2023年度“三公”经费预算表|||2023年度“三公”经费决算表|
||||单位：元
项目|预算数||项目|决算数
公务接待费|12000||公务接待费|9800
合计|12000||合计|9800";
    let report = read(&[("Sheet1", rows)]);
    assert_eq!(
        facts(&report),
        [
            "sangong.reception 2023 budget 12000 元",
            "sangong.total 2023 budget 12000 元",
            "sangong.reception 2023 final_account 9800 元",
            "sangong.total 2023 final_account 9800 元",
        ]
    );
}

#[test]
fn rows_behind_a_blank_one_go_on_with_their_form() {
    let rows = "2023年度部门整体支出绩效评价基础数据表|||
经费控制情况|2022年决算数|2023年预算数|2023年决算数
三公经费|5|6|4.5
项目支出|70|80|78
|||
公用经费|||
其中：办公费|10|12|11
|||
名称|数量|金额|备注
电脑|3|1.5|新购";
    let report = read(&[("Sheet1", rows)]);
    let lines = facts(&report);
    assert_eq!(lines.iter().filter(|line| line.starts_with("public.office 2023")).count(), 2, "{lines:?}");
    assert_eq!(report.statements.len(), 2, "what has headers of its own is a table of its own");
}
