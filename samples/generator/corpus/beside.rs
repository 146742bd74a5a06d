//! What lies beside the forms of a report: a chart over two years, a picture of a table as a spreadsheet pastes it, a box
//! with the lines of a cover. Its figures are those of the same world, so that it agrees with every form.

use super::Kind;
use super::dice::Dice;
use super::office::Office;
use super::style::{Cents, Style, decimal};
use super::truth::{BesideTruth, FactTruth};
use super::world::{Line, World};
use crate::docx::build::{Docx, escaped, link, links, p};
use crate::docx::drawn::{drawing, text_box};
use crate::emf::{Entry, Pasted, Stand};
use crate::sheets::{self, Book, Look, Sheet, letters};

/// Something drawn, with what it shows: a head and rows, or lines of a box.
pub struct Drawn {
    manner: Manner,
    title: String,
    rows: Vec<Vec<String>>,
    facts: Vec<FactTruth>,
    /// The order of drawing in a picture, and whether its cells have lines.
    seed: u64,
    ruled: bool,
    /// The sheet that a chart is drawn from is hidden.
    hidden: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Chart,
    Picture,
    Box,
}

/// Name of the sheet that charts are drawn from.
pub const SOURCE: &str = "图表数据";
/// Rows that a shape takes.
const HIGH: u32 = 36;

type Told = (&'static str, &'static str, Line);

/// What lies beside a report of this kind. Offices say in it what their forms say as well.
pub fn of(world: &World, style: &Style, office: &Office, (seed, kind): (u64, Kind)) -> Vec<Drawn> {
    let mut dice = Dice::new(seed, "beside");
    let told: [Told; 2] = [
        ("公务用车运行维护费", "sangong.vehicle.operation", world.driving),
        ("公务接待费", "sangong.reception", world.reception),
    ];
    let year = world.year;
    let mut all = Vec::new();
    if kind != Kind::Project && dice.chance(50) {
        let title = format!("{}—{year}年“三公”经费支出情况（万元）", year - 1);
        all.push(Drawn::of(Manner::Chart, title, year, &told, &mut dice));
    }
    if kind != Kind::Project && dice.chance(40) {
        let title = "“三公”经费支出对比表（单位：万元）".to_owned();
        all.push(Drawn::of(Manner::Picture, title, year, &told, &mut dice));
    }
    if dice.chance(40) {
        let lines = [format!("编制单位{}{}", style.colon(), office.name), "（加盖公章）".to_owned()];
        let rows = lines.map(|line| vec![line]).into();
        let (manner, title) = (Manner::Box, String::new());
        all.push(Drawn { manner, title, rows, facts: Vec::new(), seed, ruled: false, hidden: false });
    }
    all
}

impl Drawn {
    fn of(manner: Manner, title: String, year: i32, told: &[Told], dice: &mut Dice) -> Self {
        let corner = if manner == Manner::Chart { "" } else { "项目" };
        let head = [corner.to_owned(), format!("{}年决算数", year - 1), format!("{year}年决算数")];
        let (mut rows, mut facts) = (vec![head.to_vec()], Vec::new());
        for (label, concept, line) in told {
            let figure = |cents: Cents| decimal(cents, 2, manner == Manner::Chart);
            rows.push(vec![(*label).to_owned(), figure(line.before), figure(line.spent)]);
            for (cents, year) in [(line.before, year - 1), (line.spent, year)] {
                let value = figure(cents);
                facts.push(FactTruth {
                    table: None,
                    concept: Some(concept),
                    year,
                    basis: "final_account",
                    raw: value.clone(),
                    value,
                    unit: "万元",
                    project: None,
                });
            }
        }
        let seed = dice.below(1_000) as u64;
        Self { manner, title, rows, facts, seed, ruled: dice.chance(70), hidden: dice.chance(50) }
    }

    pub fn truth(&self) -> BesideTruth {
        let manner = match self.manner {
            Manner::Chart => "chart",
            Manner::Picture => "image",
            Manner::Box => "box",
        };
        let on_sheet = self.manner == Manner::Chart && !self.hidden;
        BesideTruth { manner, on_sheet, rows: self.rows.clone(), facts: self.facts.clone() }
    }

    fn picture(&self) -> Vec<u8> {
        let entry = |(row, col, text): (usize, usize, &str)| {
            let stand = if row == 0 || col == 0 { Stand::Centre } else { Stand::Right };
            Entry::new(row, col, text, stand)
        };
        let cells = self.rows.iter().enumerate().flat_map(|(row, texts)| {
            texts.iter().enumerate().map(move |(col, text)| (row, col, text.as_str()))
        });
        Pasted {
            widths: vec![190, 140, 140],
            rows: vec![1; self.rows.len()],
            entries: cells.map(entry).collect(),
            ruled: self.ruled,
            title: Some(self.title.clone()),
            seed: self.seed,
        }
        .emf()
    }

    /// The chart over cells of this sheet, with copies of them as Excel keeps them.
    fn chart(&self, sheet: &str, tail: &str) -> String {
        let last = self.rows.len();
        let series: String = (1..self.rows[0].len())
            .map(|col| {
                let letter = letters(u32::try_from(col).expect("a narrow chart"));
                let column = |range: std::ops::Range<usize>, col: usize| {
                    self.rows[range].iter().map(|row| row[col].as_str()).collect::<Vec<_>>()
                };
                let name = cached("str", &format!("{sheet}!${letter}$1"), &column(0..1, col));
                let labels = cached("str", &format!("{sheet}!$A$2:$A${last}"), &column(1..last, 0));
                let values =
                    cached("num", &format!("{sheet}!${letter}$2:${letter}${last}"), &column(1..last, col));
                let nth = col - 1;
                format!(
                    r#"<c:ser><c:idx val="{nth}"/><c:order val="{nth}"/><c:tx>{name}</c:tx><c:cat>{labels}</c:cat><c:val>{values}</c:val></c:ser>"#
                )
            })
            .collect();
        let title = escaped(&self.title);
        format!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><c:roundedCorners val="0"/><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1400"/></a:pPr><a:r><a:rPr lang="zh-CN"/><a:t>{title}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/>{series}<c:axId val="1"/><c:axId val="2"/></c:barChart></c:plotArea><c:legend><c:legendPos val="b"/></c:legend></c:chart>{tail}</c:chartSpace>"#
        )
    }

    /// The sheet that the chart is drawn from.
    fn source(&self, name: &str) -> Sheet {
        let mut sheet = Sheet::new(name);
        let lines: Vec<String> = self.rows.iter().map(|row| row.join("|")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        sheet.rows("A1", Look::Plain, Look::Plain, &lines);
        sheet
    }
}

fn cached(kind: &str, formula: &str, values: &[&str]) -> String {
    let points: String = values
        .iter()
        .enumerate()
        .map(|(nth, value)| format!(r#"<c:pt idx="{nth}"><c:v>{}</c:v></c:pt>"#, escaped(value)))
        .collect();
    let code = if kind == "num" { "<c:formatCode>General</c:formatCode>" } else { "" };
    let count = values.len();
    format!(
        r#"<c:{kind}Ref><c:f>{formula}</c:f><c:{kind}Cache>{code}<c:ptCount val="{count}"/>{points}</c:{kind}Cache></c:{kind}Ref>"#
    )
}

/// The paragraphs that hold what is drawn, for the end of a Word body.
pub fn paragraphs(all: &[Drawn]) -> String {
    let one = |(nth, drawn): (usize, &Drawn)| {
        let id = format!("rIdBeside{nth}");
        match drawn.manner {
            Manner::Chart => {
                format!("<w:p>{}</w:p>", drawing(&format!(r#"<c:chart r:id="{id}"/>"#)))
                    + &p(&format!("图{}", nth + 1))
            }
            Manner::Picture => format!("<w:p>{}</w:p>", drawing(&format!(r#"<a:blip r:embed="{id}"/>"#))),
            Manner::Box => {
                let lines: String = drawn.rows.iter().map(|row| p(&row[0])).collect();
                format!("<w:p>{}</w:p>", text_box(&lines))
            }
        }
    };
    all.iter().enumerate().map(one).collect()
}

/// The parts of a Word package that those paragraphs name.
pub fn attach(mut word: Docx, all: &[Drawn]) -> Docx {
    for (nth, drawn) in all.iter().enumerate() {
        let id = format!("rIdBeside{nth}");
        word = match drawn.manner {
            Manner::Chart => {
                let chart = drawn.chart(
                    "Sheet1",
                    r#"<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>"#,
                );
                let name = format!("Microsoft_Excel_{nth}.xlsx");
                let own = links(&link("rId1", "package", &format!("../embeddings/{name}")));
                word.with(&id, "chart", &format!("charts/chart{nth}.xml"), chart)
                    .with_part(&format!("word/charts/_rels/chart{nth}.xml.rels"), own)
                    .with_part(
                        &format!("word/embeddings/{name}"),
                        Book::of(vec![drawn.source("Sheet1")]).bytes(),
                    )
            }
            Manner::Picture => word.with(&id, "image", &format!("media/image{nth}.emf"), drawn.picture()),
            Manner::Box => word,
        };
    }
    word
}

/// Puts what is drawn onto the first sheet of a workbook, and what charts are drawn from onto a sheet of its own.
pub fn onto(book: &mut Book, all: &[Drawn]) {
    let (mut shapes, mut own) = (Vec::new(), Vec::new());
    for (nth, drawn) in all.iter().enumerate() {
        let id = format!("rId{}", nth + 1);
        let shape = match drawn.manner {
            Manner::Chart => {
                let mut source = drawn.source(SOURCE);
                source.listed = if drawn.hidden { r#" state="hidden""#.into() } else { String::new() };
                book.sheets.push(source);
                let kind = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml";
                let chart = drawn.chart(SOURCE, "").into_bytes();
                book.parts.push((format!("xl/charts/chart{nth}.xml"), Some(kind), chart));
                own.push(sheets::link(&id, "chart", &format!("../charts/chart{nth}.xml")));
                format!(
                    r#"<xdr:graphicFrame macro=""><a:graphic><a:graphicData><c:chart r:id="{id}"/></a:graphicData></a:graphic></xdr:graphicFrame>"#
                )
            }
            Manner::Picture => {
                book.parts.push((format!("xl/media/image{nth}.emf"), Some("image/x-emf"), drawn.picture()));
                own.push(sheets::link(&id, "image", &format!("../media/image{nth}.emf")));
                format!(r#"<xdr:pic><xdr:blipFill><a:blip r:embed="{id}"/></xdr:blipFill></xdr:pic>"#)
            }
            Manner::Box => {
                let line =
                    |row: &Vec<String>| format!("<a:p><a:r><a:t>{}</a:t></a:r></a:p>", escaped(&row[0]));
                let lines: String = drawn.rows.iter().map(line).collect();
                format!("<xdr:sp><xdr:txBody>{lines}</xdr:txBody></xdr:sp>")
            }
        };
        shapes.push((u32::try_from(nth).expect("few shapes") * HIGH, shape));
    }
    let Some(sheet) = book.sheets.first_mut().filter(|_| !shapes.is_empty()) else { return };
    sheet.tail.push_str(r#"<drawing r:id="rIdBeside"/>"#);
    sheet.links.push(sheets::link("rIdBeside", "drawing", "../drawings/drawing1.xml"));
    let shapes: Vec<(u32, &str)> = shapes.iter().map(|(row, shape)| (*row, shape.as_str())).collect();
    let kind = "application/vnd.openxmlformats-officedocument.drawing+xml";
    book.parts.push((
        "xl/drawings/drawing1.xml".into(),
        Some(kind),
        crate::xlsx::drawn::drawing(&shapes).into(),
    ));
    let links = sheets::relationships(&own).into_bytes();
    book.parts.push(("xl/drawings/_rels/drawing1.xml.rels".into(), None, links));
}
