//! A writer of small XLSX workbooks: as much of the format as the samples show, and as plain as a program would write
//! it that has nothing to hide.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::package::pack;

/// Cell styles, by their place in the styles part.
#[derive(Clone, Copy)]
pub enum Look {
    Plain,
    Title,
    Head,
    Boxed,
    Money,
    Percent,
    Right,
    /// The n-th of the workbook's own number formats, in a box; behind the last of them, the same without one.
    Own(usize),
}

impl Look {
    fn index(self) -> usize {
        match self {
            Self::Plain => 0,
            Self::Title => 1,
            Self::Head => 2,
            Self::Boxed => 3,
            Self::Money => 4,
            Self::Percent => 5,
            Self::Right => 6,
            Self::Own(nth) => 7 + nth,
        }
    }
}

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The letters of a column, from 0.
///
/// # Panics
/// Never: a remainder is less than 26.
pub fn letters(mut col: u32) -> String {
    let mut letters = String::new();
    col += 1;
    while col > 0 {
        col -= 1;
        letters.insert(0, char::from(b'A' + u8::try_from(col % 26).expect("less than 26")));
        col /= 26;
    }
    letters
}

/// The row and column of an address such as `B5`, from 0.
///
/// # Panics
/// On anything else: the samples are written here.
pub fn place(address: &str) -> (u32, u32) {
    let (letters, digits) =
        address.split_at(address.find(|char: char| char.is_ascii_digit()).expect("a row"));
    let col = letters.bytes().fold(0, |col, letter| col * 26 + u32::from(letter - b'A') + 1);
    (digits.parse::<u32>().expect("a number") - 1, col - 1)
}

/// One sheet: cells by place, and XML around them.
#[derive(Default)]
pub struct Sheet {
    pub name: String,
    /// Attributes of the workbook's line for it, such as ` state="hidden"`.
    pub listed: String,
    cells: BTreeMap<(u32, u32), String>,
    row_attributes: BTreeMap<u32, String>,
    /// Before and behind the cells.
    pub head: String,
    pub tail: String,
    merges: Vec<String>,
    /// Relationships of the sheet: id, kind, target.
    pub links: Vec<(String, String, String)>,
}

impl Sheet {
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// A cell as it is written, with attributes and children.
    pub fn raw(&mut self, at: &str, look: Look, attributes: &str, children: &str) -> &mut Self {
        let style = look.index();
        let xml = format!("<c r=\"{at}\" s=\"{style}\"{attributes}>{children}</c>");
        self.cells.insert(place(at), xml);
        self
    }

    pub fn text(&mut self, at: &str, look: Look, text: &str) -> &mut Self {
        let text = escape(text);
        self.raw(at, look, " t=\"inlineStr\"", &format!("<is><t xml:space=\"preserve\">{text}</t></is>"))
    }

    pub fn number(&mut self, at: &str, look: Look, digits: &str) -> &mut Self {
        self.raw(at, look, "", &format!("<v>{digits}</v>"))
    }

    pub fn formula(&mut self, at: &str, look: Look, formula: &str, value: &str) -> &mut Self {
        self.raw(at, look, "", &format!("<f>{}</f><v>{value}</v>", escape(formula)))
    }

    pub fn blank(&mut self, at: &str, look: Look) -> &mut Self {
        self.raw(at, look, "", "")
    }

    /// Rows from a corner: `|` between cells, numbers as numbers in `money`, nothing for a boxed blank.
    pub fn rows(&mut self, corner: &str, look: Look, money: Look, rows: &[&str]) -> &mut Self {
        let (top, left) = place(corner);
        for (row, line) in (top..).zip(rows) {
            for (col, text) in (left..).zip(line.split('|')) {
                let at = format!("{}{}", letters(col), row + 1);
                match text {
                    "" => self.blank(&at, look),
                    _ if text.parse::<f64>().is_ok() => self.number(&at, money, text),
                    _ => self.text(&at, look, text),
                };
            }
        }
        self
    }

    pub fn merge(&mut self, range: &str) -> &mut Self {
        self.merges.push(range.into());
        self
    }

    /// Attributes of a row, by its number.
    pub fn row(&mut self, number: u32, attributes: &str) -> &mut Self {
        self.row_attributes.insert(number - 1, attributes.into());
        self
    }

    pub fn xml(&self, namespaces: &str) -> String {
        let mut rows: BTreeMap<u32, String> = BTreeMap::new();
        for row in self.row_attributes.keys() {
            rows.entry(*row).or_default();
        }
        for ((row, _), cell) in &self.cells {
            rows.entry(*row).or_default().push_str(cell);
        }
        let mut xml = format!("<worksheet {namespaces}>{}<sheetData>", self.head);
        for (row, cells) in rows {
            let attributes = self.row_attributes.get(&row).map_or("", String::as_str);
            write!(xml, "<row r=\"{}\"{attributes}>{cells}</row>", row + 1).expect("a string grows");
        }
        xml.push_str("</sheetData>");
        if !self.merges.is_empty() {
            write!(xml, "<mergeCells count=\"{}\">", self.merges.len()).expect("a string grows");
            for range in &self.merges {
                write!(xml, "<mergeCell ref=\"{range}\"/>").expect("a string grows");
            }
            xml.push_str("</mergeCells>");
        }
        xml.push_str(&self.tail);
        xml.push_str("</worksheet>");
        xml
    }
}

/// A workbook of sheets, own number formats and further parts.
#[derive(Default)]
pub struct Book {
    pub sheets: Vec<Sheet>,
    pub formats: Vec<String>,
    /// Whether each format is there without a box as well.
    bare_formats: bool,
    /// XML inside the workbook element, before and behind the list of sheets.
    pub head: String,
    pub tail: String,
    /// Name, content type where it needs one, bytes.
    pub parts: Vec<(String, Option<&'static str>, Vec<u8>)>,
    /// Relationships of the workbook beside sheets and styles: id, kind, target.
    pub links: Vec<(String, String, String)>,
    pub macros: bool,
}

pub const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const KINDS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

impl Book {
    pub fn of(sheets: Vec<Sheet>) -> Self {
        Self { sheets, ..Self::default() }
    }

    /// Numbers the formats: `Look::Own(0)` is the first.
    pub fn formats(mut self, codes: &[&str]) -> Self {
        self.formats = codes.iter().map(|code| (*code).to_owned()).collect();
        self
    }

    /// Numbers the formats a second time behind the last of them, for cells that are not boxed.
    pub fn with_bare_formats(mut self) -> Self {
        self.bare_formats = true;
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut parts: Vec<(String, Vec<u8>)> = vec![
            ("[Content_Types].xml".into(), self.types().into_bytes()),
            (
                "_rels/.rels".into(),
                relationships(&[link("rId1", "officeDocument", "xl/workbook.xml")]).into_bytes(),
            ),
            ("xl/workbook.xml".into(), self.workbook().into_bytes()),
            ("xl/_rels/workbook.xml.rels".into(), self.links().into_bytes()),
            ("xl/styles.xml".into(), self.styles().into_bytes()),
        ];
        for (nth, sheet) in (1..).zip(&self.sheets) {
            let xml = format!("{DECLARATION}{}", sheet.xml(MAIN));
            parts.push((format!("xl/worksheets/sheet{nth}.xml"), xml.into_bytes()));
            if !sheet.links.is_empty() {
                let name = format!("xl/worksheets/_rels/sheet{nth}.xml.rels");
                parts.push((name, relationships(&sheet.links).into_bytes()));
            }
        }
        parts.extend(self.parts.iter().map(|(name, _, bytes)| (name.clone(), bytes.clone())));
        pack(&parts)
    }

    fn types(&self) -> String {
        let main = match self.macros {
            true => "application/vnd.ms-excel.sheet.macroEnabled.main+xml".to_owned(),
            false => format!("{TYPES}.sheet.main+xml"),
        };
        let mut xml = format!(
            "{DECLARATION}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Default Extension=\"png\" ContentType=\"image/png\"/>\
             <Override PartName=\"/xl/workbook.xml\" ContentType=\"{main}\"/>\
             <Override PartName=\"/xl/styles.xml\" ContentType=\"{TYPES}.styles+xml\"/>"
        );
        for nth in 1..=self.sheets.len() {
            let name = format!("/xl/worksheets/sheet{nth}.xml");
            write!(xml, "<Override PartName=\"{name}\" ContentType=\"{TYPES}.worksheet+xml\"/>")
                .expect("a string grows");
        }
        for (name, kind, _) in &self.parts {
            if let Some(kind) = kind {
                write!(xml, "<Override PartName=\"/{name}\" ContentType=\"{kind}\"/>")
                    .expect("a string grows");
            }
        }
        xml + "</Types>"
    }

    fn workbook(&self) -> String {
        let mut xml = format!("{DECLARATION}<workbook {MAIN}>{}<sheets>", self.head);
        for (nth, sheet) in (1..).zip(&self.sheets) {
            let (name, listed) = (escape(&sheet.name), &sheet.listed);
            write!(xml, "<sheet name=\"{name}\" sheetId=\"{nth}\"{listed} r:id=\"rId{nth}\"/>")
                .expect("a string grows");
        }
        xml + "</sheets>" + &self.tail + "</workbook>"
    }

    fn links(&self) -> String {
        let mut links: Vec<_> = (1..=self.sheets.len())
            .map(|nth| link(&format!("rId{nth}"), "worksheet", &format!("worksheets/sheet{nth}.xml")))
            .collect();
        links.push(link("rIdStyles", "styles", "styles.xml"));
        links.extend(self.links.iter().cloned());
        relationships(&links)
    }

    fn styles(&self) -> String {
        let mut formats = String::new();
        let (mut own, mut bare) = (String::new(), String::new());
        for (nth, code) in (176..).zip(&self.formats) {
            write!(formats, "<numFmt numFmtId=\"{nth}\" formatCode=\"{}\"/>", escape(code))
                .expect("a string grows");
            write!(own, "<xf numFmtId=\"{nth}\" fontId=\"0\" fillId=\"0\" borderId=\"1\"/>")
                .expect("a string grows");
            if !self.bare_formats {
                continue;
            }
            write!(bare, "<xf numFmtId=\"{nth}\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>")
                .expect("a string grows");
        }
        let line = |side: &str| format!("<{side} style=\"thin\"/>");
        let sides = ["left", "right", "top", "bottom"].map(line).concat();
        let count = self.formats.len();
        let looks = if self.bare_formats { 7 + 2 * count } else { 7 + count };
        format!(
            "{DECLARATION}<styleSheet {MAIN}><numFmts count=\"{count}\">{formats}</numFmts>\
             <fonts count=\"2\"><font/><font><b/></font></fonts>\
             <fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill>\
             <fill><patternFill patternType=\"gray125\"/></fill>\
             <fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFD9E1F2\"/></patternFill></fill></fills>\
             <borders count=\"2\"><border><left/><right/><top/><bottom/></border><border>{sides}</border></borders>\
             <cellXfs count=\"{}\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>\
             <xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\"><alignment horizontal=\"center\"/></xf>\
             <xf numFmtId=\"0\" fontId=\"1\" fillId=\"2\" borderId=\"1\"><alignment horizontal=\"center\"/></xf>\
             <xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"1\"/>\
             <xf numFmtId=\"4\" fontId=\"0\" fillId=\"0\" borderId=\"1\"/>\
             <xf numFmtId=\"10\" fontId=\"0\" fillId=\"0\" borderId=\"1\"/>\
             <xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"><alignment horizontal=\"right\"/></xf>\
             {own}{bare}</cellXfs></styleSheet>",
            looks
        )
    }
}

pub fn link(id: &str, kind: &str, target: &str) -> (String, String, String) {
    (id.into(), kind.into(), target.into())
}

/// A relationships part in the transitional namespace.
pub fn relationships(links: &[(String, String, String)]) -> String {
    let mut xml = format!(
        "{DECLARATION}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    );
    for (id, kind, target) in links {
        let mode = if target.contains("://") { " TargetMode=\"External\"" } else { "" };
        write!(xml, "<Relationship Id=\"{id}\" Type=\"{KINDS}/{kind}\" Target=\"{target}\"{mode}/>")
            .expect("a string grows");
    }
    xml + "</Relationships>"
}
