use proptest::prelude::*;

use super::*;

fn shown(code: &str, stored: &str) -> String {
    Format::parse(code).show(stored, Epoch::Y1900).text
}

/// The cases of the table: code, stored, text.
fn cases() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    include_str!("cases.txt").lines().filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.next()?, columns.next()?))
    })
}

#[test]
fn every_case_of_the_table_is_shown_as_written() {
    let wrong: Vec<String> = cases()
        .filter(|(code, stored, text)| shown(code, stored) != *text)
        .map(|(code, stored, text)| format!("{code} over {stored}: «{}», not «{text}»", shown(code, stored)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases().count() >= 150);
}

#[test]
fn built_in_numbers_are_those_of_a_chinese_office() {
    for (id, stored, text) in [
        (0, "1.5", "1.5"),
        (4, "1234.5", "1,234.50"),
        (9, "0.5", "50%"),
        (12, "0.5", "1/2"),
        (14, "45366", "2024/3/15"),
        (22, "45366.5", "2024/3/15 12:00"),
        (31, "45366", "2024年3月15日"),
        (38, "-5", "-5"),
        (43, "0", "-"),
        (46, "1.5", "36:00:00"),
        (49, "12", "12"),
        (55, "0.25", "上午6时00分"),
        (57, "45366", "2024年3月"),
    ] {
        assert_eq!(shown(builtin(id).unwrap(), stored), text, "{id}");
    }
    let known: Vec<u16> = (0..200).filter(|&id| builtin(id).is_some()).collect();
    let expected: Vec<u16> = (0..=22).chain(27..=58).collect();
    assert_eq!(known, expected);
    assert!(known.iter().all(|&id| Format::parse(builtin(id).unwrap()).is_known()));
}

#[test]
fn moments_have_their_iso_form() {
    for (code, stored, epoch, iso) in [
        ("yyyy/m/d", "45366", Epoch::Y1900, Some("2024-03-15")),
        ("yyyy/m/d", "43904", Epoch::Y1904, Some("2024-03-15")),
        ("yyyy/m/d", "0", Epoch::Y1904, Some("1904-01-01")),
        ("yyyy/m/d", "45366.354166666664", Epoch::Y1900, Some("2024-03-15T08:30:00")),
        ("h:mm", "0.5", Epoch::Y1900, Some("12:00:00")),
        ("[h]:mm", "1.5", Epoch::Y1900, None),
        ("yyyy/m/d", "60", Epoch::Y1900, None),
        ("yyyy/m/d", "-3", Epoch::Y1900, None),
        ("0.00", "45366", Epoch::Y1900, None),
    ] {
        let shown = Format::parse(code).show(stored, epoch);
        assert_eq!(shown.date.as_deref(), iso, "{code} over {stored}");
    }
}

#[test]
fn doubts_are_said() {
    let doubt = |code: &str, stored: &str| Format::parse(code).show(stored, Epoch::Y1900).doubt;
    assert_eq!(doubt("0", "12"), None);
    assert_eq!(doubt("0", "1e308"), None);
    assert_eq!(doubt("0", "1e309"), Some(Doubt::NotANumber));
    assert_eq!(doubt("0", "1e999"), Some(Doubt::NotANumber));
    assert_eq!(doubt("0", "NaN"), Some(Doubt::NotANumber));
    assert_eq!(doubt("yyyy", "-1"), Some(Doubt::OutsideCalendar));
    assert_eq!(doubt("0\"open", "1"), Some(Doubt::UnknownFormat));
    assert_eq!(doubt("[Red0", "1"), Some(Doubt::UnknownFormat));
    assert_eq!(doubt("0;0;0;0;0", "1"), Some(Doubt::UnknownFormat));
    assert_eq!(doubt(&"0".repeat(1 << 20), "1"), Some(Doubt::UnknownFormat));
    assert_eq!(doubt("[>5]0;[>3]0", "1"), Some(Doubt::NoSection));
}

#[test]
fn text_is_shown_as_it_is_unless_the_format_adds_to_it() {
    let text = |code: &str| Format::parse(code).show_text(" 甲  乙 ");
    assert_eq!(text("General"), " 甲  乙 ");
    assert_eq!(text("0.00;-0.00"), " 甲  乙 ");
    assert_eq!(text("_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ "), " 甲  乙 ");
    assert_eq!(text("@\"科\""), " 甲  乙 科");
    assert_eq!(text(";;;"), "");
    assert_eq!(text("0;-0;0;\"无\""), "无");
}

#[test]
fn binary_numbers_have_the_digits_of_a_file() {
    for (value, expected) in
        [(0.0, "0"), (12.5, "12.5"), (0.1, "0.1"), (-3.0, "-3"), (1e300, "1E300"), (1.5e-7, "1.5E-7")]
    {
        assert_eq!(digits(value), expected);
    }
    assert_eq!(shown("0.00", &digits(1.005)), "1.01");
}

/// Codes made of the pieces that codes are made of, whole and broken.
fn code() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "0",
        "#",
        "?",
        ".",
        ",",
        "%",
        "/",
        ";",
        "@",
        "E+",
        "e-",
        "General",
        "G/通用格式",
        "[Red]",
        "[红色]",
        "[>=10]",
        "[<0]",
        "[=",
        "]",
        "[h]",
        "[mm]",
        "[ss]",
        "[DBNum1]",
        "[DBNum2]",
        "[DBNum3]",
        "[DBNum9]",
        "[$-804]",
        "[$-F800]",
        "[$¥-409]",
        "y",
        "m",
        "d",
        "h",
        "s",
        "aaaa",
        "AM/PM",
        "A/P",
        "上午/下午",
        "\"元\"",
        "\"",
        "\\",
        "!",
        "_",
        "* ",
        "_ ",
        "-",
        "(",
        ")",
        " ",
        "万",
        "1",
        "8",
    ]);
    prop_oneof![prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat()), "\\PC{0,24}"]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<f64>().prop_map(|value| format!("{value:?}")),
        any::<i64>().prop_map(|value| value.to_string()),
        (-1e7f64..1e7).prop_map(digits),
        "-?[0-9]{0,20}\\.?[0-9]{0,20}(E-?[0-9]{1,3})?",
        "\\PC{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_code_and_no_number_panic(code in code(), stored in number(), text in "\\PC{0,8}") {
        let format = Format::parse(&code);
        for epoch in [Epoch::Y1900, Epoch::Y1904] {
            let shown = format.show(&stored, epoch);
            prop_assert!(shown.text.len() < 16 * (code.len() + stored.len() + 400));
        }
        format.show_text(&text);
    }

    #[test]
    fn plain_digits_are_shown_as_any_other_number(stored in "-?[0-9]{0,11}\\.?[0-9]{0,11}") {
        // A blank behind it closes the short way of `General`.
        prop_assert_eq!(shown("General", &stored), shown("General\"\"_ ", &stored));
    }

    #[test]
    fn two_decimals_are_the_rounded_digits(cents in -1_000_000_000_000i64..1_000_000_000_000, thousandth in 0u8..10) {
        let sign = if cents < 0 { "-" } else { "" };
        let size = cents.unsigned_abs();
        let stored = format!("{sign}{}.{:02}{thousandth}", size / 100, size % 100);
        let rounded = size + u64::from(thousandth >= 5);
        let sign = if cents < 0 { "-" } else { "" };
        prop_assert_eq!(shown("0.00", &stored), format!("{sign}{}.{:02}", rounded / 100, rounded % 100));
    }

    #[test]
    fn a_fraction_is_never_farther_off_than_half_a_denominator(numerator in 0u32..1000, denominator in 1u32..1000) {
        let stored = digits(f64::from(numerator) / f64::from(denominator));
        let text = shown("???/???", &stored);
        let (above, below) = text.split_once('/').unwrap();
        let (above, below): (u64, u64) = (above.parse().unwrap(), below.parse().unwrap());
        prop_assert_eq!(above * u64::from(denominator), below * u64::from(numerator), "{}", text);
    }
}
