//! Names and the values beside them: office, project, score, grade. In forms they stand in pairs of cells, in one row
//! above another, or in one cell with a colon.

use extractors::Table;
use extractors::document::Cells;

use crate::book::{Book, Particular};
use crate::chinese::unit::unit_in_header;
use crate::chinese::{Label, Letters, Unit, fold};
use crate::statement::{RowRole, SectionKind, Statement};

/// Letters of a name in front of a colon, where blanks part the fields of a line.
const LONGEST_NAME: usize = 8;

pub type Particulars = Vec<(Particular, String)>;

/// What a table says of itself.
pub fn particulars(table: &Table, statement: &Statement, book: &Book) -> Particulars {
    let mut found = Particulars::new();
    if table.is_hidden() {
        return found;
    }
    for (at, row) in statement.rows.iter().enumerate() {
        let kind =
            row.section.and_then(|section| statement.sections.get(section)).map(|section| section.kind);
        let cells = table.row(at as u32);
        match (kind, row.role) {
            (Some(SectionKind::Particulars), _) => pairs(&mut found, cells, book),
            (Some(SectionKind::ParticularColumns), RowRole::Header) => {
                columns(&mut found, table, at as u32, book)
            }
            (None, RowRole::Text) | (Some(SectionKind::Indicators), RowRole::Total) => {
                cells.for_each(|cell| colons(&mut found, in_brackets(cell.text), book));
            }
            _ => {}
        }
    }
    for caption in &table.captions {
        colons(&mut found, &caption.text, book);
    }
    found
}

/// （自评等级：优）: what a pair of brackets holds that stands around it all.
fn in_brackets(text: &str) -> &str {
    let text = text.trim_matches(fold::is_blank);
    let inside = text.strip_prefix(['(', '（']).and_then(|rest| rest.strip_suffix([')', '）']));
    inside.unwrap_or(text)
}

fn meaning(text: &str, book: &Book) -> Option<Particular> {
    let key = Label::parse(text).key;
    let named = |key: &str| book.meaning(key).and_then(|meaning| meaning.particular);
    named(&key).or_else(|| {
        // 部门名称(盖章): what stands in brackets is no part of the name.
        let (name, _) = key.strip_suffix(')')?.split_once('(')?;
        named(name)
    })
}

/// 项目名称 | 某某项目 | 主管部门 | 某某局
fn pairs(found: &mut Particulars, cells: Cells<'_>, book: &Book) {
    let mut name = None;
    for cell in cells.filter(|cell| !cell.text.trim_matches(fold::is_blank).is_empty()) {
        match (meaning(cell.text, book), name.take()) {
            (Some(particular), _) => name = Some(particular),
            (None, Some(particular)) => found.push((particular, value(cell.text))),
            (None, None) => colons(found, cell.text, book),
        }
    }
}

/// Names in one row, their values in the next.
fn columns(found: &mut Particulars, table: &Table, at: u32, book: &Book) {
    for cell in table.row(at) {
        let Some(particular) = meaning(cell.text, book) else { continue };
        let below = table.cell_at(at + 1, cell.col).map(|below| value(below.text));
        found.extend(below.filter(|value| !value.is_empty()).map(|value| (particular, value)));
    }
}

/// 填报单位：某某局　　单位：万元, all in one line.
pub fn colons(found: &mut Particulars, text: &str, book: &Book) {
    if !COLONS.is_in(text) {
        return;
    }
    if !fold::has_blank(text) {
        return field(found, text, book);
    }
    let pieces = text.split(['\n', '\u{3000}', '\t']).flat_map(|piece| piece.split("   "));
    let fields = { pieces }.filter(|piece| COLONS.is_in(piece)).flat_map(fields);
    fields.for_each(|piece| field(found, piece, book));
}

/// 填报单位：某某局. Most texts with a colon name nothing in front of it.
fn field(found: &mut Particulars, piece: &str, book: &Book) {
    let Some(colon) = COLONS.find(piece, 0) else { return };
    let Some(particular) = meaning(&piece[..colon], book) else { return };
    let behind = piece[colon..].chars().next().map_or(0, char::len_utf8);
    let rest = fold::key(&piece[colon + behind..]);
    let names_unit = || unit_in_header(piece).is_some() || Unit::named(&rest).is_some();
    if !rest.is_empty() && !names_unit() {
        found.push((particular, rest));
    }
}

/// Everything that folds to a colon.
const COLONS: Letters = Letters::of(&[':', '：', '∶', '꞉', '﹕']);

/// Where a page has squeezed its blanks to one: each short word in front of a colon begins a field.
fn fields(line: &str) -> Vec<&str> {
    let begins = |rest: &str| {
        let mut letters = rest.char_indices().take(LONGEST_NAME + 1);
        let label = letters.find(|(_, ch)| matches!(ch, ':' | '：')).map(|(end, _)| &rest[..end]);
        label.is_some_and(|label| label.chars().count() >= 2 && !label.contains(fold::is_blank))
    };
    let mut fields = Vec::new();
    let mut rest = line;
    let mut from = 0;
    while let Some(blank) = rest[from..].find(fold::is_blank) {
        from += blank;
        let behind = rest[from..].trim_start_matches(fold::is_blank);
        if begins(behind) {
            fields.push(&rest[..from]);
            (rest, from) = (behind, 0);
        } else {
            from = rest.len() - behind.len();
        }
    }
    fields.push(rest);
    fields
}

fn value(text: &str) -> String {
    fold::prose(text.trim_matches(fold::is_blank)).into_owned()
}
