//! Columns that only blanks keep apart, as `pdftotext -layout` writes them.
//!
//! The weakest of all signs: a table is only read where several lines with figures have them in the same columns, and
//! its confidence is low. Columns are the stretches that such lines cover together ([`segments`]); where the lines of
//! the next table or page stand in other columns, a new stretch begins. What becomes of the lines of wrapped cells is
//! decided in [`rows`]. A list of contents, with its rising page numbers, is no table. Text taken out of a PDF without
//! its layout has no such columns and stays prose.

mod pieces;
mod rows;
mod segments;
mod wrapped;

use std::ops::Range;

use memchr::memmem;

use self::pieces::{LINE, pieces};
use self::segments::segments;
use super::dialect::{Claim, Dialect, Strength};
use super::layout::{Measure, is_figure};
use super::lines::Lines;
use super::page::Page;

pub struct Aligned;

/// Lines in a row that may lack columns without ending a table.
const LOOSEST_GAP: usize = 6;

/// Lines above one that tell how the rows of its form are parted.
const NEAR: usize = 40;

/// Lines of a block that mostly tell whether it has columns.
const TELLING: usize = 400;

impl Dialect for Aligned {
    fn name(&self) -> &'static str {
        "aligned"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        if memmem::find(lines.text().as_bytes(), b"  ").is_none() {
            return claims;
        }
        let mut index = 0;
        while index < lines.len() {
            if pieces(lines.get(index), Measure::Drawn).len() < 2 {
                index += 1;
                continue;
            }
            let range = index..block_end(lines, index);
            index = range.end;
            if has_columns(lines, range.clone()) {
                claims.push(Claim::new(range, Strength::Layout));
            }
        }
        claims
    }

    fn read(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
        rows::write(lines, segments(lines, range), page);
    }
}

/// Whether some lines of a block share columns: mostly its beginning tells already, and the whole is looked at when it
/// is read.
fn has_columns(lines: &Lines<'_>, range: Range<usize>) -> bool {
    let beginning = range.start..range.end.min(range.start + TELLING);
    let found = |range: Range<usize>| segments(lines, range).iter().any(|segment| segment.columns.is_some());
    found(beginning.clone()) || beginning.end < range.end && found(range)
}

/// Where the stretch of lines with columns ends, which may have a few loose lines inside.
fn block_end(lines: &Lines<'_>, start: usize) -> usize {
    let (mut end, mut at) = (start + 1, start + 1);
    let mut most = pieces(lines.get(start), Measure::Drawn).len();
    while at < lines.len() && at - end <= LOOSEST_GAP {
        let line = lines.get(at);
        let found = pieces(line, Measure::Drawn).len();
        match found {
            0 | 1 if Measure::Drawn.width(line.trim()) > LINE / 8 => break,
            0 | 1 => {}
            // Behind a blank line, far fewer columns are another matter.
            _ if lines.is_blank(at - 1)
                && found * 2 <= most
                && !continues_cell(lines, at)
                && !stands_below(lines, start.max(at.saturating_sub(NEAR))..at) =>
            {
                break;
            }
            _ => end = at + 1,
        }
        most = most.max(found);
        at += 1;
    }
    while is_end_of_cell(lines, start, end) {
        end += 1;
    }
    end
}

/// Whether the line behind some others ends with a figure that begins or ends where one of the last row above does, in a
/// form that has an empty line behind each row.
fn stands_below(lines: &Lines<'_>, above: Range<usize>) -> bool {
    let figures = |index: usize| {
        let line = lines.get(index);
        let found = pieces(line, Measure::Drawn).into_iter();
        found.filter(|piece| is_figure(&line[piece.bytes.clone()])).map(|piece| piece.columns)
    };
    let spaced = above.clone().filter(|&index| lines.is_blank(index)).count() * 3 > above.len();
    let Some(last) = above.clone().rev().find(|&index| !lines.is_blank(index)).filter(|_| spaced) else {
        return false;
    };
    let Some(own) = figures(above.end).next_back() else { return false };
    figures(last).any(|figure| figure.start == own.start || figure.end == own.end)
}

/// Whether the line below a block is the last one of a wrapped cell: it begins where a line above it does that stands
/// alone as well.
fn is_end_of_cell(lines: &Lines<'_>, start: usize, index: usize) -> bool {
    let lone = |index: usize| match pieces(lines.get(index), Measure::Drawn).as_slice() {
        [piece] => Some(piece.columns.start),
        _ => None,
    };
    let above = (start..index).rev().take(LOOSEST_GAP).take_while(|&above| !lines.is_blank(above));
    lone(index).is_some_and(|own| above.into_iter().any(|above| lone(above) == Some(own)))
}

/// Whether a line stands with the next one in the same columns as lines of wrapped cells do: closely, with more of them.
fn continues_cell(lines: &Lines<'_>, at: usize) -> bool {
    let below = pieces(lines.get(at + 1), Measure::Drawn).len();
    below > pieces(lines.get(at), Measure::Drawn).len()
}

#[cfg(test)]
mod tests {
    use crate::document::Confidence;
    use crate::text::testing::{extract, prose, rows, tables};

    #[test]
    fn columns_of_blanks_become_a_table_of_low_confidence() {
        let text = "一、三公经费情况\n\n  项  目               2023年      2024年\n  公务接待费              1.20        1.10\n  \
                    公务用车运行维护      3.00        2.80\n  费用\n  合  计                  4.20        3.90\n\n说明如下。\n";
        let (document, notices) = extract(text);
        let table = document.tables().next().unwrap();
        let expected = [
            "项  目|2023年|2024年",
            "公务接待费|1.20|1.10",
            "公务用车运行维护费用|3.00|2.80",
            "合  计|4.20|3.90",
        ];
        assert_eq!(rows(table), expected);
        assert_eq!(table.confidence, Confidence::Low);
        assert_eq!(prose(&document), ["一、三公经费情况", "说明如下。"]);
        assert_eq!(notices.iter().count(), 2);
        assert_eq!(table.cell(4).at().to_string(), "L4:22");
    }

    #[test]
    fn page_marks_stand_behind_the_table() {
        let text =
            "甲    1.0    2.0\n乙    3.0    4.0\n          - 3 -\n\x0c丙    5.0    6.0\n丁    7.0    8.0\n";
        let (document, _) = extract(text);
        assert_eq!(
            document.tables().map(rows).collect::<Vec<_>>(),
            [["甲|1.0|2.0", "乙|3.0|4.0", "丙|5.0|6.0", "丁|7.0|8.0"]]
        );
        assert_eq!(prose(&document).len(), 1);
    }

    /// As `pdftotext -layout` prints a table with wrapped cells that goes on over a page, its header repeated, in the
    /// other scale of that page.
    const WRAPPED: &str = "   附件1-2 部门整体支出绩效自评表
一级指    二级指                    年度指标                  偏差原因分析及改进
              三级指标                    分值    得分
标      标                      值                     措施

                                                    受客观因素影响，部
       数量指    开展业务培训次数                              分培训推迟到次年开
                              ≥2次     10    9.0
       标      第一批次及相关工作                             展

              走访调研次数          ≥3次     10    9.1     无偏差

产出指    质量指    成果验收合格率
                              ≥4次     10    9.2     无偏差
标      标      及应用情况
\x0c一级指   二级指                年度指标                 偏差原因分析及改进
            三级指标                 分值    得分
标     标                  值                    措施

            培训人员满意度
                         ≥5次     10    9.8    无偏差
            及反馈

            服务对象投诉数      ≥6次     10    9.9    无偏差

            资料归档完整率      ≥7次     10    9.7    无偏差
";

    #[test]
    fn wrapped_cells_are_joined_where_empty_lines_part_the_rows() {
        let (document, notices) = extract(WRAPPED);
        let table = document.tables().next().unwrap();
        let header = "一级指标|二级指标|三级指标|年度指标值|分值|得分|偏差原因分析及改进措施";
        let expected = [
            header,
            "|数量指标|开展业务培训次数第一批次及相关工作|≥2次|10|9.0|受客观因素影响，部分培训推迟到次年开展",
            "||走访调研次数|≥3次|10|9.1|无偏差",
            "产出指标|质量指标|成果验收合格率及应用情况|≥4次|10|9.2|无偏差",
            header,
            "||培训人员满意度及反馈|≥5次|10|9.8|无偏差",
            "||服务对象投诉数|≥6次|10|9.9|无偏差",
            "||资料归档完整率|≥7次|10|9.7|无偏差",
        ];
        assert_eq!(rows(table), expected);
        assert_eq!(prose(&document), ["   附件1-2 部门整体支出绩效自评表"]);
        let said: Vec<&str> = notices.iter().map(|notice| notice.details[0].1.as_str()).collect();
        assert!(said.contains(&"a table goes on behind the end of a page"), "{said:?}");
    }

    #[test]
    fn figures_that_a_narrow_column_broke_are_whole_again_where_all_others_are() {
        let text = "\
项目名称    期初余额           本年增加额          期末余额\n\
设备原值    32,570,481.0   271,306.00     32,719,096.0\n\
\x20       0                             0\n\
累计折旧    5,769,830.66   -              6,896,880.02\n\
\x20                      1,127,149.36\n\
设备净值    26,800,650.3   -              25,822,215.9\n\
\x20       4              867,135.36     8\n";
        let whole = tables(text);
        let rows = &whole[0];
        assert_eq!(rows[1], "设备原值|32,570,481.00|271,306.00|32,719,096.00");
        assert_eq!(rows.last().map(String::as_str), Some("设备净值|26,800,650.34|-867,135.36|25,822,215.98"));

        let mixed = "指标         目标     得分\n出勤率       8.50     8.5\n                      9\n响应数       7.25     7\n";
        assert!(tables(mixed).iter().flatten().all(|row| !row.contains("8.59")));
    }

    #[test]
    fn columns_are_counted_in_the_measure_in_which_they_line_up() {
        let text = "项目名称         期初余额           2024 年增加额      2024 年减少额    期末余额\n\
                    土地使用权原值      1.00                                       1.00\n\
                    累计摊销         0.00                                       0.00\n\
                    土地使用权净值      1.00                                       1.00\n";
        assert_eq!(tables(text)[0][1], "土地使用权原值|1.00|||1.00");
    }

    #[test]
    fn contents_lists_and_signatures_are_prose() {
        for text in [
            "一、概况        1\n二、收支        3\n三、绩效        7\n四、附件       12\n",
            "1.  甲项工作\n2.  乙项工作\n3.  丙项工作\n4.  丁项工作\n",
            "云溪县财政局        2024年3月\n填报人：          电话：\n",
            "甲  乙  丙\n正文正文\n丁  戊\n",
        ] {
            assert!(tables(text).is_empty(), "{text}");
        }
    }
}
