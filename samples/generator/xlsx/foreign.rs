//! Workbooks as programs other than Excel write them, part by part.

use crate::package::pack;
use crate::sheets::{link, relationships};

/// As other programs write: prefixes, absolute targets, no dimension, no addresses on rows and cells, inline strings.
pub fn other_producer() -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" \
        ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>";
    let text = |text: &str| format!("<x:c t=\"inlineStr\"><x:is><x:t>{text}</x:t></x:is></x:c>");
    let number = |digits: &str| format!("<x:c><x:v>{digits}</x:v></x:c>");
    let sheet = format!(
        "<x:worksheet xmlns:x=\"{main}\"><x:sheetData><x:row>{}{}</x:row><x:row>{}{}</x:row><x:row>{}\
         <x:c t=\"str\"><x:f>B2&amp;\"\"</x:f><x:v>8.5</x:v></x:c></x:row></x:sheetData></x:worksheet>",
        text("项目"),
        text("金额"),
        text("维修"),
        number("8.50"),
        text("文本")
    );
    let book = format!(
        "<x:workbook xmlns:x=\"{main}\" xmlns:q=\"{kinds}\"><x:sheets><x:sheet name=\"明细\" sheetId=\"1\" q:id=\"R1\"/>\
         </x:sheets></x:workbook>"
    );
    let links = relationships(&[link("R1", "worksheet", "/excel/data/first.xml")]);
    let root = relationships(&[link("R0", "officeDocument", "/excel/book.xml")]);
    pack(&[
        ("[Content_Types].xml", types.to_owned()),
        ("_rels/.rels", root),
        ("excel/book.xml", book),
        ("excel/_rels/book.xml.rels", links),
        ("excel/data/first.xml", sheet),
    ])
}

/// The strict form of the standard, whose namespaces are others.
pub fn strict() -> Vec<u8> {
    let main = "xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"";
    let kinds = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    let links = |kind: &str, target: &str| {
        relationships(&[link("rId1", kind, target)])
            .replace("http://schemas.openxmlformats.org/officeDocument/2006/relationships", kinds)
    };
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" \
        ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>";
    let sheet = format!(
        "<worksheet {main}><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>验收日期</t></is></c>\
         <c r=\"B1\" t=\"d\"><v>2031-06-30</v></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>金额</t></is></c>\
         <c r=\"B2\"><v>3</v></c></row></sheetData></worksheet>"
    );
    let book = format!(
        "<workbook {main} xmlns:r=\"{kinds}\" conformance=\"strict\"><sheets><sheet name=\"严格\" sheetId=\"1\" r:id=\"rId1\"/>\
         </sheets></workbook>"
    );
    pack(&[
        ("[Content_Types].xml", types.to_owned()),
        ("_rels/.rels", links("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", links("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}
