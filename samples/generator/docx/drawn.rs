//! What is drawn into a document: text boxes, charts, pictures, objects, diagrams.

use super::build::*;
use crate::package::pack;
use crate::{Sample, emf, png};

pub fn samples() -> Vec<Sample> {
    vec![text_boxes(), chart(), picture(), scanned_table(), embedded_workbook(), diagram(), imported_file()]
}

/// A text box as Word writes it: the same content for new and for old readers.
pub(crate) fn text_box(blocks: &str) -> String {
    format!(
        r#"<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{blocks}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{blocks}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"#
    )
}

fn text_boxes() -> Sample {
    let table = tbl(&[1500, 1500], &[row(&["框内表", "金额"]), row(&["合计", "15.5"])]);
    let old = format!(
        r#"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"#,
        p("只有旧式文本框")
    );
    let fallback = format!(
        r#"<w:r><mc:AlternateContent><mc:Choice Requires="wpx"/><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r>"#,
        "<w:t>新格式没有内容时用旧的</w:t>"
    );
    let in_cell = tc("", &format!("<w:p>{}{}</w:p>", r("格内有框"), text_box(&p("框在格里"))));
    let body = [
        format!(
            "<w:p>{}{}{}</w:p>",
            r("框前文字，"),
            text_box(&(p("框里一段") + &table + BLANK)),
            r("框后文字")
        ),
        format!("<w:p>{old}</w:p>"),
        format!("<w:p>{fallback}</w:p>"),
        tbl(&[3000, 2000], &[tr(&[in_cell, c("1")])]),
    ];
    Docx::new(body.concat()).sample("text-boxes")
}

pub(crate) fn drawing(inside: &str) -> String {
    format!(
        r#"<w:r><w:drawing><wp:inline><a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"#
    )
}

/// A workbook of one sheet with inline texts and numbers.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let cell = |at: usize, row: usize, text: &str| {
        let place = format!("{}{}", char::from(b'A' + at as u8), row + 1);
        match text.parse::<f64>() {
            Ok(_) => format!(r#"<c r="{place}"><v>{text}</v></c>"#),
            Err(_) => format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#),
        }
    };
    let rows: String = rows
        .iter()
        .enumerate()
        .map(|(nth, texts)| {
            let cells: String = texts.iter().enumerate().map(|(at, text)| cell(at, nth, text)).collect();
            format!(r#"<row r="{}">{cells}</row>"#, nth + 1)
        })
        .collect();
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    pack(&[
        (
            "[Content_Types].xml",
            format!(
                r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/></Types>"#
            ),
        ),
        ("_rels/.rels", links(&link("rId1", "officeDocument", "xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#
            ),
        ),
        ("xl/_rels/workbook.xml.rels", links(&link("rId1", "worksheet", "worksheets/sheet1.xml"))),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#),
        ),
    ])
}

fn chart() -> Sample {
    let cached = |kind: &str, formula: &str, values: &[&str]| {
        let points: String = values
            .iter()
            .enumerate()
            .map(|(nth, value)| format!(r#"<c:pt idx="{nth}"><c:v>{value}</c:v></c:pt>"#))
            .collect();
        format!(
            r#"<c:{kind}Ref><c:f>{formula}</c:f><c:{kind}Cache><c:ptCount val="{}"/>{points}</c:{kind}Cache></c:{kind}Ref>"#,
            values.len()
        )
    };
    let series = |nth: u32, column: char, name: &str, values: &[&str]| {
        format!(
            r#"<c:ser><c:idx val="{nth}"/><c:order val="{nth}"/><c:tx>{}</c:tx><c:cat>{}</c:cat><c:val>{}</c:val></c:ser>"#,
            cached("str", &format!("Sheet1!${column}$1"), &[name]),
            cached("str", "Sheet1!$A$2:$A$3", &["基本支出", "项目支出"]),
            cached("num", &format!("Sheet1!${column}$2:${column}$3"), values),
        )
    };
    let chart = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>支出结构（万元）</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart>{}{}</c:barChart></c:plotArea></c:chart><c:externalData r:id="rId1"/></c:chartSpace>"#,
        series(0, 'B', "2022年", &["240.5", "451.4"]),
        series(1, 'C', "2023年", &["251", "486"]),
    );
    let sheet =
        workbook(&[&["", "2022年", "2023年"], &["基本支出", "240.5", "251"], &["项目支出", "451.37", "486"]]);
    let body = [
        p("图前文字。"),
        format!("<w:p>{}</w:p>", drawing(r#"<c:chart r:id="rId7"/>"#)),
        p("图1  支出结构图"),
    ];
    Docx::new(body.concat())
        .with("rId7", "chart", "charts/chart1.xml", chart)
        .with_part(
            "word/charts/_rels/chart1.xml.rels",
            links(&link("rId1", "package", "../embeddings/Workbook1.xlsx")),
        )
        .with_part("word/embeddings/Workbook1.xlsx", sheet)
        .sample("chart")
}

fn picture() -> Sample {
    let image = |id: &str| format!("<w:p>{}</w:p>", drawing(&format!(r#"<a:blip r:embed="{id}"/>"#)));
    let in_cell = tc("", &image("rId2"));
    let body = [image("rId1"), image("rId1"), tbl(&[2000, 2000], &[tr(&[c("照片"), in_cell])])];
    Docx::new(body.concat())
        .with("rId1", "image", "media/image1.emf", emf::expenses(true, 3).emf())
        .with("rId2", "image", "media/image2.png", b"\x89PNG\r\n\x1a\n".to_vec())
        .sample("pictures")
}

/// A table that was scanned: two copies of one picture.
fn scanned_table() -> Sample {
    let image = format!("<w:p>{}</w:p>", drawing(r#"<a:blip r:embed="rId1"/>"#));
    let table = png::scanned(&[&[2030, 2031], &[1205, 998], &[36, 41], &[1241, 1039]]);
    Docx::new([p("附件3  支出明细表（扫描件）"), image.clone(), p("同上表："), image].concat())
        .with("rId1", "image", "media/image1.png", table)
        .sample("scanned-table")
}

fn embedded_workbook() -> Sample {
    let object = |id: &str, preview: &str| {
        format!(
            r#"<w:p><w:r><w:object><v:shape><v:imagedata r:id="{preview}" o:title=""/></v:shape><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" r:id="{id}"/></w:object></w:r></w:p>"#
        )
    };
    let sheet = workbook(&[&["科目", "金额"], &["办公费", "3.2"], &["差旅费", "6"]]);
    Docx::new(p("嵌入的工作簿：") + &object("rId1", "rId2") + &object("rId3", "rId4"))
        .with("rId1", "package", "embeddings/Sheet1.xlsx", sheet)
        .with("rId2", "image", "media/image1.emf", emf::expenses(true, 5).emf())
        .with(
            "rId3",
            "oleObject",
            "embeddings/oleObject1.bin",
            vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
        )
        .with("rId4", "image", "media/image2.emf", emf::expenses(false, 6).emf())
        .sample("embedded-workbook")
}

fn diagram() -> Sample {
    let point =
        |text: &str| format!("<dgm:pt><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>");
    let data = format!(
        r#"<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst>{}{}</dgm:ptLst></dgm:dataModel>"#,
        point("局机关"),
        point("灌区管理站")
    );
    Docx::new(format!("<w:p>{}</w:p>", drawing(r#"<dgm:relIds r:dm="rId1"/>"#)))
        .with("rId1", "diagramData", "diagrams/data1.xml", data)
        .sample("diagram")
}

fn imported_file() -> Sample {
    let inner = Docx::new(tbl(&[2000, 2000], &[row(&["另一份文件里的表", "1"])])).bytes();
    Docx::new(p("前") + r#"<w:altChunk r:id="rId1"/>"# + &p("后"))
        .with("rId1", "aFChunk", "afchunk1.docx", inner)
        .sample("imported-file")
}
