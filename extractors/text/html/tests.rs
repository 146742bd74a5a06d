//! Pages as they are saved: spans, unclosed tags, office styles, tables in tables, and pages that mean harm.

use proptest::prelude::*;

use crate::document::{Block, Document, Origin, Slot, Stored, Table};
use crate::text::testing::prose;
use crate::{Code, Context, Extractor, Limits, Notices, Source};

fn extract(html: &str) -> (Document, Notices) {
    let mut notices = Notices::default();
    let source = Source::new("页面.html", html.as_bytes().to_vec());
    let document =
        super::super::Text.extract(&mut Context::new(&mut notices, &Limits::default()), &source).unwrap();
    (document, notices)
}

/// Rows of texts, `^` for what is covered and nothing for what is absent.
fn drawn(table: &Table) -> Vec<String> {
    let slot = |row, col| match table.slot(row, col) {
        Slot::Cell(cell) => cell.text.replace('\n', "/"),
        Slot::Covered { .. } => "^".into(),
        Slot::Absent => String::new(),
    };
    (0..table.rows())
        .map(|row| (0..table.cols()).map(|col| slot(row, col)).collect::<Vec<_>>().join("|"))
        .collect()
}

fn only_table(html: &str) -> Vec<String> {
    let (document, _) = extract(html);
    assert_eq!(document.tables().count(), 1, "{document:?}");
    drawn(document.tables().next().unwrap())
}

#[test]
fn spans_fall_where_a_browser_puts_them() {
    let rows = only_table(
        "<table><tr><th rowspan=2>项目<th colspan=2>2024年<tr><td>预算<td>决算
         <tr><td>公务接待费<td>1.20<td>1.10</table>",
    );
    assert_eq!(rows, ["项目|2024年|^", "^|预算|决算", "公务接待费|1.20|1.10"]);
}

#[test]
fn groups_end_spans_and_heads_are_marked() {
    let (document, _) = extract(
        "<table><thead><tr><th rowspan=5>甲<th>乙</tr></thead><tbody><tr><td>丙<td>丁</tbody></table>",
    );
    let table = document.tables().next().unwrap();
    assert_eq!(drawn(table), ["甲|乙", "丙|丁"]);
    assert_eq!(table.header_rows(), 1);
    assert!(table.cell(0).style.bold && !table.cell(2).style.bold);
    assert_eq!(document.format, "html");
}

#[test]
fn text_around_tables_is_prose_with_levels() {
    let (document, _) = extract(
        "<html><head><title>不显示</title><style>p{color:red}</style></head><body><h2>一、概况</h2>
         <p>第一段<br>第二行<p>第二段<ul><li>要点</ul><table><tr><td>a<td>b<tr><td>c<td>d</table>尾",
    );
    assert_eq!(prose(&document), ["一、概况", "第一段\n第二行", "第二段", "要点", "尾"]);
    assert!(matches!(&document.blocks[0], Block::Text(heading) if heading.level == Some(2)));
    assert!(matches!(&document.blocks[4], Block::Table(_)));
}

#[test]
fn office_pages_give_numbers_formats_and_outline() {
    let (document, _) = extract(
        r#"<html xmlns:x="urn:schemas-microsoft-com:office:excel"><style><!--.xl65{mso-number-format:"0\.00";}--></style>
        <p style='mso-outline-level:1'><![if !supportLists]><span style='mso-list:Ignore'>二、<span>&nbsp;</span></span>
        <![endif]>收支情况</p><table><col width=72 span=2><tr><td class=xl65 x:num="12.345" x:fmla="=A1+B1">12.35</td>
        <td x:str>文本</td></tr><![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=72></td>
        <td width=72></td></tr><![endif]></table>"#,
    );
    let table = document.tables().next().unwrap();
    assert_eq!(drawn(table), ["12.35|文本"]);
    let kept = table.cell(0).kept.unwrap();
    assert_eq!(kept.stored, Stored::Number("12.345".into()));
    assert_eq!((kept.format.as_deref(), kept.formula.as_deref()), (Some("0.00"), Some("A1+B1")));
    assert!(
        matches!(&document.blocks[0], Block::Text(p) if p.printed() == "二、收支情况" && p.level == Some(1))
    );
}

#[test]
fn hidden_rows_cells_and_paragraphs_are_kept_and_marked() {
    let (document, _) = extract(
        "<table><tr><td>a<td style='display:none'>b<tr style='display:none'><td>c<td>d</table>
         <p style='display:none'>e</p><p>f</p>",
    );
    let table = document.tables().next().unwrap();
    assert_eq!(drawn(table), ["a|b", "c|d"]);
    assert!(table.cell(1).hidden && !table.cell(0).hidden && table.row_mark(1).hidden);
    let hidden: Vec<bool> = document.blocks[1..]
        .iter()
        .map(|block| matches!(block, Block::Text(paragraph) if paragraph.hidden))
        .collect();
    assert_eq!(hidden, [true, false]);
}

#[test]
fn a_table_in_a_cell_stands_beside_its_table() {
    let (document, _) = extract(
        "<table><tr><td>甲<td>乙<tr><td>丙<td>看下表<table><tr><td>1<td>2</table><tr><td>戊<td>己</table>",
    );
    let tables: Vec<&Table> = document.tables().collect();
    assert_eq!(drawn(tables[0]), ["甲|乙", "丙|看下表", "戊|己"]);
    assert_eq!((drawn(tables[1]), tables[1].inside), (vec!["1|2".to_owned()], Some((0, 1, 1))));
}

#[test]
fn a_table_that_arranges_a_page_dissolves() {
    let (document, notices) = extract(
        "<table><tr><td>导航<td><h1>报告</h1><p>正文</p><table><tr><td>1<td>2<tr><td>3<td>4</table><p>尾</table>",
    );
    assert_eq!(document.tables().map(drawn).collect::<Vec<_>>(), [["1|2", "3|4"]]);
    assert_eq!(prose(&document), ["导航", "报告", "正文", "尾"]);
    assert!(notices.iter().any(|notice| notice.code == Code::DECISION));
}

#[test]
fn every_cell_says_where_its_text_begins() {
    let (document, _) = extract("<html>\n<table>\n<tr><td>\n 甲</td><td></td></tr>\n</table>");
    let places: Vec<String> =
        document.tables().flat_map(Table::cells).map(|cell| cell.at().to_string()).collect();
    assert_eq!(places, ["L4:2", "L4:8"]);
}

#[test]
fn tables_inside_another_text_are_found() {
    let (document, _) = extract("一、概况\n\n<table>\n<tr><td>甲</td><td>乙</td></tr>\n</table>\n\n尾\n");
    assert_eq!(document.tables().map(drawn).collect::<Vec<_>>(), [["甲|乙"]]);
    assert_eq!(prose(&document), ["一、概况", "尾"]);
    assert_eq!(document.format, "text");
}

#[test]
fn absurd_spans_are_cut_and_said() {
    let (document, notices) =
        extract("<table><tr><td rowspan=1000000000 colspan=1000000000>甲<td>乙<tr><td>丙</table>");
    let table = document.tables().next().unwrap();
    assert_eq!((table.rows(), table.cols(), table.cells().len()), (2, 1001, 3));
    assert!(notices.iter().any(|notice| notice.code == Code::LIMIT_SPAN));
}

#[test]
fn a_million_unclosed_tags_are_read_in_one_pass() {
    for piece in [
        "<td>1",
        "<tr><td rowspan=9>",
        "<table>",
        "<p>",
        "<b>",
        "<table><tr><td>",
        "<span style='display:none'>",
    ] {
        let html = format!("<html><table>{}", piece.repeat(100_000));
        let (document, _) = extract(&html);
        assert!(
            document.tables().all(|table| table.rows() as usize * table.cols() as usize <= 2_000_000),
            "{piece}"
        );
    }
}

#[test]
fn text_beyond_the_limits_of_a_table_is_kept_as_prose() {
    let mut notices = Notices::default();
    let limits = Limits { grid: 4, ..Limits::default() };
    let source =
        Source::new("页面.html", b"<table><tr><td>1<td>2<tr><td>3<td>4<tr><td>5<td>6</table>".to_vec());
    let document = super::super::Text.extract(&mut Context::new(&mut notices, &limits), &source).unwrap();
    assert_eq!(document.tables().map(drawn).collect::<Vec<_>>(), [["1|2", "3|4"]]);
    assert_eq!(prose(&document), ["5", "6"]);
    assert!(notices.iter().any(|notice| notice.code == Code::LIMIT_CELLS));
}

/// A table as a list of cells with spans, printed with or without the tags that may be left out.
fn printed(rows: &[Vec<(String, u32, u32)>], closed: bool) -> String {
    let end = |tag: &str| if closed { format!("</{tag}>\n") } else { "\n".into() };
    let cell = |(text, rs, cs): &(String, u32, u32)| {
        format!(
            "<td rowspan={rs} COLSPAN='{cs}'>{}{}",
            text.replace('&', "&amp;").replace('<', "&lt;"),
            end("td")
        )
    };
    let row = |cells: &Vec<_>| format!("<tr>{}{}", cells.iter().map(cell).collect::<String>(), end("tr"));
    format!("<html><body><table>{}</table></body>", rows.iter().map(row).collect::<String>())
}

proptest! {
    #[test]
    fn random_tables_come_back_whole(
        rows in prop::collection::vec(prop::collection::vec(("[一-龥0-9a-z]{1,6}", 1u32..3, 1u32..3), 2..6), 2..6),
        closed in any::<bool>(),
    ) {
        let (document, _) = extract(&printed(&rows, closed));
        let table = document.tables().next().unwrap();
        let given: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(|cell| cell.0.as_str()).collect()).collect();
        let found: Vec<Vec<&str>> = (0..table.rows())
            .map(|row| table.row(row).map(|cell| cell.text).collect())
            .collect();
        prop_assert_eq!(found, given);
    }

    #[test]
    fn any_markup_is_survived(text in "[<>/a-c=\"'!& -]{0,200}") {
        extract(&format!("<html><table>{text}<td>{text}"));
    }
}

#[test]
fn an_attribute_may_begin_with_any_character() {
    for tag in ["<td \u{FFFD}colspan=2>", "<td 宽=2>", "<td 宽>", "<td =2>", "<td /宽/>"] {
        let page = format!("<table><tr>{tag}1</td><td>2</td></tr></table>");
        let source = Source::new("page.html", page.into_bytes());
        let document = crate::extract(&mut Notices::default(), &source).unwrap();
        assert_eq!(document.tables().next().map(|table| table.cells().len()), Some(2), "{tag}");
    }
}

#[test]
fn a_table_that_keeps_numbers_is_a_sheet() {
    let origin = |html: &str| extract(html).0.tables().next().unwrap().origin;
    assert_eq!(origin("<html><table><tr><td>甲<td sdval=\"1.5\">1.50</table></html>"), Origin::Sheet);
    assert_eq!(origin("<html><table><tr><td>甲<td>1.50</table></html>"), Origin::Body);
}
