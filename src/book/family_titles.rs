//! The titles of table families, looked for in a line all at once: a line names a table if one of them stands in it, and
//! for a family the longest counts.

use super::spotter::Spotter;

#[derive(Debug, Clone, Default)]
pub struct FamilyTitles {
    parts: Spotter,
    /// For each part of a title how many letters it has, and the families that it is of.
    of: Vec<(usize, Vec<u16>)>,
}

impl FamilyTitles {
    /// A folded part of a title of a family.
    pub(super) fn add(&mut self, family: u16, part: &str) -> Result<(), String> {
        let number = self.parts.add(part)?;
        if number == self.of.len() {
            self.of.push((part.chars().count(), Vec::new()));
        }
        self.of[number].1.push(family);
        Ok(())
    }

    /// Whether one of them stands in a folded line.
    pub fn is_in(&self, key: &str) -> bool {
        self.parts.spot(key).next().is_some()
    }

    /// For each of so many families how many letters the longest of its titles has that stands in a folded line.
    pub fn longest(&self, key: &str, families: usize) -> Vec<usize> {
        let mut longest = vec![0; families];
        for (letters, of) in self.parts.all(key).map(|part| &self.of[part]) {
            for &family in of {
                if let Some(known) = longest.get_mut(usize::from(family)) {
                    *known = (*known).max(*letters);
                }
            }
        }
        longest
    }
}

#[cfg(test)]
mod tests {
    use super::super::Book;

    #[test]
    fn titles_are_found_as_one_by_one() {
        let book = Book::builtin().unwrap();
        for title in
            ["2023年度部门整体支出绩效评价基础数据表", "项目支出绩效自评表", "三公经费支出决算表", "通知", ""]
        {
            let longest = book.family_titles().longest(title, book.families().len());
            for (family, letters) in book.families().iter().zip(longest) {
                let held = family.titles.iter().filter(|part| title.contains(part.as_str()));
                assert_eq!(letters, held.map(|part| part.chars().count()).max().unwrap_or(0), "{title}");
            }
        }
    }
}
