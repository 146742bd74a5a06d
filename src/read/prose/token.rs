//! A sentence as a row of tokens: known words, quantities, years, marks, and what is not understood.

use crate::book::{List, Lists, Sense, Vocabulary};
use crate::chinese::{Letters, Quantity, period, quantities};

#[derive(Debug, Clone, Copy)]
pub struct Token {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Word(Sense),
    /// A quantity of the sentence, by its number.
    Amount(usize),
    Year(i32),
    /// A month of a year: what is said of it holds for no whole year.
    Month,
    Comma,
    /// 、
    Pause,
    /// ；
    Stop,
    Colon,
    Open,
    Close,
    /// Text that nobody knows.
    Other,
}

/// A sentence as the readers get it.
#[derive(Debug, Clone, Copy)]
pub struct Sentence<'s> {
    /// Where it begins in its passage.
    pub offset: usize,
    pub text: &'s str,
    pub tokens: &'s [Token],
    pub figures: &'s [Quantity],
}

impl<'s> Sentence<'s> {
    /// What stands at a token.
    pub fn slice(&self, token: &Token) -> &'s str {
        &self.text[token.start..token.end]
    }
}

/// Room for the tokens of one sentence after the other.
#[derive(Debug, Default)]
pub struct Tokens {
    pub figures: Vec<Quantity>,
    years: Vec<Token>,
    row: Vec<Token>,
}

impl Tokens {
    /// Finds the quantities of a sentence, and says whether there are any.
    pub fn find_figures(&mut self, text: &str) -> bool {
        self.figures.clear();
        self.figures.extend(quantities(text));
        !self.figures.is_empty()
    }

    /// The tokens of the sentence whose quantities were found, in order, without gaps but for blanks.
    pub fn of<'s>(&'s mut self, offset: usize, text: &'s str, vocabulary: &Vocabulary) -> Sentence<'s> {
        self.years.clear();
        if text.contains('年') {
            self.years.extend(years(text, vocabulary.lists()));
        }
        self.row.clear();
        let mut row = Row { text, lists: vocabulary.lists(), tokens: &mut self.row, end: 0 };
        let mut known = Known { figures: &self.figures, years: &self.years, figure: 0, year: 0 }.peekable();
        for word in words(text, &self.years, vocabulary) {
            while let Some(token) = known.next_if(|token| token.start <= word.start) {
                row.add(token);
            }
            let covered = known.peek().is_some_and(|token| token.start < word.end);
            if !covered {
                row.add(word);
            }
        }
        known.for_each(|token| row.add(token));
        row.fill(text.len());
        Sentence { offset, text, tokens: &self.row, figures: &self.figures }
    }
}

/// Quantities and years in their order, a quantity before a year at the same place.
struct Known<'k> {
    figures: &'k [Quantity],
    years: &'k [Token],
    figure: usize,
    year: usize,
}

impl Iterator for Known<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let (figure, year) = (self.figures.get(self.figure), self.years.get(self.year));
        let figure = figure.filter(|figure| year.is_none_or(|year| figure.figure.start <= year.start));
        if let Some(figure) = figure {
            let (start, end) = (figure.figure.start, figure.figure.end);
            self.figure += 1;
            return Some(Token { start, end, kind: Kind::Amount(self.figure - 1) });
        }
        self.year += 1;
        year.copied()
    }
}

/// The words between the years, so that none begins inside one.
fn words<'t>(
    text: &'t str,
    years: &'t [Token],
    vocabulary: &'t Vocabulary,
) -> impl Iterator<Item = Token> + 't {
    let starts = std::iter::once(0).chain(years.iter().map(|year| year.end));
    let ends = years.iter().map(|year| year.start).chain(std::iter::once(text.len()));
    starts.zip(ends).filter(|(start, end)| start < end).flat_map(move |(start, end)| {
        let words = vocabulary.words(&text[start..end]).map(move |word| Token {
            start: start + word.start,
            end: start + word.end,
            kind: Kind::Word(word.sense),
        });
        words.filter(|word| stands_well(text, word, vocabulary.lists()))
    })
}

/// 行政 is a word of people right in front of a number alone; 行政运行 has nothing of it.
fn stands_well(text: &str, word: &Token, lists: &Lists) -> bool {
    let numbered = text[word.end..].starts_with(|ch: char| ch.is_ascii_digit());
    numbered || !lists.has(List::BeforeNumber, &text[word.start..word.end])
}

fn years<'t>(text: &'t str, lists: &'t Lists) -> impl Iterator<Item = Token> + 't {
    period::dates(text).map(|(date, range)| {
        let up_to = || lists.ends(List::UpTo, &text[..range.start]);
        let rest = || text[range.end..].trim_start_matches(['-', '—', '至', '~', '份']);
        let whole = date.month.is_none_or(|month| month == 12 || rest().starts_with("12月"));
        let part = !whole && (date.day.is_none() || up_to());
        let kind = if part { Kind::Month } else { Kind::Year(i32::from(date.year)) };
        Token { start: range.start, end: without_season(text, range.end, lists), kind }
    })
}

/// 2024年初 is 2024 and 年初.
fn without_season(text: &str, end: usize, lists: &Lists) -> usize {
    let season = lists.begins(List::Season, &text[end..]);
    if season && text[..end].ends_with('年') { end - '年'.len_utf8() } else { end }
}

struct Row<'t> {
    text: &'t str,
    lists: &'t Lists,
    tokens: &'t mut Vec<Token>,
    end: usize,
}

impl Row<'_> {
    fn add(&mut self, token: Token) {
        if token.start < self.end {
            return;
        }
        self.fill(token.start);
        if self.ends_unknown_word(&token) {
            self.end = token.end;
            if let Some(last) = self.tokens.last_mut() {
                last.end = token.end;
            }
            return;
        }
        self.end = token.end;
        self.tokens.push(token);
    }

    /// 度 behind 制 is no word of its own: single signs that end longer words belong to the unknown text they touch.
    fn ends_unknown_word(&self, token: &Token) -> bool {
        let touches = self
            .tokens
            .last()
            .is_some_and(|last| matches!(last.kind, Kind::Other) && last.end == token.start);
        let glue = matches!(token.kind, Kind::Word(sense) if sense.is_empty());
        touches && glue && self.lists.has(List::EndsUnknown, &self.text[token.start..token.end])
    }

    /// Turns what lies between two tokens into marks and unknown text.
    fn fill(&mut self, until: usize) {
        let text = &self.text[..until];
        while self.end < until {
            let mark = MARKS.find(text, self.end).unwrap_or(until);
            if mark > self.end {
                self.tokens.push(Token { start: self.end, end: mark, kind: Kind::Other });
            }
            let Some(sign) = text[mark..].chars().next() else { break };
            self.end = mark + sign.len_utf8();
            let kind = kind_of(sign);
            self.tokens.extend(kind.map(|kind| Token { start: mark, end: self.end, kind }));
        }
        self.end = self.end.max(until);
    }
}

/// Signs that end unknown text.
const MARKS: Letters =
    Letters::of(&['，', ',', '、', '；', ';', ':', '(', ')', ' ', '。', '\n', '！', '!', '？']);

/// What a mark is to the readers; the ends of sentences and blanks are nothing.
fn kind_of(mark: char) -> Option<Kind> {
    match mark {
        '，' | ',' => Some(Kind::Comma),
        '、' => Some(Kind::Pause),
        '；' | ';' => Some(Kind::Stop),
        ':' => Some(Kind::Colon),
        '(' => Some(Kind::Open),
        ')' => Some(Kind::Close),
        _ => None,
    }
}
