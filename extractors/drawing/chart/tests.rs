use crate::drawing::tests::text;
use crate::{Code, Context, Limits, Notices, Stored, Table};

const HEAD: &str = r#"<c:chartSpace xmlns:c="c" xmlns:a="a" xmlns:r="r">"#;

fn read(body: &str) -> (Option<Table>, Notices) {
    let mut notices = Notices::default();
    let limits = Limits::default();
    let xml = format!("{HEAD}{body}</c:chartSpace>");
    let table =
        super::table(&mut Context::new(&mut notices, &limits), "word/charts/chart1.xml", xml.as_bytes());
    (table, notices)
}

fn plot(series: &str) -> String {
    format!("<c:chart><c:plotArea><c:barChart>{series}</c:barChart></c:plotArea></c:chart>")
}

fn strings(tag: &str, list: &[&str]) -> String {
    format!(
        "<c:{tag}><c:strRef><c:f>S!$A$2:$A$9</c:f><c:strCache>{}</c:strCache></c:strRef></c:{tag}>",
        points(list)
    )
}

fn numbers(tag: &str, format: &str, list: &[&str]) -> String {
    format!(
        "<c:{tag}><c:numRef><c:f>S!$B$2:$B${}</c:f><c:numCache><c:formatCode>{format}</c:formatCode>{}</c:numCache></c:numRef></c:{tag}>",
        list.len() + 1,
        points(list)
    )
}

fn points(list: &[&str]) -> String {
    let point = |(at, text): (usize, &&str)| match *text {
        "" => String::new(),
        text => format!(r#"<c:pt idx="{at}"><c:v>{text}</c:v></c:pt>"#),
    };
    let all: String = list.iter().enumerate().map(point).collect();
    format!(r#"<c:ptCount val="{}"/>{all}"#, list.len())
}

fn series(order: u32, name: &str, rest: &str) -> String {
    format!(
        r#"<c:ser><c:idx val="{order}"/><c:order val="{order}"/>{}{rest}</c:ser>"#,
        strings("tx", &[name])
    )
}

#[test]
fn categories_stand_beside_their_values() {
    let categories = strings("cat", &["人员经费", "公用 &amp; 其他", "项目"]);
    let chart = plot(&format!(
        "{}{}",
        series(1, "决算", &format!("{categories}{}", numbers("val", "0.00", &["1.5", "", "-2.5E-2"]))),
        series(0, "预算", &format!("{categories}{}", numbers("val", "0.00", &["1", "2", "3"]))),
    ));
    let (table, notices) = read(&chart);
    let table = table.unwrap();
    let want = [
        ["", "预算", "决算"],
        ["人员经费", "1.00", "1.50"],
        ["公用 & 其他", "2.00", ""],
        ["项目", "3.00", "-0.03"],
    ];
    assert_eq!(text(&table), want);
    let kept = table.row(1).get(2).unwrap().kept.unwrap();
    assert_eq!((&kept.stored, kept.format.as_deref()), (&Stored::Number("1.5".into()), Some("0.00")));
    assert_eq!(table.row(1).get(2).unwrap().at().to_string(), "word/charts/chart1.xml:2:3");
    assert_eq!(notices.iter().count(), 0);
}

#[test]
fn the_title_stands_above_and_the_axes_beside() {
    let titled = |text: &str| {
        format!(
            "<c:title><c:tx><c:rich><a:p><a:r><a:t>{text}</a:t></a:r><a:r><a:t>图</a:t></a:r></a:p></c:rich></c:tx></c:title>"
        )
    };
    let one = series(0, "甲", &numbers("val", "General", &["7"]));
    let chart = format!(
        "<c:chart>{}<c:plotArea><c:pieChart>{one}</c:pieChart><c:valAx>{}</c:valAx></c:plotArea></c:chart>",
        titled("支出"),
        titled("万元")
    );
    let table = read(&chart).0.unwrap();
    let captions: Vec<_> = table.captions.iter().map(|caption| caption.text.as_str()).collect();
    assert_eq!(captions, ["支出图", "万元图"]);
    assert_eq!(text(&table), [["甲"], ["7"]]);
}

#[test]
fn outer_categories_reach_over_their_inner_ones() {
    let levels = r#"<c:cat><c:multiLvlStrRef><c:multiLvlStrCache><c:ptCount val="4"/>
        <c:lvl><c:pt idx="0"><c:v>a</c:v></c:pt><c:pt idx="1"><c:v>b</c:v></c:pt><c:pt idx="2"><c:v>c</c:v></c:pt><c:pt idx="3"><c:v>d</c:v></c:pt></c:lvl>
        <c:lvl><c:pt idx="0"><c:v>X</c:v></c:pt><c:pt idx="3"><c:v>Y</c:v></c:pt></c:lvl>
        </c:multiLvlStrCache></c:multiLvlStrRef></c:cat>"#;
    let values = numbers("val", "General", &["1", "2", "3", "4"]);
    let table = read(&plot(&series(0, "s", &format!("{levels}{values}")))).0.unwrap();
    let want = [["", "", "s"], ["X", "a", "1"], ["<", "b", "2"], ["<", "c", "3"], ["Y", "d", "4"]];
    assert_eq!(text(&table), want);
}

#[test]
fn series_with_x_values_of_their_own_bring_them_along() {
    let one = series(
        0,
        "p",
        &format!("{}{}", numbers("xVal", "0", &["1", "2"]), numbers("yVal", "0", &["5", "6"])),
    );
    let two = series(1, "q", &format!("{}{}", numbers("xVal", "0", &["3"]), numbers("yVal", "0", &["7"])));
    let table = read(&plot(&format!("{one}{two}"))).0.unwrap();
    assert_eq!(text(&table), [["", "p", "", "q"], ["1", "5", "3", "7"], ["2", "6", "", ""]]);
}

#[test]
fn categories_may_be_dates() {
    let months = numbers("cat", "yyyy\\-mm", &["45292", "45323"]);
    let table =
        read(&plot(&series(0, "s", &format!("{months}{}", numbers("val", "0", &["1", "2"]))))).0.unwrap();
    assert_eq!(text(&table), [["", "s"], ["2024-01", "1"], ["2024-02", "2"]]);
    assert_eq!(table.row(1).get(0).unwrap().stored(), &Stored::Date("2024-01-01".into()));
}

#[test]
fn absurd_counts_are_said_and_cost_nothing() {
    let list = |count: &str, at: &str| {
        format!(
            r#"<c:val><c:numLit><c:ptCount val="{count}"/><c:pt idx="0"><c:v>1</c:v></c:pt><c:pt idx="{at}"><c:v>2</c:v></c:pt></c:numLit></c:val>"#
        )
    };
    for (count, at, rows) in
        [("1000000000", "1", 3), ("2", "1000000000", 3), ("18446744073709551615", "18446744073709551615", 3)]
    {
        let (table, notices) = read(&plot(&series(0, "s", &list(count, at))));
        assert_eq!(table.unwrap().rows(), rows, "{count} {at}");
        assert_eq!(notices.iter().map(|notice| notice.code).collect::<Vec<_>>(), [Code::BAD_COUNT]);
    }
}

#[test]
fn a_chart_that_breaks_off_gives_what_came_before() {
    let whole = format!("{HEAD}{}", plot(&series(0, "s", &numbers("val", "0", &["1", "2"]))));
    let cut = whole.find(r#"idx="1""#).unwrap() - 6;
    let mut notices = Notices::default();
    let limits = Limits::default();
    let table =
        super::table(&mut Context::new(&mut notices, &limits), "c", &whole.as_bytes()[..cut]).unwrap();
    assert_eq!(text(&table), [["s"], ["1"], [""]]);
    assert_eq!(notices.iter().next().unwrap().code, Code::PART_BROKEN);
}

#[test]
fn what_is_no_chart_gives_no_table() {
    let mut notices = Notices::default();
    let limits = Limits::default();
    let mut context = Context::new(&mut notices, &limits);
    for xml in [
        "",
        "<a/>",
        "<chartSpace/>",
        "<!DOCTYPE x []><chartSpace/>",
        "<chartSpace><chart><plotArea/></chart></chartSpace>",
    ] {
        assert_eq!(super::table(&mut context, "c", xml.as_bytes()), None, "{xml}");
    }
    assert_eq!(super::table(&mut context, "c", b"\xff\xfe\x00\xd8"), None);
    let deep = "<chartSpace>".repeat(100_000);
    assert_eq!(super::table(&mut context, "c", deep.as_bytes()), None);
}

#[test]
fn charts_of_the_later_vocabulary_read_the_same_way() {
    let xml = r#"<cx:chartSpace xmlns:cx="cx"><cx:chartData><cx:data id="0">
        <cx:strDim type="cat"><cx:f>S!$A$2:$A$3</cx:f><cx:lvl ptCount="2"><cx:pt idx="0">年初</cx:pt><cx:pt idx="1">追加</cx:pt></cx:lvl></cx:strDim>
        <cx:numDim type="val"><cx:f>S!$B$2:$B$3</cx:f><cx:lvl ptCount="2" formatCode="0.0"><cx:pt idx="0">4</cx:pt><cx:pt idx="1">5</cx:pt></cx:lvl></cx:numDim>
        </cx:data></cx:chartData><cx:chart><cx:plotArea><cx:plotAreaRegion><cx:series layoutId="waterfall">
        <cx:tx><cx:txData><cx:v>金额</cx:v></cx:txData></cx:tx><cx:dataId val="0"/></cx:series></cx:plotAreaRegion></cx:plotArea></cx:chart></cx:chartSpace>"#;
    let mut notices = Notices::default();
    let limits = Limits::default();
    let table = super::table(&mut Context::new(&mut notices, &limits), "c", xml.as_bytes()).unwrap();
    assert_eq!(text(&table), [["", "金额"], ["年初", "4.0"], ["追加", "5.0"]]);
}

#[test]
fn a_copy_that_differs_from_its_cell_is_said() {
    let mut notices = Notices::default();
    let limits = Limits::default();
    let xml = format!(
        "{HEAD}{}</c:chartSpace>",
        plot(&series(0, "s", &numbers("val", "0", &["0.1", "2", "3", "4"])))
    );
    let chart = super::parse(&mut Context::new(&mut notices, &limits), "c", xml.as_bytes()).unwrap();
    let sheet = ["0.10000000000000001", "2.5", "", "?"];
    let found = chart.disagreements(|name, row, col| {
        assert_eq!((name, col), ("S", 2));
        match sheet[row as usize - 2] {
            "?" => None,
            "" => Some(Stored::Nothing),
            digits => Some(Stored::Number(digits.into())),
        }
    });
    let details: Vec<_> = found.iter().map(|notice| notice.details[0].1.as_str()).collect();
    assert_eq!(details, ["2 ≠ S!B3 2.5", "3 ≠ S!B4 "]);
}
