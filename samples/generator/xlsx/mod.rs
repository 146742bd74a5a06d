//! Workbooks of the zip kind, one for each feature.

pub mod drawn;
mod foreign;

use crate::Sample;
use crate::cipher::{EVERYBODYS, locked_2007, locked_2010};
use crate::sheets::{Book, Look, Sheet, link};

pub fn samples() -> Vec<Sample> {
    let written = [
        ("several-tables.xlsx", several_tables().bytes()),
        ("form.xlsx", form().bytes()),
        ("formats.xlsx", formats().bytes()),
        ("formulas.xlsx", formulas().bytes()),
        ("hidden.xlsx", hidden().bytes()),
        ("values.xlsx", values().bytes()),
        ("dates-1904.xlsx", dates_1904().bytes()),
        ("header-evidence.xlsx", header_evidence().bytes()),
        ("pasted-report.xlsx", pasted_report().bytes()),
        ("drawings.xlsm", drawn::drawings().bytes()),
        ("files-inside.xlsx", files_inside().bytes()),
        ("charts.xlsx", drawn::charts().bytes()),
        ("broken-cells.xlsx", broken_cells().bytes()),
        ("other-producer.xlsx", foreign::other_producer()),
        ("strict.xlsx", foreign::strict()),
        ("protected-2007.xlsx", locked_2007(&form().bytes(), EVERYBODYS)),
        ("protected-2010.xlsx", locked_2010(&form().bytes(), EVERYBODYS)),
        ("locked.xlsx", locked_2010(&form().bytes(), "云溪2031")),
    ];
    written.into_iter().map(|(name, bytes)| Sample::new(format!("xlsx/{name}"), bytes)).collect()
}

/// Titles, unit lines and notes around boxed tables: two below each other, two side by side.
fn several_tables() -> Book {
    let mut sheet = Sheet::new("附件1-1");
    sheet.text("A1", Look::Title, "云溪县民政事务中心2031年度基础数据表").merge("A1:D1");
    sheet.text("A2", Look::Plain, "填报单位：云溪县民政事务中心").text("D2", Look::Right, "单位：万元");
    sheet.rows("A3", Look::Head, Look::Money, &["项目|2030年决算数|2031年预算数|2031年决算数"]);
    let rows = ["三公经费|12.5|11|10.25", "1.公务用车|8|7.5|7", "2.公务接待|4.5|3.5|3.25"];
    sheet.rows("A4", Look::Boxed, Look::Money, &rows);
    sheet.text("A7", Look::Plain, "说明：1.公务用车含运行维护费与购置费；2.数据取自年度决算。");
    sheet.text("A9", Look::Title, "人员情况").merge("A9:B9");
    sheet.rows("A10", Look::Head, Look::Money, &["类别|人数"]);
    sheet.rows("A11", Look::Boxed, Look::Boxed, &["在职|36", "退休|"]);
    sheet.rows("D10", Look::Head, Look::Money, &["车辆|数量"]);
    sheet.rows("D11", Look::Boxed, Look::Boxed, &["公务用车|3"]);
    sheet.text("F11", Look::Plain, "单位：辆");
    let mut plain = Sheet::new("无框线");
    plain.text("A1", Look::Title, "项目支出明细").merge("A1:D1");
    plain.text("A2", Look::Plain, "编制：财务股").text("D2", Look::Plain, "万元");
    plain.rows(
        "A3",
        Look::Plain,
        Look::Plain,
        &["序号|项目|预算|支出", "1|低保核查|20|19.6", "2|养老服务|35|"],
    );
    plain
        .text("A6", Look::Plain, "注：支出为年末累计数，不含结转部分，合计见决算报表第三页。")
        .merge("A6:D6");
    Book::of(vec![sheet, plain])
}

/// A form of merged cells in which blanks, a dash and a zero are different things.
fn form() -> Book {
    let mut sheet = Sheet::new("项目自评");
    sheet.text("A1", Look::Title, "项目支出绩效自评表").merge("A1:F1");
    let rows = [
        "项目名称||乡镇敬老院维修|||",
        "主管部门||云溪县民政局||实施单位|敬老院管理站",
        "资金|年初预算|全年预算|执行数|执行率|得分",
    ];
    sheet.rows("A2", Look::Boxed, Look::Boxed, &rows);
    sheet.rows(
        "A5",
        Look::Boxed,
        Look::Money,
        &["|120|118.5|0|——|", "绩效指标|产出|维修面积|≥2000㎡|2150㎡|10", "||完成时间|||"],
    );
    sheet.rows("A8", Look::Boxed, Look::Boxed, &["总分|||||96"]);
    for range in ["A2:B2", "C2:F2", "A3:B3", "C3:D3", "A4:A5", "A6:A7", "B6:B7", "A8:E8"] {
        sheet.merge(range);
    }
    Book::of(vec![sheet])
}

/// The same few numbers through formats of every kind.
fn formats() -> Book {
    let codes = [
        "0.00;[红色]-0.00;\"-\"",
        "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ",
        "0!.0,\"万\"",
        "yyyy\"年\"m\"月\"d\"日\"",
        "[DBNum2][$-804]General",
        "[DBNum1][$-804]General",
        "@",
        "yyyy-mm",
    ];
    let values = [
        ("1234567.891", Look::Money),
        ("0.98765", Look::Percent),
        ("-12.345", Look::Own(0)),
        ("0", Look::Own(0)),
    ];
    let more =
        [("1234.4", Look::Own(1)), ("123456", Look::Own(2)), ("45657", Look::Own(3)), ("120", Look::Own(4))];
    let last = [
        ("120", Look::Own(5)),
        ("0.1", Look::Boxed),
        ("0.30000000000000004", Look::Boxed),
        ("45657", Look::Own(7)),
    ];
    let mut sheet = Sheet::new("格式");
    sheet.rows("A1", Look::Head, Look::Head, &["存储值|显示值"]);
    for (row, (digits, look)) in (2..).zip(values.into_iter().chain(more).chain(last)) {
        sheet.text(&format!("A{row}"), Look::Boxed, digits).number(&format!("B{row}"), look, digits);
    }
    sheet.text("A14", Look::Boxed, "文本型数字").text("B14", Look::Own(6), "００１２.50");
    Book::of(vec![sheet]).formats(&codes)
}

/// Sums of every kind, shared and array formulas, and results that are missing.
fn formulas() -> Book {
    let mut sheet = Sheet::new("汇总 表");
    sheet.rows("A1", Look::Head, Look::Head, &["项目|预算|支出|差额"]);
    sheet.rows("A2", Look::Boxed, Look::Money, &["基本支出|100|90", "项目支出|50|45.5", "其他|1|1"]);
    sheet.raw("D2", Look::Money, "", "<f t=\"shared\" ref=\"D2:D4\" si=\"0\">B2-C2</f><v>10</v>");
    sheet.raw("D3", Look::Money, "", "<f t=\"shared\" si=\"0\"/><v>4.5</v>");
    sheet.raw("D4", Look::Money, "", "<f t=\"shared\" si=\"0\"/><v>0</v>");
    sheet.text("A5", Look::Boxed, "合计").formula("B5", Look::Money, "SUM(B2:B4)", "151");
    sheet.formula("C5", Look::Money, "C2+C3+C4", "136.5").formula(
        "D5",
        Look::Money,
        "SUBTOTAL(9,D2:D4)",
        "14.5",
    );
    sheet.text("A6", Look::Boxed, "未计算").raw("B6", Look::Money, "", "<f>SUM(B2:B5)</f>");
    sheet.raw("C6", Look::Money, "", "<f>SUM(C2:C5)</f><v></v>").formula(
        "D6",
        Look::Percent,
        "C5/B5",
        "0.904",
    );
    sheet.text("A7", Look::Boxed, "数组").raw(
        "B7",
        Look::Money,
        "",
        "<f t=\"array\" ref=\"B7:C7\">B2:C2*2</f><v>200</v>",
    );
    sheet.number("C7", Look::Money, "180").raw(
        "D7",
        Look::Boxed,
        " t=\"str\"",
        "<f>IF(D5&gt;0,\"\",\"超支\")</f><v></v>",
    );
    let mut other = Sheet::new("总表");
    other.rows("A1", Look::Head, Look::Head, &["取自|金额"]);
    other.text("A2", Look::Boxed, "汇总").formula(
        "B2",
        Look::Money,
        "SUM('汇总 表'!$B$2:$B$4,'汇总 表'!C5)",
        "287.5",
    );
    Book::of(vec![sheet, other])
}

/// Rows, columns and sheets that nobody sees.
fn hidden() -> Book {
    let mut sheet = Sheet::new("显示");
    sheet.head = "<cols><col min=\"1\" max=\"1\" width=\"20\" customWidth=\"1\"/>\
                  <col min=\"3\" max=\"3\" width=\"0\" hidden=\"1\" customWidth=\"1\"/></cols>"
        .into();
    sheet.rows("A1", Look::Head, Look::Head, &["项目|预算|旧预算|支出"]);
    sheet.rows("A2", Look::Boxed, Look::Money, &["办公费|10|12|9", "差旅费|5|6|4", "会议费|2|2|1"]);
    sheet.row(3, " hidden=\"1\"");
    let mut second = Sheet::new("草稿");
    second.listed = " state=\"hidden\"".into();
    second.rows("A1", Look::Head, Look::Money, &["项目|金额", "旧数|99"]);
    let mut third = Sheet::new("参数");
    third.listed = " state=\"veryHidden\"".into();
    third.text("A1", Look::Plain, "系统参数");
    Book::of(vec![sheet, second, third])
}

/// Values that are no numbers, and numbers that are no values.
fn values() -> Book {
    let mut sheet = Sheet::new("值");
    sheet.rows("A1", Look::Head, Look::Head, &["说明|值"]);
    let shared = |nth: usize| (" t=\"s\"", format!("<v>{nth}</v>"));
    let rows: [(&str, &str, String); 10] = [
        ("错误", " t=\"e\"", "<f>A1/0</f><v>#DIV/0!</v>".into()),
        ("逻辑", " t=\"b\"", "<v>1</v>".into()),
        ("多种字体", shared(0).0, shared(0).1),
        ("注音", shared(1).0, shared(1).1),
        ("换行", shared(2).0, shared(2).1),
        ("日期", " t=\"d\"", "<v>2031-12-31</v>".into()),
        ("文本结果", " t=\"str\"", "<f>A1&amp;\"元\"</f><v>说明元</v>".into()),
        ("不是数", "", "<v>NaN</v>".into()),
        ("日期之外", "", "<v>-5</v>".into()),
        ("很大", "", "<v>1.5E300</v>".into()),
    ];
    for (row, (label, kind, children)) in (2..).zip(rows) {
        let look = if label == "日期之外" { Look::Own(0) } else { Look::Boxed };
        sheet.text(&format!("A{row}"), Look::Boxed, label).raw(&format!("B{row}"), look, kind, &children);
    }
    let strings = "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"3\" uniqueCount=\"3\">\
        <si><r><rPr><b/></rPr><t>一、</t></r><r><t xml:space=\"preserve\">基本 情况</t></r></si>\
        <si><t>云溪</t><rPh sb=\"0\" eb=\"2\"><t>yunxi</t></rPh><phoneticPr fontId=\"1\"/></si>\
        <si><t>第一行_x000D_\n第二行</t></si></sst>";
    let mut book = Book::of(vec![sheet]).formats(&["yyyy/m/d"]);
    book.links.push(link("rIdStrings", "sharedStrings", "sharedStrings.xml"));
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml";
    book.parts.push(("xl/sharedStrings.xml".into(), Some(kind), strings.into()));
    book
}

fn dates_1904() -> Book {
    let mut sheet = Sheet::new("日期");
    sheet.rows("A1", Look::Head, Look::Head, &["事项|日期"]);
    sheet.text("A2", Look::Boxed, "起点").number("B2", Look::Own(0), "0");
    sheet.text("A3", Look::Boxed, "验收").number("B3", Look::Own(0), "44195.5");
    let mut book = Book::of(vec![sheet]).formats(&["yyyy\"年\"m\"月\"d\"日\""]);
    book.head = "<workbookPr date1904=\"1\"/>".into();
    book
}

/// What a file itself says about headers, and what hangs on cells: panes, filters, a named table, print titles, a
/// comment, a link.
fn header_evidence() -> Book {
    let mut sheet = Sheet::new("两层表头");
    sheet.head =
        "<sheetViews><sheetView workbookViewId=\"0\"><pane xSplit=\"1\" ySplit=\"4\" topLeftCell=\"B5\" \
                  activePane=\"bottomRight\" state=\"frozen\"/></sheetView></sheetViews>"
            .into();
    sheet.text("A1", Look::Title, "专项资金情况").merge("A1:E1").text("E2", Look::Right, "单位：元");
    sheet.rows("A3", Look::Head, Look::Head, &["项目|2030年||2031年|", "|预算|支出|预算|支出"]);
    sheet.merge("A3:A4").merge("B3:C3").merge("D3:E3");
    sheet
        .rows("A5", Look::Boxed, Look::Money, &["救灾|100|90|110|100", "合计|100|90|110|100"])
        .merge("A20:C20");
    sheet.links.push(link("rId1", "comments", "../comments1.xml"));
    sheet.links.push(link("rId2", "hyperlink", "http://example.com/"));
    sheet.tail = "<hyperlinks><hyperlink ref=\"A5\" r:id=\"rId2\"/></hyperlinks>".into();
    let mut listed = Sheet::new("命名表格");
    listed.rows("B2", Look::Plain, Look::Plain, &["乡镇|户数|金额", "东山乡|12|3.6", "||", "西河镇|9|2.7"]);
    listed.tail = "<tableParts count=\"1\"><tablePart r:id=\"rId1\"/></tableParts>".into();
    listed.links.push(link("rId1", "table", "../tables/table1.xml"));
    let mut filtered = Sheet::new("筛选与打印");
    filtered.rows("A1", Look::Plain, Look::Plain, &["乡镇|户数", "东山乡|12", "西河镇|9"]);
    filtered.tail = "<autoFilter ref=\"A1:B3\"/>".into();
    let mut book = Book::of(vec![sheet, listed, filtered]);
    book.tail = "<definedNames><definedName name=\"_xlnm.Print_Titles\" localSheetId=\"2\">筛选与打印!$A:$A,\
                 筛选与打印!$1:$1</definedName></definedNames>"
        .into();
    let comments = "<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors><author>审核\
        </author></authors><commentList><comment ref=\"B5\" authorId=\"0\"><text><r><t>与台账</t></r><r><t>不符</t></r>\
        </text></comment></commentList></comments>";
    let table = "<table xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" id=\"1\" name=\"t\" \
        displayName=\"t\" ref=\"B2:D5\"><autoFilter ref=\"B2:D5\"/></table>";
    book.parts.push(("xl/comments1.xml".into(), None, comments.into()));
    book.parts.push(("xl/tables/table1.xml".into(), None, table.into()));
    book
}

/// A report that was pasted into a sheet: a heading, paragraphs, a table between them.
fn pasted_report() -> Book {
    let mut sheet = Sheet::new("Sheet1");
    sheet.text("A1", Look::Title, "云溪县水利站2031年度部门整体支出绩效自评报告");
    sheet.text("A3", Look::Plain, "一、部门基本情况");
    sheet.text(
        "A4",
        Look::Plain,
        "本站核定编制12名，年末实有在职人员11人，主要负责小型水库的巡查和维修养护工作。",
    );
    sheet.text("A5", Look::Plain, "二、预算执行情况");
    sheet.text(
        "A6",
        Look::Plain,
        "全年预算230.5万元，支出226.1万元，预算执行率98.09%，结余4.4万元按规定收回财政。",
    );
    sheet.rows(
        "A8",
        Look::Boxed,
        Look::Money,
        &["指标|预算数|执行数", "基本支出|150.5|150.1", "项目支出|80|76"],
    );
    sheet.text(
        "A12",
        Look::Plain,
        "三、存在的问题：项目前期准备不足，部分资金在第四季度集中支付，进度与计划有差距。",
    );
    Book::of(vec![sheet])
}

/// A small workbook, to lie inside another file.
pub fn plain_file() -> Vec<u8> {
    let mut sheet = Sheet::new("Sheet1");
    sheet.rows("A1", Look::Boxed, Look::Money, &["明细|金额", "差旅费|6", "培训费|3.5"]);
    sheet.text("A4", Look::Boxed, "合计").formula("B4", Look::Money, "SUM(B2:B3)", "9.5");
    Book::of(vec![sheet]).bytes()
}

/// A report, a workbook whose sheet bears the same name, and an object of another program on a sheet.
fn files_inside() -> Book {
    let mut sheet = Sheet::new("Sheet1");
    sheet.rows("A1", Look::Boxed, Look::Money, &["项目|金额", "甲|8", "乙|9"]);
    sheet.text("A4", Look::Boxed, "合计").formula("B4", Look::Money, "SUM(B2:B3)", "17");
    let mut book = Book::default();
    let report = crate::docx::build::Docx::new(crate::docx::build::p("附：情况说明")).bytes();
    let wrapped = crate::biff::compound(&[("Package", &plain_file())]);
    let old = crate::biff::compound(&[("WordDocument", b"x")]);
    let files = [
        ("package", "report.docx", report),
        ("oleObject", "oleObject1.bin", wrapped),
        ("oleObject", "oleObject2.bin", old),
    ];
    for (nth, (kind, name, bytes)) in (1..).zip(files) {
        sheet.links.push(link(&format!("rId{nth}"), kind, &format!("../embeddings/{name}")));
        book.parts.push((format!("xl/embeddings/{name}"), None, bytes));
    }
    book.sheets.push(sheet);
    book
}

/// Cells that cannot be: each is lost or doubted for itself, the others stay.
fn broken_cells() -> Book {
    let mut sheet = Sheet::new("坏单元格");
    sheet.head = "<dimension ref=\"A1:XFD1048576\"/>".into();
    sheet.rows("A1", Look::Head, Look::Head, &["项目|金额"]);
    sheet.rows("A2", Look::Boxed, Look::Money, &["甲|1", "乙|2", "丙|3", "丁|4"]);
    sheet.raw("B2", Look::Money, " t=\"s\"", "<v>999</v>");
    sheet.raw("B3", Look::Own(900), "", "<v>2.50</v>");
    sheet.merge("A1:ZZZZ1000000000").merge("B5:A4").merge("A4:B4").merge("nonsense");
    sheet.tail = "<extLst><ext/></extLst>".into();
    sheet.row(7, "><c r=\"ZZZZ0\"><v>7</v></c><c r=\"A7\" t=\"inlineStr\"><is><t>在后</t></is></c></row><row r=\"99999999999\"");
    Book::of(vec![sheet])
}
