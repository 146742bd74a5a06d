//! A sentence as a row of tokens: known words, quantities, years, marks, and what is not understood.

use std::ops::Range;

use crate::book::{Beginning, List, Lists, Sense, Vocabulary, WordKind};
use crate::chinese::period::{self, Date};
use crate::chinese::scan::quantity_at;
use crate::chinese::{Letters, Quantity};

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
    /// Whether a figure or a word that is worth reading by itself stands in it.
    pub fn says_something(&self) -> bool {
        let alone = |token: &Token| match token.kind {
            Kind::Word(sense) => sense.word.is_some_and(WordKind::says_something_alone),
            _ => false,
        };
        !self.figures.is_empty() || self.tokens.iter().any(alone)
    }

    /// What stands at a token.
    pub fn slice(&self, token: &Token) -> &'s str {
        &self.text[token.start..token.end]
    }
}

/// Room for the tokens of one sentence after the other.
#[derive(Debug, Default)]
pub struct Tokens {
    figures: Vec<Quantity>,
    row: Vec<Token>,
}

impl Tokens {
    /// The tokens of a sentence, in order, without gaps but for blanks.
    pub fn of<'s>(&'s mut self, offset: usize, text: &'s str, vocabulary: &Vocabulary) -> Sentence<'s> {
        self.figures.clear();
        self.row.clear();
        let row = Row { text, lists: vocabulary.lists(), tokens: &mut self.row, end: 0 };
        Scan::new(text, vocabulary, &mut self.figures, row).run();
        Sentence { offset, text, tokens: &self.row, figures: &self.figures }
    }
}

/// One pass over the letters of a sentence. Words, quantities and years are looked for side by side, each from where the
/// last of its kind ended; of those that overlap a quantity or a year stays, and not the word before it.
struct Scan<'s> {
    text: &'s str,
    vocabulary: &'s Vocabulary,
    figures: &'s mut Vec<Quantity>,
    row: Row<'s>,
    /// A word that the pass has not left behind yet.
    word: Option<Token>,
    next_word: usize,
    next_figure: usize,
    next_year: usize,
    /// Whether 年 stands in the sentence, once that was asked.
    has_years: Option<bool>,
}

impl<'s> Scan<'s> {
    fn new(text: &'s str, vocabulary: &'s Vocabulary, figures: &'s mut Vec<Quantity>, row: Row<'s>) -> Self {
        let (next_word, next_figure, next_year) = (0, 0, 0);
        Self {
            text,
            vocabulary,
            figures,
            row,
            word: None,
            next_word,
            next_figure,
            next_year,
            has_years: None,
        }
    }

    fn run(mut self) {
        let mut at = 0;
        while let Some(beginning) = self.vocabulary.next_beginning(self.text, at) {
            self.look(beginning);
            at = beginning.at + beginning.length;
        }
        self.row.extend(self.word);
        self.row.fill(self.text.len());
    }

    fn look(&mut self, beginning: Beginning) {
        let at = beginning.at;
        if beginning.number && at >= self.next_figure {
            self.figure(at);
        }
        if beginning.year && at >= self.next_year {
            self.year(at);
        }
        if beginning.word && at >= self.next_word {
            self.find_word(at);
        }
    }

    fn figure(&mut self, at: usize) {
        let (next, found) = quantity_at(self.text, at, self.next_figure);
        self.next_figure = next;
        if let Some(found) = found {
            let (start, end) = (found.figure.start, found.figure.end);
            self.known(Token { start, end, kind: Kind::Amount(self.figures.len()) });
            self.figures.push(found);
        }
    }

    /// Dates count where 年 stands in the sentence.
    fn year(&mut self, at: usize) {
        let (next, found) = period::date_at(self.text, at);
        self.next_year = next;
        let Some(date) = found else { return };
        if *self.has_years.get_or_insert_with(|| self.text.contains('年')) {
            let token = year_token(self.text, date, at..next, self.vocabulary.lists());
            self.next_word = self.next_word.max(token.end);
            self.known(token);
        }
    }

    /// A quantity or a year: a word that reaches into it is none.
    fn known(&mut self, token: Token) {
        self.row.extend(self.word.take().filter(|word| word.end <= token.start));
        self.row.add(token);
    }

    fn find_word(&mut self, at: usize) {
        let Some((mut word, over_year)) = self.vocabulary.word_at(self.text, at) else { return };
        if over_year && let Some(year) = self.year_inside(at, word.end) {
            let Some((shorter, _)) = self.vocabulary.word_at(&self.text[..year], at) else { return };
            word = shorter;
        }
        self.next_word = word.end;
        let token = Token { start: at, end: word.end, kind: Kind::Word(word.sense) };
        if stands_well(self.text, &token, self.vocabulary.lists()) {
            self.row.extend(self.word.replace(token));
        }
    }

    /// Where a year begins inside a word.
    fn year_inside(&self, start: usize, end: usize) -> Option<usize> {
        let begins = |at: &usize| {
            let sign = self.text[*at..].starts_with(period::YEAR_SIGNS);
            *at > start && *at >= self.next_year && sign && period::date_at(self.text, *at).1.is_some()
        };
        let mut places = (start..end).filter(|at| self.text.is_char_boundary(*at));
        places.find(begins).filter(|_| self.text.contains('年'))
    }
}

/// 行政 is a word of people right in front of a number alone; 行政运行 has nothing of it.
fn stands_well(text: &str, word: &Token, lists: &Lists) -> bool {
    let numbered = text[word.end..].starts_with(|ch: char| ch.is_ascii_digit());
    numbered || !lists.has(List::BeforeNumber, &text[word.start..word.end])
}

fn year_token(text: &str, date: Date, range: Range<usize>, lists: &Lists) -> Token {
    let up_to = || lists.ends(List::UpTo, &text[..range.start]);
    let rest = || text[range.end..].trim_start_matches(['-', '—', '至', '~', '份']);
    let whole = date.month.is_none_or(|month| month == 12 || rest().starts_with("12月"));
    let part = !whole && (date.day.is_none() || up_to());
    let kind = if part { Kind::Month } else { Kind::Year(i32::from(date.year)) };
    Token { start: range.start, end: without_season(text, range.end, lists), kind }
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
    fn extend(&mut self, token: Option<Token>) {
        if let Some(token) = token {
            self.add(token);
        }
    }

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

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::book::Book;
    use crate::chinese::quantities;

    static BOOK: LazyLock<Book> = LazyLock::new(|| Book::builtin().unwrap());

    fn places(tokens: &[Token]) -> Vec<(usize, usize, String)> {
        tokens.iter().map(|token| (token.start, token.end, format!("{:?}", token.kind))).collect()
    }

    /// Quantities, dates and words each searched for by themselves, then brought into order.
    fn searched_one_by_one(text: &str) -> Vec<Token> {
        let vocabulary = BOOK.vocabulary();
        let figures: Vec<Quantity> = quantities(text).collect();
        let dates = period::dates(text).filter(|_| text.contains('年'));
        let years: Vec<Token> =
            dates.map(|(date, range)| year_token(text, date, range, vocabulary.lists())).collect();
        let amount = |(number, found): (usize, &Quantity)| Token {
            start: found.figure.start,
            end: found.figure.end,
            kind: Kind::Amount(number),
        };
        let mut known: Vec<Token> =
            figures.iter().enumerate().map(amount).chain(years.iter().copied()).collect();
        known.sort_by_key(|token| token.start);
        let starts = std::iter::once(0).chain(years.iter().map(|year| year.end));
        let ends = years.iter().map(|year| year.start).chain(std::iter::once(text.len()));
        let mut all: Vec<Token> = known.clone();
        for (start, end) in starts.zip(ends).filter(|(start, end)| start < end) {
            let words = vocabulary.words(&text[start..end]).map(|word| Token {
                start: start + word.start,
                end: start + word.end,
                kind: Kind::Word(word.sense),
            });
            all.extend(words.filter(|word| stands_well(text, word, vocabulary.lists())));
        }
        let covered = |word: &Token| known.iter().any(|one| one.start > word.start && one.start < word.end);
        all.retain(|token| !matches!(token.kind, Kind::Word(_)) || !covered(token));
        all.sort_by_key(|token| (token.start, matches!(token.kind, Kind::Word(_))));
        let mut tokens = Vec::new();
        let mut row = Row { text, lists: vocabulary.lists(), tokens: &mut tokens, end: 0 };
        all.into_iter().for_each(|token| row.add(token));
        row.fill(text.len());
        tokens
    }

    proptest! {
        #[test]
        fn one_pass_finds_what_three_searches_find(
            pieces in proptest::collection::vec(
                prop_oneof![
                    "[0-9]{1,4}", "[一二三十百年月日]{1,3}", "[，。、：:()年初末—至~ ]",
                    "(2024年|2023年末|二〇二四年|12月|1,234.5万元|3人|86%)",
                    "(年初预算数|决算数|上一年|行政|一般公共预算|本年支出|公务接待费|三公经费|其中|分别为|无|一是|某)",
                ],
                0..14,
            )
        ) {
            let text = pieces.concat();
            let mut tokens = Tokens::default();
            let found = places(tokens.of(0, &text, BOOK.vocabulary()).tokens);
            prop_assert_eq!(found, places(&searched_one_by_one(&text)), "{}", text);
        }
    }
}
