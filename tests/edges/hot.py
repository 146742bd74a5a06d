"""Reads a dataset again and again while it is being written, with DuckDB, polars, pandas and pyarrow and their default
settings. A read may fail and is tried again, as docs/running.md asks; one that succeeds must have every document once, in
one revision, with its own figures.

Called with the dataset's folder, the number of reads of each program and the number of documents. Prints a line for each
program; fails if any read was wrong without an error, or did not succeed in a few tries."""

import io
import pathlib
import sys
import threading
from collections import defaultdict

import duckdb
import pandas
import polars
import pyarrow.parquet

TRIES = 4
COLUMNS = ["doc_id", "doc_rev", "concept", "value"]


def with_duckdb(folder):
    query = f"select {', '.join(COLUMNS)} from '{folder}/facts/*/*.parquet'"
    return duckdb.connect().execute(query).fetchall()


def with_polars(folder):
    return polars.read_parquet(f"{folder}/facts").select(COLUMNS).rows()


def with_polars_at_once(folder):
    """As docs/running.md says: each file is opened once."""
    files = sorted(pathlib.Path(folder, "facts").glob("*/*.parquet"))
    return polars.concat([polars.read_parquet(io.BytesIO(file.read_bytes())) for file in files]).select(COLUMNS).rows()


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


def patiently(read, folder, errors):
    """What a read gives that is tried again where it ends with an error; nothing where it always does."""
    for _ in range(TRIES):
        try:
            return read(folder)
        except BaseException as error:
            errors[str(error).split(":")[0][:60]] += 1
    return None


def read_often(read, folder, reads, documents, told):
    right, given_up, bad, errors = 0, 0, [], defaultdict(int)
    for _ in range(reads):
        rows = patiently(read, folder, errors)
        what = None if rows is None else wrong(rows, documents)
        if rows is None:
            given_up += 1
        elif what is None:
            right += 1
        else:
            bad.append(what)
    told.append((read.__name__, right, given_up, dict(errors), bad))


def main():
    folder, reads, documents = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    told = []
    readers = [with_duckdb, with_polars, with_polars_at_once, with_pandas, with_pyarrow]
    threads = [threading.Thread(target=read_often, args=(read, folder, reads, documents, told)) for read in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, right, given_up, errors, bad in sorted(told, key=lambda one: one[0]):
        print(f"{name}: {right} right, {given_up} given up, {len(bad)} wrong {sorted(set(bad))}; tried again after {errors}")
    sys.exit(len(told) < len(readers) or any(given_up or bad for _, _, given_up, _, bad in told))


if __name__ == "__main__":
    main()
