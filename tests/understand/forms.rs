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

#[test]
fn transfers_with_weights_before_values() {
    let form = "
项目名称|<|产业道路建设|<|<|<|<|<
主管部门|<|云溪县农业农村局|<|<|实施单位|<|云溪乡人民政府
项目负责人及电话|<|某某|<|<|<|<|<
资金情况\\n（万元）|<| |全年预算数（A）|全年执行数（B）|分值|执行率（B/A）|得分
^|<|年度资金总额|20|20|10|100.00%|10
^|<|其中：中央补助|15|15|—|—|—
^|<|地方资金|5|5|—|—|—
年度总体目标|年初设定目标|<|<|年度总体目标完成情况综述|<|<|<
^|修路2公里|<|<|已完成|<|<|<
绩效指标|一级指标|二级指标|三级指标|分值|年度指标值|全年实际值|得分
^|产出指标(70分)|数量指标|道路长度|40|2公里|2公里|40
^|^|成本指标|每公里成本|30|≤10万元|10万元|30
^|效益指标|社会效益指标|受益户数|20|56户|56户|20
^|满意度指标|服务对象满意度指标|群众满意度|10|≥95%|96%|10
总分|<|<|<|110|<|<|110
";
    let facts = [
        "project_fund.total 2022 budget_full 20 万元",
        "project_fund.total 2022 executed 20 万元",
        "fund.execution_rate 2022 executed 100.00 %",
        "project_fund.central 2022 budget_full 15 万元",
        "project_fund.central 2022 executed 15 万元",
        "project_fund.local 2022 budget_full 5 万元",
        "project_fund.local 2022 executed 5 万元",
    ];
    let indicators = [
        "execution 资金情况/-/年度资金总额 - → 20 10/10 -",
        "产出指标/数量指标/道路长度 2公里 → 2公里 40/40 -",
        "产出指标/成本指标/每公里成本 ≤10万元 → 10万元 30/30 -",
        "效益指标/社会效益指标/受益户数 56户 → 56户 20/20 -",
        "满意度指标/服务对象满意度指标/群众满意度 ≥95% → 96% 10/10 -",
        "total -/-/- - → - 110/110 -",
    ];
    expect(&["云溪县2022年衔接资金绩效目标自评表", form], "project_self_eval_table", &facts, &indicators);
}

#[test]
fn yinchuan_form_with_reference_weights() {
    let form = "
项目名称|<|智慧水务平台|<|<|自评得分|<|93.5
主管部门|<|云溪市水务局|<|<|实施单位|<|云溪市水务中心
项目资金（万元）|<| |年初预算数|调整预算数（A）|全年执行数（B）|<|执行率（B/A）
^|<|年度资金总额|300|280|266|<|95%
^|<|其中：财政拨款|300|280|266|<|95%
一级指标|二级指标|三级指标|参考分值|指标值（A）|全年实际值（B）|得分|未完成原因分析及改进措施
项目决策（10分）|项目立项|立项依据充分性|10|充分|充分|10|
项目管理（25分）|资金管理|预算执行率|10|100%|95%|9.5|结算滞后
^|业务管理|制度健全性|15|健全|健全|15|
项目产出（30分）|数量指标|平台数量|30|1个|1个|30|
项目效益（35分）|社会效益|服务人口|35|12万人|10万人|29|
总分|<|<|100|<|<|93.5|
";
    let known = understand(&["项目支出绩效自评表", "（2021年度）", form]);
    assert_eq!(
        super::indicator_lines(&known.reading),
        [
            "项目决策/项目立项/立项依据充分性 充分 → 充分 10/10 -",
            "项目管理/资金管理/预算执行率 100% → 95% 10/9.5 结算滞后",
            "项目管理/业务管理/制度健全性 健全 → 健全 15/15 -",
            "项目产出/数量指标/平台数量 1个 → 1个 30/30 -",
            "项目效益/社会效益/服务人口 12万人 → 10万人 35/29 -",
            "total -/-/- - → - 100/93.5 -",
        ]
    );
    assert_eq!(known.reading.documents[0].score.map(|score| score.to_string()).as_deref(), Some("93.5"));
}

#[test]
fn yunnan_form_inside_final_accounts() {
    let form = "
部门名称|云溪县水务局|<|<|<|<|<
部门预算资金（万元）|项目年度支出|预算数（年初）|预算数（全年）|实际支出数|执行率|说明
^|年度资金总额|500|520|510|98.08%|
^|基本支出|300|310|305|98.39%|
^|项目支出|200|210|205|97.62%|
一级指标|二级指标|三级指标|指标性质|指标值|度量单位|实际完成值
产出指标|数量指标|巡河次数|≥|240|次|250
效益指标|社会效益指标|群众满意|≥|90|%|93
";
    let facts = [
        "fund.total 2023 budget_initial 500 万元",
        "fund.total 2023 budget_full 520 万元",
        "fund.total 2023 executed 510 万元",
        "fund.execution_rate 2023 executed 98.08 %",
        "basic.total 2023 budget_initial 300 万元",
        "basic.total 2023 budget_full 310 万元",
        "basic.total 2023 executed 305 万元",
        "basic.execution_rate 2023 executed 98.39 %",
        "project.total 2023 budget_initial 200 万元",
        "project.total 2023 budget_full 210 万元",
        "project.total 2023 executed 205 万元",
        "? 2023 executed 97.62 %",
    ];
    let indicators =
        ["产出指标/数量指标/巡河次数 240 → 250 -/- -", "效益指标/社会效益指标/群众满意 90 → 93 -/- -"];
    expect(
        &["2023年度部门整体支出绩效自评表", "公开14表", form],
        "overall_self_eval_table",
        &facts,
        &indicators,
    );
}

#[test]
fn years_without_the_word_and_a_column_nobody_knows() {
    let form = "
财政供养人员情况|编制数|<|2023年实际在职人数|<|控制率|<
^|18|<|15|<|83.33%|<
经费控制情况|2022决算数|2023年度预算数|<|2023年度决算数|<|与预算相比增减
三公经费|62000|50000|<|41800|<|-8200
1.公务用车购置及运行维护费|40000|35000|<|31000|<|-4000
3.公务接待费|22000|15000|<|10800|<|-4200
会议费|12000|10000|<|9000|<|-1000
培训费|5000|5000|<|4000|<|-1000
";
    let known = understand(&[
        "附件3",
        "部门整体支出绩效评价基础数据表（2023年度）",
        "填报单位：云溪县水务局　　　　单位：元",
        form,
    ]);
    let lines = fact_lines(&known.reading);
    for wanted in [
        "sangong.total 2022 final_account 62000 元",
        "sangong.total 2023 budget 50000 元",
        "sangong.total 2023 final_account 41800 元",
        "? 2023 unstated -8200 元",
        "? 2023 budget 10000 元",
    ] {
        assert!(lines.contains(&wanted.to_owned()), "{wanted} in {lines:#?}");
    }
    assert_eq!(known.reading.documents[0].office.as_deref(), Some("云溪县水务局"));
}

#[test]
fn the_next_piece_of_a_table_goes_on_with_its_levels() {
    let known = understand(&[
        "2024年度部门整体支出绩效自评表",
        "
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施
^|产出指标|数量指标|巡查河道|120次|130次|30|30|
",
        "2024年度部门整体支出绩效自评表（续）",
        "
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施
^| |质量指标|水质达标率|≥95%|96%|20|18|雨季浑浊
^|效益指标|社会效益指标|受益人口|3.2万人|3.2万人|50|50|
总分|<|<|<|<|<|100|98|
",
    ]);
    assert_eq!(known.statements[1].continued_from, Some(0));
    assert_eq!(
        super::indicator_lines(&known.reading),
        [
            "产出指标/数量指标/巡查河道 120次 → 130次 30/30 -",
            "产出指标/质量指标/水质达标率 ≥95% → 96% 20/18 雨季浑浊",
            "效益指标/社会效益指标/受益人口 3.2万人 → 3.2万人 50/50 -",
            "total -/-/- - → - 100/98 -",
        ]
    );
}
