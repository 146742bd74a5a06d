//! What each document of a file is: its title and kind, whose it is, where that office stands, which year it is about,
//! who judged and how.
//!
//! An office is named by a cell of a form before the title, by the title before the first sentence, by that before the
//! file name; every other form is kept as an alias. What is not printed is not guessed.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use extractors::document::{Area, Side};
use extractors::{Block, Document, Table};
use rust_decimal::Decimal;

use crate::book::{Book, Particular, regions};
use crate::chinese::region::Found;
use crate::chinese::{Label, Letters, Unit, fold, grade, office, period, quantities};
use crate::fact::Basis;
use crate::report::{DocumentHead, DocumentKind, Evaluator, Indicator, IndicatorKind, Region};
use crate::statement::{ColumnYear, Part, Statement, TableKind};

use super::particulars::{Particulars, colons, particulars};

/// Lines in which a title may stand, and how long one is.
const TITLE_LINES: usize = 12;
const LONGEST_TITLE: usize = 60;
/// Paragraphs, and bytes of each, in which an office speaks of itself.
const SELF_LINES: usize = 80;
const BEGINNING: usize = 400;
/// Bytes between 得分 and its figure.
const NEAR: usize = 12;
/// Letters of a line that is a date.
const SIGNED: usize = 16;
/// Bytes of a line such as 填报单位：某某局.
const LONGEST_FIELD: usize = 150;

pub fn read(
    name: &str,
    document: &Document,
    parts: &[Part],
    statements: &[Statement],
    indicators: &[Indicator],
    book: &Book,
) -> Vec<DocumentHead> {
    let tables: Vec<&Table> = document.tables().collect();
    let heads = parts.iter().enumerate().map(|(number, part)| {
        let own: Vec<&Statement> =
            statements.iter().filter(|statement| statement.document == number).collect();
        let mut said = Particulars::new();
        for statement in &own {
            let form = statement.kind == TableKind::ProjectSelfEval;
            let all = particulars(tables[statement.table], statement, book);
            said.extend(
                all.into_iter().map(|(what, value)| (if form { of_form(what) } else { what }, value)),
            );
        }
        let texts = texts(document, part);
        let short =
            texts.iter().filter(|(text, _)| text.len() <= LONGEST_FIELD && text.contains([':', '：']));
        short.for_each(|(text, _)| colons(&mut said, text, book));
        let told_year = told_year(own.iter().map(|statement| tables[statement.table]));
        let evidence =
            Evidence { file: name, book, texts, statements: own, said, told_year, results: OnceCell::new() };
        let mut head = evidence.head(part);
        if head.projects.len() > 1 {
            return DocumentHead { score: None, grade: None, ..head };
        }
        head.score = head
            .score
            .or_else(|| total_score(indicators, statements, number, !head.kind.is_project()))
            .or_else(|| evidence.told_score())
            .or_else(|| {
                let scored = own_kinds(statements, number).any(is_of_office);
                if scored { None } else { total_score(indicators, statements, number, false) }
            });
        head
    });
    let mut heads: Vec<DocumentHead> = heads.collect();
    share(&mut heads);
    heads
}

/// The score and the grade of a project's form are not those of the office that it is attached to.
fn of_form(what: Particular) -> Particular {
    match what {
        Particular::Score => Particular::FormScore,
        Particular::Grade => Particular::FormGrade,
        other => other,
    }
}

/// The year that most texts in cells begin with: 2023年收入合计….
fn told_year<'t>(tables: impl Iterator<Item = &'t Table>) -> Option<i32> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for text in tables.flat_map(Table::texts) {
        let text = text.trim_start_matches(fold::is_blank);
        let begins = text.len() > "2024年".len() && text.starts_with("20");
        if let Some((year, _)) = Some(text).filter(|_| begins).and_then(period::split_year) {
            *counts.entry(i32::from(year)).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(year, _)| year)
}

/// An attached report that names no office or year is of the one it is attached to.
fn share(heads: &mut [DocumentHead]) {
    let Some(first) = heads.first().cloned() else { return };
    for head in heads.iter_mut().skip(1) {
        if head.office.is_none() {
            (head.office, head.region) = (first.office.clone(), first.region.clone());
        } else if head.region.code.is_none() {
            head.region = first.region.clone();
        }
        head.year = head.year.or(first.year);
    }
}

/// The paragraphs of a document in order, with the lines above its tables where a sheet or a page of values keeps those
/// beside the table; headers and footers of pages too, for the names of firms.
fn texts<'d>(document: &'d Document, part: &Part) -> Vec<(&'d str, Area)> {
    let mut texts = Vec::new();
    for block in document.blocks.get(part.blocks.clone()).unwrap_or_default() {
        match block {
            Block::Text(paragraph) if !paragraph.hidden => {
                texts.push((paragraph.text.as_str(), paragraph.area));
            }
            Block::Table(table) if !table.is_hidden() => {
                let above = table.captions.iter().filter(|caption| caption.side == Side::Above);
                texts.extend(above.map(|caption| (caption.text.as_str(), Area::Body)));
            }
            _ => {}
        }
    }
    texts.retain(|(text, _)| !text.trim().is_empty());
    texts
}

fn own_kinds(statements: &[Statement], document: usize) -> impl Iterator<Item = TableKind> {
    statements.iter().filter(move |statement| statement.document == document).map(|statement| statement.kind)
}

/// A table by which an office as a whole is scored.
fn is_of_office(kind: TableKind) -> bool {
    matches!(kind, TableKind::OverallSelfEval | TableKind::IndicatorScore | TableKind::EvaluationScore)
}

/// The printed total of the table that judges the document as a whole; of an office that is never the form of a project.
fn total_score(
    indicators: &[Indicator],
    statements: &[Statement],
    document: usize,
    of_office: bool,
) -> Option<Decimal> {
    let kind = |indicator: &Indicator| statements.get(indicator.table).map(|statement| statement.kind);
    let totals = indicators
        .iter()
        .filter(|one| one.document == document && one.kind == IndicatorKind::Total && one.score.is_some());
    let totals = totals.filter(|one| !of_office || kind(one) != Some(TableKind::ProjectSelfEval));
    let best = totals.min_by_key(|one| match kind(one) {
        Some(TableKind::OverallSelfEval | TableKind::EvaluationScore) => 0,
        Some(TableKind::IndicatorScore) => 1,
        Some(TableKind::ProjectSelfEval) => 2,
        _ => 3,
    });
    best.and_then(|total| total.score.as_ref()).map(|score| score.value)
}

/// The project that a table is about.
pub fn project_name(table: &Table, statement: &Statement, book: &Book) -> Option<String> {
    particulars(table, statement, book)
        .into_iter()
        .find(|(what, _)| *what == Particular::Project)
        .map(|(_, name)| name)
}

/// Everything that a head is read from.
struct Evidence<'e> {
    file: &'e str,
    book: &'e Book,
    texts: Vec<(&'e str, Area)>,
    statements: Vec<&'e Statement>,
    said: Particulars,
    /// The year that most sentences in cells begin with.
    told_year: Option<i32>,
    /// The sentences that tell a score or a grade, once they were looked for.
    results: OnceCell<Vec<&'e str>>,
}

impl Evidence<'_> {
    fn head(&self, part: &Part) -> DocumentHead {
        let title = self.title();
        let firm = self.firm();
        let key = title.as_deref().map(fold::key).unwrap_or_default();
        let third_party = firm.is_some() && !key.contains("自评");
        let kind = self.kind(&key, third_party);
        let names = self.offices(&key, kind);
        let projects = self.projects(kind);
        let office = names.first().cloned();
        DocumentHead {
            kind,
            region: self.region(office.as_deref(), &key),
            aliases: self.aliases(&names),
            office,
            year: self.year(&key),
            project: self.project(&projects, kind),
            planned: self.book.titles().is_budget(&key),
            projects,
            evaluator: if third_party { Evaluator::ThirdParty } else { Evaluator::Own },
            evaluator_name: firm.filter(|_| third_party),
            score: self
                .result(kind, Particular::Score, Particular::FormScore)
                .and_then(|score| number(&score)),
            grade: self.grade(kind),
            title,
            blocks: part.blocks.clone(),
        }
    }

    fn said_of(&self, wanted: Particular) -> Option<String> {
        self.said.iter().find(|(what, _)| *what == wanted).map(|(_, value)| value.clone())
    }

    fn body(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().filter(|(_, area)| is_body(*area)).map(|(text, _)| *text)
    }

    /// The first lines that make the title of a report, maybe in two or three pieces, with the office above them.
    fn title(&self) -> Option<String> {
        let short = self.body().take(TITLE_LINES).filter(|text| text.len() <= LONGEST_FIELD * 2);
        let lines: Vec<String> = short.map(|text| fold::prose(text.trim()).trim().to_owned()).collect();
        for end in 0..lines.len() {
            for start in (end.saturating_sub(2)..=end).rev() {
                let joined = lines[start..=end].concat();
                let key = fold::key(&joined);
                if key.chars().count() <= LONGEST_TITLE && self.book.titles().is_report(&key) {
                    return Some(self.whole_title(&lines, start, joined));
                }
            }
        }
        self.short_title(&lines)
    }

    /// A title whose last line names neither year nor office begins on the line above it.
    fn whole_title(&self, lines: &[String], start: usize, title: String) -> String {
        let key = fold::key(&title);
        let above = start.checked_sub(1).map(|above| lines[above].as_str());
        let begins = |line: &&str| {
            let joined = line.chars().count() + key.chars().count();
            let named = period::years(line).next().is_some() || office::in_title(&fold::key(line)).is_some();
            let ends = line.ends_with([':', '：', '。', '，', ',', '；', '年', '日', '号', '版', '稿', '章']);
            named
                && !ends
                && joined <= LONGEST_TITLE
                && line.chars().count() >= 6
                && !self.book.titles().is_report(&fold::key(line))
        };
        let whole = period::years(&title).next().is_some() || office::in_title(&key).is_some();
        match above.filter(begins).filter(|_| !whole) {
            Some(above) => format!("{above}{title}"),
            None => with_office_above(lines, start, title),
        }
    }

    /// Without a report, the title of the first table or the first line about performance or accounts.
    fn short_title(&self, lines: &[String]) -> Option<String> {
        let line = lines.iter().find(|line| {
            line.chars().count() <= LONGEST_TITLE
                && self.book.titles().kind_of(&fold::key(line), false).is_some()
        });
        let table = self.statements.iter().find_map(|statement| statement.title.as_ref());
        line.cloned().or_else(|| table.map(|title| title.text.clone()))
    }

    fn kind(&self, title: &str, third_party: bool) -> DocumentKind {
        let by_title = self.book.titles().kind_of(title, third_party);
        let has = |kind: TableKind| self.statements.iter().any(|statement| statement.kind == kind);
        if by_title.is_some_and(|kind| kind != DocumentKind::DeptSelfEval)
            || self.book.titles().is_report(title)
        {
            return by_title.unwrap_or_default();
        }
        match () {
            () if has(TableKind::BaseData) || has(TableKind::OverallSelfEval) => DocumentKind::DeptSelfEval,
            () if has(TableKind::ProjectSelfEval) => DocumentKind::ProjectSelfEval,
            () if has(TableKind::EvaluationScore) && third_party => DocumentKind::DeptThirdParty,
            () if has(TableKind::FinalAccounts) => DocumentKind::FinalAccounts,
            () => by_title.unwrap_or_default(),
        }
    }

    /// A firm that evaluated: named on a line of its own, at the foot of a page, or as the one who was asked to.
    fn firm(&self) -> Option<String> {
        let lines = self.texts.iter().filter(|(text, _)| self.book.titles().names_firm(text));
        let named = { lines }.find(|(text, area)| {
            let short = text.trim().chars().count() <= 30;
            short || *area != Area::Body || self.book.titles().commission(text).is_some()
        });
        // In a sentence the name ends where the firm accepts its task.
        named
            .and_then(|(text, _)| {
                text.split(['，', ',', '。', '：']).find(|piece| self.book.titles().names_firm(piece))
            })
            .map(|piece| self.book.titles().commission(piece).map_or(piece, |asked| &piece[..asked]))
            .map(|name| name.trim_matches(fold::is_blank))
            .filter(|name| name.chars().count() <= 30)
            .map(str::to_owned)
    }

    /// The names of the office, the one that counts most first.
    fn offices(&self, title: &str, kind: DocumentKind) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let cell =
            |what| self.said_of(what).and_then(|cell| office::in_cell(&cell)).map(|office| office.name);
        add(&mut names, cell(Particular::Office));
        add(
            &mut names,
            self.title_lines().find_map(|line| office::in_title(&line)).or_else(|| office::in_title(title)),
        );
        let in_text = self.body().take(40).find_map(sentence_office);
        let in_text = in_text.filter(|name| names.iter().all(|known| akin(name, known)));
        add(&mut names, in_text);
        if kind.is_project() || names.is_empty() {
            add(&mut names, cell(Particular::Department));
            add(&mut names, cell(Particular::Unit));
        }
        if names.is_empty() {
            add(&mut names, self.evaluated_office());
        }
        if names.is_empty() {
            add(&mut names, self.office_that_acts());
        }
        if names.is_empty() {
            add(&mut names, self.signature());
        }
        if names.is_empty() {
            add(&mut names, office::in_title(&file_stem(self.file)));
        }
        prefer_whole_name(&mut names);
        names
    }

    /// The office that a firm was asked to evaluate: 我们接受委托，对某某局…进行了绩效评价.
    fn evaluated_office(&self) -> Option<String> {
        let told = |text: &&str| self.book.titles().commission(text).is_some();
        let text = self.body().take(SELF_LINES).find(told)?;
        text.split('对').skip(1).find_map(|rest| office::in_sentence(beginning(rest)))
    }

    /// 根据要求，某某局对…开展了绩效自评: the one that says what it did.
    fn office_that_acts(&self) -> Option<String> {
        self.body().take(TITLE_LINES).find_map(|text| {
            let clauses = beginning(text).split(['，', ',']).skip(1);
            let acting = { clauses }.filter(|clause| clause.contains("自评") || clause.contains("评价"));
            acting
                .filter_map(|clause| clause.split_once('对'))
                .find_map(|(name, _)| office::in_title(name).filter(|found| *found == fold::key(name)))
        })
    }

    /// The name of an office on a line of its own right above a date.
    fn signature(&self) -> Option<String> {
        let lines: Vec<&str> = self.body().map(|line| line.trim_matches(fold::is_blank)).collect();
        let signed = |pair: &&[&str]| {
            let date = period::first_date(pair[1]).is_some() && pair[1].chars().count() <= SIGNED;
            date && pair[0].chars().count() <= LONGEST_TITLE
        };
        let pair = lines.windows(2).rev().find(signed)?;
        office::in_title(pair[0]).filter(|name| *name == fold::key(pair[0]))
    }

    /// The short lines at the top, title and office, before the first heading.
    fn title_lines(&self) -> impl Iterator<Item = String> {
        let lines = self.body().take(TITLE_LINES).filter(|line| !is_addressee(line));
        lines.map(fold::key).take_while(|key| {
            key.chars().count() <= LONGEST_TITLE && !key.starts_with("一、") && !key.starts_with("1、")
        })
    }

    fn aliases(&self, names: &[String]) -> Vec<String> {
        let mut aliases: Vec<String> = names.iter().skip(1).cloned().collect();
        for text in self.body().take(SELF_LINES) {
            let Some(own) = office::self_reference(beginning(text)) else { continue };
            if !aliases.iter().any(|alias| alias == own) {
                aliases.push(own.to_owned());
            }
        }
        aliases
    }

    /// Where the office stands, by its own name; where that names no place, by the title.
    fn region(&self, office: Option<&str>, title: &str) -> Region {
        let mut hints: Vec<&str> = self.texts.iter().map(|(text, _)| *text).take(60).collect();
        hints.push(self.file);
        let place = |name: &str| match regions().of_office(name, &hints) {
            Found::One(place) => Some(place),
            Found::Several(_) | Found::None => None,
        };
        let title = period::split_year(title).map_or(title, |(_, rest)| rest);
        let found = office.and_then(place).or_else(|| place(title));
        found.map_or_else(Region::default, |place| Region {
            province: Some(place.province.to_owned()),
            prefecture: place.prefecture.map(str::to_owned),
            county: place.county.map(str::to_owned),
            code: Some(format!("{:06}", place.code)),
        })
    }

    /// The year of the title, else the latest year of accounts in the tables, else the year before the one in which it
    /// was written.
    fn year(&self, title: &str) -> Option<i32> {
        let in_title = period::years(title).next().map(i32::from);
        let in_lines = || self.title_lines().find_map(|line| period::years(&line).next().map(i32::from));
        let names = || self.statements.iter().filter_map(|statement| statement.title.as_ref());
        let in_tables = || names().find_map(|title| period::years(&title.text).next().map(i32::from));
        in_title
            .or_else(|| self.printed_year())
            .or_else(in_tables)
            .or_else(in_lines)
            .or_else(|| period::years(&file_stem(self.file)).next().map(i32::from))
            .or_else(|| self.written_year())
            .or(self.told_year)
    }

    fn printed_year(&self) -> Option<i32> {
        let columns = self
            .statements
            .iter()
            .flat_map(|statement| &statement.sections)
            .flat_map(|section| &section.columns);
        let years = columns.filter_map(|column| match (column.year, column.basis) {
            (
                Some(ColumnYear::Printed(year)),
                Some(Basis::FinalAccount | Basis::YearEnd | Basis::Executed),
            ) => Some(year),
            _ => None,
        });
        years.max()
    }

    fn written_year(&self) -> Option<i32> {
        let number = |text: &str| {
            let from = text.find(['〔', '['])?
                + text.find(['〔', '[']).map_or(0, |at| text[at..].chars().next().map_or(0, char::len_utf8));
            text.get(from..from + 4)?.parse::<i32>().ok().filter(|year| (2000..=2099).contains(year))
        };
        let by_number = self.body().take(10).find_map(number);
        let by_date = || self.body().filter_map(period::first_date).map(|date| i32::from(date.year)).max();
        by_number.or_else(by_date).map(|year| year - 1)
    }

    /// What a form about a project says of its result holds for a report on that project alone.
    fn result(&self, kind: DocumentKind, own: Particular, of_form: Particular) -> Option<String> {
        self.said_of(own).or_else(|| self.said_of(of_form).filter(|_| kind.is_project()))
    }

    fn grade(&self, kind: DocumentKind) -> Option<String> {
        let printed = self
            .result(kind, Particular::Grade, Particular::FormGrade)
            .and_then(|cell| grade::Grade::named(&cell).map(|_| fold::key(&cell)));
        printed.or_else(|| self.results().find_map(|text| grade::given(text).map(|(_, word)| word)))
    }

    /// The sentences that tell a score or a grade.
    fn results(&self) -> impl Iterator<Item = &str> {
        let told = self.results.get_or_init(|| {
            let texts = self.texts.iter().filter(|(_, area)| is_body(*area)).map(|(text, _)| *text);
            let likely = texts.filter(|text| may_speak_of_result(text));
            likely.flat_map(sentences).filter(|sentence| speaks_of_result(sentence)).collect()
        });
        told.iter().copied()
    }

    /// A total in a sentence: 自评综合得分93分.
    fn told_score(&self) -> Option<Decimal> {
        self.results().find_map(|sentence| {
            let (at, word) =
                ["综合得分", "自评得分", "总得分", "评价得分", "综合评分", "自评分", "得分", "综合自评"]
                    .iter()
                    .find_map(|word| sentence.find(word).map(|at| (at, word)))?;
            let behind = &sentence[at + word.len()..];
            let first = quantities(behind).next()?;
            let near = first.figure.start <= NEAR && first.unit == Some(Unit::Score) && first.bound.is_none();
            near.then_some(first.value.value).filter(|score| *score <= Decimal::ONE_HUNDRED)
        })
    }

    /// The one project that a report is about.
    fn project(&self, projects: &[String], kind: DocumentKind) -> Option<String> {
        match projects {
            [] => self.project_in_prose(kind),
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// The projects of a report on projects: those of its forms, or those that its items begin with.
    fn projects(&self, kind: DocumentKind) -> Vec<String> {
        let mut projects = Vec::new();
        if !kind.is_project() {
            return projects;
        }
        let forms = self.said.iter().filter(|(what, _)| *what == Particular::Project);
        forms.for_each(|(_, name)| add(&mut projects, Some(name.clone())));
        let items: Vec<String> = self.body().filter_map(project_of_item).collect();
        if items.len() > 1 {
            let other = |name: &String, known: &String| {
                !(known.contains(name.as_str()) || name.contains(known.as_str()))
            };
            let new: Vec<String> =
                items.into_iter().filter(|name| projects.iter().all(|known| other(name, known))).collect();
            new.into_iter().for_each(|name| add(&mut projects, Some(name)));
        }
        projects
    }

    /// A project's name in quotes, where its report says 某某项目 in a title of its own.
    fn project_in_prose(&self, kind: DocumentKind) -> Option<String> {
        if !kind.is_project() {
            return None;
        }
        let text = self.body().find(|text| text.contains('“') && text.contains("项目"))?;
        let start = text.find('“')? + '“'.len_utf8();
        let name = text[start..].split('”').next()?;
        (4..=30).contains(&name.chars().count()).then(|| name.to_owned())
    }
}

/// 1、“城乡低保补助”项目…: the project that an item of a list begins with.
fn project_of_item(text: &str) -> Option<String> {
    let text = text.trim_matches(fold::is_blank);
    let number = text
        .trim_start_matches(|ch: char| ch.is_ascii_digit() || "（()）一二三四五六七八九十、.．".contains(ch));
    let quoted =
        number.trim_start_matches(fold::is_blank).strip_prefix('“').filter(|_| number.len() < text.len())?;
    let (name, behind) = quoted.split_once('”')?;
    let named = (4..=40).contains(&name.chars().count()) && behind.starts_with("项目");
    named.then(|| name.to_owned())
}

/// Whether a name in a sentence can be one that is known already: sentences name other offices too.
fn akin(name: &str, known: &str) -> bool {
    office::identity(name) == office::identity(known)
        || office::is_short_form(name, known)
        || office::is_short_form(known, name)
}

/// 县水务局 is 云溪县水务局, where that stands too.
fn prefer_whole_name(names: &mut [String]) {
    let Some(first) = names.first().cloned() else { return };
    let longer = |name: &String| name.len() > first.len() && name.ends_with(&first);
    if first.starts_with(['县', '市', '区', '镇', '乡'])
        && let Some(at) = names.iter().position(longer)
    {
        names.swap(0, at);
    }
}

fn add(names: &mut Vec<String>, name: Option<String>) {
    if let Some(name) = name.filter(|name| !names.contains(name)) {
        names.push(name);
    }
}

fn with_office_above(lines: &[String], start: usize, title: String) -> String {
    let above = start.checked_sub(1).map(|above| lines[above].as_str());
    match above.filter(|line| office::in_title(line).is_some_and(|name| name == fold::key(line))) {
        Some(office) if !title.contains(office) => format!("{office}{title}"),
        _ => title,
    }
}

/// The office that a sentence begins with; lists and headings name others.
fn sentence_office(text: &str) -> Option<String> {
    const MARKS: Letters = Letters::of(&['，', ',', '。', '是']);
    let text = text.trim_matches(fold::is_blank);
    let text = behind_heading(beginning(text));
    let sentence = text.chars().count() > 12 && MARKS.is_in(text);
    if sentence { office::in_sentence(text) } else { None }
}

/// What follows a numbered heading on its own line: （一）机构设置。某某局为….
fn behind_heading(text: &str) -> &str {
    let numbered = Label::parse(text).enumerator.is_some();
    let heading =
        text.split_once('。').filter(|(heading, rest)| heading.chars().count() <= 24 && !rest.is_empty());
    match heading.filter(|_| numbered) {
        Some((heading, rest)) if !heading.contains(['，', ',']) => rest,
        _ => text,
    }
}

/// The first letters of a paragraph: who speaks is said at its beginning.
fn beginning(text: &str) -> &str {
    let end = (0..=BEGINNING.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(0)]
}

/// 县财政局： at the top is whom the report is written to.
fn is_addressee(line: &str) -> bool {
    line.trim_end_matches(fold::is_blank).ends_with([':', '：'])
}

fn is_body(area: Area) -> bool {
    matches!(area, Area::Body | Area::TextBox)
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['。', '\n'])
}

/// A sentence that gives a grade; one that names three says where they begin.
fn speaks_of_result(sentence: &str) -> bool {
    const RESULTS: [&str; 8] = ["等级", "等次", "评定为", "得分", "评为", "自评结果", "评价结果", "评价结论"];
    const GRADES: [&str; 5] = ["优秀", "良好", "中等", "较差", "合格"];
    let told = may_speak_of_result(sentence) && RESULTS.iter().any(|word| sentence.contains(word));
    let subject = || ["分", "评", "等级"].iter().any(|word| sentence.contains(word));
    told && subject() && GRADES.iter().filter(|grade| sentence.contains(**grade)).count() < 3
}

/// Told by single signs, before words are looked for.
fn may_speak_of_result(text: &str) -> bool {
    const SIGNS: Letters = Letters::of(&['等', '评', '得']);
    SIGNS.is_in(text)
}

fn number(text: &str) -> Option<Decimal> {
    match super::amount::of_text(text) {
        super::amount::Figure::Value(print) => Some(print.value),
        _ => None,
    }
}

fn file_stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned()
}
