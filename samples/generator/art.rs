//! Drawings of binary Office files: atoms in containers. And charts as their records keep them.

use std::io::Write;

use crate::biff::{Records, long, short, shorts};

fn atom(mark: u16, kind: u16, data: &[u8]) -> Vec<u8> {
    [shorts(&[mark, kind]), (data.len() as u32).to_le_bytes().to_vec(), data.to_vec()].concat()
}

const CONTAINER: u16 = 0xF;

/// A picture that was drawn, deflated behind its head.
///
/// # Panics
/// Never: memory takes every byte.
pub fn deflated(picture: &[u8]) -> Vec<u8> {
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zlib.write_all(picture).expect("memory");
    let packed = zlib.finish().expect("memory");
    let length = (picture.len() as u32).to_le_bytes();
    let head =
        [&[0xAB; 16][..], &length, &[0; 24], &(packed.len() as u32).to_le_bytes(), &[0, 0xFE]].concat();
    atom(0x3D40, 0xF01A, &[head, packed].concat())
}

/// A picture that was photographed, as it is.
pub fn photographed(picture: &[u8]) -> Vec<u8> {
    atom(0x6E00, 0xF01E, &[&[0xCD; 16][..], &[0xFF], picture].concat())
}

/// The store of all pictures.
pub fn store(pictures: &[Vec<u8>]) -> Vec<u8> {
    let entry = |picture: &Vec<u8>| {
        let head = [&[2, 2][..], &[0xEE; 18], &(picture.len() as u32).to_le_bytes(), &[1, 0, 0, 0], &[0; 8]];
        atom(0x0022, 0xF007, &[&head.concat(), &picture[..]].concat())
    };
    let entries: Vec<u8> = pictures.iter().flat_map(entry).collect();
    let store = atom((pictures.len() as u16) << 4 | CONTAINER, 0xF001, &entries);
    atom(CONTAINER, 0xF000, &store)
}

/// A shape that begins at a cell and shows, perhaps, a picture by its number from 0.
pub fn shape(place: (u16, u16), picture: Option<u32>) -> Vec<u8> {
    let shown: Vec<u8> = picture
        .map(|nth| [shorts(&[0x4104]), (nth + 1).to_le_bytes().to_vec()].concat())
        .into_iter()
        .flatten()
        .collect();
    let protected = [shorts(&[0x007F]), 0x0104_0104u32.to_le_bytes().to_vec()].concat();
    let count = 1 + u16::from(picture.is_some());
    let anchor = shorts(&[2, place.1, 0, place.0, 0, place.1 + 3, 0, place.0 + 4, 0]);
    let inside = [
        atom(0x04B2, 0xF00A, &[0; 8]),
        atom(count << 4 | 3, 0xF00B, &[protected, shown].concat()),
        atom(0, 0xF010, &anchor),
        atom(0, 0xF011, &[]),
    ];
    atom(CONTAINER, 0xF004, &inside.concat())
}

/// An object record: its kind and number.
fn object(kind: u16, number: u16) -> Vec<u8> {
    [shorts(&[0x15, 0x12, kind, number, 0x6011]), vec![0; 12], vec![0; 4]].concat()
}

/// A picture on a sheet.
pub fn picture(place: (u16, u16), nth: u32) -> Records {
    Records::default().add(0x00EC, shape(place, Some(nth))).add(0x005D, object(8, 40 + nth as u16))
}

/// A box of text on a sheet.
pub fn text_box(place: (u16, u16), text: &str) -> Records {
    let units: Vec<u16> = text.encode_utf16().collect();
    let head = [shorts(&[0x0212, 0, 0, 0, 0, units.len() as u16, 16]), vec![0; 4]].concat();
    Records::default()
        .add(0x00EC, shape(place, None))
        .add(0x005D, object(6, 20))
        .add(0x00EC, atom(0, 0xF00D, &[]))
        .add(0x01B6, head)
        .add(0x003C, [vec![1], shorts(&units)].concat())
        .add(0x003C, [0; 16])
}

/// A series of a chart.
pub struct Series<'a> {
    /// The name, or nothing where only its cell is said.
    pub name: &'a str,
    /// Tokens that say where name, values and categories come from.
    pub links: [Vec<u8>; 3],
    /// Copies of the categories and the values; empty where the writing program keeps none.
    pub labels: &'a [&'a str],
    pub values: &'a [f64],
    /// A number format of its own.
    pub format: Option<u16>,
}

/// The records of a chart, from its beginning to its end.
pub fn chart(title: &str, unit: &str, series: &[Series<'_>]) -> Records {
    let begin = |records: Records| records.add(0x1033, []);
    let end = |records: Records| records.add(0x1034, []);
    let text = |records: Records, text: &str, of: u16| {
        let said = [shorts(&[0]), short(text)].concat();
        end(begin(records.add(0x1025, [0; 32]))
            .add(0x1051, [0; 8])
            .add(0x100D, said)
            .add(0x1027, shorts(&[of, 0, 0])))
    };
    let mut records = Records::default().add(0x0809, shorts(&[0x0600, 0x0020, 0x0DBB, 0x07CC, 0, 0, 0, 0]));
    records = begin(records.add(0x1002, [0; 16]));
    for one in series {
        let count = one.values.len() as u16;
        records = begin(records.add(0x1003, shorts(&[1, 1, count, count, 1, 0])));
        for (id, tokens) in (0u8..).zip(&one.links) {
            let format = one.format.filter(|_| id == 1);
            let head = shorts(&[u16::from(format.is_some()), format.unwrap_or(0), tokens.len() as u16]);
            records = records.add(0x1051, [vec![id, 2], head, tokens.clone()].concat());
            if id == 0 && !one.name.is_empty() {
                records = records.add(0x100D, [shorts(&[0]), short(one.name)].concat());
            }
        }
        records = end(records);
    }
    records = end(text(text(records, title, 1), unit, 2));
    records = records.add(0x1065, shorts(&[1]));
    for (col, one) in (0u16..).zip(series) {
        for (row, value) in (0u16..).zip(one.values) {
            records = records.number(row, col, 0, *value);
        }
    }
    records = records.add(0x1065, shorts(&[2]));
    for (col, one) in (0u16..).zip(series) {
        for (row, label) in (0u16..).zip(one.labels) {
            records = records.add(0x0204, [shorts(&[row, col, 0]), long(label)].concat());
        }
    }
    records.add(0x000A, [])
}

/// A chart on a sheet.
pub fn chart_on_sheet(place: (u16, u16), number: u16, chart: Records) -> Records {
    Records::default().add(0x00EC, shape(place, None)).add(0x005D, object(5, number)).join(chart)
}
