//! The written part of a report: what the office is, what it spent on what, what was reached, what went wrong. Every
//! figure in it comes from the same world as the tables.

use super::office::Office;
use super::pen::Pen;
use super::results::Result;
use super::sentences;
use super::style::{Cents, decimal};
use super::world::World;

/// A paragraph and whether it is a heading.
pub type Paragraph = (String, bool);

/// What is written in one report.
pub struct Text {
    pub paragraphs: Vec<Paragraph>,
}

impl Text {
    pub fn new() -> Self {
        Self { paragraphs: Vec::new() }
    }

    pub fn head(&mut self, text: &str) {
        self.paragraphs.push((text.to_owned(), true));
    }

    pub fn say(&mut self, text: impl Into<String>) {
        self.paragraphs.push((text.into(), false));
    }
}

/// The report of a department about a whole year. `score` in hundredths.
pub fn department(pen: &mut Pen, world: &World, office: &Office, score: i64, has_table: bool) -> Text {
    pen.prose();
    let mut text = Text::new();
    let year = world.year;
    text.head("一、部门基本情况");
    text.head("（一）机构设置情况");
    let rooms = pen.dice.pick(&["五", "六", "四", "三"]);
    text.say(format!("{}内设{rooms}个股室，负责组织实施本部门各项业务工作。", office.name));
    text.head("（二）人员编制情况");
    if pen.free && pen.dice.chance(40) {
        sentences::people(pen, &mut text, world);
    } else {
        let quota = pen.people_told(("staff.quota", "year_end", 0), world.quota);
        let actual = pen.people_told(("staff.actual", "year_end", 0), world.actual);
        text.say(format!("截至{year}年底，核定编制{quota}，实际在职人数{actual}。"));
    }
    spending(pen, &mut text, world);
    text.head("六、部门整体支出绩效情况");
    results(pen, &mut text, &world.results, score, has_table);
    text.head("七、存在的问题及原因分析");
    text.say("预算编制的精细化程度有待提高，个别项目支出进度偏慢。");
    text.head("八、下一步改进措施");
    text.say("加强预算编制前期调研，加快项目实施，按月通报支出进度。");
    text.head("九、其他需要说明的情况");
    text.say("无。");
    text
}

/// In the words of most reports, or in other ones.
fn spending(pen: &mut Pen, text: &mut Text, world: &World) {
    if pen.free && pen.dice.chance(40) {
        text.head("二、部门收支情况");
        sentences::overview(pen, text, world);
    } else {
        text.head("二、一般公共预算支出情况");
        basic(pen, text, world);
        projects(pen, text, world);
    }
    if pen.free && pen.dice.chance(40) {
        text.head("（三）“三公”经费使用和管理情况");
        sentences::three_public(pen, text, world);
    } else {
        three_public(pen, text, world);
    }
    if pen.free && world.gov_fund == 0 && pen.dice.chance(40) {
        sentences::none(pen, text);
    } else {
        none(pen, text, world);
    }
    if pen.free && pen.dice.chance(40) {
        sentences::not_ours(pen, text, world);
    }
}

fn basic(pen: &mut Pen, text: &mut Text, world: &World) {
    let year = world.year;
    text.head("（一）基本支出情况");
    let total = pen.told(("basic.total", "executed", 0), world.basic().spent);
    let personnel = pen.told(("basic.personnel", "executed", 0), world.personnel.spent);
    let running = pen.told(("public.total", "executed", 0), world.running().spent);
    text.say(match pen.dice.below(3) {
        0 => format!("{year}年基本支出{total}，其中：人员经费{personnel}，公用经费{running}。"),
        1 => format!("{year}年度，我单位基本支出{total}，其中人员经费支出{personnel}、公用经费支出{running}，主要用于保障机构正常运转。"),
        _ => format!("{year}年基本支出为{total}，包括人员经费{personnel}和公用经费{running}。"),
    });
}

fn projects(pen: &mut Pen, text: &mut Text, world: &World) {
    let year = world.year;
    text.head("（二）项目支出情况");
    let total = pen.told(("project.total", "executed", 0), world.project_spending().spent);
    let business = pen.told(("project.business", "executed", 0), world.business.spent);
    text.say(match pen.dice.below(3) {
        0 => format!("{year}年项目支出{total}，其中：业务工作经费{business}。"),
        1 => format!(
            "{year}年项目支出{total}，是指单位为完成特定工作任务发生的支出，其中业务工作经费{business}。"
        ),
        _ => format!("{year}年度项目支出共计{total}。业务工作经费支出{business}。"),
    });
}

fn three_public(pen: &mut Pen, text: &mut Text, world: &World) {
    let year = world.year;
    text.head("（三）“三公”经费使用和管理情况");
    let all = world.three_public();
    let planned = pen.told(("sangong.total", "budget", 0), all.planned);
    let spent = pen.told(("sangong.total", "final_account", 0), all.spent);
    let (mut received, mut travelled) = (world.reception.spent, world.abroad.spent);
    let printed = pen.style.money(travelled);
    if received != travelled && pen.denies("sangong.swap", &printed) {
        std::mem::swap(&mut received, &mut travelled);
    }
    let reception = pen.told(("sangong.reception", "final_account", 0), received);
    let vehicles = pen.told(("sangong.vehicle", "final_account", 0), world.vehicles().spent);
    let abroad = pen.told(("sangong.abroad", "final_account", 0), travelled);
    text.say(match pen.dice.below(2) {
        0 => format!("{year}年“三公”经费预算数为{planned}，决算数为{spent}。其中：公务接待费{reception}，公务用车购置及运行维护费{vehicles}，因公出国（境）费{abroad}。"),
        _ => format!("{year}年三公经费年初预算{planned}，实际支出{spent}，其中公务接待费支出{reception}，公务用车购置及运行维护费支出{vehicles}，因公出国（境）费用支出{abroad}。"),
    });
}

fn none(pen: &mut Pen, text: &mut Text, world: &World) {
    let year = world.year;
    text.head("三、政府性基金预算支出情况");
    let meaning = ("gov_fund.expenditure", "executed", 0);
    let sentence = format!("{year}年本单位无政府性基金预算支出。");
    if world.gov_fund == 0 || pen.denies("gov_fund.expenditure", &sentence) {
        pen.none_told(meaning);
        text.say(sentence);
    } else {
        let money = pen.told(meaning, world.gov_fund);
        text.say(format!("{year}年政府性基金预算支出{money}。"));
    }
    text.head("四、国有资本经营预算支出情况");
    pen.none_told(("state_capital.expenditure", "executed", 0));
    text.say(format!("{year}年本单位无国有资本经营预算支出。"));
    text.head("五、社会保险基金预算支出情况");
    pen.none_told(("social_insurance.expenditure", "executed", 0));
    text.say(format!("{year}年本单位无社会保险基金预算支出。"));
}

/// Weights of the first levels, the score, and its grade by the national bounds.
fn results(pen: &mut Pen, text: &mut Text, results: &[Result], score: i64, has_table: bool) {
    if has_table && pen.dice.chance(60) {
        let mut parts = vec!["预算执行率10分".to_owned()];
        pen.other(("weight.l1", "prose", 0), "10", "分");
        for name in ["产出指标", "效益指标", "满意度指标"] {
            let weight = results.iter().filter(|one| one.l1 == name).map(|one| one.weight).sum();
            let (_, points) = pen.points_told("weight.l1", weight);
            pen.other(("weight.l1", "prose", 0), &points, "分");
            parts.push(format!("{name}{points}分"));
        }
        text.say(format!("绩效自评采用百分制，各部分权重为：{}。", parts.join("、")));
    }
    judged(pen, text, score);
}

pub fn judged(pen: &mut Pen, text: &mut Text, score: i64) {
    let (changed, points) = pen.points_told("score.total", score);
    pen.other(("score.total", "self_eval", 0), &points, "分");
    let wrong = if grade(changed) == "优" { "良" } else { "优" };
    let grade = if pen.denies("grade", wrong) { wrong } else { grade(changed) };
    pen.truth.grade = Some(grade);
    text.say(match pen.dice.below(3) {
        0 => format!("根据评价指标体系自评，自评得分{points}分，评价等级为“{grade}”。"),
        1 => format!("经综合评价，自评综合得分{points}分，评定等级为“{grade}”。"),
        _ => format!("{}年度部门整体支出绩效自评得分为{points}分，等级为“{grade}”。", pen.year),
    });
}

/// The grade of a score in hundredths by the bounds of the Ministry of Finance.
pub fn grade(score: i64) -> &'static str {
    match score {
        9_000.. => "优",
        8_000.. => "良",
        6_000.. => "中",
        _ => "差",
    }
}

/// The report about one project.
pub fn project(pen: &mut Pen, name: &str, office: &Office, score: i64) -> Text {
    pen.prose();
    let mut text = Text::new();
    text.head("一、项目基本情况");
    text.say(format!("{name}由{}组织实施，按照年度计划推进。", office.name));
    text.head("二、绩效自评工作开展情况");
    text.say("成立自评工作小组，收集资料，核对数据，形成自评结论。");
    text.head("三、综合评价结论");
    judged(pen, &mut text, score);
    text.head("四、存在的问题");
    text.say("部分资料归档不够及时。");
    text
}

/// The words of a firm about a department.
pub fn evaluation(pen: &mut Pen, office: &Office, score: i64) -> Text {
    pen.prose();
    let mut text = Text::new();
    text.head("一、评价基本情况");
    let firm = pen.dice.pick(&["衡正", "中明", "天诚"]);
    let task = format!("对{}{}年度部门整体支出开展绩效评价", office.name, pen.year);
    text.say(format!("{firm}会计师事务所（普通合伙）接受委托，{task}，评价机构独立形成本报告。"));
    text.head("二、评价结论");
    let (changed, points) = pen.points_told("score.total", score);
    pen.other(("score.total", "evaluation", 0), &points, "分");
    let grade = grade(changed);
    pen.truth.grade = Some(grade);
    text.say(format!("经评价，综合得分{points}分，等级为“{grade}”。具体得分情况见下表。"));
    text
}

/// An amount of a sentence that is not the office's own money.
pub fn context(pen: &mut Pen, text: &mut Text, cents: Cents) {
    let amount = decimal(cents, 2, true);
    pen.other(("", "point_in_time", 0), &amount, "亿元");
    text.say(format!("全县年末金融机构各项存款余额{amount}亿元，营商环境持续改善。"));
}
