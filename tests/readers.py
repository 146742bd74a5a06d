"""Reads a dataset with programs that know nothing of it and compares what they find.

The dataset holds a report of 2024 that names a figure of 2023 (10.50) and one of 2023 that names a figure of 2022
(20.50). `report_year` must come from the folders alone, `year` from the rows.
"""
import decimal
import glob
import sys

import duckdb
import pandas
import polars
import pyarrow.dataset
import pyarrow.parquet

home = sys.argv[1]
facts, documents = f"{home}/facts/**/*.parquet", f"{home}/documents/**/*.parquet"
FIGURES = {(2023, decimal.Decimal("10.50")), (2022, decimal.Decimal("20.50"))}


def check(who, rows, joined, columns):
    """`rows` are (year, value, report_year) of the figures that are older than their report."""
    found = {(int(year), decimal.Decimal(value)) for year, value, _ in rows}
    assert found == FIGURES, (who, found)
    assert all(int(report) == int(year) + 1 for year, _, report in rows), (who, rows)
    assert joined, (who, "documents and facts do not join")
    assert "report_year" not in columns, (who, "report_year stands in the file, too")
    print(who, end=" ")


def of_duckdb():
    connection = duckdb.connect()
    older = f"select year, value, report_year from '{facts}' where concept = 'sangong.total' and year < report_year::int"
    joined = f"select count(*) from '{facts}' join '{documents}' using (doc_id, doc_rev)"
    inside = f"describe select * from read_parquet('{facts}', hive_partitioning = false)"
    columns = [row[0] for row in connection.sql(inside).fetchall()]
    count = connection.sql(f"select count(*) from '{facts}'").fetchall()[0][0]
    check("duckdb", connection.sql(older).fetchall(), connection.sql(joined).fetchall()[0][0] == count, columns)
    views = open(f"{home}/views.sql").read().replace("read_parquet('", f"read_parquet('{home}/")
    connection.execute(views)
    assert connection.sql("select count(*) from panel").fetchall()[0][0] == 2
    assert connection.sql("select distinct typeof(report_year) from facts").fetchall() == [("INTEGER",)]


def of_polars():
    table = polars.read_parquet(facts, hive_partitioning=True)
    older = table.filter((polars.col("concept") == "sangong.total") & (polars.col("year") < polars.col("report_year").cast(int)))
    joined = table.join(polars.read_parquet(documents), on=["doc_id", "doc_rev"])
    columns = polars.read_parquet_schema(glob.glob(facts, recursive=True)[0])
    check("polars", older.select("year", "value", "report_year").rows(), len(joined) == len(table), columns)


def of_pandas():
    table = pandas.read_parquet(f"{home}/facts")
    older = table[(table.concept == "sangong.total") & (table.year < table.report_year.astype(int))]
    joined = table.merge(pandas.read_parquet(f"{home}/documents"), on=["doc_id", "doc_rev"])
    columns = pandas.read_parquet(glob.glob(facts, recursive=True)[0], partitioning=None).columns
    check("pandas", list(older[["year", "value", "report_year"]].itertuples(index=False)), len(joined) == len(table), columns)


def of_pyarrow():
    table = pyarrow.dataset.dataset(f"{home}/facts", partitioning="hive").to_table()
    rows = [row for row in table.to_pylist() if row["concept"] == "sangong.total" and row["year"] < int(row["report_year"])]
    keys = {(row["doc_id"], row["doc_rev"]) for row in pyarrow.dataset.dataset(f"{home}/documents").to_table().to_pylist()}
    joined = all((row["doc_id"], row["doc_rev"]) in keys for row in table.to_pylist())
    columns = pyarrow.parquet.read_schema(glob.glob(facts, recursive=True)[0]).names
    check("pyarrow", [(row["year"], row["value"], row["report_year"]) for row in rows], joined, columns)



of_duckdb()
of_polars()
of_pandas()
of_pyarrow()
