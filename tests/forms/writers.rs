//! Prints a document as converters print it, one function a form. Written from the description of each form, with no
//! code of the readers.

use extractors::document::{Block, Cell, Document, Slot, Table};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A document with paragraphs between its tables, so that no two tables touch.
fn with_tables(document: &Document, print: impl Fn(&Table) -> String) -> String {
    let block = |block: &Block| match block {
        Block::Text(paragraph) => format!("{}\n", paragraph.printed()),
        Block::Table(table) => print(table),
    };
    document.blocks.iter().map(block).collect()
}

/// The cells of a row as a converter of rich text walks over them: cells that begin here, and an empty one where a cell
/// from above goes on.
pub fn walked(table: &Table, row: u32) -> Vec<&str> {
    let cell = |col| match table.slot(row, col) {
        Slot::Cell(cell) => Some(cell.text),
        Slot::Covered { by } if by.row < row && by.col == col => Some(""),
        Slot::Covered { .. } | Slot::Absent => None,
    };
    (0..table.cols()).filter_map(cell).collect()
}

/// Every position of a row; what is covered or absent is empty.
pub fn fields(table: &Table, row: u32) -> Vec<&str> {
    let text = |col| match table.slot(row, col) {
        Slot::Cell(cell) => cell.text,
        Slot::Covered { .. } | Slot::Absent => "",
    };
    (0..table.cols()).map(text).collect()
}

/// D1.
pub fn cells_led_by_tabs(document: &Document) -> String {
    let row = |table: &Table, row| {
        walked(table, row).iter().map(|cell| format!("\t{cell}\n")).collect::<String>() + "\n"
    };
    with_tables(document, |table| (0..table.rows()).map(|at| row(table, at)).collect::<String>() + "\n")
}

/// D4: a further paragraph has a line feed before and behind it.
pub fn rows_led_by_tabs(document: &Document) -> String {
    let cell = |text: &&str| match text.split_once('\n') {
        Some((first, rest)) => format!("\t{first}\n{rest}\n"),
        None => format!("\t{text}"),
    };
    let row = |table: &Table, row| walked(table, row).iter().map(cell).collect::<String>() + "\n";
    with_tables(document, |table| (0..table.rows()).map(|at| row(table, at)).collect::<String>() + "\n")
}

/// D2: a line break in a cell became one blank.
pub fn grid_between_tabs(document: &Document) -> String {
    let line = |row: Vec<&str>| row.join("\t").replace('\n', " ") + "\n";
    with_tables(document, |table| {
        (0..table.rows()).map(|row| line(fields(table, row))).collect::<String>() + "\n"
    })
}

/// D11: one table a file.
pub fn separated_values(table: &Table) -> String {
    let field = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |row| fields(table, row).into_iter().map(field).collect::<Vec<_>>().join(",") + "\r\n";
    (0..table.rows()).map(line).collect()
}

/// D15: the first row is the header.
pub fn markdown(document: &Document) -> String {
    let escaped =
        |text: &str| text.replace('\\', "\\\\").replace('|', "\\|").replace('*', "\\*").replace('_', "\\_");
    let field = |text: &str| escaped(text).replace('<', "\\<").replace('\n', "<br>");
    let line = |fields: Vec<String>| format!("| {} |\n", fields.join(" | "));
    let print = |table: &Table| {
        let row = |at| line(fields(table, at).into_iter().map(field).collect());
        let rule = line(vec!["---".to_owned(); table.cols() as usize]);
        let body: String = (1..table.rows()).map(row).collect();
        format!("\n{}{rule}{body}\n", row(0))
    };
    with_tables(document, print)
}

/// D12, saved as it is.
pub fn html(document: &Document) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let cell = |cell: Cell<'_>| {
        let (rows, cols) = cell.span;
        let text = escaped(cell.text).replace('\n', "<br>");
        format!("<td rowspan=\"{rows}\" colspan=\"{cols}\">{text}</td>")
    };
    let row = |table: &Table, row| format!("<tr>{}</tr>\n", table.row(row).map(cell).collect::<String>());
    let print = |table: &Table| {
        let rows: String = (0..table.rows()).map(|at| row(table, at)).collect();
        format!("<table border=\"1\">\n{rows}</table>\n")
    };
    let body = document.blocks.iter().map(|block| match block {
        Block::Text(paragraph) => format!("<p>{}</p>\n", escaped(&paragraph.printed())),
        Block::Table(table) => print(table),
    });
    format!("<html><head><meta charset=\"utf-8\"></head><body>\n{}</body></html>\n", body.collect::<String>())
}

/// D12, copied: one row a line, a bar behind every cell.
pub fn copied_rows(document: &Document) -> String {
    let cell = |text: &&str| {
        if text.is_empty() { "|".to_owned() } else { format!("{} | ", text.replace('\n', " ")) }
    };
    let line = |table: &Table, row| {
        let cells: String = fields(table, row).iter().map(cell).collect();
        format!("{}\n", cells.trim_end())
    };
    with_tables(document, |table| {
        format!("\n{}\n", (0..table.rows()).map(|row| line(table, row)).collect::<String>())
    })
}

/// D8: columns of equal width between bars.
pub fn bars(document: &Document) -> String {
    let width = |table: &Table| {
        let cells = table.cells().flat_map(|cell| cell.text.split('\n'));
        cells.map(UnicodeWidthStr::width).max().unwrap_or(0) + 4
    };
    let print = |table: &Table| {
        let width = width(table);
        let mut lines = String::new();
        for row in 0..table.rows() {
            let cells: Vec<Vec<&str>> =
                fields(table, row).into_iter().map(|text| text.split('\n').collect()).collect();
            for line in 0..cells.iter().map(Vec::len).max().unwrap_or(1) {
                let text = |cell: &Vec<&str>| padded(cell.get(line).copied().unwrap_or(""), width);
                lines += &format!("|{}|\n", cells.iter().map(text).collect::<Vec<_>>().join("|"));
            }
        }
        format!("\n{lines}\n")
    };
    with_tables(document, print)
}

/// D9: columns of equal width between blanks.
pub fn columns(document: &Document) -> String {
    let widths = |table: &Table| -> Vec<usize> {
        let width =
            |col: usize| (0..table.rows()).map(|row| fields(table, row)[col].replace('\n', "").width()).max();
        (0..table.cols() as usize).map(|col| width(col).unwrap_or(0) + 4).collect()
    };
    let print = |table: &Table| {
        let widths = widths(table);
        let line = |row| {
            let cells = fields(table, row).into_iter().zip(&widths);
            cells
                .map(|(text, &width)| padded(&text.replace('\n', ""), width))
                .collect::<String>()
                .trim_end()
                .to_owned()
        };
        format!("\n{}\n", (0..table.rows()).map(|row| line(row) + "\n").collect::<String>())
    };
    with_tables(document, print)
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

// -- D6 --------------------------------------------------------------------------------------------------------------

/// A grid table with the borders of merged cells left out.
pub fn grid_table(document: &Document) -> String {
    with_tables(document, |table| format!("\n{}\n", Canvas::draw(table)))
}

/// A page of character positions; the second position of a wide character is `None`.
struct Canvas {
    lines: Vec<Vec<Option<char>>>,
    /// Where the border before each column and row stands, and the last one.
    tops: Vec<usize>,
    lefts: Vec<usize>,
}

impl Canvas {
    fn draw(table: &Table) -> String {
        let wide = table.cells().flat_map(|cell| cell.text.split('\n')).map(UnicodeWidthStr::width).max();
        let (wide, high) = (wide.unwrap_or(0) + 3, |row: u32| {
            let lines =
                table.cells().filter(|cell| cell.row == row).map(|cell| cell.text.split('\n').count());
            lines.max().unwrap_or(1) + 1
        });
        let lefts: Vec<usize> = (0..=table.cols() as usize).map(|col| col * wide).collect();
        let tops = (0..table.rows()).fold(vec![0], |mut tops, row| {
            tops.push(tops.last().unwrap() + high(row));
            tops
        });
        let blank = vec![Some(' '); lefts.last().unwrap() + 1];
        let mut canvas = Self { lines: vec![blank; tops.last().unwrap() + 1], tops, lefts };
        table.cells().for_each(|cell| canvas.border(cell));
        table.cells().for_each(|cell| canvas.write(cell));
        let line = |line: &Vec<Option<char>>| line.iter().flatten().collect::<String>() + "\n";
        canvas.lines.iter().map(line).collect()
    }

    fn border(&mut self, cell: Cell<'_>) {
        let (top, bottom) = (self.tops[cell.row as usize], self.tops[(cell.row + cell.span.0) as usize]);
        let (left, right) = (self.lefts[cell.col as usize], self.lefts[(cell.col + cell.span.1) as usize]);
        for at in left..=right {
            self.line(top, at, '-');
            self.line(bottom, at, '-');
        }
        for at in top..=bottom {
            self.line(at, left, '|');
            self.line(at, right, '|');
        }
        for (line, at) in [(top, left), (top, right), (bottom, left), (bottom, right)] {
            self.lines[line][at] = Some('+');
        }
    }

    /// Lines that cross make a corner.
    fn line(&mut self, line: usize, at: usize, glyph: char) {
        let place = &mut self.lines[line][at];
        let crossed = matches!((*place, glyph), (Some('|'), '-') | (Some('-'), '|') | (Some('+'), _));
        *place = Some(if crossed { '+' } else { glyph });
    }

    fn write(&mut self, cell: Cell<'_>) {
        let (top, left) = (self.tops[cell.row as usize] + 1, self.lefts[cell.col as usize] + 2);
        for (nth, text) in cell.text.split('\n').enumerate() {
            let mut at = left;
            for glyph in text.chars() {
                self.lines[top + nth][at] = Some(glyph);
                let width = glyph.width().unwrap_or(0);
                (1..width).for_each(|more| self.lines[top + nth][at + more] = None);
                at += width;
            }
        }
    }
}
