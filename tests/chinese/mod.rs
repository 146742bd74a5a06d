//! The tables of cases for `src/chinese`: one readable file per question, one case per line, what stands there and what
//! it means. All failing cases of a table are shown at once.

use hebiao::chinese::label::Letters;
use hebiao::chinese::period;
use hebiao::chinese::reading::Trend;
use hebiao::chinese::region::Found;
use hebiao::chinese::{Bound, Label, Numeral, Quantity, Reading, State, quantities, read};

/// The cases of a table: (line number, input, expected). Lines that begin with `# ` are headings.
fn cases(table: &str) -> Vec<(usize, String, String)> {
    let lines = table.lines().enumerate().filter(|(_, line)| !line.starts_with("# ") && !line.is_empty());
    lines
        .map(|(number, line)| {
            let (input, expected) =
                line.split_once('\t').unwrap_or_else(|| panic!("line {}: no tab", number + 1));
            (number + 1, unescaped(input), expected.to_owned())
        })
        .collect()
}

fn unescaped(text: &str) -> String {
    let mut out = text.replace("\\n", "\n").replace("\\t", "\t");
    while let Some(start) = out.find("\\u{") {
        let end = start + out[start..].find('}').unwrap();
        let ch = u32::from_str_radix(&out[start + 3..end], 16).ok().and_then(char::from_u32).unwrap();
        out.replace_range(start..=end, &ch.to_string());
    }
    out
}

/// Compares what a function says with every line of a table, and says how many lines there were.
fn check(table: &str, shown: impl Fn(&str) -> String) -> usize {
    let cases = cases(table);
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(line, input, expected)| {
            let got = shown(input);
            (got != *expected)
                .then(|| format!("line {line}: {input:?}\n  expected {expected}\n  got      {got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    cases.len()
}

fn numeral(number: Numeral) -> String {
    number.value.to_string()
}

fn shown_reading(text: &str) -> String {
    let reading = read(text);
    let state = match reading.state {
        State::Value => return shown_value(&reading),
        State::Blank => "blank",
        State::Dash => "dash",
        State::None => "none",
        State::NotApplicable => "n/a",
        State::Filler => "filler",
        State::Placeholder => "placeholder",
        State::Text => "text",
    };
    assert!(reading.value.is_none());
    state.to_owned()
}

fn shown_value(reading: &Reading<'_>) -> String {
    let value = reading.value.unwrap();
    let mut parts: Vec<String> =
        reading.bound.iter().map(|bound: &Bound| bound.symbol().to_owned()).collect();
    parts.extend(reading.approx.then(|| "~".to_owned()));
    parts.push(
        reading
            .second
            .map_or_else(|| numeral(value), |second| format!("{}..{}", numeral(value), numeral(second))),
    );
    parts.extend(reading.unit.map(|unit| unit.symbol().to_owned()));
    if value.decimals != i32::try_from(value.value.scale()).unwrap() {
        parts.push(format!("d={}", value.decimals));
    }
    parts.extend(reading.trend.map(|trend| if trend == Trend::Up { "▲" } else { "▼" }.to_owned()));
    parts.extend(reading.bracketed.then(|| "()".to_owned()));
    parts.extend(reading.is_year_like().then(|| "year".to_owned()));
    parts.extend(reading.is_code_like().then(|| "code".to_owned()));
    if !reading.tail.is_empty() {
        parts.push(format!("…{}", reading.tail));
    }
    parts.join(" ")
}

fn shown_label(text: &str) -> String {
    let label = Label::parse(text);
    let mut parts = vec![label.key];
    parts.extend(label.enumerator.map(|mark| format!("no={mark}")));
    parts.extend(label.of_which.then(|| "其中".to_owned()));
    parts.extend(label.weight.map(|weight| format!("weight={weight}")));
    parts.extend(label.unit.map(|unit| format!("unit={}", unit.symbol())));
    parts.extend(label.qualifier.map(|text| format!("qualifier={text}")));
    parts.extend(label.letters.map(|letters| {
        let name = match letters {
            Letters::A => "A",
            Letters::B => "B",
            Letters::C => "C",
            Letters::Rate => "B/A",
        };
        format!("letters={name}")
    }));
    parts.extend(label.inline.map(|text| format!("inline={text}")));
    parts.join(" ")
}

#[test]
fn numbers() {
    let count = check(include_str!("numbers.txt"), shown_reading);
    assert!(count > 300, "{count}");
}

#[test]
fn labels() {
    let count = check(include_str!("labels.txt"), shown_label);
    assert!(count > 120, "{count}");
}

fn shown_quantities(text: &str) -> String {
    let shown: Vec<String> = quantities(text).map(|quantity| shown_quantity(&quantity)).collect();
    if shown.is_empty() { "-".to_owned() } else { shown.join(" | ") }
}

fn shown_quantity(quantity: &Quantity) -> String {
    let mut parts: Vec<String> = quantity.bound.iter().map(|bound| bound.symbol().to_owned()).collect();
    parts.extend(quantity.approx.then(|| "~".to_owned()));
    let value = numeral(quantity.value);
    parts.push(
        quantity.second.map_or_else(|| value.clone(), |second| format!("{value}..{}", numeral(second))),
    );
    parts.extend(quantity.unit.map(|unit| unit.symbol().to_owned()));
    parts.extend(quantity.trend.map(|trend| if trend == Trend::Up { "▲" } else { "▼" }.to_owned()));
    parts.extend(quantity.per.then(|| "per".to_owned()));
    parts.join(" ")
}

#[test]
fn prose() {
    let count = check(include_str!("prose.txt"), shown_quantities);
    assert!(count > 100, "{count}");
}

fn shown_dates(text: &str) -> String {
    let shown: Vec<String> = period::dates(text)
        .map(|(date, _)| {
            let parts = [
                Some(date.year.to_string()),
                date.month.map(|n| n.to_string()),
                date.day.map(|n| n.to_string()),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join("-")
        })
        .collect();
    if shown.is_empty() { "-".to_owned() } else { shown.join(" ") }
}

#[test]
fn dates() {
    let count = check(include_str!("dates.txt"), shown_dates);
    assert!(count > 35, "{count}");
}

fn shown_place(text: &str) -> String {
    match hebiao::book::regions().of_office(text, &[]) {
        Found::One(place) => {
            let names =
                [Some(place.province), place.prefecture, place.county].map(|name| name.unwrap_or("-"));
            format!("{} {}", place.code, names.join(" "))
        }
        Found::Several(codes) => codes.iter().fold("?".to_owned(), |shown, code| format!("{shown} {code}")),
        Found::None => "-".to_owned(),
    }
}

#[test]
fn regions() {
    let count = check(include_str!("regions.txt"), shown_place);
    assert!(count > 40, "{count}");
}
