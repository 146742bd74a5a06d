//! Formulas of binary workbooks: a row of tokens in reverse Polish order becomes the text that a person types.
//!
//! What is understood: cells and ranges, on this sheet and on others, constants, operators and the usual functions;
//! above all the sums that reconciliation checks. A formula with anything else has no text, and says so by `None`.
//! Tokens are read into nodes first and printed in one pass, so that time and memory follow the tokens.

use crate::Locator;

/// Longer formulas than a spreadsheet allows have no text.
const LONGEST: usize = 8192;

/// In what widths tokens are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Biff5,
    Biff8,
    Xlsb,
}

/// What a formula needs to know of its place.
pub struct Place<'a> {
    pub dialect: Dialect,
    pub row: u32,
    pub col: u32,
    /// The name of the sheet that a reference to another sheet means, by its number in the file's list.
    pub sheets: &'a [Option<std::sync::Arc<str>>],
}

/// A formula that was understood.
pub struct Formula {
    /// Without `=`.
    pub text: Box<str>,
    /// Whether its result can be nothing but a number or an error.
    pub counts: bool,
}

pub fn formula(place: &Place<'_>, tokens: &[u8]) -> Option<Formula> {
    let mut reader = Reader { place, rest: tokens, nodes: Vec::new(), stack: Vec::new() };
    while !reader.rest.is_empty() {
        reader.token()?;
    }
    let root = reader.stack.pop().filter(|_| reader.stack.is_empty())?;
    let text = print(&reader.nodes, root)?;
    Some(Formula { text, counts: counts(&reader.nodes[root]) })
}

fn counts(node: &Node) -> bool {
    match node {
        Node::Leaf(_) => false,
        Node::Before(..) | Node::After(..) => true,
        Node::Between(_, sign, _) => ["+", "-", "*", "/", "^"].contains(sign),
        Node::Call(name, _) => {
            ["SUM", "SUMPRODUCT", "SUMIF", "AVERAGE", "COUNT", "ROUND", "SUBTOTAL"].contains(name)
        }
    }
}

/// The cell at which a shared or an array formula is kept, where the tokens are only a pointer to it.
pub fn pointer(dialect: Dialect, tokens: &[u8]) -> Option<(u32, u32)> {
    let (&first, mut rest) = tokens.split_first()?;
    if first != 0x01 {
        return None;
    }
    let row = row(dialect, &mut rest)?;
    // The column of an XLSB pointer is the cell's own business; the row and the kind of record tell enough.
    let col = if dialect == Dialect::Xlsb { 0 } else { u32::from(u16::from_le_bytes(take(&mut rest)?)) };
    Some((row, col))
}

enum Node {
    Leaf(String),
    Before(&'static str, usize),
    After(usize, &'static str),
    Between(usize, &'static str, usize),
    Call(&'static str, Vec<usize>),
}

struct Reader<'a> {
    place: &'a Place<'a>,
    rest: &'a [u8],
    nodes: Vec<Node>,
    stack: Vec<usize>,
}

const OPERATORS: [&str; 15] = ["+", "-", "*", "/", "^", "&", "<", "<=", "=", ">=", ">", "<>", " ", ",", ":"];

impl Reader<'_> {
    fn token(&mut self) -> Option<()> {
        let token = self.byte()?;
        match token {
            0x03..=0x11 => self.operator(OPERATORS[usize::from(token - 0x03)]),
            0x12 => self.wrap(|node| Node::Before("+", node)),
            0x13 => self.wrap(|node| Node::Before("-", node)),
            0x14 => self.wrap(|node| Node::After(node, "%")),
            0x15 => self.wrap(|node| Node::Call("", vec![node])),
            0x16 => self.leaf(String::new()),
            0x17 => self.string(),
            0x19 => self.attribute(),
            0x1C => {
                let code = self.byte()?;
                self.leaf(fault(code).to_owned())
            }
            0x1D => {
                let flag = self.byte()? != 0;
                self.leaf(if flag { "TRUE" } else { "FALSE" }.to_owned())
            }
            0x1E => {
                let number = u16::from_le_bytes(self.bytes()?);
                self.leaf(number.to_string())
            }
            0x1F => {
                let number = f64::from_le_bytes(self.bytes()?);
                self.leaf(crate::numfmt::digits(number))
            }
            0x20..=0x7F => self.operand(token & 0x1F | 0x20),
            _ => None,
        }
    }

    /// The tokens that exist in three classes.
    fn operand(&mut self, token: u8) -> Option<()> {
        match token {
            0x21 => {
                let (name, count) = function(u16::from_le_bytes(self.bytes()?))?;
                self.call(name, count?)
            }
            0x22 => {
                let count = self.byte()? & 0x7F;
                let (name, _) = function(u16::from_le_bytes(self.bytes()?) & 0x7FFF)?;
                self.call(name, usize::from(count))
            }
            0x24 | 0x2C => self.reference(String::new(), token == 0x2C),
            0x25 | 0x2D => self.area(String::new(), token == 0x2D),
            0x29 => self.bytes::<2>().map(|_| ()),
            0x3A | 0x3B if self.place.dialect != Dialect::Biff5 => {
                let sheet = u16::from_le_bytes(self.bytes()?);
                let name = self.place.sheets.get(usize::from(sheet))?.as_deref()?;
                let prefix = prefix(name);
                if token == 0x3A { self.reference(prefix, false) } else { self.area(prefix, false) }
            }
            _ => None,
        }
    }

    fn leaf(&mut self, text: String) -> Option<()> {
        self.push(Node::Leaf(text))
    }

    fn push(&mut self, node: Node) -> Option<()> {
        self.stack.push(self.nodes.len());
        self.nodes.push(node);
        Some(())
    }

    fn wrap(&mut self, make: impl FnOnce(usize) -> Node) -> Option<()> {
        let inner = self.stack.pop()?;
        self.push(make(inner))
    }

    fn operator(&mut self, sign: &'static str) -> Option<()> {
        let right = self.stack.pop()?;
        let left = self.stack.pop()?;
        self.push(Node::Between(left, sign, right))
    }

    fn call(&mut self, name: &'static str, count: usize) -> Option<()> {
        let first = self.stack.len().checked_sub(count)?;
        let arguments = self.stack.split_off(first);
        self.push(Node::Call(name, arguments))
    }

    /// Remarks for the calculator; only the short form of a sum means something here.
    fn attribute(&mut self) -> Option<()> {
        let kind = self.byte()?;
        let data = u16::from_le_bytes(self.bytes()?);
        if kind & 0x04 != 0 {
            self.rest = self.rest.get(2 * (usize::from(data) + 1)..)?;
        }
        if kind & 0x10 != 0 { self.call("SUM", 1) } else { Some(()) }
    }

    fn string(&mut self) -> Option<()> {
        let (count, wide) = match self.place.dialect {
            Dialect::Xlsb => (usize::from(u16::from_le_bytes(self.bytes()?)), true),
            Dialect::Biff8 => (usize::from(self.byte()?), self.byte()? & 1 != 0),
            Dialect::Biff5 => return None,
        };
        let text = if wide {
            let bytes = self.slice(count * 2)?;
            let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        } else {
            self.slice(count)?.iter().map(|&byte| char::from(byte)).collect::<String>()
        };
        self.leaf(format!("\"{}\"", text.replace('"', "\"\"")))
    }

    fn reference(&mut self, prefix: String, moved: bool) -> Option<()> {
        let row = row(self.place.dialect, &mut self.rest)?;
        let col = self.column()?;
        let address = self.address(row, col, moved)?;
        self.leaf(prefix + &address)
    }

    fn area(&mut self, prefix: String, moved: bool) -> Option<()> {
        let first_row = row(self.place.dialect, &mut self.rest)?;
        let last_row = row(self.place.dialect, &mut self.rest)?;
        let (first_col, last_col) = match self.place.dialect {
            Dialect::Biff5 => (u16::from(self.byte()?), u16::from(self.byte()?)),
            _ => (u16::from_le_bytes(self.bytes()?), u16::from_le_bytes(self.bytes()?)),
        };
        let first = self.address(first_row, first_col, moved)?;
        let last = self.address(last_row, last_col, moved)?;
        self.leaf(format!("{prefix}{first}:{last}"))
    }

    fn column(&mut self) -> Option<u16> {
        match self.place.dialect {
            Dialect::Biff5 => self.byte().map(u16::from),
            _ => self.bytes().map(u16::from_le_bytes),
        }
    }

    /// A cell's address. In shared formulas, relative parts are distances from the formula's own cell.
    fn address(&self, row: u32, col: u16, moved: bool) -> Option<String> {
        let (marks, row, rows, cols) = match self.place.dialect {
            Dialect::Biff5 => ((row >> 14) as u16, row & 0x3FFF, 1 << 14, 1 << 8),
            Dialect::Biff8 => (col >> 14, row, 1 << 16, 1 << 8),
            Dialect::Xlsb => (col >> 14, row, 1 << 20, 1 << 14),
        };
        let col = u32::from(col) & (cols - 1);
        let place = |value: u32, relative: bool, own: u32, size: u32| {
            if moved && relative { value.wrapping_add(own) % size } else { value }
        };
        let (row_relative, col_relative) = (marks & 2 != 0, marks & 1 != 0);
        let row = place(row, row_relative, self.place.row, rows);
        let col = place(col, col_relative, self.place.col, cols);
        let dollar = |relative: bool| if relative { "" } else { "$" };
        let letters = Locator::column_letters(col + 1);
        (row < rows).then(|| format!("{}{letters}{}{}", dollar(col_relative), dollar(row_relative), row + 1))
    }

    fn byte(&mut self) -> Option<u8> {
        self.bytes::<1>().map(|[byte]| byte)
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        take(&mut self.rest)
    }

    fn slice(&mut self, count: usize) -> Option<&[u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*taken)
}

fn row(dialect: Dialect, rest: &mut &[u8]) -> Option<u32> {
    match dialect {
        Dialect::Xlsb => take(rest).map(u32::from_le_bytes),
        _ => take(rest).map(|bytes| u32::from(u16::from_le_bytes(bytes))),
    }
}

/// A sheet's name before a reference, in quotes where it needs them.
fn prefix(name: &str) -> String {
    if name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
    {
        format!("{name}!")
    } else {
        format!("'{}'!", name.replace('\'', "''"))
    }
}

/// What is still to be written.
enum Piece {
    Node(usize),
    Sign(&'static str),
}

fn print(nodes: &[Node], root: usize) -> Option<Box<str>> {
    let mut text = String::new();
    let mut waiting = vec![Piece::Node(root)];
    while let Some(piece) = waiting.pop() {
        let node = match piece {
            Piece::Sign(sign) => {
                text.push_str(sign);
                continue;
            }
            Piece::Node(node) => &nodes[node],
        };
        if text.len() > LONGEST {
            return None;
        }
        match node {
            Node::Leaf(leaf) => text.push_str(leaf),
            Node::Before(sign, inner) => waiting.extend([Piece::Node(*inner), Piece::Sign(sign)]),
            Node::After(inner, sign) => waiting.extend([Piece::Sign(sign), Piece::Node(*inner)]),
            Node::Between(left, sign, right) => {
                waiting.extend([Piece::Node(*right), Piece::Sign(sign), Piece::Node(*left)]);
            }
            Node::Call(name, arguments) => {
                waiting.push(Piece::Sign(")"));
                for (nth, argument) in arguments.iter().enumerate().rev() {
                    waiting.push(Piece::Node(*argument));
                    waiting.push(Piece::Sign(if nth > 0 { "," } else { "" }));
                }
                waiting.extend([Piece::Sign("("), Piece::Sign(name)]);
            }
        }
    }
    Some(text.into())
}

/// The name of an error value.
pub fn fault(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2B => "#GETTING_DATA",
        // Unknown codes are shown as a value that is not there.
        _ => "#N/A",
    }
}

/// A function's name, and the number of its arguments where that is fixed.
fn function(id: u16) -> Option<(&'static str, Option<usize>)> {
    Some(match id {
        0 => ("COUNT", None),
        1 => ("IF", None),
        4 => ("SUM", None),
        5 => ("AVERAGE", None),
        6 => ("MIN", None),
        7 => ("MAX", None),
        8 => ("ROW", None),
        9 => ("COLUMN", None),
        24 => ("ABS", Some(1)),
        25 => ("INT", Some(1)),
        27 => ("ROUND", Some(2)),
        31 => ("MID", Some(3)),
        32 => ("LEN", Some(1)),
        36 => ("AND", None),
        37 => ("OR", None),
        38 => ("NOT", Some(1)),
        48 => ("TEXT", Some(2)),
        64 => ("MATCH", None),
        101 => ("HLOOKUP", None),
        102 => ("VLOOKUP", None),
        115 => ("LEFT", None),
        116 => ("RIGHT", None),
        129 => ("ISBLANK", Some(1)),
        169 => ("COUNTA", None),
        212 => ("ROUNDUP", Some(2)),
        213 => ("ROUNDDOWN", Some(2)),
        228 => ("SUMPRODUCT", None),
        336 => ("CONCATENATE", None),
        344 => ("SUBTOTAL", None),
        345 => ("SUMIF", None),
        346 => ("COUNTIF", Some(2)),
        480 => ("IFERROR", Some(2)),
        482 => ("SUMIFS", None),
        _ => return None,
    })
}
