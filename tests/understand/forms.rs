//! Self-evaluation forms: Hunan, the national form, Sichuan, Chongqing, Hubei, transfers, the older central form.

use super::{expect, fact_lines, understand};

const BASE: &str = "
财政供养人员情况（人）|编制数|<|2023年实际在职人数|<|控制率|<
^|18|<|15|<|83.33%|<
经费控制情况（万元）|2022年决算数|<|2023年预算数|<|2023年决算数|<
三公经费|6.2|<|5|<|4.18|<
1、公务用车购置和维护经费|4|<|3.5|<|3.1|<
其中：公车购置| |<| |<|——|<
公车运行维护|4|<|3.5|<|3.1|<
3、公务接待|2.2|<|1.5|<|1.08|<
项目支出：|120|<|90|<|88.5|<
3、上级专项资金（一个专项一行）|30|<|0|<|0|<
云溪河治理专项资金|30|<|0|<|0|<
……| |<| |<| |<
水费、电费、差旅费|1.2|<|1.5|<|1.1|<
楼堂馆所控制情况\\n（2023年完工项目）|批复规模（㎡）|实际规模（㎡）|规模控制率|预算投资（万元）|实际投资（万元）|投资概算控制率
^|800|790|98.75%|120|118|98.33%
厉行节约保障措施|严格控制一般性支出。|<|<|<|<|<
";

#[test]
fn base_data_table() {
    let facts = [
        "staff.quota 2023 year_end 18 人",
        "staff.actual 2023 year_end 15 人",
        "staff.control_rate 2023 year_end 83.33 %",
        "sangong.total 2022 final_account 6.2 万元",
        "sangong.total 2023 budget 5 万元",
        "sangong.total 2023 final_account 4.18 万元",
        "sangong.vehicle 2022 final_account 4 万元",
        "sangong.vehicle 2023 budget 3.5 万元",
        "sangong.vehicle 2023 final_account 3.1 万元",
        "sangong.vehicle.operation 2022 final_account 4 万元",
        "sangong.vehicle.operation 2023 budget 3.5 万元",
        "sangong.vehicle.operation 2023 final_account 3.1 万元",
        "sangong.reception 2022 final_account 2.2 万元",
        "sangong.reception 2023 budget 1.5 万元",
        "sangong.reception 2023 final_account 1.08 万元",
        "project.total 2022 final_account 120 万元",
        "project.total 2023 budget 90 万元",
        "project.total 2023 final_account 88.5 万元",
        "project.special 2022 final_account 30 万元",
        "project.special 2023 budget 0 万元",
        "project.special 2023 final_account 0 万元",
        "project.special.item 2022 final_account 30 万元",
        "project.special.item 2023 budget 0 万元",
        "project.special.item 2023 final_account 0 万元",
        "public.utilities_travel 2022 final_account 1.2 万元",
        "public.utilities_travel 2023 budget 1.5 万元",
        "public.utilities_travel 2023 final_account 1.1 万元",
        "building.approved_area 2023 completed_projects 800 ㎡",
        "building.actual_area 2023 completed_projects 790 ㎡",
        "building.area_rate 2023 completed_projects 98.75 %",
        "building.budget_invest 2023 completed_projects 120 万元",
        "building.actual_invest 2023 completed_projects 118 万元",
        "building.invest_rate 2023 completed_projects 98.33 %",
    ];
    expect(&["附件1-1", "部门整体支出绩效评价基础数据表", BASE], "base_data_table", &facts, &[]);
}

#[test]
fn blanks_are_kept_apart_from_nought() {
    let known = understand(&["部门整体支出绩效评价基础数据表", BASE]);
    let blanks: Vec<String> = known
        .reading
        .blanks
        .iter()
        .map(|blank| {
            format!("{} {}", blank.concept.as_ref().map_or("?", |one| one.as_str()), blank.absence.id())
        })
        .collect();
    assert_eq!(
        blanks,
        ["sangong.vehicle.purchase blank", "sangong.vehicle.purchase blank", "sangong.vehicle.purchase dash"]
    );
}

const OVERALL: &str = "
单位名称|云溪县水务局|<|<|<|<|<|<|<
年度预算申请（万元）| |<|年初预算数|全年预算数(A)|全年执行数(B)|分值|执行率(B/A)|得分
^|年度资金总额|<|310.5|402|398|10|99.00%|9.9
^|按收入性质分：|<|<|<|按支出性质分：|<|<|<
^|其中：一般公共预算：398|<|<|<|其中：基本支出：300|<|<|<
^|政府性基金拨款：|<|<|<|项目支出：98|<|<|<
年度总体目标|年初目标设定|<|<|<|全年实际完成情况|<|<|<
^|保证全县供水安全|<|<|<|供水安全有保障|<|<|<
绩效\\n指标\\n（90分）|一级指标|二级指标|三级指标|年度\\n指标值|实际完成值|分值|得分|偏差原因\\n分析及\\n改进措施
^|产出指标（50分）|数量   指标|巡查河道|120次|130次|30|30|
^|^|质量指标|水质达标率|≥95%|96%|20|18|雨季浑浊
^|效益指标（30分）|社会效益指标|受益人口|3.2万人|3.2万人|30|30|
^|满意度指标（10分）|服务对象满意度指标|群众满意度|≥90%|92%|10|10|
总分|<|<|<|<|<|100|97.9|
";

#[test]
fn hunan_overall_form() {
    let facts = [
        "fund.total 2024 budget_initial 310.5 万元",
        "fund.total 2024 budget_full 402 万元",
        "fund.total 2024 executed 398 万元",
        "fund.execution_rate 2024 executed 99.00 %",
        "fund.by_income.general 2024 unstated 398 万元",
        "fund.by_expense.basic 2024 unstated 300 万元",
        "fund.by_expense.project 2024 unstated 98 万元",
    ];
    let indicators = [
        "execution 年度预算申请/-/年度资金总额 - → 398 10/9.9 -",
        "产出指标/数量指标/巡查河道 120次 → 130次 30/30 -",
        "产出指标/质量指标/水质达标率 ≥95% → 96% 20/18 雨季浑浊",
        "效益指标/社会效益指标/受益人口 3.2万人 → 3.2万人 30/30 -",
        "满意度指标/服务对象满意度指标/群众满意度 ≥90% → 92% 10/10 -",
        "total -/-/- - → - 100/97.9 -",
    ];
    expect(&["2024年度部门整体支出绩效自评表", OVERALL], "overall_self_eval_table", &facts, &indicators);
}

#[test]
fn the_national_project_form() {
    let form = "
项目名称|农村饮水安全巩固提升|<|<|<|<|<|<|<
主管部门|云溪县水务局|<|<|实施单位|<|云溪县供水站|<|<
项目资金\\n（万元）| |<|年初\\n预算数|全年\\n预算数|全年\\n执行数|分值|执行率|得分
^|年度资金总额|<|90|85.5|85.5|10|100%|10
^|其中：当年财政拨款|<|90|85.5|85.5|—|100%|—
^|上年结转资金|<|0|0|0|—| |—
^|其他资金|<| | | |—| |—
年度总体目标|预期目标|<|<|<|实际完成情况|<|<|<
^|解决三个村饮水问题|<|<|<|已解决|<|<|<
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施
^|产出指标|数量指标|铺设管网|12公里|12公里|20|20|
^|^|^|新建水池|3座|2座|10|6|征地延期
^|^|时效指标|完工及时率|100%|90%|20|18|
^|效益指标|社会效益指标|受益人口|2600人|2600人|30|30|
^|满意度指标|服务对象满意度指标|群众满意度|≥90%|93%|10|10|
总分|<|<|<|<|<|100|94|
";
    let facts = [
        "project_fund.total 2024 budget_initial 90 万元",
        "project_fund.total 2024 budget_full 85.5 万元",
        "project_fund.total 2024 executed 85.5 万元",
        "fund.execution_rate 2024 executed 100 %",
        "project_fund.current_fiscal 2024 budget_initial 90 万元",
        "project_fund.current_fiscal 2024 budget_full 85.5 万元",
        "project_fund.current_fiscal 2024 executed 85.5 万元",
        "? 2024 executed 100 %",
        "project_fund.carryover 2024 budget_initial 0 万元",
        "project_fund.carryover 2024 budget_full 0 万元",
        "project_fund.carryover 2024 executed 0 万元",
    ];
    let indicators = [
        "execution 项目资金/-/年度资金总额 - → 85.5 10/10 -",
        "产出指标/数量指标/铺设管网 12公里 → 12公里 20/20 -",
        "产出指标/数量指标/新建水池 3座 → 2座 10/6 征地延期",
        "产出指标/时效指标/完工及时率 100% → 90% 20/18 -",
        "效益指标/社会效益指标/受益人口 2600人 → 2600人 30/30 -",
        "满意度指标/服务对象满意度指标/群众满意度 ≥90% → 93% 10/10 -",
        "total -/-/- - → - 100/94 -",
    ];
    let blocks = ["项目支出绩效自评表", "（2024年度）", form];
    expect(&blocks, "project_self_eval_table", &facts, &indicators);
    let known = understand(&blocks);
    assert!(known.reading.facts.iter().all(|fact| fact.scope.id() == "project:农村饮水安全巩固提升"));
}

#[test]
fn sichuan_form_with_operators_and_units() {
    let form = "
项目名称|<|51000021R000000019951-设备更新|<|<|<|<|<|<|<|<
预算执行情况（10分）|年度预算数（万元）|<|年初预算|调整后预算数|<|预算执行数|预算执行率|权重|得分|原因
^|总额|<|60.00|58.20|<|58.20|100.00%|10|10|
^|其中：财政资金|<|60.00|58.20|<|58.20|100.00%|/|/|
^|单位资金|<|0.00|0.00|<|0.00|0.00%|/|/|
绩效指标（90分）|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|完成值|权重|得分|未完成原因分析
^|产出指标|数量指标|更新设备|＝|12|台|12|22.5|22.5|
^|^|质量指标|验收合格率|≥|98|%|97|22.5|20|个别返修
^|效益指标|社会效益指标|保障运转|定性|优良中低差| |优|45|45|
合计|<|<|<|<|<|<|<|100|97.5|
";
    let facts = [
        "project_fund.total 2023 budget_initial 60.00 万元",
        "project_fund.total 2023 budget_full 58.20 万元",
        "project_fund.total 2023 executed 58.20 万元",
        "fund.execution_rate 2023 executed 100.00 %",
        "project_fund.current_fiscal 2023 budget_initial 60.00 万元",
        "project_fund.current_fiscal 2023 budget_full 58.20 万元",
        "project_fund.current_fiscal 2023 executed 58.20 万元",
        "? 2023 executed 100.00 %",
        "project_fund.own 2023 budget_initial 0.00 万元",
        "project_fund.own 2023 budget_full 0.00 万元",
        "project_fund.own 2023 executed 0.00 万元",
        "? 2023 executed 0.00 %",
    ];
    let indicators = [
        "execution 预算执行情况/-/总额 - → 58.20 10/10 -",
        "产出指标/数量指标/更新设备 12 → 12 22.5/22.5 -",
        "产出指标/质量指标/验收合格率 98 → 97 22.5/20 个别返修",
        "效益指标/社会效益指标/保障运转 优良中低差 → 优 45/45 -",
        "total -/-/- - → - 100/97.5 -",
    ];
    expect(&["部门预算项目支出绩效自评表（2023年度）", form], "project_self_eval_table", &facts, &indicators);
}

#[test]
fn chongqing_form_without_levels() {
    let form = "
主管部门|<|财政处室|<|自评总分（分）|<|部门联系人|<|联系电话|<
云溪区水利局|<|农业农村处|<|97.6|<|某某|<| |<
部门预算执行情况（万元）|<|年初预算数|<|全年（调整）预算数|全年执行数|执行率（%）|执行率权重|执行率得分（分）|<
^|<|500|<|600|456|76|10|7.6|<
当年绩效目标|年初绩效目标|<|<|全年（调整）绩效目标|<|<|全年目标实际完成情况|<|<
^|保障供水|<|<|保障供水|<|<|已完成|<|<
指标名称|计量单位|指标性质|年初指标值|调整指标值|全年完成值|得分系数（%）|指标权重（分）|指标得分（分）|是否核心指标
河道清淤长度|公里|≥|20|20|20|100|50|50|是
群众满意度|%|≥|90|90|92|100|40|40|否
";
    let facts = [
        "fund.total 2024 budget_initial 500 万元",
        "fund.total 2024 budget_full 600 万元",
        "fund.total 2024 executed 456 万元",
        "fund.execution_rate 2024 executed 76 %",
    ];
    let indicators = [
        "execution 部门预算执行情况/-/部门预算执行情况 - → 456 10/7.6 -",
        "-/-/河道清淤长度 20 → 20 50/50 -",
        "-/-/群众满意度 90 → 92 40/40 -",
    ];
    expect(&["2024年度部门整体绩效自评表", form], "overall_self_eval_table", &facts, &indicators);
}

#[test]
fn hubei_form_without_weights() {
    let form = "
项目名称|<|河湖长制工作经费|<|<|<|<
主管部门|<|云溪县水务局|<|项目实施单位|<|云溪县水务局
项目类别|<|1、部门预算项目☑ 2、专项□|<|<|<|<
预算执行情况（万元）（20分）|<| |预算数（A）|执行数（B）|执行率（B/A）|得分（20分*执行率）
^|<|年度财政资金总额|50|49|98%|19.6
年度绩效目标1（80分）|一级指标|二级指标|三级指标|年初目标值（A）|实际完成值（B）|得分
^|产出指标|数量指标|巡河次数|240次|250次|40
^|效益指标|社会效益指标|河道畅通|畅通|畅通|40
总分|<|<|<|<|<|99.6
偏差大或目标未完成原因分析|<|无|<|<|<|<
";
    let facts = [
        "project_fund.total 2022 budget 50 万元",
        "project_fund.total 2022 executed 49 万元",
        "fund.execution_rate 2022 executed 98 %",
    ];
    let indicators = [
        "execution 预算执行情况/-/年度财政资金总额 - → 49 20/19.6 -",
        "产出指标/数量指标/巡河次数 240次 → 250次 -/40 -",
        "效益指标/社会效益指标/河道畅通 畅通 → 畅通 -/40 -",
        "total -/-/- - → - -/99.6 -",
    ];
    expect(&["2022年度项目自评表", form], "project_self_eval_table", &facts, &indicators);
}

#[test]
fn older_central_form_with_weights_before_values() {
    let form = "
项目名称|<|档案数字化|<|<|<|<|<|<
项目资金（万元）|<|年初预算数（A）|<|全年执行数（B）|分值（10分）|执行率（B/A）|得分|得分计算方法
^|年度资金总额|80|<|72|10|90%|9|执行率*该指标分值，最高不得超过分值上限。
一级指标|二级指标|三级指标|分值|年度指标值（A）|全年实际值（B）|得分计算方法|得分|未完成原因分析
产出指标|数量指标|扫描卷数|50|3000卷|3000卷|完成值达到指标值，记满分|50|
效益指标|社会效益指标|查询便利|40|提高|提高|按完成情况打分|38|设备老旧
总分|<|<|100|<|<|<|97|
";
    let facts = [
        "project_fund.total 2017 budget_initial 80 万元",
        "project_fund.total 2017 executed 72 万元",
        "fund.execution_rate 2017 executed 90 %",
    ];
    let indicators = [
        "execution 项目资金/-/年度资金总额 - → 72 10/9 -",
        "产出指标/数量指标/扫描卷数 3000卷 → 3000卷 50/50 -",
        "效益指标/社会效益指标/查询便利 提高 → 提高 40/38 设备老旧",
        "total -/-/- - → - 100/97 -",
    ];
    expect(&["项目支出绩效自评表（2017年度）", form], "project_self_eval_table", &facts, &indicators);
}

#[test]
fn a_unit_beside_the_title_counts_more_than_the_family() {
    let form = BASE.replace("（万元）", "");
    let known =
        understand(&["部门整体支出绩效评价基础数据表", "填报单位：云溪县水务局　　　金额单位：元", &form]);
    assert!(fact_lines(&known.reading).contains(&"sangong.total 2023 budget 5 元".to_owned()));
}
