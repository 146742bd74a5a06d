//! Large Word documents for measurements and for tests of memory and time: full of the properties that Word and WPS
//! write around every run, and nearly nothing else. Never written to disk.

use std::fmt::Write as _;

use crate::docx::build::{Docx, part};

pub(crate) const RUN: &str = r#"<w:rPr><w:rFonts w:ascii="FangSong_GB2312" w:eastAsia="FangSong_GB2312" w:hAnsi="FangSong_GB2312" w:cs="FangSong_GB2312" w:hint="eastAsia"/><w:color w:val="000000"/><w:kern w:val="0"/><w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar"/></w:rPr>"#;
pub(crate) const PARAGRAPH: &str = r#"<w:keepNext w:val="0"/><w:keepLines w:val="0"/><w:widowControl/><w:suppressLineNumbers w:val="0"/><w:kinsoku/><w:spacing w:before="0" w:beforeAutospacing="0" w:after="0" w:afterAutospacing="0" w:line="280" w:lineRule="exact"/><w:ind w:left="0" w:right="0"/><w:jc w:val="center"/><w:textAlignment w:val="center"/>"#;
pub(crate) const BORDERS: &str = r#"<w:tcBorders><w:top w:val="single" w:color="000000" w:sz="4" w:space="0"/><w:left w:val="single" w:color="000000" w:sz="4" w:space="0"/><w:bottom w:val="single" w:color="000000" w:sz="4" w:space="0"/><w:right w:val="single" w:color="000000" w:sz="4" w:space="0"/></w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="auto"/><w:noWrap w:val="0"/><w:vAlign w:val="center"/>"#;

/// A small generator of figures: the same every time, and not all alike.
struct Figures(u64);

impl Figures {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn amount(&mut self) -> String {
        let cents = self.next() % 1_000_000;
        format!("{}.{:02}", cents / 100, cents % 100)
    }
}

/// A paragraph whose text is cut into runs, as editing leaves it.
fn paragraph(out: &mut String, figures: &mut Figures, text: &str) {
    let id = figures.next() % 0xFF_FFFF;
    let _ = write!(
        out,
        r#"<w:p w14:paraId="{id:08X}" w:rsidR="00{id:06X}" w:rsidRDefault="00{id:06X}"><w:pPr>{PARAGRAPH}{RUN}</w:pPr>"#
    );
    for piece in text.split_inclusive(['，', '。', '.']) {
        let id = figures.next() % 0xFF_FFFF;
        let run = RUN.replace("\"21\"", &format!("\"{}\"", 18 + id % 12));
        let _ = write!(out, r#"<w:r w:rsidRPr="00{id:06X}">{run}<w:t>{piece}</w:t></w:r>"#);
    }
    out.push_str("</w:p>");
}

fn cell(out: &mut String, figures: &mut Figures, properties: &str, text: &str) {
    let width = 1380 + figures.next() % 40;
    let _ = write!(out, r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}{BORDERS}</w:tcPr>"#);
    paragraph(out, figures, text);
    out.push_str("</w:tc>");
}

/// One table: a header, then groups of rows under cells merged downwards.
fn table(out: &mut String, figures: &mut Figures, rows: usize) {
    out.push_str(r#"<w:tbl><w:tblPr><w:tblStyle w:val="a5"/><w:tblW w:w="0" w:type="auto"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>"#);
    out.push_str(&r#"<w:gridCol w:w="1400"/>"#.repeat(6));
    out.push_str("</w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr>");
    for text in ["一级指标", "二级指标", "三级指标", "2023年预算数", "2022年决算数", "得分"]
    {
        cell(out, figures, "", text);
    }
    out.push_str("</w:tr>");
    for row in 0..rows {
        let merge =
            if row % 4 == 0 { r#"<w:vMerge w:val="restart"/>"# } else { r#"<w:vMerge w:val="continue"/>"# };
        out.push_str(
            r#"<w:tr><w:trPr><w:trHeight w:val="454" w:hRule="atLeast"/><w:jc w:val="center"/></w:trPr>"#,
        );
        cell(out, figures, merge, if row % 4 == 0 { "产出指标" } else { "" });
        cell(out, figures, "", "数量指标");
        let (planned, spent) = (figures.amount(), figures.amount());
        cell(out, figures, "", &format!("完成渠道衬砌，共{}处", row + 1));
        cell(out, figures, "", &planned);
        cell(out, figures, "", &spent);
        cell(out, figures, "", "10");
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

fn document(body: String) -> Docx {
    let style = |nth: usize| {
        format!(
            r#"<w:style w:type="paragraph" w:customStyle="1" w:styleId="s{nth}"><w:name w:val="style {nth}"/><w:basedOn w:val="a"/><w:uiPriority w:val="99"/><w:pPr>{PARAGRAPH}</w:pPr>{RUN}</w:style>"#
        )
    };
    let latent = r#"<w:lsdException w:name="Light Grid Accent" w:semiHidden="0" w:uiPriority="62" w:unhideWhenUsed="0"/>"#.repeat(270);
    let styles = format!(
        r#"<w:docDefaults><w:rPrDefault>{RUN}</w:rPrDefault></w:docDefaults><w:latentStyles>{latent}</w:latentStyles><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>{RUN}</w:style>{}"#,
        (0..20).map(style).collect::<String>()
    );
    Docx::new(body).with("rId1", "styles", "styles.xml", part("styles", &styles))
}

/// A report as offices write them: some 40 KB packed, 870 KB of XML, prose and eight tables.
pub fn typical() -> Vec<u8> {
    let mut figures = Figures(7);
    let mut body = String::new();
    for _ in 0..8 {
        for nth in 0..12 {
            let (planned, spent) = (figures.amount(), figures.amount());
            let text =
                format!("（{nth}）全年预算安排{planned}万元，实际支出{spent}万元，年末结转按规定使用。");
            paragraph(&mut body, &mut figures, &text);
        }
        table(&mut body, &mut figures, 8);
    }
    document(body).bytes()
}

/// A whole report: prose with figures under headings, the form of base data, the scored indicators. About 450 cells.
pub fn report() -> Vec<u8> {
    let mut figures = Figures(5);
    let mut body = String::new();
    for line in ["云溪县某某服务中心", "2023年度部门整体支出绩效自评报告", "一、部门概况"]
    {
        paragraph(&mut body, &mut figures, line);
    }
    for section in 1..=6 {
        prose(&mut body, &mut figures, section);
    }
    paragraph(&mut body, &mut figures, "附件1：部门整体支出绩效评价基础数据表");
    rows(&mut body, &mut figures, &["财政供养人员情况", "编制数", "2023年实际在职人数", "控制率"], 1);
    rows(
        &mut body,
        &mut figures,
        &["经费控制情况（万元）", "2022年决算数", "2023年预算数", "2023年决算数"],
        40,
    );
    paragraph(&mut body, &mut figures, "附件2：部门整体支出绩效自评表（万元）");
    rows(&mut body, &mut figures, &INDICATORS, 30);
    document(body).bytes()
}

const INDICATORS: [&str; 8] =
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"];
const LABELS: [&str; 8] = [
    "三公经费",
    "1、公务用车购置和维护经费",
    "其中：公车购置",
    "公车运行维护",
    "2、出国经费",
    "3、公务接待",
    "公用经费",
    "其中：办公经费",
];

/// A heading and what stands below it: two sentences of figures and one without.
fn prose(out: &mut String, figures: &mut Figures, section: usize) {
    paragraph(out, figures, &format!("（{section}）支出情况"));
    for _ in 0..4 {
        let [planned, spent, rest] = [figures.amount(), figures.amount(), figures.amount()];
        for text in [
            format!(
                "2023年年初预算数{planned}万元，决算数{spent}万元，其中：基本支出{rest}万元，用于保障日常运转。"
            ),
            format!("三公经费支出{rest}万元，比上年减少{spent}万元，其中公务接待费{planned}万元。"),
            "按照年度工作计划推进各项任务，资金使用符合预算和有关管理制度的规定，无截留、挤占、挪用。"
                .to_owned(),
        ] {
            paragraph(out, figures, &text);
        }
    }
}

/// A table under a header: labels with three figures, or indicators where there are eight columns.
fn rows(out: &mut String, figures: &mut Figures, header: &[&str], count: usize) {
    out.push_str(r#"<w:tbl><w:tblPr><w:tblStyle w:val="a5"/></w:tblPr><w:tblGrid>"#);
    out.push_str(&r#"<w:gridCol w:w="1400"/>"#.repeat(header.len()));
    out.push_str("</w:tblGrid>");
    row(out, figures, header.iter().map(|text| (*text).to_owned()).collect());
    for number in 0..count {
        let [one, two, three] = [figures.amount(), figures.amount(), figures.amount()];
        let texts = if header.len() == INDICATORS.len() {
            let name = format!("完成渠道衬砌长度{number}");
            let names = ["产出指标".to_owned(), "数量指标".to_owned(), name];
            let values = [format!("≥{number}处"), format!("{number}处"), "2".to_owned(), "1.5".to_owned()];
            names.into_iter().chain(values).chain(["受天气影响，下一步加快进度".to_owned()]).collect()
        } else {
            vec![LABELS[number % LABELS.len()].to_owned(), one, two, three]
        };
        row(out, figures, texts);
    }
    out.push_str("</w:tbl>");
}

fn row(out: &mut String, figures: &mut Figures, texts: Vec<String>) {
    out.push_str("<w:tr>");
    for text in texts {
        cell(out, figures, "", &text);
    }
    out.push_str("</w:tr>");
}

/// A document of so many tables, each of `rows` rows, with a caption between them.
pub fn tables(count: usize, rows: usize) -> Vec<u8> {
    let mut figures = Figures(11);
    let mut body = String::new();
    for nth in 0..count {
        paragraph(&mut body, &mut figures, &format!("表{}", nth + 1));
        table(&mut body, &mut figures, rows);
    }
    document(body).bytes()
}
