//! Text in which tables still have marks: Markdown, drawn grids, bars, separated values, HTML, XML workbooks.
//!
//! Offices and figures are invented. The texts are written out, not produced, because what matters in them is each
//! blank and each sign.

use encoding_rs::GBK;

use crate::Sample;

pub fn samples() -> Vec<Sample> {
    let mut samples = drawn();
    samples.extend(separated());
    samples.extend(markup());
    samples
}

fn drawn() -> Vec<Sample> {
    vec![
        Sample::new("text/markdown.md", MARKDOWN),
        Sample::new("text/pandoc-grid.txt", GRID),
        Sample::new("text/pandoc-simple-and-multiline.txt", RULED),
        Sample::new("text/antiword-bars.txt", WRAPPED_BARS),
        Sample::new("text/copied-rows.txt", COPIED_ROWS),
        Sample::new("text/copied-cells.txt", COPIED_CELLS),
        Sample::new("text/pdftotext-layout.txt", LAYOUT),
        Sample::new("text/no-tables.txt", NO_TABLES),
        Sample::new("text/html-among-markdown.md", HTML_AMONG_MARKDOWN),
    ]
}

fn separated() -> Vec<Sample> {
    vec![
        Sample::new("csv/titles-gbk.csv", GBK.encode(TITLED_VALUES).0.into_owned()),
        Sample::new("csv/utf-8-mark.csv", format!("\u{feff}{}", TITLED_VALUES.replace('\n', "\r\n"))),
        Sample::new("csv/utf-16.tsv", wide(&format!("\u{feff}{TABBED_VALUES}"))),
        Sample::new("csv/quotes-and-breaks.csv", QUOTED_VALUES),
        Sample::new("csv/semicolons-two-tables.csv", SEMICOLONS),
        Sample::new("csv/hostile-open-quote.csv", format!("项目,金额\n\"未闭合,1\n{}", "乙,2\n".repeat(9))),
    ]
}

fn markup() -> Vec<Sample> {
    vec![
        Sample::new("html/word-gb2312.htm", GBK.encode(WORD_PAGE).0.into_owned()),
        Sample::new("html/site-page.html", SITE_PAGE),
        Sample::new("html/workbook-as-page.xls", WORKBOOK_PAGE),
        Sample::new("html/saved-page.mht", archive(SITE_PAGE)),
        Sample::new("html/hostile-spans.html", HOSTILE_SPANS),
        Sample::new("xls/xml-2003.xls", XML_WORKBOOK),
    ]
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A page as one mail, in quoted-printable.
fn archive(page: &str) -> String {
    let mut body = String::new();
    for line in page.lines() {
        let bytes: Vec<String> =
            line.bytes()
                .map(|byte| {
                    if byte.is_ascii_alphanumeric() {
                        char::from(byte).into()
                    } else {
                        format!("={byte:02X}")
                    }
                })
                .collect();
        bytes.chunks(24).for_each(|piece| body.push_str(&(piece.concat() + "=\r\n")));
        body.push_str("\r\n");
    }
    format!(
        "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\";\r\n\
         \tboundary=\"----=_NextPart_000\"\r\n\r\n------=_NextPart_000\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\
         Content-Transfer-Encoding: quoted-printable\r\nContent-Location: page.html\r\n\r\n{body}\r\n\
         ------=_NextPart_000\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n------=_NextPart_000--\r\n"
    )
}

const MARKDOWN: &str = "\
# 云溪县林业技术站2024年度部门整体支出绩效自评报告

## 一、基本情况

我站核定编制12人，实有11人。

单位：万元

| 项目 | 2023年决算数 | 2024年预算数 | **2024年决算数** |
|:-----|-------------:|-------------:|-----------------:|
| **“三公”经费** | 6.20 | 6.00 | **5.80** |
| 公务接待费<br>（国内） | 1.20 | 1.00 | 0.80 |
| 公务用车购置\\|运行 | 5.00 | 5.00 | 5.00 |
| 因公出国 |  | —— | 无 |

**注：** 数据来自决算。
";

const GRID: &str = "\
一、整体支出绩效自评表

+----------+---------------------+------+
| 一级指标 | 年度指标            | 分值 |
|          +----------+----------+      |
|          | 指标值   | 完成值   |      |
+==========+==========+==========+======+
| 产出指标 | ≥ 2期    | 2期      | 50   |
+----------+----------+----------+------+
| 效益指标 | 受益对象 | 98%      | 30   |
|          | 满意     |          |      |
|          |          |          |      |
|          | （乡镇） |          |      |
+----------+----------+----------+------+
| 合计                           | 80   |
+--------------------------------+------+

说明如上。
";

const RULED: &str = "\
二、收支情况

  项目           2023年   2024年
  ------------ -------- --------
  公务接待费       1.20     1.10
  会议费                    0.30

  : 表1 三公经费

三、指标

  --------------------------------------
  指标       说明                   分值
  名称                              
  ---------- -------------------- ------
  数量指标   完成培训两期，每期       20
             三十人               

  质量指标   合格                     10
  --------------------------------------

  ---- ----
  甲   1.00
  乙   2.00
  ---- ----
";

const WRAPPED_BARS: &str = "\
 部门整体支出绩效评价基础数据表

|财政供养人员情况|编制数    |2023年实际|控制率    |
|（人）          |          |在职人数  |          |
|                |12        |11        |91.67%    |
|经费控制情况    |2023年    |2024年预算|2024年决算|
|（万元）        |决算数    |数        |数        |
|三公经费        |6.20      |6.00      |5.80      |
|1、公务用车购置 |5.00      |5.00      |5.00      |
|和维护经费      |          |          |          |
|厉行节约保障措施|严格执行接|          |          |
";

const COPIED_ROWS: &str = "\
信息来源：县水务所 | 发布日期：2025-03-11

项目支出绩效自评表

预算执行情况 | 年初预算 | 全年预算 | 全年执行 | 分值 | 得分 |
年度资金总额 | 20.00 | 20.00 | 18.50 | 10 | 9.25 |
其中：当年拨款 | 20.00 | 20.00 | 18.50 | ||
其他资金 | |||||
10.00 | 10.00 | 9.00 | 10 | 9 |
";

const COPIED_CELLS: &str = "\
指标 |
分值 |
得分 |
产出 |
50 |
48 |
效益 |
30 |
|
满意度 |
10 |
9 |

项目名称 |
负责人 |
资金 |
其中 |
12.5 |
|
合计 |
总额 |
";

const LAYOUT: &str = "\
                     云溪县水务所2024年度决算公开

     项    目              2023年决算        2024年预算        2024年决算
  一、基本支出               120.50            125.00            124.30
  二、项目支出                30.00             28.00             27.95
      其中：农村饮水安全
      工程维护                12.00             10.00              9.95
                                    — 3 —
\x0c  三、三公经费                 6.20              6.00              5.80
     合    计                156.70            159.00            158.05

目    录
一、部门概况            1
二、收支说明            4
三、名词解释            9
";

const NO_TABLES: &str = "\
首页 | 政务公开 | 绩效
+ 第一，加强管理 +
- 一是  厉行节约
- 二是  严控支出
----
年初预算数|决算数的差额，见附件。
填报人：某某    联系电话：略    2025年3月
if a < b && c > d then <br
";

const HTML_AMONG_MARKDOWN: &str = "\
## 一、绩效指标

<table>
<thead><tr class=\"header\"><th rowspan=\"2\">指标</th><th colspan=\"2\">得分</th></tr>
<tr><th>自评</th><th>复核</th></tr></thead>
<tbody>
<tr><td>产出</td><td>48</td><td>47</td></tr>
</tbody>
</table>

| 项目 | 金额 |
|------|------|
| 培训 | 1.5  |
";

const TITLED_VALUES: &str = "\
云溪县林业技术站“三公”经费支出表,,,,
填报单位：云溪县林业技术站,,,单位：万元,
项目,2023年决算数,2024年预算数,2024年决算数,
三公经费合计,6.20,6.00,5.80,
公务接待费，含外事,1.20,1.00,0.80,
公务用车运行维护费,\"5,000.00\",5.00,5.00,
因公出国（境）,,——,无,
";

const TABBED_VALUES: &str = "\
项目\t年初预算数\t全年执行数\t执行率
基本支出\t120.50\t119.80\t99.42%
项目支出\t\"30.00\"\t27.95\t93.17%
合计\t150.50\t147.75\t98.17%
";

const QUOTED_VALUES: &str = "\
编码,名称,\"年初\n预算数\",备注
=\"0012\",\"公务用车\"\"运行\"\"维护\",5.00,\"含保险,
燃油\"
0013\t,\"三公\"经费,6.00,
,,,
0014,会议费,0.0900000762939453,
";

const SEMICOLONS: &str = "\
表1 收入;;
项目;预算;决算
财政拨款;150,50;147,75
其他;0;0
;;
表2 支出;;
项目;预算;决算
基本支出;120,5;119,8
项目支出;30;27,95

注：以上为决算口径。
";

const WORD_PAGE: &str = "\
<html xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:w=\"urn:schemas-microsoft-com:office:word\">
<head><meta http-equiv=Content-Type content=\"text/html; charset=gb2312\"><title>自评报告</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-size:10.5pt} @page Section1 {size:595.3pt 841.9pt} --></style></head>
<body lang=ZH-CN style='tab-interval:21.0pt'><div class=Section1>
<p class=MsoNormal style='mso-outline-level:1'><b><span style='font-family:黑体'>一、基本情况</span></b></p>
<p class=MsoNormal style='text-indent:32pt'><![if !supportLists]><span style='mso-list:Ignore'>（一）<span
style='font:7.0pt'>&nbsp; </span></span><![endif]><span>我所共有职工<span lang=EN-US>11</span>人，全年
支出<span lang=EN-US>150.50</span>万元。<o:p></o:p></span></p>
<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse;mso-yfti-tbllook:480'>
 <tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'>
  <td width=120 rowspan=2 style='width:90pt'><p class=MsoNormal align=center><b>项目<o:p></o:p></b></p></td>
  <td width=240 colspan=2><p class=MsoNormal align=center>2024年<span lang=EN-US>（万元）</span></p></td>
 </tr>
 <tr style='mso-yfti-irow:1'>
  <td><p class=MsoNormal>年初
  预算数</p></td>
  <td><p class=MsoNormal>决算数</p></td>
 </tr>
 <tr style='mso-yfti-irow:2;mso-yfti-lastrow:yes'>
  <td><p class=MsoNormal>公务接待费</p></td>
  <td><p class=MsoNormal><span lang=EN-US>1.00<o:p></o:p></span></p></td>
  <td><p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p></td>
 </tr>
 <![if !supportMisalignedColumns]>
 <tr height=0><td width=120 style='border:none'></td><td width=120 style='border:none'></td><td width=120
  style='border:none'></td></tr>
 <![endif]>
</table>
</div></body></html>
";

const SITE_PAGE: &str = "\
<!DOCTYPE html>
<html><head><meta charset=\"utf-8\"><title>云溪县人民政府</title>
<script>document.write('<table><tr><td>假</td></tr></table>');</script></head>
<body><table width=\"100%\"><tr><td><a href=\"/\">首页</a> &gt; <a href=\"/jx\">绩效</a></td></tr>
<tr><td><h1>云溪县水务所2024年度项目支出绩效自评</h1>
<div>索引号：YX-2025-014 &nbsp; 发布日期：2025-03-11 &nbsp; 【字体：<a>大</a> <a>中</a> <a>小</a>】</div>
<p>&nbsp;&nbsp;&nbsp;&nbsp;项目全年执行18.50万元。<br>其中财政拨款18.50万元。
<p style=\"display:none\">草稿
<table border=1><caption>项目支出绩效自评表</caption>
<thead><tr><th>一级指标<th>二级指标<th>分值<th>得分</thead>
<tbody><tr><td rowspan=2>产出指标<td>数量指标<td>25<td>25
<tr><td>质量指标<td>25<td>23.5
<tr><td>效益指标<td>社会效益<td>30<td>
<tr style=\"display:none\"><td>隐藏<td>行<td>0<td>0
<tr><td colspan=2>总分<td>80<td>&nbsp;
</table>
<ul><li>上一篇：无<li>下一篇：决算公开</ul></td></tr></table>
</body></html>
";

const WORKBOOK_PAGE: &str = "\
<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head>
<meta http-equiv=Content-Type content=\"text/html; charset=utf-8\">
<style><!-- .xl65 {mso-number-format:\"\\#\\,\\#\\#0\\.00\";} .xl66 {mso-number-format:0%;} --></style></head><body>
<table x:str border=0><col width=72><col width=72 style='display:none'>
<tr><td colspan=3 align=center>收支总表</td></tr>
<tr><th>项目</th><th>编码</th><th>金额</th></tr>
<tr><td>收入</td><td>0101</td><td class=xl65 align=right x:num=\"1234.5\">1,234.50</td></tr>
<tr><td>执行率</td><td></td><td class=xl66 align=right x:num=\"0.985\" x:fmla=\"=C3/1253.3\">99%</td></tr>
</table></body></html>
";

const HOSTILE_SPANS: &str = "\
<html><table><tr><td rowspan=1000000000>甲<td rowspan=0>乙
<tr><td>丙<td rowspan=-3 colspan=x>丁<!-- <tr><td>注释
<td><table><table><td>戊<b><i><p>己
<tr><td>&#x110000;&#0;&nosuch;&amp";

const XML_WORKBOOK: &str = "\
<?xml version=\"1.0\"?>
<?mso-application progid=\"Excel.Sheet\"?>
<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">
<Styles><Style ss:ID=\"Default\"><NumberFormat/></Style>
<Style ss:ID=\"money\"><NumberFormat ss:Format=\"#,##0.00\"/></Style>
<Style ss:ID=\"head\"><Font ss:Bold=\"1\"/><Alignment ss:Horizontal=\"Center\"/></Style></Styles>
<Worksheet ss:Name=\"公开01表\"><Table>
<Row><Cell ss:MergeAcross=\"3\" ss:StyleID=\"head\"><Data ss:Type=\"String\">收入支出决算总表</Data></Cell></Row>
<Row><Cell><Data ss:Type=\"String\">部门：云溪县水务所</Data></Cell><Cell ss:Index=\"4\"><Data ss:Type=\"String\">金额单位：万元</Data></Cell></Row>
<Row ss:StyleID=\"head\"><Cell ss:MergeAcross=\"1\"><Data ss:Type=\"String\">收入</Data></Cell>
<Cell ss:MergeAcross=\"1\"><Data ss:Type=\"String\">支出</Data></Cell></Row>
<Row><Cell><Data ss:Type=\"String\">财政拨款收入</Data></Cell><Cell ss:StyleID=\"money\"><Data ss:Type=\"Number\">1150.5</Data></Cell>
<Cell><Data ss:Type=\"String\">基本支出</Data></Cell><Cell ss:StyleID=\"money\"><Data ss:Type=\"Number\">1120.25</Data></Cell></Row>
<Row ss:Hidden=\"1\"><Cell><Data ss:Type=\"String\">其他收入</Data></Cell><Cell ss:StyleID=\"money\"><Data ss:Type=\"Number\">0</Data></Cell>
<Cell><Data ss:Type=\"String\">项目支出</Data></Cell><Cell ss:StyleID=\"money\"><Data ss:Type=\"Number\">30.25</Data></Cell></Row>
<Row><Cell><Data ss:Type=\"String\">合计</Data></Cell><Cell ss:StyleID=\"money\" ss:Formula=\"=SUM(R[-2]C:R[-1]C)\"><Data ss:Type=\"Number\">1150.5</Data></Cell>
<Cell><Data ss:Type=\"String\">合计</Data></Cell><Cell ss:StyleID=\"money\" ss:Formula=\"=SUM(R[-2]C:R[-1]C)\"><Data ss:Type=\"Number\">1150.5</Data></Cell></Row>
</Table><WorksheetOptions xmlns=\"urn:schemas-microsoft-com:office:excel\"><PageSetup>
<Header x:Data=\"&amp;L公开01表&amp;R第&amp;P页\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"/></PageSetup></WorksheetOptions></Worksheet>
<Worksheet ss:Name=\"底稿\"><Table><Row><Cell><Data ss:Type=\"String\">核对</Data></Cell></Row></Table>
<WorksheetOptions xmlns=\"urn:schemas-microsoft-com:office:excel\"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
</Workbook>
";
