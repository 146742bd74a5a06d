//! The only ideographs of this crate: the signs that file formats themselves put on paper (digits of `[DBNum]` number
//! formats, names of days and half days, the built-in date formats of a Chinese Office). No word is understood here.

/// How digits are written by one `[DBNum]` modifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numerals {
    pub digits: [&'static str; 10],
    /// Ten, hundred, thousand.
    pub tens: [&'static str; 3],
    /// Ten thousand and its powers.
    pub myriads: [&'static str; 3],
}

/// 一二三, `[DBNum1]`.
pub const PLAIN: Numerals = Numerals {
    digits: ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"],
    tens: ["十", "百", "千"],
    myriads: ["万", "亿", "万亿"],
};

/// 壹贰叁, `[DBNum2]`.
pub const FORMAL: Numerals = Numerals {
    digits: ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"],
    tens: ["拾", "佰", "仟"],
    myriads: ["万", "亿", "万亿"],
};

/// １２３, `[DBNum3]`.
pub const WIDE: Numerals = Numerals {
    digits: ["０", "１", "２", "３", "４", "５", "６", "７", "８", "９"],
    tens: ["十", "百", "千"],
    myriads: ["万", "亿", "万亿"],
};

/// Before and after noon, as number formats write them.
pub const HALF_DAYS: [&str; 2] = ["上午", "下午"];

/// Days from Sunday, and what the long and the short name put before them.
pub const WEEKDAYS: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];
pub const LONG_WEEK: &str = "星期";
pub const SHORT_WEEK: &str = "周";

/// The sign of a month, for `mmm` in a Chinese locale.
pub const MONTH: &str = "月";

/// The long date of a Chinese system: `[$-F800]`.
pub const LONG_DATE: &str = "yyyy\"年\"m\"月\"d\"日\"";

/// Built-in number formats that exist in a Chinese Office only.
pub const BUILTIN_FORMATS: &[(u16, &str)] = &[
    (27, "yyyy\"年\"m\"月\""),
    (28, "m\"月\"d\"日\""),
    (29, "m\"月\"d\"日\""),
    (30, "m-d-yy"),
    (31, "yyyy\"年\"m\"月\"d\"日\""),
    (32, "h\"时\"mm\"分\""),
    (33, "h\"时\"mm\"分\"ss\"秒\""),
    (34, "上午/下午h\"时\"mm\"分\""),
    (35, "上午/下午h\"时\"mm\"分\"ss\"秒\""),
    (36, "yyyy\"年\"m\"月\""),
    (50, "yyyy\"年\"m\"月\""),
    (51, "m\"月\"d\"日\""),
    (52, "yyyy\"年\"m\"月\""),
    (53, "m\"月\"d\"日\""),
    (54, "m\"月\"d\"日\""),
    (55, "上午/下午h\"时\"mm\"分\""),
    (56, "上午/下午h\"时\"mm\"分\"ss\"秒\""),
    (57, "yyyy\"年\"m\"月\""),
    (58, "m\"月\"d\"日\""),
];

/// The ten stems and the twelve branches, which lists count by.
pub const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
pub const BRANCHES: [&str; 12] = ["子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥"];
