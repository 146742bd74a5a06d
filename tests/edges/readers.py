"""Reads a dataset with what its users have: DuckDB, polars, pandas and pyarrow, each with its default settings, and with
nothing of ours. Called with the dataset's folder; prints one line for each reader, or says what it read wrong."""

import glob
import json
import os
import sys
from decimal import Decimal

import duckdb
import pandas
import polars
import pyarrow.dataset
import pyarrow.parquet

TABLES = ["documents", "files", "tables", "cells", "facts", "claims", "indicators", "findings", "problems", "panel"]
FOLDER_COLUMN = "report_year"


def with_duckdb(folder, table):
    rows = duckdb.sql(f"select * from '{folder}/{table}/*/*.parquet'")
    return [dict(zip(rows.columns, row)) for row in rows.fetchall()]


def with_polars(folder, table):
    return polars.read_parquet(f"{folder}/{table}").to_dicts()


def with_pandas(folder, table):
    frame = pandas.read_parquet(f"{folder}/{table}").astype(object)
    return frame.where(frame.notna(), None).to_dict("records")


def with_pyarrow(folder, table):
    return pyarrow.parquet.read_table(f"{folder}/{table}").to_pylist()


READERS = [with_duckdb, with_polars, with_pandas, with_pyarrow]


def files(folder, table):
    return sorted(glob.glob(f"{folder}/{table}/*/*.parquet"))


def footers(folder):
    """What the files themselves say: rows of each table, and that none has the folder's column."""
    counts = {}
    for table in TABLES:
        counts[table] = 0
        for path in files(folder, table):
            parquet = pyarrow.parquet.ParquetFile(path)
            assert FOLDER_COLUMN not in parquet.schema_arrow.names, f"{path} has a column {FOLDER_COLUMN}"
            metadata = parquet.metadata.metadata
            described = json.loads(metadata[b"hebiao.columns"])
            assert set(described) == set(parquet.schema_arrow.names), f"{path} does not describe its columns"
            counts[table] += parquet.metadata.num_rows
        columns = {tuple(pyarrow.parquet.read_schema(path).names) for path in files(folder, table)}
        assert len(columns) <= 1, f"{table} has files of {len(columns)} sets of columns"
    return counts


def same_money(value):
    return isinstance(value, Decimal)


def check_reader(read, folder, counts, expected):
    tables = {table: read(folder, table) for table in TABLES if files(folder, table)}
    for table, rows in tables.items():
        assert len(rows) == counts[table], f"{table}: {len(rows)} rows, not {counts[table]}"
    facts = tables["facts"]
    prior = [row for row in facts if row["year"] is not None and int(row["year"]) != int(row[FOLDER_COLUMN])]
    assert len(prior) == expected["prior"], f"{len(prior)} figures of the year before, not {expected['prior']}"
    for row in prior:
        assert int(row["year"]) == int(row[FOLDER_COLUMN]) - 1, f"figure of {row['year']} in {row[FOLDER_COLUMN]}"
    money = sorted(row["yuan"] for row in facts if row["yuan"] is not None)
    assert all(same_money(value) for value in money), "money is no decimal"
    assert sum(money) == Decimal(expected["yuan"]), f"money sums to {sum(money)}, not {expected['yuan']}"
    documents = {(row["doc_id"], int(row["doc_rev"])): row for row in tables["documents"]}
    joined = [row for row in facts if (row["doc_id"], int(row["doc_rev"])) in documents]
    assert len(joined) == len(facts), "figures without their document"
    assert all(row["office"] for row in tables["panel"]), "the panel has rows without an office"
    figures = sum(value is not None for row in tables["panel"] for name, value in row.items() if "__" in name)
    assert figures == expected["figures"], f"{figures} figures in the panel, not {expected['figures']}"


def check_views(folder, counts):
    """views.sql, run as its head says: from inside the folder."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        base = duckdb.connect()
        with open("views.sql", encoding="utf-8") as views:
            statements = [line for line in views.read().splitlines() if line and not line.startswith("--")]
        for statement in statements:
            name = statement.split(" view ")[1].split(" ")[0]
            if files(".", name):
                base.execute(statement)
                assert base.execute(f"select count(*) from {name}").fetchall()[0][0] == counts[name], name
        joined = "select count(*) from facts join documents using (doc_id, doc_rev) where facts.year <> documents.report_year"
        return base.execute(joined).fetchall()[0][0]
    finally:
        os.chdir(before)


def main():
    folder, expected = sys.argv[1], json.loads(sys.argv[2])
    counts = footers(folder)
    assert counts == expected["rows"], f"{counts} is not {expected['rows']}"
    for read in READERS:
        try:
            check_reader(read, folder, counts, expected)
        except Exception as error:
            raise SystemExit(f"{read.__name__}: {type(error).__name__}: {error}")
        print(f"{read.__name__}: {sum(counts.values())} rows")
    assert check_views(folder, counts) == expected["prior"]
    print("views.sql: opens")


if __name__ == "__main__":
    main()
