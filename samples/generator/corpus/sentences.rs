//! Paragraphs that some reports have and others lack: money in and out, lists whose names come first, posts by kind,
//! things that an office reports although they are not its own money, and arithmetic that is no figure.

use super::pen::{Meaning, Pen};
use super::prose::Text;
use super::style::{Cents, decimal};
use super::world::World;

/// Posts by kind, people, who has retired.
pub fn people(pen: &mut Pen, text: &mut Text, world: &World) {
    let officials = world.quota / 3;
    let retired = pen.dice.between(3, 90);
    let meaning = |concept| -> Meaning { (concept, "year_end", 0) };
    let quota = match pen.dice.below(3) {
        0 => {
            pen.people_told(meaning("staff.quota"), world.quota);
            format!("{}名", han(world.quota))
        }
        _ => pen.people_told(meaning("staff.quota"), world.quota),
    };
    let officials_told = pen.people_told(meaning("staff.quota.admin"), officials);
    let others = pen.people_told(meaning("staff.quota.institution"), world.quota - officials);
    let actual = pen.people_told(meaning("staff.actual"), world.actual);
    let retired = pen.people_told(meaning("staff.retired"), retired);
    text.say(match pen.dice.below(3) {
        0 => format!("核定编制{quota}，其中：行政编制{officials_told}，事业编制{others}；实有在职人员{actual}，退休人员{retired}。"),
        1 => format!("经县委编办批准，核定编制{quota}（行政编制{officials_told}、事业编制{others}），年末实有在职人员{actual}，离退休人员{retired}。"),
        _ => format!("现有编制{quota}，其中行政编制{officials_told}，事业编制{others}。年末在职人员{actual}，退休{retired}。"),
    });
}

/// What came in and went out, and how far that is from last year or from the plan.
pub fn overview(pen: &mut Pen, text: &mut Text, world: &World) {
    text.head("（一）收支总体情况");
    match pen.dice.below(3) {
        0 => in_and_out(pen, text, world),
        1 => planned_and_spent(pen, text, world),
        _ => by_kind(pen, text, world),
    }
}

fn in_and_out(pen: &mut Pen, text: &mut Text, world: &World) {
    let income = world.received();
    let all = pen.told(("revenue.total", "executed", 0), income);
    let mut says = format!("{}年度收入合计{all}，其中：", world.year);
    says += &part(
        pen,
        "财政拨款收入",
        ("revenue.fiscal", "revenue.fiscal.share"),
        income - world.other_income,
        income,
    );
    if world.other_income > 0 {
        says += "；";
        says += &part(pen, "其他收入", ("revenue.other", "revenue.other.share"), world.other_income, income);
    }
    text.say(format!("{says}。"));
    let total = world.total();
    let spent = pen.told(("expenditure.total", "executed", 0), total.spent);
    let change = total.spent - total.before;
    let words = if change < 0 { ["减少", "下降"] } else { ["增加", "增长"] };
    let money = pen.told(("expenditure.total.change", "yoy", 0), change.abs());
    let rate = pen.rate(("expenditure.total.change_rate", "yoy", 0), change.abs(), total.before);
    let mut says = format!("支出合计{spent}，与上年相比{}{money}，{}{rate}。其中：", words[0], words[1]);
    says += &part(pen, "基本支出", ("basic.total", "basic.total.share"), world.basic().spent, total.spent);
    says += "；";
    let projects = world.project_spending().spent;
    says += &part(pen, "项目支出", ("project.total", "project.total.share"), projects, total.spent);
    text.say(format!("{says}。"));
}

/// A part with its share.
fn part(
    pen: &mut Pen,
    name: &str,
    (concept, share): (&'static str, &'static str),
    cents: Cents,
    whole: Cents,
) -> String {
    let money = pen.told((concept, "executed", 0), cents);
    let rate = pen.rate((share, "executed", 0), cents, whole);
    format!("{name}{money}，占{rate}")
}

fn planned_and_spent(pen: &mut Pen, text: &mut Text, world: &World) {
    let total = world.total();
    let planned = pen.told(("fund.total", "budget_initial", 0), total.planned);
    let full = pen.told(("fund.total", "budget_full", 0), world.full());
    let spent = pen.told(("expenditure.total", "executed", 0), total.spent);
    let rate = pen.rate(("fund.execution_rate", "executed", 0), total.spent, world.full());
    let year = world.year;
    text.say(match pen.dice.below(2) {
        0 => format!("{year}年年初预算{planned}，全年预算{full}，实际支出{spent}，预算执行率{rate}。"),
        _ => format!("{year}年度，县财政批复我单位年初预算{planned}，调整后预算{full}，实际支出{spent}，预算执行率为{rate}。"),
    });
}

fn by_kind(pen: &mut Pen, text: &mut Text, world: &World) {
    let (staff, running) = (world.personnel.spent, world.running().spent);
    let spent = pen.told(("basic.total", "executed", 0), world.basic().spent);
    let wages = pen.told(("economic.wages", "executed", 0), staff - staff / 9);
    let goods = pen.told(("economic.goods_services", "executed", 0), running);
    let families = pen.told(("economic.individual_family", "executed", 0), staff / 9);
    let projects = pen.told(("project.total", "executed", 0), world.project_spending().spent);
    let all = pen.told(("expenditure.total", "executed", 0), world.total().spent);
    text.say(format!("全年支出{all}，其中：基本支出{spent}（工资福利支出{wages}、商品和服务支出{goods}、对个人和家庭的补助{families}），项目支出{projects}。"));
}

/// The three public expenses where names and columns come first and amounts follow.
pub fn three_public(pen: &mut Pen, text: &mut Text, world: &World) {
    let all = world.three_public();
    let planned = pen.told(("sangong.total", "budget", 0), all.planned);
    let spent = pen.told(("sangong.total", "final_account", 0), all.spent);
    if pen.dice.chance(50) {
        text.say(format!("{}年“三公”经费预算数和决算数分别为{planned}、{spent}。", world.year));
    } else {
        text.say(format!("“三公”经费年初预算{planned}，实际支出{spent}，控制在预算范围内。"));
    }
    for (name, concept, line) in [
        ("公务接待费", "sangong.reception", world.reception),
        ("公务用车购置及运行维护费", "sangong.vehicle", world.vehicles()),
    ] {
        let planned = pen.told((concept, "budget", 0), line.planned);
        let spent = pen.told((concept, "final_account", 0), line.spent);
        text.say(format!("{name}预算数为{planned}，决算数为{spent}。"));
    }
    if world.abroad.spent == 0 && world.abroad.planned == 0 {
        let (basis, sentence) = pen.dice.pick(&[
            ("executed", "本年度未发生因公出国（境）费用。"),
            ("executed", "我单位无因公出国（境）支出。"),
            ("budget_initial", "全年没有安排因公出国（境）经费。"),
        ]);
        pen.none_told(("sangong.abroad", basis, 0));
        text.say(sentence);
    }
}

/// Nothing of three kinds of money, in one sentence or in three.
pub fn none(pen: &mut Pen, text: &mut Text) {
    text.head("三、政府性基金等预算支出情况");
    // What was not planned is nothing of the plan.
    let (first, sentences): (&'static str, &[&str]) = match pen.dice.below(3) {
        0 => ("executed", &["本年度无政府性基金预算支出、无国有资本经营预算支出、无社会保险基金预算支出。"]),
        1 => (
            "budget_initial",
            &[
                "我单位未安排政府性基金预算支出。",
                "没有使用国有资本经营预算拨款安排的支出。",
                "不涉及社会保险基金预算支出。",
            ],
        ),
        _ => (
            "executed",
            &["本单位没有政府性基金预算支出。", "国有资本经营预算支出：无。", "本年无社会保险基金预算支出。"],
        ),
    };
    pen.none_told(("gov_fund.expenditure", first, 0));
    pen.none_told(("state_capital.expenditure", "executed", 0));
    pen.none_told(("social_insurance.expenditure", "executed", 0));
    sentences.iter().for_each(|sentence| text.say(*sentence));
}

/// What others earned, owe or were given; limits and prices; arithmetic in brackets. None of it is the office's money.
pub fn not_ours(pen: &mut Pen, text: &mut Text, world: &World) {
    let amount = |pen: &mut Pen, low, high| decimal(pen.dice.between(low, high), 2, true);
    for _ in 0..=pen.dice.below(3) {
        let [one, other] = [amount(pen, 1_000, 90_000), amount(pen, 100, 9_000)];
        let sentence = match pen.dice.below(9) {
            0 => format!("全年发放低保金{one}万元、临时救助金{other}万元，惠及困难群众1.2万人次。"),
            1 => format!("全县实现农业总产值{other}亿元，完成固定资产投资{one}亿元，同比增长8.2%。"),
            2 => format!("查处各类违法案件36起，罚没收入{other}万元。"),
            3 => format!("争取上级资金{one}万元，引进企业投资{other}亿元。"),
            4 => "农村居民人均可支配收入16,850元，较上年增加1,230元。".to_owned(),
            5 => format!("公务接待费标准为每人每餐不超过80元，单笔支出{other}万元以上须经集体研究。"),
            6 => format!("机关食堂累计收入{one}万元，支出{other}万元，由职工自筹。"),
            7 => {
                let line = world.three_public();
                format!(
                    "“三公经费”控制率=（{}/{}）×100%={}。",
                    pen.style.plain(line.spent),
                    pen.style.plain(line.planned.max(1)),
                    pen.style.percent(line.spent, line.planned.max(1))
                )
            }
            _ => format!("涉企合同金额{one}万元，中标价{other}万元，每平方米造价2,350元。"),
        };
        text.say(sentence);
    }
}

/// A small number in words: 一百二十, 三十六.
fn han(count: i64) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |number: i64| DIGITS[usize::try_from(number).expect("a digit")];
    let (hundreds, tens, ones) = (count / 100, count / 10 % 10, count % 10);
    let mut words = String::new();
    if hundreds > 0 {
        words += &format!("{}百", digit(hundreds));
    }
    match (hundreds, tens, ones) {
        (0, 1, _) => words.push('十'),
        (_, 0, 0) => {}
        (0, 0, _) => {}
        (_, 0, _) => words.push('零'),
        _ => words += &format!("{}十", digit(tens)),
    }
    if ones > 0 || count == 0 {
        words += digit(ones);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::han;

    #[test]
    fn small_numbers_in_words() {
        let words: Vec<String> = [8, 10, 15, 36, 100, 105, 120].map(han).into();
        assert_eq!(words, ["八", "十", "十五", "三十六", "一百", "一百零五", "一百二十"]);
    }
}
