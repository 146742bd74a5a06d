//! From the XML of a chart part to a [`Chart`]. Two vocabularies: `c:chartSpace`, which Office has written since 2007,
//! and `cx:chartSpace`, which it uses for the chart kinds of 2016 (waterfall, tree map, funnel …).

use std::sync::Arc;

use super::{Chart, Point, Points, Series};
use crate::Context;
use crate::drawing::tree::{Element, Tree, decode};

pub(super) fn chart(context: &mut Context<'_>, part: &str, xml: &[u8]) -> Option<Chart> {
    let text = decode(context, part, xml)?;
    let tree = Tree::parse(context, part, &text)?;
    let space = tree.root();
    if space.name() != "chartSpace" {
        return None;
    }
    let mut chart = match space.child("chartData") {
        Some(data) => extended(space, data)?,
        None => classic(space)?,
    };
    chart.part = Arc::from(part);
    chart.series.sort_by_key(|series| series.order);
    (!chart.series.is_empty()).then_some(chart)
}

fn classic(space: Element<'_>) -> Option<Chart> {
    let body = space.child("chart")?;
    let plots = body.child("plotArea")?;
    let series: Vec<Series> = plots
        .children()
        .filter(|plot| plot.name().ends_with("Chart"))
        .flat_map(|plot| plot.all("ser"))
        .map(classic_series)
        .collect();
    let axes = plots.children().filter(|axis| axis.name().ends_with("Ax"));
    let remarks = axes.flat_map(|axis| [axis.child("title"), axis.path(&["dispUnits", "dispUnitsLbl"])]);
    let hidden = body.child("autoTitleDeleted").is_some_and(|flag| switch(flag, true));
    Some(Chart {
        title: body.child("title").and_then(titled).or_else(|| automatic_title(body, hidden, &series)),
        remarks: remarks.flatten().filter_map(titled).collect(),
        workbook: space.child("externalData").and_then(|data| data.attribute("id")),
        date1904: space.child("date1904").is_some_and(|flag| switch(flag, true)),
        series,
        ..Chart::default()
    })
}

/// A title without text of its own shows the name of the only series.
fn automatic_title(body: Element<'_>, hidden: bool, series: &[Series]) -> Option<String> {
    match series {
        [only] if !hidden && body.child("title").is_some() => {
            Some(only.name.clone()).filter(|name| !name.is_empty())
        }
        _ => None,
    }
}

/// A switch that may leave out its value.
fn switch(flag: Element<'_>, default: bool) -> bool {
    flag.attribute("val").map_or(default, |value| matches!(value.as_str(), "1" | "true" | "on"))
}

fn classic_series(series: Element<'_>) -> Series {
    let name = series.child("tx");
    let first = |names: [&str; 2]| names.into_iter().find_map(|name| series.child(name));
    let labels = first(["cat", "xVal"]);
    let values = first(["val", "yVal"]).into_iter().chain(series.child("bubbleSize"));
    Series {
        order: series.child("order").and_then(|order| order.number("val")).unwrap_or(u64::MAX),
        name: name.and_then(texts).unwrap_or_default(),
        name_source: name.and_then(|tx| tx.path(&["strRef", "f"])).map(|f| f.text().to_owned()),
        labels: labels.map(levels).unwrap_or_default(),
        values: values.filter_map(|values| levels(values).pop()).collect(),
    }
}

/// The lists under `c:cat`, `c:val` and their kin, outermost level first.
fn levels(holder: Element<'_>) -> Vec<Points> {
    let Some(data) = holder.children().next() else { return Vec::new() };
    let source = data.child("f").map(|f| f.text().to_owned());
    let numeric = data.name().starts_with("num");
    let cache = ["strCache", "numCache", "multiLvlStrCache"].into_iter().find_map(|name| data.child(name));
    let list = cache.unwrap_or(data);
    let declared = list.child("ptCount").and_then(|count| count.number("val"));
    let format = list.child("formatCode").map(|code| Arc::from(code.text()));
    let points = |list| Points {
        source: source.clone(),
        format: format.clone(),
        numeric,
        declared,
        points: classic_points(list),
    };
    let mut levels: Vec<Points> = list.all("lvl").map(points).collect();
    levels.reverse();
    if levels.is_empty() {
        levels.push(points(list));
    }
    levels
}

fn classic_points(list: Element<'_>) -> Vec<Point> {
    let point = |(place, point): (usize, Element<'_>)| Point {
        index: point.number("idx").unwrap_or(place as u64),
        text: point.child("v").map(|value| value.text().to_owned()).unwrap_or_default(),
        format: point.attribute("formatCode").map(Arc::from),
    };
    list.all("pt").enumerate().map(point).collect()
}

/// The text under a title: rich text, or the copy of a cell.
fn titled(title: Element<'_>) -> Option<String> {
    title.child("tx").and_then(texts)
}

/// The text of a `tx` element, in whichever of its forms.
fn texts(tx: Element<'_>) -> Option<String> {
    let text = if let Some(rich) = tx.child("rich") {
        rich_text(rich)
    } else if let Some(cache) = tx.path(&["strRef", "strCache"]) {
        let points: Vec<String> = classic_points(cache).into_iter().map(|point| point.text).collect();
        points.join(" ")
    } else if let Some(data) = tx.child("txData") {
        data.child("v").map(|value| value.text().to_owned()).unwrap_or_default()
    } else {
        tx.child("v").map(|value| value.text().to_owned()).unwrap_or_default()
    };
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn rich_text(rich: Element<'_>) -> String {
    let paragraphs: Vec<String> =
        rich.all("p").map(|paragraph| paragraph.children().map(run).collect()).collect();
    paragraphs.join("\n")
}

fn run<'t>(run: Element<'t>) -> &'t str {
    match run.name() {
        "r" | "fld" => run.child("t").map_or("", Element::text),
        "br" => "\n",
        _ => "",
    }
}

fn extended(space: Element<'_>, data: Element<'_>) -> Option<Chart> {
    let body = space.child("chart")?;
    let region = body.path(&["plotArea", "plotAreaRegion"])?;
    let axes = body.child("plotArea")?.all("axis").filter_map(|axis| axis.child("title"));
    Some(Chart {
        title: body.child("title").and_then(titled),
        remarks: axes.filter_map(titled).collect(),
        workbook: data.child("externalData").and_then(|workbook| workbook.attribute("id")),
        series: region
            .all("series")
            .enumerate()
            .map(|(place, series)| extended_series(place, series, data))
            .collect(),
        ..Chart::default()
    })
}

fn extended_series(place: usize, series: Element<'_>, data: Element<'_>) -> Series {
    let id = series.child("dataId").and_then(|id| id.number("val")).unwrap_or(0);
    let set = data.all("data").find(|set| set.number("id") == Some(id));
    let dimensions = |name| set.into_iter().flat_map(move |set| set.all(name));
    let labels: Vec<Points> = dimensions("strDim").flat_map(extended_levels).collect();
    let name = series.child("tx");
    Series {
        order: place as u64,
        name: name.and_then(texts).unwrap_or_default(),
        name_source: None,
        labels,
        values: dimensions("numDim").flat_map(extended_levels).collect(),
    }
}

fn extended_levels(dimension: Element<'_>) -> Vec<Points> {
    let source = dimension.child("f").map(|f| f.text().to_owned());
    let level = |level: Element<'_>| {
        let point = |(place, point): (usize, Element<'_>)| Point {
            index: point.number("idx").unwrap_or(place as u64),
            text: point.text().to_owned(),
            format: None,
        };
        Points {
            source: source.clone(),
            format: level.attribute("formatCode").map(Arc::from),
            numeric: dimension.name() == "numDim",
            declared: level.number("ptCount"),
            points: level.all("pt").enumerate().map(point).collect(),
        }
    };
    let mut levels: Vec<Points> = dimension.all("lvl").map(level).collect();
    levels.reverse();
    levels
}
