//! Workbooks whose sums are formulas: what a hand did to one of them is found, and where nothing was done nothing breaks.

use extractors::Source;
use hebiao::finding::Finding;
use hebiao::ingest;
use samples::corpus::{Form, Format, Kind, Options, Slip, report};

use super::{BOOK, from_environment};

/// Workbooks that every run reads for each slip; the full proof reads a tenth of its reports.
const WORKBOOKS: u64 = 90;

fn workbook(seed: u64, slip: Option<Slip>) -> Form {
    let kind = Some([Kind::Department, Kind::Accounts, Kind::Evaluation][seed as usize % 3]);
    let options =
        Options { kind, formats: vec![Format::Xlsx], planted: 0, usual: true, slip, ..Options::default() };
    report(seed, &options).forms.remove(0)
}

fn broken(form: &Form) -> Vec<Finding> {
    let source = Source::new(&*form.name, form.bytes.clone());
    let findings = ingest(&source, &BOOK).unwrap().findings;
    findings.into_iter().filter(|finding| finding.rule.starts_with("FM-") && finding.breaks()).collect()
}

#[test]
fn slips_in_formulas_are_found_and_nothing_else_is() {
    let count = from_environment("HEBIAO_CORPUS").map_or(WORKBOOKS, |count| count / 10).max(WORKBOOKS);
    let mut sound = 0;
    for seed in 1..=count {
        let form = workbook(seed, None);
        sound += form.formulas;
        assert_eq!(broken(&form), [], "{}", form.name);
    }
    println!("{sound} formulas that agree");
    for (slip, rule) in [(Slip::Stale, "FM-01"), (Slip::Missed, "FM-02"), (Slip::TypedOver, "FM-03")] {
        let (mut made, mut found, mut missed) = (0, 0, Vec::new());
        for form in (1..=count).map(|seed| workbook(seed, Some(slip))).filter(|form| form.slipped) {
            made += 1;
            match broken(&form).iter().any(|finding| &*finding.rule == rule) {
                true => found += 1,
                false => missed.push(form.name),
            }
        }
        println!("{slip:?}: {found} of {made}");
        assert!(made > 5 && found * 100 >= made * 99, "{slip:?}: {found} of {made}: {missed:?}");
    }
}
