//! Lines of short texts in columns, with East Asian width: a Han character takes two places.

use unicode_width::UnicodeWidthStr;

/// Each row as a line, indented, every column as wide as its widest text. Texts of digits stand to the right of theirs.
pub fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let texts = |column: usize| rows.iter().filter_map(move |row| row.get(column));
    let widths: Vec<(usize, bool)> = (0..count)
        .map(|column| {
            let digits = texts(column).all(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
            (texts(column).map(|text| text.width()).max().unwrap_or(0), digits)
        })
        .collect();
    rows.iter().map(|row| line(row, &widths)).collect()
}

fn line(row: &[String], widths: &[(usize, bool)]) -> String {
    let mut out = String::new();
    for (text, (width, right)) in row.iter().zip(widths) {
        let room = " ".repeat(width - text.width());
        out.push_str("  ");
        out.push_str(&if *right { room + text } else { format!("{text}{room}") });
    }
    format!("{}\n", out.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_characters_take_two_places_and_numbers_stand_to_the_right() {
        let row = |texts: [&str; 3]| texts.map(str::to_owned).to_vec();
        let told = columns(&[row(["2024", "云溪县", "7"]), row(["2023", "?", "12"])]);
        assert_eq!(told, "  2024  云溪县   7\n  2023  ?       12\n");
        assert_eq!(columns(&[]), "");
    }
}
