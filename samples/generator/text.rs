//! Text exports, one for each dialect of tabs and for each of its ambiguities, in every encoding that reports come in.

use encoding_rs::{BIG5, GB18030};

use crate::Sample;

pub fn samples() -> Vec<Sample> {
    let written: Vec<(&str, Vec<u8>)> = vec![
        ("cells-led-by-tabs.txt", cells_led_by_tabs().into()),
        ("cells-with-empty-lines.txt", cells_with_empty_lines().into()),
        ("cells-squeezed.txt", squeezed(&cells_led_by_tabs()).into()),
        ("embedded-parts.txt", embedded_parts().into()),
        ("pictures-in-doubt.txt", pictures_in_doubt().into()),
        ("grid-between-tabs.txt", grid_between_tabs().into()),
        ("rows-led-by-tabs.txt", rows_led_by_tabs().into()),
        ("workbook.txt", workbook().into()),
        ("one-paragraph-a-cell.txt", one_paragraph_a_cell().into()),
        ("gbk-crlf.txt", GB18030.encode(&grid_between_tabs().replace('\n', "\r\n")).0.into_owned()),
        ("utf-16-without-mark.txt", wide(&rows_led_by_tabs(), u16::to_be_bytes)),
        ("utf-16-little.txt", wide(&format!("\u{feff}{}", grid_between_tabs()), u16::to_le_bytes)),
        ("big5.txt", BIG5.encode(TRADITIONAL).0.into_owned()),
        ("marks-and-breaks.txt", marks_and_breaks().into()),
        ("broken-bytes.txt", broken_bytes()),
        ("decoded-twice.txt", GB18030.decode_without_bom_handling(&twice()).0.into_owned().into()),
        ("hostile-not-text.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n".to_vec()),
        ("hostile-cut-off.txt", [grid_between_tabs().as_bytes(), &[0; 512]].concat()),
    ];
    written.into_iter().map(|(name, bytes)| Sample::new(format!("text/{name}"), bytes)).collect()
}

// -- one cell a line -------------------------------------------------------------------------------------------------

/// Rows as the converter of rich text prints them: `/` between paragraphs of a cell, `|` between cells.
fn rows(rows: &[&str]) -> String {
    let row = |row: &&str| {
        let cells: String = row.split('|').map(|cell| format!("\t{}\n", cell.replace('/', "\n"))).collect();
        format!("{cells}\n")
    };
    format!("{}\n", rows.iter().map(row).collect::<String>())
}

/// Bookmarks, automatic numbers, merged cells that are lost, blanks of two kinds, and two forms.
fn cells_led_by_tabs() -> String {
    let base = [
        "财政供养人员情况（人）|编制数|2031年实际在职人数|控制率",
        "|36|　34|94.44%",
        "经费控制情况（万元）|2030年决算数|2031年预算数|2031年决算数",
        "三公经费|12.50　|11.00|10.25",
        "   1、公务用车购置和维护经费|8.00|7.50|7.00",
        "其中：公车购置||　|",
        "楼堂馆所控制情况/（2031年完工项目）|批复规模/（㎡）|实际规模（㎡）|规模控制率|预算投资|实际投资|投资概算控制率",
        "||||||",
        "厉行节约保障措施|制定公务接待审批制度。/按月核对用车记录。",
        "注：本表由单位财务人员填写。",
    ];
    let score = [
        "预算单位名称|云溪县某某中心",
        "年度预算申请/（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分",
        "|年度资金总额|120.00|150.00|147.00|10|98.00%|9.80",
        "|按收入性质分：|按支出性质分：",
        "绩效/指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因",
        "|产出指标|数量指标|培训次数|≥12次|13次|20|20|",
        "||质量指标|合格率|≥95%|94%|20|18|个别课程准备不足",
        "总分|100|97.80|",
    ];
    format!(
        "云溪县某某中心2031年度部门整体支出绩效自评报告\n\
         [bookmark: _Toc1001][bookmark: _Toc1002]一、部门基本情况\n（一）机构设置情况\n内设股室三个。\n\
         2、 [bookmark: _Toc1003]一般公共预算支出情况\n（1） 基本支出情况\n2031年基本支出90万元。\n\
         [bookmark: _GoBack]附件1-1\n2031年度部门整体支出绩效评价基础数据表\n填报单位：云溪县某某中心\n{}\
         附件1-2\n2031年度部门整体支出绩效自评表\n\n{}说明：得分保留两位小数。\n",
        rows(&base),
        rows(&score)
    )
}

/// The three ambiguities: a cell that goes on, a row that goes on, a table that goes on behind empty lines.
fn cells_with_empty_lines() -> String {
    let head = rows(&[
        "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分",
        "产出|数量|培训次数|≥12次|13次|20|20",
    ]);
    let cut_row = "\t\n\t质量\n\n\t合格率\n\t≥95%\n\t94%\n\t20\n\t18\n\n";
    let cut_cell = "\t效益\n\t社会\n\t满意度\n\t≥90%\n\t经回访，\n\n满意度为92%\n\t10\n\t10\n\n";
    let cut_table = "\t成本\n\t经济\n\t预算控制\n\t≤150万元\n\t147万元\n\t10\n\t10\n\n\n";
    let last = rows(&["成本|社会|无|无|无|10|10"]);
    let title = rows(&["附：资金情况", "资金来源|年初|全年|执行|结转|执行率", "财政拨款|120|150|147|3|98%"]);
    format!(
        "自评表\n{}{cut_row}{cut_cell}{cut_table}{last}以上。\n另表\n{title}",
        head.trim_end_matches('\n').to_owned() + "\n\n"
    )
}

/// The same with every double empty line made one, as web sites do.
fn squeezed(text: &str) -> String {
    let mut text = text.to_owned();
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text
}

// -- embedded parts --------------------------------------------------------------------------------------------------

/// Two charts, then the words of pictures in the order of the package, not of the text.
fn embedded_parts() -> String {
    let parts = [
        (
            "image3.emf",
            "指    标|行次|上年度 本年度 两年趋势 比上年增减 增减％ 原因|栏    次 1 2 3 4 5|1.本年收入 1 120.00 150.00 30.00 25.00%项目款项增加|其中：财政拨款 2 100.00 140.00 40.00 40.00%项目款项增加|*其他收入 3 0.00|2.本年支出 4 118.00 147.00 29.00 24.58%项目款项增加",
        ),
        (
            "image1.emf",
            "支出分类 年初预算数 全年预算数|人员经费|公用经费|项目支出|合计  120.00  150.00|70.00 80.00|20.00 22.00|30.00 48.00",
        ),
        ("image2.emf", "支出分类 占比|人员经费 53.33%|公用经费 14.67%|项目支出 ▲32.00%"),
    ];
    let dump = |(name, words): &(&str, &str)| format!("{name}\n{}\n\n", words.replace('|', "\n\n"));
    format!(
        "云溪县某某中心支出绩效评价报告\n（1） 预算配置对比表如下：\n[image: ]\n[image: 图片 2]\n（2）与上年对比如下：\n[image: D:\\\\扫描\\\\图.png]\n评价结束。\n \
         支付方式对比图（金额：元）\n金额\t\n直接支付\t授权支付\t1200000\t300000.5\t直接支付\t授权支付\t\n\
         各月使用图\n下达\t1月\t2月\t3月\t500000\t300000\t700000.5\t占比\t1月\t2月\t3月\t0.333333111\t0.199999867\t0.466667022\t\n\n\n\n{}",
        parts.iter().map(dump).collect::<String>()
    )
}

/// Labels and figures of which no sum says that they belong together, and more pictures than the text shows.
fn pictures_in_doubt() -> String {
    let words = "支出分类 年初 全年|人员|公用|合计 90.00 99.00|70.00 80.00|21.00 22.00";
    format!(
        "报告\n[image: ]\n正文。\n\n\nimage2.emf\n{}\n\nimage3.wmf\n项目 金额\n\n工资 5.00\n\n津贴 7.00\n",
        words.replace('|', "\n\n")
    )
}

// -- rows on lines ---------------------------------------------------------------------------------------------------

/// A form that went through a page layout: merged cells as empty fields, columns that drift, a page break inside.
fn grid_between_tabs() -> String {
    "附件 1-1\n\n基础数据表\n\n财政供养人员情况\t编制数\t\t2031 年实际在职人数\t\t控制率\t\n\
     \t36\t\t34\t\t94.44%\t\n三公经费\t12.50\t\t11.00\t\t10.25\t\n.....\t0\t\t0\t\t0\t\n\
     部门基本支出预算调整\t——\t\t\t\t\t\n\n填表人：某某\n\n整体支出绩效自评表\n\n\
     绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n\
     \t产出指标\t数量指标\t培训次数\t≥12次\t13次\t20\t20\n\n\
     效益指标\t社会效益指标\t社会效 益指标\t满意度\t≥90%\t92%\t10\t10\t\n总分\t\t\t\t\t\t100\t97.8\t\n\n以上。\n"
        .to_owned()
}

/// One row a line with a tab before every cell; further paragraphs of a cell break the line.
fn rows_led_by_tabs() -> String {
    "2031年度项目支出绩效自评表\n\t项目名称\t培训经费\n\t资金情况\t年初预算数\t全年执行数\t执行率\n\
     \t年度资金总额\t120.00\t147.00\t98.00%\n\t其中：财政拨款\t100.00\n（含上年结转）\n\t127.00\t98.00%\n\
     \t其他资金\t\t20.00\t\n\t说明\t\t\t资金按进度拨付。\n年末无结余。\n\n\n单位负责人：\n"
        .to_owned()
}

fn workbook() -> String {
    "公开01表\n\t收入支出决算总表\n\t项目\t行次\t决算数\n\t一、财政拨款收入\t1\t1,234.56\n\t二、其他收入\t2\t\n\n\n\
     公开02表\n\t科目编码\t科目名称\t小计\n\t201\t一般公共服务支出\t0.0900000762939453\n\n\n"
        .to_owned()
}

/// Every paragraph of every cell on a line of its own: rows cannot be told.
fn one_paragraph_a_cell() -> String {
    let cells = "经费控制情况\n2030年决算数\n2031年预算数\n2031年决算数\n三公经费\n12.5\n11\n10.25\n公务用车\n8\n7.5\n7\n出国经费\n\n\n0\n公务接待\n4.5\n3.5\n3.25\n项目支出\n30\n48\n47\n";
    format!(
        "云溪县某某中心基础数据表\n\n{cells}\n填表说明：金额以万元为单位，保留两位小数，没有发生的不填写。\n"
    )
}

// -- characters ------------------------------------------------------------------------------------------------------

fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

const TRADITIONAL: &str = "二、支出情形\n\t項目\t本年\t上年\n\t人事費\t70.00\t80.00\n\t業務費\t20.00\t22.00\n\n以上金額以萬元計算。\n";

/// Marks without a width, bullets of symbol fonts, line ends of every kind.
fn marks_and_breaks() -> String {
    "\u{feff}一、基本情况\u{2028}\u{f06c} 内设股室三个\r\n\u{200b}编制\u{200b}36人\u{7}\r第二页\u{c}\u{ad}三公\u{b}经费\r\n\
     \t项目\n\t预算\u{200b}数\n\n\t三公\u{b}经费\n\t12.5\u{feff}\n\n\n"
        .to_owned()
}

fn broken_bytes() -> Vec<u8> {
    let mut bytes = cells_led_by_tabs().into_bytes();
    let middle = bytes.len() / 2;
    bytes.splice(middle..middle, [0xff, 0xfe, 0x00, 0xc3]);
    bytes
}

/// UTF-8 that will be taken for GBK.
fn twice() -> Vec<u8> {
    "部门整体支出绩效评价报告\n三公经费12.5万元\n".into()
}
