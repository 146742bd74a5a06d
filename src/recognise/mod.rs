//! Which table is it: family, title, unit, header paths, what each row and column stands for.
//!
//! It is told by vocabulary of the book and by geometry, never by position or number. Rows are classified one by one
//! (`rows`), put together to sections under common headers (`sections`), whose columns get their roles (`headers`,
//! `columns`); then the family is known (`family`), cells come under their columns (`align`) and rows get their names
//! (`labels`). Figures are not read here, and an unknown table stays a table: its own words are its headers.

mod align;
mod around;
mod columns;
mod family;
mod headers;
mod labels;
mod prepare;
mod rows;
mod sections;
mod split;
mod token;
mod units;

use extractors::document::{Origin, Side};
use extractors::{Block, Code, Document, Notice, Notices, Table};

use crate::book::{Blocks, Book, Family, List};
use crate::chinese::{Unit, fold};
use crate::fact::Sureness;
use crate::statement::{Part, Role, Row, RowRole, Section, SectionKind, Statement, TableKind, UnitSource};

pub use prepare::prepare;

use around::{Around, around};
use labels::Levels;
use sections::{Layout, is_tabular};
use token::Sheet;

/// The documents of a file, and one statement for each of its tables, in order.
pub fn recognise(notices: &mut Notices, document: &Document, book: &Book) -> (Vec<Part>, Vec<Statement>) {
    let parts = split::split(document, book);
    let mut statements: Vec<Statement> = Vec::new();
    for (block, table) in tables(document) {
        let part = parts.iter().position(|part| part.blocks.contains(&block)).unwrap_or(0);
        let previous = statements.last().filter(|last| last.document == part);
        let context = Context { document, block, part, number: statements.len(), previous };
        if table.is_hidden() {
            notices.add(Notice::new(Code::HIDDEN_TABLE).at(table.at.clone()));
            statements.push(unseen(&context, table));
            continue;
        }
        let statement = recognise_table(&context, table, book);
        say_moved_rows(notices, table, &statement);
        statements.push(statement);
    }
    units::settle(document, &mut statements);
    (parts, statements)
}

/// Rows that were moved to fit their headers are a choice that a person may want to check.
fn say_moved_rows(notices: &mut Notices, table: &Table, statement: &Statement) {
    let moved = statement.rows.iter().filter(|row| row.shifted).count();
    if moved > 0 {
        let detail = format!("{moved} rows were moved sideways to stand under their headers");
        notices.add(Notice::new(Code::DECISION).at(table.at.clone()).with("detail", detail));
    }
}

fn tables(document: &Document) -> impl Iterator<Item = (usize, &Table)> {
    document.blocks.iter().enumerate().filter_map(|(number, block)| match block {
        Block::Table(table) => Some((number, &**table)),
        Block::Text(_) => None,
    })
}

/// Where a table stands, and what is known of the one before it.
struct Context<'c> {
    document: &'c Document,
    block: usize,
    part: usize,
    number: usize,
    previous: Option<&'c Statement>,
}

/// A table that nobody sees, the rest of a template or a list of choices: it is kept, but says nothing.
fn unseen(context: &Context<'_>, table: &Table) -> Statement {
    Statement {
        table: context.number,
        document: context.part,
        kind: TableKind::Other,
        family: None,
        title: None,
        attachment: None,
        unit: None,
        sections: Vec::new(),
        rows: vec![Row::default(); table.rows() as usize],
        continued_from: None,
        carried: [None, None],
        sureness: Sureness::Low,
    }
}

fn recognise_table(context: &Context<'_>, table: &Table, book: &Book) -> Statement {
    let sheet = Sheet::new(table, book);
    let mut layout = sections::lay_out(&sheet);
    let found = around(context.document, context.block, &sheet, &layout, book);
    let title = found.title.as_ref().map(|title| crate::chinese::fold::key(&title.text));
    let payments = title.as_deref().is_some_and(|title| book.titles().of_payments(title));
    for section in &mut layout.sections {
        section.columns = columns::columns(&sheet, section, payments);
        let applies = title.as_deref().is_some_and(|title| book.titles().is_application(title));
        columns::give_basis(section, applies);
    }
    let continued = continues(context, &sheet, &layout, &found);
    if continued {
        take_columns_over(context, &mut layout);
    }
    let family = match context.previous.filter(|_| continued).and_then(|previous| previous.family.as_deref())
    {
        Some(id) => book.family(id).map(|family| (family, i32::MAX)),
        None => family::family(&sheet, &layout.sections, &layout.blocks, title.as_deref(), book)
            .filter(|(_, score)| !is_drawn(table) || *score >= SURE),
    };
    put_in_place(&sheet, &mut layout, family.map(|(family, _)| family), title.as_deref(), continued);
    let unit = unit_of(&found, family.map(|(family, _)| family));
    Statement {
        table: context.number,
        document: context.part,
        kind: family.map_or(TableKind::Other, |(family, _)| family.kind),
        family: family.map(|(family, _)| family.id.clone()),
        title: found.title,
        attachment: found.attachment,
        unit,
        sureness: sureness(family.map(|(_, score)| score)),
        sections: layout.sections,
        rows: layout.rows,
        continued_from: context.previous.filter(|_| continued).map(|previous| previous.table),
        carried: context
            .previous
            .filter(|_| continued)
            .map(|previous| ends_in(context, previous))
            .unwrap_or_default(),
    }
}

/// A score from which on a family is sure.
const SURE: i32 = 10;

/// Charts and pictures hold parts of all kinds of tables: a few words make them none of these.
fn is_drawn(table: &Table) -> bool {
    matches!(table.origin, Origin::Chart | Origin::Picture)
}

fn sureness(score: Option<i32>) -> Sureness {
    match score {
        None => Sureness::Low,
        Some(score) if score < SURE => Sureness::Medium,
        Some(_) => Sureness::High,
    }
}

/// Line above, then title, then what the family is always in.
fn unit_of(found: &Around, family: Option<&Family>) -> Option<(Unit, UnitSource)> {
    let family_unit = || family.and_then(|family| family.unit).map(|unit| (unit, UnitSource::Family));
    found.unit.or_else(|| around::title_unit(found.title.as_ref())).or_else(family_unit)
}

/// Cells under columns, labels on rows, a unit and a block on every section.
fn put_in_place(
    sheet: &Sheet<'_>,
    layout: &mut Layout,
    family: Option<&Family>,
    title: Option<&str>,
    carried: bool,
) {
    for number in 0..layout.sections.len() {
        let blocks = blocks_of(sheet, layout, number, family, title);
        layout.sections[number].block = blocks.name();
        layout.sections[number].unit = section_unit(sheet, layout, number);
        place_rows(sheet, layout, number);
        let section = &layout.sections[number];
        if section.kind == SectionKind::Indicators {
            let above = levels_above(sheet, layout, number);
            labels::inherit_levels(sheet, section, number, &mut layout.rows, (carried, above));
        }
        if is_tabular(section.kind) && section.kind != SectionKind::Indicators {
            let names = labels::name_columns(section);
            for row in 0..layout.rows.len() {
                if layout.rows[row].section == Some(number) && layout.rows[row].role != RowRole::Header {
                    let labels = labels::row_labels(sheet, section, &layout.rows, (row, &names), blocks);
                    layout.rows[row].labels = labels;
                }
            }
            let of_office = family.is_some_and(|family| family.block == Blocks::FUND);
            labels::name_totals((section, number), &mut layout.rows, blocks, of_office);
        }
    }
}

/// The levels above a section whose header is only that of the section before, printed again on a new page.
fn levels_above(sheet: &Sheet<'_>, layout: &Layout, number: usize) -> Levels {
    let Some(before) = number.checked_sub(1) else { return Levels::default() };
    let (above, section) = (&layout.sections[before], &layout.sections[number]);
    let words = |section: &Section| {
        let rows = section.header_rows.clone();
        rows.flat_map(|row| sheet.filled(row).map(|(_, token)| token.key().to_owned())).collect::<Vec<_>>()
    };
    if above.kind == SectionKind::Indicators && words(above) == words(section) {
        return labels::levels_at_end(above, before, &layout.rows);
    }
    Levels::default()
}

fn place_rows(sheet: &Sheet<'_>, layout: &mut Layout, number: usize) {
    let section = &layout.sections[number];
    let members: Vec<usize> = (0..layout.rows.len())
        .filter(|&row| layout.rows[row].section == Some(number) && layout.rows[row].role != RowRole::Header)
        .collect();
    let straight: Vec<Vec<Option<u32>>> =
        members.iter().map(|&row| align::as_they_stand(sheet, section, row as u32)).collect();
    let is_data = |row: usize| layout.rows[row].role == RowRole::Data;
    let drifts = members
        .iter()
        .zip(&straight)
        .any(|(&row, straight)| is_data(row) && align::drifts(sheet, section, straight));
    for (row, straight) in members.into_iter().zip(straight) {
        let place = (row as u32, layout.rows[row].role);
        let aligned = align::align(sheet, section, place, straight, drifts);
        (layout.rows[row].cells, layout.rows[row].shifted) = (aligned.cells, aligned.shifted);
    }
}

/// Which wordings hold in a section: those of its side word, else those of the family, else the common ones.
fn blocks_of(
    sheet: &Sheet<'_>,
    layout: &Layout,
    number: usize,
    family: Option<&Family>,
    title: Option<&str>,
) -> Blocks {
    let named = layout.blocks[number];
    if !named.is_empty() {
        return named.with(Blocks::ANY);
    }
    let own = family.map_or(Blocks::NONE, |family| family.block);
    if is_tabular(layout.sections[number].kind) && names_only(sheet, layout, number, Blocks::SANGONG) {
        return Blocks::SANGONG;
    }
    match layout.sections[number].kind {
        SectionKind::Funds if own.meets(Blocks::FUND.with(Blocks::PROJECT_FUND)) => own,
        SectionKind::Funds => {
            let project =
                title.is_some_and(|title| sheet.book.titles().of_project(title)) || names_project(sheet);
            if project { Blocks::PROJECT_FUND } else { Blocks::FUND }
        }
        SectionKind::Figures if own == Blocks::ACCOUNTS => own.with(Blocks::FUNCTION).with(Blocks::ECONOMIC),
        SectionKind::Figures if own == Blocks::FUND || own == Blocks::PROJECT_FUND => Blocks::ANY,
        _ => own.with(Blocks::ANY),
    }
}

/// Whether the rows of a section are named by one block of wordings, and by no common one.
fn names_only(sheet: &Sheet<'_>, layout: &Layout, number: usize, blocks: Blocks) -> bool {
    let rows = layout.rows.iter().enumerate();
    let own = rows.filter(|(_, row)| row.section == Some(number) && row.role == RowRole::Data);
    let mut named = 0;
    own.filter_map(|(row, _)| sheet.filled(row as u32).find(|(_, token)| token.kind == token::Kind::Words))
        .all(|(_, token)| {
            named += 1;
            let of = |blocks| sheet.book.concept(token.key(), blocks).is_some();
            of(blocks) && !of(Blocks::FUND.with(Blocks::PROJECT_FUND))
        })
        && named >= 2
}

fn names_project(sheet: &Sheet<'_>) -> bool {
    let project = Some(crate::book::Particular::Project);
    sheet.tokens.iter().any(|token| token.meaning.is_some_and(|meaning| meaning.particular == project))
}

/// The unit printed at the side of a section, in the first cell of its headers, or over the names of its rows.
fn section_unit(sheet: &Sheet<'_>, layout: &Layout, number: usize) -> Option<(Unit, UnitSource)> {
    let section = &layout.sections[number];
    let first = section.header_rows.clone().find_map(|row| sheet.index_at(row, 0))?;
    let names = section.columns.iter().filter(|column| column.role.is_some_and(Role::is_name));
    let over_names = names.filter_map(|column| column.unit).find(|unit| unit.is_money());
    sheet.tokens[first].label.unit.or(over_names).map(|unit| (unit, UnitSource::Block))
}

/// Whether a table is the next piece of the one before: it says so, or it stands right behind it, has no title and
/// no headers of its own and as many columns.
fn continues(context: &Context<'_>, sheet: &Sheet<'_>, layout: &Layout, found: &Around) -> bool {
    let Some(previous) = context.previous else { return false };
    if found.continued || layout.sections.is_empty() && layout.rows.is_empty() {
        return found.continued;
    }
    let before = context.block.checked_sub(1).map(|before| &context.document.blocks[before]);
    let Some(Block::Table(neighbour)) = before else { return false };
    let headless = layout.sections.first().is_none_or(|first| {
        first.header_rows.is_empty() || headless(first) || repeats(first, sheet, neighbour)
    });
    let ends = |text: &str| sheet.book.lists().ends(List::SubtotalEnd, fold::key(text).as_str());
    let subtotal = |row: usize| neighbour.row(row as u32).first().is_some_and(|cell| ends(cell.text));
    let totals = previous.rows.iter().enumerate().filter(|(_, row)| row.role == RowRole::Total);
    let total = totals.into_iter().any(|(at, _)| !subtotal(at));
    let tabular = previous.sections.last().is_some_and(|last| is_tabular(last.kind));
    let titled = sheet.table.captions.iter().any(|caption| caption.side == Side::Above);
    headless
        && !titled
        && tabular
        && !total
        && neighbour.cols() == sheet.table.cols()
        && neighbour.origin == sheet.table.origin
}

/// The headers of indicators on the next page are those of the page before, word for word.
fn repeats(first: &Section, sheet: &Sheet<'_>, neighbour: &Table) -> bool {
    let texts = |table: &Table, row: u32| table.row(row).map(|cell| cell.text.to_owned()).collect::<Vec<_>>();
    let own: Vec<_> = first.header_rows.clone().map(|row| texts(sheet.table, row)).collect();
    let starts =
        first.header_rows.start == 0 && matches!(first.kind, SectionKind::Indicators) && !own.is_empty();
    starts
        && own
            .iter()
            .enumerate()
            .all(|(row, own)| (row as u32) < neighbour.rows() && texts(neighbour, row as u32) == *own)
}

/// The levels of the last row of indicators.
fn ends_in(context: &Context<'_>, previous: &Statement) -> [Option<String>; 2] {
    let Some((_, table)) = tables(context.document).nth(previous.table) else { return [None, None] };
    [1, 2].map(|level| {
        previous.rows.iter().rev().find_map(|row| {
            let section = &previous.sections[row.section?];
            let col = section.columns.iter().position(|column| column.role == Some(Role::Level(level)))?;
            let cell = table.cell(row.cells.get(col).copied().flatten()? as usize);
            Some(cell.text.to_owned()).filter(|text| !text.trim().is_empty())
        })
    })
}

/// No header word of the book stands in its headers: they were only guessed.
fn headless(section: &Section) -> bool {
    section.name.is_none()
        && section.kind == SectionKind::Figures
        && section.block.is_none()
        && section.columns.iter().all(|column| column.basis.is_none() && column.concept.is_none())
}

/// A piece without headers of its own stands under those of the table before it.
fn take_columns_over(context: &Context<'_>, layout: &mut Layout) {
    let Some(last) = context.previous.and_then(|previous| previous.sections.last()) else { return };
    for (section, blocks) in layout.sections.iter_mut().zip(&mut layout.blocks) {
        if !headless(section) || !is_tabular(section.kind) || last.columns.len() != section.columns.len() {
            continue;
        }
        section.kind = last.kind;
        section.columns.clone_from(&last.columns);
        *blocks = last.block.and_then(Blocks::named).unwrap_or(*blocks);
        for row in layout.rows.iter_mut().filter(|row| row.role == RowRole::Header) {
            row.role = RowRole::Data;
        }
        section.header_rows = section.rows.start..section.rows.start;
    }
}
