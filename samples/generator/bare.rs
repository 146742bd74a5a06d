//! Workbooks that nobody drew with care: nothing boxed, little merged, columns and rows left blank.

use crate::Sample;
use crate::sheets::{Book, Look, Sheet};

pub fn samples() -> Vec<Sample> {
    let written = [("bare-report.xlsx", report().bytes()), ("offices.xlsx", offices().bytes())];
    written.into_iter().map(|(name, bytes)| Sample::new(format!("xlsx/{name}"), bytes)).collect()
}

/// Cells where something stands, and nothing where the rows have nothing.
fn bare(sheet: &mut Sheet, first: usize, rows: &[&str]) {
    for (row, line) in (first..).zip(rows) {
        for (col, text) in ('A'..).zip(line.split('|')).filter(|(_, text)| !text.is_empty()) {
            let at = format!("{col}{row}");
            match text.parse::<f64>() {
                Ok(_) => sheet.number(&at, Look::Plain, text),
                Err(_) => sheet.text(&at, Look::Plain, text),
            };
        }
    }
}

/// A report and its forms on one sheet: figures two columns from their names, a blank row inside a form, a form right
/// below another; and two tables side by side that stay two.
fn report() -> Book {
    let mut sheet = Sheet::new("Sheet1");
    let rows = [
        "云溪县粮食收储中心2031年度部门整体支出绩效自评报告",
        "一、支出情况",
        "2031年全年支出118.5万元，其中基本支出90.1万元，项目支出28.4万元，主要用于仓房维修和粮情监测。",
        "附件1-1",
        "部门整体支出绩效评价基础数据表",
        "财政供养人员情况||编制数||2031年实际在职人数||控制率",
        "||20||18||90%",
        "经费控制情况||2030年决算数||2031年预算数||2031年决算数",
        "三公经费||5||6||4.5",
        "2、出国经费",
        "3、公务接待||5||||4.5",
        "",
        "项目支出：||20||30||28.4",
        "公用经费||||30||27.6",
        "附件1-2",
        "整体支出绩效自评表",
        "单位名称||云溪县粮食收储中心",
        "年度预算申请（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分",
        "|年度资金总额|110|120|118.5|10|98.75%|9.88",
        "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分",
        "|产出指标|数量指标|维修仓房|≥4座|5座|90|86",
        "总分||||||100|95.88",
        "二、存在的问题",
        "仓储设施老化，维修资金缺口较大，部分粮情监测设备更新不及时，影响了储备粮管理的效率。",
    ];
    bare(&mut sheet, 1, &rows);
    let mut beside = Sheet::new("并排");
    bare(
        &mut beside,
        1,
        &["项目|预算|决算||项目|2030年|2031年", "维修|20|18||三公经费|5|4.5", "监测|10|10.4||公务接待|5|4.5"],
    );
    Book::of(vec![sheet, beside])
}

/// The same form, filled in by one office after the other.
fn offices() -> Book {
    let sheet = |name: &str, office: &str, spent: &str| {
        let mut sheet = Sheet::new(name);
        sheet.text("A1", Look::Title, "2031年度部门整体支出绩效自评表").merge("A1:H1");
        let rows = [
            &*format!("预算单位名称|{office}||||||"),
            "年度资金（万元）|名称|年初预算数|全年预算数|全年执行数|分值|执行率|得分",
            &*format!("|年度资金总额|50|50|{spent}|10||9.5"),
        ];
        sheet.rows("A2", Look::Boxed, Look::Money, &rows).merge("B2:H2").merge("A3:A4");
        sheet
    };
    Book::of(vec![sheet("粮储", "云溪县粮食收储中心", "48.2"), sheet("农机", "云溪县农机服务站", "47.6")])
}
