//! Word packages out of pieces of WordprocessingML. Strings in, bytes out; whatever a sample wants to be odd, it writes
//! itself.

use crate::Sample;
use crate::package::pack;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml""#;

/// A package in the making.
pub struct Docx {
    body: String,
    parts: Vec<(String, Vec<u8>)>,
    links: String,
    types: String,
}

impl Docx {
    pub fn new(body: impl Into<String>) -> Self {
        Self { body: body.into(), parts: Vec::new(), links: String::new(), types: String::new() }
    }

    /// Adds a part under `word/`, tied to the body by a relationship of this kind.
    pub fn with(mut self, id: &str, kind: &str, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.links += &format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{name}"/>"#);
        self.parts.push((format!("word/{name}"), content.into()));
        self
    }

    /// Adds a part that the body does not know.
    pub fn with_part(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.parts.push((name.to_owned(), content.into()));
        self
    }

    pub fn with_link(mut self, id: &str, kind: &str, target: &str) -> Self {
        self.links += &format!(
            r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>"#
        );
        self
    }

    pub fn parts(self) -> Vec<(String, Vec<u8>)> {
        let types = format!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>{}</Types>"#,
            self.types
        );
        let root = links(&format!(
            r#"<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>"#
        ));
        let document = part("document", &format!("<w:body>{}<w:sectPr/></w:body>", self.body));
        let mut parts = vec![
            ("[Content_Types].xml".to_owned(), types.into_bytes()),
            ("_rels/.rels".to_owned(), root.into_bytes()),
            ("word/document.xml".to_owned(), document.into_bytes()),
        ];
        if !self.links.is_empty() {
            parts.push(("word/_rels/document.xml.rels".to_owned(), links(&self.links).into_bytes()));
        }
        parts.extend(self.parts);
        parts
    }

    pub fn bytes(self) -> Vec<u8> {
        pack(&self.parts())
    }

    pub fn sample(self, name: &str) -> Sample {
        Sample::new(format!("docx/{name}.docx"), self.bytes())
    }
}

/// A relationship part.
pub fn links(lines: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>"#
    )
}

/// A relationship line of a part other than the body.
pub fn link(id: &str, kind: &str, target: &str) -> String {
    format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
}

/// A part with this root element.
pub fn part(root: &str, content: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{root} {NAMESPACES}>{content}</w:{root}>"#
    )
}

/// The same document under other prefixes and in the strict namespace.
pub fn strictly(document: &str) -> String {
    document
        .replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main")
        .replace("<w:", "<ns0:")
        .replace("</w:", "</ns0:")
        .replace("xmlns:w=", "xmlns:ns0=")
        .replace(" w:", " ns0:")
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

pub fn r(text: &str) -> String {
    format!(r#"<w:r><w:t xml:space="preserve">{}</w:t></w:r>"#, escaped(text))
}

/// A run with properties.
pub fn rp(properties: &str, text: &str) -> String {
    format!(r#"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{}</w:t></w:r>"#, escaped(text))
}

pub fn p(text: &str) -> String {
    format!("<w:p>{}</w:p>", r(text))
}

/// A paragraph with properties, out of runs.
pub fn pp(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

pub const BLANK: &str = "<w:p/>";
pub const PAGE_BREAK: &str = r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#;

pub fn c(text: &str) -> String {
    tc("", &p(text))
}

/// A cell with properties, out of blocks.
pub fn tc(properties: &str, blocks: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{blocks}</w:tc>")
}

/// A cell over several columns.
pub fn span(columns: u32, text: &str) -> String {
    tc(&format!(r#"<w:gridSpan w:val="{columns}"/>"#), &p(text))
}

/// A cell with which a merge downwards begins, and one that continues it.
pub fn down(text: &str) -> String {
    tc(r#"<w:vMerge w:val="restart"/>"#, &p(text))
}

pub fn below() -> String {
    tc("<w:vMerge/>", BLANK)
}

pub fn tr(cells: &[String]) -> String {
    trp("", cells)
}

pub fn trp(properties: &str, cells: &[String]) -> String {
    format!("<w:tr><w:trPr>{properties}</w:trPr>{}</w:tr>", cells.concat())
}

/// A row of plain cells.
pub fn row(texts: &[&str]) -> String {
    tr(&texts.iter().map(|text| c(text)).collect::<Vec<_>>())
}

/// A header row as Word marks it, bold.
pub fn head(texts: &[&str]) -> String {
    let cell = |text: &&str| tc("", &format!("<w:p>{}</w:p>", rp("<w:b/>", text)));
    trp("<w:tblHeader/>", &texts.iter().map(cell).collect::<Vec<_>>())
}

pub fn tbl(widths: &[u32], rows: &[String]) -> String {
    let columns: String = widths.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
    format!(
        r#"<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{}</w:tbl>"#,
        rows.concat()
    )
}
