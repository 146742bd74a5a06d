//! Which encoding is found, and what is said of it.

use super::*;
use crate::{Limits, Notices};

const REPORT: &str = "云溪县财政局2024年度部门整体支出绩效自评报告\n一、基本情况，三公经费12.5万元。\n";

fn decoded(bytes: &[u8]) -> (Result<String, &'static str>, Vec<String>) {
    let (mut notices, limits) = (Notices::default(), Limits::default());
    let text = decode(&mut Context::new(&mut notices, &limits), bytes).map(Cow::into_owned);
    let said = notices.iter().map(|notice| format!("{} {:?}", notice.code.id, notice.details)).collect();
    (text, said)
}

fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn every_encoding_is_found_in_fifty_bytes_and_in_many() {
    for text in [REPORT.to_owned(), REPORT.chars().take(18).collect(), REPORT.repeat(4000)] {
        let traditional =
            text.replace("县", "縣").replace("报", "報").replace("财", "財").replace("况", "況");
        let big5 = BIG5
            .encode(&traditional.replace(['云', '门', '体', '绩', '评', '经', '费', '万'], "公"))
            .0
            .into_owned();
        let cases = [
            text.clone().into_bytes(),
            format!("\u{feff}{text}").into_bytes(),
            GB18030.encode(&text).0.into_owned(),
            wide(&text, u16::to_le_bytes),
            wide(&text, u16::to_be_bytes),
            wide(&format!("\u{feff}{text}"), u16::to_le_bytes),
        ];
        for (case, bytes) in cases.iter().enumerate() {
            let found = decoded(bytes).0.unwrap();
            assert!(found == text, "case {case} of {} bytes", bytes.len());
        }
        let found = decoded(&big5).0.unwrap();
        assert_eq!(BIG5.encode(&found).0, big5, "{} bytes", big5.len());
    }
}

/// What decides may stand anywhere: all over the file, or behind nine megabytes that are the same in every encoding.
#[test]
fn ten_megabytes_are_read_right_wherever_their_ideographs_stand() {
    let plain = "12.50,13.75,100.00%\n".repeat(500_000);
    for text in [REPORT.repeat(10_000_000 / REPORT.len()), format!("{plain}{}", REPORT.repeat(3))] {
        let cases = [
            text.clone().into_bytes(),
            GB18030.encode(&text).0.into_owned(),
            wide(&text, u16::to_le_bytes),
            wide(&text, u16::to_be_bytes),
        ];
        for (case, bytes) in cases.iter().enumerate() {
            assert!(decoded(bytes).0.unwrap() == text, "case {case} of {} bytes", bytes.len());
        }
    }
}

#[test]
fn a_guess_is_said_and_a_certainty_is_not() {
    assert_eq!(decoded(REPORT.as_bytes()).1, Vec::<String>::new());
    let said = decoded(&GB18030.encode(REPORT).0).1;
    assert_eq!(said, [r#"W_ENCODING_GUESS [("encoding", "gb18030"), ("confidence", "high")]"#]);
}

#[test]
fn broken_bytes_in_the_middle_are_counted() {
    let mut bytes = REPORT.repeat(3).into_bytes();
    bytes[30] = 0xff;
    let (text, said) = decoded(&bytes);
    assert!(text.unwrap().contains("三公经费12.5万元"));
    assert!(said[0].contains("UTF-8"), "{said:?}");
    assert!(said[1].contains("U+FFFD"), "{said:?}");
}

#[test]
fn a_double_encoding_is_undone_or_said() {
    let (twice, _) = GB18030.decode_without_bom_handling("绩效自评，三公经费。\n".as_bytes());
    assert!(
        decoded(twice.as_bytes()).1[0].contains("via gb18030")
            || decoded(twice.as_bytes()).1[0].contains("before")
    );
    let (latin, _) = WINDOWS_1252.decode_without_bom_handling(REPORT.as_bytes());
    let (text, said) = decoded(latin.as_bytes());
    assert_eq!(text.unwrap(), REPORT);
    assert!(said[0].contains("UTF-8 via windows-1252"), "{said:?}");
    assert!(decoded("锟斤拷锟斤拷".as_bytes()).1[0].contains("as GBK"));
}

#[test]
fn what_is_no_text_is_named() {
    assert_eq!(decoded(&[0; 100]).0, Err("NUL bytes only"));
    let noise: Vec<u8> = (0..20_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert_eq!(decoded(&noise).0, Err("binary"));
    let cut = [REPORT.as_bytes(), &[0; 64]].concat();
    assert_eq!(decoded(&cut).0.unwrap(), REPORT);
}

// -- small pieces ----------------------------------------------------------------------------------------------------

/// Lines as reports have them: sentences, rows of tables, headings.
const LINES: &[&str] = &[
    "一、部门基本情况。本单位为县政府工作部门，内设办公室、财务股、业务股等机构。",
    "本年度一般公共预算安排1,286.40万元，实际支出1,203.75万元，执行率93.58%。",
    "“三公”经费支出12.50万元，比上年减少1.25万元，其中公务接待费3.20万元。",
    "\t产出指标\t数量指标\t开展业务培训次数\t≥12次\t13次\t10\t9.5\n",
    "\t其中：公务用车运行维护费\n\t12.50\n\t　\n\t10.25\n\n",
    "项目支出,基本支出,结转结余,合计\n85.30,120.45,,205.75\n",
    "（二）存在的主要问题：1.项目前期论证不充分；2.绩效目标设置不够细化、量化。",
    "经综合评价，自评得分96分，等级为“优秀”。下一步将加强预算执行管理。",
    "社会公众或服务对象满意度达到95%以上，群众投诉率低于2%，生态效益明显。",
    "填报单位：云溪县某某局    填报日期：2031年3月15日    联系电话：×××",
    "| 项目名称 | 年初预算数 | 全年执行数 | 偏差原因 |\n| 乡村道路养护 | 60 | 58.2 | 无 |\n",
    "完善内部控制制度，严格按照《预算法》及有关规定办理资金拨付手续，确保专款专用。",
    "困难群众救助、农村危房改造、高标准农田建设、饮水安全巩固提升工程按期完工。",
    "一级指标  二级指标  三级指标  分值  得分\n时效指标  完成及时率  100%  100%  10  10\n",
    "年末职工人数32人，其中在职28人、离退休4人；资产总额2,045.6万元。\n",
    "财政拨款收入￥3,000.00；其他收入——；上年结转0.00；合计3000.00（单位：元）",
    "县委、县政府高度重视，成立领导小组，组织各乡镇、街道认真开展绩效评价工作。",
    "质量指标：验收合格率；成本指标：控制在概算以内；可持续影响：长期；备注：/",
];

const TRADITIONAL: &[&str] = &[
    "一、部門基本情況。本單位為縣政府工作部門，內設辦公室、財務股、業務股等機構。",
    "本年度一般公共預算安排1,286.40萬元，實際支出1,203.75萬元，執行率93.58%。",
    "公務接待費支出12.50萬元，比上年減少1.25萬元，其中會議費3.20萬元。",
    "\t產出指標\t數量指標\t開展業務培訓次數\t12次\t13次\t10\t9.5\n",
    "項目支出,基本支出,結轉結餘,合計\n85.30,120.45,,205.75\n",
    "存在的主要問題：項目前期論證不充分；績效目標設置不夠細化、量化。",
    "社會公眾或服務對象滿意度達到95%以上，群眾投訴率低於2%，生態效益明顯。",
    "完善內部控制制度，嚴格按照有關規定辦理資金撥付手續，確保專款專用。",
    "困難群眾救助、農村危房改造、飲水安全鞏固提升工程按期完工。",
    "年末職工人數32人，其中在職28人、離退休4人；資產總額2,045.6萬元。\n",
];

/// A source of chances that is the same on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    /// Some lines behind each other, from a random character on.
    fn text(&mut self, lines: &[&str]) -> String {
        let text: String = (0..6).map(|_| lines[self.below(lines.len())]).collect();
        let skipped = self.below(40);
        text.chars().skip(skipped).collect()
    }
}

type Writer = fn(&str) -> Vec<u8>;

const WRITERS: [(&str, &[&str], Writer); 5] = [
    ("UTF-8", LINES, |text| text.as_bytes().to_vec()),
    ("GB18030", LINES, |text| GB18030.encode(text).0.into_owned()),
    ("Big5", TRADITIONAL, |text| BIG5.encode(text).0.into_owned()),
    ("UTF-16LE", LINES, |text| wide(text, u16::to_le_bytes)),
    ("UTF-16BE", LINES, |text| wide(text, u16::to_be_bytes)),
];

/// As much of a text as fits into so many bytes.
fn fitting(text: &str, writer: Writer, most: usize) -> String {
    let mut kept = String::new();
    for character in text.chars() {
        kept.push(character);
        if writer(&kept).len() > most {
            kept.pop();
            break;
        }
    }
    kept
}

/// Whether what was decoded is what stands in a text, the characters at its ends aside, which may have been cut.
fn is_inside(found: &str, text: &str) -> bool {
    let count = found.chars().count();
    let inner: String = found.chars().skip(3).take(count.saturating_sub(6)).collect();
    count >= 10 && text.contains(&inner)
}

#[test]
fn files_of_fifty_bytes_are_read_right() {
    let mut chance = Chance(1);
    for (name, lines, writer) in WRITERS {
        for _ in 0..600 {
            let text = fitting(&chance.text(lines), writer, 50);
            assert_eq!(decoded(&writer(&text)).0.as_deref(), Ok(text.as_str()), "{name}");
        }
    }
}

#[test]
fn smaller_ones_are_never_read_wrong_in_silence() {
    let mut chance = Chance(2);
    for (name, lines, writer) in WRITERS {
        for _ in 0..1500 {
            let size = 12 + chance.below(38);
            let text = fitting(&chance.text(lines), writer, size);
            let (found, said) = decoded(&writer(&text));
            let told = found.is_err() || !said.is_empty() || found.as_deref() == Ok(text.as_str());
            assert!(told, "{name}: {text:?} became {found:?}");
        }
    }
}

#[test]
fn pieces_cut_anywhere_are_never_read_wrong_in_silence() {
    let mut chance = Chance(3);
    for (name, lines, writer) in WRITERS {
        let (count, mut right) = (600, 0);
        for _ in 0..count {
            let text = chance.text(lines);
            let bytes = writer(&text);
            let unit = if name.starts_with("UTF-16") { 2 } else { 1 };
            let from = chance.below(bytes.len() - 50) / unit * unit;
            let (found, said) = decoded(&bytes[from..from + 50]);
            let is_right = found.as_deref().is_ok_and(|found| is_inside(found, &text));
            assert!(is_right || found.is_err() || !said.is_empty(), "{name}: {found:?}");
            right += usize::from(is_right);
        }
        assert!(right * 100 >= count * 99, "{name}: {right} of {count}");
    }
}

#[test]
fn letters_of_two_bytes_that_are_ideographs_in_gb2312_are_doubted() {
    let (found, said) = decoded(&GB18030.encode("12.50,一").0);
    assert!(found.is_ok() && said[0].contains("low"), "{said:?}");
    assert!(decoded("宽3×4米，误差±1".as_bytes()).1.is_empty());
    assert!(decoded("3 × 4 é".as_bytes()).1.is_empty());
}

#[test]
fn a_line_without_a_sign_of_one_byte_is_sampled_at_its_characters() {
    let text = "预算".repeat(100_000);
    let (found, said) = decoded(&GB18030.encode(&text).0);
    assert!(found.unwrap() == text && said[0].contains("high"), "{said:?}");
}

#[test]
fn text_of_no_known_encoding_is_not_made_up() {
    let latin: Vec<u8> = "é,è,ê\nà,ù,ç\n".chars().map(|character| character as u8).collect();
    assert_eq!(decoded(&latin.repeat(20)).0, Err("an unknown encoding"));
}
