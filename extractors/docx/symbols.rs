//! Characters that exist only in a font: what a reader sees for a code of Wingdings and its kin.

/// The fonts whose letters are pictures, as far as forms use them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Font {
    Wingdings,
    Wingdings2,
    Symbol,
}

impl Font {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "Wingdings" => Some(Self::Wingdings),
            "Wingdings 2" => Some(Self::Wingdings2),
            "Symbol" => Some(Self::Symbol),
            _ => None,
        }
    }

    /// What a code of this font looks like. Codes may lie in the private area from U+F000 or stand as plain letters.
    pub fn glyph(self, code: u32) -> Option<char> {
        let code = if (0xF000..=0xF0FF).contains(&code) { code - 0xF000 } else { code };
        let table = match self {
            Self::Wingdings => WINGDINGS,
            Self::Wingdings2 => WINGDINGS2,
            Self::Symbol => SYMBOL,
        };
        table.iter().find(|(known, _)| *known == code).map(|(_, glyph)| *glyph)
    }
}

pub const CHECKED: char = '☑';
pub const UNCHECKED: char = '□';

const WINGDINGS: &[(u32, char)] = &[
    (0x6C, '●'),
    (0x6E, '■'),
    (0x6F, UNCHECKED),
    (0x70, UNCHECKED),
    (0x71, UNCHECKED),
    (0x72, UNCHECKED),
    (0x75, '◆'),
    (0x76, '❖'),
    (0x9F, '•'),
    (0xA1, '○'),
    (0xA7, '▪'),
    (0xA8, UNCHECKED),
    (0xD8, '➢'),
    (0xE0, '→'),
    (0xFB, '✗'),
    (0xFC, '✓'),
    (0xFD, '☒'),
    (0xFE, CHECKED),
];

const WINGDINGS2: &[(u32, char)] = &[
    (0x2A, UNCHECKED),
    (0x30, UNCHECKED),
    (0x4F, '✗'),
    (0x50, '✓'),
    (0x51, '☒'),
    (0x52, CHECKED),
    (0x53, '☒'),
    (0x54, '☒'),
    (0x97, '●'),
    (0xA2, '■'),
    (0xA3, UNCHECKED),
];

const SYMBOL: &[(u32, char)] = &[
    (0xA3, '≤'),
    (0xB1, '±'),
    (0xB3, '≥'),
    (0xB4, '×'),
    (0xB7, '•'),
    (0xB8, '÷'),
    (0xB9, '≠'),
    (0xD7, '·'),
    (0xE5, '∑'),
];
