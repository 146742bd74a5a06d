//! Whose report it is and where that office stands. A name in a cell of a form comes before one in the title, that before
//! one in a sentence; every other form of it is kept.

use crate::book::{List, Particular, regions};
use crate::chinese::region::Found;
use crate::chinese::{Label, Letters, fold, office, period};
use crate::report::{DocumentKind, Region};

use super::title::{LONGEST_TITLE, TITLE_LINES};
use super::{Evidence, add, file_stem};

/// Paragraphs, and bytes of each, in which an office speaks of itself.
const SELF_LINES: usize = 80;
const BEGINNING: usize = 400;
/// Letters of a heading on the line of its own text.
const LONGEST_HEADING: usize = 24;
/// Letters of a line that is a date.
const SIGNED: usize = 16;

impl Evidence<'_> {
    /// The names of the office, the one that counts most first.
    pub(super) fn offices(&self, title: &str, kind: DocumentKind) -> Vec<String> {
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
        self.prefer_whole_name(&mut names);
        names
    }

    /// The office that a firm was asked to evaluate: 我们接受委托，对某某局…进行了绩效评价.
    fn evaluated_office(&self) -> Option<String> {
        let told = |text: &&str| self.book.titles().commission(text).is_some();
        let text = self.body().take(SELF_LINES).find(told)?;
        let behind = self.book.lists().of(List::Judged).flat_map(|word| text.split(word).skip(1));
        { behind }.find_map(|rest| office::in_sentence(beginning(rest)))
    }

    /// 根据要求，某某局对…开展了绩效自评: the one that says what it did.
    fn office_that_acts(&self) -> Option<String> {
        self.body().take(TITLE_LINES).find_map(|text| {
            let clauses = beginning(text).split(['，', ',']).skip(1);
            let lists = self.book.lists();
            let acting = { clauses }.filter(|clause| lists.is_in(List::Judges, clause));
            acting
                .filter_map(|clause| lists.split(List::Judged, clause))
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

    /// 县水务局 is 云溪县水务局, where that stands too.
    fn prefer_whole_name(&self, names: &mut [String]) {
        let Some(first) = names.first().cloned() else { return };
        let longer = |name: &String| name.len() > first.len() && name.ends_with(&first);
        if self.book.lists().begins(List::OfficeOfAPlace, &first)
            && let Some(at) = names.iter().position(longer)
        {
            names.swap(0, at);
        }
    }

    pub(super) fn aliases(&self, names: &[String]) -> Vec<String> {
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
    pub(super) fn region(&self, office: Option<&str>, title: &str) -> Region {
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
}

/// Whether a name in a sentence can be one that is known already: sentences name other offices too.
fn akin(name: &str, known: &str) -> bool {
    office::identity(name) == office::identity(known)
        || office::is_short_form(name, known)
        || office::is_short_form(known, name)
}

/// The office that a sentence begins with; lists and headings name others.
fn sentence_office(text: &str) -> Option<String> {
    const MARKS: Letters = Letters::of(&['，', ',', '。', '是']);
    let text = text.trim_matches(fold::is_blank);
    let text = behind_heading(beginning(text));
    let sentence = text.chars().nth(12).is_some() && MARKS.is_in(text);
    if sentence { office::in_sentence(text) } else { None }
}

/// What follows a numbered heading on its own line: （一）机构设置。某某局为….
fn behind_heading(text: &str) -> &str {
    let Some((heading, rest)) = text.split_once('。') else { return text };
    let short = heading.chars().take(LONGEST_HEADING + 1).count() <= LONGEST_HEADING;
    let heads = short && !rest.is_empty() && !heading.contains(['，', ',']);
    if heads && Label::parse(text).enumerator.is_some() { rest } else { text }
}

/// The first letters of a paragraph: who speaks is said at its beginning.
fn beginning(text: &str) -> &str {
    let end = (0..=BEGINNING.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(0)]
}
