//! Records of old binary workbooks, and the compound file around them.

use std::io::{Cursor, Write};

/// Records one after another.
#[derive(Default, Clone)]
pub struct Records(Vec<u8>);

impl Records {
    pub fn add(mut self, kind: u16, data: impl AsRef<[u8]>) -> Self {
        let data = data.as_ref();
        self.0.extend(kind.to_le_bytes());
        self.0.extend((data.len() as u16).to_le_bytes());
        self.0.extend(data);
        self
    }

    /// Records that were written elsewhere.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub fn join(mut self, more: Records) -> Self {
        self.0.extend(more.0);
        self
    }

    pub fn bytes(self) -> Vec<u8> {
        self.0
    }

    fn place(row: u16, col: u16, look: u16) -> Vec<u8> {
        shorts(&[row, col, look])
    }

    pub fn number(self, row: u16, col: u16, look: u16, value: f64) -> Self {
        self.add(0x0203, [Self::place(row, col, look), value.to_le_bytes().to_vec()].concat())
    }

    pub fn rk(self, row: u16, col: u16, look: u16, word: u32) -> Self {
        self.add(0x027E, [Self::place(row, col, look), word.to_le_bytes().to_vec()].concat())
    }

    /// Several packed numbers of one row: pairs of look and word.
    pub fn mulrk(self, row: u16, first: u16, cells: &[(u16, u32)]) -> Self {
        let mut data = shorts(&[row, first]);
        for (look, word) in cells {
            data.extend(look.to_le_bytes());
            data.extend(word.to_le_bytes());
        }
        data.extend((first + cells.len() as u16 - 1).to_le_bytes());
        self.add(0x00BD, data)
    }

    pub fn shared(self, row: u16, col: u16, look: u16, index: u32) -> Self {
        self.add(0x00FD, [Self::place(row, col, look), index.to_le_bytes().to_vec()].concat())
    }

    pub fn label(self, row: u16, col: u16, look: u16, text: &str) -> Self {
        self.add(0x0204, [Self::place(row, col, look), long(text)].concat())
    }

    pub fn blank(self, row: u16, col: u16, look: u16) -> Self {
        self.add(0x0201, Self::place(row, col, look))
    }

    pub fn flag(self, row: u16, col: u16, look: u16, value: u8, is_fault: bool) -> Self {
        self.add(0x0205, [Self::place(row, col, look), vec![value, u8::from(is_fault)]].concat())
    }

    /// A formula cell: its kept result as eight bytes, its flags, its tokens.
    pub fn formula(self, place: (u16, u16), result: [u8; 8], flags: u16, tokens: &[u8]) -> Self {
        let mut data = Self::place(place.0, place.1, 0);
        data.extend(result);
        data.extend(flags.to_le_bytes());
        data.extend([0; 4]);
        data.extend((tokens.len() as u16).to_le_bytes());
        data.extend(tokens);
        self.add(0x0006, data)
    }

    pub fn row(self, row: u16, hidden: bool) -> Self {
        self.add(0x0208, shorts(&[row, 0, 8, 255, 0, 0, if hidden { 0x0120 } else { 0x0100 }, 0]))
    }

    pub fn columns(self, first: u16, last: u16, width: u16, hidden: bool) -> Self {
        self.add(0x007D, shorts(&[first, last, width, 0, u16::from(hidden), 0]))
    }

    /// Merged ranges: first row, last row, first column, last column.
    pub fn merges(self, ranges: &[[u16; 4]]) -> Self {
        let data = std::iter::once(ranges.len() as u16).chain(ranges.iter().flatten().copied());
        self.add(0x00E5, shorts(&data.collect::<Vec<_>>()))
    }

    /// A comment: the drawing object, its text, and the note that ties them to a cell.
    pub fn comment(self, row: u16, col: u16, number: u16, text: &str) -> Self {
        let object = [shorts(&[0x15, 0x12, 0x19, number, 0x4011]), vec![0; 12], vec![0; 4]].concat();
        let units: Vec<u16> = text.encode_utf16().collect();
        let head = [shorts(&[0x0212, 0, 0, 0, 0, units.len() as u16, 16]), vec![0; 4]].concat();
        let characters = [vec![1], shorts(&units)].concat();
        self.add(0x005D, object)
            .add(0x01B6, head)
            .add(0x003C, characters)
            .add(0x003C, [0; 16])
            .add(0x001C, [shorts(&[row, col, 0, number]), long("审核人"), vec![0]].concat())
    }
}

/// A workbook stream in the making.
#[derive(Clone)]
pub struct Stream {
    /// 0x0600 since Excel 97, 0x0500 before.
    pub version: u16,
    /// Records before the list of sheets, and behind it.
    pub before: Records,
    pub after: Records,
    pub sheets: Vec<Sheet>,
}

#[derive(Clone)]
pub struct Sheet {
    /// As the list of sheets writes it, with its length.
    pub name: Vec<u8>,
    /// 0 shown, 1 hidden, 2 hidden so that no menu shows it.
    pub visibility: u8,
    /// 0 for cells, 2 for a sheet that is one chart, whose records are whole.
    pub kind: u8,
    pub records: Records,
}

impl Sheet {
    pub fn new(name: &str, records: Records) -> Self {
        Self { name: short(name), visibility: 0, kind: 0, records }
    }

    pub fn hidden(mut self, visibility: u8) -> Self {
        self.visibility = visibility;
        self
    }
}

impl Stream {
    pub fn bytes(&self) -> Vec<u8> {
        let begin = |kind: u16| {
            Records::default().add(0x0809, shorts(&[self.version, kind, 0x0DBB, 0x07CC, 0, 0, 0, 0]))
        };
        let bodies: Vec<Vec<u8>> = self
            .sheets
            .iter()
            .map(|sheet| match sheet.kind {
                0 => begin(0x0010).join(sheet.records.clone()).add(0x000A, []).bytes(),
                _ => sheet.records.clone().bytes(),
            })
            .collect();
        let front = begin(0x0005).join(self.before.clone()).bytes();
        let list: usize = self.sheets.iter().map(|sheet| 4 + 6 + sheet.name.len()).sum();
        let back = self.after.clone().add(0x000A, []).bytes();
        let mut at = front.len() + list + back.len();
        let mut entries = Records::default();
        for (sheet, body) in self.sheets.iter().zip(&bodies) {
            let entry =
                [&(at as u32).to_le_bytes()[..], &[sheet.visibility, sheet.kind], &sheet.name].concat();
            entries = entries.add(0x0085, entry);
            at += body.len();
        }
        [front, entries.bytes(), back, bodies.concat()].concat()
    }

    pub fn file(&self) -> Vec<u8> {
        let name = if self.version == 0x0500 { "Book" } else { "Workbook" };
        compound(&[(name, &self.bytes())])
    }
}

/// A compound file of these streams, those with a `/` in their name in a storage. Storages get the same time, so the
/// bytes are always the same.
///
/// # Panics
/// Never: the writer works in memory.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let version = cfb::Version::V3;
    let mut file = cfb::CompoundFile::create_with_version(version, Cursor::new(Vec::new())).expect("memory");
    for (name, bytes) in streams {
        if let Some((storage, _)) = name.split_once('/') {
            file.create_storage_all(storage).expect("memory");
            file.set_modified_time(storage, std::time::UNIX_EPOCH).expect("memory");
            file.set_created_time(storage, std::time::UNIX_EPOCH).expect("memory");
        }
        file.create_stream(name).expect("memory").write_all(bytes).expect("memory");
    }
    file.flush().expect("memory");
    file.into_inner().into_inner()
}

pub fn shorts(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// Text in two bytes a character, behind its flags.
fn units(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [vec![1], shorts(&units)].concat()
}

fn count(text: &str) -> u16 {
    text.encode_utf16().count() as u16
}

/// Text with its length in two bytes.
pub fn long(text: &str) -> Vec<u8> {
    [count(text).to_le_bytes().to_vec(), units(text)].concat()
}

/// Text with its length in one byte.
pub fn short(text: &str) -> Vec<u8> {
    [vec![count(text) as u8], units(text)].concat()
}

/// A number format.
pub fn format(id: u16, code: &str) -> Records {
    Records::default().add(0x041E, [id.to_le_bytes().to_vec(), long(code)].concat())
}

pub fn font(bold: bool) -> Records {
    let data =
        [shorts(&[220, 0, 0x7FFF, if bold { 700 } else { 400 }, 0]), vec![0, 0, 134, 0], short("宋体")]
            .concat();
    Records::default().add(0x0031, data)
}

/// A look: font, number format, horizontal alignment, whether borders are drawn around.
pub fn look(font: u16, format: u16, align: u8, boxed: bool) -> Records {
    let border: u32 = if boxed { 0x1111 } else { 0 };
    let data = [
        shorts(&[font, format, 1]),
        vec![align, 0, 0, 0],
        border.to_le_bytes().to_vec(),
        0u32.to_le_bytes().to_vec(),
        vec![0; 2],
    ];
    Records::default().add(0x00E0, data.concat())
}

/// The table of shared strings, each as it is to be written, in one record.
pub fn shared_strings(strings: &[Vec<u8>]) -> Records {
    let total = (strings.len() as u32).to_le_bytes();
    let data = [total.to_vec(), total.to_vec(), strings.concat()].concat();
    Records::default().add(0x00FC, data)
}

/// A kept result that is a number.
pub fn result(value: f64) -> [u8; 8] {
    value.to_le_bytes()
}

/// A kept result of another kind: 0 a text that follows, 1 a flag, 2 an error, 3 no text.
pub fn special(kind: u8, value: u8) -> [u8; 8] {
    [kind, 0, value, 0, 0, 0, 0xFF, 0xFF]
}

/// The token of a relative range, from row and column to row and column.
pub fn range(first: (u16, u16), last: (u16, u16)) -> Vec<u8> {
    [vec![0x25], shorts(&[first.0, last.0, first.1 | 0xC000, last.1 | 0xC000])].concat()
}

/// The token of a relative cell.
pub fn cell(row: u16, col: u16) -> Vec<u8> {
    [vec![0x44], shorts(&[row, col | 0xC000])].concat()
}
