//! What is drawn on sheets: charts, a picture, a text box.

use crate::sheets::{Book, Look, Sheet, escape, link, relationships};

/// A chart, a picture and a text box on a sheet; macros and a link to another file beside it.
pub fn drawings() -> Book {
    let mut sheet = Sheet::new("图");
    sheet.rows("A1", Look::Head, Look::Head, &["年度|支出"]);
    sheet.rows("A2", Look::Boxed, Look::Money, &["2030年|10", "2031年|12.5"]);
    sheet.tail = "<drawing r:id=\"rId1\"/>".into();
    sheet.links.push(link("rId1", "drawing", "../drawings/drawing1.xml"));
    let mut book = Book::of(vec![sheet]);
    book.macros = true;
    book.parts.push(("xl/drawings/drawing1.xml".into(), None, drawing(&SHAPES).into()));
    let links = [link("rId1", "chart", "../charts/chart1.xml"), link("rId2", "image", "../media/image1.png")];
    book.parts.push(("xl/drawings/_rels/drawing1.xml.rels".into(), None, relationships(&links).into()));
    book.parts.push(("xl/charts/chart1.xml".into(), None, chart().into()));
    book.parts.push(("xl/media/image1.png".into(), None, b"\x89PNG\r\n\x1a\n".to_vec()));
    book.parts.push(("xl/vbaProject.bin".into(), None, b"not looked at".to_vec()));
    book.parts.push(("xl/externalLinks/externalLink1.xml".into(), None, b"<externalLink/>".to_vec()));
    let outside = relationships(&[link("rId1", "externalLinkPath", "file:///D:/2030.xlsx")]);
    book.parts.push(("xl/externalLinks/_rels/externalLink1.xml.rels".into(), None, outside.into()));
    book
}

/// A chart, a picture and a text box.
const SHAPES: [(u32, &str); 3] = [
    (0, CHART),
    (12, "<xdr:pic><xdr:blipFill><a:blip r:embed=\"rId2\"/></xdr:blipFill></xdr:pic>"),
    (
        14,
        "<xdr:sp><xdr:txBody><a:p><a:r><a:t>数据截至</a:t></a:r><a:r><a:t>12月底</a:t></a:r></a:p>\
         <a:p><a:r><a:t>单位：万元</a:t></a:r></a:p></xdr:txBody></xdr:sp>",
    ),
];
const CHART: &str = "<xdr:graphicFrame><a:graphic><a:graphicData><c:chart r:id=\"rId1\"/></a:graphicData></a:graphic></xdr:graphicFrame>";

/// Shapes, each with the row on which it begins.
pub fn drawing(shapes: &[(u32, &str)]) -> String {
    let anchor = |(row, shape): &(u32, &str)| {
        format!(
            "<xdr:twoCellAnchor><xdr:from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>\
             <xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>9</xdr:col><xdr:row>9</xdr:row></xdr:to>{shape}\
             <xdr:clientData/></xdr:twoCellAnchor>"
        )
    };
    format!(
        "<xdr:wsDr xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">{}</xdr:wsDr>",
        shapes.iter().map(anchor).collect::<String>()
    )
}

/// A chart whose copies are older than its cells, and one that keeps none, on a sheet with headers of its own for the
/// first page; the same chart on a sheet that nobody sees.
pub fn charts() -> Book {
    let mut sheet = Sheet::new("图");
    sheet.rows("A1", Look::Head, Look::Head, &["年度|支出"]);
    sheet.rows("A2", Look::Boxed, Look::Money, &["2030年|10", "2031年|12.5"]);
    sheet.tail = "<headerFooter differentFirst=\"1\"><oddHeader>&amp;L单位：万元&amp;R第 &amp;P 页</oddHeader>\
        <oddFooter>&amp;C&amp;\"宋体,加粗\"&amp;9制表：财务股</oddFooter><evenHeader>&amp;C不用的</evenHeader>\
        <firstHeader>&amp;C&amp;A汇总</firstHeader></headerFooter><drawing r:id=\"rId1\"/>"
        .into();
    sheet.links.push(link("rId1", "drawing", "../drawings/drawing1.xml"));
    let mut unseen = Sheet::new("底稿");
    unseen.listed = " state=\"hidden\"".into();
    unseen.tail = "<drawing r:id=\"rId1\"/>".into();
    unseen.links.push(link("rId1", "drawing", "../drawings/drawing2.xml"));
    let mut book = Book::of(vec![sheet, unseen]);
    let old = chart().replace("<c:v>12.5</c:v>", "<c:v>12</c:v>");
    let mut bare = String::new();
    for (nth, piece) in chart().split("Cache>").enumerate() {
        // What lies between two ends of a copy is a copy.
        if nth % 2 == 0 {
            bare += piece
                .trim_end_matches("<c:str")
                .trim_end_matches("</c:str")
                .trim_end_matches("<c:num")
                .trim_end_matches("</c:num");
        }
    }
    let second = CHART.replace("rId1", "rId2");
    let links = |names: [&str; 2]| {
        relationships(&[link("rId1", "chart", names[0]), link("rId2", "chart", names[1])]).into_bytes()
    };
    book.parts.push(("xl/drawings/drawing1.xml".into(), None, drawing(&[(0, CHART), (20, &second)]).into()));
    book.parts.push((
        "xl/drawings/_rels/drawing1.xml.rels".into(),
        None,
        links(["../charts/chart1.xml", "../charts/chart2.xml"]),
    ));
    book.parts.push(("xl/drawings/drawing2.xml".into(), None, drawing(&[(3, CHART), SHAPES[2]]).into()));
    book.parts.push((
        "xl/drawings/_rels/drawing2.xml.rels".into(),
        None,
        links(["../charts/chart3.xml", "../charts/chart2.xml"]),
    ));
    for (name, xml) in [("chart1", old), ("chart2", bare), ("chart3", chart())] {
        book.parts.push((format!("xl/charts/{name}.xml"), None, xml.into()));
    }
    book
}

pub fn chart() -> String {
    let points = |texts: [&str; 2]| {
        let point =
            |(nth, text): (usize, &str)| format!("<c:pt idx=\"{nth}\"><c:v>{}</c:v></c:pt>", escape(text));
        format!("<c:ptCount val=\"2\"/>{}", texts.into_iter().enumerate().map(point).collect::<String>())
    };
    format!(
        "<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"><c:chart><c:plotArea><c:barChart>\
         <c:ser><c:idx val=\"0\"/><c:order val=\"0\"/><c:tx><c:strRef><c:f>图!$B$1</c:f><c:strCache><c:ptCount val=\"1\"/>\
         <c:pt idx=\"0\"><c:v>支出</c:v></c:pt></c:strCache></c:strRef></c:tx>\
         <c:cat><c:strRef><c:f>图!$A$2:$A$3</c:f><c:strCache>{}</c:strCache></c:strRef></c:cat>\
         <c:val><c:numRef><c:f>图!$B$2:$B$3</c:f><c:numCache><c:formatCode>#,##0.00</c:formatCode>{}</c:numCache></c:numRef></c:val>\
         </c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>",
        points(["2030年", "2031年"]),
        points(["10", "12.5"])
    )
}
