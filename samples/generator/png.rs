//! Pictures of dots, as scanners leave them: a ruled table of figures that people read and the program does not.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

/// Digits of three by five dots; a row of dots is a number of three bits.
const DIGITS: [[u8; 5]; 10] = [
    [7, 5, 5, 5, 7],
    [2, 6, 2, 2, 7],
    [7, 1, 7, 4, 7],
    [7, 1, 7, 1, 7],
    [5, 5, 7, 1, 1],
    [7, 4, 7, 1, 7],
    [7, 4, 7, 5, 7],
    [7, 1, 1, 1, 1],
    [7, 5, 7, 5, 7],
    [7, 5, 7, 1, 7],
];
/// Dots of the picture for one dot of a digit.
const SCALE: usize = 2;
/// The room of a cell, its lines with it.
const CELL: (usize, usize) = (56, 18);
const INK: u8 = 0;
const PAPER: u8 = 255;

/// Dots in grey, row by row.
struct Scan {
    wide: usize,
    dots: Vec<u8>,
}

impl Scan {
    fn dot(&mut self, x: usize, y: usize) {
        self.dots[y * self.wide + x] = INK;
    }

    fn lines(&mut self, high: usize) {
        let wide = self.wide;
        for (y, x) in (0..high).flat_map(|y| (0..wide).map(move |x| (y, x))) {
            if x % CELL.0 == 0 || y % CELL.1 == 0 {
                self.dot(x, y);
            }
        }
    }

    fn digit(&mut self, digit: usize, (left, top): (usize, usize)) {
        for (y, x) in (0..5 * SCALE).flat_map(|y| (0..3 * SCALE).map(move |x| (y, x))) {
            if DIGITS[digit][y / SCALE] >> (2 - x / SCALE) & 1 == 1 {
                self.dot(left + x, top + y);
            }
        }
    }
}

/// A scanned table of whole numbers.
///
/// # Panics
/// On a number that does not fit into its cell.
pub fn scanned(rows: &[&[u32]]) -> Vec<u8> {
    let cols = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let (wide, high) = (cols * CELL.0 + 1, rows.len() * CELL.1 + 1);
    let mut scan = Scan { wide, dots: vec![PAPER; wide * high] };
    scan.lines(high);
    for (row, numbers) in rows.iter().enumerate() {
        for (col, number) in numbers.iter().enumerate() {
            for (nth, digit) in number.to_string().bytes().enumerate() {
                let left = col * CELL.0 + 4 + nth * 4 * SCALE;
                scan.digit(usize::from(digit - b'0'), (left, row * CELL.1 + 4));
            }
        }
    }
    packed(&scan, high)
}

fn packed(scan: &Scan, high: usize) -> Vec<u8> {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    for row in scan.dots.chunks(scan.wide) {
        zlib.write_all(&[0]).and_then(|()| zlib.write_all(row)).expect("memory takes every byte");
    }
    let size = [scan.wide as u32, high as u32].map(u32::to_be_bytes).concat();
    // Eight bits a dot, grey, nothing unusual.
    let head = [&size[..], &[8, 0, 0, 0, 0]].concat();
    let dots = zlib.finish().expect("memory takes every byte");
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &head), chunk(b"IDAT", &dots), chunk(b"IEND", &[])]
        .concat()
}

fn chunk(name: &[u8; 4], bytes: &[u8]) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(name);
    sum.update(bytes);
    [&(bytes.len() as u32).to_be_bytes()[..], name, bytes, &sum.sum().to_be_bytes()].concat()
}
