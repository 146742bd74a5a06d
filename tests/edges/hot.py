"""Reads a dataset again and again while it is being written, with DuckDB, polars, pandas and pyarrow and their default
settings. A read may fail; one that succeeds must have every document once, in one revision, with its own figures.

Called with the dataset's folder, the number of reads of each program and the number of documents. Prints a line for each
program; fails if any read was wrong without an error."""

import sys
import threading
from collections import defaultdict

import duckdb
import pandas
import polars
import pyarrow.parquet

COLUMNS = ["doc_id", "doc_rev", "concept", "value"]


def with_duckdb(folder):
    query = f"select {', '.join(COLUMNS)} from '{folder}/facts/*/*.parquet'"
    return duckdb.connect().execute(query).fetchall()


def with_polars(folder):
    return polars.read_parquet(f"{folder}/facts").select(COLUMNS).rows()


def with_pandas(folder):
    return list(pandas.read_parquet(f"{folder}/facts")[COLUMNS].itertuples(index=False, name=None))


def with_pyarrow(folder):
    table = pyarrow.parquet.read_table(f"{folder}/facts", columns=COLUMNS)
    return [tuple(row[name] for name in COLUMNS) for row in table.to_pylist()]


def wrong(rows, documents):
    """What is wrong with what was read, or nothing."""
    revisions, amounts, counts = defaultdict(set), defaultdict(set), defaultdict(int)
    for document, revision, concept, value in rows:
        revisions[document].add(int(revision))
        if concept == "sangong.total":
            amounts[document].add(int(value))
            counts[document] += 1
    if len(revisions) != documents:
        return f"{len(revisions)} documents"
    if any(len(found) != 1 for found in revisions.values()):
        return "two revisions of a document"
    if any(len(found) != 1 for found in amounts.values()) or set(counts.values()) != {3}:
        return "figures of two readings"
    return None


def read_often(read, folder, reads, documents, told):
    right, failed, bad = 0, 0, []
    for _ in range(reads):
        try:
            rows = read(folder)
        except BaseException:
            failed += 1
            continue
        what = wrong(rows, documents)
        if what is None:
            right += 1
        else:
            bad.append(what)
    told.append((read.__name__, right, failed, bad))


def main():
    folder, reads, documents = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    told = []
    readers = [with_duckdb, with_polars, with_pandas, with_pyarrow]
    threads = [threading.Thread(target=read_often, args=(read, folder, reads, documents, told)) for read in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, right, failed, bad in sorted(told):
        print(f"{name}: {right} right, {failed} failed, {len(bad)} wrong {sorted(set(bad))}")
    sys.exit(any(bad for _, _, _, bad in told))


if __name__ == "__main__":
    main()
