//! Pictures of tables as metafiles, the way a spreadsheet puts a range on the clipboard: each text a record of its own,
//! lines and texts in any order. [`Emf`] and [`Wmf`] write records; [`Pasted`] draws a whole range with either.

use crate::Sample;

/// Height of the letters, of a row, and the room beside a text, in pixels.
const EM: i32 = 16;
const ROW: i32 = 26;
const ROOM: i32 = 4;

/// An enhanced metafile, record by record.
#[derive(Default)]
pub struct Emf {
    records: Vec<u8>,
    count: u32,
}

fn longs(numbers: &[i32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn shorts(numbers: &[i16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// The width of a letter: East Asian ones are square, others half as wide.
fn width(letter: char) -> i32 {
    if u32::from(letter) >= 0x2e80 { EM } else { EM / 2 }
}

fn text_width(text: &str) -> i32 {
    text.chars().map(width).sum()
}

impl Emf {
    pub fn record(&mut self, kind: u32, body: &[u8]) {
        let size = (8 + body.len()).next_multiple_of(4);
        self.records.extend(kind.to_le_bytes());
        self.records.extend((size as u32).to_le_bytes());
        self.records.extend(body);
        self.records.resize(self.records.len() + size - 8 - body.len(), 0);
        self.count += 1;
    }

    pub fn line(&mut self, from: (i32, i32), to: (i32, i32)) {
        self.record(27, &longs(&[from.0, from.1]));
        self.record(54, &longs(&[to.0, to.1]));
    }

    /// A filled rectangle; thin ones are how some programs draw lines.
    pub fn fill(&mut self, at: (i32, i32), size: (i32, i32)) {
        let mut body = longs(&[0, 0, 0, 0, at.0, at.1, size.0, size.1]);
        body.resize(92, 0);
        self.record(76, &body);
    }

    pub fn align(&mut self, flags: i32) {
        self.record(22, &longs(&[flags]));
    }

    /// Makes a font and selects it. The escapement counts tenths of a degree.
    pub fn font(&mut self, handle: i32, height: i32, escapement: i32, charset: u8) {
        let mut body = longs(&[handle, height, 0, escapement, escapement, 400]);
        body.extend([0, 0, 0, charset]);
        body.resize(104, 0);
        self.record(82, &body);
        self.record(37, &longs(&[handle]));
    }

    /// Maps a window of the page onto a viewport of the device.
    pub fn window(&mut self, window: [i32; 4], viewport: [i32; 4]) {
        self.record(17, &longs(&[8]));
        self.record(10, &longs(&window[..2]));
        self.record(9, &longs(&window[2..]));
        self.record(12, &longs(&viewport[..2]));
        self.record(11, &longs(&viewport[2..]));
    }

    pub fn text(&mut self, at: (i32, i32), text: &str) {
        let letters: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let advances: Vec<i32> = text
            .chars()
            .flat_map(|letter| [width(letter)].into_iter().chain((1..letter.len_utf16()).map(|_| 0)))
            .collect();
        self.text_record(84, at, &letters, letters.len() / 2, &advances);
    }

    /// A text in the bytes of the font's character set; `advances` has one entry for each byte.
    pub fn text_in_bytes(&mut self, at: (i32, i32), letters: &[u8], advances: &[i32]) {
        self.text_record(83, at, letters, letters.len(), advances);
    }

    fn text_record(&mut self, kind: u32, at: (i32, i32), letters: &[u8], count: usize, advances: &[i32]) {
        const FIXED: usize = 76;
        let after = (FIXED + letters.len()).next_multiple_of(4);
        let mut body = longs(&[0, 0, -1, -1, 1, 0, 0, at.0, at.1, count as i32, FIXED as i32, 0]);
        body.extend(longs(&[0, 0, -1, -1, after as i32]));
        body.extend(letters);
        body.resize(after - 8, 0);
        body.extend(longs(advances));
        self.record(kind, &body);
    }

    /// The whole file: the header, the records, the end.
    pub fn finish(mut self) -> Vec<u8> {
        self.record(14, &longs(&[0, 0, 20]));
        let bytes = 108 + self.records.len() as i32;
        let mut file = longs(&[1, 108, 0, 0, 999, 999, 0, 0, 26_000, 26_000]);
        file.extend(b" EMF");
        file.extend(longs(&[
            0x10000,
            bytes,
            self.count as i32 + 1,
            16,
            0,
            0,
            0,
            1920,
            1080,
            508,
            286,
            0,
            0,
            0,
            508_000,
            286_000,
        ]));
        file.extend(self.records);
        file
    }
}

/// A Windows metafile, record by record.
#[derive(Default)]
pub struct Wmf {
    records: Vec<u8>,
}

impl Wmf {
    pub fn record(&mut self, kind: u16, body: &[u8]) {
        let words = (6 + body.len()).div_ceil(2);
        self.records.extend((words as u32).to_le_bytes());
        self.records.extend(kind.to_le_bytes());
        self.records.extend(body);
        self.records.resize(self.records.len() + body.len() % 2, 0);
    }

    pub fn line(&mut self, from: (i16, i16), to: (i16, i16)) {
        self.record(0x0214, &shorts(&[from.1, from.0]));
        self.record(0x0213, &shorts(&[to.1, to.0]));
    }

    /// Makes a font with a character set and selects it by its number.
    pub fn font(&mut self, handle: i16, height: i16, charset: u8) {
        let mut body = shorts(&[height, 0, 0, 0, 400]);
        body.extend([0, 0, 0, charset, 0, 0, 0, 0]);
        body.extend(b"SimSun\0\0");
        self.record(0x02fb, &body);
        self.record(0x012d, &shorts(&[handle]));
    }

    pub fn text(&mut self, at: (i16, i16), letters: &[u8]) {
        let mut body = shorts(&[letters.len() as i16]);
        body.extend(letters);
        body.resize(body.len().next_multiple_of(2), 0);
        body.extend(shorts(&[at.1, at.0]));
        self.record(0x0521, &body);
    }

    /// The whole file, with the header that gives it a place on a page or without.
    pub fn finish(mut self, placeable: bool) -> Vec<u8> {
        self.record(0, &[]);
        let mut file = Vec::new();
        if placeable {
            file.extend(b"\xd7\xcd\xc6\x9a");
            file.extend(shorts(&[0, 0, 0, 999, 999, 96, 0, 0, 0]));
        }
        file.extend(shorts(&[1, 9, 0x300]));
        file.extend(longs(&[9 + self.records.len() as i32 / 2]));
        file.extend(shorts(&[4, 200, 0, 0]));
        file.extend(self.records);
        file
    }
}

/// Where a text stands in its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    Left,
    Centre,
    Right,
}

/// A cell of a pasted range. Lines of its text are divided by `\n`.
#[derive(Debug, Clone)]
pub struct Entry {
    pub place: (usize, usize),
    pub span: (usize, usize),
    pub text: String,
    pub stand: Stand,
}

impl Entry {
    pub fn new(row: usize, col: usize, text: &str, stand: Stand) -> Self {
        Self { place: (row, col), span: (1, 1), text: text.to_owned(), stand }
    }

    pub fn spanning(mut self, rows: usize, cols: usize) -> Self {
        self.span = (rows, cols);
        self
    }
}

/// A range as it is pasted as a picture.
#[derive(Debug, Clone)]
pub struct Pasted {
    /// Columns in pixels.
    pub widths: Vec<i32>,
    /// Rows, each as high as so many lines of text.
    pub rows: Vec<i32>,
    pub entries: Vec<Entry>,
    pub ruled: bool,
    /// A line of text above the range.
    pub title: Option<String>,
    /// The order of drawing: sorts what is drawn by this, again and again.
    pub seed: u64,
}

/// What is drawn: a line, or a text from its upper left corner on.
#[derive(Debug, Clone)]
pub enum Stroke {
    Line((i32, i32), (i32, i32)),
    Text((i32, i32), String),
}

impl Pasted {
    /// Everything that the picture shows, in the order of drawing.
    pub fn strokes(&self) -> Vec<Stroke> {
        let mut strokes: Vec<Stroke> =
            self.title.iter().map(|title| Stroke::Text((40, 10), title.clone())).collect();
        for entry in &self.entries {
            self.draw(entry, &mut strokes);
        }
        let mut random = self.seed;
        let mut keyed: Vec<(u64, Stroke)> = Vec::new();
        for stroke in strokes {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            keyed.push((if self.seed == 0 { 0 } else { random >> 33 }, stroke));
        }
        keyed.sort_by_key(|(key, _)| *key);
        keyed.into_iter().map(|(_, stroke)| stroke).collect()
    }

    fn draw(&self, entry: &Entry, strokes: &mut Vec<Stroke>) {
        let ((row, col), (rows, cols)) = (entry.place, entry.span);
        let left = 20 + self.widths[..col].iter().sum::<i32>();
        let right = left + self.widths[col..col + cols].iter().sum::<i32>();
        let top = 60 + self.rows[..row].iter().sum::<i32>() * ROW;
        let bottom = top + self.rows[row..row + rows].iter().sum::<i32>() * ROW;
        if self.ruled {
            let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
            strokes.extend(corners.windows(2).map(|pair| Stroke::Line(pair[0], pair[1])));
        }
        let lines: Vec<&str> = entry.text.lines().collect();
        let first = (top + bottom) / 2 - (lines.len() as i32 * (EM + 2)) / 2;
        for (number, line) in lines.into_iter().enumerate() {
            let x = match entry.stand {
                Stand::Left => left + ROOM,
                Stand::Centre => (left + right - text_width(line)) / 2,
                Stand::Right => right - ROOM - text_width(line),
            };
            strokes.push(Stroke::Text((x, first + number as i32 * (EM + 2)), line.to_owned()));
        }
    }

    pub fn emf(&self) -> Vec<u8> {
        let mut emf = Emf::default();
        emf.font(1, -EM, 0, 134);
        for stroke in self.strokes() {
            match stroke {
                Stroke::Line(from, to) => emf.line(from, to),
                Stroke::Text(at, text) => emf.text(at, &text),
            }
        }
        emf.finish()
    }

    /// The same as a Windows metafile; `encode` gives a text's bytes in the character set of the font.
    pub fn wmf(&self, charset: u8, encode: impl Fn(&str) -> Vec<u8>) -> Vec<u8> {
        let mut wmf = Wmf::default();
        wmf.font(0, -EM as i16, charset);
        let short = |(x, y): (i32, i32)| (x as i16, y as i16);
        for stroke in self.strokes() {
            match stroke {
                Stroke::Line(from, to) => wmf.line(short(from), short(to)),
                Stroke::Text(at, text) => wmf.text(short(at), &encode(&text)),
            }
        }
        wmf.finish(true)
    }
}

/// A small range: a merged header over two columns, wrapped and right-aligned texts, a blank.
pub fn expenses(ruled: bool, seed: u64) -> Pasted {
    use Stand::{Centre, Left, Right};
    let entries = vec![
        Entry::new(0, 0, "支出项目", Centre).spanning(2, 1),
        Entry::new(0, 1, "金额", Centre).spanning(1, 2),
        Entry::new(0, 3, "增减说明", Centre).spanning(2, 1),
        Entry::new(1, 1, "上年数", Centre),
        Entry::new(1, 2, "本年数", Centre),
        Entry::new(2, 0, "人员经费", Left),
        Entry::new(2, 1, "1,204.50", Right),
        Entry::new(2, 2, "998.00", Right),
        Entry::new(2, 3, "人员减少", Left),
        Entry::new(3, 0, "公用经费", Left),
        Entry::new(3, 1, "0.00", Right),
        Entry::new(3, 2, "12.30", Right),
        Entry::new(3, 3, "", Left),
        Entry::new(4, 0, "合计", Centre),
        Entry::new(4, 1, "1,204.50", Right),
        Entry::new(4, 2, "1,010.30", Right),
        Entry::new(4, 3, "", Left),
    ];
    let title = Some("某某县云溪镇支出情况表".to_owned());
    Pasted { widths: vec![110, 100, 100, 120], rows: vec![1; 5], entries, ruled, title, seed }
}

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::new("pictures/ruled-range.emf", expenses(true, 7).emf()),
        Sample::new("pictures/unruled-range.emf", expenses(false, 11).emf()),
    ]
}
