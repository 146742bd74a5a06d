//! The records of an XLS stream: a kind, a length, and bytes; what is too long for one goes on in CONTINUE records.

use crate::xlsx::binary::Record;

/// Kinds of records that are read.
pub mod kind {
    pub const FORMULA: u16 = 0x0006;
    pub const EOF: u16 = 0x000A;
    pub const HEADER: u16 = 0x0014;
    pub const FOOTER: u16 = 0x0015;
    pub const EXTERNSHEET: u16 = 0x0017;
    pub const NAME: u16 = 0x0018;
    pub const NOTE: u16 = 0x001C;
    pub const DATEMODE: u16 = 0x0022;
    pub const FILEPASS: u16 = 0x002F;
    pub const FONT: u16 = 0x0031;
    pub const CONTINUE: u16 = 0x003C;
    pub const PANE: u16 = 0x0041;
    pub const CODEPAGE: u16 = 0x0042;
    pub const OBJ: u16 = 0x005D;
    pub const COLINFO: u16 = 0x007D;
    pub const BOUNDSHEET: u16 = 0x0085;
    pub const SHRFMLA_BIFF5: u16 = 0x00BC;
    pub const MULRK: u16 = 0x00BD;
    pub const MULBLANK: u16 = 0x00BE;
    pub const RSTRING: u16 = 0x00D6;
    pub const XF: u16 = 0x00E0;
    pub const MERGECELLS: u16 = 0x00E5;
    pub const MSODRAWINGGROUP: u16 = 0x00EB;
    pub const MSODRAWING: u16 = 0x00EC;
    pub const SST: u16 = 0x00FC;
    pub const LABELSST: u16 = 0x00FD;
    pub const SUPBOOK: u16 = 0x01AE;
    pub const TXO: u16 = 0x01B6;
    pub const BLANK: u16 = 0x0201;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const BOOLERR: u16 = 0x0205;
    pub const STRING: u16 = 0x0207;
    pub const ROW: u16 = 0x0208;
    pub const ARRAY: u16 = 0x0221;
    pub const WINDOW2: u16 = 0x023E;
    pub const RK: u16 = 0x027E;
    pub const FORMAT: u16 = 0x041E;
    pub const SHRFMLA: u16 = 0x04BC;
    pub const BOF: u16 = 0x0809;

    // Inside charts.
    pub const SERIES: u16 = 0x1003;
    pub const SERIES_TEXT: u16 = 0x100D;
    pub const CHART_TEXT: u16 = 0x1025;
    pub const OBJECT_LINK: u16 = 0x1027;
    pub const BEGIN: u16 = 0x1033;
    pub const END: u16 = 0x1034;
    pub const LINK: u16 = 0x1051;
    pub const COPIES: u16 = 0x1065;
}

/// Records from a place of the stream on. Ends at the end of the stream or where a record reaches over it.
#[derive(Debug, Clone)]
pub struct Records<'a> {
    stream: &'a [u8],
    at: usize,
    /// Whether the last record was cut off.
    pub cut: bool,
}

impl<'a> Records<'a> {
    pub fn new(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at, cut: false }
    }

    /// The bytes of the CONTINUE records that follow here.
    pub fn continued(&mut self) -> Vec<&'a [u8]> {
        let mut pieces = Vec::new();
        while self.peek() == Some(kind::CONTINUE) {
            pieces.extend(self.next().map(|record| record.data));
        }
        pieces
    }

    pub fn peek(&self) -> Option<u16> {
        Some(u16::from_le_bytes(*self.stream.get(self.at..)?.first_chunk()?))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let rest = self.stream.get(self.at..)?;
        let Some(&[a, b, c, d]) = rest.first_chunk() else {
            self.cut |= !rest.is_empty();
            return None;
        };
        let (kind, length) = (u16::from_le_bytes([a, b]), usize::from(u16::from_le_bytes([c, d])));
        let Some(data) = rest.get(4..4 + length) else {
            self.cut = true;
            self.at = self.stream.len();
            return None;
        };
        self.at += 4 + length;
        Some(Record { kind, data })
    }
}
