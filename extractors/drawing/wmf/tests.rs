use encoding_rs::GBK;
use proptest::prelude::*;
use samples::emf::{Wmf, expenses};

use super::*;
use crate::drawing::{Picture, picture};
use crate::{Limits, Notices};

fn read(bytes: &[u8]) -> (Picture, Notices) {
    let mut notices = Notices::default();
    let limits = Limits::default();
    let picture = picture(&mut Context::new(&mut notices, &limits), "p.wmf", bytes);
    (picture, notices)
}

fn gbk(text: &str) -> Vec<u8> {
    GBK.encode(text).0.into_owned()
}

fn shorts(numbers: &[i16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

#[test]
fn an_old_picture_of_a_range_gives_the_same_table() {
    let (old, notices) = read(&expenses(true, 9).wmf(134, gbk));
    let (new, _) = read(&expenses(true, 9).emf());
    let cells = |picture: &Picture| -> Vec<_> {
        picture.tables[0].cells().map(|cell| (cell.row, cell.col, cell.span, cell.text.to_owned())).collect()
    };
    assert_eq!(cells(&old), cells(&new));
    assert_eq!(notices.iter().count(), 0);
}

#[test]
fn texts_with_rectangles_and_advances_and_a_turned_window() {
    let mut wmf = Wmf::default();
    wmf.record(0x020b, &shorts(&[100, 0]));
    wmf.record(0x020c, &shorts(&[-100, 100]));
    wmf.font(0, -10, 134);
    let mut body = shorts(&[80, 20, 4, 2, 0, 0, 9, 9]);
    body.extend(gbk("合计"));
    body.extend(shorts(&[12, 0, 12, 0]));
    wmf.record(0x0a32, &body);
    let mut notices = Notices::default();
    let limits = Limits::default();
    let drawing = play(&mut Context::new(&mut notices, &limits), "p", &wmf.finish(false));
    let mark = &drawing.marks[0];
    assert_eq!((mark.text.as_str(), mark.left, mark.right, mark.top), ("合计", 20.0, 44.0, 20.0));
}

#[test]
fn a_new_object_takes_the_lowest_free_number() {
    let mut wmf = Wmf::default();
    wmf.record(0x02fc, &shorts(&[0, 0, 0, 0]));
    wmf.font(1, -10, 134);
    wmf.record(0x01f0, &shorts(&[0]));
    wmf.font(0, -30, 134);
    wmf.text((0, 0), &gbk("甲"));
    let mut notices = Notices::default();
    let limits = Limits::default();
    let drawing = play(&mut Context::new(&mut notices, &limits), "p", &wmf.finish(true));
    assert!((drawing.marks[0].em - 30.0).abs() < 0.1);
}

proptest! {
    #[test]
    fn no_bytes_make_it_stumble(hits in prop::collection::vec((any::<u32>(), any::<u8>()), 1..40), cut in any::<u32>()) {
        let mut bytes = expenses(true, 1).wmf(134, gbk);
        let length = bytes.len();
        for (at, byte) in hits {
            bytes[22 + at as usize % (length - 22)] = byte;
        }
        bytes.truncate(22 + cut as usize % (length - 22));
        let (picture, _) = read(&bytes);
        prop_assert!(picture.tables.len() < 100);
    }
}
