//! What the names of tags do to the flow of a page.

/// What a tag does to the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// It stays inside its paragraph. Unknown tags are of this kind.
    Inline,
    Bold,
    Break,
    Block,
    Heading(u8),
    Preformatted,
    Title,
    Image,
    Table,
    Caption,
    Column,
    Group,
    Row,
    Cell,
}

impl Name {
    pub fn of(name: &str) -> Self {
        let mut lower = [0; 10];
        let Some(lower) = lower.get_mut(..name.len()) else { return Self::of_long(name) };
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        match &*lower {
            b"b" | b"strong" => Self::Bold,
            b"br" => Self::Break,
            b"td" | b"th" => Self::Cell,
            b"tr" => Self::Row,
            b"thead" | b"tbody" | b"tfoot" => Self::Group,
            b"table" => Self::Table,
            b"caption" => Self::Caption,
            b"col" => Self::Column,
            [b'h', level @ b'1'..=b'6'] => Self::Heading(level - b'0'),
            b"pre" => Self::Preformatted,
            b"title" => Self::Title,
            b"img" => Self::Image,
            b"p" | b"div" | b"li" | b"ul" | b"ol" | b"dl" | b"dt" | b"dd" | b"hr" | b"body" | b"head"
            | b"html" | b"center" | b"form" | b"section" | b"article" | b"header" | b"footer" | b"nav"
            | b"main" | b"aside" | b"blockquote" | b"figure" | b"address" | b"option" | b"select"
            | b"fieldset" | b"legend" | b"textarea" | b"button" | b"summary" | b"details" => Self::Block,
            _ => Self::Inline,
        }
    }

    fn of_long(name: &str) -> Self {
        if name.eq_ignore_ascii_case("figcaption") { Self::Block } else { Self::Inline }
    }

    pub fn is_table_part(self) -> bool {
        matches!(self, Self::Cell | Self::Row | Self::Column)
    }
}

/// Elements that never have an end.
pub fn is_void(name: &str) -> bool {
    ["br", "hr", "img", "input", "col", "meta", "link", "wbr", "area", "base", "param"]
        .iter()
        .any(|void| name.eq_ignore_ascii_case(void))
}
