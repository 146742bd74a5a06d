//! One file as it was read against the truth beside it.

use std::collections::BTreeMap;

use extractors::document::{Area, Origin};
use extractors::{Block, Table};
use hebiao::fact::{Fact, Medium};
use hebiao::finding::{Finding, Verdict, Weight};
use hebiao::report::{Indicator, IndicatorKind, Points, Report};
use hebiao::words::{Language, findings as said};
use rust_decimal::Decimal;
use samples::corpus::{BesideTruth, BlankTruth, FactTruth, Form, Format, IndicatorTruth, Truth};

use super::board::Board;

/// What of the truth a form of a report shows.
struct Shown<'t> {
    truth: &'t Truth,
    format: Format,
    prose: bool,
}

impl Shown<'_> {
    fn table(&self, table: Option<usize>) -> bool {
        match table {
            None => self.prose,
            Some(table) => self.format != Format::Csv || table == 0,
        }
    }

    fn family(&self, table: Option<usize>) -> &'static str {
        table.map_or("prose", |table| self.truth.tables[table])
    }
}

pub fn report(board: &mut Board, truth: &Truth, form: &Form, read: &Report) {
    let shown = Shown { truth, format: form.format, prose: form.has_prose };
    head(board, &shown, form, read);
    tables(board, &shown, form, read);
    cells(board, &shown, form, read);
    facts(board, &shown, form, read);
    indicators(board, &shown, form, read);
    findings(board, &shown, form, read);
    beside(board, &shown, form, read);
    hidden(board, form, read);
}

fn folded(text: &str) -> String {
    let text: String = text.chars().filter(|char| !char.is_whitespace()).collect();
    text.replace('（', "(").replace('）', ")").replace('：', ":")
}

fn head(board: &mut Board, shown: &Shown<'_>, form: &Form, read: &Report) {
    let (truth, format) = (shown.truth, shown.format.word());
    let Some(head) = read.reading.documents.first() else {
        return board.note("head: a document", format, false, || form.name.clone());
    };
    let miss = |what: &str, found: String| format!("{}: {what}, found {found}", form.name);
    board.note("head: year", format, head.year == Some(truth.year), || {
        miss(&truth.year.to_string(), format!("{:?}", head.year))
    });
    let office = head.office.as_deref().map(folded);
    board.note("head: office", format, office.as_deref() == Some(&folded(&truth.office)), || {
        miss(&truth.office, format!("{office:?}"))
    });
    // Only sentences tell that a firm judged.
    if shown.prose || truth.evaluator == "self" {
        board.note("head: kind", format, head.kind.id() == truth.kind, || {
            miss(truth.kind, format!("{} of {:?}", head.kind.id(), head.title))
        });
    }
    if let Some(code) = truth.region_code {
        let found = head.region.code.as_deref();
        board.note("head: region", format, found == Some(code), || miss(code, format!("{found:?}")));
    }
    let Some(score) = &truth.score else { return };
    if truth.plant.is_none() && shown.format != Format::Csv {
        let same = head.score == Some(score.parse().unwrap());
        board.note("head: score", format, same, || miss(score, format!("{:?}", head.score)));
    }
}

/// What kind of table each family is.
fn kind_of(family: &str) -> &'static str {
    match family {
        "BT" => "base_data_table",
        "SE-H" | "OE-CQ" | "OE-YN" => "overall_self_eval_table",
        "IS-4" | "IS-H" | "GD" => "indicator_score_table",
        "EV" => "evaluation_score_table",
        "AS" => "asset_rollforward",
        "CH" | "SH" | "MQ" => "other",
        _ if family.starts_with("PE") => "project_self_eval_table",
        _ => "final_accounts_table",
    }
}

/// Each table of the truth is one of its kind that was recognised; pieces of one table count once.
fn tables(board: &mut Board, shown: &Shown<'_>, form: &Form, read: &Report) {
    let whole = read.statements.iter().filter(|statement| statement.continued_from.is_none());
    let mut kinds: Vec<&str> = whole.map(|statement| statement.kind.id()).collect();
    let families = shown.truth.tables.iter().enumerate();
    for (_, family) in families.filter(|(table, _)| shown.table(Some(*table))) {
        let at = kinds.iter().position(|kind| *kind == kind_of(family));
        let miss = || format!("{}: {family}, left {kinds:?}", form.name);
        board.note(&format!("tables {family}"), shown.format.word(), at.is_some(), miss);
        if let Some(at) = at {
            kinds.swap_remove(at);
        }
    }
}

fn cells(board: &mut Board, shown: &Shown<'_>, form: &Form, read: &Report) {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for cell in read.document.tables().flat_map(|table| table.cells()) {
        *found.entry(folded(cell.text)).or_default() += 1;
    }
    for (table, printed) in shown.truth.printed.iter().enumerate() {
        for text in printed.iter().filter(|_| shown.table(Some(table))) {
            let left = found.get_mut(&folded(text)).filter(|left| **left > 0);
            let is_there = left.map(|left| *left -= 1).is_some();
            board.note("cells", shown.format.word(), is_there, || format!("{}: {text:?}", form.name));
        }
    }
}

/// A figure with its meaning, as both sides can say it. Words of prose leave open whether a plan was the first one, and
/// whether money was spent or accounted for.
type Key = (String, i32, String, Decimal, String);

fn basis(basis: &str, prose: bool) -> String {
    let group = match basis {
        "executed" | "final_account" if prose => "spent",
        "budget" | "budget_initial" if prose => "planned",
        _ => basis,
    };
    group.to_owned()
}

fn wanted(truth: &FactTruth) -> Option<Key> {
    let prose = truth.table.is_none();
    let value = truth.value.parse::<Decimal>().unwrap().normalize();
    Some((truth.concept?.to_owned(), truth.year, basis(truth.basis, prose), value, truth.unit.to_owned()))
}

fn found(fact: &Fact) -> Option<Key> {
    let concept = fact.concept.as_ref().filter(|concept| !concept.is_of("context"))?.as_str().to_owned();
    let prose = fact.place.table.is_none();
    let unit = fact.amount.unit.map_or("?", |unit| unit.symbol());
    // A sentence of none names no unit.
    let unit = if prose && fact.amount.value.is_zero() { "万元" } else { unit };
    let year = fact.year.unwrap_or(0);
    Some((concept, year, basis(&fact.basis.id(), prose), fact.amount.value.normalize(), unit.to_owned()))
}

fn is_drawn(fact: &Fact) -> bool {
    matches!(fact.medium, Medium::Chart | Medium::Image)
}

fn facts(board: &mut Board, shown: &Shown<'_>, form: &Form, read: &Report) {
    let format = shown.format.word();
    let facts = || read.reading.facts.iter().filter(|fact| !is_drawn(fact));
    for prose in [false, true] {
        let mut left: Vec<Key> =
            facts().filter(|fact| fact.place.table.is_none() == prose).filter_map(found).collect();
        let count = left.len();
        let of =
            shown.truth.facts.iter().filter(|fact| fact.table.is_none() == prose && shown.table(fact.table));
        for truth in of.filter(|truth| truth.concept.is_some()) {
            let mut key = wanted(truth).unwrap();
            if prose && key.3.is_zero() {
                key.4 = "万元".to_owned();
            }
            let at = left.iter().position(|key_found| *key_found == key);
            let what = format!("facts of {}", shown.family(truth.table));
            board.note(&what, format, at.is_some(), || format!("{}: {key:?}", form.name));
            if let Some(at) = at {
                left.swap_remove(at);
            }
        }
        if !prose && shown.format == Format::Xlsx {
            on_sheets(board, shown.truth, form, &mut left);
        }
        let name = if prose { "true facts: prose" } else { "true facts: tables" };
        for nth in 0..count {
            board.note(name, format, nth >= left.len(), || format!("{}: {:?}", form.name, left[nth]));
        }
    }
    for blank in shown.truth.blanks.iter().filter(|blank| shown.table(Some(blank.table))) {
        stays_blank(board, shown, form, read, blank);
    }
}

/// Figures of charts that stand on a sheet of their own as well, without a unit.
fn on_sheets(board: &mut Board, truth: &Truth, form: &Form, left: &mut Vec<Key>) {
    let drawn = truth.beside.iter().filter(|drawn| drawn.on_sheet);
    for fact in drawn.flat_map(|drawn| &drawn.facts) {
        let (concept, year, basis, value, _) = wanted(&FactTruth { table: Some(0), ..fact.clone() }).unwrap();
        let key = (concept, year, basis, value, "?".to_owned());
        let at = left.iter().position(|found| *found == key);
        board.note("facts of charts on sheets", "xlsx", at.is_some(), || format!("{}: {key:?}", form.name));
        if let Some(at) = at {
            left.swap_remove(at);
        }
    }
}

/// What is drawn is a table as it stands, and its figures mean what they mean anywhere; the lines of a box are text.
fn beside(board: &mut Board, shown: &Shown<'_>, form: &Form, read: &Report) {
    let format = shown.format.word();
    if !matches!(shown.format, Format::Docx | Format::Xlsx) {
        return;
    }
    let mut left: Vec<(&str, Key)> = read
        .reading
        .facts
        .iter()
        .filter(|fact| is_drawn(fact))
        .filter_map(|fact| Some((fact.medium.id(), found(fact)?)))
        .collect();
    let count = left.len();
    for truth in &shown.truth.beside {
        let what = format!("beside: {}", truth.manner);
        board.note(&what, format, is_there(read, truth), || format!("{}: {:?}", form.name, truth.rows));
        for fact in &truth.facts {
            let key = wanted(&FactTruth { table: Some(0), ..fact.clone() }).unwrap();
            let at = left.iter().position(|(medium, found)| *medium == truth.manner && *found == key);
            board.note(&format!("facts of {}", truth.manner), format, at.is_some(), || {
                format!("{}: {key:?}", form.name)
            });
            if let Some(at) = at {
                left.swap_remove(at);
            }
        }
    }
    for nth in 0..count {
        board.note("true facts: drawn", format, nth >= left.len(), || {
            format!("{}: {:?}", form.name, left[nth])
        });
    }
}

fn is_there(read: &Report, truth: &BesideTruth) -> bool {
    let rows = |table: &Table| -> Vec<Vec<String>> {
        (0..table.rows()).map(|row| table.row(row).map(|cell| folded(cell.text)).collect()).collect()
    };
    let wanted: Vec<Vec<String>> =
        truth.rows.iter().map(|row| row.iter().map(|text| folded(text)).collect()).collect();
    let drawn =
        |origin| read.document.tables().any(|table| table.origin == origin && rows(table)[..] == wanted);
    match truth.manner {
        "chart" => drawn(Origin::Chart),
        "image" => drawn(Origin::Picture),
        _ => wanted.iter().flatten().all(|line| {
            read.document.blocks.iter().any(|block| match block {
                Block::Text(text) => text.area == Area::TextBox && folded(&text.text).contains(line),
                Block::Table(_) => false,
            })
        }),
    }
}

/// What is hidden is kept and marked; nothing else is.
fn hidden(board: &mut Board, form: &Form, read: &Report) {
    let mut found: Vec<String> = Vec::new();
    for cell in read.document.tables().flat_map(|table| table.cells()) {
        if cell.hidden && !cell.text.trim().is_empty() {
            found.push(folded(cell.text));
        }
    }
    let format = form.format.word();
    for text in &form.hidden {
        let at = found.iter().position(|found| *found == folded(text));
        board.note("hidden: marked", format, at.is_some(), || format!("{}: {text:?}", form.name));
        if let Some(at) = at {
            found.swap_remove(at);
        }
    }
}

fn stays_blank(board: &mut Board, shown: &Shown<'_>, form: &Form, read: &Report, blank: &BlankTruth) {
    let is_it = |concept: Option<&str>, year: Option<i32>, basis: &str| {
        concept == Some(blank.concept) && year == Some(blank.year) && basis == blank.basis
    };
    let on_sheets = shown.truth.beside.iter().filter(|drawn| drawn.on_sheet && shown.format == Format::Xlsx);
    let printed = shown.truth.facts.iter().filter(|fact| fact.table.is_some());
    let printed = printed.chain(on_sheets.flat_map(|drawn| &drawn.facts));
    let printed = printed.filter(|fact| is_it(fact.concept, Some(fact.year), fact.basis)).count();
    let read = read.reading.facts.iter().filter(|fact| fact.place.table.is_some() && !is_drawn(fact));
    let concept = |fact: &Fact| fact.concept.as_ref().map(|concept| concept.as_str().to_owned());
    let read = read.filter(|fact| is_it(concept(fact).as_deref(), fact.year, &fact.basis.id())).count();
    board
        .note("blanks", shown.format.word(), read <= printed, || format!("{}: {}", form.name, blank.concept));
}

fn indicators(board: &mut Board, shown: &Shown<'_>, form: &Form, read: &Report) {
    let mut left: Vec<&Indicator> = read.reading.indicators.iter().collect();
    for truth in shown.truth.indicators.iter().filter(|row| shown.table(Some(row.table))) {
        let at = left.iter().position(|row| same_row(truth, row));
        let what = format!("indicators of {}", shown.family(Some(truth.table)));
        let row = at.map(|at| left.remove(at));
        for (name, wanted, got) in fields(truth, row) {
            let found = row.is_some() && wanted == got;
            board.note(&what, shown.format.word(), found, || {
                format!("{}: {:?} {:?} {name} {wanted:?}, found {got:?}", form.name, truth.kind, truth.l3)
            });
        }
    }
}

fn kind(row: &Indicator) -> &'static str {
    match row.kind {
        IndicatorKind::Indicator => "indicator",
        IndicatorKind::BudgetExecution => "budget_execution",
        IndicatorKind::Total => "total",
    }
}

fn same_row(truth: &IndicatorTruth, row: &Indicator) -> bool {
    let named = truth.kind != "indicator" || truth.l3.as_deref().map(folded) == row.l3.as_deref().map(folded);
    kind(row) == truth.kind && named
}

type Field = (&'static str, Option<String>, Option<String>);

fn fields(truth: &IndicatorTruth, row: Option<&Indicator>) -> Vec<Field> {
    let text = |text: Option<&str>| text.map(folded);
    let number =
        |text: Option<&String>| text.map(|text| text.parse::<Decimal>().unwrap().normalize().to_string());
    let points = |points: Option<&Points>| points.map(|points| points.value.normalize().to_string());
    let mut fields = vec![
        ("weight", number(truth.weight.as_ref()), points(row.and_then(|row| row.weight.as_ref()))),
        ("score", number(truth.score.as_ref()), points(row.and_then(|row| row.score.as_ref()))),
    ];
    if truth.kind == "indicator" {
        fields.extend([
            ("l1", text(truth.l1.as_deref()), text(row.and_then(|row| row.l1.as_deref()))),
            ("l2", text(truth.l2.as_deref()), text(row.and_then(|row| row.l2.as_deref()))),
            ("target", text(truth.target.as_deref()), text(row.and_then(|row| row.target.as_deref()))),
            ("actual", text(truth.actual.as_deref()), text(row.and_then(|row| row.actual.as_deref()))),
            (
                "deduction",
                number(truth.deduction.as_ref()),
                points(row.and_then(|row| row.deduction.as_ref())),
            ),
            ("note", text(truth.note.as_deref()), text(row.and_then(|row| row.note.as_deref()))),
        ]);
    }
    fields.retain(|(_, wanted, got)| wanted.is_some() || got.is_some());
    fields
}

fn findings(board: &mut Board, shown: &Shown<'_>, form: &Form, read: &Report) {
    let format = shown.format.word();
    let broken: Vec<&Finding> =
        read.findings.iter().filter(|finding| matches!(finding.verdict, Verdict::Breaks { .. })).collect();
    let plant = shown.truth.plant.as_ref();
    if let Some(plant) = plant.filter(|plant| shown.format != Format::Csv && (!plant.in_prose || shown.prose))
    {
        let found = broken.iter().any(|finding| &*finding.rule == plant.rule);
        board.note(&format!("plants {}", &plant.rule[..2]), format, found, || {
            let judged = read.findings.iter().filter(|finding| &*finding.rule == plant.rule);
            let judged: Vec<String> =
                judged.map(|one| format!("{:?} {:?} {:?}", one.verdict, one.stated, one.computed)).collect();
            format!("{}: {} printed {}: {judged:?}", form.name, plant.rule, plant.raw)
        });
    }
    for finding in broken.iter().filter(|finding| finding.severity == Weight::Error) {
        let is_true = plant.is_some_and(|plant| {
            &*finding.rule == plant.rule
                || plant.also.contains(&&*finding.rule)
                || said::evidence(finding, &read.reading.facts, Language::Chinese)
                    .iter()
                    .any(|evidence| !plant.raw.is_empty() && evidence.text.contains(&plant.raw))
        });
        board.note("true errors", format, is_true, || {
            let evidence = said::evidence(finding, &read.reading.facts, Language::Chinese);
            let evidence: Vec<&str> = evidence.iter().map(|evidence| &*evidence.text).collect();
            format!(
                "{}: {} {} {evidence:?} planted {:?}",
                form.name,
                finding.rule,
                said::title(finding, Language::Chinese),
                plant.map(|plant| plant.rule)
            )
        });
    }
}
