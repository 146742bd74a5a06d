//! Tables: their merges, their odd rows, their pieces.

use super::build::*;
use crate::Sample;

pub fn samples() -> Vec<Sample> {
    vec![
        base_data_table(),
        self_evaluation(),
        merges_over_differing_grids(),
        merges_as_wps_writes_them(),
        merges_of_old_files(),
        ragged_rows(),
        widths_for_spans(),
        tables_in_tables(),
        split_by_a_page(),
        split_with_repeated_header(),
        tables_that_stay_two(),
        looks(),
        table_style(),
    ]
}

fn base_data_table() -> Sample {
    let tall =
        |merge: &str, text: &str| tc(&format!(r#"<w:gridSpan w:val="2"/><w:vMerge{merge}/>"#), &p(text));
    let item = |label: &str, plan: &str, last: &str| tr(&[span(2, label), c(plan), c(last)]);
    let rows = [
        tr(&[tall(r#" w:val="restart""#, "财政供养人员情况（人）"), c("编制数"), c("2023年实际在职人数")]),
        tr(&[tall("", ""), c("36"), c("34")]),
        tr(&[span(2, "经费控制情况（万元）"), c("2023年预算数"), c("2022年决算数")]),
        item("三公经费", "12.60", "13.25"),
        tr(&[down("其中"), c("公务用车运行维护费"), c("8.00"), c("8.15")]),
        tr(&[below(), c("公务接待费"), c("4.60"), c("5.10")]),
        item("项目支出", "486.00", "451.37"),
        item("政府采购金额", "——", "——"),
        tr(&[span(4, "说明：“项目支出”需要填报基本支出以外的所有项目支出情况。")]),
    ];
    let body = [
        p("附件1"),
        pp(r#"<w:jc w:val="center"/>"#, &rp("<w:b/>", "部门整体支出绩效评价基础数据表")),
        tbl(&[1800, 2200, 2000, 2000], &rows),
        p("填表人：某某　　联系电话：000-0000000"),
    ];
    Docx::new(body.concat()).sample("base-data-table")
}

fn self_evaluation() -> Sample {
    let rows = [
        tr(&[span(2, "项目名称"), span(4, "云溪县灌区节水改造项目")]),
        tr(&[span(2, "主管部门"), span(2, "云溪县水利局"), c("实施单位"), c("灌区管理站")]),
        tr(&[
            tc(r#"<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>"#, &p("项目资金（万元）")),
            c(""),
            c("年初预算数"),
            c("全年执行数"),
            c("执行率"),
        ]),
        tr(&[
            tc(r#"<w:gridSpan w:val="2"/><w:vMerge/>"#, BLANK),
            c("年度资金总额"),
            c("60.00"),
            c("57.30"),
            c("95.50%"),
        ]),
        tr(&[c("一级指标"), c("二级指标"), c("三级指标"), c("年度指标值"), c("实际完成值"), c("得分")]),
        tr(&[down("产出指标"), down("数量指标"), c("衬砌渠道（公里）"), c("≥12"), c("12.4"), c("10")]),
        tr(&[below(), below(), c("更换闸门（座）"), c("6"), c("6"), c("10")]),
        tr(&[below(), c("质量指标"), c("验收合格率"), c("100%"), c("100%"), c("15")]),
        tr(&[span(5, "总分"), c("94")]),
    ];
    let body = [
        pp(r#"<w:jc w:val="center"/>"#, &r("项目支出绩效自评表")),
        pp(r#"<w:jc w:val="right"/>"#, &r("单位：万元")),
        tbl(&[1200, 1200, 2400, 1400, 1400, 1000], &rows),
    ];
    Docx::new(body.concat()).sample("self-evaluation-form")
}

fn merges_over_differing_grids() -> Sample {
    let wide =
        |merge: &str, text: &str| tc(&format!(r#"<w:gridSpan w:val="2"/><w:vMerge{merge}/>"#), &p(text));
    let rows = [
        tr(&[wide(r#" w:val="restart""#, "指标"), c("计划"), c("完成")]),
        tr(&[below(), below(), c("10"), c("9")]),
        tr(&[wide("", ""), c("20"), c("18")]),
        tr(&[down("单列"), c("甲"), span(2, "宽")]),
        tr(&[wide("", ""), c("30"), c("27")]),
    ];
    Docx::new(tbl(&[800, 800, 1500, 1500], &rows)).sample("merges-over-differing-grids")
}

fn merges_as_wps_writes_them() -> Sample {
    let goes_on = || tc(r#"<w:vMerge w:val="continue"/>"#, BLANK);
    let rows = [
        row(&["类别", "内容", "金额"]),
        tr(&[down("支出"), c("人员经费"), c("210.40")]),
        tr(&[goes_on(), c("公用经费"), c("35.10")]),
        tr(&[goes_on(), tc(r#"<w:vMerge w:val="continue"/>"#, &p("项目经费")), c("88.00")]),
    ];
    Docx::new(tbl(&[1500, 2500, 1500], &rows)).sample("merges-as-wps-writes-them")
}

fn merges_of_old_files() -> Sample {
    let across = |merge: &str, text: &str| tc(&format!(r#"<w:hMerge w:val="{merge}"/>"#), &p(text));
    let rows = [
        tr(&[
            across("restart", "收入"),
            across("continue", ""),
            across("restart", "支出"),
            across("continue", ""),
        ]),
        row(&["项目", "金额", "项目", "金额"]),
        row(&["财政拨款", "300", "基本支出", "245"]),
    ];
    Docx::new(tbl(&[1500, 1500, 1500, 1500], &rows)).sample("merges-of-old-files")
}

fn ragged_rows() -> Sample {
    let rows = [
        row(&["甲", "乙", "丙", "丁"]),
        trp(r#"<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>"#, &[c("左右各空一列"), c("12")]),
        row(&["短行"]),
        row(&["长行", "1", "2", "3", "4"]),
        tr(&[]),
    ];
    let bare = format!("<w:tbl>{}{}</w:tbl>", row(&["没有网格", "1"]), row(&["仍是两列", "2"]));
    Docx::new(tbl(&[1500; 4], &rows) + BLANK + &bare).sample("ragged-rows")
}

fn widths_for_spans() -> Sample {
    let wide = |width: u32, text: &str| tc(&format!(r#"<w:tcW w:w="{width}" w:type="dxa"/>"#), &p(text));
    let rows = [
        tr(&[wide(2000, "部门"), wide(2000, "编制"), wide(2000, "在职"), wide(2000, "控制率")]),
        tr(&[wide(2000, "合计"), wide(6000, "未写列数，只写宽度")]),
        tr(&[wide(4010, "前两列"), wide(3990, "后两列")]),
    ];
    Docx::new(tbl(&[2000; 4], &rows)).sample("widths-for-spans")
}

fn tables_in_tables() -> Sample {
    let innermost = tbl(&[900, 900], &[row(&["更里层", "3"])]);
    let inner =
        tbl(&[1500, 1500], &[row(&["渠道", "12"]), tr(&[c("闸门"), tc("", &(p("6") + &innermost + BLANK))])]);
    let rows = [
        row(&["绩效目标", "完成情况"]),
        tr(&[c("改造灌区"), tc("", &(p("明细如下：") + &inner + &p("以上为全部。")))]),
    ];
    Docx::new(tbl(&[2000, 5000], &rows)).sample("tables-in-tables")
}

const WIDTHS: [u32; 3] = [3000, 2000, 2000];

fn split_by_a_page() -> Sample {
    let first = [head(&["支出项目", "2023年预算数", "2022年决算数"]), row(&["办公费", "3.20", "3.05"])];
    let second = [row(&["差旅费", "6.00", "5.74"]), row(&["会议费", "1.10", "0.98"])];
    let body =
        [tbl(&WIDTHS, &first), PAGE_BREAK.into(), BLANK.into(), tbl(&WIDTHS, &second), p("表后一段。")];
    Docx::new(body.concat()).sample("split-by-a-page")
}

fn split_with_repeated_header() -> Sample {
    let header = || head(&["支出项目", "2023年预算数", "2022年决算数"]);
    let first = [header(), tr(&[down("日常公用"), c("3.20"), c("3.05")])];
    let second = [header(), row(&["培训费", "2.00", "1.86"])];
    let third = [header(), row(&["印刷费", "0.60", "0.55"])];
    let body = [
        tbl(&WIDTHS, &first),
        BLANK.into(),
        tbl(&WIDTHS, &second),
        BLANK.into(),
        tbl(&[3010, 1990, 2000], &third),
    ];
    Docx::new(body.concat()).sample("split-with-repeated-header")
}

/// Tables of the same columns that are not one: forms filled in twice, other headers, text between.
fn tables_that_stay_two() -> Sample {
    let form = |name: &str, sum: &str| {
        tbl(
            &WIDTHS,
            &[row(&["项目支出绩效自评表", "", ""]), row(&["项目名称", name, ""]), row(&["资金", sum, ""])],
        )
    };
    let body = [
        form("河道清淤", "20"),
        PAGE_BREAK.into(),
        form("水库除险", "35"),
        BLANK.into(),
        tbl(&WIDTHS, &[row(&["另一张表", "甲", "乙"]), row(&["其一", "1", "2"])]),
        p("文字隔开。"),
        tbl(&WIDTHS, &[row(&["另一张表", "甲", "乙"]), row(&["其二", "3", "4"])]),
        BLANK.into(),
        tbl(&[2000, 2000], &[row(&["列数不同", "5"])]),
    ];
    Docx::new(body.concat()).sample("tables-that-stay-two")
}

/// Header marks, shading, alignment, bold.
/// The first row is bold and shaded because the table's style says so; the second table does not ask for it.
fn table_style() -> Sample {
    let styles = part(
        "styles",
        r#"<w:style w:type="table" w:styleId="base"><w:name w:val="base"/><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:trPr><w:tblHeader/></w:trPr></w:tblStylePr><w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style><w:style w:type="table" w:styleId="report"><w:basedOn w:val="base"/><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="4F81BD"/></w:tcPr></w:tblStylePr></w:style>"#,
    );
    let table = |look: &str| {
        let rows = [row(&["项目", "预算数", "决算数"]), row(&["三公经费", "12.50", "11.00"])];
        let style = format!(r#"<w:tblPr><w:tblStyle w:val="report"/><w:tblLook {look}/>"#);
        tbl(&[3000, 2000, 2000], &rows).replace("<w:tblPr>", &style)
    };
    let marked = table(r#"w:val="04A0" w:firstRow="1" w:noVBand="1""#);
    let masked = table(r#"w:val="0020""#);
    let body = marked
        + &p("同一样式，以掩码表示")
        + &masked
        + &p("同一样式，不用首行格式")
        + &table(r#"w:val="0400" w:firstRow="0""#);
    Docx::new(body).with("rId1", "styles", "styles.xml", styles).sample("table-style")
}

fn looks() -> Sample {
    let shaded = |text: &str| tc(r#"<w:shd w:val="clear" w:color="auto" w:fill="D9D9D9"/>"#, &p(text));
    let right = |text: &str| tc("", &pp(r#"<w:jc w:val="right"/>"#, &r(text)));
    let rows = [
        head(&["资产", "期初数", "期末数"]),
        tr(&[shaded("固定资产原值"), right("1,250.00"), right("1,310.50")]),
        trp("<w:hidden/>", &[c("隐藏的行"), right("1"), right("2")]),
        tr(&[
            tc("", &format!("<w:p>{}{}</w:p>", rp("<w:b/>", "合"), r("计"))),
            right("1,250.00"),
            right("1,310.50"),
        ]),
    ];
    Docx::new(tbl(&[3000, 2000, 2000], &rows)).sample("looks")
}
