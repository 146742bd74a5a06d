//! The dataset's own README and the views that open it in DuckDB, written from the schema.

use std::fmt::Write;

use super::schema::{Column, Kind, TABLES};

/// `DATASET/README.md`.
pub fn readme() -> String {
    let mut out = String::from(HEAD);
    for schema in TABLES {
        let _ = writeln!(out, "\n## {}\n\nA row is {}.\n", schema.name, schema.row);
        out.push_str("| column | type | meaning |\n|---|---|---|\n");
        for column in schema.columns {
            let _ =
                writeln!(out, "| {} | {} | {} |", column.name, kind(column), column.says.replace('|', "\\|"));
        }
    }
    out
}

const HEAD: &str = "# A dataset of performance reports

Plain Parquet: `<table>/report_year=YYYY/NNN.parquet`. `report_year` is the year of the report and stands in the folder name
only (0000 where it is unknown); `facts.year` is the year of the figure itself. A document's rows stand in exactly one
file of each table. Join tables on `doc_id` and `doc_rev` together: then a join made while a run publishes drops rows and
never mixes two readings. A program that ends with an error while a run publishes is right when it tries again.

Read one table at a time, `<table>/**/*.parquet`; tables differ in their columns. In DuckDB, `.read views.sql` from inside
this folder gives one view a table. Money is in 元 as Decimal(38,6) beside the printed text; a null is never 0. Figures for
comparison: `facts where \"primary\"` of `documents where preferred`; `panel` holds them as one wide row for each office and
year.

All files of a table have the same columns, those of `panel` too: a figure that one office reports is a column of every file,
null where it was not reported.
";

fn kind(column: &Column) -> &'static str {
    match column.kind {
        Kind::Text => "text",
        Kind::Int => "int32",
        Kind::Long => "int64",
        Kind::Flag => "boolean",
        Kind::Decimal => "decimal(38,6)",
        Kind::Bytes => "binary",
    }
}

/// `DATASET/views.sql`: a view a table, for DuckDB started inside the folder. Files are put together by the names of their
/// columns, so that one which an older version of this program wrote fits, too.
pub fn views() -> String {
    let mut out =
        String::from("-- One view a table. Run inside the dataset's folder: duckdb -init views.sql\n");
    for schema in TABLES {
        let _ = writeln!(
            out,
            "create or replace view {0} as select * from read_parquet('{0}/*/*.parquet', hive_partitioning = true, hive_types = {{'report_year': INTEGER}}, union_by_name = true);",
            schema.name
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_and_column_is_described_and_viewed() {
        let (readme, views) = (readme(), views());
        for schema in TABLES {
            assert!(views.contains(&format!("view {} as", schema.name)));
            for column in schema.columns {
                assert!(readme.contains(&format!("| {} | ", column.name)), "{}", column.name);
            }
        }
    }
}
