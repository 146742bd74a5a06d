//! What sentences do with concepts (`prose/concepts.toml`): which are treated alike, which stand for everything, what a name
//! measures where more is said. Concepts are asked for by their numbers; what follows from it is the readers'.

use std::collections::BTreeMap;

use crate::fact::{Basis, Concept};

/// Concepts that sentences treat alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// All of an office's money, or that of one kind.
    OfficeMoney,
    FundOfItsOwn,
    /// What every such fund has too.
    CommonToFunds,
    /// Ends a list of parts before it.
    Whole,
    /// The same, unless that list divides spending.
    WholeButOfSpending,
    Spending,
    /// The first division of all that was spent.
    DividesSpending,
    People,
    /// What a rate of money can be one of.
    Budgeted,
    /// What a share can be one of.
    Shared,
    Income,
    /// Its own name can say that it was planned.
    PlannedByName,
    /// A bracket behind it tells where the money came from.
    HasSources,
    Source,
    /// Projects are listed under it.
    OfProjects,
    Posts,
    InPost,
    Score,
    /// What vehicles cost, bought and run.
    Vehicle,
    /// Not the office's own money.
    Context,
}

/// The groups of a concept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Groups(u32);

impl Groups {
    pub fn has(self, group: Group) -> bool {
        self.0 >> group as u32 & 1 == 1
    }

    pub(super) fn add(&mut self, group: Group) {
        self.0 |= 1 << group as u32;
    }
}

/// The one concept that stands for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leading {
    AllPlanned,
    AllSpent,
    ExecutionRate,
    ProjectMoney,
    AllProjects,
    /// A project in a list of an office's.
    ListedProject,
    AllPosts,
    AllInPost,
    TotalScore,
    LevelWeight,
}

/// Where a name measures something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Where {
    /// In a report on one project.
    InProject,
    /// In one on several.
    InProjects,
    Planned,
    /// What a rate behind it is.
    Rate,
    /// With the word for posts behind it.
    AsPosts,
    /// In a list of the parts of another.
    Below,
    /// Behind its other side.
    Beside,
    /// Divided by another.
    Divided,
}

/// What sentences do with concepts.
#[derive(Debug, Clone, Default)]
pub struct Concepts {
    pub(super) groups: Vec<Groups>,
    pub(super) leading: BTreeMap<Leading, u16>,
    /// By place and concept, with what stood before; none where that does not matter.
    pub(super) instead: BTreeMap<(Where, u16), Vec<Other>>,
    /// Families, single concepts and the sense in which their figures always hold.
    pub(super) always: Vec<Always>,
    /// The same for each concept of the book.
    pub(super) always_known: Vec<Option<Basis>>,
}

/// What stood before, and what a name then measures.
pub(super) type Other = (Option<u16>, u16);

#[derive(Debug, Clone)]
pub(super) struct Always {
    pub basis: Basis,
    pub families: Vec<String>,
    pub concepts: Vec<String>,
}

impl Concepts {
    pub fn is(&self, number: u16, group: Group) -> bool {
        self.groups.get(usize::from(number)).is_some_and(|groups| groups.has(group))
    }

    pub fn leading(&self, role: Leading) -> Option<u16> {
        self.leading.get(&role).copied()
    }

    pub fn is_leading(&self, number: u16, role: Leading) -> bool {
        self.leading(role) == Some(number)
    }

    /// What a concept measures at such a place, where that is another.
    pub fn instead(&self, place: Where, number: u16) -> Option<u16> {
        self.instead_behind(place, None, number)
    }

    /// The same behind a certain concept.
    pub fn instead_behind(&self, place: Where, before: Option<u16>, number: u16) -> Option<u16> {
        let known = self.instead.get(&(place, number))?;
        known.iter().find(|(behind, _)| *behind == before).map(|(_, other)| *other)
    }

    /// The sense in which figures of a concept of the book always hold.
    pub fn always_of(&self, number: u16) -> Option<Basis> {
        self.always_known.get(usize::from(number)).copied().flatten()
    }

    /// The same of any concept.
    pub fn always(&self, concept: &Concept) -> Option<Basis> {
        let holds = |one: &&Always| {
            one.families.iter().any(|family| concept.is_of(family))
                || one.concepts.iter().any(|id| id == concept.as_str())
        };
        self.always.iter().find(holds).map(|one| one.basis)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Book;
    use super::*;

    #[test]
    fn our_book_fills_every_role() {
        let book = Book::builtin().unwrap();
        for role in [
            Leading::AllPlanned,
            Leading::AllSpent,
            Leading::ExecutionRate,
            Leading::ProjectMoney,
            Leading::AllProjects,
            Leading::ListedProject,
            Leading::AllPosts,
            Leading::AllInPost,
            Leading::TotalScore,
            Leading::LevelWeight,
        ] {
            assert!(book.concepts().leading(role).is_some(), "{role:?}");
        }
    }

    #[test]
    fn a_name_measures_what_its_place_says() {
        let book = Book::builtin().unwrap();
        let number = |id: &str| {
            let at = book.entries().iter().position(|entry| entry.concept.as_str() == id);
            u16::try_from(at.unwrap()).unwrap()
        };
        let concepts = book.concepts();
        assert_eq!(concepts.instead(Where::Planned, number("expenditure.total")), Some(number("fund.total")));
        assert_eq!(concepts.instead(Where::Planned, number("sangong.total")), None);
        let below = |whole, part| concepts.instead_behind(Where::Below, Some(number(whole)), number(part));
        assert_eq!(below("staff.actual", "staff.quota.admin"), Some(number("staff.actual.admin")));
        assert_eq!(below("staff.retired", "staff.quota.admin"), None);
        assert!(concepts.is(number("revenue.total"), Group::OfficeMoney));
        assert!(!concepts.is(number("sangong.total"), Group::OfficeMoney));
    }
}
