//! Sums of real workbooks: a range that misses a row, a stored result that was not calculated again, a total typed over.
//! Each breaks its rule alone, is a warning, and says both figures in either language.

use extractors::Source;
use hebiao::finding::{Finding, Verdict, Weight};
use hebiao::words::{Language, findings as said};
use hebiao::{Book, ingest};
use rust_xlsxwriter::{Formula, Workbook};

/// Three rows of two columns, and below them what the total of each column is written as.
fn book(totals: [Total; 2]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (col, name) in ["项目名称", "预算数", "决算数"].into_iter().enumerate() {
        sheet.write(0, col as u16, name).unwrap();
    }
    let rows = [("档案整理", 12.5, 11.0), ("库房维护", 30.0, 28.5), ("数据备份", 7.5, 7.0)];
    for (row, (name, planned, spent)) in (1..).zip(rows) {
        sheet.write(row, 0, name).unwrap();
        sheet.write(row, 1, planned).unwrap();
        sheet.write(row, 2, spent).unwrap();
    }
    sheet.write(4, 0, "合计").unwrap();
    for (col, total) in (1..).zip(totals) {
        match total {
            Total::Sum(range, stored) => {
                let formula = Formula::new(format!("=SUM({range})")).set_result(stored);
                sheet.write(4, col, formula).unwrap();
            }
            Total::Typed(value) => {
                sheet.write(4, col, value).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

enum Total {
    Sum(&'static str, &'static str),
    Typed(f64),
}

/// The sums of a workbook that break, by their rules.
fn broken(totals: [Total; 2]) -> Vec<Finding> {
    let source = Source::new("项目.xlsx", book(totals));
    let report = ingest(&source, &Book::builtin().unwrap()).unwrap();
    let broken = |it: &Finding| it.rule.starts_with("FM-") && matches!(it.verdict, Verdict::Breaks { .. });
    report.findings.into_iter().filter(broken).collect()
}

/// One finding of the rule, with these figures in its titles.
fn breaks_alone(totals: [Total; 2], (rule, written): (&str, &str), figures: &[&str]) {
    let broken = broken(totals);
    let [finding] = broken.as_slice() else { panic!("{rule}: {broken:#?}") };
    assert_eq!((&*finding.rule, finding.severity), (rule, Weight::Warning));
    for language in [Language::Chinese, Language::English] {
        let title = said::title(finding, language);
        assert!(figures.iter().all(|figure| title.contains(figure)), "{title}");
    }
    let told = said::evidence(finding, &[], Language::Chinese);
    assert!(told.iter().any(|one| one.text == written), "{told:?}");
}

#[test]
fn a_stored_result_that_is_not_the_sum_of_its_cells_breaks() {
    let totals = [Total::Sum("B2:B4", "45"), Total::Sum("C2:C4", "46.5")];
    breaks_alone(totals, ("FM-01", "B5 = SUM(B2:B4)"), &["45", "50"]);
}

#[test]
fn a_range_that_misses_the_row_above_the_total_breaks() {
    let totals = [Total::Sum("B2:B3", "42.5"), Total::Sum("C2:C4", "46.5")];
    breaks_alone(totals, ("FM-02", "B5 = SUM(B2:B3)"), &["1"]);
}

#[test]
fn a_total_typed_over_beside_a_sum_breaks() {
    let totals = [Total::Sum("B2:B4", "50"), Total::Typed(64.5)];
    breaks_alone(totals, ("FM-03", "C5, SUM(C2:C4)"), &["64.5", "46.5"]);
}

#[test]
fn sums_that_agree_break_nothing() {
    assert!(broken([Total::Sum("B2:B4", "50"), Total::Sum("C2:C4", "46.5")]).is_empty());
    assert!(broken([Total::Sum("B2:B4", "50"), Total::Typed(46.5)]).is_empty());
}
