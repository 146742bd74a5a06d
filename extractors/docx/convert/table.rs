//! One table of the document out of one or several of the file.

use super::{Converter, Inside};
use crate::document::{self, Align, ColMark, Fragment, RowMark};
use crate::docx::grid::{self, Grid, Placed};
use crate::docx::join::Piece;
use crate::docx::model::{Beside, Cell, Item, Row, Story};
use crate::docx::styles::FirstRow;
use crate::{Code, Locator, NewCell, Notice};

/// What stands in a cell beside its text, to be written after the table.
struct Later<'s> {
    place: (u32, u32),
    at: Locator,
    what: What<'s>,
}

enum What<'s> {
    Table(&'s Item),
    Beside(&'s Beside),
}

/// The rows of all pieces, each with the table of the file and the row in it.
struct Rows<'s> {
    rows: Vec<&'s Row>,
    origins: Vec<(u32, u32)>,
    marks: Vec<RowMark>,
    /// What table styles say of each row.
    looks: Vec<FirstRow>,
    fragments: Vec<Fragment>,
}

impl Converter<'_, '_, '_, '_> {
    pub(super) fn table(&mut self, story: &Story, pieces: &[Piece<'_>], inside: Inside) {
        let rows = self.rows(story, pieces);
        let columns = pieces.first().map_or(&[][..], |piece| &piece.table.grid);
        let grid = grid::lay(self.context.limits, columns, &rows.rows);
        let mut later = Vec::new();
        let cells: Vec<NewCell<'_>> =
            grid.cells.iter().map(|placed| self.cell(story, &rows, placed, &mut later)).collect();
        let at = rows.fragments.first().map_or(Locator::File, |piece| piece.at.clone());
        self.at = at.clone();
        let made = document::Table::new(grid.rows, grid.cols, cells, at);
        let Ok((mut table, cuts)) = made else { return };
        self.say_geometry(&grid, columns, cuts);
        table.area = self.area;
        table.inside = inside;
        table.col_marks = col_marks(columns, grid.cols);
        table.row_marks = rows.marks;
        table.fragments = rows.fragments;
        self.continued(story, &rows.rows, &rows.origins, &grid);
        let Some(number) = self.push(table) else { return };
        self.write_later(story, later, number);
    }

    /// Gathers the rows; deleted ones are left out and said.
    fn rows<'s>(&mut self, story: &Story, pieces: &[Piece<'s>]) -> Rows<'s> {
        let count = pieces.iter().map(|piece| piece.table.rows.len()).sum();
        let mut rows = Rows {
            rows: Vec::with_capacity(count),
            origins: Vec::with_capacity(count),
            marks: Vec::with_capacity(count),
            looks: Vec::with_capacity(count),
            fragments: Vec::with_capacity(pieces.len()),
        };
        // Rows that a later piece repeats were meant as headers in the first one too.
        let repeated = pieces.iter().map(|piece| piece.repeated).max().unwrap_or(0);
        for (place, piece) in pieces.iter().enumerate() {
            let headers = if place == 0 { repeated } else { piece.repeated };
            self.drawn_tables += 1;
            let nth = self.drawn_tables;
            let at = Locator::Table { nth, row: 1, col: 1 };
            rows.fragments.push(Fragment { first_row: rows.rows.len() as u32, at });
            for (index, row) in piece.table.rows.iter().enumerate() {
                if row.deleted {
                    self.at = Locator::Table { nth, row: index as u32 + 1, col: 1 };
                    self.deleted_row(story, row);
                    continue;
                }
                let look = if index == 0 { piece.table.first_row } else { FirstRow::default() };
                let header = row.header || index < headers || look.header == Some(true);
                rows.looks.push(look);
                rows.rows.push(row);
                rows.origins.push((nth, index as u32 + 1));
                rows.marks.push(RowMark { header, hidden: row.hidden });
            }
        }
        rows
    }

    fn deleted_row(&mut self, story: &Story, row: &Row) {
        for item in row.cells.iter().flat_map(|cell| &cell.items) {
            let Item::Paragraph(paragraph) = item else { continue };
            if !paragraph.is_blank(&story.text) {
                let text = paragraph.of(&story.text);
                self.notice(Notice::new(Code::DELETED_TEXT).with("text", text));
            }
            if let Some(beside) = &paragraph.beside {
                self.remarks(beside);
            }
        }
    }

    fn cell<'s>(
        &mut self,
        story: &'s Story,
        rows: &Rows<'s>,
        placed: &Placed,
        later: &mut Vec<Later<'s>>,
    ) -> NewCell<'static> {
        let row = rows.rows[placed.of.0];
        let (nth, row_nth) = rows.origins[placed.of.0];
        self.at = Locator::Table { nth, row: row_nth, col: placed.col + 1 };
        let cell = &row.cells[placed.of.1];
        for item in &cell.items {
            let what = match item {
                Item::Table(_) => What::Table(item),
                Item::Paragraph(paragraph) => match &paragraph.beside {
                    Some(beside) => What::Beside(beside),
                    None => continue,
                },
            };
            later.push(Later { place: (placed.row, placed.col), at: self.at.clone(), what });
        }
        let content = self.content(story, cell);
        let look = rows.looks[placed.of.0];
        let bold = content.bold || look.bold == Some(true) && !content.text.is_empty();
        let shaded = cell.shaded || look.shaded == Some(true);
        NewCell {
            style: document::Style { bold, shaded, align: content.align },
            hidden: content.hidden || row.hidden,
            ..NewCell::new(placed.row, placed.col, content.text, self.at.clone())
                .spanning(placed.span.0, placed.span.1)
        }
    }

    /// The text of a cell's paragraphs, each with its number.
    fn content(&mut self, story: &Story, cell: &Cell) -> Content {
        let mut content = Content::default();
        let all_hidden =
            paragraphs(cell).all(|paragraph| paragraph.hidden || paragraph.is_blank(&story.text));
        for (nth, paragraph) in paragraphs(cell).enumerate() {
            let text = paragraph.of(&story.text);
            let number = self.number(paragraph);
            if nth > 0 {
                content.text.push('\n');
            }
            if paragraph.hidden && !all_hidden {
                self.notice(Notice::new(Code::HIDDEN_TEXT).with("text", text));
                continue;
            }
            content.text.extend(number);
            content.text.push_str(text);
            if !text.trim().is_empty() {
                content.hidden |= paragraph.hidden;
                content.light |= !paragraph.bold;
                content.bold |= paragraph.bold;
                if content.align == Align::Unknown {
                    content.align = paragraph.alignment(self.styles);
                }
            }
        }
        content.bold &= !content.light;
        self.cut(&mut content.text);
        content
    }

    /// Blank lines around a cell's text are no text. A text over the limit is cut and said.
    fn cut(&mut self, text: &mut String) {
        text.truncate(text.trim_end().len());
        let blank = text.len() - text.trim_start_matches('\n').len();
        text.drain(..blank);
        let most = self.context.limits.cell_bytes;
        if text.len() > most {
            let end = (0..=most).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
            text.truncate(end);
            self.notice(Notice::new(Code::LIMIT_BYTES).with("part", "cell"));
        }
    }

    /// Text in cells that only continue others is not shown by Word; it is said, not dropped in silence.
    fn continued(&mut self, story: &Story, rows: &[&Row], origins: &[(u32, u32)], grid: &Grid) {
        for &(row, col, of) in &grid.continued {
            let (nth, row) = origins[row as usize];
            let cell = &rows[of.0].cells[of.1];
            let text: Vec<&str> = paragraphs(cell)
                .map(|paragraph| paragraph.of(&story.text).trim())
                .filter(|text| !text.is_empty())
                .collect();
            if !text.is_empty() {
                self.at = Locator::Table { nth, row, col: col + 1 };
                self.notice(Notice::new(Code::HIDDEN_TEXT).with("text", text.join("\n")));
            }
        }
    }

    fn say_geometry(&mut self, grid: &Grid, columns: &[u32], cuts: usize) {
        if grid.clamped > 0 {
            self.notice(Notice::new(Code::LIMIT_SPAN).with("detail", grid.clamped));
        }
        if grid.lost_rows > 0 {
            self.notice(
                Notice::new(Code::LIMIT_CELLS).with("count", u64::from(grid.rows) * u64::from(grid.cols)),
            );
        }
        let said = [(cuts > 0, "overlap"), (grid.ragged > 0, "ragged"), (columns.is_empty(), "no grid")];
        let said: Vec<&str> = said.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
        if !said.is_empty() {
            self.notice(Notice::new(Code::TABLE_GEOMETRY).with("detail", said.join(", ")));
        }
    }

    /// What stands inside the cells, after the table itself.
    fn write_later(&mut self, story: &Story, later: Vec<Later<'_>>, number: usize) {
        for Later { place: (row, col), at, what } in later {
            self.at = at;
            let inside = Some((number, row, col));
            match what {
                What::Table(item) => self.flow(story, std::slice::from_ref(item), inside),
                What::Beside(beside) => {
                    self.remarks(beside);
                    self.anchored(beside, inside);
                }
            }
        }
    }
}

#[derive(Default)]
struct Content {
    text: String,
    bold: bool,
    light: bool,
    hidden: bool,
    align: Align,
}

fn paragraphs(cell: &Cell) -> impl Iterator<Item = &crate::docx::model::Paragraph> {
    cell.items.iter().filter_map(|item| match item {
        Item::Paragraph(paragraph) => Some(paragraph),
        Item::Table(_) => None,
    })
}

/// Widths, where the file gives one for every column.
fn col_marks(columns: &[u32], cols: u32) -> Vec<ColMark> {
    if columns.len() as u64 != u64::from(cols) {
        return Vec::new();
    }
    columns.iter().map(|&width| ColMark { width: (width > 0).then_some(width), hidden: false }).collect()
}
