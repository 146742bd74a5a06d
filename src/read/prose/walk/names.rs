//! Names of concepts in a sentence: whether what stands in front leaves them whole, and whether they name a thing at all.

use crate::book::{Group, List, Measure, WordKind};
use crate::chinese::fold;
use crate::fact::Basis;

use super::super::meaning::Named;
use super::super::token::{Kind, Token};
use super::{Subject, Walk};

/// Shorter names than this are parts of any word.
const SHORT: usize = 4;

impl Walk<'_> {
    pub(super) fn concept(&mut self, at: usize, number: u16) {
        let token = &self.sentence.tokens[at];
        let named = Named { number, start: token.start, end: token.end };
        if self.is_result_of_a_part(&named) {
            self.clause.basis = Some(Basis::Executed);
            return;
        }
        let touched = self.clause.concept.filter(|before| at > 0 && before.end == token.start);
        // 上年结转 before 收入 is still what was carried over.
        let money = self.context.entry(number).measure == Measure::Money;
        if touched.is_some() && money && self.spelt(&named).chars().count() <= 2 {
            return;
        }
        let of_fund = touched.is_some_and(|before| self.context.is_fund(before.number));
        self.held.others |= self.is_of_a_unit_below(at);
        self.seen.of_fund |= !self.seen.concept && self.context.is_fund(number);
        self.seen.concept = true;
        if std::mem::take(&mut self.seen.fresh) && self.is_no_part(number) {
            (self.parts.of, self.parts.basis) = (None, None);
        }
        let free = !of_fund && self.is_free(at, &named) && !self.is_rate_of_another(&named);
        if free {
            self.listed.concepts.push(named);
        }
        self.clause.broken = !free || self.is_one_of_several(at);
        self.clause.ends_longer = !free && !of_fund && touched.is_none();
        self.clause.concept = Some(named);
        self.clause.level = None;
        self.held.aside_year = None;
    }

    /// What begins behind a stop and is a whole of its own ends the list of parts before it.
    fn is_no_part(&self, number: u16) -> bool {
        let Some(parent) = self.parts.of else { return false };
        let is = |group| self.context.is(number, group);
        let of_spending = self.context.is(parent.number, Group::Spending);
        is(Group::Whole) || is(Group::WholeButOfSpending) && !of_spending || parent.number == number
    }

    /// 公用经费控制率 is no rate of people, 政府采购执行率 none of the budget; a bare 控制率 is one of people only behind them.
    fn is_rate_of_another(&self, named: &Named) -> bool {
        let rate = self.context.entry(named.number);
        if rate.measure != Measure::Rate || self.context.is(named.number, Group::Context) {
            return false;
        }
        let of_people = self.context.is(named.number, Group::People);
        let measured = if of_people { Group::People } else { Group::Budgeted };
        let fits = |before: &Named| self.context.is(before.number, measured);
        let touching = self.clause.concept.filter(|before| before.end == named.start);
        let bare = || of_people && self.context.book.lists().has(List::BareRate, self.spelt(named));
        match (touching, self.subject.named()) {
            (Some(before), _) => !fits(&before),
            (None, Some(before)) => bare() && !fits(&before),
            (None, None) => bare(),
        }
    }

    /// 本年支出 behind the budget of a part is what that part spent, not what the office did.
    fn is_result_of_a_part(&self, named: &Named) -> bool {
        if !self.context.book.lists().has(List::ResultOfPart, self.spelt(named)) {
            return false;
        }
        let of_item = self.context.sections.is_item() && self.subject.named().is_none();
        of_item
            || self.spoken_of_before(named).is_some_and(|about| !self.context.is(about, Group::OfficeMoney))
    }

    /// What a name that only tells a result stands behind: the head of a list item, the subject, the last whole.
    fn spoken_of_before(&self, named: &Named) -> Option<u16> {
        let text = self.sentence.text;
        let headed = self.clause.concept.filter(|head| text[head.end..named.start].ends_with(':'));
        let main =
            || self.before.main.filter(|_| self.subject != Subject::Open).map(|(named, _)| named.number);
        headed.map(|head| head.number).or_else(|| self.subject.number()).or_else(main)
    }

    /// 会议费和接待费共3万元: one amount of two things is the figure of neither.
    fn is_one_of_several(&self, at: usize) -> bool {
        let joined = self.token_before(at).is_some_and(|before| match &before.kind {
            Kind::Pause => true,
            Kind::Word(sense) => sense.word.is_some_and(WordKind::joins),
            _ => false,
        });
        joined && self.clause.concept.is_some()
    }

    /// 国库支付中心基本支出, 局机关编制: of a unit below the office, or of the office without them.
    fn is_of_a_unit_below(&self, at: usize) -> bool {
        let inside = |token: &&Token| token.start >= self.clause.start;
        let front = self.sentence.tokens[..at].iter().rev().take_while(inside);
        let end = front.filter(|token| !matches!(token.kind, Kind::Year(_))).map(|token| token.end).next();
        let Some(front) = end.and_then(|end| self.sentence.text.get(self.clause.start..end)) else {
            return false;
        };
        let mut below = self.context.book.lists().of(List::UnitBelow).filter(|word| front.ends_with(word));
        let own = |word: &str| {
            let names = self.context.head.office.iter().chain(&self.context.head.aliases);
            names.map(String::as_str).any(|name| name.ends_with(word))
        };
        self.context.head.office.is_some() && below.next().is_some_and(|word| !own(word))
    }

    /// Whether what stands in front of a concept leaves it whole: a mark, a known word, or the name of an office.
    fn is_free(&self, at: usize, named: &Named) -> bool {
        let mut start = named.start;
        let mut first = at;
        while let Some(before) = first.checked_sub(1).filter(|before| self.is_noun_before(*before, start)) {
            (first, start) = (before, self.sentence.tokens[before].start);
        }
        let Some(before) = first.checked_sub(1) else { return true };
        let unknown = match self.sentence.tokens[before].kind {
            Kind::Other => true,
            // A word of projects' reports means nothing in another.
            Kind::Word(sense) => sense.concept.is_none() && sense.word.is_none(),
            _ => false,
        };
        if !unknown || self.sentence.tokens[before].end < start {
            return true;
        }
        let text = self.slice(before);
        let number = text.chars().all(|ch| !fold::is_han(ch));
        let short = self.spelt(named).chars().count() < SHORT && !self.is_counted_at_office(named, text);
        number || !short && self.context.book.lists().ends(List::OfficeEnd, text)
    }

    /// 云溪县水务局总编制43名: people are counted right behind the name of an office.
    fn is_counted_at_office(&self, named: &Named, text: &str) -> bool {
        self.context.is(named.number, Group::People) && text.chars().count() >= SHORT
    }

    /// 人员 between an unknown word and 执行率 is a part of that word.
    fn is_noun_before(&self, at: usize, start: usize) -> bool {
        let token = &self.sentence.tokens[at];
        let glue = matches!(token.kind, Kind::Word(sense) if sense.is_empty());
        let word = self.slice(at);
        glue && token.end == start
            && word.chars().count() >= 2
            && !self.context.book.lists().begins(List::BeginsMeasure, word)
    }
}
