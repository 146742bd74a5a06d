//! Sentences in the forms that offices write them, each with every figure and claim that it must give, and sentences
//! that must give none. All of them are invented.
//!
//! A case begins with `> ` and the sentence; `= ` lines before it set the report it stands in. The lines below it are
//! what is expected, in order: `concept year basis value unit` for a figure, with `context` or `project:NAME` behind it
//! where it is not the office's own, and `! kind concept values` for a claim. Headings of the tables begin with `# `.

use hebiao::claim::{Claim, Said};
use hebiao::fact::{Fact, Medium, Scope};
use hebiao::{Book, ingest};

const REPORT: &str = "云溪县水务局2024年度部门整体支出绩效自评报告";
const PROJECT: &str = "云溪县水务局2024年度“云溪河清淤整治”项目支出绩效自评报告";
const ACCOUNTS: &str = "云溪县水务局2024年度部门决算公开";

struct Case {
    line: usize,
    title: &'static str,
    heading: String,
    sentence: String,
    expected: Vec<String>,
}

fn cases(table: &str) -> Vec<Case> {
    let (mut title, mut heading) = (REPORT, String::new());
    let mut cases: Vec<Case> = Vec::new();
    for (number, line) in table.lines().enumerate() {
        if let Some(setting) = line.strip_prefix("= ") {
            match setting {
                "report" => title = REPORT,
                "project" => title = PROJECT,
                "accounts" => title = ACCOUNTS,
                other => panic!("line {}: what report is {other}?", number + 1),
            }
            heading.clear();
        } else if let Some(text) = line.strip_prefix("## ") {
            heading = text.to_owned();
        } else if let Some(sentence) = line.strip_prefix("> ") {
            let sentence = sentence.replace("\\n", "\n");
            cases.push(Case {
                line: number + 1,
                title,
                heading: heading.clone(),
                sentence,
                expected: Vec::new(),
            });
        } else if !line.is_empty() && !line.starts_with("# ") {
            cases.last_mut().unwrap().expected.push(line.to_owned());
        }
    }
    cases
}

fn read(case: &Case, book: &Book) -> Vec<String> {
    let text = format!("{}\n\n{}\n\n{}\n", case.title, case.heading, case.sentence);
    let source = extractors::Source::new("报告.txt", text.into_bytes());
    let report = ingest(&source, book).unwrap_or_else(|error| panic!("line {}: {error}", case.line));
    let facts = report.reading.facts.iter().filter(|fact| fact.medium == Medium::Narrative).map(shown);
    facts.chain(report.reading.claims.iter().map(shown_claim)).collect()
}

fn shown(fact: &Fact) -> String {
    let concept = fact.concept.as_ref().map_or("?", |concept| concept.as_str());
    let year = fact.year.map_or_else(|| "-".to_owned(), |year| year.to_string());
    let unit = fact.amount.unit.map_or("-", |unit| unit.symbol());
    let scope = match &fact.scope {
        Scope::Department => String::new(),
        Scope::Context => " context".to_owned(),
        Scope::Project(name) => format!(" project:{name}"),
    };
    format!("{concept} {year} {} {} {unit}{scope}", fact.basis.id(), fact.amount.value.normalize())
}

fn shown_claim(claim: &Claim) -> String {
    let concept = claim.concept.as_ref().map_or("-", |concept| concept.as_str());
    let values = claim.values.iter().map(|value| match &value.value {
        Said::Text(text) => format!(" {}={text}", value.name),
        Said::Amount(amount) => format!(" {}={}", value.name, amount.value.normalize()),
    });
    format!("! {} {concept}{}", claim.kind.id(), values.collect::<String>())
}

/// Reads every case of a table, shows all that differ at once, and says how many cases there were.
fn check(table: &str) -> usize {
    let book = Book::builtin().unwrap();
    let cases = cases(table);
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let got = read(case, &book);
            (got != case.expected).then(|| {
                format!(
                    "line {}: {}\n  expected {}\n  got      {}",
                    case.line,
                    case.sentence,
                    case.expected.join("\n           "),
                    got.join("\n           ")
                )
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    cases.len()
}

#[test]
fn figures_of_reports() {
    assert!(check(include_str!("figures.txt")) >= 50);
}

#[test]
fn figures_of_accounts() {
    assert!(check(include_str!("accounts.txt")) >= 20);
}

#[test]
fn figures_of_projects() {
    assert!(check(include_str!("projects.txt")) >= 10);
}

#[test]
fn claims() {
    assert!(check(include_str!("claims.txt")) >= 20);
}

#[test]
fn sentences_that_give_nothing() {
    let table = include_str!("nothing.txt");
    assert!(cases(table).iter().all(|case| case.expected.is_empty()));
    assert!(check(table) >= 40);
}
