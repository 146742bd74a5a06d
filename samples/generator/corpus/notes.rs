//! The notes to final accounts: who worked there, what meetings, training and purchases cost, and how the office judged its
//! own year. They say what the department's report says, in other words and in another file.

use super::office::Office;
use super::pen::Pen;
use super::prose::{Text, judged};
use super::world::World;

/// `score` in hundredths, as the department's own report comes to it.
pub fn of_accounts(pen: &mut Pen, world: &World, office: &Office, score: i64) -> Text {
    pen.prose();
    let mut text = Text::new();
    let year = world.year;
    text.head("一、部门决算编报范围及人员情况");
    let quota = pen.people_told(("staff.quota", "year_end", 0), world.quota);
    let actual = pen.people_told(("staff.actual", "year_end", 0), world.actual);
    text.say(format!(
        "{}部门决算为单位本级决算。截至{year}年底，核定编制{quota}，实际在职人数{actual}。",
        office.name
    ));
    text.head("二、一般性支出情况说明");
    meetings(pen, &mut text, world);
    text.head("三、政府采购支出情况说明");
    let bought = pen.told(("procurement.total", "executed", 0), world.procurement.spent);
    text.say(format!("{year}年度政府采购支出总额{bought}。"));
    text.head("四、预算绩效情况说明");
    judged(pen, &mut text, score);
    text
}

/// Both together, or each by itself.
fn meetings(pen: &mut Pen, text: &mut Text, world: &World) {
    let (year, all) = (world.year, world.meetings.spent);
    if pen.dice.chance(50) {
        let both = pen.told(("public.meeting_training", "executed", 0), all);
        text.say(format!("{year}年会议费、培训费支出{both}。"));
        return;
    }
    let met = pen.told(("public.meeting", "executed", 0), all / 3);
    let trained = pen.told(("public.training", "executed", 0), all - all / 3);
    text.say(format!("{year}年会议费支出{met}，培训费支出{trained}。"));
}
