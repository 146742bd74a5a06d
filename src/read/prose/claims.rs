//! Sentences that can be checked without being figures: nothing was spent, a weight, a list that should have so many
//! members, a judgement, a reason, a reference, thresholds, a score, a grade.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::book::{Group, Leading, List, Lists, Measure, WordKind};
use crate::chinese::{Quantity, Unit, grade};
use crate::claim::{Claim, ClaimKind, ClaimValue, Said};
use crate::fact::{Amount, Basis, Concept, Fact, Medium, Path, Place, Scope, Sureness};

use super::token::{Kind, Sentence, Token};
use super::walk::Walk;
use super::{Context, Spoken};

/// A sentence under the reader of claims.
struct Reader<'s> {
    context: Context<'s>,
    offset: usize,
    text: &'s str,
    tokens: &'s [Token],
    figures: &'s [Quantity],
}

pub fn read(context: Context<'_>, said: &mut Spoken, sentence: Sentence<'_>) {
    let Sentence { offset, text, tokens, figures } = sentence;
    let reader = Reader { context, offset, text, tokens, figures };
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Word(sense) => match sense.word {
                Some(WordKind::None) => reader.none(said, at, sense.basis),
                Some(WordKind::Within) => reader.judgement(said, at, "within"),
                Some(WordKind::Over) => reader.judgement(said, at, "over"),
                Some(WordKind::Reason) => reader.reason(said, at),
                Some(WordKind::Reference) => reader.reference(said, at),
                Some(WordKind::Grade) => reader.grade(said, at),
                _ => {}
            },
            Kind::Amount(number) => reader.count(said, at, &figures[number]),
            _ => {}
        }
    }
    reader.thresholds(said);
}

impl Reader<'_> {
    fn claim(
        &self,
        kind: ClaimKind,
        concept: Option<Concept>,
        start: usize,
        values: Vec<ClaimValue>,
    ) -> Claim {
        Claim {
            document: self.context.number,
            kind,
            text: self.context.passage.print(self.offset..self.offset + self.text.len()),
            concept,
            values,
            year: self.year(start).or(self.context.head.year),
            at: self.context.passage.at(self.offset + start),
        }
    }

    /// The year named last before a place.
    fn year(&self, before: usize) -> Option<i32> {
        let named = self.tokens.iter().take_while(|token| token.start < before);
        named.fold(None, |year, token| match &token.kind {
            Kind::Year(stated) => Some(*stated),
            Kind::Word(sense) if sense.word == Some(WordKind::LastYear) => {
                self.context.head.year.map(|year| year - 1)
            }
            _ => year,
        })
    }

    fn concept_at(&self, at: usize) -> Option<u16> {
        match &self.tokens.get(at)?.kind {
            Kind::Word(sense) => sense.concept,
            _ => None,
        }
    }

    /// The concept named last before a token, or that of the heading.
    fn concept_before(&self, at: usize) -> Option<Concept> {
        let named = (0..at).rev().find_map(|before| self.concept_at(before));
        let number = named.or_else(|| self.context.sections.concept())?;
        Some(self.context.entry(number).concept.clone())
    }

    fn is_word(&self, at: usize, kinds: &[WordKind]) -> bool {
        match self.tokens.get(at).map(|token| &token.kind) {
            Some(Kind::Word(sense)) => sense.word.is_some_and(|word| kinds.contains(&word)),
            _ => false,
        }
    }

    /// 无政府性基金预算支出, 未发生因公出国费用、公务用车购置费, 政府性基金预算支出：无.
    fn none(&self, said: &mut Spoken, at: usize, basis: Option<Basis>) {
        let start = self.tokens[at].start;
        if self.context.book.lists().ends(List::Condition, &self.text[..start]) {
            return;
        }
        let named = self.named_behind(at).or_else(|| self.named_before(at));
        for number in named.unwrap_or_default() {
            self.nothing(said, number, start, basis.unwrap_or(Basis::Executed));
        }
    }

    /// 机关运行经费: what schools and the like have none of by their kind, whatever they spend on the same things.
    fn is_of_some_offices(&self, token: &Token) -> bool {
        self.context.book.lists().has(List::OfSomeOffices, &self.text[token.start..token.end])
    }

    /// The list of concepts that follows, if nothing but words that belong to it stands behind.
    fn named_behind(&self, at: usize) -> Option<Vec<u16>> {
        let mut numbers = Vec::new();
        let mut end = self.tokens[at].end;
        for next in at + 1..self.tokens.len() {
            let token = &self.tokens[next];
            match &token.kind {
                Kind::Word(sense) if sense.concept.is_some() => {
                    let kept = sense.concept.filter(|_| !self.is_of_some_offices(token));
                    numbers.extend(kept);
                }
                Kind::Pause if !numbers.is_empty() => continue,
                Kind::Word(sense) if sense.word.is_some_and(WordKind::joins) && !numbers.is_empty() => {}
                Kind::Word(sense)
                    if numbers.is_empty()
                        && matches!(
                            sense.word,
                            Some(
                                WordKind::Glue
                                    | WordKind::InPost
                                    | WordKind::ThisYear
                                    | WordKind::Lead
                                    | WordKind::ThisOne
                                    | WordKind::Spent
                            )
                        ) => {}
                Kind::Year(_) if numbers.is_empty() => {}
                _ => break,
            }
            end = token.end;
        }
        let rest = self.context.book.lists().behind_all(List::AfterNone, &self.text[end..]);
        (!numbers.is_empty() && at_an_end(rest)).then_some(numbers)
    }

    fn named_before(&self, at: usize) -> Option<Vec<u16>> {
        let rest = self.context.book.lists().behind_all(List::AfterNone, &self.text[self.tokens[at].end..]);
        if !at_an_end(rest) {
            return None;
        }
        let mut before = at.checked_sub(1)?;
        while matches!(self.tokens[before].kind, Kind::Colon)
            || self.is_word(before, &[WordKind::Glue, WordKind::InPost, WordKind::Spent])
                && self.concept_at(before).is_none()
        {
            before = before.checked_sub(1)?;
        }
        self.concept_at(before).map(|number| vec![number])
    }

    fn nothing(&self, said: &mut Spoken, number: u16, start: usize, basis: Basis) {
        let entry = self.context.entry(number);
        if entry.measure != Measure::Money || self.context.is(number, Group::Context) {
            return;
        }
        let concept = self.context.entry(self.context.measured(number, None)).concept.clone();
        let claim = self.claim(ClaimKind::None, Some(concept.clone()), start, Vec::new());
        let project = self.context.head.kind.is_project();
        let scope = match project {
            true => Scope::Project(self.context.head.project.as_deref().unwrap_or_default().into()),
            false => Scope::Department,
        };
        said.facts.push(Fact {
            document: self.context.number,
            concept: Some(concept),
            label: entry.says.zh.as_str().into(),
            path: Path::default(),
            year: claim.year,
            basis,
            amount: Amount { value: Decimal::ZERO, decimals: None, unit: None },
            scope,
            medium: Medium::Narrative,
            place: Place::prose(claim.at.clone()),
            raw: claim.text.clone(),
            primary: false,
            sureness: Sureness::High,
        });
        said.claims.push(claim);
    }

    fn judgement(&self, said: &mut Spoken, at: usize, direction: &str) {
        let token = &self.tokens[at];
        let word = text("word", &self.text[token.start..token.end]);
        let values = vec![word, text("direction", direction)];
        said.claims.push(self.claim(ClaimKind::Judgement, self.concept_before(at), token.start, values));
    }

    fn reason(&self, said: &mut Spoken, at: usize) {
        let token = &self.tokens[at];
        let why = self.text[token.end..].trim_matches(['，', ':', '。', ' ', '\n']);
        if why.is_empty() {
            return;
        }
        let values = vec![text("reason", why)];
        said.claims.push(self.claim(ClaimKind::Reason, self.concept_before(at), token.start, values));
    }

    /// 详见附件1-2, 见附表3.
    fn reference(&self, said: &mut Spoken, at: usize) {
        let token = &self.tokens[at];
        let lists = self.context.book.lists();
        let word = &self.text[token.start..token.end];
        let word = lists.behind_all(List::ReferenceLead, word).trim_end_matches(':');
        let behind = &self.text[token.end..];
        let number = |ch: char| {
            ch.is_ascii_digit()
                || matches!(
                    ch,
                    '-' | '—' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十'
                )
        };
        let length = behind.find(|ch| !number(ch)).unwrap_or(behind.len());
        if length == 0 && !lists.has(List::ReferenceAlone, word) {
            return;
        }
        let target = format!("{word}{}", &behind[..length]);
        said.claims.push(self.claim(ClaimKind::Reference, None, token.start, vec![text("target", &target)]));
    }

    fn grade(&self, said: &mut Spoken, at: usize) {
        let sentence = self.context.passage.print(self.offset..self.offset + self.text.len());
        let known =
            said.claims.last().is_some_and(|claim| claim.kind == ClaimKind::Grade && claim.text == sentence);
        let from = self.tokens[at].start;
        let behind = self.text[from..].split(['；', '。']).next().unwrap_or_default();
        let Some(grade::Given { word, .. }) =
            grade::given(behind).filter(|_| !known && !self.sets_thresholds())
        else {
            return;
        };
        said.claims.push(self.claim(ClaimKind::Grade, None, from, vec![text("grade", &word)]));
    }

    fn sets_thresholds(&self) -> bool {
        if self.figures.len() < 3 {
            return false;
        }
        let amounts = self.tokens.iter().filter_map(|token| match token.kind {
            Kind::Amount(number) => Some(&self.figures[number]),
            _ => None,
        });
        amounts.filter(|found| found.unit == Some(Unit::Score) || found.bound.is_some()).count() >= 3
    }

    /// 90分以上为优，80-90分为良……: one claim, a pair of word and bound for each grade.
    fn thresholds(&self, said: &mut Spoken) {
        if !self.sets_thresholds() {
            return;
        }
        let Some(scale) = grade::Scale::parse(self.text) else { return };
        let mut values = Vec::new();
        for band in scale.bands {
            values.push(text("grade", &band.word));
            if let Some(low) = band.low {
                let name = if band.closed { "from" } else { "above" };
                let amount = Amount { value: low, decimals: Some(0), unit: Some(Unit::Score) };
                values.push(ClaimValue { name, value: Said::Amount(amount) });
            }
        }
        said.claims.push(self.claim(ClaimKind::Threshold, None, 0, values));
    }

    /// `内设股室6个：办公室、财务股……`: the number, and the members of the list behind it.
    fn count(&self, said: &mut Spoken, at: usize, quantity: &Quantity) {
        let lists = self.context.book.lists();
        let counted = matches!(quantity.unit, Some(Unit::Counter(word)) if lists.has(List::Counted, word));
        let plain = quantity.bound.is_none() && !quantity.approx && quantity.value.decimals == 0;
        let Some(list) = self.list_behind(at).filter(|_| counted && plain) else { return };
        let members = members(list, lists);
        if members.len() < 2 {
            return;
        }
        let print = self.text[quantity.figure.clone()].to_owned();
        let count =
            ClaimValue { name: "count", value: Said::Amount(super::meaning::amount(quantity, &print)) };
        let values = std::iter::once(count).chain(members.into_iter().map(|member| text("member", member)));
        said.claims.push(self.claim(ClaimKind::Count, None, quantity.figure.start, values.collect()));
    }

    /// What stands behind the colon or 分别为 that follows a count.
    fn list_behind(&self, at: usize) -> Option<&str> {
        let mut next = at + 1;
        while let Some(token) = self.tokens.get(next).filter(|_| next < at + 5) {
            match &token.kind {
                Kind::Colon => return Some(&self.text[token.end..]),
                Kind::Word(sense) if matches!(sense.word, Some(WordKind::Respectively)) => {
                    let rest = &self.text[token.end..];
                    return Some(self.context.book.lists().behind_all(List::Copula, rest));
                }
                Kind::Comma | Kind::Other | Kind::Word(_) => next += 1,
                _ => return None,
            }
        }
        None
    }
}

/// The members of a list, up to the end of the sentence. Figures among them make it a list of amounts, not of names.
fn members<'l>(list: &'l str, lists: &Lists) -> Vec<&'l str> {
    let list = list.split(['。', '；', ';', '\n']).next().unwrap_or_default();
    let mark = if list.contains('、') { '、' } else { '，' };
    let list = if mark == '、' { list.split('，').next().unwrap_or_default() } else { list };
    if lists.is_in(List::NoMember, list) {
        return Vec::new();
    }
    let mut members: Vec<&str> =
        list.split(mark).map(str::trim).filter(|member| !member.is_empty()).collect();
    if let Some(last) = members.last().copied()
        && let Some((first, second)) = lists.split(List::LastMember, last)
        && first.chars().count() >= 2
        && second.chars().count() >= 2
        && members.len() >= 2
    {
        members.pop();
        members.extend([first, second]);
    }
    members
}

fn at_an_end(rest: &str) -> bool {
    rest.chars()
        .next()
        .is_none_or(|ch| matches!(ch, '，' | '。' | '；' | ';' | ',' | ')' | '、' | '\n' | '!' | '！'))
}

fn text(name: &'static str, text: &str) -> ClaimValue {
    ClaimValue { name, value: Said::Text(text.to_owned()) }
}

/// A claim about an amount of the sentence that is being walked through.
pub fn push(
    walk: &Walk<'_>,
    said: &mut Spoken,
    kind: ClaimKind,
    concept: Option<Concept>,
    values: Vec<ClaimValue>,
) {
    let context = walk.context;
    said.claims.push(Claim {
        document: context.number,
        kind,
        text: context.passage.print(walk.sentence.offset..walk.sentence.offset + walk.sentence.text.len()),
        concept,
        values,
        year: walk.year.or(context.head.year),
        at: context.passage.at(walk.sentence.offset + walk.clause.start),
    });
}

/// 产出指标50分: a claim, and a figure of the weight.
pub fn weight(walk: &mut Walk<'_>, said: &mut Spoken, name: Range<usize>, quantity: &Quantity) {
    let label = &walk.sentence.text[name];
    let weight = ClaimValue { name: "weight", value: Said::Amount(walk.amount_of(quantity)) };
    let Some(concept) = leading(walk, Leading::LevelWeight) else { return };
    push(walk, said, ClaimKind::Weight, Some(concept.clone()), vec![text("name", label), weight]);
    walk.push(said, concept, label.into(), None, quantity);
}

pub fn score(walk: &Walk<'_>, said: &mut Spoken, quantity: &Quantity) {
    let score = ClaimValue { name: "score", value: Said::Amount(walk.amount_of(quantity)) };
    push(walk, said, ClaimKind::Score, leading(walk, Leading::TotalScore), vec![score]);
}

fn leading(walk: &Walk<'_>, role: Leading) -> Option<Concept> {
    walk.context.leading(role).map(|number| walk.context.entry(number).concept.clone())
}

/// 较上年减少3万元: which way it went, and how far.
pub fn direction(walk: &Walk<'_>, said: &mut Spoken, concept: &Concept, up: bool, quantity: &Quantity) {
    let by = ClaimValue { name: "by", value: Said::Amount(walk.amount_of(quantity)) };
    let way = text("direction", if up { "up" } else { "down" });
    push(walk, said, ClaimKind::Judgement, Some(concept.clone()), vec![way, by]);
}
