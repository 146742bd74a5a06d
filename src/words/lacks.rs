//! What rules may miss or quote beside the figures of the book, by the word that the rules keep it under.

use super::Language;

/// A word of the rules in either language.
pub fn our_word(word: &'static str, language: Language) -> &'static str {
    let english = || WORDS.iter().find(|(zh, _)| *zh == word).map_or(word, |(_, en)| *en);
    match language {
        Language::Chinese => word,
        Language::English => english(),
    }
}

const WORDS: &[(&str, &str)] = &[
    ("一级指标", "first level"),
    ("三级指标", "third level"),
    ("上下文", "the words around it"),
    ("上年报告", "the report of the year before"),
    ("下级科目金额", "amounts of the lower codes"),
    ("二级指标", "second level"),
    ("偏差原因", "reason of the deviation"),
    ("公式", "the formula"),
    ("公式所引用的单元格", "cells that the formula refers to"),
    ("其中各项", "the parts"),
    ("其余各项（其中只列了一部分）", "the other parts (only some are listed)"),
    ("列举", "the list"),
    ("升降标记", "a sign of rise or fall"),
    ("单位", "the unit"),
    ("单位名称", "the name of the office"),
    ("原因", "a column of reasons"),
    ("口径", "the sense"),
    ("可比的数值", "comparable figures"),
    ("名称", "the name"),
    ("完成值", "actual value"),
    ("年度", "the year"),
    ("总分", "total score"),
    ("总分分值", "total points"),
    ("所在行的文字", "the text of the row"),
    ("扣分", "deduction"),
    ("扣分合计", "total deduction"),
    ("执行率", "execution rate"),
    ("指标名称", "name of the indicator"),
    ("指标级次", "level of the indicator"),
    ("数值", "the figure"),
    ("数值过大", "a figure that is not too large"),
    ("文中的数值", "a figure of the sentence"),
    ("文字", "the text"),
    ("最高的月份", "the highest month"),
    ("月份", "months"),
    ("权重", "weight"),
    ("正文中的同一指标", "the same indicator in the text"),
    ("目标值", "target"),
    ("目标的方向", "direction of the target"),
    ("科目", "the code"),
    ("科目金额", "amount of the code"),
    ("等级", "the grade"),
    ("等级标准", "the scale of grades"),
    ("级次", "the level"),
    ("得分", "score"),
    ("表内同一指标", "the same indicator in the table"),
    ("表内同一指标（有不同的数）", "the same indicator in the table (several, and they differ)"),
    ("表名中的年度", "the year in the name of the table"),
    ("评价要点", "criteria"),
    ("部门决算", "the final accounts of the office"),
    ("附件", "the attachment"),
    ("附件编号", "the attachment's number"),
    ("非零的除数", "a divisor that is not zero"),
    ("分值", "points"),
];
