//! OpenDocument spreadsheets, one for each feature.

use crate::Sample;
use crate::package::pack;
use crate::sheets::escape;

pub fn samples() -> Vec<Sample> {
    let written = [
        ("table.ods", table()),
        ("values.ods", values()),
        ("chart.ods", chart()),
        ("hidden-and-repeated.ods", hidden_and_repeated()),
    ];
    written.into_iter().map(|(name, bytes)| Sample::new(format!("ods/{name}"), bytes)).collect()
}

const STYLES: &str = "<number:number-style style:name=\"N1\"><number:number number:decimal-places=\"2\" \
    number:min-integer-digits=\"1\" number:grouping=\"true\"/></number:number-style>\
    <number:percentage-style style:name=\"N2\"><number:number number:decimal-places=\"1\" number:min-integer-digits=\"1\"/>\
    <number:text>%</number:text></number:percentage-style>\
    <number:date-style style:name=\"N3\"><number:year number:style=\"long\"/><number:text>年</number:text><number:month/>\
    <number:text>月</number:text><number:day/><number:text>日</number:text></number:date-style>\
    <style:style style:name=\"narrow\" style:family=\"table-column\"><style:table-column-properties \
    style:column-width=\"1.9cm\"/></style:style>\
    <style:style style:name=\"shown\" style:family=\"table\"><style:table-properties table:display=\"true\"/></style:style>\
    <style:style style:name=\"unseen\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>\
    <style:style style:name=\"title\" style:family=\"table-cell\"><style:text-properties fo:font-weight=\"bold\"/>\
    <style:paragraph-properties fo:text-align=\"center\"/></style:style>\
    <style:style style:name=\"box\" style:family=\"table-cell\"><style:table-cell-properties fo:border=\"0.06pt solid #000000\"/>\
    </style:style>\
    <style:style style:name=\"money\" style:family=\"table-cell\" style:parent-style-name=\"box\" \
    style:data-style-name=\"N1\"/>\
    <style:style style:name=\"share\" style:family=\"table-cell\" style:parent-style-name=\"box\" \
    style:data-style-name=\"N2\"/>\
    <style:style style:name=\"day\" style:family=\"table-cell\" style:parent-style-name=\"box\" style:data-style-name=\"N3\"/>";

fn ods(body: &str) -> Vec<u8> {
    ods_with(body, &[])
}

/// The same, with further parts.
fn ods_with(body: &str, parts: &[(&str, String)]) -> Vec<u8> {
    let namespaces = ["office", "table", "text", "style", "number", "draw", "config"]
        .map(|name| format!(" xmlns:{name}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\""))
        .concat();
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content{namespaces} \
         xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
         xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" office:version=\"1.3\">\
         <office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:spreadsheet>{body}\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
        <manifest:file-entry manifest:full-path=\"/\" \
        manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/></manifest:manifest>";
    let mut all = vec![
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
        ("content.xml", content),
        ("META-INF/manifest.xml", manifest.to_owned()),
    ];
    all.extend_from_slice(parts);
    pack(&all)
}

fn text(style: &str, text: &str) -> String {
    format!(
        "<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
        escape(text)
    )
}

/// A cell with its value, its shown text, and further attributes.
fn number(style: &str, kind: &str, value: &str, shown: &str, more: &str) -> String {
    format!(
        "<table:table-cell table:style-name=\"{style}\" office:value-type=\"{kind}\" office:value=\"{value}\"{more}>\
         <text:p>{shown}</text:p></table:table-cell>"
    )
}

fn row(cells: &[String]) -> String {
    format!("<table:table-row>{}</table:table-row>", cells.concat())
}

/// A title, a header of two rows that repeats in print, merged cells, sums, a comment.
fn table() -> Vec<u8> {
    let spanned = |style: &str, rows: u32, cols: u32, label: &str| {
        let spans = format!(" table:number-rows-spanned=\"{rows}\" table:number-columns-spanned=\"{cols}\"");
        text(style, label).replacen(" office:value-type", &format!("{spans} office:value-type"), 1)
    };
    let covered = "<table:covered-table-cell table:style-name=\"box\"/>".to_owned();
    let sum = " table:formula=\"of:=SUM([.B5:.B6])\"";
    let other = " table:formula=\"of:=['附 表'.$A$1]-[.B6]\"";
    let header = [
        row(&[spanned("box", 2, 1, "项目"), spanned("box", 1, 2, "2031年"), covered.clone()]),
        row(&[covered.clone(), text("box", "预算数"), text("box", "决算数")]),
    ];
    let note = "<office:annotation><dc:creator>审核</dc:creator><dc:date>2032-01-05T00:00:00</dc:date><text:p>与台账</text:p>\
        <text:p>核对</text:p></office:annotation><text:p>乙";
    let rows = [
        row(&[spanned("title", 1, 3, "云溪县茶叶站专项资金表"), covered.clone(), covered.clone()]),
        row(&["<table:table-cell/>".into(), "<table:table-cell/>".into(), text("", "单位：万元")]),
        format!("<table:table-header-rows>{}</table:table-header-rows>", header.concat()),
        row(&[
            text("box", "甲"),
            number("money", "float", "1234.5", "1,234.50", ""),
            number("money", "float", "1200", "1,200.00", ""),
        ]),
        row(&[
            text("box", "乙").replace("<text:p>乙", note),
            number("money", "float", "10.004", "10.00", ""),
            covered_blank(),
        ]),
        row(&[
            text("box", "合计"),
            number("money", "float", "1244.504", "1,244.50", sum),
            number("money", "float", "-8", "-8.00", other),
        ]),
    ];
    let second = row(&[number("", "float", "2", "2", "")]);
    ods(&format!(
        "<table:table table:name=\"明细\" table:style-name=\"shown\"><table:table-column table:style-name=\"narrow\" \
         table:number-columns-repeated=\"3\"/>{}</table:table><table:table table:name=\"附 表\">{second}</table:table>",
        rows.concat()
    ))
}

fn covered_blank() -> String {
    "<table:table-cell table:style-name=\"box\"/>".to_owned()
}

/// A chart, the copies in it older than the cells in one place; numbers that were shown with blanks around them; an
/// object that is no chart; what is printed on each page.
fn chart() -> Vec<u8> {
    let object = |name: &str| {
        format!(
            "<table:table-cell><draw:frame><draw:object xlink:href=\"./{name}\"/><draw:image \
             xlink:href=\"./ObjectReplacements/{name}\"/></draw:frame></table:table-cell>"
        )
    };
    let money = |value: &str, shown: &str| number("money", "float", value, shown, "");
    let rows = [
        row(&[text("box", "年度"), text("box", "支出"), object("Object 1")]),
        row(&[text("box", "2030年"), money("1010", " 1,010.00 "), object("Object 2")]),
        row(&[text("box", "2031年"), money("12.5", "<text:s/>12.50 ")]),
    ];
    let copied = |text: &str, from: &str| {
        let from = if from.is_empty() {
            String::new()
        } else {
            format!("<draw:g><svg:desc>{from}</svg:desc></draw:g>")
        };
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p>{from}</table:table-cell>"
        )
    };
    let value = |value: &str, from: &str| {
        copied(value, from).replace("\"string\"", &format!("\"float\" office:value=\"{value}\""))
    };
    let local = [
        row(&[copied("", ""), copied("支出", "对比.B1:对比.B1"), copied("预计", "")]),
        row(&[copied("2030年", "对比.A2:对比.A3"), value("1010", "对比.B2:对比.B3"), value("NaN", "")]),
        row(&[copied("2031年", ""), value("12", ""), value("13", "")]),
    ];
    let namespaces = ["office", "table", "text", "chart", "draw"]
        .map(|name| format!(" xmlns:{name}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\""))
        .concat();
    let svg = "xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\"";
    let drawn = format!(
        "<office:document-content{namespaces} {svg}><office:body><office:chart><chart:chart><chart:title><text:p>经费\
         <text:span>对比</text:span></text:p></chart:title><chart:plot-area><chart:axis><chart:title><text:p>万元</text:p>\
         </chart:title></chart:axis><chart:series/></chart:plot-area><table:table table:name=\"local-table\">\
         <table:table-header-columns><table:table-column/></table:table-header-columns><table:table-header-rows>{}\
         </table:table-header-rows><table:table-rows>{}</table:table-rows></table:table></chart:chart></office:chart>\
         </office:body></office:document-content>",
        local[0],
        local[1..].concat()
    );
    let other = format!(
        "<office:document-content{namespaces}><office:body><office:text/></office:body></office:document-content>"
    );
    let pages = format!(
        "<office:document-styles{namespaces} xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\">\
         <office:master-styles><style:master-page style:name=\"Default\"><style:header><style:region-left><text:p>单位：万元</text:p>\
         </style:region-left><style:region-center><text:p><text:sheet-name>???</text:sheet-name>经费表</text:p>\
         </style:region-center></style:header><style:header-left style:display=\"false\"><text:p>不用的</text:p></style:header-left>\
         <style:footer><text:p>第 <text:page-number>1</text:page-number> 页</text:p></style:footer></style:master-page>\
         </office:master-styles></office:document-styles>"
    );
    let body = format!("<table:table table:name=\"对比\">{}</table:table>", rows.concat());
    let parts = [("styles.xml", pages), ("Object 1/content.xml", drawn), ("Object 2/content.xml", other)];
    ods_with(&body, &parts)
}

/// A value of every kind, with the text that was shown.
fn values() -> Vec<u8> {
    let cell = |style: &str, attributes: &str, shown: &str| {
        format!(
            "<table:table-cell table:style-name=\"{style}\" {attributes}><text:p>{shown}</text:p></table:table-cell>"
        )
    };
    let rows = [
        ("百分比", cell("share", "office:value-type=\"percentage\" office:value=\"0.98765\"", "98.8%")),
        (
            "货币",
            cell(
                "money",
                "office:value-type=\"currency\" office:currency=\"CNY\" office:value=\"12\"",
                "12.00",
            ),
        ),
        (
            "日期",
            cell("day", "office:value-type=\"date\" office:date-value=\"2031-12-31\"", "2031年12月31日"),
        ),
        ("时刻", cell("box", "office:value-type=\"time\" office:time-value=\"PT08H30M00S\"", "08:30")),
        ("逻辑", cell("box", "office:value-type=\"boolean\" office:boolean-value=\"true\"", "TRUE")),
        (
            "错误",
            cell(
                "box",
                "table:formula=\"of:=1/0\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"",
                "#DIV/0!",
            ),
        ),
        (
            "未计算",
            "<table:table-cell table:style-name=\"money\" table:formula=\"of:=SUM([.B1:.B2])\"/>".into(),
        ),
        (
            "空白与换行",
            cell(
                "box",
                "office:value-type=\"string\"",
                "一<text:s text:c=\"2\"/>二<text:line-break/><text:span>三</text:span>",
            ),
        ),
        ("多段", cell("box", "office:value-type=\"string\"", "第一段</text:p><text:p>第二段")),
        ("文本数字", cell("box", "office:value-type=\"string\"", "12.50")),
    ];
    let rows: String = rows.into_iter().map(|(label, cell)| row(&[text("box", label), cell])).collect();
    ods(&format!("<table:table table:name=\"值\">{rows}</table:table>"))
}

/// Hidden rows, columns and sheets; equal cells and rows written once; the blank rest of the sheet.
fn hidden_and_repeated() -> Vec<u8> {
    let equal = number("money", "float", "3", "3.00", " table:number-columns-repeated=\"2\"");
    let rest = "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:style-name=\"box\" \
        table:number-columns-repeated=\"16384\"/></table:table-row>";
    let rows = [
        row(&[text("box", "乡镇"), text("box", "一季度"), text("box", "二季度")]),
        row(&[text("box", "东山乡"), equal.clone()])
            .replace("<table:table-row>", "<table:table-row table:number-rows-repeated=\"2\">"),
        row(&[text("box", "西河镇"), equal])
            .replace("<table:table-row>", "<table:table-row table:visibility=\"collapse\">"),
        rest.to_owned(),
    ];
    ods(&format!(
        "<table:table table:name=\"季度\"><table:table-column table:number-columns-repeated=\"2\"/><table:table-column \
         table:visibility=\"collapse\"/>{}</table:table><table:table table:name=\"旧\" table:style-name=\"unseen\">{}</table:table>\
         <table:database-ranges><table:database-range table:name=\"d\" table:target-range-address=\"季度.A1:季度.C4\"/>\
         </table:database-ranges>",
        rows.concat(),
        row(&[text("", "旧稿"), number("", "float", "1", "1", "")])
    ))
}
