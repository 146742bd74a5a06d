//! From the text of an expression to its tree. The language is small: `or`, `and`, `not`, comparisons, sums, products,
//! calls, terms such as `project.total@budget|budget_initial:last[prose]`, fields, numbers and quoted texts.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::fact::Basis;

use super::expr::{Arithmetic, Compare, Expr, FIELDS, FUNCTIONS, Function, Named, Reach, TEMPLATES, Term};
use super::names::Names;

/// Deeper expressions are refused.
const DEPTH: usize = 32;

#[derive(Debug, Clone, PartialEq)]
enum Token<'t> {
    Word(&'t str),
    Number(Decimal),
    Text(&'t str),
    Sign(&'t str),
}

/// The tree of an expression; what is wrong with it in words.
pub fn parse(text: &str, names: &mut Names) -> Result<Expr, String> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, at: 0, depth: 0, names };
    let expr = parser.either()?;
    match parser.peek() {
        None => Ok(expr),
        Some(token) => Err(format!("unexpected {token:?}")),
    }
}

/// A term that stands alone, as quantifiers name it.
pub fn parse_term(text: &str, names: &mut Names) -> Result<Term, String> {
    match parse(text, names)? {
        Expr::Term(term) => Ok(*term),
        _ => Err(format!("{text} is no term")),
    }
}

const SIGNS: &[&str] =
    &["<=", ">=", "!=", "=", "<", ">", "+", "-", "*", "/", "(", ")", ",", "|", "@", ":", "[", "]"];

fn tokens(text: &str) -> Result<Vec<Token<'_>>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = token(rest, first)?;
        found.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

fn token(rest: &str, first: char) -> Result<(Token<'_>, usize), String> {
    if first == '"' {
        let end = rest[1..].find('"').ok_or("a quoted text does not end")?;
        return Ok((Token::Text(&rest[1..1 + end]), end + 2));
    }
    if first.is_ascii_digit() {
        let end = rest.find(|ch: char| !ch.is_ascii_digit() && ch != '.').unwrap_or(rest.len());
        let number = rest[..end].parse().map_err(|_| format!("{} is no number", &rest[..end]))?;
        return Ok((Token::Number(number), end));
    }
    if first.is_alphabetic() {
        let word = |ch: char| ch.is_alphanumeric() || matches!(ch, '_' | '.');
        let mut end = rest.find(|ch: char| !word(ch)).unwrap_or(rest.len());
        if rest[..end].ends_with('.') && rest[end..].starts_with('*') {
            end += 1;
        }
        return Ok((Token::Word(&rest[..end]), end));
    }
    let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
    sign.map(|sign| (Token::Sign(sign), sign.len())).ok_or_else(|| format!("{first} means nothing here"))
}

struct Parser<'p, 't> {
    tokens: &'p [Token<'t>],
    at: usize,
    depth: usize,
    names: &'p mut Names,
}

impl<'t> Parser<'_, 't> {
    fn peek(&self) -> Option<&Token<'t>> {
        self.tokens.get(self.at)
    }

    fn eat(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(other)) if *other == sign);
        self.at += usize::from(found);
        found
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(other)) if *other == word);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self) -> Result<&'t str, String> {
        match self.peek() {
            Some(&Token::Word(word)) => {
                self.at += 1;
                Ok(word)
            }
            other => Err(format!("a word is missing before {other:?}")),
        }
    }

    fn expect(&mut self, sign: &str) -> Result<(), String> {
        if self.eat(sign) { Ok(()) } else { Err(format!("{sign} is missing before {:?}", self.peek())) }
    }

    fn either(&mut self) -> Result<Expr, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err("too deep".to_owned());
        }
        let mut all = vec![self.both()?];
        while self.eat_word("or") {
            all.push(self.both()?);
        }
        self.depth -= 1;
        Ok(one_or(all, Expr::Any))
    }

    fn both(&mut self) -> Result<Expr, String> {
        let mut all = vec![self.negated()?];
        while self.eat_word("and") {
            all.push(self.negated()?);
        }
        Ok(one_or(all, Expr::All))
    }

    fn negated(&mut self) -> Result<Expr, String> {
        match self.eat_word("not") {
            true => Ok(Expr::Not(Box::new(self.compared()?))),
            false => self.compared(),
        }
    }

    fn compared(&mut self) -> Result<Expr, String> {
        let left = self.added()?;
        let signs = [
            ("<=", Compare::AtMost),
            (">=", Compare::AtLeast),
            ("!=", Compare::Differ),
            ("=", Compare::Equal),
            ("<", Compare::Less),
            (">", Compare::More),
        ];
        for (sign, compare) in signs {
            if self.eat(sign) {
                return Ok(Expr::Compare(compare, Box::new(left), Box::new(self.added()?)));
            }
        }
        Ok(left)
    }

    fn added(&mut self) -> Result<Expr, String> {
        let mut left = self.multiplied()?;
        loop {
            let sign = match (self.eat("+"), self.at) {
                (true, _) => Arithmetic::Add,
                _ if self.eat("-") => Arithmetic::Subtract,
                _ => return Ok(left),
            };
            left = Expr::Arithmetic(sign, Box::new(left), Box::new(self.multiplied()?));
        }
    }

    fn multiplied(&mut self) -> Result<Expr, String> {
        let mut left = self.single()?;
        loop {
            let sign = match (self.eat("*"), self.at) {
                (true, _) => Arithmetic::Multiply,
                _ if self.eat("/") => Arithmetic::Divide,
                _ => return Ok(left),
            };
            left = Expr::Arithmetic(sign, Box::new(left), Box::new(self.single()?));
        }
    }

    fn single(&mut self) -> Result<Expr, String> {
        if self.eat("(") {
            let inner = self.either()?;
            self.expect(")")?;
            return Ok(inner);
        }
        match self.peek() {
            Some(&Token::Number(number)) => {
                self.at += 1;
                Ok(Expr::Number(number))
            }
            Some(&Token::Text(text)) => {
                self.at += 1;
                Ok(Expr::Text(Arc::from(text)))
            }
            _ => self.named(),
        }
    }

    fn named(&mut self) -> Result<Expr, String> {
        let word = self.word()?;
        if self.eat("(") {
            return self.call(word);
        }
        if let Some((_, field)) = FIELDS.iter().find(|(name, _)| *name == word) {
            return Ok(Expr::Field(*field));
        }
        Ok(Expr::Term(Box::new(self.term(word)?)))
    }

    fn call(&mut self, word: &str) -> Result<Expr, String> {
        let known = FUNCTIONS.iter().find(|(name, ..)| *name == word);
        let &(_, function, least, most) = known.ok_or_else(|| format!("no function is called {word}"))?;
        let mut given = Vec::new();
        while !self.eat(")") {
            if !given.is_empty() {
                self.expect(",")?;
            }
            let argument = self.either()?;
            given.push(self.sought(function, argument));
        }
        if given.len() < least || given.len() > most {
            return Err(format!("{word} takes {least} to {most} arguments"));
        }
        Ok(Expr::Call(function, given))
    }

    /// The words of a search are numbered.
    fn sought(&mut self, function: Function, given: Expr) -> Expr {
        match given {
            Expr::Text(words) if matches!(function, Function::Has | Function::LineHas) => {
                Expr::Words(Arc::new(self.names.lexicon.words(&words)))
            }
            other => other,
        }
    }

    fn term(&mut self, first: &str) -> Result<Term, String> {
        let mut term = Term { concepts: vec![self.names.named(first)?], year: Some(0), ..Term::default() };
        while self.eat("|") {
            let word = self.word()?;
            term.concepts.push(self.names.named(word)?);
        }
        if self.eat("@") {
            self.bases(&mut term)?;
        }
        if self.eat(":") {
            term.year = match self.word()? {
                "last" => Some(-1),
                "any" => None,
                other => return Err(format!("{other} is no year")),
            };
        }
        if self.eat("[") {
            term.reach = reach(self.word()?)?;
            self.expect("]")?;
        }
        Ok(term)
    }

    fn bases(&mut self, term: &mut Term) -> Result<(), String> {
        if self.eat("*") {
            term.any_basis = true;
            return Ok(());
        }
        if self.eat_word("months") {
            (term.any_basis, term.months) = (true, true);
            return Ok(());
        }
        loop {
            let word = self.word()?;
            term.bases.push(Basis::parse(word).ok_or_else(|| format!("{word} is no basis"))?);
            if !self.eat("|") {
                return Ok(());
            }
        }
    }
}

fn one_or(mut all: Vec<Expr>, many: impl Fn(Vec<Expr>) -> Expr) -> Expr {
    match (all.len(), all.pop()) {
        (1, Some(one)) => one,
        (_, last) => {
            all.extend(last);
            many(all)
        }
    }
}

fn reach(word: &str) -> Result<Reach, String> {
    Ok(match word {
        "document" => Reach::Document,
        "tables" => Reach::Tables,
        "prose" => Reach::Prose,
        "file" => Reach::File,
        "charts" => Reach::Charts,
        "accounts" => Reach::Accounts,
        "reports" => Reach::Reports,
        other => match TEMPLATES.iter().position(|template| *template == other) {
            Some(at) => Reach::Template(at as u8),
            None => return Err(format!("{other} is no place")),
        },
    })
}

impl Names {
    fn named(&mut self, word: &str) -> Result<Named, String> {
        match word {
            "this" => Ok(Named::This),
            "every" => Ok(Named::Every),
            "stem" => Ok(Named::Stem),
            _ => match word.strip_suffix(".*") {
                Some(family) => Ok(Named::Family(Arc::from(family), self.family(family)?)),
                None => Ok(Named::Concept(Arc::from(word), self.concept(word)?)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_bind_before_sums_before_comparisons() {
        let mut names = Names::open();
        let expr = parse("a.b = a.c + a.d * 2 and not a.e@budget:last[prose] > 1.5", &mut names).unwrap();
        let Expr::All(all) = expr else { panic!("{expr:?}") };
        let Expr::Compare(Compare::Equal, _, right) = &all[0] else { panic!("{all:?}") };
        assert!(matches!(**right, Expr::Arithmetic(Arithmetic::Add, ..)));
        assert!(matches!(all[1], Expr::Not(_)));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let mut names = Names::open();
        for (text, part) in [
            ("a.b = ", "missing"),
            ("frobnicate(a.b)", "frobnicate"),
            ("a.b@never", "never"),
            ("abs(1, 2)", "arguments"),
            ("\"open", "does not end"),
            ("1 ? 2", "means nothing"),
        ] {
            let error = parse(text, &mut names).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
        let deep = format!("{}1{}", "(".repeat(99), ")".repeat(99));
        assert!(parse(&deep, &mut names).unwrap_err().contains("deep"));
    }
}
