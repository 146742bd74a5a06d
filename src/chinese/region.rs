//! Administrative divisions (GB/T 2260): from a name, an office or a credit code to a place, with what is ambiguous kept
//! ambiguous. The list itself is data of the book; this is only how it is searched.
//!
//! A name that several counties bear is unknown until the text names their province or prefecture. Prefixes of document
//! numbers (某财绩) only hint: they abbreviate freely.

use xxhash_rust::xxh3::xxh3_64;

use super::fold;

/// A division, current or past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Division<'a> {
    pub code: u32,
    pub name: &'a str,
    /// For past ones: the last year in which the code bore this name.
    pub until: Option<u16>,
}

impl Division<'_> {
    /// Whether this lies in `other` or is it.
    fn is_within(&self, other: u32) -> bool {
        match other {
            _ if other.is_multiple_of(10_000) => self.code / 10_000 == other / 10_000,
            _ if other.is_multiple_of(100) => self.code / 100 == other / 100,
            _ => self.code == other,
        }
    }
}

/// A place as far down as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    pub code: u32,
    pub province: &'a str,
    pub prefecture: Option<&'a str>,
    pub county: Option<&'a str>,
}

/// What a name leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<'a> {
    One(Place<'a>),
    /// Several divisions bear the name and nothing tells which is meant.
    Several(Vec<u32>),
    None,
}

/// The divisions, searchable by code and by name.
#[derive(Debug, Clone)]
pub struct Gazetteer<'a> {
    by_code: Vec<Division<'a>>,
    /// Hashes of names with places in `by_code`, in order: sorting numbers costs a tenth of sorting names, and a process
    /// that reads one file does it once.
    by_name: Vec<(u64, u16)>,
    provinces: Vec<Division<'a>>,
}

impl<'a> Gazetteer<'a> {
    /// Reads lines of code, name and last year, parted by tabs; `#` begins a remark. Lines that are none are left out.
    pub fn parse(lines: &'a str) -> Self {
        let mut by_code: Vec<Division<'a>> =
            lines.lines().filter_map(division).take(usize::from(u16::MAX)).collect();
        by_code.sort_by_key(|division| {
            (division.code, division.until.is_some(), std::cmp::Reverse(division.until))
        });
        let names = by_code.iter().map(|division| xxh3_64(division.name.as_bytes()));
        let mut by_name: Vec<(u64, u16)> = names.zip(0..).collect();
        by_name.sort_unstable();
        let provinces =
            by_code.iter().filter(|division| division.code.is_multiple_of(10_000)).copied().collect();
        Self { by_code, by_name, provinces }
    }

    pub fn len(&self) -> usize {
        self.by_code.len()
    }

    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// The division of a code: its present name, else its latest.
    pub fn by_code(&self, code: u32) -> Option<&Division<'a>> {
        let at = self.by_code.partition_point(|division| division.code < code);
        self.by_code.get(at).filter(|division| division.code == code)
    }

    /// All divisions that bear a name, present ones and past ones.
    pub fn by_name<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Division<'a>> {
        let hash = xxh3_64(name.as_bytes());
        let start = self.by_name.partition_point(|(known, _)| *known < hash);
        let alike = self.by_name[start..].iter().take_while(move |(known, _)| *known == hash);
        alike.map(|(_, at)| &self.by_code[usize::from(*at)]).filter(move |division| division.name == name)
    }

    /// The place of a code, with the names above it.
    pub fn place(&self, code: u32) -> Option<Place<'a>> {
        let division = *self.by_code(code)?;
        let above = |code: u32| self.by_code(code).map(|division| division.name);
        let province = above(code / 10_000 * 10_000)?;
        let is_county = !code.is_multiple_of(100);
        let prefecture = if code.is_multiple_of(10_000) { None } else { above(code / 100 * 100) };
        Some(Place { code, province, prefecture, county: is_county.then_some(division.name) })
    }

    /// The place of an office by the divisions its name begins with. `hints` are other texts of the same report, in which
    /// a province or a prefecture may be named.
    pub fn of_office(&self, office: &str, hints: &[&str]) -> Found<'a> {
        let key = fold::key(office);
        let candidates = self.leading(without_party(&key)).0;
        self.choose(candidates, hints)
    }

    /// The divisions at the front of a name, each within the one before it, and what follows them.
    fn leading<'t>(&self, name: &'t str) -> (Vec<Division<'a>>, &'t str) {
        let (mut candidates, mut rest) = self.short_province(name);
        for _ in 0..3 {
            let Some((found, length)) = self.longest_prefix(rest, &candidates) else { break };
            candidates = found;
            rest = &rest[length..];
        }
        (candidates, rest)
    }

    /// 湖南某县: a province without its suffix, where a longer name (河北区, 吉林市) does not begin.
    fn short_province<'t>(&self, name: &'t str) -> (Vec<Division<'a>>, &'t str) {
        if self.longest_prefix(name, &[]).is_some() {
            return (Vec::new(), name);
        }
        let province = self.provinces.iter().find(|province| name.starts_with(short_name(province.name)));
        match province {
            Some(province) => (vec![*province], &name[short_name(province.name).len()..]),
            None => (Vec::new(), name),
        }
    }

    /// The longest name of a division that a text begins with, among those within `parents` if there are any.
    fn longest_prefix(&self, text: &str, parents: &[Division<'a>]) -> Option<(Vec<Division<'a>>, usize)> {
        let ends = text.char_indices().take(16).filter(|(at, ch)| *at > 0 && is_division_suffix(*ch));
        let ends: Vec<usize> = ends.map(|(at, ch)| at + ch.len_utf8()).collect();
        ends.into_iter().rev().find_map(|end| {
            let within = |found: &&Division<'a>| {
                parents.is_empty()
                    || parents.iter().any(|parent| found.code != parent.code && found.is_within(parent.code))
            };
            let found: Vec<Division<'a>> = self.by_name(&text[..end]).filter(within).copied().collect();
            (!found.is_empty()).then_some((found, end))
        })
    }

    /// One place out of several: present before past, then by what the hints name.
    fn choose(&self, mut candidates: Vec<Division<'a>>, hints: &[&str]) -> Found<'a> {
        if candidates.iter().any(|division| division.until.is_none()) {
            candidates.retain(|division| division.until.is_none());
        }
        candidates.dedup_by_key(|division| division.code);
        if candidates.len() > 1 {
            candidates = self.hinted(candidates, hints);
        }
        match candidates.as_slice() {
            [] => Found::None,
            [one] => self.place_of(one).map_or(Found::None, Found::One),
            several => Found::Several(several.iter().map(|division| division.code).collect()),
        }
    }

    /// A past name stays the name it had.
    fn place_of(&self, division: &Division<'a>) -> Option<Place<'a>> {
        let place = self.place(division.code)?;
        Some(Place { county: place.county.map(|_| division.name), ..place })
    }

    fn hinted(&self, candidates: Vec<Division<'a>>, hints: &[&str]) -> Vec<Division<'a>> {
        let named = |name: Option<&str>| {
            name.is_some_and(|name| hints.iter().any(|hint| hint.contains(short_name(name))))
        };
        for level in [100, 10_000] {
            let above =
                |division: &Division<'a>| self.by_code(division.code / level * level).map(|found| found.name);
            let chosen: Vec<Division<'a>> =
                candidates.iter().filter(|division| named(above(division))).copied().collect();
            if chosen.len() == 1 {
                return chosen;
            }
        }
        candidates
    }

    /// The place in the first unified social credit code of a text: its digits 3 to 8.
    pub fn of_credit_code(&self, text: &str) -> Option<Place<'a>> {
        credit_codes(text).find_map(|code| self.place(code[2..8].parse().ok()?))
    }

    /// Divisions that the front of a document number may abbreviate: 湘财绩, 云财绩, 益赫财绩. Only ever a hint.
    pub fn of_document_prefix(&self, prefix: &str) -> Vec<u32> {
        const AGENCIES: &[char] = &[
            '财', '政', '府', '办', '发', '审', '教', '农', '卫', '民', '水', '交', '住', '人', '文', '林',
            '环', '应',
        ];
        let place = prefix.split(AGENCIES).next().unwrap_or("");
        let mut letters = place.chars();
        let found: Vec<u32> = match (letters.next(), letters.next(), letters.next()) {
            (Some(only), None, _) => self.beginning_with(&only.to_string(), None),
            (Some(upper), Some(lower), None) => self.abbreviated(upper, lower),
            _ => Vec::new(),
        };
        found
    }

    fn abbreviated(&self, upper: char, lower: char) -> Vec<u32> {
        let mut found = self.beginning_with(&format!("{upper}{lower}"), None);
        let lower = lower.to_string();
        for parent in
            self.beginning_with(&upper.to_string(), None).into_iter().filter(|code| code.is_multiple_of(100))
        {
            found.extend(self.beginning_with(&lower, Some(parent)));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn beginning_with(&self, start: &str, parent: Option<u32>) -> Vec<u32> {
        let province = province_by_letter(start);
        let present = self.by_code.iter().filter(|division| division.until.is_none());
        let named =
            present.filter(|division| division.name.starts_with(start) || Some(division.code) == province);
        let inside = named.filter(|division| {
            parent.is_none_or(|parent| division.code != parent && division.is_within(parent))
        });
        inside.map(|division| division.code).collect()
    }
}

fn division(line: &str) -> Option<Division<'_>> {
    let mut fields = line.split('\t');
    let code = fields.next()?.parse().ok()?;
    let name = fields.next()?;
    let until = fields.next().and_then(|year| year.trim().parse().ok());
    Some(Division { code, name, until })
}

fn is_division_suffix(ch: char) -> bool {
    matches!(ch, '省' | '市' | '州' | '盟' | '县' | '区' | '旗')
}

/// 中共某县委: the party's offices begin with the party.
fn without_party(name: &str) -> &str {
    ["中国共产党", "中共", "共青团", "政协", "中国人民政治协商会议"]
        .iter()
        .fold(name, |name, word| name.strip_prefix(word).unwrap_or(name))
}

/// A province or a prefecture without its kind: 湖南, 内蒙古, 广西, 邵阳.
fn short_name(name: &str) -> &str {
    const PEOPLES: &[&str] =
        &["壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "地区", "市", "盟"];
    let short = PEOPLES.iter().find_map(|kind| name.strip_suffix(kind)).unwrap_or(name);
    if short.chars().count() < 2 { name } else { short }
}

/// The letters by which provinces are abbreviated.
fn province_by_letter(letter: &str) -> Option<u32> {
    const LETTERS: &[(&str, u32)] = &[
        ("京", 11),
        ("津", 12),
        ("冀", 13),
        ("晋", 14),
        ("蒙", 15),
        ("辽", 21),
        ("吉", 22),
        ("黑", 23),
        ("沪", 31),
        ("苏", 32),
        ("浙", 33),
        ("皖", 34),
        ("闽", 35),
        ("赣", 36),
        ("鲁", 37),
        ("豫", 41),
        ("鄂", 42),
        ("湘", 43),
        ("粤", 44),
        ("桂", 45),
        ("琼", 46),
        ("渝", 50),
        ("川", 51),
        ("蜀", 51),
        ("贵", 52),
        ("黔", 52),
        ("云", 53),
        ("滇", 53),
        ("藏", 54),
        ("陕", 61),
        ("秦", 61),
        ("甘", 62),
        ("陇", 62),
        ("青", 63),
        ("宁", 64),
        ("新", 65),
    ];
    LETTERS.iter().find(|(known, _)| *known == letter).map(|(_, code)| code * 10_000)
}

/// Runs of exactly 18 digits and capital letters with digits where the place stands.
fn credit_codes(text: &str) -> impl Iterator<Item = &str> {
    text.split(|ch: char| !ch.is_ascii_alphanumeric())
        .filter(|run| run.len() == 18 && run.as_bytes()[2..8].iter().all(u8::is_ascii_digit))
}

/// The prefix of the first document number of a text: 某财绩 of 某财绩〔2025〕1号.
pub fn document_prefix(text: &str) -> Option<&str> {
    text.char_indices().filter(|(_, ch)| matches!(ch, '〔' | '[' | '【' | '［' | '(' | '（')).find_map(
        |(at, ch)| {
            let year = text[at + ch.len_utf8()..].chars().take(4).all(|digit| digit.is_ascii_digit());
            let closed = text[at + ch.len_utf8()..]
                .chars()
                .nth(4)
                .is_some_and(|ch| matches!(ch, '〕' | ']' | '】' | '］' | ')' | '）'));
            let head = text[..at].trim_end_matches(fold::is_blank);
            let start = head
                .rfind(|ch: char| !fold::is_han(ch))
                .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
            let prefix = &head[start..];
            (year && closed && (2..=8).contains(&prefix.chars().count())).then_some(prefix)
        },
    )
}

/// The township or street at the front of a name that follows its county: 棠树镇人民政府 → 棠树镇.
pub fn township(rest: &str) -> Option<&str> {
    const NOT: &[&str] = &["城乡", "乡镇", "村镇", "城镇", "乡村"];
    let streets = rest.find("街道").map(|at| at + "街道".len());
    let villages = rest
        .char_indices()
        .find(|(at, ch)| *at > 0 && matches!(ch, '乡' | '镇'))
        .map(|(at, ch)| at + ch.len_utf8());
    let end = [streets, villages].into_iter().flatten().min()?;
    let name = rest.get(..end)?;
    let letters = name.chars().count();
    let word = NOT.iter().any(|word| name.ends_with(word) || rest[..].starts_with(word));
    ((2..=8).contains(&letters) && !word).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINES: &str = "# remark\n110000\t北京市\n110105\t朝阳区\n220000\t吉林省\n220100\t长春市\n220104\t朝阳区\n\
                         220200\t吉林市\n430000\t湖南省\n430100\t长沙市\n430112\t望城区\n430122\t望城县\t2011\n430700\t常德市\n\
                         430781\t津市市\n430900\t益阳市\n430903\t赫山区\n370000\t山东省\n370800\t济宁市\n370811\t市中区\n\
                         370100\t济南市\n370103\t市中区\n371200\t莱芜市\t2018\nbroken line\n";

    fn county<'a>(found: &Found<'a>) -> Option<(u32, Option<&'a str>)> {
        match found {
            Found::One(place) => Some((place.code, place.county)),
            _ => None,
        }
    }

    #[test]
    fn offices_lie_where_their_names_begin() {
        let gazetteer = Gazetteer::parse(LINES);
        for (office, code) in [
            ("长沙市望城区财政局", 430_112),
            ("望城区财政局", 430_112),
            ("湖南省望城区财政局", 430_112),
            ("湖南望城区财政局", 430_112),
            ("望城县水务局", 430_122),
            ("津市市教育局", 430_781),
            ("常德市津市市教育局", 430_781),
            ("济宁市市中区民政局", 370_811),
            ("中共益阳市赫山区委办公室", 430_903),
            ("北京市朝阳区教委", 110_105),
            ("吉林市财政局", 220_200),
            ("吉林省财政厅", 220_000),
            ("莱芜市财政局", 371_200),
        ] {
            assert_eq!(
                county(&gazetteer.of_office(office, &[])).map(|found| found.0),
                Some(code),
                "{office}"
            );
        }
        assert_eq!(gazetteer.of_office("县财政局", &[]), Found::None);
        assert_eq!(gazetteer.of_office("朝阳区财政局", &[]), Found::Several(vec![110_105, 220_104]));
        assert_eq!(
            county(&gazetteer.of_office("朝阳区财政局", &["依据长春市财政局的通知"])).map(|found| found.0),
            Some(220_104)
        );
    }

    #[test]
    fn codes_and_hints() {
        let gazetteer = Gazetteer::parse(LINES);
        let place = gazetteer
            .of_credit_code("代码：11430903MB0U000000。")
            .map(|place| (place.prefecture, place.county));
        assert_eq!(place, Some((Some("益阳市"), Some("赫山区"))));
        assert_eq!(document_prefix("根据《通知》（益赫财绩〔2025〕3号）"), Some("益赫财绩"));
        assert_eq!(gazetteer.of_document_prefix("益赫财绩"), [430_903]);
        assert_eq!(gazetteer.of_document_prefix("湘财绩"), [430_000]);
        assert_eq!(township("棠树镇人民政府"), Some("棠树镇"));
        assert_eq!(township("城乡建设局"), None);
        assert_eq!(township("乡村振兴局"), None);
        assert_eq!(township("云台街道办事处"), Some("云台街道"));
    }

    proptest! {
        #[test]
        fn any_text_may_be_asked(text in "[省市县区长沙望城中共朝阳财政〔2025〕0-9A-Z]{0,24}|\\PC{0,24}") {
            let gazetteer = Gazetteer::parse(LINES);
            let _ = gazetteer.of_office(&text, &[&text]);
            let _ = (gazetteer.of_credit_code(&text), gazetteer.of_document_prefix(&text));
            let _ = (document_prefix(&text), township(&text));
        }
    }
}
