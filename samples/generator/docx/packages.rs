//! Packages that are put together in unusual but lawful ways.

use super::build::*;
use crate::Sample;
use crate::package::{pack, pack_streamed, pack_wide};

pub fn samples() -> Vec<Sample> {
    vec![strict(), backslashes(), elsewhere(), utf16(), macros(), outside(), streamed(), wide(), template()]
}

fn plain() -> Docx {
    Docx::new(p("绩效自评报告") + &tbl(&[2000, 2000], &[row(&["项目", "金额"]), row(&["合计", "42.00"])]))
}

fn strict() -> Sample {
    let parts: Vec<(String, Vec<u8>)> = plain()
        .parts()
        .into_iter()
        .map(|(name, content)| {
            let text = String::from_utf8(content).expect("parts are text");
            let text = if name.ends_with("document.xml") { strictly(&text) } else { text };
            let text = text.replace(
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                "http://purl.oclc.org/ooxml/officeDocument/relationships",
            );
            (name, text.into_bytes())
        })
        .collect();
    Sample::new("docx/strict-and-prefixed.docx", pack(&parts))
}

fn backslashes() -> Sample {
    let parts: Vec<(String, Vec<u8>)> =
        plain().parts().into_iter().map(|(name, content)| (name.replace('/', "\\"), content)).collect();
    Sample::new("docx/backslashes.docx", pack(&parts))
}

/// The main part under another name, found by its relationship, which begins at the root.
fn elsewhere() -> Sample {
    let parts: Vec<(String, Vec<u8>)> = plain()
        .parts()
        .into_iter()
        .map(|(name, content)| {
            let text = String::from_utf8(content).expect("parts are text");
            let text = text.replace("Target=\"word/document.xml\"", "Target=\"/Content/Main.XML\"");
            let text = text.replace("/word/document.xml", "/content/main.xml");
            (name.replace("word/document.xml", "content/main.xml"), text.into_bytes())
        })
        .collect();
    Sample::new("docx/main-part-elsewhere.docx", pack(&parts))
}

fn utf16() -> Sample {
    let parts: Vec<(String, Vec<u8>)> = plain()
        .parts()
        .into_iter()
        .map(|(name, content)| match String::from_utf8(content.clone()) {
            Ok(text) if name.ends_with("document.xml") => {
                let text = format!("\u{FEFF}{}", text.replace("UTF-8", "UTF-16"));
                (name, text.encode_utf16().flat_map(u16::to_le_bytes).collect())
            }
            _ => (name, content),
        })
        .collect();
    Sample::new("docx/utf-16.docx", pack(&parts))
}

fn macros() -> Sample {
    let bytes = plain()
        .with("rId1", "vbaProject", "vbaProject.bin", vec![0xD0, 0xCF, 0x11, 0xE0])
        .with("rId2", "theme", "theme/theme1.xml", "<a:theme xmlns:a=\"x\"/>")
        .with("rId3", "settings", "settings.xml", part("settings", ""))
        .with_part("docProps/app.xml", "<Properties/>")
        .with_part("customXml/item1.xml", "<x/>")
        .bytes();
    Sample::new("docx/macros.docm", bytes)
}

fn streamed() -> Sample {
    Sample::new("docx/sizes-behind-the-parts.docx", pack_streamed(&plain().parts()))
}

fn wide() -> Sample {
    Sample::new("docx/zip64.docx", pack_wide(&plain().parts()))
}

fn template() -> Sample {
    let parts: Vec<(String, Vec<u8>)> = plain()
        .parts()
        .into_iter()
        .map(|(name, content)| {
            let text = String::from_utf8(content).expect("parts are text");
            (name, text.replace("document.main+xml", "template.main+xml").into_bytes())
        })
        .collect();
    Sample::new("docx/template.dotx", pack(&parts))
}

fn outside() -> Sample {
    let template = r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="\\fileserver\templates\report.dotm" TargetMode="External"/>"#;
    Docx::new(p("有外部链接") + r#"<w:p><w:r><w:drawing><a:blip r:link="rId2"/></w:drawing></w:r></w:p>"#)
        .with("rId1", "settings", "settings.xml", part("settings", "<w:attachedTemplate r:id=\"rId1\"/>"))
        .with_link("rId2", "image", "http://www.example.org/logo.png")
        .with_part("word/_rels/settings.xml.rels", links(template))
        .sample("links-outside")
}
