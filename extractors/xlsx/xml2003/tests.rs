//! Workbooks in one XML text, as Excel and as other systems write them.

use crate::document::{Stored, Table};
use crate::{Code, Document, Notices, Source, extract};

const HEAD: &str = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="Default"><NumberFormat/></Style><Style ss:ID="m"><NumberFormat ss:Format="Standard"/></Style>
<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style></Styles>"#;

fn read(sheets: &str) -> (Document, Notices) {
    let mut notices = Notices::default();
    let text = format!("{HEAD}{sheets}</Workbook>");
    let document = extract(&mut notices, &Source::new("表.xls", text.into_bytes())).unwrap();
    (document, notices)
}

fn rows(table: &Table) -> Vec<String> {
    (0..table.rows())
        .map(|row| table.row(row).map(|cell| cell.text.to_owned()).collect::<Vec<_>>().join("|"))
        .collect()
}

const SHEET: &str = r#"<Worksheet ss:Name="附表1"><Table><Column ss:Width="90.5"/>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">项目</Data></Cell>
<Cell ss:MergeAcross="1"><Data ss:Type="String">2024年</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">预算</Data></Cell><Cell><Data ss:Type="String">执行率</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">接待&amp;会议</Data></Cell><Cell ss:StyleID="m"><Data ss:Type="Number">1234.5</Data></Cell>
<Cell ss:StyleID="p"><Data ss:Type="Number">0.985</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">合计</Data></Cell><Cell ss:StyleID="m" ss:Formula="=SUM(R[-1]C:R[-1]C)"><Data ss:Type="Number">1234.5</Data></Cell>
<Cell><Data ss:Type="DateTime">2024-12-31T00:00:00.000</Data></Cell></Row></Table></Worksheet>"#;

#[test]
fn cells_merges_formats_and_sums_are_read() {
    let (document, _) = read(SHEET);
    assert_eq!(document.format, "xls");
    let table = document.tables().next().unwrap();
    assert_eq!(
        rows(table),
        ["项目|2024年", "预算|执行率", "接待&会议|1,234.50|98.50%", "合计|1,234.50|2024-12-31"]
    );
    assert_eq!((table.cell(0).span, table.cell(1).span), ((2, 1), (1, 2)));
    assert_eq!(table.cell(5).stored(), &Stored::Number("1234.5".into()));
    assert_eq!(table.cell(5).at().to_string(), "附表1!B3");
    assert_eq!(document.relations.len(), 1);
}

#[test]
fn the_same_workbook_comes_in_wide_characters() {
    let text = format!("\u{feff}{HEAD}{SHEET}</Workbook>");
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let document = extract(&mut Notices::default(), &Source::new("表.xls", bytes)).unwrap();
    assert_eq!(document.tables().next().map(rows), read(SHEET).0.tables().next().map(rows));
}

#[test]
fn absurd_places_cost_a_cell_and_not_the_sheet() {
    let (document, notices) = read(
        r#"<Worksheet ss:Name="甲"><Table><Row><Cell><Data ss:Type="String">a</Data></Cell>
        <Cell ss:Index="999999999" ss:MergeAcross="4294967295"><Data ss:Type="String">b</Data></Cell></Row>
        <Row ss:Index="4294967295"><Cell><Data ss:Type="String">c</Data></Cell></Row>
        <Row ss:Index="2"><Cell ss:MergeDown="4000000000"><Data ss:Type="String">d</Data></Cell></Row></Table></Worksheet>"#,
    );
    let broken = notices.iter().filter(|notice| notice.code == Code::CELL_BROKEN).count();
    assert_eq!(broken, 2);
    assert!(!document.blocks.is_empty());
}

#[test]
fn a_text_cut_off_is_an_error() {
    let text = format!("{HEAD}{}", &SHEET[..SHEET.len() / 2]);
    assert!(extract(&mut Notices::default(), &Source::new("表.xls", text.into_bytes())).is_err());
}
