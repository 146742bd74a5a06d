//! The administrative divisions we know, from `regions.tsv`; its head says where they come from and what is not covered.

use std::sync::OnceLock;

use crate::chinese::region::Gazetteer;

/// All divisions; the list is read at the first call.
pub fn regions() -> &'static Gazetteer<'static> {
    static REGIONS: OnceLock<Gazetteer<'static>> = OnceLock::new();
    REGIONS.get_or_init(|| Gazetteer::parse(include_str!("regions.tsv")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every line of the list is read, codes have their province, and no division stands twice.
    #[test]
    fn the_list_is_whole() {
        let lines = include_str!("regions.tsv").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(regions().len(), lines.count());
        assert!(regions().len() > 3_900);
        for line in include_str!("regions.tsv").lines().filter(|line| !line.starts_with('#')) {
            let code: u32 = line[..6].parse().unwrap();
            let place = regions().place(code);
            assert!(place.is_some(), "{line}");
        }
        let current = regions().by_name("市中区").filter(|division| division.until.is_none()).count();
        assert!(current > 3, "several districts bear one name");
    }
}
