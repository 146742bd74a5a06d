//! Old binary workbooks (XLS and the .et of WPS), one for each feature.

use crate::Sample;
use crate::art::{self, Series, chart};
use crate::biff::{
    Records, Sheet, Stream, cell, compound, font, format, long, look, range, result, shared_strings, shorts,
    special,
};
use crate::cipher::Cipher;
use crate::emf;
use crate::xlsx;

pub fn samples() -> Vec<Sample> {
    [
        ("formats.xls", formats().file()),
        ("small.et", formats().file()),
        ("strings.xls", strings().file()),
        ("formulas.xls", formulas().file()),
        ("hidden.xls", hidden().file()),
        ("drawings.xls", drawings().file()),
        ("files-inside.xls", files_inside()),
        ("date1904.xls", date1904().file()),
        ("biff5-gbk.xls", biff5().file()),
        ("encrypted.xls", encrypted().file()),
        ("protected-97.xls", protected(Cipher::Excel97)),
        ("protected-2003.xls", protected(Cipher::Excel2003)),
        ("broken-cells.xls", broken_cells().file()),
        ("cut-off.xls", cut_off()),
    ]
    .into_iter()
    .map(|(name, bytes)| Sample::new(format!("xls/{name}"), bytes))
    .collect()
}

/// Looks: 0 General, 1 bold title, 2 money, 3 per cent, 4 ten thousands, 5 date, 6 capital digits, 7 boxed, 8 accounting.
fn looks() -> Records {
    font(false)
        .join(font(true))
        .join(format(164, "0!.0,\"万\""))
        .join(format(165, "[DBNum2][$-804]General"))
        .join(format(43, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ "))
        .join(look(0, 0, 0, false))
        .join(look(1, 0, 2, false))
        .join(look(0, 4, 3, true))
        .join(look(0, 10, 3, true))
        .join(look(0, 164, 3, true))
        .join(look(0, 31, 2, true))
        .join(look(0, 165, 0, true))
        .join(look(0, 0, 0, true))
        .join(look(0, 43, 3, true))
}

fn workbook(strings: &[&str], sheets: Vec<Sheet>) -> Stream {
    let strings: Vec<Vec<u8>> = strings.iter().map(|text| long(text)).collect();
    Stream { version: 0x0600, before: looks(), after: shared_strings(&strings), sheets }
}

/// An integer in four bytes.
fn packed(value: i32) -> u32 {
    (value << 2) as u32 | 2
}

/// An integer of hundredths in four bytes.
fn packed_hundredths(value: i32) -> u32 {
    (value << 2) as u32 | 3
}

fn formats() -> Stream {
    let strings = [
        "云溪县民生局经费表",
        "项目",
        "预算数",
        "执行数",
        "执行率",
        "人员经费",
        "公用经费",
        "填报日期",
        "合计（大写）",
        "备用金",
        "折合",
    ];
    let cells = Records::default()
        .shared(0, 0, 1, 0)
        .blank(0, 1, 1)
        .merges(&[[0, 0, 0, 3]])
        .shared(1, 0, 7, 1)
        .shared(1, 1, 7, 2)
        .shared(1, 2, 7, 3)
        .shared(1, 3, 7, 4)
        .shared(2, 0, 7, 5)
        .number(2, 1, 2, 1250.004)
        .number(2, 2, 2, 1_204.995)
        .number(2, 3, 3, 0.963_992_3)
        .shared(3, 0, 7, 6)
        .mulrk(3, 1, &[(2, packed(300)), (2, packed_hundredths(28_655)), (3, packed_hundredths(96))])
        .shared(4, 0, 7, 10)
        .rk(4, 1, 4, packed(123_456))
        .number(4, 2, 4, -98_700.0)
        .blank(4, 3, 7)
        .shared(5, 0, 7, 7)
        .number(5, 1, 5, 45_366.0)
        .blank(5, 2, 7)
        .blank(5, 3, 7)
        .shared(6, 0, 7, 8)
        .number(6, 1, 6, 1550.0)
        .blank(6, 2, 7)
        .blank(6, 3, 7)
        .shared(7, 0, 7, 9)
        .rk(7, 1, 8, packed(0))
        .number(7, 2, 8, -12.5)
        .blank(7, 3, 7);
    workbook(&strings, vec![Sheet::new("经费表", cells)])
}

/// Rich and phonetic strings, one broken over two records in different widths, strings in the cells themselves.
fn strings() -> Stream {
    let rich = [shorts(&[2]), vec![0x09], shorts(&[1]), shorts(&[0x7532, 0x4E59]), shorts(&[1, 0])].concat();
    let phonetic =
        [shorts(&[2]), vec![0x05], 8u32.to_le_bytes().to_vec(), shorts(&[0x4E19, 0x4E01]), vec![0; 8]]
            .concat();
    let narrow = [shorts(&[5]), vec![0], b"GDP A".to_vec()].concat();
    let broken = [shorts(&[6]), vec![0], b"abc".to_vec()].concat();
    let rest = [vec![1], shorts(&[0x620A, 0x5DF1, 0x5E9A]), long("辛")].concat();
    let total = 5u32.to_le_bytes();
    let first = [total.to_vec(), total.to_vec(), rich, phonetic, narrow, broken].concat();
    let table = Records::default().add(0x00FC, first).add(0x003C, rest);
    let runs = [shorts(&[1, 1, 7]), long("带格式"), shorts(&[1, 0, 1])].concat();
    let mut cells = Records::default();
    for index in 0..5u16 {
        cells = cells.shared(0, index, 7, u32::from(index));
    }
    cells = cells.label(1, 0, 7, "直接写在格内").add(0x00D6, runs);
    let narrow_label = [shorts(&[1, 2, 7, 4]), vec![0], b"Abcd".to_vec()].concat();
    cells = cells
        .add(0x0204, narrow_label)
        .flag(2, 0, 7, 1, false)
        .flag(2, 1, 7, 0x07, true)
        .flag(2, 2, 7, 0x17, true);
    Stream { version: 0x0600, before: looks(), after: table, sheets: vec![Sheet::new("文字", cells)] }
}

/// Sums with kept results, shared and array formulas, a result that is a text, one that is missing, one from another
/// sheet, and one whose function is not understood.
fn formulas() -> Stream {
    let sum = |first: (u16, u16), last: (u16, u16)| [range(first, last), vec![0x19, 0x10, 0, 0]].concat();
    let pointer = |row: u16, col: u16| [vec![0x01], shorts(&[row, col])].concat();
    // The shared formula is the difference of the two cells to the left.
    let offset = |by: i8| [vec![0x4C], shorts(&[0]), vec![by as u8, 0xC0]].concat();
    let difference = [offset(-2), offset(-1), vec![0x04]].concat();
    let shared = [shorts(&[1, 3]), vec![3, 3, 0, 3], shorts(&[difference.len() as u16]), difference].concat();
    let product = [range((1, 1), (3, 1)), range((1, 2), (3, 2)), vec![0x42, 2], shorts(&[228])].concat();
    let array =
        [shorts(&[5, 5]), vec![1, 1], shorts(&[0]), vec![0; 4], shorts(&[product.len() as u16]), product]
            .concat();
    let other_sheet = [vec![0x5A], shorts(&[0, 4, 0xC001])].concat();
    let text = [vec![0x17, 2, 1], shorts(&[0x8282, 0x7EA6])].concat();
    let unknown = [vec![0x42, 1], shorts(&[400])].concat();
    let strings =
        ["项目", "预算", "执行", "结余", "甲", "乙", "丙", "合计", "加权", "备注", "未计算", "不识"];
    let mut cells = Records::default();
    for col in 0..4 {
        cells = cells.shared(0, col, 7, u32::from(col));
    }
    for (row, (budget, spent)) in (1u16..).zip([(100, 80), (50, 50), (25, 20)]) {
        cells = cells
            .shared(row, 0, 7, u32::from(row) + 3)
            .rk(row, 1, 2, packed(budget))
            .rk(row, 2, 2, packed(spent))
            .formula((row, 3), result(f64::from(budget - spent)), 8, &pointer(1, 3));
        if row == 1 {
            cells = cells.add(0x04BC, &shared);
        }
    }
    cells = cells
        .shared(4, 0, 7, 7)
        .formula((4, 1), result(175.0), 0, &sum((1, 1), (3, 1)))
        .formula(
            (4, 2),
            result(150.0),
            0,
            &[cell(1, 2), cell(2, 2), vec![0x03], cell(3, 2), vec![0x03]].concat(),
        )
        .formula((4, 3), result(25.0), 0, &sum((1, 3), (3, 3)))
        .shared(5, 0, 7, 8)
        .formula((5, 1), result(11_000.0), 0, &pointer(5, 1))
        .add(0x0221, array)
        .shared(6, 0, 7, 9)
        .formula((6, 1), special(0, 0), 0, &text)
        .add(0x0207, long("节约"))
        .shared(7, 0, 7, 10)
        .formula((7, 1), special(3, 0), 0, &sum((1, 1), (3, 1)))
        .formula((7, 2), special(2, 0x07), 0, &[cell(1, 1), cell(9, 9), vec![0x06]].concat())
        .formula((7, 3), special(1, 1), 0, &[cell(1, 1), cell(1, 2), vec![0x0D]].concat())
        .shared(8, 0, 7, 11)
        .formula((8, 1), result(3.5), 0, &unknown);
    let summary = Records::default().shared(0, 0, 7, 7).formula((0, 1), result(175.0), 0, &other_sheet);
    let mut book = workbook(&strings, vec![Sheet::new("明细 表", cells), Sheet::new("汇总", summary)]);
    book.after = own_links(2).join(book.after);
    book
}

/// The list of references to other sheets: number 0 is the first sheet of this file.
fn own_links(sheets: u16) -> Records {
    Records::default().add(0x01AE, shorts(&[sheets, 0x0401])).add(0x0017, shorts(&[1, 0, 0, 0]))
}

/// Hidden rows, columns and sheets, panes that stay in view, rows that repeat in print, a comment.
fn hidden() -> Stream {
    let strings = ["单位", "金额", "内部列", "甲乡", "乙乡", "隐藏乡", "旧数"];
    let mut cells =
        Records::default().columns(0, 1, 2816, false).columns(2, 2, 2048, true).row(0, false).row(2, true);
    for col in 0..3 {
        cells = cells.shared(0, col, 7, u32::from(col));
    }
    for (row, (name, amount)) in (1u16..).zip([(3, 10), (5, 7), (4, 20)]) {
        cells = cells.shared(row, 0, 7, name).rk(row, 1, 2, packed(amount)).rk(row, 2, 0, packed(amount * 2));
    }
    let cells = cells
        .comment(1, 1, 1, "以审定数为准")
        .add(0x023E, shorts(&[0x06BE, 0, 0, 64, 0, 0, 0, 0, 0]))
        .add(0x0041, shorts(&[1, 1, 1, 1, 0]));
    let old = || Records::default().shared(0, 0, 0, 6).rk(0, 1, 0, packed(5));
    let mut book = workbook(
        &strings,
        vec![
            Sheet::new("乡镇", cells),
            Sheet::new("底稿", old()).hidden(1),
            Sheet::new("参数", old()).hidden(2),
        ],
    );
    let titles = [vec![0x3B], shorts(&[0, 0, 0, 0, 255])].concat();
    let name =
        [shorts(&[0x0020]), vec![0, 1], shorts(&[titles.len() as u16, 0, 1]), vec![0; 4], vec![0, 7], titles];
    book.after = own_links(3).add(0x0018, name.concat()).join(book.after);
    book
}

/// Charts with copies of their cells and without, one of them a copy that is old; a picture of a table, one that nobody
/// shows, a box of text; a chart as a sheet; a header and a footer.
fn drawings() -> Stream {
    let strings = ["年度", "支出", "结转", "2030年", "2031年"];
    let table = Records::default()
        .add(0x0014, long("&L单位：万元&C&\"宋体,加粗\"&14云溪县林业站经费对比&R第 &P 页"))
        .add(0x0015, long("&C制表：财务股"))
        .shared(0, 0, 7, 0)
        .shared(0, 1, 7, 1)
        .shared(0, 2, 7, 2)
        .shared(1, 0, 7, 3)
        .number(1, 1, 2, 10.0)
        .number(1, 2, 2, 2.25)
        .shared(2, 0, 7, 4)
        .number(2, 1, 2, 12.5)
        .number(2, 2, 2, 0.5);
    let cell3d = |row: u16, col: u16| [vec![0x3A], shorts(&[0, row, col])].concat();
    let area3d = |col: u16| [vec![0x3B], shorts(&[0, 1, 2, col, col])].concat();
    let links = |col: u16| [cell3d(0, col), area3d(col), area3d(0)];
    let labels: &[&str] = &["2030年", "2031年"];
    let copied = |name, col, values, format| Series { name, links: links(col), labels, values, format };
    let named = Series { name: "", links: links(2), labels: &[], values: &[], format: None };
    let old = chart(
        "经费对比",
        "万元",
        &[copied("支出", 1, &[10.0, 12.0], None), copied("结转", 2, &[2.25, 0.5], Some(2))],
    );
    let bare = chart("结转", "", &[named]);
    let whole = chart("支出", "", &[copied("支出", 1, &[10.0, 12.5], Some(1))]);
    let sheet = table
        .join(art::chart_on_sheet((1, 4), 1, old))
        .join(art::picture((20, 0), 0))
        .join(art::text_box((8, 5), "口径：含下属站所"))
        .join(art::chart_on_sheet((12, 4), 2, bare));
    let alone = Sheet { kind: 2, ..Sheet::new("图表", whole) };
    let mut book = workbook(&strings, vec![Sheet::new("经费", sheet), alone]);
    let pictures = [art::deflated(&emf::expenses(true, 7).emf()), art::photographed(b"\x89PNG\r\n\x1a\n")];
    book.after = own_links(2).add(0x00EB, art::store(&pictures)).join(book.after);
    book
}

/// A workbook, a package and something unknown inside a workbook whose sheets bear the same names.
fn files_inside() -> Vec<u8> {
    let outer = Records::default()
        .label(0, 0, 7, "项目")
        .label(0, 1, 7, "金额")
        .label(1, 0, 7, "甲")
        .number(1, 1, 2, 8.0);
    let inner = |amount: f64| {
        Records::default()
            .label(0, 0, 7, "明细")
            .label(0, 1, 7, "金额")
            .label(1, 0, 7, "乙")
            .number(1, 1, 2, amount)
    };
    let book = |cells| workbook(&[], vec![Sheet::new("Sheet1", cells)]).bytes();
    compound(&[
        ("Workbook", &book(outer)),
        ("MBD0001/Workbook", &book(inner(5.0))),
        ("MBD0002/Package", &xlsx::plain_file()),
        ("MBD0003/CONTENTS", b"of another program"),
    ])
}

fn date1904() -> Stream {
    let cells = Records::default()
        .label(0, 0, 7, "签订日期")
        .label(0, 1, 7, "金额")
        .number(1, 0, 5, 43_904.0)
        .number(1, 1, 2, 88.0);
    let mut book = workbook(&[], vec![Sheet::new("合同", cells)]);
    book.before = book.before.add(0x0022, shorts(&[1]));
    book
}

/// A workbook of Excel 95: text in the bytes of code page 936.
fn biff5() -> Stream {
    let name: &[u8] = &[0xB1, 0xED, 0xD2, 0xBB];
    let label = |row: u16, col: u16, bytes: &[u8]| {
        [shorts(&[row, col, 1]), shorts(&[bytes.len() as u16]), bytes.to_vec()].concat()
    };
    let look = |format: u16| [shorts(&[0, format, 1, 0]), vec![0; 8]].concat();
    let code = b"#,##0.00\"\xCD\xF2\"";
    let before = Records::default()
        .add(0x0042, shorts(&[936]))
        .add(0x0031, [shorts(&[220, 0, 0x7FFF, 400, 0]), vec![0, 0, 134, 0, 4], b"Song".to_vec()].concat())
        .add(0x041E, [shorts(&[50]), vec![code.len() as u8], code.to_vec()].concat())
        .add(0x00E0, look(50))
        .add(0x00E0, look(0));
    let sum = [vec![0x25], shorts(&[0xC001, 0xC002]), vec![1, 1, 0x19, 0x10, 0, 0]].concat();
    let cells = Records::default()
        .add(0x0204, label(0, 0, &[0xCF, 0xEE, 0xC4, 0xBF]))
        .add(0x0204, label(0, 1, &[0xBD, 0xF0, 0xB6, 0xEE]))
        .add(0x0204, label(1, 0, &[0xBC, 0xD7]))
        .number(1, 1, 0, 1234.5)
        .add(0x0204, label(2, 0, &[0xD2, 0xD2]))
        .number(2, 1, 0, 65.5)
        .add(0x0204, label(3, 0, &[0xBA, 0xCF, 0xBC, 0xC6]))
        .formula((3, 1), result(1300.0), 0, &sum);
    let sheet = Sheet {
        name: [vec![name.len() as u8], name.to_vec()].concat(),
        visibility: 0,
        kind: 0,
        records: cells,
    };
    Stream { version: 0x0500, before, after: Records::default(), sheets: vec![sheet] }
}

fn encrypted() -> Stream {
    let mut book = formats();
    let head = [shorts(&[1, 1, 1]), vec![0x5A; 48]].concat();
    book.before = Records::default().add(0x002F, head).join(book.before);
    book
}

/// A workbook whose structure is protected: enciphered with the password that every Excel knows. Larger than a block.
fn protected(cipher: Cipher) -> Vec<u8> {
    let mut book = formats();
    let mut cells = Records::default();
    for row in 0..60u16 {
        cells = cells.label(row, 0, 7, "第几行").number(row, 1, 2, f64::from(row));
    }
    book.sheets.push(Sheet::new("更多", cells));
    book.before = Records::default().add(0x002F, cipher.lock()).join(book.before);
    let mut stream = book.bytes();
    cipher.encipher(&mut stream);
    compound(&[("Workbook", &stream)])
}

/// A shared string that is not there, a look that is not there, records that are too short, ranges that are none; the
/// cells around them and the next sheet are read.
fn broken_cells() -> Stream {
    let cells = Records::default()
        .shared(0, 0, 7, 0)
        .shared(0, 1, 7, 4_000_000)
        .shared(0, 2, 7, 1)
        .add(0x0203, [1, 0, 0])
        .number(1, 0, 60_000, 5.0)
        .number(1, 1, 2, f64::NAN)
        .number(1, 2, 2, f64::INFINITY)
        .merges(&[[9, 2, 5, 1]])
        .add(0x00E5, shorts(&[60_000, 1, 2]))
        .add(0x00BD, shorts(&[2, 0, 2, 0]))
        .formula((3, 0), result(7.0), 0, &[0x25, 1])
        .number(4, 0, 2, 8.25);
    let next = Records::default().shared(0, 0, 7, 0).number(0, 1, 2, 9.5);
    let mut book = workbook(&["项目", "金额"], vec![Sheet::new("坏", cells), Sheet::new("好", next)]);
    let lie = [1u32.to_le_bytes(), 0x7FFF_FFFFu32.to_le_bytes()].concat();
    book.after = Records::default().add(0x00FC, [lie, long("项目"), long("金额")].concat());
    book
}

/// The file ends in the middle of its second sheet.
fn cut_off() -> Vec<u8> {
    let mut cells = Records::default();
    for row in 0..200u16 {
        cells = cells.label(row, 0, 7, "第几行").number(row, 1, 2, f64::from(row));
    }
    let sheets = vec![
        Sheet::new("首页", Records::default().label(0, 0, 7, "项目").number(0, 1, 2, 1.0)),
        Sheet::new("明细", cells),
    ];
    let mut bytes =
        compound(&[("Workbook", &Stream { after: Records::default(), ..workbook(&[], sheets) }.bytes())]);
    bytes.truncate(bytes.len() * 2 / 3);
    bytes
}
