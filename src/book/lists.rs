//! Lists of words that mean something at one place only (`prose/lists.toml`), whatever they mean elsewhere: the readers of
//! sentences and of heads ask them by name. What a word of a sentence means anywhere is in `vocabulary`.

/// What the words of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// In front of a word that says there was none: it is only a condition.
    Condition,
    /// May follow what there was none of.
    AfterNone,
    /// What only some kinds of offices have.
    OfSomeOffices,
    /// In a heading: what is spent below it is what the office spent.
    SpendingHead,
    /// Ends the name of a project or of its money.
    ProjectEnd,
    /// In front of such a name, and no part of it.
    YearOfProject,
    BeforeProject,
    /// Between such a name and its amount.
    BehindProject,
    /// Between an amount and what it is of.
    UsedFor,
    /// Names only right in front of a number.
    BeforeNumber,
    /// Names that only a division of what vehicles cost gives a meaning.
    OfAVehicle,
    /// Behind an unknown name: that of one thing among many.
    OneOfMany,
    /// Behind an amount: it was spent on what follows.
    SpentOn,
    /// Names that, behind a part, only say what it spent.
    ResultOfPart,
    BareRate,
    RateOfBudget,
    SaysTotal,
    FullMarks,
    /// Single signs that belong to the unknown text in front of them.
    EndsUnknown,
    /// Beginnings of words that add nothing and are no part of a name.
    BeginsMeasure,
    OfficeEnd,
    /// Ends the name of a row that adds up those above it: 投入小计.
    SubtotalEnd,
    /// Ends the name of a unit below an office, or of the office without them.
    UnitBelow,
    /// People beside those who hold posts: a number that includes them is another.
    WiderPeople,
    /// In front of what a number includes.
    Including,
    /// From one year to another.
    Until,
    /// From the beginning of a year up to a day.
    UpTo,
    /// Behind a year.
    Season,
    /// Classes of spending in headings.
    Class,
    /// Ends a heading about a thing that is no concept.
    ThingEnd,
    ItemBegin,
    /// Counters of the members of a list.
    Counted,
    Copula,
    /// In front of the last member of a list.
    LastMember,
    /// What no list of names holds.
    NoMember,
    ReferenceLead,
    ReferenceAlone,
    /// That a report was judged, by what, and how.
    Result,
    ResultSubject,
    Grade,
    Score,
    Judges,
    JudgedByItself,
    Judged,
    OfficeOfAPlace,
    NoTitleEnd,
    FirstHeading,
    Project,
    /// Behind the name of a project in a report's title, and in front of it.
    ProjectTitleEnd,
    ProjectTitleBegin,
    /// Numbers an attachment: what such a line begins with.
    Attachment,
    /// In a sentence that leads over to the table below it.
    LeadsOver,
    /// Ends the title of a table, whatever its look.
    TableEnd,
    /// Begins, ends, or stands in the title of a table that goes on from the one before.
    ContinuedBegin,
    ContinuedEnd,
    Continued,
    /// Begins a remark below a table: in front of a colon, and with one or without.
    RemarkName,
    Remark,
}

const LISTS: usize = List::Remark as usize + 1;

/// The lists by their names.
#[derive(Debug, Clone)]
pub struct Lists([Vec<String>; LISTS]);

impl Default for Lists {
    fn default() -> Self {
        Self([const { Vec::new() }; LISTS])
    }
}

impl Lists {
    pub(super) fn add(&mut self, list: List, words: impl Iterator<Item = String>) {
        self.0[list as usize].extend(words);
    }

    /// The words of a list in the order of the book.
    pub fn of(&self, list: List) -> impl Iterator<Item = &str> {
        self.0[list as usize].iter().map(String::as_str)
    }

    pub fn has(&self, list: List, word: &str) -> bool {
        self.of(list).any(|one| one == word)
    }

    pub fn begins(&self, list: List, text: &str) -> bool {
        self.of(list).any(|word| text.starts_with(word))
    }

    pub fn ends(&self, list: List, text: &str) -> bool {
        self.of(list).any(|word| text.ends_with(word))
    }

    /// Whether one of the words stands in a text.
    pub fn is_in(&self, list: List, text: &str) -> bool {
        self.of(list).any(|word| text.contains(word))
    }

    /// The first word of the list that stands in a text, and where.
    pub fn find<'l>(&'l self, list: List, text: &str) -> Option<(usize, &'l str)> {
        self.of(list).find_map(|word| text.find(word).map(|at| (at, word)))
    }

    /// A text without the first word of the list that it begins with.
    pub fn behind<'t>(&self, list: List, text: &'t str) -> Option<&'t str> {
        self.of(list).find_map(|word| text.strip_prefix(word))
    }

    /// A text without all words of the list that it begins with.
    pub fn behind_all<'t>(&self, list: List, mut text: &'t str) -> &'t str {
        while let Some(rest) = self.behind(list, text) {
            text = rest;
        }
        text
    }

    /// A text without the words in front of it, each taken once in the order of the book.
    pub fn without_front<'t>(&self, list: List, text: &'t str) -> &'t str {
        self.of(list).fold(text, |text, word| text.strip_prefix(word).unwrap_or(text))
    }

    /// The same at its end.
    pub fn without_end<'t>(&self, list: List, text: &'t str) -> &'t str {
        self.of(list).fold(text, |text, word| text.strip_suffix(word).unwrap_or(text))
    }

    /// What stands in front of one of the words and behind it.
    pub fn split<'t>(&self, list: List, text: &'t str) -> Option<(&'t str, &'t str)> {
        self.of(list).find_map(|word| text.split_once(word))
    }

    /// What may follow a thing of which there was none is asked for the longest word first.
    pub(super) fn settle(&mut self) {
        self.0[List::AfterNone as usize].sort_by_key(|word| std::cmp::Reverse(word.len()));
    }
}
