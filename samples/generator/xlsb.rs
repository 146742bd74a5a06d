//! Binary workbooks in zip packages (XLSB), one for each feature.

use crate::Sample;
use crate::package::pack;
use crate::xlsx;

pub fn samples() -> Vec<Sample> {
    [
        ("budget.xlsb", budget()),
        ("evidence.xlsb", evidence()),
        ("formulas.xlsb", formulas()),
        ("broken.xlsb", broken()),
    ]
    .into_iter()
    .map(|(name, parts)| Sample::new(format!("xlsb/{name}"), pack(&parts)))
    .collect()
}

type Parts = Vec<(String, Vec<u8>)>;

/// Records one after another.
#[derive(Default, Clone)]
struct Records(Vec<u8>);

impl Records {
    fn add(mut self, kind: u16, data: impl AsRef<[u8]>) -> Self {
        let data = data.as_ref();
        self.number(u32::from(kind));
        self.number(data.len() as u32);
        self.0.extend(data);
        self
    }

    fn number(&mut self, mut number: u32) {
        while number > 0x7F {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn row(self, row: u32, hidden: bool) -> Self {
        let marks = if hidden { 0x10 } else { 0 };
        self.add(0, [words(&[row, 0]), vec![44, 1, 0, marks, 0], words(&[0])].concat())
    }

    fn cell(self, kind: u16, col: u32, look: u32, value: &[u8]) -> Self {
        self.add(kind, [words(&[col, look]), value.to_vec()].concat())
    }

    fn shared(self, col: u32, look: u32, index: u32) -> Self {
        self.cell(7, col, look, &index.to_le_bytes())
    }

    fn real(self, col: u32, look: u32, value: f64) -> Self {
        self.cell(5, col, look, &value.to_le_bytes())
    }

    fn packed(self, col: u32, look: u32, value: i32) -> Self {
        self.cell(2, col, look, &((value << 2) as u32 | 2).to_le_bytes())
    }

    /// A formula: its kept result, its tokens, and what stands behind the tokens.
    fn formula(self, kind: u16, col: u32, result: &[u8], tokens: &[u8], extra: &[u8]) -> Self {
        let lengths = [(tokens.len() as u32).to_le_bytes(), (extra.len() as u32).to_le_bytes()];
        self.cell(kind, col, 2, &[result, &[0, 0], &lengths[0], tokens, &lengths[1], extra].concat())
    }
}

fn words(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [words(&[units.len() as u32]), units.iter().flat_map(|unit| unit.to_le_bytes()).collect()].concat()
}

/// Looks: 0 General, 1 bold and centred, 2 money, 3 per cent, 4 ten thousands, 5 date, 6 boxed.
fn styles() -> Vec<u8> {
    let shorts =
        |numbers: &[u16]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let font = |weight: u16| [shorts(&[220, 0, weight, 0]), vec![0; 13], wide("宋体")].concat();
    let border = |line: u8| [vec![0], [&[line, 0][..], &[0; 8]].concat().repeat(5)].concat();
    let look = |format: u16, font: u16, border: u16, align: u8| {
        [shorts(&[0, format, font, 0, border]), vec![0, 0, align, 0, 0, 0]].concat()
    };
    let none = u32::to_le_bytes(0);
    Records::default()
        .add(615, words(&[1]))
        .add(44, [164u16.to_le_bytes().to_vec(), wide("0!.0,\"万\"")].concat())
        .add(616, [])
        .add(611, words(&[2]))
        .add(43, font(400))
        .add(43, font(700))
        .add(612, [])
        .add(603, words(&[1]))
        .add(45, [none.to_vec(), vec![0; 64]].concat())
        .add(604, [])
        .add(613, words(&[2]))
        .add(46, border(0))
        .add(46, border(1))
        .add(614, [])
        .add(626, words(&[1]))
        .add(47, look(0, 0, 0, 0))
        .add(627, [])
        .add(617, words(&[7]))
        .add(47, look(0, 0, 0, 0))
        .add(47, look(0, 1, 0, 2))
        .add(47, look(4, 0, 1, 3))
        .add(47, look(10, 0, 1, 3))
        .add(47, look(164, 0, 1, 3))
        .add(47, look(31, 0, 1, 2))
        .add(47, look(0, 0, 1, 0))
        .add(618, [])
        .0
}

fn strings(texts: &[&str]) -> Vec<u8> {
    let count = texts.len() as u32;
    let begin = Records::default().add(159, words(&[count, count]));
    texts.iter().fold(begin, |records, text| records.add(19, [vec![0], wide(text)].concat())).add(160, []).0
}

fn relationships(lines: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    );
    for (id, kind, target) in lines {
        xml += &format!(
            "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>"
        );
    }
    (xml + "</Relationships>").into_bytes()
}

const TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"bin\" ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/>\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/></Types>";

/// A package of sheets: name, state (0 shown, 1 hidden, 2 very hidden), records.
fn package(texts: &[&str], sheets: &[(&str, u32, Vec<u8>)], names: Records) -> Parts {
    let mut list = Records::default().add(131, []).add(153, words(&[0, 0])).add(143, []);
    let mut links = Vec::new();
    let mut parts = vec![("[Content_Types].xml".to_owned(), TYPES.as_bytes().to_vec())];
    for (nth, (name, state, records)) in (1u32..).zip(sheets) {
        let id = format!("rId{nth}");
        list = list.add(156, [words(&[*state, nth]), wide(&id), wide(name)].concat());
        links.push((id, "worksheet", format!("worksheets/sheet{nth}.bin")));
        let body = Records::default().add(129, []).add(148, words(&[0, 20, 0, 9])).0;
        let sheet = [body, records.clone(), Records::default().add(130, []).0].concat();
        parts.push((format!("xl/worksheets/sheet{nth}.bin"), sheet));
    }
    list = list.add(144, []);
    list.0.extend(names.0);
    links.push(("rId90".to_owned(), "styles", "styles.bin".to_owned()));
    links.push(("rId91".to_owned(), "sharedStrings", "sharedStrings.bin".to_owned()));
    let lines: Vec<(&str, &str, &str)> =
        links.iter().map(|(id, kind, target)| (id.as_str(), *kind, target.as_str())).collect();
    parts.extend([
        ("_rels/.rels".to_owned(), relationships(&[("rId1", "officeDocument", "xl/workbook.bin")])),
        ("xl/workbook.bin".to_owned(), list.add(132, []).0),
        ("xl/_rels/workbook.bin.rels".to_owned(), relationships(&lines)),
        ("xl/styles.bin".to_owned(), styles()),
        ("xl/sharedStrings.bin".to_owned(), strings(texts)),
    ]);
    parts
}

fn budget_cells() -> Vec<u8> {
    let pane =
        [0f64.to_le_bytes().to_vec(), 2f64.to_le_bytes().to_vec(), words(&[2, 0, 2]), vec![1]].concat();
    Records::default()
        .add(151, pane)
        .add(390, [])
        .add(60, [words(&[3, 3, 2048, 0]), vec![1, 0]].concat())
        .add(391, [])
        .add(145, [])
        .row(0, false)
        .shared(0, 1, 0)
        .row(1, false)
        .shared(0, 6, 1)
        .shared(1, 6, 2)
        .shared(2, 6, 3)
        .shared(3, 6, 4)
        .row(2, false)
        .shared(0, 6, 5)
        .real(1, 2, 1250.004)
        .real(2, 2, 1204.995)
        .real(3, 3, 0.963_992_3)
        .row(3, true)
        .shared(0, 6, 6)
        .packed(1, 2, 300)
        .cell(2, 2, 2, &((28_655i32 << 2) as u32 | 3).to_le_bytes())
        .cell(1, 3, 3, &[])
        .row(4, false)
        .shared(0, 6, 8)
        .packed(1, 4, 123_456)
        .cell(6, 2, 6, &wide("直接写在格内"))
        .cell(62, 3, 6, &[vec![1], wide("带格式"), words(&[0])].concat())
        .row(5, false)
        .shared(0, 6, 7)
        .packed(1, 5, 45_366)
        .cell(4, 2, 6, &[1])
        .cell(3, 3, 6, &[0x07])
        .add(146, [])
        .add(177, words(&[1]))
        .add(176, words(&[0, 0, 0, 3]))
        .add(178, [])
        .0
}

/// Formats, merges, hidden rows, columns and sheets, panes, a comment.
fn budget() -> Parts {
    let texts = [
        "石桥镇财政所预算表",
        "项目",
        "年初预算",
        "执行数",
        "执行率",
        "基本支出",
        "项目支出",
        "填报日期",
        "折合",
        "旧表",
    ];
    let sheet = budget_cells();
    let old = Records::default().add(145, []).row(0, false).shared(0, 0, 9).packed(1, 0, 5).add(146, []).0;
    let mut parts = package(
        &texts,
        &[("预算", 0, sheet), ("底稿", 1, old.clone()), ("参数", 2, old)],
        Records::default(),
    );
    let comment = Records::default()
        .add(635, [words(&[0, 2, 2, 1, 1]), vec![0; 16]].concat())
        .add(637, [vec![0], wide("以批复数为准")].concat())
        .add(636, [])
        .0;
    parts.push((
        "xl/worksheets/_rels/sheet1.bin.rels".to_owned(),
        relationships(&[("rId1", "comments", "../comments1.bin")]),
    ));
    parts.push(("xl/comments1.bin".to_owned(), comment));
    parts
}

/// A named table, rows that repeat in print, headers and footers, a chart.
fn evidence() -> Parts {
    let texts = ["云溪县供销社网点表", "年度", "支出", "2030年", "2031年"];
    let none = u32::MAX.to_le_bytes();
    let printed =
        [&[0, 0][..], &wide("&C供销社网点&R&P/&N"), &wide("&L制表：业务股"), &none, &none, &none, &none]
            .concat();
    let sheet = Records::default()
        .add(145, [])
        .row(0, false)
        .shared(0, 1, 0)
        .row(2, false)
        .shared(0, 6, 1)
        .shared(1, 6, 2)
        .row(3, false)
        .shared(0, 6, 3)
        .packed(1, 2, 10)
        .row(4, false)
        .shared(0, 6, 4)
        .real(1, 2, 12.5)
        .add(146, [])
        .add(479, printed)
        .add(480, []);
    let mut second = Records::default().add(145, []);
    for row in 0..4 {
        second = second.row(row, false).shared(0, 6, 1 + row.min(2)).packed(1, 2, row as i32);
    }
    let titles = [vec![0x3B, 0, 0], words(&[0, 1]), vec![0, 0, 0xFF, 0x3F]].concat();
    let name = [
        words(&[0x20]),
        vec![0],
        words(&[1]),
        wide("_xlnm.Print_Titles"),
        words(&[titles.len() as u32]),
        titles,
    ];
    let names = Records::default().add(39, [name.concat(), words(&[0])].concat());
    let mut parts = package(&texts, &[("图", 0, sheet.0), ("打印", 0, second.add(146, []).0)], names);
    let lines = [("rId1", "drawing", "../drawings/drawing1.xml"), ("rId2", "table", "../tables/table1.bin")];
    parts.push(("xl/worksheets/_rels/sheet1.bin.rels".to_owned(), relationships(&lines)));
    let table =
        Records::default().add(343, [words(&[2, 4, 0, 1, 0, 1, 1, 0]), vec![0; 24]].concat()).add(344, []).0;
    parts.push(("xl/tables/table1.bin".to_owned(), table));
    let frame = "<xdr:graphicFrame><a:graphic><a:graphicData><c:chart r:id=\"rId1\"/></a:graphicData></a:graphic></xdr:graphicFrame>";
    parts.push(("xl/drawings/drawing1.xml".to_owned(), xlsx::drawn::drawing(&[(6, frame)]).into_bytes()));
    let chart = xlsx::drawn::chart().replace("$A$2:$A$3", "$A$4:$A$5").replace("$B$2:$B$3", "$B$4:$B$5");
    parts.push((
        "xl/drawings/_rels/drawing1.xml.rels".to_owned(),
        relationships(&[("rId1", "chart", "../charts/chart1.xml")]),
    ));
    parts.push(("xl/charts/chart1.xml".to_owned(), chart.into_bytes()));
    parts
}

fn range(rows: (u32, u32), cols: (u16, u16)) -> Vec<u8> {
    let cols = [cols.0 | 0xC000, cols.1 | 0xC000].map(u16::to_le_bytes).concat();
    [vec![0x25], words(&[rows.0, rows.1]), cols].concat()
}

/// Sums, shared and array formulas, references to another sheet, results of every kind.
fn formulas() -> Parts {
    let sum = |rows, cols| [range(rows, cols), vec![0x19, 0x10, 0, 0]].concat();
    let offset =
        |by: i16| [vec![0x4C], words(&[0]), (by as u16 & 0x3FFF | 0xC000).to_le_bytes().to_vec()].concat();
    let difference = [offset(-2), offset(-1), vec![0x04]].concat();
    let shared = [words(&[1, 3, 3, 3, difference.len() as u32]), difference].concat();
    let pointer = |row: u32| [vec![0x01], words(&[row])].concat();
    let product =
        [range((1, 3), (1, 1)), range((1, 3), (2, 2)), vec![0x42, 2], 228u16.to_le_bytes().to_vec()].concat();
    let array = [words(&[5, 5, 1, 1]), vec![0], words(&[product.len() as u32]), product].concat();
    let other = [vec![0x5A, 0, 0], words(&[4]), 0xC001u16.to_le_bytes().to_vec()].concat();
    let texts = ["项目", "预算", "执行", "结余", "甲", "乙", "丙", "合计", "加权", "备注"];
    let mut sheet = Records::default().add(145, []).row(0, false);
    for col in 0..4 {
        sheet = sheet.shared(col, 6, col);
    }
    for (row, (budget, spent)) in (1u32..).zip([(100, 80), (50, 50), (25, 20)]) {
        let left = f64::from(budget - spent).to_le_bytes();
        sheet = sheet.row(row, false).shared(0, 6, row + 3).packed(1, 2, budget).packed(2, 2, spent).formula(
            9,
            3,
            &left,
            &pointer(1),
            &words(&[3]),
        );
        if row == 1 {
            sheet = sheet.add(427, &shared);
        }
    }
    let sheet = sheet
        .row(4, false)
        .shared(0, 6, 7)
        .formula(9, 1, &175f64.to_le_bytes(), &sum((1, 3), (1, 1)), &[])
        .formula(9, 2, &150f64.to_le_bytes(), &sum((1, 3), (2, 2)), &[])
        .formula(9, 3, &25f64.to_le_bytes(), &sum((1, 3), (3, 3)), &[])
        .row(5, false)
        .shared(0, 6, 8)
        .formula(9, 1, &11_000f64.to_le_bytes(), &pointer(5), &words(&[1]))
        .add(426, array)
        .row(6, false)
        .shared(0, 6, 9)
        .formula(
            8,
            1,
            &wide("节约"),
            &[vec![0x17, 2, 0], "节约".encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
            &[],
        )
        .formula(10, 2, &[1], &[range((1, 1), (1, 1)), vec![0x1E, 1, 0, 0x0D]].concat(), &[])
        .formula(11, 3, &[0x17], &[0x1C, 0x17], &[])
        .add(146, [])
        .0;
    let summary = Records::default()
        .add(145, [])
        .row(0, false)
        .shared(0, 6, 7)
        .formula(9, 1, &175f64.to_le_bytes(), &other, &[])
        .add(146, [])
        .0;
    let names = Records::default().add(353, []).add(357, []).add(362, words(&[1, 0, 0, 0])).add(354, []);
    package(&texts, &[("明细 表", 0, sheet), ("汇总", 0, summary)], names)
}

/// A shared string and a look that are not there, columns and rows that no sheet has, a sheet that is cut off, a sheet
/// whose part is missing; the others are read.
fn broken() -> Parts {
    let sheet = Records::default()
        .add(145, [])
        .row(0, false)
        .shared(0, 0, 0)
        .shared(1, 0, 4_000_000)
        .real(2, 60_000, 5.0)
        .shared(90_000, 0, 0)
        .row(4_000_000, false)
        .packed(0, 2, 77)
        .row(1, false)
        .add(5, [0, 0, 0])
        .packed(1, 2, 8)
        .cell(6, 2, 0, &[255, 255, 255, 255, 1, 1])
        .add(146, [])
        .add(176, words(&[0, 0xFFFF_FFFF, 0, 1]))
        .0;
    let next = Records::default().add(145, []).row(0, false).shared(0, 0, 0).packed(1, 2, 9).add(146, []).0;
    let cut = [next.clone(), vec![0x05, 0xFF, 0xFF, 0x7F, 1, 2]].concat();
    let mut parts = package(
        &["项目"],
        &[("坏", 0, sheet), ("断", 0, cut), ("缺", 0, Vec::new()), ("好", 0, next)],
        Records::default(),
    );
    parts.retain(|(name, _)| name != "xl/worksheets/sheet3.bin");
    if let Some((_, bytes)) = parts.iter_mut().find(|(name, _)| name.ends_with("sheet2.bin")) {
        bytes.truncate(bytes.len() - 4);
    }
    parts
}
