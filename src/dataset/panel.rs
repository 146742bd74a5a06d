//! The panel: an office in a year as one wide row, whose columns are the concepts that occur. What a researcher opens
//! first.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{Texts, Values};
use super::schema::{Kind, PANEL};

/// An office's row of one year.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PanelRow {
    pub office_id: String,
    pub texts: BTreeMap<&'static str, String>,
    pub ints: BTreeMap<&'static str, i32>,
    pub score: Option<i128>,
    /// Figures by column name, in millionths.
    pub figures: BTreeMap<String, i128>,
}

/// The office's own name in the dataset.
pub fn office_id(region_code: Option<&str>, office_key: &str) -> String {
    let key = format!("{}\0{office_key}", region_code.unwrap_or_default());
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(key.as_bytes()))
}

/// The column of a concept and basis: dots and colons become underscores, `sangong_total__final_account`.
pub fn column_name(concept: &str, basis: &str) -> String {
    let plain = |sign| if matches!(sign, '.' | ':') { '_' } else { sign };
    let mut name = String::with_capacity(concept.len() + basis.len() + 2);
    name.extend(concept.chars().map(plain));
    name.push_str("__");
    name.extend(basis.chars().map(plain));
    name
}

/// A panel file's columns: the rows that stood there without the offices that are written anew, and the new ones, sorted
/// by region and office. `figures` are the columns that every file of the panel has, because a reader that opens several
/// files takes the columns of one for those of all.
pub fn merge(
    old: &[(String, Values)],
    anew: &BTreeSet<String>,
    rows: Vec<PanelRow>,
    figures: &BTreeSet<String>,
) -> Vec<(String, Values)> {
    let mut all: Vec<PanelRow> =
        unpack(old).into_iter().filter(|row| !anew.contains(&row.office_id)).collect();
    all.extend(rows);
    all.sort_by(|one, other| {
        let key = |row: &PanelRow| {
            (row.texts.get("region_code").cloned(), row.texts.get("office").cloned(), row.office_id.clone())
        };
        key(one).cmp(&key(other))
    });
    pack(&all, figures)
}

/// The columns of figures among the names of a file's columns.
pub fn figures(names: Vec<String>) -> BTreeSet<String> {
    names.into_iter().filter(|name| PANEL.position(name).is_none()).collect()
}

/// What the columns of a panel file mean, for its metadata.
pub fn described(columns: &[(String, Values)]) -> String {
    let says = |name: &str| {
        let known = PANEL.columns.iter().find(|column| column.name == name);
        known.map_or("a figure: concept, then basis; money in 元", |column| column.says)
    };
    let object = columns.iter().map(|(name, _)| (name.clone(), says(name).into())).collect();
    serde_json::Value::Object(object).to_string()
}

fn pack(rows: &[PanelRow], figures: &BTreeSet<String>) -> Vec<(String, Values)> {
    let mut columns: Vec<(String, Values)> = Vec::new();
    for column in PANEL.columns {
        let values = match column.kind {
            Kind::Int => Values::Int(rows.iter().map(|row| row.ints.get(column.name).copied()).collect()),
            Kind::Decimal => Values::Decimal(rows.iter().map(|row| row.score).collect()),
            _ => Values::Text(rows.iter().map(|row| text(row, column.name)).collect::<Texts>()),
        };
        columns.push((column.name.to_owned(), values));
    }
    columns.extend(figures.iter().map(|name| {
        let values = rows.iter().map(|row| row.figures.get(name).copied()).collect();
        (name.clone(), Values::Decimal(values))
    }));
    columns
}

fn text<'r>(row: &'r PanelRow, name: &str) -> Option<&'r str> {
    if name == "office_id" { Some(&row.office_id) } else { row.texts.get(name).map(String::as_str) }
}

fn unpack(columns: &[(String, Values)]) -> Vec<PanelRow> {
    let count = columns.first().map_or(0, |(_, values)| values.len());
    let mut rows = vec![PanelRow::default(); count];
    for (name, values) in columns {
        let known = PANEL.columns.iter().find(|column| column.name == name).map(|column| column.name);
        for (index, row) in rows.iter_mut().enumerate() {
            put(row, (name, known), values, index);
        }
    }
    rows
}

fn put(row: &mut PanelRow, (name, known): (&str, Option<&'static str>), values: &Values, index: usize) {
    match (values, known) {
        (Values::Text(texts), Some("office_id")) => {
            row.office_id = texts.get(index).unwrap_or_default().to_owned()
        }
        (Values::Text(texts), Some(known)) => {
            if let Some(text) = texts.get(index) {
                row.texts.insert(known, text.to_owned());
            }
        }
        (Values::Int(values), Some(known)) => {
            if let Some(value) = values[index] {
                row.ints.insert(known, value);
            }
        }
        (Values::Decimal(values), Some(_)) => row.score = values[index],
        (Values::Decimal(values), None) => {
            if let Some(value) = values[index] {
                row.figures.insert(name.to_owned(), value);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(office: &str, figures: &[(&str, i128)]) -> PanelRow {
        PanelRow {
            office_id: office_id(None, office),
            texts: [("office", office.to_owned())].into(),
            ints: [("year", 2024)].into(),
            score: Some(95_000_000),
            figures: figures.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect(),
        }
    }

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn rows_unpack_as_they_were_packed() {
        let rows = vec![row("a", &[("x__budget", 1)]), row("b", &[("y__budget", 2)])];
        assert_eq!(unpack(&pack(&rows, &names(&["x__budget", "y__budget", "z__budget"]))), rows);
    }

    #[test]
    fn every_file_has_all_columns_whatever_its_rows_have() {
        let both = names(&["x__budget", "y__budget"]);
        let old = pack(&[row("a", &[("x__budget", 1)])], &names(&["x__budget"]));
        let again = merge(&old, &BTreeSet::new(), vec![row("b", &[])], &both);
        assert_eq!(again, pack(&[row("a", &[("x__budget", 1)]), row("b", &[])], &both));
        let told = again.into_iter().map(|(name, _)| name).collect();
        assert_eq!(figures(told), both);
    }

    #[test]
    fn names_of_columns_have_no_dots() {
        assert_eq!(column_name("sangong.vehicle.purchase", "month:2"), "sangong_vehicle_purchase__month_2");
    }
}
