//! A sentence as a row of tokens: known words, quantities, years, marks, and what is not understood.

use crate::book::{Sense, Vocabulary, WordKind};
use crate::chinese::{Quantity, period};

#[derive(Debug, Clone)]
pub struct Token {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub enum Kind {
    Word(Sense),
    Amount(Box<Quantity>),
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

/// The tokens of a sentence, in order, without gaps but for blanks; `figures` are its quantities.
pub fn tokens(text: &str, figures: Vec<Quantity>, vocabulary: &Vocabulary) -> Vec<Token> {
    let mut known: Vec<Token> = Vec::new();
    let figures = figures.into_iter().map(|found| Token {
        start: found.figure.start,
        end: found.figure.end,
        kind: Kind::Amount(Box::new(found)),
    });
    known.extend(figures);
    let mut known_years = Vec::new();
    if text.contains('年') {
        known.extend(years(text));
        let parts = known.iter().filter(|token| matches!(token.kind, Kind::Year(_) | Kind::Month));
        known_years.extend(parts.map(|token| token.start..token.end));
    }
    known.sort_by_key(|token| token.start);
    let mut row = Row { text, tokens: Vec::new(), end: 0 };
    let mut known = known.into_iter().peekable();
    for word in words(text, &known_years, vocabulary) {
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
    row.tokens
}

/// The words between the years, so that none begins inside one.
fn words<'t>(
    text: &'t str,
    years: &'t [std::ops::Range<usize>],
    vocabulary: &'t Vocabulary,
) -> impl Iterator<Item = Token> + 't {
    let starts = std::iter::once(0).chain(years.iter().map(|year| year.end));
    let ends = years.iter().map(|year| year.start).chain(std::iter::once(text.len()));
    starts.zip(ends).filter(|(start, end)| start < end).flat_map(move |(start, end)| {
        vocabulary.words(&text[start..end]).map(move |word| Token {
            start: start + word.start,
            end: start + word.end,
            kind: Kind::Word(word.sense),
        })
    })
}

fn years(text: &str) -> impl Iterator<Item = Token> + '_ {
    period::dates(text).map(|(date, range)| {
        let since = ["截至", "截止"].iter().any(|word| text[..range.start].ends_with(word));
        let rest = text[range.end..].trim_start_matches(['-', '—', '至', '~', '份']);
        let whole = date.month.is_none_or(|month| month == 12) || rest.starts_with("12月");
        let part = !whole && (date.day.is_none() || since);
        let kind = if part { Kind::Month } else { Kind::Year(i32::from(date.year)) };
        Token { start: range.start, end: without_season(text, range.end), kind }
    })
}

/// 2024年初 is 2024 and 年初.
fn without_season(text: &str, end: usize) -> usize {
    let season = text[end..].starts_with(['初', '末', '底']);
    if season && text[..end].ends_with('年') { end - '年'.len_utf8() } else { end }
}

struct Row<'t> {
    text: &'t str,
    tokens: Vec<Token>,
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
        let glue = matches!(&token.kind, Kind::Word(sense) if sense.concept.is_none() && sense.word == Some(WordKind::Glue));
        touches
            && glue
            && matches!(
                &self.text[token.start..token.end],
                "年" | "度" | "末" | "数" | "现" | "内" | "整" | "底" | "类" | "总" | "仅" | "计"
            )
    }

    /// Turns what lies between two tokens into marks and unknown text.
    fn fill(&mut self, until: usize) {
        let mut unknown = None;
        for (offset, ch) in self.text[self.end..until].char_indices() {
            let at = self.end + offset;
            let kind = match ch {
                '，' | ',' => Kind::Comma,
                '、' => Kind::Pause,
                '；' | ';' => Kind::Stop,
                ':' => Kind::Colon,
                '(' => Kind::Open,
                ')' => Kind::Close,
                ' ' | '。' | '\n' | '！' | '!' | '？' => {
                    self.close(&mut unknown, at);
                    continue;
                }
                _ => {
                    unknown.get_or_insert(at);
                    continue;
                }
            };
            self.close(&mut unknown, at);
            self.tokens.push(Token { start: at, end: at + ch.len_utf8(), kind });
        }
        self.close(&mut unknown, until);
        self.end = self.end.max(until);
    }

    fn close(&mut self, unknown: &mut Option<usize>, end: usize) {
        if let Some(start) = unknown.take() {
            self.tokens.push(Token { start, end, kind: Kind::Other });
        }
    }
}
