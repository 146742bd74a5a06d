//! Offices that do not exist, in the shapes of those that do: county bureaus, party offices, townships, schools, courts.
//! Some stand in real counties, so that codes of divisions can be checked; their offices' figures are invented as well.

use super::dice::Dice;

/// An office and where it stands.
#[derive(Clone)]
pub struct Office {
    /// As its forms print it.
    pub name: String,
    /// GB/T 2260, of real counties only.
    pub code: Option<&'static str>,
}

const FIRST: &[&str] = &[
    "青", "云", "石", "南", "平", "永", "清", "金", "玉", "白", "松", "竹", "柳", "桃", "长", "古", "双",
    "沙", "枫", "鹿",
];
const SECOND: &[&str] =
    &["溪", "岭", "坪", "塘", "源", "丰", "和", "洲", "桥", "泉", "渡", "岩", "坝", "林", "原", "浦"];
const KINDS: &[&str] = &["县", "县", "县", "县", "区", "市"];

/// Counties that exist, none of them with an invented double.
const REAL: &[(&str, &str)] = &[
    ("衡东县", "430424"),
    ("攸县", "430223"),
    ("桂东县", "431027"),
    ("大英县", "510923"),
    ("来凤县", "422827"),
    ("贺兰县", "640122"),
    ("易门县", "530425"),
    ("封开县", "441225"),
    ("岳西县", "340828"),
    ("忠县", "500233"),
];

const BUREAUS: &[&str] = &[
    "财政局",
    "水利局",
    "教育局",
    "民政局",
    "司法局",
    "农业农村局",
    "卫生健康局",
    "应急管理局",
    "交通运输局",
    "文化旅游广电体育局",
    "市场监督管理局",
    "统计局",
    "审计局",
    "档案馆",
    "自然资源局",
    "林业局",
    "医疗保障局",
    "信访局",
    "总工会",
    "妇女联合会",
    "科学技术协会",
    "残疾人联合会",
    "机关事务服务中心",
    "投资促进事务中心",
    "疾病预防控制中心",
    "融媒体中心",
    "人民政府办公室",
    "退役军人事务局",
    "城市管理和综合执法局",
    "人民法院",
    "供销合作社联合社",
    "公共资源交易中心",
];

const SMALL: &[&str] = &["镇人民政府", "乡人民政府", "街道办事处"];

impl Office {
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed, "office");
        let (county, code) = if dice.chance(12) {
            let (name, code) = dice.pick(REAL);
            (name.to_owned(), Some(code))
        } else {
            (format!("{}{}{}", dice.pick(FIRST), dice.pick(SECOND), dice.pick(KINDS)), None)
        };
        Self { name: name(&mut dice, &county), code }
    }
}

fn name(dice: &mut Dice, county: &str) -> String {
    match dice.between(1, 20) {
        1 => format!("中共{county}委组织部"),
        2 => format!("中共{county}委宣传部"),
        3 => format!("共青团{county}委员会"),
        4 | 5 => {
            let place = format!("{}{}", dice.pick(FIRST), dice.pick(SECOND));
            format!("{county}{place}{}", dice.pick(SMALL))
        }
        6 => format!("{county}第{}中学", dice.pick(&["一", "二", "三"])),
        _ => format!("{county}{}", dice.pick(BUREAUS)),
    }
}
