//! Where fuzzing begins: sound inputs for each target, out of the samples.

use extractors::opc::Package;
use extractors::{Context, Limits, Notices, Source};
use samples::Sample;

/// The parts of a sample, inflated; none where it is no package.
fn parts(sample: &Sample) -> Vec<(String, Vec<u8>)> {
    let (mut notices, limits) = (Notices::default(), Limits::default());
    let source = Source::new(&*sample.path, sample.bytes.clone());
    let mut context = Context::new(&mut notices, &limits);
    let Ok(mut package) = Package::open(&mut context, &source) else { return Vec::new() };
    let names = package.names().to_vec();
    let part = |name: String| Some((name.clone(), package.part(&mut context, &name).ok()??));
    names.into_iter().filter_map(part).collect()
}

fn of_parts(means: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let all = samples::all().into_iter().flat_map(|sample| parts(&sample));
    all.filter(|(name, _)| means(name)).map(|(_, bytes)| bytes).collect()
}

fn of_files(means: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    samples::all().into_iter().filter(|sample| means(&sample.path)).map(|sample| sample.bytes).collect()
}

fn lines(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// Sound inputs of a target.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "any" | "package" => of_files(|path| !path.starts_with("text")),
        "body" => of_parts(|name| name.starts_with("word/document")),
        "word_styles" => of_parts(|name| name.ends_with("numbering.xml") || name == "word/styles.xml"),
        "sheet" => of_parts(|name| name.starts_with("xl/worksheets/sheet")),
        "strings" => of_parts(|name| name.ends_with("sharedStrings.xml")),
        "styles" => of_parts(|name| name == "xl/styles.xml"),
        "chart" => of_parts(|name| name.contains("charts/chart")),
        "picture" => {
            let mut found = of_parts(|name| name.ends_with(".emf") || name.ends_with(".wmf"));
            found.extend(of_files(|path| path.starts_with("pictures")));
            found
        }
        "xls" => of_files(|path| path.starts_with("xls/")),
        "csv" => of_files(|path| path.starts_with("csv")),
        "html" | "mht" => of_files(|path| path.starts_with("html")),
        "drawn" | "text" => of_files(|path| path.starts_with("text")),
        "numfmt" => lines(&[
            "#,##0.00_);[Red](#,##0.00)\n-1234.5\na",
            "yyyy\"年\"m\"月\"d\"日\"\n45000.5\na",
            "[DBNum2][$-804]G/通用格式\n120.5\na",
            "# ??/??;@\n0.333\na",
            "[h]:mm:ss.00\n1.5\na",
            "[>=10000]0!.0,\"万\";General\n123456\na",
        ]),
        "numerals" => lines(&[
            "1,250.00万元",
            "一百二十三万四千五百六十七元八角",
            "（12.5）",
            "-0.5%↑",
            "≥95％",
            "１２３．４５亿元，其中：贰佰万元整",
            "2024年1-12月支出12.5万元，比上年增长3.2个百分点",
        ]),
        "labels" => lines(&[
            "一、三公经费（万元）",
            "其中：1.公务用车购置和维护经费",
            "2024年预算数",
            "二〇二四年十二月三十一日至2025年3月",
            "单位：万元　填表人：某某　联系电话：13900000000",
            "优（90分≤得分≤100分）、良（80-90分）",
            "部门（单位）名称：云溪县民政局（本级）",
        ]),
        "rules" => lines(&[
            include_str!("../../src/book/rules/units.toml"),
            include_str!("../../src/book/rules/forms.toml"),
            include_str!("../../src/book/rules/formulas.toml"),
        ]),
        "journal" => lines(&[
            "{\"generation\":7,\"run\":\"r\",\"entries\":[[\"data/facts/report_year=2024/003.parquet\",\"store/stage/r.0/000000.staged\",5,\"00000000000000ff\",false]]}\n0123456789abcdef\n",
        ]),
        _ => Vec::new(),
    }
}
