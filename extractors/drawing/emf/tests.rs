use proptest::prelude::*;
use samples::emf::{Emf, expenses};

use super::*;
use crate::drawing::canvas::Mark;
use crate::drawing::picture;
use crate::{Limits, Notices};

fn drawn(bytes: &[u8]) -> (Drawing, Notices) {
    let mut notices = Notices::default();
    let limits = Limits::default();
    let drawing = play(&mut Context::new(&mut notices, &limits), "p", bytes);
    (drawing, notices)
}

fn only_mark(emf: Emf) -> Mark {
    let (mut drawing, notices) = drawn(&emf.finish());
    assert_eq!((drawing.marks.len(), notices.iter().count()), (1, 0));
    drawing.marks.remove(0)
}

fn near(mark: &Mark, left: f64, right: f64) {
    assert!(
        (mark.left - left).abs() < 1.0 && (mark.right - right).abs() < 1.0,
        "{mark:?}, not {left}–{right}"
    );
}

fn longs(numbers: &[i32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn world(numbers: [f32; 6]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn page() -> Emf {
    let mut emf = Emf::default();
    emf.font(1, -16, 0, 134);
    emf
}

#[test]
fn alignment_says_which_side_of_the_text_is_meant() {
    for (flags, left, right) in [(0, 100.0, 132.0), (2, 68.0, 100.0), (6, 84.0, 116.0)] {
        let mut emf = page();
        emf.align(flags);
        emf.text((100, 50), "合计");
        near(&only_mark(emf), left, right);
    }
}

#[test]
fn texts_may_be_drawn_from_the_current_position() {
    let mut emf = page();
    emf.align(1);
    emf.record(27, &longs(&[200, 60]));
    emf.text((0, 0), "甲");
    emf.text((0, 0), "乙");
    let (drawing, _) = drawn(&emf.finish());
    near(&drawing.marks[1], 216.0, 232.0);
}

#[test]
fn windows_viewports_and_world_transforms_move_and_stretch() {
    let mut emf = page();
    emf.window([100, 100, 1000, 1000], [10, 20, 500, -500]);
    emf.text((300, 300), "甲乙");
    let mark = only_mark(emf);
    near(&mark, 110.0, 126.0);
    assert!((mark.top - -80.0).abs() < 1.0 && mark.bottom > mark.top, "letters are not mirrored: {mark:?}");

    let mut emf = page();
    emf.record(35, &world([2.0, 0.0, 0.0, 2.0, 5.0, 0.0]));
    let mut change = world([1.0, 0.0, 0.0, 1.0, 10.0, 0.0]);
    change.extend(longs(&[2]));
    emf.record(36, &change);
    emf.text((0, 0), "甲");
    near(&only_mark(emf), 25.0, 57.0);
}

#[test]
fn saved_settings_come_back() {
    let mut emf = page();
    emf.record(33, &[]);
    emf.align(2);
    emf.record(33, &[]);
    emf.window([0, 0, 1, 1], [0, 0, 50, 50]);
    emf.record(34, &longs(&[-2]));
    emf.text((100, 0), "甲");
    near(&only_mark(emf), 100.0, 116.0);
}

#[test]
fn turned_texts_stand_upright() {
    let mut emf = Emf::default();
    emf.font(1, -16, 900, 134);
    emf.text((100, 100), "收入合计");
    let mark = only_mark(emf);
    assert!((mark.bottom - mark.top - 64.0).abs() < 1.0 && (mark.right - mark.left) < 20.0, "{mark:?}");
    assert!((mark.bottom - 100.0).abs() < 1.0, "{mark:?}");
}

#[test]
fn bytes_are_read_in_the_character_set_of_the_font() {
    for (charset, bytes, text) in [
        (134, &b"\xba\xcf\xbc\xc6"[..], "合计"),
        (136, b"\xa6X\xadp", "合計"),
        (128, b"\x8d\x87\x8cv", "合計"),
        (1, b"\xba\xcf\xbc\xc6", "合计"),
        (0, b"caf\xe9", "café"),
    ] {
        let mut emf = Emf::default();
        emf.font(1, -16, 0, charset);
        emf.text_in_bytes((0, 0), bytes, &[8; 4]);
        let mark = only_mark(emf);
        assert_eq!(mark.text, text);
        near(&mark, 0.0, 32.0);
    }
}

#[test]
fn small_and_many_texts_are_texts() {
    let mut emf = page();
    let mut small = longs(&[10, 20, 3, 0x300, 1, 0, 0]);
    small.extend(b"4.5");
    emf.record(108, &small);
    let mut wide = longs(&[50, 20, 1, 0x100, 1, 0, 0]);
    wide.extend("元".encode_utf16().flat_map(u16::to_le_bytes));
    emf.record(108, &wide);
    let mut many = longs(&[0, 0, 0, 0, 1, 0, 0, 2]);
    many.extend(longs(&[70, 20, 1, 120, 0, 0, 0, 0, 0, 0]));
    many.extend(longs(&[90, 20, 1, 122, 0, 0, 0, 0, 0, 0]));
    many.extend("甲乙".encode_utf16().flat_map(u16::to_le_bytes));
    emf.record(97, &many);
    let (drawing, notices) = drawn(&emf.finish());
    let texts: Vec<_> = drawing.marks.iter().map(|mark| mark.text.as_str()).collect();
    assert_eq!((texts, notices.iter().count()), (vec!["4.5", "元", "甲", "乙"], 0));
}

#[test]
fn lines_come_from_strokes_and_thin_fills_but_not_from_hidden_pens_or_clips() {
    let mut emf = page();
    emf.line((0, 0), (100, 0));
    emf.fill((0, 20), (100, 1));
    emf.record(43, &longs(&[0, 40, 100, 60]));
    emf.record(37, &longs(&[0x8000_0008_u32 as i32]));
    emf.record(43, &longs(&[0, 80, 100, 90]));
    emf.record(37, &longs(&[0x8000_0007_u32 as i32]));
    emf.record(59, &[]);
    emf.line((0, 100), (100, 100));
    emf.record(60, &[]);
    emf.record(67, &longs(&[1]));
    let mut points = longs(&[0, 0, 0, 0, 3]);
    points.extend([0_i16, 120, 100, 120, 100, 140].iter().flat_map(|number| number.to_le_bytes()));
    emf.record(87, &points);
    let (drawing, _) = drawn(&emf.finish());
    let across: Vec<f64> = drawing.across.iter().map(|rule| rule.at).collect();
    assert_eq!((across, drawing.down.len()), (vec![0.0, 20.5, 40.0, 60.0, 120.0], 3));
}

fn plus(kind: u16, flags: u16, body: &[u8]) -> Vec<u8> {
    let mut record = Vec::new();
    record.extend(kind.to_le_bytes());
    record.extend(flags.to_le_bytes());
    record.extend((12 + body.len() as u32).to_le_bytes());
    record.extend((body.len() as u32).to_le_bytes());
    record.extend(body);
    record
}

fn comment(records: &[Vec<u8>]) -> Vec<u8> {
    let all: Vec<u8> = records.concat();
    let mut body = (4 + all.len() as u32).to_le_bytes().to_vec();
    body.extend(b"EMF+");
    body.extend(all);
    body
}

fn second_copy() -> Vec<u8> {
    let mut font = longs(&[1]);
    font.extend(20_f32.to_le_bytes());
    font.extend(longs(&[2, 1, 0, 0]));
    let mut string = longs(&[0, 0, 2]);
    string.extend(world([30.0, 40.0, 0.0, 0.0, 0.0, 0.0])[..16].iter());
    string.extend("合计".encode_utf16().flat_map(u16::to_le_bytes));
    let mut driver = longs(&[0, 1, 0, 1]);
    driver.extend("9\0".encode_utf16().flat_map(u16::to_le_bytes));
    driver.extend([80_f32, 60.0].iter().flat_map(|number| number.to_le_bytes()));
    comment(&[plus(0x4008, 0x0602, &font), plus(0x401c, 2, &string), plus(0x4036, 2, &driver)])
}

#[test]
fn the_second_copy_is_read_only_where_the_first_has_no_texts() {
    let mut emf = page();
    emf.record(70, &second_copy());
    let (drawing, _) = drawn(&emf.finish());
    let texts: Vec<_> = drawing.marks.iter().map(|mark| (mark.text.as_str(), mark.left, mark.bold)).collect();
    assert_eq!(texts, [("合计", 30.0, true), ("9", 80.0, true)]);

    let mut emf = page();
    emf.record(70, &second_copy());
    emf.text((5, 5), "合计");
    near(&only_mark(emf), 5.0, 37.0);
}

#[test]
fn glyph_numbers_are_said_to_be_unreadable() {
    let mut emf = page();
    let mut body = longs(&[0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 76, 0x10]);
    body.extend(longs(&[0, 0, 0, 0, 0, 7]));
    emf.record(84, &body);
    let mut notices = Notices::default();
    let limits = Limits::default();
    let picture = picture(&mut Context::new(&mut notices, &limits), "p", &emf.finish());
    assert_eq!(picture.fate, crate::document::Fate::Failed(Code::PART_BROKEN));
    assert_eq!(notices.iter().count(), 1);
}

#[test]
fn a_picture_that_breaks_off_keeps_what_came_before() {
    let whole = expenses(true, 0).emf();
    let (drawing, notices) = drawn(&whole[..whole.len() / 2]);
    assert!(!drawing.marks.is_empty());
    assert_eq!(notices.iter().next().unwrap().code, Code::PART_BROKEN);
}

#[test]
fn lying_counts_and_wild_numbers_are_only_noticed() {
    let mut emf = page();
    for kind in [3, 4, 6, 7, 8, 71, 74, 83, 84, 85, 86, 87, 88, 89, 90, 91, 96, 97, 108] {
        emf.record(kind, &[0xff; 60]);
    }
    emf.record(35, &world([f32::NAN, f32::INFINITY, 0.0, 0.0, f32::MAX, f32::NAN]));
    emf.text((i32::MAX, i32::MIN), "甲");
    emf.line((0, 0), (1, 1));
    let bytes = emf.finish();
    let mut notices = Notices::default();
    let limits = Limits::default();
    let picture = picture(&mut Context::new(&mut notices, &limits), "p", &bytes);
    assert_eq!(picture.texts.iter().map(|text| text.text.as_str()).collect::<Vec<_>>(), ["甲"]);
    assert_eq!(notices.iter().count(), 1);

    let mut empty = Emf::default().finish();
    empty.extend([0; 64]);
    let end = empty.len() - 64 - 20;
    empty.truncate(end);
    empty.extend([70, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(drawn(&empty).1.iter().next().unwrap().code, Code::PART_BROKEN);
}

#[test]
fn a_page_full_of_texts_and_lines_is_refused_in_peace() {
    let mut emf = page();
    for nth in 0..20_000 {
        emf.text(((nth * 7919) % 50_000, (nth * 104_729) % 50_000), "1");
        emf.line((0, nth * 20), (60_000, nth * 20));
        emf.line((nth * 20, 0), (nth * 20, 60_000));
    }
    let mut notices = Notices::default();
    let limits = Limits::default();
    let picture = picture(&mut Context::new(&mut notices, &limits), "p", &emf.finish());
    let words: usize = picture.texts.iter().map(|text| text.text.matches('1').count()).sum();
    assert_eq!((picture.tables.len(), words), (0, 20_000));
}

proptest! {
    #[test]
    fn no_bytes_make_it_stumble(seed in any::<u64>(), hits in prop::collection::vec((any::<u32>(), any::<u8>()), 1..40)) {
        let mut bytes = expenses(seed % 2 == 0, seed).emf();
        bytes.extend(second_copy());
        let length = bytes.len();
        for (at, byte) in hits {
            bytes[108 + at as usize % (length - 108)] = byte;
        }
        let mut notices = Notices::default();
        let limits = Limits::default();
        let picture = picture(&mut Context::new(&mut notices, &limits), "p", &bytes);
        prop_assert!(picture.tables.len() < 100);
    }
}
