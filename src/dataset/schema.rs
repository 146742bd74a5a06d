//! Every table of the dataset and every column, with its type and what it means. This is the one place where a column
//! is added: the files, their metadata and the dataset's own README follow from it.

/// The version of all schemas together; it grows when a column is added.
pub const SCHEMA_VERSION: u32 = 1;

/// What a column holds. Every column may be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Int,
    Long,
    Flag,
    /// Decimal(38,6): money in 元, and numbers that must not become floats.
    Decimal,
    Bytes,
}

/// A column: its name, type and meaning.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub says: &'static str,
}

/// A table: its name, what a row is, and its columns in order.
#[derive(Debug)]
pub struct TableSchema {
    pub name: &'static str,
    pub row: &'static str,
    pub columns: &'static [Column],
}

impl TableSchema {
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }
}

const fn text(name: &'static str, says: &'static str) -> Column {
    Column { name, kind: Kind::Text, says }
}

const fn int(name: &'static str, says: &'static str) -> Column {
    Column { name, kind: Kind::Int, says }
}

const fn long(name: &'static str, says: &'static str) -> Column {
    Column { name, kind: Kind::Long, says }
}

const fn flag(name: &'static str, says: &'static str) -> Column {
    Column { name, kind: Kind::Flag, says }
}

const fn decimal(name: &'static str, says: &'static str) -> Column {
    Column { name, kind: Kind::Decimal, says }
}

const fn bytes(name: &'static str, says: &'static str) -> Column {
    Column { name, kind: Kind::Bytes, says }
}

const DOC_ID: Column = text(
    "doc_id",
    "the document: root name, path and place inside the file, hashed; join on it together with doc_rev",
);
const DOC_REV: Column = int(
    "doc_rev",
    "grows with each new reading of the document, so that a join across a publication drops rows and never mixes them",
);
const TABLE_NO: Column = int("table_no", "the table inside the file, from 1; null outside tables");
const ROW: Column = int("r", "row of the table's grid, from 0");
const COL: Column = int("c", "column of the table's grid, from 0");
const PLACE: Column = text("place", "where it stands, in the words of the program that made the file");

/// The tables, those that others refer to last: so they are published last.
pub const TABLES: &[TableSchema] =
    &[CELLS, TABLES_TABLE, FACTS, CLAIMS, INDICATORS, FINDINGS, PANEL, PROBLEMS, DOCUMENTS, FILES];

/// Tables that hold the rows of documents, in the order of publication; `documents` itself comes last.
pub const DOCUMENT_TABLES: [&TableSchema; 7] =
    [&CELLS, &TABLES_TABLE, &FACTS, &CLAIMS, &INDICATORS, &FINDINGS, &DOCUMENTS];

/// The table of a name.
pub fn table(name: &str) -> Option<&'static TableSchema> {
    TABLES.iter().find(|schema| schema.name == name)
}

#[rustfmt::skip]
pub const DOCUMENTS: TableSchema = TableSchema {
    name: "documents",
    row: "a document in a file: a report, or one that stands inside another as its attachment",
    columns: &[
        DOC_ID,
        DOC_REV,
        text("file_id", "the file it stands in, see files"),
        int("ordinal", "its place among the documents of the file, from 1"),
        text("path", "path below its root, readable form"),
        text("root", "name of the root it was found under"),
        text("content_hash", "SHA-256 of the file's bytes: ties copies and moves together"),
        long("bytes", "size of the file"),
        text("modified", "when the file was last changed, UTC"),
        text("format", "docx, xlsx, xls, ods, csv, text …"),
        text("kind", "kind of document, a stable word"),
        text("title", "title as printed"),
        text("office", "the office that reports"),
        text("office_key", "office folded, for comparing"),
        text("aliases", "other forms of the office's name in the document, separated by 、"),
        text("province", "province of the office"),
        text("prefecture", "city or prefecture of the office"),
        text("county", "county or district of the office"),
        text("region_code", "GB/T 2260 code, six digits"),
        int("year", "year the report is about; the folder report_year says the same, 0 for unknown"),
        text("project", "the project, in a project's report"),
        text("evaluator", "self or third_party"),
        decimal("score", "total score that the report states"),
        text("grade", "grade that the report states"),
        int("tables", "number of tables"),
        int("facts", "number of figures"),
        int("indicators", "number of scored rows"),
        int("errors", "broken rules that are errors inside its file, roots only; those between files stand in findings, with across"),
        int("warnings", "broken rules that are warnings inside its file, roots only"),
        int("infos", "broken rules that are remarks inside its file, roots only"),
        int("notices", "remarks on reading the file"),
        text("state", "ok, partial (some of the file could not be read) or stale (a newer version could not be read)"),
        text("parser_version", "program part that read it"),
        text("book_version", "labels, tables and rules that it was read with"),
        flag("preferred", "the one document to use for its office, year and kind"),
        text("same_report_as", "doc_id of the preferred one, for the others"),
    ],
};

#[rustfmt::skip]
pub const FILES: TableSchema = TableSchema {
    name: "files",
    row: "a file seen by a run, read or not; the only table that carries run times",
    columns: &[
        text("file_id", "root name and raw path, hashed"),
        text("root", "name of the root"),
        text("path", "path below the root, readable form"),
        bytes("raw_path", "path below the root, the very bytes"),
        long("size", "bytes"),
        long("mtime_ns", "time of last change, nanoseconds since 1970"),
        long("ctime_ns", "time of last change of the entry, nanoseconds since 1970, where the system tells"),
        text("content_hash", "SHA-256 of the bytes last read"),
        text("status", "ok, partial, failed, stale, quarantined, skipped, unsupported, placeholder, deleted …"),
        text("code", "why it was not read, a stable code"),
        text("format", "format by content"),
        int("documents", "number of documents in it"),
        int("doc_rev", "revision of its rows"),
        text("parser_version", "program part that read it"),
        text("book_version", "labels, tables and rules that it was read with"),
        int("attempts", "failed attempts on these bytes"),
        int("absent_runs", "complete runs in a row that did not find it"),
        text("first_seen", "run that first saw it"),
        text("last_seen", "run that last read it or noticed a change; an unchanged file keeps its row"),
        text("stale_since", "run since which newer bytes cannot be read"),
        text("moved_from", "path it had before, where it was moved"),
    ],
};

#[rustfmt::skip]
pub const TABLES_TABLE: TableSchema = TableSchema {
    name: "tables",
    row: "a table",
    columns: &[
        DOC_ID,
        DOC_REV,
        TABLE_NO,
        text("kind", "kind of table, a stable word"),
        text("family", "template family of the book"),
        text("title", "title as printed"),
        text("attachment", "attachment number as printed"),
        text("unit", "unit that holds where nothing nearer says otherwise"),
        text("unit_source", "which evidence gave the unit"),
        text("origin", "body, sheet, chart or picture"),
        text("name", "name of the sheet, chart or picture"),
        PLACE,
        int("rows", "rows of the grid"),
        int("cols", "columns of the grid"),
        int("header_rows", "rows at the top that are headers"),
        text("confidence", "high, medium or low: how sure the grid is"),
        text("blanks", "cells in which a figure of a known concept could stand and does not, as JSON"),
    ],
};

#[rustfmt::skip]
pub const CELLS: TableSchema = TableSchema {
    name: "cells",
    row: "a cell where it begins; positions that it covers are not repeated",
    columns: &[
        DOC_ID,
        DOC_REV,
        TABLE_NO,
        ROW,
        COL,
        int("rs", "rows it takes"),
        int("cs", "columns it takes"),
        text("text", "what a person sees"),
        text("stored", "what a workbook keeps: the number's digits, a date, an error"),
        text("number_format", "its number format code"),
        text("formula", "its formula"),
        flag("header", "it stands in a header row"),
        flag("hidden", "its row, column or sheet is hidden, or its text is"),
        text("read_as", "fact, label, header, unit, blank or notice"),
        PLACE,
    ],
};

#[rustfmt::skip]
pub const FACTS: TableSchema = TableSchema {
    name: "facts",
    row: "a figure with its meaning",
    columns: &[
        DOC_ID,
        DOC_REV,
        int("fact_no", "place among the figures of the document, from 1"),
        text("concept", "what is measured, a stable id; null for a label that nobody knows yet"),
        text("concept_zh", "its usual wording"),
        text("label", "label as printed"),
        text("header_path", "headers above and labels beside, outermost first, separated by ›"),
        int("year", "the year of the figure itself"),
        text("basis", "budget, executed, final_account …: in which sense it holds"),
        decimal("value", "the number as printed"),
        text("unit", "its printed unit"),
        decimal("yuan", "money in 元; null for what is not money or does not fit"),
        int("decimals", "printed places after the point; negative where whole tens and more were rounded"),
        text("scope", "department, project:NAME or context"),
        text("source", "table, narrative, chart or image"),
        flag("primary", "the one to use among several of the same meaning"),
        text("confidence", "high, medium or low"),
        TABLE_NO,
        ROW,
        COL,
        PLACE,
        text("raw", "the print"),
    ],
};

#[rustfmt::skip]
pub const CLAIMS: TableSchema = TableSchema {
    name: "claims",
    row: "a sentence that can be checked",
    columns: &[
        DOC_ID,
        DOC_REV,
        text("kind", "none, weight, count, judgement, reason, reference, threshold, score, grade"),
        text("concept", "what it is about"),
        int("year", "for which year"),
        text("values", "its parts, as JSON"),
        text("text", "the sentence"),
        PLACE,
    ],
};

#[rustfmt::skip]
pub const INDICATORS: TableSchema = TableSchema {
    name: "indicators",
    row: "a scored row of an evaluation table",
    columns: &[
        DOC_ID,
        DOC_REV,
        TABLE_NO,
        ROW,
        text("kind", "indicator, budget_execution or total"),
        text("l1", "first level"),
        text("l2", "second level"),
        text("l3", "third level"),
        text("target", "target as printed"),
        text("target_op", "= ≥ ≤ > < or ~ of the target"),
        decimal("target_value", "number of the target"),
        text("target_unit", "unit of the target"),
        text("actual", "result as printed"),
        text("actual_op", "= ≥ ≤ > < or ~ of the result"),
        decimal("actual_value", "number of the result"),
        text("actual_unit", "unit of the result"),
        decimal("weight", "points it can give"),
        decimal("score", "points it was given"),
        decimal("deduction", "points taken off, where printed"),
        text("note", "reason or remark"),
        text("criteria", "how it is judged"),
        PLACE,
    ],
};

#[rustfmt::skip]
pub const FINDINGS: TableSchema = TableSchema {
    name: "findings",
    row: "a rule judged on one instance; those that hold and those that cannot be checked stand here too",
    columns: &[
        DOC_ID,
        DOC_REV,
        text("finding_id", "inside its document"),
        text("rule", "id of the rule"),
        text("verdict", "holds, breaks or unknown"),
        text("severity", "error, warning or info"),
        text("confidence", "high, medium or low"),
        text("title_zh", "what does not add up"),
        text("title_en", "the same in English"),
        text("stated", "what is printed"),
        text("computed", "what its parts give"),
        text("gap", "how far apart"),
        text("allowed", "how much of that rounding explains"),
        text("unit", "what gap and allowed are counted in"),
        text("missing", "what would be needed to check it"),
        text("follows_from", "finding_id of the root whose consequence this is"),
        text("cause_group", "findings of one cause bear one group"),
        text("across", "doc_id of the other document, where two were compared"),
        text("evidence", "the places and prints it rests on, as JSON"),
    ],
};

#[rustfmt::skip]
pub const PROBLEMS: TableSchema = TableSchema {
    name: "problems",
    row: "something that could not be read, or deserves a remark",
    columns: &[
        text("file_id", "the file, see files"),
        text("path", "path below its root, readable form"),
        text("code", "a stable code"),
        text("severity", "error, warning or info"),
        text("message", "the sentence"),
        PLACE,
        text("hint", "what a person can do"),
        int("count", "how often in this file"),
        text("since", "content hash at which it began"),
    ],
};

/// The keys of `panel`; its other columns are made of the concepts that occur.
#[rustfmt::skip]
pub const PANEL: TableSchema = TableSchema {
    name: "panel",
    row: "an office in a year, one wide row: columns <concept>__<basis> in 元, people or per cent, from preferred documents and primary figures",
    columns: &[
        text("office_id", "region code and folded office name, hashed"),
        text("office", "the office"),
        text("region_code", "GB/T 2260 code"),
        text("province", "province"),
        text("prefecture", "city or prefecture"),
        text("county", "county or district"),
        int("year", "year of the report"),
        text("doc_id", "the preferred report of the whole office"),
        decimal("score", "its total score"),
        text("grade", "its grade"),
        int("errors", "its broken rules that are errors, inside its file"),
        int("warnings", "its broken rules that are warnings, inside its file"),
        int("other_documents", "other documents of the office in that year"),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_none_is_the_name_of_the_folder() {
        for schema in TABLES {
            for (index, column) in schema.columns.iter().enumerate() {
                assert_ne!(column.name, "report_year", "readers let the folder win");
                assert_eq!(
                    schema.position(column.name),
                    Some(index),
                    "{}.{} twice",
                    schema.name,
                    column.name
                );
                assert!(!column.says.is_empty());
            }
        }
    }
}
